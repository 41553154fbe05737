use egui::{Align, Frame, Layout, Margin, RichText, Ui};

use crate::sheets::Counts;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::{ImportAction, Planning, Preview, Step, parts};

pub(super) const HEIGHT: f32 = 54.0;

/// Where things stand, and the way on.
pub(super) fn footer_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &Preview,
    step: &mut Step,
    why_this_file: Option<&str>,
    actions: &mut Actions,
) {
    Frame::new().inner_margin(Margin::symmetric(parts::MARGIN, 12)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            ui.spacing_mut().item_spacing.x = space::S;
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                match step.next() {
                    Some(next) => {
                        let words = format!("Next: {}", next.name().to_lowercase());
                        if ui.add(theme::primary_button(words, cx.tokens)).clicked() {
                            *step = next;
                        }
                    }
                    None => import_button_ui(ui, cx, preview, actions),
                }
                if let Some(back) = step.back()
                    && ui.button("Back").clicked()
                {
                    *step = back;
                }
                if ui.button("Cancel").clicked() {
                    actions.push(Action::Import(ImportAction::Close));
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    words_ui(ui, cx, preview, *step, why_this_file, actions);
                });
            });
        });
    });
}

fn import_button_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, actions: &mut Actions) {
    let plan = preview.planned.as_ref().map(|planned| &planned.plan);
    let changes = plan.map_or(0, |plan| plan.counts.new + plan.counts.updated);
    let kind = preview.mapping.kind;
    let what = if changes == 1 { kind.singular() } else { kind.plural() };
    let words = format!("Import {} {what}", cx.portfolio.settings().more.numbers.count(changes));
    let ready = preview.is_planned();
    let button = ui.add_enabled(ready && changes > 0, theme::primary_button(words, cx.tokens));
    let why = if ready { "There is nothing to import" } else { "What would change is not worked out yet" };
    if button.on_disabled_hover_text(why).clicked() {
        actions.push(Action::Import(ImportAction::Run));
    }
}

fn words_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &Preview,
    step: Step,
    why_this_file: Option<&str>,
    actions: &mut Actions,
) {
    let plan = preview.planned.as_ref().map(|planned| &planned.plan);
    let numbers = cx.portfolio.settings().more.numbers;
    let rejected = plan.map_or(0, |plan| plan.counts.rejected);
    if rejected > 0 && step == Step::Check {
        let label = match rejected {
            1 => "Save the rejected row…".to_owned(),
            count => format!("Save the {} rejected rows…", numbers.count(count)),
        };
        if ui.add_enabled(preview.is_planned(), egui::Button::new(label)).clicked() {
            actions.push(Action::Import(ImportAction::SaveRejects));
        }
    }
    let words = match (step, plan, &preview.planning) {
        (Step::Check, _, _) => match why_this_file {
            Some(why) => format!("{why}. Nothing has been written yet."),
            None => "Nothing has been written yet. Undo takes all of it back, updates too.".to_owned(),
        },
        (_, _, Planning::Failed(error)) => error.clone(),
        (Step::File | Step::Columns, Some(plan), Planning::Done) => {
            let Counts { rows: _, new, updated, same, skipped, rejected } = plan.counts;
            let said =
                [(new, "new"), (updated, "updated"), (same, "same"), (skipped, "left out"), (rejected, "rejected")];
            let said = said.into_iter().filter(|(count, _)| *count > 0);
            said.map(|(count, what)| format!("{} {what}", numbers.count(count))).collect::<Vec<_>>().join(" · ")
        }
        (Step::File | Step::Columns, _, _) => String::new(),
    };
    let color = if matches!(preview.planning, Planning::Failed(_)) { cx.tokens.warn } else { cx.tokens.weak };
    parts::short(ui, RichText::new(words).color(color));
}
