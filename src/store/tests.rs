//! What only an insider can bring about: failures at every point of a transaction, and what the connection is set to.

use std::sync::mpsc::channel;

use rusqlite::Connection;

use super::*;
use crate::model::{
    AccountId, AccountPatch, AccountValue, Batch, Clock, Contact, Import, ImportRow, ImportTarget, Line, LineKey,
    Money, NewPurchases, Position, PurchaseLines, RecordKind, Score, SettingsValue,
};

fn stamp(seed: u64) -> Stamp {
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    Stamp::seeded(Clock::Fixed(day).now(), "Anna", seed)
}

fn workspace() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::create(&folder.path().join("team.fourfold"), Settings::default()).unwrap();
    (folder, store)
}

/// Does something to the connection, on its thread.
fn with<T: Send + 'static>(store: &Store, look: impl FnOnce(&mut Connection) -> T + Send + 'static) -> T {
    let (reply, answer) = channel();
    store.jobs.send(Job::With(Box::new(move |conn| drop(reply.send(look(conn)))))).unwrap();
    answer.recv().unwrap()
}

fn row(target: ImportTarget, name: &str, key: &str) -> ImportRow {
    let values = vec![AccountValue::Name(name.to_owned()), AccountValue::Key(key.to_owned())];
    let half = Some(Score::HALF);
    ImportRow {
        target,
        patch: AccountPatch { values, engagement: half, potential: half, archived: None, ..AccountPatch::default() },
    }
}

fn import(rows: Vec<ImportRow>) -> Wish {
    Wish::Edit(Edit::import_accounts("some.csv".to_owned(), rows))
}

/// Two purchases, the first of them in the place of `replaces`.
fn purchases(account: AccountId, seed: u64, replaces: Option<LineKey>) -> NewPurchases {
    let id = stamp(seed).batch_id();
    let day = NaiveDate::from_ymd_opt(2026, 2, 1).unwrap();
    let line = |number: u32| Line {
        account: 0,
        product: None,
        day,
        quantity: None,
        amount: Money::from_minor_units(number.into()),
        margin: None,
        document: (0, 0),
        batch: 0,
        line: number,
    };
    let lines = PurchaseLines {
        accounts: vec![account],
        batches: vec![id],
        lines: vec![line(1), line(2)],
        replaces: replaces.into_iter().map(|key| (0, key)).collect(),
        ..PurchaseLines::default()
    };
    let batch = Batch {
        id,
        version: 1,
        file_name: "purchases.csv".to_owned(),
        lines: 2,
        replaced: 0,
        total: Money::from_minor_units(3),
        first_day: day,
        last_day: day,
    };
    NewPurchases { batch, lines: Arc::new(lines) }
}

/// Purchases of the account, and somebody to call.
fn import_of_purchases(account: AccountId, purchases: NewPurchases) -> Wish {
    let contact = Contact::new(stamp(purchases.batch.lines).contact_id(), account, "Roland Mendel");
    let import = Import {
        contacts: vec![contact],
        purchases: Some(purchases),
        ..Import::new("purchases.csv", RecordKind::Purchases)
    };
    Wish::Edit(Edit::Import(Arc::new(import)))
}

fn assert_sound(store: &mut Store) {
    let Done::Checked(report) = store.perform(Wish::Check, stamp(0)).unwrap() else { panic!("no report") };
    assert_eq!(report.problems, Vec::<String>::new());
}

/// Two accounts with keys, to be changed by an edit of every kind of row: new, changed, keys swapped.
fn two_accounts(store: &mut Store) -> Vec<AccountId> {
    let rows = vec![row(ImportTarget::New, "One", "a"), row(ImportTarget::New, "Two", "b")];
    store.perform(import(rows), stamp(1)).unwrap();
    store.portfolio().accounts().map(|account| account.id).collect()
}

fn busy_edit(ids: &[AccountId]) -> Wish {
    import(vec![
        row(ImportTarget::Existing(ids[0]), "One", "b"),
        row(ImportTarget::Existing(ids[1]), "Two and more", "a"),
        row(ImportTarget::New, "Three", "c"),
    ])
}

/// Fails with what `arm` prepared, and leaves everything as it was; afterwards the same edit goes through.
fn check_failure(
    arm: impl Fn(&mut Connection) + Send + 'static,
    disarm: impl Fn(&mut Connection) + Send + 'static,
) -> StoreError {
    let (_folder, mut store) = workspace();
    let ids = two_accounts(&mut store);
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    with(&store, arm);
    let error = store.perform(busy_edit(&ids), stamp(2)).unwrap_err();
    with(&store, disarm);
    assert!(store.portfolio().same_rows(&portfolio));
    assert_eq!(*store.journal(), journal);
    assert_sound(&mut store);
    store.perform(busy_edit(&ids), stamp(2)).unwrap();
    assert_eq!(store.portfolio().accounts().len(), 3);
    assert_sound(&mut store);
    error
}

