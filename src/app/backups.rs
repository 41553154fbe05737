//! Backups as they go along with the work: when they are made, what waits for them, and what is asked of them.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Local, Utc};

use crate::jobs::{BackupJob, BackupOutcome, Job, Keeping as WhereKept};
use crate::model::{Edit, KeepReason, Kept, Portfolio};
use crate::preferences::{self, PreferencesFile};
use crate::rules::keeping;
use crate::store::{self, Done, OpenError, Store, StoreError, Wish};
use crate::ui::backups::{BackupAction, BackupStatus, BackupsView, ReadOnlyNotice};
use crate::ui::trouble::{Remedy, Trouble};

use super::App;
use super::wishes::Asked;

/// A larger workspace is backed up while the window goes on; a smaller one in less time than a frame or two.
const LONG_BYTES: u64 = 4 << 20;

/// What the window knows of the backups of the open workspace.
#[derive(Default)]
pub struct Keeping {
    /// Where backups of all workspaces lie unless the preferences say otherwise; nothing is kept without.
    base: Option<PathBuf>,
    /// Oldest first; nothing until the folder has been looked at.
    list: Option<Vec<Kept>>,
    /// The one made last, which need not be the youngest by its date.
    last: Option<Kept>,
    /// When one could not be made; it is tried again half an hour later.
    failed_at: Option<DateTime<Utc>>,
    /// One is being made beside the window.
    under_way: bool,
    held: Option<Wish>,
}

impl App {
    /// Lets backups be kept below this folder, unless the preferences name another.
    pub fn keep_backups_in(&mut self, base: PathBuf) {
        self.keeping.base = Some(base);
        self.begin_keeping();
    }

    /// Where backups of the open workspace go, if they do: the demo has none, being gone when it is closed.
    fn backup_folder(&self) -> Option<PathBuf> {
        let store = self.store.as_ref().filter(|store| !store.is_read_only())?;
        if self.demo_folder.as_ref().is_some_and(|folder| store.path().starts_with(folder.path())) {
            return None;
        }
        Some(store::folder_of(&self.backup_base()?, store.path()))
    }

    fn backup_base(&self) -> Option<PathBuf> {
        self.preferences.backup_folder.clone().or_else(|| self.keeping.base.clone())
    }

    /// What opening a workspace needs to know of backups.
    pub(super) fn where_kept(&self) -> Option<WhereKept> {
        let base = self.backup_base()?;
        let other = self.keeping.base.clone().filter(|own| *own != base);
        Some(WhereKept { base, other, stamp: self.stamp() })
    }

    /// Begins anew for the workspace that is open now.
    pub(super) fn begin_keeping(&mut self) {
        let base = self.keeping.base.take();
        self.keeping = Keeping { base, ..Keeping::default() };
        self.look_for_backups();
    }

    /// Looks for the backups of the open workspace, where they lie now. What waits for one that is being made goes on
    /// waiting.
    pub(super) fn look_for_backups(&mut self) {
        self.keeping.list = None;
        self.keeping.last = None;
        self.keeping.failed_at = None;
        let (Some(store), Some(kept), Some(_)) = (&self.store, self.where_kept(), self.backup_folder()) else {
            return;
        };
        let (workspace, lineage) = (store.path().to_owned(), store::lineage_of(store.journal()));
        self.begin(Job::Backups(BackupJob::List { bases: kept.bases(), workspace, lineage }));
    }

    /// Makes the backup that is due, if one is. Asked in every frame before anything is done in it, so that the first
    /// change of a day finds it made, or at least under way before it.
    pub(super) fn keep_what_is_due(&mut self, ctx: &egui::Context) {
        if self.keeping.list.is_none() || self.is_writing() {
            return;
        }
        let (now, today) = (self.clock.now(), self.clock.today());
        let just_failed =
            self.keeping.failed_at.is_some_and(|at| now.signed_duration_since(at).abs() < keeping::AT_MOST);
        if just_failed {
            return;
        }
        let Some(reason) = keeping::due(self.keeping.last.as_ref(), self.journal(), now, today) else {
            // Half an hour of work is kept though nobody touches the window any more.
            let wait = self.keeping.last.as_ref().and_then(|last| keeping::due_in(last, self.journal(), now));
            if let Some(wait) = wait.and_then(|wait| wait.to_std().ok()) {
                ctx.request_repaint_after(wait);
            }
            return;
        };
        if reason == KeepReason::HalfHour && ctx.input(|input| input.pointer.any_down()) {
            return;
        }
        self.keep(reason);
    }

