//! The curve of revenue, from the largest customer on.

use std::collections::BTreeSet;

use egui::{FontId, Rect, Stroke, Ui, WidgetInfo, pos2, vec2};
use egui_plot::{AxisHints, GridInput, GridMark, HPlacement, Line, Plot, PlotBounds, PlotPoint, VLine, VPlacement};

use super::key::Curve;
use super::{accounts, money, percent, select};
use crate::model::{AccountId, Money};
use crate::rules::key_list::KeyList;
use crate::rules::pareto::{Ranked, share};
use crate::ui::theme::{self, space};
use crate::ui::view::{Actions, Cx};

pub fn pareto_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    list: &KeyList,
    cut_off: Money,
    curve: &Curve,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) {
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.label(theme::strong("Share of revenue in 12 months, from the largest customer on"));
        let (tokens, pareto) = (cx.tokens, list.pareto());
        #[expect(clippy::cast_precision_loss, reason = "counts of accounts")]
        let (buyers, keys) = (pareto.buyers() as f64, list.key().accounts as f64);
        #[expect(clippy::cast_precision_loss, reason = "counts of accounts")]
        let points: Vec<[f64; 2]> = curve.points.iter().map(|(count, share)| [*count as f64, share * 100.0]).collect();
        let shown = plot(cx).show(ui, |plot| {
            plot.set_plot_bounds(PlotBounds::from_min_max([0.0, 0.0], [buyers.max(1.0), 104.0]));
            plot.vline(VLine::new("Cut-off", keys).color(tokens.accent).width(1.5));
            plot.line(Line::new("Revenue", points).color(tokens.text).width(2.0));
        });
        let (response, transform) = (shown.response, shown.transform);
        let on_screen = |count: f64, share: f64| transform.position_from_point(&PlotPoint::new(count, share * 100.0));
        let painter = ui.painter_at(response.rect);

        // The part of the key list, and where it ends.
        let corner = on_screen(keys, list.key_share());
        let fill =
            Rect::from_min_max(pos2(response.rect.left(), response.rect.top()), pos2(corner.x, on_screen(0.0, 0.0).y));
        painter.rect_filled(fill, 0.0, tokens.accent_fill());
        painter.circle_filled(corner, 4.0, tokens.accent);
        let words = format!(
            "Cut-off {}: {}, {} of revenue",
            money(cx, cut_off),
            accounts(cx, list.key().accounts),
            percent(list.key_share())
        );
        let label =
            painter.layout_no_wrap(words.clone(), FontId::new(theme::size::SMALL, theme::medium()), tokens.accent);
        let beside = pos2(corner.x + space::S, (corner.y + space::L).min(response.rect.bottom() - 40.0));
        let fits = beside.x + label.size().x < response.rect.right();
        let at = if fits {
            beside
        } else {
            pos2((corner.x - label.size().x - space::S).max(response.rect.left()), beside.y)
        };
        painter.rect_filled(Rect::from_min_size(at, label.size()).expand(3.0), 3.0, tokens.raised);
        painter.galley(at, label, tokens.accent);

        for place in selected(list, selection) {
            #[expect(clippy::cast_precision_loss, reason = "counts of accounts")]
            let at = on_screen(place as f64, pareto.share_of_first(place));
            painter.circle_filled(at, 4.0, tokens.raised);
            painter.circle_stroke(at, 4.0, Stroke::new(2.0, tokens.accent));
        }
        let under = response.hover_pos().and_then(|at| {
            let x = transform.value_from_position(at).x.ceil();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the count of accounts")]
            let place = if (1.0..=buyers).contains(&x) { x as usize } else { return None };
            Some((place, *pareto.ranked().get(place - 1)?))
        });
        let title = painter.layout_no_wrap("customers".to_owned(), theme::small_font(), tokens.faint);
        let at = response.rect.right_bottom() - vec2(title.size().x + space::S, title.size().y + space::XS);
        painter.galley(at, title, tokens.faint);
        response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, format!("Curve of revenue. {words}")));
        if let Some((place, ranked)) = under {
            #[expect(clippy::cast_precision_loss, reason = "counts of accounts")]
            let at = on_screen(place as f64, pareto.share_of_first(place));
            painter.circle_filled(at, 4.5, tokens.text);
            painter.vline(at.x, response.rect.y_range(), Stroke::new(1.0, tokens.line));
            if response.clicked() {
                select(ui, selection, ranked.account, actions);
            }
            response.on_hover_ui_at_pointer(|ui| hover_ui(ui, cx, list, place, ranked));
        }
    });
}

fn plot<'a>(cx: &Cx<'a>) -> Plot<'a> {
    let (tokens, numbers) = (cx.tokens, cx.portfolio.settings().more.numbers);
    let font = FontId::proportional(11.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "marks are at whole counts")]
    let across = AxisHints::new_x()
        .formatter(
            move |mark: GridMark, _: &_| {
                if mark.value >= 1.0 { numbers.count(mark.value.round() as usize) } else { String::new() }
            },
        )
        .tick_label_color(tokens.faint)
        .tick_label_font(font.clone())
        .placement(VPlacement::Bottom);
    let upward =
        AxisHints::new_y()
            .formatter(|mark: GridMark, _: &_| {
                if (-0.1..=100.1).contains(&mark.value) { format!("{:.0} %", mark.value) } else { String::new() }
            })
            .min_thickness(44.0)
            .tick_label_color(tokens.faint)
            .tick_label_font(font)
            .placement(HPlacement::Left);
    Plot::new("pareto")
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_zoom(false)
        .sense(egui::Sense::click())
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .grid_color(tokens.grid)
        .grid_fade(0.0)
        .x_grid_spacer(counts)
        .y_grid_spacer(|_| (0..=4).map(|step| GridMark { value: f64::from(step) * 25.0, step_size: 25.0 }).collect())
        .custom_x_axes(vec![across])
        .custom_y_axes(vec![upward])
}

/// Some five marks at round counts: 1, 2 or 5 times a power of ten.
#[expect(clippy::needless_pass_by_value, reason = "the signature that egui_plot asks for")]
fn counts(input: GridInput) -> Vec<GridMark> {
    let (_, to) = input.bounds;
    let rough = (to / 5.0).max(1.0);
    let power = 10.0_f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough).unwrap_or(10.0);
    let step = factor * power;
    let mut marks = Vec::new();
    let mut value = 0.0;
    while value <= to {
        marks.push(GridMark { value, step_size: step });
        value += step;
    }
    marks
}

/// The selected buyers with their places; of very many none, since they would hide the curve.
fn selected(list: &KeyList, selection: &BTreeSet<AccountId>) -> Vec<usize> {
    const MOST: usize = 20;
    if selection.is_empty() || selection.len() > MOST {
        return Vec::new();
    }
    selection.iter().filter_map(|account| list.place(*account)).collect()
}

fn hover_ui(ui: &mut Ui, cx: &Cx<'_>, list: &KeyList, place: usize, ranked: Ranked) {
    let Some(account) = cx.portfolio.account(ranked.account) else { return };
    let pareto = list.pareto();
    let numbers = cx.portfolio.settings().more.numbers;
    ui.label(theme::strong(account.name.as_str()));
    ui.label(format!("Place {} of {}", numbers.count(place), numbers.count(pareto.buyers())));
    let own = percent(share(ranked.revenue, pareto.total()));
    ui.label(format!("{} in 12 months, {own} of revenue", money(cx, ranked.revenue)));
    if place > 1 {
        ui.label(theme::weak(format!("{} with those before it", percent(pareto.share_of_first(place))), cx.tokens));
    }
}
