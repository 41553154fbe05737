//! What the cells look like, and what that means. Told by form as much as by colour.

use egui::{Align2, FontId, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, vec2};

use crate::chart::color::{Hue, STEPS};
use crate::model::Money;
use crate::rules::class::Class;
use crate::rules::white_space::GapState;
use crate::ui::theme::{self, Tokens, space};

const SWATCH: egui::Vec2 = vec2(22.0, 14.0);

/// A line that names each form.
pub fn legend_ui(ui: &mut Ui, tokens: &Tokens) {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        for state in GapState::ALL {
            // A form and its words stay on one line.
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = space::XS;
                let shades = if state == GapState::Bought { 0..STEPS } else { 0..1 };
                for shade in shades {
                    let (rect, _) = ui.allocate_exact_size(SWATCH, Sense::hover());
                    paint(ui, rect, state, shade, tokens);
                }
                ui.label(theme::weak(words(state), tokens));
            });
        }
    });
}

const fn words(state: GapState) -> &'static str {
    match state {
        GapState::Bought => "Bought in 12 months, little to much",
        GapState::Opportunity => "Open opportunity",
        GapState::Stopped => "Bought before, not in 12 months",
        GapState::NotBought => "Relevant, never bought",
        GapState::NotRelevant => "Not relevant",
    }
}

/// How much of a category an amount is: a step of the colours that stand for an order. By the root, so that small buyers
/// are told apart too; our own choice.
#[must_use]
pub fn shade(amount: Money, most: Money) -> u8 {
    let (amount, most) = (i128::from(amount.minor_units().max(0)), i128::from(most.minor_units().max(1)));
    // The root of the share, in quarters: 1/16, 1/4 and 9/16 of the most begin the next step.
    let step = (0..i128::from(STEPS)).rev().find(|step| amount * 16 >= most * step * step).unwrap_or(0);
    u8::try_from(step).unwrap_or(0)
}

/// One cell.
pub fn paint(ui: &Ui, rect: Rect, state: GapState, shade: u8, tokens: &Tokens) {
    let painter = ui.painter();
    let radius = 4.0;
    let mark = |text: &str, color| {
        let font = FontId::new(theme::size::SMALL, theme::semibold());
        painter.text(rect.center(), Align2::CENTER_CENTER, text, font, color);
    };
    match state {
        GapState::Bought => {
            painter.rect_filled(rect, radius, tokens.hue(Hue::Step(shade)));
        }
        GapState::Opportunity => {
            let color = tokens.dot(Class::GrowthPotential);
            painter.rect(
                rect,
                radius,
                tokens.class_fill(Class::GrowthPotential),
                Stroke::new(1.0, color),
                StrokeKind::Inside,
            );
            painter.circle_filled(rect.center(), 3.5, color);
        }
        GapState::Stopped => {
            let fill = theme::covered(tokens.danger, 0.10);
            painter.rect(rect, radius, fill, Stroke::new(1.0, tokens.danger), StrokeKind::Inside);
            mark("↓", tokens.danger);
        }
        GapState::NotBought => {
            let line = theme::mixed(tokens.line, tokens.faint, 0.35);
            painter.rect_stroke(rect, radius, Stroke::new(1.0, line), StrokeKind::Inside);
        }
        GapState::NotRelevant => mark("–", tokens.faint),
    }
}

/// A cell of the legend or the table for those who do not see it.
pub fn spoken(ui: &Ui, response: &egui::Response, words: &str) {
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Cell, ui.is_enabled(), words));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shade_grows_with_the_root_of_the_share() {
        let check = |amount, most, wanted| {
            let got = shade(Money::from_minor_units(amount), Money::from_minor_units(most));
            assert_eq!(got, wanted, "{amount} of {most}");
        };
        // Of 1,600: from 100 (1/16), from 400 (1/4), from 900 (9/16).
        check(0, 1_600, 0);
        check(99, 1_600, 0);
        check(100, 1_600, 1);
        check(399, 1_600, 1);
        check(400, 1_600, 2);
        check(899, 1_600, 2);
        check(900, 1_600, 3);
        check(1_600, 1_600, 3);
        // Returns, and a category of which nothing is left.
        check(-5, 1_600, 0);
        check(0, 0, 0);
    }
}
