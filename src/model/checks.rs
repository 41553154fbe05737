//! What must hold of records, whatever an edit wishes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{
    Account, AccountId, Activity, Change, ChangeSet, Colleague, Contact, HandOver, NewPurchases, Opportunity,
    Portfolio, Product, Record, RecordKind, Refusal, Risk, RowChange, StageEvent, Table,
};

/// A record that another system may have a key for.
pub(super) trait Keyed: Record {
    const KIND: RecordKind;

    /// Whether it cannot be without a name.
    const NEEDS_NAME: bool;

    /// Empty when there is none.
    fn key(&self) -> &str;

    /// As people call it.
    fn name(&self) -> &str;
}

/// Says how the records of a kind are called.
macro_rules! keyed {
    ($($record:ident: $kind:ident, $name:ident, $needs_name:literal);+ $(;)?) => {
        $(impl Keyed for $record {
            const KIND: RecordKind = RecordKind::$kind;
            const NEEDS_NAME: bool = $needs_name;

            fn key(&self) -> &str {
                &self.key
            }

            fn name(&self) -> &str {
                &self.$name
            }
        })+
    };
}

keyed! {
    Account: Accounts, name, true;
    Contact: Contacts, name, true;
    Activity: Activities, subject, false;
    Product: Products, name, true;
    Opportunity: Opportunities, name, true;
    Risk: Risks, reason, true;
    Colleague: Colleagues, name, true;
}

/// Of one row, for the kind that it is of.
pub(super) type OfKind<R> = fn(&RowChange) -> Option<&Change<Arc<R>>>;

pub(super) fn account(row: &RowChange) -> Option<&Change<Arc<Account>>> {
    if let RowChange::Account(change) = row { Some(change) } else { None }
}

pub(super) fn contact(row: &RowChange) -> Option<&Change<Arc<Contact>>> {
    if let RowChange::Contact(change) = row { Some(change) } else { None }
}

pub(super) fn activity(row: &RowChange) -> Option<&Change<Arc<Activity>>> {
    if let RowChange::Activity(change) = row { Some(change) } else { None }
}

pub(super) fn product(row: &RowChange) -> Option<&Change<Arc<Product>>> {
    if let RowChange::Product(change) = row { Some(change) } else { None }
}

pub(super) fn opportunity(row: &RowChange) -> Option<&Change<Arc<Opportunity>>> {
    if let RowChange::Opportunity(change) = row { Some(change) } else { None }
}

pub(super) fn risk(row: &RowChange) -> Option<&Change<Arc<Risk>>> {
    if let RowChange::Risk(change) = row { Some(change) } else { None }
}

pub(super) fn colleague(row: &RowChange) -> Option<&Change<Arc<Colleague>>> {
    if let RowChange::Colleague(change) = row { Some(change) } else { None }
}

pub(super) fn stage_event(row: &RowChange) -> Option<&Change<Arc<StageEvent>>> {
    if let RowChange::StageEvent(change) = row { Some(change) } else { None }
}

pub(super) fn hand_over(row: &RowChange) -> Option<&Change<Arc<HandOver>>> {
    if let RowChange::HandOver(change) = row { Some(change) } else { None }
}

/// Records have their names, no two of a kind have the same key, and nothing belongs to an account that is not there.
///
/// # Errors
/// A [`Refusal`] that names who stands in the way.
pub(super) fn check(base: &Portfolio, changes: &ChangeSet) -> Result<(), Refusal> {
    names_and_keys(base.account_table(), changes, account)?;
    names_and_keys(base.contacts(), changes, contact)?;
    names_and_keys(base.activities(), changes, activity)?;
    names_and_keys(base.products(), changes, product)?;
    names_and_keys(base.opportunities(), changes, opportunity)?;
    names_and_keys(base.risks(), changes, risk)?;
    names_and_keys(base.colleagues(), changes, colleague)?;
    for contact in changes.rows.iter().filter_map(contact).filter_map(|change| change.after.as_ref()) {
        if contact.cadence_days == Some(0) {
            return Err(Refusal::NoCadence);
        }
    }
    belongings(base, changes)
}

