//! The table of accounts: order, columns, typing in cells, many at once, clipboard, keys.

use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, OutputCommand, Pos2};
use egui_kittest::kittest::{NodeT, Queryable};
use fourfold::model::Stage;

use crate::support::at;
use crate::support::window::{CTRL, SHIFT, Window};

/// A window of five that shows the table.
fn table() -> Window {
    let mut window = Window::of_five();
    window.press(CTRL, Key::Num2);
    window
}

/// The names in the order of the rows.
fn rows(window: &Window) -> Vec<String> {
    let names = window.all_words();
    names.iter().filter_map(|words| words.strip_prefix("Cell: Name: ")).map(str::to_owned).collect()
}

fn cell(window: &Window, words: &str) -> Pos2 {
    let found = window.harness.query_by_role_and_label(Role::Cell, words);
    found.unwrap_or_else(|| panic!("no cell {words} in:\n{}", window.all_words().join("\n"))).rect().center()
}

fn click_cell(window: &mut Window, words: &str, modifiers: Modifiers) {
    window.click_at(cell(window, words), modifiers);
}

fn click_role(window: &mut Window, role: Role, label: &str, modifiers: Modifiers) {
    let at = window.harness.get_by_role_and_label(role, label).rect().center();
    window.click_at(at, modifiers);
}

/// Where the cursor is, as it is read aloud.
fn cursor(window: &Window) -> String {
    window.harness.get_by_role_and_label(Role::Table, "Accounts").value().unwrap_or_default()
}

fn type_here(window: &mut Window, text: &str) {
    window.type_text(text);
}

/// What the window puts into the clipboard.
fn copied(window: &mut Window) -> String {
    window.harness.event(Event::Copy);
    window.harness.step();
    let commands = &window.harness.output().platform_output.commands;
    let text = commands.iter().find_map(|command| match command {
        OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    window.settle();
    text.unwrap()
}

fn paste(window: &mut Window, text: &str) {
    window.harness.event(Event::Paste(text.to_owned()));
    window.settle();
}

#[test]
fn a_click_on_a_header_sorts_and_shift_adds_a_column() {
    let mut window = table();
    let by_name = ["Alfreds Futterkiste", "Blondel et fils", "Chop-suey Chinese", "Die Wandernde Kuh", "Ernst Handel"];
    assert_eq!(rows(&window), by_name);
    click_role(&mut window, Role::ColumnHeader, "Name, sorted ascending", Modifiers::NONE);
    assert_eq!(rows(&window), by_name.into_iter().rev().collect::<Vec<_>>());
    click_role(&mut window, Role::ColumnHeader, "Class", Modifiers::NONE);
    click_role(&mut window, Role::ColumnHeader, "Engagement", SHIFT);
    let chop = "Chop-suey Chinese";
    assert_eq!(rows(&window), [chop, "Die Wandernde Kuh", "Ernst Handel", "Blondel et fils", "Alfreds Futterkiste"]);
    click_role(&mut window, Role::ColumnHeader, "Engagement, sorted ascending", SHIFT);
    assert_eq!(rows(&window), [chop, "Ernst Handel", "Die Wandernde Kuh", "Blondel et fils", "Alfreds Futterkiste"]);
    click_role(&mut window, Role::ColumnHeader, "Class, sorted ascending", SHIFT);
    click_role(&mut window, Role::ColumnHeader, "Class, sorted descending", SHIFT);
    window.assert_shows("Engagement, sorted descending");
    assert_eq!(rows(&window)[0], "Blondel et fils");
}

#[test]
fn columns_are_chosen_moved_and_kept_for_the_next_workspace() {
    let mut window = table();
    assert!(!window.shows("Key of Ernst Handel: empty"));
    window.click("Columns");
    click_role(&mut window, Role::CheckBox, "Key", Modifiers::NONE);
    for _ in 0..10 {
        window.click("Move Key up");
    }
    click_role(&mut window, Role::CheckBox, "Owner", Modifiers::NONE);
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("Key of Ernst Handel: empty");
    assert!(!window.shows("Owner of Ernst Handel: empty"));
    let key = cell(&window, "Key of Ernst Handel: empty").x;
    assert!(key < cell(&window, "Class of Ernst Handel: Growth Potential").x);
    let kept = window.app().preferences.table.columns.clone();
    assert_eq!(kept.iter().map(|column| column.name()).take(3).collect::<Vec<_>>(), ["Name", "Key", "Class"]);
    window.click("Columns");
    window.click("Reset the columns");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("Owner of Ernst Handel: empty");
    assert!(!window.shows("Key of Ernst Handel: empty"));
}

#[test]
fn a_column_is_made_wider_at_its_edge() {
    let mut window = table();
    let edge = window.harness.get_by_role_and_label(Role::ColumnHeader, "Owner").rect().right_center();
    let class = cell(&window, "Class of Ernst Handel: Growth Potential");
    window.drag(edge, edge + egui::vec2(40.0, 0.0));
    let moved = cell(&window, "Class of Ernst Handel: Growth Potential").x - class.x;
    assert!((moved - 40.0).abs() < 8.0, "{moved}");
    assert_eq!(window.app().preferences.table.widths.len(), 1);
}

#[test]
fn typing_in_a_cell_is_given_with_enter_and_tab_and_called_off_with_esc() {
    let mut window = table();
    let before = window.entries();
    click_cell(&mut window, "Owner of Alfreds Futterkiste: empty", Modifiers::NONE);
    type_here(&mut window, "An");
    type_here(&mut window, "na");
    assert_eq!(window.entries(), before, "nothing while it is typed");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.account("Alfreds Futterkiste").owner, "Anna");
    assert_eq!(cursor(&window), "Owner of Blondel et fils: empty");
    type_here(&mut window, "Bo");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(window.account("Blondel et fils").owner, "Bo");
    assert_eq!(cursor(&window), "Class of Blondel et fils: Maintenance");
    type_here(&mut window, "Key");
    window.assert_shows("The class follows from engagement and potential; change those");
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.press(Modifiers::NONE, Key::F2);
    type_here(&mut window, "bo");
    assert_eq!(window.field_text("Owner of Blondel et fils"), "Bobo");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.account("Blondel et fils").owner, "Bo");
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.account("Blondel et fils").owner, "");
    let wanted = ["Set owner of Alfreds Futterkiste", "Set owner of Blondel et fils", "Set owner of Blondel et fils"];
    assert_eq!(window.journal(before), wanted);
}

