//! Files in and out of the window, the system's dialogs answered by a script.

use egui::{Key, Modifiers};

use crate::support::window::{CTRL, FIVE, NO_DIALOG, Window};
use crate::support::{Desk, at};

/// One account that is there already with other figures, one as it is, two new ones, one that cannot be read.
const SHEET: &str = "Key,Name,Owner,Engagement,Potential,Revenue last 12 months\n\
    ERNSH,Ernst Handel,Anna Berger,64,71,113240.00\n\
    BLONP,Blondel et fils,,80,20,\n\
    FOLIG,Folies gourmandes,Jan Novak,30,30,2500.00\n\
    GODOS,Godos Cocina Tipica,Jan Novak,,,900.00\n\
    KOENE,Koniglich Essen,Jan Novak,high,30,100.00\n";

/// Five accounts, two of them with keys, and `sheet.csv` beside the workspace.
fn window_with_sheet(files: &[&'static str]) -> Window {
    let placed = FIVE.map(|(name, (engagement, potential))| (name, Some(at(engagement, potential))));
    let mut window = Window::of(&placed, files.iter().copied());
    std::fs::write(window.file("sheet.csv"), SHEET).unwrap();
    for (name, key) in [("Ernst Handel", "ERNSH"), ("Blondel et fils", "BLONP")] {
        window.click_dot(name);
        window.enter("Key", key);
    }
    window.click_at(window.place(at(60, 40)), Modifiers::NONE);
    window
}

#[test]
fn an_import_is_seen_before_it_is_written_and_undone_after_updates_too() {
    let mut window = window_with_sheet(&["sheet.csv"]);
    let before = window.entries();
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 2");
    for count in ["Read: 5", "Updated: 1", "Same: 1", "Rejected: 1"] {
        window.assert_shows(count);
    }
    window.assert_shows_part("1 account changes class");
    assert_eq!(window.entries(), before, "nothing is written before the button");

    window.click("Import 3 accounts");
    assert_eq!(window.journal(before), ["Import 3 accounts from sheet.csv"]);
    assert_eq!(window.names().len(), 7);
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger");
    window.assert_shows("Ernst Handel, Key, engagement 64, potential 71");
    window.assert_shows("Folies gourmandes, Service, engagement 30, potential 30");
    window.assert_shows("Godos Cocina Tipica, unplaced");

    window.press(CTRL, Key::Z);
    assert_eq!(window.names().len(), 5);
    assert_eq!(window.account("Ernst Handel").owner, "");
    assert_eq!(window.position("Ernst Handel"), Some(at(38, 55)));
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
}

#[test]
fn a_column_that_is_left_out_of_an_import_changes_nothing() {
    let mut window = window_with_sheet(&["sheet.csv"]);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("2 Columns");
    window.click("Field of column Owner");
    window.click("Leave out");
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Import 3 accounts");
    assert_eq!(window.account("Ernst Handel").owner, "");
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
}

#[test]
fn an_import_that_is_called_off_writes_nothing() {
    let mut window = window_with_sheet(&["sheet.csv"]);
    let before = window.entries();
    window.press(CTRL, Key::I);
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Cancel");
    assert!(!window.shows("Import accounts"));
    assert_eq!(window.entries(), before);
}

#[test]
fn the_rejected_rows_of_an_import_are_saved() {
    let mut window = window_with_sheet(&["sheet.csv", "rejected.csv"]);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("Rejected: 1");
    window.click("Save the rejected row…");
    window.wait_for("Saved: ");
    let rejected = std::fs::read_to_string(window.file("rejected.csv")).unwrap();
    assert!(rejected.contains("KOENE") && !rejected.contains("ERNSH"), "{rejected}");
}

#[test]
fn a_newcomer_starts_from_a_spreadsheet_and_is_asked_where_to_keep_it() {
    let desk = Desk::new();
    let mut window = Window::begin(desk, None, ["sheet.csv", "Our accounts"]);
    std::fs::write(window.file("sheet.csv"), SHEET).unwrap();
    window.click("Start from a spreadsheet");
    window.go_to_check();
    window.wait_for("New: 4");
    assert!(window.app().store().is_none(), "there is no workspace before the button");
    window.click("Import 4 accounts");
    window.wait_for("Imported 4 accounts from sheet.csv");
    assert!(window.file("Our accounts.fourfold").exists());
    assert_eq!(window.names().len(), 4);
    window.assert_shows("Our accounts");
    window.assert_shows("Ernst Handel, Key, engagement 64, potential 71");
}

#[test]
fn a_newcomer_who_does_not_say_where_to_keep_it_loses_nothing() {
    let mut window = Window::begin(Desk::new(), None, ["sheet.csv"]);
    std::fs::write(window.file("sheet.csv"), SHEET).unwrap();
    window.click("Start from a spreadsheet");
    window.go_to_check();
    window.wait_for("New: 4");
    window.click("Import 4 accounts");
    window.settle();
    window.assert_shows("New: 4");
    assert!(window.app().store().is_none());
}

#[test]
fn an_export_says_how_many_and_imports_as_no_change() {
    let mut window = window_with_sheet(&["out.csv", "out.csv"]);
    window.menu("File", "Export…");
    window.click("CSV");
    window.click("Export to…");
    window.wait_for("Exported 5 of 5 accounts to ");
    let written = std::fs::read_to_string(window.file("out.csv")).unwrap();
    for (name, _) in FIVE {
        assert!(written.contains(name), "{name} is in\n{written}");
    }
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("Same: 5");
    window.assert_shows("Import 0 accounts");
}

#[test]
fn the_board_is_saved_as_a_picture_and_the_workspace_as_a_copy() {
    let mut window = window_with_sheet(&["board.svg", "copy.fourfold"]);
    window.menu("File", "Save the board as a picture…");
    window.wait_for("Saved: ");
    assert!(std::fs::read_to_string(window.file("board.svg")).unwrap().contains("Ernst Handel"));
    window.menu("File", "Save a copy…");
    window.wait_for("Saved and checked: ");
    let copy = fourfold::store::Store::open(&window.file("copy.fourfold")).unwrap();
    assert!(copy.portfolio().same_rows(window.store().portfolio()));
}

#[test]
fn a_workspace_that_is_open_is_not_opened_again() {
    let mut window = window_with_sheet(&["team.fourfold"]);
    window.menu("File", "Open workspace…");
    window.wait_for("This workspace is already open in this window");
    assert_eq!(window.names().len(), 5, "and stays open");
}

#[test]
fn what_is_no_workspace_is_left_alone_with_advice() {
    let mut window = Window::begin(Desk::new(), None, ["letter.fourfold"]);
    std::fs::write(window.file("letter.fourfold"), "Dear all, ".repeat(400)).unwrap();
    window.click("Open a workspace");
    window.wait_for("This file is not a workspace; to bring in a table, import it instead");
    assert!(window.app().store().is_none());
}

#[test]
fn a_closed_workspace_is_opened_from_the_welcome_screen_as_it_was() {
    let mut window = window_with_sheet(&["team.fourfold"]);
    window.click_dot("Ernst Handel");
    window.type_into("Owner", "Anna Berger");
    window.press(CTRL, Key::W);
    window.assert_shows("Start from a spreadsheet");
    window.click("Open a workspace");
    window.wait_for("5 on the board");
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger", "what was typed was written before closing");
}

#[test]
fn where_the_system_has_no_file_dialog_ours_takes_a_typed_path() {
    let mut window = window_with_sheet(&[NO_DIALOG, NO_DIALOG]);
    let path = window.file("sheet.csv").display().to_string();
    window.menu("File", "Import…");
    window.wait_for("This system offers no file dialog, so here is ours");
    // The field has the keyboard already; what is typed while the folder is still being listed stays.
    window.type_text(&path);
    std::thread::sleep(std::time::Duration::from_millis(30));
    window.settle();
    assert_eq!(window.field_text("File name or path"), path);
    window.press(Modifiers::NONE, Key::Enter);
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Cancel");

    window.menu("File", "Import…");
    window.wait_for("This system offers no file dialog, so here is ours");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("This system offers no file dialog, so here is ours"));
}

