//! The funnel, drawn: a stage a row, suspects on top. All type grows with the room there is.

use std::sync::Arc;

use egui::{Color32, FontId, Galley, Id, Rect, Response, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit, pos2, vec2};

use crate::model::Stage;
use crate::rules::funnel::{StageFigures, Which};
use crate::ui::theme::{self, Tokens, space};
use crate::ui::view::Cx;

use super::drill::Figure;
use super::words::{Words, percent};

/// The stages that are drawn; lost is none of them.
pub const ROWS: [Stage; 4] = [Stage::Suspect, Stage::Prospect, Stage::Customer, Stage::Client];
/// How much of a row lies between two.
const GAP: f32 = 0.30;
/// How wide the lower end is, of the upper one.
const END: f32 = 0.44;
/// The lower end is never narrower than this, in points.
const NARROWEST: f32 = 150.0;
/// Of the figures, in points; the name is a little larger.
const TYPE: std::ops::RangeInclusive<f32> = 11.0..=30.0;
/// Of a row, for the figures.
const TYPE_SHARE: f32 = 0.25;
/// Of the height of the whole drawing, in points: it grows with the window between these.
pub const HEIGHT: std::ops::RangeInclusive<f32> = 230.0..=640.0;

/// What was clicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Who is behind it?
    Figure(Figure),
    /// Its months, please.
    Stage(Stage),
}

/// Where everything stands.
struct Layout {
    funnel: Rect,
    rates: Rect,
    row: f32,
    gap: f32,
    /// Of the figures, in points.
    size: f32,
}

