//! The two lists that a seller begins the week with: accounts of the key list at risk, and those with room to grow.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::pareto::share;
use super::potential::{QpcTrust, trust};
use crate::model::{Account, AccountId, Money, Portfolio, Severity};

/// An account of the key list that we may lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtRisk {
    pub account: AccountId,
    /// The worst of its reasons.
    pub worst: Severity,
    /// Of 12 months: what may be lost.
    pub revenue: Money,
}

/// An account of the key list that could buy more than it does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub account: AccountId,
    pub revenue: Money,
    /// What it could buy more in 12 months: more than nothing.
    pub untapped: Money,
    /// Untapped ÷ key cut-off: how many key accounts are still in it.
    pub cut_offs: f64,
    /// 0..=1: what it buys of what it could.
    pub wallet: f64,
    pub trust: QpcTrust,
}

/// Whether an account of the key list is at risk, as its evidence has it; why says [`super::signals::reasons`].
#[must_use]
pub fn at_risk(portfolio: &Portfolio, account: &Account, revenue: Money) -> Option<AtRisk> {
    let (_, worst) = portfolio.evidence(account.id)?.signals.worst()?;
    Some(AtRisk { account: account.id, worst, revenue })
}

/// What an account of the key list could buy more; `None` where nobody knows its capacity, or where it is used up.
#[must_use]
pub fn room(
    portfolio: &Portfolio,
    account: &Account,
    revenue: Money,
    cut_off: Money,
    today: NaiveDate,
) -> Option<Room> {
    let qpc = account.qpc?;
    let untapped = Money::from_minor_units(qpc.amount.minor_units().saturating_sub(revenue.minor_units()));
    let trust = trust(account, &portfolio.settings().more.model, today);
    let cut_offs = share(untapped, cut_off);
    let wallet = share(revenue, qpc.amount);
    (untapped > Money::ZERO).then_some(Room { account: account.id, revenue, untapped, cut_offs, wallet, trust })
}

/// The worst first; of equals, those with the most to lose.
pub fn sort_at_risk(rows: &mut [AtRisk]) {
    rows.sort_unstable_by_key(|row| (Reverse(row.worst), Reverse(row.revenue), row.account));
}

/// The most untapped first.
pub fn sort_room(rows: &mut [Room]) {
    rows.sort_unstable_by_key(|row| (Reverse(row.untapped), row.account));
}
