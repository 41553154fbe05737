//! How deeply our people work with theirs.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::model::{
    Account, Activity, ActivityStatus, Contact, ContactId, EngagementWeights, Initiator, Portfolio, ScoringModel, text,
};

/// Engagement with the parts that it is made of, each with its raw figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Engagement {
    /// 0..=100: `people`, `roles`, `recency` and `two_way`, weighted.
    pub score: f64,
    pub people: Part,
    pub roles: Part,
    pub recency: Part,
    pub two_way: Part,
    /// Distinct pairs of a colleague and a contact of the account with an activity in the window.
    pub threads: usize,
    pub roles_reached: Vec<String>,
    pub roles_missing: Vec<String>,
    /// The last activity that was done, ever.
    pub last_contact: Option<NaiveDate>,
    /// Done in the window.
    pub activities: usize,
    /// Of those, what the account began.
    pub they_began: usize,
    /// Of those, what the account began or answered.
    pub responsive: usize,
}

/// A part of a score: its share of what would be full marks, and its weight.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Part {
    /// 0..=1.
    pub share: f64,
    /// In percent of the score.
    pub weight: u8,
}

impl Part {
    /// What it adds to the score, in points.
    #[must_use]
    pub fn points(self) -> f64 {
        self.share * f64::from(self.weight)
    }
}

/// The engagement of an account on a day: 100 × (0.40 people + 0.20 roles + 0.20 recency + 0.20 two-way), with the
/// weights and windows of the workspace; our own formula.
///
/// - people: threads ÷ full threads, 1 at most;
/// - roles: required roles that were reached ÷ those required (1 when none is); a contact who is marked as champion
///   fills that role too;
/// - recency: 1 − days since the last contact ÷ window, 0 at least;
/// - two-way: activities that the account began or answered ÷ all in the window.
///
/// The window is `window_days` days long and ends with `today`. What is planned, or dated later, counts nowhere.
/// Contacts who left count while their activities are in the window; who was deleted, or is no contact of the account, does
/// not. A colleague is the same however the name is
/// written. An activity of ours that nobody answers may lower the score, because it tells of a talk that goes one way.
#[must_use]
pub fn engagement(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Engagement {
    EngagementReader::new(portfolio).read(account, today)
}

/// The same as if these activities were all that there are of the account.
#[must_use]
pub fn engagement_of<'a>(
    portfolio: &'a Portfolio,
    account: &Account,
    today: NaiveDate,
    activities: impl IntoIterator<Item = &'a Activity>,
) -> Engagement {
    EngagementReader::new(portfolio).read_of(account, today, activities)
}

/// Whether an activity was done until that day.
#[must_use]
pub fn is_done(activity: &Activity, today: NaiveDate) -> bool {
    activity.status == ActivityStatus::Done && activity.day <= today
}

/// Who of these contacts of its account took part in an activity. Whom it names beside them was deleted since, or belongs
/// to another account: nobody whom we could meet there.
pub(super) fn known_of(activity: &Activity, contacts: &[Arc<Contact>]) -> impl Iterator<Item = ContactId> {
    let is_known = |id: &ContactId| contacts.binary_search_by_key(id, |contact| contact.id).is_ok();
    activity.contacts.iter().copied().filter(is_known)
}

/// Whether a day lies in the window that counts for engagement, if it is none to come.
pub(super) fn is_within(model: &ScoringModel, day: NaiveDate, today: NaiveDate) -> bool {
    (today - day).num_days() < i64::from(model.window_days)
}

/// Works out the engagement of one account after the other, with what they have in common read once.
pub(super) struct EngagementReader<'a> {
    portfolio: &'a Portfolio,
    /// Folded, as the scoring model names them.
    required: Vec<String>,
    colleagues: Names<'a>,
    // Of the account that is being read; kept for the space that they have.
    threads: Vec<(ContactId, u32)>,
    met: Vec<ContactId>,
    reached: Vec<bool>,
}

impl<'a> EngagementReader<'a> {
    pub(super) fn new(portfolio: &'a Portfolio) -> Self {
        let required = &portfolio.settings().more.model.required_roles;
        Self {
            portfolio,
            required: required.iter().map(|role| text::folded(role)).collect(),
            colleagues: Names::default(),
            threads: Vec::new(),
            met: Vec::new(),
            reached: Vec::new(),
        }
    }

    pub(super) fn read(&mut self, account: &Account, today: NaiveDate) -> Engagement {
        let activities = self.portfolio.activities_of(account.id).iter().map(|activity| &**activity);
        self.read_of(account, today, activities)
    }

    fn read_of(
        &mut self,
        account: &Account,
        today: NaiveDate,
        activities: impl IntoIterator<Item = &'a Activity>,
    ) -> Engagement {
        let portfolio = self.portfolio;
        let model = &portfolio.settings().more.model;
        self.threads.clear();
        self.met.clear();
        let contacts = portfolio.contacts_of(account.id);
        let mut counts = Counts::default();
        for activity in activities {
            if !is_done(activity, today) {
                continue;
            }
            counts.last_contact = counts.last_contact.max(Some(activity.day));
            if is_within(model, activity.day, today) {
                counts.add(activity);
                self.meet(activity, contacts);
            }
        }
        self.threads.sort_unstable();
        self.threads.dedup();
        counts.threads = self.threads.len();
        self.reach(contacts);
        counts.roles = self.reached.iter().filter(|reached| **reached).count();
        Engagement::of(model, &counts, today, &self.reached)
    }

