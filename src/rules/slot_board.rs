//! All sellers with their targets and leads, and what there is to say of each: worked out once, shown in every frame.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::list_conversion::Conversions;
use super::pursuits::{Seller, sellers};
use super::touch::touch;
use crate::model::{AccountId, Portfolio, Score};

/// The lists of all sellers, as they stand on a day.
#[derive(Debug, Default)]
pub struct SlotBoard {
    made_for: Option<(usize, u64, NaiveDate)>,
    sellers: Vec<Seller>,
    facts: BTreeMap<AccountId, SlotFacts>,
    conversions: Conversions,
    /// How often it was worked out.
    generation: u64,
}

/// What a card says of the account that holds the place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotFacts {
    /// Days since it came onto the list, 0 on the day itself.
    pub days_on_list: i64,
    /// Days since the last activity that was done; `None`: never.
    pub silent_days: Option<i64>,
    /// It should have heard from us by its class, and nothing is planned within days.
    pub neglected: bool,
    /// `None` while it is unplaced.
    pub potential: Option<Score>,
}

impl SlotBoard {
    /// Works it out anew where something changed since, or another workspace or day is shown.
    pub fn refresh(&mut self, portfolio: &Portfolio, workspace: usize, today: NaiveDate) {
        let wanted = Some((workspace, portfolio.revision(), today));
        if self.made_for == wanted {
            return;
        }
        let sellers = sellers(portfolio);
        let slots = sellers.iter().flat_map(|seller| seller.targets.iter().chain(&seller.leads));
        let facts = slots.filter_map(|slot| {
            let account = portfolio.account(slot.account)?;
            let touch = touch(portfolio, account, today);
            let facts = SlotFacts {
                days_on_list: (today - slot.since).num_days().max(0),
                silent_days: touch.last_contact.map(|last| (today - last).num_days()),
                neglected: touch.state.is_neglected(),
                potential: portfolio.position(account).map(|position| position.potential),
            };
            Some((slot.account, facts))
        });
        self.facts = facts.collect();
        self.conversions = Conversions::of(portfolio, today);
        self.sellers = sellers;
        self.made_for = wanted;
        self.generation += 1;
    }

    #[must_use]
    pub fn sellers(&self) -> &[Seller] {
        &self.sellers
    }

    /// Of who holds a place; `None` of others.
    #[must_use]
    pub fn facts(&self, account: AccountId) -> Option<SlotFacts> {
        self.facts.get(&account).copied()
    }

    #[must_use]
    pub const fn conversions(&self) -> &Conversions {
        &self.conversions
    }

    /// Equal generations mean that nothing was worked out in between.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Account, AccountValue, Activity, ActivityStatus, Clock, Edit, Position, Pursuit, PursuitList, Rows, Stage,
        Stamp,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn stamp() -> Stamp {
        Stamp::seeded(Clock::Fixed(day("2026-03-02")).now(), "Anna", 1)
    }

    #[test]
    fn a_card_tells_how_long_it_is_there_and_how_long_nobody_spoke_to_it() {
        let mut stamp = stamp();
        let mut account = Account::new(stamp.account_id(), "A");
        account.owner = "Anna".to_owned();
        account.pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-01-19") });
        let (id, mut rows) = (account.id, Rows { accounts: vec![account], ..Rows::default() });
        let facts = |rows: &Rows, today: &str| {
            let mut board = SlotBoard::default();
            board.refresh(&Portfolio::new(rows.clone()), 1, day(today));
            board.facts(id).unwrap()
        };
        let wanted = SlotFacts { days_on_list: 42, silent_days: None, neglected: false, potential: None };
        assert_eq!(facts(&rows, "2026-03-02"), wanted);
        // Growth Potential should hear from us every 30 days.
        let to = Some(Position::new(Score::whole(20), Score::whole(80)));
        let moved = Edit::Move(vec![crate::model::Placement { account: id, to }]);
        let mut placed = Portfolio::new(rows.clone());
        let planned = moved.plan(&placed, &mut stamp).unwrap();
        placed.apply(&planned.changes);
        rows.accounts = placed.accounts().map(|account| Account::clone(account)).collect();
        let call =
            Activity { status: ActivityStatus::Done, ..Activity::new(stamp.activity_id(), id, day("2026-02-18")) };
        rows.activities = vec![call];
        let wanted = SlotFacts { silent_days: Some(12), potential: Some(Score::whole(80)), ..wanted };
        assert_eq!(facts(&rows, "2026-03-02"), wanted);
        let later = facts(&rows, "2026-03-21");
        assert_eq!((later.silent_days, later.neglected), (Some(31), true));
    }

    #[test]
    fn it_is_worked_out_once_for_each_revision_of_a_hundred_thousand_accounts() {
        let mut stamp = stamp();
        let accounts: Vec<Account> = (0..100_000_u32)
            .map(|number| {
                let pursuit = Pursuit { list: PursuitList::Lead, since: day("2026-01-19") };
                Account {
                    owner: format!("Seller {}", number % 14),
                    stage: Stage::Suspect,
                    pursuit: (number < 140).then_some(pursuit),
                    ..Account::new(stamp.account_id(), format!("Account {number}"))
                }
            })
            .collect();
        let first = accounts[0].id;
        let mut portfolio = Portfolio::new(Rows { accounts, ..Rows::default() });
        let (mut board, today) = (SlotBoard::default(), day("2026-03-02"));
        for _frame in 0..100 {
            board.refresh(&portfolio, 1, today);
        }
        assert_eq!((board.generation(), board.sellers().len(), board.facts.len()), (1, 14, 140));
        let edit = Edit::SetValues { accounts: vec![first], values: vec![AccountValue::Stage(Stage::Lost)] };
        let planned = edit.plan(&portfolio, &mut stamp).unwrap();
        portfolio.apply(&planned.changes);
        for _frame in 0..100 {
            board.refresh(&portfolio, 1, today);
        }
        assert_eq!((board.generation(), board.facts.len()), (2, 139));
        assert_eq!(board.conversions().total.leads.total.dropped, 1);
        board.refresh(&portfolio, 1, today.succ_opt().unwrap());
        assert_eq!(board.generation(), 3);
    }
}
