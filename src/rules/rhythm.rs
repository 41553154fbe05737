//! How often an account orders, and whether the next order is late.

use chrono::{Days, NaiveDate};

use crate::model::{AccountId, Portfolio};

/// So far back orders make a rhythm, in days: the day itself and the 364 before it.
pub const WINDOW_DAYS: u64 = 365;

/// The rhythm of an account's orders, as of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rhythm {
    /// Orders within 365 days.
    pub orders_365: usize,
    /// The median of the intervals between these orders, in days; `None` while there are too few for a rhythm.
    pub median_days: Option<f64>,
    /// The last order ever.
    pub last_order: Option<NaiveDate>,
    /// Since the last order.
    pub days_since: Option<i64>,
    /// More days have passed since the last order than a rhythm allows.
    pub late: bool,
    /// When the next order comes if the rhythm holds: the last one and the median, rounded.
    pub expected_by: Option<NaiveDate>,
    /// The last day on which no order is late.
    pub late_after: Option<NaiveDate>,
}

/// The days on which the account ordered until `today`, oldest first. An order is a day on which purchases came to more
/// than nothing: several documents of one day are one order, and a day of returns is none. Our own.
pub fn order_days(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let days = portfolio.ledger().days_of(account);
    let until = days.partition_point(|day| day.day <= today);
    days.iter().take(until).filter(|day| day.amount.minor_units() > 0).map(|day| day.day)
}

