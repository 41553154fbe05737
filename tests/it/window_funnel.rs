//! The overview of the funnel in the window: its figures, and who is behind them.

use chrono::NaiveDate;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fourfold::command::{FunnelPage, Tab};
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, Edit, GoalKey, ImportRow, ImportTarget, Metric, Period, PeriodKind, Stage,
    StageChange, Target, Whose,
};
use fourfold::store::Store;
use fourfold::ui::view::Action;

use crate::support::Desk;
use crate::support::window::Window;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn owned(desk: &mut Desk, store: &mut Store, name: &str, owner: &str, channel: &str) -> AccountId {
    let account = desk.account(store, name, None);
    let values = vec![AccountValue::Owner(owner.to_owned()), AccountValue::Channel(channel.to_owned())];
    desk.edit(store, Edit::SetValues { accounts: vec![account], values }).unwrap();
    account
}

fn went(desk: &mut Desk, store: &mut Store, account: AccountId, way: &[(&str, Stage)]) {
    let changes = way.iter().map(|(on, to)| StageChange::new(account, *to, day(on))).collect();
    desk.edit(store, Edit::RecordStages(changes)).unwrap();
}

/// Four accounts on the 2nd of March 2026.
///
/// | account | owner | suspect | then |
/// |---|---|---|---|
/// | Alfreds | Anna | 10 January | prospect 1 February |
/// | Blondel | Anna | 5 November 2025 | prospect 15 January, customer 20 February |
/// | Chop-suey | Bertil | 1 December 2025 | lost 10 February |
/// | Ernst | Bertil | today | |
fn of_four(prepare: impl FnOnce(&mut Desk, &mut Store)) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let alfreds = owned(&mut desk, &mut store, "Alfreds", "Anna", "Fair");
    let blondel = owned(&mut desk, &mut store, "Blondel", "Anna", "Web");
    let chop_suey = owned(&mut desk, &mut store, "Chop-suey", "Bertil", "Fair");
    owned(&mut desk, &mut store, "Ernst", "Bertil", "Web");
    let (suspect, prospect, customer) = (Stage::Suspect, Stage::Prospect, Stage::Customer);
    went(&mut desk, &mut store, alfreds, &[("2026-01-10", suspect), ("2026-02-01", prospect)]);
    let way = [("2025-11-05", suspect), ("2026-01-15", prospect), ("2026-02-20", customer)];
    went(&mut desk, &mut store, blondel, &way);
    went(&mut desk, &mut store, chop_suey, &[("2025-12-01", suspect), ("2026-02-10", Stage::Lost)]);
    prepare(&mut desk, &mut store);
    let mut window = Window::begin(desk, Some(store), []);
    window.click("Funnel");
    assert_eq!(window.app().view.tab, Tab::Funnel);
    window
}

fn selected(window: &Window) -> Vec<String> {
    let portfolio = window.store().portfolio();
    let name = |id: &AccountId| portfolio.account(*id).unwrap().name.clone();
    window.app().view.selection.iter().map(name).collect()
}

#[test]
fn the_quarter_is_counted_and_each_figure_shows_who_is_behind_it() {
    let mut window = of_four(|_, _| {});
    window.assert_shows("1 Jan – 31 Mar · day 61 of 90");
    // Two stood there before, two came, three left: two onward and one lost. Half of four moved on.
    window.assert_shows("Suspects: 2 entered");
    window.assert_shows("Suspects: 1 standing");
    // 22 and 71 days: the middle of the two is 46.5.
    window.assert_shows("Suspects: 50 % moved on, median 47 days");
    window.assert_shows("Prospects: 2 entered");
    window.assert_shows("Customers: 1 standing");
    window.assert_shows("Clients: 0 entered");
    window.assert_shows("1 lost");
    window.assert_shows("Suspects, cohort, moved on: 1");
    window.assert_shows("Suspects, snapshot, before: 2");
    window.assert_shows("Suspects, flow, present: 4");

    window.click("Prospects: 2 entered");
    window.assert_shows("Prospects: entered in Q1 2026: 2 accounts");
    window.assert_shows("Alfreds: Anna, prospect, 1 February 2026, 29 days");
    window.assert_shows("Blondel: Anna, customer, 20 February 2026, 10 days");
    window.click("Alfreds: Anna, prospect, 1 February 2026, 29 days");
    assert_eq!(selected(&window), ["Alfreds"]);
    window.harness.get_by_label("Blondel: Anna, customer, 20 February 2026, 10 days").focus();
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(selected(&window), ["Blondel"]);
    window.click("Suspects, cohort, not yet: 1");
    window.assert_shows("Suspects: entered in Q1 2026 and not moved on since: 1 account");
    assert!(window.shows("Ernst: Bertil, suspect, 2 March 2026, 0 days"));
    for (figure, heading) in [
        ("Suspects, cohort, moved on: 1", "Suspects: entered in Q1 2026 and moved on since: 1 account"),
        ("Suspects, snapshot, before: 2", "Suspects: standing before Q1 2026: 2 accounts"),
        ("Suspects, flow, present: 4", "Suspects: there at some time in Q1 2026: 4 accounts"),
    ] {
        window.click(figure);
        window.assert_shows(heading);
    }
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Close the list"));
    window.click("1 lost");
    window.click("Select all of them");
    assert_eq!(selected(&window), ["Chop-suey"]);
    window.click("Close the list");
    assert!(!window.shows("Close the list"));
}

