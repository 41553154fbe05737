//! Records as rows: how they are read and written, one statement each.

use chrono::{DateTime, SecondsFormat, Utc};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};
use uuid::Uuid;

use crate::model::{
    Account, AccountId, ChangeSet, Extra, Judgement, Lines, Money, Portfolio, Position, Progress, Qpc, QpcSource,
    RowChange, Score, Settings, Stage,
};

use super::error::{ReadError, StoreError};

const INSERT_ACCOUNT: &str = "
    INSERT INTO account (id, version, key, name, owner, stage, region, industry, website, notes,
        engagement, potential, judged_at, judged_by, revenue_12m, revenue_prior_12m,
        qpc, qpc_source, qpc_as_of, archived, extra)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)";

/// The last parameter is the version that the row must have now.
const UPDATE_ACCOUNT: &str = "
    UPDATE account SET version = ?2, key = ?3, name = ?4, owner = ?5, stage = ?6, region = ?7, industry = ?8,
        website = ?9, notes = ?10, engagement = ?11, potential = ?12, judged_at = ?13, judged_by = ?14,
        revenue_12m = ?15, revenue_prior_12m = ?16, qpc = ?17, qpc_source = ?18, qpc_as_of = ?19, archived = ?20,
        extra = ?21
    WHERE id = ?1 AND version = ?22";

const SELECT_ACCOUNTS: &str = "
    SELECT id, version, key, name, owner, stage, region, industry, website, notes,
        engagement, potential, judged_at, judged_by, revenue_12m, revenue_prior_12m,
        qpc, qpc_source, qpc_as_of, archived, extra
    FROM account ORDER BY id";

/// How many rows are written between two looks at whether to stop.
const STRIDE: usize = 256;

/// Counts rows as they are written, for whoever watches, and stops when asked to.
pub(super) struct Steps<'a> {
    progress: &'a Progress,
    done: usize,
}

impl<'a> Steps<'a> {
    pub(super) fn new(progress: &'a Progress, total: usize) -> Self {
        progress.set_total(total as u64);
        Self { progress, done: 0 }
    }

    /// # Errors
    /// [`StoreError::Cancelled`] when asked to stop.
    pub(super) fn step(&mut self) -> Result<(), StoreError> {
        self.done += 1;
        if self.done.is_multiple_of(STRIDE) { self.look() } else { Ok(()) }
    }

    pub(super) fn look(&self) -> Result<(), StoreError> {
        self.progress.set_done(self.done as u64);
        if self.progress.is_cancelled() { Err(StoreError::Cancelled) } else { Ok(()) }
    }
}

/// Puts the `after` images in place of the `before` images. Rows that go, and keys that change hands, first: two
/// accounts may swap their keys in one edit, and no key belongs to two rows even halfway.
pub(super) fn put(conn: &Connection, changes: &ChangeSet, steps: &mut Steps<'_>) -> Result<(), StoreError> {
    let mut delete = conn.prepare_cached("DELETE FROM account WHERE id = ?1 AND version = ?2")?;
    let mut let_go_of_key = conn.prepare_cached("UPDATE account SET key = '' WHERE id = ?1")?;
    for row in &changes.rows {
        let RowChange::Account(change) = row else { continue };
        match (&change.before, &change.after) {
            (Some(before), None) => {
                let rows = delete.execute((before.id.0.as_bytes().as_slice(), before.version))?;
                expect_one(rows, before)?;
                steps.step()?;
            }
            (Some(before), Some(after)) if before.key != after.key && !before.key.is_empty() => {
                let rows = let_go_of_key.execute([before.id.0.as_bytes().as_slice()])?;
                expect_one(rows, before)?;
            }
            _ => {}
        }
    }
    let mut insert = conn.prepare_cached(INSERT_ACCOUNT)?;
    let mut update = conn.prepare_cached(UPDATE_ACCOUNT)?;
    for row in &changes.rows {
        match row {
            RowChange::Account(change) => match (&change.before, &change.after) {
                (None, Some(after)) => {
                    bind(&mut insert, after)?;
                    expect_one(insert.raw_execute()?, after)?;
                    steps.step()?;
                }
                (Some(before), Some(after)) => {
                    bind(&mut update, after)?;
                    update.raw_bind_parameter(22, before.version)?;
                    expect_one(update.raw_execute()?, after)?;
                    steps.step()?;
                }
                (_, None) => {}
            },
            RowChange::Contact(_)
            | RowChange::Activity(_)
            | RowChange::Product(_)
            | RowChange::Opportunity(_)
            | RowChange::Batch(_) => return Err(StoreError::Damaged("no such table yet".to_owned())),
            RowChange::Settings(change) => {
                put_settings(conn, change.after.as_deref().unwrap_or(&Settings::default()))?;
                steps.step()?;
            }
        }
    }
    Ok(())
}

