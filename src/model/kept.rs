use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A backup that the program keeps by itself, and what is known of it without opening it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Where it lies now; it is found there, so it is not written down.
    #[serde(skip)]
    pub path: PathBuf,
    pub at: DateTime<Utc>,
    /// Of its making, where the user was.
    pub day: NaiveDate,
    pub reason: KeepReason,
    /// The workspace file that it is of, as people read it.
    pub source: String,
    /// Tells the workspace from others, whatever its file is called: all copies of one begin with the same entry.
    pub lineage: String,
    /// What the workspace was called.
    pub name: String,
    pub accounts: usize,
    /// Of the journal.
    pub entries: usize,
    pub last_label: String,
    pub last_at: DateTime<Utc>,
    pub bytes: u64,
    /// Of the file, in hexadecimal.
    pub sha256: String,
}

/// Why a backup was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepReason {
    /// Nothing has been changed yet on this day.
    NewDay,
    /// Half an hour of changes is in no backup yet.
    HalfHour,
    Import,
    /// An older file is about to be brought up to date.
    Migration,
    Restore,
    Asked,
}

impl Kept {
    /// Sorts by age, the oldest first; where the clock stood still, by what had been done.
    #[must_use]
    pub fn age(&self) -> impl Ord + use<'_> {
        (self.at, self.entries, &self.path)
    }
}

impl KeepReason {
    /// As it stands after a date: "before an import".
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::NewDay => "before the first change of the day",
            Self::HalfHour => "after half an hour of changes",
            Self::Import => "before an import",
            Self::Migration => "before the file was brought up to date",
            Self::Restore => "before a restore",
            Self::Asked => "asked for",
        }
    }

    /// As it stands in the name of a file.
    #[must_use]
    pub const fn in_file_name(self) -> &'static str {
        match self {
            Self::NewDay => "new day",
            Self::HalfHour => "half hour",
            Self::Import => "before import",
            Self::Migration => "before update",
            Self::Restore => "before restore",
            Self::Asked => "asked for",
        }
    }
}
