//! The journal on disk: entries, and the row images of edits.

use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, Row};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::model::{AccountId, Change, ChangeSet, Entry, EntryKind, Journal, Move, Position, RowChange, Seq};

use super::error::{ReadError, StoreError};
use super::rows::{self, Steps};

/// Appends the entry, with the images of what it changed when it is an edit: an undo or redo has those of its edit.
pub(super) fn append(
    conn: &Connection,
    entry: &Entry,
    changes: &ChangeSet,
    steps: &mut Steps<'_>,
) -> Result<(), StoreError> {
    let Entry { seq, at, by, kind, label, rows } = entry;
    let (kind, of, reason) = match kind {
        EntryKind::Edit => ("edit", None, None),
        EntryKind::Undo { of } => ("undo", Some(*of), None),
        EntryKind::Redo { of } => ("redo", Some(*of), None),
        EntryKind::Reason { of, text } => ("reason", Some(*of), Some(text.as_str())),
    };
    conn.prepare_cached(
        "INSERT INTO journal (seq, at, \"by\", kind, \"of\", label, reason, rows)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute((
        integer(*seq),
        rows::time_text(*at),
        by,
        kind,
        of.map(integer),
        label,
        reason,
        integer(*rows as u64),
    ))?;
    if kind != "edit" {
        return Ok(());
    }
    let mut insert = conn.prepare_cached(
        "INSERT INTO journal_change (seq, ordinal, kind, record, before, after, moved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for (ordinal, row) in (1_i64..).zip(&changes.rows) {
        insert.raw_bind_parameter(1, integer(*seq))?;
        insert.raw_bind_parameter(2, ordinal)?;
        let key = row.key();
        insert.raw_bind_parameter(3, key.table())?;
        insert.raw_bind_parameter(4, key.uuid().as_ref().map(|id| id.as_bytes().as_slice()))?;
        match row {
            RowChange::Account(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Contact(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Activity(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Product(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Opportunity(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Risk(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Colleague(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::StageEvent(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::HandOver(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Goal(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Spend(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Batch(change) => images(&mut insert, &mut before, &mut after, change)?,
            RowChange::Settings(change) => images(&mut insert, &mut before, &mut after, change)?,
        }
        insert.raw_bind_parameter(7, Journal::move_in(*seq, row).is_some())?;
        insert.raw_execute()?;
        steps.step()?;
    }
    Ok(())
}

fn images<T: serde::Serialize>(
    insert: &mut CachedStatement<'_>,
    before: &mut Vec<u8>,
    after: &mut Vec<u8>,
    change: &Change<Arc<T>>,
) -> Result<(), StoreError> {
    insert.raw_bind_parameter(5, image(before, change.before.as_deref())?)?;
    insert.raw_bind_parameter(6, image(after, change.after.as_deref())?)?;
    Ok(())
}

/// The image as JSON, written into `buffer`, which is reused from row to row.
fn image<'a, T: serde::Serialize>(
    buffer: &'a mut Vec<u8>,
    record: Option<&T>,
) -> Result<Option<ToSqlOutput<'a>>, StoreError> {
    let Some(record) = record else { return Ok(None) };
    buffer.clear();
    serde_json::to_writer(&mut *buffer, record)
        .map_err(|error| StoreError::Sqlite(rusqlite::Error::ToSqlConversionFailure(error.into())))?;
    Ok(Some(ToSqlOutput::Borrowed(ValueRef::Text(buffer))))
}

/// Reads all entries and moves, and folds the stacks from them.
pub(super) fn load(conn: &Connection) -> Result<Journal, ReadError> {
    let mut moves = load_moves(conn)?.into_iter().peekable();
    let mut journal = Journal::default();
    let mut statement =
        conn.prepare("SELECT seq, at, \"by\", kind, \"of\", label, reason, rows FROM journal ORDER BY seq")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let wanted = journal.next_seq();
        let entry = entry_of(row).and_then(|entry| check_entry(&journal, entry));
        let entry = entry.map_err(|why| ReadError::Impossible { table: "journal", record: wanted.to_string(), why })?;
        let seq = entry.seq;
        journal.push(entry, std::iter::from_fn(|| moves.next_if(|one| one.seq == seq)));
    }
    Ok(journal)
}

fn entry_of(row: &Row<'_>) -> Result<Entry, String> {
    fn column<T: rusqlite::types::FromSql>(row: &Row<'_>, index: usize) -> Result<T, String> {
        row.get(index).map_err(|error| error.to_string())
    }
    let of = column::<Option<i64>>(row, 4)?.map(seq_of).transpose()?;
    let kind: String = column(row, 3)?;
    let kind = match (kind.as_str(), of, column::<Option<String>>(row, 6)?) {
        ("edit", None, None) => EntryKind::Edit,
        ("undo", Some(of), None) => EntryKind::Undo { of },
        ("redo", Some(of), None) => EntryKind::Redo { of },
        ("reason", Some(of), Some(text)) => EntryKind::Reason { of, text },
        _ => return Err(format!("“{kind}” is no kind of entry")),
    };
    Ok(Entry {
        seq: seq_of(column(row, 0)?)?,
        at: rows::time_of(&column::<String>(row, 1)?)?,
        by: column(row, 2)?,
        kind,
        label: column(row, 5)?,
        rows: usize::try_from(column::<i64>(row, 7)?).map_err(|_| "a negative number of rows".to_owned())?,
    })
}

/// An entry must come next, and what it takes back or does again must be on top of the stack that it comes from.
fn check_entry(journal: &Journal, entry: Entry) -> Result<Entry, String> {
    if entry.seq != journal.next_seq() {
        return Err(format!("missing; the next one is {}", entry.seq));
    }
    let stands = match entry.kind {
        EntryKind::Edit => true,
        EntryKind::Undo { of } => journal.undo_stack().last() == Some(&of),
        EntryKind::Redo { of } => journal.redo_stack().last() == Some(&of),
        EntryKind::Reason { of, .. } => journal.entry(of).is_some_and(|edit| edit.kind == EntryKind::Edit),
    };
    if stands { Ok(entry) } else { Err("about an edit that it cannot be about".to_owned()) }
}

fn load_moves(conn: &Connection) -> Result<Vec<Move>, ReadError> {
    /// As much of the image of an account as a move needs.
    #[derive(Deserialize)]
    struct Placed {
        judgement: Option<At>,
    }
    #[derive(Deserialize)]
    struct At {
        position: Position,
    }
    let place = |json: &str| {
        serde_json::from_str::<Placed>(json).map(|placed| placed.judgement.map(|judgement| judgement.position))
    };
    let mut statement = conn.prepare(
        "SELECT seq, record, before, after FROM journal_change INDEXED BY journal_change_moved
         WHERE moved = 1 ORDER BY seq, ordinal",
    )?;
    let mut rows = statement.query([])?;
    let mut moves = Vec::new();
    while let Some(row) = rows.next()? {
        let one = (|| {
            let text = |index| row.get_ref(index)?.as_str().map_err(rusqlite::Error::from);
            let id: [u8; 16] = row.get(1).map_err(|error| error.to_string())?;
            let before = text(2).map_err(|error: rusqlite::Error| error.to_string())?;
            let after = text(3).map_err(|error: rusqlite::Error| error.to_string())?;
            Ok(Move {
                seq: seq_of(row.get(0).map_err(|error| error.to_string())?)?,
                account: AccountId(Uuid::from_bytes(id)),
                from: place(before).map_err(|error| error.to_string())?,
                to: place(after).map_err(|error| error.to_string())?,
            })
        })();
        moves.push(one.map_err(|why: String| ReadError::Impossible {
            table: "journal_change",
            record: row.get::<_, i64>(0).unwrap_or_default().to_string(),
            why,
        })?);
    }
    Ok(moves)
}

/// Whether this entry is on disk.
pub(super) fn has(conn: &Connection, seq: Seq) -> rusqlite::Result<bool> {
    conn.prepare("SELECT 1 FROM journal WHERE seq = ?1")?.exists([integer(seq)])
}

/// The row images of an edit.
pub(super) fn changes(conn: &Connection, edit: Seq) -> Result<ChangeSet, ReadError> {
    changes_page(conn, edit, 0, usize::MAX)
}

/// So many of the row images of an edit, from row `offset` on.
pub(super) fn changes_page(conn: &Connection, edit: Seq, offset: usize, limit: usize) -> Result<ChangeSet, ReadError> {
    // Ordinals are 1, 2, 3, … without a gap.
    let mut statement = conn.prepare_cached(
        "SELECT kind, before, after FROM journal_change WHERE seq = ?1 AND ordinal > ?2 ORDER BY ordinal LIMIT ?3",
    )?;
    let mut rows = statement.query([integer(edit), integer(offset as u64), integer(limit as u64)])?;
    let mut changes = ChangeSet::default();
    while let Some(row) = rows.next()? {
        changes.rows.push(row_change_of(row).map_err(|why| ReadError::Impossible {
            table: "journal_change",
            record: edit.to_string(),
            why,
        })?);
    }
    Ok(changes)
}

fn row_change_of(row: &Row<'_>) -> Result<RowChange, String> {
    fn change<T: DeserializeOwned>(row: &Row<'_>) -> Result<Change<Arc<T>>, String> {
        Ok(Change { before: record(row, 1)?, after: record(row, 2)? })
    }
    fn record<T: DeserializeOwned>(row: &Row<'_>, index: usize) -> Result<Option<Arc<T>>, String> {
        let json = row.get_ref(index).map_err(|error| error.to_string())?;
        let json = json.as_str_or_null().map_err(|error| error.to_string())?;
        json.map(|json| serde_json::from_str(json).map(Arc::new).map_err(|error| error.to_string())).transpose()
    }
    let kind: String = row.get(0).map_err(|error| error.to_string())?;
    match kind.as_str() {
        "account" => change(row).map(RowChange::Account),
        "contact" => change(row).map(RowChange::Contact),
        "activity" => change(row).map(RowChange::Activity),
        "product" => change(row).map(RowChange::Product),
        "opportunity" => change(row).map(RowChange::Opportunity),
        "risk" => change(row).map(RowChange::Risk),
        "colleague" => change(row).map(RowChange::Colleague),
        "stage_event" => change(row).map(RowChange::StageEvent),
        "hand_over" => change(row).map(RowChange::HandOver),
        "goal" => change(row).map(RowChange::Goal),
        "spend" => change(row).map(RowChange::Spend),
        "batch" => change(row).map(RowChange::Batch),
        "settings" => change(row).map(RowChange::Settings),
        _ => Err(format!("“{kind}” is no kind of record")),
    }
}

/// SQLite counts in 64 bits with a sign; nothing here ever comes near.
pub(super) fn integer(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn seq_of(number: i64) -> Result<Seq, String> {
    Seq::try_from(number).map_err(|_| format!("{number} is no number of an entry"))
}
