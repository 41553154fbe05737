//! What the team set out to reach.

use serde::{Deserialize, Serialize};

use super::record::{is_record, record_id, words};
use super::text::folded;
use super::{Extra, Period};

record_id! {
    /// The key of a goal.
    GoalId
}

/// So much of something, in a period, by the team, a seller or through a channel. No two are for the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Goal {
    pub id: GoalId,
    pub version: u32,
    pub of: GoalKey,
    pub target: Target,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Goal, GoalId);

/// What a goal is for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GoalKey {
    pub metric: Metric,
    pub period: Period,
    pub whose: Whose,
}

words! {
    /// What can be counted, and wanted.
    Metric {
        SuspectsFound = "suspects found",
        ProspectsQualified = "prospects qualified",
        CustomersCreated = "customers created",
        ClientsCreated = "clients created",
        /// In minor units.
        Revenue = "revenue",
        /// The mean number of products that key accounts bought in the 12 months until its end.
        KeyBreadth = "breadth of key accounts",
        KeyAccountsGrown = "key accounts grown",
        ReviewsHeld = "reviews held",
    }
}

/// Who is to reach it. Names are those of colleagues and channels.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    #[default]
    Team,
    Seller(String),
    Channel(String),
}

/// How much: hundredths of whatever the metric counts, which are minor units where that is money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Target(pub i64);

impl Target {
    #[must_use]
    pub const fn whole(count: u32) -> Self {
        Self(count as i64 * 100)
    }

    /// As many as the metric counts: customers, products a key account; of revenue, main units.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody sets goals of 2^53 cents")]
    pub fn value(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl Metric {
    /// Whether what is reached in the parts of a period adds up to what is reached in it. The breadth of key accounts is
    /// a state on a day; and who grew in two months is one account that grew.
    #[must_use]
    pub const fn adds_up(self) -> bool {
        !matches!(self, Self::KeyBreadth | Self::KeyAccountsGrown)
    }

    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Revenue)
    }

    /// As a heading.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::SuspectsFound => "Suspects found",
            Self::ProspectsQualified => "Prospects qualified",
            Self::CustomersCreated => "Customers created",
            Self::ClientsCreated => "Clients created",
            Self::Revenue => "Revenue",
            Self::KeyBreadth => "Breadth of key accounts",
            Self::KeyAccountsGrown => "Key accounts grown",
            Self::ReviewsHeld => "Reviews held",
        }
    }
}

impl GoalKey {
    /// Whether it is for the same; names are compared trimmed, without case and accents.
    #[must_use]
    pub fn is_for(&self, other: &Self) -> bool {
        self.metric == other.metric && self.period == other.period && self.whose.is_same(&other.whose)
    }
}

impl Whose {
    /// Whether it is the same one; names are compared trimmed, without case and accents.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Team, Self::Team) => true,
            (Self::Seller(one), Self::Seller(other)) | (Self::Channel(one), Self::Channel(other)) => {
                one == other || folded(one.trim()) == folded(other.trim())
            }
            (Self::Team | Self::Seller(_) | Self::Channel(_), _) => false,
        }
    }

    /// "Team", the name of a seller or of a channel.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Team => "Team",
            Self::Seller(name) | Self::Channel(name) => name,
        }
    }
}