#[test]
fn typing_is_given_when_another_cell_is_clicked() {
    let mut window = table();
    let before = window.entries();
    click_cell(&mut window, "Owner of Alfreds Futterkiste: empty", Modifiers::NONE);
    type_here(&mut window, "Anna");
    click_cell(&mut window, "Stage of Ernst Handel: suspect", Modifiers::NONE);
    assert_eq!(window.journal(before), ["Set owner of Alfreds Futterkiste"]);
    assert_eq!(cursor(&window), "Stage of Ernst Handel: suspect");
}

#[test]
fn a_stage_is_chosen_by_its_first_letters_by_arrows_or_by_a_click() {
    let mut window = table();
    let before = window.entries();
    click_cell(&mut window, "Stage of Alfreds Futterkiste: suspect", Modifiers::NONE);
    type_here(&mut window, "cl");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.account("Alfreds Futterkiste").stage, Stage::Client);
    window.press(Modifiers::NONE, Key::F2);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.account("Blondel et fils").stage, Stage::Prospect);
    window.press(Modifiers::NONE, Key::Enter);
    window.click("lost");
    assert_eq!(window.account("Chop-suey Chinese").stage, Stage::Lost);
    assert_eq!(window.entries(), before + 3);
}

#[test]
fn a_refused_text_stays_in_its_cell_with_its_reason() {
    let mut window = table();
    let before = window.entries();
    click_cell(&mut window, "Revenue, 12 months of Alfreds Futterkiste: empty", Modifiers::NONE);
    type_here(&mut window, "lots");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.entries(), before);
    assert_eq!(cursor(&window), "Revenue, 12 months of Blondel et fils: empty");
    window.assert_shows("Revenue, 12 months of Alfreds Futterkiste: lots");
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.assert_shows("“lots” is not an amount; expected digits, such as 1250.00 or 1.250,00");
    click_cell(&mut window, "Owner of Ernst Handel: empty", Modifiers::NONE);
    window.assert_shows("Revenue, 12 months of Alfreds Futterkiste: lots");
    click_cell(&mut window, "Revenue, 12 months of Alfreds Futterkiste: lots", Modifiers::NONE);
    type_here(&mut window, "1250");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("Revenue, 12 months of Alfreds Futterkiste: 1,250");
    assert_eq!(window.journal(before), ["Set revenue of the last 12 months of Alfreds Futterkiste"]);
}

