//! What was created month by month: bars with their goal, beside those of the year before.

use chrono::Datelike;
use egui::{Align2, FontId, Id, Rangef, Rect, RichText, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit, pos2, vec2};
use egui_plot::{AxisHints, Bar, BarChart, GridMark, Plot, PlotBounds, PlotPoint, VPlacement};

use crate::model::period::month_name;
use crate::model::{Metric, Stage};
use crate::rules::funnel::Which;
use crate::rules::goals::amount;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::drawing::ROWS;
use super::drill::{Figure, created_words};
use super::shown::{MonthBar, Months, same_days_before, year_of};
use super::words::{Words, kind, times};

/// Of a month, a bar of this year and one of the year before.
const BAR: f64 = 0.58;
const GHOST: f64 = 0.14;
/// Narrower than this, every other month has its name.
const ROOMY: f32 = 330.0;
/// Of what is written in the chart, in points.
const SMALLEST: f32 = 10.5;

/// The bars and what there is to say of them, in so much height; says which figure was clicked.
pub fn months_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, months: &Months, height: f32) -> Option<Figure> {
    let top = ui.cursor().top();
    let year = year_of(words.of);
    let goal = if months.bars.iter().any(|bar| bar.goal.is_some()) { ", with the goal" } else { "" };
    let heading = format!("{} by month in {}{goal}", created_words(months.stage), year.label(words.of.fiscal));
    ui.add(egui::Label::new(theme::strong(heading).size(12.0).color(cx.tokens.weak)).truncate());
    legend_ui(ui, cx, words);
    let mut pressed = None;
    // The sentences stand below the bars, however many they are.
    let sentences = sentences(words, months);
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let below = sentences.len() as f32 * 22.0 + space::S;
    let chart = (height - (ui.cursor().top() - top) - below).max(110.0);
    pressed = chart_ui(ui, cx, words, months, chart).or(pressed);
    ui.add_space(space::XS);
    for (strong, rest, says, figure) in sentences {
        let response = ui
            .horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                let mut told = format!("{strong} {rest}");
                told = told.trim().to_owned();
                let mut job = egui::text::LayoutJob::default();
                let base = FontId::proportional(theme::size::BODY);
                let heavy = egui::TextFormat::simple(FontId::new(theme::size::BODY, theme::semibold()), cx.tokens.text);
                job.append(&strong, 0.0, heavy);
                job.append(&format!(" {rest}"), 0.0, egui::TextFormat::simple(base, cx.tokens.weak));
                let sense = if figure.is_some() { Sense::click() } else { Sense::hover() };
                let response = ui.add(egui::Label::new(job).truncate().selectable(false).sense(sense));
                if figure.is_some() {
                    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, &told));
                }
                response
            })
            .inner;
        if figure.is_some() && response.hovered() {
            ui.ctx().set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        if response.on_hover_text(says).clicked() {
            pressed = figure;
        }
    }
    pressed
}

type Sentence = (String, String, String, Option<Figure>);

/// This year beside the one before; and who is stuck.
fn sentences(words: Words<'_>, months: &Months) -> Vec<Sentence> {
    let (of, fiscal) = (words.of, words.of.fiscal);
    let year = year_of(of);
    let before = year.year_before();
    let runs = year.span().holds(of.today);
    let (now_words, before_words) = if runs {
        ("this year".to_owned(), format!("in the same months of {}", before.label(fiscal)))
    } else {
        (format!("in {}", year.label(fiscal)), format!("in {}", before.label(fiscal)))
    };
    let same = same_days_before(year, of.today);
    let until = if runs { "today".to_owned() } else { words.day(year.end()) };
    let mut all = vec![(
        words.count(months.so_far),
        format!("{now_words}, {} {before_words}", words.count(months.before)),
        format!(
            "{} from {} until {until}; {} from {} until {}.",
            words.created(months.stage, months.so_far),
            words.day(year.start),
            words.count(months.before),
            words.day(same.from),
            words.day(same.to),
        ),
        None,
    )];
    for figures in ROWS.map(|stage| words.funnel.of(stage)) {
        if let Some(after) = figures.stuck_after(of.stuck).filter(|_| figures.stuck > 0) {
            all.push((
                format!("{} stuck {}", words.count(figures.stuck), kind(figures.stage, figures.stuck)),
                format!(
                    "for more than {}, {} the median",
                    words.stood(after),
                    times(of.stuck, words.settings.more.numbers)
                ),
                words.stuck(figures),
                Some(Figure::Of(figures.stage, Which::Stuck)),
            ));
        }
    }
    all
}

