//! Reads the values of a column. How its amounts and dates are written is decided by all of them together.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::model::text::folded;
use crate::model::{Account, AccountId, AccountValue, DecimalSeparator, Money, QpcSource, Score, Stage};

use super::guard::unguarded;
use super::{Field, MAX_CELL_CHARS, Mapping, Sheet};

/// One value of one row, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Id(AccountId),
    Account(AccountValue),
    Engagement(Score),
    Potential(Score),
    QpcAmount(Money),
    QpcSource(QpcSource),
    QpcAsOf(NaiveDate),
    Archived(bool),
}

/// How the first value of a column is read: what a preview shows below its header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReading {
    pub field: Field,
    /// As the file has it.
    pub cell: String,
    /// As exports would write it, or what is wrong with it.
    pub read: Result<String, String>,
}

/// How each column is read, from the left; `None` where it holds no field or no value.
#[must_use]
pub fn column_readings(sheet: &Sheet, mapping: &Mapping) -> Vec<Option<ColumnReading>> {
    let reading = |(place, field): (usize, &Option<Field>)| {
        let column = Column::new(sheet, place, (*field)?);
        let cell = sheet.rows().map(|row| row.text(place)).find(|cell| !cell.trim().is_empty())?;
        let read = column.read(&cell).map(|value| value.map_or_else(String::new, |value| value.text()));
        Some(ColumnReading { field: column.field, cell: cell.into_owned(), read })
    };
    mapping.fields().iter().enumerate().map(reading).collect()
}

/// A column that holds a field, and how its values are written.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub place: usize,
    pub field: Field,
    pub name: String,
    decimal: Option<DecimalSeparator>,
    day_first: Option<bool>,
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Id(id) => id.to_string(),
            Self::Account(value) => {
                let mut account = Account::new(AccountId(uuid::Uuid::nil()), "");
                value.put_into(&mut account);
                let texts = Field::set_by(value).iter().map(|field| field.text_of(&account).into_owned());
                texts.collect::<Vec<_>>().join(" ")
            }
            Self::Engagement(score) | Self::Potential(score) => score.to_string(),
            Self::QpcAmount(amount) => amount.to_string(),
            Self::QpcSource(source) => source.name().to_owned(),
            Self::QpcAsOf(day) => day.to_string(),
            Self::Archived(archived) => (if *archived { "yes" } else { "no" }).to_owned(),
        }
    }
}

impl Column {
    pub fn new(sheet: &Sheet, place: usize, field: Field) -> Self {
        let values = || sheet.rows().map(|row| row.text(place));
        let (decimal, day_first) = match field {
            Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc => (decimal_separator(values()), None),
            Field::QpcAsOf => (None, unanimous(values().filter_map(|cell| told_day_first(&cell)))),
            _ => (None, None),
        };
        Self { place, field, name: sheet.column_name(place), decimal, day_first }
    }

