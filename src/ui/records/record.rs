//! One record of any kind, field by field.

use std::borrow::Cow;

use crate::model::{
    AccountId, Activity, AnyRecord, Colleague, Contact, Goal, HandOver, Opportunity, Portfolio, Product, RecordKind,
    Risk, RowKey, Spend, Stage, StageEvent,
};
use crate::sheets::{Field, Fields, Value};

/// A record that the tables show.
#[derive(Clone, Copy, Debug)]
pub enum RecordRef<'a> {
    Contact(&'a Contact),
    Activity(&'a Activity),
    Product(&'a Product),
    Opportunity(&'a Opportunity),
    Risk(&'a Risk),
    Colleague(&'a Colleague),
    StageEvent(&'a StageEvent),
    HandOver(&'a HandOver),
    Goal(&'a Goal),
    Spend(&'a Spend),
}

/// The same of each kind, whatever kind it is.
macro_rules! of_each {
    ($record:expr, $one:ident => $result:expr) => {
        match $record {
            RecordRef::Contact($one) => $result,
            RecordRef::Activity($one) => $result,
            RecordRef::Product($one) => $result,
            RecordRef::Opportunity($one) => $result,
            RecordRef::Risk($one) => $result,
            RecordRef::Colleague($one) => $result,
            RecordRef::StageEvent($one) => $result,
            RecordRef::HandOver($one) => $result,
            RecordRef::Goal($one) => $result,
            RecordRef::Spend($one) => $result,
        }
    };
}

impl<'a> RecordRef<'a> {
    /// The record of that row; `None` when there is none, or when the tables do not show its kind.
    #[must_use]
    pub fn find(portfolio: &'a Portfolio, row: RowKey) -> Option<Self> {
        match row {
            RowKey::Contact(id) => portfolio.contacts().get(id).map(|one| Self::Contact(one)),
            RowKey::Activity(id) => portfolio.activities().get(id).map(|one| Self::Activity(one)),
            RowKey::Product(id) => portfolio.products().get(id).map(|one| Self::Product(one)),
            RowKey::Opportunity(id) => portfolio.opportunities().get(id).map(|one| Self::Opportunity(one)),
            RowKey::Risk(id) => portfolio.risks().get(id).map(|one| Self::Risk(one)),
            RowKey::Colleague(id) => portfolio.colleagues().get(id).map(|one| Self::Colleague(one)),
            RowKey::StageEvent(id) => portfolio.stage_events().get(id).map(|one| Self::StageEvent(one)),
            RowKey::HandOver(id) => portfolio.hand_overs().get(id).map(|one| Self::HandOver(one)),
            RowKey::Goal(id) => portfolio.goals().get(id).map(|one| Self::Goal(one)),
            RowKey::Spend(id) => portfolio.spends().get(id).map(|one| Self::Spend(one)),
            RowKey::Account(_) | RowKey::Batch(_) | RowKey::Settings => None,
        }
    }

    #[must_use]
    pub fn key(self) -> RowKey {
        of_each!(self, one => one.id.into())
    }

    /// The account that it belongs to, if its kind belongs to accounts.
    #[must_use]
    pub fn account(self) -> Option<AccountId> {
        match self {
            Self::Contact(contact) => Some(contact.account),
            Self::Activity(activity) => Some(activity.account),
            Self::Opportunity(opportunity) => Some(opportunity.account),
            Self::Risk(risk) => Some(risk.account),
            Self::StageEvent(event) => Some(event.account),
            Self::HandOver(one) => Some(one.account),
            Self::Product(_) | Self::Colleague(_) | Self::Goal(_) | Self::Spend(_) => None,
        }
    }

    /// What it is called; an activity without a subject by its kind.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self {
            Self::Contact(contact) => &contact.name,
            Self::Activity(activity) if activity.subject.is_empty() => activity.kind.name(),
            Self::Activity(activity) => &activity.subject,
            Self::Product(product) => &product.name,
            Self::Opportunity(opportunity) => &opportunity.name,
            Self::Risk(risk) => &risk.reason,
            Self::Colleague(colleague) => &colleague.name,
            Self::StageEvent(event) => event.to.map_or("correction", Stage::name),
            Self::HandOver(one) => &one.to,
            Self::Goal(goal) => goal.of.metric.name(),
            Self::Spend(spend) => &spend.channel,
        }
    }

    /// The value of the field, the names of other records among them; `None` where there is none.
    #[must_use]
    pub fn value(self, portfolio: &Portfolio, field: Field) -> Option<Value> {
        match (field, self) {
            (Field::Account, _) => {
                self.account().and_then(|id| portfolio.account(id)).map(|account| Value::Text(account.name.clone()))
            }
            (Field::Contacts, Self::Activity(activity)) if !activity.contacts.is_empty() => {
                let names = activity.contacts.iter().filter_map(|id| portfolio.contacts().get(*id));
                Some(Value::Names(names.map(|contact| contact.name.clone()).collect()))
            }
            _ => of_each!(self, one => one.value(field)),
        }
    }

    /// A copy to be changed; `None` of kinds that are not typed into a table.
    #[must_use]
    pub fn owned(self) -> Option<AnyRecord> {
        Some(match self {
            Self::Contact(one) => AnyRecord::Contact(one.clone()),
            Self::Activity(one) => AnyRecord::Activity(one.clone()),
            Self::Product(one) => AnyRecord::Product(one.clone()),
            Self::Opportunity(one) => AnyRecord::Opportunity(one.clone()),
            Self::Risk(one) => AnyRecord::Risk(one.clone()),
            Self::Colleague(one) => AnyRecord::Colleague(one.clone()),
            Self::StageEvent(_) | Self::HandOver(_) | Self::Goal(_) | Self::Spend(_) => return None,
        })
    }
}

/// Why records of the kind are not changed in their table, and where they are; `None` where they can be.
#[must_use]
pub const fn changed_elsewhere(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::StageEvents => {
            Some("Stage events are kept; one that is wrong is corrected in the account's stages")
        }
        RecordKind::HandOvers => Some("Accounts are handed over in Funnel → Hand-overs"),
        RecordKind::Goals => Some("Goals are set in Funnel → Goals"),
        RecordKind::Spend => Some("What channels cost is written down in Funnel → Channels"),
        RecordKind::Accounts
        | RecordKind::Contacts
        | RecordKind::Activities
        | RecordKind::Purchases
        | RecordKind::Products
        | RecordKind::Opportunities
        | RecordKind::Risks
        | RecordKind::Colleagues => None,
    }
}

/// Writes a value into a field that names no other record. Says whether it could be.
pub fn put(record: &mut AnyRecord, field: Field, value: Option<&Value>) -> bool {
    match record {
        AnyRecord::Contact(one) => one.put(field, value),
        AnyRecord::Activity(one) => one.put(field, value),
        AnyRecord::Product(one) => one.put(field, value),
        AnyRecord::Opportunity(one) => one.put(field, value),
        AnyRecord::Risk(one) => one.put(field, value),
        AnyRecord::Colleague(one) => one.put(field, value),
    }
}

/// Whether records of the kind belong to accounts.
#[must_use]
pub const fn belongs_to_accounts(kind: RecordKind) -> bool {
    match kind {
        RecordKind::Contacts
        | RecordKind::Activities
        | RecordKind::Purchases
        | RecordKind::Opportunities
        | RecordKind::Risks
        | RecordKind::StageEvents
        | RecordKind::HandOvers => true,
        RecordKind::Accounts
        | RecordKind::Products
        | RecordKind::Colleagues
        | RecordKind::Goals
        | RecordKind::Spend => false,
    }
}

/// What stands in a cell, as people write it here; empty where there is nothing. A "no" is left out, so that each "yes"
/// stands out.
#[must_use]
pub fn shown(record: RecordRef<'_>, portfolio: &Portfolio, field: Field) -> String {
    let more = &portfolio.settings().more;
    match record.value(portfolio, field) {
        None | Some(Value::Flag(false)) => String::new(),
        Some(Value::Text(text)) => text,
        Some(Value::Money(amount)) => more.numbers.money(amount),
        Some(Value::Count(count)) => more.numbers.count(count as usize),
        Some(Value::Day(day)) => more.dates.day(day),
        Some(value) => value.text().into_owned(),
    }
}

/// A cell as it is read aloud: "Email of Anna Berger: empty".
#[must_use]
pub fn spoken(record: RecordRef<'_>, field: Field, shown: &str) -> String {
    let shown: Cow<'_, str> = if shown.is_empty() { "empty".into() } else { shown.into() };
    match field {
        Field::Name => format!("Name: {shown}"),
        _ => format!("{} of {}: {shown}", field.label(), record.name()),
    }
}
