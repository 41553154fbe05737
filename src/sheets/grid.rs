//! A table in memory: one text for all its cells, and a few bytes for each cell. A million rows are no million strings.

use std::borrow::Cow;
use std::fmt;

use chrono::{NaiveDate, NaiveDateTime};

/// A cell as its file has it. In delimited text each is [`Cell::Text`], an empty one too.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing was ever entered there.
    Empty,
    Text(&'a str),
    Number(f64),
    Bool(bool),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
    /// In seconds.
    Duration(f64),
    /// As spreadsheet programs call it: `#N/A`.
    Error(&'a str),
}

/// Rows of cells; rows may differ in length.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    text: String,
    cells: Vec<Packed>,
    /// Where the cells of each row end.
    ends: Vec<u32>,
    /// Of each row, as a spreadsheet program numbers it: from 1, empty lines counted.
    lines: Vec<u32>,
    widest: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Packed {
    Empty,
    Text { start: u32, len: u32 },
    Number(f64),
    Bool(bool),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
    Duration(f64),
    Error { start: u32, len: u32 },
}

/// One row of a [`Grid`].
#[derive(Clone, Copy)]
pub struct Row<'a> {
    grid: &'a Grid,
    index: usize,
}

/// The texts of all cells together reach beyond 4 GB, which nothing that is read within its limits does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GridFull;

impl Grid {
    /// Adds a row. `line` counts from 1.
    ///
    /// # Errors
    /// [`GridFull`]; then the row is not there.
    pub fn push<'c>(&mut self, line: u32, row: impl IntoIterator<Item = Cell<'c>>) -> Result<(), GridFull> {
        for cell in row {
            self.push_cell(cell)?;
        }
        self.end_row(line)
    }

    /// Adds a cell to the row that is begun with it, or with the one before; [`Self::end_row`] completes the row.
    pub(super) fn push_cell(&mut self, cell: Cell<'_>) -> Result<(), GridFull> {
        let packed = match cell {
            Cell::Empty => Packed::Empty,
            Cell::Text(text) => match self.keep(text) {
                Some((start, len)) => Packed::Text { start, len },
                None => return self.take_back(),
            },
            Cell::Error(text) => match self.keep(text) {
                Some((start, len)) => Packed::Error { start, len },
                None => return self.take_back(),
            },
            Cell::Number(number) => Packed::Number(number),
            Cell::Bool(flag) => Packed::Bool(flag),
            Cell::Date(day) => Packed::Date(day),
            Cell::DateTime(at) => Packed::DateTime(at),
            Cell::Duration(seconds) => Packed::Duration(seconds),
        };
        self.cells.push(packed);
        Ok(())
    }

    /// Makes a row of the cells since the last one. `line` counts from 1.
    pub(super) fn end_row(&mut self, line: u32) -> Result<(), GridFull> {
        let Ok(end) = u32::try_from(self.cells.len()) else { return self.take_back() };
        let begin = self.ends.last().map_or(0, |end| *end as usize);
        self.widest = self.widest.max(self.cells.len() - begin);
        self.ends.push(end);
        self.lines.push(line);
        Ok(())
    }

    /// What it takes of memory.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.cells.len() * size_of::<Packed>() + self.ends.len() * 2 * size_of::<u32>()
    }

    /// What [`Self::headed`] takes of memory, in bytes.
    pub(super) fn bytes_headed(&self) -> usize {
        self.bytes() + self.cells.len() * size_of::<Packed>()
    }

    /// The same rows below a header, with the cells of each in this order of their places.
    pub(super) fn headed(self, header: &[String], order: &[usize]) -> Result<Self, GridFull> {
        let Self { text, cells, ends, lines, widest: _ } = self;
        let mut grid = Self { text, ..Self::default() };
        grid.push(1, header.iter().map(|name| Cell::Text(name)))?;
        let mut begin = 0;
        for (end, line) in ends.into_iter().zip(lines) {
            let row = cells.get(begin..end as usize).unwrap_or_default();
            grid.cells.extend(order.iter().map(|place| row.get(*place).copied().unwrap_or(Packed::Empty)));
            grid.end_row(line)?;
            begin = end as usize;
        }
        Ok(grid)
    }

    fn keep(&mut self, text: &str) -> Option<(u32, u32)> {
        let start = u32::try_from(self.text.len()).ok()?;
        let len = u32::try_from(text.len()).ok()?;
        start.checked_add(len)?;
        self.text.push_str(text);
        Some((start, len))
    }

    /// Without the row that is begun. Its texts stay behind, out of reach: whoever has a full grid gives up.
    fn take_back(&mut self) -> Result<(), GridFull> {
        self.cells.truncate(self.ends.last().map_or(0, |end| *end as usize));
        Err(GridFull)
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// How many cells the longest row has.
    #[must_use]
    pub fn widest(&self) -> usize {
        self.widest
    }

    /// The row at this place, counted from 0. One beyond the last has no cells.
    #[must_use]
    pub fn row(&self, index: usize) -> Row<'_> {
        Row { grid: self, index }
    }

    #[must_use]
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = Row<'_>> + ExactSizeIterator + Clone {
        (0..self.len()).map(|index| self.row(index))
    }

    /// Gives back what was set aside for rows that never came.
    pub fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.cells.shrink_to_fit();
        self.ends.shrink_to_fit();
        self.lines.shrink_to_fit();
    }

    fn unpack(&self, packed: Packed) -> Cell<'_> {
        let text = |start: u32, len: u32| {
            let start = start as usize;
            self.text.get(start..start + len as usize).unwrap_or_default()
        };
        match packed {
            Packed::Empty => Cell::Empty,
            Packed::Text { start, len } => Cell::Text(text(start, len)),
            Packed::Number(number) => Cell::Number(number),
            Packed::Bool(flag) => Cell::Bool(flag),
            Packed::Date(day) => Cell::Date(day),
            Packed::DateTime(at) => Cell::DateTime(at),
            Packed::Duration(seconds) => Cell::Duration(seconds),
            Packed::Error { start, len } => Cell::Error(text(start, len)),
        }
    }
}

