//! What an import plan comes to, and how it is written.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::edit::place;
use super::{
    Account, AccountId, AccountValue, Activity, Batch, Colleague, Contact, Draft, Extra, Goal, HandOver, Opportunity,
    Portfolio, Position, Product, PurchaseLines, Pursuit, RecordKind, Refusal, Risk, Score, Spend, Stage, StageEvent,
    Stamp, records, stages,
};

/// What an import plan comes to: records with their final keys, new ones or in place of those of the same keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Without its folder.
    pub file_name: String,
    /// What the file lists. Records of other kinds that it names come in along with them.
    pub kind: RecordKind,
    pub accounts: Vec<ImportRow>,
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
    pub purchases: Option<NewPurchases>,
}

/// Lines for the ledger, with the record that stands for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPurchases {
    pub batch: Batch,
    /// Their accounts and products are in the portfolio or in the same import.
    pub lines: Arc<PurchaseLines>,
}

/// An account of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRow {
    pub target: ImportTarget,
    pub patch: AccountPatch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportTarget {
    /// One that nothing else in the import names: it gets its key when it is made.
    New,
    /// One of this key.
    NewAs(AccountId),
    Existing(AccountId),
}

/// Values for some fields of one account. What it does not name stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountPatch {
    pub values: Vec<AccountValue>,
    pub engagement: Option<Score>,
    pub potential: Option<Score>,
    pub archived: Option<bool>,
    /// The list that it gets on; an import takes nobody off.
    pub pursuit: Option<Pursuit>,
    /// Since when it stands, or stood, in stages. Where it is known to have come to one already, that stays.
    pub since: BTreeMap<Stage, NaiveDate>,
    /// Named extra fields; an empty value takes the field away.
    pub extra: Extra,
}

impl Import {
    /// One that is about accounts alone.
    #[must_use]
    pub fn of_accounts(file_name: impl Into<String>, accounts: Vec<ImportRow>) -> Self {
        Self { accounts, ..Self::new(file_name, RecordKind::Accounts) }
    }

    /// One that changes nothing yet.
    #[must_use]
    pub fn new(file_name: impl Into<String>, kind: RecordKind) -> Self {
        Self {
            file_name: file_name.into(),
            kind,
            accounts: Vec::new(),
            contacts: Vec::new(),
            activities: Vec::new(),
            products: Vec::new(),
            opportunities: Vec::new(),
            risks: Vec::new(),
            colleagues: Vec::new(),
            stage_events: Vec::new(),
            hand_overs: Vec::new(),
            goals: Vec::new(),
            spends: Vec::new(),
            purchases: None,
        }
    }

    /// How many rows it writes, purchases among them.
    #[must_use]
    pub fn rows(&self) -> usize {
        let Self {
            file_name: _,
            kind: _,
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
            purchases,
        } = self;
        let lines = purchases.as_ref().map_or(0, |purchases| purchases.lines.lines.len());
        accounts.len()
            + contacts.len()
            + activities.len()
            + products.len()
            + opportunities.len()
            + risks.len()
            + colleagues.len()
            + stage_events.len()
            + hand_overs.len()
            + goals.len()
            + spends.len()
            + lines
    }

    pub(super) fn write(&self, base: &Portfolio, draft: &mut Draft<'_>, stamp: &mut Stamp) -> Result<(), Refusal> {
        let Self {
            file_name: _,
            kind: _,
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
            purchases,
        } = self;
        for ImportRow { target, patch } in accounts {
            match target {
                ImportTarget::New | ImportTarget::NewAs(_) => {
                    let named = if let ImportTarget::NewAs(id) = target { Some(*id) } else { None };
                    let id = named.unwrap_or_else(|| stamp.account_id());
                    let mut account = Account::new(id, "");
                    patch.put_into(&mut account, None, stamp);
                    draft.insert(account);
                    if named.is_none() {
                        stages::since(base, draft, stamp, id, &patch.since)?;
                    }
                }
                ImportTarget::Existing(id) => {
                    let account = draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?;
                    patch.put_into(account, base.evidence_position(*id), stamp);
                }
            }
        }
        contacts.iter().cloned().for_each(|contact| draft.contacts.put(contact));
        activities.iter().cloned().for_each(|activity| draft.activities.put(activity));
        products.iter().cloned().for_each(|product| draft.products.put(product));
        opportunities.iter().cloned().for_each(|opportunity| draft.opportunities.put(opportunity));
        risks.iter().cloned().for_each(|risk| draft.risks.put(risk));
        colleagues.iter().cloned().for_each(|colleague| draft.colleagues.put(colleague));
        records::rename(base, draft);
        hand_overs.iter().cloned().for_each(|one| draft.hand_overs.put(one));
        goals.iter().cloned().for_each(|goal| draft.goals.put(goal));
        spends.iter().cloned().for_each(|spend| draft.spends.put(spend));
        stages::import(base, draft, stage_events);
        for ImportRow { target, patch } in accounts.iter().filter(|row| !row.patch.since.is_empty()) {
            if let ImportTarget::NewAs(id) | ImportTarget::Existing(id) = target {
                stages::since(base, draft, stamp, *id, &patch.since)?;
            }
        }
        // Its lines never change, and so neither does what is said of them.
        let new = purchases.iter().filter(|new| base.batches().get(new.batch.id).is_none());
        new.for_each(|new| draft.batches.put(new.batch.clone()));
        Ok(())
    }
}

impl AccountPatch {
    /// How many values it has.
    #[must_use]
    pub fn count(&self) -> usize {
        let Self { values, engagement, potential, archived, pursuit, since, extra } = self;
        let one = |given: bool| usize::from(given);
        let places = one(engagement.is_some()) + one(potential.is_some()) + one(pursuit.is_some());
        values.len() + since.len() + extra.len() + places + one(archived.is_some())
    }

    /// Writes what it has into `account`. A position needs both halves: those given here, else those it had by judgement
    /// or else by its `evidence`. Halves that say where it stands by evidence anyway judge nothing.
    pub fn put_into(&self, account: &mut Account, evidence: Option<Position>, stamp: &Stamp) {
        let Self { values, engagement, potential, archived, pursuit, since: _, extra } = self;
        for value in values {
            value.put_into(account);
        }
        let had = account.judged().or(evidence);
        let says = engagement.is_some() || potential.is_some();
        let engagement = engagement.or(had.map(|position| position.engagement));
        let potential = potential.or(had.map(|position| position.potential));
        if let (true, Some(engagement), Some(potential)) = (says, engagement, potential) {
            let to = Some(Position::new(engagement, potential));
            if account.judgement.is_some() || to != evidence {
                place(account, evidence, to, stamp);
            }
        }
        if let Some(archived) = archived {
            account.archived = *archived;
        }
        account.pursuit = pursuit.or(account.pursuit);
        for (name, value) in extra {
            if value.is_empty() {
                account.extra.remove(name);
            } else {
                account.extra.insert(name.clone(), value.clone());
            }
        }
    }
}
