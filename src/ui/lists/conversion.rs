//! What came of the accounts that were on the lists: a sentence, bars and a table by quarter.

use egui::{Color32, FontId, Rangef, Rect, RichText, Sense, Ui, UiBuilder, WidgetInfo, vec2};
use egui_plot::{AxisHints, Bar, BarChart, GridMark, HPlacement, Plot, PlotBounds, VPlacement};

use super::name_of;
use super::slots::LISTS;
use crate::model::{Period, PursuitList};
use crate::rules::list_conversion::{Conversion, Conversions, ListConversion, days_words, words};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

/// So many quarters are shown, the last ones.
const QUARTERS: usize = 8;
const ROW: f32 = 18.0;
const PLOT: f32 = 110.0;
/// Of one list: what is said of it, without bars and table.
const WORDS: f32 = 64.0;
const HEAD: f32 = 66.0;
/// Narrower than this, the lists stand below each other.
const ROOMY: f32 = 620.0;

/// How high it is at this width.
pub fn height(width: f32, all: &Conversions, seller: Option<&str>) -> f32 {
    let none = ListConversion::default();
    let [first, second] = LISTS.map(|list| height_of(of_whom(all, seller, &none), list));
    HEAD + if width >= ROOMY { first.max(second) } else { first + second }
}

/// Of one list: bars, and a row for each quarter with its heading.
fn height_of(of: &ListConversion, list: PursuitList) -> f32 {
    #[expect(clippy::cast_precision_loss, reason = "a handful of quarters")]
    match of.of(list).quarters.len().min(QUARTERS) {
        0 => WORDS,
        quarters => WORDS + ROW + PLOT + ROW * 1.2 * (quarters as f32 + 1.0),
    }
}

fn of_whom<'a>(all: &'a Conversions, seller: Option<&str>, none: &'a ListConversion) -> &'a ListConversion {
    seller.map_or(&all.total, |name| all.of_seller(name).unwrap_or(none))
}

pub fn conversion_ui(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, all: &Conversions, seller: Option<&str>) {
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect.with_max_y(rect.bottom() - space::S)));
    cx.tokens.card_frame().show(&mut ui, |ui| {
        ui.set_min_size(ui.available_size());
        let whose = seller.map_or_else(|| "of all sellers".to_owned(), |name| format!("of {}", name_of(name)));
        ui.label(theme::strong(format!("What came of the lists {whose}")));
        ui.label(theme::weak("By the quarter in which accounts left a list, with whoever owns them now", cx.tokens));
        let none = ListConversion::default();
        let of = of_whom(all, seller, &none);
        let room = ui.available_rect_before_wrap();
        let (first, second) = if rect.width() >= ROOMY {
            let (left, right) = room.split_left_right_at_fraction(0.5);
            (left.with_max_x(left.right() - space::M), right.with_min_x(right.left() + space::M))
        } else {
            room.split_top_bottom_at_y(room.top() + height_of(of, PursuitList::Target))
        };
        for (list, rect) in LISTS.into_iter().zip([first, second]) {
            let mut one = ui.new_child(UiBuilder::new().max_rect(rect));
            one.shrink_clip_rect(rect);
            list_ui(&mut one, cx, list, of);
        }
        ui.advance_cursor_after_rect(room);
    });
}

fn list_ui(ui: &mut Ui, cx: &Cx<'_>, list: PursuitList, of: &ListConversion) {
    ui.spacing_mut().item_spacing.y = 2.0;
    ui.add_space(space::XS);
    let over_time = of.of(list);
    let sentence = words(list, &over_time.total, cx.portfolio.settings());
    ui.add(egui::Label::new(RichText::new(sentence).family(theme::medium())).wrap());
    let Conversion { running, median_days_running, .. } = &over_time.total;
    if let Some(days) = median_days_running {
        let count = cx.portfolio.settings().more.numbers.count(*running);
        ui.label(theme::weak(format!("On it now: {count}, for {} in the median", days_words(*days)), cx.tokens));
    }
    let skip = over_time.quarters.len().saturating_sub(QUARTERS);
    let Some(quarters) = over_time.quarters.get(skip..).filter(|quarters| !quarters.is_empty()) else {
        let next = match list {
            PursuitList::Target => "When a target becomes a customer or is dropped, it is counted here",
            PursuitList::Lead => "When a lead becomes a prospect or is dropped, it is counted here",
        };
        ui.add(egui::Label::new(theme::weak(next, cx.tokens)).wrap());
        return;
    };
    legend_ui(ui, cx, list);
    bars_ui(ui, cx, list, quarters);
    table_ui(ui, cx, list, quarters);
}

fn dropped_fill(cx: &Cx<'_>) -> Color32 {
    theme::mixed(cx.tokens.raised, cx.tokens.weak, 0.34)
}

