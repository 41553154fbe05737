//! What the journal can be asked beyond what is in memory of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::mpsc::{Receiver, channel};

use rusqlite::Connection;

use crate::model::{
    AccountId, ChangeSet, Entry, EntryKind, ImportUndo, Journal, MovedOn, Planned, Portfolio, Refusal, RowKey, Seq,
    What, revert,
};

use crate::rules::import_undo::GoingBack;

use super::error::{ReadError, StoreError};
use super::worker::{Job, images};
use super::{Store, journal, ledger};

/// What taking back an import would come to: which of its rows go back, and what is in the way of the others.
pub type UndoOutlook = Result<(GoingBack, ImportUndo), StoreError>;

impl Store {
    /// What an edit changed, from row `offset` (0: the first) on and so many; of an undo or redo what its edit
    /// changed, forward or back. In the order of [`Self::changes_of`].
    ///
    /// # Errors
    /// [`StoreError::NoSuchEdit`], [`StoreError::Busy`], or what reading the disk says.
    pub fn changes_page(&self, seq: Seq, offset: usize, limit: usize) -> Result<ChangeSet, StoreError> {
        let entry = self.journal().entry(seq).ok_or(StoreError::NoSuchEdit(seq))?;
        let (of, undone) = match entry.kind {
            EntryKind::Edit => (seq, false),
            EntryKind::Undo { of } => (of, true),
            EntryKind::Redo { of } => (of, false),
            EntryKind::Reason { .. } => return Ok(ChangeSet::default()),
        };
        let page = self.look(move |conn| journal::changes_page(conn, of, offset, limit))??;
        Ok(if undone { page.inverse() } else { page })
    }

    /// The edits after entry `after` (0: all) that changed this row, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Busy`], or what reading the disk says.
    pub fn entries_touching(&self, row: impl Into<RowKey>, after: Seq) -> Result<Vec<Seq>, StoreError> {
        let row = row.into();
        Ok(self.look(move |conn| touching(conn, row, after))??)
    }

    /// The edits after entry `after` (0: all) that changed this account, or a contact, an activity, an opportunity or a
    /// risk that belonged or belongs to it, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Busy`], or what reading the disk says.
    pub fn entries_about(&self, account: AccountId, after: Seq) -> Result<Vec<Seq>, StoreError> {
        Ok(self.look(move |conn| touching_account(conn, account, after))??)
    }

    /// What each edit after entry `after` (0: all) did, and to which row first.
    ///
    /// # Errors
    /// [`StoreError::Busy`], or what reading the disk says.
    pub fn whats(&self, after: Seq) -> Result<BTreeMap<Seq, (What, RowKey)>, StoreError> {
        Ok(self.look(move |conn| whats(conn, after))??)
    }

    /// The rows that stand in the way of reverting an edit: none, then it can be reverted.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEdit`], [`StoreError::NotInEffect`], [`StoreError::Busy`], or what reading the disk says.
    pub fn revert_check(&self, seq: Seq) -> Result<Vec<MovedOn>, StoreError> {
        let edit = self.edit_in_effect(seq)?.seq;
        let (portfolio, journal) = (self.portfolio().clone(), self.journal().clone());
        self.look(move |conn| check_revert(conn, &portfolio, &journal, edit).map(|(_, moved)| moved))?
    }

    /// What taking back an import would come to now, without doing it.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEdit`], [`StoreError::NotAnImport`], [`StoreError::NotInEffect`], [`StoreError::Busy`], or what
    /// reading the disk says.
    pub fn undo_import_check(&self, seq: Seq) -> Result<ImportUndo, StoreError> {
        let edit = self.import_in_effect(seq)?.clone();
        let (portfolio, journal) = (self.portfolio().clone(), self.journal().clone());
        self.look(move |conn| undo_import(conn, &portfolio, &journal, &edit).map(|(_, undo)| undo))?
    }

