use super::*;
use crate::model::{
    AccountValue, Clock, DayTotal, Edit, Ledger, Money, Rows, Settings, SettingsValue, StageCorrection, Stamp,
};
use Stage::{Client, Customer, Lost, Prospect, Suspect};

const TODAY: &str = "2026-03-02";

struct Bench {
    portfolio: Portfolio,
    stamp: Stamp,
    ids: Vec<AccountId>,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn bought(days: &[&str]) -> Vec<DayTotal> {
    days.iter().map(|on| DayTotal::new(day(on), Money::from_minor_units(100), 1)).collect()
}

impl Bench {
    /// Accounts that stand there since ever, as far as anybody knows, and bought on those days. Their keys were made on
    /// 1 January 2026.
    fn of(accounts: &[(Stage, &[&str])]) -> Self {
        let mut stamp = Stamp::seeded(Clock::Fixed(day("2026-01-01")).now(), "Anna", 1);
        let ids: Vec<AccountId> = accounts.iter().map(|_| stamp.account_id()).collect();
        let made =
            accounts.iter().zip(&ids).map(|((stage, _), id)| Account { stage: *stage, ..Account::new(*id, "A") });
        let rows = Rows { settings: Settings::default(), accounts: made.collect(), ..Rows::default() };
        let mut portfolio = Portfolio::new(rows);
        let days = accounts.iter().zip(&ids).map(|((_, days), id)| (*id, bought(days)));
        portfolio.set_ledger(Ledger::new(days.collect()));
        Self { portfolio, stamp: Stamp::seeded(Clock::Fixed(day(TODAY)).now(), "Anna", 2), ids }
    }

    fn edit(&mut self, edit: &Edit) {
        let planned = edit.plan(&self.portfolio, &mut self.stamp).unwrap();
        self.portfolio.apply(&planned.changes);
    }

    fn proposals(&self, nth: usize) -> Vec<Proposal> {
        proposals(&self.portfolio, self.portfolio.account(self.ids[nth]).unwrap(), day(TODAY))
    }

    fn told(&self, nth: usize) -> Vec<Told> {
        let told = |one: Proposal| {
            let changes = one.changes.iter();
            (one.kind, changes.map(|change| (change.to, change.on.to_string(), change.reason.clone())).collect())
        };
        self.proposals(nth).into_iter().map(told).collect()
    }

    /// Confirms all that is proposed of it.
    fn confirm(&mut self, nth: usize) {
        let changes = self.proposals(nth).into_iter().flat_map(|one| one.changes).collect();
        self.edit(&Edit::RecordStages(changes));
    }

    fn record(&mut self, to: Stage, on: &str) {
        self.edit(&Edit::RecordStages(vec![StageChange::new(self.ids[0], to, day(on))]));
    }
}

/// The same in a table of wishes.
type Wanted<'a> = (ProposalKind, &'a [(Stage, &'a str, &'a str)]);

/// A proposal by its kind and its changes, each with its day and its reason.
type Told = (ProposalKind, Vec<(Stage, String, String)>);

