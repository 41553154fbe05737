use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::model::{
    AccountId, Activity, ActivityId, KeyCutOff, Likelihood, Money, Product, ProductId, Qpc, Rows, ScoringModel,
};
use crate::rules::engagement::engagement;
use crate::rules::potential::potential;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, 1).unwrap()
}

fn id() -> AccountId {
    AccountId(Uuid::from_u128(1))
}

fn contact_id(number: u128) -> ContactId {
    ContactId(Uuid::from_u128(100 + number))
}

fn contact(number: u128, name: &str, role: &str) -> Contact {
    Contact { role: role.to_owned(), ..Contact::new(contact_id(number), id(), name) }
}

fn met(number: u128, days_ago: i64, ours: &[&str], theirs: &[u128]) -> Activity {
    Activity {
        colleagues: ours.iter().map(|name| (*name).to_owned()).collect(),
        contacts: theirs.iter().map(|number| contact_id(*number)).collect(),
        ..Activity::new(ActivityId(Uuid::from_u128(number)), id(), today() - TimeDelta::days(days_ago))
    }
}

fn advised(rows: Rows, cut_off: Option<i64>) -> (Portfolio, Advice) {
    let portfolio = Portfolio::new(rows);
    let account = portfolio.account(id()).unwrap();
    let cut_off = cut_off.map(|units| KeyCutOff { amount: Money::from_minor_units(units), as_of: today() });
    let advice = advice(
        &portfolio,
        account,
        &engagement(&portfolio, account, today()),
        &potential(&portfolio, account, cut_off, today()),
        today(),
    );
    (portfolio, advice)
}

fn told(portfolio: &Portfolio, steps: &[Step]) -> Vec<String> {
    steps.iter().map(|step| format!("{}: {}", step.what.words(portfolio), step.gain())).collect()
}

fn account() -> Account {
    Account::new(id(), "Ernst Handel")
}

#[test]
fn what_gains_most_for_its_effort_comes_first() {
    let contacts = vec![contact(0, "Roland", "decision maker"), contact(1, "Maria", "Economic buyer")];
    let activities = vec![met(1, 90, &["Anna"], &[0]), met(2, 90, &["Anna"], &[0]), met(3, 120, &["anna"], &[])];
    let rows = Rows { accounts: vec![account()], contacts, activities, ..Rows::default() };
    let (portfolio, advice) = advised(rows, None);
    // Now: 1 thread of 6, 1 role of 4, 90 of 180 days, 0 of 3 answered: 6.667 + 5 + 10 + 0.
    // An answer today: recency +10, two-way +20 × 1 ÷ 4 = 5; together 15, for an effort of 2.
    // A colleague more: one thread more, +6.667; together 21.667, for 3.
    // The economic buyer, who is known: +5 more; together 26.667, for 3. Another role, of nobody known: for 5.
    // Who took part on 3 March: 6.667 at most, counted by half, for 1.
    assert_eq!(
        told(&portfolio, &advice.engagement),
        [
            "Meet Maria, the economic buyer: +27",
            "Get them to call or answer: +15",
            "Bring a second colleague along: +22",
            "Find and meet the user/specifier: +27",
            "Find and meet the champion: +27",
            "Write down who took part in 1 activity: up to +7",
        ]
    );
    let words: Vec<String> = advice.missing.iter().map(Missing::words).collect();
    assert_eq!(
        words,
        [
            "Nobody talks to the economic buyer",
            "Nobody talks to the user/specifier",
            "Nobody talks to the champion",
            "Nobody knows the purchasing capacity",
            "Nobody knows which categories matter",
            "Nobody judged how likely more business is",
        ]
    );
}

#[test]
fn what_a_step_is_said_to_gain_is_what_it_gains() {
    let contacts = || vec![contact(0, "Roland", "decision maker"), contact(1, "Maria", "economic buyer")];
    let before = || vec![met(1, 33, &["Anna"], &[0]), met(2, 71, &["Anna"], &[])];
    let read = |more: Option<Activity>| {
        let activities = before().into_iter().chain(more).collect();
        let rows = Rows { accounts: vec![account()], contacts: contacts(), activities, ..Rows::default() };
        let portfolio = Portfolio::new(rows);
        engagement(&portfolio, portfolio.account(id()).unwrap(), today()).score
    };
    let answered = |ours: &str, theirs: u128| Some(Activity { answered: true, ..met(9, 0, &[ours], &[theirs]) });
    let rows = Rows { accounts: vec![account()], contacts: contacts(), activities: before(), ..Rows::default() };
    let (_, advice) = advised(rows, None);
    for step in &advice.engagement {
        let more = match &step.what {
            What::Meet { contact: Some(contact), .. } if *contact == contact_id(1) => answered("Anna", 1),
            What::BringColleague { .. } => answered("Ben", 0),
            What::CallOrAnswer => answered("Anna", 0),
            _ => continue,
        };
        let gained = read(more) - read(None);
        assert!((step.points - gained).abs() < 1e-9, "{:?}: {} instead of {gained}", step.what, step.points);
    }
}

