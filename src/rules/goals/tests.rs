use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::{
    Account, Bought, DayTotal, Entry, EntryKind, Goal, GoalId, Journal, Ledger, Money, Move, ProductDay, ProductId,
    Rows, Settings, Stage, StageEvent, StageEventId,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn id(number: usize) -> AccountId {
    AccountId(Uuid::from_u128(number as u128 + 1))
}

fn account(number: usize, owner: &str) -> Account {
    Account { owner: owner.to_owned(), ..Account::new(id(number), "A") }
}

/// Prospects who became customers on these days, and so stand now.
fn customers(days: &[(&str, &str)]) -> Rows {
    let accounts = days.iter().enumerate();
    let accounts = accounts.map(|(number, (_, owner))| Account { stage: Stage::Customer, ..account(number, owner) });
    let event = |(number, (on, _)): (usize, &(&str, &str))| {
        let key = StageEventId(Uuid::from_u128(number as u128 + 1));
        StageEvent { from: Some(Stage::Prospect), ..StageEvent::new(key, id(number), day(on), Stage::Customer) }
    };
    Rows { accounts: accounts.collect(), stage_events: days.iter().enumerate().map(event).collect(), ..Rows::default() }
}

fn key(metric: Metric, kind: PeriodKind, on: &str) -> GoalKey {
    GoalKey { metric, period: Period::holding(kind, day(on), 1), whose: Whose::Team }
}

fn with_goals(mut rows: Rows, goals: &[(GoalKey, i64)]) -> Portfolio {
    let goal = |(number, (of, hundredths)): (usize, &(GoalKey, i64))| Goal {
        id: GoalId(Uuid::from_u128(number as u128 + 1)),
        version: 1,
        of: of.clone(),
        target: Target(*hundredths),
        extra: crate::model::Extra::new(),
    };
    rows.goals = goals.iter().enumerate().map(goal).collect();
    Portfolio::new(rows)
}

fn stands(portfolio: &Portfolio, of: &GoalKey, today: &str) -> GoalProgress {
    progress(portfolio, &History::of(portfolio), of, day(today)).unwrap()
}

fn close(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-9, "{one}, not {other}");
}

/// Seven of them in the fourth quarter of 2026, until 26 November, its 57th day of 92.
const SEVEN: [(&str, &str); 9] = [
    ("2026-09-30", "Anna"),
    ("2026-10-01", "Anna"),
    ("2026-10-05", "Anna"),
    ("2026-10-31", "Bert"),
    ("2026-11-01", "Bert"),
    ("2026-11-02", "anna "),
    ("2026-11-20", "Anna"),
    ("2026-11-26", "Bert"),
    // Dated after the day on which this is asked: not yet.
    ("2026-11-27", "Bert"),
];

#[test]
fn a_goal_is_told_as_people_tell_it() {
    let of = key(Metric::CustomersCreated, PeriodKind::Quarter, "2026-11-26");
    let portfolio = with_goals(customers(&SEVEN), &[(of.clone(), 1_200)]);
    let told = |today| words(&stands(&portfolio, &of, today), portfolio.settings(), day(today));
    assert_eq!(
        told("2026-11-26"),
        "7 of 12 customers created this quarter, 58 % at 62 % of the quarter: behind by half a customer"
    );
    let now = stands(&portfolio, &of, "2026-11-26");
    close(now.share.unwrap(), 7.0 / 12.0);
    close(now.elapsed, 57.0 / 92.0);
    close(now.ahead, 7.0 - 12.0 * 57.0 / 92.0);
    close(now.projection.unwrap(), 7.0 * 92.0 / 57.0);
    let (short, long) = projection_words(&now, portfolio.settings()).unwrap();
    assert_eq!(short, "≈ 11 by the end of the quarter");
    assert_eq!(long, "A projection, not a promise: 11 if the quarter goes on as its first 62 % did");
    // The day after, the eighth: 7.57 are expected.
    assert_eq!(
        told("2026-11-27"),
        "8 of 12 customers created this quarter, 67 % at 63 % of the quarter: ahead by half a customer"
    );
    assert_eq!(told("2026-09-30"), "0 of 12 customers created in Q4 2026, 0 %: begins on 1 October 2026");
    // On its last day the quarter is not over.
    assert_eq!(
        told("2026-12-31"),
        "8 of 12 customers created this quarter, 67 % at 100 % of the quarter: behind by 4 customers"
    );
    assert_eq!(told("2027-01-01"), "8 of 12 customers created in Q4 2026, 67 %: missed by 4 customers");
    let met = with_goals(customers(&SEVEN), &[(of.clone(), 800)]);
    assert_eq!(
        words(&stands(&met, &of, "2027-01-01"), met.settings(), day("2027-01-01")),
        "8 of 8 customers created in Q4 2026, 100 %: reached"
    );
}

