//! The order of the rows: worked out once for each filter and sorting, and followed where an edit touched few accounts.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::Datelike;

use crate::model::{Account, AccountId, Column, Measure, Portfolio, RowKey, SortBy, text::folded};
use crate::rules::facts::Facts;
use crate::rules::filter::Filtered;

/// All accounts sorted, and those of them that the filter leaves.
#[derive(Debug, Default)]
pub struct RowOrder {
    made_for: Option<(usize, u64, Vec<SortBy>)>,
    filtered_for: Option<(u64, usize)>,
    facts: Facts,
    /// Every account, in the order of keys.
    ids: Vec<AccountId>,
    /// What each column that is sorted by has for each of `ids`.
    keys: Vec<Keys>,
    /// Places in `ids`, sorted.
    sorted: Vec<u32>,
    rows: Vec<AccountId>,
}

/// What is compared of one column. What has no value comes last, whichever way the column is sorted.
#[derive(Debug)]
struct Keys {
    values: Values,
    descending: bool,
}

#[derive(Debug)]
enum Values {
    /// Folded; empty for no value.
    Texts(Vec<String>),
    Numbers(Vec<Option<i64>>),
}

enum Value {
    Text(String),
    Number(Option<i64>),
}

impl RowOrder {
    /// The accounts that the filter leaves, sorted.
    pub fn rows(&self) -> &[AccountId] {
        &self.rows
    }

    /// The row that an account stands in.
    pub fn row_of(&self, account: AccountId) -> Option<usize> {
        self.rows.iter().position(|id| *id == account)
    }

    /// These accounts as the table sorts them, whether the filter leaves them or not.
    pub fn arranged(&self, accounts: &BTreeSet<AccountId>) -> Vec<AccountId> {
        let all = self.sorted.iter().filter_map(|place| self.ids.get(*place as usize).copied());
        all.filter(|id| accounts.contains(id)).collect()
    }

    /// Brings it up to date; returns whether rows may stand elsewhere now.
    pub fn refresh(&mut self, portfolio: &Portfolio, workspace: usize, filtered: &Filtered, sort: &[SortBy]) -> bool {
        let revision = portfolio.revision();
        let same_sort = self.made_for.as_ref().is_some_and(|(of, _, made)| (*of, made.as_slice()) == (workspace, sort));
        let since = self.made_for.as_ref().map(|(_, since, _)| *since).filter(|_| same_sort);
        let facts = filtered.facts();
        let rows = since.and_then(|since| portfolio.changed_since(since));
        let same_settings = rows.is_some_and(|rows| !rows.contains(&RowKey::Settings));
        let of_all = sort.iter().any(|by| is_of_all(by.column));
        let same_for_all = !of_all || (facts == self.facts && same_settings);
        let sorted_anew = since != Some(revision) || !same_for_all;
        if sorted_anew {
            let changed = since.and_then(|since| portfolio.accounts_changed_since(since));
            self.facts = facts;
            match changed.filter(|_| same_for_all) {
                Some(changed) => self.follow(portfolio, &changed, sort),
                None => self.sort_all(portfolio, sort),
            }
            self.made_for = Some((workspace, revision, sort.to_vec()));
        }
        let filtered_for = Some((filtered.generation(), workspace));
        if !sorted_anew && self.filtered_for == filtered_for {
            return false;
        }
        self.filtered_for = filtered_for;
        self.leave_out(filtered.found());
        true
    }

