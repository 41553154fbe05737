//! Asking for a path without ever stopping the window.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

/// What a path is wanted for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    OpenWorkspace,
    NewWorkspace {
        suggested: String,
    },
    /// A new workspace for the accounts of the import that is open.
    WorkspaceForImport {
        suggested: String,
    },
    OpenSheet,
    /// Records that become a file of this kind.
    SaveTable {
        suggested: String,
        kind: TableKind,
    },
    SavePicture {
        suggested: String,
    },
    /// A report for people.
    SaveReport {
        suggested: String,
    },
    /// One chart of it.
    SaveChart {
        suggested: String,
    },
    /// A page for a browser, to be read or printed.
    SavePage {
        suggested: String,
    },
    SaveCopy {
        suggested: String,
    },
    SaveRejects {
        suggested: String,
    },
    BackupFolder,
}

/// A kind of file that holds records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    Csv,
    Tsv,
    Xlsx,
    Json,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Path(PathBuf),
    Cancelled,
    /// The system has no dialog to show.
    NoDialog,
}

/// Native dialogs, or what stands for them in tests.
pub trait Dialogs {
    fn open(&mut self, ask: &Ask, frame: &eframe::Frame, ctx: &egui::Context);
    /// The answer, once.
    fn poll(&mut self) -> Option<Answer>;
}

impl Ask {
    #[must_use]
    pub const fn title(&self) -> &'static str {
        match self {
            Self::OpenWorkspace => "Open a workspace",
            Self::NewWorkspace { .. } => "New workspace",
            Self::WorkspaceForImport { .. } => "Where should the new workspace be kept?",
            Self::OpenSheet => "Import a spreadsheet",
            Self::SaveTable { .. } => "Export",
            Self::SavePicture { .. } => "Save the board as a picture",
            Self::SaveReport { .. } => "Save a report of the funnel",
            Self::SaveChart { .. } => "Save a chart of the funnel",
            Self::SavePage { .. } => "Save as a page to print",
            Self::SaveCopy { .. } => "Save a copy of the workspace",
            Self::SaveRejects { .. } => "Save the rejected rows",
            Self::BackupFolder => "Folder for backups",
        }
    }

    /// What the button says.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::OpenWorkspace => "Open",
            Self::BackupFolder => "Choose this folder",
            Self::OpenSheet => "Import",
            Self::NewWorkspace { .. } | Self::WorkspaceForImport { .. } => "Create",
            Self::SaveTable { .. } => "Export",
            Self::SavePicture { .. }
            | Self::SaveReport { .. }
            | Self::SaveChart { .. }
            | Self::SavePage { .. }
            | Self::SaveCopy { .. }
            | Self::SaveRejects { .. } => "Save",
        }
    }

    /// The file name to start from; `None` when a file is opened.
    #[must_use]
    pub fn suggested(&self) -> Option<&str> {
        match self {
            Self::OpenWorkspace | Self::OpenSheet | Self::BackupFolder => None,
            Self::NewWorkspace { suggested }
            | Self::WorkspaceForImport { suggested }
            | Self::SaveTable { suggested, .. }
            | Self::SavePicture { suggested }
            | Self::SaveReport { suggested }
            | Self::SaveChart { suggested }
            | Self::SavePage { suggested }
            | Self::SaveCopy { suggested }
            | Self::SaveRejects { suggested } => Some(suggested),
        }
    }

    /// Whether a folder is wanted, not a file.
    #[must_use]
    pub const fn picks_folder(&self) -> bool {
        matches!(self, Self::BackupFolder)
    }

    /// What kind of file, and its extensions; the first is added when a name has none.
    #[must_use]
    pub const fn kind(&self) -> (&'static str, &'static [&'static str]) {
        match self {
            Self::OpenWorkspace
            | Self::NewWorkspace { .. }
            | Self::WorkspaceForImport { .. }
            | Self::SaveCopy { .. } => ("Fourfold workspace", &["fourfold"]),
            Self::BackupFolder => ("Folder", &[]),
            Self::OpenSheet => ("Spreadsheet", &["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "xlsb", "ods"]),
            Self::SaveTable { kind: TableKind::Csv, .. } | Self::SaveRejects { .. } => ("CSV", &["csv"]),
            Self::SaveTable { kind: TableKind::Tsv, .. } => ("TSV", &["tsv"]),
            Self::SaveTable { kind: TableKind::Xlsx, .. } => ("Excel workbook", &["xlsx"]),
            Self::SaveTable { kind: TableKind::Json, .. } => ("JSON", &["json"]),
            Self::SavePicture { .. } | Self::SaveChart { .. } => ("PNG picture", &["png"]),
            Self::SaveReport { .. } => ("HTML document", &["html"]),
            Self::SavePage { .. } => ("HTML page", &["html"]),
        }
    }

    /// Other kinds of file that may be written instead.
    #[must_use]
    pub const fn other_kinds(&self) -> &'static [(&'static str, &'static [&'static str])] {
        match self {
            Self::SavePicture { .. } | Self::SaveChart { .. } => &[("SVG picture", &["svg"])],
            Self::SaveReport { .. } => &[("Excel workbook", &["xlsx"]), ("Markdown", &["md"])],
            _ => &[],
        }
    }

    /// The path with an extension, when one is to be written and has none of its kind: `Accounts v1.2` becomes
    /// `Accounts v1.2.csv`.
    #[must_use]
    pub fn with_extension(&self, path: PathBuf) -> PathBuf {
        let (_, extensions) = self.kind();
        let others = self.other_kinds().iter().flat_map(|(_, others)| others.iter());
        let mut known = extensions.iter().chain(others);
        let own = path.extension().is_some_and(|own| known.any(|known| own.eq_ignore_ascii_case(known)));
        match (self.suggested(), extensions.first()) {
            (Some(_), Some(extension)) if !own => {
                let mut name = path.into_os_string();
                name.push(".");
                name.push(extension);
                name.into()
            }
            _ => path,
        }
    }
}

