//! Views that every workspace has.

use std::collections::BTreeSet;

use super::class::Class;
use super::lists;
use crate::model::{Column, Condition, Filter, SavedView, Test};

/// So long without a judgement, a place on the board is a memory.
const STALE_DAYS: u32 = 180;

/// The views that are there before anybody has saved one, the widest first.
#[must_use]
pub fn ready_made() -> [SavedView; 8] {
    let all = Filter::default();
    let of = |column, test| Filter { conditions: vec![Condition { column, test }], ..Filter::default() };
    let one = |text: &str| Test::OneOf(BTreeSet::from([text.to_owned()]));
    [
        ("All", all.clone()),
        ("Key accounts", of(Column::Class, one(Class::Key.name()))),
        ("Key list", of(Column::List, one(lists::KEY))),
        ("Growth Potential", of(Column::Class, one(Class::GrowthPotential.name()))),
        ("On the fence", Filter { on_the_fence: true, ..all }),
        ("Not judged for 180 days", of(Column::Judged, Test::OlderThanDays(STALE_DAYS))),
        ("No capacity known", of(Column::Qpc, Test::Empty)),
        ("Unplaced", of(Column::Class, one(""))),
    ]
    .map(|(name, filter)| SavedView { name: name.to_owned(), filter, sort: Vec::new(), columns: Vec::new() })
}
