//! Whose class is another than it was at the beginning of a day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::class::Class;
use super::drift;
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
    /// the moves that count: lines and evidence are taken to have always been where they are now, and who came into
    /// being since began where it came into being.
    #[must_use]
    pub fn changed_class(&self, portfolio: &Portfolio, account: &Account) -> bool {
        let lines = portfolio.settings().lines;
        let class = |judged: Option<Position>| match judged {
            Some(position) => Some(Class::of(position, lines)),
            None => drift::evidence_class(portfolio, account),
        };
        class(self.judged_then(account)) != class(account.judged())
    }

    /// Where people had put the account then, `None` when nobody had; where it came into being when it was not there
    /// yet.
    fn judged_then(&self, account: &Account) -> Option<Position> {
        let moves = self.journal.all_moves_of(account.id);
        let stood_then = |seq: Seq| self.stood.get(&seq).copied().unwrap_or_else(|| self.journal.in_effect(seq));
        match moves.iter().rev().find(|one| one.seq < self.first && stood_then(one.seq)) {
            Some(last) => last.to,
            None => moves.first().map_or(account.judged(), |first| first.from),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Edit, Entry, Likelihood, Placement, Rows, Score, Stamp};
    use crate::rules::evidence;

    /// One account that nobody judged and that its evidence places, in the lower left.
    struct Bench {
        portfolio: Portfolio,
        journal: Journal,
        stamp: Stamp,
    }

    impl Bench {
        fn new() -> Self {
            let now = chrono::DateTime::from_timestamp(1_782_000_000, 0).unwrap();
            let mut stamp = Stamp::seeded(now, "Anna", 1);
            let account = Account { likelihood: Some(Likelihood::Likely), ..Account::new(stamp.account_id(), "A") };
            let mut portfolio = Portfolio::new(Rows { accounts: vec![account], ..Rows::default() });
            portfolio.set_today(now.date_naive());
            evidence::settle(&mut portfolio);
            Self { portfolio, journal: Journal::default(), stamp }
        }

        fn day(&self) -> NaiveDate {
            self.stamp.now.date_naive()
        }

        fn moves(&mut self, to: Option<Position>) {
            let account = self.portfolio.accounts().next().unwrap().id;
            let edit = Edit::Move(vec![Placement { account, to }]);
            let planned = edit.plan(&self.portfolio, &mut self.stamp).unwrap();
            self.portfolio.apply(&planned.changes);
            evidence::settle(&mut self.portfolio);
            let (seq, at) = (self.journal.next_seq(), self.stamp.now);
            let rows = planned.changes.rows.len();
            let entry = Entry { seq, at, by: String::new(), kind: EntryKind::Edit, label: String::new(), rows };
            self.journal.push(entry, Journal::moves_in(seq, &planned.changes));
        }

        /// Since a day so many days away.
        fn changed(&self, days: i64) -> bool {
            let account = self.portfolio.accounts().next().unwrap();
            Since::new(&self.journal, self.day() + chrono::Duration::days(days)).changed_class(&self.portfolio, account)
        }
    }

    fn at(engagement: u8, potential: u8) -> Position {
        Position::new(Score::whole(engagement), Score::whole(potential))
    }

    #[test]
    fn who_was_never_judged_changed_no_class() {
        let bench = Bench::new();
        let account = bench.portfolio.accounts().next().unwrap();
        assert_eq!(
            Class::of_account(&bench.portfolio, account, bench.portfolio.settings().lines),
            Some(Class::Service)
        );
        assert!(!bench.changed(-1));
    }

    #[test]
    fn a_judgement_and_its_release_change_the_class_when_it_is_not_that_of_the_evidence() {
        let mut bench = Bench::new();
        bench.moves(Some(at(20, 20)));
        assert!(!bench.changed(-1), "judged to be where the evidence is");
        bench.moves(Some(at(80, 80)));
        assert!(bench.changed(-1));
        assert!(!bench.changed(2), "it stood there at the beginning of the day after tomorrow");
        bench.moves(None);
        assert!(!bench.changed(-1), "judged and released: it is back where it was");
        assert!(!bench.changed(2), "released long ago");
        bench.stamp.now += chrono::Duration::days(10);
        bench.moves(Some(at(80, 80)));
        bench.stamp.now += chrono::Duration::days(10);
        bench.moves(None);
        assert!(bench.changed(-5), "it was key then");
        assert!(!bench.changed(2));
    }
}
