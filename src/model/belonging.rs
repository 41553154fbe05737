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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::super::{Clock, Contact, ContactId, Stamp};
    use super::*;

    proptest! {
        #[test]
        fn what_follows_each_change_is_what_a_look_at_all_finds(
            steps in prop::collection::vec((0..12_usize, 0..4_usize, any::<bool>()), 0..60)
        ) {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
            let accounts: Vec<AccountId> = (0..4).map(|_| stamp.account_id()).collect();
            let ids: Vec<ContactId> = (0..12).map(|_| stamp.contact_id()).collect();
            let mut there: BTreeMap<ContactId, Arc<Contact>> = BTreeMap::new();
            let mut by_account = ByAccount::of([].iter(), |contact: &Contact| contact.account);
            for (which, account, deletes) in steps {
                let before = there.get(&ids[which]).cloned();
                let after = (!deletes).then(|| Arc::new(Contact::new(ids[which], accounts[account], "Anna")));
                let copy = by_account.clone();
                by_account.replace(before.as_ref(), after.as_ref(), |contact| contact.account);
                match after {
                    Some(after) => drop(there.insert(after.id, after)),
                    None => drop(there.remove(&ids[which])),
                }
                let anew = ByAccount::of(there.values(), |contact: &Contact| contact.account);
                for account in &accounts {
                    let scan: Vec<_> = there.values().filter(|contact| contact.account == *account).cloned().collect();
                    prop_assert_eq!(by_account.get(*account), scan.as_slice());
                    prop_assert_eq!(anew.get(*account), scan.as_slice());
                }
                // A copy made before keeps what was.
                let had: usize = accounts.iter().map(|account| copy.get(*account).len()).sum();
                let has: usize = accounts.iter().map(|account| by_account.get(*account).len()).sum();
                let grown = usize::from(before.is_none() && !deletes);
                let shrunk = usize::from(before.is_some() && deletes);
                prop_assert_eq!(had + grown, has + shrunk);
            }
        }
    }
}