pub(super) fn put_settings(conn: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    let Settings { version, name, currency, lines, more } = settings;
    let more = serde_json::to_string(more).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    conn.prepare_cached(
        "INSERT OR REPLACE INTO settings (one, version, name, currency, engagement_line, potential_line, more)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((version, name, currency, lines.engagement.hundredths(), lines.potential.hundredths(), more))
    .map(drop)
}

fn bind(statement: &mut CachedStatement<'_>, account: &Account) -> rusqlite::Result<()> {
    let Account {
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
        archived,
        extra,
    } = account;
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
    statement.raw_bind_parameter(21, extra_text(extra)?)
}

/// Most records have no extra fields, and nothing is NULL.
fn extra_text(extra: &Extra) -> rusqlite::Result<Option<String>> {
    if extra.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(extra).map(Some).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn extra_of(text: Option<String>) -> Result<Extra, String> {
    text.map_or_else(|| Ok(Extra::new()), |text| serde_json::from_str(&text).map_err(|error| error.to_string()))
}

fn expect_one(rows: usize, account: &Account) -> Result<(), StoreError> {
    if rows == 1 {
        return Ok(());
    }
    Err(StoreError::Damaged(format!("account {} is not on disk as it is in memory", account.id)))
}

/// Reads everything that lives in memory.
pub(super) fn load(conn: &Connection) -> Result<Portfolio, ReadError> {
    let settings = conn
        .prepare("SELECT version, name, currency, engagement_line, potential_line, more FROM settings")?
        .query_row([], |row| Ok(settings_of(row)))
        .optional()?
        .unwrap_or_else(|| Err("missing".to_owned()))
        .map_err(|why| ReadError::Impossible { table: "settings", record: "1".to_owned(), why })?;
    let mut statement = conn.prepare(SELECT_ACCOUNTS)?;
    let mut rows = statement.query([])?;
    let mut accounts = Vec::new();
    while let Some(row) = rows.next()? {
        let account = account_of(row).map_err(|why| ReadError::Impossible {
            table: "account",
            record: id_of(row).map_or_else(|_| (accounts.len() + 1).to_string(), |id| id.to_string()),
            why,
        })?;
        accounts.push(account);
    }
    Ok(Portfolio::from_rows(settings, accounts))
}

fn settings_of(row: &Row<'_>) -> Result<Settings, String> {
    Ok(Settings {
        version: column(row, 0)?,
        name: column(row, 1)?,
        currency: column(row, 2)?,
        lines: Lines { engagement: score(column(row, 3)?)?, potential: score(column(row, 4)?)? },
        more: serde_json::from_str(&column::<String>(row, 5)?).map_err(|error| error.to_string())?,
    })
}

fn account_of(row: &Row<'_>) -> Result<Account, String> {
    let stage: String = column(row, 5)?;
    let judgement = match (
        column::<Option<u16>>(row, 10)?,
        column::<Option<u16>>(row, 11)?,
        column::<Option<String>>(row, 12)?,
        column::<Option<String>>(row, 13)?,
    ) {
        (None, None, None, None) => None,
        (Some(engagement), Some(potential), Some(at), Some(by)) => {
            Some(Judgement { position: Position::new(score(engagement)?, score(potential)?), at: time_of(&at)?, by })
        }
        _ => return Err("half a position".to_owned()),
    };
    let as_of: Option<String> = column(row, 18)?;
    let qpc = match (column::<Option<i64>>(row, 16)?, column::<Option<String>>(row, 17)?) {
        (None, None) => None,
        (Some(amount), Some(source)) => Some(Qpc {
            amount: Money::from_minor_units(amount),
            source: QpcSource::named(&source).ok_or_else(|| format!("“{source}” is no source"))?,
            as_of: as_of.map(|day| day.parse().map_err(|_| format!("“{day}” is no day"))).transpose()?,
        }),
        _ => return Err("half a purchasing capacity".to_owned()),
    };
    Ok(Account {
        id: id_of(row)?,
        version: column(row, 1)?,
        key: column(row, 2)?,
        name: column(row, 3)?,
        owner: column(row, 4)?,
        stage: Stage::named(&stage).ok_or_else(|| format!("“{stage}” is no stage"))?,
        region: column(row, 6)?,
        industry: column(row, 7)?,
        website: column(row, 8)?,
        notes: column(row, 9)?,
        judgement,
        revenue_12m: column::<Option<i64>>(row, 14)?.map(Money::from_minor_units),
        revenue_prior_12m: column::<Option<i64>>(row, 15)?.map(Money::from_minor_units),
        qpc,
        archived: column(row, 19)?,
        extra: extra_of(column(row, 20)?)?,
    })
}

fn id_of(row: &Row<'_>) -> Result<AccountId, String> {
    let bytes: [u8; 16] = column(row, 0)?;
    Ok(AccountId(Uuid::from_bytes(bytes)))
}

fn column<T: rusqlite::types::FromSql>(row: &Row<'_>, index: usize) -> Result<T, String> {
    row.get(index).map_err(|error| error.to_string())
}

fn score(hundredths: u16) -> Result<Score, String> {
    Score::try_from(hundredths).map_err(|error| error.to_string())
}

/// RFC 3339 with as many decimals as the time has, so that it reads back as itself.
pub(super) fn time_text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

pub(super) fn time_of(text: &str) -> Result<DateTime<Utc>, String> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|_| format!("“{text}” is no time"))?;
    Ok(at.with_timezone(&Utc))
}
