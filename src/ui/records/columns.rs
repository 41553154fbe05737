//! Which columns a table has, and how wide they are at first.

use crate::model::RecordKind;
use crate::sheets::Field;

use super::order::Sort;
use super::typed::Shape;

/// From the left: what a record is known by first, keys of other systems last. Record keys are of no use to people.
#[must_use]
pub const fn columns(kind: RecordKind) -> &'static [Field] {
    use Field as F;
    match kind {
        RecordKind::Accounts => &[],
        RecordKind::Contacts => &[
            F::Name,
            F::Account,
            F::Title,
            F::Role,
            F::Influence,
            F::Email,
            F::Phone,
            F::CadenceDays,
            F::Champion,
            F::Left,
            F::Notes,
            F::Key,
        ],
        RecordKind::Activities => &[
            F::Day,
            F::Account,
            F::Kind,
            F::Subject,
            F::Status,
            F::Colleagues,
            F::Contacts,
            F::InitiatedBy,
            F::Answered,
            F::Time,
            F::Minutes,
            F::Notes,
            F::Key,
        ],
        RecordKind::Purchases => {
            &[F::OrderDate, F::Document, F::Product, F::Category, F::Quantity, F::Amount, F::Margin]
        }
        RecordKind::Products => &[F::Name, F::Category, F::Notes, F::Key],
        RecordKind::Opportunities => &[
            F::Name,
            F::Account,
            F::Value,
            F::Likelihood,
            F::NextStep,
            F::Due,
            F::Outcome,
            F::OutcomeReason,
            F::Category,
            F::Notes,
            F::Key,
        ],
        RecordKind::Risks => {
            &[F::Reason, F::Account, F::RiskKind, F::Severity, F::Since, F::Resolved, F::Notes, F::Key]
        }
        RecordKind::Colleagues => {
            &[F::Name, F::Team, F::Seller, F::Duty, F::HoursPerYear, F::Email, F::Left, F::Notes, F::Key]
        }
        RecordKind::StageEvents => {
            &[F::Day, F::Account, F::FromStage, F::Stage, F::By, F::Channel, F::Reason, F::EventSource, F::Corrects]
        }
        RecordKind::HandOvers => &[F::Day, F::Account, F::HandedFrom, F::HandedTo, F::Notes],
        RecordKind::Goals => &[F::PeriodStart, F::PeriodKind, F::Metric, F::Target, F::GoalSeller, F::Channel],
        RecordKind::Spend => &[F::Month, F::Channel, F::Amount, F::Notes],
    }
}

/// The order that a table begins with: what is of today first, else by name.
#[must_use]
pub const fn first_sort(kind: RecordKind) -> Sort {
    let (field, descending) = match kind {
        RecordKind::Activities | RecordKind::StageEvents | RecordKind::HandOvers => (Field::Day, true),
        RecordKind::Goals => (Field::PeriodStart, true),
        RecordKind::Spend => (Field::Month, true),
        RecordKind::Purchases => (Field::OrderDate, true),
        RecordKind::Risks => (Field::Since, true),
        RecordKind::Opportunities => (Field::Due, false),
        RecordKind::Accounts | RecordKind::Contacts | RecordKind::Products | RecordKind::Colleagues => {
            (Field::Name, false)
        }
    };
    Sort { field, descending }
}

/// What one value for many rows can be set in. Names and keys belong to one.
pub fn set_for_many(kind: RecordKind) -> impl Iterator<Item = Field> {
    let own = |field: &&Field| {
        !matches!(field, Field::Name | Field::Reason | Field::Key | Field::Contacts | Field::Email | Field::Phone)
    };
    columns(kind).iter().filter(own).copied()
}

/// What is set for many rows most often.
#[must_use]
pub const fn first_set(kind: RecordKind) -> Field {
    match kind {
        RecordKind::Contacts => Field::Role,
        RecordKind::Activities => Field::Status,
        RecordKind::Opportunities => Field::Outcome,
        RecordKind::Risks => Field::Severity,
        RecordKind::Colleagues => Field::Team,
        RecordKind::StageEvents => Field::By,
        RecordKind::HandOvers => Field::HandedTo,
        RecordKind::Goals => Field::Metric,
        RecordKind::Spend => Field::Channel,
        RecordKind::Accounts | RecordKind::Purchases | RecordKind::Products => Field::Category,
    }
}

/// In points, as it suits the values of most.
#[must_use]
pub fn usual_width(field: Field) -> f32 {
    match (Shape::of(field), field) {
        (_, Field::Name | Field::Product) => 190.0,
        (_, Field::Reason | Field::Subject) => 230.0,
        (_, Field::Notes | Field::NextStep | Field::Email) => 200.0,
        (_, Field::Key | Field::Phone | Field::Document) => 110.0,
        (Shape::Account | Shape::Contacts | Shape::Names, _) => 172.0,
        (Shape::Day, _) => 152.0,
        (Shape::Flag | Shape::Time | Shape::Count, _) => 96.0,
        (Shape::Words(_), _) => 104.0,
        (Shape::Money | Shape::Text, _) => 130.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_shows_every_field_of_its_kind_but_record_keys() {
        for kind in RecordKind::ALL.into_iter().filter(|kind| *kind != RecordKind::Accounts) {
            let mut wanted: Vec<Field> = Field::of(kind).to_vec();
            let left_out = |field: &Field| {
                matches!(field, Field::Id | Field::AccountKey)
                    || kind == RecordKind::Purchases
                        && matches!(field, Field::Account | Field::Owner | Field::ProductKey)
            };
            wanted.retain(|field| !left_out(field));
            let mut shown = columns(kind).to_vec();
            wanted.sort_unstable();
            shown.sort_unstable();
            assert_eq!(shown, wanted, "{kind:?}");
            assert!(columns(kind).contains(&first_sort(kind).field), "{kind:?}");
            assert!(set_for_many(kind).any(|field| field == first_set(kind)), "{kind:?}");
        }
    }
}
