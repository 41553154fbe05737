//! Work that would stop the window: each on a thread with a name, with progress and a way to stop it.

mod backups;

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use crate::demo;
use crate::model::{Journal, Portfolio, Progress, Settings, Stamp};
use crate::report::board::{BoardPicture, board_svg};
use crate::report::pixels::{Pixels, board_pixels, board_png};
use crate::sheets::{
    self, Against, ColumnReading, ExportFormat, ExportWhat, Exported, ImportPlan, Mapping, PlanOptions, ReadOptions,
    Sheet,
};
use crate::store::{OpenError, Store, StoreError, Wish, is_open_here};

pub use backups::{BackupJob, BackupOutcome, Keeping};

/// A picture from the window has so many pixels for each that is asked for, so that it is sharp on good screens and
/// in print.
const PIXELS_PER_POINT: f32 = 2.0;

/// What can be asked for.
pub enum Job {
    ReadSheet(PathBuf),
    Plan { sheet: Arc<Sheet>, mapping: Mapping, portfolio: Arc<Portfolio>, stamp: Stamp },
    Export { path: PathBuf, format: ExportFormat, portfolio: Arc<Portfolio>, journal: Arc<Journal> },
    Picture { path: PathBuf, portfolio: Arc<Portfolio>, picture: BoardPicture },
    CopyPicture { portfolio: Arc<Portfolio>, picture: BoardPicture },
    Rejects { path: PathBuf, sheet: Arc<Sheet>, plan: Arc<ImportPlan> },
    ListFolder(PathBuf),
    Open(PathBuf),
    Create { path: PathBuf, settings: Settings },
    Demo { path: PathBuf, today: chrono::NaiveDate },
    Backups(BackupJob),
}

/// What came of it.
pub enum Outcome {
    Sheet(Result<Sheet, String>),
    Plan(Result<(ImportPlan, Vec<Option<ColumnReading>>), String>),
    Exported {
        path: PathBuf,
        result: Result<Exported, String>,
    },
    Saved {
        path: PathBuf,
        result: Result<(), String>,
    },
    /// A picture for the clipboard, which only the window may put there.
    Drawn(Result<egui::ColorImage, String>),
    Listed {
        folder: PathBuf,
        entries: Result<Vec<PathEntry>, String>,
    },
    Opened(Result<Box<Store>, OpenError>),
    DemoMade(Result<Box<Store>, String>),
    Backups(BackupOutcome),
    /// The job of that name ended in an internal error.
    Broken(&'static str),
}

/// What stands in a folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PathEntry {
    /// Folders come first.
    pub is_file: bool,
    pub name: String,
}

/// What somebody waits for while a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// The preview of an import.
    Import,
    /// A workspace.
    Opening,
    /// A file, or a listing.
    File,
}

/// The jobs under way and the way back of their outcomes.
pub struct Jobs {
    ctx: egui::Context,
    sender: Sender<(u64, Outcome)>,
    receiver: Receiver<(u64, Outcome)>,
    running: Vec<(u64, Purpose, Progress)>,
    next: u64,
    /// For jobs that begin from now on.
    pub keeping: Option<Keeping>,
}

