//! The lists in the window: key list, targets and leads, Monday.

use chrono::NaiveDate;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fourfold::command::Tab;
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, AnyRecord, Edit, KeyCutOff, Money, Pursuit, PursuitList, Qpc, QpcSource,
    Risk, RiskId, ScoringModel, SettingsValue, Severity, Stage, TargetQuestion,
};
use fourfold::store::Store;
use fourfold::ui::view::Action;

use crate::support::window::{CTRL, Window, today};
use crate::support::{Desk, at};

fn money(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn set(desk: &mut Desk, store: &mut Store, account: AccountId, values: Vec<AccountValue>) {
    desk.edit(store, Edit::SetValues { accounts: vec![account], values }).unwrap();
}

/// Buyers of 500, 300, 100, 60 and 40: rank ⌈5 ÷ 4⌉ = 2, so the key list begins at 300.
fn of_buyers(prepare: impl FnOnce(&mut Desk, &mut Store, &[AccountId])) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let all = [("Ernst Handel", 500), ("Blondel", 300), ("Chop-suey", 100), ("Alfreds", 60), ("Wandernde Kuh", 40)];
    let ids: Vec<AccountId> = all
        .iter()
        .map(|(name, units)| {
            let id = desk.account(&mut store, name, Some(at(20, 20)));
            set(&mut desk, &mut store, id, vec![AccountValue::Revenue12m(Some(money(*units)))]);
            id
        })
        .collect();
    prepare(&mut desk, &mut store, &ids);
    let mut window = Window::begin(desk, Some(store), []);
    window.click("Lists");
    assert_eq!(window.app().view.tab, Tab::Lists);
    window
}

fn cut_off(window: &Window) -> Option<KeyCutOff> {
    window.store().portfolio().settings().more.key_cut_off
}

#[test]
fn the_cut_off_is_fixed_after_it_was_seen_and_undone() {
    let mut window = of_buyers(|_, _, _| {});
    window.assert_shows("300 EUR");
    window.assert_shows_part("Provisional");
    // 800 of 1,000, by two of five.
    window.assert_shows("80 % of revenue");
    window.assert_shows("2 accounts of 800 EUR");
    window.assert_shows("3 accounts of 200 EUR");
    window.assert_shows_part("Cut-off 300 EUR: 2 accounts, 80 % of revenue");
    window.click("Recompute…");
    window.assert_shows("2 accounts stay on the key list");
    window.assert_shows("Nobody enters");
    window.click("Cancel");
    assert_eq!(cut_off(&window), None);
    window.click("Recompute…");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(cut_off(&window), Some(KeyCutOff { amount: money(300), as_of: today() }));
    window.assert_shows_part("Fixed 2 March 2026, today");
    window.press(CTRL, Key::Z);
    assert_eq!(cut_off(&window), None);
    window.assert_shows_part("Provisional");
}

#[test]
fn an_old_cut_off_is_warned_of_and_who_enters_and_leaves_is_named() {
    let mut window = of_buyers(|desk, store, _| {
        let fixed = KeyCutOff { amount: money(70), as_of: day("2025-01-15") };
        desk.edit(store, Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(fixed))])).unwrap();
    });
    window.assert_shows("70 EUR");
    window.assert_shows_part("older than 12 months, fix it anew");
    window.assert_shows("3 accounts of 900 EUR");
    // 90 % is more than a key list usually makes; it is said what is usual.
    window.assert_shows("90 % of revenue");
    window.assert_shows("Usual: 70 to 80 % of revenue");
    window.click("Recompute…");
    window.assert_shows("Nobody enters");
    window.assert_shows("Leave: 1");
    window.assert_shows("Chop-suey");
    window.click("Fix the cut-off");
    assert_eq!(cut_off(&window).unwrap().amount, money(300));
    window.assert_shows("2 accounts of 800 EUR");
    // Other columns go by it too.
    window.click("Show the key list");
    assert_eq!(window.app().view.tab, Tab::Accounts);
    window.assert_shows_part("Ernst Handel");
    assert!(!window.shows("Chop-suey"));
}

