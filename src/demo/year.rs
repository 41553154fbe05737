use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::model::{
    AccountId, AccountPatch, AccountValue, Edit, ImportRow, ImportTarget, KeyCutOff, Money, Placement, SettingsValue,
    Stage, Stamp,
};

use super::accounts::{Draft, Portfolio, position};
use super::dice::Dice;
use super::market;
use super::stages;
use super::stories::Story;
use super::{Step, WORKSPACE_NAME};

/// Who leads the reviews.
pub(super) const MANAGER: &str = "Katharina Vogt";
/// How many days ago the accounts came in.
const FIRST_IMPORT: u64 = 396;
/// How many days ago the revenue was last brought up to date.
const REFRESH: u64 = 24;
/// The quarterly reviews: how many days ago, and their share of all moves in percent.
const REVIEWS: [(u64, usize); 4] = [(338, 30), (247, 20), (156, 20), (61, 30)];
/// The review in which an account was thought to be key of whom nobody heard since; and where it stood before.
const DRIFTED: (u64, (u8, u8)) = (REVIEWS[1].0, (55, 68));
/// How many days ago the key list was last worked out.
const CUT_OFF: u64 = 62;
/// Moves in the whole year, for a hundred accounts and at most.
const MOVES_OF_HUNDRED: usize = 60;
const MOST_MOVES: usize = 600;
/// Of one review: accounts moved alone, with a reason of their own; and groups dragged together.
const MOST_ALONE: usize = 14;
const GROUPS: usize = 6;

/// Why accounts move, by what it does to engagement and potential: at least and at most, in points.
struct Cause {
    engagement: (i32, i32),
    potential: (i32, i32),
    reasons: &'static [&'static str],
}

const CAUSES: [Cause; 5] = [
    Cause {
        engagement: (14, 34),
        potential: (-2, 6),
        reasons: &[
            "New contact in production, besides purchasing",
            "They asked us into the project team",
            "Plant manager visited our application lab",
            "Monthly calls since spring; they call us too",
            "Service contract signed for three sites",
        ],
    },
    Cause {
        engagement: (-30, -12),
        potential: (-6, 2),
        reasons: &[
            "Our champion left the company",
            "No answer since the last offer",
            "Only purchasing still talks to us",
            "Reorganised; nobody in charge of measuring",
        ],
    },
    Cause {
        engagement: (-3, 5),
        potential: (14, 32),
        reasons: &[
            "New production line announced for next year",
            "Framework contract of a rival ends in autumn",
            "Asked for the capacity: more than we thought",
            "Second plant wants the same set-up",
            "Audit asks for traceable calibration everywhere",
        ],
    },
    Cause {
        engagement: (-4, 4),
        potential: (-30, -12),
        reasons: &[
            "Budget frozen for the year",
            "Fully equipped for the next years",
            "A rival won the framework contract",
            "Site will be closed",
        ],
    },
    Cause {
        engagement: (10, 22),
        potential: (10, 22),
        reasons: &["Joint development agreed", "New board member knows us well", "Roll-out to all plants under way"],
    },
];

/// A step before its time of day and its record keys are known.
struct Planned {
    days_ago: u64,
    author: &'static str,
    edit: Edit,
    reason: Option<&'static str>,
}

