//! Reads the values of a column. How its numbers and dates are written is decided by all of its cells together.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime, Timelike};

use crate::model::{DecimalSeparator, LineKey, Money, MoneyError, Quantity, RecordKind, Score, Target, first_of_month};

use super::guard::unguarded;
use super::relevance;
use super::{Cell, DateOrder, Field, Format, Holds, MAX_CELL_CHARS, Mapping, Sheet, Value};

mod amounts;
mod dates;
mod readings;
mod words;

pub use readings::{ColumnReading, How, column_readings};

use amounts::{Fault, units_of_float};
use dates::Written;
use words::List;
pub(super) use words::flag;

/// What stands between the names of several people in one cell.
pub(super) const BETWEEN_NAMES: [char; 3] = [';', '\n', '\r'];

/// A column that holds a field, and how its values are written.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    pub place: usize,
    pub field: Field,
    /// As the header has it.
    pub name: String,
    way: Way,
    /// Texts that would run as formulas stand behind a guard: in text files they do, in workbooks they need none.
    guards: bool,
    decimal: Option<DecimalSeparator>,
    dates: Option<DateOrder>,
}

/// A column that no field is for, kept under a name.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct ExtraColumn {
    pub place: usize,
    pub name: String,
    guards: bool,
}

/// How the values of a field are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Text,
    /// A key of this workspace.
    Id,
    /// A known role, or another word.
    Role,
    Names,
    Money,
    Quantity,
    /// An amount, or a number of whatever a goal counts.
    Target,
    Score,
    Days,
    Minutes,
    Day,
    /// A month, or a day in it.
    Month,
    Time,
    Word(List),
    Flag,
}

impl Way {
    const fn of(field: Field) -> Self {
        match field {
            Field::Key
            | Field::Name
            | Field::Account
            | Field::AccountKey
            | Field::Owner
            | Field::Region
            | Field::Industry
            | Field::Website
            | Field::Title
            | Field::Email
            | Field::Phone
            | Field::Subject
            | Field::Document
            | Field::Product
            | Field::ProductKey
            | Field::Category
            | Field::NextStep
            | Field::OutcomeReason
            | Field::Reason
            | Field::Team
            | Field::RelevantCategories
            | Field::Channel
            | Field::By
            | Field::Corrects
            | Field::HandedFrom
            | Field::HandedTo
            | Field::GoalSeller
            | Field::Notes => Self::Text,
            Field::Id => Self::Id,
            Field::Role => Self::Role,
            Field::Colleagues | Field::Contacts => Self::Names,
            Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc | Field::Amount | Field::Margin | Field::Value => {
                Self::Money
            }
            Field::Quantity => Self::Quantity,
            Field::Engagement | Field::Potential => Self::Score,
            Field::CadenceDays => Self::Days,
            Field::Minutes | Field::HoursPerYear => Self::Minutes,
            Field::QpcAsOf
            | Field::Day
            | Field::OrderDate
            | Field::Due
            | Field::Since
            | Field::Resolved
            | Field::PursuitSince
            | Field::SuspectSince
            | Field::ProspectSince
            | Field::CustomerSince
            | Field::ClientSince
            | Field::LostSince => Self::Day,
            Field::PeriodStart | Field::Month => Self::Month,
            Field::Target => Self::Target,
            Field::Time => Self::Time,
            Field::Stage | Field::FromStage => Self::Word(List::Stage),
            Field::EventSource => Self::Word(List::EventSource),
            Field::Metric => Self::Word(List::Metric),
            Field::PeriodKind => Self::Word(List::Period),
            Field::QpcSource => Self::Word(List::QpcSource),
            Field::Influence => Self::Word(List::Influence),
            Field::Kind => Self::Word(List::ActivityKind),
            Field::Status => Self::Word(List::ActivityStatus),
            Field::InitiatedBy => Self::Word(List::Initiator),
            Field::Likelihood => Self::Word(List::Likelihood),
            Field::Outcome => Self::Word(List::Outcome),
            Field::RiskKind => Self::Word(List::RiskKind),
            Field::Severity => Self::Word(List::Severity),
            Field::Pursuit => Self::Word(List::Pursuit),
            Field::Duty => Self::Word(List::Duty),
            Field::Champion
            | Field::Left
            | Field::Answered
            | Field::Seller
            | Field::TargetMoney
            | Field::TargetAccess
            | Field::TargetFit
            | Field::Judged
            | Field::Archived => Self::Flag,
        }
    }
}

