use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, anyhow, bail};
use serde_json::{Value, json};

use crate::jobs;
use crate::model::{Clock, Portfolio, Progress, RecordKind, Settings};
use crate::rules::class::Class;
use crate::sheets::{
    self, Against, Counts, ExportFormat, ExportWhat, HeaderRow, ImportPlan, MAX_BYTES, Mapping, PlanOptions, ReadError,
    ReadOptions, Sheet, read_bytes, read_file, sheet_json, sheet_text,
};
use crate::store::{Done, Store, Wish};

use super::arguments::{Export, Import, Read, is_stream};
use super::{Reply, close, counted, open, stamp};

/// So many rejections are told to people; programs get all.
const MOST_TOLD: usize = 20;

pub(super) fn import(wanted: &Import, clock: Clock) -> anyhow::Result<Reply> {
    let began = Instant::now();
    if let Some(kind) = wanted.kind.as_deref().filter(|kind| *kind != "accounts") {
        bail!("This release imports accounts only, no {kind}; leave --as out, or write --as accounts");
    }
    let sheet = sheet(&wanted.file, wanted.sheet.as_deref(), wanted.header)?;
    let mut mapping = Mapping::guess_as(&sheet, RecordKind::Accounts);
    for wish in &wanted.map {
        mapping.assign(&sheet, wish)?;
    }
    let mut options = PlanOptions { on_match: wanted.on_match, ..PlanOptions::default() };
    if !wanted.match_by.is_empty() {
        options.match_by.clone_from(&wanted.match_by);
    }
    // Only a path with nothing at all is a new workspace: a broken link is for the store to complain about.
    let is_new = std::fs::symlink_metadata(&wanted.workspace).is_err_and(|e| e.kind() == io::ErrorKind::NotFound);
    let store = if is_new { None } else { Some(open(&wanted.workspace, clock)?) };
    let nothing = Portfolio::default();
    let base = store.as_ref().map_or(&nothing, |store| store.portfolio());
    let against = Against { portfolio: base, purchases: None };
    let plan = sheets::plan(&sheet, &mapping, &against, &options, &mut stamp(clock), &Progress::default())?;
    let Counts { rows, new, updated, rejected, .. } = plan.counts;
    let all_rejected = rejected > 0 && rejected == rows;

    let mut rejects_taken = false;
    if let Some(rejects) = wanted.rejects.as_deref().filter(|_| rejected > 0) {
        rejects_taken = write_whole(rejects, &plan.rejects_csv(&sheet))?;
    }
    let mut entry = None;
    let mut created = false;
    if !wanted.dry_run && !all_rejected {
        let mut store = if let Some(store) = store {
            store
        } else {
            created = true;
            Store::create(&wanted.workspace, settings_for(&wanted.workspace))?
        };
        if new + updated > 0
            && let Done::Written { entry: written, .. } = store.perform(Wish::Edit(plan.edit()), stamp(clock))?
        {
            entry = Some(written.seq);
        }
        close(store)?;
    } else if let Some(store) = store {
        close(store)?;
    }
    let mut json = told(&plan, &sheet, &mapping);
    for (name, value) in [
        ("entry", json!(entry)),
        ("dry_run", json!(wanted.dry_run)),
        ("created", json!(created)),
        ("seconds", json!(began.elapsed().as_secs_f64())),
    ] {
        if let Some(object) = json.as_object_mut() {
            object.insert(name.to_owned(), value);
        }
    }
    let refusal = all_rejected.then(|| {
        format!("All {} were rejected and nothing was changed: {}", counted(rows, "row"), wanted.file.display())
    });
    let text = in_words(&plan, &sheet, wanted, created);
    Ok(Reply { json, text, output_taken: rejects_taken, refusal })
}

pub(super) fn read(wanted: &Read) -> anyhow::Result<Reply> {
    let Read { file, sheet, header, encoding, delimiter } = wanted;
    let options = ReadOptions {
        sheet: sheet.clone(),
        header: header.unwrap_or_default(),
        encoding: *encoding,
        delimiter: *delimiter,
    };
    let sheet = sheet_with(file, &options)?;
    let mut text = format!("{} · {}\n", sheet.facts(), counted(sheet.len(), "row"));
    for note in &sheet.notes {
        text.push_str(&format!("{note}\n"));
    }
    match sheet.footer {
        0 => {}
        footer => text.push_str(&format!("The last {} may be a footer\n", counted(footer, "row"))),
    }
    text.push_str(&sheet_text(&sheet, MOST_TOLD));
    Ok(Reply::new(sheet_json(&sheet), text.trim_end()))
}

