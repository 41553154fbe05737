use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Account, AccountId, Settings};

/// Everything that one edit did, as row images: enough to do it, to undo it, and to tell of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangeSet {
    /// One for each row that changed, in the order of their keys.
    pub rows: Vec<RowChange>,
}

/// One row before and after, by kind of record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowChange {
    Account(Change<Arc<Account>>),
    Settings(Change<Arc<Settings>>),
}

/// Absent before: created. Absent after: deleted. Never both, and never the same twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change<T> {
    pub before: Option<T>,
    pub after: Option<T>,
}

/// Which row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum RowKey {
    Account(AccountId),
    Settings,
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
            let squashed = match (rows.remove(&row.key()), row) {
                (Some(RowChange::Account(first)), RowChange::Account(last)) => {
                    RowChange::Account(Change { before: first.before, after: last.after.clone() })
                }
                (Some(RowChange::Settings(first)), RowChange::Settings(last)) => {
                    RowChange::Settings(Change { before: first.before, after: last.after.clone() })
                }
                (Some(_) | None, row) => row.clone(),
            };
            if !squashed.is_nothing() {
                rows.insert(squashed.key(), squashed);
            }
        }
        Self { rows: rows.into_values().collect() }
    }
}

impl RowChange {
    #[must_use]
    pub fn key(&self) -> RowKey {
        match self {
            Self::Account(change) => RowKey::Account(
                change
                    .after
                    .as_ref()
                    .or(change.before.as_ref())
                    .map_or(AccountId(uuid::Uuid::nil()), |account| account.id),
            ),
            Self::Settings(_) => RowKey::Settings,
        }
    }

    #[must_use]
    pub fn inverse(&self) -> Self {
        match self {
            Self::Account(change) => Self::Account(change.inverse()),
            Self::Settings(change) => Self::Settings(change.inverse()),
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Self::Account(change) => change.before == change.after,
            Self::Settings(change) => change.before == change.after,
        }
    }
}

impl<T: Clone> Change<T> {
    fn inverse(&self) -> Self {
        Self { before: self.after.clone(), after: self.before.clone() }
    }
}
