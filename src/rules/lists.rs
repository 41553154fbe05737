use crate::model::{Account, Money, Portfolio};

/// The list that an account stands on by its revenue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ListOf {
    /// The quarter of the accounts that buy most.
    Key,
    /// All others that buy.
    Secondary,
}

impl ListOf {
    pub const ALL: [Self; 2] = [Self::Key, Self::Secondary];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "Key list",
            Self::Secondary => "Secondary list",
        }
    }

    /// The list of an account, with the revenue from which on the key list begins; `None` for one that buys nothing.
    #[must_use]
    pub fn of(account: &Account, cut_off: Option<Money>) -> Option<Self> {
        let (revenue, cut_off) = (account.revenue_12m.filter(|amount| *amount > Money::ZERO)?, cut_off?);
        Some(if revenue >= cut_off { Self::Key } else { Self::Secondary })
    }
}

/// The revenue at rank ⌈25 % of N⌉ among the N accounts that count and have any; `None` where nobody has.
#[must_use]
pub fn cut_off(portfolio: &Portfolio) -> Option<Money> {
    let revenues = portfolio.active().filter_map(|account| account.revenue_12m);
    let mut revenues: Vec<Money> = revenues.filter(|amount| *amount > Money::ZERO).collect();
    revenues.sort_unstable_by_key(|amount| std::cmp::Reverse(*amount));
    revenues.get(revenues.len().div_ceil(4).checked_sub(1)?).copied()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, Settings};

    #[test]
    fn the_key_list_is_the_first_quarter_by_revenue() {
        let check = |revenues: &[i64], wanted: Option<i64>| {
            let accounts = (0..).zip(revenues).map(|(number, revenue)| {
                let mut account = Account::new(AccountId(Uuid::from_u128(number)), "A");
                account.revenue_12m = Some(Money::from_minor_units(*revenue));
                account
            });
            let portfolio = Portfolio::from_rows(Settings::default(), accounts);
            assert_eq!(cut_off(&portfolio).map(Money::minor_units), wanted, "{revenues:?}");
        };
        check(&[], None);
        check(&[0, -5], None);
        check(&[7], Some(7));
        check(&[1, 2, 3, 4], Some(4));
        check(&[1, 2, 3, 4, 5, 0], Some(4));
    }

    #[test]
    fn who_buys_nothing_stands_on_no_list() {
        let mut account = Account::new(AccountId(Uuid::from_u128(1)), "A");
        let cut_off = Some(Money::from_minor_units(100));
        for (revenue, wanted) in
            [(None, None), (Some(0), None), (Some(99), Some(ListOf::Secondary)), (Some(100), Some(ListOf::Key))]
        {
            account.revenue_12m = revenue.map(Money::from_minor_units);
            assert_eq!(ListOf::of(&account, cut_off), wanted);
        }
    }
}
