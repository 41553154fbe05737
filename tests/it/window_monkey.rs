//! A monkey at the window: whatever it does, what is shown is what is stored, and the file opens again as it was left.

use std::collections::BTreeSet;

use egui::{Event, Key, Modifiers, PointerButton, Pos2, pos2};
use fourfold::command::Tab;
use fourfold::model::Score;
use fourfold::rules::class::Class;
use fourfold::store::Store;
use fourfold::ui::import::ImportAction;
use fourfold::ui::view::Action;

use crate::support::window::{CTRL, CTRL_SHIFT, FIVE, SHIFT, Window};
use crate::support::{Desk, assert_sound, at};

const EVENTS: usize = 2_000;
/// Between two looks at the screen.
const LOOK_EVERY: usize = 100;
const SCREEN: (u16, u16) = (1360, 860);

/// Typed and pasted: words, figures, and what people with bad luck or bad will have in their files.
const TEXTS: [&str; 12] = [
    "Ernst",
    "64",
    "101",
    "-3",
    "1.000,50",
    "'); DROP TABLE account; --",
    "=HYPERLINK(\"x\")",
    "شركة النور",
    "Name\tOwner\nErnst Handel\tBen",
    "move ernst handel to 60 70",
    "\u{202e}\u{0}\u{feff}",
    "  ",
];

const KEYS: [Key; 22] = [
    Key::ArrowUp,
    Key::ArrowDown,
    Key::ArrowLeft,
    Key::ArrowRight,
    Key::Enter,
    Key::Escape,
    Key::Tab,
    Key::Space,
    Key::Backspace,
    Key::Delete,
    Key::Home,
    Key::End,
    Key::PageUp,
    Key::PageDown,
    Key::F1,
    Key::F2,
    Key::F6,
    Key::F11,
    Key::A,
    Key::Num5,
    Key::Plus,
    Key::Minus,
];

/// With Ctrl: everything but closing and quitting.
const SHORTCUTS: [Key; 16] = [
    Key::A,
    Key::Z,
    Key::Z,
    Key::Z,
    Key::Y,
    Key::F,
    Key::K,
    Key::E,
    Key::I,
    Key::Comma,
    Key::Num0,
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Plus,
    Key::Minus,
];

/// Repeats for each seed (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % sides
    }

    fn of<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.roll(things.len())]
    }

    fn place(&mut self) -> Pos2 {
        let along = |dice: &mut Self, length: u16| f32::from(u16::try_from(dice.roll(usize::from(length))).unwrap());
        pos2(along(self, SCREEN.0), along(self, SCREEN.1))
    }

    /// A dot, if the board is shown, else anywhere.
    fn target(&mut self, window: &Window) -> Pos2 {
        let names = FIVE.map(|(name, _)| name);
        let portfolio = window.store().portfolio();
        let name = self.of(&names);
        let account = portfolio.accounts().find(|account| account.name == name).map(|account| account.id);
        let dot = account.and_then(|id| window.app().view.board.screen_position(id));
        let anywhere = self.place();
        dot.filter(|_| self.roll(3) > 0).unwrap_or(anywhere)
    }
}

fn pointer(window: &Window, button: PointerButton, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    window.harness.event(Event::PointerButton { pos, button, pressed, modifiers });
}

fn one_event(window: &mut Window, dice: &mut Dice) {
    let modifiers = dice.of(&[Modifiers::NONE, Modifiers::NONE, Modifiers::NONE, SHIFT, CTRL, Modifiers::ALT]);
    match dice.roll(20) {
        0..=5 => {
            let target = dice.target(window);
            let button = if dice.roll(6) == 0 { PointerButton::Secondary } else { PointerButton::Primary };
            window.harness.hover_at(target);
            pointer(window, button, target, true, modifiers);
            pointer(window, button, target, false, modifiers);
        }
        6..=8 => {
            let (from, to) = (dice.target(window), dice.place());
            let button = if dice.roll(5) == 0 { PointerButton::Middle } else { PointerButton::Primary };
            window.harness.hover_at(from);
            pointer(window, button, from, true, modifiers);
            window.harness.hover_at(from + 0.5 * (to - from));
            window.harness.step();
            window.harness.hover_at(to);
            window.harness.step();
            pointer(window, button, to, false, modifiers);
        }
        9 => window.harness.hover_at(dice.place()),
        10..=12 => window.harness.key_press_modifiers(modifiers, dice.of(&KEYS)),
        13..=15 => window.harness.key_press_modifiers(CTRL, dice.of(&SHORTCUTS)),
        16 => window.harness.key_press_modifiers(CTRL_SHIFT, dice.of(&[Key::Z, Key::N])),
        17 => window.harness.event(Event::Text(dice.of(&TEXTS).to_owned())),
        18 => window.harness.event(Event::Paste(dice.of(&TEXTS).to_owned())),
        _ => window.harness.event(if dice.roll(2) == 0 { Event::Copy } else { Event::Cut }),
    }
    window.harness.step();
    if window.app().view.import.is_some() && dice.roll(8) == 0 {
        // It pasted something to import, and would play with that for ever.
        let ctx = window.harness.ctx.clone();
        window.harness.state_mut().perform(Action::Import(ImportAction::Close), &ctx);
        window.harness.step();
    }
    let here = window.desk.path();
    if window.app().store().is_none_or(|store| store.path() != here) {
        // It found the way out: in again, once nobody else holds the file.
        let ctx = window.harness.ctx.clone();
        window.harness.state_mut().close_workspace();
        window.harness.state_mut().show_workspace(Store::open(&here).unwrap(), &ctx);
        window.harness.step();
    }
}

