//! The one filter: conditions, words and views, over the board and over the table.

use egui::{Key, Modifiers, Rect};
use egui_kittest::kittest::Queryable;
use fourfold::model::{AccountId, AccountValue, Column, Condition, Edit, Money, SavedView, Test};

use super::support::window::{CTRL, FIVE, Window};
use super::support::{Desk, at, written};

const DROP_TABLE: &str = "'); DROP TABLE account;--";
const ARABIC: &str = "شركة النور";

/// The five, two of them Anna's and one of nobody, with one more that waits in the tray.
fn team() -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let owners = ["Anna", DROP_TABLE, "Anna", ARABIC, ""];
    for (index, ((name, (engagement, potential)), owner)) in FIVE.into_iter().zip(owners).enumerate() {
        let account = desk.account(&mut store, name, Some(at(engagement, potential)));
        let units = 50_000 * i64::try_from(index).unwrap();
        let revenue = Money::from_minor_units(units * 100);
        let values = vec![AccountValue::Owner(owner.to_owned()), AccountValue::Revenue12m(Some(revenue))];
        desk.edit(&mut store, Edit::SetValues { accounts: vec![account], values }).unwrap();
    }
    desk.account(&mut store, "Galería del gastrónomo", None);
    Window::begin(desk, Some(store), [])
}

impl Window {
    /// Who is drawn on the board.
    fn on_board(&self) -> Vec<String> {
        let drawn = |id: AccountId| self.app().view.board.screen_position(id).is_some();
        let accounts = self.store().portfolio().accounts();
        accounts.filter(|account| drawn(account.id)).map(|account| account.name.clone()).collect()
    }

    fn views(&self) -> Vec<SavedView> {
        self.store().portfolio().settings().more.views.clone()
    }

    fn words_at(&self, label: &str) -> Rect {
        self.harness.get_by_label(label).rect()
    }

    /// Gives what is seen a name.
    fn save_view(&mut self, name: &str) {
        self.menu("View", "Save this view…");
        self.type_into("Name of the view", name);
        self.click("Save");
    }
}

#[test]
fn an_owner_chosen_once_filters_board_tray_and_table_until_the_chip_goes() {
    let mut window = team();
    window.assert_shows("6 of 6");
    window.assert_shows("5 on the board");
    window.click("Filter by owner");
    window.assert_shows(&format!("{DROP_TABLE}, 1"));
    window.click("Anna, 2");
    assert_eq!(window.on_board(), ["Ernst Handel", "Blondel et fils"]);
    assert!(!window.shows_part("Galería del gastrónomo"), "the tray shows who passes, too");
    window.click("None, 2");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("4 of 6");
    window.assert_shows_part("Galería del gastrónomo");
    assert_eq!(window.on_board(), ["Ernst Handel", "Blondel et fils", "Die Wandernde Kuh"]);
    window.press(CTRL, Key::Num2);
    window.assert_shows("4 of 6");
    window.click("Remove Owner: None, Anna");
    window.assert_shows("6 of 6");
    window.press(CTRL, Key::Num1);
    assert_eq!(window.on_board().len(), 5);
    assert_eq!(window.entries(), 11, "to filter is no edit");
}

#[test]
fn quadrants_count_what_passes_and_a_filter_that_leaves_nothing_says_so() {
    let mut window = team();
    window.click("Filter by class");
    window.click("Key, 1");
    assert_eq!(window.on_board(), ["Chop-suey Chinese"]);
    window.click("Filter by owner");
    window.assert_shows(&format!("{ARABIC}, 1"));
    assert!(!window.shows_part("Anna, "), "a value that the other conditions leave nobody of is no choice");
    window.press(Modifiers::NONE, Key::Escape);
    // Out of what passes, by a drag.
    window.drag_dot("Chop-suey Chinese", at(10, 10));
    assert_eq!(window.position("Chop-suey Chinese"), Some(at(10, 10)));
    assert_eq!(window.on_board(), [] as [&str; 0]);
    window.assert_shows("0 of 6");
    window.assert_shows("Hidden by the filter");
    window.press(CTRL, Key::Z);
    assert_eq!(window.on_board(), ["Chop-suey Chinese"]);
    window.click("Clear filter");
    window.assert_shows("6 of 6");
}

