use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A whole number of minor units (cents) in the workspace's one currency. Never a float.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

/// Why a text is no amount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("“{0}” is not an amount; expected digits, such as 1250.00 or 1.250,00")]
    NotAnAmount(String),
    #[error("“{0}” has more than two decimals")]
    TooPrecise(String),
    #[error("“{0}” can be read in two ways; write it with two decimals, such as {digits}.00", digits = digits_of(.0))]
    Ambiguous(String),
    #[error("“{0}” is too large")]
    TooLarge(String),
}

impl Money {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub const fn from_minor_units(minor_units: i64) -> Self {
        Self(minor_units)
    }

    #[must_use]
    pub const fn minor_units(self) -> i64 {
        self.0
    }

    /// In major units, for drawing only: sizes, shares, axes.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a picture needs no cents beyond 2^53")]
    pub fn approximate(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// Reads an amount whose decimal separator is known, so that `1.250` has one meaning.
    ///
    /// # Errors
    /// When the text is no amount, or not one written with that separator.
    pub fn parse_with(text: &str, separator: DecimalSeparator) -> Result<Self, MoneyError> {
        let amount = Digits::of(text)?;
        let (whole, decimals) =
            split_by(&amount.compact, separator).ok_or_else(|| MoneyError::NotAnAmount(text.trim().to_owned()))?;
        amount.money(text, &whole, decimals)
    }

    #[must_use]
    pub const fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Grouped by thousands, cents only when there are any: `113,240`, `1,482,300.50`.
    #[must_use]
    pub fn grouped(self) -> String {
        let whole = (self.0.unsigned_abs() / 100).to_string();
        let cents = self.0.unsigned_abs() % 100;
        let mut text = String::new();
        if self.0 < 0 {
            text.push('−');
        }
        for (index, digit) in whole.chars().enumerate() {
            if index > 0 && (whole.len() - index).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        if cents > 0 {
            text.push_str(&format!(".{cents:02}"));
        }
        text
    }
}

impl fmt::Display for Money {
    /// A plain decimal with two places: `113240.00`, `-0.50`. It reads back as itself.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        f.pad(&format!("{sign}{}.{:02}", self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100))
    }
}

impl FromStr for Money {
    type Err = MoneyError;

    /// Reads an amount as people write it: `1250`, `1250.5`, `1,250.50`, `1.250,50`, `1 250,50`, `€ 1'250.00`.
    ///
    /// Of two kinds of separator the last is the decimal one. A single kind that stands before exactly three digits
    /// (`1.250`) can be read both ways: once it is refused as ambiguous, repeated (`1.250.000`) it groups thousands.
    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let amount = Digits::of(text)?;
        let (whole, decimals) = split_decimals(&amount.compact, text)?;
        amount.money(text, &whole, &decimals)
    }
}

/// The sign that stands before the decimals of an amount; the other one groups thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSeparator {
    Point,
    Comma,
}

impl DecimalSeparator {
    const fn signs(self) -> (char, char) {
        match self {
            Self::Point => ('.', ','),
            Self::Comma => (',', '.'),
        }
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// An amount without its sign, its currency and its blanks: digits with `.` and `,` among them.
struct Digits {
    negative: bool,
    compact: String,
}

impl Digits {
    fn of(text: &str) -> Result<Self, MoneyError> {
        let mut body = text.trim().trim_matches(|c: char| "€$£¥₣₹".contains(c)).trim();
        for code in ["EUR", "USD", "GBP", "CHF"] {
            body = body.strip_prefix(code).or_else(|| body.strip_suffix(code)).unwrap_or(body).trim();
        }
        let (negative, body) = match body.strip_prefix(['-', '−']) {
            Some(rest) => (true, rest.trim_start_matches(|c: char| "€$£¥₣₹ ".contains(c))),
            None => (false, body),
        };
        let compact: String = body.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\'' | '’')).collect();
        let known = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        if !compact.starts_with(|c: char| c.is_ascii_digit()) || !compact.chars().all(known) {
            return Err(MoneyError::NotAnAmount(text.trim().to_owned()));
        }
        Ok(Self { negative, compact })
    }

    fn money(&self, text: &str, whole: &str, decimals: &str) -> Result<Money, MoneyError> {
        if decimals.bytes().skip(2).any(|b| b != b'0') {
            return Err(MoneyError::TooPrecise(text.trim().to_owned()));
        }
        let cents: String = decimals.bytes().chain(*b"00").take(2).map(char::from).collect();
        let magnitude: i64 =
            format!("{whole}{cents}").parse().map_err(|_| MoneyError::TooLarge(text.trim().to_owned()))?;
        Ok(Money(if self.negative { -magnitude } else { magnitude }))
    }
}

