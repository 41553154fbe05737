//! What the parts of the page are made of.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{Color32, FontId, Galley, RichText, Stroke, Ui};

use crate::model::Money;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// A part of the page: a card with a heading.
pub fn part(ui: &mut Ui, cx: &Cx<'_>, heading: &str, content: impl FnOnce(&mut Ui)) {
    ui.vertical(|ui| {
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.label(theme::strong(heading));
            ui.add_space(space::XS);
            content(ui);
        });
    });
    ui.add_space(space::S);
}

/// What is said where there is nothing to show yet, and what to do about it.
pub fn nothing(ui: &mut Ui, cx: &Cx<'_>, words: &str) {
    ui.add_space(space::XS);
    ui.label(RichText::new(words).color(cx.tokens.weak));
    ui.add_space(space::XS);
}

/// An amount with its currency.
pub fn money(cx: &Cx<'_>, amount: Money) -> String {
    let settings = cx.portfolio.settings();
    format!("{} {}", settings.more.numbers.money(amount), settings.currency)
}

/// An amount without cents, and without its currency, where many stand below each other.
pub fn whole(cx: &Cx<'_>, amount: Money) -> String {
    let units = amount.minor_units();
    let rounded = (units + if units < 0 { -50 } else { 50 }) / 100;
    cx.portfolio.settings().more.numbers.money(Money::from_minor_units(rounded * 100))
}

/// "1 contact", "3 contacts".
pub fn counted(cx: &Cx<'_>, count: usize, one: &str, many: &str) -> String {
    format!("{} {}", cx.portfolio.settings().more.numbers.count(count), if count == 1 { one } else { many })
}

/// One line of text that ends in `…` where it is too long; struck through for who is gone.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32, struck: bool) -> Arc<Galley> {
    let strikethrough = if struck { Stroke::new(1.0, color) } else { Stroke::NONE };
    let format = TextFormat { font_id: font, color, strikethrough, ..TextFormat::default() };
    let mut job = LayoutJob::single_section(text.to_owned(), format);
    job.wrap = TextWrapping::truncate_at_width(width.max(8.0));
    ui.painter().layout_job(job)
}
