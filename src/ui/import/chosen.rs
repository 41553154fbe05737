//! What somebody chose in the dialog, and what of it still stands when the file is read in another way.

use crate::sheets::{Mapping, PlanOptions, Profile, Sheet};

use super::{ImportState, ImportView, KnownMapping, Planning, Preview};

/// What a preview began with, before anybody chose anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    pub mapping: Mapping,
    /// Without anything about single rows and names.
    pub options: PlanOptions,
}

impl Preview {
    /// Whether anything was chosen or mended here.
    #[must_use]
    pub fn is_touched(&self) -> bool {
        self.mapping != self.start.mapping || self.options != self.start.options
    }

    /// Whether the columns, or how rows find what is there, are other than they were when the mapping was taken up.
    #[must_use]
    pub fn is_mapped_otherwise(&self) -> bool {
        self.mapping != self.start.mapping || !same_choices(&self.options, &self.start.options)
    }

    #[must_use]
    pub fn known_in_use(&self) -> Option<&KnownMapping> {
        self.used.and_then(|place| self.known.get(place))
    }

    /// The words of the mapping in use, and whether it was changed since.
    #[must_use]
    pub fn known_words(&self) -> Option<String> {
        let known = self.known_in_use()?;
        let changed = if self.is_mapped_otherwise() { ", changed" } else { "" };
        Some(format!("{}{changed}", known.words))
    }

    /// The file is read in another way from now on.
    pub fn begin_reading(&mut self) {
        (self.rereading, self.read_error) = (true, None);
        if self.planning == Planning::Runs {
            self.planning = Planning::Waits;
        }
    }

    /// Takes over what was chosen for the same file before it was read in this way. `same_rows`: row for row it is the
    /// same grid. False when something that was mended in single rows is lost.
    pub fn carry_over(&mut self, before: &Self, same_rows: bool) -> bool {
        if !same_choices(&before.options, &before.start.options) {
            self.options.match_by.clone_from(&before.options.match_by);
            self.options.on_match = before.options.on_match;
            self.options.missing = before.options.missing;
        }
        self.options.same_names.clone_from(&before.options.same_names);
        if before.mapping != before.start.mapping {
            self.mapping = carried(before, &self.sheet, &self.mapping);
        }
        let lost = !same_rows && before.options.amendments != self.options.amendments;
        if same_rows {
            self.options.amendments.clone_from(&before.options.amendments);
        }
        !lost
    }
}

impl ImportView {
    /// Nobody waits any longer for the file to be read in another way; whether somebody did.
    pub fn stop_reading(&mut self) -> bool {
        let ImportState::Read(preview) = &mut self.state else { return false };
        let was_reading = std::mem::take(&mut preview.rereading);
        if was_reading {
            self.read = preview.read_as.clone();
        }
        was_reading
    }
}

fn same_choices(one: &PlanOptions, other: &PlanOptions) -> bool {
    let choices = |options: &PlanOptions| (options.match_by.clone(), options.on_match, options.missing);
    choices(one) == choices(other)
}

/// The mapping of a sheet, with what somebody changed by hand in that of the sheet before.
fn carried(before: &Preview, sheet: &Sheet, fresh: &Mapping) -> Mapping {
    let kind = before.mapping.kind;
    let mut mapping = if fresh.kind == kind { fresh.clone() } else { Mapping::guess_as(sheet, kind) };
    let unchanged = if before.start.mapping.kind == kind {
        before.start.mapping.clone()
    } else {
        Mapping::guess_as(&before.sheet, kind)
    };
    // As many columns are the same columns, whatever their headers are now; else the headers tell.
    let here = |mapping: &Mapping| {
        if sheet.columns() == before.sheet.columns() {
            mapping.clone()
        } else {
            Profile::of("", &before.sheet, mapping, &before.options).apply(sheet)
        }
    };
    let (changed, unchanged) = (here(&before.mapping), here(&unchanged));
    for (column, (now, then)) in changed.columns().iter().zip(unchanged.columns()).enumerate() {
        if now != then {
            mapping.set(column, now.holds.clone());
            mapping.set_decimal(column, now.decimal);
            mapping.set_dates(column, now.dates);
        }
    }
    mapping
}
