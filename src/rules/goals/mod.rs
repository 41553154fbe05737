//! What the team set out to reach, beside what it reached: how far, how fast, and where that leads.

mod figures;
mod fill;
mod words;

use std::cell::OnceCell;

use chrono::{Days, NaiveDate};

use super::funnel::{History, Scope};
use crate::model::{AccountId, GoalKey, Metric, Period, PeriodKind, Portfolio, Span, Target, Whose};

pub use figures::{Reviews, same_days_before};
pub use fill::raised;
pub use words::{amount, amount_words, pace_words, projection_words, words};

/// How a goal stands.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalProgress {
    pub of: GoalKey,
    pub target: Target,
    /// Nobody set a goal for this very period: it is that of its parts.
    pub from_parts: bool,
    /// Only some of these parts have a goal: what is reached and the days that have passed are theirs alone.
    pub some_parts: bool,
    /// From the first day that counts to the last: the period, or its parts that have a goal.
    pub counted: Span,
    /// Reached until today: a count, products a key account, or main units of money.
    pub actual: f64,
    /// Of the target, 0 and up; `None` where the target is nothing.
    pub share: Option<f64>,
    /// The share of the days that count that have passed, 0..=1.
    pub elapsed: f64,
    /// What would have been reached by now by who reaches the target exactly; of a state, the target.
    pub expected: f64,
    /// What is expected goes by how the same period went in past years, and not by the days alone.
    pub seasonal: bool,
    /// Above what is expected; below zero: behind.
    pub ahead: f64,
    /// What it comes to at the end if it goes on like this. `None` for a state, and before enough of the period has
    /// passed to say.
    pub projection: Option<f64>,
}

/// What it comes to, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    NotBegun,
    OnPace,
    Ahead,
    Behind,
    /// The period is over.
    Reached,
    Missed,
}

/// What goals are measured by, for several questions in a row: what all of them need is worked out once.
#[derive(Debug)]
pub struct Ground<'a> {
    portfolio: &'a Portfolio,
    history: &'a History,
    /// `None`: nobody says, and no review is counted.
    reviews: Option<&'a Reviews>,
    today: NaiveDate,
    key_list: OnceCell<Vec<AccountId>>,
}

/// So near to what is expected is on pace: a quarter of one, or this share of the target. Our own choice.
const NEAR: f64 = 0.25;
const NEAR_SHARE: f64 = 0.02;
/// At most so many past years say what is usual; fewer than the least say nothing. Our own choice.
const PAST_YEARS: usize = 5;
const LEAST_YEARS: usize = 2;

/// What was reached of the metric in those days until today. Revenue and breadth are unknown where no purchase, or no key
/// account, is; reviews are never known here, as they stand in the journal: ask a [`Ground`] that has them.
#[must_use]
pub fn actual(
    portfolio: &Portfolio,
    history: &History,
    metric: Metric,
    span: Span,
    whose: &Whose,
    today: NaiveDate,
) -> Option<f64> {
    Ground::new(portfolio, history, None, today).actual(metric, span, whose)
}

/// How a goal stands; `None` when neither it nor one of its parts is set, or nothing can be measured.
#[must_use]
pub fn progress(portfolio: &Portfolio, history: &History, of: &GoalKey, today: NaiveDate) -> Option<GoalProgress> {
    Ground::new(portfolio, history, None, today).progress(of)
}

/// The goal that was set, else what those of its parts come to: their sum where that is what is reached in the whole, else
/// that of the last part that has one. Says whether it is from the parts.
#[must_use]
pub fn target(portfolio: &Portfolio, of: &GoalKey) -> Option<(Target, bool)> {
    if let Some(goal) = portfolio.goals().iter().find(|goal| goal.of.is_for(of)) {
        return Some((goal.target, false));
    }
    let part = |period| target(portfolio, &GoalKey { period, ..of.clone() }).map(|(target, _)| target);
    let mut parts = parts_of(of.period).into_iter().filter_map(part);
    let target = if of.metric.adds_up() {
        parts.reduce(|sum, target| Target(sum.0.saturating_add(target.0)))
    } else {
        parts.next_back()
    };
    target.map(|target| (target, true))
}

