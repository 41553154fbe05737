//! The scoring model, changed with the board in view: who would stand elsewhere is seen before anything is.

mod form;

use egui::{RichText, ScrollArea, Ui};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::{class_badge, section};
use crate::model::ScoringModel;
use crate::rules::remodel::{Reclassed, Remodelled};

/// A model that is being set is looked at once nobody touched it for so long, in seconds: longer than from one digit to
/// the next, and from one repeat of a held key to the next.
const REST_SECONDS: f64 = 0.25;
/// So many of those who would change class are named.
const NAMED: usize = 40;

/// The panel while it is open, in place of that of the account.
#[derive(Debug)]
pub struct Remodel {
    model: ScoringModel,
    /// The model that held when this one was last the same, or was set apart from it.
    base: ScoringModel,
    /// When it was last changed, in seconds.
    changed: f64,
    /// A role that is being typed.
    role: String,
    /// What was asked for last.
    asked: Option<ScoringModel>,
    preview: Option<Box<Remodelled>>,
    /// What was asked for last could not be worked out.
    broken: bool,
}

impl Remodel {
    /// Begins with the model that holds.
    #[must_use]
    pub fn new(model: ScoringModel) -> Self {
        Self {
            base: model.clone(),
            model,
            changed: f64::NEG_INFINITY,
            role: String::new(),
            asked: None,
            preview: None,
            broken: false,
        }
    }

    /// What came of a preview; an answer to an older question is dropped.
    pub fn take(&mut self, preview: Box<Remodelled>) {
        if self.asked.as_ref() == Some(&preview.model) {
            self.preview = Some(preview);
        }
    }

    /// The model that is still to be worked out, when something older was.
    #[must_use]
    pub fn awaited(&self) -> Option<&ScoringModel> {
        self.asked.as_ref().filter(|_| self.preview.is_none() && !self.broken)
    }

    /// The work on a preview ended without one. It is not asked for again until the model is changed.
    pub fn fail(&mut self) {
        self.broken = self.awaited().is_some();
    }

    /// Whether another model than the one that holds is set here. Who set nothing goes along when another comes to hold.
    #[must_use]
    pub fn is_other(&self, now: &ScoringModel) -> bool {
        self.model != *now && self.model != self.base
    }

    /// The model that is set here, where that is another than the one that holds.
    #[must_use]
    pub fn unapplied(&self, now: &ScoringModel) -> Option<&ScoringModel> {
        self.is_other(now).then_some(&self.model)
    }

    /// Takes over the model that holds where nothing was set apart from the one before.
    fn follow(&mut self, now: &ScoringModel) {
        if self.base == *now {
            return;
        }
        if self.model == self.base {
            self.model = now.clone();
        }
        self.base = now.clone();
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

    /// The panel. It asks for a preview whenever another model was set, the pointer let go and nothing is being typed.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        self.follow(now(cx));
        let before = self.model.clone();
        ui.label(RichText::new("Scoring model").heading());
        ui.label(theme::weak("What the records are worth. The board shows who would stand elsewhere.", cx.tokens));
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
            // As far from the edge of the window as the form above.
            ui.add_space(space::S);
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
        let (time, held) = ui.input(|input| (input.time, input.pointer.any_down()));
        if self.model != before {
            self.changed = time;
        }
        if held || !changed || wrong.is_some() || !stale {
            return;
        }
        let left = self.changed + REST_SECONDS - time;
        if left > 0.0 {
            ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            return;
        }
        self.asked = Some(self.model.clone());
        self.preview = None;
        self.broken = false;
        actions.push(Action::PreviewModel(Box::new(self.model.clone())));
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
            let words = if self.broken && self.asked.as_ref() == Some(&self.model) {
                "Who would move could not be worked out. Change the model to try again, or apply it as it is."
            } else {
                "Working out who would move…"
            };
            ui.label(theme::weak(words, cx.tokens));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Portfolio, Rows};
    use crate::rules::remodel::remodelled;

    fn model(recency: u8) -> ScoringModel {
        let mut model = ScoringModel::default();
        model.engagement.recency = recency;
        model
    }

    fn preview(of: &ScoringModel) -> Box<Remodelled> {
        Box::new(remodelled(&Portfolio::new(Rows::default()), 1, of))
    }

    /// As it is after somebody set one model, which was asked for, and then another.
    fn asking(for_recency: u8) -> Remodel {
        let model = model(for_recency);
        Remodel { asked: Some(model.clone()), model, ..Remodel::new(ScoringModel::default()) }
    }

    #[test]
    fn the_latest_model_is_awaited_until_it_is_the_one_that_was_worked_out() {
        assert_eq!(Remodel::new(model(10)).awaited(), None);
        let mut remodel = asking(40);
        remodel.take(preview(&model(30)));
        assert_eq!(remodel.awaited(), Some(&model(40)), "what came is of an older one");
        remodel.take(preview(&model(40)));
        assert_eq!(remodel.awaited(), None);
        remodel.fail();
        assert!(!remodel.broken, "what was worked out stays so");
    }

    #[test]
    fn what_could_not_be_worked_out_is_not_awaited_for_ever() {
        let mut remodel = asking(40);
        remodel.fail();
        assert_eq!((remodel.awaited(), remodel.broken), (None, true));
    }

    #[test]
    fn who_set_nothing_goes_along_with_another_model_and_who_did_keeps_it() {
        let mut remodel = Remodel::new(model(10));
        assert!(!remodel.is_other(&model(20)), "nothing is proposed");
        remodel.follow(&model(20));
        assert_eq!(remodel.model, model(20));
        assert_eq!(remodel.unapplied(&model(20)), None);
        remodel.model = model(30);
        remodel.follow(&model(10));
        assert_eq!(remodel.model, model(30));
        assert_eq!(remodel.unapplied(&model(10)), Some(&model(30)));
    }
}
