//! The files that brought the records of the demo in, a quarter at a time, so that each review knew what had happened
//! until then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::model::{
    AccountId, AccountValue, Activity, Contact, Edit, Import, Likelihood, Money, Opportunity, OpportunityOutcome,
    PursuitList, RecordKind, Risk, RiskKind, SettingsValue, Severity, Stage, StageEvent, Stamp, TargetQuestion,
};

use super::accounts::{Draft, Portfolio};
use super::dice::Dice;
use super::ledger::{self, Bought};
use super::market::CATEGORIES;
use super::stories::Story;
use super::{Size, Step, diary, people, stages, year};

/// How many days ago files came in: after the accounts, before each review, and yesterday.
const COMES: [u64; 6] = [395, 340, 249, 158, 63, 1];
/// How many days ago people said whom they are after.
const PURSUED: u64 = 45;
/// How many days ago goals were set, after the last review.
const PLANNED: u64 = 57;
/// Of the customers, one in so many has an opportunity.
const OPPORTUNITY_EVERY: usize = 6;
/// Of all accounts, one in so many has a risk.
const RISK_EVERY: usize = 23;
/// How many places of its list a seller takes.
const TARGETS: usize = 4;
const LEADS: usize = 7;

const CHANCES: [(&str, &str); 5] = [
    ("Second line", "Flow"),
    ("Replace the old transmitters", "Pressure"),
    ("Service contract for all sites", "Service"),
    ("Analysis of waste water", "Analysis"),
    ("Temperature mapping of the warehouse", "Temperature"),
];
const FEARS: [(RiskKind, &str); 6] = [
    (RiskKind::Competitor, "A rival offers 15 % below us"),
    (RiskKind::Relationship, "The new head of purchasing comes from a rival"),
    (RiskKind::Payment, "Pays after 90 days, and later each time"),
    (RiskKind::Quality, "Two complaints about the same probe"),
    (RiskKind::Change, "The plant may be sold"),
    (RiskKind::Other, "Their group decides on a standard without us"),
];

/// Everything but the accounts themselves. Fewer where nobody bought anything, or where there is nobody to talk to.
pub(super) fn steps(
    portfolio: &Portfolio,
    ids: &[AccountId],
    promoted: &BTreeSet<AccountId>,
    size: Size,
    seed: u64,
    today: NaiveDate,
) -> Vec<Step> {
    let mut dice = Dice::new(seed ^ 0x7ade);
    let drafts = portfolio.drafts.as_slice();
    let mut stamp = stamp_of(&mut dice, today, COMES[0], 9);
    let mut files: Vec<(u64, Import)> = Vec::new();
    let mut steps = Vec::new();
    if size.activities > 0 && !drafts.is_empty() {
        let colleagues = people::colleagues(drafts, &mut stamp);
        let people = people::contacts(drafts, ids, size.activities, &mut stamp, &mut dice);
        let done = diary::activities(drafts, ids, &people, size.activities, &mut stamp, &mut dice, today);
        let contacts: Vec<Contact> = people.into_iter().flatten().collect();
        let first = COMES[0];
        files.push((first, Import { colleagues, ..Import::new("colleagues.csv", RecordKind::Colleagues) }));
        files.push((first, Import { contacts, ..Import::new("contacts from CRM.csv", RecordKind::Contacts) }));
        for (days_ago, activities) in by_file(done, today, |one: &Activity| one.day) {
            files.push((
                days_ago,
                Import { activities, ..Import::new("activities from CRM.csv", RecordKind::Activities) },
            ));
        }
        let opportunities = opportunities(drafts, ids, &mut stamp, &mut dice, today);
        let file = Import { opportunities, ..Import::new("opportunities.csv", RecordKind::Opportunities) };
        files.push((COMES[5], file));
        let risks = risks(drafts, ids, &mut stamp, &mut dice, today);
        files.push((COMES[5], Import { risks, ..Import::new("risks.csv", RecordKind::Risks) }));
    }
    let bought = ledger::bought(drafts, ids, size.purchases, &mut dice, today);
    if size.activities > 0 && !drafts.is_empty() {
        let mut own = Dice::new(seed ^ 0x57a6e);
        let mut orders: BTreeMap<AccountId, Vec<NaiveDate>> = BTreeMap::new();
        for one in &bought {
            orders.entry(one.account).or_default().push(one.day);
        }
        orders.values_mut().for_each(Vec::dedup);
        let stages::Ways { events, hand_overs } =
            stages::ways(drafts, ids, &orders, promoted, (&mut stamp, &mut own), today);
        let late = events.iter().filter(|event| event.on >= before(today, PURSUED + 1)).map(|event| event.account);
        let late: BTreeSet<AccountId> = late.collect();
        steps.extend(pursuits(drafts, ids, &late, &mut dice, today));
        files.push((COMES[0], stages::sources(ids)));
        for (days_ago, stage_events) in by_stage_file(events, today) {
            files.push((
                days_ago,
                Import { stage_events, ..Import::new("stages from CRM.csv", RecordKind::StageEvents) },
            ));
        }
        files.push((COMES[5], Import { hand_overs, ..Import::new("hand-overs.csv", RecordKind::HandOvers) }));
        let spends = stages::spending(drafts.len(), &mut stamp, &mut own, today);
        files.push((COMES[5], Import { spends, ..Import::new("marketing costs.csv", RecordKind::Spend) }));
        steps.extend(plans(drafts, &mut own, today));
    }
    if !bought.is_empty() {
        let products = ledger::products(&mut stamp);
        let keys: Vec<_> = products.iter().map(|product| product.id).collect();
        files.push((COMES[0], Import { products, ..Import::new("products.csv", RecordKind::Products) }));
        let mut order = 20_000;
        for (days_ago, lines) in by_file(bought, today, |one: &Bought| one.day) {
            let name = format!("purchases until {}.csv", before(today, days_ago + 1));
            let file = ledger::file(&lines, &keys, &name, &mut order, (&mut stamp, &mut dice));
            files.extend(file.map(|file| (days_ago, file)));
        }
    }
    files.sort_by_key(|(days_ago, _)| std::cmp::Reverse(*days_ago));
    let with_rows = files.into_iter().filter(|(_, import)| import.rows() > 0);
    steps.extend((1..).zip(with_rows).map(|(nth, (days_ago, import))| Step {
        edit: Edit::Import(Arc::new(import)),
        stamp: stamp_of(&mut dice, today, days_ago, nth),
        reason: None,
    }));
    steps
}

