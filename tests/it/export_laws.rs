//! Whatever stands in a portfolio stands in its exports, in every format, cell by cell.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use fourfold::model::{Journal, Progress, RecordKind};
use fourfold::sheets::{
    ExportFormat, ExportOptions, ExportSource, ExportWhat, Field, ReadOptions, TextGuard, export, read_csv,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::support::everything::{Everything, everything};

pub fn exported(all: &Everything, what: ExportWhat, format: ExportFormat, guard: TextGuard) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = ExportOptions { what, format, guard, only: None };
    let journal = Journal::default();
    let source = ExportSource { portfolio: &all.portfolio, journal: &journal, purchases: Some(&all.purchases) };
    let told = export(&mut bytes, &options, source, &Progress::default()).unwrap();
    assert_eq!((told.written, told.of), (what.count(&all.portfolio, &journal), told.written));
    bytes
}

/// What the JSON export says of one kind, as the tables have it: nothing is empty, truth is yes and no.
fn told(all: &Everything, kind: ExportWhat) -> Vec<BTreeMap<String, String>> {
    let bytes = exported(all, ExportWhat::All, ExportFormat::Json, TextGuard::Safe);
    // A reader of JSON may keep no more digits of a number than a float has; such a quantity is compared as a text.
    let quoted = String::from_utf8(bytes).unwrap().replace("\"quantity\":", "\"quantity\": ");
    let quoted: String =
        quoted.split("\"quantity\": ").enumerate().map(|(place, part)| quantity_as_text(place, part)).collect();
    let json: Value = serde_json::from_str(&quoted).unwrap();
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::Bool(flag) => (if *flag { "yes" } else { "no" }).to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let rows = json[kind.id()].as_array().unwrap().iter().map(|row| {
        let row = row.as_object().unwrap();
        let beside = ["extra", "version", "account_id", "contact_ids", "product_id"];
        let own = row.iter().filter(|(name, _)| !beside.contains(&name.as_str()));
        let mut cells: BTreeMap<String, String> = own.map(|(name, value)| (name.clone(), text(value))).collect();
        for (name, value) in row.get("extra").and_then(Value::as_object).into_iter().flatten() {
            cells.insert(format!("extra {name}"), text(value));
        }
        cells
    });
    rows.collect()
}

fn quantity_as_text(place: usize, part: &str) -> String {
    match part.split_once(',') {
        Some((quantity, rest)) if place > 0 && quantity != "null" => format!("\"quantity\":\"{quantity}\",{rest}"),
        _ if place > 0 => format!("\"quantity\":{part}"),
        _ => part.to_owned(),
    }
}

/// The columns of a table by the names that JSON has for them; those beyond our own are extra.
fn named(header: &[String], kind: RecordKind) -> Vec<String> {
    let own = |label: &String| {
        let field = Field::of(kind).iter().find(|field| field.label() == label);
        field.map_or_else(|| label.to_lowercase().replace(' ', "_"), |field| field.id().to_owned())
    };
    let derived = match kind {
        RecordKind::Accounts => 3,
        RecordKind::StageEvents => 1,
        _ => 0,
    };
    let count = Field::of(kind).len() + derived;
    header
        .iter()
        .enumerate()
        .map(|(place, label)| if place < count { own(label) } else { format!("extra {label}") })
        .collect()
}

/// Where a figure is written with other digits, it still is the same.
fn same(column: &str, cell: &str, told: &str) -> bool {
    let number = |text: &str| text.parse::<f64>().ok();
    let is_figure = matches!(column, "engagement" | "potential");
    cell == told || is_figure && number(cell) == number(told)
}

