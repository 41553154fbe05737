//! A list of a seller's is full: who gives up a place?

use egui::{Id, RichText, ScrollArea, Ui};

use super::days;
use super::growing::{Two, two_lines};
use crate::model::{AccountId, PursuitList};
use crate::rules::class::Class;
use crate::rules::pursuits::{Slot, last_touch, places};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const WIDTH: f32 = 440.0;
const ROW_HEIGHT: f32 = 40.0;
const MOST_ROWS: f32 = 10.0;

/// The dialog while it is open.
#[derive(Debug)]
pub struct FullList {
    owner: String,
    list: PursuitList,
    /// How many were on the list when it was asked.
    taken: usize,
    /// Those that want a place.
    coming: Vec<AccountId>,
    /// Whom the place is to be taken from.
    chosen: Option<AccountId>,
    /// Those on the list that are to stay there otherwise.
    there: Vec<Slot>,
}

impl FullList {
    #[must_use]
    pub const fn new(owner: String, list: PursuitList, taken: usize, coming: Vec<AccountId>, there: Vec<Slot>) -> Self {
        Self { owner, list, taken, coming, chosen: None, there }
    }
}

/// The dialog. It closes itself.
pub fn ask_room_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<FullList>, actions: &mut Actions) {
    let Some(FullList { owner, list, taken, coming, chosen, there }) = open else { return };
    let name = |account: AccountId| cx.portfolio.account(account).map_or("", |account| account.name.as_str());
    let slots = places(&cx.portfolio.settings().more.model, *list);
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("full list")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        let heading = if *taken >= usize::from(slots) {
            format!("All {slots} {}s of {owner} are taken", list.name())
        } else {
            format!("{owner} has {taken} of {slots} {}s, and one too many comes", list.name())
        };
        ui.label(RichText::new(heading).heading());
        let whom = match coming.as_slice() {
            [one] => name(*one).to_owned(),
            many => super::accounts(cx, many.len()),
        };
        ui.label(theme::weak(format!("Which one gives up its place to {whom}?"), cx.tokens));
        ui.add_space(space::S);
        #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
        let height = ROW_HEIGHT * (there.len() as f32).min(MOST_ROWS);
        let scroll = ScrollArea::vertical().min_scrolled_height(height).max_height(height).auto_shrink([false, true]);
        ui.spacing_mut().item_spacing.y = 0.0;
        scroll.show_rows(ui, ROW_HEIGHT, there.len(), |ui, rows| {
            for slot in there.get(rows).unwrap_or_default() {
                slot_ui(ui, cx, *slot, chosen);
            }
        });
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let words = chosen.map_or_else(|| "Drop one".to_owned(), |account| format!("Drop {}", name(account)));
            let button = ui.add_enabled(chosen.is_some(), theme::primary_button(words, cx.tokens));
            if let Some(account) = chosen.filter(|_| button.on_disabled_hover_text("Choose one above").clicked()) {
                actions.push(Action::MakeRoom(account));
                done = true;
            }
            ui.add_space(space::S);
            done |= ui.button("Leave it as it is").clicked();
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

fn slot_ui(ui: &mut Ui, cx: &Cx<'_>, slot: Slot, chosen: &mut Option<AccountId>) {
    let Some(account) = cx.portfolio.account(slot.account) else { return };
    let class = Class::of_account(cx.portfolio, account, cx.portfolio.settings().lines);
    let words = slot_words(cx, slot);
    let dot = class.map_or(cx.tokens.faint, |class| cx.tokens.dot(class));
    let on = *chosen == Some(slot.account);
    if two_lines(ui, cx, Two { name: &account.name, words: &words, dot, on, height: ROW_HEIGHT }).clicked() {
        *chosen = Some(slot.account);
    }
}

/// "45 days on the list · last touch 12 days ago"
pub fn slot_words(cx: &Cx<'_>, slot: Slot) -> String {
    let age = days((cx.today - slot.since).num_days().max(0));
    match last_touch(cx.portfolio, slot.account, cx.today) {
        Some(last) => format!("{age} on the list · last touch {} ago", days((cx.today - last).num_days())),
        None => format!("{age} on the list · never touched"),
    }
}
