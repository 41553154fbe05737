//! One entry, with each field before and after, and what can be done about it.

use egui::{Key, RichText, ScrollArea, Ui, vec2};

use super::list::{day_words, local, rows_words};
use crate::model::{Change, Entry, EntryKind, MovedOn, RecordKind, RowChange, RowKey, Seq};
use crate::rules::difference::{FieldChange, Names, fields_of};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

/// So many rows of an entry are shown; the others are found by searching.
pub const SHOWN_ROWS: usize = 200;
/// So many rows that stand in the way of a revert are named.
const NAMED_ROWS: usize = 6;
const LINE_HEIGHT: f32 = 22.0;

/// An entry as it was read.
#[derive(Clone, Debug)]
pub struct OpenedEntry {
    /// What was searched for; empty shows the first rows.
    pub search: String,
    pub rows: Vec<OpenedRow>,
    /// The rows that stand in the way of a revert.
    pub moved_on: Vec<MovedOn>,
}

/// One row in words.
#[derive(Clone, Debug)]
pub struct OpenedRow {
    pub name: String,
    /// What it is: "contact", "purchases".
    pub kind: &'static str,
    /// "created", "deleted", or nothing.
    pub came: &'static str,
    pub fields: Vec<FieldChange>,
}

impl OpenedRow {
    #[must_use]
    pub fn new(change: &RowChange, names: &Names<'_>) -> Self {
        let name = match change {
            RowChange::Settings(_) => "Settings of the workspace".to_owned(),
            RowChange::Activity(Change { before, after }) if change.name().is_empty() => {
                let activity = after.as_ref().or(before.as_ref());
                let day = |day| names.settings().more.dates.day(day);
                activity.map(|one| format!("{}, {}", one.kind.name(), day(one.day))).unwrap_or_default()
            }
            _ => change.name().to_owned(),
        };
        let kind = match change.key().kind() {
            None => "",
            // A batch is as many purchases as its fields say.
            Some(RecordKind::Purchases) => RecordKind::Purchases.id(),
            Some(kind) => kind.singular(),
        };
        let came = match change.key() {
            RowKey::Settings => "",
            _ if change.creates() => "created",
            _ if change.deletes() => "deleted",
            _ => "",
        };
        Self { name, kind, came, fields: fields_of(change, names) }
    }
}

/// The right side of History.
#[derive(Debug, Default)]
pub struct Opened {
    seq: Option<Seq>,
    search: String,
    /// Searched for once the field is left.
    typed: String,
    /// The entry, the last entry there was when it was read, and what was read.
    read: Option<(Seq, Seq, Result<OpenedEntry, String>)>,
    reason: Option<String>,
}

impl Opened {
    pub const fn seq(&self) -> Option<Seq> {
        self.seq
    }

    pub fn open(&mut self, seq: Seq) {
        if self.seq != Some(seq) {
            *self = Self { seq: Some(seq), ..Self::default() };
        }
    }

    pub fn wanted(&self, last: Seq) -> Option<(Seq, &str)> {
        let seq = self.seq?;
        let current = self.read.as_ref().is_some_and(|(of, when, read)| {
            (*of, *when) == (seq, last) && read.as_ref().is_ok_and(|entry| entry.search == self.search)
                || read.is_err() && *when == last
        });
        (!current).then_some((seq, self.search.as_str()))
    }

    pub fn show(&mut self, seq: Seq, last: Seq, read: Result<OpenedEntry, String>) {
        self.read = Some((seq, last, read));
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, asking: &mut Option<Seq>, actions: &mut Actions) {
        let Some(entry) = self.seq.and_then(|seq| cx.journal.entry(seq)) else {
            ui.centered_and_justified(|ui| {
                ui.label(theme::weak("Click an entry to see what it changed", cx.tokens));
            });
            return;
        };
        head_ui(ui, cx, entry);
        if entry.kind == EntryKind::Edit {
            self.reason_ui(ui, cx, entry, actions);
        }
        let of = match entry.kind {
            EntryKind::Edit => None,
            EntryKind::Undo { of } | EntryKind::Redo { of } | EntryKind::Reason { of, .. } => Some(of),
        };
        if let Some(of) = of
            && ui.link("Show the edit that it is about").clicked()
        {
            actions.push(Action::OpenEntry(of));
        }
        match &self.read {
            Some((seq, _, Ok(read))) if *seq == entry.seq => {
                buttons_ui(ui, cx, entry, read, asking, actions);
                search_ui(ui, cx, entry, read, &mut self.search, &mut self.typed);
                rows_ui(ui, cx, entry, read);
            }
            Some((seq, _, Err(why))) if *seq == entry.seq => {
                ui.label(RichText::new(why.as_str()).color(cx.tokens.danger));
            }
            Some(_) | None => {
                ui.label(theme::weak("Reading, after the present work is written", cx.tokens));
            }
        }
    }

