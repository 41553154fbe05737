//! Who knows whom: our people and theirs, and what falls when one of ours leaves.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::engagement::{Engagement, engagement, engagement_of, is_done};
use crate::model::{Account, Activity, ContactId, Portfolio, text};

/// So many contacts of today are full strength. Our own.
pub const FULL_STRENGTH: f64 = 3.0;

/// Our people and theirs at one account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Web {
    /// Who was in touch with a contact, or owns the account; the strongest first.
    pub ours: Vec<Ours>,
    /// All contacts: who is still there first, and then the strongest.
    pub theirs: Vec<Theirs>,
    pub threads: Vec<Thread>,
    /// Required roles that nobody reached within the window.
    pub missing: Vec<MissingRole>,
}

/// A person on our side: one however the name is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Ours {
    /// As it was written first.
    pub name: String,
    pub team: String,
    pub owner: bool,
    pub left: bool,
    /// Threads with an activity within the window.
    pub threads: usize,
    /// Of these together, each 0..=1.
    pub strength: f64,
}

/// A contact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Theirs {
    pub contact: ContactId,
    pub left: bool,
    pub threads: usize,
    pub strength: f64,
}

/// A colleague and a contact who were in touch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thread {
    /// Into [`Web::ours`] and [`Web::theirs`].
    pub ours: usize,
    pub theirs: usize,
    /// 0..=1; 0 when all of it lies before the window.
    pub strength: f64,
    /// Within the window.
    pub activities: usize,
    pub last: NaiveDate,
}

/// A required role without anybody reached in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingRole {
    pub role: String,
    /// Whether there is a contact in that role, who was not reached lately.
    pub known: bool,
}

/// What falls without one colleague.
#[derive(Clone, Debug, PartialEq)]
pub struct Falls {
    pub threads_before: usize,
    pub threads_after: usize,
    /// Contacts who are still there and have nobody else.
    pub orphans: Vec<ContactId>,
    /// Required roles that nobody else reaches.
    pub roles_lost: Vec<String>,
    /// 0..=100.
    pub engagement_before: f64,
    pub engagement_after: f64,
}

impl Thread {
    /// Whether there was an activity within the window.
    #[must_use]
    pub const fn is_live(&self) -> bool {
        self.activities > 0
    }
}

#[derive(Clone, Copy)]
struct Touched {
    strength: f64,
    activities: usize,
    last: NaiveDate,
}

