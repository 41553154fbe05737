//! The places of each seller: cards where an account stands, dashed ones where another may come.

use std::collections::BTreeSet;

use egui::{
    Align2, Color32, CursorIcon, DragAndDrop, FontId, Id, LayerId, Order, Rect, Response, ScrollArea, Sense, Shape,
    Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::ask_room::slot_words;
use super::chooser::Chooser;
use super::growing::line;
use super::{days, name_of, select};
use crate::command::Command;
use crate::model::{AccountId, Edit, PursuitList};
use crate::rules::pursuits::{BETTER_TARGETS, Seller, Slot, last_touch, places};
use crate::ui::context_menu::row_menu;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const CARD_HEIGHT: f32 = 46.0;
const LEAST_WIDTH: f32 = 184.0;
const GAP: f32 = 6.0;
const HEAD_HEIGHT: f32 = 30.0;
const CAPTION_HEIGHT: f32 = 24.0;
const LISTS: [PursuitList; 2] = [PursuitList::Target, PursuitList::Lead];

/// What is dragged: an account, on the list that it stands on, or out of the chooser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dragged {
    pub account: AccountId,
    /// Where it would go, or stands.
    pub list: PursuitList,
    /// Whether it stands there.
    pub pursued: bool,
}

pub fn slots_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    sellers: &[&Seller],
    chooser: &mut Option<Chooser>,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) {
    let area = ui.available_rect_before_wrap();
    let grid = Grid::of(area.width() - space::L);
    let heights: Vec<f32> = sellers.iter().map(|seller| grid.height_of(cx, seller)).collect();
    let total: f32 = heights.iter().sum();
    ScrollArea::vertical().id_salt("slots").auto_shrink([false, false]).show_viewport(ui, |ui, seen| {
        ui.set_height(total);
        let origin = ui.max_rect().left_top();
        let mut top = 0.0;
        for (seller, height) in sellers.iter().zip(heights) {
            if top + height >= seen.top() && top <= seen.bottom() {
                let at = origin + vec2(0.0, top);
                let wanted = grid.seller_ui(ui, cx, (seller, at), chooser.as_ref(), selection, actions);
                if let Some(list) = wanted {
                    *chooser = Some(Chooser::new(seller.name.clone(), list));
                }
            }
            top += height;
        }
    });
    drop_out_ui(ui, cx, area, actions);
    carried_ui(ui, cx);
}

/// Equal cards, as many in a row as there is room for.
#[derive(Clone, Copy)]
struct Grid {
    columns: usize,
    card: f32,
    width: f32,
}

impl Grid {
    fn of(width: f32) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of columns")]
        let columns = (((width + GAP) / (LEAST_WIDTH + GAP)).floor().max(2.0) as usize).min(10);
        #[expect(clippy::cast_precision_loss, reason = "a handful of columns")]
        let card = (width + GAP) / columns as f32 - GAP;
        Self { columns, card, width }
    }

    fn rows(self, count: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a handful of rows")]
        let rows = count.div_ceil(self.columns) as f32;
        rows * (CARD_HEIGHT + GAP)
    }

    fn height_of(self, cx: &Cx<'_>, seller: &Seller) -> f32 {
        let lists: f32 = LISTS.iter().map(|list| CAPTION_HEIGHT + self.rows(shown(cx, seller, *list))).sum();
        HEAD_HEIGHT + lists + space::L
    }

    /// The place of a card below `top`.
    fn card(self, left: f32, top: f32, index: usize) -> Rect {
        #[expect(clippy::cast_precision_loss, reason = "a handful of cards")]
        let (column, row) = ((index % self.columns) as f32, (index / self.columns) as f32);
        let at = pos2(left + column * (self.card + GAP), top + row * (CARD_HEIGHT + GAP));
        Rect::from_min_size(at, vec2(self.card, CARD_HEIGHT))
    }

    /// Shows the places of a seller. Gives the list whose free place was clicked.
    fn seller_ui(
        self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        (seller, at): (&Seller, egui::Pos2),
        chosen: Option<&Chooser>,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) -> Option<PursuitList> {
        let mut wanted = None;
        let head = Rect::from_min_size(at, vec2(self.width, HEAD_HEIGHT));
        label(ui, head, name_of(&seller.name), FontId::new(15.0, theme::semibold()), cx.tokens.text);
        let mut top = head.bottom();
        for list in LISTS {
            let caption = Rect::from_min_size(pos2(at.x, top), vec2(self.width, CAPTION_HEIGHT));
            label(ui, caption, &caption_of(cx, seller, list), theme::small_font(), cx.tokens.weak);
            top = caption.bottom();
            let count = shown(cx, seller, list);
            let whole = Rect::from_min_size(pos2(at.x, top), vec2(self.width, self.rows(count)));
            take_ui(ui, cx, seller, list, whole, actions);
            let slots = seller.slots(list);
            for index in 0..count {
                let rect = self.card(at.x, top, index);
                if let Some(slot) = slots.get(index) {
                    card_ui(ui, cx, *slot, list, rect, selection, actions);
                    continue;
                }
                let (kind, whose) = (list.name(), name_of(&seller.name));
                let words = format!("Add a {kind} for {whose}, place {} of {count}", index + 1);
                let open = chosen.is_some_and(|chooser| chooser.is_for(&seller.name, list));
                if free_ui(ui, cx, rect, &words, open).clicked() {
                    wanted = Some(list);
                }
            }
            top = whole.bottom();
        }
        wanted
    }
}

