//! White space of the whole portfolio: who buys which category, what matters to whom, and what is done about it.

use std::collections::BTreeSet;

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::command::Tab;
use fourfold::model::{
    AccountId, AccountValue, AnyRecord, Edit, Money, OpportunityOutcome, Product, ProductId, Qpc, QpcSource,
};
use fourfold::store::Store;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::window::{CTRL, Window};
use crate::support::{Desk, at};

fn money(euros: i64) -> Money {
    Money::from_minor_units(euros * 100)
}

fn account(desk: &mut Desk, store: &mut Store, name: &str, industry: &str, capacity: Option<i64>) -> AccountId {
    let account = desk.account(store, name, Some(at(30, 60)));
    let qpc = capacity.map(|euros| Qpc { amount: money(euros), source: QpcSource::Asked, as_of: None });
    let values = vec![AccountValue::Industry(industry.to_owned()), AccountValue::Qpc(qpc)];
    desk.edit(store, Edit::SetValues { accounts: vec![account], values }).unwrap();
    account
}

/// Three accounts and three categories. Ernst Handel (Retail) could buy 5,000 more than the 400 that it bought of Dairy in
/// January; Blondel (Hotels) 9,000, and bought Meat for 50 a year and a half ago; of Chop-suey (Retail) nothing is known.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ernst = account(&mut desk, &mut store, "Ernst Handel", "Retail", Some(5_400));
    let blondel = account(&mut desk, &mut store, "Blondel et fils", "Hotels", Some(9_000));
    account(&mut desk, &mut store, "Chop-suey Chinese", "Retail", None);
    let product = |category: &str| {
        AnyRecord::Product(Product { category: category.to_owned(), ..Product::new(ProductId::NIL, category) })
    };
    let products = ["Dairy", "Fish", "Meat"].map(product).into();
    desk.edit(&mut store, Edit::PutRecords(products)).unwrap();
    let of = |store: &Store, name: &str| store.portfolio().products().iter().find(|one| one.name == name).unwrap().id;
    let sales = [
        Sale { product: Some(of(&store, "Dairy")), ..Sale::of(ernst, 10, 40_000) },
        Sale { product: Some(of(&store, "Meat")), ..Sale::of(blondel, -500, 5_000) },
    ];
    let bought = import_of(purchases(&mut desk.stamp(), "purchases.csv", &sales));
    desk.edit(&mut store, bought).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    window.click("Gaps");
    window
}

impl Window {
    /// The accounts of the heat map from above.
    fn gap_rows(&self) -> Vec<String> {
        let rows = self.harness.query_all_by_role(Role::RowHeader);
        let mut rows: Vec<(f32, String)> =
            rows.map(|row| (row.rect().top(), row.accesskit_node().label().unwrap_or_default())).collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0));
        rows.into_iter().map(|(_, name)| name).collect()
    }
}

#[test]
fn each_cell_says_what_an_account_makes_of_a_category() {
    let window = window();
    for words in [
        "Dairy, 33 % buy",
        "Fish, 0 % buy",
        "Dairy of Ernst Handel: bought for 400 EUR in the last 12 months",
        "Fish of Ernst Handel: never bought",
        "Meat of Blondel et fils: stopped, last bought on 19 August 2024, 50 EUR before",
    ] {
        window.assert_shows(words);
    }
    // 9,000; 5,400 − 400 = 5,000; unknown.
    assert_eq!(window.gap_rows(), ["Blondel et fils", "Ernst Handel", "Chop-suey Chinese"]);
}

#[test]
fn rows_are_sorted_as_it_is_asked_and_filtered_like_the_board() {
    let mut window = window();
    window.click("Name");
    assert_eq!(window.gap_rows(), ["Blondel et fils", "Chop-suey Chinese", "Ernst Handel"]);
    // Ernst Handel buys one of three; the others none, Blondel the more by revenue of nothing against none known.
    window.click("Categories not bought");
    assert_eq!(window.gap_rows(), ["Blondel et fils", "Chop-suey Chinese", "Ernst Handel"]);
    window.type_into("Find accounts", "chop");
    assert_eq!(window.gap_rows(), ["Chop-suey Chinese"]);
    window.assert_shows("Dairy, 0 % buy");
    window.type_into("Find accounts", "nobody");
    window.assert_shows("The filter leaves no account");
}

#[test]
fn what_matters_to_an_account_is_said_in_its_cell_and_undone() {
    let mut window = window();
    window.click("Fish of Ernst Handel: never bought");
    window.assert_shows("As its industry: relevant to Retail");
    window.click("Not relevant to this account");
    window.assert_shows("Fish of Ernst Handel: not relevant");
    assert_eq!(window.account("Ernst Handel").relevance.get("Fish"), Some(&false));
    window.menu("Edit", "Undo set relevant categories of Ernst Handel");
    window.assert_shows("Fish of Ernst Handel: never bought");
    assert_eq!(window.account("Ernst Handel").relevance.get("Fish"), None);
}

