//! The form of a record: opened for what was clicked, closed when it is written.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{AccountId, ActivityId, Edit, RecordKind, RowKey};
use crate::rules::touch::touch;
use crate::store::{StoreError, Wish};
use crate::ui::record_form::RecordForm;
use crate::ui::view::Action;

use super::App;
use super::wishes::Asked;

impl App {
    pub(super) fn open_record(&mut self, key: RowKey, ctx: &egui::Context) {
        if let RowKey::Account(account) = key {
            self.perform(Action::Select(BTreeSet::from([account])), ctx);
            return;
        }
        let portfolio = Arc::clone(self.portfolio());
        match RecordForm::edit(&portfolio, key) {
            Some(form) => self.show_form(form),
            None => self.view.toasts.info("This record is not there any more; it may have been deleted"),
        }
    }

    pub(super) fn new_record(&mut self, kind: RecordKind, account: Option<AccountId>, ctx: &egui::Context) {
        if kind == RecordKind::Accounts {
            self.new_account(ctx);
            return;
        }
        let (portfolio, today) = (Arc::clone(self.portfolio()), self.clock.today());
        match RecordForm::new(&portfolio, kind, account, today) {
            Some(form) => self.show_form(form),
            None => self.view.toasts.info("Purchases come in with an import, and are not typed"),
        }
    }

    /// At the day that the account is due, or today when it was due before, or was never contacted.
    pub(super) fn plan_activity(&mut self, account: AccountId) {
        let (portfolio, today) = (Arc::clone(self.portfolio()), self.clock.today());
        let Some(record) = portfolio.account(account) else { return };
        let due = touch(&portfolio, record, today).next_due.unwrap_or(today).max(today);
        if let Some(form) = RecordForm::plan(&portfolio, account, due) {
            self.show_form(form);
        }
    }

    pub(super) fn complete_activity(&mut self, activity: ActivityId) {
        let (portfolio, today) = (Arc::clone(self.portfolio()), self.clock.today());
        match RecordForm::complete(&portfolio, activity, today) {
            Some(form) => self.show_form(form),
            None => self.view.toasts.info("This activity is not there any more; it may have been deleted"),
        }
    }

    fn show_form(&mut self, form: RecordForm) {
        if self.refused_as_past() {
            return;
        }
        // What was typed in the panel is written before something else is written about the same account.
        self.flush_drafts();
        self.view.record_form = Some(form);
    }

    pub(super) fn save_record(&mut self, edit: Edit) {
        if self.refused_as_past() {
            return;
        }
        match &mut self.view.record_form {
            // What is written now may change the very record: the form is read when that is done.
            Some(form) if self.writing.is_some() => form.wait(edit),
            _ => self.put_form(edit),
        }
    }

    /// The form stays until its edit is written.
    fn put_form(&mut self, edit: Edit) {
        let asked = self.attempt(Wish::Edit(edit));
        let Some(form) = &mut self.view.record_form else { return };
        match asked {
            Asked::Done(_) => self.view.record_form = None,
            Asked::Waits => form.be_written(),
            Asked::Refused(error) => form.refuse(error.to_string()),
        }
    }

    /// Saves the form that waited for a long write, which is done.
    pub(super) fn save_waiting_form(&mut self) {
        if self.writing.is_some() {
            return;
        }
        let portfolio = Arc::clone(self.portfolio());
        if let Some(edit) = self.view.record_form.as_mut().and_then(|form| form.go_on(&portfolio)) {
            self.put_form(edit);
        }
    }

    /// A long write is over: when it was the form's own, that closes, or says why it was refused.
    pub(super) fn end_form(&mut self, error: Option<&StoreError>) {
        let Some(form) = self.view.record_form.as_mut().filter(|form| form.is_being_written()) else { return };
        match error {
            None => self.view.record_form = None,
            Some(error) => form.refuse(error.to_string()),
        }
    }
}
