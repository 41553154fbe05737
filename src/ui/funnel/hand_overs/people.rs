//! Who acquires and who grows: a small card for each colleague, with the duty and what they hold.

use egui::{Label, RichText, ScrollArea, Ui};

use crate::model::{AnyRecord, Colleague, ColleagueId, Duty, Edit, Stage, text::capitalised};
use crate::rules::hand_over::Hand;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

const WIDTH: f32 = 208.0;
const HEIGHT: f32 = 82.0;

pub fn people_ui(ui: &mut Ui, cx: &Cx<'_>, hands: &[Hand], actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.label(theme::strong("Who acquires, who grows"));
        ui.label(theme::weak("Accounts that each holds now", cx.tokens));
    });
    if hands.is_empty() {
        let words = "Nobody sells here yet: add colleagues, or give accounts an owner";
        ui.label(theme::weak(words, cx.tokens));
        return;
    }
    ScrollArea::horizontal().id_salt("who acquires, who grows").auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::S;
            for hand in hands {
                cx.tokens.card_frame().show(ui, |ui| {
                    ui.vertical(|ui| {
                        ui.set_width(WIDTH);
                        ui.set_min_height(HEIGHT);
                        hand_ui(ui, cx, hand, actions);
                    });
                });
            }
        });
        // Room for the bar of the scroll area.
        ui.add_space(space::XS);
    });
}

fn hand_ui(ui: &mut Ui, cx: &Cx<'_>, hand: &Hand, actions: &mut Actions) {
    ui.add(Label::new(theme::strong(hand.name.as_str())).truncate());
    ui.add_enabled_ui(cx.env.may_write().is_ok(), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = space::XS;
            for duty in Duty::ALL.iter().copied() {
                let on = hand.duty == Some(duty);
                let choice = chip(ui, &capitalised(duty.name()), on, cx.tokens);
                if choice.accessible_name(format!("{} {}", hand.name, duty_words(duty))).clicked() {
                    // A second click takes it back.
                    actions.push(put_duty(cx, hand, (!on).then_some(duty)));
                }
            }
        });
    });
    ui.add(Label::new(RichText::new(holds_words(cx, hand)).size(theme::size::SMALL).color(cx.tokens.weak)).wrap());
}

const fn duty_words(duty: Duty) -> &'static str {
    match duty {
        Duty::Acquires => "acquires",
        Duty::Grows => "grows",
        Duty::Both => "does both",
    }
}

/// "5 prospects, 12 customers, 3 clients".
fn holds_words(cx: &Cx<'_>, hand: &Hand) -> String {
    let numbers = cx.portfolio.settings().more.numbers;
    let held = Stage::ALL.into_iter().zip(hand.holds).filter(|(_, count)| *count > 0);
    let words: Vec<String> = held
        .map(|(stage, count)| {
            let noun = if count == 1 || stage == Stage::Lost { stage.name().to_owned() } else { plural(stage) };
            format!("{} {noun}", numbers.count(count))
        })
        .collect();
    if words.is_empty() { "No accounts".to_owned() } else { words.join(", ") }
}

fn plural(stage: Stage) -> String {
    stage.plural().to_lowercase()
}

/// The duty belongs to the colleague's record; who has none gets one.
fn put_duty(cx: &Cx<'_>, hand: &Hand, duty: Option<Duty>) -> Action {
    let record = hand.colleague.and_then(|id| cx.portfolio.colleagues().get(id));
    let record = record.map_or_else(
        || Colleague { seller: true, ..Colleague::new(ColleagueId::NIL, hand.name.clone()) },
        |record| Colleague::clone(record),
    );
    Action::Edit(Edit::PutRecords(vec![AnyRecord::Colleague(Colleague { duty, ..record })]))
}
