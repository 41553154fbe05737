//! From who wins accounts to who makes them grow, in the window.

use egui::{Key, Modifiers};
use fourfold::command::{FunnelPage, Tab};
use fourfold::model::{
    AccountId, AccountPatch, AccountValue, AnyRecord, Colleague, ColleagueId, Duty, Edit, ImportRow, ImportTarget,
    RowKey, Score, Stage, StageChange,
};
use fourfold::store::Store;

use crate::support::Desk;
use crate::support::window::{CTRL, Window, today};

fn colleague(name: &str, duty: Option<Duty>, seller: bool) -> AnyRecord {
    AnyRecord::Colleague(Colleague { duty, seller, ..Colleague::new(ColleagueId::NIL, name) })
}

/// Anna's prospects Alpha, Beta and Gamma; Boris and the seller Clara make accounts grow.
fn of_three(prepare: impl FnOnce(&mut Desk, &mut Store, &[AccountId])) -> Window {
    let mut desk = Desk::new();
    let mut store = desk.create();
    let staff = [
        colleague("Anna", Some(Duty::Acquires), true),
        colleague("Boris", Some(Duty::Grows), false),
        colleague("Clara", Some(Duty::Both), true),
        colleague("Dora", None, true),
    ];
    desk.edit(&mut store, Edit::PutRecords(staff.to_vec())).unwrap();
    // Who came in a file stood in its stage since ever.
    let row = |name: &str, potential: u8| ImportRow {
        target: ImportTarget::New,
        patch: AccountPatch {
            values: vec![
                AccountValue::Name(name.to_owned()),
                AccountValue::Owner("Anna".to_owned()),
                AccountValue::Stage(Stage::Prospect),
            ],
            engagement: Some(Score::whole(40)),
            potential: Some(Score::whole(potential)),
            ..AccountPatch::default()
        },
    };
    let rows = [("Alpha", 20), ("Beta", 50), ("Gamma", 80)].map(|(name, potential)| row(name, potential));
    desk.edit(&mut store, Edit::import_accounts("prospects.csv", rows.to_vec())).unwrap();
    let id = |name: &str| store.portfolio().accounts().find(|account| account.name == name).unwrap().id;
    let ids: Vec<AccountId> = ["Alpha", "Beta", "Gamma"].map(id).to_vec();
    prepare(&mut desk, &mut store, &ids);
    Window::begin(desk, Some(store), [])
}

fn won(desk: &mut Desk, store: &mut Store, account: AccountId, on: &str) {
    let change = StageChange::new(account, Stage::Customer, on.parse().unwrap());
    desk.edit(store, Edit::RecordStages(vec![change])).unwrap();
}

fn make_customer(window: &mut Window, name: &str) {
    window.click_dot(name);
    window.click("Stage");
    window.menu_command("customer");
    assert_eq!(window.account(name).stage, Stage::Customer);
}

/// "from, to, on" of what is stored, in the order of the keys.
fn stored(window: &Window) -> Vec<String> {
    let portfolio = window.store().portfolio();
    portfolio.hand_overs().iter().map(|one| format!("{} → {}, {}", one.from, one.to, one.on)).collect()
}

#[test]
fn who_is_made_a_customer_is_asked_for_and_handed_over_by_a_click() {
    let mut window = of_three(|_, _, _| {});
    make_customer(&mut window, "Alpha");
    window.assert_shows("Alpha became a customer. Who makes it grow?");
    window.assert_shows("Waiting for its hand-over since 2 March 2026");
    // Who sells is offered first.
    window.assert_shows("Clara");
    window.assert_shows("Stays with Anna");
    window.click("Boris");
    assert_eq!(window.account("Alpha").owner, "Boris");
    assert_eq!(stored(&window), ["Anna → Boris, 2026-03-02"]);
    window.assert_shows("Handed over from Anna to Boris on 2 March 2026");
    window.assert_shows("Handed Alpha over to Boris");
    assert!(!window.shows_part("Who makes it grow"));
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Alpha").owner, "Anna");
    assert_eq!(stored(&window), [""; 0]);
    window.assert_shows("Waiting for its hand-over since 2 March 2026");
    // Undoing what made it a customer ends the question.
    make_customer(&mut window, "Beta");
    window.assert_shows("Beta became a customer. Who makes it grow?");
    window.press(CTRL, Key::Z);
    assert_eq!(window.account("Beta").stage, Stage::Prospect);
    assert!(!window.shows_part("Who makes it grow"));
}

