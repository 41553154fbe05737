//! Edits of single records, and what they are called.

use std::sync::Arc;

use chrono::NaiveDate;

use super::checks::called;
use super::edit::{AnyRecord, Refusal};
use super::text::folded;
use super::{
    AccountId, Activity, ActivityId, ActivityStatus, ChangeSet, Colleague, ColleagueId, ContactId, Draft,
    OpportunityId, Portfolio, ProductId, Pursuit, PursuitList, RecordKind, RiskId, RowChange, RowKey, Stage, Stamp,
};

/// Puts a record as it shall be. One with a key of no record is new. A colleague who is called otherwise from now on is
/// called so wherever the old name stands.
pub(super) fn put(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    record: &AnyRecord,
) -> Result<(), Refusal> {
    match record.clone() {
        AnyRecord::Contact(mut contact) => {
            if contact.id == ContactId::NIL {
                contact.id = stamp.contact_id();
            }
            draft.contacts.put(contact);
        }
        AnyRecord::Activity(mut activity) => {
            if activity.id == ActivityId::NIL {
                activity.id = stamp.activity_id();
            }
            draft.activities.put(activity);
        }
        AnyRecord::Product(mut product) => {
            if product.id == ProductId::NIL {
                product.id = stamp.product_id();
            }
            draft.products.put(product);
        }
        AnyRecord::Opportunity(mut opportunity) => {
            if opportunity.id == OpportunityId::NIL {
                opportunity.id = stamp.opportunity_id();
            }
            draft.opportunities.put(opportunity);
        }
        AnyRecord::Risk(mut risk) => {
            if risk.id == RiskId::NIL {
                risk.id = stamp.risk_id();
            }
            draft.risks.put(risk);
        }
        AnyRecord::Colleague(mut colleague) => {
            if colleague.id == ColleagueId::NIL {
                colleague.id = stamp.colleague_id();
            }
            put_colleague(base, draft, colleague);
        }
    }
    Ok(())
}

fn put_colleague(base: &Portfolio, draft: &mut Draft<'_>, colleague: Colleague) {
    let before = base.colleagues().get(colleague.id).filter(|before| before.name != colleague.name);
    if let Some(before) = before.filter(|_| !colleague.name.is_empty()) {
        let (was, is) = (folded(&before.name), &colleague.name);
        for account in base.accounts().filter(|account| folded(&account.owner) == was) {
            if let Some(account) = draft.account_mut(account.id) {
                account.owner.clone_from(is);
            }
        }
        for activity in base.activities().iter().filter(|one| one.colleagues.iter().any(|name| folded(name) == was)) {
            if let Some(activity) = draft.activities.get_mut(base.activities(), activity.id) {
                activity.colleagues.iter_mut().filter(|name| folded(name) == was).for_each(|name| name.clone_from(is));
                // Somebody may have been named there in both ways.
                let mut named = std::collections::BTreeSet::new();
                activity.colleagues.retain(|name| named.insert(folded(name)));
            }
        }
    }
    draft.colleagues.put(colleague);
}

pub(super) fn delete(base: &Portfolio, draft: &mut Draft<'_>, row: RowKey) -> Result<(), Refusal> {
    let there = match row {
        RowKey::Contact(id) => {
            draft.contacts.delete(id);
            base.contacts().get(id).is_some()
        }
        RowKey::Activity(id) => {
            draft.activities.delete(id);
            base.activities().get(id).is_some()
        }
        RowKey::Product(id) => {
            let bought = |bought: &super::Bought| bought.products.iter().any(|day| day.product == id);
            if let Some(product) = base.products().get(id)
                && base.ledger().bought().values().any(bought)
            {
                return Err(Refusal::ProductBought(product.name.clone()));
            }
            draft.products.delete(id);
            base.products().get(id).is_some()
        }
        RowKey::Opportunity(id) => {
            draft.opportunities.delete(id);
            base.opportunities().get(id).is_some()
        }
        RowKey::Risk(id) => {
            draft.risks.delete(id);
            base.risks().get(id).is_some()
        }
        RowKey::Colleague(id) => {
            draft.colleagues.delete(id);
            base.colleagues().get(id).is_some()
        }
        // Accounts go with all that belongs to them, and batches with their imports.
        RowKey::Account(_) | RowKey::Batch(_) | RowKey::Settings => false,
    };
    match row.kind() {
        Some(kind) if !there => Err(Refusal::NoSuchRecord(kind)),
        _ => Ok(()),
    }
}

