//! How stages change: always by an event, and the stage of an account is always where its events lead.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Account, AccountId, ChangeSet, Draft, Portfolio, Refusal, RowChange, Stage, StageEvent, StageEventId, StagePath,
    StageSource, Stamp,
};

/// An account came to a stage on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageChange {
    pub account: AccountId,
    pub to: Stage,
    /// Not after today. It may lie before events that are known already.
    pub on: NaiveDate,
    /// Who brought it about; empty: who owns the account.
    pub by: String,
    /// What it came through; empty: what the account came through.
    pub channel: String,
    pub reason: String,
    pub source: StageSource,
}

/// What shall stand in place of a stage event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageCorrection {
    pub event: StageEventId,
    /// `None`: it never happened.
    pub instead: Option<CorrectedStage>,
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectedStage {
    pub to: Stage,
    pub on: NaiveDate,
    pub by: String,
    pub channel: String,
}

impl StageChange {
    /// By whoever owns the account, through what it came through, without a reason.
    #[must_use]
    pub fn new(account: AccountId, to: Stage, on: NaiveDate) -> Self {
        let (by, channel, reason) = (String::new(), String::new(), String::new());
        Self { account, to, on, by, channel, reason, source: StageSource::Person }
    }
}

/// Writes an event for each change. An account that has no channel takes that of the first event that names one.
///
/// # Errors
/// A [`Refusal`] for a day that is not yet, and for a stage where the account stood already.
pub(super) fn record(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    changes: &[StageChange],
) -> Result<(), Refusal> {
    let mut by_account: BTreeMap<AccountId, Vec<&StageChange>> = BTreeMap::new();
    for change in changes {
        by_account.entry(change.account).or_default().push(change);
    }
    let mut written = written_by_account(draft);
    for (id, mut changes) in by_account {
        changes.sort_by_key(|change| change.on);
        let ends = changes.last().map(|change| change.to);
        let account = draft.account(id).ok_or(Refusal::NoSuchAccount(id))?;
        let (name, owner) = (account.name.clone(), account.owner.clone());
        let mut events = events_of(base, draft, id, written.remove(&id));
        for change in changes {
            if change.on > stamp.today {
                return Err(Refusal::NotYet { name, on: change.on });
            }
            let account = draft.account_mut(id).ok_or(Refusal::NoSuchAccount(id))?;
            let (from, corrects) = leaves(&events, account.stage, change, ends);
            if from == Some(change.to) {
                return Err(Refusal::SameStage { name, stage: change.to, on: change.on });
            }
            let channel = change.channel.trim();
            if account.channel.is_empty() {
                channel.clone_into(&mut account.channel);
            }
            let by = if change.by.trim().is_empty() { owner.as_str() } else { change.by.trim() };
            let event = StageEvent {
                id: stamp.stage_event_id(),
                version: 1,
                account: id,
                nth: next(&events),
                on: change.on,
                from,
                to: Some(change.to),
                by: by.to_owned(),
                channel: if channel.is_empty() { account.channel.clone() } else { channel.to_owned() },
                reason: change.reason.trim().to_owned(),
                source: change.source,
                corrects,
                extra: super::Extra::new(),
            };
            draft.stage_events.put(event.clone());
            events.push(event);
        }
        settle(draft, id, &events);
    }
    Ok(())
}

