//! The window as a person has it: a pointer, keys, and words to read.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use egui::accesskit::Role;
use egui::{Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, Vec2, vec2};
use egui_kittest::kittest::{NodeT, Queryable};
use egui_kittest::{Harness, Node};
use fourfold::app::App;
use fourfold::command::Command;
use fourfold::dialogs::{Answer, ScriptedDialogs};
use fourfold::model::{Account, AccountId, Clock, EntryKind, Position};
use fourfold::store::Store;

use super::{Desk, at};

/// As the Ctrl key of a keyboard on Linux or Windows comes in.
pub const CTRL: Modifiers = Modifiers { ctrl: true, command: true, ..Modifiers::NONE };
pub const CTRL_SHIFT: Modifiers = Modifiers { shift: true, ..CTRL };
pub const SHIFT: Modifiers = Modifiers::SHIFT;

const FRAME_SECONDS: f32 = 1.0 / 30.0;
/// Of waiting for a thread.
const PATIENCE: Duration = Duration::from_secs(20);

/// A window with a workspace in a folder of its own; the folder goes when this does.
pub struct Window {
    pub harness: Harness<'static, App>,
    pub desk: Desk,
}

/// Stands for the answer that the system has no file dialog.
pub const NO_DIALOG: &str = "";

/// Five accounts on the board.
pub const FIVE: [(&str, (u8, u8)); 5] = [
    ("Ernst Handel", (38, 55)),
    ("Alfreds Futterkiste", (20, 20)),
    ("Blondel et fils", (80, 20)),
    ("Chop-suey Chinese", (75, 85)),
    ("Die Wandernde Kuh", (20, 80)),
];

pub fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

impl Window {
    /// A window on a workspace of [`FIVE`] accounts.
    pub fn of_five() -> Self {
        Self::of_five_and(&[])
    }

    /// The same with some more that are unplaced.
    pub fn of_five_and(unplaced: &[&str]) -> Self {
        let placed = FIVE.map(|(name, (engagement, potential))| (name, Some(at(engagement, potential))));
        let accounts: Vec<_> = placed.into_iter().chain(unplaced.iter().map(|name| (*name, None))).collect();
        Self::of(&accounts, [])
    }

    /// A window on a workspace of these accounts; its file dialogs give these answers, in order. They name files in
    /// the folder of the desk.
    pub fn of(accounts: &[(&str, Option<Position>)], files: impl IntoIterator<Item = &'static str>) -> Self {
        let mut desk = Desk::new();
        let mut store = desk.create();
        for (name, position) in accounts {
            desk.account(&mut store, name, *position);
        }
        Self::begin(desk, Some(store), files)
    }

    /// A window that shows this store, or the welcome screen.
    pub fn begin(desk: Desk, store: Option<Store>, files: impl IntoIterator<Item = &'static str>) -> Self {
        Self::begin_with(desk, files, |app, ctx| {
            if let Some(store) = store {
                app.show_workspace(store, ctx);
            }
        })
    }

    /// A window that is given what it begins with by the test.
    pub fn begin_with(
        desk: Desk,
        files: impl IntoIterator<Item = &'static str>,
        prepare: impl FnOnce(&mut App, &egui::Context) + 'static,
    ) -> Self {
        let answer = |file| match file {
            NO_DIALOG => Answer::NoDialog,
            file => Answer::Path(desk.folder.path().join(file)),
        };
        let answers: VecDeque<Answer> = files.into_iter().map(answer).collect();
        let harness = Harness::builder()
            .with_size(vec2(1360.0, 860.0))
            .with_theme(egui::Theme::Light)
            .with_os(egui::os::OperatingSystem::Nix)
            .with_step_dt(FRAME_SECONDS)
            .with_max_steps(120)
            .allow_missing_glyphs()
            .build_eframe(move |creation| {
                let ctx = creation.egui_ctx.clone();
                let dialogs = Box::new(ScriptedDialogs::new(answers));
                let mut app = App::new(&ctx, dialogs, Clock::Fixed(today()), "Anna".to_owned());
                prepare(&mut app, &ctx);
                app
            });
        let mut window = Self { harness, desk };
        window.settle();
        window
    }

