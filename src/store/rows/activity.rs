use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{AccountId, Activity, ActivityId, ActivityKind, ActivityStatus, ContactId, Initiator};

use super::Stored;
use super::value::{
    column, day_of, extra_of, extra_text, list_of, list_text, text, text_or_null, time_of_day_of, time_of_day_text,
    uuid, word,
};

impl Stored for Activity {
    const TABLE: &'static str = "activity";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "version",
        "key",
        "account",
        "kind",
        "day",
        "time",
        "status",
        "subject",
        "colleagues",
        "contacts",
        "initiated_by",
        "answered",
        "minutes",
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
            kind,
            day,
            time,
            status,
            subject,
            colleagues,
            contacts,
            initiated_by,
            answered,
            minutes,
            notes,
            extra,
        } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, key)?;
        statement.raw_bind_parameter(4, account.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(5, kind.name())?;
        statement.raw_bind_parameter(6, day.to_string())?;
        statement.raw_bind_parameter(7, time.map(time_of_day_text))?;
        statement.raw_bind_parameter(8, status.name())?;
        statement.raw_bind_parameter(9, subject)?;
        statement.raw_bind_parameter(10, list_text(colleagues)?)?;
        statement.raw_bind_parameter(11, list_text(contacts)?)?;
        statement.raw_bind_parameter(12, initiated_by.name())?;
        statement.raw_bind_parameter(13, answered)?;
        statement.raw_bind_parameter(14, minutes)?;
        statement.raw_bind_parameter(15, notes)?;
        statement.raw_bind_parameter(16, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: ActivityId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            account: AccountId(uuid(row, 3)?),
            kind: word(row, 4, ActivityKind::named)?,
            day: day_of(text(row, 5)?)?,
            time: text_or_null(row, 6)?.map(time_of_day_of).transpose()?,
            status: word(row, 7, ActivityStatus::named)?,
            subject: text(row, 8)?.to_owned(),
            colleagues: list_of(text(row, 9)?, |name| Some(name.to_owned()))?,
            contacts: list_of(text(row, 10)?, |id| Uuid::try_parse(id).ok().map(ContactId))?,
            initiated_by: word(row, 11, Initiator::named)?,
            answered: column(row, 12)?,
            minutes: column(row, 13)?,
            notes: text(row, 14)?.to_owned(),
            extra: extra_of(text_or_null(row, 15)?)?,
        })
    }
}
