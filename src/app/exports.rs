//! Records to files: what the dialog asks for, while it is written, and what came of it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::dialogs::{Ask, TableKind};
use crate::jobs::{ExportJob, Job, JobSteps, ReadPurchases};
use crate::model::Progress;
use crate::report::funnel::pictures::FunnelChart;
use crate::sheets::{ExportFormat, ExportOptions, ExportWhat, Exported, TextGuard};
use crate::ui::export::ExportDialog;
use crate::ui::view::Work;

use super::App;

/// What is known of exports.
#[derive(Debug)]
pub(super) struct Exporting {
    /// What a path is being chosen for.
    wanted: Option<ExportOptions>,
    /// What is under way, and since when.
    under_way: Option<UnderWay>,
    /// The chart that a path is being chosen for; else it is the whole report.
    pub(super) chart: Option<FunnelChart>,
    /// As they were chosen last.
    format: ExportFormat,
    guard: TextGuard,
}

#[derive(Debug)]
struct UnderWay {
    label: String,
    since: Instant,
    /// Whether its steps are so many that their rate says something.
    has_rate: bool,
}

impl Exporting {
    pub(super) fn begin(&mut self, label: String, has_rate: bool) {
        self.under_way = Some(UnderWay { label, since: Instant::now(), has_rate });
    }

    pub(super) fn end(&mut self) {
        self.under_way = None;
    }
}

impl Default for Exporting {
    fn default() -> Self {
        Self { wanted: None, under_way: None, chart: None, format: ExportFormat::Xlsx, guard: TextGuard::Safe }
    }
}

/// A rate is told once so much time has passed.
const RATE_AFTER_SECONDS: f64 = 1.0;

impl App {
    /// Asks what is to be exported, beginning with this.
    pub(super) fn open_export(&mut self, what: ExportWhat) {
        self.flush_drafts();
        let (portfolio, journal) = (self.portfolio(), self.journal());
        if what.count(portfolio, journal) == 0 {
            self.view.toasts.info(format!("There are no {} yet", what.noun()));
            return;
        }
        let counts = ExportWhat::ALL.map(|what| (what, what.count(portfolio, journal)));
        let in_view = if self.view.filter.is_empty() { None } else { Some(self.filtered.found_count()) };
        let Exporting { format, guard, .. } = self.exporting;
        self.view.export = Some(ExportDialog::new(what, format, guard, counts, in_view));
    }

    /// The accounts, or where there are none the first kind of which there are any.
    pub(super) fn first_exportable(&self) -> ExportWhat {
        let any = |what: &ExportWhat| what.count(self.portfolio(), self.journal()) > 0;
        ExportWhat::ALL.into_iter().find(any).unwrap_or(ExportWhat::Accounts)
    }

    pub(super) fn ask_where_to_export(&mut self, mut options: ExportOptions, in_view: bool) {
        if self.jobs.export_steps().is_some() {
            self.view.toasts.info("Wait until the present export is written, or cancel it");
            return;
        }
        (self.exporting.format, self.exporting.guard) = (options.format, options.guard);
        options.only = in_view.then(|| self.filtered.found().iter().copied().collect());
        let kind = match options.format {
            ExportFormat::Csv => TableKind::Csv,
            ExportFormat::Tsv => TableKind::Tsv,
            ExportFormat::Xlsx => TableKind::Xlsx,
            ExportFormat::Json => TableKind::Json,
        };
        let suggested = self.file_name(options.what.noun(), options.format.id());
        self.exporting.wanted = Some(options);
        self.ask(Ask::SaveTable { suggested, kind });
    }

    pub(super) fn export_to(&mut self, path: PathBuf) {
        let Some(options) = self.exporting.wanted.take() else { return };
        let (portfolio, journal) = (Arc::clone(self.portfolio()), Arc::clone(self.journal()));
        let purchases = self.store.as_ref().map(|store| {
            let reader = store.ledger_reader();
            let read = move |progress: &Progress| reader.purchases(progress).map_err(|error| error.to_string());
            Box::new(read) as ReadPurchases
        });
        let job = ExportJob { path, options, portfolio, journal, purchases };
        self.exporting.begin(job.label(), true);
        self.begin(Job::Export(job));
    }

    /// What the status line says while an export is written, with its rate where it takes long.
    pub(super) fn export_work(&self) -> Option<Work> {
        let UnderWay { label, since, has_rate } = self.exporting.under_way.as_ref()?;
        let steps = self.jobs.export_steps()?;
        let seconds = since.elapsed().as_secs_f64();
        let label = if self.jobs.is_stopping_export() {
            "Stopping the export".to_owned()
        } else if seconds < RATE_AFTER_SECONDS || !has_rate {
            label.clone()
        } else {
            #[expect(
                clippy::cast_precision_loss,
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a rate is told in round numbers, and is never below nothing"
            )]
            let rate = (steps.0 as f64 / seconds) as usize;
            let words = self.portfolio().settings().more.numbers.count(rate);
            format!("{label}, {words} a second")
        };
        let (done, total) = steps;
        Some(Work { label, steps: JobSteps { done, total, ..JobSteps::default() } })
    }

    /// Asks it to stop. Only what came of it says whether it did.
    pub(super) fn stop_export(&mut self) {
        self.jobs.stop_export();
    }

    /// "Exported 412 of 830 accounts to accounts.xlsx".
    pub(super) fn take_exported(&mut self, path: &Path, what: ExportWhat, result: Result<Option<Exported>, String>) {
        self.exporting.end();
        match result {
            Ok(Some(Exported { written, of, .. })) => {
                let numbers = self.portfolio().settings().more.numbers;
                let count = |count: u64| numbers.count(usize::try_from(count).unwrap_or(usize::MAX));
                let words =
                    format!("Exported {} of {} {} to {}", count(written), count(of), what.noun(), path.display());
                self.view.toasts.info(words);
            }
            Ok(None) => self.view.toasts.info("The export was stopped; nothing was written"),
            Err(error) => self.say_unwritten(error),
        }
    }

    /// A file that somebody asked for was not written. Whoever was about to leave is not sent away without it.
    pub(super) fn say_unwritten(&mut self, error: String) {
        self.quitting = false;
        self.view.toasts.error(error);
    }
}
