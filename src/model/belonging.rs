use std::collections::HashMap;
use std::sync::Arc;

use super::{AccountId, Record};

/// The records of one kind by the account that they belong to. A copy is cheap until one of the two changes.
#[derive(Clone, Debug)]
pub struct ByAccount<R: Record> {
    records: Arc<HashMap<AccountId, Vec<Arc<R>>>>,
}

impl<R: Record> Default for ByAccount<R> {
    fn default() -> Self {
        Self { records: Arc::default() }
    }
}

impl<R: Record> ByAccount<R> {
    pub(super) fn of<'a>(records: impl Iterator<Item = &'a Arc<R>>, account: fn(&R) -> AccountId) -> Self
    where
        R: 'a,
    {
        let mut belongings: Vec<(AccountId, &Arc<R>)> = records.map(|record| (account(record), record)).collect();
        // Stable: those of one account stay in the order of their keys.
        belongings.sort_by_key(|(account, _)| *account);
        let of_account = belongings.chunk_by(|(one, _), (other, _)| one == other);
        let by_account = of_account.filter_map(|all| {
            let (account, _) = all.first()?;
            Some((*account, all.iter().map(|(_, record)| Arc::clone(record)).collect()))
        });
        Self { records: Arc::new(by_account.collect()) }
    }

    /// In the order of their keys.
    pub(super) fn get(&self, account: AccountId) -> &[Arc<R>] {
        self.records.get(&account).map_or(&[], Vec::as_slice)
    }

    /// Puts a record where its account is, in place of what it was before.
    pub(super) fn replace(&mut self, before: Option<&Arc<R>>, after: Option<&Arc<R>>, account: fn(&R) -> AccountId) {
        let records = Arc::make_mut(&mut self.records);
        if let Some(before) = before {
            let of = account(before);
            if let Some(all) = records.get_mut(&of) {
                if let Ok(at) = all.binary_search_by_key(&before.id(), |one| one.id()) {
                    all.remove(at);
                }
                if all.is_empty() {
                    records.remove(&of);
                }
            }
        }
        if let Some(after) = after {
            let all = records.entry(account(after)).or_default();
            match all.binary_search_by_key(&after.id(), |one| one.id()) {
                Ok(at) => {
                    if let Some(there) = all.get_mut(at) {
                        *there = Arc::clone(after);
                    }
                }
                Err(at) => all.insert(at, Arc::clone(after)),
            }
        }
    }
}