/// Draws it in all the width and so much height.
pub fn drawing_ui(ui: &mut Ui, words: Words<'_>, cx: &Cx<'_>, chosen: Stage, height: f32) -> Option<Pressed> {
    let (whole, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let figures = ROWS.map(|stage| words.funnel.of(stage));
    let layout = layout(ui, words, whole, &figures);
    let mut pressed = None;
    for (nth, figures) in figures.into_iter().enumerate() {
        let row = layout.row_rect(nth);
        pressed = stage_ui(ui, words, cx.tokens, &layout, row, nth, figures, chosen == figures.stage).or(pressed);
        if nth + 1 < ROWS.len() {
            let middle = row.bottom() + layout.gap / 2.0;
            pressed = rate_ui(ui, words, cx.tokens, &layout, middle, figures).or(pressed);
        }
    }
    pressed
}

fn layout(ui: &Ui, words: Words<'_>, whole: Rect, figures: &[&StageFigures; 4]) -> Layout {
    #[expect(clippy::cast_precision_loss, reason = "four rows")]
    let rows = ROWS.len() as f32;
    let row = whole.height() / (rows + (rows - 1.0) * GAP);
    let gap = row * GAP;
    let mut size = (row * TYPE_SHARE).clamp(*TYPE.start(), *TYPE.end());
    let rate_width = |size: f32| {
        let widest = figures.iter().map(|figures| {
            let (rate, median) = rate_words(words, figures);
            width(ui, &rate, size * 1.15, true).max(width(ui, &median, size * 0.92, false))
        });
        widest.fold(0.0, f32::max)
    };
    let mut rates = rate_width(size) + space::M;
    // The rates take no more than a good third: else all type is smaller.
    let most = whole.width() * 0.38;
    if rates > most {
        size = (size * most / rates).max(*TYPE.start());
        rates = rate_width(size) + space::M;
    }
    let (left, right) = whole.split_left_right_at_x((whole.right() - rates).max(whole.left() + NARROWEST));
    let mut layout = Layout { funnel: left, rates: right.with_min_x(right.left() + space::M), row, gap, size };
    for (nth, figures) in figures.iter().enumerate() {
        let line = format!("{} · {}", entered_words(words, figures), standing_words(words, figures));
        let room = layout.edge(layout.row_rect(nth).bottom() - layout.row * 0.25) - 2.0 * space::S;
        let needed = width(ui, &line, layout.size, false);
        if needed > room {
            layout.size = (layout.size * room / needed).max(9.5);
        }
    }
    layout
}

impl Layout {
    fn row_rect(&self, nth: usize) -> Rect {
        #[expect(clippy::cast_precision_loss, reason = "four rows")]
        let top = self.funnel.top() + nth as f32 * (self.row + self.gap);
        Rect::from_min_max(pos2(self.funnel.left(), top), pos2(self.funnel.right(), top + self.row))
    }

    /// How wide the funnel is at that height of the screen.
    fn edge(&self, y: f32) -> f32 {
        let down = ((y - self.funnel.top()) / self.funnel.height()).clamp(0.0, 1.0);
        let end = (self.funnel.width() * END).max(NARROWEST).min(self.funnel.width());
        self.funnel.width() + (end - self.funnel.width()) * down
    }
}

/// One stage with its name and figures, each of which can be clicked, on a ground that can be clicked too.
#[expect(clippy::too_many_arguments, reason = "what is drawn, where, and how")]
fn stage_ui(
    ui: &mut Ui,
    words: Words<'_>,
    tokens: &Tokens,
    layout: &Layout,
    row: Rect,
    nth: usize,
    figures: &StageFigures,
    on: bool,
) -> Option<Pressed> {
    let stage = figures.stage;
    let (upper, lower) = (layout.edge(row.top()) / 2.0, layout.edge(row.bottom()) / 2.0);
    let x = row.center().x;
    let corners = vec![
        pos2(x - upper, row.top()),
        pos2(x + upper, row.top()),
        pos2(x + lower, row.bottom()),
        pos2(x - lower, row.bottom()),
    ];
    let ground = Rect::from_center_size(row.center(), vec2(2.0 * lower, row.height()));
    let body = ui.interact(ground, Id::unique(("funnel stage", stage)), Sense::click());
    let name = format!("{} by month", stage.plural());
    body.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, on, &name));
    let mut fill = fill(tokens, nth);
    if body.hovered() {
        fill = theme::mixed(fill, tokens.text, 0.06);
    }
    let edge = if on { Stroke::new(2.0, tokens.accent) } else { Stroke::NONE };
    ui.painter().add(Shape::convex_polygon(corners, fill, edge));
    let family = theme::semibold();
    let title = galley(ui, stage.plural(), layout.size * 1.14, family, tokens.text);
    let line = layout.size * 1.45;
    let top = row.center().y - f32::midpoint(title.size().y, line);
    let title_at = pos2(x - title.size().x / 2.0, top);
    let below = top + title.size().y + line / 2.0;
    ui.painter().galley(title_at, title, tokens.text);
    let plain = |text: &str| galley(ui, text, layout.size, egui::FontFamily::Proportional, tokens.text);
    let entered = entered_words(words, figures);
    let standing = standing_words(words, figures);
    let (entered, dot, standing) = (plain(&entered), plain(" · "), plain(&standing));
    let mut left = x - (entered.size().x + dot.size().x + standing.size().x) / 2.0;
    let mut pressed = None;
    let parts = [
        (entered, Some((Which::Entered, entered_words(words, figures), words.entered(figures)))),
        (dot, None),
        (standing, Some((Which::Standing, standing_words(words, figures), words.standing(figures)))),
    ];
    for (galley, part) in parts {
        let rect = Rect::from_min_size(pos2(left, below - galley.size().y / 2.0), galley.size());
        left = rect.right();
        let Some((which, text, says)) = part else {
            ui.painter().galley(rect.min, galley, tokens.text);
            continue;
        };
        let name = format!("{}: {text}", stage.plural());
        let id = Id::unique(("funnel figure", stage, which));
        if figure_ui(ui, rect, id, &name, galley, tokens.text).on_hover_text(says).clicked() {
            pressed = Some(Pressed::Figure(Figure::Of(stage, which)));
        }
    }
    let clicked = body.on_hover_text(format!("Show {} by month", stage.plural().to_lowercase())).clicked();
    pressed.or(clicked.then_some(Pressed::Stage(stage)))
}

