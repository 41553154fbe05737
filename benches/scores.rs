//! What scoring costs in a workspace that has been used for years: opening it, all accounts rescored beside a bare loop
//! over the same activities, and one activity more. `cargo bench --bench scores`

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

#[expect(dead_code, reason = "nobody moves a pointer here")]
mod window;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{NaiveDate, TimeDelta};
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, Activity, ActivityId, AnyRecord, Batch, Clock, Contact, ContactId, Edit,
    Import, ImportRow, ImportTarget, Line, Money, NewPurchases, Portfolio, Product, PurchaseLines, Qpc, QpcSource,
    Quantity, RecordKind, Settings, Stamp,
};
use fourfold::rules::confidence::{Confidence, KeptConfidence};
use fourfold::rules::evidence;
use fourfold::store::{Store, Wish};
use uuid::Uuid;

use window::{Window, median};

const ACCOUNTS: u32 = 100_000;
const PURCHASES: u32 = 1_000_000;
const ACTIVITIES: u32 = 1_000_000;
const CONTACTS_EACH: usize = 2;
const TIMES: u32 = 7;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap()
}

fn stamp(seed: u64) -> Stamp {
    Stamp::seeded(Clock::Fixed(today()).now(), "Anna", seed)
}

fn import(store: &mut Store, import: Import, seed: u64) {
    store.perform(Wish::Edit(Edit::Import(Arc::new(import))), stamp(seed)).unwrap();
}

/// Accounts of which two thirds have a purchasing capacity.
fn accounts(store: &mut Store) -> Vec<AccountId> {
    let qpc = |number: u32| {
        let amount = Money::from_minor_units(i64::from(number % 997) * 100_000);
        (!number.is_multiple_of(3)).then_some(Qpc { amount, source: QpcSource::Asked, as_of: Some(first_day()) })
    };
    let row = |number: u32| ImportRow {
        target: ImportTarget::New,
        patch: AccountPatch {
            values: vec![
                AccountValue::Key(format!("K{number:06}")),
                AccountValue::Name(format!("Account {number} and Company")),
                AccountValue::Owner(format!("Colleague {}", number % 20)),
                AccountValue::Industry(format!("Industry {}", number % 7)),
                AccountValue::Qpc(qpc(number)),
            ],
            ..AccountPatch::default()
        },
    };
    let wish = Wish::Edit(Edit::import_accounts("accounts.csv", (0..ACCOUNTS).map(row).collect()));
    store.perform(wish, stamp(1)).unwrap();
    store.portfolio().accounts().map(|account| account.id).collect()
}

/// Of a thousand products in twelve categories.
fn purchases(store: &mut Store, accounts: Vec<AccountId>) {
    let mut stamp = stamp(2);
    let product = |number: u32, stamp: &mut Stamp| Product {
        category: format!("Category {}", number % 12),
        ..Product::new(stamp.product_id(), format!("Product {number}"))
    };
    let products: Vec<Product> = (0..1_000).map(|number| product(number, &mut stamp)).collect();
    let day = |number: u32| first_day() + TimeDelta::days(i64::from(number / 1_250));
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
            account: (number / 3).wrapping_mul(2_654_435_761) % ACCOUNTS,
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
        first_day: first_day(),
        last_day: day(PURCHASES - 1),
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    import(store, Import { products, purchases, ..Import::new("purchases.csv", RecordKind::Purchases) }, 3);
}

fn contacts(store: &mut Store, accounts: &[AccountId]) -> Vec<ContactId> {
    let mut keys = stamp(4);
    let roles = Contact::ROLES.iter().cycle();
    let contact = |(account, role): (&AccountId, &&str)| Contact {
        role: (*role).to_owned(),
        ..Contact::new(keys.contact_id(), *account, format!("The {role}"))
    };
    let each = accounts.iter().flat_map(|account| std::iter::repeat_n(account, CONTACTS_EACH));
    let contacts: Vec<Contact> = each.zip(roles).map(contact).collect();
    let ids = contacts.iter().map(|contact| contact.id).collect();
    import(store, Import { contacts, ..Import::new("contacts.csv", RecordKind::Contacts) }, 5);
    ids
}

