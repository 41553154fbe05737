//! Months, quarters and fiscal years: what goals are set for and funnels are counted in.

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::record::words;

words! {
    /// How long a period is. A quarter and a year begin with the months that the fiscal year says.
    PeriodKind { Month = "month", Quarter = "quarter", Year = "year" }
}

/// A month, a quarter or a fiscal year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    pub kind: PeriodKind,
    /// Its first day, which is the first of a month.
    pub start: NaiveDate,
}

/// Some days in a row, both ends among them; none when it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl PeriodKind {
    #[must_use]
    pub const fn months(self) -> u32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }
}

impl Period {
    /// The one that `day` lies in, where fiscal years begin with the month `fiscal_start`, 1..=12.
    #[must_use]
    pub fn holding(kind: PeriodKind, day: NaiveDate, fiscal_start: u8) -> Self {
        let first = first_of_month(day);
        let into_year = (day.month0() + 12 - (u32::from(fiscal_start.clamp(1, 12)) - 1)) % 12;
        let back = into_year % kind.months();
        Self { kind, start: back_by(first, back) }
    }

    /// Its last day.
    #[must_use]
    pub fn end(self) -> NaiveDate {
        self.next().start.pred_opt().unwrap_or(self.start)
    }

    #[must_use]
    pub fn span(self) -> Span {
        Span { from: self.start, to: self.end() }
    }

    #[must_use]
    pub fn next(self) -> Self {
        Self { start: on_by(self.start, self.kind.months()), ..self }
    }

    #[must_use]
    pub fn previous(self) -> Self {
        Self { start: back_by(self.start, self.kind.months()), ..self }
    }

    /// The same months of the year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { start: back_by(self.start, 12), ..self }
    }

    /// Its months, in order.
    pub fn months(self) -> impl Iterator<Item = Self> {
        (0..self.kind.months()).map(move |by| Self { kind: PeriodKind::Month, start: on_by(self.start, by) })
    }

    /// The share of its days that have passed with `today`, today among them: 0 before it begins, 1 from its last day.
    #[must_use]
    pub fn elapsed(self, today: NaiveDate) -> f64 {
        let days = self.span().days();
        let passed = Span { from: self.start, to: today.min(self.end()) }.days();
        f64::from(passed) / f64::from(days.max(1))
    }

    /// Whether fiscal years that begin with this month have such a period.
    #[must_use]
    pub fn fits(self, fiscal_start: u8) -> bool {
        Self::holding(self.kind, self.start, fiscal_start) == self
    }

    /// "November 2026", "Q4 2026", "2026"; where the fiscal year begins later than in January, a quarter and a year name
    /// the two calendar years: "Q1 2026/27", "2026/27".
    #[must_use]
    pub fn label(self, fiscal_start: u8) -> String {
        let year = Self::holding(PeriodKind::Year, self.start, fiscal_start).start.year();
        let year =
            if fiscal_start <= 1 { year.to_string() } else { format!("{year}/{:02}", (year + 1).rem_euclid(100)) };
        match self.kind {
            PeriodKind::Month => format!("{} {}", month_name(self.start.month()), self.start.year()),
            PeriodKind::Quarter => format!("Q{} {year}", self.quarter(fiscal_start)),
            PeriodKind::Year => year,
        }
    }

    /// Which quarter of its fiscal year it begins in, 1..=4.
    #[must_use]
    pub fn quarter(self, fiscal_start: u8) -> u32 {
        let into_year = (self.start.month0() + 12 - (u32::from(fiscal_start.clamp(1, 12)) - 1)) % 12;
        into_year / 3 + 1
    }
}

impl Span {
    /// How many days, none when it ends before it begins.
    #[must_use]
    pub fn days(self) -> u32 {
        u32::try_from((self.to - self.from).num_days() + 1).unwrap_or(0)
    }

    #[must_use]
    pub fn holds(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

#[must_use]
pub fn first_of_month(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// "January", 1..=12.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    usize::try_from(month).ok().and_then(|month| NAMES.get(month.checked_sub(1)?)).copied().unwrap_or_default()
}

fn on_by(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_add_months(Months::new(months)).unwrap_or(day)
}

fn back_by(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_begin_and_end_as_the_fiscal_year_says() {
        let check = |kind, on, fiscal, from, to, label: &str| {
            let period = Period::holding(kind, day(on), fiscal);
            assert_eq!(period.span(), Span { from: day(from), to: day(to) }, "{label}");
            assert_eq!(period.label(fiscal), label);
            assert!(period.fits(fiscal));
            assert_eq!(period.next().previous(), period);
        };
        check(PeriodKind::Month, "2024-02-29", 1, "2024-02-01", "2024-02-29", "February 2024");
        check(PeriodKind::Month, "2026-12-31", 4, "2026-12-01", "2026-12-31", "December 2026");
        check(PeriodKind::Quarter, "2026-11-22", 1, "2026-10-01", "2026-12-31", "Q4 2026");
        check(PeriodKind::Quarter, "2026-03-31", 4, "2026-01-01", "2026-03-31", "Q4 2025/26");
        check(PeriodKind::Quarter, "2026-04-01", 4, "2026-04-01", "2026-06-30", "Q1 2026/27");
        // A fiscal year that begins in November: its first quarter runs over new year.
        check(PeriodKind::Quarter, "2026-01-31", 11, "2025-11-01", "2026-01-31", "Q1 2025/26");
        check(PeriodKind::Year, "2026-11-22", 1, "2026-01-01", "2026-12-31", "2026");
        check(PeriodKind::Year, "2026-06-30", 7, "2025-07-01", "2026-06-30", "2025/26");
        check(PeriodKind::Year, "1999-12-31", 12, "1999-12-01", "2000-11-30", "1999/00");
        assert!(!Period { kind: PeriodKind::Quarter, start: day("2026-02-01") }.fits(1));
    }

    #[test]
    fn a_period_elapses_day_by_day() {
        let april = Period::holding(PeriodKind::Month, day("2026-04-01"), 1);
        let elapsed = |on| april.elapsed(day(on));
        assert!(elapsed("2026-03-31").abs() < 1e-12);
        assert!((elapsed("2026-04-01") - 1.0 / 30.0).abs() < 1e-12);
        assert!((elapsed("2026-04-15") - 0.5).abs() < 1e-12);
        assert!((elapsed("2026-04-30") - 1.0).abs() < 1e-12);
        assert!((elapsed("2027-01-01") - 1.0).abs() < 1e-12);
        let months: Vec<String> =
            Period::holding(PeriodKind::Quarter, day("2026-01-01"), 12).months().map(|month| month.label(12)).collect();
        assert_eq!(months, ["December 2025", "January 2026", "February 2026"]);
    }
}
