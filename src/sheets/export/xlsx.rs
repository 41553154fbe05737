//! Workbooks: a sheet for each kind, texts as texts, figures and days as what they are.

use std::io::Write;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::columns::{ExportCell, Row, Table};
use super::{ExportError, Steps};
use crate::sheets::{MAX_CELL_CHARS, MAX_ROWS};

/// How wide a column may be, in characters.
const WIDTHS: (f64, f64) = (8.0, 60.0);
/// The first rows say how wide their columns are.
const MEASURED_ROWS: usize = 1_000;
/// Beyond fifteen digits a spreadsheet program rounds; such a figure is written as text.
const MOST_DIGITS: i64 = 999_999_999_999_999;
/// Days and times before this are counted differently by different programs, since there was no 29 February 1900;
/// they are written as text.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1900, 3, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};
const LAST_YEAR: i32 = 9999;

pub(super) fn write(
    out: &mut dyn Write,
    currency: &str,
    tables: Vec<Table<'_>>,
    steps: &mut Steps<'_>,
) -> Result<(), ExportError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new(currency);
    for table in tables {
        write_table(&mut workbook, table, &formats, MAX_ROWS, steps)?;
    }
    // Packing takes about as long as the rows did.
    steps.go_on()?;
    let packed = workbook.save_to_buffer()?;
    steps.go_on()?;
    out.write_all(&packed)?;
    Ok(())
}

struct Formats {
    header: Format,
    money: Format,
    quantity: Format,
    score: Format,
    day: Format,
    time: Format,
    moment: Format,
}

impl Formats {
    fn new(currency: &str) -> Self {
        let code: String = currency.chars().filter(char::is_ascii_alphanumeric).collect();
        let format = |format: &str| Format::new().set_num_format(format);
        Self {
            header: Format::new().set_bold(),
            // Spreadsheet programs know the currency by its code in brackets.
            money: if code.is_empty() { format("#,##0.00") } else { format(&format!("#,##0.00\\ [${code}]")) },
            quantity: format("#,##0.###"),
            score: format("0.##"),
            day: format("yyyy-mm-dd"),
            time: format("hh:mm:ss"),
            moment: format("yyyy-mm-dd hh:mm:ss"),
        }
    }
}

/// One kind on as many sheets as it takes: Purchases, Purchases 2.
fn write_table(
    workbook: &mut Workbook,
    table: Table<'_>,
    formats: &Formats,
    most_rows: usize,
    steps: &mut Steps<'_>,
) -> Result<(), ExportError> {
    let Table { what, columns, extra, of: _, mut rows } = table;
    let header: Vec<&str> = columns.iter().map(|column| column.label).chain(extra.iter().map(String::as_str)).collect();
    let mut number = 1;
    loop {
        // Rows go to disk as they come: a million of them are no gigabyte.
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(if number == 1 { what.label().to_owned() } else { format!("{} {number}", what.label()) })?;
        let mut widths = vec![0; header.len()];
        for ((column, label), width) in (0..).zip(&header).zip(&mut widths) {
            sheet.write_string_with_format(0, column, fitting(label, label, String::new)?, &formats.header)?;
            // Room for the arrow of the filter.
            *width = label.chars().count() + 3;
        }
        sheet.set_freeze_panes(1, 0)?;
        let mut last = 0;
        for (at, row) in (1..).zip(rows.by_ref().take(most_rows.saturating_sub(1))) {
            steps.step()?;
            write_row(sheet, at, &row, &header, &extra, formats)?;
            if (at as usize) <= MEASURED_ROWS {
                measure(&mut widths, &row, &extra);
            }
            last = at;
        }
        for (column, width) in (0..).zip(widths) {
            let width = f64::from(u32::try_from(width).unwrap_or(u32::MAX));
            sheet.set_column_width(column, width.clamp(WIDTHS.0, WIDTHS.1))?;
        }
        let last_column = u16::try_from(header.len().saturating_sub(1)).map_err(|_| XlsxError::RowColumnLimitError)?;
        sheet.autofilter(0, 0, last, last_column)?;
        if rows.len() == 0 {
            return Ok(());
        }
        number += 1;
    }
}

