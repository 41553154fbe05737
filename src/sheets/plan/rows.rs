//! The rows of a sheet as values, with what somebody amended.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use chrono::NaiveTime;
use uuid::Uuid;

use crate::model::RecordKind;
use crate::sheets::column::{Column, ExtraColumn};
use crate::sheets::{Cell, Field, Mapping, Row, Sheet, Value};

use super::{Amendments, Rejection};

/// How the rows of a sheet are read.
pub(super) struct Rows<'a> {
    pub sheet: &'a Sheet,
    pub columns: Vec<Column>,
    pub extras: Vec<ExtraColumn>,
    /// The columns whose cells tell one another how they are written, and each of them without the others.
    alone: Vec<(usize, Column)>,
    /// The time of day in the column of days is that of the activity: no other column has it.
    days_have_times: bool,
    amendments: &'a Amendments,
    header_len: Option<usize>,
    /// Where the footer begins.
    footer: usize,
}

/// The values of one row. Kept from row to row, so that its room is used again.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// In the order of the fields, so that an amount is there before its source and date.
    pub values: Vec<(Field, Value)>,
    pub extra: Vec<(String, String)>,
    /// What could not be read.
    pub rejections: Vec<Rejection>,
}

impl Cells {
    pub fn get(&self, field: Field) -> Option<&Value> {
        self.values.iter().find(|(held, _)| *held == field).map(|(_, value)| value)
    }

    /// The text in a field of texts; empty where there is none.
    pub fn text(&self, field: Field) -> &str {
        match self.get(field) {
            Some(Value::Text(text)) => text.trim(),
            Some(_) | None => "",
        }
    }

    pub fn id(&self) -> Option<Uuid> {
        Uuid::try_parse(self.text(Field::Id)).ok()
    }
}

impl<'a> Rows<'a> {
    pub fn new(sheet: &'a Sheet, mapping: &Mapping, amendments: &'a Amendments) -> Self {
        let columns = Column::all(sheet, mapping);
        let alone = columns.iter().enumerate().filter_map(|(at, column)| Some((at, column.alone()?))).collect();
        Self {
            sheet,
            columns,
            alone,
            extras: ExtraColumn::all(sheet, mapping),
            days_have_times: mapping.kind == RecordKind::Activities && mapping.column_of(Field::Time).is_none(),
            amendments,
            header_len: sheet.header.map(|header| sheet.grid.row(header).len()),
            footer: sheet.grid.len().saturating_sub(sheet.footer),
        }
    }

