//! The import dialog: nothing comes in without its button, and what was chosen in it stays.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable;
use fourfold::app::App;
use fourfold::sheets::{Field, Holds};
use fourfold::ui::import::{ImportState, ImportView, Planning, Preview};

use crate::support::Desk;
use crate::support::window::{NO_DIALOG, Window};
use crate::window_import::{SHEET, checking, window_with};

fn preview(app: &mut App) -> &mut Preview {
    match &mut app.view.import {
        Some(ImportView { state: ImportState::Read(preview), .. }) => preview,
        other => panic!("no preview, but {other:?}"),
    }
}

fn field(window: &mut Window, column: usize) -> Option<Field> {
    preview(window.app_mut()).mapping.field(column)
}

#[test]
fn reading_in_another_way_can_be_stopped_and_what_was_read_is_there() {
    let mut window = checking(SHEET);
    window.wait_for("New: 2");
    {
        let app = window.app_mut();
        app.view.import.as_mut().unwrap().read.delimiter = Some('|');
        let preview = preview(app);
        // As if the reading took long, and a plan was asked for meanwhile.
        (preview.rereading, preview.planning) = (true, Planning::Waits);
    }
    // While it turns, the window never rests.
    window.harness.run_steps(3);
    window.assert_shows("Reading the file…");
    assert!(!window.shows("New: 2"), "of what is about to go nothing can be changed");
    window.harness.get_by_label("Stop").click();
    window.harness.run_steps(3);
    window.wait_for("New: 2");
    window.click("Import 4 accounts");
    assert_eq!(window.names().len(), 7);
}

#[test]
fn another_way_of_reading_that_fails_is_said_and_the_choice_is_what_it_was() {
    let mut window = window_with(&[("sheet.csv", SHEET)]);
    window.menu("File", "Import…");
    window.wait_for("5 rows · 5 columns");
    std::fs::remove_file(window.file("sheet.csv")).unwrap();
    window.click("Delimiter of the file");
    window.click("Tab");
    window.wait_for("The file cannot be opened");
    assert_eq!(window.app().view.import.as_ref().unwrap().read.delimiter, None);
    window.go_to_check();
    window.wait_for("New: 2");
}

/// No workspace, and the dialog that asks where to make one.
fn asked_for_a_workspace() -> Window {
    let mut window = Window::begin(Desk::new(), None, ["sheet.csv", NO_DIALOG]);
    std::fs::write(window.file("sheet.csv"), SHEET).unwrap();
    window.click("Start from a spreadsheet");
    window.go_to_check();
    window.wait_for("New: 4");
    window.click("Import 4 accounts");
    window.wait_for("This system offers no file dialog, so here is ours");
    window
}

#[test]
fn a_workspace_for_an_import_that_was_closed_is_not_made() {
    let mut window = asked_for_a_workspace();
    window.app_mut().view.import = None;
    window.press(Modifiers::NONE, Key::Enter);
    std::thread::sleep(std::time::Duration::from_millis(50));
    window.settle();
    assert!(window.app().store().is_none());
    assert!(!window.file("sheet.fourfold").exists());
}

#[test]
fn an_import_that_is_not_what_was_agreed_to_waits_for_its_button() {
    let mut window = asked_for_a_workspace();
    preview(window.app_mut()).mapping.set(2, Holds::Nothing);
    let path = window.file("ours").display().to_string();
    window.enter("File name or path", &path);
    window.wait_for("The workspace is there, but the import is not what it was");
    assert_eq!(window.names().len(), 0);
    window.wait_for("New: 4");
    window.click("Import 4 accounts");
    assert_eq!(window.account("Ernst Handel").owner, "");
}

