//! Workspaces on disk: the only place that knows SQLite.
//!
//! One connection, on a thread of its own, holds the file for itself. What a user wishes is planned against the
//! portfolio in memory, written with its journal entry in one transaction, and applied to memory after the commit,
//! so that memory never knows more than the disk.

mod backup;
mod check;
mod error;
mod history;
mod journal;
mod keep;
mod ledger;
mod lock;
mod open;
mod put_back;
mod read_only;
mod rows;
mod schema;
#[cfg(test)]
mod tests;
mod worker;
mod write;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;

use chrono::{Days, NaiveDate};

use crate::model::{
    AccountId, ChangeSet, Edit, Entry, EntryKind, ImportUndo, Journal, KeepReason, Kept, Portfolio, Progress,
    PurchaseLines, RowChange, RowKey, Seq, Settings, Stamp, day_begins,
};
use crate::rules::evidence;

pub use check::CheckReport;
pub use error::{OpenError, StoreError};
pub use history::UndoOutlook;
pub use keep::{folder_of, is_intact, kept_at, kept_in, kept_of, lineage_of, newest_good};
pub use ledger::LedgerReader;
pub use lock::is_open_here;
pub use put_back::{put_back, read_kept};
pub use read_only::why_read_only;
pub use schema::{APPLICATION_ID, latest_version};

use open::Opened;
use worker::{Answer, Finished, Job, Task, Waker};

/// An open workspace, for the window's thread.
pub struct Store {
    path: PathBuf,
    read_only: bool,
    portfolio: Arc<Portfolio>,
    journal: Arc<Journal>,
    working: Option<Progress>,
    jobs: Sender<Job>,
    answers: Receiver<Answer>,
    waker: Waker,
    worker: Option<JoinHandle<rusqlite::Result<()>>>,
}

/// Something asked of a workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    Edit(Edit),
    /// Takes back the last edit that stands.
    Undo,
    /// Does the last edit again that was taken back.
    Redo,
    /// Takes back this edit alone, wherever it stands, when nothing since touched its rows. It is an edit itself.
    Revert(Seq),
    /// Takes back what still stands of this import, however long ago it was, and leaves what was edited since. It is
    /// an edit itself.
    UndoImport(Seq),
    /// Takes back every edit after this entry, all or none.
    UndoTo(Seq),
    /// Says why an edit was made.
    Reason {
        of: Seq,
        text: String,
    },
    /// Copies the workspace into this file, replacing it.
    Backup(PathBuf),
    /// Makes a backup in the folder for those of this workspace, and lets older ones go.
    Keep {
        folder: PathBuf,
        reason: KeepReason,
    },
    /// Reads everything, and compares it with itself and with memory.
    Check,
}

/// What came of a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// It would have changed nothing, so there is no entry.
    Nothing,
    Written {
        entry: Entry,
        touched: Vec<RowKey>,
    },
    /// An import was taken back as far as it could be: what became of each of its rows.
    ImportUndone {
        entry: Entry,
        touched: Vec<RowKey>,
        undo: ImportUndo,
    },
    /// So many edits were undone, each with an entry of its own.
    UndoneTo {
        edits: usize,
        touched: Vec<RowKey>,
    },
    BackedUp {
        path: PathBuf,
        bytes: u64,
    },
    /// A backup was made; those of these names are gone.
    Kept {
        kept: Box<Kept>,
        gone: Vec<PathBuf>,
    },
    Checked(CheckReport),
}

impl Wish {
    /// Whether it would change the workspace.
    #[must_use]
    pub const fn writes(&self) -> bool {
        match self {
            Self::Edit(_)
            | Self::Undo
            | Self::Redo
            | Self::Revert(_)
            | Self::UndoImport(_)
            | Self::UndoTo(_)
            | Self::Reason { .. } => true,
            Self::Backup(_) | Self::Keep { .. } | Self::Check => false,
        }
    }
}

impl Store {
    /// Makes a new workspace and opens it. It never writes over a file that is there.
    ///
    /// # Errors
    /// [`OpenError`]; then there is no new file.
    #[expect(clippy::needless_pass_by_value, reason = "the workspace keeps them")]
    pub fn create(path: &Path, settings: Settings) -> Result<Self, OpenError> {
        let path = std::path::absolute(path).map_err(|error| OpenError::of_io(error, path))?;
        open::create(&path, &settings)?;
        Self::open(&path).inspect_err(|error| {
            // On a disk that cannot hold a workspace safely, none is left behind; one that somebody else was faster
            // to open is theirs.
            if !matches!(error, OpenError::InUse { .. } | OpenError::OpenHere(_)) {
                open::remove(&path);
            }
        })
    }

