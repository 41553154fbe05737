use std::borrow::Cow;

use super::encoding::TextEncoding;
use super::grid::{Cell, Grid, Row};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 200 * 1024 * 1024;
/// As many rows as a spreadsheet program shows.
pub const MAX_ROWS: usize = 1_048_576;
pub const MAX_COLUMNS: usize = 500;
/// As many characters as a spreadsheet program keeps in one cell.
pub const MAX_CELL_CHARS: usize = 32_767;
/// What reading a table may take of memory, in bytes; reading a workbook may take so many seconds.
pub const MAX_MEMORY: usize = 512 * 1024 * 1024;
/// Cells and texts, in bytes: the rest of [`MAX_MEMORY`] is for everything else.
pub(super) const MAX_GRID_BYTES: usize = MAX_MEMORY / 8 * 7;
pub const MAX_SECONDS: u64 = 60;
/// The header is looked for in so many rows.
pub const HEADER_ROWS: usize = 50;

/// A table as its file has it: nothing interpreted yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The name of the file, without its folder.
    pub name: String,
    pub format: Format,
    /// How a text file is written; `None` for a workbook.
    pub dialect: Option<Dialect>,
    /// Which sheet of a workbook this is.
    pub sheet: Option<String>,
    /// The sheets of a workbook, hidden ones last.
    pub sheets: Vec<SheetName>,
    /// All rows of the file, those above the header too. Lines of a text file without any text are not among them.
    pub grid: Grid,
    /// Where the header stands among them, counted from 0; `None` without a header.
    pub header: Option<usize>,
    /// The place of the first row below the header.
    pub first: usize,
    /// So many rows at the end look like a footer: totals, notes.
    pub footer: usize,
    /// What a person should know of how it was read: "3 merged areas; only their first cell holds the value".
    pub notes: Vec<String>,
}

/// How a text file stands for a table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dialect {
    pub encoding: TextEncoding,
    /// How sure the encoding is, 0 to 1: 1 where the file says it or leaves no doubt.
    pub confidence: f32,
    pub delimiter: char,
    /// `None` where no cell is quoted and a quotation mark is a letter like any other.
    pub quote: Option<char>,
    /// `\` where it stands before a quotation mark that does not end its cell; `None` where the mark is doubled.
    pub escape: Option<char>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    pub name: String,
    pub hidden: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Tsv,
    Xlsx,
    Xlsm,
    Xlsb,
    Xls,
    Ods,
    Json,
    /// Rows pasted from another program.
    Clipboard,
}

/// Where the header stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeaderRow {
    /// In the row among the first [`HEADER_ROWS`] that looks most like one.
    #[default]
    Guess,
    /// In this row, counted from 1; what stands above is left out.
    Line(u32),
    /// Nowhere: all rows are data.
    None,
}

/// How a file is to be read, where it is not to be found out.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct ReadOptions {
    /// Which sheet of a workbook; else the first one that is not hidden and not empty.
    pub sheet: Option<String>,
    pub header: HeaderRow,
    pub encoding: Option<TextEncoding>,
    pub delimiter: Option<char>,
}

/// Why a file cannot be read as a table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    #[error("The file cannot be opened: {0}")]
    Io(String),
    #[error("The file is larger than {} MB; split it, or leave out columns that are not needed", MAX_BYTES / 1_048_576)]
    TooLarge,
    #[error("This is {0}, not a text file; open it in its own program and save it as CSV (UTF-8)")]
    NotText(&'static str),
    /// The line counts every line break, those in cells too: as a text editor does.
    #[error("Line {line} cannot be read as {encoding}; choose another encoding, or save the file again as CSV (UTF-8)")]
    Damaged { encoding: TextEncoding, line: usize },
    #[error("The file is empty; expected a header and at least one row")]
    Empty,
    #[error("Row {line} does not exist or is empty; expected the header there")]
    NoHeader { line: u32 },
    #[error("Row {line} opens a quotation mark that is never closed; close it, or write it twice")]
    UnclosedQuote { line: u32 },
    #[error(
        "Reading the table takes more than {} MB of memory; split it, or leave out columns that are not needed",
        MAX_MEMORY / 1_048_576
    )]
    TooMuch,
    #[error("The file has more than {MAX_ROWS} rows; split it")]
    TooManyRows,
    #[error("Row {line} has {columns} columns; at most {MAX_COLUMNS} can be read")]
    TooManyColumns { line: u32, columns: usize },
    #[error("There is no sheet “{wanted}”; the file has {}", .there.join(", "))]
    NoSuchSheet { wanted: String, there: Vec<String> },
    #[error("The workbook is protected by a password; take the protection off in its own program, and save it again")]
    Protected,
    /// What is wrong with it, where, and what to do.
    #[error("{0}")]
    Workbook(String),
    #[error("Reading was stopped")]
    Cancelled,
}

impl Format {
    /// As a file name ends.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Xlsm => "xlsm",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Json => "json",
            Self::Clipboard => "clipboard",
        }
    }
}

impl Sheet {
    /// How many columns the widest row has, the header and what stands below it counted.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.grid.widest()
    }

    /// The rows below the header, a footer among them.
    #[must_use]
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator + Clone {
        (self.first..self.grid.len()).map(|index| self.grid.row(index))
    }

    /// How many rows stand below the header.
    #[must_use]
    pub fn len(&self) -> usize {
        self.grid.len().saturating_sub(self.first)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// In which row of the file the header stands, counted from 1.
    #[must_use]
    pub fn header_line(&self) -> Option<u32> {
        self.header.map(|index| self.grid.row(index).line())
    }

    /// The cells of the header; empty without one.
    #[must_use]
    pub fn header_cells(&self) -> Vec<Cow<'_, str>> {
        self.header.map(|index| self.grid.row(index).cells().map(Cell::text).collect()).unwrap_or_default()
    }

    /// What the header calls a column; `Column 3` where it calls it nothing.
    #[must_use]
    pub fn column_name(&self, column: usize) -> String {
        let name = self.header.map(|index| self.grid.row(index).text(column)).unwrap_or_default();
        match name.split_whitespace().collect::<Vec<_>>().join(" ") {
            name if name.is_empty() => format!("Column {}", column + 1),
            name => name,
        }
    }

    /// The same table with its header in another row of the grid, counted from 0, or nowhere. Nothing is read again.
    pub fn set_header(&mut self, header: Option<usize>) {
        self.header = header.filter(|index| *index < self.grid.len());
        self.first = self.header.map_or(0, |index| index + 1);
    }

    /// How the file was read, in a few words: `comma-separated · UTF-8 · header in row 1`.
    #[must_use]
    pub fn facts(&self) -> String {
        let mut facts = Vec::new();
        match self.dialect {
            Some(Dialect { encoding, confidence, delimiter, .. }) => {
                facts.push(match delimiter {
                    ',' => "comma-separated".to_owned(),
                    ';' => "semicolon-separated".to_owned(),
                    '\t' => "tab-separated".to_owned(),
                    other => format!("separated by {other}"),
                });
                let doubt = if confidence < 0.9 { ", probably" } else { "" };
                facts.push(format!("{encoding}{doubt}"));
            }
            None => facts.extend(self.sheet.as_ref().map(|name| format!("sheet {name}"))),
        }
        facts.push(match self.header_line() {
            Some(line) => format!("header in row {line}"),
            None => "no header".to_owned(),
        });
        facts.join(" · ")
    }
}
