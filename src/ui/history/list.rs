//! The entries, newest first, under the days that they were made on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Local, NaiveDate, Utc};
use egui::{Align2, FontId, Key, Rect, Role, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::bar::Wanted;
use crate::model::{Entry, EntryKind, RowKey, Seq, What};
use crate::rules::class::Class;
use crate::rules::extent;
use crate::ui::theme::{self};
use crate::ui::view::{Action, Actions, Cx};

const ROW_HEIGHT: f32 = 44.0;

/// What is in the list, made anew when the journal or the wish for it changes.
#[derive(Debug, Default)]
pub struct List {
    made_for: Option<(Seq, usize, NaiveDate, Wanted)>,
    rows: Vec<Row>,
    entries: usize,
    hidden: usize,
    authors: BTreeSet<String>,
    /// Where the arrow keys are.
    cursor: Option<Seq>,
    /// To be scrolled to.
    reveal: Option<Seq>,
}

/// What the keyboard comes to: the list as a whole.
#[must_use]
pub fn list_id() -> egui::Id {
    egui::Id::unique("history entries")
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Row {
    Day(NaiveDate),
    Entry(Seq),
}

impl List {
    pub const fn authors(&self) -> &BTreeSet<String> {
        &self.authors
    }

    /// "12 entries, 3 undos and redos not shown"
    pub fn summary(&self, cx: &Cx<'_>) -> String {
        let numbers = cx.portfolio.settings().more.numbers;
        let entries = match self.entries {
            1 => "1 entry".to_owned(),
            many => format!("{} entries", numbers.count(many)),
        };
        match self.hidden {
            0 => entries,
            hidden => format!("{entries}, undo and redo not shown: {}", numbers.count(hidden)),
        }
    }

    pub fn reveal(&mut self, seq: Seq) {
        self.cursor = Some(seq);
        self.reveal = Some(seq);
    }

    pub fn refresh(&mut self, cx: &Cx<'_>, wanted: &Wanted, whats: &BTreeMap<Seq, (What, RowKey)>) {
        let last = cx.journal.next_seq();
        let same = self.made_for.as_ref().is_some_and(|(seq, known, today, made)| {
            (*seq, *known, *today, made) == (last, whats.len(), cx.today, wanted)
        });
        if same {
            return;
        }
        self.made_for = Some((last, whats.len(), cx.today, wanted.clone()));
        (self.rows, self.entries, self.hidden) = (Vec::new(), 0, 0);
        let mut with_undo = wanted.clone();
        with_undo.show_undo = true;
        let mut day = None;
        for entry in cx.journal.entries().iter().rev() {
            if !self.authors.contains(&entry.by) {
                self.authors.insert(entry.by.clone());
            }
            let what = whats.get(&entry.seq).map(|(what, _)| *what);
            if !wanted.fits(entry, what, cx.journal) {
                self.hidden += usize::from(with_undo.fits(entry, what, cx.journal));
                continue;
            }
            let on = local(entry.at).date_naive();
            if day != Some(on) {
                day = Some(on);
                self.rows.push(Row::Day(on));
            }
            self.rows.push(Row::Entry(entry.seq));
            self.entries += 1;
        }
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        whats: &BTreeMap<Seq, (What, RowKey)>,
        opened: Option<Seq>,
        actions: &mut Actions,
    ) {
        if self.rows.is_empty() {
            ui.centered_and_justified(|ui| {
                ui.label(theme::weak("No entry fits; ask for less above", cx.tokens));
            });
            return;
        }
        let id = list_id();
        let area = ui.available_rect_before_wrap();
        let whole = ui.interact(area, id, Sense::focusable_noninteractive());
        whole.widget_info(|| WidgetInfo::labeled(Role::List, true, "Entries"));
        if whole.has_focus() {
            self.keys(ui, id, actions);
            ui.painter().rect_stroke(area, theme::CARD_RADIUS, Stroke::new(1.5, cx.tokens.accent), StrokeKind::Inside);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut scroll = ScrollArea::vertical().auto_shrink([false, false]);
        if let Some(seq) = self.reveal.take()
            && let Some(index) = self.rows.iter().position(|row| *row == Row::Entry(seq))
        {
            #[expect(clippy::cast_precision_loss, reason = "a place on the screen")]
            let top = index as f32 * ROW_HEIGHT;
            let seen = ui.data(|data| data.get_temp::<f32>(id)).unwrap_or_default();
            if top < seen || top + ROW_HEIGHT > seen + area.height() {
                scroll = scroll.vertical_scroll_offset((top - area.height() / 2.0).max(0.0));
            }
        }
        let shown = scroll.show_rows(ui, ROW_HEIGHT, self.rows.len(), |ui, range| {
            for row in self.rows.get(range).unwrap_or_default() {
                let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::hover());
                match row {
                    Row::Day(day) => day_ui(ui, cx, rect, *day),
                    Row::Entry(seq) => {
                        let Some(entry) = cx.journal.entry(*seq) else { continue };
                        let marked = (opened == Some(*seq), self.cursor == Some(*seq) && whole.has_focus());
                        let first = whats.get(seq).map(|(_, first)| *first);
                        if entry_ui(ui, cx, rect, entry, first, marked) {
                            ui.memory_mut(|memory| memory.request_focus(id));
                            actions.push(Action::OpenEntry(*seq));
                        }
                    }
                }
            }
        });
        ui.data_mut(|data| data.insert_temp(id, shown.state.unclamped_offset().y));
    }

    fn keys(&mut self, ui: &Ui, id: egui::Id, actions: &mut Actions) {
        let filter = egui::EventFilter { vertical_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let seqs = || self.rows.iter().filter_map(|row| if let Row::Entry(seq) = row { Some(*seq) } else { None });
        let older = |at: Seq| seqs().find(|seq| *seq < at);
        let newer = |at: Seq| seqs().take_while(|seq| *seq > at).last();
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        let to = if pressed(Key::ArrowDown) {
            self.cursor.map_or_else(|| seqs().next(), older)
        } else if pressed(Key::ArrowUp) {
            self.cursor.map_or_else(|| seqs().next(), newer)
        } else if pressed(Key::Home) {
            seqs().next()
        } else if pressed(Key::End) {
            seqs().next_back()
        } else {
            None
        };
        if let Some(to) = to {
            self.reveal(to);
        } else if pressed(Key::Enter)
            && let Some(seq) = self.cursor
        {
            actions.push(Action::OpenEntry(seq));
        }
    }
}

pub fn local(at: DateTime<Utc>) -> DateTime<Local> {
    at.with_timezone(&Local)
}

/// "Today", "Yesterday", or the date.
pub fn day_words(cx: &Cx<'_>, day: NaiveDate) -> String {
    if day == cx.today {
        "Today".to_owned()
    } else if Some(day) == cx.today.checked_sub_days(Days::new(1)) {
        "Yesterday".to_owned()
    } else {
        cx.portfolio.settings().more.dates.day(day)
    }
}

pub fn rows_words(cx: &Cx<'_>, entry: &Entry) -> String {
    extent::words(entry, cx.portfolio.settings().more.numbers)
}

/// The entry in words: "Move Ernst Handel · Growth Potential → Key", "Undo: Move Ernst Handel".
pub fn words(cx: &Cx<'_>, entry: &Entry, first: Option<RowKey>) -> String {
    let label = &entry.label;
    match entry.kind {
        EntryKind::Undo { .. } => return format!("Undo: {label}"),
        EntryKind::Redo { .. } => return format!("Redo: {label}"),
        EntryKind::Edit | EntryKind::Reason { .. } => {}
    }
    let one = first.filter(|_| entry.rows == 1);
    let Some(moved) = one.and_then(|row| cx.journal.moves_in_entry(entry.seq, &[row]).next()) else {
        return label.clone();
    };
    let lines = cx.portfolio.settings().lines;
    let [was, is] = [moved.from, moved.to].map(|at| at.map_or("Unplaced", |at| Class::of(at, lines).name()));
    if was == is { format!("{label} · still {is}") } else { format!("{label} · {was} → {is}") }
}

fn day_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, day: NaiveDate) {
    let words = day_words(cx, day);
    let heading = ui.interact(rect, ui.scope_id().with(day), Sense::empty());
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &words));
    let font = FontId::new(12.0, theme::semibold());
    ui.painter().text(rect.left_bottom() + vec2(12.0, -8.0), Align2::LEFT_BOTTOM, words, font, cx.tokens.weak);
}

