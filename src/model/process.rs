//! How the funnel is worked here: the rules that say what a client is, and a card for each step.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::record::words;
use super::{Metric, Refusal};

/// What the funnel is judged by. Shares are in hundredths of a percent: 10 000 is all of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FunnelRules {
    /// A client orders at least so often in 12 months, over at least so many calendar quarters.
    pub client_orders: u16,
    pub client_quarters: u16,
    /// Who bought nothing for so many months is lost.
    pub lapse_months: u16,
    /// Stuck is who stands in a stage for more than so many times the median, in hundredths.
    pub stuck: u16,
    /// The share of customers that are kept from one year to the next.
    pub retention: u16,
    /// The yearly discount rate.
    pub discount: u16,
    /// Winning a customer may cost its lifetime value divided by so much, in hundredths.
    pub worth_over_cost: u16,
    /// The share of an amount that is margin, where purchases say nothing of it; `None`: unknown.
    pub margin: Option<u16>,
    /// A projection is not shown before so much of the period has passed.
    pub projection_from: u16,
}

impl Default for FunnelRules {
    fn default() -> Self {
        Self {
            client_orders: 3,
            client_quarters: 2,
            lapse_months: 12,
            stuck: 200,
            retention: 8_000,
            discount: 1_000,
            worth_over_cost: 300,
            margin: None,
            projection_from: 1_500,
        }
    }
}

impl FunnelRules {
    /// # Errors
    /// [`Refusal::NotFunnelRules`] for values by which nothing could be judged.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |why: &str| Err(Refusal::NotFunnelRules(why.to_owned()));
        match self {
            Self { client_orders: 0, .. } => refuse("a client orders at least once"),
            Self { client_quarters: 0 | 5.., .. } => refuse("12 months have 1 to 4 quarters"),
            Self { lapse_months: 0, .. } => refuse("nobody is lost after no months at all"),
            Self { stuck: ..=99, .. } => refuse("who stands for the median is not stuck; expected at least 1"),
            Self { retention: 10_001.., .. } => refuse("no more than 100 % of customers can be kept"),
            Self { discount: 10_001.., .. } => refuse("a discount rate is 0 to 100 %"),
            Self { retention, discount, .. } if *retention == 10_000 && *discount == 0 => {
                refuse("if all customers stay for ever and nothing is discounted, they are worth more than any number")
            }
            Self { worth_over_cost: 0, .. } => refuse("the lifetime value cannot be divided by nothing"),
            Self { margin: Some(10_001..), .. } => refuse("a margin is 0 to 100 % of the amount"),
            Self { projection_from: 10_001.., .. } => refuse("a period has 0 to 100 % of its days"),
            _ => Ok(()),
        }
    }
}

words! {
    /// The steps that are worked on purpose, each with a card of its own.
    ProcessStep {
        FindSuspects = "find suspects",
        QualifyProspects = "qualify prospects",
        CreateCustomers = "create customers",
        CreateClients = "create clients",
        GrowClients = "grow clients",
        WinBack = "win back",
    }
}

impl ProcessStep {
    /// As a heading.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::FindSuspects => "Finding suspects",
            Self::QualifyProspects => "Qualifying prospects",
            Self::CreateCustomers => "Creating customers",
            Self::CreateClients => "Creating clients",
            Self::GrowClients => "Growing clients",
            Self::WinBack => "Winning back",
        }
    }

    /// What it is measured by, unless its card says otherwise.
    #[must_use]
    pub const fn metric(self) -> Metric {
        match self {
            Self::FindSuspects => Metric::SuspectsFound,
            Self::QualifyProspects => Metric::ProspectsQualified,
            Self::CreateCustomers | Self::WinBack => Metric::CustomersCreated,
            Self::CreateClients => Metric::ClientsCreated,
            Self::GrowClients => Metric::KeyBreadth,
        }
    }
}

/// What a manager writes down about a step, and reviews each quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProcessCard {
    /// How one can see that an account has come so far.
    pub looks_like: String,
    /// Colleagues, by name.
    pub responsible: Vec<String>,
    /// `None`: as the step is measured.
    pub metric: Option<Metric>,
    /// The newest last.
    pub ways: Vec<Way>,
    pub reviewed: Option<NaiveDate>,
}

/// A way that was tried, and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Way {
    pub name: String,
    pub since: Option<NaiveDate>,
    /// Empty while nobody knows.
    pub result: String,
    pub verdict: Verdict,
}

words! {
    #[derive(Default)]
    Verdict {
        #[default]
        Trying = "trying",
        Keep = "keep",
        Stop = "stop",
    }
}

/// The cards that somebody wrote.
pub type Process = BTreeMap<ProcessStep, ProcessCard>;
