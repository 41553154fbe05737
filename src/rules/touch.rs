//! When an account should hear from us again, and whether it waits too long.

use chrono::{Days, NaiveDate};

use super::cadence;
use super::class::Class;
use super::engagement::is_done;
use crate::model::{Account, ActivityId, ActivityStatus, Portfolio};

/// From this ratio on an account is long overdue: it waited half as long again as it should. Our own.
pub const LONG_OVERDUE: f64 = 0.5;

/// How an account stands with its cadence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    /// The last activity that was done, ever.
    pub last_contact: Option<NaiveDate>,
    /// How often it should hear from us, in days; `None` while it has no class, or is archived.
    pub cadence_days: Option<u16>,
    /// Last contact + cadence; `None` where one of the two is missing.
    pub next_due: Option<NaiveDate>,
    /// The planned activity of the earliest day, be it past.
    pub planned: Option<(NaiveDate, ActivityId)>,
    /// max(0, days since the last contact − cadence) ÷ cadence; 0 where one of the two is missing.
    pub overdue_ratio: f64,
    pub state: TouchState,
}

/// What follows from the cadence of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TouchState {
    /// It has no class yet, or is archived: nobody waits.
    NoCadence,
    /// Nothing was ever done with it.
    NeverContacted,
    OnTime,
    /// It waits too long, but something is planned within days.
    PlannedSoon,
    /// It waits too long, and nothing is planned.
    Neglected,
    /// The same, for half as long again as it should hear from us or longer.
    LongNeglected,
}

impl TouchState {
    /// Whether it waits too long with nothing planned.
    #[must_use]
    pub const fn is_neglected(self) -> bool {
        match self {
            Self::Neglected | Self::LongNeglected => true,
            Self::NoCadence | Self::NeverContacted | Self::OnTime | Self::PlannedSoon => false,
        }
    }
}

/// How often the account should hear from us, in days: at the cadence of the class that it stands in.
#[must_use]
pub fn cadence_of(portfolio: &Portfolio, account: &Account) -> Option<u16> {
    let settings = portfolio.settings();
    let class = Class::of_account(portfolio, account, settings.lines).filter(|_| !account.archived)?;
    Some(cadence::days(class, settings.more.cadence))
}

