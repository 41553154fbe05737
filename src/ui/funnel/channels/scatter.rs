//! What a customer is worth against what it cost to win, one point for each channel. Above the line it pays.

use egui::{FontId, Id, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit, pos2, vec2};
use egui_plot::{AxisHints, GridInput, GridMark, HPlacement, Line, Plot, PlotBounds, PlotPoint, VPlacement};

use super::amount;
use crate::model::{Money, Span};
use crate::rules::channels::ChannelFigures;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

const HEIGHT: f32 = 280.0;
/// Radii of points, in points of the screen: of one customer, and for each root of one more.
const RADIUS: f32 = 4.0;
const GROWTH: f32 = 1.6;
const LARGEST: f32 = 18.0;

struct Point<'a> {
    row: &'a ChannelFigures,
    cost: Money,
    worth: Money,
}

impl<'a> Point<'a> {
    fn of(row: &'a ChannelFigures) -> Option<Self> {
        Some(Self { row, cost: row.cac?, worth: row.lifetime_value? })
    }
}

/// Gives the name of the channel that was clicked.
pub fn scatter_ui(ui: &mut Ui, cx: &Cx<'_>, rows: &[ChannelFigures], span: Span) -> Option<String> {
    let frame = cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        let currency = cx.portfolio.settings().currency.as_str();
        let dates = cx.portfolio.settings().more.dates;
        let (from, to) = (dates.day(span.from), dates.day(span.to));
        let words = format!("What a customer is worth against what it cost to win, {currency}, {from} – {to}");
        ui.label(theme::strong(words).size(12.0).color(cx.tokens.weak));
        let points: Vec<Point<'_>> = rows.iter().filter_map(Point::of).collect();
        if points.is_empty() {
            ui.add_space(space::S);
            let next = "A channel has its point here once its spend is written down and customers that it won have \
                        bought for 90 days, with a known margin.";
            ui.label(theme::weak(next, cx.tokens));
            return None;
        }
        points_ui(ui, cx, &points)
    });
    frame.inner
}

fn points_ui(ui: &mut Ui, cx: &Cx<'_>, points: &[Point<'_>]) -> Option<String> {
    let tokens = cx.tokens;
    let times = f64::from(cx.portfolio.settings().more.funnel.worth_over_cost) / 100.0;
    let most = |of: fn(&Point<'_>) -> f64| points.iter().map(of).fold(1.0, f64::max) * 1.15;
    let (width, height) = (most(|point| point.cost.approximate()), most(|point| point.worth.approximate()));
    let least = points.iter().map(|point| point.worth.approximate()).fold(0.0, f64::min) * 1.15;
    let shown = plot(cx).show(ui, |plot| {
        plot.set_plot_bounds(PlotBounds::from_min_max([0.0, least], [width, height]));
        let end = width.min(height / times.max(0.01));
        plot.line(Line::new("Pays", vec![[0.0, 0.0], [end, end * times]]).color(tokens.accent).width(1.5));
    });
    let (plot, transform) = (shown.response, shown.transform);
    let painter = ui.painter_at(plot.rect);
    let on_screen = |cost: f64, worth: f64| transform.position_from_point(&PlotPoint::new(cost, worth));

    let line = format!(
        "worth {} times its cost: pays above this line",
        cx.portfolio.settings().more.numbers.hundredths(cx.portfolio.settings().more.funnel.worth_over_cost)
    );
    let end = on_screen(width.min(height / times.max(0.01)), height.min(width * times));
    let name = painter.layout_no_wrap(line.clone(), theme::small_font(), tokens.accent);
    let at = beside_line(on_screen(0.0, 0.0), end, name.size(), plot.rect);
    let mut taken = vec![Rect::from_min_size(at, name.size())];
    painter.galley(at, name, tokens.accent);

    let mut clicked = None;
    let places: Vec<(Pos2, f32)> = points
        .iter()
        .map(|point| {
            #[expect(clippy::cast_precision_loss, reason = "a size on the screen")]
            let radius = (RADIUS + GROWTH * (point.row.customers as f32).sqrt()).min(LARGEST);
            (on_screen(point.cost.approximate(), point.worth.approximate()), radius)
        })
        .collect();
    taken.extend(places.iter().map(|(at, radius)| Rect::from_center_size(*at, vec2(2.0 * radius, 2.0 * radius))));
    for (point, (at, radius)) in points.iter().zip(&places) {
        let hit = Rect::from_center_size(*at, vec2(2.0 * radius, 2.0 * radius)).expand(3.0);
        let response = ui.interact(hit, Id::unique(("channel point", &point.row.name)), Sense::click());
        let label = format!(
            "{}: costs {} to win, worth {}",
            point.row.label(),
            amount(cx, point.cost),
            amount(cx, point.worth)
        );
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, &label));
        let marked = response.hovered() || response.has_focus();
        painter.circle_filled(*at, *radius, theme::covered(tokens.accent, if marked { 0.75 } else { 0.4 }));
        painter.circle_stroke(*at, *radius, Stroke::new(if marked { 2.0 } else { 1.0 }, tokens.accent));
        label_ui(&painter, cx, point.row.label(), (*at, *radius), plot.rect, &mut taken);
        if response.clicked() {
            clicked = Some(point.row.name.clone());
        }
        response.on_hover_ui(|ui| hover_ui(ui, cx, point));
    }
    let title = painter.layout_no_wrap("cost to win one".to_owned(), theme::small_font(), tokens.faint);
    painter.galley(plot.rect.right_bottom() - title.size() - vec2(space::S, space::XS), title, tokens.faint);
    let title = painter.layout_no_wrap("lifetime value".to_owned(), theme::small_font(), tokens.faint);
    painter.galley(plot.rect.left_top() + vec2(space::S, space::XS), title, tokens.faint);
    let spoken = format!("Lifetime value against cost to win one, {} channels, {line}", points.len());
    plot.widget_info(|| WidgetInfo::labeled(accesskit::Role::Image, true, &spoken));
    clicked
}

