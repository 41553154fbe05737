use super::*;
use crate::model::{AccountId, Clock, Pursuit, Rows, StageEvent, Stamp};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stamp() -> Stamp {
    Stamp::seeded(Clock::Fixed(day("2026-01-01")).now(), "Anna", 1)
}

/// Came to these stages on these days.
fn path(opening: Stage, steps: &[(&str, Stage)]) -> StagePath {
    StagePath::of(&events(&mut stamp(), stamp().account_id(), opening, steps), opening)
}

fn events(stamp: &mut Stamp, account: AccountId, opening: Stage, steps: &[(&str, Stage)]) -> Vec<StageEvent> {
    let mut from = opening;
    let event = |(on, to): &(&str, Stage)| StageEvent {
        from: Some(std::mem::replace(&mut from, *to)),
        ..StageEvent::new(stamp.stage_event_id(), account, day(on), *to)
    };
    steps.iter().map(event).collect()
}

fn stay(list: PursuitList, since: &str, until: &str) -> Stay {
    Stay { list, since: day(since), until: day(until) }
}

#[test]
fn a_stay_converts_while_it_lasts_and_on_its_last_day() {
    use PursuitList::{Lead, Target};
    use Stage::{Client, Customer, Lost, Prospect, Suspect};
    let check = |list, opening, steps: &[(&str, Stage)], wanted: Option<&str>| {
        let mut account = Account::new(stamp().account_id(), "A");
        account.stays = vec![stay(list, "2026-01-10", "2026-04-14")];
        let found = outcomes(&account, &path(opening, steps), day("2026-06-01"));
        let converted = found.iter().map(|one| one.converted).collect::<Vec<_>>();
        assert_eq!(converted, [wanted.map(day)], "{list:?} from {opening:?} by {steps:?}");
    };
    // A target becomes a customer, or a client at once.
    check(Target, Prospect, &[("2026-04-14", Customer)], Some("2026-04-14"));
    check(Target, Prospect, &[("2026-01-10", Customer)], Some("2026-01-10"));
    check(Target, Prospect, &[("2026-02-01", Client)], Some("2026-02-01"));
    // Too early, too late, never.
    check(Target, Prospect, &[("2026-01-09", Customer)], None);
    check(Target, Prospect, &[("2026-04-15", Customer)], None);
    check(Target, Prospect, &[], None);
    check(Target, Prospect, &[("2026-02-01", Lost)], None);
    // A client that buys less was no conquest; one won back is.
    check(Target, Client, &[("2026-02-01", Customer)], None);
    check(Target, Lost, &[("2026-02-01", Customer)], Some("2026-02-01"));
    // The first time counts.
    check(
        Target,
        Prospect,
        &[("2026-02-01", Customer), ("2026-02-02", Lost), ("2026-03-01", Customer)],
        Some("2026-02-01"),
    );
    // A lead is qualified, or won at once.
    check(Lead, Suspect, &[("2026-04-14", Prospect)], Some("2026-04-14"));
    check(Lead, Suspect, &[("2026-02-01", Customer)], Some("2026-02-01"));
    check(Lead, Customer, &[("2026-02-01", Prospect)], None);
    check(Lead, Suspect, &[("2026-02-01", Lost)], None);
}