fn write_row(
    sheet: &mut Worksheet,
    at: u32,
    row: &Row<'_>,
    header: &[&str],
    extra: &[String],
    formats: &Formats,
) -> Result<(), ExportError> {
    let first = u16::try_from(row.cells.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
    for (column, name) in (first..).zip(extra) {
        if let Some(value) = row.extra.and_then(|own| own.get(name)) {
            put_text(sheet, at, column, value, name, row)?;
        }
    }
    for ((column, cell), label) in (0..).zip(&row.cells).zip(header) {
        match cell {
            ExportCell::Nothing => {}
            ExportCell::Text(text) | ExportCell::Word(text) => put_text(sheet, at, column, text, label, row)?,
            ExportCell::Money(amount) if amount.minor_units().unsigned_abs() <= MOST_DIGITS.unsigned_abs() => {
                sheet.write_number_with_format(at, column, amount.approximate(), &formats.money)?;
            }
            ExportCell::Quantity(quantity) if quantity.0.unsigned_abs() <= MOST_DIGITS.unsigned_abs() => {
                #[expect(clippy::cast_precision_loss, reason = "fifteen digits fit")]
                let number = quantity.0 as f64 / 1000.0;
                sheet.write_number_with_format(at, column, number, &formats.quantity)?;
            }
            ExportCell::Target(target) if target.0.unsigned_abs() <= MOST_DIGITS.unsigned_abs() => {
                sheet.write_number_with_format(at, column, target.value(), &formats.quantity)?;
            }
            ExportCell::Score(score) => {
                sheet.write_number_with_format(at, column, score.points(), &formats.score)?;
            }
            ExportCell::Number(number) => {
                sheet.write_number(at, column, *number)?;
            }
            ExportCell::Count(count) if *count <= MOST_DIGITS.unsigned_abs() => {
                #[expect(clippy::cast_precision_loss, reason = "fifteen digits fit")]
                let number = *count as f64;
                sheet.write_number(at, column, number)?;
            }
            ExportCell::Day(day) if is_told_alike(*day) => {
                sheet.write_datetime_with_format(at, column, *day, &formats.day)?;
            }
            ExportCell::Time(time) => {
                sheet.write_datetime_with_format(at, column, *time, &formats.time)?;
            }
            ExportCell::At(moment) if is_told_alike(moment.date_naive()) => {
                let moment: DateTime<Utc> = *moment;
                sheet.write_datetime_with_format(at, column, moment.naive_utc(), &formats.moment)?;
            }
            ExportCell::Money(_)
            | ExportCell::Quantity(_)
            | ExportCell::Target(_)
            | ExportCell::Count(_)
            | ExportCell::Day(_)
            | ExportCell::At(_)
            | ExportCell::Flag(_) => put_text(sheet, at, column, &cell.text(), label, row)?,
        }
    }
    Ok(())
}

fn put_text(
    sheet: &mut Worksheet,
    at: u32,
    column: u16,
    text: &str,
    label: &str,
    row: &Row<'_>,
) -> Result<(), ExportError> {
    sheet.write_string(at, column, fitting(text, label, || described(row))?)?;
    Ok(())
}

/// Whose text it is, by the first words that the record says of itself.
fn described(row: &Row<'_>) -> String {
    let texts = row.cells.iter().filter_map(|cell| match cell {
        ExportCell::Text(text) if text.len() < 200 => Some(text.as_ref()),
        _ => None,
    });
    texts.take(2).collect::<Vec<_>>().join(" ")
}

/// The text, if a cell can hold it. Control characters are escaped as workbooks have it, and read back as they were.
fn fitting<'a>(text: &'a str, column: &str, record: impl Fn() -> String) -> Result<&'a str, ExportError> {
    // Spreadsheet programs count as UTF-16 does, in which no text is longer than in UTF-8.
    if text.len() > MAX_CELL_CHARS && text.encode_utf16().count() > MAX_CELL_CHARS {
        return Err(ExportError::TooLongForACell { column: column.to_owned(), record: record() });
    }
    Ok(text)
}

fn is_told_alike(day: NaiveDate) -> bool {
    day >= FIRST_DAY && day.year() <= LAST_YEAR
}

fn measure(widths: &mut [usize], row: &Row<'_>, extra: &[String]) {
    let extra = extra.iter().map(|name| row.extra.and_then(|own| own.get(name)).map_or(0, |text| text.chars().count()));
    let own = row.cells.iter().map(|cell| match cell {
        // Separators of thousands, and the currency behind it.
        ExportCell::Money(_) => cell.text().chars().count() + 8,
        other => other.text().lines().next().map_or(0, |line| line.chars().count() + 1),
    });
    for (width, wanted) in widths.iter_mut().zip(own.chain(extra)) {
        *width = (*width).max(wanted);
    }
}
