//! How the accounts came to their stages, through which channels, and what was aimed at.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, Months, NaiveDate};

use crate::model::period::first_of_month;
use crate::model::{
    AccountId, AccountPatch, AccountValue, GoalKey, HandOver, HandOverId, Import, ImportRow, ImportTarget, Metric,
    Money, Period, PeriodKind, ProcessCard, ProcessStep, RecordKind, Spend, SpendId, Stage, StageEvent, StageSource,
    Stamp, Target, Verdict, Way, Whose,
};

use super::accounts::Draft;
use super::dice::Dice;

/// Ways of winning customers: how many of a hundred accounts came so, and what a month costs.
const CHANNELS: [(&str, usize, i64); 6] = [
    ("Referral", 22, 450),
    ("Website and search", 26, 2_600),
    ("Trade fair", 20, 3_900),
    ("Sales partner", 14, 1_100),
    ("Own visit", 12, 1_900),
    ("Telemarketing", 3, 1_250),
];
/// Of so many accounts, one came from a system that knew of no dates.
const UNDATED: usize = 11;
/// What happened in the last days nobody has confirmed yet.
const UNCONFIRMED: u64 = 20;
const CLIENTS_UNCONFIRMED: u64 = 45;
/// The ledger begins with those who were customers already.
const OLD_WITHIN: u64 = 100;
/// The months of which spending is known.
const MONTHS: u32 = 36;

/// Who wins customers and leaves them to others.
pub(super) const ACQUIRES: [&str; 2] = ["Jonas Keller", "Giulia Conti"];

/// Whether nobody knows since when the account stands where it stands. It came with its stage.
pub(super) fn is_undated(nth: usize, draft: &Draft) -> bool {
    let young = draft.revenue_12m.is_some() && draft.revenue_prior_12m == Some(Money::ZERO);
    nth % UNDATED == 5 && !young
}

/// What the accounts did, in the order of their days; and who took them over.
pub(super) struct Ways {
    pub events: Vec<StageEvent>,
    pub hand_overs: Vec<HandOver>,
}

/// `orders` has the days on which accounts bought; `promoted` became clients by hand.
pub(super) fn ways(
    drafts: &[Draft],
    ids: &[AccountId],
    orders: &BTreeMap<AccountId, Vec<NaiveDate>>,
    promoted: &BTreeSet<AccountId>,
    (stamp, dice): (&mut Stamp, &mut Dice),
    today: NaiveDate,
) -> Ways {
    let (mut events, mut hand_overs) = (Vec::new(), Vec::new());
    for (nth, (draft, id)) in drafts.iter().zip(ids).enumerate() {
        if is_undated(nth, draft) {
            continue;
        }
        let days = orders.get(id).map_or(&[] as &[NaiveDate], Vec::as_slice);
        let mut way = way(draft, days, dice, today);
        if promoted.contains(id) {
            way.retain(|(_, stage)| *stage != Stage::Client);
        }
        let hunter = ACQUIRES.iter().find(|name| **name != draft.owner).copied().unwrap_or_default();
        let won_by_other = !ACQUIRES.contains(&draft.owner) && dice.chance(0.4);
        let mut from = None;
        for (on, to) in way {
            let by = if won_by_other && to != Stage::Client { hunter } else { draft.owner };
            if won_by_other && to == Stage::Customer && on > back(today, 700) && on < back(today, 40) {
                hand_overs.push(HandOver {
                    id: HandOverId::NIL,
                    version: 1,
                    account: *id,
                    on: on + Days::new(3 + u64::try_from(dice.below(28)).unwrap_or(0)),
                    from: hunter.to_owned(),
                    to: draft.owner.to_owned(),
                    notes: String::new(),
                    extra: crate::model::Extra::new(),
                });
            }
            events.push(StageEvent {
                from,
                by: by.to_owned(),
                channel: channel(nth).to_owned(),
                source: StageSource::Import,
                ..StageEvent::new(crate::model::StageEventId::NIL, *id, on, to)
            });
            from = Some(to);
        }
    }
    events.sort_by_key(|event| event.on);
    for event in &mut events {
        event.id = stamp.stage_event_id();
    }
    for one in &mut hand_overs {
        one.id = stamp.hand_over_id();
    }
    Ways { events, hand_overs }
}

