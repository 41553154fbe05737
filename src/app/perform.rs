use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use egui::ThemePreference;

use crate::chart::radius::DotSize;
use crate::command::Command;
use crate::dialogs::Ask;
use crate::jobs::Job;
use crate::model::{AccountId, AccountValue, Edit, EntryKind, Portfolio, Progress, RowKey, Seq};
use crate::rules::class::Class;
use crate::store::{Done, Store, StoreError, Wish};
use crate::ui::drafts::{DraftKey, PanelField};
use crate::ui::import::{ImportState, ImportView, Planned};
use crate::ui::view::{Action, View};
use crate::ui::workspace_form::WorkspaceForm;

use super::App;

/// Edits of more rows than this are written while the window goes on.
const LONG_ROWS: usize = 2_000;

impl App {
    /// Does what a view asked for.
    pub fn perform(&mut self, action: Action, ctx: &egui::Context) {
        match action {
            Action::Command(command) => self.command(command, ctx),
            Action::Edit(edit) => {
                self.flush_drafts();
                self.wish(Wish::Edit(edit));
            }
            Action::Select(selection) => {
                // What was typed belongs to the account that it was typed for: it is written before another is shown.
                self.flush_drafts();
                self.view.selection = selection;
            }
            Action::CommitDraft(key) => self.commit_draft(key),
            Action::GiveReason { of, text } => self.give_reason(of, text),
            Action::DismissToast(id) => self.view.toasts.dismiss(id),
            Action::ImportFile(path) => self.begin_import(path),
            Action::MapColumn { column, field } => self.map_column(column, field),
            Action::RunImport => self.run_import(),
            Action::SaveRejects => {
                if let Some(ImportView { state: ImportState::Read(preview), .. }) = &self.view.import
                    && let Some(Ok(Planned { plan, .. })) = &preview.plan
                {
                    // Whatever becomes of the dialog meanwhile, these are the rows that were asked for.
                    self.rejects = Some((Arc::clone(&preview.sheet), Arc::clone(plan)));
                    self.ask(Ask::SaveRejects { suggested: self.file_name("rejected rows", "csv") });
                }
            }
            Action::CloseImport => {
                self.jobs.stop_import();
                self.view.import = None;
                self.import_after_create = false;
            }
            Action::CancelWork => {
                if let Some((_, progress)) = &self.writing {
                    progress.cancel();
                }
            }
            Action::OpenWorkspace(_) if self.writing.is_some() => {
                self.view.toasts.info("Wait until the present work is written");
            }
            Action::OpenWorkspace(path) => self.begin(Job::Open(path)),
            Action::ListFolder(folder) => self.begin(Job::ListFolder(folder)),
            Action::PathChosen(path) if self.must_confirm(path.as_deref()) => {}
            Action::PathChosen(path) => {
                self.view.path_dialog = None;
                match (path, self.asked.take()) {
                    (Some(path), Some(ask)) => self.path_chosen(&ask, path),
                    (None, Some(Ask::WorkspaceForImport { .. })) => self.import_after_create = false,
                    _ => {}
                }
            }
        }
    }

