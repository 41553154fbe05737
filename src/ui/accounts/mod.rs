//! The table of accounts.

use egui::Ui;

use super::view::{Actions, Cx};
use crate::model::{Column, SortBy};

/// What the table remembers between frames.
#[derive(Debug, Default)]
pub struct AccountsView {
    /// The most important first.
    pub sort: Vec<SortBy>,
    /// From left to right.
    pub columns: Vec<Column>,
}

impl AccountsView {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, _actions: &mut Actions) {
        ui.label(format!("{} accounts", cx.filtered.found().len()));
    }
}
