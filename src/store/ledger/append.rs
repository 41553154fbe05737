//! New lines, written in the transaction of their import.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use crate::model::{
    AccountId, BatchId, Bought, ChangeSet, Line, LineKey, Money, NewPurchases, Quantity, Refusal, RowChange,
};

use super::super::error::StoreError;
use super::super::rows::{Steps, extra_text};
use super::totals::Days;
use super::{Counting, numbers};

const INSERT: &str = "
    INSERT INTO purchase (account, day, batch, line, product, quantity, amount, margin, document, extra)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";

/// What comes of a new batch must have its lines with it, and what comes back must have them in the ledger already:
/// a backup of another copy of this workspace may tell of batches whose lines never came here.
pub(in crate::store) fn check_batches(
    conn: &Connection,
    changes: &ChangeSet,
    lines: Option<&NewPurchases>,
) -> Result<(), StoreError> {
    for row in &changes.rows {
        let RowChange::Batch(change) = row else { continue };
        let (None, Some(batch)) = (&change.before, &change.after) else { continue };
        let known = number_of(conn, batch.id)?.is_some();
        let comes_with_lines = lines.is_some_and(|lines| lines.batch.id == batch.id);
        if known == comes_with_lines {
            let file_name = batch.file_name.clone();
            let refusal =
                if known { Refusal::LinesAreThere { file_name } } else { Refusal::LinesAreMissing { file_name } };
            return Err(refusal.into());
        }
    }
    lines.map_or(Ok(()), |new| check_replaced(conn, new))
}

/// What is corrected must count until now, or it would count twice afterwards: with what corrected it before.
fn check_replaced(conn: &Connection, new: &NewPurchases) -> Result<(), StoreError> {
    let NewPurchases { batch, lines } = new;
    if lines.replaces.is_empty() {
        return Ok(());
    }
    let counting = Counting::of_disk(conn)?;
    let numbers: HashMap<BatchId, i64> = counting.batches.iter().map(|(number, id)| (*id, *number)).collect();
    let counts =
        |key: &LineKey| numbers.get(&key.batch).is_some_and(|number| counting.counts(*number, key.line.into()));
    if lines.replaces.values().all(counts) {
        return Ok(());
    }
    let what = "a purchase that they correct counts no more".to_owned();
    Err(Refusal::LinesDoNotFit { file_name: batch.file_name.clone(), what }.into())
}

fn number_of(conn: &Connection, batch: BatchId) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT number FROM ledger_batch WHERE id = ?1")?
        .query_row([batch.0.as_bytes().as_slice()], |row| row.get(0))
        .optional()
}

