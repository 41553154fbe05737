use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use super::{Account, AccountId, ChangeSet, RowChange, RowKey, Settings};

/// Everything that a workspace knows, in memory. Cheap to share as `Arc<Portfolio>`; changes only by change sets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portfolio {
    accounts: BTreeMap<AccountId, Arc<Account>>,
    settings: Arc<Settings>,
    archived: usize,
    revision: u64,
    /// What the last few change sets touched, the newest last; `None` for one that touched too much to remember.
    recent: VecDeque<Option<Vec<RowKey>>>,
}

/// So many change sets are remembered, if each touched few rows.
const REMEMBERED: usize = 32;
const FEW_ROWS: usize = 512;

impl Portfolio {
    /// From rows as they stand in the database.
    #[must_use]
    pub fn from_rows(settings: Settings, accounts: impl IntoIterator<Item = Account>) -> Self {
        let accounts: BTreeMap<_, _> = accounts.into_iter().map(|account| (account.id, Arc::new(account))).collect();
        let archived = accounts.values().filter(|account| account.archived).count();
        Self { accounts, settings: Arc::new(settings), archived, revision: 0, recent: VecDeque::new() }
    }

    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Arc<Account>> {
        self.accounts.get(&id)
    }

    /// All accounts, archived ones among them, in the order of their keys, which is the order of their making.
    #[must_use]
    pub fn accounts(&self) -> impl ExactSizeIterator<Item = &Arc<Account>> {
        self.accounts.values()
    }

    /// The accounts that count: all but the archived.
    pub fn active(&self) -> impl Iterator<Item = &Arc<Account>> {
        self.accounts.values().filter(|account| !account.archived)
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
        self.accounts == other.accounts && self.settings == other.settings
    }

    /// Puts the `after` images in place.
    pub fn apply(&mut self, changes: &ChangeSet) {
        for row in &changes.rows {
            match row {
                RowChange::Account(change) => {
                    let replaced = match (&change.after, &change.before) {
                        (Some(after), _) => self.accounts.insert(after.id, Arc::clone(after)),
                        (None, Some(before)) => self.accounts.remove(&before.id),
                        (None, None) => None,
                    };
                    self.archived += usize::from(change.after.as_ref().is_some_and(|account| account.archived));
                    self.archived -= usize::from(replaced.is_some_and(|account| account.archived));
                }
                RowChange::Settings(change) => self.settings = change.after.clone().unwrap_or_default(),
            }
        }
        self.revision += 1;
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        let few = changes.rows.len() <= FEW_ROWS;
        self.recent.push_back(few.then(|| changes.rows.iter().map(RowChange::key).collect()));
    }
}
