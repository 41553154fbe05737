//! The places of the window, down its left side.

use egui::{Align2, Panel, Response, Role, Sense, Ui, WidgetInfo, vec2};
use egui_material_icons::icons;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use crate::command::{Command, Tab};

const WIDTH: f32 = 74.0;
const ITEM_HEIGHT: f32 = 52.0;
/// Where there is little room, only the icons are left.
const NARROW: f32 = 48.0;
const ROOMY: egui::Vec2 = vec2(1000.0, 520.0);

pub fn rail_ui(ui: &mut Ui, cx: &Cx<'_>, tab: Tab, actions: &mut Actions) {
    let frame = egui::Frame::new().fill(cx.tokens.raised).inner_margin(egui::Margin::symmetric(6, 8));
    let window = ui.ctx().content_rect().size();
    let named = window.x >= ROOMY.x && window.y >= ROOMY.y;
    Panel::left("places").exact_size(if named { WIDTH } else { NARROW }).resizable(false).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = space::XS;
        for (place, icon) in [
            (Tab::Board, icons::ICON_GRID_VIEW.codepoint),
            (Tab::Accounts, icons::ICON_TABLE_ROWS.codepoint),
            (Tab::Lists, icons::ICON_CHECKLIST.codepoint),
            (Tab::Account, icons::ICON_DOMAIN.codepoint),
            (Tab::Gaps, icons::ICON_DATASET.codepoint),
            (Tab::Funnel, icons::ICON_FILTER_ALT.codepoint),
            (Tab::History, icons::ICON_HISTORY.codepoint),
        ] {
            if item(ui, cx, icon, place.name(), named, place == tab).clicked() {
                actions.push(Action::Command(place.command()));
            }
        }
        ui.with_layout(egui::Layout::bottom_up(egui::Align::Center), |ui| {
            if item(ui, cx, icons::ICON_SETTINGS.codepoint, "Settings", named, false).clicked() {
                actions.push(Action::Command(Command::Settings));
            }
        });
    });
}

fn item(ui: &mut Ui, cx: &Cx<'_>, icon: &str, name: &str, named: bool, on: bool) -> Response {
    let size = vec2(ui.available_width(), if named { ITEM_HEIGHT } else { NARROW - 12.0 });
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
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
    if !named {
        painter.text(rect.center(), Align2::CENTER_CENTER, icon, font, ink);
        return response.on_hover_text(name);
    }
    painter.text(rect.center_top() + vec2(0.0, 18.0), Align2::CENTER_CENTER, icon, font, ink);
    painter.text(rect.center_bottom() - vec2(0.0, 13.0), Align2::CENTER_CENTER, name, theme::small_font(), ink);
    response
}
