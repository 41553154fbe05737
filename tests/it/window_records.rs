//! The tables of contacts, activities, products, colleagues…: found, sorted, typed into, deleted, brought back.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::command::{Command, Tab};
use fourfold::model::{
    AccountId, AccountValue, Activity, AnyRecord, Colleague, ColleagueId, Contact, Edit, Import, NumberStyle, Product,
    RecordKind, RowKey, SettingsValue,
};
use fourfold::ui::view::Action;

use crate::support::window::{CTRL, FIVE, SHIFT, Window};
use crate::support::{Desk, at};

/// Five accounts; three contacts of the first, one of the second, products in two categories, activities of two people.
fn window() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let ids =
        FIVE.map(|(name, (engagement, potential))| desk.account(&mut store, name, Some(at(engagement, potential))));
    let [ernst, alfred, ..] = ids;
    let mut stamp = desk.stamp();
    let day = |text: &str| text.parse().unwrap();
    let contact = |account, name: &str, role: &str, stamp: &mut fourfold::model::Stamp| Contact {
        role: role.to_owned(),
        ..Contact::new(stamp.contact_id(), account, name)
    };
    let contacts = vec![
        contact(ernst, "Roland Mendel", "purchasing", &mut stamp),
        contact(ernst, "Anna Huber", "decision maker", &mut stamp),
        contact(ernst, "Karl Fürst", "champion", &mut stamp),
        contact(alfred, "Maria Anders", "", &mut stamp),
    ];
    let product = |name: &str, category: &str, stamp: &mut fourfold::model::Stamp| Product {
        category: category.to_owned(),
        ..Product::new(stamp.product_id(), name)
    };
    let products = vec![
        product("Chai", "Beverages", &mut stamp),
        product("Chang", "Drinks", &mut stamp),
        product("Tofu", "Produce", &mut stamp),
    ];
    let activity = Activity {
        colleagues: vec!["Bo Lind".to_owned(), "Clara Weiß".to_owned()],
        subject: "Price talks".to_owned(),
        ..Activity::new(stamp.activity_id(), ernst, day("2026-02-01"))
    };
    let import =
        Import { contacts, products, activities: vec![activity], ..Import::new("people.csv", RecordKind::Contacts) };
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    let owner = AccountValue::Owner("Anna Berger".to_owned());
    desk.edit(&mut store, Edit::SetValues { accounts: vec![ernst], values: vec![owner] }).unwrap();
    Window::begin(desk, Some(store), [])
}

fn show(window: &mut Window, kind: RecordKind) {
    window.menu("View", Command::ShowRecords(kind).spec().label);
}

/// The names in the order of the rows.
fn rows(window: &Window) -> Vec<String> {
    window.all_words().iter().filter_map(|words| words.strip_prefix("Cell: Name: ")).map(str::to_owned).collect()
}

fn cell(window: &Window, words: &str) -> Pos2 {
    let found = window.harness.query_by_role_and_label(Role::Cell, words);
    found.unwrap_or_else(|| panic!("no cell {words} in:\n{}", window.all_words().join("\n"))).rect().center()
}

fn click_cell(window: &mut Window, words: &str, modifiers: Modifiers) {
    window.click_at(cell(window, words), modifiers);
}

fn click_role(window: &mut Window, role: Role, label: &str) {
    let found = window.harness.query_by_role_and_label(role, label);
    let at = found.unwrap_or_else(|| panic!("no {label} in:\n{}", window.all_words().join("\n"))).rect().center();
    window.click_at(at, Modifiers::NONE);
}

/// Puts the cursor into the row of this cell, so many columns before the last.
fn from_the_end(window: &mut Window, words: &str, back: usize) {
    click_cell(window, words, Modifiers::NONE);
    window.press(Modifiers::NONE, Key::End);
    for _ in 0..back {
        window.press(Modifiers::NONE, Key::ArrowLeft);
    }
}

fn contact(window: &Window, name: &str) -> Contact {
    let portfolio = window.store().portfolio();
    Contact::clone(portfolio.contacts().iter().find(|contact| contact.name == name).unwrap())
}

