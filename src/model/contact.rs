use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::{AccountId, Extra};

record_id! {
    /// The key of a contact.
    ContactId
}

/// A person at an account, with a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub id: ContactId,
    pub version: u32,
    /// The contact's key in another system; unique among contacts where not empty.
    pub key: String,
    pub account: AccountId,
    /// Never empty.
    pub name: String,
    /// What the card says: "Sales Representative".
    pub title: String,
    /// What the person is in a purchase, one of [`Contact::ROLES`] or another word; empty when nobody knows.
    pub role: String,
    pub influence: Option<Influence>,
    pub email: String,
    pub phone: String,
    /// How often the person should hear from us, in days; `None`: as often as the account.
    pub cadence_days: Option<u16>,
    /// Speaks for us when we are not there.
    pub champion: bool,
    /// No longer there.
    pub left: bool,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Contact, ContactId);

words! {
    /// How much the person's word counts in a purchase.
    Influence { Low = "low", Medium = "medium", High = "high" }
}

impl Contact {
    /// The roles that are known by name.
    pub const ROLES: [&str; 6] =
        ["decision maker", "economic buyer", "user/specifier", "purchasing", "executive sponsor", "champion"];

    /// A contact with a name and nothing else.
    #[must_use]
    pub fn new(id: ContactId, account: AccountId, name: impl Into<String>) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            account,
            name: name.into(),
            title: String::new(),
            role: String::new(),
            influence: None,
            email: String::new(),
            phone: String::new(),
            cadence_days: None,
            champion: false,
            left: false,
            notes: String::new(),
            extra: Extra::new(),
        }
    }
}