/// 18 stays on the targets, of which 7 converted after 80, 88, 90, 94, 100, 120 and 200 days; one lead that runs.
#[test]
fn seven_of_eighteen_after_94_days() {
    let mut stamp = stamp();
    let (mut accounts, mut all_events) = (Vec::new(), Vec::new());
    let since = day("2025-06-01");
    for (number, after) in [80, 88, 90, 94, 100, 120, 200].into_iter().enumerate() {
        let mut account = Account::new(stamp.account_id(), format!("Won {number}"));
        let on = since + chrono::Days::new(after);
        account.owner = if number == 0 { "ANNA" } else { "Anna" }.to_owned();
        account.stage = Stage::Customer;
        account.stays = vec![Stay { list: PursuitList::Target, since, until: on }];
        let on = on.to_string();
        all_events.extend(events(&mut stamp, account.id, Stage::Prospect, &[(on.as_str(), Stage::Customer)]));
        accounts.push(account);
    }
    for number in 0..11 {
        let mut account = Account::new(stamp.account_id(), format!("Dropped {number}"));
        account.owner = "Bo".to_owned();
        account.stays = vec![stay(PursuitList::Target, "2025-06-01", "2025-07-01")];
        accounts.push(account);
    }
    let mut lead = Account::new(stamp.account_id(), "Lead");
    lead.owner = "Bo".to_owned();
    lead.pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-02-20") });
    accounts.push(lead);
    let portfolio = Portfolio::new(Rows { accounts, stage_events: all_events, ..Rows::default() });
    let found = Conversions::of(&portfolio, day("2026-03-02"));

    let Conversion { ended, converted, dropped, median_days, running, median_days_running } = found.total.targets.total;
    assert_eq!((ended, converted, dropped, running), (18, 7, 11, 0));
    assert_eq!((median_days, median_days_running), (Some(94.0), None));
    // In the quarters of the days on which they ended: 2025-08-20 to 2025-09-29 five and one, 2025-12-18 one.
    let counts = |over_time: &OverTime| {
        let count = |(period, of_it): &(Period, Conversion)| (period.label(1), of_it.ended, of_it.converted);
        over_time.quarters.iter().map(count).collect::<Vec<_>>()
    };
    let quarter = |label: &str, ended, converted| (label.to_owned(), ended, converted);
    let wanted = [quarter("Q3 2025", 17, 6), quarter("Q4 2025", 1, 1), quarter("Q1 2026", 0, 0)];
    assert_eq!(counts(&found.total.targets), wanted);
    let [anna, bo] = ["anna", "Bo"].map(|seller| found.of_seller(seller).unwrap());
    assert_eq!((anna.targets.total.ended, anna.targets.total.converted), (7, 7));
    assert_eq!((bo.targets.total.ended, bo.targets.total.converted, bo.targets.total.median_days), (11, 0, None));
    // The lead runs since ten days; nobody left that list, so that there is no quarter of it.
    let leads = &bo.leads;
    assert_eq!((leads.total.ended, leads.total.running, leads.total.median_days_running), (0, 1, Some(10.0)));
    assert_eq!(leads.quarters, []);
    assert_eq!(found.of_seller("Cy"), None);
}

#[test]
fn two_stays_of_one_account_are_two_and_the_one_that_runs_is_not_over() {
    let mut account = Account::new(stamp().account_id(), "A");
    account.stays = vec![
        stay(PursuitList::Lead, "2025-10-01", "2025-11-30"),
        stay(PursuitList::Target, "2025-12-01", "2025-12-31"),
    ];
    account.pursuit = Some(Pursuit { list: PursuitList::Target, since: day("2026-02-01") });
    let path = path(Stage::Suspect, &[("2025-11-30", Stage::Prospect)]);
    let found = outcomes(&account, &path, day("2026-03-02"));
    let told: Vec<_> = found.iter().map(|one| (one.list, one.until.is_some(), one.converted.is_some())).collect();
    let (lead, target) = (PursuitList::Lead, PursuitList::Target);
    assert_eq!(told, [(lead, true, true), (target, true, false), (target, false, false)]);
    let of_targets = ListConversion::from(&found, day("2026-03-02"), 4).targets;
    assert_eq!((of_targets.total.ended, of_targets.total.running), (1, 1));
    // Fiscal years from April: December is in the third quarter, March in the fourth, where the running one is.
    let labels: Vec<_> = of_targets.quarters.iter().map(|(period, one)| (period.label(4), one.running)).collect();
    assert_eq!(labels, [("Q3 2025/26".to_owned(), 0), ("Q4 2025/26".to_owned(), 1)]);
}

#[test]
fn archived_accounts_run_on_no_list_and_nothing_divides_by_nothing() {
    let mut account = Account::new(stamp().account_id(), "A");
    account.pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-02-01") });
    account.archived = true;
    assert_eq!(outcomes(&account, &StagePath::default(), day("2026-03-02")), []);
    // Neither does what begins after today.
    account.archived = false;
    assert_eq!(outcomes(&account, &StagePath::default(), day("2026-01-31")), []);
    let none = ListConversion::from(&[], day("2026-03-02"), 1);
    assert_eq!(none, ListConversion::default());
    assert_eq!([median(vec![]), median(vec![3]), median(vec![4, 1])], [None, Some(3.0), Some(2.5)]);
}

#[test]
fn what_came_of_a_list_is_said_in_a_sentence() {
    let settings = Settings::default();
    let of_it = |ended, converted, median_days| Conversion { ended, converted, median_days, ..Conversion::default() };
    let check = |list, of_it: Conversion, wanted: &str, short: Option<&str>| {
        assert_eq!(words(list, &of_it, &settings), wanted);
        assert_eq!(short_words(list, &of_it, &settings).as_deref(), short);
    };
    let seven = "Targets: 7 of 18 that left became customers, after 94 days in the median";
    check(PursuitList::Target, of_it(18, 7, Some(94.0)), seven, Some("7 of 18 targets won"));
    check(PursuitList::Target, of_it(0, 0, None), "Targets: none has left the list yet", None);
    let none = "Leads: none of 3 that left became prospects";
    check(PursuitList::Lead, of_it(3, 0, None), none, Some("0 of 3 leads qualified"));
    assert_eq!([1.0, 2.5, 30.0].map(days_words), ["1 day", "2.5 days", "30 days"]);
}