#[test]
fn a_projection_waits_until_enough_has_passed() {
    let of = key(Metric::CustomersCreated, PeriodKind::Quarter, "2026-11-26");
    let portfolio = with_goals(customers(&SEVEN), &[(of.clone(), 1_200)]);
    let check = |today, wanted: Option<f64>| {
        let projection = stands(&portfolio, &of, today).projection;
        assert_eq!(projection.is_some(), wanted.is_some(), "{today}");
        projection.into_iter().zip(wanted).for_each(|(one, other)| close(one, other));
    };
    check("2026-10-01", None);
    // The 13th day of 92 is 14.1 %, the 14th 15.2 %.
    check("2026-10-13", None);
    check("2026-10-14", Some(2.0 * 92.0 / 14.0));
    check("2026-12-31", Some(8.0));
    check("2027-01-01", None);
}

#[test]
fn a_goal_of_nothing_and_a_period_of_nothing_divide_nothing() {
    let of = key(Metric::CustomersCreated, PeriodKind::Month, "2026-11-01");
    let portfolio = with_goals(Rows::default(), &[(of.clone(), 0)]);
    let now = stands(&portfolio, &of, "2026-11-26");
    assert_eq!((now.share, now.expected, now.ahead, now.projection), (None, 0.0, 0.0, Some(0.0)));
    assert_eq!(words(&now, portfolio.settings(), day("2026-11-26")), "0 of 0 customers created this month: on pace");
    assert_eq!(
        actual(&portfolio, &History::of(&portfolio), Metric::Revenue, of.period.span(), &of.whose, day("2026-11-26")),
        None
    );
}

#[test]
fn a_year_is_its_quarters_and_a_quarter_its_months_unless_it_has_a_goal() {
    use Metric::{CustomersCreated, KeyBreadth};
    use PeriodKind::{Month, Quarter, Year};
    let goals = [
        (key(CustomersCreated, Month, "2026-01-01"), 300),
        (key(CustomersCreated, Month, "2026-02-01"), 450),
        // Its own, whatever its months say.
        (key(CustomersCreated, Quarter, "2026-04-01"), 2_000),
        (key(CustomersCreated, Month, "2026-04-01"), 100),
        (key(KeyBreadth, Month, "2026-01-01"), 1_000),
        (key(KeyBreadth, Month, "2026-03-01"), 1_150),
        (key(KeyBreadth, Quarter, "2026-04-01"), 1_200),
    ];
    let portfolio = with_goals(Rows::default(), &goals);
    let check = |metric, kind, on, wanted: Option<(i64, bool)>| {
        let found = target(&portfolio, &key(metric, kind, on)).map(|(target, from_parts)| (target.0, from_parts));
        assert_eq!(found, wanted, "{metric:?} {kind:?} {on}");
    };
    check(CustomersCreated, Month, "2026-02-01", Some((450, false)));
    check(CustomersCreated, Month, "2026-03-01", None);
    check(CustomersCreated, Quarter, "2026-01-01", Some((750, true)));
    check(CustomersCreated, Quarter, "2026-04-01", Some((2_000, false)));
    check(CustomersCreated, Quarter, "2026-07-01", None);
    check(CustomersCreated, Year, "2026-01-01", Some((2_750, true)));
    check(CustomersCreated, Year, "2025-01-01", None);
    check(KeyBreadth, Quarter, "2026-01-01", Some((1_150, true)));
    check(KeyBreadth, Year, "2026-01-01", Some((1_200, true)));
    let others = GoalKey { whose: Whose::Seller("Anna".to_owned()), ..key(CustomersCreated, Month, "2026-02-01") };
    assert_eq!(target(&portfolio, &others), None);
}

