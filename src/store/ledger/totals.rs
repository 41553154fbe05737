//! What memory holds of the ledger, worked out from its lines.

use std::collections::{BTreeMap, HashMap};

use rusqlite::Connection;

use crate::model::{AccountId, BatchId, Bought, DayTotal, Ledger, Money, Portfolio, ProductDay, ProductId};

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
    let products = product_ids(conn)?;
    let mut accounts: Vec<(AccountId, Bought)> = Vec::new();
    let mut statement = conn.prepare(
        "SELECT account, day, batch, line, amount, product, margin FROM purchase
             ORDER BY account, day, batch, line",
    )?;
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
            days.add(row.get(1)?, row.get(4)?, row.get(6)?, product_of(&products, row.get(5)?)?)?;
        }
    }
    if let Some((_, Some(id))) = at {
        accounts.extend(days.take().map(|days| (id, days)));
    }
    Ok(Ledger::of(accounts.into_iter().collect()))
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
    products: &HashMap<i64, ProductId>,
) -> Result<Option<Bought>, ReadError> {
    let mut statement = conn.prepare_cached(
        "SELECT day, batch, line, amount, product, margin FROM purchase WHERE account = ?1
             ORDER BY day, batch, line",
    )?;
    let mut rows = statement.query([account])?;
    let mut days = Days::default();
    while let Some(row) = rows.next()? {
        if counting.counts(row.get(1)?, row.get(2)?) {
            days.add(row.get(0)?, row.get(3)?, row.get(5)?, product_of(products, row.get(4)?)?)?;
        }
    }
    Ok(days.take())
}

/// Adds up the lines of one account, which come in the order of their days.
#[derive(Default)]
pub(super) struct Days {
    bought: Bought,
    last: Option<i64>,
    /// Where the products of the last day begin.
    begins: usize,
}

impl Days {
    /// A line; amount and margin in minor units.
    pub(super) fn add(
        &mut self,
        day: i64,
        amount: i64,
        margin: Option<i64>,
        product: Option<ProductId>,
    ) -> Result<(), ReadError> {
        let (amount, margin) = (Money::from_minor_units(amount), margin.map(Money::from_minor_units));
        let day = match self.bought.days.last_mut() {
            Some(total) if self.last == Some(day) => {
                *total = total.and(DayTotal::of_line(total.day, amount, margin));
                total.day
            }
            _ => {
                self.end_day();
                self.last = Some(day);
                let day = day_of(day)?;
                self.bought.days.push(DayTotal::of_line(day, amount, margin));
                day
            }
        };
        if let Some(product) = product {
            let today = self.bought.products.get_mut(self.begins..).unwrap_or_default();
            match today.iter_mut().find(|bought| bought.product == product) {
                Some(bought) => bought.amount = bought.amount.saturating_add(amount),
                None => self.bought.products.push(ProductDay { day, product, amount }),
            }
        }
        Ok(())
    }

    /// In whatever order the lines came, products stand in their own.
    fn end_day(&mut self) {
        self.bought.products.get_mut(self.begins..).unwrap_or_default().sort_unstable_by_key(|bought| bought.product);
        self.begins = self.bought.products.len();
    }

    /// What there is, so that another account can begin.
    pub(super) fn take(&mut self) -> Option<Bought> {
        self.end_day();
        let Self { bought, .. } = std::mem::take(self);
        (!bought.days.is_empty()).then_some(bought)
    }
}

/// The products by their numbers in the ledger.
pub(super) fn product_ids(conn: &Connection) -> Result<HashMap<i64, ProductId>, ReadError> {
    Ok(numbers(conn, "ledger_product")?.into_iter().map(|(number, id)| (number, ProductId(id))).collect())
}

fn product_of(products: &HashMap<i64, ProductId>, number: Option<i64>) -> Result<Option<ProductId>, ReadError> {
    let Some(number) = number else { return Ok(None) };
    products.get(&number).copied().map(Some).ok_or_else(|| ReadError::Impossible {
        table: "purchase",
        record: number.to_string(),
        why: "no product has this number".to_owned(),
    })
}

/// Adds totals to a ledger./// Adds totals to a ledger.
pub(super) fn merged(ledger: &Ledger, more: BTreeMap<AccountId, Bought>) -> Ledger {
    let mut accounts = copied(ledger);
    for (account, new) in more {
        let old = accounts.entry(account).or_default();
        *old = if old.days.is_empty() {
            new
        } else {
            let products = merged_products(&old.products, new.products);
            Bought { days: merged_days(&old.days, new.days), products }
        };
    }
    Ledger::of(accounts)
}

pub(super) fn copied(ledger: &Ledger) -> BTreeMap<AccountId, Bought> {
    ledger.bought().clone()
}

fn merged_products(old: &[ProductDay], new: Vec<ProductDay>) -> Vec<ProductDay> {
    let key = |bought: &ProductDay| (bought.day, bought.product);
    let mut both = Vec::with_capacity(old.len() + new.len());
    let mut old = old.iter().copied().peekable();
    for more in new {
        while let Some(before) = old.next_if(|before| key(before) < key(&more)) {
            both.push(before);
        }
        both.push(match old.next_if(|same| key(same) == key(&more)) {
            None => more,
            Some(same) => ProductDay { amount: same.amount.saturating_add(more.amount), ..more },
        });
    }
    both.extend(old);
    both
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
            Some(same) => same.and(day),
        });
    }
    both.extend(old);
    both
}
