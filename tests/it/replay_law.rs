//! The board of a past day, from memory, is the board of that day, from disk.

use chrono::{Days, NaiveDate, TimeDelta};
use fourfold::model::{
    AccountId, AccountValue, Activity, ActivityId, AnyRecord, Edit, Evidence, KeyCutOff, Likelihood, Lines, Money,
    Placement, Portfolio, Position, Qpc, QpcSource, RowChange, Score, ScoringModel, SettingsValue, Stamp,
};
use fourfold::rules::replay::{Terms, TermsChanges, Timeline, may_change_terms, settle_on};
use fourfold::store::{Store, Wish};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::support::{Desk, noon};

#[derive(Clone, Debug)]
enum Step {
    /// With what it could buy, in thousands, and how likely that is.
    Create(Option<Position>, Option<u8>, Option<Likelihood>),
    /// A contact of that day.
    Contact(Index, bool),
    /// So many percent of engagement are recency, the rest of 40 two-way.
    Model(u8),
    CutOff(u8),
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
        3 => (place(), proptest::option::of(0_u8..), proptest::option::of(proptest::sample::select(Likelihood::ALL)))
            .prop_map(|(position, qpc, likelihood)| Step::Create(position, qpc, likelihood)),
        4 => any::<(Index, bool)>().prop_map(|(index, answered)| Step::Contact(index, answered)),
        1 => (0_u8..=40).prop_map(Step::Model),
        1 => (1_u8..).prop_map(Step::CutOff),
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

fn thousands(count: u8) -> Money {
    Money::from_minor_units(i64::from(count) * 100_000)
}

/// As a wish of the accounts that there are, on that day.
fn wish(step: &Step, store: &Store, today: NaiveDate) -> Option<Wish> {
    let ids: Vec<AccountId> = store.portfolio().accounts().map(|account| account.id).collect();
    let one = |index: &Index| (!ids.is_empty()).then(|| *index.get(&ids));
    let edit = match step {
        Step::Create(position, qpc, likelihood) => {
            let name = AccountValue::Name(format!("Account {}", store.journal().next_seq()));
            let qpc = qpc.map(|amount| Qpc { amount: thousands(amount), source: QpcSource::Asked, as_of: None });
            let values = vec![name, AccountValue::Qpc(qpc), AccountValue::Likelihood(*likelihood)];
            Edit::CreateAccount { values, position: *position }
        }
        Step::Contact(index, answered) => {
            let activity = Activity::new(ActivityId(uuid::Uuid::nil()), one(index)?, today);
            Edit::PutRecords(vec![AnyRecord::Activity(Activity { answered: *answered, ..activity })])
        }
        Step::Model(recency) => {
            let mut model = ScoringModel::default();
            (model.engagement.recency, model.engagement.two_way) = (*recency, 40 - recency);
            Edit::SetSettings(vec![SettingsValue::Model(model)])
        }
        Step::CutOff(amount) => {
            let cut_off = KeyCutOff { amount: thousands(*amount), as_of: today };
            Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))])
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

fn terms_changes(store: &Store) -> TermsChanges {
    let entries = store.journal().entries().iter().filter(|entry| may_change_terms(entry));
    let terms = entries.filter_map(|entry| match &store.changes_of(entry.seq).unwrap().rows[..] {
        [RowChange::Settings(change)] => {
            let [before, after] = [&change.before, &change.after].map(|settings| Terms::of(settings.as_ref().unwrap()));
            Some((entry.seq, (before, after)))
        }
        _ => None,
    });
    terms.collect()
}

/// Engagement, potential, confidence, and which halves they are in.
type Place = (Score, Option<Score>, u8, (bool, bool));

/// Where the evidence puts each account, and how sure that is.
fn evidence(portfolio: &Portfolio) -> Vec<(AccountId, Option<Place>)> {
    let of = |one: Evidence| (one.engagement, one.potential, one.confidence, one.halves);
    portfolio.accounts().map(|account| (account.id, portfolio.evidence(account.id).map(of))).collect()
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
        let (mut straight, mut deleted) = (true, false);
        for ((step, days), seed) in steps.iter().zip(1..) {
            now += TimeDelta::days(*days) + TimeDelta::minutes(1);
            if let Some(wish) = wish(step, &store, now.date_naive()) {
                straight &= !matches!(wish, Wish::Undo | Wish::Redo);
                deleted |= matches!(wish, Wish::Edit(Edit::DeleteAccounts(_)));
                // There may be nothing to take back.
                drop(store.perform(wish, Stamp::seeded(now, "Anna", seed)));
            }
        }
        let present = store.portfolio();
        let timeline = Timeline::new(present, store.journal(), &terms_changes(&store));
        let start = noon().date_naive() - TimeDelta::days(1);
        let end: NaiveDate = now.date_naive();
        for day in start.iter_days().take_while(|day| *day <= end) {
            let past = store.as_of(day).unwrap();
            prop_assert_eq!(timeline.terms(present, day), Terms::of(past.settings()), "{}", day);
            for account in present.accounts() {
                let then = past.account(account.id);
                if let Some(then) = then {
                    prop_assert_eq!(timeline.judged(account, day), then.judged(), "{} {}", account.name, day);
                }
                // An account that was made anew by a redo has the key of the first time.
                if straight {
                    prop_assert_eq!(Timeline::was_there(account.id, day), then.is_some(), "{} {}", account.name, day);
                }
            }
        }

        // Wherever one comes from, a day looks the same.
        let mut shown = present.apart(1);
        settle_on(&mut shown, end);
        let mut at = end;
        for days in walk {
            let day = (start + Days::new(days)).min(end);
            shown.apply(&timeline.changes(present, at, day));
            at = day;
            let wanted = present.accounts().filter(|account| Timeline::was_there(account.id, day));
            let wanted: Vec<_> = wanted.map(|account| (account.id, timeline.judged(account, day))).collect();
            let got: Vec<_> = shown.accounts().map(|account| (account.id, account.judged())).collect();
            prop_assert_eq!(got, wanted);
            prop_assert_eq!(Terms::of(shown.settings()), timeline.terms(present, day));
            settle_on(&mut shown, day);
            let mut afresh = present.apart(2);
            afresh.apply(&timeline.changes(present, end, day));
            settle_on(&mut afresh, day);
            prop_assert_eq!(evidence(&shown), evidence(&afresh), "{}", day);
            // What was recorded on the day that it bears, and never taken back, is on disk what it is in memory.
            if straight && !deleted {
                prop_assert_eq!(evidence(&shown), evidence(&store.as_of(day).unwrap()), "{}", day);
            }
            prop_assert_eq!(shown.active_count(), shown.active().count());
        }
        shown.apply(&timeline.changes(present, at, end));
        prop_assert!(shown.same_rows(present));
    }
}
