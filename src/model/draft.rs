use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use super::{
    Account, AccountId, Activity, Batch, Change, ChangeSet, Colleague, Contact, Goal, HandOver, Opportunity, Portfolio,
    Product, Record, Risk, RowChange, Settings, Spend, StageEvent, Table,
};

/// An overlay on a portfolio: edits write here, and what they did is found by comparing, never by telling.
pub struct Draft<'a> {
    base: &'a Portfolio,
    accounts: Overlay<Account>,
    pub contacts: Overlay<Contact>,
    pub activities: Overlay<Activity>,
    pub products: Overlay<Product>,
    pub opportunities: Overlay<Opportunity>,
    pub risks: Overlay<Risk>,
    pub colleagues: Overlay<Colleague>,
    pub stage_events: Overlay<StageEvent>,
    pub hand_overs: Overlay<HandOver>,
    pub goals: Overlay<Goal>,
    pub spends: Overlay<Spend>,
    pub batches: Overlay<Batch>,
    /// Of these the judgement counts too, though it places them where they are.
    exact: BTreeSet<AccountId>,
    /// With these goes what belongs to them, unless the draft says otherwise of it.
    deleted: HashSet<AccountId>,
    settings: Option<Settings>,
}

/// What an edit does to the records of one kind: those written, and as `None` those deleted.
pub struct Overlay<R: Record>(BTreeMap<R::Id, Option<R>>);

impl<R: Record> Overlay<R> {
    fn new() -> Self {
        Self(BTreeMap::new())
    }

    /// The record as the draft has it now.
    #[must_use]
    pub fn get<'b>(&'b self, base: &'b Table<R>, id: R::Id) -> Option<&'b R> {
        match self.0.get(&id) {
            Some(overlaid) => overlaid.as_ref(),
            None => base.get(id).map(Arc::as_ref),
        }
    }

    /// The record to write to, or `None` when there is none.
    pub fn get_mut(&mut self, base: &Table<R>, id: R::Id) -> Option<&mut R> {
        self.0.entry(id).or_insert_with(|| base.get(id).map(|record| (**record).clone())).as_mut()
    }

    /// Those written so far.
    pub fn written(&self) -> impl Iterator<Item = &R> {
        self.0.values().flatten()
    }

    /// Puts the record in place of the one of its key, if there is one.
    pub fn put(&mut self, record: R) {
        self.0.insert(record.id(), Some(record));
    }

    pub fn delete(&mut self, id: R::Id) {
        self.0.insert(id, None);
    }

    /// Deletes what belongs to these accounts, in one look at all of it.
    fn delete_with(&mut self, accounts: &HashSet<AccountId>, base: &Table<R>, account: fn(&R) -> AccountId) {
        for record in base.iter().filter(|record| accounts.contains(&account(record))) {
            self.0.entry(record.id()).or_insert(None);
        }
    }

    /// Compares with the base. Rows that ended as they began are no change; a changed row's version is one more.
    fn finish(self, base: &Table<R>, row: fn(Change<Arc<R>>) -> RowChange, rows: &mut Vec<RowChange>) {
        for (id, after) in self.0 {
            let before = base.get(id).cloned();
            let after = match (&before, after) {
                (Some(before), Some(mut after)) => {
                    after.set_version(before.version());
                    if **before == after {
                        continue;
                    }
                    after.set_version(before.version() + 1);
                    Some(Arc::new(after))
                }
                (_, after) => after.map(Arc::new),
            };
            if before.is_some() || after.is_some() {
                rows.push(row(Change { before, after }));
            }
        }
    }
}

impl<'a> Draft<'a> {
    #[must_use]
    pub fn new(base: &'a Portfolio) -> Self {
        Self {
            base,
            accounts: Overlay::new(),
            contacts: Overlay::new(),
            activities: Overlay::new(),
            products: Overlay::new(),
            opportunities: Overlay::new(),
            risks: Overlay::new(),
            colleagues: Overlay::new(),
            stage_events: Overlay::new(),
            hand_overs: Overlay::new(),
            goals: Overlay::new(),
            spends: Overlay::new(),
            batches: Overlay::new(),
            exact: BTreeSet::new(),
            deleted: HashSet::new(),
            settings: None,
        }
    }

    /// The account as the draft has it now.
    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(self.base.account_table(), id)
    }

    /// The account to write to, or `None` when there is none.
    pub fn account_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.accounts.get_mut(self.base.account_table(), id)
    }

    /// The accounts written so far, to write on.
    pub fn accounts_written(&mut self) -> impl Iterator<Item = &mut Account> {
        self.accounts.0.values_mut().flatten()
    }

    pub fn insert(&mut self, account: Account) {
        self.deleted.remove(&account.id);
        self.accounts.put(account);
    }

    /// Puts the account as it is, with who judged it and when, whoever that was in between.
    pub fn put_exact(&mut self, account: Account) {
        self.exact.insert(account.id);
        self.insert(account);
    }

    /// Deletes an account with everything that belongs to it. Its purchases stay in the ledger and count no more.
    pub fn delete(&mut self, id: AccountId) {
        self.accounts.delete(id);
        self.deleted.insert(id);
    }

    pub fn settings_mut(&mut self) -> &mut Settings {
        let base = self.base;
        self.settings.get_or_insert_with(|| (**base.settings()).clone())
    }

    /// Compares with the base. Rows that ended as they began are no change; a changed row's version is one more.
    #[must_use]
    pub fn finish(mut self) -> ChangeSet {
        let base = self.base;
        let mut rows = Vec::new();
        if !self.deleted.is_empty() {
            self.contacts.delete_with(&self.deleted, base.contacts(), |contact| contact.account);
            self.activities.delete_with(&self.deleted, base.activities(), |activity| activity.account);
            self.opportunities.delete_with(&self.deleted, base.opportunities(), |opportunity| opportunity.account);
            self.risks.delete_with(&self.deleted, base.risks(), |risk| risk.account);
            self.stage_events.delete_with(&self.deleted, base.stage_events(), |event| event.account);
            self.hand_overs.delete_with(&self.deleted, base.hand_overs(), |one| one.account);
        }
        for (id, after) in &mut self.accounts.0 {
            // Put back where it was, it stays as it was judged: by whom, and when.
            if let (Some(before), Some(after)) = (base.account(*id), after)
                && before.judged() == after.judged()
                && !self.exact.contains(id)
            {
                after.judgement.clone_from(&before.judgement);
            }
        }
        self.accounts.finish(base.account_table(), RowChange::Account, &mut rows);
        self.contacts.finish(base.contacts(), RowChange::Contact, &mut rows);
        self.activities.finish(base.activities(), RowChange::Activity, &mut rows);
        self.products.finish(base.products(), RowChange::Product, &mut rows);
        self.opportunities.finish(base.opportunities(), RowChange::Opportunity, &mut rows);
        self.risks.finish(base.risks(), RowChange::Risk, &mut rows);
        self.colleagues.finish(base.colleagues(), RowChange::Colleague, &mut rows);
        self.stage_events.finish(base.stage_events(), RowChange::StageEvent, &mut rows);
        self.hand_overs.finish(base.hand_overs(), RowChange::HandOver, &mut rows);
        self.goals.finish(base.goals(), RowChange::Goal, &mut rows);
        self.spends.finish(base.spends(), RowChange::Spend, &mut rows);
        self.batches.finish(base.batches(), RowChange::Batch, &mut rows);
        if let Some(mut after) = self.settings {
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
