//! The palette: everything by its name, and sentences such as "move ernst handel to 60 70".

mod paint;
mod parse;
mod rows;
mod search;

use egui::{Align2, Area, Id, Key, Modal, Modifiers, RichText, ScrollArea, TextEdit, Ui, vec2};

use crate::command::Command;
use crate::model::{AccountId, Condition, Placement};

use super::panes::Panes;
use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use rows::Row;
pub use rows::recent_name;
pub use search::{Fit, Found, Search};

const WIDTH: f32 = 660.0;
const FIELD: &str = "palette field";
/// From the top of the window.
const DOWN: f32 = 58.0;
const ROW_HEIGHT: f32 = 34.0;
const ROWS_SHOWN: usize = 10;

/// What was chosen in the palette.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    Command(Command),
    /// Shown and selected.
    Account(AccountId),
    /// A saved view, by its name.
    View(String),
    Move(Placement),
    Filter(Condition),
    /// Nothing is done; this says why.
    Cannot(String),
}

/// What the palette remembers between frames; the names that it searches are kept while it is closed.
#[derive(Debug, Default)]
pub struct Palette {
    search: Search,
    open: Option<Open>,
}

/// The palette while it is open.
#[derive(Debug, Default)]
struct Open {
    text: String,
    /// The field should take the keyboard, with the cursor behind what is there.
    fresh: bool,
    /// Which of the rows Enter means.
    chosen: usize,
    /// What the rows were made for: text, workspace, revision.
    made_for: Option<(String, usize, u64)>,
    rows: Vec<Row>,
    /// Of the list, in points from its top.
    scrolled: f32,
    /// The keyboard moved the choice: it should be in sight.
    follow: bool,
    /// What had the keyboard before.
    return_to: Option<Id>,
}

impl Palette {
    /// Opens it, empty.
    pub fn open(&mut self, ctx: &egui::Context) {
        let return_to = ctx.memory(egui::Memory::focused);
        self.open = Some(Open { fresh: true, return_to, ..Open::default() });
    }

    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.open.is_some()
    }

    pub fn ui(&mut self, ui: &Ui, cx: &Cx<'_>, panes: &mut Panes, actions: &mut Actions) {
        let Self { search, open } = self;
        let Some(state) = open else { return };
        let again = Command::Palette.spec().shortcut;
        let again = again.is_some_and(|shortcut| ui.input_mut(|input| input.consume_shortcut(&shortcut)));
        let mut picked = None;
        let id = Id::unique("palette");
        let area = Area::new(id).kind(egui::UiKind::Modal).order(egui::Order::Foreground).sense(egui::Sense::hover());
        let modal = Modal::new(id)
            .area(area.anchor(Align2::CENTER_TOP, vec2(0.0, DOWN)))
            .frame(cx.tokens.float_frame().inner_margin(8.0))
            .backdrop_color(theme::covered(cx.tokens.bg, 0.4))
            .show(ui.ctx(), |ui| {
                ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 2.0 * space::XL));
                picked = state.ui(ui, cx, search);
            });
        if !again && picked.is_none() && !modal.should_close() {
            return;
        }
        ui.memory_mut(|memory| memory.surrender_focus(Id::unique(FIELD)));
        if let Some(before) = state.return_to {
            panes.focus(before);
        }
        *open = None;
        actions.extend(picked.map(Action::Pick));
    }
}

