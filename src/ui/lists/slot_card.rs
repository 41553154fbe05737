//! One place: the card of the account that has it, or a quiet frame where another may come.

use std::collections::BTreeSet;

use egui::{
    Align2, Color32, FontId, Id, Key, Modifiers, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2,
};

use super::drag::{carry, dashed, may_change};
use super::growing::line;
use super::{days, money, name_of, select, silent};
use crate::model::{Account, AccountId, Edit, PursuitList};
use crate::rules::class::Class;
use crate::rules::pursuits::{Seller, Slot};
use crate::rules::slot_board::SlotFacts;
use crate::ui::context_menu::{OF_ACCOUNTS, context_menu_ui, menu_key, menu_with};
use crate::ui::theme;
use crate::ui::view::{Action, Actions, Cx};

pub const CARD_HEIGHT: f32 = 62.0;
/// Of the bar that shows potential.
const POTENTIAL_WIDTH: f32 = 36.0;

/// A place that is taken.
#[derive(Clone, Copy)]
pub struct Card<'a> {
    pub slot: Slot,
    pub list: PursuitList,
    pub facts: SlotFacts,
    /// Whoever else may get it.
    pub sellers: &'a [Seller],
    /// Who has the keyboard next when this place is given up.
    pub next: Option<AccountId>,
    /// It is being carried elsewhere.
    pub carried: bool,
}

fn id_of(account: AccountId) -> Id {
    Id::unique(("slot", account.0))
}

impl Card<'_> {
    pub fn ui(self, ui: &mut Ui, cx: &Cx<'_>, rect: Rect, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let Self { slot, list: _, facts, sellers: _, next, carried: _ } = self;
        let Some(account) = cx.portfolio.account(slot.account) else { return };
        let on = selection.contains(&slot.account);
        let response = ui.interact(rect, id_of(slot.account), Sense::click_and_drag());
        let spoken = format!("{}, {}", account.name, words(facts));
        response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, on, &spoken));
        carry(&response, cx, slot.account);
        self.paint(ui, cx, rect, account, (on, response.hovered()));
        let may = may_change(cx);
        if response.secondary_clicked() && !on {
            actions.push(Action::Select(BTreeSet::from([slot.account])));
        }
        let key = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let wants_menu = response.has_focus() && (menu_key(ui.ctx()) || key(Key::M));
        if wants_menu && !on {
            actions.push(Action::Select(BTreeSet::from([slot.account])));
        }
        menu_with(&response, wants_menu.then(|| rect.left_bottom()), |ui| {
            if may {
                self.give_to_ui(ui, account, actions);
            }
            context_menu_ui(ui, cx, OF_ACCOUNTS, actions);
        });
        let by_key = response.has_focus() && (key(Key::Delete) || key(Key::Backspace));
        let button = may.then(|| drop_button(ui, cx, rect, slot.account, &account.name));
        if may && (by_key || button.is_some_and(|button| button.clicked())) {
            actions.push(Action::Edit(Edit::SetPursuits { take: Vec::new(), give_up: vec![slot.account] }));
            if let Some(next) = next.filter(|_| by_key) {
                ui.memory_mut(|memory| memory.request_focus(id_of(next)));
            }
        } else if response.clicked() {
            select(ui, selection, slot.account, actions);
        }
        response.on_hover_ui(|ui| hover_ui(ui, cx, account, facts));
    }

    fn paint(self, ui: &Ui, cx: &Cx<'_>, rect: Rect, account: &Account, (on, hovered): (bool, bool)) {
        let (tokens, facts) = (cx.tokens, self.facts);
        let mut painter = ui.painter_at(rect);
        if self.carried {
            painter.multiply_opacity(0.35);
        }
        let stroke = if on { Stroke::new(1.5, tokens.accent) } else { tokens.thin_line() };
        let fill = if hovered { tokens.sunken } else { tokens.raised };
        painter.rect(rect, theme::CARD_RADIUS, fill, stroke, StrokeKind::Inside);
        let inner = rect.shrink2(vec2(10.0, 6.0));
        let name = inner.with_max_x(inner.right() - 14.0);
        line(&painter, name, 0.0, &account.name, FontId::new(theme::size::BODY, theme::medium()), tokens.text);
        let age = inner.with_max_x(inner.right() - POTENTIAL_WIDTH - 6.0);
        line(&painter, age, 18.0, &on_list(facts), theme::small_font(), tokens.weak);
        if let Some(potential) = facts.potential {
            let whole =
                Rect::from_min_size(inner.right_top() + vec2(-POTENTIAL_WIDTH, 24.0), vec2(POTENTIAL_WIDTH, 4.0));
            let class = Class::of_account(cx.portfolio, account, cx.portfolio.settings().lines);
            let ink = class.map_or(tokens.weak, |class| tokens.dot(class));
            painter.rect_filled(whole, 2.0, tokens.line);
            #[expect(clippy::cast_possible_truncation, reason = "0..=100")]
            let share = (potential.points() / 100.0) as f32;
            painter.rect_filled(whole.with_max_x(whole.left() + POTENTIAL_WIDTH * share), 2.0, ink);
        }
        let (words, ink) = (format!("{}{}", silent(facts.silent_days), overdue(facts)), silent_ink(cx, facts));
        line(&painter, inner, 34.0, &words, theme::small_font(), ink);
    }

    /// The menu of the other sellers, who get the account with its place.
    fn give_to_ui(self, ui: &mut Ui, account: &Account, actions: &mut Actions) {
        let others = || self.sellers.iter().filter(|seller| !seller.name.is_empty() && seller.name != account.owner);
        if others().next().is_none() {
            return;
        }
        ui.menu_button("Give to another seller", |ui| {
            ui.set_min_width(180.0);
            egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
                for seller in others() {
                    let label = format!("{}, {} of them there", name_of(&seller.name), seller.slots(self.list).len());
                    let button = ui.button(name_of(&seller.name)).accessible_name(format!("Give to {label}"));
                    if button.clicked() {
                        let (owner, list) = (seller.name.clone(), self.list);
                        actions.push(Action::Edit(Edit::TakePlace { account: account.id, list, owner }));
                        ui.close();
                    }
                }
            });
        });
        ui.separator();
    }
}

