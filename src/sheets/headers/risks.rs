//! What people call the columns of their lists of risks.

use super::super::Field;
use super::shared;

pub(super) const fn names(field: Field) -> &'static [&'static str] {
    match field {
        Field::Id => shared::ID,
        Field::Key => &["riskid", "riskno", "risknumber", "risikonr", "risikoid"],
        Field::RiskKind => &["kind", "type", "risktype", "category", "art", "risikoart", "typederisque", "tipo"],
        Field::Severity => {
            &["severity", "level", "impact", "schwere", "stufe", "gravite", "gravedad", "gravita", "ernst"]
        }
        Field::Reason => {
            &["risk", "reason", "description", "what", "risiko", "grund", "beschreibung", "risque", "riesgo"]
        }
        Field::Since => &["since", "opened", "from", "date", "seit", "vom", "depuis", "desde", "dal", "sinds"],
        Field::Resolved => &["resolved", "closed", "until", "gelost", "erledigt", "resolu", "resuelto", "risolto"],
        _ => &[],
    }
}
