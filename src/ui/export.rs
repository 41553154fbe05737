//! What is exported, in which format, and how texts stand in it.

use egui::{Align, Grid, Id, Key, Layout, RadioButton, RichText, Ui};

use crate::sheets::{ExportFormat, ExportOptions, ExportWhat, TextGuard};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::section;

/// The choices while the dialog is open.
#[derive(Clone, Debug)]
pub struct ExportDialog {
    what: ExportWhat,
    format: ExportFormat,
    guard: TextGuard,
    counts: [(ExportWhat, u64); ExportWhat::ALL.len()],
    /// How many accounts the filter leaves; `None` without a filter.
    in_view: Option<usize>,
    /// Of all accounts only those.
    only_in_view: bool,
    fresh: bool,
}

impl ExportDialog {
    /// Beginning with these choices. What the filter leaves is what somebody sees, so it is what they mean first.
    #[must_use]
    pub fn new(
        what: ExportWhat,
        format: ExportFormat,
        guard: TextGuard,
        counts: [(ExportWhat, u64); ExportWhat::ALL.len()],
        in_view: Option<usize>,
    ) -> Self {
        let only_in_view = in_view.is_some_and(|count| count > 0);
        Self { what, format, guard, counts, in_view, only_in_view, fresh: true }
    }

    fn what_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let numbers = cx.portfolio.settings().more.numbers;
        let fresh = std::mem::take(&mut self.fresh);
        Grid::new("what is exported").num_columns(2).spacing([space::L, space::XS]).show(ui, |ui| {
            for (what, count) in self.counts {
                let radio = RadioButton::new(self.what == what, what.label());
                let response = ui.add_enabled(count > 0, radio);
                if fresh && self.what == what {
                    response.request_focus();
                }
                if response.on_disabled_hover_text("There are none yet").clicked() {
                    self.what = what;
                }
                let count = numbers.count(usize::try_from(count).unwrap_or(usize::MAX));
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| ui.label(theme::weak(count, cx.tokens)));
                ui.end_row();
                if has_filter(what) && self.what == what {
                    self.which_accounts_ui(ui, cx);
                }
            }
        });
        if self.what == ExportWhat::All && self.format.is_text() {
            self.format = ExportFormat::Xlsx;
        }
    }

    /// Those that are seen, or all; asked only where that is not the same.
    fn which_accounts_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let Some(in_view) = self.in_view else { return };
        let numbers = cx.portfolio.settings().more.numbers;
        let all = cx.portfolio.accounts().len();
        ui.horizontal(|ui| {
            ui.add_space(space::L);
            let seen = RadioButton::new(self.only_in_view, format!("The {} in this view", numbers.count(in_view)));
            if ui.add_enabled(in_view > 0, seen).clicked() {
                self.only_in_view = true;
            }
            if ui.radio(!self.only_in_view, format!("All {}", numbers.count(all))).clicked() {
                self.only_in_view = false;
            }
        });
        ui.end_row();
    }

    fn format_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        section(ui, "Format", cx.tokens);
        ui.horizontal_wrapped(|ui| {
            for format in [ExportFormat::Xlsx, ExportFormat::Csv, ExportFormat::Tsv, ExportFormat::Json] {
                let fits = self.what != ExportWhat::All || !format.is_text();
                let response = ui.add_enabled(fits, RadioButton::new(self.format == format, format.label()));
                if response.on_disabled_hover_text("A text file holds one kind of record").clicked() {
                    self.format = format;
                }
            }
        });
        if self.format.is_text() {
            section(ui, "Texts that begin like a formula", cx.tokens);
            ui.radio_value(&mut self.guard, TextGuard::Safe, "Safe for spreadsheets")
                .on_hover_text("An apostrophe stands before them; an import takes it off again");
            ui.radio_value(&mut self.guard, TextGuard::Raw, "Raw")
                .on_hover_text("As they are, for programs that run nothing; a spreadsheet program might run them");
        }
    }

    fn action(&self) -> Action {
        let options = ExportOptions { what: self.what, format: self.format, guard: self.guard, only: None };
        let in_view = has_filter(self.what) && self.in_view.is_some() && self.only_in_view;
        Action::Export { options: Box::new(options), in_view }
    }
}

/// Whether a filter of accounts can leave some of it out.
fn has_filter(what: ExportWhat) -> bool {
    matches!(what, ExportWhat::Accounts | ExportWhat::Scores)
}

/// The dialog. It closes itself.
pub fn export_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<ExportDialog>, actions: &mut Actions) {
    let Some(dialog) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("export dialog")).show(ui.ctx(), |ui| {
        ui.set_width(380.0);
        ui.label(RichText::new("Export").heading());
        ui.add_space(space::S);
        dialog.what_ui(ui, cx);
        dialog.format_ui(ui, cx);
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let chosen = ui.add(theme::primary_button("Export to…", cx.tokens)).clicked();
            done = ui.button("Cancel").clicked();
            if chosen || !done && ui.input(|input| input.key_pressed(Key::Enter)) {
                actions.push(dialog.action());
                done = true;
            }
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}