/// The same for changes of stage, with a file before people say whom they are after.
fn by_stage_file(events: Vec<StageEvent>, today: NaiveDate) -> Vec<(u64, Vec<StageEvent>)> {
    let mut comes = COMES.to_vec();
    comes.insert(5, PURSUED + 1);
    let mut files: Vec<(u64, Vec<StageEvent>)> = comes.iter().map(|days_ago| (*days_ago, Vec::new())).collect();
    for event in events {
        let at = comes.iter().position(|days_ago| event.on < before(today, *days_ago)).unwrap_or(comes.len() - 1);
        if let Some((_, file)) = files.get_mut(at) {
            file.push(event);
        }
    }
    files
}

/// What was set out to be reached, and how each step is worked.
fn plans(drafts: &[Draft], dice: &mut Dice, today: NaiveDate) -> Vec<Step> {
    let goals = stages::goals(drafts.len(), &["Anna Berger", "Jonas Keller", "Claire Moreau", "Giulia Conti"], today);
    let cards = stages::cards(today).into_iter().map(|(step, card)| SettingsValue::Process(step, Some(card)));
    let edits = [Edit::SetGoals(goals), Edit::SetSettings(cards.collect())];
    let step = |(nth, edit)| Step { edit, stamp: stamp_of(dice, today, PLANNED, nth), reason: None };
    (1..).zip(edits).map(step).collect()
}

fn stamp_of(dice: &mut Dice, today: NaiveDate, days_ago: u64, nth: i64) -> Stamp {
    Stamp::seeded(year::instant(today, days_ago, nth), year::MANAGER, dice.bits())
}

fn before(today: NaiveDate, days: u64) -> NaiveDate {
    today.checked_sub_days(Days::new(days)).unwrap_or(today)
}

/// Records in the order of their days, each in the first file that knows of it.
fn by_file<T>(all: Vec<T>, today: NaiveDate, day: impl Fn(&T) -> NaiveDate) -> Vec<(u64, Vec<T>)> {
    let mut files: Vec<(u64, Vec<T>)> = COMES.iter().map(|days_ago| (*days_ago, Vec::new())).collect();
    for one in all {
        let on = day(&one);
        let known = |days_ago: &u64| on < before(today, *days_ago);
        let at = COMES.iter().position(known).unwrap_or(COMES.len() - 1);
        if let Some((_, file)) = files.get_mut(at) {
            file.push(one);
        }
    }
    files
}

