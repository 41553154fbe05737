//! The window by keyboard; and zoom, search, theme, and rest.

use egui::{Event, Key, Modifiers, PointerButton, Theme, vec2};

use crate::support::at;
use crate::support::window::{CTRL, SHIFT, Window};

#[test]
fn arrows_nudge_what_is_selected_and_write_once_when_let_go() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.hold(Modifiers::NONE, Key::ArrowUp, true);
    for _ in 0..4 {
        window.harness.event(Event::Key {
            key: Key::ArrowUp,
            physical_key: None,
            pressed: true,
            repeat: true,
            modifiers: Modifiers::NONE,
        });
    }
    window.settle();
    window.assert_shows("Engagement 38 → 43 · Potential 55 → 55 · Stays Growth Potential");
    assert_eq!(window.entries(), before, "nothing is written while the key is held");
    window.hold(Modifiers::NONE, Key::ArrowUp, false);
    assert_eq!(window.position("Ernst Handel"), Some(at(43, 55)));
    assert_eq!(window.journal(before), ["Move Ernst Handel"]);

    window.hold(SHIFT, Key::ArrowRight, true);
    window.hold(SHIFT, Key::ArrowRight, false);
    window.press(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(window.position("Ernst Handel"), Some(at(43, 59)));
    assert_eq!(window.journal(before).len(), 3);
}

#[test]
fn esc_calls_a_nudge_off() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.hold(Modifiers::NONE, Key::ArrowUp, true);
    window.press(Modifiers::NONE, Key::Escape);
    window.hold(Modifiers::NONE, Key::ArrowUp, false);
    assert_eq!(window.entries(), before);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
}

#[test]
fn a_nudge_ends_when_the_window_loses_the_keyboard() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.hold(Modifiers::NONE, Key::ArrowUp, true);
    window.harness.event(Event::WindowFocused(false));
    window.settle();
    assert_eq!(window.journal(before), ["Move Ernst Handel"]);
}

#[test]
fn keys_that_a_menu_a_list_or_a_dialog_has_do_nothing_to_the_board() {
    let check = |open: &dyn Fn(&mut Window)| {
        let mut window = Window::of_five();
        window.click_dot("Ernst Handel");
        let before = window.entries();
        open(&mut window);
        window.press(Modifiers::NONE, Key::ArrowDown);
        window.press(Modifiers::NONE, Key::ArrowRight);
        window.press(Modifiers::NONE, Key::Escape);
        assert_eq!(window.journal(before), Vec::<String>::new());
        assert_eq!(window.field_text("Name"), "Ernst Handel", "it is still selected");
    };
    check(&|window| window.click("View"));
    check(&|window| window.click("Stage"));
    check(&|window| window.menu("Help", "About Fourfold"));
    check(&|window| window.type_into("Owner", "Anna"));
}

#[test]
fn a_dot_is_reached_chosen_and_moved_by_keyboard_alone() {
    let mut window = Window::of_five();
    let label = "Ernst Handel, Growth Potential, engagement 38, potential 55";
    let before = window.entries();
    let mut tabs = 0;
    while !focused(&window, label) {
        tabs += 1;
        assert!(tabs < 60, "Tab never came to the dot");
        window.press(Modifiers::NONE, Key::Tab);
    }
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.field_text("Name"), "Ernst Handel");
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(window.position("Ernst Handel"), Some(at(39, 56)));
    assert_eq!(window.journal(before), ["Move Ernst Handel", "Move Ernst Handel"]);
}

#[test]
fn while_nothing_is_selected_arrows_walk_from_dot_to_dot() {
    use egui_kittest::kittest::Queryable;
    let mut window = Window::of_five();
    let before = window.entries();
    window.harness.get_by_label("Alfreds Futterkiste, Service, engagement 20, potential 20").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowUp);
    assert!(focused(&window, "Blondel et fils, Maintenance, engagement 80, potential 20"));
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert!(focused(&window, "Chop-suey Chinese, Key, engagement 75, potential 85"));
    assert_eq!(window.entries(), before);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.field_text("Name"), "Chop-suey Chinese");
}

fn focused(window: &Window, label: &str) -> bool {
    use egui_kittest::kittest::Queryable;
    window.harness.get_by_label(label).is_focused()
}

#[test]
fn the_keys_of_a_text_field_stay_its_own() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.type_into("Owner", "Anna Berger");
    for key in [Key::Delete, Key::ArrowUp, Key::ArrowLeft] {
        window.press(Modifiers::NONE, key);
    }
    window.press(CTRL, Key::Z);
    assert_eq!(window.entries(), before, "no board was undone, no dot nudged, no account deleted");
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
}

#[test]
fn the_search_counts_what_it_leaves_and_ctrl_a_selects_it() {
    let mut window = Window::of_five();
    window.assert_shows("5 on the board");
    window.press(CTRL, Key::F);
    window.type_text("ALFREDS");
    window.assert_shows("1 of 5");
    window.press(CTRL, Key::A);
    window.type_text("growth");
    window.assert_shows("2 of 5");
    assert!(!window.shows_part("Blondel et fils, Maintenance"), "what is dimmed is passed over by Tab");
    window.press(Modifiers::NONE, Key::Enter);
    window.press(CTRL, Key::A);
    window.assert_shows("2 accounts");
    window.menu("View", "Clear the filter");
    window.assert_shows("5 of 5");
}