#[test]
fn a_score_moves_the_account_and_the_first_of_two_waits_for_the_other() {
    let mut window = Window::of_five_and(&["Folies gourmandes"]);
    window.press(CTRL, Key::Num2);
    let before = window.entries();
    click_cell(&mut window, "Engagement of Ernst Handel: 38", Modifiers::NONE);
    type_here(&mut window, "64");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 55)));
    assert_eq!(cursor(&window), "Engagement of Folies gourmandes: empty");
    type_here(&mut window, "70");
    window.press(Modifiers::NONE, Key::Tab);
    assert_eq!(window.position("Folies gourmandes"), None);
    window.assert_shows("Engagement of Folies gourmandes: 70");
    type_here(&mut window, "20");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.position("Folies gourmandes"), Some(at(70, 20)));
    assert_eq!(window.journal(before), ["Move Ernst Handel", "Move Folies gourmandes"]);
}

#[test]
fn one_value_for_all_selected_is_one_entry() {
    let mut window = table();
    let before = window.entries();
    window.press(CTRL, Key::A);
    window.assert_shows("5 selected");
    window.enter("Value for all selected", "Anna");
    assert_eq!(window.journal(before), ["Set owner of 5 accounts"]);
    assert!(window.names().iter().all(|name| window.account(name).owner == "Anna"));
    window.press(CTRL, Key::Z);
    assert!(window.names().iter().all(|name| window.account(name).owner.is_empty()));

    click_cell(&mut window, "Engagement of Ernst Handel: 38", Modifiers::NONE);
    click_cell(&mut window, "Engagement of Blondel et fils: 80", CTRL);
    window.assert_shows("2 selected");
    type_here(&mut window, "61");
    window.press(CTRL, Key::Enter);
    assert_eq!(window.position("Ernst Handel"), Some(at(61, 55)));
    assert_eq!(window.position("Blondel et fils"), Some(at(61, 20)));
    assert_eq!(window.journal(before).last().unwrap(), "Move 2 accounts");
}

#[test]
fn what_is_copied_is_what_a_spreadsheet_takes() {
    let mut window = table();
    click_cell(&mut window, "Owner of Ernst Handel: empty", Modifiers::NONE);
    type_here(&mut window, "=cmd");
    window.press(Modifiers::NONE, Key::Enter);
    click_cell(&mut window, "Revenue, 12 months of Ernst Handel: empty", Modifiers::NONE);
    type_here(&mut window, "-1,250.5");
    window.press(Modifiers::NONE, Key::Enter);
    click_cell(&mut window, "Name: Die Wandernde Kuh", Modifiers::NONE);
    click_cell(&mut window, "Name: Ernst Handel", SHIFT);
    let head = "Name\tOwner\tClass\tStage\tEngagement\tPotential\tRevenue, 12 months\tRevenue, year before\tCapacity (QPC)\tRegion\tJudged on";
    let rows = [
        head,
        "Die Wandernde Kuh\t\tGrowth Potential\tsuspect\t20\t80\t\t\t\t\t2026-03-02",
        "Ernst Handel\t'=cmd\tGrowth Potential\tsuspect\t38\t55\t-1250.50\t\t\t\t2026-03-02",
        "",
    ];
    assert_eq!(copied(&mut window), rows.join("\r\n"));
    window.assert_shows("Copied 2 accounts");
    window.press(CTRL, Key::Num1);
    assert_eq!(copied(&mut window), rows.join("\r\n"), "the selection is one for table and board");
}

#[test]
fn pasted_cells_are_seen_before_they_are_set_and_undone_as_one() {
    let mut window = table();
    let before = window.entries();
    click_cell(&mut window, "Owner of Die Wandernde Kuh: empty", Modifiers::NONE);
    paste(&mut window, "Anna\tKey\r\nBo\tService\r\nCleo\tKey\r\n");
    window.assert_shows("2 to set in 2 accounts · 0 the same");
    window.assert_shows("· 2 refused");
    window.assert_shows("1 row goes beyond the last row of the table");
    assert_eq!(window.entries(), before, "nothing before the button");
    window.click("Set 2 values");
    assert_eq!(window.account("Die Wandernde Kuh").owner, "Anna");
    assert_eq!(window.account("Ernst Handel").owner, "Bo");
    assert_eq!(window.journal(before), ["Paste 2 values into 2 accounts"]);
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Ernst Handel").owner, "");

    paste(&mut window, "Dora");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Paste cells"));
    assert_eq!(window.entries(), before + 2);
}

