//! Work that would stop the window: each on a thread with a name, with progress and a way to stop it.

mod backups;
mod exports;
mod files;
mod import;
mod reports;
mod steps;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

use crate::demo;
pub use crate::demo::Size as DemoSize;
use crate::model::{Edit, Journal, Period, Portfolio, Progress, ScoringModel, Settings};
use crate::report::board::{BoardPicture, board_svg};
use crate::report::pixels::{Pixels, board_pixels, board_png};
use crate::report::process::process_html;
use crate::rules::remodel::{Remodelled, remodelled};
use crate::sheets::{ExportWhat, Exported};
use crate::store::{OpenError, Store, StoreError, Wish};

pub use backups::{BackupJob, BackupOutcome, Keeping};
pub use exports::{ExportJob, ReadPurchases, write_export};
use files::write_unless_stopped;
pub use files::write_whole;
pub use import::{Found, ImportJob, ImportOutcome, ImportSource, LastFile, PlanJob, Planned, Prepared, RowKind};
pub use reports::{ReportJob, Reported};
pub use steps::{JobSteps, Unit};

/// A picture from the window has so many pixels for each that is asked for, so that it is sharp on good screens and
/// in print.
const PIXELS_PER_POINT: f32 = 2.0;
/// Who closes the window does not wait longer than this for what they left behind.
const LEAVE_WITHIN: Duration = Duration::from_secs(5);

/// What can be asked for.
pub enum Job {
    Import(ImportJob),
    Export(ExportJob),
    Report(Box<ReportJob>),
    Picture {
        path: PathBuf,
        portfolio: Arc<Portfolio>,
        picture: BoardPicture,
    },
    /// The cards of the process as a page to print.
    ProcessPage {
        path: PathBuf,
        portfolio: Arc<Portfolio>,
        journal: Arc<Journal>,
        period: Period,
        today: chrono::NaiveDate,
    },
    CopyPicture {
        portfolio: Arc<Portfolio>,
        picture: BoardPicture,
    },
    ListFolder(PathBuf),
    Open(PathBuf),
    Create {
        path: PathBuf,
        settings: Settings,
    },
    Demo {
        path: PathBuf,
        today: chrono::NaiveDate,
    },
    Backups(BackupJob),
    /// What another scoring model would change.
    Remodel {
        portfolio: Arc<Portfolio>,
        number: u32,
        model: ScoringModel,
    },
}

