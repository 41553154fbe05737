use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::text::folded;
use crate::model::{AnyRecord, Edit, Entry, EntryKind, Portfolio, Progress, RecordKind, Refusal, RowKey, Seq};
use crate::rules::class::Class;
use crate::rules::drift::evidence_class;
use crate::rules::reasons;
use crate::store::{Done, Store, StoreError, Wish};
use crate::ui::drafts::DraftKey;

use super::{App, Writing};
use crate::jobs::Unit;

/// Edits of more rows than this are written while the window goes on.
const LONG_ROWS: usize = 2_000;

impl App {
    /// Writes all unfinished text; what cannot be read or written stays in its field, and is said.
    pub(super) fn flush_drafts(&mut self) {
        for key in self.view.drafts.keys() {
            self.commit_draft(key);
        }
        self.leave_cell();
        self.keep_process();
        self.keep_figures();
        if let Some((of, text)) = self.view.toasts.unfinished_reason() {
            self.give_reason(of, text);
        }
    }

    pub(super) fn give_reason(&mut self, of: Seq, text: String) {
        match self.wish(Wish::Reason { of, text }) {
            Asked::Done(_) | Asked::Waits => self.view.toasts.answered(of),
            // The question stays, with what was typed.
            Asked::Refused(_) => {}
        }
    }

    pub(super) fn commit_draft(&mut self, key: DraftKey) {
        if self.writing.is_some() {
            // It is read against what will be there then.
            self.late_drafts.insert(key);
            return;
        }
        let Some(account) = self.portfolio().account(key.account).cloned() else {
            self.view.drafts.drop(key);
            return;
        };
        // A text that was found wanting once is not complained of again until it is changed.
        let known = self.view.drafts.error(key).is_some();
        if let Some(words) = self.past_words() {
            if !known {
                self.view.toasts.info(words.clone());
            }
            self.view.drafts.refuse(key, words);
            return;
        }
        let was_placed = self.portfolio().position(&account).is_some();
        let portfolio = Arc::clone(self.portfolio());
        match self.view.drafts.edit(key, &account, &portfolio) {
            Ok(None) => self.view.drafts.drop(key),
            Ok(Some(edit)) => match self.attempt(Wish::Edit(edit)) {
                Asked::Done(_) | Asked::Waits => self.view.drafts.written(key, was_placed),
                Asked::Refused(error) => {
                    self.view.drafts.refuse(key, error.to_string());
                    if !known {
                        self.say_refused(&error);
                    }
                }
            },
            Err(_) if known => {}
            Err(error) => {
                let only_half = error == crate::ui::drafts::DraftError::HalfAPlace;
                if !only_half {
                    self.view.toasts.error(format!("{}: {error}", account.name));
                }
            }
        }
    }

    /// Asks the store, and says so when it refuses.
    pub(super) fn wish(&mut self, wish: Wish) -> Asked {
        let asked = self.attempt(wish);
        if let Asked::Refused(error) = &asked {
            self.say_refused(error);
        }
        asked
    }

    /// Asks the store; waits for what is short, goes on beside what is long.
    pub(super) fn attempt(&mut self, wish: Wish) -> Asked {
        let stamp = self.stamp();
        if self.writing.is_some() {
            // An edit is worked out from what is seen now. One may wait for its turn; a second would be worked out
            // without the first, and could take it back unseen.
            let may_wait = self.waiting.is_empty() || matches!(wish, Wish::Reason { .. });
            if !may_wait {
                return Asked::Refused(StoreError::Busy);
            }
            self.view.toasts.info("Waiting for the present work to be written; then it is done");
            self.waiting.push_back(wish);
            return Asked::Waits;
        }
        if let Some(asked) = self.keep_first(&wish) {
            return asked;
        }
        let is_backup = matches!(wish, Wish::Keep { .. });
        let is_import = matches!(wish, Wish::Edit(Edit::Import(_)));
        let why = match &wish {
            Wish::Edit(edit) => super::lists::why_asked(edit, self.portfolio()),
            _ => None,
        };
        let for_a_place = super::lists::for_a_place(&wish);
        if let Wish::Edit(Edit::DeleteAccounts(accounts)) = &wish {
            let ledger = self.portfolio().ledger();
            let days = accounts.iter().flat_map(|account| ledger.days_of(*account));
            self.going_purchases = days.map(|day| day.lines as usize).sum();
        }
        let Some(store) = self.store.as_mut() else { return Asked::Refused(StoreError::Stopped) };
        let asked = if let Some(label) = long_label(store, &wish, self.preferences.backup_folder.is_some()) {
            let progress = Progress::default();
            store.submit(wish, stamp, progress.clone()).map(|()| {
                let unit = if is_import { Unit::Rows } else { Unit::Steps };
                self.writing = Some(Writing { label, unit, progress, began: std::time::Instant::now() });
                Asked::Waits
            })
        } else {
            store.perform(wish, stamp).map(Asked::Done)
        };
        match asked {
            Ok(asked) => {
                if is_backup && matches!(asked, Asked::Waits) {
                    self.keeping_began();
                }
                if let Asked::Done(done) = &asked {
                    self.follow(done);
                    if let Some(why) = why {
                        self.ask_why_listed(done, why);
                    }
                }
                asked
            }
            Err(error) => {
                self.offer_to_make_room(&error, for_a_place);
                Asked::Refused(error)
            }
        }
    }

