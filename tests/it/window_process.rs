//! The cards of the process in the window: written in place, reviewed, printed.

use chrono::NaiveDate;
use egui::{Key, Modifiers};
use fourfold::command::Tab;
use fourfold::model::{
    AnyRecord, Colleague, ColleagueId, Edit, GoalKey, Metric, Period, PeriodKind, ProcessCard, ProcessStep,
    SettingsValue, Target, Verdict, Way, Whose,
};

use crate::support::Desk;
use crate::support::window::{CTRL, Window, today};

fn of_cards(cards: Vec<(ProcessStep, ProcessCard)>, files: impl IntoIterator<Item = &'static str>) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let people = ["Boris", "Anna"].map(|name| AnyRecord::Colleague(Colleague::new(ColleagueId::NIL, name)));
    desk.edit(&mut store, Edit::PutRecords(people.to_vec())).unwrap();
    if !cards.is_empty() {
        let values = cards.into_iter().map(|(step, card)| SettingsValue::Process(step, Some(card))).collect();
        desk.edit(&mut store, Edit::SetSettings(values)).unwrap();
    }
    let mut window = Window::begin(desk, Some(store), files);
    window.menu("View", "Process cards");
    window
}

fn card(window: &Window, step: ProcessStep) -> ProcessCard {
    window.store().portfolio().settings().more.process.get(&step).cloned().unwrap_or_default()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

const STEP: ProcessStep = ProcessStep::FindSuspects;

#[test]
fn an_empty_card_says_what_belongs_there_and_is_written_in_place() {
    let mut window = of_cards(Vec::new(), []);
    for step in ProcessStep::ALL {
        window.assert_shows(step.label());
    }
    window.assert_shows("Which companies belong on the list, and where they are looked for");
    assert!(!window.shows("Who is responsible"), "no form of nothing");
    window.click("Write the card Finding suspects");
    window.type_text("They build pumps");
    assert_eq!(card(&window, STEP), ProcessCard::default(), "nothing is written while it is typed");
    window.click("How each step is worked here");
    assert_eq!(card(&window, STEP).looks_like, "They build pumps");
    window.click("Finding suspects: add who is responsible");
    window.click("Anna");
    window.click("Finding suspects: add who is responsible");
    window.click("Boris");
    assert_eq!(card(&window, STEP).responsible, ["Anna", "Boris"]);
    window.click("Finding suspects: take Anna away");
    assert_eq!(card(&window, STEP).responsible, ["Boris"]);
    window.press(CTRL, Key::Z);
    assert_eq!(card(&window, STEP).responsible, ["Anna", "Boris"]);
    assert_eq!(card(&window, STEP).looks_like, "They build pumps");
}

#[test]
fn ways_are_added_judged_and_removed() {
    let mut window = of_cards(vec![(STEP, ProcessCard { looks_like: "Pumps".to_owned(), ..Default::default() })], []);
    window.enter("Finding suspects: Add a way", "Trade fair");
    window.enter("Finding suspects: Add a way", "Cold calls");
    let names = |window: &Window| -> Vec<String> { card(window, STEP).ways.into_iter().map(|way| way.name).collect() };
    assert_eq!(names(&window), ["Trade fair", "Cold calls"]);
    assert_eq!(card(&window, STEP).ways[0].since, Some(today()));
    window.enter("Finding suspects: Result of Trade fair", "12 suspects");
    window.enter("Finding suspects: Since of Trade fair", "2026-01-15");
    window.click("Verdict of Trade fair");
    window.menu_command("Keep");
    let fair = Way {
        name: "Trade fair".to_owned(),
        since: Some(day("2026-01-15")),
        result: "12 suspects".to_owned(),
        verdict: Verdict::Keep,
    };
    assert_eq!(card(&window, STEP).ways[0], fair);
    // A click on a button writes what is being typed, too.
    window.type_into("Finding suspects: Result of Cold calls", "Nobody answers");
    window.click("Remove the way Trade fair");
    assert_eq!(names(&window), ["Cold calls"]);
    assert_eq!(card(&window, STEP).ways[0].result, "Nobody answers");
    window.press(CTRL, Key::Z);
    assert_eq!(names(&window), ["Trade fair", "Cold calls"]);
}

#[test]
fn what_is_typed_is_never_lost() {
    let mut window = of_cards(vec![(STEP, ProcessCard { looks_like: "Pumps".to_owned(), ..Default::default() })], []);
    // Another tab: the text is kept, and written with the next edit.
    window.type_into("Finding suspects: What it looks like", "Pumps and valves");
    window.press(CTRL, Key::Num1);
    assert_eq!(window.app().view.tab, Tab::Board);
    window.menu("View", "Process cards");
    assert_eq!(window.field_text("Finding suspects: What it looks like"), "Pumps and valves");
    window.click("Mark as reviewed: Finding suspects");
    let now = card(&window, STEP);
    assert_eq!((now.looks_like.as_str(), now.reviewed), ("Pumps and valves", Some(today())));
    // Esc puts back what was.
    window.type_into("Finding suspects: What it looks like", "Nonsense");
    window.press(Modifiers::NONE, Key::Escape);
    assert_eq!(window.field_text("Finding suspects: What it looks like"), "Pumps and valves");
    // Closing writes it.
    window.type_into("Finding suspects: What it looks like", "Pumps, valves, pipes");
    window.menu("File", "Close workspace");
    let (store, _desk) = window.reopened();
    let written = store.portfolio().settings().more.process.get(&STEP).cloned().unwrap();
    assert_eq!(written.looks_like, "Pumps, valves, pipes");
}

#[test]
fn a_day_that_is_none_stays_where_it_was_typed_and_is_said_before_closing() {
    let way = Way { name: "Fair".to_owned(), since: Some(day("2026-01-15")), ..Way::default() };
    let mut window = of_cards(vec![(STEP, ProcessCard { ways: vec![way], ..Default::default() })], []);
    window.enter("Finding suspects: Since of Fair", "last summer");
    window.assert_shows_part("“last summer” is no day");
    assert_eq!(card(&window, STEP).ways[0].since, Some(day("2026-01-15")));
    window.menu("File", "Close workspace");
    window.assert_shows_part("“last summer” on a process card is no day; mend it, or close once more to leave it");
    assert_eq!(window.field_text("Finding suspects: Since of Fair"), "last summer");
    window.enter("Finding suspects: Since of Fair", "2025-07-01");
    assert_eq!(card(&window, STEP).ways[0].since, Some(day("2025-07-01")));
}

#[test]
fn a_card_tells_when_it_was_looked_at_and_how_its_goal_stands() {
    let reviewed = |on: &str| ProcessCard { reviewed: Some(day(on)), ..Default::default() };
    let cards = vec![(STEP, reviewed("2025-11-02")), (ProcessStep::CreateCustomers, reviewed("2026-02-02"))];
    let mut window = of_cards(cards, []);
    window.assert_shows("Not reviewed for 120 days");
    window.assert_shows("Reviewed 2 February 2026");
    window.click("Mark as reviewed: Finding suspects");
    window.assert_shows("Reviewed 2 March 2026");
    assert!(!window.shows("Not reviewed for 120 days"));
    window.assert_shows("0 customers so far in Q1 2026; no goal is set");
    // Of another measure, against its goal.
    let period = Period::holding(PeriodKind::Quarter, today(), 1);
    let key = GoalKey { metric: Metric::SuspectsFound, period, whose: Whose::Team };
    let ctx = window.harness.ctx.clone();
    let goals = Edit::SetGoals(vec![(key, Some(Target::whole(12)))]);
    window.app_mut().perform(fourfold::ui::view::Action::Edit(goals), &ctx);
    window.settle();
    window.assert_shows_part("0 of 12 suspects found this quarter");
    window.click("Creating customers: measured by");
    window.menu_command("Suspects found");
    assert_eq!(card(&window, ProcessStep::CreateCustomers).metric, Some(Metric::SuspectsFound));
    window.click("Creating customers: measured by");
    window.menu_command("Customers created");
    assert_eq!(card(&window, ProcessStep::CreateCustomers).metric, None, "as is usual");
}

#[test]
fn the_cards_are_printed_as_a_page() {
    let card = ProcessCard {
        looks_like: "'); DROP TABLE accounts; --".to_owned(),
        responsible: vec!["شركة".to_owned()],
        ..Default::default()
    };
    let mut window = of_cards(vec![(STEP, card)], ["cards"]);
    window.type_into("Finding suspects: Add a way", "Typed a moment ago");
    window.click("Print…");
    window.wait_for("Saved: ");
    let page = std::fs::read_to_string(window.file("cards.html")).unwrap();
    for text in ["&#39;); DROP TABLE accounts; --", "شركة", "Typed a moment ago", "Q1 2026", "6. Winning back"] {
        assert!(page.contains(text), "{text}");
    }
}
