//! The values of records, field by field: what imports write into them and exports take out of them.
//!
//! What a record says of others (the account that a contact belongs to, the contacts of an activity) is a key in the
//! record and a name in a file; those are looked up by who knows the portfolio.

use std::borrow::Cow;

use chrono::{NaiveDate, NaiveTime};

use crate::model::{Account, Activity, ActivityKind, ActivityStatus, Colleague, Contact, Duty, Extra, Influence, Initiator, Likelihood, Money, Opportunity, OpportunityOutcome, Product, Pursuit, PursuitList, Qpc, QpcSource, Quantity, Risk, RiskKind, Score, Severity, Stage, Target, TargetQuestion};

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

/// The question that a field answers.
const fn question(field: Field) -> Option<TargetQuestion> {
    match field {
        Field::TargetMoney => Some(TargetQuestion::Money),
        Field::TargetAccess => Some(TargetQuestion::Access),
        Field::TargetFit => Some(TargetQuestion::Fit),
        _ => None,
    }
}

/// The position is read here and never written: it changes by a move. A list that an account gets on has no day yet: who
/// writes it says since when.
impl Fields for Account {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::Name => text(&self.name),
            Field::Owner => text(&self.owner),
            Field::Stage => Some(Value::Word(self.stage.name())),
            Field::Region => text(&self.region),
            Field::Industry => text(&self.industry),
            Field::Website => text(&self.website),
            Field::Notes => text(&self.notes),
            Field::Engagement => self.judged().map(|position| Value::Score(position.engagement)),
            Field::Potential => self.judged().map(|position| Value::Score(position.potential)),
            Field::Revenue12m => self.revenue_12m.map(Value::Money),
            Field::RevenuePrior12m => self.revenue_prior_12m.map(Value::Money),
            Field::Qpc => self.qpc.map(|qpc| Value::Money(qpc.amount)),
            Field::QpcSource => self.qpc.map(|qpc| Value::Word(qpc.source.name())),
            Field::QpcAsOf => self.qpc.and_then(|qpc| qpc.as_of).map(Value::Day),
            Field::Likelihood => self.likelihood.map(|likelihood| Value::Word(likelihood.name())),
            Field::RelevantCategories => text(&relevance::text(&self.relevance)),
            Field::TargetMoney | Field::TargetAccess | Field::TargetFit => {
                question(field).and_then(|question| self.answers.get(&question)).map(|answer| Value::Flag(*answer))
            }
            Field::Pursuit => self.pursuit.map(|pursuit| Value::Word(pursuit.list.name())),
            Field::PursuitSince => self.pursuit.map(|pursuit| Value::Day(pursuit.since)),
            Field::Judged => Some(Value::Flag(self.judgement.is_some())),
            Field::Archived => Some(Value::Flag(self.archived)),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::Name => put_text(&mut self.name, value),
            Field::Owner => put_text(&mut self.owner, value),
            Field::Stage => put_always(&mut self.stage, value, |value| Stage::named(word(value)?)),
            Field::Region => put_text(&mut self.region, value),
            Field::Industry => put_text(&mut self.industry, value),
            Field::Website => put_text(&mut self.website, value),
            Field::Notes => put_text(&mut self.notes, value),
            Field::Revenue12m => put_some(&mut self.revenue_12m, value, money),
            Field::RevenuePrior12m => put_some(&mut self.revenue_prior_12m, value, money),
            Field::Qpc => {
                let had = self.qpc;
                put_some(&mut self.qpc, value, |value| {
                    let amount = money(value)?;
                    Some(
                        had.map_or(Qpc { amount, source: QpcSource::default(), as_of: None }, |had| Qpc {
                            amount,
                            ..had
                        }),
                    )
                })
            }
            Field::QpcSource => match &mut self.qpc {
                Some(qpc) => put_always(&mut qpc.source, value, |value| QpcSource::named(word(value)?)),
                None => false,
            },
            Field::QpcAsOf => match &mut self.qpc {
                Some(qpc) => put_some(&mut qpc.as_of, value, day),
                None => false,
            },
            Field::Likelihood => put_some(&mut self.likelihood, value, |value| Likelihood::named(word(value)?)),
            Field::RelevantCategories => match value {
                None => {
                    self.relevance.clear();
                    true
                }
                Some(Value::Text(text)) => relevance::read(text).map(|said| self.relevance = said).is_some(),
                Some(_) => false,
            },
            Field::TargetMoney | Field::TargetAccess | Field::TargetFit => {
                let Some(question) = question(field) else { return false };
                let mut answer = None;
                let fits = put_some(&mut answer, value, flag);
                match answer {
                    Some(answer) => drop(self.answers.insert(question, answer)),
                    None if fits => drop(self.answers.remove(&question)),
                    None => {}
                }
                fits
            }
            Field::Pursuit => {
                let since = self.pursuit.map_or_else(NaiveDate::default, |pursuit| pursuit.since);
                put_some(&mut self.pursuit, value, |value| {
                    Some(Pursuit { list: PursuitList::named(word(value)?)?, since })
                })
            }
            Field::PursuitSince => match &mut self.pursuit {
                Some(pursuit) => put_always(&mut pursuit.since, value, day),
                None => false,
            },
            Field::Archived => put_always(&mut self.archived, value, flag),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Contact {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::Name => text(&self.name),
            Field::Title => text(&self.title),
            Field::Role => text(&self.role),
            Field::Influence => self.influence.map(|influence| Value::Word(influence.name())),
            Field::Email => text(&self.email),
            Field::Phone => text(&self.phone),
            Field::CadenceDays => self.cadence_days.map(|days| Value::Count(u32::from(days))),
            Field::Champion => Some(Value::Flag(self.champion)),
            Field::Left => Some(Value::Flag(self.left)),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::Name => put_text(&mut self.name, value),
            Field::Title => put_text(&mut self.title, value),
            Field::Role => put_text(&mut self.role, value),
            Field::Influence => put_some(&mut self.influence, value, |value| Influence::named(word(value)?)),
            Field::Email => put_text(&mut self.email, value),
            Field::Phone => put_text(&mut self.phone, value),
            Field::CadenceDays => put_some(&mut self.cadence_days, value, |value| match value {
                Value::Count(days) => u16::try_from(*days).ok().filter(|days| *days > 0),
                _ => None,
            }),
            Field::Champion => put_always(&mut self.champion, value, flag),
            Field::Left => put_always(&mut self.left, value, flag),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Activity {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::Kind => Some(Value::Word(self.kind.name())),
            Field::Day => Some(Value::Day(self.day)),
            Field::Time => self.time.map(Value::Time),
            Field::Status => Some(Value::Word(self.status.name())),
            Field::Subject => text(&self.subject),
            Field::Colleagues => (!self.colleagues.is_empty()).then(|| Value::Names(self.colleagues.clone())),
            Field::InitiatedBy => Some(Value::Word(self.initiated_by.name())),
            Field::Answered => Some(Value::Flag(self.answered)),
            Field::Minutes => self.minutes.map(Value::Count),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::Kind => put_always(&mut self.kind, value, |value| ActivityKind::named(word(value)?)),
            Field::Day => put_always(&mut self.day, value, day),
            Field::Time => put_some(&mut self.time, value, |value| match value {
                Value::Time(time) => Some(*time),
                _ => None,
            }),
            Field::Status => put_always(&mut self.status, value, |value| ActivityStatus::named(word(value)?)),
            Field::Subject => put_text(&mut self.subject, value),
            Field::Colleagues => match value {
                None => {
                    self.colleagues.clear();
                    true
                }
                Some(Value::Names(names)) => {
                    self.colleagues.clone_from(names);
                    true
                }
                Some(_) => false,
            },
            Field::InitiatedBy => put_always(&mut self.initiated_by, value, |value| Initiator::named(word(value)?)),
            Field::Answered => put_always(&mut self.answered, value, flag),
            Field::Minutes => put_some(&mut self.minutes, value, |value| match value {
                Value::Count(minutes) => Some(*minutes),
                _ => None,
            }),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Product {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::Name => text(&self.name),
            Field::Category => text(&self.category),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::Name => put_text(&mut self.name, value),
            Field::Category => put_text(&mut self.category, value),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Opportunity {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::Name => text(&self.name),
            Field::Category => text(&self.category),
            Field::Value => self.value.map(Value::Money),
            Field::Likelihood => self.likelihood.map(|likelihood| Value::Word(likelihood.name())),
            Field::NextStep => text(&self.next_step),
            Field::Due => self.due.map(Value::Day),
            Field::Outcome => Some(Value::Word(self.outcome.name())),
            Field::OutcomeReason => text(&self.outcome_reason),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::Name => put_text(&mut self.name, value),
            Field::Category => put_text(&mut self.category, value),
            Field::Value => put_some(&mut self.value, value, money),
            Field::Likelihood => put_some(&mut self.likelihood, value, |value| Likelihood::named(word(value)?)),
            Field::NextStep => put_text(&mut self.next_step, value),
            Field::Due => put_some(&mut self.due, value, day),
            Field::Outcome => put_always(&mut self.outcome, value, |value| OpportunityOutcome::named(word(value)?)),
            Field::OutcomeReason => put_text(&mut self.outcome_reason, value),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Risk {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::RiskKind => Some(Value::Word(self.kind.name())),
            Field::Severity => Some(Value::Word(self.severity.name())),
            Field::Reason => text(&self.reason),
            Field::Since => Some(Value::Day(self.since)),
            Field::Resolved => self.resolved.map(Value::Day),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::RiskKind => put_always(&mut self.kind, value, |value| RiskKind::named(word(value)?)),
            Field::Severity => put_always(&mut self.severity, value, |value| Severity::named(word(value)?)),
            Field::Reason => put_text(&mut self.reason, value),
            Field::Since => put_always(&mut self.since, value, day),
            Field::Resolved => put_some(&mut self.resolved, value, day),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Colleague {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Key => text(&self.key),
            Field::Name => text(&self.name),
            Field::Team => text(&self.team),
            Field::Seller => Some(Value::Flag(self.seller)),
            Field::Email => text(&self.email),
            Field::HoursPerYear => self.hours_per_year.map(|hours| Value::Count(u32::from(hours))),
            Field::Duty => self.duty.map(|duty| Value::Word(duty.name())),
            Field::Left => Some(Value::Flag(self.left)),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Key => put_text(&mut self.key, value),
            Field::Name => put_text(&mut self.name, value),
            Field::Team => put_text(&mut self.team, value),
            Field::Seller => put_always(&mut self.seller, value, flag),
            Field::Email => put_text(&mut self.email, value),
            Field::HoursPerYear => put_some(&mut self.hours_per_year, value, |value| match value {
                Value::Count(hours) => u16::try_from(*hours).ok(),
                _ => None,
            }),
            Field::Duty => put_some(&mut self.duty, value, |value| Duty::named(word(value)?)),
            Field::Left => put_always(&mut self.left, value, flag),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
/// Hundredths without zeros behind their decimals: `12`, `2.5`, `0.25`.
fn decimals(hundredths: i64) -> String {
    let text = Money::from_minor_units(hundredths).to_string();
    text.strip_suffix(".00")
        .or_else(|| text.strip_suffix('0').filter(|_| text.contains('.')))
        .unwrap_or(&text)
        .to_owned()
}
