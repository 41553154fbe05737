//! Names that look like those of accounts that are there: somebody says whether they are.

use egui::{Align, Label, Layout, ScrollArea, Ui, text::LayoutJob};

use crate::jobs::Planned;
use crate::sheets::{Candidate, NameAnswer};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

use super::{ImportAction, Preview, parts};

const ROW: f32 = 30.0;
/// So many are seen at once.
const SEEN: f32 = 3.0;

pub(super) fn candidates_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, planned: &Planned, actions: &mut Actions) {
    let candidates = &planned.plan.candidates;
    answered_ui(ui, cx, preview, actions);
    if candidates.is_empty() {
        return;
    }
    let mut answers: Vec<(String, Option<NameAnswer>)> = Vec::new();
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = space::XS;
        ui.horizontal(|ui| {
            let words = match candidates.len() {
                1 => "Is it the same? 1 name looks like an account that is there".to_owned(),
                count => {
                    let count = cx.portfolio.settings().more.numbers.count(count);
                    format!("Are they the same? {count} names look like accounts that are there")
                }
            };
            parts::title(ui, cx, &words);
            if candidates.len() > 1 {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    if ui.button("All are others").clicked() {
                        let all = candidates.iter();
                        answers.extend(all.map(|one| (one.name.clone(), Some(NameAnswer::IsAnother))));
                    }
                    if ui.button("All are the same").clicked() {
                        // The likeliest of those that one name may mean comes first.
                        let all = candidates.iter().rev();
                        answers.extend(all.map(|one| (one.name.clone(), Some(NameAnswer::Is(one.account)))));
                    }
                });
            }
        });
        #[expect(clippy::cast_precision_loss, reason = "a few rows")]
        let height = ROW * (candidates.len() as f32).min(SEEN);
        let list = ScrollArea::vertical().id_salt("names").max_height(height).auto_shrink([false, true]);
        list.show_rows(ui, ROW - space::XS, candidates.len(), |ui, rows| {
            for candidate in candidates.get(rows).unwrap_or_default() {
                answers.extend(candidate_ui(ui, cx, preview, candidate));
            }
        });
    });
    if answers.is_empty() {
        return;
    }
    for (name, answer) in answers {
        match answer {
            Some(answer) => preview.options.same_names.insert(name, answer),
            None => preview.options.same_names.remove(&name),
        };
    }
    actions.push(Action::Import(ImportAction::Replan));
}

/// How many names were spoken about, and a way to take that back.
fn answered_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, actions: &mut Actions) {
    let answers = preview.options.same_names.len();
    if answers == 0 {
        return;
    }
    ui.horizontal(|ui| {
        let words = match answers {
            1 => "1 name was told apart or together".to_owned(),
            answers => {
                let count = cx.portfolio.settings().more.numbers.count(answers);
                format!("{count} names were told apart or together")
            }
        };
        ui.label(theme::weak(words, cx.tokens));
        if parts::link(ui, cx, "Ask again").clicked() {
            preview.options.same_names.clear();
            actions.push(Action::Import(ImportAction::Replan));
        }
    });
}

/// One name and what it may mean; an answer, or that one was taken back.
fn candidate_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &Preview,
    candidate: &Candidate,
) -> Option<(String, Option<NameAnswer>)> {
    let Candidate { name, account, account_name, likeness, rows } = candidate;
    let answer = preview.answer(name).copied();
    let mut given = None;
    ui.horizontal(|ui| {
        ui.set_height(ROW - space::XS);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (words, one) in [("Another", NameAnswer::IsAnother), ("Same", NameAnswer::Is(*account))] {
                let on = answer == Some(one);
                let response = chip(ui, words, on, cx.tokens);
                response.widget_info(|| {
                    let spoken = format!("{words}: {name}, {account_name}");
                    egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, on, spoken)
                });
                if response.clicked() {
                    given = Some((name.clone(), (!on).then_some(one)));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let rows = match rows {
                    1 => String::new(),
                    rows => format!(", in {} rows", cx.portfolio.settings().more.numbers.count(*rows)),
                };
                let mut job = LayoutJob::default();
                let mut say = |words: &str, strong: bool| {
                    let family = if strong { theme::semibold() } else { egui::FontFamily::Proportional };
                    let color = if strong { cx.tokens.text } else { cx.tokens.weak };
                    job.append(words, 0.0, egui::TextFormat::simple(egui::FontId::new(12.5, family), color));
                };
                say(&format!("“{}”", parts::plain(name)), true);
                say(" looks like ", false);
                say(account_name, true);
                // The floor, since 99.6 % is not the same name.
                say(&format!(" ({:.0} %){rows}", (likeness * 100.0).floor()), false);
                ui.add(Label::new(job).truncate());
            });
        });
    });
    given
}
