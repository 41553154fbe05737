use proptest::prelude::*;

use super::*;
use crate::model::{DateStyle, NumberStyle, Progress};
use crate::sheets::{ReadOptions, read_csv};

/// A column of these cells under a header, beside one without a field.
fn sheet_of(cells: &[&str]) -> Sheet {
    let quoted = cells.iter().map(|cell| format!("x;\"{}\"", cell.replace('"', "\"\"")));
    let text = format!("name;value\n{}\n", quoted.collect::<Vec<_>>().join("\n"));
    let mut sheet = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
    sheet.set_header(Some(0));
    sheet.footer = 0;
    sheet
}

fn kind_of(field: Field) -> RecordKind {
    RecordKind::ALL.into_iter().find(|kind| Field::of(*kind).contains(&field)).unwrap()
}

fn column_of(sheet: &Sheet, field: Field) -> Column {
    let mut mapping = Mapping::empty(kind_of(field), 2);
    mapping.set(1, Holds::Field(field));
    Column::all(sheet, &mapping).remove(0)
}

fn said(column: &Column, cell: Cell<'_>) -> Result<String, String> {
    column.read(cell).map(|value| value.map_or_else(String::new, |value| value.text().into_owned()))
}

fn read_all(field: Field, cells: &[&str]) -> Vec<Result<String, String>> {
    let sheet = sheet_of(cells);
    let column = column_of(&sheet, field);
    cells.iter().map(|cell| said(&column, Cell::Text(cell))).collect()
}

/// Each cell alone in its column reads as wanted, or is refused in such words.
fn check(field: Field, table: &[(&str, &str)]) {
    for (cell, wanted) in table {
        let said = read_all(field, &[cell]).remove(0).unwrap_or_else(|why| why);
        assert!(said == *wanted || wanted.len() > 5 && said.contains(wanted), "{field:?} {cell}: {said}");
    }
}

/// Cells read together.
fn together(field: Field, cells: &[&str], wanted: &[&str]) {
    let read: Vec<String> = read_all(field, cells).into_iter().map(|read| read.unwrap_or_else(|why| why)).collect();
    let fits = |(read, wanted): (&String, &&str)| read == wanted || wanted.len() > 5 && read.contains(wanted);
    assert!(read.iter().zip(wanted).all(fits), "{cells:?}: {read:?}");
}

#[test]
fn one_amount_tells_how_the_whole_column_is_written() {
    let check = |cells, wanted| together(Field::Revenue12m, cells, wanted);
    check(&["1.250", "1.000,50"], &["1250.00", "1000.50"]);
    check(&["1,250", "1,000.50"], &["1250.00", "1000.50"]);
    check(&["1.250", "12.5"], &["1.25", "12.50"]);
    check(&["1.250", "7"], &["two ways", "7.00"]);
    check(&["1.000,50", "1,000.50", "1.250"], &["1000.50", "1000.50", "two ways"]);
    check(&["52.245,9O", "1.250,00"], &["not an amount", "1250.00"]);
    check(&["1.250", "2.500"], &["1250.00", "2500.00"]);
    check(&["1.250", "2,500"], &["two ways", "two ways"]);
    check(&["€ 1.250", "(1.000,50) €"], &["1250.00", "-1000.50"]);
    together(Field::Quantity, &["1.250", "2.500"], &["two ways", "two ways"]);
    together(Field::Quantity, &["1.250", "2,5"], &["1250", "2.5"]);
}

#[test]
fn the_amounts_beside_a_column_tell_how_it_is_written() {
    let text = "Order;Amount;Margin;Quantity\n1;1.000,50;1.250;1.500\n";
    let sheet = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
    let mut mapping = Mapping::empty(RecordKind::Purchases, 4);
    for (place, field) in [(1, Field::Amount), (2, Field::Margin), (3, Field::Quantity)] {
        mapping.set(place, Holds::Field(field));
    }
    let columns = Column::all(&sheet, &mapping);
    let row = sheet.rows().next().unwrap();
    let read = |column: &Column| said(column, row.cell(column.place)).unwrap();
    assert_eq!(columns.iter().map(read).collect::<Vec<_>>(), ["1000.50", "1250.00", "1500"]);
    mapping.set_decimal(2, Some(DecimalSeparator::Point));
    let columns = Column::all(&sheet, &mapping);
    assert_eq!(said(&columns[1], Cell::Text("1.250")).unwrap(), "1.25", "what somebody said counts more");
}

