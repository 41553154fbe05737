//! What people call the columns of their lists of colleagues.

use super::super::Field;
use super::shared;

/// A column of these names holds people of ours and nobody else.
pub(in crate::sheets) const STAFF: &[&str] = &[
    "colleague",
    "colleaguename",
    "employee",
    "employeename",
    "staffname",
    "teammember",
    "mitarbeiter",
    "mitarbeitername",
    "kollege",
    "kollegin",
    "employe",
    "collaborateur",
    "collegue",
    "empleado",
    "colega",
    "dipendente",
    "collega",
    "medewerker",
];

pub(super) const fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Id => shared::ID,
        Field::Key => &[
            "employeeid",
            "employeeno",
            "employeenumber",
            "staffno",
            "personnelno",
            "personalnr",
            "personalnummer",
            "mitarbeiternr",
            "mitarbeiternummer",
            "matricule",
            "numeroempleado",
            "matricola",
            "personeelsnummer",
        ],
        Field::Name => STAFF,
        Field::Team => &[
            "team",
            "department",
            "function",
            "abteilung",
            "bereich",
            "funktion",
            "equipe",
            "service",
            "departement",
            "departamento",
            "equipo",
            "reparto",
            "squadra",
            "afdeling",
        ],
        Field::Seller => &[
            "seller",
            "isseller",
            "issales",
            "salesrep",
            "verkaufer",
            "vertrieb",
            "vendeur",
            "vendedor",
            "venditore",
            "verkoper",
        ],
        Field::Email => &["email", "mail", "emailaddress", "courriel", "correo", "correoelectronico", "emailadresse"],
        Field::HoursPerYear => &[
            "hoursperyear",
            "sellinghours",
            "hours",
            "stunden",
            "verkaufsstunden",
            "jahresstunden",
            "stundenprojahr",
            "heures",
            "heuresparan",
            "horas",
            "horasalano",
            "ore",
            "oreallanno",
            "uren",
            "urenperjaar",
        ],
        Field::Left => {
            &["left", "inactive", "ausgeschieden", "ausgetreten", "parti", "inactivo", "uscito", "vertrokken"]
        }
        Field::Notes => shared::NOTES,
        _ => &[],
    }
}
