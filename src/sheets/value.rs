//! The values of records, field by field: what imports write into them and exports take out of them.
//!
//! What a record says of others (the account that a contact belongs to, the contacts of an activity) is a key in the
//! record and a name in a file; those are looked up by who knows the portfolio.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use crate::model::{Extra, Money, Quantity, Score, Target};

use super::Field;

/// All that have fields keep the named ones beyond them in the same place.
macro_rules! keeps_extra {
    () => {
        fn extra(&self) -> &Extra {
            &self.extra
        }

        fn extra_mut(&mut self) -> &mut Extra {
            &mut self.extra
        }
    };
}

mod account;
mod funnel;
mod records;

/// A value of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Words of people.
    Text(String),
    /// One of a closed list, by its name: a stage, a kind of activity.
    Word(&'static str),
    Money(Money),
    Score(Score),
    Quantity(Quantity),
    /// How much a goal is for, of whatever it counts.
    Target(Target),
    Count(u32),
    Flag(bool),
    Day(NaiveDate),
    Time(NaiveTime),
    /// Several names.
    Names(Vec<String>),
}

impl Value {
    /// As exports write it, without a guard: a text file holds nothing else.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Word(word) => Cow::Borrowed(word),
            Self::Money(amount) => Cow::Owned(amount.to_string()),
            Self::Score(score) => Cow::Owned(score.to_string()),
            Self::Quantity(quantity) => Cow::Owned(quantity.to_string()),
            Self::Target(target) => Cow::Owned(decimals(target.0)),
            Self::Count(count) => Cow::Owned(count.to_string()),
            Self::Flag(flag) => Cow::Borrowed(if *flag { "yes" } else { "no" }),
            Self::Day(day) => Cow::Owned(day.to_string()),
            Self::Time(time) => Cow::Owned(time.format("%H:%M").to_string()),
            Self::Names(names) => Cow::Owned(names.join("; ")),
        }
    }

    /// Whether people wrote it, so that a spreadsheet program might run it.
    #[must_use]
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Names(_))
    }
}

/// A record whose fields are read and written one by one. Fields that it does not have, or that name other records,
/// are `None` and are not written.
pub trait Fields {
    /// The value of the field; `None` where there is none, an empty text too.
    fn value(&self, field: Field) -> Option<Value>;

    /// Writes the value into its field; `None` empties it, if it can be empty. Texts lose blanks at both ends. Says
    /// whether the record has such a field and the value is of its kind.
    fn put(&mut self, field: Field, value: Option<&Value>) -> bool;

    fn extra(&self) -> &Extra;

    fn extra_mut(&mut self) -> &mut Extra;
}

fn text(text: &str) -> Option<Value> {
    (!text.is_empty()).then(|| Value::Text(text.to_owned()))
}

fn put_text(into: &mut String, value: Option<&Value>) -> bool {
    match value {
        Some(Value::Text(text)) => text.trim().clone_into(into),
        None => into.clear(),
        Some(_) => return false,
    }
    true
}

/// Writes a value of the kind that `of` takes; nothing where there is none.
fn put_some<T>(into: &mut Option<T>, value: Option<&Value>, of: impl Fn(&Value) -> Option<T>) -> bool {
    match value.map(of) {
        None => *into = None,
        Some(Some(read)) => *into = Some(read),
        Some(None) => return false,
    }
    true
}

/// Writes a value that there always is; an empty cell leaves it.
fn put_always<T>(into: &mut T, value: Option<&Value>, of: impl Fn(&Value) -> Option<T>) -> bool {
    match value.map(of) {
        None => true,
        Some(Some(read)) => {
            *into = read;
            true
        }
        Some(None) => false,
    }
}

const fn flag(value: &Value) -> Option<bool> {
    if let Value::Flag(flag) = value { Some(*flag) } else { None }
}

const fn money(value: &Value) -> Option<Money> {
    if let Value::Money(amount) = value { Some(*amount) } else { None }
}

const fn day(value: &Value) -> Option<NaiveDate> {
    if let Value::Day(day) = value { Some(*day) } else { None }
}

const fn word(value: &Value) -> Option<&'static str> {
    if let Value::Word(word) = value { Some(word) } else { None }
}

/// Hundredths without zeros behind their decimals: `12`, `2.5`, `0.25`.
fn decimals(hundredths: i64) -> String {
    let text = Money::from_minor_units(hundredths).to_string();
    text.strip_suffix(".00")
        .or_else(|| text.strip_suffix('0').filter(|_| text.contains('.')))
        .unwrap_or(&text)
        .to_owned()
}