/// The dialogs of the system.
#[derive(Debug, Default)]
pub struct NativeDialogs {
    pending: Option<Receiver<Answer>>,
}

/// Without a portal or zenity a Linux system "cancels" at once; no person is so quick.
const NOBODY_IS_SO_QUICK: Duration = Duration::from_millis(100);

impl Dialogs for NativeDialogs {
    fn open(&mut self, ask: &Ask, frame: &eframe::Frame, ctx: &egui::Context) {
        let (name, extensions) = ask.kind();
        let mut dialog = rfd::AsyncFileDialog::new().set_title(ask.title()).set_parent(frame);
        if !ask.picks_folder() {
            dialog = dialog.add_filter(name, extensions);
        }
        for (name, extensions) in ask.other_kinds() {
            dialog = dialog.add_filter(*name, extensions);
        }
        if ask.suggested().is_none() && !ask.picks_folder() {
            dialog = dialog.add_filter("All files", &["*"]);
        }
        let (sender, receiver) = channel();
        self.pending = Some(receiver);
        let ctx = ctx.clone();
        let began = Instant::now();
        // The dialog is made here, as macOS wants it, and waited for elsewhere.
        let chosen: std::pin::Pin<Box<dyn Future<Output = Option<rfd::FileHandle>> + Send>> = match ask.suggested() {
            Some(suggested) => Box::pin(dialog.set_file_name(suggested).save_file()),
            None if ask.picks_folder() => Box::pin(dialog.pick_folder()),
            None => Box::pin(dialog.pick_file()),
        };
        let waiting = std::thread::Builder::new().name("file dialog".to_owned()).spawn(move || {
            let answer = match pollster::block_on(chosen) {
                Some(file) => Answer::Path(file.path().to_owned()),
                None if began.elapsed() < NOBODY_IS_SO_QUICK => Answer::NoDialog,
                None => Answer::Cancelled,
            };
            // Nobody waits any more once the window is closed.
            drop(sender.send(answer));
            ctx.request_repaint();
        });
        if let Err(error) = waiting {
            // Its sender is gone with it, so that the answer will be that there is no dialog.
            tracing::warn!("no thread for the file dialog: {error}");
        }
    }

    fn poll(&mut self) -> Option<Answer> {
        let answer = match self.pending.as_ref()?.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => return None,
            Err(TryRecvError::Disconnected) => Answer::NoDialog,
        };
        self.pending = None;
        Some(answer)
    }
}

/// Answers given beforehand, for tests.
#[derive(Debug, Default)]
pub struct ScriptedDialogs {
    pub answers: std::collections::VecDeque<Answer>,
    asked: bool,
}

impl ScriptedDialogs {
    #[must_use]
    pub fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: answers.into_iter().collect(), asked: false }
    }
}

impl Dialogs for ScriptedDialogs {
    fn open(&mut self, _ask: &Ask, _frame: &eframe::Frame, ctx: &egui::Context) {
        self.asked = true;
        ctx.request_repaint();
    }

    fn poll(&mut self) -> Option<Answer> {
        std::mem::take(&mut self.asked).then(|| self.answers.pop_front().unwrap_or(Answer::Cancelled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_to_be_written_gets_the_ending_of_its_kind() {
        let check = |ask: &Ask, path: &str, wanted: &str| {
            assert_eq!(ask.with_extension(PathBuf::from(path)), PathBuf::from(wanted));
        };
        let csv = Ask::SaveTable { suggested: "accounts.csv".to_owned(), kind: TableKind::Csv };
        check(&csv, "/tmp/Accounts v1.2", "/tmp/Accounts v1.2.csv");
        check(&csv, "/tmp/a.CSV", "/tmp/a.CSV");
        let report = Ask::SaveReport { suggested: "funnel.html".to_owned() };
        check(&report, "/tmp/Q4", "/tmp/Q4.html");
        check(&report, "/tmp/Q4.xlsx", "/tmp/Q4.xlsx");
        check(&report, "/tmp/Q4.md", "/tmp/Q4.md");
        check(&report, "/tmp/Q4.png", "/tmp/Q4.png.html");
        check(&Ask::NewWorkspace { suggested: String::new() }, "Dr. Smith", "Dr. Smith.fourfold");
        check(&Ask::OpenSheet, "/tmp/plain", "/tmp/plain");
        let picture = Ask::SavePicture { suggested: "board.png".to_owned() };
        check(&picture, "/tmp/board", "/tmp/board.png");
        check(&picture, "/tmp/board.SVG", "/tmp/board.SVG");
    }
}