#[test]
fn more_asks_of_any_column_and_says_what_it_cannot_read() {
    let mut window = team();
    window.click("More conditions");
    window.click("Revenue, 12 months…");
    window.enter("At least", "lots");
    window.assert_shows_part("“lots” is not an amount");
    window.assert_shows("6 of 6");
    window.enter("At least", "100,000");
    window.assert_shows("Remove Revenue, 12 months ≥ 100,000 EUR");
    window.assert_shows("3 of 6");
    // The menu shows what holds, to be changed.
    window.click("More conditions");
    window.click("Revenue, 12 months…");
    assert_eq!(window.field_text("At least"), "100000.00");
    window.enter("At most", "150,000");
    window.assert_shows("2 of 6");
    window.click("Remove Revenue, 12 months ≥ 100,000 EUR");
    window.assert_shows("4 of 6");
    window.click("Remove Revenue, 12 months ≤ 150,000 EUR");
    window.click("More conditions");
    window.click("Capacity (QPC)…");
    window.click("Is not empty");
    window.assert_shows("0 of 6");
    window.assert_shows("Remove Capacity (QPC): any");
    window.menu("View", "Clear the filter");
    window.click("More conditions");
    window.click("Judged on…");
    window.enter("So many days ago or more, or never", "1");
    window.assert_shows("Remove Not judged for 1 day");
    window.assert_shows("1 of 6");
}

#[test]
fn who_changed_class_since_a_day_is_found_until_it_is_taken_back() {
    let mut window = team();
    window.click("More conditions");
    window.click("Class changed since…");
    window.enter("On this day or later", "31 Feb");
    window.assert_shows_part("“31 Feb” is no day");
    window.enter("On this day or later", "2 March 2026");
    window.assert_shows("Remove Class changed since 2 March 2026");
    window.assert_shows("0 of 6");
    window.click("Clear filter");
    window.drag_dot("Ernst Handel", at(70, 71));
    window.drag_dot("Alfreds Futterkiste", at(30, 30));
    window.click("More conditions");
    window.click("Class changed since…");
    window.enter("On this day or later", "2026-03-02");
    assert_eq!(window.on_board(), ["Ernst Handel"], "the other stayed in its class");
    window.press(CTRL, Key::Z);
    window.press(CTRL, Key::Z);
    window.assert_shows("0 of 6");
    window.press(CTRL, Key::Y);
    window.assert_shows("1 of 6");
}

#[test]
fn words_dim_the_board_and_conditions_go_with_them() {
    let mut window = team();
    window.press(CTRL, Key::F);
    window.type_text("EL");
    window.assert_shows("3 of 6");
    assert_eq!(window.on_board().len(), 5, "what words miss is dimmed, not hidden");
    window.click("Filter by owner");
    window.click("Anna, 2");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("2 of 6");
    window.press(CTRL, Key::A);
    window.assert_shows("2 accounts");
    window.press(CTRL, Key::F);
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.field_text("Find accounts"), "");
    window.assert_shows("2 of 6");
    // From History, Find leads back to where there is something to find.
    window.press(CTRL, Key::Num3);
    window.press(CTRL, Key::F);
    window.type_text("blondel");
    window.assert_shows("1 of 6");
}

#[test]
fn what_is_selected_and_hidden_is_counted_and_stays_where_it_is() {
    let mut window = team();
    window.press(CTRL, Key::A);
    window.click("Filter by owner");
    window.click("Anna, 2");
    window.press(Modifiers::NONE, Key::Escape);
    window.assert_shows("3 of 5 selected are hidden by the filter");
    let before = window.position("Alfreds Futterkiste");
    window.drag_dot("Ernst Handel", at(43, 60));
    assert_eq!(window.position("Ernst Handel"), Some(at(43, 60)));
    assert_eq!(window.position("Blondel et fils"), Some(at(85, 25)), "what is seen goes along");
    assert_eq!(window.position("Alfreds Futterkiste"), before);
    assert_eq!(window.journal(11), ["Move 2 accounts"]);
}

