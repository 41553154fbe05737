//! What comes next with the account.

use egui::{Label, RichText, Sense, Ui, vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::model::{Account, ActivityKind, RowKey};
use crate::rules::touch::TouchState;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::facts::{AccountFacts, Known, NextStep, short_day};
use super::section::{Section, Sections};

pub fn next_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    facts: &AccountFacts,
    sections: &mut Sections,
    actions: &mut Actions,
) {
    let Some(known) = facts.known() else { return };
    if !sections.heading_ui(ui, cx, Section::Next, "Next", None).open {
        return;
    }
    cx.tokens.card_frame().inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        match &known.next {
            Some(next) => planned_ui(ui, cx, next, actions),
            None => unplanned_ui(ui, cx, account, known, actions),
        }
    });
}

fn planned_ui(ui: &mut Ui, cx: &Cx<'_>, next: &NextStep, actions: &mut Actions) {
    row_ui(ui, cx, (icon(next.kind), next.words.as_str(), next.when.as_str(), next.overdue), "Done…", |clicked| {
        match clicked {
            Clicked::Button => actions.push(Action::CompleteActivity(next.activity)),
            Clicked::Words => actions.push(Action::OpenRecord(RowKey::Activity(next.activity))),
        }
    });
}

fn unplanned_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, known: &Known, actions: &mut Actions) {
    let (words, late) = due_words(cx, known);
    row_ui(ui, cx, (icons::ICON_EVENT, "Nothing is planned", &words, late), "Plan one…", |_| {
        actions.push(Action::PlanActivity(account.id));
    });
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clicked {
    Words,
    Button,
}

/// An icon, what and when, and a button.
fn row_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (icon, words, when, late): (MaterialIcon, &str, &str, bool),
    button: &str,
    mut on_click: impl FnMut(Clicked),
) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(icon.codepoint).size(16.0).color(cx.tokens.weak));
        let room = ui.available_width() - 92.0;
        ui.allocate_ui(vec2(room, 36.0), |ui| {
            ui.set_width(room);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let what = ui.add(Label::new(words).truncate().sense(Sense::click()));
                if what.on_hover_text(words).clicked() {
                    on_click(Clicked::Words);
                }
                let color = if late { cx.tokens.danger } else { cx.tokens.weak };
                ui.add(Label::new(RichText::new(when).size(theme::size::SMALL).color(color)).wrap());
            });
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let response = ui.add_enabled(!cx.env.read_only, theme::primary_button(button, cx.tokens));
            if response.accessible_name(button).clicked() {
                on_click(Clicked::Button);
            }
        });
    });
    ui.add_space(-space::XS);
}

/// When the account should hear from us, and whether it waits too long already.
fn due_words(cx: &Cx<'_>, known: &Known) -> (String, bool) {
    let touch = &known.touch;
    let day = |day| short_day(cx.portfolio, day, cx.today);
    match (touch.state, touch.next_due) {
        (TouchState::NeverContacted, _) => ("Never contacted".to_owned(), true),
        (TouchState::OnTime, Some(due)) => (format!("Due {}", day(due)), false),
        (TouchState::Neglected | TouchState::LongNeglected | TouchState::PlannedSoon, Some(due)) => {
            let late = (cx.today - due).num_days();
            (format!("Due since {}, {late} {}", day(due), if late == 1 { "day" } else { "days" }), true)
        }
        (TouchState::NoCadence, _) | (_, None) => ("No class yet, so no cadence".to_owned(), false),
    }
}

/// What stands for a kind of activity.
const fn icon(kind: ActivityKind) -> MaterialIcon {
    match kind {
        ActivityKind::Call => icons::ICON_CALL,
        ActivityKind::Visit => icons::ICON_STORE,
        ActivityKind::Email => icons::ICON_MAIL,
        ActivityKind::Meeting => icons::ICON_GROUPS,
        ActivityKind::Note => icons::ICON_EDIT_NOTE,
    }
}
