//! What the store costs over the least that SQLite could do for the same durability.

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, Clock, Edit, ImportRow, ImportTarget, Money, Placement, Position, Score,
    Settings, Stamp,
};
use fourfold::store::{Store, Wish};
use rusqlite::Connection;

const ACCOUNTS: u32 = 100_000;

fn stamp(seed: u64) -> Stamp {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
    Stamp::seeded(Clock::Fixed(day).now(), "Anna", seed)
}

fn import() -> Wish {
    let row = |number: u32| ImportRow {
        target: ImportTarget::New,
        patch: AccountPatch {
            values: vec![
                AccountValue::Key(format!("K{number:06}")),
                AccountValue::Name(format!("Account {number} and Company")),
                AccountValue::Owner(format!("Owner {}", number % 20)),
                AccountValue::Region("North".to_owned()),
                AccountValue::Revenue12m(Some(Money::from_minor_units(i64::from(number) * 1_000))),
            ],
            engagement: Some(Score::clamped(f64::from(number % 101))),
            potential: Some(Score::clamped(f64::from(number % 97))),
            ..AccountPatch::default()
        },
    };
    Wish::Edit(Edit::import_accounts("accounts.csv".to_owned(), (0..ACCOUNTS).map(row).collect()))
}

fn filled(path: &Path) -> Store {
    let mut store = Store::create(path, Settings::default()).unwrap();
    store.perform(import(), stamp(1)).unwrap();
    store
}

/// A table of one row in a database with the same promises.
fn bare(path: &Path) -> Connection {
    let conn = Connection::open(path).unwrap();
    conn.execute_batch(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE one (value INTEGER); INSERT INTO one VALUES (0)",
    )
    .unwrap();
    conn
}

fn opening(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("team.fourfold");
    filled(&path).close().unwrap();
    c.bench_function("open 100,000 accounts", |b| {
        b.iter_batched(|| (), |()| Store::open(&path).unwrap(), BatchSize::PerIteration);
    });
}

fn one_edit(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = filled(&folder.path().join("team.fourfold"));
    let conn = bare(&folder.path().join("bare.db"));
    let id: AccountId = store.portfolio().accounts().next().unwrap().id;
    let mut turn = 0_u32;
    let mut edit = || {
        turn += 1;
        let place = Position::new(Score::clamped(f64::from(turn % 100)), Score::HALF);
        let wish = Wish::Edit(Edit::Move(vec![Placement { account: id, to: Some(place) }]));
        store.perform(wish, stamp(turn.into())).unwrap();
    };
    let commit = || {
        conn.execute("UPDATE one SET value = value + 1", []).unwrap();
    };
    let mut group = c.benchmark_group("one change");
    group.bench_function("edit among 100,000 accounts", |b| b.iter(&mut edit));
    group.bench_function("floor: one row, committed", |b| b.iter(commit));
    group.finish();

    let (edit, floor) = (timed(300, &mut edit), timed(300, commit));
    println!(
        "one edit: median {:?}, 95 of 100 within {:?}; floor: median {:?}; ratio {:.2}",
        edit.0,
        edit.1,
        floor.0,
        edit.0.as_secs_f64() / floor.0.as_secs_f64()
    );
}

fn importing(c: &mut Criterion) {
    let mut group = c.benchmark_group("100,000 new accounts");
    group.sample_size(10);
    let folder = tempfile::tempdir().unwrap();
    let mut turn = 0;
    group.bench_function("import", |b| {
        b.iter_batched(
            || {
                turn += 1;
                let path = folder.path().join(format!("{turn}.fourfold"));
                (Store::create(&path, Settings::default()).unwrap(), import())
            },
            |(mut store, wish)| {
                store.perform(wish, stamp(1)).unwrap();
                store
            },
            BatchSize::PerIteration,
        );
    });
    group.bench_function("floor: prepared inserts of the same columns", |b| {
        b.iter_batched(
            || {
                turn += 1;
                let conn = bare(&folder.path().join(format!("{turn}.db")));
                conn.execute_batch(
                    "CREATE TABLE account (id BLOB PRIMARY KEY, key TEXT, name TEXT, owner TEXT, region TEXT,
                     engagement INTEGER, potential INTEGER, revenue INTEGER) WITHOUT ROWID",
                )
                .unwrap();
                conn
            },
            |mut conn| {
                let transaction = conn.transaction().unwrap();
                {
                    let mut insert =
                        transaction.prepare("INSERT INTO account VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)").unwrap();
                    for number in 0..ACCOUNTS {
                        let id = u128::from(number).to_be_bytes();
                        let name = format!("Account {number} and Company");
                        insert
                            .execute((
                                id,
                                format!("K{number:06}"),
                                name,
                                format!("Owner {}", number % 20),
                                "North",
                                number % 101,
                                number % 97,
                                number * 1_000,
                            ))
                            .unwrap();
                    }
                }
                transaction.commit().unwrap();
                conn
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

/// The median and the 95th of 100.
fn timed(times: usize, mut work: impl FnMut()) -> (Duration, Duration) {
    let mut took: Vec<Duration> = (0..times)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    took.sort();
    let at = |share: usize| took.get(times * share / 100).copied().unwrap_or_default();
    (at(50), at(95))
}

criterion_group!(benches, opening, one_edit, importing);
criterion_main!(benches);
