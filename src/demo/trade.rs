//! What the accounts of the demo bought, and how people kept in touch: three years of purchases that add up to the
//! revenues that are there, contacts, activities and opportunities.

use std::sync::Arc;

use chrono::{Days, NaiveDate, NaiveTime};

use crate::model::{
    Account, AccountId, Activity, ActivityKind, ActivityStatus, Batch, Contact, Edit, Import, Influence, Initiator,
    Likelihood, Line, Money, NewPurchases, Opportunity, Portfolio, Product, ProductId, PurchaseLines, Quantity,
    RecordKind, Stage, Stamp, year_before,
};

use super::dice::Dice;
use super::{Step, year};

/// How many days before today the files came in.
const IMPORTED: u64 = 1;
/// The last purchase, and the last activity that was done, are at least so many days old.
const LAST: u64 = 2;
/// For each contact so many activities, about.
const ACTIVITIES_OF_CONTACT: usize = 4;
/// Of the customers, one in so many has an opportunity.
const OPPORTUNITY_EVERY: usize = 6;
/// What was bought in the third year before today, of the second, in percent.
const EARLIER_PERCENT: i64 = 88;

const PRODUCTS: [(&str, &str); 20] = [
    ("Flow meter DN 25", "Flow"),
    ("Flow meter DN 50", "Flow"),
    ("Flow meter DN 100", "Flow"),
    ("Ultrasonic clamp-on meter", "Flow"),
    ("Pressure transmitter 10 bar", "Pressure"),
    ("Pressure transmitter 40 bar", "Pressure"),
    ("Differential pressure cell", "Pressure"),
    ("Digital gauge", "Pressure"),
    ("Resistance thermometer", "Temperature"),
    ("Thermocouple, sheathed", "Temperature"),
    ("Infrared sensor", "Temperature"),
    ("Temperature transmitter", "Temperature"),
    ("pH electrode", "Analysis"),
    ("Conductivity probe", "Analysis"),
    ("Turbidity sensor", "Analysis"),
    ("Oxygen sensor", "Analysis"),
    ("Calibration on site", "Service"),
    ("Calibration in the laboratory", "Service"),
    ("Service contract, yearly", "Service"),
    ("Training day", "Service"),
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
/// What a contact does there, and what that makes of them in a purchase.
const POSTS: [(&str, &str); 6] = [
    ("Head of Purchasing", "purchasing"),
    ("Plant Manager", "decision maker"),
    ("Process Engineer", "user/specifier"),
    ("Maintenance Lead", "user/specifier"),
    ("Chief Financial Officer", "economic buyer"),
    ("Quality Manager", "champion"),
];
/// What was done, and what about.
const DOINGS: [(ActivityKind, u32, &[&str]); 5] = [
    (ActivityKind::Call, 15, &["Next order", "Delivery date", "Question about the last invoice"]),
    (ActivityKind::Email, 5, &["Offer sent", "Data sheets", "Answer to the tender"]),
    (ActivityKind::Visit, 180, &["Walk through the plant", "Installation looked at", "Yearly talk"]),
    (ActivityKind::Meeting, 60, &["Project meeting", "Framework contract", "Service plan"]),
    (ActivityKind::Note, 0, &["Heard of a new line", "Changes in purchasing"]),
];
const CHANCES: [(&str, &str); 5] = [
    ("Second line", "Flow"),
    ("Replace the old transmitters", "Pressure"),
    ("Service contract for all sites", "Service"),
    ("Analysis of waste water", "Analysis"),
    ("Temperature mapping of the warehouse", "Temperature"),
];

/// So many purchases and activities for the accounts that are there, as the files that brought them. Fewer where nobody
/// bought anything, or where there is nobody to talk to; accounts that no purchases are left for keep the revenue that
/// was imported.
pub(super) fn steps(
    portfolio: &Portfolio,
    purchases: usize,
    activities: usize,
    seed: u64,
    today: NaiveDate,
) -> Vec<Step> {
    let mut dice = Dice::new(seed ^ 0x7ade);
    let accounts: Vec<&Account> = portfolio.active().map(Arc::as_ref).collect();
    let mut imports = Vec::new();
    let mut stamp = stamp_of(&mut dice, today, 0);
    if activities > 0 && !accounts.is_empty() {
        let people = contacts(&accounts, activities, &mut stamp, &mut dice);
        let done = self::activities(&accounts, &people, activities, &mut stamp, &mut dice, today);
        let chances = opportunities(&accounts, &mut stamp, &mut dice, today);
        imports.push(Import { contacts: people, ..Import::new("contacts from CRM.csv", RecordKind::Contacts) });
        imports.push(Import { activities: done, ..Import::new("activities from CRM.csv", RecordKind::Activities) });
        let file = "opportunities.csv";
        imports.push(Import { opportunities: chances, ..Import::new(file, RecordKind::Opportunities) });
    }
    let shares = shares(&accounts, purchases, today);
    if !shares.is_empty() {
        let products: Vec<Product> =
            (101..).zip(PRODUCTS).map(|(number, one)| product(number, one, &mut stamp)).collect();
        let ids: Vec<ProductId> = products.iter().map(|product| product.id).collect();
        imports.push(Import { products, ..Import::new("products.csv", RecordKind::Products) });
        imports.extend(ledger(&shares, ids, &mut stamp, &mut dice));
    }
    let with_rows = imports.into_iter().filter(|import| import.rows() > 0);
    let step = |(nth, import)| Step {
        edit: Edit::Import(Arc::new(import)),
        stamp: stamp_of(&mut dice, today, nth),
        reason: None,
    };
    (1..).zip(with_rows).map(step).collect()
}

fn stamp_of(dice: &mut Dice, today: NaiveDate, nth: i64) -> Stamp {
    Stamp::seeded(year::instant(today, IMPORTED, nth), year::MANAGER, dice.bits())
}

fn product(number: u32, (name, category): (&str, &str), stamp: &mut Stamp) -> Product {
    let (key, category) = (format!("N-{number}"), category.to_owned());
    Product { key, category, ..Product::new(stamp.product_id(), name) }
}

/// What one account bought within some days, in so many lines.
struct Share {
    account: AccountId,
    /// In the order of the accounts.
    nth: usize,
    first: NaiveDate,
    days: u64,
    amount: Money,
    lines: usize,
}

/// Deals the lines out: each year of an account has one at least, and large ones have more, as the root of what was
/// bought. An account has all of its years or none, so that its revenue stays what it was.
fn shares(accounts: &[&Account], purchases: usize, today: NaiveDate) -> Vec<Share> {
    let last = today.checked_sub_days(Days::new(LAST)).unwrap_or(today);
    let ends = [last, year_before(today), year_before(year_before(today))];
    let mut shares: Vec<Share> = Vec::new();
    for (nth, account) in accounts.iter().enumerate() {
        let prior = account.revenue_prior_12m.unwrap_or_default();
        let earlier = Money::from_minor_units(prior.minor_units().saturating_mul(EARLIER_PERCENT) / 100);
        let years = [account.revenue_12m.unwrap_or_default(), prior, earlier];
        let bought = years.into_iter().zip(ends).filter(|(amount, _)| *amount > Money::ZERO);
        let own: Vec<Share> = bought
            .map(|(amount, end)| {
                // A year begins on the day after the one that it is a year before.
                let first = year_before(if end == last { today } else { end }).succ_opt().unwrap_or(end);
                let days = u64::try_from(end.signed_duration_since(first).num_days() + 1).unwrap_or(1);
                Share { account: account.id, nth, first, days, amount, lines: 1 }
            })
            .collect();
        if shares.len() + own.len() > purchases {
            break;
        }
        shares.extend(own);
    }
    let left = purchases - shares.len();
    let weights: Vec<f64> = shares.iter().map(|share| share.amount.approximate().sqrt()).collect();
    let sum: f64 = weights.iter().sum();
    let mut dealt = 0;
    for (share, weight) in shares.iter_mut().zip(weights) {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of a few million lines"
        )]
        let more = ((left as f64 * weight / sum) as usize).min(left - dealt);
        share.lines += more;
        dealt += more;
    }
    // What rounding left over goes to the first ones.
    let places = shares.len().max(1);
    for nth in 0..(left - dealt) {
        if let Some(share) = shares.get_mut(nth % places) {
            share.lines += 1;
        }
    }
    shares
}

