//! Lines read back, for plans, exports and panels.

use std::collections::HashMap;
use std::sync::mpsc::{Sender, channel};

use rusqlite::{Connection, OptionalExtension as _, Row};
use uuid::Uuid;

use crate::model::{AccountId, BatchId, Line, Money, ProductId, Progress, PurchaseLines, Quantity};

use super::super::error::{ReadError, StoreError};
use super::super::rows::extra_of;
use super::super::worker::Job;
use super::{Counting, day_of, numbers};

/// Lines read in one go. In between, the store does what else it is asked to.
const CHUNK: usize = 50_000;

const COLUMNS: &str = "account, day, batch, line, product, quantity, amount, margin, document, extra";

/// Reads the ledger of an open workspace from other threads, at the store's leisure: edits go between its steps.
#[derive(Clone, Debug)]
pub struct LedgerReader {
    jobs: Sender<Job>,
}

impl LedgerReader {
    pub(in crate::store) fn new(jobs: Sender<Job>) -> Self {
        Self { jobs }
    }

    /// All lines that count, by account (in no order that means anything), day, batch (the oldest first) and number.
    /// What happens to batches and accounts meanwhile is not seen. Progress is counted in lines.
    ///
    /// # Errors
    /// [`StoreError::Cancelled`], [`StoreError::Stopped`] when the workspace was closed, or what reading the disk says.
    pub fn purchases(&self, progress: &Progress) -> Result<PurchaseLines, StoreError> {
        let counting = self.look(Counting::of_disk)?;
        if counting.batches.is_empty() {
            return Ok(PurchaseLines::default());
        }
        let there = self.look(account_ids)?;
        let mut accounts = self.look(|conn| numbers(conn, "ledger_account"))?;
        accounts.retain(|(_, id)| there.binary_search(id).is_ok());
        let products = self.look(|conn| numbers(conn, "ledger_product"))?;
        let lines = "SELECT coalesce(sum(lines), 0) FROM batch";
        let total: i64 = self.look(move |conn| Ok(conn.query_row(lines, [], |row| row.get(0))?))?;
        progress.set_total(u64::try_from(total).unwrap_or(0));
        let mut cursor = Cursor::new(counting, &accounts, &products);
        loop {
            if progress.is_cancelled() {
                return Err(StoreError::Cancelled);
            }
            let more;
            (cursor, more) = self.look(move |conn| {
                let more = cursor.read(conn, CHUNK)?;
                Ok((cursor, more))
            })?;
            progress.set_done(cursor.lines.lines.len() as u64);
            if !more {
                return Ok(cursor.lines);
            }
        }
    }

    fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (reply, answer) = channel();
        // Whoever asked may have gone; then nobody misses the answer.
        let look = move |conn: &Connection| drop(reply.send(look(conn)));
        self.jobs.send(Job::Look(Box::new(look))).map_err(|_| StoreError::Stopped)?;
        Ok(answer.recv().map_err(|_| StoreError::Stopped)??)
    }
}

/// The lines of one account that count, newest first, so many at most.
pub(in crate::store) fn purchases_of(
    conn: &Connection,
    account: AccountId,
    limit: usize,
) -> Result<PurchaseLines, ReadError> {
    let number: Option<i64> = conn
        .prepare_cached("SELECT number FROM ledger_account WHERE id = ?1")?
        .query_row([account.0.as_bytes().as_slice()], |row| row.get(0))
        .optional()?;
    let Some(number) = number else { return Ok(PurchaseLines::default()) };
    let products = numbers(conn, "ledger_product")?;
    let mut cursor = Cursor::new(Counting::of_disk(conn)?, &[(number, account.0)], &products);
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM purchase WHERE account = ?1 ORDER BY day DESC, batch DESC, line DESC"
    ))?;
    let mut rows = statement.query([number])?;
    while cursor.lines.lines.len() < limit
        && let Some(row) = rows.next()?
    {
        cursor.take(row)?;
    }
    Ok(cursor.lines)
}

