//! Taking back an import from History, when other things have been done since.

use std::sync::Arc;

use egui::{Key, Modifiers};
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, Activity, Contact, Edit, Import, ImportRow, ImportTarget, RecordKind,
};
use fourfold::store::Store;

use crate::support::window::{CTRL, FIVE, Window};
use crate::support::{Desk, at};

const IMPORT: &str = "Import 4 accounts from new.csv";

/// Five accounts, and an import of three new ones that also gave Ernst Handel an owner.
fn store(desk: &mut Desk) -> (Store, [AccountId; 3]) {
    let mut store = desk.create();
    let mut ernst = None;
    for (name, (engagement, potential)) in FIVE {
        let id = desk.account(&mut store, name, Some(at(engagement, potential)));
        ernst = ernst.or(Some(id));
    }
    let ids = [(); 3].map(|()| desk.stamp().account_id());
    let row =
        |target, value| ImportRow { target, patch: AccountPatch { values: vec![value], ..AccountPatch::default() } };
    let mut rows: Vec<ImportRow> = ids
        .iter()
        .zip(["Nina", "Olga", "Petra"])
        .map(|(id, name)| row(ImportTarget::NewAs(*id), AccountValue::Name(name.to_owned())))
        .collect();
    rows.push(row(ImportTarget::Existing(ernst.unwrap()), AccountValue::Owner("Ben".to_owned())));
    desk.edit(&mut store, Edit::import_accounts("new.csv", rows)).unwrap();
    (store, ids)
}

fn open_import(window: &mut Window) {
    window.press(CTRL, Key::Num3);
    window.click_entry(IMPORT);
    window.click("Undo this import…");
}

#[test]
fn what_nobody_edited_goes_back_and_the_rest_is_named() {
    let mut desk = Desk::new();
    let (mut store, [nina, olga, _]) = store(&mut desk);
    let owner = AccountValue::Owner("Anna".to_owned());
    desk.edit(&mut store, Edit::SetValues { accounts: vec![nina], values: vec![owner] }).unwrap();
    let import = Import {
        contacts: vec![Contact::new(desk.stamp().contact_id(), olga, "Roland Mendel")],
        ..Import::new("people.csv", RecordKind::Contacts)
    };
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    let before = window.entries();
    open_import(&mut window);
    window.assert_shows("2 accounts go back · 1 kept because somebody edited it since · 1 cannot go back");
    window.assert_shows_part("Olga: Olga has 1 contact");
    window.assert_shows("Nina was changed on 2 March 2026 (Set owner of Nina)");
    window.click("Cancel");
    assert_eq!(window.entries(), before, "nothing is written before it is agreed to");

    window.click("Undo this import…");
    window.click("Undo import");
    window.wait_for("The import is taken back");
    let words = "2 accounts went back · 1 kept because somebody edited it since · 1 could not go back";
    window.assert_shows(words);
    window.assert_shows(&format!("{words}: Undo brings it back"));
    assert_eq!(window.journal(before), ["Undo import 4 accounts from new.csv"]);
    assert!(!window.names().contains(&"Petra".to_owned()));
    assert!(window.names().contains(&"Nina".to_owned()) && window.names().contains(&"Olga".to_owned()));
    assert_eq!(window.account("Ernst Handel").owner, "");
    // What stayed can be read for as long as anybody likes, and leads to what was done.
    window.wait(60.0);
    window.click("Nina was changed on 2 March 2026 (Set owner of Nina)");
    window.assert_shows("Owner: – → Anna");
    assert!(!window.shows("The import is taken back"));

    window.press(CTRL, Key::Z);
    window.wait_for("Undone: ");
    assert!(window.names().contains(&"Petra".to_owned()));
    assert_eq!(window.account("Ernst Handel").owner, "Ben");
}

#[test]
fn an_import_is_found_and_taken_back_by_keyboard_alone_days_later() {
    let mut desk = Desk::new();
    let (store, _) = store(&mut desk);
    let mut window = Window::begin(desk, Some(store), []);
    let owner = "Carla";
    window.click_dot("Ernst Handel");
    window.enter("Owner", owner);
    window.press(CTRL, Key::K);
    window.type_text("undo an import");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("3 accounts go back · 1 kept because somebody edited it since");
    window.press(Modifiers::NONE, Key::Enter);
    window.wait_for("The import is taken back");
    window.press(Modifiers::NONE, Key::Enter);
    assert!(!window.shows("The import is taken back"));
    assert_eq!(window.account("Ernst Handel").owner, owner);
    assert_eq!(window.names().len(), FIVE.len());
}

#[test]
fn an_import_that_nobody_touched_goes_without_a_word_left_to_read() {
    let mut desk = Desk::new();
    let (store, _) = store(&mut desk);
    let mut window = Window::begin(desk, Some(store), []);
    let before = window.names();
    window.menu("Edit", "Undo an import…");
    window.assert_shows("4 accounts go back");
    // The keyboard is where it agrees.
    window.press(Modifiers::NONE, Key::Enter);
    window.wait_for("4 accounts went back: Undo brings it back");
    assert!(!window.shows("The import is taken back"));
    assert_eq!(window.names().len(), before.len() - 3);
    assert!(!window.app().env(&window.harness.ctx).import_to_undo, "it is not offered twice");
    // Asked all the same, it says that there is nothing left.
    window.click_entry(IMPORT);
    window.click("Undo this import…");
    window.assert_shows("Nothing goes back · 4 had gone back before");
    let entries = window.entries();
    window.click("Undo import");
    assert_eq!(window.entries(), entries);
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Undo an import"));
}

#[test]
fn activities_of_an_import_keep_the_people_that_they_name() {
    let mut desk = Desk::new();
    let (mut store, [nina, ..]) = store(&mut desk);
    let contact = Contact::new(desk.stamp().contact_id(), nina, "Roland Mendel");
    let people = Import { contacts: vec![contact.clone()], ..Import::new("people.csv", RecordKind::Contacts) };
    desk.edit(&mut store, Edit::Import(Arc::new(people))).unwrap();
    let day = "2026-02-01".parse().unwrap();
    let call = Activity {
        contacts: vec![contact.id],
        subject: "First call".to_owned(),
        ..Activity::new(desk.stamp().activity_id(), nina, day)
    };
    let calls = Import { activities: vec![call], ..Import::new("calls.csv", RecordKind::Activities) };
    desk.edit(&mut store, Edit::Import(Arc::new(calls))).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    window.press(CTRL, Key::Num3);
    window.click_entry("Import 1 activity from calls.csv");
    window.assert_shows("Contacts: Roland Mendel");
    window.click_entry("Import 1 contact from people.csv");
    window.click("Undo this import…");
    window.assert_shows("Nothing goes back · 1 cannot go back");
    window.assert_shows_part("Roland Mendel takes part in an activity that stays: First call");
}