/// The lines by day, as an order system lists them.
fn ledger(shares: &[Share], products: Vec<ProductId>, stamp: &mut Stamp, dice: &mut Dice) -> Option<Import> {
    let mut bought: Vec<(NaiveDate, usize, AccountId, Money)> = Vec::new();
    for Share { account, nth, first, days, amount, lines } in shares {
        let weights: Vec<i64> = (0..*lines).map(|_| i64::try_from(40 + dice.below(120)).unwrap_or(100)).collect();
        let mut parts: i64 = weights.iter().sum();
        let mut left = amount.minor_units();
        for weight in weights {
            // Of what is left, so that the last line has exactly the rest.
            let part = i64::try_from(i128::from(left) * i128::from(weight) / i128::from(parts.max(1))).unwrap_or(left);
            (left, parts) = (left - part, parts - weight);
            let later = dice.below(usize::try_from(*days).unwrap_or(1));
            let day = first.checked_add_days(Days::new(u64::try_from(later).unwrap_or(0))).unwrap_or(*first);
            bought.push((day, *nth, *account, Money::from_minor_units(part)));
        }
    }
    bought.sort_by_key(|(day, nth, ..)| (*day, *nth));
    let (first_day, last_day) = (bought.first()?.0, bought.last()?.0);
    let kinds = products.len();
    let batch = stamp.batch_id();
    let mut lines = PurchaseLines { products, batches: vec![batch], ..PurchaseLines::default() };
    let mut places = std::collections::BTreeMap::new();
    let (mut order, mut before, mut total) = (20_000_u32, None, 0);
    for (number, (day, nth, account, amount)) in (1..).zip(bought) {
        let next = u32::try_from(lines.accounts.len()).ok()?;
        let place = *places.entry(account).or_insert_with(|| {
            lines.accounts.push(account);
            next
        });
        order += u32::from(before != Some((day, nth)));
        before = Some((day, nth));
        let document = lines.keep_document(&format!("SO-{order}"));
        let percent = i64::try_from(24 + dice.below(20)).unwrap_or(30);
        total += amount.minor_units();
        lines.lines.push(Line {
            account: place,
            product: u32::try_from(dice.below(kinds)).ok(),
            day,
            quantity: Some(Quantity(i64::try_from(1 + dice.below(12)).unwrap_or(1) * 1000)),
            amount,
            margin: Some(Money::from_minor_units(amount.minor_units() * percent / 100)),
            document,
            batch: 0,
            line: number,
        });
    }
    let file_name = "purchases of three years.csv";
    let batch = Batch {
        id: batch,
        version: 1,
        file_name: file_name.to_owned(),
        lines: u64::try_from(lines.lines.len()).ok()?,
        replaced: 0,
        total: Money::from_minor_units(total),
        first_day,
        last_day,
    };
    let purchases = Some(NewPurchases { batch, lines: Arc::new(lines) });
    Some(Import { purchases, ..Import::new(file_name, RecordKind::Purchases) })
}