#[test]
fn a_goal_of_some_parts_is_compared_with_those_alone() {
    use Metric::CustomersCreated;
    use PeriodKind::{Month, Quarter, Year};
    let month = |on| (key(CustomersCreated, Month, on), 400);
    let goals = [month("2026-10-01"), month("2026-12-01")];
    // Of the nine, one came in September and five in November, of which no goal was set.
    let portfolio = with_goals(customers(&SEVEN), &goals);
    for (kind, label) in [(Quarter, "Q4 2026"), (Year, "2026")] {
        let of = key(CustomersCreated, kind, "2026-11-26");
        let now = stands(&portfolio, &of, "2026-11-26");
        assert_eq!((now.target, now.from_parts, now.some_parts), (Target(800), true, true));
        close(now.actual, 3.0);
        close(now.elapsed, 0.5);
        close(now.expected, 4.0);
        close(now.projection.unwrap(), 6.0);
        assert_eq!(
            words(&now, portfolio.settings(), day("2026-11-26")),
            format!(
                "3 of 8 customers created in the parts of {label} that have goals, 38 % at 50 % of their days: \
                 behind by 1 customer"
            )
        );
        assert_eq!(stands(&portfolio, &of, "2026-09-30").pace(day("2026-09-30")), Pace::NotBegun);
    }
    // All of its months have one, so that the quarter is counted as a whole; the year counts that quarter.
    let portfolio = with_goals(customers(&SEVEN), &[goals.as_slice(), &[month("2026-11-01")]].concat());
    let quarter = stands(&portfolio, &key(CustomersCreated, Quarter, "2026-11-26"), "2026-11-26");
    assert!(quarter.from_parts && !quarter.some_parts);
    close(quarter.actual, 7.0);
    close(quarter.elapsed, 57.0 / 92.0);
    let year = stands(&portfolio, &key(CustomersCreated, Year, "2026-11-26"), "2026-11-26");
    assert!(year.some_parts);
    close(year.actual, 7.0);
    close(year.elapsed, 57.0 / 92.0);
}

#[test]
fn goals_follow_the_fiscal_year() {
    // It begins in November: its first quarter runs over new year and ends with January.
    let quarter = Period::holding(PeriodKind::Quarter, day("2026-12-31"), 11);
    let of = GoalKey { metric: Metric::CustomersCreated, period: quarter, whose: Whose::Team };
    let mut rows = customers(&[("2026-10-31", ""), ("2026-11-01", ""), ("2027-01-31", ""), ("2027-02-01", "")]);
    rows.settings.more.fiscal_year_start = 11;
    let portfolio = with_goals(rows, &[(of.clone(), 300)]);
    let told = |today| words(&stands(&portfolio, &of, today), portfolio.settings(), day(today));
    assert_eq!(
        told("2027-01-31"),
        "2 of 3 customers created this quarter, 67 % at 100 % of the quarter: behind by 1 customer"
    );
    assert_eq!(told("2027-02-01"), "2 of 3 customers created in Q1 2026/27, 67 %: missed by 1 customer");
}

#[test]
fn two_years_of_history_say_what_is_usual_by_now() {
    let of = key(Metric::CustomersCreated, PeriodKind::Quarter, "2026-11-26");
    let past = [
        // Of 2024 one of four by 26 November, of 2025 three of four; of 2023 nothing is known from its beginning on.
        ("2024-10-01", ""),
        ("2024-11-27", ""),
        ("2024-12-01", ""),
        ("2024-12-31", ""),
        ("2025-10-01", ""),
        ("2025-10-02", ""),
        ("2025-11-26", ""),
        ("2025-12-31", ""),
    ];
    let days: Vec<(&str, &str)> = past.into_iter().chain(SEVEN).collect();
    let portfolio = with_goals(customers(&days), &[(of.clone(), 1_200)]);
    let now = stands(&portfolio, &of, "2026-11-26");
    assert!(now.seasonal);
    close(now.expected, 12.0 * 0.5);
    close(now.ahead, 1.0);
    close(now.projection.unwrap(), 14.0);
    assert_eq!(
        words(&now, portfolio.settings(), day("2026-11-26")),
        "7 of 12 customers created this quarter, 58 % at 62 % of the quarter: ahead by 1 customer, as past years went"
    );
    let (_, caution) = projection_words(&now, portfolio.settings()).unwrap();
    assert_eq!(caution, "A projection, not a promise: 14 if the quarter goes on as the same quarter did in past years");

    // A year in which nothing was created says nothing of its course.
    let without_2025: Vec<(&str, &str)> = days.iter().copied().filter(|(on, _)| !on.starts_with("2025")).collect();
    let portfolio = with_goals(customers(&without_2025), &[(of.clone(), 1_200)]);
    close(stands(&portfolio, &of, "2026-11-26").expected, 12.0 * 0.25);

    // One year is not enough.
    let without_2024: Vec<(&str, &str)> = days.into_iter().filter(|(on, _)| !on.starts_with("2024")).collect();
    let portfolio = with_goals(customers(&without_2024), &[(of.clone(), 1_200)]);
    assert!(!stands(&portfolio, &of, "2026-11-26").seasonal);
}

