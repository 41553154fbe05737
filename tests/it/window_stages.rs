//! Stages in the window: what purchases propose, what people say of a day, and what they take back.

use chrono::NaiveDate;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::command::{Command, FunnelPage};
use fourfold::model::{
    AccountId, AccountValue, Clock, Edit, Stage, StageChange, StageEvent, StagePath, StageSource, Stamp,
};
use fourfold::store::{Store, Wish};
use fourfold::ui::view::Action;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::window::{CTRL, Window, today};
use crate::support::{Desk, at};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn created(stage: Stage, name: &str) -> Edit {
    let values = vec![AccountValue::Name(name.to_owned()), AccountValue::Stage(stage)];
    Edit::CreateAccount { values, position: Some(at(40, 40)) }
}

/// Prospects of 1 November 2025 with these purchases, in days after 1 January 2026. Today is 2 March.
fn window_of(accounts: &[(&str, Stage, &[i32])]) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let mut sales = Vec::new();
    for ((name, stage, days), seed) in accounts.iter().zip(100..) {
        let stamp = Stamp::seeded(Clock::Fixed(day("2025-11-01")).now(), "Anna", seed);
        store.perform(Wish::Edit(created(*stage, name)), stamp).unwrap();
        let id = id_of(&store, name);
        sales.extend(days.iter().map(|day| Sale::of(id, *day, 1_000)));
    }
    if !sales.is_empty() {
        let bought = import_of(purchases(&mut desk.stamp(), "purchases.csv", &sales));
        desk.edit(&mut store, bought).unwrap();
    }
    Window::begin(desk, Some(store), [])
}

fn id_of(store: &Store, name: &str) -> AccountId {
    store.portfolio().accounts().find(|account| account.name == name).unwrap().id
}

fn path(window: &Window, name: &str) -> StagePath {
    window.store().portfolio().stage_path(&window.account(name))
}

/// Each step with its day.
fn steps(window: &Window, name: &str) -> Vec<(Stage, String)> {
    path(window, name).steps.into_iter().map(|step| (step.to, step.on.to_string())).collect()
}

fn events(window: &Window, name: &str) -> Vec<StageEvent> {
    let portfolio = window.store().portfolio();
    let mut events: Vec<StageEvent> =
        portfolio.stage_events_of(window.id(name)).iter().map(|event| StageEvent::clone(event)).collect();
    events.sort_by_key(|event| event.nth);
    events
}

fn show(window: &mut Window, command: Command) {
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Command(command), &ctx);
    window.settle();
}

/// Clicks a button whose words stand over it, too.
fn press_button(window: &mut Window, label: &str) {
    let at = window.harness.get_by_role_and_label(Role::Button, label).rect().center();
    window.click_at(at, Modifiers::NONE);
}

/// One bought once, on 6 January; one three times, in December, January and February; one never.
fn of_three() -> Window {
    window_of(&[
        ("Ernst Handel", Stage::Prospect, &[5]),
        ("Blondel", Stage::Prospect, &[-20, 10, 40]),
        ("Chop-suey", Stage::Suspect, &[]),
    ])
}

#[test]
fn what_purchases_say_is_confirmed_one_by_one_and_undone() {
    let mut window = of_three();
    show(&mut window, Command::ShowFunnel(FunnelPage::Proposals));
    window.assert_shows("To confirm 2");
    window.assert_shows("2 changes of stage to confirm");
    window.assert_shows("Became customers");
    window.assert_shows("Became clients");
    window.assert_shows("Ernst Handel: Prospect → customer, 6 January 2026, First purchase");
    let way = "Blondel: Prospect → customer → client, 10 February 2026, First purchase · 3 purchases in 2 quarters";
    window.assert_shows(way);
    window.click("Confirm Ernst Handel");
    assert_eq!(
        steps(&window, "Ernst Handel"),
        [(Stage::Prospect, "2025-11-01".to_owned()), (Stage::Customer, "2026-01-06".to_owned())]
    );
    let event = events(&window, "Ernst Handel").pop().unwrap();
    assert_eq!((event.source, event.reason.as_str()), (StageSource::Evidence, "First purchase"));
    window.assert_shows("To confirm 1");
    assert!(!window.shows("Became customers"));
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Ernst Handel").stage, Stage::Prospect);
    window.assert_shows("To confirm 2");
}

