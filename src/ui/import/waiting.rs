use egui::{ProgressBar, RichText, Ui};

use crate::jobs::{ImportSource, JobSteps};
use crate::sheets::ReadOptions;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::{ImportAction, file_step};

/// While a file is read: how far that is, how fast it goes, and a way out.
pub(super) fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>, words: &str, steps: JobSteps, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.36);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        ui.label(RichText::new(words).color(cx.tokens.weak));
        progress_ui(ui, cx, words, steps, 320.0);
        ui.add_space(space::XS);
        if ui.button("Cancel").clicked() {
            actions.push(Action::Import(ImportAction::Close));
        }
    });
}

/// While the file is read in another way: what was made of it before is about to go.
pub(super) fn rereading_ui(ui: &mut Ui, cx: &Cx<'_>, steps: JobSteps, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.32);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        let words = "Reading the file…";
        ui.label(RichText::new(words).color(cx.tokens.weak));
        progress_ui(ui, cx, words, steps, 320.0);
        if ui.button("Stop").clicked() {
            actions.push(Action::Import(ImportAction::StopPlanning));
        }
    });
}

/// A bar where the end is known, else something that turns; below it figures, once there are any.
pub(super) fn progress_ui(ui: &mut Ui, cx: &Cx<'_>, name: &str, steps: JobSteps, width: f32) {
    match steps.share() {
        Some(share) => {
            ui.add(ProgressBar::new(share).desired_width(width).desired_height(6.0)).accessible_name(name);
        }
        None => {
            ui.spinner();
        }
    }
    let numbers = cx.portfolio.settings().more.numbers;
    let figures = steps.words(|count| numbers.count(usize::try_from(count).unwrap_or(usize::MAX)));
    ui.label(theme::weak(figures, cx.tokens));
}

/// The file cannot be read; a text file may be in another encoding.
pub(super) fn failed_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    error: &str,
    read: &mut ReadOptions,
    source: Option<&ImportSource>,
    actions: &mut Actions,
) {
    ui.add_space(ui.available_height() * 0.26);
    ui.vertical_centered(|ui| {
        ui.set_max_width(560.0);
        ui.spacing_mut().item_spacing.y = space::S;
        ui.label(RichText::new("This file cannot be imported").size(15.0).family(theme::semibold()));
        ui.label(RichText::new(error).color(cx.tokens.danger));
        if source.is_some_and(is_text) {
            ui.add_space(space::S);
            ui.allocate_ui(egui::vec2(260.0, 60.0), |ui| file_step::text_choices_ui(ui, cx, read, None, actions));
        }
        ui.add_space(space::M);
        if ui.button("Close").clicked() {
            actions.push(Action::Import(ImportAction::Close));
        }
    });
}

/// Whether encoding and delimiter matter to it.
fn is_text(source: &ImportSource) -> bool {
    const WORKBOOKS: [&str; 5] = ["xlsx", "xlsm", "xlsb", "xls", "ods"];
    match source {
        ImportSource::Clipboard(_) => false,
        ImportSource::File(path) => !path
            .extension()
            .is_some_and(|ending| WORKBOOKS.iter().any(|workbook| ending.eq_ignore_ascii_case(workbook))),
    }
}