impl Column {
    /// Each column that holds a field, from the left.
    ///
    /// The decimal separator of a column that shows none is the one that the amounts beside it show: a program writes
    /// all of them alike.
    pub fn all(sheet: &Sheet, mapping: &Mapping) -> Vec<Self> {
        let mut columns: Vec<Self> =
            (0..mapping.columns().len()).filter_map(|place| Self::new(sheet, place, mapping)).collect();
        let amounts = || columns.iter().filter(|column| column.is_amount()).filter_map(|column| column.decimal);
        if let Some(shown) = unanimous(amounts()) {
            for column in columns.iter_mut().filter(|column| column.is_amount()) {
                column.decimal = column.decimal.or(Some(shown).filter(|_| !shows_its_separator(sheet, column.place)));
            }
        }
        for column in columns.iter_mut().filter(|column| column.is_of_money() && column.decimal.is_none()) {
            column.decimal = decimal_of_groups(sheet, column.place);
        }
        columns
    }

    fn new(sheet: &Sheet, place: usize, mapping: &Mapping) -> Option<Self> {
        let said = mapping.columns().get(place)?;
        let field = mapping.field(place)?;
        let way = Way::of(field);
        let (decimal, dates) = match way {
            Way::Money | Way::Quantity | Way::Target => {
                let found = || unanimous(texts(sheet, place).filter_map(amounts::told_by));
                (said.decimal.or_else(found), None)
            }
            Way::Day | Way::Month => {
                let tells = |text| Written::of(text).and_then(Written::tells);
                (None, said.dates.or_else(|| unanimous(texts(sheet, place).filter_map(tells))))
            }
            Way::Text
            | Way::Id
            | Way::Role
            | Way::Names
            | Way::Score
            | Way::Days
            | Way::Minutes
            | Way::Time
            | Way::Word(_)
            | Way::Flag => (None, None),
        };
        Some(Self { place, field, name: sheet.column_name(place), way, guards: guards(sheet), decimal, dates })
    }

    /// The column as it would be read if no other cell told how its numbers or dates are written; `None` where none
    /// ever does.
    pub fn alone(&self) -> Option<Self> {
        let told = matches!(self.way, Way::Money | Way::Quantity | Way::Target | Way::Day | Way::Month);
        told.then(|| Self { decimal: None, dates: None, ..self.clone() })
    }

    const fn is_amount(&self) -> bool {
        matches!(self.way, Way::Money | Way::Quantity | Way::Target)
    }

    /// Whether its amounts have two decimals at most.
    const fn is_of_money(&self) -> bool {
        matches!(self.way, Way::Money | Way::Target)
    }

    /// Reads one cell; `None` when it is empty. The error says what is wrong with it and what was expected.
    pub fn read(&self, cell: Cell<'_>) -> Result<Option<Value>, String> {
        let value = match (self.way, cell) {
            (_, Cell::Empty) => return Ok(None),
            (_, Cell::Error(name)) => return Err(error_cell(name)),
            (Way::Text | Way::Id | Way::Role | Way::Names, _) => {
                return Ok(self.text(cell)?.and_then(|text| self.of_people(text)));
            }
            (_, Cell::Text(text)) => {
                let Some(text) = plain(text, self.guards)? else { return Ok(None) };
                self.of_text(text)?
            }
            (_, cell) => self.of_typed(cell)?,
        };
        Ok(Some(value))
    }

