//! A workspace to try things in: made-up companies, placed and argued about for a year.
//!
//! It comes as edits, not as rows, so that its history is as real as any: what the demo shows in History, an account's
//! trail or a replay went through the same waist as a user's own work.

mod accounts;
mod diary;
mod dice;
mod files;
mod ledger;
mod market;
mod names;
mod people;
mod stages;
mod stories;
mod year;

use chrono::NaiveDate;

use crate::model::{Edit, Stamp};

/// One edit of the demo, to be performed in order on a fresh workspace.
#[derive(Clone, Debug)]
pub struct Step {
    pub edit: Edit,
    /// Carries the past time, the author, and the record keys: plan the edit with this stamp and no other, because
    /// later steps name accounts by the keys that it makes.
    pub stamp: Stamp,
    /// Why, for edits that somebody gave a reason for.
    pub reason: Option<&'static str>,
}

/// The name of the demo's workspace.
pub const WORKSPACE_NAME: &str = "Northlight Instruments";

/// The whole demo: first the files of some 13 months before `today`, then a year of reviews and corrections, each after
/// the files of its quarter. The same arguments give the same steps.
#[must_use]
pub fn script(size: Size, seed: u64, today: NaiveDate) -> Vec<Step> {
    let mut dice = dice::Dice::new(seed);
    let has_records = size.activities > 0;
    let portfolio = accounts::portfolio(size.accounts, has_records, &mut dice, today);
    let (mut steps, ids) = year::steps(&portfolio, has_records, &mut dice, today);
    let promoted = year::promoted(&steps);
    steps.extend(files::steps(&portfolio, &ids, &promoted, size, seed, today));
    steps.sort_by_key(|step| step.stamp.now);
    steps
}

/// How much there is in a demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub accounts: usize,
    /// Of three years; none where nobody bought anything.
    pub purchases: usize,
    /// With the contacts that they are about, and some opportunities.
    pub activities: usize,
}

impl Default for Size {
    fn default() -> Self {
        Self { accounts: 400, purchases: 20_000, activities: 4_000 }
    }
}

