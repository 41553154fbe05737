use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::model::{DateStyle, ImportUndo, MovedOn, Refusal, Seq};

/// Why a workspace cannot be opened or created. The file is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("There is nothing here; it may have been moved or renamed: {}", .0.display())]
    NotFound(PathBuf),
    #[error("This is not a file; choose a workspace file: {}", .0.display())]
    NotAFile(PathBuf),
    #[error("There is already a file of this name; open it, or choose another name: {}", .0.display())]
    Exists(PathBuf),
    #[error(
        "An unfinished part of an earlier workspace of this name lies here; move it away, or choose another name: {}",
        .0.display()
    )]
    Leftover(PathBuf),
    #[error("This file is too small to be a workspace ({bytes} bytes); look for a backup of it: {}", path.display())]
    TooSmall { bytes: u64, path: PathBuf },
    #[error("This file is not a workspace; to bring in a table, import it instead: {}", .0.display())]
    NotAWorkspace(PathBuf),
    #[error("This database belongs to another program, and was left alone: {}", .0.display())]
    AnotherProgram(PathBuf),
    #[error(
        "This workspace was written by a newer Fourfold (format {file}; this one reads up to {program}); \
         update Fourfold to open it: {}", path.display()
    )]
    Newer { file: u32, program: u32, path: PathBuf },
    #[error("This workspace is damaged ({what}); it was left as it is, open a backup instead: {}", path.display())]
    Damaged { what: String, path: PathBuf },
    #[error(
        "{what}. This workspace is of an older format, and a backup comes before it is brought up to date: {}",
        path.display()
    )]
    NotKept { what: String, path: PathBuf },
    #[error("You may not read this file; ask its owner for access: {}", .0.display())]
    NoPermission(PathBuf),
    #[error("This file may not be written to; make it or its folder writable, or open a copy: {}", .0.display())]
    ReadOnly(PathBuf),
    #[error("This workspace is already open in this window: {}", .0.display())]
    OpenHere(PathBuf),
    #[error("This workspace is in use by {holder}; close it there first: {}", path.display())]
    InUse { holder: String, path: PathBuf },
    #[error(
        "What is saved here might not survive a power cut ({what}); keep the workspace on a local disk: {}",
        path.display()
    )]
    NotDurable { what: String, path: PathBuf },
    #[error("There is no space left on this disk; free some and try again: {}", .0.display())]
    Full(PathBuf),
    #[error("The system could not read or write here ({source}): {}", path.display())]
    Io { source: io::Error, path: PathBuf },
    #[error("The database could not be opened ({source}): {}", path.display())]
    Sqlite { source: rusqlite::Error, path: PathBuf },
}

/// Why something asked of an open workspace did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("The workspace is busy with something longer; wait for it, or cancel it")]
    Busy,
    #[error("There is nothing to undo")]
    NothingToUndo,
    #[error("There is nothing to redo")]
    NothingToRedo,
    #[error(
        "This workspace is open for reading only, and nothing was changed; File → Save a copy… makes one to work in"
    )]
    ReadOnly,
    #[error(
        "No backup was made, and nothing was changed ({what}); make room, or choose another folder for backups in \
         Settings: {}", path.display()
    )]
    NotKept { what: String, path: PathBuf },
    #[error("The journal has no edit number {0}")]
    NoSuchEdit(Seq),
    #[error("This edit is undone already; there is nothing to revert")]
    NotInEffect(Seq),
    #[error("Entry {0} is not an import; revert it instead")]
    NotAnImport(Seq),
    #[error("Nothing of this import can be taken back, and nothing was changed{}", undo.why(*dates))]
    NothingLeftOfImport { undo: ImportUndo, dates: DateStyle },
    #[error("This cannot be reverted, because {}", moved_words(rows, *dates))]
    MovedOn { rows: Vec<MovedOn>, dates: DateStyle },
    #[error("Cancelled; nothing was changed")]
    Cancelled,
    #[error("The disk is full; nothing was changed. Free some space and do it again")]
    Full,
    #[error("The disk refused ({0}); nothing was changed. Check the disk, then do it again")]
    Io(String),
    #[error("The workspace file is damaged ({0}); nothing was changed. Save a copy and go back to a backup")]
    Damaged(String),
    #[error("The database refused ({0}); nothing was changed")]
    Sqlite(rusqlite::Error),
    #[error("A backup cannot replace a workspace that is open; choose another name: {}", .0.display())]
    BackupOntoOpen(PathBuf),
    #[error("The backup was not made ({what}); choose another place: {}", path.display())]
    Backup { what: String, path: PathBuf },
    #[error(
        "The workspace could not be tidied up at closing ({0}); everything is saved, but leave the file that ends in \
         -wal beside it"
    )]
    Close(String),
    #[error("Saving has stopped after an internal error; what was saved is safe. Start Fourfold again")]
    Stopped,
}

/// The first few rows that moved on, and how many more did.
fn moved_words(rows: &[MovedOn], dates: DateStyle) -> String {
    const TOLD: usize = 3;
    let mut words: Vec<String> = rows.iter().take(TOLD).map(|row| row.words(dates)).collect();
    words.extend(rows.len().checked_sub(TOLD).filter(|more| *more > 0).map(|more| format!("and {more} more")));
    words.join("; ")
}

/// Why a row cannot be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error(transparent)]
    Sqlite(#[from] rusqlite::Error),
    #[error("{table} {record}: {why}")]
    Impossible { table: &'static str, record: String, why: String },
}

impl OpenError {
    pub(super) fn of_io(source: io::Error, path: &Path) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => Self::NotFound(path),
            io::ErrorKind::PermissionDenied => Self::NoPermission(path),
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly(path),
            io::ErrorKind::AlreadyExists => Self::Exists(path),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            io::ErrorKind::IsADirectory => Self::NotAFile(path),
            _ => Self::Io { source, path },
        }
    }

    pub(super) fn of_sqlite(source: rusqlite::Error, path: &Path) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            // The last is what a statement says that misses its table.
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::Unknown) => {
                Self::Damaged { what: source.to_string(), path }
            }
            Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen) => Self::ReadOnly(path),
            Some(ErrorCode::PermissionDenied) => Self::NoPermission(path),
            Some(ErrorCode::DiskFull) => Self::Full(path),
            _ => Self::Sqlite { source, path },
        }
    }

    pub(super) fn of_read(error: ReadError, path: &Path) -> Self {
        match error {
            ReadError::Sqlite(source) => Self::of_sqlite(source, path),
            ReadError::Impossible { .. } => Self::Damaged { what: error.to_string(), path: path.to_owned() },
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                Self::Io(error.to_string())
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(error.to_string()),
            _ => Self::Sqlite(error),
        }
    }
}

impl From<ReadError> for StoreError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Sqlite(error) => error.into(),
            ReadError::Impossible { .. } => Self::Damaged(error.to_string()),
        }
    }
}
