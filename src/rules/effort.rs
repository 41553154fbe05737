//! What keeping in touch costs: hours of an account, of a class, and of the team beside what it has.

use std::collections::{BTreeMap, HashMap};

use super::cadence;
use super::class::Class;
use crate::model::{Account, AccountId, Cadence, Portfolio, RowKey, ScoringModel, Settings, TimeShares, text::folded};

/// Hours a year that an account of this class takes: 365 ÷ cadence × minutes of a touch ÷ 60. Our own formula.
#[must_use]
pub fn hours_a_year(class: Class, cadence: Cadence, model: &ScoringModel) -> f64 {
    let days = f64::from(cadence::days(class, cadence).max(1));
    365.0 / days * f64::from(model.touch_minutes) / 60.0
}

/// The share of selling time that a class should have, in percent.
#[must_use]
pub const fn time_share(class: Class, shares: TimeShares) -> u8 {
    match class {
        Class::Key => shares.key,
        Class::GrowthPotential => shares.growth_potential,
        Class::Maintenance => shares.maintenance,
        Class::Service => shares.service,
    }
}

/// What all placed accounts that count take of the team's hours in a year.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// By class, in the order of [`Class::ALL`].
    of: [ClassLoad; 4],
    /// Hours that the team has in a year; 0 while nobody is known to sell.
    pub capacity: f64,
    /// Those whose hours these are.
    pub sellers: usize,
}

/// What the accounts of one class take.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ClassLoad {
    pub accounts: usize,
    /// Of one account, in a year.
    pub hours_each: f64,
    /// Of the team's time, in percent, as the workspace is set to.
    pub guideline: u8,
}

impl ClassLoad {
    /// In a year.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of accounts are far below 2^52")]
    pub fn hours(&self) -> f64 {
        self.accounts as f64 * self.hours_each
    }
}

const fn place(class: Class) -> usize {
    match class {
        Class::Key => 0,
        Class::GrowthPotential => 1,
        Class::Maintenance => 2,
        Class::Service => 3,
    }
}

impl Load {
    /// Of the whole portfolio. Looks at every account: what is asked in each frame is kept in a [`LoadMemo`].
    #[must_use]
    pub fn of(portfolio: &Portfolio) -> Self {
        let mut memo = LoadMemo::default();
        *memo.refresh(0, portfolio)
    }

    /// What it would be after these moves, each from a class to a class; `None` is unplaced.
    #[must_use]
    pub fn with_moves(&self, moves: &[(Option<Class>, Option<Class>)]) -> Self {
        let mut after = *self;
        for (from, to) in moves {
            after.count(*from, false);
            after.count(*to, true);
        }
        after
    }

    #[must_use]
    pub fn class(&self, class: Class) -> ClassLoad {
        self.of.get(place(class)).copied().unwrap_or_default()
    }

    /// In a year, of all classes.
    #[must_use]
    pub fn hours(&self) -> f64 {
        self.of.iter().map(ClassLoad::hours).sum()
    }

    /// What it takes of what there is: 1.04 is 104 %. `None` while nobody is known to sell.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.capacity > 0.0).then(|| self.hours() / self.capacity)
    }

    /// The class's share of all hours taken, 0..=1, to be held against its guideline; `None` while nothing is.
    #[must_use]
    pub fn share_of(&self, class: Class) -> Option<f64> {
        let all = self.hours();
        (all > 0.0).then(|| self.class(class).hours() / all)
    }

    fn count(&mut self, class: Option<Class>, more: bool) {
        if let Some(of) = class.and_then(|class| self.of.get_mut(place(class))) {
            of.accounts = if more { of.accounts + 1 } else { of.accounts.saturating_sub(1) };
        }
    }

    /// The hours and guidelines that the workspace is set to.
    fn set(&mut self, settings: &Settings) {
        let (cadence, model) = (settings.more.cadence, &settings.more.model);
        for class in Class::ALL {
            if let Some(of) = self.of.get_mut(place(class)) {
                of.hours_each = hours_a_year(class, cadence, model);
                of.guideline = time_share(class, model.time_shares);
            }
        }
    }
}

/// The load of a portfolio that follows its edits: after one of a few accounts, these alone are looked at again.
#[derive(Clone, Debug, Default)]
pub struct LoadMemo {
    made_for: Option<(usize, u64)>,
    load: Load,
    accounts: HashMap<AccountId, Standing>,
    /// How many accounts that count each owner has, by the folded name.
    owners: BTreeMap<String, usize>,
}

/// What an account adds to the load.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Standing {
    class: Option<Class>,
    owner: String,
}

impl LoadMemo {
    /// The load as it is now. `workspace` tells one portfolio from the next.
    pub fn refresh(&mut self, workspace: usize, portfolio: &Portfolio) -> &Load {
        let now = (workspace, portfolio.revision());
        if self.made_for == Some(now) {
            return &self.load;
        }
        let before = self.made_for.filter(|(of, _)| *of == workspace).map(|(_, revision)| revision);
        let changed = before.and_then(|revision| {
            let rows = portfolio.changed_since(revision)?;
            // The settings decide on the class of every account.
            let one_by_one = |row: &RowKey| !matches!(row, RowKey::Settings | RowKey::Batch(_));
            if rows.iter().all(one_by_one) { portfolio.accounts_changed_since(revision) } else { None }
        });
        if let Some(changed) = changed {
            for id in changed {
                self.look_again(portfolio, id);
            }
        } else {
            *self = Self::default();
            for account in portfolio.active() {
                self.add(account.id, Standing::of(portfolio, account));
            }
        }
        self.load.set(portfolio.settings());
        self.reckon_capacity(portfolio);
        self.made_for = Some(now);
        &self.load
    }

    fn look_again(&mut self, portfolio: &Portfolio, id: AccountId) {
        if let Some(before) = self.accounts.remove(&id) {
            self.load.count(before.class, false);
            if let Some(count) = self.owners.get_mut(&before.owner) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    self.owners.remove(&before.owner);
                }
            }
        }
        if let Some(account) = portfolio.account(id).filter(|account| !account.archived) {
            self.add(id, Standing::of(portfolio, account));
        }
    }

    fn add(&mut self, id: AccountId, standing: Standing) {
        self.load.count(standing.class, true);
        if !standing.owner.is_empty() {
            match self.owners.get_mut(&standing.owner) {
                Some(count) => *count += 1,
                None => drop(self.owners.insert(standing.owner.clone(), 1)),
            }
        }
        self.accounts.insert(id, standing);
    }

    /// The hours of those who sell and have not left; while nobody is said to, of each who owns an account.
    #[expect(clippy::cast_precision_loss, reason = "counts of people are far below 2^52")]
    fn reckon_capacity(&mut self, portfolio: &Portfolio) {
        let usual = f64::from(portfolio.settings().more.model.seller_hours);
        let sellers = portfolio.colleagues().iter().filter(|colleague| colleague.seller && !colleague.left);
        let (mut count, mut hours) = (0, 0.0);
        for seller in sellers {
            count += 1;
            hours += seller.hours_per_year.map_or(usual, f64::from);
        }
        if count == 0 {
            (count, hours) = (self.owners.len(), self.owners.len() as f64 * usual);
        }
        (self.load.sellers, self.load.capacity) = (count, hours);
    }
}

impl Standing {
    fn of(portfolio: &Portfolio, account: &Account) -> Self {
        let class = Class::of_account(portfolio, account, portfolio.settings().lines);
        Self { class, owner: folded(&account.owner) }
    }
}

#[cfg(test)]
mod tests;
