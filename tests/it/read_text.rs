//! Delimited text as other programs write it: every cell comes out as it went in.

use std::io::Write as _;
use std::process::{Command, Stdio};

use fourfold::model::Progress;
use fourfold::sheets::{HeaderRow, ReadError, ReadOptions, Sheet, TextEncoding, read_csv, sheet_json};
use proptest::prelude::*;
use serde_json::{Value, json};

fn read(bytes: &[u8], options: &ReadOptions) -> Result<Sheet, ReadError> {
    read_csv("file.csv", bytes, options, &Progress::default())
}

fn rows(sheet: &Sheet) -> Vec<Vec<String>> {
    sheet.grid.rows().map(|row| row.cells().map(|cell| cell.text().into_owned()).collect()).collect()
}

/// In an encoding; with a mark before it where its name says so, or where UTF-16 has one.
fn encoded(text: &str, encoding: TextEncoding, mark: bool) -> Vec<u8> {
    let marked = if mark { format!("\u{feff}{text}") } else { text.to_owned() };
    match encoding {
        TextEncoding::Utf16Le => marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        TextEncoding::Utf16Be => marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => marked.into_bytes(),
    }
}

/// What a file of a certain kind must be read as, in the words of `read --json`.
fn check(what: &str, bytes: &[u8], wanted: &Value) {
    let read = sheet_json(&read(bytes, &ReadOptions::default()).unwrap());
    for (key, value) in wanted.as_object().unwrap() {
        assert_eq!(&read[key], value, "{what}: {key} of {read:#}");
    }
}

#[test]
fn plain_files_are_read_plainly() {
    let abc = |rows: Value, header: u32| json!({ "columns": ["a", "b", "c"], "header_row": header, "rows": rows });
    check("the simplest", b"a,b,c\n1,2,3\n", &abc(json!([["1", "2", "3"]]), 1));
    check("no line end", b"a,b,c\r\n1,2,3", &abc(json!([["1", "2", "3"]]), 1));
    check("only a header", b"a,b,c\n", &abc(json!([]), 1));
    check("empty cells", b"a,b,c\n1,\"\",\"\"\n2,3,4", &abc(json!([["1", "", ""], ["2", "3", "4"]]), 1));
    check("empty lines above", b"\n\n\na,b,c\n1,2,3\n", &abc(json!([["1", "2", "3"]]), 4));
    check("old Mac", b"a,b,c\r1,2,3\r\"On\re\",5,6\r", &abc(json!([["1", "2", "3"], ["On\re", "5", "6"]]), 1));
    check("a NUL", b"a,b,c\n\0,2,3\n", &abc(json!([["\0", "2", "3"]]), 1));
    check("zeroes", b"a,b,c\n01,00.11,1e5\n", &abc(json!([["01", "00.11", "1e5"]]), 1));
    check("decimal commas", b"a,b,c\n\"1,7\",\"200.000.000\",\n", &abc(json!([["1,7", "200.000.000", ""]]), 1));
    check("a sign of Latin-1", b"a,b,c\n1,2,3\n4,5,\xa9", &abc(json!([["1", "2", "3"], ["4", "5", "©"]]), 1));
    let ragged = json!([["1", "27", "", "too, long"], ["", "too short"], ["0", "mixed... uh", "17"]]);
    check("ragged", b"a,b,c\n1,27,,\"too, long\"\n,too short\n0,mixed... uh,17\n", &abc(ragged, 1));
    check("JSON in a cell", b"k,v\n1,\"{\"\"a\"\": [1, 0.5]}\"\n", &json!({ "rows": [["1", "{\"a\": [1, 0.5]}"]] }));
    check(
        "lines in a header",
        b"\"\t\n start\r\n\",b\nd,e\n",
        &json!({ "columns": ["\t\n start\r\n", "b"], "rows": [["d", "e"]] }),
    );
    check(
        "one column",
        b"name\nFoo, Inc\nBar, Ltd\n",
        &json!({ "columns": ["name"], "rows": [["Foo, Inc"], ["Bar, Ltd"]] }),
    );
    check("one figure", b"a\n4.5\n", &json!({ "columns": ["a"], "rows": [["4.5"]] }));
}