#[test]
fn amounts_are_read_as_people_write_them() {
    check(
        Field::Amount,
        &[
            ("1250", "1250.00"),
            ("1’000.50", "1000.50"),
            ("1'000'000", "1000000.00"),
            ("1 000,50", "1000.50"),
            ("1\u{202f}000,5", "1000.50"),
            ("1\u{a0}000\u{a0}€", "1000.00"),
            ("$1,000.50", "1000.50"),
            ("-$5", "-5.00"),
            ("$-5", "-5.00"),
            ("US$ 5", "5.00"),
            ("EUR 12,50", "12.50"),
            ("12,50 EUR", "12.50"),
            ("CHF 1'250.00", "1250.00"),
            ("12 kr", "12.00"),
            ("1250 zł", "1250.00"),
            ("(123)", "-123.00"),
            ("($1,234.50)", "-1234.50"),
            ("123-", "-123.00"),
            ("123,40-", "-123.40"),
            ("−0,50", "-0.50"),
            ("+7", "7.00"),
            ("50,-", "50.00"),
            ("Fr. 50.–", "50.00"),
            (".5", "0.50"),
            ("0.125", "more than two decimals"),
            ("0.120000", "0.12"),
            ("0.33333333333333333333333333333333333333333333", "more than two decimals"),
            ("1.250", "two ways"),
            ("1 2 3", "not an amount"),
            ("1.2.3", "not an amount"),
            ("12,50,00", "not an amount"),
            ("1,000 000", "not an amount"),
            ("--5", "not an amount"),
            ("5%", "not an amount"),
            ("abc", "not an amount"),
            ("EUR", "not an amount"),
            (".", "not an amount"),
            ("1e5", "not an amount"),
            ("99999999999999999999", "too large"),
        ],
    );
    check(
        Field::Quantity,
        &[("12", "12"), ("1,5", "1.5"), ("-3", "-3"), ("1.2345", "more than three"), ("12 pcs", "not a quantity")],
    );
    check(
        Field::Engagement,
        &[
            ("64", "64"),
            ("49,7", "49.7"),
            ("64 %", "64"),
            ("12.345", "12.35"),
            ("105", "0 to 100"),
            ("NaN", "not a number"),
        ],
    );
    check(Field::CadenceDays, &[("30", "30"), ("30 Tage", "30"), ("0", "number of days"), ("soon", "number of days")]);
    check(Field::Minutes, &[("45", "45"), ("45 min", "45"), ("1:30", "90"), ("1:75", "number of minutes")]);
}

#[test]
fn one_date_tells_how_the_whole_column_is_written() {
    let check = |cells, wanted| together(Field::QpcAsOf, cells, wanted);
    check(&["2026-04-03", "03.04.2026", "2026/4/3"], &["2026-04-03", "2026-04-03", "2026-04-03"]);
    check(&["03/04/2026"], &["two ways"]);
    check(&["03/04/2026", "24/12/2026"], &["2026-04-03", "2026-12-24"]);
    check(&["03/04/2026", "12/24/2026"], &["2026-03-04", "2026-12-24"]);
    check(&["03/04/2026", "12/24/2026", "24/12/2026"], &["two ways", "2026-12-24", "2026-12-24"]);
    check(&["05/05/2026", "03-04-26"], &["2026-05-05", "two ways"]);
    check(&["31.02.2026", "soon"], &["not a date", "not a date"]);
}

