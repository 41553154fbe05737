use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use super::{AccountId, Money};

/// What memory holds of the ledger: who bought for how much on which day. The lines themselves stay on disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    accounts: BTreeMap<AccountId, Vec<DayTotal>>,
    /// How many lines count.
    lines: u64,
}

/// All purchases of one account on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayTotal {
    pub day: NaiveDate,
    pub amount: Money,
    pub lines: u32,
}

impl Ledger {
    /// From day totals by account, each account's in the order of the days.
    #[must_use]
    pub fn new(accounts: BTreeMap<AccountId, Vec<DayTotal>>) -> Self {
        let lines = accounts.values().flatten().map(|day| u64::from(day.lines)).sum();
        Self { accounts, lines }
    }

    #[must_use]
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// The days on which the account bought, oldest first; empty when it never did.
    #[must_use]
    pub fn days_of(&self, account: AccountId) -> &[DayTotal] {
        self.accounts.get(&account).map_or(&[], Vec::as_slice)
    }

    /// The accounts that ever bought.
    pub fn accounts(&self) -> impl Iterator<Item = (AccountId, &[DayTotal])> {
        self.accounts.iter().map(|(account, days)| (*account, days.as_slice()))
    }

    /// What the account bought after the day `from` and until the day `to`, that day included; `None` when there is no
    /// purchase of it at all, then or ever.
    #[must_use]
    pub fn revenue(&self, account: AccountId, from: NaiveDate, to: NaiveDate) -> Option<Money> {
        let days = self.accounts.get(&account)?;
        let first = days.partition_point(|day| day.day <= from);
        let last = days.partition_point(|day| day.day <= to);
        let within = days.get(first..last).unwrap_or_default();
        let total = within.iter().fold(0_i64, |total, day| total.saturating_add(day.amount.minor_units()));
        Some(Money::from_minor_units(total))
    }
}

/// The day 12 months before: the window that ends today begins after it.
#[must_use]
pub fn year_before(day: NaiveDate) -> NaiveDate {
    day.checked_sub_months(Months::new(12)).unwrap_or(day)
}
