//! What the account bought, month by month, this year against last.

use egui::{Align2, Color32, FontId, Rangef, Response, RichText, Role, Sense, Ui, WidgetInfo, vec2};
use egui_plot::{AxisHints, Bar, BarChart, GridMark, HPlacement, Plot, PlotBounds, VPlacement};

use super::figures::Figures;
use super::parts::{money, nothing, part};
use super::rhythm::rhythm_ui;
use crate::model::{Account, Money};
use crate::ui::theme::{self, Tokens, space};
use crate::ui::view::Cx;

const HEIGHT: f32 = 170.0;
const YEAR: usize = 12;
/// Of a month, each of three bars.
const BAR_WIDTH: f64 = 0.26;
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

pub fn revenue_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, figures: &Figures) {
    part(ui, cx, "Revenue and rhythm", |ui| {
        let last = cx.portfolio.revenue_12m(account);
        let prior = cx.portfolio.revenue_prior_12m(account);
        if figures.rhythm.last_order.is_none() && figures.months.iter().all(|(_, _, amount)| *amount == Money::ZERO) {
            match last {
                Some(last) => {
                    let words = format!("{} in the last 12 months, as typed or imported.", money(cx, last));
                    nothing(ui, cx, &format!("{words}\nImport its purchases to see months and rhythm."));
                }
                None => nothing(ui, cx, "It bought nothing yet. Import purchases to see months and rhythm."),
            }
            return;
        }
        totals_ui(ui, cx, last, prior);
        legend_ui(ui, cx);
        chart_ui(ui, cx, figures);
        ui.label(theme::weak(
            "By calendar month, this month until today; totals are of 12 months to the day",
            cx.tokens,
        ));
        ui.add_space(space::S);
        rhythm_ui(ui, cx, figures);
    });
}

/// "482,300 EUR in 12 months, 12 % more than in the 12 before".
fn totals_ui(ui: &mut Ui, cx: &Cx<'_>, last: Option<Money>, prior: Option<Money>) {
    let last = last.unwrap_or_default();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::XS;
        ui.label(theme::strong(money(cx, last)));
        ui.label(RichText::new("in 12 months,").color(cx.tokens.weak));
        let prior = prior.unwrap_or_default();
        let (words, color) = if prior <= Money::ZERO {
            ("nothing in the 12 before".to_owned(), cx.tokens.weak)
        } else {
            let change = 100.0 * (last.approximate() / prior.approximate() - 1.0);
            let rounded = change.round();
            if rounded > 0.0 {
                (format!("{rounded:.0} % more than in the 12 before"), cx.tokens.good)
            } else if rounded < 0.0 {
                (format!("{:.0} % less than in the 12 before", -rounded), cx.tokens.danger)
            } else {
                ("as much as in the 12 before".to_owned(), cx.tokens.weak)
            }
        };
        ui.label(RichText::new(words).color(color)).on_hover_text(format!("{} in the 12 before", money(cx, prior)));
    });
}

/// Two years before, the year before, the last year.
fn fills(tokens: &Tokens) -> [(Color32, &'static str); 3] {
    [
        (theme::mixed(tokens.raised, tokens.weak, 0.34), "two years before"),
        (theme::mixed(tokens.raised, tokens.weak, 0.66), "the year before"),
        (tokens.accent, "last 12 months"),
    ]
}

fn legend_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.horizontal_wrapped(|ui| {
        for (fill, words) in fills(cx.tokens).into_iter().rev() {
            let (mark, _) = ui.allocate_exact_size(vec2(9.0, 9.0), Sense::hover());
            ui.painter().rect_filled(mark, 2.0, fill);
            ui.label(theme::weak(words, cx.tokens));
        }
    });
}

