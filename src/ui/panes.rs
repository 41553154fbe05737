//! The parts of the window as the keyboard goes from one to the next, and the ring about what it is on.

use std::collections::BTreeMap;

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Context, Id, LayerId, Rect, Stroke, StrokeKind, WidgetRect};

use super::theme::{self, Tokens};
use super::toasts::question;

/// A part of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pane {
    Rail,
    Filter,
    /// The board, the table, the history: whatever is in the middle.
    Content,
    Panel,
    Status,
    /// The question why a move was made, or who makes an account grow, while it is asked.
    Question,
}

impl Pane {
    /// In the order that the keyboard takes.
    const ALL: [Self; 6] = [Self::Rail, Self::Filter, Self::Content, Self::Panel, Self::Status, Self::Question];
}

/// Where each part is in this frame, and what had the keyboard in it last.
#[derive(Debug, Default)]
pub struct Panes {
    /// The next part (or the one before) was asked for.
    asked: Option<Way>,
    /// What is to have the keyboard once no dialog keeps it.
    wanted: Option<Wanted>,
    rects: BTreeMap<Pane, Rect>,
    last: BTreeMap<Pane, Id>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    id: Id,
    /// Whether it is a field, all of which should be selected.
    typed_over: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Onward,
    Back,
}

impl Panes {
    /// Asks for the keyboard to go on in the next frame.
    pub fn ask(&mut self, way: Way) {
        self.asked = Some(way);
    }

    /// Gives the keyboard to a control as soon as it can have it: not while a dialog is closing.
    pub fn focus(&mut self, id: Id) {
        self.wanted = Some(Wanted { id, typed_over: false });
    }

    /// The same for a text field, all of it selected so that it can be typed over.
    pub fn type_over(&mut self, id: Id) {
        self.wanted = Some(Wanted { id, typed_over: true });
    }

    /// Says where a part is.
    pub fn mark(&mut self, pane: Pane, rect: Rect) {
        self.rects.insert(pane, rect);
    }

    /// Once all parts have been shown: moves the keyboard if that was asked for. `main` is what the middle
    /// would have it on.
    pub fn ui(&mut self, ctx: &Context, main: Option<Id>) {
        let rects = std::mem::take(&mut self.rects);
        self.give_keyboard(ctx);
        let Some(way) = self.asked.take() else { return };
        let focused = ctx.memory(egui::Memory::focused);
        let here = focused.and_then(|id| pane_of(ctx, id, &rects));
        if let (Some(here), Some(focused)) = (here, focused) {
            self.last.insert(here, focused);
        }
        let mut order = Pane::ALL.to_vec();
        if way == Way::Back {
            order.reverse();
        }
        // Who has nothing in particular under the keyboard is at work in the middle.
        let from = here.unwrap_or(Pane::Content);
        let after = order.iter().position(|pane| *pane == from).map_or(0, |at| at + 1);
        order.rotate_left(after % Pane::ALL.len());
        let target = order.into_iter().filter(|pane| Some(*pane) != here).find_map(|pane| {
            let last = self.last.get(&pane).copied();
            let main = main.filter(|_| pane == Pane::Content);
            target(ctx, pane, &rects, last.filter(|_| main.is_none()).or(main))
        });
        if let Some(id) = target {
            ctx.memory_mut(|memory| memory.request_focus(id));
            ctx.request_repaint();
        }
    }

    fn give_keyboard(&mut self, ctx: &Context) {
        let Some(Wanted { id, typed_over }) = self.wanted else { return };
        ctx.request_repaint();
        // What lies under a dialog loses the keyboard at once, for one frame after it too.
        if ctx.memory(|memory| memory.top_modal_layer().is_some()) {
            return;
        }
        self.wanted = None;
        ctx.memory_mut(|memory| memory.request_focus(id));
        if typed_over {
            let mut state = TextEditState::default();
            let all = CCursorRange::two(CCursor::new(0), CCursor::new(usize::MAX));
            state.cursor.set_char_range(Some(all));
            state.store(ctx, id);
        }
    }
}

fn pane_of(ctx: &Context, id: Id, rects: &BTreeMap<Pane, Rect>) -> Option<Pane> {
    let here = widget(ctx, id)?;
    let question = question(ctx).and_then(|id| widget(ctx, id));
    if question.is_some_and(|question| question.layer_id == here.layer_id) {
        return Some(Pane::Question);
    }
    let at = here.rect.center();
    rects.iter().find(|(_, rect)| rect.contains(at)).map(|(pane, _)| *pane)
}

/// A control of this frame, or of the one before. Not as a response: asked for in the frame of a click, that takes the
/// keyboard from what the click has just given it to.
#[must_use]
pub fn widget(ctx: &Context, id: Id) -> Option<WidgetRect> {
    ctx.viewport(|viewport| {
        let seen = viewport.this_pass.widgets.get(id).or_else(|| viewport.prev_pass.widgets.get(id));
        seen.copied()
    })
}

/// What takes the keyboard in a part: what is wanted if it is there, else the first that can.
fn target(ctx: &Context, pane: Pane, rects: &BTreeMap<Pane, Rect>, wanted: Option<Id>) -> Option<Id> {
    if pane == Pane::Question {
        return question(ctx);
    }
    let rect = *rects.get(&pane)?;
    ctx.viewport(|viewport| {
        let widgets = viewport.this_pass.widgets.get_layer(LayerId::background());
        let there: Vec<Id> = widgets
            // What is scrolled out of sight lies, as it were, under the other parts.
            .filter(|widget| {
                let seen = widget.interact_rect;
                widget.enabled && widget.sense.is_focusable() && seen.is_positive() && rect.contains(seen.center())
            })
            .map(|widget| widget.id)
            .collect();
        wanted.filter(|id| there.contains(id)).or_else(|| there.first().copied())
    })
}

/// A ring about the control that the keyboard is on, whatever it looks like by itself. Text fields have their own, and
/// so have dots, which are no controls of the toolkit's.
pub fn focus_ring(ctx: &Context, tokens: &Tokens) {
    if ctx.text_edit_focused() {
        return;
    }
    let focused = ctx.memory(egui::Memory::focused).and_then(|id| widget(ctx, id));
    let seen = |widget: &WidgetRect| widget.sense.interactive() && widget.interact_rect.is_positive();
    let Some(focused) = focused.filter(seen) else { return };
    let painter = ctx.layer_painter(focused.layer_id).with_clip_rect(focused.interact_rect.expand(3.0));
    let ring = focused.rect.expand(1.5);
    painter.rect_stroke(ring, theme::CONTROL_RADIUS + 1, Stroke::new(2.0, tokens.accent), StrokeKind::Middle);
}