/// How many cards are drawn: all places, or more when there are too many accounts for them. Of accounts without an owner,
/// those that are there.
fn shown(cx: &Cx<'_>, seller: &Seller, list: PursuitList) -> usize {
    let there = seller.slots(list).len();
    let places = usize::from(places(&cx.portfolio.settings().more.model, list));
    if seller.name.is_empty() { there } else { there.max(places) }
}

fn caption_of(cx: &Cx<'_>, seller: &Seller, list: PursuitList) -> String {
    let (there, places) = (seller.slots(list).len(), places(&cx.portfolio.settings().more.model, list));
    match list {
        PursuitList::Target => format!("Targets: {there} of {places}; {BETTER_TARGETS} are better"),
        PursuitList::Lead => format!("Leads: {there} of {places}"),
    }
}

fn label(ui: &mut Ui, rect: Rect, words: &str, font: FontId, color: Color32) {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut line = ui.new_child(egui::UiBuilder::new().max_rect(rect).layout(layout));
    line.add(egui::Label::new(egui::RichText::new(words).font(font).color(color)).truncate());
}

/// Takes what is dropped on the places of a list.
fn take_ui(ui: &Ui, cx: &Cx<'_>, seller: &Seller, list: PursuitList, whole: Rect, actions: &mut Actions) {
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let owner = |id| cx.portfolio.account(id).map(|account| account.owner.as_str());
    let fits = !dragged.pursued
        && dragged.list == list
        && owner(dragged.account)
            .is_some_and(|owner| crate::model::text::folded(owner) == crate::model::text::folded(&seller.name));
    if !fits {
        return;
    }
    let over = ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| whole.contains(at));
    let stroke = Stroke::new(if over { 2.0 } else { 1.0 }, cx.tokens.accent);
    ui.painter().rect_stroke(whole.expand(3.0), theme::CARD_RADIUS, stroke, StrokeKind::Outside);
    if over && ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        let take = vec![(dragged.account, list)];
        actions.push(Action::Edit(Edit::SetPursuits { take, give_up: Vec::new() }));
    }
}

/// While an account of a list is dragged, there is a place at the bottom to drop it out.
fn drop_out_ui(ui: &Ui, cx: &Cx<'_>, area: Rect, actions: &mut Actions) {
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()).filter(|dragged| dragged.pursued) else { return };
    let Some(account) = cx.portfolio.account(dragged.account) else { return };
    let bar = Rect::from_min_max(pos2(area.left(), area.bottom() - 46.0), area.right_bottom()).shrink(3.0);
    let over = ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| bar.contains(at));
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Foreground, Id::unique("drop out of a list")));
    let (fill, ink) = if over { (cx.tokens.danger, cx.tokens.raised) } else { (cx.tokens.raised, cx.tokens.danger) };
    painter.rect(bar, theme::CARD_RADIUS, fill, Stroke::new(1.0, cx.tokens.danger), StrokeKind::Inside);
    let words = format!("Drop here to take {} off the list", account.name);
    painter.text(bar.center(), Align2::CENTER_CENTER, words, FontId::proportional(theme::size::BODY), ink);
    if over && ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        actions.push(Action::Edit(Edit::SetPursuits { take: Vec::new(), give_up: vec![dragged.account] }));
    }
}

