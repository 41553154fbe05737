//! Why an account stands where its evidence puts it: the parts of its scores as sentences, each with its raw figures.

use chrono::{Datelike, NaiveDate};

use super::engagement::{Engagement, Part};
use super::potential::{Potential, QpcTrust};
use super::signals::{self, Reason};
use super::touch::{Touch, TouchState};
use crate::model::{Account, Money, Portfolio, Qpc, QpcSource, Severity, SignalKind};

/// One reason, in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    pub mood: Mood,
    /// "They called us 3 of 11 times in 180 days"
    pub words: String,
    /// What it adds to a score, where it is a part of one.
    pub part: Option<ScorePart>,
}

/// Whether it speaks for the account or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    Good,
    Warn,
    Bad,
    /// Nothing is known.
    Unknown,
}

/// A part of one of the two scores.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScorePart {
    /// "People"
    pub name: &'static str,
    pub of: Half,
    /// `None` while nothing is known that it follows from: then it counts at nothing.
    pub part: Option<Part>,
    /// In percent of the score.
    pub weight: u8,
}

/// One of the two scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Half {
    Engagement,
    Potential,
}

impl Half {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Engagement => "engagement",
            Self::Potential => "potential",
        }
    }
}

impl ScorePart {
    /// How it counts, its share of full marks times its weight: "People: 67 % × 40 = 26.7 points of engagement".
    #[must_use]
    pub fn words(&self) -> String {
        let Self { name, of, part, weight } = self;
        match part {
            Some(part) => {
                let (share, points) = (part.share * 100.0, part.points());
                format!("{name}: {share:.0} % × {weight} = {points:.1} points of {}", of.name())
            }
            None => format!("{name}: not known, 0 of {weight} points of {}", of.name()),
        }
    }
}

/// From these shares of full marks on a part is good, or fair. Our own.
const GOOD: f64 = 0.6;
const FAIR: f64 = 0.3;

fn mood(share: f64) -> Mood {
    if share >= GOOD {
        Mood::Good
    } else if share >= FAIR {
        Mood::Warn
    } else {
        Mood::Bad
    }
}

/// What stands behind the scores of an account on a day, engagement first, then potential, then what puts it at risk.
#[must_use]
pub fn why(
    portfolio: &Portfolio,
    account: &Account,
    (engagement, potential, touch): (&Engagement, &Potential, &Touch),
    today: NaiveDate,
) -> Vec<Why> {
    let mut all = vec![
        two_way(portfolio, engagement),
        people(portfolio, engagement),
        roles(engagement),
        recency(engagement, touch, today),
        gap(portfolio, account, potential, today),
        breadth(portfolio, potential),
        likelihood(portfolio, potential),
    ];
    // That there is one thread only is said already.
    let signals = signals::of(portfolio, account, engagement, potential, today);
    let reasons = signals::reasons(portfolio, account, &signals, today);
    let others = reasons.into_iter().filter(|reason| reason.kind != SignalKind::SingleThread);
    all.extend(others.map(|Reason { kind: _, severity, words }| {
        let mood = if severity == Severity::High { Mood::Bad } else { Mood::Warn };
        Why { mood, words, part: None }
    }));
    all
}

fn window(portfolio: &Portfolio) -> String {
    days(i64::from(portfolio.settings().more.model.window_days))
}

fn people(portfolio: &Portfolio, engagement: &Engagement) -> Why {
    let model = &portfolio.settings().more.model;
    let (threads, full, window) = (engagement.threads, model.full_threads, window(portfolio));
    let words = match threads {
        0 => format!("None of us worked with any of them by name in {window}"),
        1 => format!("Only one of us works with only one of them: 1 of {full} threads in {window}"),
        threads => format!("{threads} of {full} threads between our people and theirs in {window}"),
    };
    let mood = if threads == 1 { Mood::Bad } else { mood(engagement.people.share) };
    engaged("People", engagement.people, mood, words)
}