/// How an account stands with its cadence on a day. What is dated later was not done yet.
#[must_use]
pub fn touch(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Touch {
    let soon = last_day_of_soon(portfolio, today);
    let (mut last_contact, mut planned, mut planned_soon) = (None, None, false);
    for activity in portfolio.activities_of(account.id) {
        if is_done(activity, today) {
            last_contact = last_contact.max(Some(activity.day));
        } else if activity.status == ActivityStatus::Planned {
            planned_soon |= (today..=soon).contains(&activity.day);
            let this = (activity.day, activity.id);
            planned = Some(planned.map_or(this, |first: (NaiveDate, ActivityId)| first.min(this)));
        }
    }
    let cadence_days = cadence_of(portfolio, account);
    let overdue_ratio = overdue_ratio(last_contact, cadence_days, today);
    Touch {
        last_contact,
        cadence_days,
        next_due: last_contact.zip(cadence_days).map(|(last, days)| days_after(last, days)),
        planned,
        overdue_ratio,
        state: state(last_contact, cadence_days, overdue_ratio, planned_soon),
    }
}

/// max(0, days since the last contact − cadence) ÷ cadence; 0 where one of the two is missing.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "days since a calendar day are far below 2^52")]
pub fn overdue_ratio(last_contact: Option<NaiveDate>, cadence_days: Option<u16>, today: NaiveDate) -> f64 {
    let (Some(last), Some(cadence)) = (last_contact, cadence_days.filter(|days| *days > 0)) else { return 0.0 };
    let late = (today - last).num_days() - i64::from(cadence);
    late.max(0) as f64 / f64::from(cadence)
}

/// What an overdue ratio comes to. `planned_soon`: something is planned from today until [`last_day_of_soon`].
#[must_use]
pub fn state(
    last_contact: Option<NaiveDate>,
    cadence_days: Option<u16>,
    overdue_ratio: f64,
    planned_soon: bool,
) -> TouchState {
    match (cadence_days, last_contact) {
        (None, _) => TouchState::NoCadence,
        (Some(_), None) => TouchState::NeverContacted,
        (Some(_), Some(_)) if overdue_ratio <= 0.0 => TouchState::OnTime,
        (Some(_), Some(_)) if planned_soon => TouchState::PlannedSoon,
        (Some(_), Some(_)) if overdue_ratio >= LONG_OVERDUE => TouchState::LongNeglected,
        (Some(_), Some(_)) => TouchState::Neglected,
    }
}

/// What is planned until this day is planned soon.
#[must_use]
pub fn last_day_of_soon(portfolio: &Portfolio, today: NaiveDate) -> NaiveDate {
    days_after(today, portfolio.settings().more.model.planned_within_days)
}

/// The day so many days later.
#[must_use]
pub fn days_after(day: NaiveDate, days: u16) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Activity, Position, Rows, Score, Settings, Stamp};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TODAY: &str = "2026-07-01";

    /// An account at (engagement, potential), with what was done and what is planned.
    fn told(at: Option<(u8, u8)>, archived: bool, done: &[&str], planned: &[&str]) -> Touch {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        let mut account = Account { archived, ..Account::new(stamp.account_id(), "A") };
        account.judgement = at.map(|(engagement, potential)| crate::model::Judgement {
            position: Position::new(Score::whole(engagement), Score::whole(potential)),
            at: now,
            by: "Anna".to_owned(),
            evidence: None,
        });
        let mut activity =
            |on: &&str, status| Activity { status, ..Activity::new(stamp.activity_id(), account.id, day(on)) };
        let mut activities: Vec<Activity> = done.iter().map(|on| activity(on, ActivityStatus::Done)).collect();
        activities.extend(planned.iter().map(|on| activity(on, ActivityStatus::Planned)));
        let rows =
            Rows { settings: Settings::default(), accounts: vec![account.clone()], activities, ..Rows::default() };
        touch(&Portfolio::new(rows), &account, day(TODAY))
    }

    const KEY: Option<(u8, u8)> = Some((80, 80));
    const MAINTENANCE: Option<(u8, u8)> = Some((80, 20));

    /// By hand: what is due when, how far over, and what that is called.
    fn check(got: Touch, due: Option<&str>, ratio: f64, state: TouchState) {
        assert_eq!(got.next_due, due.map(day), "{got:?}");
        assert!((got.overdue_ratio - ratio).abs() < 1e-9, "{got:?}");
        assert_eq!(got.state, state, "{got:?}");
    }

    #[test]
    fn what_waits_longer_than_its_cadence_is_neglected() {
        // Key, every 30 days. 1 June + 30 = 1 July: due today, and not late.
        check(told(KEY, false, &["2026-06-01"], &[]), Some("2026-07-01"), 0.0, TouchState::OnTime);
        // 31 May: 31 days, one too many: 1 ÷ 30.
        check(told(KEY, false, &["2026-05-31"], &[]), Some("2026-06-30"), 1.0 / 30.0, TouchState::Neglected);
        // 18 May: 44 days: 14 ÷ 30 = 0.466…; 17 May: 45 days: 15 ÷ 30 = 0.5, which is long.
        check(told(KEY, false, &["2026-05-18"], &[]), Some("2026-06-17"), 14.0 / 30.0, TouchState::Neglected);
        check(told(KEY, false, &["2026-05-17"], &[]), Some("2026-06-16"), 0.5, TouchState::LongNeglected);
        // Maintenance, every 90 days: 45 days are nothing.
        check(told(MAINTENANCE, false, &["2026-05-17"], &[]), Some("2026-08-15"), 0.0, TouchState::OnTime);
        // The last counts, in whatever order they were written down.
        check(told(KEY, false, &["2026-06-20", "2025-01-01"], &[]), Some("2026-07-20"), 0.0, TouchState::OnTime);
    }

    #[test]
    fn what_is_planned_within_ten_days_excuses() {
        let late = &["2026-04-01"];
        // 91 days: 61 ÷ 30.
        let ratio = 61.0 / 30.0;
        let due = Some("2026-05-01");
        check(told(KEY, false, late, &["2026-07-01"]), due, ratio, TouchState::PlannedSoon);
        check(told(KEY, false, late, &["2026-07-11"]), due, ratio, TouchState::PlannedSoon);
        check(told(KEY, false, late, &["2026-07-12"]), due, ratio, TouchState::LongNeglected);
        // A plan that was missed is no excuse, one that comes after it is.
        check(told(KEY, false, late, &["2026-06-30"]), due, ratio, TouchState::LongNeglected);
        let both = told(KEY, false, late, &["2026-07-05", "2026-06-30"]);
        check(both, due, ratio, TouchState::PlannedSoon);
        assert_eq!(both.planned.map(|(on, _)| on), Some(day("2026-06-30")), "the earliest is next, though it is late");
    }

    #[test]
    fn never_contacted_and_unplaced_are_apart() {
        check(told(KEY, false, &[], &["2026-07-05"]), None, 0.0, TouchState::NeverContacted);
        // What is dated tomorrow was not done yet.
        check(told(KEY, false, &["2026-07-02"], &[]), None, 0.0, TouchState::NeverContacted);
        check(told(None, false, &["2025-01-01"], &[]), None, 0.0, TouchState::NoCadence);
        check(told(KEY, true, &["2025-01-01"], &[]), None, 0.0, TouchState::NoCadence);
        assert_eq!(told(None, false, &["2025-01-01"], &[]).last_contact, Some(day("2025-01-01")));
    }
}
