//! What people call the columns of their lists of colleagues.

use super::super::Field;
use super::shared;

pub(super) const fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Id => shared::ID,
        Field::Key => {
            &["employeeid", "employeeno", "staffno", "personnelno", "personalnr", "mitarbeiternr", "matricule"]
        }
        Field::Name => &["colleague", "employee", "fullname", "mitarbeiter", "kollege", "employe", "empleado"],
        Field::Team => {
            &["team", "department", "function", "abteilung", "bereich", "service", "departamento", "reparto"]
        }
        Field::Seller => {
            &["seller", "issales", "salesrep", "verkaufer", "vertrieb", "vendeur", "vendedor", "venditore"]
        }
        Field::HoursPerYear => {
            &["hoursperyear", "hours", "stunden", "jahresstunden", "stundenprojahr", "heures", "horas"]
        }
        Field::Left => &["left", "inactive", "ausgeschieden", "parti", "inactivo"],
        _ => &[],
    }
}
