//! The accounts of a seller that may come onto a list: beside the places, to be clicked or dragged there.

use std::collections::BTreeSet;

use egui::{ScrollArea, Ui};

use super::drag::carry;
use super::growing::{Two, two_lines};
use super::name_of;
use crate::model::{AccountId, Edit, PursuitList};
use crate::rules::class::Class;
use crate::rules::pursuits::{candidates, obstacles, summary};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

pub const WIDTH: f32 = 260.0;
const ROW_HEIGHT: f32 = 40.0;

/// What is chosen from, and the words that are looked for.
#[derive(Debug)]
pub struct Chooser {
    seller: String,
    list: PursuitList,
    words: String,
    /// The field has not had the keyboard yet.
    fresh: bool,
    made_for: Option<(usize, u64, String)>,
    found: Vec<AccountId>,
}

/// What the chooser asks for beside edits.
pub enum Outcome {
    Close,
    /// The questions that this account fails.
    Ask(AccountId),
}

impl Chooser {
    #[must_use]
    pub const fn new(seller: String, list: PursuitList) -> Self {
        Self { seller, list, words: String::new(), fresh: true, made_for: None, found: Vec::new() }
    }

    #[must_use]
    pub fn is_for(&self, seller: &str, list: PursuitList) -> bool {
        self.seller == seller && self.list == list
    }

    fn refresh(&mut self, cx: &Cx<'_>) {
        let wanted = (cx.workspace, cx.portfolio.revision(), self.words.clone());
        if self.made_for.as_ref() != Some(&wanted) {
            self.found = candidates(cx.portfolio, &self.seller, self.list, &self.words);
            self.made_for = Some(wanted);
        }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) -> Option<Outcome> {
        let mut outcome = None;
        self.refresh(cx);
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            let (who, nobody) = match self.list {
                PursuitList::Target => {
                    ("Prospects", "No prospect is left; a target is a prospect that passes money, access and fit")
                }
                PursuitList::Lead => ("Suspects", "No suspect is left; give this seller more of them, or add new ones"),
            };
            ui.horizontal(|ui| {
                ui.label(theme::strong(format!("{who} of {}", name_of(&self.seller))));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    if ui.button("Done").clicked() {
                        outcome = Some(Outcome::Close);
                    }
                });
            });
            let hint = format!("Find among the {}", who.to_lowercase());
            let field = egui::TextEdit::singleline(&mut self.words).hint_text(hint.as_str());
            let field = ui.add(field.desired_width(f32::INFINITY).margin(egui::vec2(8.0, 6.0))).accessible_name(hint);
            if std::mem::take(&mut self.fresh) {
                field.request_focus();
            }
            ui.add_space(space::XS);
            ui.label(theme::weak("By potential. Click one, or drag it to a place", cx.tokens));
            if self.found.is_empty() {
                let words = if self.words.is_empty() { nobody } else { "None has such a name" };
                ui.add(egui::Label::new(theme::weak(words, cx.tokens)).wrap());
                return;
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            let scroll = ScrollArea::vertical().id_salt("candidates").auto_shrink([false, false]);
            scroll.show_rows(ui, ROW_HEIGHT, self.found.len(), |ui, rows| {
                for account in self.found.get(rows).unwrap_or_default() {
                    if let Some(ask) = row_ui(ui, cx, *account, self.list, selection, actions) {
                        outcome = Some(ask);
                    }
                }
            });
        });
        outcome
    }
}

fn row_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: AccountId,
    list: PursuitList,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) -> Option<Outcome> {
    let account = cx.portfolio.account(account)?;
    let obstacles = obstacles(account, list);
    let words = match obstacles.as_slice() {
        [] => "Passes all questions".to_owned(),
        obstacles => summary(obstacles),
    };
    let words = if list == PursuitList::Lead && obstacles.is_empty() { account.industry.clone() } else { words };
    let class = Class::of_account(cx.portfolio, account, cx.portfolio.settings().lines);
    let dot = class.map_or(cx.tokens.faint, |class| cx.tokens.dot(class));
    let on = selection.contains(&account.id);
    let row = two_lines(ui, cx, Two { name: &account.name, words: &words, dot, on, height: ROW_HEIGHT });
    carry(&row, cx, account.id);
    let clicked = row.clicked();
    row.on_hover_text(words);
    if !clicked {
        return None;
    }
    if obstacles.is_empty() {
        let take = vec![(account.id, list)];
        actions.push(Action::Edit(Edit::SetPursuits { take, give_up: Vec::new() }));
        return None;
    }
    Some(Outcome::Ask(account.id))
}
