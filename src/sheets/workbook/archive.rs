//! What a file is, by its first bytes; and of a zip archive its directory, read before anything in it is unpacked.

use std::io::{self, Read, Seek, SeekFrom};

use crate::sheets::{Format, ReadError};

/// A part that unpacks to more than this many times its size…
const SUSPICIOUS_RATIO: u64 = 250;
/// …and to more bytes than this, is nothing that a spreadsheet program wrote.
const SUSPICIOUS_BYTES: u64 = 100 * MB;
/// All parts together, in bytes.
const MAX_UNPACKED: u64 = 4 * 1024 * MB;
/// A workbook has some dozens of parts, a large one some thousands.
const MAX_ENTRIES: usize = 50_000;
const MAX_DIRECTORY_BYTES: u64 = 16 * MB;
const MB: u64 = 1024 * 1024;

const DIRECTORY_END: &[u8] = b"PK\x05\x06";
const DIRECTORY_END_BYTES: u64 = 22;
/// The comment of an archive is at most so long.
const MAX_COMMENT_BYTES: u64 = 65_535;
const ENTRY: &[u8] = b"PK\x01\x02";
const ENTRY_BYTES: usize = 46;
/// Of a number that stands elsewhere because it is too large for its place.
const ELSEWHERE: u64 = 0xffff_ffff;

/// Which kind of workbook this is; `None` for what is no workbook, such as text.
///
/// # Errors
/// For files of other programs, and for archives that are damaged or made to do harm.
pub(in crate::sheets) fn workbook_format(
    file: &mut (impl Read + Seek),
    name: &str,
) -> Result<Option<Format>, ReadError> {
    let io = |error: io::Error| ReadError::Io(error.to_string());
    let mut start = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    file.by_ref().take(512).read_to_end(&mut start).map_err(io)?;
    if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Ok(Some(Format::Xls));
    }
    if start.starts_with(b"PK\x03\x04") || start.starts_with(DIRECTORY_END) {
        let entries = directory(file).map_err(io)?.ok_or_else(cut_off)?;
        let format = format_of_archive(&start, &entries, name)?;
        check_sizes(&entries)?;
        return Ok(Some(format));
    }
    let extension = extension(name);
    // Streams of records without a container: Excel 2 to 4.
    if matches!(start.as_slice(), [0x09, 0 | 2 | 4, 4 | 6, 0, ..]) {
        return Err(ReadError::NotText("a workbook of Excel 4 or older"));
    }
    let claims_workbook = matches!(extension.as_str(), "xls" | "xlsx" | "xlsm" | "xlsb" | "ods");
    let first_letter = start.trim_ascii_start();
    let first_letter = first_letter.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first_letter).trim_ascii_start();
    if claims_workbook && first_letter.starts_with(b"<") {
        return Err(ReadError::NotText("a web page or XML with the name of a workbook"));
    }
    Ok(None)
}

/// What the parts in a folder of an archive unpack to, as its directory has it; `None` where that cannot be read.
pub(super) fn unpacked_bytes(file: &mut (impl Read + Seek), folder: &str) -> Option<u64> {
    let entries = directory(file).ok()??;
    Some(
        entries
            .iter()
            .filter(|entry| entry.name.starts_with(folder))
            .fold(0, |sum: u64, entry| sum.saturating_add(entry.unpacked)),
    )
}

/// A part of an archive, as its directory has it.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    /// In lower case, folders separated by `/`.
    name: String,
    packed: u64,
    unpacked: u64,
}

fn cut_off() -> ReadError {
    ReadError::Workbook(
        "The file begins as a workbook, but its end is missing or damaged; download or save it again".to_owned(),
    )
}

fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).unwrap_or_default()
}

