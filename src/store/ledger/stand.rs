//! Whether batches can go or come back out of the middle of what was done. Undo and redo go to what has been before and
//! need not ask; whatever takes back one edit alone does, so that no purchase counts twice and none is lost in silence.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::Connection;
use uuid::Uuid;

use crate::model::{
    AccountId, Batch, BatchId, ChangeSet, Corrected, Portfolio, ProductId, RecordKind, Refusal, RowChange,
};

use super::super::error::{ReadError, StoreError};
use super::{Counting, is_batch, numbers};

/// What will be there after a change.
struct Then<'a> {
    portfolio: &'a Portfolio,
    accounts: HashMap<AccountId, bool>,
    products: HashMap<ProductId, bool>,
    batches: HashMap<BatchId, bool>,
    /// By the small numbers that the ledger has for batches.
    names: BTreeMap<i64, BatchId>,
}

impl<'a> Then<'a> {
    fn new(conn: &Connection, portfolio: &'a Portfolio, back: &ChangeSet) -> Result<Self, ReadError> {
        let (mut accounts, mut products, mut batches) = (HashMap::new(), HashMap::new(), HashMap::new());
        for row in &back.rows {
            match row {
                RowChange::Account(change) => accounts.extend(change.id().map(|id| (id, change.after.is_some()))),
                RowChange::Product(change) => products.extend(change.id().map(|id| (id, change.after.is_some()))),
                RowChange::Batch(change) => batches.extend(change.id().map(|id| (id, change.after.is_some()))),
                RowChange::Contact(_)
                | RowChange::Activity(_)
                | RowChange::Opportunity(_)
                | RowChange::Risk(_)
                | RowChange::Colleague(_)
                | RowChange::StageEvent(_)
                | RowChange::HandOver(_)
                | RowChange::Goal(_)
                | RowChange::Spend(_)
                | RowChange::Settings(_) => {}
            }
        }
        let names = numbers(conn, "ledger_batch")?.into_iter().map(|(number, id)| (number, BatchId(id))).collect();
        Ok(Self { portfolio, accounts, products, batches, names })
    }

    fn has_account(&self, id: AccountId) -> bool {
        self.accounts.get(&id).copied().unwrap_or_else(|| self.portfolio.account(id).is_some())
    }

    fn has_product(&self, id: ProductId) -> bool {
        self.products.get(&id).copied().unwrap_or_else(|| self.portfolio.products().get(id).is_some())
    }

    fn has_batch(&self, id: BatchId) -> bool {
        self.batches.get(&id).copied().unwrap_or_else(|| self.portfolio.batches().get(id).is_some())
    }

    /// The batch of that number, if it will be there.
    fn batch(&self, number: i64) -> Option<BatchId> {
        self.names.get(&number).copied().filter(|id| self.has_batch(*id))
    }

    /// The numbers of the batches that this change brings, or takes away.
    fn changing(&self, comes: bool) -> BTreeMap<i64, BatchId> {
        let changes = |id: &BatchId| self.batches.get(id) == Some(&comes);
        self.names.iter().filter(|(_, id)| changes(id)).map(|(number, id)| (*number, *id)).collect()
    }

    /// What the batches of these numbers are called, the newest first.
    fn called(&self, batches: &BTreeSet<i64>) -> String {
        let ids = || batches.iter().rev().filter_map(|number| self.names.get(number));
        let name = ids().find_map(|id| self.portfolio.batches().get(*id)).map(|batch| batch.file_name.clone());
        let name = name.unwrap_or_else(|| "another import".to_owned());
        match batches.len() {
            0 | 1 => name,
            2 => format!("{name} and another import"),
            many => format!("{name} and {} more imports", many - 1),
        }
    }
}

