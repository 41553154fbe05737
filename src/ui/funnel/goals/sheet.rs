//! What stands in the grid of goals, worked out once for each state of the workspace.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{GoalKey, Metric, Period, PeriodKind, RowKey, Target, Whose, text::folded};
use crate::rules::funnel::History;
use crate::rules::goals::{self, GoalProgress, Ground};
use crate::ui::funnel::goal_cards::ReviewsKept;
use crate::ui::view::Cx;

/// A row for each metric; in each a cell for each of the columns.
#[derive(Debug, Default)]
pub struct Sheet {
    made_for: Option<(Inputs, u64)>,
    pub columns: Vec<Period>,
    pub rows: Vec<Row>,
    /// Nobody set a goal here.
    pub empty: bool,
    reviews: ReviewsKept,
}

#[derive(Clone, Debug, PartialEq)]
struct Inputs {
    workspace: usize,
    today: NaiveDate,
    fiscal: u8,
    year: Period,
    whose: Whose,
    /// Whose progress is told in words.
    told: Period,
}

#[derive(Debug)]
pub struct Row {
    pub metric: Metric,
    pub cells: Vec<CellFigures>,
    /// How the goal of the period that is told of stands.
    pub told: Option<GoalProgress>,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct CellFigures {
    /// The goal as it was set.
    pub own: Option<Target>,
    /// What it comes to from its parts where it was not.
    pub parts: Option<Target>,
    /// Reached until today; `None` in periods that have not begun, too.
    pub actual: Option<f64>,
    /// Reached in the same period of the year before.
    pub before: Option<f64>,
    /// What the sellers' goals come to where that is not the team's.
    pub sellers: Option<Target>,
}

impl Sheet {
    pub fn refresh(&mut self, cx: &Cx<'_>, history: &History, year: Period, whose: &Whose, told: Period) {
        let fiscal = cx.portfolio.settings().more.fiscal_year_start;
        let whose = whose.clone();
        let inputs = Inputs { workspace: cx.workspace, today: cx.today, fiscal, year, whose, told };
        let revision = cx.portfolio.revision();
        let before = self.made_for.take().filter(|(before, _)| *before == inputs).map(|(_, revision)| revision);
        if before != Some(revision) {
            // What was reached does not change with what was set out to be.
            let only_goals = before.and_then(|before| cx.portfolio.changed_since(before)).is_some_and(|rows| {
                rows.iter().all(|row| matches!(row, RowKey::Goal(_) | RowKey::Spend(_) | RowKey::HandOver(_)))
            });
            if !only_goals {
                self.measure(cx, history, &inputs);
            }
            self.compare(cx, history, &inputs);
        }
        self.made_for = Some((inputs, revision));
    }

    /// The goal that a cell is of.
    pub fn key(&self, row: usize, column: usize, whose: &Whose) -> Option<GoalKey> {
        let (metric, period) = (self.rows.get(row)?.metric, *self.columns.get(column)?);
        Some(GoalKey { metric, period, whose: whose.clone() })
    }

    /// Whose goals stand here.
    pub fn whose(&self) -> Option<&Whose> {
        self.made_for.as_ref().map(|(inputs, _)| &inputs.whose)
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<&CellFigures> {
        self.rows.get(row)?.cells.get(column)
    }

    /// Puts a goal into its cell until what is stored is read again.
    pub fn put(&mut self, row: usize, column: usize, target: Option<Target>) {
        if let Some(cell) = self.rows.get_mut(row).and_then(|row| row.cells.get_mut(column)) {
            cell.own = target;
        }
    }

    /// The months among the columns, with their places.
    pub fn months(&self) -> impl Iterator<Item = (usize, Period)> {
        self.columns.iter().copied().enumerate().filter(|(_, period)| period.kind == PeriodKind::Month)
    }

    fn measure(&mut self, cx: &Cx<'_>, history: &History, of: &Inputs) {
        let Inputs { year, whose, today, .. } = of;
        self.columns = columns(*year);
        let ground = Ground::new(cx.portfolio, history, Some(self.reviews.of(cx)), *today);
        let past: Vec<Period> = year.months().map(Period::year_before).collect();
        // Nothing was reached in what has not begun.
        let months: Vec<Period> = year.months().filter(|month| month.start <= *today).collect();
        self.rows.clear();
        for metric in Metric::ALL.iter().copied() {
            let (now, then) = (ground.actuals(metric, &months, whose), ground.actuals(metric, &past, whose));
            let of_months = |all: &[Option<f64>], months: &[Period], period: Period| {
                let within = months.iter().zip(all).filter(|(month, _)| period.span().holds(month.start));
                let mut within = within.map(|(_, value)| *value);
                match metric {
                    Metric::KeyAccountsGrown if period.kind == PeriodKind::Month => within.next().flatten(),
                    Metric::KeyAccountsGrown => ground.actual(metric, period.span(), whose),
                    // As it stood at the end.
                    Metric::KeyBreadth => within.next_back().flatten(),
                    Metric::SuspectsFound
                    | Metric::ProspectsQualified
                    | Metric::CustomersCreated
                    | Metric::ClientsCreated
                    | Metric::Revenue
                    | Metric::ReviewsHeld => within.sum::<Option<f64>>(),
                }
            };
            let cell = |period: &Period| CellFigures {
                actual: of_months(&now, &months, *period).filter(|_| period.start <= *today),
                before: of_months(&then, &past, period.year_before()).filter(|_| period.year_before().start <= *today),
                ..CellFigures::default()
            };
            let cells = self.columns.iter().map(cell).collect();
            self.rows.push(Row { metric, cells, told: None });
        }
    }

    /// The goals beside what was measured.
    fn compare(&mut self, cx: &Cx<'_>, history: &History, of: &Inputs) {
        let Inputs { whose, today, told, .. } = of;
        let Self { columns, rows, reviews, empty, .. } = self;
        let mut sellers: BTreeMap<String, Whose> = BTreeMap::new();
        if *whose == Whose::Team {
            for goal in cx.portfolio.goals().iter() {
                if let Whose::Seller(name) = &goal.of.whose {
                    sellers.entry(folded(name.trim())).or_insert_with(|| goal.of.whose.clone());
                }
            }
        }
        let ground = Ground::new(cx.portfolio, history, Some(reviews.of(cx)), *today);
        *empty = true;
        for row in rows {
            let key = |period: Period, whose: &Whose| GoalKey { metric: row.metric, period, whose: whose.clone() };
            for (cell, period) in row.cells.iter_mut().zip(columns.iter()) {
                let found = goals::target(cx.portfolio, &key(*period, whose));
                cell.own = found.filter(|(_, from_parts)| !from_parts).map(|(target, _)| target);
                cell.parts = found.filter(|(_, from_parts)| *from_parts).map(|(target, _)| target);
                *empty &= found.is_none();
                let of_sellers =
                    sellers.values().filter_map(|seller| goals::target(cx.portfolio, &key(*period, seller)));
                let sum = of_sellers.map(|(target, _)| target).reduce(|sum, one| Target(sum.0.saturating_add(one.0)));
                cell.sellers =
                    sum.filter(|sum| row.metric.adds_up() && found.is_some_and(|(target, _)| target != *sum));
            }
            row.told = ground.progress(&key(*told, whose));
        }
    }
}

/// Twelve months, after each third the quarter, then the year.
fn columns(year: Period) -> Vec<Period> {
    let mut columns = Vec::new();
    for quarter in goals::parts_of(year) {
        columns.extend(quarter.months());
        columns.push(quarter);
    }
    columns.push(year);
    columns
}
