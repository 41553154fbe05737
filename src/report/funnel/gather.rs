//! The figures of a report, from the rules.

use chrono::NaiveDate;

use crate::model::{AccountId, GoalKey, Journal, Metric, Period, PeriodKind, Portfolio, Span, Stage};
use crate::rules::channels::last_12_months;
use crate::rules::funnel::{
    Funnel, History, Scope, StageFigures, Which, accounts_of, created, created_by_month, funnel,
};
use crate::rules::goals::{Ground, Reviews, target};

use super::{
    CohortFigures, FlowFigures, FunnelReport, MonthFigures, MonthStage, PeriodFigures, PeriodState, ScopeFigures,
    SnapshotFigures, StageReport, StuckAccount, TimeFigures, channels, goals, waiting,
};

/// Where the figures come from.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    pub portfolio: &'a Portfolio,
    /// It tells which reviews were held.
    pub journal: &'a Journal,
    /// Of that portfolio.
    pub history: &'a History,
}

/// The stages that accounts are created in, with what a goal for it is called.
const CREATED: [(Stage, Metric); 4] = [
    (Stage::Suspect, Metric::SuspectsFound),
    (Stage::Prospect, Metric::ProspectsQualified),
    (Stage::Customer, Metric::CustomersCreated),
    (Stage::Client, Metric::ClientsCreated),
];

impl FunnelReport {
    /// What there is to say of the accounts in scope, in that period.
    #[must_use]
    pub fn of(source: Source<'_>, scope: &Scope, period: Period, today: NaiveDate) -> Self {
        let Source { portfolio, journal, history } = source;
        let reviews = Reviews::of(journal);
        let ground = Ground::new(portfolio, history, Some(&reviews), today);
        let within = waiting::within(history, scope);
        let settings = portfolio.settings();
        let stuck = settings.more.funnel.stuck;
        let funnel = funnel(history, scope, period.span(), today, stuck);
        Self {
            workspace: settings.name.clone(),
            currency: settings.currency.clone(),
            today,
            period: period_figures(period, &funnel, today, settings.more.fiscal_year_start),
            scope: ScopeFigures {
                seller: scope.seller.clone(),
                channel: scope.channel.clone(),
                region: scope.region.clone(),
            },
            stages: funnel.stages.iter().map(|figures| stage_report(figures, stuck)).collect(),
            undated: funnel.undated,
            months: months(portfolio, history, scope, period, today),
            goals: goals::goals(portfolio, &ground, scope, period, today),
            channels: channels::channels(portfolio, history, scope, period.span(), today),
            channels_12_months: channels::channels(portfolio, history, scope, last_12_months(funnel.until), today),
            worth_over_cost: f64::from(settings.more.funnel.worth_over_cost) / 100.0,
            hand_overs: waiting::hand_overs(portfolio, within.as_ref(), today),
            proposals: waiting::proposals(portfolio, within.as_ref(), today),
            stuck: stuck_accounts(portfolio, history, scope, &funnel, today),
            numbers: settings.more.numbers,
            dates: settings.more.dates,
        }
    }

    #[must_use]
    pub(super) fn stage(&self, stage: Stage) -> Option<&StageReport> {
        self.stages.iter().find(|one| one.stage == stage)
    }
}

fn period_figures(period: Period, funnel: &Funnel, today: NaiveDate, fiscal: u8) -> PeriodFigures {
    let span = period.span();
    let passed = Span { from: span.from, to: funnel.until };
    PeriodFigures {
        kind: period.kind,
        label: period.label(fiscal),
        from: span.from,
        to: span.to,
        until: funnel.until,
        state: state(period, today),
        day: passed.days(),
        days: span.days(),
        fiscal_year_start: fiscal,
    }
}

fn state(period: Period, today: NaiveDate) -> PeriodState {
    if today < period.start {
        PeriodState::NotBegun
    } else if today <= period.end() {
        PeriodState::NotOver
    } else {
        PeriodState::Over
    }
}

