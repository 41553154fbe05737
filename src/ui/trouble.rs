//! A workspace that did not open, and the backup that may take its place.

use std::path::PathBuf;

use egui::{Align, Id, Layout, RichText, Ui};

use crate::command::Command;
use crate::model::Kept;

use super::backups::{BackupAction, contents, when};
use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// What went wrong, and what there is.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub path: PathBuf,
    /// What the opening said.
    pub words: String,
    pub remedy: Remedy,
    /// The youngest backup that is intact and opens.
    pub newest: Option<Box<Kept>>,
    /// The folders with backups that were looked into.
    pub looked_in: Vec<PathBuf>,
}

impl Trouble {
    /// Where no backup of it was found that is intact.
    fn none_in(&self) -> String {
        let folders: Vec<String> = self.looked_in.iter().map(|folder| folder.display().to_string()).collect();
        if folders.is_empty() {
            return "No backups are kept on this computer".to_owned();
        }
        format!("There is no intact backup of it in {}", folders.join(", nor in "))
    }
}

/// What can be done with a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// The workspace is sound, and somebody else has it.
    Look,
    /// The workspace is damaged.
    Replace,
    /// There is no file any more.
    BringBack,
}

impl Remedy {
    const fn title(self) -> &'static str {
        match self {
            Self::Look => "Somebody else has this workspace open",
            Self::Replace => "This workspace does not open",
            Self::BringBack => "This workspace is gone",
        }
    }

    /// What the button says that puts a backup in its place, and what becomes of what is there.
    const fn put_back(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Look => None,
            Self::Replace => Some(("Restore it in place", "The damaged file is kept beside it under another name.")),
            Self::BringBack => Some(("Put it back", "It comes back under its old name.")),
        }
    }
}

pub fn trouble_ui(ui: &Ui, cx: &Cx<'_>, trouble: &Trouble, actions: &mut Actions) {
    let Trouble { path, words, remedy, newest, looked_in: _ } = trouble;
    let modal = cx.tokens.dialog(Id::unique("trouble")).show(ui.ctx(), |ui| {
        ui.set_width((ui.ctx().content_rect().width() - 120.0).min(620.0));
        ui.label(RichText::new(remedy.title()).heading());
        ui.add_space(space::S);
        ui.add(egui::Label::new(words.as_str()).selectable(true).wrap());
        ui.add_space(space::M);
        match newest {
            Some(kept) => {
                cx.tokens.card_frame().show(ui, |ui| {
                    ui.set_width(ui.available_width());
                    ui.label(theme::strong(format!("There is an intact backup of {}", when(cx, kept))));
                    // A file of this name may have been another workspace then.
                    let what = match kept.name.as_str() {
                        "" => contents(cx, kept),
                        name => format!("{name} · {}", contents(cx, kept)),
                    };
                    ui.add(egui::Label::new(theme::weak(what, cx.tokens)).wrap());
                });
                if let Some((_, what_becomes)) = remedy.put_back() {
                    ui.label(theme::weak(what_becomes, cx.tokens));
                }
            }
            None => {
                ui.add(egui::Label::new(trouble.none_in()).selectable(true).wrap());
            }
        }
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").clicked() {
                actions.push(Action::Backup(BackupAction::CloseTrouble));
            }
            if ui.button("Choose another file…").clicked() {
                actions.push(Action::Backup(BackupAction::CloseTrouble));
                actions.push(Action::Command(Command::OpenWorkspace));
            }
            let Some(kept) = newest else { return };
            if let Some((verb, _)) = remedy.put_back()
                && ui.add(theme::primary_button(verb, cx.tokens)).clicked()
            {
                let (kept, workspace) = (kept.clone(), path.clone());
                actions.push(Action::Backup(BackupAction::PutBack { kept, workspace }));
            }
            if ui.button("Open the backup read-only").clicked() {
                actions.push(Action::Backup(BackupAction::OpenReadOnly(kept.path.clone())));
            }
        });
    });
    if modal.should_close() {
        actions.push(Action::Backup(BackupAction::CloseTrouble));
    }
}
