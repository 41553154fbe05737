use std::sync::Arc;

use crate::command::Tab;
use crate::jobs::Job;
use crate::model::{Edit, ScoringModel, SettingsValue};
use crate::rules::remodel::Remodelled;
use crate::store::Wish;
use crate::ui::remodel::Remodel;

use super::App;

impl App {
    /// Opens the scoring model beside the board, or closes it.
    pub(super) fn toggle_model(&mut self) {
        if self.view.remodel.take().is_some() {
            return;
        }
        self.flush_drafts();
        self.view.replay = None;
        self.view.tab = Tab::Board;
        self.view.remodel = Some(Remodel::new(self.portfolio().settings().more.model.clone()));
    }

    /// Works out beside the window who would stand elsewhere.
    pub(super) fn preview_model(&mut self, model: ScoringModel) {
        self.replays += 1;
        let portfolio = Arc::clone(self.portfolio());
        self.begin(Job::Remodel { portfolio, number: self.replays, model });
    }

    pub(super) fn take_remodelled(&mut self, preview: Box<Remodelled>) {
        if let Some(remodel) = &mut self.view.remodel {
            remodel.take(preview);
        }
    }

    /// One edit, that Undo takes back.
    pub(super) fn apply_model(&mut self, model: ScoringModel) {
        self.view.remodel = None;
        self.wish(Wish::Edit(Edit::SetSettings(vec![SettingsValue::Model(model)])));
    }

    /// Why nothing can be changed while the board shows a model that does not hold.
    pub(super) fn remodel_words(&self) -> Option<String> {
        let remodel = self.view.remodel.as_ref().filter(|_| self.view.tab == Tab::Board)?;
        let other = remodel.is_other(&self.portfolio().settings().more.model);
        other.then(|| "The board shows a scoring model that does not hold yet; apply it, or cancel".to_owned())
    }
}
