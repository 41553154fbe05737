//! Tools over the board: lasso, colours, trails, alignment, presentation.

use std::collections::BTreeSet;

use egui::{Event, Key, Modifiers, Pos2, ViewportCommand, ViewportId};
use egui_kittest::kittest::Queryable;
use fourfold::chart::color::DotColor;
use fourfold::model::{AccountValue, Edit, Money, Position, Qpc, QpcSource};

use crate::support::window::{CTRL, FIVE, SHIFT, Window};
use crate::support::{Desk, at};

const ALT: Modifiers = Modifiers::ALT;

/// The five with owners: two of Anna, one of Ben, two of nobody.
fn owned() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for (name, (engagement, potential)) in FIVE {
        let account = desk.account(&mut store, name, Some(at(engagement, potential)));
        let owner = match name {
            "Ernst Handel" | "Blondel et fils" => "Anna Berger",
            "Alfreds Futterkiste" => "Ben Adler",
            _ => continue,
        };
        let values = vec![AccountValue::Owner(owner.to_owned())];
        desk.edit(&mut store, Edit::SetValues { accounts: vec![account], values }).unwrap();
    }
    Window::begin(desk, Some(store), [])
}

fn selected(window: &Window) -> BTreeSet<String> {
    let portfolio = window.store().portfolio();
    window.app().view.selection.iter().map(|id| portfolio.account(*id).unwrap().name.clone()).collect()
}

#[track_caller]
fn assert_selected(window: &Window, names: &[&str]) {
    assert_eq!(selected(window), names.iter().map(|name| (*name).to_owned()).collect());
}

/// Draws along these positions without letting go; returns where the pointer is then.
fn draw(window: &mut Window, way: &[Position], modifiers: Modifiers) -> Pos2 {
    let places: Vec<Pos2> = way.iter().map(|position| window.place(*position)).collect();
    window.pull(places[0], places[1], modifiers);
    for place in &places[2..] {
        window.hover(*place);
    }
    places[places.len() - 1]
}

/// An angle along the left and the lower edge: its frame holds Ernst Handel, it does not.
fn angle() -> [Position; 6] {
    [at(90, 10), at(90, 30), at(30, 30), at(30, 90), at(10, 90), at(10, 10)]
}

#[test]
fn a_lasso_selects_exactly_what_is_inside() {
    let mut window = Window::of_five();
    let end = draw(&mut window, &angle(), ALT);
    window.assert_shows("3 accounts");
    assert_selected(&window, &[]);
    window.let_go(end);
    assert_selected(&window, &["Alfreds Futterkiste", "Blondel et fils", "Die Wandernde Kuh"]);
    assert_eq!(window.position("Blondel et fils"), Some(at(80, 20)), "nothing was dragged");

    window.click("Lasso");
    let around_ernst = [at(45, 45), at(45, 65), at(30, 65), at(30, 45)];
    let end = draw(&mut window, &around_ernst, SHIFT);
    window.let_go(end);
    assert_eq!(selected(&window).len(), 4, "Shift adds");
    let end = draw(&mut window, &around_ernst, Modifiers::NONE);
    window.let_go(end);
    assert_selected(&window, &["Ernst Handel"]);

    window.click("Lasso");
    window.drag_dot("Ernst Handel", at(64, 71));
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)), "put away, a drag is a drag again");
}

#[test]
fn a_drag_that_another_place_of_the_window_interrupts_moves_nothing() {
    let mut window = Window::of_five();
    let before = window.entries();
    let (from, to) = (window.dot("Ernst Handel"), window.place(at(64, 71)));
    window.pull(from, to, Modifiers::NONE);
    window.press(CTRL, Key::Num2);
    window.let_go(to);
    window.press(CTRL, Key::Num1);
    window.hover(window.place(at(10, 10)));
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    assert_eq!(window.entries(), before);
    window.drag_dot("Ernst Handel", at(64, 71));
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
}

#[test]
fn esc_calls_a_lasso_off() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let end = draw(&mut window, &angle(), ALT);
    window.press(Modifiers::NONE, Key::Escape);
    window.let_go(end);
    assert_selected(&window, &["Ernst Handel"]);
}

#[test]
fn colours_by_owner_have_a_legend_that_counts_and_selects() {
    let mut window = owned();
    assert!(!window.shows("Colours by class"), "the place tells the class");
    window.menu("View", "Colour by owner");
    window.assert_shows("Colour: Owner");
    for words in ["Anna Berger, 2 accounts", "Ben Adler, 1 account", "No owner, 2 accounts"] {
        window.assert_shows(words);
    }
    window.click("Anna Berger, 2 accounts");
    assert_selected(&window, &["Blondel et fils", "Ernst Handel"]);

    // A change of owner is a change of colour, at once.
    window.click_dot("Alfreds Futterkiste");
    window.enter("Owner", "Anna Berger");
    window.assert_shows("Anna Berger, 3 accounts");
    assert!(!window.shows_part("Ben Adler, "));
    window.press(CTRL, Key::Z);
    window.assert_shows("Ben Adler, 1 account");

    window.click("Colours by owner");
    assert!(!window.shows_part("Anna Berger, 2"), "folded up");
    window.click("Colours by owner");
    window.assert_shows("Anna Berger, 2 accounts");
}