    /// Reads one cell; `None` when it is empty. The error says what is wrong with it.
    pub fn read(&self, cell: &str) -> Result<Option<Value>, String> {
        if cell.len() > MAX_CELL_CHARS && cell.chars().nth(MAX_CELL_CHARS).is_some() {
            return Err(format!("the text is longer than {MAX_CELL_CHARS} characters; shorten it"));
        }
        let text = unguarded(cell.trim()).trim();
        if text.is_empty() {
            return Ok(None);
        }
        if text.contains('\0') {
            return Err("the text has a NUL character in it; the file may be damaged".to_owned());
        }
        let account = |value: fn(String) -> AccountValue| Value::Account(value(text.to_owned()));
        let money = || self.money(text);
        let value = match self.field {
            // A key of another workspace, or of none, finds no account here; key and name still may.
            Field::Id => match uuid::Uuid::try_parse(text) {
                Ok(id) => Value::Id(AccountId(id)),
                Err(_) => return Ok(None),
            },
            Field::Key => account(AccountValue::Key),
            Field::Name => account(AccountValue::Name),
            Field::Owner => account(AccountValue::Owner),
            Field::Region => account(AccountValue::Region),
            Field::Industry => account(AccountValue::Industry),
            Field::Website => account(AccountValue::Website),
            Field::Notes => account(AccountValue::Notes),
            Field::Stage => Value::Account(AccountValue::Stage(stage_named(text).ok_or_else(|| {
                format!("“{text}” is not a stage; expected {}", Stage::ALL.map(Stage::name).join(", "))
            })?)),
            Field::Engagement => Value::Engagement(score(text)?),
            Field::Potential => Value::Potential(score(text)?),
            Field::Revenue12m => Value::Account(AccountValue::Revenue12m(Some(money()?))),
            Field::RevenuePrior12m => Value::Account(AccountValue::RevenuePrior12m(Some(money()?))),
            Field::Qpc => Value::QpcAmount(money()?),
            Field::QpcSource => Value::QpcSource(source_named(text).ok_or_else(|| {
                format!("“{text}” is not a source; expected {}", QpcSource::ALL.map(QpcSource::name).join(", "))
            })?),
            Field::QpcAsOf => Value::QpcAsOf(self.date(text)?),
            Field::Archived => Value::Archived(
                flag(text).ok_or_else(|| format!("“{text}” is neither yes nor no; expected yes or no"))?,
            ),
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    fn money(&self, text: &str) -> Result<Money, String> {
        let read = match self.decimal {
            Some(separator) => Money::parse_with(text, separator),
            None => text.parse(),
        };
        read.map_err(|error| error.to_string())
    }

    fn date(&self, text: &str) -> Result<NaiveDate, String> {
        let expected = || format!("“{text}” is not a date; expected year-month-day, such as 2026-04-03");
        let [a, b, c] = date_parts(text).ok_or_else(expected)?;
        let number = |part: &str| part.parse::<u32>().map_err(|_| expected());
        let (year, month, day) = if a.len() == 4 {
            (a, number(b)?, number(c)?)
        } else {
            let (first, second) = (number(a)?, number(b)?);
            // With points the day always stands first; with strokes it depends on where one lives.
            let points = text.split(' ').next().is_some_and(|date| date.contains('.'));
            let told = if points || first == second { Some(true) } else { told_day_first(text).or(self.day_first) };
            match told {
                Some(true) => (c, second, first),
                Some(false) => (c, first, second),
                None => return Err(format!("“{text}” can be read in two ways; write it as year-month-day")),
            }
        };
        let year: Option<i32> = year.parse().ok().filter(|_| year.len() == 4);
        year.and_then(|year| NaiveDate::from_ymd_opt(year, month, day)).ok_or_else(expected)
    }
}

/// The separator that the amounts of a column show. Where each of them could be read in two ways (`1.250`, `2.500`),
/// they are thousands: money has no three decimals. One such amount alone proves nothing.
fn decimal_separator<'a>(cells: impl Iterator<Item = Cow<'a, str>> + Clone) -> Option<DecimalSeparator> {
    let mut told = cells.clone().filter_map(|cell| DecimalSeparator::told_by(&cell)).peekable();
    if told.peek().is_some() {
        return unanimous(told);
    }
    let grouped: Vec<DecimalSeparator> = cells.filter_map(|cell| DecimalSeparator::if_grouped(&cell)).collect();
    if grouped.len() < 2 { None } else { unanimous(grouped.into_iter()) }
}

/// The one value that all agree on, if there is any and they do.
fn unanimous<T: PartialEq>(mut told: impl Iterator<Item = T>) -> Option<T> {
    let first = told.next()?;
    told.all(|next| next == first).then_some(first)
}

/// The three numbers of a date, without a time of day after it.
fn date_parts(text: &str) -> Option<[&str; 3]> {
    let date = text.split([' ', 'T']).next()?;
    let mut parts = date.split(['-', '/', '.']);
    let three = [parts.next()?, parts.next()?, parts.next()?];
    let numbers = three.iter().all(|part| (1..=4).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()));
    (parts.next().is_none() && numbers).then_some(three)
}

/// Whether a date such as 24/12/2026 shows that its day stands first; `None` where it shows nothing.
fn told_day_first(text: &str) -> Option<bool> {
    let [first, second, year] = date_parts(text.trim())?;
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    let (day_first, month_first) = (first > 12, second > 12);
    (year.len() == 4 && day_first != month_first).then_some(day_first)
}

fn score(text: &str) -> Result<Score, String> {
    text.trim_end_matches('%').parse::<Score>().map_err(|error| error.to_string())
}

