//! The scoring model, set with the board in view.

use egui::Key;
use egui_kittest::kittest::Queryable;
use fourfold::command::{Command, Tab};
use fourfold::model::{
    AccountValue, Activity, ActivityId, AnyRecord, Edit, KeyCutOff, Money, Placement, Qpc, QpcSource, ScoringModel,
    SettingsValue,
};
use fourfold::store::Wish;
use fourfold::ui::view::Action;

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
    // What it would change is said above the buttons, which it moves.
    window.wait_for("0 accounts would move, 0 into another class");
    window.click("Apply");
    assert_eq!(model(&window).required_roles.last().map(String::as_str), Some("Safety officer"));
}

#[test]
fn under_a_model_that_does_not_hold_nothing_is_undone_done_again_or_added() {
    let words = "The board shows a scoring model that does not hold yet; apply it, or cancel";
    for command in [Command::Undo, Command::Redo, Command::NewAccount, Command::SuggestedMoves] {
        let mut window = window();
        window.press(CTRL, Key::Z);
        let before = window.entries();
        window.menu("File", "Scoring model…");
        set_share(&mut window, "Recency, percent of engagement", "80");
        let ctx = window.harness.ctx.clone();
        window.app_mut().perform(Action::Command(command), &ctx);
        window.settle();
        window.assert_shows(words);
        assert_eq!(window.entries(), before, "{command:?}");
        // The command that opened the model closes it.
        window.app_mut().perform(Action::Command(Command::ScoringModel), &ctx);
        assert!(window.app().view.remodel.is_none());
    }
}

#[test]
fn what_commands_ask_of_the_selection_follows_it_and_the_records() {
    let mut window = window();
    let (alpha, beta) = (window.id("Alpha"), window.id("Beta"));
    let ctx = window.harness.ctx.clone();
    let counts = |window: &Window| {
        let env = window.app().env(&ctx);
        (env.selected, env.selected_judged, env.selected_released, env.selected_on_board, env.selected_archived)
    };
    assert_eq!(counts(&window), (0, 0, 0, 0, false));
    window.app_mut().view.select([alpha, beta].into());
    assert_eq!(counts(&window), (2, 1, 1, 2, false));
    let released = Edit::Move(vec![Placement { account: beta, to: None }]);
    window.app_mut().perform(Action::Edit(released), &ctx);
    assert_eq!(counts(&window), (2, 0, 0, 2, false));
    window.app_mut().perform(Action::Edit(Edit::SetArchived { accounts: vec![beta], archived: true }), &ctx);
    assert!(!counts(&window).4, "one of two");
    window.app_mut().view.select([beta].into());
    assert!(counts(&window).4);
    window.app_mut().perform(Action::Command(Command::Undo), &ctx);
    assert!(!counts(&window).4);
}

/// Begins to type over a share, a digit in each of several frames, as fast as somebody types.
fn type_slowly(window: &mut Window, label: &str, digits: &str) {
    let at = window.harness.get_by_label(label).rect().center();
    window.click_at(at, egui::Modifiers::NONE);
    window.press(CTRL, Key::A);
    for digit in digits.chars() {
        window.type_text(&digit.to_string());
        for _ in 0..3 {
            // A preview of so few accounts takes less.
            std::thread::sleep(std::time::Duration::from_millis(30));
            window.harness.step();
            assert!(!window.shows_part(" would move,"), "{:?}", window.all_words());
        }
    }
}

#[test]
fn a_share_that_is_being_typed_is_not_looked_at_digit_by_digit() {
    let mut window = window();
    window.menu("File", "Scoring model…");
    type_slowly(&mut window, "Recency, percent of engagement", "80");
    window.assert_shows("Working out who would move…");
    window.wait_for("1 account would move, 1 into another class");
    window.assert_shows("Alpha, Maintenance, engagement 80, potential 30");
}

#[test]
fn the_model_that_was_set_is_still_there_after_a_look_at_another_tab() {
    let mut window = window();
    window.menu("File", "Scoring model…");
    set_share(&mut window, "Recency, percent of engagement", "80");
    window.wait_for("1 account would move, 1 into another class");
    window.press(CTRL, Key::Num2);
    assert_eq!(window.app().view.tab, Tab::Accounts);
    window.menu("File", "Scoring model…");
    assert_eq!(window.app().view.tab, Tab::Board);
    window.assert_shows("1 account would move, 1 into another class");
    // On the board the same command closes it.
    window.menu("File", "Scoring model…");
    assert!(!window.shows("Apply"));
}

#[test]
fn a_model_in_which_nothing_was_set_follows_the_one_that_holds() {
    let mut window = window();
    window.menu("File", "Scoring model…");
    set_share(&mut window, "Recency, percent of engagement", "80");
    window.wait_for("1 account would move, 1 into another class");
    window.click("Apply");
    window.menu("File", "Scoring model…");
    window.press(CTRL, Key::Z);
    assert_eq!(model(&window), ScoringModel::default());
    window.assert_shows("This is the model that holds. Set another to see what it would change.");
    window.drag_dot("Beta", at(30, 30));
    assert_eq!(window.position("Beta"), Some(at(30, 30)), "nothing else is proposed that would forbid it");
}

#[test]
fn closing_says_once_that_a_model_is_not_applied() {
    let mut window = window();
    window.menu("File", "Scoring model…");
    set_share(&mut window, "Recency, percent of engagement", "80");
    window.wait_for("1 account would move, 1 into another class");
    window.menu("File", "Close workspace");
    window.assert_shows("The scoring model is not applied; apply it, or close once more to leave it");
    window.assert_shows("Apply");
    window.menu("File", "Close workspace");
    assert!(window.app().store().is_none());
}
