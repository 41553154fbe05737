//! The window. Views read, and say what they want; nothing here knows of files or of the store.

pub mod account_page;
pub mod account_panel;
pub mod accounts;
pub mod backups;
pub mod board;
pub mod context_menu;
pub mod drafts;
pub mod export;
pub mod filter_bar;
pub mod funnel;
pub mod gaps;
pub mod history;
pub mod import;
pub mod lists;
mod menu;
pub mod notices;
pub mod palette;
pub mod panes;
pub mod path_dialog;
pub mod place_dialog;
mod rail;
pub mod recents;
pub mod record_form;
pub mod records;
pub mod remodel;
pub mod settings;
mod shortcuts;
pub mod stage_dialog;
mod status;
pub mod suggestions;
pub mod theme;
pub mod toasts;
pub mod trouble;
pub mod typed;
pub mod view;
mod welcome;
mod widgets;

use egui::{CentralPanel, Id, Margin, Panel, RichText, Ui};

use crate::command::Tab;
use crate::jobs::JobSteps;
use crate::rules::confidence::Confidence;
use backups::{BackupStatus, ReadOnlyNotice};
use panes::{Pane, Panes};
use theme::space;
use view::{Actions, Cx, View};

/// What a frame shows beside its data.
#[derive(Clone, Copy, Debug, Default)]
pub struct Surroundings<'a> {
    /// Where the workspace is kept, as people read it.
    pub path: Option<&'a str>,
    /// How many texts could not be written.
    pub unsaved: usize,
    /// Of the work that an open dialog waits for.
    pub job_steps: JobSteps,
    /// What stands under the menu bar until it is read.
    pub notices: &'a [notices::Notice<'a>],
    pub backup: Option<&'a BackupStatus>,
    pub read_only: Option<&'a ReadOnlyNotice>,
    /// How well the money is known that accounts could spend.
    pub confidence: Confidence,
}

/// From this width on the account panel always has its place, in points.
const ROOMY_WIDTH: f32 = 1000.0;

