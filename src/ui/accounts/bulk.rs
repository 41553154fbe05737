//! One value for all selected accounts, as one edit.

use std::collections::BTreeSet;

use egui::{Align, ComboBox, Key, Layout, RichText, Ui, vec2};

use crate::model::{AccountId, AccountPatch, Column, Edit, Placement, Portfolio, Position};
use crate::ui::drafts::{DraftError, PanelField};
use crate::ui::theme::{self, space};
use crate::ui::typed::{self, Typed};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chevron;

use super::AccountsView;
use super::columns::field_of;

/// What the bar over the table holds.
#[derive(Clone, Debug)]
pub struct Bulk {
    column: Column,
    text: String,
    error: Option<String>,
    /// What the last value for many came to, where that needs words.
    pub said: Option<String>,
    /// How many of the selected the filter hides: for a selection, and an order of rows.
    hidden: Option<(u64, u64, usize)>,
}

impl Default for Bulk {
    fn default() -> Self {
        Self { column: Column::Owner, text: String::new(), error: None, said: None, hidden: None }
    }
}

/// What one text for many accounts comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForMany {
    /// `None` when all have that value already.
    pub edit: Option<Edit>,
    /// How many it says nothing for, and why.
    pub left: Option<(usize, DraftError)>,
}

impl ForMany {
    pub fn words(&self) -> Option<String> {
        let left = match &self.left {
            Some((1, error)) => Some(("1 was left as it is".to_owned(), error)),
            Some((count, error)) => Some((format!("{count} were left as they are"), error)),
            None => None,
        };
        match (left, &self.edit) {
            (Some((left, DraftError::HalfAPlace)), _) => Some(format!("{left}: not on the board yet")),
            (Some((left, DraftError::FromPurchases)), _) => {
                Some(format!("{left}: their revenue follows from purchases"))
            }
            (Some((left, _)), _) => Some(format!("{left}: no capacity (QPC) yet")),
            (None, None) => Some("All of them have that already".to_owned()),
            (None, Some(_)) => None,
        }
    }
}

/// The edit that sets one field of many accounts to what is typed.
///
/// # Errors
/// When the text can be the value of none of them.
pub fn edit_of_many(
    portfolio: &Portfolio,
    accounts: &BTreeSet<AccountId>,
    field: PanelField,
    text: &str,
) -> Result<ForMany, DraftError> {
    if field == PanelField::Key && accounts.len() > 1 && !text.trim().is_empty() {
        return Err(DraftError::KeyForMany);
    }
    let (mut values, mut placements, mut left) = (Vec::new(), Vec::new(), None);
    for account in accounts.iter().filter_map(|id| portfolio.account(*id)) {
        let had = portfolio.position(account);
        let to = match typed::read(field, account, text, portfolio) {
            Ok(None) => continue,
            Ok(Some(Typed::Value(value))) => {
                values.push((account.id, value));
                continue;
            }
            Ok(Some(Typed::OffTheBoard)) => Ok(None),
            Ok(Some(Typed::Engagement(score))) => {
                had.map(|had| Some(Position::new(score, had.potential))).ok_or(DraftError::HalfAPlace)
            }
            Ok(Some(Typed::Potential(score))) => {
                had.map(|had| Some(Position::new(had.engagement, score))).ok_or(DraftError::HalfAPlace)
            }
            Err(error) => Err(error),
        };
        match to {
            Ok(to) => placements.push(Placement { account: account.id, to }),
            Err(error @ (DraftError::HalfAPlace | DraftError::NoCapacity | DraftError::FromPurchases)) => {
                let count = left.as_ref().map_or(0, |(count, _)| *count);
                left = Some((count + 1, error));
            }
            Err(error) => return Err(error),
        }
    }
    let edit = match values.first().cloned() {
        None if placements.is_empty() => None,
        None => Some(Edit::Move(placements)),
        Some((_, first)) if values.iter().all(|(_, value)| *value == first) => {
            let accounts = values.into_iter().map(|(account, _)| account).collect();
            Some(Edit::SetValues { accounts, values: vec![first] })
        }
        Some(_) => {
            let patch = |value| AccountPatch { values: vec![value], ..AccountPatch::default() };
            let rows = values.into_iter().map(|(account, value)| (account, patch(value))).collect();
            Some(Edit::SetCells { rows, pasted: false })
        }
    };
    match (edit, left) {
        (None, Some((_, error))) => Err(error),
        (edit, left) => Ok(ForMany { edit, left }),
    }
}