/// The steps that lead to `today`, made up backward: what stands today is given, and every step taken back says how
/// things were before it.
/// The accounts have these keys.
pub(super) fn steps(
    portfolio: &Portfolio,
    has_records: bool,
    dice: &mut Dice,
    today: NaiveDate,
) -> (Vec<Step>, Vec<AccountId>) {
    let today_state = portfolio.drafts.clone();
    let import_stamp = Stamp::seeded(instant(today, FIRST_IMPORT, 1), MANAGER, dice.bits());
    let mut keys = import_stamp.clone();
    let ids: Vec<AccountId> = today_state.iter().map(|_| keys.account_id()).collect();

    let mut then = today_state;
    let mut backward = Vec::new();
    backward.extend(take_back_refresh(&mut then, &ids));
    backward.extend(take_back_drifted(&mut then, &ids));
    if has_records {
        backward.extend(portfolio.cut_off.map(|amount| cut_off(amount, today)));
    }
    for (days_ago, percent) in REVIEWS.into_iter().rev() {
        backward.extend(take_back_promotion(&mut then, &ids, days_ago.saturating_sub(19), dice));
        let moves = (then.len() * MOVES_OF_HUNDRED / 100).min(MOST_MOVES) * percent / 100;
        backward.extend(take_back_review(&mut then, &ids, days_ago, moves, dice));
    }
    backward.extend(take_back_handover(&mut then, &ids));

    let mut settings = vec![SettingsValue::Name(WORKSPACE_NAME.to_owned())];
    if has_records {
        let said = market::INDUSTRIES.into_iter().filter_map(|(industry, said)| Some((industry, said?)));
        settings.extend(said.map(|(industry, said)| {
            SettingsValue::Relevance(industry.to_owned(), Some(market::of(said).map(str::to_owned).collect()))
        }));
    }
    let mut steps = vec![Step {
        edit: Edit::SetSettings(settings),
        stamp: Stamp::seeded(instant(today, FIRST_IMPORT, 0), MANAGER, dice.bits()),
        reason: None,
    }];
    if !then.is_empty() {
        let dated = |nth: usize, draft: &Draft| has_records && !stages::is_undated(nth, draft);
        let rows = then.iter().enumerate().map(|(nth, draft)| {
            let patch = patch(draft, dated(nth, draft));
            ImportRow { target: ImportTarget::New, patch }
        });
        let rows = rows.collect();
        steps.push(Step {
            edit: Edit::import_accounts("accounts from CRM.csv".to_owned(), rows),
            stamp: import_stamp,
            reason: None,
        });
    }
    backward.reverse();
    backward.sort_by_key(|planned| std::cmp::Reverse(planned.days_ago));
    let (mut day, mut nth) = (0, 0);
    for Planned { days_ago, author, edit, reason } in backward {
        nth = if day == days_ago { nth + 1 } else { 0 };
        day = days_ago;
        steps.push(Step { edit, stamp: Stamp::seeded(instant(today, days_ago, nth), author, dice.bits()), reason });
    }
    (steps, ids)
}

/// The accounts that somebody made clients by hand.
pub(super) fn promoted(steps: &[Step]) -> BTreeSet<AccountId> {
    let clients = steps.iter().filter_map(|step| match &step.edit {
        Edit::SetValues { accounts, values } if values.contains(&AccountValue::Stage(Stage::Client)) => Some(accounts),
        _ => None,
    });
    clients.flatten().copied().collect()
}

/// The nth thing done that day: from nine o'clock, every few minutes.
pub(super) fn instant(today: NaiveDate, days_ago: u64, nth: i64) -> DateTime<Utc> {
    let day = today.checked_sub_days(Days::new(days_ago)).unwrap_or(today);
    let nine = NaiveTime::from_hms_opt(9, 4, 0).unwrap_or_default();
    day.and_time(nine).and_utc() + TimeDelta::seconds(nth * 217)
}

/// This year's revenue arrives in one import; before it, last year's stood there.
fn take_back_refresh(then: &mut [Draft], ids: &[AccountId]) -> Option<Planned> {
    let mut rows = Vec::new();
    let buyers = then.iter_mut().zip(ids).filter(|(draft, _)| draft.revenue_12m.is_some());
    for (draft, id) in buyers.take(MOST_MOVES) {
        let mut values =
            vec![AccountValue::Revenue12m(draft.revenue_12m), AccountValue::RevenuePrior12m(draft.revenue_prior_12m)];
        let before = draft.revenue_prior_12m.unwrap_or_default();
        if before == Money::ZERO {
            values.push(AccountValue::Key(std::mem::take(&mut draft.key)));
            draft.revenue_12m = None;
            draft.revenue_prior_12m = None;
        } else {
            draft.revenue_12m = Some(before);
            draft.revenue_prior_12m = None;
        }
        let patch = AccountPatch { values, ..AccountPatch::default() };
        rows.push(ImportRow { target: ImportTarget::Existing(*id), patch });
    }
    if rows.is_empty() {
        return None;
    }
    let edit = Edit::import_accounts("revenue by customer.csv".to_owned(), rows);
    Some(Planned { days_ago: REFRESH, author: MANAGER, edit, reason: None })
}

