//! `fourfold import`: the plan that the window previews, said in words or as JSON, and done.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Context as _;
use serde_json::{Map, Value, json};

use crate::model::{Clock, Entry, KeepReason, Portfolio, Progress, RecordKind, Settings};
use crate::rules::class::Class;
use crate::rules::keeping;
use crate::sheets::{
    self, Against, ClassChange, Consequences, Counts, Holds, ImportPlan, Mapping, PlanOptions, ReadOptions, Sheet,
};
use crate::store::{self, Done, Store, StoreError, Wish};

use super::arguments::Import;
use super::exchange::{MOST_TOLD, sheet, write_whole};
use super::{Reply, close, counted, open, open_to_write, stamp};

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
    let store = match (is_new, wanted.dry_run) {
        (true, _) => None,
        (false, true) => Some(open(&wanted.workspace, clock)?),
        (false, false) => Some(open_to_write(&wanted.workspace, clock)?),
    };
    let plan = planned(&sheet, &mapping, store.as_ref(), &options, clock)?;
    let Counts { rows, new, updated, rejected, .. } = plan.counts;
    let all_rejected = rejected > 0 && rejected == rows;

    let mut rejects_taken = false;
    if let Some(rejects) = wanted.rejects.as_deref().filter(|_| rejected > 0) {
        rejects_taken = write_whole(rejects, &plan.rejects_csv(&sheet))?;
    }
    let (mut entry, mut backup, mut created) = (None, Backup::NotNeeded, false);
    if !wanted.dry_run && !all_rejected {
        let mut store = if let Some(store) = store {
            store
        } else {
            created = true;
            Store::create(&wanted.workspace, settings_for(&wanted.workspace))?
        };
        if new + updated > 0 {
            match written(&mut store, &plan, clock) {
                Ok(done) => (entry, backup) = done,
                Err(error) => {
                    if created {
                        remove_new(store, &wanted.workspace).with_context(|| error.to_string())?;
                    }
                    return Err(error.into());
                }
            }
        }
        close(store)?;
    } else if let Some(store) = store {
        close(store)?;
    }
    let mut json = told(&plan, &sheet, &mapping);
    for (name, value) in [
        ("entry", json!(entry.map(|entry| entry.seq))),
        ("backup", json!(backup.path())),
        ("dry_run", json!(wanted.dry_run)),
        ("created", json!(created)),
        ("seconds", json!(began.elapsed().as_secs_f64())),
    ] {
        json.insert(name.to_owned(), value);
    }
    let refusal = all_rejected.then(|| {
        format!("All {} were rejected and nothing was changed: {}", counted(rows, "row"), wanted.file.display())
    });
    let mut text = in_words(&plan, &sheet, wanted, created);
    if let Some(words) = backup.words() {
        text.push('\n');
        text.push_str(&words);
    }
    Ok(Reply { json: Value::Object(json).into(), text, output_taken: rejects_taken, refusal })
}

/// What stands for the workspace as it was before the import.
enum Backup {
    /// Nothing was in it, or nothing was changed.
    NotNeeded,
    Kept(PathBuf),
    /// This computer has no folder for backups.
    NowhereToGo,
}

impl Backup {
    fn path(&self) -> Option<&Path> {
        match self {
            Self::Kept(path) => Some(path),
            Self::NotNeeded | Self::NowhereToGo => None,
        }
    }

    fn words(&self) -> Option<String> {
        match self {
            Self::NotNeeded => None,
            Self::Kept(path) => Some(format!("The workspace as it was before is in {}", path.display())),
            Self::NowhereToGo => {
                let why = "No backup was made before, because this computer has no folder for them";
                Some(format!("{why}; name one in FOURFOLD_DATA_DIR"))
            }
        }
    }
}

/// Does what the plan says, once there is a backup of what it changes: without one there is no import, as in the
/// window.
fn written(store: &mut Store, plan: &ImportPlan, clock: Clock) -> Result<(Option<Entry>, Backup), StoreError> {
    let backup = kept_first(store, clock)?;
    let entry = match store.perform(Wish::Edit(plan.edit()), stamp(clock))? {
        Done::Written { entry, .. } => Some(entry),
        Done::Nothing
        | Done::ImportUndone { .. }
        | Done::UndoneTo { .. }
        | Done::BackedUp { .. }
        | Done::Kept { .. }
        | Done::Checked(_) => None,
    };
    Ok((entry, backup))
}

fn kept_first(store: &mut Store, clock: Clock) -> Result<Backup, StoreError> {
    if store.journal().entries().is_empty() {
        return Ok(Backup::NotNeeded);
    }
    let Some(base) = crate::app::backup_base() else { return Ok(Backup::NowhereToGo) };
    let lineage = store::lineage_of(store.journal());
    let last = store::kept_of(&base, store.path(), lineage.as_deref()).pop();
    if let Some(last) = last.filter(|last| keeping::is_current(last, store.journal())) {
        return Ok(Backup::Kept(last.path));
    }
    let folder = store::folder_of(&base, store.path());
    match store.perform(Wish::Keep { folder, reason: KeepReason::Import }, stamp(clock))? {
        Done::Kept { kept, .. } => Ok(Backup::Kept(kept.path)),
        Done::Nothing
        | Done::Written { .. }
        | Done::ImportUndone { .. }
        | Done::UndoneTo { .. }
        | Done::BackedUp { .. }
        | Done::Checked(_) => Ok(Backup::NotNeeded),
    }
}

/// A workspace that was made for an import which did not come about would be an empty one that nobody asked for.
fn remove_new(store: Store, path: &Path) -> anyhow::Result<()> {
    close(store)?;
    std::fs::remove_file(path).with_context(|| format!("An empty workspace was left at {}", path.display()))
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
        ("leave_key", json!(consequences.leave_key)),
        ("become_key", json!(consequences.become_key)),
        ("creates", json!(creates)),
        ("total", json!(consequences.total.map(|total| total.to_string()))),
        ("columns", json!(columns)),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What becomes of accounts that are there already: how many change class, list and stage, and who leaves Key or comes
/// to it.
fn changes_in_words(consequences: &Consequences) -> Vec<String> {
    let change = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 account changes {what}")),
        many => Some(format!("{many} accounts change {what}")),
    };
    let counts = [
        change(consequences.class_changes.len(), "class"),
        change(consequences.list_changes, "list"),
        change(consequences.stage_changes, "stage"),
    ];
    let mut lines: Vec<String> = counts.into_iter().flatten().collect();
    let named = |which: fn(&ClassChange) -> bool, verb: [&str; 2]| {
        let names: Vec<&str> =
            consequences.class_changes.iter().filter(|one| which(one)).map(|one| one.name.as_str()).collect();
        let more = match names.len().saturating_sub(MOST_TOLD) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let told = names.get(..MOST_TOLD).unwrap_or(&names).join(", ");
        let [one, many] = verb;
        match names.len() {
            0 => None,
            1 => Some(format!("{one} Key: {told}")),
            _ => Some(format!("{many} Key: {told}{more}")),
        }
    };
    lines.extend(named(|one| one.from == Some(Class::Key), ["Leaves", "Leave"]));
    lines.extend(named(|one| one.to == Some(Class::Key), ["Becomes", "Become"]));
    lines
}

fn in_words(plan: &ImportPlan, sheet: &Sheet, wanted: &Import, created: bool) -> String {
    let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
    let kind = plan.kind.plural();
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
    lines.extend(changes_in_words(consequences));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_workspace_that_nothing_came_into_is_gone_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new.fourfold");
        let store = Store::create(&path, settings_for(&path)).unwrap();
        remove_new(store, &path).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