#[test]
fn days_are_read_as_people_write_them() {
    check(
        Field::OrderDate,
        &[
            ("3 April 2026", "2026-04-03"),
            ("3. April 2026", "2026-04-03"),
            ("03-Apr-26", "2026-04-03"),
            ("April 3, 2026", "2026-04-03"),
            ("Apr 3rd 2026", "2026-04-03"),
            ("1er avril 2026", "2026-04-01"),
            ("3 de abril de 2026", "2026-04-03"),
            ("3 aprile 2026", "2026-04-03"),
            ("3 mrt 2026", "2026-03-03"),
            ("12. März 2026", "2026-03-12"),
            ("12. Ma\u{308}rz 2026", "2026-03-12"),
            ("5 août 2026", "2026-08-05"),
            ("15 déc. 2026", "2026-12-15"),
            ("2026-Apr-03", "2026-04-03"),
            ("Freitag, 3. April 2026", "2026-04-03"),
            ("Fr. 3.4.2026", "2026-04-03"),
            ("mar. 3 mars 2026", "2026-03-03"),
            ("3.4.26", "2026-04-03"),
            ("3. 4. 2026", "2026-04-03"),
            ("3.4.69", "2069-04-03"),
            ("3.4.70", "1970-04-03"),
            ("20260403", "2026-04-03"),
            ("2026-04-03T14:30:00Z", "2026-04-03"),
            ("2026-04-03 14:30:15.123+02:00", "2026-04-03"),
            ("03.04.2026, 14:30", "2026-04-03"),
            ("4/13/2026 2:30 PM", "2026-04-13"),
            ("45385", "not a date"),
            ("2026-02-30", "not a date"),
            ("13/13/2026", "not a date"),
            ("2026-W14", "not a date"),
            ("April 2026", "not a date"),
            ("3 4 2026", "not a date"),
            ("3.4/2026", "not a date"),
            ("03.04.2026 soon", "not a date"),
            ("1.250", "not a date"),
            ("3", "not a date"),
        ],
    );
    check(
        Field::Time,
        &[
            ("14:30", "14:30"),
            ("9:05", "09:05"),
            ("2:30 pm", "14:30"),
            ("12:15 AM", "00:15"),
            ("14h30", "14:30"),
            ("14.30 Uhr", "14:30"),
            ("14:30:59", "14:30"),
            ("0930", "09:30"),
            ("25:00", "not a time"),
            ("noon", "not a time"),
        ],
    );
}

#[test]
fn a_day_keeps_the_time_that_stands_behind_it() {
    let sheet = sheet_of(&["x"]);
    let column = column_of(&sheet, Field::Day);
    let check = |cell: &str, wanted: Option<&str>| {
        let time = column.time(Cell::Text(cell)).map(|time| time.format("%H:%M:%S").to_string());
        assert_eq!(time.as_deref(), wanted, "{cell}");
    };
    check("2026-04-03 14:30:15", Some("14:30:00"));
    check("3 April 2026 um 9:05 Uhr", Some("09:05:00"));
    check("03/04/2026 2 pm", Some("14:00:00"));
    check("2026-04-03", None);
    let at = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap().and_hms_opt(8, 1, 2).unwrap();
    assert_eq!(column.time(Cell::DateTime(at)), NaiveTime::from_hms_opt(8, 1, 0));
}

#[test]
fn words_are_known_in_several_languages() {
    check(
        Field::Stage,
        &[("Stammkunde", "client"), ("PROSPECT", "prospect"), ("friend", "suspect, prospect, customer, client, lost")],
    );
    check(
        Field::Kind,
        &[
            ("Anruf", "call"),
            ("E-Mail", "email"),
            ("Rendez-vous", "meeting"),
            ("visita", "visit"),
            ("dance", "call, visit, email, meeting, note"),
        ],
    );
    check(Field::Status, &[("Erledigt", "done"), ("à faire", "planned"), ("cancelled", "planned, done")]);
    check(Field::Influence, &[("hoch", "high"), ("moyenne", "medium"), ("?", "low, medium, high")]);
    check(Field::InitiatedBy, &[("eingehend", "them"), ("Outbound", "us"), ("klant", "them"), ("nobody", "us, them")]);
    check(
        Field::Likelihood,
        &[("75 %", "likely"), ("0", "never"), ("möglich", "possible"), ("60%", "0, 25, 50, 75, 100 %")],
    );
    check(Field::Outcome, &[("gewonnen", "won"), ("en cours", "open"), ("maybe", "open, won, lost")]);
    check(Field::QpcSource, &[("Schätzung", "guess"), ("rumour", "asked, formula, guess")]);
    check(Field::Role, &[("Entscheider", "decision maker"), ("Einkauf", "purchasing"), ("Janitor", "Janitor")]);
    check(Field::Archived, &[("Ja", "yes"), ("x", "yes"), ("faux", "no"), ("perhaps", "yes or no")]);
    check(Field::Colleagues, &[("Ann; Bob ;", "Ann; Bob"), ("Smith, Ann", "Smith, Ann")]);
}

