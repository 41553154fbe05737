//! Fields of the account panel, and what commands do to accounts.

use egui::{Key, Modifiers};
use fourfold::model::Account;
use fourfold::rules::class::Class;

use crate::support::at;
use crate::support::window::{CTRL, CTRL_SHIFT, Window};

#[test]
fn what_was_typed_is_stored_when_another_account_is_clicked() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.type_into("Owner", "Anna Berger");
    window.click_dot("Blondel et fils");
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger");
    assert_eq!(window.account("Blondel et fils").owner, "");
    assert_eq!(window.field_text("Name"), "Blondel et fils");
    assert_eq!(window.journal(before), ["Set owner of Ernst Handel"]);
}

#[test]
fn a_field_gives_its_value_once_however_it_is_left() {
    for key in [Key::Enter, Key::Tab] {
        let mut window = Window::of_five();
        window.click_dot("Ernst Handel");
        let before = window.entries();
        window.type_into("Region", "Steiermark");
        assert_eq!(window.entries(), before, "nothing while it is typed");
        window.press(Modifiers::NONE, key);
        assert_eq!(window.account("Ernst Handel").region, "Steiermark");
        assert_eq!(window.journal(before), ["Set region of Ernst Handel"]);
    }
}

#[test]
fn a_field_that_is_left_as_it_was_is_no_entry() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.enter("Name", "Ernst Handel");
    assert_eq!(window.entries(), before);
}

#[test]
fn esc_puts_back_what_was_in_the_field() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.type_into("Name", "Ernst");
    assert_eq!(window.field_text("Name"), "Ernst");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.field_text("Name"), "Ernst Handel");
    window.click_dot("Blondel et fils");
    assert_eq!(window.account("Ernst Handel").name, "Ernst Handel");
    assert_eq!(window.entries(), before);
}

#[test]
fn an_amount_that_is_none_stays_with_its_error_and_is_not_stored() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.enter("Last 12 months", "lots");
    assert_eq!(window.field_text("Last 12 months"), "lots");
    window.assert_shows("“lots” is not an amount; expected digits, such as 1250.00 or 1.250,00");
    assert_eq!(window.entries(), before);
    assert_eq!(window.account("Ernst Handel").revenue_12m, None);

    window.enter("Last 12 months", "113,240");
    assert_eq!(window.field_text("Last 12 months"), "113,240");
    assert_eq!(window.account("Ernst Handel").revenue_12m.unwrap().to_string(), "113240.00");
    assert!(!window.shows("“lots” is not an amount; expected digits, such as 1250.00 or 1.250,00"));
}

#[test]
fn what_cannot_be_stored_waits_with_its_account() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.type_into("Last 12 months", "lots");
    window.click_dot("Blondel et fils");
    window.assert_shows_part("Ernst Handel: “lots” is not an amount");
    assert_eq!(window.field_text("Last 12 months"), "");
    window.click_dot("Ernst Handel");
    assert_eq!(window.field_text("Last 12 months"), "lots");
    assert_eq!(window.entries(), before);
    window.type_into("Last 12 months", "lots more");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.field_text("Last 12 months"), "");
}

#[test]
fn typed_scores_move_the_dot_and_ask_why() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.enter("Engagement", "64");
    assert_eq!(window.position("Ernst Handel"), Some(at(64, 55)));
    window.assert_shows("Ernst Handel, Key, engagement 64, potential 55");
    window.assert_shows("Key. Why?");
}

#[test]
fn two_typed_scores_place_an_unplaced_account() {
    let mut window = Window::of_five_and(&["Folies gourmandes"]);
    window.click("Folies gourmandes, unplaced");
    window.enter("Engagement", "64");
    assert_eq!(window.position("Folies gourmandes"), None);
    window.assert_shows("Give the other score too: an account needs both to stand on the board");
    window.enter("Potential", "71");
    assert_eq!(window.position("Folies gourmandes"), Some(at(64, 71)));
    window.assert_shows("Folies gourmandes, Key, engagement 64, potential 71");
}

