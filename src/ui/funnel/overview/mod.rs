//! The funnel of a period at one look: goals, the funnel drawn, its months, the figures by how they are counted, and who
//! is behind each.

mod drawing;
mod drill;
mod months;
mod rows;
mod shown;
mod tables;
mod words;

use std::collections::BTreeSet;

use egui::{Align, Align2, Id, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

use crate::command::{Command, FunnelPage};
use crate::model::{AccountId, Stage};
use crate::rules::funnel::{Funnel, History, Scope, Which};

use super::super::theme::{self, space};
use super::super::view::{Action, Actions, Cx};
use super::Asked;
use super::bar::{BarParts, bar_ui};
use super::goal_cards::GoalCards;
use drawing::{Pressed, drawing_ui, figure_ui, galley};
use drill::{Drill, Figure};
use shown::{Months, Of, Shown};
use words::Words;

/// Narrower than this, the months stand below the funnel.
const ROOMY: f32 = 680.0;
/// Of the width, for the funnel beside its months.
const FUNNEL_SHARE: f32 = 0.60;
/// Of the height, for the list of who is behind a figure.
const LIST_SHARE: f32 = 0.42;
const LIST_HEIGHT: std::ops::RangeInclusive<f32> = 170.0..=460.0;

#[derive(Debug)]
pub struct OverviewPage {
    goal_cards: GoalCards,
    shown: Shown,
    months: Months,
    /// The stage that the months are of.
    stage: Stage,
    drill: Option<Drill>,
}

impl Default for OverviewPage {
    fn default() -> Self {
        Self {
            goal_cards: GoalCards::default(),
            shown: Shown::default(),
            months: Months::default(),
            stage: Stage::Customer,
            drill: None,
        }
    }
}

impl OverviewPage {
    /// `waiting` is how many changes of stage the records speak for, and nobody confirmed.
    #[expect(clippy::too_many_arguments, reason = "what all pages are given, and what waits on another")]
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        asked: &mut Asked,
        history: &History,
        waiting: usize,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        if history.lives(&Scope::default()).next().is_none() {
            no_accounts_ui(ui, cx, actions);
            return;
        }
        bar_ui(ui, cx, asked, BarParts { period: true, scope: true });
        ui.add_space(space::S);
        let of = Of::new(cx, history, asked.period(cx), &asked.scope);
        let Self { goal_cards, shown, months, stage, drill } = self;
        let words = Words::new(cx, &of, shown.refresh(&of, history));
        months.refresh(cx, &of, history, *stage);
        let room = ui.available_rect_before_wrap();
        let list = (room.height() * LIST_SHARE).clamp(*LIST_HEIGHT.start(), *LIST_HEIGHT.end());
        let (top, bottom) =
            if drill.is_some() { room.split_top_bottom_at_y(room.bottom() - list) } else { (room, room) };
        let mut pressed = None;
        let top = if drill.is_some() { top.with_max_y(top.bottom() - space::S) } else { top };
        ui.scope_builder(UiBuilder::new().max_rect(top), |ui| {
            ScrollArea::vertical().id_salt("funnel overview").auto_shrink([false, false]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = space::S;
                goal_cards.ui(ui, cx, asked, history, actions);
                before_ui(ui, cx, words, asked, waiting, actions);
                pressed = page_ui(ui, cx, words, months, room.height());
            });
        });
        match pressed {
            Some(Pressed::Figure(figure)) => {
                // One that is open already stays as it is sorted.
                *drill = Some(drill.take().filter(|open| open.figure == figure).unwrap_or_else(|| Drill::new(figure)));
            }
            Some(Pressed::Stage(wanted)) => *stage = wanted,
            None => {}
        }
        if let Some(open) = drill {
            let stays = ui
                .scope_builder(UiBuilder::new().max_rect(bottom), |ui| {
                    open.ui(ui, cx, words, history, selection, actions)
                })
                .inner;
            if !stays {
                *drill = None;
            }
        }
    }
}

/// What to do where there is little to see.
fn before_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, asked: &mut Asked, waiting: usize, actions: &mut Actions) {
    if words.in_scope == 0 {
        nobody_ui(ui, cx, asked);
    } else if words.funnel.undated == words.in_scope {
        nothing_dated_ui(ui, cx, words, waiting, actions);
    }
}

/// Everything but the list; `height` is that of the whole page.
fn page_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, months: &Months, height: f32) -> Option<Pressed> {
    let mut pressed = None;
    let drawing = (height * 0.5).clamp(*drawing::HEIGHT.start(), *drawing::HEIGHT.end());
    let (width, gap) = (ui.available_width(), space::S);
    if width >= ROOMY {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = gap;
            let left = ((width - gap) * FUNNEL_SHARE).round();
            let down = Layout::top_down(Align::Min);
            let card = ui
                .allocate_ui_with_layout(vec2(left, 0.0), down, |ui| funnel_card(ui, cx, words, months.stage, drawing));
            pressed = card.inner.or(pressed);
            let tall = card.response.rect.height() - 22.0;
            ui.allocate_ui_with_layout(vec2(width - gap - left, 0.0), down, |ui| {
                pressed = months_card(ui, cx, words, months, tall).or(pressed);
            });
        });
    } else {
        pressed = funnel_card(ui, cx, words, months.stage, drawing).or(pressed);
        pressed = months_card(ui, cx, words, months, 260.0).or(pressed);
    }
    pressed.or(tables::tables_ui(ui, cx, words).map(Pressed::Figure))
}

