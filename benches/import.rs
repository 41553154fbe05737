//! What importing big files costs, each beside its floor in the same run. `cargo bench --bench import`
//!
//! One million purchases: read, planned, matched and committed, beside a bare loop that parses the same file with the
//! csv crate, looks names up in hash maps and inserts the rows in their order into the same tables, in one transaction
//! with synchronous FULL; and beside the sqlite3 shell's own import, where there is one. 100,000 accounts and a workbook
//! of 100,000 × 12 beside what reads them bare.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that fails should stop")]

#[expect(dead_code, reason = "other benchmarks use the rest of it")]
mod window;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use fourfold::model::{Clock, Edit, Portfolio, Progress, RecordKind, Settings, Stamp};
use fourfold::sheets::{Against, Mapping, PlanOptions, ReadOptions, Sheet, plan, read_file};
use fourfold::store::{Store, Wish};
use fourfold::ui::import::{ImportAction, ImportState};
use fourfold::ui::view::Action;

use window::{FRAMES, Window};

const PURCHASES: usize = 1_000_000;
const ACCOUNTS: usize = 10_000;
const PRODUCTS: usize = 200;
const ROUNDS: usize = 3;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fourfold::sheets::set_worker_program(env!("CARGO_BIN_EXE_fourfold").into());
    purchases(folder);
    accounts(folder);
    workbook(folder);
    frames(folder);
}

/// Frames of the whole window while a million purchases are read, planned, shown and written by its threads.
fn frames(folder: &Path) {
    let mut window = Window::new(Store::open(&folder.join("fresh.fourfold")).unwrap(), clock().today());
    let ctx = window.ctx.clone();
    println!("frames while a million purchases come in, run and tessellated");
    let perform = |window: &mut Window, action| window.app.perform(Action::Import(action), &ctx);
    perform(&mut window, ImportAction::Files(vec![folder.join("purchases.csv")]));
    let planned = |window: &Window| match window.app.view.import.as_ref().map(|import| &import.state) {
        Some(ImportState::Read(preview)) => preview.is_planned(),
        Some(ImportState::Reading | ImportState::Failed(_)) | None => false,
    };
    told("reading and planning", until(&mut window, planned));
    window.moved(egui::pos2(600.0, 500.0));
    let scroll = |lines: f32| egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Line,
        delta: egui::vec2(0.0, lines),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: egui::Modifiers::NONE,
    };
    told("rows of the check, scrolling", (0..FRAMES).map(|_| window.frame(vec![scroll(-30.0)])).collect());
    perform(&mut window, ImportAction::Run);
    let written = |window: &Window| {
        window.app.store().is_some_and(|store| store.portfolio().ledger().lines() == PURCHASES as u64)
    };
    told("writing", until(&mut window, written));
}

fn until(window: &mut Window, done: impl Fn(&Window) -> bool) -> Vec<Duration> {
    let mut times = Vec::new();
    let began = Instant::now();
    while !done(window) {
        assert!(began.elapsed().as_secs() < 300, "it takes too long");
        times.push(window.frame(Vec::new()));
        // As a screen of 60 frames a second leaves the processors to others.
        std::thread::sleep(Duration::from_millis(10));
    }
    times
}

fn told(what: &str, times: Vec<Duration>) {
    let slowest = times.iter().max().map_or(0.0, Duration::as_secs_f64) * 1e3;
    println!("  {what}: {} frames, median {:.2} ms, slowest {slowest:.1} ms", times.len(), window::median(times));
}

fn clock() -> Clock {
    Clock::Fixed(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap())
}

fn stamp() -> Stamp {
    Stamp::new(clock(), "Anna")
}

/// Numbers that look drawn, the same in each run.
fn scattered(number: usize) -> usize {
    let mixed = (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 33) as usize
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn purchases(folder: &Path) {
    let day = NaiveDate::from_ymd_opt(2023, 11, 23).unwrap();
    let mut text = "Order no.,Order date,Account key,Product key,Quantity,Amount\r\n".to_owned();
    for number in 0..PURCHASES {
        let (account, product) = (scattered(number) % ACCOUNTS, scattered(number * 7 + 1) % PRODUCTS);
        let day = day + chrono::Days::new((number * 1095 / PURCHASES) as u64);
        let (quantity, cents) = (1 + number % 40, 100 + scattered(number * 3) % 500_000);
        writeln!(text, "{number},{day},K{account},P{product},{quantity},{}.{:02}\r", cents / 100, cents % 100).unwrap();
    }
    let file = folder.join("purchases.csv");
    std::fs::write(&file, text).unwrap();
    let fresh = folder.join("fresh.fourfold");
    let mut store = Store::create(&fresh, Settings::default()).unwrap();
    let mut text = "Key,Name\n".to_owned();
    (0..ACCOUNTS).for_each(|number| writeln!(text, "K{number},Account {number} GmbH").unwrap());
    import_text(&mut store, folder, "accounts", &text, RecordKind::Accounts);
    let mut text = "Key,Name,Category\n".to_owned();
    (0..PRODUCTS).for_each(|number| writeln!(text, "P{number},Product {number},Category {}", number % 12).unwrap());
    import_text(&mut store, folder, "products", &text, RecordKind::Products);
    store.close().unwrap();

    println!("{PURCHASES} purchases of {ACCOUNTS} accounts and {PRODUCTS} products, seconds");
    let (mut bare, mut ours, mut shell) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        let copy = |name: &str| {
            let path = folder.join(format!("{name}-{round}.fourfold"));
            std::fs::copy(&fresh, &path).unwrap();
            path
        };
        bare.push(bare_loop(&file, &copy("bare")));
        let (seconds, parts) = whole_import(&file, &copy("ours"));
        ours.push(seconds);
        println!("  ours {seconds:.2} ({parts})");
        shell.extend(sqlite_shell(&file, &copy("shell")));
    }
    let (bare, ours) = (median(bare), median(ours));
    println!("  bare loop {bare:.2} · ours {ours:.2} · ratio {:.2} (target 1.6)", ours / bare);
    if shell.is_empty() {
        println!("  sqlite3 shell: not on this machine");
    } else {
        let shell = median(shell);
        println!("  sqlite3 shell {shell:.2} · ratio {:.2} (target: below 1)", ours / shell);
    }
}