fn roles(engagement: &Engagement) -> Why {
    let (reached, missing) = (engagement.roles_reached.len(), &engagement.roles_missing);
    let words = match missing.as_slice() {
        [] if reached == 0 => "No role has to be reached".to_owned(),
        [] => format!("All {reached} roles that matter are reached"),
        [only] => format!("Nobody talks to the {only}"),
        [others @ .., last] => format!("Nobody talks to the {} or the {last}", others.join(", the ")),
    };
    engaged("Roles", engagement.roles, mood(engagement.roles.share), words)
}

fn recency(engagement: &Engagement, touch: &Touch, today: NaiveDate) -> Why {
    let ago = |last: NaiveDate| match (today - last).num_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        ago => format!("{ago} days ago"),
    };
    let (words, by_window) = match engagement.last_contact {
        None => ("Nobody was ever in contact with them".to_owned(), Mood::Bad),
        Some(last) => (format!("Last contact {}", ago(last)), mood(engagement.recency.share)),
    };
    // What is due by the class says more than the window of the score.
    let mood = match touch.state {
        TouchState::OnTime => Mood::Good,
        TouchState::PlannedSoon | TouchState::Neglected => Mood::Warn,
        TouchState::LongNeglected | TouchState::NeverContacted => Mood::Bad,
        TouchState::NoCadence => by_window,
    };
    engaged("Recency", engagement.recency, mood, words)
}

fn two_way(portfolio: &Portfolio, engagement: &Engagement) -> Why {
    let Engagement { activities, they_began, responsive, .. } = *engagement;
    let window = window(portfolio);
    let answered = responsive.saturating_sub(they_began);
    let words = match (activities, answered) {
        (0, _) => format!("Nothing was done with them in {window}"),
        (_, 0) => format!("They called us {they_began} of {activities} times in {window}"),
        (_, answered) => {
            format!("They called us {they_began} of {activities} times in {window}, and answered {answered} more")
        }
    };
    engaged("Two-way", engagement.two_way, mood(engagement.two_way.share), words)
}

fn engaged(name: &'static str, part: Part, mood: Mood, words: String) -> Why {
    let part = ScorePart { name, of: Half::Engagement, part: Some(part), weight: part.weight };
    Why { mood, words, part: Some(part) }
}

fn gap(portfolio: &Portfolio, account: &Account, potential: &Potential, today: NaiveDate) -> Why {
    let known = account.qpc.zip(potential.untapped);
    let (mood, words) = match known {
        None => (Mood::Unknown, "Nobody asked what they could buy from us in a year (QPC)".to_owned()),
        Some((qpc, untapped)) => {
            let untapped_words = match untapped {
                Money::ZERO => "Nothing untapped: they buy all that they can".to_owned(),
                untapped => untapped_words(portfolio, untapped),
            };
            let words = format!("{untapped_words} · {}", asked_words(qpc, today));
            let mood = match potential.qpc {
                QpcTrust::Unknown | QpcTrust::Guessed | QpcTrust::Old => Mood::Warn,
                QpcTrust::Known if potential.gap.is_none() => Mood::Unknown,
                QpcTrust::Known => Mood::Good,
            };
            (mood, words)
        }
    };
    can_grow(portfolio, "Untapped", potential.gap, mood, words)
}

/// "310,000 EUR untapped"
#[must_use]
pub fn untapped_words(portfolio: &Portfolio, untapped: Money) -> String {
    let settings = portfolio.settings();
    format!("{} {} untapped", settings.more.numbers.money(untapped), settings.currency)
}

/// "asked in May", "guessed", "worked out in May 2024": the year where it is another.
#[must_use]
pub fn asked_words(qpc: Qpc, today: NaiveDate) -> String {
    let how = match qpc.source {
        QpcSource::Asked => "asked",
        QpcSource::Formula => "worked out",
        QpcSource::Guess => "guessed",
    };
    match qpc.as_of {
        None => how.to_owned(),
        Some(day) if day.year() == today.year() => format!("{how} in {}", day.format("%B")),
        Some(day) => format!("{how} in {}", day.format("%B %Y")),
    }
}

