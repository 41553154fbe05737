//! A full check: the file against itself, and against what is in memory.

use rusqlite::Connection;

use crate::model::{EntryKind, Journal, Portfolio, Seq};

use super::error::{ReadError, StoreError};
use super::{journal, ledger, open, rows};

/// What a full check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// One sentence each; empty when all is well.
    pub problems: Vec<String>,
    pub accounts: usize,
    pub entries: usize,
}

pub(super) fn check(conn: &Connection, portfolio: &Portfolio, live: &Journal) -> Result<CheckReport, StoreError> {
    let mut report =
        CheckReport { problems: Vec::new(), accounts: portfolio.accounts().len(), entries: live.entries().len() };
    let problems = &mut report.problems;
    problems.extend(open::said_by(conn, "PRAGMA integrity_check")?.into_iter().filter(|line| line != "ok"));
    for table in open::said_by(conn, "PRAGMA foreign_key_check")? {
        problems.push(format!("A row of {table} belongs to a row that is not there"));
    }
    if let Some(on_disk) = note_unreadable(rows::load(conn, None), problems)?
        && !on_disk.same_rows(portfolio)
    {
        problems.push("The rows on disk are not those in memory".to_owned());
    }
    let belongings = [
        ("contact", "contact", "contacts"),
        ("activity", "activity", "activities"),
        ("opportunity", "opportunity", "opportunities"),
        ("risk", "risk", "risks"),
        ("stage_event", "stage event", "stage events"),
        ("hand_over", "hand-over", "hand-overs"),
    ];
    for (table, kind, kinds) in belongings {
        let lost = format!("SELECT count(*) FROM {table} WHERE account NOT IN (SELECT id FROM account)");
        match conn.query_row(&lost, [], |row| row.get::<_, i64>(0))? {
            0 => {}
            1 => problems.push(format!("1 {kind} belongs to an account that is not there")),
            lost => problems.push(format!("{lost} {kinds} belong to accounts that are not there")),
        }
    }
    let audited = note_unreadable(ledger::audit(conn, portfolio), problems)?;
    problems.extend(audited.unwrap_or_default());
    if let Some(on_disk) = note_unreadable(journal::load(conn), problems)? {
        if on_disk.undo_stack() != live.undo_stack() || on_disk.redo_stack() != live.redo_stack() {
            problems.push("What can be undone and redone is not the same on disk as in memory".to_owned());
        }
        if on_disk != *live {
            problems.push("The journal on disk is not the one in memory".to_owned());
        }
        for entry in on_disk.entries().iter().filter(|entry| entry.kind == EntryKind::Edit) {
            count_images(conn, entry.seq, entry.rows, problems)?;
        }
    }
    Ok(report)
}

/// An edit has as many images as it changed rows, or it could not be taken back whole.
fn count_images(conn: &Connection, seq: Seq, rows: usize, problems: &mut Vec<String>) -> Result<(), StoreError> {
    let seq = i64::try_from(seq).unwrap_or(i64::MAX);
    let images: i64 = conn
        .prepare_cached("SELECT count(*) FROM journal_change WHERE seq = ?1")?
        .query_row([seq], |row| row.get(0))?;
    if usize::try_from(images) != Ok(rows) {
        problems.push(format!("Entry {seq} changed {rows} rows and kept {images}"));
    }
    Ok(())
}

/// A row that cannot be read is a finding, not the end of the check.
fn note_unreadable<T>(read: Result<T, ReadError>, problems: &mut Vec<String>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(ReadError::Sqlite(error)) => Err(error.into()),
        Err(unreadable @ ReadError::Impossible { .. }) => {
            problems.push(format!("This row cannot be read: {unreadable}"));
            Ok(None)
        }
    }
}
