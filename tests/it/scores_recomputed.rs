//! The scores once more, from nothing but what an export says, in arithmetic of its own: the program and a stranger with
//! the same records must come to the same figures.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]
#![expect(clippy::cast_precision_loss, reason = "the figures of a test are small")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Days, Months, NaiveDate};
use fourfold::model::{
    AccountPatch, AccountValue, Activity, ActivityKind, ActivityStatus, Contact, Edit, EngagementWeights, Import,
    ImportRow, ImportTarget, Initiator, KeyCutOff, Likelihood, Money, Opportunity, OpportunityOutcome,
    PotentialWeights, Product, Progress, Qpc, QpcSource, RecordKind, ScoringModel, SettingsValue, Stage, Stamp,
};
use fourfold::sheets::{ExportFormat, ExportOptions, ExportSource, ExportWhat, export};
use fourfold::store::Store;
use serde_json::Value;

use crate::support::purchases::{Sale, day, import_of, purchases};
use crate::support::{Desk, noon};

const CATEGORIES: [&str; 4] = ["Flow", "Heat", "Light", ""];
const ROLES: [&str; 6] = ["decision maker", "Economic Buyer", "user/specifier", "purchasing", "champion", ""];

/// Numbers that follow from a seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()].clone()
    }
}

/// Fills a workspace with records, through the store.
fn fill(desk: &mut Desk, store: &mut Store, seed: u64) {
    let mut chance = Chance(seed);
    let mut stamp = Stamp::seeded(noon(), "Anna", seed);
    let today = noon().date_naive();
    let ago = |days: u64| today.checked_sub_days(Days::new(days)).unwrap();
    let ids: Vec<_> = (0..14).map(|_| stamp.account_id()).collect();
    let rows = ids.iter().enumerate().map(|(number, id)| {
        let mut values = vec![
            AccountValue::Name(format!("Account {number}")),
            AccountValue::Stage(chance.pick(&Stage::ALL)),
            AccountValue::Industry(chance.pick(&["Food", "Chemicals", "Research"]).to_owned()),
        ];
        if chance.one_in(2) {
            values.push(AccountValue::Revenue12m(Some(Money::from_minor_units(chance.below(9_000_000).cast_signed()))));
        }
        if !chance.one_in(4) {
            values.push(AccountValue::Qpc(Some(Qpc {
                amount: Money::from_minor_units(chance.below(30_000_000).cast_signed()),
                source: chance.pick(&QpcSource::ALL),
                as_of: chance.one_in(2).then(|| ago(chance.below(700))),
            })));
        }
        if chance.one_in(3) {
            values.push(AccountValue::Likelihood(Some(chance.pick(Likelihood::ALL))));
        }
        if chance.one_in(4) {
            values.push(AccountValue::Relevance(chance.pick(&CATEGORIES[..3]).to_owned(), Some(chance.one_in(2))));
        }
        let archived = Some(chance.one_in(7));
        ImportRow {
            target: ImportTarget::NewAs(*id),
            patch: AccountPatch { values, archived, ..AccountPatch::default() },
        }
    });
    let rows: Vec<ImportRow> = rows.collect();
    desk.edit(store, Edit::import_accounts("accounts.csv", rows)).unwrap();

    let contacts: Vec<Contact> = (0..30)
        .map(|number| {
            let role = chance.pick(&ROLES).to_owned();
            let champion = chance.one_in(6);
            Contact { role, champion, ..Contact::new(stamp.contact_id(), chance.pick(&ids), format!("C{number}")) }
        })
        .collect();
    let activities = (0..160).map(|_| {
        let account = chance.pick(&ids);
        let own: Vec<_> = contacts.iter().filter(|one| one.account == account).map(|one| one.id).collect();
        // Some named are no contacts of the account, or of none any more.
        let other = [chance.pick(&contacts).id, stamp.contact_id()].into_iter().filter(|_| chance.one_in(5));
        let others: Vec<_> = other.collect();
        let with = own.into_iter().filter(|_| chance.one_in(2)).chain(others).collect();
        // Some lie on the very edge of a window, some ahead.
        let on = match chance.below(8) {
            0 => ago(chance.pick(&[59, 60, 179, 180])),
            1 => today.checked_add_days(Days::new(chance.below(3))).unwrap(),
            _ => ago(chance.below(400)),
        };
        Activity {
            kind: chance.pick(ActivityKind::ALL),
            status: if chance.one_in(6) { ActivityStatus::Planned } else { ActivityStatus::Done },
            colleagues: ["Anna", "Bert", "Carl"].into_iter().filter(|_| chance.one_in(2)).map(str::to_owned).collect(),
            contacts: with,
            initiated_by: chance.pick(Initiator::ALL),
            answered: chance.one_in(3),
            ..Activity::new(stamp.activity_id(), account, on)
        }
    });
    let activities: Vec<Activity> = activities.collect();
    let products: Vec<Product> = (0..7)
        .map(|number| {
            let category = chance.pick(&CATEGORIES).to_owned();
            Product { category, ..Product::new(stamp.product_id(), format!("P{number}")) }
        })
        .collect();
    let opportunities: Vec<Opportunity> = (0..9)
        .map(|number| Opportunity {
            likelihood: (!chance.one_in(4)).then(|| chance.pick(Likelihood::ALL)),
            outcome: chance.pick(OpportunityOutcome::ALL),
            ..Opportunity::new(stamp.opportunity_id(), chance.pick(&ids), format!("O{number}"))
        })
        .collect();
    let sales: Vec<Sale> = (0..90)
        .map(|_| {
            // 2 March 2026 is day 60; the year before begins after day -305. Edges of both are among them.
            let on = if chance.one_in(6) {
                chance.pick(&[60, 61, -305, -304, -670])
            } else {
                70 - i32::try_from(chance.below(900)).unwrap()
            };
            let cents = chance.below(3_000_000).cast_signed() - 200_000;
            let product = (!chance.one_in(4)).then(|| chance.pick(&products).id);
            Sale { product, ..Sale::of(chance.pick(&ids[..9]), on, cents) }
        })
        .collect();
    let all = Import { contacts, activities, products, opportunities, ..Import::new("all.csv", RecordKind::Contacts) };
    desk.edit(store, Edit::Import(Arc::new(all))).unwrap();
    desk.edit(store, import_of(purchases(&mut stamp, "sales.csv", &sales))).unwrap();
    assert_eq!(day(60), today);
}

