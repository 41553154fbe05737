//! Exports from the window.

use std::sync::Arc;

use calamine::{Data, Reader, Xlsx};
use egui::{Key, Modifiers};
use fourfold::model::{Edit, Import, Product, RecordKind};

use crate::support::window::{CTRL, FIVE, NO_DIALOG, Window};
use crate::support::{Desk, at};

fn window(files: &[&'static str]) -> Window {
    let placed = FIVE.map(|(name, (engagement, potential))| (name, Some(at(engagement, potential))));
    Window::of(&placed, files.iter().copied())
}

#[test]
fn what_is_exported_and_how_is_chosen_and_said() {
    let mut window = window(&["out.xlsx", "moves.json", "all.xlsx"]);
    window.drag_dot("Ernst Handel", at(64, 71));
    window.press(CTRL, Key::E);
    for words in ["Accounts", "Contacts", "Purchases", "Moves", "Everything", "Excel workbook", "JSON"] {
        window.assert_shows(words);
    }
    assert!(!window.shows("Safe for spreadsheets"), "a workbook needs no guard");
    window.click("Export to…");
    window.wait_for("Exported 5 of 5 accounts to ");
    let mut workbook: Xlsx<_> = calamine::open_workbook(window.file("out.xlsx")).unwrap();
    let accounts = workbook.worksheet_range("Accounts").unwrap();
    let names: Vec<Data> = accounts.rows().skip(1).map(|row| row[2].clone()).collect();
    assert_eq!(names, FIVE.map(|(name, _)| Data::String(name.to_owned())));

    window.menu("File", "Export moves…");
    window.click("JSON");
    window.click("Export to…");
    window.wait_for("Exported 1 of 1 moves to ");
    let moves = std::fs::read_to_string(window.file("moves.json")).unwrap();
    assert!(moves.contains("\"to_engagement\":64.0"), "{moves}");

    window.menu("File", "Export…");
    window.click("Everything");
    // Everything is no text file; what was chosen last is.
    window.click("Excel workbook");
    window.click("CSV");
    window.click("Export to…");
    window.wait_for("Exported 11 of 11 records to ");
    let workbook: Xlsx<_> = calamine::open_workbook(window.file("all.xlsx")).unwrap();
    assert_eq!(workbook.sheet_names().len(), 13);
}

#[test]
fn the_accounts_in_view_are_those_that_the_filter_leaves() {
    let mut window = window(&["some.csv", "all.csv"]);
    window.enter("Find accounts", "handel");
    window.menu("File", "Export…");
    window.assert_shows("The 1 in this view");
    window.click("CSV");
    window.assert_shows("Safe for spreadsheets");
    window.click("Export to…");
    window.wait_for("Exported 1 of 5 accounts to ");
    let written = std::fs::read_to_string(window.file("some.csv")).unwrap();
    assert!(written.contains("Ernst Handel") && !written.contains("Alfreds"), "{written}");
    window.menu("File", "Export…");
    window.click("All 5");
    window.click("Export to…");
    window.wait_for("Exported 5 of 5 accounts to ");
}

#[test]
fn a_kind_without_records_is_not_exported_and_a_dialog_can_be_left() {
    let mut window = window(&[]);
    window.menu("File", "Export contacts…");
    window.assert_shows("There are no contacts yet");
    window.menu("File", "Export…");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Export to…"));
    window.menu("File", "Export…");
    window.click("Cancel");
    assert!(!window.shows("Export to…"));
    let exports = ["csv", "tsv", "xlsx", "json"];
    assert!(!window.desk.listing().iter().any(|name| exports.iter().any(|ending| name.ends_with(ending))));
}

#[test]
fn nothing_is_replaced_unasked() {
    let mut window = window(&["out", NO_DIALOG]);
    std::fs::write(window.file("out.csv"), "somebody's").unwrap();
    // The system was told "out", so it could not ask about out.csv.
    window.menu("File", "Export…");
    window.click("CSV");
    window.click("Export to…");
    window.wait_for("A file of this name is there already");
    assert_eq!(std::fs::read_to_string(window.file("out.csv")).unwrap(), "somebody's");
    window.click("Close");

    let path = window.file("out.csv").display().to_string();
    window.menu("File", "Export…");
    window.click("Export to…");
    window.wait_for("This system offers no file dialog, so here is ours");
    window.press(CTRL, Key::A);
    window.type_text(&path);
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("A file of this name is there already");
    assert_eq!(std::fs::read_to_string(window.file("out.csv")).unwrap(), "somebody's");
    window.click("Replace");
    window.wait_for("Exported 5 of 5 accounts to ");
    assert!(std::fs::read_to_string(window.file("out.csv")).unwrap().contains("Ernst Handel"));
}

#[test]
fn a_workspace_without_accounts_has_something_to_export_all_the_same() {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let import = Import {
        products: vec![Product::new(desk.stamp().product_id(), "Flow meter")],
        ..Import::new("products.csv", RecordKind::Products)
    };
    desk.edit(&mut store, Edit::Import(Arc::new(import))).unwrap();
    let mut window = Window::begin(desk, Some(store), ["out.csv"]);
    window.menu("File", "Export…");
    window.click("CSV");
    window.click("Export to…");
    window.wait_for("Exported 1 of 1 products to ");
    assert!(std::fs::read_to_string(window.file("out.csv")).unwrap().contains("Flow meter"));
}

#[test]
fn the_window_closes_when_the_export_is_written() {
    let mut window = window(&["out.xlsx"]);
    window.menu("File", "Export…");
    window.click("Export to…");
    window.harness.key_press_modifiers(CTRL, Key::Q);
    let closes = |window: &Window| {
        let viewport = &window.harness.output().viewport_output[&egui::ViewportId::ROOT];
        viewport.commands.contains(&egui::ViewportCommand::Close)
    };
    for _ in 0..2_000 {
        if closes(&window) {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(2));
        window.harness.step();
    }
    assert!(closes(&window), "it never closed");
    assert!(window.file("out.xlsx").exists(), "what was asked for is there");
    let left = window.desk.listing().into_iter().filter(|name| name.starts_with(".tmp")).count();
    assert_eq!(left, 0, "and nothing beside it");
}
