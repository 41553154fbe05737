//! How people kept in touch, so that the engagement which follows comes near to that of an account's records.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate, NaiveTime};

use crate::model::{AccountId, Activity, ActivityKind, ActivityStatus, Contact, Initiator, Stamp};

use super::accounts::Draft;
use super::allotted;
use super::dice::Dice;
use super::people::SUPPORT;
use super::stories::Story;

/// As far back as an activity counts for engagement.
const WINDOW: u64 = 180;
/// How many such windows there are, and how many of a hundred activities are in each, the last first.
const WINDOWS: [usize; 3] = [44, 30, 26];
/// The last activity that was done is at least so many days old.
const LAST: u64 = 2;
/// Nobody has more than so many threads.
const MOST_THREADS: usize = 9;

/// What was done, how long it took, and what about.
const DOINGS: [(ActivityKind, u32, &[&str]); 5] = [
    (ActivityKind::Call, 15, &["Next order", "Delivery date", "Question about the last invoice"]),
    (ActivityKind::Email, 10, &["Offer sent", "Data sheets", "Answer to the tender"]),
    (ActivityKind::Call, 20, &["How the new line runs", "Budget of next year"]),
    (ActivityKind::Visit, 150, &["Walk through the plant", "Installation looked at", "Yearly talk"]),
    (ActivityKind::Note, 0, &["Heard of a new line", "Changes in purchasing"]),
];
const TOGETHER: [(ActivityKind, u32, &[&str]); 2] = [
    (ActivityKind::Meeting, 60, &["Project meeting", "Framework contract", "Service plan"]),
    (ActivityKind::Visit, 180, &["Walk through the plant", "Start-up of the new line"]),
];
const PET_VISITS: &[&str] = &["Visit", "Coffee with the plant manager", "Seen how things are", "Summer party"];

/// Who took part in some of an account's activities of a window, by places among ours and theirs.
#[derive(Clone, Debug)]
struct Meeting {
    ours: usize,
    theirs: Vec<usize>,
    days_ago: u64,
    they_began: bool,
    answered: bool,
}

/// So many activities, in the order of their days.
pub(super) fn activities(
    drafts: &[Draft],
    ids: &[AccountId],
    people: &[Vec<Contact>],
    count: usize,
    stamp: &mut Stamp,
    dice: &mut Dice,
    today: NaiveDate,
) -> Vec<Activity> {
    let weights = drafts.iter().zip(people).map(|(draft, people)| match (draft.story, draft.records) {
        _ if people.is_empty() => 0.0,
        (Some(Story::Pet), _) => 6.0,
        (Some(_), _) => 3.0,
        (None, Some((engagement, _))) => 0.35 + 2.6 * f64::from(engagement) / 100.0,
        (None, None) => 0.05,
    });
    let counts = allotted(weights.collect(), count);
    let mut all = Vec::with_capacity(count);
    for (nth, (((draft, id), people), count)) in drafts.iter().zip(ids).zip(people).zip(counts).enumerate() {
        let team = team(draft, nth);
        for done in meetings(draft, people, count, dice) {
            let blank = Activity::new(stamp.activity_id(), *id, today);
            all.push(activity(draft, (&team, people), &done, blank, dice));
        }
    }
    all.sort_by_key(|one| one.day);
    for (number, one) in (100_000..).zip(&mut all) {
        one.key = format!("A-{number}");
    }
    all
}

/// The owner of an account first, then those who help.
fn team(draft: &Draft, nth: usize) -> [&'static str; 3] {
    let helper = |at: usize| SUPPORT.get(at % SUPPORT.len()).map_or("", |(name, _)| name);
    [draft.owner, helper(nth), helper(nth + 1 + nth / SUPPORT.len() % (SUPPORT.len() - 1))]
}

