use std::io::Write;

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
    let mut text = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
    let io = |error: csv::Error| ExportError::Io(error.into());
    for Table { columns, extra, rows, .. } in tables {
        for column in &columns {
            text.write_field(column.label).map_err(io)?;
        }
        for name in &extra {
            write_text(&mut text, name, guard).map_err(io)?;
        }
        text.write_record(None::<&[u8]>).map_err(io)?;
        for Row { cells, extra: own, for_programs: _ } in rows {
            steps.step()?;
            for cell in cells {
                match cell {
                    ExportCell::Text(words) => write_text(&mut text, &words, guard).map_err(io)?,
                    other => text.write_field(other.text().as_bytes()).map_err(io)?,
                }
            }
            for name in &extra {
                let value = own.and_then(|own| own.get(name)).map_or("", String::as_str);
                write_text(&mut text, value, guard).map_err(io)?;
            }
            text.write_record(None::<&[u8]>).map_err(io)?;
        }
    }
    text.flush()?;
    Ok(())
}

fn write_text(table: &mut csv::Writer<&mut dyn Write>, text: &str, guard: TextGuard) -> csv::Result<()> {
    match guard {
        TextGuard::Safe => table.write_field(guarded(text).as_bytes()),
        TextGuard::Raw => table.write_field(text),
    }
}
