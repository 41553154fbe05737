//! Files of older formats, with everything that was ever done in them.

use std::path::Path;

use fourfold::model::{AccountValue, Column, Edit, Filter, Placement, SavedView, SettingsValue};
use fourfold::store::{Store, Wish};
use rusqlite::Connection;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::{Desk, assert_sound, at, written};

/// Writes what is in the workspace the way the second version of the program did.
pub fn as_version_2(from: &Path, to: &Path) {
    let conn = Connection::open(to).unwrap();
    conn.execute_batch(include_str!("../../src/store/sql/0001_workspace.sql")).unwrap();
    conn.execute_batch(include_str!("../../src/store/sql/0002_more_settings.sql")).unwrap();
    conn.execute("ATTACH ?1 AS newer", [from.to_str().unwrap()]).unwrap();
    for table in ["settings", "account", "journal", "journal_change"] {
        let columns: String = conn
            .query_row("SELECT group_concat('\"' || name || '\"') FROM pragma_table_info(?1, 'main')", [table], |row| {
                row.get(0)
            })
            .unwrap();
        conn.execute(&format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM newer.{table}"), []).unwrap();
    }
    conn.pragma_update(None, "application_id", fourfold::store::APPLICATION_ID).unwrap();
    conn.pragma_update(None, "user_version", 2).unwrap();
    conn.close().unwrap_or_else(|(_, error)| panic!("{error}"));
}

#[test]
fn a_file_of_the_second_format_keeps_its_journal_and_works_on() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", Some(at(60, 70)));
    let bo = desk.account(&mut store, "Bo", None);
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
    as_version_2(&desk.path(), &old);
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
