//! The bar at the top: the workspace's name, menus, search. Menus are the command list, nothing else.

use egui::{Align, Layout, MenuBar, Panel, RichText, Ui, vec2};

use crate::command::{Command, Menu};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

const BAR_HEIGHT: f32 = 44.0;

pub fn menu_bar_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    let frame = egui::Frame::new().fill(cx.tokens.raised).inner_margin(egui::Margin::symmetric(14, 0));
    Panel::top("menu bar").exact_size(BAR_HEIGHT).resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            let name = &cx.portfolio.settings().name;
            let title = if cx.env.workspace_open && !name.is_empty() { name } else { "Fourfold" };
            ui.label(theme::strong(title));
            ui.add_space(space::S);
            MenuBar::new().ui(ui, |ui| {
                ui.spacing_mut().button_padding = vec2(8.0, 4.0);
                for menu in Menu::ALL {
                    ui.menu_button(RichText::new(menu.name()).color(cx.tokens.weak), |ui| {
                        menu_ui(ui, cx, menu, actions);
                    });
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| palette_button_ui(ui, cx, actions));
            });
        });
    });
}

fn menu_ui(ui: &mut Ui, cx: &Cx<'_>, menu: Menu, actions: &mut Actions) {
    ui.set_min_width(250.0);
    ui.spacing_mut().button_padding = vec2(8.0, 4.0);
    for command in Command::ALL.iter().copied().filter(|command| command.spec().menu == menu) {
        let spec = command.spec();
        if spec.starts_group {
            ui.separator();
        }
        let available = command.availability(cx.env);
        let shortcut = spec.shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut)).unwrap_or_default();
        let label = command.label(cx.env);
        let mark = match command.checked(cx.env) {
            Some(true) => "✔  ",
            Some(false) => "     ",
            None => "",
        };
        let button =
            egui::Button::new(format!("{mark}{label}")).shortcut_text(RichText::new(shortcut).color(cx.tokens.faint));
        let response = ui.add_enabled(available.is_ok(), button).accessible_name(label);
        match available {
            Err(reason) => {
                response.on_disabled_hover_text(reason);
            }
            Ok(()) => {
                if response.clicked() {
                    actions.push(Action::Command(command));
                    ui.close();
                }
            }
        }
        if command == Command::OpenWorkspace {
            super::recents::open_recent_menu_ui(ui, cx, actions);
        }
    }
}

/// Looks like a field to type into; what is typed goes to the palette that it opens.
fn palette_button_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    let shortcut = Command::Palette.spec().shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut));
    let button = egui::Button::new(RichText::new("Find an account or a command").color(cx.tokens.weak))
        .shortcut_text(RichText::new(shortcut.unwrap_or_default()).color(cx.tokens.weak))
        .fill(cx.tokens.sunken)
        .min_size(vec2(300.0, theme::CONTROL_HEIGHT));
    if ui.add(button).clicked() {
        actions.push(Action::Command(Command::Palette));
    }
}
