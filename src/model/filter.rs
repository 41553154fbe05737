//! Which accounts somebody wants to see: conditions over columns, and words to find.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// A facet of an account that can be shown in a column, sorted by and filtered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    Name,
    Key,
    Owner,
    Class,
    /// Key list or secondary, by revenue.
    List,
    Stage,
    Engagement,
    Potential,
    Revenue,
    RevenuePrior,
    Qpc,
    QpcSource,
    QpcAsOf,
    Region,
    Industry,
    Website,
    Notes,
    /// The day of the last judgement.
    Judged,
    JudgedBy,
    /// The day of the last activity.
    LastContact,
    /// When it should hear from us again.
    NextDue,
    /// Whether it waits too long.
    Touch,
    /// By how much of its cadence it waits too long.
    Overdue,
    /// The worst of what puts it at risk.
    Risk,
    /// Required roles that nobody reached.
    MissingRole,
    /// Different products in 12 months.
    Breadth,
    /// More or fewer than in the 12 months before.
    BreadthChange,
    EvidenceEngagement,
    EvidencePotential,
    /// Of the potential by evidence.
    Confidence,
    /// How far the evidence moved since the judgement.
    Drift,
    ShareOfWallet,
    Priority,
    Likelihood,
    /// Targets and leads.
    Pursuit,
    /// The way by which it came to us.
    Channel,
    /// The day on which it came to its stage.
    StageSince,
}

/// What the values of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Text,
    Day,
    /// In minor units.
    Money,
    /// In hundredths of a point.
    Score,
    /// Whole percent.
    Percent,
    Count,
}

impl Column {
    pub const ALL: [Self; 37] = [
        Self::Name,
        Self::Key,
        Self::Owner,
        Self::Class,
        Self::List,
        Self::Stage,
        Self::Engagement,
        Self::Potential,
        Self::Revenue,
        Self::RevenuePrior,
        Self::Qpc,
        Self::QpcSource,
        Self::QpcAsOf,
        Self::Region,
        Self::Industry,
        Self::Website,
        Self::Notes,
        Self::Judged,
        Self::JudgedBy,
        Self::LastContact,
        Self::NextDue,
        Self::Touch,
        Self::Overdue,
        Self::Risk,
        Self::MissingRole,
        Self::Breadth,
        Self::BreadthChange,
        Self::EvidenceEngagement,
        Self::EvidencePotential,
        Self::Confidence,
        Self::Drift,
        Self::ShareOfWallet,
        Self::Priority,
        Self::Likelihood,
        Self::Pursuit,
        Self::Channel,
        Self::StageSince,
    ];

    /// What heads the column.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Key => "Key",
            Self::Owner => "Owner",
            Self::Class => "Class",
            Self::List => "List",
            Self::Stage => "Stage",
            Self::Engagement => "Engagement",
            Self::Potential => "Potential",
            Self::Revenue => "Revenue, 12 months",
            Self::RevenuePrior => "Revenue, year before",
            Self::Qpc => "Capacity (QPC)",
            Self::QpcSource => "Capacity source",
            Self::QpcAsOf => "Capacity as of",
            Self::Region => "Region",
            Self::Industry => "Industry",
            Self::Website => "Website",
            Self::Notes => "Notes",
            Self::Judged => "Judged on",
            Self::JudgedBy => "Judged by",
            Self::LastContact => "Last contact",
            Self::NextDue => "Next due",
            Self::Touch => "Keeping in touch",
            Self::Overdue => "Overdue, % of cadence",
            Self::Risk => "At risk",
            Self::MissingRole => "Missing roles",
            Self::Breadth => "Products, 12 months",
            Self::BreadthChange => "Products, on year before",
            Self::EvidenceEngagement => "Engagement by evidence",
            Self::EvidencePotential => "Potential by evidence",
            Self::Confidence => "Confidence of potential",
            Self::Drift => "Drift since judged",
            Self::ShareOfWallet => "Share of wallet, 12 months",
            Self::Priority => "Priority by capacity",
            Self::Likelihood => "Likelihood",
            Self::Pursuit => "Pursued as",
            Self::Channel => "Channel",
            Self::StageSince => "In its stage since",
        }
    }

    /// What its values are.
    #[must_use]
    pub const fn measure(self) -> Measure {
        match self {
            Self::Name
            | Self::Key
            | Self::Owner
            | Self::Class
            | Self::List
            | Self::Stage
            | Self::QpcSource
            | Self::Region
            | Self::Industry
            | Self::Website
            | Self::Notes
            | Self::JudgedBy
            | Self::Touch
            | Self::Risk
            | Self::MissingRole
            | Self::Priority
            | Self::Likelihood
            | Self::Pursuit
            | Self::Channel => Measure::Text,
            Self::QpcAsOf | Self::Judged | Self::LastContact | Self::NextDue | Self::StageSince => Measure::Day,
            Self::Revenue | Self::RevenuePrior | Self::Qpc => Measure::Money,
            Self::Engagement | Self::Potential | Self::EvidenceEngagement | Self::EvidencePotential | Self::Drift => {
                Measure::Score
            }
            Self::Overdue | Self::Confidence | Self::ShareOfWallet => Measure::Percent,
            Self::Breadth | Self::BreadthChange => Measure::Count,
        }
    }

    /// Whether its values are amounts of money.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self.measure(), Measure::Money)
    }

    /// Whether its values are days.
    #[must_use]
    pub const fn is_day(self) -> bool {
        matches!(self.measure(), Measure::Day)
    }

    /// Whether its values are figures, which stand to the right.
    #[must_use]
    pub const fn is_numeric(self) -> bool {
        match self.measure() {
            Measure::Text | Measure::Day => false,
            Measure::Money | Measure::Score | Measure::Percent | Measure::Count => true,
        }
    }
}

