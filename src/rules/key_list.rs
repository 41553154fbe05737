//! The accounts by what they bought: key list and secondary, and what follows from that; kept until something changes.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::class::Class;
use super::lists;
use super::monday::{self, AtRisk, Room};
use super::pareto::{Pareto, Ranked, share};
use crate::model::{Account, AccountId, Money, Portfolio, RowKey};

/// Everything about the lists of one portfolio on one day. After an edit only the accounts that it touched are looked at
/// again.
#[derive(Clone, Debug, Default)]
pub struct KeyList {
    made_for: Option<Made>,
    generation: u64,
    /// One for each account, ascending.
    rows: Vec<Row>,
    cut_off: Option<Money>,
    pareto: Pareto,
    key: Group,
    secondary: Group,
    growing: Vec<AccountId>,
    at_risk: Vec<AtRisk>,
    room: Vec<Room>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Made {
    workspace: usize,
    revision: u64,
    today: NaiveDate,
}

/// The accounts of one list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Group {
    pub accounts: usize,
    /// Of the last 12 months.
    pub revenue: Money,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    id: AccountId,
    bought: Option<Money>,
    /// Of class Growth Potential or Key.
    grows: bool,
}

/// What an edit changed of an account; what follows from the least follows from the greater too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Followed {
    /// Nothing that the lists go by.
    Same,
    /// Whether it can grow: the ranks are as they were.
    Grows,
    /// What it bought.
    Bought,
}

/// The key list usually makes so much of the revenue, in percent.
pub const EXPECTED_KEY_PERCENT: (u8, u8) = (70, 80);
/// Usually fewer of the secondary accounts can grow than this, in percent.
pub const EXPECTED_GROWING_PERCENT: u8 = 30;
/// More changed accounts than this are not followed one by one.
const FEW: usize = 64;

impl KeyList {
    /// Brings it up to date; does nothing while all is as it was. `workspace` tells one open portfolio from the next.
    pub fn refresh(&mut self, portfolio: &Portfolio, workspace: usize, today: NaiveDate) {
        let made = Made { workspace, revision: portfolio.revision(), today };
        if self.made_for == Some(made) {
            return;
        }
        let before = self.made_for.replace(made);
        let changed = before
            .filter(|before| before.workspace == workspace && before.today == today)
            .and_then(|before| {
                // The lines of the board and the scoring model belong to all accounts.
                let rows = portfolio.changed_since(before.revision)?;
                let accounts = portfolio.accounts_changed_since(before.revision)?;
                (!rows.contains(&RowKey::Settings)).then_some(accounts)
            })
            .filter(|changed| changed.len() <= FEW);
        let Some(changed) = changed else {
            self.rows = portfolio.accounts().map(|account| row(portfolio, account)).collect();
            self.derive(portfolio);
            self.find_monday(portfolio, today);
            self.generation += 1;
            return;
        };
        let followed = changed.iter().map(|id| self.follow(portfolio, *id));
        let followed = followed.max().unwrap_or(Followed::Same);
        let cut_off = self.cut_off;
        match followed {
            Followed::Same => {}
            Followed::Grows => self.find_growing(),
            Followed::Bought => self.derive(portfolio),
        }
        if cut_off == self.cut_off {
            self.follow_monday(portfolio, today, &changed);
        } else {
            self.find_monday(portfolio, today);
        }
        self.generation += u64::from(!changed.is_empty());
    }

    /// Grows whenever anything may have changed.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// What the lists go by; `None` when nobody fixed it and nobody buys.
    #[must_use]
    pub const fn cut_off(&self) -> Option<Money> {
        self.cut_off
    }

    #[must_use]
    pub const fn pareto(&self) -> &Pareto {
        &self.pareto
    }

    /// The place of an account among those who buy, the largest being 1; `None` when it does not buy.
    #[must_use]
    pub fn place(&self, account: AccountId) -> Option<usize> {
        let at = self.rows.binary_search_by_key(&account, |row| row.id).ok()?;
        let bought = self.rows.get(at)?.bought?;
        let before = |ranked: &Ranked| (Reverse(ranked.revenue), ranked.account) < (Reverse(bought), account);
        Some(self.pareto.ranked().partition_point(before) + 1)
    }

    /// At or above the cut-off.
    #[must_use]
    pub const fn key(&self) -> Group {
        self.key
    }

    /// The other buyers.
    #[must_use]
    pub const fn secondary(&self) -> Group {
        self.secondary
    }

    /// The part of all revenue that the key list makes, 0..=1.
    #[must_use]
    pub fn key_share(&self) -> f64 {
        share(self.key.revenue, self.pareto.total())
    }

    /// The secondary accounts that can grow: of class Growth Potential or Key. The greatest revenue first.
    #[must_use]
    pub fn growing(&self) -> &[AccountId] {
        &self.growing
    }

