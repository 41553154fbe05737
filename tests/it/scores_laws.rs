//! The laws of the two scores, over random records and random runs of edits.

use std::collections::BTreeMap;

use chrono::{NaiveDate, TimeDelta};
use fourfold::model::{
    Account, AccountId, AccountValue, Activity, ActivityId, ActivityStatus, AnyRecord, Bought, Contact, ContactId,
    DayTotal, Edit, Evidence, Initiator, KeyCutOff, Ledger, Likelihood, Money, Opportunity, OpportunityId, Placement,
    Portfolio, Product, ProductDay, ProductId, Qpc, QpcSource, RowKey, Rows, ScoringModel, SettingsValue,
};
use fourfold::rules::engagement::{Part, engagement};
use fourfold::rules::evidence;
use fourfold::rules::potential::{Potential, potential};
use fourfold::store::{Store, Wish};
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use crate::support::purchases::{Sale, import_of, purchases};
use crate::support::{Desk, at};

const PEOPLE: u8 = 5;
const PRODUCTS: u8 = 5;

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
}

fn account_id() -> AccountId {
    AccountId(Uuid::from_u128(1))
}

fn contact_id(number: u8) -> ContactId {
    ContactId(Uuid::from_u128(100 + u128::from(number)))
}

fn product_id(number: u8) -> ProductId {
    ProductId(Uuid::from_u128(200 + u128::from(number)))
}

fn money(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

/// All that the scores of one account follow from.
#[derive(Clone, Debug)]
struct World {
    /// Role and champion of each of theirs.
    people: Vec<(String, bool)>,
    met: Vec<Activity>,
    qpc: Option<i64>,
    revenue: Option<i64>,
    likelihood: Option<Likelihood>,
    bought: Vec<(i64, u8)>,
    relevant: BTreeMap<String, bool>,
    cut_off: i64,
}

impl World {
    fn portfolio(&self) -> Portfolio {
        let account = Account {
            qpc: self.qpc.map(|units| Qpc { amount: money(units), source: QpcSource::Asked, as_of: None }),
            revenue_12m: self.revenue.map(money),
            likelihood: self.likelihood,
            relevance: self.relevant.clone(),
            ..Account::new(account_id(), "Ernst Handel")
        };
        let contact = |(number, (role, champion)): (u8, &(String, bool))| Contact {
            role: role.clone(),
            champion: *champion,
            ..Contact::new(contact_id(number), account_id(), "Somebody")
        };
        let product = |number| Product {
            category: format!("Category {}", number % 3),
            ..Product::new(product_id(number), format!("Product {number}"))
        };
        let mut days: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        let mut products: Vec<ProductDay> = Vec::new();
        for (ago, product) in &self.bought {
            let day = today() - TimeDelta::days(*ago);
            *days.entry(day).or_default() += 1;
            products.push(ProductDay { day, product: product_id(*product), amount: Money::ZERO });
        }
        products.sort();
        products.dedup();
        let days = days.into_iter().map(|(day, lines)| DayTotal::new(day, Money::ZERO, lines)).collect();
        // Of nothing bought the revenue counts that was typed.
        let ledger = if self.bought.is_empty() {
            Ledger::default()
        } else {
            Ledger::of([(account_id(), Bought { days, products })].into())
        };
        let mut portfolio = Portfolio::new(Rows {
            accounts: vec![account],
            contacts: (0..).zip(&self.people).map(contact).collect(),
            activities: self.met.clone(),
            products: (0..PRODUCTS).map(product).collect(),
            ledger,
            ..Rows::default()
        });
        portfolio.set_today(today());
        portfolio
    }

    fn engagement(&self) -> f64 {
        let portfolio = self.portfolio();
        let engagement = engagement(&portfolio, portfolio.account(account_id()).unwrap(), today());
        let parts = [engagement.people, engagement.roles, engagement.recency, engagement.two_way];
        assert!(parts.iter().all(|part| (0.0..=1.0).contains(&part.share)), "{parts:?}");
        assert!((0.0..=100.0).contains(&engagement.score), "{}", engagement.score);
        engagement.score
    }

    fn potential(&self) -> Potential {
        let portfolio = self.portfolio();
        let cut_off = KeyCutOff { amount: money(self.cut_off), as_of: today() };
        let potential = potential(&portfolio, portfolio.account(account_id()).unwrap(), Some(cut_off), today());
        let parts = [potential.gap, potential.breadth, potential.likelihood];
        assert!(parts.iter().flatten().all(|part| (0.0..=1.0).contains(&part.share)), "{parts:?}");
        assert!(potential.score.is_none_or(|score| (0.0..=100.0).contains(&score)), "{:?}", potential.score);
        assert!((0.0..=1.0).contains(&potential.confidence));
        assert_eq!(potential.score.is_none(), parts.iter().all(Option::is_none), "unplaced is who has no part");
        potential
    }
}

fn activity() -> impl Strategy<Value = Activity> {
    let some = |limit: u8| prop::collection::vec(0..limit, 0..4);
    (0..900_u128, -5..400_i64, some(3), some(PEOPLE), any::<[bool; 3]>()).prop_map(
        |(number, ago, ours, theirs, [them, answered, done])| Activity {
            status: if done { ActivityStatus::Done } else { ActivityStatus::Planned },
            colleagues: ours.into_iter().map(|number| format!("Colleague {number}")).collect(),
            contacts: theirs.into_iter().map(contact_id).collect(),
            initiated_by: if them { Initiator::Them } else { Initiator::Us },
            answered,
            ..Activity::new(ActivityId(Uuid::from_u128(1000 + number)), account_id(), today() - TimeDelta::days(ago))
        },
    )
}

fn role() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), prop::sample::select(Contact::ROLES.to_vec()).prop_map(str::to_owned)]
}

