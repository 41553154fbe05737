//! Workbooks, read by a second process: what is in them comes out as it is, and what is wrong with them harms nobody.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use fourfold::model::Progress;
use fourfold::sheets::{Cell, Format, HeaderRow, ReadError, ReadOptions, Sheet, read_bytes, read_file};
use proptest::prelude::*;
use rust_xlsxwriter::{Chart, ChartType, ExcelDateTime, Format as Style, Formula, Workbook, Worksheet};

use crate::support::use_this_program;
use crate::support::workbooks::{container, ods, wide, xls, xlsb, xlsx, xlsx_bomb, xlsx_with, zip};

/// Reads all rows, none of them a header.
fn read(bytes: &[u8]) -> Result<Sheet, ReadError> {
    read_sheet(bytes, None)
}

fn read_sheet(bytes: &[u8], sheet: Option<&str>) -> Result<Sheet, ReadError> {
    use_this_program();
    let options = ReadOptions { sheet: sheet.map(str::to_owned), header: HeaderRow::None, ..ReadOptions::default() };
    read_bytes("book", bytes, &options, &Progress::default())
}

fn cells(sheet: &Sheet, row: usize) -> Vec<Cell<'_>> {
    sheet.grid.row(row).cells().collect()
}

/// Each row as `line: cell | cell`.
fn lines(sheet: &Sheet) -> Vec<String> {
    let row = |row: fourfold::sheets::Row<'_>| {
        let cells: Vec<_> = row.cells().map(|cell| cell.text().into_owned()).collect();
        format!("{}: {}", row.line(), cells.join(" | "))
    };
    sheet.grid.rows().map(row).collect()
}

