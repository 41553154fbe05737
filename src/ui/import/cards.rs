use egui::{Align2, Color32, CornerRadius, FontId, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, vec2};

use crate::jobs::{Planned, RowKind};
use crate::sheets::Counts;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::{Preview, Side, consequences};

const HEIGHT: f32 = 78.0;

/// How many rows there are and what becomes of them, each a way to see only these; and what follows from it.
pub(super) fn cards_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, planned: &Planned, stale: bool) {
    let Counts { rows, new, updated, same, skipped, rejected } = planned.plan.counts;
    let tokens = cx.tokens;
    let cards = [
        (None, "Read", rows, tokens.text),
        (Some(RowKind::New), RowKind::New.name(), new, tokens.good),
        (Some(RowKind::Updated), RowKind::Updated.name(), updated, tokens.accent),
        (Some(RowKind::Same), RowKind::Same.name(), same, tokens.text),
        (Some(RowKind::Skipped), RowKind::Skipped.name(), skipped, tokens.text),
        (Some(RowKind::Rejected), RowKind::Rejected.name(), rejected, tokens.danger),
    ];
    let (area, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let last = (area.width() * 0.3).clamp(150.0, 380.0);
    #[expect(clippy::cast_precision_loss, reason = "six cards")]
    let width = ((area.width() - last) / cards.len() as f32 - space::S).max(20.0);
    let mut left = area.left();
    for (kind, label, count, color) in cards {
        let rect = Rect::from_min_size(egui::pos2(left, area.top()), vec2(width, HEIGHT));
        left += width + space::S;
        let color = if stale { tokens.faint } else { color };
        count_ui(ui, cx, preview, rect, (kind, label, count, color));
    }
    let rect = Rect::from_min_max(egui::pos2(left, area.top()), area.right_bottom());
    let response = ui.interact(rect, ui.scope_id().with("what it will change"), Sense::click());
    let open = preview.side == Side::Consequences;
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, open, "What it will change"));
    card_ground(ui, cx, rect, open || response.has_focus(), response.hovered());
    consequences::summary_ui(ui, cx, planned, rect.shrink2(vec2(14.0, 9.0)), stale);
    if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
        preview.side = if open { Side::Nothing } else { Side::Consequences };
    }
}

fn count_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    preview: &mut Preview,
    rect: Rect,
    (kind, label, count, color): (Option<RowKind>, &'static str, usize, Color32),
) {
    let figure = cx.portfolio.settings().more.numbers.count(count);
    let on = preview.only == kind;
    let response = ui.interact(rect, ui.scope_id().with(("rows of a kind", label)), Sense::click());
    let spoken = format!("{label}: {figure}");
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, on, spoken.as_str()));
    card_ground(ui, cx, rect, (on && kind.is_some()) || response.has_focus(), response.hovered());
    let inner = rect.shrink2(vec2((rect.width() * 0.12).clamp(6.0, 14.0), 11.0));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    painter.text(inner.left_top(), Align2::LEFT_TOP, label, FontId::proportional(12.0), cx.tokens.weak);
    let color = if count == 0 { cx.tokens.faint } else { color };
    // Figures as large as they fit: a million rows are seven digits and two signs.
    let mut galley = painter.layout_no_wrap(figure.clone(), FontId::new(theme::size::FIGURE, theme::semibold()), color);
    if galley.size().x > inner.width() {
        let fitting = (theme::size::FIGURE * inner.width() / galley.size().x).max(10.0);
        galley = painter.layout_no_wrap(figure, FontId::new(fitting, theme::semibold()), color);
    }
    painter.galley(inner.left_bottom() - vec2(0.0, galley.size().y), galley, color);
    let words = if kind.is_none() { "Show all rows" } else { "Show only these rows" };
    if response.on_hover_text(words).clicked() {
        preview.only = if on { None } else { kind };
        preview.side = Side::Nothing;
    }
}

fn card_ground(ui: &Ui, cx: &Cx<'_>, rect: Rect, on: bool, hovered: bool) {
    let border = if on { cx.tokens.accent } else { cx.tokens.line };
    let fill = if hovered { cx.tokens.sunken } else { cx.tokens.raised };
    let radius = CornerRadius::same(theme::CARD_RADIUS);
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, border), StrokeKind::Inside);
}