fn check(stage: Stage, days: &[&str], wanted: &[Wanted<'_>]) {
    let bench = Bench::of(&[(stage, days)]);
    let wanted: Vec<Told> = wanted.iter().map(|(kind, changes)| (*kind, owned(changes))).collect();
    assert_eq!(bench.told(0), wanted, "{stage:?} {days:?}");
}

fn owned(changes: &[(Stage, &str, &str)]) -> Vec<(Stage, String, String)> {
    changes.iter().map(|(to, on, why)| (*to, (*on).to_owned(), (*why).to_owned())).collect()
}

const BOUGHT: &str = "First purchase";

#[test]
fn the_first_purchase_makes_a_customer_on_its_day() {
    check(Suspect, &[], &[]);
    check(Prospect, &["2026-02-28"], &[(ProposalKind::BecameCustomer, &[(Customer, "2026-02-28", BOUGHT)])]);
    // Two in one quarter, or three in one, make no client.
    let three = ["2026-01-05", "2026-01-20", "2026-02-28"];
    check(Suspect, &three, &[(ProposalKind::BecameCustomer, &[(Customer, "2026-01-05", BOUGHT)])]);
    // What was bought after today is not yet.
    check(Prospect, &["2026-03-03"], &[]);
}

#[test]
fn the_client_rule_is_met_on_the_day_of_the_last_order_that_it_needs() {
    // The third order, in the second quarter, within 12 months.
    let days = ["2025-09-30", "2025-11-03", "2025-12-31", "2026-02-01"];
    let why = "3 purchases in 2 quarters";
    check(
        Prospect,
        &days,
        &[(ProposalKind::BecameClient, &[(Customer, "2025-09-30", BOUGHT), (Client, "2025-12-31", why)])],
    );
    // 12 months end on the day of the year before, which is not among them: 2 March 2025 is out on 2 March 2026.
    check(
        Prospect,
        &["2025-03-02", "2025-10-01", "2026-03-02"],
        &[(ProposalKind::BecameCustomer, &[(Customer, "2025-03-02", BOUGHT)])],
    );
    check(
        Prospect,
        &["2025-03-03", "2025-10-01", "2026-03-02"],
        &[(
            ProposalKind::BecameClient,
            &[(Customer, "2025-03-03", BOUGHT), (Client, "2026-03-02", "3 purchases in 3 quarters")],
        )],
    );
}

#[test]
fn who_buys_nothing_for_so_long_is_lost_on_the_day_on_which_that_was_over() {
    check(
        Prospect,
        &["2025-03-01"],
        &[(
            ProposalKind::Lapsed,
            &[(Customer, "2025-03-01", BOUGHT), (Lost, "2026-03-01", "No purchase since 1 March 2025")],
        )],
    );
    // It may still buy today.
    check(Prospect, &["2025-03-02"], &[(ProposalKind::BecameCustomer, &[(Customer, "2025-03-02", BOUGHT)])]);
    // On the last day it is in time; a day later it was lost and came back.
    check(
        Prospect,
        &["2024-05-31", "2025-05-31"],
        &[(ProposalKind::BecameCustomer, &[(Customer, "2024-05-31", BOUGHT)])],
    );
    let back = "A purchase after it was lost";
    check(
        Prospect,
        &["2024-05-31", "2025-06-01"],
        &[(
            ProposalKind::WonBack,
            &[
                (Customer, "2024-05-31", BOUGHT),
                (Lost, "2025-05-31", "No purchase since 31 May 2024"),
                (Customer, "2025-06-01", back),
            ],
        )],
    );
    // The months end with the last day of a shorter month.
    let mut bench = Bench::of(&[(Prospect, &["2025-10-31"])]);
    let rules = FunnelRules { lapse_months: 4, ..FunnelRules::default() };
    bench.edit(&Edit::SetSettings(vec![SettingsValue::Funnel(rules)]));
    assert_eq!(bench.told(0)[0].1[1].1, "2026-02-28");
}

#[test]
fn whoever_was_lost_is_made_a_client_anew() {
    // Lost after 6 months, so that earlier orders are within 12 months of the later ones.
    let days = ["2025-01-10", "2025-04-10", "2025-12-01", "2025-12-20", "2026-02-10"];
    let mut bench = Bench::of(&[(Prospect, &days)]);
    let rules = FunnelRules { lapse_months: 6, ..FunnelRules::default() };
    bench.edit(&Edit::SetSettings(vec![SettingsValue::Funnel(rules)]));
    let told = bench.told(0);
    let days: Vec<(Stage, &str)> = told[0].1.iter().map(|(to, on, _)| (*to, on.as_str())).collect();
    assert_eq!(
        days,
        [(Customer, "2025-01-10"), (Lost, "2025-10-10"), (Customer, "2025-12-01"), (Client, "2026-02-10")]
    );
    assert_eq!(told[0].0, ProposalKind::BecameClient);
}

#[test]
fn days_of_returns_are_no_orders() {
    let mut bench = Bench::of(&[(Prospect, &[])]);
    let back = DayTotal::new(day("2026-02-01"), Money::from_minor_units(-100), 1);
    bench.portfolio.set_ledger(Ledger::new([(bench.ids[0], vec![back])].into()));
    assert_eq!(bench.told(0), []);
}

#[test]
fn who_stands_there_without_an_event_is_dated_apart() {
    let day_of = |to, on, why| [(to, on, why)];
    check(Customer, &["2025-09-01"], &[(ProposalKind::Dates, &day_of(Customer, "2025-09-01", BOUGHT))]);
    // Purchases say nothing of how it became a client: they are too few.
    check(Client, &["2025-09-01"], &[]);
    // What follows on where it stands is confirmed like any other.
    check(
        Customer,
        &["2024-09-01"],
        &[
            (ProposalKind::Lapsed, &day_of(Lost, "2025-09-01", "No purchase since 1 September 2024")),
            (ProposalKind::Dates, &day_of(Customer, "2024-09-01", BOUGHT)),
        ],
    );
    // Both at once come to one way.
    let mut bench = Bench::of(&[(Customer, &["2024-09-01"])]);
    bench.confirm(0);
    let path = bench.portfolio.stage_path(bench.portfolio.account(bench.ids[0]).unwrap());
    let steps: Vec<_> = path.steps.iter().map(|step| (step.on.to_string(), step.from, step.to)).collect();
    assert_eq!(
        (path.opening, steps),
        (None, vec![("2024-09-01".to_owned(), None, Customer), ("2025-09-01".to_owned(), Some(Customer), Lost)])
    );
}

#[test]
fn what_was_lost_before_it_was_written_down_buys_again_after_that() {
    // The account was made on 1 January 2026, when somebody knew that it was lost.
    check(Lost, &["2025-12-31"], &[]);
    check(
        Lost,
        &["2025-12-31", "2026-02-01"],
        &[(ProposalKind::WonBack, &[(Customer, "2026-02-01", "A purchase after it was lost")])],
    );
}

#[test]
fn nothing_is_proposed_before_the_last_that_people_wrote_down() {
    let mut bench = Bench::of(&[(Suspect, &["2025-09-01", "2025-12-01", "2026-02-10"])]);
    bench.record(Prospect, "2026-02-10");
    // Qualified, and bought on the same day. The orders before count for the rule, but make nothing of their own.
    assert_eq!(
        bench.told(0),
        [(
            ProposalKind::BecameClient,
            owned(&[(Customer, "2026-02-10", "A purchase"), (Client, "2026-02-10", "3 purchases in 3 quarters")])
        )]
    );
    bench.record(Lost, "2026-02-20");
    assert_eq!(bench.told(0), []);
    // Somebody who says that it is a customer knows of its orders.
    bench.record(Customer, "2026-02-25");
    assert_eq!(bench.told(0), []);
}

#[test]
fn months_without_a_purchase_begin_anew_when_somebody_said_that_it_is_a_customer() {
    let mut bench = Bench::of(&[(Prospect, &["2023-09-01"])]);
    bench.record(Customer, "2025-03-02");
    assert_eq!(bench.told(0), []);
    let later = proposals(&bench.portfolio, bench.portfolio.account(bench.ids[0]).unwrap(), day("2026-03-03"));
    assert_eq!((later[0].kind, later[0].changes[0].on), (ProposalKind::Lapsed, day("2026-03-02")));
}

#[test]
fn what_is_confirmed_is_proposed_no_more_and_neither_is_what_was_taken_back_then() {
    let mut bench = Bench::of(&[(Prospect, &["2025-09-30", "2025-11-03", "2025-12-31"])]);
    bench.confirm(0);
    assert_eq!(bench.told(0), []);
    assert_eq!(bench.portfolio.account(bench.ids[0]).unwrap().stage, Client);
    let event = bench.portfolio.stage_events().iter().find(|event| event.to == Some(Client)).unwrap();
    assert_eq!((event.source, event.reason.as_str()), (StageSource::Evidence, "3 purchases in 2 quarters"));
    let deny = StageCorrection { event: event.id, instead: None, reason: "Samples".to_owned() };
    bench.edit(&Edit::CorrectStage(deny));
    assert_eq!(bench.portfolio.account(bench.ids[0]).unwrap().stage, Customer);
    assert_eq!(bench.told(0), []);
}

#[test]
fn an_account_written_down_today_bought_before() {
    let mut bench = Bench::of(&[]);
    let values = vec![AccountValue::Name("New".to_owned()), AccountValue::Stage(Prospect)];
    bench.edit(&Edit::CreateAccount { values, position: None });
    bench.ids = vec![bench.portfolio.accounts().next().unwrap().id];
    bench.portfolio.set_ledger(Ledger::new([(bench.ids[0], bought(&["2025-12-24"]))].into()));
    assert_eq!(bench.told(0), [(ProposalKind::BecameCustomer, owned(&[(Customer, "2025-12-24", BOUGHT)]))]);
    bench.confirm(0);
    let path = bench.portfolio.stage_path(bench.portfolio.account(bench.ids[0]).unwrap());
    assert_eq!((path.opening, path.steps.len(), path.now()), (None, 1, Some(Customer)));
}

#[test]
fn a_list_that_followed_edits_is_the_one_made_anew() {
    let mut bench = Bench::of(&[
        (Prospect, &["2026-02-01"]),
        (Customer, &["2024-02-01"]),
        (Prospect, &["2025-09-30", "2025-11-03", "2025-12-31"]),
        (Suspect, &["2026-01-15"]),
        (Client, &["2025-09-30", "2025-11-03", "2025-12-31"]),
    ]);
    let mut followed = Proposals::default();
    let refreshed = |followed: &mut Proposals, portfolio: &Portfolio| followed.refresh(1, portfolio, day(TODAY));
    refreshed(&mut followed, &bench.portfolio);
    let kinds: Vec<ProposalKind> = followed.iter().map(|one| one.kind).collect();
    let (customer, dates) = (ProposalKind::BecameCustomer, ProposalKind::Dates);
    let (client, lapsed) = (ProposalKind::BecameClient, ProposalKind::Lapsed);
    assert_eq!(kinds, [customer, customer, client, lapsed, dates, dates]);
    assert_eq!((followed.waiting(), followed.count(dates)), (4, 2));
    // The latest of a kind comes first.
    assert_eq!(followed.get(0).unwrap().account, bench.ids[0]);
    let changes: Vec<StageChange> = bench.proposals(2).into_iter().flat_map(|one| one.changes).collect();
    let rules = FunnelRules { client_orders: 4, ..FunnelRules::default() };
    let edits = [
        Edit::RecordStages(changes),
        Edit::SetArchived { accounts: vec![bench.ids[0]], archived: true },
        Edit::SetValues { accounts: vec![bench.ids[3]], values: vec![AccountValue::Stage(Lost)] },
        Edit::SetArchived { accounts: vec![bench.ids[0]], archived: false },
        Edit::DeleteAccounts(vec![bench.ids[1]]),
        Edit::SetSettings(vec![SettingsValue::Funnel(rules)]),
    ];
    for edit in edits {
        bench.edit(&edit);
        let generation = followed.generation();
        refreshed(&mut followed, &bench.portfolio);
        let mut anew = Proposals::default();
        refreshed(&mut anew, &bench.portfolio);
        assert_eq!(followed.iter().collect::<Vec<_>>(), anew.iter().collect::<Vec<_>>(), "{edit:?}");
        assert_eq!(followed.waiting(), anew.waiting());
        assert!(followed.generation() > generation, "{edit:?}");
        // A second look at the same finds nothing new.
        let generation = followed.generation();
        refreshed(&mut followed, &bench.portfolio);
        assert_eq!(followed.generation(), generation);
    }
    assert_eq!(followed.waiting(), 1);
}
