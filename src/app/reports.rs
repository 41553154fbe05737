//! The funnel to files: as the funnel tab is asked for it, its period and its accounts.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::command::FunnelPicture;
use crate::dialogs::Ask;
use crate::jobs::{Job, ReportJob, Reported};
use crate::report::funnel::pictures::FunnelChart;

use super::App;

impl App {
    /// Asks for a file for the report, or for one chart of it.
    pub(super) fn ask_where_to_report(&mut self, picture: Option<FunnelPicture>) {
        if self.jobs.export_steps().is_some() {
            self.view.toasts.info("Wait until the present export is written, or cancel it");
            return;
        }
        let chart = picture.map(chart);
        self.exporting.chart = chart;
        self.ask(match chart {
            Some(chart) => Ask::SaveChart { suggested: self.file_name(chart.id(), "png") },
            None => Ask::SaveReport { suggested: self.file_name("funnel", "html") },
        });
    }

    pub(super) fn report_to(&mut self, path: PathBuf) {
        let (portfolio, journal) = (Arc::clone(self.portfolio()), Arc::clone(self.journal()));
        let today = self.clock.today();
        let job = ReportJob {
            path,
            chart: self.exporting.chart.take(),
            period: self.view.funnel.period(&portfolio, today),
            scope: self.view.funnel.scope().clone(),
            portfolio,
            journal,
            today,
        };
        self.exporting.begin(job.label().to_owned(), false);
        self.begin(Job::Report(Box::new(job)));
    }

    /// "Wrote the funnel of Q4 2026, 312 figures, to funnel.html".
    pub(super) fn take_reported(&mut self, path: &Path, result: Result<Option<Reported>, String>) {
        self.exporting.end();
        match result {
            Ok(Some(Reported { chart: None, period, figures })) => {
                let figures = self.portfolio().settings().more.numbers.count(figures);
                self.view
                    .toasts
                    .info(format!("Wrote the funnel of {period}, {figures} figures, to {}", path.display()));
            }
            Ok(Some(Reported { chart: Some(_), period, .. })) => {
                self.view.toasts.info(format!("Drew the funnel of {period} to {}", path.display()));
            }
            Ok(None) => self.view.toasts.info("The report was stopped; nothing was written"),
            Err(error) => self.say_unwritten(error),
        }
    }
}

const fn chart(picture: FunnelPicture) -> FunnelChart {
    match picture {
        FunnelPicture::Stages => FunnelChart::Funnel,
        FunnelPicture::Months => FunnelChart::Months,
        FunnelPicture::Channels => FunnelChart::Channels,
    }
}