/// Only keys that are new to their record are looked at.
fn names_and_keys<R: Keyed>(base: &Table<R>, changes: &ChangeSet, of_kind: OfKind<R>) -> Result<(), Refusal> {
    let taken = |holder: &R| Refusal::KeyTaken { key: holder.key().to_owned(), holder: called(holder) };
    let mut claimed: HashMap<&str, &R> = HashMap::new();
    let mut let_go: HashSet<R::Id> = HashSet::new();
    for change in changes.rows.iter().filter_map(of_kind) {
        let (before, after) = (change.before.as_deref(), change.after.as_deref());
        if R::NEEDS_NAME && after.is_some_and(|record| record.name().is_empty()) {
            return Err(match R::KIND {
                RecordKind::Accounts => Refusal::NoName,
                kind => Refusal::NoNameOf(kind),
            });
        }
        if let Some(before) = before.filter(|before| after.is_none_or(|after| after.key() != before.key())) {
            let_go.insert(before.id());
        }
        let new_key = |record: &&R| !record.key().is_empty() && before.is_none_or(|old| old.key() != record.key());
        if let Some(record) = after.filter(new_key)
            && let Some(holder) = claimed.insert(record.key(), record)
        {
            return Err(taken(holder));
        }
    }
    if claimed.is_empty() {
        return Ok(());
    }
    holders(base, |key| claimed.contains_key(key))
        .find(|holder| !let_go.contains(&holder.id()))
        .map_or(Ok(()), |holder| Err(taken(holder)))
}

/// The records whose keys are wanted.
pub(super) fn holders<'a, R: Keyed>(
    base: &'a Table<R>,
    wanted: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = &'a Arc<R>> {
    base.iter().filter(move |record| !record.key().is_empty() && wanted(record.key()))
}

/// By its name, or by what it is.
pub(super) fn called<R: Keyed>(record: &R) -> String {
    match record.name() {
        "" => format!("an {} without a subject", R::KIND.singular()),
        name => name.to_owned(),
    }
}

/// What belongs to accounts has them, and no account goes without what belongs to it.
fn belongings(base: &Portfolio, changes: &ChangeSet) -> Result<(), Refusal> {
    let (mut there, mut gone) = (HashSet::new(), HashSet::new());
    for change in changes.rows.iter().filter_map(account) {
        match (&change.before, &change.after) {
            (None, Some(after)) => drop(there.insert(after.id)),
            (Some(before), None) => drop(gone.insert(before.id)),
            _ => {}
        }
    }
    let is_there = |id: AccountId| there.contains(&id) || (!gone.contains(&id) && base.account(id).is_some());
    have_accounts(changes, contact, |contact| contact.account, is_there)?;
    have_accounts(changes, activity, |activity| activity.account, is_there)?;
    have_accounts(changes, opportunity, |opportunity| opportunity.account, is_there)?;
    have_accounts(changes, risk, |risk| risk.account, is_there)?;
    have_accounts(changes, stage_event, |event| event.account, is_there)?;
    have_accounts(changes, hand_over, |one| one.account, is_there)?;
    if gone.is_empty() {
        return Ok(());
    }
    let left = keyed_left_at(base.contacts(), changes, contact, |contact| contact.account, &gone)
        .or_else(|| keyed_left_at(base.activities(), changes, activity, |activity| activity.account, &gone))
        .or_else(|| keyed_left_at(base.opportunities(), changes, opportunity, |opportunity| opportunity.account, &gone))
        .or_else(|| keyed_left_at(base.risks(), changes, risk, |risk| risk.account, &gone))
        .or_else(|| {
            let left = left_at(base.stage_events(), changes, stage_event, |event| event.account, &gone)?;
            Some((left.account, format!("the {} of {}", RecordKind::StageEvents.singular(), left.on)))
        })
        .or_else(|| {
            let left = left_at(base.hand_overs(), changes, hand_over, |one| one.account, &gone)?;
            Some((left.account, format!("the {} of {}", RecordKind::HandOvers.singular(), left.on)))
        });
    left.map_or(Ok(()), |(id, what)| {
        let name = base.account(id).map_or_else(String::new, |account| account.name.clone());
        Err(Refusal::StillUsed { name, by: what })
    })
}