    fn command(&mut self, command: Command, ctx: &egui::Context) {
        if let Err(reason) = command.availability(&self.env(ctx)) {
            self.view.toasts.info(reason);
            return;
        }
        let selected: Vec<AccountId> = self.view.selection.iter().copied().collect();
        match command {
            Command::NewWorkspace => self.ask(Ask::NewWorkspace { suggested: "Our accounts.fourfold".to_owned() }),
            Command::OpenWorkspace => self.ask(Ask::OpenWorkspace),
            Command::OpenDemo => self.begin_demo(),
            Command::Import => self.ask(Ask::OpenSheet),
            Command::ExportCsv => self.ask(Ask::SaveCsv { suggested: self.file_name("accounts", "csv") }),
            Command::ExportJson => self.ask(Ask::SaveJson { suggested: self.file_name("accounts", "json") }),
            Command::SavePicture => self.ask(Ask::SavePicture { suggested: self.file_name("board", "svg") }),
            Command::Backup => self.ask(Ask::SaveCopy { suggested: self.file_name("copy", "fourfold") }),
            Command::WorkspaceForm => {
                let settings = self.portfolio().settings();
                let (name, currency) = (settings.name.clone(), settings.currency.clone());
                self.view.workspace_form = Some(WorkspaceForm { name, currency });
            }
            Command::CloseWorkspace if !self.may_close() => {}
            Command::CloseWorkspace => self.close_workspace(),
            Command::Quit => {
                self.quitting = self.may_close();
                ctx.request_repaint();
            }
            Command::Undo => {
                self.flush_drafts();
                self.wish(Wish::Undo);
            }
            Command::Redo => {
                self.flush_drafts();
                self.wish(Wish::Redo);
            }
            Command::SelectAll => self.perform(Action::Select(self.view.board.found()), ctx),
            Command::Deselect => self.perform(Action::Select(BTreeSet::new()), ctx),
            Command::Find => self.view.focus_search = true,
            Command::ZoomIn => self.view.board.zoom(1.25),
            Command::ZoomOut => self.view.board.zoom(0.8),
            Command::Fit => self.view.board.camera = crate::ui::board::Camera::default(),
            Command::SizeByRevenue => self.view.board.size = DotSize::Revenue,
            Command::SizeEqual => self.view.board.size = DotSize::Equal,
            Command::ThemeSystem => ctx.set_theme(ThemePreference::System),
            Command::ThemeLight => ctx.set_theme(ThemePreference::Light),
            Command::ThemeDark => ctx.set_theme(ThemePreference::Dark),
            Command::NewAccount => self.new_account(ctx),
            Command::Unplace => {
                let placements = selected.iter().map(|account| crate::model::Placement { account: *account, to: None });
                self.perform(Action::Edit(Edit::Move(placements.collect())), ctx);
            }
            Command::Archive => {
                let archived = !self.env(ctx).selected_archived;
                self.perform(Action::Edit(Edit::SetArchived { accounts: selected, archived }), ctx);
            }
            Command::Delete => self.perform(Action::Edit(Edit::DeleteAccounts(selected)), ctx),
            Command::About => self.view.about_open = true,
        }
    }

