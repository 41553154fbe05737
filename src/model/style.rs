use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{DecimalSeparator, Money, MoneyError};

/// How numbers are written on screen. Files have their own ways.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberStyle {
    /// 1,234.50
    #[default]
    Comma,
    /// 1.234,50
    Dot,
    /// 1 234,50, with a thin space that does not break
    Space,
    /// 1’234.50
    Apostrophe,
}

/// How days are written on screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateStyle {
    /// 3 April 2026
    #[default]
    Words,
    /// 2026-04-03
    Iso,
    /// 03.04.2026
    DayMonthYear,
    /// 04/03/2026
    MonthDayYear,
}

impl NumberStyle {
    pub const ALL: [Self; 4] = [Self::Comma, Self::Dot, Self::Space, Self::Apostrophe];

    /// An amount without its currency: "1,482,300.50", "−113,240". Whole amounts have no decimals.
    #[must_use]
    pub fn money(self, amount: Money) -> String {
        let (thousands, decimal) = self.separators();
        let letters = amount.grouped();
        letters
            .chars()
            .map(|letter| match letter {
                ',' => thousands,
                '.' => decimal,
                other => other,
            })
            .collect()
    }

    /// A count: "12,345".
    #[must_use]
    pub fn count(self, count: usize) -> String {
        self.money(Money::from_minor_units(i64::try_from(count).unwrap_or(i64::MAX / 100).saturating_mul(100)))
    }

    /// A figure in hundredths, without zeros at its end: "2.5", "2".
    #[must_use]
    pub fn hundredths(self, value: u16) -> String {
        let text = self.money(Money::from_minor_units(i64::from(value)));
        if value.is_multiple_of(100) { text } else { text.trim_end_matches('0').to_owned() }
    }

    /// Reads an amount as people write it. One that has two readings, such as `1,250`, has the one of this style if it
    /// groups thousands with that sign.
    ///
    /// # Errors
    /// When the text is no amount, or can still be read in two ways.
    pub fn read_amount(self, text: &str) -> Result<Money, MoneyError> {
        let (thousands, decimal) = self.separators();
        let separator = if decimal == ',' { DecimalSeparator::Comma } else { DecimalSeparator::Point };
        match text.parse::<Money>() {
            Err(MoneyError::Ambiguous(_)) if text.contains(thousands) => Money::parse_with(text, separator),
            read => read,
        }
    }

    const fn separators(self) -> (char, char) {
        match self {
            Self::Comma => (',', '.'),
            Self::Dot => ('.', ','),
            Self::Space => ('\u{202f}', ','),
            Self::Apostrophe => ('’', '.'),
        }
    }
}

impl DateStyle {
    pub const ALL: [Self; 4] = [Self::Words, Self::Iso, Self::DayMonthYear, Self::MonthDayYear];

    /// A day: "3 April 2026".
    #[must_use]
    pub fn day(self, day: NaiveDate) -> String {
        match self {
            Self::Words => format!("{} {}", day.day(), day.format("%B %Y")),
            Self::Iso => day.to_string(),
            Self::DayMonthYear => day.format("%d.%m.%Y").to_string(),
            Self::MonthDayYear => day.format("%m/%d/%Y").to_string(),
        }
    }

    /// Reads a day written as year-month-day, or in this style; `None` when it is neither.
    #[must_use]
    pub fn read_day(self, text: &str) -> Option<NaiveDate> {
        let own = match self {
            Self::Words => "%d %B %Y",
            Self::Iso => "%Y-%m-%d",
            Self::DayMonthYear => "%d.%m.%Y",
            Self::MonthDayYear => "%m/%d/%Y",
        };
        text.parse().ok().or_else(|| NaiveDate::parse_from_str(text, own).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_style_writes_the_same_figure_in_its_own_way() {
        let amount = Money::from_minor_units(-123_450_050);
        let written = NumberStyle::ALL.map(|style| style.money(amount));
        assert_eq!(written, ["−1,234,500.50", "−1.234.500,50", "−1\u{202f}234\u{202f}500,50", "−1’234’500.50"]);
        assert_eq!(NumberStyle::Dot.count(12_345), "12.345");
        assert_eq!(
            [250, 125, 1_000, 10_050].map(|value| NumberStyle::Dot.hundredths(value)),
            ["2,5", "1,25", "10", "100,5"]
        );
        let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        assert_eq!(
            DateStyle::ALL.map(|style| style.day(day)),
            ["3 April 2026", "2026-04-03", "03.04.2026", "04/03/2026"]
        );
    }

    #[test]
    fn each_style_reads_what_it_writes() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        for style in DateStyle::ALL {
            assert_eq!(style.read_day(&style.day(day)), Some(day), "{style:?}");
            assert_eq!(style.read_day("2026-04-03"), Some(day), "{style:?}");
        }
        for style in NumberStyle::ALL {
            for cents in [125_000, -125_050, 123_456_789, 7] {
                let amount = Money::from_minor_units(cents);
                assert_eq!(style.read_amount(&style.money(amount)), Ok(amount), "{style:?}");
            }
        }
        assert!(NumberStyle::Comma.read_amount("1.250").is_err(), "it may be one and a quarter");
        assert_eq!(NumberStyle::Dot.read_amount("1.250"), Ok(Money::from_minor_units(125_000)));
    }
}