    /// Why a row is not to be looked at, if it is not.
    pub fn set_aside(&self, row: Row<'_>) -> Option<&'static str> {
        let at = place(row);
        if self.amendments.left_out.contains(&at) {
            return Some("left out by you");
        }
        let footer = row.index() >= self.footer && !self.amendments.included.contains(&at);
        footer.then_some("looks like a footer, not a record; include it if it is one")
    }

    /// What stands in a cell.
    pub fn cell<'r>(&'r self, row: Row<'r>, column: usize) -> Cell<'r> {
        let amended = u16::try_from(column).ok().and_then(|column| self.amendments.cells.get(&(place(row), column)));
        amended.map_or_else(|| row.cell(column), |text| Cell::Text(text))
    }

    pub fn text<'r>(&'r self, row: Row<'r>, column: usize) -> Cow<'r, str> {
        self.cell(row, column).text()
    }

    /// Reads a row into `cells`.
    pub fn read(&self, row: Row<'_>, cells: &mut Cells) {
        let Cells { values, extra, rejections } = cells;
        values.clear();
        extra.clear();
        rejections.clear();
        self.check_length(row, rejections);
        for column in &self.columns {
            let cell = self.cell(row, column.place);
            match column.read(cell) {
                Ok(value) => {
                    values.extend(value.map(|value| (column.field, value)));
                    if self.days_have_times && column.field == Field::Day {
                        // A day that is written as its first moment has no time.
                        let time = column.time(cell).filter(|time| *time != NaiveTime::MIN);
                        values.extend(time.map(|time| (Field::Time, Value::Time(time))));
                    }
                }
                Err(reason) => {
                    let value = cell.text().into_owned();
                    let place = Some(column.place);
                    rejections.push(Rejection { column: column.name.clone(), place, value, reason });
                }
            }
        }
        values.sort_by_key(|(field, _)| *field);
        for column in &self.extras {
            let cell = self.cell(row, column.place);
            match column.read(cell) {
                Ok(Some(text)) => extra.push((column.name.clone(), text.into_owned())),
                Ok(None) => {}
                Err(reason) => rejections.push(Rejection {
                    column: self.sheet.column_name(column.place),
                    place: Some(column.place),
                    value: cell.text().into_owned(),
                    reason,
                }),
            }
        }
    }

    /// The cells of a row that mean something else once they stand apart from their column, with what they mean: `1.250`
    /// is 1250.00 among amounts with a comma.
    pub fn plainer(&self, row: Row<'_>) -> impl Iterator<Item = (u16, String)> {
        self.alone.iter().filter_map(move |(at, alone)| {
            let column = self.columns.get(*at)?;
            let cell = self.cell(row, column.place);
            let value = column.read(cell).ok()??;
            let means = |text: &str| alone.read(Cell::Text(text)).ok().flatten();
            if means(&cell.text()).as_ref() == Some(&value) {
                return None;
            }
            let mut plain = value.text().into_owned();
            if means(&plain).as_ref() != Some(&value) {
                // Three decimals could be thousands, four could not.
                plain.push('0');
            }
            Some((u16::try_from(column.place).ok()?, plain))
        })
    }

    /// A text with a separator in it that is not quoted pushes all that follows into the wrong columns.
    fn check_length(&self, row: Row<'_>, rejections: &mut Vec<Rejection>) {
        let Some(len) = self.header_len.filter(|len| row.len() > *len) else { return };
        let surplus = (len..row.len()).map(|column| self.cell(row, column)).find(|cell| !cell.is_blank());
        if let Some(surplus) = surplus {
            let reason = format!(
                "the row has {} cells and the header {len}; a text with a separator in it needs quotation marks",
                row.len()
            );
            let column = format!("Column {}", len + 1);
            rejections.push(Rejection { column, place: None, value: surplus.text().into_owned(), reason });
        }
    }

    /// A number for all that a row says; rows that say the same have the same.
    pub fn content(&self, row: Row<'_>) -> u64 {
        let mut hasher = DefaultHasher::new();
        for place in self.places() {
            self.text(row, place).trim().hash(&mut hasher);
        }
        hasher.finish()
    }

    /// The columns that count, by their places.
    fn places(&self) -> impl Iterator<Item = usize> {
        self.columns.iter().map(|column| column.place).chain(self.extras.iter().map(|column| column.place))
    }

    /// Whether two rows, by their places in the grid, say the same in every column that counts.
    pub fn say_the_same(&self, one: u32, other: u32) -> bool {
        let (one, other) = (self.sheet.grid.row(one as usize), self.sheet.grid.row(other as usize));
        self.places().all(|place| self.text(one, place).trim() == self.text(other, place).trim())
    }

    /// What the header calls the column of a field.
    pub fn column(&self, field: Field) -> &str {
        let column = self.columns.iter().find(|column| column.field == field);
        column.map_or_else(|| field.label(), |column| &column.name)
    }

    /// A rejection of the cell that holds the field in this row.
    pub fn rejection(&self, field: Field, row: Row<'_>, reason: String) -> Rejection {
        let column = self.columns.iter().find(|column| column.field == field);
        Rejection {
            column: self.column(field).to_owned(),
            place: column.map(|column| column.place),
            value: column.map_or_else(String::new, |column| self.text(row, column.place).into_owned()),
            reason,
        }
    }
}

/// The place of a row in its grid.
pub(super) fn place(row: Row<'_>) -> u32 {
    u32::try_from(row.index()).unwrap_or(u32::MAX)
}
