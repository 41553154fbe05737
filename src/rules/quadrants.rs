use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Account, Lines, Money, Portfolio};

use super::class::Class;

/// What stands in one quadrant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quadrant {
    pub accounts: usize,
    pub revenue: Money,
    /// Of the 12-month revenue of all accounts that are counted, the unplaced among them; 0..=1, `None` without revenue.
    pub revenue_share: Option<f64>,
}

/// What stands in all four.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quadrants {
    by_class: BTreeMap<Class, (usize, Money)>,
    /// Revenue of all accounts that are counted.
    total: Money,
}

/// Counts and revenue by class. Archived accounts count nowhere, refunds do not make a share negative.
#[must_use]
pub fn quadrants(portfolio: &Portfolio) -> Quadrants {
    quadrants_among(portfolio, portfolio.active())
}

/// The same of some accounts only, such as those that a filter leaves; shares are of what these buy.
pub fn quadrants_among<'a>(portfolio: &Portfolio, accounts: impl Iterator<Item = &'a Arc<Account>>) -> Quadrants {
    let lines = portfolio.settings().lines;
    let mut quadrants = Quadrants::default();
    for account in accounts {
        let bought = counted(portfolio.revenue_12m(account));
        quadrants.total = quadrants.total.saturating_add(bought);
        if let Some(class) = Class::of_account(portfolio, account, lines) {
            let (accounts, revenue) = quadrants.by_class.entry(class).or_default();
            *accounts += 1;
            *revenue = revenue.saturating_add(bought);
        }
    }
    quadrants
}

impl Quadrants {
    #[must_use]
    pub fn of(&self, class: Class) -> Quadrant {
        let (accounts, revenue) = self.by_class.get(&class).copied().unwrap_or_default();
        let has_revenue = self.total > Money::ZERO;
        let revenue_share = has_revenue.then(|| revenue.approximate() / self.total.approximate());
        Quadrant { accounts, revenue, revenue_share }
    }

    /// Counts one account out of a class and into another.
    pub fn change_class(&mut self, from: Class, to: Class, revenue: Option<Money>) {
        let minor_units = counted(revenue).minor_units();
        let (accounts, sum) = self.by_class.entry(from).or_default();
        *accounts = accounts.saturating_sub(1);
        *sum = Money::from_minor_units(sum.minor_units() - minor_units);
        let (accounts, sum) = self.by_class.entry(to).or_default();
        *accounts += 1;
        *sum = Money::from_minor_units(sum.minor_units() + minor_units);
    }
}

fn counted(revenue: Option<Money>) -> Money {
    revenue.unwrap_or_default().max(Money::ZERO)
}

/// How many placed accounts would change class if the board were divided at `to` instead.
#[must_use]
pub fn class_changes(portfolio: &Portfolio, to: Lines) -> usize {
    let from = portfolio.settings().lines;
    let class = |account: &Account, lines| Class::of_account(portfolio, account, lines);
    portfolio.active().filter(|account| class(account, from) != class(account, to)).count()
}