/// What red ink says, in words.
const fn overdue(facts: SlotFacts) -> &'static str {
    if facts.neglected { " · overdue" } else { "" }
}

/// "45 days on the list · last touch 12 days ago"
pub fn words(facts: SlotFacts) -> String {
    let age = days(facts.days_on_list);
    match facts.silent_days {
        Some(silent) => format!("{age} on the list · last touch {} ago{}", days(silent), overdue(facts)),
        None => format!("{age} on the list · never touched{}", overdue(facts)),
    }
}

fn on_list(facts: SlotFacts) -> String {
    if facts.days_on_list == 0 {
        "On the list today".to_owned()
    } else {
        format!("{} on the list", days(facts.days_on_list))
    }
}

fn silent_ink(cx: &Cx<'_>, facts: SlotFacts) -> Color32 {
    match facts {
        SlotFacts { neglected: true, .. } => cx.tokens.danger,
        SlotFacts { silent_days: None, .. } => cx.tokens.warn,
        SlotFacts { silent_days: Some(_), .. } => cx.tokens.weak,
    }
}

fn hover_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, facts: SlotFacts) {
    ui.label(theme::strong(account.name.as_str()));
    ui.label(on_list(facts));
    let overdue = if facts.neglected { ": too long for its class, and nothing is planned soon" } else { "" };
    ui.label(egui::RichText::new(format!("{}{overdue}", silent(facts.silent_days))).color(silent_ink(cx, facts)));
    let potential = match facts.potential {
        Some(potential) => format!("Potential {:.0} of 100", potential.points()),
        None => "Potential unknown".to_owned(),
    };
    ui.label(potential);
    let qpc = account.qpc.map(|qpc| format!("Could buy {} in 12 months", money(cx, qpc.amount)));
    ui.label(qpc.unwrap_or_else(|| "Nobody asked yet what it could buy".to_owned()));
    if may_change(cx) {
        ui.label(theme::weak("Drag it to another place · Delete gives its place up · M for more", cx.tokens));
    }
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

/// A place that nobody has. `lit`: the chooser is open for it, or what is carried can be dropped on it.
pub fn free_ui(ui: &Ui, cx: &Cx<'_>, rect: Rect, words: &str, lit: bool) -> Response {
    let response = ui.interact(rect, Id::unique(("free place", words)), Sense::click());
    let may = may_change(cx);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, may, words));
    let lively = may && (response.hovered() || lit);
    dashed(ui, rect.shrink(1.0), if lively { cx.tokens.accent } else { cx.tokens.line });
    let ink = if lively { cx.tokens.accent } else { cx.tokens.faint };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, "+", FontId::proportional(16.0), ink);
    response
}
