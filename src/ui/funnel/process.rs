//! The process page: a card for each step, edited in place, to be looked at every quarter.

mod card;
mod typed;
mod ways;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use egui::{Align, Layout, ScrollArea, Ui};

use crate::command::{Command, FunnelPage};
use crate::model::{Edit, Period, Portfolio, ProcessCard, ProcessStep, SettingsValue};
use crate::rules::funnel::History;
use crate::rules::process::{StepProgress, progress_of_steps};

use super::super::theme::{self, space};
use super::super::view::{Action, Actions, Cx};
use super::Asked;
use super::bar::{BarParts, bar_ui};
use typed::Typed;

/// From this width on, the cards stand in two columns, in points.
const TWO_COLUMNS: f32 = 796.0;

#[derive(Debug, Default)]
pub struct ProcessPage {
    typed: BTreeMap<ProcessStep, Typed>,
    /// Empty cards that somebody began to write.
    opened: BTreeSet<ProcessStep>,
    /// The field of this card should take the keyboard.
    fresh: Option<ProcessStep>,
    progress: Progress,
}

/// How far each step has come, worked out once for each revision and period.
#[derive(Debug, Default)]
struct Progress {
    made_for: Option<(usize, u64, NaiveDate, Period)>,
    of: BTreeMap<ProcessStep, StepProgress>,
}

impl Progress {
    fn refresh(&mut self, cx: &Cx<'_>, history: &History, period: Period) {
        let wanted = Some((cx.workspace, cx.portfolio.revision(), cx.today, period));
        if self.made_for == wanted {
            return;
        }
        self.made_for = wanted;
        self.of = progress_of_steps(cx.portfolio, history, cx.journal, period, cx.today);
    }
}

fn stored(portfolio: &Portfolio, step: ProcessStep) -> Option<&ProcessCard> {
    portfolio.settings().more.process.get(&step)
}

impl ProcessPage {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked, history: &History, actions: &mut Actions) {
        bar_ui(ui, cx, asked, BarParts { period: true, scope: false });
        self.progress.refresh(cx, history, asked.period(cx));
        head_ui(ui, cx, actions);
        ui.add_space(space::S);
        ScrollArea::vertical().id_salt("process cards").auto_shrink([false, false]).show(ui, |ui| {
            // Room for the bar of the scroll area.
            ui.set_width(ui.available_width() - space::S);
            let steps = ProcessStep::ALL;
            if ui.available_width() < TWO_COLUMNS {
                for step in steps.iter().copied() {
                    self.card_ui(ui, cx, step, actions);
                }
                return;
            }
            ui.spacing_mut().item_spacing.x = space::M;
            ui.columns_const(|[left, right]| {
                for (at, step) in steps.iter().copied().enumerate() {
                    let column = if at % 2 == 0 { &mut *left } else { &mut *right };
                    column.spacing_mut().item_spacing.x = space::S;
                    self.card_ui(column, cx, step, actions);
                }
            });
        });
    }

    /// The steps on whose cards something is typed and not written yet.
    #[must_use]
    pub fn typed_steps(&self) -> Vec<ProcessStep> {
        self.typed.keys().copied().collect()
    }

    /// The card as it shall be, with what is typed; `None` when nothing is. What cannot be read is left as it was.
    #[must_use]
    pub fn typed_card(&self, portfolio: &Portfolio, step: ProcessStep, today: NaiveDate) -> Option<ProcessCard> {
        let typed = self.typed.get(&step)?;
        let card = stored(portfolio, step).cloned().unwrap_or_default();
        Some(typed.applied_to(card, portfolio.settings().more.dates, today))
    }

    /// Forgets what was written; what could not be read stays where it was typed.
    pub fn written(&mut self, portfolio: &Portfolio, step: ProcessStep) {
        if let Some(typed) = self.typed.get_mut(&step)
            && !typed.keep_unreadable(portfolio.settings().more.dates)
        {
            self.typed.remove(&step);
        }
    }

    /// What is typed and cannot be read.
    #[must_use]
    pub fn unreadable(&self, portfolio: &Portfolio) -> Vec<String> {
        let dates = portfolio.settings().more.dates;
        self.typed.values().flat_map(|typed| typed.unreadable(dates)).map(|(_, text)| text.to_owned()).collect()
    }

    fn card_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, step: ProcessStep, actions: &mut Actions) {
        let card = self.typed_card(cx.portfolio, step, cx.today);
        let card = card.or_else(|| stored(cx.portfolio, step).cloned()).unwrap_or_default();
        let stored = stored(cx.portfolio, step).cloned().unwrap_or_default();
        let progress = self.progress.of.get(&step);
        let mut typed = self.typed.remove(&step).unwrap_or_default();
        let shown = card::Shown {
            step,
            stored: &stored,
            card,
            progress,
            open: self.opened.contains(&step),
            fresh: self.fresh == Some(step),
        };
        let done = card::card_ui(ui, cx, &shown, &mut typed);
        if self.fresh == Some(step) {
            self.fresh = None;
        }
        if done.open {
            self.opened.insert(step);
            self.fresh = Some(step);
        }
        if !typed.is_empty() {
            self.typed.insert(step, typed);
        }
        if done.goals {
            actions.push(Action::Command(Command::ShowFunnel(FunnelPage::Goals)));
        }
        if done.left {
            actions.push(Action::KeepProcess);
        }
        if let Some(card) = done.card {
            actions.push(Action::Edit(Edit::SetSettings(vec![SettingsValue::Process(step, Some(card))])));
        }
        ui.add_space(space::M);
    }
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("How each step is worked here"));
        ui.label(theme::weak("To be looked at every quarter", cx.tokens));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let print = ui.button("Save as a page to print…").on_hover_text(Command::PrintProcess.spec().tooltip);
            if print.clicked() {
                actions.push(Action::Command(Command::PrintProcess));
            }
        });
    });
    if let Err(why) = cx.env.may_write() {
        ui.label(theme::weak(why, cx.tokens));
    }
}