    /// The text of one cell in a column of texts, without a copy where there is one; `None` when it is empty.
    pub fn text<'c>(&self, cell: Cell<'c>) -> Result<Option<Cow<'c, str>>, String> {
        text_of(cell, self.guards)
    }

    /// The time of day that stands in a cell of days: what an activity's time is when no column holds it.
    pub fn time(&self, cell: Cell<'_>) -> Option<NaiveTime> {
        let time = match cell {
            Cell::DateTime(at) => Some(at.time()),
            Cell::Text(text) => Written::of(plain(text, self.guards).ok()??)?.time(),
            Cell::Empty | Cell::Number(_) | Cell::Bool(_) | Cell::Date(_) | Cell::Duration(_) | Cell::Error(_) => None,
        };
        time.and_then(to_the_minute)
    }

    /// What words of people stand for, in columns of texts, roles, names and keys.
    fn of_people(&self, text: Cow<'_, str>) -> Option<Value> {
        match self.way {
            // A key of another workspace, or of none, finds no record here; its own key and its name still may.
            Way::Id => text.parse::<LineKey>().is_ok().then(|| Value::Text(text.into_owned())),
            Way::Role => Some(Value::Text(words::role(&text).map_or_else(|| text.into_owned(), str::to_owned))),
            Way::Names => {
                let names = text.split(BETWEEN_NAMES).map(str::trim).filter(|name| !name.is_empty());
                let names: Vec<String> = names.map(str::to_owned).collect();
                (!names.is_empty()).then_some(Value::Names(names))
            }
            Way::Text
            | Way::Money
            | Way::Quantity
            | Way::Target
            | Way::Score
            | Way::Days
            | Way::Minutes
            | Way::Day
            | Way::Month
            | Way::Time
            | Way::Word(_)
            | Way::Flag => Some(Value::Text(text.into_owned())),
        }
    }

    fn of_text(&self, text: &str) -> Result<Value, String> {
        Ok(match self.way {
            Way::Text | Way::Id | Way::Role | Way::Names => Value::Text(text.to_owned()),
            Way::Money => Value::Money(amounts::money(text, self.decimal).map_err(|error| error.to_string())?),
            Way::Target => {
                let amount = amounts::money(text, self.decimal).map_err(|error| error.to_string())?;
                Value::Target(Target(amount.minor_units()))
            }
            Way::Quantity => Value::Quantity(amounts::quantity(text, self.decimal)?),
            Way::Score => Value::Score(amounts::score(text).map_err(|error| error.to_string())?),
            Way::Days => Value::Count(days(text)?),
            Way::Minutes => Value::Count(minutes(text)?),
            Way::Day => Value::Day(self.day(text)?),
            Way::Month => Value::Day(self.month(text)?),
            Way::Time => Value::Time(
                dates::time(text)
                    .ok_or_else(|| format!("“{text}” is not a time; expected hours:minutes, such as 14:30"))?,
            ),
            Way::Word(list) => Value::Word(list.read(text).ok_or_else(|| list.expected(text))?),
            Way::Flag => Value::Flag(words::flag(text).ok_or_else(|| no_flag(text))?),
        })
    }

    /// What a cell of a workbook stands for that knows itself what it is.
    fn of_typed(&self, cell: Cell<'_>) -> Result<Value, String> {
        let number = |number: f64, decimals: u32, expected: &str| {
            units_of_float(number, decimals).map_err(|fault| match fault {
                Fault::TooLarge => format!("“{}” is too large", cell.text()),
                Fault::TooFine => format!("“{}” has more than {expected}", cell.text()),
                Fault::NotANumber | Fault::Ambiguous => format!("“{}” is not a number", cell.text()),
            })
        };
        Ok(match (self.way, cell) {
            (Way::Money, Cell::Number(amount)) => {
                Value::Money(Money::from_minor_units(number(amount, 2, "two decimals; round it in the workbook")?))
            }
            (Way::Money, _) => return Err(MoneyError::NotAnAmount(cell.text().into_owned()).to_string()),
            (Way::Target, Cell::Number(amount)) => {
                Value::Target(Target(number(amount, 2, "two decimals; round it in the workbook")?))
            }
            (Way::Quantity, Cell::Number(many)) => {
                Value::Quantity(Quantity(number(many, 3, "three decimals; round it in the workbook")?))
            }
            (Way::Score, Cell::Number(points)) => {
                Value::Score(Score::from_points(points).map_err(|error| error.to_string())?)
            }
            (Way::Day, Cell::Date(day)) => Value::Day(day),
            (Way::Day, Cell::DateTime(at)) => Value::Day(at.date()),
            (Way::Month, Cell::Date(day)) => Value::Day(first_of_month(day)),
            (Way::Month, Cell::DateTime(at)) => Value::Day(first_of_month(at.date())),
            (Way::Time, Cell::DateTime(at)) => Value::Time(to_the_minute(at.time()).unwrap_or_default()),
            (Way::Time, Cell::Duration(seconds)) => Value::Time(time_of(seconds).ok_or_else(|| no_time(cell))?),
            // Spreadsheet programs keep a time of day as a part of a day.
            (Way::Time, Cell::Number(days)) => Value::Time(time_of(days * 86_400.0).ok_or_else(|| no_time(cell))?),
            (Way::Minutes, Cell::Duration(seconds)) => {
                Value::Count(whole(seconds / 60.0).ok_or_else(|| no_minutes(&cell.text()))?)
            }
            (Way::Flag, Cell::Bool(flag)) => Value::Flag(flag),
            // A cell that shows percents holds a part of one.
            (Way::Word(List::Likelihood), Cell::Number(part)) if part > 0.0 && part <= 1.0 => {
                let percent = (part * 100.0).to_string();
                Value::Word(List::Likelihood.read(&percent).ok_or_else(|| List::Likelihood.expected(&percent))?)
            }
            // Others may still say by their text what is meant: 1 is yes, 20260403 is a day, 30 are minutes.
            (_, cell) => {
                let text = text_of(cell, false)?.unwrap_or_default();
                self.of_text(&text)?
            }
        })
    }

    fn day(&self, text: &str) -> Result<NaiveDate, String> {
        let expected = || format!("“{text}” is not a date; expected year-month-day, such as 2026-04-03");
        match Written::of(text).ok_or_else(expected)?.day(self.dates) {
            Ok(day) => day.ok_or_else(expected),
            Err(()) => Err(format!("“{text}” can be read in two ways; write it as year-month-day")),
        }
    }

    /// The first day of a month, which may be written as any of its days.
    fn month(&self, text: &str) -> Result<NaiveDate, String> {
        if let Some(month) = dates::month_and_year(text) {
            return Ok(month);
        }
        if Written::of(text).is_none() {
            return Err(format!("“{text}” is not a month; expected year-month, such as 2026-04"));
        }
        self.day(text).map(first_of_month)
    }
}