fn import_text(store: &mut Store, folder: &Path, name: &str, text: &str, kind: RecordKind) {
    let file = folder.join(format!("{name}.csv"));
    std::fs::write(&file, text).unwrap();
    let sheet = read_file(&file, &ReadOptions::default(), &Progress::default()).unwrap();
    let edit = planned(&sheet, kind, store.portfolio());
    store.perform(Wish::Edit(edit), stamp()).unwrap();
}

fn planned(sheet: &Sheet, kind: RecordKind, portfolio: &Portfolio) -> Edit {
    let mapping = Mapping::guess_as(sheet, kind);
    let against = Against { portfolio, purchases: None };
    plan(sheet, &mapping, &against, &PlanOptions::default(), &mut stamp(), &Progress::default()).unwrap().edit()
}

/// Reads, plans with matching against the ledger, and commits.
fn whole_import(file: &Path, workspace: &Path) -> (f64, String) {
    let mut store = Store::open(workspace).unwrap();
    store.set_today(clock().today());
    let began = Instant::now();
    let sheet = read_file(file, &ReadOptions::default(), &Progress::default()).unwrap();
    let read = began.elapsed().as_secs_f64();
    let mapping = Mapping::guess(&sheet);
    assert_eq!(mapping.kind, RecordKind::Purchases);
    let ledger = store.ledger_reader().purchases(&Progress::default()).unwrap();
    let against = Against { portfolio: store.portfolio(), purchases: Some(&ledger) };
    let plan = plan(&sheet, &mapping, &against, &PlanOptions::default(), &mut stamp(), &Progress::default()).unwrap();
    assert_eq!(plan.counts.new, PURCHASES);
    let edit = plan.edit();
    drop((plan, sheet, ledger));
    let planned = began.elapsed().as_secs_f64() - read;
    store.perform(Wish::Edit(edit), stamp()).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    store.close().unwrap();
    (seconds, format!("read {read:.2}, planned {planned:.2}, committed {:.2}", seconds - read - planned))
}

fn numbers(conn: &rusqlite::Connection, table: &str, ledger: &str) -> HashMap<String, i64> {
    conn.execute_batch(&format!("INSERT INTO {ledger} (id) SELECT id FROM {table}")).unwrap();
    let mut statement =
        conn.prepare(&format!("SELECT {table}.key, {ledger}.number FROM {table} JOIN {ledger} USING (id)")).unwrap();
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap().map(Result::unwrap).collect()
}

fn bare_loop(file: &Path, workspace: &Path) -> f64 {
    let began = Instant::now();
    let mut conn = rusqlite::Connection::open(workspace).unwrap();
    conn.execute_batch("PRAGMA journal_mode = wal; PRAGMA synchronous = full;").unwrap();
    let transaction = conn.transaction().unwrap();
    let accounts = numbers(&transaction, "account", "ledger_account");
    let products = numbers(&transaction, "product", "ledger_product");
    {
        let mut insert = transaction
            .prepare(
                "INSERT INTO purchase (account, day, batch, line, product, quantity, amount, document)
                 VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7)",
            )
            .unwrap();
        let mut reader = csv::Reader::from_path(file).unwrap();
        let mut record = csv::StringRecord::new();
        let mut line = 0_i64;
        while reader.read_record(&mut record).unwrap() {
            line += 1;
            let day: NaiveDate = record[1].parse().unwrap();
            let day = (day - NaiveDate::default()).num_days();
            let quantity = record[4].parse::<i64>().unwrap() * 1000;
            let (units, cents) = record[5].split_once('.').unwrap();
            let amount = units.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap();
            let (account, product) = (accounts[&record[2]], products[&record[3]]);
            insert.execute((account, day, line, product, quantity, amount, &record[0])).unwrap();
        }
    }
    transaction.commit().unwrap();
    let seconds = began.elapsed().as_secs_f64();
    println!("  bare {seconds:.2}");
    seconds
}

