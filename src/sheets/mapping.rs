use serde::{Deserialize, Serialize};

use crate::model::{DecimalSeparator, RecordKind};

use super::{Field, Sheet, guess, headers};

/// What each column of a sheet holds, and how it is read. A field is held by one column at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// What its rows are.
    pub kind: RecordKind,
    columns: Vec<ColumnMapping>,
}

/// What one column holds, and what somebody said of how it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMapping {
    pub holds: Holds,
    /// Before the decimals of its numbers; `None`: found out from all of them.
    pub decimal: Option<DecimalSeparator>,
    /// Of its dates such as 03/04/2026; `None`: found out from all of them.
    pub dates: Option<DateOrder>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// It is left out.
    #[default]
    Nothing,
    Field(Field),
    /// What no field is for; kept with the record under this name.
    Extra(String),
}

/// How dates such as 03/04/2026 are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    DayFirst,
    MonthFirst,
}

/// Why a wish like `Column=field` cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("“{0}” does not say which column holds which field; expected Column=field, such as \"Firma=name\"")]
    NotAnAssignment(String),
    #[error("There is no column “{wanted}”; the file has {}", .there.join(", "))]
    NoSuchColumn { wanted: String, there: Vec<String> },
    #[error(
        "{} have no field “{wanted}”; their fields are {}; or write none, or extra", kind.label(),
        Field::of(*kind).iter().map(|field| field.id()).collect::<Vec<_>>().join(", ")
    )]
    NoSuchField { kind: RecordKind, wanted: String },
}

impl Mapping {
    /// No column holds anything.
    #[must_use]
    pub fn empty(kind: RecordKind, columns: usize) -> Self {
        Self { kind, columns: vec![ColumnMapping::default(); columns] }
    }

    /// What the rows are and which column holds what, as headers and values tell.
    #[must_use]
    pub fn guess(sheet: &Sheet) -> Self {
        Self::guess_as(sheet, guess::kind(sheet))
    }

    /// Which column holds what if the rows are of this kind: what the headers say unless the values gainsay it.
    /// Columns that fit nothing hold nothing.
    #[must_use]
    pub fn guess_as(sheet: &Sheet, kind: RecordKind) -> Self {
        let mut mapping = Self::empty(kind, sheet.columns());
        for (place, field) in guess::fields(sheet, kind).into_iter().enumerate() {
            if let Some(field) = field {
                mapping.set(place, Holds::Field(field));
            }
        }
        mapping
    }

    /// One for each column, from the left.
    #[must_use]
    pub fn columns(&self) -> &[ColumnMapping] {
        &self.columns
    }

    #[must_use]
    pub fn holds(&self, column: usize) -> &Holds {
        self.columns.get(column).map_or(&Holds::Nothing, |column| &column.holds)
    }

    #[must_use]
    pub fn field(&self, column: usize) -> Option<Field> {
        match self.holds(column) {
            Holds::Field(field) => Some(*field),
            Holds::Nothing | Holds::Extra(_) => None,
        }
    }