    /// The same beside the caller, with what goes back by kind: of a large import it takes longer than a frame.
    ///
    /// # Errors
    /// [`StoreError::NoSuchEdit`], [`StoreError::NotAnImport`], [`StoreError::NotInEffect`] or [`StoreError::Busy`]; what
    /// reading the disk says comes with the answer.
    pub fn undo_import_outlook(&self, seq: Seq) -> Result<Receiver<UndoOutlook>, StoreError> {
        let edit = self.import_in_effect(seq)?.clone();
        let (portfolio, journal) = (self.portfolio().clone(), self.journal().clone());
        self.look_beside(move |conn| {
            let done = images(conn, &edit)?;
            let (_, undo) = undo_of(conn, &portfolio, &journal, &edit, &done)?;
            Ok((GoingBack::of(&portfolio, &done, &undo), undo))
        })
    }

    /// Asks the connection something, and waits for the answer.
    pub(super) fn look<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> T + Send + 'static,
    ) -> Result<T, StoreError> {
        self.look_beside(look)?.recv().map_err(|_| StoreError::Stopped)
    }

    fn look_beside<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Connection) -> T + Send + 'static,
    ) -> Result<Receiver<T>, StoreError> {
        if self.working.is_some() {
            return Err(StoreError::Busy);
        }
        let (reply, answer) = channel();
        // Whoever asked may have gone; then nobody misses the answer.
        let look = move |conn: &Connection| drop(reply.send(look(conn)));
        self.jobs.send(Job::Look(Box::new(look))).map_err(|_| StoreError::Stopped)?;
        Ok(answer)
    }
}

/// The images of an edit, and its rows that moved on since.
pub(super) fn check_revert(
    conn: &Connection,
    portfolio: &Portfolio,
    live: &Journal,
    edit: Seq,
) -> Result<(ChangeSet, Vec<MovedOn>), StoreError> {
    let done = journal::changes(conn, edit)?;
    let moved = told(conn, live, edit, &done, &revert::moved_on(portfolio, &done))?;
    Ok((done, moved))
}

/// Takes back one edit; purchases that were written since keep the accounts and products that they name, and the
/// purchases that they correct. What comes back must find what it names.
pub(super) fn revert(
    conn: &Connection,
    portfolio: &Portfolio,
    label: &str,
    done: &ChangeSet,
) -> Result<Planned, StoreError> {
    let back = done.inverse();
    if let Some(corrected) = ledger::corrected(conn, portfolio, &back)?.into_values().next() {
        return Err(Refusal::Corrected(corrected).into());
    }
    let named = ledger::named_by_others(conn, portfolio, done, &BTreeMap::new())?;
    if let Some(row) = done.rows.iter().find(|row| named.contains_key(&row.key())) {
        let by = "purchases that another import brought".to_owned();
        return Err(Refusal::StillUsed { name: row.name().to_owned(), by }.into());
    }
    ledger::check_coming_back(conn, portfolio, &back)?;
    Ok(revert::revert(portfolio, label, done)?)
}

/// Takes back what still stands of an import, and says what became of each of its rows.
pub(super) fn undo_import(
    conn: &Connection,
    portfolio: &Portfolio,
    live: &Journal,
    edit: &Entry,
) -> Result<(Planned, ImportUndo), StoreError> {
    undo_of(conn, portfolio, live, edit, &images(conn, edit)?)
}

fn undo_of(
    conn: &Connection,
    portfolio: &Portfolio,
    live: &Journal,
    edit: &Entry,
    done: &ChangeSet,
) -> Result<(Planned, ImportUndo), StoreError> {
    let corrected = ledger::corrected(conn, portfolio, &done.inverse())?;
    let named = ledger::named_by_others(conn, portfolio, done, &corrected)?;
    let undone = revert::undo_import(portfolio, &edit.label, done, &revert::Purchased { corrected, named });
    let kept = told(conn, live, edit.seq, done, &undone.moved_on)?;
    let undo = ImportUndo { reversed: undone.reversed, kept, failed: undone.failed };
    Ok((undone.planned, undo))
}

/// Of rows that moved on since an edit, which entry did it.
fn told(
    conn: &Connection,
    live: &Journal,
    edit: Seq,
    done: &ChangeSet,
    moved: &[RowKey],
) -> Result<Vec<MovedOn>, StoreError> {
    let moved: BTreeSet<RowKey> = moved.iter().copied().collect();
    let mut by = last_touched(conn, live, edit, moved.clone())?;
    let rows = done.rows.iter().filter(|row| moved.contains(&row.key()));
    let rows = rows.map(|row| {
        let entry = by.remove(&row.key()).and_then(|seq| live.entry(seq));
        let name = revert::called(row);
        let entry =
            entry.ok_or_else(|| StoreError::Damaged(format!("the journal does not tell how {name} changed")))?;
        Ok(MovedOn { row: row.key(), name, seq: entry.seq, label: entry.label.clone(), at: entry.at })
    });
    rows.collect()
}