pub(super) fn complete(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    done: &Activity,
    next: Option<NaiveDate>,
) -> Result<(), Refusal> {
    if base.activities().get(done.id).is_none() {
        return Err(Refusal::NoSuchRecord(RecordKind::Activities));
    }
    draft.activities.put(Activity { status: ActivityStatus::Done, ..done.clone() });
    if let Some(day) = next {
        let planned = Activity::new(stamp.activity_id(), done.account, day);
        draft.activities.put(Activity {
            kind: done.kind,
            status: ActivityStatus::Planned,
            colleagues: done.colleagues.clone(),
            contacts: done.contacts.clone(),
            ..planned
        });
    }
    Ok(())
}

/// How many places the owner of each account has is the same for all sellers. Those that are given up are free at once.
pub(super) fn pursue(
    draft: &mut Draft<'_>,
    stamp: &Stamp,
    take: &[(AccountId, PursuitList)],
    give_up: &[AccountId],
) -> Result<(), Refusal> {
    for id in give_up {
        draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?.pursuit = None;
    }
    for (id, list) in take {
        let account = draft.account_mut(*id).ok_or(Refusal::NoSuchAccount(*id))?;
        let refuse =
            |why: &str| Err(Refusal::NotToBePursued { name: account.name.clone(), list: *list, why: why.to_owned() });
        match (list, account.stage) {
            _ if account.owner.is_empty() => return refuse("nobody owns it yet; set its owner first"),
            (PursuitList::Target, Stage::Prospect) => {}
            (PursuitList::Target, _) => return refuse("only a prospect can be a target; set its stage first"),
            (PursuitList::Lead, Stage::Suspect) => {}
            (PursuitList::Lead, _) => return refuse("only a suspect can be a lead; set its stage first"),
        }
        let passes = |question| account.answers.get(question).copied() == Some(true);
        if *list == PursuitList::Target && !super::TargetQuestion::ALL.iter().all(passes) {
            return refuse("it does not pass all three questions: money, access, fit");
        }
        if account.pursuit.is_none_or(|pursuit| pursuit.list != *list) {
            account.pursuit = Some(Pursuit { list: *list, since: stamp.today });
        }
    }
    Ok(())
}

/// "Add contact Anna to Ernst Handel", "Change 3 products", "Add 12 colleagues".
pub(super) fn put_label(base: &Portfolio, changes: &ChangeSet) -> String {
    let verb = |row: &RowChange| if row.creates() { "Add" } else { "Change" };
    about(base, changes, verb)
}

/// "Delete contact Anna of Ernst Handel", "Delete 3 activities of Ernst Handel".
pub(super) fn delete_label(base: &Portfolio, changes: &ChangeSet) -> String {
    about(base, changes, |_| "Delete")
}

fn about(base: &Portfolio, changes: &ChangeSet, verb: fn(&RowChange) -> &'static str) -> String {
    // A colleague who is renamed is one wish, however many rows name the colleague.
    let mut rows: Vec<&RowChange> = changes.rows.iter().filter(|row| matches!(row, RowChange::Colleague(_))).collect();
    if rows.is_empty() {
        rows = changes.rows.iter().collect();
    }
    let Some(first) = rows.first() else { return "Change nothing".to_owned() };
    let done = if rows.iter().all(|row| verb(row) == verb(first)) { verb(first) } else { "Change" };
    let what = match rows.as_slice() {
        [row] => {
            let kind = row.key().kind().map_or("record", RecordKind::singular);
            // A risk is told by a whole sentence, which has no end in a list.
            let name: String = row.name().chars().take(MOST_OF_A_NAME).collect();
            let cut = if name.len() < row.name().len() { "…" } else { "" };
            format!("{kind} {}{cut}", name.trim_end()).trim_end().to_owned()
        }
        rows => {
            let kind = first.key().kind().filter(|kind| rows.iter().all(|row| row.key().kind() == Some(*kind)));
            kind.map_or_else(|| format!("{} records", rows.len()), |kind| kind.counted(rows.len()))
        }
    };
    let account = first.accounts().last();
    let one = account.filter(|account| rows.iter().all(|row| row.accounts().last() == Some(*account)));
    let of = if done == "Add" { "to" } else { "of" };
    let at = one.and_then(|account| base.account(account)).map(|account| format!(" {of} {}", account.name));
    format!("{done} {what}{}", at.unwrap_or_default())
}

/// So many letters of a name stand in a label.
const MOST_OF_A_NAME: usize = 60;

pub(super) fn complete_label(base: &Portfolio, done: &Activity) -> String {
    let account = base.account(done.account).map_or("", |account| account.name.as_str());
    let what = if done.subject.is_empty() { done.kind.name().to_owned() } else { called(done) };
    format!("Complete {what} at {account}")
}