/// The periods whose days count for a goal: its own, and of one that is the sum of its parts, those that have a goal.
/// Empty where there is none.
#[must_use]
pub fn counted(portfolio: &Portfolio, of: &GoalKey) -> Vec<Period> {
    if portfolio.goals().iter().any(|goal| goal.of.is_for(of)) {
        return vec![of.period];
    }
    let parts = parts_of(of.period);
    if parts.is_empty() || target(portfolio, of).is_none() {
        return Vec::new();
    }
    let whole = |part: &Period| counted(portfolio, &GoalKey { period: *part, ..of.clone() });
    let of_parts: Vec<Vec<Period>> = parts.iter().map(whole).collect();
    if !of.metric.adds_up() || of_parts.iter().zip(&parts).all(|(of_part, part)| *of_part == [*part]) {
        return vec![of.period];
    }
    of_parts.into_iter().flatten().collect()
}

/// The months of a quarter, the quarters of a year.
#[must_use]
pub fn parts_of(period: Period) -> Vec<Period> {
    match period.kind {
        PeriodKind::Month => Vec::new(),
        PeriodKind::Quarter => period.months().collect(),
        PeriodKind::Year => {
            period.months().step_by(3).map(|month| Period { kind: PeriodKind::Quarter, ..month }).collect()
        }
    }
}

/// Whether the metric says how things stand, and not how much has come together since the period began. Breadth looks back
/// 12 months on any day; and who has grown is asked against the same days of the year before, so that the first day of a
/// period may already show the whole of it.
#[must_use]
pub const fn is_state(metric: Metric) -> bool {
    !metric.adds_up()
}

impl<'a> Ground<'a> {
    #[must_use]
    pub const fn new(
        portfolio: &'a Portfolio,
        history: &'a History,
        reviews: Option<&'a Reviews>,
        today: NaiveDate,
    ) -> Self {
        Self { portfolio, history, reviews, today, key_list: OnceCell::new() }
    }

    /// As [`progress`], reviews among it where they are known.
    #[must_use]
    pub fn progress(&self, of: &GoalKey) -> Option<GoalProgress> {
        let (target, from_parts) = target(self.portfolio, of)?;
        let parts = counted(self.portfolio, of);
        let some_parts = parts != [of.period];
        let counted = match (parts.first(), parts.last()) {
            (Some(first), Some(last)) => Span { from: first.start, to: last.end() },
            _ => of.period.span(),
        };
        let actual: Option<f64> = parts.iter().map(|part| self.actual(of.metric, part.span(), &of.whose)).sum();
        let actual = actual?;
        let elapsed = elapsed_of(&parts, self.today);
        let wanted = target.value();
        // Past years are known as wholes.
        let usual = if some_parts { None } else { self.usual_share(of, elapsed) };
        let reached_by_now = if is_state(of.metric) { 1.0 } else { usual.unwrap_or(elapsed) };
        let expected = wanted * reached_by_now;
        let from = f64::from(self.portfolio.settings().more.funnel.projection_from) / 10_000.0;
        let early = elapsed < from || reached_by_now < from || reached_by_now <= 0.0;
        let over = elapsed <= 0.0 || self.today > counted.to;
        let projects = !is_state(of.metric) && !early && !over;
        Some(GoalProgress {
            of: of.clone(),
            target,
            from_parts,
            some_parts,
            counted,
            actual,
            share: (wanted > 0.0).then(|| actual / wanted),
            elapsed,
            expected,
            seasonal: usual.is_some(),
            ahead: actual - expected,
            projection: projects.then(|| actual / reached_by_now),
        })
    }

