//! An import that is run: its button, what comes of it, and what it leaves behind.

use std::sync::Arc;

use crate::dialogs::Ask;
use crate::model::Seq;
use crate::sheets::{Counts, ImportPlan, Mapping, PlanOptions, Sheet};
use crate::store::Wish;
use crate::ui::import::{ImportAction, ImportState, ImportView};
use crate::ui::view::Action;

use super::App;
use super::wishes::Asked;

/// What somebody pressed the button for while there was no workspace to import into.
pub(super) struct Agreed {
    /// The workspace is being made.
    pub created: bool,
    mapping: Mapping,
    options: PlanOptions,
    counts: Counts,
}

/// What was imported, for the file of its rejected rows.
pub(super) type Imported = (Arc<Sheet>, Arc<ImportPlan>);

impl App {
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
            let Some(planned) = preview.planned.as_ref().filter(|_| preview.is_planned()) else { return };
            self.agreed = Some(Agreed {
                created: false,
                mapping: preview.mapping.clone(),
                options: preview.options.clone(),
                counts: planned.plan.counts,
            });
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

    /// A workspace was made for the import that is open: it goes on by itself if it is what was agreed to.
    pub(super) fn run_as_agreed(&mut self) {
        let Some(agreed) = self.agreed.take().filter(|agreed| agreed.created) else { return };
        let Some(preview) = self.preview() else { return };
        let Agreed { created: _, mapping, options, counts } = agreed;
        let same = preview.is_planned()
            && (&preview.mapping, &preview.options) == (&mapping, &options)
            && preview.planned.as_ref().is_some_and(|planned| planned.plan.counts == counts);
        if same {
            self.run_import();
        } else {
            let words = "The workspace is there, but the import is not what it was: look at it, then press its button";
            self.view.toasts.info(words);
        }
    }

    pub(super) fn ask_where_to_save_rejects(&mut self, asked: (Arc<Sheet>, Arc<ImportPlan>)) {
        self.rejects = Some(asked);
        self.ask(Ask::SaveRejects { suggested: self.file_name("rejected rows", "csv") });
    }

    /// An import was written, and says so: how much came in, and where the rows are that did not.
    pub(super) fn tell_imported(&mut self, of: Seq, label: &str) {
        let words = label.replacen("Import", "Imported", 1);
        let numbers = self.portfolio().settings().more.numbers;
        let left = self.remember_import();
        let rejected = left.as_ref().map_or(0, |(_, plan)| plan.counts.rejected);
        let Some(left) = left.filter(|_| rejected > 0) else {
            self.view.toasts.done(of, words);
            return;
        };
        let (said, save) = match rejected {
            1 => ("1 row was rejected".to_owned(), "Save it…"),
            count => (format!("{} rows were rejected", numbers.count(count)), "Save them…"),
        };
        let save = (save, Action::Import(ImportAction::SaveLeftBehind));
        let toast = self.view.toasts.done_with(of, format!("{words}, {said}"), save);
        self.left_behind = Some((toast, left));
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
}
