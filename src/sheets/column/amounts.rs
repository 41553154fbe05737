//! Numbers as people write them, taken apart without a copy of them. What is ambiguous stays so here: a column decides.

use crate::model::{DecimalSeparator, Money, MoneyError, Quantity, Score, ScoreError};

/// A decimal number: `1,250.5` is 12505 with one decimal. Zeros at the end of the decimals are not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Number {
    digits: i128,
    decimals: u32,
}

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NotANumber,
    /// It has two readings, and nobody said which is meant.
    Ambiguous,
    TooLarge,
    /// It has more decimals than anybody counts in.
    TooFine,
}

/// A number without its sign, its currency and the blanks around it: digits with signs among them.
#[derive(Clone, Copy, Debug)]
struct Bare<'a> {
    negative: bool,
    body: &'a str,
}

/// Digits with one sign among them at most and no more than a sign before them: what most numbers are. Read at once,
/// because there may be millions.
#[derive(Clone, Copy, Debug)]
struct Simple {
    number: Number,
    /// What stands among the digits, as the sign before decimals.
    sign: Option<DecimalSeparator>,
    /// `1.250`: the sign may as well group thousands.
    ambiguous: bool,
}

/// The readings of a text: with a point before its decimals, and with a comma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Readings {
    point: Option<Number>,
    comma: Option<Number>,
}

const CURRENCY_SIGNS: &[char] = &['€', '$', '£', '¥', '₣', '₹', '₺', '₽', '₩', '₪', '₴', '₫', '฿', '¢', '¤'];

/// Longer ones first where one begins another.
const CURRENCY_WORDS: &[&str] = &[
    "EUR", "USD", "GBP", "CHF", "SFr.", "SFr", "Fr.", "Fr", "SEK", "NOK", "DKK", "ISK", "PLN", "CZK", "HUF", "RON",
    "BGN", "RSD", "TRY", "UAH", "JPY", "CNY", "RMB", "HKD", "SGD", "KRW", "INR", "AUD", "NZD", "CAD", "MXN", "BRL",
    "ARS", "CLP", "COP", "PEN", "ZAR", "ILS", "AED", "SAR", "THB", "MYR", "IDR", "PHP", "VND", "Euro", "euro", "US",
    "kr.", "kr", "Kr.", "Kr", "zł", "Kč", "Ft", "lei",
];

/// Reads a number whose decimal separator may be known.
pub(super) fn number(text: &str, decimal: Option<DecimalSeparator>) -> Result<Number, Fault> {
    if let Some(number) = Simple::of(text).and_then(|simple| simple.read(decimal)) {
        return Ok(number);
    }
    Bare::of(text).ok_or(Fault::NotANumber)?.read(decimal)
}

/// The same of what is no share of something.
fn no_share(text: &str, decimal: Option<DecimalSeparator>) -> Result<Number, Fault> {
    if text.contains('%') { Err(Fault::NotANumber) } else { number(text, decimal) }
}

/// Reads an amount of money: at most two decimals.
pub(super) fn money(text: &str, decimal: Option<DecimalSeparator>) -> Result<Money, MoneyError> {
    let shown = || text.trim().to_owned();
    match no_share(text, decimal) {
        Ok(number) if number.decimals > 2 => Err(MoneyError::TooPrecise(shown())),
        Ok(number) => number.scaled(2).map(Money::from_minor_units).ok_or_else(|| MoneyError::TooLarge(shown())),
        Err(Fault::NotANumber) => Err(MoneyError::NotAnAmount(shown())),
        Err(Fault::Ambiguous) => Err(MoneyError::Ambiguous(shown())),
        Err(Fault::TooLarge) => Err(MoneyError::TooLarge(shown())),
        Err(Fault::TooFine) => Err(MoneyError::TooPrecise(shown())),
    }
}

