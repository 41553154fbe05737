//! Settings: those of the workspace, which are edits, and those of this computer, which are not.

mod computer;
mod workspace;

use egui::{Align, Id, Layout, RichText, Ui};

use crate::command::Command;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets;

pub use workspace::WorkspaceForm;

/// The dialog while it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingsView {
    page: Page,
    /// What was typed for the workspace; nothing of it holds before it is saved.
    workspace: Option<WorkspaceForm>,
    /// The slider's percentage while it is dragged: to scale the slider under the pointer would tear it away.
    text_scale: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Workspace,
    Computer,
}

const WIDTH: f32 = 520.0;

impl SettingsView {
    /// Opens on the page of the workspace, if one is open.
    #[must_use]
    pub fn new(settings: Option<&crate::model::Settings>) -> Self {
        let page = if settings.is_some() { Page::Workspace } else { Page::Computer };
        Self { page, workspace: settings.map(WorkspaceForm::new), text_scale: None }
    }
}

/// The dialog. It closes itself.
pub fn settings_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<SettingsView>, actions: &mut Actions) {
    let Some(view) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("settings")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
        ui.label(RichText::new("Settings").heading());
        ui.add_space(space::S);
        if view.workspace.is_some() {
            ui.horizontal(|ui| {
                for (page, name) in [(Page::Workspace, "This workspace"), (Page::Computer, "This computer")] {
                    if widgets::chip(ui, name, view.page == page, cx.tokens).clicked() {
                        view.page = page;
                    }
                }
            });
            ui.add_space(space::S);
        }
        let room = (ui.ctx().content_rect().height() - 220.0).max(120.0);
        egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.set_width(ui.available_width());
            match (view.page, &mut view.workspace) {
                (Page::Workspace, Some(form)) => {
                    workspace::workspace_page_ui(ui, cx, form);
                    done |= rules_button_ui(ui, form.changed(cx), actions);
                }
                (Page::Workspace | Page::Computer, _) => {
                    computer::computer_page_ui(ui, cx, &mut view.text_scale, actions);
                }
            }
        });
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let changed = view.workspace.as_ref().is_some_and(|form| form.changed(cx));
            match &mut view.workspace {
                Some(form) if view.page == Page::Workspace || changed => {
                    let button = theme::primary_button("Save", cx.tokens);
                    let can = cx.env.workspace_open && !cx.env.read_only && cx.env.past.is_none();
                    let saved = ui.add_enabled(can, button).clicked() | (can && form.take_entered());
                    done |= ui.button("Cancel").clicked();
                    if saved && let Some(edit) = form.edit(cx) {
                        actions.push(Action::Edit(edit));
                        done = true;
                    }
                    if cx.env.read_only {
                        ui.label(theme::weak("This workspace is open for reading only", cx.tokens));
                    } else if let Some(shown) = cx.env.past {
                        ui.label(theme::weak(shown.words(), cx.tokens));
                    }
                }
                _ => done |= ui.button("Close").clicked(),
            }
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}

/// What the funnel is judged by has a dialog of its own; it takes the place of this one. Whether it was asked for.
fn rules_button_ui(ui: &mut Ui, changed: bool, actions: &mut Actions) -> bool {
    ui.add_space(space::S);
    let spec = Command::FunnelRules.spec();
    let button = ui.add_enabled(!changed, egui::Button::new(spec.label)).on_hover_text(spec.tooltip);
    let asked = button.on_disabled_hover_text("Save or cancel first what was changed here").clicked();
    if asked {
        actions.push(Action::Command(Command::FunnelRules));
    }
    asked
}
