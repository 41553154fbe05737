//! The demo as it is opened: it looks like a portfolio, its records agree with what people judged, and each story that it
//! tells is found by the rules.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use fourfold::jobs::{DemoSize, make_whole_demo};
use fourfold::model::{Account, ActivityKind, Money, Portfolio, SignalKind, Stage, year_before};
use fourfold::rules::breadth;
use fourfold::rules::class::Class;
use fourfold::rules::engagement::engagement;
use fourfold::rules::evidence;
use fourfold::rules::rhythm::rhythm;

use crate::support::Desk;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

fn demo(accounts: usize, seed: u64) -> Arc<Portfolio> {
    let desk = Desk::new();
    let size = DemoSize { accounts, purchases: accounts * 50, activities: accounts * 10 };
    let store = make_whole_demo(&desk.path(), size, seed, today()).unwrap();
    let portfolio = Arc::clone(store.portfolio());
    store.close().unwrap();
    portfolio
}

fn class(portfolio: &Portfolio, account: &Account) -> Option<Class> {
    Class::of_account(portfolio, account, portfolio.settings().lines)
}

#[test]
fn it_looks_like_a_portfolio_and_records_and_judgements_mostly_agree() {
    for (count, seed) in [(60, 1), (400, 1), (400, 2), (1_000, 5)] {
        let portfolio = demo(count, seed);
        let accounts: Vec<_> = portfolio.active().collect();
        assert_eq!(accounts.len(), count);

        let bought = |account: &&Arc<Account>| portfolio.revenue_12m(account).filter(|sum| *sum > Money::ZERO);
        let mut revenue: Vec<Money> = accounts.iter().filter_map(bought).collect();
        revenue.sort_by(|a, b| b.cmp(a));
        let sum = |all: &[Money]| all.iter().map(|money| money.approximate()).sum::<f64>();
        let top = sum(&revenue[..revenue.len().div_ceil(4)]) / sum(&revenue);
        assert!((0.70..=0.84).contains(&top), "{count}, {seed}: the top quarter has {top:.2}");

        let unplaced = accounts.iter().filter(|account| portfolio.position(account).is_none()).count();
        assert!((unplaced * 100).abs_diff(count * 6) <= count * 2, "{count}, {seed}: {unplaced} unplaced");
        for wanted in Class::ALL {
            let here = accounts.iter().filter(|account| class(&portfolio, account) == Some(wanted)).count();
            assert!(here * 12 >= count, "{count}, {seed}: {here} of class {wanted}");
        }
        // Who bought in the last weeks waits for somebody to say so, and so does who lapsed.
        let agrees = |account: &&&Arc<Account>| {
            matches!(account.stage, Stage::Customer | Stage::Client) == bought(account).is_some()
        };
        let agree = accounts.iter().filter(agrees).count();
        assert!(agree * 100 >= count * 97, "{count}, {seed}: {agree} stand where their purchases put them");
        let owners: BTreeSet<&str> = accounts.iter().map(|account| account.owner.as_str()).collect();
        assert!((6..=9).contains(&owners.len()), "{owners:?}");

        let placed = accounts.iter().filter(|account| portfolio.position(account).is_some()).count();
        let judged: Vec<_> = accounts.iter().filter_map(|account| Some((account.id, account.judged()?))).collect();
        let alone = placed - judged.len();
        assert!((alone * 100).abs_diff(placed * 14) <= placed * 8, "{count}, {seed}: {alone} of {placed} unjudged");
        let mut apart = [Vec::new(), Vec::new()];
        for (id, judged) in judged {
            let evidence = portfolio.evidence(id).unwrap();
            apart[0].push((judged.engagement.points() - evidence.engagement.points()).abs());
            apart[1].push((judged.potential.points() - evidence.potential.unwrap_or_default().points()).abs());
        }
        for (axis, mut apart) in ["engagement", "potential"].into_iter().zip(apart) {
            apart.sort_by(f64::total_cmp);
            let at = |percent: usize| apart[(apart.len() - 1) * percent / 100];
            println!("{count}, {seed}: {axis} {:.1}, {:.1}, {:.1}", at(50), at(80), at(95));
            assert!(at(50) <= 9.0 && at(80) <= 18.0, "{count}, {seed}: {axis} differs by {:.1}, {:.1}", at(50), at(80));
        }
    }
}

