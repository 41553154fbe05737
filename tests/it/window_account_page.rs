//! The page of one account: how it is reached, what it says, and what can be done on it.

use std::sync::Arc;

use chrono::{Days, NaiveDate};
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use fourfold::command::Tab;
use fourfold::model::{
    AccountId, AccountValue, Activity, ActivityId, AnyRecord, Batch, Contact, ContactId, Edit, Import, Line, Money,
    NewPurchases, Product, PurchaseLines, RecordKind,
};
use fourfold::store::Store;
use fourfold::ui::view::Action;

use crate::support::window::{CTRL, FIVE, Window, today};
use crate::support::{Desk, at};

/// Account, days ago, product (0 cheese, 1 fish, 2 meat), amount in whole units.
type Sale = (AccountId, u64, usize, i64);

fn sell(desk: &mut Desk, store: &mut Store, sales: &[Sale]) {
    let products = [("Brie", "Cheese"), ("Cod", "Fish"), ("Ham", "Meat")].map(|(name, category)| Product {
        category: category.to_owned(),
        ..Product::new(desk.stamp().product_id(), name)
    });
    let import = Import { products: products.to_vec(), ..Import::new("products.csv", RecordKind::Products) };
    desk.edit(store, Edit::Import(Arc::new(import))).unwrap();
    let mut accounts: Vec<AccountId> = sales.iter().map(|(account, ..)| *account).collect();
    accounts.sort();
    accounts.dedup();
    let line = |(number, (account, days_ago, product, units)): (u32, &Sale)| Line {
        account: u32::try_from(accounts.iter().position(|id| id == account).unwrap()).unwrap(),
        product: Some(u32::try_from(*product).unwrap()),
        day: today() - Days::new(*days_ago),
        quantity: None,
        amount: Money::from_minor_units(units * 100),
        margin: None,
        document: (0, 0),
        batch: 0,
        line: number,
    };
    let all: Vec<Line> = (1..).zip(sales).map(line).collect();
    let batch = Batch {
        id: desk.stamp().batch_id(),
        version: 1,
        file_name: "purchases.csv".to_owned(),
        lines: sales.len() as u64,
        replaced: 0,
        total: Money::from_minor_units(sales.iter().map(|(.., units)| units * 100).sum()),
        first_day: all.iter().map(|line| line.day).min().unwrap(),
        last_day: all.iter().map(|line| line.day).max().unwrap(),
    };
    let lines = PurchaseLines {
        accounts,
        products: products.iter().map(|product| product.id).collect(),
        batches: vec![batch.id],
        lines: all,
        ..PurchaseLines::default()
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    let import = Import { purchases, ..Import::new("purchases.csv", RecordKind::Purchases) };
    desk.edit(store, Edit::Import(Arc::new(import))).unwrap();
}

fn day(days_ago: u64) -> NaiveDate {
    today() - Days::new(days_ago)
}

/// Five accounts on the board; Anna and Bert know two people at Ernst Handel, which buys cheese every 10 days and last
/// did 30 days ago; all others buy fish. Today is 2 March 2026.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ids =
        FIVE.map(|(name, (engagement, potential))| desk.account(&mut store, name, Some(at(engagement, potential))));
    let [ernst, others @ ..] = ids;
    let values = vec![AccountValue::Owner("Anna".to_owned()), AccountValue::Industry("Food".to_owned())];
    desk.edit(&mut store, Edit::SetValues { accounts: vec![ernst], values }).unwrap();
    let mut sales = vec![(ernst, 50, 0, 100), (ernst, 40, 0, 100), (ernst, 30, 0, 100), (ernst, 400, 1, 70)];
    sales.extend(others.iter().zip([100, 300, 200, 500]).map(|(account, units)| (*account, 10, 1, units)));
    sell(&mut desk, &mut store, &sales);

    let mut stamp = desk.stamp();
    let mut contact =
        |name: &str, role: &str| Contact { role: role.to_owned(), ..Contact::new(stamp.contact_id(), ernst, name) };
    let (roland, pia) = (contact("Roland Mendel", "decision maker"), contact("Pia Sommer", "user/specifier"));
    let activity = |id: ActivityId, days_ago, colleague: &str, contact: &Contact| Activity {
        colleagues: vec![colleague.to_owned()],
        contacts: vec![contact.id],
        answered: true,
        ..Activity::new(id, ernst, day(days_ago))
    };
    let activities = vec![
        activity(stamp.activity_id(), 0, "Anna", &roland),
        activity(stamp.activity_id(), 90, "Bert", &roland),
        activity(stamp.activity_id(), 5, "Anna", &pia),
    ];
    let import = Import { contacts: vec![roland, pia], activities, ..Import::new("people.csv", RecordKind::Contacts) };
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    Window::begin(desk, Some(store), [])
}

