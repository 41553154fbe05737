use crate::model::{Account, Money, Portfolio};

/// Of the smallest dot, in points: still easy to hit.
pub const SMALLEST_PX: f32 = 4.0;
/// Of the largest dot, in points.
pub const LARGEST_PX: f32 = 17.0;
/// Of every dot when all are equal, in points.
pub const EQUAL_PX: f32 = 6.0;

/// What the size of a dot tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DotSize {
    /// The area grows with the revenue of the last 12 months.
    #[default]
    Revenue,
    /// The area grows with what the account could buy (QPC).
    Qpc,
    /// Nothing: all are equal.
    Equal,
}

impl DotSize {
    pub const ALL: [Self; 3] = [Self::Revenue, Self::Qpc, Self::Equal];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Revenue => "Revenue",
            Self::Qpc => "Capacity",
            Self::Equal => "Equal",
        }
    }
}

/// Computes radii for one portfolio. The largest account that counts sets the scale, shown or filtered away, so that
/// a dot keeps its size whatever else is on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    size: DotSize,
    largest: Money,
    smallest_px: f32,
}

/// Boards of up to so many accounts have room for dots of at least [`SMALLEST_PX`].
const ROOMY: f32 = 600.0;

impl Scale {
    #[must_use]
    pub fn new(portfolio: &Portfolio, size: DotSize) -> Self {
        let largest =
            portfolio.active().filter_map(|account| amount(portfolio, account, size)).max().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "a few accounts more or less make no difference")]
        let crowding = (ROOMY / portfolio.active_count().max(1) as f32).sqrt();
        Self { size, largest, smallest_px: SMALLEST_PX * crowding.clamp(0.5, 1.0) }
    }

    /// In points, [`SMALLEST_PX`]..=[`LARGEST_PX`]; on a crowded board, of thousands, the small are smaller still (down
    /// to half) and leave the large to be seen. Accounts without revenue, or with more refunds than revenue, are
    /// smallest.
    #[must_use]
    pub fn radius_px(&self, portfolio: &Portfolio, account: &Account) -> f32 {
        match self.size {
            DotSize::Equal => EQUAL_PX * self.smallest_px / SMALLEST_PX,
            DotSize::Revenue | DotSize::Qpc => {
                radius_px(amount(portfolio, account, self.size).unwrap_or_default(), self.largest, self.smallest_px)
            }
        }
    }
}

/// What the area of a dot stands for.
#[must_use]
pub fn amount(portfolio: &Portfolio, account: &Account, size: DotSize) -> Option<Money> {
    match size {
        DotSize::Revenue => portfolio.revenue_12m(account),
        DotSize::Qpc => account.qpc.map(|qpc| qpc.amount),
        DotSize::Equal => None,
    }
}

/// The radius whose disc is to the largest disc as `revenue` is to `largest`, but never under `smallest_px`.
#[must_use]
fn radius_px(revenue: Money, largest: Money, smallest_px: f32) -> f32 {
    if revenue <= Money::ZERO || largest <= Money::ZERO {
        return smallest_px;
    }
    let share = (revenue.approximate() / largest.approximate()).min(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a share of 0..=1 loses nothing that a pixel shows")]
    let scale = share.sqrt() as f32;
    (LARGEST_PX * scale).max(smallest_px)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountId, DayTotal, Ledger, Settings};

    #[test]
    fn the_area_grows_with_the_revenue() {
        let check = |revenue: i64, wanted: f32| {
            let radius = radius_px(Money::from_minor_units(revenue), Money::from_minor_units(10_000), SMALLEST_PX);
            assert!((radius - wanted).abs() < 0.01, "{revenue}: {radius}");
        };
        check(10_000, 17.0);
        check(2_500, 8.5);
        check(20_000, 17.0);
        check(1, 4.0);
        check(0, 4.0);
        check(-5_000, 4.0);
    }

    #[test]
    fn what_was_bought_counts_and_what_was_typed_where_nobody_knows_of_purchases() {
        let account = |number, revenue| Account {
            revenue_12m: Some(Money::from_minor_units(revenue)),
            ..Account::new(AccountId(uuid::Uuid::from_u128(number)), "A")
        };
        let accounts = [account(1, 10_000), account(2, 2_500)];
        let mut portfolio = Portfolio::from_rows(Settings::default(), accounts.clone());
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        portfolio.set_today(day);
        let radii = |portfolio: &Portfolio| {
            let scale = Scale::new(portfolio, DotSize::Revenue);
            [0, 1].map(|at: usize| scale.radius_px(portfolio, &accounts[at]))
        };
        let close = |[one, other]: [f32; 2], wanted: [f32; 2]| {
            (one - wanted[0]).abs() < 0.01 && (other - wanted[1]).abs() < 0.01
        };
        assert!(close(radii(&portfolio), [17.0, 8.5]));
        let bought = DayTotal::new(day, Money::from_minor_units(40_000), 1);
        portfolio.set_ledger(Ledger::new([(accounts[1].id, vec![bought])].into()));
        assert!(close(radii(&portfolio), [8.5, 17.0]));
    }

    #[test]
    fn without_any_revenue_all_dots_are_smallest() {
        assert!((radius_px(Money::ZERO, Money::ZERO, SMALLEST_PX) - SMALLEST_PX).abs() < f32::EPSILON);
    }
}
