//! The list of kept backups, and the line over a workspace that can only be read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::Local;
use egui::{Align, Id, Layout, Panel, RichText, ScrollArea, Ui};

use crate::command::Command;
use crate::model::Kept;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// The list while it is open.
#[derive(Clone, Debug, Default)]
pub struct BackupsView {
    /// Youngest first.
    pub kept: Vec<Kept>,
    /// Where they lie.
    pub folder: String,
    /// Why there are none and will be none.
    pub why_none: Option<&'static str>,
    /// Those that were looked at again, and whether they are what was written.
    pub intact: BTreeMap<PathBuf, bool>,
    pub checking: bool,
}

/// What is wanted of backups.
#[derive(Clone, Debug)]
pub enum BackupAction {
    KeepNow,
    Check,
    OpenReadOnly(PathBuf),
    /// Everything as it is in this backup, as one edit.
    Restore(PathBuf),
    /// A copy of it in the place of a workspace that does not open.
    PutBack {
        kept: Box<Kept>,
        workspace: PathBuf,
    },
    CloseList,
    CloseTrouble,
}

/// What the status line says of backups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupStatus {
    pub words: String,
    pub failed: bool,
}

/// That the workspace can only be read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOnlyNotice {
    pub words: String,
    /// The workspace that this is a backup of.
    pub back_to: Option<PathBuf>,
}

pub fn status_ui(ui: &mut Ui, cx: &Cx<'_>, status: &BackupStatus, actions: &mut Actions) {
    let color = if status.failed { cx.tokens.danger } else { cx.tokens.weak };
    let words = RichText::new(&status.words).size(theme::size::SMALL).color(color);
    let response = ui.add(egui::Button::new(words).frame(false)).on_hover_text(Command::Backups.spec().tooltip);
    if response.clicked() {
        actions.push(Action::Command(Command::Backups));
    }
}

pub fn read_only_ui(ui: &mut Ui, cx: &Cx<'_>, notice: &ReadOnlyNotice, actions: &mut Actions) {
    let frame = egui::Frame::new().fill(cx.tokens.accent_fill()).inner_margin(egui::Margin::symmetric(14, 0));
    Panel::top("read-only").exact_size(38.0).resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal_centered(|ui| {
            ui.add(egui::Label::new(theme::strong(&notice.words)).truncate());
            if ui.button(Command::Backup.spec().label).clicked() {
                actions.push(Action::Command(Command::Backup));
            }
            if let Some(source) = &notice.back_to {
                let name = source.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                if ui.button(format!("Back to {name}")).clicked() {
                    actions.push(Action::OpenWorkspace(source.clone()));
                }
            }
        });
    });
}

/// "3 April 2026, 14:02".
#[must_use]
pub fn when(cx: &Cx<'_>, kept: &Kept) -> String {
    let time = kept.at.with_timezone(&Local).format("%H:%M");
    format!("{}, {time}", cx.portfolio.settings().more.dates.day(kept.day))
}

/// What it holds: "412 accounts · 1,204 entries, the last: Move Ernst Handel, 3 April 2026 13:58".
#[must_use]
pub fn contents(cx: &Cx<'_>, kept: &Kept) -> String {
    let more = &cx.portfolio.settings().more;
    let counted = |count: usize, one: &str, many: &str| {
        format!("{} {}", more.numbers.count(count), if count == 1 { one } else { many })
    };
    let last = kept.last_at.with_timezone(&Local);
    format!(
        "{} · {}, the last: {}, {} {}",
        counted(kept.accounts, "account", "accounts"),
        counted(kept.entries, "entry", "entries"),
        kept.last_label,
        more.dates.day(last.date_naive()),
        last.format("%H:%M"),
    )
}

/// "1.2 MB".
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "one decimal is shown")]
    let bytes = bytes as f64;
    if bytes < 1e6 { format!("{:.0} kB", (bytes / 1e3).ceil()) } else { format!("{:.1} MB", bytes / 1e6) }
}