#[test]
fn a_text_stays_as_it_stands() {
    for text in ["00742", "12345678901234567890", "1e5", "March 1", "1.250", "3/4", "TRUE", "+49 30 1234"] {
        check(Field::Name, &[(text, text)]);
        check(Field::Phone, &[(text, text)]);
    }
    check(
        Field::Name,
        &[("'=1+1", "=1+1"), ("''=1+1", "'=1+1"), ("'s-Hertogenbosch", "'s-Hertogenbosch"), ("a\0b", "NUL character")],
    );
    check(Field::Notes, &[(&"x".repeat(MAX_CELL_CHARS + 1), "longer than 32767")]);
    let mut workbook = sheet_of(&["x"]);
    workbook.format = Format::Xlsx;
    let column = column_of(&workbook, Field::Name);
    let check = |cell: Cell<'_>, wanted: &str| {
        let said = said(&column, cell).unwrap_or_else(|why| why);
        assert!(said == wanted || wanted.len() > 5 && said.contains(wanted), "{cell:?}: {said}");
    };
    check(Cell::Text("'=1+1"), "'=1+1");
    check(Cell::Number(30.0), "30");
    check(Cell::Number(1e15), "1000000000000000");
    check(Cell::Number(49_301_234_567.0), "49301234567");
    check(Cell::Number(0.1 + 0.2), "0.3");
    check(Cell::Error("#N/A"), "the error #N/A");
}

#[test]
fn cells_of_workbooks_are_taken_as_they_are() {
    let mut workbook = sheet_of(&["x"]);
    workbook.format = Format::Xlsx;
    let check = |field, cell: Cell<'_>, wanted: &str| {
        let said = said(&column_of(&workbook, field), cell).unwrap_or_else(|why| why);
        assert!(said == wanted || wanted.len() > 5 && said.contains(wanted), "{field:?} {cell:?}: {said}");
    };
    let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
    check(Field::Amount, Cell::Number(1234.56), "1234.56");
    check(Field::Amount, Cell::Number(0.1 + 0.2), "0.30");
    check(Field::Amount, Cell::Number(-1_265_793.01), "-1265793.01");
    check(Field::Amount, Cell::Number(147.375), "more than two decimals");
    check(Field::Amount, Cell::Number(1e18), "too large");
    check(Field::Amount, Cell::Text("1.250,50"), "1250.50");
    check(Field::Amount, Cell::Date(day), "not an amount");
    check(Field::Amount, Cell::Error("#DIV/0!"), "#DIV/0!");
    check(Field::Quantity, Cell::Number(1.5), "1.5");
    check(Field::OrderDate, Cell::Date(day), "2026-04-03");
    check(Field::OrderDate, Cell::DateTime(day.and_hms_opt(23, 59, 59).unwrap()), "2026-04-03");
    check(Field::OrderDate, Cell::Number(20_260_403.0), "2026-04-03");
    check(Field::OrderDate, Cell::Number(45_385.0), "not a date");
    check(Field::Time, Cell::Duration(52_200.0), "14:30");
    check(Field::Time, Cell::Number(0.604_166_666_666_667), "14:30");
    check(Field::Time, Cell::Number(3.0), "not a time");
    check(Field::Minutes, Cell::Duration(5_400.0), "90");
    check(Field::Minutes, Cell::Number(45.0), "45");
    check(Field::Archived, Cell::Bool(true), "yes");
    check(Field::Archived, Cell::Number(0.0), "no");
    check(Field::Likelihood, Cell::Number(0.25), "unlikely");
    check(Field::Likelihood, Cell::Number(75.0), "likely");
    check(Field::Engagement, Cell::Number(64.0), "64");
}

#[test]
fn a_preview_shows_the_cell_that_tells_most() {
    let reading = |field, cells: &[&str]| {
        let mut mapping = Mapping::empty(kind_of(field), 2);
        mapping.set(1, Holds::Field(field));
        let styles = (NumberStyle::Comma, DateStyle::Words);
        let one = column_readings(&sheet_of(cells), &mapping, styles).remove(1).unwrap();
        (format!("{} → {}", one.cell, one.read.unwrap_or_else(|why| why)), one.how, one.ambiguous)
    };
    let comma = How::Decimal(Some(DecimalSeparator::Comma));
    assert_eq!(reading(Field::Qpc, &["7", "1,5", "1.000,50"]), ("1.000,50 → 1,000.50".to_owned(), comma, false));
    let (shown, how, ambiguous) = reading(Field::Qpc, &["7", "1.250"]);
    assert!(shown.contains("two ways") && how == How::Decimal(None) && ambiguous, "{shown}");
    let day_first = How::Dates(Some(DateOrder::DayFirst));
    let shown = reading(Field::Due, &["24/12/2026", "03/04/2026"]);
    assert_eq!(shown, ("03/04/2026 → 3 April 2026".to_owned(), day_first, false));
    let (shown, how, ambiguous) = reading(Field::Due, &["05/05/2026", "03/04/2026"]);
    assert!(shown.contains("two ways") && how == How::Dates(None) && ambiguous, "{shown}");
    assert_eq!(reading(Field::Due, &["2026-04-03"]).1, How::Dates(None));
    assert_eq!(reading(Field::Name, &["007", "x"]), ("007 → 007".to_owned(), How::Text, false));
    assert_eq!(reading(Field::Stage, &["client", "Neukunde"]).0, "Neukunde → customer");
}

