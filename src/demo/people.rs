//! Who works here and who works there.

use crate::model::{AccountId, Colleague, Contact, Duty, Influence, Stamp};

use super::accounts::Draft;
use super::dice::Dice;
use super::stories::Story;
use super::{allotted, stages, year};

/// For each contact so many activities, about.
const ACTIVITIES_OF_CONTACT: usize = 4;
/// An account has no more.
const MOST: usize = 6;

/// Those who help the owner of an account, with the team that they are in.
pub(super) const SUPPORT: [(&str, &str); 6] = [
    ("Paul Winter", "Service"),
    ("Nina Hartmann", "Engineering"),
    ("Erik Sandberg", "Service"),
    ("Sophie Laurent", "Inside sales"),
    ("David Okafor", "Engineering"),
    ("Carla Bianchi", "Service"),
];

const FIRST_NAMES: [&str; 16] = [
    "Clara", "Martin", "Sofia", "Henrik", "Marta", "Pierre", "Elena", "Tomas", "Ingrid", "Luca", "Hanna", "Victor",
    "Nadia", "Oskar", "Julie", "Pavel",
];
const LAST_NAMES: [&str; 16] = [
    "Lindqvist",
    "Moreau",
    "Novak",
    "Rossi",
    "Keller",
    "Jansen",
    "Silva",
    "Weber",
    "Larsen",
    "Dubois",
    "Kowalski",
    "Ferrari",
    "Meyer",
    "Virtanen",
    "Costa",
    "Horvat",
];

/// What a contact is called there, by what that makes of them in a purchase.
const POSTS: [(&str, &[&str]); 6] = [
    ("purchasing", &["Head of Purchasing", "Buyer"]),
    ("decision maker", &["Plant Manager", "Managing Director"]),
    ("user/specifier", &["Process Engineer", "Maintenance Lead", "Laboratory Manager"]),
    ("economic buyer", &["Chief Financial Officer", "Head of Operations"]),
    ("champion", &["Quality Manager", "Head of Instrumentation"]),
    ("executive sponsor", &["Chief Technology Officer", "Chief Executive"]),
];
const REQUIRED: [&str; 4] = ["champion", "user/specifier", "decision maker", "economic buyer"];

/// Everybody on our side: who leads, who owns accounts, who helps. Sellers have hours of their own here and there.
pub(super) fn colleagues(drafts: &[Draft], stamp: &mut Stamp) -> Vec<Colleague> {
    let mut owners: Vec<&str> = drafts.iter().map(|draft| draft.owner).filter(|owner| !owner.is_empty()).collect();
    owners.sort_unstable();
    owners.dedup();
    let hours = [None, Some(1_350), None, Some(900), None, None, Some(1_100)];
    let sellers = owners.into_iter().zip(hours.into_iter().cycle()).map(|(name, hours)| (name, "Sales", hours, true));
    let lead = (year::MANAGER, "Sales", Some(300), true);
    let helping = SUPPORT.into_iter().map(|(name, team)| (name, team, None, false));
    let everybody = std::iter::once(lead).chain(sellers).chain(helping);
    let colleague =
        |(number, (name, team, hours_per_year, seller)): (u32, (&str, &str, Option<u16>, bool))| Colleague {
            key: format!("E-{number}"),
            team: team.to_owned(),
            seller,
            hours_per_year,
            duty: duty(name, seller),
            email: format!("{}@northlight.example", crate::model::text::folded(name).replace(' ', ".")),
            ..Colleague::new(stamp.colleague_id(), name)
        };
    (301..).zip(everybody).map(colleague).collect()
}

/// Who wins customers leaves them to those who make them grow; the others do both.
fn duty(name: &str, seller: bool) -> Option<Duty> {
    let grows = ["Anna Berger", "Claire Moreau"];
    match name {
        _ if !seller || name == year::MANAGER => None,
        _ if stages::ACQUIRES.contains(&name) => Some(Duty::Acquires),
        _ if grows.contains(&name) => Some(Duty::Grows),
        _ => Some(Duty::Both),
    }
}

/// The contacts of each account, those first whom we know best. There are a quarter as many as activities, at most.
pub(super) fn contacts(
    drafts: &[Draft],
    ids: &[AccountId],
    activities: usize,
    stamp: &mut Stamp,
    dice: &mut Dice,
) -> Vec<Vec<Contact>> {
    let weights = drafts.iter().map(|draft| match (draft.story, draft.records) {
        (Some(_), _) => 4.0,
        (None, Some((engagement, _))) => 0.6 + 2.4 * f64::from(engagement) / 100.0,
        (None, None) => 0.2,
    });
    let counts = allotted(weights.collect(), activities.div_ceil(ACTIVITIES_OF_CONTACT));
    let mut number = 0_u32;
    let accounts = drafts.iter().zip(ids).zip(counts).map(|((draft, id), count)| {
        let engaged = f64::from(draft.records.map_or(0, |records| records.0)) / 100.0;
        let roles = roles(engaged, draft.story, dice);
        let people = roles.into_iter().take(count.min(MOST)).map(|role| {
            number += 1;
            contact(draft, *id, role, (number, dice), stamp)
        });
        people.collect::<Vec<Contact>>()
    });
    accounts.collect()
}

/// The roles of all contacts that an account may have. Who is close to us knows more of those who matter, and somebody
/// there speaks for us; of others we know who buys.
fn roles(engaged: f64, story: Option<Story>, dice: &mut Dice) -> Vec<&'static str> {
    let mut required: Vec<&'static str> = REQUIRED.to_vec();
    let champion = engaged >= 0.5 || story == Some(Story::SilentChampion);
    let rest = if champion { required.split_at_mut(1).1 } else { required.as_mut_slice() };
    dice.shuffle(rest);
    if !champion {
        required.retain(|role| *role != "champion");
    }
    let known = if engaged > 0.75 {
        4
    } else if engaged > 0.5 {
        3
    } else {
        usize::from(engaged > 0.25)
    };
    required.truncate(if story == Some(Story::Giant) { 0 } else { known });
    let others = ["purchasing", "executive sponsor", "purchasing", "user/specifier", "purchasing", "executive sponsor"];
    if engaged < 0.4 || story == Some(Story::Giant) {
        required.insert(0, "purchasing");
    }
    required.extend(others);
    required
}

fn contact(
    draft: &Draft,
    account: AccountId,
    role: &'static str,
    (number, dice): (u32, &mut Dice),
    stamp: &mut Stamp,
) -> Contact {
    let titles = POSTS.iter().find(|(name, _)| *name == role).map_or(&[][..], |(_, titles)| titles);
    let (first, last) = (dice.pick(&FIRST_NAMES, "Clara"), dice.pick(&LAST_NAMES, "Weber"));
    let host = draft.company.website.trim_start_matches("https://www.");
    let email = if host.is_empty() { String::new() } else { format!("{first}.{last}@{host}").to_lowercase() };
    Contact {
        key: format!("P-{:05}", 10_000 + number),
        title: dice.pick(titles, "").to_owned(),
        role: role.to_owned(),
        influence: Some(dice.pick(&[Influence::Low, Influence::Medium, Influence::High], Influence::Medium)),
        email,
        champion: role == "champion",
        ..Contact::new(stamp.contact_id(), account, format!("{first} {last}"))
    }
}
