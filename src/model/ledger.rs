use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::{AccountId, Money, ProductId};

/// What memory holds of the ledger: who bought for how much on which day. The lines themselves stay on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    accounts: BTreeMap<AccountId, Bought>,
    /// How many lines count.
    lines: u64,
}

/// All purchases of one account on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTotal {
    pub day: NaiveDate,
    pub amount: Money,
    pub lines: u32,
    /// What was earned with those lines that tell their margin.
    pub margin: Money,
    /// The amount of those lines.
    pub margin_of: Money,
}

/// All purchases of one product by one account on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ProductDay {
    pub day: NaiveDate,
    pub product: ProductId,
    pub amount: Money,
}

/// What one account bought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bought {
    /// In the order of the days, one for each on which it bought.
    pub days: Vec<DayTotal>,
    /// In the order of the days, then of the products; lines that name no product are not among them.
    pub products: Vec<ProductDay>,
}

impl Ledger {
    /// From day totals by account, each account's in the order of the days; of products nothing is known.
    #[must_use]
    pub fn new(accounts: BTreeMap<AccountId, Vec<DayTotal>>) -> Self {
        let bought = |days| Bought { days, products: Vec::new() };
        Self::of(accounts.into_iter().map(|(account, days)| (account, bought(days))).collect())
    }

    #[must_use]
    pub fn of(accounts: BTreeMap<AccountId, Bought>) -> Self {
        let lines = accounts.values().flat_map(|bought| &bought.days).map(|day| u64::from(day.lines)).sum();
        Self { accounts, lines }
    }

    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The days on which the account bought, oldest first; empty when it never did.
    #[must_use]
    pub fn days_of(&self, account: AccountId) -> &[DayTotal] {
        self.accounts.get(&account).map_or(&[], |bought| bought.days.as_slice())
    }

    /// Which products the account bought on which day, oldest first.
    #[must_use]
    pub fn products_of(&self, account: AccountId) -> &[ProductDay] {
        self.accounts.get(&account).map_or(&[], |bought| bought.products.as_slice())
    }

    /// The products that the account bought after the day `from` and until the day `to`, that day included.
    #[must_use]
    pub fn products_within(&self, account: AccountId, from: NaiveDate, to: NaiveDate) -> &[ProductDay] {
        ProductDay::within(self.products_of(account), from, to)
    }

    /// The accounts that ever bought, with their days.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, &[DayTotal])> {
        self.accounts.iter().map(|(account, bought)| (*account, bought.days.as_slice()))
    }

    /// All that every account bought.
    #[must_use]
    pub const fn bought(&self) -> &BTreeMap<AccountId, Bought> {
        &self.accounts
    }

    /// What the account bought after the day `from` and until the day `to`, that day included; `None` when there is no
    /// purchase of it at all, then or ever.
    #[must_use]
    pub fn revenue(&self, account: AccountId, from: NaiveDate, to: NaiveDate) -> Option<Money> {
        let days = &self.accounts.get(&account)?.days;
        Some(DayTotal::sum_within(days, from, to))
    }
}

impl DayTotal {
    /// Of lines that say nothing of their margin.
    #[must_use]
    pub const fn new(day: NaiveDate, amount: Money, lines: u32) -> Self {
        Self { day, amount, lines, margin: Money::ZERO, margin_of: Money::ZERO }
    }

    /// Of one line, which may tell its margin.
    #[must_use]
    pub const fn of_line(day: NaiveDate, amount: Money, margin: Option<Money>) -> Self {
        let total = Self::new(day, amount, 1);
        match margin {
            None => total,
            Some(margin) => Self { margin, margin_of: amount, ..total },
        }
    }

    /// With what was bought on the same day besides.
    #[must_use]
    pub const fn and(self, more: Self) -> Self {
        Self {
            day: self.day,
            amount: self.amount.saturating_add(more.amount),
            lines: self.lines.saturating_add(more.lines),
            margin: self.margin.saturating_add(more.margin),
            margin_of: self.margin_of.saturating_add(more.margin_of),
        }
    }