fn chart_ui(ui: &mut Ui, cx: &Cx<'_>, figures: &Figures) {
    let tokens = cx.tokens;
    let months = figures.months.as_slice();
    let names: Vec<&str> = months
        .iter()
        .rev()
        .take(YEAR)
        .rev()
        .map(|(_, month, _)| MONTHS.get(*month as usize - 1).copied().unwrap_or_default())
        .collect();
    let amounts = || months.iter().map(|(_, _, amount)| amount.approximate());
    let (least, most) = (amounts().fold(0.0, f64::min), amounts().fold(1.0, f64::max));
    let narrow = ui.available_width() < 420.0;
    let across = AxisHints::new_x()
        .formatter(move |mark: GridMark, _: &std::ops::RangeInclusive<f64>| month_at(&names, mark.value, narrow))
        .tick_label_color(tokens.weak)
        .tick_label_font(FontId::proportional(10.5))
        // Every month has its name, however near the next one is.
        .label_spacing(Rangef::new(4.0, 8.0))
        .placement(VPlacement::Bottom);
    let upward = AxisHints::new_y()
        .formatter(|mark: GridMark, _: &std::ops::RangeInclusive<f64>| short(mark.value))
        .tick_label_color(tokens.faint)
        .tick_label_font(FontId::proportional(10.5))
        .label_spacing(Rangef::new(16.0, 24.0))
        .min_thickness(34.0)
        .placement(HPlacement::Left);
    let plot = Plot::new("revenue by month")
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
        .show_grid([false, true])
        .grid_color(tokens.grid)
        .x_grid_spacer(|_| (0..12).map(|month| GridMark { value: f64::from(month), step_size: 1.0 }).collect())
        .y_grid_spacer(move |_| steps(least, most))
        .custom_x_axes(vec![across])
        .custom_y_axes(vec![upward])
        .show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([-0.6, least * 1.05], [11.6, most * 1.08]));
            for (year, (fill, name)) in fills(tokens).into_iter().enumerate() {
                #[expect(clippy::cast_precision_loss, reason = "36 months")]
                let bar = |(month, (_, _, amount)): (usize, &(i32, u32, Money))| {
                    let at = month as f64 + (year as f64 - 1.0) * BAR_WIDTH;
                    Bar::new(at, amount.approximate()).width(BAR_WIDTH * 0.92).fill(fill)
                };
                let bars = months.iter().skip(year * YEAR).take(YEAR).enumerate().map(bar).collect();
                plot.bar_chart(BarChart::new(name, bars).allow_hover(false));
            }
        });
    let response = plot.response;
    let words = format!("Revenue by month, three years until {}", cx.portfolio.settings().more.dates.day(cx.today));
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, &words));
    if let Some(pointer) = response.hover_pos() {
        hover_ui(response, cx, figures, plot.transform.value_from_position(pointer).x);
    }
}

/// The same month in three years.
fn hover_ui(response: Response, cx: &Cx<'_>, figures: &Figures, x: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..=11 after clamping")]
    let month = x.round().clamp(0.0, 11.0) as usize;
    let same = figures.months.iter().skip(month).step_by(YEAR).rev();
    let lines: Vec<String> = same
        .map(|(year, month, amount)| {
            let name = MONTHS.get(*month as usize - 1).copied().unwrap_or_default();
            format!("{name} {year}: {}", money(cx, *amount))
        })
        .collect();
    response.on_hover_text_at_pointer(lines.join("\n"));
}

/// The name of the month at a mark; of every other where there is little room.
fn month_at(names: &[&str], value: f64, narrow: bool) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0..=11")]
    let at = if (-0.01..=11.01).contains(&value) { value.round() as usize } else { return String::new() };
    if narrow && at % 2 == 0 { String::new() } else { names.get(at).copied().unwrap_or_default().to_owned() }
}

/// Some four steps of 1, 2 or 5 times a power of ten, from the least to the most.
fn steps(least: f64, most: f64) -> Vec<GridMark> {
    let rough = (most - least) / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let step_size = [1.0, 2.0, 5.0, 10.0].map(|times| times * power).into_iter().find(|step| *step >= rough);
    let step_size = step_size.unwrap_or(rough);
    let first = (least / step_size).ceil();
    let marks = (0..=6_u8).map(|step| GridMark { value: (first + f64::from(step)) * step_size, step_size });
    // What lies above the plot would be written over what stands there.
    marks.take_while(|mark| mark.value <= most).collect()
}

/// An amount on an axis: "12k", "1.5M".
fn short(amount: f64) -> String {
    let plain = |number: f64| {
        if (number - number.round()).abs() < 0.05 { format!("{number:.0}") } else { format!("{number:.1}") }
    };
    match amount.abs() {
        size if size >= 1e6 => format!("{}M", plain(amount / 1e6)),
        size if size >= 1e3 => format!("{}k", plain(amount / 1e3)),
        _ => plain(amount),
    }
}

/// What stands where there is nothing to count.
pub fn mark_text(ui: &Ui, at: egui::Pos2, align: Align2, text: &str, color: Color32) {
    ui.painter().text(at, align, text, FontId::proportional(10.5), color);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_has_a_few_round_steps_and_none_beyond_the_plot() {
        let check = |least: f64, most: f64, wanted: &[&str]| {
            let written: Vec<String> = steps(least, most).iter().map(|mark| short(mark.value)).collect();
            assert_eq!(written, wanted, "{least} to {most}");
        };
        check(0.0, 60_500.0, &["0", "20k", "40k", "60k"]);
        check(0.0, 1.0, &["0", "0.5", "1"]);
        check(0.0, 4_000_000.0, &["0", "1M", "2M", "3M", "4M"]);
        check(-3_000.0, 6_000.0, &["0", "5k"]);
    }

    #[test]
    fn months_have_their_names_and_every_other_where_there_is_little_room() {
        let names = ["Apr", "May", "Jun"];
        let told = |narrow| [0.0, 1.0, 2.0, 3.0, -0.6].map(|at| month_at(&names, at, narrow)).join(" ");
        assert_eq!(told(false), "Apr May Jun  ");
        assert_eq!(told(true), " May   ");
    }
}
