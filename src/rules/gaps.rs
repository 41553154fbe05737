//! What all accounts could buy and do not: accounts by categories, the largest gap first.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::filter::Filtered;
use super::relevance;
use crate::model::{Account, AccountId, Ledger, Money, Portfolio, ProductId, RowKey, text, year_before};

/// What accounts are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GapSort {
    /// What they could buy more, the most first; who is not known to could comes last.
    #[default]
    Untapped,
    /// Relevant categories that they do not buy, the most first.
    NotBought,
    Name,
}

/// The accounts that the filter leaves, sorted by their gap, and who buys which category; kept until something that it
/// follows from changes.
#[derive(Debug, Default)]
pub struct GapSheet {
    made_for: Option<Made>,
    categories: Vec<Category>,
    bought: Bought,
    rows: Vec<AccountId>,
}

/// A category with what the accounts make of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    pub name: String,
    /// How many of the accounts that the filter leaves bought it in 12 months.
    pub buyers: usize,
    /// The most that any account of the workspace bought of it in 12 months.
    pub most: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    workspace: usize,
    revision: u64,
    filtered: u64,
    today: NaiveDate,
    sort: GapSort,
}

/// What the ledger says of 12 months.
#[derive(Debug, Default)]
struct Bought {
    ledger: Option<Arc<Ledger>>,
    /// By the place of the category, for each account that bought, ascending.
    of: Vec<(AccountId, Vec<(usize, Money)>)>,
}

impl GapSheet {
    /// Brings it up to date; does nothing while all is as it was. `workspace` tells one open portfolio from the next.
    pub fn refresh(
        &mut self,
        portfolio: &Portfolio,
        filtered: &Filtered,
        workspace: usize,
        today: NaiveDate,
        sort: GapSort,
    ) {
        let wanted = Made { workspace, revision: portfolio.revision(), filtered: filtered.generation(), today, sort };
        if self.made_for == Some(wanted) {
            return;
        }
        let same_day = self.made_for.filter(|made| (made.workspace, made.today) == (workspace, today));
        let rows = same_day.and_then(|made| portfolio.changed_since(made.revision));
        let same_products = rows.is_some_and(|rows| !rows.iter().any(|row| matches!(row, RowKey::Product(_))));
        let same_ledger = self.bought.ledger.as_ref().is_some_and(|ledger| Arc::ptr_eq(ledger, portfolio.ledger()));
        if !(same_products && same_ledger) {
            self.read(portfolio, today);
        }
        self.count(filtered.found());
        self.rows = sorted(portfolio, filtered.found(), sort);
        self.made_for = Some(wanted);
    }

    /// In the order of their names.
    #[must_use]
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// The accounts that the filter leaves, sorted.
    #[must_use]
    pub fn rows(&self) -> &[AccountId] {
        &self.rows
    }

    /// Who bought what in the 12 months.
    fn read(&mut self, portfolio: &Portfolio, today: NaiveDate) {
        let names = relevance::categories(portfolio);
        let category = |name: &&str| Category { name: (*name).to_owned(), buyers: 0, most: Money::ZERO };
        self.categories = names.iter().map(category).collect();
        let place = |name: &str| names.iter().position(|one| *one == name);
        let of_product: HashMap<ProductId, usize> =
            portfolio.products().iter().filter_map(|product| Some((product.id, place(&product.category)?))).collect();
        let from = year_before(today);
        self.bought = Bought { ledger: Some(Arc::clone(portfolio.ledger())), of: Vec::new() };
        for account in portfolio.ledger().bought().keys() {
            let mut amounts: Vec<(usize, Money)> = Vec::new();
            for one in portfolio.ledger().products_within(*account, from, today) {
                let Some(category) = of_product.get(&one.product) else { continue };
                match amounts.iter_mut().find(|(place, _)| place == category) {
                    Some((_, amount)) => *amount = amount.saturating_add(one.amount),
                    None => amounts.push((*category, one.amount)),
                }
            }
            for (place, amount) in &amounts {
                if let Some(category) = self.categories.get_mut(*place) {
                    category.most = category.most.max(*amount);
                }
            }
            if !amounts.is_empty() {
                self.bought.of.push((*account, amounts));
            }
        }
    }

    /// How many of these, which ascend, buy each category.
    fn count(&mut self, found: &[AccountId]) {
        for category in &mut self.categories {
            category.buyers = 0;
        }
        let mut found = found.iter().copied().peekable();
        for (account, amounts) in &self.bought.of {
            while found.next_if(|id| id < account).is_some() {}
            if found.next_if_eq(account).is_none() {
                continue;
            }
            for (place, _) in amounts {
                if let Some(category) = self.categories.get_mut(*place) {
                    category.buyers += 1;
                }
            }
        }
    }
}

