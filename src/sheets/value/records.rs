//! The fields of contacts, activities, products, opportunities, risks and colleagues.

use crate::model::{
    Activity, ActivityKind, ActivityStatus, Colleague, Contact, Duty, Extra, Influence, Initiator, Likelihood,
    Opportunity, OpportunityOutcome, Product, Risk, RiskKind, Severity,
};
use crate::sheets::Field;

use super::{Fields, Value, day, flag, money, put_always, put_some, put_text, text, word};

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
}
