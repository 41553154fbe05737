//! The laws of the waist, over random workspaces and random runs of edits.

use std::collections::BTreeMap;
use std::sync::Arc;

use fourfold::model::{
    AccountId, AccountPatch, AccountValue, Activity, ActivityId, ChangeSet, Colleague, ColleagueId, Contact, ContactId,
    DayTotal, Edit, EntryKind, Import, ImportRow, ImportTarget, Ledger, Likelihood, LineKey, Lines, Money,
    NewPurchases, Opportunity, OpportunityId, Placement, Portfolio, Position, Product, ProductDay, ProductId,
    PursuitList, Qpc, QpcSource, Record, RecordKind, Risk, RiskId, Score, SettingsValue, Stage, Stamp, Table,
    TargetQuestion,
};
use fourfold::store::{Done, Store, StoreError, Wish};
use proptest::prelude::*;
use proptest::sample::Index;
use uuid::Uuid;

use crate::support::funnel::{FunnelStep, assert_stages_told, funnel_step};
use crate::support::purchases::{Sale, day, import_of, purchases};
use crate::support::{Desk, assert_sound, noon};

/// A wish before it is known which accounts there are.
#[derive(Clone, Debug)]
enum Step {
    Create(Vec<AccountValue>, Option<Position>),
    Set(Vec<Index>, Vec<AccountValue>),
    Move(Vec<(Index, Option<Position>)>),
    Lines(Lines),
    Archive(Vec<Index>, bool),
    Delete(Vec<Index>),
    Import(Vec<(Option<Index>, AccountPatch)>),
    /// Records of the kinds that belong to accounts, products and colleagues.
    Records(Vec<(RecordStep, Index)>),
    /// Purchases of accounts, some of them in the place of others; the last is a seed for keys.
    Buy(Vec<Bought>, u64),
    Rename(String),
    /// Accounts that get on a list, and accounts that leave theirs.
    Pursue(Vec<(Index, PursuitList)>, Vec<Index>),
    Funnel(FunnelStep),
    UndoImport(Index),
    Undo,
    Redo,
    Revert(Index),
    UndoTo(Index),
    Reopen,
}

/// A new record of that key, or another name, key and account for one that is there.
#[derive(Clone, Debug)]
struct RecordStep {
    kind: RecordKind,
    id: u128,
    existing: Option<Index>,
    key: String,
    name: String,
}

#[derive(Clone, Debug)]
struct Bought {
    account: Index,
    product: Option<Index>,
    day: i32,
    cents: i64,
    replaces: Option<(Index, Index)>,
}

fn record_step() -> impl Strategy<Value = RecordStep> {
    let kinds = vec![
        RecordKind::Contacts,
        RecordKind::Activities,
        RecordKind::Products,
        RecordKind::Opportunities,
        RecordKind::Risks,
        RecordKind::Colleagues,
    ];
    (proptest::sample::select(kinds), any::<u128>(), proptest::option::of(any::<Index>()), "[a-c]?", "[a-z]{0,4}")
        .prop_map(|(kind, id, existing, key, name)| RecordStep { kind, id, existing, key, name })
}

fn bought() -> impl Strategy<Value = Bought> {
    let product = proptest::option::of(any::<Index>());
    let replaces = proptest::option::weighted(0.3, (any::<Index>(), any::<Index>()));
    (any::<Index>(), product, 0..5_i32, -100..1000_i64, replaces)
        .prop_map(|(account, product, day, cents, replaces)| Bought { account, product, day, cents, replaces })
}

fn score() -> impl Strategy<Value = Score> {
    (0_u16..=10_000).prop_map(|hundredths| Score::try_from(hundredths).unwrap())
}

fn position() -> impl Strategy<Value = Position> {
    (score(), score()).prop_map(|(engagement, potential)| Position::new(engagement, potential))
}

fn money() -> impl Strategy<Value = Option<Money>> {
    proptest::option::of(any::<i64>().prop_map(Money::from_minor_units))
}

fn qpc() -> impl Strategy<Value = Option<Qpc>> {
    let day = proptest::option::of(
        (0_i32..40_000).prop_map(|days| chrono::NaiveDate::from_num_days_from_ce_opt(720_000 + days).unwrap()),
    );
    let source = proptest::sample::select(QpcSource::ALL.to_vec());
    proptest::option::of((any::<i64>(), source, day).prop_map(|(amount, source, as_of)| Qpc {
        amount: Money::from_minor_units(amount),
        source,
        as_of,
    }))
}