fn breadth(portfolio: &Portfolio, potential: &Potential) -> Why {
    let (bought, relevant) = (potential.categories_bought, potential.categories_relevant);
    let (mood, words) = match potential.breadth {
        None => (Mood::Unknown, "Nothing is known of what they buy".to_owned()),
        Some(_) if bought == relevant => (Mood::Warn, format!("They buy from all {relevant} relevant categories")),
        Some(_) => (Mood::Good, format!("They buy from {bought} of {relevant} relevant categories in 12 months")),
    };
    can_grow(portfolio, "Breadth", potential.breadth, mood, words)
}

fn likelihood(portfolio: &Portfolio, potential: &Potential) -> Why {
    let (mood, words) = match potential.judged {
        None => (Mood::Unknown, "Nobody judged how likely more business is".to_owned()),
        Some(judged) => (
            mood(f64::from(judged.percent()) / 100.0),
            format!("More business is judged {}: {} %", judged.name(), judged.percent()),
        ),
    };
    can_grow(portfolio, "Likelihood", potential.likelihood, mood, words)
}

fn can_grow(portfolio: &Portfolio, name: &'static str, part: Option<Part>, mood: Mood, words: String) -> Why {
    let weights = portfolio.settings().more.model.potential;
    let weight = match name {
        "Untapped" => weights.gap,
        "Breadth" => weights.breadth,
        _ => weights.likelihood,
    };
    Why { mood, words, part: Some(ScorePart { name, of: Half::Potential, part, weight }) }
}

