//! What the worker says, byte by byte. Numbers are little-endian; a text is its length in bytes (`u32`) and its UTF-8.
//!
//! First [`MAGIC`]; then items, each beginning with its tag, until [`Item::End`] or [`Item::Failed`]:
//!
//! | tag | item | then |
//! |---|---|---|
//! | 1 | sheets | `u16` count; for each `u8` hidden, text |
//! | 2 | chosen | `u16` index among them; the rows that follow are its |
//! | 3 | row | `u32` line, counted from 1; the cells that follow are its |
//! | 4 | merged | `u32` count of merged areas |
//! | 5 | end | `u32` count of rows |
//! | 6 | failed | `u8` why, and what belongs to it |
//! | 16… | cell | `u16` column, counted from 0, and its value |
//!
//! Lines and columns ascend. Empty cells and empty rows are not said.

use std::io::{self, Read};

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, Timelike};

use crate::sheets::grid::Cell;
use crate::sheets::{MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, SheetName};

pub(super) const MAGIC: &[u8; 8] = b"4fold-r1";

/// More sheets than any workbook that people work with.
pub(super) const MAX_SHEETS: usize = 1_000;
/// In bytes; spreadsheet programs allow 31 characters.
pub(super) const MAX_NAME_BYTES: usize = 1_000;
/// What is told of a failure, in bytes.
pub(super) const MAX_WHY_BYTES: usize = 1_000;
/// A character takes up to four bytes.
const MAX_TEXT_BYTES: usize = MAX_CELL_CHARS * 4;
const MILLIS_PER_SECOND: u32 = 1_000;
const NANOS_PER_MILLI: u32 = 1_000_000;

mod tag {
    pub const SHEETS: u8 = 1;
    pub const CHOSEN: u8 = 2;
    pub const ROW: u8 = 3;
    pub const MERGED: u8 = 4;
    pub const END: u8 = 5;
    pub const FAILED: u8 = 6;
    pub const TEXT: u8 = 16;
    pub const NUMBER: u8 = 17;
    pub const FALSE: u8 = 18;
    pub const TRUE: u8 = 19;
    pub const DATE: u8 = 20;
    pub const DATE_TIME: u8 = 21;
    pub const DURATION: u8 = 22;
    pub const ERROR: u8 = 23;
}

mod why {
    pub const EMPTY: u8 = 1;
    pub const NO_SUCH_SHEET: u8 = 2;
    pub const TOO_MANY_ROWS: u8 = 3;
    pub const TOO_MANY_COLUMNS: u8 = 4;
    pub const PROTECTED: u8 = 5;
    pub const WORDS: u8 = 6;
}

/// One thing that the worker says.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item<'a> {
    Sheets(Vec<SheetName>),
    Chosen(usize),
    Row(u32),
    Cell(usize, Cell<'a>),
    Merged(u32),
    End(u32),
    Failed(Failure),
}

/// Why the worker cannot read a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// No sheet that may be taken holds anything.
    Empty,
    NoSuchSheet,
    TooManyRows,
    TooManyColumns {
        line: u32,
        columns: u32,
    },
    Protected,
    /// What is wrong, where, and what to do.
    Words(String),
}

// Saying.

pub(super) fn put_sheets(out: &mut Vec<u8>, sheets: &[SheetName]) {
    out.push(tag::SHEETS);
    out.extend(u16::try_from(sheets.len()).unwrap_or(u16::MAX).to_le_bytes());
    for SheetName { name, hidden } in sheets {
        out.push(u8::from(*hidden));
        put_text(out, name);
    }
}

pub(super) fn put_chosen(out: &mut Vec<u8>, index: usize) {
    out.push(tag::CHOSEN);
    out.extend(u16::try_from(index).unwrap_or(u16::MAX).to_le_bytes());
}

pub(super) fn put_row(out: &mut Vec<u8>, line: u32) {
    out.push(tag::ROW);
    out.extend(line.to_le_bytes());
}

pub(super) fn put_merged(out: &mut Vec<u8>, count: u32) {
    out.push(tag::MERGED);
    out.extend(count.to_le_bytes());
}

pub(super) fn put_end(out: &mut Vec<u8>, rows: u32) {
    out.push(tag::END);
    out.extend(rows.to_le_bytes());
}

