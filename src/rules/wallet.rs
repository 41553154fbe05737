//! How much of what an account could buy it buys from us.

use crate::model::{Account, Money};

/// Revenue of the last 12 months ÷ purchasing capacity; `None` while the capacity is unknown, or nothing. A revenue that
/// nobody knows is none.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^52 cents are beyond any company")]
pub fn share(account: &Account, revenue: Option<Money>) -> Option<f64> {
    let (revenue, capacity) = amounts(account, revenue)?;
    Some(revenue as f64 / capacity as f64)
}

/// The same in whole percent, what is left over dropped.
#[must_use]
pub fn percent(account: &Account, revenue: Option<Money>) -> Option<i64> {
    let (revenue, capacity) = amounts(account, revenue)?;
    i64::try_from(i128::from(revenue) * 100 / i128::from(capacity)).ok()
}

/// Revenue and capacity in minor units.
fn amounts(account: &Account, revenue: Option<Money>) -> Option<(i64, i64)> {
    let capacity = account.qpc.map(|qpc| qpc.amount).filter(|amount| *amount > Money::ZERO)?;
    Some((revenue.unwrap_or_default().minor_units(), capacity.minor_units()))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, Qpc, QpcSource};

    fn account(number: u128, capacity: Option<i64>) -> Account {
        let qpc =
            |units: i64| Qpc { amount: Money::from_minor_units(units * 100), source: QpcSource::Asked, as_of: None };
        Account { qpc: capacity.map(qpc), ..Account::new(AccountId(Uuid::from_u128(number)), "A") }
    }

    #[test]
    fn the_share_of_wallet_needs_a_capacity() {
        let revenue = Some(Money::from_minor_units(2_500));
        assert_eq!(share(&account(1, Some(100)), revenue), Some(0.25));
        assert_eq!(share(&account(1, Some(100)), None), Some(0.0));
        assert_eq!(share(&account(1, Some(0)), revenue), None);
        assert_eq!(share(&account(1, None), revenue), None);
        // 25 ÷ 90 = 27.8 %.
        assert_eq!(percent(&account(1, Some(90)), revenue), Some(27));
        assert_eq!((percent(&account(1, Some(90)), None), percent(&account(1, None), revenue)), (Some(0), None));
    }
}
