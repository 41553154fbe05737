//! What the tables of records ask for.

use std::sync::Arc;

use crate::command::Tab;
use crate::model::{AnyRecord, Edit, RecordKind};
use crate::store::Wish;
use crate::ui::records::{PURCHASES_SHOWN, Spot, search_id};

use super::App;
use super::wishes::Asked;

impl App {
    /// Whether the Accounts tab shows records of another kind.
    pub(super) const fn shows_records(&self) -> bool {
        matches!(self.view.tab, Tab::Accounts) && self.view.records.kind().is_some()
    }

    /// Shows the table of a kind; `None` is that of the accounts.
    pub(super) fn show_records(&mut self, kind: Option<RecordKind>) {
        self.view.tab = Tab::Accounts;
        self.view.records.show(kind);
    }

    /// Puts the keyboard where records are looked for; purchases are looked for by their accounts.
    pub(super) fn find_records(&mut self) {
        if self.view.records.kind() == Some(RecordKind::Purchases) {
            self.show_records(None);
            self.view.focus_search = true;
        } else {
            self.view.panes.type_over(search_id());
        }
    }

    /// Writes a record whose cell was left. What is refused goes back into the cell, with the reason.
    pub(super) fn put_cell(&mut self, record: AnyRecord, spot: Spot, text: String) {
        if let Some(words) = self.past_words() {
            self.view.records.refuse(spot, text, words);
            return;
        }
        self.flush_drafts();
        if let Asked::Refused(error) = self.attempt(Wish::Edit(Edit::PutRecords(vec![record]))) {
            self.view.records.refuse(spot, text, error.to_string());
        }
    }

    /// The selected rows, as spreadsheet programs take them.
    pub(super) fn copy_records(&mut self, ctx: &egui::Context) {
        let Some(kind) = self.view.records.kind() else { return };
        let portfolio = Arc::clone(self.portfolio());
        ctx.copy_text(self.view.records.copied(&portfolio));
        let count = self.view.records.selected_count();
        let noun = if count == 1 { kind.singular() } else { kind.id() };
        self.view.toasts.info(format!("Copied {} {noun}", portfolio.settings().more.numbers.count(count)));
    }

    /// Reads the purchases of the selected account when their table is shown, and again after each entry of the journal;
    /// waits while something long is written.
    pub(super) fn refresh_purchases(&mut self) {
        let Some(store) = &self.store else { return };
        let shown = self.shows_records() && self.view.records.kind() == Some(RecordKind::Purchases);
        let selection = &self.view.selection;
        let Some(account) = selection.first().copied().filter(|_| shown && selection.len() == 1) else { return };
        let key = (self.workspace, account, store.journal().next_seq());
        if store.working().is_some() || !self.view.records.purchases.wants(key.0, key.1, key.2) {
            return;
        }
        let read = store.purchases_of(account, PURCHASES_SHOWN).map_err(|error| error.to_string());
        self.view.records.purchases.show(store.portfolio(), self.clock.today(), key, read);
    }
}
