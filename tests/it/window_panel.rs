//! The account panel: records added, changed, completed and taken back where the account is seen.

use egui::{Key, Modifiers};
use fourfold::command::Command;
use fourfold::model::{
    Activity, ActivityStatus, AnyRecord, Colleague, ColleagueId, Contact, ContactId, Edit, Likelihood, Money,
    RecordKind, Severity,
};
use fourfold::ui::view::Action;

use crate::support::window::{CTRL, FIVE, Window, today};
use crate::support::{Desk, at};

/// A window on five accounts and colleagues of ours; Ernst Handel is owned by Anna and has these contacts.
fn window(contacts: &[(&str, &str)]) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for (name, (engagement, potential)) in FIVE {
        let id = desk.account(&mut store, name, Some(at(engagement, potential)));
        if name == "Ernst Handel" {
            let values = vec![fourfold::model::AccountValue::Owner("Anna".to_owned())];
            desk.edit(&mut store, Edit::SetValues { accounts: vec![id], values }).unwrap();
            let contact = |(name, role): &(&str, &str)| {
                AnyRecord::Contact(Contact { role: (*role).to_owned(), ..Contact::new(ContactId::NIL, id, *name) })
            };
            desk.edit(&mut store, Edit::PutRecords(contacts.iter().map(contact).collect())).unwrap();
        }
    }
    let seller =
        |name: &str| AnyRecord::Colleague(Colleague { seller: true, ..Colleague::new(ColleagueId::NIL, name) });
    desk.edit(&mut store, Edit::PutRecords(vec![seller("Anna"), seller("Bert")])).unwrap();
    let mut window = Window::begin(desk, Some(store), []);
    window.click_dot("Ernst Handel");
    window
}

fn activities(window: &Window) -> Vec<Activity> {
    let portfolio = window.store().portfolio();
    let mut all: Vec<_> = portfolio.activities().iter().map(|activity| Activity::clone(activity)).collect();
    all.sort_by_key(|activity| activity.day);
    all
}

#[test]
fn a_contact_is_added_and_its_role_changed_and_each_is_undone() {
    let mut window = window(&[]);
    let before = window.entries();
    window.click("Add contact…");
    window.assert_shows("New contact");
    window.type_into("Name of the contact", "Roland Mendel");
    assert_eq!(window.entries(), before, "nothing while it is typed");
    window.click("Save");
    assert!(!window.shows("New contact"), "the form is closed");
    window.click("Roland Mendel");
    assert_eq!(window.field_text("Name of the contact"), "Roland Mendel");
    window.enter("Role of the contact", "economic buyer");
    window.assert_shows("Roland Mendel, economic buyer");
    let labels = ["Add contact Roland Mendel to Ernst Handel", "Change contact Roland Mendel of Ernst Handel"];
    assert_eq!(window.journal(before), labels);
    window.press(CTRL, Key::Z);
    window.assert_shows("Roland Mendel");
    assert!(!window.shows("Roland Mendel, economic buyer"));
    window.press(CTRL, Key::Z);
    assert!(!window.shows("Roland Mendel"));
    assert_eq!(window.store().portfolio().contacts().len(), 0);
}

#[test]
fn a_logged_activity_changes_the_score_at_once_and_undo_takes_it_back() {
    let mut window = window(&[("Roland Mendel", "economic buyer")]);
    window.assert_shows_part("evidence 0 · people 0 of 6 · roles 0 of 4");
    window.assert_shows("Nobody was ever in contact with them");
    let before = window.entries();
    window.click("Log activity…");
    window.click("With Roland Mendel of theirs");
    window.click("Initiated by: them");
    window.type_into("Minutes of the activity", "45");
    window.click("Save");
    let [made] = &activities(&window)[..] else { panic!("one activity") };
    assert_eq!((made.day, made.status, made.minutes), (today(), ActivityStatus::Done, Some(45)));
    assert_eq!(made.colleagues, ["Anna"], "who owns the account");
    assert_eq!(made.contacts.len(), 1);
    // 40 × 1 ÷ 6 + 20 × 1 ÷ 4 + 20 × 1 + 20 × 1 = 51.67
    window.assert_shows_part("evidence 52 · people 1 of 6 · roles 1 of 4");
    window.assert_shows("▼ 14 judged");
    window.assert_shows("Last contact today");
    window.assert_shows("They called us 1 of 1 times in 180 days");
    assert_eq!(window.journal(before), ["Add activity to Ernst Handel"]);
    window.click("How it adds up");
    window.assert_shows("Recency: 100 % × 20 = 20.0 points of engagement");
    window.assert_shows("Together 51.7 of 100 points of engagement");
    window.press(CTRL, Key::Z);
    window.assert_shows_part("evidence 0 · people 0 of 6 · roles 0 of 4");
    assert_eq!(activities(&window), []);
}