#[test]
fn an_edit_made_while_a_long_import_is_written_is_done_after_it() {
    let mut window = window_with_sheet(&["long.csv"]);
    let mut sheet = String::from("Key,Name,Engagement,Potential\n");
    for number in 0..4_000 {
        sheet.push_str(&format!("N{number},Number {number},{},{}\n", number % 101, number % 97));
    }
    std::fs::write(window.file("long.csv"), sheet).unwrap();
    let before = window.entries();
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 4,000");
    window.click("Import 4,000 accounts");
    window.drag_dot("Ernst Handel", at(64, 71));
    window.wait_for("Key. Why?");
    assert_eq!(window.journal(before), ["Import 4,000 accounts from long.csv", "Move Ernst Handel"]);
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 71)));
    window.assert_shows("4,005 on the board");
}

#[test]
fn while_a_long_import_is_written_nothing_can_take_back_what_is_not_seen() {
    let mut window = window_with_sheet(&["long.csv"]);
    let mut sheet = String::from("Key,Name\n");
    for number in 0..20_000 {
        sheet.push_str(&format!("N{number},Number {number}\n"));
    }
    std::fs::write(window.file("long.csv"), sheet).unwrap();
    window.drag_dot("Ernst Handel", at(64, 71));
    let before = window.entries();
    window.click_dot("Ernst Handel");
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 20,000");
    window.click("Import 20,000 accounts");
    window.assert_shows_part("Importing long.csv");
    // Undo would name the move and take back the import; a second edit would not know of the first.
    window.press(egui::Modifiers::COMMAND, egui::Key::Z);
    window.enter("Owner", "Anna");
    window.press(egui::Modifiers::NONE, egui::Key::ArrowRight);
    window.wait_for("20,005 accounts");
    window.wait(1.0);
    let written = window.journal(before);
    assert_eq!(written.first().map(String::as_str), Some("Import 20,000 accounts from long.csv"));
    assert!(!written.iter().any(|label| label.starts_with("Undo")), "{written:?}");
    assert_eq!(window.account("Ernst Handel").owner, "Anna", "a field left meanwhile is written afterwards");
}