/// Adds the lines, in the order in which they lie on disk: twice as fast as in the order of the file, more so when the
/// ledger is large already. Returns their totals.
pub(in crate::store) fn append(
    conn: &Connection,
    new: &NewPurchases,
    steps: &mut Steps<'_>,
) -> Result<BTreeMap<AccountId, Bought>, StoreError> {
    let NewPurchases { batch, lines } = new;
    let accounts = numbered(conn, "ledger_account", lines.accounts.iter().map(|account| account.0))?;
    let products = numbered(conn, "ledger_product", lines.products.iter().map(|product| product.0))?;
    let number = numbered(conn, "ledger_batch", [batch.id.0])?.first().copied().unwrap_or_default();
    let missing =
        |what: &str| StoreError::Damaged(format!("a line of {} names {what} that is not there", batch.file_name));

    let mut order: Vec<(i64, i32, u32, &Line)> = Vec::with_capacity(lines.lines.len());
    for line in &lines.lines {
        let account = accounts.get(line.account as usize).ok_or_else(|| missing("an account"))?;
        order.push((*account, line.day.to_epoch_days(), line.line, line));
    }
    order.sort_unstable_by_key(|(account, day, line, _)| (*account, *day, *line));

    let extra: HashMap<u32, _> =
        lines.extra.iter().filter_map(|(at, extra)| Some((lines.lines.get(*at as usize)?.line, extra))).collect();
    let mut totals: BTreeMap<AccountId, Bought> = BTreeMap::new();
    let mut days = Days::default();
    let mut at: Option<(i64, AccountId)> = None;
    let mut insert = conn.prepare_cached(INSERT)?;
    insert.raw_bind_parameter(3, number)?;
    for (account, day, _, line) in order {
        let Line { account: named, product, day: _, quantity, amount, margin, document: _, batch: _, line: in_batch } =
            line;
        if at.is_none_or(|(number, _)| number != account) {
            keep_totals(&mut totals, at, &mut days);
            at = lines.accounts.get(*named as usize).map(|id| (account, *id));
        }
        let (id, product) = match product {
            None => (None, None),
            Some(product) => {
                let id = lines.products.get(*product as usize).copied();
                (id, Some(*products.get(*product as usize).ok_or_else(|| missing("a product"))?))
            }
        };
        insert.raw_bind_parameter(1, account)?;
        insert.raw_bind_parameter(2, day)?;
        insert.raw_bind_parameter(4, in_batch)?;
        insert.raw_bind_parameter(5, product)?;
        insert.raw_bind_parameter(6, quantity.map(|Quantity(thousandths)| thousandths))?;
        insert.raw_bind_parameter(7, amount.minor_units())?;
        insert.raw_bind_parameter(8, margin.map(Money::minor_units))?;
        insert.raw_bind_parameter(9, lines.document(line))?;
        let extra = if extra.is_empty() { None } else { extra.get(in_batch) };
        insert.raw_bind_parameter(10, extra.map_or(Ok(None), |extra| extra_text(extra))?)?;
        insert.raw_execute()?;
        days.add(day.into(), amount.minor_units(), margin.map(Money::minor_units), id)?;
        steps.step()?;
    }
    keep_totals(&mut totals, at, &mut days);
    mark_replaced(conn, new, number)?;
    Ok(totals)
}

fn keep_totals(totals: &mut BTreeMap<AccountId, Bought>, of: Option<(i64, AccountId)>, days: &mut Days) {
    if let (Some((_, account)), Some(days)) = (of, days.take()) {
        totals.insert(account, days);
    }
}

/// Notes which lines of earlier batches count no more while this one is there.
fn mark_replaced(conn: &Connection, new: &NewPurchases, by: i64) -> Result<(), StoreError> {
    let NewPurchases { batch, lines } = new;
    let mut replaced = Vec::with_capacity(lines.replaces.len());
    let mut numbers: HashMap<BatchId, i64> = HashMap::new();
    for key in lines.replaces.values() {
        let number = if let Some(number) = numbers.get(&key.batch) {
            *number
        } else {
            let number = number_of(conn, key.batch)?.ok_or_else(|| {
                StoreError::Damaged(format!("{} replaces a purchase that is not in the ledger", batch.file_name))
            })?;
            numbers.insert(key.batch, number);
            number
        };
        replaced.push((number, key.line));
    }
    replaced.sort_unstable();
    replaced.dedup();
    let mut insert = conn.prepare_cached("INSERT INTO purchase_replaced (batch, line, \"by\") VALUES (?1, ?2, ?3)")?;
    for (number, line) in replaced {
        insert.execute((number, line, by))?;
    }
    Ok(())
}

/// The numbers of these records; those that had none get the next ones.
fn numbered(conn: &Connection, table: &str, ids: impl IntoIterator<Item = Uuid>) -> Result<Vec<i64>, StoreError> {
    let mut known: HashMap<Uuid, i64> = numbers(conn, table)?.into_iter().map(|(number, id)| (id, number)).collect();
    let mut next = known.values().max().map_or(1, |last| last + 1);
    let mut insert = conn.prepare_cached(&format!("INSERT INTO {table} (number, id) VALUES (?1, ?2)"))?;
    let mut numbered = Vec::new();
    for id in ids {
        let number = if let Some(number) = known.get(&id) {
            *number
        } else {
            insert.execute((next, id.as_bytes().as_slice()))?;
            known.insert(id, next);
            next += 1;
            next - 1
        };
        numbered.push(number);
    }
    Ok(numbered)
}
