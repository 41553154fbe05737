//! Where the records put each account, kept up to date as they change.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::{panic, thread};

use chrono::{Months, NaiveDate};

use super::engagement::EngagementReader;
use super::lists;
use super::potential::potential_among;
use super::relevance::Catalogue;
use super::signals;
use crate::model::{Account, AccountId, Evidence, EvidenceFor, KeyCutOff, Money, Portfolio, RowKey, Score, Settings};

/// So many months are looked back for the side of a line that evidence within the band came from.
const LOOK_BACK_MONTHS: u32 = 12;

/// Fewer accounts than this are not worth a second thread.
const MANY: usize = 4_000;

/// What potential is measured against: as somebody fixed it, else of today's revenues. `None` when nobody buys.
#[must_use]
pub fn cut_off(portfolio: &Portfolio, today: NaiveDate) -> Option<KeyCutOff> {
    let fixed = portfolio.settings().more.key_cut_off;
    fixed.or_else(|| lists::cut_off(portfolio).map(|amount| KeyCutOff { amount, as_of: today }))
}

/// Brings the evidence of all accounts up to date: after an edit of a few records, of the accounts that these belong to.
/// Of all when the edit changes what they are measured with: the settings, the categories of products and, while nobody
/// fixed it, the cut-off of the key list. Does nothing until the portfolio was told which day it is.
pub fn settle(portfolio: &mut Portfolio) {
    let Some(today) = portfolio.bought_until() else { return };
    let before = portfolio.evidence_for().filter(|before| before.today == today);
    if before.is_some_and(|before| before.revision == portfolio.revision()) {
        return;
    }
    let provisional = portfolio.settings().more.key_cut_off.is_none();
    let changed = before.and_then(|before| Some((before, changed(portfolio, before.revision)?)));
    let cut_off = match &changed {
        // Who buys and for how much is as it was.
        Some((before, changed)) if before.provisional && provisional && same_buyers(portfolio, changed) => {
            before.cut_off
        }
        _ => cut_off(portfolio, today),
    };
    let made = EvidenceFor { revision: portfolio.revision(), today, cut_off, provisional };
    let same_measure = |before: &EvidenceFor| (before.cut_off, before.provisional) == (cut_off, provisional);
    if let Some((_, changed)) = changed.filter(|(before, _)| same_measure(before)) {
        let mut reader = Reader::new(portfolio, made);
        let evidence = |id: AccountId| (id, portfolio.account(id).map(|account| reader.of(account)));
        let some: Vec<_> = changed.into_iter().map(evidence).collect();
        portfolio.put_some_evidence(some, made);
    } else {
        let all = all(portfolio, made);
        portfolio.put_evidence(all, made);
    }
}

/// The accounts to look at again since a revision; `None` for all.
fn changed(portfolio: &Portfolio, revision: u64) -> Option<BTreeSet<AccountId>> {
    let categories = portfolio.categories_changed_since(revision)?;
    let one_by_one = |row: &RowKey| match row {
        RowKey::Settings => same_settings(portfolio.evidence_settings(), portfolio.settings()),
        RowKey::Batch(_) => false,
        // All that counts of a product is whether it is there, and its category.
        RowKey::Product(_) => !categories,
        RowKey::Account(_)
        | RowKey::Contact(_)
        | RowKey::Activity(_)
        | RowKey::Opportunity(_)
        | RowKey::Risk(_)
        | RowKey::Colleague(_)
        | RowKey::StageEvent(_)
        | RowKey::HandOver(_)
        | RowKey::Goal(_)
        | RowKey::Spend(_) => true,
    };
    portfolio.changed_since(revision)?.iter().all(one_by_one).then(|| portfolio.accounts_changed_since(revision))?
}

/// Whether the same evidence follows under both: what is saved as a view, or how dates are written, changes none.
fn same_settings(one: &Settings, other: &Settings) -> bool {
    let measures = |settings: &Settings| (settings.lines, settings.more.key_cut_off);
    measures(one) == measures(other) && one.more.model == other.more.model && one.more.relevance == other.more.relevance
}

/// Whether these accounts buy for as much as when their evidence was worked out.
fn same_buyers(portfolio: &Portfolio, changed: &BTreeSet<AccountId>) -> bool {
    changed.iter().all(|id| {
        let before = portfolio.evidence(*id).map_or(Money::ZERO, |evidence| evidence.buys);
        before == portfolio.account(*id).map_or(Money::ZERO, |account| buys(portfolio, account))
    })
}