impl Job {
    /// Of its thread.
    const fn name(&self) -> &'static str {
        match self {
            Self::ReadSheet(_) => "read sheet",
            Self::Plan { .. } => "plan import",
            Self::Export { .. } => "export",
            Self::Picture { .. } | Self::CopyPicture { .. } => "picture",
            Self::Rejects { .. } => "rejected rows",
            Self::ListFolder(_) => "list folder",
            Self::Open(_) => "open workspace",
            Self::Create { .. } => "create workspace",
            Self::Demo { .. } => "make demo",
            Self::Backups(job) => job.name(),
        }
    }

    const fn purpose(&self) -> Purpose {
        match self {
            Self::ReadSheet(_) | Self::Plan { .. } => Purpose::Import,
            Self::Open(_) | Self::Create { .. } | Self::Demo { .. } => Purpose::Opening,
            Self::Backups(job) if job.opens() => Purpose::Opening,
            Self::Backups(_)
            | Self::Export { .. }
            | Self::Picture { .. }
            | Self::CopyPicture { .. }
            | Self::Rejects { .. }
            | Self::ListFolder(_) => Purpose::File,
        }
    }

    fn run(self, progress: &Progress, keeping: Option<&Keeping>) -> Outcome {
        match self {
            // Reading it would, at its closing, give away the lock that keeps the workspace ours.
            Self::ReadSheet(path) if is_open_here(&path) => Outcome::Sheet(Err(
                "This is the workspace that is open, not a spreadsheet; choose another file".to_owned(),
            )),
            Self::ReadSheet(path) => Outcome::Sheet(
                sheets::read_file(&path, &ReadOptions::default(), progress).map_err(|error| error.to_string()),
            ),
            Self::Plan { sheet, mapping, portfolio, mut stamp } => {
                let (against, options) = (Against { portfolio: &portfolio, purchases: None }, PlanOptions::default());
                let plan = sheets::plan(&sheet, &mapping, &against, &options, &mut stamp, progress);
                let more = &portfolio.settings().more;
                let readings = sheets::column_readings(&sheet, &mapping, (more.numbers, more.dates));
                Outcome::Plan(plan.map(|plan| (plan, readings)).map_err(|error| error.to_string()))
            }
            Self::Export { path, format, portfolio, journal } => {
                let mut exported = Exported::default();
                let result = write_whole(&path, |out| {
                    exported = sheets::export(out, ExportWhat::Accounts, format, &portfolio, &journal, progress)
                        .map_err(io::Error::other)?;
                    Ok(())
                });
                Outcome::Exported { path, result: result.map(|()| exported) }
            }
            Self::Picture { path, portfolio, picture } => {
                let svg = board_svg(&portfolio, &picture);
                let is_png = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
                let bytes = if is_png { board_png(&svg, PIXELS_PER_POINT) } else { Ok(svg.into_bytes()) };
                let bytes = bytes.map_err(|error| error.to_string());
                let result = bytes.and_then(|bytes| write_whole(&path, |out| out.write_all(&bytes)));
                Outcome::Saved { path, result }
            }
            Self::CopyPicture { portfolio, picture } => {
                let drawn = board_pixels(&board_svg(&portfolio, &picture), PIXELS_PER_POINT);
                Outcome::Drawn(drawn.map_err(|error| error.to_string()).map(|Pixels { width, height, rgba }| {
                    egui::ColorImage::from_rgba_unmultiplied([width as usize, height as usize], &rgba)
                }))
            }
            Self::Rejects { path, sheet, plan } => {
                let result = write_whole(&path, |out| out.write_all(&plan.rejects_csv(&sheet)));
                Outcome::Saved { path, result }
            }
            Self::ListFolder(folder) => {
                let entries = list(&folder).map_err(|error| format!("This folder cannot be listed ({error})"));
                Outcome::Listed { folder, entries }
            }
            Self::Open(path) => backups::open(path, keeping),
            Self::Backups(job) => job.run(),
            Self::Create { path, settings } => Outcome::Opened(Store::create(&path, settings).map(Box::new)),
            Self::Demo { path, today } => Outcome::DemoMade(make_demo(&path, 400, 1, today).map(Box::new)),
        }
    }
}

impl Outcome {
    /// Whether another workspace takes the place of the one that is open.
    #[must_use]
    pub const fn brings_a_workspace(&self) -> bool {
        let put_back = matches!(self, Self::Backups(BackupOutcome::PutBack { result: Ok(_) }));
        put_back || matches!(self, Self::Opened(Ok(_)) | Self::DemoMade(Ok(_)))
    }
}

impl Jobs {
    #[must_use]
    pub fn new(ctx: egui::Context) -> Self {
        let (sender, receiver) = channel();
        Self { ctx, sender, receiver, running: Vec::new(), next: 0, keeping: None }
    }

