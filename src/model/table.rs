use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::Record;

/// All records of one kind, by their keys. A copy is cheap until one of the two changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<R: Record> {
    rows: Arc<BTreeMap<R::Id, Arc<R>>>,
}

impl<R: Record> Default for Table<R> {
    fn default() -> Self {
        Self { rows: Arc::default() }
    }
}

impl<R: Record> FromIterator<R> for Table<R> {
    fn from_iter<I: IntoIterator<Item = R>>(records: I) -> Self {
        Self { rows: Arc::new(records.into_iter().map(|record| (record.id(), Arc::new(record))).collect()) }
    }
}

impl<R: Record> FromIterator<Arc<R>> for Table<R> {
    fn from_iter<I: IntoIterator<Item = Arc<R>>>(records: I) -> Self {
        Self { rows: Arc::new(records.into_iter().map(|record| (record.id(), record)).collect()) }
    }
}

impl<R: Record> Table<R> {
    #[must_use]
    pub fn get(&self, id: R::Id) -> Option<&Arc<R>> {
        self.rows.get(&id)
    }

    /// In the order of their keys, which is the order of their making.
    #[must_use]
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<R>> + ExactSizeIterator + Clone {
        self.rows.values()
    }

    /// Those whose keys come after `id`, or all, in the order of their keys.
    pub fn iter_after(&self, id: Option<R::Id>) -> impl Iterator<Item = &Arc<R>> {
        let after = id.map_or(Bound::Unbounded, Bound::Excluded);
        self.rows.range((after, Bound::Unbounded)).map(|(_, record)| record)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Puts a record in place of the one of its key, which comes back.
    pub(super) fn insert(&mut self, record: Arc<R>) -> Option<Arc<R>> {
        Arc::make_mut(&mut self.rows).insert(record.id(), record)
    }

    pub(super) fn remove(&mut self, id: R::Id) -> Option<Arc<R>> {
        Arc::make_mut(&mut self.rows).remove(&id)
    }
}
