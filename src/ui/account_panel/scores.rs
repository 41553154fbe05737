//! The two scores, each with where its evidence puts it.

use egui::{FontId, RichText, Sense, Ui, WidgetInfo, accesskit, vec2};

use crate::model::{Account, Score};
use crate::rules::class::Class;
use crate::rules::why::{Half, asked_words, untapped_words};
use crate::ui::drafts::{Drafts, PanelField};
use crate::ui::theme;
use crate::ui::view::{Actions, Cx};
use crate::ui::widgets::PanelText;

use super::facts::{AccountFacts, Known};
use super::panel_text;

/// From this width on what was judged has room beside the figure, in points.
const ROOMY_CARD: f32 = 128.0;

/// Room for three lines, so that both cards are as high, in points.
const NOTE_HEIGHT: f32 = 44.0;

pub fn score_cards_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    facts: &AccountFacts,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    let Some(known) = facts.known() else { return };
    let (up, across) = (engagement_note(cx, known), potential_note(cx, account, known));
    ui.columns_const(|[left, right]| {
        card_ui(left, cx, account, (Half::Engagement, known), &up, drafts, actions);
        card_ui(right, cx, account, (Half::Potential, known), &across, drafts, actions);
    });
}

/// "evidence 41 · people 4 of 6 · roles 2 of 4"
fn engagement_note(cx: &Cx<'_>, known: &Known) -> String {
    let Known { engagement, evidence, .. } = known;
    let score = evidence.map_or_else(|| Score::clamped(engagement.score), |evidence| evidence.engagement);
    let (reached, missing) = (engagement.roles_reached.len(), engagement.roles_missing.len());
    let full = cx.portfolio.settings().more.model.full_threads;
    format!(
        "evidence {:.0} · people {} of {full} · roles {reached} of {}",
        score.points(),
        engagement.threads,
        reached + missing
    )
}

/// "evidence 71 · 310,000 EUR untapped · asked in May"
fn potential_note(cx: &Cx<'_>, account: &Account, known: &Known) -> String {
    let score = known.potential.score.map(Score::clamped);
    let score = known.evidence.map_or(score, |evidence| evidence.potential);
    let mut parts =
        vec![score.map_or_else(|| "evidence not known".to_owned(), |score| format!("evidence {:.0}", score.points()))];
    match account.qpc.zip(known.potential.untapped) {
        Some((qpc, untapped)) => parts.extend([untapped_words(cx.portfolio, untapped), asked_words(qpc, cx.today)]),
        None => parts.push("capacity not asked".to_owned()),
    }
    parts.join(" · ")
}

fn card_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    (half, known): (Half, &Known),
    note: &str,
    drafts: &mut Drafts,
    actions: &mut Actions,
) {
    let (label, field) = match half {
        Half::Engagement => ("Engagement", PanelField::Engagement),
        Half::Potential => ("Potential", PanelField::Potential),
    };
    let of = |position: crate::model::Position| match half {
        Half::Engagement => position.engagement,
        Half::Potential => position.potential,
    };
    let score = cx.portfolio.position(account).map(of);
    let by_evidence = match half {
        Half::Engagement => known.evidence.map(|evidence| evidence.engagement),
        Half::Potential => known.evidence.and_then(|evidence| evidence.potential),
    };
    let judged = account.judged().map(of).zip(by_evidence).and_then(|(judged, by)| judged_words(judged, by));
    let lines = cx.portfolio.settings().lines;
    let color = Class::of_account(cx.portfolio, account, lines).map_or(cx.tokens.faint, |class| cx.tokens.dot(class));
    cx.tokens.card_frame().inner_margin(egui::Margin::symmetric(10, 8)).show(ui, |ui| {
        ui.label(RichText::new(label).color(cx.tokens.weak));
        let roomy = ui.available_width() >= ROOMY_CARD;
        let figure_ui = |ui: &mut Ui, drafts: &mut Drafts, actions: &mut Actions| {
            ui.style_mut().override_font_id = Some(FontId::new(theme::size::FIGURE, theme::semibold()));
            PanelText { label, hint: "–", ..panel_text(account.id, field) }.ui(ui, account, drafts, actions, cx);
        };
        let beside = judged.as_ref().filter(|_| roomy && drafts.error(panel_text(account.id, field).key).is_none());
        if let Some((words, up)) = beside {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = theme::space::XS;
                let width = figure_width(score);
                ui.allocate_ui(vec2(width, 34.0), |ui| {
                    ui.set_width(width);
                    ui.vertical(|ui| figure_ui(ui, drafts, actions));
                });
                judged_ui(ui, cx, words, *up);
            });
        } else {
            ui.scope(|ui| figure_ui(ui, drafts, actions));
            if let Some((words, up)) = &judged {
                judged_ui(ui, cx, words, *up);
            }
        }
        bar_ui(ui, cx, score, by_evidence.filter(|_| judged.is_some()), color);
        ui.add_space(2.0);
        // Columns justify what they hold, and words should not stand apart for that.
        ui.with_layout(egui::Layout::top_down(egui::Align::LEFT), |ui| {
            ui.set_min_height(NOTE_HEIGHT);
            ui.add(egui::Label::new(theme::weak(note, cx.tokens)).wrap());
        });
    });
}

