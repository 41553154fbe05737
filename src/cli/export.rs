use std::ffi::OsStr;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use crate::jobs;
use crate::model::{Clock, Progress};
use crate::sheets::{self, ExportFormat, ExportOptions, ExportSource, Exported, KindExported, TextGuard};

use super::arguments::{Export, ExportWanted, is_stream};
use super::{Reply, close, open};

/// A file that is there already is replaced: whoever names it asks for that, as with every other command of a shell.
pub(super) fn export(wanted: &Export, clock: Clock, as_json: bool) -> anyhow::Result<Reply> {
    let Export { workspace, out, what, format, raw, asked } = wanted;
    let what = match what {
        ExportWanted::Records(what) => what,
        ExportWanted::Funnel => return super::report::export_figures(workspace, out, *format, asked, clock),
    };
    let format = match format {
        Some(format) => *format,
        None if is_stream(out) && as_json => ExportFormat::Json,
        None if is_stream(out) => ExportFormat::Csv,
        None => format_of(out)?,
    };
    let guard = if *raw { TextGuard::Raw } else { TextGuard::Safe };
    let options = ExportOptions { what: *what, format, guard, only: None };
    let store = open(workspace, clock)?;
    let progress = Progress::default();
    let purchases = what.needs_purchases().then(|| store.ledger_reader().purchases(&progress)).transpose()?;
    let source = ExportSource { portfolio: store.portfolio(), journal: store.journal(), purchases: purchases.as_ref() };
    let replaces = !is_stream(out) && out.exists();
    let exported = if is_stream(out) {
        let mut stdout = io::BufWriter::new(io::stdout().lock());
        let exported = sheets::export(&mut stdout, &options, source, &progress)?;
        stdout.flush()?;
        exported
    } else {
        jobs::write_export(out, &options, source, &progress).map_err(anyhow::Error::msg)?
    };
    close(store)?;
    let Exported { written, of, kinds } = exported;
    let kinds: Map<String, Value> = kinds
        .into_iter()
        .map(|KindExported { what, written, of }| (what.id().to_owned(), json!({ "written": written, "of": of })))
        .collect();
    let json = json!({
        "path": out,
        "what": what.id(),
        "format": format.id(),
        "written": written,
        "of": of,
        "kinds": kinds,
        "replaced": replaces,
    });
    let instead = if replaces { ", in place of the file that was there" } else { "" };
    let text = format!("Exported {written} of {of} {} to {}{instead}", what.noun(), out.display());
    Ok(Reply { output_taken: is_stream(out), ..Reply::new(json, text) })
}

fn format_of(out: &Path) -> anyhow::Result<ExportFormat> {
    let extension = out.extension().and_then(OsStr::to_str).unwrap_or_default();
    ExportFormat::with_id(extension)
        .with_context(|| format!("The name must end in .csv, .tsv, .xlsx or .json, or say --format: {}", out.display()))
}
