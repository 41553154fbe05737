use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{
    Align2, CursorIcon, FontId, Popup, PopupCloseBehavior, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, accesskit, vec2,
};

use crate::chart::color::{DotColor, Hue};
use crate::model::{Account, AccountId, Edit, Placement, Portfolio, text};
use crate::rules::class::Class;
use crate::ui::context_menu::{menu_key, row_menu};
use crate::ui::theme::{self, Tokens};
use crate::ui::view::{Action, Actions, Cx};

use super::BoardView;
use super::camera::snapped;
use super::gesture::Gesture;
use super::layout::shortened;
use super::readout::{Follows, Readout};

/// Of the strip under the plot, in points.
pub const HEIGHT: f32 = 46.0;
const ROW_HEIGHT: f32 = 30.0;

impl BoardView {
    /// Accounts that stand nowhere yet: as many chips as fit, the rest in a list; each can be dragged onto the board.
    pub(super) fn tray_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let (strip, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
        self.tray_rect = Some(strip);
        let mut row = ui
            .new_child(egui::UiBuilder::new().max_rect(strip).layout(egui::Layout::left_to_right(egui::Align::Center)));
        let ui = &mut row;
        ui.label(egui::RichText::new("Unplaced").color(cx.tokens.weak));
        ui.label(theme::strong(cx.portfolio.settings().more.numbers.count(self.model.unplaced.len())));
        if let Gesture::Drag { ids, .. } = &self.gesture {
            drop_hint(ui, cx, strip, what_a_drop_does(cx.portfolio, ids));
            return;
        }
        let room_for_more = 130.0;
        let mut shown = 0;
        let mut lifted = None;
        for account in &self.model.unplaced {
            let width = chip_width(ui, account);
            if ui.available_width() < width + room_for_more {
                break;
            }
            let response = tray_chip(ui, account, selection.contains(&account.id), cx.tokens);
            lifted = lifted.or(lift(&response, account, actions));
            chip_menu(&response, cx, account, selection, actions);
            shown += 1;
        }
        let more = self.model.unplaced.len() - shown;
        if more > 0 {
            let label = if shown == 0 {
                format!("{} accounts ▴", cx.portfolio.settings().more.numbers.count(more))
            } else {
                format!("and {} more ▴", cx.portfolio.settings().more.numbers.count(more))
            };
            let button = ui.add(egui::Button::new(egui::RichText::new(label).color(cx.tokens.weak)).frame(false));
            let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(300.0);
            let from_list =
                popup.show(|ui| self.tray_list_ui(ui, cx, selection, actions)).and_then(|inner| inner.inner);
            if from_list.is_some() {
                Popup::close_all(ui.ctx());
            }
            lifted = lifted.or(from_list);
        }
        if let Some(account) = lifted {
            self.gesture = Gesture::FromTray { account };
        }
    }

    /// All unplaced accounts, searched by name. Returns the one that a drag has lifted.
    fn tray_list_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) -> Option<AccountId> {
        ui.set_width(300.0);
        let field = ui.add(
            egui::TextEdit::singleline(&mut self.tray_search)
                .hint_text("Find an unplaced account")
                .desired_width(f32::INFINITY)
                .margin(vec2(8.0, 6.0)),
        );
        field.accessible_name("Find an unplaced account");
        let wanted = text::folded(&self.tray_search);
        let found: Vec<&Arc<Account>> = self
            .model
            .unplaced
            .iter()
            .filter(|account| wanted.is_empty() || text::folded(&account.name).contains(&wanted))
            .collect();
        let mut lifted = None;
        egui::ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]).show_rows(
            ui,
            ROW_HEIGHT,
            found.len(),
            |ui, rows| {
                for account in found.get(rows).unwrap_or_default() {
                    let response = tray_chip(ui, account, selection.contains(&account.id), cx.tokens);
                    lifted = lifted.or(lift(&response, account, actions));
                    chip_menu(&response, cx, account, selection, actions);
                }
            },
        );
        if found.is_empty() {
            ui.label(theme::weak("No unplaced account has this name", cx.tokens));
        }
        lifted
    }

    /// An account out of the tray follows the pointer until it is let go: on the plot it is placed, elsewhere nothing
    /// happens.
    pub(super) fn tray_drag_ui(&mut self, ui: &Ui, cx: &Cx<'_>, account: AccountId, actions: &mut Actions) {
        let (pointer, released, escape) = ui.input(|input| {
            (input.pointer.latest_pos(), !input.pointer.primary_down(), input.key_pressed(egui::Key::Escape))
        });
        let (Some(pointer), Some(stage), Some(account)) = (pointer, self.stage, cx.portfolio.account(account)) else {
            self.gesture = Gesture::None;
            return;
        };
        let to = stage.rect.contains(pointer).then(|| snapped(stage.from_screen(pointer)));
        if escape {
            self.gesture = Gesture::CalledOff;
            return;
        }
        if released {
            self.gesture = Gesture::None;
            if let Some(to) = to {
                self.glides.settle(vec![account.id]);
                actions.push(Action::Select(BTreeSet::from([account.id])));
                actions.push(Action::Edit(Edit::Move(vec![Placement { account: account.id, to: Some(to) }])));
            }
            return;
        }
        ui.set_cursor_icon(CursorIcon::Grabbing);
        let lines = cx.portfolio.settings().lines;
        let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("lifted out of the tray"));
        let painter = ui.ctx().layer_painter(layer);
        if let Some(to) = to {
            let (at, class) = (stage.position_to_screen(to), Class::of(to, lines));
            let radius = crate::chart::radius::Scale::new(cx.portfolio, self.size).radius_px(cx.portfolio, account);
            let hue = if self.color == DotColor::Class {
                Hue::Class(class)
            } else {
                self.model.colors.of(cx.portfolio, account)
            };
            painter.circle_filled(at, radius + 6.0, theme::covered(cx.tokens.dot(class), 0.2));
            painter.circle(at, radius, cx.tokens.hue(hue), Stroke::new(1.6, cx.tokens.text));
            let load = *self.load.refresh(cx.workspace, cx.portfolio);
            let follows = Follows { portfolio: cx.portfolio, lines, load };
            let readout = Readout::of_placing(&account.name, to, &follows, cx.tokens);
            readout.paint(&painter, at, radius, stage.rect, self.scale, cx.tokens);
        } else {
            let font = FontId::proportional(theme::size::BODY);
            let galley = painter.layout_no_wrap(shortened(&account.name), font, cx.tokens.text);
            let rect = Rect::from_center_size(pointer, galley.size() + vec2(20.0, 8.0));
            let stroke = Stroke::new(1.0, cx.tokens.accent);
            painter.rect(rect, theme::CONTROL_RADIUS, cx.tokens.raised, stroke, StrokeKind::Inside);
            painter.galley(rect.center() - galley.size() / 2.0, galley, cx.tokens.text);
        }
    }
}

