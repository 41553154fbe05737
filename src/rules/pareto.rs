//! How revenue is spread over those who buy: a few accounts make the most of it.

use std::cmp::Reverse;

use crate::model::{AccountId, Money};

/// The buyers, each with what it bought in 12 months, the greatest first; equals in the order of their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pareto {
    ranked: Vec<Ranked>,
}

/// A buyer in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ranked {
    pub account: AccountId,
    pub revenue: Money,
    /// Of this account and all before it.
    pub cumulative: Money,
}

/// How much of all revenue hangs on one customer, and on ten.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    pub largest: Hanging,
    /// The ten largest, or all when there are fewer.
    pub top_ten: Hanging,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hanging {
    /// 0..=1, of all revenue of the 12 months.
    pub share: f64,
    pub danger: Danger,
}

/// A share that is no more than its limit is no danger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Danger {
    None,
    Some,
    Great,
}

/// The largest customer with more of the revenue than this, in percent, is some danger, and a great one.
pub const LARGEST_PERCENT: (u8, u8) = (10, 20);
/// The same of the ten largest together.
pub const TOP_TEN_PERCENT: (u8, u8) = (40, 60);

impl Pareto {
    /// Of all who buy, with what they bought: more than nothing, each.
    #[must_use]
    pub fn of(bought: impl IntoIterator<Item = (AccountId, Money)>) -> Self {
        let mut bought: Vec<(AccountId, Money)> = bought.into_iter().collect();
        bought.sort_unstable_by_key(|(account, revenue)| (Reverse(*revenue), *account));
        let mut cumulative = Money::ZERO;
        let ranked = bought.into_iter().map(|(account, revenue)| {
            cumulative = cumulative.saturating_add(revenue);
            Ranked { account, revenue, cumulative }
        });
        Self { ranked: ranked.collect() }
    }

    #[must_use]
    pub fn ranked(&self) -> &[Ranked] {
        &self.ranked
    }

    /// How many buy.
    #[must_use]
    pub fn buyers(&self) -> usize {
        self.ranked.len()
    }

    /// What all of them bought.
    #[must_use]
    pub fn total(&self) -> Money {
        self.ranked.last().map_or(Money::ZERO, |last| last.cumulative)
    }

    /// How many bought at least so much.
    #[must_use]
    pub fn at_least(&self, revenue: Money) -> usize {
        self.ranked.partition_point(|ranked| ranked.revenue >= revenue)
    }

    /// What the first `count` bought together.
    #[must_use]
    pub fn of_first(&self, count: usize) -> Money {
        let last = count.min(self.ranked.len()).checked_sub(1).and_then(|at| self.ranked.get(at));
        last.map_or(Money::ZERO, |last| last.cumulative)
    }

    /// The same as a share of all, 0..=1; 0 when nobody buys.
    #[must_use]
    pub fn share_of_first(&self, count: usize) -> f64 {
        share(self.of_first(count), self.total())
    }

    /// How far revenue hangs on few; `None` when nobody buys.
    #[must_use]
    pub fn concentration(&self) -> Option<Concentration> {
        self.ranked.first()?;
        let hanging = |count, (some, great)| {
            let part = self.of_first(count);
            let above = |percent: u8| {
                i128::from(part.minor_units()) * 100 > i128::from(self.total().minor_units()) * i128::from(percent)
            };
            let danger = match (above(some), above(great)) {
                (_, true) => Danger::Great,
                (true, false) => Danger::Some,
                (false, false) => Danger::None,
            };
            Hanging { share: share(part, self.total()), danger }
        };
        Some(Concentration { largest: hanging(1, LARGEST_PERCENT), top_ten: hanging(10, TOP_TEN_PERCENT) })
    }

    /// The curve as points: how many accounts, the share of all revenue that they make. It begins at nothing, and has
    /// `most` points at most, at least 3: of more buyers all of the first few, then some at equal steps; the last always.
    #[must_use]
    pub fn curve(&self, most: usize) -> Vec<(usize, f64)> {
        let (buyers, most) = (self.ranked.len(), most.max(3));
        let point = |count: usize| (count, self.share_of_first(count));
        if buyers < most {
            return (0..=buyers).map(point).collect();
        }
        // Half of the points for the steep beginning, where every account is seen.
        let first = most / 2;
        let others = most - first - 1;
        let step = |index: usize| first + (buyers - first) * index / others;
        (0..=first).map(point).chain((1..=others).map(|index| point(step(index)))).collect()
    }
}