/// Writes what stands in place of an event.
///
/// # Errors
/// A [`Refusal`] when it is not there, was corrected already, or would be corrected to something that cannot be.
pub(super) fn correct(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    correction: &StageCorrection,
) -> Result<(), Refusal> {
    let StageCorrection { event, instead, reason } = correction;
    let wrong = base.stage_events().get(*event).ok_or(Refusal::NoSuchStageEvent)?;
    let account = draft.account(wrong.account).ok_or(Refusal::NoSuchAccount(wrong.account))?;
    let name = account.name.clone();
    if base.stage_events_of(wrong.account).iter().any(|other| other.corrects == Some(*event)) {
        return Err(Refusal::CorrectedAlready { name });
    }
    if let Some(instead) = instead.as_ref().filter(|instead| instead.on > stamp.today) {
        return Err(Refusal::NotYet { name, on: instead.on });
    }
    let text = |text: Option<&String>, had: &str| text.map_or(had, |text| text.trim()).to_owned();
    let correcting = StageEvent {
        id: stamp.stage_event_id(),
        version: 1,
        account: wrong.account,
        nth: next(base.stage_events_of(wrong.account).iter().map(|event| &**event)),
        on: instead.as_ref().map_or(wrong.on, |instead| instead.on),
        from: wrong.from,
        to: instead.as_ref().map(|instead| instead.to),
        by: text(instead.as_ref().map(|instead| &instead.by), &wrong.by),
        channel: text(instead.as_ref().map(|instead| &instead.channel), &wrong.channel),
        reason: reason.trim().to_owned(),
        source: StageSource::Person,
        corrects: Some(*event),
        extra: super::Extra::new(),
    };
    if says_the_same(&correcting, wrong) {
        return Ok(());
    }
    let mut events = events_of(base, draft, wrong.account, None);
    draft.stage_events.put(correcting.clone());
    events.push(correcting);
    settle(draft, wrong.account, &events);
    Ok(())
}

fn says_the_same(correcting: &StageEvent, wrong: &StageEvent) -> bool {
    let said = |event: &StageEvent| (event.on, event.to, event.by.clone(), event.channel.clone());
    said(correcting) == said(wrong)
}

/// Writes since when an account stands, or stood, in stages, as a file says. Where it is known to have come to one
/// already, that stays. Should it stand in another stage than the last of these, it came there on that day, too: nobody
/// says when else.
///
/// # Errors
/// A [`Refusal`] for a day that is not yet.
pub(super) fn since(
    base: &Portfolio,
    draft: &mut Draft<'_>,
    stamp: &mut Stamp,
    account: AccountId,
    since: &BTreeMap<Stage, NaiveDate>,
) -> Result<(), Refusal> {
    let Some(last) = since.values().max() else { return Ok(()) };
    let stands = draft.account(account).ok_or(Refusal::NoSuchAccount(account))?.stage;
    let written = draft.stage_events.written().filter(|event| event.account == account).cloned().collect();
    let events = events_of(base, draft, account, Some(written));
    // What only says when it was written down gives way to what is known now.
    let earlier = |first: &&StageEvent| {
        since.iter().any(|(stage, on)| *on < first.on || *on == first.on && first.to != Some(*stage))
    };
    let path = match only_came_in(&events).filter(earlier) {
        Some(_) => StagePath::default(),
        None => StagePath::told_by(&events),
    };
    let mut days: Vec<(Stage, NaiveDate)> = since.iter().map(|(stage, on)| (*stage, *on)).collect();
    days.retain(|(stage, on)| path.steps.iter().all(|step| step.to != *stage) && path.at(*on) != Some(*stage));
    days.sort_by_key(|(stage, on)| (*on, *stage == stands, *stage));
    if days.is_empty() {
        return Ok(());
    }
    if days.last().is_some_and(|(stage, _)| *stage != stands) && !since.contains_key(&stands) && events.is_empty() {
        days.push((stands, *last));
    }
    let changes = days
        .into_iter()
        .map(|(stage, on)| StageChange { source: StageSource::Import, ..StageChange::new(account, stage, on) });
    record(base, draft, stamp, &changes.collect::<Vec<_>>())
}

