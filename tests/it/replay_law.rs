//! The board of a past day, from memory, is the board of that day, from disk.

use chrono::{Days, NaiveDate, TimeDelta};
use fourfold::model::{
    AccountId, AccountValue, Edit, Lines, Placement, Position, RowChange, Score, SettingsValue, Stamp,
};
use fourfold::rules::replay::{Divisions, Timeline, may_divide};
use fourfold::store::{Store, Wish};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Desk, noon};

#[derive(Clone, Debug)]
enum Step {
    Create(Option<Position>),
    Move(Vec<(Index, Option<Position>)>),
    Lines(Position),
    Settings(Position),
    Archive(Index),
    Delete(Index),
    Undo,
    Redo,
}

fn position() -> impl Strategy<Value = Position> {
    let score = || (0_u8..=100).prop_map(Score::whole);
    (score(), score()).prop_map(|(engagement, potential)| Position::new(engagement, potential))
}

fn step() -> impl Strategy<Value = Step> {
    let place = || proptest::option::weighted(0.8, position());
    prop_oneof![
        3 => place().prop_map(Step::Create),
        6 => proptest::collection::vec((any::<Index>(), place()), 1..4).prop_map(Step::Move),
        1 => position().prop_map(Step::Lines),
        1 => position().prop_map(Step::Settings),
        1 => any::<Index>().prop_map(Step::Archive),
        1 => any::<Index>().prop_map(Step::Delete),
        2 => Just(Step::Undo),
        1 => Just(Step::Redo),
    ]
}

fn lines(at: Position) -> Lines {
    Lines { engagement: at.engagement, potential: at.potential }
}

/// As a wish of the accounts that there are.
fn wish(step: &Step, store: &Store) -> Option<Wish> {
    let ids: Vec<AccountId> = store.portfolio().accounts().map(|account| account.id).collect();
    let one = |index: &Index| (!ids.is_empty()).then(|| *index.get(&ids));
    let edit = match step {
        Step::Create(position) => {
            let name = AccountValue::Name(format!("Account {}", store.journal().next_seq()));
            Edit::CreateAccount { values: vec![name], position: *position }
        }
        Step::Move(moves) => {
            let place = |(index, to): &(Index, Option<Position>)| Some(Placement { account: one(index)?, to: *to });
            Edit::Move(moves.iter().filter_map(place).collect())
        }
        Step::Lines(at) => Edit::SetLines(lines(*at)),
        Step::Settings(at) => {
            let currency = SettingsValue::Currency("CHF".to_owned());
            Edit::SetSettings(vec![currency, SettingsValue::Lines(lines(*at))])
        }
        Step::Archive(index) => Edit::SetArchived { accounts: vec![one(index)?], archived: true },
        Step::Delete(index) => Edit::DeleteAccounts(vec![one(index)?]),
        Step::Undo => return Some(Wish::Undo),
        Step::Redo => return Some(Wish::Redo),
    };
    Some(Wish::Edit(edit))
}

fn divisions(store: &Store) -> Divisions {
    let divided = store.journal().entries().iter().filter(|entry| may_divide(entry));
    let lines = divided.filter_map(|entry| match &store.changes_of(entry.seq).unwrap().rows[..] {
        [RowChange::Settings(change)] => {
            let lines = |settings: &Option<std::sync::Arc<_>>| -> Lines {
                let settings: &std::sync::Arc<fourfold::model::Settings> = settings.as_ref().unwrap();
                settings.lines
            };
            Some((entry.seq, (lines(&change.before), lines(&change.after))))
        }
        _ => None,
    });
    lines.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_past_day_from_memory_is_that_day_from_disk(
        steps in proptest::collection::vec((step(), 0_i64..3), 1..24),
        walk in proptest::collection::vec(0_u64..60, 1..12),
    ) {
        let desk = Desk::new();
        let mut store = desk.create();
        let mut now = noon();
        let mut straight = true;
        for ((step, days), seed) in steps.iter().zip(1..) {
            now += TimeDelta::days(*days) + TimeDelta::minutes(1);
            if let Some(wish) = wish(step, &store) {
                straight &= !matches!(wish, Wish::Undo | Wish::Redo);
                // There may be nothing to take back.
                drop(store.perform(wish, Stamp::seeded(now, "Anna", seed)));
            }
        }
        let present = store.portfolio();
        let timeline = Timeline::new(present, store.journal(), &divisions(&store));
        let start = noon().date_naive() - TimeDelta::days(1);
        let end: NaiveDate = now.date_naive();
        for day in start.iter_days().take_while(|day| *day <= end) {
            let past = store.as_of(day).unwrap();
            prop_assert_eq!(timeline.lines(present, day), past.settings().lines, "{}", day);
            for account in present.accounts() {
                let then = past.account(account.id);
                if let Some(then) = then {
                    prop_assert_eq!(timeline.position(account, day), then.judged(), "{} {}", account.name, day);
                }
                // An account that was made anew by a redo has the key of the first time.
                if straight {
                    prop_assert_eq!(Timeline::was_there(account.id, day), then.is_some(), "{} {}", account.name, day);
                }
            }
        }

        // Wherever one comes from, a day looks the same.
        let mut shown = present.apart(1);
        let mut at = end;
        for days in walk {
            let day = (start + Days::new(days)).min(end);
            shown.apply(&timeline.changes(present, at, day));
            at = day;
            let wanted = present.accounts().filter(|account| Timeline::was_there(account.id, day));
            let wanted: Vec<_> = wanted.map(|account| (account.id, timeline.position(account, day))).collect();
            let got: Vec<_> = shown.accounts().map(|account| (account.id, account.judged())).collect();
            prop_assert_eq!(got, wanted);
            prop_assert_eq!(shown.settings().lines, timeline.lines(present, day));
            prop_assert_eq!(shown.active_count(), shown.active().count());
        }
        shown.apply(&timeline.changes(present, at, end));
        prop_assert!(shown.same_rows(present));
    }
}
