//! Records of any kind, taken one by one.

use chrono::NaiveDate;

use super::{
    AccountId, Activity, ActivityId, AnyRecord, Colleague, ColleagueId, Contact, ContactId, Opportunity, OpportunityId,
    Portfolio, Product, ProductId, RecordKind, Risk, RiskId, RowKey,
};

impl AnyRecord {
    /// The record of that key, as it is now; `None` when it is gone, and for rows that are edited otherwise.
    #[must_use]
    pub fn get(portfolio: &Portfolio, key: RowKey) -> Option<Self> {
        match key {
            RowKey::Contact(id) => portfolio.contacts().get(id).map(|one| Self::Contact(Contact::clone(one))),
            RowKey::Activity(id) => portfolio.activities().get(id).map(|one| Self::Activity(Activity::clone(one))),
            RowKey::Product(id) => portfolio.products().get(id).map(|one| Self::Product(Product::clone(one))),
            RowKey::Opportunity(id) => {
                portfolio.opportunities().get(id).map(|one| Self::Opportunity(Opportunity::clone(one)))
            }
            RowKey::Risk(id) => portfolio.risks().get(id).map(|one| Self::Risk(Risk::clone(one))),
            RowKey::Colleague(id) => portfolio.colleagues().get(id).map(|one| Self::Colleague(Colleague::clone(one))),
            RowKey::Account(_)
            | RowKey::StageEvent(_)
            | RowKey::HandOver(_)
            | RowKey::Goal(_)
            | RowKey::Spend(_)
            | RowKey::Batch(_)
            | RowKey::Settings => None,
        }
    }

    /// A new one with nothing said of it yet, which gets its key when it is put; `account` is whose it is, where it
    /// belongs to one. `None` for kinds that are edited otherwise.
    #[must_use]
    pub fn new(kind: RecordKind, account: AccountId, today: NaiveDate) -> Option<Self> {
        Some(match kind {
            RecordKind::Contacts => Self::Contact(Contact::new(ContactId::NIL, account, "")),
            RecordKind::Activities => Self::Activity(Activity::new(ActivityId::NIL, account, today)),
            RecordKind::Products => Self::Product(Product::new(ProductId::NIL, "")),
            RecordKind::Opportunities => Self::Opportunity(Opportunity::new(OpportunityId::NIL, account, "")),
            RecordKind::Risks => Self::Risk(Risk::new(RiskId::NIL, account, "", today)),
            RecordKind::Colleagues => Self::Colleague(Colleague::new(ColleagueId::NIL, "")),
            RecordKind::Accounts
            | RecordKind::Purchases
            | RecordKind::StageEvents
            | RecordKind::HandOvers
            | RecordKind::Goals
            | RecordKind::Spend => return None,
        })
    }

    #[must_use]
    pub const fn kind(&self) -> RecordKind {
        match self {
            Self::Contact(_) => RecordKind::Contacts,
            Self::Activity(_) => RecordKind::Activities,
            Self::Product(_) => RecordKind::Products,
            Self::Opportunity(_) => RecordKind::Opportunities,
            Self::Risk(_) => RecordKind::Risks,
            Self::Colleague(_) => RecordKind::Colleagues,
        }
    }

    /// Its key; of nothing in the portfolio while it is new.
    #[must_use]
    pub const fn key(&self) -> RowKey {
        match self {
            Self::Contact(one) => RowKey::Contact(one.id),
            Self::Activity(one) => RowKey::Activity(one.id),
            Self::Product(one) => RowKey::Product(one.id),
            Self::Opportunity(one) => RowKey::Opportunity(one.id),
            Self::Risk(one) => RowKey::Risk(one.id),
            Self::Colleague(one) => RowKey::Colleague(one.id),
        }
    }

    /// The account that it belongs to; `None` for what belongs to none.
    #[must_use]
    pub const fn account(&self) -> Option<AccountId> {
        match self {
            Self::Contact(one) => Some(one.account),
            Self::Activity(one) => Some(one.account),
            Self::Opportunity(one) => Some(one.account),
            Self::Risk(one) => Some(one.account),
            Self::Product(_) | Self::Colleague(_) => None,
        }
    }

    /// Gives it to an account, where it can belong to one.
    pub const fn set_account(&mut self, account: AccountId) {
        match self {
            Self::Contact(one) => one.account = account,
            Self::Activity(one) => one.account = account,
            Self::Opportunity(one) => one.account = account,
            Self::Risk(one) => one.account = account,
            Self::Product(_) | Self::Colleague(_) => {}
        }
    }

    /// What people call it; empty for an activity without a subject.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Contact(one) => &one.name,
            Self::Activity(one) => &one.subject,
            Self::Product(one) => &one.name,
            Self::Opportunity(one) => &one.name,
            Self::Risk(one) => &one.reason,
            Self::Colleague(one) => &one.name,
        }
    }
}
