use serde_json::{Value, json};

use super::{Format, Sheet};

/// How a file is read, cell by cell, before any mapping: one object.
#[must_use]
pub fn sheet_json(sheet: &Sheet) -> Value {
    let rows: Vec<&Vec<String>> = sheet.rows.iter().map(|row| &row.cells).collect();
    let columns = if sheet.header_line.is_some() {
        sheet.header.clone()
    } else {
        (0..sheet.columns()).map(|column| sheet.column_name(column)).collect()
    };
    match sheet.format {
        Format::Csv => json!({
            "format": sheet.format.id(),
            "encoding": sheet.encoding.id(),
            "delimiter": sheet.delimiter,
            "quote": "\"",
            // Delimited text is one sheet without a name.
            "sheet": null,
            "sheets": [],
            "header_row": sheet.header_line,
            "columns": columns,
            "rows": rows,
        }),
    }
}
