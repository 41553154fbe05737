use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Account, AccountId, Change, ChangeSet, Portfolio, RowChange, Settings};

/// An overlay on a portfolio: edits write here, and what they did is found by comparing, never by telling.
pub struct Draft<'a> {
    base: &'a Portfolio,
    accounts: BTreeMap<AccountId, Option<Account>>,
    /// Of these the judgement counts too, though it places them where they are.
    exact: BTreeSet<AccountId>,
    settings: Option<Settings>,
}

impl<'a> Draft<'a> {
    #[must_use]
    pub fn new(base: &'a Portfolio) -> Self {
        Self { base, accounts: BTreeMap::new(), exact: BTreeSet::new(), settings: None }
    }

    /// The account as the draft has it now.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        match self.accounts.get(&id) {
            Some(overlaid) => overlaid.as_ref(),
            None => self.base.account(id).map(Arc::as_ref),
        }
    }

    /// The account to write to, or `None` when there is none.
    pub fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        let base = self.base;
        self.accounts.entry(id).or_insert_with(|| base.account(id).map(|account| (**account).clone())).as_mut()
    }

    pub fn insert(&mut self, account: Account) {
        self.accounts.insert(account.id, Some(account));
    }

    /// Puts the account as it is, with who judged it and when, whoever that was in between.
    pub fn put_exact(&mut self, account: Account) {
        self.exact.insert(account.id);
        self.insert(account);
    }

    pub fn delete(&mut self, id: AccountId) {
        self.accounts.insert(id, None);
    }

    pub fn settings_mut(&mut self) -> &mut Settings {
        let base = self.base;
        self.settings.get_or_insert_with(|| (**base.settings()).clone())
    }

    /// Compares with the base. Rows that ended as they began are no change; a changed row's version is one more.
    #[must_use]
    pub fn finish(self) -> ChangeSet {
        let Self { base, accounts, exact, settings } = self;
        let mut rows = Vec::new();
        for (id, after) in accounts {
            let before = base.account(id).cloned();
            let after = match (&before, after) {
                (Some(before), Some(mut after)) => {
                    after.version = before.version;
                    // Put back where it was, it stays as it was judged: by whom, and when.
                    if before.position() == after.position() && !exact.contains(&id) {
                        after.judgement.clone_from(&before.judgement);
                    }
                    if **before == after {
                        continue;
                    }
                    after.version += 1;
                    Some(Arc::new(after))
                }
                (_, after) => after.map(Arc::new),
            };
            if before.is_some() || after.is_some() {
                rows.push(RowChange::Account(Change { before, after }));
            }
        }
        if let Some(mut after) = settings {
            let before = Arc::clone(base.settings());
            after.version = before.version;
            if *before != after {
                after.version += 1;
                rows.push(RowChange::Settings(Change { before: Some(before), after: Some(Arc::new(after)) }));
            }
        }
        ChangeSet { rows }
    }
}
