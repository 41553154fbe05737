//! What people type into a cell, read.

use chrono::NaiveTime;

use crate::model::{
    ActivityKind, ActivityStatus, AnyRecord, ContactId, Duty, Influence, Initiator, Likelihood, Metric,
    OpportunityOutcome, PeriodKind, Portfolio, QpcSource, RiskKind, Severity, Stage, StageSource, text::folded,
};
use crate::sheets::{Field, Value};

use super::record::{RecordRef, changed_elsewhere, put, shown};

/// How a field is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// One of a closed list.
    Words(Vec<&'static str>),
    Flag,
    Money,
    Count,
    Day,
    Time,
    /// Several names, separated by semicolons.
    Names,
    /// The name of an account.
    Account,
    /// Names of contacts of the account, separated by semicolons.
    Contacts,
}

impl Shape {
    #[must_use]
    pub fn of(field: Field) -> Self {
        fn words<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Shape {
            Shape::Words(all.iter().map(|one| name(*one)).collect())
        }
        match field {
            Field::Stage | Field::FromStage => words(&Stage::ALL, Stage::name),
            Field::EventSource => words(StageSource::ALL, StageSource::name),
            Field::Metric => words(Metric::ALL, Metric::name),
            Field::PeriodKind => words(PeriodKind::ALL, PeriodKind::name),
            Field::QpcSource => words(&QpcSource::ALL, QpcSource::name),
            Field::Influence => words(Influence::ALL, Influence::name),
            Field::Kind => words(ActivityKind::ALL, ActivityKind::name),
            Field::Status => words(ActivityStatus::ALL, ActivityStatus::name),
            Field::InitiatedBy => words(Initiator::ALL, Initiator::name),
            Field::Likelihood => words(Likelihood::ALL, Likelihood::name),
            Field::Outcome => words(OpportunityOutcome::ALL, OpportunityOutcome::name),
            Field::RiskKind => words(RiskKind::ALL, RiskKind::name),
            Field::Severity => words(Severity::ALL, Severity::name),
            Field::Duty => words(Duty::ALL, Duty::name),
            Field::Champion
            | Field::Left
            | Field::Answered
            | Field::Seller
            | Field::TargetMoney
            | Field::TargetAccess
            | Field::TargetFit
            | Field::Judged
            | Field::Archived => Self::Flag,
            Field::Revenue12m
            | Field::RevenuePrior12m
            | Field::Qpc
            | Field::Amount
            | Field::Margin
            | Field::Value
            | Field::Quantity
            | Field::Engagement
            | Field::Potential => Self::Money,
            Field::CadenceDays | Field::Minutes | Field::HoursPerYear | Field::Target => Self::Count,
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
            | Field::LostSince
            | Field::PeriodStart
            | Field::Month => Self::Day,
            Field::Time => Self::Time,
            Field::Colleagues => Self::Names,
            Field::Account => Self::Account,
            Field::Contacts => Self::Contacts,
            Field::Pursuit
            | Field::RelevantCategories
            | Field::Id
            | Field::Key
            | Field::Name
            | Field::AccountKey
            | Field::Owner
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
            | Field::NextStep
            | Field::OutcomeReason
            | Field::Reason
            | Field::Team
            | Field::Channel
            | Field::By
            | Field::Corrects
            | Field::HandedFrom
            | Field::HandedTo
            | Field::GoalSeller
            | Field::Notes => Self::Text,
        }
    }

    /// Whether its values stand at the right, one under the other.
    #[must_use]
    pub const fn is_numeric(&self) -> bool {
        match self {
            Self::Money | Self::Count => true,
            Self::Text
            | Self::Words(_)
            | Self::Flag
            | Self::Day
            | Self::Time
            | Self::Names
            | Self::Account
            | Self::Contacts => false,
        }
    }
}

/// The text of a field to begin typing from.
#[must_use]
pub fn current_text(record: RecordRef<'_>, portfolio: &Portfolio, field: Field) -> String {
    match record.value(portfolio, field) {
        Some(Value::Flag(flag)) => if flag { "yes" } else { "no" }.to_owned(),
        _ => shown(record, portfolio, field),
    }
}