pub(super) fn pursue_label(base: &Portfolio, take: &[(AccountId, PursuitList)], give_up: &[AccountId]) -> String {
    let name = |id: AccountId| base.account(id).map_or_else(String::new, |account| account.name.clone());
    match (take, give_up) {
        ([(id, list)], []) => format!("Make {} a {}", name(*id), list.name()),
        ([(id, list)], [dropped]) => format!("Make {} a {} in place of {}", name(*id), list.name(), name(*dropped)),
        ([], [id]) => format!("Drop {} from its list", name(*id)),
        ([], dropped) => format!("Drop {} accounts from their lists", dropped.len()),
        (taken, _) => format!("Put {} accounts on their lists", taken.len()),
    }
}

/// What changes beside these accounts.
pub(super) fn without(changes: &ChangeSet, accounts: &[AccountId]) -> ChangeSet {
    let is_other = |row: &&super::RowChange| row.key().account().is_none_or(|account| !accounts.contains(&account));
    ChangeSet { rows: changes.rows.iter().filter(is_other).cloned().collect() }
}

/// "Ernst Handel", "3 accounts"
pub(super) fn named_or_counted(base: &Portfolio, accounts: &[AccountId]) -> String {
    match accounts {
        [one] => base.account(*one).map_or_else(String::new, |account| account.name.clone()),
        many => format!("{} accounts", many.len()),
    }
}

/// What to do when so many would come onto a list too many.
pub(super) fn room_words(too_many: usize) -> String {
    match too_many {
        1 => "choose which one to drop".to_owned(),
        many => format!("{many} would be too many, so drop as many first"),
    }
}

/// The name of a colleague belongs to one only, and no seller has more targets or leads than places.
///
/// # Errors
/// A [`Refusal`] that names who stands in the way.
pub(super) fn check(base: &Portfolio, changes: &ChangeSet, count_slots: bool) -> Result<(), Refusal> {
    colleague_names(base, changes)?;
    if count_slots { slots(base, changes) } else { Ok(()) }
}

fn colleague_names(base: &Portfolio, changes: &ChangeSet) -> Result<(), Refusal> {
    let changed = changes.rows.iter().filter_map(super::checks::colleague);
    let after: Vec<&Arc<Colleague>> = changed.clone().filter_map(|change| change.after.as_ref()).collect();
    if after.is_empty() {
        return Ok(());
    }
    let touched: std::collections::BTreeSet<ColleagueId> = changed.filter_map(super::Change::id).collect();
    let mut names = std::collections::BTreeSet::new();
    let kept = base.colleagues().iter().filter(|colleague| !touched.contains(&colleague.id));
    for colleague in kept.chain(after) {
        if !names.insert(folded(&colleague.name)) {
            return Err(Refusal::ColleagueNameTaken(colleague.name.clone()));
        }
    }
    Ok(())
}

/// Only owners whose lists grew are counted: a list that became too long before there were so few places stays.
fn slots(base: &Portfolio, changes: &ChangeSet) -> Result<(), Refusal> {
    let model = &base.settings().more.model;
    let place = |account: &Arc<super::Account>| {
        let pursuit = account.pursuit.filter(|_| !account.archived)?;
        Some((folded(&account.owner), pursuit.list))
    };
    let mut grown: std::collections::BTreeMap<(String, PursuitList), i64> = std::collections::BTreeMap::new();
    let mut owners: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
    for change in changes.rows.iter().filter_map(super::checks::account) {
        let (before, after) = (change.before.as_ref().and_then(place), change.after.as_ref().and_then(place));
        if before == after {
            continue;
        }
        if let Some(after) = &change.after {
            owners.insert(folded(&after.owner), after.owner.clone());
        }
        before.into_iter().for_each(|place| *grown.entry(place).or_default() -= 1);
        after.into_iter().for_each(|place| *grown.entry(place).or_default() += 1);
    }
    grown.retain(|_, by| *by > 0);
    if grown.is_empty() {
        return Ok(());
    }
    let mut there: std::collections::BTreeMap<(String, PursuitList), i64> = std::collections::BTreeMap::new();
    for place in base.accounts().filter_map(place).filter(|place| grown.contains_key(place)) {
        *there.entry(place).or_default() += 1;
    }
    for ((owner, list), by) in grown {
        let slots = match list {
            PursuitList::Target => model.target_slots,
            PursuitList::Lead => model.lead_slots,
        };
        let already = there.get(&(owner.clone(), list)).copied().unwrap_or_default();
        if already + by > i64::from(slots) {
            let owner = owners.remove(&owner).unwrap_or(owner);
            let count = |count: i64| usize::try_from(count).unwrap_or_default();
            let (there, too_many) = (count(already), count(already + by - i64::from(slots)));
            return Err(Refusal::ListFull { owner, list, there, slots, too_many });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