#[test]
fn a_view_is_saved_shown_undone_renamed_and_deleted() {
    let mut window = team();
    window.click("Filter by owner");
    window.click(&format!("{DROP_TABLE}, 1"));
    window.click(&format!("{ARABIC}, 1"));
    window.press(Modifiers::NONE, Key::Escape);
    window.save_view(DROP_TABLE);
    let chip = format!("View {DROP_TABLE}");
    window.assert_shows(&chip);
    window.click("View All");
    window.assert_shows("6 of 6");
    window.click(&chip);
    window.assert_shows("2 of 6");
    assert_eq!(window.on_board(), ["Alfreds Futterkiste", "Chop-suey Chinese"]);
    window.press(CTRL, Key::Z);
    assert!(!window.shows(&chip));
    window.assert_shows("2 of 6");
    window.press(CTRL, Key::Y);
    window.assert_shows(&chip);
    // The menu at the end of the row has what a chip's own menu has.
    window.click("All views");
    window.click(&format!("Rename “{DROP_TABLE}”…"));
    window.type_into("Name of the view", "  ");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("Rename this view");
    window.type_into("Name of the view", ARABIC);
    window.click("Rename");
    let chip = format!("View {ARABIC}");
    window.assert_shows(&chip);
    window.click(&chip);
    window.click(&format!("Remove Owner: {DROP_TABLE}, {ARABIC}"));
    window.click("Filter by stage");
    window.click("suspect, 6");
    window.press(Modifiers::NONE, Key::Escape);
    window.click("All views");
    window.click(&format!("Update “{ARABIC}” to what is seen now"));
    assert_eq!(window.views().len(), 1);
    assert!(matches!(&window.views()[0].filter.conditions[0].test, Test::OneOf(texts) if texts.contains("suspect")));
    window.click("All views");
    window.click(&format!("Delete “{ARABIC}”"));
    assert!(window.views().is_empty() && !window.shows(&chip));
    let done = [
        format!("Save view {DROP_TABLE}"),
        format!("Undo: Save view {DROP_TABLE}"),
        format!("Redo: Save view {DROP_TABLE}"),
        format!("Rename view {DROP_TABLE} to {ARABIC}"),
        format!("Save view {ARABIC}"),
        format!("Delete view {ARABIC}"),
    ];
    assert_eq!(window.journal(11), done);
    window.press(CTRL, Key::Z);
    let kept = window.views();
    let (store, _desk) = window.reopened();
    assert_eq!(store.portfolio().settings().more.views, kept);
    assert_eq!(kept[0].name, ARABIC);
}

#[test]
fn a_name_that_is_taken_is_replaced_when_saving_and_refused_when_renaming() {
    let mut window = team();
    window.save_view("Mine");
    window.save_view("Yours");
    window.menu("View", "Save this view…");
    window.type_into("Name of the view", " MINE ");
    window.assert_shows("Replaces the view “Mine”; Undo brings it back");
    window.press(CTRL, Key::Num2);
    window.assert_shows("5 on the board");
    window.press(Modifiers::NONE, Key::Escape);
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("Save this view"));
    window.click("View Yours");
    window.click("All views");
    window.click("Rename “Yours”…");
    window.type_into("Name of the view", "mine");
    window.assert_shows("There is a view “Mine” already; choose another name");
    window.click("Cancel");
    assert_eq!(window.views().iter().map(|view| view.name.as_str()).collect::<Vec<_>>(), ["Mine", "Yours"]);
}

#[test]
fn ready_made_views_show_lists_the_fence_and_what_is_missing() {
    let mut window = team();
    let check = |window: &mut Window, view: &str, wanted: &str| {
        if window.shows(&format!("View {view}")) {
            window.click(&format!("View {view}"));
        } else {
            window.click("All views");
            window.click(&format!("View {view}"));
        }
        window.assert_shows(wanted);
    };
    check(&mut window, "Key accounts", "1 of 6");
    // Of four who buy, the first is on the key list.
    check(&mut window, "Key list", "1 of 6");
    assert_eq!(window.on_board(), ["Die Wandernde Kuh"]);
    check(&mut window, "Growth Potential", "2 of 6");
    check(&mut window, "On the fence", "0 of 6");
    check(&mut window, "Not judged for 180 days", "1 of 6");
    check(&mut window, "No capacity known", "6 of 6");
    check(&mut window, "Unplaced", "1 of 6");
    check(&mut window, "All", "6 of 6");
    window.drag_dot("Ernst Handel", at(38, 52));
    check(&mut window, "On the fence", "1 of 6");
}

