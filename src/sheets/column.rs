//! Reads the values of a column. How its amounts and dates are written is decided by all of them together.

use chrono::NaiveDate;

use crate::model::text::folded;
use crate::model::{AccountId, AccountValue, DecimalSeparator, Money, QpcSource, Score, Stage};

use super::guard::unguarded;
use super::{Field, MAX_CELL_CHARS, Sheet};

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

/// A column that holds a field, and how its values are written.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub place: usize,
    pub field: Field,
    pub name: String,
    decimal: Option<DecimalSeparator>,
    day_first: Option<bool>,
}

impl Column {
    pub fn new(sheet: &Sheet, place: usize, field: Field) -> Self {
        let values = || sheet.rows.iter().map(|row| row.cell(place));
        let (decimal, day_first) = match field {
            Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc => {
                (unanimous(values().filter_map(DecimalSeparator::told_by)), None)
            }
            Field::QpcAsOf => (None, unanimous(values().filter_map(told_day_first))),
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