    /// A new account waits in the tray, selected, its name ready to be typed over.
    fn new_account(&mut self, ctx: &egui::Context) {
        self.flush_drafts();
        let taken: BTreeSet<&str> = self.portfolio().accounts().map(|account| account.name.as_str()).collect();
        let mut name = "New account".to_owned();
        let mut number = 2;
        while taken.contains(name.as_str()) {
            name = format!("New account {number}");
            number += 1;
        }
        let edit = Edit::CreateAccount { values: vec![AccountValue::Name(name)], position: None };
        if let Asked::Done(Done::Written { touched, .. }) = self.wish(Wish::Edit(edit))
            && let Some(RowKey::Account(account)) = touched.first()
        {
            self.view.selection = BTreeSet::from([*account]);
            let id = egui::Id::unique(("account field", account.0, PanelField::Name));
            ctx.memory_mut(|memory| memory.request_focus(id));
            let mut state = egui::text_edit::TextEditState::default();
            let all = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(usize::MAX));
            state.cursor.set_char_range(Some(all));
            state.store(ctx, id);
        }
    }

    /// Writes all unfinished text; what cannot be read or written stays in its field, and is said.
    pub(super) fn flush_drafts(&mut self) {
        for key in self.view.drafts.keys() {
            self.commit_draft(key);
        }
        if let Some((of, text)) = self.view.toasts.unfinished_reason() {
            self.give_reason(of, text);
        }
    }

    fn give_reason(&mut self, of: Seq, text: String) {
        match self.wish(Wish::Reason { of, text }) {
            Asked::Done(_) | Asked::Waits => self.view.toasts.answered(of),
            // The question stays, with what was typed.
            Asked::Refused(_) => {}
        }
    }

    fn commit_draft(&mut self, key: DraftKey) {
        if self.writing.is_some() {
            // It is read against what will be there then.
            self.late_drafts.insert(key);
            return;
        }
        let Some(account) = self.portfolio().account(key.account).cloned() else {
            self.view.drafts.drop(key);
            return;
        };
        // A text that was found wanting once is not complained of again until it is changed.
        let known = self.view.drafts.error(key).is_some();
        let was_placed = account.position().is_some();
        match self.view.drafts.edit(key, &account) {
            Ok(None) => self.view.drafts.drop(key),
            Ok(Some(edit)) => match self.attempt(Wish::Edit(edit)) {
                Asked::Done(_) | Asked::Waits => self.view.drafts.written(key, was_placed),
                Asked::Refused(error) => {
                    self.view.drafts.refuse(key, error.to_string());
                    if !known {
                        self.say_refused(&error);
                    }
                }
            },
            Err(_) if known => {}
            Err(error) => {
                let only_half = error == crate::ui::drafts::DraftError::HalfAPlace;
                if !only_half {
                    self.view.toasts.error(format!("{}: {error}", account.name));
                }
            }
        }
    }

    /// Whether nothing typed would be lost by closing. What cannot be written is said once; to close all the same is
    /// to say so twice.
    pub(super) fn may_close(&mut self) -> bool {
        self.flush_drafts();
        let unsaved = self.view.drafts.keys().len();
        if unsaved == 0 || std::mem::replace(&mut self.close_warned, true) {
            return true;
        }
        let what = if unsaved == 1 { "1 field is".to_owned() } else { format!("{unsaved} fields are") };
        self.view.toasts.error(format!("{what} not saved, see the panel; mend it, or close once more to leave it"));
        false
    }

    /// Asks the store, and says so when it refuses.
    pub(super) fn wish(&mut self, wish: Wish) -> Asked {
        let asked = self.attempt(wish);
        if let Asked::Refused(error) = &asked {
            self.say_refused(error);
        }
        asked
    }

    /// Asks the store; waits for what is short, goes on beside what is long.
    fn attempt(&mut self, wish: Wish) -> Asked {
        let stamp = self.stamp();
        if self.writing.is_some() {
            // An edit is worked out from what is seen now. One may wait for its turn; a second would be worked out
            // without the first, and could take it back unseen.
            let may_wait = self.waiting.is_empty() || matches!(wish, Wish::Reason { .. });
            if !may_wait {
                return Asked::Refused(StoreError::Busy);
            }
            self.view.toasts.info("Waiting for the present work to be written; then it is done");
            self.waiting.push_back(wish);
            return Asked::Waits;
        }
        let Some(store) = self.store.as_mut() else { return Asked::Refused(StoreError::Stopped) };
        let asked = if let Some(label) = long_label(store, &wish) {
            let progress = Progress::default();
            store.submit(wish, stamp, progress.clone()).map(|()| {
                self.writing = Some((label, progress));
                Asked::Waits
            })
        } else {
            store.perform(wish, stamp).map(Asked::Done)
        };
        match asked {
            Ok(asked) => {
                if let Asked::Done(done) = &asked {
                    self.follow(done);
                }
                asked
            }
            Err(error) => Asked::Refused(error),
        }
    }

    fn say_refused(&mut self, error: &StoreError) {
        match error {
            StoreError::NothingToUndo | StoreError::NothingToRedo | StoreError::Cancelled | StoreError::Busy => {
                self.view.toasts.info(error.to_string());
            }
            _ => self.view.toasts.error(error.to_string()),
        }
    }

    /// Goes on with the long write, and with what waited for it.
    pub(super) fn poll_writing(&mut self) {
        let Some(result) = self.store.as_mut().and_then(Store::poll) else { return };
        self.writing = None;
        match result {
            Ok(done) => self.follow(&done),
            Err(error) => self.say_refused(&error),
        }
        while self.writing.is_none()
            && let Some(wish) = self.waiting.pop_front()
        {
            self.wish(wish);
        }
        for key in std::mem::take(&mut self.late_drafts) {
            self.commit_draft(key);
        }
    }

    /// What the window does after something was done.
    fn follow(&mut self, done: &Done) {
        let portfolio = Arc::clone(self.portfolio());
        self.view.selection.retain(|id| portfolio.account(*id).is_some());
        match done {
            Done::Nothing => {}
            Done::Written { entry, touched } => match &entry.kind {
                EntryKind::Edit => {
                    let moves: Vec<_> = self.journal().moves_in_entry(entry.seq, touched).collect();
                    if entry.label.starts_with("Import") {
                        self.view
                            .toasts
                            .info(format!("{}: Undo takes it back", entry.label.replacen("Import", "Imported", 1)));
                    } else if let Some(first) = moves.first() {
                        let (what, class) = moved_words(&portfolio, &moves, *first);
                        if let Some((of, text)) = self.view.toasts.ask_why(entry.seq, what, class) {
                            self.wish(Wish::Reason { of, text });
                        }
                    }
                }
                EntryKind::Undo { of } => {
                    self.view.toasts.answered(*of);
                    self.view.toasts.info(format!("Undone: {}", entry.label));
                }
                EntryKind::Redo { .. } => self.view.toasts.info(format!("Done again: {}", entry.label)),
                EntryKind::Reason { text, .. } => self.view.toasts.info(format!("Noted: {text}")),
            },
            Done::BackedUp { path, .. } => self.view.toasts.info(format!("Saved and checked: {}", path.display())),
            Done::Checked(report) => {
                for problem in &report.problems {
                    self.view.toasts.error(problem.clone());
                }
            }
        }
    }

    pub(super) fn ask(&mut self, ask: Ask) {
        if self.asked.is_some() {
            self.view.toasts.info("A file dialog is open already");
            return;
        }
        self.to_ask = Some(ask);
    }

    pub(super) fn begin(&mut self, job: Job) {
        if let Err(error) = self.jobs.start(job) {
            self.view
                .toasts
                .error(format!("The system gave no thread for this ({error}); close some programs and try again"));
        }
    }

    pub(super) fn begin_demo(&mut self) {
        let folder = match tempfile::Builder::new().prefix("fourfold-demo-").tempdir() {
            Ok(folder) => folder,
            Err(error) => {
                self.view
                    .toasts
                    .error(format!("There is no room for the demo ({error}); free some space and try again"));
                return;
            }
        };
        let path = folder.path().join("Demo.fourfold");
        self.close_workspace();
        self.demo_folder = Some(folder);
        self.begin(Job::Demo { path, today: self.clock.today() });
    }

    pub(super) fn begin_import(&mut self, path: PathBuf) {
        self.flush_drafts();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        self.view.import = Some(ImportView::reading(name));
        self.begin(Job::ReadSheet(path));
    }

    fn map_column(&mut self, column: usize, field: Option<crate::sheets::Field>) {
        if let Some(ImportView { state: ImportState::Read(preview), .. }) = &mut self.view.import {
            preview.mapping.set(column, field);
        }
        self.plan_import();
    }

    /// Works out anew what the import would do.
    pub(super) fn plan_import(&mut self) {
        let (portfolio, workspace) = (Arc::clone(self.portfolio()), self.workspace);
        let Some(ImportView { state: ImportState::Read(preview), .. }) = &mut self.view.import else { return };
        preview.plan = None;
        preview.planned_for = workspace;
        let job = Job::Plan { sheet: Arc::clone(&preview.sheet), mapping: preview.mapping.clone(), portfolio };
        self.jobs.stop_import();
        self.begin(job);
    }

    /// Imports what the preview shows. Without an open workspace, a new one is asked for first.
    pub(super) fn run_import(&mut self) {
        if self.writing.is_some() {
            self.view.toasts.info("Wait until the present work is written");
            return;
        }
        let Some(ImportView { state: ImportState::Read(preview), file_name, .. }) = &self.view.import else { return };
        if self.store.is_none() {
            let stem = file_name.rsplit_once('.').map_or(file_name.as_str(), |(stem, _)| stem);
            let suggested = format!("{stem}.fourfold");
            self.ask(Ask::WorkspaceForImport { suggested });
            return;
        }
        let Some(Ok(Planned { plan, .. })) = &preview.plan else { return };
        if (preview.planned_for, plan.revision) != (self.workspace, self.portfolio().revision()) {
            // Something was changed meanwhile: look again before anything is written.
            self.plan_import();
            self.view.toasts.info("The accounts changed meanwhile; here is what the import would do now");
            return;
        }
        let edit = plan.edit();
        self.view.import = None;
        self.wish(Wish::Edit(edit));
    }

    /// Closes the open workspace; all that was typed is written first.
    pub fn close_workspace(&mut self) {
        self.flush_drafts();
        if let Some(store) = self.store.take() {
            if let Err(error) = store.close() {
                tracing::warn!("closing the workspace: {error}");
            }
            self.demo_folder = None;
        }
        self.writing = None;
        self.waiting.clear();
        self.shown_path.clear();
        self.late_drafts.clear();
        self.close_warned = false;
        // A path that is being chosen was meant for the workspace that is closed.
        self.asked = None;
        self.to_ask = None;
        let View { board, import, mut toasts, .. } = std::mem::take(&mut self.view);
        self.view.board.size = board.size;
        self.view.import = import;
        // What went wrong in closing is still to be read.
        toasts.forget_moves();
        self.view.toasts = toasts;
    }

    /// A name for a file to be written: "Northwind accounts 2026-11-22.csv".
    fn file_name(&self, what: &str, extension: &str) -> String {
        let name = self.portfolio().settings().name.clone();
        let name: String = name.chars().filter(|c| !r#"\/:*?"<>|"#.contains(*c)).collect();
        let name = if name.trim().is_empty() { "Fourfold" } else { name.trim() };
        format!("{name} {what} {}.{extension}", self.clock.today())
    }
}

