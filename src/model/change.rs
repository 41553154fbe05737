use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    Account, AccountId, Activity, ActivityId, Batch, BatchId, Colleague, ColleagueId, Contact, ContactId, Goal, GoalId,
    HandOver, HandOverId, Opportunity, OpportunityId, Product, ProductId, Record, RecordKind, Risk, RiskId, Settings,
    Spend, SpendId, Stage, StageEvent, StageEventId,
};

/// Everything that one edit did, as row images: enough to do it, to undo it, and to tell of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// One for each row that changed, in the order of their keys.
    pub rows: Vec<RowChange>,
}

/// Absent before: created. Absent after: deleted. Never both, and never the same twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    pub before: Option<T>,
    pub after: Option<T>,
}

/// Declares what can change, by kind of record, once: the row images and the keys.
macro_rules! kinds {
    ($($kind:ident($id:ty): $name:literal),+ $(,)?) => {
        /// One row before and after, by kind of record.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum RowChange {
            $($kind(Change<Arc<$kind>>),)+
            Settings(Change<Arc<Settings>>),
        }

        /// Which row.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RowKey {
            $($kind($id),)+
            Settings,
        }

        impl RowChange {
            #[must_use]
            pub fn key(&self) -> RowKey {
                match self {
                    $(Self::$kind(change) => RowKey::$kind(change.id().unwrap_or(<$id>::NIL)),)+
                    Self::Settings(_) => RowKey::Settings,
                }
            }

            #[must_use]
            pub fn inverse(&self) -> Self {
                match self {
                    $(Self::$kind(change) => Self::$kind(change.inverse()),)+
                    Self::Settings(change) => Self::Settings(change.inverse()),
                }
            }

            /// From before this one to after `next`, which is about the same row; `None` when they are not.
            fn then(&self, next: &Self) -> Option<Self> {
                Some(match (self, next) {
                    $((Self::$kind(first), Self::$kind(last)) => Self::$kind(first.then(last)),)+
                    (Self::Settings(first), Self::Settings(last)) => Self::Settings(first.then(last)),
                    _ => return None,
                })
            }

            pub(super) fn is_nothing(&self) -> bool {
                match self {
                    $(Self::$kind(change) => change.before == change.after,)+
                    Self::Settings(change) => change.before == change.after,
                }
            }

            /// Whether the row came into being.
            #[must_use]
            pub fn creates(&self) -> bool {
                match self {
                    $(Self::$kind(change) => change.before.is_none(),)+
                    Self::Settings(change) => change.before.is_none(),
                }
            }

            /// Whether the row is gone.
            #[must_use]
            pub fn deletes(&self) -> bool {
                match self {
                    $(Self::$kind(change) => change.after.is_none(),)+
                    Self::Settings(change) => change.after.is_none(),
                }
            }
        }

        impl RowKey {
            /// The kind of row, as the file calls it.
            #[must_use]
            pub const fn table(self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $name,)+
                    Self::Settings => "settings",
                }
            }

            /// The key of the record; `None` for the settings, of which there is one row.
            #[must_use]
            pub const fn uuid(self) -> Option<uuid::Uuid> {
                match self {
                    $(Self::$kind(id) => Some(id.0),)+
                    Self::Settings => None,
                }
            }

            /// The row of that [`Self::table`] and [`Self::uuid`].
            #[must_use]
            pub fn of(table: &str, uuid: Option<uuid::Uuid>) -> Option<Self> {
                match (table, uuid) {
                    $(($name, Some(uuid)) => Some(Self::$kind(<$id>::of(uuid))),)+
                    ("settings", None) => Some(Self::Settings),
                    _ => None,
                }
            }
        }

        $(impl From<$id> for RowKey {
            fn from(id: $id) -> Self {
                Self::$kind(id)
            }
        }

        impl $id {
            /// Of no record.
            pub const NIL: Self = Self(uuid::Uuid::nil());

            const fn of(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }
        })+
    };
}

kinds! {
    Account(AccountId): "account",
    Contact(ContactId): "contact",
    Activity(ActivityId): "activity",
    Product(ProductId): "product",
    Opportunity(OpportunityId): "opportunity",
    Risk(RiskId): "risk",
    Colleague(ColleagueId): "colleague",
    StageEvent(StageEventId): "stage_event",
    HandOver(HandOverId): "hand_over",
    Goal(GoalId): "goal",
    Spend(SpendId): "spend",
    Batch(BatchId): "batch",
}

