use std::path::Path;

use crate::model::Progress;

use super::csv::{HeaderRow, read_csv};
use super::decode::TextEncoding;

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 200 * 1024 * 1024;
/// As many rows as a spreadsheet program shows.
pub const MAX_ROWS: usize = 1_048_576;
pub const MAX_COLUMNS: usize = 500;
/// As many characters as a spreadsheet program keeps in one cell.
pub const MAX_CELL_CHARS: usize = 32_767;

/// A table as its file has it: texts in rows, nothing interpreted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// The name of the file, without its folder.
    pub name: String,
    pub format: Format,
    pub encoding: TextEncoding,
    pub delimiter: char,
    /// In which row of the file the header stands, counted from 1; `None` without a header.
    pub header_line: Option<u64>,
    pub header: Vec<String>,
    /// The rows below the header. Lines without any text are not among them; rows may differ in length.
    pub rows: Vec<SheetRow>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// The row as a spreadsheet program numbers it: from 1, empty lines counted, a cell with line breaks in one row.
    pub line: u64,
    pub cells: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
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
    #[error("The text is damaged: it begins as {0}, but does not go on so; save the file again as CSV (UTF-8)")]
    Damaged(TextEncoding),
    #[error("The file is empty; expected a header and at least one row")]
    Empty,
    #[error("Row {line} does not exist or is empty; expected the header there")]
    NoHeader { line: u64 },
    #[error("Row {line} opens a quotation mark (\") that is never closed; close it, or write it twice")]
    UnclosedQuote { line: u64 },
    #[error("The file has more than {MAX_ROWS} rows; split it")]
    TooManyRows,
    #[error("Row {line} has {columns} columns; at most {MAX_COLUMNS} can be read")]
    TooManyColumns { line: u64, columns: usize },
    #[error("Reading was stopped")]
    Cancelled,
}

impl Format {
    /// As a file name ends.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
        }
    }
}

impl Sheet {
    /// How many columns the widest row has.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.rows.iter().map(|row| row.cells.len()).chain([self.header.len()]).max().unwrap_or(0)
    }

    /// What the header calls a column; `Column 3` where it calls it nothing.
    #[must_use]
    pub fn column_name(&self, column: usize) -> String {
        match self.header.get(column).map(|name| name.trim()) {
            Some(name) if !name.is_empty() => name.to_owned(),
            _ => format!("Column {}", column + 1),
        }
    }

    /// How the file was read, in a few words: `comma-separated · UTF-8 · header in row 1`.
    #[must_use]
    pub fn facts(&self) -> String {
        let delimiter = match self.delimiter {
            ',' => "comma-separated",
            ';' => "semicolon-separated",
            '\t' => "tab-separated",
            _ => "separated by |",
        };
        let header = match self.header_line {
            Some(line) => format!("header in row {line}"),
            None => "no header".to_owned(),
        };
        format!("{delimiter} · {} · {header}", self.encoding)
    }
}

impl SheetRow {
    #[must_use]
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    /// Whether no cell has any text.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Reads a table from a file.
///
/// # Errors
/// When the file cannot be opened, is too large, or is no table.
pub fn read_file(path: &Path, header: HeaderRow, progress: &Progress) -> Result<Sheet, ReadError> {
    use std::io::Read as _;

    let io = |error: std::io::Error| ReadError::Io(format!("{error} ({})", path.display()));
    let mut bytes = Vec::new();
    // The size is that of the bytes read, not the one that the system told before: a file may grow meanwhile.
    std::fs::File::open(path).map_err(io)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read_csv(&name, &bytes, header, progress)
}
