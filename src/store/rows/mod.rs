//! Records as rows: how they are read and written, one table for each kind.

mod account;
mod activity;
mod batch;
mod colleague;
mod contact;
mod goal;
mod hand_over;
mod load;
mod opportunity;
mod product;
mod risk;
mod spend;
mod stage_event;
mod value;

use std::sync::Arc;

use rusqlite::{Connection, Row, Statement};
use uuid::Uuid;

use crate::model::{Change, ChangeSet, Lines, Progress, Record, RowChange, Settings};

use super::error::StoreError;

pub(super) use load::load;
use value::{column, score};
pub(super) use value::{extra_of, extra_text, time_of, time_text};

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

/// A record that has a table of its own.
trait Stored: Record {
    const TABLE: &'static str;

    /// The first two are `id` and `version`; the key, where there is one, is `key`.
    const COLUMNS: &'static [&'static str];

    fn uuid(&self) -> Uuid;

    /// Empty when it has none.
    fn key(&self) -> &str;

    /// Gives the statement a value for each of the columns.
    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()>;

    /// From a row with these columns.
    fn read(row: &Row<'_>) -> Result<Self, String>;
}

/// Puts the `after` images in place of the `before` images.
pub(super) fn put(conn: &Connection, changes: &ChangeSet, steps: &mut Steps<'_>) -> Result<(), StoreError> {
    put_kind(conn, changes, steps, |row| if let RowChange::Account(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Contact(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Activity(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Product(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Opportunity(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Risk(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Colleague(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::StageEvent(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::HandOver(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Goal(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Spend(change) = row { Some(change) } else { None })?;
    put_kind(conn, changes, steps, |row| if let RowChange::Batch(change) = row { Some(change) } else { None })?;
    for row in &changes.rows {
        match row {
            RowChange::Account(_)
            | RowChange::Contact(_)
            | RowChange::Activity(_)
            | RowChange::Product(_)
            | RowChange::Opportunity(_)
            | RowChange::Risk(_)
            | RowChange::Colleague(_)
            | RowChange::StageEvent(_)
            | RowChange::HandOver(_)
            | RowChange::Goal(_)
            | RowChange::Spend(_)
            | RowChange::Batch(_) => {}
            RowChange::Settings(change) => {
                put_settings(conn, change.after.as_deref().unwrap_or(&Settings::default()))?;
                steps.step()?;
            }
        }
    }
    Ok(())
}

/// Rows that go, and keys that change hands, first: two records may swap their keys in one edit, and no key belongs to
/// two rows even halfway.
fn put_kind<R: Stored>(
    conn: &Connection,
    changes: &ChangeSet,
    steps: &mut Steps<'_>,
    of_kind: fn(&RowChange) -> Option<&Change<Arc<R>>>,
) -> Result<(), StoreError> {
    let mut changes = changes.rows.iter().filter_map(of_kind).peekable();
    if changes.peek().is_none() {
        return Ok(());
    }
    let changes: Vec<&Change<Arc<R>>> = changes.collect();
    let table = R::TABLE;
    let mut delete = conn.prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1 AND version = ?2"))?;
    for change in &changes {
        match (&change.before, &change.after) {
            (Some(before), None) => {
                let rows = delete.execute((before.uuid().as_bytes().as_slice(), before.version()))?;
                expect_one(rows, &**before)?;
                steps.step()?;
            }
            (Some(before), Some(after)) if before.key() != after.key() && !before.key().is_empty() => {
                let rows = conn
                    .prepare_cached(&format!("UPDATE {table} SET key = '' WHERE id = ?1"))?
                    .execute([before.uuid().as_bytes().as_slice()])?;
                expect_one(rows, &**before)?;
            }
            _ => {}
        }
    }
    let mut insert = conn.prepare_cached(&insert_sql::<R>())?;
    let mut update = conn.prepare_cached(&update_sql::<R>())?;
    for change in &changes {
        match (&change.before, &change.after) {
            (None, Some(after)) => {
                after.bind(&mut insert)?;
                expect_one(insert.raw_execute()?, &**after)?;
                steps.step()?;
            }
            (Some(before), Some(after)) => {
                after.bind(&mut update)?;
                update.raw_bind_parameter(R::COLUMNS.len() + 1, before.version())?;
                expect_one(update.raw_execute()?, &**after)?;
                steps.step()?;
            }
            (_, None) => {}
        }
    }
    Ok(())
}

fn insert_sql<R: Stored>() -> String {
    let parameters: Vec<String> = (1..=R::COLUMNS.len()).map(|number| format!("?{number}")).collect();
    format!("INSERT INTO {} ({}) VALUES ({})", R::TABLE, quoted::<R>(), parameters.join(", "))
}

/// The last parameter is the version that the row must have now.
fn update_sql<R: Stored>() -> String {
    let set = (1..).zip(R::COLUMNS).skip(1).map(|(number, column)| format!("\"{column}\" = ?{number}"));
    let set: Vec<String> = set.collect();
    let last = R::COLUMNS.len() + 1;
    format!("UPDATE {} SET {} WHERE id = ?1 AND version = ?{last}", R::TABLE, set.join(", "))
}

fn quoted<R: Stored>() -> String {
    let columns: Vec<String> = R::COLUMNS.iter().map(|column| format!("\"{column}\"")).collect();
    columns.join(", ")
}

fn expect_one<R: Stored>(rows: usize, record: &R) -> Result<(), StoreError> {
    if rows == 1 {
        return Ok(());
    }
    Err(StoreError::Damaged(format!("{} {} is not on disk as it is in memory", R::TABLE, record.uuid())))
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

fn settings_of(row: &Row<'_>) -> Result<Settings, String> {
    Ok(Settings {
        version: column(row, 0)?,
        name: column(row, 1)?,
        currency: column(row, 2)?,
        lines: Lines { engagement: score(column(row, 3)?)?, potential: score(column(row, 4)?)? },
        more: serde_json::from_str(&column::<String>(row, 5)?).map_err(|error| error.to_string())?,
    })
}