impl AccountsView {
    /// Over the table: how many rows there are or are selected, a value for all selected, the columns.
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
            if selection.len() > 1 {
                let hidden = self.hidden(cx, selection);
                ui.label(theme::strong(format!("{} selected", count(selection.len()))));
                if hidden > 0 {
                    ui.label(RichText::new(format!("{} of them not shown", count(hidden))).color(cx.tokens.warn));
                }
                if !cx.env.read_only {
                    self.bulk_ui(ui, cx, selection, actions);
                }
            } else {
                self.bulk.said = None;
                let rows = self.order.rows().len();
                let words = if rows == 1 { "1 account".to_owned() } else { format!("{} accounts", count(rows)) };
                ui.label(RichText::new(words).color(cx.tokens.weak));
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| self.columns_button_ui(ui, cx));
        });
        ui.add_space(space::S);
    }

    fn bulk_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let faint = cx.tokens.faint;
        let bulk = &mut self.bulk;
        ui.label(RichText::new("· Set").color(cx.tokens.weak));
        let combo = ComboBox::from_id_salt("bulk column").selected_text(bulk.column.name()).width(150.0).height(420.0);
        let shown = combo.icon(move |ui, rect, _, _| chevron(ui, rect, faint)).show_ui(ui, |ui| {
            for column in Column::ALL.into_iter().filter(|column| field_of(*column).is_ok()) {
                if ui.selectable_label(bulk.column == column, column.name()).clicked() {
                    (bulk.column, bulk.error, bulk.said) = (column, None, None);
                    bulk.text.clear();
                }
            }
        });
        shown.response.accessible_name("Column to set");
        ui.label(RichText::new("to").color(cx.tokens.weak));
        let Ok(field) = field_of(bulk.column) else { return };
        let choices = field.choices();
        let mut entered = false;
        if choices.is_empty() {
            let field = egui::TextEdit::singleline(&mut bulk.text).desired_width(150.0).margin(vec2(8.0, 5.0));
            let response = ui.add(field).accessible_name("Value for all selected");
            if response.changed() {
                (bulk.error, bulk.said) = (None, None);
            }
            entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        } else {
            let combo = ComboBox::from_id_salt("bulk value").selected_text(bulk.text.as_str()).width(120.0);
            let shown = combo.icon(move |ui, rect, _, _| chevron(ui, rect, faint)).show_ui(ui, |ui| {
                for choice in choices {
                    if ui.selectable_label(bulk.text == choice, choice).clicked() {
                        choice.clone_into(&mut bulk.text);
                        (bulk.error, bulk.said) = (None, None);
                    }
                }
            });
            shown.response.accessible_name("Value for all selected");
        }
        if ui.button("Apply").on_hover_text("One change, which Undo takes back").clicked() || entered {
            match edit_of_many(cx.portfolio, selection, field, &bulk.text) {
                Ok(many) => {
                    bulk.said = many.words();
                    bulk.error = None;
                    actions.extend(many.edit.map(Action::Edit));
                }
                Err(error) => bulk.error = Some(error.to_string()),
            }
        }
        let words = match (&bulk.error, &bulk.said) {
            (Some(error), _) => Some(RichText::new(error).color(cx.tokens.danger)),
            (None, Some(said)) => Some(RichText::new(said).color(cx.tokens.weak)),
            (None, None) => None,
        };
        if let Some(words) = words {
            ui.add(egui::Label::new(words).truncate());
        }
    }

    /// How many of the selected the filter hides. Counted once for each selection.
    fn hidden(&mut self, cx: &Cx<'_>, selection: &BTreeSet<AccountId>) -> usize {
        let made_for = (cx.selection_generation, cx.filtered.generation());
        match self.bulk.hidden {
            Some((selected, filtered, hidden)) if (selected, filtered) == made_for => hidden,
            Some(_) | None => {
                let hidden = selection.iter().filter(|id| !cx.filtered.finds(**id)).count();
                self.bulk.hidden = Some((made_for.0, made_for.1, hidden));
                hidden
            }
        }
    }
}
