//! Plans rows that are goals or spending: one figure for each key, which the row says whole.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike as _, NaiveDate};

use crate::model::text::folded;
use crate::model::{
    Extra, Goal, GoalKey, Import, Metric, Money, Period, PeriodKind, Portfolio, Record, RecordKind, Spend, Stamp,
    Target, Whose,
};
use crate::sheets::{Field, Fields, Row, Value};

use super::apply::changes;
use super::desk::Desk;
use super::rows::{Cells, place};
use super::{Consequences, FieldChange, FieldName, ImportPlan, OnMatch, Outcome, PlanError};

/// A record that is a figure under a key.
pub(super) trait Figure: Record + Fields + 'static {
    const KIND: RecordKind;
    /// What cannot be changed of one that is there: another key is another figure.
    const KEY: &'static [Field];

    fn all(portfolio: &Portfolio) -> impl Iterator<Item = &Self>;

    /// What it is for, with names folded.
    fn key(&self) -> String;

    /// As people say it.
    fn title(&self) -> String;

    /// One as the row has it; for what the row does not say stands what `known` has.
    ///
    /// # Errors
    /// Of which field, and what is missing or wrong.
    fn read(
        cells: &Cells,
        known: Option<&Self>,
        portfolio: &Portfolio,
        stamp: &mut Stamp,
    ) -> Result<Self, (Field, String)>;

    fn put_into(self, import: &mut Import);
}

/// Plans rows that are such figures.
pub(super) fn plan<F: Figure>(mut desk: Desk<'_>) -> Result<ImportPlan, PlanError> {
    let portfolio = desk.against.portfolio;
    let mut known: BTreeMap<String, F> = BTreeMap::new();
    let mut ids: HashMap<String, String> = HashMap::new();
    for one in F::all(portfolio) {
        ids.insert(one.value(Field::Id).map(|id| id.text().into_owned()).unwrap_or_default(), one.key());
        known.insert(one.key(), one.clone());
    }
    let mut said: HashMap<String, u32> = HashMap::new();
    let mut writes: Vec<F> = Vec::new();
    desk.each_row(|desk, row, cells| figure(desk, row, cells, (&known, &ids), &mut said, &mut writes))?;
    let mut import = Import::new(desk.rows.sheet.name.clone(), F::KIND);
    for one in writes {
        one.put_into(&mut import);
    }
    desk.finish(import, Consequences::default(), |_| false)
}

fn figure<F: Figure>(
    desk: &mut Desk<'_>,
    row: Row<'_>,
    cells: &mut Cells,
    (known, ids): (&BTreeMap<String, F>, &HashMap<String, String>),
    said: &mut HashMap<String, u32>,
    writes: &mut Vec<F>,
) -> Outcome {
    let rejections = std::mem::take(&mut cells.rejections);
    if !rejections.is_empty() {
        return Outcome::Rejected(rejections.into());
    }
    let by_id = ids.get(cells.text(Field::Id)).and_then(|key| known.get(key));
    let read = match F::read(cells, by_id, desk.against.portfolio, desk.stamp) {
        Ok(read) => read,
        Err((field, reason)) => return Outcome::Rejected([desk.rejection(field, row, reason)].into()),
    };
    let (key, title) = (read.key(), read.title());
    if let Some(first) = said.get(&key) {
        let field = F::KEY.first().copied().unwrap_or(Field::Id);
        return desk
            .twin(row, *first, field, |line| format!("row {line} is already about {title}; keep one of the two"));
    }
    said.insert(key.clone(), place(row));
    let Some(before) = known.get(&key) else {
        let mut fresh = read;
        fresh.extra_mut().extend(cells.extra.iter().cloned());
        writes.push(fresh);
        return Outcome::New;
    };
    // Found by what it is for, it stays as it is but for its figure: `Trade fairs` is no correction of `trade fairs`.
    let mut after = before.clone();
    let mut touched: Vec<Field> = Vec::new();
    for (field, value) in cells.values.iter().filter(|(field, _)| !F::KEY.contains(field) && *field != Field::Id) {
        let fills = desk.options.on_match == OnMatch::FillBlanks && before.value(*field).is_some();
        if !fills && after.put(*field, Some(value)) {
            touched.push(*field);
        }
    }
    for (name, text) in &cells.extra {
        if desk.options.on_match != OnMatch::FillBlanks || !before.extra().contains_key(name) {
            after.extra_mut().insert(name.clone(), text.clone());
        }
    }
    let told: Vec<FieldChange> = changes(before, &after, &touched);
    if told.is_empty() {
        return Outcome::Same;
    }
    if desk.options.on_match == OnMatch::Skip {
        return Outcome::Skipped(format!("{title} is there already").into());
    }
    debug_assert!(told.iter().all(|change| change.field != FieldName::Field(Field::Id)), "it stays the same record");
    writes.push(after);
    Outcome::Updated(told.into())
}

fn needs<T>(value: Option<T>, field: Field, reason: &str) -> Result<T, (Field, String)> {
    value.ok_or_else(|| (field, reason.to_owned()))
}

fn word(cells: &Cells, field: Field) -> Option<&'static str> {
    if let Some(Value::Word(word)) = cells.get(field) { Some(word) } else { None }
}

