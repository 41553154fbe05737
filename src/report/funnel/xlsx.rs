//! A report of the funnel as a workbook: figures are numbers, days are days, and texts are texts whatever they look like.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use rust_xlsxwriter::{
    Chart, ChartFormat, ChartLine, ChartLineDashType, ChartType, Color, Format, FormatAlign, FormatBorder, Workbook,
    Worksheet, XlsxError,
};

use crate::chart::Rgba;
use crate::chart::palette::LIGHT;

use super::FunnelReport;
use super::sections::{Caption, Cell, Section};

/// How wide a column may be, in characters.
const WIDTHS: (usize, usize) = (9, 48);
/// Longer texts are cut: a report is read, and cells hold 32,767 letters at most.
const MOST_LETTERS: usize = 1_000;
/// Programs count days before this one differently; they are written as text.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(1900, 3, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// The whole workbook.
///
/// # Errors
/// When it cannot be made, which would be a mistake of ours.
pub fn xlsx(report: &FunnelReport) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let formats = Formats::new(&report.currency);
    let (caption, sections) = (report.caption(), report.sections());
    let mut begun = BTreeSet::new();
    for section in &sections {
        if !begun.insert(section.sheet) {
            continue;
        }
        let sheet = workbook.add_worksheet();
        sheet.set_name(section.sheet)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        let together: Vec<&Section> = sections.iter().filter(|other| other.sheet == section.sheet).collect();
        write_sheet(sheet, &caption, &together, &formats)?;
        if section.sheet == "Months" {
            sheet.insert_chart(u32::try_from(section.rows.len()).unwrap_or_default() + 3, 0, &months_chart(section))?;
        }
    }
    workbook.save_to_buffer()
}

struct Formats {
    title: Format,
    heading: Format,
    note: Format,
    head: Format,
    head_right: Format,
    text: Format,
    count: Format,
    number: Format,
    share: Format,
    day: Format,
    money: Format,
    months: Format,
}

impl Formats {
    fn new(currency: &str) -> Self {
        let code: String = currency.chars().filter(char::is_ascii_alphanumeric).collect();
        let figure = |format: &str| Format::new().set_num_format(format);
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_background_color(colour(LIGHT.sunken))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(colour(LIGHT.line));
        Self {
            title: Format::new().set_bold().set_font_size(16),
            heading: Format::new().set_bold().set_font_size(12),
            note: Format::new().set_font_color(colour(LIGHT.weak)),
            head_right: head.clone().set_align(FormatAlign::Right),
            head,
            text: Format::new(),
            count: figure("#,##0"),
            number: figure("#,##0.##"),
            share: figure("0 %"),
            day: figure("yyyy-mm-dd"),
            money: if code.is_empty() { figure("#,##0.00") } else { figure(&format!("#,##0.00\\ [${code}]")) },
            months: figure("#,##0.0"),
        }
    }
}

fn colour(Rgba { r, g, b, .. }: Rgba) -> Color {
    Color::RGB(u32::from_be_bytes([0, r, g, b]))
}

/// A table alone on its sheet begins at the top, where it can be sorted and filtered; several stand one below the other
/// under a caption.
fn write_sheet(
    sheet: &mut Worksheet,
    caption: &Caption,
    sections: &[&Section],
    formats: &Formats,
) -> Result<(), XlsxError> {
    if let [section] = sections {
        let last = write_table(sheet, 0, section, formats)?;
        sheet.set_freeze_panes(1, 1)?.set_repeat_rows(0, 0)?;
        if !section.rows.is_empty() {
            sheet.autofilter(0, 0, last, column(section.heads.len().saturating_sub(1))?)?;
        }
    } else {
        let mut at = write_caption(sheet, caption, formats)?;
        sheet.set_freeze_panes(at, 1)?;
        for section in sections {
            at += 1;
            sheet.write_string_with_format(at, 0, cut(&section.title), &formats.heading)?;
            sheet.write_string_with_format(at + 1, 0, cut(&section.note), &formats.note)?;
            at = write_table(sheet, at + 2, section, formats)? + 1;
        }
    }
    let columns = sections.iter().map(|section| section.heads.len()).max().unwrap_or_default();
    for nth in 0..columns {
        let width = sections.iter().map(|section| width(section, nth)).max().unwrap_or_default();
        let width = u32::try_from(width.clamp(WIDTHS.0, WIDTHS.1)).unwrap_or(u32::MAX);
        sheet.set_column_width(column(nth)?, f64::from(width))?;
    }
    Ok(())
}

/// Says which row comes after it.
fn write_caption(sheet: &mut Worksheet, caption: &Caption, formats: &Formats) -> Result<u32, XlsxError> {
    let Caption { workspace, title, period, scope, remarks } = caption;
    sheet.write_string_with_format(0, 0, cut(title), &formats.title)?;
    let mut lines = vec![workspace.clone(), period.clone()];
    lines.extend(scope.iter().map(|(what, name)| format!("{what}: {name}")));
    if scope.is_empty() {
        lines.push("All accounts".to_owned());
    }
    lines.extend(remarks.iter().cloned());
    let mut at = 1;
    for line in lines.iter().filter(|line| !line.trim().is_empty()) {
        sheet.write_string_with_format(at, 0, cut(line), &formats.note)?;
        at += 1;
    }
    Ok(at)
}

