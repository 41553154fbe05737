//! What is missing of an account's scores, and what would raise them most cheaply.

use chrono::{Datelike, NaiveDate};

use super::engagement::{Counts, Engagement, Part, is_done, is_within, known_of};
use super::potential::{Potential, QpcTrust};
use crate::model::{Account, Contact, ContactId, Portfolio, PotentialWeights, QpcSource, text};

/// What could be done about an account, for each score what gains most for its effort first.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    pub engagement: Vec<Step>,
    pub potential: Vec<Step>,
    /// What neither score counts, because nobody knows it or nobody has done it.
    pub missing: Vec<Missing>,
}

/// One thing to do, with what it would come to if it were done today.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    pub what: What,
    /// In points of the score, at least 0.
    pub points: f64,
    /// Whether the points are the most that it can come to, and not what it surely does.
    pub up_to: bool,
    /// What it adds to the confidence of potential, in points of 100.
    pub confidence: f64,
}

/// A thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// So many activities of the window do not say who of both sides took part.
    SayWhoTookPart {
        activities: usize,
    },
    CallOrAnswer,
    /// To meet somebody in a required role; `contact` is one who has it and was not met in the window.
    Meet {
        role: String,
        contact: Option<ContactId>,
    },
    /// `second` while only one of ours is in touch.
    BringColleague {
        second: bool,
    },
    MeetAnother,
    AskCapacity,
    /// The capacity is a guess, or was asked for on a day long ago; nobody knows the day of some.
    AskCapacityAgain {
        guessed: bool,
        as_of: Option<NaiveDate>,
    },
    FixCutOff,
    SayRelevance,
    JudgeLikelihood,
}

/// Something that a score does without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    Contact,
    Role(String),
    Capacity,
    /// There is a capacity, but nobody buys and so nothing says what a key account is.
    CutOff,
    Breadth,
    Likelihood,
}

impl Missing {
    /// In sentence case: "Nobody talks to the economic buyer".
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Contact => "No contact yet".to_owned(),
            Self::Role(role) => format!("Nobody talks to the {role}"),
            Self::Capacity => "Nobody knows the purchasing capacity".to_owned(),
            Self::CutOff => "Nothing says what a key account buys".to_owned(),
            Self::Breadth => "Nobody knows which categories matter".to_owned(),
            Self::Likelihood => "Nobody judged how likely more business is".to_owned(),
        }
    }
}

impl What {
    /// How much it costs us, from 1 for a minute at the desk to 5 for finding a stranger; our own.
    #[must_use]
    pub const fn effort(&self) -> u8 {
        match self {
            Self::SayWhoTookPart { .. } | Self::FixCutOff | Self::SayRelevance | Self::JudgeLikelihood => 1,
            Self::CallOrAnswer | Self::AskCapacity | Self::AskCapacityAgain { .. } => 2,
            Self::Meet { contact: Some(_), .. } | Self::BringColleague { .. } => 3,
            Self::MeetAnother => 4,
            Self::Meet { contact: None, .. } => 5,
        }
    }

    /// In sentence case: "Meet Maria Anders, the economic buyer".
    #[must_use]
    pub fn words(&self, portfolio: &Portfolio) -> String {
        match self {
            Self::SayWhoTookPart { activities: 1 } => "Write down who took part in 1 activity".to_owned(),
            Self::SayWhoTookPart { activities } => format!("Write down who took part in {activities} activities"),
            Self::CallOrAnswer => "Get them to call or answer".to_owned(),
            Self::Meet { role, contact } => match contact.and_then(|contact| portfolio.contacts().get(contact)) {
                Some(contact) => format!("Meet {}, the {role}", contact.name),
                None => format!("Find and meet the {role}"),
            },
            Self::BringColleague { second: true } => "Bring a second colleague along".to_owned(),
            Self::BringColleague { second: false } => "Bring another colleague along".to_owned(),
            Self::MeetAnother => "Get to know another of their people".to_owned(),
            Self::AskCapacity => "Ask for the purchasing capacity".to_owned(),
            Self::AskCapacityAgain { guessed: true, .. } => {
                "Ask for the purchasing capacity: so far it is a guess".to_owned()
            }
            Self::AskCapacityAgain { guessed: false, as_of: Some(day) } => {
                format!("Ask for the purchasing capacity again: it is of {}", day.year())
            }
            Self::AskCapacityAgain { guessed: false, as_of: None } => {
                "Ask for the purchasing capacity again: nobody knows of when it is".to_owned()
            }
            Self::FixCutOff => "Fix the cut-off of the key list".to_owned(),
            Self::SayRelevance => "Say which categories matter to them".to_owned(),
            Self::JudgeLikelihood => "Judge how likely more business is".to_owned(),
        }
    }
}

