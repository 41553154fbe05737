//! Creating and opening a workspace. Whatever is refused stays as it was, byte for byte, with nothing left beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::model::{Journal, KeepReason, Portfolio, Progress, Settings, Stamp};

use super::error::OpenError;
use super::lock::{Claim, HolderNote};
use super::{journal, keep, rows, schema};

/// An open workspace: the one connection, what was read from it, and what is given back when it closes, in the
/// order of the fields.
pub(super) struct Opened {
    pub(super) conn: Connection,
    pub(super) portfolio: Portfolio,
    pub(super) journal: Journal,
    pub(super) note: Option<HolderNote>,
    pub(super) claim: Claim,
    /// What was read in place of the file: gone after the connection.
    pub(super) copy: Option<tempfile::TempDir>,
    pub(super) read_only: bool,
}

/// Above this the check at opening looks at the small tables only; the whole file is for Check.
const QUICK_CHECK_BYTES: u64 = 64 << 20;

/// Builds a workspace under another name in the same folder and gives it its own when it is complete.
pub(super) fn create(path: &Path, settings: &Settings) -> Result<(), OpenError> {
    let of_io = |error| OpenError::of_io(error, path);
    let (Some(folder), Some(_)) = (path.parent(), path.file_name()) else {
        return Err(OpenError::NotAFile(path.to_owned()));
    };
    if fs::symlink_metadata(path).is_ok() {
        return Err(OpenError::Exists(path.to_owned()));
    }
    // SQLite would replay the leftover into the new file.
    if let Some(leftover) = companions(path).find(|companion| companion.exists()) {
        return Err(OpenError::Leftover(leftover));
    }
    // Created with mode 0600, and closed before SQLite opens it.
    let temporary =
        tempfile::Builder::new().prefix(".new-").suffix(".tmp").tempfile_in(folder).map_err(of_io)?.into_temp_path();
    let built = build(&temporary, settings).map_err(|error| OpenError::of_sqlite(error, path));
    if let Err(error) = built {
        remove_companions(&temporary);
        return Err(error);
    }
    sync_file(&temporary).map_err(of_io)?;
    temporary.persist_noclobber(path).map_err(|error| of_io(error.error))?;
    sync_folder(folder).map_err(of_io)
}

fn build(path: &Path, settings: &Settings) -> rusqlite::Result<()> {
    let mut conn =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    // A file that nobody knows yet needs no journal: what fails is thrown away.
    conn.pragma_update_and_check(None, "journal_mode", "memory", |_| Ok(()))?;
    conn.pragma_update(None, "application_id", schema::APPLICATION_ID)?;
    schema::migrate(&mut conn)?;
    rows::put_settings(&conn, settings)?;
    conn.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
    conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    // Of the file alone: a migration that renames a table leaves SQLite's temporary database open, and that is locked.
    conn.query_row("PRAGMA main.wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    conn.close().map_err(|(_, error)| error)
}

/// Opens a workspace, refusing whatever is none, and reads it. Of an older one a backup is made below `keeping` before
/// it is brought up to date.
pub(super) fn open(path: &Path, keeping: Option<(&Path, &Stamp)>) -> Result<Opened, OpenError> {
    let of_io = |error| OpenError::of_io(error, path);
    let of_sqlite = |error| OpenError::of_sqlite(error, path);
    if !fs::metadata(path).map_err(of_io)?.is_file() {
        return Err(OpenError::NotAFile(path.to_owned()));
    }
    let real = real_path(path).map_err(of_io)?;
    let claim = Claim::take(&real).map_err(of_io)?.ok_or_else(|| OpenError::OpenHere(path.to_owned()))?;

    // With a companion, the file alone is only half the truth, and closing after a refusal must not merge the two.
    let alone = !companions(&real).any(|companion| companion.exists());
    sniff(&real, path, alone)?;
    if alone {
        let conn = open_unchanging(&real).map_err(of_sqlite)?;
        quick_check(&conn, path)?;
    }
    let mut conn =
        Connection::open_with_flags(&real, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)
            .map_err(of_sqlite)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !alone).map_err(of_sqlite)?;
    lock(&conn).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            OpenError::InUse { holder: HolderNote::read(&real), path: path.to_owned() }
        }
        _ => of_sqlite(error),
    })?;
    if !alone {
        quick_check(&conn, path)?;
        check_version(schema::version(&conn).map_err(of_sqlite)?, path)?;
    }
    if let Some((base, stamp)) = keeping.filter(|_| schema::version(&conn).is_ok_and(|v| v < schema::latest_version()))
    {
        keep_older(&conn, &real, path, base, stamp)?;
    }
    let as_it_was = schema::version(&conn).is_ok_and(|version| version == schema::latest_version());
    schema::migrate(&mut conn).map_err(of_sqlite)?;
    // With everything in the file itself, and that locked, a second connection reads the same.
    let second = if alone && as_it_was { open_unchanging(&real).ok() } else { None };
    let portfolio = rows::load(&conn, second).map_err(|error| OpenError::of_read(error, path))?;
    let journal = journal::load(&conn).map_err(|error| OpenError::of_read(error, path))?;
    make_durable(&conn, path)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, false).map_err(of_sqlite)?;
    conn.set_prepared_statement_cache_capacity(64);
    let note = HolderNote::write(&real);
    Ok(Opened { conn, portfolio, journal, note, claim, copy: None, read_only: false })
}

