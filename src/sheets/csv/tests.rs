use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Sheet {
    read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap()
}

fn cells(grid: &Grid) -> Vec<Vec<String>> {
    grid.rows().map(|row| row.cells().map(|cell| cell.text().into_owned()).collect()).collect()
}

#[test]
fn the_delimiter_under_which_rows_agree_is_taken() {
    let check = |text: &str, wanted: char| assert_eq!(read(text).dialect.unwrap().delimiter, wanted, "{text}");
    check("a,b\n1,2\n", ',');
    check("Firma;Umsatz\nA;1,5\nB;2,5\n", ';');
    check("1,5;2,5\n3,5;4,5\n", ';');
    check("Firma, Sitz;Umsatz\nA, Ulm;1\nB;2\n", ';');
    check("\"one\":\"two\"\n\"\":\"|\"\n\"\":\"=a|b\"\n", ':');
    check("Firma, Sitz;Ort\nA, B;Ulm, Bonn\nC, D;Ulm, Kiel\n", ';');
    check("a\tb\n1,5\t2,5\n", '\t');
    check("Doe, John\tUlm\nFoo, Bar\tBonn\n", '\t');
    check("a|b\n1|2\n", '|');
    check("name\nFoo, Inc\n", ';');
    check("name\nFoo, Inc\nBar, Ltd\n", ';');
    check("Revenue\n1,000\n2,000\n", ';');
    check("a,b\n\"1;2;3\",\"4;5;6\"\n", ',');
    check("a,b\n1;2;3,4;5;6\n", ',');
    check("a,b\n'1;2,3','4;5,6'\n", ',');
    check("sep=;\na,b;c\n", ';');
    check("\"sep=^\"\r\na,b^c\r\n", '^');
    check("name\n", ',');
    check("a,b\n1,2,\n3,4,\n", ',');
    check("a,b,c\n1,2\n1\n", ',');
    check("Name, legal\nFoo\nBar\n", ';');
    check("Export\nName,City\nFoo,Ulm\nBar,Bonn\n", ',');
    check("Name,Key,Date\nA\nB\nC\n", ',');
    check("a:b:c\n1:2:3\n", ':');
    check("a~b\n1~2\n", '~');
    check("time\n10:00\n11:30\n", ',');
    check("10:00\n11:30\n", ',');
    check("http://a\nhttp://b\n", ',');
    check("when,what\n2026-01-01 10:00:00,a\n2026-01-01 11:00:00,b\n", ',');
    // Lines around the table have no say.
    check("Report of accounts, leads, prospects\nas of today, in euros, rounded\n\nName;Revenue\nA;1,5\nB;2,5\n", ';');
    check("Report\n\nName,City,Zip\nA,Ulm,1\nB,Bonn,2\n\nMade by: a; b; c; d\n", ',');
}

#[test]
fn quotation_marks_are_those_that_the_text_uses() {
    let check = |text: &str, quote: Option<char>, escape: Option<char>, row: &[&str]| {
        let sheet = read(text);
        let Dialect { quote: found, escape: by, .. } = sheet.dialect.unwrap();
        assert_eq!((found, by), (quote, escape), "{text}");
        assert_eq!(cells(&sheet.grid)[1], row, "{text}");
    };
    check("a,b\n1,2\n", Some('"'), None, &["1", "2"]);
    check("a,b\n\"1,5\",\"say \"\"so\"\"\"\n", Some('"'), None, &["1,5", "say \"so\""]);
    check("a,b\n'1,5','it''s'\n", Some('\''), None, &["1,5", "it's"]);
    check("a,b\n't Hart,'s-Gravenhage\n", Some('"'), None, &["'t Hart", "'s-Gravenhage"]);
    check("a,b\n'=1+1,x\n", Some('"'), None, &["'=1+1", "x"]);
    check("a,b\n\"say \\\"so\\\", he\",\"C:\\\\x\\new\"\n", Some('"'), Some('\\'), &["say \"so\", he", "C:\\x\\new"]);
    check("a,b\n\"C:\\\",2\n", Some('"'), None, &["C:\\", "2"]);
    check("a,b\n\"Best\" shop,12\n", None, None, &["\"Best\" shop", "12"]);
    check("a,b\n5\" pipe,6\" pipe\n", Some('"'), None, &["5\" pipe", "6\" pipe"]);
    check("a\tb\n\" inch\t2\n", None, None, &["\" inch", "2"]);
    check("a,b\n\"x\"y,\"2\"\n", Some('"'), None, &["xy", "2"]);
}