fn exported(store: &Store, what: ExportWhat) -> Value {
    let lines = store.ledger_reader().purchases(&Progress::default()).unwrap();
    let source = ExportSource { portfolio: store.portfolio(), journal: store.journal(), purchases: Some(&lines) };
    let options = ExportOptions { what, format: ExportFormat::Json, ..ExportOptions::default() };
    let mut bytes = Vec::new();
    export(&mut bytes, &options, source, &Progress::default()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// What a stranger was told of the model beside the records.
struct Told {
    today: NaiveDate,
    engagement: [f64; 4],
    potential: [f64; 3],
    window: i64,
    full_threads: f64,
    roles: Vec<String>,
    relevance: BTreeMap<String, BTreeSet<String>>,
    cut_off: Option<i64>,
}

/// What the stranger came to.
struct Reckoned {
    engagement: f64,
    potential: Option<f64>,
    threads: usize,
    missing: Vec<String>,
}

fn cents(value: &Value) -> Option<i64> {
    let text = value.as_str().filter(|text| !text.is_empty())?;
    Some(text.replace('.', "").parse().unwrap())
}

fn date(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn list<'a>(records: &'a Value, kind: &str) -> &'a [Value] {
    records[kind].as_array().unwrap()
}

fn of<'a>(records: &'a Value, kind: &str, account: &Value) -> Vec<&'a Value> {
    list(records, kind).iter().filter(|one| &one["account_id"] == account).collect()
}

fn parts(value: &Value) -> Vec<&str> {
    value.as_str().unwrap_or_default().split("; ").filter(|part| !part.is_empty()).collect()
}

/// Of the 12 months until today; where nothing was ever bought, as somebody said.
fn revenue(records: &Value, account: &Value, told: &Told) -> Option<i64> {
    let lines = of(records, "purchases", &account["id"]);
    if lines.is_empty() {
        return cents(&account["revenue_12m"]);
    }
    let year = told.today.checked_sub_months(Months::new(12)).unwrap();
    let within =
        lines.iter().filter(|line| date(&line["order_date"]) > year && date(&line["order_date"]) <= told.today);
    Some(within.map(|line| cents(&line["amount"]).unwrap()).sum())
}