/// Reads how many of a product: at most three decimals.
pub(super) fn quantity(text: &str, decimal: Option<DecimalSeparator>) -> Result<Quantity, String> {
    match no_share(text, decimal) {
        Ok(number) if number.decimals <= 3 => {
            number.scaled(3).map(Quantity).ok_or_else(|| format!("“{text}” is too large"))
        }
        Ok(_) | Err(Fault::TooFine) => Err(format!("“{text}” has more than three decimals")),
        Err(Fault::NotANumber) => Err(format!("“{text}” is not a quantity; expected a number, such as 12 or 1.5")),
        Err(Fault::Ambiguous) => Err(format!("“{text}” can be read in two ways; say which sign its decimals follow")),
        Err(Fault::TooLarge) => Err(format!("“{text}” is too large")),
    }
}

/// Reads a score: a point and a comma both stand before decimals, because no score reaches a thousand.
pub(super) fn score(text: &str) -> Result<Score, ScoreError> {
    let not = || ScoreError::NotANumber(text.to_owned());
    let bare = Bare::of(text).ok_or_else(not)?;
    let readings = bare.readings();
    let mut read = [readings.point, readings.comma].into_iter().flatten().map(Number::points);
    let first = read.next().ok_or_else(not)?;
    let within = std::iter::once(first).chain(read).find(|points| (0.0..=100.0).contains(points));
    Score::from_points(within.unwrap_or(first)).map_err(|_| ScoreError::OutOfRange(text.to_owned()))
}

/// Reads a whole number that is not negative; `None` when it is none, or beyond reach.
pub(super) fn count(text: &str) -> Option<u32> {
    let number = number(text, None).or_else(|_| number(text, Some(DecimalSeparator::Point))).ok()?;
    number.whole()
}

/// What an amount tells about how it is written; `None` where it can be read both ways, or has no separator.
pub(super) fn told_by(text: &str) -> Option<DecimalSeparator> {
    if let Some(Simple { sign, ambiguous, .. }) = Simple::of(text) {
        return sign.filter(|_| !ambiguous);
    }
    let readings = Bare::of(text)?.readings();
    match (readings.point, readings.comma) {
        (Some(_), None) => Some(DecimalSeparator::Point),
        (None, Some(_)) => Some(DecimalSeparator::Comma),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

/// The decimal separator if an amount that can be read in two ways, such as `1.250`, is one of thousands: here the
/// comma. `None` for amounts that can be read in one way.
pub(super) fn if_grouped(text: &str) -> Option<DecimalSeparator> {
    let bare = Bare::of(text)?;
    let readings = bare.readings();
    let ambiguous = readings.point.is_some() && readings.comma.is_some() && readings.point != readings.comma;
    let point = bare.body.contains('.');
    ambiguous.then_some(if point { DecimalSeparator::Comma } else { DecimalSeparator::Point })
}

/// The whole minor units of an amount that a workbook keeps as a binary fraction: 1234.56 is none exactly. What has
/// more decimals than the noise of such a fraction explains is refused.
pub(super) fn units_of_float(number: f64, decimals: u32) -> Result<i64, Fault> {
    /// Up to here a binary fraction tells whole numbers apart.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let scaled = number * f64::from(10_u32.pow(decimals));
    if !scaled.is_finite() || scaled.abs() >= EXACT {
        return Err(Fault::TooLarge);
    }
    let whole = scaled.round();
    if (scaled - whole).abs() > (scaled.abs() * 1e-13).max(1e-6) {
        return Err(Fault::TooFine);
    }
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    Ok(whole as i64)
}

impl Number {
    /// In units of so many decimals; `None` beyond reach.
    fn scaled(self, decimals: u32) -> Option<i64> {
        let scaled = self.digits.checked_mul(10_i128.checked_pow(decimals.checked_sub(self.decimals)?)?)?;
        i64::try_from(scaled).ok()
    }

    #[expect(clippy::cast_precision_loss, reason = "a score has five digits")]
    fn points(self) -> f64 {
        let divisor = 10_f64.powi(i32::try_from(self.decimals).unwrap_or(i32::MAX));
        self.digits as f64 / divisor
    }

    fn whole(self) -> Option<u32> {
        if self.decimals == 0 { u32::try_from(self.digits).ok() } else { None }
    }
}

impl Simple {
    fn of(text: &str) -> Option<Self> {
        /// Fifteen digits, which no sum goes beyond.
        const LONGEST: usize = 16;
        let (negative, body) = text.strip_prefix('-').map_or((false, text), |body| (true, body));
        if body.len() > LONGEST {
            return None;
        }
        let (mut digits, mut count, mut sign, mut before) = (0_i64, 0_u32, None, 0);
        for byte in body.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits = digits * 10 + i64::from(byte - b'0');
                    count += 1;
                }
                b'.' | b',' if sign.is_none() => {
                    sign = Some(if byte == b'.' { DecimalSeparator::Point } else { DecimalSeparator::Comma });
                    before = count;
                }
                _ => return None,
            }
        }
        let mut decimals = if sign.is_some() { count - before } else { 0 };
        let ambiguous = decimals == 3 && (1..=3).contains(&before) && !body.starts_with('0');
        while decimals > 0 && digits % 10 == 0 {
            digits /= 10;
            decimals -= 1;
        }
        let number = Number { digits: i128::from(if negative { -digits } else { digits }), decimals };
        (count > 0).then_some(Self { number, sign, ambiguous })
    }

    /// `None` when it takes a closer look.
    fn read(self, decimal: Option<DecimalSeparator>) -> Option<Number> {
        let clear = self.sign.is_none() || self.sign == decimal || decimal.is_none() && !self.ambiguous;
        clear.then_some(self.number)
    }
}

