//! The orders of a year as ticks on a line, with the day that the next one is expected by.

use chrono::{Days, NaiveDate};
use egui::{Align2, Rect, RichText, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::figures::Figures;
use super::parts::counted;
use super::revenue::mark_text;
use crate::rules::rhythm::{Rhythm, WINDOW_DAYS};
use crate::ui::theme;
use crate::ui::view::Cx;

const HEIGHT: f32 = 40.0;
const TICK: f32 = 14.0;
/// So far into the future the line reaches at most, in days.
const AHEAD: i64 = 90;

pub fn rhythm_ui(ui: &mut Ui, cx: &Cx<'_>, figures: &Figures) {
    let rhythm = &figures.rhythm;
    let color = if rhythm.late { cx.tokens.danger } else { cx.tokens.text };
    let model = &cx.portfolio.settings().more.model;
    ui.label(RichText::new(words(cx, rhythm)).color(color)).on_hover_text(format!(
        "An order is a day with purchases. With at least {} of them in {WINDOW_DAYS} days there is a rhythm; the next \
         one is late after {} % of the median interval.",
        model.rhythm_orders, model.late_order_percent
    ));
    line_ui(ui, cx, figures);
}

/// "Late: 45 days since the last order, one every 14 days (median of 26 orders in 365 days)".
fn words(cx: &Cx<'_>, rhythm: &Rhythm) -> String {
    let more = &cx.portfolio.settings().more;
    let Rhythm { orders_365, median_days, last_order, days_since, late, expected_by, late_after } = *rhythm;
    let orders = format!("{} in {WINDOW_DAYS} days", counted(cx, orders_365, "order", "orders"));
    let (Some(last), Some(since)) = (last_order, days_since) else { return "No order yet".to_owned() };
    let Some(median) = median_days else {
        let last = more.dates.day(last);
        return format!("{orders}, the last on {last}: no rhythm yet, which takes {}", more.model.rhythm_orders);
    };
    let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| more.dates.day(day));
    let every = if median.fract() == 0.0 { format!("{median:.0}") } else { format!("{median:.1}") };
    let every = if every == "1" { "an order every day".to_owned() } else { format!("an order every {every} days") };
    let ago = match since {
        0 => "the last today".to_owned(),
        1 => "the last yesterday".to_owned(),
        days => format!("the last {days} days ago"),
    };
    if late {
        format!(
            "Late since {}: {ago}, but {every} in the median of {orders}",
            day(late_after.and_then(|day| day.succ_opt()))
        )
    } else {
        let every = every.replacen('a', "A", 1);
        format!("{every} in the median of {orders}; {ago}, the next expected by {}", day(expected_by))
    }
}

fn line_ui(ui: &mut Ui, cx: &Cx<'_>, figures: &Figures) {
    let tokens = cx.tokens;
    let rhythm = &figures.rhythm;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let spoken = words(cx, rhythm);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, format!("Order rhythm: {spoken}")));
    let days = i64::try_from(WINDOW_DAYS).unwrap_or(365);
    let ahead = rhythm.expected_by.map_or(0, |day| (day - cx.today).num_days()).clamp(0, AHEAD);
    let track = Rect::from_min_max(rect.min + vec2(2.0, 0.0), rect.max - vec2(2.0, 0.0));
    let middle = track.top() + TICK;
    #[expect(clippy::cast_precision_loss, reason = "days of a year")]
    let x = |day: NaiveDate| {
        let since = (days + (day - cx.today).num_days()) as f32 / (days + ahead) as f32;
        track.left() + track.width() * since.clamp(0.0, 1.0)
    };
    let painter = ui.painter();
    painter.hline(track.left()..=x(cx.today), middle, Stroke::new(1.0, tokens.line));
    if let Some(after) = rhythm.late_after.filter(|_| rhythm.late) {
        let from = x(after);
        painter.hline(from..=x(cx.today), middle, Stroke::new(4.0, tokens.danger));
    }
    for day in &figures.orders {
        let at = x(*day);
        painter.vline(at, middle - TICK * 0.6..=middle + TICK * 0.6, Stroke::new(1.5, tokens.accent));
    }
    let now = x(cx.today);
    painter.vline(now, middle - TICK..=middle + TICK, Stroke::new(1.0, tokens.text));
    let below = middle + TICK + 1.0;
    if let Some(expected) = rhythm.expected_by {
        let at = x(expected);
        let color = if rhythm.late { tokens.danger } else { tokens.good };
        painter.circle_stroke(pos2(at, middle), 4.0, Stroke::new(1.5, color));
    }
    let began = cx.today.checked_sub_days(Days::new(WINDOW_DAYS)).unwrap_or(cx.today);
    let year_ago = cx.portfolio.settings().more.dates.day(began);
    mark_text(ui, pos2(track.left(), below), Align2::LEFT_TOP, &year_ago, tokens.faint);
    let (at, align) = if ahead > 0 && track.right() - now > 60.0 {
        (now, Align2::CENTER_TOP)
    } else {
        (track.right(), Align2::RIGHT_TOP)
    };
    mark_text(ui, pos2(at, below), align, if ahead > 0 { "today, next expected" } else { "today" }, tokens.weak);
    let pointed = response.hover_pos().and_then(|pointer| {
        let near = |day: &&NaiveDate| (x(**day) - pointer.x).abs();
        figures.orders.iter().min_by(|one, other| near(one).total_cmp(&near(other))).filter(|day| near(day) < 4.0)
    });
    if let Some(day) = pointed {
        let amount = cx.portfolio.settings().more.dates.day(*day);
        response.on_hover_text_at_pointer(format!("Ordered on {amount}"));
    }
    ui.add_space(theme::space::XS);
}