/// The revenue at rank ⌈25 % of N⌉ over the N buying accounts that count.
fn cut_off(records: &Value, told: &Told) -> Option<i64> {
    let accounts = list(records, "accounts").iter().filter(|account| account["archived"] == false);
    let mut bought: Vec<i64> =
        accounts.filter_map(|account| revenue(records, account, told)).filter(|sum| *sum > 0).collect();
    bought.sort_unstable_by(|one, other| other.cmp(one));
    let rank = (0.25 * bought.len() as f64).ceil();
    bought.into_iter().zip(1..).find(|(_, at)| f64::from(*at) >= rank).map(|(sum, _)| sum)
}

fn reckon(records: &Value, account: &Value, told: &Told) -> Reckoned {
    let (engagement, threads, missing) = engaged(records, account, told);
    Reckoned { engagement, potential: potential(records, account, told), threads, missing }
}

fn engaged(records: &Value, account: &Value, told: &Told) -> (f64, usize, Vec<String>) {
    let done: Vec<(&Value, i64)> = of(records, "activities", &account["id"])
        .into_iter()
        .filter(|one| one["status"] == "done")
        .map(|one| (one, (told.today - date(&one["day"])).num_days()))
        .filter(|(_, days)| *days >= 0)
        .collect();
    let recent: Vec<&Value> = done.iter().filter(|(_, days)| *days < told.window).map(|(one, _)| *one).collect();
    let mut pairs = BTreeSet::new();
    let mut reached = BTreeSet::new();
    for one in &recent {
        for contact in parts(&one["contact_ids"]) {
            let theirs = of(records, "contacts", &account["id"]);
            let Some(person) = theirs.into_iter().find(|person| person["id"] == contact) else { continue };
            pairs.extend(parts(&one["colleagues"]).into_iter().map(|colleague| (colleague, contact)));
            reached.insert(person["role"].as_str().unwrap().to_lowercase());
            if person["champion"] == true {
                reached.insert("champion".to_owned());
            }
        }
    }
    let missing: Vec<String> =
        told.roles.iter().filter(|role| !reached.contains(&role.to_lowercase())).cloned().collect();
    let roles = if told.roles.is_empty() { 1.0 } else { 1.0 - missing.len() as f64 / told.roles.len() as f64 };
    let last = done.iter().map(|(_, days)| *days).min();
    let recency = last.map_or(0.0, |days| (1.0 - days as f64 / told.window as f64).max(0.0));
    let answered = recent.iter().filter(|one| one["initiated_by"] == "them" || one["answered"] == true).count();
    let two_way = if recent.is_empty() { 0.0 } else { answered as f64 / recent.len() as f64 };
    let people = (pairs.len() as f64 / told.full_threads).min(1.0);
    let [by_people, by_roles, by_recency, by_two_way] = told.engagement;
    let score = by_people * people + by_roles * roles + by_recency * recency + by_two_way * two_way;
    (score, pairs.len(), missing)
}

fn potential(records: &Value, account: &Value, told: &Told) -> Option<f64> {
    let revenue = revenue(records, account, told).unwrap_or_default();
    let gap = cents(&account["qpc"]).zip(told.cut_off).map(|(qpc, cut_off)| {
        let gap = (qpc - revenue).max(0) as f64;
        (50.0 * gap / cut_off as f64).min(100.0) / 100.0
    });
    let said: BTreeMap<&str, bool> = parts(&account["relevant_categories"])
        .into_iter()
        .map(|part| part.rsplit_once(": ").unwrap())
        .map(|(category, is)| (category, is == "yes"))
        .collect();
    let industry = told.relevance.get(account["industry"].as_str().unwrap());
    let matters = |category: &str| {
        said.get(category).copied().unwrap_or_else(|| industry.is_none_or(|some| some.contains(category)))
    };
    let category = |product: &Value| {
        let product = list(records, "products").iter().find(|one| &one["id"] == product)?;
        product["category"].as_str().filter(|category| !category.is_empty())
    };
    let all: BTreeSet<&str> =
        list(records, "products").iter().filter_map(|one| category(&one["id"])).filter(|one| matters(one)).collect();
    let lines = of(records, "purchases", &account["id"]);
    let year = told.today.checked_sub_months(Months::new(12)).unwrap();
    let within =
        lines.iter().filter(|line| date(&line["order_date"]) > year && date(&line["order_date"]) <= told.today);
    let bought: BTreeSet<&str> =
        within.filter_map(|line| category(&line["product_id"])).filter(|one| all.contains(one)).collect();
    let known = lines.iter().any(|line| !line["product_id"].is_null()) || !said.is_empty() || industry.is_some();
    let breadth = (known && !all.is_empty()).then(|| 1.0 - bought.len() as f64 / all.len() as f64);
    let percent = |word: &Value| match word.as_str() {
        Some("never") => Some(0.0),
        Some("unlikely") => Some(25.0),
        Some("possible") => Some(50.0),
        Some("likely") => Some(75.0),
        Some("planned") => Some(100.0),
        _ => None,
    };
    let chances = of(records, "opportunities", &account["id"]);
    let open = chances.into_iter().filter(|one| one["outcome"] == "open").filter_map(|one| percent(&one["likelihood"]));
    let likely = percent(&account["likelihood"]).or_else(|| open.reduce(f64::max)).map(|percent| percent / 100.0);
    let known: Vec<f64> = [gap, breadth, likely]
        .into_iter()
        .zip(told.potential)
        .filter_map(|(share, weight)| Some(share? * weight))
        .collect();
    (!known.is_empty()).then(|| known.into_iter().sum())
}

