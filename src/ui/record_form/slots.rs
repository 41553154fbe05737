//! A field of a record while it is written: what it holds, what may be chosen, and what its text means.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime};

use super::{as_fields, as_fields_mut};
use crate::model::{
    ActivityKind, ActivityStatus, AnyRecord, Contact, ContactId, Duty, Influence, Initiator, Likelihood,
    OpportunityOutcome, Portfolio, RecordKind, RiskKind, Severity, text::folded,
};
use crate::sheets::{Field, Value};
use crate::ui::drafts::DraftError;

/// One field of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot {
    pub field: Field,
    pub shape: Shape,
    pub held: Held,
    /// Why what it holds cannot be, since the form was to be saved.
    pub error: Option<String>,
}

/// What a field holds, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Held {
    Text(String),
    Word(Option<&'static str>),
    Flag(bool),
    /// Names of ours, and one that is being typed.
    Colleagues {
        chosen: Vec<String>,
        typed: String,
    },
    Contacts(Vec<ContactId>),
}

/// How a field is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A line of text; there may be words that others have used.
    Line,
    Lines,
    Day,
    Time,
    Money,
    /// A whole number, at least so many.
    Count {
        least: u32,
    },
    /// One of a closed list, or none of it.
    Words {
        choices: Choices,
        needed: bool,
    },
    Flag,
    Colleagues,
    Contacts,
}

/// The closed lists of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choices {
    Activity,
    Status,
    Initiator,
    Influence,
    Likelihood,
    Outcome,
    Risk,
    Severity,
    Duty,
}

impl Choices {
    /// The words, in their order.
    #[must_use]
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Activity => ActivityKind::ALL.iter().map(|one| one.name()).collect(),
            Self::Status => ActivityStatus::ALL.iter().map(|one| one.name()).collect(),
            Self::Initiator => Initiator::ALL.iter().map(|one| one.name()).collect(),
            Self::Influence => Influence::ALL.iter().map(|one| one.name()).collect(),
            Self::Likelihood => Likelihood::ALL.iter().map(|one| one.name()).collect(),
            Self::Outcome => OpportunityOutcome::ALL.iter().map(|one| one.name()).collect(),
            Self::Risk => RiskKind::ALL.iter().map(|one| one.name()).collect(),
            Self::Severity => Severity::ALL.iter().map(|one| one.name()).collect(),
            Self::Duty => Duty::ALL.iter().map(|one| one.name()).collect(),
        }
    }
}

impl Shape {
    /// How a field of records other than accounts and purchases is written.
    #[must_use]
    pub const fn of(field: Field) -> Self {
        match field {
            Field::Notes => Self::Lines,
            Field::Champion
            | Field::Left
            | Field::Answered
            | Field::Seller
            | Field::TargetMoney
            | Field::TargetAccess
            | Field::TargetFit
            | Field::Judged
            | Field::Archived => Self::Flag,
            Field::Day
            | Field::Since
            | Field::Due
            | Field::Resolved
            | Field::PursuitSince
            | Field::SuspectSince
            | Field::ProspectSince
            | Field::CustomerSince
            | Field::ClientSince
            | Field::LostSince
            | Field::PeriodStart
            | Field::Month
            | Field::QpcAsOf
            | Field::OrderDate => Self::Day,
            Field::Time => Self::Time,
            Field::Value | Field::Amount | Field::Margin | Field::Qpc | Field::Revenue12m | Field::RevenuePrior12m => {
                Self::Money
            }
            Field::CadenceDays => Self::Count { least: 1 },
            Field::Minutes | Field::HoursPerYear => Self::Count { least: 0 },
            Field::Kind => words_of(Choices::Activity, true),
            Field::Status => words_of(Choices::Status, true),
            Field::InitiatedBy => words_of(Choices::Initiator, true),
            Field::Influence => words_of(Choices::Influence, false),
            Field::Likelihood => words_of(Choices::Likelihood, false),
            Field::Outcome => words_of(Choices::Outcome, true),
            Field::RiskKind => words_of(Choices::Risk, true),
            Field::Severity => words_of(Choices::Severity, true),
            Field::Duty => words_of(Choices::Duty, false),
            Field::Colleagues => Self::Colleagues,
            Field::Contacts => Self::Contacts,
            Field::Pursuit
            | Field::RelevantCategories
            | Field::Id
            | Field::Key
            | Field::Name
            | Field::Account
            | Field::AccountKey
            | Field::Owner
            | Field::Stage
            | Field::Engagement
            | Field::Potential
            | Field::QpcSource
            | Field::Region
            | Field::Industry
            | Field::Website
            | Field::Title
            | Field::Role
            | Field::Email
            | Field::Phone
            | Field::Subject
            | Field::Document
            | Field::Product
            | Field::ProductKey
            | Field::Category
            | Field::Quantity
            | Field::NextStep
            | Field::OutcomeReason
            | Field::Reason
            | Field::Team
            | Field::Channel
            | Field::FromStage
            | Field::By
            | Field::EventSource
            | Field::Corrects
            | Field::HandedFrom
            | Field::HandedTo
            | Field::Metric
            | Field::PeriodKind
            | Field::GoalSeller
            | Field::Target => Self::Line,
        }
    }
}

