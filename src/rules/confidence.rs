//! How much of the potential money of the whole portfolio is guesswork.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::potential::{QpcTrust, trust, untapped};
use crate::model::{Account, AccountId, Money, NumberStyle, Portfolio};

/// The untapped money of all accounts that count, by how well it is known. Untapped is what an account could buy more
/// than it does: its purchasing capacity less the revenue of 12 months, at least nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Confidence {
    /// Of capacities that were asked for or worked out not long ago.
    pub known: Untapped,
    pub guessed: Untapped,
    /// Asked for or worked out long ago, or nobody knows when.
    pub old: Untapped,
    /// Accounts without a purchasing capacity: of their money nobody knows anything.
    pub unknown: usize,
}

/// So much money of so many accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untapped {
    pub accounts: usize,
    pub minor_units: i128,
}

/// How one account's money is known, and how much it is.
type Known = (QpcTrust, Money);

impl Confidence {
    /// Of the accounts that are not archived, on a day. Our own.
    #[must_use]
    pub fn of(portfolio: &Portfolio, today: NaiveDate) -> Self {
        let mut confidence = Self::default();
        for account in portfolio.active() {
            confidence.count(known(portfolio, account, today), 1);
        }
        confidence
    }

    fn count(&mut self, (trust, untapped): Known, times: i8) {
        let more = |accounts: &mut usize| *accounts = accounts.saturating_add_signed(times.into());
        let part = match trust {
            QpcTrust::Unknown => return more(&mut self.unknown),
            QpcTrust::Guessed => &mut self.guessed,
            QpcTrust::Old => &mut self.old,
            QpcTrust::Known => &mut self.known,
        };
        more(&mut part.accounts);
        part.minor_units += i128::from(times) * i128::from(untapped.minor_units());
    }

    /// The untapped money that is guessed or known from long ago ÷ all that is known of; 0..=1, `None` while there is
    /// none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits than a float has")]
    pub fn guesswork(&self) -> Option<f64> {
        let doubtful = self.guessed.minor_units + self.old.minor_units;
        let all = doubtful + self.known.minor_units;
        (all > 0).then(|| doubtful as f64 / all as f64)
    }

    /// The headline: "41 % of our potential money is guesswork"; `None` while nobody knows of any money.
    #[must_use]
    pub fn headline(&self) -> Option<String> {
        let share = self.guesswork()? * 100.0;
        Some(match share {
            0.0 => "None of our potential money is guesswork".to_owned(),
            100.0 => "All of our potential money is guesswork".to_owned(),
            // Neither none nor all is said of what is nearly so.
            share => format!("{:.0} % of our potential money is guesswork", share.clamp(1.0, 99.0)),
        })
    }

    /// What stands behind the headline: "3 capacities are guesses, 2 are old, 12 accounts have none"; empty when every
    /// account has one that is known.
    #[must_use]
    pub fn reasons(&self, numbers: NumberStyle) -> String {
        let count = |count: usize, one: &str, many: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            count => Some(format!("{} {many}", numbers.count(count))),
        };
        let reasons = [
            count(self.guessed.accounts, "purchasing capacity is a guess", "purchasing capacities are guesses"),
            count(self.old.accounts, "is old", "are old"),
            count(self.unknown, "account has none", "accounts have none"),
        ];
        reasons.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

fn known(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Known {
    let trust = trust(account, &portfolio.settings().more.model, today);
    (trust, untapped(account, portfolio.revenue_12m(account)).unwrap_or_default())
}

/// The same, kept until the portfolio changes; after an edit only the accounts that it touched are looked at again.
#[derive(Clone, Debug, Default)]
pub struct KeptConfidence {
    made_for: Option<Made>,
    of: BTreeMap<AccountId, Known>,
    confidence: Confidence,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    workspace: usize,
    revision: u64,
    today: NaiveDate,
    qpc_old_days: u16,
}

impl KeptConfidence {
    /// As of now; does nothing while all is as it was. `workspace` tells one open portfolio from the next.
    pub fn read(&mut self, portfolio: &Portfolio, workspace: usize, today: NaiveDate) -> Confidence {
        let qpc_old_days = portfolio.settings().more.model.qpc_old_days;
        let made = Made { workspace, revision: portfolio.revision(), today, qpc_old_days };
        let before = self.made_for.replace(made);
        if before == Some(made) {
            return self.confidence;
        }
        let same_but_for_accounts = |before: &Made| Made { revision: made.revision, ..*before } == made;
        let changed = before.filter(same_but_for_accounts);
        let counts = |account: &Account| (!account.archived).then(|| known(portfolio, account, today));
        if let Some(changed) = changed.and_then(|before| portfolio.accounts_changed_since(before.revision)) {
            for id in changed {
                let after = portfolio.account(id).and_then(|account| counts(account));
                let before = match after {
                    Some(after) => self.of.insert(id, after),
                    None => self.of.remove(&id),
                };
                if let Some(before) = before {
                    self.confidence.count(before, -1);
                }
                if let Some(after) = after {
                    self.confidence.count(after, 1);
                }
            }
        } else {
            self.of = portfolio.accounts().filter_map(|account| Some((account.id, counts(account)?))).collect();
            self.confidence = Confidence::default();
            self.of.values().for_each(|known| self.confidence.count(*known, 1));
        }
        self.confidence
    }
}

#[cfg(test)]
mod tests;
