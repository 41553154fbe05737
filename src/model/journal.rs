use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{AccountId, ChangeSet, Position, RowChange, RowKey};

/// The number of a journal entry: 1, 2, 3, … without a gap.
pub type Seq = u64;

/// What the journal says of one thing done; the row images stay on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub seq: Seq,
    pub at: DateTime<Utc>,
    pub by: String,
    pub kind: EntryKind,
    /// Of an edit, its own label; of an undo or redo, the label of the edit it is about.
    pub label: String,
    /// How many rows changed.
    pub rows: usize,
}

/// `of` is always the number of an [`EntryKind::Edit`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum EntryKind {
    Edit,
    Undo {
        of: Seq,
    },
    Redo {
        of: Seq,
    },
    /// Says why an edit was made. Not undone by itself: it belongs to its edit. The last one counts.
    Reason {
        of: Seq,
        text: String,
    },
}

/// What an edit did, told by the first of its rows: what it did to one it did to all, but for an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum What {
    Moves,
    Fields,
    Created,
    Deleted,
    Settings,
}

/// One account put somewhere else by one entry. An account's first place on the board is a move from nowhere when
/// it was in the tray, and no move when it came into being there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    pub seq: Seq,
    pub account: AccountId,
    pub from: Option<Position>,
    pub to: Option<Position>,
}

/// The memory of a workspace: what was done, in order, with the undo and redo stacks folded from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Journal {
    entries: Vec<Entry>,
    moves: BTreeMap<AccountId, Vec<Move>>,
    /// The entries that moved anybody.
    moving: Vec<Seq>,
    undo: Vec<Seq>,
    redo: Vec<Seq>,
    undone: BTreeSet<Seq>,
    reasons: BTreeMap<Seq, String>,
}

impl Entry {
    /// Whether it is an import, or about one. Only imports are told by their words: they change rows in every way.
    #[must_use]
    pub fn is_import(&self) -> bool {
        self.brings_in() || self.label.starts_with("Undo import ")
    }

    /// Whether it is an import, or the undo or redo of one: what [`super::revert::undo_import`] can take back.
    #[must_use]
    pub fn brings_in(&self) -> bool {
        self.label.starts_with("Import ")
    }
}

impl Journal {
    /// Adds the next entry with the moves that it made (those of an edit; undo and redo make none of their own).
    pub fn push(&mut self, entry: Entry, moves: impl IntoIterator<Item = Move>) {
        match &entry.kind {
            EntryKind::Edit => {
                self.undo.push(entry.seq);
                self.redo.clear();
            }
            EntryKind::Undo { of } => {
                self.undo.retain(|seq| seq != of);
                self.redo.push(*of);
                self.undone.insert(*of);
            }
            EntryKind::Redo { of } => {
                self.redo.retain(|seq| seq != of);
                self.undo.push(*of);
                self.undone.remove(of);
            }
            EntryKind::Reason { of, text } => {
                self.reasons.insert(*of, text.clone());
            }
        }
        for one in moves {
            if self.moving.last() != Some(&one.seq) {
                self.moving.push(one.seq);
            }
            self.moves.entry(one.account).or_default().push(one);
        }
        self.entries.push(entry);
    }

    /// The moves that a change set makes as entry `seq`.
    pub fn moves_in(seq: Seq, changes: &ChangeSet) -> impl Iterator<Item = Move> {
        changes.rows.iter().filter_map(move |row| Self::move_in(seq, row))
    }

    /// The move, if it is one, that a row makes as part of entry `seq`.
    #[must_use]
    pub fn move_in(seq: Seq, row: &RowChange) -> Option<Move> {
        let RowChange::Account(change) = row else { return None };
        let (before, after) = (change.before.as_ref()?, change.after.as_ref()?);
        let (from, to) = (before.judged(), after.judged());
        (from != to).then_some(Move { seq, account: after.id, from, to })
    }

    /// All entries, oldest first.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    #[must_use]
    pub fn entry(&self, seq: Seq) -> Option<&Entry> {
        self.entries.get(usize::try_from(seq.checked_sub(1)?).ok()?)
    }

    #[must_use]
    pub fn next_seq(&self) -> Seq {
        self.entries.last().map_or(1, |entry| entry.seq + 1)
    }

    /// The edit that Undo would take back now.
    #[must_use]
    pub fn next_undo(&self) -> Option<&Entry> {
        self.entry(*self.undo.last()?)
    }

    /// The edit that Redo would do again now.
    #[must_use]
    pub fn next_redo(&self) -> Option<&Entry> {
        self.entry(*self.redo.last()?)
    }

    /// The numbers on the undo stack, oldest first.
    #[must_use]
    pub fn undo_stack(&self) -> &[Seq] {
        &self.undo
    }

    /// The numbers on the redo stack, oldest undone first.
    #[must_use]
    pub fn redo_stack(&self) -> &[Seq] {
        &self.redo
    }

    /// The edits that stand after entry `seq`, newest first: what going back to there takes back.
    pub fn undone_by_going_to(&self, seq: Seq) -> impl Iterator<Item = &Entry> {
        self.undo.iter().rev().take_while(move |edit| **edit > seq).filter_map(|edit| self.entry(*edit))
    }

    /// Whether the edit's changes stand: not undone, or redone since.
    #[must_use]
    pub fn in_effect(&self, seq: Seq) -> bool {
        !self.undone.contains(&seq)
    }

    /// Why the edit was made, as last said.
    #[must_use]
    pub fn reason(&self, seq: Seq) -> Option<&str> {
        self.reasons.get(&seq).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// The moves of one account that stand, oldest first.
    #[must_use]
    pub fn moves_of(&self, account: AccountId) -> impl DoubleEndedIterator<Item = &Move> {
        self.moves.get(&account).into_iter().flatten().filter(|one| self.in_effect(one.seq))
    }

    /// The moves of one account, those that were taken back among them, oldest first.
    #[must_use]
    pub fn all_moves_of(&self, account: AccountId) -> &[Move] {
        self.moves.get(&account).map_or(&[], Vec::as_slice)
    }

    /// The moves that one edit made, looked for among the rows that it touched.
    pub fn moves_in_entry(&self, seq: Seq, touched: &[RowKey]) -> impl Iterator<Item = Move> {
        let accounts = touched.iter().filter_map(|row| row.account());
        accounts.filter_map(move |account| self.moves.get(&account)?.iter().rfind(|one| one.seq == seq)).copied()
    }

    /// When an account was last moved, of the moves that stand.
    #[must_use]
    pub fn last_move_at(&self) -> Option<DateTime<Utc>> {
        let last = self.moving.iter().rev().find(|seq| self.in_effect(**seq))?;
        self.entry(*last).map(|entry| entry.at)
    }

    /// All moves, those that were taken back among them, by account, and oldest first of each.
    pub fn moves_ever(&self) -> impl Iterator<Item = &Move> {
        self.moves.values().flatten()
    }

    /// All moves that stand, oldest first.
    #[must_use]
    pub fn moves(&self) -> Vec<Move> {
        let mut all: Vec<Move> = self.moves.values().flatten().filter(|one| self.in_effect(one.seq)).copied().collect();
        all.sort_by_key(|one| (one.seq, one.account));
        all
    }
}