#[test]
fn sellers_and_channels_are_measured_by_their_accounts() {
    let mut rows = customers(&SEVEN);
    rows.accounts[1].channel = "Fair".to_owned();
    rows.accounts[2].archived = true;
    let portfolio = Portfolio::new(rows);
    let history = History::of(&portfolio);
    let span = key(Metric::CustomersCreated, PeriodKind::Quarter, "2026-11-26").period.span();
    let check = |whose: Whose, wanted| {
        let created = actual(&portfolio, &history, Metric::CustomersCreated, span, &whose, day("2026-11-26"));
        assert_eq!(created, Some(wanted), "{whose:?}");
    };
    // One of Anna's is archived.
    check(Whose::Team, 6.0);
    check(Whose::Seller("Anna".to_owned()), 3.0);
    check(Whose::Seller("Bert".to_owned()), 3.0);
    check(Whose::Seller("Carla".to_owned()), 0.0);
    check(Whose::Channel("fair".to_owned()), 1.0);
}

fn bought(days: &[(&str, u128, i64)]) -> Bought {
    let days_of = days.iter().map(|(on, _, units)| DayTotal::new(day(on), Money::from_minor_units(units * 100), 1));
    let products = days.iter().map(|(on, product, units)| ProductDay {
        day: day(on),
        product: ProductId(Uuid::from_u128(*product)),
        amount: Money::from_minor_units(units * 100),
    });
    Bought { days: days_of.collect(), products: products.collect() }
}

/// Four buyers, so that the key list is the one of most revenue, Anna's; but two of them bought as much as each other.
fn buyers() -> Portfolio {
    let ledger = [
        (
            id(0),
            bought(&[("2025-10-10", 1, 90), ("2026-09-30", 2, 400), ("2026-10-01", 3, 100), ("2026-11-26", 3, 50)]),
        ),
        (id(1), bought(&[("2025-10-10", 1, 700), ("2026-10-02", 1, 550)])),
        (id(2), bought(&[("2026-10-03", 1, 5)])),
        (id(3), bought(&[("2026-10-04", 1, 6)])),
    ];
    let mut portfolio = Portfolio::new(Rows {
        accounts: vec![account(0, "Anna"), account(1, "Bert"), account(2, "Bert"), account(3, "")],
        ledger: Ledger::of(ledger.into()),
        ..Rows::default()
    });
    portfolio.set_today(day("2026-11-26"));
    portfolio
}

#[test]
fn purchases_measure_revenue_breadth_and_growth() {
    let portfolio = buyers();
    let history = History::of(&portfolio);
    let quarter = key(Metric::Revenue, PeriodKind::Quarter, "2026-11-26").period;
    let check = |metric, today, whose: &Whose, wanted| {
        assert_eq!(
            actual(&portfolio, &history, metric, quarter.span(), whose, day(today)),
            wanted,
            "{metric:?} {today}"
        );
    };
    let (anna, bert) = (Whose::Seller("Anna".to_owned()), Whose::Seller("Bert".to_owned()));
    // 100 + 50 + 550 + 5 + 6; the day before without the 50.
    check(Metric::Revenue, "2026-11-26", &Whose::Team, Some(711.0));
    check(Metric::Revenue, "2026-11-25", &Whose::Team, Some(661.0));
    check(Metric::Revenue, "2026-11-26", &anna, Some(150.0));
    check(Metric::Revenue, "2026-09-30", &Whose::Team, Some(0.0));
    // 550 and 550 in 12 months: both are at the cut-off. Products 2 and 3, and product 1.
    check(Metric::KeyBreadth, "2026-11-26", &Whose::Team, Some(1.5));
    check(Metric::KeyBreadth, "2026-11-26", &anna, Some(2.0));
    check(Metric::KeyBreadth, "2026-11-26", &Whose::Seller("Carla".to_owned()), None);
    // 150 against 90 of the same days; 550 against 700.
    check(Metric::KeyAccountsGrown, "2026-11-26", &Whose::Team, Some(1.0));
    check(Metric::KeyAccountsGrown, "2026-11-26", &bert, Some(0.0));
    // On 1 October: 100 against nothing on 1 October 2025.
    check(Metric::KeyAccountsGrown, "2026-10-01", &Whose::Team, Some(1.0));
    check(Metric::ReviewsHeld, "2026-11-26", &Whose::Team, None);
}

