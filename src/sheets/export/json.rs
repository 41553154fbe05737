use std::io::{self, Write};

use serde_json::{Value, to_writer};

use super::columns::{ExportCell, Head, Row, Table};
use super::{ExportError, Steps};

/// One object with a key for each kind, each an array of objects whose names stand in the order of the columns.
/// Amounts are decimal strings, days are ISO; a text that is not there is empty, anything else null. What is to be known
/// about them follows under names of its own.
pub(super) fn write(
    out: &mut dyn Write,
    tables: Vec<Table<'_>>,
    about: &[(&str, Value)],
    steps: &mut Steps<'_>,
) -> Result<(), ExportError> {
    out.write_all(b"{")?;
    for (index, Table { what, columns, rows, .. }) in tables.into_iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}\n\"{}\": [", what.id())?;
        for (index, row) in rows.enumerate() {
            steps.step()?;
            out.write_all(if index > 0 { b",\n" } else { b"\n" })?;
            write_object(out, &columns, row)?;
        }
        out.write_all(b"\n]")?;
    }
    for (name, value) in about {
        write!(out, ",\n\"{name}\": ")?;
        to_writer(&mut *out, value).map_err(io::Error::from)?;
    }
    out.write_all(b"\n}\n")?;
    Ok(())
}

fn write_object(out: &mut dyn Write, columns: &[Head], row: Row<'_>) -> io::Result<()> {
    let Row { cells, extra, for_programs } = row;
    for (index, (column, cell)) in columns.iter().zip(cells).enumerate() {
        let before = if index > 0 { "," } else { "{" };
        write!(out, "{before}\"{}\":", column.id)?;
        write_value(out, column.is_text, &cell)?;
    }
    for (name, cell) in for_programs {
        write!(out, ",\"{name}\":")?;
        write_value(out, false, &cell)?;
    }
    // What people called their columns could be called like one of ours, so it stands apart.
    if let Some(extra) = extra.filter(|extra| !extra.is_empty()) {
        out.write_all(b",\"extra\":")?;
        to_writer(&mut *out, extra)?;
    }
    out.write_all(b"}")
}

fn write_value(out: &mut dyn Write, is_text: bool, cell: &ExportCell<'_>) -> io::Result<()> {
    match cell {
        ExportCell::Nothing if is_text => out.write_all(b"\"\""),
        ExportCell::Nothing => out.write_all(b"null"),
        ExportCell::Text(text) => Ok(to_writer(out, text.as_ref())?),
        ExportCell::Word(word) => Ok(to_writer(out, word)?),
        ExportCell::Flag(flag) => write!(out, "{flag}"),
        ExportCell::Score(score) => Ok(to_writer(out, &score.points())?),
        ExportCell::Number(number) => Ok(to_writer(out, number)?),
        // Digits as they are kept: a float would round the largest.
        ExportCell::Quantity(quantity) => write!(out, "{quantity}"),
        ExportCell::Count(count) => write!(out, "{count}"),
        ExportCell::Money(_) | ExportCell::Target(_) | ExportCell::Day(_) | ExportCell::Time(_) | ExportCell::At(_) => {
            write!(out, "\"{}\"", cell.text())
        }
    }
}