#[test]
fn the_archived_are_listed_and_brought_back() {
    let mut window = team();
    window.click_dot("Blondel et fils");
    window.menu("Account", "Archive");
    window.assert_shows("5 of 5");
    window.click("Archived accounts");
    window.assert_shows("1 of 1 archived");
    assert_eq!(window.on_board(), ["Blondel et fils"]);
    window.press(CTRL, Key::A);
    window.menu("Account", "Bring back");
    window.assert_shows("0 of 0 archived");
    window.click("Archived accounts");
    window.assert_shows("6 of 6");
    assert_eq!(window.journal(11), ["Archive Blondel et fils", "Bring back Blondel et fils"]);
}

#[test]
fn the_bar_keeps_to_its_place_whatever_the_width_and_the_names() {
    let mut window = team();
    for number in 1..=9 {
        window.save_view(&format!("A view with a name that is rather long, number {number}"));
    }
    window.click("Filter by owner");
    window.click(&format!("{DROP_TABLE}, 1"));
    window.press(Modifiers::NONE, Key::Escape);
    window.click("More conditions");
    window.click("Notes…");
    window.enter("Contains", &"long ".repeat(40));
    for width in [1280.0, 1920.0, 900.0] {
        window.harness.set_size(egui::vec2(width, 720.0));
        window.settle();
        let parts = ["All views", "Filter by region", "Archived accounts", "Find accounts", "0 of 6", "Clear filter"];
        let parts = parts.map(|part| (part, window.words_at(part)));
        // Where there is little room there is no panel while nothing is selected.
        let panel = window.harness.query_by_label("No account selected").map(|words| words.rect().left());
        let panel = panel.map_or(width, |left| left.min(width - 300.0));
        for (part, rect) in parts {
            assert!(rect.right() <= panel, "{part} at {rect} reaches beyond {panel} of {width}");
            for (other, other_rect) in parts.into_iter().filter(|(other, _)| *other != part) {
                assert!(!rect.shrink(1.0).intersects(other_rect), "{part} {rect} lies on {other} {other_rect}");
            }
        }
    }
}

#[test]
fn views_that_cannot_be_are_refused() {
    let (mut desk, view) = (Desk::new(), |name: &str| {
        let filter = fourfold::model::Filter { text: ARABIC.to_owned(), on_the_fence: true, ..Default::default() };
        SavedView { name: name.to_owned(), filter, sort: Vec::new(), columns: vec![fourfold::model::Column::List] }
    });
    let mut store = desk.create();
    let mut refused = |desk: &mut Desk, edit: Edit| {
        let before = store.portfolio().revision();
        let done = desk.edit(&mut store, edit);
        assert!(done.is_ok() || store.portfolio().revision() == before);
        done.map(|done| written(done).label).map_err(|error| error.to_string())
    };
    let error = refused(&mut desk, Edit::SaveView(view("  "))).unwrap_err();
    assert!(error.contains("A view needs a name"), "{error}");
    assert_eq!(refused(&mut desk, Edit::SaveView(view(" Mine "))), Ok("Save view Mine".to_owned()));
    let error = refused(&mut desk, Edit::DeleteView("Yours".to_owned())).unwrap_err();
    assert!(error.contains("no view “Yours”"), "{error}");
    let rename = |from: &str, to: &str| Edit::RenameView { from: from.to_owned(), to: to.to_owned() };
    assert!(refused(&mut desk, rename("Mine", " ")).is_err());
    assert!(refused(&mut desk, rename("Yours", "Ours")).is_err());
    assert!(refused(&mut desk, Edit::SaveView(view("Yours"))).is_ok());
    assert!(refused(&mut desk, rename("Yours", "mine")).unwrap_err().contains("already"));
    assert!(refused(&mut desk, rename("Mine", "MINE")).is_ok(), "its own name in another case is no other's");
    drop(store);
    let store = desk.open();
    let kept = &store.portfolio().settings().more.views;
    assert_eq!(kept, &[view("MINE"), view("Yours")]);
}

#[test]
fn a_command_changes_the_selected_that_are_seen_not_those_that_are_hidden() {
    let mut window = Window::of_five();
    window.press(CTRL, Key::A);
    let key = Condition { column: Column::Class, test: Test::OneOf(["Key".to_owned()].into()) };
    window.harness.state_mut().view.filter.conditions = vec![key];
    window.settle();
    window.menu("Account", "Archive");
    let archived: Vec<String> = window
        .store()
        .portfolio()
        .accounts()
        .filter(|account| account.archived)
        .map(|account| account.name.clone())
        .collect();
    assert_eq!(archived, ["Chop-suey Chinese"]);
}