#[test]
fn a_february_that_is_over_is_compared_with_all_days_of_the_leap_year() {
    let check = |kind, on, today, from, to| {
        let span = Period::holding(kind, day(on), 1).span();
        assert_eq!(same_days_before(span, day(today)), Span { from: day(from), to: day(to) }, "{on} on {today}");
    };
    check(PeriodKind::Month, "2025-02-01", "2025-03-01", "2024-02-01", "2024-02-29");
    check(PeriodKind::Month, "2025-02-01", "2025-02-28", "2024-02-01", "2024-02-29");
    check(PeriodKind::Month, "2025-02-01", "2025-02-27", "2024-02-01", "2024-02-27");
    check(PeriodKind::Month, "2024-02-01", "2024-02-29", "2023-02-01", "2023-02-28");
    check(PeriodKind::Quarter, "2026-11-26", "2026-11-26", "2025-10-01", "2025-11-26");
    // All that was bought in February 2024 was bought on the 29th: 10 a year later is no growth.
    let ledger = Ledger::of([(id(0), bought(&[("2024-02-29", 1, 100), ("2025-02-10", 1, 10)]))].into());
    let mut portfolio = Portfolio::new(Rows { accounts: vec![account(0, "")], ledger, ..Rows::default() });
    portfolio.set_today(day("2025-03-01"));
    let span = Period::holding(PeriodKind::Month, day("2025-02-01"), 1).span();
    let grown = |metric| {
        actual(&portfolio, &History::of(&portfolio), metric, span, &Whose::Team, day("2025-03-01")).unwrap_or(-1.0)
    };
    close(grown(Metric::KeyAccountsGrown), 0.0);
}

#[test]
fn states_are_compared_with_the_goal_itself() {
    let of = key(Metric::KeyBreadth, PeriodKind::Quarter, "2026-11-26");
    let base = buyers();
    let check = |hundredths, wanted: &str| {
        let rows = Rows {
            accounts: base.accounts().map(|account| Account::clone(account)).collect(),
            ledger: Ledger::clone(base.ledger()),
            ..Rows::default()
        };
        let mut portfolio = with_goals(rows, &[(of.clone(), hundredths)]);
        portfolio.set_today(day("2026-11-26"));
        let now = stands(&portfolio, &of, "2026-11-26");
        assert_eq!(now.projection, None);
        assert_eq!(words(&now, portfolio.settings(), day("2026-11-26")), wanted);
    };
    check(
        200,
        "1.5 of 2 products a key account this quarter, 75 % at 62 % of the quarter: below the goal by 0.5 products",
    );
    check(150, "1.5 of 1.5 products a key account this quarter, 100 % at 62 % of the quarter: at the goal");
    check(
        100,
        "1.5 of 1 product a key account this quarter, 150 % at 62 % of the quarter: above the goal by 0.5 products",
    );
}

#[test]
fn reviews_are_days_on_which_people_moved_somebody() {
    let mut journal = Journal::default();
    let mut push = |at: &str, label: &str, account: usize| {
        let seq = journal.next_seq();
        let at = format!("{at}T12:00:00Z").parse().unwrap();
        let entry = Entry { seq, at, by: String::new(), kind: EntryKind::Edit, label: label.to_owned(), rows: 1 };
        journal.push(entry, [Move { seq, account: id(account), from: None, to: None }]);
    };
    push("2026-09-15", "Move A", 0);
    push("2026-10-15", "Move A", 0);
    push("2026-10-15", "Move A", 1);
    push("2026-11-15", "Move A", 1);
    push("2026-11-16", "Import 3 accounts from a.csv", 1);
    push("2026-12-15", "Move A", 0);
    let portfolio = buyers();
    let history = History::of(&portfolio);
    let reviews = Reviews::of(&journal);
    let ground = Ground::new(&portfolio, &history, Some(&reviews), day("2026-11-26"));
    let span = key(Metric::ReviewsHeld, PeriodKind::Quarter, "2026-11-26").period.span();
    assert_eq!(ground.actual(Metric::ReviewsHeld, span, &Whose::Team), Some(2.0));
    assert_eq!(ground.actual(Metric::ReviewsHeld, span, &Whose::Seller("Anna".to_owned())), Some(1.0));
}

