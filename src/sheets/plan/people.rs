//! The contacts that an activity names.

use crate::model::text::folded;
use crate::model::{AccountId, Contact, ContactId, Portfolio, Stamp};
use crate::sheets::matching::composed;

use super::OnMissing;
use super::apply::same_names;
use super::roster::Roster;

/// All contacts, and those that come in along with activities.
pub(super) struct People<'a> {
    roster: Roster<'a, Contact>,
    missing: OnMissing,
}

/// One who takes part.
pub(super) enum Named {
    Is(ContactId),
    /// Comes in along with the activity.
    New(String),
}

impl<'a> People<'a> {
    pub fn new(portfolio: &'a Portfolio, missing: OnMissing) -> Self {
        Self { roster: Roster::new(portfolio), missing }
    }

    /// The names of these contacts as a file has them.
    pub fn names(&self, contacts: &[ContactId]) -> Vec<String> {
        contacts.iter().filter_map(|id| self.roster.get(*id)).map(|contact| contact.name.clone()).collect()
    }

    /// Whether these contacts are called so already.
    pub fn are(&self, contacts: &[ContactId], names: &[String]) -> bool {
        same_names(&self.names(contacts), names)
    }

    /// Finds the contacts of these names at the account; `None` is an account that comes in with the row.
    ///
    /// # Errors
    /// Who cannot be told, and why.
    pub fn find(&self, account: Option<AccountId>, names: &[String]) -> Result<Vec<Named>, String> {
        let mut found: Vec<Named> = Vec::new();
        for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
            let called: Vec<&Contact> =
                account.map(|account| self.roster.called(account, &folded(name), false).collect()).unwrap_or_default();
            let exact: Vec<&Contact> =
                called.iter().copied().filter(|contact| composed(&contact.name) == composed(name)).collect();
            let named = match if exact.is_empty() { called } else { exact }.as_slice() {
                [one] => Named::Is(one.id),
                [] if self.missing == OnMissing::Reject => {
                    return Err(format!("the account has no contact “{name}”; bring in the contacts first"));
                }
                [] => Named::New(name.to_owned()),
                several => {
                    let count = several.len();
                    return Err(format!(
                        "{count} contacts of the account are named “{name}”; name one of them otherwise"
                    ));
                }
            };
            let again = found.iter().any(|before| match (before, &named) {
                (Named::Is(before), Named::Is(one)) => before == one,
                (Named::New(before), Named::New(one)) => folded(before) == folded(one),
                (Named::Is(_), Named::New(_)) | (Named::New(_), Named::Is(_)) => false,
            });
            if !again {
                found.push(named);
            }
        }
        Ok(found)
    }

    /// Brings in those who are new.
    pub fn make(&mut self, account: AccountId, named: Vec<Named>, stamp: &mut Stamp) -> Vec<ContactId> {
        let mut make = |named| match named {
            Named::Is(id) => id,
            Named::New(name) => {
                let contact = Contact::new(stamp.contact_id(), account, name);
                let id = contact.id;
                self.roster.make(contact);
                id
            }
        };
        named.into_iter().map(&mut make).collect()
    }

    pub fn made(&self) -> usize {
        self.roster.made()
    }

    pub fn into_made(self) -> impl Iterator<Item = Contact> {
        self.roster.into_made()
    }
}