impl BackupsView {
    /// The list as a dialog.
    pub fn ui(&self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let screen = ui.ctx().content_rect();
        let modal = cx.tokens.dialog(Id::unique("backups")).show(ui.ctx(), |ui| {
            ui.set_width((screen.width() - 120.0).min(760.0));
            ui.label(RichText::new("Backups").heading());
            ui.label(theme::weak(
                "Made before the first change of a day, before an import or a restore, and after half an hour of changes",
                cx.tokens,
            ));
            ui.add_space(space::M);
            match (self.why_none, self.kept.as_slice()) {
                (Some(why), _) => {
                    ui.label(why);
                }
                (None, []) => {
                    ui.label("There is no backup yet; the first is made before the next change");
                }
                (None, kept) => {
                    let height = (screen.height() - 320.0).clamp(160.0, 420.0);
                    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
                        for one in kept {
                            self.row_ui(ui, cx, one, actions);
                        }
                    });
                    ui.add_space(space::S);
                    ui.label(theme::weak(
                        "Restore makes everything as it is in the backup. The present is kept first, and Undo takes it back.",
                        cx.tokens,
                    ));
                }
            }
            if !self.folder.is_empty() {
                ui.add_space(space::S);
                let path = theme::weak(format!("They lie in {}", self.folder), cx.tokens);
                ui.add(egui::Label::new(path).selectable(true).wrap());
            }
            ui.add_space(space::M);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if ui.button("Close").clicked() {
                    actions.push(Action::Backup(BackupAction::CloseList));
                }
                if self.why_none.is_none() {
                    let keep = ui.add_enabled(!cx.env.writing, theme::primary_button("Back up now", cx.tokens));
                    if keep.on_disabled_hover_text("Wait until the present work is written").clicked() {
                        actions.push(Action::Backup(BackupAction::KeepNow));
                    }
                }
                if !self.kept.is_empty() {
                    let words = if self.checking { "Checking…" } else { "Check all" };
                    let check = ui.add_enabled(!self.checking, egui::Button::new(words));
                    if check.on_hover_text("Whether each is still what was written, by its SHA-256").clicked() {
                        actions.push(Action::Backup(BackupAction::Check));
                    }
                }
            });
        });
        if modal.should_close() {
            actions.push(Action::Backup(BackupAction::CloseList));
        }
    }

    fn row_ui(&self, ui: &mut Ui, cx: &Cx<'_>, kept: &Kept, actions: &mut Actions) {
        let when = when(cx, kept);
        let damaged = self.intact.get(&kept.path) == Some(&false);
        cx.tokens.card_frame().show(ui, |ui| {
            ui.horizontal(|ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let restore = ui.add_enabled(!damaged && !cx.env.writing, egui::Button::new("Restore"));
                    let restore = restore.accessible_name(format!("Restore {when}"));
                    if restore.clicked() {
                        actions.push(Action::Backup(BackupAction::Restore(kept.path.clone())));
                    }
                    let open = ui.add_enabled(!cx.env.writing, egui::Button::new("Open read-only"));
                    if open.accessible_name(format!("Open {when} read-only")).clicked() {
                        actions.push(Action::Backup(BackupAction::OpenReadOnly(kept.path.clone())));
                    }
                    ui.label(theme::weak(size(kept.bytes), cx.tokens));
                    match self.intact.get(&kept.path) {
                        Some(true) => ui.label(theme::weak("Intact", cx.tokens).color(cx.tokens.good)),
                        Some(false) => ui.label(theme::weak("Damaged", cx.tokens).color(cx.tokens.danger)),
                        None => ui.label(""),
                    };
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        ui.horizontal(|ui| {
                            ui.label(theme::strong(&when));
                            ui.label(theme::weak(kept.reason.words(), cx.tokens));
                        });
                        ui.add(egui::Label::new(theme::weak(contents(cx, kept), cx.tokens)).truncate());
                    });
                });
            });
        });
    }
}