/// What is asked of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Test {
    /// Its text is one of these, exactly; an empty text stands for no value.
    OneOf(BTreeSet<String>),
    /// Its folded text holds this, folded.
    Contains(String),
    /// At least so much, in the units of the column's [`Measure`].
    AtLeast(i64),
    /// At most so much, in the same units.
    AtMost(i64),
    Empty,
    NotEmpty,
    /// The day lies at least so many days back, or there is none: "not reviewed for 180 days".
    OlderThanDays(u32),
    /// The day is this one or later.
    Since(chrono::NaiveDate),
}

/// A [`Test`] without what it compares with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestKind {
    OneOf,
    Contains,
    AtLeast,
    AtMost,
    Empty,
    NotEmpty,
    OlderThanDays,
    Since,
}

impl Test {
    #[must_use]
    pub const fn kind(&self) -> TestKind {
        match self {
            Self::OneOf(_) => TestKind::OneOf,
            Self::Contains(_) => TestKind::Contains,
            Self::AtLeast(_) => TestKind::AtLeast,
            Self::AtMost(_) => TestKind::AtMost,
            Self::Empty => TestKind::Empty,
            Self::NotEmpty => TestKind::NotEmpty,
            Self::OlderThanDays(_) => TestKind::OlderThanDays,
            Self::Since(_) => TestKind::Since,
        }
    }
}

/// One condition of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    pub column: Column,
    pub test: Test,
}

/// Which accounts are seen. Empty: all that are not archived.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// Words that must all be found; what they miss is dimmed on the board and left out of the table.
    pub text: String,
    /// All must hold; what they miss is left out everywhere.
    pub conditions: Vec<Condition>,
    /// Whose class changed on this day or later.
    pub class_changed_since: Option<chrono::NaiveDate>,
    /// Who stands near a dividing line, so that a small move would change the class.
    pub on_the_fence: bool,
    /// The archived instead of the others.
    pub archived: bool,
}

impl Filter {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether both leave the same accounts by the same words and conditions, in whatever order these were given.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        let Self { text, conditions, class_changed_since, on_the_fence, archived } = self;
        let within = |some: &[Condition], all: &[Condition]| some.iter().all(|condition| all.contains(condition));
        text.trim() == other.text.trim()
            && within(conditions, &other.conditions)
            && within(&other.conditions, conditions)
            && *class_changed_since == other.class_changed_since
            && *on_the_fence == other.on_the_fence
            && *archived == other.archived
    }

    /// The condition of this kind on a column.
    #[must_use]
    pub fn condition(&self, column: Column, kind: TestKind) -> Option<&Condition> {
        self.conditions.iter().find(|condition| condition.column == column && condition.test.kind() == kind)
    }

    /// Sets a condition in place of the one of the same kind on the same column.
    pub fn set(&mut self, column: Column, test: Test) {
        let same = |condition: &&mut Condition| condition.column == column && condition.test.kind() == test.kind();
        match self.conditions.iter_mut().find(same) {
            Some(condition) => condition.test = test,
            None => self.conditions.push(Condition { column, test }),
        }
    }

    /// Takes the condition of this kind on a column away.
    pub fn unset(&mut self, column: Column, kind: TestKind) {
        self.conditions.retain(|condition| condition.column != column || condition.test.kind() != kind);
    }
}

/// One column to sort by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SortBy {
    pub column: Column,
    pub descending: bool,
}

/// A filter with a name, and how the table shows what it leaves. Belongs to the workspace.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedView {
    pub name: String,
    pub filter: Filter,
    #[serde(default)]
    pub sort: Vec<SortBy>,
    #[serde(default)]
    pub columns: Vec<Column>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_as_it_was_written_and_an_older_one_by_what_it_has() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let tests = [
            Test::OneOf(BTreeSet::from(["'); DROP TABLE account;--".to_owned(), "شركة".to_owned(), String::new()])),
            Test::Contains("\"quoted\"".to_owned()),
            Test::AtLeast(i64::MIN),
            Test::AtMost(i64::MAX),
            Test::Empty,
            Test::NotEmpty,
            Test::OlderThanDays(180),
            Test::Since(day),
        ];
        let filter = Filter {
            text: "ernst".to_owned(),
            conditions: tests.map(|test| Condition { column: Column::List, test }).into(),
            class_changed_since: Some(day),
            on_the_fence: true,
            archived: true,
        };
        let sort = vec![SortBy { column: Column::Revenue, descending: true }];
        let view = SavedView { name: "Mine".to_owned(), filter, sort, columns: Column::ALL.into() };
        let json = serde_json::to_string(&view).unwrap();
        assert_eq!(serde_json::from_str::<SavedView>(&json).unwrap(), view);
        let older: SavedView = serde_json::from_str(r#"{"name":"Old","filter":{"text":"x"}}"#).unwrap();
        assert_eq!(older.filter, Filter { text: "x".to_owned(), ..Filter::default() });
    }

    #[test]
    fn conditions_mean_the_same_in_any_order() {
        let (mut one, mut other) = (Filter::default(), Filter { text: " ".to_owned(), ..Filter::default() });
        assert!(one.means(&other) && !other.is_empty());
        one.set(Column::Revenue, Test::AtLeast(1));
        one.set(Column::Revenue, Test::AtMost(9));
        other.set(Column::Revenue, Test::AtMost(9));
        other.set(Column::Revenue, Test::AtLeast(2));
        assert!(!one.means(&other));
        other.set(Column::Revenue, Test::AtLeast(1));
        assert!(one.means(&other), "a condition is set in place of the one of its kind");
        other.unset(Column::Revenue, TestKind::AtMost);
        assert!(!one.means(&other) && !other.means(&one));
    }
}
