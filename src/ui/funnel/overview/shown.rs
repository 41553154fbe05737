//! What the overview shows, worked out once for each state of the workspace and of what is asked.

use chrono::{Months as MonthsOf, NaiveDate};

use crate::model::{GoalKey, Metric, Period, PeriodKind, Span, Stage};
use crate::rules::funnel::{Funnel, History, Scope, created, created_by_month, funnel};
use crate::rules::goals::{target, whose_of};
use crate::ui::view::Cx;

/// What figures depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of {
    pub workspace: usize,
    pub revision: Option<u64>,
    pub period: Period,
    pub scope: Scope,
    pub today: NaiveDate,
    /// Stuck is more than so many hundredths of the median.
    pub stuck: u16,
    pub fiscal: u8,
}

impl Of {
    pub fn new(cx: &Cx<'_>, history: &History, period: Period, scope: &Scope) -> Self {
        let more = &cx.portfolio.settings().more;
        Self {
            workspace: cx.workspace,
            revision: history.revision(),
            period,
            scope: scope.clone(),
            today: cx.today,
            stuck: more.funnel.stuck,
            fiscal: more.fiscal_year_start,
        }
    }
}

/// The funnel of the period.
#[derive(Debug, Default)]
pub struct Shown {
    made: Option<(Of, Counted)>,
}

#[derive(Debug)]
pub struct Counted {
    pub funnel: Funnel,
    /// How many accounts it is of.
    pub in_scope: usize,
}

impl Shown {
    pub fn refresh(&mut self, of: &Of, history: &History) -> &Counted {
        if self.made.as_ref().is_some_and(|(made, _)| made != of) {
            self.made = None;
        }
        let make = || {
            let funnel = funnel(history, &of.scope, of.period.span(), of.today, of.stuck);
            (of.clone(), Counted { funnel, in_scope: history.lives(&of.scope).count() })
        };
        &self.made.get_or_insert_with(make).1
    }
}

/// Twelve months, the fiscal year around the period, each beside the same month of the year before.
#[derive(Debug, Default)]
pub struct Months {
    made_for: Option<(Of, Stage)>,
    pub stage: Stage,
    pub bars: Vec<MonthBar>,
    /// So many in the fiscal year, until today while it runs.
    pub so_far: usize,
    /// So many in the same days of the year before.
    pub before: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MonthBar {
    pub month: Period,
    /// How many were created; `None`: the month is yet to come.
    pub count: Option<usize>,
    pub year_before: usize,
    pub goal: Option<f64>,
}

impl Months {
    pub fn refresh(&mut self, cx: &Cx<'_>, of: &Of, history: &History, stage: Stage) {
        let wanted = (of.clone(), stage);
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        let year = year_of(of);
        let months: Vec<Period> = year.year_before().months().chain(year.months()).collect();
        let counts = created_by_month(history, &of.scope, stage, &months);
        let (before, now) = counts.split_at(counts.len().min(12));
        let bar = |((month, count), year_before): ((Period, &usize), &usize)| MonthBar {
            month,
            count: (month.start <= of.today).then_some(*count),
            year_before: *year_before,
            goal: goal_of(cx, of, stage, month),
        };
        self.bars = year.months().zip(now).zip(before).map(bar).collect();
        self.so_far = now.iter().sum();
        self.before = created(history, &of.scope, stage, same_days_before(year, of.today));
        self.stage = stage;
        self.made_for = Some(wanted);
    }
}

/// The fiscal year that the period begins in.
pub fn year_of(of: &Of) -> Period {
    Period::holding(PeriodKind::Year, of.period.start, of.fiscal)
}

/// The days of the year before a fiscal year; while that runs, until the day a year before today.
pub fn same_days_before(year: Period, today: NaiveDate) -> Span {
    let whole = year.year_before().span();
    if today >= year.end() {
        return whole;
    }
    Span { to: today.checked_sub_months(MonthsOf::new(12)).unwrap_or(today).min(whole.to), ..whole }
}

/// What is counted when accounts come to a stage.
pub const fn metric_of(stage: Stage) -> Option<Metric> {
    match stage {
        Stage::Suspect => Some(Metric::SuspectsFound),
        Stage::Prospect => Some(Metric::ProspectsQualified),
        Stage::Customer => Some(Metric::CustomersCreated),
        Stage::Client => Some(Metric::ClientsCreated),
        Stage::Lost => None,
    }
}

/// The goal of one month, where the accounts that are shown can have one.
fn goal_of(cx: &Cx<'_>, of: &Of, stage: Stage, month: Period) -> Option<f64> {
    let wanted = GoalKey { metric: metric_of(stage)?, period: month, whose: whose_of(&of.scope)? };
    target(cx.portfolio, &wanted).map(|(target, _)| target.value())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_running_year_is_compared_with_as_many_days_of_the_one_before() {
        let check = |fiscal, within, today, from, to| {
            let year = Period::holding(PeriodKind::Year, day(within), fiscal);
            assert_eq!(same_days_before(year, day(today)), Span { from: day(from), to: day(to) }, "{today}");
        };
        check(1, "2026-05-05", "2026-11-22", "2025-01-01", "2025-11-22");
        check(1, "2026-05-05", "2026-12-31", "2025-01-01", "2025-12-31");
        check(1, "2026-05-05", "2027-03-01", "2025-01-01", "2025-12-31");
        // The leap day has none like it a year before.
        check(1, "2024-05-05", "2024-02-29", "2023-01-01", "2023-02-28");
        check(4, "2026-02-01", "2026-02-10", "2024-04-01", "2025-02-10");
    }
}
