//! Edits of single records, and what they are called.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;

use super::checks::called;
use super::text::folded;
use super::{
    Account, AccountId, Activity, ActivityId, ActivityStatus, AnyRecord, Change, ChangeSet, Colleague, ColleagueId,
    ContactId, Draft, OpportunityId, Portfolio, ProcessStep, ProductId, Pursuit, PursuitList, RecordKind, Refusal,
    RiskId, RowChange, RowKey, Stage, Stamp, Whose,
};

/// Puts a record as it shall be. One with a key of no record is new.
pub(super) fn put(draft: &mut Draft<'_>, stamp: &mut Stamp, record: &AnyRecord) {
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
            draft.colleagues.put(colleague);
        }
    }
}

/// Colleagues who are called otherwise from now on are called so wherever their old names stand. All at once: two may
/// change their names with each other.
pub(super) fn rename(base: &Portfolio, draft: &mut Draft<'_>) {
    let mut renamed = Renamed::default();
    for colleague in draft.colleagues.written().filter(|colleague| !colleague.name.is_empty()) {
        if let Some(before) = base.colleagues().get(colleague.id).filter(|before| before.name != colleague.name) {
            renamed.to.insert(folded(&before.name), colleague.name.clone());
        }
    }
    if renamed.to.is_empty() {
        return;
    }
    for account in base.accounts() {
        if renamed.names(&account.owner)
            && let Some(account) = draft.account_mut(account.id)
            && let Some(name) = renamed.name(&account.owner)
        {
            account.owner.clone_from(name);
        }
    }
    for activity in base.activities().iter() {
        if activity.colleagues.iter().any(|name| renamed.names(name))
            && let Some(activity) = draft.activities.get_mut(base.activities(), activity.id)
        {
            for name in &mut activity.colleagues {
                if let Some(to) = renamed.name(name) {
                    name.clone_from(to);
                }
            }
            // Somebody may have been named there in both ways.
            let mut named = BTreeSet::new();
            activity.colleagues.retain(|name| named.insert(folded(name)));
        }
    }
    rename_in_funnel(base, draft, &mut renamed);
}

/// The same of what the funnel says of people.
fn rename_in_funnel<'a>(base: &'a Portfolio, draft: &mut Draft<'_>, renamed: &mut Renamed<'a>) {
    for event in base.stage_events().iter() {
        if renamed.names(&event.by)
            && let Some(event) = draft.stage_events.get_mut(base.stage_events(), event.id)
            && let Some(name) = renamed.name(&event.by)
        {
            event.by.clone_from(name);
        }
    }
    for one in base.hand_overs().iter() {
        if (renamed.names(&one.from) || renamed.names(&one.to))
            && let Some(one) = draft.hand_overs.get_mut(base.hand_overs(), one.id)
        {
            for name in [&mut one.from, &mut one.to] {
                if let Some(to) = renamed.name(name) {
                    name.clone_from(to);
                }
            }
        }
    }
    for goal in base.goals().iter() {
        if let Whose::Seller(name) = &goal.of.whose
            && renamed.names(name)
            && let Some(goal) = draft.goals.get_mut(base.goals(), goal.id)
            && let Some(name) = renamed.name(name)
        {
            goal.of.whose = Whose::Seller(name.clone());
        }
    }
    let cards = base.settings().more.process.iter();
    let named: Vec<ProcessStep> = cards
        .filter(|(_, card)| card.responsible.iter().any(|name| renamed.names(name)))
        .map(|(step, _)| *step)
        .collect();
    for step in named {
        if let Some(card) = draft.settings_mut().more.process.get_mut(&step) {
            for name in &mut card.responsible {
                if let Some(to) = renamed.name(name) {
                    name.clone_from(to);
                }
            }
        }
    }
}

/// Whose stage is corrected.
pub(super) fn stage_event_of(base: &Portfolio, changes: &ChangeSet) -> String {
    let account = changes.rows.iter().flat_map(RowChange::accounts).next();
    account.and_then(|id| base.account(id)).map_or_else(String::new, |account| account.name.clone())
}

/// Who is called how from now on.
#[derive(Default)]
struct Renamed<'a> {
    /// By the old names, folded.
    to: HashMap<String, String>,
    /// Of each name as it was met, whether it is an old one: a million activities name a few people.
    met: HashMap<&'a str, bool>,
}

impl<'a> Renamed<'a> {
    fn names(&mut self, name: &'a str) -> bool {
        let Self { to, met } = self;
        *met.entry(name).or_insert_with(|| to.contains_key(&folded(name)))
    }

    fn name(&self, old: &str) -> Option<&String> {
        self.to.get(&folded(old))
    }
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
        RowKey::Account(_)
        | RowKey::StageEvent(_)
        | RowKey::HandOver(_)
        | RowKey::Goal(_)
        | RowKey::Spend(_)
        | RowKey::Batch(_)
        | RowKey::Settings => false,
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
    let before = base.activities().get(done.id).ok_or(Refusal::NoSuchRecord(RecordKind::Activities))?;
    if before.status == ActivityStatus::Done {
        return Err(Refusal::DoneAlready);
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
            (PursuitList::Target, Stage::Prospect) | (PursuitList::Lead, Stage::Suspect) => {}
            (PursuitList::Target, _) => return refuse("only a prospect can be a target; set its stage first"),
            (PursuitList::Lead, _) => return refuse("only a suspect can be a lead; set its stage first"),
        }
        if !account.fits(*list) {
            return refuse("it does not pass all three questions: money, access, fit");
        }
        if account.pursuit.is_none_or(|pursuit| pursuit.list != *list) {
            account.pursuit = Some(Pursuit { list: *list, since: stamp.today });
        }
    }
    Ok(())
}

