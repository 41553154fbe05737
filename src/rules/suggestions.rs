//! Moves that the records speak for: accounts whose evidence went elsewhere since people decided where they stand.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use chrono::{Local, NaiveDate};

use super::class::Class;
use super::drift::{distance, drift, drift_words, evidence_class};
use super::engagement::engagement;
use super::evidence::cut_off;
use super::potential::potential;
use crate::model::{Account, AccountId, Money, Portfolio, Position, RowKey, Score};

/// A judged account that might be released to its evidence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suggestion {
    pub account: AccountId,
    /// Where people put it.
    pub from: Position,
    pub was: Class,
    /// Where its evidence puts it.
    pub to: Position,
    pub is: Class,
    /// Its evidence moved as far as the workspace calls drifted.
    pub drifted: bool,
    /// From `from` to `to`, in points of score.
    pub apart: f64,
    /// The larger of its revenue of 12 months and what it could buy in 12; never below nothing.
    pub at_stake: Money,
}

/// The suggested move of an account; `None` while its judgement stands. What is suggested, our own:
///
/// - it drifted: its evidence moved far since people decided; or
/// - its evidence is of another class than people put it in, with the band about the lines held, and was not when they
///   decided, as far as anybody knows. People may overrule what the records say; they are not asked about it again
///   before the records say something else.
#[must_use]
pub fn suggestion(portfolio: &Portfolio, account: &Account) -> Option<Suggestion> {
    let judgement = account.judgement.as_ref().filter(|_| !account.archived)?;
    let (to, is) = (portfolio.evidence_position(account.id)?, evidence_class(portfolio, account)?);
    let lines = portfolio.settings().lines;
    let (from, was) = (judgement.position, Class::of(judgement.position, lines));
    let drifted = drift(portfolio, account)?.drifted;
    let overruled = judgement.evidence.is_some_and(|then| Class::of(then, lines) == is);
    let suggested = drifted || (is != was && !overruled);
    let capacity = account.qpc.map(|qpc| qpc.amount);
    let at_stake = portfolio.revenue_12m(account).max(capacity).unwrap_or_default().max(Money::ZERO);
    (suggested && from != to).then(|| Suggestion {
        account: account.id,
        from,
        was,
        to,
        is,
        drifted,
        apart: distance(from, to),
        at_stake,
    })
}

impl Suggestion {
    /// Money at stake × distance: what is asked first. Without money the further apart goes first.
    #[must_use]
    pub fn before(&self, other: &Self) -> Ordering {
        let weight = |one: &Self| minor_units(one.at_stake) * one.apart;
        let heavier = weight(other).total_cmp(&weight(self));
        heavier.then(other.apart.total_cmp(&self.apart)).then(self.account.cmp(&other.account))
    }

    /// What speaks for it, the weightiest first: that the evidence moved, and which parts of it did; at most four.
    #[must_use]
    pub fn why(&self, portfolio: &Portfolio, today: NaiveDate) -> Vec<String> {
        let Some(account) = portfolio.account(self.account) else { return Vec::new() };
        let words = |position: Position, of| {
            let whole = |score: Score| format!("{:.0}", score.points());
            format!("{of} engagement {}, potential {}", whole(position.engagement), whole(position.potential))
        };
        let moved = drift_words(portfolio, account);
        let apart = || words(self.to, "the records say");
        let mut why = vec![moved.unwrap_or_else(apart)];
        why.extend(moved_parts(portfolio, account, today).into_iter().take(3));
        why
    }
}

/// A part of a score that moved less than this says little, in points.
const LITTLE: f64 = 2.0;

