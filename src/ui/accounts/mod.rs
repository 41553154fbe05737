//! The table of accounts.

use egui::Ui;

use super::view::{Actions, Cx};

/// What the table remembers between frames.
#[derive(Debug, Default)]
pub struct AccountsView {}

impl AccountsView {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, _actions: &mut Actions) {
        ui.label(format!("{} accounts", cx.filtered.found().len()));
    }
}
