//! Who wins accounts and who makes them grow: the colleagues, what waits for its hand-over, and what was handed over.

mod people;
mod rows;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::{Align, Layout, ScrollArea, Ui};

use crate::model::{AccountId, Edit, HandOverId, text::folded};
use crate::rules::hand_over::{Hand, WaitingHandOver, done, growers, hands, waiting, wishes};

use super::super::theme::{self, space};
use super::super::view::{Action, Actions, Cx};

#[derive(Debug, Default)]
pub struct HandOversPage {
    known: Known,
    /// Those of the waiting that are to be handed over together.
    picked: BTreeSet<AccountId>,
    /// What was done is shown of this colleague alone.
    only: Option<String>,
    /// Asked for on this page: the dialog, for these accounts.
    pub wanted: Option<Vec<AccountId>>,
}

/// The workspace, its revision and the day.
type Of = (usize, u64, NaiveDate);

/// What the page shows, worked out once for each revision.
#[derive(Debug, Default)]
struct Known {
    made_for: Option<Of>,
    /// What waits is counted on other pages too.
    waiting_of: Option<Of>,
    waiting: Vec<WaitingHandOver>,
    hands: Vec<Hand>,
    growers: Vec<String>,
    /// The newest first.
    done: Vec<HandOverId>,
    /// Everybody who gave or took, in order.
    named: Vec<String>,
    /// Of `done`, those that are shown, and for whom they were chosen.
    shown: (Option<String>, Vec<HandOverId>),
}

impl Known {
    fn refresh_waiting(&mut self, cx: &Cx<'_>) {
        let wanted = Some((cx.workspace, cx.portfolio.revision(), cx.today));
        if self.waiting_of != wanted {
            self.waiting_of = wanted;
            self.waiting = waiting(cx.portfolio, cx.today);
        }
    }

    /// Whether something may be otherwise than in the frame before.
    fn refresh(&mut self, cx: &Cx<'_>, only: Option<&str>) -> bool {
        let wanted = Some((cx.workspace, cx.portfolio.revision(), cx.today));
        let anew = self.made_for != wanted;
        if anew {
            self.made_for = wanted;
            self.hands = hands(cx.portfolio);
            self.growers = growers(cx.portfolio);
            self.done = done(cx.portfolio);
            let names = cx.portfolio.hand_overs().iter().flat_map(|one| [one.from.as_str(), one.to.as_str()]);
            let names: BTreeSet<&str> = names.filter(|name| !name.is_empty()).collect();
            self.named = names.into_iter().map(str::to_owned).collect();
        }
        if anew || self.shown.0.as_deref() != only {
            let wanted = only.map(folded);
            let fits = |id: &&HandOverId| {
                let Some(wanted) = &wanted else { return true };
                let one = cx.portfolio.hand_overs().get(**id);
                one.is_some_and(|one| folded(&one.from) == *wanted || folded(&one.to) == *wanted)
            };
            self.shown = (only.map(str::to_owned), self.done.iter().filter(fits).copied().collect());
        }
        anew
    }
}

impl HandOversPage {
    /// Brings what waits up to date; does nothing while the portfolio stays as it is.
    pub fn refresh(&mut self, cx: &Cx<'_>) {
        self.known.refresh_waiting(cx);
    }

    /// How many wait for somebody to make them grow.
    #[must_use]
    pub const fn waiting(&self) -> usize {
        self.known.waiting.len()
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        if self.known.refresh(cx, self.only.as_deref()) {
            let waits: BTreeSet<AccountId> = self.known.waiting.iter().map(|one| one.account).collect();
            self.picked.retain(|account| waits.contains(account));
        }
        people::people_ui(ui, cx, &self.known.hands, actions);
        ui.add_space(space::S);
        let half = ((ui.available_height() - space::S) / 2.0).max(120.0);
        let rows = self.known.waiting.len().max(1);
        #[expect(clippy::cast_precision_loss, reason = "only whether there are more rows than there is room")]
        let wanted = 64.0 + rows as f32 * rows::HEIGHT;
        let height = if self.known.done.is_empty() { half * 2.0 } else { wanted.min(half) };
        self.waiting_ui(ui, cx, selection, height, actions);
        ui.add_space(space::S);
        self.done_ui(ui, cx, selection, actions);
    }

