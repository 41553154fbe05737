//! Delimited text as a table: its encoding and dialect are found out, its cells stay as they are.

mod dialect;
mod records;

use crate::model::Progress;

pub use self::dialect::delimiter_named;

use self::dialect::{Rules, can_delimit, declared_delimiter, vote};
use self::records::{Record, Records};
use super::decode::{Decoded, decode};
use super::grid::{Cell, Grid};
use super::shape::{guess_footer, guess_header};
use super::sheet::{
    Dialect, Format, HeaderRow, MAX_BYTES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_GRID_BYTES, MAX_ROWS, ReadError,
    ReadOptions, Sheet,
};

/// Reads delimited text: what of it the options do not say is found out.
///
/// # Errors
/// When the bytes are no table, or more of one than the limits allow.
pub fn read_csv(name: &str, bytes: &[u8], options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    let ReadOptions { header, encoding, delimiter, .. } = options;
    let Decoded { text, encoding, confidence } = decode(bytes, *encoding)?;
    let (declared, body) = declared_delimiter(&text).map_or((None, &*text), |(letter, body)| (Some(letter), body));
    let first_line = 1 + u32::from(declared.is_some());
    let wanted = delimiter.filter(|letter| can_delimit(*letter)).or(declared);
    let rules = vote(from_header(body, *header, first_line), wanted);
    let parsed = parse_with_care(body, rules, first_line, progress)?;
    let notes = parsed.notes();
    let Parsed { grid, rules, .. } = parsed;
    let header = match header {
        HeaderRow::Guess => match guess_header(&grid) {
            None if grid.rows().all(super::Row::is_blank) => return Err(ReadError::Empty),
            guessed => guessed,
        },
        HeaderRow::Line(line) => {
            Some(grid.rows().position(|row| row.line() == *line).ok_or(ReadError::NoHeader { line: *line })?)
        }
        HeaderRow::None => None,
    };
    if grid.is_empty() {
        return Err(ReadError::Empty);
    }
    let Rules { delimiter, quote, escape } = rules;
    let mut sheet = Sheet {
        name: name.to_owned(),
        format: if delimiter == '\t' { Format::Tsv } else { Format::Csv },
        dialect: Some(Dialect { encoding, confidence, delimiter, quote, escape }),
        sheet: None,
        sheets: Vec::new(),
        grid,
        header: None,
        first: 0,
        footer: 0,
        notes,
    };
    sheet.set_header(header);
    sheet.footer = guess_footer(&sheet.grid, sheet.first);
    sheet.notes.extend(wider_rows(&sheet));
    Ok(sheet)
}

/// The text without the lines above its header, which have no say in how it is delimited.
fn from_header(text: &str, header: HeaderRow, first_line: u32) -> &str {
    let above = match header {
        HeaderRow::Line(line) => line.saturating_sub(first_line),
        HeaderRow::Guess | HeaderRow::None => 0,
    };
    let mut rest = text;
    for _ in 0..above {
        let below = rest.find(['\r', '\n']).and_then(|end| rest.get(end..)).unwrap_or_default();
        rest = below.strip_prefix("\r\n").or_else(|| below.strip_prefix(['\r', '\n'])).unwrap_or_default();
    }
    // Line breaks in cells above may have led beyond the end.
    if rest.is_empty() { text } else { rest }
}

/// A note on rows that have more cells than the header, and so cells without a name.
fn wider_rows(sheet: &Sheet) -> Option<String> {
    let header = sheet.grid.row(sheet.header?).len();
    let mut wider = Seen::default();
    // Empty cells at the end of rows are nothing to be told of.
    let says = |cell: Cell<'_>| !cell.is_blank();
    for row in sheet.rows().filter(|row| row.len() > header && row.cells().skip(header).any(says)) {
        wider.note(row.line());
    }
    wider.told(&format!("has cells beyond the {header} of the header"))
}

/// A table as certain rules read it.
#[derive(Debug)]
struct Parsed {
    grid: Grid,
    rules: Rules,
    /// Cells that go on behind their quotation marks.
    stray: Seen,
    /// Cells that are longer than a spreadsheet program keeps them.
    long: Seen,
    /// Cells with a NUL character.
    nul: Seen,
}

/// In which row something was seen first, and how often.
#[derive(Debug, Default)]
struct Seen {
    first: u32,
    count: u32,
}

impl Seen {
    fn note(&mut self, line: u32) {
        if self.count == 0 {
            self.first = line;
        }
        self.count = self.count.saturating_add(1);
    }

