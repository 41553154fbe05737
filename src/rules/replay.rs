//! The board of a past day, from what the journal keeps in memory.
//!
//! Judged positions are exactly those of the end of the day, undo and redo among them: what was undone later still stood
//! then. So is what the board and the records were read by: dividing lines, scoring model, key list cut-off and the
//! relevance of categories to industries. An account comes into view on the day that its key was made.
//!
//! Whoever nobody had judged stands where the evidence of that day puts it: activities and purchases count until that
//! day, by their own dates; and stages are those that the events known today say of that day. What bears no date cannot be known from memory and is as it is today: capacities,
//! likelihoods, categories relevant to single accounts, opportunities, contacts and their roles, revenue that was typed,
//! and names, owners and whether an account is archived. Records deleted since are not there, those recorded late are,
//! on their own day. For all of that the images on disk would have to be read, as the picture of a past day does that
//! is drawn without a window.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Local, NaiveDate, Utc};

use super::evidence;
use crate::model::{
    Account, AccountId, Change, ChangeSet, Entry, EntryKind, Journal, Judgement, KeyCutOff, Lines, Move, Portfolio,
    Position, Relevance, RowChange, ScoringModel, Seq, Settings, SettingsValue, Stage,
};

/// For each edit that changed the terms: those before and after it.
pub type TermsChanges = BTreeMap<Seq, (Terms, Terms)>;

/// What a day was judged by: where the board was divided, and how records were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    pub lines: Lines,
    pub model: ScoringModel,
    pub key_cut_off: Option<KeyCutOff>,
    /// Of categories to industries.
    pub relevance: Relevance,
}

impl Terms {
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let more = &settings.more;
        let (model, relevance) = (more.model.clone(), more.relevance.clone());
        Self { lines: settings.lines, model, key_cut_off: more.key_cut_off, relevance }
    }

    fn put_into(self, settings: &mut Settings) {
        let Self { lines, model, key_cut_off, relevance } = self;
        settings.lines = lines;
        settings.more.model = model;
        settings.more.key_cut_off = key_cut_off;
        settings.more.relevance = relevance;
    }
}

/// Who stood where, day by day.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Of each account that ever moved, oldest first.
    paths: BTreeMap<AccountId, Vec<Step>>,
    /// When each account was made, of those whose key tells, in order.
    made: Vec<(NaiveDate, AccountId)>,
    /// Who moved on which day, in order.
    moved: Vec<(NaiveDate, AccountId)>,
    /// Who came to another stage on which day, of those who were there, in order.
    staged: Vec<(NaiveDate, AccountId)>,
    /// The terms until they were changed on that day, in order.
    terms: Vec<(NaiveDate, Terms)>,
    /// When something came, moved, or was read in other terms; in order.
    days: Vec<NaiveDate>,
    first: Option<NaiveDate>,
}

/// One motion of one account.
#[derive(Clone, Debug)]
struct Step {
    day: NaiveDate,
    at: DateTime<Utc>,
    by: String,
    from: Option<Position>,
}

impl Timeline {
    #[must_use]
    pub fn new(present: &Portfolio, journal: &Journal, terms: &TermsChanges) -> Self {
        let mut moves: BTreeMap<Seq, Vec<&Move>> = BTreeMap::new();
        for one in journal.moves_ever() {
            moves.entry(one.seq).or_default().push(one);
        }
        let mut timeline = Self::default();
        for (entry, day) in journal.entries().iter().zip(days_of(journal)) {
            let (edit, undone) = match entry.kind {
                EntryKind::Edit => (entry.seq, false),
                EntryKind::Undo { of } => (of, true),
                EntryKind::Redo { of } => (of, false),
                EntryKind::Reason { .. } => continue,
            };
            for one in moves.get(&edit).into_iter().flatten() {
                let from = if undone { one.to } else { one.from };
                let step = Step { day, at: entry.at, by: entry.by.clone(), from };
                timeline.paths.entry(one.account).or_default().push(step);
                timeline.moved.push((day, one.account));
            }
            if let Some((before, after)) = terms.get(&edit) {
                timeline.terms.push((day, if undone { after } else { before }.clone()));
            }
        }
        timeline.moved.dedup();
        let made = present.accounts().filter_map(|account| Some((made_on(account.id)?, account.id)));
        timeline.made = made.collect();
        timeline.made.sort_unstable();
        timeline.staged = staged(present);
        let days = timeline.moved.iter().chain(&timeline.made).chain(&timeline.staged).map(|(day, _)| *day);
        let days: BTreeSet<NaiveDate> = days.chain(timeline.terms.iter().map(|(day, _)| *day)).collect();
        timeline.first = days.first().copied();
        timeline.days = days.into_iter().collect();
        timeline
    }

