//! What a cell looks like at a glance: enough to tell headers from data, and right delimiters from wrong ones. Nothing is
//! converted by it.

use super::Cell;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Blank,
    /// Digits with signs, separators, a currency or a percent sign.
    Number,
    /// A day, a time of day, or both.
    Time,
    /// An e-mail address or a web address.
    Address,
    Text,
}

impl Kind {
    pub fn of(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Blank,
            Cell::Text(text) => Self::of_text(text),
            Cell::Number(_) => Self::Number,
            Cell::Date(_) | Cell::DateTime(_) | Cell::Duration(_) => Self::Time,
            Cell::Bool(_) | Cell::Error(_) => Self::Text,
        }
    }

    pub fn of_text(text: &str) -> Self {
        /// Longer than any number or date; looking at whole novels would be slow.
        const LONGEST: usize = 60;
        let text = text.trim();
        if text.is_empty() {
            return Self::Blank;
        }
        if text.len() > LONGEST && !text.contains("://") {
            return Self::Text;
        }
        match () {
            // 3.4.26 could be a number with separators, too.
            () if is_time(text) => Self::Time,
            () if is_number(text) => Self::Number,
            () if is_address(text) => Self::Address,
            () => Self::Text,
        }
    }

    /// Whether people put such a thing below a header rather than into it.
    pub fn is_value(self) -> bool {
        match self {
            Self::Number | Self::Time | Self::Address => true,
            Self::Blank | Self::Text => false,
        }
    }
}

fn is_number(text: &str) -> bool {
    let is_currency = |letter: char| matches!(letter, '€' | '$' | '£' | '¥' | '%' | '₹');
    let is_space = |letter: char| matches!(letter, ' ' | '\u{a0}' | '\u{202f}');
    let text = text.strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(text);
    let outside = |letter: char| is_currency(letter) || is_space(letter) || matches!(letter, '+' | '-' | '−');
    let mut core = text.trim_matches(outside);
    // 1,200.00 EUR, CHF 5.-
    for code in ["EUR", "USD", "CHF", "GBP"] {
        core = core.strip_prefix(code).or_else(|| core.strip_suffix(code)).unwrap_or(core).trim_matches(outside);
    }
    let core = core.strip_suffix(".-").or_else(|| core.strip_suffix(".–")).unwrap_or(core);
    let (mantissa, exponent) = core.split_once(['e', 'E']).unwrap_or((core, "0"));
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let grouped =
        |letter: char| letter.is_ascii_digit() || is_space(letter) || matches!(letter, '.' | ',' | '\'' | '’');
    mantissa.contains(|letter: char| letter.is_ascii_digit()) && mantissa.chars().all(grouped) && digits(exponent)
}

/// 2026-04-03, 3.4.26, 04/03/2026 14:30, 2026-04-03T14:30:00Z, 14:30.
fn is_time(text: &str) -> bool {
    let text = text.trim_end_matches('Z');
    let (day, clock) = text.split_once(['T', ' ']).map_or((text, None), |(day, clock)| (day, Some(clock)));
    is_clock(text) || is_day(day) && clock.is_none_or(is_clock)
}

fn is_day(text: &str) -> bool {
    ['-', '/', '.'].into_iter().any(|separator| {
        let parts: Vec<&str> = text.split(separator).collect();
        let number = |part: &&str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
        let years = parts.iter().filter(|part| part.len() == 4).count();
        parts.len() == 3 && parts.iter().all(number) && parts.iter().all(|part| part.len() != 3) && years <= 1
    })
}

fn is_clock(text: &str) -> bool {
    let text = text.trim_end_matches([' ', 'a', 'A', 'p', 'P', 'm', 'M']);
    let text = text.split_once(['+', '.']).map_or(text, |(clock, _)| clock);
    let parts: Vec<&str> = text.split(':').collect();
    let number = |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    (2..=3).contains(&parts.len()) && parts.iter().all(number)
}

fn is_address(text: &str) -> bool {
    if text.contains(char::is_whitespace) {
        return false;
    }
    let host = |text: &str| text.len() > 3 && text.trim_matches('.').contains('.');
    ["http://", "https://", "www."].iter().any(|start| text.starts_with(start))
        || text.split_once('@').is_some_and(|(who, domain)| !who.is_empty() && host(domain) && !domain.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_apart_at_a_glance() {
        let check = |kind: Kind, cells: &[&str]| {
            for cell in cells {
                assert_eq!(Kind::of_text(cell), kind, "{cell}");
            }
        };
        check(Kind::Blank, &["", " ", "\u{a0}\t"]);
        check(
            Kind::Number,
            &["0", "007", "-1.5", "1.234,56", "1 234", "1'000.-", "(5)", "12 %", "€ 5", "5,00 EUR", "1e5"],
        );
        check(Kind::Time, &["2026-04-03", "3.4.26", "04/03/2026 14:30", "2026-04-03T14:30:00Z", "14:30", "9:05:01 PM"]);
        check(Kind::Address, &["a@b.de", "https://a.de/x,y", "www.a.de"]);
        check(
            Kind::Text,
            &["a", "1a", "e5", "-", "030-0074321", "Straße 5", "@", "1;2", "2.3.4.5 a", "a, b", "(5) 555-1"],
        );
    }
}