const fn words_of(choices: Choices, needed: bool) -> Shape {
    Shape::Words { choices, needed }
}

impl Slot {
    /// As the record has it.
    pub fn of(portfolio: &Portfolio, record: &AnyRecord, field: Field) -> Self {
        let shape = Shape::of(field);
        let value = as_fields(record).value(field);
        let held = match (shape, value) {
            (Shape::Contacts, _) => Held::Contacts(contacts_of(record)),
            (Shape::Colleagues, value) => {
                let chosen = if let Some(Value::Names(names)) = value { names } else { Vec::new() };
                Held::Colleagues { chosen, typed: String::new() }
            }
            (Shape::Flag, value) => Held::Flag(value == Some(Value::Flag(true))),
            (Shape::Words { .. }, value) => {
                Held::Word(if let Some(Value::Word(word)) = value { Some(word) } else { None })
            }
            (_, Some(Value::Money(amount))) => Held::Text(portfolio.settings().more.numbers.money(amount)),
            (_, value) => Held::Text(value.map(|value| value.text().into_owned()).unwrap_or_default()),
        };
        Self { field, shape, held, error: None }
    }

    /// Writes what it holds into the record, or keeps why it cannot be.
    pub fn write(&mut self, portfolio: &Portfolio, record: &mut AnyRecord) {
        self.error = None;
        if let (Held::Contacts(chosen), AnyRecord::Activity(activity)) = (&self.held, &mut *record) {
            activity.contacts.clone_from(chosen);
            return;
        }
        match self.value(portfolio, record.kind()) {
            Ok(value) => {
                if !as_fields_mut(record).put(self.field, value.as_ref()) {
                    self.error = Some(format!("{} cannot hold this", self.field.label()));
                }
            }
            Err(error) => self.error = Some(error),
        }
    }

    /// The value that it comes to; `None` is nothing.
    fn value(&self, portfolio: &Portfolio, kind: RecordKind) -> Result<Option<Value>, String> {
        match &self.held {
            Held::Flag(flag) => Ok(Some(Value::Flag(*flag))),
            Held::Word(word) => Ok(word.map(Value::Word)),
            Held::Colleagues { chosen, typed } => {
                let mut names = chosen.clone();
                // A name that was typed and not yet added is meant all the same.
                add_name(&mut names, typed);
                Ok(Some(names).filter(|names| !names.is_empty()).map(Value::Names))
            }
            Held::Contacts(_) => Ok(None),
            Held::Text(text) => match (read(portfolio, self.shape, text)?, needs(kind, self.field)) {
                (None, Some(why)) => Err(why.to_owned()),
                (value, _) => Ok(value),
            },
        }
    }
}

/// Why a field must not be empty; `None` when it may be.
const fn needs(kind: RecordKind, field: Field) -> Option<&'static str> {
    match (kind, field) {
        (RecordKind::Contacts, Field::Name) => Some("A contact needs a name"),
        (RecordKind::Products, Field::Name) => Some("A product needs a name"),
        (RecordKind::Opportunities, Field::Name) => Some("An opportunity needs a name"),
        (RecordKind::Colleagues, Field::Name) => Some("A colleague needs a name"),
        (RecordKind::Risks, Field::Reason) => Some("Say what is feared, and why"),
        (_, Field::Day) => Some("Say on which day"),
        (_, Field::Since) => Some("Say since which day"),
        _ => None,
    }
}