    /// Closes the window and opens the file again, as it is on disk.
    pub fn reopened(self) -> (Store, Desk) {
        let Self { harness, desk } = self;
        drop(harness);
        (desk.open(), desk)
    }

    pub fn app(&self) -> &App {
        self.harness.state()
    }

    pub fn app_mut(&mut self) -> &mut App {
        self.harness.state_mut()
    }

    pub fn store(&self) -> &Store {
        self.app().store().unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.desk.folder.path().join(name)
    }

    // What is stored.

    pub fn account(&self, name: &str) -> Account {
        let portfolio = self.store().portfolio();
        let found = portfolio.accounts().find(|account| account.name == name);
        found.map_or_else(|| panic!("no account {name}"), |account| Account::clone(account))
    }

    pub fn id(&self, name: &str) -> AccountId {
        self.account(name).id
    }

    pub fn position(&self, name: &str) -> Option<Position> {
        self.account(name).judged()
    }

    pub fn names(&self) -> Vec<String> {
        self.store().portfolio().accounts().map(|account| account.name.clone()).collect()
    }

    /// The labels of all entries since the window opened, in order: "Move Ernst Handel", "Undo: Move Ernst Handel",
    /// "Because: New contract".
    pub fn journal(&self, since: usize) -> Vec<String> {
        let words = |entry: &fourfold::model::Entry| match &entry.kind {
            EntryKind::Edit => entry.label.clone(),
            EntryKind::Undo { .. } => format!("Undo: {}", entry.label),
            EntryKind::Redo { .. } => format!("Redo: {}", entry.label),
            EntryKind::Reason { text, .. } => format!("Because: {text}"),
        };
        self.store().journal().entries().iter().skip(since).map(words).collect()
    }

    pub fn entries(&self) -> usize {
        self.store().journal().entries().len()
    }

    // What is shown.

    /// Whether these very words stand somewhere.
    pub fn shows(&self, words: &str) -> bool {
        self.harness.query_all_by_label(words).next().is_some()
    }

    /// Whether these words are part of something that is shown.
    pub fn shows_part(&self, words: &str) -> bool {
        self.harness.query_all_by_label_contains(words).next().is_some()
    }

    #[track_caller]
    pub fn assert_shows(&self, words: &str) {
        assert!(self.shows(words), "“{words}” is not shown, but:\n{}", self.all_words().join("\n"));
    }

    #[track_caller]
    pub fn assert_shows_part(&self, words: &str) {
        assert!(self.shows_part(words), "“{words}” is not shown, but:\n{}", self.all_words().join("\n"));
    }

    /// Everything that can be read.
    pub fn all_words(&self) -> Vec<String> {
        let nodes = self.harness.root().children_recursive();
        nodes
            .filter_map(|node| {
                let node = node.accesskit_node();
                let words = node.label().or_else(|| node.value()).filter(|words| !words.is_empty())?;
                Some(format!("{:?}: {words}", node.role()))
            })
            .collect()
    }

    /// The words in a text field.
    pub fn field_text(&self, label: &str) -> String {
        self.field(label).value().unwrap_or_default()
    }

    fn field<'a>(&'a self, label: &'a str) -> Node<'a> {
        let fields = [Role::TextInput, Role::MultilineTextInput];
        let found = fields.iter().find_map(|role| self.harness.query_by_role_and_label(*role, label));
        found.unwrap_or_else(|| panic!("no field {label}, but:\n{}", self.all_words().join("\n")))
    }

    // Frames.

    /// Frames until nothing moves any more; while something long is written, whose progress is drawn for as long as it
    /// takes, so many that all else has settled.
    pub fn settle(&mut self) {
        if self.harness.run_ok().is_none() && self.app().view.work.is_none() {
            self.harness.run();
        }
    }

    /// Lets time pass without doing anything.
    pub fn wait(&mut self, seconds: f32) {
        self.harness.input_mut().time = Some(self.harness.ctx.input(|input| input.time) + f64::from(seconds));
        self.harness.step();
        self.harness.input_mut().time = None;
        self.settle();
    }

