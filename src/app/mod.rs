//! The program behind the window: it owns the open workspace, and does what the views ask for.

mod backups;
mod board_tools;
mod clipboard;
mod exports;
mod funnel;
mod history;
mod import;
mod imported;
mod lists;
mod look;
mod machine;
mod mappings;
mod outcomes;
mod palette;
mod perform;
mod pictures;
mod recents;
mod records;
mod remodel;
mod replay;
mod reports;
mod run;
mod tables;
mod unsaved;
mod views;
mod wishes;

use std::cell::Cell;
use std::collections::{BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use crate::command::{Command, Env, Tab};
use crate::dialogs::{Ask, Dialogs};
use crate::jobs::{Job, JobSteps, Jobs, Outcome, Unit};
use crate::model::{Account, Clock, Edit, Journal, Portfolio, Progress, Seq, Stamp};
use crate::preferences::{Preferences, RememberedImport};
use crate::rules::confidence::KeptConfidence;
use crate::rules::filter::Filtered;
use crate::sheets::{ExportWhat, ImportPlan, Sheet};
use crate::store::{Store, Wish};
use crate::ui::drafts::DraftKey;
use crate::ui::import::ImportView;
use crate::ui::theme::Tokens;
use crate::ui::view::{Action, Actions, Cx, View, Work};
use crate::ui::{self, Surroundings, theme};

pub use crate::machine::Renderer;
pub use backups::{default_base as default_backup_base, headless_base as backup_base};
pub use machine::Home;
pub use run::{Options, RunError, author, run};

/// What the window opens with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Start {
    #[default]
    Welcome,
    Workspace(PathBuf),
    Demo,
}

/// The program while its window is open.
pub struct App {
    store: Option<Store>,
    /// Grows with each workspace that is opened.
    workspace: usize,
    pub view: View,
    jobs: Jobs,
    dialogs: Box<dyn Dialogs>,
    /// Wanted in this frame.
    to_ask: Option<Ask>,
    /// Under way: the answer is for this.
    asked: Option<Ask>,
    /// Where the last file was chosen.
    last_folder: Option<PathBuf>,
    clock: Clock,
    author: String,
    /// Asked for while a long write was under way; done in turn after it.
    waiting: VecDeque<Wish>,
    /// What the long write under way is called, and how far it is.
    writing: Option<Writing>,
    /// Fields left while something long was written: their texts become edits after it.
    late_drafts: BTreeSet<DraftKey>,
    /// Texts that were said not to be saved when the workspace was to be closed; to close again is to leave these.
    close_warned: unsaved::Unsaved,
    /// The rejected rows that a path is being chosen for.
    rejects: Option<(Arc<Sheet>, Arc<ImportPlan>)>,
    exporting: exports::Exporting,
    /// Outcomes of jobs that wait for their turn.
    came_in: Vec<Outcome>,
    /// The dialog of the import that is being written; it comes back when nothing is.
    importing: Option<ImportView>,
    /// The next paste is to be imported, wherever it is made; asked for in this frame.
    paste_is_import: Option<u64>,
    /// The import to go on with once its new workspace is there.
    agreed: Option<imported::Agreed>,
    /// An import that was closed with something chosen in it, as long as this toast offers it.
    closed_import: Option<(u64, ImportView)>,
    /// What was imported last, as long as this toast offers its rejected rows.
    left_behind: Option<(u64, imported::Imported)>,
    /// The named mapping that was forgotten last, and its place.
    forgotten: Option<(usize, RememberedImport)>,
    /// Removed with all in it when the program ends.
    demo_folder: Option<tempfile::TempDir>,
    nothing: (Arc<Portfolio>, Arc<Journal>),
    title: String,
    /// Whether the window had the whole screen before the presentation that is on; `None` while none is.
    fullscreen_before: Option<bool>,
    look: look::Look,
    filtered: Filtered,
    pub preferences: Preferences,
    machine: machine::Machine,
    recents: recents::Recents,
    /// How many were made.
    frames: u64,
    keeping: backups::Keeping,
    /// Of a workspace that can only be read.
    read_only_notice: Option<crate::ui::backups::ReadOnlyNotice>,
    /// The path of the workspace as the status line shows it.
    shown_path: String,
    /// When the program was started, until its first frame is done.
    started: Option<std::time::Instant>,
    /// How many copies of the portfolio were made to replay it on.
    replays: u32,
    /// How well the money is known that accounts could spend.
    confidence: KeptConfidence,
    /// Asked for by Quit, once everything is written.
    quitting: bool,
    /// The last import that stands, of this workspace before this entry.
    last_import: Option<Seq>,
    imports_known_for: (usize, Seq),
    /// Being worked out beside the window.
    undo_outlook: Option<std::sync::mpsc::Receiver<crate::store::UndoOutlook>>,
    /// Refused because a list of a seller's is full; done once somebody said who gives up a place.
    waits_for_room: Option<Edit>,
    /// How many purchases count no more once the accounts are deleted that somebody asked to delete last.
    going_purchases: usize,
    selected: Cell<SelectedCounts>,
}