/// An account came to be key, and stayed where it was put.
fn take_back_drifted(then: &mut [Draft], ids: &[AccountId]) -> Option<Planned> {
    let told = |(draft, _): &(&mut Draft, &AccountId)| draft.story == Some(Story::Drifted);
    let (draft, id) = then.iter_mut().zip(ids).find(told)?;
    let after = draft.position.replace(DRIFTED.1)?;
    let edit = Edit::Move(vec![Placement { account: *id, to: Some(position(after)) }]);
    let reason = Some("They asked us into the project team");
    Some(Planned { days_ago: DRIFTED.0, author: MANAGER, edit, reason })
}

/// The key list is worked out and dated.
fn cut_off(amount: Money, today: NaiveDate) -> Planned {
    let as_of = today.checked_sub_days(Days::new(CUT_OFF)).unwrap_or(today);
    let edit = Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(KeyCutOff { amount, as_of }))]);
    Planned { days_ago: CUT_OFF, author: MANAGER, edit, reason: None }
}

/// One review, newest edit first: some accounts moved alone, the rest in groups.
fn take_back_review(
    then: &mut [Draft],
    ids: &[AccountId],
    days_ago: u64,
    moves: usize,
    dice: &mut Dice,
) -> Vec<Planned> {
    let alone = MOST_ALONE.min(moves.div_ceil(2));
    let in_groups = moves - alone;
    let mut sizes = vec![1; alone];
    sizes.extend((0..GROUPS).map(|nth| (in_groups + nth) / GROUPS).filter(|size| *size > 0));
    dice.shuffle(&mut sizes);
    let mut seen = BTreeSet::new();
    let mut planned = Vec::new();
    for (nth, size) in sizes.into_iter().enumerate() {
        // At the first review some were placed for the first time.
        let (placements, reason) = if days_ago == REVIEWS[0].0 && nth.is_multiple_of(4) {
            (take_back_placing(then, ids, &mut seen, size, dice), "Placed after the first visit")
        } else {
            let Some(cause) = CAUSES.get(dice.below(CAUSES.len())) else { continue };
            (take_back_move(then, ids, &mut seen, cause, size, dice), dice.pick(cause.reasons, ""))
        };
        if !placements.is_empty() {
            planned.push(Planned { days_ago, author: MANAGER, edit: Edit::Move(placements), reason: Some(reason) });
        }
    }
    planned
}

/// Accounts dragged together move alike.
fn take_back_move(
    then: &mut [Draft],
    ids: &[AccountId],
    seen: &mut BTreeSet<usize>,
    cause: &Cause,
    size: usize,
    dice: &mut Dice,
) -> Vec<Placement> {
    let by = (between(cause.engagement, dice), between(cause.potential, dice));
    let earlier =
        |points: u8, by: i32| u8::try_from(i32::from(points) - by).ok().filter(|points| (3..=97).contains(points));
    let mut placements = Vec::new();
    for _ in 0..size * 40 {
        let index = dice.below(then.len());
        let (Some(draft), Some(id)) = (then.get_mut(index), ids.get(index)) else { break };
        let Some(after) = draft.position.filter(|_| draft.story.is_none()) else { continue };
        let (Some(engagement), Some(potential)) = (earlier(after.0, by.0), earlier(after.1, by.1)) else { continue };
        if !seen.insert(index) {
            continue;
        }
        placements.push(Placement { account: *id, to: Some(position(after)) });
        draft.position = Some((engagement, potential));
        if placements.len() == size {
            break;
        }
    }
    placements
}

