//! What a frame of the table, the filter and the palette costs, run and tessellated, without a GPU: medians and the
//! slowest of the frames that somebody waits for. `cargo bench --bench views`

#![expect(clippy::unwrap_used, reason = "a benchmark that fails should stop")]

mod window;

use std::time::Duration;

use chrono::NaiveDate;
use egui::{Event, Key, Modifiers, MouseWheelUnit, pos2, vec2};
use fourfold::command::{Command, Tab};
use fourfold::jobs::make_demo;
use fourfold::model::{Column, Condition, Filter, Test};
use fourfold::store::Store;
use fourfold::ui::view::Action;

use window::{FRAMES, Window, key, median, pressed, report};

fn wheel(lines: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Line,
        delta: vec2(0.0, lines),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    }
}

fn slowest(times: &[Duration]) -> f64 {
    times.iter().max().map_or(0.0, |time| time.as_secs_f64() * 1e3)
}

fn settle(window: &mut Window) {
    for _ in 0..20 {
        window.frame(Vec::new());
    }
}

fn command(window: &mut Window, command: Command) {
    let ctx = window.ctx.clone();
    window.app.perform(Action::Command(command), &ctx);
}

/// The frame that answers each letter typed.
fn typing(window: &mut Window, text: &str) -> Vec<Duration> {
    let letter = |letter: char| vec![Event::Text(letter.to_string())];
    let mut times = Vec::new();
    for one in text.chars() {
        times.push(window.frame(letter(one)));
        window.frame(Vec::new());
    }
    times
}

fn main() {
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).unwrap();
    let folder = tempfile::tempdir().unwrap();
    for accounts in [10_000, 100_000] {
        println!("{accounts} accounts, whole window, run and tessellate");
        let path = folder.path().join(format!("{accounts}.fourfold"));
        make_demo(&path, accounts, 1, today).unwrap().close().unwrap();
        let mut window = Window::new(Store::open(&path).unwrap(), today);

        let mut switches = Vec::new();
        for _ in 0..10 {
            for tab in [Tab::Accounts, Tab::Lists, Tab::History, Tab::Board] {
                command(&mut window, tab.command());
                switches.push(window.frame(Vec::new()));
                settle(&mut window);
            }
        }
        report("switching views, slowest of 40", slowest(&switches), Some(16.7));

        command(&mut window, Command::ShowAccounts);
        settle(&mut window);
        window.moved(pos2(600.0, 500.0));
        let idle: Vec<Duration> = (0..FRAMES).map(|_| window.frame(Vec::new())).collect();
        report("table, idle", median(idle), Some(4.0));
        let hovered = (0..FRAMES).map(|step| window.moved(window.circle(step, 160.0))).collect();
        report("table, hovering", median(hovered), Some(4.0));
        window.button(egui::PointerButton::Primary, true);
        window.button(egui::PointerButton::Primary, false);
        let mut scrolled = Vec::new();
        for step in 0..FRAMES {
            let lines = if step < FRAMES / 2 { -30.0 } else { 17.0 };
            scrolled.push(window.frame(vec![wheel(lines)]));
        }
        report("table, scrolling, median", median(scrolled.clone()), Some(4.0));
        report("table, scrolling, slowest", slowest(&scrolled), None);

        // The filter, over the table: a choice in a column, then words.
        let owner = window.app.store().unwrap().portfolio().accounts().next().unwrap().owner.clone();
        let condition = Condition { column: Column::Owner, test: Test::OneOf([owner].into()) };
        let mut filtered = Vec::new();
        for step in 0..20 {
            let conditions = if step % 2 == 0 { vec![condition.clone()] } else { Vec::new() };
            window.app.view.filter = Filter { conditions, ..Filter::default() };
            filtered.push(window.frame(Vec::new()));
            settle(&mut window);
        }
        report("filter by owner on and off, median", median(filtered.clone()), Some(4.0));
        report("filter by owner on and off, slowest", slowest(&filtered), None);
        window.app.view.filter = Filter::default();
        command(&mut window, Command::Find);
        settle(&mut window);
        let typed = typing(&mut window, "ernst ha");
        report("filter by words, a letter, median", median(typed.clone()), Some(4.0));
        report("filter by words, a letter, slowest", slowest(&typed), None);
        window.frame(vec![key(Key::Escape)]);
        window.app.view.filter = Filter::default();
        settle(&mut window);

        window.frame(vec![pressed(Key::K, Modifiers { ctrl: true, command: true, ..Modifiers::NONE })]);
        settle(&mut window);
        let typed = typing(&mut window, "pfister chem");
        report("palette, a letter, median", median(typed.clone()), Some(5.0));
        report("palette, a letter, slowest", slowest(&typed), Some(5.0));
        window.frame(vec![key(Key::Escape)]);
        println!();
    }
}