/// The record with what a text means in one of its fields; `None` when that is what it says already.
///
/// # Errors
/// Why the text can mean nothing there, and what was expected.
pub fn read(
    record: RecordRef<'_>,
    portfolio: &Portfolio,
    field: Field,
    text: &str,
) -> Result<Option<AnyRecord>, String> {
    let text = text.trim();
    let Some(had) = record.owned() else {
        let kind = record.key().kind();
        return Err(kind.and_then(changed_elsewhere).unwrap_or("This is not typed here").to_owned());
    };
    let mut after = had.clone();
    match value_of(record, portfolio, field, text)? {
        Typed::Value(value) => {
            if !put(&mut after, field, value.as_ref()) {
                return Err(match field {
                    Field::CadenceDays => format!("“{text}” is not a cadence; expected 1 to {} days", u16::MAX),
                    Field::HoursPerYear => format!("“{text}” is too many; expected at most {} hours", u16::MAX),
                    _ => format!("{} cannot be typed here", field.label()),
                });
            }
        }
        Typed::Account(account) => after.set_account(account),
        Typed::Contacts(contacts) => {
            if let AnyRecord::Activity(activity) = &mut after {
                activity.contacts = contacts;
            }
        }
    }
    Ok((after != had).then_some(after))
}

enum Typed {
    /// `None` empties the field.
    Value(Option<Value>),
    Account(crate::model::AccountId),
    Contacts(Vec<ContactId>),
}

fn value_of(record: RecordRef<'_>, portfolio: &Portfolio, field: Field, text: &str) -> Result<Typed, String> {
    let more = &portfolio.settings().more;
    let shape = Shape::of(field);
    if text.is_empty() && !matches!(shape, Shape::Account) {
        return match field {
            Field::Name => Err("This needs a name".to_owned()),
            Field::Reason => Err("A risk needs its reason".to_owned()),
            Field::Kind | Field::Status | Field::InitiatedBy | Field::Outcome | Field::RiskKind | Field::Severity => {
                Err(expected(field, text, &shape))
            }
            Field::Day | Field::Since => Err(format!("{} needs a date", field.label())),
            Field::Contacts => Ok(Typed::Contacts(Vec::new())),
            _ if shape == Shape::Flag => Ok(Typed::Value(Some(Value::Flag(false)))),
            _ => Ok(Typed::Value(None)),
        };
    }
    let value = match &shape {
        Shape::Text => Value::Text(text.to_owned()),
        Shape::Words(words) => Value::Word(chosen(text, words).ok_or_else(|| expected(field, text, &shape))?),
        Shape::Flag => Value::Flag(flag(text).ok_or_else(|| format!("“{text}” is neither yes nor no"))?),
        Shape::Money => Value::Money(more.numbers.read_amount(text).map_err(|error| error.to_string())?),
        Shape::Count => {
            let plain: String = text.chars().filter(|letter| !matches!(letter, ',' | '.' | '’' | '\u{202f}')).collect();
            Value::Count(plain.parse().map_err(|_| format!("“{text}” is not a whole number"))?)
        }
        Shape::Day => Value::Day(
            more.dates
                .read_day(text)
                .ok_or_else(|| format!("“{text}” is not a date; expected year-month-day, such as 2026-05-12"))?,
        ),
        Shape::Time => {
            let time = NaiveTime::parse_from_str(text, "%H:%M");
            Value::Time(time.map_err(|_| format!("“{text}” is not a time; expected hours and minutes, such as 14:30"))?)
        }
        Shape::Names => Value::Names(names(text).map(str::to_owned).collect()),
        Shape::Account => {
            let wanted = folded(text);
            let mut found = portfolio.accounts().filter(|account| folded(&account.name) == wanted);
            return match (found.next(), found.next()) {
                (Some(account), None) => Ok(Typed::Account(account.id)),
                (Some(_), Some(_)) => Err(format!("There are several accounts “{text}”; rename one first")),
                (None, _) => Err(format!("There is no account “{text}”")),
            };
        }
        Shape::Contacts => {
            let of = record.account().map_or(&[][..], |account| portfolio.contacts_of(account));
            let find = |name: &str| {
                let contact = of.iter().find(|contact| folded(&contact.name) == folded(name));
                contact.map(|contact| contact.id).ok_or_else(|| format!("The account has no contact “{name}”"))
            };
            return Ok(Typed::Contacts(names(text).map(find).collect::<Result<_, _>>()?));
        }
    };
    Ok(Typed::Value(Some(value)))
}

fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(';').map(str::trim).filter(|name| !name.is_empty())
}

fn expected(field: Field, text: &str, shape: &Shape) -> String {
    let Shape::Words(words) = shape else { return String::new() };
    format!("“{text}” is no {}; expected {}", field.label().to_lowercase(), words.join(", "))
}