/// What came of it.
pub enum Outcome {
    Import(ImportOutcome),
    Exported {
        path: PathBuf,
        what: ExportWhat,
        /// Nothing when it was stopped: then there is no new file either.
        result: Result<Option<Exported>, String>,
    },
    Reported {
        path: PathBuf,
        /// Nothing when it was stopped: then there is no new file either.
        result: Result<Option<Reported>, String>,
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
    Remodelled(Box<Remodelled>),
    /// The job of that name ended in an internal error.
    Broken(&'static str),
    /// Nobody waits for it any more.
    Stopped,
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
    /// Records or a report as a file, which may take long.
    Export,
    /// A file, or a listing.
    File,
    /// What another scoring model would change.
    Remodel,
}

/// The jobs under way and the way back of their outcomes.
pub struct Jobs {
    ctx: egui::Context,
    sender: Sender<(u64, Outcome)>,
    receiver: Receiver<(u64, Outcome)>,
    running: Vec<Running>,
    next: u64,
    /// For jobs that begin from now on.
    pub keeping: Option<Keeping>,
    /// The day that a workspace is told when a job opens one: what follows from the day is then worked out there.
    pub today: Option<chrono::NaiveDate>,
}

struct Running {
    id: u64,
    purpose: Purpose,
    unit: Unit,
    /// Somebody waits for a file of theirs.
    writes_file: bool,
    began: Instant,
    progress: Progress,
}

impl Running {
    /// Whether what came of it is to be told. Of a file that was asked for it always is: it may have been there before
    /// it was stopped.
    fn is_told(&self) -> bool {
        self.purpose == Purpose::Export || !self.progress.is_cancelled()
    }
}

impl Job {
    /// What a preview of a scoring model is called.
    pub const REMODEL: &'static str = "scoring model";

    /// Of its thread.
    const fn name(&self) -> &'static str {
        match self {
            Self::Import(job) => job.name(),
            Self::Export(_) => "export",
            Self::Report(_) => "report",
            Self::Picture { .. } | Self::CopyPicture { .. } => "picture",
            Self::ProcessPage { .. } => "process page",
            Self::ListFolder(_) => "list folder",
            Self::Open(_) => "open workspace",
            Self::Create { .. } => "create workspace",
            Self::Demo { .. } => "make demo",
            Self::Backups(job) => job.name(),
            Self::Remodel { .. } => Self::REMODEL,
        }
    }

    const fn unit(&self) -> Unit {
        match self {
            Self::Import(job) => job.unit(),
            _ => Unit::Steps,
        }
    }

    const fn purpose(&self) -> Purpose {
        match self {
            Self::Import(job) if job.is_awaited() => Purpose::Import,
            Self::Open(_) | Self::Create { .. } | Self::Demo { .. } => Purpose::Opening,
            Self::Backups(job) if job.opens() => Purpose::Opening,
            Self::Export(_) | Self::Report(_) => Purpose::Export,
            Self::Backups(_)
            | Self::Import(_)
            | Self::Picture { .. }
            | Self::ProcessPage { .. }
            | Self::CopyPicture { .. }
            | Self::ListFolder(_) => Purpose::File,
            Self::Remodel { .. } => Purpose::Remodel,
        }
    }

    /// Whether it ends in a file that somebody asked for.
    const fn writes_file(&self) -> bool {
        match self {
            Self::Export(_) | Self::Report(_) | Self::Picture { .. } | Self::ProcessPage { .. } => true,
            Self::Import(job) => job.writes_file(),
            Self::CopyPicture { .. }
            | Self::ListFolder(_)
            | Self::Open(_)
            | Self::Create { .. }
            | Self::Demo { .. }
            | Self::Remodel { .. }
            | Self::Backups(_) => false,
        }
    }

    fn run(self, progress: &Progress, keeping: Option<&Keeping>) -> Outcome {
        match self {
            Self::Import(job) => job.run(progress),
            Self::Export(job) => job.run(progress),
            Self::Report(job) => job.run(progress),
            Self::Picture { path, portfolio, picture } => {
                let svg = board_svg(&portfolio, &picture);
                let is_png = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("png"));
                let bytes = if is_png { board_png(&svg, PIXELS_PER_POINT) } else { Ok(svg.into_bytes()) };
                let bytes = bytes.map_err(|error| error.to_string());
                let result = bytes.and_then(|bytes| write_whole(&path, |out| out.write_all(&bytes)));
                Outcome::Saved { path, result }
            }
            Self::ProcessPage { path, portfolio, journal, period, today } => {
                let page = process_html(&portfolio, &journal, period, today);
                let result = write_whole(&path, |out| out.write_all(page.as_bytes()));
                Outcome::Saved { path, result }
            }
            Self::CopyPicture { portfolio, picture } => {
                let drawn = board_pixels(&board_svg(&portfolio, &picture), PIXELS_PER_POINT);
                Outcome::Drawn(drawn.map_err(|error| error.to_string()).map(|Pixels { width, height, rgba }| {
                    egui::ColorImage::from_rgba_unmultiplied([width as usize, height as usize], &rgba)
                }))
            }
            Self::ListFolder(folder) => {
                let entries = list(&folder).map_err(|error| format!("This folder cannot be listed ({error})"));
                Outcome::Listed { folder, entries }
            }
            Self::Open(path) => backups::open(path, keeping),
            Self::Backups(job) => job.run(),
            Self::Remodel { portfolio, number, model } => {
                Outcome::Remodelled(Box::new(remodelled(&portfolio, number, &model)))
            }
            Self::Create { path, settings } => Outcome::Opened(Store::create(&path, settings).map(Box::new)),
            Self::Demo { path, today } => {
                Outcome::DemoMade(make_whole_demo(&path, demo::Size::default(), 1, today).map(Box::new))
            }
        }
    }
}