#[test]
fn a_named_extra_is_kept_as_it_stands() {
    let sheet = sheet_of(&["x"]);
    let mut mapping = Mapping::empty(RecordKind::Accounts, 2);
    mapping.set(1, Holds::Extra("Colour".to_owned()));
    let extras = ExtraColumn::all(&sheet, &mapping);
    assert_eq!((extras[0].place, extras[0].name.as_str()), (1, "Colour"));
    assert_eq!(extras[0].read(Cell::Text(" '=red ")), Ok(Some("=red".into())));
    assert_eq!(extras[0].read(Cell::Text(" ")), Ok(None));
    assert!(Column::all(&sheet, &mapping).is_empty());
}

fn written(minor_units: i64, (group, decimal): (&str, char)) -> String {
    let (whole, cents) = (minor_units.unsigned_abs() / 100, minor_units.unsigned_abs() % 100);
    let digits = whole.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(group);
        }
        text.push(digit);
    }
    let sign = if minor_units < 0 { "-" } else { "" };
    format!("{sign}{text}{decimal}{cents:02}")
}

proptest! {
    #[test]
    fn amounts_come_back_from_any_style(
        all in prop::collection::vec(-10_000_000_000_i64..10_000_000_000, 1..8),
        style in prop::sample::select(vec![
            (",", '.'), (".", ','), ("\u{202f}", ','), ("\u{a0}", ','), (" ", '.'), ("’", '.'), ("'", ','), ("", '.'), ("", ','),
        ]),
    ) {
        let cells: Vec<String> = all.iter().map(|amount| written(*amount, style)).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let wanted: Vec<_> = all.iter().map(|amount| Ok(Money::from_minor_units(*amount).to_string())).collect();
        prop_assert_eq!(read_all(Field::Amount, &cells), wanted);
    }

    #[test]
    fn days_come_back_from_any_style(
        days in prop::collection::vec(0_i32..36_500, 1..8),
        format in prop::sample::select(vec![
            "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%-d/%-m/%Y", "%m-%d-%Y", "%-d %B %Y", "%d-%b-%Y", "%B %-d, %Y",
            "%Y%m%d", "%Y/%m/%d", "%A, %-d. %B %Y", "%Y-%m-%dT%H:%M:%S",
        ]),
    ) {
        // The last day of each list decides between day and month.
        let first = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap();
        let telling = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
        let days: Vec<NaiveDate> = days.iter().map(|day| first + chrono::Days::new(u64::from(day.unsigned_abs()))).chain([telling]).collect();
        let cells: Vec<String> = days.iter().map(|day| day.and_hms_opt(9, 5, 0).unwrap().format(format).to_string()).collect();
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        let wanted: Vec<_> = days.iter().map(|day| Ok(day.to_string())).collect();
        prop_assert_eq!(read_all(Field::OrderDate, &cells), wanted);
    }

    #[test]
    fn no_text_is_too_odd_to_be_read_or_refused(text in "[0-9.,/ :'’()€%+-]{0,12}|[a-zäé0-9 ./,-]{0,14}|\\PC{0,12}") {
        for field in Field::ALL {
            let sheet = sheet_of(&[&text]);
            let column = column_of(&sheet, field);
            let _ = column.read(Cell::Text(&text));
            let _ = column.time(Cell::Text(&text));
        }
    }

    #[test]
    fn no_number_is_too_odd_to_be_read_or_refused(number in prop::num::f64::ANY) {
        let sheet = sheet_of(&["x"]);
        for field in Field::ALL {
            let _ = column_of(&sheet, field).read(Cell::Number(number));
            let _ = column_of(&sheet, field).read(Cell::Duration(number));
        }
    }
}