fn day(cells: &Cells, field: Field) -> Option<NaiveDate> {
    if let Some(Value::Day(day)) = cells.get(field) { Some(*day) } else { None }
}

impl Figure for Goal {
    const KIND: RecordKind = RecordKind::Goals;
    const KEY: &'static [Field] =
        &[Field::Metric, Field::PeriodKind, Field::PeriodStart, Field::GoalSeller, Field::Channel];

    fn all(portfolio: &Portfolio) -> impl Iterator<Item = &Self> {
        portfolio.goals().iter().map(AsRef::as_ref)
    }

    fn key(&self) -> String {
        let GoalKey { metric, period, whose } = &self.of;
        let whose = match whose {
            Whose::Team => String::new(),
            Whose::Seller(name) => format!("s {}", folded(name)),
            Whose::Channel(name) => format!("c {}", folded(name)),
        };
        format!("{} {} {} {whose}", metric.name(), period.kind.name(), period.start)
    }

    fn title(&self) -> String {
        let GoalKey { metric, period, whose } = &self.of;
        format!(
            "the goal of {} for {} in the {} from {}",
            whose.name(),
            metric.name(),
            period.kind.name(),
            period.start
        )
    }

    /// Without a word on how long its period is, a month.
    fn read(
        cells: &Cells,
        known: Option<&Self>,
        portfolio: &Portfolio,
        stamp: &mut Stamp,
    ) -> Result<Self, (Field, String)> {
        let had = known.map(|known| &known.of);
        let metric = word(cells, Field::Metric).and_then(Metric::named).or(had.map(|had| had.metric));
        let metric = needs(metric, Field::Metric, "a goal needs what it counts, such as customers created")?;
        let kind = word(cells, Field::PeriodKind).and_then(PeriodKind::named).or(had.map(|had| had.period.kind));
        let kind = kind.unwrap_or(PeriodKind::Month);
        let start = day(cells, Field::PeriodStart).or(had.map(|had| had.period.start));
        let start = needs(start, Field::PeriodStart, "a goal needs the month in which its period starts")?;
        let fiscal_start = portfolio.settings().more.fiscal_year_start;
        let period = Period { kind, start };
        if had.is_none_or(|had| had.period != period) && !period.fits(fiscal_start) {
            let begins = Period::holding(kind, start, fiscal_start).start;
            let reason =
                format!("no {} of the fiscal year starts then; the one that holds it starts on {begins}", kind.name());
            return Err((Field::PeriodStart, reason));
        }
        let whose = match (cells.text(Field::GoalSeller), cells.text(Field::Channel)) {
            ("", "") => had.map(|had| had.whose.clone()).unwrap_or_default(),
            (seller, "") => Whose::Seller(seller.to_owned()),
            ("", channel) => Whose::Channel(channel.to_owned()),
            _ => {
                let reason = "a goal is of a seller or of a channel, not of both";
                return Err((Field::Channel, reason.to_owned()));
            }
        };
        let target = match cells.get(Field::Target) {
            Some(Value::Target(target)) => Some(*target),
            _ => known.map(|known| known.target),
        };
        let target = needs(target, Field::Target, "a goal needs its target")?;
        if target < Target(0) {
            return Err((Field::Target, "a target is not below zero".to_owned()));
        }
        Ok(Self { id: stamp.goal_id(), version: 1, of: GoalKey { metric, period, whose }, target, extra: Extra::new() })
    }

    fn put_into(self, import: &mut Import) {
        import.goals.push(self);
    }
}

impl Figure for Spend {
    const KIND: RecordKind = RecordKind::Spend;
    const KEY: &'static [Field] = &[Field::Channel, Field::Month];

    fn all(portfolio: &Portfolio) -> impl Iterator<Item = &Self> {
        portfolio.spends().iter().map(AsRef::as_ref)
    }

    fn key(&self) -> String {
        format!("{} {}", self.month, folded(&self.channel))
    }

    fn title(&self) -> String {
        format!("what {} cost in {:04}-{:02}", self.channel, self.month.year(), self.month.month())
    }

    fn read(cells: &Cells, known: Option<&Self>, _: &Portfolio, stamp: &mut Stamp) -> Result<Self, (Field, String)> {
        let text = |field: Field, had: fn(&Self) -> &str| match cells.text(field) {
            "" => known.map_or("", had).to_owned(),
            said => said.to_owned(),
        };
        let channel = text(Field::Channel, |known| &known.channel);
        let channel =
            needs(Some(channel).filter(|name| !name.is_empty()), Field::Channel, "spending needs its channel")?;
        let month = day(cells, Field::Month).or(known.map(|known| known.month));
        let month = needs(month, Field::Month, "spending needs its month, such as 2026-04")?;
        let amount = match cells.get(Field::Amount) {
            Some(Value::Money(amount)) => Some(*amount),
            _ => known.map(|known| known.amount),
        };
        let amount = needs(amount, Field::Amount, "spending needs its amount")?;
        if amount < Money::ZERO {
            return Err((Field::Amount, "what was spent is not below zero".to_owned()));
        }
        let notes = text(Field::Notes, |known| &known.notes);
        Ok(Self { id: stamp.spend_id(), version: 1, channel, month, amount, notes, extra: Extra::new() })
    }

    fn put_into(self, import: &mut Import) {
        import.spends.push(self);
    }
}
