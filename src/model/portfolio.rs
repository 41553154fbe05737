use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use chrono::NaiveDate;

use super::ledger::year_before;
use super::{
    Account, AccountId, Activity, Batch, Change, ChangeSet, Contact, Ledger, Money, Opportunity, Product, Record,
    RowChange, RowKey, Settings, Table,
};

/// Everything that a workspace knows, in memory. Cheap to share as `Arc<Portfolio>`; changes only by change sets.
///
/// Of purchases only day totals are here; the lines stay in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portfolio {
    accounts: Table<Account>,
    contacts: Table<Contact>,
    activities: Table<Activity>,
    products: Table<Product>,
    opportunities: Table<Opportunity>,
    batches: Table<Batch>,
    settings: Arc<Settings>,
    ledger: Arc<Ledger>,
    /// What accounts bought in the 12 months until a day, and in the 12 before; of those that are in the ledger.
    bought: Arc<BTreeMap<AccountId, Bought>>,
    bought_until: Option<NaiveDate>,
    archived: usize,
    revision: u64,
    /// What the last few change sets touched, the newest last; `None` for one that touched too much to remember.
    recent: VecDeque<Option<Vec<RowKey>>>,
}

/// Records of all kinds, as they are read from somewhere.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub settings: Settings,
    pub accounts: Vec<Account>,
    pub contacts: Vec<Contact>,
    pub activities: Vec<Activity>,
    pub products: Vec<Product>,
    pub opportunities: Vec<Opportunity>,
    pub batches: Vec<Batch>,
    pub ledger: Ledger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bought {
    last_12m: Money,
    prior_12m: Money,
}

/// So many change sets are remembered, if each touched few rows.
const REMEMBERED: usize = 32;
const FEW_ROWS: usize = 512;

impl Portfolio {
    /// Accounts as they stand in the database, and nothing else.
    #[must_use]
    pub fn from_rows(settings: Settings, accounts: impl IntoIterator<Item = Account>) -> Self {
        Self::new(Rows { settings, accounts: accounts.into_iter().collect(), ..Rows::default() })
    }