#[test]
fn what_was_copied_pastes_back_by_the_names_of_its_columns() {
    let mut window = table();
    window.press(CTRL, Key::A);
    let text = copied(&mut window);
    paste(&mut window, &text);
    window.assert_shows("0 to set in 0 accounts · 50 the same");
    assert!(!window.shows_part("refused"), "{}", window.all_words().join("\n"));
    window.click("Cancel");
    let mended = text.replace("Ernst Handel\t\t", "Ernst Handel\tAnna\t");
    paste(&mut window, &mended);
    window.click("Set 1 value");
    assert_eq!(window.account("Ernst Handel").owner, "Anna");
    paste(&mut window, &mended);
    window.click("The first row names the columns");
    window.assert_shows_part("beyond the last row");
}

#[test]
fn the_cursor_goes_where_a_spreadsheets_goes() {
    let mut window = table();
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(cursor(&window), "Name: Alfreds Futterkiste");
    let go = |window: &mut Window, modifiers, key, wanted: &str| {
        window.press(modifiers, key);
        assert_eq!(cursor(window), wanted, "{key:?}");
    };
    go(&mut window, Modifiers::NONE, Key::ArrowDown, "Name: Blondel et fils");
    go(&mut window, Modifiers::NONE, Key::ArrowRight, "Owner of Blondel et fils: empty");
    go(&mut window, CTRL, Key::ArrowDown, "Owner of Ernst Handel: empty");
    go(&mut window, Modifiers::NONE, Key::End, "Judged on of Ernst Handel: 2 March 2026");
    go(&mut window, CTRL, Key::Home, "Name: Alfreds Futterkiste");
    go(&mut window, Modifiers::NONE, Key::PageDown, "Name: Ernst Handel");
    go(&mut window, Modifiers::NONE, Key::PageUp, "Name: Alfreds Futterkiste");
    window.assert_shows("5 accounts");
    window.press(Modifiers::NONE, Key::Space);
    assert_eq!(window.field_text("Name"), "Alfreds Futterkiste", "the panel shows who is selected");
    go(&mut window, SHIFT, Key::ArrowDown, "Name: Blondel et fils");
    go(&mut window, SHIFT, Key::ArrowDown, "Name: Chop-suey Chinese");
    window.assert_shows("3 selected");
    window.press(Modifiers::NONE, Key::Space);
    window.assert_shows("2 selected");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("5 accounts");
}

#[test]
fn letters_in_the_column_of_names_find_a_name() {
    let mut window = table();
    let before = window.entries();
    window.press(Modifiers::NONE, Key::Home);
    window.type_text("d");
    assert_eq!(cursor(&window), "Name: Die Wandernde Kuh");
    window.wait(1.5);
    window.type_text("C");
    window.type_text("h");
    assert_eq!(cursor(&window), "Name: Chop-suey Chinese");
    window.wait(1.5);
    window.type_text("x");
    assert_eq!(cursor(&window), "Name: Chop-suey Chinese");
    assert_eq!(window.entries(), before);
    window.press(Modifiers::NONE, Key::F2);
    assert_eq!(window.field_text("Name of Chop-suey Chinese"), "Chop-suey Chinese");
    window.type_text("!");
    window.press(Modifiers::NONE, Key::Enter);
    assert_eq!(window.journal(before), ["Set name of Chop-suey Chinese"]);
}

#[test]
fn the_selection_is_the_one_of_the_board() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.press(CTRL, Key::Num2);
    let row = |window: &Window, name: &str| {
        let nodes = window.harness.get_all_by_role(Role::Row);
        let mine = nodes.filter(|row| {
            row.children_recursive().any(|cell| cell.accesskit_node().label().is_some_and(|l| l.ends_with(name)))
        });
        mine.filter(|row| row.accesskit_node().is_selected() == Some(true)).count()
    };
    assert_eq!(row(&window, "Name: Ernst Handel"), 1);
    click_cell(&mut window, "Name: Blondel et fils", Modifiers::NONE);
    assert_eq!((row(&window, "Name: Ernst Handel"), row(&window, "Name: Blondel et fils")), (0, 1));
    window.press(CTRL, Key::Num1);
    assert_eq!(window.field_text("Name"), "Blondel et fils");
}