impl Open {
    /// The field and the list; what was chosen, if anything.
    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, search: &mut Search) -> Option<Pick> {
        let keys = Keys::read(ui);
        let field = Id::unique(FIELD);
        let edit = TextEdit::singleline(&mut self.text)
            .id(field)
            .hint_text(RichText::new("Find an account or a command, or type: move … to 60 70").color(cx.tokens.faint))
            .lock_focus(true)
            .desired_width(f32::INFINITY)
            .margin(vec2(10.0, 7.0));
        let response = ui.add(edit).accessible_name("Find an account or a command");
        if std::mem::take(&mut self.fresh) {
            response.request_focus();
            let end = egui::text::CCursor::new(self.text.chars().count());
            let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
            state.cursor.set_char_range(Some(egui::text::CCursorRange::one(end)));
            state.store(ui.ctx(), field);
        }
        self.refresh(cx, search);
        self.step(keys.step);
        let mut done = keys.enter.then_some(self.chosen);
        ui.add_space(space::XS);
        done = done.or(self.list_ui(ui, cx, field));
        let row = self.rows.get(done?)?;
        if let Row::Continue { text, .. } = row {
            self.text.clone_from(text);
            self.fresh = true;
            ui.request_repaint();
            return None;
        }
        row.pick(cx)
    }

    /// Makes the rows anew when the text or the accounts have changed.
    fn refresh(&mut self, cx: &Cx<'_>, search: &mut Search) {
        let wanted = (self.text.as_str(), cx.workspace, cx.portfolio.revision());
        if self
            .made_for
            .as_ref()
            .is_some_and(|(text, workspace, revision)| (text.as_str(), *workspace, *revision) == wanted)
        {
            return;
        }
        self.made_for = Some((self.text.clone(), cx.workspace, cx.portfolio.revision()));
        search.refresh(cx.portfolio, cx.workspace);
        self.rows = rows::rows(&self.text, search, cx);
        self.chosen = self.rows.iter().position(Row::can_be_chosen).unwrap_or_default();
        self.follow = true;
    }

    /// Moves the choice by so many rows, past those that only tell something; one step beyond the end is the beginning.
    fn step(&mut self, by: isize) {
        let choosable: Vec<usize> =
            self.rows.iter().enumerate().filter(|(_, row)| row.can_be_chosen()).map(|(at, _)| at).collect();
        let Some(last) = choosable.len().checked_sub(1).filter(|_| by != 0) else { return };
        let here = choosable.iter().position(|at| *at == self.chosen).unwrap_or_default();
        let there = match (here, by) {
            (0, -1) => last,
            (here, 1) if here == last => 0,
            (here, by) => here.saturating_add_signed(by).min(last),
        };
        self.chosen = choosable.get(there).copied().unwrap_or_default();
        self.follow = true;
    }

    /// The rows; which one was clicked, if any.
    fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, field: Id) -> Option<usize> {
        let Self { text, chosen, rows, scrolled, follow, .. } = self;
        ui.spacing_mut().item_spacing.y = 0.0;
        #[expect(clippy::cast_precision_loss, reason = "a few hundred rows at most")]
        let down = |rows: usize| rows as f32 * ROW_HEIGHT;
        let height = down(ROWS_SHOWN).min(ui.ctx().content_rect().height() - DOWN - 80.0).max(ROW_HEIGHT);
        let mut list = ScrollArea::vertical().max_height(height).auto_shrink([false, true]);
        if std::mem::take(follow) {
            let (first, last) = (down(*chosen + 1) - height, down(*chosen));
            list = list.vertical_scroll_offset(scrolled.max(first).min(last));
        }
        let moved = ui.input(|input| input.pointer.delta() != egui::Vec2::ZERO);
        let mut clicked = None;
        let shown = list.show_rows(ui, ROW_HEIGHT, rows.len(), |ui, range| {
            for at in range {
                let Some(row) = rows.get(at) else { continue };
                let response = paint::row_ui(ui, cx, row, text, at == *chosen);
                if at == *chosen {
                    let active = response.id.accesskit_id();
                    ui.ctx().accesskit_node_builder(field, |node| node.set_active_descendant(active));
                }
                if row.can_be_chosen() && response.hovered() && moved {
                    *chosen = at;
                }
                if row.can_be_chosen() && response.clicked() {
                    clicked = Some(at);
                }
            }
        });
        *scrolled = shown.state.clamped_offset().y;
        clicked
    }
}

/// What the keyboard asks of the list; the field never sees these keys.
struct Keys {
    step: isize,
    enter: bool,
}

impl Keys {
    fn read(ui: &Ui) -> Self {
        ui.input_mut(|input| {
            let page = isize::try_from(ROWS_SHOWN - 1).unwrap_or(1);
            let mut step = 0;
            for (modifiers, key, by) in [
                (Modifiers::NONE, Key::ArrowDown, 1),
                (Modifiers::NONE, Key::ArrowUp, -1),
                (Modifiers::NONE, Key::PageDown, page),
                (Modifiers::NONE, Key::PageUp, -page),
                (Modifiers::SHIFT, Key::Tab, -1),
                (Modifiers::NONE, Key::Tab, 1),
            ] {
                let presses = input.count_and_consume_key(modifiers, key);
                step += by * isize::try_from(presses).unwrap_or_default();
            }
            Self { step, enter: input.consume_key(Modifiers::NONE, Key::Enter) }
        })
    }
}
