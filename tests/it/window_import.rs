//! The import dialog by its words: from a file, a paste or a drop to what is stored, and back.

use egui::{Event, Key, Modifiers};
use fourfold::model::RecordKind;

use crate::support::at;
use crate::support::window::{CTRL, FIVE, Window};

/// Two accounts that are there already, without their keys, two new ones, and one that cannot be read.
pub const SHEET: &str = "Key,Name,Owner,Engagement,Potential\n\
    ERNSH,Ernst Handel,Anna Berger,38,55\n\
    BLONP,Blondel et fils,,80,20\n\
    FOLIG,Folies gourmandes,Jan Novak,30,30\n\
    GODOS,Godos Cocina Tipica,Jan Novak,,\n\
    KOENE,Koniglich Essen,Jan Novak,high,30\n";

/// Five accounts, and these files beside the workspace; the file dialog names the first, then the second…
pub fn window_with(files: &[(&'static str, &str)]) -> Window {
    let placed = FIVE.map(|(name, (engagement, potential))| (name, Some(at(engagement, potential))));
    let window = Window::of(&placed, files.iter().map(|(name, _)| *name));
    for (name, text) in files {
        std::fs::write(window.file(name), text).unwrap();
    }
    window
}

/// The same with the dialog open at its last step.
pub fn checking(text: &str) -> Window {
    let mut window = window_with(&[("sheet.csv", text)]);
    window.menu("File", "Import…");
    window.go_to_check();
    window
}

fn paste(window: &mut Window, text: &str) {
    window.harness.event(Event::Paste(text.to_owned()));
    window.settle();
}

#[test]
fn the_dialog_leads_from_the_file_over_its_columns_to_what_would_change() {
    let mut window = window_with(&[("sheet.csv", SHEET)]);
    let before = window.entries();
    window.menu("File", "Import…");
    window.wait_for("These look like accounts");
    window.assert_shows_part("sheet.csv · comma-separated · UTF-8");
    window.assert_shows("5 rows · 5 columns");
    window.assert_shows("Row 1: Key, Name, Owner");
    window.click("Next: columns");
    window.assert_shows("5 of 5 columns come in");
    window.assert_shows("Field of column Owner");
    window.click("Next: check");
    window.wait_for("New: 2");
    for words in ["Read: 5", "Updated: 2", "Same: 0", "Left out: 0", "Rejected: 1"] {
        window.assert_shows(words);
    }
    window.click("Back");
    window.assert_shows("5 of 5 columns come in");
    window.click("3 Check");
    assert_eq!(window.entries(), before, "nothing is written before the button");
    window.click("Import 4 accounts");
    assert_eq!(window.entries(), before + 1);
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger");
    window.assert_shows_part("Imported 4 accounts from sheet.csv");
    window.click("Undo");
    assert_eq!(window.names().len(), 5);
    assert_eq!(window.account("Ernst Handel").owner, "");
}

#[test]
fn a_rejected_cell_is_mended_in_place_and_comes_in() {
    let mut window = checking(SHEET);
    window.wait_for("Rejected: 1");
    window.click("Rejected: 1");
    assert!(!window.shows("Row 2: Ernst Handel"), "only the rejected are listed");
    window.click("Row 6: Koniglich Essen");
    window.enter("Row 6, Engagement", "55");
    window.wait_for("Rejected: 0");
    window.assert_shows("New: 3");
    window.assert_shows("As in the file: Engagement");
    window.click("Import 5 accounts");
    assert_eq!(window.position("Koniglich Essen"), Some(at(55, 30)));
}

#[test]
fn a_mended_cell_can_be_as_in_the_file_again_and_esc_puts_back_what_is_typed() {
    let mut window = checking(SHEET);
    window.wait_for("Rejected: 1");
    window.click("Row 6: Koniglich Essen");
    window.enter("Row 6, Engagement", "55");
    window.wait_for("Rejected: 0");
    window.type_into("Row 6, Engagement", "nonsense");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("3 Check");
    assert_eq!(window.field_text("Row 6, Engagement"), "55");
    window.click("As in the file: Engagement");
    window.wait_for("Rejected: 1");
    assert_eq!(window.field_text("Row 6, Engagement"), "high");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Leave out this row"), "Esc closes the row, then the dialog");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("3 Check"));
}

#[test]
fn a_row_is_left_out_and_taken_in_again() {
    let mut window = checking(SHEET);
    window.wait_for("New: 2");
    window.click("Leave out row 4");
    window.wait_for("Left out: 1");
    window.assert_shows("New: 1");
    window.click("Take in row 4");
    window.wait_for("New: 2");
    window.click("Leave out row 4");
    window.wait_for("Left out: 1");
    window.click("Import 3 accounts");
    assert!(!window.names().contains(&"Folies gourmandes".to_owned()));
    assert!(window.names().contains(&"Godos Cocina Tipica".to_owned()));
}

#[test]
fn what_the_rows_are_can_be_said_otherwise() {
    let text = "Name,Account,Email\nRoland Mendel,Ernst Handel,roland@ernst.example\n";
    let mut window = window_with(&[("people.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("1 File");
    window.click("The rows are accounts");
    window.assert_shows("Import accounts");
    window.click("The rows are contacts");
    window.go_to_check();
    window.wait_for("New: 1");
    window.click("Import 1 contact");
    let portfolio = window.store().portfolio();
    let contact = portfolio.contacts().iter().next().unwrap();
    assert_eq!((contact.name.as_str(), contact.account), ("Roland Mendel", window.id("Ernst Handel")));
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_said_to_be_and_chosen() {
    let text = "Name,QPC,QPC date\nErnst Handel,1000,03/04/2026\nBlondel et fils,2000,05/06/2026\n";
    let mut window = window_with(&[("sheet.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("2 Columns");
    window.wait_for("Ambiguous");
    window.assert_shows("1 column can be read in two ways: choose one");
    window.assert_shows("QPC date: 3 April 2026");
    window.click("QPC date: 4 March 2026");
    window.go_to_check();
    window.wait_for("Updated: 2");
    window.click("Import 2 accounts");
    let qpc = window.account("Ernst Handel").qpc.unwrap();
    assert_eq!(qpc.as_of.unwrap().to_string(), "2026-03-04");
}

#[test]
fn a_name_that_looks_like_one_is_the_same_only_when_somebody_says_so() {
    let mut window = checking("Name,Owner\nErnst Handl,Anna Berger\n");
    window.wait_for("New: 1");
    window.assert_shows("Is it the same? 1 name looks like an account that is there");
    window.assert_shows_part("“Ernst Handl” looks like Ernst Handel");
    window.click("Same: Ernst Handl, Ernst Handel");
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    assert_eq!(window.names().len(), 5);
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger");
}

#[test]
fn the_header_is_where_somebody_says_it_is_or_nowhere() {
    let text = "Sales report,,\nof March,,\nName,Owner,Region\nFolies gourmandes,Jan,Nord\n";
    let mut window = window_with(&[("sheet.csv", text)]);
    window.menu("File", "Import…");
    window.wait_for("1 File");
    window.assert_shows_part("header in row 3");
    window.click("Row 4: Folies gourmandes, Jan, Nord");
    window.wait_for("header in row 4");
    window.click("Row of the header");
    window.click("Row 3");
    window.wait_for("header in row 3");
    window.click("Row 3: Name, Owner, Region");
    window.wait_for("no header");
    window.assert_shows("4 rows · 3 columns");
}

#[test]
fn the_encoding_is_chosen_where_it_was_taken_for_another() {
    let mut window = window_with(&[("sheet.csv", "")]);
    // The letter ę in the code page of Central Europe; in that of the West it is an ê.
    std::fs::write(window.file("sheet.csv"), b"Name,Owner\nZaj\xeaczek,Anna\nWi\xeacek,Jan\n").unwrap();
    window.menu("File", "Import…");
    window.wait_for("1 File");
    window.click("Encoding of the file");
    window.click("Windows-1250");
    window.wait_for("Row 2: Zajęczek, Anna");
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Import 2 accounts");
    assert!(window.names().contains(&"Więcek".to_owned()));
}

#[test]
fn what_matches_is_updated_filled_or_left_alone() {
    let mut window = checking("Name,Owner,Region\nErnst Handel,Jan,Nord\n");
    window.wait_for("Updated: 1");
    window.click("2 Columns");
    window.click("Leave as they are");
    window.click("3 Check");
    window.wait_for("Left out: 1");
    window.assert_shows("Import 0 accounts");
    window.click("2 Columns");
    window.click("Fill only blanks");
    window.click("3 Check");
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    assert_eq!(window.account("Ernst Handel").owner, "Jan");
}

#[test]
fn a_column_that_fits_nothing_is_kept_under_a_name() {
    let mut window = window_with(&[("sheet.csv", "Name,Bemerkung\nErnst Handel,ruft nie an\n")]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("2 Columns");
    window.click("Field of column Bemerkung");
    window.click("Keep under another name…");
    window.enter("Name of the extra field for column Bemerkung", "Remark");
    window.go_to_check();
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    let extra = window.account("Ernst Handel").extra;
    assert_eq!(extra.get("Remark").map(String::as_str), Some("ruft nie an"));
}

#[test]
fn a_mapping_is_remembered_said_and_forgotten() {
    let text = "Firma,Wer\nErnst Handel,Anna\n";
    let mut window = window_with(&[("first.csv", text), ("second.csv", "Firma,Wer\nErnst Handel,Jan\n")]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("2 Columns");
    window.click("Field of column Wer");
    window.click("Owner");
    window.go_to_check();
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    assert_eq!(window.app().preferences.imports.len(), 1);

    window.menu("File", "Import…");
    window.wait_for("as last time, 2 March");
    window.wait_for("Updated: 1");
    window.click("Forget");
    window.settle();
    assert!(!window.shows_part("as last time"));
    assert!(window.app().preferences.imports.is_empty());
    window.click("2 Columns");
    window.assert_shows("1 of 2 columns come in");
}

#[test]
fn a_mapping_is_kept_under_a_name() {
    let mut window = window_with(&[("sheet.csv", SHEET)]);
    window.menu("File", "Import…");
    window.wait_for("2 Columns");
    window.click("2 Columns");
    window.click("Keep under a name…");
    window.enter("Name of the mapping", "Monthly accounts");
    window.assert_shows("as in “Monthly accounts”");
    window.click("Cancel");
    assert_eq!(window.app().preferences.imports[0].profile.name, "Monthly accounts");
}

#[test]
fn the_next_file_of_the_same_shape_is_found_and_checked_at_once() {
    let mut window = window_with(&[("sales 2026-01.csv", "Name,Owner\nErnst Handel,Anna\n")]);
    window.click_at(window.place(at(60, 40)), Modifiers::NONE);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    std::thread::sleep(std::time::Duration::from_millis(20));
    std::fs::write(window.file("sales 2026-02.csv"), "Name,Owner\nErnst Handel,Jan\n").unwrap();
    std::fs::write(window.file("other.csv"), "Name,Owner\nErnst Handel,Nobody\n").unwrap();
    window.menu("File", "Import again…");
    window.wait_for("sales 2026-02.csv · ");
    window.assert_shows_part("The newest of 2 files like sales 2026-01.csv");
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    assert_eq!(window.account("Ernst Handel").owner, "Jan");
}

#[test]
fn where_no_file_of_the_same_shape_is_left_that_is_said() {
    let mut window = window_with(&[("sales 1.csv", "Name,Owner\nErnst Handel,Anna\n")]);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("Updated: 1");
    window.click("Import 1 account");
    std::fs::remove_file(window.file("sales 1.csv")).unwrap();
    window.menu("File", "Import again…");
    window.wait_for("There is no file like sales 1.csv any more");
    window.click("Close");
    assert!(!window.shows_part("There is no file like"));
}

#[test]
fn rows_copied_in_a_spreadsheet_are_pasted_onto_the_board() {
    let mut window = window_with(&[]);
    paste(&mut window, "Name\tOwner\nFolies gourmandes\tJan, the first\n");
    window.wait_for("Clipboard · tab-separated");
    window.go_to_check();
    window.wait_for("New: 1");
    window.click("Import 1 account");
    assert_eq!(window.account("Folies gourmandes").owner, "Jan, the first");
    paste(&mut window, "word");
    window.assert_shows_part("The clipboard holds no cells");
    assert!(!window.shows("3 Check"));
}

#[test]
fn several_files_dropped_at_once_are_taken_one_at_a_time() {
    let mut window = window_with(&[("sheet.csv", SHEET), ("other.csv", SHEET)]);
    window.drop_files(&["sheet.csv", "other.csv"]);
    window.wait_for("One file at a time: this is sheet.csv");
    window.go_to_check();
    window.wait_for("New: 2");
    window.assert_shows_part("sheet.csv · ");
}

#[test]
fn a_long_import_that_is_stopped_while_it_is_written_leaves_nothing_but_the_dialog() {
    let mut text = String::from("Key,Name,Owner\n");
    for number in 0..60_000 {
        text.push_str(&format!("N{number},Number {number},Jan\n"));
    }
    let mut window = checking(&text);
    let before = window.entries();
    window.wait_for("New: 60,000");
    window.click("Import 60,000 accounts");
    window.assert_shows_part("Importing sheet.csv");
    window.click("Cancel");
    window.wait_for("3 Check");
    window.assert_shows("New: 60,000");
    assert_eq!(window.entries(), before);
    assert_eq!(window.names().len(), 5);
}

#[test]
fn an_import_on_a_past_day_or_while_something_is_written_is_refused_in_words() {
    let mut window = window_with(&[("sheet.csv", SHEET)]);
    let ctx = window.harness.ctx.clone();
    let mut env = window.app().env(&ctx);
    env.past = Some(fourfold::command::NotThePresent::PastDay);
    let past = fourfold::command::Command::Import.availability(&env).unwrap_err();
    assert!(past.contains("past day"), "{past}");
    (env.past, env.writing) = (None, true);
    let writing = fourfold::command::Command::ImportClipboard.availability(&env).unwrap_err();
    assert!(writing.contains("Wait until"), "{writing}");
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 2");
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let mut window = window_with(&[("sheet.csv", SHEET), ("sheet.csv", SHEET)]);
    window.menu("File", "Import…");
    window.go_to_check();
    window.wait_for("New: 2");
    window.click("Import 4 accounts");
    let before = window.entries();
    window.press(CTRL, Key::I);
    window.wait_for("Same: 4");
    window.assert_shows("New: 0");
    window.assert_shows("Import 0 accounts");
    assert_eq!(window.entries(), before);
    assert_eq!(window.app().preferences.imports[0].profile.kind, RecordKind::Accounts);
}