    fn waiting_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        height: f32,
        actions: &mut Actions,
    ) {
        let Self { known, picked, wanted, .. } = self;
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_max_height(height);
            let numbers = cx.portfolio.settings().more.numbers;
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL_HEIGHT);
                ui.label(theme::strong(format!("Waiting: {}", numbers.count(known.waiting.len()))));
                ui.label(theme::weak("won in the last 365 days; the owner does not make accounts grow", cx.tokens));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if !picked.is_empty() {
                        let all: Vec<AccountId> = picked.iter().copied().collect();
                        let words = format!("Hand over {}", numbers.count(all.len()));
                        hand_over_menu(ui, cx, &words, "Hand over the picked", known, &all, wanted, actions);
                    }
                });
            });
            if known.waiting.is_empty() {
                let words = if known.growers.is_empty() {
                    "Nothing waits. Say above who acquires accounts and who makes them grow; then every account that \
                     becomes a customer asks for its hand-over"
                } else {
                    "Nothing waits. Every account that becomes a customer will ask here who makes it grow"
                };
                ui.add(egui::Label::new(theme::weak(words, cx.tokens)).wrap());
                return;
            }
            ui.spacing_mut().item_spacing.y = 0.0;
            let columns = rows::Waiting::of(ui.available_width() - space::M);
            columns.head_ui(ui, cx, known.waiting.iter().map(|one| one.account), picked);
            let scroll = ScrollArea::vertical().id_salt("waiting for a hand-over").auto_shrink([false, true]);
            scroll.show_rows(ui, rows::HEIGHT, known.waiting.len(), |ui, range| {
                for one in known.waiting.get(range).unwrap_or_default() {
                    let chosen = columns.row_ui(ui, cx, one, selection, picked, actions);
                    ui.push_id(one.account.0, |ui| {
                        let Some(rect) = chosen else { return };
                        let mut ui = ui.new_child(
                            egui::UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center)),
                        );
                        buttons_ui(&mut ui, cx, one, known, wanted, actions);
                    });
                }
            });
        });
    }

    fn done_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let Self { known, only, .. } = self;
        if known.done.is_empty() {
            return;
        }
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL_HEIGHT);
                let numbers = cx.portfolio.settings().more.numbers;
                ui.label(theme::strong(format!("Done: {}", numbers.count(known.shown.1.len()))));
                ui.label(theme::weak("all, the newest first", cx.tokens));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let combo = egui::ComboBox::from_id_salt("hand-overs of");
                    let combo = combo.selected_text(only.as_deref().unwrap_or("Everybody")).width(160.0);
                    let combo = combo.show_ui(ui, |ui| {
                        ui.selectable_value(only, None, "Everybody");
                        for name in &known.named {
                            ui.selectable_value(only, Some(name.clone()), name.as_str());
                        }
                    });
                    combo.response.accessible_name("Hand-overs of");
                });
            });
            ui.spacing_mut().item_spacing.y = 0.0;
            let columns = rows::Done::of(ui.available_width() - space::M);
            columns.head_ui(ui, cx);
            let shown = &known.shown.1;
            let scroll = ScrollArea::vertical().id_salt("hand-overs done").auto_shrink([false, false]);
            scroll.show_rows(ui, rows::HEIGHT, shown.len(), |ui, range| {
                for id in shown.get(range).unwrap_or_default() {
                    if let Some(one) = cx.portfolio.hand_overs().get(*id) {
                        columns.row_ui(ui, cx, one, selection, actions);
                    }
                }
            });
        });
    }
}

/// What can be done about an account that waits.
fn buttons_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    one: &WaitingHandOver,
    known: &Known,
    wanted: &mut Option<Vec<AccountId>>,
    actions: &mut Actions,
) {
    let name = cx.portfolio.account(one.account).map_or("", |account| account.name.as_str());
    hand_over_menu(ui, cx, "Hand over", &format!("Hand over {name}"), known, &[one.account], wanted, actions);
    let stays = ui.add_enabled(!one.owner.is_empty() && cx.env.may_write().is_ok(), egui::Button::new("Stays"));
    let hint = format!("{} keeps it and makes it grow", one.owner);
    let stays = stays.on_hover_text(hint).on_disabled_hover_text(stays_not(cx));
    if stays.accessible_name(format!("{name} stays with {}", one.owner)).clicked() {
        actions.push(Action::Edit(Edit::HandOver(wishes([one.account], &one.owner, cx.today, ""))));
    }
}

fn stays_not(cx: &Cx<'_>) -> &'static str {
    cx.env.may_write().err().unwrap_or("Nobody owns it; hand it over to somebody")
}

/// A button with the names of those to whom the accounts may go; a click on one is the edit.
#[expect(clippy::too_many_arguments, reason = "what is said, to whom, and of what are three pairs")]
fn hand_over_menu(
    ui: &mut Ui,
    cx: &Cx<'_>,
    words: &str,
    spoken: &str,
    known: &Known,
    accounts: &[AccountId],
    wanted: &mut Option<Vec<AccountId>>,
    actions: &mut Actions,
) {
    ui.add_enabled_ui(cx.env.may_write().is_ok(), |ui| {
        let menu = ui.menu_button(format!("{words} ▾"), |ui| {
            ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
                for name in &known.growers {
                    if ui.button(name.as_str()).clicked() {
                        let wishes = wishes(accounts.iter().copied(), name, cx.today, "");
                        actions.push(Action::Edit(Edit::HandOver(wishes)));
                        ui.close();
                    }
                }
            });
            if known.growers.is_empty() {
                ui.label(theme::weak("Nobody is said to make accounts grow yet", cx.tokens));
            }
            ui.separator();
            if ui.button("Somebody else, another day…").clicked() {
                *wanted = Some(accounts.to_vec());
                ui.close();
            }
        });
        menu.response.accessible_name(spoken);
    });
}
