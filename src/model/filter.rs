//! Which accounts somebody wants to see: conditions over columns, and words to find.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A facet of an account that can be shown in a column, sorted by and filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Name,
    Key,
    Owner,
    Class,
    Stage,
    Engagement,
    Potential,
    Revenue,
    RevenuePrior,
    Qpc,
    QpcSource,
    QpcAsOf,
    Region,
    Industry,
    Website,
    Notes,
    /// The day of the last judgement.
    Judged,
    JudgedBy,
}

impl Column {
    pub const ALL: [Self; 18] = [
        Self::Name,
        Self::Key,
        Self::Owner,
        Self::Class,
        Self::Stage,
        Self::Engagement,
        Self::Potential,
        Self::Revenue,
        Self::RevenuePrior,
        Self::Qpc,
        Self::QpcSource,
        Self::QpcAsOf,
        Self::Region,
        Self::Industry,
        Self::Website,
        Self::Notes,
        Self::Judged,
        Self::JudgedBy,
    ];

    /// What heads the column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Key => "Key",
            Self::Owner => "Owner",
            Self::Class => "Class",
            Self::Stage => "Stage",
            Self::Engagement => "Engagement",
            Self::Potential => "Potential",
            Self::Revenue => "Revenue, 12 months",
            Self::RevenuePrior => "Revenue, year before",
            Self::Qpc => "Capacity (QPC)",
            Self::QpcSource => "Capacity source",
            Self::QpcAsOf => "Capacity as of",
            Self::Region => "Region",
            Self::Industry => "Industry",
            Self::Website => "Website",
            Self::Notes => "Notes",
            Self::Judged => "Judged on",
            Self::JudgedBy => "Judged by",
        }
    }

    /// Whether its values are amounts or scores, which stand to the right.
    #[must_use]
    pub const fn is_numeric(self) -> bool {
        matches!(self, Self::Engagement | Self::Potential | Self::Revenue | Self::RevenuePrior | Self::Qpc)
    }
}

/// What is asked of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Its text is one of these, exactly; an empty text stands for no value.
    OneOf(BTreeSet<String>),
    /// Its folded text holds this, folded.
    Contains(String),
    /// At least so much: hundredths of a score, minor units of money.
    AtLeast(i64),
    /// At most so much, in the same units.
    AtMost(i64),
    Empty,
    NotEmpty,
    /// The day lies at least so many days back, or there is none: "not reviewed for 180 days".
    OlderThanDays(u32),
    /// The day is this one or later.
    Since(chrono::NaiveDate),
}

/// One condition of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub column: Column,
    pub test: Test,
}

/// Which accounts are seen. Empty: all that are not archived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words that must all be found; what they miss is dimmed on the board and left out of the table.
    pub text: String,
    /// All must hold; what they miss is left out everywhere.
    pub conditions: Vec<Condition>,
    /// Whose class changed on this day or later.
    pub class_changed_since: Option<chrono::NaiveDate>,
    /// The archived instead of the others.
    pub archived: bool,
}

impl Filter {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// One column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortBy {
    pub column: Column,
    pub descending: bool,
}

/// A filter with a name, and how the table shows what it leaves. Belongs to the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub name: String,
    pub filter: Filter,
    #[serde(default)]
    pub sort: Vec<SortBy>,
    #[serde(default)]
    pub columns: Vec<Column>,
}
