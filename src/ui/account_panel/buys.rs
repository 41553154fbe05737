//! What the account buys, month by month: this year against last.

use egui::{Rect, RichText, Sense, Ui, WidgetInfo, accesskit, pos2, vec2};

use crate::model::{Account, Money};
use crate::ui::theme::{self, covered, space};
use crate::ui::view::Cx;

use super::facts::AccountFacts;
use super::section::{Section, Sections};

const HEIGHT: f32 = 34.0;
/// The months of this year; those before are of last year.
const THIS_YEAR: usize = 12;

pub fn buys_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, facts: &AccountFacts, sections: &mut Sections) {
    let Some(known) = facts.known().filter(|known| !known.months.is_empty()) else { return };
    if !sections.heading_ui(ui, cx, Section::Buys, "Buys", None).open {
        return;
    }
    let settings = cx.portfolio.settings();
    let (now, before) = (cx.portfolio.revenue_12m(account), cx.portfolio.revenue_prior_12m(account));
    ui.horizontal(|ui| {
        let width = (ui.available_width() * 0.54).min(200.0);
        bars_ui(ui, cx, &known.months, &known.purchases, width);
        ui.add_space(space::S);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let revenue = settings.more.numbers.money(now.unwrap_or_default());
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                ui.label(theme::strong(format!("{revenue} {}", settings.currency)).size(15.0));
                if let Some((words, up)) = now.zip(before).and_then(|(now, before)| change_words(now, before)) {
                    let color = if up { cx.tokens.good } else { cx.tokens.danger };
                    ui.label(RichText::new(words).color(color)).on_hover_text("Against the 12 months before");
                }
            });
            ui.label(theme::weak("last 12 months", cx.tokens));
        });
    });
}

/// "▲ 12 %": by how much more was bought than in the year before. `None` when nothing was bought then.
fn change_words(now: Money, before: Money) -> Option<(String, bool)> {
    let (now, before) = (i128::from(now.minor_units()), i128::from(before.minor_units()));
    if before <= 0 {
        return None;
    }
    let percent = (now - before) * 100 / before;
    let up = percent >= 0;
    Some((format!("{} {} %", if up { "▲" } else { "▼" }, percent.abs()), up))
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "heights of bars, in points")]
fn bars_ui(ui: &mut Ui, cx: &Cx<'_>, months: &[(i32, u32, Money)], spoken: &str, width: f32) {
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, spoken));
    let most = months.iter().map(|(_, _, amount)| amount.minor_units()).max().unwrap_or_default().max(1);
    let step = rect.width() / months.len().max(1) as f32;
    let first_of_this_year = months.len().saturating_sub(THIS_YEAR);
    for (place, (_, _, amount)) in months.iter().enumerate() {
        let share = (amount.minor_units().max(0) as f64 / most as f64) as f32;
        let left = rect.left() + step * place as f32;
        // A month without purchases is a line, so that it is seen to be there.
        let top = rect.bottom() - (share * rect.height()).max(1.0);
        let bar = Rect::from_min_max(pos2(left, top), pos2(left + (step - 2.0).max(1.0), rect.bottom()));
        let strength = if place < first_of_this_year { 0.4 } else { 1.0 };
        ui.painter().rect_filled(bar, 1.0, covered(cx.tokens.accent, strength));
    }
    let pointed = response.hover_pos().map(|at| ((at.x - rect.left()) / step).max(0.0));
    #[expect(clippy::cast_sign_loss, reason = "at least 0, and few months")]
    let month = pointed.and_then(|place| months.get(place as usize));
    let settings = cx.portfolio.settings();
    response.on_hover_ui_at_pointer(|ui| {
        ui.label(spoken);
        if let Some((year, month, amount)) = month {
            let name = chrono::NaiveDate::from_ymd_opt(*year, *month, 1)
                .map_or_else(String::new, |day| day.format("%B %Y").to_string());
            let words = format!("{name}: {} {}", settings.more.numbers.money(*amount), settings.currency);
            ui.label(theme::weak(words, cx.tokens));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_is_told_against_the_one_before() {
        let told = |now: i64, before: i64| change_words(Money::from_minor_units(now), Money::from_minor_units(before));
        assert_eq!(told(11_200, 10_000), Some(("▲ 12 %".to_owned(), true)));
        assert_eq!(told(8_000, 10_000), Some(("▼ 20 %".to_owned(), false)));
        assert_eq!(told(10_000, 10_000), Some(("▲ 0 %".to_owned(), true)));
        assert_eq!(told(10_000, 0), None);
    }
}