    fn sort_all(&mut self, portfolio: &Portfolio, sort: &[SortBy]) {
        let facts = self.facts;
        self.ids = portfolio.accounts().map(|account| account.id).collect();
        self.keys = sort
            .iter()
            .map(|by| {
                let mut keys = Keys::empty(*by, self.ids.len());
                for account in portfolio.accounts() {
                    keys.push(value_of(portfolio, account, by.column, facts));
                }
                keys
            })
            .collect();
        // Most pairs are told apart by eight bytes that lie side by side, without a look at the texts.
        let places = 0..u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        let mut led: Vec<(u64, u32)> =
            places.map(|place| (self.keys.first().map_or(0, |k| k.lead(place)), place)).collect();
        led.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(&self.keys, a.1, b.1)));
        self.sorted = led.into_iter().map(|(_, place)| place).collect();
    }

    /// Takes the changed accounts out, and puts them back where they belong now. Whoever did not change stays.
    fn follow(&mut self, portfolio: &Portfolio, changed: &BTreeSet<AccountId>, sort: &[SortBy]) {
        let facts = self.facts;
        let mut moved_to: Vec<Option<u32>> = vec![None; self.ids.len()];
        let mut keys: Vec<Keys> = sort.iter().map(|by| Keys::empty(*by, self.ids.len() + 1)).collect();
        let mut ids = Vec::with_capacity(self.ids.len() + 1);
        let mut fresh = Vec::new();
        let mut old = 0;
        for account in portfolio.accounts() {
            while self.ids.get(old).is_some_and(|id| *id < account.id) {
                old += 1;
            }
            let place = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            ids.push(account.id);
            let was_there = self.ids.get(old) == Some(&account.id);
            if was_there && !changed.contains(&account.id) {
                if let Some(moved_to) = moved_to.get_mut(old) {
                    *moved_to = Some(place);
                }
                for (keys, had) in keys.iter_mut().zip(&mut self.keys) {
                    keys.push(had.take(old));
                }
            } else {
                fresh.push(place);
                for (keys, by) in keys.iter_mut().zip(sort) {
                    keys.push(value_of(portfolio, account, by.column, facts));
                }
            }
        }
        let kept = self.sorted.iter().filter_map(|place| moved_to.get(*place as usize).copied().flatten());
        let mut sorted: Vec<u32> = kept.chain(fresh).collect();
        // Nearly sorted already, which this kind of sorting finds out in one pass.
        sorted.sort_by(|a, b| compare(&keys, *a, *b));
        (self.ids, self.keys, self.sorted) = (ids, keys, sorted);
    }

    fn leave_out(&mut self, found: &[AccountId]) {
        let mut left = vec![false; self.ids.len()];
        let mut wanted = found.iter().peekable();
        for (left, id) in left.iter_mut().zip(&self.ids) {
            while wanted.next_if(|found| *found < id).is_some() {}
            *left = wanted.peek() == Some(&id);
        }
        let shown = self.sorted.iter().filter(|place| left.get(**place as usize) == Some(&true));
        self.rows = shown.filter_map(|place| self.ids.get(*place as usize).copied()).collect();
    }
}

impl Keys {
    fn empty(by: SortBy, capacity: usize) -> Self {
        let values = match by.column.measure() {
            Measure::Text if !has_order(by.column) => Values::Texts(Vec::with_capacity(capacity)),
            Measure::Text | Measure::Day | Measure::Money | Measure::Score | Measure::Percent | Measure::Count => {
                Values::Numbers(Vec::with_capacity(capacity))
            }
        };
        Self { values, descending: by.descending }
    }

    fn push(&mut self, value: Value) {
        match (&mut self.values, value) {
            (Values::Texts(texts), Value::Text(text)) => texts.push(text),
            (Values::Numbers(numbers), Value::Number(number)) => numbers.push(number),
            (Values::Texts(texts), Value::Number(_)) => texts.push(String::new()),
            (Values::Numbers(numbers), Value::Text(_)) => numbers.push(None),
        }
    }

    fn take(&mut self, place: usize) -> Value {
        match &mut self.values {
            Values::Texts(texts) => Value::Text(texts.get_mut(place).map(std::mem::take).unwrap_or_default()),
            Values::Numbers(numbers) => Value::Number(numbers.get(place).copied().flatten()),
        }
    }

    /// A number that never puts two values in the wrong order, though it may be the same for both.
    fn lead(&self, place: u32) -> u64 {
        let value = match &self.values {
            Values::Texts(texts) => texts.get(place as usize).filter(|text| !text.is_empty()).map(|text| {
                let mut bytes = [0; 8];
                bytes.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
                u64::from_be_bytes(bytes)
            }),
            Values::Numbers(numbers) => {
                numbers.get(place as usize).copied().flatten().map(|number| number.cast_unsigned() ^ (1 << 63))
            }
        };
        value.map_or(u64::MAX, |value| if self.descending { !value } else { value })
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        let (a, b) = (a as usize, b as usize);
        let (none, order) = match &self.values {
            Values::Texts(texts) => {
                let (a, b) = (texts.get(a).map_or("", String::as_str), texts.get(b).map_or("", String::as_str));
                (a.is_empty().cmp(&b.is_empty()), a.cmp(b))
            }
            Values::Numbers(numbers) => {
                let (a, b) = (numbers.get(a).copied().flatten(), numbers.get(b).copied().flatten());
                (a.is_none().cmp(&b.is_none()), a.cmp(&b))
            }
        };
        none.then(if self.descending { order.reverse() } else { order })
    }
}

/// Accounts that nothing tells apart stand in the order of their making.
fn compare(keys: &[Keys], a: u32, b: u32) -> Ordering {
    keys.iter().map(|keys| keys.compare(a, b)).find(|order| order.is_ne()).unwrap_or_else(|| a.cmp(&b))
}