fn take_back_placing(
    then: &mut [Draft],
    ids: &[AccountId],
    seen: &mut BTreeSet<usize>,
    size: usize,
    dice: &mut Dice,
) -> Vec<Placement> {
    let mut placements = Vec::new();
    for _ in 0..size * 40 {
        let index = dice.below(then.len());
        let (Some(draft), Some(id)) = (then.get_mut(index), ids.get(index)) else { break };
        if draft.position.is_none() || draft.story.is_some() || !seen.insert(index) {
            continue;
        }
        placements.extend(draft.position.take().map(|after| Placement { account: *id, to: Some(position(after)) }));
        if placements.len() == size {
            break;
        }
    }
    placements
}

/// A customer became a client.
fn take_back_promotion(then: &mut [Draft], ids: &[AccountId], days_ago: u64, dice: &mut Dice) -> Option<Planned> {
    let start = dice.below(then.len());
    let (index, draft) = then
        .iter_mut()
        .enumerate()
        .skip(start)
        .find(|(_, draft)| draft.stage == Stage::Client && draft.story.is_none())?;
    draft.stage = Stage::Customer;
    let accounts = vec![*ids.get(index)?];
    let edit = Edit::SetValues { accounts, values: vec![AccountValue::Stage(Stage::Client)] };
    Some(Planned { days_ago, author: draft.owner, edit, reason: Some("Third order in two quarters") })
}

/// A new seller took over some accounts of a colleague.
fn take_back_handover(then: &mut [Draft], ids: &[AccountId]) -> Option<Planned> {
    const FROM: &str = "Anna Berger";
    const TO: &str = "Jonas Keller";
    let mut accounts = Vec::new();
    for (draft, id) in then.iter_mut().zip(ids).filter(|(draft, _)| draft.owner == TO).take(18) {
        draft.owner = FROM;
        accounts.push(*id);
    }
    let edit = Edit::SetValues { accounts: accounts.clone(), values: vec![AccountValue::Owner(TO.to_owned())] };
    let reason = Some("Jonas takes over the north");
    (!accounts.is_empty()).then_some(Planned { days_ago: 290, author: MANAGER, edit, reason })
}

fn between((least, most): (i32, i32), dice: &mut Dice) -> i32 {
    let span = usize::try_from(most - least + 1).unwrap_or(1);
    least + i32::try_from(dice.below(span)).unwrap_or(0)
}

/// Everything that the first import says of an account. Where dates of stages come from elsewhere, it says none.
fn patch(draft: &Draft, dated: bool) -> AccountPatch {
    let Draft {
        company,
        key,
        owner,
        industry,
        notes,
        stage,
        revenue_12m,
        revenue_prior_12m,
        qpc,
        likelihood,
        position: at,
        ..
    } = draft;
    let mut values = vec![
        AccountValue::Key(key.clone()),
        AccountValue::Name(company.name.clone()),
        AccountValue::Owner((*owner).to_owned()),
        AccountValue::Region(company.country.region.to_owned()),
        AccountValue::Industry((*industry).to_owned()),
        AccountValue::Website(company.website.clone()),
    ];
    if !dated {
        values.push(AccountValue::Stage(*stage));
    }
    if !notes.is_empty() {
        values.push(AccountValue::Notes((*notes).to_owned()));
    }
    values.push(AccountValue::Revenue12m(*revenue_12m));
    values.push(AccountValue::RevenuePrior12m(*revenue_prior_12m));
    values.push(AccountValue::Qpc(*qpc));
    values.push(AccountValue::Likelihood(*likelihood));
    let at = at.map(position);
    AccountPatch {
        values,
        engagement: at.map(|at| at.engagement),
        potential: at.map(|at| at.potential),
        ..AccountPatch::default()
    }
}
