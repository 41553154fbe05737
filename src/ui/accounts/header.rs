use egui::{Align2, FontId, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, vec2};

use crate::model::{Column, SortBy};
use crate::ui::theme;
use crate::ui::view::Cx;

pub const HEIGHT: f32 = 34.0;

/// The head of a column. A click sorts by it: the answer says whether beside the columns that are sorted by already.
pub fn header_ui(ui: &mut Ui, cx: &Cx<'_>, column: Column, sort: &[SortBy]) -> Option<bool> {
    let rect = ui.max_rect();
    let id = egui::Id::unique(("accounts header", column));
    let response = ui.interact(rect, id, Sense::click());
    let place = sort.iter().position(|by| by.column == column);
    let by = place.and_then(|place| sort.get(place));
    response.widget_info(|| {
        let words = match by {
            Some(SortBy { descending: false, .. }) => format!("{}, sorted ascending", column.name()),
            Some(SortBy { descending: true, .. }) => format!("{}, sorted descending", column.name()),
            None => column.name().to_owned(),
        };
        WidgetInfo::labeled(accesskit::Role::ColumnHeader, true, words)
    });
    let tokens = cx.tokens;
    let fill = if response.hovered() { theme::mixed(tokens.sunken, tokens.text, 0.05) } else { tokens.sunken };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, tokens.thin_line());
    let inner = rect.shrink2(vec2(8.0, 0.0));
    let mut room = inner;
    if let Some(by) = by {
        let arrow = if by.descending { "↓" } else { "↑" };
        let number = place.filter(|_| sort.len() > 1).map(|place| (place + 1).to_string()).unwrap_or_default();
        let font = FontId::new(theme::size::SMALL, theme::semibold());
        let mark = ui.painter().layout_no_wrap(format!("{arrow}{number}"), font, tokens.accent);
        let at = Align2::RIGHT_CENTER.align_size_within_rect(mark.size(), inner).min;
        room.max.x = at.x - 4.0;
        ui.painter().galley(at, mark, tokens.accent);
    }
    let font = FontId::new(12.0, theme::semibold());
    let color = if by.is_some() { tokens.text } else { tokens.weak };
    let mut job = egui::text::LayoutJob::simple_singleline(column.name().to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.width().max(1.0));
    let galley = ui.painter().layout_job(job);
    let align = if column.is_numeric() { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    ui.painter().galley(align.align_size_within_rect(galley.size(), room).min, galley, color);
    if response.has_focus() {
        let ring = Stroke::new(1.5, tokens.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 4.0, ring, StrokeKind::Inside);
    }
    let response = response.on_hover_text("Click to sort; with Shift, beside what is sorted by already");
    response.clicked().then(|| ui.input(|input| input.modifiers.shift))
}