/// How far reading has come.
struct Cursor {
    counting: Counting,
    /// By the numbers of the ledger, where they stand in the tables of `lines`.
    accounts: HashMap<i64, u32>,
    products: HashMap<i64, u32>,
    batches: HashMap<i64, u32>,
    /// The key of the line read last.
    after: (i64, i64, i64, i64),
    lines: PurchaseLines,
}

impl Cursor {
    fn new(counting: Counting, accounts: &[(i64, Uuid)], products: &[(i64, Uuid)]) -> Self {
        let mut batches: Vec<(i64, BatchId)> = counting.batches.iter().map(|(number, id)| (*number, *id)).collect();
        batches.sort_unstable();
        let lines = PurchaseLines {
            accounts: accounts.iter().map(|(_, id)| AccountId(*id)).collect(),
            products: products.iter().map(|(_, id)| ProductId(*id)).collect(),
            batches: batches.iter().map(|(_, id)| *id).collect(),
            ..PurchaseLines::default()
        };
        Self {
            accounts: places(accounts),
            products: places(products),
            batches: places(&batches),
            counting,
            after: (i64::MIN, i64::MIN, i64::MIN, i64::MIN),
            lines,
        }
    }

    /// Reads the next lines; whether there may be more.
    fn read(&mut self, conn: &Connection, chunk: usize) -> Result<bool, ReadError> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM purchase WHERE (account, day, batch, line) > (?1, ?2, ?3, ?4)
             ORDER BY account, day, batch, line LIMIT {chunk}"
        ))?;
        let mut rows = statement.query(self.after)?;
        let mut read = 0;
        while let Some(row) = rows.next()? {
            self.take(row)?;
            read += 1;
        }
        Ok(read == chunk)
    }

    fn take(&mut self, row: &Row<'_>) -> Result<(), ReadError> {
        let (account, day, batch, line) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        self.after = (account, day, batch, line);
        if !self.counting.counts(batch, line) {
            return Ok(());
        }
        let (Some(account), Some(batch)) = (self.accounts.get(&account), self.batches.get(&batch)) else {
            return Ok(());
        };
        let impossible = |why: String| ReadError::Impossible {
            table: "purchase",
            record: format!("{} of batch {}", self.after.3, self.after.2),
            why,
        };
        let product = match row.get::<_, Option<i64>>(4)? {
            None => None,
            Some(product) => {
                let place = self.products.get(&product).copied();
                Some(place.ok_or_else(|| impossible(format!("product {product} is not there")))?)
            }
        };
        let extra = extra_of(row.get_ref(9)?.as_str_or_null().map_err(rusqlite::Error::from)?).map_err(impossible)?;
        let document = row.get_ref(8)?.as_str().map_err(rusqlite::Error::from)?;
        let line = Line {
            account: *account,
            product,
            day: day_of(day)?,
            quantity: row.get::<_, Option<i64>>(5)?.map(Quantity),
            amount: Money::from_minor_units(row.get(6)?),
            margin: row.get::<_, Option<i64>>(7)?.map(Money::from_minor_units),
            document: self.lines.keep_document(document),
            batch: *batch,
            line: u32::try_from(line).map_err(|_| impossible("its number is too large".to_owned()))?,
        };
        if !extra.is_empty()
            && let Ok(place) = u32::try_from(self.lines.lines.len())
        {
            self.lines.extra.insert(place, extra);
        }
        self.lines.lines.push(line);
        Ok(())
    }
}

/// Where each number stands in its table.
fn places<T>(numbers: &[(i64, T)]) -> HashMap<i64, u32> {
    (0..).zip(numbers).map(|(place, (number, _))| (*number, place)).collect()
}

/// Of all accounts, in order.
fn account_ids(conn: &Connection) -> Result<Vec<Uuid>, ReadError> {
    let mut statement = conn.prepare_cached("SELECT id FROM account ORDER BY id")?;
    let mut rows = statement.query([])?;
    let mut ids = Vec::new();
    while let Some(row) = rows.next()? {
        ids.push(Uuid::from_bytes(row.get(0)?));
    }
    Ok(ids)
}