pub(super) fn export(wanted: &Export, clock: Clock) -> anyhow::Result<Reply> {
    let Export { workspace, out, what, format } = wanted;
    let format = match format {
        Some(format) => *format,
        None if is_stream(out) => ExportFormat::Csv,
        None => format_of(out)?,
    };
    let Some(kind) = ExportWhat::with_id(what) else {
        bail!("This release keeps no {what}; export accounts, moves or all")
    };
    let store = open(workspace, clock)?;
    let mut bytes = Vec::new();
    let done = sheets::export(&mut bytes, kind, format, store.portfolio(), store.journal(), &Progress::default())?;
    close(store)?;
    let output_taken = write_whole(out, &bytes)?;
    let json = json!({
        "path": out,
        "what": what,
        "format": format.id(),
        "written": done.written,
        "of": done.of,
    });
    let noun = if kind == ExportWhat::All { "records" } else { what };
    let text = format!("Exported {} of {} {noun} to {}", done.written, done.of, out.display());
    Ok(Reply { output_taken, ..Reply::new(json, text) })
}

fn format_of(out: &Path) -> anyhow::Result<ExportFormat> {
    let extension = out.extension().and_then(OsStr::to_str).unwrap_or_default();
    if ["xlsx", "xls", "ods"].iter().any(|workbook| extension.eq_ignore_ascii_case(workbook)) {
        bail!("This release writes no workbooks; write to a .csv, which spreadsheet programs open: {}", out.display());
    }
    ExportFormat::with_id(extension)
        .with_context(|| format!("The name must end in .csv, .tsv or .json, or say --format: {}", out.display()))
}

fn sheet(file: &Path, name: Option<&str>, header: Option<HeaderRow>) -> anyhow::Result<Sheet> {
    let options =
        ReadOptions { sheet: name.map(str::to_owned), header: header.unwrap_or_default(), ..ReadOptions::default() };
    sheet_with(file, &options)
}

fn sheet_with(file: &Path, options: &ReadOptions) -> anyhow::Result<Sheet> {
    if !is_stream(file) {
        return read_file(file, options, &Progress::default()).map_err(|error| match error {
            // It names the file already.
            ReadError::Io(_) => error.into(),
            error => anyhow!("{error}: {}", file.display()),
        });
    }
    let mut bytes = Vec::new();
    // One byte too many is enough to be refused as too large.
    io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).context("Standard input cannot be read")?;
    read_bytes("standard input", &bytes, options, &Progress::default())
        .map_err(|error| anyhow!("{error}: standard input"))
}

/// A new workspace is called as its file, until somebody gives it a better name.
fn settings_for(workspace: &Path) -> Settings {
    let name = workspace.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Settings { name, ..Settings::default() }
}

/// Writes all of it or nothing: the file gets its name when it is complete. Says whether it was standard output.
pub(super) fn write_whole(out: &Path, bytes: &[u8]) -> anyhow::Result<bool> {
    if is_stream(out) {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes)?;
        stdout.flush()?;
        return Ok(true);
    }
    jobs::write_whole(out, |file| file.write_all(bytes)).map_err(anyhow::Error::msg)?;
    Ok(false)
}

fn told(plan: &ImportPlan, sheet: &Sheet, mapping: &Mapping) -> Value {
    let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
    let rejections: Vec<Value> = plan
        .rejections()
        .map(|(row, why)| json!({ "row": row.line, "column": why.column, "value": why.value, "reason": why.reason }))
        .collect();
    let changes: Vec<Value> = plan
        .consequences
        .class_changes
        .iter()
        .map(|one| {
            let (from, to) = (one.from.map(Class::name), one.to.map(Class::name));
            json!({ "account": one.account, "name": one.name, "from": from, "to": to })
        })
        .collect();
    let columns: Vec<Value> = (0..sheet.columns())
        .map(
            |place| json!({ "column": sheet.column_name(place), "field": mapping.field(place).map(sheets::Field::id) }),
        )
        .collect();
    json!({
        "kind": "accounts",
        "rows": rows,
        "new": new,
        "updated": updated,
        "same": same,
        "skipped": skipped,
        "rejected": rejected,
        "rejections": rejections,
        "class_changes": changes,
        "columns": columns,
    })
}

fn in_words(plan: &ImportPlan, sheet: &Sheet, wanted: &Import, created: bool) -> String {
    let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
    let read = format!("Read {} of accounts from {} ({})", counted(rows, "row"), sheet.name, sheet.facts());
    let counts = format!("{new} new · {updated} updated · {same} same · {skipped} skipped · {rejected} rejected");
    let mut lines = vec![read, counts];
    match plan.consequences.class_changes.len() {
        0 => {}
        1 => lines.push("1 account changes class".to_owned()),
        many => lines.push(format!("{many} accounts change class")),
    }
    for (row, why) in plan.rejections().take(MOST_TOLD) {
        lines.push(format!("Row {}, {}: “{}”: {}", row.line, why.column, why.value, why.reason));
    }
    match plan.rejections().count().saturating_sub(MOST_TOLD) {
        0 => {}
        rest => lines.push(format!("and {rest} more; --rejects OUT.csv writes all of them")),
    }
    if let Some(rejects) = wanted.rejects.as_deref().filter(|_| rejected > 0) {
        lines.push(format!("The rejected rows are in {}", rejects.display()));
    }
    if wanted.dry_run {
        lines.push("Nothing was changed: this was a dry run".to_owned());
    } else if created {
        lines.push(format!("A new workspace was made: {}", wanted.workspace.display()));
    }
    lines.join("\n")
}