fn have_accounts<R: Record>(
    changes: &ChangeSet,
    of_kind: OfKind<R>,
    account: fn(&R) -> AccountId,
    is_there: impl Fn(AccountId) -> bool,
) -> Result<(), Refusal> {
    let after = changes.rows.iter().filter_map(of_kind).filter_map(|change| change.after.as_deref());
    let lost = after.map(account).find(|id| !is_there(*id));
    lost.map_or(Ok(()), |id| Err(Refusal::NoSuchAccount(id)))
}

/// A record that would be left at one of the accounts that go.
fn left_at<'a, R: Record>(
    base: &'a Table<R>,
    changes: &ChangeSet,
    of_kind: OfKind<R>,
    account: fn(&R) -> AccountId,
    gone: &HashSet<AccountId>,
) -> Option<&'a Arc<R>> {
    let changed: HashSet<R::Id> = changes.rows.iter().filter_map(of_kind).filter_map(Change::id).collect();
    base.iter().find(|record| gone.contains(&account(record)) && !changed.contains(&record.id()))
}

/// The same of a record that has a name: which account, and what the record is called.
fn keyed_left_at<R: Keyed>(
    base: &Table<R>,
    changes: &ChangeSet,
    of_kind: OfKind<R>,
    account: fn(&R) -> AccountId,
    gone: &HashSet<AccountId>,
) -> Option<(AccountId, String)> {
    let left = left_at(base, changes, of_kind, account, gone)?;
    Some((account(left), format!("the {} {}", R::KIND.singular(), called(&**left))))
}

/// The lines of an import belong to its batch, and to accounts and products that will be there.
///
/// # Errors
/// [`Refusal::LinesDoNotFit`].
pub(super) fn check_lines(base: &Portfolio, changes: &ChangeSet, new: &NewPurchases) -> Result<(), Refusal> {
    let NewPurchases { batch, lines } = new;
    let refuse = |what: &str| Refusal::LinesDoNotFit { file_name: batch.file_name.clone(), what: what.to_owned() };
    let (mut accounts, mut products) = (HashMap::new(), HashMap::new());
    for change in changes.rows.iter().filter_map(account) {
        accounts.extend(change.id().map(|id| (id, change.after.is_some())));
    }
    for change in changes.rows.iter().filter_map(product) {
        products.extend(change.id().map(|id| (id, change.after.is_some())));
    }
    let has_account = |id| accounts.get(id).copied().unwrap_or_else(|| base.account(*id).is_some());
    let has_product = |id| products.get(id).copied().unwrap_or_else(|| base.products().get(*id).is_some());
    let has_account: Vec<bool> = lines.accounts.iter().map(has_account).collect();
    let has_product: Vec<bool> = lines.products.iter().map(has_product).collect();
    let is_there = |all: &[bool], place: u32| all.get(place as usize).copied().unwrap_or(false);
    if !lines.lines.iter().all(|line| is_there(&has_account, line.account)) {
        return Err(refuse("one of its accounts is not there any more"));
    }
    if !lines.lines.iter().filter_map(|line| line.product).all(|product| is_there(&has_product, product)) {
        return Err(refuse("one of its products is not there any more"));
    }
    if lines.lines.is_empty() || batch.lines != lines.lines.len() as u64 {
        return Err(refuse("they are not as many as were counted"));
    }
    if !lines.lines.iter().map(|line| line.line).is_sorted_by(|one, next| one < next)
        || lines.lines.first().is_some_and(|first| first.line == 0)
    {
        return Err(refuse("two of them have the same number"));
    }
    let mut corrected = HashSet::new();
    if !lines.replaces.values().all(|key| corrected.insert(*key)) {
        return Err(refuse("two of them correct the same purchase"));
    }
    let total: i128 = lines.lines.iter().map(|line| i128::from(line.amount.minor_units())).sum();
    if total != i128::from(batch.total.minor_units()) {
        return Err(refuse("they do not add up to their total"));
    }
    Ok(())
}
