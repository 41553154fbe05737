//! Targets and leads in the window, as a board of slots that accounts are dragged about on.

use chrono::NaiveDate;
use egui::{Key, Modifiers, Pos2};
use egui_kittest::kittest::Queryable;
use fourfold::model::{
    Account, AccountId, AccountPatch, AccountValue, Edit, EntryKind, Pursuit, PursuitList, Stage, Stay, TargetQuestion,
};
use fourfold::store::Store;

use crate::support::Desk;
use crate::support::window::{CTRL, Window, today};

const SINCE: &str = "2026-01-19";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn passes() -> Vec<AccountValue> {
    TargetQuestion::ALL.iter().map(|question| AccountValue::Answer(*question, Some(true))).collect()
}

fn set(desk: &mut Desk, store: &mut Store, account: AccountId, values: Vec<AccountValue>) {
    desk.edit(store, Edit::SetValues { accounts: vec![account], values }).unwrap();
}

/// Onto a list since 42 days.
fn put(desk: &mut Desk, store: &mut Store, account: AccountId, list: PursuitList) {
    let pursuit = Some(Pursuit { list, since: day(SINCE) });
    let patch = AccountPatch { pursuit, ..AccountPatch::default() };
    desk.edit(store, Edit::SetCells { rows: vec![(account, patch)], pasted: false }).unwrap();
}

/// Anna pursues the lead Ready, which passes all questions, the lead Raw, of which nothing is answered, and the target
/// Aim; Free is her suspect. Bo has the prospect Bought.
fn of_slots() -> Window {
    of_slots_and(|_, _| {})
}

fn of_slots_and(prepare: impl FnOnce(&mut Desk, &mut Store)) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let all = [
        ("Ready", "Anna", Stage::Suspect, Some(PursuitList::Lead), true),
        ("Raw", "Anna", Stage::Suspect, Some(PursuitList::Lead), false),
        ("Aim", "Anna", Stage::Prospect, Some(PursuitList::Target), true),
        ("Free", "Anna", Stage::Suspect, None, false),
        ("Bought", "Bo", Stage::Prospect, None, false),
    ];
    for (name, owner, stage, list, answered) in all {
        let id = desk.account(&mut store, name, None);
        let mut values = vec![AccountValue::Owner(owner.to_owned()), AccountValue::Stage(stage)];
        if answered {
            values.extend(passes());
        }
        set(&mut desk, &mut store, id, values);
        if let Some(list) = list {
            put(&mut desk, &mut store, id, list);
        }
    }
    prepare(&mut desk, &mut store);
    let mut window = Window::begin(desk, Some(store), []);
    window.click("Lists");
    window.click("Targets and leads");
    window
}

fn card(window: &Window, name: &str) -> Pos2 {
    window.harness.get_by_label_contains(&format!("{name}, 42 days on the list")).rect().center()
}

fn place(window: &Window, words: &str) -> Pos2 {
    window.harness.get_by_label(words).rect().center()
}

fn tray(window: &Window) -> Pos2 {
    window.harness.get_by_label_contains("or here to give its place up").rect().center()
}

fn held(account: &Account) -> Option<(PursuitList, NaiveDate)> {
    account.pursuit.map(|Pursuit { list, since }| (list, since))
}

