//! The places of each seller: cards where an account stands, dashed ones where another may come.

use std::collections::BTreeSet;

use egui::{Color32, FontId, Pos2, Rect, ScrollArea, Ui, pos2, vec2};

use super::chooser::Chooser;
use super::conversion::{self, conversion_ui};
use super::drag::{Aim, Carried, TRAY_HEIGHT, tray_ui};
use super::name_of;
use super::slot_card::{CARD_HEIGHT, Card, free_ui};
use crate::model::{AccountId, PursuitList};
use crate::rules::list_conversion::short_words;
use crate::rules::pursuits::{BETTER_TARGETS, Seller, places};
use crate::rules::slot_board::SlotBoard;
use crate::ui::theme::{self, space};
use crate::ui::view::{Actions, Cx};

const LEAST_WIDTH: f32 = 184.0;
/// Of a free place among those of many sellers.
const NARROW: f32 = 34.0;
const GAP: f32 = 6.0;
const HEAD_HEIGHT: f32 = 30.0;
const CAPTION_HEIGHT: f32 = 24.0;
/// With more sellers than these, free places are small, so that more of what is taken is seen at once.
const FEW_SELLERS: usize = 2;
pub const LISTS: [PursuitList; 2] = [PursuitList::Target, PursuitList::Lead];

/// What is wanted beside edits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The candidates for a free place.
    Choose { seller: String, list: PursuitList },
    /// The questions that a target of this colleague's must pass.
    Ask { account: AccountId, owner: String },
}

/// What the places are drawn from.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    pub board: &'a SlotBoard,
    /// The one seller whose places are shown; `None`: everybody's.
    pub seller: Option<&'a str>,
    pub chooser: Option<&'a Chooser>,
    pub selection: &'a BTreeSet<AccountId>,
}

impl Shown<'_> {
    pub fn ui(self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) -> Option<Wanted> {
        let area = ui.available_rect_before_wrap();
        let (above, strip) = area.split_top_bottom_at_y(area.bottom() - TRAY_HEIGHT);
        let all = self.board.sellers().iter();
        let sellers: Vec<&Seller> = all.filter(|one| self.seller.is_none_or(|name| name == one.name)).collect();
        let grid = Grid::of(area.width() - space::L, sellers.len() > FEW_SELLERS);
        let heights: Vec<f32> = sellers.iter().map(|seller| grid.height_of(cx, seller)).collect();
        let conversion = conversion::height(grid.width, self.board.conversions(), self.seller);
        let total: f32 = heights.iter().sum::<f32>() + conversion + space::S;
        let carried = Carried::of(ui, cx);
        let (mut aim, mut wanted) = (None, None);
        let mut scrolled = ui.new_child(egui::UiBuilder::new().max_rect(above));
        ScrollArea::vertical().id_salt("slots").auto_shrink([false, false]).show_viewport(&mut scrolled, |ui, seen| {
            ui.set_height(total);
            let origin = ui.max_rect().left_top();
            let mut top = 0.0;
            for (seller, height) in sellers.iter().zip(heights) {
                if top + height >= seen.top() && top <= seen.bottom() {
                    let row = Row { shown: self, grid, seller, carried };
                    wanted = row.ui(ui, cx, origin + vec2(0.0, top), &mut aim, actions).or(wanted.take());
                }
                top += height;
            }
            if top + conversion >= seen.top() && top <= seen.bottom() {
                let rect = Rect::from_min_size(origin + vec2(0.0, top), vec2(grid.width, conversion));
                conversion_ui(ui, cx, rect, self.board.conversions(), self.seller);
            }
            if let Some(carried) = carried {
                carried.scroll(ui, above);
            }
        });
        tray_ui(ui, cx, strip, carried, &mut aim, actions);
        if let Some(carried) = carried {
            carried.ui(ui, cx, aim.as_ref());
        }
        ui.advance_cursor_after_rect(area);
        wanted
    }
}

/// The places of one seller.
#[derive(Clone, Copy)]
struct Row<'a> {
    shown: Shown<'a>,
    grid: Grid,
    seller: &'a Seller,
    carried: Option<Carried<'a>>,
}