/// 0..=1; 0 of nothing.
#[must_use]
pub fn share(part: Money, all: Money) -> f64 {
    if all <= Money::ZERO { 0.0 } else { part.approximate() / all.approximate() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: usize) -> AccountId {
        AccountId(uuid::Uuid::from_u128(number as u128 + 1))
    }

    fn of(units: &[i64]) -> Pareto {
        Pareto::of(units.iter().enumerate().map(|(at, units)| (id(at), Money::from_minor_units(units * 100))))
    }

    #[test]
    fn shares_add_up_from_the_greatest_on() {
        // 50 + 30 + 15 + 5 = 100: 0.5, 0.8, 0.95, 1.
        let pareto = of(&[15, 50, 5, 30]);
        let order: Vec<AccountId> = pareto.ranked().iter().map(|ranked| ranked.account).collect();
        assert_eq!(order, [id(1), id(3), id(0), id(2)]);
        let shares: Vec<f64> = (0..=5).map(|count| pareto.share_of_first(count)).collect();
        assert_eq!(shares, [0.0, 0.5, 0.8, 0.95, 1.0, 1.0]);
        assert_eq!(pareto.curve(100), [(0, 0.0), (1, 0.5), (2, 0.8), (3, 0.95), (4, 1.0)]);
        let at_least = [51, 50, 15, 5, 0].map(|units| pareto.at_least(Money::from_minor_units(units * 100)));
        assert_eq!(at_least, [0, 1, 3, 4, 4]);
    }

    #[test]
    fn equals_stand_in_the_order_of_their_keys() {
        let pareto = of(&[7, 7, 9, 7]);
        let order: Vec<AccountId> = pareto.ranked().iter().map(|ranked| ranked.account).collect();
        assert_eq!(order, [id(2), id(0), id(1), id(3)]);
        assert_eq!(pareto.at_least(Money::from_minor_units(700)), 4, "a cut-off has all equals on one side");
    }

    #[test]
    fn nobody_and_a_single_buyer() {
        let nobody = of(&[]);
        assert_eq!((nobody.total(), nobody.share_of_first(1), nobody.concentration()), (Money::ZERO, 0.0, None));
        assert_eq!(nobody.curve(10), [(0, 0.0)]);
        // All hangs on the only one, who is the ten largest too.
        let single = of(&[7]).concentration().unwrap();
        assert_eq!((single.largest.share, single.largest.danger), (1.0, Danger::Great));
        assert_eq!((single.top_ten.share, single.top_ten.danger), (1.0, Danger::Great));
    }

    #[test]
    fn a_share_at_its_limit_is_no_danger_yet() {
        // A customer of so much, and others of 1 each, so many.
        let largest = |units: i64, others: usize| {
            let mut all = vec![1; others];
            all.push(units);
            of(&all).concentration().unwrap().largest
        };
        // 10 of 100, 11 of 100, 20 of 100, 21 of 100.
        let told = [(10, 90), (11, 89), (20, 80), (21, 79)].map(|(units, others)| largest(units, others));
        let off = |(hanging, share): (&Hanging, f64)| (hanging.share - share).abs();
        assert!(told.iter().zip([0.10, 0.11, 0.20, 0.21]).map(off).all(|off| off < 1e-12));
        assert_eq!(told.map(|hanging| hanging.danger), [Danger::None, Danger::Some, Danger::Some, Danger::Great]);
        // Ten of 4 are 40 of 100; of 5 each 50 of 110; of 9 each 90 of 150; of 10 each 100 of 160.
        let ten = |units: i64, others: usize| {
            let mut all = vec![1; others];
            all.extend([units; 10]);
            of(&all).concentration().unwrap().top_ten
        };
        let told = [ten(4, 60), ten(5, 60), ten(9, 60), ten(10, 60)].map(|hanging| hanging.danger);
        assert_eq!(told, [Danger::None, Danger::Some, Danger::Some, Danger::Great]);
        assert!((ten(9, 60).share - 0.6).abs() < 1e-12);
    }

    #[test]
    fn of_many_the_curve_has_the_first_the_last_and_no_more_points_than_asked_for() {
        let many: Vec<i64> = (1..=100_000).collect();
        let pareto = of(&many);
        let curve = pareto.curve(1_000);
        assert_eq!(curve.len(), 1_000);
        let counts: Vec<usize> = curve.iter().map(|(count, _)| *count).collect();
        assert_eq!(counts[..=500], (0..=500).collect::<Vec<_>>());
        assert_eq!(curve.last(), Some(&(100_000, 1.0)));
    }

    proptest! {
        #[test]
        fn a_curve_rises_ever_more_slowly(
            units in prop::collection::vec(1_i64..1_000_000_000, 0..200),
            most in 3_usize..300,
        ) {
            let pareto = of(&units);
            let curve = pareto.curve(most);
            prop_assert!(curve.len() <= most.max(3));
            prop_assert!(curve.is_sorted_by(|one, next| one.0 < next.0 && one.1 <= next.1));
            let slope =
                |two: &[(usize, f64)]| (two[1].1 - two[0].1) / f64::from(u32::try_from(two[1].0 - two[0].0).unwrap());
            let slopes: Vec<f64> = curve.windows(2).map(slope).collect();
            prop_assert!(slopes.is_sorted_by(|one, next| one + 1e-12 >= *next));
            prop_assert_eq!(curve.last().copied().map(|(count, _)| count), Some(units.len()));
        }
    }
}
