//! What a report of the funnel is asked of: a period, and whose accounts.

use std::str::FromStr;

use anyhow::bail;
use chrono::NaiveDate;
use clap::Args;

use crate::model::text::folded;
use crate::model::{Account, Period, PeriodKind, Portfolio};
use crate::rules::funnel::Scope;

/// How an option is called, what it asks for, and where an account says so.
type Wanted<'a> = (&'a str, &'a Option<String>, fn(&Account) -> &str);

#[derive(Debug, Default, Args)]
pub struct Asked {
    /// A month, a quarter or a year, such as 2026-11, 2026-Q4 or 2026; quarters and years are fiscal, and named after the
    /// calendar year that they begin in: where fiscal years begin in April, 2026-Q1 is April to June 2026, and 2026-Q4
    /// January to March 2027. Otherwise the quarter that holds today
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<AskedPeriod>,
    /// Only accounts that this colleague owns
    #[arg(long, value_name = "NAME")]
    pub seller: Option<String>,
    /// Only accounts that came through this channel
    #[arg(long, value_name = "NAME")]
    pub channel: Option<String>,
    /// Only accounts of this region
    #[arg(long, value_name = "NAME")]
    pub region: Option<String>,
}

/// A period as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AskedPeriod {
    /// A year and its month, 1..=12.
    Month(i32, u32),
    /// The year that a fiscal year begins in, and its quarter, 1..=4.
    Quarter(i32, u32),
    Year(i32),
}

impl Asked {
    pub(super) fn is_empty(&self) -> bool {
        let Self { period, seller, channel, region } = self;
        period.is_none() && seller.is_none() && channel.is_none() && region.is_none()
    }

    pub(super) fn period(&self, portfolio: &Portfolio, today: NaiveDate) -> Period {
        let fiscal = portfolio.settings().more.fiscal_year_start;
        let asked = self.period.and_then(|asked| asked.within(fiscal));
        asked.unwrap_or_else(|| Period::holding(PeriodKind::Quarter, today, fiscal))
    }

    /// Refuses names that nobody has: a slip of the pen would be a report of nothing.
    pub(super) fn scope(&self, portfolio: &Portfolio) -> anyhow::Result<Scope> {
        let Self { seller, channel, region, period: _ } = self;
        let asked: [Wanted<'_>; 3] = [
            ("seller", seller, |account| &account.owner),
            ("channel", channel, |account| &account.channel),
            ("region", region, |account| &account.region),
        ];
        for (what, name, of) in asked {
            let Some(name) = name else { continue };
            let wanted = folded(name.trim());
            let listed = match what {
                "seller" => portfolio.colleagues().iter().any(|colleague| folded(colleague.name.trim()) == wanted),
                "channel" => portfolio.channels().iter().any(|channel| folded(channel.trim()) == wanted),
                _ => false,
            };
            if !listed && !portfolio.active().any(|account| folded(of(account).trim()) == wanted) {
                bail!("No account has the {what} “{name}”; see the names with: fourfold export WORKSPACE");
            }
        }
        Ok(Scope { seller: seller.clone(), channel: channel.clone(), region: region.clone() })
    }
}

impl AskedPeriod {
    /// `None` for days that no calendar has.
    fn within(self, fiscal: u8) -> Option<Period> {
        let first = u32::from(fiscal.clamp(1, 12));
        let (kind, year, month) = match self {
            Self::Month(year, month) => (PeriodKind::Month, year, month),
            Self::Quarter(year, quarter) => (PeriodKind::Quarter, year, first + (quarter - 1) * 3),
            Self::Year(year) => (PeriodKind::Year, year, first),
        };
        let (year, month) = if month > 12 { (year + 1, month - 12) } else { (year, month) };
        Some(Period { kind, start: NaiveDate::from_ymd_opt(year, month, 1)? })
    }
}

impl FromStr for AskedPeriod {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "expected a month, a quarter or a year, such as 2026-11, 2026-Q4 or 2026";
        let (year, part) = text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        let is_year = year.len() == 4 && year.bytes().all(|digit| digit.is_ascii_digit());
        let year: i32 = year.parse().ok().filter(|year| is_year && *year >= 1).ok_or(wrong)?;
        let number = |digits: &str, most: u32| {
            let plain = !digits.is_empty() && digits.len() <= 2 && digits.bytes().all(|digit| digit.is_ascii_digit());
            digits.parse::<u32>().ok().filter(|number| plain && (1..=most).contains(number))
        };
        match part {
            None => Ok(Self::Year(year)),
            Some(part) => match part.strip_prefix(['Q', 'q']) {
                Some(quarter) => number(quarter, 4).map(|quarter| Self::Quarter(year, quarter)).ok_or(wrong),
                None => number(part, 12).map(|month| Self::Month(year, month)).ok_or(wrong),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_by_the_fiscal_year() {
        let check = |text: &str, fiscal, from: &str, to: &str| {
            let period = text.parse::<AskedPeriod>().unwrap().within(fiscal).unwrap();
            assert_eq!(
                (period.start.to_string(), period.end().to_string()),
                (from.to_owned(), to.to_owned()),
                "{text}"
            );
            assert!(period.fits(fiscal), "{text}");
        };
        check("2026-Q4", 1, "2026-10-01", "2026-12-31");
        check("2026-q1", 4, "2026-04-01", "2026-06-30");
        check("2026-Q4", 4, "2027-01-01", "2027-03-31");
        check("2026-Q1", 11, "2026-11-01", "2027-01-31");
        check("2026", 1, "2026-01-01", "2026-12-31");
        check("2026", 7, "2026-07-01", "2027-06-30");
        check("2024-02", 7, "2024-02-01", "2024-02-29");
        for wrong in ["", "26", "2026-", "2026-13", "2026-0", "2026-Q5", "2026-Q", "Q4", "2026-1-1", "+026", "2026-Q+1"]
        {
            assert!(wrong.parse::<AskedPeriod>().is_err(), "{wrong}");
        }
    }
}
