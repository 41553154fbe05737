use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use chrono::SecondsFormat;
use serde_json::{Value, json};

use crate::jobs::{DemoSize, make_whole_demo};
use crate::model::text::folded;
use crate::model::{Account, Clock, Edit, Entry, EntryKind, Placement, Portfolio, Position};
use crate::rules::class::Class;
use crate::rules::extent;
use crate::store::{Done, Wish};

use super::arguments::{Backup, Demo, Move, is_stream};
use super::{Reply, close, counted, open, open_to_write, stamp};

pub(super) fn demo(wanted: &Demo, clock: Clock) -> anyhow::Result<Reply> {
    let Demo { out, accounts, purchases, activities, seed } = wanted;
    // A workspace is a file before it can be a stream.
    let folder = if is_stream(out) { Some(tempfile::tempdir()?) } else { None };
    let temporary = folder.as_ref().map(|folder| folder.path().join("demo.fourfold"));
    let out = temporary.as_deref().unwrap_or(out);
    let size = DemoSize {
        accounts: usize::try_from(*accounts)?,
        purchases: usize::try_from(*purchases)?,
        activities: usize::try_from(*activities)?,
    };
    // What is there already is refused, not half made; so only a demo of our own is ever removed.
    let was_there = std::fs::symlink_metadata(out).is_ok();
    let store = match make_whole_demo(out, size, *seed, clock.today()) {
        Ok(store) => store,
        Err(why) => {
            if !was_there && out.exists() {
                std::fs::remove_file(out).with_context(|| format!("{why}. A part was left at {}", out.display()))?;
            }
            bail!(why);
        }
    };
    let entries = store.journal().entries().len();
    let portfolio = store.portfolio();
    let (purchases, activities) = (portfolio.ledger().lines(), portfolio.activities().len());
    close(store)?;
    let to_stream = folder.is_some();
    if to_stream {
        to_stdout(out)?;
    }
    let json = json!({
        "path": if to_stream { Path::new("-") } else { out },
        "accounts": accounts,
        "purchases": purchases,
        "activities": activities,
        "entries": entries,
        "seed": seed,
    });
    let place = if to_stream { "standard output".to_owned() } else { out.display().to_string() };
    let wrote = counted(size.accounts, "account");
    let text = format!(
        "Wrote {wrote}, {purchases} purchases, {activities} activities and {entries} journal entries to {place}"
    );
    Ok(Reply { output_taken: to_stream, ..Reply::new(json, text) })
}

pub(super) fn move_account(wanted: &Move, clock: Clock) -> anyhow::Result<Reply> {
    let Move { workspace, account, engagement, potential, reason } = wanted;
    let mut store = open_to_write(workspace, clock)?;
    let account = Arc::clone(named(store.portfolio(), account)?);
    let (from, to) = (store.portfolio().position(&account), Position::new(*engagement, *potential));
    let edit = Edit::Move(vec![Placement { account: account.id, to: Some(to) }]);
    let done = store.perform(Wish::Edit(edit), stamp(clock))?;
    let lines = store.portfolio().settings().lines;
    let class = |at: Position| Class::of(at, lines).name();
    let entry = match done {
        Done::Written { entry, .. } => Some(entry),
        Done::Nothing
        | Done::ImportUndone { .. }
        | Done::UndoneTo { .. }
        | Done::BackedUp { .. }
        | Done::Kept { .. }
        | Done::Checked(_) => None,
    };
    if let Some(reason) = reason {
        // Where it stands already, the reason is one for the move that brought it there.
        let earlier = store.journal().moves_of(account.id).next_back().map(|one| one.seq);
        let Some(of) = entry.as_ref().map(|entry| entry.seq).or(earlier) else {
            bail!("{} stands there already, and no move is on record that the reason could be for", account.name);
        };
        let said = store.perform(Wish::Reason { of, text: reason.clone() }, stamp(clock));
        said.context("The account was moved, but the reason could not be kept")?;
    }
    close(store)?;
    let json = json!({
        "account": account.id,
        "name": account.name,
        "from": from.map(place),
        "to": place(to),
        "class_before": from.map(class),
        "class_after": class(to),
        "entry": entry.as_ref().map(|entry| entry.seq),
    });
    let text = match (entry, from) {
        (None, _) => format!("{} stands there already; nothing to do", account.name),
        (Some(_), None) => format!("{}: placed at {}, {}", account.name, words(to), class(to)),
        (Some(_), Some(from)) if class(from) == class(to) => {
            format!("{}: {} → {}, still {}", account.name, words(from), words(to), class(to))
        }
        (Some(_), Some(from)) => {
            format!("{}: {} → {}, {} → {}", account.name, words(from), words(to), class(from), class(to))
        }
    };
    Ok(Reply::new(json, text))
}

