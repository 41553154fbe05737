use std::io::{self, Read as _, Write as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};

use crate::jobs;
use crate::model::Progress;
use crate::sheets::{MAX_BYTES, ReadError, ReadOptions, Sheet, read_bytes, read_file, sheet_text};

use super::arguments::{Read, is_stream};
use super::{Reply, Told, counted};

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
    let text = text.trim_end().to_owned();
    Ok(Reply::new(Told::Sheet(Box::new(sheet)), text))
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
