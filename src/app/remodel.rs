use std::sync::Arc;

use crate::command::Tab;
use crate::jobs::Job;
use crate::model::{Edit, ScoringModel, SettingsValue};
use crate::rules::remodel::Remodelled;
use crate::store::Wish;
use crate::ui::remodel::Remodel;

use super::App;
use super::wishes::Asked;

impl App {
    /// Opens the scoring model beside the board, or closes it. From elsewhere it leads back to one that is open.
    pub(super) fn toggle_model(&mut self) {
        if self.view.tab == Tab::Board && self.view.remodel.take().is_some() {
            return;
        }
        self.flush_drafts();
        self.view.replay = None;
        self.view.tab = Tab::Board;
        if self.view.remodel.is_none() {
            self.view.remodel = Some(Remodel::new(self.portfolio().settings().more.model.clone()));
        }
    }

    /// Works out beside the window who would stand elsewhere. While that is done for an older model, this one waits for
    /// its turn: each has a copy of the portfolio.
    pub(super) fn preview_model(&mut self, model: ScoringModel) {
        if self.jobs.is_remodelling() {
            return;
        }
        self.replays += 1;
        let portfolio = Arc::clone(self.portfolio());
        self.begin(Job::Remodel { portfolio, number: self.replays, model });
    }

    pub(super) fn take_remodelled(&mut self, preview: Box<Remodelled>) {
        if let Some(remodel) = &mut self.view.remodel {
            remodel.take(preview);
        }
        self.preview_awaited();
    }

    /// The work on a preview broke.
    pub(super) fn break_preview(&mut self) {
        if let Some(remodel) = &mut self.view.remodel {
            remodel.fail();
        }
    }

    fn preview_awaited(&mut self) {
        let awaited = self.view.remodel.as_ref().and_then(Remodel::awaited).cloned();
        if let Some(model) = awaited {
            self.preview_model(model);
        }
    }

    /// One edit, that Undo takes back. What is refused stays as it was set.
    pub(super) fn apply_model(&mut self, model: ScoringModel) {
        match self.wish(Wish::Edit(Edit::SetSettings(vec![SettingsValue::Model(model)]))) {
            Asked::Done(_) | Asked::Waits => self.view.remodel = None,
            Asked::Refused(_) => {}
        }
    }

    /// The scoring model that was set and not applied, which closing would lose.
    pub(super) fn unapplied_model(&self) -> Option<ScoringModel> {
        self.view.remodel.as_ref()?.unapplied(&self.portfolio().settings().more.model).cloned()
    }

    /// Whether the board shows a model that does not hold, so that nothing can be changed.
    pub(super) fn shows_other_model(&self) -> bool {
        let remodel = self.view.remodel.as_ref().filter(|_| self.view.tab == Tab::Board);
        remodel.is_some_and(|remodel| remodel.is_other(&self.portfolio().settings().more.model))
    }
}