fn same(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9,
        (None, None) => true,
        _ => false,
    }
}

/// What follows from cadence, capacity and orders.
fn check_consequences(records: &Value, account: &Value, score: &Value, told: &Told, what: &str) {
    let done = of(records, "activities", &account["id"]).into_iter().filter(|one| one["status"] == "done");
    let last = done.map(|one| date(&one["day"])).filter(|day| *day <= told.today).max();
    let cadence = match score["class"].as_str().filter(|_| account["archived"] == false) {
        Some("Key" | "Growth Potential") => Some(30),
        Some("Maintenance") => Some(90),
        Some("Service") => Some(180),
        _ => None,
    };
    let waits = last.zip(cadence).map(|(last, cadence)| {
        let late = (told.today - last).num_days() - cadence;
        late.max(0) as f64 / cadence as f64
    });
    assert!(same(score["overdue_ratio"].as_f64(), waits), "{waits:?} {what}");
    let sum = revenue(records, account, told).unwrap_or_default();
    let wallet = cents(&account["qpc"]).filter(|qpc| *qpc > 0).map(|qpc| sum as f64 / qpc as f64);
    assert!(same(score["share_of_wallet"].as_f64(), wallet), "{wallet:?} {what}");

    let lines = of(records, "purchases", &account["id"]);
    let year = told.today.checked_sub_months(Months::new(12)).unwrap();
    let products = |after: NaiveDate, until: NaiveDate| {
        let within =
            lines.iter().filter(|line| date(&line["order_date"]) > after && date(&line["order_date"]) <= until);
        within.filter_map(|line| line["product_id"].as_str()).collect::<BTreeSet<_>>().len()
    };
    assert_eq!(score["breadth_now"], products(year, told.today), "{what}");
    assert_eq!(score["breadth_before"], products(year.checked_sub_months(Months::new(12)).unwrap(), year), "{what}");

    let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
    for line in &lines {
        *days.entry(date(&line["order_date"])).or_default() += cents(&line["amount"]).unwrap();
    }
    days.retain(|day, sum| *sum > 0 && *day <= told.today);
    let days: Vec<i64> = days.into_keys().map(|day| (told.today - day).num_days()).collect();
    let recent: Vec<i64> = days.iter().copied().filter(|days| *days < 365).collect();
    assert_eq!(score["orders_365"], recent.len(), "{what}");
    let mut gaps: Vec<i64> = recent.windows(2).map(|pair| pair[0] - pair[1]).collect();
    gaps.sort_unstable();
    let middle = |gaps: &[i64]| (gaps[(gaps.len() - 1) / 2] + gaps[gaps.len() / 2]) as f64 / 2.0;
    let median = (recent.len() >= 3).then(|| middle(&gaps));
    assert!(same(score["median_days"].as_f64(), median), "{median:?} {what}");
    let late = median.is_some_and(|median| *recent.last().unwrap() as f64 > 2.0 * median);
    assert_eq!(score["late_order"], late, "{what}");
}