/// What the selected accounts are, counted once for each selection and revision: a selection can be of all accounts, and
/// no frame and no command must walk them.
#[derive(Clone, Copy, Debug, Default)]
struct SelectedCounts {
    made_for: Option<(usize, u64, u64)>,
    accounts: usize,
    judged: usize,
    released: usize,
    archived: usize,
    pursued: usize,
    on_board: usize,
}

/// A long write under way.
struct Writing {
    label: String,
    /// What is counted while it goes on.
    unit: Unit,
    progress: Progress,
    began: std::time::Instant,
}

impl Writing {
    fn steps(&self) -> JobSteps {
        let (done, total) = self.progress.steps();
        JobSteps { done, total, unit: self.unit, seconds: self.began.elapsed().as_secs_f64() }
    }
}

impl App {
    /// A program on this context. `dialogs` are those of the system, or what stands for them in tests.
    #[must_use]
    pub fn new(ctx: &egui::Context, dialogs: Box<dyn Dialogs>, clock: Clock, author: String) -> Self {
        theme::install(ctx);
        Self {
            store: None,
            workspace: 0,
            view: View::default(),
            jobs: Jobs::new(ctx.clone()),
            dialogs,
            to_ask: None,
            asked: None,
            last_folder: None,
            clock,
            author,
            waiting: VecDeque::new(),
            writing: None,
            late_drafts: BTreeSet::new(),
            close_warned: unsaved::Unsaved::default(),
            rejects: None,
            exporting: exports::Exporting::default(),
            came_in: Vec::new(),
            importing: None,
            paste_is_import: None,
            agreed: None,
            closed_import: None,
            left_behind: None,
            forgotten: None,
            demo_folder: None,
            nothing: (Arc::default(), Arc::default()),
            title: String::new(),
            fullscreen_before: None,
            look: look::Look::default(),
            filtered: Filtered::default(),
            preferences: Preferences::default(),
            machine: machine::Machine::default(),
            recents: recents::Recents::default(),
            frames: 0,
            keeping: backups::Keeping::default(),
            read_only_notice: None,
            shown_path: String::new(),
            started: None,
            replays: 0,
            confidence: KeptConfidence::default(),
            quitting: false,
            last_import: None,
            imports_known_for: (0, 0),
            undo_outlook: None,
            waits_for_room: None,
            going_purchases: 0,
            selected: Cell::default(),
        }
    }

    /// Begins with what the program was started for.
    pub fn start(&mut self, start: Start) {
        match start {
            Start::Welcome => self.reopen_last(),
            Start::Workspace(path) => self.begin(Job::Open(path)),
            Start::Demo => self.begin_demo(),
        }
    }

    /// Puts an open workspace into the window, in place of the one before.
    pub fn show_workspace(&mut self, store: Store, ctx: &egui::Context) {
        self.close_workspace();
        let waker = ctx.clone();
        store.set_waker(Box::new(move || waker.request_repaint()));
        let is_demo = self.demo_folder.as_ref().is_some_and(|folder| store.path().starts_with(folder.path()));
        self.shown_path = if is_demo {
            "Demo, gone when you close it: File → Save a copy… keeps it".to_owned()
        } else {
            store.path().display().to_string()
        };
        self.store = Some(store);
        self.follow_day();
        self.workspace += 1;
        self.settle_in();
        self.note_read_only();
        self.begin_keeping();
    }

    /// The open workspace.
    #[must_use]
    pub const fn store(&self) -> Option<&Store> {
        self.store.as_ref()
    }

    fn portfolio(&self) -> &Arc<Portfolio> {
        self.store.as_ref().map_or(&self.nothing.0, Store::portfolio)
    }

    fn journal(&self) -> &Arc<Journal> {
        self.store.as_ref().map_or(&self.nothing.1, Store::journal)
    }

    fn stamp(&self) -> Stamp {
        Stamp::new(self.clock, self.author.clone())
    }

