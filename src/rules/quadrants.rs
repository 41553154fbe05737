use std::collections::BTreeMap;

use crate::model::{Lines, Money, Portfolio};

use super::class::Class;

/// What stands in one quadrant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quadrant {
    pub accounts: usize,
    pub revenue: Money,
    /// Of the 12-month revenue of all accounts that count, the unplaced among them; 0..=1, `None` without revenue.
    pub revenue_share: Option<f64>,
}

/// Count and share of revenue by class. Archived accounts count nowhere, refunds do not make a share negative.
#[must_use]
pub fn quadrants(portfolio: &Portfolio) -> BTreeMap<Class, Quadrant> {
    let lines = portfolio.settings().lines;
    let mut quadrants: BTreeMap<Class, Quadrant> =
        Class::ALL.into_iter().map(|class| (class, Quadrant::default())).collect();
    let mut total = Money::ZERO;
    for account in portfolio.active() {
        let revenue = account.revenue_12m.unwrap_or_default().max(Money::ZERO);
        total = total.saturating_add(revenue);
        if let Some(quadrant) = Class::of_account(account, lines).and_then(|class| quadrants.get_mut(&class)) {
            quadrant.accounts += 1;
            quadrant.revenue = quadrant.revenue.saturating_add(revenue);
        }
    }
    if total > Money::ZERO {
        for quadrant in quadrants.values_mut() {
            quadrant.revenue_share = Some(quadrant.revenue.approximate() / total.approximate());
        }
    }
    quadrants
}

/// How many placed accounts would change class if the board were divided at `to` instead.
#[must_use]
pub fn class_changes(portfolio: &Portfolio, to: Lines) -> usize {
    let from = portfolio.settings().lines;
    let positions = portfolio.active().filter_map(|account| account.position());
    positions.filter(|position| Class::of(*position, from) != Class::of(*position, to)).count()
}
