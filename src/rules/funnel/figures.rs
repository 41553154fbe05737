use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};

use crate::model::{AccountId, Period, Span, Stage};

use super::{History, Life, Moved, Scope};

/// The funnel of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel {
    pub span: Span,
    /// The last day that is counted: the end of the period, or today while it is not over.
    pub until: NaiveDate,
    /// In the order of [`Stage::ALL`].
    pub stages: [StageFigures; 5],
    /// Accounts in scope of which no change of stage is known: they stand where they stand, and entered nothing.
    pub undated: usize,
}

/// What is counted of one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageFigures {
    pub stage: Stage,
    /// Snapshot: who stood there at the end of the day before the period.
    pub before: usize,
    /// How often it was entered in the period. `standing` is `before` and these, less `left`.
    pub entered: usize,
    /// Of these, from a later stage: a client who became a customer again.
    pub fell_back: usize,
    /// Of these, from lost.
    pub regained: usize,
    /// How often it was left in the period, for whatever stage.
    pub left: usize,
    /// Of these, for lost.
    pub lost: usize,
    /// Snapshot: who stands there at the end of the last day that is counted.
    pub standing: usize,
    /// Accounts that stood there at some time in the period.
    pub present: usize,
    /// Of these, accounts that left it in the period for a later stage, or from lost for any.
    pub progressed: usize,
    /// Cohort: accounts that entered it in the period.
    pub cohort: usize,
    /// Cohort: those of them that left it for a later stage after that, until today, in the period or later.
    pub cohort_moved_on: usize,
    /// The median of the days between entering it and leaving it for a later stage, of those who did so in the time that
    /// `median_of` says; `None` where nobody did, or nobody knows when they came.
    pub median_days: Option<u32>,
    pub median_of: MedianOf,
    /// How many stays the median is of.
    pub timed: usize,
    /// Of those standing there, who came so many days ago that it is more than the median times what the rules say.
    pub stuck: usize,
}

/// Which stays a median is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MedianOf {
    /// Those that ended in the period.
    Period,
    /// There were fewer than [`FEW`] of them, so those that ended in the 24 months until the last day that is counted.
    TwoYears,
}

/// Fewer stays than these make no median of a period.
pub const FEW: usize = 5;

/// Whom a figure is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    Entered,
    /// Stood there at the end of the day before the period.
    Before,
    Standing,
    /// Stood there at some time in the period.
    Present,
    Progressed,
    Lost,
    Stuck,
    /// Entered in the period, and gone on since.
    CohortMovedOn,
    /// Entered in the period, and not gone on since.
    CohortWaiting,
}

impl Funnel {
    /// The day at the end of which the snapshot before the period is taken; of a period that has not begun it is today.
    #[must_use]
    pub fn before(&self) -> NaiveDate {
        self.span.from.pred_opt().unwrap_or(self.span.from).min(self.until)
    }

    #[must_use]
    pub fn of(&self, stage: Stage) -> &StageFigures {
        let [suspect, prospect, customer, client, lost] = &self.stages;
        match stage {
            Stage::Suspect => suspect,
            Stage::Prospect => prospect,
            Stage::Customer => customer,
            Stage::Client => client,
            Stage::Lost => lost,
        }
    }
}

impl StageFigures {
    fn none(stage: Stage) -> Self {
        Self {
            stage,
            before: 0,
            entered: 0,
            fell_back: 0,
            regained: 0,
            left: 0,
            lost: 0,
            standing: 0,
            present: 0,
            progressed: 0,
            cohort: 0,
            cohort_moved_on: 0,
            median_days: None,
            median_of: MedianOf::Period,
            timed: 0,
            stuck: 0,
        }
    }

    /// So many were created: they entered, and not from a later stage.
    #[must_use]
    pub const fn created(&self) -> usize {
        self.entered.saturating_sub(self.fell_back)
    }

    /// Progressed of those present, 0..=1; `None` where nobody was present.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        share(self.progressed, self.present)
    }

    /// Whoever stands there for more days than these is stuck; `None` where there is no median, and for lost. `stuck` is
    /// how many hundredths of the median.
    #[must_use]
    pub fn stuck_after(&self, stuck: u16) -> Option<u32> {
        let median = self.median_days.filter(|_| self.stage != Stage::Lost)?;
        Some(u32::try_from(u64::from(median.max(1)) * u64::from(stuck) / 100).unwrap_or(u32::MAX))
    }

    /// Moved on of the cohort, 0..=1; `None` where nobody entered.
    #[must_use]
    pub fn cohort_rate(&self) -> Option<f64> {
        share(self.cohort_moved_on, self.cohort)
    }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of accounts")]
fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// The funnel of the accounts in scope, in a period that may not be over today. Stuck is who stands in a stage for more
/// than `stuck` hundredths of its median.
#[must_use]
pub fn funnel(history: &History, scope: &Scope, span: Span, today: NaiveDate, stuck: u16) -> Funnel {
    let until = span.to.min(today);
    let two_years = until.checked_sub_months(Months::new(24)).unwrap_or(until);
    let mut stages = Stage::ALL.map(StageFigures::none);
    let mut in_period: [Vec<u32>; 5] = Default::default();
    let mut in_two_years: [Vec<u32>; 5] = Default::default();
    let mut undated = 0;
    for life in history.lives(scope) {
        undated += usize::from(life.moves.is_empty());
        count_life(life, span, until, today, &mut stages);
        for (stage, moved_on, days) in stays(life) {
            let at = place(stage);
            if Some(moved_on).filter(|on| *on <= until).is_some_and(|on| on > two_years) {
                in_two_years.get_mut(at).into_iter().for_each(|all| all.push(days));
            }
            if span.holds(moved_on) && moved_on <= until {
                in_period.get_mut(at).into_iter().for_each(|all| all.push(days));
            }
        }
    }
    for (figures, (mut period, mut longer)) in stages.iter_mut().zip(in_period.into_iter().zip(in_two_years)) {
        let (of, days) = if period.len() >= FEW || longer.len() <= period.len() {
            (MedianOf::Period, &mut period)
        } else {
            (MedianOf::TwoYears, &mut longer)
        };
        figures.median_of = of;
        figures.timed = days.len();
        figures.median_days = median(days);
    }
    let medians: BTreeMap<usize, u32> = limits(&stages, stuck);
    for life in history.lives(scope) {
        if let Some(stage) = stuck_in(life, until, &medians)
            && let Some(figures) = stages.get_mut(place(stage))
        {
            figures.stuck += 1;
        }
    }
    Funnel { span, until, stages, undated }
}

/// After so many days in a stage one is stuck, by the place of the stage.
fn limits(stages: &[StageFigures; 5], stuck: u16) -> BTreeMap<usize, u32> {
    stages.iter().enumerate().filter_map(|(at, figures)| Some((at, figures.stuck_after(stuck)?))).collect()
}

/// The stage that the life is stuck in at the end of that day.
fn stuck_in(life: &Life, until: NaiveDate, limits: &BTreeMap<usize, u32>) -> Option<Stage> {
    let last = life.last_until(until)?;
    let limit = limits.get(&place(last.to))?;
    (days_between(last.on, until) > *limit).then_some(last.to)
}

fn count_life(life: &Life, span: Span, until: NaiveDate, today: NaiveDate, stages: &mut [StageFigures; 5]) {
    let mut figures = |stage: Stage, count: &dyn Fn(&mut StageFigures)| {
        if let Some(figures) = stages.get_mut(place(stage)) {
            count(figures);
        }
    };
    // Of a period that has not begun nothing is counted, and who stands there stands there today.
    let first = life.moves.partition_point(|moved| moved.on < span.from && moved.on <= until);
    let end = life.moves.partition_point(|moved| moved.on <= until);
    let moves = life.moves.get(first..end).unwrap_or_default();
    let before = first.checked_sub(1).and_then(|at| life.moves.get(at)).map_or(life.opening, |moved| Some(moved.to));
    if let Some(stage) = before {
        figures(stage, &|figures| {
            figures.before += 1;
            figures.present += 1;
        });
    }
    if let Some(stage) = moves.last().map_or(before, |moved| Some(moved.to)) {
        figures(stage, &|figures| figures.standing += 1);
    }
    for (nth, moved) in moves.iter().enumerate() {
        let earlier = moves.get(..nth).unwrap_or_default();
        let first_time = earlier.iter().all(|one| one.to != moved.to);
        let new_here = first_time && before != Some(moved.to);
        let gone_on = first_time && {
            let later = life.moves.get(first + nth + 1..).unwrap_or_default().iter();
            later.filter(|later| later.on <= today).any(|later| goes_on(*later, moved.to))
        };
        figures(moved.to, &|figures| {
            figures.entered += 1;
            figures.fell_back += usize::from(fell_back(*moved));
            figures.regained += usize::from(moved.from == Some(Stage::Lost));
            figures.present += usize::from(new_here);
            figures.cohort += usize::from(first_time);
            figures.cohort_moved_on += usize::from(gone_on);
        });
        if let Some(from) = moved.from {
            let first_progress = goes_on(*moved, from) && earlier.iter().all(|one| !goes_on(*one, from));
            figures(from, &|figures| {
                figures.left += 1;
                figures.lost += usize::from(moved.to == Stage::Lost);
                figures.progressed += usize::from(first_progress);
            });
        }
    }
}

/// Whether it came from a later stage.
pub(in crate::rules) fn fell_back(moved: Moved) -> bool {
    moved.from.is_some_and(|from| from != Stage::Lost && moved.to != Stage::Lost && moved.to.leads_on_to(from))
}

/// Whether it left that stage for a later one.
fn goes_on(moved: Moved, from: Stage) -> bool {
    moved.from == Some(from) && from.leads_on_to(moved.to)
}