fn contacts(window: &Window) -> Vec<String> {
    window.store().portfolio().contacts().iter().map(|contact| contact.name.clone()).collect()
}

#[test]
fn a_kind_is_chosen_over_the_table_and_in_the_view_menu() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    assert_eq!(rows(&window), ["Anna Huber", "Karl Fürst", "Maria Anders", "Roland Mendel"]);
    window.assert_shows("4 contacts");
    window.click("Table of products");
    assert_eq!(rows(&window), ["Chai", "Chang", "Tofu"]);
    window.click("Table of accounts");
    assert_eq!(rows(&window).len(), 5);
    window.click("Table of risks");
    window.assert_shows("No risks yet");
    window.press(CTRL, Key::Num2);
    assert_eq!(rows(&window).len(), 5, "the shortcut goes to the accounts");
}

#[test]
fn a_click_on_a_header_sorts_up_and_down() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    click_role(&mut window, Role::ColumnHeader, "Name, sorted ascending");
    assert_eq!(rows(&window), ["Roland Mendel", "Maria Anders", "Karl Fürst", "Anna Huber"]);
    click_role(&mut window, Role::ColumnHeader, "Account");
    assert_eq!(rows(&window), ["Maria Anders", "Roland Mendel", "Anna Huber", "Karl Fürst"]);
    click_role(&mut window, Role::ColumnHeader, "Role");
    assert_eq!(rows(&window), ["Karl Fürst", "Anna Huber", "Roland Mendel", "Maria Anders"], "nothing comes last");
    window.click("Table of products");
    window.click("Table of contacts");
    window.assert_shows("Role, sorted ascending");
}

#[test]
fn words_are_searched_in_all_texts_and_an_empty_answer_says_what_to_do() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    window.type_into("Find contacts", "ernst champ");
    assert_eq!(rows(&window), ["Karl Fürst"]);
    window.type_into("Find contacts", "nobody");
    window.assert_shows("No contact is like that");
    window.click("Clear the search");
    assert_eq!(rows(&window).len(), 4);
    window.press(CTRL, Key::F);
    window.type_text("anna");
    assert_eq!(rows(&window), ["Anna Huber"]);
}

#[test]
fn a_cell_is_typed_into_and_left_as_one_edit() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    let before = window.entries();
    click_cell(&mut window, "Title of Anna Huber: empty", Modifiers::NONE);
    window.press(Modifiers::NONE, Key::F2);
    window.type_text("Head of buying");
    assert_eq!(window.entries(), before, "nothing while it is typed");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(contact(&window, "Anna Huber").title, "Head of buying");
    // Tab went on to the role, and letters type over it.
    window.type_text("user");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(contact(&window, "Anna Huber").role, "user");
    let label = "Change contact Anna Huber of Ernst Handel";
    assert_eq!(window.journal(before), [label, label]);
    window.press(CTRL, Key::Z);
    assert_eq!(contact(&window, "Anna Huber").role, "decision maker");
    window.assert_shows("Role of Anna Huber: decision maker");
    // Esc leaves what was.
    click_cell(&mut window, "Title of Karl Fürst: empty", Modifiers::NONE);
    window.type_text("Boss");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(contact(&window, "Karl Fürst").title, "");
}

#[test]
fn what_cannot_be_says_so_in_the_cell_until_it_is_mended() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    let before = window.entries();
    from_the_end(&mut window, "Name: Anna Huber", 4);
    window.type_text("often");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("“often” is not a whole number");
    assert_eq!(window.field_text("Cadence (days) of Anna Huber"), "often");
    assert_eq!(window.entries(), before);
    window.press(CTRL, Key::A);
    window.type_text("30");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(contact(&window, "Anna Huber").cadence_days, Some(30));
    // What only the whole workspace can refuse comes back into the cell, too.
    let key = |name| AnyRecord::Contact(Contact { key: "K1".to_owned(), ..contact(&window, name) });
    let edit = Edit::PutRecords(vec![key("Karl Fürst")]);
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(edit), &ctx);
    window.settle();
    window.type_into("Find contacts", "maria");
    click_cell(&mut window, "Name: Maria Anders", Modifiers::NONE);
    window.press(Modifiers::NONE, Key::End);
    window.type_text("K1");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows_part("The key “K1” already belongs to Karl Fürst");
    assert_eq!(window.field_text("Key of Maria Anders"), "K1");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(contact(&window, "Maria Anders").key, "");
}

