//! A backup is a workspace of its own: copied, closed, looked at again, and only then given its name.

use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};

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
    accounts: i64,
    entries: i64,
    last_seq: i64,
    images: i64,
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
    let temporary =
        tempfile::Builder::new().prefix(".backup-").suffix(".tmp").tempfile_in(folder).map_err(of_io)?.into_temp_path();
    let copied = copy(conn, &temporary, progress).and_then(|()| {
        open::sync_file(&temporary).map_err(of_io)?;
        verify(conn, &temporary)?.map_err(failed)?;
        if progress.is_cancelled() { Err(StoreError::Cancelled) } else { Ok(()) }
    });
    if let Err(error) = copied {
        open::remove_companions(&temporary);
        return Err(match error {
            StoreError::Full => failed("the disk is full".to_owned()),
            StoreError::Io(what) => failed(what),
            other => other,
        });
    }
    let bytes = temporary.metadata().map_err(of_io)?.len();
    temporary.persist(&target).map_err(|error| of_io(error.error))?;
    open::sync_folder(folder).map_err(of_io)?;
    Ok((target, bytes))
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
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get(0));
    Ok(Fingerprint {
        application_id: conn.pragma_query_value(None, "application_id", |row| row.get(0))?,
        version: schema::version(conn)?,
        accounts: number("SELECT count(*) FROM account")?,
        entries: number("SELECT count(*) FROM journal")?,
        last_seq: number("SELECT coalesce(max(seq), 0) FROM journal")?,
        images: number("SELECT count(*) FROM journal_change")?,
    })
}
