//! What happened to all accounts, small enough to be counted in every frame that asks for another period.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::model::{Account, AccountId, Portfolio, Stage, text::folded};

/// Of which accounts figures are; `None`: of all. Names are compared without case and accents; an empty one means those
/// accounts that have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Scope {
    /// Who owns the account now.
    pub seller: Option<String>,
    /// What the account came through.
    pub channel: Option<String>,
    pub region: Option<String>,
}

/// The ways of all accounts through the stages, archived ones left out. It follows single edits.
#[derive(Debug, Default)]
pub struct History {
    made_for: Option<u64>,
    /// By the keys of the accounts.
    lives: Vec<Life>,
    names: Names,
}

/// The way of one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    pub account: AccountId,
    /// Where it stood before the first move, since ever; `None`: it was not known.
    pub opening: Option<Stage>,
    /// Oldest first.
    pub moves: Box<[Moved]>,
    owner: u32,
    channel: u32,
    region: u32,
}

/// One change of stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub on: NaiveDate,
    /// `None`: the account was not known before.
    pub from: Option<Stage>,
    pub to: Stage,
}

impl History {
    #[must_use]
    pub fn of(portfolio: &Portfolio) -> Self {
        let mut history = Self::default();
        history.follow(portfolio);
        history
    }

    /// The revision of the portfolio that it tells of.
    #[must_use]
    pub const fn revision(&self) -> Option<u64> {
        self.made_for
    }

    /// Takes in what changed since; says whether anything may have. Of one and the same portfolio only.
    pub fn follow(&mut self, portfolio: &Portfolio) -> bool {
        if self.made_for == Some(portfolio.revision()) {
            return false;
        }
        let changed = self.made_for.and_then(|revision| portfolio.accounts_changed_since(revision));
        if let Some(changed) = changed {
            for id in changed {
                let life = portfolio.account(id).and_then(|account| self.names.life(portfolio, account));
                match (self.lives.binary_search_by_key(&id, |life| life.account), life) {
                    (Ok(at), Some(life)) => {
                        if let Some(there) = self.lives.get_mut(at) {
                            *there = life;
                        }
                    }
                    (Ok(at), None) => drop(self.lives.remove(at)),
                    (Err(at), Some(life)) => self.lives.insert(at, life),
                    (Err(_), None) => {}
                }
            }
        } else {
            let Self { names, .. } = self;
            self.lives = portfolio.accounts().filter_map(|account| names.life(portfolio, account)).collect();
        }
        self.made_for = Some(portfolio.revision());
        true
    }

    /// Those in scope, by their keys.
    pub fn lives(&self, scope: &Scope) -> impl Iterator<Item = &Life> {
        let wanted = |name: &Option<String>| name.as_ref().map(|name| self.names.number(name));
        let (owner, channel, region) = (wanted(&scope.seller), wanted(&scope.channel), wanted(&scope.region));
        let fits = |wanted: Option<Option<u32>>, has: u32| wanted.is_none_or(|wanted| wanted == Some(has));
        self.lives
            .iter()
            .filter(move |life| fits(owner, life.owner) && fits(channel, life.channel) && fits(region, life.region))
    }

    /// The number of a channel, by which lives name it; `None` when no account ever had it.
    pub(in crate::rules) fn channel(&self, name: &str) -> Option<u32> {
        self.names.number(name)
    }

    #[must_use]
    pub fn life(&self, account: AccountId) -> Option<&Life> {
        self.lives.binary_search_by_key(&account, |life| life.account).ok().and_then(|at| self.lives.get(at))
    }
}

impl Life {
    /// The number of the channel that the account came through.
    pub(in crate::rules) const fn channel(&self) -> u32 {
        self.channel
    }

    /// Where it stood at the end of that day.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Option<Stage> {
        let passed = self.moves.partition_point(|moved| moved.on <= day);
        passed.checked_sub(1).and_then(|last| self.moves.get(last)).map_or(self.opening, |moved| Some(moved.to))
    }

    /// The move by which it came to where it stood at the end of that day; `None` where it stood there since ever.
    #[must_use]
    pub fn last_until(&self, day: NaiveDate) -> Option<Moved> {
        let passed = self.moves.partition_point(|moved| moved.on <= day);
        passed.checked_sub(1).and_then(|last| self.moves.get(last)).copied()
    }
}

/// Names as numbers; those that are the same when folded have one.
#[derive(Debug, Default)]
struct Names {
    spelled: HashMap<String, u32>,
    folded: HashMap<String, u32>,
}

impl Names {
    fn life(&mut self, portfolio: &Portfolio, account: &Account) -> Option<Life> {
        if account.archived {
            return None;
        }
        let path = portfolio.stage_path(account);
        let moves = path.steps.iter().map(|step| Moved { on: step.on, from: step.from, to: step.to }).collect();
        Some(Life {
            account: account.id,
            opening: path.opening,
            moves,
            owner: self.take(&account.owner),
            channel: self.take(&account.channel),
            region: self.take(&account.region),
        })
    }

    fn take(&mut self, name: &str) -> u32 {
        if let Some(number) = self.spelled.get(name) {
            return *number;
        }
        let next = u32::try_from(self.folded.len()).unwrap_or(u32::MAX);
        let number = *self.folded.entry(folded(name.trim())).or_insert(next);
        self.spelled.insert(name.to_owned(), number);
        number
    }

    /// `None` for a name that nobody has.
    fn number(&self, name: &str) -> Option<u32> {
        self.folded.get(&folded(name.trim())).copied()
    }
}
