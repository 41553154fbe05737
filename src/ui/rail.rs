//! The places of the window, down its left side.

use egui::{Align2, Panel, Response, Role, Sense, Ui, WidgetInfo, vec2};
use egui_material_icons::icons;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use crate::command::{Command, Tab};

pub const WIDTH: f32 = 74.0;
const ITEM_HEIGHT: f32 = 52.0;

pub fn rail_ui(ui: &mut Ui, cx: &Cx<'_>, tab: Tab, actions: &mut Actions) {
    let frame = egui::Frame::new().fill(cx.tokens.raised).inner_margin(egui::Margin::symmetric(6, 8));
    Panel::left("places").exact_size(WIDTH).resizable(false).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        for (place, icon) in [
            (Tab::Board, icons::ICON_GRID_VIEW.codepoint),
            (Tab::Accounts, icons::ICON_TABLE_ROWS.codepoint),
            (Tab::History, icons::ICON_HISTORY.codepoint),
        ] {
            if item(ui, cx, icon, place.name(), place == tab).clicked() {
                actions.push(Action::Command(place.command()));
            }
        }
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Center), |ui| {
            if item(ui, cx, icons::ICON_SETTINGS.codepoint, "Settings", false).clicked() {
                actions.push(Action::Command(Command::Settings));
            }
        });
    });
}

fn item(ui: &mut Ui, cx: &Cx<'_>, icon: &str, name: &str, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ITEM_HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, on, name));
    let fill = if on {
        cx.tokens.accent_fill()
    } else if response.hovered() {
        cx.tokens.sunken
    } else {
        cx.tokens.raised
    };
    let ink = if on { cx.tokens.accent } else { cx.tokens.weak };
    let painter = ui.painter();
    painter.rect_filled(rect, theme::CARD_RADIUS, fill);
    let font = egui::FontId::proportional(20.0);
    painter.text(rect.center_top() + vec2(0.0, 18.0), Align2::CENTER_CENTER, icon, font, ink);
    painter.text(rect.center_bottom() - vec2(0.0, 13.0), Align2::CENTER_CENTER, name, theme::small_font(), ink);
    response
}
