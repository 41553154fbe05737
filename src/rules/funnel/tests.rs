//! Small portfolios with their figures reckoned by hand.

use chrono::NaiveDate;

use super::*;
use crate::model::{
    Account, AccountId, Clock, CorrectedStage, Edit, Period, PeriodKind, Portfolio, Rows, Span, Stage, StageChange,
    StageCorrection, Stamp,
};
use Stage::{Client, Customer, Lost, Prospect, Suspect};

/// So many hundredths of the median are too long.
const TWICE: u16 = 200;
/// Long after everything.
const LATER: &str = "2027-06-30";

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An account: where it stood since ever, and where it went when. A way that begins with the stage that it stood at tells
/// when it was found.
#[derive(Clone, Copy)]
struct Told {
    name: &'static str,
    stood: Stage,
    way: &'static [(&'static str, Stage)],
}

const fn told(name: &'static str, stood: Stage, way: &'static [(&'static str, Stage)]) -> Told {
    Told { name, stood, way }
}

pub(super) struct World {
    pub portfolio: Portfolio,
    pub stamp: Stamp,
}

impl World {
    pub fn new(accounts: Vec<Account>) -> Self {
        let portfolio = Portfolio::new(Rows { accounts, ..Rows::default() });
        Self { portfolio, stamp: Stamp::seeded(Clock::Fixed(day(LATER)).now(), "Anna", 7) }
    }

    fn of(all: &[Told]) -> Self {
        let mut stamp = Stamp::seeded(Clock::Fixed(day(LATER)).now(), "Anna", 1);
        let account = |one: &Told| Account { stage: one.stood, ..Account::new(stamp.account_id(), one.name) };
        let mut world = Self::new(all.iter().map(account).collect());
        for one in all {
            let account = world.id(one.name);
            for (on, to) in one.way {
                world.edit(&Edit::RecordStages(vec![StageChange::new(account, *to, day(on))]));
            }
        }
        world
    }

    pub fn id(&self, name: &str) -> AccountId {
        self.portfolio.accounts().find(|account| account.name == name).unwrap().id
    }

    /// Does it, if it may be done; says whether it was.
    pub fn attempt(&mut self, edit: &Edit) -> bool {
        let planned = edit.plan(&self.portfolio, &mut self.stamp);
        planned.map(|planned| self.portfolio.apply(&planned.changes)).is_ok()
    }

    fn edit(&mut self, edit: &Edit) {
        assert!(self.attempt(edit), "refused: {edit:?}");
    }

    fn correct(&mut self, name: &str, nth: usize, instead: Option<(&str, Stage)>) {
        let event = self.portfolio.stage_events_of(self.id(name))[nth].id;
        let instead =
            instead.map(|(on, to)| CorrectedStage { to, on: day(on), by: String::new(), channel: String::new() });
        self.edit(&Edit::CorrectStage(StageCorrection { event, instead, reason: "It was wrong".to_owned() }));
    }

    fn names(&self, accounts: &[AccountId]) -> Vec<&str> {
        accounts.iter().map(|id| self.portfolio.account(*id).unwrap().name.as_str()).collect()
    }

    /// The figures of everybody in a period, seen on a day.
    fn funnel(&self, kind: PeriodKind, within: &str, today: &str) -> Funnel {
        let span = Period::holding(kind, day(within), 1).span();
        funnel(&History::of(&self.portfolio), &Scope::default(), span, day(today), TWICE)
    }

    fn behind(&self, funnel: &Funnel, today: &str, stage: Stage, which: Which) -> Vec<&str> {
        let history = History::of(&self.portfolio);
        self.names(&accounts_of(&history, &Scope::default(), funnel, day(today), stage, which, TWICE))
    }
}

/// What is not nothing of a stage, in words.
fn words(figures: &StageFigures) -> String {
    let counts = [
        ("before", figures.before),
        ("entered", figures.entered),
        ("fell back", figures.fell_back),
        ("regained", figures.regained),
        ("left", figures.left),
        ("lost", figures.lost),
        ("standing", figures.standing),
        ("present", figures.present),
        ("progressed", figures.progressed),
        ("cohort", figures.cohort),
        ("of it on", figures.cohort_moved_on),
        ("stuck", figures.stuck),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what} {count}"));
    let median = figures.median_days.map(|median| {
        let of = if figures.median_of == MedianOf::TwoYears { " in two years" } else { "" };
        format!("median {median} of {}{of}", figures.timed)
    });
    counts.chain(median).collect::<Vec<_>>().join(", ")
}

/// All stages in their order, as [`words`].
#[track_caller]
fn check(funnel: &Funnel, wanted: [&str; 5]) {
    let found = funnel.stages.each_ref().map(words);
    assert_eq!(found.each_ref().map(String::as_str), wanted);
}

#[test]
fn a_cohort_converts_later_than_its_period() {
    // Two are found in the first quarter. Alfreds goes on in the second: it belongs to the cohort of the first, and to the
    // progress of the second. It stood there from 10 January to 5 April: 21 + 28 + 31 + 5 = 85 days.
    let world = World::of(&[
        told("Alfreds", Suspect, &[("2026-01-10", Suspect), ("2026-04-05", Prospect)]),
        told("Blondel", Suspect, &[("2026-02-01", Suspect)]),
    ]);
    let first = |today| world.funnel(PeriodKind::Quarter, "2026-01-01", today);
    let entered = "entered 2, standing 2, present 2, cohort 2";
    check(&first("2026-03-31"), [entered, "", "", "", ""]);
    check(&first("2026-04-04"), [entered, "", "", "", ""]);
    let moved = "entered 2, standing 2, present 2, cohort 2, of it on 1";
    check(&first("2026-04-05"), [moved, "", "", "", ""]);
    check(&first(LATER), [moved, "", "", "", ""]);
    assert_eq!(first(LATER).of(Suspect).cohort_rate(), Some(0.5));
    assert_eq!(first(LATER).of(Suspect).rate(), Some(0.0));
    assert_eq!(world.behind(&first("2026-04-04"), "2026-04-04", Suspect, Which::CohortWaiting), ["Alfreds", "Blondel"]);
    assert_eq!(world.behind(&first(LATER), LATER, Suspect, Which::CohortWaiting), ["Blondel"]);
    assert_eq!(world.behind(&first("2026-04-04"), "2026-04-04", Suspect, Which::CohortMovedOn), [""; 0]);
    assert_eq!(world.behind(&first(LATER), LATER, Suspect, Which::CohortMovedOn), ["Alfreds"]);
    assert_eq!(world.behind(&first(LATER), LATER, Suspect, Which::Before), [""; 0]);
    assert_eq!(world.behind(&first(LATER), LATER, Suspect, Which::Present), ["Alfreds", "Blondel"]);
    let second = world.funnel(PeriodKind::Quarter, "2026-04-01", LATER);
    check(
        &second,
        [
            "before 2, left 1, standing 1, present 2, progressed 1, median 85 of 1",
            "entered 1, standing 1, present 1, cohort 1",
            "",
            "",
            "",
        ],
    );
}

#[test]
fn a_stage_that_was_skipped_has_nobody() {
    // A suspect buys: 31 days in January. Nobody was ever a prospect.
    let world = World::of(&[told("Alfreds", Suspect, &[("2026-01-01", Suspect), ("2026-02-01", Customer)])]);
    let quarter = world.funnel(PeriodKind::Quarter, "2026-01-01", LATER);
    let suspects = "entered 1, left 1, present 1, progressed 1, cohort 1, of it on 1, median 31 of 1";
    check(&quarter, [suspects, "", "entered 1, standing 1, present 1, cohort 1", "", ""]);
    assert_eq!(quarter.of(Prospect).rate(), None);
    let history = History::of(&world.portfolio);
    let made = |stage| created(&history, &Scope::default(), stage, quarter.span);
    assert_eq!([Suspect, Prospect, Customer, Client].map(made), [1, 0, 1, 0]);
}

#[test]
fn a_correction_takes_the_place_of_what_was_wrong() {
    let way = [told("Alfreds", Suspect, &[("2026-01-10", Suspect), ("2026-02-01", Prospect)])];
    let mut world = World::of(&way);
    let first = |world: &World| world.funnel(PeriodKind::Quarter, "2026-01-01", LATER);
    let suspects = "entered 1, left 1, present 1, progressed 1, cohort 1, of it on 1, median 22 of 1";
    check(&first(&world), [suspects, "entered 1, standing 1, present 1, cohort 1", "", "", ""]);
    // It was the second quarter: 10 January to 2 April are 21 + 28 + 31 + 2 = 82 days.
    world.correct("Alfreds", 1, Some(("2026-04-02", Prospect)));
    check(&first(&world), ["entered 1, standing 1, present 1, cohort 1, of it on 1", "", "", "", ""]);
    check(
        &world.funnel(PeriodKind::Quarter, "2026-04-01", LATER),
        [
            "before 1, left 1, present 1, progressed 1, median 82 of 1",
            "entered 1, standing 1, present 1, cohort 1",
            "",
            "",
            "",
        ],
    );
    // It was no prospect but a customer.
    let mut world = World::of(&way);
    world.correct("Alfreds", 1, Some(("2026-02-01", Customer)));
    check(&first(&world), [suspects, "", "entered 1, standing 1, present 1, cohort 1", "", ""]);
    // It never happened.
    let mut world = World::of(&way);
    world.correct("Alfreds", 1, None);
    check(&first(&world), ["entered 1, standing 1, present 1, cohort 1", "", "", "", ""]);
    // That it was found never happened: since when it was a suspect, nobody knows.
    let mut world = World::of(&way);
    world.correct("Alfreds", 0, None);
    check(&first(&world), ["", "entered 1, standing 1, present 1, cohort 1", "", "", ""]);
}

#[test]
fn what_becomes_known_of_the_time_before_an_account_was_written_down_is_counted_then() {
    let mut world = World::new(Vec::new());
    let values = vec![crate::model::AccountValue::Name("Alfreds".to_owned())];
    world.edit(&Edit::CreateAccount { values, position: None });
    let account = world.id("Alfreds");
    let quarter = |world: &World| world.funnel(PeriodKind::Quarter, "2026-01-01", LATER);
    check(&quarter(&world), ["", "", "", "", ""]);
    let known = [("2026-01-10", Suspect), ("2026-02-01", Prospect)];
    let changes = known.map(|(on, to)| StageChange::new(account, to, day(on))).to_vec();
    world.edit(&Edit::RecordStages(changes));
    let suspects = "entered 1, left 1, present 1, progressed 1, cohort 1, of it on 1, median 22 of 1";
    check(&quarter(&world), [suspects, "entered 1, standing 1, present 1, cohort 1", "", "", ""]);
    let last = world.funnel(PeriodKind::Month, LATER, LATER);
    check(&last, ["median 22 of 1 in two years", "before 1, standing 1, present 1", "", "", ""]);
}

#[test]
fn an_account_is_lost_and_won_back_twice_in_a_period() {
    // It was away from 10 to 20 January and from 10 February to 1 March: 10 and 19 days, 14.5 in the middle.
    let world = World::of(&[told(
        "Alfreds",
        Customer,
        &[
            ("2025-06-01", Customer),
            ("2026-01-10", Lost),
            ("2026-01-20", Customer),
            ("2026-02-10", Lost),
            ("2026-03-01", Customer),
        ],
    )]);
    let quarter = world.funnel(PeriodKind::Quarter, "2026-01-01", LATER);
    check(
        &quarter,
        [
            "",
            "",
            "before 1, entered 2, regained 2, left 2, lost 2, standing 1, present 1, cohort 1",
            "",
            "entered 2, left 2, present 1, progressed 1, cohort 1, of it on 1, median 15 of 2",
        ],
    );
    // Winning back creates a customer each time; the account behind it is one.
    let history = History::of(&world.portfolio);
    assert_eq!(created(&history, &Scope::default(), Customer, quarter.span), 2);
    assert_eq!(quarter.of(Customer).created(), 2);
    assert_eq!(created_accounts(&history, &Scope::default(), Customer, quarter.span).len(), 1);
    for (stage, which) in [(Customer, Which::Entered), (Customer, Which::Lost), (Lost, Which::Progressed)] {
        assert_eq!(world.behind(&quarter, LATER, stage, which), ["Alfreds"], "{which:?}");
    }
}

#[test]
fn a_client_who_falls_back_makes_no_customer() {
    let world = World::of(&[told(
        "Alfreds",
        Customer,
        &[("2025-01-01", Customer), ("2025-06-01", Client), ("2026-02-01", Customer), ("2026-03-01", Client)],
    )]);
    let quarter = world.funnel(PeriodKind::Quarter, "2026-01-01", LATER);
    // It was a customer again for the 28 days of February. Before that, for 151 days until June 2025: within two years of
    // the end of the period, so the two are taken together, as one alone would be too few: 89.5.
    check(
        &quarter,
        [
            "",
            "",
            "entered 1, fell back 1, left 1, present 1, progressed 1, cohort 1, of it on 1, median 90 of 2 in two years",
            "before 1, entered 1, left 1, standing 1, present 1, cohort 1",
            "",
        ],
    );
    assert_eq!(quarter.of(Customer).created(), 0);
    assert_eq!(quarter.of(Client).created(), 1);
    let history = History::of(&world.portfolio);
    let months: Vec<Period> = Period::holding(PeriodKind::Year, day("2026-01-01"), 1).months().collect();
    assert_eq!(created_by_month(&history, &Scope::default(), Customer, &months), [0; 12]);
    assert_eq!(created_by_month(&history, &Scope::default(), Client, &months)[2], 1);
    assert_eq!(world.names(&fallen_back(&history, &Scope::default(), quarter.span)), ["Alfreds"]);
}

#[test]
fn fiscal_years_part_what_calendar_years_join() {
    let world = World::of(&[
        told("Alfreds", Suspect, &[("2025-04-01", Suspect), ("2026-03-31", Customer)]),
        told("Blondel", Suspect, &[("2026-03-31", Suspect), ("2026-04-01", Customer)]),
    ]);
    let history = History::of(&world.portfolio);
    let made = |within, fiscal| {
        let year = Period::holding(PeriodKind::Year, day(within), fiscal);
        let months: Vec<Period> = year.months().collect();
        let by_month = created_by_month(&history, &Scope::default(), Customer, &months);
        let all = created(&history, &Scope::default(), Customer, year.span());
        assert_eq!(by_month.iter().sum::<usize>(), all);
        (year.label(fiscal), by_month)
    };
    assert_eq!(made("2026-03-31", 4), ("2025/26".to_owned(), vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]));
    assert_eq!(made("2026-04-01", 4), ("2026/27".to_owned(), vec![1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    assert_eq!(made("2026-04-01", 1), ("2026".to_owned(), vec![0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
}

#[test]
fn the_last_day_of_a_month_belongs_to_it() {
    let world = World::of(&[
        told("Alfreds", Prospect, &[("2026-01-31", Prospect)]),
        told("Blondel", Prospect, &[("2026-02-01", Prospect)]),
        told("Chop-suey", Prospect, &[("2026-02-28", Prospect)]),
        told("Ernst", Prospect, &[("2026-03-01", Prospect)]),
    ]);
    let of = |kind, within| world.funnel(kind, within, LATER);
    check(&of(PeriodKind::Month, "2026-01-15"), ["", "entered 1, standing 1, present 1, cohort 1", "", "", ""]);
    check(
        &of(PeriodKind::Month, "2026-02-15"),
        ["", "before 1, entered 2, standing 3, present 3, cohort 2", "", "", ""],
    );
    check(&of(PeriodKind::Quarter, "2026-02-15"), ["", "entered 4, standing 4, present 4, cohort 4", "", "", ""]);
    // Seen on its very last day it is the same.
    let last = world.funnel(PeriodKind::Month, "2026-02-15", "2026-02-28");
    assert_eq!(last.until, day("2026-02-28"));
    check(&last, ["", "before 1, entered 2, standing 3, present 3, cohort 2", "", "", ""]);
    // The day before the last one is not yet.
    let before = world.funnel(PeriodKind::Month, "2026-02-15", "2026-02-27");
    check(&before, ["", "before 1, entered 1, standing 2, present 2, cohort 1", "", "", ""]);
}

#[test]
fn a_period_that_is_not_over_ends_today() {
    let world = World::of(&[
        told("Alfreds", Suspect, &[("2026-01-10", Suspect), ("2026-02-15", Prospect), ("2026-02-20", Customer)]),
        told("Blondel", Suspect, &[("2026-03-05", Suspect)]),
    ]);
    let quarter = world.funnel(PeriodKind::Quarter, "2026-01-01", "2026-02-15");
    assert_eq!(quarter.until, day("2026-02-15"));
    // 10 January to 15 February: 36 days.
    let suspects = "entered 1, left 1, present 1, progressed 1, cohort 1, of it on 1, median 36 of 1";
    check(&quarter, [suspects, "entered 1, standing 1, present 1, cohort 1", "", "", ""]);
    assert_eq!(world.behind(&quarter, "2026-02-15", Prospect, Which::Standing), ["Alfreds"]);
    // Of one that has not begun: who stands there today was there before it, and nothing else.
    let next = world.funnel(PeriodKind::Quarter, "2026-04-01", "2026-02-15");
    check(&next, ["median 36 of 1 in two years", "before 1, standing 1, present 1", "", "", ""]);
    assert_eq!(world.behind(&next, "2026-02-15", Prospect, Which::Standing), ["Alfreds"]);
}

#[test]
fn accounts_without_dates_stand_and_archived_ones_do_not() {
    let mut world = World::of(&[
        told("Alfreds", Customer, &[]),
        told("Blondel", Customer, &[("2026-01-10", Customer)]),
        told("Chop-suey", Lost, &[]),
    ]);
    let quarter = |world: &World| world.funnel(PeriodKind::Quarter, "2026-01-01", LATER);
    let customers = "before 1, entered 1, standing 2, present 2, cohort 1";
    check(&quarter(&world), ["", "", customers, "", "before 1, standing 1, present 1"]);
    assert_eq!(quarter(&world).undated, 2);
    let without = undated(&History::of(&world.portfolio), &Scope::default());
    assert_eq!(world.names(&without), ["Alfreds", "Chop-suey"]);
    // They stood there ten years ago, as far as anybody knows.
    let long_ago = world.funnel(PeriodKind::Year, "2016-05-05", LATER);
    check(&long_ago, ["", "", "before 1, standing 1, present 1", "", "before 1, standing 1, present 1"]);
    let accounts = ["Alfreds", "Blondel"].map(|name| world.id(name)).to_vec();
    world.edit(&Edit::SetArchived { accounts, archived: true });
    check(&quarter(&world), ["", "", "", "", "before 1, standing 1, present 1"]);
    assert_eq!(quarter(&world).undated, 1);
}

#[test]
fn names_are_the_same_in_any_case_and_with_or_without_accents() {
    let account = |world: &mut Stamp, name: &str, owner: &str, channel: &str, region: &str| Account {
        owner: owner.to_owned(),
        channel: channel.to_owned(),
        region: region.to_owned(),
        ..Account::new(world.account_id(), name)
    };
    let mut stamp = Stamp::seeded(Clock::Fixed(day(LATER)).now(), "Anna", 1);
    let world = World::new(vec![
        account(&mut stamp, "Alfreds", "José", "Fair", "Süd"),
        account(&mut stamp, "Blondel", "JOSE ", "fair", "Nord"),
        account(&mut stamp, "Chop-suey", "Anna", "Web", "SUD"),
        account(&mut stamp, "Ernst", "", "", ""),
    ]);
    let history = History::of(&world.portfolio);
    let check = |seller: Option<&str>, channel: Option<&str>, region: Option<&str>, wanted: &[&str]| {
        let text = |name: Option<&str>| name.map(str::to_owned);
        let scope = Scope { seller: text(seller), channel: text(channel), region: text(region) };
        let found: Vec<AccountId> = history.lives(&scope).map(|life| life.account).collect();
        assert_eq!(world.names(&found), wanted, "{scope:?}");
        let span = Period::holding(PeriodKind::Month, day("2026-01-01"), 1).span();
        let counted = funnel(&history, &scope, span, day(LATER), TWICE);
        assert_eq!(counted.of(Suspect).standing, wanted.len(), "{scope:?}");
        assert_eq!(counted.undated, wanted.len(), "{scope:?}");
    };
    check(None, None, None, &["Alfreds", "Blondel", "Chop-suey", "Ernst"]);
    check(Some("jose"), None, None, &["Alfreds", "Blondel"]);
    check(Some(" JOSÉ"), Some("FAIR"), None, &["Alfreds", "Blondel"]);
    check(None, None, Some("sud"), &["Alfreds", "Chop-suey"]);
    check(Some("José"), Some("Fair"), Some("Süd"), &["Alfreds"]);
    check(Some(""), None, None, &["Ernst"]);
    check(None, Some(""), None, &["Ernst"]);
    check(Some("Nobody"), None, None, &[]);
}

/// Suspects who all went on after so many days, on days of that month.
fn went_on_after(days: &[(u64, &str)]) -> World {
    let mut stamp = Stamp::seeded(Clock::Fixed(day(LATER)).now(), "Anna", 1);
    let names = (0..days.len()).map(|nth| format!("Account {nth}"));
    let mut world = World::new(names.map(|name| Account::new(stamp.account_id(), name)).collect());
    for (nth, (stay, until)) in days.iter().enumerate() {
        let account = world.id(&format!("Account {nth}"));
        let came = day(until) - chrono::Days::new(*stay);
        let changes = [(came, Suspect), (day(until), Prospect)].map(|(on, to)| StageChange::new(account, to, on));
        world.edit(&Edit::RecordStages(changes.to_vec()));
    }
    world
}

#[test]
fn medians_are_of_the_period_and_of_two_years_where_there_are_few() {
    let check = |days: &[(u64, &str)], wanted: (Option<u32>, MedianOf, usize)| {
        let quarter = went_on_after(days).funnel(PeriodKind::Quarter, "2026-01-01", LATER);
        let suspects = quarter.of(Suspect);
        assert_eq!((suspects.median_days, suspects.median_of, suspects.timed), wanted, "{days:?}");
    };
    let on = "2026-02-10";
    check(&[], (None, MedianOf::Period, 0));
    // An odd number has one in the middle, an even number two; halves are rounded up.
    check(&[(1, on), (2, on), (9, on), (30, on), (31, on)], (Some(9), MedianOf::Period, 5));
    check(&[(1, on), (2, on), (9, on), (30, on), (31, on), (40, on)], (Some(20), MedianOf::Period, 6));
    check(&[(31, on), (9, on), (1, on), (40, on), (2, on), (11, on)], (Some(10), MedianOf::Period, 6));
    // Four are few. Two more ended within the two years until 31 March 2026: from 1 April 2024 on.
    let four = [(1, on), (2, on), (9, on), (30, on)];
    check(&four, (Some(6), MedianOf::Period, 4));
    let with = |more: &[(u64, &'static str)]| four.into_iter().chain(more.iter().copied()).collect::<Vec<_>>();
    check(&with(&[(100, "2024-04-01"), (200, "2025-12-31")]), (Some(20), MedianOf::TwoYears, 6));
    check(&with(&[(100, "2024-03-31"), (200, "2025-12-31")]), (Some(9), MedianOf::TwoYears, 5));
    check(&with(&[(100, "2024-03-31"), (200, "2026-04-01")]), (Some(6), MedianOf::Period, 4));
    // Enough of the period leave the others out.
    check(&with(&[(5, on), (100, "2024-04-01")]), (Some(5), MedianOf::Period, 5));
    // Nobody in the period, one in the two years.
    check(&[(77, "2025-02-01")], (Some(77), MedianOf::TwoYears, 1));
}

#[test]
fn who_stands_for_longer_than_the_limit_is_stuck() {
    let check = |stay: u64, came: &str, stuck: u16, wanted: &[&str]| {
        let mut world = went_on_after(&[(stay, "2026-01-20")]);
        let account = Account::new(AccountId(uuid::Uuid::from_u128(1)), "Waiting");
        let mut accounts: Vec<Account> = world.portfolio.accounts().map(|account| Account::clone(account)).collect();
        accounts.push(account);
        let events = world.portfolio.stage_events().iter().map(|event| (**event).clone()).collect();
        world.portfolio = Portfolio::new(Rows { accounts, stage_events: events, ..Rows::default() });
        let waiting = world.id("Waiting");
        world.edit(&Edit::RecordStages(vec![StageChange::new(waiting, Suspect, day(came))]));
        let (history, scope) = (History::of(&world.portfolio), Scope::default());
        let span = Span { from: day("2026-01-01"), to: day("2026-01-31") };
        let month = funnel(&history, &scope, span, day(LATER), stuck);
        let found = accounts_of(&history, &scope, &month, day(LATER), Suspect, Which::Stuck, stuck);
        assert_eq!(world.names(&found), wanted, "median {stay}, since {came}, more than {stuck} %");
        assert_eq!(month.of(Suspect).stuck, wanted.len());
    };
    // The median is 10 days, twice that 20: on 31 January one may stand there since 11 January.
    check(10, "2026-01-11", 200, &[]);
    check(10, "2026-01-10", 200, &["Waiting"]);
    // One and a half times 5 is 7.5: 8 days are longer, 7 are not.
    check(5, "2026-01-24", 150, &[]);
    check(5, "2026-01-23", 150, &["Waiting"]);
    // A median of no days at all is one of a day; lost is nobody stuck, and nobody without a median.
    let none = World::new(Vec::new()).funnel(PeriodKind::Month, "2026-01-01", LATER);
    let after = |stage, median_days| StageFigures { median_days, ..none.of(stage).clone() }.stuck_after(TWICE);
    assert_eq!(after(Suspect, Some(0)), Some(2));
    assert_eq!(after(Suspect, None), None);
    assert_eq!(after(Lost, Some(10)), None);
}