    fn keep(&mut self, reason: KeepReason) {
        let Some(folder) = self.backup_folder() else { return };
        if let Asked::Refused(_) = self.wish(Wish::Keep { folder, reason }) {
            self.keeping.failed_at = Some(self.clock.now());
        }
    }

    /// Keeps the present before what changes much of it. `Some` when the wish is held until that is done, or is not
    /// to be: without a backup there is no import and no restore.
    pub(super) fn keep_first(&mut self, wish: &Wish) -> Option<Asked> {
        let reason = match wish {
            Wish::Edit(Edit::Import(_)) => KeepReason::Import,
            Wish::Edit(Edit::Restore { .. }) => KeepReason::Restore,
            Wish::Edit(_)
            | Wish::Undo
            | Wish::Redo
            | Wish::Revert(_)
            | Wish::UndoImport(_)
            | Wish::UndoTo(_)
            | Wish::Reason { .. }
            | Wish::Backup(_)
            | Wish::Keep { .. }
            | Wish::Check => return None,
        };
        let folder = self.backup_folder()?;
        // A folder of somebody's choice may be on a disk that no longer answers, and the window does not wait for it.
        let chosen_folder = self.preferences.backup_folder.is_some();
        let is_there = |last: &Kept| chosen_folder || last.path.is_file();
        let is_kept = |last: &Kept| keeping::is_current(last, self.journal()) && is_there(last);
        if self.journal().entries().is_empty() || self.keeping.last.as_ref().is_some_and(is_kept) {
            return None;
        }
        match self.attempt(Wish::Keep { folder, reason }) {
            Asked::Done(_) => None,
            Asked::Waits => {
                self.keeping.held = Some(wish.clone());
                Some(Asked::Waits)
            }
            Asked::Refused(error) => {
                self.keeping.failed_at = Some(self.clock.now());
                Some(Asked::Refused(error))
            }
        }
    }

    /// What a wish that takes its time is called, if it is a backup.
    pub(super) fn keeping_label(store: &Store, chosen_folder: bool) -> Option<String> {
        (chosen_folder || store.bytes_on_disk() > LONG_BYTES).then(|| "Making a backup".to_owned())
    }

    pub(super) fn keeping_began(&mut self) {
        self.keeping.under_way = true;
    }

    /// Goes on after a long write: what was held for a backup is done, or, when there is none, is not.
    pub(super) fn go_on_after_backup(&mut self, made: bool) {
        let was_backup = std::mem::take(&mut self.keeping.under_way);
        if was_backup && !made {
            self.keeping.failed_at = Some(self.clock.now());
        }
        match self.keeping.held.take() {
            Some(wish) if made => {
                let asked = self.wish(wish);
                self.settle_import(&asked);
            }
            Some(_) => self.give_back_import(),
            None => {}
        }
    }

    /// A backup was made.
    pub(super) fn take_kept(&mut self, kept: &Kept, gone: &[PathBuf]) {
        let list = self.keeping.list.get_or_insert_default();
        list.retain(|other| !gone.contains(&other.path));
        list.push(kept.clone());
        list.sort_by(|one, other| one.age().cmp(&other.age()));
        self.keeping.last = Some(kept.clone());
        self.keeping.failed_at = None;
        if kept.reason == KeepReason::Asked {
            self.view.toasts.info("Backup made and checked");
        }
        self.show_list();
    }