    fn say_refused(&mut self, error: &StoreError) {
        match error {
            StoreError::NothingToUndo
            | StoreError::NothingToRedo
            | StoreError::Cancelled
            | StoreError::Busy
            | StoreError::ReadOnly => {
                self.view.toasts.info(error.to_string());
            }
            // A dialog asks who gives up a place.
            StoreError::Refused(Refusal::ListFull { .. }) if self.waits_for_room.is_some() => {}
            _ => self.view.toasts.error(error.to_string()),
        }
    }

    /// Goes on with the long write, and with what waited for it.
    pub(super) fn poll_writing(&mut self) {
        let Some(result) = self.store.as_mut().and_then(Store::poll) else { return };
        self.writing = None;
        let done = result.is_ok();
        self.end_form(result.as_ref().err());
        match result {
            Ok(done) => self.follow(&done),
            Err(error) => {
                self.view.history.fail_undo_import();
                self.say_refused(&error);
                self.give_back_import();
            }
        }
        self.go_on_after_backup(done);
        while self.writing.is_none()
            && let Some(wish) = self.waiting.pop_front()
        {
            self.wish(wish);
        }
        self.save_waiting_form();
        for key in std::mem::take(&mut self.late_drafts) {
            self.commit_draft(key);
        }
    }

    /// What the window does after something was done.
    fn follow(&mut self, done: &Done) {
        let portfolio = Arc::clone(self.portfolio());
        // Who is gone is selected no more; that is asked only when rows changed.
        if matches!(done, Done::Written { .. } | Done::ImportUndone { .. } | Done::UndoneTo { .. }) {
            self.view.selection.retain(|id| portfolio.account(*id).is_some());
            self.view.selection_generation += 1;
        }
        match done {
            // An import that changes nothing is done, too.
            Done::Nothing => self.importing = None,
            Done::Written { entry, touched } => match &entry.kind {
                EntryKind::Edit => {
                    if !entry.is_import() {
                        self.ask_who_grows(&portfolio, entry, touched);
                    }
                    let moves: Vec<_> = self.journal().moves_in_entry(entry.seq, touched).collect();
                    if entry.is_import() {
                        self.tell_imported(entry.seq, &entry.label);
                    } else if entry.label.starts_with("Restore the backup") {
                        self.view
                            .toasts
                            .info(format!("{}: Undo takes it back", entry.label.replacen("Restore", "Restored", 1)));
                    } else if let Some(words) = deleted_words(&portfolio, entry, touched, self.going_purchases) {
                        self.view.toasts.info(format!("{words}: Undo takes it back"));
                    } else if touched.iter().any(|row| matches!(row, RowKey::HandOver(_))) {
                        self.view.toasts.answered(entry.seq);
                        self.view.toasts.done(entry.seq, handed_words(&entry.label));
                    } else if let Some(rest) = entry.label.strip_prefix("Delete ").filter(|_| of_records(touched)) {
                        self.view.toasts.done(entry.seq, format!("Deleted {rest}"));
                    } else if let Some(first) = moves.first() {
                        let (what, class, chips) = moved_words(&portfolio, &moves, *first);
                        if let Some((of, text)) = self.view.toasts.ask_why(entry.seq, what, class, &chips) {
                            self.wish(Wish::Reason { of, text });
                        }
                    }
                }
                EntryKind::Undo { of } => {
                    self.view.toasts.answered(*of);
                    self.view.toasts.info(format!("Undone: {}", entry.label));
                }
                EntryKind::Redo { .. } => self.view.toasts.info(format!("Done again: {}", entry.label)),
                EntryKind::Reason { text, .. } => self.view.toasts.info(format!("Noted: {text}")),
            },
            Done::ImportUndone { entry: _, touched: _, undo } => {
                let words = self.view.history.end_undo_import(undo, portfolio.settings().more.numbers);
                self.view.toasts.info(format!("{words}: Undo brings it back"));
            }
            Done::UndoneTo { edits, touched: _ } => {
                let journal = Arc::clone(self.journal());
                for entry in journal.entries().iter().rev().take(*edits) {
                    if let EntryKind::Undo { of } = entry.kind {
                        self.view.toasts.answered(of);
                    }
                }
                self.view.toasts.info(format!("{edits} edits undone: Redo brings them back, one by one"));
            }
            Done::BackedUp { path, .. } => self.view.toasts.info(format!("Saved and checked: {}", path.display())),
            Done::Kept { kept, gone } => self.take_kept(kept, gone),
            Done::Checked(report) => {
                for problem in &report.problems {
                    self.view.toasts.error(problem.clone());
                }
            }
        }
    }
}

