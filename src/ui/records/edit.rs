//! Typing in a cell. It ends in one edit, or says in the cell why it cannot.

use std::collections::BTreeSet;

use egui::text::{CCursor, CCursorRange};
use egui::{Id, Key, Modifiers, Order, Rect, RichText, Sense, Stroke, StrokeKind, TextEdit, Ui, UiBuilder, vec2};

use crate::model::{AnyRecord, Contact, Portfolio, RowKey};
use crate::sheets::Field;
use crate::ui::accounts::note_ui;
use crate::ui::view::{Action, Actions, Cx};

use super::record::{RecordRef, changed_elsewhere};
use super::typed::{self, Shape, current_text};
use super::{RecordsView, Spot, table_id};

/// Frames that a field may take to scroll into view.
const FRAMES_UNSEEN: u8 = 3;
/// So many suggestions are listed under a cell.
const SUGGESTED: usize = 8;

/// The one cell that is typed into.
#[derive(Clone, Debug)]
pub struct Editing {
    pub spot: Spot,
    text: String,
    /// Why the text cannot be written.
    error: Option<String>,
    choices: Choices,
    /// It has not had the keyboard yet.
    fresh: bool,
    unseen: u8,
}

/// What is offered under the cell.
#[derive(Clone, Debug, Default)]
struct Choices {
    words: Vec<String>,
    /// Whether there are no others.
    closed: bool,
}

/// What was typed into a cell that was left, as an edit needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct Left {
    pub record: AnyRecord,
    pub spot: Spot,
    pub text: String,
}

/// How typing in a cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    Cancelled,
    Committed(Step),
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

impl Editing {
    /// A text that was refused, to be mended.
    pub fn again(spot: Spot, text: String, why: String) -> Self {
        Self { spot, text, error: Some(why), choices: Choices::default(), fresh: true, unseen: 0 }
    }

    /// Letters that came in before the field had the keyboard.
    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

impl RecordsView {
    /// Begins to type in the cell under the cursor: over what is there, or, with `None`, on from it.
    pub(super) fn begin_edit(&mut self, cx: &Cx<'_>, text: Option<String>) {
        let Some(spot) = self.cursor else { return };
        let Some(record) = RecordRef::find(cx.portfolio, spot.row) else { return };
        self.scroll_to_cursor = true;
        if cx.env.read_only {
            self.hint = Some("This workspace is open for reading only; File → Save a copy… makes one to change");
            return;
        }
        if let Some(why) = self.kind.and_then(changed_elsewhere) {
            self.hint = Some(why);
            return;
        }
        self.hint = None;
        let text = text.unwrap_or_else(|| current_text(record, cx.portfolio, spot.field));
        let choices = Choices::of(cx.portfolio, record, spot.field);
        self.editing = Some(Editing { spot, text, error: None, choices, fresh: true, unseen: 0 });
    }

    /// Ends typing: what was typed becomes an edit or is forgotten, and the cursor goes on.
    pub(super) fn end_edit(&mut self, ui: &Ui, cx: &Cx<'_>, ended: Ended, actions: &mut Actions) {
        let Some(editing) = self.editing.take() else { return };
        let (spot, step) = match ended {
            Ended::Cancelled => {
                ui.memory_mut(|memory| memory.request_focus(table_id()));
                return;
            }
            Ended::Committed(step) => (editing.spot, step),
        };
        // Who is gone has nothing to say any more.
        let Some(record) = RecordRef::find(cx.portfolio, spot.row) else { return };
        match typed::read(record, cx.portfolio, spot.field, &editing.text) {
            Err(why) => {
                self.editing = Some(Editing { error: Some(why), fresh: true, unseen: 0, ..editing });
                return;
            }
            Ok(None) => {}
            Ok(Some(after)) => {
                actions.push(Action::PutCell { record: Box::new(after), spot, text: editing.text });
            }
        }
        if step != Step::Stay {
            ui.memory_mut(|memory| memory.request_focus(table_id()));
        }
        self.step(step);
    }

    /// Ends typing in whatever cell there is one: the record that it comes to, to be written. What cannot be stays in the
    /// cell, with the reason under it.
    pub fn leave_cell(&mut self, portfolio: &Portfolio) -> Option<Left> {
        let editing = self.editing.take()?;
        let spot = editing.spot;
        let record = RecordRef::find(portfolio, spot.row)?;
        match typed::read(record, portfolio, spot.field, &editing.text) {
            Err(why) => {
                self.editing = Some(Editing { error: Some(why), ..editing });
                None
            }
            Ok(after) => after.map(|record| Left { record, spot, text: editing.text }),
        }
    }