fn likelihood() -> impl Strategy<Value = Likelihood> {
    prop::sample::select(Likelihood::ALL.to_vec())
}

fn world() -> impl Strategy<Value = World> {
    let people = prop::collection::vec((role(), any::<bool>()), usize::from(PEOPLE));
    let money = || prop::option::of(-1_000..100_000_i64);
    let relevant =
        prop::collection::btree_map((0..4_u8).prop_map(|number| format!("Category {number}")), any::<bool>(), 0..3);
    (
        people,
        prop::collection::vec(activity(), 0..12),
        money(),
        money(),
        prop::option::of(likelihood()),
        prop::collection::vec((0..800_i64, 0..PRODUCTS), 0..6),
        relevant,
        1..50_000_i64,
    )
        .prop_map(|(people, met, qpc, revenue, likelihood, bought, relevant, cut_off)| World {
            people,
            met,
            qpc,
            revenue,
            likelihood,
            bought,
            relevant,
            cut_off,
        })
}

/// Not lower, but for what floats lose.
fn not_lower(after: f64, before: f64) -> Result<(), TestCaseError> {
    prop_assert!(after >= before - 1e-9, "{before} became {after}");
    Ok(())
}

proptest! {
    #[test]
    fn who_calls_us_today_never_lowers_engagement(world in world(), ours in 0..3_u8, theirs in 0..PEOPLE) {
        let mut after = world.clone();
        after.met.push(Activity {
            initiated_by: Initiator::Them,
            colleagues: vec![format!("Colleague {ours}")],
            contacts: vec![contact_id(theirs)],
            ..Activity::new(ActivityId(Uuid::from_u128(9999)), account_id(), today())
        });
        not_lower(after.engagement(), world.engagement())?;
    }

    #[test]
    fn engagement_falls_by_nothing_that_brings_people_closer(
        world in world(), which in any::<Index>(), person in 0..PEOPLE, days in 1..400_i64
    ) {
        let before = world.engagement();
        let changed = |change: &dyn Fn(&mut World)| {
            let mut after = world.clone();
            change(&mut after);
            after.engagement()
        };
        // People: one more of ours, one more of theirs.
        if !world.met.is_empty() {
            let met = which.index(world.met.len());
            not_lower(changed(&|after| after.met[met].colleagues.push("Somebody new".to_owned())), before)?;
            not_lower(changed(&|after| after.met[met].contacts.push(contact_id(person))), before)?;
            // Two-way: they answered after all.
            not_lower(changed(&|after| after.met[met].answered = true), before)?;
            // Recency: it was later than somebody wrote down. What they neither began nor answered may come into the
            // window by that, and then tells of a talk that goes one way.
            let one = &world.met[met];
            let in_window = (today() - one.day).num_days() < 180;
            if one.answered || one.initiated_by == Initiator::Them || in_window {
                let day = (one.day + TimeDelta::days(days)).min(one.day.max(today()));
                not_lower(changed(&|after| after.met[met].day = day), before)?;
            }
        }
        // Roles: somebody without one has one; somebody speaks for us.
        let person = usize::from(person);
        if world.people[person].0.is_empty() {
            not_lower(changed(&|after| after.people[person].0 = "economic buyer".to_owned()), before)?;
        }
        not_lower(changed(&|after| after.people[person].1 = true), before)?;
    }

    #[test]
    fn potential_follows_each_of_its_inputs(
        world in world(), more in 1..50_000_i64, product in 0..PRODUCTS, ago in 0..360_i64, judged in likelihood()
    ) {
        let before = world.potential();
        let changed = |change: &dyn Fn(&mut World)| {
            let mut after = world.clone();
            change(&mut after);
            after.potential()
        };
        let points = |part: Option<Part>| part.map_or(0.0, Part::points);
        let score = |potential: &Potential| potential.score.unwrap_or_default();
        // It could buy more.
        let larger = changed(&|after| after.qpc = Some(world.qpc.unwrap_or_default() + more));
        not_lower(score(&larger), if world.qpc.is_some() { score(&before) } else { 0.0 })?;
        // It buys more of what it could.
        let richer = changed(&|after| after.revenue = Some(world.revenue.unwrap_or_default() + more));
        not_lower(points(before.gap), points(richer.gap))?;
        prop_assert_eq!(richer.breadth, before.breadth);
        // It is more likely to.
        if world.likelihood.is_none_or(|was| was <= judged) {
            not_lower(score(&changed(&|after| after.likelihood = Some(judged))), score(&before))?;
        }
        // It buys from one more category: less is left. The first purchase of all also makes breadth known.
        let broader = changed(&|after| after.bought.push((ago, product)));
        if before.breadth.is_some() {
            not_lower(points(before.breadth), points(broader.breadth))?;
        }
        prop_assert_eq!(broader.likelihood, before.likelihood);
        // A greater measure makes every gap smaller.
        not_lower(points(before.gap), points(changed(&|after| after.cut_off += more).gap))?;
    }
}