impl<'a> Bare<'a> {
    fn of(text: &'a str) -> Option<Self> {
        let (mut negative, mut percent, mut signed, mut currency) = (false, false, false, false);
        let mut body = text.trim();
        if let Some(inner) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            (negative, signed, body) = (true, true, inner.trim());
        }
        loop {
            let before = body;
            if let Some(rest) = without_currency(body).filter(|_| !currency) {
                (currency, body) = (true, rest.trim());
            }
            if let Some(rest) = body.strip_suffix('%').filter(|_| !percent) {
                (percent, body) = (true, rest.trim_end());
            }
            // In `50,-` the stroke stands for decimals.
            let strokes = body.trim_end_matches(['-', '–', '—']);
            if strokes.len() < body.len()
                && let Some(whole) = strokes.strip_suffix([',', '.'])
            {
                body = whole;
            }
            if !signed {
                let minus = |c: char| matches!(c, '-' | '−' | '–');
                if let Some(rest) = body.strip_prefix(minus).or_else(|| body.strip_suffix(minus)) {
                    (negative, signed, body) = (true, true, rest.trim());
                } else if let Some(rest) = body.strip_prefix('+') {
                    (signed, body) = (true, rest.trim());
                }
                if let Some(inner) = body.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
                    (negative, signed, body) = (true, true, inner.trim());
                }
            }
            if body == before {
                break;
            }
        }
        body.contains(|c: char| c.is_ascii_digit()).then_some(Self { negative, body })
    }

    fn read(self, decimal: Option<DecimalSeparator>) -> Result<Number, Fault> {
        match decimal {
            Some(decimal) => self.read_with(decimal),
            None => match (self.read_with(DecimalSeparator::Point), self.read_with(DecimalSeparator::Comma)) {
                (Ok(point), Ok(comma)) if point != comma => Err(Fault::Ambiguous),
                (Ok(read), _) | (_, Ok(read)) => Ok(read),
                (Err(Fault::NotANumber), Err(fault)) | (Err(fault), Err(_)) => Err(fault),
            },
        }
    }

    fn readings(self) -> Readings {
        Readings {
            point: self.read_with(DecimalSeparator::Point).ok(),
            comma: self.read_with(DecimalSeparator::Comma).ok(),
        }
    }

    /// Reads the digits. Thousands may be grouped, all of them and by one sign.
    fn read_with(self, decimal: DecimalSeparator) -> Result<Number, Fault> {
        let (point, other) = match decimal {
            DecimalSeparator::Point => ('.', ','),
            DecimalSeparator::Comma => (',', '.'),
        };
        let mut digits: i128 = 0;
        let mut decimals = 0;
        let mut zeros = 0; // At the end of the decimals so far.
        let mut in_group = 0;
        let mut group: Option<char> = None;
        let mut after_point = false;
        let (mut too_large, mut too_fine) = (false, false);
        let mut push = |digit: u32| {
            let next = digits.checked_mul(10).and_then(|digits| digits.checked_add(i128::from(digit)));
            next.map(|next| digits = next).is_some()
        };
        for letter in self.body.chars() {
            if let Some(digit) = letter.to_digit(10) {
                if !after_point {
                    in_group += 1;
                    too_large |= !push(digit);
                } else if digit == 0 {
                    zeros += 1;
                } else {
                    for _ in 0..zeros {
                        too_fine |= !push(0);
                    }
                    too_fine |= !push(digit);
                    decimals += zeros + 1;
                    zeros = 0;
                }
            } else if letter == point && !after_point {
                if group.is_some() && in_group != 3 {
                    return Err(Fault::NotANumber);
                }
                after_point = true;
            } else if !after_point && (letter == other || is_group(letter)) {
                let first = group.is_none();
                let fits = if first { (1..=3).contains(&in_group) } else { in_group == 3 && group == Some(letter) };
                // Nobody groups the thousands of nothing: `0.125` is an eighth.
                if !fits || first && self.body.starts_with('0') {
                    return Err(Fault::NotANumber);
                }
                group = Some(letter);
                in_group = 0;
            } else {
                return Err(Fault::NotANumber);
            }
        }
        if !after_point && group.is_some() && in_group != 3 || self.body.starts_with(is_group) {
            return Err(Fault::NotANumber);
        }
        if too_large {
            return Err(Fault::TooLarge);
        }
        if too_fine {
            return Err(Fault::TooFine);
        }
        Ok(Number { digits: if self.negative { -digits } else { digits }, decimals })
    }
}

