use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{Goal, GoalId, GoalKey, Metric, Period, PeriodKind, Target, Whose};

use super::Stored;
use super::value::{column, day_of, extra_of, extra_text, text, text_or_null, uuid, word};

impl Stored for Goal {
    const TABLE: &'static str = "goal";
    const COLUMNS: &'static [&'static str] =
        &["id", "version", "metric", "period", "start", "seller", "channel", "target", "extra"];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &'static str {
        ""
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, of: GoalKey { metric, period, whose }, target, extra } = self;
        let (seller, channel) = match whose {
            Whose::Team => (None, None),
            Whose::Seller(name) => (Some(name), None),
            Whose::Channel(name) => (None, Some(name)),
        };
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, metric.name())?;
        statement.raw_bind_parameter(4, period.kind.name())?;
        statement.raw_bind_parameter(5, period.start.to_string())?;
        statement.raw_bind_parameter(6, seller)?;
        statement.raw_bind_parameter(7, channel)?;
        statement.raw_bind_parameter(8, target.0)?;
        statement.raw_bind_parameter(9, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        let whose = match (text_or_null(row, 5)?, text_or_null(row, 6)?) {
            (Some(seller), None) => Whose::Seller(seller.to_owned()),
            (None, Some(channel)) => Whose::Channel(channel.to_owned()),
            (None, None) => Whose::Team,
            (Some(_), Some(_)) => return Err("a goal of two".to_owned()),
        };
        let period = Period { kind: word(row, 3, PeriodKind::named)?, start: day_of(text(row, 4)?)? };
        Ok(Self {
            id: GoalId(uuid(row, 0)?),
            version: column(row, 1)?,
            of: GoalKey { metric: word(row, 2, Metric::named)?, period, whose },
            target: Target(column(row, 7)?),
            extra: extra_of(text_or_null(row, 8)?)?,
        })
    }
}
