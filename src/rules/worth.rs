//! What a customer is worth, and what winning one may cost.

use crate::model::{DayTotal, FunnelRules, Money};

/// An amount divided by a number, in minor units and not rounded: what is made of it is rounded once, at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    minor_units: i128,
    /// Above zero.
    of: i128,
}

impl Part {
    pub const NOTHING: Self = Self { minor_units: 0, of: 10_000 };

    /// The amount of one of so many; `None` of none.
    #[must_use]
    pub fn of(minor_units: i128, of: i128) -> Option<Self> {
        (of > 0).then_some(Self { minor_units, of })
    }

    /// Rounded half away from zero.
    #[must_use]
    pub fn money(self) -> Money {
        let Self { minor_units, of } = self;
        let half = if minor_units < 0 { -of } else { of };
        let rounded = minor_units.saturating_mul(2).saturating_add(half) / of.saturating_mul(2);
        let most = if rounded < 0 { i64::MIN } else { i64::MAX };
        Money::from_minor_units(i64::try_from(rounded).unwrap_or(most))
    }

    /// Times a fraction; `None` where that divides by zero or less.
    #[must_use]
    pub fn times(self, by: i128, of: i128) -> Option<Self> {
        Self::of(self.minor_units.saturating_mul(by), self.of.saturating_mul(of))
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        if self.of == other.of {
            return Self { minor_units: self.minor_units.saturating_add(other.minor_units), of: self.of };
        }
        let minor_units = self.minor_units.saturating_mul(other.of);
        let added = other.minor_units.saturating_mul(self.of);
        Self { minor_units: minor_units.saturating_add(added), of: self.of.saturating_mul(other.of) }
    }

    #[must_use]
    pub fn less(self, other: Self) -> Self {
        self.plus(Self { minor_units: other.minor_units.saturating_neg(), of: other.of })
    }

    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.minor_units < 0
    }

    #[must_use]
    pub const fn is_positive(self) -> bool {
        self.minor_units > 0
    }

    /// In minor units.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "months are told to a tenth")]
    fn approximate(self) -> f64 {
        self.minor_units as f64 / self.of as f64
    }
}

/// What was earned on these days: where purchases tell their margin that, of the rest of the amount the share that is
/// assumed, in hundredths of a percent; `None` when there is a rest and nothing is assumed.
#[must_use]
pub fn margin(days: &[DayTotal], assumed: Option<u16>) -> Option<Part> {
    let (mut told, mut rest) = (0_i128, 0_i128);
    for day in days {
        let unsaid = i128::from(day.amount.minor_units()) - i128::from(day.margin_of.minor_units());
        if unsaid != 0 && assumed.is_none() {
            return None;
        }
        told += i128::from(day.margin.minor_units());
        rest += unsaid;
    }
    let assumed = i128::from(assumed.unwrap_or_default());
    Part::of(told.saturating_mul(10_000).saturating_add(rest.saturating_mul(assumed)), 10_000)
}

/// What a customer is worth over all years to come: m × r ÷ (1 + i − r), m being what it earns in a year, r the share of
/// customers that are kept from year to year, i the discount rate. After Gupta and Lehmann, "Customers as Assets",
/// Journal of Interactive Marketing 17 (1), 2003. With the defaults, 0.80 and 0.10, it is 2⅔ times m. Below zero where a
/// customer costs more than it earns.
#[must_use]
pub fn lifetime_value(yearly_margin: Part, rules: &FunnelRules) -> Option<Part> {
    let (kept, discount) = (i128::from(rules.retention), i128::from(rules.discount));
    yearly_margin.times(kept, 10_000 + discount - kept)
}

/// What winning a customer may cost: its lifetime value divided by [`FunnelRules::worth_over_cost`]. That a customer
/// should be worth three times what it cost is a rule of thumb, no law. Nothing may be spent on one that is worth nothing.
#[must_use]
pub fn allowable_cost(lifetime_value: Part, rules: &FunnelRules) -> Option<Part> {
    let worth = if lifetime_value.is_negative() { Part::NOTHING } else { lifetime_value };
    worth.times(100, i128::from(rules.worth_over_cost))
}

