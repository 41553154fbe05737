use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{
    Account, AccountId, Judgement, Likelihood, Money, Position, Pursuit, PursuitList, Qpc, QpcSource, Stage,
};

use super::Stored;
use super::value::{
    array_of, array_text, column, day_of, extra_of, extra_text, money, object_of, object_text, score, text,
    text_or_null, time_of, time_text, uuid, word, word_or_null,
};

impl Stored for Account {
    const TABLE: &'static str = "account";
    const COLUMNS: &'static [&'static str] = &[
        "id",
        "version",
        "key",
        "name",
        "owner",
        "stage",
        "region",
        "industry",
        "website",
        "notes",
        "engagement",
        "potential",
        "judged_at",
        "judged_by",
        "revenue_12m",
        "revenue_prior_12m",
        "qpc",
        "qpc_source",
        "qpc_as_of",
        "archived",
        "extra",
        "evidence_engagement",
        "evidence_potential",
        "likelihood",
        "relevance",
        "answers",
        "pursuit",
        "pursuit_since",
        "channel",
        "stays",
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
            name,
            owner,
            stage,
            region,
            industry,
            website,
            notes,
            judgement,
            revenue_12m,
            revenue_prior_12m,
            qpc,
            likelihood,
            relevance,
            answers,
            pursuit,
            stays,
            channel,
            archived,
            extra,
        } = self;
        let position = judgement.as_ref().map(|judgement| judgement.position);
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        for (index, text) in (3..).zip([key.as_str(), name, owner, stage.name(), region, industry, website, notes]) {
            statement.raw_bind_parameter(index, text)?;
        }
        statement.raw_bind_parameter(11, position.map(|position| position.engagement.hundredths()))?;
        statement.raw_bind_parameter(12, position.map(|position| position.potential.hundredths()))?;
        statement.raw_bind_parameter(13, judgement.as_ref().map(|judgement| time_text(judgement.at)))?;
        statement.raw_bind_parameter(14, judgement.as_ref().map(|judgement| judgement.by.as_str()))?;
        statement.raw_bind_parameter(15, revenue_12m.map(Money::minor_units))?;
        statement.raw_bind_parameter(16, revenue_prior_12m.map(Money::minor_units))?;
        statement.raw_bind_parameter(17, qpc.map(|qpc| qpc.amount.minor_units()))?;
        statement.raw_bind_parameter(18, qpc.map(|qpc| qpc.source.name()))?;
        statement.raw_bind_parameter(19, qpc.and_then(|qpc| qpc.as_of).map(|day| day.to_string()))?;
        statement.raw_bind_parameter(20, archived)?;
        statement.raw_bind_parameter(21, extra_text(extra)?)?;
        let evidence = judgement.as_ref().and_then(|judgement| judgement.evidence);
        statement.raw_bind_parameter(22, evidence.map(|position| position.engagement.hundredths()))?;
        statement.raw_bind_parameter(23, evidence.map(|position| position.potential.hundredths()))?;
        statement.raw_bind_parameter(24, likelihood.map(Likelihood::name))?;
        statement.raw_bind_parameter(25, object_text(relevance)?)?;
        statement.raw_bind_parameter(26, object_text(answers)?)?;
        statement.raw_bind_parameter(27, pursuit.map(|pursuit| pursuit.list.name()))?;
        statement.raw_bind_parameter(28, pursuit.map(|pursuit| pursuit.since.to_string()))?;
        statement.raw_bind_parameter(29, channel)?;
        statement.raw_bind_parameter(30, array_text(stays)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        let judgement = match (
            column::<Option<u16>>(row, 10)?,
            column::<Option<u16>>(row, 11)?,
            text_or_null(row, 12)?,
            column::<Option<String>>(row, 13)?,
        ) {
            (None, None, None, None) => None,
            (Some(engagement), Some(potential), Some(at), Some(by)) => {
                let evidence = match (column::<Option<u16>>(row, 21)?, column::<Option<u16>>(row, 22)?) {
                    (Some(engagement), Some(potential)) => Some(Position::new(score(engagement)?, score(potential)?)),
                    _ => None,
                };
                let position = Position::new(score(engagement)?, score(potential)?);
                Some(Judgement { position, at: time_of(at)?, by, evidence })
            }
            _ => return Err("half a position".to_owned()),
        };
        let qpc = match (money(row, 16)?, text_or_null(row, 17)?) {
            (None, None) => None,
            (Some(amount), Some(source)) => Some(Qpc {
                amount,
                source: QpcSource::named(source).ok_or_else(|| format!("“{source}” is no source"))?,
                as_of: text_or_null(row, 18)?.map(day_of).transpose()?,
            }),
            _ => return Err("half a purchasing capacity".to_owned()),
        };
        let pursuit = match (word_or_null(row, 26, PursuitList::named)?, text_or_null(row, 27)?) {
            (None, None) => None,
            (Some(list), Some(since)) => Some(Pursuit { list, since: day_of(since)? }),
            _ => return Err("half a place on a list".to_owned()),
        };
        Ok(Self {
            id: AccountId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            name: text(row, 3)?.to_owned(),
            owner: text(row, 4)?.to_owned(),
            stage: word(row, 5, Stage::named)?,
            region: text(row, 6)?.to_owned(),
            industry: text(row, 7)?.to_owned(),
            website: text(row, 8)?.to_owned(),
            notes: text(row, 9)?.to_owned(),
            judgement,
            revenue_12m: money(row, 14)?,
            revenue_prior_12m: money(row, 15)?,
            qpc,
            likelihood: word_or_null(row, 23, Likelihood::named)?,
            relevance: object_of(text_or_null(row, 24)?)?,
            answers: object_of(text_or_null(row, 25)?)?,
            pursuit,
            stays: array_of(text_or_null(row, 29)?)?,
            channel: text(row, 28)?.to_owned(),
            archived: column(row, 19)?,
            extra: extra_of(text_or_null(row, 20)?)?,
        })
    }
}
