use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{AccountId, Stage, StageEvent, StageEventId, StageSource};

use super::Stored;
use super::value::{column, day_of, extra_of, extra_text, text, text_or_null, uuid, word, word_or_null};

impl Stored for StageEvent {
    const TABLE: &'static str = "stage_event";
    const COLUMNS: &'static [&'static str] = &[
        "id", "version", "account", "on", "from", "to", "by", "channel", "reason", "source", "corrects", "extra", "nth",
    ];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &'static str {
        ""
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, account, nth, on, from, to, by, channel, reason, source, corrects, extra } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, account.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(4, on.to_string())?;
        statement.raw_bind_parameter(5, from.map(Stage::name))?;
        statement.raw_bind_parameter(6, to.map(Stage::name))?;
        statement.raw_bind_parameter(7, by)?;
        statement.raw_bind_parameter(8, channel)?;
        statement.raw_bind_parameter(9, reason)?;
        statement.raw_bind_parameter(10, source.name())?;
        statement.raw_bind_parameter(11, corrects.as_ref().map(|id| id.0.as_bytes().as_slice()))?;
        statement.raw_bind_parameter(12, extra_text(extra)?)?;
        statement.raw_bind_parameter(13, nth)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: StageEventId(uuid(row, 0)?),
            version: column(row, 1)?,
            account: AccountId(uuid(row, 2)?),
            nth: column(row, 12)?,
            on: day_of(text(row, 3)?)?,
            from: word_or_null(row, 4, Stage::named)?,
            to: word_or_null(row, 5, Stage::named)?,
            by: text(row, 6)?.to_owned(),
            channel: text(row, 7)?.to_owned(),
            reason: text(row, 8)?.to_owned(),
            source: word(row, 9, StageSource::named)?,
            corrects: column::<Option<[u8; 16]>>(row, 10)?.map(|id| StageEventId(Uuid::from_bytes(id))),
            extra: extra_of(text_or_null(row, 11)?)?,
        })
    }
}
