//! The bar at the top: the workspace's name, menus, search. Menus are the command list, nothing else.

use egui::{Align, Layout, MenuBar, Panel, RichText, Ui, vec2};

use crate::command::{Command, Menu};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

const BAR_HEIGHT: f32 = 44.0;

pub fn menu_bar_ui(ui: &mut Ui, cx: &Cx<'_>, search: &mut String, focus_search: &mut bool, actions: &mut Actions) {
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
                if cx.env.workspace_open {
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| search_ui(ui, cx, search, focus_search));
                }
            });
        });
    });
}

fn menu_ui(ui: &mut Ui, cx: &Cx<'_>, menu: Menu, actions: &mut Actions) {
    ui.set_min_width(250.0);
    ui.spacing_mut().button_padding = vec2(8.0, 4.0);
    for command in Command::ALL.into_iter().filter(|command| command.spec().menu == menu) {
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
    }
}

fn search_ui(ui: &mut Ui, cx: &Cx<'_>, search: &mut String, focus_search: &mut bool) {
    let field = egui::TextEdit::singleline(search)
        .hint_text(RichText::new("Find accounts on the board").color(cx.tokens.faint))
        .desired_width(280.0)
        .frame(search_frame(cx));
    let response = ui.add(field).accessible_name("Find accounts on the board");
    if response.has_focus() {
        let ring = egui::Stroke::new(1.5, cx.tokens.accent);
        ui.painter().rect_stroke(response.rect, theme::CONTROL_RADIUS, ring, egui::StrokeKind::Inside);
    }
    if std::mem::take(focus_search) {
        response.request_focus();
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        search.clear();
    }
    if !search.is_empty() && ui.button("Clear").clicked() {
        search.clear();
    }
    if search.is_empty()
        && !response.has_focus()
        && let Some(shortcut) = Command::Find.spec().shortcut
    {
        let galley =
            ui.painter().layout_no_wrap(ui.ctx().format_shortcut(&shortcut), theme::small_font(), cx.tokens.faint);
        let at = response.rect.right_center() - vec2(galley.size().x + 10.0, galley.size().y / 2.0);
        ui.painter().galley(at, galley, cx.tokens.faint);
    }
}

fn search_frame(cx: &Cx<'_>) -> egui::Frame {
    egui::Frame::new()
        .fill(cx.tokens.sunken)
        .stroke(cx.tokens.thin_line())
        .corner_radius(theme::CONTROL_RADIUS)
        .inner_margin(vec2(10.0, 6.0))
}
