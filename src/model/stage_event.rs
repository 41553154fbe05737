//! How an account came to the stage where it stands.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::{AccountId, Extra, Stage};

record_id! {
    /// The key of a stage event.
    StageEventId
}

/// A change of stage, on a day. It is kept for ever: what is wrong about it, another event corrects, which says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageEvent {
    pub id: StageEventId,
    pub version: u32,
    pub account: AccountId,
    /// Of one day, events stand in the order of these: so many of the account there were when it was written down.
    pub nth: u32,
    /// The day on which it happened, which may be long before it was written down.
    pub on: NaiveDate,
    /// The stage that it left, as it was known when this was written down; `None`: nobody knew of the account before.
    /// Of an account's first event this is where it stood until then; later ones leave what the one before came to.
    pub from: Option<Stage>,
    /// `None` only in a correction: what it corrects never happened.
    pub to: Option<Stage>,
    /// The colleague who brought it about, by name; may be empty.
    pub by: String,
    /// What it came through, by name; may be empty. An account's own channel is what figures go by.
    pub channel: String,
    pub reason: String,
    pub source: StageSource,
    /// The event that this one stands in place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<StageEventId>,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(StageEvent, StageEventId);

impl StageEvent {
    /// Whether it says no more than when somebody wrote the account down. As long as it is the only one, the account may
    /// have come there earlier.
    #[must_use]
    pub fn came_in(&self) -> bool {
        self.from.is_none() && self.corrects.is_none() && self.source == StageSource::Person
    }
}

impl StageEvent {
    /// An account came to a stage on a day, and nobody knows more.
    #[must_use]
    pub fn new(id: StageEventId, account: AccountId, on: NaiveDate, to: Stage) -> Self {
        Self {
            id,
            version: 1,
            account,
            nth: 0,
            on,
            from: None,
            to: Some(to),
            by: String::new(),
            channel: String::new(),
            reason: String::new(),
            source: StageSource::Person,
            corrects: None,
            extra: Extra::new(),
        }
    }
}

words! {
    /// Who says so.
    StageSource {
        /// Somebody who wrote it down.
        Person = "person",
        /// The records, and somebody who confirmed it.
        Evidence = "evidence",
        /// A file.
        Import = "import",
    }
}

/// One change of stage that stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageStep {
    pub event: StageEventId,
    pub on: NaiveDate,
    /// What it left: where the step before came to; `None`: the account was not there.
    pub from: Option<Stage>,
    /// Another stage than `from`.
    pub to: Stage,
}

/// The way of one account through the stages, as its standing events tell it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StagePath {
    /// Where it stood before the first step, since ever; `None`: nowhere, it was not known.
    pub opening: Option<Stage>,
    /// Oldest first; of one day in the order in which they were written down.
    pub steps: Vec<StageStep>,
}

impl StagePath {
    /// From all events of an account, corrected ones too, in any order. Where they say nothing, because there are none or
    /// because none of them happened, it stands where it stands now, since ever.
    #[must_use]
    pub fn of<'a>(events: impl IntoIterator<Item = &'a StageEvent>, stands_now: Stage) -> Self {
        let path = Self::told_by(events);
        if path.now().is_none() { Self { opening: Some(stands_now), ..path } } else { path }
    }

    /// No more than what the events themselves say. One that comes to where the account stands already is no step.
    #[must_use]
    pub(crate) fn told_by<'a>(events: impl IntoIterator<Item = &'a StageEvent>) -> Self {
        let mut events: Vec<&StageEvent> = events.into_iter().collect();
        events.sort_unstable_by_key(|event| (event.on, event.nth, event.id));
        let Some(earliest) = events.first() else { return Self::default() };
        // The first that anybody wrote down says where it stood until then, even when it is corrected. A correction says
        // so only when it tells of a day before which nobody knew of the account.
        let opening = if earliest.from.is_none() {
            None
        } else {
            events.iter().find(|event| event.corrects.is_none()).unwrap_or(earliest).from
        };
        let corrected = |id: StageEventId| events.iter().any(|event| event.corrects == Some(id));
        let mut at = opening;
        let mut steps = Vec::new();
        for event in events.iter().filter(|event| !corrected(event.id)) {
            if let Some(to) = event.to
                && at != Some(to)
            {
                steps.push(StageStep { event: event.id, on: event.on, from: at, to });
                at = Some(to);
            }
        }
        Self { opening, steps }
    }

    /// Where it stands at the end of the last step.
    #[must_use]
    pub fn now(&self) -> Option<Stage> {
        self.steps.last().map_or(self.opening, |step| Some(step.to))
    }

    /// The last day on which it came to the stage.
    #[must_use]
    pub fn last_came_to(&self, stage: Stage) -> Option<NaiveDate> {
        self.steps.iter().rev().find(|step| step.to == stage).map(|step| step.on)
    }

    /// Where it stood at the end of that day.
    #[must_use]
    pub fn at(&self, day: NaiveDate) -> Option<Stage> {
        let passed = self.steps.partition_point(|step| step.on <= day);
        passed.checked_sub(1).and_then(|last| self.steps.get(last)).map_or(self.opening, |step| Some(step.to))
    }
}

impl Stage {
    /// How far the relationship has come, 0..=3; `None` where it is lost.
    #[must_use]
    pub const fn rank(self) -> Option<u8> {
        match self {
            Self::Suspect => Some(0),
            Self::Prospect => Some(1),
            Self::Customer => Some(2),
            Self::Client => Some(3),
            Self::Lost => None,
        }
    }

    /// Whether going from here to there is progress. Nothing leads on to lost, and whoever is won back goes on.
    #[must_use]
    pub fn leads_on_to(self, to: Self) -> bool {
        match (self.rank(), to.rank()) {
            (Some(from), Some(to)) => to > from,
            (None, Some(_)) => true,
            (_, None) => false,
        }
    }

    /// In the plural and with a capital, as a heading: "Customers".
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Suspect => "Suspects",
            Self::Prospect => "Prospects",
            Self::Customer => "Customers",
            Self::Client => "Clients",
            Self::Lost => "Lost",
        }
    }
}