    fn meet(&mut self, activity: &'a Activity, contacts: &[Arc<Contact>]) {
        let known = || known_of(activity, contacts);
        self.met.extend(known());
        for colleague in &activity.colleagues {
            let colleague = self.colleagues.number(colleague);
            self.threads.extend(known().map(|contact| (contact, colleague)));
        }
    }

    /// Which of the required roles the contacts have who were met.
    fn reach(&mut self, contacts: &[Arc<Contact>]) {
        let Self { required, reached, met, .. } = self;
        met.sort_unstable();
        met.dedup();
        reached.clear();
        reached.resize(required.len(), false);
        let mut fill = |fits: &dyn Fn(&str) -> bool| {
            for (role, reached) in required.iter().zip(reached.iter_mut()) {
                *reached |= fits(role);
            }
        };
        for id in met {
            let Ok(at) = contacts.binary_search_by_key(id, |contact| contact.id) else { continue };
            let Some(contact) = contacts.get(at) else { continue };
            if contact.champion {
                fill(&|role| role == CHAMPION);
            }
            if !contact.role.is_empty() {
                let folded = text::folded(&contact.role);
                fill(&|role| role == folded);
            }
        }
    }
}

/// The role that a contact has who is marked as champion, folded.
pub(super) const CHAMPION: &str = "champion";

/// Names as numbers: one for a name however it is written.
#[derive(Default)]
struct Names<'a> {
    /// As they are written.
    numbers: HashMap<&'a str, u32>,
    folded: HashMap<String, u32>,
}

impl<'a> Names<'a> {
    fn number(&mut self, name: &'a str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let next = u32::try_from(self.folded.len()).unwrap_or(u32::MAX);
        let number = *self.folded.entry(text::folded(name)).or_insert(next);
        self.numbers.insert(name, number);
        number
    }
}

/// What the activities of one account come to: all that its engagement follows from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) threads: usize,
    pub(super) roles: usize,
    pub(super) last_contact: Option<NaiveDate>,
    pub(super) activities: usize,
    pub(super) they_began: usize,
    pub(super) responsive: usize,
}

impl Counts {
    fn add(&mut self, activity: &Activity) {
        let they_began = activity.initiated_by == Initiator::Them;
        self.activities += 1;
        self.they_began += usize::from(they_began);
        self.responsive += usize::from(they_began || activity.answered);
    }

    /// People, roles, recency and two-way.
    pub(super) fn parts(&self, model: &ScoringModel, today: NaiveDate) -> [Part; 4] {
        let EngagementWeights { people, roles, recency, two_way } = model.engagement;
        let required = model.required_roles.len();
        let days = self.last_contact.map(|last| (today - last).num_days());
        #[expect(clippy::cast_precision_loss, reason = "days since a calendar day are far below 2^52")]
        let fresh = days.map_or(0.0, |days| (1.0 - days as f64 / f64::from(model.window_days)).clamp(0.0, 1.0));
        [
            Part { share: share(self.threads, usize::from(model.full_threads)).min(1.0), weight: people },
            Part { share: if required == 0 { 1.0 } else { share(self.roles, required) }, weight: roles },
            Part { share: fresh, weight: recency },
            Part { share: share(self.responsive, self.activities), weight: two_way },
        ]
    }

    /// In points, 0..=100.
    pub(super) fn score(&self, model: &ScoringModel, today: NaiveDate) -> f64 {
        self.parts(model, today).into_iter().map(Part::points).sum()
    }
}

impl Engagement {
    /// `reached` says of each required role whether it was.
    fn of(model: &ScoringModel, counts: &Counts, today: NaiveDate, reached: &[bool]) -> Self {
        let [people, roles, recency, two_way] = counts.parts(model, today);
        let among = |wanted: bool| {
            let roles = model.required_roles.iter().zip(reached).filter(move |(_, reached)| **reached == wanted);
            roles.map(|(role, _)| role.clone()).collect()
        };
        let Counts { threads, roles: _, last_contact, activities, they_began, responsive } = *counts;
        Self {
            score: counts.score(model, today),
            people,
            roles,
            recency,
            two_way,
            threads,
            roles_reached: among(true),
            roles_missing: among(false),
            last_contact,
            activities,
            they_began,
            responsive,
        }
    }

    /// What it follows from.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            threads: self.threads,
            roles: self.roles_reached.len(),
            last_contact: self.last_contact,
            activities: self.activities,
            they_began: self.they_began,
            responsive: self.responsive,
        }
    }
}

/// Of nothing, none.
#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^52")]
pub(super) fn share(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}

#[cfg(test)]
mod tests;
