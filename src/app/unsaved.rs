//! What was typed and is not written yet, when the workspace is to be closed.

use std::sync::Arc;

use crate::command::{FunnelPage, Tab};
use crate::model::ScoringModel;
use crate::ui::drafts::DraftKey;
use crate::ui::record_form::RecordForm;

use super::App;

/// What closing would lose.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Unsaved {
    /// Of fields of accounts.
    drafts: Vec<(DraftKey, String)>,
    /// Of a cell of the records, and why it cannot be written.
    cell: Option<(String, String)>,
    /// Of process cards.
    cards: Vec<String>,
    /// Of the grids of goals and of spending.
    goal: Option<String>,
    spending: Vec<String>,
    /// Of an open form.
    form: Option<RecordForm>,
    /// Of the panel of the scoring model.
    model: Option<ScoringModel>,
}

impl App {
    /// Whether nothing typed would be lost by closing. What cannot be written is said once; to close all the same is
    /// to say so twice.
    pub(super) fn may_close(&mut self) -> bool {
        self.flush_drafts();
        let form = self.view.record_form.as_mut().filter(|form| form.is_changed()).map(|form| {
            form.refuse("Not saved yet; save it, or close once more to leave it".to_owned());
            form.clone()
        });
        let cell = self.view.records.unsaved_cell().map(|(text, why)| (text.to_owned(), why.to_owned()));
        let portfolio = Arc::clone(self.portfolio());
        let cards = self.view.funnel.process_mut().unreadable(&portfolio);
        let goal = self.view.funnel.goals_mut().unreadable().map(str::to_owned);
        let spending = self.view.funnel.channels_mut().spending_mut().unreadable(&portfolio);
        let (drafts, model) = (self.view.drafts.texts(), self.unapplied_model());
        let left = Unsaved { drafts, cell, cards, goal, spending, form, model };
        // To have been told of one text is no leave to drop another.
        if left == Unsaved::default() || left == self.close_warned {
            return true;
        }
        let leave = "mend it, or close once more to leave it";
        match left.drafts.len() {
            0 => {}
            1 => self.view.toasts.error(format!("1 field is not saved, see the panel; {leave}")),
            count => self.view.toasts.error(format!("{count} fields are not saved, see the panel; {leave}")),
        }
        if let Some((_, why)) = &left.cell {
            self.view.toasts.error(format!("1 cell is not saved: {why}; {leave}"));
            self.view.tab = Tab::Accounts;
            self.view.records.mend_cell();
        }
        if let Some(text) = left.cards.first() {
            self.view.toasts.error(format!("“{text}” on a process card is no day; {leave}"));
            self.view.tab = Tab::Funnel;
            self.view.funnel.page = FunnelPage::Process;
        }
        if let Some(text) = left.spending.first() {
            self.view.toasts.error(format!("“{text}” is no amount that was spent; {leave}"));
            self.view.tab = Tab::Funnel;
            self.view.funnel.page = FunnelPage::Channels;
            self.view.funnel.channels_mut().show_spending();
        }
        if let Some(text) = &left.goal {
            self.view.toasts.error(format!("“{text}” is no goal; {leave}"));
            self.view.tab = Tab::Funnel;
            self.view.funnel.page = FunnelPage::Goals;
        }
        if left.model.is_some() {
            let words = "The scoring model is not applied; apply it, or close once more to leave it";
            self.view.toasts.error(words.to_owned());
        }
        self.close_warned = left;
        false
    }
}
