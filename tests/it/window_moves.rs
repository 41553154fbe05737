//! Dots dragged over the board: what is written, once, and what is shown.

use egui::{Key, Modifiers, Pos2, vec2};

use crate::support::at;
use crate::support::window::{CTRL, CTRL_SHIFT, FIVE, SHIFT, Window};

#[test]
fn a_dragged_dot_is_stored_where_it_was_dropped_and_asked_why() {
    let mut window = Window::of_five();
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(64, 71));
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
    assert_eq!(window.journal(before), ["Move Ernst Handel"]);
    window.assert_shows("Ernst Handel, Key, engagement 64, potential 71");
    window.assert_shows("Key. Why?");

    let (mut store, mut desk) = window.reopened();
    let ernst = store.portfolio().accounts().find(|account| account.name == "Ernst Handel").unwrap();
    assert_eq!(ernst.judged(), Some(at(64, 71)));
    crate::support::assert_sound(&mut store, desk.stamp());
}

#[test]
fn a_click_on_a_reason_answers_the_toast() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.click("New contract");
    assert_eq!(window.journal(before), ["Move Ernst Handel", "Because: New contract"]);
    assert!(!window.shows("Key. Why?"), "it was answered");
    window.click_dot("Ernst Handel");
    window.assert_shows("Growth Potential → Key");
    window.assert_shows_part("38/55 → 64/71 · Anna");
    window.wait(20.0);
    window.assert_shows_part("New contract");
}

#[test]
fn a_typed_reason_is_given_with_enter() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.enter("Reason for the move", "They opened a second plant");
    assert_eq!(window.journal(before), ["Move Ernst Handel", "Because: They opened a second plant"]);
    assert!(!window.shows("Key. Why?"), "it was answered");
}

#[test]
fn a_typed_reason_that_was_not_sent_is_kept_when_the_next_dot_is_dragged() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.type_into("Reason for the move", "They opened a second plant");
    window.drag_dot("Blondel et fils", at(20, 30));
    let journal = window.journal(before);
    assert_eq!(journal[0], "Move Ernst Handel");
    assert_eq!(window.store().journal().reason(before as u64 + 1), Some("They opened a second plant"));
    assert!(journal.contains(&"Move Blondel et fils".to_owned()), "{journal:?}");
    window.assert_shows("Service. Why?");
}

#[test]
fn an_ignored_toast_goes_away_and_writes_nothing() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.wait(10.0);
    window.assert_shows("Key. Why?");
    window.wait(5.0);
    assert!(!window.shows("Key. Why?"));
    assert_eq!(window.journal(before), ["Move Ernst Handel"]);
}

#[test]
fn undo_and_redo_by_keys_by_toast_and_named_in_the_menu() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.click("Edit");
    window.assert_shows("Undo move Ernst Handel");
    window.press(Modifiers::NONE, Key::Escape);

    window.press(CTRL, Key::Z);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    window.assert_shows("Undone: Move Ernst Handel");
    assert!(!window.shows("Key. Why?"), "what is taken back needs no reason");

    window.press(CTRL_SHIFT, Key::Z);
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
    window.press(CTRL, Key::Z);
    window.press(CTRL, Key::Y);
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));

    window.drag_dot("Blondel et fils", at(20, 30));
    window.click("Undo");
    assert_eq!(window.position("Blondel et fils"), Some(at(80, 20)));
    window.menu("Edit", "Redo move Blondel et fils");
    assert_eq!(window.position("Blondel et fils"), Some(at(20, 30)));
    let (moved, again) = ("Move Ernst Handel", "Redo: Move Ernst Handel");
    let (back, other) = ("Undo: Move Ernst Handel", "Move Blondel et fils");
    let rest = ["Undo: Move Blondel et fils", "Redo: Move Blondel et fils"];
    assert_eq!(window.journal(before), [moved, back, again, back, again, other, rest[0], rest[1]]);
}

#[test]
fn the_undo_of_a_toast_takes_back_its_own_move_and_nothing_later() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.assert_shows("Undo");
    window.click_dot("Blondel et fils");
    window.enter("Owner", "Anna Berger");
    window.assert_shows("Key. Why?");
    assert!(!window.shows("Undo"), "it would take back the owner of another account");
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Blondel et fils").owner, "");
    window.click("Undo");
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
}