/// Deals so many things out by weight: all of them, unless nobody has any weight.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of a few million things"
)]
fn allotted(weights: Vec<f64>, count: usize) -> Vec<usize> {
    let sum: f64 = weights.iter().sum();
    let (mut weight, mut dealt) = (0.0, 0);
    let deal = |own: f64| {
        weight += own;
        let until = if sum > 0.0 { (count as f64 * weight / sum + 0.5) as usize } else { 0 };
        let share = until.min(count).saturating_sub(dealt);
        dealt += share;
        share
    };
    weights.into_iter().map(deal).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{Money, Portfolio, PursuitList, text::folded, year_before};

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    fn size(accounts: usize) -> Size {
        Size { accounts, purchases: accounts * 50, activities: accounts * 10 }
    }

    /// Performs the script in memory; every edit must change something.
    fn portfolio(size: Size, seed: u64) -> Portfolio {
        let mut portfolio = Portfolio::default();
        for Step { edit, mut stamp, reason: _ } in script(size, seed, today()) {
            let planned = edit.plan(&portfolio, &mut stamp).unwrap();
            assert!(!planned.changes.is_empty(), "{} changes nothing", planned.label);
            portfolio.apply(&planned.changes);
        }
        portfolio
    }

    #[test]
    fn the_same_seed_makes_the_same_demo() {
        assert!(portfolio(size(120), 7).same_rows(&portfolio(size(120), 7)));
        assert!(!portfolio(size(120), 7).same_rows(&portfolio(size(120), 8)));
    }

    #[test]
    fn things_are_dealt_out_by_weight_and_none_is_left() {
        let check = |weights: &[f64], count: usize, wanted: &[usize]| {
            assert_eq!(allotted(weights.to_vec(), count), wanted, "{weights:?} {count}");
        };
        check(&[], 5, &[]);
        check(&[0.0, 0.0], 5, &[0, 0]);
        check(&[1.0, 1.0], 5, &[3, 2]);
        check(&[1.0, 0.0, 3.0], 8, &[2, 0, 6]);
        check(&[1.0, 1.0, 1.0], 1, &[0, 1, 0]);
    }

    #[test]
    fn names_are_unique_and_the_largest_have_names_that_every_font_has() {
        let portfolio = portfolio(size(400), 1);
        let mut accounts: Vec<_> = portfolio.active().collect();
        let names: BTreeSet<String> = accounts.iter().map(|account| folded(&account.name)).collect();
        assert_eq!(names.len(), 400);
        accounts.sort_by_key(|account| std::cmp::Reverse(account.revenue_12m));
        let latin = |name: &str| name.chars().all(|letter| letter < '\u{250}' || letter == '’');
        assert!(accounts[..20].iter().all(|account| latin(&account.name)));
        let other = accounts.iter().filter(|account| !latin(&account.name)).count();
        assert!((4..=32).contains(&other), "{other} names in other scripts");
    }

    #[test]
    fn the_year_has_its_reviews_and_reasons() {
        let steps = script(size(400), 1, today());
        let moves: usize = steps
            .iter()
            .map(|step| match &step.edit {
                Edit::Move(placements) => placements.len(),
                _ => 0,
            })
            .sum();
        assert!((150..=280).contains(&moves), "{moves} moves");
        assert!(steps.len() < 150, "{} steps", steps.len());
        assert!(steps.iter().filter(|step| matches!(step.edit, Edit::Move(_))).all(|step| step.reason.is_some()));
        assert!(steps.is_sorted_by_key(|step| step.stamp.now), "time runs forward");
        assert!(steps.last().is_some_and(|step| step.stamp.today < today()));
    }

    #[test]
    fn nothing_is_known_before_it_happened() {
        for Step { edit, stamp, .. } in script(size(120), 3, today()) {
            let Edit::Import(import) = edit else { continue };
            let planned = crate::model::ActivityStatus::Planned;
            let done = import.activities.iter().filter(|one| one.status != planned).map(|one| one.day);
            let risks = import.risks.iter().map(|risk| risk.since);
            let bought = import.purchases.iter().flat_map(|new| &new.lines.lines).map(|line| line.day);
            assert!(done.chain(risks).chain(bought).all(|day| day < stamp.today), "{}", import.file_name);
        }
    }

    #[test]
    fn purchases_add_up_to_the_revenues_that_are_there() {
        for (accounts, purchases) in [(60, 3_000), (60, 25), (0, 100), (2, 1)] {
            let size = Size { accounts, purchases, activities: 200 };
            let portfolio = portfolio(size, 1);
            let mut bought = std::collections::BTreeMap::new();
            let mut lines = 0;
            for step in script(size, 1, today()) {
                let Edit::Import(import) = step.edit else { continue };
                let Some(new) = &import.purchases else { continue };
                lines += new.lines.lines.len();
                let (year, before) = (year_before(today()), year_before(year_before(today())));
                for line in &new.lines.lines {
                    let sums: &mut [i64; 2] = bought.entry(new.lines.account(line).unwrap()).or_default();
                    let of = if line.day > year { Some(0) } else { Some(1).filter(|_| line.day > before) };
                    if let Some(of) = of {
                        sums[of] += line.amount.minor_units();
                    }
                }
            }
            for (account, sums) in bought {
                let account = portfolio.account(account).unwrap();
                let said = [account.revenue_12m, account.revenue_prior_12m].map(Option::unwrap_or_default);
                assert_eq!(sums.map(Money::from_minor_units), said, "{}", account.name);
            }
            if accounts == 60 {
                assert!(lines == purchases || lines == 0, "{lines} of {purchases}");
                assert_eq!(portfolio.activities().len(), 200);
                assert!((40..=50).contains(&portfolio.contacts().len()), "{}", portfolio.contacts().len());
                assert!(portfolio.opportunities().len() > 3 && !portfolio.risks().is_empty());
            }
            assert!(lines > 0 || purchases < 30 || accounts == 0);
        }
    }

    #[test]
    fn nobody_is_after_more_than_there_are_places_for() {
        let portfolio = portfolio(size(400), 1);
        let mut taken = std::collections::BTreeMap::new();
        for account in portfolio.active() {
            let Some(pursuit) = account.pursuit else { continue };
            *taken.entry((account.owner.as_str(), pursuit.list)).or_insert(0) += 1;
            let passes = account.answers.values().filter(|answer| **answer).count();
            assert_eq!(passes == 3, pursuit.list == PursuitList::Target, "{}", account.name);
        }
        assert!(taken.len() >= 12 && taken.values().all(|count| *count <= 9), "{taken:?}");
        let sellers: BTreeSet<&str> =
            portfolio.colleagues().iter().filter(|one| one.seller).map(|one| one.name.as_str()).collect();
        assert!(portfolio.active().all(|account| sellers.contains(account.owner.as_str())));
    }

    #[test]
    fn none_and_one_are_portfolios_too() {
        for count in [0, 1, 2, 5] {
            assert_eq!(portfolio(size(count), 1).accounts().len(), count);
            let alone = Size { accounts: count, purchases: 0, activities: 0 };
            assert_eq!(portfolio(alone, 1).accounts().len(), count);
        }
    }
}