/// Of the batches that `back` would take away, those that have to stay, because batches that will be there have lines in
/// the place of theirs: without them, these would come to count beside what they corrected.
pub(in crate::store) fn corrected(
    conn: &Connection,
    portfolio: &Portfolio,
    back: &ChangeSet,
) -> Result<BTreeMap<BatchId, Corrected>, ReadError> {
    if !back.rows.iter().any(|row| is_batch(row) && row.deletes()) {
        return Ok(BTreeMap::new());
    }
    let then = Then::new(conn, portfolio, back)?;
    let going = then.changing(false);
    let mut found: BTreeMap<BatchId, (HashSet<i64>, BTreeSet<i64>)> = BTreeMap::new();
    let mut statement = conn.prepare_cached("SELECT batch, line, \"by\" FROM purchase_replaced")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (batch, by): (i64, i64) = (row.get(0)?, row.get(2)?);
        if let Some(id) = going.get(&batch).filter(|_| then.batch(by).is_some()) {
            let (lines, all_by) = found.entry(*id).or_default();
            lines.insert(row.get(1)?);
            all_by.insert(by);
        }
    }
    let told = |(id, (lines, by)): (BatchId, (HashSet<i64>, BTreeSet<i64>))| {
        let file_name = portfolio.batches().get(id).map_or_else(String::new, |batch| batch.file_name.clone());
        (id, Corrected { file_name, lines: lines.len(), by: then.called(&by) })
    };
    Ok(found.into_iter().map(told).collect())
}

/// The batches that `back` would bring back find what their lines name, and what they correct.
///
/// # Errors
/// [`Refusal::LinesStayOut`] for the first that does not, or what reading the disk says.
pub(in crate::store) fn check_coming_back(
    conn: &Connection,
    portfolio: &Portfolio,
    back: &ChangeSet,
) -> Result<(), StoreError> {
    let coming = back.rows.iter().filter_map(|row| match row {
        RowChange::Batch(change) => change.after.as_deref().filter(|_| change.before.is_none()),
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
        | RowChange::Settings(_) => None,
    });
    let coming: Vec<&Batch> = coming.collect();
    if coming.is_empty() {
        return Ok(());
    }
    let then = Then::new(conn, portfolio, back)?;
    let numbers = then.changing(true);
    let refused = |id: &BatchId, what: String| {
        let file_name = coming.iter().find(|batch| batch.id == *id).map_or_else(String::new, |b| b.file_name.clone());
        Refusal::LinesStayOut { file_name, what }
    };
    for (number, id) in &numbers {
        if let Some(what) = missing(conn, &then, *number)? {
            return Err(refused(id, what).into());
        }
    }
    if let Some((number, what)) = corrects_in_vain(conn, &then, &numbers)? {
        return Err(refused(&number, what).into());
    }
    let counting = Counting::new(conn, &|id| then.has_batch(id))?;
    for (number, id) in &numbers {
        if let Some(what) = already_there(conn, &then, &counting, &numbers, *number)? {
            return Err(refused(id, what).into());
        }
    }
    Ok(())
}

