//! Our people and theirs as a matrix, where they are too many for lines.

use egui::epaint::TextShape;
use egui::{Align2, FontId, Id, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::parts::{counted, line};
use super::people::Scene;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

const CELL: f32 = 24.0;
const NAMES_WIDTH: f32 = 150.0;
const NAMES_HEIGHT: f32 = 92.0;
/// So many contacts are shown, the strongest first.
const MOST_ROWS: usize = 40;

/// Draws the matrix, a column for each of ours; gives back the colleague who was clicked.
pub fn matrix_ui(ui: &mut Ui, cx: &Cx<'_>, scene: &Scene<'_>) -> Option<String> {
    let mut clicked = None;
    ScrollArea::horizontal().id_salt("who knows whom").show(ui, |ui| clicked = cells_ui(ui, cx, scene));
    let hidden = scene.contacts.len().saturating_sub(MOST_ROWS);
    if hidden > 0 {
        let words = format!("and {} with fewer ties", counted(cx, hidden, "contact", "contacts"));
        ui.label(theme::weak(words, cx.tokens));
    }
    clicked
}

fn cells_ui(ui: &mut Ui, cx: &Cx<'_>, scene: &Scene<'_>) -> Option<String> {
    let tokens = cx.tokens;
    let (columns, rows) = (scene.web.ours.len(), scene.contacts.len().min(MOST_ROWS));
    #[expect(clippy::cast_precision_loss, reason = "few people")]
    let size = vec2(NAMES_WIDTH + columns as f32 * CELL, NAMES_HEIGHT + rows as f32 * CELL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    #[expect(clippy::cast_precision_loss, reason = "few people")]
    let cell = |column: usize, row: usize| {
        let at = rect.left_top() + vec2(NAMES_WIDTH + column as f32 * CELL, NAMES_HEIGHT + row as f32 * CELL);
        Rect::from_min_size(at, vec2(CELL, CELL))
    };
    let mut clicked = None;
    for (column, ours) in scene.web.ours.iter().enumerate() {
        let below = cell(column, 0);
        let head = Rect::from_min_max(pos2(below.left(), rect.top()), below.right_top());
        let response = ui.interact(head, Id::unique(("colleague", &ours.name)), Sense::click());
        let out = scene.is_out(column);
        response.widget_info(|| WidgetInfo::selected(Role::Button, true, out, format!("If {} leaves", ours.name)));
        if response.clicked() {
            clicked = Some(ours.name.clone());
        }
        let ink = match (response.hovered(), out || ours.left) {
            (true, _) => tokens.accent,
            (false, true) => tokens.faint,
            (false, false) => tokens.text,
        };
        let name = line(ui, &ours.name, theme::small_font(), ink, NAMES_HEIGHT - 10.0, out || ours.left);
        let at = pos2(head.center().x - name.size().y / 2.0, head.bottom() - 4.0);
        ui.painter().add(TextShape::new(at, name, ink).with_angle(-std::f32::consts::FRAC_PI_2));
        response.on_hover_text(format!("{}\nClick to see what falls without them", ours.name));
    }
    for (row, contact) in scene.contacts.iter().enumerate().take(rows) {
        let first = cell(0, row);
        let (ink, role) = match (scene.is_orphan(row), contact.left) {
            (true, _) => (tokens.danger, "nobody left".to_owned()),
            (false, true) => (tokens.faint, "left".to_owned()),
            (false, false) => (tokens.text, contact.role.clone()),
        };
        let area = Rect::from_min_max(pos2(rect.left(), first.top()), first.left_bottom());
        let about = ui.interact(area, Id::unique(("contact", contact.id.0)), Sense::hover());
        let words = if role.is_empty() { contact.name.clone() } else { format!("{}: {role}", contact.name) };
        about.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        about.on_hover_text(words);
        let star = if contact.champion { " ★" } else { "" };
        let name = line(
            ui,
            &format!("{}{star}", contact.name),
            theme::small_font(),
            ink,
            NAMES_WIDTH - space::S,
            contact.left,
        );
        ui.painter().galley(pos2(rect.left(), first.center().y - name.size().y / 2.0), name, ink);
        ui.painter().hline(rect.x_range(), first.top(), Stroke::new(1.0, tokens.grid));
    }
    let pointer = response.hover_pos();
    let mut meant = None;
    for thread in scene.web.threads.iter().filter(|thread| thread.theirs < rows) {
        let inner = cell(thread.ours, thread.theirs).shrink(3.0);
        if !thread.is_live() || scene.is_out(thread.ours) {
            ui.painter().circle_stroke(inner.center(), 3.0, Stroke::new(1.0, tokens.faint));
        } else {
            #[expect(clippy::cast_possible_truncation, reason = "a share of 0..=1")]
            let fill = theme::covered(tokens.accent, 0.2 + 0.8 * thread.strength as f32);
            ui.painter().rect(inner, 4.0, fill, Stroke::NONE, StrokeKind::Inside);
            let (font, ink) =
                (FontId::proportional(10.0), if thread.strength > 0.4 { tokens.on_accent } else { tokens.text });
            ui.painter().text(inner.center(), Align2::CENTER_CENTER, thread.activities, font, ink);
        }
        if pointer.is_some_and(|pointer| inner.expand(3.0).contains(pointer)) {
            meant = Some(scene.thread_words(cx, thread));
        }
    }
    if let Some(words) = meant {
        response.on_hover_text_at_pointer(words);
    }
    clicked
}
