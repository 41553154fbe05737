use egui::containers::menu::MenuButton;
use egui::{Button, Response, RichText, Stroke, Ui, WidgetInfo, accesskit, vec2};
use egui_material_icons::icons;

use crate::command::Command;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::{Action, Actions, Cx};

use super::BoardView;

const SIZES: [Command; 3] = [Command::SizeByRevenue, Command::SizeByQpc, Command::SizeEqual];
const COLORS: [Command; 6] = [
    Command::ColorByClass,
    Command::ColorByOwner,
    Command::ColorByStage,
    Command::ColorByList,
    Command::ColorByRegion,
    Command::ColorByRisk,
];
const HEIGHT: f32 = 26.0;
/// Of the board, in points: from here on its tools have room for their names.
const ROOMY_WIDTH: f32 = 640.0;

impl BoardView {
    pub(super) fn toolbar_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            ui.spacing_mut().item_spacing.x = 6.0;
            // Where there is little room, icons must do.
            let roomy = ui.available_width() >= ROOMY_WIDTH;
            let named = |name: &'static str| if roomy { name } else { "" };
            choice_ui(ui, cx, "Size", named(self.size.name()), &SIZES, actions);
            choice_ui(ui, cx, "Colour", named(self.color.name()), &COLORS, actions);
            let lasso = tool(ui, icons::ICON_LASSO_SELECT.codepoint, "Lasso", roomy, self.lasso, cx.tokens);
            if lasso.on_hover_text("Draw around accounts to select them; also with Alt held down").clicked() {
                self.lasso = !self.lasso;
            }
            command_ui(ui, cx, Command::Trails, icons::ICON_TIMELINE.codepoint, "Trails", roomy, actions);
            command_ui(ui, cx, Command::ShowEvidence, icons::ICON_FACT_CHECK.codepoint, "Evidence", roomy, actions);
            command_ui(ui, cx, Command::Replay, icons::ICON_HISTORY.codepoint, "Replay…", roomy, actions);
            command_ui(ui, cx, Command::Present, icons::ICON_SLIDESHOW.codepoint, "Present", roomy, actions);
            if !self.camera.is_whole_board() {
                let fit = icon_button(ui, icons::ICON_FIT_SCREEN.codepoint, Command::Fit.spec().label, cx.tokens);
                if fit.on_hover_text(tooltip(ui, Command::Fit)).clicked() {
                    actions.push(Action::Command(Command::Fit));
                }
            }
            if !roomy {
                return;
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let text =
                    format!("{} on the board", cx.portfolio.settings().more.numbers.count(self.model.dots.len()));
                ui.add(egui::Label::new(RichText::new(text).color(cx.tokens.weak)).truncate());
            });
        });
    }
}

/// What a command does and which keys do it.
fn tooltip(ui: &Ui, command: Command) -> String {
    let spec = command.spec();
    match spec.shortcut {
        Some(shortcut) => format!("{} ({})", spec.tooltip, ui.ctx().format_shortcut(&shortcut)),
        None => spec.tooltip.to_owned(),
    }
}

/// One of several commands, of which one is on.
fn choice_ui(ui: &mut Ui, cx: &Cx<'_>, what: &str, chosen: &str, commands: &[Command], actions: &mut Actions) {
    let shown = if chosen.is_empty() { format!("{what} ▾") } else { format!("{what}: {chosen} ▾") };
    let button = plain_button(&shown, false, cx.tokens);
    let (response, _) = MenuButton::from_button(button).ui(ui, |ui| {
        ui.spacing_mut().button_padding = vec2(8.0, 4.0);
        for command in commands.iter().copied() {
            let (label, on) = (command.label(cx.env), command.checked(cx.env) == Some(true));
            let mark = if on { "✔  " } else { "     " };
            let entry = ui.add(Button::new(format!("{mark}{label}")).min_size(vec2(180.0, 0.0)));
            entry.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, on, &label));
            if entry.on_hover_text(tooltip(ui, command)).clicked() {
                actions.push(Action::Command(command));
                ui.close();
            }
        }
    });
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, format!("{what}: {chosen}")));
}

/// A command that is on or off, or opens something.
fn command_ui(ui: &mut Ui, cx: &Cx<'_>, command: Command, icon: &str, name: &str, named: bool, actions: &mut Actions) {
    let available = command.availability(cx.env);
    let on = command.checked(cx.env) == Some(true);
    let response = ui.add_enabled_ui(available.is_ok(), |ui| tool(ui, icon, name, named, on, cx.tokens)).inner;
    match available {
        Ok(()) => {
            if response.on_hover_text(tooltip(ui, command)).clicked() {
                actions.push(Action::Command(command));
            }
        }
        Err(reason) => {
            response.on_disabled_hover_text(reason);
        }
    }
}

fn tool(ui: &mut Ui, icon: &str, name: &str, named: bool, on: bool, tokens: &Tokens) -> Response {
    let words = if named { format!("{icon} {name}") } else { icon.to_owned() };
    let response = ui.add(plain_button(&words, on, tokens));
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, enabled, on, name));
    response
}

fn icon_button(ui: &mut Ui, icon: &str, name: &str, tokens: &Tokens) -> Response {
    let response = ui.add(plain_button(icon, false, tokens));
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, name));
    response
}

fn plain_button(text: &str, on: bool, tokens: &Tokens) -> Button<'static> {
    let color = if on { tokens.accent } else { tokens.text };
    Button::new(RichText::new(text).color(color))
        .fill(if on { tokens.accent_fill() } else { tokens.raised })
        .stroke(Stroke::new(1.0, if on { tokens.accent } else { tokens.line }))
        .min_size(vec2(0.0, HEIGHT))
}