#[test]
fn one_of_a_list_is_chosen_under_the_cell() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    click_cell(&mut window, "Influence of Anna Huber: empty", Modifiers::NONE);
    window.press(Modifiers::NONE, Key::F2);
    window.click("medium");
    window.assert_shows("Influence of Anna Huber: medium");
    from_the_end(&mut window, "Name: Anna Huber", 3);
    window.press(Modifiers::NONE, Key::Enter);
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::Enter);
    assert!(contact(&window, "Anna Huber").champion);
}

#[test]
fn rows_are_selected_deleted_and_brought_back() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    let before = window.entries();
    click_cell(&mut window, "Name: Anna Huber", Modifiers::NONE);
    click_cell(&mut window, "Name: Karl Fürst", SHIFT);
    window.assert_shows("2 selected");
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(contacts(&window), ["Roland Mendel", "Maria Anders"]);
    assert_eq!(window.journal(before), ["Delete 2 contacts of Ernst Handel"]);
    window.assert_shows("Deleted 2 contacts of Ernst Handel");
    window.click("Undo");
    assert_eq!(contacts(&window).len(), 4);
    assert_eq!(rows(&window), ["Anna Huber", "Karl Fürst", "Maria Anders", "Roland Mendel"]);
    // Rows that are not shown any more are not selected any more.
    click_cell(&mut window, "Name: Anna Huber", Modifiers::NONE);
    click_cell(&mut window, "Name: Roland Mendel", CTRL);
    window.type_into("Find contacts", "roland");
    window.assert_shows("1 selected");
    window.press(Modifiers::NONE, Key::Tab);
    window.click("Delete selected contact");
    assert_eq!(contacts(&window), ["Anna Huber", "Karl Fürst", "Maria Anders"]);
    // Every account is still there: Delete meant the rows.
    assert_eq!(window.names().len(), 5);
}

#[test]
fn only_the_contacts_of_the_selected_account_are_listed() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    // The name of the account is a link.
    click_cell(&mut window, "Account of Maria Anders: Alfreds Futterkiste", Modifiers::NONE);
    assert_eq!(window.app().view.selection, [window.id("Alfreds Futterkiste")].into());
    window.click("Only of the selected accounts");
    assert_eq!(rows(&window), ["Maria Anders"]);
    let blondel = [window.id("Blondel et fils")].into();
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Select(blondel), &ctx);
    window.settle();
    window.assert_shows("The selected account has no contacts yet");
    window.click("Show those of all accounts");
    assert_eq!(rows(&window).len(), 4);
    // The filter of accounts.
    window.click("Only of the filtered accounts");
    window.type_into("Find accounts", "ernst");
    assert_eq!(rows(&window), ["Anna Huber", "Karl Fürst", "Roland Mendel"]);
}

#[test]
fn a_contact_is_added_in_its_form_and_stands_in_the_table() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    click_cell(&mut window, "Account of Maria Anders: Alfreds Futterkiste", Modifiers::NONE);
    // The panel of the account has such a button too, further right.
    let buttons = window.harness.query_all_by_label("Add contact…").map(|node| node.rect().center());
    let over_the_table = buttons.min_by(|one, other| one.x.total_cmp(&other.x)).unwrap();
    window.click_at(over_the_table, Modifiers::NONE);
    window.type_into("Name of the contact", "Zora Neu");
    window.click("Save");
    assert_eq!(contact(&window, "Zora Neu").account, window.id("Alfreds Futterkiste"));
    assert_eq!(rows(&window).last().map(String::as_str), Some("Zora Neu"));
}