/// What the bars stand for.
fn legend_ui(ui: &mut Ui, cx: &Cx<'_>, list: PursuitList) {
    ui.allocate_ui(vec2(ui.available_width(), ROW - 2.0), |ui| {
        ui.horizontal_centered(|ui| {
            for (fill, words) in [(cx.tokens.good, came(list)), (dropped_fill(cx), "Dropped")] {
                let (mark, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
                ui.painter().rect_filled(mark, 2.0, fill);
                ui.label(RichText::new(words).size(theme::size::SMALL).color(cx.tokens.weak));
            }
        });
    });
}

/// What converted, and above it what was dropped.
fn bars_ui(ui: &mut Ui, cx: &Cx<'_>, list: PursuitList, quarters: &[(Period, Conversion)]) {
    let (tokens, fiscal) = (cx.tokens, cx.portfolio.settings().more.fiscal_year_start);
    let most = quarters.iter().map(|(_, one)| one.ended).max().unwrap_or(0).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a handful of quarters, and counts of accounts")]
    let (across_to, up_to) = (quarters.len() as f64, most as f64);
    let names: Vec<String> = quarters.iter().map(|(period, _)| period.label(fiscal)).collect();
    let every = if quarters.len() > 5 { 2 } else { 1 };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be one of the quarters")]
    let across = AxisHints::new_x()
        .formatter(move |mark: GridMark, _: &_| {
            let at = mark.value.round();
            let at = if at >= 0.0 && at < across_to { at as usize } else { return String::new() };
            if (names.len() - 1 - at).is_multiple_of(every) {
                names.get(at).cloned().unwrap_or_default()
            } else {
                String::new()
            }
        })
        .tick_label_color(tokens.weak)
        .tick_label_font(FontId::proportional(10.5))
        .label_spacing(Rangef::new(4.0, 8.0))
        .placement(VPlacement::Bottom);
    let upward = AxisHints::new_y()
        .formatter(|mark: GridMark, _: &_| format!("{:.0}", mark.value))
        .tick_label_color(tokens.faint)
        .tick_label_font(FontId::proportional(10.5))
        .min_thickness(22.0)
        .placement(HPlacement::Left);
    let shown = Plot::new(("conversion", list.name()))
        .height(PLOT)
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
        .show_grid([false, true])
        .grid_color(tokens.grid)
        .x_grid_spacer(|_| (0_u8..8).map(|at| GridMark { value: f64::from(at), step_size: 1.0 }).collect())
        .y_grid_spacer(move |_| steps(up_to))
        .custom_x_axes(vec![across])
        .custom_y_axes(vec![upward])
        .show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([-0.6, 0.0], [across_to - 0.4, up_to * 1.08]));
            let bars = |of: fn(&Conversion) -> usize, fill| {
                #[expect(clippy::cast_precision_loss, reason = "a handful of quarters, and counts of accounts")]
                let bar = |(at, (_, one)): (usize, &(Period, Conversion))| {
                    Bar::new(at as f64, of(one) as f64).width(0.62).fill(fill)
                };
                quarters.iter().enumerate().map(bar).collect::<Vec<_>>()
            };
            let converted = BarChart::new("Converted", bars(|one| one.converted, tokens.good)).allow_hover(false);
            let dropped = BarChart::new("Dropped", bars(|one| one.dropped, dropped_fill(cx))).allow_hover(false);
            let dropped = dropped.stack_on(&[&converted]);
            plot.bar_chart(converted);
            plot.bar_chart(dropped);
        });
    let spoken = format!("{} by quarter: {} below, dropped above", heading(list), came(list).to_lowercase());
    shown.response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, &spoken));
}

/// The newest quarter first.
fn table_ui(ui: &mut Ui, cx: &Cx<'_>, list: PursuitList, quarters: &[(Period, Conversion)]) {
    let fiscal = cx.portfolio.settings().more.fiscal_year_start;
    let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
    let heads = ["Left", came(list), "Dropped", "Median days"].map(str::to_owned);
    row_ui(ui, "Quarter", &heads, |words| theme::weak(words, cx.tokens));
    for (period, one) in quarters.iter().rev() {
        let Conversion { ended, converted, dropped, median_days, .. } = one;
        let days = median_days
            .map_or_else(|| "–".to_owned(), |days| days_words(days).replace(" days", "").replace(" day", ""));
        let cells = [count(*ended), count(*converted), count(*dropped), days];
        row_ui(ui, &period.label(fiscal), &cells, |words| RichText::new(words).size(theme::size::SMALL));
    }
}

fn row_ui(ui: &mut Ui, first: &str, cells: &[String; 4], text: impl Fn(String) -> RichText) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let width = (rect.width() - 74.0).max(0.0) / 4.0;
    let mut cell = |rect: Rect, words: &str, layout: egui::Layout| {
        let mut cell = ui.new_child(UiBuilder::new().max_rect(rect).layout(layout));
        cell.add(egui::Label::new(text(words.to_owned())).truncate());
    };
    let (left, right) =
        (egui::Layout::left_to_right(egui::Align::Center), egui::Layout::right_to_left(egui::Align::Center));
    cell(rect.with_max_x(rect.left() + 74.0), first, left);
    let mut at = rect.left() + 74.0;
    for words in cells {
        cell(Rect::from_x_y_ranges(at..=at + width, rect.y_range()), words, right);
        at += width;
    }
}

/// At most some four whole steps.
fn steps(most: f64) -> Vec<GridMark> {
    let step_size = (most / 4.0).ceil().max(1.0);
    (0_u8..5)
        .map(|step| GridMark { value: f64::from(step) * step_size, step_size })
        .filter(|mark| mark.value <= most)
        .collect()
}

const fn heading(list: PursuitList) -> &'static str {
    match list {
        PursuitList::Target => "Targets",
        PursuitList::Lead => "Leads",
    }
}

const fn came(list: PursuitList) -> &'static str {
    match list {
        PursuitList::Target => "Customers",
        PursuitList::Lead => "Prospects",
    }
}