#[test]
fn the_toolbar_chooses_what_size_and_colour_mean() {
    let mut window = owned();
    window.click("Colour: Class");
    window.click("Colour by stage");
    window.assert_shows("suspect, 5 accounts");
    assert_eq!(window.app().view.board.color, DotColor::Stage);

    window.click("Size: Revenue");
    window.click("Size dots by capacity");
    window.assert_shows("Size: Capacity");
}

#[test]
fn a_board_by_capacity_draws_the_largest_first_and_names_the_amount() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for (name, revenue, capacity) in [("Small buyer", 10, 90_000), ("Big buyer", 50_000, 20)] {
        let account = desk.account(&mut store, name, Some(at(64, 71)));
        let amount = |units: i64| Money::from_minor_units(units * 100);
        let qpc = Qpc { amount: amount(capacity), source: QpcSource::Asked, as_of: None };
        let values = vec![AccountValue::Revenue12m(Some(amount(revenue))), AccountValue::Qpc(Some(qpc))];
        desk.edit(&mut store, Edit::SetValues { accounts: vec![account], values }).unwrap();
    }
    let mut window = Window::begin(desk, Some(store), []);
    assert!(window.app().view.board.written()[0].ends_with("Big buyer"));
    window.menu("View", "Size dots by capacity");
    assert!(window.app().view.board.written()[0].ends_with("Small buyer"));
}

#[test]
fn trails_show_where_an_account_stood_and_when() {
    let mut window = Window::of_five();
    window.drag_dot("Ernst Handel", at(64, 71));
    window.click("New contract");
    window.drag_dot("Ernst Handel", at(70, 30));
    window.menu("View", "Trails of past positions");
    window.hover(window.place(at(38, 55)));
    window.assert_shows_part("Until 2 March 2026 · engagement 38, potential 55");
    window.hover(window.place(at(64, 71)));
    window.assert_shows_part("2 March 2026 to 2 March 2026 · engagement 64, potential 71");

    window.press(CTRL, Key::Z);
    window.hover(window.place(at(38, 60)));
    window.hover(window.place(at(38, 55)));
    window.assert_shows_part("Until 2 March 2026");
    window.press(CTRL, Key::Z);
    window.hover(window.place(at(38, 60)));
    window.hover(window.place(at(64, 71)));
    assert!(!window.shows_part("potential 71"), "what is undone left no trail");
    window.click("Trails");
    assert!(!window.app().view.board.trails);
}

#[test]
fn selected_accounts_are_aligned_and_distributed_in_one_entry_each() {
    let mut window = Window::of_five();
    let before = window.entries();
    for name in ["Ernst Handel", "Alfreds Futterkiste", "Blondel et fils"] {
        window.click_at(window.dot(name), SHIFT);
    }
    let three =
        |window: &Window| ["Alfreds Futterkiste", "Ernst Handel", "Blondel et fils"].map(|name| window.position(name));
    let at_first = three(&window);
    window.menu("Account", "Align on one engagement");
    assert_eq!(three(&window), [Some(at(46, 20)), Some(at(46, 55)), Some(at(46, 20))]);
    window.press(CTRL, Key::Z);
    assert_eq!(three(&window), at_first);

    window.menu("Account", "Distribute over engagement");
    assert_eq!(three(&window), [Some(at(20, 20)), Some(at(50, 55)), Some(at(80, 20))]);
    window.menu("Account", "Align on one potential");
    assert_eq!(three(&window), [Some(at(20, 32)), Some(at(50, 32)), Some(at(80, 32))]);
    let (all, one) = ("Move 3 accounts", "Move Ernst Handel");
    assert_eq!(window.journal(before), [all, "Undo: Move 3 accounts", one, all]);
    assert_eq!(window.position("Chop-suey Chinese"), Some(at(75, 85)), "nobody else moved");
}