    /// What is true at this moment, for commands.
    #[must_use]
    pub fn env(&self, ctx: &egui::Context) -> Env {
        let (portfolio, journal, selection) = (self.portfolio(), self.journal(), &self.view.selection);
        let selected = self.selected_counts();
        Env {
            workspace_open: self.store.is_some(),
            opening: self.jobs.is_opening(),
            writing: self.writing.is_some(),
            records: ExportWhat::All.count(portfolio, journal) > 0,
            selected: selection.len(),
            selected_judged: selected.judged,
            selected_released: selected.released,
            selected_archived: !selection.is_empty() && selected.archived == selected.accounts,
            selected_pursued: selected.pursued > 0,
            undo: journal.next_undo().map(|entry| entry.label.clone()),
            redo: journal.next_redo().map(|entry| entry.label.clone()),
            import_to_undo: self.last_import.is_some(),
            selected_on_board: selected.on_board,
            read_only: self.store.as_ref().is_some_and(Store::is_read_only),
            import_again: self.preferences.last_import().is_some(),
            filtering: !self.view.filter.is_empty(),
            tab: self.view.tab,
            funnel_page: self.view.funnel.page,
            table: self.view.records.kind().filter(|_| self.view.tab == Tab::Accounts),
            rows_selected: self.view.records.selected_count(),
            size: self.view.board.size,
            color: self.view.board.color,
            trails: self.view.board.trails,
            evidence: self.view.board.evidence,
            suggested: self.view.board.suggestions.count(),
            presenting: self.view.presenting,
            replaying: self.view.replay.is_some(),
            past: self.shown_elsewhere(),
            theme: ctx.options(|options| options.theme_preference),
        }
    }

    /// What commands ask of the selection.
    fn selected_counts(&self) -> SelectedCounts {
        let (portfolio, selection) = (self.portfolio(), &self.view.selection);
        let wanted = Some((self.workspace, portfolio.revision(), self.view.selection_generation));
        let kept = self.selected.get();
        if kept.made_for == wanted {
            return kept;
        }
        let mut counts = SelectedCounts { made_for: wanted, ..SelectedCounts::default() };
        for account in selection.iter().filter_map(|id| portfolio.account(*id)) {
            counts.accounts += 1;
            counts.judged += usize::from(account.judgement.is_some());
            counts.released += usize::from(is_released(portfolio, account));
            counts.archived += usize::from(account.archived);
            counts.pursued += usize::from(account.pursuit.is_some());
            counts.on_board += usize::from(portfolio.position(account).is_some());
        }
        self.selected.set(counts);
        counts
    }

    /// One frame: shows the window, then does what was asked for in it.
    pub fn frame(&mut self, ui: &mut egui::Ui, frame: &eframe::Frame) {
        let ctx = ui.ctx().clone();
        let mut actions: Actions = Vec::new();
        let editing_text = ctx.text_edit_focused();
        self.view.accounts.adopt(&self.preferences.table);
        if self.shows_records() {
            self.view.records.take_keys(&ctx);
        } else if self.view.tab == Tab::Accounts {
            self.view.accounts.take_keys(&ctx);
        }
        self.take_clipboard_events(&ctx, &mut actions);
        self.notice_empty_clipboard(&ctx);
        if let Some(command) = Command::pressed(&ctx, editing_text, self.is_modal(), self.view.tab) {
            actions.push(Action::Command(command));
        }
        self.take_dropped_files(&ctx, &mut actions);
        self.tend_offers();
        let writing =
            self.writing.as_ref().map(|writing| Work { label: writing.label.clone(), steps: writing.steps() });
        self.view.work = writing.or_else(|| self.export_work());

        self.refresh_replay();
        self.refresh_history();
        self.refresh_purchases();
        let portfolio = Arc::clone(self.portfolio());
        self.view.board.suggestions.refresh(self.workspace, &portfolio);
        let (env, notices) = (self.env(&ctx), self.machine.notices(self.store.is_some()));
        let tokens = Tokens::of(&ctx);
        let (portfolio, journal) = (Arc::clone(self.portfolio()), Arc::clone(self.journal()));
        self.filtered.refresh(&portfolio, &journal, self.workspace, &self.view.filter, self.clock.today());
        let cx = Cx {
            portfolio: &portfolio,
            journal: &journal,
            tokens: &tokens,
            env: &env,
            filtered: &self.filtered,
            preferences: &self.preferences,
            recents: self.recents.shown(),
            selection_generation: self.view.selection_generation,
            workspace: self.workspace,
            today: self.clock.today(),
            glide_seconds: self.look.glide_seconds(),
        };
        let (backup, read_only) = (self.backup_status(), self.read_only_notice());
        let around = Surroundings {
            path: Some(self.shown_path.as_str()).filter(|path| !path.is_empty()),
            unsaved: self.view.drafts.refused(),
            job_steps: self.jobs.steps(),
            notices: &notices,
            backup: backup.as_ref(),
            read_only: read_only.as_ref(),
            confidence: self.confidence.read(&portfolio, self.workspace, self.clock.today()),
        };
        let busy = self.is_modal();
        ui::window_ui(ui, &mut self.view, &cx, around, &mut actions);
        ui::import::drop_overlay_ui(ui, &cx, busy);
        drop((portfolio, journal));
        self.view.accounts.keep(&mut self.preferences.table);

        for action in actions {
            self.perform(action, &ctx);
        }
        self.follow_tab();
        // The dialog was left without an answer.
        if !self.view.lists.asks_room() {
            self.waits_for_room = None;
        }
        if let Some(ask) = self.to_ask.take() {
            self.dialogs.open(&ask, frame, &ctx);
            self.asked = Some(ask);
        }
        self.count_frame(&ctx);
        self.tell_first_frame();
        self.update_title(&ctx);
        self.follow_presentation(&ctx);
        if !self.jobs.is_idle() || self.writing.is_some() {
            // Progress is drawn a few times a second, not as often as the screen can.
            ctx.request_repaint_after(std::time::Duration::from_millis(80));
        }
    }

