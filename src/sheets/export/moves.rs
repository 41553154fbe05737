//! Moves on the board, as the journal has them.

use std::borrow::Cow;

use crate::model::{Position, Score};
use crate::rules::class::Class;

use super::columns::{ExportCell, Head, Row, Table, id, words};
use super::{ExportSource, ExportWhat};

const MOVE_COLUMNS: [Head; 13] = [
    Head::other("entry", "Entry"),
    Head::other("at", "At"),
    Head::other("by", "By"),
    Head::other("account", "Account ID"),
    Head::other("name", "Name"),
    Head::other("from_engagement", "From engagement"),
    Head::other("from_potential", "From potential"),
    Head::other("from_class", "From class"),
    Head::other("to_engagement", "To engagement"),
    Head::other("to_potential", "To potential"),
    Head::other("to_class", "To class"),
    Head::text("key", "Key"),
    Head::other("reason", "Reason"),
];

/// The classes are those of the lines as they stand now. An account deleted since has no name any more.
pub(super) fn table(source: ExportSource<'_>) -> Table<'_> {
    let ExportSource { portfolio, journal, .. } = source;
    let lines = portfolio.settings().lines;
    let all = journal.moves();
    Table {
        what: ExportWhat::Moves,
        columns: MOVE_COLUMNS.to_vec(),
        extra: Vec::new(),
        of: u64::try_from(all.len()).unwrap_or(u64::MAX),
        rows: Box::new(all.into_iter().map(move |one| {
            let entry = journal.entry(one.seq);
            let account = portfolio.account(one.account);
            let score = |score: Option<Score>| score.map_or(ExportCell::Nothing, ExportCell::Score);
            let place = |position: Option<Position>| {
                let class = position.map(|position| Class::of(position, lines).name());
                [
                    score(position.map(|position| position.engagement)),
                    score(position.map(|position| position.potential)),
                    class.map_or(ExportCell::Nothing, |class| ExportCell::Word(Cow::Borrowed(class))),
                ]
            };
            let mut cells = vec![
                ExportCell::Count(one.seq),
                entry.map_or(ExportCell::Nothing, |entry| ExportCell::At(entry.at)),
                entry.map_or(ExportCell::Nothing, |entry| words(&entry.by)),
                id(&one.account),
                account.map_or(ExportCell::Nothing, |account| words(&account.name)),
            ];
            cells.extend(place(one.from));
            cells.extend(place(one.to));
            cells.push(account.map_or(ExportCell::Nothing, |account| words(&account.key)));
            cells.push(journal.reason(one.seq).map_or(ExportCell::Nothing, words));
            Row { cells, extra: None, for_programs: Vec::new() }
        })),
    }
}
