//! Which accounts could buy most, whatever they buy: three groups by capacity, for whoever has little time.

use crate::model::{Account, Money, Portfolio};

/// The group of an account by its capacity (QPC).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    A,
    B,
    C,
}

impl Priority {
    pub const ALL: [Self; 3] = [Self::A, Self::B, Self::C];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// The capacities that the groups A and B begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cuts {
    pub a: Money,
    pub b: Money,
}

/// The group of an account; `None` while its capacity is unknown, or it is archived.
#[must_use]
pub fn of(account: &Account, cuts: Option<Cuts>) -> Option<Priority> {
    let Cuts { a, b } = cuts?;
    let capacity = capacity(account)?;
    Some(if capacity >= a {
        Priority::A
    } else if capacity >= b {
        Priority::B
    } else {
        Priority::C
    })
}

/// What counts of an account: its capacity, unless it is archived or could buy nothing.
#[must_use]
pub fn capacity(account: &Account) -> Option<Money> {
    account.qpc.map(|qpc| qpc.amount).filter(|amount| *amount > Money::ZERO && !account.archived)
}

/// A are the top 20 % by capacity, B the next 30 %, C the rest: the capacities at the ranks ⌈20 % of N⌉ and ⌈50 % of N⌉
/// among the N accounts that count; a common rule of practitioners. `None` when there are none. Equals stand together.
#[must_use]
pub fn cuts(portfolio: &Portfolio) -> Option<Cuts> {
    let mut capacities: Vec<Money> = portfolio.accounts().filter_map(|account| capacity(account)).collect();
    cuts_of(&mut capacities)
}

/// The same, of the capacities of those that count. Leaves them in another order.
#[must_use]
pub fn cuts_of(capacities: &mut [Money]) -> Option<Cuts> {
    let count = capacities.len();
    let mut at = |rank: usize| {
        let index = rank.checked_sub(1)?;
        let (_, cut, _) = capacities.select_nth_unstable_by(index, |one, other| other.cmp(one));
        Some(*cut)
    };
    Some(Cuts { a: at(count.div_ceil(5))?, b: at(count.div_ceil(2))? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Qpc, QpcSource, Settings, Stamp};

    /// The groups of accounts with these capacities, by hand; – for none.
    fn check(archived: usize, capacities: &[Option<i64>], wanted: &str) {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        let account = |(index, capacity): (usize, &Option<i64>)| {
            let amount = capacity.map(Money::from_minor_units);
            let qpc = amount.map(|amount| Qpc { amount, source: QpcSource::Asked, as_of: None });
            Account { qpc, archived: index < archived, ..Account::new(stamp.account_id(), "A") }
        };
        let accounts: Vec<Account> = capacities.iter().enumerate().map(account).collect();
        let portfolio = Portfolio::from_rows(Settings::default(), accounts.clone());
        let cuts = cuts(&portfolio);
        let groups: String = accounts.iter().map(|account| of(account, cuts).map_or("–", Priority::name)).collect();
        assert_eq!(groups, wanted, "{capacities:?}");
    }

    #[test]
    fn a_fifth_is_a_and_the_next_three_tenths_are_b() {
        let some = |amounts: &[i64]| amounts.iter().map(|amount| Some(*amount)).collect::<Vec<_>>();
        check(0, &[], "");
        check(0, &[None, Some(0)], "––");
        check(0, &some(&[7]), "A");
        // Ten: ranks 2 and 5.
        check(0, &some(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1]), "AABBBCCCCC");
        // Six: ⌈1.2⌉ = 2 and ⌈3⌉ = 3.
        check(0, &some(&[1, 6, 2, 5, 3, 4]), "CACACB");
        // Equals at the cut stand together.
        check(0, &some(&[5, 5, 5, 5, 1]), "AAAAC");
        // Who is unknown or archived is not counted: five are left, ranks 1 and 3.
        check(1, &[Some(99), Some(5), None, Some(4), Some(3), Some(2), Some(1)], "–A–BBCC");
    }
}
