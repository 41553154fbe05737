//! A workspace to try things in: made-up companies, placed and argued about for a year.
//!
//! It comes as edits, not as rows, so that its history is as real as any: what the demo shows in History, an account's
//! trail or a replay went through the same waist as a user's own work.

mod accounts;
mod dice;
mod names;
mod trade;
mod year;

use chrono::NaiveDate;

use crate::model::{Edit, Portfolio, Stamp};

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

/// The whole demo: first an import some 13 months before `today`, then a year of reviews and corrections. The same
/// arguments give the same steps.
#[must_use]
pub fn script(accounts: usize, seed: u64, today: NaiveDate) -> Vec<Step> {
    let mut dice = dice::Dice::new(seed);
    let drafts = accounts::drafts(accounts, &mut dice, today);
    year::steps(drafts, &mut dice, today)
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

/// What follows [`script`] once that is done: the files of yesterday, with purchases that add up to the revenues that
/// the accounts of `portfolio` have. The same arguments give the same steps.
#[must_use]
pub fn trade(portfolio: &Portfolio, size: Size, seed: u64, today: NaiveDate) -> Vec<Step> {
    trade::steps(portfolio, size.purchases, size.activities, seed, today)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{Money, Portfolio, Stage, text::folded, year_before};
    use crate::rules::class::Class;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
    }

    /// Performs the script in memory; every edit must change something.
    fn portfolio(accounts: usize, seed: u64) -> Portfolio {
        let mut portfolio = Portfolio::default();
        for Step { edit, mut stamp, reason: _ } in script(accounts, seed, today()) {
            let planned = edit.plan(&portfolio, &mut stamp).unwrap();
            assert!(!planned.changes.is_empty(), "{} changes nothing", planned.label);
            portfolio.apply(&planned.changes);
        }
        portfolio
    }

    #[test]
    fn the_same_seed_makes_the_same_demo() {
        assert!(portfolio(120, 7).same_rows(&portfolio(120, 7)));
        assert!(!portfolio(120, 7).same_rows(&portfolio(120, 8)));
    }

    #[test]
    fn it_looks_like_a_portfolio() {
        for (count, seed) in [(60, 1), (400, 1), (400, 2), (3_000, 5)] {
            let portfolio = portfolio(count, seed);
            let accounts: Vec<_> = portfolio.active().collect();
            assert_eq!(accounts.len(), count);
            let names: BTreeSet<String> = accounts.iter().map(|account| folded(&account.name)).collect();
            assert_eq!(names.len(), count, "names are unique");

            let mut revenue: Vec<Money> = accounts.iter().filter_map(|account| account.revenue_12m).collect();
            revenue.sort_by(|a, b| b.cmp(a));
            let sum = |all: &[Money]| all.iter().map(|money| money.approximate()).sum::<f64>();
            let top = sum(&revenue[..revenue.len().div_ceil(4)]) / sum(&revenue);
            assert!((0.72..=0.82).contains(&top), "{count}, {seed}: the top quarter has {top:.2}");

            let unplaced = accounts.iter().filter(|account| portfolio.position(account).is_none()).count();
            assert!((unplaced * 100).abs_diff(count * 6) <= count * 2, "{unplaced} of {count} unplaced");
            for class in Class::ALL {
                let lines = portfolio.settings().lines;
                let here = accounts
                    .iter()
                    .filter(|account| Class::of_account(&portfolio, account, lines) == Some(class))
                    .count();
                assert!(here * 12 >= count, "{count}, {seed}: {here} of class {class}");
            }
            for account in &accounts {
                let buys = matches!(account.stage, Stage::Customer | Stage::Client);
                assert_eq!(buys, account.revenue_12m.is_some_and(|revenue| revenue > Money::ZERO), "{account:?}");
                assert!(account.judged().is_none_or(|at| at.engagement.hundredths().is_multiple_of(100)));
            }
            let owners: BTreeSet<&str> = accounts.iter().map(|account| account.owner.as_str()).collect();
            assert!((6..=9).contains(&owners.len()), "{owners:?}");
        }
    }

    #[test]
    fn the_largest_have_names_that_every_font_has() {
        let portfolio = portfolio(400, 1);
        let mut accounts: Vec<_> = portfolio.active().collect();
        accounts.sort_by_key(|account| std::cmp::Reverse(account.revenue_12m));
        let latin = |name: &str| name.chars().all(|letter| letter < '\u{250}' || letter == '’');
        assert!(accounts[..20].iter().all(|account| latin(&account.name)));
        let other = accounts.iter().filter(|account| !latin(&account.name)).count();
        assert!((4..=32).contains(&other), "{other} names in other scripts");
    }

    #[test]
    fn the_year_has_its_reviews_and_reasons() {
        let steps = script(400, 1, today());
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
    fn purchases_add_up_to_the_revenues_that_are_there() {
        for (count, purchases) in [(60, 3_000), (60, 25), (0, 100), (2, 1)] {
            let portfolio = portfolio(count, 1);
            let size = Size { accounts: count, purchases, activities: 200 };
            let steps = trade(&portfolio, size, 1, today());
            let mut after = portfolio.clone();
            let mut lines = 0;
            for Step { edit, mut stamp, .. } in steps {
                assert!(stamp.today < today());
                let planned = edit.plan(&after, &mut stamp).unwrap();
                after.apply(&planned.changes);
                let Some(new) = planned.lines else { continue };
                lines = new.lines.lines.len();
                for account in portfolio.accounts() {
                    let (year, before) = (year_before(today()), year_before(year_before(today())));
                    let sum = |from: NaiveDate, to: NaiveDate| {
                        let own = new.lines.lines.iter().filter(|line| {
                            new.lines.account(line) == Some(account.id) && line.day > from && line.day <= to
                        });
                        Money::from_minor_units(own.map(|line| line.amount.minor_units()).sum())
                    };
                    if new.lines.accounts.contains(&account.id) {
                        assert_eq!(sum(year, today()), account.revenue_12m.unwrap_or_default());
                        assert_eq!(sum(before, year), account.revenue_prior_12m.unwrap_or_default());
                    }
                }
            }
            if count == 60 {
                assert!(lines == purchases || lines == 0, "{lines} of {purchases}");
                assert_eq!((after.activities().len(), after.contacts().len()), (200, 50));
                assert!(after.opportunities().len() > 3);
            }
            assert!(lines > 0 || purchases < 30 || count == 0);
        }
    }

    #[test]
    fn none_and_one_are_portfolios_too() {
        for count in [0, 1, 2, 5] {
            assert_eq!(portfolio(count, 1).accounts().len(), count);
        }
    }
}