impl<'a> Row<'a> {
    /// Its place in the grid, counted from 0.
    #[must_use]
    pub fn index(self) -> usize {
        self.index
    }

    /// The row as a spreadsheet program numbers it: from 1, empty lines counted, a cell with line breaks in one row.
    #[must_use]
    pub fn line(self) -> u32 {
        self.grid.lines.get(self.index).copied().unwrap_or_default()
    }

    /// How many cells it has.
    #[must_use]
    pub fn len(self) -> usize {
        self.packed().len()
    }

    #[must_use]
    pub fn is_empty(self) -> bool {
        self.packed().is_empty()
    }

    /// The cell in this column, counted from 0; [`Cell::Empty`] beyond the end of the row.
    #[must_use]
    pub fn cell(self, column: usize) -> Cell<'a> {
        self.packed().get(column).map_or(Cell::Empty, |packed| self.grid.unpack(*packed))
    }

    /// What the cell says, as people would type it: see [`Cell::text`].
    #[must_use]
    pub fn text(self, column: usize) -> Cow<'a, str> {
        self.cell(column).text()
    }

    #[must_use]
    pub fn cells(self) -> impl DoubleEndedIterator<Item = Cell<'a>> + ExactSizeIterator {
        self.packed().iter().map(move |packed| self.grid.unpack(*packed))
    }

    /// Whether no cell says anything.
    #[must_use]
    pub fn is_blank(self) -> bool {
        self.cells().all(Cell::is_blank)
    }

    fn packed(self) -> &'a [Packed] {
        let end = self.grid.ends.get(self.index).map_or(0, |end| *end as usize);
        let start =
            self.index.checked_sub(1).and_then(|before| self.grid.ends.get(before)).map_or(0, |end| *end as usize);
        self.grid.cells.get(start..end).unwrap_or_default()
    }
}

impl<'a> Cell<'a> {
    /// What the cell says as text: numbers with a point and as few digits as they need, days as 2026-04-03, times as
    /// 2026-04-03 14:30:00, truth as `true` and `false`, durations in hours, minutes and seconds.
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) | Self::Error(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(number.to_string()),
            Self::Bool(flag) => Cow::Borrowed(if flag { "true" } else { "false" }),
            Self::Date(day) => Cow::Owned(day.to_string()),
            Self::DateTime(at) => Cow::Owned(at.to_string()),
            Self::Duration(seconds) => {
                let whole = seconds.abs().trunc();
                let (hours, minutes, rest) = (whole / 3600.0, whole / 60.0 % 60.0, whole % 60.0);
                let sign = if seconds < 0.0 { "-" } else { "" };
                Cow::Owned(format!("{sign}{}:{:02}:{rest:02}", hours.trunc(), minutes.trunc()))
            }
        }
    }

    #[must_use]
    pub fn is_blank(self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }
}

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.cells()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_out_as_they_went_in() {
        let mut grid = Grid::default();
        grid.push(1, [Cell::Text("a"), Cell::Text("")]).unwrap();
        grid.push(3, []).unwrap();
        grid.push(4, [Cell::Number(1.5), Cell::Empty, Cell::Error("#N/A"), Cell::Text("é")]).unwrap();
        assert_eq!((grid.len(), grid.widest()), (3, 4));
        assert_eq!(grid.row(0).cells().collect::<Vec<_>>(), [Cell::Text("a"), Cell::Text("")]);
        assert!(grid.row(1).is_blank() && grid.row(9).is_blank());
        assert_eq!((grid.row(2).line(), grid.row(2).text(0), grid.row(2).text(3)), (4, "1.5".into(), "é".into()));
        assert_eq!(grid.row(2).cell(7), Cell::Empty);
        assert_eq!(Cell::Duration(-3661.0).text(), "-1:01:01");
    }

    #[test]
    fn a_cell_is_small() {
        assert!(size_of::<Packed>() <= 16);
    }
}