impl ExtraColumn {
    /// Each column that is kept under a name, from the left.
    pub fn all(sheet: &Sheet, mapping: &Mapping) -> Vec<Self> {
        let guards = guards(sheet);
        let named = mapping.columns().iter().enumerate().filter_map(|(place, column)| match &column.holds {
            Holds::Extra(name) => Some(Self { place, name: name.clone(), guards }),
            Holds::Nothing | Holds::Field(_) => None,
        });
        named.collect()
    }

    /// The text of one cell; `None` when it is empty. The error says what is wrong with it.
    pub fn read<'c>(&self, cell: Cell<'c>) -> Result<Option<Cow<'c, str>>, String> {
        text_of(cell, self.guards)
    }
}

/// Whether a value can be one of the field: what a guess asks before it believes a header.
pub(super) fn could_be(field: Field, kind: RecordKind, cell: Cell<'_>) -> bool {
    let text = cell.text();
    let text = text.trim();
    match Way::of(field) {
        Way::Text | Way::Role | Way::Names => match field {
            Field::Email => text.contains('@'),
            Field::Website => text.contains('.'),
            Field::RelevantCategories => relevance::read(text).is_some(),
            _ => true,
        },
        Way::Id if kind == RecordKind::Purchases => text.parse::<LineKey>().is_ok(),
        Way::Id => uuid::Uuid::try_parse(text).is_ok(),
        Way::Money | Way::Quantity | Way::Target | Way::Score | Way::Days | Way::Minutes => match cell {
            Cell::Date(_) | Cell::DateTime(_) | Cell::Bool(_) => false,
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Duration(_) | Cell::Error(_) => {
                text.contains(|c: char| c.is_ascii_digit()) && uuid::Uuid::try_parse(text).is_err()
            }
        },
        Way::Day => is_day(cell),
        Way::Month => is_day(cell) || dates::month_and_year(text).is_some(),
        Way::Time => match cell {
            Cell::Text(text) => dates::time(text).is_some(),
            Cell::DateTime(_) | Cell::Duration(_) | Cell::Number(_) => true,
            Cell::Empty | Cell::Bool(_) | Cell::Date(_) | Cell::Error(_) => false,
        },
        Way::Word(list) => match (list, cell) {
            (List::Likelihood, Cell::Number(_)) => true,
            _ => list.read(text).is_some(),
        },
        Way::Flag => words::flag(text).is_some(),
    }
}

