//! What an account bought month by month.

use chrono::{Datelike, Months, NaiveDate};

use crate::model::{AccountId, Money, Portfolio};

/// What the account bought in each of the last `count` calendar months: year, month (1..=12) and amount, oldest first,
/// the month of `today` last and only until that day. A month without purchases is there with nothing.
#[must_use]
pub fn months(portfolio: &Portfolio, account: AccountId, today: NaiveDate, count: u32) -> Vec<(i32, u32, Money)> {
    let this = today.with_day(1).unwrap_or(today);
    let first_days = (0..count).rev().filter_map(|back| this.checked_sub_months(Months::new(back)));
    let mut all: Vec<(i32, u32, Money)> = first_days.map(|day| (day.year(), day.month(), Money::ZERO)).collect();
    for bought in portfolio.ledger().days_of(account).iter().filter(|bought| bought.day <= today) {
        let month = (bought.day.year(), bought.day.month());
        if let Ok(at) = all.binary_search_by_key(&month, |(year, month, _)| (*year, *month))
            && let Some((_, _, amount)) = all.get_mut(at)
        {
            *amount = amount.saturating_add(bought.amount);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, DayTotal, Ledger, Settings};
    use uuid::Uuid;

    #[test]
    fn months_run_over_new_year_and_end_with_today() {
        let account = Account::new(AccountId(Uuid::from_u128(1)), "Ernst Handel");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let total = |(on, cents): (&str, i64)| DayTotal::new(day(on), Money::from_minor_units(cents), 1);
        let days = [
            ("2025-11-30", 1),
            ("2025-12-01", 20),
            ("2025-12-31", 300),
            ("2026-02-03", -50),
            ("2026-02-28", 4_000),
            ("2026-03-02", 50_000),
            ("2026-03-03", 600_000),
        ];
        let mut portfolio = Portfolio::from_rows(Settings::default(), [account.clone()]);
        portfolio.set_ledger(Ledger::new([(account.id, days.map(total).to_vec())].into()));
        let of = |today: &str, count| {
            let all = months(&portfolio, account.id, day(today), count);
            all.into_iter().map(|(year, month, amount)| (year, month, amount.minor_units())).collect::<Vec<_>>()
        };
        // November is before the four months; 3 March is after today.
        assert_eq!(of("2026-03-02", 4), [(2025, 12, 320), (2026, 1, 0), (2026, 2, 3_950), (2026, 3, 50_000)]);
        // On the 31st, too, there is a February.
        assert_eq!(of("2026-03-31", 2), [(2026, 2, 3_950), (2026, 3, 650_000)]);
        assert_eq!(of("2026-03-31", 36).len(), 36);
        assert_eq!(of("2026-03-31", 36).first(), Some(&(2023, 4, 0)));
        assert_eq!(of("2026-03-02", 0), []);
    }
}
