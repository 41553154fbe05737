//! What taking back an import comes to, in words.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{ChangeSet, ImportUndo, NumberStyle, Portfolio, RecordKind, RowChange, RowKey};

/// Which of the rows of an import go back to what they were, by kind of record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GoingBack {
    /// A batch counts as its purchases.
    kinds: BTreeMap<RecordKind, usize>,
    /// Rows that are as they were before the import, since somebody took it back already.
    already: usize,
}

impl GoingBack {
    /// Of an import that did `done`, if what can be taken back now is `undo`.
    #[must_use]
    pub fn of(portfolio: &Portfolio, done: &ChangeSet, undo: &ImportUndo) -> Self {
        let failed: BTreeSet<RowKey> = undo.failed.iter().map(|failed| failed.row).collect();
        let mut going = Self::default();
        for row in &done.rows {
            let key = row.key();
            if failed.contains(&key) {
                continue;
            }
            if portfolio.stands(row) {
                if let Some(kind) = key.kind() {
                    *going.kinds.entry(kind).or_default() += records_in(row);
                }
            } else if portfolio.stands(&row.inverse()) {
                going.already += 1;
            }
        }
        going
    }

    /// Whether nothing goes back.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.kinds.is_empty()
    }

    /// "2,155 purchases and 2 accounts go back · 3 kept because somebody edited them since · 1 cannot go back"; of what
    /// is `over`, in the past.
    #[must_use]
    pub fn words(&self, undo: &ImportUndo, over: bool, numbers: NumberStyle) -> String {
        let Self { kinds, already } = self;
        let count = |count: usize| numbers.count(count);
        let named = |(kind, number): (&RecordKind, &usize)| {
            format!("{} {}", count(*number), if *number == 1 { kind.singular() } else { kind.plural() })
        };
        // What the import was about comes last among the kinds, and first in the sentence.
        let named: Vec<String> = kinds.iter().rev().map(named).collect();
        let one = kinds.values().sum::<usize>() == 1;
        let mut parts = Vec::new();
        if let Some((last, before)) = named.split_last() {
            let what = if before.is_empty() { last.clone() } else { format!("{} and {last}", before.join(", ")) };
            parts.push(match (over, one) {
                (true, _) => format!("{what} went back"),
                (false, true) => format!("{what} goes back"),
                (false, false) => format!("{what} go back"),
            });
        } else {
            parts.push("Nothing goes back".to_owned());
        }
        if *already > 0 {
            parts.push(format!("{} had gone back before", count(*already)));
        }
        if !undo.kept.is_empty() {
            let them = if undo.kept.len() == 1 { "it" } else { "them" };
            parts.push(format!("{} kept because somebody edited {them} since", count(undo.kept.len())));
        }
        if !undo.failed.is_empty() {
            let cannot = if over { "could not" } else { "cannot" };
            parts.push(format!("{} {cannot} go back", count(undo.failed.len())));
        }
        parts.join(" · ")
    }
}

fn records_in(row: &RowChange) -> usize {
    match row {
        RowChange::Batch(change) => {
            let lines = change.after.as_ref().or(change.before.as_ref()).map_or(0, |batch| batch.lines);
            usize::try_from(lines).unwrap_or(usize::MAX)
        }
        RowChange::Account(_)
        | RowChange::Contact(_)
        | RowChange::Activity(_)
        | RowChange::Product(_)
        | RowChange::Opportunity(_)
        | RowChange::Risk(_)
        | RowChange::Colleague(_)
        | RowChange::StageEvent(_)
        | RowChange::HandOver(_)
        | RowChange::Goal(_)
        | RowChange::Spend(_)
        | RowChange::Settings(_) => 1,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::model::{
        Account, AccountId, Batch, BatchId, Change, Contact, ContactId, FailedRow, Money, MovedOn, Rows,
    };

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn created<T>(record: T) -> Change<Arc<T>> {
        Change { before: None, after: Some(Arc::new(record)) }
    }

    #[test]
    fn each_row_is_told_of_once() {
        let account = |number| Account::new(AccountId(id(number)), format!("Account {number}"));
        let edited = Account { owner: "Anna".to_owned(), version: 2, ..account(2) };
        let contact = Contact::new(ContactId(id(4)), account(1).id, "Roland Mendel");
        let batch = Batch {
            id: BatchId(id(5)),
            version: 1,
            file_name: "purchases.csv".to_owned(),
            lines: 2_155,
            replaced: 0,
            total: Money::ZERO,
            first_day: chrono::NaiveDate::default(),
            last_day: chrono::NaiveDate::default(),
        };
        // The third account is gone again, the second was edited.
        let accounts = vec![account(1), edited, account(6)];
        let portfolio = Portfolio::new(Rows {
            accounts,
            contacts: vec![contact.clone()],
            batches: vec![batch.clone()],
            ..Rows::default()
        });
        let done = ChangeSet {
            rows: vec![
                RowChange::Account(created(account(1))),
                RowChange::Account(created(account(2))),
                RowChange::Account(created(account(3))),
                RowChange::Account(created(account(6))),
                RowChange::Contact(created(contact)),
                RowChange::Batch(created(batch)),
            ],
        };
        let at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (row, label) = (RowKey::Account(account(2).id), "Set owner of Account 2".to_owned());
        let kept = vec![MovedOn { row, name: "Account 2".to_owned(), seq: 9, label, at }];
        let why = "Account 6 has 1 activity".to_owned();
        let failed = vec![FailedRow { row: RowKey::Account(account(6).id), name: "Account 6".to_owned(), why }];
        let undo = ImportUndo { reversed: 4, kept, failed };
        let going = GoingBack::of(&portfolio, &done, &undo);
        let words = |over| going.words(&undo, over, NumberStyle::Comma);
        assert_eq!(
            words(false),
            "2,155 purchases, 1 contact and 1 account go back · 1 had gone back before · 1 kept because somebody \
             edited it since · 1 cannot go back"
        );
        assert!(words(true).starts_with("2,155 purchases, 1 contact and 1 account went back"));
        assert!(words(true).ends_with("1 could not go back"));
        let nothing = GoingBack::of(&Portfolio::default(), &done, &ImportUndo::default());
        assert!(nothing.is_nothing());
        let words = nothing.words(&ImportUndo::default(), false, NumberStyle::Comma);
        assert_eq!(words, "Nothing goes back · 6 had gone back before");
    }
}
