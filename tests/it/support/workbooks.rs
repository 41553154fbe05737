//! Workbooks made by hand, down to the byte: what no spreadsheet program would write.

/// An archive of these parts, none of them packed.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    zip_of(parts.iter().map(|(name, bytes)| Part {
        name,
        bytes,
        packing: 0,
        crc: crc32(bytes),
        unpacked: u32::try_from(bytes.len()).unwrap(),
    }))
}

/// A part of an archive, as it is to be written; its sizes may lie.
pub struct Part<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
    /// 0 stored, 8 deflated.
    pub packing: u16,
    pub crc: u32,
    pub unpacked: u32,
}

pub fn zip_of<'a>(parts: impl Iterator<Item = Part<'a>>) -> Vec<u8> {
    let (mut bytes, mut directory, mut count) = (Vec::new(), Vec::new(), 0_u16);
    for part in parts {
        let at = u32::try_from(bytes.len()).unwrap();
        let mut facts = Vec::new();
        facts.extend([20, 0, 0, 0]);
        facts.extend(part.packing.to_le_bytes());
        facts.extend([0, 0, 0x21, 0]);
        facts.extend(part.crc.to_le_bytes());
        facts.extend(u32::try_from(part.bytes.len()).unwrap().to_le_bytes());
        facts.extend(part.unpacked.to_le_bytes());
        facts.extend(u16::try_from(part.name.len()).unwrap().to_le_bytes());
        facts.extend([0, 0]);
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&facts);
        bytes.extend(part.name.as_bytes());
        bytes.extend(part.bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&facts);
        directory.extend([0; 10]);
        directory.extend(at.to_le_bytes());
        directory.extend(part.name.as_bytes());
        count += 1;
    }
    let at = u32::try_from(bytes.len()).unwrap();
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

const TYPES: &str =
    r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>"#;
const RELS: &str = r#"<?xml version="1.0"?><Relationships><Relationship Id="r1" Type="http://x/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK_RELS: &str = r#"<?xml version="1.0"?><Relationships><Relationship Id="s1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;
const STYLES: &str = r#"<?xml version="1.0"?><styleSheet><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="46"/></cellXfs></styleSheet>"#;

/// A workbook with one sheet called “One”, whose rows are these. Styles: 1 day, 2 day and time, 3 time, 4 duration.
pub fn xlsx(rows: &str) -> Vec<u8> {
    xlsx_with("", rows, "")
}

/// The same with properties of the workbook and shared strings.
pub fn xlsx_with(properties: &str, rows: &str, strings: &str) -> Vec<u8> {
    let book =
        format!(r#"<workbook>{properties}<sheets><sheet name="One" sheetId="1" r:id="s1"/></sheets></workbook>"#);
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let mut parts = vec![
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/workbook.xml", &book),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    if !strings.is_empty() {
        parts.push(("xl/sharedStrings.xml", strings));
    }
    zip(&parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect::<Vec<_>>())
}

/// A workbook whose one cell holds this many times 258 letters, packed into very little. Its directory says that it
/// unpacks to `claimed` bytes.
pub fn xlsx_bomb(runs: u32, claimed: u32) -> Vec<u8> {
    let before = br#"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>"#;
    let after = b"</t></is></c></row></sheetData></worksheet>";
    let sheet = [deflated_as_it_is(before, false), deflated_run(runs), deflated_as_it_is(after, true)].concat();
    let book = r#"<workbook><sheets><sheet name="One" sheetId="1" r:id="s1"/></sheets></workbook>"#;
    let plain = [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELS),
        ("xl/_rels/workbook.xml.rels", BOOK_RELS),
        ("xl/workbook.xml", book),
    ];
    let plain = plain.map(|(name, text)| Part {
        name,
        bytes: text.as_bytes(),
        packing: 0,
        crc: crc32(text.as_bytes()),
        unpacked: u32::try_from(text.len()).unwrap(),
    });
    let bomb = Part { name: "xl/worksheets/sheet1.xml", bytes: &sheet, packing: 8, crc: 0, unpacked: claimed };
    zip_of(plain.into_iter().chain([bomb]))
}

fn deflated_as_it_is(bytes: &[u8], last: bool) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).unwrap();
    [&[u8::from(last)][..], &len.to_le_bytes(), &(!len).to_le_bytes(), bytes].concat()
}

/// A block of fixed codes: the letter A, and so many times 258 copies of the letter before; then an empty block, so that
/// whole bytes follow.
fn deflated_run(runs: u32) -> Vec<u8> {
    let (mut bytes, mut byte, mut filled) = (Vec::new(), 0_u8, 0);
    let mut put = |bits: &[u8]| {
        for bit in bits {
            byte |= bit << filled;
            filled += 1;
            if filled == 8 {
                bytes.push(byte);
                (byte, filled) = (0, 0);
            }
        }
        filled
    };
    put(&[0, 1, 0]);
    put(&[0, 1, 1, 1, 0, 0, 0, 1]);
    for _ in 0..runs {
        put(&[1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
    }
    put(&[0; 7]);
    // What stands as it is begins at a byte.
    while put(&[0]) != 0 {}
    bytes.extend([0, 0, 0xff, 0xff]);
    bytes
}

/// An ODS workbook with this as its tables.
pub fn ods(tables: &str, manifest: &str) -> Vec<u8> {
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content><office:automatic-styles><style:style style:name="hid"><style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"#
    );
    let manifest = format!("<manifest:manifest>{manifest}</manifest:manifest>");
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", manifest.as_bytes()),
    ])
}

/// A sheet of a workbook of old: its name, whether it is hidden, its records.
pub type XlsSheet<'a> = (&'a str, bool, Vec<(u16, Vec<u8>)>);

