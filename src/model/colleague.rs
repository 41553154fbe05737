use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id};
use super::{Duty, Extra};

record_id! {
    /// The key of a colleague.
    ColleagueId
}

/// A person on our side. Accounts (as their owner) and activities name colleagues; the name, folded, is unique.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    pub id: ColleagueId,
    pub version: u32,
    /// The colleague's key in another system; unique among colleagues where not empty.
    pub key: String,
    /// Never empty.
    pub name: String,
    /// What the person does for us: "Sales", "Service", "Engineering".
    pub team: String,
    /// Owns accounts.
    pub seller: bool,
    pub email: String,
    /// Hours a year for selling; `None`: as the workspace is set to.
    pub hours_per_year: Option<u16>,
    /// Whether the person acquires accounts, makes them grow, or both; `None`: nobody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<Duty>,
    /// No longer with us.
    pub left: bool,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Colleague, ColleagueId);

impl Colleague {
    /// A colleague with a name and nothing else.
    #[must_use]
    pub fn new(id: ColleagueId, name: impl Into<String>) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            name: name.into(),
            team: String::new(),
            seller: false,
            email: String::new(),
            hours_per_year: None,
            duty: None,
            left: false,
            notes: String::new(),
            extra: Extra::new(),
        }
    }
}
