//! Which accounts make the most of our revenue now: a matter of history, kept apart from the class.

use chrono::{Months, NaiveDate};

use crate::model::{Account, AccountId, Money, Portfolio};

/// On the key list.
pub const KEY: &str = "Key list";
/// Buys, but stands below the cut-off.
pub const SECONDARY: &str = "Secondary";

/// A cut-off is worked out anew after so many months, our own reading of "every 6–12 months"; after so many more it is
/// old.
const DUE_MONTHS: u32 = 6;
const OLD_MONTHS: u32 = 12;

/// What the lists go by: the cut-off as somebody fixed it, else that of today's revenues. `None` when nobody fixed one
/// and nobody buys.
#[must_use]
pub fn in_force(portfolio: &Portfolio) -> Option<Money> {
    portfolio.settings().more.key_cut_off.map(|fixed| fixed.amount).or_else(|| cut_off(portfolio))
}

/// The 12-month revenue that the key list would begin with today: that of the account at rank ⌈25 % of N⌉ among the N
/// accounts that count and buy. `None` when nobody buys.
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

/// How long a fixed cut-off has stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CutOffAge {
    Fresh,
    /// To be worked out anew some time soon.
    Due,
    /// It should have been.
    Old,
}

impl CutOffAge {
    /// Of a cut-off that was fixed on the day `as_of`.
    #[must_use]
    pub fn of(as_of: NaiveDate, today: NaiveDate) -> Self {
        let after = |months| as_of.checked_add_months(Months::new(months)).unwrap_or(as_of);
        if today > after(OLD_MONTHS) {
            Self::Old
        } else if today >= after(DUE_MONTHS) {
            Self::Due
        } else {
            Self::Fresh
        }
    }
}

/// What becomes of the key list when its cut-off is fixed at today's revenues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recomputed {
    /// What the lists go by until then, fixed or not.
    pub before: Option<Money>,
    pub after: Money,
    /// Who comes onto the key list, and who leaves it for the secondary; the greatest revenue first.
    pub enters: Vec<AccountId>,
    pub leaves: Vec<AccountId>,
    /// On the key list before and after.
    pub stay: usize,
}

/// Works out the cut-off of today's revenues, and whom it moves. `None` when nobody buys.
#[must_use]
pub fn recomputed(portfolio: &Portfolio) -> Option<Recomputed> {
    let after = cut_off(portfolio)?;
    let before = in_force(portfolio);
    let mut buyers: Vec<(Money, AccountId)> =
        portfolio.accounts().filter_map(|account| Some((bought(portfolio, account)?, account.id))).collect();
    buyers.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    let mut recomputed = Recomputed { before, after, enters: Vec::new(), leaves: Vec::new(), stay: 0 };
    for (bought, account) in buyers {
        match (before.is_some_and(|before| bought >= before), bought >= after) {
            (true, true) => recomputed.stay += 1,
            (false, true) => recomputed.enters.push(account),
            (true, false) => recomputed.leaves.push(account),
            (false, false) => {}
        }
    }
    Some(recomputed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DayTotal, KeyCutOff, Ledger, MoreSettings, Settings, Stamp};

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
            vec![DayTotal::new(day(on), amount, 1)]
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

    #[test]
    fn a_fixed_cut_off_holds_until_it_is_worked_out_anew() {
        // Four buyers: rank ⌈0.25 × 4⌉ = 1, so today's cut-off is 50. It was fixed at 25 when they bought less.
        let day: NaiveDate = "2026-03-02".parse().unwrap();
        let fixed = KeyCutOff { amount: Money::from_minor_units(2_500), as_of: day };
        let more = MoreSettings { key_cut_off: Some(fixed), ..MoreSettings::default() };
        let made = portfolio(0, &[Some(50), Some(40), Some(20), Some(30)]);
        let accounts: Vec<Account> = made.accounts().map(|account| Account::clone(account)).collect();
        let names: Vec<AccountId> = accounts.iter().map(|account| account.id).collect();
        let held = Portfolio::from_rows(Settings { more, ..Settings::default() }, accounts);
        assert_eq!(in_force(&held), Some(fixed.amount));
        assert_eq!(cut_off(&held), Some(Money::from_minor_units(5_000)));
        let lists: Vec<&str> = held.accounts().map(|account| list_of(&held, account, in_force(&held))).collect();
        assert_eq!(lists, [KEY, KEY, SECONDARY, KEY]);
        // At 50, the ones of 40 and of 30 leave, the greater first; nobody enters.
        let outlook = recomputed(&held).unwrap();
        let (before, after) = (Some(fixed.amount), Money::from_minor_units(5_000));
        let leaves = vec![names[1], names[3]];
        assert_eq!(outlook, Recomputed { before, after, enters: vec![], leaves, stay: 1 });
        // Without one that was fixed, today's is what the lists go by, and nobody moves.
        let live = recomputed(&made).unwrap();
        assert_eq!((live.before, live.after, live.stay), (Some(after), after, 1));
        assert_eq!((live.enters.len(), live.leaves.len()), (0, 0));
        assert_eq!(recomputed(&portfolio(0, &[None, Some(-5)])), None, "nobody buys");
    }

    #[test]
    fn whoever_bought_more_since_enters_the_key_list() {
        // It was fixed at 60; the five buyers of today have rank ⌈0.25 × 5⌉ = 2, that is 40.
        let as_of = "2025-03-02".parse().unwrap();
        let key_cut_off = Some(KeyCutOff { amount: Money::from_minor_units(6_000), as_of });
        let more = MoreSettings { key_cut_off, ..MoreSettings::default() };
        let made = portfolio(0, &[Some(10), Some(40), Some(20), Some(30), Some(50)]);
        let accounts: Vec<Account> = made.accounts().map(|account| Account::clone(account)).collect();
        let wanted = vec![accounts[4].id, accounts[1].id];
        let outlook = recomputed(&Portfolio::from_rows(Settings { more, ..Settings::default() }, accounts)).unwrap();
        assert_eq!((outlook.enters, outlook.leaves, outlook.stay), (wanted, vec![], 0));
    }

    #[test]
    fn a_cut_off_is_due_after_half_a_year_and_old_after_a_year() {
        let check = |today: &str, wanted: CutOffAge| {
            let as_of = "2025-08-31".parse().unwrap();
            assert_eq!(CutOffAge::of(as_of, today.parse().unwrap()), wanted, "{today}");
        };
        check("2025-08-31", CutOffAge::Fresh);
        check("2026-02-27", CutOffAge::Fresh);
        // There is no 31 February.
        check("2026-02-28", CutOffAge::Due);
        check("2026-08-31", CutOffAge::Due);
        check("2026-09-01", CutOffAge::Old);
    }
}