fn drop_hint(ui: &Ui, cx: &Cx<'_>, strip: Rect, text: &str) {
    let over = ui.input(|input| input.pointer.latest_pos()).is_some_and(|at| strip.contains(at));
    let color = if over { cx.tokens.accent } else { cx.tokens.faint };
    let area = Rect::from_min_max(strip.min + vec2(110.0, 7.0), strip.max - vec2(0.0, 7.0));
    let corners = [area.left_top(), area.right_top(), area.right_bottom(), area.left_bottom(), area.left_top()];
    ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, color), 4.0, 3.0));
    ui.painter().text(
        area.center(),
        Align2::CENTER_CENTER,
        text,
        FontId::proportional(theme::size::BODY),
        if over { cx.tokens.accent } else { cx.tokens.weak },
    );
}

/// Whoever has evidence is released to it; the tray is for those without. Of many, the first few tell.
fn what_a_drop_does(portfolio: &Portfolio, ids: &[AccountId]) -> &'static str {
    const FEW: usize = 50;
    let few = || ids.iter().take(FEW).filter_map(|id| portfolio.account(*id));
    if !few().any(|account| portfolio.evidence_position(account.id).is_some()) {
        "Drop here to take it off the board"
    } else if few().any(|account| account.judgement.is_some()) {
        "Drop here to release it to the evidence"
    } else {
        "It stands where its evidence puts it, and stays there"
    }
}

/// A click selects, a drag lifts.
fn lift(response: &Response, account: &Account, actions: &mut Actions) -> Option<AccountId> {
    if response.clicked() {
        actions.push(Action::Select(BTreeSet::from([account.id])));
    }
    response.drag_started().then_some(account.id)
}

/// A click of the right button selects, and shows what can be done.
fn chip_menu(
    response: &Response,
    cx: &Cx<'_>,
    account: &Account,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) {
    if response.secondary_clicked() && !selection.contains(&account.id) {
        actions.push(Action::Select(BTreeSet::from([account.id])));
    }
    let by_key = response.has_focus() && menu_key(&response.ctx);
    row_menu(response, by_key, cx, actions);
}

fn chip_width(ui: &Ui, account: &Account) -> f32 {
    let font = FontId::proportional(theme::size::BODY);
    ui.painter().layout_no_wrap(shortened(&account.name), font, egui::Color32::PLACEHOLDER).size().x + 20.0
}

fn tray_chip(ui: &mut Ui, account: &Account, selected: bool, tokens: &Tokens) -> Response {
    let font = FontId::proportional(theme::size::BODY);
    let galley = ui.painter().layout_no_wrap(shortened(&account.name), font, tokens.text);
    let (rect, response) = ui.allocate_exact_size(Vec2::new(galley.size().x + 20.0, 26.0), Sense::click_and_drag());
    let name = format!("{}, unplaced", account.name);
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, selected, &name));
    if ui.is_rect_visible(rect) {
        let border = if selected || response.has_focus() {
            tokens.accent
        } else if response.hovered() {
            tokens.weak
        } else {
            tokens.faint
        };
        let fill = if selected { tokens.accent_fill() } else { tokens.raised };
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, fill);
        let inner = rect.shrink(0.5);
        let corners =
            [inner.left_top(), inner.right_top(), inner.right_bottom(), inner.left_bottom(), inner.left_top()];
        ui.painter().extend(Shape::dashed_line(&corners, Stroke::new(1.0, border), 3.0, 2.5));
        ui.painter().galley(rect.center() - galley.size() / 2.0, galley, tokens.text);
    }
    response.on_hover_cursor(CursorIcon::Grab)
}