#[test]
fn a_period_and_a_seller_are_chosen() {
    let mut window = of_four(|_, _| {});
    window.click("Month");
    window.assert_shows("Period: March 2026");
    window.assert_shows("1 Mar – 31 Mar · day 2 of 31");
    window.assert_shows("Suspects: 1 entered");
    window.click("Period before");
    window.assert_shows("Period: February 2026");
    window.assert_shows("1 Feb – 28 Feb · 28 days, over");
    window.assert_shows("Prospects: 1 entered");
    window.assert_shows("Customers: 1 entered");
    // Ernst was not known in February.
    window.assert_shows("Suspects: 0 standing");
    window.click("Customers: 1 entered");
    window.assert_shows("Customers: entered in February 2026: 1 account");
    window.click("Seller: Everyone");
    window.click("Bertil");
    window.assert_shows("Seller: Bertil");
    window.assert_shows("Customers: 0 entered");
    window.assert_shows("1 lost");
    // The list is of what is asked now.
    window.assert_shows("Customers: entered in February 2026: 0 accounts");
    window.click("Close the list");
    window.click("Channel: All channels");
    window.click("Web");
    window.assert_shows("0 lost");
    window.click("Year");
    window.assert_shows("Period: 2026");
    window.assert_shows("Suspects: 1 entered");
    window.click("Period before");
    window.assert_shows("Period: 2025");
    window.assert_shows("Suspects: 0 entered");
    window.assert_shows("1 Jan – 31 Dec · 365 days, over");
}

#[test]
fn months_show_what_was_created_with_the_goal_and_who_it_was() {
    let mut window = of_four(|desk, store| {
        let month = |on: &str| Period::holding(PeriodKind::Month, day(on), 1);
        let goal = |on| GoalKey { metric: Metric::CustomersCreated, period: month(on), whose: Whose::Team };
        let set = vec![(goal("2026-02-01"), Some(Target::whole(2))), (goal("2026-03-01"), Some(Target(250)))];
        desk.edit(store, Edit::SetGoals(set)).unwrap();
    });
    window.assert_shows_part("Customers created by month in 2026, with the goal");
    window.assert_shows("February 2026: 1 customer created, goal 2");
    window.assert_shows("March 2026: 0 customers created, goal 2.5");
    window.assert_shows("April 2026: yet to come");
    window.assert_shows_part("1 this year, 0 in the same months of 2025");
    window.click("February 2026: 1 customer created, goal 2");
    window.assert_shows("Customers created in February 2026: 1 account");
    window.assert_shows("Blondel: Anna, customer, 20 February 2026, 10 days");
    window.press(Modifiers::NONE, Key::Escape);
    // The ground of a stage shows its months; its middle is no figure.
    let ground = window.harness.get_by_label("Suspects by month").rect();
    window.click_at(ground.left_center() + egui::vec2(12.0, 0.0), Modifiers::NONE);
    window.assert_shows("January 2026: 1 suspect found");
    window.assert_shows_part("2 this year, 0 in the same months of 2025");
}

#[test]
fn figures_follow_edits() {
    let mut window = of_four(|_, _| {});
    window.click("Suspects: 1 standing");
    window.assert_shows("Suspects: standing today: 1 account");
    let ernst = window.id("Ernst");
    let values = vec![AccountValue::Stage(Stage::Prospect)];
    let edit = Edit::SetValues { accounts: vec![ernst], values };
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(edit), &ctx);
    window.settle();
    window.assert_shows("Prospects: 3 entered");
    window.assert_shows("Suspects: standing today: 0 accounts");
}

#[test]
fn an_empty_workspace_says_what_to_do() {
    let mut window = Window::of(&[], []);
    window.click("Funnel");
    window.assert_shows("No accounts yet");
    window.assert_shows("Import…");
}

#[test]
fn accounts_without_dates_stand_and_entered_nothing() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let row = |(name, stage): (&str, Stage)| ImportRow {
        target: ImportTarget::New,
        patch: AccountPatch {
            values: vec![AccountValue::Name(name.to_owned()), AccountValue::Stage(stage)],
            ..AccountPatch::default()
        },
    };
    let rows = [("Alfreds", Stage::Customer), ("Blondel", Stage::Customer)].map(row).into();
    desk.edit(&mut store, Edit::import_accounts("accounts.csv", rows)).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    window.click("Funnel");
    window.assert_shows("No change of stage is dated yet: 2 accounts in all");
    window.assert_shows("Customers: 2 standing");
    window.assert_shows("Customers: 0 entered");
    window.click("2 accounts have no dated stage: they stand where they are and entered nothing");
    window.assert_shows("Without a dated stage: 2 accounts");
    window.assert_shows("Alfreds: customer, no date");
    window.click("See stages to confirm");
    assert_eq!(window.app().view.funnel.page, FunnelPage::Proposals);
}

#[test]
fn one_account_is_a_funnel_too() {
    let mut window = Window::of(&[("Alfreds", None)], []);
    window.click("Funnel");
    window.assert_shows("Suspects: 1 entered");
    window.assert_shows("Suspects: 0 % moved on, no median yet");
    window.assert_shows("Prospects: Nobody there, no median yet");
    window.click("Suspects: 1 entered");
    window.assert_shows("Suspects: entered in Q1 2026: 1 account");
    window.assert_shows("Alfreds: suspect, 2 March 2026, 0 days");
}
