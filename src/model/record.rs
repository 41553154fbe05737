//! What all records have in common.

use std::fmt::Debug;

use serde::{Deserialize, Serialize};

/// A row with a key of its own, that changes through change sets.
pub trait Record: Clone + Debug + PartialEq {
    type Id: Copy + Ord + std::hash::Hash + Debug;

    fn id(&self) -> Self::Id;

    /// 1 when created, one more with every edit; restored by undo with the rest of the row.
    fn version(&self) -> u32;

    fn set_version(&mut self, version: u32);
}

/// Kinds of records that come and go as tables of other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    Accounts,
    Contacts,
    Activities,
    Purchases,
    Products,
    Opportunities,
    Risks,
    Colleagues,
    StageEvents,
    HandOvers,
    Goals,
    /// What channels cost, month by month.
    Spend,
}

impl RecordKind {
    pub const ALL: [Self; 12] = [
        Self::Accounts,
        Self::Contacts,
        Self::Activities,
        Self::Purchases,
        Self::Products,
        Self::Opportunities,
        Self::Risks,
        Self::Colleagues,
        Self::StageEvents,
        Self::HandOvers,
        Self::Goals,
        Self::Spend,
    ];

    /// In commands and JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Activities => "activities",
            Self::Purchases => "purchases",
            Self::Products => "products",
            Self::Opportunities => "opportunities",
            Self::Risks => "risks",
            Self::Colleagues => "colleagues",
            Self::StageEvents => "stage_events",
            Self::HandOvers => "hand_overs",
            Self::Goals => "goals",
            Self::Spend => "spend",
        }
    }

    /// In lower case and in the plural, in sentences: "stage events".
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::StageEvents => "stage events",
            Self::HandOvers => "hand-overs",
            Self::Spend => "months of spend",
            Self::Accounts
            | Self::Contacts
            | Self::Activities
            | Self::Purchases
            | Self::Products
            | Self::Opportunities
            | Self::Risks
            | Self::Colleagues
            | Self::Goals => self.id(),
        }
    }

    /// As a heading or a choice.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::Contacts => "Contacts",
            Self::Activities => "Activities",
            Self::Purchases => "Purchases",
            Self::Products => "Products",
            Self::Opportunities => "Opportunities",
            Self::Risks => "Risks",
            Self::Colleagues => "Colleagues",
            Self::StageEvents => "Stage events",
            Self::HandOvers => "Hand-overs",
            Self::Goals => "Goals",
            Self::Spend => "Spend",
        }
    }

    /// One of them: "1 purchase".
    #[must_use]
    pub const fn singular(self) -> &'static str {
        match self {
            Self::Accounts => "account",
            Self::Contacts => "contact",
            Self::Activities => "activity",
            Self::Purchases => "purchase",
            Self::Products => "product",
            Self::Opportunities => "opportunity",
            Self::Risks => "risk",
            Self::Colleagues => "colleague",
            Self::StageEvents => "stage event",
            Self::HandOvers => "hand-over",
            Self::Goals => "goal",
            Self::Spend => "month of spend",
        }
    }

    /// "1 purchase", "2155 purchases".
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        format!("{count} {}", if count == 1 { self.singular() } else { self.plural() })
    }

    /// The kind with that [`Self::id`], in any case, in the singular too.
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        let id = id.trim();
        Self::ALL
            .into_iter()
            .find(|kind| [kind.id(), kind.singular(), kind.plural()].iter().any(|name| name.eq_ignore_ascii_case(id)))
    }
}

/// Declares the key of a record: a `UUIDv7`, made by [`super::Stamp`].
macro_rules! record_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

/// Says of a struct with `id` and `version` that it is a record.
macro_rules! is_record {
    ($record:ty, $id:ty) => {
        impl $crate::model::Record for $record {
            type Id = $id;

            fn id(&self) -> $id {
                self.id
            }

            fn version(&self) -> u32 {
                self.version
            }

            fn set_version(&mut self, version: u32) {
                self.version = version;
            }
        }
    };
}

/// Declares a closed list of words that a field can hold.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$vdoc])* $variant),+
        }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// In lower case, as in sentences, files and exports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }

            /// The one of that name, in any case.
            #[must_use]
            pub fn named(name: &str) -> Option<Self> {
                let name = name.trim();
                Self::ALL.iter().copied().find(|one| one.name().eq_ignore_ascii_case(name))
            }
        }
    };
}

pub(super) use {is_record, record_id, words};

/// Named fields that a record has beyond its own: columns of a spreadsheet that somebody wanted to keep. Names and
/// values are never empty.
pub type Extra = std::collections::BTreeMap<String, String>;