#[test]
fn a_category_is_set_for_many_products_at_once() {
    let mut window = window();
    show(&mut window, RecordKind::Products);
    let before = window.entries();
    click_cell(&mut window, "Name: Chai", Modifiers::NONE);
    click_cell(&mut window, "Name: Chang", CTRL);
    window.enter("Value for all selected", "Drinks");
    let categories = |window: &Window| {
        let portfolio = window.store().portfolio();
        portfolio.products().iter().map(|product| product.category.clone()).collect::<Vec<_>>()
    };
    assert_eq!(categories(&window), ["Drinks", "Drinks", "Produce"]);
    // Chang had it already.
    assert_eq!(window.journal(before), ["Change product Chai"]);
    window.enter("Value for all selected", "Beverages");
    assert_eq!(window.journal(before + 1), ["Change 2 products"]);
    assert_eq!(categories(&window), ["Beverages", "Beverages", "Produce"]);
}

#[test]
fn people_who_are_named_get_their_records_in_one_edit() {
    let mut window = window();
    show(&mut window, RecordKind::Colleagues);
    let before = window.entries();
    window.assert_shows("3 people are named in activities or as owner and have no record here");
    window.click("Add these 3 people");
    assert_eq!(rows(&window), ["Anna Berger", "Bo Lind", "Clara Weiß"]);
    assert_eq!(window.journal(before), ["Add 3 colleagues"]);
    assert!(!window.shows_part("named in activities"));
    window.assert_shows("Seller of Anna Berger: yes");
    // Renaming one renames the owner of the account; one edit, one name.
    click_cell(&mut window, "Name: Anna Berger", Modifiers::NONE);
    window.press(Modifiers::NONE, Key::F2);
    window.press(CTRL, Key::A);
    window.type_text("Bo Lind");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows_part("There is a colleague “Bo Lind” already");
    window.press(CTRL, Key::A);
    window.type_text("Anna Sommer");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.account("Ernst Handel").owner, "Anna Sommer");
    assert_eq!(window.journal(before + 1), ["Change colleague Anna Sommer"]);
}

#[test]
fn selected_rows_are_copied_for_spreadsheets() {
    let mut window = window();
    show(&mut window, RecordKind::Products);
    window.press(CTRL, Key::A);
    window.assert_shows("3 selected");
    window.harness.event(Event::Copy);
    window.harness.step();
    let commands = &window.harness.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    let wanted = "Name\tCategory\tNotes\tKey\r\nChai\tBeverages\t\t\r\nChang\tDrinks\t\t\r\nTofu\tProduce\t\t\r\n";
    assert_eq!(text.as_deref(), Some(wanted));
    window.settle();
    window.assert_shows("Copied 3 products");
}

#[test]
fn the_history_of_an_account_tells_of_its_records() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    click_cell(&mut window, "Title of Anna Huber: empty", Modifiers::NONE);
    window.type_text("Boss");
    window.press(Modifiers::NONE, Key::Enter);
    click_cell(&mut window, "Title of Maria Anders: empty", Modifiers::NONE);
    window.type_text("Owner");
    window.press(Modifiers::NONE, Key::Enter);
    click_cell(&mut window, "Name: Karl Fürst", Modifiers::NONE);
    window.press(Modifiers::NONE, Key::Delete);
    let ernst = window.id("Ernst Handel");
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::HistoryOf(ernst), &ctx);
    window.settle();
    let entries: Vec<String> =
        window.harness.query_all_by_role(Role::ListItem).filter_map(|node| node.accesskit_node().label()).collect();
    let told = |words: &str| entries.iter().any(|entry| entry.contains(words));
    assert!(told("Change contact Anna Huber of Ernst Handel"), "{entries:?}");
    assert!(told("Delete contact Karl Fürst of Ernst Handel"), "{entries:?}");
    assert!(told("Create Ernst Handel"), "{entries:?}");
    assert!(!told("Maria Anders"), "{entries:?}");
}