    /// Begins a job. Its outcome comes back through [`Self::poll`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(&mut self, job: Job) -> io::Result<()> {
        self.next += 1;
        let (id, name, purpose, progress) = (self.next, job.name(), job.purpose(), Progress::default());
        let (sender, ctx, watched) = (self.sender.clone(), self.ctx.clone(), progress.clone());
        let keeping = self.keeping.clone();
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // A job that panics takes nothing down with it, and does not leave the window waiting.
            let outcome =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| job.run(&watched, keeping.as_ref())));
            let outcome = outcome.unwrap_or(Outcome::Broken(name));
            // Nobody waits any more once the window is closed.
            drop(sender.send((id, outcome)));
            ctx.request_repaint();
        })?;
        self.running.push((id, purpose, progress));
        Ok(())
    }

    /// Outcomes that have come in; those of jobs that were stopped are dropped.
    pub fn poll(&mut self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        while let Ok((id, outcome)) = self.receiver.try_recv() {
            let stopped = self.running.iter().any(|(running, _, progress)| *running == id && progress.is_cancelled());
            self.running.retain(|(running, ..)| *running != id);
            if !stopped {
                outcomes.push(outcome);
            }
        }
        outcomes
    }

    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Whether a workspace is being opened or made.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        self.running.iter().any(|(_, purpose, _)| *purpose == Purpose::Opening)
    }

    /// How far the youngest job has come: steps done, steps in all (0: unknown).
    #[must_use]
    pub fn steps(&self) -> (u64, u64) {
        self.running.last().map_or((0, 0), |(_, _, progress)| progress.steps())
    }

    /// Stops reading and planning; what comes of it is dropped.
    pub fn stop_import(&mut self) {
        for (_, purpose, progress) in &self.running {
            if *purpose == Purpose::Import {
                progress.cancel();
            }
        }
    }
}

/// Writes a file whole or not at all: under another name first, then renamed. It never replaces a workspace.
///
/// # Errors
/// What happened, where, and what to do, for people.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("fourfold")) || is_open_here(path) {
        return Err(format!("A workspace is not written over; choose another name: {}", path.display()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let attempt = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = BufWriter::new(file.as_file_mut());
        write(&mut out)?;
        out.flush()?;
        drop(out);
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    attempt()
        .map_err(|error| format!("The file could not be written ({error}); choose another place: {}", path.display()))
}

/// Makes a demo workspace with its history.
///
/// # Errors
/// What happened, for people.
pub fn make_demo(path: &Path, accounts: usize, seed: u64, today: chrono::NaiveDate) -> Result<Store, String> {
    let mut store = Store::create(path, Settings::default()).map_err(|error| error.to_string())?;
    for demo::Step { edit, stamp, reason } in demo::script(accounts, seed, today) {
        let said = |error: StoreError| error.to_string();
        let done = store.perform(Wish::Edit(edit), stamp.clone()).map_err(said)?;
        if let (Some(reason), crate::store::Done::Written { entry, .. }) = (reason, done) {
            store.perform(Wish::Reason { of: entry.seq, text: reason.to_owned() }, stamp).map_err(said)?;
        }
    }
    Ok(store)
}

fn list(folder: &Path) -> io::Result<Vec<PathEntry>> {
    let mut entries: Vec<PathEntry> = fs::read_dir(folder)?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok().filter(|name| !name.starts_with('.'))?;
            Some(PathEntry { is_file: !entry.path().is_dir(), name })
        })
        .collect();
    entries.sort_by_cached_key(|entry| (entry.is_file, entry.name.to_lowercase()));
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.csv");
        write_whole(&path, |out| out.write_all(b"first")).unwrap();
        let failed = write_whole(&path, |out| {
            out.write_all(b"half of the sec")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.unwrap_err().contains("the disk is full"));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_workspace_is_neither_written_over_nor_read_as_a_spreadsheet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ours.fourfold");
        let store = Store::create(&path, Settings::default()).unwrap();
        let alias = folder.path().join("ours.csv");
        fs::hard_link(&path, &alias).unwrap();
        for path in [&path, &alias] {
            assert!(write_whole(path, |out| out.write_all(b"x")).unwrap_err().contains("not written over"));
            let Outcome::Sheet(read) = Job::ReadSheet(path.clone()).run(&Progress::default(), None) else { panic!() };
            assert!(read.unwrap_err().contains("workspace that is open"));
        }
        drop(store);
        assert!(write_whole(&path, |out| out.write_all(b"x")).is_err(), "closed or not");
    }
}