#[test]
fn the_secondary_that_can_grow_are_named_and_selected() {
    let mut window = of_buyers(|desk, store, ids| {
        let moved = |account, to| fourfold::model::Placement { account, to: Some(to) };
        desk.edit(store, Edit::Move(vec![moved(ids[3], at(20, 80)), moved(ids[0], at(20, 80))])).unwrap();
    });
    // One of three; the first is on the key list.
    window.assert_shows("1 can grow: 33 %; usual: under 30 %");
    window.assert_shows("Show the secondary accounts");
    window.assert_shows("Alfreds, Growth Potential · 60 EUR");
    window.click("Select it");
    assert_eq!(window.app().view.selection, [window.id("Alfreds")].into());
}

#[test]
fn the_curve_names_who_is_under_the_pointer_and_selects_by_a_click() {
    let mut window = of_buyers(|_, _, _| {});
    let curve = window.harness.get_by_label_contains("Curve of revenue").rect();
    // Between one and two customers of five.
    let at = egui::pos2(curve.left() + curve.width() * 1.5 / 5.0, curve.center().y);
    window.hover(at);
    window.wait(1.0);
    window.assert_shows("Place 2 of 5");
    window.assert_shows("300 EUR in 12 months, 30 % of revenue");
    window.assert_shows("80 % with those before it");
    window.click_at(at, Modifiers::NONE);
    assert_eq!(window.app().view.selection, [window.id("Blondel")].into());
}

#[test]
fn without_buyers_the_key_list_says_what_to_do() {
    let mut window = Window::of_five();
    window.click("Lists");
    window.assert_shows("Nobody bought anything in the last 12 months");
    window.assert_shows("Import purchases, or type what accounts bought");
    window.click("Targets and leads");
    window.assert_shows("Nobody owns an account yet");
}

/// Anna's suspects Lead 1 to Lead 11, of which so many are leads for as many days, and her prospect.
fn of_leads(leads: usize) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let owner = || AccountValue::Owner("Anna".to_owned());
    let mut ids = Vec::new();
    for number in 1..=11 {
        let id = desk.account(&mut store, &format!("Lead {number:02}"), None);
        set(&mut desk, &mut store, id, vec![owner()]);
        ids.push(id);
    }
    let prospect = desk.account(&mut store, "Ernst Handel", None);
    set(&mut desk, &mut store, prospect, vec![owner(), AccountValue::Stage(Stage::Prospect)]);
    let take = ids.into_iter().take(leads).map(|id| (id, PursuitList::Lead)).collect();
    if leads > 0 {
        desk.edit(&mut store, Edit::SetPursuits { take, give_up: vec![] }).unwrap();
    }
    let mut window = Window::begin(desk, Some(store), []);
    window.click("Lists");
    window.click("Targets and leads");
    window
}

fn pursued(window: &Window, name: &str) -> Option<PursuitList> {
    window.account(name).pursuit.map(|Pursuit { list, since: _ }| list)
}

#[test]
fn a_target_answers_three_questions() {
    let mut window = of_leads(0);
    window.assert_shows("Targets: 0 of 9; 3–4 are better");
    window.click("Add a target for Anna, place 3 of 9");
    window.click("Ernst Handel, Not answered: money, access, fit");
    window.assert_shows("Is Ernst Handel a target?");
    window.click("Money: Yes");
    window.click("Access: Yes");
    window.click("Fit: No");
    window.assert_shows("Fails on fit");
    window.click("Make it a target");
    assert_eq!(pursued(&window, "Ernst Handel"), None, "it fails");
    window.click("Fit: Yes");
    window.click("Make it a target");
    assert_eq!(pursued(&window, "Ernst Handel"), Some(PursuitList::Target));
    assert_eq!(window.account("Ernst Handel").answers.get(&TargetQuestion::Fit), Some(&true));
    window.assert_shows("Targets: 1 of 9; 3–4 are better");
    window.assert_shows("Ernst Handel, 0 days on the list · never touched");
    window.press(CTRL, Key::Z);
    assert_eq!(pursued(&window, "Ernst Handel"), None);
    window.assert_shows("Targets: 0 of 9; 3–4 are better");
}

