use egui::{RichText, Slider, Ui};

use crate::preferences::{Preferences, TEXT_SCALES, Theme};

use super::super::theme::{self, space};
use super::super::view::{Action, Actions, Cx};
use super::super::widgets;
use super::workspace::setting_row;

/// What holds at once, here and for every workspace, and is not undone.
pub fn computer_page_ui(ui: &mut Ui, cx: &Cx<'_>, dragged_scale: &mut Option<u16>, actions: &mut Actions) {
    let before = cx.preferences;
    let mut wanted = before.clone();
    setting_row(ui, "Theme", cx, |ui| {
        ui.horizontal(|ui| {
            for (theme, name) in [(Theme::System, "As the system"), (Theme::Light, "Light"), (Theme::Dark, "Dark")] {
                if widgets::chip(ui, name, wanted.theme == theme, cx.tokens).clicked() {
                    wanted.theme = theme;
                }
            }
        });
    });
    setting_row(ui, "Text and controls", cx, |ui| {
        let mut percent = dragged_scale.unwrap_or(before.text_scale);
        let slider = Slider::new(&mut percent, TEXT_SCALES).step_by(5.0).suffix(" %");
        let response = ui.add(slider).accessible_name("Size of text and controls, in percent");
        if response.changed() {
            *dragged_scale = Some(percent);
        }
        if !response.dragged()
            && let Some(percent) = dragged_scale.take()
        {
            wanted.text_scale = percent;
        }
    });
    setting_row(ui, "Motion", cx, |ui| {
        ui.horizontal(|ui| {
            for (less, name) in [(None, "As the system"), (Some(true), "Less"), (Some(false), "Full")] {
                if widgets::chip(ui, name, wanted.less_motion == less, cx.tokens).clicked() {
                    wanted.less_motion = less;
                }
            }
        });
    });
    setting_row(ui, "At the start", cx, |ui| {
        ui.checkbox(&mut wanted.reopen_last, "Open the workspace of last time");
    });
    setting_row(ui, "Folder for backups", cx, |ui| {
        let folder = before.backup_folder.as_ref().map(|folder| folder.display().to_string());
        let words = folder.unwrap_or_else(|| "A folder of the program's own".to_owned());
        ui.add(egui::Label::new(RichText::new(words)).wrap());
        ui.horizontal(|ui| {
            if ui.button("Choose a folder…").clicked() {
                actions.push(Action::ChooseBackupFolder);
            }
            if before.backup_folder.is_some() && ui.button("Use the program's own").clicked() {
                wanted.backup_folder = None;
            }
        });
    });
    ui.add_space(space::S);
    ui.label(theme::weak("These hold at once, for every workspace on this computer, and are not undone.", cx.tokens));
    if wanted != *before {
        prefer(wanted, actions);
    }
}

fn prefer(wanted: Preferences, actions: &mut Actions) {
    actions.push(Action::Prefer(Box::new(wanted)));
}
