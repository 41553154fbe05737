//! The bar at the top: the workspace's name, menus, search. Menus are the command list, nothing else.

use egui::{Align, Event, FocusDirection, Id, Key, Layout, MenuBar, Panel, Popup, RichText, Ui, vec2};

use crate::command::{Command, Menu};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

const BAR_HEIGHT: f32 = 44.0;
const MENU_WIDTH: f32 = 250.0;

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
                let mut bar = Vec::new();
                for menu in Menu::ALL {
                    let button = ui.menu_button(RichText::new(menu.name()).color(cx.tokens.weak), |ui| {
                        let commands: Vec<Command> =
                            Command::ALL.iter().copied().filter(|command| command.spec().menu == menu).collect();
                        commands_ui(ui, cx, &commands, actions);
                    });
                    bar.push((button.response.id, Popup::default_response_id(&button.response)));
                }
                bar_by_keyboard(ui, &bar);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| palette_button_ui(ui, cx, actions));
            });
        });
    });
}

/// Commands as a menu has them, in groups, and in menus of their own where the list says so.
pub(super) fn commands_ui(ui: &mut Ui, cx: &Cx<'_>, commands: &[Command], actions: &mut Actions) {
    ui.set_min_width(MENU_WIDTH);
    ui.spacing_mut().button_padding = vec2(8.0, 4.0);
    for (at, together) in
        commands.chunk_by(|one, next| one.submenu().is_some() && one.submenu() == next.submenu()).enumerate()
    {
        let Some(first) = together.first() else { continue };
        if at > 0 && first.spec().starts_group {
            ui.separator();
        }
        match first.submenu() {
            Some(name) => {
                ui.menu_button(name, |ui| {
                    ui.set_min_width(MENU_WIDTH);
                    ui.spacing_mut().button_padding = vec2(8.0, 4.0);
                    for command in together {
                        item_ui(ui, cx, *command, actions);
                    }
                });
            }
            None => item_ui(ui, cx, *first, actions),
        }
        if *first == Command::OpenWorkspace {
            super::recents::open_recent_menu_ui(ui, cx, actions);
        }
    }
}

fn item_ui(ui: &mut Ui, cx: &Cx<'_>, command: Command, actions: &mut Actions) {
    let spec = command.spec();
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
    if let Err(reason) = available {
        response.on_disabled_hover_text(reason);
        return;
    }
    if !ui.is_sizing_pass() && ui.data_mut(|data| data.remove_temp::<bool>(entered()).is_some()) {
        response.request_focus();
    }
    if response.clicked() {
        actions.push(Action::Command(command));
        ui.close();
    }
}

/// Whether a menu was just opened by keyboard, which then goes to its first command.
fn entered() -> Id {
    Id::unique("menu entered by keyboard")
}

/// Lets the next menu that is shown take the keyboard.
pub(super) fn enter_menu(ui: &Ui) {
    ui.data_mut(|data| data.insert_temp(entered(), true));
    ui.request_repaint();
}

/// F10, or Alt pressed and let go alone, goes to the first menu; the arrow keys go from menu to menu and into them.
/// `bar` has each menu's button and what it opens.
fn bar_by_keyboard(ui: &Ui, bar: &[(Id, Id)]) {
    if ui.memory(|memory| memory.top_modal_layer().is_some()) {
        return;
    }
    let f10 = ui.input_mut(|input| !input.modifiers.shift && input.consume_key(egui::Modifiers::NONE, Key::F10));
    if (f10 || alt_alone(ui))
        && let Some((first, _)) = bar.first()
    {
        Popup::close_all(ui.ctx());
        ui.memory_mut(|memory| memory.request_focus(*first));
        ui.request_repaint();
        return;
    }
    let focused = ui.memory(egui::Memory::focused);
    let Some((here, (_, menu))) = bar.iter().enumerate().find(|(_, (button, _))| Some(*button) == focused) else {
        return;
    };
    let (left, right, down) = ui.input(|input| {
        (input.key_pressed(Key::ArrowLeft), input.key_pressed(Key::ArrowRight), input.key_pressed(Key::ArrowDown))
    });
    let open = bar.iter().any(|(_, menu)| Popup::is_id_open(ui.ctx(), *menu));
    if down && !open {
        ui.memory_mut(|memory| memory.move_focus(FocusDirection::None));
        Popup::open_id(ui.ctx(), *menu);
        enter_menu(ui);
    } else if left || right {
        let step = if right { 1 } else { bar.len() - 1 };
        if let Some((button, menu)) = bar.get((here + step) % bar.len()) {
            ui.memory_mut(|memory| {
                memory.move_focus(FocusDirection::None);
                memory.request_focus(*button);
            });
            if open {
                Popup::open_id(ui.ctx(), *menu);
            }
            ui.request_repaint();
        }
    }
}

/// Whether Alt was pressed and let go with nothing between. macOS has another use for that key.
fn alt_alone(ui: &Ui) -> bool {
    if ui.ctx().os() == egui::os::OperatingSystem::Mac {
        return false;
    }
    let id = Id::unique("alt is down alone");
    let mut alone = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    let mut let_go = false;
    ui.input(|input| {
        for event in &input.events {
            match event {
                Event::ModifiersChanged(modifiers) if modifiers.alt => {
                    alone = !modifiers.ctrl && !modifiers.shift && !modifiers.command;
                }
                Event::ModifiersChanged(_) => let_go |= std::mem::take(&mut alone),
                Event::Key { .. }
                | Event::Text(_)
                | Event::PointerButton { .. }
                | Event::MouseWheel { .. }
                | Event::WindowFocused(_) => alone = false,
                _ => {}
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(id, alone));
    let_go
}

/// Looks like a field to type into; what is typed goes to the palette that it opens.
fn palette_button_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    let shortcut = Command::Palette.spec().shortcut.map(|shortcut| ui.ctx().format_shortcut(&shortcut));
    let room = ui.available_width();
    let words = if room >= 280.0 { "Find an account or a command" } else { "Find" };
    let mut button = egui::Button::new(RichText::new(words).color(cx.tokens.weak))
        .fill(cx.tokens.sunken)
        .min_size(vec2(room.clamp(60.0, 300.0), theme::CONTROL_HEIGHT));
    if room >= 150.0 {
        button = button.shortcut_text(RichText::new(shortcut.unwrap_or_default()).color(cx.tokens.weak));
    }
    if ui.add(button).accessible_name("Find an account or a command").clicked() {
        actions.push(Action::Command(Command::Palette));
    }
}
