//! What memory holds of the ledger, worked out from its lines.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::model::{AccountId, BatchId, DayTotal, Ledger, Money, Portfolio};

use super::super::error::ReadError;
use super::{Counting, day_of, numbers};

/// The totals of the lines that count when these batches and accounts are there. Reads all lines in the order in which
/// they lie on disk, without sorting any.
pub(in crate::store) fn totals(
    conn: &Connection,
    has_batch: &dyn Fn(BatchId) -> bool,
    has_account: &dyn Fn(AccountId) -> bool,
) -> Result<Ledger, ReadError> {
    let counting = Counting::new(conn, has_batch)?;
    if counting.batches.is_empty() {
        return Ok(Ledger::default());
    }
    let mut names = numbers(conn, "ledger_account")?.into_iter().peekable();
    let mut accounts: Vec<(AccountId, Vec<DayTotal>)> = Vec::new();
    let mut statement =
        conn.prepare("SELECT account, day, batch, line, amount FROM purchase ORDER BY account, day, batch, line")?;
    let mut rows = statement.query([])?;
    let mut at: Option<(i64, Option<AccountId>)> = None;
    let mut days = Days::default();
    while let Some(row) = rows.next()? {
        let account: i64 = row.get(0)?;
        let id = match at {
            Some((number, id)) if number == account => id,
            _ => {
                if let Some((_, Some(id))) = at {
                    accounts.extend(days.take().map(|days| (id, days)));
                }
                while names.next_if(|(number, _)| *number < account).is_some() {}
                let id = names.peek().filter(|(number, _)| *number == account).map(|(_, id)| AccountId(*id));
                let id = id.filter(|id| has_account(*id));
                at = Some((account, id));
                id
            }
        };
        if id.is_some() && counting.counts(row.get(2)?, row.get(3)?) {
            days.add(row.get(1)?, row.get(4)?)?;
        }
    }
    if let Some((_, Some(id))) = at {
        accounts.extend(days.take().map(|days| (id, days)));
    }
    Ok(Ledger::new(accounts.into_iter().collect()))
}

/// The totals of the lines that count in this portfolio.
pub(in crate::store) fn totals_for(conn: &Connection, portfolio: &Portfolio) -> Result<Ledger, ReadError> {
    totals(conn, &|batch| portfolio.batches().get(batch).is_some(), &|account| portfolio.account(account).is_some())
}

/// The totals of one account, by its number in the ledger; `None` when no line of it counts.
pub(super) fn totals_of(
    conn: &Connection,
    counting: &Counting,
    account: i64,
) -> Result<Option<Vec<DayTotal>>, ReadError> {
    let mut statement = conn
        .prepare_cached("SELECT day, batch, line, amount FROM purchase WHERE account = ?1 ORDER BY day, batch, line")?;
    let mut rows = statement.query([account])?;
    let mut days = Days::default();
    while let Some(row) = rows.next()? {
        if counting.counts(row.get(1)?, row.get(2)?) {
            days.add(row.get(0)?, row.get(3)?)?;
        }
    }
    Ok(days.take())
}

/// Adds up the lines of one account, which come in the order of their days.
#[derive(Default)]
pub(super) struct Days {
    totals: Vec<DayTotal>,
    last: Option<i64>,
}

impl Days {
    pub(super) fn add(&mut self, day: i64, amount: i64) -> Result<(), ReadError> {
        let amount = Money::from_minor_units(amount);
        match self.totals.last_mut() {
            Some(total) if self.last == Some(day) => {
                total.amount = total.amount.saturating_add(amount);
                total.lines = total.lines.saturating_add(1);
            }
            _ => {
                self.totals.push(DayTotal { day: day_of(day)?, amount, lines: 1 });
                self.last = Some(day);
            }
        }
        Ok(())
    }

    /// What there is, so that another account can begin.
    pub(super) fn take(&mut self) -> Option<Vec<DayTotal>> {
        self.last = None;
        let totals = std::mem::take(&mut self.totals);
        (!totals.is_empty()).then_some(totals)
    }
}

/// Adds totals to a ledger.
pub(super) fn merged(ledger: &Ledger, more: BTreeMap<AccountId, Vec<DayTotal>>) -> Ledger {
    let mut accounts = copied(ledger);
    for (account, new) in more {
        let old = accounts.entry(account).or_default();
        *old = if old.is_empty() { new } else { merged_days(old, new) };
    }
    Ledger::new(accounts)
}

pub(super) fn copied(ledger: &Ledger) -> BTreeMap<AccountId, Vec<DayTotal>> {
    ledger.accounts().map(|(account, days)| (account, days.to_vec())).collect()
}

fn merged_days(old: &[DayTotal], new: Vec<DayTotal>) -> Vec<DayTotal> {
    let mut both = Vec::with_capacity(old.len() + new.len());
    let mut old = old.iter().copied().peekable();
    for day in new {
        while let Some(before) = old.next_if(|before| before.day < day.day) {
            both.push(before);
        }
        both.push(match old.next_if(|same| same.day == day.day) {
            None => day,
            Some(same) => DayTotal {
                day: day.day,
                amount: same.amount.saturating_add(day.amount),
                lines: same.lines.saturating_add(day.lines),
            },
        });
    }
    both.extend(old);
    both
}
