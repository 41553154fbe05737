//! When a backup is due, and which of the older ones may go.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use crate::model::{Journal, KeepReason, Kept};

/// So much work at most is in no backup.
pub const AT_MOST: TimeDelta = TimeDelta::minutes(30);

/// The youngest backups, whatever their day, of which this many stay.
const YOUNGEST: usize = 10;
/// For so many days, the last backup of each stays; of each month before, the last one of it.
const DAYS: i64 = 31;

/// Whether the backup holds everything that was done.
#[must_use]
pub fn is_current(last: &Kept, journal: &Journal) -> bool {
    // After going back to an older file the count alone could be the same by chance.
    last.entries == journal.entries().len() && journal.entries().last().is_none_or(|entry| entry.at == last.last_at)
}

/// Why a backup is due now, if one is; `last` is the one made last. A workspace in which nothing was ever done has
/// nothing to lose.
#[must_use]
pub fn due(last: Option<&Kept>, journal: &Journal, now: DateTime<Utc>, today: NaiveDate) -> Option<KeepReason> {
    if journal.entries().is_empty() {
        return None;
    }
    let Some(last) = last else { return Some(KeepReason::NewDay) };
    if is_current(last, journal) {
        return None;
    }
    if last.day != today {
        return Some(KeepReason::NewDay);
    }
    // A clock that was put back says nothing about how long it has been.
    (now.signed_duration_since(last.at).abs() >= AT_MOST).then_some(KeepReason::HalfHour)
}

/// How long until [`due`] should be asked again though nobody does anything; `None` when there is nothing to keep.
#[must_use]
pub fn due_in(last: &Kept, journal: &Journal, now: DateTime<Utc>) -> Option<TimeDelta> {
    let waited = now.signed_duration_since(last.at).max(TimeDelta::zero());
    (!journal.entries().is_empty() && !is_current(last, journal)).then(|| (AT_MOST - waited).max(TimeDelta::zero()))
}