#[test]
fn an_account_may_stay_or_wait_and_the_page_lists_it() {
    let mut window = of_three(|_, _, _| {});
    make_customer(&mut window, "Alpha");
    window.click("Stays with Anna");
    assert_eq!(window.account("Alpha").owner, "Anna");
    assert_eq!(stored(&window), ["Anna → Anna, 2026-03-02"]);
    window.assert_shows("Stays with Anna, decided on 2 March 2026");
    make_customer(&mut window, "Beta");
    window.click("Later");
    assert!(!window.shows_part("Who makes it grow"));
    assert_eq!(stored(&window).len(), 1);
    window.menu("View", "Hand-overs");
    assert_eq!((window.app().view.tab, window.app().view.funnel.page), (Tab::Funnel, FunnelPage::HandOvers));
    window.assert_shows("Waiting: 1");
    window.assert_shows("Beta, won on 2 March 2026 by Anna, waits for 0 days");
    window.assert_shows("Done: 1");
    window.assert_shows("2 March 2026: Alpha, stays with Anna");
    window.click("Hand over Beta");
    window.menu_command("Clara");
    assert_eq!(window.account("Beta").owner, "Clara");
    window.assert_shows("Waiting: 0");
    window.assert_shows("2 March 2026: Beta, Anna → Clara");
}

#[test]
fn who_makes_accounts_grow_keeps_what_they_win_and_is_not_asked() {
    let mut window = of_three(|desk, store, ids| {
        let values = vec![AccountValue::Owner("Clara".to_owned())];
        desk.edit(store, Edit::SetValues { accounts: vec![ids[0]], values }).unwrap();
    });
    make_customer(&mut window, "Alpha");
    assert!(!window.shows_part("Who makes it grow"));
}

#[test]
fn a_team_without_duties_is_asked_too_and_led_to_where_they_are_set() {
    let mut window = Window::of_five();
    make_customer(&mut window, "Ernst Handel");
    window.assert_shows("Ernst Handel became a customer. Who makes it grow?");
    window.press(CTRL, Key::Z);
    assert!(!window.shows_part("Who makes it grow"));
    make_customer(&mut window, "Ernst Handel");
    window.click("Hand-overs…");
    assert!(!window.shows_part("Who makes it grow"));
    assert_eq!((window.app().view.tab, window.app().view.funnel.page), (Tab::Funnel, FunnelPage::HandOvers));
    window.assert_shows("Hand-overs 1");
    window.assert_shows("Waiting: 1");
    // The other pages count what waits too.
    window.click("Process");
    window.assert_shows("Hand-overs 1");
}

#[test]
fn several_that_wait_are_handed_over_together() {
    let mut window = of_three(|desk, store, ids| {
        for (id, on) in ids.iter().zip(["2026-01-05", "2026-02-05", "2025-03-01"]) {
            won(desk, store, *id, on);
        }
    });
    window.menu("View", "Hand-overs");
    // 1 March 2025 is 366 days ago.
    window.assert_shows("Waiting: 2");
    window.assert_shows("Alpha, won on 5 January 2026 by Anna, waits for 56 days");
    window.click("Pick Alpha");
    window.click("Pick Beta");
    let before = window.entries();
    window.click("Hand over the picked");
    window.menu_command("Boris");
    assert_eq!(window.journal(before), ["Hand 2 accounts over to Boris"]);
    assert_eq!(stored(&window), ["Anna → Boris, 2026-03-02", "Anna → Boris, 2026-03-02"]);
    window.assert_shows("Waiting: 0");
    window.assert_shows("Done: 2");
    window.press(CTRL, Key::Z);
    window.assert_shows("Waiting: 2");
}

#[test]
fn who_waits_is_shown_with_who_won_it_and_who_owns_it_now() {
    let mut window = of_three(|desk, store, ids| {
        for (id, owner) in ids.iter().zip(["Dora", "Clara"]) {
            won(desk, store, *id, "2026-01-05");
            let values = vec![AccountValue::Owner(owner.to_owned())];
            desk.edit(store, Edit::SetValues { accounts: vec![*id], values }).unwrap();
        }
    });
    window.menu("View", "Hand-overs");
    // Clara makes accounts grow, whoever won them.
    window.assert_shows("Waiting: 1");
    window.assert_shows("won in the last 365 days; the owner does not make accounts grow");
    window.assert_shows("Alpha, won on 5 January 2026 by Anna, now owned by Dora, waits for 56 days");
}

