//! Small parts that several views use.

use egui::{Align2, FontId, Response, RichText, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, accesskit, vec2};

use crate::rules::class::Class;

use super::drafts::{DraftKey, Drafts, current_text};
use super::theme::{self, Tokens, space};
use super::view::{Action, Actions, Cx};
use crate::model::Account;

/// A small button that is on or off.
pub fn chip(ui: &mut Ui, text: &str, on: bool, tokens: &Tokens) -> Response {
    let color = if on { tokens.accent } else { tokens.text };
    let button = egui::Button::new(RichText::new(text).color(color))
        .fill(if on { tokens.accent_fill() } else { tokens.raised })
        .stroke(Stroke::new(1.0, if on { tokens.accent } else { tokens.line }))
        .min_size(vec2(0.0, 26.0));
    let response = ui.add(button);
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, on, text));
    response
}

/// The class as a word on its colour.
pub fn class_badge(ui: &mut Ui, class: Option<Class>, tokens: &Tokens) -> Response {
    let (name, word, fill) = match class {
        Some(class) => (class.name(), tokens.class_word(class), tokens.class_fill(class)),
        None => ("Unplaced", tokens.weak, tokens.sunken),
    };
    badge(ui, name, word, fill)
}

/// A word on a coloured ground.
pub fn badge(ui: &mut Ui, text: &str, word: egui::Color32, fill: egui::Color32) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::new(theme::size::SMALL, theme::semibold()), word);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(14.0, 4.0), Sense::hover());
    ui.painter().rect_filled(rect, 5.0, fill);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, word);
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, text));
    response
}

/// A key or a chord as it is printed on keys.
pub fn keycap(ui: &mut Ui, text: &str, tokens: &Tokens) -> Response {
    let galley = ui.painter().layout_no_wrap(text.to_owned(), FontId::proportional(10.5), tokens.weak);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(10.0, 4.0), Sense::hover());
    ui.painter().rect(rect, 4.0, tokens.raised, tokens.thin_line(), StrokeKind::Inside);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, tokens.weak);
    response
}

/// A heading within a panel.
pub fn section(ui: &mut Ui, text: &str, tokens: &Tokens) {
    ui.add_space(space::M);
    ui.label(RichText::new(text).family(theme::semibold()).size(12.0).color(tokens.weak));
    ui.add_space(2.0);
}

/// How far the frame of a panel field reaches out beyond its text, in points.
const OVERHANG: f32 = 6.0;

/// A text field by the field contract: it gives its value once, when it is left (with Enter, Tab or a click
/// elsewhere); Esc puts back what was; what is typed lives in `drafts` meanwhile and survives the field.
pub struct PanelText<'a> {
    pub key: DraftKey,
    pub label: &'a str,
    pub hint: &'a str,
    pub rows: usize,
    pub numeric: bool,
}

impl PanelText<'_> {
    pub fn ui(
        self,
        ui: &mut Ui,
        account: &Account,
        drafts: &mut Drafts,
        actions: &mut Actions,
        cx: &Cx<'_>,
    ) -> Response {
        let tokens = cx.tokens;
        let Self { key, label, hint, rows, numeric } = self;
        let mut text = drafts.text(key).map_or_else(|| current_text(key.field, account, cx.portfolio), str::to_owned);
        let id = egui::Id::unique(("account field", key.account.0, key.field));
        keep_cursor_inside(ui.ctx(), id, &text);
        let failed = drafts.error(key).map(str::to_owned);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let edit = if rows > 1 { egui::TextEdit::multiline(&mut text) } else { egui::TextEdit::singleline(&mut text) };
        let stroke = match (&failed, focused) {
            (Some(_), _) => Stroke::new(1.0, tokens.danger),
            (None, true) => Stroke::new(1.5, tokens.accent),
            (None, false) => Stroke::NONE,
        };
        let frame = egui::Frame::new().inner_margin(vec2(0.0, 4.0));
        let align = if numeric { egui::Align::Max } else { egui::Align::Min };
        let edit = edit
            .id(id)
            .hint_text(RichText::new(hint).color(tokens.faint))
            .desired_width(ui.available_width())
            .desired_rows(rows)
            .align(egui::Align2([align, egui::Align::Center]))
            .frame(frame);
        let response = ui.add(edit).accessible_name(label);
        let visible = if response.hovered() && !focused { Stroke::new(1.0, tokens.line) } else { stroke };
        // The frame reaches out to both sides, so that what is written stands in line with what stands above it.
        let frame = response.rect.expand2(vec2(OVERHANG, 0.0));
        ui.painter().rect_stroke(frame, theme::CONTROL_RADIUS, visible, StrokeKind::Inside);
        if response.changed() {
            drafts.put(key, text);
        }
        if response.lost_focus() {
            if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
                drafts.drop(key);
            } else if drafts.text(key).is_some() {
                actions.push(Action::CommitDraft(key));
            }
        }
        if let Some(error) = failed {
            ui.label(RichText::new(error).size(theme::size::SMALL).color(tokens.danger));
        }
        response
    }
}