/// The days on which one account came to its stages, oldest first.
fn way(draft: &Draft, orders: &[NaiveDate], dice: &mut Dice, today: NaiveDate) -> Vec<(NaiveDate, Stage)> {
    let some =
        |least: usize, most: usize, dice: &mut Dice| u64::try_from(least + dice.below(most - least)).unwrap_or(0);
    let mut way = Vec::new();
    let won = match draft.stage {
        Stage::Suspect => {
            let skewed = dice.share() * dice.share();
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "days of two years")]
            let ago = 6 + (skewed * 760.0) as u64;
            return vec![(back(today, ago), Stage::Suspect)];
        }
        Stage::Prospect => {
            let ago = some(8, 520, dice);
            let found = ago + some(9, 150, dice);
            return vec![(back(today, found), Stage::Suspect), (back(today, ago), Stage::Prospect)];
        }
        Stage::Customer | Stage::Client | Stage::Lost => {
            let begins = back(today, 3 * 365);
            let first = orders.first().copied().filter(|first| *first > begins + Days::new(OLD_WITHIN));
            first.unwrap_or_else(|| back(begins, some(30, 900, dice)))
        }
    };
    if won > back(today, UNCONFIRMED) {
        // It has bought, and stands among the prospects until somebody says so.
        let ago = some(40, 200, dice);
        return vec![(back(won, ago + some(9, 90, dice)), Stage::Suspect), (back(won, ago), Stage::Prospect)];
    }
    let qualified = back(won, some(14, 170, dice));
    way.push((back(qualified, some(9, 140, dice)), Stage::Suspect));
    if !dice.chance(0.18) {
        way.push((qualified, Stage::Prospect));
    }
    way.push((won, Stage::Customer));
    let lapsed = orders.last().map_or_else(|| back(today, some(40, 300, dice)), |last| *last + Months::new(12));
    if draft.stage == Stage::Lost {
        if lapsed < back(today, UNCONFIRMED) && lapsed > won {
            way.push((lapsed, Stage::Lost));
        }
        return way;
    }
    let old = orders.first().is_none_or(|first| *first > won);
    let client = if old {
        // Whoever would become one later than today did so lately.
        let on = won + Days::new(some(250, 1_700, dice));
        Some(if on < back(today, CLIENTS_UNCONFIRMED) { on } else { back(today, some(46, 500, dice)) })
    } else {
        client_since(orders)
    };
    let client = client.or_else(|| (draft.stage == Stage::Client).then(|| won + Days::new(200)));
    let confirmed = |on: &NaiveDate| *on < back(today, CLIENTS_UNCONFIRMED);
    let routinely = draft.stage == Stage::Client || client_since(orders).is_some() && dice.chance(0.9);
    let client = client.filter(confirmed).filter(|_| routinely);
    // Some went, and came back.
    if old && dice.chance(0.06) {
        let lost = won + Days::new(some(400, 700, dice));
        let regained = lost + Days::new(some(60, 330, dice));
        if regained < back(today, UNCONFIRMED) {
            way.push((lost, Stage::Lost));
            way.push((regained, Stage::Customer));
            let again = regained + Days::new(some(100, 300, dice));
            way.extend(Some(again).filter(confirmed).filter(|_| client.is_some()).map(|on| (on, Stage::Client)));
            return way;
        }
    }
    way.extend(client.map(|on| (on, Stage::Client)));
    way
}

/// The first day on which there are three orders in 12 months over two quarters.
fn client_since(orders: &[NaiveDate]) -> Option<NaiveDate> {
    let quarter = |day: &NaiveDate| (day.year(), day.month0() / 3);
    orders.windows(3).find_map(|three| match three {
        [first, _, last] => {
            let within = *last < *first + Months::new(12);
            (within && quarter(first) != quarter(last)).then_some(*last)
        }
        _ => None,
    })
}

/// Through what the account came; empty for some.
fn channel(nth: usize) -> &'static str {
    let mut drawn = nth.wrapping_mul(61).wrapping_add(17) % 100;
    for (name, of_hundred, _) in CHANNELS {
        match drawn.checked_sub(of_hundred) {
            Some(rest) => drawn = rest,
            None => return name,
        }
    }
    ""
}

/// The list of where accounts came from.
pub(super) fn sources(ids: &[AccountId]) -> Import {
    let rows = ids.iter().enumerate().filter(|(nth, _)| !channel(*nth).is_empty());
    let rows = rows.map(|(nth, id)| {
        let values = vec![AccountValue::Channel(channel(nth).to_owned())];
        ImportRow { target: ImportTarget::Existing(*id), patch: AccountPatch { values, ..AccountPatch::default() } }
    });
    Import { accounts: rows.collect(), ..Import::new("sources from CRM.csv", RecordKind::Accounts) }
}