/// All meetings of one account; those to come have no days ago.
fn meetings(draft: &Draft, people: &[Contact], count: usize, dice: &mut Dice) -> Vec<Meeting> {
    if count == 0 {
        return Vec::new();
    }
    let engaged = draft.records.map_or(5, |records| records.0);
    let planned = usize::from(count > 2 && engaged >= 35 && dice.chance(0.45));
    let mut all = Vec::with_capacity(count);
    all.extend((0..planned).map(|_| Meeting {
        ours: 0,
        theirs: vec![0],
        days_ago: 0,
        they_began: false,
        answered: false,
    }));
    let mut left = count - planned;
    for (window, percent) in (0_u64..).zip(WINDOWS) {
        let share = if window == 2 { left } else { ((count - planned) * percent).div_ceil(100).min(left) };
        left -= share;
        // Who is hardly known was talked to long ago.
        let window = if engaged < 12 { window + 1 } else { window };
        all.extend(in_window(draft, people, (window, share, engaged), dice));
    }
    all
}

/// So many meetings of one window, chosen so that the engagement at its end is about this.
fn in_window(
    draft: &Draft,
    people: &[Contact],
    (window, count, engaged): (u64, usize, u8),
    dice: &mut Dice,
) -> Vec<Meeting> {
    if count == 0 {
        return Vec::new();
    }
    let wanted = f64::from(engaged);
    // Those whom somebody judged to be close are talked to within the month.
    let promising = draft.records.is_some_and(|(_, potential)| potential >= 50);
    let (least, within) = if engaged >= 50 { (2, 20) } else { (4, if promising { 45 } else { 110 }) };
    let gap = least + dice.below(within);
    let mut gap = u64::try_from(gap).unwrap_or(10);
    let responsive = as_count(as_f64(count) * (wanted / 100.0 + dice.normal(0.0, 0.08)).clamp(0.0, 1.0)).min(count);
    let two_way = 20.0 * as_f64(responsive) / as_f64(count);
    let recency = |gap: u64| {
        20.0 * (1.0 - as_f64(usize::try_from(gap).unwrap_or(0)) / as_f64(usize::try_from(WINDOW).unwrap_or(1)))
    };
    let order = threads(people.len(), draft.story);
    let silent = if window == 0 && draft.story == Some(Story::SilentChampion) { "champion" } else { "" };
    let order: Vec<(usize, usize)> =
        order.into_iter().filter(|(_, theirs)| people.get(*theirs).is_none_or(|one| one.role != silent)).collect();
    let fits = |some: &[(usize, usize)]| {
        let ours: BTreeSet<usize> = some.iter().map(|(ours, _)| *ours).collect();
        ours.len() <= count
    };
    let known = |some: &[(usize, usize)]| {
        let mut roles: BTreeSet<&str> = BTreeSet::new();
        roles.extend(some.iter().filter_map(|(_, theirs)| people.get(*theirs)).map(|one| one.role.as_str()));
        let required = ["champion", "user/specifier", "decision maker", "economic buyer"];
        let reached = required.iter().filter(|role| roles.contains(**role)).count();
        40.0 * (as_f64(some.len()) / 6.0).min(1.0) + 5.0 * as_f64(reached)
    };
    let prefixes = (1..=order.len()).filter_map(|len| order.get(..len)).filter(|some| fits(some));
    // Few hang on one thread alone.
    let thin = |some: &[(usize, usize)]| if some.len() == 1 { 9.0 } else { 0.0 };
    let off = |some: &[(usize, usize)]| (known(some) + two_way + recency(gap) - wanted).abs() + thin(some);
    let best = prefixes.min_by(|one, other| off(one).total_cmp(&off(other))).unwrap_or_default();
    // What is still missing or too much is a matter of days.
    let days = as_f64(usize::try_from(gap).unwrap_or(0)) - (wanted - known(best) - two_way - recency(gap)) * 9.0;
    let most = if engaged >= 50 {
        27.0
    } else if promising {
        80.0
    } else {
        170.0
    };
    gap = u64::try_from(as_count(days.clamp(2.0, most))).unwrap_or(gap);
    if draft.story == Some(Story::Giant) {
        gap = 12;
    }
    spread(draft, best, (window, count, gap, responsive), dice)
}