/// Splits at the known decimal separator; `None` when the digits are not written with that one.
fn split_by(compact: &str, separator: DecimalSeparator) -> Option<(String, &str)> {
    let (decimal, group) = separator.signs();
    let (whole, decimals) = compact.split_once(decimal).unwrap_or((compact, ""));
    let mut groups = whole.split(group);
    let first = groups.next()?;
    let mut rest = groups.clone().peekable();
    let grouped = rest.peek().is_some();
    let in_threes = !grouped || (1..=3).contains(&first.len()) && first != "0" && rest.all(|part| part.len() == 3);
    let plain = !first.is_empty() && !decimals.contains(['.', ',']);
    (plain && in_threes).then(|| (std::iter::once(first).chain(groups).collect(), decimals))
}

/// Splits digits with `.` and `,` among them into whole digits and decimals.
fn split_decimals(compact: &str, text: &str) -> Result<(String, String), MoneyError> {
    let bad = || MoneyError::NotAnAmount(text.trim().to_owned());
    let last = compact.rfind(['.', ',']);
    let Some(last) = last else { return Ok((compact.to_owned(), String::new())) };
    let separator = compact.get(last..=last).unwrap_or_default();
    let (before, after) = (compact.get(..last).unwrap_or_default(), compact.get(last + 1..).unwrap_or_default());
    let both_kinds = compact.contains('.') && compact.contains(',');
    let repeated = compact.matches(separator).count() > 1;
    if both_kinds && repeated || !both_kinds && !repeated && after.len() == 3 && before != "0" {
        // `1.250,50.0` is nonsense, `1.250` is anybody's guess.
        return Err(if both_kinds { bad() } else { MoneyError::Ambiguous(text.trim().to_owned()) });
    }
    let (whole, decimals) = if repeated { (compact, "") } else { (before, after) };
    let mut groups = whole.split(['.', ',']);
    let first = groups.next().unwrap_or_default();
    let groups: Vec<&str> = groups.collect();
    let grouped = !groups.is_empty();
    if first.is_empty() || grouped && first.len() > 3 || groups.iter().any(|group| group.len() != 3) {
        return Err(bad());
    }
    Ok((format!("{first}{}", groups.concat()), decimals.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let check = |text: &str, wanted: i64| assert_eq!(text.parse::<Money>(), Ok(Money(wanted)), "{text}");
        check("1250", 125_000);
        check("1250.5", 125_050);
        check("1,250.50", 125_050);
        check("1.250,50", 125_050);
        check("1 250,50", 125_050);
        check("1'250.00", 125_000);
        check("€ 1.250.000", 125_000_000);
        check("1,482,300", 148_230_000);
        check("52.2", 5_220);
        check("-0,50", -50);
        check("0.120000", 12);
    }

    #[test]
    fn what_is_no_amount_is_refused_with_a_reason() {
        let check = |text: &str, wanted: &str| {
            let said = text.parse::<Money>().unwrap_err().to_string();
            assert!(said.contains(wanted), "{text}: {said}");
        };
        check("52.245,9O", "not an amount");
        check("", "not an amount");
        check("abc", "not an amount");
        check("1.250", "two ways");
        check("1.2345", "more than two decimals");
        check("12,50,00", "not an amount");
        check("99999999999999999999", "too large");
    }

    #[test]
    fn a_known_separator_leaves_nothing_to_guess() {
        use DecimalSeparator::{Comma, Point};
        let check = |text: &str, separator, wanted: Option<i64>| {
            assert_eq!(Money::parse_with(text, separator).ok(), wanted.map(Money), "{text}, {separator:?}");
        };
        check("1.250", Comma, Some(125_000));
        check("1.250", Point, Some(125));
        check("1.482.300,50 €", Comma, Some(148_230_050));
        check("1.482.300,50", Point, None);
        check("12.50", Comma, None);
        check("1250", Comma, Some(125_000));
        check("-1 250,5", Comma, Some(-125_050));
    }

    #[test]
    fn an_amount_prints_and_reads_back() {
        for minor_units in [0, 5, -5, 99, 100, 123_456_789, -1, i64::MAX] {
            let money = Money(minor_units);
            assert_eq!(money.to_string().parse(), Ok(money));
        }
        assert_eq!(Money(148_230_050).grouped(), "1,482,300.50");
        assert_eq!(Money(-11_324_000).grouped(), "−113,240");
    }
}
