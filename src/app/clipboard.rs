//! Accounts to the clipboard, and cells from it.

use egui::{Event, ViewportCommand};

use crate::command::{Command, Tab};
use crate::ui::view::{Action, Actions};

use super::App;

impl App {
    /// The system tells of Ctrl+C and Ctrl+V in words of their own, not as keys. While somebody types they are the field's.
    pub(super) fn take_clipboard_events(&self, ctx: &egui::Context, actions: &mut Actions) {
        if ctx.text_edit_focused() || self.is_modal() || self.store.is_none() {
            return;
        }
        ctx.input(|input| {
            for event in &input.events {
                match event {
                    Event::Copy => actions.push(Action::Command(Command::Copy)),
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
    pub(super) fn ask_for_paste(&mut self, ctx: &egui::Context) {
        if self.view.tab == Tab::Accounts {
            ctx.send_viewport_cmd(ViewportCommand::RequestPaste);
        } else {
            self.say_where_to_paste();
        }
    }

    /// Shows what pasting would set.
    pub(super) fn paste(&mut self, text: &str, ctx: &egui::Context) {
        if let Err(reason) = Command::Paste.availability(&self.env(ctx)) {
            self.view.toasts.info(reason);
        } else if self.view.tab != Tab::Accounts {
            self.say_where_to_paste();
        } else {
            self.flush_drafts();
            let portfolio = std::sync::Arc::clone(self.portfolio());
            self.view.accounts.refresh(&portfolio, self.workspace, &self.filtered);
            if let Err(reason) = self.view.accounts.open_paste(text, &portfolio, &self.view.selection) {
                self.view.toasts.info(reason);
            }
        }
    }

    fn say_where_to_paste(&mut self) {
        self.view.toasts.info("Cells are pasted into the table: View → Accounts");
    }
}
