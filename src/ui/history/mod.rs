//! Everything that was ever done to the workspace: a list to look through, and one entry opened beside it.

mod ask;
mod bar;
mod list;
mod opened;
mod undo_import;

use std::collections::{BTreeMap, BTreeSet};

use egui::{RichText, Ui};

use super::theme::{self, space};
use super::view::{Actions, Cx};
use crate::model::{AccountId, ImportUndo, NumberStyle, RowKey, Seq, What};

pub use list::list_id;
pub use opened::{OpenedEntry, OpenedRow, SHOWN_ROWS};
pub use undo_import::{Outlook, UndoImport};

use bar::Wanted;
use list::List;
use opened::Opened;

/// What History remembers between frames.
#[derive(Debug, Default)]
pub struct HistoryView {
    /// What each edit did, and to which row first, of the entries up to `known_to`.
    whats: BTreeMap<Seq, (What, RowKey)>,
    known_to: Seq,
    /// Why the above could not be read.
    failed: Option<String>,
    wanted: Wanted,
    list: List,
    opened: Opened,
    /// Somebody is asked whether to undo to this entry.
    asking: Option<Seq>,
    /// Somebody is asked whether to take back an import, or told what came of it.
    undo_import: Option<UndoImport>,
}

impl HistoryView {
    /// The last entry that it knows of.
    #[must_use]
    pub const fn known_to(&self) -> Seq {
        self.known_to
    }

    /// The account whose history is shown alone.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.wanted.account.as_ref().map(|account| account.id)
    }

    /// Takes in what the entries up to `last` did, and which of the new ones touched the chosen account.
    pub fn learn(&mut self, last: Seq, whats: BTreeMap<Seq, (What, RowKey)>, touching: Vec<Seq>) {
        self.whats.extend(whats);
        if let Some(account) = &mut self.wanted.account {
            account.touched.extend(touching);
        }
        self.known_to = last;
        self.failed = None;
    }

    /// The journal could not be read; it is tried again after the next entry.
    pub fn fail(&mut self, last: Seq, why: String) {
        self.known_to = last;
        self.failed = Some(why);
    }

    /// Leaves what was done to one account: the edits that touched it.
    pub fn show_account(&mut self, id: AccountId, name: String, touched: Vec<Seq>) {
        let touched: BTreeSet<Seq> = touched.into_iter().collect();
        self.wanted.choose(id, name, touched);
    }

    /// Opens this entry beside the list.
    pub fn open(&mut self, seq: Seq) {
        self.opened.open(seq);
        self.list.reveal(seq);
    }

    /// The entry that is to be read, with what is searched for in it; `last` is the last entry there is.
    #[must_use]
    pub fn wanted(&self, last: Seq) -> Option<(Seq, &str)> {
        self.opened.wanted(last)
    }

    /// Takes in the entry that was wanted, or why it cannot be read.
    pub fn show(&mut self, seq: Seq, last: Seq, entry: Result<OpenedEntry, String>) {
        self.opened.show(seq, last, entry);
    }

    #[must_use]
    pub const fn is_asking(&self) -> bool {
        self.asking.is_some() || self.undo_import.is_some()
    }

    /// The entry that is opened.
    #[must_use]
    pub const fn opened(&self) -> Option<Seq> {
        self.opened.seq()
    }

    /// Leaves imports alone in the list.
    pub fn show_imports(&mut self) {
        self.wanted = Wanted::imports();
    }

    /// Asks whether to take back an import.
    pub fn ask_undo_import(&mut self, asking: UndoImport) {
        self.undo_import = Some(asking);
    }

    /// What taking it back would come to, or why that cannot be told; nobody may wait for it any more.
    pub fn tell_undo_import(&mut self, read: Result<Outlook, String>) {
        if let Some(asked) = &mut self.undo_import {
            asked.tell(read);
        }
    }

    /// The import that was agreed to be taken back is being written.
    pub fn begin_undo_import(&mut self) {
        self.undo_import.iter_mut().for_each(UndoImport::begin);
    }

    /// An import was taken back. Returns that in words; what they leave out stays to be read.
    pub fn end_undo_import(&mut self, undo: &ImportUndo, numbers: NumberStyle) -> String {
        let Some(mut asked) = self.undo_import.take() else {
            return format!("Rows that went back: {}", numbers.count(undo.reversed));
        };
        let (words, more) = asked.end(undo, numbers);
        self.undo_import = Some(asked).filter(|_| more);
        words
    }

    /// The import that was agreed to be taken back stays: why, is said elsewhere.
    pub fn fail_undo_import(&mut self) {
        self.undo_import.take_if(|asked| asked.is_working());
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let Self { whats, known_to: _, failed, wanted, list, opened, asking, undo_import } = self;
        if cx.journal.entries().is_empty() {
            empty_ui(ui, cx);
            return;
        }
        bar::bar_ui(ui, cx, wanted, list, actions);
        if let Some(why) = failed {
            ui.label(RichText::new(why.as_str()).color(cx.tokens.danger));
        }
        ui.add_space(space::S);
        list.refresh(cx, wanted, whats);
        let (width, height) = (ui.available_width(), ui.available_height());
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            let frame = cx.tokens.card_frame().inner_margin(0.0);
            frame.show(ui, |ui| {
                ui.set_width((width * 0.48).floor());
                ui.set_height(height - 2.0);
                ui.vertical(|ui| list.ui(ui, cx, whats, opened.seq(), actions));
            });
            cx.tokens.card_frame().show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.set_height(height - 22.0);
                ui.vertical(|ui| opened.ui(ui, cx, asking, actions));
            });
        });
        ask::ask_ui(ui, cx, asking, actions);
        undo_import::undo_import_ui(ui, cx, undo_import, actions);
    }
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong("Nothing has been done yet"));
        ui.add_space(space::XS);
        let words = "Move a dot, change a field or import a table:\nit stands here with when, who and why.";
        ui.label(RichText::new(words).color(cx.tokens.weak));
    });
}
