//! The steps of the funnel as they are worked on purpose: what belongs on a card, how far its measure has come, and
//! whether it was looked at lately.

use chrono::NaiveDate;

use crate::model::{Metric, Period, Portfolio, ProcessCard, ProcessStep, Stage};
use crate::rules::funnel::{History, Scope, created};

/// A card that was not looked at for longer than a quarter should be. [OURS]
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

/// How far a measure has come in a period, as a sentence without a full stop; `None` where nothing is known of it.
#[must_use]
pub fn progress_words(
    portfolio: &Portfolio,
    history: &History,
    metric: Metric,
    period: Period,
    today: NaiveDate,
) -> Option<String> {
    let stage = match metric {
        Metric::SuspectsFound => Stage::Suspect,
        Metric::ProspectsQualified => Stage::Prospect,
        Metric::CustomersCreated => Stage::Customer,
        Metric::ClientsCreated => Stage::Client,
        Metric::Revenue | Metric::KeyBreadth | Metric::KeyAccountsGrown | Metric::ReviewsHeld => return None,
    };
    let more = &portfolio.settings().more;
    let count = more.numbers.count(created(history, &Scope::default(), stage, period.span()));
    let so_far = if today < period.end() { " so far" } else { "" };
    Some(format!("{count} {} in {}{so_far}", metric.name(), period.label(more.fiscal_year_start)))
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
