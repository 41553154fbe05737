//! What a workspace file looks like, and how an older one becomes a current one.

use rusqlite::{Connection, TransactionBehavior};

/// `PRAGMA application_id` of a workspace: "4Fol" in ASCII.
pub const APPLICATION_ID: u32 = 0x3446_6f6c;

/// Each takes a file from the version of its place in the list to the next. Only ever appended to.
const MIGRATIONS: &[&str] = &[
    include_str!("sql/0001_workspace.sql"),
    include_str!("sql/0002_more_settings.sql"),
    include_str!("sql/0003_records_and_ledger.sql"),
    include_str!("sql/0004_evidence.sql"),
    include_str!("sql/0005_funnel.sql"),
];

/// `PRAGMA user_version` of a file that this program writes.
#[must_use]
pub fn latest_version() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

pub(super) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Brings the file to the latest version, each step in a transaction of its own with the number that it leads to.
pub(super) fn migrate(conn: &mut Connection) -> rusqlite::Result<()> {
    let have = version(conn)?;
    for (number, migration) in (1..).zip(MIGRATIONS).filter(|(number, _)| *number > have) {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, DateStyle, NumberStyle};

    /// Settings and row images are JSON with names of variants in them. A program that does not know one cannot read
    /// the file, and must be told by the format's number that the file is newer, not damaged.
    #[test]
    fn a_new_variant_in_the_file_is_a_new_format() {
        let known = (Column::ALL.len(), NumberStyle::ALL.len(), DateStyle::ALL.len());
        assert_eq!((latest_version(), known), (5, (37, 4, 4)), "append a migration, an empty one if need be");
    }
}
