//! What a computer remembers between two runs, and what happens to a window on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use egui::{Key, Modifiers, ViewportCommand};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::app::{Home, Start};
use fourfold::chart::color::DotColor;
use fourfold::chart::radius::DotSize;
use fourfold::command::Tab;
use fourfold::machine::{Arrival, Wanted, arrive};
use fourfold::model::Settings;
use fourfold::preferences::Theme;
use fourfold::store::Store;

use crate::support::window::{CTRL, Window};
use crate::support::{Desk, at, listing};

const CONFIG: &str = "config";

/// The program started on this desk, as it starts on a computer that remembers.
fn start(desk: Desk, start: Start) -> Window {
    let config = desk.folder.path().join(CONFIG);
    Window::begin_with(desk, [], move |app, _| {
        app.live_in(Home::of(&config).unwrap());
        app.start(start);
    })
}

/// Ends the program and starts it again without arguments.
fn restart(window: Window) -> Window {
    start(end(window), Start::Welcome)
}

fn end(window: Window) -> Desk {
    let Window { mut harness, desk } = window;
    harness.state_mut().leave();
    drop(harness);
    desk
}

/// A workspace in a folder of the desk, with these accounts on the board.
fn workspace(desk: &mut Desk, name: &str, accounts: &[&str]) -> PathBuf {
    let path = desk.folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    let mut store = Store::create(&path, Settings::default()).unwrap();
    for (account, place) in accounts.iter().zip([20, 40, 60, 80]) {
        desk.account(&mut store, account, Some(at(place, place)));
    }
    drop(store);
    path
}

fn open(desk: Desk, path: &Path, wait_for: &str) -> Window {
    let mut window = start(desk, Start::Workspace(path.to_owned()));
    window.wait_for(wait_for);
    window
}

/// Of whatever has that label, disabled or not.
fn is_enabled(window: &Window, label: &str) -> bool {
    !window.harness.get_by_label(label).accesskit_node().is_disabled()
}

fn recent_label(desk: &Desk, name: &str) -> String {
    format!("{name}, {}", desk.folder.path().display())
}

#[test]
fn the_next_start_looks_as_the_last_one_ended() {
    let mut desk = Desk::new();
    let path = workspace(&mut desk, "team.fourfold", &["Ernst Handel", "Blondel et fils"]);
    let mut window = open(desk, &path, "2 on the board");
    window.menu("View", "Dark theme");
    window.menu("View", "Dots of equal size");
    window.menu("View", "Colour by owner");
    window.type_into("Find accounts", "ernst");
    window.menu("View", "Zoom in");
    let camera = window.app().view.board.camera;
    window.menu("View", "History");

    let mut window = restart(window);
    window.wait_for("2 accounts");
    let view = &window.app().view;
    assert_eq!((view.tab, view.filter.text.as_str()), (Tab::History, "ernst"));
    assert_eq!((view.board.size, view.board.color), (DotSize::Equal, DotColor::Owner));
    assert_eq!(view.board.camera, camera);
    assert_eq!(window.app().preferences.theme, Theme::Dark);
    assert_eq!(window.harness.ctx.theme(), egui::Theme::Dark);
    window.menu("View", "Board");
    window.assert_shows("1 of 2");
}

#[test]
fn a_panel_keeps_the_width_that_it_was_given() {
    let mut desk = Desk::new();
    let path = workspace(&mut desk, "team.fourfold", &["Ernst Handel"]);
    let mut window = open(desk, &path, "1 on the board");
    let width = window.app().view.panel_width;
    let edge = egui::pos2(1360.0 - width, 400.0);
    window.drag(edge, edge - egui::vec2(80.0, 0.0));
    let wider = window.app().view.panel_width;
    assert!((wider - width - 80.0).abs() < 3.0, "{width} became {wider}");
    let mut window = restart(window);
    window.wait_for("1 on the board");
    assert!((window.app().view.panel_width - wider).abs() < 1.0);
}

#[test]
fn text_grows_and_motion_ends_as_chosen() {
    let mut desk = Desk::new();
    let path = workspace(&mut desk, "team.fourfold", &["Ernst Handel"]);
    let mut window = open(desk, &path, "1 on the board");
    window.harness.state_mut().preferences.text_scale = 150;
    window.harness.state_mut().preferences.less_motion = Some(true);
    window.settle();
    assert!((window.harness.ctx.zoom_factor() - 1.5).abs() < 1e-6);
    assert!(window.harness.ctx.global_style().animation_time <= 0.0);
    let window = restart(window);
    assert!((window.harness.ctx.zoom_factor() - 1.5).abs() < 1e-6);
}

