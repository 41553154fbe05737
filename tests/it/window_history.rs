//! Looking back in the window, and taking back what was done.

use egui::{Key, Modifiers};

use crate::support::at;
use crate::support::window::{CTRL, Window};

#[test]
fn an_entry_is_opened_field_by_field_and_reverted() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(70, 60));
    window.press(CTRL, Key::Num3);
    window.assert_shows("Today");
    window.click("Move Ernst Handel · Growth Potential → Key, 12:00 · Anna · 1 row");
    window.assert_shows("Class: Growth Potential → Key");
    window.enter("Reason", "New buyer");
    assert_eq!(window.journal(6), ["Because: New buyer"]);
    window.assert_shows("Move Ernst Handel · Growth Potential → Key, 12:00 · Anna · 1 row · “New buyer”");

    window.click("Revert this");
    assert_eq!(window.journal(7), ["Revert move Ernst Handel"]);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    // The edit that is open stands, but its row has moved on: the way there is shown.
    let before = window.entries();
    window.click("Revert this");
    assert_eq!(window.entries(), before, "it is not available any more");
    window.click("Ernst Handel was changed on 2 March 2026 (Revert move Ernst Handel)");
    window.assert_shows("Class: Key → Growth Potential");
    let (store, _desk) = window.reopened();
    assert_eq!(store.journal().entries().len(), 8);
}

#[test]
fn everything_after_an_entry_is_undone_once_that_is_agreed_to() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(70, 60));
    window.click_at(window.place(at(50, 50)), Modifiers::NONE);
    window.press(CTRL, Key::Num3);
    let create = "Create Blondel et fils, 12:03 · Anna · 2 rows";
    window.click(create);
    window.assert_shows("Name: Blondel et fils");
    window.click("Undo to here…");
    window.assert_shows_part("Everything after “Create Blondel et fils”");
    window.click("Cancel");
    assert_eq!(window.entries(), 6);
    window.click("Undo to here…");
    window.click("Undo 3 edits");
    assert_eq!(window.names(), ["Ernst Handel", "Alfreds Futterkiste", "Blondel et fils"]);
    assert!(!window.shows_part("Undo: Move Ernst Handel, "));
    window.click("Show undo and redo");
    window.assert_shows_part("Undo: Move Ernst Handel, ");
    window.press(CTRL, Key::Z);
    assert_eq!(window.names().len(), 2);
}

#[test]
fn the_list_is_narrowed_by_kind_account_and_words() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(70, 60));
    window.drag_dot("Blondel et fils", at(10, 10));
    window.click_at(window.place(at(50, 50)), Modifiers::NONE);
    window.press(CTRL, Key::Num3);
    window.assert_shows("7 entries");
    window.click("Moves");
    window.assert_shows("2 entries");
    window.click("All");
    window.type_into("Account", "ernst");
    window.click("History of Ernst Handel");
    window.assert_shows("2 entries");
    window.enter("Words of an entry", "create");
    window.assert_shows("1 entry");
    window.click("Ernst Handel ✕");
    window.assert_shows("5 entries");
    window.type_into("From day", "2026-03-03");
    window.assert_shows("0 entries");
    window.assert_shows("No entry fits; ask for less above");
}

#[test]
fn the_keyboard_goes_through_the_list() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(70, 60));
    window.press(CTRL, Key::Num3);
    window.click("Move Ernst Handel · Growth Potential → Key, 12:00 · Anna · 1 row");
    window.press(Modifiers::NONE, Key::End);
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("Name: Alfreds Futterkiste");
    window.press(Modifiers::NONE, Key::Home);
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("Class: Growth Potential → Key");
    window.click("Select these accounts");
    assert_eq!(window.app().view.selection.len(), 1);
    window.click("History of this account");
    window.assert_shows("2 entries");
}
