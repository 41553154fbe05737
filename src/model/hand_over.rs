//! From whom an account was won to who makes it grow.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::{AccountId, Extra};

record_id! {
    /// The key of a hand-over.
    HandOverId
}

/// An account went from one colleague to another on a day, or it was decided that it stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOver {
    pub id: HandOverId,
    pub version: u32,
    pub account: AccountId,
    pub on: NaiveDate,
    /// Who owned it until then, by name; may be empty.
    pub from: String,
    /// Who owns it since, by name; the same where it was decided that it stays.
    pub to: String,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(HandOver, HandOverId);

words! {
    /// What a colleague does with accounts.
    Duty { Acquires = "acquires", Grows = "grows", Both = "both" }
}