#[test]
fn a_refused_edit_says_why_and_the_old_value_remains() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.enter("Key", "ERNSH");
    window.click_dot("Blondel et fils");
    window.enter("Key", "BLONP");
    let before = window.entries();
    window.enter("Key", "ERNSH");
    window.assert_shows("The key “ERNSH” already belongs to Ernst Handel; keys are unique");
    assert_eq!(window.entries(), before);
    assert_eq!(window.account("Blondel et fils").key, "BLONP");
    assert_eq!(window.field_text("Key"), "ERNSH", "what was typed stays, to be mended");
    window.assert_shows("1 field not saved");
    window.wait(60.0);
    window.assert_shows_part("keys are unique");
    window.click("Close");
    window.assert_shows("The key “ERNSH” already belongs to Ernst Handel; keys are unique");
    window.enter("Key", "BLONDEL");
    assert_eq!(window.account("Blondel et fils").key, "BLONDEL");
    assert!(!window.shows_part("keys are unique"));
    assert!(!window.shows("1 field not saved"));
}

#[test]
fn a_new_account_waits_in_the_tray_for_its_name() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.press(CTRL_SHIFT, Key::N);
    window.assert_shows("New account, unplaced");
    window.settle();
    window.type_text("Godos Cocina Típica");
    window.press(Modifiers::NONE, Key::Enter);
    window.assert_shows("Godos Cocina Típica, unplaced");
    assert_eq!(window.position("Godos Cocina Típica"), None);
    assert_eq!(window.journal(before), ["Create New account", "Set name of New account"]);
    window.press(CTRL, Key::Z);
    window.press(CTRL, Key::Z);
    assert_eq!(window.names().len(), 5);
    assert!(!window.shows("New account, unplaced"));
}

#[test]
fn archive_and_delete_are_undone() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.click_dot("Ernst Handel");
    window.menu("Account", "Archive");
    assert!(window.account("Ernst Handel").archived);
    assert!(!window.shows_part("Ernst Handel, Growth Potential"), "it left the board");
    window.assert_shows("4 accounts · 1 archived");
    window.press(CTRL, Key::Z);
    assert!(!window.account("Ernst Handel").archived);
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");

    window.click_dot("Ernst Handel");
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.names().len(), 4);
    window.assert_shows("No account selected");
    window.press(CTRL, Key::Z);
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
    let undone = ["Undo: Archive Ernst Handel", "Undo: Delete Ernst Handel"];
    assert_eq!(window.journal(before), ["Archive Ernst Handel", undone[0], "Delete Ernst Handel", undone[1]]);
}

#[test]
fn an_account_is_taken_off_the_board_by_its_button() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.click("Take off the board");
    assert_eq!(window.position("Ernst Handel"), None);
    window.assert_shows("Ernst Handel, unplaced");
}

#[test]
fn a_stage_is_chosen_from_its_list() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.click("Stage");
    window.click("client");
    assert_eq!(window.account("Ernst Handel").stage, fourfold::model::Stage::Client);
    assert_eq!(window.journal(before), ["Set stage of Ernst Handel"]);
}

#[test]
fn an_archived_account_is_brought_back_by_its_button() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.click("Archive");
    assert!(window.account("Ernst Handel").archived);
    window.click("Bring back");
    assert!(!window.account("Ernst Handel").archived);
    window.assert_shows("Ernst Handel, Growth Potential, engagement 38, potential 55");
}

#[test]
fn all_accounts_are_deleted_and_undone_as_one() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.press(CTRL, Key::A);
    window.assert_shows("5 accounts");
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.names().len(), 0);
    window.assert_shows("0 on the board");
    window.press(CTRL, Key::Z);
    window.assert_shows("5 on the board");
    assert_eq!(window.journal(before), ["Delete 5 accounts", "Undo: Delete 5 accounts"]);
}

#[test]
fn notes_have_lines_and_are_stored_when_they_are_left() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    let before = window.entries();
    window.type_into("Notes", "Plant in Graz");
    window.press(Modifiers::NONE, Key::Enter);
    window.type_text("Ask for Anna");
    assert_eq!(window.entries(), before, "Enter is a new line here");
    window.click_dot("Blondel et fils");
    assert_eq!(window.account("Ernst Handel").notes, "Plant in Graz\nAsk for Anna");
    assert_eq!(window.entries(), before + 1);
}

#[test]
fn what_was_typed_is_stored_when_the_program_ends() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.type_into("Owner", "Anna Berger");
    eframe::App::on_exit(window.harness.state_mut(), None);
    let (store, _desk) = window.reopened();
    assert!(store.portfolio().accounts().any(|account| account.owner == "Anna Berger"));
}

#[test]
fn quit_stores_what_was_typed_and_closes_the_window() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.type_into("Owner", "Anna Berger");
    window.harness.key_press_modifiers(CTRL, Key::Q);
    let mut closed = false;
    for _ in 0..8 {
        window.harness.step();
        let viewport = &window.harness.output().viewport_output[&egui::ViewportId::ROOT];
        closed |= viewport.commands.contains(&egui::ViewportCommand::Close);
    }
    assert!(closed);
    assert_eq!(window.account("Ernst Handel").owner, "Anna Berger");
}