#[test]
fn all_are_confirmed_as_one_edit_and_then_there_is_nothing_more() {
    let mut window = of_three();
    show(&mut window, Command::ShowFunnel(FunnelPage::Proposals));
    let before = window.entries();
    window.click("Confirm all 2");
    assert_eq!(window.entries(), before + 1);
    assert_eq!(window.account("Blondel").stage, Stage::Client);
    assert_eq!(steps(&window, "Blondel")[1], (Stage::Customer, "2025-12-12".to_owned()));
    window.assert_shows("To confirm");
    window.assert_shows("Nothing to confirm");
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Blondel").stage, Stage::Prospect);
    assert_eq!(window.account("Ernst Handel").stage, Stage::Prospect);
}

#[test]
fn those_that_are_ticked_are_confirmed_and_a_row_selects_its_account() {
    let mut window = of_three();
    show(&mut window, Command::ShowFunnel(FunnelPage::Proposals));
    window.click("Tick Blondel");
    window.click("Confirm 1 ticked");
    assert_eq!(window.account("Blondel").stage, Stage::Client);
    assert_eq!(window.account("Ernst Handel").stage, Stage::Prospect);
    window.click("Ernst Handel: Prospect → customer, 6 January 2026, First purchase");
    assert_eq!(window.app().view.selection, [window.id("Ernst Handel")].into());
}

#[test]
fn dates_are_no_part_of_confirming_all() {
    let mut window = window_of(&[("Ernst Handel", Stage::Prospect, &[5]), ("Blondel", Stage::Customer, &[])]);
    let blondel = window.id("Blondel");
    // Before it was written down as a customer, it had bought.
    let sales = [Sale::of(blondel, -100, 1_000)];
    let bought = import_of(purchases(&mut window.desk.stamp(), "older.csv", &sales));
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(bought), &ctx);
    window.settle();
    show(&mut window, Command::ShowFunnel(FunnelPage::Proposals));
    window.wait_for("To be dated");
    window.assert_shows("To confirm 1");
    window.click("Confirm all 1");
    assert_eq!(window.account("Ernst Handel").stage, Stage::Customer);
    assert_eq!(steps(&window, "Blondel"), [(Stage::Customer, "2025-11-01".to_owned())]);
    window.assert_shows("Nothing to confirm but dates");
    window.click("Set the date of Blondel");
    assert_eq!(steps(&window, "Blondel"), [(Stage::Customer, "2025-09-23".to_owned())]);
    window.assert_shows("Nothing to confirm");
}

#[test]
fn an_empty_page_says_what_to_do() {
    let mut window = window_of(&[("Ernst Handel", Stage::Prospect, &[])]);
    show(&mut window, Command::ShowFunnel(FunnelPage::Proposals));
    window.assert_shows("Nothing to confirm yet");
    window.assert_shows_part("Import purchases");
}

#[test]
fn a_stage_is_changed_on_a_day_by_somebody_for_a_reason() {
    let mut window = of_three();
    let selected = [window.id("Ernst Handel"), window.id("Chop-suey")];
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Select(selected.into()), &ctx);
    window.menu("Account", "Change stage…");
    window.assert_shows("2 accounts, one event for each");
    window.click("Customer");
    window.type_into("Day of the change", "2026-03-09");
    press_button(&mut window, "Change stage");
    window.assert_shows("9 March 2026 is in the future; choose today or an earlier day");
    window.type_into("Day of the change", "2026-02-10");
    window.type_into("By", "Ben");
    window.type_into("Channel", "Fair");
    window.click("First order");
    press_button(&mut window, "Change stage");
    for name in ["Ernst Handel", "Chop-suey"] {
        assert_eq!(steps(&window, name)[1], (Stage::Customer, "2026-02-10".to_owned()));
        let event = events(&window, name).pop().unwrap();
        assert_eq!((event.by.as_str(), event.channel.as_str(), event.reason.as_str()), ("Ben", "Fair", "First order"));
    }
    assert!(!window.shows("Day of the change"));
    assert!(window.app().view.stage_dialog.is_none());
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Chop-suey").stage, Stage::Suspect);
}

