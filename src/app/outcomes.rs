use std::path::{Path, PathBuf};

use crate::dialogs::{Answer, Ask};
use crate::jobs::{ImportJob, ImportSource, Job, Outcome};
use crate::model::Settings;
use crate::store::Wish;
use crate::ui::path_dialog::PathDialog;

use super::App;

impl App {
    pub(super) fn take_outcome(&mut self, outcome: Outcome, ctx: &egui::Context) {
        match outcome {
            Outcome::Import(outcome) => self.take_import_outcome(outcome),
            Outcome::Stopped => {}
            Outcome::Exported { path, what, result } => self.take_exported(&path, what, result),
            Outcome::Reported { path, result } => self.take_reported(&path, result),
            Outcome::Saved { path, result } => match result {
                Ok(()) => self.view.toasts.info(format!("Saved: {}", path.display())),
                Err(error) => self.say_unwritten(error),
            },
            Outcome::Drawn(drawn) => self.take_drawn(drawn, ctx),
            Outcome::Listed { folder, entries } => {
                if let Some(dialog) = &mut self.view.path_dialog {
                    // In another folder the name of a file to open says nothing; in this one it may be half typed.
                    if !dialog.saving && dialog.folder != folder {
                        dialog.text.clear();
                    }
                    dialog.folder = folder;
                    dialog.entries = entries;
                }
            }
            Outcome::Opened(Ok(store)) => {
                self.show_workspace(*store, ctx);
                // An import that is open was planned for the accounts of before.
                self.plan_import();
            }
            Outcome::Opened(Err(error)) => {
                self.agreed = None;
                self.view.toasts.error(error.to_string());
            }
            Outcome::DemoMade(Ok(store)) => {
                // The folder must outlive the closing of the workspace before.
                let folder = self.demo_folder.take();
                self.close_workspace();
                self.demo_folder = folder;
                self.show_workspace(*store, ctx);
                self.plan_import();
            }
            Outcome::DemoMade(Err(error)) => {
                self.demo_folder = None;
                self.view.toasts.error(error);
            }
            Outcome::Remodelled(preview) => self.take_remodelled(preview),
            Outcome::Backups(outcome) => self.take_backup_outcome(outcome, ctx),
            Outcome::Broken(job) => {
                self.agreed = None;
                let words = format!("An internal error ended “{job}”; nothing was changed. Please report it");
                self.break_import(job, &words);
                if job == Job::REMODEL {
                    self.break_preview();
                }
                self.view.toasts.error(words);
            }
        }
    }

    pub(super) fn poll_dialog(&mut self, ctx: &egui::Context) {
        let Some(answer) = self.dialogs.poll() else { return };
        ctx.request_repaint();
        match answer {
            Answer::Path(path) => {
                if let Some(ask) = self.asked.take() {
                    // The system asked about the name that was typed, not about the one with its ending.
                    let whole = ask.with_extension(path.clone());
                    if whole != path && replaces(&ask) && whole.exists() {
                        self.view.toasts.error(format!(
                            "A file of this name is there already; choose it from the list, or type another name: {}",
                            whole.display()
                        ));
                    } else {
                        self.path_chosen(&ask, path, ctx);
                    }
                }
            }
            Answer::Cancelled => {
                self.asked = None;
                self.agreed = None;
                self.rejects = None;
            }
            Answer::NoDialog => self.open_own_dialog(),
        }
    }

    fn open_own_dialog(&mut self) {
        let Some(ask) = &self.asked else { return };
        let users = directories::UserDirs::new();
        let usual = users.map(|dirs| dirs.document_dir().unwrap_or(dirs.home_dir()).to_owned());
        let last = self.last_folder.clone().filter(|folder| folder.is_dir());
        let folder = last.or(usual).unwrap_or_else(|| PathBuf::from("."));
        self.view.path_dialog = Some(PathDialog {
            title: ask.title().to_owned(),
            verb: ask.verb(),
            saving: ask.suggested().is_some(),
            picks_folder: ask.picks_folder(),
            folder: folder.clone(),
            entries: Ok(Vec::new()),
            text: ask.suggested().unwrap_or_default().to_owned(),
            fresh: true,
            replaces: None,
        });
        self.begin(Job::ListFolder(folder));
    }

    /// Whether our own dialog must ask first, because a file of that name is there. Asked once for each name.
    pub(super) fn must_confirm(&mut self, path: Option<&Path>) -> bool {
        let (Some(path), Some(ask), Some(dialog)) = (path, &self.asked, &mut self.view.path_dialog) else {
            return false;
        };
        let path = ask.with_extension(path.to_owned());
        let known = dialog.replaces.as_ref() == Some(&path);
        if !replaces(ask) || known || !path.exists() {
            return false;
        }
        dialog.replaces = Some(path);
        true
    }

    pub(super) fn path_chosen(&mut self, ask: &Ask, path: PathBuf, ctx: &egui::Context) {
        // What is written is what is seen, texts that were just typed among it.
        self.flush_drafts();
        let path = ask.with_extension(path);
        self.last_folder = path.parent().map(std::borrow::ToOwned::to_owned);
        match ask {
            Ask::OpenWorkspace => self.begin(Job::Open(path)),
            Ask::NewWorkspace { .. } => self.create(path),
            Ask::WorkspaceForImport { .. } => {
                // Without the import there is nothing to make it for.
                if self.view.import.is_some() {
                    if let Some(agreed) = &mut self.agreed {
                        agreed.created = true;
                    }
                    self.create(path);
                }
            }
            Ask::OpenSheet => {
                self.begin_import(ImportSource::File(path), ctx);
            }
            Ask::BackupFolder => {
                self.preferences.backup_folder = Some(path);
                self.look_for_backups();
            }
            Ask::SaveTable { .. } => self.export_to(path),
            Ask::SavePicture { .. } => self.save_picture(path),
            Ask::SaveReport { .. } | Ask::SaveChart { .. } => self.report_to(path),
            Ask::SavePage { .. } => self.print_process(path),
            Ask::SaveCopy { .. } => {
                self.wish(Wish::Backup(path));
            }
            Ask::SaveRejects { .. } => {
                if let Some((sheet, plan)) = self.rejects.take() {
                    self.begin(Job::Import(ImportJob::Rejects { path, sheet, plan }));
                }
            }
        }
    }

    /// A new workspace, named after its file.
    fn create(&mut self, path: PathBuf) {
        let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        self.begin(Job::Create { path, settings: Settings { name, ..Settings::default() } });
    }
}

/// Whether a file that is there gives way to the new one. A new workspace never replaces anything: that is said when it
/// is made.
fn replaces(ask: &Ask) -> bool {
    ask.suggested().is_some() && !matches!(ask, Ask::NewWorkspace { .. } | Ask::WorkspaceForImport { .. })
}