/// Which parts of the scores moved since the account was judged, the furthest first: "people 1 → 4 of 6". Records are
/// those of now as far as they are dated until then; what is not dated (capacity, likelihood) counts as it is now.
fn moved_parts(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Vec<String> {
    let Some(judgement) = &account.judgement else { return Vec::new() };
    let then = judgement.at.with_timezone(&Local).date_naive();
    let model = &portfolio.settings().more.model;
    let cut_off = cut_off(portfolio, today);
    let [before, after] = [then, today].map(|day| engagement(portfolio, account, day));
    let [had, has] = [then, today].map(|day| potential(portfolio, account, cut_off, day));
    let days = |day: NaiveDate, last: Option<NaiveDate>| match last.map(|last| (day - last).num_days()) {
        Some(1) => "1 day".to_owned(),
        Some(days) => format!("{days} days"),
        None => "never".to_owned(),
    };
    let roles = model.required_roles.len();
    let parts = [
        (
            after.people.points() - before.people.points(),
            format!("people {} → {} of {}", before.threads, after.threads, model.full_threads),
        ),
        (
            after.roles.points() - before.roles.points(),
            format!("roles {} → {} of {roles}", before.roles_reached.len(), after.roles_reached.len()),
        ),
        (
            after.recency.points() - before.recency.points(),
            format!("last contact {} → {} ago", days(then, before.last_contact), days(today, after.last_contact)),
        ),
        (
            after.two_way.points() - before.two_way.points(),
            format!(
                "they called or answered {} of {} → {} of {} times",
                before.responsive, before.activities, after.responsive, after.activities
            ),
        ),
        (
            points(has.breadth) - points(had.breadth),
            format!(
                "buys in {} → {} of {} categories",
                had.categories_bought, has.categories_bought, has.categories_relevant
            ),
        ),
    ];
    let mut parts: Vec<_> = parts.into_iter().filter(|(points, _)| points.abs() >= LITTLE).collect();
    parts.sort_by(|(one, _), (other, _)| other.abs().total_cmp(&one.abs()));
    parts.into_iter().map(|(_, words)| words).collect()
}

fn points(part: Option<super::engagement::Part>) -> f64 {
    part.map_or(0.0, super::engagement::Part::points)
}

#[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^52 cents are beyond any company")]
fn minor_units(amount: Money) -> f64 {
    amount.minor_units() as f64
}

/// All suggested moves of a portfolio, kept up to date as it changes.
#[derive(Clone, Debug, Default)]
pub struct Suggestions {
    made_for: Option<MadeFor>,
    of: BTreeMap<AccountId, Suggestion>,
    order: Vec<AccountId>,
    generation: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MadeFor {
    workspace: usize,
    revision: u64,
    /// Of the evidence.
    day: Option<NaiveDate>,
}

impl Suggestions {
    /// Brings the list up to date: after an edit of a few records, by a look at their accounts alone. `workspace` tells
    /// one portfolio from the next.
    pub fn refresh(&mut self, workspace: usize, portfolio: &Portfolio) {
        let day = portfolio.evidence_for().map(|made| made.today);
        let wanted = MadeFor { workspace, revision: portfolio.revision(), day };
        let Some(before) = self.made_for.replace(wanted).filter(|before| *before != wanted) else {
            if self.generation == 0 {
                self.look_at_all(portfolio);
            }
            return;
        };
        let same = MadeFor { revision: wanted.revision, ..before } == wanted;
        let changed = Some(before.revision).filter(|_| same).and_then(|revision| {
            let rows = portfolio.changed_since(revision)?;
            let one_by_one = |row: &RowKey| !matches!(row, RowKey::Settings | RowKey::Batch(_) | RowKey::Product(_));
            if rows.iter().all(one_by_one) { portfolio.accounts_changed_since(revision) } else { None }
        });
        let Some(changed) = changed else {
            self.look_at_all(portfolio);
            return;
        };
        let mut others = false;
        for id in changed {
            let after = portfolio.account(id).and_then(|account| suggestion(portfolio, account));
            let before = match after {
                Some(after) => self.of.insert(id, after),
                None => self.of.remove(&id),
            };
            others |= before != after;
        }
        if others {
            self.sort();
        }
    }

    fn look_at_all(&mut self, portfolio: &Portfolio) {
        let all = portfolio.active().filter_map(|account| suggestion(portfolio, account));
        self.of = all.map(|one| (one.account, one)).collect();
        self.sort();
    }

    fn sort(&mut self) {
        let mut all: Vec<&Suggestion> = self.of.values().collect();
        all.sort_by(|one, other| one.before(other));
        self.order = all.into_iter().map(|one| one.account).collect();
        self.generation += 1;
    }

    /// What is asked first comes first.
    pub fn iter(&self) -> impl Iterator<Item = &Suggestion> {
        self.order.iter().filter_map(|id| self.of.get(id))
    }

    #[must_use]
    pub fn get(&self, account: AccountId) -> Option<&Suggestion> {
        self.of.get(&account)
    }

    /// Grows whenever the list changes.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

#[cfg(test)]
mod tests;
