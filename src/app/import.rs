//! From a file to records: what the import dialog asks for, and what becomes of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::command::Command;
use crate::jobs::{Found, ImportJob, ImportOutcome, ImportSource, Job, LastFile, PlanJob, Planned, Prepared, let_go};
use crate::sheets::{HeaderRow, Mapping, PlanOptions};
use crate::ui::import::{ImportAction, ImportState, ImportView, Planning, Preview, Side, Start, Step};
use crate::ui::view::{Action, Actions};

use super::App;
use super::mappings::known_mappings;

impl App {
    pub(super) fn perform_import(&mut self, action: ImportAction, ctx: &egui::Context) {
        if !matches!(action, ImportAction::Run) {
            // What goes on by itself once its workspace is there is what was seen when the button was pressed.
            self.agreed = None;
        }
        match action {
            ImportAction::Files(files) => self.import_files(files, ctx),
            ImportAction::Text(text) => self.import_text(&text, ctx),
            ImportAction::Reread => self.reread(),
            ImportAction::SetHeader(header) => self.set_header(header),
            ImportAction::Replan => self.plan_import(),
            ImportAction::StopPlanning => self.stop_planning(),
            ImportAction::UseKnown(place) => self.use_known(place),
            ImportAction::Forget => self.forget_mapping(),
            ImportAction::PutBack => self.put_back_mapping(),
            ImportAction::KeepAs(name) => self.keep_mapping(&name),
            ImportAction::Run => self.run_import(),
            ImportAction::SaveRejects => {
                if let Some(preview) = self.preview()
                    && let Some(planned) = &preview.planned
                {
                    // Whatever becomes of the dialog meanwhile, these are the rows that were asked for.
                    let asked = (Arc::clone(&preview.sheet), Arc::clone(&planned.plan));
                    self.ask_where_to_save_rejects(asked);
                }
            }
            ImportAction::SaveLeftBehind => {
                if let Some((_, left)) = &self.left_behind {
                    self.ask_where_to_save_rejects(left.clone());
                }
            }
            ImportAction::Escape => {
                if self.preview().is_some_and(|preview| preview.is_touched()) {
                    self.view.toasts.info("What was chosen and mended here stays; Cancel closes the import");
                } else {
                    self.close_import();
                }
            }
            ImportAction::Close => self.close_import(),
            ImportAction::Reopen => self.reopen_import(ctx),
        }
    }

    /// Closes the dialog. What somebody chose or mended in it can be had again for a while.
    fn close_import(&mut self) {
        self.jobs.stop_import();
        let Some(mut view) = self.view.import.take() else { return };
        view.stop_reading();
        let touched = match &mut view.state {
            ImportState::Read(preview) => {
                preview.finish_editing();
                preview.is_touched()
            }
            ImportState::Reading | ImportState::Failed(_) => false,
        };
        if touched {
            let again = Action::Import(ImportAction::Reopen);
            let toast = self.view.toasts.offer("Import closed", ("Open it again", again));
            let_go(self.closed_import.replace((toast, view)));
        } else {
            let_go(view);
        }
    }

    fn reopen_import(&mut self, ctx: &egui::Context) {
        if let Err(reason) = Command::Import.availability(&self.env(ctx)) {
            self.view.toasts.info(reason);
            return;
        }
        if self.view.import.is_some() {
            return;
        }
        let Some((toast, view)) = self.closed_import.take() else { return };
        self.view.toasts.withdraw(toast);
        self.flush_drafts();
        self.view.import = Some(view);
        self.plan_import();
    }

    /// Frees what is offered no more.
    pub(super) fn tend_offers(&mut self) {
        if self.closed_import.as_ref().is_some_and(|(toast, _)| !self.view.toasts.offers(*toast)) {
            let_go(self.closed_import.take());
        }
        if self.left_behind.as_ref().is_some_and(|(toast, _)| !self.view.toasts.offers(*toast)) {
            let_go(self.left_behind.take());
        }
    }

    /// A job that ended in an internal error: whoever waits for it in the dialog is told there.
    pub(super) fn break_import(&mut self, job: &str, words: &str) {
        let Some(view) = &mut self.view.import else { return };
        match &mut view.state {
            ImportState::Reading if job == ImportJob::READING => view.state = ImportState::Failed(words.to_owned()),
            ImportState::Read(preview) if job == ImportJob::READING => {
                preview.read_error = Some(words.to_owned());
                view.stop_reading();
                self.plan_import();
            }
            ImportState::Read(preview) if job == ImportJob::PLANNING => {
                preview.planning = Planning::Failed(words.to_owned());
            }
            ImportState::Reading | ImportState::Failed(_) | ImportState::Read(_) => {}
        }
    }

    /// Nobody waits any longer: the file stays as it was read, without a plan or with the one that was made.
    fn stop_planning(&mut self) {
        self.jobs.stop_import();
        let Some(view) = &mut self.view.import else { return };
        let was_reading = view.stop_reading();
        let ImportState::Read(preview) = &mut view.state else { return };
        if !was_reading {
            preview.planning = Planning::Stopped;
        } else if preview.planning == Planning::Waits {
            self.plan_import();
        }
    }