fn chart_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, months: &Months, height: f32) -> Option<Figure> {
    let tokens = cx.tokens;
    let names: Vec<String> = months.bars.iter().map(short_name).collect();
    let narrow = ui.available_width() < ROOMY;
    let size = text_size(vec2(ui.available_width(), height), narrow);
    let highest = months.bars.iter().map(|bar| highest(*bar)).fold(0.0, f64::max);
    let across = AxisHints::new_x()
        .formatter(move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| name_at(&names, mark.value, narrow))
        .tick_label_color(tokens.weak)
        .tick_label_font(FontId::proportional(size))
        .label_spacing(Rangef::new(2.0, 6.0))
        .placement(VPlacement::Bottom);
    let now = months.bars.iter().position(|bar| bar.month.span().holds(cx.today));
    let plot = Plot::new("created by month")
        .height(height)
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_zoom(false)
        .sense(Sense::hover())
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .show_grid([false, false])
        .show_axes([true, false])
        .x_grid_spacer(|_| (0..12).map(|month| GridMark { value: f64::from(month), step_size: 1.0 }).collect())
        .custom_x_axes(vec![across])
        .show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([-0.6, 0.0], [11.6, (highest * 1.18).max(4.0)]));
            let ghost = theme::mixed(tokens.raised, tokens.weak, 0.38);
            let ghosts = places(&months.bars).filter(|(_, bar)| bar.year_before > 0);
            let ghosts = ghosts.map(|(at, bar)| {
                Bar::new(at - f64::midpoint(BAR, GHOST), number(bar.year_before)).width(GHOST).fill(ghost)
            });
            plot.bar_chart(BarChart::new("the year before", ghosts.collect()).allow_hover(false));
            let bars = places(&months.bars).enumerate().filter_map(|(nth, (at, bar))| {
                let fill =
                    if Some(nth) == now { tokens.accent } else { theme::mixed(tokens.raised, tokens.accent, 0.55) };
                Some(Bar::new(at, number(bar.count.filter(|count| *count > 0)?)).width(BAR).fill(fill))
            });
            plot.bar_chart(BarChart::new("this year", bars.collect()).allow_hover(false));
        });
    let label = format!("{} by month", created_words(months.stage));
    plot.response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Image, true, &label));
    let screen = |x: f64, y: f64| plot.transform.position_from_point(&PlotPoint::new(x, y));
    let frame = plot.response.rect;
    ui.painter().hline(frame.x_range(), screen(0.0, 0.0).y, tokens.thin_line());
    let mut pressed = None;
    for (at, bar) in places(&months.bars) {
        let top = screen(at, number(bar.count.unwrap_or_default())).y;
        let column = Rect::from_x_y_ranges(screen(at - 0.5, 0.0).x..=screen(at + 0.5, 0.0).x, frame.y_range());
        pressed = month_ui(ui, cx, words, months.stage, *bar, column, top).or(pressed);
    }
    goals_ui(ui, cx, &months.bars, size, screen);
    pressed
}

/// The value over a bar, and what is said and done where it is pointed at.
fn month_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    words: Words<'_>,
    stage: Stage,
    bar: MonthBar,
    column: Rect,
    top: f32,
) -> Option<Figure> {
    let tokens = cx.tokens;
    let name = bar.month.label(words.of.fiscal);
    let id = Id::unique(("funnel month", bar.month.start));
    let sense = if bar.count.is_some() { Sense::click() } else { Sense::hover() };
    let response = ui.interact(column, id, sense);
    let (spoken, goal) = (
        bar.count.map_or_else(|| "yet to come".to_owned(), |count| words.created(stage, count)),
        bar.goal.map(|goal| format!(", goal {}", goal_words(goal, cx))).unwrap_or_default(),
    );
    let spoken = format!("{name}: {spoken}{goal}");
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, bar.count.is_some(), &spoken));
    if let Some(count) = bar.count {
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(
                column.with_min_y(top.min(column.bottom())),
                2.0,
                theme::covered(tokens.accent, 0.08),
            );
        }
        let now = bar.month.span().holds(cx.today);
        let (family, color) = if now { (theme::semibold(), tokens.text) } else { (theme::medium(), tokens.text) };
        let color = if count == 0 { tokens.faint } else { color };
        let size = (column.width() * 0.42).min(column.height() * 0.12).clamp(SMALLEST, 24.0);
        let at = pos2(column.center().x, top - 2.0);
        ui.painter().text(at, Align2::CENTER_BOTTOM, words.count(count), FontId::new(size, family), color);
    }
    let before = bar.month.year_before().label(words.of.fiscal);
    let says = format!("{spoken}.\n{before}: {}.", words.count(bar.year_before));
    let response = response.on_hover_text(says);
    response.clicked().then_some(Figure::Created(stage, bar.month))
}