/// "1 day", "64 days"
fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Activity, Contact, Initiator, KeyCutOff, Likelihood, MoreSettings, Position, Rows, Score, Settings, Stamp,
    };
    use crate::rules::engagement::engagement;
    use crate::rules::potential::potential;
    use crate::rules::touch::touch;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TODAY: &str = "2026-07-01";

    /// What is said of an account: done on a day by a colleague with one of the contacts, who began it, and whether
    /// they answered.
    fn told(account: &Account, contacts: &[&str], done: &[(&str, &str, usize, Initiator, bool)]) -> Vec<Why> {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 2);
        let contacts: Vec<Contact> = contacts
            .iter()
            .map(|role| Contact { role: (*role).to_owned(), ..Contact::new(stamp.contact_id(), account.id, *role) })
            .collect();
        let activities = done.iter().map(|(on, colleague, with, initiated_by, answered)| Activity {
            colleagues: vec![(*colleague).to_owned()],
            contacts: vec![contacts[*with].id],
            initiated_by: *initiated_by,
            answered: *answered,
            ..Activity::new(stamp.activity_id(), account.id, day(on))
        });
        let activities = activities.collect();
        let cut_off = KeyCutOff { amount: Money::from_minor_units(10_000_000), as_of: day(TODAY) };
        let more = MoreSettings { key_cut_off: Some(cut_off), ..MoreSettings::default() };
        let settings = Settings { more, ..Settings::default() };
        let portfolio =
            Portfolio::new(Rows { settings, accounts: vec![account.clone()], contacts, activities, ..Rows::default() });
        let today = day(TODAY);
        let engagement = engagement(&portfolio, account, today);
        let potential = potential(&portfolio, account, Some(cut_off), today);
        why(&portfolio, account, (&engagement, &potential, &touch(&portfolio, account, today)), today)
    }

    fn account() -> Account {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Account::new(Stamp::seeded(now, "Anna", 1).account_id(), "Ernst Handel")
    }

    /// An account in the class Key.
    fn placed() -> Account {
        let position = Position::new(Score::whole(80), Score::whole(80));
        let at = chrono::DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let judgement = crate::model::Judgement { position, at, by: "Anna".to_owned(), evidence: None };
        Account { judgement: Some(judgement), ..account() }
    }

    fn words(all: &[Why]) -> Vec<&str> {
        all.iter().map(|why| why.words.as_str()).collect()
    }

    #[test]
    fn what_is_not_known_is_said_and_counts_at_nothing() {
        let all = told(&account(), &[], &[]);
        assert_eq!(
            words(&all),
            [
                "Nothing was done with them in 180 days",
                "None of us worked with any of them by name in 180 days",
                "Nobody talks to the decision maker, the economic buyer, the user/specifier or the champion",
                "Nobody was ever in contact with them",
                "Nobody asked what they could buy from us in a year (QPC)",
                "Nothing is known of what they buy",
                "Nobody judged how likely more business is",
            ]
        );
        let last = all.last().unwrap();
        assert_eq!(last.mood, Mood::Unknown);
        assert_eq!(last.part.unwrap().words(), "Likelihood: not known, 0 of 20 points of potential");
    }

    #[test]
    fn each_part_is_told_with_its_figures() {
        let qpc = Qpc {
            amount: Money::from_minor_units(31_000_000),
            source: QpcSource::Asked,
            as_of: Some(day("2026-05-12")),
        };
        let account = Account { qpc: Some(qpc), likelihood: Some(Likelihood::Likely), ..placed() };
        let (us, them) = (Initiator::Us, Initiator::Them);
        let roles = ["decision maker", "user/specifier", "champion"];
        let done = [
            ("2026-06-19", "Anna", 0, them, false),
            ("2026-06-01", "Anna", 1, us, true),
            ("2026-05-01", "Bert", 1, us, false),
            ("2026-04-01", "Bert", 2, us, false),
            // Before the window of 180 days.
            ("2025-11-01", "Carl", 2, them, false),
        ];
        let all = told(&account, &roles, &done);
        assert_eq!(
            words(&all),
            [
                "They called us 1 of 4 times in 180 days, and answered 1 more",
                "4 of 6 threads between our people and theirs in 180 days",
                "Nobody talks to the economic buyer",
                "Last contact 12 days ago",
                "310,000 EUR untapped · asked in May",
                "Nothing is known of what they buy",
                "More business is judged likely: 75 %",
                "Champion silent: champion, 91 days since the last activity",
            ]
        );
        // 2 ÷ 4, 4 ÷ 6, 3 ÷ 4, on time at every 30 days.
        let moods: Vec<Mood> = all.iter().map(|why| why.mood).collect();
        assert_eq!(moods[..5], [Mood::Warn, Mood::Good, Mood::Good, Mood::Good, Mood::Good]);
        assert_eq!(moods[7], Mood::Warn);
        let parts: Vec<String> = all.iter().filter_map(|why| why.part.map(|part| part.words())).collect();
        assert_eq!(parts[0], "Two-way: 50 % × 20 = 10.0 points of engagement");
        assert_eq!(parts[1], "People: 67 % × 40 = 26.7 points of engagement");
        // min(1, 0.5 × 310,000 ÷ 100,000) = 1.
        assert_eq!(parts[4], "Untapped: 100 % × 60 = 60.0 points of potential");
    }

    #[test]
    fn one_thread_is_bad_whatever_its_share_and_is_said_once() {
        let all = told(&placed(), &["purchasing"], &[("2026-03-01", "Anna", 0, Initiator::Us, false)]);
        assert_eq!(all[1].words, "Only one of us works with only one of them: 1 of 6 threads in 180 days");
        assert_eq!(all[1].mood, Mood::Bad);
        // 122 days since, every 30: (122 − 30) ÷ 30 > 0.5.
        assert_eq!((all[3].words.as_str(), all[3].mood), ("Last contact 122 days ago", Mood::Bad));
        assert_eq!(all.len(), 7, "{:?}", words(&all));
    }

    #[test]
    fn how_the_capacity_became_known_is_said_with_its_month() {
        let today = day(TODAY);
        let qpc = |source, as_of: Option<&str>| {
            asked_words(Qpc { amount: Money::ZERO, source, as_of: as_of.map(day) }, today)
        };
        assert_eq!(qpc(QpcSource::Guess, None), "guessed");
        assert_eq!(qpc(QpcSource::Asked, Some("2026-05-12")), "asked in May");
        assert_eq!(qpc(QpcSource::Formula, Some("2024-05-12")), "worked out in May 2024");
    }
}