pub(super) fn put_failure(out: &mut Vec<u8>, failure: &Failure) {
    out.push(tag::FAILED);
    match failure {
        Failure::Empty => out.push(why::EMPTY),
        Failure::NoSuchSheet => out.push(why::NO_SUCH_SHEET),
        Failure::TooManyRows => out.push(why::TOO_MANY_ROWS),
        Failure::TooManyColumns { line, columns } => {
            out.push(why::TOO_MANY_COLUMNS);
            out.extend(line.to_le_bytes());
            out.extend(columns.to_le_bytes());
        }
        Failure::Protected => out.push(why::PROTECTED),
        Failure::Words(words) => {
            out.push(why::WORDS);
            put_text(out, words.get(..words.floor_char_boundary(MAX_WHY_BYTES)).unwrap_or_default());
        }
    }
}

/// An empty cell says nothing.
pub(super) fn put_cell(out: &mut Vec<u8>, column: u16, cell: Cell<'_>) {
    let mut begin = |tag: u8| {
        out.push(tag);
        out.extend(column.to_le_bytes());
    };
    match cell {
        Cell::Empty => {}
        Cell::Text(text) => {
            begin(tag::TEXT);
            put_text(out, text);
        }
        Cell::Number(number) => {
            begin(tag::NUMBER);
            out.extend(number.to_le_bytes());
        }
        Cell::Bool(flag) => begin(if flag { tag::TRUE } else { tag::FALSE }),
        Cell::Date(day) => {
            begin(tag::DATE);
            out.extend(day.num_days_from_ce().to_le_bytes());
        }
        Cell::DateTime(at) => {
            begin(tag::DATE_TIME);
            out.extend(at.date().num_days_from_ce().to_le_bytes());
            let time = at.time();
            let millis = time.num_seconds_from_midnight() * MILLIS_PER_SECOND + time.nanosecond() / NANOS_PER_MILLI;
            out.extend(millis.to_le_bytes());
        }
        Cell::Duration(seconds) => {
            begin(tag::DURATION);
            out.extend(seconds.to_le_bytes());
        }
        Cell::Error(name) => {
            begin(tag::ERROR);
            put_text(out, name);
        }
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    out.extend(text.as_bytes());
}

// Hearing.

/// Why what a worker says is not understood.
#[derive(Debug)]
pub(super) enum Misheard {
    /// It ended before it was complete.
    BrokeOff,
    /// It says what no worker says.
    Nonsense(&'static str),
}

impl From<io::Error> for Misheard {
    fn from(_: io::Error) -> Self {
        Self::BrokeOff
    }
}

/// Takes apart what a worker says. It may be anything: each length and each number is held against its limit before
/// anything is set aside for it.
#[derive(Debug)]
pub(super) struct Hearing<R> {
    from: R,
    /// The bytes of the text that was heard last.
    text: Vec<u8>,
    line: u32,
    /// The next cell stands here or further right.
    column: usize,
}

impl<R: Read> Hearing<R> {
    pub fn new(mut from: R) -> Result<Self, Misheard> {
        let mut magic = [0; MAGIC.len()];
        from.read_exact(&mut magic)?;
        if magic != *MAGIC {
            return Err(Misheard::Nonsense("a greeting"));
        }
        Ok(Self { from, text: Vec::new(), line: 0, column: MAX_COLUMNS })
    }

    pub fn hear(&mut self) -> Result<Item<'_>, Misheard> {
        let [tag] = self.bytes()?;
        match tag {
            tag::SHEETS => self.sheets().map(Item::Sheets),
            tag::CHOSEN => Ok(Item::Chosen(usize::from(self.u16()?))),
            tag::ROW => {
                let line = self.u32()?;
                if line <= self.line || line as usize > MAX_ROWS {
                    return Err(Misheard::Nonsense("a line"));
                }
                (self.line, self.column) = (line, 0);
                Ok(Item::Row(line))
            }
            tag::MERGED => self.u32().map(Item::Merged),
            tag::END => self.u32().map(Item::End),
            tag::FAILED => self.failure().map(Item::Failed),
            _ => {
                let column = usize::from(self.u16()?);
                if column < self.column || column >= MAX_COLUMNS {
                    return Err(Misheard::Nonsense("a column"));
                }
                self.column = column + 1;
                self.cell(tag).map(|cell| Item::Cell(column, cell))
            }
        }
    }

    fn sheets(&mut self) -> Result<Vec<SheetName>, Misheard> {
        let count = usize::from(self.u16()?);
        if count > MAX_SHEETS {
            return Err(Misheard::Nonsense("a count of sheets"));
        }
        (0..count)
            .map(|_| {
                let [hidden] = self.bytes()?;
                Ok(SheetName { hidden: hidden != 0, name: self.text(MAX_NAME_BYTES)?.to_owned() })
            })
            .collect()
    }

    fn failure(&mut self) -> Result<Failure, Misheard> {
        let [why] = self.bytes()?;
        Ok(match why {
            why::EMPTY => Failure::Empty,
            why::NO_SUCH_SHEET => Failure::NoSuchSheet,
            why::TOO_MANY_ROWS => Failure::TooManyRows,
            why::TOO_MANY_COLUMNS => Failure::TooManyColumns { line: self.u32()?, columns: self.u32()? },
            why::PROTECTED => Failure::Protected,
            why::WORDS => Failure::Words(self.text(MAX_WHY_BYTES)?.to_owned()),
            _ => return Err(Misheard::Nonsense("a failure")),
        })
    }

    fn cell(&mut self, tag: u8) -> Result<Cell<'_>, Misheard> {
        Ok(match tag {
            tag::TEXT => Cell::Text(self.text(MAX_TEXT_BYTES)?),
            tag::NUMBER => Cell::Number(self.finite()?),
            tag::FALSE => Cell::Bool(false),
            tag::TRUE => Cell::Bool(true),
            tag::DATE => Cell::Date(self.day()?),
            tag::DATE_TIME => {
                let (day, millis) = (self.day()?, self.u32()?);
                let nanos = millis % MILLIS_PER_SECOND * NANOS_PER_MILLI;
                let time = NaiveTime::from_num_seconds_from_midnight_opt(millis / MILLIS_PER_SECOND, nanos);
                Cell::DateTime(NaiveDateTime::new(day, time.ok_or(Misheard::Nonsense("a time"))?))
            }
            tag::DURATION => Cell::Duration(self.finite()?),
            tag::ERROR => Cell::Error(self.text(MAX_NAME_BYTES)?),
            _ => return Err(Misheard::Nonsense("an item")),
        })
    }

    fn day(&mut self) -> Result<NaiveDate, Misheard> {
        let days = i32::from_le_bytes(self.bytes()?);
        NaiveDate::from_num_days_from_ce_opt(days).ok_or(Misheard::Nonsense("a day"))
    }

    fn finite(&mut self) -> Result<f64, Misheard> {
        let number = f64::from_le_bytes(self.bytes()?);
        if number.is_finite() { Ok(number) } else { Err(Misheard::Nonsense("a number")) }
    }

    fn text(&mut self, most_bytes: usize) -> Result<&str, Misheard> {
        let len = self.u32()? as usize;
        if len > most_bytes {
            return Err(Misheard::Nonsense("the length of a text"));
        }
        self.text.resize(len, 0);
        self.from.read_exact(&mut self.text)?;
        std::str::from_utf8(&self.text).map_err(|_| Misheard::Nonsense("a text"))
    }

    fn u16(&mut self) -> Result<u16, Misheard> {
        self.bytes().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Misheard> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Misheard> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes)?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn said(put: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        put(&mut out);
        out
    }

    #[test]
    fn what_is_said_is_heard() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        let at = day.and_hms_milli_opt(23, 59, 59, 999).unwrap();
        let cells = [
            (0, Cell::Text("é")),
            (1, Cell::Number(-1.5)),
            (2, Cell::Bool(true)),
            (3, Cell::Bool(false)),
            (4, Cell::Date(day)),
            (5, Cell::DateTime(at)),
            (6, Cell::Duration(-0.5)),
            (499, Cell::Error("#N/A")),
        ];
        let sheets = vec![SheetName { name: "A".to_owned(), hidden: true }];
        let bytes = said(|out| {
            put_sheets(out, &sheets);
            put_chosen(out, 7);
            put_row(out, 3);
            put_cell(out, 0, Cell::Empty);
            for (column, cell) in cells {
                put_cell(out, u16::try_from(column).unwrap(), cell);
            }
            put_merged(out, 2);
            put_end(out, 1);
        });
        let mut hearing = Hearing::new(bytes.as_slice()).unwrap();
        assert_eq!(hearing.hear().unwrap(), Item::Sheets(sheets));
        assert_eq!(hearing.hear().unwrap(), Item::Chosen(7));
        assert_eq!(hearing.hear().unwrap(), Item::Row(3));
        for (column, cell) in cells {
            assert_eq!(hearing.hear().unwrap(), Item::Cell(column, cell));
        }
        assert_eq!(hearing.hear().unwrap(), Item::Merged(2));
        assert_eq!(hearing.hear().unwrap(), Item::End(1));
        assert!(matches!(hearing.hear(), Err(Misheard::BrokeOff)));
    }

    #[test]
    fn failures_are_heard() {
        let long = "ß".repeat(MAX_WHY_BYTES);
        for failure in [
            Failure::Empty,
            Failure::NoSuchSheet,
            Failure::TooManyRows,
            Failure::TooManyColumns { line: 1_048_576, columns: 16_384 },
            Failure::Protected,
            Failure::Words("Row 3 is odd".to_owned()),
        ] {
            let bytes = said(|out| put_failure(out, &failure));
            assert_eq!(Hearing::new(bytes.as_slice()).unwrap().hear().unwrap(), Item::Failed(failure));
        }
        let bytes = said(|out| put_failure(out, &Failure::Words(long)));
        let mut hearing = Hearing::new(bytes.as_slice()).unwrap();
        let Item::Failed(Failure::Words(heard)) = hearing.hear().unwrap() else { panic!() };
        assert_eq!(heard, "ß".repeat(MAX_WHY_BYTES / 2));
    }

    #[test]
    fn nonsense_is_not_believed() {
        let check = |bytes: Vec<u8>, wanted: &str| {
            let mut hearing = Hearing::new(bytes.as_slice()).unwrap();
            loop {
                match hearing.hear() {
                    Ok(_) => {}
                    Err(Misheard::Nonsense(what)) => return assert_eq!(what, wanted),
                    Err(Misheard::BrokeOff) => panic!("believed: {wanted}"),
                }
            }
        };
        let row = |line: u32| move |out: &mut Vec<u8>| put_row(out, line);
        check(said(row(0)), "a line");
        check(said(row(1_048_577)), "a line");
        check(said(|out| (row(5)(out), row(5)(out)).0), "a line");
        let number = |column: u16, number: f64| move |out: &mut Vec<u8>| put_cell(out, column, Cell::Number(number));
        check(said(number(0, 1.0)), "a column");
        check(said(|out| (row(1)(out), number(500, 1.0)(out)).0), "a column");
        check(said(|out| (row(1)(out), number(3, 1.0)(out), number(3, 1.0)(out)).0), "a column");
        check(said(|out| (row(1)(out), number(3, f64::NAN)(out)).0), "a number");
        let raw = |bytes: &'static [u8]| move |out: &mut Vec<u8>| out.extend(bytes);
        check(said(|out| (row(1)(out), raw(b"\x10\0\0\xff\xff\xff\xff")(out)).0), "the length of a text");
        check(said(|out| (row(1)(out), raw(b"\x10\0\0\x01\0\0\0\xff")(out)).0), "a text");
        check(said(|out| (row(1)(out), raw(b"\x14\0\0\xff\xff\xff\x7f")(out)).0), "a day");
        check(said(|out| (row(1)(out), raw(b"\x15\0\0\x01\0\0\0\xff\xff\xff\xff")(out)).0), "a time");
        check(said(|out| (row(1)(out), raw(b"\x63\0\0")(out)).0), "an item");
        check(said(raw(b"\x01\xff\xff")), "a count of sheets");
        check(said(raw(b"\x06\x63")), "a failure");
        assert!(matches!(Hearing::new(&b"4fold-r9"[..]), Err(Misheard::Nonsense("a greeting"))));
    }

    proptest! {
        #[test]
        fn no_bytes_make_hearing_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let bytes = said(|out| out.extend(bytes));
            let mut hearing = Hearing::new(bytes.as_slice()).unwrap();
            while hearing.hear().is_ok() {}
        }
    }
}
