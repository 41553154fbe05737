use chrono::SecondsFormat;
use serde_json::{Value, json};

use super::{Cell, Row, Sheet};

/// So many letters of a cell are shown in a table, and in a list.
const SHOWN_IN_TABLE: usize = 32;
const SHOWN_IN_LIST: usize = 90;
/// A table that is wider does not fit where it is read; a list does.
const WIDEST: usize = 150;

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
        "escape": dialect.and_then(|dialect| dialect.escape),
        "confidence": dialect.map(|dialect| f64::from(dialect.confidence * 100.0).round() / 100.0),
        // Delimited text is one sheet without a name.
        "sheet": sheet.sheet,
        "sheets": sheet.sheets.iter().map(|sheet| &sheet.name).collect::<Vec<_>>(),
        "header_row": sheet.header_line(),
        "columns": columns,
        "rows": rows,
        "footer": sheet.footer,
        "notes": sheet.notes,
    })
}

/// The header and the first rows for people: as a table, or, where that would be too wide, each row as a list.
#[must_use]
pub fn sheet_text(sheet: &Sheet, most_rows: usize) -> String {
    let columns = sheet.columns();
    let shown = |row: Row<'_>| -> Vec<String> {
        (0..columns).map(|column| cut(&visible(&row.text(column)), SHOWN_IN_TABLE)).collect()
    };
    let header = sheet.header.map(|index| ("header".to_owned(), shown(sheet.grid.row(index))));
    let rows = sheet.rows().take(most_rows).map(|row| (row.line().to_string(), shown(row)));
    let lines: Vec<(String, Vec<String>)> = header.into_iter().chain(rows).collect();
    let width = |column: usize| {
        let lengths = lines.iter().filter_map(|(_, cells)| cells.get(column));
        lengths.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    if widths.iter().map(|width| width + 3).sum::<usize>() > WIDEST {
        return list(sheet, most_rows.div_ceil(4));
    }
    let mut text = String::new();
    for (name, cells) in lines {
        let cells: Vec<String> = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}")).collect();
        text.push_str(format!("{name:>7}  {}", cells.join(" | ")).trim_end());
        text.push('\n');
    }
    text + &rest(sheet, most_rows)
}

fn list(sheet: &Sheet, most_rows: usize) -> String {
    let names: Vec<String> =
        (0..sheet.columns()).map(|column| cut(&visible(&sheet.column_name(column)), SHOWN_IN_TABLE)).collect();
    let width = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for row in sheet.rows().take(most_rows) {
        text.push_str(&format!("row {}\n", row.line()));
        for (cell, name) in row.cells().zip(&names).filter(|(cell, _)| !cell.is_blank()) {
            text.push_str(&format!("  {name:<width$}  {}\n", cut(&visible(&cell.text()), SHOWN_IN_LIST)));
        }
    }
    text + &rest(sheet, most_rows)
}

fn rest(sheet: &Sheet, shown: usize) -> String {
    match sheet.len().saturating_sub(shown) {
        0 => String::new(),
        rest => format!("         and {rest} more; --json has all of them\n"),
    }
}

/// The text in one line, with signs for what a terminal would act upon: control characters, and those that turn the
/// direction of what follows.
fn visible(text: &str) -> String {
    let sign = |letter: char| match letter {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(letter)).unwrap_or('·'),
        '\u{7f}' => '␡',
        '\u{80}'..='\u{9f}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '·',
        other => other,
    };
    text.replace("\r\n", "\n").chars().map(sign).collect()
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().nth(most).is_none() {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
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

#[cfg(test)]
mod tests {
    use crate::model::Progress;
    use crate::sheets::{ReadOptions, read_csv};

    use super::*;

    #[test]
    fn people_see_a_table_or_a_list_and_nothing_that_a_terminal_obeys() {
        let check = |text: &str, wanted: &str| {
            let sheet = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
            assert_eq!(sheet_text(&sheet, 2), wanted);
        };
        check("a,name\n1,Foo\n2,Ba\n", " header  a | name\n      2  1 | Foo\n      3  2 | Ba\n");
        check(
            "a,b\n1\n2,\n3,4\n",
            " header  a | b\n      2  1 |\n      3  2 |\n         and 1 more; --json has all of them\n",
        );
        check("a,b\n\"x\r\ny\",\x1b[31m\u{202e}\n", " header  a   | b\n      2  x␊y | ␛[31m·\n");
        let wide = ["abcdefghijklmnop"; 10];
        let values = "x".repeat(100);
        let listed = format!("row 2\n  abcdefghijklmnop  {}…\n", "x".repeat(89));
        check(&format!("{}\n{values},,,\n", wide.join(",")), &listed);
    }
}