#[test]
fn an_eleventh_lead_asks_which_one_goes() {
    let mut window = of_leads(10);
    let before = window.entries();
    window.assert_shows("Leads: 10 of 10");
    // By the command, on the selected account.
    let eleventh = window.id("Lead 11");
    window.app_mut().view.select([eleventh].into());
    window.settle();
    window.menu("Account", "Make a lead");
    window.assert_shows("All 10 leads of Anna are taken");
    window.assert_shows("Which one gives up its place to Lead 11?");
    assert_eq!(window.entries(), before, "nothing is done yet");
    window.click("Leave it as it is");
    assert_eq!(pursued(&window, "Lead 11"), None);

    window.menu("Account", "Make a lead");
    let rows = window.harness.query_all_by_label("Lead 04, 0 days on the list · never touched");
    let at = rows.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    let buttons = window.harness.query_all_by_label("Drop Lead 04");
    let at = buttons.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    assert_eq!((pursued(&window, "Lead 04"), pursued(&window, "Lead 11")), (None, Some(PursuitList::Lead)));
    assert_eq!(window.journal(before), ["Make Lead 11 a lead in place of Lead 04"], "one edit");
    window.assert_shows("Leads: 10 of 10");
    // What goes is asked about.
    window.click("Not now");
    assert_eq!(window.journal(before + 1), ["Because: Not now"]);
    window.press(CTRL, Key::Z);
    assert_eq!((pursued(&window, "Lead 04"), pursued(&window, "Lead 11")), (Some(PursuitList::Lead), None));
}

#[test]
fn a_full_list_asks_wherever_the_wish_comes_from() {
    let mut window = of_leads(10);
    // Bo's lead comes to Anna by its owner, typed into the panel.
    let owner = |name: &str| vec![AccountValue::Owner(name.to_owned())];
    let id = window.id("Lead 11");
    let edits = [
        Edit::SetValues { accounts: vec![id], values: owner("Bo") },
        Edit::SetPursuits { take: vec![(id, PursuitList::Lead)], give_up: vec![] },
    ];
    for edit in edits {
        let ctx = window.harness.ctx.clone();
        window.app_mut().perform(fourfold::ui::view::Action::Edit(edit), &ctx);
    }
    window.app_mut().view.select([id].into());
    window.settle();
    window.enter("Owner", "Anna");
    window.assert_shows("All 10 leads of Anna are taken");
    let rows = window.harness.query_all_by_label("Lead 01, 0 days on the list · never touched");
    let at = rows.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    let buttons = window.harness.query_all_by_label("Drop Lead 01");
    let at = buttons.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    assert_eq!(pursued(&window, "Lead 01"), None);
    assert_eq!(window.account("Lead 11").owner, "Anna");
    assert_eq!(pursued(&window, "Lead 11"), Some(PursuitList::Lead));
    assert_eq!(window.field_text("Owner"), "Anna");
}

fn perform(window: &mut Window, action: Action) {
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(action, &ctx);
    window.settle();
}

/// A lead more for Anna by the table, where nobody is asked.
fn one_more(window: &Window) -> Action {
    let pursuit = Some(Pursuit { list: PursuitList::Lead, since: today() });
    let patch = AccountPatch { pursuit, ..AccountPatch::default() };
    Action::Edit(Edit::SetCells { rows: vec![(window.id("Lead 11"), patch)], pasted: false })
}

#[test]
fn a_full_list_is_said_after_the_question_was_left() {
    let mut window = of_leads(10);
    let refused = "Anna has 10 leads already, and 10 at most; choose which one to drop";
    let eleventh = window.id("Lead 11");
    window.app_mut().view.select([eleventh].into());
    window.settle();
    window.menu("Account", "Make a lead");
    window.click("Leave it as it is");
    assert!(!window.shows(refused), "the dialog said it");
    let more = one_more(&window);
    perform(&mut window, more);
    window.assert_shows(refused);
    assert_eq!(pursued(&window, "Lead 11"), None);
}