    /// What the status line says of backups.
    pub(super) fn backup_status(&self) -> Option<BackupStatus> {
        self.keeping.list.as_ref()?;
        if self.keeping.failed_at.is_some() {
            return Some(BackupStatus { words: "No backup could be made".to_owned(), failed: true });
        }
        let words = match &self.keeping.last {
            None => "No backup yet".to_owned(),
            Some(last) if last.day == self.clock.today() => format!("Backup {}", clock_time(last)),
            Some(last) => format!("Backup {}", last.day.format("%-d %b")),
        };
        Some(BackupStatus { words, failed: false })
    }

    /// What the line over the board says of a workspace that can only be read.
    pub(super) fn read_only_notice(&self) -> Option<ReadOnlyNotice> {
        self.read_only_notice.clone()
    }

    /// Finds out what to say of the workspace that is shown now.
    pub(super) fn note_read_only(&mut self) {
        self.read_only_notice =
            self.store.as_ref().filter(|store| store.is_read_only()).map(|store| match store::kept_at(store.path()) {
                Some(kept) => ReadOnlyNotice {
                    words: format!("Read-only: this is the backup of {}", self.when(&kept)),
                    // If it is gone, opening it offers to put a backup in its place.
                    back_to: Some(PathBuf::from(&kept.source)),
                },
                None => ReadOnlyNotice {
                    words: format!("Read-only: {}", store::why_read_only(store.path())),
                    back_to: None,
                },
            });
    }

    pub(super) fn show_backups(&mut self) {
        self.flush_drafts();
        self.view.backups = Some(BackupsView::default());
        self.show_list();
    }

    /// Brings the open list up to what is known.
    fn show_list(&mut self) {
        let folder = self.backup_folder();
        let is_read_only = self.store.as_ref().is_some_and(Store::is_read_only);
        let Some(view) = &mut self.view.backups else { return };
        view.why_none = match (&folder, is_read_only) {
            (Some(_), _) => None,
            (None, true) => Some("This workspace can only be read, so that it needs no backups"),
            (None, false) => {
                Some("The demo keeps no backups: it is gone when you close it. File → Save a copy… keeps it")
            }
        };
        view.folder = folder.map(|folder| folder.display().to_string()).unwrap_or_default();
        view.kept.clone_from(self.keeping.list.as_ref().unwrap_or(&Vec::new()));
        view.kept.reverse();
    }

    pub(super) fn perform_backup(&mut self, action: BackupAction) {
        match action {
            BackupAction::CloseList => self.view.backups = None,
            BackupAction::CloseTrouble => self.view.trouble = None,
            BackupAction::KeepNow | BackupAction::OpenReadOnly(_) | BackupAction::Restore(_) if self.is_writing() => {
                self.view.toasts.info(StoreError::Busy.to_string());
            }
            BackupAction::KeepNow => self.keep(KeepReason::Asked),
            BackupAction::Check => {
                if let Some(view) = &mut self.view.backups {
                    view.checking = true;
                    let kept = view.kept.clone();
                    self.begin(Job::Backups(BackupJob::Check(kept)));
                }
            }
            BackupAction::OpenReadOnly(path) => {
                // What was typed is written before another workspace is shown.
                if self.may_close() {
                    self.view.backups = None;
                    self.view.trouble = None;
                    self.begin(Job::Backups(BackupJob::OpenReadOnly(path)));
                }
            }
            BackupAction::Restore(path) => {
                let found = self.keeping.list.iter().flatten().find(|kept| kept.path == path).cloned();
                if let Some(kept) = found {
                    self.view.backups = None;
                    let workspace = self.workspace;
                    self.begin(Job::Backups(BackupJob::Read { kept: Box::new(kept), workspace }));
                }
            }
            BackupAction::PutBack { kept, workspace } => {
                if self.may_close() {
                    self.view.trouble = None;
                    let today = self.clock.today();
                    self.begin(Job::Backups(BackupJob::PutBack { kept, workspace, today }));
                }
            }
        }
    }

