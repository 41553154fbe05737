//! Taking back an import, days later too: each of its rows that nobody changed since goes back to what it was, unless
//! something else stands in the way.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

use super::Planned;
use super::checks::{self, Keyed, OfKind, called, holders};
use super::revert::{FailedRow, after_a_verb, called as called_row};
use super::{
    AccountId, BatchId, Change, ChangeSet, ContactId, Portfolio, Record, RecordKind, RowChange, RowKey, Table, records,
    stages,
};

/// What taking back an import comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub planned: Planned,
    /// How many rows are then as they were before the import.
    pub reversed: usize,
    /// Rows that somebody changed since.
    pub moved_on: Vec<RowKey>,
    pub failed: Vec<FailedRow>,
}

/// Purchases that keep rows of an import where they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purchased {
    /// Batches of the import whose lines other batches have others in the place of.
    pub corrected: BTreeMap<BatchId, Corrected>,
    /// Accounts and products of the import, each with a batch that stays and names it.
    pub named: BTreeMap<RowKey, BatchId>,
}

/// Purchases of an import that later ones stand in the place of, so that it cannot go before these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The file that they came from.
    pub file_name: String,
    /// So many of them.
    pub lines: usize,
    /// The import that corrected them last, by its file, and how many others did.
    pub by: String,
}

impl fmt::Display for Corrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file_name, lines, by } = self;
        let (purchases, were) = (RecordKind::Purchases.counted(*lines), if *lines == 1 { "was" } else { "were" });
        write!(f, "{purchases} of {file_name} {were} corrected by {by}; take that back first")
    }
}

/// Works out what can be taken back of `done`, what an import did.
#[must_use]
pub fn undo_import(base: &Portfolio, label: &str, done: &ChangeSet, purchased: &Purchased) -> Undone {
    let mut rows = Rows { base, back: BTreeMap::new(), failed: BTreeMap::new() };
    let (mut already, mut moved_on) = (0, Vec::new());
    for row in &done.rows {
        let back = row.inverse();
        if base.stands(row) {
            rows.back.insert(row.key(), back);
        } else if base.stands(&back) {
            already += 1;
        } else {
            moved_on.push(row.key());
        }
    }
    rows.keep_what_purchases_need(purchased);
    // A row that has to stay may keep another: it is looked again until nothing more has to stay.
    while rows.keep_what_stands_in_the_way() || rows.keep_stages_that_went_on() {}

    let Rows { base: _, back, mut failed } = rows;
    let reversed = already + back.len();
    let failed = done.rows.iter().filter_map(|row| {
        let why = failed.remove(&row.key())?;
        Some(FailedRow { row: row.key(), name: called_row(row), why })
    });
    let failed = failed.collect();
    let changes = ChangeSet { rows: back.into_values().collect() };
    let label = format!("Undo {}", after_a_verb(label));
    Undone { planned: Planned { label, changes, lines: None }, reversed, moved_on, failed }
}

struct Rows<'a> {
    base: &'a Portfolio,
    /// What can still be taken back: from as it is to as it was.
    back: BTreeMap<RowKey, RowChange>,
    /// Why others cannot.
    failed: BTreeMap<RowKey, String>,
}

