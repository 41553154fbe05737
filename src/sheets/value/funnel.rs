//! The fields of stage events, hand-overs, goals and spending.

use crate::model::{Extra, Goal, HandOver, Metric, Period, PeriodKind, Spend, StageEvent, Whose};
use crate::sheets::Field;

use super::{Fields, Value, day, money, put_always, put_text, text, word};

/// Nothing is put into an event: what was written down once is corrected by another.
impl Fields for StageEvent {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Day => Some(Value::Day(self.on)),
            Field::FromStage => self.from.map(|stage| Value::Word(stage.name())),
            Field::Stage => self.to.map(|stage| Value::Word(stage.name())),
            Field::By => text(&self.by),
            Field::Channel => text(&self.channel),
            Field::Reason => text(&self.reason),
            Field::EventSource => Some(Value::Word(self.source.name())),
            Field::Corrects => self.corrects.map(|id| Value::Text(id.to_string())),
            _ => None,
        }
    }

    fn put(&mut self, _: Field, _: Option<&Value>) -> bool {
        false
    }

    keeps_extra!();
}

impl Fields for HandOver {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Day => Some(Value::Day(self.on)),
            Field::HandedFrom => text(&self.from),
            Field::HandedTo => text(&self.to),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Day => put_always(&mut self.on, value, day),
            Field::HandedFrom => put_text(&mut self.from, value),
            Field::HandedTo => put_text(&mut self.to, value),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Goal {
    fn value(&self, field: Field) -> Option<Value> {
        let Period { kind, start } = self.of.period;
        match (field, &self.of.whose) {
            (Field::Id, _) => Some(Value::Text(self.id.to_string())),
            (Field::Metric, _) => Some(Value::Word(self.of.metric.name())),
            (Field::PeriodKind, _) => Some(Value::Word(kind.name())),
            (Field::PeriodStart, _) => Some(Value::Day(start)),
            (Field::GoalSeller, Whose::Seller(name)) | (Field::Channel, Whose::Channel(name)) => text(name),
            (Field::Target, _) => Some(Value::Target(self.target)),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        let whose = |of: fn(String) -> Whose| match value {
            Some(Value::Text(name)) => Some(of(name.trim().to_owned())),
            _ => None,
        };
        match field {
            Field::Metric => put_always(&mut self.of.metric, value, |value| Metric::named(word(value)?)),
            Field::PeriodKind => put_always(&mut self.of.period.kind, value, |value| PeriodKind::named(word(value)?)),
            Field::PeriodStart => put_always(&mut self.of.period.start, value, day),
            Field::GoalSeller => whose(Whose::Seller).map(|whose| self.of.whose = whose).is_some(),
            Field::Channel => whose(Whose::Channel).map(|whose| self.of.whose = whose).is_some(),
            Field::Target => put_always(&mut self.target, value, |value| match value {
                Value::Target(target) => Some(*target),
                _ => None,
            }),
            _ => false,
        }
    }

    keeps_extra!();
}

impl Fields for Spend {
    fn value(&self, field: Field) -> Option<Value> {
        match field {
            Field::Id => Some(Value::Text(self.id.to_string())),
            Field::Channel => text(&self.channel),
            Field::Month => Some(Value::Day(self.month)),
            Field::Amount => Some(Value::Money(self.amount)),
            Field::Notes => text(&self.notes),
            _ => None,
        }
    }

    fn put(&mut self, field: Field, value: Option<&Value>) -> bool {
        match field {
            Field::Channel => put_text(&mut self.channel, value),
            Field::Month => put_always(&mut self.month, value, day),
            Field::Amount => put_always(&mut self.amount, value, money),
            Field::Notes => put_text(&mut self.notes, value),
            _ => false,
        }
    }

    keeps_extra!();
}
