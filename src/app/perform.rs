use std::collections::BTreeSet;
use std::sync::Arc;

use crate::chart::color::DotColor;
use crate::chart::radius::DotSize;
use crate::command::{Command, Tab};
use crate::dialogs::Ask;
use crate::jobs::Job;
use crate::model::{AccountId, AccountValue, Edit, RowKey};
use crate::preferences::Theme;
use crate::rules::arrange::Axis;
use crate::sheets::ExportWhat;
use crate::store::{Done, Wish};
use crate::ui::settings::SettingsView;
use crate::ui::view::{Action, View};

use super::App;
use super::wishes::Asked;

impl App {
    /// Does what a view asked for.
    pub fn perform(&mut self, action: Action, ctx: &egui::Context) {
        match action {
            Action::Command(command) => self.command(command, ctx),
            Action::Edit(_) if self.refused_as_past() => {}
            Action::Edit(edit) => {
                self.flush_drafts();
                self.wish(Wish::Edit(edit));
            }
            Action::Select(selection) => {
                // What was typed belongs to the account that it was typed for: it is written before another is shown.
                self.flush_drafts();
                self.view.select(selection);
            }
            Action::OpenRecord(key) => self.open_record(key, ctx),
            Action::NewRecord(kind, account) => self.new_record(kind, account, ctx),
            Action::PlanActivity(account) => self.plan_activity(account),
            Action::CompleteActivity(activity) => self.complete_activity(activity),
            Action::SaveRecord(edit) => self.save_record(edit),
            Action::ShowRecordsOfSelected(kind) => self.show_records_of_selected(kind),
            Action::Pick(pick) => self.pick(pick, ctx),
            Action::ShowView(view) => self.show_view(view),
            Action::UpdateView(name) => self.update_view(name, ctx),
            Action::CommitDraft(key) => self.commit_draft(key),
            Action::PutCell { record, spot, text } => self.put_cell(*record, spot, text),
            Action::Paste(text) => self.paste(&text, ctx),
            Action::GiveReason { of, text } => self.give_reason(of, text),
            Action::CorrectStage(event) => self.open_correction(event),
            Action::MakeRoom(account) => self.make_room(account),
            Action::OpenEntry(seq) => self.open_entry(seq),
            Action::Revert(seq) => self.revert(seq),
            Action::AskUndoImport(seq) => self.ask_undo_import(seq),
            Action::UndoImport(seq) => self.undo_import(seq),
            Action::UndoTo(seq) => self.undo_to(seq),
            Action::HistoryOf(account) => self.history_of(account),
            Action::SelectTouched(seq) => self.select_touched(seq),
            Action::KeepProcess => self.keep_process(),
            Action::DismissToast(id) => self.view.toasts.dismiss(id),
            Action::Import(action) => self.perform_import(action, ctx),
            Action::Export { options, in_view } => self.ask_where_to_export(*options, in_view),
            Action::CancelWork => match &self.writing {
                Some(writing) => writing.progress.cancel(),
                None => self.stop_export(),
            },
            Action::OpenWorkspace(_) if self.writing.is_some() => {
                self.view.toasts.info("Wait until the present work is written");
            }
            Action::OpenWorkspace(_) if !self.may_close() => {}
            Action::OpenWorkspace(path) => self.begin(Job::Open(path)),
            Action::Prefer(wanted) => {
                let folder = std::mem::replace(&mut self.preferences, *wanted).backup_folder;
                if folder != self.preferences.backup_folder {
                    self.look_for_backups();
                }
            }
            Action::PreviewModel(model) => self.preview_model(*model),
            Action::ApplyModel(model) => self.apply_model(*model),
            Action::CloseModel => self.view.remodel = None,
            Action::ChooseBackupFolder => self.ask(Ask::BackupFolder),
            Action::LookForRecents => self.look_for_recents(ctx),
            Action::ForgetRecent(path) => self.preferences.forget(&path),
            Action::NoticeRead(kind) => self.notice_read(kind),
            Action::Backup(action) => self.perform_backup(action),
            Action::ListFolder(folder) => self.begin(Job::ListFolder(folder)),
            Action::PathChosen(path) if self.must_confirm(path.as_deref()) => {}
            Action::PathChosen(path) => {
                self.view.path_dialog = None;
                match (path, self.asked.take()) {
                    (Some(path), Some(ask)) => self.path_chosen(&ask, path, ctx),
                    (None, Some(Ask::WorkspaceForImport { .. })) => self.agreed = None,
                    (None, Some(Ask::SaveRejects { .. })) => self.rejects = None,
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
        // What could not be written stays where it was typed, until that is said twice.
        let leaves = matches!(
            command,
            Command::NewWorkspace | Command::OpenWorkspace | Command::OpenDemo | Command::CloseWorkspace
        );
        if leaves && !self.may_close() {
            return;
        }
        let shows = matches!(
            command,
            Command::ShowBoard
                | Command::ShowLists
                | Command::ShowGaps
                | Command::ShowFunnel(_)
                | Command::ShowAccounts
                | Command::ShowRecords(_)
        );
        // Of cells that are not drawn any more nobody sees that they were left.
        if shows {
            self.keep_figures();
        }
        let selected = self.selected_and_seen();
        match command {
            Command::NewWorkspace => self.ask(Ask::NewWorkspace { suggested: "Our accounts.fourfold".to_owned() }),
            Command::OpenWorkspace => self.ask(Ask::OpenWorkspace),
            Command::OpenDemo => self.begin_demo(),
            Command::Import => self.ask(Ask::OpenSheet),
            Command::ImportAgain => self.import_again(),
            Command::ImportClipboard => self.ask_for_import(ctx),
            Command::Export => self.open_export(self.first_exportable()),
            Command::ExportKind(kind) => self.open_export(kind.into()),
            Command::ExportMoves => self.open_export(ExportWhat::Moves),
            Command::SavePicture => self.ask(Ask::SavePicture { suggested: self.file_name("board", "png") }),
            Command::PrintProcess => self.ask(Ask::SavePage { suggested: self.file_name("process", "html") }),
            Command::FunnelReport => self.ask_where_to_report(None),
            Command::SaveFunnelPicture(picture) => self.ask_where_to_report(Some(picture)),
            Command::Backup => self.ask(Ask::SaveCopy { suggested: self.file_name("copy", "fourfold") }),
            Command::Settings => {
                self.flush_drafts();
                let settings = self.store.as_ref().map(|store| Arc::clone(store.portfolio().settings()));
                self.view.settings = Some(SettingsView::new(settings.as_deref()));
            }
            Command::ScoringModel => self.toggle_model(),
            Command::FunnelRules => {
                if let Some(store) = &self.store {
                    self.view.funnel.ask_rules(&store.portfolio().settings().more.funnel);
                }
            }
            Command::CloseWorkspace => self.close_workspace(),
            Command::Quit => {
                self.quitting = self.may_close();
                if let Some(words) = self.closing_waits_for().filter(|_| self.quitting) {
                    self.view.toasts.info(words);
                }
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
            Command::UndoImport => self.ask_undo_an_import(),
            Command::SelectAll if self.shows_records() => self.view.records.select_all(true),
            Command::Deselect if self.shows_records() => self.view.records.select_all(false),
            Command::Copy if self.shows_records() => self.copy_records(ctx),
            Command::SelectAll => self.select_all(ctx),
            Command::Deselect => self.perform(Action::Select(BTreeSet::new()), ctx),
            Command::Find => self.find(),
            Command::ZoomIn => self.view.board.zoom(1.25),
            Command::ZoomOut => self.view.board.zoom(0.8),
            Command::Fit => self.view.board.camera = crate::ui::board::Camera::default(),
            Command::ShowBoard => self.view.tab = Tab::Board,
            Command::ShowLists => self.view.tab = Tab::Lists,
            Command::ShowGaps => self.view.tab = Tab::Gaps,
            Command::ShowFunnel(page) => {
                self.view.tab = Tab::Funnel;
                self.view.funnel.page = page;
            }
            Command::ShowAccounts => self.show_records(None),
            Command::ShowRecords(kind) => self.show_records(Some(kind)),
            Command::ShowAccount => {
                self.view.page.come_from(self.view.tab);
                self.view.tab = Tab::Account;
            }
            Command::ShowHistory => self.view.tab = Tab::History,
            Command::SizeByQpc => self.view.board.size = DotSize::Qpc,
            Command::ColorByClass => self.view.board.color = DotColor::Class,
            Command::ColorByOwner => self.view.board.color = DotColor::Owner,
            Command::ColorByStage => self.view.board.color = DotColor::Stage,
            Command::ColorByList => self.view.board.color = DotColor::List,
            Command::ColorByRegion => self.view.board.color = DotColor::Region,
            Command::SuggestedMoves => {
                self.view.tab = Tab::Board;
                self.view.board.suggestions.open = true;
            }
            Command::ShowEvidence => self.view.board.evidence = !self.view.board.evidence,
            Command::ColorByRisk => self.view.board.color = DotColor::Risk,
            Command::Trails => self.view.board.trails = !self.view.board.trails,
            Command::ClearFilter => self.view.filter = crate::model::Filter::default(),
            Command::Backups => self.show_backups(),
            Command::Copy => self.copy_accounts(ctx),
            Command::Paste => Self::ask_for_paste(ctx),
            Command::Palette => self.view.palette.open(ctx),
            Command::CopyPicture => self.copy_picture(),
            Command::Replay => self.toggle_replay(),
            Command::Present => self.toggle_presentation(),
            Command::NextPane => self.next_pane(ctx),
            Command::Rename => self.rename(ctx),
            Command::SaveView => self.ask_view_name(),
            Command::PlaceAt => self.open_place_dialog(),
            Command::ChangeStage => self.open_stage_dialog(),
            Command::AlignEngagement => self.align(Axis::Engagement, ctx),
            Command::AlignPotential => self.align(Axis::Potential, ctx),
            Command::DistributeEngagement => self.distribute(Axis::Engagement, ctx),
            Command::DistributePotential => self.distribute(Axis::Potential, ctx),
            Command::Shortcuts => self.view.shortcuts_open = true,
            Command::SizeByRevenue => self.view.board.size = DotSize::Revenue,
            Command::SizeEqual => self.view.board.size = DotSize::Equal,
            Command::ThemeSystem => self.set_theme(Theme::System, ctx),
            Command::ThemeLight => self.set_theme(Theme::Light, ctx),
            Command::ThemeDark => self.set_theme(Theme::Dark, ctx),
            Command::NewAccount => self.new_account(ctx),
            Command::Unplace => {
                let placements = selected.iter().map(|account| crate::model::Placement { account: *account, to: None });
                self.perform(Action::Edit(Edit::Move(placements.collect())), ctx);
            }
            Command::MakeTarget => self.ask_target(),
            Command::MakeLead => self.make_leads(selected, ctx),
            Command::DropFromList => self.drop_from_lists(selected, ctx),
            Command::HandOver => self.ask_hand_over(selected),
            Command::Archive => {
                let archived = !self.env(ctx).selected_archived;
                self.perform(Action::Edit(Edit::SetArchived { accounts: selected, archived }), ctx);
            }
            Command::Delete => self.perform(Action::Edit(Edit::DeleteAccounts(selected)), ctx),
            Command::About => self.view.about_open = true,
        }
    }

    /// The selected accounts that the filter leaves, which are those that a drag would move; all selected when it hides
    /// every one of them, since then they were chosen by name.
    pub(super) fn selected_and_seen(&self) -> Vec<AccountId> {
        let selection = &self.view.selection;
        let seen: Vec<AccountId> = selection.iter().copied().filter(|id| self.filtered.passes(*id)).collect();
        if seen.is_empty() { selection.iter().copied().collect() } else { seen }
    }

    /// A new account waits in the tray, selected, its name ready to be typed over.
    pub(super) fn new_account(&mut self, ctx: &egui::Context) {
        if self.refused_as_past() {
            return;
        }
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
            self.view.select(BTreeSet::from([*account]));
            self.type_over_name(*account, ctx);
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
        self.jobs.keeping = self.where_kept();
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

    /// Closes the open workspace; all that was typed is written first.
    pub fn close_workspace(&mut self) {
        self.flush_drafts();
        self.remember_view();
        if let Some(store) = self.store.take() {
            if let Err(error) = store.close() {
                tracing::warn!("closing the workspace: {error}");
            }
            self.demo_folder = None;
        }
        self.begin_keeping();
        self.read_only_notice = None;
        self.writing = None;
        self.waiting.clear();
        self.shown_path.clear();
        self.importing = None;
        self.waits_for_room = None;
        self.rejects = None;
        if let Some((toast, _)) = self.left_behind.take() {
            self.view.toasts.withdraw(toast);
        }
        self.late_drafts.clear();
        self.close_warned = super::unsaved::Unsaved::default();
        // A path that is being chosen was meant for the workspace that is closed.
        self.asked = None;
        self.to_ask = None;
        let View { board, import, mut toasts, .. } = std::mem::take(&mut self.view);
        self.view.board.size = board.size;
        self.view.board.color = board.color;
        self.view.import = import;
        // What went wrong in closing is still to be read.
        toasts.forget_moves();
        self.view.toasts = toasts;
    }

    /// A name for a file to be written: "Northwind accounts 2026-11-22.csv".
    pub(super) fn file_name(&self, what: &str, extension: &str) -> String {
        let name = self.portfolio().settings().name.clone();
        let name: String = name.chars().filter(|c| !r#"\/:*?"<>|"#.contains(*c)).collect();
        let name = if name.trim().is_empty() { "Fourfold" } else { name.trim() };
        format!("{name} {what} {}.{extension}", self.clock.today())
    }
}