/// What became of a wish.
pub(super) enum Asked {
    Done(Done),
    /// It is being written, or will be in its turn.
    Waits,
    Refused(StoreError),
}

/// What a wish that takes long is called while it is done; `None` when it is short. Backups go into a folder that
/// somebody chose, or into the program's own.
fn long_label(store: &Store, wish: &Wish, chosen_folder: bool) -> Option<String> {
    // One row switches any number of purchases on or off.
    let purchases = |entry: &crate::model::Entry| entry.is_import() && entry.label.contains(" purchases from ");
    let rows = |entry: Option<&crate::model::Entry>| {
        entry.map_or(0, |entry| if purchases(entry) { usize::MAX } else { entry.rows })
    };
    match wish {
        Wish::Edit(Edit::Import(import)) if import.rows() > LONG_ROWS => {
            Some(format!("Importing {}", import.file_name))
        }
        Wish::Edit(Edit::SetCells { rows, .. }) if rows.len() > LONG_ROWS => Some("Setting values".to_owned()),
        Wish::Edit(Edit::SetValues { accounts, .. }) if accounts.len() > LONG_ROWS => Some("Setting values".to_owned()),
        Wish::Edit(Edit::Move(rows)) if rows.len() > LONG_ROWS => Some("Moving".to_owned()),
        Wish::Edit(Edit::DeleteAccounts(rows)) if rows.len() > LONG_ROWS => Some("Deleting".to_owned()),
        Wish::Edit(Edit::SetArchived { accounts, .. }) if accounts.len() > LONG_ROWS => Some("Archiving".to_owned()),
        Wish::Edit(Edit::DeleteRecords(rows)) if rows.len() > LONG_ROWS => Some("Deleting".to_owned()),
        Wish::Edit(Edit::PutRecords(records)) if rows_put(store.portfolio(), records) > LONG_ROWS => {
            Some("Setting values".to_owned())
        }
        Wish::Undo if rows(store.journal().next_undo()) > LONG_ROWS => Some("Undoing".to_owned()),
        Wish::Redo if rows(store.journal().next_redo()) > LONG_ROWS => Some("Doing again".to_owned()),
        Wish::Revert(seq) if rows(store.journal().entry(*seq)) > LONG_ROWS => Some("Reverting".to_owned()),
        Wish::UndoImport(_) => Some("Taking back the import".to_owned()),
        Wish::UndoTo(seq)
            if store.journal().undone_by_going_to(*seq).map(|edit| rows(Some(edit))).fold(0, usize::saturating_add)
                > LONG_ROWS =>
        {
            Some("Undoing".to_owned())
        }
        Wish::Backup(_) => Some("Saving a copy".to_owned()),
        Wish::Edit(Edit::Restore { to, .. }) if to.accounts().len() > LONG_ROWS => Some("Restoring".to_owned()),
        Wish::Keep { .. } => App::keeping_label(store, chosen_folder),
        Wish::Check => Some("Checking".to_owned()),
        Wish::Edit(_) | Wish::Undo | Wish::Redo | Wish::Revert(_) | Wish::UndoTo(_) | Wish::Reason { .. } => None,
    }
}

