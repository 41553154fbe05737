//! The palette, the sheet of shortcuts, context menus, and the way of the keyboard through the window.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, Pos2, Theme};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::command::Tab;

use crate::support::at;
use crate::support::window::{CTRL, SHIFT, Window};

/// Opens the palette and types.
fn ask(window: &mut Window, text: &str) {
    window.press(CTRL, Key::K);
    window.type_text(text);
}

/// Opens the palette, types, and presses Enter.
fn tell(window: &mut Window, text: &str) {
    ask(window, text);
    window.press(Modifiers::NONE, Key::Enter);
}

/// The rows of the palette, as they are read out.
fn rows(window: &Window) -> Vec<String> {
    let rows = window.harness.query_all_by_role(Role::ListBoxOption);
    rows.filter_map(|row| row.accesskit_node().label()).collect()
}

fn is_focused(window: &Window, label: &str) -> bool {
    window.harness.query_all_by_label(label).any(|node| node.is_focused())
}

#[test]
fn a_few_letters_find_an_account_and_enter_selects_it() {
    let mut window = Window::of_five();
    ask(&mut window, "ersnt");
    assert_eq!(rows(&window), ["Ernst Handel, Growth Potential, 38 · 55"]);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.field_text("Name"), "Ernst Handel");
    assert!(!window.app().view.palette.is_open());
    assert!(is_focused(&window, "Ernst Handel, Growth Potential, engagement 38, potential 55"));
    window.press(Modifiers::NONE, Key::ArrowUp);
    assert_eq!(window.position("Ernst Handel"), Some(at(39, 55)), "the arrow keys go on from there");
}

#[test]
fn an_account_out_of_sight_is_brought_into_it() {
    let mut window = Window::of_five();
    window.wheel(window.dot("Alfreds Futterkiste"), 8.0);
    window.press(CTRL, Key::Num3);
    assert_eq!(window.app().view.tab, Tab::History);
    tell(&mut window, "chop");
    assert_eq!(window.app().view.tab, Tab::Board);
    let stage = window.app().view.board.stage().unwrap();
    assert!(stage.rect.contains(window.dot("Chop-suey Chinese")));
    assert!(!window.app().view.board.camera.is_whole_board(), "as near as before");
}

#[test]
fn a_sentence_moves_an_account_once_and_asks_why() {
    let mut window = Window::of_five();
    let before = window.entries();
    ask(&mut window, "move ernst handel to 60 70");
    let row = "Move Ernst Handel to engagement 60, potential 70, now 38 · 55 · Growth Potential → Key";
    assert_eq!(rows(&window), [row]);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.journal(before), ["Move Ernst Handel"]);
    assert_eq!(window.position("Ernst Handel"), Some(at(60, 70)));
    window.assert_shows_part("Why?");
    // To the question by keyboard, the way it is answered after a drag.
    window.press(SHIFT, Key::F6);
    while !is_focused(&window, "Reason for the move") {
        window.press(Modifiers::NONE, Key::F6);
    }
    window.type_text("New contract");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.journal(before), ["Move Ernst Handel", "Because: New contract"]);

    tell(&mut window, "alfreds to key");
    assert_eq!(window.position("Alfreds Futterkiste"), Some(at(75, 75)));
    tell(&mut window, "unplace alfreds");
    assert_eq!(window.position("Alfreds Futterkiste"), None);
    tell(&mut window, "unplace alfreds");
    window.assert_shows("It is unplaced already");
    assert_eq!(window.journal(before).len(), 4);
}

#[test]
fn a_sentence_that_cannot_be_done_says_so() {
    let mut window = Window::of_five();
    let before = window.entries();
    let check = |window: &mut Window, text: &str, wanted: &str| {
        tell(window, text);
        assert_eq!(rows(window), [wanted], "{text}");
        window.press(Modifiers::NONE, Key::Escape);
    };
    check(&mut window, "move ernst to 120 70", "120 is out of range; a score is a number from 0 to 100");
    check(&mut window, "move nobody at all to 20 70", "No account is called “nobody at all”");
    check(&mut window, "qqq", "Nothing is called “qqq”");
    assert_eq!(window.entries(), before);
}

#[test]
fn a_name_that_several_may_mean_lists_them_and_tab_picks() {
    let mut window = Window::of(&[("Nord Süd", Some(at(10, 10))), ("Nord West", Some(at(20, 20)))], []);
    ask(&mut window, "move nord to 60 70");
    assert_eq!(rows(&window).len(), 2);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.position("Nord West"), Some(at(60, 70)));
    assert_eq!(window.position("Nord Süd"), Some(at(10, 10)));

    tell(&mut window, "move süd");
    assert_eq!(window.field_text("Find an account or a command"), "move Nord Süd to ");
    window.type_text("30 40");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.position("Nord Süd"), Some(at(30, 40)));
}

#[test]
fn a_command_that_does_not_apply_says_why() {
    let mut window = Window::of_five();
    ask(&mut window, "redo");
    assert_eq!(rows(&window).first().map(String::as_str), Some("Redo, There is nothing to redo, Ctrl+Shift+Z"));
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("There is nothing to redo");
}

#[test]
fn what_was_chosen_last_comes_first() {
    let mut window = Window::of_five();
    tell(&mut window, "dark theme");
    assert_eq!(window.harness.ctx.theme(), Theme::Dark);
    tell(&mut window, "blondel");
    window.press(CTRL, Key::K);
    let shown = rows(&window);
    assert_eq!(shown[..2], ["Blondel et fils, Maintenance, 80 · 20", "Dark theme, View › Theme"]);
    assert!(shown[2].starts_with("New workspace…"), "and then all commands: {shown:?}");
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().preferences.recent_commands.len(), 2, "nothing is remembered twice");
}

