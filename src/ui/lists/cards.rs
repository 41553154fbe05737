//! A card with one figure, as several stand in a row.

use egui::{Color32, FontId, RichText, Ui};

use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// What a card says.
pub struct Card<'a> {
    pub title: &'a str,
    /// The figure, and its colour.
    pub figure: (String, Color32),
    /// Below it; each with its colour.
    pub lines: Vec<(String, Color32)>,
}

impl Card<'_> {
    /// As wide as there is room, `height` points high; what `more` shows comes last.
    pub fn ui(self, ui: &mut Ui, cx: &Cx<'_>, height: f32, more: impl FnOnce(&mut Ui)) {
        let Self { title, figure: (figure, color), lines } = self;
        // Columns stretch their words from edge to edge unless they are told otherwise.
        let layout = egui::Layout::top_down(egui::Align::Min);
        cx.tokens.card_frame().show(ui, |ui| {
            ui.with_layout(layout, |ui| {
                ui.set_width(ui.available_width());
                ui.set_height(height);
                ui.spacing_mut().item_spacing.y = 2.0;
                ui.label(RichText::new(title).color(cx.tokens.weak));
                let font = FontId::new(theme::size::FIGURE, theme::semibold());
                ui.add(egui::Label::new(RichText::new(figure).font(font).color(color)).truncate());
                for (line, color) in lines {
                    ui.add(egui::Label::new(RichText::new(line).size(theme::size::SMALL).color(color)).wrap());
                }
                ui.add_space(space::XS);
                more(ui);
            })
        });
    }
}
