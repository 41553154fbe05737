//! Reads the values of a column. How its amounts and dates are written is decided by all of them together.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::model::text::folded;
use crate::model::{DateStyle, DecimalSeparator, Money, NumberStyle, QpcSource, Score, Stage};

use super::guard::unguarded;
use super::{Cell, DateOrder, Field, MAX_CELL_CHARS, Mapping, Sheet, Value};

/// How a column is read: what a preview shows below its header, with the example that tells most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReading {
    /// As the file has it.
    pub cell: String,
    /// As the workspace writes it, or what is wrong with it.
    pub read: Result<String, String>,
    pub how: How,
    /// It can be read in two ways, and no cell of the column decides which; somebody has to.
    pub ambiguous: bool,
}

/// What was found out, or said, of how a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it stands.
    Text,
    /// Numbers with this sign before their decimals; `None` when none has any.
    Decimal(Option<DecimalSeparator>),
    /// Dates; `None` when each says itself how it is meant.
    Dates(Option<DateOrder>),
    /// Yes and no, one of a list, a key.
    Other,
}

/// How each column is read, from the left; `None` where it holds no field or no value.
#[must_use]
pub fn column_readings(
    sheet: &Sheet,
    mapping: &Mapping,
    (numbers, dates): (NumberStyle, DateStyle),
) -> Vec<Option<ColumnReading>> {
    let reading = |place: usize| {
        let column = Column::new(sheet, place, mapping)?;
        let cell = sheet.rows().map(|row| row.cell(place)).find(|cell| !cell.is_blank())?;
        let shown = |value: Value| match value {
            Value::Money(amount) => numbers.money(amount),
            Value::Day(day) => dates.day(day),
            other => other.text().into_owned(),
        };
        let read = column.read(cell).map(|value| value.map_or_else(String::new, shown));
        let how = match column.field {
            Field::QpcAsOf => How::Dates(column.dates),
            Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc => How::Decimal(column.decimal),
            _ => How::Text,
        };
        Some(ColumnReading { cell: cell.text().into_owned(), read, how, ambiguous: false })
    };
    (0..mapping.columns().len()).map(reading).collect()
}

/// A column that holds a field, and how its values are written.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub place: usize,
    pub field: Field,
    pub name: String,
    decimal: Option<DecimalSeparator>,
    dates: Option<DateOrder>,
}

impl Column {
    /// Each column that holds a field, from the left.
    pub fn all(sheet: &Sheet, mapping: &Mapping) -> Vec<Self> {
        (0..mapping.columns().len()).filter_map(|place| Self::new(sheet, place, mapping)).collect()
    }

    fn new(sheet: &Sheet, place: usize, mapping: &Mapping) -> Option<Self> {
        let said = mapping.columns().get(place)?;
        let field = mapping.field(place)?;
        let values = || sheet.rows().map(|row| row.text(place));
        let (decimal, dates) = match field {
            Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc => {
                (said.decimal.or_else(|| decimal_separator(values())), None)
            }
            Field::QpcAsOf => (None, said.dates.or_else(|| unanimous(values().filter_map(|cell| told_order(&cell))))),
            _ => (None, None),
        };
        Some(Self { place, field, name: sheet.column_name(place), decimal, dates })
    }

    /// Reads one cell; `None` when it is empty. The error says what is wrong with it.
    pub fn read(&self, cell: Cell<'_>) -> Result<Option<Value>, String> {
        let cell = cell.text();
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
        let money = || self.money(text);
        let value = match self.field {
            // A key of another workspace, or of none, finds no account here; key and name still may.
            Field::Id => match uuid::Uuid::try_parse(text) {
                Ok(id) => Value::Text(id.to_string()),
                Err(_) => return Ok(None),
            },
            Field::Stage => Value::Word(stage_named(text).map(Stage::name).ok_or_else(|| {
                format!("“{text}” is not a stage; expected {}", Stage::ALL.map(Stage::name).join(", "))
            })?),
            Field::Engagement | Field::Potential => Value::Score(score(text)?),
            Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc => Value::Money(money()?),
            Field::QpcSource => Value::Word(source_named(text).map(QpcSource::name).ok_or_else(|| {
                format!("“{text}” is not a source; expected {}", QpcSource::ALL.map(QpcSource::name).join(", "))
            })?),
            Field::QpcAsOf => Value::Day(self.date(text)?),
            Field::Archived => {
                Value::Flag(flag(text).ok_or_else(|| format!("“{text}” is neither yes nor no; expected yes or no"))?)
            }
            _ => Value::Text(text.to_owned()),
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
            let day_first = Some(DateOrder::DayFirst);
            let told = if points || first == second { day_first } else { told_order(text).or(self.dates) };
            match told {
                Some(DateOrder::DayFirst) => (c, second, first),
                Some(DateOrder::MonthFirst) => (c, first, second),
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

/// What a date such as 24/12/2026 shows of how it is meant; `None` where it shows nothing.
fn told_order(text: &str) -> Option<DateOrder> {
    let [first, second, year] = date_parts(text.trim())?;
    let (first, second): (u32, u32) = (first.parse().ok()?, second.parse().ok()?);
    match (first > 12, second > 12) {
        _ if year.len() != 4 => None,
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        (true, true) | (false, false) => None,
    }
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
    use crate::model::{Progress, RecordKind};
    use crate::sheets::{Holds, ReadOptions, read_csv};

    fn read_all(field: Field, cells: &[&str]) -> Vec<Result<String, String>> {
        let text = format!("name;value\nx;{}\n", cells.join("\nx;"));
        let sheet = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
        let mut mapping = Mapping::empty(RecordKind::Accounts, 2);
        mapping.set(1, Holds::Field(field));
        let column = Column::new(&sheet, 1, &mapping).unwrap();
        let read = |cell: &&str| {
            column.read(Cell::Text(cell)).map(|value| value.map_or_else(String::new, |value| value.text().into_owned()))
        };
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
