//! What an edit leaves behind, on disk and in memory.

use chrono::TimeDelta;
use fourfold::model::{AccountValue, Edit, EntryKind, Placement, Stamp};
use fourfold::store::{Done, StoreError, Wish};

use crate::support::{Desk, assert_sound, at, noon, settings, written};

#[test]
fn a_new_workspace_has_its_settings_and_nothing_else() {
    let desk = Desk::new();
    let store = desk.create();
    assert_eq!(**store.portfolio().settings(), settings());
    assert_eq!(store.portfolio().accounts().len(), 0);
    assert_eq!(store.journal().entries(), []);
    store.close().unwrap();
    assert_eq!(desk.listing(), ["team.fourfold"]);
}

#[test]
fn what_was_done_is_there_after_reopening() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = desk.account(&mut store, "Ernst Handel", Some(at(60, 70)));
    let folk = desk.account(&mut store, "Folk och fä HB", None);
    let to = vec![Placement { account: ernst, to: Some(at(10, 20)) }, Placement { account: folk, to: Some(at(1, 2)) }];
    let moved = written(desk.edit(&mut store, Edit::Move(to)).unwrap());
    store.perform(Wish::Reason { of: moved.seq, text: " New buyer ".to_owned() }, desk.stamp()).unwrap();
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
    store.close().unwrap();

    let mut store = desk.open();
    assert!(store.portfolio().same_rows(&portfolio));
    assert_eq!(*store.journal(), journal);
    assert_eq!(store.journal().reason(moved.seq), Some("New buyer"));
    assert_eq!(store.journal().moves(), []);
    assert_eq!(written(store.perform(Wish::Redo, desk.stamp()).unwrap()).kind, EntryKind::Redo { of: moved.seq });
    assert_eq!(store.portfolio().account(ernst).unwrap().judged(), Some(at(10, 20)));
    assert_eq!(store.journal().moves().len(), 2);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn undoing_a_deletion_restores_the_account_exactly() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let id = desk.account(&mut store, "Königlich Essen", Some(at(33, 44)));
    let values =
        vec![AccountValue::Key("K-1".to_owned()), AccountValue::Notes("two\nlines, \0 and a nought".to_owned())];
    desk.edit(&mut store, Edit::SetValues { accounts: vec![id], values }).unwrap();
    let before = store.portfolio().account(id).cloned();
    desk.edit(&mut store, Edit::DeleteAccounts(vec![id])).unwrap();
    assert_eq!(store.portfolio().account(id), None);
    store.perform(Wish::Undo, desk.stamp()).unwrap();
    assert_eq!(store.portfolio().account(id).cloned(), before);
    store.close().unwrap();
    let mut store = desk.open();
    assert_eq!(store.portfolio().account(id).cloned(), before);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn two_accounts_may_swap_their_keys() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let (one, two) = (desk.account(&mut store, "One", None), desk.account(&mut store, "Two", None));
    let mut set = |store: &mut _, rows: &[(_, &str)]| {
        let rows = rows.iter().map(|(id, key)| fourfold::model::ImportRow {
            target: fourfold::model::ImportTarget::Existing(*id),
            patch: fourfold::model::AccountPatch {
                values: vec![AccountValue::Key((*key).to_owned())],
                ..Default::default()
            },
        });
        desk.edit(store, Edit::import_accounts("keys.csv".to_owned(), rows.collect()))
    };
    set(&mut store, &[(one, "a"), (two, "b")]).unwrap();
    set(&mut store, &[(one, "b"), (two, "a")]).unwrap();
    assert_eq!(store.portfolio().account(one).unwrap().key, "b");
    store.perform(Wish::Undo, Stamp::seeded(noon(), "Anna", 99)).unwrap();
    assert_eq!(store.portfolio().account(one).unwrap().key, "a");
    assert_sound(&mut store, Stamp::seeded(noon(), "Anna", 100));
}

#[test]
fn an_edit_that_changes_nothing_is_no_entry() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let id = desk.account(&mut store, "Ernst Handel", None);
    let owner = || Edit::SetValues { accounts: vec![id], values: vec![AccountValue::Owner("Bo".to_owned())] };
    assert_eq!(written(desk.edit(&mut store, owner()).unwrap()).seq, 2);
    assert_eq!(desk.edit(&mut store, owner()).unwrap(), Done::Nothing);
    let reason = || Wish::Reason { of: 2, text: "holidays".to_owned() };
    assert_eq!(written(store.perform(reason(), desk.stamp()).unwrap()).rows, 0);
    assert_eq!(store.perform(reason(), desk.stamp()).unwrap(), Done::Nothing);
    assert_eq!(store.journal().entries().len(), 3);
}

#[test]
fn an_account_moved_away_and_back_in_one_edit_stays_as_it_was_judged() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let account = desk.account(&mut store, "Ernst Handel", Some(at(10, 20)));
    let to = |place| Placement { account, to: Some(place) };
    let there_and_back = Edit::Move(vec![to(at(30, 40)), to(at(10, 20))]);
    assert_eq!(desk.edit(&mut store, there_and_back).unwrap(), Done::Nothing);
}

#[test]
fn what_cannot_be_done_says_so_and_changes_nothing() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    assert!(matches!(store.perform(Wish::Undo, desk.stamp()), Err(StoreError::NothingToUndo)));
    assert!(matches!(store.perform(Wish::Redo, desk.stamp()), Err(StoreError::NothingToRedo)));
    let nameless = Edit::CreateAccount { values: vec![], position: None };
    assert!(matches!(desk.edit(&mut store, nameless), Err(StoreError::Refused(_))));
    let reason = Wish::Reason { of: 1, text: String::new() };
    assert!(matches!(store.perform(reason, desk.stamp()), Err(StoreError::NoSuchEdit(1))));
    assert_eq!(store.journal().entries(), []);
    assert_sound(&mut store, desk.stamp());
}

#[test]
fn the_portfolio_of_an_earlier_day_comes_back() {
    let desk = Desk::new();
    let mut store = desk.create();
    let day = |days: i64| noon() + TimeDelta::days(days);
    let stamp = |days: i64| Stamp::seeded(day(days), "Anna", days.unsigned_abs());
    let mut seen = vec![(*store.portfolio().as_ref()).clone()];
    let create = |name: &str| {
        Wish::Edit(Edit::CreateAccount { values: vec![AccountValue::Name(name.to_owned())], position: None })
    };
    for (days, wish) in [(1, create("One")), (2, create("Two")), (3, Wish::Undo), (4, Wish::Redo), (5, Wish::Undo)] {
        store.perform(wish, stamp(days)).unwrap();
        seen.push((**store.portfolio()).clone());
    }
    for (days, wanted) in (0..).zip(&seen) {
        let then = store.as_of(day(days).date_naive()).unwrap();
        assert!(then.same_rows(wanted), "after {days} days");
    }
}
