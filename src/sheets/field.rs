use crate::model::{RecordKind, Stage};

mod names;
mod of;

/// A field that a column can hold. Which records have it says [`Field::of`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The record key of this workspace, as in our own exports; it finds the record and is never written.
    Id,
    /// The key in another system: a customer number, an article number.
    Key,
    Name,
    /// The name of the account that the record belongs to.
    Account,
    /// The key of that account.
    AccountKey,
    /// Who owns the account; in purchases of an account that comes in with them.
    Owner,
    Stage,
    Engagement,
    Potential,
    Revenue12m,
    RevenuePrior12m,
    Qpc,
    QpcSource,
    QpcAsOf,
    Region,
    Industry,
    Website,
    Title,
    Role,
    Influence,
    Email,
    Phone,
    CadenceDays,
    Champion,
    Left,
    Kind,
    Day,
    Time,
    Status,
    Subject,
    /// Names of ours, separated by semicolons.
    Colleagues,
    /// Names of contacts of the account, separated by semicolons.
    Contacts,
    InitiatedBy,
    Answered,
    Minutes,
    OrderDate,
    /// The number of the order or invoice.
    Document,
    Product,
    ProductKey,
    /// Of the product; in purchases of a product that comes in with them.
    Category,
    Quantity,
    Amount,
    Margin,
    Value,
    Likelihood,
    NextStep,
    Due,
    Outcome,
    OutcomeReason,
    RiskKind,
    Severity,
    /// What is feared of a risk.
    Reason,
    Since,
    Resolved,
    /// What a colleague does for us.
    Team,
    Seller,
    HoursPerYear,
    /// Whether a colleague wins accounts or makes them grow.
    Duty,
    /// The three questions that a target must pass.
    TargetMoney,
    TargetAccess,
    TargetFit,
    /// The list of its owner's that an account takes a place on.
    Pursuit,
    PursuitSince,
    /// Categories that somebody said are relevant to the account, or are not: `Flow: yes; Service: no`.
    RelevantCategories,
    /// Whether people placed the account. A place that nobody judged follows from the evidence, and is never imported.
    Judged,
    /// The way by which an account came to us, or what was spent on.
    Channel,
    /// The last day on which the account came to a stage.
    SuspectSince,
    ProspectSince,
    CustomerSince,
    ClientSince,
    LostSince,
    /// The stage that an account left.
    FromStage,
    /// Who brought a change of stage about.
    By,
    /// Who says so: a person, the records, a file.
    EventSource,
    /// The record key of the event that another stands in place of.
    Corrects,
    /// The colleague who owned an account until it was handed over.
    HandedFrom,
    HandedTo,
    /// What a goal counts.
    Metric,
    /// How long the period of a goal is.
    PeriodKind,
    /// Its first day.
    PeriodStart,
    /// Whose goal it is; the team's where neither a seller nor a channel stands.
    GoalSeller,
    Target,
    Month,
    Notes,
    Archived,
}

impl Field {
    pub const ALL: [Self; 85] = [
        Self::Id,
        Self::Key,
        Self::Name,
        Self::Account,
        Self::AccountKey,
        Self::Owner,
        Self::Stage,
        Self::Engagement,
        Self::Potential,
        Self::Revenue12m,
        Self::RevenuePrior12m,
        Self::Qpc,
        Self::QpcSource,
        Self::QpcAsOf,
        Self::Region,
        Self::Industry,
        Self::Website,
        Self::Title,
        Self::Role,
        Self::Influence,
        Self::Email,
        Self::Phone,
        Self::CadenceDays,
        Self::Champion,
        Self::Left,
        Self::Kind,
        Self::Day,
        Self::Time,
        Self::Status,
        Self::Subject,
        Self::Colleagues,
        Self::Contacts,
        Self::InitiatedBy,
        Self::Answered,
        Self::Minutes,
        Self::OrderDate,
        Self::Document,
        Self::Product,
        Self::ProductKey,
        Self::Category,
        Self::Quantity,
        Self::Amount,
        Self::Margin,
        Self::Value,
        Self::Likelihood,
        Self::NextStep,
        Self::Due,
        Self::Outcome,
        Self::OutcomeReason,
        Self::RiskKind,
        Self::Severity,
        Self::Reason,
        Self::Since,
        Self::Resolved,
        Self::Team,
        Self::Seller,
        Self::HoursPerYear,
        Self::Duty,
        Self::TargetMoney,
        Self::TargetAccess,
        Self::TargetFit,
        Self::Pursuit,
        Self::PursuitSince,
        Self::RelevantCategories,
        Self::Judged,
        Self::Channel,
        Self::SuspectSince,
        Self::ProspectSince,
        Self::CustomerSince,
        Self::ClientSince,
        Self::LostSince,
        Self::FromStage,
        Self::By,
        Self::EventSource,
        Self::Corrects,
        Self::HandedFrom,
        Self::HandedTo,
        Self::Metric,
        Self::PeriodKind,
        Self::PeriodStart,
        Self::GoalSeller,
        Self::Target,
        Self::Month,
        Self::Notes,
        Self::Archived,
    ];

    /// The field of that kind with that [`Self::id`].
    #[must_use]
    pub fn with_id(kind: RecordKind, id: &str) -> Option<Self> {
        Self::of(kind).iter().copied().find(|field| field.id().eq_ignore_ascii_case(id.trim()))
    }

    /// The field that says since when an account stands, or stood, in the stage.
    #[must_use]
    pub const fn since(stage: Stage) -> Self {
        match stage {
            Stage::Suspect => Self::SuspectSince,
            Stage::Prospect => Self::ProspectSince,
            Stage::Customer => Self::CustomerSince,
            Stage::Client => Self::ClientSince,
            Stage::Lost => Self::LostSince,
        }
    }

    /// The value that an account has in the field, as exports write it, without a guard; nothing is empty.
    #[must_use]
    pub fn text_of(self, account: &crate::model::Account) -> std::borrow::Cow<'_, str> {
        use super::Fields as _;
        std::borrow::Cow::Owned(account.value(self).map_or_else(String::new, |value| value.text().into_owned()))
    }

    /// Whether its values are texts of people, which are written with a guard.
    #[must_use]
    pub const fn is_text(self) -> bool {
        matches!(
            self,
            Self::Key
                | Self::Name
                | Self::Account
                | Self::AccountKey
                | Self::Owner
                | Self::Region
                | Self::Industry
                | Self::Website
                | Self::Title
                | Self::Role
                | Self::Email
                | Self::Phone
                | Self::Subject
                | Self::Colleagues
                | Self::Contacts
                | Self::Document
                | Self::Product
                | Self::ProductKey
                | Self::Category
                | Self::NextStep
                | Self::OutcomeReason
                | Self::Reason
                | Self::Team
                | Self::RelevantCategories
                | Self::Channel
                | Self::By
                | Self::HandedFrom
                | Self::HandedTo
                | Self::GoalSeller
                | Self::Notes
        )
    }
}