/// Gives the meetings their days and those who take part: all of one of ours with whom they know, then again some of
/// these.
fn spread(
    draft: &Draft,
    known: &[(usize, usize)],
    (window, count, gap, responsive): (u64, usize, u64, usize),
    dice: &mut Dice,
) -> Vec<Meeting> {
    let ours: BTreeSet<usize> = known.iter().map(|(ours, _)| *ours).collect();
    let groups: Vec<(usize, Vec<usize>)> = ours
        .into_iter()
        .map(|one| (one, known.iter().filter(|(ours, _)| *ours == one).map(|(_, theirs)| *theirs).collect()))
        .collect();
    let mut meetings = Vec::with_capacity(count);
    for nth in 0..count {
        let (ours, theirs) = if let Some(group) = groups.get(nth) {
            group.clone()
        } else {
            let Some((ours, theirs)) = groups.get(dice.below(groups.len().min(2))) else { break };
            (*ours, vec![dice.pick(theirs, 0)])
        };
        let later =
            u64::try_from(dice.below(usize::try_from(WINDOW.saturating_sub(gap + 1)).unwrap_or(1))).unwrap_or(0);
        let within = if nth == 0 { gap } else { gap + later };
        let begun = nth < responsive;
        meetings.push(Meeting {
            ours,
            theirs,
            days_ago: LAST.max(window * WINDOW + within),
            they_began: begun && nth % 2 == 0,
            answered: begun && nth % 2 == 1,
        });
    }
    match draft.story {
        // All of it is over since the day on which it was judged.
        Some(Story::Drifted) => {
            for meeting in &mut meetings {
                meeting.days_ago += 250;
            }
            if window == 0
                && let Some(last) = meetings.last_mut()
            {
                *last = Meeting { ours: 0, theirs: vec![0], days_ago: 96, they_began: false, answered: false };
            }
        }
        Some(Story::SilentChampion | Story::Pet | Story::Giant | Story::Shrinking | Story::LateOrder) | None => {}
    }
    meetings
}

/// Who knows whom, the surest first: by places among ours and among theirs.
fn threads(people: usize, story: Option<Story>) -> Vec<(usize, usize)> {
    if story == Some(Story::Giant) {
        return vec![(0, 0)];
    }
    let mut all = Vec::new();
    for sum in 0..people + 3 {
        for ours in (0..3).filter(|ours| *ours <= sum && sum - ours < people) {
            all.push((ours, sum - ours));
        }
    }
    all.truncate(MOST_THREADS);
    all
}

/// What a `blank` one of that account becomes; its day is today before. Its key comes later, when all are in order.
fn activity(
    draft: &Draft,
    (team, people): (&[&str; 3], &[Contact]),
    meeting: &Meeting,
    blank: Activity,
    dice: &mut Dice,
) -> Activity {
    let planned = meeting.days_ago == 0;
    let doings: &[(ActivityKind, u32, &[&str])] = if meeting.theirs.len() > 1 { &TOGETHER } else { &DOINGS };
    let first = &DOINGS[0];
    let (kind, minutes, subjects) = match draft.story {
        Some(Story::Pet) => (ActivityKind::Visit, 180, PET_VISITS),
        Some(_) | None => *doings.get(dice.below(doings.len())).unwrap_or(first),
    };
    let today = blank.day;
    let day = if planned {
        today.checked_add_days(Days::new(u64::try_from(1 + dice.below(28)).unwrap_or(1)))
    } else {
        today.checked_sub_days(Days::new(meeting.days_ago))
    };
    let quarter = u32::try_from(dice.below(36)).unwrap_or(0);
    let ours = team.get(meeting.ours).copied().unwrap_or_default();
    let more = u32::try_from(dice.below(5)).unwrap_or(0) * 5;
    Activity {
        kind,
        time: NaiveTime::from_hms_opt(8 + quarter / 4, quarter % 4 * 15, 0),
        status: if planned { ActivityStatus::Planned } else { ActivityStatus::Done },
        subject: dice.pick(subjects, "").to_owned(),
        colleagues: if ours.is_empty() { Vec::new() } else { vec![ours.to_owned()] },
        contacts: meeting.theirs.iter().filter_map(|at| people.get(*at)).map(|one| one.id).collect(),
        initiated_by: if meeting.they_began { Initiator::Them } else { Initiator::Us },
        answered: meeting.answered,
        minutes: Some(minutes + more).filter(|_| minutes > 0 && !planned),
        day: day.unwrap_or(today),
        ..blank
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of a demo are far below 2^52")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number that is not negative")]
fn as_count(number: f64) -> usize {
    number.max(0.0).round() as usize
}