fn buys(portfolio: &Portfolio, account: &Account) -> Money {
    lists::bought(portfolio, account).unwrap_or_default()
}

/// Of every account, archived ones among them; of many on two threads.
fn all(portfolio: &Portfolio, made: EvidenceFor) -> BTreeMap<AccountId, Evidence> {
    let accounts: Vec<&Arc<Account>> = portfolio.accounts().collect();
    let of = |some: &[&Arc<Account>]| {
        let mut reader = Reader::new(portfolio, made);
        some.iter().map(|account| (account.id, reader.of(account))).collect::<Vec<_>>()
    };
    if accounts.len() < MANY {
        return of(&accounts).into_iter().collect();
    }
    let (first, second) = accounts.split_at(accounts.len() / 2);
    let all = thread::scope(|scope| {
        let other = thread::Builder::new().name("evidence".to_owned()).spawn_scoped(scope, || of(second));
        let mut all = of(first);
        all.extend(match other.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(others)) => others,
            Ok(Err(panicked)) => panic::resume_unwind(panicked),
            // There is no second thread to be had.
            Err(_) => of(second),
        });
        all
    });
    all.into_iter().collect()
}

/// Works out the evidence of one account after the other.
struct Reader<'a> {
    portfolio: &'a Portfolio,
    made: EvidenceFor,
    engagement: EngagementReader<'a>,
    catalogue: Catalogue<'a>,
}

impl<'a> Reader<'a> {
    fn new(portfolio: &'a Portfolio, made: EvidenceFor) -> Self {
        let (engagement, catalogue) = (EngagementReader::new(portfolio), Catalogue::new(portfolio));
        Self { portfolio, made, engagement, catalogue }
    }

    fn of(&mut self, account: &Account) -> Evidence {
        let Self { portfolio, made, engagement, catalogue } = self;
        let (portfolio, EvidenceFor { today, cut_off, .. }) = (*portfolio, *made);
        let engaged = engagement.read(account, today);
        let potential = potential_among(portfolio, account, cut_off, today, catalogue);
        let (lines, band) = (portfolio.settings().lines, portfolio.settings().more.model.band);
        let score = Score::clamped;
        let upward =
            side(score(engaged.score), lines.engagement, band, today, |day| score(engagement.read(account, day).score));
        let across = potential.score.is_some_and(|now| {
            side(score(now), lines.potential, band, today, |day| {
                let then = potential_among(portfolio, account, cut_off, day, catalogue);
                score(then.score.unwrap_or_default())
            })
        });
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of 0..=1")]
        let confidence = (potential.confidence * 100.0).round() as u8;
        Evidence {
            engagement: score(engaged.score),
            potential: potential.score.map(score),
            confidence,
            halves: (upward, across),
            signals: signals::of(portfolio, account, &engaged, &potential, today),
            buys: buys(portfolio, account),
        }
    }
}

/// Whether a score belongs above its line. Within the band it belongs where it last stood clear of it: today's records
/// are read as of the same day of each of the last months, back to the first that is clear; our own way to remember a
/// side without keeping one, so that it follows from the records alone. If no month was, a score on the line belongs
/// above. A score just as far from the line as the band is clear of it, and so is one at the end of the scale.
fn side(now: Score, line: Score, band: Score, today: NaiveDate, mut then: impl FnMut(NaiveDate) -> Score) -> bool {
    let above = now >= line;
    if band == Score::ZERO {
        return above;
    }
    let (line, band, most) = (line.hundredths(), band.hundredths(), Score::MAX.hundredths());
    let clear = |score: Score| {
        let score = score.hundredths();
        let above = score >= line;
        let is_clear = if above { score >= (line + band).min(most) } else { score <= line.saturating_sub(band) };
        is_clear.then_some(above)
    };
    let earlier = || {
        (1..=LOOK_BACK_MONTHS)
            .filter_map(|months| today.checked_sub_months(Months::new(months)))
            .find_map(|day| clear(then(day)))
    };
    clear(now).or_else(earlier).unwrap_or(above)
}

#[cfg(test)]
mod tests;