    /// What is typed in a cell and cannot be written, and why.
    #[must_use]
    pub fn unsaved_cell(&self) -> Option<(&str, &str)> {
        let editing = self.editing.as_ref()?;
        Some((editing.text.as_str(), editing.error.as_deref()?))
    }

    /// Leads the keyboard back into the cell that is typed into.
    pub fn mend_cell(&mut self) {
        if let Some(editing) = &mut self.editing {
            (editing.fresh, editing.unseen) = (true, 0);
            self.scroll_to_cursor = true;
        }
    }

    /// A field that is scrolled out of sight has been left.
    pub(super) fn notice_unseen(&mut self, ui: &Ui) -> Option<Ended> {
        let editing = self.editing.as_mut()?;
        editing.unseen += 1;
        if editing.unseen > FRAMES_UNSEEN {
            return Some(if editing.error.is_some() { Ended::Cancelled } else { Ended::Committed(Step::Stay) });
        }
        if editing.unseen > 1 {
            ui.ctx().request_repaint();
        }
        None
    }
}

impl Choices {
    fn of(portfolio: &Portfolio, record: RecordRef<'_>, field: Field) -> Self {
        match Shape::of(field) {
            Shape::Words(words) => Self { words: words.into_iter().map(str::to_owned).collect(), closed: true },
            Shape::Flag => Self { words: vec!["yes".to_owned(), "no".to_owned()], closed: true },
            Shape::Text => Self { words: used(portfolio, record.key(), field), closed: false },
            Shape::Money
            | Shape::Count
            | Shape::Day
            | Shape::Time
            | Shape::Names
            | Shape::Account
            | Shape::Contacts => Self::default(),
        }
    }

