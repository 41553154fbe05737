//! What memory holds of the ledger, after batches or accounts came or went. Worked out in the transaction that they came
//! or went in, so that a failure of it is a failure of the whole.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, OptionalExtension as _};
use uuid::Uuid;

use crate::model::{AccountId, BatchId, Bought, ChangeSet, Entry, Ledger, Portfolio, RowChange};

use super::super::error::ReadError;
use super::totals::{copied, merged, product_ids, totals, totals_of};
use super::{Counting, is_batch, numbers};

/// More accounts than this are looked for in one go.
const FEW: usize = 512;

/// How the ledger in memory follows what is written.
pub(in crate::store) struct Follow<'a> {
    portfolio: &'a Portfolio,
    batches: HashMap<BatchId, bool>,
    /// Whether they are there afterwards.
    accounts: HashMap<AccountId, bool>,
    /// Those of them that come back, with their numbers: they have lines already.
    again: Vec<(AccountId, i64)>,
    only_new: bool,
}

impl<'a> Follow<'a> {
    /// To be asked before lines are added; `comes_with_lines` when some are.
    pub(in crate::store) fn new(
        conn: &Connection,
        portfolio: &'a Portfolio,
        steps: &[(Entry, ChangeSet)],
        comes_with_lines: bool,
    ) -> Result<Self, ReadError> {
        let (mut batches, mut accounts) = (HashMap::new(), HashMap::new());
        let rows = || steps.iter().flat_map(|(_, changes)| &changes.rows);
        for row in rows() {
            match row {
                RowChange::Account(change) if row.creates() || row.deletes() => {
                    accounts.extend(change.id().map(|id| (id, change.after.is_some())));
                }
                RowChange::Batch(change) => batches.extend(change.id().map(|id| (id, change.after.is_some()))),
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
                | RowChange::Settings(_) => {}
            }
        }
        let created: Vec<AccountId> = accounts.iter().filter(|(_, there)| **there).map(|(id, _)| *id).collect();
        let again = known(conn, &created)?;
        let gone = accounts.values().any(|there| !there);
        let only_new = comes_with_lines && again.is_empty() && !gone && rows().filter(|row| is_batch(row)).count() == 1;
        Ok(Self { portfolio, batches, accounts, again, only_new })
    }

    /// The ledger afterwards, `new` being the totals of lines that were added and take the place of no others; `None`
    /// when it stays as it is.
    pub(in crate::store) fn ledger(
        self,
        conn: &Connection,
        new: Option<BTreeMap<AccountId, Bought>>,
    ) -> Result<Option<Ledger>, ReadError> {
        let Self { portfolio, batches, accounts, again, only_new } = self;
        let before = portfolio.ledger();
        if let Some(new) = new.filter(|_| only_new) {
            return Ok(Some(merged(before, new)));
        }
        if !batches.is_empty() {
            let has_batch = |id| batches.get(&id).copied().unwrap_or_else(|| portfolio.batches().get(id).is_some());
            let has_account = |id| accounts.get(&id).copied().unwrap_or_else(|| portfolio.account(id).is_some());
            return totals(conn, &has_batch, &has_account).map(Some);
        }
        let gone: HashSet<AccountId> = accounts
            .iter()
            .filter(|(id, there)| !**there && !before.days_of(**id).is_empty())
            .map(|(id, _)| *id)
            .collect();
        if gone.is_empty() && again.is_empty() {
            return Ok(None);
        }
        let counting = Counting::new(conn, &|id| portfolio.batches().get(id).is_some())?;
        let products = product_ids(conn)?;
        let mut all = copied(before);
        all.retain(|id, _| !gone.contains(id));
        for (id, number) in again {
            all.extend(totals_of(conn, &counting, number, &products)?.map(|days| (id, days)));
        }
        Ok(Some(Ledger::of(all)))
    }
}

/// Those that the ledger has a number for.
fn known(conn: &Connection, accounts: &[AccountId]) -> Result<Vec<(AccountId, i64)>, ReadError> {
    if accounts.len() > FEW {
        let wanted: HashSet<Uuid> = accounts.iter().map(|account| account.0).collect();
        let numbers = numbers(conn, "ledger_account")?.into_iter().filter(|(_, id)| wanted.contains(id));
        return Ok(numbers.map(|(number, id)| (AccountId(id), number)).collect());
    }
    let mut statement = conn.prepare_cached("SELECT number FROM ledger_account WHERE id = ?1")?;
    let mut known = Vec::new();
    for account in accounts {
        let number = statement.query_row([account.0.as_bytes().as_slice()], |row| row.get(0)).optional()?;
        known.extend(number.map(|number| (*account, number)));
    }
    Ok(known)
}
