use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{Batch, BatchId};

use super::Stored;
use super::value::{column, day_of, money, text, uuid};

impl Stored for Batch {
    const TABLE: &'static str = "batch";
    const COLUMNS: &'static [&'static str] =
        &["id", "version", "file_name", "lines", "replaced", "total", "first_day", "last_day"];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    /// Nobody else has a name for it.
    fn key(&self) -> &'static str {
        ""
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, file_name, lines, replaced, total, first_day, last_day } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, file_name)?;
        statement.raw_bind_parameter(4, count_as_integer(*lines))?;
        statement.raw_bind_parameter(5, count_as_integer(*replaced))?;
        statement.raw_bind_parameter(6, total.minor_units())?;
        statement.raw_bind_parameter(7, first_day.to_string())?;
        statement.raw_bind_parameter(8, last_day.to_string())
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: BatchId(uuid(row, 0)?),
            version: column(row, 1)?,
            file_name: text(row, 2)?.to_owned(),
            lines: count(column(row, 3)?)?,
            replaced: count(column(row, 4)?)?,
            total: money(row, 5)?.ok_or("no total")?,
            first_day: day_of(text(row, 6)?)?,
            last_day: day_of(text(row, 7)?)?,
        })
    }
}

/// SQLite counts in 64 bits with a sign; no file has so many lines.
fn count_as_integer(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

fn count(number: i64) -> Result<u64, String> {
    u64::try_from(number).map_err(|_| format!("{number} is no count"))
}
