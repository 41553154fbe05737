//! Finds the accounts that rows are about or name: by key, else by name but for case, accents, blanks and legal forms.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization;

use crate::model::{
    Account, AccountId, AccountPatch, AccountValue, ImportRow, ImportTarget, Portfolio, Progress, Stage, Stamp,
};

use super::Field;
use super::plan::{Candidate, MatchBy, NameAnswer, PlanOptions};

mod likeness;
mod names;

pub(super) use names::folded_name;

/// Which account a row means, or none yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Found by its key in this workspace, or by that of another system.
    ByKey(AccountId),
    /// Found by its name; `exactly` when that is written as the account's own.
    ByName {
        account: AccountId,
        exactly: bool,
    },
    Nobody,
}

/// Why it cannot be said, or not twice, who a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unclear {
    pub field: Field,
    pub reason: String,
}

/// All accounts of a portfolio, and those that an import brings in along with others.
pub(super) struct Accounts<'a> {
    base: &'a Portfolio,
    options: &'a PlanOptions,
    known: Vec<Known<'a>>,
    by_key: HashMap<Cow<'a, str>, usize>,
    /// By name, as it is with its accents composed, and folded.
    by_exact_name: HashMap<Cow<'a, str>, Called>,
    by_name: HashMap<String, Called>,
    made: BTreeMap<AccountId, Account>,
    /// Names that mean nobody, as the file has them, with the key beside them and how many rows have them.
    strangers: BTreeMap<String, Stranger>,
}

struct Known<'a> {
    account: AccountId,
    name: Cow<'a, str>,
}

/// The accounts of one name, by their places in [`Accounts::known`].
#[derive(Clone, Copy, Debug)]
struct Called {
    count: usize,
    first: usize,
    /// Of those without a key.
    keyless: usize,
    first_keyless: Option<usize>,
}