/// The web of an account on a day.
///
/// The strength of a thread is min(1, Σ (1 − age ÷ window) ÷ 3) over the activities of both that were done within the
/// window of engagement (180 days unless set): three contacts today are full strength, and it fades as they age. Our
/// own. Threads of which all lies before the window have gone cold: they have no strength and count nowhere.
#[must_use]
pub fn web(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Web {
    let window = i64::from(portfolio.settings().more.model.window_days);
    let known = portfolio.contacts_of(account.id);
    let mut spellings: BTreeMap<String, &str> = BTreeMap::new();
    let mut pairs: BTreeMap<(String, ContactId), Touched> = BTreeMap::new();
    for activity in portfolio.activities_of(account.id).iter().filter(|activity| is_done(activity, today)) {
        let age = (today - activity.day).num_days();
        for name in &activity.colleagues {
            spellings.entry(text::folded(name)).or_insert(name);
        }
        let contacts: BTreeSet<ContactId> = activity.contacts.iter().copied().collect();
        let colleagues: BTreeSet<String> = activity.colleagues.iter().map(|name| text::folded(name)).collect();
        for contact in contacts.iter().filter(|id| known.binary_search_by_key(*id, |contact| contact.id).is_ok()) {
            for colleague in &colleagues {
                let fresh = Touched { strength: 0.0, activities: 0, last: activity.day };
                let touched = pairs.entry((colleague.clone(), *contact)).or_insert(fresh);
                touched.last = touched.last.max(activity.day);
                if age < window {
                    touched.activities += 1;
                    #[expect(clippy::cast_precision_loss, reason = "days within a window of 16 bits")]
                    let freshness = 1.0 - age as f64 / window as f64;
                    touched.strength += freshness;
                }
            }
        }
    }
    for touched in pairs.values_mut() {
        touched.strength = (touched.strength / FULL_STRENGTH).min(1.0);
    }

    let mut ours = our_people(portfolio, account, &pairs, &spellings);
    ours.sort_by(|one, other| {
        other.strength.total_cmp(&one.strength).then(other.threads.cmp(&one.threads)).then(one.name.cmp(&other.name))
    });
    let theirs = known.iter().map(|contact| {
        let of = pairs.iter().filter(|((_, id), _)| *id == contact.id).map(|(_, touched)| touched);
        let (threads, strength) = sum(of);
        let theirs = Theirs { contact: contact.id, left: contact.left, threads, strength };
        (theirs, contact.name.as_str())
    });
    let mut theirs: Vec<(Theirs, &str)> = theirs.collect();
    theirs.sort_by(|(one, name), (other, other_name)| {
        let strongest = other.strength.total_cmp(&one.strength);
        one.left.cmp(&other.left).then(strongest).then(name.cmp(other_name))
    });
    let theirs: Vec<Theirs> = theirs.into_iter().map(|(theirs, _)| theirs).collect();
    let names: Vec<String> = ours.iter().map(|one| text::folded(&one.name)).collect();
    let threads = pairs.iter().filter_map(|((colleague, contact), touched)| {
        let Touched { strength, activities, last } = *touched;
        let ours = names.iter().position(|name| name == colleague)?;
        let theirs = theirs.iter().position(|one| one.contact == *contact)?;
        Some(Thread { ours, theirs, strength, activities, last })
    });
    let threads = threads.collect();
    let missing = engagement(portfolio, account, today).roles_missing;
    let missing = missing.into_iter().map(|role| {
        let folded = text::folded(&role);
        let in_role = known.iter().filter(|contact| !contact.left);
        let known = in_role.clone().any(|contact| text::folded(&contact.role) == folded)
            || folded == "champion" && in_role.clone().any(|contact| contact.champion);
        MissingRole { role, known }
    });
    Web { missing: missing.collect(), ours, theirs, threads }
}

/// By folded names; `spellings` has each as it was written first.
fn our_people(
    portfolio: &Portfolio,
    account: &Account,
    pairs: &BTreeMap<(String, ContactId), Touched>,
    spellings: &BTreeMap<String, &str>,
) -> Vec<Ours> {
    let owner = text::folded(&account.owner);
    let mut names: BTreeSet<&str> = pairs.keys().map(|(name, _)| name.as_str()).collect();
    if !owner.is_empty() {
        names.insert(&owner);
    }
    let one = |folded: &str| {
        let (threads, strength) = sum(pairs.iter().filter(|((of, _), _)| of == folded).map(|(_, touched)| touched));
        let colleague = portfolio.colleagues().iter().find(|colleague| text::folded(&colleague.name) == folded);
        Ours {
            name: spellings.get(folded).copied().unwrap_or(&account.owner).to_owned(),
            team: colleague.map_or_else(String::new, |colleague| colleague.team.clone()),
            owner: folded == owner,
            left: colleague.is_some_and(|colleague| colleague.left),
            threads,
            strength,
        }
    };
    names.into_iter().map(one).collect()
}

/// Live threads and their strength.
fn sum<'a>(touched: impl Iterator<Item = &'a Touched>) -> (usize, f64) {
    touched
        .fold((0, 0.0), |(threads, strength), one| (threads + usize::from(one.activities > 0), strength + one.strength))
}

