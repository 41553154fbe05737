//! What History asks for: entries opened, edits reverted.

use std::collections::BTreeSet;

use crate::command::Tab;
use crate::model::{AccountId, Change, EntryKind, RowChange, Seq, text};
use crate::rules::difference::Names;
use crate::store::{Store, StoreError, Wish};
use crate::ui::history::{OpenedEntry, OpenedRow, SHOWN_ROWS};

use super::App;

/// So many rows are read at once while they are searched.
const SEARCHED_ROWS: usize = 2_000;

impl App {
    /// Brings History up to what was done since, while it is shown; waits while something long is written.
    pub(super) fn refresh_history(&mut self) {
        let Some(store) = &self.store else { return };
        if self.view.tab != Tab::History || store.working().is_some() {
            return;
        }
        let history = &mut self.view.history;
        let last = store.journal().next_seq() - 1;
        if history.known_to() < last {
            let after = history.known_to();
            let read = store.whats(after).and_then(|whats| {
                let touching = history.account().map(|account| store.entries_touching(account, after)).transpose()?;
                Ok((whats, touching.unwrap_or_default()))
            });
            match read {
                Ok((whats, touching)) => history.learn(last, whats, touching),
                Err(error) => history.fail(last, error.to_string()),
            }
        }
        if let Some((seq, search)) = history.wanted(last) {
            let read = read_entry(store, seq, search).map_err(|error| error.to_string());
            self.view.history.show(seq, last, read);
        }
    }

    pub(super) fn open_entry(&mut self, seq: Seq) {
        self.view.tab = Tab::History;
        self.view.history.open(seq);
    }

    pub(super) fn revert(&mut self, seq: Seq) {
        self.flush_drafts();
        self.wish(Wish::Revert(seq));
    }

    pub(super) fn undo_to(&mut self, seq: Seq) {
        self.flush_drafts();
        self.wish(Wish::UndoTo(seq));
    }

    pub(super) fn history_of(&mut self, account: AccountId) {
        let Some(store) = &self.store else { return };
        let name = store.portfolio().account(account).map(|account| account.name.clone()).unwrap_or_default();
        match store.entries_touching(account, 0) {
            Ok(seqs) => {
                self.view.tab = Tab::History;
                self.view.history.show_account(account, name, seqs);
            }
            Err(error) => self.view.toasts.error(error.to_string()),
        }
    }

    pub(super) fn select_touched(&mut self, seq: Seq) {
        let Some(store) = &self.store else { return };
        match store.changes_of(seq) {
            Ok(changes) => {
                let accounts = changes.rows.iter().flat_map(accounts_of);
                let there: BTreeSet<AccountId> =
                    accounts.filter(|account| store.portfolio().account(*account).is_some()).collect();
                self.flush_drafts();
                self.view.select(there);
                self.view.tab = Tab::Board;
            }
            Err(error) => self.view.toasts.error(error.to_string()),
        }
    }
}

/// The accounts that a row is about: the one that it is, or those that it belonged and belongs to.
fn accounts_of(row: &RowChange) -> Vec<AccountId> {
    fn both<T>(change: &Change<T>, account: impl Fn(&T) -> AccountId) -> Vec<AccountId> {
        change.before.iter().chain(&change.after).map(account).collect()
    }
    match row {
        RowChange::Account(change) => both(change, |account| account.id),
        RowChange::Contact(change) => both(change, |contact| contact.account),
        RowChange::Activity(change) => both(change, |activity| activity.account),
        RowChange::Opportunity(change) => both(change, |opportunity| opportunity.account),
        RowChange::Product(_) | RowChange::Batch(_) | RowChange::Settings(_) => Vec::new(),
    }
}

/// The rows that an entry changed, the first of them, or the first whose names hold `search`.
fn read_entry(store: &Store, seq: Seq, search: &str) -> Result<OpenedEntry, StoreError> {
    let (journal, mut names) = (store.journal(), Names::new(store.portfolio()));
    let entry = journal.entry(seq).ok_or(StoreError::NoSuchEdit(seq))?;
    let wanted = text::folded(search);
    let mut rows = Vec::new();
    let (mut offset, mut limit) = (0, SHOWN_ROWS);
    loop {
        let page = store.changes_page(seq, offset, limit)?;
        names.learn(&page);
        let page = page.rows;
        offset += page.len();
        let found = page.iter().map(|change| OpenedRow::new(change, &names));
        rows.extend(found.filter(|row| wanted.is_empty() || text::folded(&row.name).contains(&wanted)));
        if page.len() < limit || wanted.is_empty() || rows.len() >= SHOWN_ROWS {
            break;
        }
        limit = SEARCHED_ROWS;
    }
    rows.truncate(SHOWN_ROWS);
    let reverts = entry.kind == EntryKind::Edit && journal.in_effect(seq);
    let moved_on = if reverts { store.revert_check(seq)? } else { Vec::new() };
    Ok(OpenedEntry { search: search.to_owned(), rows, moved_on })
}
