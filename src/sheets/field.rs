use std::borrow::Cow;

use crate::model::{Account, AccountValue};

/// A field of an account that a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The record key of this workspace, as in our own exports; it finds the account and is never written.
    Id,
    Key,
    Name,
    Owner,
    Stage,
    Region,
    Industry,
    Website,
    Notes,
    Engagement,
    Potential,
    Revenue12m,
    RevenuePrior12m,
    Qpc,
    QpcSource,
    QpcAsOf,
    Archived,
}

impl Field {
    pub const ALL: [Self; 17] = [
        Self::Id,
        Self::Key,
        Self::Name,
        Self::Owner,
        Self::Stage,
        Self::Region,
        Self::Industry,
        Self::Website,
        Self::Notes,
        Self::Engagement,
        Self::Potential,
        Self::Revenue12m,
        Self::RevenuePrior12m,
        Self::Qpc,
        Self::QpcSource,
        Self::QpcAsOf,
        Self::Archived,
    ];

    /// The header that exports write and imports recognise.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Id => "ID",
            Self::Key => "Key",
            Self::Name => "Name",
            Self::Owner => "Owner",
            Self::Stage => "Stage",
            Self::Region => "Region",
            Self::Industry => "Industry",
            Self::Website => "Website",
            Self::Notes => "Notes",
            Self::Engagement => "Engagement",
            Self::Potential => "Potential",
            Self::Revenue12m => "Revenue 12 months",
            Self::RevenuePrior12m => "Revenue prior 12 months",
            Self::Qpc => "QPC",
            Self::QpcSource => "QPC source",
            Self::QpcAsOf => "QPC date",
            Self::Archived => "Archived",
        }
    }

    /// The name in commands and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Key => "key",
            Self::Name => "name",
            Self::Owner => "owner",
            Self::Stage => "stage",
            Self::Region => "region",
            Self::Industry => "industry",
            Self::Website => "website",
            Self::Notes => "notes",
            Self::Engagement => "engagement",
            Self::Potential => "potential",
            Self::Revenue12m => "revenue_12m",
            Self::RevenuePrior12m => "revenue_prior_12m",
            Self::Qpc => "qpc",
            Self::QpcSource => "qpc_source",
            Self::QpcAsOf => "qpc_as_of",
            Self::Archived => "archived",
        }
    }

    /// The field with that [`Self::id`].
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.id().eq_ignore_ascii_case(id.trim()))
    }

    /// The value that an account has in the field, as exports write it, without a guard; nothing is empty.
    #[must_use]
    pub fn text_of(self, account: &Account) -> Cow<'_, str> {
        let or_empty = |text: Option<String>| Cow::Owned(text.unwrap_or_default());
        match self {
            Self::Id => Cow::Owned(account.id.to_string()),
            Self::Key => Cow::Borrowed(&account.key),
            Self::Name => Cow::Borrowed(&account.name),
            Self::Owner => Cow::Borrowed(&account.owner),
            Self::Stage => Cow::Borrowed(account.stage.name()),
            Self::Region => Cow::Borrowed(&account.region),
            Self::Industry => Cow::Borrowed(&account.industry),
            Self::Website => Cow::Borrowed(&account.website),
            Self::Notes => Cow::Borrowed(&account.notes),
            Self::Engagement => or_empty(account.position().map(|position| position.engagement.to_string())),
            Self::Potential => or_empty(account.position().map(|position| position.potential.to_string())),
            Self::Revenue12m => or_empty(account.revenue_12m.map(|amount| amount.to_string())),
            Self::RevenuePrior12m => or_empty(account.revenue_prior_12m.map(|amount| amount.to_string())),
            Self::Qpc => or_empty(account.qpc.map(|qpc| qpc.amount.to_string())),
            Self::QpcSource => Cow::Borrowed(account.qpc.map_or("", |qpc| qpc.source.name())),
            Self::QpcAsOf => or_empty(account.qpc.and_then(|qpc| qpc.as_of).map(|day| day.to_string())),
            Self::Archived => Cow::Borrowed(if account.archived { "yes" } else { "no" }),
        }
    }

    /// The fields that a value is written to.
    pub(super) const fn set_by(value: &AccountValue) -> &'static [Self] {
        match value {
            AccountValue::Key(_) => &[Self::Key],
            AccountValue::Name(_) => &[Self::Name],
            AccountValue::Owner(_) => &[Self::Owner],
            AccountValue::Stage(_) => &[Self::Stage],
            AccountValue::Region(_) => &[Self::Region],
            AccountValue::Industry(_) => &[Self::Industry],
            AccountValue::Website(_) => &[Self::Website],
            AccountValue::Notes(_) => &[Self::Notes],
            AccountValue::Revenue12m(_) => &[Self::Revenue12m],
            AccountValue::RevenuePrior12m(_) => &[Self::RevenuePrior12m],
            AccountValue::Qpc(_) => &[Self::Qpc, Self::QpcSource, Self::QpcAsOf],
        }
    }

    /// Whether its values are texts, which are written with a guard.
    #[must_use]
    pub const fn is_text(self) -> bool {
        match self {
            Self::Key | Self::Name | Self::Owner | Self::Region | Self::Industry | Self::Website | Self::Notes => true,
            Self::Id
            | Self::Stage
            | Self::Engagement
            | Self::Potential
            | Self::Revenue12m
            | Self::RevenuePrior12m
            | Self::Qpc
            | Self::QpcSource
            | Self::QpcAsOf
            | Self::Archived => false,
        }
    }
}