impl Called {
    /// Counts one more account, or the first.
    fn with(before: Option<Self>, place: usize, has_key: bool) -> Self {
        let Self { count, first, keyless, first_keyless } =
            before.unwrap_or(Self { count: 0, first: place, keyless: 0, first_keyless: None });
        Self {
            count: count + 1,
            first,
            keyless: keyless + usize::from(!has_key),
            first_keyless: first_keyless.or((!has_key).then_some(place)),
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Stranger {
    key: String,
    rows: usize,
}

impl<'a> Accounts<'a> {
    pub fn new(base: &'a Portfolio, options: &'a PlanOptions) -> Self {
        let count = base.accounts().len();
        let mut accounts = Self {
            base,
            options,
            known: Vec::with_capacity(count),
            by_key: HashMap::with_capacity(count),
            by_exact_name: HashMap::with_capacity(count),
            by_name: HashMap::with_capacity(count),
            made: BTreeMap::new(),
            strangers: BTreeMap::new(),
        };
        for account in base.accounts() {
            accounts.know(account.id, Cow::Borrowed(&account.name), Cow::Borrowed(&account.key));
        }
        accounts
    }

    fn know(&mut self, account: AccountId, name: Cow<'a, str>, key: Cow<'a, str>) {
        let place = self.known.len();
        let exact = match &name {
            Cow::Borrowed(name) => composed(name),
            Cow::Owned(name) => Cow::Owned(composed(name).into_owned()),
        };
        let called = self.by_exact_name.get(&exact).copied();
        self.by_exact_name.insert(exact, Called::with(called, place, !key.is_empty()));
        let folded = folded_name(&name);
        let called = self.by_name.get(&folded).copied();
        self.by_name.insert(folded, Called::with(called, place, !key.is_empty()));
        if !key.is_empty() {
            self.by_key.insert(key, place);
        }
        self.known.push(Known { account, name });
    }

    /// The account, as it is before the import or as it comes in.
    pub fn get(&self, id: AccountId) -> Option<&Account> {
        self.made.get(&id).or_else(|| self.base.account(id).map(Arc::as_ref))
    }

    /// The name of an account, for people.
    pub fn name(&self, id: AccountId) -> &str {
        self.get(id).map_or("", |account| &account.name)
    }

    /// The account that has this key in the other system, and its name.
    pub fn holder(&self, key: &str) -> Option<(AccountId, &str)> {
        let known = self.known.get(*self.by_key.get(key)?)?;
        Some((known.account, &known.name))
    }

    /// Finds who has this key or name, as the options say. Either may be empty.
    ///
    /// # Errors
    /// When several accounts could be meant.
    pub fn find(&self, key: &str, name: &str) -> Result<Found, Unclear> {
        for by in &self.options.match_by {
            match by {
                MatchBy::Key => {
                    if let Some((account, _)) = self.holder(key).filter(|_| !key.is_empty()) {
                        return Ok(Found::ByKey(account));
                    }
                }
                MatchBy::Name => {
                    let found = self.find_by_name(key, name)?;
                    if found != Found::Nobody {
                        return Ok(found);
                    }
                }
            }
        }
        Ok(Found::Nobody)
    }

    fn find_by_name(&self, key: &str, name: &str) -> Result<Found, Unclear> {
        if name.is_empty() {
            return Ok(Found::Nobody);
        }
        let answer = self.options.same_names.get(name);
        if let Some(NameAnswer::Is(account)) = answer
            && self.get(*account).is_some()
        {
            return Ok(Found::ByName { account: *account, exactly: false });
        }
        let exact = self.by_exact_name.get(&composed(name));
        let exactly = exact.is_some();
        let folded = || self.by_name.get(&folded_name(name)).filter(|_| answer != Some(&NameAnswer::IsAnother));
        let Some(called) = exact.or_else(folded) else { return Ok(Found::Nobody) };
        let Called { count, first, keyless, first_keyless } = *called;
        let holder = self.by_key.get(key).copied().filter(|_| !key.is_empty());
        let is_called_so = |place: &usize| {
            let known = self.known.get(*place).map_or("", |known| &*known.name);
            if exactly { composed(known) == composed(name) } else { folded_name(known) == folded_name(name) }
        };
        let key_counts = !key.is_empty() && self.options.match_by.contains(&MatchBy::Key);
        // A key that no account has means another account, unless one is still without a key.
        let (found, several) = if key_counts {
            (first_keyless, keyless > 1)
        } else if count == 1 {
            (Some(first), false)
        } else if let Some(holder) = holder.filter(is_called_so) {
            (Some(holder), false)
        } else {
            (first_keyless, keyless != 1)
        };
        if several {
            let known = self.known.get(first).map_or("", |known| &known.name);
            let called = if exactly { name } else { known };
            let reason = format!("{count} accounts are named “{called}”; give the key of the one that is meant");
            return Err(Unclear { field: Field::Name, reason });
        }
        let found = found.and_then(|place| self.known.get(place));
        Ok(found.map_or(Found::Nobody, |known| Found::ByName { account: known.account, exactly }))
    }

    /// An account whose name a new one has too, but for what folding takes away.
    pub fn namesake(&self, name: &str) -> Option<&Account> {
        self.get(self.known.get(self.by_name.get(&folded_name(name))?.first)?.account)
    }

    /// Counts rows that name nobody who was there before, so that [`Self::candidates`] looks for who may be meant.
    pub fn note_stranger(&mut self, key: &str, name: &str, rows: usize) {
        if name.is_empty() || self.options.same_names.contains_key(name) {
            return;
        }
        if let Some(stranger) = self.strangers.get_mut(name) {
            stranger.rows += rows;
            return;
        }
        self.strangers.insert(name.to_owned(), Stranger { key: key.to_owned(), rows });
    }

    /// Whether the account came in with [`Self::make`].
    pub fn is_made(&self, id: AccountId) -> bool {
        self.made.contains_key(&id)
    }

    /// Brings an account in: called by its key when it has no name. It can be found from now on.
    pub fn make(&mut self, key: &str, name: &str, stage: Stage, stamp: &mut Stamp) -> AccountId {
        let mut account = Account::new(stamp.account_id(), if name.is_empty() { key } else { name });
        key.clone_into(&mut account.key);
        account.stage = stage;
        let id = account.id;
        self.know(id, Cow::Owned(account.name.clone()), Cow::Owned(account.key.clone()));
        self.made.insert(id, account);
        id
    }

    /// An account that came in with [`Self::make`].
    pub fn made_mut(&mut self, id: AccountId) -> Option<&mut Account> {
        self.made.get_mut(&id)
    }

    /// The keys of those that came in with [`Self::make`].
    pub fn made_ids(&self) -> impl Iterator<Item = AccountId> {
        self.made.keys().copied()
    }

    /// The accounts that came in with [`Self::make`], as an import writes them.
    pub fn made(&self) -> Vec<ImportRow> {
        let row = |account: &Account| {
            let mut values = vec![AccountValue::Name(account.name.clone())];
            let texts = [
                (&account.key, AccountValue::Key as fn(String) -> AccountValue),
                (&account.owner, AccountValue::Owner),
            ];
            values.extend(
                texts.into_iter().filter(|(text, _)| !text.is_empty()).map(|(text, value)| value(text.clone())),
            );
            if account.stage != Stage::default() {
                values.push(AccountValue::Stage(account.stage));
            }
            let patch = AccountPatch { values, ..AccountPatch::default() };
            ImportRow { target: ImportTarget::NewAs(account.id), patch }
        };
        self.made.values().map(row).collect()
    }

    /// Who the names that mean nobody may mean after all, the likeliest first; of each name at most one. `taken` says
    /// of whom other rows are about: those it cannot be.
    ///
    /// `None` when it was stopped.
    pub fn candidates(&self, taken: impl Fn(AccountId) -> bool, progress: &Progress) -> Option<Vec<Candidate>> {
        if self.strangers.is_empty() || self.base.accounts().len() == 0 {
            return Some(Vec::new());
        }
        let names = self.base.accounts().map(|account| folded_name(&account.name));
        let index = likeness::Index::new(names);
        let all: Vec<&Arc<Account>> = self.base.accounts().collect();
        let key_counts = self.options.match_by.contains(&MatchBy::Key);
        let mut candidates = Vec::new();
        for (place, (name, Stranger { key, rows })) in self.strangers.iter().enumerate() {
            if place % 1024 == 0 && progress.is_cancelled() {
                return None;
            }
            let may_be = |place: usize| {
                all.get(place).is_some_and(|account| {
                    // Two keys tell two accounts apart, however alike they are called.
                    let keys_differ = key_counts && !key.is_empty() && !account.key.is_empty();
                    !keys_differ && !taken(account.id)
                })
            };
            let best = index.likest(&folded_name(name), may_be);
            if let Some((likeness, account)) = best.and_then(|(place, like)| Some((like, all.get(place)?))) {
                candidates.push(Candidate {
                    name: name.clone(),
                    account: account.id,
                    account_name: account.name.clone(),
                    likeness,
                    rows: *rows,
                });
            }
        }
        candidates.sort_by(|one, other| other.likeness.total_cmp(&one.likeness).then(one.name.cmp(&other.name)));
        Some(candidates)
    }
}

/// The text with its accents composed (Unicode NFC): however they were typed, the same name is the same.
pub(super) fn composed(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}