#[test]
fn what_was_said_wrongly_is_corrected_and_stays_struck_through() {
    let mut window = of_three();
    let id = window.id("Ernst Handel");
    let ctx = window.harness.ctx.clone();
    let change = StageChange::new(id, Stage::Customer, day("2026-02-10"));
    window.app_mut().perform(Action::Edit(Edit::RecordStages(vec![change])), &ctx);
    window.app_mut().perform(Action::Select([id].into()), &ctx);
    window.settle();
    window.assert_shows("customer since 10 February 2026");
    // The question who makes it grow would stand over the page.
    window.click("Later");
    show(&mut window, Command::ShowAccount);
    window.assert_shows("Prospect since 1 November 2025");
    window.assert_shows_part("101 days");
    window.assert_shows_part("20 days until today");
    window.click("Correct Customer since 10 February 2026…");
    window.assert_shows("Ernst Handel: Customer on 10 February 2026 stays in the record, struck through");
    press_button(&mut window, "Correct");
    window.assert_shows("Nothing is different yet; change what is wrong");
    assert_eq!(window.field_text("Day of the change"), "10 February 2026");
    window.type_into("Day of the change", "2026-01-06");
    window.click("Wrong day");
    press_button(&mut window, "Correct");
    assert_eq!(steps(&window, "Ernst Handel")[1], (Stage::Customer, "2026-01-06".to_owned()));
    window.assert_shows("Customer on 10 February 2026, corrected");
    window.assert_shows("Instead: customer on 6 January 2026 (Wrong day)");
    window.assert_shows("Customer since 6 January 2026");
    // It never happened at all.
    window.click("Correct Customer since 6 January 2026…");
    window.click("It never happened");
    press_button(&mut window, "Correct");
    assert_eq!(window.account("Ernst Handel").stage, Stage::Prospect);
    window.assert_shows("It never happened");
    assert_eq!(events(&window, "Ernst Handel").len(), 4, "all of it is kept");
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Ernst Handel").stage, Stage::Customer);
}

#[test]
fn the_panel_sets_a_stage_as_of_today() {
    let mut window = of_three();
    let id = window.id("Chop-suey");
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Select([id].into()), &ctx);
    window.settle();
    window.assert_shows("suspect since 1 November 2025");
    window.click("Stage");
    window.menu_command("lost");
    assert_eq!(steps(&window, "Chop-suey")[1], (Stage::Lost, today().to_string()));
    window.assert_shows("lost since 2 March 2026");
    window.click("Change the stage…");
    window.assert_shows("Chop-suey, lost since 2 March 2026");
}

#[test]
fn a_past_day_shows_the_stage_of_that_day_and_nothing_to_change() {
    let mut window = of_three();
    let id = window.id("Ernst Handel");
    let ctx = window.harness.ctx.clone();
    let change = StageChange::new(id, Stage::Customer, day("2026-02-10"));
    window.app_mut().perform(Action::Edit(Edit::RecordStages(vec![change])), &ctx);
    window.app_mut().perform(Action::Select([id].into()), &ctx);
    window.settle();
    window.menu("View", "The board as of a date…");
    window.assert_shows("customer since 10 February 2026");
    window.click("The change before");
    window.assert_shows("As of 10 February 2026");
    window.click("The change before");
    window.assert_shows("As of 1 November 2025");
    window.assert_shows("prospect since 1 November 2025");
    assert!(window.harness.get_by_label("Change the stage…").accesskit_node().is_disabled());
}