    /// The share of what the same period came to in past years that had been reached by the same share of its days: their
    /// mean. Years in which nothing was reached say nothing. `None` without two full years before the period.
    fn usual_share(&self, of: &GoalKey, elapsed: f64) -> Option<f64> {
        if is_state(of.metric) || elapsed <= 0.0 || elapsed >= 1.0 {
            return None;
        }
        let years = std::iter::successors(Some(of.period.year_before()), |year| Some(year.year_before()));
        let years: Vec<Period> = years.take(PAST_YEARS).collect();
        let spans: Vec<Span> = years.iter().flat_map(|year| [year.span(), by_share(*year, elapsed)]).collect();
        let course = self.course(of.metric, &spans, &scope_of(&of.whose))?;
        let first = course.first?;
        let known = years.iter().take_while(|year| year.start >= first).count();
        if known < LEAST_YEARS {
            return None;
        }
        let shares = course.sums.chunks_exact(2).take(known).filter_map(|sums| match sums {
            [whole, by_then] if *whole > 0.0 => Some((by_then / whole).clamp(0.0, 1.0)),
            _ => None,
        });
        let (sum, count) = shares.fold((0.0, 0.0), |(sum, count), share| (sum + share, count + 1.0));
        (count > 0.0).then(|| sum / count)
    }
}

/// The share of the days of these periods that have passed.
fn elapsed_of(periods: &[Period], today: NaiveDate) -> f64 {
    let days = |period: &Period| f64::from(period.span().days());
    let all: f64 = periods.iter().map(days).sum();
    let passed: f64 = periods.iter().map(|period| days(period) * period.elapsed(today)).sum();
    if all > 0.0 { (passed / all).clamp(0.0, 1.0) } else { 0.0 }
}

/// The first days of a past period, as large a share of it.
fn by_share(past: Period, elapsed: f64) -> Span {
    let passed = (f64::from(past.span().days()) * elapsed).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of a period, rounded")]
    let passed = passed.max(1.0) as u64;
    Span { from: past.start, to: past.start.checked_add_days(Days::new(passed - 1)).unwrap_or(past.start) }
}

impl GoalProgress {
    /// On pace is who is within a quarter of one, or 2 % of the target, of what is expected.
    #[must_use]
    pub fn pace(&self, today: NaiveDate) -> Pace {
        let near = if self.of.metric.is_money() { 0.0 } else { NEAR }.max(NEAR_SHARE * self.target.value());
        let reached = self.actual >= self.target.value();
        match () {
            () if today < self.counted.from => Pace::NotBegun,
            () if today > self.counted.to && reached => Pace::Reached,
            () if today > self.counted.to => Pace::Missed,
            () if self.ahead.abs() <= near => Pace::OnPace,
            () if self.ahead > 0.0 => Pace::Ahead,
            () => Pace::Behind,
        }
    }
}

/// Whose accounts count.
#[must_use]
pub fn scope_of(whose: &Whose) -> Scope {
    match whose {
        Whose::Team => Scope::default(),
        Whose::Seller(name) => Scope { seller: Some(name.clone()), ..Scope::default() },
        Whose::Channel(name) => Scope { channel: Some(name.clone()), ..Scope::default() },
    }
}

/// Whose goals are about these accounts; `None` where nobody can have any: goals are a seller's or a channel's, not both,
/// and never a region's.
#[must_use]
pub fn whose_of(scope: &Scope) -> Option<Whose> {
    match scope {
        Scope { seller: None, channel: None, region: None } => Some(Whose::Team),
        Scope { seller: Some(name), channel: None, region: None } if !name.is_empty() => {
            Some(Whose::Seller(name.clone()))
        }
        Scope { seller: None, channel: Some(name), region: None } if !name.is_empty() => {
            Some(Whose::Channel(name.clone()))
        }
        Scope { .. } => None,
    }
}

#[cfg(test)]
mod tests;
