use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{DateStyle, Money, NumberStyle, PeriodKind, Stage};
use crate::rules::funnel::MedianOf;

use super::channels::ChannelsFigures;
use super::goals::GoalFigures;
use super::waiting::{HandOverFigures, ProposalFigures};

/// All that a report of the funnel says, as it is written to JSON: names in snake case, days as ISO dates, amounts as
/// decimal strings, shares of 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelReport {
    pub workspace: String,
    pub currency: String,
    /// The day that it was made on.
    pub today: NaiveDate,
    pub period: PeriodFigures,
    pub scope: ScopeFigures,
    /// In the order of [`Stage::ALL`].
    pub stages: Vec<StageReport>,
    /// Accounts in scope of which no change of stage is known.
    pub undated: usize,
    /// Those of the fiscal year that the period lies in.
    pub months: Vec<MonthFigures>,
    /// Of the period; where the report is of everybody, those of sellers and channels as well.
    pub goals: Vec<GoalFigures>,
    /// In the period.
    pub channels: ChannelsFigures,
    /// In the 12 calendar months until the last day that is counted: a quarter says little of what a customer costs.
    pub channels_12_months: ChannelsFigures,
    /// A customer should be worth so many times what winning it costs.
    pub worth_over_cost: f64,
    /// Those that wait today, the longest first.
    pub hand_overs: Vec<HandOverFigures>,
    /// What waits to be confirmed today.
    pub proposals: ProposalFigures,
    /// All of them, by stage, the longest there first.
    pub stuck: Vec<StuckAccount>,
    /// How documents write figures and days.
    #[serde(skip)]
    pub(super) numbers: NumberStyle,
    #[serde(skip)]
    pub(super) dates: DateStyle,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PeriodFigures {
    pub kind: PeriodKind,
    /// "Q4 2026", "Q1 2026/27".
    pub label: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    /// The last day that is counted: the end of the period, or today while it is not over.
    pub until: NaiveDate,
    pub state: PeriodState,
    /// How many of its days have passed, today among them.
    pub day: u32,
    pub days: u32,
    /// The month that fiscal years begin with, 1..=12.
    pub fiscal_year_start: u8,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PeriodState {
    NotBegun,
    /// On its last day, too.
    NotOver,
    Over,
}

/// Whose accounts are counted; nothing: all. An empty name: those that have none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeFigures {
    pub seller: Option<String>,
    pub channel: Option<String>,
    pub region: Option<String>,
}

/// What is known of one stage. Figures of different kinds stand apart, so that nobody adds them up.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StageReport {
    pub stage: Stage,
    pub snapshot: SnapshotFigures,
    pub flow: FlowFigures,
    pub cohort: CohortFigures,
    pub time: TimeFigures,
}

/// Who stands there on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SnapshotFigures {
    /// At the end of the day before the period.
    pub before: usize,
    /// At the end of the last day that is counted.
    pub standing: usize,
    /// Of those standing, for longer than `stuck_after_days`.
    pub stuck: usize,
    pub stuck_after_days: Option<u32>,
}

/// What happened in the period. `standing` is `before` and `entered`, less `left`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FlowFigures {
    pub entered: usize,
    /// Of these, not from a later stage.
    pub created: usize,
    /// Of these, from a later stage.
    pub fell_back: usize,
    /// Of these, from lost.
    pub regained: usize,
    pub left: usize,
    /// Of these, for lost.
    pub lost: usize,
    /// Who stood there at some time in the period.
    pub present: usize,
    /// Of these, who left it for a later stage.
    pub progressed: usize,
    pub progressed_of_present: Option<f64>,
}

/// Who entered in the period, and what became of them until today.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CohortFigures {
    pub accounts: usize,
    pub moved_on: usize,
    pub moved_on_of_accounts: Option<f64>,
}

/// How long it took those who moved on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TimeFigures {
    pub median_days: Option<u32>,
    /// How many stays the median is of.
    pub stays: usize,
    /// "period", or "`two_years`" where too few ended in the period.
    #[serde(serialize_with = "median_of")]
    pub ended_in: MedianOf,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
fn median_of<S: serde::Serializer>(of: &MedianOf, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match of {
        MedianOf::Period => "period",
        MedianOf::TwoYears => "two_years",
    })
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthFigures {
    pub label: String,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub state: PeriodState,
    pub in_period: bool,
    /// From suspects to clients.
    pub created: Vec<MonthStage>,
}

/// So many entered a stage in a month, not from a later one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MonthStage {
    pub stage: Stage,
    /// `None` in a month that has not begun.
    pub created: Option<usize>,
    /// `None` where none was set for whom the report is of.
    pub goal: Option<f64>,
    /// In the same month of the year before, all of it.
    pub year_before: usize,
}

/// Who stands in a stage for longer than is usual here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StuckAccount {
    pub id: String,
    pub key: String,
    pub name: String,
    pub stage: Stage,
    pub since: NaiveDate,
    pub days: u32,
    pub owner: String,
    pub channel: String,
    pub region: String,
}

/// An amount as a decimal string: a float would round the largest.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over like this")]
pub(super) fn decimal<S: serde::Serializer>(amount: &Money, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(amount)
}

#[expect(clippy::ref_option, reason = "serde hands it over like this")]
pub(super) fn maybe_decimal<S: serde::Serializer>(amount: &Option<Money>, serializer: S) -> Result<S::Ok, S::Error> {
    match amount {
        Some(amount) => serializer.collect_str(amount),
        None => serializer.serialize_none(),
    }
}

impl FunnelReport {
    /// How many figures it holds, amounts among them, days and names not.
    #[must_use]
    pub fn figures(&self) -> usize {
        serde_json::to_value(self).as_ref().map_or(0, numbers_in)
    }

    /// Every figure, as one object.
    ///
    /// # Errors
    /// Never, as long as it holds nothing that JSON cannot.
    pub fn to_json(&self) -> serde_json::Result<serde_json::Value> {
        serde_json::to_value(self)
    }
}

fn numbers_in(value: &serde_json::Value) -> usize {
    match value {
        serde_json::Value::Number(_) => 1,
        serde_json::Value::Array(all) => all.iter().map(numbers_in).sum(),
        serde_json::Value::Object(all) => all.values().map(numbers_in).sum(),
        // Amounts have two decimals; no day, name or key of ours looks like that unless somebody calls it so.
        serde_json::Value::String(text) => usize::from(is_amount(text)),
        serde_json::Value::Null | serde_json::Value::Bool(_) => 0,
    }
}

fn is_amount(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
    let parts = text.strip_prefix('-').unwrap_or(text).split_once('.');
    parts.is_some_and(|(whole, cents)| digits(whole) && cents.len() == 2 && digits(cents))
}