impl Rows<'_> {
    fn fail(&mut self, row: RowKey, why: String) {
        self.back.remove(&row);
        self.failed.insert(row, why);
    }

    /// An account stands where its events lead: those of one that was changed since stay with it. Whether any had to.
    fn keep_stages_that_went_on(&mut self) -> bool {
        let changes = ChangeSet { rows: self.back.values().cloned().collect() };
        let parted = stages::parted(self.base, &changes);
        let of_parted = |row: &&RowChange| {
            let of_stages = matches!(row, RowChange::StageEvent(_) | RowChange::Account(_));
            of_stages && row.accounts().any(|account| parted.contains_key(&account))
        };
        let stay: Vec<RowKey> = changes.rows.iter().filter(of_parted).map(RowChange::key).collect();
        for row in &stay {
            self.fail(*row, "its stages or its account were changed since".to_owned());
        }
        !stay.is_empty()
    }

    fn keep_what_purchases_need(&mut self, purchased: &Purchased) {
        let Purchased { corrected, named } = purchased;
        for (batch, why) in corrected {
            if self.back.contains_key(&RowKey::Batch(*batch)) {
                self.fail(RowKey::Batch(*batch), why.to_string());
            }
        }
        for (row, batch) in named {
            let Some(name) = self.back.get(row).filter(|back| back.deletes()).map(|back| back.name().to_owned()) else {
                continue;
            };
            let by = if corrected.contains_key(batch) { "that stay" } else { "that another import brought" };
            self.fail(*row, format!("{name} has purchases {by}"));
        }
    }

    /// Whether something more has to stay.
    fn keep_what_stands_in_the_way(&mut self) -> bool {
        let mut blocked: BTreeMap<RowKey, String> = BTreeMap::new();
        self.accounts_that_are_used(&mut blocked);
        self.contacts_that_are_named(&mut blocked);
        self.belongings_of_nobody(&mut blocked);
        self.keys_taken(self.base.account_table(), checks::account, &mut blocked);
        self.keys_taken(self.base.contacts(), checks::contact, &mut blocked);
        self.keys_taken(self.base.activities(), checks::activity, &mut blocked);
        self.keys_taken(self.base.products(), checks::product, &mut blocked);
        self.keys_taken(self.base.opportunities(), checks::opportunity, &mut blocked);
        self.keys_taken(self.base.risks(), checks::risk, &mut blocked);
        self.keys_taken(self.base.colleagues(), checks::colleague, &mut blocked);
        for (colleague, name) in records::names_taken(self.base, self.of_kind(checks::colleague).map(|(_, back)| back))
        {
            blocked.insert(colleague.into(), format!("there is a colleague “{name}” already; choose another name"));
        }
        for list in records::overfull(self.base, self.of_kind(checks::account).map(|(_, back)| back)) {
            let why = list.refusal.to_string();
            blocked.extend(list.too_many.into_iter().map(|account| (account.into(), why.clone())));
        }
        let any = !blocked.is_empty();
        for (row, why) in blocked {
            self.fail(row, why);
        }
        any
    }

    fn of_kind<'a, R: Record + 'a>(
        &'a self,
        of_kind: OfKind<R>,
    ) -> impl Iterator<Item = (&'a RowKey, &'a Change<Arc<R>>)> {
        self.back.iter().filter_map(move |(key, row)| Some((key, of_kind(row)?)))
    }

    fn going_accounts(&self) -> HashSet<AccountId> {
        self.of_kind(checks::account)
            .filter(|(_, back)| back.after.is_none())
            .filter_map(|(_, back)| back.id())
            .collect()
    }

    /// An account cannot go while something of it would stay.
    fn accounts_that_are_used(&self, blocked: &mut BTreeMap<RowKey, String>) {
        let going = self.going_accounts();
        if going.is_empty() {
            return;
        }
        let base = self.base;
        let mut left: HashMap<AccountId, BTreeMap<RecordKind, usize>> = HashMap::new();
        let mut count = |kind, account| *left.entry(account).or_default().entry(kind).or_insert(0) += 1;
        let goes = |row: RowKey| self.back.contains_key(&row);
        for contact in base.contacts().iter() {
            if going.contains(&contact.account) && !goes(contact.id.into()) {
                count(RecordKind::Contacts, contact.account);
            }
        }
        for activity in base.activities().iter() {
            if going.contains(&activity.account) && !goes(activity.id.into()) {
                count(RecordKind::Activities, activity.account);
            }
        }
        for opportunity in base.opportunities().iter() {
            if going.contains(&opportunity.account) && !goes(opportunity.id.into()) {
                count(RecordKind::Opportunities, opportunity.account);
            }
        }
        for risk in base.risks().iter() {
            if going.contains(&risk.account) && !goes(risk.id.into()) {
                count(RecordKind::Risks, risk.account);
            }
        }
        for event in base.stage_events().iter() {
            if going.contains(&event.account) && !goes(event.id.into()) {
                count(RecordKind::StageEvents, event.account);
            }
        }
        for one in base.hand_overs().iter() {
            if going.contains(&one.account) && !goes(one.id.into()) {
                count(RecordKind::HandOvers, one.account);
            }
        }
        for (account, kinds) in left {
            let name = base.account(account).map_or("", |account| account.name.as_str());
            let has: Vec<String> = kinds.into_iter().map(|(kind, count)| kind.counted(count)).collect();
            blocked.insert(account.into(), format!("{name} has {} that would go with it", has.join(", ")));
        }
    }

    /// A contact cannot go while an activity that stays names it.
    fn contacts_that_are_named(&self, blocked: &mut BTreeMap<RowKey, String>) {
        let going: HashSet<ContactId> = self
            .of_kind(checks::contact)
            .filter(|(_, back)| back.after.is_none())
            .filter_map(|(_, back)| back.id())
            .collect();
        if going.is_empty() {
            return;
        }
        for activity in self.base.activities().iter().filter(|activity| !activity.contacts.is_empty()) {
            // What goes back to as it was may name others than now.
            let named = match self.back.get(&activity.id.into()) {
                None => Some(activity),
                Some(row) => checks::activity(row).and_then(|back| back.after.as_ref()),
            };
            for contact in named.into_iter().flat_map(|activity| &activity.contacts).filter(|id| going.contains(*id)) {
                let name = self.base.contacts().get(*contact).map_or("", |contact| contact.name.as_str());
                let activity = called(&**activity);
                blocked.insert((*contact).into(), format!("{name} takes part in an activity that stays: {activity}"));
            }
        }
    }

    /// What would go back to an account that is gone stays where it is.
    fn belongings_of_nobody(&self, blocked: &mut BTreeMap<RowKey, String>) {
        let going = self.going_accounts();
        let is_there = |id: AccountId| !going.contains(&id) && self.base.account(id).is_some();
        let mut block = |row: &RowKey, name: String| {
            blocked.insert(*row, format!("the account that {name} belonged to is not there any more"));
        };
        for (row, back) in self.of_kind(checks::contact) {
            if let Some(lost) = back.after.as_ref().filter(|contact| !is_there(contact.account)) {
                block(row, called(&**lost));
            }
        }
        for (row, back) in self.of_kind(checks::activity) {
            if let Some(lost) = back.after.as_ref().filter(|activity| !is_there(activity.account)) {
                block(row, called(&**lost));
            }
        }
        for (row, back) in self.of_kind(checks::opportunity) {
            if let Some(lost) = back.after.as_ref().filter(|opportunity| !is_there(opportunity.account)) {
                block(row, called(&**lost));
            }
        }
        for (row, back) in self.of_kind(checks::risk) {
            if let Some(lost) = back.after.as_ref().filter(|risk| !is_there(risk.account)) {
                block(row, called(&**lost));
            }
        }
        for (row, back) in self.of_kind(checks::stage_event) {
            if let Some(lost) = back.after.as_ref().filter(|event| !is_there(event.account)) {
                block(row, format!("the {} of {}", RecordKind::StageEvents.singular(), lost.on));
            }
        }
        for (row, back) in self.of_kind(checks::hand_over) {
            if let Some(lost) = back.after.as_ref().filter(|one| !is_there(one.account)) {
                block(row, format!("the {} of {}", RecordKind::HandOvers.singular(), lost.on));
            }
        }
    }

    /// A key does not come back while it belongs to somebody who keeps it.
    fn keys_taken<R: Keyed>(&self, table: &Table<R>, of_kind: OfKind<R>, blocked: &mut BTreeMap<RowKey, String>) {
        let comes_back = |back: &Change<Arc<R>>| {
            let after = back.after.as_ref().filter(|after| !after.key().is_empty())?;
            let had = back.before.as_ref().is_some_and(|before| before.key() == after.key());
            (!had).then(|| after.key().to_owned())
        };
        let mut wanted: HashMap<String, Vec<RowKey>> = HashMap::new();
        let mut lets_go: HashSet<R::Id> = HashSet::new();
        for (row, back) in self.of_kind(of_kind) {
            if let Some(key) = comes_back(back) {
                wanted.entry(key).or_default().push(*row);
            }
            let keeps =
                back.before.as_ref().zip(back.after.as_ref()).is_some_and(|(now, then)| now.key() == then.key());
            lets_go.extend(back.id().filter(|_| !keeps));
        }
        if wanted.is_empty() {
            return;
        }
        for holder in holders(table, |key| wanted.contains_key(key)).filter(|holder| !lets_go.contains(&holder.id())) {
            for row in wanted.get(holder.key()).into_iter().flatten() {
                blocked.insert(*row, format!("the key “{}” belongs to {} now", holder.key(), called(&**holder)));
            }
        }
    }
}
