//! The other classification, by the list: key list and secondary by revenue, targets and leads by seller, and the two
//! lists that a seller needs on Monday.

mod ask_room;
mod ask_target;
mod cards;
mod chooser;
mod conversion;
mod drag;
mod growing;
mod key;
mod monday;
mod pareto;
mod recompute;
mod slot_card;
mod slots;

use std::collections::BTreeSet;

use egui::Ui;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::chip;
use crate::model::AccountId;
use crate::rules::breadth::KeyBreadth;
use crate::rules::key_list::KeyList;
use crate::rules::pursuits::{Seller, last_touch};
use crate::rules::slot_board::SlotBoard;

pub use ask_room::FullList;

use ask_target::AskTarget;
use chooser::Chooser;
use key::Curve;
use monday::Monday;
use recompute::Recompute;
use slots::{Shown, Wanted};

/// What the lists remember between frames.
#[derive(Debug, Default)]
pub struct ListsView {
    section: Section,
    /// The one seller whose accounts are shown; `None`: everybody's.
    seller: Option<String>,
    key_list: KeyList,
    breadth: KeyBreadth,
    /// The workspace that the breadth is of: revisions of another say nothing of it.
    breadth_of: usize,
    curve: Curve,
    /// Everybody who sells, with all places.
    board: SlotBoard,
    monday: Monday,
    chooser: Option<Chooser>,
    recompute: Option<Recompute>,
    ask_target: Option<AskTarget>,
    full: Option<FullList>,
}

/// A page of the lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Section {
    #[default]
    Key,
    Pursuits,
    Monday,
}

impl Section {
    const ALL: [Self; 3] = [Self::Key, Self::Pursuits, Self::Monday];

    const fn name(self) -> &'static str {
        match self {
            Self::Key => "Key list",
            Self::Pursuits => "Targets and leads",
            Self::Monday => "Monday",
        }
    }
}

impl ListsView {
    /// Asks what a target must pass.
    pub fn ask_target(&mut self, account: AccountId) {
        self.ask_target = Some(AskTarget::new(account));
    }

    /// Asks who gives up a place.
    pub fn ask_room(&mut self, full: FullList) {
        // The question about the account was answered; now it is about the others.
        self.ask_target = None;
        self.full = Some(full);
    }

    /// Whether it is being asked who gives up a place.
    #[must_use]
    pub const fn asks_room(&self) -> bool {
        self.full.is_some()
    }

    #[must_use]
    pub const fn is_modal(&self) -> bool {
        self.recompute.is_some() || self.ask_target.is_some() || self.full.is_some()
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        self.board.refresh(cx.portfolio, cx.workspace, cx.today);
        self.head_ui(ui, cx);
        ui.add_space(space::S);
        match self.section {
            Section::Key => {
                self.key_list.refresh(cx.portfolio, cx.workspace, cx.today);
                if self.breadth_of != cx.workspace {
                    (self.breadth, self.breadth_of) = (KeyBreadth::default(), cx.workspace);
                }
                self.breadth.refresh(cx.portfolio, cx.today);
                let Self { key_list, breadth, curve, recompute, .. } = self;
                key::key_ui(ui, cx, (key_list, breadth.headline()), curve, recompute, selection, actions);
            }
            Section::Pursuits => self.pursuits_ui(ui, cx, selection, actions),
            Section::Monday => {
                self.key_list.refresh(cx.portfolio, cx.workspace, cx.today);
                self.monday.ui(ui, cx, &self.key_list, self.seller.as_deref(), selection, actions);
            }
        }
    }

