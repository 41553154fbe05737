//! Accounts to the clipboard, and cells from it.

use egui::{Event, ViewportCommand};

use crate::command::{Command, Tab};
use crate::ui::import::ImportAction;
use crate::ui::view::{Action, Actions};

use super::App;

/// What is said where there is nothing to paste.
pub(super) const NO_CELLS: &str = "The clipboard holds no cells; copy some in a spreadsheet first";

impl App {
    /// The system tells of Ctrl+C and Ctrl+V in words of their own, not as keys. While somebody types they are the field's.
    pub(super) fn take_clipboard_events(&mut self, ctx: &egui::Context, actions: &mut Actions) {
        if ctx.text_edit_focused() {
            return;
        }
        if self.is_modal() {
            let cells = |event: &Event| matches!(event, Event::Paste(text) if text.trim_end().contains(['\t', '\n']));
            if ctx.input(|input| input.events.iter().any(cells)) {
                self.view.toasts.info("Close the dialog first, then paste again");
            }
            return;
        }
        let is_open = self.store.is_some();
        ctx.input(|input| {
            for event in &input.events {
                match event {
                    Event::Copy if is_open => actions.push(Action::Command(Command::Copy)),
                    Event::Paste(text) => actions.push(Action::Paste(text.clone())),
                    _ => {}
                }
            }
        });
    }

    /// The selected accounts, as spreadsheet programs take them.
    pub(super) fn copy_accounts(&mut self, ctx: &egui::Context) {
        let portfolio = std::sync::Arc::clone(self.portfolio());
        self.view.accounts.refresh(&portfolio, self.workspace, &self.filtered);
        let in_table = self.view.tab == Tab::Accounts;
        let count = self.view.selection.len();
        ctx.copy_text(self.view.accounts.copied(&portfolio, &self.view.selection, in_table));
        self.view.toasts.info(match count {
            1 => "Copied 1 account".to_owned(),
            count => format!("Copied {} accounts", portfolio.settings().more.numbers.count(count)),
        });
    }

    /// Asks the system for what is in the clipboard; it comes in as an event.
    pub(super) fn ask_for_paste(ctx: &egui::Context) {
        ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
    }

    /// Asks for what is in the clipboard as a table to be imported, whatever is shown.
    pub(super) fn ask_for_import(&mut self, ctx: &egui::Context) {
        self.paste_is_import = Some(self.frames);
        Self::ask_for_paste(ctx);
        ctx.request_repaint();
    }

    /// Of a clipboard that holds no text nothing comes in, and that is said.
    pub(super) fn notice_empty_clipboard(&mut self, ctx: &egui::Context) {
        /// The text comes in with the next frame; a slow system may need one more.
        const FRAMES: u64 = 4;
        match self.paste_is_import {
            Some(asked) if self.frames > asked + FRAMES => {
                self.paste_is_import = None;
                self.view.toasts.info(NO_CELLS);
            }
            Some(_) => ctx.request_repaint(),
            None => {}
        }
    }

    /// In the table, shows what pasting would set; elsewhere rows from the clipboard are imported.
    pub(super) fn paste(&mut self, text: &str, ctx: &egui::Context) {
        let asked_for = self.paste_is_import.take().is_some();
        let in_table = self.view.tab == Tab::Accounts && !self.shows_records();
        let into_cells = in_table && self.portfolio().accounts().len() > 0;
        if asked_for || !into_cells {
            // A word that was copied for something else is no table.
            let is_table = text.trim_end().contains(['\t', '\n']);
            if is_table || asked_for {
                self.perform(Action::Import(ImportAction::Text(text.to_owned())), ctx);
            } else {
                self.view.toasts.info(NO_CELLS);
            }
        } else if let Err(reason) = Command::Paste.availability(&self.env(ctx)) {
            self.view.toasts.info(reason);
        } else {
            self.flush_drafts();
            let portfolio = std::sync::Arc::clone(self.portfolio());
            self.view.accounts.refresh(&portfolio, self.workspace, &self.filtered);
            if let Err(reason) = self.view.accounts.open_paste(text, &portfolio, &self.view.selection) {
                self.view.toasts.info(reason);
            }
        }
    }
}