/// After how many months a customer has earned what it cost: at once where its first order earns that, else the cost
/// divided by what it earns in a month, as the payback of acquisition cost is usually reckoned. `None` where what it earns
/// is not known, or nothing.
#[must_use]
pub fn payback_months(cost: Part, first_order_margin: Option<Part>, yearly_margin: Option<Part>) -> Option<f64> {
    if first_order_margin.is_some_and(|margin| !margin.less(cost).is_negative()) {
        return Some(0.0);
    }
    let monthly = yearly_margin?.times(1, 12)?;
    monthly.is_positive().then(|| cost.approximate() / monthly.approximate())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn euros(cents: i128) -> Part {
        Part::of(cents, 1).unwrap()
    }

    fn cents(part: Option<Part>) -> Option<i64> {
        part.map(|part| part.money().minor_units())
    }

    #[test]
    fn amounts_round_half_away_from_zero_and_once() {
        let check =
            |minor_units, of, wanted| assert_eq!(cents(Part::of(minor_units, of)), wanted, "{minor_units}/{of}");
        check(5, 2, Some(3));
        check(-5, 2, Some(-3));
        check(7, 3, Some(2));
        check(-7, 3, Some(-2));
        check(8, 3, Some(3));
        check(0, 7, Some(0));
        check(1, 0, None);
        // A third of a third of ten: 1.11, and not the third of a rounded 3.
        let third = Part::of(10, 3).unwrap();
        assert_eq!(cents(third.times(9, 3)), Some(10));
    }

    #[test]
    fn a_customer_is_worth_its_margin_over_the_years() {
        let rules = FunnelRules::default();
        // 4,837.50 × 0.8 ÷ (1 + 0.1 − 0.8) = 4,837.50 × 0.8 ÷ 0.3 = 12,900.00; a third of that is 4,300.00.
        let worth = lifetime_value(euros(483_750), &rules).unwrap();
        assert_eq!(worth.money().minor_units(), 1_290_000);
        assert_eq!(cents(allowable_cost(worth, &rules)), Some(430_000));
        // 100.00 × 2⅔ = 266.666…; a third is 88.888…
        let worth = lifetime_value(euros(10_000), &rules).unwrap();
        assert_eq!((worth.money().minor_units(), cents(allowable_cost(worth, &rules))), (26_667, Some(8_889)));
        // r = 0.5, i = 0: 100.00 × 0.5 ÷ 0.5; half of it may be spent.
        let rules = FunnelRules { retention: 5_000, discount: 0, worth_over_cost: 200, ..rules };
        let worth = lifetime_value(euros(10_000), &rules).unwrap();
        assert_eq!((worth.money().minor_units(), cents(allowable_cost(worth, &rules))), (10_000, Some(5_000)));
        // Who loses 100.00 a year is worth less than nothing, and nothing may be spent on winning one more.
        let worth = lifetime_value(euros(-10_000), &rules).unwrap();
        assert_eq!((worth.money().minor_units(), cents(allowable_cost(worth, &rules))), (-10_000, Some(0)));
        // Kept for ever and not discounted: no number.
        assert_eq!(lifetime_value(euros(1), &FunnelRules { retention: 10_000, discount: 0, ..rules }), None);
    }

    #[test]
    fn a_cost_is_paid_back_by_the_first_order_or_month_by_month() {
        let check = |cost, first: Option<i128>, yearly: Option<i128>, wanted: Option<f64>| {
            let got = payback_months(euros(cost), first.map(euros), yearly.map(euros));
            assert_eq!(got, wanted, "{cost} {first:?} {yearly:?}");
        };
        check(70_000, Some(96_000), Some(500_000), Some(0.0));
        check(70_000, Some(70_000), None, Some(0.0));
        // 900.00 ÷ (1,200.00 ÷ 12) = 9.
        check(90_000, Some(10_000), Some(120_000), Some(9.0));
        check(90_000, None, Some(120_000), Some(9.0));
        check(90_000, Some(10_000), None, None);
        check(90_000, Some(10_000), Some(0), None);
        check(90_000, Some(10_000), Some(-1), None);
    }

    #[test]
    fn what_is_not_told_is_assumed_or_unknown_and_never_nothing() {
        let on = chrono::NaiveDate::default();
        let money = Money::from_minor_units;
        let told = DayTotal::of_line(on, money(1_000), Some(money(300)));
        let silent = DayTotal::of_line(on, money(501), None);
        let check =
            |days: &[DayTotal], assumed, wanted| assert_eq!(cents(margin(days, assumed)), wanted, "{assumed:?}");
        check(&[told], None, Some(300));
        check(&[told], Some(2_500), Some(300));
        check(&[silent], None, None);
        // A quarter of 5.01 is 1.2525.
        check(&[silent], Some(2_500), Some(125));
        check(&[told, silent], None, None);
        check(&[told, silent], Some(2_500), Some(425));
        check(&[told.and(silent)], Some(2_500), Some(425));
        // Two quarters of 5.01 are 2.505: rounded once, away from zero.
        check(&[silent, silent], Some(2_500), Some(251));
        check(&[], None, Some(0));
    }

    proptest! {
        #[test]
        fn no_amount_panics_and_every_month_is_a_number(
            cost in any::<i64>(), first in any::<Option<i64>>(), yearly in any::<Option<i64>>(), of in 1..1_000_000_i128,
            retention in 0..=10_000_u16, discount in 0..=10_000_u16, over in any::<u16>(),
        ) {
            let rules = FunnelRules { retention, discount, worth_over_cost: over, ..FunnelRules::default() };
            let part = |amount: i64| Part::of(amount.into(), of).unwrap();
            let worth = yearly.and_then(|yearly| lifetime_value(part(yearly), &rules));
            let allowed = worth.and_then(|worth| allowable_cost(worth, &rules));
            if let (Some(worth), Some(allowed)) = (worth, allowed) {
                prop_assert!(!allowed.is_negative());
                prop_assert!(over < 100 || !allowed.less(worth).is_positive() || worth.is_negative());
                let _ = (worth.money(), allowed.money(), worth.less(allowed).money());
            }
            let months = payback_months(part(cost), first.map(part), yearly.map(part));
            prop_assert!(months.is_none_or(f64::is_finite));
        }
    }
}
