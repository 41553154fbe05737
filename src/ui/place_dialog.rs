//! Typing where accounts belong, instead of dragging them there.

use egui::{Id, Key, RichText, Ui, vec2};

use crate::model::{AccountId, Edit, Position, Score};
use crate::rules::arrange::put_at;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// The texts of the dialog while it is open, and whom it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDialog {
    accounts: Vec<AccountId>,
    engagement: String,
    potential: String,
    /// Why the texts are no place, once they were to be one.
    error: Option<String>,
    /// The first field should take the keyboard.
    fresh: bool,
}

impl PlaceDialog {
    /// For these accounts, beginning with the scores that they share.
    #[must_use]
    pub fn new(accounts: Vec<(AccountId, Option<Position>)>) -> Self {
        let shared = |half: fn(Position) -> Score| {
            let mut scores = accounts.iter().map(|(_, position)| position.map(half));
            let first = scores.next().flatten()?;
            scores.all(|score| score == Some(first)).then_some(first)
        };
        let text = |score: Option<Score>| score.map(|score| score.to_string()).unwrap_or_default();
        Self {
            engagement: text(shared(|at| at.engagement)),
            potential: text(shared(|at| at.potential)),
            accounts: accounts.into_iter().map(|(account, _)| account).collect(),
            error: None,
            fresh: true,
        }
    }

    /// The edit that the texts ask for.
    ///
    /// # Errors
    /// Why they are no place, for people.
    fn edit(&self, cx: &Cx<'_>) -> Result<Edit, String> {
        let score = |what: &str, text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse::<Score>().map(Some).map_err(|error| format!("{what}: {error}")),
        };
        let (engagement, potential) = (score("Engagement", &self.engagement)?, score("Potential", &self.potential)?);
        if engagement.is_none() && potential.is_none() {
            return Err("Give a score, or cancel".to_owned());
        }
        let known = self.accounts.iter().filter_map(|account| cx.portfolio.account(*account));
        let known: Vec<_> = known.map(|account| (account.id, cx.portfolio.position(account))).collect();
        put_at(&known, engagement, potential).map(Edit::Move).map_err(|unplaced| match unplaced {
            1 => "1 account is not on the board yet and needs both scores".to_owned(),
            count => format!("{count} accounts are not on the board yet and need both scores"),
        })
    }
}

/// The dialog. It closes itself.
pub fn place_dialog_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<PlaceDialog>, actions: &mut Actions) {
    let Some(dialog) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("place dialog")).show(ui.ctx(), |ui| {
        ui.set_width(320.0);
        ui.label(RichText::new("Place at").heading());
        let whom = match dialog.accounts.as_slice() {
            [account] => cx.portfolio.account(*account).map_or_else(String::new, |account| account.name.clone()),
            many => format!("{} accounts", cx.portfolio.settings().more.numbers.count(many.len())),
        };
        ui.label(theme::weak(whom, cx.tokens));
        ui.add_space(space::M);
        let several = dialog.accounts.len() > 1;
        let hint = if several { "As they stand" } else { "0 to 100" };
        let field = |ui: &mut Ui, label: &str, text: &mut String, fresh: bool| {
            let caption = ui.label(theme::weak(label, cx.tokens));
            let field = egui::TextEdit::singleline(text).hint_text(hint).desired_width(f32::INFINITY);
            let response = ui.add(field.margin(vec2(10.0, 6.0))).labelled_by(caption.id).accessible_name(label);
            if fresh {
                response.request_focus();
            }
            ui.add_space(space::S);
            (response.changed(), response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)))
        };
        let fresh = std::mem::take(&mut dialog.fresh);
        let upward = field(ui, "Engagement to place at", &mut dialog.engagement, fresh);
        let across = field(ui, "Potential to place at", &mut dialog.potential, false);
        if upward.0 || across.0 {
            dialog.error = None;
        }
        match &dialog.error {
            Some(error) => ui.label(RichText::new(error).size(theme::size::SMALL).color(cx.tokens.danger)),
            None => ui.label(theme::weak("A score that is left empty stays as it is", cx.tokens)),
        };
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let place = ui.add(theme::primary_button("Place", cx.tokens)).clicked();
            done = ui.button("Cancel").clicked();
            if place || upward.1 || across.1 {
                match dialog.edit(cx) {
                    Ok(edit) => {
                        actions.push(Action::Edit(edit));
                        done = true;
                    }
                    Err(error) => dialog.error = Some(error),
                }
            }
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}