fn leads(window: &Window, numbers: std::ops::RangeInclusive<u32>) -> Vec<AccountId> {
    numbers.map(|number| window.id(&format!("Lead {number:02}"))).collect()
}

fn owner(accounts: Vec<AccountId>, name: &str) -> Action {
    Action::Edit(Edit::SetValues { accounts, values: vec![AccountValue::Owner(name.to_owned())] })
}

/// Five leads are Anna's, and six Bo's.
fn of_two_sellers() -> Window {
    let mut window = of_leads(5);
    let six = leads(&window, 6..=11);
    let take = six.iter().map(|id| (*id, PursuitList::Lead)).collect();
    perform(&mut window, owner(six, "Bo"));
    perform(&mut window, Action::Edit(Edit::SetPursuits { take, give_up: Vec::new() }));
    window
}

fn set_places(window: &mut Window, lead_slots: u16) {
    let model = ScoringModel { lead_slots, ..ScoringModel::default() };
    perform(window, Action::Edit(Edit::SetSettings(vec![SettingsValue::Model(model)])));
}

#[test]
fn who_gives_up_a_place_to_several_does_so_in_their_edit() {
    let mut window = of_two_sellers();
    let (six, before) = (leads(&window, 6..=11), window.entries());
    // 5 and 6 are one more than 10.
    perform(&mut window, owner(six, "Anna"));
    window.assert_shows("Anna has 5 of 10 leads, and one too many comes");
    window.assert_shows("Which one gives up its place to 6 accounts?");
    let rows = window.harness.query_all_by_label("Lead 02, 0 days on the list · never touched");
    let at = rows.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    let buttons = window.harness.query_all_by_label("Drop Lead 02");
    let at = buttons.last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    assert_eq!(window.journal(before), ["Set owner of 6 accounts in place of Lead 02"]);
    assert_eq!((pursued(&window, "Lead 02"), window.account("Lead 11").owner.as_str()), (None, "Anna"));
    assert_eq!(pursued(&window, "Lead 11"), Some(PursuitList::Lead));
    window.press(CTRL, Key::Z);
    assert_eq!(pursued(&window, "Lead 02"), Some(PursuitList::Lead));
    assert_eq!(window.account("Lead 11").owner, "Bo");
}

#[test]
fn more_than_one_too_many_are_refused_without_a_question() {
    let mut window = of_two_sellers();
    set_places(&mut window, 9);
    let (six, before) = (leads(&window, 6..=11), window.entries());
    // 5 and 6 are two more than 9.
    perform(&mut window, owner(six, "Anna"));
    window.assert_shows("Anna has 5 leads already, and 9 at most; 2 would be too many, so drop as many first");
    assert!(!window.shows("Leave it as it is"));
    assert_eq!(window.entries(), before);
}

#[test]
fn where_nobody_is_on_the_list_nobody_is_asked_for() {
    let mut window = of_leads(10);
    set_places(&mut window, 9);
    let (ten, before) = (leads(&window, 1..=10), window.entries());
    perform(&mut window, owner(ten, "Cleo"));
    window.assert_shows_part("Cleo has 0 leads already, and 9 at most");
    assert!(!window.shows("Leave it as it is"));
    assert_eq!(window.entries(), before);
}

#[test]
fn nobody_gives_up_a_place_under_a_model_that_does_not_hold() {
    let mut window = of_leads(10);
    window.menu("File", "Scoring model…");
    let share = window.harness.get_by_label("Recency, percent of engagement").rect().center();
    window.click_at(share, Modifiers::NONE);
    window.press(CTRL, Key::A);
    window.type_text("40");
    window.press(Modifiers::NONE, Key::Enter);
    // Elsewhere the model that is set forbids nothing.
    window.click("Lists");
    let take = vec![(window.id("Lead 11"), PursuitList::Lead)];
    perform(&mut window, Action::Edit(Edit::SetPursuits { take, give_up: Vec::new() }));
    window.assert_shows("Which one gives up its place to Lead 11?");
    let ctx = window.harness.ctx.clone();
    let (before, fourth) = (window.entries(), window.id("Lead 04"));
    let app = window.app_mut();
    app.view.tab = Tab::Board;
    app.perform(Action::MakeRoom(fourth), &ctx);
    assert_eq!(window.entries(), before);
    window.settle();
    window.assert_shows("The board shows a scoring model that does not hold yet; apply it, or cancel");
}

