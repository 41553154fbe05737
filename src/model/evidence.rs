use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{AccountId, KeyCutOff, Money, Position, Score};

/// Where the records put an account, as far as every view needs to know; the parts are worked out when somebody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub engagement: Score,
    /// `None` while nothing is known that potential follows from: then the account is unplaced, not at zero.
    pub potential: Option<Score>,
    /// How far potential can be trusted, 0..=100.
    pub confidence: u8,
    /// Whether the account belongs above and right of the dividing lines (engagement high, potential high) by its
    /// evidence, which does not change its mind within the band about a line.
    pub halves: (bool, bool),
    /// What it bought in 12 months if it counts as a buyer, else nothing: the cut-off of the key list follows from it.
    pub buys: Money,
}

/// The evidence of all accounts, as of a day and a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceTable {
    pub(super) of: Arc<BTreeMap<AccountId, Evidence>>,
    pub(super) made_for: Option<EvidenceFor>,
}

/// What the evidence of all accounts was worked out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceFor {
    pub revision: u64,
    pub today: NaiveDate,
    /// What potential is measured against; dated when somebody fixed it, else of today's revenues.
    pub cut_off: Option<KeyCutOff>,
    /// Whether nobody has fixed it yet.
    pub provisional: bool,
}

impl Evidence {
    /// Where it puts the account; `None` while potential is unknown.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.potential.map(|potential| Position::new(self.engagement, potential))
    }
}