    /// What goes on whether the window is seen or not.
    pub fn background(&mut self, ctx: &egui::Context) {
        self.tend_machine(ctx);
        self.jobs.today = Some(self.clock.today());
        self.came_in.extend(self.jobs.poll());
        // What was asked of the open workspace is written before another takes its place.
        let busy = self.is_writing();
        let (later, now) = self.came_in.drain(..).partition(|outcome| busy && outcome.brings_a_workspace());
        self.came_in = later;
        let now: Vec<Outcome> = now;
        for outcome in now {
            self.take_outcome(outcome, ctx);
        }
        self.poll_dialog(ctx);
        self.poll_writing();
        self.follow_day();
        self.keep_what_is_due(ctx);
        if ctx.input(|input| input.viewport().close_requested()) && !self.quitting {
            let waits_for = self.closing_waits_for();
            if let Some(words) = waits_for {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                self.quitting = true;
                self.view.toasts.info(words);
            } else if !self.may_close() {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
            }
        }
        if self.quitting && self.closing_waits_for().is_none() {
            // What was typed while something was written has not been asked about yet.
            self.quitting = self.may_close();
            if self.quitting {
                ctx.send_viewport_cmd(egui::ViewportCommand::Close);
            }
        }
    }

    /// Says which day it is, when it is another: a window may be open over midnight. What is being written was worked
    /// out for the day before, and is waited for.
    fn follow_day(&mut self) {
        let today = self.clock.today();
        let stale = |store: &&mut Store| store.portfolio().bought_until() != Some(today) && store.working().is_none();
        if let Some(store) = self.store.as_mut().filter(stale) {
            store.set_today(today);
        }
    }

    /// Whether something long is being written, or waits for that.
    fn is_writing(&self) -> bool {
        self.writing.is_some() || !self.waiting.is_empty()
    }

    /// What is finished before the window closes, in words.
    fn closing_waits_for(&self) -> Option<&'static str> {
        if self.is_writing() {
            Some("The window closes when the present work is written")
        } else if self.jobs.export_steps().is_some() {
            Some("The window closes when the export is written; Cancel below stops it")
        } else if self.jobs.is_writing_file() {
            Some("The window closes when the file is written")
        } else {
            None
        }
    }

    /// How long the start took, for the log: until the first frame, and until the first with a workspace.
    fn tell_first_frame(&mut self) {
        if let Some(started) = self.started.take_if(|_| self.store.is_some() || !self.jobs.is_opening()) {
            tracing::info!("first frame after {} ms", started.elapsed().as_millis());
        }
    }

    const fn is_modal(&self) -> bool {
        self.view.import.is_some()
            || self.view.path_dialog.is_some()
            || self.view.export.is_some()
            || self.view.settings.is_some()
            || self.view.place_dialog.is_some()
            || self.view.stage_dialog.is_some()
            || self.view.record_form.is_some()
            || self.view.history.is_asking()
            || self.view.save_view.is_some()
            || self.view.about_open
            || self.view.notices.report_open
            || self.view.shortcuts_open
            || self.view.palette.is_open()
            || self.view.backups.is_some()
            || self.view.trouble.is_some()
            || self.view.accounts.is_modal()
            || self.view.lists.is_modal()
            || self.view.gaps.is_modal()
            || self.view.funnel.is_modal()
    }

    fn update_title(&mut self, ctx: &egui::Context) {
        let name = &self.portfolio().settings().name;
        let title = if name.is_empty() { "Fourfold".to_owned() } else { format!("{name} — Fourfold") };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
    }
}

/// Whether the account stands by its evidence once its judgement is taken back.
fn is_released(portfolio: &Portfolio, account: &Account) -> bool {
    account.judgement.is_some() && portfolio.evidence_position(account.id).is_some()
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.background(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, frame: &mut eframe::Frame) {
        self.frame(ui, frame);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.leave();
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        visuals.panel_fill.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}