#[test]
fn an_opportunity_begins_in_its_cell() {
    let mut window = window();
    window.click("Fish of Chop-suey Chinese: never bought");
    window.click("New opportunity: Fish");
    window.assert_shows("Fish of Chop-suey Chinese: open opportunity");
    let all: Vec<_> = window.store().portfolio().opportunities().iter().cloned().collect();
    assert_eq!(all.len(), 1);
    assert_eq!(
        (all[0].account, all[0].category.as_str(), all[0].outcome),
        (window.id("Chop-suey Chinese"), "Fish", OpportunityOutcome::Open)
    );
    window.click("Fish of Chop-suey Chinese: open opportunity");
    window.assert_shows("Open the opportunity…");
}

#[test]
fn what_matters_to_an_industry_is_ticked_in_a_table() {
    let mut window = window();
    window.click("Categories by industry…");
    window.click("Fish matters to Retail");
    let said = |window: &Window| window.store().portfolio().settings().more.relevance.get("Retail").cloned();
    window.click("Fish matters to Retail");
    window.click("Meat matters to Retail");
    window.click("Close");
    assert_eq!(said(&window), Some(BTreeSet::from(["Dairy".to_owned(), "Fish".to_owned()])));
    window.assert_shows("Meat of Ernst Handel: not relevant");
    window.assert_shows("Meat of Chop-suey Chinese: not relevant");
    window.assert_shows_part("Meat of Blondel et fils: stopped");
    window.click("Categories by industry…");
    window.click("All categories matter to Retail");
    window.click("Close");
    assert_eq!(said(&window), None);
    window.assert_shows("Meat of Ernst Handel: never bought");
}

#[test]
fn ticks_are_one_edit_when_the_table_of_industries_closes() {
    let mut window = window();
    let before = window.entries();
    let said = |window: &Window| window.store().portfolio().settings().more.relevance.clone();
    let all_but =
        |left: &str| ["Dairy", "Fish", "Meat"].map(str::to_owned).into_iter().filter(|one| one != left).collect();
    window.click("Categories by industry…");
    window.click("Fish matters to Retail");
    window.click("Meat matters to Hotels");
    assert_eq!((window.entries(), said(&window).len()), (before, 0), "nothing is written while it is open");
    window.assert_shows("Esc leaves it all as it was");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!((window.entries(), said(&window).len()), (before, 0));
    assert!(!window.shows("Fish matters to Retail"));

    window.click("Categories by industry…");
    window.click("Fish matters to Retail");
    window.click("Meat matters to Hotels");
    window.click("Close");
    let wanted = [("Retail".to_owned(), all_but("Fish")), ("Hotels".to_owned(), all_but("Meat"))].into();
    assert_eq!(said(&window), wanted);
    assert_eq!(window.journal(before), ["Set relevant categories of the workspace"]);
    window.press(CTRL, Key::Z);
    assert!(said(&window).is_empty(), "one Undo takes all of it back");
    // What was ticked and ticked back is nothing.
    let before = window.entries();
    window.click("Categories by industry…");
    window.click("Fish matters to Retail");
    window.click("All categories matter to Retail");
    window.click("Close");
    assert_eq!(window.entries(), before);
}

#[test]
fn keys_do_not_go_through_the_table_of_industries() {
    let mut window = window();
    let before = window.entries();
    let ernst = window.id("Ernst Handel");
    window.app_mut().view.select([ernst].into());
    window.click("Categories by industry…");
    window.press(Modifiers::NONE, Key::Delete);
    window.press(CTRL, Key::Z);
    assert_eq!((window.entries(), window.names().len()), (before, 3));
    window.press(CTRL, Key::Num1);
    assert_eq!(window.app().view.tab, Tab::Gaps);
    // It stays in sight whatever is behind it.
    window.app_mut().view.tab = Tab::Board;
    window.settle();
    window.assert_shows("Fish matters to Retail");
}

#[test]
fn delete_and_rename_take_no_other_account_than_the_keyboard_is_on() {
    let mut window = window();
    let ernst = window.id("Ernst Handel");
    window.app_mut().view.select([ernst].into());
    window.click("Fish of Blondel et fils: never bought");
    window.press(Modifiers::NONE, Key::Escape);
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.names().len(), 3);
    window.press(Modifiers::NONE, Key::F2);
    assert!(!window.harness.ctx.text_edit_focused(), "the name of Ernst Handel is not typed over");
}

#[test]
fn the_arrows_walk_from_cell_to_cell_and_enter_opens_its_menu() {
    let mut window = window();
    window.harness.get_by_label("White space").focus();
    window.settle();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowRight, Key::Enter] {
        window.press(Modifiers::NONE, key);
    }
    // The first key brought the cursor to the first cell.
    window.assert_shows("Fish · Ernst Handel");
    window.click("Relevant to this account");
    assert_eq!(window.account("Ernst Handel").relevance.get("Fish"), Some(&true));
}

#[test]
fn without_categories_the_view_says_what_to_do() {
    let mut window = Window::of_five();
    window.click("Gaps");
    window.assert_shows("There are no categories yet");
    assert!(window.shows("Import…"));
}