    /// Accounts of the key list, the worst first.
    #[must_use]
    pub fn at_risk(&self) -> &[AtRisk] {
        &self.at_risk
    }

    /// Accounts of the key list, the most untapped first.
    #[must_use]
    pub fn room(&self) -> &[Room] {
        &self.room
    }

    fn follow(&mut self, portfolio: &Portfolio, id: AccountId) -> Followed {
        let after = portfolio.account(id).map(|account| row(portfolio, account));
        let bought = |row: Row| if row.bought.is_some() { Followed::Bought } else { Followed::Same };
        match (self.rows.binary_search_by_key(&id, |row| row.id), after) {
            (Ok(at), Some(after)) => {
                let Some(row) = self.rows.get_mut(at) else { return Followed::Same };
                let before = std::mem::replace(row, after);
                if before.bought != after.bought {
                    Followed::Bought
                } else if before.grows == after.grows {
                    Followed::Same
                } else {
                    Followed::Grows
                }
            }
            (Ok(at), None) => bought(self.rows.remove(at)),
            (Err(at), Some(after)) => {
                self.rows.insert(at, after);
                bought(after)
            }
            (Err(_), None) => Followed::Same,
        }
    }

    fn derive(&mut self, portfolio: &Portfolio) {
        self.pareto = Pareto::of(self.rows.iter().filter_map(|row| Some((row.id, row.bought?))));
        let fixed = portfolio.settings().more.key_cut_off.map(|fixed| fixed.amount);
        let of_today = || {
            let at = self.pareto.buyers().div_ceil(4).checked_sub(1)?;
            self.pareto.ranked().get(at).map(|ranked| ranked.revenue)
        };
        self.cut_off = fixed.or_else(of_today);
        let keys = self.cut_off.map_or(0, |cut_off| self.pareto.at_least(cut_off));
        let key_revenue = self.pareto.of_first(keys);
        let minor_units = self.pareto.total().minor_units().saturating_sub(key_revenue.minor_units());
        self.key = Group { accounts: keys, revenue: key_revenue };
        self.secondary = Group { accounts: self.pareto.buyers() - keys, revenue: Money::from_minor_units(minor_units) };
        self.find_growing();
    }

    /// Among the secondary accounts.
    fn find_growing(&mut self) {
        let grows = |id: AccountId| {
            let at = self.rows.binary_search_by_key(&id, |row| row.id).ok();
            at.and_then(|at| self.rows.get(at)).is_some_and(|row| row.grows)
        };
        let secondary = self.pareto.ranked().get(self.key.accounts..).unwrap_or_default();
        self.growing = secondary.iter().map(|ranked| ranked.account).filter(|id| grows(*id)).collect();
    }

    /// Looks at the whole key list.
    fn find_monday(&mut self, portfolio: &Portfolio, today: NaiveDate) {
        (self.at_risk, self.room) = (Vec::new(), Vec::new());
        let keys = self.pareto.ranked().get(..self.key.accounts).unwrap_or_default();
        for ranked in keys {
            let Some(account) = portfolio.account(ranked.account) else { continue };
            self.at_risk.extend(monday::at_risk(portfolio, account, ranked.revenue));
            let room = |cut_off| monday::room(portfolio, account, ranked.revenue, cut_off, today);
            self.room.extend(self.cut_off.and_then(room));
        }
        monday::sort_at_risk(&mut self.at_risk);
        monday::sort_room(&mut self.room);
    }

    /// Looks at a few accounts.
    fn follow_monday(
        &mut self,
        portfolio: &Portfolio,
        today: NaiveDate,
        changed: &std::collections::BTreeSet<AccountId>,
    ) {
        self.at_risk.retain(|row| !changed.contains(&row.account));
        self.room.retain(|row| !changed.contains(&row.account));
        let Some(cut_off) = self.cut_off else { return };
        for account in changed.iter().filter_map(|id| portfolio.account(*id)) {
            let Some(revenue) = lists::bought(portfolio, account).filter(|revenue| *revenue >= cut_off) else {
                continue;
            };
            self.at_risk.extend(monday::at_risk(portfolio, account, revenue));
            self.room.extend(monday::room(portfolio, account, revenue, cut_off, today));
        }
        monday::sort_at_risk(&mut self.at_risk);
        monday::sort_room(&mut self.room);
    }
}