/// Each stay that ended in progress, where both ends are known: the stage, the day on which it ended, and its days.
fn stays(life: &Life) -> impl Iterator<Item = (Stage, NaiveDate, u32)> {
    let pairs = life.moves.iter().zip(life.moves.iter().skip(1));
    pairs
        .filter(|(came, went)| goes_on(**went, came.to))
        .map(|(came, went)| (came.to, went.on, days_between(came.on, went.on)))
}

fn days_between(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from((to - from).num_days()).unwrap_or(0)
}

/// The middle one; of an even number the mean of the two in the middle, halves rounded up.
fn median(days: &mut [u32]) -> Option<u32> {
    let middle = days.len() / 2;
    if days.is_empty() {
        return None;
    }
    let odd = !days.len().is_multiple_of(2);
    let (below, upper, _) = days.select_nth_unstable(middle);
    let upper = *upper;
    if odd { Some(upper) } else { below.iter().max().map(|lower| (lower + upper).div_ceil(2)) }
}

const fn place(stage: Stage) -> usize {
    stage as usize
}

/// The accounts that a figure of the funnel of that period is of, by their keys, each once.
#[must_use]
pub fn accounts_of(
    history: &History,
    scope: &Scope,
    funnel: &Funnel,
    today: NaiveDate,
    stage: Stage,
    which: Which,
    stuck: u16,
) -> Vec<AccountId> {
    let limits = limits(&funnel.stages, stuck);
    let Funnel { span, until, .. } = funnel;
    let before = funnel.before();
    let in_period = |moved: &&Moved| moved.on >= span.from && moved.on <= *until;
    // Whether it went on after it entered in the period; `None` where it did not enter.
    let went_on = |life: &Life| {
        let entered = life.moves.iter().position(|moved| in_period(&moved) && moved.to == stage)?;
        let mut later = life.moves.iter().skip(entered + 1).filter(|later| later.on <= today);
        Some(later.any(|later| goes_on(*later, stage)))
    };
    let fits = |life: &&Life| {
        let mut moves = life.moves.iter().filter(in_period);
        match which {
            Which::Entered => moves.any(|moved| moved.to == stage),
            Which::Before => life.at(before) == Some(stage),
            Which::Standing => life.at(*until) == Some(stage),
            Which::Present => life.at(before) == Some(stage) || moves.any(|moved| moved.to == stage),
            Which::Progressed => moves.any(|moved| goes_on(*moved, stage)),
            Which::Lost => moves.any(|moved| moved.from == Some(stage) && moved.to == Stage::Lost),
            Which::Stuck => stuck_in(life, *until, &limits) == Some(stage),
            Which::CohortMovedOn => went_on(life) == Some(true),
            Which::CohortWaiting => went_on(life) == Some(false),
        }
    };
    history.lives(scope).filter(fits).map(|life| life.account).collect()
}

/// The accounts that [`created`] counts, each once.
#[must_use]
pub fn created_accounts(history: &History, scope: &Scope, stage: Stage, span: Span) -> Vec<AccountId> {
    with_a_move(history, scope, |moved| moved.to == stage && span.holds(moved.on) && !fell_back(*moved))
}

/// The accounts that came to a stage from a later one in those days, each once.
#[must_use]
pub fn fallen_back(history: &History, scope: &Scope, span: Span) -> Vec<AccountId> {
    with_a_move(history, scope, |moved| span.holds(moved.on) && fell_back(*moved))
}

/// The accounts of which no change of stage is known.
#[must_use]
pub fn undated(history: &History, scope: &Scope) -> Vec<AccountId> {
    history.lives(scope).filter(|life| life.moves.is_empty()).map(|life| life.account).collect()
}

fn with_a_move(history: &History, scope: &Scope, fits: impl Fn(&Moved) -> bool) -> Vec<AccountId> {
    history.lives(scope).filter(|life| life.moves.iter().any(&fits)).map(|life| life.account).collect()
}

/// How often the stage was entered in those days, from an earlier stage, from lost or from nowhere: so many suspects were
/// found, prospects qualified, customers or clients created.
#[must_use]
pub fn created(history: &History, scope: &Scope, stage: Stage, span: Span) -> usize {
    let moves = history.lives(scope).flat_map(|life| life.moves.iter());
    moves.filter(|moved| moved.to == stage && span.holds(moved.on) && !fell_back(**moved)).count()
}

/// The same for each of some periods in a row, the first one first; one look at all accounts.
#[must_use]
pub fn created_by_month(history: &History, scope: &Scope, stage: Stage, periods: &[Period]) -> Vec<usize> {
    let mut counts = vec![0; periods.len()];
    let Some(last) = periods.last().map(|last| last.end()) else { return counts };
    for moved in history.lives(scope).flat_map(|life| life.moves.iter()) {
        if moved.to == stage && moved.on <= last && !fell_back(*moved) {
            let at = periods.partition_point(|period| period.start <= moved.on);
            if let Some(count) = at.checked_sub(1).and_then(|at| counts.get_mut(at)) {
                *count += 1;
            }
        }
    }
    counts
}