fn contacts(accounts: &[&Account], activities: usize, stamp: &mut Stamp, dice: &mut Dice) -> Vec<Contact> {
    let count = activities.div_ceil(ACTIVITIES_OF_CONTACT).min(accounts.len() * POSTS.len());
    let contact = |(nth, account): (usize, &&Account)| {
        // Each account has another post filled first, and nobody twice.
        let round = nth / accounts.len();
        let (title, role) = POSTS.get((nth + round) % POSTS.len()).copied().unwrap_or_default();
        let (first, last) = (dice.pick(&FIRST_NAMES, "Clara"), dice.pick(&LAST_NAMES, "Weber"));
        let host = account.website.trim_start_matches("https://www.");
        let email = if host.is_empty() { String::new() } else { format!("{first}.{last}@{host}").to_lowercase() };
        Contact {
            key: format!("P-{:05}", 10_000 + nth),
            title: title.to_owned(),
            role: role.to_owned(),
            influence: Some(dice.pick(&[Influence::Low, Influence::Medium, Influence::High], Influence::Medium)),
            email,
            champion: role == "champion",
            ..Contact::new(stamp.contact_id(), account.id, format!("{first} {last}"))
        }
    };
    accounts.iter().cycle().take(count).enumerate().map(contact).collect()
}

