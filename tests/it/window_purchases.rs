//! What follows from purchases and belongs to accounts, in the window.

use std::sync::Arc;

use chrono::NaiveDate;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fourfold::model::{
    AccountId, AccountValue, Activity, Batch, Contact, Edit, Import, Line, Money, NewPurchases, PurchaseLines,
    RecordKind,
};
use fourfold::store::Store;

use crate::support::window::{CTRL, FIVE, Window};
use crate::support::{Desk, at};

/// Account, day, and amount in minor units.
type Sale = (AccountId, &'static str, i64);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn sell(desk: &mut Desk, store: &mut Store, sales: &[Sale]) {
    let mut lines = PurchaseLines { batches: vec![desk.stamp().batch_id()], ..PurchaseLines::default() };
    for (number, (account, on, amount)) in (1..).zip(sales) {
        let known = lines.accounts.iter().position(|id| id == account);
        let at = known.unwrap_or_else(|| {
            lines.accounts.push(*account);
            lines.accounts.len() - 1
        });
        lines.lines.push(Line {
            account: u32::try_from(at).unwrap(),
            product: None,
            day: day(on),
            quantity: None,
            amount: Money::from_minor_units(*amount),
            margin: None,
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
        total: Money::from_minor_units(sales.iter().map(|(_, _, amount)| amount).sum()),
        first_day: days().min().unwrap(),
        last_day: days().max().unwrap(),
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    let import = Import { purchases, ..Import::new("purchases.csv", RecordKind::Purchases) };
    desk.edit(store, Edit::Import(Arc::new(import))).unwrap();
}

/// Five accounts, each typed to have bought for 500; then purchases of the first two are imported. Today is 2 March
/// 2026.
pub fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ids =
        FIVE.map(|(name, (engagement, potential))| desk.account(&mut store, name, Some(at(engagement, potential))));
    let typed = AccountValue::Revenue12m(Some(Money::from_minor_units(50_000)));
    desk.edit(&mut store, Edit::SetValues { accounts: ids.to_vec(), values: vec![typed] }).unwrap();
    let [ernst, alfred, ..] = ids;
    sell(
        &mut desk,
        &mut store,
        &[
            (ernst, "2025-03-02", 70_000),
            (ernst, "2025-03-03", 100_000),
            (ernst, "2026-03-02", 100_050),
            (alfred, "2024-03-02", 999_900),
        ],
    );
    let contact = Contact::new(desk.stamp().contact_id(), ernst, "Roland Mendel");
    let activity = Activity::new(desk.stamp().activity_id(), ernst, day("2026-02-01"));
    let import = Import {
        contacts: vec![contact],
        activities: vec![activity],
        ..Import::new("people.csv", RecordKind::Contacts)
    };
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    Window::begin(desk, Some(store), [])
}

#[test]
fn the_panel_shows_where_a_revenue_comes_from_and_offers_no_field_for_it() {
    let mut window = window();
    window.click_dot("Ernst Handel");
    window.assert_shows("Last 12 months: 2,000.50. From 2 purchases, 3 March 2025 – 2 March 2026");
    window.assert_shows("Year before: 700. From 1 purchase, 3 March 2024 – 2 March 2025");
    window.assert_shows("Contacts 1");
    window.assert_shows("Activities 1");
    window.assert_shows("Purchases: 3, last 2 March 2026");
    assert!(window.harness.query_by_role_and_label(Role::TextInput, "Last 12 months").is_none());

    window.click_dot("Alfreds Futterkiste");
    window.assert_shows("Last 12 months: 0. No purchase, 3 March 2025 – 2 March 2026");
    window.assert_shows("Purchases: 1, last 2 March 2024");
    // Of the others stands what was typed, and can be typed over.
    window.click_dot("Blondel et fils");
    assert_eq!(window.field_text("Last 12 months"), "500");
    assert!(!window.shows_part("Purchases: "));
}

#[test]
fn a_cell_that_follows_from_purchases_is_neither_typed_nor_emptied_nor_pasted_over() {
    let mut window = window();
    window.press(CTRL, Key::Num2);
    let cell = |window: &Window, words: &str| {
        let found = window.harness.query_by_role_and_label(Role::Cell, words);
        found.unwrap_or_else(|| panic!("no cell {words} in:\n{}", window.all_words().join("\n"))).rect().center()
    };
    let before = window.entries();
    let revenue = "Revenue, 12 months of Ernst Handel: 2,000.50";
    window.click_at(cell(&window, revenue), Modifiers::NONE);
    window.type_text("7");
    window.assert_shows("The revenue of this account follows from its purchases");
    window.press(Modifiers::NONE, Key::Delete);
    window.assert_shows("The revenue of this account follows from its purchases");
    window.harness.event(egui::Event::Paste("900".to_owned()));
    window.settle();
    window.assert_shows_part("This revenue follows from the purchases of the account, and is not typed");
    assert_eq!(window.entries(), before);
}

#[test]
fn who_goes_along_with_a_deleted_account_is_said_and_comes_back_with_it() {
    let mut window = window();
    window.click_dot("Ernst Handel");
    window.press(Modifiers::NONE, Key::Delete);
    window.assert_shows("Deleted Ernst Handel with 1 contact, 1 activity and 3 purchases: Undo takes it back");
    assert_eq!(window.store().portfolio().contacts().iter().count(), 0);
    window.press(CTRL, Key::Num3);
    window.click_entry("Delete Ernst Handel");
    window.assert_shows("contact · deleted");
    window.assert_shows("Account: Ernst Handel");
    window.assert_shows("call, 1 February 2026");
    window.press(CTRL, Key::Z);
    assert_eq!(window.store().portfolio().contacts().iter().count(), 1);
    window.click_entry("Import 4 purchases from purchases.csv");
    window.assert_shows("purchases · created");
    window.assert_shows("Total: 12,699.50 EUR");
}
