//! From a file to records: what the import dialog asks for, and what becomes of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::command::Command;
use crate::dialogs::Ask;
use crate::jobs::{ImportJob, ImportOutcome, ImportSource, Job, LastFile, PlanJob, Planned, Prepared, let_go};
use crate::preferences::RememberedImport;
use crate::sheets::{Mapping, PlanOptions, Profile};
use crate::store::Wish;
use crate::ui::import::{ImportAction, ImportState, ImportView, KnownMapping, Planning, Preview, Side, Step};

use super::App;
use super::wishes::Asked;

impl App {
    pub(super) fn perform_import(&mut self, action: ImportAction, ctx: &egui::Context) {
        match action {
            ImportAction::Files(files) => self.import_files(files, ctx),
            ImportAction::Text(text) => self.import_text(&text, ctx),
            ImportAction::Reread => self.reread(),
            ImportAction::SetHeader(header) => self.set_header(header),
            ImportAction::Replan => self.plan_import(),
            ImportAction::StopPlanning => {
                self.jobs.stop_import();
                if let Some(preview) = self.preview() {
                    preview.planning = Planning::Stopped;
                }
            }
            ImportAction::UseKnown(place) => self.use_known(place),
            ImportAction::Forget => self.forget_mapping(),
            ImportAction::KeepAs(name) => self.keep_mapping(&name),
            ImportAction::Run => self.run_import(),
            ImportAction::SaveRejects => {
                if let Some(preview) = self.preview()
                    && let Some(planned) = &preview.planned
                {
                    // Whatever becomes of the dialog meanwhile, these are the rows that were asked for.
                    let asked = (Arc::clone(&preview.sheet), Arc::clone(&planned.plan));
                    self.rejects = Some(asked);
                    self.ask(Ask::SaveRejects { suggested: self.file_name("rejected rows", "csv") });
                }
            }
            ImportAction::Close => {
                self.jobs.stop_import();
                let_go(self.view.import.take());
                self.import_after_create = false;
            }
        }
    }