fn row(portfolio: &Portfolio, account: &Account) -> Row {
    let grows = match Class::of_account(portfolio, account, portfolio.settings().lines) {
        Some(Class::Key | Class::GrowthPotential) => true,
        Some(Class::Maintenance | Class::Service) | None => false,
    };
    Row { id: account.id, bought: lists::bought(portfolio, account), grows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AccountValue, Edit, KeyCutOff, Placement, Position, Qpc, QpcSource, Risk, Rows, Score, Settings, SettingsValue,
        Severity, Stamp,
    };

    fn money(units: i64) -> Money {
        Money::from_minor_units(units * 100)
    }

    fn today() -> NaiveDate {
        "2026-03-02".parse().unwrap()
    }

    fn stamp(seed: u64) -> Stamp {
        Stamp::seeded(chrono::DateTime::from_timestamp(1_772_000_000, 0).unwrap(), "Anna", seed)
    }

    fn accounts(revenues: &[Option<i64>]) -> Vec<Account> {
        let mut stamp = stamp(1);
        let account = |revenue: &Option<i64>| Account {
            revenue_12m: revenue.map(money),
            ..Account::new(stamp.account_id(), "A")
        };
        revenues.iter().map(account).collect()
    }

    fn of(portfolio: &Portfolio) -> KeyList {
        let mut portfolio = portfolio.clone();
        portfolio.set_today(today());
        crate::rules::evidence::settle(&mut portfolio);
        let mut list = KeyList::default();
        list.refresh(&portfolio, 1, today());
        list
    }

    fn judged(engagement: u8, potential: u8) -> Placement {
        let to = Some(Position::new(Score::whole(engagement), Score::whole(potential)));
        Placement { account: AccountId(uuid::Uuid::nil()), to }
    }

    fn edit(portfolio: &mut Portfolio, edit: &Edit, seed: u64) {
        if let Ok(planned) = edit.plan(portfolio, &mut stamp(seed)) {
            portfolio.apply(&planned.changes);
            crate::rules::evidence::settle(portfolio);
        }
    }

    #[test]
    fn the_key_list_and_the_secondary_make_all_the_revenue() {
        // Five buyers: rank ⌈0.25 × 5⌉ = 2, cut-off 300. 500 + 300 = 800 of 1,000 is 80 %; the others make 200.
        let mut all = accounts(&[Some(100), Some(500), None, Some(60), Some(300), Some(40), Some(-9)]);
        all[0].qpc = Some(Qpc { amount: money(9_999), source: QpcSource::Asked, as_of: None });
        let ids: Vec<AccountId> = all.iter().map(|account| account.id).collect();
        let mut portfolio = Portfolio::from_rows(Settings::default(), all);
        for (index, placement) in [(0, judged(20, 80)), (3, judged(80, 80)), (5, judged(80, 20)), (1, judged(20, 80))] {
            edit(&mut portfolio, &Edit::Move(vec![Placement { account: ids[index], ..placement }]), 2);
        }
        let list = of(&portfolio);
        assert_eq!(list.cut_off(), Some(money(300)));
        assert_eq!(list.key(), Group { accounts: 2, revenue: money(800) });
        assert_eq!(list.secondary(), Group { accounts: 3, revenue: money(200) });
        assert!((list.key_share() - 0.8).abs() < 1e-12);
        // Growth Potential and Key grow, Maintenance does not; who is on the key list is not secondary.
        assert_eq!(list.growing(), [ids[0], ids[3]]);
        // Nobody knows the capacity of the two on the key list.
        assert_eq!(list.room(), []);
        let nobody = of(&Portfolio::default());
        assert_eq!((nobody.cut_off(), nobody.key_share(), nobody.key().accounts), (None, 0.0, 0));
    }

    #[test]
    fn who_moves_over_a_line_is_not_ranked_again() {
        let mut portfolio = Portfolio::from_rows(Settings::default(), accounts(&[Some(500), Some(300), Some(100)]));
        portfolio.set_today(today());
        crate::rules::evidence::settle(&mut portfolio);
        let small = portfolio.accounts().nth(2).unwrap().id;
        let mut list = KeyList::default();
        list.refresh(&portfolio, 1, today());
        let ranked = list.pareto().ranked().as_ptr();
        for (seed, to, growing) in [(2, judged(20, 80), vec![small]), (3, judged(80, 20), Vec::new())] {
            edit(&mut portfolio, &Edit::Move(vec![Placement { account: small, ..to }]), seed);
            list.refresh(&portfolio, 1, today());
            assert_eq!(list.growing(), growing);
            assert_eq!(list.pareto().ranked().as_ptr(), ranked, "what they bought is as it was");
        }
        let values = vec![AccountValue::Revenue12m(Some(money(900)))];
        edit(&mut portfolio, &Edit::SetValues { accounts: vec![small], values }, 4);
        list.refresh(&portfolio, 1, today());
        assert_eq!(list.place(small), Some(1));
    }

    #[test]
    fn room_to_grow_is_the_capacity_that_is_left_against_the_cut_off() {
        // One buyer of 400 of four, so the cut-off is 400. Capacity 1,000: untapped 600 = 1.5 cut-offs, 40 % of the wallet.
        let mut all = accounts(&[Some(400), Some(300), Some(200), Some(100)]);
        let qpc = |units, source, as_of: Option<&str>| {
            Some(Qpc { amount: money(units), source, as_of: as_of.map(|day| day.parse().unwrap()) })
        };
        all[0].qpc = qpc(1_000, QpcSource::Asked, Some("2026-01-01"));
        all[1].qpc = qpc(1_000, QpcSource::Asked, Some("2026-01-01"));
        let portfolio = Portfolio::from_rows(Settings::default(), all.clone());
        let [room] = of(&portfolio).room().try_into().unwrap();
        let trust = crate::rules::potential::QpcTrust::Known;
        let (untapped, cut_offs, wallet) = (money(600), 1.5, 0.4);
        assert_eq!(room, Room { account: all[0].id, revenue: money(400), untapped, cut_offs, wallet, trust });
        // All bought: no room.
        all[0].qpc = qpc(400, QpcSource::Guess, None);
        assert_eq!(of(&Portfolio::from_rows(Settings::default(), all)).room(), []);
    }

    #[test]
    fn those_at_risk_are_of_the_key_list_and_the_worst_come_first() {
        // Eight buyers: rank 2, so the cut-off is 70.
        let all = accounts(&[80, 70, 60, 50, 40, 30, 20, 10].map(Some));
        let mut stamp = stamp(9);
        let mut risk = |index: usize, severity, resolved| Risk {
            severity,
            resolved,
            ..Risk::new(stamp.risk_id(), all[index].id, "A cheaper offer", today())
        };
        let risks = vec![
            risk(0, Severity::Low, None),
            risk(0, Severity::High, Some(today())),
            risk(1, Severity::Medium, None),
            risk(2, Severity::High, None),
        ];
        let portfolio = Portfolio::new(Rows { accounts: all.clone(), risks, ..Rows::default() });
        let told: Vec<_> = of(&portfolio).at_risk().iter().map(|row| (row.account, row.worst)).collect();
        assert_eq!(told, [(all[1].id, Severity::Medium), (all[0].id, Severity::Low)]);
    }

    #[test]
    fn a_list_that_follows_edits_is_as_one_made_anew() {
        let mut state = 7_u64;
        let mut below = move |limit: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % limit
        };
        let mut portfolio = Portfolio::from_rows(Settings::default(), accounts(&[Some(50), Some(40), None, Some(9)]));
        portfolio.set_today(today());
        let mut followed = KeyList::default();
        for step in 0..400 {
            let count = portfolio.accounts().len() as u64;
            let at = usize::try_from(below(count.max(1))).unwrap();
            let id = portfolio.accounts().nth(at).map(|account| account.id);
            let amount = money(i64::try_from(below(9)).unwrap() * 10);
            let set = |account, value| Edit::SetValues { accounts: vec![account], values: vec![value] };
            let wanted = match (id, below(11)) {
                (Some(id), 0..=2) => set(id, AccountValue::Revenue12m(Some(amount))),
                (Some(id), 3) => {
                    set(id, AccountValue::Qpc(Some(Qpc { amount, source: QpcSource::Guess, as_of: None })))
                }
                (Some(account), 4) => Edit::Move(vec![Placement { account, ..judged(20, 20) }]),
                (Some(account), 5) => Edit::Move(vec![Placement { account, ..judged(20, 80) }]),
                (Some(id), 9) => set(id, AccountValue::RevenuePrior12m(Some(amount))),
                (Some(id), 6) => Edit::SetArchived { accounts: vec![id], archived: below(2) == 0 },
                (Some(id), 7) if count > 3 => Edit::DeleteAccounts(vec![id]),
                (Some(_), 8) => {
                    let fixed = KeyCutOff { amount, as_of: today() };
                    Edit::SetSettings(vec![SettingsValue::KeyCutOff((below(2) == 0).then_some(fixed))])
                }
                _ => {
                    let values = vec![AccountValue::Name("B".to_owned()), AccountValue::Revenue12m(Some(amount))];
                    Edit::CreateAccount { values, position: None }
                }
            };
            edit(&mut portfolio, &wanted, 100 + step);
            if below(3) == 0 {
                continue;
            }
            followed.refresh(&portfolio, 1, today());
            let anew = of(&portfolio);
            let told = |list: &KeyList| {
                let KeyList { rows, cut_off, pareto, key, secondary, growing, at_risk, room, .. } = list.clone();
                (rows, cut_off, pareto, (key, secondary), growing, at_risk, room)
            };
            assert_eq!(told(&followed), told(&anew), "step {step}");
            assert_eq!(anew.cut_off(), lists::in_force(&portfolio), "the two ways to it agree");
        }
    }
}
