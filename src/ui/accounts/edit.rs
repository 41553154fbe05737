//! Typing in a cell. What is typed lives in the drafts, as in the account panel: neither scrolling nor a refusal loses it.

use egui::text::{CCursor, CCursorRange};
use egui::{Id, Key, Modifiers, Order, Rect, RichText, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, vec2};

use crate::model::{Account, AccountId};
use crate::ui::drafts::{DraftKey, Drafts, current_text};
use crate::ui::view::{Action, Actions, Cx};

use super::bulk::edit_of_many;
use super::cells::{Spot, note_ui};
use super::columns::field_at;
use super::{AccountsView, table_id};

/// Frames that a field may take to scroll into view.
const FRAMES_UNSEEN: u8 = 3;

/// The one cell that is typed into.
#[derive(Clone, Debug)]
pub struct Editing {
    pub spot: Spot,
    pub key: DraftKey,
    /// It has not had the keyboard yet.
    fresh: bool,
    unseen: u8,
}

/// How typing in a cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Cancelled,
    Committed(Step),
    /// With Ctrl+Enter: the text is for all selected accounts.
    ForAll,
}

/// Where the cursor goes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Stay,
    Up,
    Down,
    Left,
    Right,
}

impl AccountsView {
    /// Begins to type in the cell under the cursor: over what is there, or, with `None`, on from it.
    pub(super) fn begin_edit(&mut self, cx: &Cx<'_>, drafts: &mut Drafts, text: Option<String>) {
        let Some(spot) = self.cursor else { return };
        self.scroll_to_cursor = true;
        if cx.env.read_only {
            self.hint = Some("This workspace is open for reading only; File → Save a copy… makes one to change");
            return;
        }
        match field_at(cx.portfolio, spot) {
            Err(why) => self.hint = Some(why),
            Ok(field) => {
                let key = DraftKey { account: spot.account, field };
                if let Some(text) = text {
                    drafts.put(key, text);
                }
                self.hint = None;
                self.editing = Some(Editing { spot, key, fresh: true, unseen: 0 });
            }
        }
    }

    /// Empties the cell under the cursor.
    pub(super) fn clear_cell(&mut self, cx: &Cx<'_>, drafts: &mut Drafts, actions: &mut Actions) {
        let Some(spot) = self.cursor else { return };
        match field_at(cx.portfolio, spot) {
            Err(why) => self.hint = Some(why),
            Ok(_) if cx.env.read_only => self.hint = Some("This workspace is open for reading only"),
            Ok(field) if !field.can_be_empty() => {
                self.hint = Some("This cannot be empty; Account → Delete deletes the selected accounts");
            }
            Ok(field) => {
                let key = DraftKey { account: spot.account, field };
                drafts.put(key, String::new());
                actions.push(Action::CommitDraft(key));
            }
        }
    }

    /// Ends typing: what was typed is given or forgotten, and the cursor goes on.
    pub(super) fn end_edit(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        ended: Ended,
        selection: &std::collections::BTreeSet<AccountId>,
        drafts: &mut Drafts,
        actions: &mut Actions,
    ) {
        let Some(Editing { spot, key, .. }) = self.editing.take() else { return };
        match ended {
            Ended::Cancelled => drafts.drop(key),
            Ended::Committed(_) => {
                if drafts.text(key).is_some() {
                    actions.push(Action::CommitDraft(key));
                }
            }
            Ended::ForAll => {
                let mut accounts = selection.clone();
                accounts.insert(spot.account);
                let account = cx.portfolio.account(spot.account);
                let text = drafts.text(key).map(str::to_owned);
                let text = text.or_else(|| Some(current_text(key.field, account?, cx.portfolio))).unwrap_or_default();
                match edit_of_many(cx.portfolio, &accounts, key.field, &text) {
                    Ok(many) => {
                        drafts.drop(key);
                        self.bulk.said = many.words();
                        actions.extend(many.edit.map(Action::Edit));
                    }
                    Err(error) => {
                        drafts.put(key, text);
                        drafts.refuse(key, error.to_string());
                    }
                }
            }
        }
        if ended != Ended::Committed(Step::Stay) {
            ui.memory_mut(|memory| memory.request_focus(table_id()));
        }
        if let Ended::Committed(step) = ended {
            self.step(step);
        }
    }

    /// A field that is scrolled out of sight has been left.
    pub(super) fn notice_unseen(&mut self, ui: &Ui) -> Option<Ended> {
        let editing = self.editing.as_mut()?;
        editing.unseen += 1;
        if editing.unseen > FRAMES_UNSEEN {
            return Some(Ended::Committed(Step::Stay));
        }
        if editing.unseen > 1 {
            ui.ctx().request_repaint();
        }
        None
    }
}

