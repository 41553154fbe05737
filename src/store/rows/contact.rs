use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{AccountId, Contact, ContactId, Influence};

use super::Stored;
use super::value::{column, extra_of, extra_text, text, text_or_null, uuid, word_or_null};

impl Stored for Contact {
    const TABLE: &'static str = "contact";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "version",
        "key",
        "account",
        "name",
        "title",
        "role",
        "influence",
        "email",
        "phone",
        "cadence_days",
        "champion",
        "left",
        "notes",
        "extra",
    ];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self {
            id,
            version,
            key,
            account,
            name,
            title,
            role,
            influence,
            email,
            phone,
            cadence_days,
            champion,
            left,
            notes,
            extra,
        } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, key)?;
        statement.raw_bind_parameter(4, account.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(5, name)?;
        statement.raw_bind_parameter(6, title)?;
        statement.raw_bind_parameter(7, role)?;
        statement.raw_bind_parameter(8, influence.map(Influence::name))?;
        statement.raw_bind_parameter(9, email)?;
        statement.raw_bind_parameter(10, phone)?;
        statement.raw_bind_parameter(11, cadence_days)?;
        statement.raw_bind_parameter(12, champion)?;
        statement.raw_bind_parameter(13, left)?;
        statement.raw_bind_parameter(14, notes)?;
        statement.raw_bind_parameter(15, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: ContactId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            account: AccountId(uuid(row, 3)?),
            name: text(row, 4)?.to_owned(),
            title: text(row, 5)?.to_owned(),
            role: text(row, 6)?.to_owned(),
            influence: word_or_null(row, 7, Influence::named)?,
            email: text(row, 8)?.to_owned(),
            phone: text(row, 9)?.to_owned(),
            cadence_days: column(row, 10)?,
            champion: column(row, 11)?,
            left: column(row, 12)?,
            notes: text(row, 13)?.to_owned(),
            extra: extra_of(text_or_null(row, 14)?)?,
        })
    }
}