#[test]
fn rows_are_counted_as_a_spreadsheet_program_does() {
    let check = |text: &str, header_line: u32, lines: &[u32]| {
        let sheet = read(text);
        assert_eq!(sheet.header_line(), Some(header_line), "{text:?}");
        assert_eq!(sheet.rows().map(crate::sheets::Row::line).collect::<Vec<_>>(), lines, "{text:?}");
    };
    check("a,b\n1,2\n3,4", 1, &[2, 3]);
    check("\n\n\na,b\n1,2\n", 4, &[5]);
    check("a,b\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n", 1, &[3, 6]);
    check("a,b\r1,2\r\r3,4\r", 1, &[2, 4]);
    check("a,b\r1,2\n3,4\r\n\n5,6", 1, &[2, 3, 5]);
    check("a,b\n\"x\ny\",2\n3,4\n", 1, &[2, 3]);
    check(",\n ,\na,b\n1,2\n", 3, &[4]);
    check("sep=,\na,b\n1,2\n", 2, &[3]);
    check("sep=,\r\n\r\na,b\r\n1,2\r\n", 3, &[4]);
}

#[test]
fn what_is_no_table_is_refused_with_its_place() {
    let check = |text: &str, wanted: ReadError| {
        let read = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default());
        assert_eq!(read.err(), Some(wanted), "{text:?}");
    };
    check("", ReadError::Empty);
    check("\n \n", ReadError::Empty);
    check(",,\n,,\n", ReadError::Empty);
    check("a,b\n1,2\n\"3,4\n5,6\n", ReadError::UnclosedQuote { line: 3 });
    check("\"a", ReadError::UnclosedQuote { line: 1 });
    check(&format!("a,b\n1,2\n{}", ",".repeat(500)), ReadError::TooManyColumns { line: 3, columns: 501 });
    let progress = Progress::default();
    progress.cancel();
    assert_eq!(read_csv("", b"a\n1", &ReadOptions::default(), &progress).err(), Some(ReadError::Cancelled));
}

#[test]
fn the_header_may_stand_further_down_or_nowhere() {
    let check = |header, columns: &[&str], rows: usize| {
        let options = ReadOptions { header, ..ReadOptions::default() };
        let sheet = read_csv("", b"Report\n\na,b\n1,2\n", &options, &Progress::default()).unwrap();
        assert_eq!((sheet.header_cells(), sheet.len()), (columns.iter().map(|name| (*name).into()).collect(), rows));
    };
    check(HeaderRow::Guess, &["a", "b"], 1);
    check(HeaderRow::Line(1), &["Report"], 2);
    check(HeaderRow::Line(3), &["a", "b"], 1);
    check(HeaderRow::None, &[], 3);
    let options = ReadOptions { header: HeaderRow::Line(9), ..ReadOptions::default() };
    let missing = read_csv("", b"a\n1\n", &options, &Progress::default());
    assert_eq!(missing.err(), Some(ReadError::NoHeader { line: 9 }));
}

#[test]
fn what_a_person_should_know_is_noted() {
    let check = |text: &str, wanted: &[&str]| assert_eq!(read(text).notes, wanted, "{text:.40}");
    check("a,b\n1,2\n3\n4,5,\n", &[]);
    check("a,b\n1,2,3\n4,5,6\n", &["Row 2 has cells beyond the 2 of the header, and another one"]);
    check("a,b\n\0,2\n", &["Row 2 has a NUL character in a cell; the file may be damaged"]);
    let stray = "Row 2 has a cell that goes on behind its closing quotation mark; it is read up to the delimiter";
    check("a,b\n\"x\"y,\"2\"\n", &[stray]);
    let long = "Row 3 has a cell of more than the 32767 characters that spreadsheet programs keep";
    check(&format!("a,b\n{},2\n{},3\n", "é".repeat(MAX_CELL_CHARS), "é".repeat(MAX_CELL_CHARS + 1)), &[long]);
}