#[test]
fn the_connection_is_set_to_survive_a_power_cut() {
    let (_folder, store) = workspace();
    let read = |name: &'static str| {
        with(&store, move |conn| {
            conn.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)).unwrap()
        })
    };
    assert_eq!(read("synchronous"), 2.into());
    assert_eq!(read("journal_mode"), "wal".to_owned().into());
    assert_eq!(read("locking_mode"), "exclusive".to_owned().into());
    assert_eq!(read("foreign_keys"), 1.into());
    assert_eq!(read("trusted_schema"), 0.into());
    assert_eq!(read("busy_timeout"), 0.into());
    assert_eq!(read("application_id"), i64::from(APPLICATION_ID).into());
    assert_eq!(read("user_version"), i64::from(latest_version()).into());
}

#[test]
fn a_failure_at_any_point_of_a_transaction_changes_nothing() {
    fails_at_every_point(|_, ids| busy_edit(ids), 3);
}

#[test]
fn a_failure_at_any_point_of_a_revert_changes_nothing() {
    fails_at_every_point(
        |store, ids| {
            store.perform(busy_edit(ids), stamp(1)).unwrap();
            store
                .perform(Wish::Edit(Edit::SetSettings(vec![SettingsValue::Name("Ours".to_owned())])), stamp(1))
                .unwrap();
            Wish::Revert(2)
        },
        2,
    );
}

#[test]
fn a_failure_at_any_point_of_undoing_several_changes_nothing() {
    fails_at_every_point(
        |store, ids| {
            store.perform(busy_edit(ids), stamp(1)).unwrap();
            store.perform(Wish::Edit(Edit::DeleteAccounts(ids.to_vec())), stamp(1)).unwrap();
            Wish::UndoTo(1)
        },
        2,
    );
}

#[test]
fn a_failure_at_any_point_of_an_import_of_purchases_changes_nothing() {
    fails_at_every_point(
        |store, ids| {
            let first = purchases(ids[0], 5, None);
            store.perform(import_of_purchases(ids[0], first.clone()), stamp(1)).unwrap();
            let replaces = Some(LineKey { batch: first.batch.id, line: 2 });
            import_of_purchases(ids[0], purchases(ids[0], 6, replaces))
        },
        2,
    );
}

#[test]
fn a_failure_at_any_point_of_undoing_purchases_changes_nothing() {
    fails_at_every_point(
        |store, ids| {
            store.perform(import_of_purchases(ids[0], purchases(ids[0], 5, None)), stamp(1)).unwrap();
            Wish::UndoImport(2)
        },
        2,
    );
}

/// What `prepare` wishes for fails at each point in turn, and at last goes through.
fn fails_at_every_point(prepare: impl FnOnce(&mut Store, &[AccountId]) -> Wish, accounts: usize) {
    let (_folder, mut store) = workspace();
    let ids = two_accounts(&mut store);
    let wish = prepare(&mut store, &ids);
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    let mut failures = 0;
    for point in 1_u32.. {
        // SQLite asks after every instruction of its virtual machine whether to go on.
        with(&store, move |conn| {
            let mut asked = 0;
            let stop = move || {
                asked += 1;
                asked == point
            };
            conn.flush_prepared_statement_cache();
            conn.progress_handler(1, Some(stop)).unwrap();
        });
        let done = store.perform(wish.clone(), stamp(2));
        with(&store, |conn| conn.progress_handler(0, None::<fn() -> bool>).unwrap());
        if done.is_ok() {
            break;
        }
        failures += 1;
        assert!(store.portfolio().same_rows(&portfolio), "instruction {point}");
        assert_eq!(*store.journal(), journal, "instruction {point}");
        assert!(with(&store, |conn| conn.is_autocommit()), "instruction {point}");
        let on_disk = with(&store, |conn| (rows::load(conn, None).unwrap(), journal::load(conn).unwrap()));
        assert!(on_disk.0.same_rows(&portfolio), "instruction {point}");
        assert_eq!(on_disk.1, *journal, "instruction {point}");
    }
    assert!(failures > 100, "only {failures} points failed");
    assert_eq!(store.portfolio().accounts().len(), accounts);
    assert_sound(&mut store);
}

