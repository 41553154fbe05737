mod changes;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use chrono::NaiveDate;

use super::belonging::ByAccount;
use super::ledger::year_before;
use super::{
    Account, AccountId, Activity, Batch, Colleague, Contact, DayTotal, Evidence, EvidenceFor, EvidenceTable, Goal,
    HandOver, Ledger, Money, Opportunity, Position, Product, Risk, RowKey, Settings, Spend, StageEvent, StagePath,
    Table,
};

/// Everything that a workspace knows, in memory. Cheap to share as `Arc<Portfolio>`; changes only by change sets.
///
/// Of purchases only day totals are here; the lines stay in the file.
#[derive(Clone, Debug, Default)]
pub struct Portfolio {
    // Before the tables, so that those let go of the records, in the order of their making: that is several times as
    // fast as in the order of the accounts.
    contacts_of: ByAccount<Contact>,
    activities_of: ByAccount<Activity>,
    opportunities_of: ByAccount<Opportunity>,
    risks_of: ByAccount<Risk>,
    stage_events_of: ByAccount<StageEvent>,
    hand_overs_of: ByAccount<HandOver>,
    accounts: Table<Account>,
    contacts: Table<Contact>,
    activities: Table<Activity>,
    products: Table<Product>,
    opportunities: Table<Opportunity>,
    risks: Table<Risk>,
    colleagues: Table<Colleague>,
    stage_events: Table<StageEvent>,
    hand_overs: Table<HandOver>,
    goals: Table<Goal>,
    spends: Table<Spend>,
    batches: Table<Batch>,
    settings: Arc<Settings>,
    ledger: Arc<Ledger>,
    evidence: EvidenceTable,
    /// What accounts bought in the 12 months until a day, and in the 12 before; of those that are in the ledger.
    bought: Arc<BTreeMap<AccountId, Revenue>>,
    bought_until: Option<NaiveDate>,
    archived: usize,
    revision: u64,
    /// What the last few change sets touched, the newest last; `None` for one that touched too much to remember.
    recent: VecDeque<Option<Touched>>,
}

/// What a change set touched.
#[derive(Clone, Debug, Default)]
struct Touched {
    rows: Vec<RowKey>,
    /// Those that changed, and those that a changed record belongs to or belonged to.
    accounts: Vec<AccountId>,
    /// Whether a product came, went or is of another category.
    categories: bool,
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
    pub risks: Vec<Risk>,
    pub colleagues: Vec<Colleague>,
    pub stage_events: Vec<StageEvent>,
    pub hand_overs: Vec<HandOver>,
    pub goals: Vec<Goal>,
    pub spends: Vec<Spend>,
    pub batches: Vec<Batch>,
    pub ledger: Ledger,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Revenue {
    last_12m: Money,
    prior_12m: Money,
}

/// Of one revision with the same rows: what follows from them is the same on the same day.
impl PartialEq for Portfolio {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision && self.same_rows(other)
    }
}

