use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::{AccountId, ContactId, Extra};

record_id! {
    /// The key of an activity.
    ActivityId
}

/// A call, visit, e-mail, meeting or note, done or planned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    pub id: ActivityId,
    pub version: u32,
    /// The activity's key in another system; unique among activities where not empty.
    pub key: String,
    pub account: AccountId,
    pub kind: ActivityKind,
    pub day: NaiveDate,
    /// `None` when only the day is known.
    pub time: Option<NaiveTime>,
    pub status: ActivityStatus,
    pub subject: String,
    /// Who took part on our side, by name, in no order.
    pub colleagues: Vec<String>,
    /// Who took part on theirs.
    pub contacts: Vec<ContactId>,
    pub initiated_by: Initiator,
    /// Whether the account answered what we began.
    pub answered: bool,
    /// Spent on it by our side, travel included; `None` when nobody wrote it down.
    pub minutes: Option<u32>,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Activity, ActivityId);

words! {
    ActivityKind { Call = "call", Visit = "visit", Email = "email", Meeting = "meeting", Note = "note" }
}

words! {
    ActivityStatus { Planned = "planned", Done = "done" }
}

words! {
    /// Which side began it.
    Initiator { Us = "us", Them = "them" }
}

impl Activity {
    /// A call of ours that was made on that day, and nothing else.
    #[must_use]
    pub fn new(id: ActivityId, account: AccountId, day: NaiveDate) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            account,
            kind: ActivityKind::Call,
            day,
            time: None,
            status: ActivityStatus::Done,
            subject: String::new(),
            colleagues: Vec::new(),
            contacts: Vec::new(),
            initiated_by: Initiator::Us,
            answered: false,
            minutes: None,
            notes: String::new(),
            extra: Extra::new(),
        }
    }
}