#[test]
fn esc_calls_a_drag_off() {
    let mut window = Window::of_five();
    let before = window.entries();
    let (from, to) = (window.dot("Ernst Handel"), window.place(at(64, 71)));
    window.pull(from, to, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::Escape);
    window.hover(to + vec2(20.0, 0.0));
    window.let_go(to);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    assert_eq!(window.entries(), before);
    window.drag_dot("Ernst Handel", at(64, 71));
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)), "the next drag is a drag again");
}

#[test]
fn a_dot_dropped_where_it_was_is_no_entry() {
    let mut window = Window::of_five();
    let before = window.entries();
    let from = window.dot("Ernst Handel");
    window.pull(from, from + vec2(80.0, 0.0), Modifiers::NONE);
    window.hover(from);
    window.let_go(from);
    assert_eq!(window.entries(), before);
}

#[test]
fn shift_locks_an_axis() {
    let check = |to: (u8, u8), wanted: (u8, u8)| {
        let mut window = Window::of_five();
        let (from, to) = (window.dot("Ernst Handel"), window.place(at(to.0, to.1)));
        window.pull(from, to, SHIFT);
        window.let_go(to);
        assert_eq!(window.position("Ernst Handel"), Some(at(wanted.0, wanted.1)));
    };
    check((42, 80), (38, 80));
    check((70, 57), (70, 55));
}

#[test]
fn a_dot_lands_under_the_pointer_in_a_small_window_and_in_a_large_one() {
    for size in [vec2(900.0, 560.0), vec2(2400.0, 1400.0)] {
        let mut window = Window::of_five_and(&["Folies gourmandes"]);
        window.harness.set_size(size);
        window.settle();
        window.settle();
        window.drag_dot("Ernst Handel", at(64, 71));
        assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)), "{size}");
    }
}

#[test]
fn a_dot_cannot_leave_the_board() {
    let mut window = Window::of_five();
    window.drag(window.dot("Ernst Handel"), window.place(at(100, 100)) + vec2(15.0, -15.0));
    assert_eq!(window.position("Ernst Handel"), Some(at(100, 100)));
}

#[test]
fn the_readout_says_where_a_dot_would_go_and_what_it_would_be() {
    let mut window = Window::of_five();
    let (from, to) = (window.dot("Ernst Handel"), window.place(at(64, 71)));
    window.pull(from, to, Modifiers::NONE);
    window.assert_shows("Engagement 38 → 64 · Potential 55 → 71 · Growth Potential → Key");
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)), "nothing is stored before the drop");
    window.hover(window.place(at(40, 71)));
    window.assert_shows("Engagement 38 → 40 · Potential 55 → 71 · Stays Growth Potential");
    window.let_go(window.place(at(40, 71)));
    assert!(!window.shows_part("Engagement 38 →"));
}

#[test]
fn a_selection_goes_together_as_one_entry() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.click_at(window.dot("Ernst Handel"), Modifiers::NONE);
    window.click_at(window.dot("Alfreds Futterkiste"), CTRL);
    window.click_at(window.dot("Blondel et fils"), SHIFT);
    window.assert_shows("3 accounts");
    let (from, to) = (window.dot("Ernst Handel"), window.place(at(43, 65)));
    window.pull(from, to, Modifiers::NONE);
    window.assert_shows("Engagement +5 · Potential +10 · Nobody changes class");
    window.let_go(to);
    let positions = ["Ernst Handel", "Alfreds Futterkiste", "Blondel et fils"].map(|name| window.position(name));
    assert_eq!(positions, [Some(at(43, 65)), Some(at(25, 30)), Some(at(85, 30))]);
    assert_eq!(window.journal(before), ["Move 3 accounts"]);
    window.press(CTRL, Key::Z);
    let positions = ["Ernst Handel", "Alfreds Futterkiste", "Blondel et fils"].map(|name| window.position(name));
    assert_eq!(positions, [Some(at(38, 55)), Some(at(20, 20)), Some(at(80, 20))]);
}

#[test]
fn ctrl_click_takes_out_of_the_selection_what_is_in_it() {
    let mut window = Window::of_five();
    window.click_at(window.dot("Ernst Handel"), Modifiers::NONE);
    window.click_at(window.dot("Blondel et fils"), CTRL);
    window.assert_shows("2 accounts");
    window.click_at(window.dot("Blondel et fils"), CTRL);
    assert_eq!(window.field_text("Name"), "Ernst Handel");
    window.click_at(window.place(at(60, 40)), Modifiers::NONE);
    window.assert_shows("No account selected");
}