/// The whole window.
pub fn window_ui(ui: &mut Ui, view: &mut View, cx: &Cx<'_>, around: Surroundings<'_>, actions: &mut Actions) {
    let View {
        selection,
        selection_generation: _,
        panel: panel_view,
        tab,
        filter,
        filter_bar,
        save_view,
        focus_search,
        board,
        presenting: _,
        replay,
        remodel,
        accounts,
        lists,
        records,
        page,
        gaps,
        funnel,
        history,
        drafts,
        import,
        export,
        path_dialog,
        toasts,
        settings,
        place_dialog,
        stage_dialog,
        about_open,
        notices,
        panel_width,
        shortcuts_open,
        palette,
        panes,
        record_form,
        backups,
        trouble,
        work,
    } = view;
    if cx.env.presenting {
        let center = egui::Frame::new().fill(cx.tokens.raised);
        CentralPanel::no_frame()
            .frame(center)
            .show(ui, |ui| board.present_ui(ui, cx, selection, cx.filtered.words(), actions));
    } else if cx.env.workspace_open {
        menu::menu_bar_ui(ui, cx, actions);
        notices.ui(ui, cx, around.notices, actions);
        if let Some(notice) = around.read_only {
            backups::read_only_ui(ui, cx, notice, actions);
        }
        let below_menu = ui.available_rect_before_wrap();
        status::status_ui(ui, cx, work.as_ref(), around, actions);
        let above_status = ui.available_rect_before_wrap();
        panes.mark(Pane::Status, below_menu.with_min_y(above_status.bottom()));
        rail::rail_ui(ui, cx, *tab, actions);
        let beside_rail = ui.available_rect_before_wrap();
        panes.mark(Pane::Rail, above_status.with_max_x(beside_rail.left()));
        let panel =
            egui::Frame::new().fill(cx.tokens.raised).inner_margin(Margin { left: 12, right: 6, top: 12, bottom: 0 });
        // Where there is little room, the panel comes with what it is about.
        let window = ui.ctx().content_rect().width();
        let roomy = window >= ROOMY_WIDTH;
        let remodelling = remodel.is_some() && *tab == Tab::Board;
        // The funnel has the room for itself until an account is looked at.
        let wanted_always = roomy && *tab != Tab::Funnel;
        if wanted_always || remodelling || (!selection.is_empty() && *tab != Tab::History) {
            let (least, usual) = (if roomy { 300.0 } else { 250.0 }, if roomy { theme::PANEL_WIDTH } else { 270.0 });
            let wanted = cx.preferences.panel_width.filter(|_| roomy).unwrap_or(usual);
            let most = if roomy { 520.0 } else { (window * 0.4).max(least) };
            let shown = Panel::right(if roomy { "account" } else { "account, little room" })
                .default_size(wanted)
                .size_range(least..=most)
                .frame(panel)
                .show(ui, |ui| {
                    if let Some(remodel) = remodel.as_mut().filter(|_| *tab == Tab::Board) {
                        remodel.ui(ui, cx, actions);
                        return;
                    }
                    let past = replay.as_ref().filter(|_| *tab == Tab::Board).map(|replay| replay.seen(*cx));
                    let cx = past.as_ref().unwrap_or(cx);
                    account_panel::account_panel_ui(ui, cx, selection, panel_view, drafts, actions);
                });
            if roomy {
                *panel_width = shown.response.rect.width();
            }
        }
        let middle = ui.available_rect_before_wrap();
        panes.mark(Pane::Panel, beside_rail.with_min_x(middle.right()));
        let center =
            egui::Frame::new().fill(cx.tokens.bg).inner_margin(Margin { left: 14, right: 14, top: 10, bottom: 8 });
        CentralPanel::no_frame().frame(center).show(ui, |ui| match tab {
            Tab::Board => {
                filter_bar.ui(ui, cx, filter, focus_search, save_view, actions);
                mark_middle(panes, middle, ui.cursor().top());
                if let Some(replay) = replay {
                    replay.bar_ui(ui, cx, filter, actions);
                }
                let past = replay.as_ref().map(|replay| replay.seen(*cx));
                let past = past.or_else(|| remodel.as_ref().map(|remodel| remodel.seen(*cx)));
                board.ui(ui, past.as_ref().unwrap_or(cx), selection, cx.filtered.words(), actions);
            }
            Tab::Accounts => {
                records::choice::choice_ui(ui, cx, actions);
                if records.kind().is_none() || records.is_filtered() {
                    filter_bar.ui(ui, cx, filter, focus_search, save_view, actions);
                }
                mark_middle(panes, middle, ui.cursor().top());
                match records.kind() {
                    None => accounts.ui(ui, cx, selection, drafts, actions),
                    Some(_) => records.ui(ui, cx, selection, actions),
                }
            }
            Tab::Lists => {
                panes.mark(Pane::Content, middle);
                lists.ui(ui, cx, selection, actions);
            }
            Tab::Account => {
                panes.mark(Pane::Content, middle);
                page.ui(ui, cx, selection, actions);
            }
            Tab::Gaps => {
                filter_bar.ui(ui, cx, filter, focus_search, save_view, actions);
                mark_middle(panes, middle, ui.cursor().top());
                gaps.ui(ui, cx, selection, actions);
            }
            Tab::Funnel => {
                panes.mark(Pane::Content, middle);
                funnel.ui(ui, cx, selection, actions);
            }
            Tab::History => {
                panes.mark(Pane::Content, middle);
                history.ui(ui, cx, actions);
            }
        });
    } else {
        menu::menu_bar_ui(ui, cx, actions);
        notices.ui(ui, cx, around.notices, actions);
        let center = egui::Frame::new().fill(cx.tokens.bg);
        CentralPanel::no_frame().frame(center).show(ui, |ui| welcome::welcome_ui(ui, cx, actions));
    }
    if let Some(import) = import {
        import.ui(ui, cx, around.job_steps, actions);
    }
    export::export_ui(ui, cx, export, actions);
    settings::settings_ui(ui, cx, settings, actions);
    if let Some(dialog) = path_dialog {
        dialog.ui(ui, cx, actions);
    }
    filter_bar::save_view::save_view_ui(ui, cx, save_view, actions);
    place_dialog::place_dialog_ui(ui, cx, place_dialog, actions);
    stage_dialog::stage_dialog_ui(ui, cx, stage_dialog, actions);
    record_form::record_form_ui(ui, cx, record_form, actions);
    if let Some(backups) = backups {
        backups.ui(ui, cx, actions);
    }
    if let Some(trouble) = trouble {
        trouble::trouble_ui(ui, cx, trouble, actions);
    }
    if *about_open {
        about_ui(ui, cx, about_open);
    }
    shortcuts::shortcuts_ui(ui, cx, shortcuts_open);
    accounts.paste_ui(ui, cx, actions);
    lists.dialogs_ui(ui, cx, actions);
    gaps.dialog_ui(ui, cx, actions);
    funnel.dialogs_ui(ui, cx, actions);
    let tray_height = if *tab == Tab::Lists { lists.tray_height() } else { board.tray_height() };
    toasts.ui(ui, cx, tray_height, actions);
    palette.ui(ui, cx, panes, actions);
    let main = match tab {
        Tab::Board => board.dot_for_keyboard(ui, selection),
        Tab::Accounts if records.kind().is_some() => Some(records::table_id()),
        Tab::Accounts => Some(accounts::table_id()),
        Tab::Lists | Tab::Funnel | Tab::Account => None,
        Tab::Gaps => Some(gaps::table_id()),
        Tab::History => Some(history::list_id()),
    };
    panes.ui(ui.ctx(), main);
    panes::focus_ring(ui.ctx(), cx.tokens);
}

/// The filter ends where the view begins.
fn mark_middle(panes: &mut Panes, middle: egui::Rect, view_top: f32) {
    panes.mark(Pane::Filter, middle.with_max_y(view_top));
    panes.mark(Pane::Content, middle.with_min_y(view_top));
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