#[test]
fn esc_in_the_search_field_clears_it() {
    let mut window = Window::of_five();
    window.press(CTRL, Key::F);
    window.type_text("ernst");
    window.assert_shows("1 of 5");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("5 of 5");
}

#[test]
fn the_wheel_zooms_at_the_pointer_and_ctrl_0_shows_the_whole_board() {
    let mut window = Window::of_five();
    let pointer = window.dot("Ernst Handel");
    window.wheel(pointer, 3.0);
    let (dot, other) = (window.dot("Ernst Handel"), window.dot("Blondel et fils"));
    assert!(dot.distance(pointer) < 0.5, "{dot} stays under the pointer at {pointer}");
    window.assert_shows("Show the whole board");
    assert!(!window.app().view.board.camera.is_whole_board());
    window.press(CTRL, Key::Num0);
    assert!(window.app().view.board.camera.is_whole_board());
    assert!(window.dot("Blondel et fils").distance(other) > 20.0);
    assert!(!window.shows("Show the whole board"));
}

#[test]
fn a_drag_while_zoomed_in_lands_under_the_pointer() {
    let mut window = Window::of_five();
    window.wheel(window.dot("Ernst Handel"), 4.0);
    window.drag_dot("Ernst Handel", at(41, 58));
    assert_eq!(window.position("Ernst Handel"), Some(at(41, 58)));
}

#[test]
fn a_double_click_on_empty_ground_shows_the_whole_board() {
    let mut window = Window::of_five();
    let empty = window.place(at(60, 40));
    window.wheel(empty, 3.0);
    assert!(!window.app().view.board.camera.is_whole_board());
    window.wait(1.0);
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (PointerButton::Primary, Modifiers::NONE);
        window.harness.event(Event::PointerButton { pos: empty, button, pressed, modifiers });
    }
    window.settle();
    assert!(window.app().view.board.camera.is_whole_board());
}

#[test]
fn the_middle_button_pans() {
    let mut window = Window::of_five();
    window.wheel(window.dot("Ernst Handel"), 4.0);
    let (dot, before) = (window.dot("Ernst Handel"), window.entries());
    let empty = window.place(at(38, 50));
    window.pull_with(PointerButton::Middle, empty, empty + vec2(60.0, 20.0), Modifiers::NONE);
    window.let_go_with(PointerButton::Middle, empty + vec2(60.0, 20.0));
    assert!(window.dot("Ernst Handel").distance(dot + vec2(60.0, 20.0)) < 1.0);
    assert_eq!(window.entries(), before);
}

#[test]
fn space_and_drag_pans_and_moves_no_dot() {
    let mut window = Window::of_five();
    window.wheel(window.dot("Ernst Handel"), 4.0);
    let (dot, before) = (window.dot("Ernst Handel"), window.entries());
    window.hold(Modifiers::NONE, Key::Space, true);
    window.drag(dot, dot + vec2(60.0, 20.0));
    window.hold(Modifiers::NONE, Key::Space, false);
    assert!(window.dot("Ernst Handel").distance(dot + vec2(60.0, 20.0)) < 1.0);
    assert_eq!(window.entries(), before);
}

#[test]
fn a_trackpad_pans_and_pinches() {
    let mut window = Window::of_five();
    let dot = window.dot("Ernst Handel");
    window.hover(dot);
    window.harness.event(Event::Zoom(2.0));
    window.settle();
    assert!(window.dot("Ernst Handel").distance(dot) < 0.5, "a pinch zooms at the pointer");
    let camera = window.app().view.board.camera;
    assert!(camera.max[0] - camera.min[0] < 60.0, "{camera:?}");
    window.harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(30.0, 12.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Trackpad,
        modifiers: Modifiers::NONE,
    });
    window.settle();
    assert!(window.dot("Ernst Handel").distance(dot + vec2(30.0, 12.0)) < 1.0, "two fingers pan");
}

#[test]
fn the_theme_is_switched_in_the_view_menu() {
    let mut window = Window::of_five();
    assert_eq!(window.harness.ctx.theme(), Theme::Light);
    window.menu("View", "Dark theme");
    assert_eq!(window.harness.ctx.theme(), Theme::Dark);
    window.menu("View", "Light theme");
    assert_eq!(window.harness.ctx.theme(), Theme::Light);
}

#[test]
fn nothing_is_drawn_while_nothing_happens() {
    let check = |mut window: Window, wanted_seconds: f64, why: &str| {
        window.settle();
        assert!(window.next_frame() > wanted_seconds, "{why}: next frame in {} s", window.next_frame());
    };
    check(Window::of_five(), 3600.0, "a board at rest");
    check(Window::begin(crate::support::Desk::new(), None, []), 3600.0, "the welcome screen");
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.wait(3.0);
    check(window, 3600.0, "a selected dot under the pointer");
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.wait(1.0);
    check(window, 1.0, "a toast waits for its end, not for every frame");
    let mut window = Window::of_five();
    window.pull(window.dot("Ernst Handel"), window.place(at(64, 71)), Modifiers::NONE);
    check(window, 3600.0, "a dot held still");
    let mut window = Window::of_five();
    window.hold(Modifiers::NONE, Key::ArrowUp, true);
    check(window, 3600.0, "a key held with nothing selected");
}
