//! Channels in the window: what they cost and bring, their spend by month, and the rules of the funnel.

use std::sync::Arc;

use chrono::NaiveDate;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fourfold::command::{Command, FunnelPage};
use fourfold::model::{
    AccountId, AccountValue, Batch, Edit, FunnelRules, Import, Line, Money, NewPurchases, PurchaseLines, RecordKind,
    SettingsValue, Stage, StageChange,
};
use fourfold::store::Store;
use fourfold::ui::view::Action;

use crate::support::Desk;
use crate::support::window::{CTRL, Window};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euros(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

/// Account, day, amount and margin in whole units.
type Sale = (AccountId, &'static str, i64, Option<i64>);

fn sell(desk: &mut Desk, store: &mut Store, sales: &[Sale]) {
    let mut lines = PurchaseLines { batches: vec![desk.stamp().batch_id()], ..PurchaseLines::default() };
    for (number, (account, on, amount, margin)) in (1..).zip(sales) {
        lines.accounts.push(*account);
        lines.lines.push(Line {
            account: number - 1,
            product: None,
            day: day(on),
            quantity: None,
            amount: euros(*amount),
            margin: margin.map(euros),
            document: (0, 0),
            batch: 0,
            line: number,
        });
    }
    let days = || lines.lines.iter().map(|line| line.day);
    let batch = Batch {
        id: lines.batches[0],
        version: 1,
        file_name: "purchases.csv".to_owned(),
        lines: sales.len() as u64,
        replaced: 0,
        total: euros(sales.iter().map(|(_, _, amount, _)| amount).sum()),
        first_day: days().min().unwrap(),
        last_day: days().max().unwrap(),
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    let import = Import { purchases, ..Import::new("purchases.csv", RecordKind::Purchases) };
    desk.edit(store, Edit::Import(Arc::new(import))).unwrap();
}

/// On the 2nd of March 2026 three customers of the last 12 months: two through the web, one through nothing. Another one
/// of the web was won two years ago.
fn of_channels(margin: bool) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let mut won = |name: &str, channel: &str, on: &str| {
        let id = desk.account(&mut store, name, None);
        let values = vec![AccountValue::Channel(channel.to_owned())];
        desk.edit(&mut store, Edit::SetValues { accounts: vec![id], values }).unwrap();
        let change = StageChange::new(id, Stage::Customer, day(on));
        desk.edit(&mut store, Edit::RecordStages(vec![change])).unwrap();
        id
    };
    let ernst = won("Ernst Handel", "Website", "2025-06-02");
    let blondel = won("Blondel", "Website", "2026-02-02");
    let alfreds = won("Alfreds", "Website", "2024-03-01");
    won("Chop-suey", "", "2025-09-01");
    let told = |margin_of: i64| margin.then_some(margin_of);
    sell(
        &mut desk,
        &mut store,
        &[
            (ernst, "2025-06-02", 3_000, told(1_000)),
            (blondel, "2026-02-02", 3_000, told(500)),
            (alfreds, "2024-03-01", 9_000, told(1_000)),
            (alfreds, "2024-08-01", 9_000, told(2_000)),
        ],
    );
    let spend = vec![
        ("Website".to_owned(), day("2025-04-01"), Some(euros(1_000))),
        ("Website".to_owned(), day("2026-01-01"), Some(euros(3_000))),
        ("Fair".to_owned(), day("2026-01-01"), Some(euros(700))),
    ];
    desk.edit(&mut store, Edit::SetSpend(spend)).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    window.app_mut().perform(Action::Command(Command::ShowFunnel(FunnelPage::Channels)), &egui::Context::default());
    window.settle();
    window
}

fn selected(window: &Window) -> Vec<String> {
    let portfolio = window.store().portfolio();
    let name = |id: &AccountId| portfolio.account(*id).unwrap().name.clone();
    window.app().view.selection.iter().map(name).collect()
}

fn rules(window: &Window) -> FunnelRules {
    window.store().portfolio().settings().more.funnel
}

#[test]
fn channels_are_compared_and_a_number_selects_who_is_behind_it() {
    let mut window = of_channels(true);
    window.assert_shows_part("Channels, 1 April 2025 – 2 March 2026; amounts in EUR");
    // 4,000 ÷ 2 = 2,000; (1,000 + 500) ÷ 2 − 2,000 = −1,250; 3,000 a year × 2⅔ = 8,000, ÷ 3 = 2,667; 2,000 ÷ 250 = 8.
    window.assert_shows_part(
        "Website: An investment: 1,250 EUR behind after the first order, back in 8 months, worth 8,000 EUR",
    );
    window.assert_shows_part(
        "spend 4,000; found 0; qualified 0; customers 2; conversion –; cost to win one 2,000; first order result −1,250; \
         lifetime value 8,000; may cost 2,667; pays back in 8 months",
    );
    window.assert_shows_part("Fair: Spent 700 EUR, nobody won yet");
    window.assert_shows_part("No channel: No spend recorded");
    window.assert_shows_part("All channels; spend 4,700; found 0; qualified 0; customers 3");
    window.assert_shows("Website: costs 2,000 to win, worth 8,000");
    window.assert_shows_part("worth 3 times its cost: pays above this line");
    window.click("Website: 2 customers won");
    assert_eq!(selected(&window), ["Ernst Handel", "Blondel"]);
    // A period has figures of its own.
    window.click("This period");
    window.assert_shows_part("Channels, 1 January 2026 – 2 March 2026");
    window.assert_shows_part("spend 3,000; found 0; qualified 0; customers 1");
    window.click("Website: 1 customer won");
    assert_eq!(selected(&window), ["Blondel"]);
}

#[test]
fn columns_are_sorted_and_what_is_not_known_comes_last() {
    let mut window = of_channels(true);
    let order = |window: &Window| -> Vec<String> {
        let words = window.all_words();
        let rows = words.iter().filter_map(|word| word.strip_prefix("Row: "));
        rows.filter_map(|row| row.split(':').next().map(str::to_owned)).filter(|name| !name.contains(';')).collect()
    };
    assert_eq!(order(&window), ["Fair", "Website", "No channel"]);
    window.click("Spend");
    assert_eq!(order(&window), ["Website", "Fair", "No channel"]);
    window.click("Spend");
    assert_eq!(order(&window), ["No channel", "Fair", "Website"]);
    window.click("Cost to win one");
    assert_eq!(order(&window)[0], "Website");
    window.click("Cost to win one");
    assert_eq!(order(&window)[0], "Website");
}

#[test]
fn a_margin_is_asked_for_where_none_is_known() {
    let mut window = of_channels(false);
    window.assert_shows_part("Website: Margin unknown");
    window.assert_shows("Purchases do not tell their margin");
    window.click("Assume a margin…");
    window.enter("Margin where purchases tell none, %", "150");
    window.assert_shows_part("a margin is 0 to 100 % of the amount");
    window.enter("Margin where purchases tell none, %", "25 %");
    assert_eq!(rules(&window).margin, Some(2_500));
    assert!(!window.shows("Purchases do not tell their margin"));
    // A quarter of 3,000 − 2,000; a quarter of 18,000 × 2⅔.
    window.assert_shows_part("1,250 EUR behind after the first order");
    window.assert_shows_part("worth 12,000 EUR");
    window.press(CTRL, Key::Z);
    assert_eq!(rules(&window), FunnelRules::default());
}

#[test]
fn the_rules_are_reached_from_the_settings_and_saved_as_one_edit() {
    let mut window = of_channels(true);
    let before = window.entries();
    window.press(CTRL, Key::Comma);
    let button = window.harness.query_all_by_label("Funnel rules…").last().map(|node| node.scroll_to_me());
    assert!(button.is_some());
    window.settle();
    let at = window.harness.query_all_by_label("Funnel rules…").last().unwrap().rect().center();
    window.click_at(at, Modifiers::NONE);
    window.assert_shows("Orders of a client in 12 months");
    window.assert_shows_part("Who earns 1,000 EUR a year is worth 2,667 EUR, and winning one may cost 889 EUR");
    window.type_into("Customers kept from year to year, %", "90");
    window.type_into("Orders of a client in 12 months", "4");
    // 1,000 × 0.9 ÷ 0.2.
    window.assert_shows_part("is worth 4,500 EUR");
    window.click("Save");
    assert_eq!(rules(&window), FunnelRules { retention: 9_000, client_orders: 4, ..FunnelRules::default() });
    assert_eq!(window.entries(), before + 1);
}

fn spent(window: &Window) -> Vec<(String, String, i64)> {
    let mut spends: Vec<_> = window
        .store()
        .portfolio()
        .spends()
        .iter()
        .map(|spend| (spend.channel.clone(), spend.month.to_string(), spend.amount.minor_units()))
        .collect();
    spends.sort();
    spends
}

#[test]
fn spend_is_typed_pasted_and_taken_away_in_the_grid() {
    let mut window = of_channels(true);
    window.click("Spend by month");
    window.assert_shows_part("Spend by month, 2026, in EUR");
    assert_eq!(window.field_text("Website, January 2026"), "3,000");
    window.assert_shows("All channels, January 2026: 3,700");
    let before = window.entries();
    window.enter("Fair, March 2026", "12.50");
    window.assert_shows("All channels, March 2026: 12.50");
    assert_eq!(window.entries(), before + 1);
    // The same again is no edit.
    window.enter("Fair, March 2026", "12.5");
    assert_eq!(window.entries(), before + 1);
    window.enter("Fair, March 2026", "many");
    window.assert_shows_part("“many” is not an amount");
    assert_eq!(window.field_text("Fair, March 2026"), "many");
    // What is emptied is not known any more.
    window.type_into("Fair, March 2026", "7");
    window.press(Modifiers::NONE, Key::Backspace);
    window.press(Modifiers::NONE, Key::Enter);
    window.enter("Website, January 2026", "1\t2\t\t4");
    let web = |month: &str, units: i64| ("Website".to_owned(), month.to_owned(), units * 100);
    let fair = ("Fair".to_owned(), "2026-01-01".to_owned(), 70_000);
    assert_eq!(
        spent(&window),
        [fair.clone(), web("2025-04-01", 1_000), web("2026-01-01", 1), web("2026-02-01", 2), web("2026-04-01", 4)]
    );
    window.press(CTRL, Key::Z);
    assert_eq!(spent(&window)[2], web("2026-01-01", 3_000));
    // A row with its total is not written on into the next year.
    let entries = window.entries();
    window.enter("Website, December 2026", "1\t13");
    window.assert_shows("There are more cells than months left in 2026");
    assert_eq!(window.entries(), entries);
    window.click("Year before");
    assert_eq!(window.field_text("Website, April 2025"), "1,000");
    // A new channel is there once something was spent on it.
    window.enter("Name of a new channel", "Radio");
    window.enter("Radio, May 2025", "5");
    assert!(spent(&window).contains(&("Radio".to_owned(), "2025-05-01".to_owned(), 500)));
    window.click("Compare");
    window.assert_shows_part("Radio: Spent 5 EUR, nobody won yet");
}

#[test]
fn spend_is_written_when_the_page_is_left_and_asked_about_before_closing() {
    let mut window = of_channels(true);
    window.click("Spend by month");
    window.type_into("Fair, March 2026", "12.50");
    window.press(CTRL, Key::Num1);
    assert!(spent(&window).contains(&("Fair".to_owned(), "2026-03-01".to_owned(), 1_250)));
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Command(Command::ShowFunnel(FunnelPage::Channels)), &ctx);
    window.settle();
    window.type_into("Fair, April 2026", "many");
    window.menu("File", "Close workspace");
    window.assert_shows_part("“many” is no amount that was spent; mend it, or close once more to leave it");
    window.type_into("Fair, April 2026", "8");
    window.menu("File", "Close workspace");
    let (store, _desk) = window.reopened();
    assert!(store.portfolio().spends().iter().any(|spend| spend.amount == euros(8)));
}

#[test]
fn a_channel_is_renamed_everywhere_and_no_name_is_taken_twice() {
    let mut window = of_channels(true);
    window.click("Spend by month");
    window.click("Rename Website…");
    window.enter("New name of the channel", "fair");
    window.assert_shows("There is a channel Fair already");
    window.enter("New name of the channel", "Internet");
    assert_eq!(window.account("Blondel").channel, "Internet");
    assert!(spent(&window).iter().any(|(name, ..)| name == "Internet"));
    window.assert_shows("Rename Internet…");
    // One that is written down nowhere is taken away and named anew.
    window.enter("Name of a new channel", "Radoi");
    assert!(!window.shows("Rename Radoi…"));
    window.click("Take Radoi away");
    assert!(!window.shows_part("Radoi"));
}

#[test]
fn the_panel_offers_the_channels_that_are_known() {
    let mut window = of_channels(true);
    let id = window.id("Chop-suey");
    window.app_mut().view.select([id].into());
    window.settle();
    window.click("Choose the channel");
    window.menu_command("Fair");
    assert_eq!(window.account("Chop-suey").channel, "Fair");
}

#[test]
fn without_channels_it_is_said_what_to_do() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    desk.account(&mut store, "Ernst Handel", None);
    let rules = FunnelRules { margin: Some(4_000), ..FunnelRules::default() };
    desk.edit(&mut store, Edit::SetSettings(vec![SettingsValue::Funnel(rules)])).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    window.app_mut().perform(Action::Command(Command::ShowFunnel(FunnelPage::Channels)), &egui::Context::default());
    window.settle();
    window.assert_shows("No channels yet");
    window.click("Write down what a channel costs");
    window.enter("Name of a new channel", "Fair");
    window.enter("Fair, March 2026", "800");
    window.click("Compare");
    window.assert_shows_part("Fair: Spent 800 EUR, nobody won yet");
    window.assert_shows_part("A channel has its point here once its spend is written down");
}