#[test]
fn a_pet_is_visited_most_and_could_buy_nothing_more() {
    let portfolio = demo(400, 1);
    let visits = |account: &Arc<Account>| {
        let all = portfolio.activities_of(account.id).iter();
        all.filter(|one| one.kind == ActivityKind::Visit && one.day > year_before(today())).count()
    };
    let pet = portfolio.active().max_by_key(|account| visits(account)).unwrap();
    let evidence = portfolio.evidence(pet.id).unwrap();
    assert!(visits(pet) >= 20, "{} was visited {} times", pet.name, visits(pet));
    assert!(evidence.potential.unwrap().points() < 20.0 && evidence.engagement.points() > 75.0, "{evidence:?}");
    let cut_off = evidence::cut_off(&portfolio, today()).unwrap();
    assert!(portfolio.revenue_12m(pet).unwrap() < cut_off.amount, "it is on no key list");
    assert_eq!(class(&portfolio, pet), Some(Class::Maintenance));
}

#[test]
fn a_giant_hangs_on_one_thread() {
    let portfolio = demo(400, 1);
    let giant = portfolio.active().max_by_key(|account| portfolio.revenue_12m(account)).unwrap();
    let engaged = engagement(&portfolio, giant, today());
    assert_eq!(engaged.threads, 1, "{}", giant.name);
    assert_eq!(engaged.roles_reached, [""; 0], "nobody but purchasing");
    assert!(portfolio.contacts_of(giant.id).len() > 1, "there is more than one to talk to");
}

#[test]
fn a_key_account_shrinks_in_breadth_while_its_revenue_grows() {
    let portfolio = demo(400, 1);
    let key: Vec<_> = portfolio.active().filter(|account| class(&portfolio, account) == Some(Class::Key)).collect();
    let lost = |account: &&&Arc<Account>| {
        let (now, before) = breadth::counts(&portfolio, account.id, today());
        before.saturating_sub(now)
    };
    let shrinking = key.iter().max_by_key(lost).unwrap();
    assert!(lost(&shrinking) >= 8, "{} lost {} products", shrinking.name, lost(&shrinking));
    assert!(portfolio.revenue_12m(shrinking) > portfolio.revenue_prior_12m(shrinking));
}

#[test]
fn an_order_is_late_and_few_are() {
    let portfolio = demo(400, 1);
    let late = |account: &&Arc<Account>| rhythm(&portfolio, account.id, today()).late;
    let all: Vec<_> = portfolio.active().filter(late).collect();
    assert!((1..=20).contains(&all.len()), "{} late orders", all.len());
    let worst = all.iter().map(|account| (rhythm(&portfolio, account.id, today()), account));
    let (orders, account) = worst.max_by_key(|(orders, _)| orders.orders_365).unwrap();
    assert!(orders.orders_365 >= 12 && orders.days_since.unwrap() > 80, "{}: {orders:?}", account.name);
    assert_eq!(account.stage, Stage::Client);
}

#[test]
fn a_judgement_drifted() {
    let portfolio = demo(400, 1);
    let moved = portfolio.active().filter_map(|account| {
        let judgement = account.judgement.as_ref()?;
        let (then, now) = (judgement.evidence?, portfolio.evidence_position(account.id)?);
        let class = Class::of(judgement.position, portfolio.settings().lines);
        Some((then.engagement.points() - now.engagement.points(), class, account))
    });
    let moved: Vec<_> = moved.collect();
    assert!(moved.len() > 80, "{} judgements know where the evidence was", moved.len());
    let (by, class, account) = moved.iter().max_by(|one, other| one.0.total_cmp(&other.0)).unwrap();
    assert!(*by >= 40.0 && *class == Class::Key, "{} moved by {by}", account.name);
    let far = moved.iter().filter(|(by, ..)| by.abs() >= 15.0).count();
    println!("{far} of {} moved by 15 points or more", moved.len());
    assert!(far * 4 <= moved.len(), "{far} of {} moved far", moved.len());
}

#[test]
fn a_champion_fell_silent_while_others_talk() {
    let portfolio = demo(400, 1);
    let silent = portfolio.active().filter(|account| {
        let signals = portfolio.evidence(account.id).unwrap().signals;
        let heard = signals.last_contact.is_some_and(|day| (today() - day).num_days() < 30);
        class(&portfolio, account) == Some(Class::Key) && signals.champion_silent.is_some() && heard
    });
    let silent = silent.count();
    assert!((1..=20).contains(&silent), "{silent}");
}

#[test]
fn what_puts_accounts_at_risk_is_worth_looking_at() {
    let portfolio = demo(400, 1);
    let at_risk = |kind: SignalKind| {
        let all = portfolio.active().filter_map(|account| portfolio.evidence(account.id));
        all.filter(|evidence| evidence.signals.severity(kind).is_some()).count()
    };
    let counts = SignalKind::ALL.map(|kind| (kind, at_risk(kind)));
    println!("{counts:?}");
    for (kind, count) in counts {
        assert!((1..=100).contains(&count), "{count} of 400 with {}", kind.name());
    }
    let risks = portfolio.risks();
    assert!(risks.iter().any(|risk| risk.resolved.is_some()) && risks.iter().any(|risk| risk.resolved.is_none()));
}