/// An older program could not read the file any more: so there is one that it can.
fn keep_older(conn: &Connection, real: &Path, path: &Path, base: &Path, stamp: &Stamp) -> Result<(), OpenError> {
    let folder = keep::folder_of(base, real);
    let kept = keep::keep(conn, real, &folder, KeepReason::Migration, stamp, &Progress::default());
    kept.map(drop).map_err(|error| OpenError::NotKept { what: error.to_string(), path: path.to_owned() })
}

/// Looks at the header before SQLite touches the file: the first 100 bytes say whose it is and how new.
fn sniff(real: &Path, path: &Path, alone: bool) -> Result<(), OpenError> {
    let of_io = |error| OpenError::of_io(error, path);
    if fs::metadata(real).map_err(of_io)?.permissions().readonly() {
        return Err(OpenError::ReadOnly(path.to_owned()));
    }
    let file = match OpenOptions::new().read(true).write(true).open(real) {
        // It may be readable all the same: then it is the writing that is forbidden.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && File::open(real).is_ok() => {
            return Err(OpenError::ReadOnly(path.to_owned()));
        }
        file => file.map_err(of_io)?,
    };
    look_at_header(file, path, alone).map(drop)
}

/// Whose file it is and how new, from its first 100 bytes; `alone` when nothing lies beside it that may complete it.
/// Returns the version of its format.
pub(super) fn look_at_header(file: File, path: &Path, alone: bool) -> Result<u32, OpenError> {
    let of_io = |error| OpenError::of_io(error, path);
    let bytes = file.metadata().map_err(of_io)?.len();
    let mut header = Vec::with_capacity(100);
    file.take(100).read_to_end(&mut header).map_err(of_io)?;
    let magic = header.first_chunk().unwrap_or(&[0; MAGIC.len()]);
    let starts_well = if header.len() < MAGIC.len() { MAGIC.starts_with(&header) } else { magic == MAGIC };
    if !starts_well {
        return Err(OpenError::NotAWorkspace(path.to_owned()));
    }
    // SQLite's file format, section 1.3.
    let (Some(version), Some(application_id)) = (big_endian(&header, 60), big_endian(&header, 68)) else {
        return Err(OpenError::TooSmall { bytes, path: path.to_owned() });
    };
    if application_id != schema::APPLICATION_ID {
        return Err(OpenError::AnotherProgram(path.to_owned()));
    }
    check_version(version, path)?;
    // A last page cut short would read as noughts. A page size of 1 stands for 65,536.
    let page_bytes = match header.get(16..18) {
        Some([0, 1]) => 65_536,
        Some([high, low]) => u64::from(u16::from_be_bytes([*high, *low])),
        _ => 0,
    };
    if alone && big_endian(&header, 28).is_some_and(|pages| bytes < page_bytes * u64::from(pages)) {
        return Err(OpenError::Damaged { what: "its end is missing".to_owned(), path: path.to_owned() });
    }
    Ok(version)
}

/// What every SQLite file begins with.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

fn big_endian(header: &[u8], offset: usize) -> Option<u32> {
    header.get(offset..)?.first_chunk().map(|bytes| u32::from_be_bytes(*bytes))
}

pub(super) fn check_version(file: u32, path: &Path) -> Result<(), OpenError> {
    let program = schema::latest_version();
    match file {
        0 => Err(OpenError::Damaged { what: "it was never finished".to_owned(), path: path.to_owned() }),
        file if file > program => Err(OpenError::Newer { file, program, path: path.to_owned() }),
        _ => Ok(()),
    }
}

/// Takes the lock that keeps everybody else out until the connection closes. It is asked for before the first look
/// at the file, so that the index of the write-ahead log lives in memory and no third file appears.
pub(super) fn lock(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(Duration::ZERO)?;
    conn.pragma_update_and_check(None, "locking_mode", "exclusive", |_| Ok(()))?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.execute_batch("BEGIN EXCLUSIVE; COMMIT")
}

