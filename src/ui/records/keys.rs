//! The tables by keyboard, as in a spreadsheet: the arrows walk, Enter and F2 type on, letters type over, Space selects.
//! Delete deletes the selected rows, or the one under the cursor: unlike an account, a record is nothing but its row.

use std::collections::BTreeSet;

use egui::{Event, FocusDirection, Key, Modifiers, Ui};

use crate::model::{Edit, RowKey};
use crate::ui::view::{Action, Actions, Cx};

use super::columns::columns;
use super::edit::Step;
use super::record::changed_elsewhere;
use super::{RecordsView, Spot, table_id};

/// Keys of the table that are commands elsewhere.
#[derive(Clone, Copy, Debug, Default)]
pub struct Taken {
    edit: bool,
    delete: bool,
}

impl RecordsView {
    /// Takes the keys that mean a row here and are commands elsewhere: F2 and Delete. Before commands are looked for.
    pub fn take_keys(&mut self, ctx: &egui::Context) {
        if self.kind.is_some() && self.editing.is_none() && keys_are_free(ctx) {
            self.taken = ctx.input_mut(|input| Taken {
                edit: input.consume_key(Modifiers::NONE, Key::F2),
                delete: input.consume_key(Modifiers::NONE, Key::Delete),
            });
        }
    }

    /// Does what the keys of this frame ask for.
    pub(super) fn keys(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let free = keys_are_free(ui.ctx());
        // A key that closed a menu was meant for the menu.
        self.keyboard = std::mem::replace(&mut self.had_keyboard, free) && free;
        let taken = std::mem::take(&mut self.taken);
        if !self.keyboard || self.editing.is_some() {
            return;
        }
        let before = self.cursor;
        if taken.edit {
            self.begin_edit(cx, None);
        }
        if taken.delete {
            self.delete(cx, actions);
        }
        for event in ui.input(|input| input.events.clone()) {
            match (event, &mut self.editing) {
                // What comes after the key that began it is text, and the field has not the keyboard yet.
                (Event::Text(text), Some(editing)) => editing.push(&text),
                (Event::Key { key, pressed: true, modifiers, .. }, None) => self.key(key, modifiers, cx),
                (Event::Text(text), None)
                    if self.cursor.is_some() && !text.chars().any(char::is_control) && text != " " =>
                {
                    self.begin_edit(cx, Some(text));
                }
                _ => {}
            }
        }
        if self.cursor != before || self.editing.is_some() {
            ui.memory_mut(|memory| {
                // The arrow that walked in the table must not walk on from it to a button.
                memory.move_focus(FocusDirection::None);
                memory.request_focus(table_id());
            });
        }
    }

    /// Asks for the selected rows to be deleted, or for the one under the cursor.
    pub(super) fn delete(&mut self, cx: &Cx<'_>, actions: &mut Actions) {
        if cx.env.read_only {
            self.hint = Some("This workspace is open for reading only");
            return;
        }
        if let Some(why) = self.kind.and_then(changed_elsewhere) {
            self.hint = Some(why);
            return;
        }
        let rows: Vec<RowKey> = if self.selected.is_empty() {
            self.cursor.iter().map(|spot| spot.row).collect()
        } else {
            self.selected.iter().copied().collect()
        };
        if !rows.is_empty() {
            actions.push(Action::Edit(Edit::DeleteRecords(rows)));
        }
    }

    fn key(&mut self, key: Key, modifiers: Modifiers, cx: &Cx<'_>) {
        let Some((row, column)) = self.place() else {
            if matches!(key, Key::ArrowDown | Key::ArrowUp | Key::ArrowLeft | Key::ArrowRight | Key::Home) {
                self.go_to(0, 0);
            }
            return;
        };
        if modifiers.alt {
            return;
        }
        let last_row = self.order.rows().len().saturating_sub(1);
        let last_column = self.kind.map_or(0, |kind| columns(kind).len().saturating_sub(1));
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
            Key::Enter => return self.begin_edit(cx, None),
            Key::Backspace => return self.begin_edit(cx, Some(String::new())),
            Key::Space => {
                if let Some(row) = self.order.rows().get(row).copied() {
                    if !self.selected.remove(&row) {
                        self.selected.insert(row);
                    }
                    self.anchor = Some(row);
                }
                return;
            }
            Key::Escape => {
                self.selected.clear();
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
            self.selected = self.range(anchor.unwrap_or(row), to.0);
        } else if to.0 != row {
            self.anchor = self.order.rows().get(to.0).copied();
        }
        self.go_to(to.0, to.1);
    }

    /// The rows from one to another, both among them.
    pub(super) fn range(&self, one: usize, other: usize) -> BTreeSet<RowKey> {
        let rows = self.order.rows().get(one.min(other)..=one.max(other));
        rows.unwrap_or_default().iter().copied().collect()
    }

    /// Row and column of the cursor.
    pub(super) fn place(&self) -> Option<(usize, usize)> {
        let Spot { row, field } = self.cursor?;
        let rows = self.order.rows();
        let at = if rows.get(self.cursor_row) == Some(&row) { self.cursor_row } else { self.order.row_of(row)? };
        Some((at, columns(self.kind?).iter().position(|shown| *shown == field).unwrap_or(0)))
    }

    pub(super) fn go_to(&mut self, row: usize, column: usize) {
        let Some(kind) = self.kind else { return };
        let (Some(key), Some(field)) = (self.order.rows().get(row), columns(kind).get(column)) else { return };
        self.cursor = Some(Spot { row: *key, field: *field });
        self.cursor_row = row;
        self.scroll_to_cursor = true;
        self.hint = None;
    }

    pub(super) fn step(&mut self, step: Step) {
        let Some((row, column)) = self.place() else { return };
        match step {
            Step::Stay => {}
            Step::Up => self.go_to(row.saturating_sub(1), column),
            Step::Down => self.go_to((row + 1).min(self.order.rows().len().saturating_sub(1)), column),
            Step::Left => self.go_to(row, column.saturating_sub(1)),
            Step::Right => self.go_to(row, column + 1),
        }
    }

    /// Rows may stand elsewhere: the cursor follows its record, or stays in its row when that is gone.
    pub(super) fn settle_cursor(&mut self) {
        let Some(Spot { row, field }) = self.cursor else { return };
        let rows = self.order.rows();
        if let Some(at) = self.order.row_of(row) {
            self.cursor_row = at;
        } else {
            self.cursor_row = self.cursor_row.min(rows.len().saturating_sub(1));
            self.cursor = rows.get(self.cursor_row).map(|row| Spot { row: *row, field });
        }
    }
}

/// Whether nobody is typing, no menu or dialog is open, and no button has the keyboard.
fn keys_are_free(ctx: &egui::Context) -> bool {
    let (dialog, focused) = ctx.memory(|memory| (memory.top_modal_layer().is_some(), memory.focused()));
    let table = focused.is_none_or(|focused| focused == table_id());
    table && !dialog && !ctx.text_edit_focused() && !egui::Popup::is_any_open(ctx)
}
