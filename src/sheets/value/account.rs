//! The fields of accounts.

use chrono::NaiveDate;

use crate::model::{Account, Extra, Likelihood, Pursuit, PursuitList, Qpc, QpcSource, Stage, TargetQuestion};
use crate::sheets::{Field, relevance};

use super::{Fields, Value, day, flag, money, put_always, put_some, put_text, text, word};

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
            Field::Channel => text(&self.channel),
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
            Field::Channel => put_text(&mut self.channel, value),
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
