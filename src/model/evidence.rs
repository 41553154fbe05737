use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::{AccountId, KeyCutOff, Money, Position, Score, Settings, Severity};

/// Where the records put an account, as far as every view needs to know; the parts are worked out when somebody asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    pub engagement: Score,
    /// `None` while nothing is known that potential follows from: then the account is unplaced, not at zero.
    pub potential: Option<Score>,
    /// How far potential can be trusted, 0..=100.
    pub confidence: u8,
    /// Whether the account belongs above and right of the dividing lines (engagement high, potential high) by its
    /// evidence, which does not change its mind within the band about a line.
    pub halves: (bool, bool),
    pub signals: Signals,
    /// What it bought in 12 months if it counts as a buyer, else nothing: the cut-off of the key list follows from it.
    pub buys: Money,
}

/// What views and filters need to know of an account beside its scores, each of the day that the evidence is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signals {
    /// The day of the last activity that was done.
    pub last_contact: Option<NaiveDate>,
    /// The first day, today or later, that an activity is planned for.
    pub next_planned: Option<NaiveDate>,
    /// The orders used to come sooner.
    pub late_order: Option<Severity>,
    /// Revenue fell on the 12 months before.
    pub revenue_drop: Option<Severity>,
    /// Only one of us knows only one of them.
    pub single_thread: Option<Severity>,
    /// A champion was not heard for long.
    pub champion_silent: Option<Severity>,
    /// The worst of the recorded risks that stand.
    pub recorded: Option<Severity>,
    /// Required roles that nobody reached, one bit for each in the order of the scoring model, the first the lowest; of
    /// more than 32 roles the others are left out.
    pub missing_roles: u32,
    /// Different products that were bought in the last 12 months, and in the 12 before.
    pub breadth_now: u16,
    pub breadth_before: u16,
    pub open_opportunities: u16,
    /// Relevant categories that it did not buy from in 12 months.
    pub white_space: u16,
}

/// What puts an account at risk; of two that are as severe, the first is the worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignalKind {
    Recorded,
    RevenueDrop,
    LateOrder,
    ChampionSilent,
    SingleThread,
}

/// The evidence of all accounts, as of a day and a revision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceTable {
    pub(super) of: Arc<BTreeMap<AccountId, Evidence>>,
    pub(super) made_for: Option<EvidenceFor>,
    pub(super) settings: Arc<Settings>,
}

/// What the evidence of all accounts was worked out for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvidenceFor {
    pub revision: u64,
    pub today: NaiveDate,
    /// What potential is measured against; dated when somebody fixed it, else of today's revenues.
    pub cut_off: Option<KeyCutOff>,
    /// Whether nobody has fixed it yet.
    pub provisional: bool,
}

impl Evidence {
    /// Where it puts the account; `None` while potential is unknown.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.potential.map(|potential| Position::new(self.engagement, potential))
    }
}

impl Signals {
    /// How severe a signal is; `None` while it is not given.
    #[must_use]
    pub const fn severity(&self, kind: SignalKind) -> Option<Severity> {
        match kind {
            SignalKind::Recorded => self.recorded,
            SignalKind::RevenueDrop => self.revenue_drop,
            SignalKind::LateOrder => self.late_order,
            SignalKind::ChampionSilent => self.champion_silent,
            SignalKind::SingleThread => self.single_thread,
        }
    }

    /// The worst of what puts the account at risk; `None` while nothing does.
    #[must_use]
    pub fn worst(&self) -> Option<(SignalKind, Severity)> {
        let given = SignalKind::ALL.into_iter().filter_map(|kind| self.severity(kind).map(|severity| (kind, severity)));
        given.max_by_key(|(kind, severity)| (*severity, std::cmp::Reverse(*kind)))
    }

    /// How many required roles nobody reached.
    #[must_use]
    pub const fn missing_role_count(&self) -> u32 {
        self.missing_roles.count_ones()
    }

    /// The required roles that nobody reached, of those that the scoring model asks for.
    pub fn missing_of<'a>(&self, required: &'a [String]) -> impl Iterator<Item = &'a str> {
        let missing = self.missing_roles;
        let role = move |(bit, role): (u32, &'a String)| (missing >> bit & 1 == 1).then_some(role.as_str());
        (0..u32::BITS).zip(required).filter_map(role)
    }
}

impl SignalKind {
    pub const ALL: [Self; 5] =
        [Self::Recorded, Self::RevenueDrop, Self::LateOrder, Self::ChampionSilent, Self::SingleThread];

    /// In sentence case, as columns and legends say it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Recorded => "Recorded risk",
            Self::RevenueDrop => "Revenue drop",
            Self::LateOrder => "Late order",
            Self::ChampionSilent => "Champion silent",
            Self::SingleThread => "Single thread",
        }
    }
}
