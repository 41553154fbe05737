//! Rows on their way out of the worker: in order, without what is empty, within the limits.

use std::io::Write;

use super::wire::{self, Failure};
use crate::sheets::grid::Cell;
use crate::sheets::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS};

/// What is gathered before it is written, in bytes.
const BATCH_BYTES: usize = 64 * 1024;

/// Why the worker stops before the end.
#[derive(Debug)]
pub(super) enum Stop {
    Failed(Failure),
    /// Nobody listens any more.
    Gone,
}

impl Stop {
    pub fn words(words: String) -> Self {
        Self::Failed(Failure::Words(words))
    }
}

/// Takes the cells of a sheet as they come and says its rows.
#[derive(Debug)]
pub(super) struct Rows<W> {
    to: W,
    /// What is said next.
    said: Vec<u8>,
    count: u32,
    /// The row that is being gathered, counted from 1; 0 before the first.
    line: u32,
    /// Its cells: the column of each, and where its bytes begin.
    places: Vec<(u16, usize)>,
    cells: Vec<u8>,
    in_order: bool,
    /// Whether some cell of it says something.
    says: bool,
    /// Rows that say nothing, such as those of formulas that give an empty text, are rows only when more follows.
    blank: Vec<u8>,
    blank_count: u32,
}

impl<W: Write> Rows<W> {
    pub fn new(to: W) -> Self {
        Self {
            to,
            said: wire::MAGIC.to_vec(),
            count: 0,
            line: 0,
            places: Vec::new(),
            cells: Vec::new(),
            in_order: true,
            says: false,
            blank: Vec::new(),
            blank_count: 0,
        }
    }

    /// The row that is being read, counted from 1; 0 before the first.
    pub fn line(&self) -> u32 {
        self.line
    }

