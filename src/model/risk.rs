use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::{AccountId, Extra};

record_id! {
    /// The key of a risk.
    RiskId
}

/// Something that may cost us an account, recorded by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    pub id: RiskId,
    pub version: u32,
    /// Its key in another system; unique among risks where not empty.
    pub key: String,
    pub account: AccountId,
    pub kind: RiskKind,
    pub severity: Severity,
    /// What is feared, and why. Never empty.
    pub reason: String,
    pub since: NaiveDate,
    /// `None` while it stands.
    pub resolved: Option<NaiveDate>,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Risk, RiskId);

words! {
    RiskKind {
        Competitor = "competitor",
        Relationship = "relationship",
        Payment = "payment",
        Quality = "quality",
        Change = "change",
        Other = "other",
    }
}

words! {
    Severity { Low = "low", Medium = "medium", High = "high" }
}

impl Risk {
    /// One of medium severity that stands since that day.
    #[must_use]
    pub fn new(id: RiskId, account: AccountId, reason: impl Into<String>, since: NaiveDate) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            account,
            kind: RiskKind::Other,
            severity: Severity::Medium,
            reason: reason.into(),
            since,
            resolved: None,
            notes: String::new(),
            extra: Extra::new(),
        }
    }
}
