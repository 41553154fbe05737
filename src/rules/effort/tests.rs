use super::*;
use crate::model::{
    AccountValue, AnyRecord, Colleague, ColleagueId, Edit, Placement, Position, Rows, Score, SettingsValue, Stamp,
};

fn stamp() -> Stamp {
    Stamp::seeded(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1)
}

#[expect(clippy::unnecessary_wraps, reason = "as the tests give it on, where there may be none")]
fn at(engagement: u8, potential: u8) -> Option<Position> {
    Some(Position::new(Score::whole(engagement), Score::whole(potential)))
}

const KEY: (u8, u8) = (80, 80);
const GROWTH: (u8, u8) = (20, 80);
const MAINTENANCE: (u8, u8) = (80, 20);
const SERVICE: (u8, u8) = (20, 20);

/// An owner, a place, and whether it is archived.
type Row<'a> = (&'a str, Option<(u8, u8)>, bool);

/// Accounts with these owners and places, archived or not.
fn portfolio(rows: &[Row<'_>], colleagues: Vec<Colleague>) -> (Portfolio, Stamp) {
    let mut stamp = stamp();
    let accounts = rows.iter().map(|(owner, place, archived)| {
        let mut account = Account::new(stamp.account_id(), "A");
        account.owner = (*owner).to_owned();
        account.archived = *archived;
        account.judgement = place.map(|(up, across)| crate::model::Judgement {
            position: at(up, across).unwrap(),
            at: stamp.now,
            by: "Anna".to_owned(),
            evidence: None,
        });
        account
    });
    let accounts = accounts.collect();
    let portfolio = Portfolio::new(Rows { accounts, colleagues, ..Rows::default() });
    (portfolio, stamp)
}

fn seller(stamp: &mut Stamp, name: &str, hours: Option<u16>) -> Colleague {
    Colleague { seller: true, hours_per_year: hours, ..Colleague::new(stamp.colleague_id(), name) }
}

#[track_caller]
fn near(got: f64, wanted: f64) {
    assert!((got - wanted).abs() < 1e-9, "{got}, wanted {wanted}");
}

#[test]
fn an_account_takes_its_touches_times_their_minutes() {
    let (cadence, model) = (Cadence::default(), ScoringModel::default());
    let hours = |class| hours_a_year(class, cadence, &model);
    // 365 ÷ 30 touches of 1.5 hours; ÷ 90; ÷ 180.
    near(hours(Class::Key), 18.25);
    near(hours(Class::GrowthPotential), 18.25);
    near(hours(Class::Maintenance), 365.0 / 60.0);
    near(hours(Class::Service), 365.0 / 120.0);
    // Every 73 days, 5 touches a year, 30 minutes each.
    let cadence = Cadence { key: 73, ..cadence };
    near(hours_a_year(Class::Key, cadence, &ScoringModel { touch_minutes: 30, ..model }), 2.5);
}

#[test]
fn the_load_is_that_of_placed_accounts_that_count() {
    let rows = [
        ("Anna", Some(KEY), false),
        ("anna ", Some(KEY), false),
        ("Bert", Some(GROWTH), false),
        ("Bert", Some(MAINTENANCE), false),
        ("", Some(SERVICE), false),
        ("Carl", None, false),
        ("Dora", Some(KEY), true),
    ];
    let (unnamed, mut stamp) = portfolio(&rows, Vec::new());
    let load = Load::of(&unnamed);
    let accounts = Class::ALL.map(|class| load.class(class).accounts);
    assert_eq!(accounts, [2, 1, 1, 1]);
    // 2 × 18.25 + 18.25 + 6.08333… + 3.041666… = 63.875
    near(load.hours(), 63.875);
    // Nobody is said to sell: Anna, Bert and Carl own accounts that count, 1,200 hours each.
    assert_eq!(load.sellers, 3);
    near(load.capacity, 3_600.0);
    near(load.share().unwrap(), 63.875 / 3_600.0);
    near(load.share_of(Class::Key).unwrap(), 36.5 / 63.875);
    assert_eq!(Class::ALL.map(|class| load.class(class).guideline), [40, 35, 15, 10]);

    let left = Colleague { left: true, ..seller(&mut stamp, "Eve", None) };
    let engineer = Colleague::new(stamp.colleague_id(), "Finn");
    let sellers = vec![seller(&mut stamp, "Anna", None), seller(&mut stamp, "Bert", Some(800)), left, engineer];
    let load = Load::of(&portfolio(&rows, sellers).0);
    assert_eq!(load.sellers, 2);
    near(load.capacity, 2_000.0);
}

#[test]
fn nobody_and_nothing_have_no_share() {
    let load = Load::of(&Portfolio::default());
    assert_eq!((load.share(), load.share_of(Class::Key)), (None, None));
    near(load.hours(), 0.0);
}

#[test]
fn moves_are_counted_without_being_made() {
    let (portfolio, _) = portfolio(&[("Anna", Some(SERVICE), false), ("Anna", None, false)], Vec::new());
    let load = Load::of(&portfolio);
    let moved = load.with_moves(&[(Some(Class::Service), Some(Class::Key)), (None, Some(Class::Maintenance))]);
    near(moved.hours(), 18.25 + 365.0 / 60.0);
    assert_eq!(moved.class(Class::Service).accounts, 0);
    assert_eq!(load.with_moves(&[]), load);
    let there_and_back =
        moved.with_moves(&[(Some(Class::Key), Some(Class::Service)), (Some(Class::Maintenance), None)]);
    assert_eq!(there_and_back, load);
}

#[test]
fn a_load_that_follows_edits_is_the_one_made_anew() {
    let rows = [("Anna", Some(KEY), false), ("Bert", Some(SERVICE), false), ("Carl", None, false)];
    let (mut portfolio, mut stamp) = portfolio(&rows, Vec::new());
    let ids: Vec<AccountId> = portfolio.accounts().map(|account| account.id).collect();
    let mut memo = LoadMemo::default();
    let new = Colleague { seller: true, ..Colleague::new(ColleagueId::NIL, "Dora") };
    let name = vec![AccountValue::Name("B".to_owned()), AccountValue::Owner("Eve".to_owned())];
    let edits = [
        Edit::Move(vec![Placement { account: ids[2], to: at(80, 80) }]),
        Edit::SetArchived { accounts: vec![ids[0]], archived: true },
        Edit::SetValues { accounts: vec![ids[1]], values: vec![AccountValue::Owner("Carl".to_owned())] },
        Edit::CreateAccount { values: name, position: at(20, 80) },
        Edit::SetSettings(vec![SettingsValue::Cadence(Cadence { key: 10, ..Cadence::default() })]),
        Edit::SetLines(crate::model::Lines { engagement: Score::whole(90), potential: Score::whole(10) }),
        Edit::DeleteAccounts(vec![ids[1]]),
        Edit::PutRecords(vec![AnyRecord::Colleague(new)]),
    ];
    let mut loads = vec![*memo.refresh(1, &portfolio)];
    for edit in edits {
        let planned = edit.plan(&portfolio, &mut stamp).unwrap();
        portfolio.apply(&planned.changes);
        let load = *memo.refresh(1, &portfolio);
        assert_eq!(load, Load::of(&portfolio), "{}", planned.label);
        assert_ne!(Some(&load), loads.last(), "{} changes something", planned.label);
        loads.push(load);
    }
    assert_eq!(memo.refresh(2, &Portfolio::default()).hours().to_bits(), 0.0_f64.to_bits(), "another workspace");
}
