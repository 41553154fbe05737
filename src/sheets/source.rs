//! Files and streams as tables, whatever format they are in.

use std::io::Read as _;
use std::path::Path;

use crate::model::Progress;

use super::csv::read_csv;
use super::sheet::{MAX_BYTES, ReadError, ReadOptions, Sheet};

/// Reads a table from a file.
///
/// # Errors
/// When the file cannot be opened, is too large, or is no table.
pub fn read_file(path: &Path, options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    let io = |error: std::io::Error| ReadError::Io(format!("{error} ({})", path.display()));
    let mut bytes = Vec::new();
    // The size is that of the bytes read, not the one that the system told before: a file may grow meanwhile.
    std::fs::File::open(path).map_err(io)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    read_bytes(&name, &bytes, options, progress)
}

/// Reads a table that has been read from somewhere already: standard input, the clipboard.
///
/// # Errors
/// When the bytes are too many, or no table.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    read_csv(name, bytes, options, progress)
}