/// What the channels cost in the last years; fairs are held in spring and in autumn, calls were bought until last year.
pub(super) fn spending(accounts: usize, stamp: &mut Stamp, dice: &mut Dice, today: NaiveDate) -> Vec<Spend> {
    let this = first_of_month(today);
    let size = i64::try_from(accounts).unwrap_or(i64::MAX).max(40);
    let mut spending = Vec::new();
    for month in (1..=MONTHS).rev().filter_map(|ago| this.checked_sub_months(Months::new(ago))) {
        for (name, _, monthly) in CHANNELS {
            let times = match (name, month.month()) {
                ("Trade fair", 4 | 10) => 5,
                ("Trade fair", 3 | 9) => 2,
                ("Trade fair", _) => 0,
                ("Telemarketing", _) if month > back(today, 420) => 0,
                _ => 1,
            };
            let about = 85 + i64::try_from(dice.below(31)).unwrap_or(15);
            let amount = monthly.saturating_mul(times * about) / 100 * size / 400 / 10 * 10;
            if amount > 0 {
                spending.push(Spend {
                    id: SpendId::NIL,
                    version: 1,
                    channel: name.to_owned(),
                    month,
                    amount: Money::from_minor_units(amount * 100),
                    notes: String::new(),
                    extra: crate::model::Extra::new(),
                });
            }
        }
    }
    for spend in &mut spending {
        spend.id = stamp.spend_id();
    }
    spending
}

/// What was set out to be reached last year and this one, in proportion to how many accounts there are.
pub(super) fn goals(accounts: usize, sellers: &[&str], today: NaiveDate) -> Vec<(GoalKey, Option<Target>)> {
    let of = |of_400: u32| {
        let target = u64::from(of_400) * u64::try_from(accounts).unwrap_or(0) / 400;
        Target::whole(u32::try_from(target.max(1)).unwrap_or(1))
    };
    let mut goals = Vec::new();
    let this_year = Period::holding(PeriodKind::Year, today, 1);
    for year in [this_year.previous(), this_year] {
        for month in year.months() {
            for (metric, target) in [
                (Metric::SuspectsFound, of(4)),
                (Metric::ProspectsQualified, of(3)),
                (Metric::CustomersCreated, of(2)),
                (Metric::ClientsCreated, of(4)),
            ] {
                let whose = Whose::Team;
                goals.push((GoalKey { metric, period: month, whose }, Some(target)));
            }
        }
    }
    let mut quarter = Period { kind: PeriodKind::Quarter, start: this_year.start };
    while quarter.start <= today {
        for (seller, target) in sellers.iter().zip([2_u32, 2, 1, 1]) {
            let of = GoalKey {
                metric: Metric::CustomersCreated,
                period: quarter,
                whose: Whose::Seller((*seller).to_owned()),
            };
            goals.push((of, Some(Target::whole(target))));
        }
        let breadth = GoalKey { metric: Metric::KeyBreadth, period: quarter, whose: Whose::Team };
        goals.push((breadth, Some(Target(600))));
        quarter = quarter.next();
    }
    goals
}

/// What is written down about some of the steps.
pub(super) fn cards(today: NaiveDate) -> Vec<(ProcessStep, ProcessCard)> {
    let people = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let way = |name: &str, ago: u64, result: &str, verdict| Way {
        name: name.to_owned(),
        since: Some(back(today, ago)),
        result: result.to_owned(),
        verdict,
    };
    let card = |looks_like: &str, responsible: Vec<String>, ways, ago| ProcessCard {
        looks_like: looks_like.to_owned(),
        responsible,
        metric: None,
        ways,
        reviewed: Some(back(today, ago)),
    };
    vec![
        (
            ProcessStep::FindSuspects,
            card(
                "A plant that measures flow, pressure or temperature, within a day's drive",
                people(&["Sophie Laurent"]),
                vec![
                    way("Autumn fair in Nuremberg", 410, "61 talks, 19 plants worth a call", Verdict::Keep),
                    way("Bought addresses", 640, "Two answers in 400 calls", Verdict::Stop),
                ],
                58,
            ),
        ),
        (
            ProcessStep::CreateCustomers,
            card(
                "The first order is paid, however small",
                people(&ACQUIRES),
                vec![
                    way("Trial probe for four weeks", 300, "7 of 12 trials ended in an order", Verdict::Keep),
                    way("Welcome visit of the service team", 90, "", Verdict::Trying),
                ],
                58,
            ),
        ),
        (
            ProcessStep::CreateClients,
            card(
                "Three orders in a year, in two quarters, and somebody there who calls us",
                people(&["Anna Berger", "Claire Moreau"]),
                vec![way(
                    "Calibration plan with fixed dates",
                    210,
                    "Every second plan brought a second order",
                    Verdict::Keep,
                )],
                149,
            ),
        ),
    ]
}

fn back(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}
