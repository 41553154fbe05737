//! The one way in which a workspace changes.

use rusqlite::{Connection, TransactionBehavior};

use crate::model::{ChangeSet, Entry, EntryKind, Progress};

use super::error::StoreError;
use super::rows::Steps;
use super::{journal, rows};

/// Puts the rows and the entries that tell of them into one transaction. Nothing else writes to a workspace.
///
/// When this returns `Ok`, the change survives a power cut; otherwise there was no change.
pub(super) fn write(
    conn: &mut Connection,
    steps: &[(Entry, ChangeSet)],
    progress: &Progress,
) -> Result<(), StoreError> {
    let written = write_in_transaction(conn, steps, progress);
    // A failed BEGIN or COMMIT may leave the transaction open.
    if written.is_err() && !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    written
}

fn write_in_transaction(
    conn: &mut Connection,
    steps: &[(Entry, ChangeSet)],
    progress: &Progress,
) -> Result<(), StoreError> {
    // An edit writes each row and its images; undo and redo have their images already.
    let passes = |entry: &Entry| if entry.kind == EntryKind::Edit { 2 } else { 1 };
    let total = steps.iter().map(|(entry, changes)| changes.rows.len() * passes(entry)).sum();
    let mut written = Steps::new(progress, total);
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for (entry, changes) in steps {
        rows::put(&transaction, changes, &mut written)?;
        journal::append(&transaction, entry, changes, &mut written)?;
    }
    written.look()?;
    let last = steps.last().map_or(0, |(entry, _)| entry.seq);
    match transaction.commit() {
        // A commit that is interrupted at its very end says so, and has happened all the same.
        Err(_) if conn.is_autocommit() && journal::has(conn, last)? => Ok(()),
        done => Ok(done?),
    }
}