/// What an account could buy more in 12 months: its capacity less its revenue, at least nothing; `None` while its capacity
/// is unknown.
#[must_use]
pub fn untapped(portfolio: &Portfolio, account: &Account) -> Option<Money> {
    let capacity = account.qpc?.amount.minor_units();
    let bought = portfolio.revenue_12m(account).unwrap_or_default().minor_units();
    Some(Money::from_minor_units(capacity.saturating_sub(bought).max(0)))
}

/// How many relevant categories it did not buy from in 12 months.
#[must_use]
pub fn not_bought(portfolio: &Portfolio, account: AccountId) -> u16 {
    portfolio.evidence(account).map_or(0, |evidence| evidence.signals.white_space)
}

/// Accounts that nothing tells apart stand in the order of their revenue, then of their making.
fn sorted(portfolio: &Portfolio, found: &[AccountId], sort: GapSort) -> Vec<AccountId> {
    let accounts = found.iter().filter_map(|id| portfolio.account(*id));
    let id = |account: &Arc<Account>| account.id;
    match sort {
        GapSort::Untapped | GapSort::NotBought => {
            let gap = |account: &Account| match sort {
                GapSort::NotBought => Some(i64::from(not_bought(portfolio, account.id))),
                GapSort::Untapped | GapSort::Name => untapped(portfolio, account).map(Money::minor_units),
            };
            let key = |account: &Arc<Account>| (gap(account), portfolio.revenue_12m(account));
            let mut keyed: Vec<_> = accounts.map(|account| (Reverse(key(account)), account.id)).collect();
            keyed.sort_unstable();
            keyed.into_iter().map(|(_, id)| id).collect()
        }
        GapSort::Name => {
            let mut accounts: Vec<_> = accounts.collect();
            accounts.sort_by_cached_key(|account| text::folded(&account.name));
            accounts.into_iter().map(id).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use uuid::Uuid;

    use super::*;
    use crate::model::{
        AccountValue, Bought as OfAccount, Column, Condition, DayTotal, Edit, Filter, Journal, Product, ProductDay,
        Qpc, QpcSource, Rows, Settings, SettingsValue, Stamp, Test,
    };
    use crate::rules::evidence;

    const WORKSPACE: usize = 1;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn today() -> NaiveDate {
        day("2026-07-01")
    }

    fn id(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn product(number: u128, category: &str) -> Product {
        Product { category: category.to_owned(), ..Product::new(ProductId(Uuid::from_u128(number)), "P") }
    }

    struct Bench {
        portfolio: Portfolio,
        filtered: Filtered,
        sheet: GapSheet,
        stamp: Stamp,
    }

    impl Bench {
        /// Accounts 1… with capacities in whole units, products of three categories, and who bought which of them when,
        /// for whole units.
        fn of(capacities: &[Option<i64>], bought: &[(u128, u128, &str, i64)]) -> Self {
            let now = chrono::DateTime::from_timestamp(1_782_000_000, 0).unwrap();
            let money = |units: i64| Money::from_minor_units(units * 100);
            let accounts = (1..).zip(capacities).map(|(number, capacity)| Account {
                qpc: capacity.map(|units| Qpc { amount: money(units), source: QpcSource::Asked, as_of: None }),
                industry: if number == 1 { "Retail" } else { "Hotels" }.to_owned(),
                ..Account::new(id(number), format!("Account {number}"))
            });
            let products = vec![product(1, "Dairy"), product(2, "Meat"), product(3, "Fish"), product(4, "")];
            let rows =
                Rows { settings: Settings::default(), accounts: accounts.collect(), products, ..Rows::default() };
            let mut ledger: BTreeMap<AccountId, OfAccount> = BTreeMap::new();
            for (account, product, on, units) in bought {
                let of = ledger.entry(id(*account)).or_default();
                of.days.push(DayTotal::new(day(on), money(*units), 1));
                let product = ProductId(Uuid::from_u128(*product));
                of.products.push(ProductDay { day: day(on), product, amount: money(*units) });
            }
            for of in ledger.values_mut() {
                of.days.sort_by_key(|day| day.day);
                of.products.sort();
            }
            let mut portfolio = Portfolio::new(rows);
            portfolio.set_ledger(Ledger::of(ledger));
            portfolio.set_today(today());
            evidence::settle(&mut portfolio);
            let stamp = Stamp::seeded(now, "Anna", 1);
            Self { portfolio, filtered: Filtered::default(), sheet: GapSheet::default(), stamp }
        }

        fn refresh(&mut self, filter: &Filter, sort: GapSort) {
            self.filtered.refresh(&self.portfolio, &Journal::default(), WORKSPACE, filter, today());
            self.sheet.refresh(&self.portfolio, &self.filtered, WORKSPACE, today(), sort);
        }

        fn rows(&mut self, sort: GapSort) -> Vec<u128> {
            self.refresh(&Filter::default(), sort);
            self.sheet.rows().iter().map(|id| id.0.as_u128()).collect()
        }

        /// Each category with its buyers and the most in whole units.
        fn heads(&mut self, filter: &Filter) -> Vec<(String, usize, i64)> {
            self.refresh(filter, GapSort::Untapped);
            let head = |one: &Category| (one.name.clone(), one.buyers, one.most.minor_units() / 100);
            self.sheet.categories().iter().map(head).collect()
        }

        fn edit(&mut self, edit: &Edit) {
            let planned = edit.plan(&self.portfolio, &mut self.stamp).unwrap();
            self.portfolio.apply(&planned.changes);
            evidence::settle(&mut self.portfolio);
        }
    }

    #[test]
    fn rows_are_sorted_by_what_is_untapped_by_what_is_not_bought_and_by_name() {
        let bought = [(1, 1, "2026-01-10", 400), (3, 1, "2026-01-10", 10), (3, 2, "2026-01-10", 10)];
        let mut bench = Bench::of(&[Some(1_000), Some(700), Some(20), None], &bought);
        // 1,000 − 400 = 600; 700; 20 − 20 = 0; unknown.
        assert_eq!(bench.rows(GapSort::Untapped), [2, 1, 3, 4]);
        // Of three categories: two, three, one and three are not bought; of 2 and 4 neither buys, so 2 was made first.
        assert_eq!(bench.rows(GapSort::NotBought), [2, 4, 1, 3]);
        assert_eq!(bench.rows(GapSort::Name), [1, 2, 3, 4]);
        let not_bought = (1..=4).map(|number| not_bought(&bench.portfolio, id(number)));
        assert_eq!(not_bought.collect::<Vec<_>>(), [2, 3, 1, 3]);
    }

    #[test]
    fn who_buys_is_counted_among_those_that_the_filter_leaves() {
        let bought = [
            (1, 1, "2026-01-10", 400),
            (1, 1, "2026-02-10", 100),
            (2, 1, "2026-01-10", 30),
            (2, 2, "2025-07-02", 5),
            // A day too early, and of no category.
            (2, 3, "2025-07-01", 5),
            (2, 4, "2026-01-10", 5),
        ];
        let mut bench = Bench::of(&[None, None, None], &bought);
        let told = |all: &[(&str, usize, i64)]| -> Vec<(String, usize, i64)> {
            all.iter().map(|(name, buyers, most)| ((*name).to_owned(), *buyers, *most)).collect()
        };
        assert_eq!(bench.heads(&Filter::default()), told(&[("Dairy", 2, 500), ("Fish", 0, 0), ("Meat", 1, 5)]));
        let hotels = Test::OneOf(BTreeSet::from(["Hotels".to_owned()]));
        let filter =
            Filter { conditions: vec![Condition { column: Column::Industry, test: hotels }], ..Filter::default() };
        // The shades stay as they were: the most is of the whole workspace.
        assert_eq!(bench.heads(&filter), told(&[("Dairy", 1, 500), ("Fish", 0, 0), ("Meat", 1, 5)]));
    }

    #[test]
    fn edits_are_followed() {
        let mut bench = Bench::of(&[Some(1_000), Some(700)], &[(1, 1, "2026-01-10", 400)]);
        assert_eq!(bench.rows(GapSort::NotBought), [2, 1]);
        // What is said of one account, and of an industry.
        let value = AccountValue::Relevance("Fish".to_owned(), Some(false));
        bench.edit(&Edit::SetValues { accounts: vec![id(2)], values: vec![value] });
        assert_eq!(not_bought(&bench.portfolio, id(2)), 2);
        let only = BTreeSet::from(["Dairy".to_owned()]);
        bench.edit(&Edit::SetSettings(vec![SettingsValue::Relevance("Hotels".to_owned(), Some(only))]));
        assert_eq!(not_bought(&bench.portfolio, id(2)), 1);
        assert_eq!(bench.rows(GapSort::NotBought), [1, 2]);
        // A product that moves to another category takes its buyers along.
        let moved = Product { category: "Fish".to_owned(), ..product(1, "") };
        bench.edit(&Edit::PutRecords(vec![crate::model::AnyRecord::Product(moved)]));
        let heads = bench.heads(&Filter::default());
        assert_eq!(heads, [("Fish".to_owned(), 1, 400), ("Meat".to_owned(), 0, 0)]);
    }
}
