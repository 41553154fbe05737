//! The one way in which a workspace changes.

use rusqlite::{Connection, TransactionBehavior};

use crate::model::{ChangeSet, Entry, EntryKind, Ledger, NewPurchases, Portfolio, Progress};

use super::error::StoreError;
use super::ledger::Follow;
use super::rows::Steps;
use super::{journal, ledger, rows};

/// Puts the rows, the lines that come with them and the entries that tell of them into one transaction. Nothing else
/// writes to a workspace. `portfolio` is what it was before; returns its ledger afterwards when that is another.
///
/// When this returns `Ok`, the change survives a power cut; otherwise there was no change.
pub(super) fn write(
    conn: &mut Connection,
    portfolio: &Portfolio,
    steps: &[(Entry, ChangeSet)],
    lines: Option<&NewPurchases>,
    progress: &Progress,
) -> Result<Option<Ledger>, StoreError> {
    let written = write_in_transaction(conn, portfolio, steps, lines, progress);
    // A failed BEGIN or COMMIT may leave the transaction open.
    if written.is_err() && !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK")?;
    }
    written
}

fn write_in_transaction(
    conn: &mut Connection,
    portfolio: &Portfolio,
    steps: &[(Entry, ChangeSet)],
    lines: Option<&NewPurchases>,
    progress: &Progress,
) -> Result<Option<Ledger>, StoreError> {
    // An edit writes each row and its images; undo and redo have their images already.
    let passes = |entry: &Entry| if entry.kind == EntryKind::Edit { 2 } else { 1 };
    let total: usize = steps.iter().map(|(entry, changes)| changes.rows.len() * passes(entry)).sum();
    let mut written = Steps::new(progress, total + lines.map_or(0, |new| new.lines.lines.len()));
    let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let only_lines = lines.is_some_and(|new| new.lines.replaces.is_empty());
    let follow = Follow::new(&transaction, portfolio, steps, only_lines)?;
    for (entry, changes) in steps {
        ledger::check_batches(&transaction, changes, lines)?;
        rows::put(&transaction, changes, &mut written)?;
        journal::append(&transaction, entry, changes, &mut written)?;
    }
    let new = lines.map(|new| ledger::append(&transaction, new, &mut written)).transpose()?;
    let ledger = follow.ledger(&transaction, new)?;
    written.look()?;
    let last = steps.last().map_or(0, |(entry, _)| entry.seq);
    match transaction.commit() {
        // A commit that is interrupted at its very end says so, and has happened all the same.
        Err(_) if conn.is_autocommit() && journal::has(conn, last)? => Ok(ledger),
        done => Ok(done.map(|()| ledger)?),
    }
}