fn written(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[track_caller]
fn refused(bytes: &[u8], wanted: &[&str]) {
    let error = read(bytes).unwrap_err().to_string();
    for part in wanted {
        assert!(error.contains(part), "{part} is not in: {error}");
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn every_kind_of_cell_is_read_as_what_it_is() {
    let bytes = written(|sheet| {
        let style = |code: &str| Style::new().set_num_format(code);
        let at = |text: &str| ExcelDateTime::parse_from_str(text).unwrap();
        sheet.write(0, 0, "00123").unwrap();
        sheet.write(0, 1, "  two\nlines  ").unwrap();
        sheet.write(0, 2, 30).unwrap();
        sheet.write(0, 3, -0.5).unwrap();
        sheet.write(0, 4, true).unwrap();
        sheet.write(0, 5, Formula::new("=1+1").set_result("2")).unwrap();
        sheet.write(0, 6, Formula::new("=\"a\"&\"b\"").set_result("ab")).unwrap();
        let (bold, plain) = (Style::new().set_bold(), Style::new());
        sheet.write_rich_string(0, 7, &[(&bold, "bold "), (&plain, "and "), (&bold, "not")]).unwrap();
        sheet.write_url_with_text(0, 8, "https://example.org/", "a link").unwrap();
        sheet.write_with_format(1, 0, at("2026-04-03"), &style("dd.mm.yyyy")).unwrap();
        sheet.write_with_format(1, 1, at("2026-04-03T14:30:00"), &style("yyyy-mm-dd hh:mm")).unwrap();
        sheet.write_with_format(1, 2, at("14:30:00"), &style("h:mm AM/PM")).unwrap();
        sheet.write_with_format(1, 3, 1.5, &style("[h]:mm:ss")).unwrap();
        sheet.write_with_format(1, 4, 1234.5, &style("#,##0.00 \"days\"")).unwrap();
        sheet.write_with_format(1, 5, at("1899-12-31"), &style("h:mm")).unwrap();
    });
    let sheet = read(&bytes).unwrap();
    assert_eq!((sheet.format, sheet.sheet.as_deref(), sheet.dialect), (Format::Xlsx, Some("Sheet1"), None));
    let first = [
        Cell::Text("00123"),
        Cell::Text("  two\nlines  "),
        Cell::Number(30.0),
        Cell::Number(-0.5),
        Cell::Bool(true),
        Cell::Number(2.0),
        Cell::Text("ab"),
        Cell::Text("bold and not"),
        Cell::Text("a link"),
    ];
    assert_eq!(cells(&sheet, 0), first);
    let second = [
        Cell::Date(day(2026, 4, 3)),
        Cell::DateTime(day(2026, 4, 3).and_hms_opt(14, 30, 0).unwrap()),
        Cell::Duration(52_200.0),
        Cell::Duration(129_600.0),
        Cell::Number(1234.5),
        Cell::Duration(0.0),
    ];
    assert_eq!(cells(&sheet, 1), second);
}

#[test]
fn what_spreadsheet_programs_write_by_other_hands_is_read() {
    let rows = r#"<row r="2"><c r="B2" t="e"><v>#N/A</v></c><c r="C2" t="inlineStr"><is><t xml:space="preserve"> in &amp; out </t></is></c><c r="D2" t="d"><v>2026-04-03T10:00:00</v></c><c r="E2" t="b"><v>0</v></c><c r="F2" t="s"><v>0</v></c></row>
        <row><c><v>1</v></c><c s="1"/><c><v>3</v></c></row>
        <row r="9"><c r="C9" t="str"><v>c</v></c><c r="A9"><v>1e3</v></c></row>"#;
    let strings =
        r#"<sst><si><r><t>rich</t></r><r><t xml:space="preserve"> text</t></r><rPh><t>no</t></rPh></si></sst>"#;
    let sheet = read(&xlsx_with("", rows, strings)).unwrap();
    let wanted = ["2:  | #N/A |  in & out  | 2026-04-03 10:00:00 | false | rich text", "3: 1 |  | 3", "9: 1000 |  | c"];
    assert_eq!(lines(&sheet), wanted);
    assert_eq!(sheet.grid.row(0).cell(0), Cell::Empty);
    assert_eq!(sheet.grid.row(0).cell(1), Cell::Error("#N/A"));
}

#[test]
fn days_are_counted_from_1900_or_from_1904() {
    let rows = r#"<row r="1"><c r="A1" s="1"><v>42735</v></c><c r="B1" s="1"><v>59</v></c><c r="C1" s="1"><v>60.5</v></c><c r="D1" s="1"><v>0</v></c><c r="E1" s="3"><v>0.75</v></c><c r="F1" s="4"><v>2</v></c></row>"#;
    let check = |properties: &str, wanted: &str| {
        assert_eq!(lines(&read(&xlsx_with(properties, rows, "")).unwrap()), [wanted], "{properties}");
    };
    check("", "1: 2016-12-31 | 1900-02-28 | 1900-02-28 12:00:00 | 0 | 18:00:00 | 48:00:00");
    check(
        r#"<workbookPr date1904="1"/>"#,
        "1: 2021-01-01 | 1904-02-29 | 1904-03-01 12:00:00 | 1904-01-01 | 18:00:00 | 48:00:00",
    );
}

#[test]
fn hidden_sheets_come_last_and_are_read_when_they_are_asked_for() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Nothing").unwrap();
    book.add_worksheet().set_name("Secret").unwrap().set_hidden(true).write(0, 0, "s").unwrap();
    book.add_worksheet().set_name("Very").unwrap().set_very_hidden(true).write(0, 0, "v").unwrap();
    book.add_worksheet().set_name("Umsätze").unwrap().write(0, 0, "u").unwrap();
    let mut chart = Chart::new(ChartType::Column);
    chart.add_series().set_values("Umsätze!$A$1:$A$2");
    book.add_chartsheet().set_name("Picture").unwrap().insert_chart(0, 0, &chart).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let sheet = read(&bytes).unwrap();
    let names: Vec<_> = sheet.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(names, [("Nothing", false), ("Umsätze", false), ("Secret", true), ("Very", true)]);
    assert_eq!((sheet.sheet.as_deref(), sheet.grid.row(0).text(0)), (Some("Umsätze"), "u".into()));
    let check = |wanted: &str, found: &str| {
        let sheet = read_sheet(&bytes, Some(wanted)).unwrap();
        assert_eq!(sheet.sheet.as_deref(), Some(found));
    };
    check("Secret", "Secret");
    check("VERY", "Very");
    check("umsätze", "Umsätze");
    let missing = ReadError::NoSuchSheet {
        wanted: "Picture".to_owned(),
        there: ["Nothing", "Umsätze", "Secret", "Very"].map(str::to_owned).to_vec(),
    };
    assert_eq!(read_sheet(&bytes, Some("Picture")).unwrap_err(), missing);
    let empty = read_sheet(&bytes, Some("Nothing")).unwrap_err().to_string();
    assert!(empty.contains("The sheet “Nothing” is empty"), "{empty}");
    assert_eq!(read(&written(|_| {})).unwrap_err(), ReadError::Empty);
}

#[test]
fn the_header_may_stand_further_down_and_rows_keep_their_numbers() {
    let bytes = written(|sheet| {
        for (row, column, text) in [(2, 1, "Name"), (2, 2, "Revenue"), (3, 1, "A"), (7, 1, "B")] {
            sheet.write(row, column, text).unwrap();
        }
        sheet.write(7, 2, 5).unwrap();
        // Cells that only look like something.
        sheet.write_blank(20, 600, &Style::new().set_bold()).unwrap();
    });
    use_this_program();
    let read = |header| {
        let options = ReadOptions { header, ..ReadOptions::default() };
        read_bytes("book.xlsx", &bytes, &options, &Progress::default())
    };
    let sheet = read(HeaderRow::Guess).unwrap();
    assert_eq!(
        (sheet.header_line(), sheet.header_cells()),
        (Some(3), vec!["".into(), "Name".into(), "Revenue".into()])
    );
    assert_eq!(sheet.rows().map(fourfold::sheets::Row::line).collect::<Vec<_>>(), [4, 8]);
    assert_eq!(read(HeaderRow::Line(4)).unwrap().len(), 1);
    assert_eq!(read(HeaderRow::Line(5)).unwrap_err(), ReadError::NoHeader { line: 5 });
    assert_eq!(read(HeaderRow::None).unwrap().len(), 3);
}

#[test]
fn merged_areas_are_told() {
    let merged = |areas: &[(u32, u32)]| {
        let bytes = written(|sheet| {
            sheet.write(20, 0, "x").unwrap();
            for (first, last) in areas {
                sheet.merge_range(*first, 0, *last, 2, "merged", &Style::new()).unwrap();
            }
        });
        read(&bytes).unwrap().notes
    };
    assert_eq!(merged(&[]), Vec::<String>::new());
    assert_eq!(merged(&[(0, 1)]), ["1 merged area; only its first cell holds the value"]);
    assert_eq!(merged(&[(0, 1), (4, 9)]), ["2 merged areas; only their first cells hold the values"]);
}

#[test]
fn workbooks_of_old_are_read() {
    let place = |row: u8, column: u8, style: u8| vec![row, 0, column, 0, style, 0];
    let label = |row, column, text: &str| {
        let len = u8::try_from(text.len()).unwrap();
        (0x0204, [place(row, column, 0), vec![len, 0, 0], text.as_bytes().to_vec()].concat())
    };
    let number =
        |row, column, style, number: f64| (0x0203, [place(row, column, style), number.to_le_bytes().to_vec()].concat());
    let bytes = xls(&[
        ("Secret", true, vec![label(0, 0, "no")]),
        (
            "Seen",
            false,
            vec![
                label(1, 1, "Name"),
                number(3, 1, 0, 30.0),
                number(3, 2, 1, 44_197.0),
                (0x0205, [place(3, 3, 0), vec![0x2a, 1]].concat()),
                (0x0205, [place(3, 4, 0), vec![1, 0]].concat()),
                (0x00e5, vec![1, 0, 1, 0, 1, 0, 1, 0, 3, 0]),
            ],
        ),
    ]);
    let sheet = read(&bytes).unwrap();
    assert_eq!((sheet.format, sheet.sheet.as_deref()), (Format::Xls, Some("Seen")));
    assert_eq!(lines(&sheet), ["2:  | Name", "4:  | 30 | 2021-01-01 | #N/A | true"]);
    assert_eq!(sheet.grid.row(1).cell(2), Cell::Date(day(2021, 1, 1)));
    assert_eq!(sheet.grid.row(1).cell(3), Cell::Error("#N/A"));
    assert_eq!(sheet.notes.len(), 1);
    assert_eq!(lines(&read_sheet(&bytes, Some("secret")).unwrap()), ["1: no"]);
}

#[test]
fn binary_workbooks_are_read() {
    let row = |row: u8| (0, vec![row, 0, 0, 0]);
    let cell = |kind: u16, column: u8, style: u8, value: Vec<u8>| {
        (kind, [vec![column, 0, 0, 0, style, 0, 0, 0], value].concat())
    };
    let real = |column, style, number: f64| cell(5, column, style, number.to_le_bytes().to_vec());
    let records = [
        row(1),
        cell(6, 1, 0, wide("Name")),
        cell(1, 2, 0, vec![]),
        row(3),
        real(1, 0, 30.0),
        real(2, 1, 44_197.0),
        cell(3, 3, 0, vec![0x2a]),
        cell(4, 4, 0, vec![1]),
    ];
    let sheet = read(&xlsb(&records)).unwrap();
    assert_eq!((sheet.format, sheet.sheet.as_deref()), (Format::Xlsb, Some("One")));
    assert_eq!(lines(&sheet), ["2:  | Name", "4:  | 30 | 2021-01-01 | #N/A | true"]);
    let cut_short = [row(0), real(0, 0, 1.0), row(1), real(0, 0, 2.0), cell(7, 2, 0, vec![9, 0, 0, 0])];
    refused(&xlsb(&cut_short), &["its reader broke off in sheet “One” after row 1 ", "save it again as .xlsx"]);
}

#[test]
fn open_document_spreadsheets_are_read() {
    let tables = r#"<table:table table:name="Secret" table:style-name="hid"><table:table-row><table:table-cell office:value-type="string"><text:p>no</text:p></table:table-cell></table:table-row></table:table>
        <table:table table:name="Seen"><table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="5"/></table:table-row><table:table-row><table:table-cell office:value-type="string"><text:p>two</text:p><text:p>lines</text:p></table:table-cell><table:table-cell/><table:table-cell office:value-type="float" office:value="30"/><table:table-cell office:value-type="date" office:date-value="2026-04-03"/><table:table-cell office:value-type="time" office:time-value="PT25H30M00S"/><table:table-cell office:value-type="boolean" office:boolean-value="true"/><table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell></table:table-row><table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>"#;
    let sheet = read(&ods(tables, "")).unwrap();
    assert_eq!((sheet.format, sheet.sheet.as_deref()), (Format::Ods, Some("Seen")));
    let names: Vec<_> = sheet.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
    assert_eq!(names, [("Seen", false), ("Secret", true)]);
    assert_eq!(lines(&sheet), ["4: two\nlines |  | 30 | 2026-04-03 | 25:30:00 | true | #N/A"]);
    assert_eq!(sheet.grid.row(0).cell(6), Cell::Error("#N/A"));
}

#[test]
fn what_needs_a_password_says_so() {
    let check = |bytes: &[u8]| assert_eq!(read(bytes).unwrap_err(), ReadError::Protected);
    check(&container(&[("EncryptionInfo", b"x"), ("EncryptedPackage", b"y")]));
    let locked =
        r#"<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>"#;
    check(&ods("", locked));
    let file_pass = [0x09, 8, 16, 0, 0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x2f, 0, 4, 0, 1, 0, 1, 0];
    check(&container(&[("Workbook", &file_pass)]));
    refused(&container(&[("WordDocument", b"x")]), &["damaged", "save it again as .xlsx"]);
}

#[test]
fn a_cell_at_the_far_end_is_refused_with_its_place() {
    let far = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>"#;
    assert_eq!(read(&xlsx(far)).unwrap_err(), ReadError::TooManyColumns { line: 1_048_576, columns: 16_384 });
    let deep = r#"<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="SF1048576"><v>2</v></c></row>"#;
    let sheet = read(&xlsx(deep)).unwrap();
    assert_eq!((sheet.grid.len(), sheet.columns(), sheet.grid.row(1).line()), (2, 500, 1_048_576));
    refused(&xlsx(r#"<row r="1048577"><c r="A1048577"><v>1</v></c></row>"#), &["more than 1048576 rows"]);
    refused(
        &xlsx(r#"<row r="7"><c r="A7"/></row><row r="3"><c r="SG3"><v>1</v></c></row>"#),
        &["Row 3 has 501 columns"],
    );
    let backwards = r#"<row r="7"><c r="A7"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>"#;
    refused(&xlsx(backwards), &["Row 3 stands after row 7"]);
    let long = format!(r#"<row r="7"><c r="C7" t="str"><v>{}</v></c></row>"#, "ä".repeat(32_768));
    refused(&xlsx(&long), &["The cell C7 has 32768 characters; at most 32767"]);
}

#[test]
fn what_eats_memory_is_stopped_and_said() {
    let strings = r#"<sst count="4000000000" uniqueCount="4000000000"><si><t>x</t></si></sst>"#;
    let rows = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;
    refused(&xlsx_with("", rows, strings), &["more than 512 MB of memory", "CSV"]);
    // Little in the file and in its reader, much in the table.
    let long = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(32_767));
    let cell = |row: u32| format!(r#"<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>"#);
    refused(&xlsx_with("", &(1..20_000).map(cell).collect::<String>(), &long), &["more than 512 MB of memory"]);
    let (runs, bytes) = (3_000_000, 3_000_000 * 258);
    refused(&xlsx_bomb(runs, bytes), &["more than 512 MB of memory"]);
    refused(&xlsx_bomb(100, bytes), &["xl/worksheets/sheet1.xml unpacks from 1 MB to 739 MB"]);
    refused(&xlsx_bomb(runs, 1_000), &["The sheet “One” is damaged"]);
}

#[test]
fn what_is_damaged_says_so() {
    let whole = written(|sheet| {
        for row in 0..2_000 {
            sheet.write(row, 0, format!("Account {row}")).unwrap();
        }
    });
    assert_eq!(read(&whole).unwrap().grid.len(), 2_000);
    refused(&whole[..whole.len() / 2], &["its end is missing or damaged", "download or save it again"]);
    let broken = r#"<row r="17"><c r="A17"><v>1</v></c></row><row r="18"><c r="A18" t="x"><v>1</v></c></row>"#;
    refused(&xlsx(broken), &["The sheet “One” is damaged, in or after row 17", "save it again as .xlsx"]);
    refused(&zip(&[("xl/workbook.xml", b"<workbook")]), &["The workbook is damaged", "save it again"]);
    refused(b"PK\x03\x04", &["its end is missing"]);
    refused(&[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".as_slice(), &[0x55; 5_000]].concat(), &["The workbook is damaged"]);
    refused(&zip(&[("holiday.jpg", b"x")]), &["This is an archive"]);
}

#[test]
fn no_damage_to_a_byte_takes_the_program_down() {
    let label = (0x0204, [vec![1, 0, 1, 0, 0, 0, 4, 0, 0], b"Name".to_vec()].concat());
    let size = (0x0200, vec![0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9, 0, 0, 0]);
    let merged = (0x00e5, vec![1, 0, 1, 0, 1, 0, 1, 0, 3, 0]);
    let old = xls(&[("Seen", false, vec![size, label, merged])]);
    // Where there is something to damage: the header, the table, the directory, the records.
    let places = (0..76).step_by(4).chain(512..530).chain((1_024..1_280).step_by(7)).chain(1_536..1_700);
    let (mut read_well, mut told) = (0, 0);
    for place in places.step_by(3) {
        let mut damaged = old.clone();
        damaged[place] ^= 0xff;
        match read(&damaged) {
            Ok(_) => read_well += 1,
            Err(ReadError::Cancelled | ReadError::Io(_)) => panic!("byte {place}"),
            Err(_) => told += 1,
        }
    }
    assert!(read_well > 5 && told > 5, "{read_well} read, {told} refused");
}

#[test]
fn a_wish_to_stop_is_heard_at_once() {
    let row = |row: u32| format!(r#"<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>"#);
    let rows: Vec<String> = (1..200_000).map(row).collect();
    let bytes = xlsx(&rows.concat());
    use_this_program();
    let progress = Progress::default();
    let watched = progress.clone();
    let stopper = std::thread::Builder::new().spawn(move || {
        let began = Instant::now();
        while watched.steps().0 == 0 && began.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(1));
        }
        watched.cancel();
        Instant::now()
    });
    let read = read_bytes("book.xlsx", &bytes, &ReadOptions::default(), &progress);
    let asked = stopper.unwrap().join().unwrap();
    assert_eq!(read.unwrap_err(), ReadError::Cancelled);
    assert!(asked.elapsed() < Duration::from_millis(500), "{:?}", asked.elapsed());
    assert!(progress.steps().0 > 0, "rows were told as they came");
}

#[test]
fn a_file_is_read_by_what_it_is_not_by_its_name_and_though_others_have_it_open() {
    use_this_program();
    let folder = tempfile::tempdir().unwrap();
    let bytes = written(|sheet| {
        sheet.write(0, 0, "Name").unwrap();
        sheet.write(1, 0, "A").unwrap();
    });
    let path = folder.path().join("accounts.csv");
    fs::write(&path, &bytes).unwrap();
    // As a spreadsheet program has it: open for writing, and locked against others who would write.
    let held = fs::OpenOptions::new().read(true).append(true).open(&path).unwrap();
    held.lock().unwrap();
    let sheet = read_file(&path, &ReadOptions::default(), &Progress::default()).unwrap();
    assert_eq!((sheet.format, sheet.name.as_str(), sheet.len()), (Format::Xlsx, "accounts.csv", 1));
    drop(held);
    let check = |name: &str, bytes: &[u8], wanted: Result<Format, &str>| {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let read = read_file(&path, &ReadOptions::default(), &Progress::default());
        match (read, wanted) {
            (Ok(sheet), Ok(format)) => assert_eq!(sheet.format, format),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (read, _) => panic!("{name}: {read:?}"),
        }
    };
    check("a.xlsm", &bytes, Ok(Format::Xlsm));
    check("a.xlsx", b"Name,City\nA,Ulm\n", Ok(Format::Csv));
    check("a.xls", b"<html><table>", Err("a web page"));
    check("a.xlsx", b"", Err("empty"));
}

#[test]
fn a_pipe_and_standard_input_may_be_workbooks() {
    let bytes = xlsx(r#"<row r="1"><c r="A1" t="str"><v>Name</v></c></row><row r="2"><c r="A2"><v>30</v></c></row>"#);
    let files = if cfg!(unix) { vec!["-", "/dev/stdin"] } else { vec!["-"] };
    for file in files {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fourfold"))
            .args(["read", file, "--json"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(&bytes).unwrap();
        let output = child.wait_with_output().unwrap();
        let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((&said["format"], &said["sheets"][0]), (&"xlsx".into(), &"One".into()));
        assert_eq!(said["rows"].to_string(), "[[30]]", "{file}");
    }
}

#[test]
fn the_reader_is_not_for_people() {
    let run = |arguments: &[&str], input: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fourfold"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input);
        child.wait_with_output().unwrap()
    };
    assert!(!String::from_utf8(run(&["--help"], b"").stdout).unwrap().contains("read-worker"));
    // A pipe is no file: it says so in its own words, and ends.
    let output = run(&["--read-worker", "xlsx"], b"PK");
    assert!(output.stdout.starts_with(b"4fold-r1"), "{output:?}");
    assert_eq!(run(&["--read-worker"], b"").status.code(), Some(1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_is_written_into_a_workbook_is_read_from_it(
        rows in prop::collection::vec(prop::collection::vec(prop_oneof![
            "[a-z=+'\"<>& \t\n\r_x0-9A-F]{1,8}|\\PC{1,12}|1e5|00123|March 1".prop_map(Ok),
            prop_oneof![any::<i32>().prop_map(f64::from), -1e9..1e9].prop_map(Err),
        ], 1..5), 1..20),
    ) {
        let bytes = written(|sheet| {
            for (row, cells) in (0..).zip(&rows) {
                for (column, cell) in (0..).zip(cells) {
                    match cell {
                        Ok(text) => sheet.write_string(row, column, text).map(drop).unwrap(),
                        Err(number) => sheet.write_number(row, column, *number).map(drop).unwrap(),
                    }
                }
            }
        });
        let last = rows.iter().rposition(|row| row.iter().any(|cell| !matches!(cell, Ok(text) if text.trim().is_empty())));
        let Some(last) = last else { return Ok(()) };
        let sheet = read(&bytes).unwrap();
        prop_assert_eq!(sheet.grid.len(), last + 1);
        for (row, cells) in sheet.grid.rows().zip(&rows) {
            let wanted: Vec<Cell<'_>> = cells.iter().map(|cell| match cell {
                Ok(text) => Cell::Text(text),
                Err(number) => Cell::Number(*number),
            }).collect();
            prop_assert_eq!(row.cells().collect::<Vec<_>>(), wanted);
        }
    }
}