/// Accounts that stand in another stage after an edit got there today, unless the edit says more of it by events of its
/// own. Who puts a stage back on the day on which it was changed by hand meant no change. With `found` new accounts came
/// to their stage today as well; otherwise nobody knows since when they stand there.
pub(super) fn follow(base: &Portfolio, draft: &mut Draft<'_>, stamp: &mut Stamp, found: bool) {
    let told: BTreeSet<AccountId> = draft.stage_events.written().map(|event| event.account).collect();
    let mut moved: Vec<Account> = Vec::new();
    for account in draft.accounts_written() {
        let before = base.account(account.id);
        let differs = before.map_or(found, |before| before.stage != account.stage);
        if differs && !told.contains(&account.id) {
            moved.push(account.clone());
        }
    }
    for account in moved {
        let mut events = events_of(base, draft, account.id, None);
        let path = StagePath::of(&events, base.account(account.id).map_or(account.stage, |before| before.stage));
        let back = path.steps.last().filter(|last| last.on == stamp.today && last.from == Some(account.stage));
        let back = back.and_then(|last| events.iter().find(|event| event.id == last.event)).cloned();
        let from = if base.account(account.id).is_some() { path.now() } else { None };
        if back.is_none() && from == Some(account.stage) {
            continue;
        }
        let fresh = StageEvent {
            id: stamp.stage_event_id(),
            version: 1,
            account: account.id,
            nth: next(&events),
            on: stamp.today,
            from,
            to: Some(account.stage),
            by: account.owner.clone(),
            channel: account.channel.clone(),
            reason: String::new(),
            source: StageSource::Person,
            corrects: None,
            extra: super::Extra::new(),
        };
        let event = match back {
            Some(wrong) => StageEvent { from: wrong.from, to: None, corrects: Some(wrong.id), ..fresh },
            None => fresh,
        };
        draft.stage_events.put(event.clone());
        events.push(event);
        settle(draft, account.id, &events);
    }
}

/// Puts new events of a file after those that are known; what is known is kept as it is. The accounts that they are of
/// stand where their events lead then.
pub(super) fn import(base: &Portfolio, draft: &mut Draft<'_>, events: &[StageEvent]) {
    let mut after: BTreeMap<AccountId, u32> = BTreeMap::new();
    for event in events.iter().filter(|event| base.stage_events().get(event.id).is_none()) {
        let known = || next(base.stage_events_of(event.account).iter().map(|event| &**event));
        let nth = after.entry(event.account).or_insert_with(known);
        draft.stage_events.put(StageEvent { nth: *nth, ..event.clone() });
        *nth = nth.saturating_add(1);
    }
    settle_written(base, draft);
}

/// What comes after these.
fn next<'a>(events: impl IntoIterator<Item = &'a StageEvent>) -> u32 {
    events.into_iter().map(|event| event.nth.saturating_add(1)).max().unwrap_or(0)
}

/// After events were put as they are: the accounts that they are of stand where their events lead.
fn settle_written(base: &Portfolio, draft: &mut Draft<'_>) {
    for (account, written) in written_by_account(draft) {
        let events = events_of(base, draft, account, Some(written));
        settle(draft, account, &events);
    }
}

/// The accounts, with their names, that would stand elsewhere than where their events lead once these rows are put in
/// place, or of which an event would stay that corrects one that is gone.
pub(super) fn parted(base: &Portfolio, changes: &ChangeSet) -> BTreeMap<AccountId, String> {
    let mut events: BTreeMap<AccountId, BTreeMap<StageEventId, Option<&StageEvent>>> = BTreeMap::new();
    let mut accounts: BTreeMap<AccountId, Option<&Account>> = BTreeMap::new();
    for row in &changes.rows {
        match row {
            RowChange::StageEvent(change) => {
                let of = change.after.as_ref().or(change.before.as_ref()).map(|event| (event.account, event.id));
                if let Some((account, id)) = of {
                    events.entry(account).or_default().insert(id, change.after.as_deref());
                }
            }
            RowChange::Account(change) => {
                let stage = |account: &Option<std::sync::Arc<Account>>| account.as_ref().map(|account| account.stage);
                if let Some(id) = change.id().filter(|_| stage(&change.before) != stage(&change.after)) {
                    accounts.insert(id, change.after.as_deref());
                    events.entry(id).or_default();
                }
            }
            _ => {}
        }
    }
    let mut parted = BTreeMap::new();
    for (id, changed) in events {
        let there = base.stage_events_of(id).iter().filter(|event| !changed.contains_key(&event.id));
        let mut left: Vec<&StageEvent> = there.map(|event| &**event).collect();
        left.extend(changed.values().flatten());
        let account = accounts.get(&id).copied().unwrap_or_else(|| base.account(id).map(|account| &**account));
        let Some(account) = account else { continue };
        let names = |corrected: StageEventId| left.iter().any(|event| event.id == corrected);
        let hangs = left.iter().filter_map(|event| event.corrects).any(|corrected| !names(corrected));
        let leads = StagePath::of(left.iter().copied(), account.stage).now();
        if hangs || leads.is_some_and(|stage| stage != account.stage) {
            parted.insert(id, account.name.clone());
        }
    }
    parted
}

