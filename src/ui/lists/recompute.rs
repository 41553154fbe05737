//! Fixing the cut-off of the key list at today's revenues, seen before it is done.

use egui::{Id, RichText, ScrollArea, Ui};

use super::{accounts, money};
use crate::model::{AccountId, Edit, KeyCutOff, SettingsValue};
use crate::rules::lists::Recomputed;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const WIDTH: f32 = 520.0;
const LIST_HEIGHT: f32 = 220.0;

/// The dialog while it is open.
#[derive(Debug)]
pub struct Recompute {
    outlook: Recomputed,
    /// The keyboard has not been given to its main button yet.
    fresh: bool,
}

impl Recompute {
    #[must_use]
    pub const fn new(outlook: Recomputed) -> Self {
        Self { outlook, fresh: true }
    }
}

/// The dialog. It closes itself.
pub fn recompute_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<Recompute>, actions: &mut Actions) {
    let Some(Recompute { outlook, fresh }) = open else { return };
    let Recomputed { before, after, enters, leaves, stay } = outlook;
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("recompute the cut-off")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new("Recompute the key list").heading());
        let dates = cx.portfolio.settings().more.dates;
        let words =
            format!("What the account at a quarter of all buyers bought in 12 months until {}", dates.day(cx.today));
        ui.label(theme::weak(words, cx.tokens));
        ui.add_space(space::M);
        ui.horizontal(|ui| {
            if let Some(before) = before.filter(|before| *before != *after) {
                ui.label(RichText::new(money(cx, before)).color(cx.tokens.weak));
                ui.label("→");
            }
            ui.label(theme::strong(money(cx, *after)).size(theme::size::TITLE));
        });
        ui.label(format!("{} stay on the key list", accounts(cx, *stay)));
        ui.add_space(space::S);
        ui.columns_const(|[left, right]| {
            names_ui(left, cx, "Enter", "Nobody enters", enters);
            names_ui(right, cx, "Leave", "Nobody leaves", leaves);
        });
        ui.add_space(space::S);
        ui.label(theme::weak(
            "It holds until it is fixed anew, usually after 6 to 12 months; scores are measured against it",
            cx.tokens,
        ));
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = ui.add(theme::primary_button("Fix the cut-off", cx.tokens));
            if std::mem::take(fresh) {
                button.request_focus();
            }
            if button.clicked() {
                let cut_off = KeyCutOff { amount: *after, as_of: cx.today };
                actions.push(Action::Edit(Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))])));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

fn names_ui(ui: &mut Ui, cx: &Cx<'_>, title: &str, none: &str, names: &[AccountId]) {
    let count = cx.portfolio.settings().more.numbers.count(names.len());
    ui.label(theme::strong(if names.is_empty() { none.to_owned() } else { format!("{title}: {count}") }));
    let height = ui.spacing().interact_size.y;
    let scroll = ScrollArea::vertical().id_salt(title).max_height(LIST_HEIGHT).auto_shrink([false, true]);
    scroll.show_rows(ui, height, names.len(), |ui, rows| {
        for account in names.get(rows).unwrap_or_default() {
            let Some(account) = cx.portfolio.account(*account) else { continue };
            let revenue = money(cx, cx.portfolio.revenue_12m(account).unwrap_or_default());
            ui.horizontal(|ui| {
                ui.set_height(height);
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(theme::weak(revenue, cx.tokens));
                    ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                        ui.add(egui::Label::new(account.name.as_str()).truncate());
                    });
                });
            });
        }
    });
}
