//! What the store costs over the least that SQLite could do for the same durability.

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, Activity, Batch, Clock, Edit, Import, ImportRow, ImportTarget, Line, Money,
    NewPurchases, Placement, Position, Product, PurchaseLines, Quantity, RecordKind, Score, Settings, Stamp,
};
use fourfold::store::{Store, Wish};
use rusqlite::Connection;

const ACCOUNTS: u32 = 100_000;
const PURCHASES: u32 = 1_000_000;
const ACTIVITIES: u32 = 1_000_000;

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

/// A million purchases of these accounts and of a thousand new products, in the order of their days, as a system of
/// invoices has them.
fn purchases(accounts: Vec<AccountId>) -> Wish {
    let mut stamp = stamp(2);
    let products: Vec<Product> =
        (0..1_000).map(|number| Product::new(stamp.product_id(), format!("Product {number}"))).collect();
    let first_day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let day = |number: u32| first_day + chrono::TimeDelta::days(i64::from(number / 1_250));
    let count = u32::try_from(accounts.len()).unwrap();
    let id = stamp.batch_id();
    let mut lines = PurchaseLines {
        accounts,
        products: products.iter().map(|product| product.id).collect(),
        batches: vec![id],
        ..PurchaseLines::default()
    };
    let mut total = 0;
    for number in 0..PURCHASES {
        let document = lines.keep_document(&format!("{}", 10_000 + number / 3));
        let cents = i64::from(number % 50_000) + 100;
        total += cents;
        lines.lines.push(Line {
            account: (number / 3).wrapping_mul(2_654_435_761) % count,
            product: Some(number % 1_000),
            day: day(number),
            quantity: Some(Quantity(i64::from(number % 40 + 1) * 1_000)),
            amount: Money::from_minor_units(cents),
            margin: None,
            document,
            batch: 0,
            line: number + 1,
        });
    }
    let batch = Batch {
        id,
        version: 1,
        file_name: "purchases.csv".to_owned(),
        lines: PURCHASES.into(),
        replaced: 0,
        total: Money::from_minor_units(total),
        first_day,
        last_day: day(PURCHASES - 1),
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    Wish::Edit(Edit::Import(Arc::new(Import {
        products,
        purchases,
        ..Import::new("purchases.csv", RecordKind::Purchases)
    })))
}

fn accounts_of(store: &Store) -> Vec<AccountId> {
    store.portfolio().accounts().map(|account| account.id).collect()
}

/// An empty database with the tables of a workspace.
fn bare_workspace(path: &Path) -> Connection {
    let conn = bare(path);
    conn.execute_batch(include_str!("../src/store/sql/0001_workspace.sql")).unwrap();
    conn.execute_batch(include_str!("../src/store/sql/0002_more_settings.sql")).unwrap();
    conn.execute_batch(include_str!("../src/store/sql/0003_records_and_ledger.sql")).unwrap();
    conn
}

fn buying(c: &mut Criterion) {
    let mut group = c.benchmark_group("1,000,000 new purchases");
    group.sample_size(10);
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().join("base.fourfold");
    let store = filled(&base);
    let wish = purchases(accounts_of(&store));
    store.close().unwrap();
    let mut turn = 0;
    group.bench_function("import", |b| {
        b.iter_batched(
            || {
                turn += 1;
                let path = folder.path().join(format!("{turn}.fourfold"));
                std::fs::copy(&base, &path).unwrap();
                (Store::open(&path).unwrap(), wish.clone())
            },
            |(mut store, wish)| {
                store.perform(wish, stamp(3)).unwrap();
                store
            },
            BatchSize::PerIteration,
        );
    });
    let Wish::Edit(Edit::Import(import)) = &wish else { return };
    let Some(NewPurchases { lines, .. }) = &import.purchases else { return };
    group.bench_function("floor: prepared inserts into the same tables in the order of the file", |b| {
        b.iter_batched(
            || {
                turn += 1;
                bare_workspace(&folder.path().join(format!("{turn}.db")))
            },
            |mut conn| {
                let transaction = conn.transaction().unwrap();
                {
                    let mut insert = transaction
                        .prepare("INSERT INTO purchase VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)")
                        .unwrap();
                    for line in &lines.lines {
                        insert
                            .execute((
                                line.account,
                                line.day.to_epoch_days(),
                                1,
                                line.line,
                                line.product,
                                line.quantity.map(|quantity| quantity.0),
                                line.amount.minor_units(),
                                line.margin.map(Money::minor_units),
                                lines.document(line),
                                None::<&str>,
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

/// A workspace that has been used for years.
fn opening_a_full_one(c: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("team.fourfold");
    let mut store = filled(&path);
    let accounts = accounts_of(&store);
    store.perform(purchases(accounts.clone()), stamp(3)).unwrap();
    let mut keys = stamp(4);
    let activities = (0..ACTIVITIES).zip(accounts.iter().cycle()).map(|(number, account)| {
        let day = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap() + chrono::TimeDelta::days(i64::from(number % 800));
        Activity {
            subject: format!("Call {number}"),
            colleagues: vec![format!("Colleague {}", number % 20)],
            minutes: Some(30),
            ..Activity::new(keys.activity_id(), *account, day)
        }
    });
    let import = Import { activities: activities.collect(), ..Import::new("calls.csv", RecordKind::Activities) };
    store.perform(Wish::Edit(Edit::Import(Arc::new(import))), stamp(5)).unwrap();
    store.close().unwrap();
    let mut group = c.benchmark_group("open a full workspace");
    group.sample_size(10);
    group.bench_function("100,000 accounts, 1,000,000 purchases, 1,000,000 activities", |b| {
        b.iter_batched(|| (), |()| Store::open(&path).unwrap(), BatchSize::PerIteration);
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

criterion_group!(benches, opening, one_edit, importing, buying, opening_a_full_one);
criterion_main!(benches);