/// Whether a cell is a day, however it is written.
pub(super) fn is_day(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Date(_) | Cell::DateTime(_) => true,
        Cell::Text(text) => Written::of(text).is_some(),
        Cell::Empty | Cell::Number(_) | Cell::Bool(_) | Cell::Duration(_) | Cell::Error(_) => false,
    }
}

/// Whether a cell is an amount that shows its cents.
pub(super) fn is_money(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => {
            let text = text.trim();
            let cents = text.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
            let cents = cents.len() > 3 && cents.get(cents.len() - 3..).is_some_and(|end| end.starts_with(['.', ',']));
            cents && amounts::told_by(text).is_some() && amounts::money(text, None).is_ok()
        }
        Cell::Number(number) => number.fract() != 0.0 && units_of_float(number, 2).is_ok(),
        Cell::Empty | Cell::Bool(_) | Cell::Date(_) | Cell::DateTime(_) | Cell::Duration(_) | Cell::Error(_) => false,
    }
}

/// The texts of a column that are not blank, those of a footer left out.
fn texts(sheet: &Sheet, place: usize) -> impl Iterator<Item = &str> + Clone {
    let rows = sheet.rows().take(sheet.len().saturating_sub(sheet.footer));
    rows.filter_map(move |row| match row.cell(place) {
        Cell::Text(text) if !text.is_empty() => Some(unguarded(text.trim())),
        _ => None,
    })
}

/// The separator of a column of money whose amounts could each be read in two ways (`1.250`, `2.500`): they are
/// thousands, because money has no three decimals. One such amount alone proves nothing.
fn decimal_of_groups(sheet: &Sheet, place: usize) -> Option<DecimalSeparator> {
    if shows_its_separator(sheet, place) {
        return None;
    }
    let mut grouped = texts(sheet, place).filter_map(amounts::if_grouped).peekable();
    let first = grouped.next()?;
    grouped.peek()?;
    grouped.all(|next| next == first).then_some(first)
}

/// Whether any amount of a column shows its separator. If they then disagree, those with two readings stay undecided.
fn shows_its_separator(sheet: &Sheet, place: usize) -> bool {
    texts(sheet, place).any(|text| amounts::told_by(text).is_some())
}

/// The one value that all agree on, if there is any and they do.
fn unanimous<T: PartialEq>(mut told: impl Iterator<Item = T>) -> Option<T> {
    let first = told.next()?;
    told.all(|next| next == first).then_some(first)
}

/// Whether texts that would run stand behind a guard in it.
pub(super) const fn guards(sheet: &Sheet) -> bool {
    match sheet.format {
        Format::Csv | Format::Tsv | Format::Clipboard => true,
        Format::Xlsx | Format::Xlsm | Format::Xlsb | Format::Xls | Format::Ods | Format::Json => false,
    }
}

