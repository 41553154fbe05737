use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::model::{Account, AccountId, Portfolio};

use super::Field;
use super::plan::MatchBy;

/// Finds the account that a row is about, and sees to it that no two rows are about the same one.
pub(super) struct Matcher<'a> {
    base: &'a Portfolio,
    match_by: &'a [MatchBy],
    by_key: HashMap<&'a str, &'a Arc<Account>>,
    by_name: HashMap<Cow<'a, str>, Vec<&'a Arc<Account>>>,
    /// Which row is about this account, has this key, brings this name in.
    claimed: HashMap<AccountId, u64>,
    keys: HashMap<String, u64>,
    new_names: HashMap<String, u64>,
}

/// What a row says of who it is about; empty where it says nothing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Identity<'r> {
    pub line: u64,
    pub id: Option<AccountId>,
    pub key: &'r str,
    pub name: &'r str,
}

/// The account, or none yet, with what a person may want to know about it.
pub(super) struct Found<'a> {
    pub account: Option<&'a Arc<Account>>,
    pub remark: Option<String>,
}

/// Why it cannot be said, or not twice, who a row is about.
pub(super) struct Unclear {
    pub field: Field,
    pub reason: String,
}

impl<'a> Matcher<'a> {
    pub fn new(base: &'a Portfolio, match_by: &'a [MatchBy]) -> Self {
        let mut by_key = HashMap::new();
        let mut by_name: HashMap<Cow<'a, str>, Vec<&'a Arc<Account>>> = HashMap::new();
        for account in base.accounts() {
            if !account.key.is_empty() {
                by_key.insert(account.key.as_str(), account);
            }
            by_name.entry(composed(&account.name)).or_default().push(account);
        }
        let (claimed, keys, new_names) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { base, match_by, by_key, by_name, claimed, keys, new_names }
    }

    /// Finds the account and takes it for this row.
    pub fn claim(&mut self, row: Identity<'_>) -> Result<Found<'a>, Unclear> {
        let Identity { line, id: _, key, name } = row;
        let unclear = |field, reason| Err(Unclear { field, reason });
        if let Some(first) = self.keys.get(key).filter(|_| !key.is_empty()) {
            return unclear(Field::Key, format!("row {first} already has the key “{key}”; keep one of the two"));
        }
        let account = self.find(row)?;
        if let Some(holder) = self.by_key.get(key).filter(|holder| account.is_none_or(|found| found.id != holder.id)) {
            return unclear(Field::Key, format!("the key “{key}” already belongs to {}", holder.name));
        }
        let remark = if let Some(account) = account {
            if let Some(first) = self.claimed.get(&account.id) {
                let reason = format!("row {first} is already about {}; keep one of the two", account.name);
                return unclear(if key.is_empty() { Field::Name } else { Field::Key }, reason);
            }
            self.claimed.insert(account.id, line);
            None
        } else {
            let name = composed(name);
            let twin = self.new_names.get(name.as_ref());
            if let (Some(first), true) = (twin, key.is_empty()) {
                let reason = format!("row {first} already has the name “{name}”, and no key tells them apart");
                return unclear(Field::Name, reason);
            }
            let known = self.by_name.get(name.as_ref()).and_then(|accounts| accounts.first());
            let remark = match (twin, known) {
                (Some(first), _) => Some(format!("row {first} has the same name and another key")),
                (None, Some(known)) => Some(format!("the account with the key “{}” has the same name", known.key)),
                (None, None) => None,
            };
            self.new_names.entry(name.into_owned()).or_insert(line);
            remark
        };
        if !key.is_empty() {
            self.keys.insert(key.to_owned(), line);
        }
        Ok(Found { account, remark })
    }

    fn find(&self, row: Identity<'_>) -> Result<Option<&'a Arc<Account>>, Unclear> {
        if let Some(account) = row.id.and_then(|id| self.base.account(id)) {
            return Ok(Some(account));
        }
        for by in self.match_by {
            let found = match by {
                MatchBy::Key => self.by_key.get(row.key).copied().filter(|_| !row.key.is_empty()),
                MatchBy::Name => self.find_by_name(row)?,
            };
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn find_by_name(&self, row: Identity<'_>) -> Result<Option<&'a Arc<Account>>, Unclear> {
        let Some(named) = self.by_name.get(composed(row.name).as_ref()) else { return Ok(None) };
        let keyless = || named.iter().copied().filter(|account| account.key.is_empty());
        let key_counts = !row.key.is_empty() && self.match_by.contains(&MatchBy::Key);
        // A key that no account has means another account, unless one is still without a key.
        let (found, several) = match named.as_slice() {
            [one] if !key_counts => (Some(*one), false),
            _ if !key_counts && !row.key.is_empty() && named.iter().any(|account| account.key == row.key) => {
                (self.by_key.get(row.key).copied(), false)
            }
            _ => (keyless().next(), keyless().count() > 1 || !key_counts && keyless().count() == 0),
        };
        if several {
            let reason =
                format!("{} accounts are named “{}”; give the key of the one that is meant", named.len(), row.name);
            return Err(Unclear { field: Field::Name, reason });
        }
        Ok(found)
    }
}

/// The text with its accents composed (Unicode NFC): however they were typed, the same name is the same.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}