fn activities(
    accounts: &[&Account],
    people: &[Contact],
    count: usize,
    stamp: &mut Stamp,
    dice: &mut Dice,
    today: NaiveDate,
) -> Vec<Activity> {
    let mut all = Vec::with_capacity(count);
    for nth in 0..count {
        // People come first to mind where there are some; who is close is talked to more often.
        let mut at = dice.below(people.len().max(1));
        let engagement = |at: usize| {
            let account = accounts.get(at % accounts.len());
            account.and_then(|account| account.judged()).map_or(20.0, |position| position.engagement.points())
        };
        if dice.share() * 100.0 > engagement(at) + 25.0 {
            at = dice.below(people.len().max(1));
        }
        let Some((person, account)) = people.get(at).zip(accounts.get(at % accounts.len())) else { continue };
        let Some((kind, minutes, subjects)) = DOINGS.get(dice.below(DOINGS.len())) else { continue };
        // One in forty is still to come.
        let planned = nth % 40 == 39;
        let apart = u64::try_from(dice.below(if planned { 28 } else { 700 })).unwrap_or(0);
        let day = if planned {
            today.checked_add_days(Days::new(1 + apart))
        } else {
            today.checked_sub_days(Days::new(LAST + apart))
        };
        let close = engagement(at) / 100.0;
        let theirs = dice.chance(0.5 * close);
        let quarter = u32::try_from(dice.below(36)).unwrap_or(0);
        all.push(Activity {
            key: format!("A-{:06}", 100_000 + nth),
            kind: *kind,
            time: NaiveTime::from_hms_opt(8 + quarter / 4, quarter % 4 * 15, 0),
            status: if planned { ActivityStatus::Planned } else { ActivityStatus::Done },
            subject: dice.pick(subjects, "").to_owned(),
            colleagues: Some(account.owner.clone()).filter(|owner| !owner.is_empty()).into_iter().collect(),
            contacts: vec![person.id],
            initiated_by: if theirs { Initiator::Them } else { Initiator::Us },
            answered: !planned && !theirs && dice.chance(0.3 + 0.6 * close),
            minutes: Some(*minutes).filter(|minutes| *minutes > 0 && !planned),
            ..Activity::new(stamp.activity_id(), account.id, day.unwrap_or(today))
        });
    }
    all
}

fn opportunities(accounts: &[&Account], stamp: &mut Stamp, dice: &mut Dice, today: NaiveDate) -> Vec<Opportunity> {
    let buying = accounts.iter().filter(|account| matches!(account.stage, Stage::Customer | Stage::Client));
    let some = buying.step_by(OPPORTUNITY_EVERY).enumerate();
    let opportunity = |(nth, account): (usize, &&Account)| {
        let (name, category) = dice.pick(&CHANCES, ("", ""));
        let likely = [Likelihood::Unlikely, Likelihood::Possible, Likelihood::Likely, Likelihood::Planned];
        let thousands = i64::try_from(4 + dice.below(80)).unwrap_or(4);
        let in_days = u64::try_from(10 + dice.below(200)).unwrap_or(10);
        Opportunity {
            key: format!("O-{:04}", 1_000 + nth),
            category: category.to_owned(),
            value: Some(Money::from_minor_units(thousands * 100_000)),
            likelihood: Some(dice.pick(&likely, Likelihood::Possible)),
            next_step: "Offer".to_owned(),
            due: today.checked_add_days(Days::new(in_days)),
            ..Opportunity::new(stamp.opportunity_id(), account.id, name)
        }
    };
    some.map(opportunity).collect()
}
