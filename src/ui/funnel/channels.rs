//! What each way of acquiring customers costs and brings: compared, drawn, and written down month by month.

mod names;
mod scatter;
mod spending;
mod table;

use std::collections::BTreeSet;

use egui::{RichText, ScrollArea, Ui};

use crate::command::Command;
use crate::model::{Money, Span};
use crate::rules::channels::{ChannelFigures, Comparison, compare, last_12_months, won};
use crate::rules::funnel::History;

use super::super::theme::{self, space};
use super::super::view::{Action, Actions, Cx};
use super::super::widgets;
use super::Asked;
use super::bar::{BarParts, bar_ui};
use names::Rename;
use spending::Spending;
use table::SortBy;

/// What the page remembers.
#[derive(Debug, Default)]
pub struct ChannelsPage {
    shows: Shows,
    of: OfDays,
    sort: SortBy,
    comparison: Option<(MadeFor, Comparison)>,
    spending: Spending,
    rename: Option<Rename>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Shows {
    #[default]
    Comparison,
    Spending,
}

/// Which days channels are compared in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum OfDays {
    #[default]
    LastYear,
    Period,
}

/// The workspace, the revision, the days and today.
type MadeFor = (usize, u64, Span, chrono::NaiveDate);

/// What somebody did to a channel.
#[derive(Clone, Debug)]
enum Pressed {
    ShowWon(String),
    Rename(String),
}

impl ChannelsPage {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked, history: &History, actions: &mut Actions) {
        self.head_ui(ui, cx, asked, actions);
        ui.add_space(space::S);
        let pressed = match self.shows {
            Shows::Comparison => self.comparison_ui(ui, cx, asked, history, actions),
            Shows::Spending => self.spending.ui(ui, cx, actions).map(Pressed::Rename),
        };
        match pressed {
            Some(Pressed::ShowWon(name)) => {
                let accounts: BTreeSet<_> = won(history, &name, self.span(cx, asked)).into_iter().collect();
                actions.push(Action::Select(accounts));
            }
            Some(Pressed::Rename(name)) => self.rename = Some(Rename::new(name)),
            None => {}
        }
    }

    pub fn dialogs_ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        names::rename_ui(ui, cx, &mut self.rename, actions);
    }

    #[must_use]
    pub const fn is_modal(&self) -> bool {
        self.rename.is_some()
    }

    fn head_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked, actions: &mut Actions) {
        ui.horizontal_wrapped(|ui| {
            for (shows, name) in [(Shows::Comparison, "Compare"), (Shows::Spending, "Spend by month")] {
                if widgets::chip(ui, name, self.shows == shows, cx.tokens).clicked() {
                    self.shows = shows;
                }
            }
            if self.shows == Shows::Comparison {
                ui.add_space(space::M);
                for (of, name) in [(OfDays::LastYear, "Last 12 months"), (OfDays::Period, "This period")] {
                    if widgets::chip(ui, name, self.of == of, cx.tokens).clicked() {
                        self.of = of;
                    }
                }
            }
            ui.add_space(space::M);
            let rules = ui.add(egui::Button::new(Command::FunnelRules.spec().label));
            if rules.on_hover_text(Command::FunnelRules.spec().tooltip).clicked() {
                actions.push(Action::Command(Command::FunnelRules));
            }
        });
        if self.shows == Shows::Comparison && self.of == OfDays::Period {
            ui.add_space(space::XS);
            bar_ui(ui, cx, asked, BarParts { period: true, scope: false });
        }
    }

    fn span(&self, cx: &Cx<'_>, asked: &Asked) -> Span {
        match self.of {
            OfDays::LastYear => last_12_months(cx.today),
            OfDays::Period => asked.period(cx).span(),
        }
    }

    fn comparison_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        asked: &Asked,
        history: &History,
        actions: &mut Actions,
    ) -> Option<Pressed> {
        let span = self.span(cx, asked);
        let wanted = (cx.workspace, cx.portfolio.revision(), span, cx.today);
        if self.comparison.as_ref().is_none_or(|(made_for, _)| *made_for != wanted) {
            self.comparison = Some((wanted, compare(cx.portfolio, history, span, cx.today)));
        }
        let (_, comparison) = self.comparison.as_ref()?;
        if !comparison.rows.iter().any(|row| !row.name.is_empty()) {
            self.empty_ui(ui, cx);
            return None;
        }
        let sort = &mut self.sort;
        let mut pressed = None;
        ScrollArea::vertical().id_salt("channels").auto_shrink([false, false]).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = space::S;
            if lacks_margin(comparison) {
                margin_ui(ui, cx, actions);
            }
            let shown = Span { to: span.to.min(cx.today).max(span.from), ..span };
            pressed = table::table_ui(ui, cx, comparison, shown, sort);
            pressed = scatter::scatter_ui(ui, cx, &comparison.rows, shown).map(Pressed::ShowWon).or(pressed.take());
        });
        pressed
    }

    fn empty_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.add_space(ui.available_height() * 0.28);
        ui.vertical_centered(|ui| {
            ui.label(theme::strong("No channels yet"));
            ui.add_space(space::XS);
            let next = "A channel is a way of acquiring customers: a fair, the website, a referral. Write down what one \
                        costs, and say of accounts what they came through.";
            ui.label(RichText::new(next).color(cx.tokens.weak));
            ui.add_space(space::S);
            if ui.button("Write down what a channel costs").clicked() {
                self.shows = Shows::Spending;
            }
        });
    }
}

/// Whether somebody was won of whom no margin is known.
fn lacks_margin(comparison: &Comparison) -> bool {
    let lacks = |row: &ChannelFigures| row.verdict == crate::rules::channels::ChannelVerdict::MarginUnknown;
    comparison.rows.iter().any(lacks)
}

fn margin_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::strong("Purchases do not tell their margin"));
            let words = "Import them with a margin, or say which share of an amount is margin.";
            ui.label(RichText::new(words).color(cx.tokens.weak));
            if ui.button("Assume a margin…").clicked() {
                actions.push(Action::Command(Command::FunnelRules));
            }
        });
    });
}

/// An amount without its currency, in whole units.
fn amount(cx: &Cx<'_>, amount: Money) -> String {
    cx.portfolio.settings().more.numbers.money(crate::rules::channels::whole(amount))
}