fn activities(store: &mut Store, accounts: &[AccountId], contacts: &[ContactId]) {
    let mut keys = stamp(6);
    let activity = |number: u32| {
        let at = usize::try_from(number).unwrap_or_default().wrapping_mul(7_919) % accounts.len();
        let contact = contacts.get(at * CONTACTS_EACH + usize::from(number.is_multiple_of(5))).copied();
        let account = accounts.get(at).copied()?;
        Some(Activity {
            subject: format!("Call {number}"),
            colleagues: vec![format!("Colleague {}", number % 20)],
            contacts: contact.into_iter().collect(),
            answered: number.is_multiple_of(3),
            minutes: Some(30),
            ..Activity::new(keys.activity_id(), account, first_day() + TimeDelta::days(i64::from(number % 800)))
        })
    };
    let activities = (0..ACTIVITIES).filter_map(activity).collect();
    import(store, Import { activities, ..Import::new("calls.csv", RecordKind::Activities) }, 7);
}

fn fill(path: &Path) {
    let mut store = Store::create(path, Settings::default()).unwrap();
    let ids = accounts(&mut store);
    purchases(&mut store, ids.clone());
    let people = contacts(&mut store, &ids);
    activities(&mut store, &ids, &people);
    store.close().unwrap();
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = work();
    (made, start.elapsed())
}

/// So much memory the process has had at most, and has; where the system tells.
fn memory() -> String {
    let told = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let megabytes = |name: &str| {
        let line = told.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes / 1024)
    };
    match (megabytes("VmHWM:"), megabytes("VmRSS:")) {
        (Some(most), Some(now)) => format!("{most} MB at most, {now} MB now"),
        _ => "unknown".to_owned(),
    }
}

fn opening(path: &Path) {
    for turn in 1..=3 {
        let (mut store, read) = timed(|| Store::open(path).unwrap());
        let ((), scored) = timed(|| store.set_today(today()));
        let (mut window, shown) = timed(|| Window::first(store, today()));
        let painted = window.frame(Vec::new());
        let all = read + scored + shown + painted;
        println!(
            "opening {turn}: {all:?} to the first frame: read {read:?}, scored {scored:?}, painted {:?}; memory {}",
            shown + painted,
            memory()
        );
    }
}

/// The least that looking at every activity by account costs.
fn bare(portfolio: &Portfolio) -> usize {
    let of = |account: AccountId| portfolio.activities_of(account).iter();
    let met = portfolio.accounts().flat_map(|account| of(account.id)).filter(|activity| activity.day <= today());
    met.map(|activity| activity.contacts.len()).sum()
}

fn rescoring(store: &mut Store) {
    let mut day = today();
    let mut rescore = || {
        day += TimeDelta::days(1);
        timed(|| store.set_today(day)).1
    };
    let all = median((0..TIMES).map(|_| rescore()).collect());
    let portfolio = store.portfolio();
    let floor = median((0..TIMES).map(|_| timed(|| black_box(bare(portfolio))).1).collect());
    println!("all rescored: {all:.1} ms; a bare loop over the activities: {floor:.1} ms; ratio {:.1}", all / floor);
    let headline = median((0..TIMES).map(|_| timed(|| black_box(Confidence::of(portfolio, day))).1).collect());
    println!("the headline of confidence: {headline:.1} ms");
}

fn one_activity(store: &mut Store) {
    let account = store.portfolio().accounts().next().unwrap().id;
    let day = store.portfolio().bought_until().unwrap();
    let activity = |number: u32| {
        let id = ActivityId(Uuid::nil());
        let subject = format!("One more, {number}");
        Edit::PutRecords(vec![AnyRecord::Activity(Activity { subject, ..Activity::new(id, account, day) })])
    };
    let mut number = 1_000;
    let mut perform = || {
        number += 1;
        timed(|| store.perform(Wish::Edit(activity(number)), stamp(number.into())).unwrap()).1
    };
    let saved = median((0..50).map(|_| perform()).collect());

    let mut portfolio = (**store.portfolio()).clone();
    let mut kept = KeptConfidence::default();
    kept.read(&portfolio, 1, day);
    let mut settle = |number: u32| {
        let changes = activity(number).plan(&portfolio, &mut stamp(number.into())).unwrap().changes;
        portfolio.apply(&changes);
        let ((), settled) = timed(|| evidence::settle(&mut portfolio));
        (settled, timed(|| black_box(kept.read(&portfolio, 1, day))).1)
    };
    // The first copies what the store's portfolio holds too.
    settle(2_000);
    let (settled, headline): (Vec<_>, Vec<_>) = (2_001..2_051).map(settle).unzip();
    println!(
        "one activity more: saved and rescored {saved:.2} ms; rescored alone {:.4} ms; headline {:.4} ms",
        median(settled),
        median(headline)
    );
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("team.fourfold");
    fill(&path);
    println!("{ACCOUNTS} accounts, {PURCHASES} purchases, {ACTIVITIES} activities");
    opening(&path);
    let mut store = Store::open(&path).unwrap();
    rescoring(&mut store);
    one_activity(&mut store);
}