/// A workbook of Excel 97: a container with one stream of records.
pub fn xls(sheets: &[XlsSheet<'_>]) -> Vec<u8> {
    let record = |kind: u16, data: &[u8]| {
        [&kind.to_le_bytes()[..], &u16::try_from(data.len()).unwrap().to_le_bytes(), data].concat()
    };
    let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let end = record(0x000a, &[]);
    let mut globals = begin(5);
    // Formats of cells: 0 a number, 1 a day.
    for format in [0_u8, 14] {
        globals.extend(record(0x00e0, &[&[0, 0, format, 0][..], &[0; 16]].concat()));
    }
    let named = |at: usize, name: &str, hidden: bool| {
        let at = u32::try_from(at).unwrap().to_le_bytes();
        let len = u8::try_from(name.len()).unwrap();
        record(0x0085, &[&at[..], &[u8::from(hidden), 0, len, 0], name.as_bytes()].concat())
    };
    let heads: usize = sheets.iter().map(|(name, hidden, _)| named(0, name, *hidden).len()).sum();
    let mut at = globals.len() + heads + end.len();
    let mut bodies = Vec::new();
    for (name, hidden, records) in sheets {
        let records: Vec<u8> = records.iter().flat_map(|(kind, data)| record(*kind, data)).collect();
        let body = [begin(0x10), records, end.clone()].concat();
        globals.extend(named(at, name, *hidden));
        at += body.len();
        bodies.extend(body);
    }
    container(&[("Workbook", &[globals, end, bodies].concat())])
}

/// A compound file with these streams, each made at least 4,096 bytes long.
pub fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    let entry = |name: &str, kind: u8, start: u32, len: usize| {
        let mut entry = vec![0; 128];
        let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..letters.len()].copy_from_slice(&letters);
        entry[64..66].copy_from_slice(&u16::try_from(letters.len() + 2).unwrap().to_le_bytes());
        entry[66] = kind;
        entry[68..80].fill(0xff);
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&u32::try_from(len).unwrap().to_le_bytes());
        entry
    };
    // Sector 0 is the table, sector 1 the directory; the streams follow.
    let (mut table, mut directory, mut data) = (vec![0xffff_fffd, END], entry("Root Entry", 5, END, 0), Vec::new());
    for (name, stream) in streams {
        let mut stream = stream.to_vec();
        stream.resize(stream.len().max(4_096).next_multiple_of(SECTOR), 0);
        let start = u32::try_from(table.len()).unwrap();
        let sectors = u32::try_from(stream.len() / SECTOR).unwrap();
        table.extend((1..sectors).map(|sector| start + sector).chain([END]));
        directory.extend(entry(name, 2, start, stream.len()));
        data.extend(stream);
    }
    assert!(table.len() <= SECTOR / 4 && directory.len() <= SECTOR, "room for one sector of each");
    table.resize(SECTOR / 4, FREE);
    directory.resize(SECTOR, 0);
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(24, 0);
    bytes.extend([0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0, 0, 0, 0, 0, 0, 0]);
    bytes.extend([0, 0, 0, 0].into_iter().chain(1_u32.to_le_bytes()).chain(1_u32.to_le_bytes()));
    bytes.extend([0; 4]);
    bytes.extend(4_096_u32.to_le_bytes());
    bytes.extend(END.to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(END.to_le_bytes());
    bytes.extend([0; 8]);
    bytes.extend(FREE.to_le_bytes().repeat(108));
    bytes.extend(table.iter().flat_map(|sector| sector.to_le_bytes()));
    bytes.extend(directory);
    bytes.extend(data);
    bytes
}

/// A binary workbook with one sheet called “One” of these records. Formats of cells: 0 a number, 1 a day.
pub fn xlsb(records: &[(u16, Vec<u8>)]) -> Vec<u8> {
    let stream = |records: &[(u16, Vec<u8>)]| -> Vec<u8> {
        let number = |mut number: usize| {
            let mut bytes = Vec::new();
            while number > 0x7f {
                bytes.push(u8::try_from(number & 0x7f).unwrap() | 0x80);
                number >>= 7;
            }
            bytes.push(u8::try_from(number).unwrap());
            bytes
        };
        let bytes =
            |(kind, data): &(u16, Vec<u8>)| [number(usize::from(*kind)), number(data.len()), data.clone()].concat();
        records.iter().flat_map(bytes).collect()
    };
    let sheet = [[0, 0, 0, 0, 1, 0, 0, 0].to_vec(), wide("s1"), wide("One")].concat();
    let book = stream(&[(0x9c, sheet), (0x90, vec![]), (0x9d, vec![])]);
    let format = |id: u8| (0x2f, vec![0, 0, id, 0]);
    let styles = stream(&[(0x269, vec![2, 0, 0, 0]), format(0), format(14)]);
    let around = |records: &[(u16, Vec<u8>)]| {
        [&[(0x81, vec![]), (0x94, vec![0; 16]), (0x91, vec![])], records, &[(0x92, vec![])]].concat()
    };
    zip(&[
        ("[Content_Types].xml", TYPES.as_bytes()),
        ("_rels/.rels", RELS.as_bytes()),
        ("xl/_rels/workbook.bin.rels", BOOK_RELS.replace(".xml\"", ".bin\"").as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/styles.bin", &styles),
        ("xl/worksheets/sheet1.bin", &stream(&around(records))),
    ])
}

/// A text of a binary workbook: how many letters, and two bytes for each.
pub fn wide(text: &str) -> Vec<u8> {
    let letters: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    [&u32::try_from(letters.len() / 2).unwrap().to_le_bytes()[..], &letters].concat()
}
