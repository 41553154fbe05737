use serde::{Deserialize, Serialize};

use super::Score;

/// What the workspace as a whole is set to. One row; changed by edits like any record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub version: u32,
    /// The name of the team or company, shown in the title.
    pub name: String,
    /// ISO 4217 code of the one currency of all amounts.
    pub currency: String,
    pub lines: Lines,
}

/// Where the board is divided. A score on a line belongs to the upper (right) half.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Lines {
    pub engagement: Score,
    pub potential: Score,
}

impl Default for Lines {
    fn default() -> Self {
        Self { engagement: Score::HALF, potential: Score::HALF }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self { version: 1, name: String::new(), currency: "EUR".to_owned(), lines: Lines::default() }
    }
}