fn on_page() -> Window {
    let mut window = window();
    window.click_dot("Ernst Handel");
    window.press(CTRL, Key::D);
    window.assert_shows("Who knows whom");
    window
}

#[test]
fn the_page_is_reached_from_the_board_by_keys_and_pointer_and_left_again() {
    let mut window = window();
    window.press(CTRL, Key::D);
    window.assert_shows("No account selected");
    window.press(CTRL, Key::Num1);

    let at = window.dot("Ernst Handel");
    window.click_at(at, Modifiers::NONE);
    for pressed in [true, false] {
        window.harness.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.settle();
    assert_eq!(window.app().view.tab, Tab::Account);
    window.assert_shows("Who knows whom");
    window.click("Back to board");
    assert_eq!(window.app().view.tab, Tab::Board);

    // Enter opens the page of who is selected.
    window.press(Modifiers::NONE, Key::Escape);
    window.click_dot("Ernst Handel");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.app().view.tab, Tab::Account);
    window.press(CTRL, Key::Num2);
    window.menu("View", "Account page");
    window.click("Back to accounts");
    assert_eq!(window.app().view.tab, Tab::Accounts);
}

#[test]
fn a_click_on_a_colleague_shows_what_falls() {
    let mut window = on_page();
    window.assert_shows("3 threads in 180 days");
    window.assert_shows("Roland Mendel: decision maker, 2 threads");
    window.assert_shows("No economic buyer is known");
    window.assert_shows("No champion is known");

    let before = window.entries();
    window.click("If Anna leaves");
    // 40 × 3/6 + 20 × 2/4 + 20 × 1 + 20 × 1 = 70; without Anna one thread, one role, 90 of 180 days, all answered:
    // 40 × 1/6 + 20 × 1/4 + 20 × 0.5 + 20 = 41.67.
    window.assert_shows("Engagement 70 → 42");
    window.assert_shows("2 of 3 threads fall");
    window.assert_shows("Nobody left for Pia Sommer");
    window.assert_shows("Nobody reaches the user/specifier any more");
    window.assert_shows("Pia Sommer: user/specifier, 1 thread, nobody left");
    window.click("If Bert leaves");
    window.assert_shows("Engagement 70 → 63");
    window.assert_shows("1 of 3 threads falls");
    assert!(!window.shows_part("Nobody left for"));
    // Once more brings him back; nothing of it was ever written.
    window.click("If Bert leaves");
    assert!(!window.shows_part("Engagement 70 →"));
    assert_eq!(window.entries(), before);
}

#[test]
fn many_people_stand_in_a_matrix() {
    let mut window = window();
    let ernst = window.id("Ernst Handel");
    let many: Vec<AnyRecord> = (1..=12)
        .map(|number| AnyRecord::Contact(Contact::new(ContactId::NIL, ernst, format!("Contact {number}"))))
        .collect();
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(Edit::PutRecords(many)), &ctx);
    window.settle();
    window.click_dot("Ernst Handel");
    window.press(CTRL, Key::D);
    window.assert_shows("Roland Mendel: decision maker");
    window.assert_shows("Contact 12");
    window.assert_shows("Nobody is known as economic buyer, champion");
    window.click("If Anna leaves");
    window.assert_shows("Engagement 70 → 42");
    window.assert_shows("Pia Sommer: nobody left");
    // Who is greyed out is so on the page of this account.
    window.press(CTRL, Key::Num1);
    window.click_dot("Blondel et fils");
    window.press(CTRL, Key::D);
    window.press(CTRL, Key::Num1);
    window.click_dot("Ernst Handel");
    window.press(CTRL, Key::D);
    assert!(!window.shows_part("Engagement 70 →"));
}

#[test]
fn where_there_is_little_room_the_parts_stand_below_each_other() {
    let mut window = on_page();
    window.harness.set_size(egui::vec2(1000.0, 600.0));
    window.settle();
    let left = |window: &Window, words: &str| window.harness.get_by_label(words).rect().left();
    assert!((left(&window, "Who knows whom") - left(&window, "White space")).abs() < 1.0);
    window.harness.set_size(egui::vec2(1920.0, 1080.0));
    window.settle();
    assert!(left(&window, "White space") > left(&window, "Who knows whom") + 500.0);
    for heading in ["Who knows whom", "White space", "Revenue and rhythm", "Breadth"] {
        assert!(window.harness.get_by_label(heading).rect().bottom() < 1080.0, "{heading} is in sight");
    }
}

