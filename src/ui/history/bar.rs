//! Which entries are wanted.

use std::collections::BTreeSet;

use chrono::{Local, NaiveDate};
use egui::{Response, RichText, Ui, vec2};

use super::list::List;
use crate::model::{AccountId, Entry, EntryKind, Journal, Seq, What, text};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::chip;

/// So many accounts are offered for what is typed.
const OFFERED: usize = 5;

/// Sorts of entries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    All,
    Moves,
    Fields,
    Imports,
    CreatedOrDeleted,
    Settings,
    UndoRedo,
}

/// One account, and the edits that touched it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OneAccount {
    pub id: AccountId,
    pub name: String,
    pub touched: BTreeSet<Seq>,
}

/// What the list is to hold. All must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub account: Option<OneAccount>,
    pub kind: Kind,
    pub show_undo: bool,
    who: Option<String>,
    words: String,
    /// As typed: year-month-day.
    from: String,
    to: String,
    account_text: String,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::All, Self::Moves, Self::Fields, Self::Imports, Self::CreatedOrDeleted, Self::Settings, Self::UndoRedo];

    const fn name(self) -> &'static str {
        match self {
            Self::All => "All",
            Self::Moves => "Moves",
            Self::Fields => "Fields",
            Self::Imports => "Imports",
            Self::CreatedOrDeleted => "Created or deleted",
            Self::Settings => "Settings",
            Self::UndoRedo => "Undo and redo",
        }
    }

    fn fits(self, entry: &Entry, what: Option<What>) -> bool {
        let is = |wanted: What| !entry.is_import() && what == Some(wanted);
        match self {
            Self::All => true,
            Self::Moves => is(What::Moves),
            Self::Fields => is(What::Fields),
            Self::Imports => entry.is_import(),
            Self::CreatedOrDeleted => is(What::Created) || is(What::Deleted),
            Self::Settings => is(What::Settings),
            Self::UndoRedo => matches!(entry.kind, EntryKind::Undo { .. } | EntryKind::Redo { .. }),
        }
    }
}

impl Wanted {
    /// Imports, and nothing else.
    #[must_use]
    pub fn imports() -> Self {
        Self { kind: Kind::Imports, ..Self::default() }
    }

    pub fn choose(&mut self, id: AccountId, name: String, touched: BTreeSet<Seq>) {
        self.account = Some(OneAccount { id, name, touched });
        self.account_text.clear();
    }

    /// Whether the list should hold this entry. Reasons stand with their edits, never alone.
    pub fn fits(&self, entry: &Entry, what: Option<What>, journal: &Journal) -> bool {
        let of = match entry.kind {
            EntryKind::Edit => entry.seq,
            EntryKind::Undo { of } | EntryKind::Redo { of } => of,
            EntryKind::Reason { .. } => return false,
        };
        let shown = of == entry.seq || self.kind == Kind::UndoRedo || (self.show_undo && self.kind == Kind::All);
        shown
            && self.kind.fits(entry, what)
            && self.account.as_ref().is_none_or(|account| account.touched.contains(&of))
            && self.who.as_ref().is_none_or(|who| *who == entry.by)
            && self.holds_words(entry, journal.reason(of).unwrap_or_default())
            && self.in_time(entry)
    }

    fn holds_words(&self, entry: &Entry, reason: &str) -> bool {
        if self.words.trim().is_empty() {
            return true;
        }
        let told = text::folded(&format!("{} {reason}", entry.label));
        text::folded(&self.words).split(' ').all(|word| told.contains(word))
    }

    fn in_time(&self, entry: &Entry) -> bool {
        let (from, to) = (day(&self.from), day(&self.to));
        if (from, to) == (None, None) {
            return true;
        }
        let at = entry.at.with_timezone(&Local).date_naive();
        from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to)
    }
}

fn day(typed: &str) -> Option<NaiveDate> {
    typed.trim().parse().ok()
}

pub fn bar_ui(ui: &mut Ui, cx: &Cx<'_>, wanted: &mut Wanted, list: &List, actions: &mut Actions) {
    ui.horizontal_wrapped(|ui| {
        for kind in Kind::ALL {
            if chip(ui, kind.name(), wanted.kind == kind, cx.tokens).clicked() {
                wanted.kind = kind;
            }
        }
        if chip(ui, "Show undo and redo", wanted.show_undo, cx.tokens).clicked() {
            wanted.show_undo = !wanted.show_undo;
        }
    });
    ui.add_space(space::XS);
    ui.horizontal_wrapped(|ui| {
        field(ui, "Words of an entry", "Words, or a reason", &mut wanted.words, 150.0);
        if let Some(account) = &wanted.account {
            let words = format!("{} ✕", account.name);
            let response = chip(ui, &words, true, cx.tokens).on_hover_text("Show the history of all accounts");
            if response.clicked() {
                wanted.account = None;
            }
        } else {
            field(ui, "Account", "An account", &mut wanted.account_text, 130.0);
        }
        let anyone = "Anyone".to_owned();
        let combo =
            egui::ComboBox::from_id_salt("who").selected_text(wanted.who.as_ref().unwrap_or(&anyone)).width(90.0);
        let shown = combo.show_ui(ui, |ui| {
            ui.selectable_value(&mut wanted.who, None, "Anyone");
            for who in list.authors() {
                ui.selectable_value(&mut wanted.who, Some(who.clone()), who);
            }
        });
        shown.response.accessible_name("Who");
        day_field(ui, cx, "From day", &mut wanted.from);
        day_field(ui, cx, "To day", &mut wanted.to);
        ui.label(theme::weak(list.summary(cx), cx.tokens));
    });
    if !wanted.account_text.trim().is_empty() {
        offers_ui(ui, cx, &wanted.account_text, actions);
    }
}

/// The accounts whose names hold what is typed; a click shows what was done to one.
fn offers_ui(ui: &mut Ui, cx: &Cx<'_>, typed: &str, actions: &mut Actions) {
    let typed = text::folded(typed);
    let mut fitting = cx.portfolio.accounts().filter(|account| text::folded(&account.name).contains(&typed));
    ui.horizontal_wrapped(|ui| {
        let mut any = false;
        for account in fitting.by_ref().take(OFFERED) {
            any = true;
            if ui.button(format!("History of {}", account.name)).clicked() {
                actions.push(Action::HistoryOf(account.id));
            }
        }
        if !any {
            ui.label(theme::weak("No account of this name; type a part of it", cx.tokens));
        } else if fitting.next().is_some() {
            ui.label(theme::weak("and more; type more of the name", cx.tokens));
        }
    });
}

fn field(ui: &mut Ui, label: &str, hint: &str, text: &mut String, width: f32) -> Response {
    let field = egui::TextEdit::singleline(text).hint_text(hint).desired_width(width).margin(vec2(8.0, 5.0));
    ui.add(field).accessible_name(label)
}

fn day_field(ui: &mut Ui, cx: &Cx<'_>, label: &str, text: &mut String) {
    field(ui, label, label, text, 84.0).on_hover_text("Year-month-day, such as 2026-05-12");
    if !text.trim().is_empty() && day(text).is_none() {
        ui.label(RichText::new("expected year-month-day").size(theme::size::SMALL).color(cx.tokens.danger));
    }
}