/// A dashed line over the months that have a goal, with its figure where it ends or changes.
fn goals_ui(ui: &Ui, cx: &Cx<'_>, bars: &[MonthBar], size: f32, screen: impl Fn(f64, f64) -> egui::Pos2) {
    let color = cx.tokens.warn;
    let mut all = places(bars).peekable();
    while let Some((at, bar)) = all.next() {
        let Some(goal) = bar.goal else { continue };
        let (from, to) = (screen(at - 0.5, goal), screen(at + 0.5, goal));
        ui.painter().extend(Shape::dashed_line(&[from, to], Stroke::new(1.5, color), 5.0, 3.0));
        let goes_on = all.peek().is_some_and(|(_, next)| next.goal == Some(goal));
        if !goes_on {
            let words = format!("goal {}", goal_words(goal, cx));
            let galley = ui.painter().layout_no_wrap(words, FontId::new(size, theme::medium()), color);
            let place = Rect::from_min_size(to - vec2(galley.size().x, galley.size().y + 2.0), galley.size());
            ui.painter().rect_filled(place.expand(1.0), 2.0, theme::covered(cx.tokens.raised, 0.85));
            ui.painter().galley(place.min, galley, color);
        }
    }
}

/// Of names of months and goals: they grow with the chart, so that a room can read them, as far as names do not touch.
fn text_size(room: egui::Vec2, narrow: bool) -> f32 {
    let name = room.x / if narrow { 6.0 } else { 12.0 } - 6.0;
    (room.y * 0.05).min(name / 2.0).clamp(SMALLEST, 20.0)
}

/// As the grid of goals writes it; all that the bars can be of is counted.
fn goal_words(goal: f64, cx: &Cx<'_>) -> String {
    amount(Metric::CustomersCreated, goal, cx.portfolio.settings().more.numbers)
}

fn places(bars: &[MonthBar]) -> impl Iterator<Item = (f64, &MonthBar)> {
    bars.iter().zip(0_u32..).map(|(bar, at)| (f64::from(at), bar))
}

fn highest(bar: MonthBar) -> f64 {
    number(bar.count.unwrap_or_default()).max(number(bar.year_before)).max(bar.goal.unwrap_or_default())
}

#[expect(clippy::cast_precision_loss, reason = "numbers of accounts")]
fn number(count: usize) -> f64 {
    count as f64
}

/// "Jan"
fn short_name(bar: &MonthBar) -> String {
    month_name(bar.month.start.month()).chars().take(3).collect()
}

fn name_at(names: &[String], value: f64, narrow: bool) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0..=11")]
    let at = if (-0.01..=11.01).contains(&value) { value.round() as usize } else { return String::new() };
    if narrow && at % 2 == 1 { String::new() } else { names.get(at).cloned().unwrap_or_default() }
}

/// What the bars and the line stand for.
fn legend_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>) {
    let year = year_of(words.of);
    ui.horizontal_wrapped(|ui| {
        let tokens = cx.tokens;
        let marks = [
            (theme::mixed(tokens.raised, tokens.accent, 0.55), year.label(words.of.fiscal)),
            (theme::mixed(tokens.raised, tokens.weak, 0.38), year.year_before().label(words.of.fiscal)),
        ];
        for (fill, words) in marks {
            let (mark, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
            ui.painter().rect_filled(mark, 2.0, fill);
            ui.label(RichText::new(words).size(theme::size::SMALL).color(tokens.weak));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_grow_with_the_chart() {
        let size = |width: f32, height: f32| format!("{:.1}", text_size(vec2(width, height), width < ROOMY));
        assert_eq!(size(420.0, 150.0), "10.5");
        assert_eq!(size(700.0, 300.0), "15.0");
        assert_eq!(size(900.0, 600.0), "20.0");
        // High and not wide.
        assert_eq!(size(400.0, 600.0), "13.7");
    }
}
