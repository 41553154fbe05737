//! The scoring model, set with the board in view.

use egui::Key;
use egui_kittest::kittest::Queryable;
use fourfold::model::{
    AccountValue, Activity, ActivityId, AnyRecord, Edit, KeyCutOff, Money, Qpc, QpcSource, ScoringModel, SettingsValue,
};
use fourfold::store::Wish;

use crate::support::window::{CTRL, Window, today};
use crate::support::{Desk, at};

/// Alpha and Beta were met today and could buy as much more as a key account does; Beta was judged.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let alpha = desk.account(&mut store, "Alpha", None);
    let beta = desk.account(&mut store, "Beta", Some(at(80, 80)));
    let amount = Money::from_minor_units(100_000);
    let qpc = Qpc { amount, source: QpcSource::Asked, as_of: Some(today()) };
    let values = vec![AccountValue::Qpc(Some(qpc))];
    let met = |account| AnyRecord::Activity(Activity::new(ActivityId::NIL, account, today()));
    for edit in [
        Edit::SetValues { accounts: vec![alpha, beta], values },
        Edit::PutRecords(vec![met(alpha), met(beta)]),
        Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(KeyCutOff { amount, as_of: today() }))]),
    ] {
        store.perform(Wish::Edit(edit), desk.stamp()).unwrap();
    }
    Window::begin(desk, Some(store), [])
}

fn model(window: &Window) -> ScoringModel {
    window.store().portfolio().settings().more.model.clone()
}

/// Types a share.
fn set_share(window: &mut Window, label: &str, percent: &str) {
    let at = window.harness.get_by_label(label).rect().center();
    window.click_at(at, egui::Modifiers::NONE);
    window.press(CTRL, Key::A);
    window.type_text(percent);
    window.press(egui::Modifiers::NONE, Key::Enter);
    window.settle();
}

#[test]
fn who_would_move_is_seen_before_anything_is_changed() {
    let mut window = window();
    // Of engagement the recency, 20 of 100; of potential the gap, half of 60.
    window.assert_shows("Alpha, Service, engagement 20, potential 30");
    window.menu("File", "Scoring model…");
    window.assert_shows("This is the model that holds. Set another to see what it would change.");
    set_share(&mut window, "Recency, percent of engagement", "40");
    window.wait_for("1 account would move, 0 into another class");
    window.assert_shows("Alpha, Service, engagement 40, potential 30");
}

#[test]
fn the_preview_is_applied_as_one_edit_that_undo_takes_back() {
    let mut window = window();
    let before = window.entries();
    window.menu("File", "Scoring model…");
    set_share(&mut window, "Recency, percent of engagement", "80");
    window.wait_for("1 account would move, 1 into another class");
    window.assert_shows("Alpha, Maintenance, engagement 80, potential 30");
    window.assert_shows("Beta, Key, engagement 80, potential 80");
    assert_eq!(window.entries(), before, "nothing is changed yet");

    window.click("Apply");
    assert_eq!(model(&window).engagement.recency, 80);
    let weights = model(&window).engagement;
    assert_eq!(u32::from(weights.people) + u32::from(weights.roles) + u32::from(weights.two_way), 20);
    assert_eq!(window.entries(), before + 1);
    window.assert_shows("Alpha, Maintenance, engagement 80, potential 30");
    window.press(CTRL, Key::Z);
    assert_eq!(model(&window), ScoringModel::default());
    window.assert_shows("Alpha, Service, engagement 20, potential 30");
}

#[test]
fn a_model_that_is_left_changes_nothing_and_forbids_changes_meanwhile() {
    let mut window = window();
    window.menu("File", "Scoring model…");
    set_share(&mut window, "Recency, percent of engagement", "80");
    window.wait_for("1 account would move, 1 into another class");
    let before = window.entries();
    window.drag_dot("Beta", at(30, 30));
    window.assert_shows("The board shows a scoring model that does not hold yet; apply it, or cancel");
    assert_eq!(window.entries(), before);
    window.click("Cancel");
    window.assert_shows("Alpha, Service, engagement 20, potential 30");
    assert_eq!((window.entries(), model(&window)), (before, ScoringModel::default()));
}

#[test]
fn a_required_role_is_typed() {
    let mut window = window();
    window.menu("File", "Scoring model…");
    window.enter("Another required role", "Safety officer");
    window.click("Apply");
    assert_eq!(model(&window).required_roles.last().map(String::as_str), Some("Safety officer"));
}