#[test]
fn files_of_other_programs_are_read_as_they_are_meant() {
    let bank = "\"Kontonummer:\";\"DE02 1203 0000\"\r\n\"Zeitraum:\";\"01.03.2026 - 31.03.2026\"\r\n\r\n\
        \"Buchungstag\";\"Empfänger\";\"Verwendungszweck\";\"Betrag (EUR)\"\r\n\
        \"02.03.2026\";\"Müller & Söhne GmbH\";\"RE 4711, Teil 1\";\"-1.234,56\"\r\n\
        \"03.03.2026\";\"Große Straße AG\";\"RE 4712\";\"99,00\"\r\n\r\n\"Summe\";\"\";\"\";\"-1.135,56\"\r\n";
    let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(bank);
    check(
        "a bank's list",
        &bytes,
        &json!({
            "encoding": "windows-1252", "delimiter": ";", "quote": "\"", "header_row": 4, "footer": 1,
            "columns": ["Buchungstag", "Empfänger", "Verwendungszweck", "Betrag (EUR)"],
            "rows": [
                ["02.03.2026", "Müller & Söhne GmbH", "RE 4711, Teil 1", "-1.234,56"],
                ["03.03.2026", "Große Straße AG", "RE 4712", "99,00"],
                ["Summe", "", "", "-1.135,56"],
            ],
        }),
    );
    let unicode = encoded("Konto\tName\r\n0012\tФирма\r\n", TextEncoding::Utf16Le, true);
    check(
        "Unicode text of a spreadsheet",
        &unicode,
        &json!({
            "format": "tsv", "encoding": "utf-16le", "delimiter": "\t", "columns": ["Konto", "Name"], "rows": [["0012", "Фирма"]],
        }),
    );
    check(
        "a declared delimiter",
        "\u{feff}sep=;\r\nName;Umsatz\r\nÄ, B;1,5\r\n".as_bytes(),
        &json!({
            "encoding": "utf-8", "delimiter": ";", "header_row": 2, "rows": [["Ä, B", "1,5"]],
        }),
    );
    check(
        "a dump",
        b"\"id\",\"name\"\n\"1\",\"say \\\"so\\\", he\"\n\"2\",\\N\n",
        &json!({
            "quote": "\"", "escape": "\\", "rows": [["1", "say \"so\", he"], ["2", "\\N"]],
        }),
    );
    check(
        "delimiters at line ends",
        b"a|b|\n1|2|\n3|4|\n",
        &json!({
            "delimiter": "|", "columns": ["a", "b", ""], "rows": [["1", "2", ""], ["3", "4", ""]],
        }),
    );
    let report = "\"Account\",\"City\",\"Revenue\"\n\"Foo, Inc\",\"Ulm\",\"5\"\n\"Bar\",\"Bonn\",\"6\"\n\"Baz\",\"Kiel\",\"7\"\n\
        \"Qux\",\"Jena\",\"8\"\n\n\n\"Key Accounts\"\n\"Copyright (c) 2026 Somebody, Inc. All rights reserved.\"\n";
    check("a report with small print", report.as_bytes(), &json!({ "header_row": 1, "delimiter": ",", "footer": 2 }));
    check("lines of commas below", b"a,b,c\n1,2,3\n4,5,6\n,,\n,,\n", &json!({ "delimiter": ",", "footer": 0 }));
    check(
        "inches",
        b"part,size\npipe,5\"\nhose,\"6\"\" wide\"\n",
        &json!({ "rows": [["pipe", "5\""], ["hose", "6\" wide"]] }),
    );
    check(
        "no header",
        b"10248,1996-07-04,VINET,168.00\n10249,1996-07-05,TOMSP,167.40\n10250,1996-07-08,HANAR,77.00\n",
        &json!({ "header_row": null, "columns": ["Column 1", "Column 2", "Column 3", "Column 4"] }),
    );
    check(
        "titles",
        b"Sales of 2026,,\nas of 3 April,,\n,,\nName,City,Revenue\nA,Ulm,5\nB,Bonn,6\n",
        &json!({
            "header_row": 4, "columns": ["Name", "City", "Revenue"],
        }),
    );
}

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    let check = |bytes: &[u8], options: &ReadOptions, wanted: &str| {
        assert_eq!(read(bytes, options).err().map(|error| error.to_string()).as_deref(), Some(wanted));
    };
    let plain = ReadOptions::default();
    let utf8 = ReadOptions { encoding: Some(TextEncoding::Utf8), ..ReadOptions::default() };
    check(
        b"a,b\n1,2\n\xe4,3\n",
        &utf8,
        "Line 3 cannot be read as UTF-8; choose another encoding, or save the file again as CSV (UTF-8)",
    );
    check(
        b"a,b\n1,2\n\"3,4\n",
        &plain,
        "Row 3 opens a quotation mark that is never closed; close it, or write it twice",
    );
    check(b"%PDF-1.7", &plain, "This is a PDF, not a text file; open it in its own program and save it as CSV (UTF-8)");
    check(
        b"a\n",
        &ReadOptions { header: HeaderRow::Line(7), ..ReadOptions::default() },
        "Row 7 does not exist or is empty; expected the header there",
    );
}