#[test]
fn from_one_workspace_to_another_and_back_nothing_leaks() {
    let mut desk = Desk::new();
    let first = workspace(&mut desk, "first.fourfold", &["Ernst Handel", "Blondel et fils"]);
    let second = workspace(&mut desk, "second.fourfold", &["Chop-suey Chinese"]);
    let mut window = open(desk, &first, "2 on the board");
    window.click_dot("Ernst Handel");
    window.enter("Owner", "Anna");
    window.type_into("Find accounts", "ernst");

    window.drop_file("second.fourfold");
    window.wait_for("1 on the board");
    assert_eq!(window.store().path(), std::fs::canonicalize(&second).unwrap());
    let view = &window.app().view;
    assert!(view.filter.is_empty() && view.selection.is_empty(), "{:?}", view.filter);
    window.assert_shows("No account selected");
    // The first is closed in order, with what was typed there.
    let store = Store::open(&first).unwrap();
    assert!(store.portfolio().accounts().any(|account| account.owner == "Anna"));
    drop(store);

    window.drop_file("first.fourfold");
    window.wait_for("1 of 2");
    assert_eq!(window.field_text("Find accounts"), "ernst");
    assert!(window.app().view.selection.is_empty());
}

#[test]
fn recent_workspaces_are_offered_and_the_missing_are_grey() {
    let mut desk = Desk::new();
    let paths = ["first", "second", "third"].map(|name| workspace(&mut desk, &format!("{name}.fourfold"), &[name]));
    for path in &paths {
        let mut window = open(desk, path, "1 on the board");
        window.press(CTRL, Key::W);
        desk = end(window);
    }
    std::fs::rename(&paths[1], desk.folder.path().join("elsewhere.fourfold")).unwrap();
    let config = desk.folder.path().join(CONFIG);
    let mut home = Home::of(&config).unwrap();
    home.preferences.reopen_last = false;
    let mut window = Window::begin_with(desk, [], move |app, _| {
        app.live_in(home);
        app.start(Start::Welcome);
    });
    let names = ["third", "second", "first"].map(|name| recent_label(&window.desk, name));
    window.assert_shows("Opened lately");
    let began = std::time::Instant::now();
    while is_enabled(&window, &names[1]) {
        assert!(began.elapsed().as_secs() < 20, "the missing one is never found missing");
        window.harness.step();
    }
    assert!(is_enabled(&window, &names[0]) && is_enabled(&window, &names[2]));
    let tops = names.each_ref().map(|name| window.harness.get_by_label(name).rect().top());
    assert!(tops.is_sorted(), "the newest first: {tops:?}");
    window.click(&names[1]);
    assert!(window.app().store().is_none());
    window.click("Remove second from this list");
    assert!(!window.shows(&names[1]));

    // By keyboard alone.
    window.harness.get_by_label(&names[2]).focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.wait_for("1 on the board");
    assert_eq!(window.names(), ["first"]);

    // And from the menu, where the other one still is.
    window.menu("File", "Open recent");
    let at = window.harness.get_by_label(&names[0]).rect().center();
    window.click_at(at, Modifiers::NONE);
    window.wait_for("1 on the board");
    let began = std::time::Instant::now();
    while window.names() != ["third"] {
        assert!(began.elapsed().as_secs() < 20, "{:?}", window.all_words());
        window.harness.step();
    }
}

#[test]
fn a_workspace_of_last_time_that_is_gone_is_said() {
    let mut desk = Desk::new();
    let path = workspace(&mut desk, "team.fourfold", &["Ernst Handel"]);
    let desk = end(open(desk, &path, "1 on the board"));
    std::fs::remove_file(&path).unwrap();
    let mut window = start(desk, Start::Welcome);
    window.wait_for("There is nothing here; it may have been moved or renamed");
    window.assert_shows("Look at the demo");
}

#[test]
fn the_demo_is_not_remembered() {
    let mut window = start(Desk::new(), Start::Demo);
    window.wait_for("400 accounts");
    window.press(CTRL, Key::W);
    window.assert_shows("Look at the demo");
    assert!(window.app().preferences.recent.is_empty());
    assert!(!window.shows("Opened lately"));
}

#[test]
fn a_synced_folder_is_warned_of_once() {
    let mut desk = Desk::new();
    let path = workspace(&mut desk, "Dropbox/team.fourfold", &["Ernst Handel"]);
    let window = open(desk, &path, "1 on the board");
    window.assert_shows_part("a folder that Dropbox keeps in step");
    let mut window = restart(window);
    window.wait_for("1 on the board");
    window.assert_shows_part("a folder that Dropbox keeps in step");
    window.click("I know");
    assert!(!window.shows_part("Dropbox keeps"));
    let mut window = restart(window);
    window.wait_for("1 on the board");
    assert!(!window.shows_part("Dropbox keeps"));
}

