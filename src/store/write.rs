//! The one way in which a workspace changes.

use rusqlite::{Connection, TransactionBehavior};

use crate::model::{ChangeSet, Entry, EntryKind, Progress};

use super::error::StoreError;
use super::rows::Steps;
use super::{journal, rows};

/// Puts the rows and the entry that tells of them into one transaction. Nothing else writes to a workspace.
///
/// When this returns `Ok`, the change survives a power cut; otherwise there was no change.
pub(super) fn write(
    conn: &mut Connection,
    changes: &ChangeSet,
    entry: &Entry,
    progress: &Progress,
) -> Result<(), StoreError> {
    let written = write_in_transaction(conn, changes, entry, progress);
    // A failed BEGIN or COMMIT may leave the transaction open.
    if written.is_err() && !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    written
}

fn write_in_transaction(
    conn: &mut Connection,
    changes: &ChangeSet,
    entry: &Entry,
    progress: &Progress,
) -> Result<(), StoreError> {
    // An edit writes each row and its images; undo and redo have their images already.
    let passes = if entry.kind == EntryKind::Edit { 2 } else { 1 };
    let mut steps = Steps::new(progress, changes.rows.len() * passes);
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    rows::put(&transaction, changes, &mut steps)?;
    journal::append(&transaction, entry, changes, &mut steps)?;
    steps.look()?;
    match transaction.commit() {
        // A commit that is interrupted at its very end says so, and has happened all the same.
        Err(_) if conn.is_autocommit() && journal::has(conn, entry.seq)? => Ok(()),
        done => Ok(done?),
    }
}