/// The account stands where its events lead; where they lead nowhere, it stays.
fn settle(draft: &mut Draft<'_>, id: AccountId, events: &[StageEvent]) {
    if let Some(account) = draft.account_mut(id)
        && let Some(stage) = StagePath::of(events, account.stage).now()
    {
        account.stage = stage;
    }
}

fn written_by_account(draft: &Draft<'_>) -> BTreeMap<AccountId, Vec<StageEvent>> {
    let mut written: BTreeMap<AccountId, Vec<StageEvent>> = BTreeMap::new();
    for event in draft.stage_events.written() {
        written.entry(event.account).or_default().push(event.clone());
    }
    written
}

/// All events of the account, with those that the draft wrote of it.
fn events_of(
    base: &Portfolio,
    draft: &Draft<'_>,
    account: AccountId,
    written: Option<Vec<StageEvent>>,
) -> Vec<StageEvent> {
    let there = base.stage_events_of(account).iter();
    let there = there.filter_map(|event| draft.stage_events.get(base.stage_events(), event.id)).cloned();
    let mut events: Vec<StageEvent> = there.collect();
    let new = written.into_iter().flatten().filter(|event| base.stage_events().get(event.id).is_none());
    events.extend(new);
    events
}

/// What a change leaves, given all events that are known, and the event that it stands in place of.
fn leaves(
    events: &[StageEvent],
    stands: Stage,
    change: &StageChange,
    ends: Option<Stage>,
) -> (Option<Stage>, Option<StageEventId>) {
    let StageChange { to, on, .. } = change;
    if let Some(first) = only_came_in(events).filter(|first| *on <= first.on) {
        // It was written down when the account was, which was later than what is known now.
        return (first.from, Some(first.id));
    }
    let path = StagePath::told_by(events);
    match (events.iter().map(|event| event.on).min(), path.opening) {
        (None, _) => (before_the_first(stands, *to, ends), None),
        // Since when it stood where it was first seen: it came there from nowhere.
        (Some(first), Some(opening)) if *on < first && opening == *to => (None, None),
        (Some(_), _) => (path.at(*on), None),
    }
}

impl Portfolio {
    /// Whether a change of stage of that day would be one, rather than say where the account stood already.
    #[must_use]
    pub fn comes_to(&self, account: &Account, to: Stage, on: NaiveDate) -> bool {
        let events: Vec<StageEvent> = self.stage_events_of(account.id).iter().map(|event| (**event).clone()).collect();
        let change = StageChange::new(account.id, to, on);
        leaves(&events, account.stage, &change, Some(to)).0 != Some(to)
    }
}

/// The one event that says when the account was written down, if nothing more is known of it.
fn only_came_in(events: &[StageEvent]) -> Option<&StageEvent> {
    match events {
        [first] if first.came_in() => Some(first),
        _ => None,
    }
}

/// Where an account of which no event is known stood before the first one. Who is known to have come so far, or farther,
/// stood nowhere that anybody knows of; the same of who is lost, and got lost at the end of what is told.
fn before_the_first(stands: Stage, to: Stage, ends: Option<Stage>) -> Option<Stage> {
    let told_to_the_end = stands == Stage::Lost && ends == Some(Stage::Lost);
    let went = stands != to && !told_to_the_end && (stands.leads_on_to(to) || to == Stage::Lost);
    went.then_some(stands)
}

#[cfg(test)]
mod tests;
