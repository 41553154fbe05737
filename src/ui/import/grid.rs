//! The first rows of a table as the file has them.

use egui::{Align2, FontId, Rect, ScrollArea, Sense, Ui, WidgetInfo, accesskit, pos2, vec2};

use crate::sheets::{Cell, Sheet};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::parts::plain;

/// Enough to see how a file is built; a header further down is chosen by its number.
pub(super) const ROWS: usize = 60;
const ROW: f32 = 26.0;
const GUTTER: f32 = 48.0;
/// Of a column, in points.
const WIDTHS: std::ops::RangeInclusive<f32> = 64.0..=240.0;
/// Of a letter, about.
const LETTER: f32 = 7.2;

/// Shows the rows; gives the place in the grid of one that was clicked.
pub(super) fn grid_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet) -> Option<usize> {
    let shown = sheet.grid.len().min(ROWS);
    let widths = widths(sheet, shown);
    let lefts: Vec<f32> = widths
        .iter()
        .scan(GUTTER, |left, width| {
            let at = *left;
            *left += width;
            Some(at)
        })
        .collect();
    let width = GUTTER + widths.iter().sum::<f32>();
    let mut clicked = None;
    let area = ScrollArea::both().id_salt("first rows").auto_shrink([false, false]);
    area.show_viewport(ui, |ui, viewport| {
        #[expect(clippy::cast_precision_loss, reason = "sixty rows")]
        let height = ROW * shown as f32;
        let size = vec2(width.max(ui.available_width()), height.max(viewport.height()));
        let (area, _) = ui.allocate_exact_size(size, Sense::hover());
        for index in 0..shown {
            #[expect(clippy::cast_precision_loss, reason = "sixty rows")]
            let top = area.top() + ROW * index as f32;
            let rect = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), ROW));
            if ui.is_rect_visible(rect) && row_ui(ui, cx, sheet, index, rect, (&lefts, &widths)) {
                clicked = Some(index);
            }
        }
    });
    clicked
}

/// One row; true when it was clicked.
fn row_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    sheet: &Sheet,
    index: usize,
    rect: Rect,
    (lefts, widths): (&[f32], &[f32]),
) -> bool {
    let tokens = cx.tokens;
    let row = sheet.grid.row(index);
    let is_header = sheet.header == Some(index);
    let response = ui.interact(rect, ui.scope_id().with(("row", index)), Sense::click());
    response.widget_info(|| {
        let begins: Vec<String> = row.cells().take(3).map(|cell| plain(&cell.text())).collect();
        let words = format!("Row {}: {}", row.line(), begins.join(", "));
        WidgetInfo::selected(accesskit::Role::RadioButton, true, is_header, words)
    });
    let painter = ui.painter().with_clip_rect(ui.clip_rect());
    let fill = match (is_header, response.hovered() || response.has_focus()) {
        (true, _) => tokens.accent_fill(),
        (false, true) => tokens.sunken,
        (false, false) => tokens.raised,
    };
    painter.rect_filled(rect, 0.0, fill);
    let under = Rect::from_min_max(pos2(rect.left(), rect.bottom() - 1.0), rect.right_bottom());
    painter.rect_filled(under, 0.0, tokens.line);
    let number = FontId::proportional(theme::size::SMALL);
    let middle = rect.center().y;
    painter.text(
        pos2(rect.left() + GUTTER - space::M, middle),
        Align2::RIGHT_CENTER,
        row.line().to_string(),
        number,
        if is_header { tokens.accent } else { tokens.faint },
    );
    let above = index < sheet.first && !is_header;
    let below = index + sheet.footer >= sheet.grid.len();
    let family = if is_header { theme::semibold() } else { egui::FontFamily::Proportional };
    let font = FontId::new(12.5, family);
    for ((cell, left), width) in row.cells().zip(lefts).zip(widths) {
        let room = Rect::from_min_size(pos2(rect.left() + left, rect.top()), vec2(*width, ROW));
        if !ui.is_rect_visible(room) {
            continue;
        }
        let color = match cell {
            Cell::Error(_) => tokens.danger,
            _ if above || below => tokens.faint,
            _ => tokens.text,
        };
        let text = plain(&cell.text());
        let mut job = egui::text::LayoutJob::simple_singleline(text, font.clone(), color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width - space::M);
        let galley = painter.layout_job(job);
        let is_number = matches!(cell, Cell::Number(_) | Cell::Duration(_));
        let left = if is_number { room.right() - space::M - galley.size().x } else { room.left() };
        painter.galley(pos2(left, middle - galley.size().y / 2.0), galley, color);
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}

/// Of each column, so that most of its first values can be read.
fn widths(sheet: &Sheet, rows: usize) -> Vec<f32> {
    let mut letters = vec![0_usize; sheet.columns()];
    for index in 0..rows.min(30) {
        for (most, cell) in letters.iter_mut().zip(sheet.grid.row(index).cells()) {
            if let Cell::Text(text) = cell {
                *most = (*most).max(text.chars().take(40).count());
            } else {
                *most = (*most).max(10);
            }
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "at most forty letters")]
    let width = |letters: usize| (letters as f32 * LETTER + space::L).clamp(*WIDTHS.start(), *WIDTHS.end());
    letters.into_iter().map(width).collect()
}