/// Exports records and scores, and reckons the scores from the records.
fn check(store: &Store, told: &mut Told, seed: u64) -> usize {
    let (records, scores) = (exported(store, ExportWhat::All), exported(store, ExportWhat::Scores));
    let fixed = told.cut_off;
    told.cut_off = fixed.or_else(|| cut_off(&records, told));
    let mut placed = 0;
    assert_eq!(list(&scores, "scores").len(), list(&records, "accounts").len());
    for account in list(&records, "accounts") {
        let score = list(&scores, "scores").iter().find(|score| score["id"] == account["id"]).unwrap();
        let reckoned = reckon(&records, account, told);
        let what = format!("seed {seed}: {score}\n{account}");
        assert!(
            same(score["evidence_engagement"].as_f64(), Some(reckoned.engagement)),
            "{} {what}",
            reckoned.engagement
        );
        assert!(same(score["evidence_potential"].as_f64(), reckoned.potential), "{:?} {what}", reckoned.potential);
        assert_eq!(score["threads"].as_u64(), Some(reckoned.threads as u64), "{what}");
        assert_eq!(parts(&score["roles_missing"]), reckoned.missing, "{what}");
        assert_eq!(cents(&score["cut_off"]), told.cut_off, "{what}");
        assert_eq!(cents(&score["revenue_12m"]), revenue(&records, account, told), "{what}");
        // Where it stands is what the evidence says, to the hundredth: nobody was judged.
        let stands = reckoned.potential.map(|_| (reckoned.engagement * 100.0).round() / 100.0);
        assert!(same(score["engagement"].as_f64(), stands), "{what}");
        check_consequences(&records, account, score, told, &what);
        placed += usize::from(reckoned.potential.is_some());
    }
    told.cut_off = fixed;
    placed
}

#[test]
fn a_stranger_comes_to_the_same_scores_whatever_the_model() {
    let (mut placed, mut unplaced) = (0, 0);
    for seed in 1..=6 {
        let mut desk = Desk::new();
        let mut store = desk.create();
        let today = noon().date_naive();
        store.set_today(today);
        fill(&mut desk, &mut store, seed);
        let roles = ["decision maker", "economic buyer", "user/specifier", "champion"].map(str::to_owned);
        let mut told = Told {
            today,
            engagement: [40.0, 20.0, 20.0, 20.0],
            potential: [60.0, 20.0, 20.0],
            window: 180,
            full_threads: 6.0,
            roles: roles.into(),
            relevance: BTreeMap::new(),
            cut_off: None,
        };
        let here = check(&store, &mut told, seed);
        placed += here;
        unplaced += store.portfolio().accounts().len() - here;

        let flow: BTreeSet<String> = ["Flow".to_owned(), "Light".to_owned()].into();
        let model = ScoringModel {
            engagement: EngagementWeights { people: 10, roles: 30, recency: 25, two_way: 35 },
            potential: PotentialWeights { gap: 45, breadth: 35, likelihood: 20 },
            window_days: 60,
            full_threads: 3,
            required_roles: vec!["Purchasing".to_owned(), "economic buyer".to_owned(), "champion".to_owned()],
            ..ScoringModel::default()
        };
        let fixed = KeyCutOff { amount: Money::from_minor_units(2_345_678), as_of: today };
        let settings = vec![
            SettingsValue::Model(model.clone()),
            SettingsValue::KeyCutOff(Some(fixed)),
            SettingsValue::Relevance("Food".to_owned(), Some(flow.clone())),
            SettingsValue::Relevance("Research".to_owned(), Some(BTreeSet::new())),
        ];
        desk.edit(&mut store, Edit::SetSettings(settings)).unwrap();
        told = Told {
            engagement: [10.0, 30.0, 25.0, 35.0],
            potential: [45.0, 35.0, 20.0],
            window: 60,
            full_threads: 3.0,
            roles: model.required_roles,
            relevance: [("Food".to_owned(), flow), ("Research".to_owned(), BTreeSet::new())].into(),
            cut_off: Some(2_345_678),
            ..told
        };
        check(&store, &mut told, seed);
        // Another day, without anything else.
        let later = today.checked_add_days(Days::new(45)).unwrap();
        store.set_today(later);
        check(&store, &mut Told { today: later, ..told }, seed);
        store.close().unwrap();
    }
    assert!(placed > 50 && unplaced > 0, "{placed} placed, {unplaced} not");
}
