//! Opening a workspace only to look at it: nothing is written, not even a lock.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::OpenError;
use super::lock::{Claim, HolderNote};
use super::open::{self, Opened};
use super::{journal, rows, schema};

/// Why a workspace that is there and sound cannot be written to.
#[must_use]
pub fn why_read_only(path: &Path) -> &'static str {
    if fs::metadata(path).is_ok_and(|metadata| metadata.permissions().readonly()) {
        return "the file is write-protected";
    }
    match File::options().write(true).open(path) {
        Ok(_) => "its folder cannot be written to",
        Err(error) if error.kind() == io::ErrorKind::ReadOnlyFilesystem => "its disk can only be read",
        Err(_) => "you may only read it",
    }
}

/// Whether the file is one of an older format: opened for writing, it would be brought up to date. Not so when it cannot
/// be said; then opening it says why.
pub(super) fn is_older(path: &Path) -> bool {
    // Looking at a file that is open here would drop its lock.
    let Some((_claim, real)) = open::real_path(path).ok().and_then(|real| Some((Claim::take(&real).ok()??, real)))
    else {
        return false;
    };
    let version =
        File::open(&real).map_err(drop).and_then(|file| open::look_at_header(file, path, false).map_err(drop));
    version.is_ok_and(|version| version < schema::latest_version())
}

/// Reads a workspace, wherever it lies. One that is not whole without its write-ahead log, or older than this program,
/// is completed in a private copy.
pub(super) fn open(path: &Path) -> Result<Opened, OpenError> {
    let of_io = |error| OpenError::of_io(error, path);
    let of_sqlite = |error| OpenError::of_sqlite(error, path);
    if !fs::metadata(path).map_err(of_io)?.is_file() {
        return Err(OpenError::NotAFile(path.to_owned()));
    }
    let real = open::real_path(path).map_err(of_io)?;
    let claim = Claim::take(&real).map_err(of_io)?.ok_or_else(|| OpenError::OpenHere(path.to_owned()))?;
    let alone = !open::companions(&real).any(|companion| companion.metadata().is_ok_and(|file| file.len() > 0));
    let version = open::look_at_header(File::open(&real).map_err(of_io)?, path, alone)?;
    if is_held(&real) {
        return Err(OpenError::InUse { holder: HolderNote::read(&real), path: path.to_owned() });
    }
    let whole = alone && version == schema::latest_version();
    let copy = if whole { None } else { Some(copied(&real).map_err(of_io)?) };
    let conn = match &copy {
        None => {
            let conn = open::open_unchanging(&real).map_err(of_sqlite)?;
            open::quick_check(&conn, path)?;
            conn
        }
        Some(folder) => completed(&folder.path().join(COPY), path)?,
    };
    let second = if whole { open::open_unchanging(&real).ok() } else { None };
    let portfolio = rows::load(&conn, second).map_err(|error| OpenError::of_read(error, path))?;
    let journal = journal::load(&conn).map_err(|error| OpenError::of_read(error, path))?;
    Ok(Opened { conn, portfolio, journal, note: None, claim, copy, read_only: true })
}

/// Whether another program has the file for itself. SQLite asks for its lock before it looks for anything else; made
/// for one connection alone, this one then fails without having touched the folder.
fn is_held(real: &Path) -> bool {
    let asked = || -> rusqlite::Result<()> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(real, flags)?;
        conn.busy_timeout(Duration::ZERO)?;
        conn.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
        conn.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))
    };
    asked().is_err_and(|error| {
        matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    })
}

const COPY: &str = "copy.fourfold";

/// The file and what belongs to it, in a folder of its own that goes when it is closed.
fn copied(real: &Path) -> io::Result<tempfile::TempDir> {
    let folder = tempfile::Builder::new().prefix("fourfold-reading-").tempdir()?;
    let target = folder.path().join(COPY);
    copy_bytes(real, &target)?;
    for (companion, beside) in open::companions(real).zip(open::companions(&target)) {
        let index_only = companion.to_string_lossy().ends_with("-shm");
        if !index_only && companion.exists() {
            copy_bytes(&companion, &beside)?;
        }
    }
    Ok(folder)
}

/// Without the permissions of the original, which may not be written to.
fn copy_bytes(from: &Path, to: &Path) -> io::Result<()> {
    io::copy(&mut File::open(from)?, &mut File::create(to)?).map(drop)
}

/// Lets SQLite finish the copy: merge its log, and bring it up to date.
fn completed(copy: &Path, path: &Path) -> Result<Connection, OpenError> {
    let of_sqlite = |error| OpenError::of_sqlite(error, path);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(copy, flags).map_err(of_sqlite)?;
    open::lock(&conn).map_err(of_sqlite)?;
    open::quick_check(&conn, path)?;
    open::check_version(schema::version(&conn).map_err(of_sqlite)?, path)?;
    schema::migrate(&mut conn).map_err(of_sqlite)?;
    conn.pragma_update(None, "query_only", true).map_err(of_sqlite)?;
    Ok(conn)
}