/// Stages by their names, in English and as German and French files call them.
pub(super) fn stage_named(text: &str) -> Option<Stage> {
    let synonym = || match folded(text).as_str() {
        "verdacht" | "zielkunde" | "adresse" | "cible" | "piste" => Some(Stage::Suspect),
        "interessent" | "prospekt" | "potenzieller kunde" | "client potentiel" | "lead" => Some(Stage::Prospect),
        "kunde" | "neukunde" | "erstkunde" | "nouveau client" | "acheteur" => Some(Stage::Customer),
        "stammkunde" | "bestandskunde" | "client regulier" | "client fidele" => Some(Stage::Client),
        "verloren" | "ehemalig" | "ehemaliger kunde" | "perdu" | "ancien client" | "former customer" => {
            Some(Stage::Lost)
        }
        _ => None,
    };
    Stage::named(text).or_else(synonym)
}

fn source_named(text: &str) -> Option<QpcSource> {
    let synonym = || match folded(text).as_str() {
        "gefragt" | "erfragt" | "demande" => Some(QpcSource::Asked),
        "formel" | "formule" | "berechnet" | "calcule" => Some(QpcSource::Formula),
        "schatzung" | "geschatzt" | "estimation" | "estime" | "estimate" | "estimated" => Some(QpcSource::Guess),
        _ => None,
    };
    QpcSource::named(text).or_else(synonym)
}

fn flag(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "yes" | "y" | "true" | "1" | "x" | "ja" | "j" | "wahr" | "oui" | "vrai" | "si" | "verdadero" | "vero"
        | "waar" => Some(true),
        "no" | "n" | "false" | "0" | "nein" | "falsch" | "non" | "faux" | "falso" | "nee" | "onwaar" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Progress;
    use crate::sheets::{ReadOptions, read_csv};

    fn read_all(field: Field, cells: &[&str]) -> Vec<Result<String, String>> {
        let text = format!("name;value\nx;{}\n", cells.join("\nx;"));
        let sheet = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
        let column = Column::new(&sheet, 1, field);
        let read = |cell: &&str| column.read(cell).map(|value| value.map_or_else(String::new, |value| value.text()));
        cells.iter().map(read).collect()
    }

    #[test]
    fn one_amount_tells_how_the_whole_column_is_written() {
        let check = |cells: &[&str], wanted: &[&str]| {
            let read: Vec<String> =
                read_all(Field::Revenue12m, cells).into_iter().map(|read| read.unwrap_or_else(|why| why)).collect();
            assert!(read.iter().zip(wanted).all(|(read, wanted)| read.contains(wanted)), "{cells:?}: {read:?}");
        };
        check(&["1.250", "1.000,50"], &["1250.00", "1000.50"]);
        check(&["1,250", "1,000.50"], &["1250.00", "1000.50"]);
        check(&["1.250", "12.5"], &["1.25", "12.50"]);
        check(&["1.250", "7"], &["two ways", "7.00"]);
        check(&["1.000,50", "1,000.50", "1.250"], &["1000.50", "1000.50", "two ways"]);
        check(&["52.245,9O", "1.250,00", ""], &["not an amount", "1250.00", ""]);
    }

    #[test]
    fn one_date_tells_how_the_whole_column_is_written() {
        let check = |cells: &[&str], wanted: &[&str]| {
            let read: Vec<String> =
                read_all(Field::QpcAsOf, cells).into_iter().map(|read| read.unwrap_or_else(|why| why)).collect();
            assert!(read.iter().zip(wanted).all(|(read, wanted)| read.contains(wanted)), "{cells:?}: {read:?}");
        };
        check(&["2026-04-03", "03.04.2026", "2026/4/3"], &["2026-04-03", "2026-04-03", "2026-04-03"]);
        check(&["03/04/2026"], &["two ways"]);
        check(&["03/04/2026", "24/12/2026"], &["2026-04-03", "2026-12-24"]);
        check(&["03/04/2026", "12/24/2026"], &["2026-03-04", "2026-12-24"]);
        check(&["31.02.2026", "soon"], &["not a date", "not a date"]);
    }

    #[test]
    fn a_bad_value_says_what_was_expected() {
        let check = |field, cell: &str, wanted: &str| {
            let said = read_all(field, &[cell]).remove(0).unwrap_err();
            assert!(said.contains(wanted), "{cell}: {said}");
        };
        check(Field::Engagement, "105", "0 to 100");
        check(Field::Engagement, "NaN", "not a number");
        check(Field::Stage, "friend", "suspect, prospect, customer, client, lost");
        check(Field::QpcSource, "rumour", "asked, formula, guess");
        check(Field::Archived, "perhaps", "yes or no");
        check(Field::Name, &"x".repeat(MAX_CELL_CHARS + 1), "longer than 32767");
        check(Field::Name, "a\0b", "NUL");
    }
}