fn value_of(portfolio: &Portfolio, account: &Account, column: Column, facts: Facts) -> Value {
    match column.measure() {
        Measure::Text if has_order(column) => Value::Number(facts.rank_of(portfolio, account, column)),
        Measure::Text => Value::Text(sortable(&facts.text_of(portfolio, account, column))),
        Measure::Day => {
            let day = facts.day_of(portfolio, account, column);
            Value::Number(day.map(|day| i64::from(day.num_days_from_ce())))
        }
        Measure::Money | Measure::Score | Measure::Percent | Measure::Count => {
            Value::Number(facts.number_of(portfolio, account, column))
        }
    }
}

/// Whether the values of a column of text are not sorted by their letters.
const fn has_order(column: Column) -> bool {
    matches!(
        column,
        Column::Class
            | Column::List
            | Column::Stage
            | Column::QpcSource
            | Column::Touch
            | Column::Risk
            | Column::MissingRole
            | Column::Priority
            | Column::Likelihood
            | Column::Pursuit
    )
}

/// Whether more than the records of an account decides what it has in a column: where the lines run, where a list
/// begins, which day it is, how long a cadence is.
const fn is_of_all(column: Column) -> bool {
    matches!(
        column,
        Column::Class | Column::List | Column::Priority | Column::NextDue | Column::Touch | Column::Overdue
    )
}

/// Folded; what is plain ASCII takes the short way to the same end.
fn sortable(text: &str) -> String {
    if text.is_ascii() { text.trim().to_ascii_lowercase() } else { folded(text) }
}