impl Step {
    /// "+5", "+0.4" or "up to +60"; of a step that adds to the confidence alone "+30 confidence".
    #[must_use]
    pub fn gain(&self) -> String {
        let figure = |points: f64| if points < 0.95 { format!("+{points:.1}") } else { format!("+{points:.0}") };
        if self.points <= 0.0 {
            return format!("{} % confidence", figure(self.confidence));
        }
        format!("{}{}", if self.up_to { "up to " } else { "" }, figure(self.points))
    }

    /// Points for each unit of effort; a gain that may be anything up to some points counts half of them, and one of
    /// confidence a tenth. Our own.
    fn worth(&self) -> f64 {
        let points = if self.up_to { self.points / 2.0 } else { self.points };
        (points + self.confidence / 10.0) / f64::from(self.what.effort())
    }
}

/// Less than this is nothing to speak of.
const LEAST_POINTS: f64 = 0.05;

/// What is missing of these scores of an account, and what would raise them. Each step of engagement is worked out as
/// an activity of today in which they take part; the order is by points for effort. Our own.
#[must_use]
pub fn advice(
    portfolio: &Portfolio,
    account: &Account,
    engagement: &Engagement,
    potential: &Potential,
    today: NaiveDate,
) -> Advice {
    Advice {
        engagement: sorted(steps_up(portfolio, account, engagement, today)),
        potential: sorted(steps_across(portfolio, account, potential)),
        missing: missing(engagement, potential),
    }
}

fn sorted(mut steps: Vec<Step>) -> Vec<Step> {
    steps.retain(|step| step.points >= LEAST_POINTS || step.confidence > 0.0);
    steps.sort_by(|one, other| other.worth().total_cmp(&one.worth()));
    steps
}

/// What the scores do without, in the order of their parts.
#[must_use]
pub fn missing(engagement: &Engagement, potential: &Potential) -> Vec<Missing> {
    let mut missing = Vec::new();
    if engagement.last_contact.is_none() {
        missing.push(Missing::Contact);
    }
    missing.extend(engagement.roles_missing.iter().cloned().map(Missing::Role));
    match potential.qpc {
        QpcTrust::Unknown => missing.push(Missing::Capacity),
        QpcTrust::Guessed | QpcTrust::Old | QpcTrust::Known if potential.gap.is_none() => missing.push(Missing::CutOff),
        QpcTrust::Guessed | QpcTrust::Old | QpcTrust::Known => {}
    }
    if potential.breadth.is_none() {
        missing.push(Missing::Breadth);
    }
    if potential.likelihood.is_none() {
        missing.push(Missing::Likelihood);
    }
    missing
}

