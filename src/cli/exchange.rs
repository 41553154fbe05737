use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, anyhow, bail};
use serde_json::json;

use crate::jobs;
use crate::model::{Clock, Progress};
use crate::sheets::{
    self, ExportFormat, ExportWhat, MAX_BYTES, ReadError, ReadOptions, Sheet, read_bytes, read_file, sheet_json,
    sheet_text,
};

use super::arguments::{Export, Read, is_stream};
use super::{Reply, close, counted, open};

/// So many rejections are told to people; programs get all.
pub(super) const MOST_TOLD: usize = 20;

pub(super) fn read(wanted: &Read) -> anyhow::Result<Reply> {
    let Read { file, sheet, header, encoding, delimiter } = wanted;
    let options = ReadOptions {
        sheet: sheet.clone(),
        header: header.unwrap_or_default(),
        encoding: *encoding,
        delimiter: *delimiter,
    };
    let sheet = self::sheet(file, &options)?;
    let mut text = format!("{} · {}\n", sheet.facts(), counted(sheet.len(), "row"));
    for note in &sheet.notes {
        text.push_str(&format!("{note}\n"));
    }
    match sheet.footer {
        0 => {}
        footer => text.push_str(&format!("The last {} may be a footer\n", counted(footer, "row"))),
    }
    text.push_str(&sheet_text(&sheet, MOST_TOLD));
    Ok(Reply::new(sheet_json(&sheet), text.trim_end()))
}

pub(super) fn export(wanted: &Export, clock: Clock) -> anyhow::Result<Reply> {
    let Export { workspace, out, what, format } = wanted;
    let format = match format {
        Some(format) => *format,
        None if is_stream(out) => ExportFormat::Csv,
        None => format_of(out)?,
    };
    let Some(kind) = ExportWhat::with_id(what) else {
        bail!("This release keeps no {what}; export accounts, moves or all")
    };
    let store = open(workspace, clock)?;
    let mut bytes = Vec::new();
    let done = sheets::export(&mut bytes, kind, format, store.portfolio(), store.journal(), &Progress::default())?;
    close(store)?;
    let output_taken = write_whole(out, &bytes)?;
    let json = json!({
        "path": out,
        "what": what,
        "format": format.id(),
        "written": done.written,
        "of": done.of,
    });
    let noun = if kind == ExportWhat::All { "records" } else { what };
    let text = format!("Exported {} of {} {noun} to {}", done.written, done.of, out.display());
    Ok(Reply { output_taken, ..Reply::new(json, text) })
}

fn format_of(out: &Path) -> anyhow::Result<ExportFormat> {
    let extension = out.extension().and_then(OsStr::to_str).unwrap_or_default();
    if ["xlsx", "xls", "ods"].iter().any(|workbook| extension.eq_ignore_ascii_case(workbook)) {
        bail!("This release writes no workbooks; write to a .csv, which spreadsheet programs open: {}", out.display());
    }
    ExportFormat::with_id(extension)
        .with_context(|| format!("The name must end in .csv, .tsv or .json, or say --format: {}", out.display()))
}

/// Reads a file, or standard input.
pub(super) fn sheet(file: &Path, options: &ReadOptions) -> anyhow::Result<Sheet> {
    if !is_stream(file) {
        return read_file(file, options, &Progress::default()).map_err(|error| match error {
            // It names the file already.
            ReadError::Io(_) => error.into(),
            error => anyhow!("{error}: {}", file.display()),
        });
    }
    let mut bytes = Vec::new();
    // One byte too many is enough to be refused as too large.
    io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).context("Standard input cannot be read")?;
    read_bytes("standard input", &bytes, options, &Progress::default())
        .map_err(|error| anyhow!("{error}: standard input"))
}

/// Writes all of it or nothing: the file gets its name when it is complete. Says whether it was standard output.
pub(super) fn write_whole(out: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    if is_stream(out) {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()?;
        return Ok(true);
    }
    jobs::write_whole(out, |file| file.write_all(bytes)).map_err(anyhow::Error::msg)?;
    Ok(false)
}