impl Outcome {
    /// Tells a workspace that comes which day it is.
    fn on(mut self, today: Option<chrono::NaiveDate>) -> Self {
        let store = match &mut self {
            Self::Opened(Ok(store))
            | Self::DemoMade(Ok(store))
            | Self::Backups(BackupOutcome::PutBack { result: Ok((store, _)) }) => Some(store),
            _ => None,
        };
        if let (Some(store), Some(today)) = (store, today) {
            store.set_today(today);
        }
        self
    }

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
        Self { ctx, sender, receiver, running: Vec::new(), next: 0, keeping: None, today: None }
    }

    /// Begins a job. Its outcome comes back through [`Self::poll`].
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(&mut self, job: Job) -> io::Result<()> {
        self.next += 1;
        let (id, name, progress) = (self.next, job.name(), Progress::default());
        let running = Running {
            id,
            purpose: job.purpose(),
            unit: job.unit(),
            writes_file: job.writes_file(),
            began: Instant::now(),
            progress: progress.clone(),
        };
        let is_export = running.purpose == Purpose::Export;
        let (sender, ctx, watched) = (self.sender.clone(), self.ctx.clone(), progress);
        let (keeping, today) = (self.keeping.clone(), self.today);
        std::thread::Builder::new().name(name.to_owned()).spawn(move || {
            // A job that panics takes nothing down with it, and does not leave the window waiting.
            let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
                job.run(&watched, keeping.as_ref()).on(today)
            }));
            let mut outcome = outcome.unwrap_or(Outcome::Broken(name));
            if watched.is_cancelled() && !is_export {
                // What is large goes here, not in the window's thread.
                outcome = Outcome::Stopped;
            }
            // Nobody waits any more once the window is closed.
            drop(sender.send((id, outcome)));
            ctx.request_repaint();
        })?;
        self.running.push(running);
        Ok(())
    }

    /// Outcomes that have come in; those of jobs that were stopped are dropped.
    pub fn poll(&mut self) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        while let Ok((id, outcome)) = self.receiver.try_recv() {
            let told = self.running.iter().filter(|running| running.id == id).all(Running::is_told);
            self.running.retain(|running| running.id != id);
            if told {
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
        self.running.iter().any(|running| running.purpose == Purpose::Opening)
    }

    /// Whether another scoring model is being looked at.
    #[must_use]
    pub fn is_remodelling(&self) -> bool {
        self.running.iter().any(|running| running.purpose == Purpose::Remodel)
    }

    /// How far the youngest job has come.
    #[must_use]
    pub fn steps(&self) -> JobSteps {
        let steps = |running: &Running| {
            let (done, total) = running.progress.steps();
            JobSteps { done, total, unit: running.unit, seconds: running.began.elapsed().as_secs_f64() }
        };
        self.running.last().map(steps).unwrap_or_default()
    }

    /// How far the export under way has come; `None` when there is none.
    #[must_use]
    pub fn export_steps(&self) -> Option<(u64, u64)> {
        self.exports().next().map(|running| running.progress.steps())
    }

    /// Whether the export under way was asked to stop.
    #[must_use]
    pub fn is_stopping_export(&self) -> bool {
        self.exports().any(|running| running.progress.is_cancelled())
    }

    /// Asks the export to stop. What came of it is told as ever: it may be too late.
    pub fn stop_export(&mut self) {
        self.exports().for_each(|running| running.progress.cancel());
    }

    /// Whether a file is being written that somebody asked for.
    #[must_use]
    pub fn is_writing_file(&self) -> bool {
        self.running.iter().any(|running| running.writes_file)
    }

    /// Stops whatever is under way, and waits for those that write files to clear up after themselves, but not for ever.
    pub fn leave(&mut self) {
        let until = Instant::now() + LEAVE_WITHIN;
        self.running.iter().for_each(|running| running.progress.cancel());
        while self.is_writing_file() {
            let Ok((ended, _)) = self.receiver.recv_timeout(until.saturating_duration_since(Instant::now())) else {
                tracing::warn!("a file that was being written did not stop in time");
                return;
            };
            self.running.retain(|running| running.id != ended);
        }
    }

    fn exports(&self) -> impl Iterator<Item = &Running> {
        self.running.iter().filter(|running| running.purpose == Purpose::Export)
    }

    /// Stops reading and planning; what comes of it is dropped.
    pub fn stop_import(&mut self) {
        for running in self.running.iter().filter(|running| running.purpose == Purpose::Import) {
            running.progress.cancel();
        }
    }
}