fn funnel_card(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, chosen: Stage, height: f32) -> Option<Pressed> {
    cx.tokens
        .card_frame()
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            let heading = format!("{}: entered, standing {}, moved on", words.period(), words.at_the_end());
            let heading = theme::strong(heading).size(12.0).color(cx.tokens.weak);
            ui.add(egui::Label::new(heading).truncate()).on_hover_text(
                "Entered is a cohort: who came in the period.\nStanding is a snapshot: who is there on its last day, or \
                 today.\nMoved on is of everybody who was there at some time in the period.",
            );
            ui.add_space(space::XS);
            let mut pressed = drawing_ui(ui, words, cx, chosen, height);
            ui.add_space(space::XS);
            pressed = aside_ui(ui, cx, words).map(Pressed::Figure).or(pressed);
            pressed
        })
        .inner
}

fn months_card(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, months: &Months, height: f32) -> Option<Pressed> {
    cx.tokens
        .card_frame()
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.set_min_height(height);
            months::months_ui(ui, cx, words, months, height).map(Pressed::Figure)
        })
        .inner
}

/// What the drawing has no place for: lost, won back, fallen back, and who has no dates.
fn aside_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>) -> Option<Figure> {
    let Funnel { stages, undated, .. } = words.funnel;
    let fell_back: usize = stages.iter().map(|figures| figures.fell_back).sum();
    let regained: usize = stages.iter().map(|figures| figures.regained).sum();
    let lost = words.funnel.of(Stage::Lost);
    let period = words.period();
    let mut parts = vec![
        (format!("{} lost", words.count(lost.entered)), words.entered(lost), Figure::Of(Stage::Lost, Which::Entered)),
        (
            format!("{} won back", words.count(regained)),
            format!("{} changes in {period} led from lost to any other stage.", words.count(regained)),
            Figure::Of(Stage::Lost, Which::Progressed),
        ),
        (
            format!("{} fell back", words.count(fell_back)),
            format!(
                "{} changes in {period} led to an earlier stage: a client who became a customer.",
                words.count(fell_back)
            ),
            Figure::FellBack,
        ),
    ];
    if *undated > 0 {
        let have = if *undated == 1 {
            "1 account has no dated stage: it stands where it is and entered nothing".to_owned()
        } else {
            format!(
                "{} accounts have no dated stage: they stand where they are and entered nothing",
                words.count(*undated)
            )
        };
        let says =
            "No change of their stage was ever written down: they are counted as standing there from the beginning.\nImport since \
                    when they stand there, or confirm what purchases speak for."
                .to_owned();
        parts.push((have, says, Figure::Undated));
    }
    let mut pressed = None;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::M, 2.0);
        for (text, says, figure) in parts {
            let color = if text.starts_with("0 ") { cx.tokens.weak } else { cx.tokens.text };
            let mut galley = galley(ui, &text, theme::size::BODY, egui::FontFamily::Proportional, color);
            let width = ui.available_size_before_wrap().x.max(200.0);
            if galley.size().x > ui.max_rect().width() {
                let font = egui::FontId::proportional(theme::size::BODY);
                galley = ui.painter().layout(text.clone(), font, color, ui.max_rect().width().min(width.max(300.0)));
            }
            let (rect, _) = ui.allocate_exact_size(galley.size() + vec2(0.0, 4.0), Sense::hover());
            let place = Align2::LEFT_CENTER.align_size_within_rect(galley.size(), rect);
            let id = Id::unique(("funnel aside", &text));
            if figure_ui(ui, place, id, &text, galley, color).on_hover_text(says).clicked() {
                pressed = Some(figure);
            }
        }
    });
    pressed
}

fn no_accounts_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.28);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong("No accounts yet"));
        ui.add_space(space::XS);
        let next =
            "Import a list with the stage of each, and since when: the funnel fills from the days on which stages change";
        ui.label(RichText::new(next).color(cx.tokens.weak));
        ui.add_space(space::S);
        command_ui(ui, cx, Command::Import, Command::Import.spec().label, actions);
    });
}

/// The choice leaves no account.
fn nobody_ui(ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked) {
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal_wrapped(|ui| {
            ui.label(theme::strong("No account is of this seller, channel and region"));
            if ui.button("Show everybody").clicked() {
                asked.scope = Scope::default();
            }
        });
    });
}

/// Accounts are there, and none of them ever changed its stage: how the funnel fills.
fn nothing_dated_ui(ui: &mut Ui, cx: &Cx<'_>, words: Words<'_>, waiting: usize, actions: &mut Actions) {
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_width(ui.available_width());
        let they = words.accounts(words.in_scope);
        ui.label(theme::strong(format!("No change of stage is dated yet: {they} in all")));
        let how = "The funnel fills from the day on which stages change. What was before can be told: import since when \
                   accounts stand in their stage (“Customer since”), or confirm what their purchases speak for.";
        ui.label(RichText::new(how).color(cx.tokens.weak));
        ui.add_space(space::XS);
        ui.horizontal(|ui| {
            let confirm = match waiting {
                0 => "See stages to confirm".to_owned(),
                1 => "Confirm 1 stage that purchases speak for…".to_owned(),
                many => format!("Confirm {} stages that purchases speak for…", words.count(many)),
            };
            command_ui(ui, cx, Command::ShowFunnel(FunnelPage::Proposals), &confirm, actions);
            command_ui(ui, cx, Command::Import, Command::Import.spec().label, actions);
        });
    });
}

fn command_ui(ui: &mut Ui, cx: &Cx<'_>, command: Command, words: &str, actions: &mut Actions) {
    let availability = command.availability(cx.env);
    let button = ui.add_enabled(availability.is_ok(), egui::Button::new(words)).on_hover_text(command.spec().tooltip);
    let button = match availability {
        Ok(()) => button,
        Err(why) => button.on_disabled_hover_text(why),
    };
    if button.clicked() {
        actions.push(Action::Command(command));
    }
}