/// The one of that name, or the only one whose name begins so.
fn chosen(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let text = folded(text);
    let whole = words.iter().copied().find(|word| *word == text);
    let mut begun = words.iter().copied().filter(|word| word.starts_with(&text));
    whole.or_else(|| begun.next().filter(|_| begun.next().is_none()))
}

fn flag(text: &str) -> Option<bool> {
    match folded(text).as_str() {
        "yes" | "y" | "true" | "x" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Activity, Clock, Contact, Rows, Stamp};

    fn portfolio() -> Portfolio {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
        let accounts = vec![
            Account::new(stamp.account_id(), "Ernst Handel"),
            Account::new(stamp.account_id(), "Blondel"),
            Account::new(stamp.account_id(), "Blondel"),
        ];
        let account = accounts[0].id;
        let contacts = vec![
            Contact::new(stamp.contact_id(), account, "Maria Huber"),
            Contact::new(stamp.contact_id(), account, "Karl Fürst"),
        ];
        let activities = vec![Activity::new(stamp.activity_id(), account, day)];
        Portfolio::new(Rows { accounts, contacts, activities, ..Rows::default() })
    }

    #[expect(clippy::option_option, reason = "no change, a field that is emptied, and a value are three things")]
    fn check(field: Field, text: &str, wanted: Result<Option<Option<&str>>, &str>) {
        let portfolio = portfolio();
        let contact = portfolio.contacts().iter().next().unwrap();
        let activity = portfolio.activities().iter().next().unwrap();
        let of_activity = Field::of(crate::model::RecordKind::Contacts).contains(&field);
        let record = if of_activity { RecordRef::Contact(contact) } else { RecordRef::Activity(activity) };
        let read = read(record, &portfolio, field, text);
        match (read, wanted) {
            (Ok(None), Ok(None)) => {}
            (Ok(Some(after)), Ok(Some(value))) => {
                let after = match &after {
                    AnyRecord::Contact(contact) => RecordRef::Contact(contact),
                    AnyRecord::Activity(activity) => RecordRef::Activity(activity),
                    other => panic!("{other:?}"),
                };
                let got = after.value(&portfolio, field).map(|value| value.text().into_owned());
                assert_eq!(got.as_deref(), value, "{field:?} {text}");
            }
            (Err(error), Err(part)) => assert!(error.contains(part), "{error}"),
            (got, wanted) => panic!("{field:?} {text}: {got:?}, wanted {wanted:?}"),
        }
    }

    #[test]
    fn a_text_becomes_the_value_of_its_field() {
        check(Field::Name, " Maria Huber ", Ok(None));
        check(Field::Name, "Maria Berger", Ok(Some(Some("Maria Berger"))));
        check(Field::Name, " ", Err("needs a name"));
        check(Field::Influence, "H", Ok(Some(Some("high"))));
        check(Field::Influence, "", Ok(None));
        check(Field::Influence, "huge", Err("expected low, medium, high"));
        check(Field::CadenceDays, "30", Ok(Some(Some("30"))));
        check(Field::CadenceDays, "0", Err("not a cadence"));
        check(Field::CadenceDays, "monthly", Err("not a whole number"));
        check(Field::Champion, "yes", Ok(Some(Some("yes"))));
        check(Field::Champion, "", Ok(None));
        check(Field::Champion, "perhaps", Err("neither yes nor no"));
        check(Field::Day, "2026-03-02", Ok(None));
        check(Field::Day, "3 April 2026", Ok(Some(Some("2026-04-03"))));
        check(Field::Day, "soon", Err("not a date"));
        check(Field::Day, "", Err("needs a date"));
        check(Field::Time, "14:30", Ok(Some(Some("14:30"))));
        check(Field::Time, "2 pm", Err("not a time"));
        check(Field::Colleagues, "Anna; Bo ;", Ok(Some(Some("Anna; Bo"))));
        check(Field::Contacts, "karl fürst; Maria Huber", Ok(Some(Some("Karl Fürst; Maria Huber"))));
        check(Field::Contacts, "Nobody", Err("no contact “Nobody”"));
        check(Field::Account, "ernst handel", Ok(None));
        check(Field::Account, "Blondel", Err("several accounts"));
        check(Field::Account, "Nobody", Err("no account “Nobody”"));
        check(Field::Minutes, "1,200", Ok(Some(Some("1200"))));
        check(Field::Status, "", Err("expected planned, done"));
    }
}