    /// By the field contract: given once, when the field is left; Esc puts back what was.
    fn reason_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, entry: &Entry, actions: &mut Actions) {
        let said = cx.journal.reason(entry.seq).unwrap_or_default();
        let mut text = self.reason.clone().unwrap_or_else(|| said.to_owned());
        let field = egui::TextEdit::singleline(&mut text)
            .hint_text("Why? Add a reason")
            .desired_width(f32::INFINITY)
            .margin(vec2(8.0, 5.0));
        let response = ui.add_enabled(!cx.env.read_only, field).accessible_name("Reason");
        if response.changed() {
            self.reason = Some(text);
        }
        if response.lost_focus() {
            let left = self.reason.take().filter(|text| text.trim() != said);
            let escaped = ui.input(|input| input.key_pressed(Key::Escape));
            if let Some(text) = left.filter(|_| !escaped) {
                actions.push(Action::GiveReason { of: entry.seq, text });
            }
        }
        ui.add_space(space::S);
    }
}

fn head_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry) {
    let label = match entry.kind {
        EntryKind::Undo { .. } => format!("Undo: {}", entry.label),
        EntryKind::Redo { .. } => format!("Redo: {}", entry.label),
        EntryKind::Edit | EntryKind::Reason { .. } => entry.label.clone(),
    };
    ui.label(RichText::new(label).heading());
    let at = local(entry.at);
    let mut facts = vec![format!("{}, {}", day_words(cx, at.date_naive()), at.format("%H:%M"))];
    facts.extend(Some(entry.by.clone()).filter(|by| !by.is_empty()));
    facts.push(rows_words(cx, entry));
    facts.push(match entry.kind {
        EntryKind::Edit if cx.journal.in_effect(entry.seq) => "in effect".to_owned(),
        EntryKind::Edit => "undone".to_owned(),
        EntryKind::Undo { .. } | EntryKind::Redo { .. } | EntryKind::Reason { .. } => format!("entry {}", entry.seq),
    });
    ui.label(theme::weak(facts.join(" · "), cx.tokens));
    ui.add_space(space::S);
}

fn buttons_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    entry: &Entry,
    read: &OpenedEntry,
    asking: &mut Option<Seq>,
    actions: &mut Actions,
) {
    let standing = if cx.env.read_only {
        Err("This workspace is open for reading only; File → Save a copy…")
    } else if cx.env.writing {
        Err("Wait until the present work is written")
    } else {
        Ok(())
    };
    let revertable = standing.and(if entry.kind != EntryKind::Edit {
        Err("Only an edit can be reverted")
    } else if !cx.journal.in_effect(entry.seq) {
        Err("This edit is undone already")
    } else if read.moved_on.is_empty() {
        Ok(())
    } else {
        Err("Rows that it changed were changed again since, see below")
    });
    let goable = standing.and(if entry.kind != EntryKind::Edit || !cx.journal.in_effect(entry.seq) {
        Err("Only to an edit that stands can be gone back")
    } else if cx.journal.undone_by_going_to(entry.seq).next().is_some() {
        Ok(())
    } else {
        Err("Nothing after it stands")
    });
    ui.horizontal_wrapped(|ui| {
        // Of an import, what was edited since stays: it need not be all or nothing.
        if entry.kind == EntryKind::Edit && entry.is_import() {
            let undoable = standing.and(if cx.journal.in_effect(entry.seq) {
                Ok(())
            } else {
                Err("This import is undone already")
            });
            if button_ui(ui, "Undo this import…", undoable) {
                actions.push(Action::AskUndoImport(entry.seq));
            }
        } else if button_ui(ui, "Revert this", revertable) {
            actions.push(Action::Revert(entry.seq));
        }
        if button_ui(ui, "Undo to here…", goable) {
            *asking = Some(entry.seq);
        }
        if button_ui(ui, "Select these accounts", if entry.rows > 0 { Ok(()) } else { Err("It touched no account") }) {
            actions.push(Action::SelectTouched(entry.seq));
        }
    });
    if !read.moved_on.is_empty() {
        ui.add_space(space::XS);
        ui.label(RichText::new("It cannot be reverted, because").color(cx.tokens.warn));
        let dates = cx.portfolio.settings().more.dates;
        for moved in read.moved_on.iter().take(NAMED_ROWS) {
            if ui.link(moved.words(dates)).on_hover_text("Opens that later entry").clicked() {
                actions.push(Action::OpenEntry(moved.seq));
            }
        }
        if let Some(more) = read.moved_on.len().checked_sub(NAMED_ROWS).filter(|more| *more > 0) {
            let more = cx.portfolio.settings().more.numbers.count(more);
            ui.label(theme::weak(format!("and {more} more"), cx.tokens));
        }
    }
    ui.add_space(space::S);
}

