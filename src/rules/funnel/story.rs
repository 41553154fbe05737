//! How one account came to where it stands, with what was said wrongly and taken back.

use chrono::NaiveDate;

use crate::model::{Account, Portfolio, Stage, StageEvent, StageEventId};

/// One thing that somebody said of the stage of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub event: StageEventId,
    pub on: NaiveDate,
    /// What it left, by what is known today; `None`: nobody knew the account before, or it is no step.
    pub from: Option<Stage>,
    pub to: Stage,
    pub by: String,
    pub channel: String,
    pub reason: String,
    /// It stands in place of another.
    pub corrects: bool,
    pub standing: Standing,
}

/// What became of what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts: so many days until it left that stage, or until today.
    Step { days: i64, until_now: bool },
    /// The account stood there already.
    NoStep,
    /// Something else stands in its place.
    Corrected(Instead),
}

/// What stands in place of something said wrongly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// The stage and the day; `None`: it never happened.
    pub to: Option<(Stage, NaiveDate)>,
    pub by: String,
    pub reason: String,
}

/// All that was ever said of the account's stage, oldest first. What says only that something never happened is told
/// with that.
#[must_use]
pub fn story(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Vec<Told> {
    let path = portfolio.stage_path(account);
    let events = portfolio.stage_events_of(account.id);
    let mut told: Vec<Told> = events
        .iter()
        .filter_map(|event| {
            let StageEvent { id, on, to, by, channel, reason, corrects, .. } = &**event;
            let to = (*to)?;
            let instead = events.iter().find(|other| other.corrects == Some(*id));
            let at = path.steps.iter().position(|step| step.event == *id);
            let step = at.and_then(|at| path.steps.get(at));
            let left = at.and_then(|at| path.steps.get(at + 1)).map(|next| next.on);
            let standing = match (instead, step) {
                (Some(instead), _) => Standing::Corrected(Instead {
                    to: instead.to.map(|to| (to, instead.on)),
                    by: instead.by.clone(),
                    reason: instead.reason.clone(),
                }),
                (None, Some(step)) => Standing::Step {
                    days: (left.unwrap_or(today) - step.on).num_days().max(0),
                    until_now: left.is_none(),
                },
                (None, None) => Standing::NoStep,
            };
            Some(Told {
                event: *id,
                on: *on,
                from: step.and_then(|step| step.from),
                to,
                by: by.clone(),
                channel: channel.clone(),
                reason: reason.clone(),
                corrects: corrects.is_some(),
                standing,
            })
        })
        .collect();
    // Stable: what was said of one day stays in the order in which it was said.
    told.sort_by_key(|one| one.on);
    told
}
