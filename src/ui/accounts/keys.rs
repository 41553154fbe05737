//! The table by keyboard, as in a spreadsheet. A cursor goes from cell to cell; rows are selected beside it, with Space
//! or with Shift and the arrows, so that a walk through the table loses no selection.
//!
//! Typing in the column of names finds the next name that begins so; in the other columns it types over the cell. A name
//! is typed over after F2 or Enter. Delete empties the cell, as it does in a spreadsheet, and deletes no account.

use std::collections::BTreeSet;

use egui::{Event, FocusDirection, Key, Modifiers, Ui};

use crate::model::{AccountId, Column, text::folded};
use crate::ui::drafts::Drafts;
use crate::ui::view::{Action, Actions, Cx};

use super::cells::Spot;
use super::edit::Step;
use super::{AccountsView, table_id};

/// Letters typed within so many seconds of each other belong to one name.
const TYPING_SECONDS: f64 = 1.0;

/// Letters typed to find a name.
#[derive(Clone, Debug, Default)]
pub struct TypeAhead {
    text: String,
    last_at: f64,
}

/// Keys of the table that are commands elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    edit: bool,
    clear: bool,
}

impl AccountsView {
    /// Takes the keys that mean a cell here and are commands elsewhere: F2 and Delete. Before commands are looked for.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        if self.cursor.is_some() && self.editing.is_none() && keys_are_free(ctx) {
            self.taken = ctx.input_mut(|input| Taken {
                edit: input.consume_key(Modifiers::NONE, Key::F2),
                clear: input.consume_key(Modifiers::NONE, Key::Delete),
            });
        }
    }

    /// Does what the keys of this frame ask for.
    pub(super) fn keys(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        drafts: &mut Drafts,
        actions: &mut Actions,
    ) {
        let free = keys_are_free(ui.ctx());
        // A key that closed a menu was meant for the menu.
        self.keyboard = std::mem::replace(&mut self.had_keyboard, free) && free;
        let taken = std::mem::take(&mut self.taken);
        if !self.keyboard || self.editing.is_some() {
            return;
        }
        let before = self.cursor;
        if taken.edit {
            self.begin_edit(cx, drafts, None);
        }
        if taken.clear {
            self.clear_cell(cx, drafts, actions);
        }
        let (events, now) = ui.input(|input| (input.events.clone(), input.time));
        let mut selected = selection.clone();
        for event in events {
            if self.editing.is_some() {
                // What comes after the key that began it is text, and the field has not the keyboard yet.
                if let (Event::Text(text), Some(key)) = (&event, self.editing.as_ref().map(|editing| editing.key)) {
                    let typed = drafts.text(key).map(|typed| format!("{typed}{text}"));
                    if let Some(typed) = typed {
                        drafts.put(key, typed);
                    }
                }
                continue;
            }
            match event {
                Event::Key { key, pressed: true, modifiers, .. } => {
                    self.key(key, modifiers, now, cx, &mut selected, drafts);
                }
                Event::Text(text) => self.text(&text, now, cx, drafts),
                _ => {}
            }
        }
        if selected != *selection {
            actions.push(Action::Select(selected));
        }
        if self.cursor != before || self.editing.is_some() {
            ui.memory_mut(|memory| {
                // The arrow that walked in the table must not walk on from it to a button.
                memory.move_focus(FocusDirection::None);
                memory.request_focus(table_id());
            });
        }
    }

    fn key(
        &mut self,
        key: Key,
        modifiers: Modifiers,
        now: f64,
        cx: &Cx<'_>,
        selected: &mut BTreeSet<AccountId>,
        drafts: &mut Drafts,
    ) {
        let Some((row, column)) = self.place() else {
            if matches!(key, Key::ArrowDown | Key::ArrowUp | Key::ArrowLeft | Key::ArrowRight | Key::Home) {
                self.go_to(0, 0);
            }
            return;
        };
        if modifiers.alt {
            return;
        }
        let (last_row, last_column) = (self.order.rows().len().saturating_sub(1), self.columns.len().saturating_sub(1));
        let page = self.page_rows.saturating_sub(1).max(1);
        let far = modifiers.command;
        let to = match key {
            Key::ArrowUp => (if far { 0 } else { row.saturating_sub(1) }, column),
            Key::ArrowDown => (if far { last_row } else { (row + 1).min(last_row) }, column),
            Key::ArrowLeft => (row, if far { 0 } else { column.saturating_sub(1) }),
            Key::ArrowRight => (row, if far { last_column } else { (column + 1).min(last_column) }),
            Key::Home => (if far { 0 } else { row }, 0),
            Key::End => (if far { last_row } else { row }, last_column),
            Key::PageUp => (row.saturating_sub(page), column),
            Key::PageDown => ((row + page).min(last_row), column),
            Key::Enter => {
                self.begin_edit(cx, drafts, None);
                return;
            }
            Key::Backspace => {
                self.begin_edit(cx, drafts, Some(String::new()));
                return;
            }
            // In the middle of a name that is looked for, it is a letter.
            Key::Space if !self.is_typing(now) => {
                if let Some(account) = self.order.rows().get(row).copied() {
                    if !selected.remove(&account) {
                        selected.insert(account);
                    }
                    self.anchor = Some(account);
                }
                return;
            }
            Key::Escape => {
                selected.clear();
                self.hint = None;
                return;
            }
            _ => return,
        };
        if modifiers.shift && to.0 != row {
            let anchor = self.anchor.and_then(|anchor| self.order.row_of(anchor));
            if anchor.is_none() {
                self.anchor = self.order.rows().get(row).copied();
            }
            *selected = self.range(anchor.unwrap_or(row), to.0);
        } else if to.0 != row {
            self.anchor = self.order.rows().get(to.0).copied();
        }
        self.go_to(to.0, to.1);
    }

    fn text(&mut self, text: &str, now: f64, cx: &Cx<'_>, drafts: &mut Drafts) {
        let Some(spot) = self.cursor else { return };
        if text.chars().any(char::is_control) || (text == " " && !self.is_typing(now)) {
            return;
        }
        if spot.column == Column::Name {
            self.find_name(text, now, cx);
        } else {
            self.begin_edit(cx, drafts, Some(text.to_owned()));
        }
    }

    fn is_typing(&self, now: f64) -> bool {
        !self.typed.text.is_empty() && now - self.typed.last_at < TYPING_SECONDS
    }

    /// The next name that begins with the letters typed, from the cursor on and around.
    fn find_name(&mut self, text: &str, now: f64, cx: &Cx<'_>) {
        let goes_on = self.is_typing(now);
        if !goes_on {
            self.typed.text.clear();
        }
        self.typed.text.push_str(text);
        self.typed.last_at = now;
        let Some((row, column)) = self.place() else { return };
        let wanted = folded(&self.typed.text);
        let rows = self.order.rows();
        let first = if goes_on { row } else { row + 1 };
        let found = (first..rows.len()).chain(0..first.min(rows.len())).find(|row| {
            let account = rows.get(*row).and_then(|id| cx.portfolio.account(*id));
            account.is_some_and(|account| begins(&account.name, &wanted))
        });
        if let Some(found) = found {
            self.go_to(found, column);
        }
    }

    /// The accounts from one row to another, both among them.
    pub(super) fn range(&self, one: usize, other: usize) -> BTreeSet<AccountId> {
        let rows = self.order.rows().get(one.min(other)..=one.max(other));
        rows.unwrap_or_default().iter().copied().collect()
    }

    /// Row and column of the cursor.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        let Spot { account, column } = self.cursor?;
        let rows = self.order.rows();
        let row =
            if rows.get(self.cursor_row) == Some(&account) { self.cursor_row } else { self.order.row_of(account)? };
        Some((row, self.columns.iter().position(|shown| *shown == column).unwrap_or(0)))
    }

    pub(super) fn go_to(&mut self, row: usize, column: usize) {
        let (Some(account), Some(column)) = (self.order.rows().get(row), self.columns.get(column)) else { return };
        self.cursor = Some(Spot { account: *account, column: *column });
        self.cursor_row = row;
        self.scroll_to_cursor = true;
        self.hint = None;
    }

    pub(super) fn step(&mut self, step: Step) {
        let Some((row, column)) = self.place() else { return };
        let last = self.columns.len().saturating_sub(1);
        match step {
            Step::Stay => {}
            Step::Up => self.go_to(row.saturating_sub(1), column),
            Step::Down => self.go_to((row + 1).min(self.order.rows().len().saturating_sub(1)), column),
            Step::Left => self.go_to(row, column.saturating_sub(1)),
            Step::Right => self.go_to(row, (column + 1).min(last)),
        }
    }

    /// Rows may stand elsewhere: the cursor follows its account, or stays in its row when that is gone.
    pub(super) fn settle_cursor(&mut self) {
        let Some(Spot { account, column }) = self.cursor else { return };
        let rows = self.order.rows();
        if let Some(row) = self.order.row_of(account) {
            self.cursor_row = row;
        } else {
            self.cursor_row = self.cursor_row.min(rows.len().saturating_sub(1));
            self.cursor = rows.get(self.cursor_row).map(|account| Spot { account: *account, column });
        }
    }
}

/// Whether nobody is typing, no menu or dialog is open, and no button has the keyboard.
fn keys_are_free(ctx: &egui::Context) -> bool {
    let (dialog, focused) = ctx.memory(|memory| (memory.top_modal_layer().is_some(), memory.focused()));
    let table = focused.is_none_or(|focused| focused == table_id());
    table && !dialog && !ctx.text_edit_focused() && !egui::Popup::is_any_open(ctx)
}

/// Whether a name, folded, begins with `wanted`, which is folded. Most names are plain, and told apart by a letter.
fn begins(name: &str, wanted: &str) -> bool {
    let plain = name.get(..wanted.len()).filter(|head| head.is_ascii());
    plain.is_some_and(|head| head.eq_ignore_ascii_case(wanted))
        || (!name.is_ascii() || name.contains("  ")) && folded(name).starts_with(wanted)
}