pub(super) fn undo(workspace: &Path, clock: Clock) -> anyhow::Result<Reply> {
    walk(workspace, Wish::Undo, clock, "Undone")
}

pub(super) fn redo(workspace: &Path, clock: Clock) -> anyhow::Result<Reply> {
    walk(workspace, Wish::Redo, clock, "Done again")
}

fn walk(workspace: &Path, wish: Wish, clock: Clock, said: &str) -> anyhow::Result<Reply> {
    let mut store = open_to_write(workspace, clock)?;
    let done = store.perform(wish, stamp(clock))?;
    let numbers = store.portfolio().settings().more.numbers;
    close(store)?;
    let Done::Written { entry, .. } = done else { bail!("Nothing was written; the edit had changed nothing") };
    let text = format!("{said}: {} ({})", entry.label, extent::words(&entry, numbers));
    let json = json!({ "entry": entry.seq, "of": about(&entry), "label": entry.label, "rows": entry.rows });
    Ok(Reply::new(json, text))
}

pub(super) fn log(workspace: &Path, clock: Clock) -> anyhow::Result<Reply> {
    let store = open(workspace, clock)?;
    let mut text = String::new();
    let mut entries = Vec::new();
    let journal = store.journal();
    for entry in journal.entries() {
        let Entry { seq, at, by, kind, label, rows } = entry;
        let (name, said) = match kind {
            EntryKind::Edit => ("edit", journal.reason(*seq)),
            EntryKind::Undo { .. } => ("undo", None),
            EntryKind::Redo { .. } => ("redo", None),
            EntryKind::Reason { text, .. } => ("reason", Some(text.as_str())),
        };
        let stands = match kind {
            EntryKind::Edit => Some(journal.in_effect(*seq)),
            EntryKind::Undo { .. } | EntryKind::Redo { .. } | EntryKind::Reason { .. } => None,
        };
        entries.push(json!({
            "seq": seq,
            "at": at.to_rfc3339_opts(SecondsFormat::Secs, true),
            "by": by,
            "kind": name,
            "of": about(entry),
            "label": label,
            "rows": rows,
            "reason": said,
            "in_effect": stands,
        }));
        // A reason is told with its edit.
        let verb = match kind {
            EntryKind::Edit => "",
            EntryKind::Undo { .. } => "Undo: ",
            EntryKind::Redo { .. } => "Redo: ",
            EntryKind::Reason { .. } => continue,
        };
        let why = said.map_or_else(String::new, |said| format!(" — {said}"));
        let undone = if stands == Some(false) { " (undone)" } else { "" };
        text.push_str(&format!("{seq:>5}  {}  {by}  {verb}{label}{why}{undone}\n", at.format("%Y-%m-%d %H:%M")));
    }
    text.push_str(&format!("{} journal entries", entries.len()));
    close(store)?;
    Ok(Reply::new(json!({ "entries": entries }), text))
}