#[test]
fn purchases_are_those_of_the_selected_account_or_of_all_by_month() {
    let mut window = crate::window_purchases::window();
    show(&mut window, RecordKind::Purchases);
    window.assert_shows_part("4 purchases of 2 accounts, by month");
    window.assert_shows("Month: March 2026");
    // 700.00 on 2 March 2025 and 1,000.00 on 3 March 2025.
    window.assert_shows("Amount, EUR: 1,700");
    let ernst = [window.id("Ernst Handel")].into();
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Select(ernst), &ctx);
    window.settle();
    window.assert_shows_part("Ernst Handel · 3 purchases on 3 days · 2,000.50 EUR in the last 12 months");
    let days = |window: &Window| -> Vec<String> {
        let words = window.all_words();
        words.iter().filter_map(|words| words.strip_prefix("Cell: Order date: ")).map(str::to_owned).collect()
    };
    assert_eq!(days(&window), ["2 March 2026", "3 March 2025", "2 March 2025"]);
    click_role(&mut window, Role::ColumnHeader, "Amount, EUR");
    assert_eq!(days(&window), ["2 March 2025", "3 March 2025", "2 March 2026"]);
}

#[test]
fn a_new_colleague_is_found_by_the_table_that_is_shown() {
    let mut window = window();
    show(&mut window, RecordKind::Colleagues);
    let bo = AnyRecord::Colleague(Colleague::new(ColleagueId::NIL, "Bo Lind"));
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(Edit::PutRecords(vec![bo])), &ctx);
    window.settle();
    assert_eq!(rows(&window), ["Bo Lind"]);
    window.assert_shows("Add these 2 people");
}

#[test]
fn what_is_typed_in_a_cell_is_written_when_another_table_or_tab_is_shown() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    click_cell(&mut window, "Title of Anna Huber: empty", Modifiers::NONE);
    window.type_text("Boss");
    window.press(CTRL, Key::Num2);
    assert_eq!(contact(&window, "Anna Huber").title, "Boss");
    assert_eq!(rows(&window).len(), 5, "the accounts");
    show(&mut window, RecordKind::Contacts);
    click_cell(&mut window, "Title of Karl Fürst: empty", Modifiers::NONE);
    window.type_text("Porter");
    window.press(CTRL, Key::Num1);
    assert_eq!(contact(&window, "Karl Fürst").title, "Porter");
    assert_eq!(window.app().view.tab, Tab::Board);
}

#[test]
fn a_cell_that_cannot_be_written_keeps_its_table_until_it_is_mended() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    let before = window.entries();
    from_the_end(&mut window, "Name: Anna Huber", 4);
    window.type_text("often");
    for key in [Key::Num1, Key::Num2] {
        window.press(CTRL, key);
        assert_eq!(window.app().view.tab, Tab::Accounts);
        assert_eq!(window.field_text("Cadence (days) of Anna Huber"), "often");
        window.assert_shows_part("mend the cell first, or press Esc in it");
    }
    window.press(CTRL, Key::A);
    window.type_text("30");
    window.press(CTRL, Key::Num1);
    assert_eq!(window.app().view.tab, Tab::Board);
    assert_eq!(contact(&window, "Anna Huber").cadence_days, Some(30));
    assert_eq!(window.entries(), before + 1);
}

#[test]
fn closing_the_window_writes_the_cell_that_is_typed_into_or_says_that_it_cannot() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    from_the_end(&mut window, "Name: Karl Fürst", 4);
    window.type_text("often");
    let before = window.entries();
    assert!(!window.quits());
    window.assert_shows_part("1 cell is not saved: “often” is not a whole number");
    assert_eq!(window.field_text("Cadence (days) of Karl Fürst"), "often");
    assert_eq!(window.entries(), before);
    window.press(Modifiers::NONE, Key::Escape);
    from_the_end(&mut window, "Name: Anna Huber", 4);
    window.type_text("30");
    assert!(window.quits());
    assert_eq!(contact(&window, "Anna Huber").cadence_days, Some(30));
}

#[test]
fn a_record_that_a_long_write_takes_away_is_not_brought_back_by_its_form() {
    let mut window = window();
    let ctx = window.harness.ctx.clone();
    let anna = contact(&window, "Anna Huber");
    let import = window.store().journal().entries().iter().find(|entry| entry.is_import()).unwrap().seq;
    let typed = Edit::PutRecords(vec![AnyRecord::Contact(Contact { title: "Boss".to_owned(), ..anna.clone() })]);
    for action in [Action::OpenRecord(RowKey::Contact(anna.id)), Action::UndoImport(import), Action::SaveRecord(typed)]
    {
        window.app_mut().perform(action, &ctx);
    }
    window.wait_for("This contact is not there any more; it may have been deleted");
    assert!(window.app().view.record_form.is_some(), "what was typed is still there");
    assert_eq!(contacts(&window), Vec::<String>::new());
    // Save says it again.
    window.type_into("Title of the contact", "Boss");
    window.click("Save");
    window.assert_shows("This contact is not there any more; it may have been deleted");
    assert_eq!(contacts(&window), Vec::<String>::new());
}

