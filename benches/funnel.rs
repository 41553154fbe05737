//! What the funnel costs with ten years of stage events: the history read anew and after one edit, and every figure of the
//! view for periods of each kind, beside one bare look at all moves. `cargo bench --bench funnel`

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate};
use fourfold::model::{
    Account, AccountId, AccountValue, Clock, Edit, Period, PeriodKind, Portfolio, Rows, Span, Stage, StageEvent,
    StageEventId, Stamp,
};
use fourfold::rules::funnel::{History, Scope, Which, accounts_of, created_by_month, funnel};
use uuid::Uuid;

const ACCOUNTS: u32 = 100_000;
/// Of the first event until today, in days: ten years.
const DAYS: u32 = 3_652;
const TIMES: usize = 15;
const STUCK: u16 = 200;
/// Any choice may take so long, in milliseconds.
const MOST: f64 = 50.0;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()
}

/// Numbers without an order that repeat.
fn shuffled(number: u32) -> u32 {
    let mixed = number.wrapping_mul(2_654_435_761);
    (mixed ^ (mixed >> 15)).wrapping_mul(2_246_822_519) >> 3
}

/// Accounts of 20 sellers, 8 channels and 12 regions, each with some four changes of stage in ten years.
fn portfolio() -> Portfolio {
    let first = today() - Days::new(DAYS.into());
    let mut accounts = Vec::new();
    let mut events = Vec::new();
    for number in 0..ACCOUNTS {
        let id = AccountId(Uuid::from_u128(u128::from(number) + 1));
        let random = shuffled(number);
        let way: &[Stage] = match random % 10 {
            0 => &[Stage::Suspect],
            1 => &[Stage::Suspect, Stage::Lost],
            2 | 3 => &[Stage::Suspect, Stage::Prospect, Stage::Lost],
            4 | 5 => &[Stage::Suspect, Stage::Prospect, Stage::Customer, Stage::Client],
            6 => &[Stage::Suspect, Stage::Prospect, Stage::Customer, Stage::Lost, Stage::Customer],
            _ => &[Stage::Suspect, Stage::Prospect, Stage::Customer, Stage::Client, Stage::Customer, Stage::Client],
        };
        let mut on = first + Days::new(u64::from(random % (DAYS / 2)));
        let mut from = None;
        for (nth, to) in way.iter().enumerate() {
            let key = StageEventId(Uuid::from_u128(u128::from(number) * 8 + nth as u128 + 1));
            let nth_step = u32::try_from(nth).unwrap();
            events.push(StageEvent { from, nth: nth_step, ..StageEvent::new(key, id, on, *to) });
            from = Some(*to);
            on = (on + Days::new(u64::from(1 + shuffled(number + nth_step) % 400))).min(today());
        }
        accounts.push(Account {
            stage: way.last().copied().unwrap_or_default(),
            owner: format!("Colleague {}", random % 20),
            channel: format!("Channel {}", random % 8),
            region: format!("Region {}", random % 12),
            ..Account::new(id, format!("Account {number} and Company"))
        });
    }
    println!("{ACCOUNTS} accounts, {} changes of stage in ten years", events.len());
    Portfolio::new(Rows { accounts, stage_events: events, ..Rows::default() })
}

fn median<T>(mut run: impl FnMut() -> T) -> f64 {
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let began = Instant::now();
            black_box(run());
            began.elapsed()
        })
        .collect();
    times.sort();
    times.get(TIMES / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

fn report(what: &str, milliseconds: f64, floor: Option<f64>, most: Option<f64>) {
    let times = floor.map(|floor| format!(", {:.1} × the floor", milliseconds / floor.max(0.001))).unwrap_or_default();
    let verdict =
        most.map(|most| if milliseconds <= most { ", within bounds" } else { ", TOO SLOW" }).unwrap_or_default();
    println!("  {what:<48} {milliseconds:>9.3} ms{times}{verdict}");
}

fn periods() -> [(&'static str, Span); 4] {
    let of = |kind| Period::holding(kind, today(), 1).span();
    let ten_years = Span { from: today() - Days::new(DAYS.into()), to: today() };
    [
        ("a month", of(PeriodKind::Month)),
        ("a quarter", of(PeriodKind::Quarter)),
        ("a year", of(PeriodKind::Year)),
        ("ten years", ten_years),
    ]
}

fn main() {
    let mut portfolio = portfolio();
    let text = |text: &str| Some(text.to_owned());
    let scopes = [
        ("everybody", Scope::default()),
        ("a seller", Scope { seller: text("colleague 7"), ..Scope::default() }),
        ("a channel and a region", Scope { seller: None, channel: text("CHANNEL 3"), region: text("Region 5") }),
    ];

    println!("history");
    report("all ways read", median(|| History::of(&portfolio)), None, None);
    let mut history = History::of(&portfolio);
    let mut stamp = Stamp::seeded(Clock::Fixed(today()).now(), "Anna", 1);
    let mut followed = Vec::new();
    for number in 0..TIMES {
        let account = AccountId(Uuid::from_u128(number as u128 * 977 + 1));
        let values = vec![AccountValue::Owner(format!("Colleague {number}"))];
        let edit = Edit::SetValues { accounts: vec![account], values };
        let planned = edit.plan(&portfolio, &mut stamp).unwrap();
        portfolio.apply(&planned.changes);
        let began = Instant::now();
        black_box(history.follow(&portfolio));
        followed.push(began.elapsed());
    }
    followed.sort();
    report("one edit followed", followed.get(TIMES / 2).map_or(0.0, |time| time.as_secs_f64() * 1e3), None, Some(1.0));

    let everybody = Scope::default();
    let floor = median(|| {
        let moves = history.lives(&everybody).flat_map(|life| life.moves.iter());
        moves.filter(|moved| moved.on <= today()).count()
    });
    report("the floor: one look at all moves", floor, None, None);

    for (scope_name, scope) in &scopes {
        println!("of {scope_name}");
        for (name, span) in periods() {
            let took = median(|| funnel(&history, scope, span, today(), STUCK));
            report(&format!("the funnel of {name}"), took, Some(floor), Some(MOST));
        }
        let span = Period::holding(PeriodKind::Quarter, today(), 1).span();
        let counted = funnel(&history, scope, span, today(), STUCK);
        for which in [
            Which::Entered,
            Which::Before,
            Which::Standing,
            Which::Present,
            Which::Progressed,
            Which::Lost,
            Which::Stuck,
            Which::CohortMovedOn,
            Which::CohortWaiting,
        ] {
            let took = median(|| accounts_of(&history, scope, &counted, today(), Stage::Customer, which, STUCK));
            report(&format!("who is behind a figure: {which:?}"), took, Some(floor), Some(MOST));
        }
        let year = Period::holding(PeriodKind::Year, today(), 1);
        let months: Vec<Period> = year.year_before().months().chain(year.months()).collect();
        let took = median(|| created_by_month(&history, scope, Stage::Customer, &months));
        report("customers created in each of 24 months", took, Some(floor), Some(MOST));
        // What a frame does in which somebody chose another period, seller, channel or region, but for the cards of goals.
        let took = median(|| {
            let counted = funnel(&history, scope, span, today(), STUCK);
            let by_month = created_by_month(&history, scope, Stage::Customer, &months);
            (counted, by_month, history.lives(scope).count())
        });
        report("another choice, without its goal cards", took, Some(floor), Some(MOST));
    }
}