#[test]
fn the_command_takes_encoding_and_delimiter_and_standard_input() {
    let run = |arguments: &[&str], input: &[u8]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_fourfold"))
            .args(["read", "-"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A program that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, out, _) = run(&["--json", "--encoding", "windows-1250", "--delimiter", "tab"], b"a\tb\n\xe8;1\t2\n");
    let told: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((code, &told["rows"]), (Some(0), &json!([["č;1", "2"]])));
    assert_eq!(
        (&told["encoding"], &told["delimiter"], &told["confidence"]),
        (&json!("windows-1250"), &json!("\t"), &json!(1.0))
    );
    let (code, out, _) = run(&[], "Name;Größe\nA;1,5\n".as_bytes());
    assert_eq!(code, Some(0));
    assert_eq!(
        out,
        "semicolon-separated · UTF-8 · header in row 1 · 1 row\n header  Name | Größe\n      2  A    | 1,5\n"
    );
    for (wrong, why) in [(["--encoding", "runes"], "windows-1252"), (["--delimiter", "\""], "one letter")] {
        let (code, _, error) = run(&wrong, b"a\n");
        assert!(code == Some(2) && error.contains(why), "{error}");
    }
    let (code, out, error) = run(&["--encoding", "utf-8"], b"a\n\xff\n");
    assert!(code == Some(1) && out.is_empty() && error.contains("Line 2"), "{error}");
}

/// Texts that other programs stumble over.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a,;\t|:^~\"'\\\\\r\n\0é ]{0,5}",
        "\\PC{0,8}",
        prop::sample::select(vec![
            "=cmd|' /C calc'!A0",
            "1e5",
            "March 1",
            "00123",
            "\u{202e}drow",
            "שלום",
            "👩‍👩‍👧",
            "e\u{301}",
            "é",
            "'",
            "\"",
            "\"\"",
            "123456789012345678901",
            "1,5",
            "",
        ])
        .prop_map(str::to_owned),
    ]
}

prop_compose! {
    /// A header and some rows of three cells.
    fn table()(rows in prop::collection::vec(prop::collection::vec(hostile(), 3), 1..8)) -> Vec<Vec<String>> {
        let header = ["one", "two", "three"].map(str::to_owned).to_vec();
        std::iter::once(header).chain(rows).collect()
    }
}

fn written(table: &[Vec<String>], delimiter: u8, style: csv::QuoteStyle, line_end: csv::Terminator) -> String {
    let mut writer =
        csv::WriterBuilder::new().delimiter(delimiter).quote_style(style).terminator(line_end).from_writer(Vec::new());
    for row in table {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn line_ends() -> impl Strategy<Value = csv::Terminator> {
    prop_oneof![Just(csv::Terminator::CRLF), Just(csv::Terminator::Any(b'\n')), Just(csv::Terminator::Any(b'\r'))]
}

fn encodings() -> impl Strategy<Value = (TextEncoding, bool)> {
    use TextEncoding::{Utf8, Utf8Bom, Utf16Be, Utf16Le};
    prop::sample::select(vec![
        (Utf8, false),
        (Utf8Bom, true),
        (Utf16Le, true),
        (Utf16Be, true),
        (Utf16Le, false),
        (Utf16Be, false),
    ])
}

proptest! {
    #[test]
    fn any_table_comes_back_when_its_dialect_is_given(
        table in table(),
        delimiter in prop::sample::select(b",;\t|:^~ ".to_vec()),
        line_end in line_ends(),
        (encoding, mark) in encodings(),
    ) {
        let text = written(&table, delimiter, csv::QuoteStyle::Always, line_end);
        let options = ReadOptions {
            encoding: Some(encoding), delimiter: Some(char::from(delimiter)), ..ReadOptions::default()
        };
        let sheet = read(&encoded(&text, encoding, mark), &options).unwrap();
        prop_assert_eq!(rows(&sheet), table);
        prop_assert_eq!(sheet.dialect.unwrap().encoding, encoding);
    }

    #[test]
    fn a_table_in_quotation_marks_comes_back_by_itself(
        table in table(),
        delimiter in prop::sample::select(b",;\t|:^~".to_vec()),
        line_end in line_ends(),
        (encoding, mark) in encodings().prop_filter("a mark", |(encoding, mark)| *mark || *encoding == TextEncoding::Utf8),
    ) {
        let text = written(&table, delimiter, csv::QuoteStyle::Always, line_end);
        let sheet = read(&encoded(&text, encoding, mark), &ReadOptions::default()).unwrap();
        prop_assert_eq!(rows(&sheet), table);
        let dialect = sheet.dialect.unwrap();
        prop_assert_eq!((dialect.encoding, dialect.delimiter), (encoding, char::from(delimiter)));
    }

    #[test]
    fn a_table_of_words_comes_back_by_itself(
        rows_below in prop::collection::vec(prop::collection::vec("[a-zäöü0-9.&-]{1,9}( [a-z]{2,5})?", 3), 1..8),
        delimiter in prop::sample::select(b",;\t|".to_vec()),
        line_end in line_ends(),
        western in any::<bool>(),
    ) {
        let header = ["one", "two", "three"].map(str::to_owned).to_vec();
        let table: Vec<Vec<String>> = std::iter::once(header).chain(rows_below).collect();
        let text = written(&table, delimiter, csv::QuoteStyle::Necessary, line_end);
        let options = ReadOptions { encoding: western.then_some(TextEncoding::Windows1252), ..ReadOptions::default() };
        let bytes = if western { encoding_rs::WINDOWS_1252.encode(&text).0.into_owned() } else { text.into_bytes() };
        let sheet = read(&bytes, &options).unwrap();
        prop_assert_eq!(rows(&sheet), table);
        prop_assert_eq!(sheet.header_line(), Some(1));
    }
}