/// Of each row, the last edit in effect after `edit` that changed it. Reads the later entries alone, newest first, and
/// stops when all rows are found.
fn last_touched(
    conn: &Connection,
    live: &Journal,
    edit: Seq,
    mut rows: BTreeSet<RowKey>,
) -> Result<BTreeMap<RowKey, Seq>, ReadError> {
    let mut found = BTreeMap::new();
    if rows.is_empty() {
        return Ok(found);
    }
    let mut statement =
        conn.prepare_cached("SELECT seq, kind, record FROM journal_change WHERE seq > ?1 ORDER BY seq DESC")?;
    let mut later = statement.query([journal::integer(edit)])?;
    while let Some(row) = later.next()? {
        let seq = seq_at(row)?;
        let key = key_of(&row.get::<_, String>(1)?, row.get(2)?);
        if live.in_effect(seq) && rows.remove(&key) {
            found.insert(key, seq);
            if rows.is_empty() {
                break;
            }
        }
    }
    Ok(found)
}

fn touching(conn: &Connection, row: RowKey, after: Seq) -> Result<Vec<Seq>, ReadError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT seq FROM journal_change WHERE seq > ?1 AND kind = ?2 AND record IS ?3 ORDER BY seq",
    )?;
    let uuid = row.uuid();
    let record = uuid.as_ref().map(|uuid| uuid.as_bytes().as_slice());
    let mut rows = statement.query((journal::integer(after), row.table(), record))?;
    let mut seqs = Vec::new();
    while let Some(row) = rows.next()? {
        seqs.push(seq_at(row)?);
    }
    Ok(seqs)
}

/// One look at all rows, as in [`touching`]. In an image the account is a field of that name; within a text its quotation
/// marks would be escaped.
fn touching_account(conn: &Connection, account: AccountId, after: Seq) -> Result<Vec<Seq>, ReadError> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT seq FROM journal_change WHERE seq > ?1 AND (
            kind = 'account' AND record = ?2
            OR kind IN ('contact', 'activity', 'opportunity', 'risk')
                AND (instr(after, ?3) > 0 OR instr(before, ?3) > 0)
        ) ORDER BY seq",
    )?;
    let field = format!("\"account\":\"{account}\"");
    let mut rows = statement.query((journal::integer(after), account.0.as_bytes().as_slice(), field))?;
    let mut seqs = Vec::new();
    while let Some(row) = rows.next()? {
        seqs.push(seq_at(row)?);
    }
    Ok(seqs)
}

/// One look at the first row of each edit: what an edit did to one row it did to all, but for an import, which says so
/// in its label.
fn whats(conn: &Connection, after: Seq) -> Result<BTreeMap<Seq, (What, RowKey)>, ReadError> {
    let mut statement = conn.prepare_cached(
        "SELECT seq, kind, before IS NULL, after IS NULL, moved, record FROM journal_change
         WHERE seq > ?1 AND ordinal = 1 ORDER BY seq",
    )?;
    let mut rows = statement.query([journal::integer(after)])?;
    let mut whats = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get(1)?;
        let what = match (kind == "settings", row.get(2)?, row.get(3)?, row.get(4)?) {
            (true, _, _, _) => What::Settings,
            (false, true, _, _) => What::Created,
            (false, false, true, _) => What::Deleted,
            (false, false, false, true) => What::Moves,
            (false, false, false, false) => What::Fields,
        };
        whats.insert(seq_at(row)?, (what, key_of(&kind, row.get(5)?)));
    }
    Ok(whats)
}

fn key_of(table: &str, record: Option<[u8; 16]>) -> RowKey {
    RowKey::of(table, record.map(uuid::Uuid::from_bytes)).unwrap_or(RowKey::Settings)
}

fn seq_at(row: &rusqlite::Row<'_>) -> Result<Seq, ReadError> {
    let seq: i64 = row.get(0)?;
    journal::seq_of(seq).map_err(|why| ReadError::Impossible { table: "journal_change", record: seq.to_string(), why })
}