/// The account that changed, as it was called before, or how many did.
pub(super) fn name_or_count(base: &Portfolio, changes: &ChangeSet) -> String {
    let accounts = changes.rows.iter().filter(|row| row.key().account().is_some()).count();
    match changes.rows.as_slice() {
        [RowChange::Account(Change { before: Some(before), .. }), ..] if accounts == 1 => {
            base.account(before.id).map_or_else(String::new, |account| account.name.clone())
        }
        _ => format!("{accounts} accounts"),
    }
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

/// "Make Ernst Handel a target", "Make Ernst Handel a target of Bo".
pub(super) fn take_place_label(base: &Portfolio, account: AccountId, list: PursuitList, owner: &str) -> String {
    let label = pursue_label(base, &[(account, list)], &[]);
    let had = base.account(account).map_or("", |account| account.owner.as_str());
    let owner = owner.trim();
    if owner.is_empty() || folded(owner) == folded(had) { label } else { format!("{label} of {owner}") }
}

/// Who stopped being what the list is made of frees the place on it: a target whose stage or answers are others now, a
/// lead that is no suspect any more.
pub(super) fn free_places(base: &Portfolio, draft: &mut Draft<'_>) {
    for account in draft.accounts_written() {
        if base.account(account.id).is_some_and(|before| account.lost_its_place(before)) {
            account.pursuit = None;
        }
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
pub(super) fn check(base: &Portfolio, changes: &ChangeSet) -> Result<(), Refusal> {
    let taken = names_taken(base, changes.rows.iter().filter_map(super::checks::colleague));
    if let Some((_, name)) = taken.into_iter().next() {
        return Err(Refusal::ColleagueNameTaken(name));
    }
    let overfull = overfull(base, changes.rows.iter().filter_map(super::checks::account));
    overfull.into_iter().next().map_or(Ok(()), |list| Err(list.refusal))
}

/// The colleagues who get a name that is somebody else's, and that name. Only names that are new to their colleague are
/// looked at: namesakes of old hinder nobody.
pub(super) fn names_taken<'a>(
    base: &Portfolio,
    changes: impl Iterator<Item = &'a Change<Arc<Colleague>>>,
) -> Vec<(ColleagueId, String)> {
    let (mut touched, mut held, mut wanted) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    for change in changes {
        touched.extend(change.id());
        let Some(after) = &change.after else { continue };
        let name = folded(&after.name);
        if change.before.as_ref().is_some_and(|before| folded(&before.name) == name) {
            held.insert(name);
        } else {
            wanted.push((name, after));
        }
    }
    if wanted.is_empty() {
        return Vec::new();
    }
    let kept = base.colleagues().iter().filter(|colleague| !touched.contains(&colleague.id));
    held.extend(kept.map(|colleague| folded(&colleague.name)));
    wanted.retain(|(name, _)| !held.insert(name.clone()));
    wanted.into_iter().map(|(_, colleague)| (colleague.id, colleague.name.clone())).collect()
}

/// A list that would be longer than its owner has places.
pub(super) struct Overfull {
    pub refusal: Refusal,
    /// Those that come onto it without a place, of all that do the last.
    pub too_many: Vec<AccountId>,
}

/// The place that an account takes. Archived ones take none, and nobody has places.
fn place(account: &Arc<Account>) -> Option<(String, PursuitList)> {
    let pursuit = account.pursuit.filter(|_| !account.archived)?;
    let owner = folded(&account.owner);
    (!owner.is_empty()).then_some((owner, pursuit.list))
}

/// Only owners whose lists grew are counted: a list that became too long before there were so few places stays.
pub(super) fn overfull<'a>(base: &Portfolio, changes: impl Iterator<Item = &'a Change<Arc<Account>>>) -> Vec<Overfull> {
    #[derive(Default)]
    struct Grown<'a> {
        by: usize,
        less: usize,
        there: usize,
        come: Vec<&'a Arc<Account>>,
    }
    let mut lists: BTreeMap<(String, PursuitList), Grown<'_>> = BTreeMap::new();
    for change in changes {
        let (before, after) = (change.before.as_ref().and_then(place), change.after.as_ref().and_then(place));
        if before == after {
            continue;
        }
        if let Some(before) = before {
            lists.entry(before).or_default().less += 1;
        }
        if let Some((after, account)) = after.zip(change.after.as_ref()) {
            let list = lists.entry(after).or_default();
            list.by += 1;
            list.come.push(account);
        }
    }
    lists.retain(|_, list| list.by > list.less);
    if lists.is_empty() {
        return Vec::new();
    }
    for place in base.accounts().filter_map(place) {
        if let Some(list) = lists.get_mut(&place) {
            list.there += 1;
        }
    }
    let model = &base.settings().more.model;
    let overfull = lists.into_iter().filter_map(|((_, list), Grown { by, less, there, come })| {
        let slots = match list {
            PursuitList::Target => model.target_slots,
            PursuitList::Lead => model.lead_slots,
        };
        let over = (there + by).saturating_sub(less).checked_sub(usize::from(slots)).filter(|over| *over > 0)?;
        let owner = come.last()?.owner.clone();
        // A list that was too long already has no room for anybody new, but keeps those that it has.
        let too_many = come.iter().rev().take(over.min(by.saturating_sub(less))).map(|account| account.id).collect();
        Some(Overfull { refusal: Refusal::ListFull { owner, list, there, slots, too_many: over }, too_many })
    });
    overfull.collect()
}

#[cfg(test)]
mod tests;