/// What falls when a colleague leaves: engagement and threads as if the colleague had taken part in nothing. What two of
/// ours did together stays, by the other one; what the colleague did alone was never done.
#[must_use]
pub fn falls(portfolio: &Portfolio, account: &Account, web: &Web, colleague: &str, today: NaiveDate) -> Falls {
    let colleague = text::folded(colleague);
    let activities = portfolio.activities_of(account.id).iter();
    let left: Vec<Activity> = activities.filter_map(|activity| without(activity, &colleague)).collect();
    let before = engagement(portfolio, account, today);
    let after = engagement_of(portfolio, account, today, &left);
    let is_theirs =
        |thread: &&Thread| web.ours.get(thread.ours).is_some_and(|ours| text::folded(&ours.name) == colleague);
    let mut orphans = Vec::new();
    for thread in web.threads.iter().filter(|thread| thread.is_live()).filter(is_theirs) {
        if let Some(theirs) = web.theirs.get(thread.theirs).filter(|theirs| theirs.threads == 1 && !theirs.left) {
            orphans.push(theirs.contact);
        }
    }
    let Engagement { score: engagement_before, threads: threads_before, roles_missing, .. } = before;
    let roles_lost = after.roles_missing.into_iter().filter(|role| !roles_missing.contains(role)).collect();
    Falls {
        threads_before,
        threads_after: after.threads,
        orphans,
        roles_lost,
        engagement_before,
        engagement_after: after.score,
    }
}

