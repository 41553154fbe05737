//! The board of past days, and pictures of it.

use chrono::NaiveDate;
use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::kittest::Queryable;
use fourfold::model::{
    AccountValue, Activity, ActivityId, AnyRecord, Clock, Edit, Lines, Placement, RowKey, Score, Stamp,
};
use fourfold::store::{Done, Store, Wish};

use crate::support::window::{CTRL, CTRL_SHIFT, FIVE, Window};
use crate::support::{Desk, at};

fn on(month: u32, day: u32, seed: u64) -> Stamp {
    Stamp::seeded(Clock::Fixed(NaiveDate::from_ymd_opt(2026, month, day).unwrap()).now(), "Anna", seed)
}

fn done(store: &mut Store, edit: Edit, stamp: Stamp) -> Vec<RowKey> {
    match store.perform(Wish::Edit(edit), stamp).unwrap() {
        Done::Written { touched, .. } => touched,
        other => panic!("{other:?}"),
    }
}

/// Ernst Handel was placed on 1 February and went up on the 10th; Blondel came on the 10th; on the 20th the board was
/// divided elsewhere and Ernst Handel went to the right. Today is 2 March.
fn window(files: &[&'static str]) -> Window {
    let desk = Desk::new();
    let mut store = desk.create();
    let create = |name: &str, position| Edit::CreateAccount {
        values: vec![AccountValue::Name(name.to_owned())],
        position: Some(position),
    };
    let touched = done(&mut store, create("Ernst Handel", at(20, 30)), on(2, 1, 1));
    let Some(&RowKey::Account(ernst)) = touched.first() else { panic!("{touched:?}") };
    let to = |position| Edit::Move(vec![Placement { account: ernst, to: Some(position) }]);
    done(&mut store, to(at(70, 30)), on(2, 10, 2));
    done(&mut store, create("Blondel et fils", at(45, 20)), on(2, 10, 3));
    let lines = Lines { engagement: Score::whole(40), potential: Score::HALF };
    done(&mut store, Edit::SetLines(lines), on(2, 20, 4));
    done(&mut store, to(at(70, 80)), on(2, 20, 5));
    Window::begin(desk, Some(store), files.iter().copied())
}

fn back(window: &mut Window, steps: usize) {
    for _ in 0..steps {
        window.click("The change before");
    }
}

#[test]
fn the_board_goes_back_to_how_it_was_and_comes_back() {
    let mut window = window(&[]);
    window.menu("View", "The board as of a date…");
    window.assert_shows("As of today");
    window.assert_shows("Blondel et fils, Maintenance, engagement 45, potential 20");

    back(&mut window, 2);
    window.assert_shows("As of 10 February 2026");
    window.assert_shows("Ernst Handel, Maintenance, engagement 70, potential 30");
    assert_eq!(window.dot("Ernst Handel"), window.place(at(70, 30)));
    window.assert_shows("Blondel et fils, Service, engagement 45, potential 20");

    back(&mut window, 1);
    window.assert_shows("As of 1 February 2026");
    window.assert_shows("Ernst Handel, Service, engagement 20, potential 30");
    assert!(!window.shows_part("Blondel"), "it was not there yet");

    window.click_dot("Ernst Handel");
    assert_eq!(window.field_text("Engagement"), "20", "the panel tells of the same day");

    window.click("The next change");
    window.assert_shows("As of 10 February 2026");
    window.click("Today");
    window.assert_shows("Ernst Handel, Key, engagement 70, potential 80");
    assert_eq!(window.field_text("Engagement"), "70");
    window.click("Close the replay");
    assert!(!window.shows("As of today"));
    window.assert_shows("Ernst Handel, Key, engagement 70, potential 80");
}

#[test]
fn the_slider_reaches_every_day_and_play_goes_through_them() {
    let mut window = window(&[]);
    window.menu("View", "The board as of a date…");
    let slider = window.harness.get_by_label("Day of the board").rect();
    window.click_at(slider.left_center() + egui::vec2(2.0, 0.0), Modifiers::NONE);
    window.assert_shows("As of 1 February 2026");
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.assert_shows("As of 2 February 2026");
    window.assert_shows("Ernst Handel, Service, engagement 20, potential 30");

    window.harness.get_by_label("Play the days").click();
    let days = ["2 February 2026", "10 February 2026", "20 February 2026"].map(|day| format!("As of {day}"));
    let mut seen = Vec::new();
    for _ in 0..40 {
        window.harness.step();
        let day = days.iter().find(|day| window.shows(day));
        seen.push(day.map_or("As of today".to_owned(), Clone::clone));
    }
    let frames = seen.iter().filter(|day| **day == days[1]).count();
    assert!((4..=8).contains(&frames), "a sixth of a second each, of frames of a thirtieth: {frames}");
    seen.dedup();
    assert_eq!(seen, [&days[..], &["As of today".to_owned()]].concat());
    window.settle();
    window.assert_shows("Play the days");
    assert!(window.next_frame() > 1.0, "nothing moves once it has come to today");
}

#[test]
fn nothing_can_be_changed_on_a_past_day() {
    let mut window = window(&[]);
    let before = window.entries();
    window.menu("View", "The board as of a date…");
    back(&mut window, 2);
    let words = "This is the board of 10 February 2026; go back to today to change anything";

    window.drag_dot("Ernst Handel", at(10, 90));
    window.assert_shows(words);
    assert_eq!(window.dot("Ernst Handel"), window.place(at(70, 30)), "it goes back to where it stood");
    window.click_dot("Ernst Handel");
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(CTRL, Key::Z);
    window.press(Modifiers::NONE, Key::Delete);
    window.assert_shows("This is the board of a past day; go back to today to change anything");
    window.enter("Owner", "Ben");
    assert_eq!(window.journal(before), Vec::<String>::new());
    assert_eq!(window.position("Ernst Handel"), Some(at(70, 80)));
    assert_eq!(window.field_text("Owner"), "Ben", "what was typed is still there");

    window.click("Today");
    window.drag_dot("Ernst Handel", at(10, 90));
    assert_eq!(window.position("Ernst Handel"), Some(at(10, 90)));
    assert_eq!(window.account("Ernst Handel").owner, "Ben");

    // What was done meanwhile belongs to the days that can be gone back to.
    back(&mut window, 1);
    window.assert_shows("As of 20 February 2026");
    window.assert_shows("Ernst Handel, Key, engagement 70, potential 80");
}

#[test]
fn a_workspace_of_today_has_no_past_day() {
    let mut window = Window::of_five();
    window.menu("View", "The board as of a date…");
    window.assert_shows_part("Everything here was done today");
    assert!(!window.shows("As of today"));
}

#[test]
fn a_picture_shows_what_is_seen_its_day_and_its_filter() {
    let mut window = window(&["past.svg", "changed", "board.fourfold"]);
    window.menu("View", "The board as of a date…");
    back(&mut window, 2);
    window.menu("File", "Save the board as a picture…");
    window.wait_for("past.svg");
    let svg = std::fs::read_to_string(window.file("past.svg")).unwrap();
    assert!(svg.contains("as of 10 February 2026") && svg.contains("Ernst Handel: engagement 70, potential 30"));

    window.click("Class changed since");
    window.click("Close the replay");
    assert_eq!(window.app().view.filter.class_changed_since, NaiveDate::from_ymd_opt(2026, 2, 10));
    window.menu("File", "Save the board as a picture…");
    window.wait_for("changed.png");
    let png = std::fs::read(window.file("changed.png")).unwrap();
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((side(16), side(20)), (3200, 2000));

    window.menu("File", "Save the board as a picture…");
    window.wait_for("board.fourfold.png");
}

#[test]
fn a_picture_says_which_filter_it_is_of() {
    let mut window = window(&["board.svg"]);
    window.app_mut().view.filter.class_changed_since = NaiveDate::from_ymd_opt(2026, 2, 15);
    window.menu("File", "Save the board as a picture…");
    window.wait_for("board.svg");
    let svg = std::fs::read_to_string(window.file("board.svg")).unwrap();
    assert!(svg.contains("Class changed since 15 February 2026 · 1 of 2 accounts"), "{svg}");
    assert!(svg.contains("Ernst Handel") && !svg.contains("Blondel"));
}

#[test]
fn a_picture_is_copied_for_other_programs() {
    let mut window = window(&[]);
    window.harness.key_press_modifiers(CTRL_SHIFT, Key::C);
    let began = std::time::Instant::now();
    let image = loop {
        window.harness.step();
        let commands = &window.harness.output().platform_output.commands;
        let image = commands.iter().find_map(|command| match command {
            OutputCommand::CopyImage(image) => Some(image.clone()),
            _ => None,
        });
        if let Some(image) = image {
            break image;
        }
        assert!(began.elapsed().as_secs() < 30, "nothing was copied");
        std::thread::sleep(std::time::Duration::from_millis(5));
    };
    assert_eq!(image.size, [3200, 2000]);
    let colours: std::collections::BTreeSet<[u8; 4]> = image.pixels.iter().map(egui::Color32::to_array).collect();
    assert!(colours.len() > 50, "it is no empty sheet");
    window.settle();
    window.assert_shows("Copied the board as a picture");
}

#[test]
fn a_picture_has_the_colours_of_the_window_and_says_what_they_stand_for() {
    let mut window = Window::of(&FIVE.map(|(name, (e, p))| (name, Some(at(e, p)))), ["board.svg"]);
    window.click_dot("Ernst Handel");
    window.enter("Owner", "Anna Berger");
    window.menu("View", "Colour by owner");
    window.menu("File", "Save the board as a picture…");
    window.wait_for("Saved: ");
    let svg = std::fs::read_to_string(window.file("board.svg")).unwrap();
    assert!(svg.contains(">Owner<") && svg.contains(">Anna Berger<"), "{svg}");
}

#[test]
fn the_panel_counts_from_the_day_that_is_looked_at() {
    let desk = Desk::new();
    let mut store = desk.create();
    let position = Some(at(20, 30));
    let values = vec![AccountValue::Name("Ernst Handel".to_owned())];
    let touched = done(&mut store, Edit::CreateAccount { values, position }, on(2, 1, 1));
    let Some(&RowKey::Account(ernst)) = touched.first() else { panic!("{touched:?}") };
    let met = Activity::new(ActivityId::NIL, ernst, NaiveDate::from_ymd_opt(2026, 2, 5).unwrap());
    done(&mut store, Edit::PutRecords(vec![AnyRecord::Activity(met)]), on(2, 5, 2));
    let to = |position| Edit::Move(vec![Placement { account: ernst, to: Some(position) }]);
    done(&mut store, to(at(70, 30)), on(2, 10, 3));
    let mut window = Window::begin(desk, Some(store), []);
    window.click_dot("Ernst Handel");
    // From 5 February to 2 March: 23 + 2.
    window.assert_shows("Last contact 25 days ago");
    window.menu("View", "The board as of a date…");
    back(&mut window, 1);
    window.assert_shows("As of 10 February 2026");
    window.assert_shows("Last contact 5 days ago");
    window.click("Today");
    window.assert_shows("Last contact 25 days ago");
}
