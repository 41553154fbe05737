use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Money;

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
        let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        assert_eq!(
            DateStyle::ALL.map(|style| style.day(day)),
            ["3 April 2026", "2026-04-03", "03.04.2026", "04/03/2026"]
        );
    }
}