    /// What was read, while the dialog shows it.
    pub(super) fn preview(&mut self) -> Option<&mut Preview> {
        match &mut self.view.import {
            Some(ImportView { state: ImportState::Read(preview), .. }) => Some(preview),
            _ => None,
        }
    }

    /// Reads the first of these files; a second is said to be left alone.
    fn import_files(&mut self, files: Vec<PathBuf>, ctx: &egui::Context) {
        let more = files.len().saturating_sub(1);
        let Some(first) = files.into_iter().next() else { return };
        let name = first.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if self.begin_import(ImportSource::File(first), ctx) && more > 0 {
            let others = if more == 1 { "the other one".to_owned() } else { format!("the other {more}") };
            self.view.toasts.info(format!("One file at a time: this is {name}; drop {others} afterwards"));
        }
    }

    fn import_text(&mut self, text: &str, ctx: &egui::Context) {
        if text.trim().is_empty() {
            self.view.toasts.info(super::clipboard::NO_CELLS);
            return;
        }
        self.begin_import(ImportSource::Clipboard(text.into()), ctx);
    }

    /// Opens the dialog and reads; false, and said why, when nothing can be imported now.
    pub(super) fn begin_import(&mut self, source: ImportSource, ctx: &egui::Context) -> bool {
        if let Err(reason) = Command::Import.availability(&self.env(ctx)) {
            self.view.toasts.info(reason);
            return false;
        }
        self.flush_drafts();
        self.jobs.stop_import();
        self.agreed = None;
        self.view.import = Some(ImportView::reading(Some(source.clone())));
        let known = self.known_profiles();
        let options = crate::sheets::ReadOptions::default();
        self.begin(Job::Import(ImportJob::Read { source, options, known }));
        true
    }

    /// Looks for the next file of the kind that came in last.
    pub(super) fn import_again(&mut self) {
        let last = self.preferences.last_import().and_then(|last| {
            let file = last.file.as_deref()?;
            let name = file.file_name()?.to_string_lossy().into_owned();
            let (profile, read) = (last.profile.clone(), last.read.clone());
            Some(LastFile { folder: file.parent()?.to_owned(), name, profile, read })
        });
        let Some(last) = last else { return };
        self.agreed = None;
        self.flush_drafts();
        self.jobs.stop_import();
        let mut view = ImportView::reading(None);
        view.file_name = format!("The newest file like {}", last.name);
        self.view.import = Some(view);
        let known = self.known_profiles();
        self.begin(Job::Import(ImportJob::Again { last, known }));
    }

    /// Reads the file again as the dialog says now.
    fn reread(&mut self) {
        self.jobs.stop_import();
        let known = self.known_profiles();
        let Some(view) = &mut self.view.import else { return };
        let Some(source) = view.source.clone() else { return };
        match &mut view.state {
            ImportState::Read(preview) => preview.begin_reading(),
            ImportState::Failed(_) | ImportState::Reading => view.state = ImportState::Reading,
        }
        let options = view.read.clone();
        self.begin(Job::Import(ImportJob::Read { source, options, known }));
    }

    fn set_header(&mut self, header: Option<usize>) {
        self.jobs.stop_import();
        let known = self.known_profiles();
        let Some(ImportView { state: ImportState::Read(preview), read, .. }) = &mut self.view.import else { return };
        preview.begin_reading();
        let sheet = Arc::clone(&preview.sheet);
        // It stays there when the file is read in another way.
        read.header = header.map_or(HeaderRow::None, |header| HeaderRow::Line(sheet.grid.row(header).line()));
        self.begin(Job::Import(ImportJob::Reslice { sheet, header, known }));
    }

    pub(super) fn take_import_outcome(&mut self, outcome: ImportOutcome) {
        match outcome {
            ImportOutcome::Read(result) => self.take_sheet(result, false),
            ImportOutcome::Resliced(prepared) => self.take_sheet(Ok(prepared), true),
            ImportOutcome::Again(Ok(found)) => {
                if let Some(view) = &mut self.view.import {
                    let Found { source, read, prepared, words } = *found;
                    view.file_name = source.name();
                    view.source = Some(source);
                    view.read = read;
                    view.words = Some(words.clone());
                    view.step = Step::Check;
                    self.view.toasts.info(words);
                    self.take_sheet(Ok(prepared), false);
                }
            }
            ImportOutcome::Again(Err(error)) => {
                if let Some(view) = &mut self.view.import {
                    view.state = ImportState::Failed(error);
                }
            }
            ImportOutcome::Planned(result) => self.take_plan(result),
        }
    }

