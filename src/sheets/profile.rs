//! How files of one shape are read and imported, kept under a name for the next one.

use serde::{Deserialize, Serialize};

use crate::model::text::folded;
use crate::model::{DecimalSeparator, RecordKind};

use super::{DateOrder, Field, Holds, Mapping, MatchBy, OnMatch, OnMissing, PlanOptions, Sheet};

/// What somebody chose for a file, to be chosen again for files with these headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    pub name: String,
    pub kind: RecordKind,
    /// One for each column, from the left.
    pub columns: Vec<ProfileColumn>,
    pub match_by: Vec<MatchBy>,
    pub on_match: OnMatch,
    pub missing: OnMissing,
}

/// What was chosen for one column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileColumn {
    /// The header without case, accents and runs of blanks; empty where the column has none.
    pub header: String,
    pub holds: Holds,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<DecimalSeparator>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
}

impl Profile {
    /// What was chosen for this sheet.
    #[must_use]
    pub fn of(name: impl Into<String>, sheet: &Sheet, mapping: &Mapping, options: &PlanOptions) -> Self {
        let columns = headers_of(sheet).map(|(place, header)| (header, mapping.columns().get(place)));
        let columns = columns.filter_map(|(header, column)| Some((header, column?))).map(|(header, column)| {
            ProfileColumn { header, holds: column.holds.clone(), decimal: column.decimal, dates: column.dates }
        });
        Self {
            name: name.into(),
            kind: mapping.kind,
            columns: columns.collect(),
            match_by: options.match_by.clone(),
            on_match: options.on_match,
            missing: options.missing,
        }
    }

    /// Whether the sheet has the headers that this was chosen for, in their order. A sheet without any fits none:
    /// nothing says that its columns are the same.
    #[must_use]
    pub fn fits(&self, sheet: &Sheet) -> bool {
        sheet.header.is_some()
            && headers_of(sheet).map(|(_, header)| header).eq(self.columns.iter().map(|column| column.header.clone()))
    }

    /// Whether it was chosen for a sheet without a header, and this is one with as many columns. That is enough only
    /// where something else says that both are of one kind.
    #[must_use]
    pub fn fits_without_header(&self, sheet: &Sheet) -> bool {
        let is_without = self.columns.iter().all(|column| column.header.is_empty());
        is_without && sheet.header.is_none() && sheet.columns() == self.columns.len()
    }

    /// What was chosen, for the columns of this sheet: each by its header, the second of two alike for the second. A
    /// column that was not there holds nothing.
    #[must_use]
    pub fn apply(&self, sheet: &Sheet) -> Mapping {
        let mut mapping = Mapping::empty(self.kind, sheet.columns());
        let mut left: Vec<&ProfileColumn> = self.columns.iter().collect();
        for (place, header) in headers_of(sheet) {
            let Some(at) = left.iter().position(|column| column.header == header) else { continue };
            let ProfileColumn { header: _, holds, decimal, dates } = left.remove(at);
            let known = match holds {
                Holds::Field(field) => Field::of(self.kind).contains(field),
                Holds::Nothing | Holds::Extra(_) => true,
            };
            if known {
                mapping.set(place, holds.clone());
            }
            mapping.set_decimal(place, *decimal);
            mapping.set_dates(place, *dates);
        }
        mapping
    }

    /// The choices beside the columns; what concerns single rows of the file is not among them.
    pub fn put_into(&self, options: &mut PlanOptions) {
        options.match_by.clone_from(&self.match_by);
        options.on_match = self.on_match;
        options.missing = self.missing;
    }
}

/// The headers of all columns, folded, with the places of their columns. That of the reasons in a file of rejected rows
/// is not among them: mended, these rows are mapped as the file that they come from.
fn headers_of(sheet: &Sheet) -> impl Iterator<Item = (usize, String)> {
    let mut headers: Vec<String> = sheet.header_cells().iter().map(|header| folded(header)).collect();
    headers.resize(sheet.columns(), String::new());
    headers.into_iter().enumerate().skip(usize::from(sheet.is_of_rejects()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Progress;
    use crate::sheets::{ReadOptions, read_csv};

    fn sheet(text: &str) -> Sheet {
        read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap()
    }

    #[test]
    fn what_was_chosen_is_chosen_again_for_files_of_the_same_shape() {
        let first = sheet("Kunde;Wert;Wert;Farbe\nErnst;1,50;2,50;rot\n");
        let mut mapping = Mapping::guess_as(&first, RecordKind::Accounts);
        mapping.set(1, Holds::Nothing);
        mapping.set(2, Holds::Field(Field::Qpc));
        mapping.set(3, Holds::Extra("Colour".to_owned()));
        mapping.set_decimal(2, Some(DecimalSeparator::Comma));
        let options = PlanOptions { on_match: OnMatch::Skip, missing: OnMissing::Reject, ..PlanOptions::default() };
        let profile = Profile::of("ERP", &first, &mapping, &options);
        let text = serde_json::to_string(&profile).unwrap();
        let profile: Profile = serde_json::from_str(&text).unwrap();

        let next = sheet("KUNDE; wert;Wert;Farbe\nFolk;1.250;2.500;blau\n");
        assert!(profile.fits(&next));
        assert_eq!(profile.apply(&next), mapping);
        let mut chosen = PlanOptions::default();
        profile.put_into(&mut chosen);
        assert_eq!(chosen, options);

        let other = sheet("Farbe;Kunde;Ort\nblau;Folk;Graz\n");
        assert!(!profile.fits(&other));
        let mapping = profile.apply(&other);
        assert_eq!(mapping.holds(0), &Holds::Extra("Colour".to_owned()));
        assert_eq!((mapping.field(1), mapping.field(2)), (Some(Field::Name), None));

        let rejects = sheet("Rejection reason;Kunde;Wert;Wert;Farbe\nno number;Folk;1.250;2.500;blau\n");
        assert!(profile.fits(&rejects));
        let mapping = profile.apply(&rejects);
        assert_eq!((mapping.field(0), mapping.field(1), mapping.field(3)), (None, Some(Field::Name), Some(Field::Qpc)));
        assert_eq!(Profile::of("ERP", &rejects, &mapping, &options), profile);

        let mut headless = sheet("Kunde;Wert;Wert;Farbe\nErnst;1,50;2,50;rot\n");
        headless.set_header(None);
        assert!(!profile.fits(&headless) && !profile.fits_without_header(&headless));
        let profile = Profile::of("", &headless, &mapping, &options);
        assert!(!profile.fits(&headless) && profile.fits_without_header(&headless));
    }
}
