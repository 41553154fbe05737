//! The scoring model, changed with the board in view: who would stand elsewhere is seen before anything is.

mod form;

use egui::{RichText, ScrollArea, Ui};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::{class_badge, section};
use crate::model::ScoringModel;
use crate::rules::remodel::{Reclassed, Remodelled};

/// So many of those who would change class are named.
const NAMED: usize = 40;

/// The panel while it is open, in place of that of the account.
#[derive(Debug)]
pub struct Remodel {
    model: ScoringModel,
    /// A role that is being typed.
    role: String,
    /// What was asked for last.
    asked: Option<ScoringModel>,
    preview: Option<Box<Remodelled>>,
}

impl Remodel {
    /// Begins with the model that holds.
    #[must_use]
    pub fn new(model: ScoringModel) -> Self {
        Self { model, role: String::new(), asked: None, preview: None }
    }

    /// What came of a preview; an answer to an older question is dropped.
    pub fn take(&mut self, preview: Box<Remodelled>) {
        if self.asked.as_ref() == Some(&preview.model) {
            self.preview = Some(preview);
        }
    }

    /// Whether another model than the one that holds is set here.
    #[must_use]
    pub fn is_other(&self, now: &ScoringModel) -> bool {
        self.model != *now
    }

    /// What views of the board are to look at: the preview of the model as it is set here, if there is one.
    #[must_use]
    pub fn seen<'a>(&'a self, cx: Cx<'a>) -> Cx<'a> {
        match &self.preview {
            Some(preview) if preview.revision == cx.portfolio.revision() && self.model != *now(&cx) => {
                Cx { portfolio: &preview.shown, ..cx }
            }
            _ => cx,
        }
    }

    /// The panel. It asks for a preview whenever another model was set and the pointer let go.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        ui.label(RichText::new("Scoring model").heading());
        ui.label(theme::weak("What the records are worth. The board shows who would stand elsewhere.", cx.tokens));
        let settled = !ui.input(|input| input.pointer.any_down());
        let changed = self.model != *now(cx);
        let wrong = self.model.check().err().map(|refusal| refusal.to_string());
        let bottom = 150.0_f32.min(ui.available_height() / 3.0);
        ScrollArea::vertical().max_height(ui.available_height() - bottom).auto_shrink([false, false]).show(ui, |ui| {
            egui::Frame::new().inner_margin(egui::Margin { left: 0, right: 12, top: 0, bottom: 8 }).show(ui, |ui| {
                form::form_ui(ui, cx, &mut self.model, &mut self.role);
            });
        });
        ui.separator();
        self.outcome_ui(ui, cx, wrong.as_deref());
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let can = changed && wrong.is_none() && !cx.env.read_only;
            let apply = ui.add_enabled(can, theme::primary_button("Apply", cx.tokens));
            if apply.clicked() {
                actions.push(Action::ApplyModel(Box::new(self.model.clone())));
            }
            if ui.button("Cancel").clicked() {
                actions.push(Action::CloseModel);
            }
            let usual = ScoringModel::default();
            if self.model != usual && ui.button("Defaults").on_hover_text("What a new workspace has").clicked() {
                self.model = usual;
            }
        });
        let stale = self.asked.as_ref() != Some(&self.model)
            || self.preview.as_ref().is_some_and(|preview| preview.revision != cx.portfolio.revision());
        if settled && changed && wrong.is_none() && stale {
            self.asked = Some(self.model.clone());
            self.preview = None;
            actions.push(Action::PreviewModel(Box::new(self.model.clone())));
        }
    }

    fn outcome_ui(&self, ui: &mut Ui, cx: &Cx<'_>, wrong: Option<&str>) {
        if let Some(wrong) = wrong {
            ui.label(RichText::new(wrong).color(cx.tokens.danger));
            return;
        }
        if self.model == *now(cx) {
            ui.label(theme::weak("This is the model that holds. Set another to see what it would change.", cx.tokens));
            return;
        }
        let Some(preview) = self.preview.as_ref().filter(|preview| preview.model == self.model) else {
            ui.label(theme::weak("Working out who would move…", cx.tokens));
            return;
        };
        let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
        let accounts =
            |number: usize| format!("{} {}", count(number), if number == 1 { "account" } else { "accounts" });
        let Remodelled { moved, reclassed, evidence_of_judged, .. } = &**preview;
        let words = format!("{} would move, {} into another class", accounts(*moved), count(reclassed.len()));
        ui.label(RichText::new(words).family(theme::semibold()));
        if *evidence_of_judged > 0 {
            let words = format!("{} were judged and stay; their evidence changes class", accounts(*evidence_of_judged));
            ui.label(theme::weak(words, cx.tokens));
        }
        let room = (ui.available_height() - 44.0).max(30.0);
        ScrollArea::vertical().id_salt("who would move").max_height(room).min_scrolled_height(room).show(ui, |ui| {
            for one in reclassed.iter().take(NAMED) {
                reclassed_ui(ui, cx, one);
            }
            if reclassed.len() > NAMED {
                ui.label(theme::weak(format!("and {} more", count(reclassed.len() - NAMED)), cx.tokens));
            }
        });
    }
}

fn now<'a>(cx: &Cx<'a>) -> &'a ScoringModel {
    &cx.portfolio.settings().more.model
}

fn reclassed_ui(ui: &mut Ui, cx: &Cx<'_>, one: &Reclassed) {
    ui.horizontal(|ui| {
        class_badge(ui, one.from, cx.tokens);
        ui.label(theme::weak("→", cx.tokens));
        class_badge(ui, one.to, cx.tokens);
        ui.add(egui::Label::new(&one.name).truncate());
    });
}

/// A heading of a part of the form, with what it comes to.
fn part(ui: &mut Ui, cx: &Cx<'_>, title: &str, words: &str) {
    section(ui, title, cx.tokens);
    if !words.is_empty() {
        ui.label(theme::weak(words, cx.tokens));
    }
    ui.add_space(space::XS);
}