#[test]
fn what_the_beginning_does_not_show_is_found_further_down() {
    let head = "a,b\n".to_owned() + &"some words,some more\n".repeat(20_000);
    // Apostrophes in pairs at first, then one that is a letter.
    let single = "a,b\n".to_owned() + &"'some, words','some more'\n".repeat(20_000) + "'s-Gravenhage,x\n";
    assert_eq!(read(&single).grid.row(20_001).text(0), "'s-Gravenhage");
    let escaped = head.clone() + "\"say \\\"so\\\", he\",x\n";
    assert_eq!(read(&escaped).grid.row(20_001).text(0), "say \"so\", he");
    let unclosed = read_csv("", (head + "\"x,y\n1,2\n").as_bytes(), &ReadOptions::default(), &Progress::default());
    assert_eq!(unclosed.err(), Some(ReadError::UnclosedQuote { line: 20_002 }));
}

/// The text of a table in any dialect, and its rows.
fn written(rows: &[Vec<String>], rules: Rules, line_end: &str) -> String {
    let Rules { delimiter, quote, escape } = rules;
    let cell = |cell: &String| {
        let Some(quote) = quote else { return cell.clone() };
        let mut inside = cell.clone();
        if let Some(escape) = escape {
            inside = inside.replace(escape, &format!("{escape}{escape}"));
        }
        let mark = escape.unwrap_or(quote);
        format!("{quote}{}{quote}", inside.replace(quote, &format!("{mark}{quote}")))
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(&delimiter.to_string());
    rows.iter().map(|row| line(row) + line_end).collect()
}

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
            "sep=;",
            "'",
            "\"",
            "\"\"",
            "123456789012345678901",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn any_table_is_read_as_it_was_written(
        rows in prop::collection::vec(prop::collection::vec(hostile(), 1..5), 1..8),
        delimiter in prop::sample::select(vec![',', ';', '\t', '|', ':', '^', '~', '§', ' ', 'x']),
        quote in prop::sample::select(vec!['"', '\'']),
        escape in prop::option::of(Just('\\')),
        line_end in prop::sample::select(vec!["\n", "\r\n", "\r"]),
    ) {
        let rules = Rules { delimiter, quote: Some(quote), escape };
        let text = written(&rows, rules, line_end);
        let parsed = parse(&text, rules, 1, &Progress::default()).unwrap();
        prop_assert_eq!(cells(&parsed.grid), rows);
        prop_assert_eq!(parsed.stray.count, 0);
    }

    #[test]
    fn it_reads_what_the_csv_crate_reads(
        text in "[a,\"\r\n\0é ]{0,40}",
        delimiter in prop::sample::select(vec![b',', b';', b' ', b'a']),
    ) {
        let Ok(parsed) = parse(&text, Rules::plain(char::from(delimiter)), 1, &Progress::default()) else { return Ok(()) };
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
        let wanted: Vec<Vec<String>> =
            reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        prop_assert_eq!(cells(&parsed.grid), wanted);
    }

    #[test]
    fn no_bytes_make_reading_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = read_csv("", &bytes, &ReadOptions::default(), &Progress::default());
    }

    #[test]
    fn no_text_makes_reading_panic(text in "[ab1,;\t|:'\"\\\\\r\né. ]{0,80}") {
        if let Ok(sheet) = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()) {
            prop_assert!(sheet.footer <= sheet.len());
        }
    }
}

#[test]
fn a_table_takes_no_more_memory_than_it_may() {
    let text = ",".repeat(400) + "\n";
    let parsed = |max_bytes, rows| {
        parse_within(max_bytes, &text.repeat(rows), Rules::plain(','), 1, &Progress::default())
            .map(|parsed| parsed.grid.len())
    };
    assert_eq!(parsed(65_536, 8).ok(), Some(8));
    let error = parsed(65_536, 100).unwrap_err().to_string();
    assert_eq!(
        error,
        "Reading the table takes more than 512 MB of memory; split it, or leave out columns that are not needed"
    );
}
