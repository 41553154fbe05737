use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Column, SortBy};

/// How the table of accounts is laid out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct TableLayout {
    /// Those that are shown, from the left; the name is always the first.
    pub columns: Vec<Column>,
    /// In points; what is absent has the width that suits its values.
    pub widths: BTreeMap<Column, f32>,
    /// The first counts most.
    pub sort: Vec<SortBy>,
}

impl Default for TableLayout {
    fn default() -> Self {
        Self {
            columns: vec![
                Column::Name,
                Column::Owner,
                Column::Class,
                Column::Stage,
                Column::Engagement,
                Column::Potential,
                Column::Revenue,
                Column::RevenuePrior,
                Column::Qpc,
                Column::Region,
                Column::Judged,
            ],
            widths: BTreeMap::new(),
            sort: vec![SortBy { column: Column::Name, descending: false }],
        }
    }
}
