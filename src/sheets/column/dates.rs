//! Days and times of day as people write them, without a copy of them. What is ambiguous stays so here: a column
//! decides.

use chrono::{NaiveDate, NaiveTime};

use super::super::DateOrder;
use super::words::Folded;

/// A day as a text has it, and what stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Written<'a> {
    day: Day,
    rest: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    Sure(NaiveDate),
    /// `03/04/2026`: the day may stand first or the month.
    Either {
        first: u32,
        second: u32,
        year: i32,
    },
}

/// One part of a day.
#[derive(Clone, Copy, Debug)]
enum Part {
    Number { value: u32, len: usize },
    Month(u32),
}

/// Two digits of a year up to these are of this century, the others of the last: 69 is 2069, 70 is 1970.
const LAST_OF_THIS_CENTURY: u32 = 69;

impl<'a> Written<'a> {
    /// Takes a day apart; `None` when the text is none, or has more behind it than a time of day.
    pub fn of(text: &'a str) -> Option<Self> {
        let text = text.trim();
        let written = iso(text).or_else(|| numbers(text)).or_else(|| compact(text)).or_else(|| parts(text))?;
        (written.rest.is_empty() || time_behind(written.rest).is_some()).then_some(written)
    }

    /// The day; `Err` when nobody says whether its day or its month stands first.
    pub fn day(self, order: Option<DateOrder>) -> Result<Option<NaiveDate>, ()> {
        match self.day {
            Day::Sure(day) => Ok(Some(day)),
            Day::Either { first, second, year } => {
                let told = if first == second { Some(DateOrder::DayFirst) } else { self.tells() };
                match told.or(order) {
                    Some(DateOrder::DayFirst) => Ok(NaiveDate::from_ymd_opt(year, second, first)),
                    Some(DateOrder::MonthFirst) => Ok(NaiveDate::from_ymd_opt(year, first, second)),
                    None => Err(()),
                }
            }
        }
    }

    /// What the day shows of how it is meant, as 24/12/2026 does; `None` where it shows nothing.
    pub fn tells(self) -> Option<DateOrder> {
        match self.day {
            Day::Sure(_) => None,
            Day::Either { first, second, year: _ } => match (first > 12, second > 12) {
                (true, false) => Some(DateOrder::DayFirst),
                (false, true) => Some(DateOrder::MonthFirst),
                (true, true) | (false, false) => None,
            },
        }
    }

    /// Whether it has two readings as long as nobody says which is meant.
    pub fn is_ambiguous(self) -> bool {
        self.day(None).is_err()
    }

    /// The time of day behind it.
    pub fn time(self) -> Option<NaiveTime> {
        time_behind(self.rest)
    }
}

/// A time of day to the minute: `14:30`, `14:30:15`, `2:30 pm`, `14h30`, `14.30 Uhr`, `0930`.
pub(super) fn time(text: &str) -> Option<NaiveTime> {
    let text = text.trim();
    if text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        let (hour, minute) = text.split_at_checked(2)?;
        return NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0);
    }
    let (hour, rest) = digits(text)?;
    let hour = number(hour, 2)?;
    let (minute, mut rest) = match rest.chars().next() {
        Some(':' | '.' | 'h' | 'H') => {
            let rest = rest.get(1..)?;
            match digits(rest) {
                Some((minute, rest)) if minute.len() == 2 => (Some(number(minute, 2)?), rest),
                None if text.ends_with(['h', 'H']) => (Some(0), rest),
                Some(_) | None => return None,
            }
        }
        Some(_) | None => (None, rest),
    };
    if let Some((second, behind)) = rest.strip_prefix(':').and_then(digits) {
        number(second, 2).filter(|second| *second < 61)?;
        rest = match behind.strip_prefix(['.', ',']).and_then(digits) {
            Some((_, behind)) => behind,
            None => behind,
        };
    }
    let half = Folded::of(rest.trim());
    let hour = match (half.as_str(), minute) {
        ("am" | "a.m.", _) if (1..=12).contains(&hour) => hour % 12,
        ("pm" | "p.m.", _) if (1..=12).contains(&hour) => hour % 12 + 12,
        ("" | "z" | "h" | "uhr" | "utc" | "gmt", Some(_)) | ("uhr" | "h", None) => hour,
        // What the clocks of the place showed is what was written down.
        (zone, Some(_)) if is_zone(zone) => hour,
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour, minute.unwrap_or(0), 0)
}