#[test]
fn an_account_that_nobody_knows_is_to_be_met_first() {
    let (portfolio, advice) = advised(Rows { accounts: vec![account()], ..Rows::default() }, Some(1));
    // 40 ÷ 6 + 20 ÷ 4 + 20 + 20.
    assert_eq!(told(&portfolio, &advice.engagement)[0], "Find and meet the decision maker: +52");
    assert!(
        advice.engagement.iter().all(|step| !matches!(step.what, What::CallOrAnswer | What::BringColleague { .. }))
    );
    assert_eq!(advice.missing.first(), Some(&Missing::Contact));
}

#[test]
fn what_cannot_be_better_is_left_alone() {
    let contacts = vec![
        contact(0, "Roland", "decision maker"),
        contact(1, "Maria", "economic buyer"),
        contact(2, "Paul", "user/specifier"),
        contact(3, "Rita", "champion"),
    ];
    let all = Activity { answered: true, ..met(1, 0, &["Anna", "Ben"], &[0, 1, 2, 3]) };
    let qpc = Some(Qpc { amount: Money::from_minor_units(5), source: QpcSource::Asked, as_of: Some(today()) });
    let accounts = vec![Account { qpc, likelihood: Some(Likelihood::Never), ..account() }];
    let rows = Rows { accounts, contacts, activities: vec![all], ..Rows::default() };
    let (portfolio, advice) = advised(rows, Some(10));
    assert_eq!(told(&portfolio, &advice.engagement), Vec::<String>::new());
    // There are no categories, so nobody can say which matter.
    assert_eq!(told(&portfolio, &advice.potential), Vec::<String>::new());
    assert_eq!(advice.missing, [Missing::Breadth]);
}

#[test]
fn what_potential_does_without_is_asked_for() {
    let cheese = Product { category: "Cheese".to_owned(), ..Product::new(ProductId(Uuid::from_u128(7)), "Brie") };
    let told = |qpc, cut_off| {
        let accounts = vec![Account { qpc, ..account() }];
        let (portfolio, advice) =
            advised(Rows { accounts, products: vec![cheese.clone()], ..Rows::default() }, cut_off);
        told(&portfolio, &advice.potential)
    };
    let qpc = |source, as_of: Option<&str>| {
        Some(Qpc { amount: Money::from_minor_units(5), source, as_of: as_of.map(|day| day.parse().unwrap()) })
    };
    let rest = ["Say which categories matter to them: up to +20", "Judge how likely more business is: up to +20"];
    assert_eq!(told(None, Some(10)), ["Ask for the purchasing capacity: up to +60", rest[0], rest[1]]);
    let guess = "Ask for the purchasing capacity: so far it is a guess: +30 % confidence";
    assert_eq!(told(qpc(QpcSource::Guess, None), Some(10)), [rest[0], rest[1], guess]);
    let old = "Ask for the purchasing capacity again: it is of 2024: +30 % confidence";
    assert_eq!(told(qpc(QpcSource::Asked, Some("2024-05-01")), Some(10)), [rest[0], rest[1], old]);
    let fresh = qpc(QpcSource::Asked, Some("2026-05-01"));
    assert_eq!(told(fresh, Some(10)), rest);
    assert_eq!(told(fresh, None), ["Fix the cut-off of the key list: up to +60", rest[0], rest[1]]);
}

#[test]
fn no_step_promises_more_than_there_is() {
    let model = ScoringModel::default();
    assert_eq!(model.full_threads, 6);
    let contacts = vec![contact(0, "Roland", "decision maker")];
    // Nine activities say nothing of who took part; six threads are full marks.
    let activities = (0..9).map(|number| met(number, 3, &[], &[])).collect();
    let (_, advice) = advised(Rows { accounts: vec![account()], contacts, activities, ..Rows::default() }, None);
    let step = advice.engagement.iter().find(|step| matches!(step.what, What::SayWhoTookPart { activities: 9 }));
    assert!((step.unwrap().points - 40.0).abs() < 1e-9);
}