/// The activity as the others did it; `None` when there is no other. The name is folded.
fn without(activity: &Activity, colleague: &str) -> Option<Activity> {
    let others: Vec<String> =
        activity.colleagues.iter().filter(|name| text::folded(name) != colleague).cloned().collect();
    let alone = others.is_empty() && !activity.colleagues.is_empty();
    (!alone).then(|| Activity { colleagues: others, ..activity.clone() })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, ActivityId, ActivityStatus, Colleague, ColleagueId, Contact, Rows};

    const ID: AccountId = AccountId(Uuid::from_u128(1));

    fn contact_id(number: u128) -> ContactId {
        ContactId(Uuid::from_u128(number))
    }

    fn contact(number: u128, name: &str, role: &str) -> Contact {
        Contact { role: role.to_owned(), ..Contact::new(contact_id(number), ID, name) }
    }

    fn today() -> NaiveDate {
        "2026-06-30".parse().unwrap()
    }

    /// Done by these of ours with these of theirs, so many days ago.
    fn done(number: u128, days_ago: i64, colleagues: &[&str], contacts: &[u128]) -> Activity {
        Activity {
            colleagues: colleagues.iter().map(|name| (*name).to_owned()).collect(),
            contacts: contacts.iter().map(|number| contact_id(*number)).collect(),
            answered: true,
            ..Activity::new(ActivityId(Uuid::from_u128(number)), ID, today() - chrono::Duration::days(days_ago))
        }
    }

    fn example() -> Portfolio {
        let account = Account { owner: "Anna".to_owned(), ..Account::new(ID, "Ernst Handel") };
        let gone = Contact { left: true, ..contact(13, "Gone", "economic buyer") };
        let planned = Activity { status: ActivityStatus::Planned, ..done(35, 0, &["Zoe"], &[10]) };
        let cold = Colleague { team: "Service".to_owned(), ..Colleague::new(ColleagueId(Uuid::from_u128(60)), "Carl") };
        Portfolio::new(Rows {
            accounts: vec![account],
            contacts: vec![
                contact(10, "Roland", "decision maker"),
                contact(11, "Pia", "user/specifier"),
                contact(12, "Sven", "Champion"),
                gone,
            ],
            activities: vec![
                // Anna and Roland: 0 and 90 days ago of 180: (1 + 0.5) ÷ 3 = 0.5.
                done(30, 0, &["Anna"], &[10]),
                // Twice named is once there. Bert and Roland: 0.5 ÷ 3.
                done(31, 90, &["Anna", "Bert", "Anna"], &[10, 10]),
                // Anna and Pia: 179 days ago: (1 ÷ 180) ÷ 3.
                done(32, 179, &["Anna"], &[11]),
                // Out of the window by a day: cold.
                done(33, 180, &["Carl"], &[11]),
                // Nobody of theirs: no thread.
                done(34, 1, &["Dora"], &[]),
                planned,
            ],
            colleagues: vec![cold],
            ..Rows::default()
        })
    }

    fn near(one: f64, other: f64) -> bool {
        (one - other).abs() < 1e-9
    }

    #[test]
    fn strength_is_recency_and_number_of_contacts() {
        let portfolio = example();
        let web = web(&portfolio, portfolio.account(ID).unwrap(), today());
        let names: Vec<(&str, usize)> = web.ours.iter().map(|ours| (ours.name.as_str(), ours.threads)).collect();
        assert_eq!(names, [("Anna", 2), ("Bert", 1), ("Carl", 0)]);
        assert!(web.ours[0].owner && !web.ours[1].owner);
        assert_eq!(web.ours[2].team, "Service");
        let contacts: Vec<(ContactId, usize)> = web.theirs.iter().map(|one| (one.contact, one.threads)).collect();
        assert_eq!(contacts, [10, 11, 12, 13].map(|number| (contact_id(number), [2, 1, 0, 0][number as usize - 10])));
        let thread = |ours: usize, theirs: usize| {
            *web.threads.iter().find(|thread| (thread.ours, thread.theirs) == (ours, theirs)).unwrap()
        };
        assert_eq!(web.threads.len(), 4);
        assert!(near(thread(0, 0).strength, 0.5) && thread(0, 0).activities == 2);
        assert!(near(thread(1, 0).strength, 0.5 / 3.0));
        assert!(near(thread(0, 1).strength, 1.0 / 540.0) && thread(0, 1).is_live());
        assert!(near(thread(2, 1).strength, 0.0) && !thread(2, 1).is_live());
        let missing = |role: &str, known| MissingRole { role: role.to_owned(), known };
        // The economic buyer left; Sven is known as champion and was never met.
        assert_eq!(web.missing, [missing("economic buyer", false), missing("champion", true)]);
    }

    #[test]
    fn strength_ends_at_one() {
        let mut activities: Vec<Activity> = (0..3).map(|number| done(30 + number, 0, &["Anna"], &[10])).collect();
        let strength = |activities: &[Activity]| {
            let portfolio = Portfolio::new(Rows {
                accounts: vec![Account::new(ID, "A")],
                contacts: vec![contact(10, "Roland", "")],
                activities: activities.to_vec(),
                ..Rows::default()
            });
            web(&portfolio, portfolio.account(ID).unwrap(), today()).threads[0].strength
        };
        assert!(near(strength(&activities), 1.0));
        activities.push(done(40, 0, &["Anna"], &[10]));
        assert!(near(strength(&activities), 1.0));
        assert!(near(strength(&activities[..2]), 2.0 / 3.0));
    }

    proptest! {
        /// Whatever was done: strengths are shares, live threads are those that engagement counts, another activity
        /// weakens none of them, and who leaves takes along no more than was theirs.
        #[test]
        fn threads_agree_with_engagement(
            done_ones in proptest::collection::vec((0..400_i64, 0..3_usize, 0..3_usize, 10..13_u128), 0..12),
            later in (0..400_i64, 0..3_usize, 10..13_u128),
        ) {
            const NAMES: [&str; 3] = ["Anna", "Bert", "Carl"];
            let mut activities: Vec<Activity> = (100..)
                .zip(&done_ones)
                .map(|(number, (ago, one, other, contact))| {
                    done(number, *ago, &[NAMES[*one], NAMES[*other]], &[*contact])
                })
                .collect();
            let portfolio = |activities: &[Activity]| Portfolio::new(Rows {
                accounts: vec![Account::new(ID, "A")],
                contacts: [10, 11, 12].map(|number| contact(number, "C", "")).to_vec(),
                activities: activities.to_vec(),
                ..Rows::default()
            });
            let before = portfolio(&activities);
            let account = before.account(ID).unwrap();
            let woven = web(&before, account, today());
            let live = woven.threads.iter().filter(|thread| thread.is_live()).count();
            prop_assert_eq!(live, engagement(&before, account, today()).threads);
            prop_assert!(woven.threads.iter().all(|thread| (0.0..=1.0).contains(&thread.strength)));
            for ours in &woven.ours {
                let falls = falls(&before, account, &woven, &ours.name, today());
                prop_assert_eq!(falls.threads_before - falls.threads_after, ours.threads);
                prop_assert!(falls.orphans.len() <= ours.threads);
            }
            activities.push(done(999, later.0, &[NAMES[later.1]], &[later.2]));
            let after = portfolio(&activities);
            let rewoven = web(&after, after.account(ID).unwrap(), today());
            for thread in &woven.threads {
                let (ours, theirs) = (&woven.ours[thread.ours].name, woven.theirs[thread.theirs].contact);
                let same = rewoven.threads.iter().find(|one| {
                    rewoven.ours[one.ours].name == *ours && rewoven.theirs[one.theirs].contact == theirs
                });
                prop_assert!(same.is_some_and(|same| same.strength >= thread.strength));
            }
        }
    }

    #[test]
    fn a_colleague_is_the_same_however_the_name_is_written() {
        let account = Account { owner: "ANNA".to_owned(), ..Account::new(ID, "Ernst Handel") };
        let portfolio = Portfolio::new(Rows {
            accounts: vec![account],
            contacts: vec![contact(10, "Roland", ""), contact(11, "Pia", "")],
            activities: vec![
                done(30, 0, &["Anna"], &[10]),
                done(31, 90, &["anna ", "Anna"], &[10]),
                done(32, 0, &["anna "], &[11]),
            ],
            ..Rows::default()
        });
        let account = portfolio.account(ID).unwrap();
        let web = web(&portfolio, account, today());
        let [anna] = web.ours.as_slice() else { panic!("{:?}", web.ours) };
        // As it was written first; she owns the account.
        assert_eq!((anna.name.as_str(), anna.owner, anna.threads), ("Anna", true, 2));
        // (1 + 0.5) ÷ 3 and 1 ÷ 3: the second meeting was one, whoever wrote her down twice.
        assert!(near(anna.strength, 0.5 + 1.0 / 3.0), "{}", anna.strength);
        assert_eq!(web.threads.iter().map(|thread| thread.activities).sum::<usize>(), 3);
        assert_eq!(engagement(&portfolio, account, today()).threads, 2);
        for name in ["Anna", "anna "] {
            let falls = falls(&portfolio, account, &web, name, today());
            assert_eq!((falls.threads_before, falls.threads_after), (2, 0), "{name}");
            assert_eq!(falls.orphans, [contact_id(10), contact_id(11)]);
            assert!(near(falls.engagement_after, 0.0));
        }
    }

    #[test]
    fn without_a_colleague_falls_what_nobody_else_holds() {
        let portfolio = example();
        let account = portfolio.account(ID).unwrap();
        let web = web(&portfolio, account, today());
        let anna = falls(&portfolio, account, &web, "Anna", today());
        assert_eq!((anna.threads_before, anna.threads_after), (3, 1));
        assert_eq!(anna.orphans, [contact_id(11)], "Roland still has Bert");
        assert_eq!(anna.roles_lost, ["user/specifier"]);
        // Before: threads 3 of 6, roles 2 of 4, last contact today, all answered: 40 × 3/6 + 20 × 2/4 + 20 + 20 = 70.
        assert!(near(anna.engagement_before, 70.0));
        // After: Bert with Roland, the decision maker, and Dora's call of yesterday:
        // 40 × 1/6 + 20 × 1/4 + 20 × (1 − 1/180) + 20 = 51.556.
        assert!(near(anna.engagement_after, 40.0 / 6.0 + 5.0 + 20.0 * (179.0 / 180.0) + 20.0));

        let bert = falls(&portfolio, account, &web, "Bert", today());
        assert_eq!((bert.threads_after, bert.orphans.len(), bert.roles_lost.len()), (2, 0, 0));
        let nobody = falls(&portfolio, account, &web, "Carl", today());
        assert!(near(nobody.engagement_before, nobody.engagement_after));
    }
}