fn sqlite_shell(file: &Path, workspace: &Path) -> Option<f64> {
    let script = format!(
        "PRAGMA journal_mode = wal; PRAGMA synchronous = full;
        CREATE TEMP TABLE raw (document, day, account, product, quantity, amount);
        .import --csv --skip 1 '{}' raw
        INSERT INTO ledger_account (id) SELECT id FROM account;
        INSERT INTO ledger_product (id) SELECT id FROM product;
        INSERT INTO purchase (account, day, batch, line, product, quantity, amount, document)
        SELECT la.number, unixepoch(day) / 86400, 1, raw.rowid, lp.number, quantity * 1000,
            CAST(round(amount * 100) AS INTEGER), document
        FROM raw
        JOIN account a ON a.key = raw.account AND a.key <> '' JOIN ledger_account la ON la.id = a.id
        JOIN product p ON p.key = raw.product AND p.key <> '' JOIN ledger_product lp ON lp.id = p.id;
        SELECT count(*) FROM purchase;\n",
        file.display()
    );
    // Commands of the shell begin at the margin.
    let script: String = script.lines().map(str::trim_start).collect::<Vec<_>>().join("\n") + "\n";
    let script_file = workspace.with_extension("sql");
    std::fs::write(&script_file, script).unwrap();
    let began = Instant::now();
    let done = Command::new("sqlite3")
        .arg(workspace)
        .stdin(std::fs::File::open(&script_file).unwrap())
        .output()
        .ok()
        .filter(|done| done.status.success())?;
    let seconds = began.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(said.contains(&PURCHASES.to_string()), "{said}");
    println!("  shell {seconds:.2}");
    Some(seconds)
}

fn accounts(folder: &Path) {
    const ROWS: usize = 100_000;
    let mut text = "Key,Name,Owner,Region,Revenue 12 months,Engagement,Potential,Notes\n".to_owned();
    for row in 0..ROWS {
        let (score, amount) = (row % 101, row * 7);
        writeln!(text, "K{row},Account {row},Anna,North,{amount}.50,{score},{score},\"a note, no. {row}\"").unwrap();
    }
    let file = folder.join("accounts-100k.csv");
    std::fs::write(&file, text).unwrap();
    let mut store = Store::create(&folder.join("accounts.fourfold"), Settings::default()).unwrap();
    let began = Instant::now();
    let sheet = read_file(&file, &ReadOptions::default(), &Progress::default()).unwrap();
    let mapping = Mapping::guess(&sheet);
    let shown = began.elapsed().as_secs_f64();
    let against = Against { portfolio: store.portfolio(), purchases: None };
    let plan = plan(&sheet, &mapping, &against, &PlanOptions::default(), &mut stamp(), &Progress::default()).unwrap();
    let full = began.elapsed().as_secs_f64();
    let edit = plan.edit();
    store.perform(Wish::Edit(edit), stamp()).unwrap();
    let committed = began.elapsed().as_secs_f64();
    println!("{ROWS} accounts, seconds from the start");
    println!("  first rows {shown:.2} (0.3) · full plan {full:.2} (2) · committed {committed:.2} (4)");
    // Against themselves: everything matches, nothing changes.
    let against = Against { portfolio: store.portfolio(), purchases: None };
    let began = Instant::now();
    let again =
        fourfold::sheets::plan(&sheet, &mapping, &against, &PlanOptions::default(), &mut stamp(), &Progress::default())
            .unwrap();
    assert_eq!(again.counts.same, ROWS);
    println!("  planned again {:.2}", began.elapsed().as_secs_f64());
    store.close().unwrap();
}

fn workbook(folder: &Path) {
    const ROWS: u32 = 100_000;
    let file = folder.join("book.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().unwrap();
    for column in 0..12 {
        sheet.write(0, column, format!("Column {column}")).unwrap();
    }
    for row in 1..=ROWS {
        for column in 0..12_u16 {
            if column % 2 == 0 {
                sheet.write(row, column, f64::from(row) * 1.25 + f64::from(column)).unwrap();
            } else {
                sheet.write(row, column, format!("text {} of {column}", row % 5000)).unwrap();
            }
        }
    }
    book.save(&file).unwrap();
    let (mut bare, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook(&file).unwrap();
        let range = calamine::Reader::worksheet_range(&mut book, "Sheet1").unwrap();
        assert_eq!(range.height(), ROWS as usize + 1);
        drop((range, book));
        bare.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let sheet = read_file(&file, &ReadOptions::default(), &Progress::default()).unwrap();
        assert_eq!(sheet.len(), ROWS as usize);
        ours.push(began.elapsed().as_secs_f64());
    }
    let (bare, ours) = (median(bare), median(ours));
    println!("workbook of {ROWS} × 12, seconds");
    println!("  bare calamine {bare:.2} · ours {ours:.2} · ratio {:.2} (target 1.5)", ours / bare);
}