#[test]
fn what_is_planned_is_completed_and_the_next_planned_at_the_cadence() {
    let mut window = window(&[]);
    window.assert_shows("Nothing is planned");
    window.assert_shows("Never contacted");
    let before = window.entries();
    window.click("Plan one…");
    window.enter("Subject of the activity", "Spring order");
    window.assert_shows("Call: Spring order");
    window.assert_shows("today");
    window.click("Done…");
    window.assert_shows("Complete the activity");
    assert_eq!(window.field_text("Date of the next activity"), "2026-04-01", "every 30 days in Growth Potential");
    window.click("Done");
    let [done, next] = &activities(&window)[..] else { panic!("two activities") };
    assert_eq!((done.status, done.day, done.subject.as_str()), (ActivityStatus::Done, today(), "Spring order"));
    assert_eq!((next.status, next.day.to_string()), (ActivityStatus::Planned, "2026-04-01".to_owned()));
    window.assert_shows("on 1 April");
    window.assert_shows("Last contact today");
    let labels = ["Add activity Spring order to Ernst Handel", "Complete Spring order at Ernst Handel"];
    assert_eq!(window.journal(before), labels);
    window.press(CTRL, Key::Z);
    window.assert_shows("Call: Spring order");
    assert_eq!(activities(&window).len(), 1, "one undo takes back both");

    window.click("Done…");
    window.click("Plan the next one");
    window.click("Done");
    let [only] = &activities(&window)[..] else { panic!("one activity") };
    assert_eq!(only.status, ActivityStatus::Done);
    window.assert_shows("Nothing is planned");
    window.assert_shows("Due 1 April");
}

#[test]
fn the_next_step_may_be_on_another_day_and_must_be_a_day() {
    let mut window = window(&[]);
    window.click("Plan one…");
    window.click("Save");
    window.click("Done…");
    let before = window.entries();
    window.enter("Date of the next activity", "some day");
    window.assert_shows_part("“some day” is not a date");
    assert_eq!(window.entries(), before);
    window.enter("Date of the next activity", "12 May 2026");
    assert_eq!(activities(&window).last().map(|next| next.day.to_string()), Some("2026-05-12".to_owned()));
}

#[test]
fn a_risk_is_added_and_resolved_and_each_is_undone() {
    let mut window = window(&[]);
    let before = window.entries();
    window.click("Add risk…");
    window.click("Save");
    window.assert_shows("Say what is feared, and why");
    window.type_into("Reason of the risk", "They ask a rival");
    window.click("Risk kind: competitor");
    window.click("Severity: high");
    window.click("Save");
    window.assert_shows("They ask a rival, competitor · high");
    window.assert_shows("Competitor: They ask a rival, since 2 March 2026");
    // The form has just gone.
    window.wait(1.0);
    window.click("Resolve: They ask a rival");
    assert!(!window.shows_part("They ask a rival, competitor"));
    let risk =
        |window: &Window| window.store().portfolio().risks().iter().next().map(|risk| (risk.severity, risk.resolved));
    assert_eq!(risk(&window), Some((Severity::High, Some(today()))));
    assert_eq!(window.entries(), before + 2);
    window.press(CTRL, Key::Z);
    assert_eq!(risk(&window), Some((Severity::High, None)));
    window.assert_shows("They ask a rival, competitor · high");
    window.press(CTRL, Key::Z);
    assert_eq!(risk(&window), None);
}

#[test]
fn what_cannot_be_saved_stands_beside_its_field_and_esc_leaves_everything() {
    let mut window = window(&[]);
    let before = window.entries();
    window.click("Add opportunity…");
    window.type_into("Name of the opportunity", "Condiments");
    window.enter("Value of the opportunity", "lots");
    window.assert_shows("“lots” is not an amount; expected digits, such as 1250.00 or 1.250,00");
    window.assert_shows("New opportunity");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("New opportunity"));
    assert_eq!(window.entries(), before);

    window.click("Add opportunity…");
    window.type_into("Name of the opportunity", "Condiments");
    window.click("Likelihood: likely");
    window.enter("Value of the opportunity", "24,000");
    window.assert_shows("Condiments, 24,000 EUR · likely");
    let portfolio = window.store().portfolio();
    let made = portfolio.opportunities().iter().next().unwrap();
    assert_eq!(made.value, Some(Money::from_minor_units(2_400_000)));
    assert_eq!(made.likelihood, Some(Likelihood::Likely));
}

#[test]
fn a_record_is_deleted_in_its_form_and_undo_brings_it_back() {
    let mut window = window(&[("Roland Mendel", "purchasing"), ("Maria Anders", "champion")]);
    window.click("Roland Mendel, purchasing");
    window.click("Delete this contact");
    assert!(!window.shows("Roland Mendel, purchasing"));
    assert_eq!(window.store().portfolio().contacts().len(), 1);
    window.press(CTRL, Key::Z);
    window.assert_shows("Roland Mendel, purchasing");
}