/// So wide that the figure is seen whole while it is typed over.
fn figure_width(score: Option<Score>) -> f32 {
    let letters = score.map_or(2, |score| score.to_string().chars().count()).max(2);
    #[expect(clippy::cast_precision_loss, reason = "a score has five letters at most")]
    let width = 13.0 * letters as f32;
    width + 8.0
}

/// "▲ 28 judged": so far people put it above its evidence. `None` where both are the same point.
fn judged_words(judged: Score, by_evidence: Score) -> Option<(String, bool)> {
    let delta = judged.points() - by_evidence.points();
    if delta.abs() < 0.5 {
        return None;
    }
    let up = delta > 0.0;
    Some((format!("{} {:.0} judged", if up { "▲" } else { "▼" }, delta.abs()), up))
}

fn judged_ui(ui: &mut Ui, cx: &Cx<'_>, words: &str, up: bool) {
    let color = if up { cx.tokens.good } else { cx.tokens.warn };
    let text = RichText::new(words).size(theme::size::SMALL).family(theme::medium()).color(color);
    let label = ui.add(egui::Label::new(text).wrap_mode(egui::TextWrapMode::Extend));
    label.on_hover_text(if up {
        "People put it so many points above its evidence"
    } else {
        "People put it so many points below its evidence"
    });
}

/// How much of 100, with a mark where the evidence is when people judged otherwise.
fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, score: Option<Score>, evidence: Option<Score>, color: egui::Color32) {
    let (bar, response) = ui.allocate_exact_size(vec2(ui.available_width(), 4.0), Sense::hover());
    ui.painter().rect_filled(bar, 2.0, cx.tokens.sunken);
    #[expect(clippy::cast_possible_truncation, reason = "a share of 0..=1")]
    let at = |score: Score| bar.left() + bar.width() * (score.points() / Score::MAX.points()) as f32;
    if let Some(score) = score {
        ui.painter().rect_filled(bar.with_max_x(at(score)), 2.0, color);
    }
    if let Some(evidence) = evidence {
        let x = at(evidence).clamp(bar.left() + 1.0, bar.right() - 1.0);
        let mark = egui::Rect::from_center_size(egui::pos2(x, bar.center().y), vec2(2.0, 8.0));
        ui.painter().rect_filled(mark, 1.0, cx.tokens.text);
        response.widget_info(|| {
            WidgetInfo::labeled(accesskit::Role::Label, true, format!("The evidence is at {:.0}", evidence.points()))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_judged_is_told_against_the_evidence() {
        let told = |judged: f64, evidence: f64| judged_words(Score::clamped(judged), Score::clamped(evidence));
        assert_eq!(told(66.0, 38.0), Some(("▲ 28 judged".to_owned(), true)));
        assert_eq!(told(20.0, 32.4), Some(("▼ 12 judged".to_owned(), false)));
        assert_eq!(told(50.0, 50.4), None);
    }
}
