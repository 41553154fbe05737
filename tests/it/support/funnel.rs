//! Random edits of the funnel, and what must hold after each.

use fourfold::model::{
    AccountId, CorrectedStage, Edit, Extra, GoalKey, HandOver, HandOverId, Metric, Money, Period, PeriodKind,
    Portfolio, ProcessCard, ProcessStep, SettingsValue, Stage, StageChange, StageCorrection, StageEvent, Target, Way,
    Whose,
};
use fourfold::store::Wish;
use proptest::prelude::*;
use proptest::sample::Index;

use super::noon;
use super::purchases::day;

/// An edit of the funnel before it is known which accounts there are.
#[derive(Clone, Debug)]
pub enum FunnelStep {
    /// Changes of stage, so many days ago; by whom, and through what.
    Stages(Vec<(Index, Stage, u8, String, String)>),
    /// Another stage and day for an event, or none.
    Correct(Index, Option<(Stage, u8, String, String)>),
    Goals(Vec<(GoalKey, Option<Target>)>),
    /// By channel and month.
    Spend(Vec<(String, u8, Option<u32>)>),
    RenameChannel(String, String),
    HandOver(Vec<(Index, String, u8)>),
    Process(ProcessStep, Option<ProcessCard>),
}

fn goal() -> impl Strategy<Value = (GoalKey, Option<Target>)> {
    let metric = proptest::sample::select(Metric::ALL.to_vec());
    let kind = proptest::sample::select(PeriodKind::ALL.to_vec());
    let whose =
        prop_oneof![Just(Whose::Team), "[A-C]{0,1}".prop_map(Whose::Seller), "[d-f]{0,1}".prop_map(Whose::Channel)];
    (metric, kind, 0_u32..15, whose, proptest::option::of(-1_i64..500)).prop_map(
        |(metric, kind, months, whose, target)| {
            let month = noon().date_naive() - chrono::Months::new(months);
            (GoalKey { metric, period: Period::holding(kind, month, 1), whose }, target.map(Target))
        },
    )
}

fn card() -> impl Strategy<Value = Option<ProcessCard>> {
    let way = ("[a-z]{1,3}", any::<bool>()).prop_map(|(name, dated)| Way {
        name,
        since: dated.then(|| day(1)),
        ..Way::default()
    });
    let card = ("[a-z]{0,3}", proptest::collection::vec("[A-C]", 0..2), proptest::collection::vec(way, 0..2));
    proptest::option::of(card.prop_map(|(looks_like, responsible, ways)| ProcessCard {
        looks_like,
        responsible,
        ways,
        ..ProcessCard::default()
    }))
}

/// Edits of the funnel.
pub fn funnel_step() -> impl Strategy<Value = FunnelStep> {
    let stage = || proptest::sample::select(Stage::ALL.to_vec());
    // Few names in both cases: some are the same but for that.
    let (seller, channel) = (|| "[A-Ca-c]{0,1}", || "[D-Fd-f]{0,1}");
    let ago = || 0_u8..12;
    let changed = (any::<Index>(), stage(), ago(), seller(), channel());
    let corrected = (stage(), ago(), seller(), channel());
    let spent = (channel(), 0_u8..3, proptest::option::of(any::<u32>()));
    prop_oneof![
        6 => proptest::collection::vec(changed, 1..4).prop_map(FunnelStep::Stages),
        4 => (any::<Index>(), proptest::option::weighted(0.7, corrected))
            .prop_map(|(event, instead)| FunnelStep::Correct(event, instead)),
        2 => proptest::collection::vec(goal(), 1..4).prop_map(FunnelStep::Goals),
        2 => proptest::collection::vec(spent, 1..4).prop_map(FunnelStep::Spend),
        2 => (channel(), channel()).prop_map(|(from, to)| FunnelStep::RenameChannel(from, to)),
        2 => proptest::collection::vec((any::<Index>(), seller(), ago()), 1..3).prop_map(FunnelStep::HandOver),
        1 => (proptest::sample::select(ProcessStep::ALL.to_vec()), card())
            .prop_map(|(step, card)| FunnelStep::Process(step, card)),
    ]
}