#[test]
fn a_place_can_be_typed_for_all_selected() {
    let mut window = Window::of_five_and(&["Familia Arquibaldo"]);
    let before = window.entries();
    for name in ["Ernst Handel", "Alfreds Futterkiste"] {
        window.click_at(window.dot(name), SHIFT);
    }
    window.menu("Account", "Place at…");
    window.enter("Engagement to place at", "120");
    window.assert_shows("Engagement: 120 is out of range; a score is a number from 0 to 100");
    window.enter("Engagement to place at", "64,5");
    assert!(!window.shows("Place at"), "it is done");
    let engagement = |name: &str| window.position(name).unwrap().engagement.to_string();
    assert_eq!([engagement("Ernst Handel"), engagement("Alfreds Futterkiste")], ["64.5", "64.5"]);
    assert_eq!(window.position("Ernst Handel").unwrap().potential, at(0, 55).potential, "what is left empty stays");
    assert_eq!(window.journal(before), ["Move 2 accounts"]);
    window.press(CTRL, Key::Z);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));

    window.click("Familia Arquibaldo, unplaced");
    window.menu("Account", "Place at…");
    window.enter("Engagement to place at", "30");
    window.assert_shows("1 account is not on the board yet and needs both scores");
    window.enter("Potential to place at", "40");
    assert_eq!(window.position("Familia Arquibaldo"), Some(at(30, 40)));
}

/// What a key asks of the window as a whole, in the frame that it comes down in.
fn fullscreen_after(window: &mut Window, key: Key) -> Option<bool> {
    let event = |pressed| Event::Key { key, physical_key: None, pressed, repeat: false, modifiers: Modifiers::NONE };
    window.harness.event(event(true));
    window.harness.step();
    let commands = &window.harness.output().viewport_output[&ViewportId::ROOT].commands;
    let asked = commands.iter().find_map(|command| match command {
        ViewportCommand::Fullscreen(whole) => Some(*whole),
        _ => None,
    });
    window.harness.event(event(false));
    window.settle();
    asked
}

#[test]
fn a_presentation_is_the_board_alone_and_steps_through_accounts() {
    let mut window = owned();
    let before = window.entries();
    assert_eq!(fullscreen_after(&mut window, Key::F11), Some(true));
    for words in ["File", "Settings", "Find accounts", "Size: Revenue", "5 accounts"] {
        assert!(!window.shows(words), "“{words}” is no part of a presentation");
    }

    window.press(Modifiers::NONE, Key::ArrowRight);
    window.assert_shows("Ernst Handel");
    window.assert_shows("Engagement 38 · Potential 55");
    window.assert_shows("Anna Berger");
    window.assert_shows("1 of 5");
    window.press(Modifiers::NONE, Key::Space);
    window.assert_shows("2 of 5");
    window.press(Modifiers::NONE, Key::PageUp);
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.assert_shows("5 of 5");
    assert_eq!(window.entries(), before, "the arrows move nobody here");

    window.drag_dot("Ernst Handel", at(64, 71));
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
    window.enter("Reason for the move", "They opened a second plant");
    let journal = window.journal(before);
    assert_eq!(journal, ["Move Ernst Handel", "Because: They opened a second plant"]);
    assert!(window.app().view.presenting);

    assert_eq!(fullscreen_after(&mut window, Key::Escape), Some(false));
    window.assert_shows("File");
    assert_selected(&window, &["Ernst Handel"]);
}

#[test]
fn a_presentation_of_several_selected_stays_with_them() {
    let mut window = Window::of_five();
    for name in ["Blondel et fils", "Die Wandernde Kuh"] {
        window.click_at(window.dot(name), SHIFT);
    }
    window.press(Modifiers::NONE, Key::F11);
    let mut seen = Vec::new();
    for _ in 0..3 {
        window.press(Modifiers::NONE, Key::ArrowRight);
        let shown = window.app().view.board.presented().unwrap();
        seen.push(window.store().portfolio().account(shown).unwrap().name.clone());
    }
    assert_eq!(seen, ["Blondel et fils", "Die Wandernde Kuh", "Blondel et fils"]);
    assert_selected(&window, &["Blondel et fils", "Die Wandernde Kuh"]);
    window.press(Modifiers::NONE, Key::F11);
    window.assert_shows("File");
}

#[test]
fn dots_are_larger_in_a_presentation_and_are_found_where_they_are() {
    let mut window = Window::of_five();
    window.press(Modifiers::NONE, Key::F11);
    let beside = window.dot("Ernst Handel") + egui::vec2(8.0, 0.0);
    assert_eq!(window.app().view.board.account_at(beside), Some(window.id("Ernst Handel")));
    window.press(Modifiers::NONE, Key::F11);
    let beside = window.dot("Ernst Handel") + egui::vec2(8.0, 0.0);
    assert_eq!(window.app().view.board.account_at(beside), None);
}

#[test]
fn the_toolbar_fits_a_window_of_1280() {
    let mut window = Window::of_five();
    window.harness.set_size(egui::vec2(1280.0, 720.0));
    window.wheel(window.place(at(50, 50)), 3.0);
    let rect = |label: &str| window.harness.query_all_by_label(label).next().unwrap().rect();
    let tools = ["Size: Revenue", "Colour: Class", "Lasso", "Trails", "Replay…", "Present", "Show the whole board"];
    let mut right = 0.0;
    for tool in tools {
        assert!(rect(tool).left() >= right, "{tool} lies on what is before it");
        right = rect(tool).right();
    }
    assert!(rect("5 on the board").left() >= right);
}