#[test]
fn white_space_says_what_others_buy_and_takes_relevance_by_a_click() {
    let mut window = on_page();
    window.assert_shows("2 of 3 relevant categories not bought in 12 months");
    window.assert_shows("Beside all 4 other accounts that buy");
    window.assert_shows("Cheese: bought for 300 EUR in 12 months; none of the others buys it");
    // 100, 200, 300, 500: in the median (200 + 300) ÷ 2.
    window.assert_shows(
        "Fish: stopped, last bought on 26 January 2025; 4 of 4 others buy it, for 250 EUR in the median in 12 months",
    );
    window.assert_shows("Meat: never bought; none of the others buys it");

    let before = window.entries();
    window.click("Meat: not relevant");
    assert_eq!(window.account("Ernst Handel").relevance.get("Meat"), Some(&false));
    window.assert_shows("1 of 2 relevant categories not bought in 12 months");
    window.assert_shows("Meat: not relevant; none of the others buys it");
    window.click("Meat: as its industry, Food");
    assert_eq!(window.account("Ernst Handel").relevance.get("Meat"), None);
    window.assert_shows("2 of 3 relevant categories not bought in 12 months");
    window.click("Meat: relevant");
    assert_eq!(window.account("Ernst Handel").relevance.get("Meat"), Some(&true));
    assert_eq!(window.journal(before), ["Set relevant categories of Ernst Handel"; 3]);
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Ernst Handel").relevance.get("Meat"), None);
}

#[test]
fn an_opportunity_is_made_of_a_gap_and_undone() {
    let mut window = on_page();
    let ernst = window.id("Ernst Handel");
    window.click("New opportunity: Fish");
    let made = window.store().portfolio().opportunities_of(ernst).to_vec();
    let told: Vec<_> = made.iter().map(|one| (one.name.as_str(), one.category.as_str(), one.value)).collect();
    assert_eq!(told, [("Fish", "Fish", None)]);
    window.assert_shows_part("Fish: 1 open opportunity");
    assert!(window.shows("There is an open opportunity already"));
    window.press(CTRL, Key::Z);
    assert!(window.store().portfolio().opportunities_of(ernst).is_empty());
    window.assert_shows_part("Fish: stopped, last bought on");
}

#[test]
fn the_rhythm_and_the_breadth_are_told_in_words() {
    let mut window = on_page();
    // 50, 40 and 30 days ago: every 10 days, and 30 is more than twice that since 21 February.
    window.assert_shows(
        "Late since 21 February 2026: the last 30 days ago, but an order every 10 days in the median of 3 orders in 365 \
         days",
    );
    window.assert_shows("300 EUR");
    window.assert_shows("329 % more than in the 12 before");
    window.assert_shows("Gained 1");
    window.assert_shows("Lost 1");
    window.assert_shows("Brie");
    window.assert_shows("Cod");
    // Chop-suey Chinese is the one of class Key: fish now, nothing then.
    window.assert_shows("Key accounts: 1.0 products each in 12 months, 0.0 in the 12 before");
    window.assert_shows("1 together, 0 before, over 1 account of class Key");

    // Another account, the same page.
    window.press(CTRL, Key::Num1);
    window.click_dot("Blondel et fils");
    window.press(CTRL, Key::D);
    window.assert_shows_part("Nobody of theirs is known.");
    window.assert_shows("1 order in 365 days, the last on 20 February 2026: no rhythm yet, which takes 3");
}

#[test]
fn the_breadth_of_key_accounts_is_told_of_the_whole_workspace() {
    let mut window = window();
    window.click("Lists");
    assert_eq!((window.app().view.tab, window.app().view.selection.len()), (Tab::Lists, 0));
    window.assert_shows("Key accounts: 1.0 products each in 12 months, 0.0 in the 12 before");
    window.assert_shows("1 together, 0 before, over 1 account of class Key");
    // Ernst Handel bought cheese now, and fish then: 2 of two accounts, 1 before.
    window.press(CTRL, Key::Num1);
    window.drag_dot("Ernst Handel", at(90, 90));
    window.click("Lists");
    window.assert_shows("Key accounts: 1.0 products each in 12 months, 0.5 in the 12 before");
    window.assert_shows("2 together, 1 before, over 2 accounts of class Key");
}

#[test]
fn in_a_small_window_the_panel_stands_beside_the_page_of_its_account() {
    let mut window = on_page();
    window.harness.set_size(egui::vec2(900.0, 600.0));
    window.settle();
    window.assert_shows("Who knows whom");
    // What only the panel has: why it stands there, what its class asks of us, and the way to another contact.
    window.assert_shows_part("Last contact");
    window.assert_shows_part("Cadence: every ");
    window.assert_shows_part("Add contact…");
    window.press(Modifiers::NONE, Key::Escape);
    window.app_mut().view.select([].into());
    window.settle();
    window.assert_shows("No account selected");
    assert!(!window.shows_part("Cadence: every "));
}

#[test]
fn of_several_accounts_the_page_says_what_to_do() {
    let mut window = window();
    window.press(CTRL, Key::A);
    window.press(CTRL, Key::D);
    window.assert_shows("5 accounts selected");
    window.assert_shows("This page is about one: select a single account");
}