impl RowKey {
    /// The account, if it is one.
    #[must_use]
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Account(id) => Some(id),
            Self::Contact(_)
            | Self::Activity(_)
            | Self::Product(_)
            | Self::Opportunity(_)
            | Self::Risk(_)
            | Self::Colleague(_)
            | Self::StageEvent(_)
            | Self::HandOver(_)
            | Self::Goal(_)
            | Self::Spend(_)
            | Self::Batch(_)
            | Self::Settings => None,
        }
    }

    /// Of which kind the row is; `None` for what is no table of other programs. A batch stands for its purchases.
    #[must_use]
    pub const fn kind(self) -> Option<RecordKind> {
        match self {
            Self::Account(_) => Some(RecordKind::Accounts),
            Self::Contact(_) => Some(RecordKind::Contacts),
            Self::Activity(_) => Some(RecordKind::Activities),
            Self::Product(_) => Some(RecordKind::Products),
            Self::Opportunity(_) => Some(RecordKind::Opportunities),
            Self::Risk(_) => Some(RecordKind::Risks),
            Self::Colleague(_) => Some(RecordKind::Colleagues),
            Self::Batch(_) => Some(RecordKind::Purchases),
            Self::StageEvent(_) => Some(RecordKind::StageEvents),
            Self::HandOver(_) => Some(RecordKind::HandOvers),
            Self::Goal(_) => Some(RecordKind::Goals),
            Self::Spend(_) => Some(RecordKind::Spend),
            Self::Settings => None,
        }
    }
}

impl RowChange {
    /// The accounts that the row belonged to before and belongs to after; an account belongs to itself.
    pub fn accounts(&self) -> impl Iterator<Item = AccountId> {
        fn both<R>(change: &Change<Arc<R>>, account: fn(&R) -> AccountId) -> [Option<AccountId>; 2] {
            let of = |record: &Option<Arc<R>>| record.as_deref().map(account);
            let (before, after) = (of(&change.before), of(&change.after));
            [before, after.filter(|after| before != Some(*after))]
        }
        let accounts = match self {
            Self::Account(change) => both(change, |account| account.id),
            Self::Contact(change) => both(change, |contact| contact.account),
            Self::Activity(change) => both(change, |activity| activity.account),
            Self::Opportunity(change) => both(change, |opportunity| opportunity.account),
            Self::Risk(change) => both(change, |risk| risk.account),
            Self::StageEvent(change) => both(change, |event| event.account),
            Self::HandOver(change) => both(change, |one| one.account),
            Self::Product(_)
            | Self::Colleague(_)
            | Self::Goal(_)
            | Self::Spend(_)
            | Self::Batch(_)
            | Self::Settings(_) => [None, None],
        };
        accounts.into_iter().flatten()
    }

    /// What the row is called, as it was left or else as it was before; empty for an activity without a subject.
    #[must_use]
    pub fn name(&self) -> &str {
        fn last<T>(change: &Change<Arc<T>>) -> Option<&T> {
            change.after.as_deref().or(change.before.as_deref())
        }
        match self {
            Self::Account(change) => last(change).map_or("", |account| &account.name),
            Self::Contact(change) => last(change).map_or("", |contact| &contact.name),
            Self::Activity(change) => last(change).map_or("", |activity| &activity.subject),
            Self::Product(change) => last(change).map_or("", |product| &product.name),
            Self::Opportunity(change) => last(change).map_or("", |opportunity| &opportunity.name),
            Self::Risk(change) => last(change).map_or("", |risk| &risk.reason),
            Self::Colleague(change) => last(change).map_or("", |colleague| &colleague.name),
            Self::StageEvent(change) => last(change).and_then(|event| event.to).map_or("", Stage::name),
            Self::HandOver(change) => last(change).map_or("", |one| &one.to),
            Self::Goal(change) => last(change).map_or("", |goal| goal.of.metric.name()),
            Self::Spend(change) => last(change).map_or("", |spend| &spend.channel),
            Self::Batch(change) => last(change).map_or("", |batch| &batch.file_name),
            Self::Settings(_) => "The settings",
        }
    }
}

impl ChangeSet {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The change set that takes this one back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        Self { rows: self.rows.iter().map(RowChange::inverse).collect() }
    }

    /// One change set that leads from the start of this one to the end of `next`; rows that come back to where
    /// they were drop out.
    #[must_use]
    pub fn then(&self, next: &Self) -> Self {
        let mut rows: std::collections::BTreeMap<RowKey, RowChange> =
            self.rows.iter().map(|row| (row.key(), row.clone())).collect();
        for row in &next.rows {
            let squashed = rows.remove(&row.key()).and_then(|first| first.then(row)).unwrap_or_else(|| row.clone());
            if !squashed.is_nothing() {
                rows.insert(squashed.key(), squashed);
            }
        }
        Self { rows: rows.into_values().collect() }
    }
}

impl<R: Record> Change<Arc<R>> {
    /// Of the row; `None` only where there is none before nor after.
    #[must_use]
    pub fn id(&self) -> Option<R::Id> {
        self.after.as_ref().or(self.before.as_ref()).map(|record| record.id())
    }
}

impl<T: Clone> Change<T> {
    fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }

    fn then(&self, next: &Self) -> Self {
        Self { before: self.before.clone(), after: next.after.clone() }
    }
}