fn value() -> impl Strategy<Value = AccountValue> {
    prop_oneof![
        "[a-c]?".prop_map(AccountValue::Key),
        "\\PC{1,8}".prop_map(AccountValue::Name),
        any::<String>().prop_map(AccountValue::Notes),
        "[A-C]{0,2}".prop_map(AccountValue::Owner),
        proptest::sample::select(Stage::ALL.to_vec()).prop_map(AccountValue::Stage),
        "[A-C]{0,2}".prop_map(AccountValue::Region),
        money().prop_map(AccountValue::Revenue12m),
        money().prop_map(AccountValue::RevenuePrior12m),
        qpc().prop_map(AccountValue::Qpc),
        proptest::option::of(proptest::sample::select(Likelihood::ALL.to_vec())).prop_map(AccountValue::Likelihood),
        ("[A-C]{1,2}", any::<Option<bool>>()).prop_map(|(category, said)| AccountValue::Relevance(category, said)),
        (proptest::sample::select(TargetQuestion::ALL.to_vec()), any::<Option<bool>>())
            .prop_map(|(question, answer)| AccountValue::Answer(question, answer)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let some = || proptest::collection::vec(any::<Index>(), 1..4);
    let values = || proptest::collection::vec(value(), 1..4);
    let place = || proptest::option::weighted(0.8, position());
    let list = proptest::sample::select(PursuitList::ALL.to_vec());
    let named = (value(), "[a-z]{1,5}").prop_map(|(value, name)| vec![AccountValue::Name(name), value]);
    let patch =
        (values(), proptest::option::of(score()), proptest::option::of(score()), proptest::option::of(any::<bool>()))
            .prop_map(|(values, engagement, potential, archived)| AccountPatch {
                values,
                engagement,
                potential,
                archived,
                ..AccountPatch::default()
            });
    prop_oneof![
        3 => (named, place()).prop_map(|(values, position)| Step::Create(values, position)),
        3 => (some(), values()).prop_map(|(accounts, values)| Step::Set(accounts, values)),
        3 => proptest::collection::vec((any::<Index>(), place()), 1..4).prop_map(Step::Move),
        1 => (score(), score()).prop_map(|(engagement, potential)| Step::Lines(Lines { engagement, potential })),
        1 => (some(), any::<bool>()).prop_map(|(accounts, archived)| Step::Archive(accounts, archived)),
        1 => some().prop_map(Step::Delete),
        2 => proptest::collection::vec((proptest::option::of(any::<Index>()), patch), 1..5).prop_map(Step::Import),
        3 => proptest::collection::vec((record_step(), any::<Index>()), 1..5).prop_map(Step::Records),
        3 => (proptest::collection::vec(bought(), 1..6), any::<u64>()).prop_map(|(lines, seed)| Step::Buy(lines, seed)),
        2 => any::<Index>().prop_map(Step::UndoImport),
        2 => (proptest::collection::vec((any::<Index>(), list), 0..3), proptest::collection::vec(any::<Index>(), 0..2))
            .prop_map(|(take, give_up)| Step::Pursue(take, give_up)),
        1 => "[a-z]{0,3}".prop_map(Step::Rename),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
        1 => any::<Index>().prop_map(Step::Revert),
        1 => any::<Index>().prop_map(Step::UndoTo),
        1 => Just(Step::Reopen),
        9 => funnel_step().prop_map(Step::Funnel),
    ]
}

/// The wish for the accounts that there are; `None` when there are none and it needs some.
fn wish(step: &Step, portfolio: &Portfolio) -> Option<Wish> {
    let there: Vec<AccountId> = portfolio.accounts().map(|account| account.id).collect();
    let pick = |index: &Index| (!there.is_empty()).then(|| *index.get(&there));
    let all = |some: &[Index]| some.iter().map(pick).collect::<Option<Vec<_>>>();
    Some(Wish::Edit(match step {
        Step::Create(values, position) => Edit::CreateAccount { values: values.clone(), position: *position },
        Step::Set(accounts, values) => Edit::SetValues { accounts: all(accounts)?, values: values.clone() },
        Step::Move(placements) => Edit::Move(
            placements
                .iter()
                .map(|(index, to)| Some(Placement { account: pick(index)?, to: *to }))
                .collect::<Option<_>>()?,
        ),
        Step::Lines(lines) => Edit::SetLines(*lines),
        Step::Archive(accounts, archived) => Edit::SetArchived { accounts: all(accounts)?, archived: *archived },
        Step::Delete(accounts) => Edit::DeleteAccounts(all(accounts)?),
        Step::Import(rows) => Edit::import_accounts(
            "accounts.csv",
            rows.iter()
                .map(|(index, patch)| {
                    let target = index.as_ref().and_then(pick).map_or(ImportTarget::New, ImportTarget::Existing);
                    let mut patch = patch.clone();
                    if target == ImportTarget::New {
                        patch.values.insert(0, AccountValue::Name("New".to_owned()));
                    }
                    ImportRow { target, patch }
                })
                .collect(),
        ),
        Step::Records(steps) => {
            let mut import = Import::new("records.csv", RecordKind::Contacts);
            for (step, account) in steps {
                put_record(&mut import, portfolio, step, pick(account)?);
            }
            Edit::Import(Arc::new(import))
        }
        Step::Buy(lines, seed) => {
            let products: Vec<ProductId> = portfolio.products().iter().map(|product| product.id).collect();
            let batches: Vec<_> = portfolio.batches().iter().collect();
            let sales: Option<Vec<Sale>> = lines
                .iter()
                .map(|bought| {
                    let replaces = bought.replaces.as_ref().filter(|_| !batches.is_empty()).map(|(batch, line)| {
                        let batch = batch.get(&batches);
                        let line = line.index(usize::try_from(batch.lines).unwrap()) + 1;
                        LineKey { batch: batch.id, line: u32::try_from(line).unwrap() }
                    });
                    let product = bought.product.as_ref().filter(|_| !products.is_empty());
                    Some(Sale {
                        product: product.map(|product| *product.get(&products)),
                        replaces,
                        ..Sale::of(pick(&bought.account)?, bought.day, bought.cents)
                    })
                })
                .collect();
            import_of(purchases(&mut Stamp::seeded(noon(), "Anna", *seed), "purchases.csv", &sales?))
        }
        Step::Pursue(take, give_up) => Edit::SetPursuits {
            take: take.iter().map(|(index, list)| Some((pick(index)?, *list))).collect::<Option<_>>()?,
            give_up: all(give_up)?,
        },
        Step::Rename(name) => Edit::SetSettings(vec![SettingsValue::Name(name.clone())]),
        Step::Funnel(step) => step.edit(portfolio)?,
        Step::Undo => return Some(Wish::Undo),
        Step::Redo => return Some(Wish::Redo),
        Step::Revert(_) | Step::UndoImport(_) | Step::UndoTo(_) | Step::Reopen => return None,
    }))
}

fn put_record(import: &mut Import, portfolio: &Portfolio, step: &RecordStep, account: AccountId) {
    fn base<R: Record>(table: &Table<R>, step: &RecordStep, new: impl FnOnce(Uuid) -> R) -> R {
        let there: Vec<&Arc<R>> = table.iter().collect();
        match step.existing.as_ref().filter(|_| !there.is_empty()) {
            Some(index) => (***index.get(&there)).clone(),
            None => new(Uuid::from_u128(step.id)),
        }
    }
    let (key, name) = (step.key.clone(), format!("N{}", step.name));
    match step.kind {
        RecordKind::Contacts => {
            let contact = base(portfolio.contacts(), step, |id| Contact::new(ContactId(id), account, ""));
            import.contacts.push(Contact { key, name, account, ..contact });
        }
        RecordKind::Activities => {
            let activity = base(portfolio.activities(), step, |id| Activity::new(ActivityId(id), account, day(1)));
            let contacts = portfolio.contacts().iter().take(1).map(|contact| contact.id).collect();
            import.activities.push(Activity { key, subject: step.name.clone(), account, contacts, ..activity });
        }
        RecordKind::Products => {
            let product = base(portfolio.products(), step, |id| Product::new(ProductId(id), ""));
            import.products.push(Product { key, name, ..product });
        }
        RecordKind::Opportunities => {
            let opportunity =
                base(portfolio.opportunities(), step, |id| Opportunity::new(OpportunityId(id), account, ""));
            import.opportunities.push(Opportunity { key, name, account, ..opportunity });
        }
        RecordKind::Risks => {
            let risk = base(portfolio.risks(), step, |id| Risk::new(RiskId(id), account, "", day(1)));
            import.risks.push(Risk { key, reason: name, account, ..risk });
        }
        RecordKind::Colleagues => {
            let colleague = base(portfolio.colleagues(), step, |id| Colleague::new(ColleagueId(id), ""));
            import.colleagues.push(Colleague { key, name, ..colleague });
        }
        RecordKind::Accounts
        | RecordKind::Purchases
        | RecordKind::StageEvents
        | RecordKind::HandOvers
        | RecordKind::Goals
        | RecordKind::Spend => unreachable!("made by other steps"),
    }
}

/// What the ledger must come to: of all lines that were ever written, those that count.
fn reckoned(written: &[NewPurchases], portfolio: &Portfolio) -> Ledger {
    let there = |new: &&NewPurchases| portfolio.batches().get(new.batch.id).is_some();
    let replaced: Vec<LineKey> =
        written.iter().filter(there).flat_map(|new| new.lines.replaces.values().copied()).collect();
    let mut totals: BTreeMap<AccountId, BTreeMap<_, DayTotal>> = BTreeMap::new();
    let mut products: BTreeMap<AccountId, BTreeMap<_, Money>> = BTreeMap::new();
    for new in written.iter().filter(there) {
        for line in &new.lines.lines {
            let account = new.lines.account(line).unwrap();
            let counts = !replaced.contains(&LineKey { batch: new.batch.id, line: line.line });
            if counts && portfolio.account(account).is_some() {
                let none = DayTotal::new(line.day, Money::default(), 0);
                let total = totals.entry(account).or_default().entry(line.day).or_insert(none);
                total.amount = total.amount.saturating_add(line.amount);
                total.lines += 1;
                if let Some(margin) = line.margin {
                    total.margin = total.margin.saturating_add(margin);
                    total.margin_of = total.margin_of.saturating_add(line.amount);
                }
                if let Some(product) = new.lines.product(line) {
                    let amount = products.entry(account).or_default().entry((line.day, product)).or_default();
                    *amount = amount.saturating_add(line.amount);
                }
            }
        }
    }
    let bought = |account, days: BTreeMap<_, DayTotal>| {
        let of_account = products.get(&account).into_iter().flatten();
        let products =
            of_account.map(|((day, product), amount)| ProductDay { day: *day, product: *product, amount: *amount });
        (account, fourfold::model::Bought { days: days.into_values().collect(), products: products.collect() })
    };
    Ledger::of(totals.into_iter().map(|(account, days)| bought(account, days)).collect())
}

/// Takes the steps that can be taken. What the portfolio was before each entry, in order.
fn run(desk: &mut Desk, mut store: Store, steps: &[Step]) -> (Store, Vec<Portfolio>) {
    let mut before = Vec::new();
    let mut ledger: Vec<NewPurchases> = Vec::new();
    for step in steps {
        if matches!(step, Step::Reopen) {
            store.close().unwrap();
            store = desk.open();
        }
        let entry = |index: &Index| index.index(store.journal().entries().len().max(1)) as u64 + 1;
        let wish = match step {
            Step::Revert(index) => Some(Wish::Revert(entry(index))),
            Step::UndoTo(index) => Some(Wish::UndoTo(entry(index))),
            Step::UndoImport(index) => Some(Wish::UndoImport(entry(index))),
            step => wish(step, store.portfolio()),
        };
        let Some(wish) = wish else { continue };
        let (portfolio, journal) = ((**store.portfolio()).clone(), store.journal().clone());
        let done = store.perform(wish.clone(), desk.stamp());
        if let (Wish::Edit(Edit::Import(import)), Ok(Done::Written { .. })) = (&wish, &done) {
            let known = |new: &&NewPurchases| ledger.iter().all(|other| other.batch.id != new.batch.id);
            ledger.extend(import.purchases.as_ref().filter(known).cloned());
        }
        assert_stages_told(&portfolio, store.portfolio(), &wish);
        assert_eq!(**store.portfolio().ledger(), reckoned(&ledger, store.portfolio()), "after {wish:?}");
        match done {
            Ok(Done::Written { .. }) => before.push(portfolio),
            Ok(Done::ImportUndone { undo, .. }) => {
                let Wish::UndoImport(seq) = wish else { panic!("{wish:?}") };
                let rows = store.journal().entry(seq).unwrap().rows;
                assert_eq!(undo.reversed + undo.kept.len() + undo.failed.len(), rows);
                before.push(portfolio);
            }
            Ok(Done::UndoneTo { edits, .. }) => {
                let mut then = portfolio;
                for entry in &store.journal().entries()[journal.entries().len()..] {
                    before.push(then.clone());
                    then.apply(&store.changes_of(entry.seq).unwrap());
                    then.set_ledger(reckoned(&ledger, &then));
                }
                assert!(then.same_rows(store.portfolio()));
                assert_eq!(store.journal().undo_stack().len() + edits, journal.undo_stack().len());
            }
            Ok(_)
            | Err(
                StoreError::Refused(_)
                | StoreError::NothingToUndo
                | StoreError::NothingToRedo
                | StoreError::NoSuchEdit(_)
                | StoreError::NotInEffect(_)
                | StoreError::NotAnImport(_)
                | StoreError::NothingLeftOfImport { .. }
                | StoreError::MovedOn { .. },
            ) => {
                assert!(store.portfolio().same_rows(&portfolio), "a refusal changed something");
                assert_eq!(*store.journal(), journal, "a refusal is in the history");
            }
            Err(error) => panic!("{error}"),
        }
    }
    (store, before)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_disk_knows_what_memory_knows(steps in proptest::collection::vec(step(), 1..30)) {
        let mut desk = Desk::new();
        let store = desk.create();
        let (mut store, _) = run(&mut desk, store, &steps);
        assert_sound(&mut store, desk.stamp());
        let (portfolio, journal) = (store.portfolio().clone(), store.journal().clone());
        store.close().unwrap();
        let store = desk.open();
        prop_assert!(store.portfolio().same_rows(&portfolio));
        prop_assert_eq!(store.journal(), &journal);
    }

    #[test]
    fn change_sets_lead_there_and_back(steps in proptest::collection::vec(step(), 1..30)) {
        let mut desk = Desk::new();
        let store = desk.create();
        let (store, mut states) = run(&mut desk, store, &steps);
        states.push((**store.portfolio()).clone());
        let changes: Vec<ChangeSet> =
            store.journal().entries().iter().map(|entry| store.changes_of(entry.seq).unwrap()).collect();
        for (start, from) in states.iter().enumerate() {
            let mut squashed = ChangeSet::default();
            for (end, to) in states.iter().enumerate().skip(start) {
                let mut there = from.clone();
                there.apply(&squashed);
                there.set_ledger((**to.ledger()).clone());
                prop_assert!(there.same_rows(to), "entries {} to {}", start + 1, end);
                there.apply(&squashed.inverse());
                there.set_ledger((**from.ledger()).clone());
                prop_assert!(there.same_rows(from), "back from {} to {}", end, start + 1);
                if let Some(next) = changes.get(end) {
                    squashed = squashed.then(next);
                }
            }
        }
    }

    #[test]
    fn undoing_everything_is_the_start_and_redoing_it_the_end(steps in proptest::collection::vec(step(), 1..25)) {
        let mut desk = Desk::new();
        let store = desk.create();
        let start = (**store.portfolio()).clone();
        let (mut store, _) = run(&mut desk, store, &steps);
        let end = (**store.portfolio()).clone();
        let stands = store.journal().undo_stack().len();
        let redoable = store.journal().redo_stack().len();
        for _ in 0..stands {
            store.perform(Wish::Undo, desk.stamp()).unwrap();
        }
        prop_assert!(store.portfolio().same_rows(&start));
        prop_assert!(matches!(store.perform(Wish::Undo, desk.stamp()), Err(StoreError::NothingToUndo)));
        for _ in 0..stands {
            store.perform(Wish::Redo, desk.stamp()).unwrap();
        }
        prop_assert!(store.portfolio().same_rows(&end));
        prop_assert_eq!(store.journal().redo_stack().len(), redoable);
        assert_sound(&mut store, desk.stamp());
    }

    #[test]
    fn the_same_wish_twice_is_one_entry(steps in proptest::collection::vec(step(), 1..12), last in step()) {
        let mut desk = Desk::new();
        let store = desk.create();
        let (mut store, _) = run(&mut desk, store, &steps);
        let set_like = match &last {
            Step::Create(..)
            | Step::Delete(_)
            | Step::Undo
            | Step::Redo
            | Step::Revert(_)
            | Step::UndoImport(_)
            | Step::UndoTo(_)
            | Step::Reopen => false,
            Step::Import(rows) => rows.iter().all(|(index, _)| index.is_some()) && store.portfolio().accounts().len() > 0,
            Step::Funnel(step) => step.is_set_like(),
            Step::Set(..)
            | Step::Move(_)
            | Step::Lines(_)
            | Step::Archive(..)
            | Step::Records(_)
            | Step::Buy(..)
            | Step::Pursue(..)
            | Step::Rename(_) => true,
        };
        prop_assume!(set_like);
        let Some(wish) = wish(&last, store.portfolio()) else { return Ok(()) };
        if store.perform(wish.clone(), desk.stamp()).is_ok() {
            let entries = store.journal().entries().len();
            prop_assert_eq!(store.perform(wish, desk.stamp()).unwrap(), Done::Nothing);
            prop_assert_eq!(store.journal().entries().len(), entries);
        }
        prop_assert!(store.journal().entries().iter().all(|entry| entry.kind != EntryKind::Edit || entry.rows > 0));
    }
}
