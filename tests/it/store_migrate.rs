//! Files of older formats, with everything that was ever done in them.

use std::path::Path;

use fourfold::model::{
    AccountId, AccountPatch, AccountValue, AnyRecord, Colleague, ColleagueId, Column, Edit, Filter, ImportRow,
    ImportTarget, Placement, Position, SavedView, SettingsValue, Stage,
};
use fourfold::store::{Store, Wish};
use rusqlite::Connection;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::{Desk, assert_sound, at, written};

/// What took a file to each format, and the tables that one has which is not empty.
const FORMATS: [&str; 4] = [
    include_str!("../../src/store/sql/0001_workspace.sql"),
    include_str!("../../src/store/sql/0002_more_settings.sql"),
    include_str!("../../src/store/sql/0003_records_and_ledger.sql"),
    include_str!("../../src/store/sql/0004_evidence.sql"),
];

/// Writes what is in the workspace the way an older version of the program did, which knew of these tables.
pub fn as_version(from: &Path, to: &Path, version: usize, tables: &[&str]) {
    let conn = Connection::open(to).unwrap();
    for format in &FORMATS[..version] {
        conn.execute_batch(format).unwrap();
    }
    conn.execute("ATTACH ?1 AS newer", [from.to_str().unwrap()]).unwrap();
    for table in [&["settings", "account", "journal", "journal_change"], tables].concat() {
        let columns: String = conn
            .query_row("SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(?1, 'main')", [table], |row| {
                row.get(0)
            })
            .unwrap();
        conn.execute(&format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}"), []).unwrap();
    }
    conn.pragma_update(None, "application_id", fourfold::store::APPLICATION_ID).unwrap();
    conn.pragma_update(None, "user_version", u32::try_from(version).unwrap()).unwrap();
    conn.close().unwrap_or_else(|(_, error)| panic!("{error}"));
}

/// An account of a file, as older versions of the program knew accounts: nobody wrote down how it came in.
pub fn imported(desk: &mut Desk, store: &mut Store, name: &str, position: Option<Position>) -> AccountId {
    let patch = AccountPatch {
        values: vec![AccountValue::Name(name.to_owned())],
        engagement: position.map(|position| position.engagement),
        potential: position.map(|position| position.potential),
        ..AccountPatch::default()
    };
    let rows = vec![ImportRow { target: ImportTarget::New, patch }];
    desk.edit(store, Edit::import_accounts("accounts.csv", rows)).unwrap();
    store.portfolio().accounts().last().unwrap().id
}

#[test]
fn a_file_of_the_second_format_keeps_its_journal_and_works_on() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = imported(&mut desk, &mut store, "Ernst Handel", Some(at(60, 70)));
    let bo = imported(&mut desk, &mut store, "Bo", None);
    let to = Edit::Move(vec![Placement { account: ernst, to: Some(at(10, 20)) }]);
    let moved = written(desk.edit(&mut store, to).unwrap()).seq;
    store.perform(Wish::Reason { of: moved, text: "lost the buyer".to_owned() }, desk.stamp()).unwrap();
    desk.edit(&mut store, Edit::SetSettings(vec![SettingsValue::Name("Southwind".to_owned())])).unwrap();
    let view =
        SavedView { name: "Mine".to_owned(), filter: Filter::default(), sort: vec![], columns: vec![Column::Name] };
    desk.edit(&mut store, Edit::SaveView(view)).unwrap();
    desk.edit(&mut store, Edit::DeleteAccounts(vec![bo])).unwrap();
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    let notes = vec![AccountValue::Notes("\u{0} \"quoted\"\n=1".to_owned())];
    desk.edit(&mut store, Edit::SetValues { accounts: vec![bo], values: notes }).unwrap();
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    store.close().unwrap();

    let old = desk.folder.path().join("old.fourfold");
    as_version(&desk.path(), &old, 2, &[]);
    let looked_at = Store::open_read_only(&old).unwrap();
    assert!(looked_at.portfolio().same_rows(&portfolio));
    looked_at.close().unwrap();
    let mut store = Store::open(&old).unwrap();
    assert!(store.portfolio().same_rows(&portfolio));
    assert_eq!(*store.journal(), journal);
    assert_sound(&mut store, desk.stamp());
    let changes = store.changes_of(moved).unwrap();
    assert_eq!(changes.rows.len(), 1);

    let new = purchases(&mut desk.stamp(), "purchases.csv", &[Sale::of(bo, 1, 10)]);
    desk.edit(&mut store, import_of(new)).unwrap();
    assert_eq!(store.portfolio().ledger().lines(), 1);
    store.perform(Wish::UndoTo(0), desk.stamp()).unwrap();
    assert_eq!(store.portfolio().accounts().len(), 0);
    assert_sound(&mut store, desk.stamp());
    store.close().unwrap();
    // The journal still only grows.
    let conn = Connection::open(&old).unwrap();
    for harm in ["UPDATE journal_change SET moved = 0", "DELETE FROM journal_change", "DELETE FROM purchase"] {
        let refused = conn.execute_batch(harm).unwrap_err();
        assert!(refused.to_string().contains("only grows"), "{harm}: {refused}");
    }
}

#[test]
fn a_file_from_before_the_funnel_keeps_all_it_knows_and_begins_to_count() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = imported(&mut desk, &mut store, "Ernst Handel", Some(at(60, 70)));
    let anna = AnyRecord::Colleague(Colleague { seller: true, ..Colleague::new(ColleagueId::NIL, "Anna") });
    desk.edit(&mut store, Edit::PutRecords(vec![anna])).unwrap();
    let new = purchases(&mut desk.stamp(), "purchases.csv", &[Sale::of(ernst, 1, 10)]);
    desk.edit(&mut store, import_of(new)).unwrap();
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    store.close().unwrap();

    let old = desk.folder.path().join("old.fourfold");
    let ledger = ["colleague", "batch", "ledger_account", "ledger_product", "ledger_batch", "purchase"];
    as_version(&desk.path(), &old, 4, &ledger);
    let mut store = Store::open(&old).unwrap();
    assert!(store.portfolio().same_rows(&portfolio));
    assert_eq!(*store.journal(), journal);
    assert_sound(&mut store, desk.stamp());
    let customer = vec![AccountValue::Stage(Stage::Customer)];
    desk.edit(&mut store, Edit::SetValues { accounts: vec![ernst], values: customer }).unwrap();
    let path = store.portfolio().stage_path(store.portfolio().account(ernst).unwrap());
    assert_eq!((path.opening, path.now()), (Some(Stage::Suspect), Some(Stage::Customer)));
    assert_sound(&mut store, desk.stamp());
    store.perform(Wish::UndoTo(0), desk.stamp()).unwrap();
    assert_eq!(store.portfolio().stage_events().len(), 0);
    assert_sound(&mut store, desk.stamp());
}
