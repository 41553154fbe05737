//! Questions to all lines: whether the ledger is whole, and who is named in it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;

use crate::model::{AccountId, BatchId, ChangeSet, Corrected, Portfolio, ProductId, RowChange, RowKey};

use super::super::error::ReadError;
use super::{is_batch, numbers};

/// One sentence for each thing that is not as it should be.
pub(in crate::store) fn audit(conn: &Connection, portfolio: &Portfolio) -> Result<Vec<String>, ReadError> {
    #[derive(Default)]
    struct Found {
        lines: u64,
        total: i128,
    }
    let of = |table| Ok::<_, ReadError>(numbers(conn, table)?.into_iter().map(|(number, _)| number).collect());
    let (accounts, products): (HashSet<i64>, HashSet<i64>) = (of("ledger_account")?, of("ledger_product")?);
    let mut found: BTreeMap<i64, Found> = BTreeMap::new();
    let mut nameless = 0_u64;
    let mut statement = conn.prepare("SELECT account, batch, product, amount FROM purchase")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let product: Option<i64> = row.get(2)?;
        if !accounts.contains(&row.get(0)?) || product.is_some_and(|product| !products.contains(&product)) {
            nameless += 1;
        }
        let batch = found.entry(row.get(1)?).or_default();
        batch.lines += 1;
        batch.total += i128::from(row.get::<_, i64>(3)?);
    }
    let mut problems = Vec::new();
    if nameless > 0 {
        problems.push(format!("{nameless} purchases name an account or a product that the ledger does not know"));
    }
    let known: HashMap<BatchId, i64> =
        numbers(conn, "ledger_batch")?.into_iter().map(|(number, id)| (BatchId(id), number)).collect();
    for batch in portfolio.batches().iter() {
        let Found { lines, total } = known.get(&batch.id).and_then(|number| found.remove(number)).unwrap_or_default();
        if lines != batch.lines {
            problems.push(format!(
                "{} brought {} purchases, and the ledger has {lines} of them",
                batch.file_name, batch.lines
            ));
        } else if total != i128::from(batch.total.minor_units()) {
            problems.push(format!("The purchases of {} do not add up to their total", batch.file_name));
        }
    }
    Ok(problems)
}

/// Of the accounts and products that `done` brought in, those that purchases name which stay when it is taken back: those
/// of other batches, and of its own that are among `staying`. While these are there, what they name cannot go.
pub(in crate::store) fn named_by_others(
    conn: &Connection,
    portfolio: &Portfolio,
    done: &ChangeSet,
    staying: &BTreeMap<BatchId, Corrected>,
) -> Result<BTreeMap<RowKey, BatchId>, ReadError> {
    let own: BTreeSet<RowKey> = done.rows.iter().filter(|row| is_batch(row)).map(RowChange::key).collect();
    let goes = |id: &BatchId| own.contains(&RowKey::Batch(*id)) && !staying.contains_key(id);
    let others: HashMap<i64, BatchId> = numbers(conn, "ledger_batch")?
        .into_iter()
        .map(|(number, id)| (number, BatchId(id)))
        .filter(|(_, id)| !goes(id) && portfolio.batches().get(*id).is_some())
        .collect();
    let brought: HashSet<RowKey> = done.rows.iter().filter(|row| row.creates()).map(RowChange::key).collect();
    let mut named = BTreeMap::new();
    if others.is_empty() || brought.is_empty() {
        return Ok(named);
    }
    let numbered = |table, row: fn(uuid::Uuid) -> RowKey| -> Result<HashMap<i64, RowKey>, ReadError> {
        let numbers = numbers(conn, table)?.into_iter().map(|(number, id)| (number, row(id)));
        Ok(numbers.filter(|(_, row)| brought.contains(row)).collect())
    };
    let accounts = numbered("ledger_account", |id| RowKey::Account(AccountId(id)))?;
    let products = numbered("ledger_product", |id| RowKey::Product(ProductId(id)))?;
    if accounts.is_empty() && products.is_empty() {
        return Ok(named);
    }
    let mut statement = conn.prepare_cached("SELECT account, batch, product FROM purchase")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let Some(batch) = others.get(&row.get(1)?) else { continue };
        let product = row.get::<_, Option<i64>>(2)?.and_then(|product| products.get(&product));
        for row in accounts.get(&row.get(0)?).into_iter().chain(product) {
            named.insert(*row, *batch);
        }
    }
    Ok(named)
}
