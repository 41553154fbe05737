//! All records of one kind, found by key and by what they are called within their account.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use uuid::Uuid;

use crate::model::{AccountId, Portfolio, Table};

use super::kinds::Kind;

/// Where products are, which belong to no account.
pub(super) const NOWHERE: AccountId = AccountId(Uuid::nil());

pub(super) struct Roster<'a, R: Kind> {
    base: &'a Table<R>,
    by_key: HashMap<String, R::Id>,
    /// In the order of their making.
    called: HashMap<AccountId, HashMap<String, VecDeque<R::Id>>>,
    made: BTreeMap<R::Id, R>,
    /// By which row, as its place in the grid, a record or a key was taken.
    claimed: HashMap<R::Id, u32>,
    keys: HashMap<String, u32>,
}

impl<'a, R: Kind> Roster<'a, R> {
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let base = R::table(portfolio);
        let mut roster = Self {
            base,
            by_key: HashMap::new(),
            called: HashMap::new(),
            made: BTreeMap::new(),
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
        let account = record.account().unwrap_or(NOWHERE);
        self.called.entry(account).or_default().entry(record.called()).or_default().push_back(record.id());
    }

    pub fn get(&self, id: R::Id) -> Option<&R> {
        self.made.get(&id).or_else(|| self.base.get(id).map(Arc::as_ref))
    }

    /// The record of this key in the other system.
    pub fn holder(&self, key: &str) -> Option<&R> {
        self.get(*self.by_key.get(key)?)
    }

    /// The records that are called so at this account, the oldest first.
    pub fn called(&self, account: AccountId, called: &str) -> impl Iterator<Item = &R> {
        let ids = self.called.get(&account).and_then(|called_so| called_so.get(called));
        ids.into_iter().flatten().filter_map(|id| self.get(*id))
    }

    /// The oldest record that is called so, that no row took yet, and that the row may mean.
    pub fn next_free(&mut self, account: AccountId, called: &str, may_be_meant: impl Fn(&R) -> bool) -> Option<R> {
        let Self { base, called: by_name, made, claimed, .. } = self;
        let ids = by_name.get_mut(&account)?.get_mut(called)?;
        // Those that were taken are not looked at again: there may be many of one name.
        while ids.front().is_some_and(|id| claimed.contains_key(id)) {
            ids.pop_front();
        }
        let free = ids.iter().filter(|id| !claimed.contains_key(id));
        let mut records = free.filter_map(|id| made.get(id).or_else(|| base.get(*id).map(Arc::as_ref)));
        records.find(|record| may_be_meant(record)).cloned()
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

    /// Takes the record and the key for a row.
    pub fn claim(&mut self, id: R::Id, key: &str, row: u32) {
        self.claimed.insert(id, row);
        self.claim_key(key, row);
    }

    /// Takes a key for a row that is about no record.
    pub fn claim_key(&mut self, key: &str, row: u32) {
        if !key.is_empty() {
            self.keys.insert(key.to_owned(), row);
        }
    }
}