/// A text without blanks around it and without its guard; `None` when nothing is left.
fn plain(cell: &str, guards: bool) -> Result<Option<&str>, String> {
    if cell.len() > MAX_CELL_CHARS && cell.chars().nth(MAX_CELL_CHARS).is_some() {
        return Err(format!("the text is longer than {MAX_CELL_CHARS} characters; shorten it"));
    }
    let text = if guards { unguarded(cell.trim()).trim() } else { cell.trim() };
    if text.contains('\0') {
        return Err("the text has a NUL character in it; the file may be damaged".to_owned());
    }
    Ok((!text.is_empty()).then_some(text))
}

/// What a cell says where words of people are wanted.
fn text_of(cell: Cell<'_>, guards: bool) -> Result<Option<Cow<'_, str>>, String> {
    match cell {
        Cell::Empty => Ok(None),
        Cell::Text(text) => Ok(plain(text, guards)?.map(Cow::Borrowed)),
        Cell::Error(name) => Err(error_cell(name)),
        Cell::Number(number) => Ok(Some(Cow::Owned(as_shown(number)))),
        Cell::Bool(_) | Cell::Date(_) | Cell::DateTime(_) | Cell::Duration(_) => Ok(Some(cell.text())),
    }
}

/// A number as spreadsheet programs show it: with fifteen digits at most, so that the noise of binary fractions is
/// gone, and written out however long it is.
fn as_shown(number: f64) -> String {
    if number.fract() == 0.0 {
        return number.to_string();
    }
    format!("{number:.14e}").parse().unwrap_or(number).to_string()
}

fn error_cell(name: &str) -> String {
    format!("the cell holds the error {name}; mend it in its own program")
}

/// A number of days, with a word behind it or without.
fn days(text: &str) -> Result<u32, String> {
    let plain = without_unit(text, &["days", "day", "d", "tage", "tag", "jours", "jour", "dias", "giorni", "dagen"]);
    amounts::count(plain)
        .filter(|days| (1..=u32::from(u16::MAX)).contains(days))
        .ok_or_else(|| format!("“{text}” is not a number of days; expected a whole number from 1, such as 30"))
}

/// A number of minutes, with a word behind it or without, or hours and minutes: `90`, `90 min`, `1:30`.
fn minutes(text: &str) -> Result<u32, String> {
    let plain = without_unit(text, &["minutes", "minuten", "minutos", "minuti", "mins", "min.", "min", "m"]);
    let clock = || {
        let (hours, minutes) = text.trim().split_once(':')?;
        let minutes = Some(minutes).filter(|minutes| minutes.len() == 2).and_then(amounts::count)?;
        amounts::count(hours)?.checked_mul(60)?.checked_add(minutes).filter(|_| minutes < 60)
    };
    amounts::count(plain).or_else(clock).ok_or_else(|| no_minutes(text))
}

fn without_unit<'t>(text: &'t str, units: &[&str]) -> &'t str {
    let text = text.trim();
    let number = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.').trim_end();
    let unit = text.get(number.len()..).unwrap_or_default();
    if units.contains(&words::Folded::of(unit).as_str()) { number } else { text }
}

fn no_minutes(text: &str) -> String {
    format!("“{text}” is not a number of minutes; expected a whole number, such as 45")
}

fn no_flag(text: &str) -> String {
    format!("“{text}” is neither yes nor no; expected yes or no")
}

fn no_time(cell: Cell<'_>) -> String {
    format!("“{}” is not a time of day; expected hours:minutes, such as 14:30", cell.text())
}

/// The whole number nearest to one that is not negative.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within reach, as the line before says")]
fn whole(number: f64) -> Option<u32> {
    (0.0..=f64::from(u32::MAX)).contains(&number.round()).then(|| number.round() as u32)
}

fn time_of(seconds: f64) -> Option<NaiveTime> {
    let seconds = whole(seconds).filter(|seconds| *seconds < 86_400)?;
    NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).and_then(to_the_minute)
}

/// Times are kept and written to the minute.
fn to_the_minute(time: NaiveTime) -> Option<NaiveTime> {
    NaiveTime::from_hms_opt(time.hour(), time.minute(), 0)
}

#[cfg(test)]
mod tests;
