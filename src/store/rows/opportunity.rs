use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{AccountId, Likelihood, Money, Opportunity, OpportunityId, OpportunityOutcome};

use super::Stored;
use super::value::{column, day_of, extra_of, extra_text, money, text, text_or_null, uuid, word, word_or_null};

impl Stored for Opportunity {
    const TABLE: &'static str = "opportunity";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "version",
        "key",
        "account",
        "name",
        "category",
        "value",
        "likelihood",
        "next_step",
        "due",
        "outcome",
        "outcome_reason",
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
            category,
            value,
            likelihood,
            next_step,
            due,
            outcome,
            outcome_reason,
            notes,
            extra,
        } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, key)?;
        statement.raw_bind_parameter(4, account.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(5, name)?;
        statement.raw_bind_parameter(6, category)?;
        statement.raw_bind_parameter(7, value.map(Money::minor_units))?;
        statement.raw_bind_parameter(8, likelihood.map(Likelihood::name))?;
        statement.raw_bind_parameter(9, next_step)?;
        statement.raw_bind_parameter(10, due.map(|due| due.to_string()))?;
        statement.raw_bind_parameter(11, outcome.name())?;
        statement.raw_bind_parameter(12, outcome_reason)?;
        statement.raw_bind_parameter(13, notes)?;
        statement.raw_bind_parameter(14, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: OpportunityId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            account: AccountId(uuid(row, 3)?),
            name: text(row, 4)?.to_owned(),
            category: text(row, 5)?.to_owned(),
            value: money(row, 6)?,
            likelihood: word_or_null(row, 7, Likelihood::named)?,
            next_step: text(row, 8)?.to_owned(),
            due: text_or_null(row, 9)?.map(day_of).transpose()?,
            outcome: word(row, 10, OpportunityOutcome::named)?,
            outcome_reason: text(row, 11)?.to_owned(),
            notes: text(row, 12)?.to_owned(),
            extra: extra_of(text_or_null(row, 13)?)?,
        })
    }
}
