//! The one filter, over the board and over the table.

use egui::{RichText, Ui};

use super::theme::{self, space};
use super::view::{Actions, Cx};
use crate::model::Filter;

pub fn filter_bar_ui(ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, focus: &mut bool, _actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.set_height(theme::CONTROL_HEIGHT);
        let field = egui::TextEdit::singleline(&mut filter.text)
            .hint_text(RichText::new("Find accounts").color(cx.tokens.faint))
            .desired_width(220.0);
        let response = ui.add(field).accessible_name("Find accounts");
        if std::mem::take(focus) {
            response.request_focus();
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            filter.text.clear();
        }
        if !filter.text.is_empty() && ui.button("Clear").clicked() {
            filter.text.clear();
        }
    });
    ui.add_space(space::S);
}