#[test]
fn a_crash_report_is_offered_until_it_is_read_and_nothing_is_reopened_meanwhile() {
    let mut desk = Desk::new();
    let path = workspace(&mut desk, "team.fourfold", &["Ernst Handel"]);
    let desk = end(open(desk, &path, "1 on the board"));
    let crashes = desk.folder.path().join(CONFIG).join("crashes");
    std::fs::create_dir_all(&crashes).unwrap();
    std::fs::write(crashes.join("2026-11-22T14-02-11.txt"), "place: src/somewhere.rs:7").unwrap();

    let mut window = start(desk, Start::Welcome);
    window.assert_shows_part("Fourfold ended unexpectedly");
    assert!(window.app().store().is_none());
    window.click("Show the report");
    window.assert_shows("place: src/somewhere.rs:7");
    window.harness.get_by_label("Copy").click();
    let mut copied = Vec::new();
    for _ in 0..5 {
        window.harness.step();
        copied.extend(window.harness.output().platform_output.commands.clone());
    }
    assert_eq!(copied, [egui::OutputCommand::CopyText("place: src/somewhere.rs:7".to_owned())]);
    window.click("Close");
    window.click("Dismiss");
    assert!(!window.shows_part("Fourfold ended unexpectedly"));

    let mut window = restart(window);
    window.wait_for("1 on the board");
    assert!(!window.shows_part("Fourfold ended unexpectedly"));
}

#[test]
fn damaged_preferences_are_said_and_the_window_opens_all_the_same() {
    let desk = Desk::new();
    let config = desk.folder.path().join(CONFIG);
    std::fs::create_dir_all(&config).unwrap();
    std::fs::write(config.join("preferences.json"), "{{{").unwrap();
    let window = start(desk, Start::Welcome);
    window.assert_shows_part("What this computer remembered was damaged");
    window.assert_shows("Look at the demo");
    let window = restart(window);
    assert!(!window.shows_part("was damaged"));
    assert_eq!(listing(&window.file(CONFIG)), ["preferences.damaged.json"]);
}

#[test]
fn a_second_start_brings_the_first_window_to_front_and_opens_its_file_there() {
    let mut desk = Desk::new();
    let first = workspace(&mut desk, "first.fourfold", &["Ernst Handel", "Blondel et fils"]);
    let second = workspace(&mut desk, "second.fourfold", &["Chop-suey Chinese"]);
    let config = desk.folder.path().join(CONFIG);
    let heard = config.clone();
    let store = Store::open(&first).unwrap();
    let mut window = Window::begin_with(desk, [], move |app, ctx| {
        let Arrival::First(first) = arrive(&heard, &Wanted::default()).unwrap() else { panic!("not the first") };
        app.hear(first, ctx);
        app.show_workspace(store, ctx);
    });
    window.click_dot("Ernst Handel");
    window.type_into("Owner", "Anna");

    assert!(matches!(arrive(&config, &Wanted { open: Some(second) }).unwrap(), Arrival::Told));
    let mut commands = Vec::new();
    let began = std::time::Instant::now();
    while window.names() != ["Chop-suey Chinese"] {
        assert!(began.elapsed().as_secs() < 20, "{:?}", window.all_words());
        window.harness.step();
        commands.extend(window.harness.output().viewport_output[&egui::ViewportId::ROOT].commands.clone());
    }
    assert!(commands.contains(&ViewportCommand::Focus) && commands.contains(&ViewportCommand::Minimized(false)));
    let store = Store::open(&first).unwrap();
    assert!(store.portfolio().accounts().any(|account| account.owner == "Anna"), "what was typed is kept");
    end(window);
    assert!(matches!(arrive(&config, &Wanted::default()).unwrap(), Arrival::First(_)));
}

#[test]
fn without_a_window_nothing_is_kept_on_this_computer() {
    let desk = Desk::new();
    let config = desk.folder.path().join(CONFIG);
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fourfold"));
        command.args(arguments).current_dir(desk.folder.path()).env("FOURFOLD_CONFIG_DIR", &config);
        for display in ["DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(display);
        }
        command.stdin(Stdio::null()).output().unwrap()
    };
    assert!(run(&["demo", "demo.fourfold", "--accounts", "5"]).status.success());
    assert!(run(&["check", "demo.fourfold"]).status.success());
    if cfg!(target_os = "linux") {
        let said = run(&["demo.fourfold"]);
        assert!(String::from_utf8_lossy(&said.stderr).contains("no display"), "{said:?}");
    }
    assert!(!config.exists());
}