/// Where the name of a line that rises from `origin` to `end` does not lie over it: above its end, else at its side.
fn beside_line(origin: Pos2, end: Pos2, size: egui::Vec2, within: Rect) -> Pos2 {
    if end.y - size.y - space::S > within.top() {
        return pos2((end.x - size.x - space::S).max(within.left() + space::S), end.y - size.y - space::S);
    }
    if end.x + size.x + space::M < within.right() {
        return pos2(end.x + space::S, end.y + space::XS);
    }
    let below = size.y + space::S;
    let back = below * (end.x - origin.x) / (origin.y - end.y).max(1.0);
    pos2((end.x - back - size.x - space::S).max(within.left() + space::S), end.y + space::XS)
}

/// Beside its point, where nothing stands yet; else left out, as hovering tells it.
fn label_ui(
    painter: &egui::Painter,
    cx: &Cx<'_>,
    name: &str,
    (at, radius): (Pos2, f32),
    within: Rect,
    taken: &mut Vec<Rect>,
) {
    let galley =
        painter.layout_no_wrap(name.to_owned(), FontId::new(theme::size::SMALL, theme::medium()), cx.tokens.text);
    let (size, gap) = (galley.size(), radius + 4.0);
    let offers = [
        pos2(at.x + gap, at.y - size.y / 2.0),
        pos2(at.x - gap - size.x, at.y - size.y / 2.0),
        pos2(at.x - size.x / 2.0, at.y - gap - size.y),
        pos2(at.x - size.x / 2.0, at.y + gap),
        pos2(at.x + gap, at.y - gap - size.y),
        pos2(at.x + gap, at.y + gap),
    ];
    let free = |corner: &&Pos2| {
        let place = Rect::from_min_size(**corner, size);
        within.contains_rect(place) && taken.iter().all(|other| !other.intersects(place))
    };
    let Some(corner) = offers.iter().find(free) else { return };
    taken.push(Rect::from_min_size(*corner, size));
    painter.galley(*corner, galley, cx.tokens.text);
}

fn hover_ui(ui: &mut Ui, cx: &Cx<'_>, point: &Point<'_>) {
    let Point { row, cost, worth } = point;
    let settings = cx.portfolio.settings();
    let money = |figure| format!("{} {}", amount(cx, figure), settings.currency);
    ui.label(theme::strong(row.label()));
    ui.label(format!("Costs {} to win, worth {}", money(*cost), money(*worth)));
    let customers = settings.more.numbers.count(row.customers);
    ui.label(format!("{customers} {} won", if row.customers == 1 { "customer" } else { "customers" }));
    ui.label(theme::weak(row.verdict.words(settings), cx.tokens));
}

fn plot<'a>(cx: &Cx<'a>) -> Plot<'a> {
    let (tokens, numbers) = (cx.tokens, cx.portfolio.settings().more.numbers);
    #[expect(clippy::cast_possible_truncation, reason = "marks are at whole units")]
    let words = move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        numbers.money(Money::from_minor_units((mark.value.round() as i64).saturating_mul(100)))
    };
    let font = FontId::proportional(10.5);
    let across = AxisHints::new_x()
        .formatter(words)
        .tick_label_color(tokens.weak)
        .tick_label_font(font.clone())
        .placement(VPlacement::Bottom);
    let upward = AxisHints::new_y()
        .formatter(words)
        .tick_label_color(tokens.weak)
        .tick_label_font(font)
        .min_thickness(58.0)
        .placement(HPlacement::Left);
    Plot::new("channels: worth against cost")
        .height(HEIGHT)
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
        .grid_color(tokens.grid)
        .grid_fade(0.0)
        .x_grid_spacer(steps)
        .y_grid_spacer(steps)
        .custom_x_axes(vec![across])
        .custom_y_axes(vec![upward])
}

/// Some five steps of 1, 2 or 5 times a power of ten.
#[expect(clippy::needless_pass_by_value, reason = "the signature that egui_plot asks for")]
fn steps(input: GridInput) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    let rough = ((to - from) / 5.0).max(1.0);
    let power = 10_f64.powf(rough.log10().floor());
    let step_size = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough);
    let step_size = step_size.unwrap_or(rough);
    let first = (from / step_size).ceil();
    let marks = (0..=12_u8).map(|step| GridMark { value: (first + f64::from(step)) * step_size, step_size });
    marks.take_while(|mark| mark.value <= to).collect()
}