#[test]
fn the_palette_keeps_other_shortcuts_out_and_gives_the_keyboard_back() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.type_into("Owner", "Anna");
    ask(&mut window, "x");
    let before = window.entries();
    window.press(CTRL, Key::Z);
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.entries(), before, "no shortcut goes past it");
    window.press(CTRL, Key::K);
    assert!(!window.app().view.palette.is_open());
    window.type_text(" Berger");
    window.press(CTRL, Key::K);
    window.press(Modifiers::NONE, Key::Escape);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger");
    window.click("Find an account or a command");
    assert!(window.app().view.palette.is_open());
    window.click_at(Pos2::new(40.0, 800.0), Modifiers::NONE);
    assert!(!window.app().view.palette.is_open(), "a click beside it closes it");
}

#[test]
fn a_sentence_sets_the_filter() {
    use fourfold::model::{Column, Condition, Test};
    let mut window = Window::of_five();
    tell(&mut window, "filter class main");
    tell(&mut window, "filter class key");
    let test = Test::OneOf(["Key".to_owned()].into());
    assert_eq!(window.app().view.filter.conditions, [Condition { column: Column::Class, test }]);
    tell(&mut window, "go to history");
    assert_eq!(window.app().view.tab, Tab::History);
}

#[test]
fn f1_shows_all_shortcuts() {
    let mut window = Window::of_five();
    window.press(Modifiers::NONE, Key::F1);
    window.assert_shows("Undo: Ctrl+Z");
    window.assert_shows("Redo: Ctrl+Y");
    window.assert_shows("Add to the selection: Ctrl+Click");
    window.press(CTRL, Key::K);
    assert!(!window.app().view.palette.is_open());
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Undo: Ctrl+Z"));
}

#[test]
fn a_right_click_shows_what_can_be_done_with_a_dot() {
    let mut window = Window::of_five_and(&["Wolski"]);
    let before = window.entries();
    let dot = window.dot("Ernst Handel");
    window.right_click(dot);
    assert_eq!(window.field_text("Name"), "Ernst Handel", "it is selected first");
    assert!(!window.shows("Select all on the board"));
    window.menu_command("Archive");
    assert_eq!(window.journal(before), ["Archive Ernst Handel"]);

    let wolski = window.harness.get_by_label("Wolski, unplaced").rect().center();
    window.right_click(wolski);
    assert_eq!(window.field_text("Name"), "Wolski");
    window.menu_command("Archive");
    assert_eq!(window.journal(before), ["Archive Ernst Handel", "Archive Wolski"]);

    let ground = window.place(at(60, 40));
    window.right_click(ground);
    window.menu_command("Select all on the board");
    window.assert_shows("4 accounts");
}

#[test]
fn the_menu_key_shows_what_can_be_done_with_what_is_selected() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.press(SHIFT, Key::F10);
    assert!(is_focused(&window, "Rename"), "the keyboard is in the menu");
    window.press(Modifiers::NONE, Key::Enter);
    window.type_text("Ernst Handel GmbH");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.journal(before), ["Set name of Ernst Handel"]);
    assert_eq!(window.names()[0], "Ernst Handel GmbH");
}

#[test]
fn f2_types_over_the_name() {
    let mut window = Window::of_five();
    window.press(Modifiers::NONE, Key::F2);
    window.assert_shows("Select an account first");
    window.click_dot("Ernst Handel");
    window.press(Modifiers::NONE, Key::F2);
    window.type_text("Ernst Handel GmbH");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.names()[0], "Ernst Handel GmbH");
}

#[test]
fn f6_goes_from_part_to_part_and_back() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let dot = "Ernst Handel, Growth Potential, engagement 38, potential 55";
    let onward = ["Board", "View All", dot, "Name"];
    window.press(Modifiers::NONE, Key::F6);
    assert!(is_focused(&window, "Name"), "on from the board, where the click was");
    for label in onward {
        window.press(Modifiers::NONE, Key::F6);
        assert!(is_focused(&window, label), "F6 never came to {label}");
    }
    for label in onward.into_iter().rev().skip(1) {
        window.press(SHIFT, Key::F6);
        assert!(is_focused(&window, label), "Shift+F6 never came to {label}");
    }
    let tables: [(Key, &[&str]); 2] =
        [(Key::Num2, &["Table of accounts", "Accounts", "Name", "Board"]), (Key::Num3, &["Entries", "Name"])];
    for (tab, onward) in tables {
        window.press(CTRL, tab);
        for label in onward {
            window.press(Modifiers::NONE, Key::F6);
            assert!(is_focused(&window, label), "F6 never came to {label}");
        }
    }
}

#[test]
fn the_menus_are_reached_by_f10_and_by_alt() {
    let mut window = Window::of_five();
    window.press(Modifiers::NONE, Key::F10);
    assert!(is_focused(&window, "File"));
    for modifiers in [Modifiers::ALT, Modifiers::NONE] {
        window.harness.event(Event::ModifiersChanged(modifiers));
        window.settle();
    }
    assert!(is_focused(&window, "File"));
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert!(is_focused(&window, "View"));
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert!(is_focused(&window, "Accounts"));
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().view.tab, Tab::Accounts);

    window.press(Modifiers::NONE, Key::F10);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.assert_shows("New workspace…");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("New workspace…"));
}
