//! Files and streams as tables, whatever format they are in.

use std::fs::{File, OpenOptions};
use std::io::{self, Cursor, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use crate::model::Progress;

use super::csv::read_csv;
use super::json::read_json;
use super::sheet::{MAX_BYTES, ReadError, ReadOptions, Sheet};
use super::workbook::{read_workbook, workbook_format};

/// Reads a table from a file, also from one that another program has open.
///
/// # Errors
/// When the file cannot be opened, is too large, or is no table.
pub fn read_file(path: &Path, options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    let io = |error: io::Error| ReadError::Io(format!("{error} ({})", path.display()));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let mut file = open_shared(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if metadata.is_file() {
        if metadata.len() > MAX_BYTES {
            return Err(ReadError::TooLarge);
        }
        if let Some(format) = workbook_format(&mut file, &name)? {
            return read_workbook(&name, file, format, options, progress);
        }
        file.seek(SeekFrom::Start(0)).map_err(io)?;
    }
    let mut bytes = Vec::new();
    // The size is that of the bytes read, not the one that the system told before: a file may grow meanwhile.
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
    // A pipe has been looked at only now.
    if metadata.is_file() {
        read_text(&name, &bytes, options, progress)
    } else {
        read_bytes(&name, &bytes, options, progress)
    }
}

/// Reads a table that has been read from somewhere already: standard input, the clipboard.
///
/// # Errors
/// When the bytes are too many, or no table.
pub fn read_bytes(name: &str, bytes: &[u8], options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > MAX_BYTES {
        return Err(ReadError::TooLarge);
    }
    match workbook_format(&mut Cursor::new(bytes), name)? {
        Some(format) => {
            let file = nameless_copy(bytes).map_err(|error| ReadError::Io(format!("no temporary file: {error}")))?;
            read_workbook(name, file, format, options, progress)
        }
        None => read_text(name, bytes, options, progress),
    }
}

/// Reads what is no workbook: JSON where it is called so or is nothing else, else delimited text.
fn read_text(name: &str, bytes: &[u8], options: &ReadOptions, progress: &Progress) -> Result<Sheet, ReadError> {
    let is_called_so = name.rsplit_once('.').is_some_and(|(_, extension)| extension.eq_ignore_ascii_case("json"));
    let looks_so = bytes.iter().find(|byte| !byte.is_ascii_whitespace()).is_some_and(|byte| b"{[".contains(byte));
    if is_called_so || looks_so {
        let text = std::str::from_utf8(bytes).map(|text| text.trim_start_matches('\u{feff}'));
        let read = match text {
            Ok(text) => read_json(name, text, options, progress),
            Err(_) => Err(ReadError::Workbook("This JSON is not UTF-8; save it again as UTF-8".to_owned())),
        };
        let is_json = match read {
            Ok(_) | Err(ReadError::Cancelled | ReadError::TooMuch | ReadError::TooManyRows) => true,
            Err(_) => is_called_so,
        };
        if is_json {
            return read;
        }
    }
    read_csv(name, bytes, options, progress)
}

/// A file that only its handle leads to, and that goes with it.
fn nameless_copy(bytes: &[u8]) -> io::Result<File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    Ok(file)
}

/// Opens a file though another program may have it open for writing; where that program lets nobody in, a copy of it.
fn open_shared(path: &Path) -> io::Result<File> {
    match shared().open(path) {
        Err(error) if is_held(&error) => {
            let copy = tempfile::NamedTempFile::new()?;
            std::fs::copy(path, copy.path()).map_err(|_| error)?;
            Ok(copy.into_file())
        }
        opened => opened,
    }
}

#[cfg(windows)]
fn shared() -> OpenOptions {
    use std::os::windows::fs::OpenOptionsExt as _;
    /// Others may go on reading it, writing it, and taking it away.
    const READ_WRITE_DELETE: u32 = 0x7;
    let mut options = OpenOptions::new();
    options.read(true).share_mode(READ_WRITE_DELETE);
    options
}

#[cfg(not(windows))]
fn shared() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

/// Whether another program keeps the file to itself, which only Windows allows.
fn is_held(error: &io::Error) -> bool {
    const SHARING_VIOLATION: i32 = 32;
    const LOCK_VIOLATION: i32 = 33;
    cfg!(windows) && matches!(error.raw_os_error(), Some(SHARING_VIOLATION | LOCK_VIOLATION))
}
