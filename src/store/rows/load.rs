//! Reading everything that lives in memory.

use std::sync::{Arc, Mutex, PoisonError};
use std::{panic, thread};

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::model::{
    Account, Activity, Batch, Colleague, Contact, Goal, HandOver, Opportunity, Portfolio, Product, Risk, Rows,
    Settings, Spend, StageEvent,
};

use super::super::error::ReadError;
use super::super::ledger;
use super::value::column;
use super::{Stored, quoted, settings_of};

/// Reads everything that lives in memory. With a second connection to the same file a second thread helps: it reads
/// activities, of which there are most, from the last one down, while this one reads all else and then activities from
/// the first one up, until the two meet.
pub(in crate::store) fn load(conn: &Connection, second: Option<Connection>) -> Result<Portfolio, ReadError> {
    let Some(second) = second else {
        let rows = all_but_activities(conn)?;
        let activities = some(conn, Direction::Up, &Mutex::default())?;
        return Ok(Portfolio::with_activities(rows, activities));
    };
    let ends = Mutex::default();
    let helper = thread::Builder::new().name("fourfold-read".to_owned());
    let (rows, first, last) = thread::scope(|scope| {
        let ends = &ends;
        let helper = helper.spawn_scoped(scope, move || some::<Activity>(&second, Direction::Down, ends));
        let here = all_but_activities(conn).and_then(|rows| Ok((rows, some::<Activity>(conn, Direction::Up, ends)?)));
        if here.is_err() {
            // There is nobody to meet any more.
            publish(ends, Direction::Up, Uuid::max());
        }
        let last = match helper.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(last)) => last,
            Ok(Err(panicked)) => panic::resume_unwind(panicked),
            // There is no second thread to be had, so this one met nobody.
            Err(_) => Ok(Vec::new()),
        };
        let (rows, first) = here?;
        Ok::<_, ReadError>((rows, first, last?))
    })?;
    Ok(Portfolio::with_activities(rows, joined(first, last)))
}

fn all_but_activities(conn: &Connection) -> Result<Rows, ReadError> {
    let settings = settings(conn)?;
    let accounts: Vec<Account> = kind(conn)?;
    let batches: Vec<Batch> = kind(conn)?;
    let ledger =
        ledger::totals(conn, &|batch| batches.binary_search_by_key(&batch, |one| one.id).is_ok(), &|account| {
            accounts.binary_search_by_key(&account, |one| one.id).is_ok()
        })?;
    Ok(Rows {
        settings,
        accounts,
        contacts: kind::<Contact>(conn)?,
        activities: Vec::new(),
        products: kind::<Product>(conn)?,
        opportunities: kind::<Opportunity>(conn)?,
        risks: kind::<Risk>(conn)?,
        colleagues: kind::<Colleague>(conn)?,
        stage_events: kind::<StageEvent>(conn)?,
        hand_overs: kind::<HandOver>(conn)?,
        goals: kind::<Goal>(conn)?,
        spends: kind::<Spend>(conn)?,
        batches,
        ledger,
    })
}

fn settings(conn: &Connection) -> Result<Settings, ReadError> {
    conn.prepare("SELECT version, name, currency, engagement_line, potential_line, more FROM settings")?
        .query_row([], |row| Ok(settings_of(row)))
        .optional()?
        .unwrap_or_else(|| Err("missing".to_owned()))
        .map_err(|why| ReadError::Impossible { table: "settings", record: "1".to_owned(), why })
}

/// All records of a kind, in the order of their ids.
fn kind<R: Stored>(conn: &Connection) -> Result<Vec<R>, ReadError> {
    let mut records = Vec::new();
    each(conn, Direction::Up, |record| {
        records.push(record);
        true
    })?;
    Ok(records)
}

/// How two readers go towards each other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// How far each of the two has come: what is before `up`, and it, is read, and what is behind `down`, and it.
#[derive(Default)]
struct Ends {
    up: Option<Uuid>,
    down: Option<Uuid>,
}

/// So many records are read between two looks at where the other is.
const STRIDE: usize = 1024;

/// Records in the order of the direction, until the other reader has those that are left. Where the two meet, some may
/// be read twice.
fn some<R: Stored>(conn: &Connection, direction: Direction, ends: &Mutex<Ends>) -> Result<Vec<Arc<R>>, ReadError> {
    let mut records = Vec::new();
    each(conn, direction, |record: R| {
        let id = record.uuid();
        records.push(Arc::new(record));
        !records.len().is_multiple_of(STRIDE) || publish(ends, direction, id)
    })?;
    Ok(records)
}

/// Says how far one has come. Returns whether there may be records between the two.
fn publish(ends: &Mutex<Ends>, direction: Direction, id: Uuid) -> bool {
    let mut ends = ends.lock().unwrap_or_else(PoisonError::into_inner);
    match direction {
        Direction::Up => ends.up = Some(id),
        Direction::Down => ends.down = Some(id),
    }
    !matches!((ends.up, ends.down), (Some(up), Some(down)) if up >= down)
}

/// What was read from the first one up and from the last one down, each record once, in the order of their ids.
fn joined<R: Stored>(mut first: Vec<Arc<R>>, last: Vec<Arc<R>>) -> Vec<Arc<R>> {
    if let Some(least) = last.last().map(|record| record.uuid()) {
        first.truncate(first.partition_point(|record| record.uuid() < least));
    }
    first.extend(last.into_iter().rev());
    first
}

/// Hands over each record of a kind, by their ids, as long as `next` wants another.
fn each<R: Stored>(conn: &Connection, direction: Direction, mut next: impl FnMut(R) -> bool) -> Result<(), ReadError> {
    let order = if direction == Direction::Up { "ASC" } else { "DESC" };
    let mut statement = conn.prepare(&format!("SELECT {} FROM {} ORDER BY id {order}", quoted::<R>(), R::TABLE))?;
    let mut rows = statement.query([])?;
    let mut count = 0_usize;
    while let Some(row) = rows.next()? {
        count += 1;
        let record = R::read(row).map_err(|why| ReadError::Impossible {
            table: R::TABLE,
            record: column(row, 0)
                .map_or_else(|_| count.to_string(), |bytes: [u8; 16]| Uuid::from_bytes(bytes).to_string()),
            why,
        })?;
        if !next(record) {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