    /// The days on which the board changed, in order.
    #[must_use]
    pub fn days(&self) -> &[NaiveDate] {
        &self.days
    }

    /// The first day that there is anything to see of.
    #[must_use]
    pub const fn first(&self) -> Option<NaiveDate> {
        self.first
    }

    /// The last day before `day` on which the board changed.
    #[must_use]
    pub fn before(&self, day: NaiveDate) -> Option<NaiveDate> {
        let until = self.days.partition_point(|other| *other < day);
        self.days.get(until.checked_sub(1)?).copied()
    }

    /// The first day after `day` on which the board changed.
    #[must_use]
    pub fn after(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.days.get(self.days.partition_point(|other| *other <= day)).copied()
    }

    /// Where people had put an account at the end of a day; `None` when nobody had.
    #[must_use]
    pub fn judged(&self, account: &Account, day: NaiveDate) -> Option<Position> {
        match self.next_step(account.id, day) {
            Some((_, step)) => step.from,
            None => account.judged(),
        }
    }

    /// Whether an account was there at the end of a day, as far as its key tells.
    #[must_use]
    pub fn was_there(account: AccountId, day: NaiveDate) -> bool {
        made_on(account).is_none_or(|made| made <= day)
    }

    /// What counted at the end of a day.
    #[must_use]
    pub fn terms(&self, present: &Portfolio, day: NaiveDate) -> Terms {
        let next = self.terms.get(self.terms.partition_point(|(changed, _)| *changed <= day));
        next.map_or_else(|| Terms::of(present.settings()), |(_, terms)| terms.clone())
    }

    /// What turns the judged board of one day into that of another. Looks only at what changed in between; the evidence
    /// of the other day follows by [`settle_on`].
    #[must_use]
    pub fn changes(&self, present: &Portfolio, from: NaiveDate, to: NaiveDate) -> ChangeSet {
        let (early, late) = (from.min(to), from.max(to));
        let touched = |events: &[(NaiveDate, AccountId)]| {
            let start = events.partition_point(|(day, _)| *day <= early);
            let end = events.partition_point(|(day, _)| *day <= late);
            events.get(start..end).unwrap_or_default().iter().map(|(_, account)| *account).collect::<Vec<_>>()
        };
        let accounts = [&self.made, &self.moved, &self.staged].into_iter().flat_map(|events| touched(events));
        let accounts: BTreeSet<AccountId> = accounts.collect();
        let mut rows = Vec::new();
        for account in accounts.into_iter().filter_map(|id| present.account(id)) {
            let (before, after) = (self.account(present, account, from), self.account(present, account, to));
            if before != after {
                rows.push(RowChange::Account(Change { before, after }));
            }
        }
        let settings = |day| {
            let mut settings = (**present.settings()).clone();
            self.terms(present, day).put_into(&mut settings);
            Arc::new(settings)
        };
        let (before, after) = (settings(from), settings(to));
        if before != after {
            rows.push(RowChange::Settings(Change { before: Some(before), after: Some(after) }));
        }
        ChangeSet { rows }
    }

