use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{Colleague, ColleagueId, Duty};

use super::Stored;
use super::value::{column, extra_of, extra_text, text, text_or_null, uuid, word_or_null};

impl Stored for Colleague {
    const TABLE: &'static str = "colleague";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "version",
        "key",
        "name",
        "team",
        "seller",
        "email",
        "hours_per_year",
        "left",
        "notes",
        "extra",
        "duty",
    ];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, key, name, team, seller, email, hours_per_year, duty, left, notes, extra } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, key)?;
        statement.raw_bind_parameter(4, name)?;
        statement.raw_bind_parameter(5, team)?;
        statement.raw_bind_parameter(6, seller)?;
        statement.raw_bind_parameter(7, email)?;
        statement.raw_bind_parameter(8, hours_per_year)?;
        statement.raw_bind_parameter(9, left)?;
        statement.raw_bind_parameter(10, notes)?;
        statement.raw_bind_parameter(11, extra_text(extra)?)?;
        statement.raw_bind_parameter(12, duty.map(Duty::name))
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: ColleagueId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            name: text(row, 3)?.to_owned(),
            team: text(row, 4)?.to_owned(),
            seller: column(row, 5)?,
            email: text(row, 6)?.to_owned(),
            hours_per_year: column(row, 7)?,
            duty: word_or_null(row, 11, Duty::named)?,
            left: column(row, 8)?,
            notes: text(row, 9)?.to_owned(),
            extra: extra_of(text_or_null(row, 10)?)?,
        })
    }
}
