//! Whose class is another than it was at the beginning of a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::class::Class;
use crate::model::{Account, EntryKind, Journal, Portfolio, Position, Seq, day_begins};

/// The journal seen from the beginning of a day: made once, asked for each account.
#[derive(Clone, Debug)]
pub struct Since<'a> {
    journal: &'a Journal,
    /// The first entry of the day or later. The order of entries counts, not their times: a clock may have been put
    /// back.
    first: Seq,
    /// Of the edits that were taken back or done again since: whether they stood then.
    stood: BTreeMap<Seq, bool>,
}

impl<'a> Since<'a> {
    #[must_use]
    pub fn new(journal: &'a Journal, day: NaiveDate) -> Self {
        let begins = day_begins(day);
        let later = journal.entries().iter().rev().take_while(|entry| entry.at >= begins);
        let (mut first, mut stood) = (journal.next_seq(), BTreeMap::new());
        // From the last back to the first: what was done to an edit first says how it stood before.
        for entry in later {
            first = entry.seq;
            match entry.kind {
                EntryKind::Undo { of } => {
                    stood.insert(of, true);
                }
                EntryKind::Redo { of } => {
                    stood.insert(of, false);
                }
                EntryKind::Edit | EntryKind::Reason { .. } => {}
            }
        }
        Self { journal, first, stood }
    }

    /// Whether moves have brought the account into another class since; out of the tray and into it count too. It is
    /// the moves that count: lines are taken to have always been where they are now, and who came into being since
    /// began where it came into being.
    #[must_use]
    pub fn changed_class(&self, portfolio: &Portfolio, account: &Account) -> bool {
        let lines = portfolio.settings().lines;
        let class = |position: Option<Position>| position.map(|position| Class::of(position, lines));
        class(self.position_then(account)) != Class::of_account(portfolio, account, lines)
    }

    /// Where the account stood then; where it came into being when it was not there yet.
    fn position_then(&self, account: &Account) -> Option<Position> {
        let moves = self.journal.all_moves_of(account.id);
        let stood_then = |seq: Seq| self.stood.get(&seq).copied().unwrap_or_else(|| self.journal.in_effect(seq));
        match moves.iter().rev().find(|one| one.seq < self.first && stood_then(one.seq)) {
            Some(last) => last.to,
            None => moves.first().map_or(account.judged(), |first| first.from),
        }
    }
}
