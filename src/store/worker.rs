//! The thread that owns the connection.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::Connection;

use crate::model::{
    ChangeSet, Edit, Entry, EntryKind, ImportUndo, Journal, KeepReason, Kept, Ledger, Portfolio, Progress, Seq, Stamp,
};

use super::check::{CheckReport, check};
use super::error::StoreError;
use super::history::{check_revert, revert, undo_import};
use super::open::Opened;
use super::write::write;
use super::{backup, journal, keep};

/// Rings when a result is ready.
pub(super) type Waker = Arc<Mutex<Option<Box<dyn Fn() + Send>>>>;

/// What the worker is asked to do.
pub(super) enum Job {
    /// Answered with an [`Answer`] on the channel of answers.
    Long {
        task: Task,
        portfolio: Arc<Portfolio>,
        journal: Arc<Journal>,
        stamp: Stamp,
        progress: Progress,
    },
    /// Whether a file is a copy of this workspace.
    IsCopy {
        path: PathBuf,
        reply: Sender<bool>,
    },
    /// Something to read, answered by itself.
    Look(Box<dyn FnOnce(&Connection) + Send>),
    /// The images of edits, answered at once, newest first as asked.
    Images {
        edits: Vec<Seq>,
        reply: Sender<Result<Vec<ChangeSet>, StoreError>>,
    },
    Close,
    #[cfg(test)]
    With(Box<dyn FnOnce(&mut Connection) + Send>),
}

/// What takes its time.
pub(super) enum Task {
    Edit(Edit),
    /// Takes back this edit, or does it again.
    Undo(Entry),
    Redo(Entry),
    /// Takes back this edit alone.
    Revert(Entry),
    /// Takes back what still stands of this import.
    UndoImport(Entry),
    /// Takes back these edits, in this order, all or none.
    UndoTo(Vec<Entry>),
    Reason {
        edit: Entry,
        text: String,
    },
    Backup(PathBuf),
    /// Of the workspace `source`.
    Keep {
        source: PathBuf,
        folder: PathBuf,
        reason: KeepReason,
    },
    Check,
}

pub(super) type Answer = Result<Finished, StoreError>;

pub(super) enum Finished {
    Nothing,
    /// The entries in order, each with what it changed, and the ledger when it is another now.
    Written {
        steps: Vec<(Entry, ChangeSet)>,
        ledger: Option<Ledger>,
        import: Option<ImportUndo>,
    },
    BackedUp {
        path: PathBuf,
        bytes: u64,
    },
    Kept {
        kept: Box<Kept>,
        gone: Vec<PathBuf>,
    },
    Checked(CheckReport),
}

/// Works until told to close, or until the store is gone. What closing the file says is the thread's result.
pub(super) fn run(
    opened: Opened,
    jobs: &Receiver<Job>,
    answers: &Sender<Answer>,
    waker: &Waker,
) -> rusqlite::Result<()> {
    let Opened { mut conn, portfolio: _, journal: _, note, claim, copy, read_only } = opened;
    for job in jobs {
        match job {
            Job::Long { task, portfolio, journal, stamp, progress } => {
                let answer = work(&mut conn, task, &portfolio, &journal, stamp, &progress);
                // The window changes its portfolio in place, without a copy, when nobody else holds it.
                drop((portfolio, journal));
                if answers.send(answer).is_err() {
                    break;
                }
                if let Some(wake) = waker.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
                    wake();
                }
            }
            Job::IsCopy { path, reply } => {
                // Nobody waits any more: then the answer matters to nobody.
                let _ = reply.send(backup::is_copy(&conn, &path));
            }
            Job::Images { edits, reply } => {
                let images = edits.into_iter().map(|edit| Ok(journal::changes(&conn, edit)?)).collect();
                // Whoever asked may have gone; then nobody misses the answer.
                drop(reply.send(images));
            }
            Job::Look(look) => look(&conn),
            Job::Close => break,
            #[cfg(test)]
            Job::With(look) => look(&mut conn),
        }
    }
    conn.flush_prepared_statement_cache();
    let merge = "PRAGMA main.wal_checkpoint(TRUNCATE)";
    let checkpointed = if read_only { Ok(()) } else { conn.query_row(merge, [], |_| Ok(())) };
    let closed = conn.close().map_err(|(_, error)| error);
    drop((note, claim, copy));
    checkpointed.and(closed)
}

