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

    /// Whether the board shows a model that does not hold, so that nothing can be changed.
    pub(super) fn shows_other_model(&self) -> bool {
        let remodel = self.view.remodel.as_ref().filter(|_| self.view.tab == Tab::Board);
        remodel.is_some_and(|remodel| remodel.is_other(&self.portfolio().settings().more.model))
    }
}
