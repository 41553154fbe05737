//! Ways of acquiring customers, and what they cost. A channel is a name, which accounts, events, goals and spending share.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id};
use super::{Extra, Money};

record_id! {
    /// The key of what was spent on a channel in a month.
    SpendId
}

/// What a channel cost in a month. No two are of the same channel and month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spend {
    pub id: SpendId,
    pub version: u32,
    /// Its name, never empty.
    pub channel: String,
    /// The first day of the month.
    pub month: NaiveDate,
    /// Not below zero.
    pub amount: Money,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Spend, SpendId);