    /// What was read, while the dialog shows it.
    fn preview(&mut self) -> Option<&mut Preview> {
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
            Some(LastFile { folder: file.parent()?.to_owned(), name, profile: last.profile.clone() })
        });
        let Some(last) = last else { return };
        self.flush_drafts();
        self.jobs.stop_import();
        let mut view = ImportView::reading(None);
        view.file_name = format!("The newest file like {}", last.name);
        self.view.import = Some(view);
        let known = self.known_profiles();
        self.begin(Job::Import(ImportJob::Again { last, known }));
    }

    fn known_profiles(&self) -> Arc<[Profile]> {
        self.preferences.imports.iter().map(|one| one.profile.clone()).collect()
    }

    /// Reads the file again as the dialog says now.
    fn reread(&mut self) {
        self.jobs.stop_import();
        let known = self.known_profiles();
        let Some(view) = &mut self.view.import else { return };
        let Some(source) = view.source.clone() else { return };
        match &mut view.state {
            ImportState::Read(preview) => (preview.rereading, preview.read_error) = (true, None),
            ImportState::Failed(_) | ImportState::Reading => view.state = ImportState::Reading,
        }
        let options = view.read.clone();
        self.begin(Job::Import(ImportJob::Read { source, options, known }));
    }

    fn set_header(&mut self, header: Option<usize>) {
        self.jobs.stop_import();
        let known = self.known_profiles();
        let Some(preview) = self.preview() else { return };
        preview.rereading = true;
        let sheet = Arc::clone(&preview.sheet);
        self.begin(Job::Import(ImportJob::Reslice { sheet, header, known }));
    }

    pub(super) fn take_import_outcome(&mut self, outcome: ImportOutcome) {
        match outcome {
            ImportOutcome::Read(result) => self.take_sheet(result),
            ImportOutcome::Again(Ok((source, prepared, words))) => {
                if let Some(view) = &mut self.view.import {
                    view.file_name = source.name();
                    view.source = Some(source);
                    view.words = Some(words.clone());
                    view.step = Step::Check;
                    self.view.toasts.info(words);
                    self.take_sheet(Ok(prepared));
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

    fn take_sheet(&mut self, result: Result<Box<Prepared>, String>) {
        let workspace = self.workspace;
        let Some(view) = &mut self.view.import else { return };
        match (result, &mut view.state) {
            (Ok(prepared), state) => {
                let Prepared { sheet, mapping, samples, fitting } = *prepared;
                let known = known_mappings(&self.preferences.imports, &fitting);
                let used = (!known.is_empty()).then_some(0);
                let first = known.first().and_then(|known| self.preferences.imports.get(known.place));
                let mut options = PlanOptions::default();
                if let Some(remembered) = first {
                    remembered.profile.put_into(&mut options);
                }
                let guessed = if used.is_some() { Mapping::guess(&sheet).kind } else { mapping.kind };
                // What is known already can be looked at as a whole at once.
                if matches!(state, ImportState::Reading) && used.is_some() {
                    view.step = Step::Check;
                }
                let before = std::mem::replace(
                    state,
                    ImportState::Read(Box::new(Preview {
                        sheet,
                        samples: samples.into(),
                        mapping,
                        guessed,
                        options,
                        known,
                        used,
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
                    })),
                );
                let_go(before);
                self.plan_import();
            }
            (Err(error), ImportState::Read(preview)) => {
                preview.rereading = false;
                preview.read_error = Some(error);
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
        if self.import_after_create && self.store.is_some() {
            self.import_after_create = false;
            self.run_import();
        }
    }

    /// Works out anew what the import would do.
    pub(super) fn plan_import(&mut self) {
        let (portfolio, workspace, stamp) = (Arc::clone(self.portfolio()), self.workspace, self.stamp());
        let ledger = self.store.as_ref().map(crate::store::Store::ledger_reader);
        let Some(preview) = self.preview() else { return };
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

    fn use_known(&mut self, place: Option<usize>) {
        let Some(ImportView { state: ImportState::Read(preview), .. }) = &mut self.view.import else { return };
        let known = place.and_then(|place| preview.known.get(place));
        let remembered = known.and_then(|known| self.preferences.imports.get(known.place));
        preview.used = remembered.and(place);
        match remembered {
            Some(remembered) => {
                preview.mapping = remembered.profile.apply(&preview.sheet);
                remembered.profile.put_into(&mut preview.options);
            }
            None => preview.mapping = Mapping::guess(&preview.sheet),
        }
        self.plan_import();
    }

    /// The mapping in use is remembered no more; the columns are mapped as their headers tell.
    fn forget_mapping(&mut self) {
        let Some(preview) = self.preview() else { return };
        let used = preview.used.take().and_then(|place| preview.known.get(place)).map(|known| known.place);
        let Some(place) = used else { return };
        preview.known.retain(|known| known.place != place);
        for known in &mut preview.known {
            known.place -= usize::from(known.place > place);
        }
        if place < self.preferences.imports.len() {
            self.preferences.imports.remove(place);
        }
        self.use_known(None);
    }

    /// Keeps the mapping as it is now under a name.
    fn keep_mapping(&mut self, name: &str) {
        let Some(preview) = self.preview() else { return };
        let profile = Profile::of(name, &preview.sheet, &preview.mapping, &preview.options);
        let sheet = Arc::clone(&preview.sheet);
        self.view.toasts.info(format!("Kept as “{name}”: it is offered for files with these headers"));
        let used = self.clock.now();
        self.preferences.remember_import(RememberedImport { profile, used, file: None });
        let fits = |(_, one): &(usize, &RememberedImport)| one.profile.fits(&sheet);
        let fitting: Vec<usize> =
            self.preferences.imports.iter().enumerate().filter(fits).map(|(place, _)| place).collect();
        let known = known_mappings(&self.preferences.imports, &fitting);
        if let Some(preview) = self.preview() {
            (preview.known, preview.used) = (known, Some(0));
        }
    }

    /// Imports what the preview shows. Without an open workspace, a new one is asked for first.
    pub(super) fn run_import(&mut self) {
        if self.writing.is_some() {
            self.view.toasts.info("Wait until the present work is written");
            return;
        }
        if self.refused_as_past() {
            return;
        }
        let no_workspace = self.store.is_none();
        let now = (self.workspace, self.portfolio().revision());
        let Some(ImportView { state: ImportState::Read(preview), file_name, .. }) = &mut self.view.import else {
            return;
        };
        if preview.finish_editing() {
            // What was typed last has not been seen yet in what would change.
            self.plan_import();
            return;
        }
        if no_workspace {
            let stem = file_name.rsplit_once('.').map_or(file_name.as_str(), |(stem, _)| stem);
            let suggested = format!("{stem}.fourfold");
            self.ask(Ask::WorkspaceForImport { suggested });
            return;
        }
        let Some(planned) = preview.planned.clone().filter(|_| preview.is_planned()) else { return };
        if (preview.planned_for, planned.plan.revision) != now {
            // Something was changed meanwhile: look again before anything is written.
            self.plan_import();
            self.view.toasts.info("The accounts changed meanwhile; here is what the import would do now");
            return;
        }
        let edit = planned.plan.edit();
        // It comes back when nothing was written, with all that was chosen in it.
        self.importing = self.view.import.take();
        let asked = self.wish(Wish::Edit(edit));
        self.settle_import(&asked);
    }

    /// After the wish for an import: when it was refused, its dialog is there again.
    pub(super) fn settle_import(&mut self, asked: &Asked) {
        match asked {
            Asked::Refused(_) => self.give_back_import(),
            Asked::Done(_) => self.importing = None,
            Asked::Waits => {}
        }
    }

    /// Nothing was written: the dialog is there again, unless another file was taken up meanwhile.
    pub(super) fn give_back_import(&mut self) {
        let import = self.importing.take();
        if self.view.import.is_none() {
            self.view.import = import;
        }
    }

    /// An import was written: its mapping is remembered for the next file with these headers.
    pub(super) fn remember_import(&mut self) {
        let Some(ImportView { source, state: ImportState::Read(preview), .. }) = self.importing.take() else { return };
        let file = match source {
            // A path that is no text cannot be written down.
            Some(ImportSource::File(path)) => Some(path).filter(|path| path.to_str().is_some()),
            Some(ImportSource::Clipboard(_)) | None => None,
        };
        let file = file.and_then(|path| std::path::absolute(path).ok());
        let named = preview.used.and_then(|place| preview.known.get(place)).filter(|known| known.named);
        let named = named.and_then(|known| self.preferences.imports.get(known.place));
        let name = named.map_or_else(String::new, |named| named.profile.name.clone());
        let profile = Profile::of(name, &preview.sheet, &preview.mapping, &preview.options);
        let used = self.clock.now();
        self.preferences.remember_import(RememberedImport { profile, used, file });
        let_go(preview);
    }

    pub(super) fn take_dropped_files(&self, ctx: &egui::Context, actions: &mut crate::ui::view::Actions) {
        let dropped = ctx.input(|input| input.raw.dropped_files.clone());
        if dropped.is_empty() || self.is_modal() {
            return;
        }
        let paths: Vec<PathBuf> = dropped.iter().map(|file| file.path().to_owned()).collect();
        let is_workspace = |path: &&PathBuf| ends_with(path, "fourfold");
        actions.push(match paths.first().filter(is_workspace) {
            Some(path) => crate::ui::view::Action::OpenWorkspace(path.clone()),
            None => crate::ui::view::Action::Import(ImportAction::Files(paths)),
        });
    }
}

fn ends_with(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(ending))
}

fn known_mappings(imports: &[RememberedImport], fitting: &[usize]) -> Vec<KnownMapping> {
    let known = fitting.iter().filter_map(|place| {
        let remembered = imports.get(*place)?;
        let words = if remembered.is_named() {
            format!("as in “{}”", remembered.profile.name)
        } else {
            format!("as last time, {}", remembered.used.with_timezone(&chrono::Local).format("%-d %B"))
        };
        Some(KnownMapping { place: *place, words, named: remembered.is_named() })
    });
    known.collect()
}