/// A text that became shorter from outside, by Undo say, while its field has the keyboard leaves the cursor beyond its
/// end, where egui's keys that go by words count below zero.
pub fn keep_cursor_inside(ctx: &egui::Context, id: egui::Id, text: &str) {
    let Some(mut state) = egui::text_edit::TextEditState::load(ctx, id) else { return };
    let Some(mut range) = state.cursor.char_range() else { return };
    let end = egui::text::CCursor::new(text.chars().count());
    if range.primary.index > end.index || range.secondary.index > end.index {
        for cursor in [&mut range.primary, &mut range.secondary] {
            cursor.index = cursor.index.min(end.index);
        }
        state.cursor.set_char_range(Some(range));
        state.store(ctx, id);
    }
}

/// Two columns: what it is, and what it holds.
pub fn field_row(ui: &mut Ui, label: &str, tokens: &Tokens, content: impl FnOnce(&mut Ui)) {
    const LABEL_WIDTH: f32 = 116.0;
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(Vec2::new(LABEL_WIDTH, 26.0), Sense::hover());
        ui.painter().text(
            rect.left_center(),
            Align2::LEFT_CENTER,
            label,
            FontId::proportional(theme::size::BODY),
            tokens.weak,
        );
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            content(ui);
        });
    });
}

/// A choice that looks like a field of the panel until it is pointed at.
pub fn quiet_choice(ui: &mut Ui, label: &str, chosen: &str, tokens: &Tokens, add_choices: impl FnOnce(&mut Ui)) {
    ui.scope(|ui| {
        let widgets = &mut ui.visuals_mut().widgets;
        widgets.inactive.bg_stroke = Stroke::NONE;
        widgets.inactive.weak_bg_fill = egui::Color32::TRANSPARENT;
        ui.spacing_mut().button_padding = vec2(0.0, 4.0);
        let color = tokens.faint;
        let combo = egui::ComboBox::from_id_salt(label)
            .selected_text(chosen)
            .width(ui.available_width())
            .icon(move |ui, rect, _, _| chevron(ui, rect, color));
        let shown = combo.show_ui(ui, |ui| {
            ui.spacing_mut().button_padding = vec2(8.0, 4.0);
            add_choices(ui);
        });
        shown.response.accessible_name(label);
    });
}

/// The mark of something that opens downward.
pub fn chevron(ui: &Ui, rect: egui::Rect, color: egui::Color32) {
    let at = rect.center();
    let points = vec![at + vec2(-3.5, -2.0), at + vec2(0.0, 2.0), at + vec2(3.5, -2.0)];
    ui.painter().add(egui::Shape::line(points, Stroke::new(1.3, color)));
}

#[cfg(test)]
mod tests {
    use egui::text::{CCursor, CCursorRange};
    use egui::text_edit::TextEditState;

    use super::*;

    #[test]
    fn a_cursor_beyond_the_end_comes_back_to_it() {
        let (ctx, id) = (egui::Context::default(), egui::Id::unique("owner"));
        let mut state = TextEditState::default();
        state.cursor.set_char_range(Some(CCursorRange::two(CCursor::new(2), CCursor::new(40))));
        state.store(&ctx, id);
        keep_cursor_inside(&ctx, id, "Bäñ");
        let range = TextEditState::load(&ctx, id).unwrap().cursor.char_range().unwrap();
        assert_eq!(range, CCursorRange::two(CCursor::new(2), CCursor::new(3)));
    }
}
