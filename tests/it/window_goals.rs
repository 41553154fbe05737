//! Goals in the window: set in the grid, seen on the cards.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fourfold::command::{Command, FunnelPage};
use fourfold::model::{Edit, GoalKey, Metric, Period, PeriodKind, Stage, StageChange, StageSource, Target, Whose};
use fourfold::ui::view::Action;

use crate::support::Desk;
use crate::support::window::{CTRL, Window, today};

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}

/// Prospects of Anna's, of whom so many became customers in the first quarter of 2026, and two in that of 2025. Today is
/// 2 March 2026, day 61 of 90.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let days = ["2025-01-15", "2025-02-15", "2026-01-10", "2026-02-10", "2026-03-01"];
    let mut changes = Vec::new();
    for (number, on) in days.iter().enumerate() {
        let id = desk.account(&mut store, &format!("Account {number}"), None);
        let to = |stage, on: &str| StageChange { source: StageSource::Person, ..StageChange::new(id, stage, day(on)) };
        changes.push(to(Stage::Prospect, "2024-06-01"));
        changes.push(to(Stage::Customer, on));
    }
    desk.edit(&mut store, Edit::RecordStages(changes)).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    show(&mut window, FunnelPage::Goals);
    window
}

fn show(window: &mut Window, page: FunnelPage) {
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Command(Command::ShowFunnel(page)), &ctx);
    window.settle();
}

/// Clicks the cell whose name begins so.
#[track_caller]
fn click_cell(window: &mut Window, name: &str) {
    let found =
        window.harness.query_all_by_label_contains(&format!("{name}: ")).next().map(|node| node.rect().center());
    let Some(at) = found else { panic!("no cell {name} among:\n{}", window.all_words().join("\n")) };
    window.click_at(at, Modifiers::NONE);
}

fn month(on: &str) -> GoalKey {
    let period = Period::holding(PeriodKind::Month, day(on), 1);
    GoalKey { metric: Metric::CustomersCreated, period, whose: Whose::Team }
}

fn goals(window: &Window) -> Vec<(GoalKey, i64)> {
    let mut all: Vec<_> =
        window.store().portfolio().goals().iter().map(|goal| (goal.of.clone(), goal.target.0)).collect();
    all.sort();
    all
}

#[test]
fn a_goal_is_typed_stored_seen_and_undone() {
    let mut window = window();
    assert_eq!(today(), day("2026-03-02"));
    window.assert_shows_part("No goals for the team in 2026 yet");
    window.assert_shows("Customers created, February 2026: no goal, 1 reached, 1 the year before");
    click_cell(&mut window, "Customers created, January 2026");
    window.type_text("3");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(goals(&window), [(month("2026-01-01"), 300)]);
    // Enter went right, and typing goes on there.
    window.type_text("4");
    window.press(Modifiers::NONE, Key::Enter);
    window.type_text("1");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(goals(&window), [(month("2026-01-01"), 300), (month("2026-02-01"), 400), (month("2026-03-01"), 100)]);
    window.assert_shows("Customers created, Q1 2026: goals of its parts 8, 3 reached, 2 the year before");
    window.assert_shows_part(
        "3 of 8 customers created this quarter, 38 % at 68 % of the quarter: behind by 2.4 customers",
    );
    show(&mut window, FunnelPage::Overview);
    window.assert_shows("3 of 8");
    window.assert_shows("behind by 2.4 customers");
    window.assert_shows("≈ 4 by the end of the quarter");
    window.press(CTRL, Key::Z);
    window.press(CTRL, Key::Z);
    assert_eq!(goals(&window), [(month("2026-01-01"), 300)]);
    window.assert_shows("3 of 3");
    window.press(CTRL, Key::Z);
    window.click("Set goals…");
    window.assert_shows_part("No goals for the team in 2026 yet");
}

#[test]
fn escape_leaves_and_nothing_clears() {
    let mut window = window();
    let label = "Customers created, January 2026";
    click_cell(&mut window, label);
    window.type_text("3");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(goals(&window), []);
    click_cell(&mut window, label);
    window.type_text("many");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows_part("A number is expected");
    assert_eq!(goals(&window), []);
    window.press(CTRL, Key::A);
    window.type_text("3");
    // Left with a click elsewhere.
    click_cell(&mut window, "Clients created, June 2026");
    assert_eq!(goals(&window), [(month("2026-01-01"), 300)]);
    window.press(Modifiers::NONE, Key::Escape);
    click_cell(&mut window, label);
    assert_eq!(window.field_text(label), "3");
    window.press(CTRL, Key::A);
    window.press(Modifiers::NONE, Key::Backspace);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(goals(&window), []);
}

#[test]
fn a_row_is_copied_across_taken_from_last_year_and_cleared() {
    let mut window = window();
    click_cell(&mut window, "Customers created, October 2026");
    window.type_text("5");
    window.click("Copy across");
    assert_eq!(goals(&window), [(month("2026-10-01"), 500), (month("2026-11-01"), 500), (month("2026-12-01"), 500)]);
    // Two edits: the goal, and the others.
    window.press(CTRL, Key::Z);
    assert_eq!(goals(&window).len(), 1);
    click_cell(&mut window, "Customers created, October 2026");
    window.press(Modifiers::NONE, Key::Escape);
    window.press(CTRL, Key::R);
    assert_eq!(goals(&window).len(), 3);
    window.click("Clear row");
    assert_eq!(goals(&window), []);
    window.press(CTRL, Key::Z);
    assert_eq!(goals(&window).len(), 3);
    window.click("From last year…");
    window.assert_shows("2 in 2025 → 2 customers in 2026");
    // Enter on a button means that button.
    let before = window.entries();
    window.harness.get_by_label("Cancel").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.entries(), before);
    assert!(!window.shows("Percent more than last year"));
    window.click("From last year…");
    window.enter("Percent more than last year", "100");
    assert_eq!(goals(&window), [(month("2026-01-01"), 200), (month("2026-02-01"), 200)]);
}

#[test]
fn goals_of_a_seller_are_their_own() {
    let mut window = window();
    let mut desk_edit = |edit: Edit| {
        let ctx = window.harness.ctx.clone();
        window.app_mut().perform(Action::Edit(edit), &ctx);
        window.settle();
    };
    let annas = GoalKey { whose: Whose::Seller("Anna".to_owned()), ..month("2026-01-01") };
    desk_edit(Edit::SetGoals(vec![(annas, Some(Target::whole(2))), (month("2026-01-01"), Some(Target::whole(5)))]));
    click_cell(&mut window, "Customers created, January 2026");
    assert_eq!(window.field_text("Customers created, January 2026"), "5");
    window.press(Modifiers::NONE, Key::Escape);
    window.click("Whose goals");
    window.click("Anna");
    window.assert_shows("Customers created, January 2026: goal 2, 0 reached, 0 the year before");
    window.click("Next year");
    window.assert_shows_part("No goals for Anna in 2027 yet");
}

#[test]
fn goals_of_a_region_are_nobodys_and_it_is_said() {
    let mut window = window();
    let said = "Goals are the team's, a seller's or a channel's; choose one";
    assert!(!window.shows_part(said));
    show(&mut window, FunnelPage::Overview);
    assert!(!window.shows_part(said));
    window.click("Region: All regions");
    window.click("Without a region");
    window.assert_shows_part(said);
    show(&mut window, FunnelPage::Goals);
    window.assert_shows_part(said);
    window.assert_shows_part("These are the team's");
}