/// Says which row is its last.
fn write_table(sheet: &mut Worksheet, from: u32, section: &Section, formats: &Formats) -> Result<u32, XlsxError> {
    for (nth, head) in (0..).zip(&section.heads) {
        let format = if head.is_text { &formats.head } else { &formats.head_right };
        sheet.write_string_with_format(from, nth, &head.label, format)?;
    }
    let mut at = from;
    for row in &section.rows {
        at += 1;
        for (nth, cell) in (0..).zip(row) {
            write_cell(sheet, at, nth, cell, formats)?;
        }
    }
    if section.rows.is_empty() {
        at += 1;
        sheet.write_string_with_format(at, 0, section.empty, &formats.note)?;
    }
    Ok(at)
}

#[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 accounts")]
fn write_cell(sheet: &mut Worksheet, at: u32, column: u16, cell: &Cell, formats: &Formats) -> Result<(), XlsxError> {
    match cell {
        Cell::Nothing => {}
        Cell::Word(text) | Cell::Name(text) => {
            sheet.write_string_with_format(at, column, cut(text), &formats.text)?;
        }
        Cell::Count(count) => {
            sheet.write_number_with_format(at, column, *count as f64, &formats.count)?;
        }
        Cell::Days(days) => {
            sheet.write_number_with_format(at, column, *days, &formats.count)?;
        }
        Cell::Number(number) => {
            sheet.write_number_with_format(at, column, *number, &formats.number)?;
        }
        Cell::Share(share) => {
            sheet.write_number_with_format(at, column, *share, &formats.share)?;
        }
        Cell::Months(months) => {
            sheet.write_number_with_format(at, column, *months, &formats.months)?;
        }
        Cell::Money(amount) => {
            sheet.write_number_with_format(at, column, amount.approximate(), &formats.money)?;
        }
        Cell::Day(day) if *day >= FIRST_DAY && day.year() <= 9999 => {
            sheet.write_datetime_with_format(at, column, *day, &formats.day)?;
        }
        Cell::Day(day) => {
            sheet.write_string_with_format(at, column, day.to_string(), &formats.text)?;
        }
    }
    Ok(())
}

/// Of a column of a table, in characters.
fn width(section: &Section, nth: usize) -> usize {
    let cell = |row: &Vec<Cell>| match row.get(nth) {
        None | Some(Cell::Nothing) => 0,
        Some(Cell::Word(text) | Cell::Name(text)) => text.chars().count() + 2,
        Some(Cell::Day(_)) => 12,
        Some(Cell::Money(amount)) => amount.to_string().len() + 8,
        Some(Cell::Count(_) | Cell::Number(_) | Cell::Share(_) | Cell::Days(_) | Cell::Months(_)) => 10,
    };
    // A heading may take two lines.
    let head = section.heads.get(nth).map_or(0, |head| head.label.chars().count() / 2 + 4);
    section.rows.iter().map(cell).max().unwrap_or_default().max(head)
}

fn column(nth: usize) -> Result<u16, XlsxError> {
    u16::try_from(nth).map_err(|_| XlsxError::RowColumnLimitError)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= MOST_LETTERS {
        return text.to_owned();
    }
    text.chars().take(MOST_LETTERS - 1).chain(['…']).collect()
}

/// Customers created as columns, with the goal and the year before as lines, of the table on the same sheet.
fn months_chart(section: &Section) -> Chart {
    let last = u32::try_from(section.rows.len()).unwrap_or_default();
    // Month, then for each stage what was created, its goal, and the year before; customers are the third stage.
    let (created, goal, before) = (7, 8, 9);
    let mut columns = Chart::new(ChartType::Column);
    let series = columns.add_series();
    series.set_categories(("Months", 1, 0, last, 0)).set_values(("Months", 1, created, last, created));
    series.set_name("Customers created").set_format(
        ChartFormat::new().set_solid_fill(rust_xlsxwriter::ChartSolidFill::new().set_color(colour(LIGHT.accent))),
    );
    let mut lines = Chart::new(ChartType::Line);
    let dashes = ChartLineDashType::Dash;
    for (name, column, line) in [
        ("Goal", goal, ChartLine::new().set_color(colour(LIGHT.warn)).set_dash_type(dashes)),
        ("Year before", before, ChartLine::new().set_color(colour(LIGHT.weak))),
    ] {
        let series = lines.add_series();
        series.set_categories(("Months", 1, 0, last, 0)).set_values(("Months", 1, column, last, column));
        series.set_name(name).set_format(ChartFormat::new().set_line(line));
    }
    columns.combine(&lines);
    columns.title().set_name("Customers created a month");
    columns.set_width(900).set_height(340).set_alt_text("Customers created a month, with the goal and the year before");
    columns
}
