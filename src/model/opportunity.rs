use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::{AccountId, Extra, Money};

record_id! {
    /// The key of an incremental opportunity.
    OpportunityId
}

/// An incremental opportunity: a named chance of more business at an account that buys already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opportunity {
    pub id: OpportunityId,
    pub version: u32,
    /// Its key in another system; unique among opportunities where not empty.
    pub key: String,
    pub account: AccountId,
    /// Never empty.
    pub name: String,
    pub category: String,
    pub value: Option<Money>,
    pub likelihood: Option<Likelihood>,
    pub next_step: String,
    pub due: Option<NaiveDate>,
    pub outcome: OpportunityOutcome,
    /// Why it was won or lost.
    pub outcome_reason: String,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Opportunity, OpportunityId);

words! {
    /// As people judge it.
    Likelihood { Never = "never", Unlikely = "unlikely", Possible = "possible", Likely = "likely", Planned = "planned" }
}

words! {
    OpportunityOutcome { Open = "open", Won = "won", Lost = "lost" }
}

impl Likelihood {
    /// 0, 25, 50, 75 or 100.
    #[must_use]
    pub const fn percent(self) -> u8 {
        match self {
            Self::Never => 0,
            Self::Unlikely => 25,
            Self::Possible => 50,
            Self::Likely => 75,
            Self::Planned => 100,
        }
    }
}

impl Opportunity {
    /// An open opportunity with a name and nothing else.
    #[must_use]
    pub fn new(id: OpportunityId, account: AccountId, name: impl Into<String>) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            account,
            name: name.into(),
            category: String::new(),
            value: None,
            likelihood: None,
            next_step: String::new(),
            due: None,
            outcome: OpportunityOutcome::Open,
            outcome_reason: String::new(),
            notes: String::new(),
            extra: Extra::new(),
        }
    }
}