/// Frees something large on a thread of its own: of a million rows that takes longer than a frame.
pub fn let_go<T: Send + 'static>(what: T) {
    let freeing = std::thread::Builder::new().name("let go".to_owned()).spawn(move || drop(what));
    if let Err(error) = freeing {
        // What could not be moved there was freed here.
        tracing::warn!("no thread to free memory on: {error}");
    }
}

/// Makes a demo workspace with its history, of accounts alone.
///
/// # Errors
/// What happened, for people.
pub fn make_demo(path: &Path, accounts: usize, seed: u64, today: chrono::NaiveDate) -> Result<Store, String> {
    make_whole_demo(path, demo::Size { accounts, purchases: 0, activities: 0 }, seed, today)
}

/// The same with purchases, and with what people did.
///
/// # Errors
/// What happened, for people.
pub fn make_whole_demo(path: &Path, size: demo::Size, seed: u64, today: chrono::NaiveDate) -> Result<Store, String> {
    let mut store = Store::create(path, Settings::default()).map_err(|error| error.to_string())?;
    for demo::Step { edit, stamp, reason } in demo::script(size, seed, today) {
        let said = |error: StoreError| error.to_string();
        // A judgement keeps where the evidence put the account on its day.
        if matches!(edit, Edit::Move(_)) {
            store.set_today(stamp.today);
        }
        let done = store.perform(Wish::Edit(edit), stamp.clone()).map_err(said)?;
        if let (Some(reason), crate::store::Done::Written { entry, .. }) = (reason, done) {
            store.perform(Wish::Reason { of: entry.seq, text: reason.to_owned() }, stamp).map_err(said)?;
        }
    }
    store.set_today(today);
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
    fn a_scoring_model_is_under_way_until_what_came_of_it_is_fetched() {
        let mut jobs = Jobs::new(egui::Context::default());
        let portfolio = Arc::new(Portfolio::new(crate::model::Rows::default()));
        assert!(!jobs.is_remodelling());
        jobs.start(Job::Remodel { portfolio, number: 1, model: ScoringModel::default() }).unwrap();
        assert!(jobs.is_remodelling());
        let began = Instant::now();
        let mut came = Vec::new();
        while came.is_empty() {
            assert!(began.elapsed().as_secs() < 30, "nothing came of it");
            came = jobs.poll();
        }
        assert!(matches!(came[..], [Outcome::Remodelled(_)]));
        assert!(!jobs.is_remodelling());
    }

    #[test]
    fn an_export_that_was_done_before_it_was_stopped_is_told_as_done() {
        let mut jobs = Jobs::new(egui::Context::default());
        let mut end = |purpose: Purpose, outcome: Outcome| {
            let running = Running {
                id: 1,
                purpose,
                unit: Unit::Steps,
                writes_file: true,
                began: Instant::now(),
                progress: Progress::default(),
            };
            running.progress.cancel();
            jobs.running.push(running);
            jobs.sender.send((1, outcome)).unwrap();
            jobs.poll().len()
        };
        let exported = Ok(Some(Exported::default()));
        let exported = Outcome::Exported { path: PathBuf::new(), what: ExportWhat::Accounts, result: exported };
        assert_eq!(end(Purpose::Export, exported), 1);
        assert_eq!(end(Purpose::Import, Outcome::Stopped), 0);
    }

    #[test]
    fn who_leaves_waits_for_what_clears_up_after_itself() {
        let mut jobs = Jobs::new(egui::Context::default());
        let folder = tempfile::tempdir().unwrap();
        let export = ExportJob {
            path: folder.path().join("accounts.csv"),
            options: crate::sheets::ExportOptions::default(),
            portfolio: Arc::default(),
            journal: Arc::default(),
            purchases: None,
        };
        jobs.start(Job::Export(export)).unwrap();
        assert!(jobs.is_writing_file());
        jobs.leave();
        assert!(!jobs.is_writing_file());
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(left.iter().all(|name| name == "accounts.csv"), "{left:?}");
    }
}
