use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{Journal, Period, Portfolio, Progress};
use crate::report::funnel::html::html;
use crate::report::funnel::markdown::markdown;
use crate::report::funnel::pictures::{FunnelChart, chart_svg};
use crate::report::funnel::xlsx::xlsx;
use crate::report::funnel::{FunnelReport, Source};
use crate::report::pixels::board_png;
use crate::rules::funnel::{History, Scope};

use super::{Outcome, PIXELS_PER_POINT, write_unless_stopped};

/// Of a chart from the window, in points.
const CHART_PX: (u32, u32) = (1600, 1000);
/// The ways of all accounts, the figures, the document, the file.
const STEPS: u64 = 4;

/// The funnel of a period that becomes a file, which its name says the kind of.
pub struct ReportJob {
    pub path: PathBuf,
    /// One chart; else the whole report.
    pub chart: Option<FunnelChart>,
    pub portfolio: Arc<Portfolio>,
    pub journal: Arc<Journal>,
    pub scope: Scope,
    pub period: Period,
    pub today: NaiveDate,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    pub chart: Option<FunnelChart>,
    /// "Q4 2026".
    pub period: String,
    /// How many figures the report holds.
    pub figures: usize,
}

impl ReportJob {
    /// What it is called while it is under way.
    #[must_use]
    pub const fn label(&self) -> &'static str {
        if self.chart.is_some() { "Drawing the funnel" } else { "Writing the funnel report" }
    }

    pub(super) fn run(self, progress: &Progress) -> Outcome {
        let path = self.path.clone();
        let result = match self.write(progress) {
            Ok(reported) => Ok(Some(reported)),
            // Whatever was in the way, it was to be stopped, and there is no file.
            Err(_) if progress.is_cancelled() => Ok(None),
            Err(error) => Err(error),
        };
        Outcome::Reported { path, result }
    }

    fn write(self, progress: &Progress) -> Result<Reported, String> {
        let Self { path, chart, portfolio, journal, scope, period, today } = self;
        let step = |done: u64| {
            progress.set_done(done);
            if progress.is_cancelled() { Err("it was stopped".to_owned()) } else { Ok(()) }
        };
        progress.set_total(STEPS);
        let history = History::of(&portfolio);
        step(1)?;
        let source = Source { portfolio: &portfolio, journal: &journal, history: &history };
        let report = FunnelReport::of(source, &scope, period, today);
        step(2)?;
        let bytes = bytes(&report, chart, &path)?;
        step(3)?;
        write_unless_stopped(&path, progress, |out| out.write_all(&bytes))?;
        progress.set_done(STEPS);
        Ok(Reported { chart, period: report.period.label.clone(), figures: report.figures() })
    }
}

fn bytes(report: &FunnelReport, chart: Option<FunnelChart>, path: &Path) -> Result<Vec<u8>, String> {
    let is = |wanted: &str| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case(wanted));
    match chart {
        Some(chart) => {
            let svg = chart_svg(report, chart, CHART_PX);
            if is("png") {
                board_png(&svg, PIXELS_PER_POINT).map_err(|error| error.to_string())
            } else {
                Ok(svg.into_bytes())
            }
        }
        None if is("xlsx") => xlsx(report)
            .map_err(|error| format!("The workbook cannot be made ({error}); save the report as .html instead")),
        None if is("md") => Ok(markdown(report).into_bytes()),
        None => Ok(html(report).into_bytes()),
    }
}
