//! All records of one kind, found by key and by what they are called within their account.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use uuid::Uuid;

use crate::model::{AccountId, Portfolio, Table};
use crate::sheets::Field;

use super::kinds::Kind;

/// Where products are, which belong to no account.
pub(super) const NOWHERE: AccountId = AccountId(Uuid::nil());

pub(super) struct Roster<'a, R: Kind> {
    base: &'a Table<R>,
    by_key: HashMap<String, R::Id>,
    called: HashMap<AccountId, HashMap<String, Called<R::Id>>>,
    made: BTreeMap<R::Id, R>,
    /// As rows have them from now on, of those that are called otherwise than before.
    renamed: HashMap<R::Id, R>,
    /// By which row, as its place in the grid, a record or a key was taken.
    claimed: HashMap<R::Id, u32>,
    keys: HashMap<String, u32>,
}

/// The records of one name at one account, the oldest first. Of a kind that repeats itself, those that no row took.
struct Called<Id> {
    all: BTreeSet<Id>,
    /// Of those without a key that no row with a key took.
    keyless: BTreeSet<Id>,
}

impl<'a, R: Kind> Roster<'a, R> {
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let base = R::table(portfolio);
        let mut roster = Self {
            base,
            by_key: HashMap::new(),
            called: HashMap::new(),
            made: BTreeMap::new(),
            renamed: HashMap::new(),
            claimed: HashMap::new(),
            keys: HashMap::new(),
        };
        for record in base.iter() {
            roster.know(record);
        }
        roster
    }

    fn know(&mut self, record: &R) {
        if !record.key().is_empty() {
            self.by_key.insert(record.key().to_owned(), record.id());
        }
        if R::REPEATS && self.claimed.contains_key(&record.id()) {
            return;
        }
        let called = self.called.entry(record.account().unwrap_or(NOWHERE)).or_default();
        let called =
            called.entry(record.called()).or_insert_with(|| Called { all: BTreeSet::new(), keyless: BTreeSet::new() });
        called.all.insert(record.id());
        if record.key().is_empty() {
            called.keyless.insert(record.id());
        }
    }

    fn called_as(&mut self, record: &R) -> Option<&mut Called<R::Id>> {
        self.called.get_mut(&record.account().unwrap_or(NOWHERE))?.get_mut(&record.called())
    }

    /// Knows a record by what a row calls it from now on, and no longer by what it was called.
    pub fn rename(&mut self, before: &R, after: &R) {
        let is_same = before.key() == after.key()
            && before.account() == after.account()
            && before.called() == after.called()
            && before.value(Field::Name) == after.value(Field::Name);
        if is_same {
            return;
        }
        let id = before.id();
        if let Some(called) = self.called_as(before) {
            called.all.remove(&id);
            called.keyless.remove(&id);
        }
        if before.key() != after.key() && self.by_key.get(before.key()) == Some(&id) {
            self.by_key.remove(before.key());
        }
        self.know(after);
        self.renamed.insert(id, after.clone());
    }

    /// As it is before the import, as it comes in, or as a row calls it from now on.
    pub fn get(&self, id: R::Id) -> Option<&R> {
        let known = self.made.get(&id).or_else(|| self.base.get(id).map(Arc::as_ref));
        if self.renamed.is_empty() { known } else { self.renamed.get(&id).or(known) }
    }

    /// The record of this key in the other system.
    pub fn holder(&self, key: &str) -> Option<&R> {
        self.get(*self.by_key.get(key)?)
    }

    /// The records that are called so at this account, the oldest first. When the key of the row counts, only those
    /// without one that no other row with a key took: a key that no record has means another record, unless one is
    /// still without a key.
    pub fn called(&self, account: AccountId, called: &str, key_counts: bool) -> impl Iterator<Item = &R> {
        let called = self.called.get(&account).and_then(|called_so| called_so.get(called));
        let ids = called.map(|called| if key_counts { &called.keyless } else { &called.all });
        ids.into_iter().flatten().filter_map(|id| self.get(*id))
    }

    /// Adds a new record, so that rows that follow find it.
    pub fn make(&mut self, record: R) {
        self.know(&record);
        self.made.insert(record.id(), record);
    }

    /// Those added, in the order of their making.
    pub fn into_made(self) -> impl Iterator<Item = R> {
        self.made.into_values()
    }

    pub fn made(&self) -> usize {
        self.made.len()
    }

    /// The row that took the record.
    pub fn claimed(&self, id: R::Id) -> Option<u32> {
        self.claimed.get(&id).copied()
    }

    /// The row that took the key.
    pub fn key_claimed(&self, key: &str) -> Option<u32> {
        self.keys.get(key).copied().filter(|_| !key.is_empty())
    }

    /// Takes the record and the key of the row, which may be empty, for a row.
    pub fn claim(&mut self, record: &R, key: &str, row: u32) {
        let id = record.id();
        self.claimed.insert(id, row);
        self.claim_key(key, row);
        if !key.is_empty() {
            self.take(record);
        }
        // Those that were taken are not looked at again: there may be many of one name.
        if R::REPEATS
            && let Some(called) = self.called_as(record)
        {
            called.all.remove(&id);
            called.keyless.remove(&id);
        }
    }

    /// Takes a record for a row with a key: no other key means it.
    pub fn take(&mut self, record: &R) {
        if let Some(called) = self.called_as(record) {
            called.keyless.remove(&record.id());
        }
    }

    /// Takes a record without a key for all rows with this one.
    pub fn take_as(&mut self, id: R::Id, key: &str) {
        if let Some(record) = self.get(id).cloned() {
            self.take(&record);
            self.by_key.insert(key.to_owned(), id);
        }
    }

    /// Takes a key for a row that is about no record.
    pub fn claim_key(&mut self, key: &str, row: u32) {
        if !key.is_empty() {
            self.keys.insert(key.to_owned(), row);
        }
    }
}