impl Eq for Portfolio {}

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
    pub fn new(mut rows: Rows) -> Self {
        let activities = std::mem::take(&mut rows.activities).into_iter().map(Arc::new);
        Self::with_activities(rows, activities.collect())
    }

    /// The same with these activities beside those among the rows: there are so many that they are shared from the
    /// beginning.
    #[must_use]
    pub fn with_activities(rows: Rows, mut shared: Vec<Arc<Activity>>) -> Self {
        let Rows {
            settings,
            accounts,
            contacts,
            activities,
            products,
            opportunities,
            risks,
            colleagues,
            stage_events,
            hand_overs,
            goals,
            spends,
            batches,
            ledger,
        } = rows;
        let archived = accounts.iter().filter(|account| account.archived).count();
        let contacts: Table<Contact> = contacts.into_iter().collect();
        shared.extend(activities.into_iter().map(Arc::new));
        let activities: Table<Activity> = shared.into_iter().collect();
        let opportunities: Table<Opportunity> = opportunities.into_iter().collect();
        let risks: Table<Risk> = risks.into_iter().collect();
        let stage_events: Table<StageEvent> = stage_events.into_iter().collect();
        let hand_overs: Table<HandOver> = hand_overs.into_iter().collect();
        Self {
            accounts: accounts.into_iter().collect(),
            contacts_of: ByAccount::of(contacts.iter(), |contact| contact.account),
            activities_of: ByAccount::of(activities.iter(), |activity| activity.account),
            opportunities_of: ByAccount::of(opportunities.iter(), |opportunity| opportunity.account),
            risks_of: ByAccount::of(risks.iter(), |risk| risk.account),
            stage_events_of: ByAccount::of(stage_events.iter(), |event| event.account),
            hand_overs_of: ByAccount::of(hand_overs.iter(), |one| one.account),
            contacts,
            activities,
            products: products.into_iter().collect(),
            opportunities,
            risks,
            colleagues: colleagues.into_iter().collect(),
            stage_events,
            hand_overs,
            goals: goals.into_iter().collect(),
            spends: spends.into_iter().collect(),
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

    #[must_use]
    pub fn risks(&self) -> &Table<Risk> {
        &self.risks
    }

    #[must_use]
    pub fn colleagues(&self) -> &Table<Colleague> {
        &self.colleagues
    }

    #[must_use]
    pub fn stage_events(&self) -> &Table<StageEvent> {
        &self.stage_events
    }

    #[must_use]
    pub fn hand_overs(&self) -> &Table<HandOver> {
        &self.hand_overs
    }

    #[must_use]
    pub fn goals(&self) -> &Table<Goal> {
        &self.goals
    }

    #[must_use]
    pub fn spends(&self) -> &Table<Spend> {
        &self.spends
    }

    /// The names of the channels that accounts, events, goals or spending name, each once, in order. Looks at all of
    /// them.
    #[must_use]
    pub fn channels(&self) -> Vec<&str> {
        let accounts = self.accounts().map(|account| account.channel.as_str());
        let events = self.stage_events.iter().map(|event| event.channel.as_str());
        let spends = self.spends.iter().map(|spend| spend.channel.as_str());
        let goals = self.goals.iter().filter_map(|goal| match &goal.of.whose {
            super::Whose::Channel(name) => Some(name.as_str()),
            super::Whose::Team | super::Whose::Seller(_) => None,
        });
        let mut spelled: std::collections::HashSet<&str> = std::collections::HashSet::new();
        let mut names: BTreeMap<String, &str> = BTreeMap::new();
        for name in accounts.chain(spends).chain(goals).chain(events) {
            if !name.is_empty() && spelled.insert(name) {
                names.entry(super::text::folded(name)).or_insert(name);
            }
        }
        names.into_values().collect()
    }

    /// How the account came to its stages.
    #[must_use]
    pub fn stage_events_of(&self, account: AccountId) -> &[Arc<StageEvent>] {
        self.stage_events_of.get(account)
    }

    /// The way of the account through the stages, as its standing events tell it.
    #[must_use]
    pub fn stage_path(&self, account: &Account) -> StagePath {
        StagePath::of(self.stage_events_of(account.id).iter().map(Arc::as_ref), account.stage)
    }

    #[must_use]
    pub fn hand_overs_of(&self, account: AccountId) -> &[Arc<HandOver>] {
        self.hand_overs_of.get(account)
    }

    /// In the order of their keys, as of all that belongs to an account.
    #[must_use]
    pub fn contacts_of(&self, account: AccountId) -> &[Arc<Contact>] {
        self.contacts_of.get(account)
    }

    #[must_use]
    pub fn activities_of(&self, account: AccountId) -> &[Arc<Activity>] {
        self.activities_of.get(account)
    }

    #[must_use]
    pub fn opportunities_of(&self, account: AccountId) -> &[Arc<Opportunity>] {
        self.opportunities_of.get(account)
    }

    #[must_use]
    pub fn risks_of(&self, account: AccountId) -> &[Arc<Risk>] {
        self.risks_of.get(account)
    }

    /// Where the account stands on the board: where people placed it, else where its evidence puts it; `None` when it is
    /// unplaced.
    #[must_use]
    pub fn position(&self, account: &Account) -> Option<Position> {
        account.judged().or_else(|| self.evidence_position(account.id))
    }

    /// Where the records put the account; `None` while its potential is unknown.
    #[must_use]
    pub fn evidence_position(&self, account: AccountId) -> Option<Position> {
        self.evidence(account).and_then(|evidence| evidence.position())
    }

    /// What the records say of the account; `None` before they were asked.
    #[must_use]
    pub fn evidence(&self, account: AccountId) -> Option<Evidence> {
        self.evidence.of.get(&account).copied()
    }

    /// What the evidence was worked out for, if it was.
    #[must_use]
    pub fn evidence_for(&self) -> Option<EvidenceFor> {
        self.evidence.made_for
    }

    /// The settings that the evidence was worked out under, if it was.
    #[must_use]
    pub fn evidence_settings(&self) -> &Settings {
        &self.evidence.settings
    }

    /// Puts the evidence of all accounts in place.
    pub fn put_evidence(&mut self, of: BTreeMap<AccountId, Evidence>, made_for: EvidenceFor) {
        if *self.evidence.of != of {
            self.evidence.of = Arc::new(of);
            // Whoever follows row by row looks at all of them again.
            if let Some(last) = self.recent.back_mut() {
                *last = None;
            }
        }
        self.evidence.made_for = Some(made_for);
        self.evidence.settings = Arc::clone(&self.settings);
    }

    /// Puts the evidence of some accounts in place; `None` for one that is gone.
    pub fn put_some_evidence(
        &mut self,
        some: impl IntoIterator<Item = (AccountId, Option<Evidence>)>,
        made_for: EvidenceFor,
    ) {
        for (account, evidence) in some {
            if self.evidence.of.get(&account) != evidence.as_ref() {
                let all = Arc::make_mut(&mut self.evidence.of);
                match evidence {
                    Some(evidence) => drop(all.insert(account, evidence)),
                    None => drop(all.remove(&account)),
                }
            }
        }
        self.evidence.made_for = Some(made_for);
        self.evidence.settings = Arc::clone(&self.settings);
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
        }
        // The evidence follows, and with it where accounts stand.
        self.revision += 1;
        self.remember(None);
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
        let bought = self.ledger.accounts().map(|(id, days)| {
            let (last_12m, prior_12m) =
                (DayTotal::sum_within(days, from, until), DayTotal::sum_within(days, before, from));
            (id, Revenue { last_12m, prior_12m })
        });
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
            changed.extend(&rows.as_ref()?.rows);
        }
        Some(changed)
    }

    /// The accounts that changed since `revision`, or that have a record that did; `None` when that is too much, or too
    /// long ago, to be remembered.
    #[must_use]
    pub fn accounts_changed_since(&self, revision: u64) -> Option<BTreeSet<AccountId>> {
        let steps = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let first = self.recent.len().checked_sub(steps)?;
        let mut changed = BTreeSet::new();
        for touched in self.recent.iter().skip(first) {
            changed.extend(&touched.as_ref()?.accounts);
        }
        Some(changed)
    }

    /// Whether a product came, went or got another category since `revision`; `None` when that is too much, or too long
    /// ago, to be remembered.
    #[must_use]
    pub fn categories_changed_since(&self, revision: u64) -> Option<bool> {
        let steps = usize::try_from(self.revision.checked_sub(revision)?).ok()?;
        let first = self.recent.len().checked_sub(steps)?;
        let touched = self.recent.iter().skip(first);
        touched.map(Option::as_ref).try_fold(false, |changed, touched| Some(changed | touched?.categories))
    }
}