#[test]
fn what_the_filter_leaves_is_in_the_table_and_nothing_says_what_to_do() {
    let mut window = table();
    window.harness.state_mut().view.filter.text = "maintenance".to_owned();
    window.settle();
    assert_eq!(rows(&window), ["Blondel et fils"]);
    window.press(CTRL, Key::A);
    assert_eq!(window.field_text("Name"), "Blondel et fils");
    window.harness.state_mut().view.filter.text = "nobody at all".to_owned();
    window.settle();
    window.assert_shows("The filter finds no account");
    window.click("Clear the filter");
    assert_eq!(rows(&window).len(), 5);

    let mut window = Window::of(&[], []);
    window.press(CTRL, Key::Num2);
    window.assert_shows("No accounts yet");
    window.click("New account");
    assert_eq!(rows(&window), ["New account"]);
}

#[test]
fn typing_that_is_scrolled_out_of_sight_is_given() {
    let names: Vec<String> = (0..80).map(|number| format!("Account {number:02}")).collect();
    let accounts: Vec<_> = names.iter().map(|name| (name.as_str(), Some(at(20, 20)))).collect();
    let mut window = Window::of(&accounts, []);
    window.press(CTRL, Key::Num2);
    let before = window.entries();
    click_cell(&mut window, "Owner of Account 03: empty", Modifiers::NONE);
    window.type_text("Anna");
    let over = cell(&window, "Owner of Account 10: empty");
    for _ in 0..30 {
        window.wheel(over, -5.0);
    }
    window.settle();
    assert!(rows(&window).contains(&"Account 79".to_owned()), "{:?}", rows(&window));
    assert!(!rows(&window).contains(&"Account 03".to_owned()), "only what is seen is laid out");
    assert_eq!(window.account("Account 03").owner, "Anna");
    assert_eq!(window.journal(before), ["Set owner of Account 03"]);
    window.press(CTRL, Key::Home);
    assert_eq!(cursor(&window), "Name: Account 00");
    assert!(rows(&window).contains(&"Account 00".to_owned()), "the cursor is brought into sight");
}

#[test]
fn one_capacity_for_many_keeps_what_else_is_known_of_each() {
    let mut window = table();
    click_cell(&mut window, "Name: Ernst Handel", Modifiers::NONE);
    window.enter("Capacity (QPC)", "500");
    window.enter("Known since", "2026-01-15");
    window.press(CTRL, Key::A);
    let before = window.entries();
    window.click("Column to set");
    let choice = window.harness.query_all_by_role_and_label(Role::Button, "Capacity (QPC)").next_back();
    let choice = choice.unwrap().rect().center();
    window.click_at(choice, Modifiers::NONE);
    window.enter("Value for all selected", "700");
    assert_eq!(window.journal(before), ["Set purchasing capacity of 5 accounts"]);
    let qpc = window.account("Ernst Handel").qpc.unwrap();
    assert_eq!(
        (qpc.amount.to_string(), qpc.as_of.unwrap().to_string()),
        ("700.00".to_owned(), "2026-01-15".to_owned())
    );
    assert_eq!(window.account("Blondel et fils").qpc.unwrap().as_of, None);
    window.enter("Value for all selected", "700");
    window.assert_shows("All of them have that already");
    window.enter("Value for all selected", "some");
    window.assert_shows_part("“some” is not an amount");
    assert_eq!(window.entries(), before + 1);
}

#[test]
fn delete_in_the_table_never_deletes_accounts_that_the_filter_hides() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.press(CTRL, Key::Num2);
    window.harness.state_mut().view.filter.text = "nobody is called so".to_owned();
    window.settle();
    let before = window.entries();
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.entries(), before);
    assert_eq!(window.names().len(), 5);
}

#[test]
fn what_can_be_done_with_a_row_is_asked_for_by_the_right_button_and_by_keys() {
    let mut window = table();
    let before = window.entries();
    let row = cell(&window, "Name: Ernst Handel");
    window.right_click(row);
    assert_eq!(window.app().view.selection, [window.id("Ernst Handel")].into());
    window.menu_command("Archive");
    assert_eq!(window.journal(before), ["Archive Ernst Handel"]);

    // Of several that are selected, the menu is of them all.
    click_cell(&mut window, "Name: Blondel et fils", Modifiers::NONE);
    click_cell(&mut window, "Name: Die Wandernde Kuh", CTRL);
    let both = [window.id("Blondel et fils"), window.id("Die Wandernde Kuh")].into();
    let row = cell(&window, "Owner of Blondel et fils: empty");
    window.right_click(row);
    assert_eq!(window.app().view.selection, both);
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(cursor(&window), "Owner of Blondel et fils: empty");

    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(SHIFT, Key::F10);
    assert_eq!(window.app().view.selection, [window.id("Alfreds Futterkiste")].into());
    assert!(window.harness.get_by_label("Rename").is_focused());
}