/// Sets what makes a commit survive a power cut, and does not take SQLite's word for it.
fn make_durable(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    let of_sqlite = |error| OpenError::of_sqlite(error, path);
    conn.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(())).map_err(of_sqlite)?;
    conn.pragma_update(None, "synchronous", "full").map_err(of_sqlite)?;
    // Of effect on macOS only, where fsync alone leaves the data in the disk's own memory.
    conn.pragma_update(None, "fullfsync", true).map_err(of_sqlite)?;
    conn.pragma_update(None, "checkpoint_fullfsync", true).map_err(of_sqlite)?;
    // After a big import the write-ahead log need not stay as big as it.
    conn.pragma_update_and_check(None, "journal_size_limit", 16 << 20, |_| Ok(())).map_err(of_sqlite)?;
    for (name, wanted) in DURABLE {
        let is: String = conn
            .pragma_query_value(None, name, |row| {
                let value: rusqlite::types::Value = row.get(0)?;
                Ok(match value {
                    rusqlite::types::Value::Integer(number) => number.to_string(),
                    rusqlite::types::Value::Text(text) => text,
                    other => format!("{other:?}"),
                })
            })
            .map_err(of_sqlite)?;
        if is != *wanted {
            return Err(OpenError::NotDurable { what: format!("{name} is {is}"), path: path.to_owned() });
        }
    }
    Ok(())
}

/// Pragmas as they read back once set; `synchronous` 2 is FULL.
pub(super) const DURABLE: &[(&str, &str)] =
    &[("journal_mode", "wal"), ("synchronous", "2"), ("locking_mode", "exclusive"), ("foreign_keys", "1")];

/// Opens a file for reading in a way that neither locks nor writes anything, whatever it contains.
pub(super) fn open_unchanging(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(format!("file:{}?mode=ro&immutable=1", uri_path(path)), flags)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(conn)
}

/// Reads the structure of the file, all of it when it is small. The pages of accounts and images beyond are read
/// row by row when they are needed, and checked then.
pub(super) fn quick_check(conn: &Connection, path: &Path) -> Result<(), OpenError> {
    let of_sqlite = |error| OpenError::of_sqlite(error, path);
    let pages: u64 = pragma_number(conn, "page_count").map_err(of_sqlite)?;
    let page_bytes: u64 = pragma_number(conn, "page_size").map_err(of_sqlite)?;
    let checks: &[&str] = if pages.saturating_mul(page_bytes) <= QUICK_CHECK_BYTES {
        &["PRAGMA quick_check(1)"]
    } else {
        &["PRAGMA quick_check(settings)", "PRAGMA quick_check(journal)"]
    };
    for check in checks {
        let said = said_by(conn, check).map_err(of_sqlite)?;
        if let Some(what) = said.into_iter().find(|line| line != "ok") {
            return Err(OpenError::Damaged { what, path: path.to_owned() });
        }
    }
    Ok(())
}

fn pragma_number(conn: &Connection, name: &str) -> rusqlite::Result<u64> {
    conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0)).map(|number| u64::try_from(number).unwrap_or(0))
}

/// The lines that a check answers with. They may quote damaged text, so they need not be UTF-8.
pub(super) fn said_by(conn: &Connection, check: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(check)?;
    let mut rows = statement.query([])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let line = row.get_ref(0)?.as_bytes_or_null()?.unwrap_or_default();
        lines.push(String::from_utf8_lossy(line).into_owned());
    }
    Ok(lines)
}

/// Where SQLite keeps its other halves of a file.
pub(super) fn companions(path: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let path = path.as_os_str().to_owned();
    ["-wal", "-journal", "-shm"].into_iter().map(move |suffix| {
        let mut name = path.clone();
        name.push(suffix);
        PathBuf::from(name)
    })
}

/// Clears away a file that never came to be of use.
pub(super) fn remove(path: &Path) {
    remove_companions(path);
    remove_file(path);
}

/// Clears away what a half-made file may have left beside it.
pub(super) fn remove_companions(path: &Path) {
    companions(path).for_each(|companion| remove_file(&companion));
}

/// What is not there need not go, and what cannot go is only in the way.
pub(super) fn remove_file(path: &Path) {
    if let Err(error) = fs::remove_file(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!("{error}: {}", path.display());
    }
}

/// Makes what was written to a file survive a power cut. Never for a file that SQLite has open: closing the handle
/// would drop its lock.
pub(super) fn sync_file(path: &Path) -> io::Result<()> {
    // For writing, because Windows flushes no other handle.
    OpenOptions::new().write(true).open(path)?.sync_all()
}

/// Makes a rename in the folder survive a power cut.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Where a link leads: the companions lie beside the file itself. Windows' own way to write that is not one that
/// SQLite takes in a URI.
pub(super) fn real_path(path: &Path) -> io::Result<PathBuf> {
    if cfg!(windows) { std::path::absolute(path) } else { fs::canonicalize(path) }
}

/// A path as the path of a `file:` URI.
fn uri_path(path: &Path) -> String {
    let mut uri = String::new();
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str());
    #[cfg(not(unix))]
    let text = format!("/{}", path.to_string_lossy().replace('\\', "/"));
    #[cfg(not(unix))]
    let bytes = text.as_bytes();
    for byte in bytes {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(*byte)),
            #[cfg(not(unix))]
            b':' => uri.push(':'),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