    pub fn say(&mut self, put: impl FnOnce(&mut Vec<u8>)) -> Result<(), Stop> {
        put(&mut self.said);
        if self.said.len() >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    pub fn begin_sheet(&mut self, index: usize) -> Result<(), Stop> {
        (self.line, self.blank_count) = (0, 0);
        self.blank.clear();
        self.say(|out| wire::put_chosen(out, index))
    }

    /// Takes a cell at a place counted from 0.
    pub fn cell(&mut self, row: u32, column: u32, cell: Cell<'_>) -> Result<(), Stop> {
        match cell {
            Cell::Empty => return Ok(()),
            Cell::Text("") if column as usize >= MAX_COLUMNS => return Ok(()),
            _ => {}
        }
        let line = row.saturating_add(1);
        if line != self.line {
            self.end_row()?;
            self.begin_row(line)?;
        }
        let column = match u16::try_from(column) {
            Ok(column) if usize::from(column) < MAX_COLUMNS => column,
            _ => return Err(Stop::Failed(Failure::TooManyColumns { line, columns: column.saturating_add(1) })),
        };
        if let Cell::Text(text) = cell
            && text.len() > MAX_CELL_CHARS
            && text.chars().nth(MAX_CELL_CHARS).is_some()
        {
            return Err(Stop::words(format!(
                "The cell {}{line} has {} characters; at most {MAX_CELL_CHARS} can be read. Shorten it",
                column_letters(column),
                text.chars().count(),
            )));
        }
        self.in_order &= self.places.last().is_none_or(|(last, _)| *last < column);
        self.says |= !cell.is_blank();
        self.places.push((column, self.cells.len()));
        wire::put_cell(&mut self.cells, column, cell);
        Ok(())
    }

    fn begin_row(&mut self, line: u32) -> Result<(), Stop> {
        if line as usize > MAX_ROWS {
            return Err(Stop::Failed(Failure::TooManyRows));
        }
        if line < self.line {
            return Err(Stop::words(format!(
                "Row {line} stands after row {}; open the workbook in its own program and save it again",
                self.line
            )));
        }
        self.line = line;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Stop> {
        if self.places.is_empty() {
            return Ok(());
        }
        if !self.in_order {
            self.put_in_order();
        }
        if self.says {
            self.said.append(&mut self.blank);
            self.count += 1 + std::mem::take(&mut self.blank_count);
        } else {
            self.blank_count += 1;
        }
        let to = if self.says { &mut self.said } else { &mut self.blank };
        wire::put_row(to, self.line);
        to.append(&mut self.cells);
        self.places.clear();
        (self.in_order, self.says) = (true, false);
        if self.said.len() >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    /// Cells from the left; of two in the same place the last counts.
    fn put_in_order(&mut self) {
        let ends = self.places.iter().skip(1).map(|(_, begin)| *begin).chain([self.cells.len()]);
        let mut parts: Vec<(u16, usize, usize)> =
            self.places.iter().zip(ends).map(|((column, begin), end)| (*column, *begin, end)).collect();
        parts.sort_by_key(|(column, ..)| *column);
        let mut ordered = Vec::with_capacity(self.cells.len());
        for (place, (column, begin, end)) in parts.iter().enumerate() {
            if parts.get(place + 1).is_none_or(|(next, ..)| next != column) {
                ordered.extend(self.cells.get(*begin..*end).unwrap_or_default());
            }
        }
        self.cells = ordered;
    }

    /// Completes the sheet; whether it has any row.
    pub fn any(&mut self) -> Result<bool, Stop> {
        self.end_row()?;
        Ok(self.count > 0)
    }

    pub fn end(&mut self, merged: usize) -> Result<(), Stop> {
        let count = self.count;
        self.say(|out| {
            wire::put_merged(out, u32::try_from(merged).unwrap_or(u32::MAX));
            wire::put_end(out, count);
        })
    }

    pub fn fail(&mut self, failure: &Failure) -> Result<(), Stop> {
        self.say(|out| wire::put_failure(out, failure))?;
        self.flush()
    }

    pub fn flush(&mut self) -> Result<(), Stop> {
        let written = self.to.write_all(&self.said).and_then(|()| self.to.flush());
        self.said.clear();
        written.map_err(|_| Stop::Gone)
    }
}

/// As spreadsheet programs call a column that is counted from 0: A, …, Z, AA.
fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::super::wire::{Hearing, Item};
    use super::*;

    /// What is heard of these cells: each row as `line: column=text…`.
    fn heard(cells: &[(u32, u32, Cell<'_>)]) -> Result<Vec<String>, Stop> {
        let mut bytes = Vec::new();
        let mut rows = Rows::new(&mut bytes);
        rows.begin_sheet(0)?;
        for (row, column, cell) in cells {
            rows.cell(*row, *column, *cell)?;
        }
        rows.any()?;
        rows.end(0)?;
        rows.flush()?;
        let mut hearing = Hearing::new(bytes.as_slice()).unwrap();
        let mut heard = Vec::<String>::new();
        loop {
            match hearing.hear().unwrap() {
                Item::Row(line) => heard.push(format!("{line}:")),
                Item::Cell(column, cell) => heard.last_mut().unwrap().push_str(&format!(" {column}={}", cell.text())),
                Item::End(count) => {
                    assert_eq!(count as usize, heard.len());
                    return Ok(heard);
                }
                Item::Chosen(0) | Item::Merged(0) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    #[test]
    fn rows_come_in_order_and_without_what_is_empty() {
        let check = |cells: &[(u32, u32, Cell<'_>)], wanted: &[&str]| assert_eq!(heard(cells).unwrap(), wanted);
        let text = Cell::Text;
        check(&[], &[]);
        check(&[(0, 0, text("a")), (0, 1, Cell::Empty), (9, 2, text("b"))], &["1: 0=a", "10: 2=b"]);
        check(&[(0, 600, Cell::Empty), (5, 1, text("x"))], &["6: 1=x"]);
        check(&[(0, 600, text("")), (5, 1, text("x"))], &["6: 1=x"]);
        check(&[(0, 2, text("c")), (0, 0, text("a")), (0, 2, text("d"))], &["1: 0=a 2=d"]);
        check(
            &[(0, 0, text("a")), (1, 0, text("")), (2, 0, text("b")), (3, 0, text("")), (4, 0, text(" "))],
            &["1: 0=a", "2: 0=", "3: 0=b"],
        );
    }

    #[test]
    fn what_is_beyond_the_limits_is_refused_with_its_place() {
        let check = |cells: &[(u32, u32, Cell<'_>)], wanted: Failure| match heard(cells) {
            Err(Stop::Failed(failure)) => assert_eq!(failure, wanted),
            other => panic!("{other:?}"),
        };
        let far = Failure::TooManyColumns { line: 1_048_576, columns: 16_384 };
        check(&[(0, 0, Cell::Text("a")), (1_048_575, 16_383, Cell::Text("b"))], far);
        check(&[(0, 500, Cell::Bool(true))], Failure::TooManyColumns { line: 1, columns: 501 });
        check(&[(0, u32::MAX, Cell::Bool(true))], Failure::TooManyColumns { line: 1, columns: u32::MAX });
        check(&[(1_048_576, 0, Cell::Bool(true))], Failure::TooManyRows);
        check(&[(u32::MAX, 0, Cell::Bool(true))], Failure::TooManyRows);
        let backwards = "Row 3 stands after row 5; open the workbook in its own program and save it again";
        check(&[(4, 0, Cell::Bool(true)), (2, 0, Cell::Bool(true))], Failure::Words(backwards.to_owned()));
        let (fits, long) = ("ä".repeat(32_767), "ä".repeat(32_768));
        assert!(heard(&[(6, 27, Cell::Text(&fits))]).is_ok());
        let words = "The cell AB7 has 32768 characters; at most 32767 can be read. Shorten it";
        check(&[(6, 27, Cell::Text(&long))], Failure::Words(words.to_owned()));
    }

    #[test]
    fn columns_have_letters() {
        let check = |column: u16, wanted: &str| assert_eq!(column_letters(column), wanted);
        check(0, "A");
        check(25, "Z");
        check(26, "AA");
        check(499, "SF");
    }
}