fn format_of_archive(start: &[u8], entries: &[Entry], name: &str) -> Result<Format, ReadError> {
    let has = |part: &str| entries.iter().any(|entry| entry.name == part);
    let within = |folder: &str| entries.iter().any(|entry| entry.name.starts_with(folder));
    if has("mimetype") && has("content.xml") {
        // It stands first and is not packed, so that it can be told without unpacking.
        let office = b"mimetypeapplication/vnd.oasis.opendocument.";
        let kind = start.windows(office.len()).position(|window| window == office);
        let kind = kind.and_then(|at| start.get(at + office.len()..)).unwrap_or(b"spreadsheet");
        return if kind.starts_with(b"spreadsheet") {
            Ok(Format::Ods)
        } else {
            Err(ReadError::NotText("a text, presentation or drawing of LibreOffice"))
        };
    }
    if has("xl/workbook.bin") {
        return Ok(Format::Xlsb);
    }
    if within("word/") {
        return Err(ReadError::NotText("a Word document"));
    }
    if within("ppt/") {
        return Err(ReadError::NotText("a presentation"));
    }
    if within("xl/") || has("[content_types].xml") {
        let with_macros = has("xl/vbaproject.bin") || extension(name) == "xlsm";
        return Ok(if with_macros { Format::Xlsm } else { Format::Xlsx });
    }
    Err(ReadError::NotText("an archive"))
}

/// Refuses what unpacks to more than anybody would want to wait for. The directory may lie: then the limits of the
/// worker end it.
fn check_sizes(entries: &[Entry]) -> Result<(), ReadError> {
    let in_mb = |bytes: u64| bytes.div_ceil(MB);
    for Entry { name, packed, unpacked } in entries {
        let read = matches!(extension(name).as_str(), "xml" | "bin" | "rels");
        if read && *unpacked > SUSPICIOUS_BYTES && *unpacked / (*packed).max(1) > SUSPICIOUS_RATIO {
            return Err(ReadError::Workbook(format!(
                "The part {name} unpacks from {} MB to {} MB, as files do that are made to harm; save the table again \
                 from its own program, or as CSV (UTF-8)",
                in_mb(*packed),
                in_mb(*unpacked),
            )));
        }
    }
    let all = entries.iter().fold(0_u64, |sum, entry| sum.saturating_add(entry.unpacked));
    if all > MAX_UNPACKED {
        return Err(ReadError::Workbook(format!(
            "The workbook unpacks to {} MB; at most {} MB can be read. Split it, or save the sheet as CSV (UTF-8)",
            in_mb(all),
            in_mb(MAX_UNPACKED),
        )));
    }
    Ok(())
}

/// The directory at the end of an archive; `None` where there is none that holds together.
fn directory(file: &mut (impl Read + Seek)) -> io::Result<Option<Vec<Entry>>> {
    let len = file.seek(SeekFrom::End(0))?;
    let tail_at = len.saturating_sub(DIRECTORY_END_BYTES + MAX_COMMENT_BYTES);
    file.seek(SeekFrom::Start(tail_at))?;
    let mut tail = Vec::new();
    file.by_ref().take(DIRECTORY_END_BYTES + MAX_COMMENT_BYTES).read_to_end(&mut tail)?;
    let Some(end) = tail.windows(DIRECTORY_END.len()).rposition(|window| window == DIRECTORY_END) else {
        return Ok(None);
    };
    let end_at = tail_at + end as u64;
    let record = tail.get(end..).unwrap_or_default();
    let (Some(mut size), Some(mut at)) = (number::<4>(record, 12), number::<4>(record, 16)) else { return Ok(None) };
    if at == ELSEWHERE || size == ELSEWHERE {
        let Some((large_size, large_at)) = large_directory(file, end_at)? else { return Ok(None) };
        (size, at) = (large_size, large_at);
    } else {
        // Something may stand before the archive; then all its places are off by as much.
        let Some(real) = end_at.checked_sub(size) else { return Ok(None) };
        at = real;
    }
    if size > MAX_DIRECTORY_BYTES || at.checked_add(size).is_none_or(|end| end > len) {
        return Ok(None);
    }
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    file.by_ref().take(size).read_to_end(&mut bytes)?;
    Ok(entries(&bytes))
}

