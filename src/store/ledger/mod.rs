//! The ledger of purchases on disk: lines that are added and never changed, each of a batch that counts while its
//! record is there.

mod append;
mod audit;
mod follow;
mod reader;
mod stand;
mod totals;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use crate::model::{BatchId, RowChange, RowKey};

use super::error::ReadError;

pub(super) use append::{append, check_batches};
pub(super) use audit::{audit, named_by_others};
pub(super) use follow::Follow;
pub use reader::LedgerReader;
pub(super) use reader::purchases_of;
pub(super) use stand::{check_coming_back, corrected};
pub(super) use totals::{totals, totals_for};

/// Which lines count: those of batches that are there, unless a batch that is there has another in their place.
struct Counting {
    /// By the numbers that the ledger gives them.
    batches: HashMap<i64, BatchId>,
    replaced: HashSet<(i64, i64)>,
}

impl Counting {
    fn new(conn: &Connection, is_there: &dyn Fn(BatchId) -> bool) -> Result<Self, ReadError> {
        let batches: HashMap<i64, BatchId> = numbers(conn, "ledger_batch")?
            .into_iter()
            .map(|(number, id)| (number, BatchId(id)))
            .filter(|(_, id)| is_there(*id))
            .collect();
        let mut replaced = HashSet::new();
        let mut statement = conn.prepare_cached("SELECT batch, line, \"by\" FROM purchase_replaced")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if batches.contains_key(&row.get(2)?) {
                replaced.insert((row.get(0)?, row.get(1)?));
            }
        }
        Ok(Self { batches, replaced })
    }

    /// As the records on disk say.
    fn of_disk(conn: &Connection) -> Result<Self, ReadError> {
        let mut there = HashSet::new();
        let mut statement = conn.prepare_cached("SELECT id FROM batch")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            there.insert(BatchId(Uuid::from_bytes(row.get(0)?)));
        }
        Self::new(conn, &|batch| there.contains(&batch))
    }

    fn counts(&self, batch: i64, line: i64) -> bool {
        self.batches.contains_key(&batch) && (self.replaced.is_empty() || !self.replaced.contains(&(batch, line)))
    }
}

/// The small numbers that the ledger has given to records of a kind, in their order.
fn numbers(conn: &Connection, table: &str) -> Result<Vec<(i64, Uuid)>, ReadError> {
    let mut statement = conn.prepare_cached(&format!("SELECT number, id FROM {table} ORDER BY number"))?;
    let mut rows = statement.query([])?;
    let mut numbers = Vec::new();
    while let Some(row) = rows.next()? {
        numbers.push((row.get(0)?, Uuid::from_bytes(row.get(1)?)));
    }
    Ok(numbers)
}

/// Days are counted from 1 January 1970.
fn day_of(number: i64) -> Result<NaiveDate, ReadError> {
    i32::try_from(number).ok().and_then(NaiveDate::from_epoch_days).ok_or_else(|| ReadError::Impossible {
        table: "purchase",
        record: number.to_string(),
        why: "no day has this number".to_owned(),
    })
}

/// Whether other lines may count after the change than before: one of a batch, or an account that comes or goes.
pub(super) fn counts_otherwise(row: &RowChange) -> bool {
    is_batch(row) || row.key().account().is_some() && (row.creates() || row.deletes())
}

fn is_batch(row: &RowChange) -> bool {
    matches!(row.key(), RowKey::Batch(_))
}
