//! What History asks for: entries opened, edits reverted.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::TryRecvError;

use crate::command::Tab;
use crate::model::{AccountId, Entry, EntryKind, Journal, RowChange, Seq, text};
use crate::rules::difference::Names;
use crate::store::{Store, StoreError, Wish};
use crate::ui::history::{OpenedEntry, OpenedRow, Outlook, SHOWN_ROWS, UndoImport};

use super::App;
use super::wishes::Asked;

/// So many rows are read at once while they are searched.
const SEARCHED_ROWS: usize = 2_000;

impl App {
    /// Brings History up to what was done since, while it is shown; waits while something long is written.
    pub(super) fn refresh_history(&mut self) {
        self.take_undo_outlook();
        let known = (self.workspace, self.journal().next_seq());
        if self.imports_known_for != known {
            (self.imports_known_for, self.last_import) = (known, last_import(self.journal()));
        }
        let Some(store) = &self.store else { return };
        if self.view.tab != Tab::History || store.working().is_some() {
            return;
        }
        let history = &mut self.view.history;
        let last = store.journal().next_seq() - 1;
        if history.known_to() < last {
            let after = history.known_to();
            let read = store.whats(after).and_then(|whats| {
                let touching = history.account().map(|account| store.entries_about(account, after)).transpose()?;
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

    /// Says what taking back an import would come to, and asks whether to.
    pub(super) fn ask_undo_import(&mut self, seq: Seq) {
        self.flush_drafts();
        let Some(store) = &self.store else { return };
        let asked = match store.undo_import_outlook(seq) {
            Ok(answer) => {
                self.undo_outlook = Some(answer);
                UndoImport::reading(seq)
            }
            Err(error) => UndoImport::failed(seq, error.to_string()),
        };
        self.open_entry(seq);
        self.view.history.ask_undo_import(asked);
    }

    /// Takes in what taking back an import would come to, once that is known.
    fn take_undo_outlook(&mut self) {
        let Some(answer) = &self.undo_outlook else { return };
        let read = match answer.try_recv() {
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => Err(StoreError::Stopped),
            Ok(read) => read,
        };
        self.undo_outlook = None;
        let read = read.map(|(going, undo)| Outlook { going, undo }).map_err(|error| error.to_string());
        self.view.history.tell_undo_import(read);
    }

    /// Asks about the import that is opened in History, or about the last that stands.
    pub(super) fn ask_undo_an_import(&mut self) {
        let journal = Arc::clone(self.journal());
        let opened = self.view.history.opened().filter(|_| self.view.tab == Tab::History);
        let stands =
            |entry: &&Entry| entry.kind == EntryKind::Edit && entry.is_import() && journal.in_effect(entry.seq);
        let opened = opened.and_then(|seq| journal.entry(seq)).filter(stands).map(|entry| entry.seq);
        let Some(seq) = opened.or(self.last_import) else { return };
        if opened.is_none() {
            self.view.history.show_imports();
        }
        self.ask_undo_import(seq);
    }

    pub(super) fn undo_import(&mut self, seq: Seq) {
        self.view.history.begin_undo_import();
        if let Asked::Refused(_) = self.wish(Wish::UndoImport(seq)) {
            self.view.history.fail_undo_import();
        }
    }

    pub(super) fn undo_to(&mut self, seq: Seq) {
        self.flush_drafts();
        self.wish(Wish::UndoTo(seq));
    }

    pub(super) fn history_of(&mut self, account: AccountId) {
        let Some(store) = &self.store else { return };
        let name = store.portfolio().account(account).map(|account| account.name.clone()).unwrap_or_default();
        match store.entries_about(account, 0) {
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

/// The last import that stands, but for those that were taken back by an edit of their own.
fn last_import(journal: &Journal) -> Option<Seq> {
    let mut taken_back: Vec<&str> = Vec::new();
    let edits = journal.entries().iter().rev();
    for edit in edits.filter(|entry| entry.kind == EntryKind::Edit && journal.in_effect(entry.seq)) {
        if let Some(import) = edit.label.strip_prefix("Undo import ") {
            taken_back.push(import);
        } else if let Some(own) = edit.label.strip_prefix("Import ") {
            match taken_back.iter().position(|label| *label == own) {
                Some(place) => drop(taken_back.remove(place)),
                None => return Some(edit.seq),
            }
        }
    }
    None
}

/// The accounts that a row is about: the one that it is, or those that it belonged and belongs to.
fn accounts_of(row: &RowChange) -> Vec<AccountId> {
    row.accounts().collect()
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
    // An import is taken back in a way of its own.
    let reverts = entry.kind == EntryKind::Edit && !entry.is_import() && journal.in_effect(seq);
    let moved_on = if reverts { store.revert_check(seq)? } else { Vec::new() };
    Ok(OpenedEntry { search: search.to_owned(), rows, moved_on })
}