#[test]
fn a_commit_that_fails_changes_nothing() {
    let error = check_failure(
        |conn| conn.commit_hook(Some(|| true)).unwrap(),
        |conn| conn.commit_hook(None::<fn() -> bool>).unwrap(),
    );
    assert!(matches!(error, StoreError::Sqlite(_)), "{error}");
}

#[test]
fn a_full_disk_changes_nothing_and_work_goes_on_once_there_is_space() {
    let (_folder, mut store) = workspace();
    let ids = two_accounts(&mut store);
    let limit = |store: &Store, pages: i64| {
        with(store, move |conn| conn.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(())).unwrap());
    };
    limit(&store, 1);
    let mut done = 0;
    // The pages that are there have some room left.
    let (error, before) = loop {
        let before = (store.portfolio().clone(), store.journal().clone());
        let notes = AccountValue::Notes(format!("{done} {}", "long notes ".repeat(100)));
        match store.perform(Wish::Edit(Edit::SetValues { accounts: ids.clone(), values: vec![notes] }), stamp(2)) {
            Ok(_) => done += 1,
            Err(error) => break (error, before),
        }
        assert!(done < 1000, "the disk is never full");
    };
    assert!(matches!(error, StoreError::Full), "{error}");
    assert!(error.to_string().contains("nothing was changed"), "{error}");
    assert!(store.portfolio().same_rows(&before.0));
    assert_eq!(*store.journal(), before.1);
    assert_sound(&mut store);
    limit(&store, 1 << 30);
    store.perform(busy_edit(&ids), stamp(3)).unwrap();
    assert_sound(&mut store);
}

#[test]
fn check_finds_what_is_not_as_it_should_be() {
    let check = |harm: &'static str, words: &str| {
        let (_folder, mut store) = workspace();
        let ids = two_accounts(&mut store);
        store.perform(import_of_purchases(ids[0], purchases(ids[0], 5, None)), stamp(1)).unwrap();
        assert_sound(&mut store);
        with(&store, move |conn| {
            conn.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF").unwrap();
            conn.execute_batch(harm).unwrap();
            conn.execute_batch("PRAGMA ignore_check_constraints = OFF").unwrap();
        });
        let Done::Checked(report) = store.perform(Wish::Check, stamp(2)).unwrap() else { panic!("no report") };
        assert!(report.problems.iter().any(|problem| problem.contains(words)), "{harm}: {:?}", report.problems);
    };
    check("UPDATE account SET name = 'Won' WHERE key = 'a'", "not those in memory");
    check("UPDATE account SET potential = 10001", "CHECK");
    check("DROP TRIGGER journal_change_is_not_shortened; DELETE FROM journal_change WHERE ordinal = 2", "kept 1");
    check("DROP TRIGGER journal_is_not_shortened; DELETE FROM journal", "belongs to a row that is not there");
    check("INSERT INTO journal VALUES (3, '2026-03-02T12:00:00Z', '', 'undo', 2, '', NULL, 2)", "undone and redone");
    check("DROP TRIGGER purchase_is_not_removed; DELETE FROM purchase WHERE line = 1", "the ledger has 1 of them");
    check("DROP TRIGGER purchase_is_not_rewritten; UPDATE purchase SET amount = 9 WHERE line = 1", "do not add up");
    check("DROP TRIGGER purchase_is_not_rewritten; UPDATE purchase SET account = 77", "does not know");
    check("INSERT INTO purchase_replaced VALUES (1, 1, 1)", "not those in memory");
    check("UPDATE contact SET account = zeroblob(16)", "1 contact belongs to an account that is not there");
    check("UPDATE contact SET name = 'Somebody else'", "not those in memory");
    check("UPDATE account SET judged_at = 'yesterday'", "cannot be read");
}

#[test]
fn a_portfolio_that_somebody_holds_is_not_changed_under_them() {
    let (_folder, mut store) = workspace();
    let held = Arc::clone(store.portfolio());
    two_accounts(&mut store);
    assert_eq!(held.accounts().len(), 0);
    assert_eq!(store.portfolio().accounts().len(), 2);
    let place = Position::new(Score::ZERO, Score::MAX);
    let only = Arc::as_ptr(store.portfolio());
    let ids: Vec<AccountId> = store.portfolio().accounts().map(|account| account.id).collect();
    let to = crate::model::Placement { account: ids[0], to: Some(place) };
    store.perform(Wish::Edit(Edit::Move(vec![to])), stamp(2)).unwrap();
    assert_eq!(Arc::as_ptr(store.portfolio()), only, "an edit copied the whole portfolio");
}