/// What share moved on from a stage, and how fast, between its row and the next.
fn rate_ui(
    ui: &mut Ui,
    words: Words<'_>,
    tokens: &Tokens,
    layout: &Layout,
    middle: f32,
    figures: &StageFigures,
) -> Option<Pressed> {
    let (rate, median) = rate_words(words, figures);
    let upper = galley(ui, &rate, layout.size * 1.15, theme::semibold(), tokens.text);
    let lower = galley(ui, &median, layout.size * 0.92, egui::FontFamily::Proportional, tokens.weak);
    let size = vec2(upper.size().x.max(lower.size().x), upper.size().y + lower.size().y);
    let rect = Rect::from_min_size(pos2(layout.rates.left(), middle - size.y / 2.0), size);
    // From the edge of the funnel to the words, so that it is seen between which stages they stand.
    let from = layout.funnel.center().x + layout.edge(middle) / 2.0 + space::S;
    if rect.left() - space::S > from {
        ui.painter().hline(from..=rect.left() - space::S, middle, Stroke::new(1.0, tokens.line));
    }
    let name = format!("{}: {rate}, {median}", figures.stage.plural());
    let id = Id::unique(("funnel rate", figures.stage));
    let at = pos2(rect.left(), rect.top() + upper.size().y);
    let response = figure_ui(ui, rect, id, &name, upper, tokens.text);
    ui.painter().galley(at, lower, tokens.weak);
    let clicked = response.on_hover_text(words.rate(figures)).clicked();
    clicked.then_some(Pressed::Figure(Figure::Of(figures.stage, Which::Progressed)))
}

/// A figure that shows who is behind it when it is clicked.
pub fn figure_ui(ui: &Ui, rect: Rect, id: Id, name: &str, galley: Arc<Galley>, color: Color32) -> Response {
    let response = ui.interact(rect.expand2(vec2(3.0, 2.0)), id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, name));
    let underline = response.hovered() || response.has_focus();
    let width = galley.size().x;
    ui.painter().galley(rect.min, galley, color);
    if underline {
        ui.painter().hline(rect.left()..=rect.left() + width, rect.bottom(), Stroke::new(1.0, color));
    }
    response.on_hover_cursor(egui::CursorIcon::PointingHand)
}

/// Of a row: the accent, the stronger the further down, and never so strong that the text on it is hard to read.
fn fill(tokens: &Tokens, nth: usize) -> Color32 {
    let shares = if tokens.dark { [0.12, 0.23, 0.34, 0.45] } else { [0.14, 0.28, 0.42, 0.56] };
    theme::mixed(tokens.raised, tokens.accent, shares.get(nth).copied().unwrap_or_default())
}

fn entered_words(words: Words<'_>, figures: &StageFigures) -> String {
    format!("{} entered", words.count(figures.entered))
}

fn standing_words(words: Words<'_>, figures: &StageFigures) -> String {
    format!("{} standing", words.count(figures.standing))
}

fn rate_words(words: Words<'_>, figures: &StageFigures) -> (String, String) {
    let rate = figures.rate().map_or_else(|| "Nobody there".to_owned(), |rate| format!("{} moved on", percent(rate)));
    (
        rate,
        figures
            .median_days
            .map_or_else(|| "no median yet".to_owned(), |median| format!("median {}", words.stood(median))),
    )
}

pub fn galley(ui: &Ui, text: &str, size: f32, family: egui::FontFamily, color: Color32) -> Arc<Galley> {
    ui.painter().layout_no_wrap(text.to_owned(), FontId::new(size, family), color)
}

fn width(ui: &Ui, text: &str, size: f32, strong: bool) -> f32 {
    let family = if strong { theme::semibold() } else { egui::FontFamily::Proportional };
    galley(ui, text, size, family, Color32::PLACEHOLDER).size().x
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance after WCAG 2.
    fn luminance(color: Color32) -> f64 {
        let part = |value: u8| {
            let share = f64::from(value) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(color.r()) + 0.7152 * part(color.g()) + 0.0722 * part(color.b())
    }

    #[test]
    fn what_stands_on_the_funnel_can_be_read_in_both_themes() {
        for dark in [false, true] {
            let tokens = Tokens::new(dark);
            for nth in 0..ROWS.len() {
                let (one, other) = (luminance(tokens.text), luminance(fill(&tokens, nth)));
                let contrast = (one.max(other) + 0.05) / (one.min(other) + 0.05);
                assert!(contrast >= 5.0, "row {nth}, dark {dark}: {contrast:.2}");
            }
        }
    }
}