/// Size and place of the directory of an archive with more than 4 GB or 65,535 entries (zip64).
fn large_directory(file: &mut (impl Read + Seek), end_at: u64) -> io::Result<Option<(u64, u64)>> {
    const LOCATOR_BYTES: usize = 20;
    const RECORD_BYTES: usize = 56;
    let Some(locator_at) = end_at.checked_sub(LOCATOR_BYTES as u64) else { return Ok(None) };
    let mut locator = [0; LOCATOR_BYTES];
    file.seek(SeekFrom::Start(locator_at))?;
    file.read_exact(&mut locator)?;
    let Some(record_at) = number::<8>(&locator, 8).filter(|at| locator.starts_with(b"PK\x06\x07") && *at < end_at)
    else {
        return Ok(None);
    };
    let mut record = Vec::new();
    file.seek(SeekFrom::Start(record_at))?;
    file.by_ref().take(RECORD_BYTES as u64).read_to_end(&mut record)?;
    let sizes = number::<8>(&record, 40).zip(number::<8>(&record, 48));
    Ok(sizes.filter(|_| record.starts_with(b"PK\x06\x06")))
}

fn entries(directory: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut rest = directory;
    while rest.starts_with(ENTRY) {
        let (mut packed, mut unpacked) = (number::<4>(rest, 20)?, number::<4>(rest, 24)?);
        let lens = [number::<2>(rest, 28)?, number::<2>(rest, 30)?, number::<2>(rest, 32)?];
        let [name_len, extra_len, comment_len] = lens.map(|len| usize::try_from(len).unwrap_or(usize::MAX));
        let name = rest.get(ENTRY_BYTES..ENTRY_BYTES + name_len)?;
        let extra = rest.get(ENTRY_BYTES + name_len..ENTRY_BYTES + name_len + extra_len)?;
        // In this order, and only those that have no room in their own place.
        let mut large = large_numbers(extra).into_iter();
        if unpacked == ELSEWHERE {
            unpacked = large.next()?;
        }
        if packed == ELSEWHERE {
            packed = large.next()?;
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase().replace('\\', "/");
        entries.push(Entry { name: name.trim_start_matches('/').to_owned(), packed, unpacked });
        if entries.len() > MAX_ENTRIES {
            return None;
        }
        rest = rest.get(ENTRY_BYTES + name_len + extra_len + comment_len..)?;
    }
    Some(entries).filter(|entries| !entries.is_empty())
}

/// The numbers of 64 bits among the extra fields of an entry.
fn large_numbers(extra: &[u8]) -> Vec<u64> {
    const ZIP64: u64 = 1;
    let mut rest = extra;
    while let (Some(id), Some(len)) = (number::<2>(rest, 0), number::<2>(rest, 2)) {
        let end = 4 + usize::try_from(len).unwrap_or(usize::MAX - 4);
        let field = rest.get(4..end).unwrap_or_default();
        if id == ZIP64 {
            return (0..field.len() / 8).filter_map(|place| number::<8>(field, place * 8)).collect();
        }
        rest = rest.get(end..).unwrap_or_default();
    }
    Vec::new()
}

/// A little-endian number of so many bytes.
fn number<const BYTES: usize>(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at + BYTES)?;
    Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;

    /// An archive whose parts claim these sizes, packed and unpacked; they hold nothing.
    fn archive(parts: &[(&str, u32, u32)]) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04 and so on".to_vec();
        let at = bytes.len();
        for (name, packed, unpacked) in parts {
            bytes.extend(ENTRY);
            bytes.extend([0; 16]);
            bytes.extend(packed.to_le_bytes());
            bytes.extend(unpacked.to_le_bytes());
            bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            bytes.extend([0; 16]);
            bytes.extend(name.as_bytes());
        }
        let size = u32::try_from(bytes.len() - at).unwrap();
        bytes.extend(DIRECTORY_END);
        bytes.extend([0; 8]);
        bytes.extend(size.to_le_bytes());
        bytes.extend(u32::try_from(at).unwrap().to_le_bytes());
        bytes.extend([0; 2]);
        bytes
    }

    fn told(bytes: &[u8], name: &str) -> Result<Option<Format>, ReadError> {
        workbook_format(&mut Cursor::new(bytes), name)
    }

    #[test]
    fn a_workbook_is_told_by_what_is_in_it() {
        let check = |parts: &[&str], name: &str, wanted: Result<Option<Format>, ReadError>| {
            let parts: Vec<_> = parts.iter().map(|part| (*part, 10, 100)).collect();
            assert_eq!(told(&archive(&parts), name), wanted, "{parts:?} {name}");
        };
        check(&["[Content_Types].xml", "xl/workbook.xml"], "a.xlsx", Ok(Some(Format::Xlsx)));
        check(&["[Content_Types].xml", "xl/workbook.xml"], "a.csv", Ok(Some(Format::Xlsx)));
        check(&["[Content_Types].xml", "xl/workbook.xml"], "a.XLSM", Ok(Some(Format::Xlsm)));
        check(&["xl/workbook.xml", "xl/vbaProject.bin"], "a", Ok(Some(Format::Xlsm)));
        check(&["xl\\workbook.bin"], "a.xlsx", Ok(Some(Format::Xlsb)));
        check(&["mimetype", "content.xml"], "a.ods", Ok(Some(Format::Ods)));
        check(&["[Content_Types].xml", "word/document.xml"], "a", Err(ReadError::NotText("a Word document")));
        check(&["[Content_Types].xml", "ppt/x.xml"], "a", Err(ReadError::NotText("a presentation")));
        check(&["holiday.jpg"], "a.xlsx", Err(ReadError::NotText("an archive")));
        check(&[], "a.xlsx", Err(cut_off()));
        assert_eq!(told(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a"), Ok(Some(Format::Xls)));
        assert_eq!(
            told(b"\x09\x04\x06\x00\x00\x00\x10\x00", "a.xls").unwrap_err().to_string().get(..9),
            Some("This is a")
        );
        assert_eq!(told(b"a,b\n1,2\n", "a.xlsx"), Ok(None));
        assert_eq!(told(b"", "a.xlsx"), Ok(None));
        let page = ReadError::NotText("a web page or XML with the name of a workbook");
        assert_eq!(told(b"\xef\xbb\xbf \n<html>", "a.xls"), Err(page));
        assert_eq!(told(b"<html>", "a.csv"), Ok(None));
    }

    #[test]
    fn what_unpacks_beyond_reason_is_refused_unread() {
        let check = |packed: u32, unpacked: u32, wanted: &str| {
            let bytes = archive(&[("xl/workbook.xml", 10, 100), ("xl/sharedStrings.xml", packed, unpacked)]);
            let told = told(&bytes, "a.xlsx").map_or_else(|error| error.to_string(), |_| String::new());
            assert!(told.contains(wanted), "{told}");
            assert_eq!(told.is_empty(), wanted.is_empty(), "{told}");
        };
        check(500_000, 500_000_000, "xl/sharedstrings.xml unpacks from 1 MB to 477 MB");
        check(0, 4_000_000_000, "from 0 MB to 3815 MB");
        check(5_000_000, 500_000_000, "");
        check(10, 100_000_000, "");
        let huge: Vec<(String, u32, u32)> =
            (0..3).map(|n| (format!("xl/s{n}.xml"), 100_000_000, 2_000_000_000)).collect();
        let huge: Vec<_> = huge.iter().map(|(name, packed, unpacked)| (name.as_str(), *packed, *unpacked)).collect();
        assert!(told(&archive(&huge), "a.xlsx").unwrap_err().to_string().contains("unpacks to 5723 MB"));
    }

    #[test]
    fn an_archive_that_is_cut_off_says_so() {
        let whole = archive(&[("xl/workbook.xml", 10, 100)]);
        assert_eq!(told(&whole, "a.xlsx"), Ok(Some(Format::Xlsx)));
        for len in 4..whole.len() - 10 {
            assert_eq!(told(whole.get(..len).unwrap(), "a.xlsx"), Err(cut_off()), "{len}");
        }
    }

    proptest! {
        #[test]
        fn no_directory_makes_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), place in 0..200_usize, byte in any::<u8>()) {
            let mut damaged = archive(&[("mimetype", 8, 46), ("content.xml", u32::MAX, u32::MAX)]);
            let place = place % damaged.len();
            *damaged.get_mut(place).unwrap() = byte;
            let _ = told(&damaged, "a.ods");
            let _ = told(&[b"PK\x03\x04".as_slice(), &bytes, DIRECTORY_END, &bytes].concat(), "a.xlsx");
        }
    }
}