#[test]
fn figures_are_written_with_their_units() {
    let settings = Settings::default();
    let check = |metric, value, wanted: &str| assert_eq!(amount_words(metric, value, &settings), wanted);
    check(Metric::CustomersCreated, 0.3, "0.3 customers");
    check(Metric::CustomersCreated, 0.4, "half a customer");
    check(Metric::CustomersCreated, 0.97, "1 customer");
    check(Metric::CustomersCreated, 1.2, "1.2 customers");
    check(Metric::ClientsCreated, 1_234.0, "1,234 clients");
    check(Metric::Revenue, 45_199.6, "45,200 EUR");
    check(Metric::KeyBreadth, 0.5, "0.5 products");
    check(Metric::Revenue, f64::MAX, "900,000,000,000,000 EUR");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever the goals, the accounts and the day: every figure is a number.
    #[test]
    fn nothing_is_infinite(
        days in proptest::collection::vec((0_u32..2_500, 0_usize..3), 0..25),
        bought_on in proptest::collection::vec((0_usize..25, 0_u32..2_500, -90_000_i64..90_000), 0..40),
        target in prop_oneof![Just(0_i64), 1_i64..2_000, Just(i64::MAX)],
        today in 0_u32..3_000,
        at in 0_u32..3_000,
        fiscal in 1_u8..=12,
        metric in proptest::sample::select(Metric::ALL.to_vec()),
        kind in proptest::sample::select(PeriodKind::ALL.to_vec()),
        part in proptest::sample::select(PeriodKind::ALL.to_vec()),
        from in 0_u16..=10_000,
    ) {
        let date = |number: u32| day("2020-01-01") + Days::new(u64::from(number));
        let texts: Vec<String> = days.iter().map(|(number, _)| date(*number).to_string()).collect();
        let owners = ["", "Anna", "Bert"];
        let pairs: Vec<(&str, &str)> = texts.iter().zip(&days).map(|(on, (_, owner))| (on.as_str(), owners[*owner])).collect();
        let mut rows = customers(&pairs);
        let mut ledger: std::collections::BTreeMap<AccountId, Vec<(NaiveDate, i64)>> = std::collections::BTreeMap::default();
        for (number, on, units) in bought_on {
            ledger.entry(id(number)).or_default().push((date(on), units));
        }
        let ledger = ledger.into_iter().map(|(account, mut days)| {
            days.sort_unstable();
            let texts: Vec<String> = days.iter().map(|(on, _)| on.to_string()).collect();
            let lines: Vec<(&str, u128, i64)> = texts.iter().zip(&days).map(|(on, (_, units))| (on.as_str(), 1, *units)).collect();
            (account, bought(&lines))
        });
        rows.ledger = Ledger::of(ledger.collect());
        rows.settings.more.fiscal_year_start = fiscal;
        rows.settings.more.funnel.projection_from = from;
        for whose in [Whose::Team, Whose::Seller("Anna".to_owned()), Whose::Channel("Fair".to_owned())] {
            let of = GoalKey { metric, period: Period::holding(kind, date(at), fiscal), whose };
            let set = GoalKey { period: Period::holding(part, date(at), fiscal), ..of.clone() };
            let (accounts, stage_events) = (rows.accounts.clone(), rows.stage_events.clone());
            let (settings, ledger) = (rows.settings.clone(), rows.ledger.clone());
            let mut portfolio =
                with_goals(Rows { settings, accounts, stage_events, ledger, ..Rows::default() }, &[(set, target)]);
            portfolio.set_today(date(today));
            let Some(now) = progress(&portfolio, &History::of(&portfolio), &of, date(today)) else { continue };
            let GoalProgress { actual, share, elapsed, expected, ahead, projection, .. } = &now;
            for figure in [actual, elapsed, expected, ahead].into_iter().chain(share).chain(projection) {
                prop_assert!(figure.is_finite(), "{now:?}");
            }
            prop_assert!((0.0..=1.0).contains(elapsed));
            let told = words(&now, portfolio.settings(), date(today));
            prop_assert!(!told.contains("NaN") && !told.contains("inf"), "{}", told);
        }
    }
}
