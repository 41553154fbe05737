use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::{Cell, Sheet};

/// How a file is read, cell by cell, before any mapping: one object.
#[must_use]
pub fn sheet_json(sheet: &Sheet) -> Value {
    let rows: Vec<Vec<Value>> = sheet.rows().map(|row| row.cells().map(cell_json).collect()).collect();
    let columns: Vec<String> = match sheet.header {
        Some(_) => sheet.header_cells().into_iter().map(std::borrow::Cow::into_owned).collect(),
        None => (0..sheet.columns()).map(|column| sheet.column_name(column)).collect(),
    };
    let dialect = sheet.dialect.as_ref();
    json!({
        "format": sheet.format.id(),
        "encoding": dialect.map(|dialect| dialect.encoding.id()),
        "delimiter": dialect.map(|dialect| dialect.delimiter),
        "quote": dialect.and_then(|dialect| dialect.quote),
        // Delimited text is one sheet without a name.
        "sheet": sheet.sheet,
        "sheets": sheet.sheets.iter().map(|sheet| &sheet.name).collect::<Vec<_>>(),
        "header_row": sheet.header_line(),
        "columns": columns,
        "rows": rows,
    })
}

/// Texts and numbers as they are; what JSON has no word for as an object that says what it is.
fn cell_json(cell: Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Number(number) => whole(number).map_or_else(|| json!(number), |whole| json!(whole)),
        Cell::Bool(flag) => json!(flag),
        Cell::Date(day) => json!({ "date": day.to_string() }),
        Cell::DateTime(at) => {
            json!({ "datetime": at.and_utc().to_rfc3339_opts(SecondsFormat::AutoSi, true).trim_end_matches('Z') })
        }
        Cell::Duration(seconds) => json!({ "duration": seconds }),
        Cell::Error(name) => json!({ "error": name }),
    }
}

/// A number without a fraction, as long as each whole number has one of its own: 30 is printed as 30, not as 30.0.
fn whole(number: f64) -> Option<i64> {
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "it has no fraction and is not too large")]
    (number.fract() == 0.0 && number.abs() <= LARGEST).then_some(number as i64)
}
