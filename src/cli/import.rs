//! `fourfold import`: the plan that the window previews, said in words or as JSON, and done.

use std::io;
use std::path::Path;
use std::time::Instant;

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use crate::model::{Clock, Portfolio, Progress, RecordKind, Settings};
use crate::rules::class::Class;
use crate::sheets::{self, Against, Counts, Holds, ImportPlan, Mapping, PlanOptions, ReadOptions, Sheet};
use crate::store::{Done, Store, Wish};

use super::arguments::Import;
use super::exchange::{MOST_TOLD, sheet, write_whole};
use super::{Reply, close, counted, stamp};

pub(super) fn import(wanted: &Import, clock: Clock) -> anyhow::Result<Reply> {
    let began = Instant::now();
    let options = ReadOptions {
        sheet: wanted.sheet.clone(),
        header: wanted.header.unwrap_or_default(),
        encoding: wanted.encoding,
        delimiter: wanted.delimiter,
    };
    let sheet = sheet(&wanted.file, &options)?;
    let mut mapping = match wanted.kind {
        Some(kind) => Mapping::guess_as(&sheet, kind),
        None => Mapping::guess(&sheet),
    };
    for wish in &wanted.map {
        mapping.assign(&sheet, wish)?;
    }
    let options = plan_options(wanted);
    // Only a path with nothing at all is a new workspace: a broken link is for the store to complain about.
    let is_new = std::fs::symlink_metadata(&wanted.workspace).is_err_and(|e| e.kind() == io::ErrorKind::NotFound);
    let mut store = if is_new { None } else { Some(Store::open(&wanted.workspace)?) };
    if let Some(store) = &mut store {
        store.set_today(clock.today());
    }
    let plan = planned(&sheet, &mapping, store.as_ref(), &options, clock)?;
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
        json.insert(name.to_owned(), value);
    }
    let refusal = all_rejected.then(|| {
        format!("All {} were rejected and nothing was changed: {}", counted(rows, "row"), wanted.file.display())
    });
    let text = in_words(&plan, &sheet, wanted, created);
    Ok(Reply { json: Value::Object(json), text, output_taken: rejects_taken, refusal })
}

fn plan_options(wanted: &Import) -> PlanOptions {
    let mut options = PlanOptions { on_match: wanted.on_match, missing: wanted.missing, ..PlanOptions::default() };
    if !wanted.match_by.is_empty() {
        options.match_by.clone_from(&wanted.match_by);
    }
    options
}

fn planned(
    sheet: &Sheet,
    mapping: &Mapping,
    store: Option<&Store>,
    options: &PlanOptions,
    clock: Clock,
) -> anyhow::Result<ImportPlan> {
    let nothing = Portfolio::default();
    let progress = Progress::default();
    let ledger = match store.filter(|_| mapping.kind == RecordKind::Purchases) {
        Some(store) => Some(store.ledger_reader().purchases(&progress).context("The purchases cannot be read")?),
        None => None,
    };
    let portfolio = store.map_or(&nothing, |store| store.portfolio());
    let against = Against { portfolio, purchases: ledger.as_ref() };
    Ok(sheets::plan(sheet, mapping, &against, options, &mut stamp(clock), &progress)?)
}

/// A new workspace is called as its file, until somebody gives it a better name.
fn settings_for(workspace: &Path) -> Settings {
    let name = workspace.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    Settings { name, ..Settings::default() }
}

fn told(plan: &ImportPlan, sheet: &Sheet, mapping: &Mapping) -> Map<String, Value> {
    let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
    let rejections: Vec<Value> = plan
        .rejections()
        .map(|(row, why)| json!({ "row": row.line, "column": why.column, "value": why.value, "reason": why.reason }))
        .collect();
    let consequences = &plan.consequences;
    let changes: Vec<Value> = consequences
        .class_changes
        .iter()
        .map(|one| {
            let (from, to) = (one.from.map(Class::name), one.to.map(Class::name));
            json!({ "account": one.account, "name": one.name, "from": from, "to": to })
        })
        .collect();
    let columns: Vec<Value> = (0..sheet.columns())
        .map(|place| {
            let field = match mapping.holds(place) {
                Holds::Nothing => Value::Null,
                Holds::Field(field) => json!(field.id()),
                Holds::Extra(name) => json!(format!("extra:{name}")),
            };
            json!({ "column": sheet.column_name(place), "field": field })
        })
        .collect();
    let creates: Map<String, Value> =
        consequences.creates.iter().map(|(kind, count)| (kind.id().to_owned(), json!(count))).collect();
    let remarks: Vec<Value> = plan
        .remarks
        .iter()
        .filter_map(|(at, remark)| Some(json!({ "row": plan.rows.get(*at)?.line, "remark": remark })))
        .collect();
    let candidates: Vec<Value> = plan
        .candidates
        .iter()
        .map(|one| json!({ "name": one.name, "account": one.account_name, "likeness": one.likeness, "rows": one.rows }))
        .collect();
    let values = [
        ("kind", json!(plan.kind.id())),
        ("rows", json!(rows)),
        ("new", json!(new)),
        ("updated", json!(updated)),
        ("same", json!(same)),
        ("skipped", json!(skipped)),
        ("rejected", json!(rejected)),
        ("rejections", json!(rejections)),
        ("remarks", json!(remarks)),
        ("candidates", json!(candidates)),
        ("class_changes", json!(changes)),
        ("list_changes", json!(consequences.list_changes)),
        ("stage_changes", json!(consequences.stage_changes)),
        ("creates", json!(creates)),
        ("total", json!(consequences.total.map(|total| total.to_string()))),
        ("columns", json!(columns)),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn in_words(plan: &ImportPlan, sheet: &Sheet, wanted: &Import, created: bool) -> String {
    let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
    let kind = plan.kind.id();
    let read = format!("Read {} of {kind} from {} ({})", counted(rows, "row"), sheet.name, sheet.facts());
    let counts = format!("{new} new · {updated} updated · {same} same · {skipped} skipped · {rejected} rejected");
    let mut lines = vec![read, counts];
    let consequences = &plan.consequences;
    if let Some(total) = consequences.total {
        let days = consequences.days.map(|(first, last)| format!(", {first} to {last}")).unwrap_or_default();
        lines.push(format!("Total of the new ones: {total}{days}"));
    }
    for (kind, count) in &consequences.creates {
        lines.push(format!("{} come in along with them", kind.counted(*count)));
    }
    match consequences.class_changes.len() {
        0 => {}
        1 => lines.push("1 account changes class".to_owned()),
        many => lines.push(format!("{many} accounts change class")),
    }
    let told = plan.remarks.iter().take(MOST_TOLD);
    lines.extend(told.filter_map(|(at, remark)| Some(format!("Row {}: {remark}", plan.rows.get(*at)?.line))));
    for one in plan.candidates.iter().take(MOST_TOLD) {
        lines.push(format!("“{}” looks like {}, and is taken for another", one.name, one.account_name));
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
