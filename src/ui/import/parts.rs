//! What the steps of the dialog have in common: margins, columns, cards, choices.

use egui::{ComboBox, Frame, Label, Margin, Response, RichText, ScrollArea, Sense, Stroke, Ui, UiBuilder, vec2};

use crate::ui::theme::{self, space};
use crate::ui::view::Cx;
use crate::ui::widgets::chevron;

/// Of a step, at both sides.
pub(super) const MARGIN: i8 = 20;
/// Of what stands beside the main part of a step, in points.
pub(super) const SIDE: f32 = 292.0;

/// A line across the dialog.
pub(super) fn line(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, cx.tokens.line);
}

/// The part of the dialog that differs from step to step: it has this height, whatever is in it.
pub(super) fn body(ui: &mut Ui, height: f32, content: impl FnOnce(&mut Ui)) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height.max(40.0)), Sense::hover());
    let inner = rect.shrink2(vec2(f32::from(MARGIN), 14.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
    child.set_clip_rect(rect.intersect(ui.clip_rect()));
    content(&mut child);
}

/// A wide part, and one of fixed width beside it where there is room for both; else one above the other. The narrow one
/// is as high as what is in it, and scrolls.
pub(super) fn beside(ui: &mut Ui, salt: &str, wide: impl FnOnce(&mut Ui), narrow: impl FnOnce(&mut Ui)) {
    /// Less than this is no room for both.
    const BOTH: f32 = 900.0;
    /// Of the narrow part so much is seen below the wide one, as a sign that it is there.
    const PEEK: f32 = 56.0;
    let room = ui.available_rect_before_wrap();
    let scroll = ScrollArea::vertical().id_salt(salt).auto_shrink([false, false]);
    if room.width() < BOTH {
        scroll.show(ui, |ui| {
            ui.set_width(ui.available_width() - space::M);
            let (rect, _) =
                ui.allocate_exact_size(vec2(ui.available_width(), (room.height() - PEEK).max(200.0)), Sense::hover());
            wide(&mut ui.new_child(UiBuilder::new().max_rect(rect)));
            ui.add_space(space::L);
            narrow(ui);
        });
        return;
    }
    let side = SIDE.min(room.width() * 0.45);
    let (mut left, mut right) = (room, room);
    left.set_right(room.right() - side - space::L);
    right.set_left(room.right() - side);
    wide(&mut ui.new_child(UiBuilder::new().max_rect(left)));
    let mut child = ui.new_child(UiBuilder::new().max_rect(right));
    child.set_clip_rect(right.expand(2.0).intersect(ui.clip_rect()));
    scroll.show(&mut child, narrow);
}

/// A card that takes all the width that there is.
pub(super) fn card(ui: &mut Ui, cx: &Cx<'_>, content: impl FnOnce(&mut Ui)) {
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS;
        content(ui);
    });
}

/// What a group of choices is about.
pub(super) fn title(ui: &mut Ui, cx: &Cx<'_>, text: &str) {
    ui.label(RichText::new(text).family(theme::semibold()).size(12.0).color(cx.tokens.weak));
}

/// A choice among few or many, as wide as there is room.
pub(super) fn choice(
    ui: &mut Ui,
    cx: &Cx<'_>,
    label: &str,
    chosen: RichText,
    choices: impl FnOnce(&mut Ui),
) -> Response {
    let faint = cx.tokens.faint;
    let width = ui.available_width();
    let combo = ComboBox::from_id_salt(label).selected_text(chosen).width(width).height(380.0).truncate();
    let shown = combo.icon(move |ui, rect, _, _| chevron(ui, rect, faint)).show_ui(ui, |ui| {
        ui.set_min_width((width - 12.0).max(150.0));
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.spacing_mut().button_padding = vec2(8.0, 4.0);
        choices(ui);
    });
    shown.response.accessible_name(label)
}

/// A choice below its label; `spoken` is its whole name.
pub(super) fn labelled_choice(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (label, spoken): (&str, &str),
    chosen: &str,
    choices: impl FnOnce(&mut Ui),
) {
    ui.add_space(space::XS);
    ui.label(theme::weak(label, cx.tokens));
    choice(ui, cx, spoken, RichText::new(chosen), choices);
}

/// The lines under the rows of a table, which end where its header begins.
pub(super) struct RowLines {
    painter: egui::Painter,
}

impl RowLines {
    /// Of a table that takes all the room there is, with a header of this height.
    pub fn below(ui: &Ui, header: f32) -> Self {
        let mut room = ui.available_rect_before_wrap().intersect(ui.clip_rect());
        room.min.y += header;
        Self { painter: ui.painter_at(room) }
    }

    pub fn draw(&self, cx: &Cx<'_>, row: egui::Rect) {
        let under = egui::Rect::from_min_max(egui::pos2(row.left(), row.bottom() - 1.0), row.right_bottom());
        self.painter.rect_filled(under, 0.0, cx.tokens.line);
    }
}

/// Text in one line, cut short where it does not fit, whole when it is pointed at.
pub(super) fn short(ui: &mut Ui, text: impl Into<RichText>) -> Response {
    ui.add(Label::new(text.into()).truncate())
}

/// A sentence that stands out from its surroundings by a thin coloured ground.
pub(super) fn note(ui: &mut Ui, color: egui::Color32, text: &str) {
    Frame::new()
        .fill(theme::covered(color, 0.08))
        .stroke(Stroke::new(1.0, theme::covered(color, 0.25)))
        .corner_radius(theme::CONTROL_RADIUS)
        .inner_margin(Margin::symmetric(10, 6))
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.add(Label::new(RichText::new(text).size(12.0)).wrap());
        });
}

/// Breaks and tabs of a cell as spaces, and no more letters than anyone would read in one line.
pub(super) fn plain(text: &str) -> String {
    const MOST: usize = 300;
    text.chars().take(MOST).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A button that looks like a word.
pub(super) fn link(ui: &mut Ui, cx: &Cx<'_>, text: &str) -> Response {
    let button = egui::Button::new(RichText::new(text).size(12.0).color(cx.tokens.accent)).frame(false);
    ui.add(button.min_size(vec2(0.0, 20.0))).on_hover_cursor(egui::CursorIcon::PointingHand)
}