#[test]
fn closing_with_a_text_that_cannot_be_saved_says_so_first() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.enter("Last 12 months", "lots");
    window.menu("File", "Close workspace");
    window.assert_shows_part("1 field is not saved");
    assert_eq!(window.names().len(), 5, "it is still open");
    window.menu("File", "Close workspace");
    window.assert_shows("Look at the demo");
}

#[test]
fn a_warning_about_one_text_is_no_leave_to_drop_another() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.enter("Last 12 months", "lots");
    window.menu("File", "Close workspace");
    window.assert_shows_part("1 field is not saved");
    window.enter("Last 12 months", "1250");
    window.enter("Year before", "even more");
    window.menu("File", "Close workspace");
    assert_eq!(window.names().len(), 5, "the new text has not been warned about yet");
    window.menu("File", "Close workspace");
    window.assert_shows("Look at the demo");
}

#[test]
fn the_demo_opens_with_its_history_and_is_gone_when_it_is_closed() {
    let mut window = Window::begin(Desk::new(), None, []);
    window.click("Look at the demo");
    window.wait_for("400 accounts");
    let path = window.store().path().to_owned();
    assert!(path.exists());
    assert!(window.store().journal().moves().len() > 100);
    window.menu("File", "Close workspace");
    window.assert_shows("Look at the demo");
    assert!(!path.exists());
}

#[test]
fn a_new_workspace_is_never_written_over_a_file_that_is_there() {
    let mut window = window_with_sheet(&["there", "second"]);
    std::fs::write(window.file("there.fourfold"), "somebody's").unwrap();
    window.menu("File", "New workspace…");
    window.wait_for("There is already a file of this name");
    assert_eq!(std::fs::read_to_string(window.file("there.fourfold")).unwrap(), "somebody's");
    assert_eq!(window.names().len(), 5, "the workspace before stays open");

    window.click_dot("Ernst Handel");
    window.menu("File", "New workspace…");
    window.wait_for("0 on the board");
    window.assert_shows("second");
    window.assert_shows("No account selected");
    assert!(!window.shows_part("Ernst Handel"));
    assert!(window.desk.open().portfolio().accounts().len() == 5, "the one before is closed");
}

#[test]
fn a_table_dropped_onto_the_window_is_imported_a_workspace_opened() {
    let mut window = window_with_sheet(&[]);
    window.drop_file("sheet.csv");
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Import 3 accounts");
    assert_eq!(window.names().len(), 7);
    window.press(CTRL, Key::W);
    window.drop_file("team.fourfold");
    window.wait_for("6 on the board");
}

#[test]
fn a_preview_that_nobody_touches_draws_nothing() {
    let mut window = window_with_sheet(&["sheet.csv"]);
    window.wait(20.0);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 2");
    window.wait(3.0);
    assert!(window.next_frame() > 3600.0, "next frame in {} s", window.next_frame());
}

#[test]
fn no_size_of_the_window_is_too_small_or_too_large() {
    let mut window = window_with_sheet(&["sheet.csv"]);
    let sizes = [[40.0, 30.0], [120.0, 90.0], [320.0, 240.0], [700.0, 200.0], [200.0, 900.0], [5000.0, 3000.0]];
    let check = |window: &mut Window| {
        for size in sizes {
            window.harness.set_size(size.into());
            window.harness.run_steps(3);
        }
        window.harness.set_size([1360.0, 860.0].into());
        window.settle();
        window.settle();
    };
    check(&mut window);
    window.click_dot("Ernst Handel");
    check(&mut window);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 2");
    check(&mut window);
    window.assert_shows("Import 3 accounts");
    window.click("Cancel");
    window.press(CTRL, Key::W);
    check(&mut window);
    window.assert_shows("Start from a spreadsheet");
}