impl FunnelStep {
    /// For the accounts that there are; `None` when there are none and it needs some.
    pub fn edit(&self, portfolio: &Portfolio) -> Option<Edit> {
        let there: Vec<AccountId> = portfolio.accounts().map(|account| account.id).collect();
        let pick = |index: &Index| (!there.is_empty()).then(|| *index.get(&there));
        Some(match self {
            Self::Stages(changes) => Edit::RecordStages(
                changes
                    .iter()
                    .map(|(index, to, ago, by, channel)| {
                        let change = StageChange::new(pick(index)?, *to, ago_days(*ago));
                        Some(StageChange { by: by.clone(), channel: channel.clone(), ..change })
                    })
                    .collect::<Option<_>>()?,
            ),
            Self::Correct(index, instead) => {
                let events: Vec<_> = portfolio.stage_events().iter().map(|event| event.id).collect();
                let event = (!events.is_empty()).then(|| *index.get(&events))?;
                let instead = instead.as_ref().map(|(to, ago, by, channel)| CorrectedStage {
                    to: *to,
                    on: ago_days(*ago),
                    by: by.clone(),
                    channel: channel.clone(),
                });
                Edit::CorrectStage(StageCorrection { event, instead, reason: "Wrong".to_owned() })
            }
            Self::Goals(goals) => Edit::SetGoals(goals.clone()),
            Self::Spend(cells) => Edit::SetSpend(
                cells
                    .iter()
                    .map(|(channel, months, amount)| {
                        let month = noon().date_naive() - chrono::Months::new(u32::from(*months));
                        (channel.clone(), month, amount.map(|amount| Money::from_minor_units(i64::from(amount))))
                    })
                    .collect(),
            ),
            Self::RenameChannel(from, to) => Edit::RenameChannel { from: from.clone(), to: to.clone() },
            Self::HandOver(all) => Edit::HandOver(
                all.iter()
                    .map(|(index, to, ago)| {
                        Some(HandOver {
                            id: HandOverId::NIL,
                            version: 1,
                            account: pick(index)?,
                            on: ago_days(*ago),
                            from: String::new(),
                            to: to.clone(),
                            notes: String::new(),
                            extra: Extra::new(),
                        })
                    })
                    .collect::<Option<_>>()?,
            ),
            Self::Process(step, card) => Edit::SetSettings(vec![SettingsValue::Process(*step, card.clone())]),
        })
    }

    /// Whether it says how things are: what happened once does not happen again.
    pub const fn is_set_like(&self) -> bool {
        match self {
            Self::Stages(_) | Self::Correct(..) | Self::RenameChannel(..) | Self::HandOver(_) => false,
            Self::Goals(_) | Self::Spend(_) | Self::Process(..) => true,
        }
    }
}

/// So many days before the first stamps; 0 is a day that is not yet.
fn ago_days(ago: u8) -> chrono::NaiveDate {
    noon().date_naive() + chrono::Days::new(1) - chrono::Days::new(u64::from(ago))
}

/// Each account stands where its events lead; and these are kept: only renamings touch them, unless their account goes
/// or something is taken back.
pub fn assert_stages_told(before: &Portfolio, after: &Portfolio, wish: &Wish) {
    for account in after.accounts() {
        let leads = after.stage_path(account).now();
        assert!(leads.is_none_or(|stage| stage == account.stage), "{leads:?}, not {:?}: {wish:?}", account.stage);
    }
    let Wish::Edit(edit) = wish else { return };
    for event in before.stage_events().iter().filter(|event| after.account(event.account).is_some()) {
        let kept = after.stage_events().get(event.id).unwrap_or_else(|| panic!("{event:?} went with {wish:?}"));
        let renamed = matches!(edit, Edit::RenameChannel { .. } | Edit::PutRecords(_) | Edit::Import(_));
        let named_as_before = StageEvent {
            version: event.version,
            by: if renamed { event.by.clone() } else { kept.by.clone() },
            channel: if renamed { event.channel.clone() } else { kept.channel.clone() },
            ..StageEvent::clone(kept)
        };
        assert_eq!(named_as_before, **event, "{wish:?}");
    }
}