/// Every dot that can be read stands where the store has it, and none is missing that should be seen.
fn assert_screen_is_store(window: &mut Window, seed: u64) {
    for _ in 0..4 {
        window.harness.key_press_modifiers(Modifiers::NONE, Key::Escape);
        window.harness.step();
    }
    let view = &mut window.harness.state_mut().view;
    (view.tab, view.filter) = (Tab::Board, fourfold::model::Filter::default());
    // What is on the board is laid out anew when the view, which an event that was still under way may have moved, has
    // rested.
    window.wait(0.5);
    window.wait(0.5);
    let view = &window.app().view;
    let portfolio = window.store().portfolio();
    let stage = view.board.stage().unwrap();
    let mut wanted = BTreeSet::new();
    let mut all = BTreeSet::new();
    for account in portfolio.active() {
        let Some(position) = portfolio.position(account) else { continue };
        let Some(class) = Class::of_account(portfolio, account, portfolio.settings().lines) else { continue };
        // What people judged stands as they said it, what follows from records in whole points.
        let written = |score: Score| match account.judgement {
            Some(_) => score.to_string(),
            None => format!("{:.0}", score.points()),
        };
        let (engagement, potential) = (written(position.engagement), written(position.potential));
        let words = format!("Button: {}, {class}, engagement {engagement}, potential {potential}", account.name);
        if stage.rect.shrink(1.0).contains(stage.position_to_screen(position)) {
            wanted.insert(words.clone());
        }
        all.insert(words);
    }
    let shown: BTreeSet<String> =
        window.all_words().into_iter().filter(|words| words.contains(", engagement ")).collect();
    let is_dot = |words: &&String| words.starts_with("Button: ") && words.contains(", potential ");
    let shown: BTreeSet<String> = shown.iter().filter(is_dot).cloned().collect();
    assert!(shown.is_subset(&all), "seed {seed}: shown, but not stored: {:?}", shown.difference(&all));
    assert!(wanted.is_subset(&shown), "seed {seed}: stored, but not shown: {:?}", wanted.difference(&shown));
}

fn run(seed: u64) {
    let mut desk = Desk::new();
    let mut store = desk.create();
    for (name, (engagement, potential)) in FIVE {
        desk.account(&mut store, name, Some(at(engagement, potential)));
    }
    desk.account(&mut store, "Waiting & Sons", None);
    let mut window = Window::begin(desk, Some(store), []);
    let mut dice = Dice(seed);
    for event in 1..=EVENTS {
        one_event(&mut window, &mut dice);
        if event % LOOK_EVERY == 0 {
            assert_screen_is_store(&mut window, seed);
        }
    }
    // What is typed but not entered is written by closing: then there is more on disk than was in memory.
    let typed = !window.app().view.drafts.texts().is_empty();
    let (portfolio, entries) = (window.store().portfolio().clone(), window.entries());
    window.harness.state_mut().close_workspace();
    let (mut store, mut desk) = window.reopened();
    assert!(typed || store.portfolio().same_rows(&portfolio), "seed {seed}: the file is not as the window had it");
    assert!(entries > 30, "seed {seed}: a lazy monkey, {entries} entries");
    assert_sound(&mut store, desk.stamp());
}

fn run_all(seeds: std::ops::Range<u64>) {
    seeds.for_each(run);
}

#[test]
fn a_monkey_harms_nothing_seeds_0_to_5() {
    run_all(0..5);
}

#[test]
fn a_monkey_harms_nothing_seeds_5_to_10() {
    run_all(5..10);
}

#[test]
fn a_monkey_harms_nothing_seeds_10_to_15() {
    run_all(10..15);
}

#[test]
fn a_monkey_harms_nothing_seeds_15_to_20() {
    run_all(15..20);
}
