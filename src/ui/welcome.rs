//! The first thing that a newcomer sees: three doors.

use egui::{RichText, Sense, Ui, Vec2, WidgetInfo, accesskit, vec2};

use crate::command::Command;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

const DOOR: Vec2 = vec2(224.0, 150.0);

pub fn welcome_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    if cx.env.opening {
        ui.centered_and_justified(|ui| ui.label(RichText::new("Opening…").color(cx.tokens.weak)));
        return;
    }
    let doors = [
        (
            Command::OpenWorkspace,
            egui_material_icons::icons::ICON_FOLDER_OPEN,
            "Open a workspace",
            "Go on where your team left off",
        ),
        (
            Command::Import,
            egui_material_icons::icons::ICON_TABLE_VIEW,
            "Start from a spreadsheet",
            "Your accounts as CSV or Excel, seen before they are written",
        ),
        (
            Command::OpenDemo,
            egui_material_icons::icons::ICON_SCATTER_PLOT,
            "Look at the demo",
            "400 made-up accounts to drag about",
        ),
    ];
    let width = DOOR.x * 3.0 + space::L * 2.0;
    let lift = if cx.recents.is_empty() { 0.42 } else { 0.34 };
    ui.add_space((ui.available_height() * lift - 190.0).max(space::L));
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("Fourfold").size(30.0).family(theme::semibold()));
        ui.add_space(space::XS);
        ui.label(
            RichText::new("Every account on one board, dragged where it belongs").size(15.0).color(cx.tokens.weak),
        );
        ui.add_space(space::XL);
        ui.allocate_ui(vec2(width, DOOR.y), |ui| {
            ui.horizontal_centered(|ui| {
                ui.spacing_mut().item_spacing.x = space::L;
                for (command, icon, title, words) in doors {
                    if door(ui, cx, icon, title, words) {
                        actions.push(Action::Command(command));
                    }
                }
            });
        });
        ui.add_space(space::L);
        let empty = egui::Button::new(RichText::new("Start with an empty board…").color(cx.tokens.weak)).frame(false);
        if ui.add(empty).clicked() {
            actions.push(Action::Command(Command::NewWorkspace));
        }
        super::recents::recent_list_ui(ui, cx, width, actions);
        ui.add_space(space::XL);
        ui.label(theme::weak("Everything stays on this computer, in one file.", cx.tokens));
    });
}

fn door(ui: &mut Ui, cx: &Cx<'_>, icon: egui_material_icons::MaterialIcon, title: &str, words: &str) -> bool {
    let (rect, response) = ui.allocate_exact_size(DOOR, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, title));
    let tokens = cx.tokens;
    let lively = response.hovered() || response.has_focus();
    let border = if lively { tokens.accent } else { tokens.line };
    if lively {
        ui.painter().add(tokens.float_shadow().as_shape(rect, theme::TOAST_RADIUS));
    }
    ui.painter().rect(
        rect,
        theme::TOAST_RADIUS,
        tokens.raised,
        egui::Stroke::new(1.0, border),
        egui::StrokeKind::Inside,
    );
    let inner = rect.shrink2(vec2(18.0, 18.0));
    let icon_font = egui::FontId::new(28.0, icon.font_family());
    ui.painter().text(inner.left_top(), egui::Align2::LEFT_TOP, icon.codepoint, icon_font, tokens.accent);
    let title_at = inner.left_top() + vec2(0.0, 46.0);
    ui.painter().text(title_at, egui::Align2::LEFT_TOP, title, egui::FontId::new(14.5, theme::semibold()), tokens.text);
    let words = ui.painter().layout(
        words.to_owned(),
        egui::FontId::proportional(theme::size::BODY),
        tokens.weak,
        inner.width(),
    );
    ui.painter().galley(title_at + vec2(0.0, 24.0), words, tokens.weak);
    response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked()
}