/// The backups that may go, now that `made` is there: all but the youngest ten, the last one of each day for a month,
/// and the last one of each month for ever.
#[must_use]
pub fn plan_prune(all: &[Kept], made: &Path, today: NaiveDate) -> Vec<PathBuf> {
    let mut from_youngest: Vec<&Kept> = all.iter().collect();
    from_youngest.sort_by_key(|kept| Reverse(kept.age()));
    let (mut days, mut months) = (BTreeSet::new(), BTreeSet::new());
    let may_go = |(place, kept): (usize, &&Kept)| {
        let last_of_month = months.insert((kept.day.year(), kept.day.month()));
        let last_of_day = days.insert(kept.day) && today.signed_duration_since(kept.day).num_days() < DAYS;
        let stays = place < YOUNGEST || last_of_day || last_of_month || kept.path == made;
        (!stays).then(|| kept.path.clone())
    };
    from_youngest.iter().enumerate().filter_map(may_go).collect()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveTime;

    use super::*;
    use crate::model::{Entry, EntryKind};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn kept(at: DateTime<Utc>, entries: usize, last_at: DateTime<Utc>) -> Kept {
        Kept {
            path: PathBuf::from(at.to_rfc3339()),
            at,
            day: at.date_naive(),
            reason: KeepReason::NewDay,
            source: String::new(),
            lineage: String::new(),
            name: String::new(),
            accounts: 0,
            entries,
            last_label: String::new(),
            last_at,
            bytes: 0,
            sha256: String::new(),
        }
    }

    fn journal(times: &[&str]) -> Journal {
        let mut journal = Journal::default();
        for at in times {
            let (seq, at) = (journal.next_seq(), time(at));
            let entry = Entry { seq, at, by: String::new(), kind: EntryKind::Edit, label: String::new(), rows: 0 };
            journal.push(entry, []);
        }
        journal
    }

    #[test]
    fn a_backup_is_due_on_a_new_day_and_after_half_an_hour_of_changes() {
        let check = |last: Option<&Kept>, times: &[&str], now: &str, wanted: Option<KeepReason>| {
            let now = time(now);
            assert_eq!(due(last, &journal(times), now, now.date_naive()), wanted, "{now}");
        };
        let (first, second) = ("2026-03-01T17:00:00Z", "2026-03-02T09:05:00Z");
        let last = kept(time("2026-03-02T09:00:00Z"), 1, time(first));
        // Nothing was ever done; something was, and it is nowhere else.
        check(None, &[], "2026-03-02T09:00:00Z", None);
        check(None, &[first], "2026-03-02T09:00:00Z", Some(KeepReason::NewDay));
        // All that was done is kept already, however long ago.
        check(Some(&last), &[first], "2026-03-09T09:00:00Z", None);
        check(Some(&last), &[first, second], "2026-03-02T09:29:59Z", None);
        check(Some(&last), &[first, second], "2026-03-02T09:30:00Z", Some(KeepReason::HalfHour));
        check(Some(&last), &[first, second], "2026-03-03T00:00:01Z", Some(KeepReason::NewDay));
        // The clock was put back; the file was put back, and has as many entries as the backup again.
        check(Some(&last), &[first, second], "2026-03-02T08:00:00Z", Some(KeepReason::HalfHour));
        check(Some(&last), &[second], "2026-03-02T09:40:00Z", Some(KeepReason::HalfHour));
    }

    #[test]
    fn it_is_said_when_to_look_again() {
        let last = kept(time("2026-03-02T09:00:00Z"), 1, time("2026-03-02T08:00:00Z"));
        let grown = journal(&["2026-03-02T08:00:00Z", "2026-03-02T09:10:00Z"]);
        assert_eq!(due_in(&last, &grown, time("2026-03-02T09:10:00Z")), Some(TimeDelta::minutes(20)));
        assert_eq!(due_in(&last, &grown, time("2026-03-02T11:00:00Z")), Some(TimeDelta::zero()));
        assert_eq!(due_in(&last, &grown, time("2026-03-01T09:00:00Z")), Some(AT_MOST));
        assert_eq!(due_in(&last, &journal(&["2026-03-02T08:00:00Z"]), time("2026-03-02T09:10:00Z")), None);
    }

    /// Three a day for two years, and then one.
    fn two_years() -> Vec<Kept> {
        let mut all = Vec::new();
        for date in day("2024-11-22").iter_days().take(730) {
            for hour in [8, 12, 16] {
                let at = date.and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap()).and_utc();
                all.push(kept(at, 1, at));
            }
        }
        all
    }

    #[test]
    fn the_youngest_stay_and_one_a_day_and_one_a_month() {
        let all = two_years();
        let made = all.last().unwrap();
        let gone: BTreeSet<PathBuf> = plan_prune(&all, &made.path, made.day).into_iter().collect();
        let left: Vec<&Kept> = all.iter().filter(|kept| !gone.contains(&kept.path)).collect();
        let youngest: Vec<&Kept> = all.iter().rev().take(10).collect();
        assert!(youngest.iter().all(|kept| left.contains(kept)));
        for back in 0..31 {
            let date = made.day - TimeDelta::days(back);
            let last = all.iter().rfind(|kept| kept.day == date).unwrap();
            assert!(left.contains(&last), "{date}");
        }
        let months: BTreeSet<_> = all.iter().map(|kept| (kept.day.year(), kept.day.month())).collect();
        for (year, month) in &months {
            let last = all.iter().rfind(|kept| (kept.day.year(), kept.day.month()) == (*year, *month)).unwrap();
            assert!(left.contains(&last), "{year}-{month}");
        }
        // Ten, of four days; the last ones of 27 days more; the last ones of 23 months before.
        assert_eq!(left.len(), 10 + 27 + 23, "{:#?}", left.iter().map(|kept| kept.at).collect::<Vec<_>>());
    }

    #[test]
    fn pruning_as_one_goes_is_never_too_much() {
        let mut shelf: Vec<Kept> = Vec::new();
        for (number, one) in two_years().into_iter().enumerate() {
            let (made, today) = (one.path.clone(), one.day);
            shelf.push(one);
            let gone = plan_prune(&shelf, &made, today);
            assert!(!gone.contains(&made));
            shelf.retain(|kept| !gone.contains(&kept.path));
            assert!(shelf.len() >= 5.min(number + 1), "{} are left of {}", shelf.len(), number + 1);
            assert!(plan_prune(&shelf, &made, today).is_empty(), "what is pruned once is not pruned again");
        }
        assert_eq!(shelf.len(), 10 + 27 + 23);
    }

    #[test]
    fn the_one_just_made_stays_though_the_clock_was_put_back() {
        let mut all = two_years();
        let early = kept(time("2024-11-22T07:00:00Z"), 1, time("2024-11-22T07:00:00Z"));
        all.push(early.clone());
        assert!(!plan_prune(&all, &early.path, early.day).contains(&early.path));
    }
}
