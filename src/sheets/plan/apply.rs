//! Writes the values of a row into a copy of its record, and tells what differs.

use crate::sheets::column::BETWEEN_NAMES;
use crate::sheets::matching::composed;
use crate::sheets::{Field, Fields, Value};

use super::rows::Cells;
use super::{FieldChange, FieldName, OnMatch};

/// What came of it.
pub(super) struct Applied<R> {
    /// `None` when nothing differs.
    pub after: Option<R>,
    /// The fields that were written, and may differ.
    pub touched: Vec<Field>,
    /// Values that the record cannot take: of which field, and what was expected.
    pub refused: Vec<(Field, &'static str)>,
}

/// Fields that name other records, or find this one; they are written by who looks those up.
const LOOKED_UP: [Field; 12] = [
    Field::Id,
    Field::Account,
    Field::AccountKey,
    Field::Contacts,
    Field::Engagement,
    Field::Potential,
    Field::Judged,
    Field::SuspectSince,
    Field::ProspectSince,
    Field::CustomerSince,
    Field::ClientSince,
    Field::LostSince,
];

/// Tries the values on a copy. `but` are fields that are left alone.
pub(super) fn apply<R: Fields + Clone>(before: &R, cells: &Cells, on_match: OnMatch, but: &[Field]) -> Applied<R> {
    let mut applied = Applied { after: None, touched: Vec::new(), refused: Vec::new() };
    let blanks_only = on_match == OnMatch::FillBlanks;
    for (field, value) in &cells.values {
        if LOOKED_UP.contains(field) || but.contains(field) {
            continue;
        }
        let had = before.value(*field);
        if (blanks_only && had.is_some()) || is_same(had.as_ref(), value) {
            continue;
        }
        let after = applied.after.get_or_insert_with(|| before.clone());
        if after.put(*field, Some(value)) {
            applied.touched.push(*field);
        } else {
            applied.refused.push((*field, expected(*field)));
        }
    }
    for (name, text) in &cells.extra {
        let had = before.extra().get(name);
        if had.is_some_and(|had| blanks_only || composed(had) == composed(text)) {
            continue;
        }
        let after = applied.after.get_or_insert_with(|| before.clone());
        after.extra_mut().insert(name.clone(), text.clone());
    }
    applied
}

/// Each field that differs. Of a record with a QPC, its amount brings a source with it; a list brings its day.
pub(super) fn changes<R: Fields>(before: &R, after: &R, touched: &[Field]) -> Vec<FieldChange> {
    const QPC: [Field; 3] = [Field::Qpc, Field::QpcSource, Field::QpcAsOf];
    const PURSUIT: [Field; 2] = [Field::Pursuit, Field::PursuitSince];
    let mut fields: Vec<Field> = touched.to_vec();
    if touched.iter().any(|field| QPC.contains(field)) {
        fields.extend(QPC);
    }
    if touched.iter().any(|field| PURSUIT.contains(field)) {
        fields.extend(PURSUIT);
    }
    fields.sort_unstable();
    fields.dedup();
    let text = |record: &R, field: Field| record.value(field).map_or_else(String::new, |value| value.text().into());
    let mut changes: Vec<FieldChange> = Vec::new();
    for field in fields {
        let (from, to) = (text(before, field), text(after, field));
        if from != to {
            changes.push(FieldChange { field: FieldName::Field(field), from, to });
        }
    }
    for (name, to) in after.extra() {
        let from = before.extra().get(name).cloned().unwrap_or_default();
        if from != *to {
            changes.push(FieldChange { field: FieldName::Extra(name.clone()), from, to: to.clone() });
        }
    }
    changes
}

/// Whether writing the value would change nothing: texts are the same however their accents are composed.
fn is_same(had: Option<&Value>, value: &Value) -> bool {
    match (had, value) {
        (Some(Value::Text(had)), Value::Text(text)) => composed(had) == composed(text.trim()),
        (None, Value::Text(text)) => text.trim().is_empty(),
        (Some(Value::Names(had)), Value::Names(names)) => same_names(had, names),
        (Some(had), value) => had == value,
        (None, _) => false,
    }
}

/// Whether two lists name the same, in any order. A name may have a semicolon or a line break of its own, which no file
/// can tell from one between names.
pub(super) fn same_names<S: AsRef<str>, T: AsRef<str>>(some: &[S], others: &[T]) -> bool {
    parts(some) == parts(others)
}

fn parts<S: AsRef<str>>(names: &[S]) -> Vec<String> {
    let names = names.iter().flat_map(|name| name.as_ref().split(BETWEEN_NAMES));
    let mut parts: Vec<String> =
        names.map(|name| composed(name.trim()).into_owned()).filter(|name| !name.is_empty()).collect();
    parts.sort_unstable();
    parts
}

fn expected(field: Field) -> &'static str {
    match field {
        Field::QpcSource | Field::QpcAsOf => "the QPC itself is missing; expected an amount",
        Field::CadenceDays => "expected 1 to 65535 days",
        Field::HoursPerYear => "expected 0 to 65535 hours",
        Field::PursuitSince => "the list itself is missing; expected target or lead",
        Field::RelevantCategories => "expected categories with yes or no, such as “Flow: yes; Service: no”",
        _ => "the value is not of the kind that the field keeps",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_a_cell_takes_them_apart() {
        let check = |some: &[&str], others: &[&str], wanted: bool| {
            assert_eq!(same_names(some, others), wanted, "{some:?} {others:?}");
        };
        check(&["Ana", "Bo"], &["Bo", "Ana"], true);
        check(&["Ana; Bo"], &["Ana", "Bo"], true);
        check(&["two\nlines"], &["two", "lines"], true);
        check(&["two\r\nlines"], &["two", "lines"], true);
        check(&["Ana", "Ana"], &["Ana"], false);
        check(&["Ana"], &[], false);
    }
}