    /// Opens a workspace and holds it: nobody else can open it until this one is closed.
    ///
    /// # Errors
    /// [`OpenError`]; then the file and its folder are as they were.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let path = std::path::absolute(path).map_err(|error| OpenError::of_io(error, path))?;
        let opened = open::open(&path, None)?;
        Self::begin(path, opened)
    }

    /// The same, with backups below the folder `base`: before a file of an older format is brought up to date, one is
    /// made.
    ///
    /// # Errors
    /// [`OpenError`], `NotKept` when the backup cannot be made; then the file is as it was.
    pub fn open_keeping(path: &Path, base: &Path, stamp: &Stamp) -> Result<Self, OpenError> {
        let path = std::path::absolute(path).map_err(|error| OpenError::of_io(error, path))?;
        let opened = open::open(&path, Some((base, stamp)))?;
        Self::begin(path, opened)
    }

    /// Opens a workspace to tell or copy what is in it, and holds it meanwhile. One of an older format is read in a private
    /// copy and stays as it is.
    ///
    /// # Errors
    /// [`OpenError`]; then the file and its folder are as they were.
    pub fn open_to_read(path: &Path) -> Result<Self, OpenError> {
        if read_only::is_older(path) { Self::open_read_only(path) } else { Self::open(path) }
    }

    /// Opens a workspace to look at it and to copy it, whether or not it can be written to. Nobody is kept out, and
    /// nothing is written, not even into its folder.
    ///
    /// # Errors
    /// [`OpenError`].
    pub fn open_read_only(path: &Path) -> Result<Self, OpenError> {
        let path = std::path::absolute(path).map_err(|error| OpenError::of_io(error, path))?;
        let opened = read_only::open(&path)?;
        Self::begin(path, opened)
    }

    /// Gives what was opened a thread of its own.
    fn begin(path: PathBuf, mut opened: Opened) -> Result<Self, OpenError> {
        let read_only = opened.read_only;
        let portfolio = Arc::new(std::mem::take(&mut opened.portfolio));
        let journal = Arc::new(std::mem::take(&mut opened.journal));
        let (jobs, inbox) = channel();
        let (outbox, answers) = channel();
        let waker = Waker::default();
        let rings = Arc::clone(&waker);
        let worker = std::thread::Builder::new()
            .name("store".to_owned())
            .spawn(move || worker::run(opened, &inbox, &outbox, &rings))
            .map_err(|error| OpenError::of_io(error, &path))?;
        Ok(Self { path, read_only, portfolio, journal, working: None, jobs, answers, waker, worker: Some(worker) })
    }

    /// The workspace file, absolute.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can only be looked at.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.read_only
    }

    /// How large the file is, with what is not merged into it yet.
    #[must_use]
    pub fn bytes_on_disk(&self) -> u64 {
        // Asking for the length opens nothing, and so drops no lock.
        let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        bytes(&self.path) + open::companions(&self.path).map(|path| bytes(&path)).sum::<u64>()
    }

    /// What the workspace knows, as of the last commit.
    #[must_use]
    pub const fn portfolio(&self) -> &Arc<Portfolio> {
        &self.portfolio
    }

    /// What was done, as of the last commit.
    #[must_use]
    pub const fn journal(&self) -> &Arc<Journal> {
        &self.journal
    }

    /// Says which day it is: revenues of accounts with purchases are those of the 12 months until then. Not a change.
    pub fn set_today(&mut self, today: NaiveDate) {
        if self.portfolio.bought_until() != Some(today) {
            let portfolio = Arc::make_mut(&mut self.portfolio);
            portfolio.set_today(today);
            evidence::settle(portfolio);
        }
    }

    /// Begins something long; [`Self::poll`] says when it is done.
    ///
    /// # Errors
    /// [`StoreError::Busy`] while something else is under way, and whatever is clear without a look at the disk.
    pub fn submit(&mut self, wish: Wish, stamp: Stamp, progress: Progress) -> Result<(), StoreError> {
        if self.working.is_some() {
            return Err(StoreError::Busy);
        }
        if self.read_only && wish.writes() {
            return Err(StoreError::ReadOnly);
        }
        let task = match wish {
            Wish::Edit(edit) => Task::Edit(edit),
            Wish::Undo => Task::Undo(self.journal.next_undo().ok_or(StoreError::NothingToUndo)?.clone()),
            Wish::Redo => Task::Redo(self.journal.next_redo().ok_or(StoreError::NothingToRedo)?.clone()),
            Wish::Revert(seq) => Task::Revert(self.edit_in_effect(seq)?.clone()),
            Wish::UndoImport(seq) => Task::UndoImport(self.import_in_effect(seq)?.clone()),
            Wish::UndoTo(seq) => Task::UndoTo(self.journal.undone_by_going_to(seq).cloned().collect()),
            Wish::Reason { of, text } => Task::Reason { edit: self.edit(of)?.clone(), text: text.trim().to_owned() },
            Wish::Backup(path) => Task::Backup(path),
            Wish::Keep { folder, reason } => Task::Keep { source: self.path.clone(), folder, reason },
            Wish::Check => Task::Check,
        };
        let job = Job::Long {
            task,
            portfolio: Arc::clone(&self.portfolio),
            journal: Arc::clone(&self.journal),
            stamp,
            progress: progress.clone(),
        };
        self.jobs.send(job).map_err(|_| StoreError::Stopped)?;
        self.working = Some(progress);
        Ok(())
    }

    /// What came of the last [`Self::submit`], once, when it is done; memory is then up to date.
    pub fn poll(&mut self) -> Option<Result<Done, StoreError>> {
        self.working.as_ref()?;
        match self.answers.try_recv() {
            Ok(answer) => Some(self.finish(answer)),
            Err(TryRecvError::Empty) => None,
            Err(TryRecvError::Disconnected) => Some(self.finish(Err(StoreError::Stopped))),
        }
    }

    /// Does something and waits until it is on disk.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub fn perform(&mut self, wish: Wish, stamp: Stamp) -> Result<Done, StoreError> {
        self.submit(wish, stamp, Progress::default())?;
        let answer = self.answers.recv().unwrap_or(Err(StoreError::Stopped));
        self.finish(answer)
    }

    /// How far the work under way has come, if there is any.
    #[must_use]
    pub const fn working(&self) -> Option<&Progress> {
        self.working.as_ref()
    }

    /// What an entry changed: of an edit or redo the images of the edit, of an undo their inverse, of a reason
    /// nothing.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEdit`], [`StoreError::Busy`], or what reading the disk says.
    pub fn changes_of(&self, seq: Seq) -> Result<ChangeSet, StoreError> {
        let entry = self.journal.entry(seq).ok_or(StoreError::NoSuchEdit(seq))?;
        Ok(self.effects([entry])?.pop().unwrap_or_default())
    }

    /// The portfolio as it was at the end of that day where the user is: all later entries taken back, and revenue that
    /// of the twelve months until then.
    ///
    /// # Errors
    /// [`StoreError::Busy`], or what reading the disk says.
    pub fn as_of(&self, day: NaiveDate) -> Result<Portfolio, StoreError> {
        let end = day_begins(day.checked_add_days(Days::new(1)).unwrap_or(day));
        // The order of entries counts, not their times: a clock may have been put back.
        let later: Vec<&Entry> = self.journal.entries().iter().rev().take_while(|entry| entry.at >= end).collect();
        let mut portfolio = (*self.portfolio).clone();
        let mut other_lines = false;
        for changes in self.effects(later)? {
            other_lines |= changes.rows.iter().any(ledger::counts_otherwise);
            portfolio.apply(&changes.inverse());
        }
        if other_lines {
            let then = portfolio.clone();
            portfolio.set_ledger(self.look(move |conn| ledger::totals_for(conn, &then))??);
        }
        portfolio.set_today(day);
        evidence::settle(&mut portfolio);
        Ok(portfolio)
    }

    /// Reads purchases from other threads, between edits.
    #[must_use]
    pub fn ledger_reader(&self) -> LedgerReader {
        LedgerReader::new(self.jobs.clone())
    }

    /// The purchases of one account that count, newest first, so many at most.
    ///
    /// # Errors
    /// [`StoreError::Busy`], or what reading the disk says.
    pub fn purchases_of(&self, account: AccountId, limit: usize) -> Result<PurchaseLines, StoreError> {
        Ok(self.look(move |conn| ledger::purchases_of(conn, account, limit))??)
    }

    /// Whether the file is a copy of this workspace, older or newer, so that a new copy may take its place.
    ///
    /// # Errors
    /// [`StoreError::Busy`].
    pub fn is_copied_in(&self, path: &Path) -> Result<bool, StoreError> {
        if self.working.is_some() {
            return Err(StoreError::Busy);
        }
        let (reply, answer) = channel();
        self.jobs.send(Job::IsCopy { path: path.to_owned(), reply }).map_err(|_| StoreError::Stopped)?;
        answer.recv().map_err(|_| StoreError::Stopped)
    }

    /// Waits for nothing: what is under way is cancelled. Merges the write-ahead log into the file and gives it back.
    ///
    /// # Errors
    /// [`StoreError::Close`]; what was saved is safe all the same.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.stop()
    }

    /// What to call, on the store's thread, when [`Self::poll`] has something to say.
    pub fn set_waker(&self, wake: Box<dyn Fn() + Send>) {
        *self.waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(wake);
    }

    /// Brings memory up to what was committed.
    fn finish(&mut self, answer: Answer) -> Result<Done, StoreError> {
        self.working = None;
        Ok(match answer? {
            Finished::Nothing => Done::Nothing,
            Finished::Written { mut steps, ledger, import } => {
                for (entry, changes) in &steps {
                    if !changes.is_empty() {
                        Arc::make_mut(&mut self.portfolio).apply(changes);
                    }
                    let moves = if entry.kind == EntryKind::Edit { Some(changes) } else { None };
                    let moves = moves.into_iter().flat_map(|changes| Journal::moves_in(entry.seq, changes));
                    Arc::make_mut(&mut self.journal).push(entry.clone(), moves);
                }
                if let Some(ledger) = ledger {
                    Arc::make_mut(&mut self.portfolio).set_ledger(ledger);
                }
                if !steps.is_empty() {
                    evidence::settle(Arc::make_mut(&mut self.portfolio));
                }
                let edits = steps.len();
                let touched: BTreeSet<RowKey> =
                    steps.iter().flat_map(|(_, changes)| changes.rows.iter().map(RowChange::key)).collect();
                let touched = touched.into_iter().collect();
                match (steps.pop(), edits, import) {
                    (None, _, _) => Done::Nothing,
                    (Some((entry, _)), _, Some(undo)) => Done::ImportUndone { entry, touched, undo },
                    (Some((entry, _)), 1, None) => Done::Written { entry, touched },
                    (Some(_), edits, None) => Done::UndoneTo { edits, touched },
                }
            }
            Finished::BackedUp { path, bytes } => Done::BackedUp { path, bytes },
            Finished::Kept { kept, gone } => Done::Kept { kept, gone },
            Finished::Checked(report) => Done::Checked(report),
        })
    }

    /// The changes that these entries made, in the order asked.
    fn effects<'a>(&self, entries: impl IntoIterator<Item = &'a Entry>) -> Result<Vec<ChangeSet>, StoreError> {
        let about: Vec<(Seq, bool)> = entries
            .into_iter()
            .filter_map(|entry| match entry.kind {
                EntryKind::Edit => Some((entry.seq, false)),
                EntryKind::Undo { of } => Some((of, true)),
                EntryKind::Redo { of } => Some((of, false)),
                EntryKind::Reason { .. } => None,
            })
            .collect();
        if about.is_empty() {
            return Ok(Vec::new());
        }
        if self.working.is_some() {
            return Err(StoreError::Busy);
        }
        let (reply, images) = channel();
        let edits = about.iter().map(|(edit, _)| *edit).collect();
        self.jobs.send(Job::Images { edits, reply }).map_err(|_| StoreError::Stopped)?;
        let images = images.recv().map_err(|_| StoreError::Stopped)??;
        Ok(images
            .into_iter()
            .zip(about)
            .map(|(changes, (_, undone))| if undone { changes.inverse() } else { changes })
            .collect())
    }

    fn edit(&self, seq: Seq) -> Result<&Entry, StoreError> {
        self.journal.entry(seq).filter(|entry| entry.kind == EntryKind::Edit).ok_or(StoreError::NoSuchEdit(seq))
    }

    fn import_in_effect(&self, seq: Seq) -> Result<&Entry, StoreError> {
        let edit = self.edit_in_effect(seq)?;
        if edit.brings_in() { Ok(edit) } else { Err(StoreError::NotAnImport(seq)) }
    }

    fn edit_in_effect(&self, seq: Seq) -> Result<&Entry, StoreError> {
        let edit = self.edit(seq)?;
        if self.journal.in_effect(seq) { Ok(edit) } else { Err(StoreError::NotInEffect(seq)) }
    }

    fn stop(&mut self) -> Result<(), StoreError> {
        let Some(worker) = self.worker.take() else { return Ok(()) };
        if let Some(progress) = &self.working {
            progress.cancel();
        }
        // A worker that is gone already says so when joined.
        drop(self.jobs.send(Job::Close));
        let closed = worker.join().map_err(|_| StoreError::Stopped)?;
        closed.map_err(|error| StoreError::Close(error.to_string()))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::warn!("{error}");
        }
    }
}