#[test]
fn a_form_that_waits_for_a_long_write_stays_until_it_is_written() {
    let mut window = window();
    show(&mut window, RecordKind::Contacts);
    let ctx = window.harness.ctx.clone();
    let product = Product::new(window.desk.stamp().product_id(), "Ikura");
    let import = Import { products: vec![product], ..Import::new("more.csv", RecordKind::Products) };
    window.app_mut().perform(Action::Edit(Edit::Import(Arc::new(import))), &ctx);
    window.settle();
    let import = window.store().journal().entries().last().unwrap().seq;
    let anna = contact(&window, "Anna Huber");
    window.app_mut().perform(Action::OpenRecord(RowKey::Contact(anna.id)), &ctx);
    window.settle();
    window.type_into("Title of the contact", "Boss");
    let typed = Edit::PutRecords(vec![AnyRecord::Contact(Contact { title: "Boss".to_owned(), ..anna })]);
    window.app_mut().perform(Action::UndoImport(import), &ctx);
    window.app_mut().perform(Action::SaveRecord(typed), &ctx);
    assert!(window.app().view.record_form.is_some(), "it is not written yet");
    window.wait_for("Title of Anna Huber: Boss");
    assert_eq!(contact(&window, "Anna Huber").title, "Boss");
    assert!(window.app().view.record_form.is_none());
}

#[test]
fn accounts_of_one_name_are_told_apart_when_a_record_is_given_to_one() {
    let mut window = window();
    let ctx = window.harness.ctx.clone();
    for (owner, archived) in [("Anna Berger", false), ("Bo Lind", false), ("Clara Weiß", true)] {
        let named = ["Müller GmbH", owner].map(str::to_owned);
        let [name, owner] = named;
        let values = vec![AccountValue::Name(name), AccountValue::Owner(owner)];
        let create = Edit::CreateAccount { values, position: None };
        window.app_mut().perform(Action::Edit(create), &ctx);
        if archived {
            let accounts = vec![owned_by(&window, "Clara Weiß")];
            window.app_mut().perform(Action::Edit(Edit::SetArchived { accounts, archived }), &ctx);
        }
    }
    window.app_mut().perform(Action::Select([].into()), &ctx);
    show(&mut window, RecordKind::Contacts);
    window.click("Add contact…");
    window.type_into("Name of the contact", "Zora Neu");
    window.type_into("Account of the contact", "müller gmbh");
    window.click("Save");
    window.assert_shows_part("is not one account; choose one of those that are offered");
    assert!(!contacts(&window).contains(&"Zora Neu".to_owned()));
    assert!(!window.shows_part("Clara Weiß"), "who is archived is not offered");
    window.click("Choose account Müller GmbH, Bo Lind");
    window.click("Save");
    assert_eq!(contact(&window, "Zora Neu").account, owned_by(&window, "Bo Lind"));
}

/// The account of this owner, of those that are called alike.
fn owned_by(window: &Window, owner: &str) -> AccountId {
    let portfolio = window.store().portfolio();
    let found = portfolio.accounts().find(|account| account.name == "Müller GmbH" && account.owner == owner);
    found.unwrap().id
}

#[test]
fn purchases_by_month_are_written_as_the_settings_say() {
    let mut window = crate::window_purchases::window();
    show(&mut window, RecordKind::Purchases);
    window.assert_shows("Amount, EUR: 1,700");
    let ctx = window.harness.ctx.clone();
    let edit = Edit::SetSettings(vec![SettingsValue::Numbers(NumberStyle::Dot)]);
    window.app_mut().perform(Action::Edit(edit), &ctx);
    window.settle();
    window.assert_shows("Amount, EUR: 1.700");
    assert!(!window.shows("Amount, EUR: 1,700"));
}