    /// Frames until a thread has brought these words onto the screen.
    #[track_caller]
    pub fn wait_for(&mut self, words: &str) {
        let began = Instant::now();
        while !self.shows_part(words) {
            assert!(began.elapsed() < PATIENCE, "“{words}” never came, but:\n{}", self.all_words().join("\n"));
            std::thread::sleep(Duration::from_millis(2));
            self.harness.step();
        }
        self.settle();
    }

    /// Asks the program to end; whether the window closes.
    pub fn quits(&mut self) -> bool {
        self.harness.key_press_modifiers(CTRL, Key::Q);
        (0..8).any(|_| {
            self.harness.step();
            let viewport = &self.harness.output().viewport_output[&egui::ViewportId::ROOT];
            viewport.commands.contains(&egui::ViewportCommand::Close)
        })
    }

    /// Seconds until the next frame if nobody does anything.
    pub fn next_frame(&self) -> f64 {
        self.harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay.as_secs_f64()
    }

    // The pointer.

    /// Where a position of the board is on the screen.
    pub fn place(&self, position: Position) -> Pos2 {
        self.app().view.board.stage().unwrap().position_to_screen(position)
    }

    pub fn dot(&self, name: &str) -> Pos2 {
        self.app().view.board.screen_position(self.id(name)).unwrap()
    }

    pub fn hover(&mut self, at: Pos2) {
        self.harness.hover_at(at);
        self.settle();
    }