#[test]
fn the_dialog_asks_whom_when_and_why() {
    let mut window = of_three(|desk, store, ids| won(desk, store, ids[0], "2026-01-05"));
    window.press(CTRL, Key::A);
    window.menu("Account", "Hand over…");
    window.assert_shows("Hand over 3 accounts");
    window.type_into("To whom", "Dora");
    window.type_into("Day of the hand-over", "3 March 2026");
    window.assert_shows("3 March 2026 is in the future; choose today or an earlier day");
    window.type_into("Day of the hand-over", "soon");
    window.assert_shows_part("“soon” is no day");
    window.type_into("Day of the hand-over", "2026-02-10");
    window.type_into("Notes on the hand-over", "Anna knows the plant manager");
    window.click("Hand over");
    assert_eq!(stored(&window), ["Anna → Dora, 2026-02-10"; 3]);
    assert!(window.store().portfolio().hand_overs().iter().all(|one| one.notes == "Anna knows the plant manager"));
    assert_eq!(window.account("Gamma").owner, "Dora");
    // Esc changes nothing.
    let before = window.entries();
    window.menu("Account", "Hand over…");
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!window.shows("To whom"));
    assert_eq!(window.entries(), before);
}

#[test]
fn the_duty_of_a_colleague_is_set_beside_what_they_hold() {
    let mut window = of_three(|desk, store, ids| won(desk, store, ids[0], "2026-01-05"));
    window.menu("View", "Hand-overs");
    window.assert_shows("2 prospects, 1 customer");
    window.assert_shows("Waiting: 1");
    window.click("Anna does both");
    let duty = |window: &Window, name: &str| {
        let all = window.store().portfolio().colleagues().clone();
        all.iter().find(|one| one.name == name).unwrap().duty
    };
    assert_eq!(duty(&window, "Anna"), Some(Duty::Both));
    window.assert_shows("Waiting: 0");
    window.click("Anna does both");
    assert_eq!(duty(&window, "Anna"), None);
    window.assert_shows("Waiting: 1");
    window.click("Dora grows");
    assert_eq!(duty(&window, "Dora"), Some(Duty::Grows));
    window.click("Hand over Alpha");
    window.menu_command("Dora");
    assert_eq!(stored(&window), ["Anna → Dora, 2026-03-02"]);
    assert_eq!(today().to_string(), "2026-03-02");
}

#[test]
fn what_was_done_is_filtered_by_colleague() {
    let mut window = of_three(|desk, store, ids| {
        for (id, to) in ids.iter().zip(["Boris", "Clara", "Anna"]) {
            let wishes = fourfold::rules::hand_over::wishes([*id], to, today(), "");
            desk.edit(store, Edit::HandOver(wishes)).unwrap();
        }
    });
    window.menu("View", "Hand-overs");
    window.assert_shows("Done: 3");
    window.click("Hand-overs of");
    window.menu_command("Clara");
    window.assert_shows("Done: 1");
    window.assert_shows("2 March 2026: Beta, Anna → Clara");
    assert!(!window.shows("2 March 2026: Alpha, Anna → Boris"));
    window.click("2 March 2026: Beta, Anna → Clara");
    assert_eq!(window.app().view.selection, [window.id("Beta")].into());
}

#[test]
fn a_duty_is_a_field_of_the_form_and_the_table() {
    let mut window = of_three(|_, _, _| {});
    let boris = window.store().portfolio().colleagues().iter().find(|one| one.name == "Boris").unwrap().id;
    let ctx = window.harness.ctx.clone();
    let open = fourfold::ui::view::Action::OpenRecord(RowKey::Colleague(boris));
    window.app_mut().perform(open, &ctx);
    window.settle();
    window.click("Duty: both");
    window.click("Save");
    assert_eq!(window.store().portfolio().colleagues().get(boris).unwrap().duty, Some(Duty::Both));
    window.menu("View", "Show colleagues");
    window.assert_shows("Duty of Boris: both");
}
