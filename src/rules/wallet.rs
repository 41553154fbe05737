//! What an account could buy, beside what it buys from us and beside what the others could.

use std::collections::BTreeMap;

use crate::model::{Account, AccountId, Money, Portfolio};

/// The group of an account by its purchasing capacity: the top 20 % are A, the next 30 % B, the rest C, as practitioners
/// have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    A,
    B,
    C,
}

impl Priority {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
        }
    }
}

/// Revenue of the last 12 months ÷ purchasing capacity; `None` while the capacity is unknown, or nothing.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^52 cents are beyond any company")]
pub fn share(account: &Account, revenue: Option<Money>) -> Option<f64> {
    let capacity = account.qpc.map(|qpc| qpc.amount).filter(|amount| *amount > Money::ZERO)?;
    Some(revenue.unwrap_or_default().minor_units() as f64 / capacity.minor_units() as f64)
}

/// The group of each account that counts and whose capacity is known. Shares are rounded up; equal capacities are in the
/// better group together.
#[must_use]
pub fn priorities(portfolio: &Portfolio) -> BTreeMap<AccountId, Priority> {
    let known = portfolio.active().filter_map(|account| Some((account.qpc?.amount, account.id)));
    let mut ranked: Vec<(Money, AccountId)> = known.collect();
    ranked.sort_unstable_by(|one, other| other.cmp(one));
    let least = |percent: usize| {
        let rank = (ranked.len() * percent).div_ceil(100);
        rank.checked_sub(1).and_then(|last| ranked.get(last)).map(|(amount, _)| *amount)
    };
    let (a, b) = (least(20), least(50));
    let group = |amount: Money| match (a, b) {
        (Some(a), _) if amount >= a => Priority::A,
        (_, Some(b)) if amount >= b => Priority::B,
        _ => Priority::C,
    };
    ranked.iter().map(|(amount, id)| (*id, group(*amount))).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{Qpc, QpcSource, Settings};

    fn account(number: u128, capacity: Option<i64>) -> Account {
        let qpc =
            |units: i64| Qpc { amount: Money::from_minor_units(units * 100), source: QpcSource::Asked, as_of: None };
        Account { qpc: capacity.map(qpc), ..Account::new(AccountId(Uuid::from_u128(number)), "A") }
    }

    #[test]
    fn a_fifth_is_a_the_next_three_tenths_are_b_and_the_rest_is_c() {
        let check = |capacities: &[Option<i64>], wanted: &str| {
            let accounts: Vec<Account> = (1..).zip(capacities).map(|(number, units)| account(number, *units)).collect();
            let portfolio = Portfolio::from_rows(Settings::default(), accounts);
            let groups = priorities(&portfolio);
            let told = portfolio.accounts().map(|one| groups.get(&one.id).map_or("–", |group| group.name()));
            assert_eq!(told.collect::<String>(), wanted, "{capacities:?}");
        };
        check(&[], "");
        check(&[None], "–");
        check(&[Some(7)], "A");
        // Ten: ranks 1 and 2 are A, 3 to 5 are B.
        check(&[10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(Some), "AABBBCCCCC");
        // Four, one of them unknown: of three, rank ⌈0.6⌉ = 1 is A, ⌈1.5⌉ = 2 is B.
        check(&[Some(1), None, Some(3), Some(2)], "C–AB");
        check(&[5, 5, 5, 1, 1].map(Some), "AAACC");
    }

    #[test]
    fn the_share_of_wallet_needs_a_capacity() {
        let revenue = Some(Money::from_minor_units(2_500));
        assert_eq!(share(&account(1, Some(100)), revenue), Some(0.25));
        assert_eq!(share(&account(1, Some(100)), None), Some(0.0));
        assert_eq!(share(&account(1, Some(0)), revenue), None);
        assert_eq!(share(&account(1, None), revenue), None);
    }
}
