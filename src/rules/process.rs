//! The steps of the funnel as they are worked on purpose: what belongs on a card, how far its measure has come, and
//! whether it was looked at lately.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::funnel::History;
use super::goals::{Ground, Pace, Reviews, amount_words, words};
use crate::model::{GoalKey, Journal, Metric, Period, Portfolio, ProcessCard, ProcessStep, Settings, Whose};

/// A card that was not looked at for longer than a quarter should be, by our own choice.
pub const REVIEW_EVERY_DAYS: i64 = 92;

/// What belongs on the card of a step, for whoever finds it empty.
#[must_use]
pub const fn prompt(step: ProcessStep) -> &'static str {
    match step {
        ProcessStep::FindSuspects => "Which companies belong on the list, and where they are looked for",
        ProcessStep::QualifyProspects => "What must be known of a suspect before it counts as a prospect",
        ProcessStep::CreateCustomers => "What leads from the first talk to the first order that is paid",
        ProcessStep::CreateClients => "What makes a first buyer come back until it buys here by habit",
        ProcessStep::GrowClients => "How clients come to buy more kinds of things, and who opens the doors",
        ProcessStep::WinBack => "Which lost accounts are worth another call, when, and with what to say",
    }
}

/// What a step is measured by: what its card says, else what is usual.
#[must_use]
pub fn metric_of(step: ProcessStep, card: &ProcessCard) -> Metric {
    card.metric.unwrap_or_else(|| step.metric())
}

/// After how many days nobody looked at the card, when that is too long ago; who never did is told by `reviewed`.
#[must_use]
pub fn overdue_days(card: &ProcessCard, today: NaiveDate) -> Option<i64> {
    card.reviewed.map(|day| (today - day).num_days()).filter(|days| *days > REVIEW_EVERY_DAYS)
}

/// Whether nobody wrote anything on it.
#[must_use]
pub fn is_empty(card: &ProcessCard) -> bool {
    let ProcessCard { looks_like, responsible, metric, ways, reviewed } = card;
    looks_like.trim().is_empty() && responsible.is_empty() && metric.is_none() && ways.is_empty() && reviewed.is_none()
}

/// How far the measure of a step has come.
#[derive(Clone, Debug, PartialEq)]
pub struct StepProgress {
    /// A sentence without a full stop: with the goal, or that there is none.
    pub words: String,
    /// Of the goal that is reached, 0 on; `None` without a goal, and where that is nothing.
    pub share: Option<f64>,
    /// Where the share should be by now, 0..=1, while the period goes on.
    pub expected: Option<f64>,
    pub behind: bool,
}

/// Of all steps that something is known of, for the team, each by the measure of its card.
#[must_use]
pub fn progress_of_steps(
    portfolio: &Portfolio,
    history: &History,
    journal: &Journal,
    period: Period,
    today: NaiveDate,
) -> BTreeMap<ProcessStep, StepProgress> {
    let settings = portfolio.settings();
    let metric = |step: ProcessStep| settings.more.process.get(&step).and_then(|card| card.metric);
    let metrics = ProcessStep::ALL.iter().map(|step| (*step, metric(*step).unwrap_or_else(|| step.metric())));
    let metrics: Vec<(ProcessStep, Metric)> = metrics.collect();
    // They are found in the journal, which may be long.
    let reviewed = metrics.iter().any(|(_, metric)| *metric == Metric::ReviewsHeld);
    let reviews = reviewed.then(|| Reviews::of(journal));
    let ground = Ground::new(portfolio, history, reviews.as_ref(), today);
    let of = |(step, metric)| Some((step, progress(&ground, settings, metric, period, today)?));
    metrics.into_iter().filter_map(of).collect()
}

fn progress(
    ground: &Ground<'_>,
    settings: &Settings,
    metric: Metric,
    period: Period,
    today: NaiveDate,
) -> Option<StepProgress> {
    if let Some(progress) = ground.progress(&GoalKey { metric, period, whose: Whose::Team }) {
        let target = progress.target.value();
        let expected = Some(progress.expected / target).filter(|_| target > 0.0 && today < period.end());
        return Some(StepProgress {
            words: words(&progress, settings, today),
            share: progress.share,
            expected,
            behind: matches!(progress.pace(today), Pace::Behind | Pace::Missed),
        });
    }
    let actual = ground.actual(metric, period.span(), &Whose::Team)?;
    let so_far = if today < period.end() { " so far" } else { "" };
    let label = period.label(settings.more.fiscal_year_start);
    let words = format!("{}{so_far} in {label}; no goal is set", amount_words(metric, actual, settings));
    Some(StepProgress { words, share: None, expected: None, behind: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_is_overdue_after_a_quarter() {
        let today: NaiveDate = "2026-11-22".parse().unwrap();
        let check = |reviewed: Option<&str>, wanted: Option<i64>| {
            let card = ProcessCard { reviewed: reviewed.map(|day| day.parse().unwrap()), ..ProcessCard::default() };
            assert_eq!(overdue_days(&card, today), wanted, "{reviewed:?}");
        };
        check(None, None);
        check(Some("2026-11-22"), None);
        // 92 days are the longest quarter.
        check(Some("2026-08-22"), None);
        check(Some("2026-08-21"), Some(93));
        check(Some("2026-07-25"), Some(120));
    }

    #[test]
    fn a_card_says_what_its_step_is_measured_by() {
        let step = ProcessStep::CreateCustomers;
        assert_eq!(metric_of(step, &ProcessCard::default()), Metric::CustomersCreated);
        let card = ProcessCard { metric: Some(Metric::Revenue), ..ProcessCard::default() };
        assert_eq!(metric_of(step, &card), Metric::Revenue);
        assert!(is_empty(&ProcessCard::default()) && !is_empty(&card));
    }
}
