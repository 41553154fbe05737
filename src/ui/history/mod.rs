//! Everything that was ever done to the workspace.

use egui::Ui;

use super::view::{Actions, Cx};

/// What History remembers between frames.
#[derive(Debug, Default)]
pub struct HistoryView {}

impl HistoryView {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, _actions: &mut Actions) {
        ui.label(format!("{} entries", cx.journal.entries().len()));
    }
}
