//! The goals of a period and how they stand.

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{GoalKey, Metric, Money, Period, Portfolio, Settings, Target, Whose};
use crate::rules::funnel::Scope;
use crate::rules::goals::{Ground, pace_words, target};

use super::FunnelReport;
use super::sections::{Cell, Section, figure, text};

/// One goal. What was not set, or cannot be measured, is nothing.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GoalFigures {
    pub metric: Metric,
    pub whose: GoalOf,
    /// Of the seller or channel; empty for the team.
    pub name: String,
    pub target: Amount,
    /// Nobody set it for this very period: it is that of its parts.
    pub from_parts: bool,
    /// Only some of these parts have a goal: what is reached and the days that have passed are theirs alone.
    pub some_parts: bool,
    pub actual: Option<Amount>,
    /// Reached of the target, 0 and up.
    pub share: Option<f64>,
    /// The share of the days that count that have passed.
    pub elapsed: f64,
    /// What would have been reached by now by who reaches the target exactly.
    pub expected: Option<Amount>,
    /// What is expected goes by past years.
    pub seasonal: bool,
    /// Above what is expected; below zero: behind.
    pub ahead: Option<Amount>,
    pub projection: Option<Amount>,
    /// "behind by half a customer".
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GoalOf {
    Team,
    Seller,
    Channel,
}

/// A count, or money; money is written as a decimal string.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Amount {
    Number(f64),
    Money(#[serde(serialize_with = "super::figures::decimal")] Money),
}

impl Amount {
    fn of(metric: Metric, value: f64) -> Self {
        if metric.is_money() { Self::Money(super::words::hundredths(value)) } else { Self::Number(value) }
    }

    fn cell(self) -> Cell {
        match self {
            Self::Number(number) => Cell::Number(number),
            Self::Money(amount) => Cell::Money(amount),
        }
    }
}

/// Whom goals in scope are set for: nobody sets any for a region, or for a seller in a channel. The goals of the team are
/// looked at with those of everybody in it.
pub(super) fn whose(scope: &Scope) -> Option<Whose> {
    match scope {
        Scope { seller: None, channel: None, region: None } => Some(Whose::Team),
        Scope { seller: Some(seller), channel: None, region: None } => Some(Whose::Seller(seller.clone())),
        Scope { seller: None, channel: Some(channel), region: None } => Some(Whose::Channel(channel.clone())),
        Scope { .. } => None,
    }
}

pub(super) fn goals(
    portfolio: &Portfolio,
    ground: &Ground<'_>,
    scope: &Scope,
    period: Period,
    today: NaiveDate,
) -> Vec<GoalFigures> {
    let mut all: Vec<Whose> = Vec::new();
    match whose(scope) {
        None => {}
        Some(Whose::Team) => {
            let mut named: Vec<&Whose> = portfolio.goals().iter().map(|goal| &goal.of.whose).collect();
            named.sort();
            for one in named {
                if all.last().is_none_or(|last| !last.is_same(one)) {
                    all.push(one.clone());
                }
            }
        }
        Some(one) => all.push(one),
    }
    let keys = all
        .iter()
        .flat_map(|whose| Metric::ALL.iter().map(|metric| GoalKey { metric: *metric, period, whose: whose.clone() }));
    keys.filter_map(|key| {
        let (target, from_parts) = target(portfolio, &key)?;
        Some(goal(ground, &key, target, from_parts, portfolio.settings(), today))
    })
    .collect()
}

fn goal(
    ground: &Ground<'_>,
    key: &GoalKey,
    target: Target,
    from_parts: bool,
    settings: &Settings,
    today: NaiveDate,
) -> GoalFigures {
    let GoalKey { metric, period, whose } = key;
    let amount = |value: f64| Amount::of(*metric, value);
    let progress = ground.progress(key);
    let progress = progress.as_ref();
    let (whose, name) = match whose {
        Whose::Team => (GoalOf::Team, String::new()),
        Whose::Seller(name) => (GoalOf::Seller, name.clone()),
        Whose::Channel(name) => (GoalOf::Channel, name.clone()),
    };
    GoalFigures {
        metric: *metric,
        whose,
        name,
        target: amount(target.value()),
        from_parts,
        some_parts: progress.is_some_and(|progress| progress.some_parts),
        actual: progress.map(|progress| amount(progress.actual)),
        share: progress.and_then(|progress| progress.share),
        elapsed: progress.map_or_else(|| period.elapsed(today), |progress| progress.elapsed),
        expected: progress.map(|progress| amount(progress.expected)),
        seasonal: progress.is_some_and(|progress| progress.seasonal),
        ahead: progress.map(|progress| amount(progress.ahead)),
        projection: progress.and_then(|progress| progress.projection).map(amount),
        words: match progress {
            None => "not known here".to_owned(),
            Some(progress) if progress.some_parts => {
                format!("{}, of those parts alone that have goals", pace_words(progress, settings, today))
            }
            Some(progress) => pace_words(progress, settings, today),
        },
    }
}

impl FunnelReport {
    pub(super) fn goal_list(&self) -> Section {
        let amount = |amount: Option<Amount>| amount.map_or(Cell::Nothing, Amount::cell);
        let row = |goal: &GoalFigures| {
            let whose = match goal.whose {
                GoalOf::Team => Cell::Word("Team".to_owned()),
                GoalOf::Seller | GoalOf::Channel => Cell::Name(goal.name.clone()),
            };
            vec![
                Cell::Word(goal.metric.label().to_owned()),
                whose,
                goal.target.cell(),
                amount(goal.actual),
                goal.share.map_or(Cell::Nothing, Cell::Share),
                amount(goal.expected),
                amount(goal.ahead),
                amount(goal.projection),
                Cell::Word(goal.words.clone()),
            ]
        };
        let mut heads = vec![text("Goal"), text("Whose")];
        heads.extend(["Target", "Reached", "Share", "Expected by now", "Ahead", "Projection"].map(figure));
        heads.push(text("In words"));
        Section {
            sheet: "Goals",
            title: format!("Goals of {} (flow)", self.period.label),
            note: "What was set out to be reached, what was reached until the last counted day, and what should have \
                   been by then. Breadth and grown accounts are states, without a pace"
                .to_owned(),
            heads,
            rows: self.goals.iter().map(row).collect(),
            empty: "No goals are set for this period and these accounts",
            is_list: false,
        }
    }
}
