//! Judgement beside evidence: ghosts, release, suggested moves, what a drag would cause, and the evidence of past days.

use chrono::NaiveDate;
use egui::{Key, Modifiers, Shape};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::model::{
    AccountId, AccountValue, Activity, ActivityId, AnyRecord, Clock, Colleague, ColleagueId, Edit, KeyCutOff,
    Likelihood, Money, Position, Qpc, QpcSource, RowKey, ScoringModel, SettingsValue, Stamp,
};
use fourfold::store::{Done, Store, Wish};

use crate::support::window::{CTRL, SHIFT, Window};
use crate::support::{Desk, at};

fn money(euros: i64) -> Money {
    Money::from_minor_units(euros * 100)
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn edit(desk: &mut Desk, store: &mut Store, edit: Edit) {
    desk.edit(store, edit).unwrap();
}

/// Says what an account could buy, so that its potential is known.
fn set_qpc(desk: &mut Desk, store: &mut Store, account: AccountId, euros: i64, source: QpcSource) {
    let qpc = AccountValue::Qpc(Some(Qpc { amount: money(euros), source, as_of: Some(day(2, 1)) }));
    edit(desk, store, Edit::SetValues { accounts: vec![account], values: vec![qpc] });
}

/// With a cut-off of 100,000, potential is 0.6 × min(100, 50 × capacity ÷ 100,000) where nothing was bought: Ernst
/// Handel, judged at 38/55, has 0.6 × 75 = 45 by an asked capacity of 150,000 and 20 more as it is planned: 65. Blondel,
/// at 80/20, has 30 by a guess of 100,000. Chop-suey was never judged: it stands at 0/60, 0.6 × 100. Alfreds is judged,
/// and nothing is known of it. Nobody has activities, so that engagement is 0.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let cut_off = KeyCutOff { amount: money(100_000), as_of: day(1, 1) };
    edit(&mut desk, &mut store, Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))]));
    let [ernst, blondel, chop, _alfreds] = [
        ("Ernst Handel", Some(at(38, 55))),
        ("Blondel et fils", Some(at(80, 20))),
        ("Chop-suey Chinese", None),
        ("Alfreds Futterkiste", Some(at(20, 20))),
    ]
    .map(|(name, position)| desk.account(&mut store, name, position));
    set_qpc(&mut desk, &mut store, ernst, 150_000, QpcSource::Asked);
    let planned = AccountValue::Likelihood(Some(Likelihood::Planned));
    edit(&mut desk, &mut store, Edit::SetValues { accounts: vec![ernst], values: vec![planned] });
    set_qpc(&mut desk, &mut store, blondel, 100_000, QpcSource::Guess);
    set_qpc(&mut desk, &mut store, chop, 500_000, QpcSource::Asked);
    Window::begin(desk, Some(store), [])
}

/// How many hollow rings are drawn about a place.
fn rings(window: &Window, at: Position) -> usize {
    let place = window.place(at);
    let ring = |shape: &Shape| match shape {
        Shape::Circle(circle) => circle.center.distance(place) < 0.5 && circle.fill == egui::Color32::TRANSPARENT,
        _ => false,
    };
    window.harness.output().shapes.iter().filter(|clipped| ring(&clipped.shape)).count()
}

/// What is said besides the words of a thing, which begin so.
fn described(window: &Window, words: &str) -> String {
    let node = window.harness.get_by_label_contains(words);
    node.accesskit_node().data().description().unwrap_or_default().to_owned()
}

#[test]
fn a_judged_account_has_a_ghost_where_its_evidence_stands() {
    let mut window = window();
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    window.assert_shows("Chop-suey Chinese, Growth Potential, engagement 0, potential 60");
    let [ernst, blondel] = [at(0, 65), at(0, 30)];
    assert_eq!((rings(&window, ernst), rings(&window, blondel)), (0, 0));
    assert_eq!(described(&window, "Ernst Handel, Growth"), "Evidence: engagement 0, potential 65");

    window.click_dot("Ernst Handel");
    window.hover(egui::pos2(5.0, 5.0));
    assert_eq!((rings(&window, ernst), rings(&window, blondel)), (1, 0), "of the selected always");
    window.hover(window.dot("Blondel et fils"));
    assert_eq!(rings(&window, blondel), 1, "of the one pointed at");
    window.press(Modifiers::NONE, Key::Escape);
    window.hover(egui::pos2(5.0, 5.0));

    window.menu("View", "Show the evidence");
    assert_eq!((rings(&window, ernst), rings(&window, blondel)), (1, 1));
    window.click("Evidence");
    assert_eq!((rings(&window, ernst), rings(&window, blondel)), (0, 0));
}