fn work(
    conn: &mut Connection,
    task: Task,
    portfolio: &Portfolio,
    live: &Journal,
    mut stamp: Stamp,
    progress: &Progress,
) -> Answer {
    let (mut lines, mut import) = (None, None);
    let (kind, label, changes) = match task {
        Task::Edit(edit) => {
            let planned = edit.plan(portfolio, &mut stamp)?;
            if planned.changes.is_empty() {
                return Ok(Finished::Nothing);
            }
            lines = planned.lines;
            (EntryKind::Edit, planned.label, planned.changes)
        }
        Task::Undo(edit) => (EntryKind::Undo { of: edit.seq }, edit.label.clone(), images(conn, &edit)?.inverse()),
        Task::Redo(edit) => (EntryKind::Redo { of: edit.seq }, edit.label.clone(), images(conn, &edit)?),
        Task::Revert(edit) => {
            let (done, rows) = check_revert(conn, portfolio, live, edit.seq)?;
            if !rows.is_empty() {
                return Err(StoreError::MovedOn { rows, dates: portfolio.settings().more.dates });
            }
            let planned = revert(conn, portfolio, &edit.label, &complete(&edit, done)?)?;
            (EntryKind::Edit, planned.label, planned.changes)
        }
        Task::UndoImport(edit) => {
            let (planned, undo) = undo_import(conn, portfolio, live, &edit)?;
            if planned.changes.is_empty() {
                return Err(StoreError::NothingLeftOfImport { undo, dates: portfolio.settings().more.dates });
            }
            import = Some(undo);
            (EntryKind::Edit, planned.label, planned.changes)
        }
        Task::UndoTo(edits) => return undo_all(conn, edits, portfolio, live, &stamp, progress),
        Task::Reason { edit, text } if live.reason(edit.seq).unwrap_or_default() == text => {
            return Ok(Finished::Nothing);
        }
        Task::Reason { edit, text } => (EntryKind::Reason { of: edit.seq, text }, edit.label, ChangeSet::default()),
        Task::Backup(target) => {
            let (path, bytes) = backup::make(conn, &target, progress)?;
            return Ok(Finished::BackedUp { path, bytes });
        }
        Task::Keep { source, folder, reason } => {
            let (kept, gone) = keep::keep(conn, &source, &folder, reason, &stamp, progress)?;
            return Ok(Finished::Kept { kept: Box::new(kept), gone });
        }
        Task::Check => return check(conn, portfolio, live).map(Finished::Checked),
    };
    let entry = Entry { seq: live.next_seq(), at: stamp.now, by: stamp.author, kind, label, rows: changes.rows.len() };
    let steps = vec![(entry, changes)];
    let ledger = write(conn, portfolio, &steps, lines.as_ref(), progress)?;
    Ok(Finished::Written { steps, ledger, import })
}

/// One undo after the other, each an entry of its own, so that redo brings them back one by one.
fn undo_all(
    conn: &mut Connection,
    edits: Vec<Entry>,
    portfolio: &Portfolio,
    live: &Journal,
    stamp: &Stamp,
    progress: &Progress,
) -> Answer {
    if edits.is_empty() {
        return Ok(Finished::Nothing);
    }
    let steps = (live.next_seq()..).zip(edits).map(|(seq, edit)| {
        let changes = images(conn, &edit)?.inverse();
        let Entry { seq: of, label, rows, .. } = edit;
        let (at, by) = (stamp.now, stamp.author.clone());
        Ok((Entry { seq, at, by, kind: EntryKind::Undo { of }, label, rows }, changes))
    });
    let steps = steps.collect::<Result<Vec<_>, StoreError>>()?;
    let ledger = write(conn, portfolio, &steps, None, progress)?;
    Ok(Finished::Written { steps, ledger, import: None })
}

/// The images of an edit, all of them.
pub(super) fn images(conn: &Connection, edit: &Entry) -> Result<ChangeSet, StoreError> {
    complete(edit, journal::changes(conn, edit.seq)?)
}

fn complete(edit: &Entry, changes: ChangeSet) -> Result<ChangeSet, StoreError> {
    if changes.rows.len() == edit.rows {
        return Ok(changes);
    }
    Err(StoreError::Damaged(format!("entry {} changed {} rows and kept {}", edit.seq, edit.rows, changes.rows.len())))
}
