//! The views that every workspace has, in the window.

use chrono::NaiveDate;
use egui::Key;
use egui_kittest::kittest::Queryable;
use fourfold::chart::color::DotColor;
use fourfold::model::{AccountValue, Activity, ActivityId, AnyRecord, Edit, Money, Risk, RiskId, Severity};
use fourfold::ui::view::Action;

use crate::support::window::{CTRL, Window, today};
use crate::support::{Desk, at};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// On 2 March 2026: a Key account that was met 12 days ago, one that was met two months ago, one that nobody ever met, and
/// one whose revenue fell and of which a risk is recorded.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let [met, late, never, fallen] = ["Met lately", "Met long ago", "Never met", "Fallen"]
        .map(|name| desk.account(&mut store, name, Some(at(80, 80))));
    let done = [(met, "2026-02-18"), (late, "2026-01-02"), (fallen, "2026-02-18")]
        .map(|(account, on)| AnyRecord::Activity(Activity::new(ActivityId::NIL, account, day(on))));
    desk.edit(&mut store, Edit::PutRecords(done.into())).unwrap();
    let risk = Risk { severity: Severity::Low, ..Risk::new(RiskId::NIL, fallen, "A rival calls", today()) };
    desk.edit(&mut store, Edit::PutRecords(vec![AnyRecord::Risk(risk)])).unwrap();
    let money = |euros: i64| Some(Money::from_minor_units(euros * 100));
    let values = vec![AccountValue::RevenuePrior12m(money(1_000)), AccountValue::Revenue12m(money(700))];
    desk.edit(&mut store, Edit::SetValues { accounts: vec![fallen], values }).unwrap();
    let _ = never;
    Window::begin(desk, Some(store), [])
}

impl Window {
    /// Shows a view, wherever there was room for it.
    fn show_view(&mut self, name: &str) {
        let label = format!("View {name}");
        if !self.shows(&label) {
            self.click("All views");
        }
        self.click(&label);
    }
}

#[test]
fn neglected_never_contacted_and_at_risk_are_found_with_the_figures_that_say_why() {
    let mut window = window();
    window.press(CTRL, Key::Num2);
    window.show_view("Neglected");
    window.assert_shows("1 of 4");
    // 59 days: 29 more than 30, which is 96.67 %.
    window.assert_shows("Overdue, % of cadence of Met long ago: 96 %");
    window.assert_shows("Next due of Met long ago: 1 February 2026");
    window.assert_shows("Keeping in touch of Met long ago: Long neglected");
    window.show_view("Never contacted");
    window.assert_shows("1 of 4");
    window.assert_shows("Name: Never met");
    window.show_view("At risk");
    window.assert_shows("1 of 4");
    // 30 % down is medium, the recorded risk is low: the drop is worse.
    window.assert_shows("At risk of Fallen: Revenue drop");
    assert_eq!(window.entries(), 7, "to look is no edit");
}

#[test]
fn an_activity_that_is_done_takes_its_account_out_of_the_neglected() {
    let mut window = window();
    window.press(CTRL, Key::Num2);
    window.show_view("Neglected");
    window.assert_shows("1 of 4");
    let met = Activity::new(ActivityId::NIL, window.id("Met long ago"), today());
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(Edit::PutRecords(vec![AnyRecord::Activity(met)])), &ctx);
    window.settle();
    window.assert_shows("0 of 4");
}

#[test]
fn conditions_on_the_new_columns_are_under_more() {
    let mut window = window();
    window.press(CTRL, Key::Num2);
    window.click("More conditions");
    window.harness.get_by_label("At risk…").scroll_to_me();
    window.settle();
    window.click("At risk…");
    window.click("Revenue drop, 1");
    window.press(egui::Modifiers::NONE, Key::Escape);
    window.assert_shows("1 of 4");
    window.click("Remove At risk: Revenue drop");
    window.assert_shows("4 of 4");
}

#[test]
fn dots_can_be_coloured_by_risk() {
    let mut window = window();
    window.menu("View", "Colour by risk");
    assert_eq!(window.app().view.board.color, DotColor::Risk);
    window.assert_shows_part("Medium risk");
    window.assert_shows_part("No risk known");
}