/// What a text means in a field of this shape; nothing when it is empty. Amounts and days are read as the workspace
/// writes them, and days as year-month-day too.
///
/// # Errors
/// Why it can mean nothing there, for people.
pub fn read(portfolio: &Portfolio, shape: Shape, text: &str) -> Result<Option<Value>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Ok(Some(match shape {
        Shape::Line | Shape::Lines | Shape::Contacts => Value::Text(text.to_owned()),
        Shape::Day => return read_day(portfolio, text).map(|day| day.map(Value::Day)),
        Shape::Time => {
            let time =
                ["%H:%M", "%H:%M:%S", "%H.%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok());
            Value::Time(time.ok_or_else(|| format!("“{text}” is not a time of day; expected one such as 14:30"))?)
        }
        Shape::Money => {
            let amount = portfolio.settings().more.numbers.read_amount(text);
            Value::Money(amount.map_err(|error| error.to_string())?)
        }
        Shape::Count { least } => {
            let count = text.parse::<u32>().ok().filter(|count| (least..=u32::from(u16::MAX)).contains(count));
            Value::Count(count.ok_or_else(|| format!("“{text}” is not a whole number from {least} on"))?)
        }
        Shape::Words { choices, .. } => {
            let wanted = folded(text);
            let words = choices.words();
            let word = words.iter().copied().find(|word| folded(word) == wanted);
            Value::Word(word.ok_or_else(|| format!("“{text}” is not one of {}", words.join(", ")))?)
        }
        Shape::Flag => match folded(text).as_str() {
            "yes" | "y" | "true" | "1" | "x" => Value::Flag(true),
            "no" | "n" | "false" | "0" => Value::Flag(false),
            _ => return Err(format!("“{text}” is neither yes nor no")),
        },
        Shape::Colleagues => {
            let mut names = Vec::new();
            text.split(';').for_each(|name| add_name(&mut names, name));
            Value::Names(names)
        }
    }))
}

/// A day; `None` when the text is empty.
///
/// # Errors
/// Why the text is no day, for people.
pub(super) fn read_day(portfolio: &Portfolio, text: &str) -> Result<Option<NaiveDate>, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    let day = portfolio.settings().more.dates.read_day(text);
    day.map(Some).ok_or_else(|| DraftError::Date(text.to_owned()).to_string())
}

/// Adds a name that is not among them yet, whatever its case.
pub(super) fn add_name(names: &mut Vec<String>, name: &str) {
    let name = name.trim();
    let known = names.iter().any(|known| folded(known) == folded(name));
    if !name.is_empty() && !known {
        names.push(name.to_owned());
    }
}

/// The contacts that a record names.
fn contacts_of(record: &AnyRecord) -> Vec<ContactId> {
    match record {
        AnyRecord::Activity(activity) => activity.contacts.clone(),
        AnyRecord::Contact(_)
        | AnyRecord::Product(_)
        | AnyRecord::Opportunity(_)
        | AnyRecord::Risk(_)
        | AnyRecord::Colleague(_) => Vec::new(),
    }
}

/// Whether there are words that others have used in the field.
#[must_use]
pub const fn has_suggestions(field: Field) -> bool {
    matches!(field, Field::Role | Field::Category | Field::Team)
}

/// The words that others have used in a field of text, in order; empty where everybody writes their own.
#[must_use]
pub fn suggestions(portfolio: &Portfolio, field: Field) -> Vec<String> {
    let mut known: BTreeSet<&str> = BTreeSet::new();
    if field == Field::Role {
        known.extend(Contact::ROLES);
    } else if field == Field::Category {
        known.extend(crate::rules::relevance::categories(portfolio));
    } else if field == Field::Team {
        known.extend(portfolio.colleagues().iter().map(|one| one.team.as_str()));
    }
    known.into_iter().filter(|text| !text.is_empty()).map(str::to_owned).collect()
}
