//! Taking back one edit out of the middle.

use chrono::{DateTime, Local, Utc};

pub use super::undo_import::{Purchased, undo_import};
use super::{ChangeSet, DateStyle, Planned, Portfolio, Refusal, RowChange, RowKey, Seq, checks, records, stages};

/// A row that was changed again after an edit that somebody wants to take back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedOn {
    pub row: RowKey,
    /// What the edit left the row called.
    pub name: String,
    /// The last edit in effect that changed it: its number, label and time.
    pub seq: Seq,
    pub label: String,
    pub at: DateTime<Utc>,
}

impl MovedOn {
    /// "Ernst Handel was changed on 3 March 2026 (Move Ernst Handel)"
    #[must_use]
    pub fn words(&self, dates: DateStyle) -> String {
        let Self { row: _, name, seq: _, label, at } = self;
        format!("{name} was changed on {} ({label})", dates.day(at.with_timezone(&Local).date_naive()))
    }
}

/// What became of the rows of an import that was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportUndo {
    /// So many are as they were before the import.
    pub reversed: usize,
    /// Left as they are, because somebody changed them since.
    pub kept: Vec<MovedOn>,
    /// Left as they are, because something else stands in the way.
    pub failed: Vec<FailedRow>,
}

/// A row of an import that cannot be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedRow {
    pub row: RowKey,
    /// What the import left the row called.
    pub name: String,
    /// A sentence without its full stop: "Ernst Handel has 2 contacts and 1 activity that the import did not bring".
    pub why: String,
}

impl ImportUndo {
    /// The first reasons why rows were left as they are, each after a semicolon; nothing when there are none.
    #[must_use]
    pub fn why(&self, dates: DateStyle) -> String {
        const TOLD: usize = 3;
        let Self { reversed: _, kept, failed } = self;
        let words = kept.iter().map(|row| row.words(dates)).chain(failed.iter().map(|row| row.why.clone()));
        let more = (kept.len() + failed.len()).checked_sub(TOLD).filter(|more| *more > 0);
        let words = words.take(TOLD).chain(more.map(|more| format!("and {more} more")));
        words.fold(String::new(), |all, one| format!("{all}; {one}"))
    }
}

/// The rows that are no longer as this change set left them.
#[must_use]
pub fn moved_on(base: &Portfolio, done: &ChangeSet) -> Vec<RowKey> {
    done.rows.iter().filter(|row| !base.stands(row)).map(RowChange::key).collect()
}

/// An edit that takes back an earlier one, whose rows are all as it left them. Their versions come back with the rows,
/// as with undo.
///
/// # Errors
/// [`Refusal::KeyTaken`] when a key that would come back belongs to somebody else by now, the same of the name of a
/// colleague or a place on a list, and whatever else stands in the way of an edit.
pub fn revert(base: &Portfolio, label: &str, done: &ChangeSet) -> Result<Planned, Refusal> {
    let changes = done.inverse();
    checks::check(base, &changes)?;
    records::check(base, &changes)?;
    if let Some(name) = stages::parted(base, &changes).into_values().next() {
        return Err(Refusal::StagesWentOn { name });
    }
    Ok(Planned { label: format!("Revert {}", after_a_verb(label)), changes, lines: None })
}

/// What the row is called in a list of rows: by its name, or by what it is.
#[must_use]
pub fn called(row: &RowChange) -> String {
    match (row.name(), row.key().kind()) {
        ("", Some(kind)) => format!("An {} without a subject", kind.singular()),
        (name, _) => name.to_owned(),
    }
}

/// A label as it reads after a verb: with a small letter at the start.
pub(super) fn after_a_verb(label: &str) -> String {
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    format!("{}{}", first.collect::<String>(), letters.as_str())
}