fn steps_up(portfolio: &Portfolio, account: &Account, engagement: &Engagement, today: NaiveDate) -> Vec<Step> {
    let model = &portfolio.settings().more.model;
    let now = engagement.counts();
    let score = now.score(model, today);
    // An activity of today in which they take part.
    let met =
        Counts { last_contact: Some(today), activities: now.activities + 1, responsive: now.responsive + 1, ..now };
    let step = |what, then: Counts| Step {
        what,
        points: (then.score(model, today) - score).max(0.0),
        up_to: false,
        confidence: 0.0,
    };
    let another_thread = Counts { threads: met.threads + 1, ..met };
    let contacts = portfolio.contacts_of(account.id);
    let mut steps = Vec::new();
    for role in &engagement.roles_missing {
        let contact =
            contacts.iter().find(|contact| !contact.left && has_role(contact, role)).map(|contact| contact.id);
        let then = Counts { roles: met.roles + 1, ..another_thread };
        steps.push(step(What::Meet { role: role.clone(), contact }, then));
    }
    if !contacts.is_empty() || now.threads > 0 {
        // Whoever calls is somebody who is known; with no thread at all it is one more.
        steps.push(step(What::CallOrAnswer, if now.threads == 0 { another_thread } else { met }));
    }
    if engagement.people.share < 1.0 && now.threads > 0 {
        let mut ours: Vec<String> = within(portfolio, account, today)
            .flat_map(|activity| activity.colleagues.iter().map(|name| text::folded(name)))
            .collect();
        ours.sort_unstable();
        ours.dedup();
        steps.push(step(What::BringColleague { second: ours.len() <= 1 }, another_thread));
        if engagement.roles_missing.is_empty() {
            steps.push(step(What::MeetAnother, another_thread));
        }
    }
    let unsaid = within(portfolio, account, today)
        .filter(|activity| activity.colleagues.is_empty() || known_of(activity, contacts).next().is_none())
        .count();
    if unsaid > 0 {
        let then = Counts { threads: now.threads + unsaid, ..now };
        steps.push(Step { up_to: true, ..step(What::SayWhoTookPart { activities: unsaid }, then) });
    }
    steps
}

fn steps_across(portfolio: &Portfolio, account: &Account, potential: &Potential) -> Vec<Step> {
    let PotentialWeights { gap, breadth, likelihood } = portfolio.settings().more.model.potential;
    let unknown = |part: Option<Part>, weight: u8, what: What| {
        let weight = f64::from(weight);
        part.is_none().then_some(Step { what, points: weight, up_to: true, confidence: weight })
    };
    let of_gap = match potential.qpc {
        QpcTrust::Unknown => unknown(potential.gap, gap, What::AskCapacity),
        QpcTrust::Guessed | QpcTrust::Old => {
            let guessed = account.qpc.is_some_and(|qpc| qpc.source == QpcSource::Guess);
            let what = What::AskCapacityAgain { guessed, as_of: account.qpc.and_then(|qpc| qpc.as_of) };
            Some(Step { what, points: 0.0, up_to: false, confidence: f64::from(gap) / 2.0 })
        }
        QpcTrust::Known => None,
    };
    // The confidence is that of the capacity, which is there.
    let measure = unknown(potential.gap, gap, What::FixCutOff).map(|step| Step { confidence: 0.0, ..step });
    let measure = measure.filter(|_| potential.qpc != QpcTrust::Unknown);
    let of_breadth =
        unknown(potential.breadth, breadth, What::SayRelevance).filter(|_| potential.categories_relevant > 0);
    let of_likelihood = unknown(potential.likelihood, likelihood, What::JudgeLikelihood);
    [of_gap, measure, of_breadth, of_likelihood].into_iter().flatten().collect()
}

fn within<'a>(
    portfolio: &'a Portfolio,
    account: &Account,
    today: NaiveDate,
) -> impl Iterator<Item = &'a crate::model::Activity> {
    let model = &portfolio.settings().more.model;
    let activities = portfolio.activities_of(account.id).iter().map(|activity| &**activity);
    activities.filter(move |activity| is_done(activity, today) && is_within(model, activity.day, today))
}

fn has_role(contact: &Contact, role: &str) -> bool {
    let role = text::folded(role);
    text::folded(&contact.role) == role || (contact.champion && role == super::engagement::CHAMPION)
}

#[cfg(test)]
mod tests;
