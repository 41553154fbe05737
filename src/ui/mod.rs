//! The window. Views read, and say what they want; nothing here knows of files or of the store.

pub mod account_panel;
pub mod accounts;
pub mod backups;
pub mod board;
pub mod drafts;
mod filter_bar;
pub mod history;
pub mod import;
mod menu;
pub mod path_dialog;
mod rail;
mod status;
pub mod theme;
pub mod toasts;
pub mod trouble;
pub mod view;
mod welcome;
mod widgets;
pub mod workspace_form;

use egui::{CentralPanel, Id, Margin, Panel, RichText, Ui};

use crate::command::Tab;
use backups::{BackupStatus, ReadOnlyNotice};
use theme::space;
use view::{Actions, Cx, View};

/// What a frame shows beside its data.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// Where the workspace is kept, as people read it.
    pub path: Option<&'a str>,
    /// How many texts could not be written.
    pub unsaved: usize,
    /// Of the work that an open dialog waits for: steps done, steps in all.
    pub job_steps: (u64, u64),
    pub backup: Option<&'a BackupStatus>,
    pub read_only: Option<&'a ReadOnlyNotice>,
}

/// The whole window.
pub fn window_ui(ui: &mut Ui, view: &mut View, cx: &Cx<'_>, around: Surroundings<'_>, actions: &mut Actions) {
    let View {
        selection,
        selection_generation: _,
        selection_summary,
        tab,
        filter,
        focus_search,
        board,
        accounts,
        history,
        drafts,
        import,
        path_dialog,
        toasts,
        workspace_form,
        about_open,
        backups,
        trouble,
        work,
    } = view;
    menu::menu_bar_ui(ui, cx, actions);
    if cx.env.workspace_open {
        if let Some(notice) = around.read_only {
            backups::read_only_ui(ui, cx, notice, actions);
        }
        status::status_ui(ui, cx, work.as_ref(), around, actions);
        rail::rail_ui(ui, cx, *tab, actions);
        let panel =
            egui::Frame::new().fill(cx.tokens.raised).inner_margin(Margin { left: 12, right: 6, top: 12, bottom: 0 });
        Panel::right("account")
            .default_size(theme::PANEL_WIDTH)
            .size_range(300.0..=520.0)
            .frame(panel)
            .show(ui, |ui| account_panel::account_panel_ui(ui, cx, selection, selection_summary, drafts, actions));
        let center =
            egui::Frame::new().fill(cx.tokens.bg).inner_margin(Margin { left: 14, right: 14, top: 10, bottom: 8 });
        CentralPanel::no_frame().frame(center).show(ui, |ui| match tab {
            Tab::Board => {
                filter_bar::filter_bar_ui(ui, cx, filter, focus_search, actions);
                board.ui(ui, cx, selection, &filter.text, actions);
            }
            Tab::Accounts => {
                filter_bar::filter_bar_ui(ui, cx, filter, focus_search, actions);
                accounts.ui(ui, cx, actions);
            }
            Tab::History => history.ui(ui, cx, actions),
        });
    } else {
        let center = egui::Frame::new().fill(cx.tokens.bg);
        CentralPanel::no_frame().frame(center).show(ui, |ui| welcome::welcome_ui(ui, cx, actions));
    }
    if let Some(import) = import {
        import.ui(ui, cx, around.job_steps, actions);
    }
    if let Some(dialog) = path_dialog {
        dialog.ui(ui, cx, actions);
    }
    workspace_form::workspace_form_ui(ui, cx, workspace_form, actions);
    if let Some(backups) = backups {
        backups.ui(ui, cx, actions);
    }
    if let Some(trouble) = trouble {
        trouble::trouble_ui(ui, cx, trouble, actions);
    }
    if *about_open {
        about_ui(ui, cx, about_open);
    }
    toasts.ui(ui, cx, board.tray_height(), actions);
}

fn about_ui(ui: &Ui, cx: &Cx<'_>, open: &mut bool) {
    let modal = cx.tokens.dialog(Id::unique("about")).show(ui.ctx(), |ui| {
        ui.set_width(380.0);
        ui.label(RichText::new("Fourfold").heading());
        ui.label(format!("Version {}", crate::VERSION));
        ui.add_space(space::S);
        ui.label(
            RichText::new("Every account on one board: how deeply we work with them, how much more they could buy. Everything stays in one file on this computer.")
                .color(cx.tokens.weak),
        );
        ui.add_space(space::S);
        ui.label(theme::weak("MIT or Apache-2.0. Type: Inter, SIL Open Font License.", cx.tokens));
        ui.add_space(space::M);
        if ui.button("Close").clicked() {
            *open = false;
        }
    });
    if modal.should_close() {
        *open = false;
    }
}
