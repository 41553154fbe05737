use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{AccountId, Risk, RiskId, RiskKind, Severity};

use super::Stored;
use super::value::{column, day_of, extra_of, extra_text, text, text_or_null, uuid, word};

impl Stored for Risk {
    const TABLE: &'static str = "risk";
    const COLUMNS: &'static [&'static str] =
        &["id", "version", "key", "account", "kind", "severity", "reason", "since", "resolved", "notes", "extra"];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, key, account, kind, severity, reason, since, resolved, notes, extra } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, key)?;
        statement.raw_bind_parameter(4, account.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(5, kind.name())?;
        statement.raw_bind_parameter(6, severity.name())?;
        statement.raw_bind_parameter(7, reason)?;
        statement.raw_bind_parameter(8, since.to_string())?;
        statement.raw_bind_parameter(9, resolved.map(|day| day.to_string()))?;
        statement.raw_bind_parameter(10, notes)?;
        statement.raw_bind_parameter(11, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: RiskId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            account: AccountId(uuid(row, 3)?),
            kind: word(row, 4, RiskKind::named)?,
            severity: word(row, 5, Severity::named)?,
            reason: text(row, 6)?.to_owned(),
            since: day_of(text(row, 7)?)?,
            resolved: text_or_null(row, 8)?.map(day_of).transpose()?,
            notes: text(row, 9)?.to_owned(),
            extra: extra_of(text_or_null(row, 10)?)?,
        })
    }
}
