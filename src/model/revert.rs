//! Taking back one edit out of the middle, where nothing since touched its rows.

use chrono::{DateTime, Local, Utc};

use super::edit::{Planned, Refusal, check_names_and_keys};
use super::{ChangeSet, DateStyle, Portfolio, RowChange, RowKey, Seq};

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

/// The rows that are no longer as this change set left them.
#[must_use]
pub fn moved_on(base: &Portfolio, done: &ChangeSet) -> Vec<RowKey> {
    done.rows.iter().filter(|row| !base.stands(row)).map(RowChange::key).collect()
}

/// An edit that takes back an earlier one, whose rows are all as it left them. Their versions come back with the rows,
/// as with undo.
///
/// # Errors
/// [`Refusal::KeyTaken`] when a key that would come back belongs to somebody else by now.
pub fn revert(base: &Portfolio, label: &str, done: &ChangeSet) -> Result<Planned, Refusal> {
    let changes = done.inverse();
    check_names_and_keys(base, &changes)?;
    let mut letters = label.chars();
    let first = letters.next().into_iter().flat_map(char::to_lowercase);
    Ok(Planned { label: format!("Revert {}{}", first.collect::<String>(), letters.as_str()), changes, lines: None })
}
