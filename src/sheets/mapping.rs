use super::column::stage_named;
use super::{Field, Sheet, headers};

/// Which column holds which field. A field is held by one column at most; columns without a field are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    fields: Vec<Option<Field>>,
}

/// Why a wish like `Column=field` cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingError {
    #[error("“{0}” does not say which column holds which field; expected Column=field, such as \"Firma=name\"")]
    NotAnAssignment(String),
    #[error("There is no column “{wanted}”; the file has {}", .there.join(", "))]
    NoSuchColumn { wanted: String, there: Vec<String> },
    #[error("There is no field “{wanted}”; the fields are {}, and none", Field::ALL.map(Field::id).join(", "))]
    NoSuchField { wanted: String },
}

impl Mapping {
    /// No column holds anything.
    #[must_use]
    pub fn empty(columns: usize) -> Self {
        Self { fields: vec![None; columns] }
    }

    /// What the headers say, unless the values gainsay it.
    #[must_use]
    pub fn guess(sheet: &Sheet) -> Self {
        let mut mapping = Self::empty(sheet.columns());
        let bare: Vec<String> = sheet.header_cells().iter().map(|header| headers::bare(header)).collect();
        for field in Field::of(crate::model::RecordKind::Accounts).iter().copied() {
            let fits = |column: &usize| mapping.field(*column).is_none() && values_allow(field, sheet, *column);
            let named = |name: &&str| {
                let columns = bare.iter().enumerate().filter(|(_, bare)| bare == name);
                columns.map(|(column, _)| column).find(fits)
            };
            if let Some(column) = headers::names(field).iter().find_map(named) {
                mapping.set(column, Some(field));
            }
        }
        mapping
    }

    /// One for each column, from the left.
    #[must_use]
    pub fn fields(&self) -> &[Option<Field>] {
        &self.fields
    }

    #[must_use]
    pub fn field(&self, column: usize) -> Option<Field> {
        self.fields.get(column).copied().flatten()
    }

    #[must_use]
    pub fn column_of(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|held| *held == Some(field))
    }

    /// Says what a column holds. A field that another column held moves here.
    pub fn set(&mut self, column: usize, field: Option<Field>) {
        if let Some(other) = field.and_then(|field| self.column_of(field)).and_then(|at| self.fields.get_mut(at)) {
            *other = None;
        }
        if let Some(held) = self.fields.get_mut(column) {
            *held = field;
        }
    }

    /// Follows a wish like `Firma=name`, or `Firma=none` to leave the column out.
    ///
    /// # Errors
    /// When there is no such column or field.
    pub fn assign(&mut self, sheet: &Sheet, wish: &str) -> Result<(), MappingError> {
        // The last sign divides: a header may have one of its own, a field never.
        let (column, field) = wish.rsplit_once('=').ok_or_else(|| MappingError::NotAnAssignment(wish.to_owned()))?;
        let names: Vec<String> = (0..sheet.columns()).map(|column| sheet.column_name(column)).collect();
        let exact = names.iter().position(|name| name == column.trim());
        let bare = headers::bare(column);
        let place = exact.or_else(|| names.iter().position(|name| !bare.is_empty() && headers::bare(name) == bare));
        let Some(place) = place else {
            return Err(MappingError::NoSuchColumn { wanted: column.trim().to_owned(), there: names });
        };
        let field = match field.trim() {
            "" | "none" | "-" => None,
            id => Some(Field::with_id(id).ok_or_else(|| MappingError::NoSuchField { wanted: id.to_owned() })?),
        };
        self.set(place, field);
        Ok(())
    }
}

/// Whether the first values of a column could be values of the field. A few bad ones are for the plan to reject.
fn values_allow(field: Field, sheet: &Sheet, column: usize) -> bool {
    const SAMPLE: usize = 1000;
    /// Fewer values prove nothing.
    const ENOUGH: usize = 3;
    let fits = |value: &str| match field {
        Field::Id => uuid::Uuid::try_parse(value).is_ok(),
        Field::Stage => stage_named(value).is_some(),
        Field::Engagement
        | Field::Potential
        | Field::Revenue12m
        | Field::RevenuePrior12m
        | Field::Qpc
        | Field::QpcAsOf => value.contains(|c: char| c.is_ascii_digit()),
        Field::Key
        | Field::Name
        | Field::Owner
        | Field::Region
        | Field::Industry
        | Field::Website
        | Field::Notes
        | Field::QpcSource
        | Field::Archived => true,
        _ => true,
    };
    let values = sheet.rows().take(SAMPLE).map(|row| row.text(column)).filter(|value| !value.trim().is_empty());
    let (count, fitting) =
        values.fold((0, 0), |(count, fitting), value| (count + 1, fitting + usize::from(fits(value.trim()))));
    match field {
        // `ID` is a customer number in the files of others; ours are unmistakable.
        Field::Id => count > 0 && fitting == count,
        _ => count < ENOUGH || fitting > 0,
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
        mapping.fields().iter().map(|field| field.map_or("-", Field::id)).collect::<Vec<_>>().join(" ")
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
        assert_eq!(mapping.fields(), [None, Some(Field::Name), Some(Field::Key)]);
        mapping.assign(&sheet, "nr=none").unwrap();
        assert_eq!(mapping.fields(), [None, Some(Field::Name), None]);
        let check = |wish: &str, wanted: &str| {
            let said = mapping.clone().assign(&sheet, wish).unwrap_err().to_string();
            assert!(said.contains(wanted), "{wish}: {said}");
        };
        check("Firma", "expected Column=field");
        check("Umsatz=name", "no column “Umsatz”; the file has Firma, a=b, Nr");
        check("Firma=colour", "no field “colour”; the fields are id, key, name");
    }
}