/// Whether it was clicked.
fn entry_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, entry: &Entry, first: Option<RowKey>, marked: (bool, bool)) -> bool {
    let (opened, at_cursor) = marked;
    let quiet = entry.kind != EntryKind::Edit;
    let undone = !quiet && !cx.journal.in_effect(entry.seq);
    let words = words(cx, entry, first);
    let mut facts = vec![local(entry.at).format("%H:%M").to_string()];
    facts.extend(Some(entry.by.clone()).filter(|by| !by.is_empty()));
    facts.push(rows_words(cx, entry));
    facts.extend(undone.then(|| "undone".to_owned()));
    facts.extend(cx.journal.reason(entry.seq).map(|reason| format!("“{reason}”")));
    let facts = facts.join(" · ");

    let response = ui.interact(rect, ui.scope_id().with(entry.seq), Sense::CLICK | Sense::HOVER);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, opened, format!("{words}, {facts}")));
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if opened {
        painter.rect_filled(rect, 0.0, cx.tokens.accent_fill());
    } else if response.hovered() {
        painter.rect_filled(rect, 0.0, cx.tokens.sunken);
    }
    if at_cursor {
        painter.rect_stroke(rect.shrink(1.0), 0.0, Stroke::new(1.5, cx.tokens.accent), StrokeKind::Inside);
    }
    let color = if undone || quiet { cx.tokens.weak } else { cx.tokens.text };
    let (left, width) = (rect.left() + 12.0, rect.width() - 24.0);
    for (line, font, color, top) in [
        (words, FontId::new(theme::size::BODY, theme::medium()), color, 5.0),
        (facts, theme::small_font(), cx.tokens.weak, 24.0),
    ] {
        let mut job = egui::text::LayoutJob::simple_singleline(line, font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(width);
        if undone && top < 10.0 {
            for section in &mut job.sections {
                section.format.strikethrough = Stroke::new(1.0, color);
            }
        }
        let galley = painter.layout_job(job);
        painter.galley(pos2(left, rect.top() + top), galley, color);
    }
    painter.hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.tokens.grid));
    response.clicked()
}