#[test]
fn a_rectangle_selects_what_it_frames() {
    let mut window = Window::of_five();
    window.drag(window.place(at(90, 12)), window.place(at(12, 40)));
    window.assert_shows("2 accounts");
    let before = window.entries();
    window.drag_dot("Alfreds Futterkiste", at(15, 30));
    assert_eq!(window.position("Alfreds Futterkiste"), Some(at(15, 30)));
    assert_eq!(window.position("Blondel et fils"), Some(at(75, 30)));
    assert_eq!(window.journal(before), ["Move 2 accounts"]);
}

#[test]
fn a_rectangle_with_shift_adds_and_esc_calls_it_off() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let (from, to) = (window.place(at(90, 12)), window.place(at(12, 40)));
    window.pull(from, to, SHIFT);
    window.press(SHIFT, Key::Escape);
    window.let_go(to);
    assert_eq!(window.field_text("Name"), "Ernst Handel");
    window.pull(from, to, SHIFT);
    window.let_go(to);
    window.assert_shows("3 accounts");
}

#[test]
fn a_hand_that_trembles_while_it_clicks_moves_nothing() {
    let mut window = Window::of_five();
    let before = window.entries();
    let dot = window.dot("Ernst Handel");
    window.pull(dot, dot + vec2(3.0, 2.0), Modifiers::NONE);
    window.let_go(dot + vec2(3.0, 2.0));
    assert_eq!(window.entries(), before);
    assert_eq!(window.field_text("Name"), "Ernst Handel", "it is a click");
}

#[test]
fn a_dividing_line_says_who_changes_class_while_it_is_dragged() {
    let mut window = Window::of_five();
    let before = window.entries();
    // Away from the crossing, where both lines would go.
    let (from, to) = (window.place(at(50, 5)), window.place(at(30, 5)));
    window.pull(from, to, Modifiers::NONE);
    window.assert_shows("Engagement line 50 → 30 · 1 account changes class");
    let lower = window.place(at(19, 5));
    window.hover(lower);
    window.assert_shows("Engagement line 50 → 19 · 3 accounts change class");
    assert_eq!(window.entries(), before);
    window.let_go(lower);
    assert_eq!(window.journal(before), ["Divide the board at engagement 19, potential 50"]);
    window.assert_shows("Ernst Handel, Key, engagement 38, potential 55");
    window.press(CTRL, Key::Z);
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    assert_eq!(window.journal(before)[1], "Undo: Divide the board at engagement 19, potential 50");
}

#[test]
fn esc_calls_a_dividing_line_off() {
    let mut window = Window::of_five();
    let before = window.entries();
    let to = window.place(at(30, 5));
    window.pull(window.place(at(50, 5)), to, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::Escape);
    window.let_go(to);
    assert_eq!(window.entries(), before);
}

#[test]
fn what_happens_to_an_account_while_it_is_dragged_is_no_surprise() {
    let check = |modifiers: Modifiers, key: Key, wanted: &[&str]| {
        let mut window = Window::of_five();
        window.click_dot("Ernst Handel");
        let before = window.entries();
        let to = window.place(at(64, 71));
        window.pull(window.dot("Ernst Handel"), to, Modifiers::NONE);
        window.press(modifiers, key);
        window.let_go(to);
        assert_eq!(window.journal(before), wanted, "{key:?} in the middle of a drag");
        assert!(!window.shows_part("not there any more"), "no error for what is plain to see");
    };
    // The last edit before the drag made an account; taking it back must not move another one.
    check(CTRL, Key::Z, &["Undo: Create Die Wandernde Kuh", "Move Ernst Handel"]);
    check(Modifiers::NONE, Key::Delete, &["Delete Ernst Handel"]);
}

#[test]
fn both_lines_go_from_their_crossing() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.drag(window.place(at(50, 50)), window.place(at(60, 40)));
    assert_eq!(window.journal(before), ["Divide the board at engagement 60, potential 40"]);
}

/// In the tray.
fn chip(window: &Window, name: &str) -> Pos2 {
    use egui_kittest::kittest::Queryable;
    window.harness.get_by_label(&format!("{name}, unplaced")).rect().center()
}

