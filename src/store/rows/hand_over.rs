use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{AccountId, HandOver, HandOverId};

use super::Stored;
use super::value::{column, day_of, extra_of, extra_text, text, text_or_null, uuid};

impl Stored for HandOver {
    const TABLE: &'static str = "hand_over";
    const COLUMNS: &'static [&'static str] = &["id", "version", "account", "on", "from", "to", "notes", "extra"];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &'static str {
        ""
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, account, on, from, to, notes, extra } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, account.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(4, on.to_string())?;
        statement.raw_bind_parameter(5, from)?;
        statement.raw_bind_parameter(6, to)?;
        statement.raw_bind_parameter(7, notes)?;
        statement.raw_bind_parameter(8, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: HandOverId(uuid(row, 0)?),
            version: column(row, 1)?,
            account: AccountId(uuid(row, 2)?),
            on: day_of(text(row, 3)?)?,
            from: text(row, 4)?.to_owned(),
            to: text(row, 5)?.to_owned(),
            notes: text(row, 6)?.to_owned(),
            extra: extra_of(text_or_null(row, 7)?)?,
        })
    }
}
