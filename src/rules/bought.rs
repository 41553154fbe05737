//! What stands behind a revenue that follows from purchases.

use chrono::NaiveDate;

use crate::model::{AccountId, Column, Portfolio, year_before};

/// Which 12 months a revenue is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Year {
    /// Those that end today.
    Last,
    /// Those before.
    Before,
}

impl Year {
    /// The year that a column is about.
    #[must_use]
    pub const fn of(column: Column) -> Option<Self> {
        match column {
            Column::Revenue => Some(Self::Last),
            Column::RevenuePrior => Some(Self::Before),
            _ => None,
        }
    }

    /// The first day and the last.
    fn days(self, until: NaiveDate) -> (NaiveDate, NaiveDate) {
        let begins = year_before(until);
        let (after, until) = match self {
            Self::Last => (begins, until),
            Self::Before => (year_before(begins), begins),
        };
        (after.succ_opt().unwrap_or(after), until)
    }

    /// How many lines of the ledger the revenue of an account comes from; `None` when it does not come from there.
    #[must_use]
    pub fn purchases(self, portfolio: &Portfolio, account: AccountId) -> Option<usize> {
        let (first, last) = self.days(portfolio.bought_until().filter(|_| portfolio.has_purchases(account))?);
        let days = portfolio.ledger().days_of(account);
        let start = days.partition_point(|day| day.day < first);
        let end = days.partition_point(|day| day.day <= last);
        let lines = days.get(start..end).unwrap_or_default().iter().map(|day| u64::from(day.lines)).sum::<u64>();
        usize::try_from(lines).ok()
    }

    /// Where the revenue comes from: "From 23 purchases, 4 May 2025 – 3 May 2026". `None` when it was typed or imported.
    #[must_use]
    pub fn words(self, portfolio: &Portfolio, account: AccountId) -> Option<String> {
        let more = &portfolio.settings().more;
        let purchases = match self.purchases(portfolio, account)? {
            0 => "No purchase".to_owned(),
            1 => "From 1 purchase".to_owned(),
            many => format!("From {} purchases", more.numbers.count(many)),
        };
        let (first, last) = self.days(portfolio.bought_until()?);
        Some(format!("{purchases}, {} – {}", more.dates.day(first), more.dates.day(last)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, DayTotal, Ledger, Money, Settings};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_begins_on_the_day_after_its_day_of_the_year_before() {
        let account = Account::new(AccountId(uuid::Uuid::from_u128(1)), "Ernst Handel");
        let other = AccountId(uuid::Uuid::from_u128(2));
        let days = ["2024-05-03", "2024-05-04", "2025-05-03", "2025-05-04", "2026-05-03", "2026-05-04"];
        let total =
            |(place, text): (u32, &&str)| DayTotal::new(day(text), Money::from_minor_units(100), 10_u32.pow(place));
        let totals: Vec<DayTotal> = (0..).zip(&days).map(total).collect();
        let mut portfolio = Portfolio::from_rows(Settings::default(), [account.clone()]);
        portfolio.set_ledger(Ledger::new([(account.id, totals)].into()));
        assert_eq!(Year::Last.words(&portfolio, account.id), None, "nobody said which day it is");
        portfolio.set_today(day("2026-05-03"));
        let words = |year: Year| year.words(&portfolio, account.id).unwrap();
        assert_eq!(words(Year::Last), "From 11,000 purchases, 4 May 2025 – 3 May 2026");
        assert_eq!(words(Year::Before), "From 110 purchases, 4 May 2024 – 3 May 2025");
        // The words and the figure are about the same purchases.
        assert_eq!(portfolio.revenue_12m(&account), Some(Money::from_minor_units(200)));
        assert_eq!(portfolio.revenue_prior_12m(&account), Some(Money::from_minor_units(200)));
        assert_eq!(Year::Last.words(&portfolio, other), None);
        portfolio.set_today(day("2030-01-01"));
        assert_eq!(Year::Last.words(&portfolio, account.id).unwrap(), "No purchase, 2 January 2029 – 1 January 2030");
    }
}
