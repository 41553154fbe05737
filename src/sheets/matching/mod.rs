//! Finds the accounts that rows are about or name: by key, else by name but for case, accents, blanks and legal forms.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
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
    /// By their keys, and by those under which rows took accounts without one.
    by_key: HashMap<Cow<'a, str>, AccountId>,
    /// By name, as it is with its accents composed, and folded.
    by_exact_name: HashMap<Cow<'a, str>, Called>,
    by_name: HashMap<String, Called>,
    /// What accounts are called from now on, of those that a row calls otherwise than before.
    renamed: HashMap<AccountId, String>,
    made: BTreeMap<AccountId, Account>,
    /// Names that mean nobody, as the file has them, with the key beside them and how many rows have them.
    strangers: BTreeMap<String, Stranger>,
}

/// The accounts of one name, the oldest first.
#[derive(Clone, Debug, Default)]
struct Called {
    all: BTreeSet<AccountId>,
    /// Of those without a key that no row with a key took.
    keyless: BTreeSet<AccountId>,
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
            by_key: HashMap::with_capacity(count),
            by_exact_name: HashMap::with_capacity(count),
            by_name: HashMap::with_capacity(count),
            renamed: HashMap::new(),
            made: BTreeMap::new(),
            strangers: BTreeMap::new(),
        };
        for account in base.accounts() {
            accounts.know(account.id, Cow::Borrowed(&account.name), Cow::Borrowed(&account.key));
        }
        accounts
    }

    fn know(&mut self, account: AccountId, name: Cow<'a, str>, key: Cow<'a, str>) {
        let folded = folded_name(&name);
        let exact = match name {
            Cow::Borrowed(name) => composed(name),
            Cow::Owned(name) => Cow::Owned(composed(&name).into_owned()),
        };
        for called in [self.by_exact_name.entry(exact).or_default(), self.by_name.entry(folded).or_default()] {
            called.all.insert(account);
            if key.is_empty() {
                called.keyless.insert(account);
            }
        }
        if !key.is_empty() {
            self.by_key.insert(key, account);
        }
    }

    /// Takes an account for a row of this key. One that had none is that of this key from now on, for all rows that
    /// follow: another key means another account, whatever it is called.
    pub fn take(&mut self, account: AccountId, key: &str) {
        if !self.counts(key) || self.get(account).is_none_or(|account| !account.key.is_empty()) {
            return;
        }
        let (exact, folded) = (composed(self.called(account)).into_owned(), folded_name(self.called(account)));
        let exact = self.by_exact_name.get_mut(&*exact);
        let had_none = exact.is_some_and(|called| called.keyless.remove(&account));
        if let Some(called) = self.by_name.get_mut(&folded) {
            called.keyless.remove(&account);
        }
        if had_none {
            self.by_key.entry(Cow::Owned(key.to_owned())).or_insert(account);
        }
    }

    /// Knows an account by what a row calls it from now on, and no longer by what it was called.
    pub fn rename(&mut self, before: &Account, after: &Account) {
        if before.name == after.name && before.key == after.key {
            return;
        }
        let forget = |called: &mut Called| {
            called.all.remove(&before.id);
            called.keyless.remove(&before.id);
            called.all.is_empty()
        };
        let (exact, folded) = (composed(&before.name).into_owned(), folded_name(&before.name));
        if self.by_exact_name.get_mut(&*exact).is_some_and(forget) {
            self.by_exact_name.remove(&*exact);
        }
        if self.by_name.get_mut(&folded).is_some_and(forget) {
            self.by_name.remove(&folded);
        }
        if before.key != after.key && self.by_key.get(&*before.key) == Some(&before.id) {
            self.by_key.remove(&*before.key);
        }
        self.know(before.id, Cow::Owned(after.name.clone()), Cow::Owned(after.key.clone()));
        self.renamed.insert(before.id, after.name.clone());
    }

    /// Whether the key says who is meant.
    pub fn counts(&self, key: &str) -> bool {
        !key.is_empty() && self.options.match_by.contains(&MatchBy::Key)
    }

    /// What an account is called, as the rows before call it.
    fn called(&self, id: AccountId) -> &str {
        self.renamed.get(&id).map_or_else(|| self.name(id), String::as_str)
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
        let account = *self.by_key.get(key)?;
        Some((account, self.called(account)))
    }

    /// Finds who has this key or name, as the options say, and takes it as [`Self::take`]. Either may be empty.
    ///
    /// # Errors
    /// When several accounts could be meant.
    pub fn find(&mut self, key: &str, name: &str) -> Result<Found, Unclear> {
        let found = self.look_up(key, name)?;
        // Whom a person said that a name means, it means beside every key.
        if let Found::ByName { account, exactly: _ } = found
            && !self.options.same_names.contains_key(name)
        {
            self.take(account, key);
        }
        Ok(found)
    }

    /// As [`Self::find`], taking nobody.
    ///
    /// # Errors
    /// When several accounts could be meant.
    pub fn look_up(&self, key: &str, name: &str) -> Result<Found, Unclear> {
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
        let Some(Called { all, keyless }) = exact.or_else(folded) else { return Ok(Found::Nobody) };
        let holder = self.by_key.get(key).copied().filter(|_| !key.is_empty());
        // A key that no account has means another account, unless one is still without a key.
        let (found, several) = if self.counts(key) {
            (keyless.first().copied(), keyless.len() > 1)
        } else if all.len() == 1 {
            (all.first().copied(), false)
        } else if let Some(holder) = holder.filter(|holder| all.contains(holder)) {
            (Some(holder), false)
        } else {
            (keyless.first().copied(), keyless.len() != 1)
        };
        if several {
            let known = all.first().map_or("", |first| self.called(*first));
            let called = if exactly { name } else { known };
            let reason = format!("{} accounts are named “{called}”; give the key of the one that is meant", all.len());
            return Err(Unclear { field: Field::Name, reason });
        }
        Ok(found.map_or(Found::Nobody, |account| Found::ByName { account, exactly }))
    }

    /// An account whose name a new one has too, but for what folding takes away.
    pub fn namesake(&self, name: &str) -> Option<&Account> {
        self.get(*self.by_name.get(&folded_name(name))?.all.first()?)
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