fn is_zone(text: &str) -> bool {
    text.len() <= 6
        && text
            .strip_prefix(['+', '-'])
            .is_some_and(|zone| !zone.is_empty() && zone.bytes().all(|byte| byte.is_ascii_digit() || byte == b':'))
}

/// The time of day that stands behind a day.
fn time_behind(rest: &str) -> Option<NaiveTime> {
    let rest = rest.trim_start_matches([' ', ',', '\u{a0}', '\u{202f}']);
    let rest = rest.strip_prefix('T').unwrap_or(rest);
    let words = ["um ", "at ", "à ", "a las ", "alle ", "om "];
    let rest = words.iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    time(rest)
}

/// The first day of a month that is written without a day: `2026-04`, `04/2026`, `April 2026`, `Apr. 2026`.
pub(super) fn month_and_year(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let apart = |letter: char| letter == '-' || letter == '/' || letter == '.' || letter.is_whitespace();
    let mut parts = text.split(apart).filter(|part| !part.is_empty());
    let (first, second) = (parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let year =
        |part: &str| part.parse::<i32>().ok().filter(|_| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit()));
    let of_year = |part: &str| {
        let number = part.parse::<u32>().ok().filter(|_| part.len() <= 2);
        number.or_else(|| month(Folded::of(part).as_str()))
    };
    let (year, month) = match (year(first), year(second)) {
        (Some(year), None) => (year, of_year(second)?),
        (None, Some(year)) => (year, of_year(first)?),
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// `2026-04-03`: what most files have that programs wrote.
fn iso(text: &str) -> Option<Written<'_>> {
    let (date, rest) = text.split_at_checked(10)?;
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = date.as_bytes().first_chunk::<10>()? else { return None };
    let number = |digits: &[&u8]| {
        digits.iter().try_fold(0_u32, |number, byte| Some(number * 10 + char::from(**byte).to_digit(10)?))
    };
    let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
    let day = NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)?;
    Some(Written { day: Day::Sure(day), rest })
}

/// `20260403`: eight digits and nothing else, of our times. Shorter ones count days in a way of their own, and are
/// numbers here.
fn compact(text: &str) -> Option<Written<'_>> {
    if text.len() != 8 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = text.parse::<i32>().ok().filter(|number| (19_000_101..=21_991_231).contains(number))?;
    let part = |divisor: i32| u32::try_from(number / divisor % 100).ok();
    let day = NaiveDate::from_ymd_opt(number / 10_000, part(100)?, part(1)?)?;
    Some(Written { day: Day::Sure(day), rest: "" })
}

/// `03.04.2026`, `3/4/26`: numbers with one sign between them, read at once because there may be millions.
fn numbers(text: &str) -> Option<Written<'_>> {
    let (first, rest) = few_digits(text)?;
    let sign = rest.chars().next().filter(|sign| matches!(sign, '-' | '/' | '.'))?;
    let (second, rest) = few_digits(rest.get(1..)?)?;
    let (third, rest) = few_digits(rest.strip_prefix(sign)?)?;
    Some(Written { day: day_of(first, second, third, [sign; 2])?, rest })
}

/// Up to four digits that a text begins with, and the rest.
fn few_digits(text: &str) -> Option<(Part, &str)> {
    let mut value = 0;
    let mut len = 0;
    for byte in text.bytes().take_while(u8::is_ascii_digit).take(5) {
        value = value * 10 + u32::from(byte - b'0');
        len += 1;
    }
    let rest = text.get(len..)?;
    (1..=4).contains(&len).then_some((Part::Number { value, len }, rest))
}

