use std::ffi::OsStr;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde_json::json;

use crate::model::Clock;
use crate::report::funnel::html::html;
use crate::report::funnel::markdown::markdown;
use crate::report::funnel::pictures::{FunnelChart, chart_svg};
use crate::report::funnel::xlsx::xlsx;
use crate::report::funnel::{FunnelReport, PeriodState, Source};
use crate::report::pixels::board_png;
use crate::rules::funnel::History;
use crate::sheets::ExportFormat;
use crate::store::Store;

use super::arguments::{Report, ReportWhat, Size, TextFormat, is_stream};
use super::asked::Asked;
use super::exchange::write_whole;
use super::{Reply, close, open};

/// What a report becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Markdown,
    Html,
    Workbook,
    Svg,
    Png,
}

pub(super) fn report(wanted: &Report, clock: Clock) -> anyhow::Result<Reply> {
    let Report { workspace, out, what: ReportWhat::Funnel, asked, format, chart, size } = wanted;
    let form = form(out, *format, *chart)?;
    let store = open(workspace, clock)?;
    let report = funnel_report(&store, asked, clock)?;
    close(store)?;
    let chart = chart.unwrap_or_default();
    let picture = || chart_svg(&report, chart, (size.0, size.1));
    let bytes = match form {
        Form::Markdown => markdown(&report).into_bytes(),
        Form::Html => html(&report).into_bytes(),
        Form::Workbook => xlsx(&report).context("The workbook cannot be made; write a report as .html instead")?,
        Form::Svg => picture().into_bytes(),
        Form::Png => board_png(&picture(), 1.0)?,
    };
    let output_taken = write_whole(out, &bytes)?;
    let mut json = json!({
        "path": out,
        "what": "funnel",
        "period": report.period,
        "scope": report.scope,
        "figures": report.figures(),
    });
    let subject = if let Form::Svg | Form::Png = form {
        let Size(width, height) = size;
        let drawn = json!({ "which": chart.id(), "width": width, "height": height });
        if let Some(json) = json.as_object_mut() {
            json.insert("chart".to_owned(), drawn);
        }
        "a chart of the funnel"
    } else {
        "the funnel"
    };
    let text = format!("Wrote {subject} of {} to {}", told(&report), out.display());
    Ok(Reply { output_taken, ..Reply::new(json, text) })
}

/// Every figure of the report, for programs.
pub(super) fn export_figures(
    workspace: &Path,
    out: &Path,
    format: Option<ExportFormat>,
    asked: &Asked,
    clock: Clock,
) -> anyhow::Result<Reply> {
    let named = out.extension().and_then(OsStr::to_str).and_then(ExportFormat::with_id);
    let format = format.or(if is_stream(out) { Some(ExportFormat::Json) } else { named });
    if format != Some(ExportFormat::Json) {
        bail!(
            "The figures of the funnel are written as JSON; call the file something.json, or write a workbook with: \
             fourfold report WORKSPACE OUT.xlsx: {}",
            out.display()
        );
    }
    let store = open(workspace, clock)?;
    let report = funnel_report(&store, asked, clock)?;
    close(store)?;
    let mut bytes = serde_json::to_vec(&report.to_json()?)?;
    bytes.push(b'\n');
    let replaces = !is_stream(out) && out.exists();
    let output_taken = write_whole(out, &bytes)?;
    let figures = report.figures();
    let json = json!({
        "path": out,
        "what": "funnel",
        "format": ExportFormat::Json.id(),
        "period": report.period,
        "written": figures,
        "of": figures,
        "replaced": replaces,
    });
    let instead = if replaces { ", in place of the file that was there" } else { "" };
    let text = format!("Exported {figures} figures of {} to {}{instead}", told(&report), out.display());
    Ok(Reply { output_taken, ..Reply::new(json, text) })
}

fn funnel_report(store: &Store, asked: &Asked, clock: Clock) -> anyhow::Result<FunnelReport> {
    let (portfolio, today) = (store.portfolio(), clock.today());
    let (scope, period) = (asked.scope(portfolio)?, asked.period(portfolio, today));
    let source = Source { portfolio, journal: store.journal(), history: &History::of(portfolio) };
    Ok(FunnelReport::of(source, &scope, period, today))
}

/// "Q4 2026 (until 22 November: not over)".
fn told(report: &FunnelReport) -> String {
    let period = &report.period;
    match period.state {
        PeriodState::Over => period.label.clone(),
        PeriodState::NotOver => format!("{} (not over; until {})", period.label, period.until),
        PeriodState::NotBegun => format!("{} (not begun)", period.label),
    }
}

/// By the name of the file; on standard output by what else was said.
fn form(out: &Path, format: Option<TextFormat>, chart: Option<FunnelChart>) -> anyhow::Result<Form> {
    let extension = out.extension().map(OsStr::to_ascii_lowercase);
    let form = match (extension.as_deref().and_then(OsStr::to_str), format) {
        _ if is_stream(out) => match (format, chart) {
            (Some(_), Some(_)) => bail!("A chart on standard output is an SVG; leave --format or --chart out"),
            (Some(TextFormat::Html), None) => Form::Html,
            (Some(TextFormat::Markdown) | None, None) => Form::Markdown,
            (None, Some(_)) => Form::Svg,
        },
        (Some("md"), None | Some(TextFormat::Markdown)) => Form::Markdown,
        (Some("html"), None | Some(TextFormat::Html)) => Form::Html,
        (Some("xlsx"), None) => Form::Workbook,
        (Some("svg"), None) => Form::Svg,
        (Some("png"), None) => Form::Png,
        (_, Some(_)) => bail!("--format is for standard output; a file says it by its name: {}", out.display()),
        (_, None) => bail!(
            "A report is an .md, .html or .xlsx file, a chart an .svg or .png; call the file like that: {}",
            out.display()
        ),
    };
    if chart.is_some() && !matches!(form, Form::Svg | Form::Png) {
        bail!("A single chart is an .svg or .png file; an .html report holds all of them: {}", out.display());
    }
    Ok(form)
}
