//! Why the account is where it is.

use egui::{Label, RichText, Sense, Shape, Stroke, Ui, vec2};

use crate::rules::advice::Advice;
use crate::rules::why::{Half, Mood, Why};
use crate::ui::theme::{self, Tokens};
use crate::ui::view::Cx;

use super::facts::{AccountFacts, Known};
use super::section::{Section, Sections};

/// The colour of a mood, as of its dot.
pub fn mood_color(mood: Mood, tokens: &Tokens) -> egui::Color32 {
    match mood {
        Mood::Good => tokens.good,
        Mood::Warn => tokens.warn,
        Mood::Bad => tokens.danger,
        Mood::Unknown => tokens.faint,
    }
}

pub fn why_ui(ui: &mut Ui, cx: &Cx<'_>, facts: &AccountFacts, sections: &mut Sections) {
    let Some(known) = facts.known() else { return };
    if !sections.heading_ui(ui, cx, Section::Why, "Why here", None).open {
        return;
    }
    for why in &known.why {
        sentence_ui(ui, cx, why, sections.parts);
    }
    advice_ui(ui, cx, known);
    let words = if sections.parts { "Hide how it adds up" } else { "How it adds up" };
    if ui.link(RichText::new(words).size(theme::size::SMALL)).clicked() {
        sections.parts = !sections.parts;
    }
    if sections.parts {
        let engagement = known.engagement.score;
        ui.label(theme::weak(format!("Together {engagement:.1} of 100 points of engagement"), cx.tokens));
        let potential = match known.potential.score {
            Some(score) => {
                let trust = known.potential.confidence * 100.0;
                format!("Together {score:.1} of 100 points of potential, {trust:.0} % of it is known well")
            }
            None => "Nothing is known that potential follows from".to_owned(),
        };
        ui.label(theme::weak(potential, cx.tokens));
    }
}

/// What would raise each score most cheaply, and by how much.
fn advice_ui(ui: &mut Ui, cx: &Cx<'_>, known: &Known) {
    let Advice { engagement, potential, missing: _ } = &known.advice;
    let halves = [(Half::Engagement, engagement), (Half::Potential, potential)];
    let best = halves.into_iter().filter_map(|(half, steps)| Some((half, steps.first()?)));
    for (half, step) in best {
        let (words, gain) = (step.what.words(cx.portfolio), step.gain());
        let row = ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            let (mark, _) = ui.allocate_exact_size(vec2(8.0, 18.0), Sense::hover());
            let at = mark.center();
            let points = vec![at + vec2(-3.5, 2.0), at + vec2(0.0, -2.0), at + vec2(3.5, 2.0)];
            ui.painter().add(Shape::line(points, Stroke::new(1.5, cx.tokens.accent)));
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                ui.add(Label::new(RichText::new(words.as_str()).color(cx.tokens.text)).wrap());
                ui.label(theme::weak(format!("{gain} {}, the cheapest way up", half.name()), cx.tokens));
            });
        });
        row.response.on_hover_text("What gains most for its effort, if it were done today");
    }
}

/// A dot and a sentence; what it counts for is shown under it, or when it is pointed at.
fn sentence_ui(ui: &mut Ui, cx: &Cx<'_>, why: &Why, parts: bool) {
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let (dot, _) = ui.allocate_exact_size(vec2(8.0, 18.0), Sense::hover());
        ui.painter().circle_filled(dot.center(), 3.5, mood_color(why.mood, cx.tokens));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            let color = if why.mood == Mood::Unknown { cx.tokens.weak } else { cx.tokens.text };
            let response = ui.add(Label::new(RichText::new(why.words.as_str()).color(color)).wrap());
            if let Some(part) = why.part {
                let words = part.words();
                if parts {
                    ui.label(theme::weak(words, cx.tokens));
                } else {
                    response.on_hover_text(words);
                }
            }
        });
    });
}