pub(super) fn check(workspace: &Path, clock: Clock) -> anyhow::Result<Reply> {
    let mut store = open(workspace, clock)?;
    let done = store.perform(Wish::Check, stamp(clock))?;
    close(store)?;
    let Done::Checked(report) = done else { bail!("The check did not answer; try again") };
    let problems = &report.problems;
    let json = json!({
        "ok": problems.is_empty(),
        "accounts": report.accounts,
        "entries": report.entries,
        "problems": problems,
    });
    let sizes = format!("{}, {} journal entries", counted(report.accounts, "account"), report.entries);
    if problems.is_empty() {
        return Ok(Reply::new(json, format!("No damage found: {sizes}")));
    }
    let refusal = format!("{} found; go back to a backup: {}", counted(problems.len(), "problem"), workspace.display());
    Ok(Reply { refusal: Some(refusal), ..Reply::new(json, problems.join("\n")) })
}

pub(super) fn backup(wanted: &Backup, clock: Clock) -> anyhow::Result<Reply> {
    let mut store = open(&wanted.workspace, clock)?;
    if is_stream(&wanted.out) {
        let folder = tempfile::tempdir()?;
        let copy = folder.path().join("copy.fourfold");
        store.perform(Wish::Backup(copy.clone()), stamp(clock))?;
        close(store)?;
        let bytes = to_stdout(&copy)?;
        let json = json!({ "path": "-", "bytes": bytes });
        return Ok(Reply { output_taken: true, ..Reply::new(json, format!("Copied and verified ({bytes} bytes)")) });
    }
    // A nightly copy may take the place of yesterday's, but of nothing else.
    if wanted.out.exists() && !store.is_copied_in(&wanted.out)? {
        bail!(
            "There is a file of this name that is no copy of the workspace; choose another: {}",
            wanted.out.display()
        );
    }
    let done = store.perform(Wish::Backup(wanted.out.clone()), stamp(clock))?;
    close(store)?;
    let Done::BackedUp { path, bytes } = done else { bail!("The backup did not answer; try again") };
    let text = format!("Copied and verified: {} ({bytes} bytes)", path.display());
    Ok(Reply::new(json!({ "path": path, "bytes": bytes }), text))
}

/// Writes a file to standard output. Returns its length in bytes.
fn to_stdout(path: &Path) -> anyhow::Result<u64> {
    Ok(std::io::copy(&mut std::fs::File::open(path)?, &mut std::io::stdout().lock())?)
}

/// The account that a person means: by id, else by key, else by exact name.
fn named<'a>(portfolio: &'a Portfolio, wanted: &str) -> anyhow::Result<&'a Arc<Account>> {
    let wanted = wanted.trim();
    let by_key = || portfolio.accounts().find(|account| !wanted.is_empty() && account.key == wanted);
    let by_id = portfolio.accounts().find(|account| account.id.to_string().eq_ignore_ascii_case(wanted));
    if let Some(account) = by_id.or_else(by_key) {
        return Ok(account);
    }
    let namesakes: Vec<_> = portfolio.accounts().filter(|account| account.name == wanted).collect();
    match namesakes.as_slice() {
        [one] => Ok(one),
        [] => {
            let sought = folded(wanted);
            let near: Vec<&str> = portfolio
                .accounts()
                .filter(|account| !sought.is_empty() && folded(&account.name).contains(&sought))
                .map(|account| account.name.as_str())
                .take(5)
                .collect();
            let hint = if near.is_empty() { String::new() } else { format!("; is it {}?", near.join(", or ")) };
            bail!("There is no account “{wanted}”; name it by its id, its key or its exact name{hint}")
        }
        several => {
            let ids: Vec<String> = several
                .iter()
                .map(|account| match account.key.as_str() {
                    "" => account.id.to_string(),
                    key => format!("{} (key {key})", account.id),
                })
                .collect();
            bail!("{} accounts are called “{wanted}”; name one by its id: {}", several.len(), ids.join(", "))
        }
    }
}

/// The edit that an undo, a redo or a reason is about.
fn about(entry: &Entry) -> Option<u64> {
    match entry.kind {
        EntryKind::Edit => None,
        EntryKind::Undo { of } | EntryKind::Redo { of } | EntryKind::Reason { of, .. } => Some(of),
    }
}

fn place(at: Position) -> Value {
    json!({ "engagement": at.engagement.points(), "potential": at.potential.points() })
}

fn words(at: Position) -> String {
    format!("engagement {}, potential {}", at.engagement, at.potential)
}