    /// An account as it stood; `None` before it was made.
    fn account(&self, portfolio: &Portfolio, present: &Arc<Account>, day: NaiveDate) -> Option<Arc<Account>> {
        if !Self::was_there(present.id, day) {
            return None;
        }
        let stage = stage_on(portfolio, present, day);
        let Some((last, next)) = self.next_step(present.id, day) else {
            return Some(if stage == present.stage {
                Arc::clone(present)
            } else {
                Arc::new(Account { stage, ..(**present).clone() })
            });
        };
        let judgement = next.from.map(|position| match last {
            Some(last) => Judgement { position, at: last.at, by: last.by.clone(), evidence: None },
            // It was placed when it was made.
            None => {
                Judgement { position, at: made_at(present.id).unwrap_or(next.at), by: String::new(), evidence: None }
            }
        });
        Some(Arc::new(Account { stage, judgement, ..(**present).clone() }))
    }

    /// The first step of an account after a day, with the one before it.
    fn next_step(&self, account: AccountId, day: NaiveDate) -> Option<(Option<&Step>, &Step)> {
        let path = self.paths.get(&account)?;
        let next = path.partition_point(|step| step.day <= day);
        Some((next.checked_sub(1).and_then(|last| path.get(last)), path.get(next)?))
    }
}

/// The stage at the end of a day, as events tell it; before the first of an account that nobody knew, that first one's.
fn stage_on(portfolio: &Portfolio, account: &Account, day: NaiveDate) -> Stage {
    if portfolio.stage_events_of(account.id).is_empty() {
        return account.stage;
    }
    let path = portfolio.stage_path(account);
    path.at(day).or_else(|| path.steps.first().map(|first| first.to)).unwrap_or(account.stage)
}

/// Who came to another stage on which day, from when on the account was there.
fn staged(present: &Portfolio) -> Vec<(NaiveDate, AccountId)> {
    let mut staged = Vec::new();
    for account in present.accounts().filter(|account| !present.stage_events_of(account.id).is_empty()) {
        let steps = present.stage_path(account).steps.into_iter();
        let seen = steps.filter(|step| step.from.is_some() && Timeline::was_there(account.id, step.on));
        staged.extend(seen.map(|step| (step.on, account.id)));
    }
    staged.sort_unstable();
    staged.dedup();
    staged
}

/// Lets a copy of the portfolio look at its records as they were on that day.
pub fn settle_on(portfolio: &mut Portfolio, day: NaiveDate) {
    portfolio.set_today(day);
    evidence::settle(portfolio);
}

/// Whether an entry may be an edit that changed the terms, by its label: its images tell.
#[must_use]
pub fn may_change_terms(entry: &Entry) -> bool {
    let settings = [
        SettingsValue::Lines(Lines::default()),
        SettingsValue::Model(ScoringModel::default()),
        SettingsValue::KeyCutOff(None),
        SettingsValue::Relevance(String::new(), None),
    ];
    // A revert repeats the label of its edit, in lower case; a restore brings the terms of its time.
    let label = entry.label.to_lowercase();
    let named = settings.iter().map(SettingsValue::name).chain(["restore the backup"]);
    entry.kind == EntryKind::Edit
        && (label.contains(&Lines::DIVIDE.to_lowercase()) || named.into_iter().any(|words| label.contains(words)))
}

/// The day that each entry counts for. The order of entries counts, not their times: one that was written before
/// another is never later, whatever the clock said.
fn days_of(journal: &Journal) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> =
        journal.entries().iter().map(|entry| entry.at.with_timezone(&Local).date_naive()).collect();
    let mut next = NaiveDate::MAX;
    for day in days.iter_mut().rev() {
        next = next.min(*day);
        *day = next;
    }
    days
}

/// When a key was made: the first 48 bits of a `UUIDv7` are milliseconds of Unix time (RFC 9562, section 5.7).
pub(super) fn made_at(account: AccountId) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = account.0.get_timestamp().filter(|_| account.0.get_version_num() == 7)?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

fn made_on(account: AccountId) -> Option<NaiveDate> {
    Some(made_at(account)?.with_timezone(&Local).date_naive())
}