fn opportunities(
    drafts: &[Draft],
    ids: &[AccountId],
    stamp: &mut Stamp,
    dice: &mut Dice,
    today: NaiveDate,
) -> Vec<Opportunity> {
    let buying = drafts.iter().zip(ids).filter(|(draft, _)| matches!(draft.stage, Stage::Customer | Stage::Client));
    let some = buying.step_by(OPPORTUNITY_EVERY).enumerate();
    let opportunity = |(nth, (draft, account)): (usize, (&Draft, &AccountId))| {
        let (name, category) = dice.pick(&CHANCES, ("", ""));
        let thousands = i64::try_from(4 + dice.below(80)).unwrap_or(4);
        let in_days = u64::try_from(10 + dice.below(200)).unwrap_or(10);
        let (outcome, outcome_reason) = match dice.below(10) {
            0 => (OpportunityOutcome::Won, "Our service decided it"),
            1 => (OpportunityOutcome::Lost, "A rival was faster"),
            _ => (OpportunityOutcome::Open, ""),
        };
        let is_open = outcome == OpportunityOutcome::Open;
        Opportunity {
            key: format!("O-{:04}", 1_000 + nth),
            category: category.to_owned(),
            value: Some(Money::from_minor_units(thousands * 100_000)),
            // No more than what is judged of the account as a whole.
            likelihood: Some(draft.likelihood.unwrap_or(Likelihood::Never)).filter(|_| is_open),
            next_step: if is_open { "Offer".to_owned() } else { String::new() },
            due: if is_open { today.checked_add_days(Days::new(in_days)) } else { Some(before(today, in_days)) },
            outcome,
            outcome_reason: outcome_reason.to_owned(),
            ..Opportunity::new(stamp.opportunity_id(), *account, name)
        }
    };
    some.map(opportunity).collect()
}

fn risks(drafts: &[Draft], ids: &[AccountId], stamp: &mut Stamp, dice: &mut Dice, today: NaiveDate) -> Vec<Risk> {
    let buying = drafts.iter().zip(ids).filter(|(draft, _)| draft.revenue_12m.is_some() && draft.story.is_none());
    let some = buying.step_by(RISK_EVERY).enumerate();
    let risk = |(nth, (_, account)): (usize, (&Draft, &AccountId))| {
        let (kind, reason) = dice.pick(&FEARS, (RiskKind::Other, "Something is wrong"));
        let days_ago = u64::try_from(8 + dice.below(300)).unwrap_or(8);
        let over = dice.chance(0.3);
        Risk {
            key: format!("R-{:04}", 100 + nth),
            kind,
            severity: dice.pick(&[Severity::Low, Severity::Medium, Severity::Medium, Severity::High], Severity::Medium),
            resolved: Some(before(today, days_ago / 3)).filter(|_| over),
            ..Risk::new(stamp.risk_id(), *account, reason, before(today, days_ago))
        }
    };
    some.map(risk).collect()
}

/// Whom each seller is after: prospects that pass all questions, and suspects that are vetted; within their places. Of a
/// few more it is known already why not. Who came to its stage later is on no list yet.
fn pursuits(
    drafts: &[Draft],
    ids: &[AccountId],
    late: &BTreeSet<AccountId>,
    dice: &mut Dice,
    today: NaiveDate,
) -> Vec<Step> {
    let mut owners: Vec<&str> = drafts.iter().map(|draft| draft.owner).collect();
    owners.sort_unstable();
    owners.dedup();
    let (mut targets, mut leads, mut unfit) = (Vec::new(), Vec::new(), Vec::new());
    for owner in owners.into_iter().filter(|owner| !owner.is_empty()) {
        let own = |stage: Stage| {
            let of = move |(draft, _): &(&Draft, &AccountId)| draft.owner == owner && draft.stage == stage;
            let told = |(draft, id): &(&Draft, &AccountId)| draft.story.is_none() && !late.contains(id);
            drafts.iter().zip(ids).filter(of).filter(told).map(|(_, id)| *id)
        };
        targets.extend(own(Stage::Prospect).take(TARGETS));
        unfit.extend(own(Stage::Prospect).skip(TARGETS).take(2));
        leads.extend(own(Stage::Suspect).take(LEADS));
    }
    let answers = |answers: [bool; 3]| -> Vec<AccountValue> {
        let all = TargetQuestion::ALL.iter().zip(answers);
        all.map(|(question, answer)| AccountValue::Answer(*question, Some(answer))).collect()
    };
    let take = |list: PursuitList, ids: &[AccountId]| ids.iter().map(|id| (*id, list)).collect::<Vec<_>>();
    let mut wanted = take(PursuitList::Target, &targets);
    wanted.extend(take(PursuitList::Lead, &leads));
    let mut edits = Vec::new();
    if !targets.is_empty() {
        edits.push(Edit::SetValues { accounts: targets, values: answers([true, true, true]) });
    }
    if !unfit.is_empty() {
        edits.push(Edit::SetValues { accounts: unfit, values: answers([true, false, true]) });
    }
    if !wanted.is_empty() {
        edits.push(Edit::SetPursuits { take: wanted, give_up: Vec::new() });
    }
    // Of one account somebody knows better than what is said of its industry.
    let known = drafts.iter().zip(ids).find(|(draft, _)| draft.story == Some(Story::Shrinking));
    edits.extend(known.map(|(_, id)| Edit::SetValues {
        accounts: vec![*id],
        values: vec![AccountValue::Relevance(CATEGORIES[4].to_owned(), Some(true))],
    }));
    let step = |(nth, edit)| Step { edit, stamp: stamp_of(dice, today, PURSUED, nth), reason: None };
    (1..).zip(edits).map(step).collect()
}