/// What a click on a header makes of the sorting: ascending, descending, none; `add` keeps the other columns.
pub fn toggled(sort: &[SortBy], column: Column, add: bool) -> Vec<SortBy> {
    let had = sort.iter().find(|by| by.column == column).map(|by| by.descending);
    let sole = sort.len() == 1;
    let next = match had {
        Some(false) if add || sole => Some(SortBy { column, descending: true }),
        Some(true) if add || sole => None,
        Some(_) | None => Some(SortBy { column, descending: false }),
    };
    if !add {
        return next.into_iter().collect();
    }
    let mut after = sort.to_vec();
    match (after.iter().position(|by| by.column == column), next) {
        (Some(place), Some(next)) => {
            if let Some(by) = after.get_mut(place) {
                *by = next;
            }
        }
        (Some(place), None) => {
            after.remove(place);
        }
        (None, next) => after.extend(next),
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AccountValue, Clock, Edit, Filter, Journal, Lines, Money, Placement, Position, Score, Settings, Stamp,
    };

    fn by(column: Column, descending: bool) -> SortBy {
        SortBy { column, descending }
    }

    struct Bench {
        portfolio: Portfolio,
        filtered: Filtered,
        order: RowOrder,
        stamp: Stamp,
    }

    impl Bench {
        /// Accounts of these names, owners and revenues.
        fn of(accounts: &[(&str, &str, Option<i64>)]) -> Self {
            let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
            let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
            let made = accounts.iter().map(|(name, owner, revenue)| Account {
                owner: (*owner).to_owned(),
                revenue_12m: revenue.map(|units| Money::from_minor_units(units * 100)),
                ..Account::new(stamp.account_id(), *name)
            });
            let portfolio = Portfolio::from_rows(Settings::default(), made.collect::<Vec<_>>());
            Self { portfolio, filtered: Filtered::default(), order: RowOrder::default(), stamp }
        }

        fn names(&mut self, sort: &[SortBy], words: &str) -> Vec<String> {
            let filter = Filter { text: words.to_owned(), ..Filter::default() };
            self.filtered.refresh(&self.portfolio, &Journal::default(), 1, &filter, self.stamp.today);
            self.order.refresh(&self.portfolio, 1, &self.filtered, sort);
            let name = |id: &AccountId| self.portfolio.account(*id).unwrap().name.clone();
            self.order.rows().iter().map(name).collect()
        }

        fn edit(&mut self, edit: &Edit) {
            let planned = edit.plan(&self.portfolio, &mut self.stamp).unwrap();
            self.portfolio.apply(&planned.changes);
        }

        fn id(&self, name: &str) -> AccountId {
            self.portfolio.accounts().find(|account| account.name == name).unwrap().id
        }

        /// What was followed edit by edit is what sorting everything anew gives.
        fn assert_as_new(&mut self, sort: &[SortBy]) {
            let followed = self.names(sort, "");
            self.order = RowOrder::default();
            assert_eq!(followed, self.names(sort, ""));
        }
    }

    #[test]
    fn rows_are_sorted_by_several_columns_and_nothing_comes_last() {
        let mut bench = Bench::of(&[
            ("émile", "Bo", Some(5)),
            ("Zeta", "", Some(9)),
            ("alpha", "Ann", None),
            ("Beta", "bo", Some(-7)),
            ("Ärger", "Ann", Some(5)),
        ]);
        let mut check = |sort: &[SortBy], wanted: [&str; 5]| assert_eq!(bench.names(sort, ""), wanted);
        check(&[], ["émile", "Zeta", "alpha", "Beta", "Ärger"]);
        check(&[by(Column::Name, false)], ["alpha", "Ärger", "Beta", "émile", "Zeta"]);
        check(&[by(Column::Name, true)], ["Zeta", "émile", "Beta", "Ärger", "alpha"]);
        check(&[by(Column::Owner, false), by(Column::Revenue, true)], ["Ärger", "alpha", "émile", "Beta", "Zeta"]);
        check(&[by(Column::Revenue, true)], ["Zeta", "émile", "Ärger", "Beta", "alpha"]);
        check(&[by(Column::Revenue, false)], ["Beta", "émile", "Ärger", "Zeta", "alpha"]);
        check(&[by(Column::Owner, true), by(Column::Name, false)], ["Beta", "émile", "alpha", "Ärger", "Zeta"]);
    }

    #[test]
    fn texts_alike_in_their_first_letters_are_told_apart() {
        let mut bench = Bench::of(&[("Nordwind 2", "", None), ("Nordwind 10", "", None), ("Nordwind", "", None)]);
        assert_eq!(bench.names(&[by(Column::Name, false)], ""), ["Nordwind", "Nordwind 10", "Nordwind 2"]);
        assert_eq!(bench.names(&[by(Column::Name, true)], ""), ["Nordwind 2", "Nordwind 10", "Nordwind"]);
    }

    #[test]
    fn only_what_the_filter_finds_is_a_row() {
        let mut bench = Bench::of(&[("Anna", "x", None), ("Berta", "y", None), ("Clara", "x", None)]);
        let sort = [by(Column::Name, true)];
        assert_eq!(bench.names(&sort, ""), ["Clara", "Berta", "Anna"]);
        assert_eq!(bench.names(&sort, "berta"), ["Berta"]);
        assert_eq!(bench.names(&sort, "nobody"), Vec::<String>::new());
    }

    #[test]
    fn edits_are_followed() {
        let mut bench = Bench::of(&[("Anna", "x", Some(1)), ("Berta", "y", Some(2)), ("Clara", "x", Some(3))]);
        let sort = [by(Column::Owner, false), by(Column::Class, true), by(Column::Name, false)];
        assert_eq!(bench.names(&sort, ""), ["Anna", "Clara", "Berta"]);
        let set = |id, value| Edit::SetValues { accounts: vec![id], values: vec![value] };
        bench.edit(&set(bench.id("Anna"), AccountValue::Owner("z".to_owned())));
        assert_eq!(bench.names(&sort, ""), ["Clara", "Berta", "Anna"]);
        bench.edit(&Edit::CreateAccount { values: vec![AccountValue::Name("Dora".to_owned())], position: None });
        bench.edit(&Edit::DeleteAccounts(vec![bench.id("Berta")]));
        bench.assert_as_new(&sort);
        let to = Some(Position::new(Score::whole(40), Score::whole(60)));
        bench.edit(&Edit::Move(vec![Placement { account: bench.id("Anna"), to }]));
        bench.edit(&set(bench.id("Clara"), AccountValue::Owner("z".to_owned())));
        bench.assert_as_new(&sort);
        bench.edit(&Edit::SetLines(Lines { engagement: Score::whole(30), potential: Score::whole(30) }));
        bench.assert_as_new(&sort);
        assert_eq!(bench.names(&sort, ""), ["Anna", "Clara", "Dora"]);
    }

    #[test]
    fn a_header_sorts_up_down_and_not_at_all() {
        let (name, owner) = (by(Column::Name, false), by(Column::Owner, false));
        let down = |by: SortBy| SortBy { descending: true, ..by };
        let check = |sort: &[SortBy], column, add, wanted: &[SortBy]| {
            assert_eq!(toggled(sort, column, add), wanted, "{sort:?}");
        };
        check(&[], Column::Name, false, &[name]);
        check(&[name], Column::Name, false, &[down(name)]);
        check(&[down(name)], Column::Name, false, &[]);
        check(&[name], Column::Owner, false, &[owner]);
        check(&[name], Column::Owner, true, &[name, owner]);
        check(&[name, owner], Column::Name, true, &[down(name), owner]);
        check(&[down(name), owner], Column::Name, true, &[owner]);
        check(&[name, owner], Column::Owner, false, &[owner]);
    }
}