#[test]
fn a_refused_record_keeps_its_form_with_the_reason() {
    let mut window = window(&[("Roland Mendel", "purchasing"), ("Maria Anders", "champion")]);
    window.click("Roland Mendel, purchasing");
    window.enter("Key of the contact", "C1");
    window.click("Maria Anders, champion");
    let before = window.entries();
    window.enter("Key of the contact", "C1");
    window.assert_shows("The key “C1” already belongs to Roland Mendel; keys are unique");
    assert_eq!(window.entries(), before);
    window.enter("Key of the contact", "C2");
    assert!(!window.shows_part("keys are unique"));
    assert_eq!(window.entries(), before + 1);
}

#[test]
fn the_owner_and_the_likelihood_are_chosen() {
    let mut window = window(&[]);
    let before = window.entries();
    window.click("Choose the owner");
    window.click("Bert");
    assert_eq!(window.account("Ernst Handel").owner, "Bert");
    window.click("Likelihood of more business");
    window.click("likely");
    assert_eq!(window.account("Ernst Handel").likelihood, Some(Likelihood::Likely));
    window.assert_shows("More business is judged likely: 75 %");
    assert_eq!(window.journal(before), ["Set owner of Ernst Handel", "Set likelihood of Ernst Handel"]);
}

#[test]
fn what_the_class_asks_of_us_is_said() {
    let window = window(&[]);
    // 365 ÷ 30 × 90 ÷ 60 = 18.25 hours.
    window.assert_shows("Effort: 18 h a year, 90 min each");
    window.assert_shows("Cadence: every 30 days, never contacted");
    window.assert_shows("Stance: invest, find the way in");
}

#[test]
fn a_part_of_the_panel_is_folded_away_and_stays_so() {
    let mut window = window(&[]);
    window.assert_shows("Stage");
    window.click("Fold Account");
    assert!(!window.shows("Stage"));
    window.click_dot("Blondel et fils");
    assert!(!window.shows("Stage"), "for every account");
    window.click("Unfold Account");
    window.assert_shows("Stage");
}

#[test]
fn a_click_beside_a_form_leaves_what_was_typed() {
    let mut window = window(&[]);
    window.click("Add contact…");
    window.click_at(egui::pos2(20.0, 400.0), Modifiers::NONE);
    assert!(!window.shows("New contact"), "nothing is lost where nothing was typed");
    window.wait(1.0);
    window.click("Add contact…");
    window.type_into("Notes of the contact", "A page of notes");
    window.click_at(egui::pos2(20.0, 400.0), Modifiers::NONE);
    assert_eq!(window.field_text("Notes of the contact"), "A page of notes");
    window.assert_shows("Not saved yet: Save keeps what was typed, Cancel leaves it");
    window.click("Cancel");
    assert!(!window.shows("New contact"));
}

#[test]
fn closing_the_window_asks_about_an_open_form_once() {
    let mut window = window(&[]);
    window.click("Add contact…");
    window.type_into("Name of the contact", "Roland Mendel");
    assert!(!window.quits());
    window.assert_shows("Not saved yet; save it, or close once more to leave it");
    assert_eq!(window.field_text("Name of the contact"), "Roland Mendel");
    assert!(window.quits());
}

#[test]
fn what_the_panel_has_no_room_for_is_shown_in_the_table() {
    let names: Vec<String> = (1..=62).map(|number| format!("Contact {number}")).collect();
    let contacts: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    let mut window = window(&contacts);
    let ernst = window.id("Ernst Handel");
    let other = AnyRecord::Contact(Contact::new(ContactId::NIL, window.id("Blondel et fils"), "Maria Anders"));
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Edit(Edit::PutRecords(vec![other])), &ctx);
    window.settle();
    window.click("Show 55 more");
    window.assert_shows("and 2 more");
    window.click("Show all in the table");
    window.assert_shows("62 contacts");
    assert!(!window.shows_part("Maria Anders"), "of the selected account only");
    assert_eq!(window.app().view.selection, [ernst].into());
}

#[test]
fn an_empty_panel_says_what_to_do_in_its_tab() {
    let mut window = window(&[]);
    let ctx = window.harness.ctx.clone();
    window.app_mut().perform(Action::Select([].into()), &ctx);
    window.settle();
    window.assert_shows_part("Click a dot to see all about it");
    for (command, words) in [
        (Command::ShowAccounts, "Click a row to see all about its account"),
        (Command::ShowRecords(RecordKind::Risks), "Click the name of an account in the table to see all about it"),
        (
            Command::ShowRecords(RecordKind::Products),
            "Click Accounts over the table and choose one to see all about it",
        ),
        (Command::ShowLists, "Click an account on a list to see all about it"),
        (Command::ShowGaps, "Click the name of an account to see all about it"),
        (Command::ShowHistory, "Open an entry and select the accounts that it changed"),
        (Command::ShowAccount, "Find one by its name, or choose one in the table of accounts"),
    ] {
        window.app_mut().perform(Action::Command(command), &ctx);
        window.settle();
        window.assert_shows(words);
        assert!(!window.shows_part("Click a dot"), "{command:?}");
    }
}
