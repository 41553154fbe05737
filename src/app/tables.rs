//! What the tables of records ask for.

use std::sync::Arc;

use crate::command::Tab;
use crate::model::{AnyRecord, Edit, RecordKind};
use crate::store::Wish;
use crate::ui::records::{Left, PURCHASES_SHOWN, Spot, search_id};

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
        let kind = kind.filter(|kind| *kind != RecordKind::Accounts);
        if kind == self.view.records.kind() || self.leave_cell() {
            self.view.records.show(kind);
        } else {
            self.mend_cell();
        }
    }

    /// Shows the table of a kind with what belongs to the selected accounts.
    pub(super) fn show_records_of_selected(&mut self, kind: RecordKind) {
        self.show_records(Some(kind));
        if self.view.records.kind() == Some(kind) {
            self.view.records.only_of_selected();
        }
    }

    /// Writes what is being typed into a cell. Whether nothing is left in it: what cannot be stays there, with the
    /// reason.
    pub(super) fn leave_cell(&mut self) -> bool {
        let portfolio = Arc::clone(self.portfolio());
        if let Some(Left { record, spot, text }) = self.view.records.leave_cell(&portfolio) {
            self.put_cell(record, spot, text);
        }
        self.view.records.unsaved_cell().is_none()
    }

    /// What was typed into a cell is written when the table is left for another tab; what cannot be is mended first.
    pub(super) fn follow_tab(&mut self) {
        if !self.shows_records() && !self.leave_cell() {
            self.mend_cell();
        }
    }

    /// Says why a cell cannot be left, and leads back into it.
    fn mend_cell(&mut self) {
        let Some((_, why)) = self.view.records.unsaved_cell() else { return };
        self.view.toasts.info(format!("{why}; mend the cell first, or press Esc in it"));
        self.view.tab = Tab::Accounts;
        self.view.records.mend_cell();
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
        let noun = if count == 1 { kind.singular() } else { kind.plural() };
        self.view.toasts.info(format!("Copied {} {noun}", portfolio.settings().more.numbers.count(count)));
    }

    /// Reads the purchases of the selected account when their table is shown, and again when they, or the words that they
    /// are written with, are others; waits while something long is written.
    pub(super) fn refresh_purchases(&mut self) {
        let Some(store) = &self.store else { return };
        let shown = self.shows_records() && self.view.records.kind() == Some(RecordKind::Purchases);
        let selection = &self.view.selection;
        let Some(account) = selection.first().copied().filter(|_| shown && selection.len() == 1) else { return };
        let (of, today) = ((self.workspace, account), self.clock.today());
        if store.working().is_some() || !self.view.records.purchases.wants(of, store.portfolio(), today) {
            return;
        }
        let read = store.purchases_of(account, PURCHASES_SHOWN).map_err(|error| error.to_string());
        self.view.records.purchases.show(of, store.portfolio(), today, read);
    }
}
