use chrono::TimeDelta;
use uuid::Uuid;

use super::*;
use crate::model::{AccountId, ActivityId, MoreSettings, Rows, Settings};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, 1).unwrap()
}

fn account_id() -> AccountId {
    AccountId(Uuid::from_u128(1))
}

fn contact_id(number: u8) -> ContactId {
    ContactId(Uuid::from_u128(100 + u128::from(number)))
}

/// 0 decides, 1 buys (written in another way), 2 uses, 3 is champion by flag alone, 4 purchases, 5 decided and left,
/// 6 decides and is champion, 7 has no role.
fn contacts() -> Vec<Contact> {
    let roles = [
        ("decision maker", false, false),
        (" Economic  BUYER", false, false),
        ("user/specifier", false, false),
        ("", true, false),
        ("purchasing", false, false),
        ("decision maker", false, true),
        ("decision maker", true, false),
        ("", false, false),
    ];
    let contact = |(number, (role, champion, left)): (u8, (&str, bool, bool))| Contact {
        role: role.to_owned(),
        champion,
        left,
        ..Contact::new(contact_id(number), account_id(), "Somebody")
    };
    (0..).zip(roles).map(contact).collect()
}

/// Done so many days ago by these of ours with these of theirs, begun by us and not answered.
fn met(days_ago: i64, ours: &[&str], theirs: &[u8]) -> Activity {
    Activity {
        colleagues: ours.iter().map(|name| (*name).to_owned()).collect(),
        contacts: theirs.iter().map(|number| contact_id(*number)).collect(),
        ..Activity::new(ActivityId(Uuid::nil()), account_id(), today() - TimeDelta::days(days_ago))
    }
}

fn theirs(activity: Activity) -> Activity {
    Activity { initiated_by: Initiator::Them, ..activity }
}

fn answered(activity: Activity) -> Activity {
    Activity { answered: true, ..activity }
}

fn read_under(model: ScoringModel, activities: Vec<Activity>) -> Engagement {
    let numbered = (1000_u128..).zip(activities);
    let rows = Rows {
        settings: Settings { more: MoreSettings { model, ..MoreSettings::default() }, ..Settings::default() },
        accounts: vec![Account::new(account_id(), "Ernst Handel")],
        contacts: contacts(),
        activities: numbered
            .map(|(number, activity)| Activity { id: ActivityId(Uuid::from_u128(number)), ..activity })
            .collect(),
        ..Rows::default()
    };
    let portfolio = Portfolio::new(rows);
    let account = portfolio.account(account_id()).unwrap();
    engagement(&portfolio, account, today())
}

fn read(activities: Vec<Activity>) -> Engagement {
    read_under(ScoringModel::default(), activities)
}

#[track_caller]
fn close(is: f64, wanted: f64) {
    assert!((is - wanted).abs() < 1e-9, "{is} instead of {wanted}");
}

/// The points of people, roles, recency and two-way, and that they add up.
#[track_caller]
fn check(read: &Engagement, wanted: [f64; 4]) {
    let parts = [read.people, read.roles, read.recency, read.two_way];
    for (part, wanted) in parts.into_iter().zip(wanted) {
        close(part.points(), wanted);
    }
    close(read.score, wanted.iter().sum());
}

#[test]
fn the_example_of_four_threads_two_roles_twelve_days_and_three_of_eleven() {
    let mut activities = vec![
        met(12, &["Anna"], &[0]),
        met(40, &["Anna"], &[2]),
        answered(met(60, &["Ben", "Anna"], &[0])),
        theirs(met(61, &["Ben"], &[2])),
        theirs(answered(met(70, &["Ben"], &[2]))),
    ];
    activities.extend((80..86).map(|days| met(days, &["Anna"], &[0])));
    let read = read(activities);
    // People: Anna and Ben with 0 and 2 are 4 threads; 40 × 4 ÷ 6 = 26.666 666 667.
    // Roles: decision maker and user of 4; 20 × 2 ÷ 4 = 10.
    // Recency: 20 × (1 − 12 ÷ 180) = 18.666 666 667.
    // Two-way: they began 2 and answered 1 more of 11; 20 × 3 ÷ 11 = 5.454 545 455.
    check(&read, [26.666_666_666_666_7, 10.0, 18.666_666_666_666_7, 5.454_545_454_545_45]);
    close(read.score, 60.787_878_787_878_8);
    assert_eq!((read.threads, read.activities, read.they_began, read.responsive), (4, 11, 2, 3));
    assert_eq!(read.roles_reached, ["decision maker", "user/specifier"]);
    assert_eq!(read.roles_missing, ["economic buyer", "champion"]);
    assert_eq!(read.last_contact, NaiveDate::from_ymd_opt(2026, 6, 19));
}

#[test]
fn without_activities_there_is_no_engagement() {
    let nothing = read(Vec::new());
    check(&nothing, [0.0; 4]);
    assert_eq!((nothing.last_contact, nothing.threads), (None, 0));
    assert_eq!(nothing.roles_missing.len(), 4);
}

#[test]
fn where_no_role_is_required_all_are_reached() {
    let none = ScoringModel { required_roles: Vec::new(), ..ScoringModel::default() };
    // 20 × 1.
    check(&read_under(none, Vec::new()), [0.0, 20.0, 0.0, 0.0]);
}