const KINDS: [RecordKind; 12] = RecordKind::ALL;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn delimited_text_says_what_json_says(all in everything(), tabs in any::<bool>(), raw in any::<bool>()) {
        let format = if tabs { ExportFormat::Tsv } else { ExportFormat::Csv };
        let guard = if raw { TextGuard::Raw } else { TextGuard::Safe };
        for kind in KINDS {
            let bytes = exported(&all, kind.into(), format, guard);
            let text = String::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap().to_vec()).unwrap();
            let delimiter = if tabs { b'\t' } else { b',' };
            let mut table = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(text.as_bytes());
            let mut rows = table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
            let unguarded = |cell: &str| match cell.strip_prefix('\'') {
                Some(rest) if !raw && runs(rest) => rest.to_owned(),
                _ => cell.to_owned(),
            };
            let header: Vec<String> = rows.next().unwrap().iter().map(|cell| unguarded(cell)).collect();
            let columns = named(&header, kind);
            let told = told(&all, kind.into());
            let rows: Vec<Vec<String>> = rows.collect();
            prop_assert_eq!(rows.len(), told.len());
            for (row, told) in rows.iter().zip(told) {
                for (column, cell) in columns.iter().zip(row) {
                    prop_assert!(raw || !would_run(cell) || cell.parse::<f64>().is_ok(), "{column} would run: {cell:?}");
                    let wanted = told.get(column).map_or("", String::as_str);
                    prop_assert!(same(column, &unguarded(cell), wanted), "{kind:?} {column}: {cell:?} for {wanted:?}");
                }
            }
        }
    }

    #[test]
    fn a_workbook_says_what_json_says_and_texts_are_texts(all in everything()) {
        let bytes = exported(&all, ExportWhat::All, ExportFormat::Xlsx, TextGuard::Safe);
        let mut workbook: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
        let names = workbook.sheet_names();
        let wanted = ["Accounts", "Contacts", "Activities", "Purchases", "Products", "Opportunities", "Risks", "Colleagues", "Stage events", "Hand-overs", "Goals", "Spend"];
        prop_assert_eq!(names, [&wanted[..], &["Moves"]].concat());
        for kind in KINDS {
            let range = workbook.worksheet_range(kind.label()).unwrap();
            let mut rows = range.rows();
            let header: Vec<String> = rows.next().unwrap().iter().map(ToString::to_string).collect();
            let columns = named(&header, kind);
            let told = told(&all, kind.into());
            prop_assert_eq!(rows.len(), told.len());
            for (row, told) in rows.zip(told) {
                for (column, cell) in columns.iter().zip(row) {
                    let wanted = told.get(column).map_or("", String::as_str);
                    prop_assert!(says(column, cell, wanted), "{kind:?} {column}: {cell:?} for {wanted:?}");
                }
            }
        }
    }

    #[test]
    fn what_was_exported_is_read_again_cell_by_cell(all in everything(), tabs in any::<bool>()) {
        let format = if tabs { ExportFormat::Tsv } else { ExportFormat::Csv };
        for kind in KINDS {
            let bytes = exported(&all, kind.into(), format, TextGuard::Raw);
            let sheet = read_csv("", &bytes, &ReadOptions::default(), &Progress::default()).unwrap();
            let header: Vec<String> = sheet.header_cells().iter().map(ToString::to_string).collect();
            prop_assert_eq!(header.first().map(String::as_str), Some("ID"));
            let columns = named(&header, kind);
            let told = told(&all, kind.into());
            prop_assert_eq!(sheet.len(), told.len());
            for (row, told) in sheet.rows().zip(told) {
                for (place, column) in columns.iter().enumerate() {
                    let wanted = told.get(column).map_or("", String::as_str);
                    prop_assert!(same(column, &row.text(place), wanted), "{kind:?} {column}: {:?}", row.cell(place));
                }
            }
        }
    }
}

fn would_run(cell: &str) -> bool {
    !cell.starts_with('\'') && runs(cell)
}

fn runs(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// Whether a cell of a workbook is what was meant, and of the kind that it should be.
fn says(column: &str, cell: &Data, wanted: &str) -> bool {
    let figure =
        ["revenue_12m", "revenue_prior_12m", "qpc", "amount", "margin", "value", "quantity", "engagement", "target"];
    let is_figure =
        figure.contains(&column) || matches!(column, "potential" | "minutes" | "cadence_days" | "hours_per_year");
    let days = ["qpc_as_of", "day", "due", "order_date", "since", "resolved", "pursued_since", "start", "month"];
    let since = ["suspect_since", "prospect_since", "customer_since", "client_since", "lost_since"];
    let is_day = days.contains(&column) || since.contains(&column);
    match cell {
        Data::Empty => wanted.is_empty(),
        Data::Float(number) => {
            let wanted: f64 = wanted.parse().unwrap();
            // The very same number, to the bit.
            is_figure && number.total_cmp(&wanted).is_eq()
        }
        Data::DateTime(at) if column == "judged_at" => {
            at.as_datetime().unwrap().format("%Y-%m-%dT%H:%M:%SZ").to_string() == wanted
        }
        Data::DateTime(at) if column == "time" => {
            let seconds = at.as_f64() * 86_400.0;
            let mut parts = wanted.split(':').map(|part| part.parse::<f64>().unwrap());
            let mut part = || parts.next().unwrap_or_default();
            (part() * 3600.0 + part() * 60.0 + part() - seconds).abs() < 0.5
        }
        Data::DateTime(at) => is_day && at.as_datetime().unwrap().date().to_string() == wanted,
        // What no spreadsheet program could keep as a figure or a day, and all that is text.
        Data::String(text) => {
            let digits = wanted.bytes().filter(u8::is_ascii_digit).count();
            let early = is_day && wanted.parse::<NaiveDate>().is_ok_and(|day| day.to_string().as_str() < "1900-03-01");
            text == wanted && (!is_figure || digits > 15) && (!is_day || early || wanted.starts_with('+'))
        }
        _ => false,
    }
}