    /// The dialogs over the window, wherever they were asked for.
    pub fn dialogs_ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        recompute::recompute_ui(ui, cx, &mut self.recompute, actions);
        ask_target::ask_target_ui(ui, cx, &mut self.ask_target, actions);
        ask_room::ask_room_ui(ui, cx, &mut self.full, actions);
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Self { section, seller, board, chooser, .. } = self;
        // Who is gone is looked for no more.
        seller.take_if(|name| !board.sellers().iter().any(|seller| seller.name == *name));
        ui.horizontal(|ui| {
            for one in Section::ALL {
                if chip(ui, one.name(), one == *section, cx.tokens).clicked() {
                    *section = one;
                }
            }
            ui.add_space(space::M);
            if *section == Section::Pursuits {
                seller_ui(ui, *section, seller, board.sellers(), chooser);
                return;
            }
            let until = cx.portfolio.settings().more.dates.day(cx.today);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                ui.add(egui::Label::new(theme::weak(format!("12 months until {until}"), cx.tokens)).truncate());
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    seller_ui(ui, *section, seller, board.sellers(), chooser);
                });
            });
        });
    }

    fn pursuits_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let Self { seller, board, chooser, ask_target, .. } = self;
        if board.sellers().is_empty() {
            empty_ui(ui, cx, "Nobody owns an account yet", "Give accounts an owner: in the panel, or by an import");
            return;
        }
        let room = ui.available_rect_before_wrap();
        let mut left = room;
        let mut outcome = None;
        if let Some(open) = chooser {
            let width = chooser::WIDTH.min(room.width() * 0.45);
            let (rest, right) = room.split_left_right_at_x(room.right() - width);
            left = rest;
            let mut aside = ui.new_child(egui::UiBuilder::new().max_rect(right.with_min_x(right.left() + space::M)));
            outcome = open.ui(&mut aside, cx, selection, actions);
        }
        let mut main = ui.new_child(egui::UiBuilder::new().max_rect(left));
        let shown = Shown { board, seller: seller.as_deref(), chooser: chooser.as_ref(), selection };
        match shown.ui(&mut main, cx, actions) {
            Some(Wanted::Choose { seller, list }) => *chooser = Some(Chooser::new(seller, list)),
            Some(Wanted::Ask { account, owner }) => *ask_target = Some(AskTarget::of(account, owner)),
            None => {}
        }
        match outcome {
            Some(chooser::Outcome::Close) => *chooser = None,
            Some(chooser::Outcome::Ask(account)) => *ask_target = Some(AskTarget::new(account)),
            None => {}
        }
        ui.advance_cursor_after_rect(room);
    }

    /// Of the strip where places are given up; 0 while it is not shown.
    #[must_use]
    pub fn tray_height(&self) -> f32 {
        if self.section == Section::Pursuits && !self.board.sellers().is_empty() { drag::TRAY_HEIGHT } else { 0.0 }
    }
}

/// Whose accounts are shown; the key list is everybody's.
fn seller_ui(
    ui: &mut Ui,
    section: Section,
    seller: &mut Option<String>,
    all: &[Seller],
    chooser: &mut Option<Chooser>,
) {
    if section == Section::Key {
        return;
    }
    let shown = seller.as_deref().map_or("Everybody", name_of);
    let combo = egui::ComboBox::from_id_salt("seller of the lists").selected_text(shown).width(170.0);
    let open = combo.show_ui(ui, |ui| {
        let mut chosen = None;
        if ui.selectable_label(seller.is_none(), "Everybody").clicked() {
            chosen = Some(None);
        }
        for one in all {
            let on = seller.as_deref() == Some(one.name.as_str());
            if ui.selectable_label(on, name_of(&one.name)).clicked() {
                chosen = Some(Some(one.name.clone()));
            }
        }
        chosen
    });
    open.response.accessible_name("Seller");
    if let Some(chosen) = open.inner.flatten() {
        *seller = chosen;
        *chooser = None;
    }
}

/// What a seller is called; nobody has a name too.
fn name_of(seller: &str) -> &str {
    if seller.is_empty() { "Without an owner" } else { seller }
}

/// "23 %", "under 1 %"
fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 { "under 1 %".to_owned() } else { format!("{:.0} %", share * 100.0) }
}

/// "1 day", "45 days"
fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

/// "1 account", "1,200 accounts"
fn accounts(cx: &Cx<'_>, count: usize) -> String {
    let word = if count == 1 { "account" } else { "accounts" };
    format!("{} {word}", cx.portfolio.settings().more.numbers.count(count))
}

/// An amount with its currency: "45,200 EUR".
fn money(cx: &Cx<'_>, amount: crate::model::Money) -> String {
    let settings = cx.portfolio.settings();
    format!("{} {}", settings.more.numbers.money(amount), settings.currency)
}

/// "No contact for 12 days"
fn silent(silent_days: Option<i64>) -> String {
    match silent_days {
        Some(0) => "Contact today".to_owned(),
        Some(silent) => format!("No contact for {}", days(silent)),
        None => "Never touched".to_owned(),
    }
}

/// The same of any account, for what is shown of one at a time.
fn silent_of(cx: &Cx<'_>, account: AccountId) -> String {
    silent(last_touch(cx.portfolio, account, cx.today).map(|last| (cx.today - last).num_days()))
}

/// What is not there, and what to do about it.
fn empty_ui(ui: &mut Ui, cx: &Cx<'_>, what: &str, next: &str) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong(what));
        ui.add_space(space::XS);
        ui.label(egui::RichText::new(next).color(cx.tokens.weak));
    });
}

/// A click on a row selects its account, with Ctrl beside those that are selected.
fn select(ui: &Ui, selection: &BTreeSet<AccountId>, account: AccountId, actions: &mut Actions) {
    let mut wanted = BTreeSet::from([account]);
    if ui.input(|input| input.modifiers.command) {
        wanted.clone_from(selection);
        if !wanted.remove(&account) {
            wanted.insert(account);
        }
    }
    actions.push(Action::Select(wanted));
}