#[test]
fn how_sure_potential_is_is_drawn_explained_and_summed_up() {
    let mut window = window();
    window.assert_shows("The edge of a dot fades where its potential is a guess");
    // Untapped are 150,000 and 500,000 that were asked for, and 100,000 that is a guess: 100 ÷ 750.
    window.assert_shows("13 % of our potential money is guesswork");
    let painted = |window: &Window, words: &str| {
        let holds = |shape: &Shape| matches!(shape, Shape::Text(text) if text.galley.text().contains(words));
        window.harness.output().shapes.iter().any(|clipped| holds(&clipped.shape))
    };
    // A guess alone is trusted by 30 %, an answer with a likelihood by 80 %.
    window.hover(window.dot("Blondel et fils"));
    assert!(painted(&window, "Maintenance · engagement 80 · potential 20, mostly guessed"));
    window.hover(window.dot("Ernst Handel"));
    assert!(painted(&window, "Growth Potential · engagement 38 · potential 55"));
    assert!(!painted(&window, "potential 55, "));
}

#[test]
fn one_account_is_released_and_comes_back_with_undo() {
    let mut window = window();
    let before = window.entries();
    window.click_dot("Ernst Handel");
    window.click("Release to the evidence");
    assert_eq!(window.position("Ernst Handel"), None);
    window.assert_shows("Ernst Handel, Growth Potential, engagement 0, potential 65");
    window.assert_shows("Released to the evidence: Growth Potential. Why?");
    window.click("Edit");
    window.assert_shows("Undo release Ernst Handel to the evidence");
    window.press(Modifiers::NONE, Key::Escape);
    let button = window.harness.get_by_label("Take off the board");
    assert!(button.accesskit_node().is_disabled(), "it stands where its evidence puts it");

    window.press(CTRL, Key::Z);
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    let label = "Release Ernst Handel to the evidence";
    assert_eq!(window.journal(before), [label.to_owned(), format!("Undo: {label}")]);
}

#[test]
fn many_are_released_in_one_entry() {
    let mut window = window();
    let before = window.entries();
    for name in ["Ernst Handel", "Blondel et fils"] {
        window.click_at(window.dot(name), SHIFT);
    }
    window.menu("Account", "Release to the evidence");
    assert_eq!((window.position("Ernst Handel"), window.position("Blondel et fils")), (None, None));
    window.assert_shows("Blondel et fils, Service, engagement 0, potential 30");
    window.assert_shows("2 released to the evidence. Why?");
    assert_eq!(window.journal(before), ["Release 2 accounts to the evidence"]);

    window.press(Modifiers::NONE, Key::Escape);
    window.click_dot("Alfreds Futterkiste");
    window.click("Take off the board");
    window.assert_shows("Alfreds Futterkiste, unplaced");
    assert_eq!(window.journal(before)[1..], ["Unplace Alfreds Futterkiste"]);
}

#[test]
fn a_dot_dropped_onto_its_ghost_is_released() {
    let mut window = window();
    let before = window.entries();
    let (from, ghost) = (window.dot("Ernst Handel"), window.place(at(0, 65)));
    window.pull(from, ghost + egui::vec2(3.0, -3.0), Modifiers::NONE);
    window.assert_shows("Engagement 38 → 0 · Potential 55 → 65 · Stays Growth Potential");
    assert!(described(&window, "Engagement 38 → 0").ends_with("let go to release it to the evidence"));
    window.let_go(ghost + egui::vec2(3.0, -3.0));
    assert_eq!(window.position("Ernst Handel"), None);
    assert_eq!(window.journal(before), ["Release Ernst Handel to the evidence"]);
}

#[test]
fn a_drag_tells_what_would_follow() {
    let mut window = window();
    let seller = Colleague {
        seller: true,
        hours_per_year: Some(100),
        ..Colleague::new(ColleagueId(uuid::Uuid::nil()), "Anna Berger")
    };
    let edit = Edit::PutRecords(vec![AnyRecord::Colleague(seller)]);
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(fourfold::ui::view::Action::Edit(edit), &ctx);
    window.settle();
    // Hours a year are 365 ÷ cadence × 90 ÷ 60: Growth Potential and Key 18.25, Maintenance 6.08, Service 3.04. Ernst
    // and Chop-suey 36.5, Blondel 6.08, Alfreds 3.04: 45.6 of 100. With Ernst in Service 45.6 − 18.25 + 3.04 = 30.4.
    let (from, to) = (window.dot("Ernst Handel"), window.place(at(20, 30)));
    window.pull(from, to, Modifiers::NONE);
    window.assert_shows("Engagement 38 → 20 · Potential 55 → 30 · Growth Potential → Service");
    let said = "every 30 → 180 days, 18 → 3 h a year · serve on request · team at 46 → 30 % of its hours";
    assert_eq!(described(&window, "Engagement 38 → 20"), said);
    assert_eq!(rings(&window, at(0, 65)), 1, "the ghost stays where it is");
    window.let_go(to);
    window.assert_shows("Service, where the evidence says Growth Potential. Why?");
}