    pub fn click_at(&mut self, at: Pos2, modifiers: Modifiers) {
        // Not so soon after the last click that it would be a double one.
        self.wait(0.5);
        self.harness.hover_at(at);
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.button(PointerButton::Primary, at, true, modifiers);
        self.button(PointerButton::Primary, at, false, modifiers);
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    pub fn right_click(&mut self, at: Pos2) {
        self.hover(at);
        for pressed in [true, false] {
            self.button(PointerButton::Secondary, at, pressed, Modifiers::NONE);
        }
        self.settle();
    }

    /// Goes to the last step of the import dialog, once it is there.
    #[track_caller]
    pub fn go_to_check(&mut self) {
        self.wait_for("3 Check");
        self.click("3 Check");
        self.wait_for("Read: ");
    }

    /// Clicks what has this label.
    #[track_caller]
    pub fn click(&mut self, label: &str) {
        self.scroll_to(label);
        let found: Vec<Pos2> = self.harness.query_all_by_label(label).map(|node| node.rect().center()).collect();
        let [at] = found[..] else {
            panic!("{} have the label “{label}” among:\n{}", found.len(), self.all_words().join("\n"))
        };
        self.click_at(at, Modifiers::NONE);
    }

    /// Brings what lies beyond the ends of the panel into sight, as somebody does who looks for it.
    fn scroll_to(&mut self, label: &str) {
        let out_of_sight = |node: &Node<'_>| !(50.0..820.0).contains(&node.rect().center().y);
        let found = self.harness.query_all_by_label(label).find(out_of_sight);
        if found.map(|node| node.scroll_to_me()).is_some() {
            self.settle();
        }
    }

    /// Clicks the last entry in History that was called so.
    #[track_caller]
    pub fn click_entry(&mut self, words: &str) {
        let entries = self.harness.query_all_by_role(Role::ListItem);
        let told = |node: &Node<'_>| node.accesskit_node().label().is_some_and(|told| told.starts_with(words));
        let Some(at) = entries.filter(told).map(|node| node.rect().center()).next() else {
            panic!("no entry “{words}” among:\n{}", self.all_words().join("\n"))
        };
        self.click_at(at, Modifiers::NONE);
    }

    /// Opens the list of the unplaced accounts that the tray has no room for.
    pub fn open_tray_list(&mut self) {
        let at = self.harness.get_by_label_contains("more ▴").rect().center();
        self.click_at(at, Modifiers::NONE);
    }

    /// Opens a menu, and the menu within it if need be, and clicks one of its commands.
    #[track_caller]
    pub fn menu(&mut self, menu: &str, command: &str) {
        self.click_at(self.button_at(menu), Modifiers::NONE);
        let submenu = Command::ALL.iter().find(|one| one.spec().label == command).and_then(|one| one.submenu());
        if let Some(submenu) = submenu {
            self.click_at(self.button_at(submenu), Modifiers::NONE);
        }
        self.menu_command(command);
    }

    /// Clicks a command of the menu that is open.
    #[track_caller]
    pub fn menu_command(&mut self, command: &str) {
        self.click_at(self.button_at(command), Modifiers::NONE);
    }

    /// The middle of a button; of several in sight the one on top, such as that of a menu over the panel.
    #[track_caller]
    fn button_at(&self, label: &str) -> Pos2 {
        let in_sight = |button: &Node<'_>| self.harness.ctx.content_rect().contains(button.rect().center());
        let found = self.harness.query_all_by_role_and_label(Role::Button, label).rfind(in_sight);
        let Some(button) = found else {
            panic!("no button has the label “{label}” among:\n{}", self.all_words().join("\n"))
        };
        button.rect().center()
    }

    pub fn click_dot(&mut self, name: &str) {
        self.click_at(self.dot(name), Modifiers::NONE);
    }

    /// Presses the button on something, and pulls far enough for a drag, without letting go.
    pub fn pull(&mut self, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.pull_with(PointerButton::Primary, from, to, modifiers);
    }

    pub fn pull_with(&mut self, button: PointerButton, from: Pos2, to: Pos2, modifiers: Modifiers) {
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.harness.hover_at(from);
        self.button(button, from, true, modifiers);
        for share in [0.3, 0.7, 1.0] {
            self.harness.hover_at(from + share * (to - from));
        }
        self.settle();
    }

    /// Lets go of what was pulled, and of the modifiers.
    pub fn let_go(&mut self, at: Pos2) {
        self.let_go_with(PointerButton::Primary, at);
    }

    pub fn let_go_with(&mut self, button: PointerButton, at: Pos2) {
        let modifiers = self.harness.ctx.input(|input| input.modifiers);
        self.button(button, at, false, modifiers);
        self.harness.event(Event::ModifiersChanged(Modifiers::NONE));
        self.settle();
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.pull(from, to, Modifiers::NONE);
        self.let_go(to);
    }

    /// Drags a dot to a position.
    pub fn drag_dot(&mut self, name: &str, to: Position) {
        self.drag(self.dot(name), self.place(to));
    }

    /// Drops a file of the desk's folder onto the window.
    pub fn drop_file(&mut self, name: &str) {
        self.drop_files(&[name]);
    }

    /// Drops several of them at once.
    pub fn drop_files(&mut self, names: &[&str]) {
        for name in names {
            let file = std::sync::Arc::new(Dropped(self.file(name)));
            self.harness.input_mut().dropped_files.push(file);
        }
        self.settle();
    }

    pub fn wheel(&mut self, at: Pos2, lines: f32) {
        self.harness.hover_at(at);
        self.harness.event(Event::MouseWheel {
            unit: MouseWheelUnit::Line,
            delta: Vec2::new(0.0, lines),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        self.settle();
    }

    fn button(&self, button: PointerButton, pos: Pos2, pressed: bool, modifiers: Modifiers) {
        self.harness.event(Event::PointerButton { pos, button, pressed, modifiers });
    }

    // Keys.

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    pub fn hold(&mut self, modifiers: Modifiers, key: Key, pressed: bool) {
        self.harness.event(Event::ModifiersChanged(modifiers));
        self.harness.event(Event::Key { key, physical_key: None, pressed, repeat: false, modifiers });
        self.settle();
    }

    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Clicks into a field and types over what is there, without leaving it.
    pub fn type_into(&mut self, label: &str, text: &str) {
        self.scroll_to(label);
        let at = self.field(label).rect().center();
        self.click_at(at, Modifiers::NONE);
        self.press(CTRL, Key::A);
        self.type_text(text);
    }

    /// The same, left with Enter.
    pub fn enter(&mut self, label: &str, text: &str) {
        self.type_into(label, text);
        self.press(Modifiers::NONE, Key::Enter);
    }
}

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        std::fs::read(&self.0).map_err(|error| error.to_string())
    }
}