    /// What was read. `same_rows`: only the header is elsewhere, so that what was mended in single rows still stands.
    fn take_sheet(&mut self, result: Result<Box<Prepared>, String>, same_rows: bool) {
        let workspace = self.workspace;
        let Some(view) = &mut self.view.import else { return };
        match (result, &mut view.state) {
            (Ok(prepared), state) => {
                let before = match std::mem::replace(state, ImportState::Reading) {
                    ImportState::Read(before) => Some(before),
                    ImportState::Reading | ImportState::Failed(_) => None,
                };
                let Prepared { sheet, mapping, samples, fitting } = *prepared;
                let known = known_mappings(&self.preferences.imports, &fitting);
                let used = match before.as_deref().filter(|before| !before.known.is_empty()) {
                    // One was chosen, or none: so it stays.
                    Some(before) => before.known_in_use().and_then(|used| known.iter().position(|one| one.is(used))),
                    None => (!known.is_empty()).then_some(0),
                };
                let remembered = used.and_then(|place| known.get(place));
                let remembered = remembered.and_then(|known| self.preferences.imports.get(known.place));
                let mut options = PlanOptions::default();
                let mapping = match remembered {
                    Some(remembered) => {
                        remembered.profile.put_into(&mut options);
                        remembered.profile.apply(&sheet)
                    }
                    None if known.is_empty() => mapping,
                    None => Mapping::guess(&sheet),
                };
                let guessed = if used.is_some() { Mapping::guess(&sheet).kind } else { mapping.kind };
                // What is known already can be looked at as a whole at once.
                if before.is_none() && used.is_some() {
                    view.step = Step::Check;
                }
                let mut preview = Preview {
                    sheet,
                    samples: samples.into(),
                    start: Start { mapping: mapping.clone(), options: options.clone() },
                    mapping,
                    guessed,
                    options,
                    known,
                    used,
                    read_as: view.read.clone(),
                    rereading: false,
                    read_error: None,
                    planned: None,
                    planning: Planning::Waits,
                    planned_for: workspace,
                    only: None,
                    side: Side::Nothing,
                    editing: None,
                    naming: None,
                    extra: None,
                };
                if let Some(mut before) = before {
                    before.finish_editing();
                    if !preview.carry_over(&before, same_rows) {
                        self.view.toasts.info("Read anew: what was mended in single rows is as in the file again");
                    }
                    let_go(before);
                }
                view.state = ImportState::Read(Box::new(preview));
                self.plan_import();
            }
            (Err(error), ImportState::Read(preview)) => {
                preview.read_error = Some(error);
                view.stop_reading();
                self.plan_import();
            }
            (Err(error), state) => *state = ImportState::Failed(error),
        }
    }

    fn take_plan(&mut self, result: Result<Box<Planned>, String>) {
        let Some(preview) = self.preview() else { return };
        match result {
            Ok(planned) => {
                let new = Arc::new(*planned);
                // A row that is open stays open, wherever it stands now.
                let open = match preview.side {
                    Side::Row(place) => {
                        preview.planned.as_ref().and_then(|old| old.plan.rows.get(place)).map(|row| row.row)
                    }
                    Side::Nothing | Side::Consequences => None,
                };
                if let Some(row) = open {
                    let place = new.plan.rows.binary_search_by_key(&row, |planned| planned.row);
                    preview.side = place.map_or(Side::Nothing, Side::Row);
                }
                let_go(preview.planned.replace(new));
                preview.planning = Planning::Done;
            }
            Err(error) => {
                let_go(preview.planned.take());
                preview.planning = Planning::Failed(error);
            }
        }
        if self.store.is_some() {
            self.run_as_agreed();
        }
    }

    /// Works out anew what the import would do.
    pub(super) fn plan_import(&mut self) {
        let (portfolio, workspace, stamp) = (Arc::clone(self.portfolio()), self.workspace, self.stamp());
        let ledger = self.store.as_ref().map(crate::store::Store::ledger_reader);
        let Some(preview) = self.preview() else { return };
        if preview.rereading {
            // Of what is being read there will be a plan at once.
            preview.planning = Planning::Waits;
            return;
        }
        preview.planning = Planning::Runs;
        preview.planned_for = workspace;
        let job = PlanJob {
            sheet: Arc::clone(&preview.sheet),
            mapping: preview.mapping.clone(),
            options: preview.options.clone(),
            portfolio,
            ledger,
            stamp,
        };
        self.jobs.stop_import();
        self.begin(Job::Import(ImportJob::Plan(Box::new(job))));
    }

    pub(super) fn take_dropped_files(&mut self, ctx: &egui::Context, actions: &mut Actions) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        if dropped.is_empty() {
            return;
        }
        if self.is_modal() {
            self.view.toasts.info("Close the dialog first, then drop the file again");
            return;
        }
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        let is_workspace = |path: &&PathBuf| ends_with(path, "fourfold");
        actions.push(match paths.first().filter(is_workspace) {
            Some(path) => Action::OpenWorkspace(path.clone()),
            None => Action::Import(ImportAction::Files(paths)),
        });
    }
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}
