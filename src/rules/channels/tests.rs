use std::collections::BTreeMap;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::model::{Account, Extra, Ledger, Rows, Spend, SpendId, StageEvent, StageEventId, StageSource};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euros(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

#[derive(Default)]
struct Bench {
    rows: Rows,
    ledger: BTreeMap<AccountId, Vec<DayTotal>>,
    events: u128,
}

impl Bench {
    /// An account that came through a channel; its moves as "2026-01-05 prospect".
    fn account(&mut self, channel: &str, moves: &[(&str, Stage)], orders: &[DayTotal]) -> AccountId {
        let id = AccountId(Uuid::from_u128(self.rows.accounts.len() as u128 + 1));
        let mut account = Account::new(id, format!("Account {}", self.rows.accounts.len()));
        channel.clone_into(&mut account.channel);
        account.stage = moves.last().map_or(Stage::Suspect, |(_, stage)| *stage);
        self.rows.accounts.push(account);
        let mut from = None;
        for (on, to) in moves {
            self.events += 1;
            self.rows.stage_events.push(StageEvent {
                id: StageEventId(Uuid::from_u128(self.events)),
                version: 1,
                account: id,
                nth: 0,
                on: day(on),
                from,
                to: Some(*to),
                by: String::new(),
                channel: String::new(),
                reason: String::new(),
                source: StageSource::Person,
                corrects: None,
                extra: Extra::new(),
            });
            from = Some(*to);
        }
        self.ledger.insert(id, orders.to_vec());
        id
    }

    fn spend(&mut self, channel: &str, month: &str, units: i64) {
        self.rows.spends.push(Spend {
            id: SpendId(Uuid::from_u128(self.rows.spends.len() as u128 + 1)),
            version: 1,
            channel: channel.to_owned(),
            month: day(month),
            amount: euros(units),
            notes: String::new(),
            extra: Extra::new(),
        });
    }

    fn portfolio(&self) -> Portfolio {
        let mut rows = self.rows.clone();
        rows.ledger = Ledger::new(self.ledger.clone());
        Portfolio::new(rows)
    }

    fn compare(&self, from: &str, to: &str, today: &str) -> Comparison {
        let portfolio = self.portfolio();
        compare(&portfolio, &History::of(&portfolio), Span { from: day(from), to: day(to) }, day(today))
    }

    fn channel(&self, name: &str, from: &str, to: &str, today: &str) -> ChannelFigures {
        let all = self.compare(from, to, today);
        all.rows.into_iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no {name}"))
    }
}

/// An order of so many units that tells its margin.
fn order(on: &str, amount: i64, margin: i64) -> DayTotal {
    DayTotal::of_line(day(on), euros(amount), Some(euros(margin)))
}

fn silent(on: &str, amount: i64) -> DayTotal {
    DayTotal::new(day(on), euros(amount), 1)
}

const YEAR: (&str, &str, &str) = ("2025-12-01", "2026-11-22", "2026-11-22");

#[test]
fn a_channel_that_loses_on_the_first_order_and_wins_in_a_year_is_an_investment() {
    let mut bench = Bench::default();
    // 31,000 in the months from December to November; what was spent before and what is planned do not count.
    for (month, units) in [("2025-12-01", 10_000), ("2026-03-01", 15_000), ("2026-11-01", 6_000)] {
        bench.spend("Website and search", month, units);
    }
    bench.spend("website and SEARCH", "2025-11-01", 99_999);
    bench.spend("Website and search", "2026-12-01", 88_888);
    // Two customers of the year; their first orders earned 1,000 and 2,000.
    let won = |on| [(on, Stage::Prospect), (on, Stage::Customer)];
    bench.account(
        "Website and search",
        &won("2026-02-01"),
        &[order("2026-02-01", 4_000, 1_000), order("2026-10-01", 8_000, 5_000)],
    );
    bench.account("website and search", &won("2026-11-01"), &[order("2026-11-02", 9_000, 2_000)]);
    // Won before: in the 12 months from their first orders, 20,000 and 30,000; a year later to the day is the second year.
    bench.account(
        "Website and search",
        &won("2024-05-01"),
        &[order("2024-05-10", 9_000, 5_000), order("2025-05-09", 20_000, 15_000), order("2025-05-10", 70_000, 70_000)],
    );
    bench.account(
        "Website and search",
        &won("2025-01-01"),
        &[order("2025-01-01", 50_000, 30_000), order("2026-06-01", 1, 1)],
    );
    let (from, to, today) = YEAR;
    let web = bench.channel("Website and search", from, to, today);
    assert_eq!(web.spend, euros(31_000));
    assert_eq!((web.qualified, web.customers, web.clients), (2, 2, 0));
    // 31,000 ÷ 2; (1,000 + 2,000) ÷ 2; the difference.
    assert_eq!(web.cac, Some(euros(15_500)));
    assert_eq!(web.first_order_margin, Some(euros(1_500)));
    assert_eq!(web.first_order_result, Some(euros(-14_000)));
    // (20,000 + 30,000) ÷ 2 in a year, × 2⅔, ÷ 3.
    assert_eq!(web.yearly_margin, Some(euros(25_000)));
    assert!(!web.estimated);
    assert_eq!(web.timed, 2);
    assert_eq!(web.lifetime_value, Some(Money::from_minor_units(6_666_667)));
    assert_eq!(web.allowable_cac, Some(Money::from_minor_units(2_222_222)));
    // 15,500 ÷ (25,000 ÷ 12) = 7.44.
    assert!((web.payback_months.unwrap() - 7.44).abs() < 1e-9);
    assert_eq!(
        web.verdict.words(&Settings::default()),
        "an investment: 14,000 EUR behind after the first order, back in 8 months, worth 66,667 EUR"
    );
    // Everybody who came in went on.
    assert_eq!((web.entered, web.converted, web.conversion), (2, 2, Some(1.0)));
}

#[test]
fn every_verdict_has_its_words() {
    let (from, to, today) = YEAR;
    let check = |spent: i64, orders: &[DayTotal], words: &str| {
        let mut bench = Bench::default();
        bench.spend("Fair", "2026-01-01", spent);
        bench.account("Fair", &[("2026-01-10", Stage::Prospect)], &[]);
        if let Some(first) = orders.first() {
            let won = first.day.to_string();
            bench.account("Fair", &[("2025-06-01", Stage::Prospect), (&won, Stage::Customer)], orders);
        }
        let figures = bench.channel("Fair", from, to, today);
        assert_eq!(figures.verdict.words(&Settings::default()), words);
        assert!(figures.payback_months.is_none_or(f64::is_finite));
        figures
    };
    let nobody = check(12_800, &[], "spent 12,800 EUR, nobody won yet");
    assert_eq!((nobody.cac, nobody.conversion), (None, Some(0.0)));
    check(0, &[], "nobody won yet");
    let free = check(0, &[order("2026-01-12", 900, 300)], "no spend recorded");
    assert_eq!((free.cac, free.first_order_result, free.payback_months), (None, None, None));
    assert_eq!(free.first_order_margin, Some(euros(300)));
    let paid = check(300, &[order("2026-01-12", 900, 300)], "pays with the first order");
    assert_eq!(paid.payback_months, Some(0.0));
    let unknown = check(400, &[silent("2026-01-12", 900)], "margin unknown");
    assert_eq!((unknown.first_order_margin, unknown.lifetime_value), (None, None));
    // 314 days from 12 January to 22 November: 314 × 365 ÷ 314 = 365 a year; worth 973.33, of which 324.44 may be spent.
    let short = check(
        400,
        &[order("2026-01-12", 900, 314)],
        "an investment: 86 EUR behind after the first order, back in 14 months, worth 973 EUR; more than the 324 EUR it \
         may cost",
    );
    assert_eq!((short.yearly_margin, short.estimated, short.timed), (Some(euros(365)), true, 1));
    check(9_700, &[order("2026-01-12", 900, 314)], "costs more than a customer is worth: 9,700 EUR against 973 EUR");
    // 89 days say nothing of a year, 90 do.
    let early = check(
        400,
        &[order("2026-08-25", 900, 100)],
        "300 EUR behind after the first order; too early to say what a customer is worth",
    );
    assert_eq!((early.yearly_margin, early.estimated), (None, false));
    let enough = check(
        400,
        &[order("2026-08-24", 900, 90)],
        "an investment: 310 EUR behind after the first order, back in 14 months, worth 973 EUR; more than the 324 EUR it \
         may cost",
    );
    assert_eq!(enough.yearly_margin, Some(euros(365)));
}

#[test]
fn who_was_won_without_a_known_order_says_nothing_of_margins() {
    let (from, to, today) = YEAR;
    let mut bench = Bench::default();
    bench.spend("Rep", "2026-01-01", 500);
    bench.account("Rep", &[("2026-01-12", Stage::Customer)], &[]);
    let rep = bench.channel("Rep", from, to, today);
    assert_eq!(rep.cac, Some(euros(500)));
    assert_eq!(rep.verdict, ChannelVerdict::NoPurchases);
}

#[test]
fn a_margin_is_assumed_where_none_is_told() {
    let (from, to, today) = YEAR;
    let mut bench = Bench::default();
    bench.spend("Fair", "2026-01-01", 500);
    bench.account("Fair", &[("2026-01-12", Stage::Customer)], &[silent("2026-01-12", 900)]);
    bench.account("Fair", &[("2026-01-12", Stage::Customer)], &[order("2026-01-12", 900, 500)]);
    // Of the one whose margin is known: 500 − 250.
    let told = bench.channel("Fair", from, to, today);
    assert_eq!((told.first_order_margin, told.first_order_result), (Some(euros(500)), Some(euros(250))));
    // A third of 900 for the other one: (300 + 500) ÷ 2.
    bench.rows.settings.more.funnel.margin = Some(3_333);
    let assumed = bench.channel("Fair", from, to, today);
    assert_eq!(assumed.first_order_margin, Some(Money::from_minor_units(39_999)));
}

#[test]
fn who_comes_back_orders_first_after_being_lost() {
    let (from, to, today) = YEAR;
    let mut bench = Bench::default();
    bench.spend("Fair", "2026-01-01", 1_000);
    let moves = [
        ("2023-01-01", Stage::Prospect),
        ("2023-02-01", Stage::Customer),
        ("2025-01-01", Stage::Lost),
        ("2026-03-01", Stage::Customer),
    ];
    let orders = [
        order("2023-02-01", 9_000, 4_000),
        order("2023-06-01", 9_000, 2_000),
        order("2026-03-05", 500, 200),
        order("2026-04-05", 500, 111),
    ];
    bench.account("Fair", &moves, &orders);
    let fair = bench.channel("Fair", from, to, today);
    assert_eq!((fair.customers, fair.cac), (1, Some(euros(1_000))));
    assert_eq!(fair.first_order_margin, Some(euros(200)));
    // The first time it was won is more than a year ago: 4,000 + 2,000 in the year from 1 February 2023.
    assert_eq!((fair.yearly_margin, fair.timed, fair.estimated), (Some(euros(6_000)), 1, false));
}

#[test]
fn a_cohort_that_converts_later_counts_and_whoever_fell_back_is_no_new_one() {
    let mut bench = Bench::default();
    bench.account("Fair", &[("2026-01-05", Stage::Suspect), ("2026-08-01", Stage::Prospect)], &[]);
    bench.account("Fair", &[("2026-01-31", Stage::Prospect), ("2026-09-01", Stage::Client)], &[]);
    bench.account("Fair", &[("2024-01-31", Stage::Customer), ("2026-01-10", Stage::Prospect)], &[]);
    bench.account("Fair", &[("2026-02-01", Stage::Suspect), ("2026-02-02", Stage::Customer)], &[]);
    let january = |today| bench.channel("Fair", "2026-01-01", "2026-01-31", today);
    let early = january("2026-08-31");
    assert_eq!((early.entered, early.converted, early.found, early.qualified), (2, 0, 1, 1));
    let late = january("2026-09-01");
    assert_eq!((late.entered, late.converted, late.conversion), (2, 1, Some(0.5)));
    // What happens after the span is no customer of the span.
    assert_eq!((late.customers, late.clients), (0, 0));
}

#[test]
fn accounts_without_a_channel_come_last_and_all_add_up() {
    let (from, to, today) = YEAR;
    let mut bench = Bench::default();
    bench.spend("Web", "2026-01-01", 600);
    bench.spend("Fair", "2026-01-01", 300);
    let web = bench.account("Web", &[("2026-01-12", Stage::Customer)], &[order("2026-01-12", 900, 100)]);
    bench.account("Web", &[("2025-01-12", Stage::Customer)], &[]);
    let none = bench.account("", &[("2026-01-12", Stage::Customer)], &[order("2026-01-12", 900, 300)]);
    let Comparison { rows, all } = bench.compare(from, to, today);
    let labels: Vec<&str> = rows.iter().map(ChannelFigures::label).collect();
    assert_eq!(labels, ["Fair", "Web", "No channel"]);
    assert_eq!((all.spend, all.customers, all.cac), (euros(900), 2, Some(euros(450))));
    assert_eq!(all.first_order_margin, Some(euros(200)));
    assert_eq!(rows[2].verdict, ChannelVerdict::NoSpendRecorded);
    let portfolio = bench.portfolio();
    let history = History::of(&portfolio);
    let span = Span { from: day(from), to: day(to) };
    assert_eq!(won(&history, "web", span), [web]);
    assert_eq!(won(&history, "", span), [none]);
    bench.rows.accounts.retain(|account| account.id != none);
    bench.rows.stage_events.retain(|event| event.account != none);
    assert_eq!(bench.compare(from, to, today).rows.len(), 2);
    assert!(Bench::default().compare(from, to, today).rows.is_empty());
}

#[test]
fn months_are_rounded_up_and_long_times_told_in_years() {
    let check = |months, words: &str| assert_eq!(months_words(months), words);
    check(0.0, "at once");
    check(0.2, "1 month");
    check(7.44, "8 months");
    check(47.0, "47 months");
    check(47.2, "4 years");
    check(f64::MAX, "8334 years");
}

#[test]
fn twelve_months_end_with_the_one_that_is_not_over() {
    let span = last_12_months(day("2026-11-22"));
    assert_eq!(span, Span { from: day("2025-12-01"), to: day("2026-11-22") });
    assert_eq!(last_12_months(day("2024-02-29")).from, day("2023-03-01"));
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..1_500).prop_map(|days| day("2023-01-01") + chrono::Days::new(days))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_happened_figures_are_numbers_and_conserve(
        accounts in prop::collection::vec(
            (0_usize..3, prop::collection::vec((any_day(), prop::sample::select(&Stage::ALL[..])), 0..6),
             prop::collection::vec((any_day(), any::<i64>(), any::<Option<i64>>()), 0..6)),
            0..12,
        ),
        spends in prop::collection::vec((0_usize..2, any_day(), 0..i64::MAX), 0..6),
        (from, days, today) in (any_day(), 0_u64..800, any_day()),
        assumed in prop::option::of(0..=10_000_u16),
    ) {
        let names = ["Web", "Fair", ""];
        let mut bench = Bench::default();
        bench.rows.settings.more.funnel.margin = assumed;
        for (channel, mut moves, mut orders) in accounts {
            moves.sort_by_key(|(on, _)| *on);
            orders.sort_by_key(|(on, _, _)| *on);
            orders.dedup_by_key(|(on, _, _)| *on);
            let moves: Vec<(String, Stage)> = moves.into_iter().map(|(on, to)| (on.to_string(), to)).collect();
            let moves: Vec<(&str, Stage)> = moves.iter().map(|(on, to)| (on.as_str(), *to)).collect();
            let money = Money::from_minor_units;
            let orders: Vec<DayTotal> = orders
                .into_iter()
                .map(|(on, amount, margin)| DayTotal::of_line(on, money(amount), margin.map(money)))
                .collect();
            bench.account(names[channel], &moves, &orders);
        }
        for (channel, month, amount) in spends {
            bench.spend(names[channel], "2023-01-01", 0);
            if let Some(spend) = bench.rows.spends.last_mut() {
                (spend.month, spend.amount) = (month, Money::from_minor_units(amount));
            }
        }
        let portfolio = bench.portfolio();
        let history = History::of(&portfolio);
        let span = Span { from, to: from + chrono::Days::new(days) };
        let Comparison { rows, all } = compare(&portfolio, &history, span, today);
        let until = Span { to: span.to.min(today), ..span };
        prop_assert_eq!(rows.iter().map(|row| row.customers).sum::<usize>(), all.customers);
        prop_assert_eq!(
            all.customers,
            super::super::funnel::created(&history, &Scope::default(), Stage::Customer, until)
        );
        for row in rows.iter().chain([&all]) {
            let Some(conversion) = row.conversion else {
                prop_assert_eq!(row.entered, 0);
                continue;
            };
            prop_assert!((0.0..=1.0).contains(&conversion));
            prop_assert!(row.payback_months.is_none_or(|months| months.is_finite() && months >= 0.0));
            prop_assert_eq!(row.cac.is_some(), row.spend > Money::ZERO && row.customers > 0);
            prop_assert!(!row.verdict.words(&Settings::default()).is_empty());
        }
    }
}
