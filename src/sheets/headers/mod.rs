//! What people call the columns of their lists, in English, German, French, Spanish, Italian and Dutch.

use crate::model::RecordKind;
use crate::model::text::folded;

use super::Field;

mod accounts;
mod activities;
pub(super) mod colleagues;
mod contacts;
mod funnel;
mod opportunities;
mod products;
mod purchases;
mod risks;
mod shared;

/// The bare letters and digits of a header: `Kundennr.` is `kundennr`, `N° client` is `noclient`. What stands in
/// brackets is a unit.
pub(super) fn bare(header: &str) -> String {
    let without_unit = header.split(['(', '[']).next().filter(|text| !text.trim().is_empty()).unwrap_or(header);
    folded(without_unit).chars().map(|c| if c == '°' { 'o' } else { c }).filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a bare header is our own word for the field, on screen or in commands.
pub(super) fn is_ours(field: Field, bare_header: &str) -> bool {
    bare(field.label()) == bare_header || bare(field.id()) == bare_header
}

/// Bare headers of others that mean the field in a list of such records, the surest first.
pub(super) const fn names(kind: RecordKind, field: Field) -> &'static [&'static str] {
    match kind {
        RecordKind::Accounts => accounts::names(field),
        RecordKind::Contacts => contacts::names(field),
        RecordKind::Activities => activities::names(field),
        RecordKind::Purchases => purchases::names(field),
        RecordKind::Products => products::names(field),
        RecordKind::Opportunities => opportunities::names(field),
        RecordKind::Risks => risks::names(field),
        RecordKind::Colleagues => colleagues::names(field),
        RecordKind::StageEvents => funnel::stage_events(field),
        RecordKind::HandOvers => funnel::hand_overs(field),
        RecordKind::Goals => funnel::goals(field),
        RecordKind::Spend => funnel::spend(field),
    }
}

/// Bare headers that mean the field if no other column means it better.
pub(super) const fn vague_names(kind: RecordKind, field: Field) -> &'static [&'static str] {
    match (kind, field) {
        (RecordKind::Purchases | RecordKind::Activities, Field::Account) | (_, Field::Name) => shared::ANY_NAME,
        (RecordKind::Purchases, Field::Document) | (_, Field::Key) => shared::ANY_KEY,
        _ => &[],
    }
}
