//! What holds of any portfolio, period and choice of accounts.

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::tests::{World, day};
use super::*;
use crate::model::{
    Account, AccountId, AccountValue, CorrectedStage, Edit, Period, PeriodKind, Stage, StageChange, StageCorrection,
};

const NAMES: [&str; 4] = ["Anna", "ANNA", "Bérénice", ""];

/// Days are counted from here on.
fn first_day() -> NaiveDate {
    day("2023-11-15")
}

fn on(days: u16) -> NaiveDate {
    first_day() + Days::new(days.into())
}

#[derive(Clone, Debug)]
struct Known {
    stage: Stage,
    names: (usize, usize, usize),
    archived: bool,
}

/// Something that somebody does to one of the accounts.
#[derive(Clone, Debug)]
enum Deed {
    Went { account: usize, on: u16, to: Stage },
    Corrected { event: usize, instead: Option<(u16, Stage)> },
    Archived { account: usize, archived: bool },
    Owned { account: usize, by: usize },
    Staged { account: usize, to: Stage },
    Deleted { account: usize },
}

fn stage() -> impl Strategy<Value = Stage> {
    prop::sample::select(Stage::ALL.to_vec())
}

fn known() -> impl Strategy<Value = Known> {
    let names = (0..NAMES.len(), 0..NAMES.len(), 0..NAMES.len());
    (stage(), names, prop::bool::weighted(0.1)).prop_map(|(stage, names, archived)| Known { stage, names, archived })
}

fn deed() -> impl Strategy<Value = Deed> {
    let account = 0..8_usize;
    prop_oneof![
        8 => (account.clone(), 0..1_100_u16, stage()).prop_map(|(account, on, to)| Deed::Went { account, on, to }),
        2 => (0..12_usize, prop::option::of((0..1_100_u16, stage())))
            .prop_map(|(event, instead)| Deed::Corrected { event, instead }),
        1 => (account.clone(), any::<bool>()).prop_map(|(account, archived)| Deed::Archived { account, archived }),
        1 => (account.clone(), 0..NAMES.len()).prop_map(|(account, by)| Deed::Owned { account, by }),
        1 => (account.clone(), stage()).prop_map(|(account, to)| Deed::Staged { account, to }),
        1 => account.prop_map(|account| Deed::Deleted { account }),
    ]
}

fn scope() -> impl Strategy<Value = Scope> {
    let name = || prop::option::weighted(0.3, prop::sample::select(vec!["anna", "BERENICE", "", "Nobody"]));
    (name(), name(), name()).prop_map(|(seller, channel, region)| {
        let text = |name: Option<&str>| name.map(str::to_owned);
        Scope { seller: text(seller), channel: text(channel), region: text(region) }
    })
}

fn period() -> impl Strategy<Value = (Period, u8)> {
    let kind = prop::sample::select(vec![PeriodKind::Month, PeriodKind::Quarter, PeriodKind::Year]);
    (kind, 0..1_300_u16, 1..=12_u8)
        .prop_map(|(kind, within, fiscal)| (Period::holding(kind, on(within), fiscal), fiscal))
}

fn world(known: &[Known]) -> World {
    let account = |(nth, known): (usize, &Known)| {
        let name = |at: usize| NAMES[at].to_owned();
        let (owner, channel, region) = known.names;
        Account {
            stage: known.stage,
            archived: known.archived,
            owner: name(owner),
            channel: name(channel),
            region: name(region),
            ..Account::new(AccountId(uuid::Uuid::from_u128(nth as u128 + 1)), format!("Account {nth}"))
        }
    };
    World::new(known.iter().enumerate().map(account).collect())
}

/// Does it where there is something to do it to; what is refused is not done.
fn perform(world: &mut World, deed: &Deed) {
    let accounts: Vec<AccountId> = world.portfolio.accounts().map(|account| account.id).collect();
    if accounts.is_empty() {
        return;
    }
    let pick = |at: usize| accounts[at % accounts.len()];
    let edit = match deed {
        Deed::Went { account, on: days, to } => {
            Edit::RecordStages(vec![StageChange::new(pick(*account), *to, on(*days))])
        }
        Deed::Corrected { event, instead } => {
            let events: Vec<_> = world.portfolio.stage_events().iter().map(|event| event.id).collect();
            let Some(event) = events.get(*event) else { return };
            let (by, channel) = (String::new(), String::new());
            let instead = instead.map(|(days, to)| CorrectedStage { to, on: on(days), by, channel });
            Edit::CorrectStage(StageCorrection { event: *event, instead, reason: String::new() })
        }
        Deed::Archived { account, archived } => {
            Edit::SetArchived { accounts: vec![pick(*account)], archived: *archived }
        }
        Deed::Owned { account, by } => {
            let values = vec![AccountValue::Owner(NAMES[*by].to_owned())];
            Edit::SetValues { accounts: vec![pick(*account)], values }
        }
        Deed::Staged { account, to } => {
            Edit::SetValues { accounts: vec![pick(*account)], values: vec![AccountValue::Stage(*to)] }
        }
        Deed::Deleted { account } => Edit::DeleteAccounts(vec![pick(*account)]),
    };
    world.attempt(&edit);
}