/// The median interval between the orders of 365 days, once there are `rhythm_orders` of them (3 unless set). An order
/// is late when more than `late_order_percent` (200, twice) of that median has passed since the last one.
#[must_use]
pub fn rhythm(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> Rhythm {
    let model = &portfolio.settings().more.model;
    let mut intervals: Vec<i64> = Vec::new();
    let (mut orders, mut last_order) = (0, None::<NaiveDate>);
    let begins = today.checked_sub_days(Days::new(WINDOW_DAYS));
    for day in order_days(portfolio, account, today) {
        if begins.is_none_or(|begins| day > begins) {
            orders += 1;
            if orders > 1 {
                intervals.extend(last_order.map(|last| (day - last).num_days()));
            }
        }
        last_order = Some(day);
    }
    let days_since = last_order.map(|last| (today - last).num_days());
    let enough = orders >= usize::from(model.rhythm_orders);
    let mut rhythm = Rhythm { orders_365: orders, last_order, days_since, ..Rhythm::default() };
    let (Some(doubled), Some(last), Some(since), true) = (twice_median(&mut intervals), last_order, days_since, enough)
    else {
        return rhythm;
    };
    // In whole numbers, so that twice the median is exactly that: the limit in days is doubled × percent ÷ 200.
    let percent = i64::from(model.late_order_percent);
    let after = |days: i64| u64::try_from(days).ok().and_then(|days| last.checked_add_days(Days::new(days)));
    rhythm.late = since.saturating_mul(200) > doubled.saturating_mul(percent);
    rhythm.late_after = after(doubled.saturating_mul(percent) / 200);
    rhythm.expected_by = after((doubled + 1) / 2);
    #[expect(clippy::cast_precision_loss, reason = "days within a year")]
    let median = doubled as f64 / 2.0;
    rhythm.median_days = Some(median);
    rhythm
}

/// Twice the median, which is a whole number; `None` of nothing. Leaves them in another order.
fn twice_median(numbers: &mut [i64]) -> Option<i64> {
    numbers.sort_unstable();
    let upper = *numbers.get(numbers.len() / 2)?;
    let lower = *numbers.get((numbers.len() - 1) / 2)?;
    Some(lower + upper)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Account, DayTotal, Ledger, Money, Settings, SettingsValue};
    use uuid::Uuid;

    const ID: AccountId = AccountId(Uuid::from_u128(1));

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Who bought on these days, for so many cents.
    fn portfolio(days: &[(&str, i64)]) -> Portfolio {
        let mut portfolio = Portfolio::from_rows(Settings::default(), [Account::new(ID, "Ernst Handel")]);
        let total = |(on, cents): &(&str, i64)| DayTotal::new(day(on), Money::from_minor_units(*cents), 7);
        portfolio.set_ledger(Ledger::new([(ID, days.iter().map(total).collect())].into()));
        portfolio
    }

    fn of(days: &[&str], today: &str) -> Rhythm {
        let days: Vec<_> = days.iter().map(|on| (*on, 100)).collect();
        rhythm(&portfolio(&days), ID, day(today))
    }

    #[test]
    fn three_orders_within_365_days_make_a_rhythm_and_two_do_not() {
        // 1 March − 1 February = 28, − 1 January = 31; the median of two is their mean: 29.5.
        let three = of(&["2026-01-01", "2026-02-01", "2026-03-01"], "2026-03-02");
        assert_eq!((three.orders_365, three.median_days, three.days_since), (3, Some(29.5), Some(1)));
        // 1 March + 30 days (29.5 rounded up); 2 × 29.5 = 59 days on, 29 April.
        assert_eq!((three.expected_by, three.late_after), (Some(day("2026-03-31")), Some(day("2026-04-29"))));
        let two = of(&["2026-02-01", "2026-03-01"], "2026-12-02");
        assert_eq!((two.orders_365, two.median_days, two.late, two.expected_by), (2, None, false, None));
        assert_eq!(two.last_order, Some(day("2026-03-01")));
        assert_eq!(of(&[], "2026-03-02"), Rhythm::default());
    }

    #[test]
    fn an_order_is_late_once_more_than_twice_the_median_has_passed() {
        let days = ["2026-01-01", "2026-01-11", "2026-01-21"];
        // Median 10: 10 February is 20 days on, not more than twice; the day after is.
        assert!(!of(&days, "2026-02-10").late);
        assert!(of(&days, "2026-02-11").late);
        assert_eq!(of(&days, "2026-02-11").late_after, Some(day("2026-02-10")));
        // Odd and even numbers of intervals: 10, 10, 30 → 10; 10, 10, 30, 40 → (10 + 30) ÷ 2 = 20.
        let odd = of(&["2026-01-01", "2026-01-11", "2026-01-21", "2026-02-20"], "2026-03-01");
        assert_eq!(odd.median_days, Some(10.0));
        let even = of(&["2026-01-01", "2026-01-11", "2026-01-21", "2026-02-20", "2026-04-01"], "2026-04-01");
        assert_eq!((even.median_days, even.days_since, even.late), (Some(20.0), Some(0), false));
        // 10, 15 → 12.5: 25 days are twice that, and not late.
        let half = ["2026-01-01", "2026-01-11", "2026-01-26"];
        assert!(!of(&half, "2026-02-20").late);
        assert!(of(&half, "2026-02-21").late);
    }

    #[test]
    fn what_lies_365_days_back_is_out_and_so_is_the_future() {
        let days = ["2025-03-01", "2025-09-01", "2025-12-01", "2026-03-02"];
        // 1 March 2025 is 365 days before 1 March 2026: out; the order of tomorrow is not there yet.
        let out = of(&days, "2026-03-01");
        assert_eq!((out.orders_365, out.last_order, out.median_days), (2, Some(day("2025-12-01")), None));
        // The day before it was 364 days back.
        let within = of(&days, "2026-02-28");
        // 1 September − 1 March = 184, 1 December − 1 September = 91: 137.5.
        assert_eq!((within.orders_365, within.median_days), (3, Some(137.5)));
    }

    proptest! {
        /// On whatever days somebody ordered: an order of today is never late, the day after the last day that is not
        /// late is, and the median lies among the intervals.
        #[test]
        fn a_rhythm_is_kept_or_broken(ago in proptest::collection::btree_set(0..400_i64, 3..12)) {
            let today = day("2026-03-02");
            let days = ago.iter().rev().map(|ago| (today - chrono::Duration::days(*ago)).to_string());
            let days: Vec<String> = days.collect();
            let days: Vec<(&str, i64)> = days.iter().map(|day| (day.as_str(), 100)).collect();
            let portfolio = portfolio(&days);
            let now = rhythm(&portfolio, ID, today);
            prop_assert_eq!(now.orders_365, ago.iter().filter(|ago| **ago < 365).count());
            if let (Some(median), Some(last), Some(after)) = (now.median_days, now.last_order, now.late_after) {
                prop_assert_eq!(now.late, today > after);
                prop_assert!(!rhythm(&portfolio, ID, last).late);
                let within: Vec<i64> = ago.iter().copied().filter(|ago| *ago < 365).collect();
                let intervals = within.windows(2).map(|pair| pair[1] - pair[0]);
                let (least, most) = (intervals.clone().min().unwrap(), intervals.max().unwrap());
                #[expect(clippy::cast_precision_loss, reason = "days of a year")]
                let (least, most) = (least as f64, most as f64);
                prop_assert!(least <= median && median <= most);
            } else {
                prop_assert!(now.orders_365 < 3);
            }
        }
    }

    #[test]
    fn a_day_of_returns_is_no_order() {
        let days =
            [("2026-01-01", 100), ("2026-01-05", -100), ("2026-01-06", 0), ("2026-01-11", 100), ("2026-01-31", 1)];
        let rhythm = rhythm(&portfolio(&days), ID, day("2026-02-01"));
        assert_eq!((rhythm.orders_365, rhythm.median_days), (3, Some(15.0)));
    }

    #[test]
    fn the_settings_say_how_many_orders_and_how_late() {
        let days = [("2026-01-01", 100), ("2026-01-11", 100)];
        let mut portfolio = portfolio(&days);
        let mut settings = Settings::clone(portfolio.settings());
        let model =
            crate::model::ScoringModel { rhythm_orders: 2, late_order_percent: 150, ..settings.more.model.clone() };
        SettingsValue::Model(model).put_into(&mut settings).unwrap();
        let ledger = Ledger::clone(portfolio.ledger());
        portfolio = Portfolio::from_rows(settings, [Account::new(ID, "Ernst Handel")]);
        portfolio.set_ledger(ledger);
        // One interval of 10: 15 days are one and a half times that.
        assert!(!rhythm(&portfolio, ID, day("2026-01-26")).late);
        assert!(rhythm(&portfolio, ID, day("2026-01-27")).late);
    }
}