    /// What these days, in their order, come to after the day `from` and until the day `to`, that day included.
    #[must_use]
    pub fn sum_within(days: &[Self], from: NaiveDate, to: NaiveDate) -> Money {
        let first = days.partition_point(|day| day.day <= from);
        let last = days.partition_point(|day| day.day <= to);
        let within = days.get(first..last).unwrap_or_default();
        let total = within.iter().fold(0_i64, |total, day| total.saturating_add(day.amount.minor_units()));
        Money::from_minor_units(total)
    }
}

impl ProductDay {
    /// Those of these, in the order of their days, after the day `from` and until the day `to`, that day included.
    #[must_use]
    pub fn within(all: &[Self], from: NaiveDate, to: NaiveDate) -> &[Self] {
        let first = all.partition_point(|bought| bought.day <= from);
        let last = all.partition_point(|bought| bought.day <= to);
        all.get(first..last).unwrap_or_default()
    }
}

/// The day 12 months before: the window that ends today begins after it.
#[must_use]
pub fn year_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_months(Months::new(12)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_window_leaves_out_its_first_day_and_holds_its_last() {
        let account = AccountId(uuid::Uuid::from_u128(1));
        let [chai, tofu] = [1, 2].map(|number| ProductId(uuid::Uuid::from_u128(number)));
        let bought = |on, product, units| ProductDay { day: day(on), product, amount: Money::from_minor_units(units) };
        let products = vec![
            bought("2025-03-01", tofu, 1),
            bought("2025-03-02", chai, 2),
            bought("2025-03-03", chai, 3),
            bought("2025-03-03", tofu, 4),
            bought("2026-03-02", chai, 5),
            bought("2026-03-03", chai, 6),
        ];
        let days = vec![DayTotal::new(day("2025-03-03"), Money::from_minor_units(7), 2)];
        let ledger = Ledger::of([(account, Bought { days, products })].into());
        let check = |from, to, wanted: &[i64]| {
            let within = ledger.products_within(account, day(from), day(to));
            let amounts: Vec<i64> = within.iter().map(|one| one.amount.minor_units()).collect();
            assert_eq!(amounts, wanted, "({from}, {to}]");
        };
        // The 12 months until 2 March 2026 begin after 2 March 2025.
        let from = year_before(day("2026-03-02"));
        assert_eq!(from, day("2025-03-02"));
        check("2025-03-02", "2026-03-02", &[3, 4, 5]);
        check("2025-03-01", "2025-03-02", &[2]);
        check("2024-01-01", "2026-12-31", &[1, 2, 3, 4, 5, 6]);
        check("2026-03-03", "2026-12-31", &[]);
        check("2025-03-03", "2025-03-03", &[]);
        // The wrong way round there is nothing between.
        check("2026-03-02", "2025-03-02", &[]);
        assert!(ledger.products_within(AccountId::NIL, day("2024-01-01"), day("2027-01-01")).is_empty());
        assert_eq!(ledger.lines(), 2);
    }

    #[test]
    fn a_day_adds_up_margins_beside_the_amount_that_they_are_of() {
        let (on, cents) = (day("2025-03-03"), Money::from_minor_units);
        let told = DayTotal::of_line(on, cents(1_000), Some(cents(300)));
        let silent = DayTotal::of_line(on, cents(500), None);
        // A line that earned nothing is not one of which nothing is known.
        let at_cost = DayTotal::of_line(on, cents(70), Some(Money::ZERO));
        assert_eq!(silent, DayTotal::new(on, cents(500), 1));
        let wanted = DayTotal { day: on, amount: cents(1_570), lines: 3, margin: cents(300), margin_of: cents(1_070) };
        assert_eq!(told.and(silent).and(at_cost), wanted);
    }

    #[test]
    fn a_year_before_a_leap_day_is_the_last_of_february() {
        assert_eq!(year_before(day("2024-02-29")), day("2023-02-28"));
        assert_eq!(year_before(day("2025-02-28")), day("2024-02-28"));
    }
}