/// Whatever is counted of one portfolio.
fn holds(history: &History, scope: &Scope, period: Period, today: NaiveDate, stuck: u16) {
    let span = period.span();
    let counted = funnel(history, scope, span, today, stuck);
    assert_eq!(counted.until, span.to.min(today));
    let known = history.lives(scope).filter(|life| life.at(counted.until).is_some()).count();
    assert_eq!(counted.stages.iter().map(|figures| figures.standing).sum::<usize>(), known);
    assert_eq!(counted.undated, undated(history, scope).len());
    let left: usize = counted.stages.iter().map(|figures| figures.left).sum();
    let entered: usize = counted.stages.iter().map(|figures| figures.entered).sum();
    assert!(left <= entered, "whoever leaves a stage enters another");
    let lost: usize = counted.stages.iter().map(|figures| figures.lost).sum();
    assert!(lost <= counted.of(Stage::Lost).entered);
    for figures in &counted.stages {
        let stage = figures.stage;
        assert_eq!(figures.standing + figures.left, figures.before + figures.entered, "{figures:?}");
        assert!(figures.cohort <= figures.entered && figures.cohort <= figures.present);
        assert!(figures.fell_back + figures.regained <= figures.entered);
        assert!(figures.present <= figures.before + figures.entered);
        assert!(figures.standing <= figures.present);
        for rate in [figures.rate(), figures.cohort_rate()].into_iter().flatten() {
            assert!((0.0..=1.0).contains(&rate), "{rate}");
        }
        assert_eq!(figures.rate().is_none(), figures.present == 0);
        assert_eq!(figures.median_days.is_none(), figures.timed == 0);
        let behind = |which| accounts_of(history, scope, &counted, today, stage, which, stuck);
        assert_eq!(behind(Which::Entered).len(), figures.cohort);
        assert_eq!(behind(Which::Before).len(), figures.before);
        assert_eq!(behind(Which::Standing).len(), figures.standing);
        assert_eq!(behind(Which::Present).len(), figures.present);
        assert_eq!(behind(Which::Progressed).len(), figures.progressed);
        assert_eq!(behind(Which::Stuck).len(), figures.stuck);
        assert_eq!(behind(Which::CohortMovedOn).len(), figures.cohort_moved_on);
        assert_eq!(behind(Which::CohortWaiting).len(), figures.cohort - figures.cohort_moved_on);
        let gone = behind(Which::Lost);
        assert!(gone.len() <= figures.lost && gone.is_empty() == (figures.lost == 0));
        if today >= span.to {
            assert_eq!(created(history, scope, stage, span), figures.created());
            let behind = created_accounts(history, scope, stage, span).len();
            assert!(behind <= figures.created() && (behind == 0) == (figures.created() == 0));
            let months: Vec<Period> = period.months().collect();
            let by_month = created_by_month(history, scope, stage, &months);
            assert_eq!(by_month.iter().sum::<usize>(), figures.created());
        }
    }
    // What stands at the end of a period that is over is what the next one begins with.
    if today >= span.to {
        let next = funnel(history, scope, period.next().span(), today, stuck);
        for (figures, next) in counted.stages.iter().zip(&next.stages) {
            assert_eq!(next.before, figures.standing);
        }
        let fell: usize = counted.stages.iter().map(|figures| figures.fell_back).sum();
        assert_eq!(fallen_back(history, scope, span).is_empty(), fell == 0);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn counts_conserve_and_lists_are_as_long_as_their_figures(
        known in prop::collection::vec(known(), 0..8),
        deeds in prop::collection::vec(deed(), 0..30),
        scopes in prop::collection::vec(scope(), 3),
        periods in prop::collection::vec(period(), 3),
        today in 0..1_300_u16,
        stuck in prop::sample::select(vec![0_u16, 100, 150, 200, 1_000]),
    ) {
        let mut world = world(&known);
        for deed in &deeds {
            perform(&mut world, deed);
        }
        let history = History::of(&world.portfolio);
        for scope in &scopes {
            for (period, _) in &periods {
                holds(&history, scope, *period, on(today), stuck);
                holds(&history, scope, *period, day("2027-06-30"), stuck);
            }
        }
    }

    #[test]
    fn following_edits_is_looking_anew(
        known in prop::collection::vec(known(), 1..8),
        deeds in prop::collection::vec(deed(), 1..30),
        scopes in prop::collection::vec(scope(), 3),
        period in period(),
    ) {
        let mut world = world(&known);
        let mut followed = History::of(&world.portfolio);
        for deed in &deeds {
            perform(&mut world, deed);
            followed.follow(&world.portfolio);
            let anew = History::of(&world.portfolio);
            for scope in scopes.iter().chain([&Scope::default()]) {
                let told = |history: &History| -> Vec<_> {
                    history.lives(scope).map(|life| (life.account, life.opening, life.moves.clone())).collect()
                };
                prop_assert_eq!(told(&followed), told(&anew));
                let counted = |history: &History| funnel(history, scope, period.0.span(), day("2027-06-30"), 200);
                prop_assert_eq!(counted(&followed), counted(&anew));
            }
        }
    }

    #[test]
    fn an_account_stands_where_its_last_move_led(
        known in prop::collection::vec(known(), 1..8),
        deeds in prop::collection::vec(deed(), 0..30),
    ) {
        let mut world = world(&known);
        for deed in &deeds {
            perform(&mut world, deed);
        }
        let history = History::of(&world.portfolio);
        for account in world.portfolio.accounts().filter(|account| !account.archived) {
            let life = history.life(account.id).unwrap();
            // Who is not known to have ever come anywhere stands where people put it.
            prop_assert!(life.at(day("2027-06-30")).is_none_or(|stage| stage == account.stage));
        }
    }
}