/// Blanks of all widths, and apostrophes.
const fn is_group(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{2007}' | '\u{2009}' | '\u{202f}' | '\'' | '’' | '‘' | '´' | '`')
}

/// The text without a currency at its beginning or its end; `None` when there is none.
fn without_currency(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(CURRENCY_SIGNS).or_else(|| text.strip_suffix(CURRENCY_SIGNS));
    if let Some(rest) = rest {
        // `US$ 5` has two signs of one currency.
        return Some(rest.strip_suffix("US").unwrap_or(rest));
    }
    let letters =
        text.starts_with(|c: char| c.is_alphabetic()) || text.ends_with(|c: char| c.is_alphabetic() || c == '.');
    if !letters {
        return None;
    }
    let rest = CURRENCY_WORDS.iter().find_map(|word| text.strip_prefix(word).or_else(|| text.strip_suffix(word)))?;
    Some(rest.trim().strip_prefix('$').unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_quick_look_sees_what_the_close_one_does(text in "-?[0-9]{0,5}[.,]?[0-9]{0,4}|-?[0-9.,]{0,9}") {
            let close = |decimal| Bare::of(&text).ok_or(Fault::NotANumber).and_then(|bare| bare.read(decimal));
            for decimal in [None, Some(DecimalSeparator::Point), Some(DecimalSeparator::Comma)] {
                prop_assert_eq!(number(&text, decimal), close(decimal), "{:?}", decimal);
            }
            let told = Bare::of(&text).map(Bare::readings).and_then(|readings| match (readings.point, readings.comma) {
                (Some(_), None) => Some(DecimalSeparator::Point),
                (None, Some(_)) => Some(DecimalSeparator::Comma),
                (Some(_), Some(_)) | (None, None) => None,
            });
            prop_assert_eq!(told_by(&text), told);
        }
    }
}