/// Which accounts or products of its lines will not be there.
fn missing(conn: &Connection, then: &Then<'_>, batch: i64) -> Result<Option<String>, ReadError> {
    let absent = |column: &str, is_there: &dyn Fn(Uuid) -> bool| -> Result<usize, ReadError> {
        let named: HashSet<i64> = {
            let select = format!("SELECT DISTINCT {column} FROM purchase WHERE batch = ?1 AND {column} IS NOT NULL");
            let mut statement = conn.prepare_cached(&select)?;
            statement.query_map([batch], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        let of_these = numbers(conn, &format!("ledger_{column}"))?.into_iter();
        Ok(of_these.filter(|(number, id)| named.contains(number) && !is_there(*id)).count())
    };
    let accounts = absent("account", &|id| then.has_account(AccountId(id)))?;
    let products = absent("product", &|id| then.has_product(ProductId(id)))?;
    let (count, kind) = match (accounts, products) {
        (0, 0) => return Ok(None),
        (0, products) => (products, RecordKind::Products),
        (accounts, _) => (accounts, RecordKind::Accounts),
    };
    let are = if count == 1 { "is" } else { "are" };
    let (kind, them) = (kind.counted(count), if count == 1 { "it" } else { "them" });
    Ok(Some(format!("{kind} of theirs {are} not there any more; bring {them} back first, or import the file again")))
}

/// The first of the batches that would correct lines which are gone, or which others correct already.
fn corrects_in_vain(
    conn: &Connection,
    then: &Then<'_>,
    coming: &BTreeMap<i64, BatchId>,
) -> Result<Option<(BatchId, String)>, ReadError> {
    let mut statement =
        conn.prepare_cached("SELECT batch, line, \"by\" FROM purchase_replaced ORDER BY batch, line, \"by\"")?;
    let mut rows = statement.query([])?;
    let mut line = None;
    // Who corrects this line, of those that will be there.
    let (mut newcomer, mut another): (Option<BatchId>, Option<i64>) = (None, None);
    while let Some(row) = rows.next()? {
        let (batch, number, by): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if line != Some((batch, number)) {
            (line, newcomer, another) = (Some((batch, number)), None, None);
        }
        let Some(is_there) = then.batch(by) else { continue };
        let comes = coming.get(&by).copied();
        if let Some(id) = comes.filter(|_| then.batch(batch).is_none()) {
            let what = "they correct purchases of an import that was taken back; bring that one back first";
            return Ok(Some((id, what.to_owned())));
        }
        match comes {
            Some(id) if newcomer.is_none() => newcomer = Some(id),
            Some(_) => another = another.or(Some(by)),
            None if then.portfolio.batches().get(is_there).is_some() => another = Some(by),
            None => {}
        }
        if let (Some(id), Some(other)) = (newcomer, another) {
            let other = then.called(&BTreeSet::from([other]));
            return Ok(Some((id, format!("what they correct was corrected by {other} since; take that back first"))));
        }
    }
    Ok(None)
}

/// By what a line is known when its file is read again: its document, or, without one, its figures.
#[derive(PartialEq, Eq, Hash)]
enum Known {
    Document(String),
    Figures { day: i64, amount: i64, quantity: Option<i64> },
}

/// Whether lines of the batch are known from others that count without it: since it was taken back, the same purchases
/// came with another import.
fn already_there(
    conn: &Connection,
    then: &Then<'_>,
    counting: &Counting,
    coming: &BTreeMap<i64, BatchId>,
    batch: i64,
) -> Result<Option<String>, ReadError> {
    type Line = (i64, Option<i64>, Known);
    let mut statement =
        conn.prepare_cached("SELECT account, product, document, day, amount, quantity, batch, line FROM purchase")?;
    let mut each = |wanted: &dyn Fn(i64) -> bool, tell: &mut dyn FnMut(i64, Line)| -> Result<(), ReadError> {
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let batch: i64 = row.get(6)?;
            if !wanted(batch) || !counting.counts(batch, row.get(7)?) {
                continue;
            }
            let known = match row.get::<_, String>(2)? {
                none if none.is_empty() => {
                    Known::Figures { day: row.get(3)?, amount: row.get(4)?, quantity: row.get(5)? }
                }
                document => Known::Document(document),
            };
            tell(batch, (row.get(0)?, row.get(1)?, known));
        }
        Ok(())
    };
    let mut own: HashSet<Line> = HashSet::new();
    each(&|of| of == batch, &mut |_, line| own.extend([line]))?;
    let (mut lines, mut by) = (0, BTreeSet::new());
    each(&|of| !coming.contains_key(&of), &mut |other, line| {
        if own.remove(&line) {
            lines += 1;
            by.insert(other);
        }
    })?;
    if lines == 0 {
        return Ok(None);
    }
    let (stand, by) = (if lines == 1 { "stands" } else { "stand" }, then.called(&by));
    Ok(Some(format!("{lines} of them {stand} in {by} already; import the file again instead")))
}
