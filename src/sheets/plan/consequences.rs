//! What follows from an import of accounts: who changes class, list and stage.

use std::collections::BTreeMap;

use crate::model::{Account, AccountId, Lines, Money, Portfolio};
use crate::rules::class::Class;
use crate::rules::lists;

use super::{ClassChange, Consequences};

/// Counts as the rows go by.
pub(super) struct Tally<'a> {
    base: &'a Portfolio,
    lines: Lines,
    so_far: Consequences,
    /// What accounts that are there already buy from now on, where that changes.
    bought: BTreeMap<AccountId, Option<Money>>,
    /// What new ones buy.
    brought: Vec<Money>,
}

impl<'a> Tally<'a> {
    pub fn new(base: &'a Portfolio) -> Self {
        let (bought, brought) = (BTreeMap::new(), Vec::new());
        Self { base, lines: base.settings().lines, so_far: Consequences::default(), bought, brought }
    }

    pub fn brings(&mut self, account: &Account) {
        self.brought.extend(lists::bought(self.base, account));
        self.so_far.to_tray += usize::from(self.base.position(account).is_none() && !account.archived);
    }

    pub fn updates(&mut self, before: &Account, after: &Account) {
        let (from, to) = (self.class(before), self.class(after));
        if from != to {
            self.so_far.class_changes.push(ClassChange { account: before.id, name: before.name.clone(), from, to });
            self.so_far.leave_key += usize::from(from == Some(Class::Key));
            self.so_far.become_key += usize::from(to == Some(Class::Key));
        }
        self.so_far.stage_changes += usize::from(before.stage != after.stage);
        let (had, has) = (self.buys(before), self.buys(after));
        if had != has {
            self.bought.insert(before.id, has);
        }
    }

    /// What an account buys, if it counts as a buyer: by its purchases when there are any.
    fn buys(&self, account: &Account) -> Option<Money> {
        self.base.revenue_12m(account).filter(|revenue| *revenue > Money::ZERO && !account.archived)
    }

    /// The class as it counts: of placed accounts that are not archived.
    fn class(&self, account: &Account) -> Option<Class> {
        Class::of_account(self.base, account, self.lines).filter(|_| !account.archived)
    }

    pub fn consequences(mut self) -> Consequences {
        if !self.bought.is_empty() || !self.brought.is_empty() {
            self.so_far.list_changes = self.list_changes();
        }
        self.so_far
    }

    fn list_changes(&self) -> usize {
        list_changes(
            self.base,
            |account| match self.bought.get(&account.id) {
                Some(buys) => *buys,
                None => self.buys(account),
            },
            &self.brought,
        )
    }
}

/// How many accounts of a portfolio come onto another list when each buys what `after` says, and new ones what was
/// brought.
pub(super) fn list_changes(base: &Portfolio, after: impl Fn(&Account) -> Option<Money>, brought: &[Money]) -> usize {
    let buys =
        |account: &Account| base.revenue_12m(account).filter(|revenue| *revenue > Money::ZERO && !account.archived);
    let pairs: Vec<(Option<Money>, Option<Money>)> =
        base.accounts().map(|account| (buys(account), after(account))).collect();
    let mut before: Vec<Money> = pairs.iter().filter_map(|(before, _)| *before).collect();
    let mut afterwards: Vec<Money> =
        pairs.iter().filter_map(|(_, after)| *after).chain(brought.iter().copied()).collect();
    // A cut-off that was fixed stays where it is, whatever is bought.
    let fixed = base.settings().more.key_cut_off.map(|fixed| fixed.amount);
    let cut = fixed.or_else(|| lists::cut_off_of(&mut before));
    let new_cut = fixed.or_else(|| lists::cut_off_of(&mut afterwards));
    let list = |buys: Option<Money>, cut: Option<Money>| buys.map(|buys| cut.is_some_and(|cut| buys >= cut));
    pairs.iter().filter(|(before, after)| list(*before, cut) != list(*after, new_cut)).count()
}
