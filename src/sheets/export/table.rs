use std::io::{self, Write};

use super::columns::{ExportCell, Row, Table};
use super::{ExportError, Steps, TextGuard};
use crate::sheets::guard::guarded;

/// Tables as delimited text, one after the other; there is only one of them.
pub(super) fn write(
    out: &mut dyn Write,
    delimiter: u8,
    guard: TextGuard,
    tables: Vec<Table<'_>>,
    steps: &mut Steps<'_>,
) -> Result<(), ExportError> {
    // Without this mark spreadsheet programs take UTF-8 for something else and spoil every accent.
    out.write_all(b"\xef\xbb\xbf")?;
    let mut lines = Lines { out, delimiter, guard, is_first: true };
    for Table { columns, extra, rows, .. } in tables {
        for column in &columns {
            lines.cell(column.label)?;
        }
        for name in &extra {
            lines.text(name)?;
        }
        lines.end()?;
        for Row { cells, extra: own, for_programs: _ } in rows {
            steps.step()?;
            for cell in cells {
                match cell {
                    ExportCell::Text(words) => lines.text(&words)?,
                    other => lines.cell(&other.text())?,
                }
            }
            for name in &extra {
                lines.text(own.and_then(|own| own.get(name)).map_or("", String::as_str))?;
            }
            lines.end()?;
        }
    }
    Ok(())
}

struct Lines<'a> {
    out: &'a mut dyn Write,
    delimiter: u8,
    guard: TextGuard,
    /// The next cell is the first of its line.
    is_first: bool,
}

impl Lines<'_> {
    /// What people wrote.
    fn text(&mut self, text: &str) -> io::Result<()> {
        match self.guard {
            TextGuard::Safe => self.cell(&guarded(text)),
            TextGuard::Raw => self.cell(text),
        }
    }

    /// In quotation marks where it must be; also where it begins with an apostrophe, which some files have in their
    /// place, so that nobody takes ours for one of those.
    fn cell(&mut self, cell: &str) -> io::Result<()> {
        if !std::mem::take(&mut self.is_first) {
            self.out.write_all(&[self.delimiter])?;
        }
        let bytes = cell.as_bytes();
        let special = |byte: &u8| matches!(byte, b'"' | b'\r' | b'\n') || *byte == self.delimiter;
        if bytes.first() != Some(&b'\'') && !bytes.iter().any(special) {
            return self.out.write_all(bytes);
        }
        self.out.write_all(b"\"")?;
        for (place, part) in cell.split('"').enumerate() {
            if place > 0 {
                self.out.write_all(b"\"\"")?;
            }
            self.out.write_all(part.as_bytes())?;
        }
        self.out.write_all(b"\"")
    }

    fn end(&mut self) -> io::Result<()> {
        self.is_first = true;
        self.out.write_all(b"\r\n")
    }
}
