use std::sync::Arc;

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use crate::model::{
    AccountValue, Activity, ActivityId, ActivityStatus, Change, ChangeSet, Edit, Evidence, EvidenceFor, Judgement, Qpc,
    QpcSource, RowChange, Settings, SettingsValue, Stamp,
};
use crate::rules::evidence::settle;

fn id(number: u128) -> AccountId {
    AccountId(Uuid::from_u128(number))
}

fn at(engagement: u8, potential: u8) -> Position {
    Position::new(Score::whole(engagement), Score::whole(potential))
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// An account by number with its revenue, where people put it, where the evidence was then and where it is now.
type Row = (u128, i64, Position, Option<Position>, Option<Position>);

fn portfolio(rows: &[Row]) -> Portfolio {
    let accounts = rows.iter().map(|(number, revenue, position, evidence, _)| {
        let mut account = Account::new(id(*number), format!("Account {number}"));
        account.revenue_12m = Some(Money::from_minor_units(*revenue));
        let at = DateTime::parse_from_rfc3339("2026-03-03T12:00:00Z").unwrap().to_utc();
        account.judgement = Some(Judgement { position: *position, at, by: "Anna".to_owned(), evidence: *evidence });
        account
    });
    let mut portfolio = Portfolio::from_rows(Settings::default(), accounts);
    let of = rows.iter().filter_map(|(number, .., now)| {
        let Position { engagement, potential } = (*now)?;
        let halves = (engagement >= Score::HALF, potential >= Score::HALF);
        Some((
            id(*number),
            Evidence { engagement, potential: Some(potential), confidence: 100, halves, ..Evidence::default() },
        ))
    });
    let made = EvidenceFor { revision: portfolio.revision(), today: day(6, 1), cut_off: None, provisional: true };
    portfolio.put_evidence(of.collect(), made);
    portfolio
}

fn listed(portfolio: &Portfolio) -> Vec<(u128, Class, Class, bool)> {
    let mut suggestions = Suggestions::default();
    suggestions.refresh(1, portfolio);
    suggestions.iter().map(|one| (one.account.0.as_u128(), one.was, one.is, one.drifted)).collect()
}

#[test]
fn suggested_is_whose_evidence_says_something_else_than_when_people_decided() {
    let check = |then: Option<Position>, now: Option<Position>, wanted: &[(Class, Class, bool)]| {
        let got = listed(&portfolio(&[(1, 100, at(38, 55), then, now)]));
        let got: Vec<_> = got.into_iter().map(|(_, was, is, drifted)| (was, is, drifted)).collect();
        assert_eq!(got, wanted, "{then:?} {now:?}");
    };
    let growth = Class::GrowthPotential;
    // From 42/58 to 53/62: √(11² + 4²) = 11.7 points are no drift, but another class.
    check(Some(at(42, 58)), Some(at(53, 62)), &[(growth, Class::Key, false)]);
    // From 30/60 to 45/60: 15 points are drift, in the same class.
    check(Some(at(30, 60)), Some(at(45, 60)), &[(growth, growth, true)]);
    // The evidence said Key when people said otherwise, and moved by 5 points since: it was overruled.
    check(Some(at(55, 60)), Some(at(58, 64)), &[]);
    // The same, moved by 20 points.
    check(Some(at(55, 60)), Some(at(55, 80)), &[(growth, Class::Key, true)]);
    // Nobody knows what the evidence was.
    check(None, Some(at(53, 62)), &[(growth, Class::Key, false)]);
    check(None, Some(at(30, 80)), &[]);
    // The potential is unknown.
    check(Some(at(42, 58)), None, &[]);
}

#[test]
fn the_band_about_a_line_is_held() {
    let mut portfolio = portfolio(&[(1, 100, at(38, 55), Some(at(40, 55)), Some(at(52, 55)))]);
    // At 52 it is above the line; the evidence class has not changed, since it never stood clear of it.
    let evidence = Evidence { halves: (false, true), ..portfolio.evidence(id(1)).unwrap() };
    let made = portfolio.evidence_for().unwrap();
    portfolio.put_some_evidence([(id(1), Some(evidence))], made);
    assert_eq!(listed(&portfolio), []);
}

#[test]
fn money_at_stake_times_distance_decides_who_is_asked_first() {
    // Apart from evidence at 80/80: 10/80 by 70, 40/80 by 40, 20/80 by 60.
    // 70 × 100 = 7,000; 40 × 500 = 20,000; 60 × 200 = 12,000; without money 70.
    let now = Some(at(80, 80));
    let rows = [
        (1, 100, at(10, 80), None, now),
        (2, 500, at(40, 80), None, now),
        (3, 200, at(20, 80), None, now),
        (4, 0, at(10, 80), None, now),
        (5, -900, at(9, 80), None, now),
    ];
    let order: Vec<u128> = listed(&portfolio(&rows)).into_iter().map(|(number, ..)| number).collect();
    assert_eq!(order, [2, 3, 1, 5, 4], "without money the further apart goes first");
}

#[test]
fn what_it_could_buy_is_at_stake_too() {
    let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
    let mut portfolio = portfolio(&[(1, 100, at(38, 55), None, Some(at(80, 80)))]);
    let qpc = Qpc { amount: Money::from_minor_units(700), source: QpcSource::Asked, as_of: None };
    let edit = Edit::SetValues { accounts: vec![id(1)], values: vec![AccountValue::Qpc(Some(qpc))] };
    let mut suggestions = Suggestions::default();
    suggestions.refresh(1, &portfolio);
    assert_eq!(suggestions.get(id(1)).unwrap().at_stake, Money::from_minor_units(100));
    portfolio.apply(&edit.plan(&portfolio, &mut stamp).unwrap().changes);
    suggestions.refresh(1, &portfolio);
    assert_eq!(suggestions.get(id(1)).unwrap().at_stake, Money::from_minor_units(700));
}

#[test]
fn a_list_that_followed_edits_is_the_one_made_anew() {
    let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
    let now = Some(at(80, 80));
    let rows: Vec<Row> = (1..=6_u8).map(|n| (u128::from(n), 100, at(10 * n, 20), None, now)).collect();
    let mut portfolio = portfolio(&rows);
    let mut followed = Suggestions::default();
    followed.refresh(1, &portfolio);
    assert_eq!(followed.iter().count(), 6);
    let place = |account, to| Edit::Move(vec![crate::model::Placement { account: id(account), to }]);
    let lines = crate::model::Lines { engagement: Score::whole(90), potential: Score::whole(90) };
    let edits = [
        place(1, None),
        place(2, Some(at(81, 80))),
        Edit::SetArchived { accounts: vec![id(3)], archived: true },
        Edit::DeleteAccounts(vec![id(4)]),
        Edit::SetValues { accounts: vec![id(5)], values: vec![AccountValue::Revenue12m(None)] },
        Edit::SetArchived { accounts: vec![id(3)], archived: false },
        Edit::SetSettings(vec![SettingsValue::Lines(lines)]),
    ];
    for edit in edits {
        portfolio.apply(&edit.plan(&portfolio, &mut stamp).unwrap().changes);
        followed.refresh(1, &portfolio);
        let mut anew = Suggestions::default();
        anew.refresh(1, &portfolio);
        assert_eq!(followed.iter().collect::<Vec<_>>(), anew.iter().collect::<Vec<_>>(), "{edit:?}");
    }
}

#[test]
fn why_names_the_parts_that_moved() {
    let mut portfolio = Portfolio::from_rows(
        Settings::default(),
        [{
            let mut account = Account::new(id(1), "Ernst Handel");
            let amount = Money::from_minor_units(1_000);
            account.revenue_12m = Some(amount);
            account.qpc = Some(Qpc { amount: Money::from_minor_units(3_000), source: QpcSource::Asked, as_of: None });
            let decided = DateTime::parse_from_rfc3339("2026-03-03T12:00:00Z").unwrap().to_utc();
            let judgement =
                Judgement { position: at(64, 71), at: decided, by: "Anna".to_owned(), evidence: Some(at(60, 60)) };
            account.judgement = Some(judgement);
            account
        }],
    );
    let activity = |number: u128, on: NaiveDate, answered| {
        let mut activity = Activity::new(ActivityId(Uuid::from_u128(number)), id(1), on);
        activity.status = ActivityStatus::Done;
        activity.answered = answered;
        Arc::new(activity)
    };
    // Answered on 22 February, 9 days before the decision; ignored on 20 March. Today is 1 June, 73 days later.
    let put = |after| RowChange::Activity(Change { before: None, after: Some(after) });
    let rows = vec![put(activity(1, day(2, 22), true)), put(activity(2, day(3, 20), false))];
    portfolio.apply(&ChangeSet { rows });
    portfolio.set_today(day(6, 1));
    settle(&mut portfolio);
    let account = portfolio.account(id(1)).unwrap();
    let suggestion = suggestion(&portfolio, account).unwrap();
    // Recency fell from 20 × (1 − 9/180) = 19 to 20 × (1 − 73/180) = 11.9 by 7.1; two-way from 20 × 1/1 to 20 × 1/2 by
    // 10, and goes first. Engagement is 11.9 + 10 = 21.9; potential is 60 × min(1, 0.5 × 2,000 ÷ 1,000) = 60: 38.1 points
    // below where it was when people decided.
    let why = suggestion.why(&portfolio, day(6, 1));
    assert_eq!(
        why,
        [
            "evidence moved 38 points since your decision of 3 March 2026",
            "they called or answered 1 of 1 → 1 of 2 times",
            "last contact 9 days → 73 days ago",
        ]
    );
    assert_eq!(suggestion.at_stake, Money::from_minor_units(3_000));
}