    pub(super) fn take_backup_outcome(&mut self, outcome: BackupOutcome, ctx: &egui::Context) {
        match outcome {
            BackupOutcome::Listed { bases, workspace, kept } => {
                let is_open = self.store.as_ref().is_some_and(|store| store.path() == workspace);
                if let Some(now) = self.where_kept().filter(|now| is_open && now.bases() == bases) {
                    // One in another folder is no reason to make none in this.
                    self.keeping.last = kept.iter().rfind(|kept| kept.path.starts_with(&now.base)).cloned();
                    self.keeping.list = Some(kept);
                    self.show_list();
                }
            }
            BackupOutcome::Checked(results) => {
                if let Some(view) = &mut self.view.backups {
                    view.checking = false;
                    view.intact = results.into_iter().collect();
                }
            }
            BackupOutcome::Read { kept, workspace, result: Ok(portfolio) } => self.restore(&kept, workspace, portfolio),
            BackupOutcome::Read { result: Err(error), .. } | BackupOutcome::PutBack { result: Err(error) } => {
                self.view.toasts.error(error.to_string());
            }
            BackupOutcome::PutBack { result: Ok((store, aside)) } => {
                self.show_workspace(*store, ctx);
                self.plan_import();
                let beside = |aside: PathBuf| format!("; the damaged file is kept: {}", aside.display());
                self.view.toasts.info(format!("Restored{}", aside.map(beside).unwrap_or_default()));
            }
            BackupOutcome::Trouble { path, error, newest, looked_in } => {
                self.agreed = None;
                let words = error.to_string();
                self.view.trouble = Some(Trouble { remedy: remedy(&error), path, words, newest, looked_in });
            }
        }
    }

    /// Makes everything as it is in the backup, if it is one of the workspace that is open, and that it was asked for
    /// in.
    fn restore(&mut self, kept: &Kept, workspace: usize, portfolio: Portfolio) {
        if workspace != self.workspace || store::lineage_of(self.journal()).as_ref() != Some(&kept.lineage) {
            let what = format!("Nothing was restored: the backup of {} is of another workspace", self.when(kept));
            self.view.toasts.error(format!("{what}; open that one, and restore it there"));
            return;
        }
        // What comes back is to be seen.
        self.view.replay = None;
        self.flush_drafts();
        let restore = Edit::Restore { to: Arc::new(portfolio), when: self.when(kept) };
        if let Asked::Done(Done::Nothing) = self.wish(Wish::Edit(restore)) {
            self.view.toasts.info("Everything is as it is in this backup already");
        }
    }

    /// "3 April 2026, 14:02", as this workspace writes days.
    fn when(&self, kept: &Kept) -> String {
        format!("{}, {}", self.portfolio().settings().more.dates.day(kept.day), clock_time(kept))
    }
}

/// What can be done with the backup of a workspace that did not open.
const fn remedy(error: &OpenError) -> Remedy {
    match error {
        OpenError::InUse { .. } => Remedy::Look,
        OpenError::NotFound(_) => Remedy::BringBack,
        _ => Remedy::Replace,
    }
}

fn clock_time(kept: &Kept) -> String {
    kept.at.with_timezone(&Local).format("%H:%M").to_string()
}

/// The folder of the program's own for backups, where the system keeps such things, or below `FOURFOLD_DATA_DIR`.
#[must_use]
pub fn default_base() -> Option<PathBuf> {
    let named = std::env::var_os("FOURFOLD_DATA_DIR").filter(|folder| !folder.is_empty());
    let folder = match named {
        Some(folder) => std::path::absolute(folder).ok()?,
        None => directories::ProjectDirs::from("", "", "fourfold")?.data_dir().to_owned(),
    };
    Some(folder.join("backups"))
}

/// Where a command without a window keeps its backups: where the window does, so that the window finds them.
#[must_use]
pub fn headless_base() -> Option<PathBuf> {
    let chosen = preferences::folder().and_then(|folder| {
        // Without them it is as if nobody had chosen anything, and that is no reason to go without a backup.
        let (_file, preferences, _complaint) = PreferencesFile::load(&folder).ok()?;
        preferences.backup_folder
    });
    chosen.or_else(default_base)
}
