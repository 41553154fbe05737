//! How much an entry of the journal is about.

use crate::model::{Entry, NumberStyle};

/// "12 rows"; of an import of purchases, which all stand behind one row, "2,155 purchases and 77 other records".
#[must_use]
pub fn words(entry: &Entry, numbers: NumberStyle) -> String {
    let rows = |count: usize, one: &str, many: &str| match count {
        1 => format!("1 {one}"),
        count => format!("{} {many}", numbers.count(count)),
    };
    let Some(purchases) = purchases(entry) else { return rows(entry.rows, "row", "rows") };
    match entry.rows.saturating_sub(1) {
        0 => purchases.to_owned(),
        others => format!("{purchases} and {}", rows(others, "other record", "other records")),
    }
}

/// As the label of the import has it: its rows do not tell.
fn purchases(entry: &Entry) -> Option<&str> {
    let (what, _file) = entry.label.strip_prefix("Import ")?.split_once(" from ")?;
    let (count, noun) = what.split_once(' ')?;
    let is_count = count.starts_with(|first: char| first.is_ascii_digit());
    (is_count && matches!(noun, "purchase" | "purchases") && entry.rows > 0).then_some(what)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::EntryKind;

    #[test]
    fn purchases_are_counted_as_purchases() {
        let check = |label: &str, rows: usize, wanted: &str| {
            let (at, label) = (DateTime::default(), label.to_owned());
            let entry = Entry { seq: 1, at, by: String::new(), kind: EntryKind::Edit, label, rows };
            assert_eq!(words(&entry, NumberStyle::default()), wanted, "{}", entry.label);
        };
        check("Import 2,155 purchases from all.csv", 78, "2,155 purchases and 77 other records");
        check("Import 2,155 purchases from all.csv", 2, "2,155 purchases and 1 other record");
        check("Import 1 purchase from one.csv", 1, "1 purchase");
        check("Import 1 contact from 2 purchases from.csv", 1, "1 row");
        check("Import 1,200 accounts from purchases from.csv", 1200, "1,200 rows");
        check("Move Ernst Handel", 1, "1 row");
    }
}