/// The field in a cell, and how it was left if it was.
pub fn editor_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    account: &Account,
    editing: &mut Editing,
    drafts: &mut Drafts,
) -> Option<Ended> {
    let (key, rect, id) = (editing.key, ui.max_rect(), Id::unique("accounts editor"));
    editing.unseen = 0;
    let choices = key.field.choices();
    let begun = std::mem::take(&mut editing.fresh);
    let mut text = drafts.text(key).map_or_else(|| current_text(key.field, account, cx.portfolio), str::to_owned);
    // The key that began it must not end it.
    let mut ended = if begun { None } else { key_pressed(ui) };
    if let Some(other) = other_choice(ui, &choices, &text) {
        other.clone_into(&mut text);
        drafts.put(key, text.clone());
    }
    let error = drafts.error(key).map(str::to_owned);
    if begun {
        let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
        state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(text.chars().count()))));
        state.store(ui.ctx(), id);
    }
    let color = if error.is_some() { cx.tokens.danger } else { cx.tokens.accent };
    ui.painter().rect_filled(rect.shrink(1.0), 4.0, cx.tokens.raised);
    ui.painter().rect_stroke(rect.shrink(1.0), 4.0, Stroke::new(2.0, color), StrokeKind::Inside);
    let inner = rect.shrink2(vec2(8.0, 2.0));
    let mut field_ui = ui.new_child(UiBuilder::new().max_rect(inner));
    let align = if editing.spot.column.is_numeric() { egui::Align::Max } else { egui::Align::Min };
    let field = TextEdit::singleline(&mut text)
        .id(id)
        .frame(egui::Frame::NONE)
        .margin(vec2(0.0, 4.0))
        .lock_focus(true)
        .align(egui::Align2([align, egui::Align::Center]))
        .desired_width(inner.width());
    let response = field_ui.add(field).accessible_name(format!("{} of {}", editing.spot.column.name(), account.name));
    if begun {
        // Only now: what began it, a letter or Enter, has been read already.
        response.request_focus();
    }
    if response.changed() {
        drafts.put(key, text.clone());
    }
    let mut over_list = false;
    if !choices.is_empty() && ended.is_none() {
        let (chosen, over) = choices_ui(ui, cx, rect, &choices, &text);
        over_list = over;
        if let Some(chosen) = chosen {
            drafts.put(key, chosen.to_owned());
            ended = Some(Ended::Committed(Step::Stay));
        }
    } else if let Some(error) = &error {
        note_ui(ui, cx, rect, error, true);
    }
    if ended.is_none() && response.lost_focus() {
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            ended = Some(Ended::Cancelled);
        } else if over_list {
            response.request_focus();
        } else {
            ended = Some(Ended::Committed(Step::Stay));
        }
    }
    ended
}

/// The keys that a cell has beside those of a text field.
fn key_pressed(ui: &Ui) -> Option<Ended> {
    let keys = [
        (Modifiers::COMMAND, Key::Enter, Ended::ForAll),
        (Modifiers::SHIFT, Key::Enter, Ended::Committed(Step::Up)),
        (Modifiers::NONE, Key::Enter, Ended::Committed(Step::Down)),
        (Modifiers::SHIFT, Key::Tab, Ended::Committed(Step::Left)),
        (Modifiers::NONE, Key::Tab, Ended::Committed(Step::Right)),
    ];
    ui.input_mut(|input| {
        keys.into_iter().find_map(|(modifiers, key, ended)| input.consume_key(modifiers, key).then_some(ended))
    })
}

/// Where there are few values, the keys up and down go through them.
fn other_choice(ui: &Ui, choices: &[&'static str], text: &str) -> Option<&'static str> {
    if choices.is_empty() {
        return None;
    }
    let (down, up) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::NONE, Key::ArrowDown), input.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    let at = choices.iter().position(|choice| *choice == text);
    let last = choices.len().saturating_sub(1);
    let next = match (down, up) {
        (true, _) => at.map_or(0, |at| (at + 1).min(last)),
        (false, true) => at.map_or(last, |at| at.saturating_sub(1)),
        (false, false) => return None,
    };
    choices.get(next).copied()
}

/// The values that there are, under the cell: the one that was clicked, and whether the pointer is there.
fn choices_ui(ui: &Ui, cx: &Cx<'_>, cell: Rect, choices: &[&'static str], text: &str) -> (Option<&'static str>, bool) {
    let area = egui::Area::new(Id::unique("accounts choices"))
        .order(Order::Foreground)
        .sense(Sense::click())
        .fixed_pos(cell.left_bottom() + vec2(0.0, 2.0))
        .constrain_to(ui.ctx().content_rect());
    let shown = area.show(ui.ctx(), |ui| {
        let frame = cx.tokens.float_frame().inner_margin(4.0).corner_radius(8.0);
        let list = frame.show(ui, |ui| {
            ui.set_width((cell.width() - 8.0).max(110.0));
            let mut clicked = None;
            ui.with_layout(egui::Layout::top_down_justified(egui::Align::Min), |ui| {
                for choice in choices {
                    let on = !text.is_empty() && choice.starts_with(&text.trim().to_lowercase());
                    if ui.selectable_label(on, RichText::new(*choice)).clicked() {
                        clicked = Some(*choice);
                    }
                }
            });
            clicked
        });
        list.inner
    });
    let over = ui.input(|input| input.pointer.latest_pos()).is_some_and(|at| shown.response.rect.contains(at));
    (shown.inner, over)
}
