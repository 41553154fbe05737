//! How far people and records are apart, and how far the records moved since people decided.

use chrono::Local;

use super::class::Class;
use crate::model::{Account, Portfolio, Position, Score};

/// What lies between the judged position of an account and its evidence, in points of score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drift {
    /// From where people put it to where its evidence does now.
    pub apart: f64,
    /// From where the evidence was when people decided to where it is now; `None` where nobody knows where it was.
    pub moved: Option<f64>,
    /// It moved at least as far as the workspace calls drifted. Nobody drifts who never moved.
    pub drifted: bool,
}

/// Of an account that was judged and whose evidence is known; `None` of all others, which have nothing to drift from.
#[must_use]
pub fn drift(portfolio: &Portfolio, account: &Account) -> Option<Drift> {
    let judgement = account.judgement.as_ref()?;
    let now = portfolio.evidence_position(account.id)?;
    let moved = judgement.evidence.map(|then| (distance(then, now), reaches(then, now, limit(portfolio))));
    Some(Drift {
        apart: distance(judgement.position, now),
        moved: moved.map(|(points, _)| points),
        drifted: moved.is_some_and(|(_, drifted)| drifted),
    })
}

/// "evidence moved 18 points since your decision of 3 March 2026"; `None` while it moved less than half a point, or
/// nobody knows.
#[must_use]
pub fn drift_words(portfolio: &Portfolio, account: &Account) -> Option<String> {
    let moved = drift(portfolio, account)?.moved?.round();
    let judgement = account.judgement.as_ref()?;
    let day = portfolio.settings().more.dates.day(judgement.at.with_timezone(&Local).date_naive());
    let points = if moved >= 2.0 { "points" } else { "point" };
    (moved >= 1.0).then(|| format!("evidence moved {moved:.0} {points} since your decision of {day}"))
}

/// The class that the records speak for, which does not change its mind within the band about a line; `None` while the
/// potential is unknown.
#[must_use]
pub fn evidence_class(portfolio: &Portfolio, account: &Account) -> Option<Class> {
    let evidence = portfolio.evidence(account.id)?;
    evidence.position().map(|_| Class::of_halves(evidence.halves))
}

/// Between two places of the board, in points of score: Euclidean, both scores counting the same. Our own choice.
#[must_use]
pub fn distance(one: Position, other: Position) -> f64 {
    f64::from(squared(one, other)).sqrt() / 100.0
}

/// Whether two places are at least so far apart, and apart at all; exact, so that a limit of 15 points is reached at 15.
#[must_use]
pub fn reaches(one: Position, other: Position, limit: Score) -> bool {
    one != other && squared(one, other) >= u32::from(limit.hundredths()).pow(2)
}

fn limit(portfolio: &Portfolio) -> Score {
    portfolio.settings().more.model.drift
}

/// In hundredths of a point, squared: 2 × 10,000² at most.
fn squared(one: Position, other: Position) -> u32 {
    let side = |one: Score, other: Score| u32::from(one.hundredths().abs_diff(other.hundredths())).pow(2);
    side(one.engagement, other.engagement) + side(one.potential, other.potential)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, Evidence, EvidenceFor, Judgement, Settings};

    fn at(engagement: f64, potential: f64) -> Position {
        Position::new(Score::clamped(engagement), Score::clamped(potential))
    }

    /// One account, judged at `judged` when its evidence was at `then`, whose evidence is at `now`.
    fn portfolio(judged: Option<Position>, then: Option<Position>, now: Option<Position>) -> Portfolio {
        let id = AccountId(Uuid::from_u128(1));
        let mut account = Account::new(id, "Ernst Handel");
        let noon = DateTime::parse_from_rfc3339("2026-03-03T12:00:00Z").unwrap().to_utc();
        account.judgement =
            judged.map(|position| Judgement { position, at: noon, by: "Anna".to_owned(), evidence: then });
        let mut portfolio = Portfolio::from_rows(Settings::default(), [account]);
        if let Some(Position { engagement, potential }) = now {
            let evidence = Evidence { engagement, potential: Some(potential), confidence: 100, ..Evidence::default() };
            let today = NaiveDate::from_ymd_opt(2026, 6, 1).unwrap();
            let made = EvidenceFor { revision: portfolio.revision(), today, cut_off: None, provisional: true };
            portfolio.put_evidence(BTreeMap::from([(id, evidence)]), made);
        }
        portfolio
    }

    fn of(portfolio: &Portfolio) -> (Option<Drift>, Option<String>) {
        let account = portfolio.accounts().next().unwrap();
        (drift(portfolio, account), drift_words(portfolio, account))
    }

    #[test]
    fn drift_is_the_way_that_the_evidence_went_since_the_decision() {
        // Judged at 64/71; the evidence was at 41/62, is at 53/78 now.
        // Apart: √((64 − 53)² + (71 − 78)²) = √(121 + 49) = √170 = 13.038…
        // Moved: √((53 − 41)² + (78 − 62)²) = √(144 + 256) = √400 = 20, at least 15: drifted.
        let (drift, words) = of(&portfolio(Some(at(64.0, 71.0)), Some(at(41.0, 62.0)), Some(at(53.0, 78.0))));
        let drift = drift.unwrap();
        assert!((drift.apart - 170_f64.sqrt()).abs() < 1e-9, "{drift:?}");
        assert_eq!((drift.moved, drift.drifted), (Some(20.0), true));
        assert_eq!(words.as_deref(), Some("evidence moved 20 points since your decision of 3 March 2026"));
    }

    #[test]
    fn the_limit_is_reached_at_the_limit() {
        let check = |now: Position, drifted: bool, words: Option<&str>| {
            let (drift, said) = of(&portfolio(Some(at(50.0, 50.0)), Some(at(30.0, 30.0)), Some(now)));
            assert_eq!(drift.unwrap().drifted, drifted, "{now:?}");
            assert_eq!(said.as_deref(), words.map(ToOwned::to_owned).as_deref());
        };
        // 9² + 12² = 81 + 144 = 225 = 15².
        check(at(39.0, 42.0), true, Some("evidence moved 15 points since your decision of 3 March 2026"));
        check(at(39.0, 41.99), false, Some("evidence moved 15 points since your decision of 3 March 2026"));
        check(at(31.0, 30.0), false, Some("evidence moved 1 point since your decision of 3 March 2026"));
        check(at(30.4, 30.0), false, None);
        check(at(30.0, 30.0), false, None);
    }

    #[test]
    fn what_is_unknown_has_not_drifted() {
        assert_eq!(of(&portfolio(None, None, Some(at(53.0, 78.0)))), (None, None), "nobody decided");
        assert_eq!(of(&portfolio(Some(at(1.0, 1.0)), Some(at(9.0, 9.0)), None)), (None, None), "unknown potential");
        let (drift, words) = of(&portfolio(Some(at(50.0, 50.0)), None, Some(at(53.0, 54.0))));
        // √(3² + 4²) = 5; nobody knows where the evidence was.
        assert_eq!((drift, words), (Some(Drift { apart: 5.0, moved: None, drifted: false }), None));
    }

    #[test]
    fn a_limit_of_nothing_is_reached_by_any_motion() {
        assert!(reaches(at(1.0, 1.0), at(1.01, 1.0), Score::ZERO));
        assert!(!reaches(at(1.0, 1.0), at(1.0, 1.0), Score::ZERO));
        assert!((distance(at(0.0, 0.0), at(100.0, 100.0)) - 20_000_f64.sqrt()).abs() < 1e-9);
    }
}