#[test]
fn an_unplaced_account_is_dragged_out_of_the_tray_onto_the_board() {
    let mut window = Window::of_five_and(&["Folies gourmandes"]);
    let before = window.entries();
    window.drag(chip(&window, "Folies gourmandes"), window.place(at(60, 60)));
    assert_eq!(window.position("Folies gourmandes"), Some(at(60, 60)));
    assert_eq!(window.journal(before), ["Move Folies gourmandes"]);
    window.assert_shows("Folies gourmandes, Key, engagement 60, potential 60");
    window.assert_shows("Key. Why?");
}

#[test]
fn of_many_unplaced_accounts_one_is_found_by_name_and_dragged_out_of_the_list() {
    let names: Vec<String> = (0..200).map(|number| format!("Unplaced {number} Limited")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut window = Window::of_five_and(&names);
    let before = window.entries();
    window.open_tray_list();
    window.type_into("Find an unplaced account", "placed 177");
    window.drag(chip(&window, "Unplaced 177 Limited"), window.place(at(60, 60)));
    assert_eq!(window.position("Unplaced 177 Limited"), Some(at(60, 60)));
    assert_eq!(window.journal(before), ["Move Unplaced 177 Limited"]);
    assert!(!window.shows("Find an unplaced account"), "the list is out of the way");

    window.open_tray_list();
    window.type_into("Find an unplaced account", "nobody of this name");
    window.assert_shows("No unplaced account has this name");
}

#[test]
fn let_go_off_the_board_or_called_off_it_stays_in_the_tray() {
    let mut window = Window::of_five_and(&["Folies gourmandes"]);
    let before = window.entries();
    let (from, to) = (chip(&window, "Folies gourmandes"), window.place(at(60, 60)));
    window.drag(from, Pos2::new(1200.0, 400.0));
    window.pull(from, to, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::Escape);
    window.let_go(to);
    assert_eq!(window.entries(), before);
    assert_eq!(window.position("Folies gourmandes"), None);
}

#[test]
fn a_dot_dropped_into_the_tray_is_unplaced() {
    let mut window = Window::of_five_and(&["Folies gourmandes"]);
    let before = window.entries();
    let tray = chip(&window, "Folies gourmandes") + vec2(200.0, 0.0);
    window.drag(window.dot("Ernst Handel"), tray);
    assert_eq!(window.position("Ernst Handel"), None);
    assert_eq!(window.journal(before), ["Unplace Ernst Handel"]);
    window.assert_shows("Unplaced. Why?");
    window.assert_shows("Ernst Handel, unplaced");
    window.press(CTRL, Key::Z);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
}

#[test]
fn where_there_is_no_tray_any_more_nothing_is_unplaced() {
    let mut window = Window::of_five_and(&["Folies gourmandes"]);
    let tray = chip(&window, "Folies gourmandes");
    window.drag(tray, window.place(at(60, 60)));
    assert!(!window.shows("Folies gourmandes, unplaced"), "the tray is gone");
    window.drag(window.dot("Ernst Handel"), tray + vec2(200.0, 0.0));
    let stays = window.position("Ernst Handel").expect("on the board");
    assert_eq!(stays.engagement, at(0, 0).engagement);
}

#[test]
fn a_stack_fans_out_under_the_pointer_and_gives_the_one_that_is_dragged() {
    let accounts: Vec<_> = FIVE.iter().map(|(name, (up, across))| (*name, Some(at(*up, *across)))).collect();
    let stacked = [("Under", Some(at(60, 30))), ("Over", Some(at(60, 30)))];
    let mut window = Window::of(&[accounts, stacked.to_vec()].concat(), []);
    let center = window.place(at(60, 30));
    let count = window.app().view.board.written().into_iter().filter(|line| line.ends_with("×2")).count();
    assert_eq!(count, 1, "two at one place are counted");

    window.hover(center);
    window.wait(0.3);
    // The fan spreads its two straight up and straight down.
    let lower = center + vec2(0.0, 30.0);
    window.hover(lower);
    window.pull(lower, lower + vec2(100.0, 0.0), Modifiers::NONE);
    window.let_go(lower + vec2(100.0, 0.0));
    let moved: Vec<_> =
        ["Under", "Over"].into_iter().filter(|name| window.position(name) != Some(at(60, 30))).collect();
    assert_eq!(moved, ["Over"], "the second is the lower one");
    assert!(window.app().view.board.written().iter().all(|line| !line.contains('×')), "there is no stack any more");
}