fn stage_report(figures: &StageFigures, stuck: u16) -> StageReport {
    let StageFigures {
        stage,
        before,
        entered,
        fell_back,
        regained,
        left,
        lost,
        standing,
        present,
        progressed,
        cohort,
        cohort_moved_on,
        median_days,
        median_of,
        timed,
        stuck: stuck_there,
    } = *figures;
    StageReport {
        stage,
        snapshot: SnapshotFigures {
            before,
            standing,
            stuck: stuck_there,
            stuck_after_days: figures.stuck_after(stuck),
        },
        flow: FlowFigures {
            entered,
            created: figures.created(),
            fell_back,
            regained,
            left,
            lost,
            present,
            progressed,
            progressed_of_present: figures.rate(),
        },
        cohort: CohortFigures {
            accounts: cohort,
            moved_on: cohort_moved_on,
            moved_on_of_accounts: figures.cohort_rate(),
        },
        time: TimeFigures { median_days, stays: timed, ended_in: median_of },
    }
}

/// The twelve months of the fiscal year that the period lies in. Each is counted as a whole, up to today.
fn months(
    portfolio: &Portfolio,
    history: &History,
    scope: &Scope,
    period: Period,
    today: NaiveDate,
) -> Vec<MonthFigures> {
    let fiscal = portfolio.settings().more.fiscal_year_start;
    let months: Vec<Period> = Period::holding(PeriodKind::Year, period.start, fiscal).months().collect();
    let before: Vec<Period> = months.iter().map(|month| month.year_before()).collect();
    let counts = CREATED.map(|(stage, _)| created_by_month(history, scope, stage, &months));
    let counts_before = CREATED.map(|(stage, _)| created_by_month(history, scope, stage, &before));
    let whose = goals::whose(scope);
    let figures = |(nth, month): (usize, &Period)| {
        let stages = CREATED.iter().zip(counts.iter().zip(&counts_before));
        let by_stage = stages.map(|((stage, metric), (now, before))| MonthStage {
            stage: *stage,
            created: match state(*month, today) {
                PeriodState::NotBegun => None,
                PeriodState::NotOver => Some(created(history, scope, *stage, Span { from: month.start, to: today })),
                PeriodState::Over => now.get(nth).copied(),
            },
            goal: whose.as_ref().and_then(|whose| {
                let (target, _) =
                    target(portfolio, &GoalKey { metric: *metric, period: *month, whose: whose.clone() })?;
                Some(target.value())
            }),
            year_before: before.get(nth).copied().unwrap_or_default(),
        });
        MonthFigures {
            label: month.label(fiscal),
            from: month.start,
            to: month.end(),
            state: state(*month, today),
            in_period: period.span().holds(month.start),
            created: by_stage.collect(),
        }
    };
    months.iter().enumerate().map(figures).collect()
}

fn stuck_accounts(
    portfolio: &Portfolio,
    history: &History,
    scope: &Scope,
    funnel: &Funnel,
    today: NaiveDate,
) -> Vec<StuckAccount> {
    let rule = portfolio.settings().more.funnel.stuck;
    let there = |stage: Stage, id: AccountId| {
        let account = portfolio.account(id)?;
        let since = history.life(id)?.last_until(funnel.until)?.on;
        Some(StuckAccount {
            id: id.to_string(),
            key: account.key.clone(),
            name: account.name.clone(),
            stage,
            since,
            days: u32::try_from((funnel.until - since).num_days()).unwrap_or_default(),
            owner: account.owner.clone(),
            channel: account.channel.clone(),
            region: account.region.clone(),
        })
    };
    let of_stage = |stage: Stage| {
        let accounts = accounts_of(history, scope, funnel, today, stage, Which::Stuck, rule);
        let mut there: Vec<StuckAccount> = accounts.into_iter().filter_map(|id| there(stage, id)).collect();
        there.sort_by(|one, other| (one.since, &one.name, &one.id).cmp(&(other.since, &other.name, &other.id)));
        there
    };
    Stage::ALL.into_iter().flat_map(of_stage).collect()
}