    /// Those to be listed for a text: of a closed list all, else those that hold it.
    fn listed<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a str> {
        let folded = crate::model::text::folded(text);
        let wanted = move |word: &&str| self.closed || crate::model::text::folded(word).contains(&folded);
        self.words.iter().map(String::as_str).filter(wanted).take(if self.closed { usize::MAX } else { SUGGESTED })
    }
}

/// Values of a field that others have already, for the few fields in which people mean the same by the same word.
fn used(portfolio: &Portfolio, row: RowKey, field: Field) -> Vec<String> {
    let used: BTreeSet<String> = match (row, field) {
        (RowKey::Contact(_), Field::Role) => {
            let own = portfolio.contacts().iter().map(|contact| contact.role.clone());
            return distinct(Contact::ROLES.into_iter().map(str::to_owned).chain(own));
        }
        (RowKey::Product(_) | RowKey::Opportunity(_), Field::Category) => {
            portfolio.products().iter().map(|product| product.category.clone()).collect()
        }
        (RowKey::Colleague(_), Field::Team) => portfolio.colleagues().iter().map(|one| one.team.clone()).collect(),
        _ => BTreeSet::new(),
    };
    distinct(used.into_iter())
}

/// Each once, as it came first; nothing that is empty.
fn distinct(words: impl Iterator<Item = String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    words.filter(|word| !word.is_empty() && seen.insert(word.clone())).collect()
}

/// The suggestions for one value of many rows.
pub fn suggestions(portfolio: &Portfolio, row: RowKey, field: Field) -> Vec<String> {
    match Shape::of(field) {
        Shape::Words(words) => words.into_iter().map(str::to_owned).collect(),
        Shape::Flag => vec!["yes".to_owned(), "no".to_owned()],
        _ => used(portfolio, row, field),
    }
}

/// The field in a cell, and how it was left if it was.
pub fn editor_ui(ui: &mut Ui, cx: &Cx<'_>, record: RecordRef<'_>, editing: &mut Editing) -> Option<Ended> {
    let (rect, id) = (ui.max_rect(), Id::unique("records editor"));
    let field = editing.spot.field;
    editing.unseen = 0;
    let begun = std::mem::take(&mut editing.fresh);
    // The key that began it must not end it.
    let mut ended = if begun { None } else { key_pressed(ui) };
    if let Some(other) = other_choice(ui, editing) {
        editing.text = other;
        editing.error = None;
    }
    if begun {
        let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
        let end = CCursor::new(editing.text.chars().count());
        state.cursor.set_char_range(Some(CCursorRange::one(end)));
        state.store(ui.ctx(), id);
    }
    let color = if editing.error.is_some() { cx.tokens.danger } else { cx.tokens.accent };
    ui.painter().rect_filled(rect.shrink(1.0), 4.0, cx.tokens.raised);
    ui.painter().rect_stroke(rect.shrink(1.0), 4.0, Stroke::new(2.0, color), StrokeKind::Inside);
    let inner = rect.shrink2(vec2(8.0, 2.0));
    let mut field_ui = ui.new_child(UiBuilder::new().max_rect(inner));
    let align = if Shape::of(field).is_numeric() { egui::Align::Max } else { egui::Align::Min };
    let edit = TextEdit::singleline(&mut editing.text)
        .id(id)
        .frame(egui::Frame::NONE)
        .margin(vec2(0.0, 4.0))
        .lock_focus(true)
        .align(egui::Align2([align, egui::Align::Center]))
        .desired_width(inner.width());
    let name = format!("{} of {}", field.label(), record.name());
    let response = field_ui.add(edit).accessible_name(name);
    if begun {
        // Only now: what began it, a letter or Enter, has been read already.
        response.request_focus();
    }
    if response.changed() {
        editing.error = None;
    }
    let mut over_list = false;
    if let Some(error) = &editing.error {
        note_ui(ui, cx, rect, error, true);
    } else if ended.is_none() {
        let (chosen, over) = choices_ui(ui, cx, rect, editing);
        over_list = over;
        if let Some(chosen) = chosen {
            editing.text = chosen;
            ended = Some(Ended::Committed(Step::Stay));
        }
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
        (Modifiers::SHIFT, Key::Enter, Ended::Committed(Step::Up)),
        (Modifiers::NONE, Key::Enter, Ended::Committed(Step::Down)),
        (Modifiers::SHIFT, Key::Tab, Ended::Committed(Step::Left)),
        (Modifiers::NONE, Key::Tab, Ended::Committed(Step::Right)),
    ];
    ui.input_mut(|input| {
        keys.into_iter().find_map(|(modifiers, key, ended)| input.consume_key(modifiers, key).then_some(ended))
    })
}

/// The keys up and down go through what is offered.
fn other_choice(ui: &Ui, editing: &Editing) -> Option<String> {
    let words: Vec<&str> = if editing.choices.closed || editing.choices.words.contains(&editing.text) {
        editing.choices.words.iter().map(String::as_str).collect()
    } else {
        editing.choices.listed(&editing.text).collect()
    };
    if words.is_empty() {
        return None;
    }
    let (down, up) = ui.input_mut(|input| {
        (input.consume_key(Modifiers::NONE, Key::ArrowDown), input.consume_key(Modifiers::NONE, Key::ArrowUp))
    });
    let at = words.iter().position(|word| *word == editing.text);
    let last = words.len().saturating_sub(1);
    let next = match (down, up) {
        (true, _) => at.map_or(0, |at| (at + 1).min(last)),
        (false, true) => at.map_or(last, |at| at.saturating_sub(1)),
        (false, false) => return None,
    };
    words.get(next).map(|word| (*word).to_owned())
}

/// What is offered, under the cell: the one that was clicked, and whether the pointer is there.
fn choices_ui(ui: &Ui, cx: &Cx<'_>, cell: Rect, editing: &Editing) -> (Option<String>, bool) {
    let closed = editing.choices.closed;
    let listed = editing.choices.listed(&editing.text).filter(|word| closed || *word != editing.text);
    let listed: Vec<&str> = listed.collect();
    if listed.is_empty() {
        return (None, false);
    }
    let area = egui::Area::new(Id::unique("records choices"))
        .order(Order::Foreground)
        .sense(Sense::click())
        .fixed_pos(cell.left_bottom() + vec2(0.0, 2.0))
        .constrain_to(ui.ctx().content_rect());
    let shown = area.show(ui.ctx(), |ui| {
        let frame = cx.tokens.float_frame().inner_margin(4.0).corner_radius(8.0);
        let list = frame.show(ui, |ui| {
            ui.set_width((cell.width() - 8.0).max(130.0));
            let mut clicked = None;
            ui.with_layout(egui::Layout::top_down_justified(egui::Align::Min), |ui| {
                let typed = editing.text.trim().to_lowercase();
                for word in listed {
                    let on = !typed.is_empty() && word.to_lowercase().starts_with(&typed);
                    if ui.selectable_label(on, RichText::new(word)).clicked() {
                        clicked = Some(word.to_owned());
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
