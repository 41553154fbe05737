//! The laws of the waist, over random workspaces and random runs of edits.

use fourfold::model::{
    AccountId, AccountPatch, AccountValue, ChangeSet, Edit, EntryKind, ImportRow, ImportTarget, Lines, Money,
    Placement, Portfolio, Position, Qpc, QpcSource, Score, SettingsValue, Stage,
};
use fourfold::store::{Done, Store, StoreError, Wish};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Desk, assert_sound};

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
    Rename(String),
    Undo,
    Redo,
    Revert(Index),
    UndoTo(Index),
    Reopen,
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
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let some = || proptest::collection::vec(any::<Index>(), 1..4);
    let values = || proptest::collection::vec(value(), 1..4);
    let place = || proptest::option::weighted(0.8, position());
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
        1 => "[a-z]{0,3}".prop_map(Step::Rename),
        3 => Just(Step::Undo),
        2 => Just(Step::Redo),
        1 => any::<Index>().prop_map(Step::Revert),
        1 => any::<Index>().prop_map(Step::UndoTo),
        1 => Just(Step::Reopen),
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
        Step::Rename(name) => Edit::SetSettings(vec![SettingsValue::Name(name.clone())]),
        Step::Undo => return Some(Wish::Undo),
        Step::Redo => return Some(Wish::Redo),
        Step::Revert(_) | Step::UndoTo(_) | Step::Reopen => return None,
    }))
}

/// Takes the steps that can be taken. What the portfolio was before each entry, in order.
fn run(desk: &mut Desk, mut store: Store, steps: &[Step]) -> (Store, Vec<Portfolio>) {
    let mut before = Vec::new();
    for step in steps {
        if matches!(step, Step::Reopen) {
            store.close().unwrap();
            store = desk.open();
        }
        let entry = |index: &Index| index.index(store.journal().entries().len().max(1)) as u64 + 1;
        let wish = match step {
            Step::Revert(index) => Some(Wish::Revert(entry(index))),
            Step::UndoTo(index) => Some(Wish::UndoTo(entry(index))),
            step => wish(step, store.portfolio()),
        };
        let Some(wish) = wish else { continue };
        let (portfolio, journal) = ((**store.portfolio()).clone(), store.journal().clone());
        match store.perform(wish, desk.stamp()) {
            Ok(Done::Written { .. }) => before.push(portfolio),
            Ok(Done::UndoneTo { edits, .. }) => {
                let mut then = portfolio;
                for entry in &store.journal().entries()[journal.entries().len()..] {
                    before.push(then.clone());
                    then.apply(&store.changes_of(entry.seq).unwrap());
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
                prop_assert!(there.same_rows(to), "entries {} to {}", start + 1, end);
                there.apply(&squashed.inverse());
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
            | Step::UndoTo(_)
            | Step::Reopen => false,
            Step::Import(rows) => rows.iter().all(|(index, _)| index.is_some()) && store.portfolio().accounts().len() > 0,
            Step::Set(..) | Step::Move(_) | Step::Lines(_) | Step::Archive(..) | Step::Rename(_) => true,
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