impl Row<'_> {
    fn ui(self, ui: &mut Ui, cx: &Cx<'_>, at: Pos2, aim: &mut Option<Aim>, actions: &mut Actions) -> Option<Wanted> {
        let Self { shown, grid, seller, carried: _ } = self;
        let mut wanted = None;
        let head = Rect::from_min_size(at, vec2(grid.width, HEAD_HEIGHT));
        let name = head.with_max_x(head.left() + head.width() * 0.55);
        label(ui, name, name_of(&seller.name), FontId::new(15.0, theme::semibold()), cx.tokens.text);
        if let Some(conversion) = shown.board.conversions().of_seller(&seller.name) {
            let words = LISTS.map(|list| short_words(list, &conversion.of(list).total, cx.portfolio.settings()));
            let words: Vec<String> = words.into_iter().flatten().collect();
            let room = head.with_min_x(name.right());
            let layout = egui::Layout::right_to_left(egui::Align::Center);
            let mut line = ui.new_child(egui::UiBuilder::new().max_rect(room).layout(layout));
            line.add(egui::Label::new(theme::weak(words.join(" · "), cx.tokens)).truncate());
        }
        let mut top = head.bottom();
        for list in LISTS {
            let caption = Rect::from_min_size(pos2(at.x, top), vec2(grid.width, CAPTION_HEIGHT));
            label(ui, caption, &caption_of(cx, seller, list), theme::small_font(), cx.tokens.weak);
            top = caption.bottom();
            let height = grid.list_height(cx, seller, list);
            let rect = Rect::from_min_size(pos2(at.x, top), vec2(grid.width, height));
            wanted = self.list_ui(ui, cx, list, rect, aim, actions).or(wanted);
            top = rect.bottom();
        }
        wanted
    }

    fn list_ui(
        self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        list: PursuitList,
        rect: Rect,
        aim: &mut Option<Aim>,
        actions: &mut Actions,
    ) -> Option<Wanted> {
        let Self { shown, grid, seller, carried } = self;
        let Shown { board, seller: _, chooser, selection } = shown;
        let mut wanted = None;
        let mut lit = chooser.is_some_and(|chooser| chooser.is_for(&seller.name, list));
        if let Some(carried) = carried {
            let bare = rect.with_max_y(rect.bottom() - GAP);
            let over = carried.over_list(ui, cx, (seller, list, bare), aim, actions);
            lit = over.goes;
            wanted = over.wanted;
        }
        let slots = seller.slots(list);
        let count = shown_places(cx, seller, list);
        for (index, place) in grid.places(slots.len(), count).into_iter().enumerate() {
            let place = place.translate(rect.min.to_vec2());
            if let Some(slot) = slots.get(index) {
                let Some(facts) = board.facts(slot.account) else { continue };
                let next = slots.get(index + 1).or_else(|| slots.get(index.checked_sub(1)?));
                let card = Card {
                    slot: *slot,
                    list,
                    facts,
                    sellers: board.sellers(),
                    next: next.map(|slot| slot.account),
                    carried: carried.is_some_and(|carried| carried.account.id == slot.account),
                };
                card.ui(ui, cx, place, selection, actions);
                continue;
            }
            let (kind, whose) = (list.name(), name_of(&seller.name));
            let words = format!("Add a {kind} for {whose}, place {} of {count}", index + 1);
            if free_ui(ui, cx, place, &words, lit).clicked() {
                wanted = Some(Wanted::Choose { seller: seller.name.clone(), list });
            }
        }
        wanted
    }
}

/// Equal cards, as many in a row as there is room for.
#[derive(Clone, Copy)]
struct Grid {
    columns: usize,
    card: f32,
    width: f32,
    /// Free places are small and stand close together.
    dense: bool,
}

impl Grid {
    fn of(width: f32, dense: bool) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a handful of columns")]
        let columns = (((width + GAP) / (LEAST_WIDTH + GAP)).floor().max(2.0) as usize).min(10);
        #[expect(clippy::cast_precision_loss, reason = "a handful of columns")]
        let card = (width + GAP) / columns as f32 - GAP;
        Self { columns, card, width, dense }
    }

    /// Where the places are, so many of which are taken, from the upper left corner of the list.
    fn places(self, taken: usize, count: usize) -> Vec<Rect> {
        let full = if self.dense { taken } else { count };
        let mut places: Vec<Rect> = (0..full).map(|index| self.card(index)).collect();
        let (mut at, mut height) = match places.last() {
            Some(last) => (last.right_top() + vec2(GAP, 0.0), CARD_HEIGHT),
            None => (Pos2::ZERO, NARROW),
        };
        for _ in full..count {
            if at.x + NARROW > self.width {
                (at, height) = (pos2(0.0, at.y + height + GAP), NARROW);
            }
            places.push(Rect::from_min_size(at, vec2(NARROW, height)));
            at.x += NARROW + GAP;
        }
        places
    }

    fn card(self, index: usize) -> Rect {
        #[expect(clippy::cast_precision_loss, reason = "a handful of cards")]
        let (column, row) = ((index % self.columns) as f32, (index / self.columns) as f32);
        let at = pos2(column * (self.card + GAP), row * (CARD_HEIGHT + GAP));
        Rect::from_min_size(at, vec2(self.card, CARD_HEIGHT))
    }

    fn list_height(self, cx: &Cx<'_>, seller: &Seller, list: PursuitList) -> f32 {
        let places = self.places(seller.slots(list).len(), shown_places(cx, seller, list));
        places.last().map_or(0.0, |last| last.bottom() + GAP)
    }

    fn height_of(self, cx: &Cx<'_>, seller: &Seller) -> f32 {
        let lists: f32 = LISTS.iter().map(|list| CAPTION_HEIGHT + self.list_height(cx, seller, *list)).sum();
        HEAD_HEIGHT + lists + space::L
    }
}

/// How many places are drawn: all, or more when there are too many accounts for them. Of accounts without an owner, those
/// that are there.
fn shown_places(cx: &Cx<'_>, seller: &Seller, list: PursuitList) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_places_are_as_large_as_cards_with_few_sellers_and_small_with_many() {
        let roomy = Grid::of(566.0, false).places(2, 9);
        assert_eq!(roomy.len(), 9);
        assert!(roomy.iter().all(|place| (place.size() - roomy[0].size()).length() < 0.01));
        assert!((roomy[8].top() - 2.0 * (CARD_HEIGHT + GAP)).abs() < 0.01, "three columns");
        // Beside the second of three cards in a row, seven small ones have not enough room for all.
        let dense = Grid::of(566.0, true).places(2, 9);
        assert_eq!(dense.len(), 9);
        assert_eq!((dense[2].left().round(), dense[2].height()), (roomy[2].left().round(), CARD_HEIGHT));
        assert_eq!((dense[8].left(), dense[8].top(), dense[8].height()), (80.0, CARD_HEIGHT + GAP, NARROW));
        assert!(dense.iter().all(|place| place.right() <= 566.0));
        // Without any card they are one low row.
        let empty = Grid::of(566.0, true).places(0, 10);
        assert!(empty.iter().all(|place| place.top() == 0.0 && place.height() == NARROW));
    }
}
