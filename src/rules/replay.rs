//! The board of a past day, from what the journal keeps in memory.
//!
//! Positions and dividing lines are exactly those of the end of the day, undo and redo among them: what was undone
//! later still stood then. An account comes into view on the day that its key was made. All else of an account, its
//! name, owner, revenue and whether it is archived, is as it is today, and accounts deleted since are not there: for
//! those the images on disk would have to be read, as the picture of a past day does that is drawn without a window.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Local, NaiveDate, Utc};

use crate::model::{
    Account, AccountId, Change, ChangeSet, Entry, EntryKind, Journal, Judgement, Lines, Move, Portfolio, Position,
    RowChange, Seq, SettingsValue,
};

/// For each edit that divided the board elsewhere: the lines before and after it.
pub type Divisions = BTreeMap<Seq, (Lines, Lines)>;

/// Who stood where, day by day.
#[derive(Clone, Debug, Default)]
pub struct Timeline {
    /// Of each account that ever moved, oldest first.
    paths: BTreeMap<AccountId, Vec<Step>>,
    /// When each account was made, of those whose key tells, in order.
    made: Vec<(NaiveDate, AccountId)>,
    /// Who moved on which day, in order.
    moved: Vec<(NaiveDate, AccountId)>,
    /// The lines until they were changed on that day, in order.
    divided: Vec<(NaiveDate, Lines)>,
    /// When something came, moved, or was divided; in order.
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
    pub fn new(present: &Portfolio, journal: &Journal, divisions: &Divisions) -> Self {
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
            if let Some((before, after)) = divisions.get(&edit) {
                timeline.divided.push((day, if undone { *after } else { *before }));
            }
        }
        timeline.moved.dedup();
        let made = present.accounts().filter_map(|account| Some((made_on(account.id)?, account.id)));
        timeline.made = made.collect();
        timeline.made.sort_unstable();
        let days = timeline.moved.iter().chain(&timeline.made).map(|(day, _)| *day);
        let days: BTreeSet<NaiveDate> = days.chain(timeline.divided.iter().map(|(day, _)| *day)).collect();
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

    /// Where an account stood at the end of a day; `None` when it was unplaced.
    #[must_use]
    pub fn position(&self, account: &Account, day: NaiveDate) -> Option<Position> {
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

    /// Where the board was divided at the end of a day.
    #[must_use]
    pub fn lines(&self, present: &Portfolio, day: NaiveDate) -> Lines {
        let next = self.divided.get(self.divided.partition_point(|(changed, _)| *changed <= day));
        next.map_or(present.settings().lines, |(_, lines)| *lines)
    }

    /// What turns the board of one day into that of another. Looks only at what changed in between.
    #[must_use]
    pub fn changes(&self, present: &Portfolio, from: NaiveDate, to: NaiveDate) -> ChangeSet {
        let (early, late) = (from.min(to), from.max(to));
        let touched = |events: &[(NaiveDate, AccountId)]| {
            let start = events.partition_point(|(day, _)| *day <= early);
            let end = events.partition_point(|(day, _)| *day <= late);
            events.get(start..end).unwrap_or_default().iter().map(|(_, account)| *account).collect::<Vec<_>>()
        };
        let accounts: BTreeSet<AccountId> = touched(&self.made).into_iter().chain(touched(&self.moved)).collect();
        let mut rows = Vec::new();
        for account in accounts.into_iter().filter_map(|id| present.account(id)) {
            let (before, after) = (self.account(account, from), self.account(account, to));
            if before != after {
                rows.push(RowChange::Account(Change { before, after }));
            }
        }
        let settings = |day| {
            let mut settings = (**present.settings()).clone();
            settings.lines = self.lines(present, day);
            Arc::new(settings)
        };
        let (before, after) = (settings(from), settings(to));
        if before != after {
            rows.push(RowChange::Settings(Change { before: Some(before), after: Some(after) }));
        }
        ChangeSet { rows }
    }

    /// An account as it stood; `None` before it was made.
    fn account(&self, present: &Arc<Account>, day: NaiveDate) -> Option<Arc<Account>> {
        if !Self::was_there(present.id, day) {
            return None;
        }
        let Some((last, next)) = self.next_step(present.id, day) else { return Some(Arc::clone(present)) };
        let judgement = next.from.map(|position| match last {
            Some(last) => Judgement { position, at: last.at, by: last.by.clone(), evidence: None },
            // It was placed when it was made.
            None => {
                Judgement { position, at: made_at(present.id).unwrap_or(next.at), by: String::new(), evidence: None }
            }
        });
        Some(Arc::new(Account { judgement, ..(**present).clone() }))
    }

    /// The first step of an account after a day, with the one before it.
    fn next_step(&self, account: AccountId, day: NaiveDate) -> Option<(Option<&Step>, &Step)> {
        let path = self.paths.get(&account)?;
        let next = path.partition_point(|step| step.day <= day);
        Some((next.checked_sub(1).and_then(|last| path.get(last)), path.get(next)?))
    }
}

/// Whether an entry may be an edit that divided the board elsewhere, by its label: its images tell.
#[must_use]
pub fn may_divide(entry: &Entry) -> bool {
    let named = SettingsValue::Lines(Lines::default()).name();
    // A revert repeats the label of its edit, in lower case; a restore brings the lines of its time.
    let label = entry.label.to_lowercase();
    let words = [&Lines::DIVIDE.to_lowercase(), named, "restore the backup"];
    entry.kind == EntryKind::Edit && words.iter().any(|words| label.contains(*words))
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
fn made_at(account: AccountId) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = account.0.get_timestamp().filter(|_| account.0.get_version_num() == 7)?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

fn made_on(account: AccountId) -> Option<NaiveDate> {
    Some(made_at(account)?.with_timezone(&Local).date_naive())
}