    /// One sentence, if there is anything to tell.
    fn told(&self, what: &str) -> Option<String> {
        match self.count {
            0 => None,
            1 => Some(format!("Row {} {what}", self.first)),
            2 => Some(format!("Row {} {what}, and another one", self.first)),
            many => Some(format!("Row {} {what}, and {} others", self.first, many - 1)),
        }
    }
}

impl Parsed {
    fn notes(&self) -> Vec<String> {
        let Self { grid: _, rules: _, stray, long, nul } = self;
        let notes = [
            stray.told("has a cell that goes on behind its closing quotation mark; it is read up to the delimiter"),
            long.told(&format!(
                "has a cell of more than the {MAX_CELL_CHARS} characters that spreadsheet programs keep"
            )),
            nul.told("has a NUL character in a cell; the file may be damaged"),
        ];
        notes.into_iter().flatten().collect()
    }
}

/// Reads all of the text by the rules that its beginning follows; by others, where it does not go on so and they fit.
fn parse_with_care(text: &str, rules: Rules, first_line: u32, progress: &Progress) -> Result<Parsed, ReadError> {
    let parsed = parse(text, rules, first_line, progress);
    let is_unclosed = matches!(parsed, Err(ReadError::UnclosedQuote { .. }));
    if !is_unclosed && parsed.as_ref().map_or(true, |parsed| parsed.stray.count == 0) {
        return parsed;
    }
    for other in rules.alternatives(text) {
        match parse(text, other, first_line, progress) {
            Ok(better) if better.stray.count == 0 => return Ok(better),
            Err(stopped @ (ReadError::Cancelled | ReadError::TooMuch)) => return Err(stopped),
            Ok(_) | Err(_) => {}
        }
    }
    // What programs put on the clipboard has marks for inches at the beginning of cells. Where the rows are all alike
    // without quotation, and not with it, the mark is a letter.
    if is_unclosed && rules.delimiter == '\t' {
        let bare = parse(text, Rules { quote: None, escape: None, ..rules }, first_line, progress)?;
        let width = bare.grid.widest();
        if bare.grid.rows().all(|row| row.len() == width) {
            return Ok(bare);
        }
    }
    parsed
}

fn parse(text: &str, rules: Rules, first_line: u32, progress: &Progress) -> Result<Parsed, ReadError> {
    parse_within(MAX_GRID_BYTES, text, rules, first_line, progress)
}

/// A byte of a text may be a cell, and a cell takes many bytes of memory: `max_bytes` at most.
fn parse_within(
    max_bytes: usize,
    text: &str,
    rules: Rules,
    first_line: u32,
    progress: &Progress,
) -> Result<Parsed, ReadError> {
    /// Between two looks at whether somebody has had enough.
    const ROWS_A_LOOK: usize = 4096;
    progress.set_total(u64::try_from(text.len()).unwrap_or(u64::MAX));
    let has_nul = memchr::memchr(0, text.as_bytes()).is_some();
    let mut records = Records::new(text, rules, first_line);
    let mut record = Record::default();
    let (mut stray, mut long, mut nul) = (Seen::default(), Seen::default(), Seen::default());
    let mut grid = Grid::default();
    while records.read(&mut record).map_err(|unclosed| ReadError::UnclosedQuote { line: unclosed.line })? {
        let line = record.line;
        if grid.len() == MAX_ROWS {
            return Err(ReadError::TooManyRows);
        }
        if record.len() > MAX_COLUMNS {
            return Err(ReadError::TooManyColumns { line, columns: record.len() });
        }
        if grid.len() % ROWS_A_LOOK == 0 {
            if progress.is_cancelled() {
                return Err(ReadError::Cancelled);
            }
            progress.set_done(u64::try_from(records.position()).unwrap_or(u64::MAX));
        }
        grid.push(line, record.cells(text).map(Cell::Text)).map_err(|_| ReadError::TooMuch)?;
        if grid.bytes() > max_bytes {
            return Err(ReadError::TooMuch);
        }
        if record.stray > 0 {
            stray.note(line);
        }
        if record.bytes() > MAX_CELL_CHARS && record.cells(text).any(|cell| cell.chars().count() > MAX_CELL_CHARS) {
            long.note(line);
        }
        if has_nul && record.cells(text).any(|cell| cell.contains('\0')) {
            nul.note(line);
        }
    }
    grid.shrink();
    Ok(Parsed { grid, rules, stray, long, nul })
}

#[cfg(test)]
mod tests;
