use std::borrow::Cow;

use super::column::guards;
use super::guard::{guarded, unguarded};
use super::{ImportPlan, Outcome, Sheet};

/// The header of the column that says why; first, so that a row with too many cells still keeps to its header.
const REASON: &str = "Rejection reason";

impl Sheet {
    /// Whether it came from [`ImportPlan::rejects_csv`]: its first column says why, and the others are those of the
    /// file before.
    #[must_use]
    pub fn is_of_rejects(&self) -> bool {
        self.header_cells().first().is_some_and(|name| name == REASON)
    }
}

impl ImportPlan {
    /// The rejected rows as they were, or as they were amended, behind a column that says why: a CSV to mend and import
    /// again. Only numbers and dates that the other rows told how to read are written so that they need nobody to tell.
    #[must_use]
    pub fn rejects_csv(&self, sheet: &Sheet) -> Vec<u8> {
        // A file of rejected rows that is rejected again gets its reasons renewed, not a second column of them.
        let old = usize::from(sheet.is_of_rejects());
        let mut table =
            csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(BOM.to_vec());
        let guards = guards(sheet);
        let mut write = |first: &str, cells: &[Cow<'_, str>]| {
            let cells = cells.iter().skip(old).map(|cell| safe(cell, guards));
            // Writing to memory does not fail.
            let _ = table.write_record([guarded(first).into_owned()].into_iter().chain(cells));
        };
        if sheet.header.is_some() {
            write(REASON, &sheet.header_cells());
        }
        for planned in &self.rows {
            let Outcome::Rejected(rejections) = &planned.outcome else { continue };
            let said: Vec<String> =
                rejections.iter().map(|rejection| format!("{}: {}", rejection.column, rejection.reason)).collect();
            let row = sheet.grid.row(planned.row as usize);
            let text = |column: usize| {
                let instead = u16::try_from(column).ok().and_then(|column| self.plainer(planned.row, column));
                instead.map_or_else(|| row.text(column), Cow::Borrowed)
            };
            write(&said.join("; "), &(0..row.len()).map(text).collect::<Vec<_>>());
        }
        table.into_inner().unwrap_or_default()
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

/// The cell as it was, with a guard if it would run; a number with a sign is no formula. `guards`: it may have one.
fn safe(cell: &str, guards: bool) -> String {
    let number = cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | ' '));
    let meant = if guards { unguarded(cell) } else { cell };
    if number { cell.to_owned() } else { guarded(meant).into_owned() }
}