/// What became of a wish.
pub(super) enum Asked {
    Done(Done),
    /// It is being written, or will be in its turn.
    Waits,
    Refused(StoreError),
}

/// What a wish that takes long is called while it is done; `None` when it is short.
fn long_label(store: &Store, wish: &Wish) -> Option<String> {
    let rows = |entry: Option<&crate::model::Entry>| entry.map_or(0, |entry| entry.rows);
    match wish {
        Wish::Edit(Edit::Import { rows, file_name }) if rows.len() > LONG_ROWS => {
            Some(format!("Importing {file_name}"))
        }
        Wish::Edit(Edit::Move(rows)) if rows.len() > LONG_ROWS => Some("Moving".to_owned()),
        Wish::Edit(Edit::DeleteAccounts(rows)) if rows.len() > LONG_ROWS => Some("Deleting".to_owned()),
        Wish::Edit(Edit::SetArchived { accounts, .. }) if accounts.len() > LONG_ROWS => Some("Archiving".to_owned()),
        Wish::Undo if rows(store.journal().next_undo()) > LONG_ROWS => Some("Undoing".to_owned()),
        Wish::Redo if rows(store.journal().next_redo()) > LONG_ROWS => Some("Doing again".to_owned()),
        Wish::Backup(_) => Some("Saving a copy".to_owned()),
        Wish::Check => Some("Checking".to_owned()),
        Wish::Edit(_) | Wish::Undo | Wish::Redo | Wish::Reason { .. } => None,
    }
}

/// What the toast after a move says: the class that one account is in now, or how many moved.
fn moved_words(
    portfolio: &Portfolio,
    moves: &[crate::model::Move],
    first: crate::model::Move,
) -> (String, Option<Class>) {
    let lines = portfolio.settings().lines;
    let classes: BTreeSet<Option<Class>> = moves.iter().map(|one| one.to.map(|to| Class::of(to, lines))).collect();
    let common = if classes.len() == 1 { classes.first().copied().flatten() } else { None };
    let words = match (moves.len(), first.to) {
        (1, None) => "Unplaced".to_owned(),
        (1, Some(_)) => common.map_or_else(|| "Moved".to_owned(), |class| class.name().to_owned()),
        (count, _) => common.map_or_else(|| format!("{count} moved"), |class| format!("{count} moved, now {class}")),
    };
    (words, common)
}