/// Three parts in any order that people use, with a day of the week before them or without.
fn parts(text: &str) -> Option<Written<'_>> {
    let mut found: [Option<Part>; 3] = [None; 3];
    let mut between: [char; 2] = [' '; 2];
    let mut count = 0_usize;
    let mut rest = text;
    while count < 3 {
        let (separator, behind) = separator(rest)?;
        if count == 0 && !matches!(separator, ' ' | ',' | '.') || separator == '?' {
            return None;
        }
        let part = if let Some((number, behind)) = digits(behind) {
            if number.len() > 4 {
                return None;
            }
            rest = without_ordinal(behind);
            Part::Number { value: number_of(number)?, len: number.len() }
        } else {
            let end = behind.find(|c: char| !c.is_alphabetic() && !is_mark(c)).unwrap_or(behind.len());
            let (word, behind) = behind.split_at_checked(end)?;
            if word.is_empty() {
                return None;
            }
            rest = behind;
            let word = Folded::of(word);
            match month(word.as_str()) {
                Some(month) => Part::Month(month),
                // `de` between the parts, and the day of the week before them.
                None if is_between(word.as_str()) || count == 0 && is_weekday(word.as_str()) => continue,
                None => return None,
            }
        };
        // `mar. 3 mars`: what looked like a month was a Tuesday.
        if let (Part::Month(_), [Some(Part::Month(_)), _, None]) = (part, found) {
            found = [found[1], None, None];
            count -= 1;
        }
        if let Some(at) = count.checked_sub(1) {
            *between.get_mut(at)? = separator;
        }
        *found.get_mut(count)? = Some(part);
        count += 1;
    }
    let [Some(a), Some(b), Some(c)] = found else { return None };
    Some(Written { day: day_of(a, b, c, between)?, rest: rest.trim_start_matches(['.', ',']) })
}