#[test]
fn the_workspace_gets_another_name_and_currency() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.menu("File", "Settings…");
    window.enter("Name of the team or company", "Südwind");
    window.menu("File", "Settings…");
    window.type_into("Currency of all amounts", "usd");
    window.click("Save");
    assert_eq!(window.journal(before), ["Rename the workspace to Südwind", "Set the currency to USD"]);
    window.assert_shows("Südwind");
    window.click_dot("Ernst Handel");
    window.assert_shows("Money, USD");
    window.menu("File", "Settings…");
    window.type_into("Currency of all amounts", "dollars");
    window.click("Save");
    window.assert_shows_part("is not a currency code");
    assert_eq!(window.store().portfolio().settings().currency, "USD");
}

#[test]
fn settings_of_the_workspace_are_one_edit_that_undo_takes_back() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.menu("File", "Settings…");
    window.type_into("On the fence within points", "5");
    window.type_into("Days between contacts, Key", "never");
    window.click("Save");
    window.assert_shows_part("“never” is no number of days");
    assert_eq!(window.entries(), before, "half a form is not saved");
    window.type_into("Days between contacts, Key", "14");
    window.click("Save");
    assert_eq!(window.journal(before), ["Set fence, cadence of the workspace"]);
    window.click_dot("Chop-suey Chinese");
    window.assert_shows_part("every 14 days");
    window.press(CTRL, Key::Z);
    window.assert_shows_part("every 30 days");
    window.press(CTRL_SHIFT, Key::Z);
    let (store, _desk) = window.reopened();
    let more = &store.portfolio().settings().more;
    assert_eq!((more.fence, more.cadence.key), (fourfold::model::Score::whole(5), 14));
}

#[test]
fn what_belongs_to_this_computer_holds_at_once_and_is_no_edit() {
    let mut window = Window::of_five();
    let before = window.entries();
    window.menu("File", "Settings…");
    window.click("This computer");
    window.click("Dark");
    window.click("Less");
    assert_eq!(window.app().preferences.theme, fourfold::preferences::Theme::Dark);
    assert_eq!(window.app().preferences.less_motion, Some(true));
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.entries(), before);
}

#[test]
fn several_selected_accounts_are_summed_up_and_the_sum_follows() {
    let mut window = Window::of_five();
    let summed_up = |window: &Window| {
        let words = window.all_words();
        let place = |heading: &str| words.iter().position(|word| word == &format!("Label: {heading}")).unwrap();
        words[place("Classes") + 1..place("All of them")].join(" ").replace("Label: ", "")
    };
    let counted = |window: &Window| {
        let portfolio = window.store().portfolio();
        let class = |account: &Account| Class::of_account(portfolio, account, portfolio.settings().lines);
        let count = |wanted: Class| portfolio.active().filter(|account| class(account) == Some(wanted)).count();
        let counts = Class::ALL.map(|class| (class, count(class))).into_iter().filter(|(_, count)| *count > 0);
        counts.map(|(class, count)| format!("{class} {count}")).collect::<Vec<_>>().join(" ")
    };
    window.press(egui::Modifiers::COMMAND, egui::Key::A);
    window.assert_shows("5 accounts");
    let before = summed_up(&window);
    assert_eq!(before, counted(&window));
    window.drag_dot("Ernst Handel", at(95, 95));
    assert_eq!(summed_up(&window), counted(&window));
    assert_ne!(summed_up(&window), before);
    window.press(egui::Modifiers::NONE, egui::Key::Escape);
    window.assert_shows("No account selected");
}

#[test]
fn figures_are_written_as_the_workspace_is_set() {
    let mut window = Window::of_five();
    window.click_dot("Ernst Handel");
    window.enter("Last 12 months", "1,234,567.50");
    let style = fourfold::model::SettingsValue::Numbers(fourfold::model::NumberStyle::Dot);
    let ctx = window.harness.ctx.clone();
    let edit = fourfold::model::Edit::SetSettings(vec![style]);
    window.harness.state_mut().perform(fourfold::ui::view::Action::Edit(edit), &ctx);
    window.settle();
    assert_eq!(window.field_text("Last 12 months"), "1.234.567,50");
    window.press(CTRL, Key::A);
    window.assert_shows_part("1.234.567,50 EUR in 12 months");
}
