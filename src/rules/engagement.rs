//! How deeply our people work with theirs.

use std::collections::BTreeSet;

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
    /// Distinct pairs of a colleague and a contact with an activity in the window.
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
/// Contacts who left count while their activities are in the window.
#[must_use]
pub fn engagement(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Engagement {
    engagement_of(portfolio, account, today, portfolio.activities_of(account.id).iter().map(|activity| &**activity))
}

/// The same as if these activities were all that there are of the account.
#[must_use]
pub fn engagement_of<'a>(
    portfolio: &'a Portfolio,
    account: &Account,
    today: NaiveDate,
    activities: impl IntoIterator<Item = &'a Activity>,
) -> Engagement {
    let model = &portfolio.settings().more.model;
    let contacts = portfolio.contacts_of(account.id);
    let contact = |id: ContactId| {
        let at = contacts.binary_search_by_key(&id, |contact| contact.id).ok()?;
        contacts.get(at).map(|contact| &**contact)
    };
    let mut seen = Seen::default();
    for activity in activities {
        seen.look(activity, today, model.window_days, contact);
    }
    seen.score(model, today)
}

/// Whether an activity was done until that day.
#[must_use]
pub fn is_done(activity: &Activity, today: NaiveDate) -> bool {
    activity.status == ActivityStatus::Done && activity.day <= today
}

/// What the activities of one account come to.
#[derive(Default)]
struct Seen<'a> {
    threads: BTreeSet<(&'a str, ContactId)>,
    roles: BTreeSet<&'a str>,
    champion: bool,
    last_contact: Option<NaiveDate>,
    activities: usize,
    they_began: usize,
    responsive: usize,
}

impl<'a> Seen<'a> {
    fn look(
        &mut self,
        activity: &'a Activity,
        today: NaiveDate,
        window_days: u16,
        contact: impl Fn(ContactId) -> Option<&'a Contact>,
    ) {
        if !is_done(activity, today) {
            return;
        }
        self.last_contact = self.last_contact.max(Some(activity.day));
        if (today - activity.day).num_days() >= i64::from(window_days) {
            return;
        }
        self.activities += 1;
        let they_began = activity.initiated_by == Initiator::Them;
        self.they_began += usize::from(they_began);
        self.responsive += usize::from(they_began || activity.answered);
        for id in &activity.contacts {
            self.threads.extend(activity.colleagues.iter().map(|colleague| (colleague.as_str(), *id)));
            if let Some(contact) = contact(*id) {
                self.champion |= contact.champion;
                if !contact.role.is_empty() {
                    self.roles.insert(&contact.role);
                }
            }
        }
    }

    fn score(self, model: &ScoringModel, today: NaiveDate) -> Engagement {
        let Self { threads, roles, champion, last_contact, activities, they_began, responsive } = self;
        let EngagementWeights { people, roles: roles_weight, recency, two_way } = model.engagement;
        let reached: BTreeSet<String> = roles.into_iter().map(text::folded).collect();
        let (mut roles_reached, mut roles_missing) = (Vec::new(), Vec::new());
        for role in &model.required_roles {
            let folded = text::folded(role);
            let there = reached.contains(&folded) || (champion && folded == "champion");
            if there { &mut roles_reached } else { &mut roles_missing }.push(role.clone());
        }
        let roles_share =
            if model.required_roles.is_empty() { 1.0 } else { share(roles_reached.len(), model.required_roles.len()) };
        let days = last_contact.map(|last| (today - last).num_days());
        #[expect(clippy::cast_precision_loss, reason = "days since a calendar day are far below 2^52")]
        let recency_share = days.map_or(0.0, |days| (1.0 - days as f64 / f64::from(model.window_days)).clamp(0.0, 1.0));
        let part = |share, weight| Part { share, weight };
        let people = part(share(threads.len(), usize::from(model.full_threads)).min(1.0), people);
        let roles = part(roles_share, roles_weight);
        let recency = part(recency_share, recency);
        let two_way = part(share(responsive, activities), two_way);
        Engagement {
            score: people.points() + roles.points() + recency.points() + two_way.points(),
            people,
            roles,
            recency,
            two_way,
            threads: threads.len(),
            roles_reached,
            roles_missing,
            last_contact,
            activities,
            they_began,
            responsive,
        }
    }
}

/// Of nothing, none.
#[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^52")]
pub(super) fn share(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}
