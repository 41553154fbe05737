use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{Money, Spend, SpendId};

use super::Stored;
use super::value::{column, day_of, extra_of, extra_text, text, text_or_null, uuid};

impl Stored for Spend {
    const TABLE: &'static str = "spend";
    const COLUMNS: &'static [&'static str] = &["id", "version", "channel", "month", "amount", "notes", "extra"];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &'static str {
        ""
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, channel, month, amount, notes, extra } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, channel)?;
        statement.raw_bind_parameter(4, month.to_string())?;
        statement.raw_bind_parameter(5, amount.minor_units())?;
        statement.raw_bind_parameter(6, notes)?;
        statement.raw_bind_parameter(7, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: SpendId(uuid(row, 0)?),
            version: column(row, 1)?,
            channel: text(row, 2)?.to_owned(),
            month: day_of(text(row, 3)?)?,
            amount: Money::from_minor_units(column(row, 4)?),
            notes: text(row, 5)?.to_owned(),
            extra: extra_of(text_or_null(row, 6)?)?,
        })
    }
}