    /// From rows as they stand in the database.
    #[must_use]
    pub fn new(rows: Rows) -> Self {
        let Rows { settings, accounts, contacts, activities, products, opportunities, batches, ledger } = rows;
        let archived = accounts.iter().filter(|account| account.archived).count();
        Self {
            accounts: accounts.into_iter().collect(),
            contacts: contacts.into_iter().collect(),
            activities: activities.into_iter().collect(),
            products: products.into_iter().collect(),
            opportunities: opportunities.into_iter().collect(),
            batches: batches.into_iter().collect(),
            settings: Arc::new(settings),
            ledger: Arc::new(ledger),
            archived,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(id)
    }

    /// All accounts, archived ones among them, in the order of their keys, which is the order of their making.
    #[must_use]
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &Arc<Account>> {
        self.accounts.iter()
    }

    pub(super) fn account_table(&self) -> &Table<Account> {
        &self.accounts
    }

    #[must_use]
    pub fn contacts(&self) -> &Table<Contact> {
        &self.contacts
    }

    #[must_use]
    pub fn activities(&self) -> &Table<Activity> {
        &self.activities
    }

    #[must_use]
    pub fn products(&self) -> &Table<Product> {
        &self.products
    }

    #[must_use]
    pub fn opportunities(&self) -> &Table<Opportunity> {
        &self.opportunities
    }

    /// The batches of purchases that count.
    #[must_use]
    pub fn batches(&self) -> &Table<Batch> {
        &self.batches
    }

    #[must_use]
    pub fn ledger(&self) -> &Arc<Ledger> {
        &self.ledger
    }

    /// What the account bought in the 12 months until [`Self::bought_until`]: by its purchases when there are any, else
    /// as imported or typed.
    #[must_use]
    pub fn revenue_12m(&self, account: &Account) -> Option<Money> {
        self.bought.get(&account.id).map(|bought| bought.last_12m).or(account.revenue_12m)
    }

    /// The same of the 12 months before those.
    #[must_use]
    pub fn revenue_prior_12m(&self, account: &Account) -> Option<Money> {
        self.bought.get(&account.id).map(|bought| bought.prior_12m).or(account.revenue_prior_12m)
    }

    /// Whether the account's revenue follows from its purchases, so that nobody can type it.
    #[must_use]
    pub fn has_purchases(&self, account: AccountId) -> bool {
        self.bought.contains_key(&account)
    }

    /// The day that revenues reach to; `None` until somebody said which day it is.
    #[must_use]
    pub fn bought_until(&self) -> Option<NaiveDate> {
        self.bought_until
    }

    /// Says which day it is. Revenues of accounts with purchases are those of the 12 months until then.
    pub fn set_today(&mut self, today: NaiveDate) {
        if self.bought_until == Some(today) {
            return;
        }
        self.bought_until = Some(today);
        if self.ledger.lines() > 0 {
            self.reckon();
            self.revision += 1;
            self.remember(None);
        }
    }

    /// Puts another ledger in place, after batches came or went; then a new change set has been applied.
    pub fn set_ledger(&mut self, ledger: Ledger) {
        self.ledger = Arc::new(ledger);
        self.reckon();
        self.revision += 1;
        self.remember(None);
    }

    fn reckon(&mut self) {
        let Some(until) = self.bought_until else { return };
        let (from, before) = (year_before(until), year_before(year_before(until)));
        let revenue = |id, from, until| self.ledger.revenue(id, from, until).unwrap_or_default();
        let bought = self
            .ledger
            .accounts()
            .map(|(id, _)| (id, Bought { last_12m: revenue(id, from, until), prior_12m: revenue(id, before, from) }));
        self.bought = Arc::new(bought.collect());
    }

    /// The accounts that count: all but the archived.
    pub fn active(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.iter().filter(|account| !account.archived)
    }

    /// How many accounts count. Without counting them.
    #[must_use]
    pub fn active_count(&self) -> usize {
        self.accounts.len().saturating_sub(self.archived)
    }

    #[must_use]
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// Grows with every change set applied; equal revisions of one portfolio mean equal contents.
    #[must_use]
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// A copy to be changed by itself. What is kept by revision is never taken for this one's, nor for that of a copy
    /// of another number; numbers begin at 1.
    #[must_use]
    pub fn apart(&self, number: u32) -> Self {
        Self { revision: self.revision | u64::from(number) << 32, recent: VecDeque::new(), ..self.clone() }
    }

    /// The rows that changed since `revision`, so that what is derived from the others can be kept; `None` when that
    /// is too much, or too long ago, to be remembered.
    #[must_use]
    pub fn changed_since(&self, revision: u64) -> Option<BTreeSet<RowKey>> {
        let steps = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let first = self.recent.len().checked_sub(steps)?;
        let mut changed = BTreeSet::new();
        for rows in self.recent.iter().skip(first) {
            changed.extend(rows.as_ref()?);
        }
        Some(changed)
    }

    /// Whether both hold the same rows, whatever way they came by them.
    #[must_use]
    pub fn same_rows(&self, other: &Self) -> bool {
        let Self {
            accounts,
            contacts,
            activities,
            products,
            opportunities,
            batches,
            settings,
            ledger,
            bought: _,
            bought_until: _,
            archived: _,
            revision: _,
            recent: _,
        } = self;
        *accounts == other.accounts
            && *contacts == other.contacts
            && *activities == other.activities
            && *products == other.products
            && *opportunities == other.opportunities
            && *batches == other.batches
            && *settings == other.settings
            && *ledger == other.ledger
    }

    /// Whether the row is as this change left it.
    #[must_use]
    pub fn stands(&self, row: &RowChange) -> bool {
        match row {
            RowChange::Account(change) => stands(&self.accounts, change),
            RowChange::Contact(change) => stands(&self.contacts, change),
            RowChange::Activity(change) => stands(&self.activities, change),
            RowChange::Product(change) => stands(&self.products, change),
            RowChange::Opportunity(change) => stands(&self.opportunities, change),
            RowChange::Batch(change) => stands(&self.batches, change),
            RowChange::Settings(change) => Some(&self.settings) == change.after.as_ref(),
        }
    }

    /// Puts the `after` images in place. When batches came or went, [`Self::set_ledger`] follows.
    pub fn apply(&mut self, changes: &ChangeSet) {
        for row in &changes.rows {
            match row {
                RowChange::Account(change) => {
                    self.archived += usize::from(change.after.as_ref().is_some_and(|account| account.archived));
                    let replaced = put(&mut self.accounts, change);
                    self.archived -= usize::from(replaced.is_some_and(|account| account.archived));
                }
                RowChange::Contact(change) => drop(put(&mut self.contacts, change)),
                RowChange::Activity(change) => drop(put(&mut self.activities, change)),
                RowChange::Product(change) => drop(put(&mut self.products, change)),
                RowChange::Opportunity(change) => drop(put(&mut self.opportunities, change)),
                RowChange::Batch(change) => drop(put(&mut self.batches, change)),
                RowChange::Settings(change) => self.settings = change.after.clone().unwrap_or_default(),
            }
        }
        self.revision += 1;
        let few = changes.rows.len() <= FEW_ROWS;
        self.remember(few.then(|| changes.rows.iter().map(RowChange::key).collect()));
    }

    fn remember(&mut self, rows: Option<Vec<RowKey>>) {
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(rows);
    }
}

/// Puts the `after` image in place, and gives back what was there.
fn put<R: Record>(table: &mut Table<R>, change: &Change<Arc<R>>) -> Option<Arc<R>> {
    match (&change.after, &change.before) {
        (Some(after), _) => table.insert(Arc::clone(after)),
        (None, Some(before)) => table.remove(before.id()),
        (None, None) => None,
    }
}

fn stands<R: Record>(table: &Table<R>, change: &Change<Arc<R>>) -> bool {
    change.id().is_some_and(|id| table.get(id) == change.after.as_ref())
}