#[test]
fn another_header_leaves_what_was_chosen_and_mended() {
    let text = "List,of,people\nName,Account,Wer\nRoland Mendel,Ernst Handel,x\nMaria Anders,Ernst Handel,y\n";
    let mut window = window_with(&[("people.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("The rows are contacts");
    window.click("2 Columns");
    let before = preview(window.app_mut());
    before.mapping.set(2, Holds::Extra("Letter".to_owned()));
    before.options.amendments.cells.insert((3, 2), "z".to_owned());
    window.click("1 File");
    window.click("Row 1: List, of, people");
    window.wait_for(if window.shows_part("header in row 1") { "header in row 1" } else { "no header" });
    window.click("Row of the header");
    window.click("Row 2");
    window.wait_for("header in row 2");
    window.assert_shows("Import contacts");
    let now = preview(window.app_mut());
    assert_eq!(now.mapping.holds(2), &Holds::Extra("Letter".to_owned()));
    assert_eq!(now.options.amendments.cells.len(), 1);
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Import 2 contacts");
    let portfolio = window.store().portfolio();
    let maria = portfolio.contacts().iter().find(|contact| contact.name == "Maria Anders").unwrap();
    assert_eq!(maria.extra.get("Letter").map(String::as_str), Some("z"));
}

#[test]
fn another_encoding_leaves_the_mapping_and_the_header_where_they_were_put() {
    let text = "Sheet,of\nFirma,Wer\nErnst Handel,Anna\nBlondel et fils,Jan\n";
    let mut window = window_with(&[("sheet.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("Row of the header");
    window.click("Row 2");
    window.wait_for("header in row 2");
    window.click("2 Columns");
    window.click("Field of column Wer");
    window.click("Owner");
    window.click("Leave as they are");
    window.click("1 File");
    window.click("Encoding of the file");
    window.click("Windows-1250");
    window.wait_for("Windows-1250 · header in row 2");
    assert_eq!(field(&mut window, 1), Some(Field::Owner));
    window.go_to_check();
    window.wait_for("Left out: 2");
}

#[test]
fn esc_does_not_close_over_what_was_mended_and_cancel_can_be_taken_back() {
    let mut window = checking(SHEET);
    window.wait_for("Rejected: 1");
    window.click("Row 6: Koniglich Essen");
    window.enter("Row 6, Engagement", "55");
    window.wait_for("Rejected: 0");
    window.click("Close");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("3 Check");
    window.assert_shows_part("Cancel closes the import");
    window.click("Cancel");
    assert!(!window.shows("3 Check"));
    window.assert_shows("Import closed");
    window.click("Open it again");
    window.wait_for("New: 3");
    assert!(!window.shows("Import closed"));
    window.click("Import 5 accounts");
    assert_eq!(window.names().len(), 8);
}

#[test]
fn what_was_closed_is_let_go_once_nothing_offers_it_any_more() {
    let mut window = checking(SHEET);
    window.wait_for("New: 2");
    window.click("Leave out row 4");
    window.wait_for("Left out: 1");
    window.click("Cancel");
    window.assert_shows("Open it again");
    window.wait(25.0);
    window.wait(1.0);
    assert!(!window.shows("Open it again"));
}

#[test]
fn rejected_rows_are_named_and_saved_after_the_import_and_come_in_mended() {
    let sheet = "Firma,Wer,Engagement,Potential\nErnst Handel,Anna,38,55\nKoniglich Essen,Jan,high,30\n";
    let mut window = window_with(&[("sheet.csv", sheet), ("rejected.csv", ""), ("rejected.csv", "")]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("2 Columns");
    window.click("Field of column Wer");
    window.click("Owner");
    window.go_to_check();
    window.wait_for("Rejected: 1");
    window.click("Import 1 account");
    window.wait_for("Imported 1 account from sheet.csv, 1 row was rejected");
    window.click("Save it…");
    window.wait_for("Saved: ");
    let rejected = std::fs::read_to_string(window.file("rejected.csv")).unwrap();
    assert!(rejected.contains("Koniglich Essen,Jan,high,30"), "{rejected}");
    std::fs::write(window.file("rejected.csv"), rejected.replace("Jan,high", "Jan,30")).unwrap();
    window.menu("File", "Import…");
    window.wait_for("as last time");
    window.wait_for("New: 1");
    window.click("Import 1 account");
    assert_eq!(window.account("Koniglich Essen").owner, "Jan");
    let file = window.app().preferences.last_import().unwrap().file.clone().unwrap();
    assert_eq!(file.file_name().unwrap(), "sheet.csv", "the next file is looked for where the whole one was");
}

#[test]
fn a_named_mapping_survives_a_change_for_one_file_and_being_forgotten() {
    let text = "Firma,Wer\nErnst Handel,Anna\n";
    let mut window = window_with(&[("sheet.csv", text), ("sheet.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("2 Columns");
    window.click("Fill only blanks");
    window.click("Keep under a name…");
    window.enter("Name of the mapping", "Monthly");
    window.assert_shows("as in “Monthly”");
    window.click("Field of column Wer");
    window.click("Owner");
    window.wait_for("as in “Monthly”, changed");
    window.go_to_check();
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    let imports = &window.app().preferences.imports;
    let kept = imports.iter().find(|one| one.profile.name == "Monthly").unwrap();
    assert_eq!(kept.profile.columns[1].holds, Holds::Nothing);
    assert_eq!(imports.len(), 2);

    window.menu("File", "Import…");
    window.wait_for("as last time");
    window.click("2 Columns");
    window.click("Mapping");
    window.click("as in “Monthly”");
    window.settle();
    window.click("Forget");
    window.assert_shows("“Monthly” is forgotten");
    assert_eq!(window.app().preferences.imports.len(), 1);
    let options = &preview(window.app_mut()).options;
    assert_eq!(options.on_match, fourfold::sheets::OnMatch::Update, "its choices are forgotten with it");
    window.click("Keep it");
    assert_eq!(window.app().preferences.imports.len(), 2);
}

#[test]
fn a_column_is_decided_in_a_small_window_too() {
    let text = "Name,QPC,QPC date\nErnst Handel,1000,03/04/2026\nBlondel et fils,2000,05/06/2026\n";
    let mut window = window_with(&[("sheet.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.harness.set_size(vec2(853.0, 480.0));
    window.settle();
    window.click("2 Columns");
    window.wait_for("Ambiguous");
    window.click("Dates of column QPC date");
    window.click("Month first");
    window.go_to_check();
    window.wait_for("Updated: 2");
    let row = window.harness.get_by_label("Row 2: Ernst Handel").rect();
    assert!(row.bottom() < 480.0 - 40.0, "the rows can be read: {row:?}");
    window.click("Import 2 accounts");
    let qpc = window.account("Ernst Handel").qpc.unwrap();
    assert_eq!(qpc.as_of.unwrap().to_string(), "2026-03-04");
}

#[test]
fn the_rows_of_each_kind_stand_below_what_they_show() {
    let text = "Name,Account,Email\nRoland Mendel,Ernst Handel,roland@ernst.example\n";
    let mut window =
        window_with(&[("people.csv", text), ("visits.csv", "Date,Account,Kind\n2026-02-03,Ernst Handel,Visit\n")]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("The rows are contacts");
    window.go_to_check();
    window.wait_for("New: 1");
    window.assert_shows("Account");
    assert!(!window.shows("Key"));
    window.click("Cancel");
    window.menu("File", "Import…");
    window.wait_for("The rows are activities");
    window.click("The rows are activities");
    window.click("2 Columns");
    window.assert_shows("By account, day, kind, subject and time");
    assert!(!window.shows("By name"));
    window.go_to_check();
    window.assert_shows("Day");
}

#[test]
fn of_two_columns_of_one_name_only_the_wrong_one_is_red() {
    let text = "Name,Wert,Wert,Engagement,Potential\nErnst Handel,1,2,high,55\n";
    let mut window = checking(text);
    preview(window.app_mut()).mapping.set(1, Holds::Field(Field::Engagement));
    preview(window.app_mut()).mapping.set(3, Holds::Nothing);
    preview(window.app_mut()).options.amendments.cells.insert((1, 1), "high".to_owned());
    window.click("2 Columns");
    window.click("Fill only blanks");
    window.go_to_check();
    window.wait_for("Rejected: 1");
    let planned = preview(window.app_mut()).planned.clone().unwrap();
    let places: Vec<_> = planned.plan.rejections().map(|(_, one)| (one.column.clone(), one.place)).collect();
    assert_eq!(places, [("Wert".to_owned(), Some(1))]);
}

#[test]
fn of_hundreds_of_columns_those_are_laid_out_that_can_be_seen() {
    let names: Vec<String> = (0..300).map(|column| format!("Extra {column}")).collect();
    let text = format!("Name,{}\nErnst Handel,{}\n", names.join(","), vec!["1"; 300].join(","));
    let mut window = checking(&text);
    window.wait_for("Same: 1");
    window.click("Row 2: Ernst Handel");
    window.settle();
    window.assert_shows("Row 2, Name");
    let fields = window.all_words().iter().filter(|words| words.contains("Row 2, Extra")).count();
    assert!((5..60).contains(&fields), "{fields} fields");
}

#[test]
fn what_is_dropped_or_pasted_on_an_open_dialog_is_refused_in_words() {
    let mut window = checking(SHEET);
    window.wait_for("New: 2");
    window.drop_file("sheet.csv");
    window.assert_shows("Close the dialog first, then drop the file again");
    window.harness.event(egui::Event::Paste("Name\tOwner\nA\tB\n".to_owned()));
    window.settle();
    window.assert_shows("Close the dialog first, then paste again");
    window.assert_shows("New: 2");
}

#[test]
fn a_file_held_over_the_window_is_told_what_becomes_of_it() {
    let mut window = window_with(&[]);
    let path = Some(window.file("sales.csv"));
    window.harness.input_mut().hovered_files = vec![egui::HoveredFile { path, ..egui::HoveredFile::default() }];
    // As long as it is held there, the window never rests.
    window.harness.run_steps(3);
    window.assert_shows("Drop to import sales.csv");
    window.harness.input_mut().hovered_files.clear();
    window.settle();
    assert!(!window.shows_part("Drop to import"));
}