/// A wish of a random run, before it is known which records there are.
#[derive(Clone, Debug)]
enum Step {
    Create(Option<i64>, bool),
    Set(Index, Vec<AccountValue>),
    Meet(Index, Index, Activity),
    Contact(Index, String, bool),
    Chance(Index, Likelihood),
    Product(u8),
    Delete(Index, u8),
    Place(Index, bool),
    Archive(Index, bool),
    Buy(Index, i32, i64, Option<Index>),
    CutOff(Option<i64>),
    Window(u16),
    Relevant(bool),
    Undo,
    Redo,
    Day(i64),
    Reopen,
}

fn account_value() -> impl Strategy<Value = AccountValue> {
    let qpc = (0..90_000_i64).prop_map(|units| Qpc { amount: money(units), source: QpcSource::Guess, as_of: None });
    prop_oneof![
        prop::option::of((0..90_000_i64).prop_map(money)).prop_map(AccountValue::Revenue12m),
        prop::option::of(qpc).prop_map(AccountValue::Qpc),
        prop::option::of(likelihood()).prop_map(AccountValue::Likelihood),
        "[AB]?".prop_map(AccountValue::Industry),
        prop::option::of(any::<bool>()).prop_map(|said| AccountValue::Relevance("Category 1".to_owned(), said)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let which = any::<Index>;
    prop_oneof![
        4 => (prop::option::of(1..90_000_i64), any::<bool>()).prop_map(|(revenue, likely)| Step::Create(revenue, likely)),
        4 => (which(), prop::collection::vec(account_value(), 1..3)).prop_map(|(of, values)| Step::Set(of, values)),
        6 => (which(), which(), activity()).prop_map(|(of, with, met)| Step::Meet(of, with, met)),
        3 => (which(), role(), any::<bool>()).prop_map(|(of, role, champion)| Step::Contact(of, role, champion)),
        2 => (which(), likelihood()).prop_map(|(of, likely)| Step::Chance(of, likely)),
        1 => (0..4_u8).prop_map(Step::Product),
        2 => (which(), 0..5_u8).prop_map(|(which, kind)| Step::Delete(which, kind)),
        2 => (which(), any::<bool>()).prop_map(|(of, placed)| Step::Place(of, placed)),
        1 => (which(), any::<bool>()).prop_map(|(of, archived)| Step::Archive(of, archived)),
        2 => (which(), -400..60_i32, 1..900_000_i64, prop::option::of(which()))
            .prop_map(|(of, day, cents, product)| Step::Buy(of, day, cents, product)),
        1 => prop::option::of(1..50_000_i64).prop_map(Step::CutOff),
        1 => (1..400_u16).prop_map(Step::Window),
        1 => any::<bool>().prop_map(Step::Relevant),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => (0..60_i64).prop_map(Step::Day),
        1 => Just(Step::Reopen),
    ]
}

/// Takes one of them.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the steps lend what they are made of")]
fn one_of<T: Copy>(all: impl Iterator<Item = T>, which: &Index) -> Option<T> {
    let all: Vec<T> = all.collect();
    (!all.is_empty()).then(|| *which.get(&all))
}

fn wish(step: &Step, portfolio: &Portfolio, desk: &mut Desk) -> Option<Wish> {
    let account = |which| one_of(portfolio.accounts().map(|account| account.id), which);
    let set = |value| Edit::SetSettings(vec![value]);
    Some(Wish::Edit(match step {
        Step::Create(revenue, likely) => Edit::CreateAccount {
            values: vec![
                AccountValue::Name(format!("Account {}", portfolio.accounts().len())),
                AccountValue::Revenue12m(revenue.map(money)),
                AccountValue::Likelihood(likely.then_some(Likelihood::Likely)),
            ],
            position: None,
        },
        Step::Set(of, values) => Edit::SetValues { accounts: vec![account(of)?], values: values.clone() },
        Step::Meet(of, with, met) => {
            let account = account(of)?;
            let contacts = one_of(portfolio.contacts_of(account).iter().map(|contact| contact.id), with);
            let id = ActivityId(Uuid::nil());
            let met = Activity { id, account, contacts: contacts.into_iter().collect(), ..met.clone() };
            Edit::PutRecords(vec![AnyRecord::Activity(met)])
        }
        Step::Contact(of, role, champion) => {
            let contact = Contact::new(ContactId(Uuid::nil()), account(of)?, "Somebody");
            Edit::PutRecords(vec![AnyRecord::Contact(Contact { role: role.clone(), champion: *champion, ..contact })])
        }
        Step::Chance(of, likely) => {
            let chance = Opportunity::new(OpportunityId(Uuid::nil()), account(of)?, "More");
            Edit::PutRecords(vec![AnyRecord::Opportunity(Opportunity { likelihood: Some(*likely), ..chance })])
        }
        Step::Product(category) => {
            let product = Product::new(ProductId(Uuid::nil()), format!("Product {}", portfolio.products().len()));
            Edit::PutRecords(vec![AnyRecord::Product(Product { category: format!("Category {category}"), ..product })])
        }
        Step::Delete(which, kind) => match kind {
            0 => Edit::DeleteAccounts(vec![account(which)?]),
            1 => Edit::DeleteRecords(vec![RowKey::Contact(one_of(
                portfolio.contacts().iter().map(|one| one.id),
                which,
            )?)]),
            2 => Edit::DeleteRecords(vec![RowKey::Opportunity(one_of(
                portfolio.opportunities().iter().map(|one| one.id),
                which,
            )?)]),
            _ => Edit::DeleteRecords(vec![RowKey::Activity(one_of(
                portfolio.activities().iter().map(|one| one.id),
                which,
            )?)]),
        },
        Step::Place(of, placed) => {
            Edit::Move(vec![Placement { account: account(of)?, to: placed.then(|| at(80, 80)) }])
        }
        Step::Archive(of, archived) => Edit::SetArchived { accounts: vec![account(of)?], archived: *archived },
        Step::Buy(of, day, cents, product) => {
            let product =
                product.as_ref().and_then(|which| one_of(portfolio.products().iter().map(|one| one.id), which));
            let sale = Sale { product, ..Sale::of(account(of)?, *day, *cents) };
            import_of(purchases(&mut desk.stamp(), "purchases.csv", &[sale]))
        }
        Step::CutOff(units) => {
            set(SettingsValue::KeyCutOff(units.map(|units| KeyCutOff { amount: money(units), as_of: today() })))
        }
        Step::Window(days) => {
            set(SettingsValue::Model(ScoringModel { window_days: *days, ..portfolio.settings().more.model.clone() }))
        }
        Step::Relevant(said) => {
            set(SettingsValue::Relevance("A".to_owned(), said.then(|| ["Category 2".to_owned()].into())))
        }
        Step::Undo => return Some(Wish::Undo),
        Step::Redo => return Some(Wish::Redo),
        Step::Day(_) | Step::Reopen => return None,
    }))
}

type Known = Vec<(AccountId, Option<Evidence>)>;

fn known(portfolio: &Portfolio) -> Known {
    portfolio.accounts().map(|account| (account.id, portfolio.evidence(account.id))).collect()
}

/// What comes out when nothing was known before.
fn anew(portfolio: &Portfolio) -> Known {
    let mut copy = portfolio.apart(1);
    evidence::settle(&mut copy);
    known(&copy)
}

/// Takes the steps that can be taken, and compares after each.
fn run(desk: &mut Desk, mut store: Store, steps: &[Step]) -> Result<Store, TestCaseError> {
    let mut now = today();
    store.set_today(now);
    for step in steps {
        let before = known(store.portfolio());
        match step {
            Step::Day(days) => {
                now += TimeDelta::days(*days);
                store.set_today(now);
            }
            Step::Reopen => {
                store.close().unwrap();
                store = desk.open();
                store.set_today(now);
                prop_assert_eq!(known(store.portfolio()), before, "the file tells the same");
            }
            step => {
                let Some(wish) = wish(step, store.portfolio(), desk) else { continue };
                // What is refused changes nothing.
                let _ = store.perform(wish, desk.stamp());
            }
        }
        let after = known(store.portfolio());
        prop_assert!(after.iter().all(|(_, evidence)| evidence.is_some()), "nobody is left out");
        prop_assert_eq!(after, anew(store.portfolio()), "after {:?}", step);
    }
    Ok(store)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn evidence_that_followed_each_edit_is_what_comes_out_anew(steps in prop::collection::vec(step(), 1..24)) {
        let mut desk = Desk::new();
        let store = desk.create();
        let store = run(&mut desk, store, &steps)?;
        drop(store);
    }

    #[test]
    fn with_a_fixed_cut_off_a_new_account_moves_no_other(
        steps in prop::collection::vec(step(), 1..16), revenue in 1..900_000_i64, cents in 1..90_000_000_i64
    ) {
        let mut desk = Desk::new();
        let store = desk.create();
        let mut store = run(&mut desk, store, &steps)?;
        let cut_off = KeyCutOff { amount: money(10_000), as_of: today() };
        let fix = Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))]);
        desk.edit(&mut store, fix).unwrap();
        let before = known(store.portfolio());
        let values = vec![
            AccountValue::Name("A newcomer".to_owned()),
            AccountValue::Revenue12m(Some(money(revenue))),
            AccountValue::Likelihood(Some(Likelihood::Planned)),
        ];
        desk.edit(&mut store, Edit::CreateAccount { values, position: None }).unwrap();
        let newcomer = store.portfolio().accounts().map(|account| account.id).find(|id| before.iter().all(|(other, _)| other != id));
        let newcomer = newcomer.unwrap();
        // It buys a lot, too.
        let sale = Sale::of(newcomer, 30, cents);
        let bought = import_of(purchases(&mut desk.stamp(), "more.csv", &[sale]));
        desk.edit(&mut store, bought).unwrap();
        let others: Known = known(store.portfolio()).into_iter().filter(|(id, _)| *id != newcomer).collect();
        prop_assert_eq!(others, before);
    }
}