/// How many rows are written with these records, as far as it takes to know that they are many: those that name a
/// colleague are written with the new name.
fn rows_put(portfolio: &Portfolio, records: &[AnyRecord]) -> usize {
    let renamed = records.iter().filter_map(|record| match record {
        AnyRecord::Colleague(colleague) => {
            let before = portfolio.colleagues().get(colleague.id)?;
            (before.name != colleague.name).then(|| folded(&before.name))
        }
        AnyRecord::Contact(_)
        | AnyRecord::Activity(_)
        | AnyRecord::Product(_)
        | AnyRecord::Opportunity(_)
        | AnyRecord::Risk(_) => None,
    });
    let renamed: BTreeSet<String> = renamed.collect();
    if renamed.is_empty() {
        return records.len();
    }
    // There are few names, and many records that say them: each spelling is folded once.
    let mut spelled: HashMap<&str, bool> = HashMap::new();
    let mut is_renamed = |name| *spelled.entry(name).or_insert_with(|| renamed.contains(&folded(name)));
    let accounts = portfolio.accounts().filter(|account| is_renamed(account.owner.as_str()));
    let enough = LONG_ROWS + 1;
    let owned = accounts.take(enough).count();
    let named = portfolio.activities().iter().filter(|one| one.colleagues.iter().any(|name| is_renamed(name.as_str())));
    records.len() + owned + if owned < enough { named.take(enough).count() } else { 0 }
}

/// "Hand Ernst Handel over to Boris" when it was done: "Handed Ernst Handel over to Boris".
fn handed_words(label: &str) -> String {
    label.replacen("Hand ", "Handed ", 1).replacen("Leave ", "Left ", 1)
}

/// Whether all are rows of records other than accounts.
fn of_records(touched: &[RowKey]) -> bool {
    touched.iter().all(|row| row.account().is_none() && row.kind().is_some())
}

/// What the toast after accounts were deleted says, when something went along: "Deleted Ernst Handel with 3 contacts
/// and 12 activities".
fn deleted_words(portfolio: &Portfolio, entry: &Entry, touched: &[RowKey], bought: usize) -> Option<String> {
    let deleted = entry.label.strip_prefix("Delete ")?;
    if !touched.iter().any(|row| row.account().is_some()) {
        return None;
    }
    let of = |kind| touched.iter().filter(|row| row.kind() == Some(kind)).count();
    let kinds = [RecordKind::Contacts, RecordKind::Activities, RecordKind::Opportunities];
    let counts = kinds.map(|kind| (kind, of(kind))).into_iter().chain([(RecordKind::Purchases, bought)]);
    let numbers = portfolio.settings().more.numbers;
    let words = counts.filter(|(_, count)| *count > 0).map(|(kind, count)| {
        format!("{} {}", numbers.count(count), if count == 1 { kind.singular() } else { kind.plural() })
    });
    let mut words: Vec<String> = words.collect();
    let last = words.pop()?;
    let with = if words.is_empty() { last } else { format!("{} and {last}", words.join(", ")) };
    Some(format!("Deleted {deleted} with {with}"))
}

/// What the toast after a move says: the class that one account is in now, or how many moved; and the reasons that it
/// offers.
fn moved_words(
    portfolio: &Portfolio,
    moves: &[crate::model::Move],
    first: crate::model::Move,
) -> (String, Option<Class>, [&'static str; 3]) {
    let lines = portfolio.settings().lines;
    let account = |one: &crate::model::Move| portfolio.account(one.account);
    // Who was released stands where its evidence does.
    let class = |one: &crate::model::Move| match one.to {
        Some(to) => Some(Class::of(to, lines)),
        None => account(one).and_then(|account| Class::of_account(portfolio, account, lines)),
    };
    let classes: BTreeSet<Option<Class>> = moves.iter().map(class).collect();
    let one_class = classes.first().copied().filter(|_| classes.len() == 1);
    let common = one_class.flatten();
    let released = moves.iter().any(|one| one.to.is_none() && class(one).is_some());
    let against = || {
        let evidence = account(&first).and_then(|account| evidence_class(portfolio, account));
        evidence.filter(|evidence| Some(*evidence) != common)
    };
    let words = match (moves.len(), first.to) {
        (1, None) => common.map_or_else(|| "Unplaced".to_owned(), |class| format!("Released to the evidence: {class}")),
        (1, Some(_)) => match (common, against()) {
            (Some(class), Some(evidence)) => format!("{class}, where the evidence says {evidence}"),
            (Some(class), None) => class.name().to_owned(),
            (None, _) => "Moved".to_owned(),
        },
        (count, _) => {
            let done = if released { "released to the evidence" } else { "moved" };
            common.map_or_else(|| format!("{count} {done}"), |class| format!("{count} {done}, now {class}"))
        }
    };
    (words, common, one_class.map_or(reasons::GENERAL, reasons::suggested))
}