#[test]
fn the_window_is_180_days_long_and_ends_with_today() {
    // 179 days ago is the first day of the window: 40 ÷ 6, 20 ÷ 4, 20 × (1 − 179 ÷ 180), 20.
    check(&read(vec![answered(met(179, &["Anna"], &[0]))]), [6.666_666_666_666_67, 5.0, 0.111_111_111_111_111, 20.0]);
    // A day earlier nothing is left but that there was a contact once.
    let before = read(vec![answered(met(180, &["Anna"], &[0]))]);
    check(&before, [0.0; 4]);
    assert_eq!(before.last_contact, NaiveDate::from_ymd_opt(2026, 1, 2));
    // Long before, recency does not fall below nothing.
    check(&read(vec![met(400, &["Anna"], &[0])]), [0.0; 4]);
    // Today counts whole.
    check(&read(vec![answered(met(0, &["Anna"], &[0]))]), [6.666_666_666_666_67, 5.0, 20.0, 20.0]);
    // A window of one day is today alone.
    let day = ScoringModel { window_days: 1, ..ScoringModel::default() };
    check(&read_under(day.clone(), vec![met(0, &["Anna"], &[0])]), [6.666_666_666_666_67, 5.0, 20.0, 0.0]);
    check(&read_under(day, vec![met(1, &["Anna"], &[0])]), [0.0; 4]);
}

#[test]
fn six_threads_are_full_marks_and_more_are_not_more() {
    let ours = ["Anna", "Ben", "Cleo", "Dan"];
    let pairs = |of_ours: usize, theirs: &[u8]| read(vec![met(0, &ours[..of_ours], theirs)]);
    for (of_ours, theirs, threads, points) in [
        (1, &[0_u8][..], 1, 40.0 / 6.0),
        (1, &[0, 1, 2, 3, 4], 5, 40.0 * 5.0 / 6.0),
        (2, &[0, 1, 2], 6, 40.0),
        (3, &[0, 1], 6, 40.0),
        (4, &[0, 1, 2, 3, 4, 5, 6, 7], 32, 40.0),
    ] {
        let read = pairs(of_ours, theirs);
        assert_eq!(read.threads, threads);
        close(read.people.points(), points);
    }
}

#[test]
fn a_thread_is_one_however_often_and_however_the_name_is_written() {
    let read = read(vec![
        met(1, &["Anna Müller", "anna  MULLER"], &[0, 0]),
        met(2, &["Anna Muller"], &[0]),
        met(3, &["Anna Müller"], &[]),
        met(4, &[], &[4]),
    ]);
    assert_eq!((read.threads, read.activities), (1, 4));
    // Who of theirs was met fills a role though nobody wrote down who of ours met them.
    assert_eq!(read.roles_reached, ["decision maker"]);
}

#[test]
fn what_is_planned_or_still_to_come_counts_nowhere() {
    let planned = Activity { status: ActivityStatus::Planned, ..met(3, &["Anna"], &[0]) };
    let later = theirs(met(-1, &["Anna"], &[0]));
    check(&read(vec![planned, later]), [0.0; 4]);
}

#[test]
fn roles_are_those_that_contacts_have() {
    let reached = |theirs: &[u8]| read(vec![met(0, &["Anna"], theirs)]).roles_reached;
    assert_eq!(reached(&[1]), ["economic buyer"], "however it is written");
    assert_eq!(reached(&[3]), ["champion"], "by the mark alone");
    assert_eq!(reached(&[6]), ["decision maker", "champion"], "one person in two roles");
    assert_eq!(reached(&[5]), ["decision maker"], "who left since was reached all the same");
    assert_eq!(reached(&[4, 7]), Vec::<String>::new(), "purchasing is not required");
    let purchasing = ScoringModel { required_roles: vec!["Purchasing".to_owned()], ..ScoringModel::default() };
    let read = read_under(purchasing, vec![met(0, &["Anna"], &[4])]);
    // 20 × 1 ÷ 1.
    close(read.roles.points(), 20.0);
    assert_eq!(read.roles_reached, ["Purchasing"]);
}

/// Who was deleted, or went to another account, stays named in what was done.
#[test]
fn who_is_no_contact_of_the_account_makes_no_thread_and_fills_no_role() {
    let read = read(vec![met(0, &["Anna"], &[99]), met(0, &["Anna", "Ben"], &[98, 0])]);
    assert_eq!((read.threads, read.activities), (2, 2));
    assert_eq!(read.roles_reached, ["decision maker"]);
    // 40 × 2 ÷ 6.
    close(read.people.points(), 40.0 / 3.0);
}

#[test]
fn two_way_is_what_they_began_or_answered_of_all() {
    let share = |activities| read(activities).two_way.share;
    close(share(vec![met(0, &[], &[]), answered(met(0, &[], &[])), theirs(met(0, &[], &[]))]), 2.0 / 3.0);
    close(share(vec![theirs(answered(met(0, &[], &[])))]), 1.0);
    close(share(vec![met(0, &[], &[])]), 0.0);
}

#[test]
fn other_weights_and_windows_are_gone_by() {
    let model = ScoringModel {
        engagement: EngagementWeights { people: 10, roles: 20, recency: 30, two_way: 40 },
        window_days: 90,
        full_threads: 2,
        ..ScoringModel::default()
    };
    // 10 × 1 ÷ 2, 20 × 1 ÷ 4, 30 × (1 − 45 ÷ 90), 40 × 1.
    check(&read_under(model, vec![theirs(met(45, &["Anna"], &[0]))]), [5.0, 5.0, 15.0, 40.0]);
}

#[test]
fn full_marks_are_a_hundred_exactly() {
    let all = read(vec![theirs(met(0, &["Anna", "Ben"], &[0, 1, 2, 3]))]);
    assert!(all.score.to_bits() == 100.0_f64.to_bits(), "{}", all.score);
    assert_eq!(all.roles_missing, Vec::<String>::new());
}