    #[must_use]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|column| column.holds == Holds::Field(field))
    }

    /// Says what a column holds. A field or a name that another column held moves here.
    pub fn set(&mut self, column: usize, holds: Holds) {
        if holds != Holds::Nothing {
            for other in self.columns.iter_mut().filter(|other| other.holds == holds) {
                other.holds = Holds::Nothing;
            }
        }
        if let Some(column) = self.columns.get_mut(column) {
            column.holds = holds;
        }
    }

    /// Says which sign stands before the decimals of a column; `None`: that is to be found out.
    pub fn set_decimal(&mut self, column: usize, decimal: Option<DecimalSeparator>) {
        if let Some(column) = self.columns.get_mut(column) {
            column.decimal = decimal;
        }
    }

    /// Says how the dates of a column are meant; `None`: that is to be found out.
    pub fn set_dates(&mut self, column: usize, dates: Option<DateOrder>) {
        if let Some(column) = self.columns.get_mut(column) {
            column.dates = dates;
        }
    }

    /// Follows a wish like `Firma=name`; `Firma=none` leaves the column out, `Firma=extra` keeps it under its own name
    /// and `Firma=extra:Old name` under another.
    ///
    /// # Errors
    /// When there is no such column, or the kind has no such field.
    pub fn assign(&mut self, sheet: &Sheet, wish: &str) -> Result<(), MappingError> {
        // The last sign divides: a header may have one of its own, a field never.
        let (column, wanted) = wish.rsplit_once('=').ok_or_else(|| MappingError::NotAnAssignment(wish.to_owned()))?;
        let names: Vec<String> = (0..sheet.columns()).map(|column| sheet.column_name(column)).collect();
        let exact = names.iter().position(|name| name == column.trim());
        let bare = headers::bare(column);
        let place = exact.or_else(|| names.iter().position(|name| !bare.is_empty() && headers::bare(name) == bare));
        let Some(place) = place else {
            return Err(MappingError::NoSuchColumn { wanted: column.trim().to_owned(), there: names });
        };
        let wanted = wanted.trim();
        let holds = match wanted.split_once(':').unwrap_or((wanted, "")) {
            ("" | "none" | "-", "") => Holds::Nothing,
            ("extra", name) if name.trim().is_empty() => Holds::Extra(sheet.column_name(place)),
            ("extra", name) => Holds::Extra(name.trim().to_owned()),
            _ => {
                let field = Field::with_id(self.kind, wanted);
                let unknown = || MappingError::NoSuchField { kind: self.kind, wanted: wanted.to_owned() };
                Holds::Field(field.ok_or_else(unknown)?)
            }
        };
        self.set(place, holds);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Progress;
    use crate::sheets::{ReadOptions, read_csv};

    fn sheet(text: &str) -> Sheet {
        read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap()
    }

    fn guessed(text: &str) -> String {
        let mapping = Mapping::guess(&sheet(text));
        (0..mapping.columns().len())
            .map(|column| mapping.field(column).map_or("-", Field::id))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn headers_are_recognised_in_several_languages() {
        let check = |header: &str, wanted: &str| assert_eq!(guessed(&format!("{header}\n")), wanted, "{header}");
        check("CustomerID,CompanyName,ContactName,City,Region,Country", "key name - - region -");
        check("Kundennr.;Firma;Umsatz 12M;Potenzial;Bemerkung", "key name revenue_12m potential notes");
        check("Raison sociale;Chiffre d’affaires (€);Pays;Secteur d'activité", "name revenue_12m region industry");
        check("Razón social;País;Ventas 12 meses;Notas", "name region revenue_12m notes");
        check("Ragione sociale;Settore;Fatturato", "name industry revenue_12m");
        check("Klantnr;Bedrijfsnaam;Omzet;Vorig jaar", "key name revenue_12m revenue_prior_12m");
        check("Number,Customer No,Name,Company", "- key name -");
        check("'); DROP TABLE accounts;--,Name\nx,y", "- name");
    }

    #[test]
    fn every_label_of_ours_is_recognised() {
        for field in Field::of(crate::model::RecordKind::Accounts).iter().copied().filter(|field| *field != Field::Id) {
            let mapping = Mapping::guess(&sheet(&format!("{}\n", field.label())));
            assert_eq!(mapping.field(0), Some(field));
            let mapping = Mapping::guess(&sheet(&format!("{}\n", field.id())));
            assert_eq!(mapping.field(0), Some(field));
        }
    }

    #[test]
    fn values_gainsay_a_header() {
        let check = |text: &str, wanted: &str| assert_eq!(guessed(text), wanted, "{text}");
        check("Name,Engagement\na,high\nb,low\nc,low\n", "name -");
        check("Name,Engagement\na,NaN\n", "name engagement");
        check("Name,Status\na,open\nb,open\nc,shut\n", "name -");
        check("ID,Name\n17,a\n", "key name");
        check("ID,Name\n019ab3f2-0000-7000-8000-000000000000,a\n", "id name");
    }

    #[test]
    fn a_field_is_held_once_and_wishes_are_followed() {
        let sheet = sheet("Firma,a=b,Nr\n");
        let mut mapping = Mapping::guess(&sheet);
        mapping.assign(&sheet, "a=b=name").unwrap();
        let held = |mapping: &Mapping| (0..3).map(|column| mapping.holds(column).clone()).collect::<Vec<_>>();
        let (name, key) = (Holds::Field(Field::Name), Holds::Field(Field::Key));
        assert_eq!(held(&mapping), [Holds::Nothing, name.clone(), key]);
        mapping.assign(&sheet, "nr=none").unwrap();
        assert_eq!(held(&mapping), [Holds::Nothing, name.clone(), Holds::Nothing]);
        mapping.assign(&sheet, "nr=extra").unwrap();
        mapping.assign(&sheet, "Firma=extra: Old name").unwrap();
        assert_eq!(held(&mapping), [Holds::Extra("Old name".to_owned()), name, Holds::Extra("Nr".to_owned())]);
        let check = |wish: &str, wanted: &str| {
            let said = mapping.clone().assign(&sheet, wish).unwrap_err().to_string();
            assert!(said.contains(wanted), "{wish}: {said}");
        };
        check("Firma", "expected Column=field");
        check("Umsatz=name", "no column “Umsatz”; the file has Firma, a=b, Nr");
        check("Firma=colour", "no field “colour”; their fields are id, key, name");
        check("Firma=email", "Accounts have no field “email”");
    }
}
