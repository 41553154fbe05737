//! What the workspace as a whole is called, and the currency of its amounts.

use egui::{Id, Key, RichText, Ui, vec2};

use crate::model::Edit;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// The texts of the form while it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkspaceForm {
    pub name: String,
    pub currency: String,
}

impl WorkspaceForm {
    /// The edits that the form asks for; none for what stayed as it was.
    fn edits(&self, cx: &Cx<'_>) -> Vec<Edit> {
        let settings = cx.portfolio.settings();
        let mut edits = Vec::new();
        if self.name.trim() != settings.name {
            edits.push(Edit::RenameWorkspace(self.name.clone()));
        }
        if !self.currency.trim().eq_ignore_ascii_case(&settings.currency) {
            edits.push(Edit::SetCurrency(self.currency.clone()));
        }
        edits
    }
}

/// The form as a dialog. It closes itself.
pub fn workspace_form_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<WorkspaceForm>, actions: &mut Actions) {
    let Some(form) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("workspace form")).show(ui.ctx(), |ui| {
        ui.set_width(340.0);
        ui.label(RichText::new("Workspace").heading());
        ui.add_space(space::S);
        let field = |ui: &mut Ui, label: &str, hint: &str, text: &mut String| {
            ui.label(theme::weak(label, cx.tokens));
            let field = egui::TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY);
            let response = ui.add(field.margin(vec2(10.0, 6.0))).accessible_name(label);
            ui.add_space(space::S);
            response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
        };
        let named = field(ui, "Name of the team or company", "Our accounts", &mut form.name);
        let priced = field(ui, "Currency of all amounts", "EUR", &mut form.currency);
        ui.label(theme::weak("Amounts are not converted: only what they are called changes.", cx.tokens));
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let save = ui.add(theme::primary_button("Save", cx.tokens)).clicked();
            let cancel = ui.button("Cancel").clicked();
            if save || named || priced {
                actions.extend(form.edits(cx).into_iter().map(Action::Edit));
            }
            done = save || named || priced || cancel;
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}
