use crate::model::{DateStyle, DecimalSeparator, NumberStyle};

use super::super::{Cell, DateOrder, Mapping, Sheet, Value};
use super::amounts;
use super::dates::Written;
use super::{Column, Way, plain};

/// How a column is read: what a preview shows below its header, with the example that tells most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnReading {
    /// As the file has it.
    pub cell: String,
    /// As the workspace writes it, or what is wrong with it.
    pub read: Result<String, String>,
    pub how: How,
    /// It can be read in two ways, and no cell of the column decides which; somebody has to.
    pub ambiguous: bool,
}

/// What was found out, or said, of how a column is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// As it stands.
    Text,
    /// Numbers with this sign before their decimals; `None` when each says itself how it is meant, or nobody knows.
    Decimal(Option<DecimalSeparator>),
    /// Dates with this part first; `None` when each says itself how it is meant, or nobody knows.
    Dates(Option<DateOrder>),
    /// Yes and no, one of a list, a key.
    Other,
}

/// So many rows are searched for an example.
const SEARCHED: usize = 20_000;

/// How each column is read, from the left; `None` where it holds no field or no value.
#[must_use]
pub fn column_readings(
    sheet: &Sheet,
    mapping: &Mapping,
    styles: (NumberStyle, DateStyle),
) -> Vec<Option<ColumnReading>> {
    let columns = Column::all(sheet, mapping);
    let reading = |place: usize| {
        let column = columns.iter().find(|column| column.place == place)?;
        column.reading(sheet, styles)
    };
    (0..mapping.columns().len()).map(reading).collect()
}

impl Column {
    fn reading(&self, sheet: &Sheet, (numbers, dates): (NumberStyle, DateStyle)) -> Option<ColumnReading> {
        let rows = sheet.rows().take(sheet.len().saturating_sub(sheet.footer));
        let cells = || rows.clone().take(SEARCHED).map(|row| row.cell(self.place)).filter(|cell| !cell.is_blank());
        // Of several that tell the same, the first.
        let mut example: Option<(u8, Cell<'_>)> = None;
        for cell in cells() {
            let tells = self.tells(cell);
            if example.is_none_or(|(most, _)| tells > most) {
                example = Some((tells, cell));
            }
            if tells == MOST {
                break;
            }
        }
        // Beyond so many empty rows, the first that there is.
        let first = || rows.clone().map(|row| row.cell(self.place)).find(|cell| !cell.is_blank());
        let cell = example.map(|(_, cell)| cell).or_else(first)?;
        let shown = |value: Value| match value {
            Value::Money(amount) => numbers.money(amount),
            Value::Day(day) => dates.day(day),
            other => other.text().into_owned(),
        };
        let (how, ambiguous) = match self.way {
            Way::Money | Way::Quantity | Way::Target => {
                let two_ways = |cell: &str| self.decimal.is_none() && amounts::if_grouped(cell).is_some();
                (How::Decimal(self.decimal), self.some_text(cells(), two_ways))
            }
            Way::Day | Way::Month => {
                let two_ways =
                    |cell: &str| self.dates.is_none() && Written::of(cell).is_some_and(Written::is_ambiguous);
                (How::Dates(self.dates), self.some_text(cells(), two_ways))
            }
            Way::Text | Way::Role | Way::Names => (How::Text, false),
            Way::Id | Way::Score | Way::Days | Way::Minutes | Way::Time | Way::Word(_) | Way::Flag => {
                (How::Other, false)
            }
        };
        let read = self.read(cell).map(|value| value.map_or_else(String::new, shown));
        Some(ColumnReading { cell: cell.text().into_owned(), read, how, ambiguous })
    }

    fn some_text<'c>(&self, mut cells: impl Iterator<Item = Cell<'c>>, wanted: impl Fn(&str) -> bool) -> bool {
        cells.any(|cell| match cell {
            Cell::Text(text) => matches!(plain(text, self.guards), Ok(Some(text)) if wanted(text)),
            _ => false,
        })
    }

    /// How much a cell tells of how its column is read, up to [`MOST`].
    fn tells(&self, cell: Cell<'_>) -> u8 {
        let Cell::Text(text) = cell else { return 1 };
        let Ok(Some(text)) = plain(text, self.guards) else { return 0 };
        match self.way {
            Way::Money | Way::Quantity | Way::Target => {
                let readable = self.read(cell).is_ok();
                let grouped = text.contains(['.', ',']) && text.chars().filter(|c| !c.is_ascii_digit()).count() > 1;
                match (self.decimal, amounts::told_by(text), amounts::if_grouped(text)) {
                    (None, _, Some(_)) => MOST,
                    (_, Some(_), _) if readable && grouped => MOST,
                    (_, Some(_), _) if readable => 4,
                    (Some(_), _, Some(_)) => 3,
                    _ if readable => 2,
                    _ => 1,
                }
            }
            Way::Day | Way::Month => match Written::of(text) {
                // `03/04/2026` shows at a glance how all of them are meant.
                Some(written) if written.is_ambiguous() => MOST,
                Some(written) if written.tells().is_some() => 3,
                Some(_) => 2,
                None => 1,
            },
            Way::Word(_) | Way::Flag | Way::Role => match self.read(cell) {
                Ok(Some(value)) if value.text() != text => MOST,
                Ok(_) => 2,
                Err(_) => 1,
            },
            Way::Text | Way::Id | Way::Names | Way::Score | Way::Days | Way::Minutes | Way::Time => {
                if self.read(cell).is_ok() { MOST } else { 1 }
            }
        }
    }
}

const MOST: u8 = 5;