#[test]
fn on_the_lists_accounts_are_deleted_by_menu_alone() {
    let mut window = of_leads(2);
    let first = window.id("Lead 01");
    window.app_mut().view.select([first].into());
    window.settle();
    let before = window.entries();
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.entries(), before);
}

#[test]
fn accounts_are_dragged_onto_a_list_and_out_of_it() {
    let mut window = of_leads(2);
    window.click("Add a lead for Anna, place 4 of 10");
    window.enter("Find among the suspects", "lead 07");
    let candidate = window.harness.get_by_label("Lead 07, ").rect().center();
    let place = window.harness.get_by_label("Add a lead for Anna, place 8 of 10").rect().center();
    window.drag(candidate, place);
    assert_eq!(pursued(&window, "Lead 07"), Some(PursuitList::Lead));
    window.assert_shows("Leads: 3 of 10");
    // A click does the same.
    window.enter("Find among the suspects", "lead 08");
    window.click("Lead 08, ");
    assert_eq!(pursued(&window, "Lead 08"), Some(PursuitList::Lead));
    window.click("Done");

    let card = window.harness.get_by_label("Lead 07, 0 days on the list · never touched").rect().center();
    let bottom = egui::pos2(card.x, window.harness.ctx.content_rect().bottom() - 60.0);
    window.drag(card, bottom);
    assert_eq!(pursued(&window, "Lead 07"), None);
    assert_eq!(pursued(&window, "Lead 08"), Some(PursuitList::Lead));
    window.click("Drop Lead 08");
    assert_eq!(pursued(&window, "Lead 08"), None);
    window.assert_shows("Off the list. Why?");
}

#[test]
fn monday_has_who_is_at_risk_and_who_can_grow_with_the_reasons() {
    let mut window = of_buyers(|desk, store, ids| {
        let qpc = |units| AccountValue::Qpc(Some(Qpc { amount: money(units), source: QpcSource::Guess, as_of: None }));
        let anna = AccountValue::Owner("Anna".to_owned());
        // 500 of 1,100: 600 untapped is twice the cut-off of 300.
        set(desk, store, ids[0], vec![qpc(1_100), anna, AccountValue::RevenuePrior12m(Some(money(1_000)))]);
        set(desk, store, ids[1], vec![AccountValue::Owner("Bo".to_owned())]);
        // Not on the key list.
        set(desk, store, ids[2], vec![qpc(9_000)]);
        let risk = |account, reason: &str, severity| {
            AnyRecord::Risk(Risk { severity, ..Risk::new(RiskId::NIL, account, reason, day("2026-02-01")) })
        };
        let risks = vec![risk(ids[1], "A cheaper offer", Severity::Low), risk(ids[4], "Late", Severity::High)];
        desk.edit(store, Edit::PutRecords(risks)).unwrap();
    });
    window.click("Monday");
    window.assert_shows("Key accounts at risk: 2");
    window.assert_shows("Key accounts with room to grow: 1");
    // Down from 1,000 to 500 is half, more than twice the limit of 20 %: high.
    window.assert_shows_part("Ernst Handel, 500 EUR: Revenue drop: down by 50 %");
    window.assert_shows_part("Blondel, 300 EUR: Other: A cheaper offer, since 1 February 2026. Low risk · Bo");
    window.assert_shows_part("Ernst Handel, 500 EUR: 600 EUR untapped · 2.0 × the cut-off");
    window.assert_shows_part("Buys 45 % of what it could · capacity is a guess, ask · Anna");
    window.click("Seller");
    window.click("Bo");
    window.assert_shows("Key accounts at risk: 1");
    window.assert_shows("Key accounts with room to grow: 0");
    let row = window.harness.get_by_label_contains("Blondel, 300 EUR: Other").rect().center();
    window.click_at(row, Modifiers::NONE);
    assert_eq!(window.app().view.selection, [window.id("Blondel")].into());
}