/// The name of what is dragged, at the pointer.
fn carried_ui(ui: &Ui, cx: &Cx<'_>) {
    let Some(dragged) = DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let at = ui.input(|input| input.pointer.hover_pos());
    let Some((at, account)) = at.zip(cx.portfolio.account(dragged.account)) else { return };
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
    let painter = ui.ctx().layer_painter(LayerId::new(Order::Tooltip, Id::unique("carried to a list")));
    let font = FontId::new(theme::size::BODY, theme::medium());
    let name = painter.layout_no_wrap(account.name.clone(), font, cx.tokens.text);
    let rect = Rect::from_min_size(at + vec2(12.0, 8.0), name.size() + vec2(20.0, 12.0));
    painter.add(cx.tokens.float_shadow().as_shape(rect, theme::CARD_RADIUS));
    painter.rect(rect, theme::CARD_RADIUS, cx.tokens.raised, Stroke::new(1.0, cx.tokens.accent), StrokeKind::Inside);
    painter.galley(rect.min + vec2(10.0, 6.0), name, cx.tokens.text);
}

fn card_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    slot: Slot,
    list: PursuitList,
    rect: Rect,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) {
    let Some(account) = cx.portfolio.account(slot.account) else { return };
    let (tokens, on) = (cx.tokens, selection.contains(&slot.account));
    let response = ui.interact(rect, Id::unique(("slot", slot.account.0)), Sense::click_and_drag());
    let spoken = format!("{}, {}", account.name, slot_words(cx, slot));
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, on, &spoken));
    let may = Command::NewAccount.availability(cx.env).is_ok();
    if may {
        response.dnd_set_drag_payload(Dragged { account: slot.account, list, pursued: true });
    }
    let painter = ui.painter_at(rect);
    let stroke = if on { Stroke::new(1.5, tokens.accent) } else { tokens.thin_line() };
    let fill = if response.hovered() { tokens.sunken } else { tokens.raised };
    painter.rect(rect, theme::CARD_RADIUS, fill, stroke, StrokeKind::Inside);
    let inner = rect.shrink2(vec2(10.0, 6.0));
    let name = inner.with_max_x(inner.right() - 14.0);
    line(&painter, name, 0.0, &account.name, FontId::new(theme::size::BODY, theme::medium()), tokens.text);
    let age = days((cx.today - slot.since).num_days().max(0));
    let (words, color) = match last_touch(cx.portfolio, slot.account, cx.today) {
        Some(last) => (format!("{age} · touched {} ago", days((cx.today - last).num_days())), tokens.weak),
        None => (format!("{age} · never touched"), tokens.warn),
    };
    line(&painter, inner, 18.0, &words, theme::small_font(), color);
    if response.secondary_clicked() && !on {
        actions.push(Action::Select(BTreeSet::from([slot.account])));
    }
    row_menu(&response, false, cx, actions);
    if may && drop_button(ui, cx, rect, slot.account, &account.name).clicked() {
        actions.push(Action::Edit(Edit::SetPursuits { take: Vec::new(), give_up: vec![slot.account] }));
    } else if response.clicked() {
        select(ui, selection, slot.account, actions);
    }
    response.on_hover_text(spoken);
}

fn drop_button(ui: &Ui, cx: &Cx<'_>, card: Rect, account: AccountId, name: &str) -> Response {
    let rect = Rect::from_center_size(card.right_top() + vec2(-13.0, 14.0), vec2(20.0, 20.0));
    let button = ui.interact(rect, Id::unique(("drop from its list", account.0)), Sense::click());
    button.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Drop {name}")));
    let seen = ui.rect_contains_pointer(card) || button.has_focus();
    if seen {
        let ink = if button.hovered() { cx.tokens.danger } else { cx.tokens.weak };
        let font = FontId::proportional(14.0);
        ui.painter().text(rect.center(), Align2::CENTER_CENTER, "×", font, ink);
    }
    button
}

fn free_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, words: &str, open: bool) -> Response {
    let response = ui.interact(rect, Id::unique(("free place", words)), Sense::click());
    let may = Command::NewAccount.availability(cx.env).is_ok();
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, may, words));
    let lively = may && (response.hovered() || open);
    let ink = if lively { cx.tokens.accent } else { cx.tokens.line };
    let frame = rect.shrink(1.0);
    let corners = [frame.left_top(), frame.right_top(), frame.right_bottom(), frame.left_bottom(), frame.left_top()];
    ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, ink), 5.0, 4.0));
    let ink = if lively { cx.tokens.accent } else { cx.tokens.faint };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, "+", FontId::proportional(16.0), ink);
    response
}
