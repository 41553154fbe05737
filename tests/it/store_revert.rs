//! Edits taken back out of the middle, and several at once.

use fourfold::model::{
    AccountPatch, AccountValue, Edit, EntryKind, ImportRow, ImportTarget, Placement, RowKey, Seq, SettingsValue, What,
};
use fourfold::store::{Done, Store, StoreError, Wish};

use crate::support::{Desk, assert_sound, at, written};

fn import_of(names: &[&str]) -> Edit {
    let row = |name: &&str| ImportRow {
        target: ImportTarget::New,
        patch: AccountPatch { values: vec![AccountValue::Name((*name).to_owned())], ..AccountPatch::default() },
    };
    Edit::import_accounts("some.csv".to_owned(), names.iter().map(row).collect())
}

fn revert(desk: &mut Desk, store: &mut Store, seq: Seq) -> Result<Done, StoreError> {
    store.perform(Wish::Revert(seq), desk.stamp())
}

#[test]
fn an_edit_in_the_middle_is_taken_back_alone_and_that_is_undone_like_any() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", Some(at(60, 70)));
    let bo = desk.account(&mut store, "Bo", Some(at(1, 2)));
    let to = |account, place| Edit::Move(vec![Placement { account, to: Some(place) }]);
    let moved = written(desk.edit(&mut store, to(ernst, at(10, 20))).unwrap()).seq;
    desk.edit(&mut store, to(bo, at(3, 4))).unwrap();
    assert_eq!(store.revert_check(moved).unwrap(), []);

    let entry = written(revert(&mut desk, &mut store, moved).unwrap());
    assert_eq!((entry.kind, entry.label.as_str(), entry.rows), (EntryKind::Edit, "Revert move Ernst Handel", 1));
    assert_eq!(store.portfolio().account(ernst).unwrap().judged(), Some(at(60, 70)));
    assert_eq!(store.portfolio().account(bo).unwrap().judged(), Some(at(3, 4)), "the later edit stands");
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert_eq!(store.portfolio().account(ernst).unwrap().judged(), Some(at(10, 20)));
    store.perform(Wish::Redo, desk.stamp()).unwrap();
    assert_eq!(store.portfolio().account(ernst).unwrap().judged(), Some(at(60, 70)));
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn an_import_with_a_row_that_was_changed_since_is_refused_naming_it() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let imported = written(desk.edit(&mut store, import_of(&["One", "Two", "Three"])).unwrap()).seq;
    let two = store.portfolio().accounts().find(|account| account.name == "Two").unwrap().id;
    let owner =
        |name: &str| Edit::SetValues { accounts: vec![two], values: vec![AccountValue::Owner(name.to_owned())] };
    let set = written(desk.edit(&mut store, owner("Bo")).unwrap()).seq;
    desk.edit(&mut store, owner("Anna")).unwrap();
    store.perform(Wish::Undo, desk.stamp()).unwrap();

    let moved = store.revert_check(imported).unwrap();
    assert_eq!(moved.len(), 1);
    assert_eq!((moved[0].row, moved[0].name.as_str(), moved[0].seq), (RowKey::Account(two), "Two", set));
    let before = (store.portfolio().clone(), store.journal().clone());
    let refused = revert(&mut desk, &mut store, imported).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "This cannot be reverted, because Two was changed on 2 March 2026 (Set owner of Two)"
    );
    assert!(store.portfolio().same_rows(&before.0));
    assert_eq!(*store.journal(), before.1);

    revert(&mut desk, &mut store, set).unwrap();
    revert(&mut desk, &mut store, imported).unwrap();
    assert_eq!(store.portfolio().accounts().len(), 0);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn what_was_deleted_or_undone_since_cannot_be_reverted() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", None);
    desk.edit(&mut store, Edit::DeleteAccounts(vec![ernst])).unwrap();
    assert!(matches!(revert(&mut desk, &mut store, 1), Err(StoreError::MovedOn { rows, .. }) if rows[0].seq == 2));
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert!(matches!(revert(&mut desk, &mut store, 2), Err(StoreError::NotInEffect(2))));
    assert!(matches!(revert(&mut desk, &mut store, 3), Err(StoreError::NoSuchEdit(3))));
    revert(&mut desk, &mut store, 1).unwrap();
    assert_eq!(store.portfolio().account(ernst), None);
}

#[test]
fn a_deleted_account_does_not_come_back_with_a_key_that_another_has_now() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let keyed = |name: &str| Edit::CreateAccount {
        values: vec![AccountValue::Name(name.to_owned()), AccountValue::Key("K".to_owned())],
        position: None,
    };
    desk.edit(&mut store, keyed("One")).unwrap();
    let one = store.portfolio().accounts().next().unwrap().id;
    let deleted = written(desk.edit(&mut store, Edit::DeleteAccounts(vec![one])).unwrap()).seq;
    desk.edit(&mut store, keyed("Two")).unwrap();
    assert!(matches!(revert(&mut desk, &mut store, deleted), Err(StoreError::Refused(_))));
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn undoing_to_a_point_leaves_what_is_undone_already_and_redo_brings_the_rest_back() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for name in ["One", "Two", "Three", "Four"] {
        desk.account(&mut store, name, None);
    }
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    let done = store.perform(Wish::UndoTo(1), desk.stamp()).unwrap();
    assert!(matches!(done, Done::UndoneTo { edits: 2, ref touched } if touched.len() == 4), "{done:?}");
    let names = |store: &Store| -> Vec<String> { store.portfolio().accounts().map(|a| a.name.clone()).collect() };
    assert_eq!(names(&store), ["One"]);
    assert_eq!(store.journal().entries().len(), 7, "each undo is an entry");
    assert_eq!(store.perform(Wish::UndoTo(1), desk.stamp()).unwrap(), Done::Nothing);
    for _ in 0..3 {
        store.perform(Wish::Redo, desk.stamp()).unwrap();
    }
    assert_eq!(names(&store), ["One", "Two", "Three", "Four"]);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn the_journal_tells_what_each_edit_did_and_to_whom() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", Some(at(60, 70)));
    let bo = desk.account(&mut store, "Bo", None);
    desk.edit(&mut store, Edit::Move(vec![Placement { account: ernst, to: None }])).unwrap();
    desk.edit(&mut store, Edit::SetArchived { accounts: vec![ernst, bo], archived: true }).unwrap();
    desk.edit(&mut store, Edit::SetSettings(vec![SettingsValue::Name("Ours".to_owned())])).unwrap();
    desk.edit(&mut store, Edit::DeleteAccounts(vec![bo])).unwrap();
    let whats: Vec<What> = store.whats(0).unwrap().into_values().map(|(what, _)| what).collect();
    assert_eq!(whats, [What::Created, What::Created, What::Moves, What::Fields, What::Settings, What::Deleted]);
    assert_eq!(store.whats(5).unwrap().into_keys().collect::<Vec<_>>(), [6]);
    assert_eq!(store.entries_touching(ernst, 0).unwrap(), [1, 3, 4]);
    assert_eq!(store.entries_touching(ernst, 3).unwrap(), [4]);
    let (whole, page) = (store.changes_of(4).unwrap(), store.changes_page(4, 1, 5).unwrap());
    assert_eq!(page.rows, whole.rows[1..]);
}