fn reason_of_last(window: &Window) -> Option<String> {
    window.store().journal().entries().last().and_then(|entry| match &entry.kind {
        EntryKind::Reason { text, .. } => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn a_lead_is_dragged_onto_the_targets_in_one_edit_and_the_reason_is_asked() {
    let mut window = of_slots();
    let before = window.entries();
    let (from, to) = (card(&window, "Ready"), place(&window, "Add a target for Anna, place 2 of 9"));
    window.pull(from, to, Modifiers::NONE);
    assert_eq!(window.entries(), before, "nothing is written before the drop");
    window.let_go(to);
    let account = window.account("Ready");
    assert_eq!(held(&account), Some((PursuitList::Target, today())));
    assert_eq!(account.stage, Stage::Prospect);
    assert_eq!(account.stays, [Stay { list: PursuitList::Lead, since: day(SINCE), until: today() }]);
    assert_eq!(window.journal(before), ["Make Ready a target"], "one edit");
    window.assert_shows("A target now. Why?");
    // It was qualified while it was a lead.
    window.assert_shows("1 of 1 lead qualified");
    window.click("Champion found");
    assert_eq!(reason_of_last(&window).as_deref(), Some("Champion found"));
    window.press(CTRL, Key::Z);
    let account = window.account("Ready");
    assert_eq!(held(&account), Some((PursuitList::Lead, day(SINCE))), "as long on the list as before");
    assert_eq!((account.stage, account.stays), (Stage::Suspect, vec![]));
}

#[test]
fn what_is_not_answered_is_asked_at_the_drop_and_then_it_is_one_edit() {
    let mut window = of_slots();
    let (from, to) = (card(&window, "Raw"), place(&window, "Add a target for Anna, place 2 of 9"));
    let before = window.entries();
    window.drag(from, to);
    assert_eq!(window.entries(), before);
    window.assert_shows("Is Raw a target?");
    window.assert_shows("It is a suspect; as a target it becomes a prospect");
    for question in ["Money", "Access", "Fit"] {
        window.click(&format!("{question}: Yes"));
    }
    assert_eq!(held(&window.account("Raw")), Some((PursuitList::Lead, day(SINCE))), "not before it is said");
    let answered = window.entries();
    window.click("Make it a target");
    assert_eq!(window.journal(answered), ["Make Raw a target"]);
    assert_eq!(held(&window.account("Raw")), Some((PursuitList::Target, today())));
    assert_eq!(window.account("Raw").stage, Stage::Prospect);
}

#[test]
fn a_target_is_no_lead_and_a_drop_there_changes_nothing() {
    let mut window = of_slots();
    let before = window.entries();
    let (from, to) = (card(&window, "Aim"), place(&window, "Add a lead for Anna, place 4 of 10"));
    window.drag(from, to);
    assert_eq!(window.entries(), before);
    assert_eq!(held(&window.account("Aim")), Some((PursuitList::Target, day(SINCE))));
}

#[test]
fn an_account_goes_to_another_seller_with_its_place() {
    let mut window = of_slots();
    let before = window.entries();
    let (from, to) = (card(&window, "Aim"), place(&window, "Add a target for Bo, place 2 of 9"));
    window.drag(from, to);
    let account = window.account("Aim");
    assert_eq!(account.owner, "Bo");
    assert_eq!(held(&account), Some((PursuitList::Target, day(SINCE))), "the place goes on");
    assert_eq!(window.journal(before), ["Make Aim a target of Bo"]);
    window.assert_shows("With Bo now. Why?");
    window.click("Knows them");
    assert_eq!(reason_of_last(&window).as_deref(), Some("Knows them"));
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Aim").owner, "Anna");
}

#[test]
fn a_card_dropped_on_the_strip_gives_its_place_up() {
    let mut window = of_slots();
    let before = window.entries();
    let (from, to) = (card(&window, "Aim"), tray(&window));
    window.pull(from, to, Modifiers::NONE);
    window.assert_shows("Drop here to give up the place of Aim");
    window.let_go(to);
    assert_eq!(held(&window.account("Aim")), None);
    assert_eq!(window.journal(before), ["Drop Aim from its list"]);
    window.assert_shows("Off the list. Why?");
    window.click("Won by a rival");
    assert_eq!(reason_of_last(&window).as_deref(), Some("Won by a rival"));
    window.assert_shows("0 of 1 target won");
    window.press(CTRL, Key::Z);
    assert_eq!(held(&window.account("Aim")), Some((PursuitList::Target, day(SINCE))));
}

#[test]
fn escape_leaves_the_account_where_it_was() {
    let mut window = of_slots();
    let before = window.entries();
    let (from, to) = (card(&window, "Aim"), tray(&window));
    window.pull(from, to, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Drop here to give up the place of Aim"));
    window.let_go(to);
    assert_eq!(window.entries(), before);
    assert_eq!(held(&window.account("Aim")), Some((PursuitList::Target, day(SINCE))));
}

#[test]
fn a_candidate_is_dragged_in_and_one_who_has_no_place_gives_none_up() {
    let mut window = of_slots();
    window.click("Add a lead for Anna, place 3 of 10");
    let before = window.entries();
    let (from, to) = (place(&window, "Free, "), tray(&window));
    window.drag(from, to);
    assert_eq!(window.entries(), before);
    let (from, to) = (place(&window, "Free, "), place(&window, "Add a lead for Anna, place 9 of 10"));
    window.drag(from, to);
    assert_eq!(held(&window.account("Free")), Some((PursuitList::Lead, today())));
    window.assert_shows("A lead now. Why?");
}

#[test]
fn a_full_list_asks_who_goes_after_the_drop() {
    let mut window = of_slots_and(|desk, store| {
        for number in 1..=8 {
            let id = desk.account(store, &format!("Target {number}"), None);
            let mut values = vec![AccountValue::Owner("Anna".to_owned()), AccountValue::Stage(Stage::Prospect)];
            values.extend(passes());
            set(desk, store, id, values);
            put(desk, store, id, PursuitList::Target);
        }
    });
    window.assert_shows("Targets: 9 of 9; 3–4 are better");
    let before = window.entries();
    let (from, to) = (card(&window, "Ready"), card(&window, "Target 4"));
    window.drag(from, to);
    window.assert_shows("All 9 targets of Anna are taken");
    assert_eq!(window.entries(), before);
    let rows = window.harness.query_all_by_label_contains("Target 4, 42 days on the list");
    let at = rows.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    let buttons = window.harness.query_all_by_label("Drop Target 4");
    let at = buttons.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    assert_eq!(window.journal(before), ["Make Ready a target in place of Target 4"]);
    assert_eq!(held(&window.account("Ready")), Some((PursuitList::Target, today())));
    assert_eq!(held(&window.account("Target 4")), None);
    window.press(CTRL, Key::Z);
    assert_eq!(held(&window.account("Target 4")), Some((PursuitList::Target, day(SINCE))));
    assert_eq!(held(&window.account("Ready")), Some((PursuitList::Lead, day(SINCE))));
}

#[test]
fn a_card_is_reached_and_its_place_given_up_by_keyboard() {
    let mut window = of_slots();
    let before = window.entries();
    window.harness.get_by_label_contains("Raw, 42 days on the list").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().view.selection, [window.id("Raw")].into());
    window.harness.get_by_label_contains("Raw, 42 days on the list").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::M);
    window.assert_shows("Give to another seller");
    window.assert_shows("Make a target…");
    window.press(Modifiers::NONE, Key::Escape);
    window.harness.get_by_label_contains("Raw, 42 days on the list").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(held(&window.account("Raw")), None);
    assert_eq!(window.journal(before), ["Drop Raw from its list"]);
    // The keyboard goes to the place beside it.
    window.press(Modifiers::NONE, Key::Backspace);
    assert_eq!(held(&window.account("Ready")), None);
    assert_eq!(window.entries(), before + 2);
}

#[test]
fn by_the_menu_another_seller_gets_the_account() {
    let mut window = of_slots();
    let at = card(&window, "Aim");
    window.right_click(at);
    window.click("Give to another seller");
    window.click("Give to Bo, 0 of them there");
    assert_eq!(window.account("Aim").owner, "Bo");
    assert_eq!(held(&window.account("Aim")), Some((PursuitList::Target, day(SINCE))));
}

#[test]
fn a_workspace_that_is_only_read_lets_nothing_be_carried() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let id = desk.account(&mut store, "Aim", None);
    let owner = AccountValue::Owner("Anna".to_owned());
    set(&mut desk, &mut store, id, vec![owner]);
    put(&mut desk, &mut store, id, PursuitList::Lead);
    drop(store);
    let read = Store::open_read_only(&desk.path()).unwrap();
    let mut window = Window::begin(desk, Some(read), []);
    window.click("Lists");
    window.click("Targets and leads");
    assert!(!window.shows_part("or here to give its place up"));
    let from = card(&window, "Aim");
    let bottom = egui::pos2(from.x, window.harness.ctx.content_rect().bottom() - 50.0);
    window.drag(from, bottom);
    assert_eq!(held(&window.account("Aim")), Some((PursuitList::Lead, day(SINCE))));
}
