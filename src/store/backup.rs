//! A backup is a workspace of its own: copied, closed, looked at again, and only then given its name.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use sha2::{Digest as _, Sha256};
use tempfile::TempPath;

use crate::model::Progress;

use super::error::{OpenError, StoreError};
use super::{lock, open, schema};

/// Pages copied between two looks at whether to stop.
const PAGES: i32 = 512;

/// Whether the file is a copy of the workspace behind `conn`, older or newer: their journals begin alike.
pub(super) fn is_copy(conn: &Connection, path: &Path) -> bool {
    let begins = |conn: &Connection| -> rusqlite::Result<(u32, Option<(String, String)>)> {
        let first = "SELECT at, label FROM journal ORDER BY seq LIMIT 1";
        let entry = conn.query_row(first, [], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        Ok((conn.pragma_query_value(None, "application_id", |row| row.get(0))?, entry))
    };
    let theirs = open::open_unchanging(path).and_then(|copy| begins(&copy));
    matches!((begins(conn), theirs), (Ok(ours), Ok(theirs)) if ours == theirs)
}

/// What must be the same in the copy as in the original.
#[derive(Debug, PartialEq, Eq)]
struct Fingerprint {
    application_id: u32,
    version: u32,
    /// Of every value of every row.
    content: [u8; 32],
}

/// Copies the workspace to `target`, replacing a file of that name, which must not be open anywhere.
pub(super) fn make(conn: &Connection, target: &Path, progress: &Progress) -> Result<(PathBuf, u64), StoreError> {
    let failed = |what: String| StoreError::Backup { what, path: target.to_owned() };
    let of_io = |error| failed(OpenError::of_io(error, target).to_string());
    let target = std::path::absolute(target).map_err(of_io)?;
    let (Some(folder), Some(_)) = (target.parent(), target.file_name()) else {
        return Err(failed("this is not a file name".to_owned()));
    };
    // A companion means that somebody has it open, or crashed with it; either way it would be mixed with the copy.
    if lock::is_open_here(&target) || open::companions(&target).any(|companion| companion.exists()) {
        return Err(StoreError::BackupOntoOpen(target));
    }
    if target.is_dir() {
        return Err(failed("a folder has this name".to_owned()));
    }
    let temporary = copy_into(conn, folder, progress).map_err(|error| match error {
        Uncopied::Io(error) => of_io(error),
        Uncopied::Store(StoreError::Full) => failed("the disk is full".to_owned()),
        Uncopied::Unlike(what) | Uncopied::Store(StoreError::Io(what)) => failed(what),
        Uncopied::Store(other) => other,
    })?;
    let bytes = temporary.metadata().map_err(of_io)?.len();
    temporary.persist(&target).map_err(|error| of_io(error.error))?;
    open::sync_folder(folder).map_err(of_io)?;
    Ok((target, bytes))
}

/// Why there is no copy; nothing is left of it.
#[derive(Debug)]
pub(super) enum Uncopied {
    Io(io::Error),
    /// It reads back otherwise than it was written.
    Unlike(String),
    Store(StoreError),
}

impl From<StoreError> for Uncopied {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What the names of copies begin and end with that are not complete yet.
pub(super) const UNFINISHED: (&str, &str) = (".backup-", ".tmp");

/// A complete copy under a name for the time being: closed, on disk, read back and compared. It is gone when dropped.
pub(super) fn copy_into(conn: &Connection, folder: &Path, progress: &Progress) -> Result<TempPath, Uncopied> {
    let (prefix, suffix) = UNFINISHED;
    let temporary = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder);
    let temporary = temporary.map_err(Uncopied::Io)?.into_temp_path();
    let copied = copy(conn, &temporary, progress).map_err(Uncopied::from).and_then(|()| {
        open::sync_file(&temporary).map_err(Uncopied::Io)?;
        verify(conn, &temporary)?.map_err(Uncopied::Unlike)?;
        if progress.is_cancelled() { Err(Uncopied::Store(StoreError::Cancelled)) } else { Ok(()) }
    });
    match copied {
        Ok(()) => Ok(temporary),
        Err(error) => {
            open::remove_companions(&temporary);
            Err(error)
        }
    }
}

fn copy(conn: &Connection, to: &Path, progress: &Progress) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(to, flags)?;
    // A copy that fails is thrown away: it needs no journal.
    copy.pragma_update_and_check(None, "journal_mode", "off", |_| Ok(()))?;
    {
        let backup = Backup::new(conn, &mut copy)?;
        loop {
            if progress.is_cancelled() {
                return Err(StoreError::Cancelled);
            }
            let step = backup.step(PAGES)?;
            let at = backup.progress();
            let (total, left) = (u64::try_from(at.pagecount).unwrap_or(0), u64::try_from(at.remaining).unwrap_or(0));
            progress.set_total(total);
            progress.set_done(total.saturating_sub(left));
            match step {
                StepResult::Done => break,
                StepResult::More => {}
                _ => return Err(StoreError::Io("the copy was locked".to_owned())),
            }
        }
    }
    copy.close().map_err(|(_, error)| error.into())
}

/// Reads the copy back from disk and compares: a copy broken off halfway may well be a sound database.
fn verify(conn: &Connection, copy: &Path) -> Result<Result<(), String>, StoreError> {
    let copy = open::open_unchanging(copy)?;
    if let Some(problem) = open::said_by(&copy, "PRAGMA quick_check(1)")?.into_iter().find(|line| line != "ok") {
        return Ok(Err(format!("the copy is damaged: {problem}")));
    }
    let same = fingerprint(conn)? == fingerprint(&copy)?;
    Ok(if same { Ok(()) } else { Err("the copy is not the same as the original".to_owned()) })
}

fn fingerprint(conn: &Connection) -> rusqlite::Result<Fingerprint> {
    let mut content = Sha256::new();
    for rows in in_order(conn)? {
        digest(conn, &rows, &mut content)?;
    }
    Ok(Fingerprint {
        application_id: conn.pragma_query_value(None, "application_id", |row| row.get(0))?,
        version: schema::version(conn)?,
        content: content.finalize().into(),
    })
}

/// A statement for each table that there is, a file of an older format having fewer: all its rows by their keys.
fn in_order(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare(
        r#"SELECT 'SELECT * FROM ' || name || ' ORDER BY '
             || (SELECT group_concat('"' || name || '"' ORDER BY pk) FROM pragma_table_info(tables.name) WHERE pk > 0)
         FROM sqlite_schema AS tables WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"#,
    )?;
    let statements = statement.query_map([], |row| row.get(0))?;
    statements.collect()
}

/// Each value with its kind and length before it, so that no two tables read alike.
fn digest(conn: &Connection, sql: &str, into: &mut Sha256) -> rusqlite::Result<()> {
    into.update(sql);
    let mut statement = conn.prepare(sql)?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut line: Vec<u8> = Vec::new();
    while let Some(row) = rows.next()? {
        line.clear();
        for column in 0..columns {
            let (kind, bytes): (u8, &[u8]) = match row.get_ref(column)? {
                ValueRef::Null => (0, &[]),
                ValueRef::Integer(number) => {
                    line.push(1);
                    line.extend(number.to_le_bytes());
                    continue;
                }
                ValueRef::Real(number) => {
                    line.push(2);
                    line.extend(number.to_le_bytes());
                    continue;
                }
                ValueRef::Text(text) => (3, text),
                ValueRef::Blob(blob) => (4, blob),
            };
            line.push(kind);
            line.extend(bytes.len().to_le_bytes());
            line.extend(bytes);
        }
        into.update(&line);
    }
    Ok(())
}
