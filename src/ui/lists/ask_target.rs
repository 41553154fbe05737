//! What an account must pass to be a target: three questions, answered in place.

use egui::{Id, RichText, Ui};

use crate::model::{Account, AccountId, AccountValue, Edit, PursuitList, Stage, TargetQuestion};
use crate::rules::pursuits::{BETTER_TARGETS, Obstacle, Placing, asked, places, placing, pursued, stage_of};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

const WIDTH: f32 = 460.0;

/// The dialog while it is open.
#[derive(Debug)]
pub struct AskTarget {
    account: AccountId,
    /// Whose target it is to be; `None`: its owner's.
    seller: Option<String>,
    /// How many targets the owner has, once for each revision.
    there: Option<(u64, usize)>,
}

impl AskTarget {
    #[must_use]
    pub const fn new(account: AccountId) -> Self {
        Self { account, seller: None, there: None }
    }

    /// As a target of this seller's, who is to own it.
    #[must_use]
    pub const fn of(account: AccountId, seller: String) -> Self {
        Self { account, seller: Some(seller), there: None }
    }
}

/// The dialog. It closes itself.
pub fn ask_target_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<AskTarget>, actions: &mut Actions) {
    let Some(AskTarget { account, seller, there }) = open else { return };
    let Some(account) = cx.portfolio.account(*account) else {
        *open = None;
        return;
    };
    let seller = seller.as_deref().unwrap_or(&account.owner);
    let revision = cx.portfolio.revision();
    if there.is_none_or(|(made_for, _)| made_for != revision) {
        *there = Some((revision, pursued(cx.portfolio, seller, PursuitList::Target).len()));
    }
    let there = there.map_or(0, |(_, there)| there);
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("make a target")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        ui.label(RichText::new(format!("Is {} a target?", account.name)).heading());
        ui.label(theme::weak("A target is a prospect that passes all three questions", cx.tokens));
        ui.add_space(space::M);
        for question in TargetQuestion::ALL.iter().copied() {
            question_ui(ui, cx, account, question, actions);
            ui.add_space(space::S);
        }
        if !seller.is_empty() {
            let slots = places(&cx.portfolio.settings().more.model, PursuitList::Target);
            let words = format!("{seller} has {there} of {slots} targets; {BETTER_TARGETS} are better");
            ui.label(theme::weak(words, cx.tokens));
        }
        let placing = placing(account, PursuitList::Target, seller);
        let obstacles = match &placing {
            Placing::There | Placing::Takes { .. } => &[],
            Placing::Asks(obstacles) | Placing::Refused(obstacles) => obstacles.as_slice(),
        };
        if account.stage == Stage::Suspect {
            ui.label(theme::weak("It is a suspect; as a target it becomes a prospect", cx.tokens));
        }
        for obstacle in obstacles {
            ui.label(RichText::new(obstacle.words()).color(cx.tokens.warn));
        }
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let already = placing == Placing::There;
            let button = theme::primary_button("Make it a target", cx.tokens);
            let button = ui.add_enabled(matches!(placing, Placing::Takes { .. }), button);
            let why = if already { "It is one" } else { "See above what is missing" };
            if button.on_disabled_hover_text(why).clicked() {
                let (account, owner) = (account.id, seller.to_owned());
                actions.push(Action::Edit(Edit::TakePlace { account, list: PursuitList::Target, owner }));
                done = true;
            }
            if obstacles.contains(&Obstacle::Stage(PursuitList::Target)) && ui.button("Make it a prospect").clicked() {
                actions.push(set(account, AccountValue::Stage(stage_of(PursuitList::Target))));
            }
            done |= ui.button("Close").clicked();
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

fn question_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, question: TargetQuestion, actions: &mut Actions) {
    let name = match question {
        TargetQuestion::Money => "Money",
        TargetQuestion::Access => "Access",
        TargetQuestion::Fit => "Fit",
    };
    let answer = account.answers.get(&question).copied();
    ui.horizontal(|ui| {
        ui.vertical(|ui| {
            ui.set_width(WIDTH - 130.0);
            ui.label(theme::strong(name));
            ui.add(egui::Label::new(theme::weak(asked(question), cx.tokens)).wrap());
        });
        for (word, value) in [("Yes", true), ("No", false)] {
            let on = answer == Some(value);
            let choice = chip(ui, word, on, cx.tokens).accessible_name(format!("{name}: {word}"));
            if choice.clicked() {
                // A second click takes the answer back.
                actions.push(set(account, AccountValue::Answer(question, (!on).then_some(value))));
            }
        }
    });
}

fn set(account: &Account, value: AccountValue) -> Action {
    Action::Edit(Edit::SetValues { accounts: vec![account.id], values: vec![value] })
}