fn button_ui(ui: &mut Ui, label: &str, available: Result<(), &str>) -> bool {
    let response = ui.add_enabled(available.is_ok(), egui::Button::new(label));
    match available {
        Ok(()) => response.clicked(),
        Err(why) => {
            response.on_disabled_hover_text(why);
            false
        }
    }
}

fn search_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry, read: &OpenedEntry, search: &mut String, typed: &mut String) {
    if entry.rows <= SHOWN_ROWS {
        return;
    }
    let numbers = cx.portfolio.settings().more.numbers;
    ui.horizontal(|ui| {
        let field = egui::TextEdit::singleline(typed).hint_text("Search its rows").desired_width(180.0);
        if ui.add(field.margin(vec2(8.0, 5.0))).accessible_name("Search its rows").lost_focus() {
            typed.trim().clone_into(search);
        }
        let words = match (read.search.is_empty(), read.rows.len()) {
            (true, shown) => format!("The first {shown}, and {} more", numbers.count(entry.rows.saturating_sub(shown))),
            (false, SHOWN_ROWS..) => format!("The first {SHOWN_ROWS} that fit; search for more of the name"),
            (false, found) => format!("{found} of {} fit", numbers.count(entry.rows)),
        };
        ui.label(theme::weak(words, cx.tokens));
    });
    ui.add_space(space::XS);
}

/// All rows one under the other, a line for each name and for each field; only what is seen is laid out.
fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, entry: &Entry, read: &OpenedEntry) {
    let lines: Vec<(&OpenedRow, Option<&FieldChange>)> = read
        .rows
        .iter()
        .flat_map(|row| std::iter::once((row, None)).chain(row.fields.iter().map(move |field| (row, Some(field)))))
        .collect();
    ui.spacing_mut().item_spacing.y = 0.0;
    let scroll = ScrollArea::vertical().id_salt(("rows of", entry.seq)).auto_shrink([false, false]);
    scroll.show_rows(ui, LINE_HEIGHT, lines.len(), |ui, range| {
        for (row, field) in lines.get(range).unwrap_or_default() {
            ui.horizontal(|ui| {
                ui.set_height(LINE_HEIGHT);
                match field {
                    None => {
                        ui.label(theme::strong(row.name.as_str()));
                        let words: Vec<&str> = [row.kind, row.came].into_iter().filter(|one| !one.is_empty()).collect();
                        if !words.is_empty() {
                            ui.label(theme::weak(words.join(" · "), cx.tokens));
                        }
                    }
                    Some(FieldChange { field, before, after }) => {
                        ui.add_space(space::M);
                        let or_none =
                            |text: &str| if text.is_empty() { "–".to_owned() } else { text.replace('\n', " ") };
                        let words = match row.came {
                            "created" => format!("{field}: {}", or_none(after)),
                            "deleted" => format!("{field}: {}", or_none(before)),
                            _ => format!("{field}: {} → {}", or_none(before), or_none(after)),
                        };
                        ui.add(egui::Label::new(words).truncate());
                    }
                }
            });
        }
    });
}