fn day_of(a: Part, b: Part, c: Part, [first_sign, second_sign]: [char; 2]) -> Option<Day> {
    use Part::{Month, Number};
    let sure = |year: i32, month: u32, day: u32| NaiveDate::from_ymd_opt(year, month, day).map(Day::Sure);
    match (a, b, c) {
        (Number { value: year, len: 4 }, Month(month), Number { value: day, len: 1 | 2 }) => {
            sure(i32::try_from(year).ok()?, month, day)
        }
        (Number { value: day, len: 1 | 2 }, Month(month), Number { value: year, len })
        | (Month(month), Number { value: day, len: 1 | 2 }, Number { value: year, len }) => {
            sure(full_year(year, len)?, month, day)
        }
        // Numbers alone have one sign between them, or they are no date.
        (Number { value: year, len: 4 }, Number { value: month, len: 1 | 2 }, Number { value: day, len: 1 | 2 })
            if first_sign == second_sign && matches!(first_sign, '-' | '/' | '.') =>
        {
            sure(i32::try_from(year).ok()?, month, day)
        }
        (Number { value: first, len: 1 | 2 }, Number { value: second, len: 1 | 2 }, Number { value: year, len })
            if first_sign == second_sign =>
        {
            let year = full_year(year, len)?;
            match first_sign {
                // With points the day always stands first; with strokes it depends on where one lives.
                '.' => sure(year, second, first),
                '-' | '/' => {
                    let possible = |month, day| NaiveDate::from_ymd_opt(year, month, day).is_some();
                    (possible(second, first) || possible(first, second)).then_some(Day::Either { first, second, year })
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn full_year(year: u32, len: usize) -> Option<i32> {
    let year = i32::try_from(year).ok()?;
    match len {
        4 => Some(year),
        2 if year.unsigned_abs() <= LAST_OF_THIS_CENTURY => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// The sign between two parts, blanks around it or none; `?` when there are several.
fn separator(text: &str) -> Option<(char, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | ',' | '\''));
    let signs = text.get(..text.len() - rest.len())?;
    let mut found = signs.chars().filter(|c| !c.is_whitespace());
    match (found.next(), found.next()) {
        (None, _) => Some((' ', rest)),
        (Some(sign), None) => Some((sign, rest)),
        (Some(_), Some(_)) => Some(('?', rest)),
    }
}

/// The digits that a text begins with, and the rest; `None` when it begins with none.
fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).filter(|(digits, _)| !digits.is_empty())
}

fn number(digits: &str, most: usize) -> Option<u32> {
    if digits.len() > most { None } else { number_of(digits) }
}

fn number_of(digits: &str) -> Option<u32> {
    digits.parse().ok()
}

/// Without the letters that make a number a place in a row: `3rd`, `1er`, `1º`.
fn without_ordinal(text: &str) -> &str {
    let ends = ["st", "nd", "rd", "th", "er", "º", "ª", "°", "e"];
    let rest = ends.iter().find_map(|end| text.strip_prefix(end));
    rest.filter(|rest| !rest.starts_with(|c: char| c.is_alphabetic())).unwrap_or(text)
}

/// Accents that stand behind their letters.
const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

fn is_between(word: &str) -> bool {
    matches!(word, "de" | "del" | "of" | "the" | "den" | "le" | "el" | "il")
}

fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mon"
            | "tue"
            | "tues"
            | "wed"
            | "thu"
            | "thur"
            | "thurs"
            | "fri"
            | "sat"
            | "sun"
            | "montag"
            | "dienstag"
            | "mittwoch"
            | "donnerstag"
            | "freitag"
            | "samstag"
            | "sonnabend"
            | "sonntag"
            | "mo"
            | "di"
            | "mi"
            | "do"
            | "fr"
            | "sa"
            | "so"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
            | "lun"
            | "mer"
            | "jeu"
            | "ven"
            | "sam"
            | "dim"
            | "lunes"
            | "martes"
            | "miercoles"
            | "jueves"
            | "viernes"
            | "sabado"
            | "domingo"
            | "mie"
            | "jue"
            | "vie"
            | "sab"
            | "dom"
            | "lunedi"
            | "martedi"
            | "mercoledi"
            | "giovedi"
            | "venerdi"
            | "sabato"
            | "domenica"
            | "gio"
            | "maandag"
            | "dinsdag"
            | "woensdag"
            | "donderdag"
            | "vrijdag"
            | "zaterdag"
            | "zondag"
            | "ma"
            | "wo"
            | "vr"
            | "za"
            | "zo"
    )
}

/// The month with that name, folded, in English, German, French, Spanish, Italian or Dutch; 1 is January.
fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "januar" | "janner" | "janvier" | "enero" | "gennaio" | "januari" | "jan" | "janv" | "ene"
        | "gen" => 1,
        "february" | "februar" | "feber" | "fevrier" | "febrero" | "febbraio" | "februari" | "feb" | "fev" | "fevr" => {
            2
        }
        "march" | "marz" | "maerz" | "mars" | "marzo" | "maart" | "mar" | "mrz" | "mrt" => 3,
        "april" | "avril" | "abril" | "aprile" | "apr" | "avr" | "abr" => 4,
        "may" | "mai" | "mayo" | "maggio" | "mei" | "mag" => 5,
        "june" | "juni" | "juin" | "junio" | "giugno" | "jun" | "giu" => 6,
        "july" | "juli" | "juillet" | "julio" | "luglio" | "jul" | "juil" | "lug" => 7,
        "august" | "aout" | "agosto" | "augustus" | "aug" | "aou" | "ago" => 8,
        "september" | "septembre" | "septiembre" | "setiembre" | "settembre" | "sep" | "sept" | "set" => 9,
        "october" | "oktober" | "octobre" | "octubre" | "ottobre" | "oct" | "okt" | "ott" => 10,
        "november" | "novembre" | "noviembre" | "nov" => 11,
        "december" | "dezember" | "decembre" | "diciembre" | "dicembre" | "dec" | "dez" | "dic" => 12,
        _ => return None,
    })
}