#[test]
fn a_suggested_move_is_accepted_and_taken_back() {
    let mut window = window();
    let before = window.entries();
    // Ernst Handel is Growth Potential by judgement and by evidence; of Alfreds nothing is known.
    window.click("1 suggested move");
    window.assert_shows("Blondel et fils, Maintenance → Service");
    window.assert_shows("the records say engagement 0, potential 30");
    window.click("Blondel et fils, Maintenance → Service");
    assert!(window.app().view.selection.contains(&window.id("Blondel et fils")));
    window.click("Accept Blondel et fils");
    assert_eq!(window.position("Blondel et fils"), None);
    window.assert_shows("Blondel et fils, Service, engagement 0, potential 30");
    window.assert_shows("No moves are suggested");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows_part("suggested move"), "the button goes with the last of them");

    window.press(CTRL, Key::Z);
    assert_eq!(window.position("Blondel et fils"), Some(at(80, 20)));
    window.assert_shows("1 suggested move");
    let label = "Release Blondel et fils to the evidence";
    assert_eq!(window.journal(before), [label.to_owned(), format!("Undo: {label}")]);
}

#[test]
fn a_dismissed_suggestion_comes_back_when_the_evidence_says_something_else() {
    let mut window = window();
    window.menu("View", "Suggested moves…");
    window.click("Dismiss Blondel et fils");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows_part("suggested move"));
    let qpc = |euros| AccountValue::Qpc(Some(Qpc { amount: money(euros), source: QpcSource::Asked, as_of: None }));
    let mut set = |euros| {
        let accounts = vec![window.id("Blondel et fils")];
        let edit = Edit::SetValues { accounts, values: vec![qpc(euros)] };
        let ctx = window.harness.ctx.clone();
        window.app_mut().perform(fourfold::ui::view::Action::Edit(edit), &ctx);
        window.settle();
        window.shows("1 suggested move")
    };
    // 0.6 × 50 × 120,000 ÷ 100,000 = 36: six points further, still Service.
    assert!(!set(120_000));
    // 0.6 × 50 × 160,000 ÷ 100,000 = 48, 18 points from where it was put aside, and 15 are drift.
    assert!(set(160_000));
}

#[test]
fn a_past_day_shows_where_the_evidence_put_an_account_under_the_model_of_that_day() {
    let desk = Desk::new();
    let mut store = desk.create();
    let mut seed = 0;
    let mut on = |store: &mut Store, month: u32, date: u32, edit: Edit| {
        seed += 1;
        let stamp = Stamp::seeded(Clock::Fixed(day(month, date)).now(), "Anna", seed);
        let Done::Written { touched, .. } = store.perform(Wish::Edit(edit), stamp).unwrap() else {
            panic!("nothing was written")
        };
        touched
    };
    let cut_off = KeyCutOff { amount: money(100_000), as_of: day(1, 1) };
    on(&mut store, 2, 1, Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))]));
    let create = |name: &str, qpc: Option<Qpc>, position| {
        let values = vec![AccountValue::Name(name.to_owned()), AccountValue::Qpc(qpc)];
        Edit::CreateAccount { values, position }
    };
    let qpc = Qpc { amount: money(500_000), source: QpcSource::Asked, as_of: Some(day(2, 1)) };
    let touched = on(&mut store, 2, 1, create("Chop-suey Chinese", Some(qpc), None));
    let Some(&RowKey::Account(chop)) = touched.first() else { panic!("{touched:?}") };
    let answered = Activity { answered: true, ..Activity::new(ActivityId(uuid::Uuid::nil()), chop, day(2, 10)) };
    on(&mut store, 2, 10, Edit::PutRecords(vec![AnyRecord::Activity(answered)]));
    on(&mut store, 2, 10, create("Blondel et fils", None, Some(at(80, 20))));
    let mut model = ScoringModel::default();
    (model.engagement.recency, model.engagement.two_way) = (40, 0);
    on(&mut store, 2, 20, Edit::SetSettings(vec![SettingsValue::Model(model)]));
    let mut window = Window::begin(desk, Some(store), []);

    // Potential is 0.6 × 100 = 60 all the time. Today, 20 days after the contact, engagement is 40 × (1 − 20/180) = 35.6.
    let shown = |window: &Window, engagement: u8| {
        window.assert_shows(&format!("Chop-suey Chinese, Growth Potential, engagement {engagement}, potential 60"));
    };
    shown(&window, 36);
    window.menu("View", "The board as of a date…");
    window.click("The change before");
    window.assert_shows("As of 20 February 2026");
    // The new model: 40 × (1 − 10/180) = 37.8.
    shown(&window, 38);
    window.click("The change before");
    window.assert_shows("As of 10 February 2026");
    // The model before: 20 × (1 − 0/180) for recency, 20 × 1/1 for two-way.
    shown(&window, 40);
    window.click("The change before");
    window.assert_shows("As of 1 February 2026");
    shown(&window, 0);
    window.click("Today");
    shown(&window, 36);
}
