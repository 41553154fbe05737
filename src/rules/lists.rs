//! Which accounts make the most of our revenue now: a matter of history, kept apart from the class.

use crate::model::{Account, Money, Portfolio};

/// On the key list.
pub const KEY: &str = "Key list";
/// Buys, but stands below the cut-off.
pub const SECONDARY: &str = "Secondary";

/// The 12-month revenue that the key list begins with: that of the account at rank ⌈25 % of N⌉ among the N accounts
/// that count and buy. `None` when nobody buys.
#[must_use]
pub fn cut_off(portfolio: &Portfolio) -> Option<Money> {
    let mut bought: Vec<Money> = portfolio.accounts().filter_map(|account| bought(portfolio, account)).collect();
    cut_off_of(&mut bought)
}

/// The same, of what the buyers bought. Leaves them in another order.
#[must_use]
pub fn cut_off_of(bought: &mut [Money]) -> Option<Money> {
    let rank = bought.len().div_ceil(4);
    let at = rank.checked_sub(1)?;
    let (_, cut_off, _) = bought.select_nth_unstable_by(at, |one, other| other.cmp(one));
    Some(*cut_off)
}

/// What an account bought in 12 months, if it counts as a buyer.
#[must_use]
pub fn bought(portfolio: &Portfolio, account: &Account) -> Option<Money> {
    portfolio.revenue_12m(account).filter(|revenue| *revenue > Money::ZERO && !account.archived)
}

/// The list that an account is on; empty for who does not buy.
#[must_use]
pub fn list_of(portfolio: &Portfolio, account: &Account, cut_off: Option<Money>) -> &'static str {
    match (bought(portfolio, account), cut_off) {
        (Some(bought), Some(cut_off)) if bought >= cut_off => KEY,
        (Some(_), _) => SECONDARY,
        (None, _) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DayTotal, Ledger, Settings, Stamp};

    /// Accounts with these revenues in whole units; the first so many are archived.
    fn portfolio(archived: usize, revenues: &[Option<i64>]) -> Portfolio {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        let accounts = revenues.iter().enumerate().map(|(index, revenue)| Account {
            revenue_12m: revenue.map(|units| Money::from_minor_units(units * 100)),
            archived: index < archived,
            ..Account::new(stamp.account_id(), "A")
        });
        Portfolio::from_rows(Settings::default(), accounts.collect::<Vec<_>>())
    }

    /// The lists, by hand: K, S or – for each account in order.
    fn check(archived: usize, revenues: &[Option<i64>], cut: Option<i64>, wanted: &str) {
        let portfolio = portfolio(archived, revenues);
        let cut_off = cut_off(&portfolio);
        assert_eq!(cut_off, cut.map(|units| Money::from_minor_units(units * 100)), "{revenues:?}");
        let lists = portfolio.accounts().map(|account| match list_of(&portfolio, account, cut_off) {
            KEY => 'K',
            SECONDARY => 'S',
            _ => '–',
        });
        assert_eq!(lists.collect::<String>(), wanted, "{revenues:?}");
    }

    #[test]
    fn the_key_list_begins_at_the_rank_of_a_quarter_rounded_up() {
        let some = |units: i64| Some(units);
        check(0, &[], None, "");
        check(0, &[None, some(0), some(-5)], None, "–––");
        check(0, &[some(7)], some(7), "K");
        // Four buyers: rank 1.
        check(0, &[some(10), some(40), some(20), some(30)], some(40), "SKSS");
        // Five: rank 2.
        check(0, &[some(10), some(40), some(20), some(30), some(50)], some(40), "SKSSK");
        // Who buys nothing is not counted: still four.
        check(0, &[some(10), some(40), None, some(20), some(30), some(0)], some(40), "SK–SS–");
        // Equals at the cut-off are all on the list.
        check(0, &[some(40), some(40), some(40), some(10)], some(40), "KKKS");
        // The archived count nowhere.
        check(1, &[some(900), some(10), some(40), some(20), some(30)], some(40), "–SKSS");
    }

    #[test]
    fn purchases_count_where_there_are_any_and_what_was_typed_counts_elsewhere() {
        let mut portfolio = portfolio(0, &[Some(10), Some(40), None, Some(30)]);
        let ids: Vec<_> = portfolio.accounts().map(|account| account.id).collect();
        let day = |text: &str| text.parse().unwrap();
        let bought = |on: &str, units: i64| {
            let amount = Money::from_minor_units(units * 100);
            vec![DayTotal { day: day(on), amount, lines: 1 }]
        };
        let ledger = [(ids[0], bought("2026-05-01", 90)), (ids[1], bought("2024-05-01", 90))];
        portfolio.set_ledger(Ledger::new(ledger.into()));
        let told = |portfolio: &Portfolio| {
            let cut_off = cut_off(portfolio);
            let lists = portfolio.accounts().map(|account| list_of(portfolio, account, cut_off));
            (cut_off.map(Money::minor_units), lists.collect::<Vec<_>>())
        };
        portfolio.set_today(day("2026-05-03"));
        // The second bought long ago: that it was typed to buy says nothing any more.
        assert_eq!(told(&portfolio), (Some(9_000), vec![KEY, "", "", SECONDARY]));
        let revision = portfolio.revision();
        portfolio.set_today(day("2027-05-03"));
        assert_eq!(told(&portfolio), (Some(3_000), vec!["", "", "", KEY]));
        assert_eq!(portfolio.changed_since(revision), None, "everything is to be looked at again");
    }
}
