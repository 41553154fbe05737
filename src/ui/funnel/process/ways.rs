//! The ways that were tried on a step, with what came of them.

use egui::{RichText, Ui, vec2};

use crate::model::{ProcessCard, ProcessStep, Verdict, Way, text::capitalised};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;
use crate::ui::widgets::section;

use super::card::{Done, Field, Shown};
use super::typed::{Spot, Typed, is_unreadable};

const SINCE_WIDTH: f32 = 124.0;
const VERDICT_WIDTH: f32 = 78.0;
const REMOVE_WIDTH: f32 = 26.0;

pub fn ways_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, typed: &mut Typed, done: &mut Done) {
    let Shown { step, stored, .. } = shown;
    section(ui, "Ways tried, with their results", cx.tokens);
    for (at, way) in stored.ways.iter().enumerate() {
        way_ui(ui, cx, shown, (at, way), typed, done);
        ui.add_space(space::XS);
    }
    let field = Field {
        step: *step,
        spot: Spot::NewWay,
        label: "Add a way",
        hint: "Add a way that is tried…",
        stored: "",
        rows: 1,
        fresh: false,
    };
    done.left |= field.ui(ui, cx, typed);
}

/// Its name with the verdict, and under it since when and what came of it.
fn way_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, (at, way): (usize, &Way), typed: &mut Typed, done: &mut Done) {
    let Shown { step, card, .. } = shown;
    let dates = cx.portfolio.settings().more.dates;
    // With the paddings of the two.
    let beside = VERDICT_WIDTH + REMOVE_WIDTH + 2.0 * space::S + space::M;
    let named = |what: &str| format!("{what} {}", way.name);
    ui.horizontal(|ui| {
        ui.scope(|ui| {
            ui.set_max_width(ui.available_width() - beside);
            let label = named("Way");
            let hint = "What it is called";
            done.left |= field(*step, Spot::Name(at), (&label, hint), &way.name).ui(ui, cx, typed);
        });
        verdict_ui(ui, cx, shown, (at, way), done);
        let remove = egui::Button::new(RichText::new("×").color(cx.tokens.weak)).min_size(vec2(REMOVE_WIDTH, 0.0));
        let remove = ui.add(remove).on_hover_text("Remove this way");
        if remove.accessible_name(named("Remove the way")).clicked() {
            let mut card = card.clone();
            if at < card.ways.len() {
                card.ways.remove(at);
            }
            // The others are part of the card that is written now, and count otherwise from here on.
            typed.drop_ways();
            done.card = Some(card);
        }
    });
    ui.horizontal_top(|ui| {
        ui.label(theme::weak("Since", cx.tokens));
        ui.scope(|ui| {
            ui.set_max_width(SINCE_WIDTH);
            let since = way.since.map(|day| dates.day(day)).unwrap_or_default();
            let label = named("Since of");
            done.left |= field(*step, Spot::Since(at), (&label, "When it began"), &since).ui(ui, cx, typed);
        });
        ui.label(theme::weak("Result", cx.tokens));
        let label = named("Result of");
        let hint = "What came of it";
        done.left |= field(*step, Spot::Result(at), (&label, hint), &way.result).ui(ui, cx, typed);
    });
    let since = typed.text(Spot::Since(at)).unwrap_or_default();
    if is_unreadable(Spot::Since(at), since, dates) {
        let words = format!("“{}” is no day; expected one such as {}", since.trim(), dates.day(cx.today));
        ui.label(RichText::new(words).size(theme::size::SMALL).color(cx.tokens.danger));
    }
}

fn field<'a>(step: ProcessStep, spot: Spot, (label, hint): (&'a str, &'a str), stored: &'a str) -> Field<'a> {
    Field { step, spot, label, hint, stored, rows: 1, fresh: false }
}

fn verdict_ui(ui: &mut Ui, cx: &Cx<'_>, shown: &Shown<'_>, (at, way): (usize, &Way), done: &mut Done) {
    let color = match way.verdict {
        Verdict::Trying => cx.tokens.text,
        Verdict::Keep => cx.tokens.good,
        Verdict::Stop => cx.tokens.weak,
    };
    let chosen = RichText::new(capitalised(way.verdict.name())).color(color);
    let combo = egui::ComboBox::from_id_salt(("verdict", shown.step, at)).selected_text(chosen).width(VERDICT_WIDTH);
    let combo = combo.show_ui(ui, |ui| {
        for verdict in Verdict::ALL.iter().copied() {
            let on = verdict == way.verdict;
            if ui.selectable_label(on, capitalised(verdict.name())).clicked() && !on {
                let mut card: ProcessCard = shown.card.clone();
                if let Some(way) = card.ways.get_mut(at) {
                    way.verdict = verdict;
                    done.card = Some(card);
                }
            }
        }
    });
    combo.response.accessible_name(format!("Verdict of {}", way.name));
}
