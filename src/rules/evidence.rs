//! Where the records put each account, kept up to date as they change.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use super::engagement::engagement;
use super::lists;
use super::potential::potential_among;
use super::relevance::categories;
use super::signals;
use crate::model::{Account, AccountId, Evidence, EvidenceFor, KeyCutOff, Portfolio, RowKey, Score};

/// So many months are looked back for the side of a line that evidence within the band came from.
const LOOK_BACK_MONTHS: u32 = 12;

/// What potential is measured against: as somebody fixed it, else of today's revenues. `None` when nobody buys.
#[must_use]
pub fn cut_off(portfolio: &Portfolio, today: NaiveDate) -> Option<KeyCutOff> {
    let fixed = portfolio.settings().more.key_cut_off;
    fixed.or_else(|| lists::cut_off(portfolio).map(|amount| KeyCutOff { amount, as_of: today }))
}

/// Brings the evidence of all accounts up to date: after an edit of a few records, of the accounts that these belong to.
/// Does nothing until the portfolio was told which day it is.
pub fn settle(portfolio: &mut Portfolio) {
    let Some(today) = portfolio.bought_until() else { return };
    let provisional = portfolio.settings().more.key_cut_off.is_none();
    let made = EvidenceFor { revision: portfolio.revision(), today, cut_off: cut_off(portfolio, today), provisional };
    let before = portfolio.evidence_for();
    if before == Some(made) {
        return;
    }
    let same_day = |before: &EvidenceFor| EvidenceFor { revision: made.revision, ..*before } == made;
    let changed = before.filter(same_day).and_then(|before| {
        let rows = portfolio.changed_since(before.revision)?;
        let one_by_one = |row: &RowKey| !matches!(row, RowKey::Settings | RowKey::Product(_) | RowKey::Batch(_));
        if rows.iter().all(one_by_one) { portfolio.accounts_changed_since(before.revision) } else { None }
    });
    if let Some(changed) = changed {
        let categories = categories(portfolio);
        let evidence = |id: AccountId| portfolio.account(id).map(|account| of(portfolio, account, made, &categories));
        let some: Vec<_> = changed.into_iter().map(|id| (id, evidence(id))).collect();
        portfolio.put_some_evidence(some, made);
    } else {
        let all = all(portfolio, made);
        portfolio.put_evidence(all, made);
    }
}

/// Of every account, archived ones among them.
fn all(portfolio: &Portfolio, made: EvidenceFor) -> BTreeMap<AccountId, Evidence> {
    let categories = categories(portfolio);
    portfolio.accounts().map(|account| (account.id, of(portfolio, account, made, &categories))).collect()
}

fn of(portfolio: &Portfolio, account: &Account, made: EvidenceFor, categories: &BTreeSet<&str>) -> Evidence {
    let engagement_now = engagement(portfolio, account, made.today);
    let potential = potential_among(portfolio, account, made.cut_off, made.today, categories);
    let signals = signals::of(portfolio, account, &engagement_now, &potential, made.today);
    let engaged = engagement_now.score;
    let settings = portfolio.settings();
    let (lines, band) = (settings.lines, settings.more.model.band);
    let score = Score::clamped;
    let upward = side(score(engaged), lines.engagement, band, made.today, |day| {
        score(engagement(portfolio, account, day).score)
    });
    let across = potential.score.is_some_and(|now| {
        side(score(now), lines.potential, band, made.today, |day| {
            score(potential_among(portfolio, account, made.cut_off, day, categories).score.unwrap_or_default())
        })
    });
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0..=1")]
    let confidence = (potential.confidence * 100.0).round() as u8;
    Evidence {
        engagement: score(engaged),
        potential: potential.score.map(score),
        confidence,
        halves: (upward, across),
        signals,
    }
}

/// Whether a score belongs above its line. Within the band it belongs where it last stood clear of it, at the end of one
/// of the last months; if it never did, a score on the line belongs above.
fn side(now: Score, line: Score, band: Score, today: NaiveDate, then: impl Fn(NaiveDate) -> Score) -> bool {
    let clear = |score: Score| {
        let (score, line, band) = (score.hundredths(), line.hundredths(), band.hundredths());
        (score.abs_diff(line) >= band && band > 0).then_some(score >= line)
    };
    let earlier = || {
        (1..=LOOK_BACK_MONTHS)
            .filter_map(|months| today.checked_sub_months(Months::new(months)))
            .find_map(|day| clear(then(day)))
    };
    clear(now).or_else(|| if band == Score::ZERO { None } else { earlier() }).unwrap_or(now >= line)
}
