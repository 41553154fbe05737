//! Lists of flat objects, as our own exports are, as tables: an object's names are the columns.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::model::Progress;

use super::grid::{Cell, Grid};
use super::sheet::{
    Format, HeaderRow, MAX_COLUMNS, MAX_GRID_BYTES, MAX_ROWS, ReadError, ReadOptions, Sheet, SheetName,
};

/// Whole numbers beyond this size are kept as texts, digit by digit.
const LARGEST: u64 = 1 << 53;

/// Reads one list of objects: the one of the name that is wanted, else the first that is not empty.
///
/// # Errors
/// When the text is no JSON, no list of objects, more of one than the limits allow, or when it was stopped.
pub(super) fn read_json(
    name: &str,
    text: &str,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Sheet, ReadError> {
    progress.set_total(0);
    let mut reading = Reading::new(options.sheet.as_deref(), progress);
    let mut json = serde_json::Deserializer::from_str(text);
    let read = (&mut reading).deserialize(&mut json).and_then(|()| json.end());
    if let Some(stopped) = reading.stopped {
        return Err(stopped);
    }
    read.map_err(|error| {
        ReadError::Workbook(format!("This JSON is no table ({error}); expected lists of objects such as accounts"))
    })?;
    let Some(sheet) = reading.chosen.clone() else {
        return Err(match &options.sheet {
            Some(wanted) => ReadError::NoSuchSheet { wanted: wanted.clone(), there: reading.lists },
            None => ReadError::Empty,
        });
    };
    let grid = reading.table()?;
    let names = reading.lists;
    let named = names.len() > 1 || !sheet.is_empty();
    let mut read = Sheet {
        name: name.to_owned(),
        format: Format::Json,
        dialect: None,
        sheet: named.then_some(sheet),
        sheets: names
            .into_iter()
            .filter(|name| !name.is_empty())
            .map(|name| SheetName { name, hidden: false })
            .collect(),
        grid,
        header: None,
        first: 0,
        footer: 0,
        notes: Vec::new(),
    };
    // The names are the header, wherever somebody looks for one.
    let header = match options.header {
        HeaderRow::Guess | HeaderRow::Line(_) => Some(0),
        HeaderRow::None => None,
    };
    read.set_header(header);
    Ok(read)
}

/// What has been read so far.
struct Reading<'a> {
    wanted: Option<&'a str>,
    progress: &'a Progress,
    /// The names of all lists; a list without a name has an empty one.
    lists: Vec<String>,
    /// The list that is read.
    chosen: Option<String>,
    /// Its names, those within others too; the first is the object itself.
    names: Vec<Name>,
    /// The columns in the order in which they came up, by their places in `names`.
    columns: Vec<usize>,
    /// The object that is being read, by column.
    row: Vec<Scalar>,
    grid: Grid,
    /// Why it stopped, if the text is not at fault.
    stopped: Option<ReadError>,
}

/// A name in objects. Each is kept once, however many objects have it.
#[derive(Default)]
struct Name {
    text: String,
    /// The name that it stands within, by its place.
    parent: usize,
    within: HashMap<String, usize>,
    column: Option<usize>,
}

impl<'a> Reading<'a> {
    fn new(wanted: Option<&'a str>, progress: &'a Progress) -> Self {
        Self {
            wanted,
            progress,
            lists: Vec::new(),
            chosen: None,
            names: vec![Name::default()],
            columns: Vec::new(),
            row: Vec::new(),
            grid: Grid::default(),
            stopped: None,
        }
    }

    /// Says why it stops, to whoever asks later; the error itself goes no further.
    fn stop<E: serde::de::Error>(&mut self, why: ReadError) -> E {
        self.stopped.get_or_insert(why);
        E::custom("stopped")
    }

    /// The place of a name within another one.
    fn name<E: serde::de::Error>(&mut self, parent: usize, name: &str) -> Result<usize, E> {
        let place = self.names.len();
        let Some(within) = self.names.get_mut(parent).map(|parent| &mut parent.within) else { return Ok(0) };
        if let Some(known) = within.get(name) {
            return Ok(*known);
        }
        within.insert(name.to_owned(), place);
        self.names.push(Name { text: name.to_owned(), parent, ..Name::default() });
        if place > MAX_COLUMNS {
            return Err(self.stop(ReadError::TooManyColumns { line: 1, columns: place }));
        }
        Ok(place)
    }

    fn put(&mut self, name: usize, value: Scalar) {
        let Self { names, columns, row, .. } = self;
        let Some(held) = names.get_mut(name) else { return };
        let column = *held.column.get_or_insert_with(|| {
            columns.push(name);
            columns.len() - 1
        });
        row.resize_with(columns.len(), || Scalar::Nothing);
        if let Some(cell) = row.get_mut(column) {
            *cell = value;
        }
    }

    fn end_object<E: serde::de::Error>(&mut self) -> Result<(), E> {
        /// Between two looks at whether somebody has had enough.
        const ROWS_A_LOOK: usize = 4096;
        let rows = self.grid.len();
        if rows + 1 >= MAX_ROWS {
            return Err(self.stop(ReadError::TooManyRows));
        }
        if rows.is_multiple_of(ROWS_A_LOOK) {
            if self.progress.is_cancelled() {
                return Err(self.stop(ReadError::Cancelled));
            }
            self.progress.set_done(u64::try_from(rows).unwrap_or(u64::MAX));
        }
        let line = u32::try_from(rows).unwrap_or(u32::MAX).saturating_add(2);
        let pushed = self.grid.push(line, self.row.iter().map(Scalar::cell));
        if pushed.is_err() || self.grid.bytes_headed() > MAX_GRID_BYTES {
            return Err(self.stop(ReadError::TooMuch));
        }
        self.row.fill_with(|| Scalar::Nothing);
        Ok(())
    }

    /// The objects below their names. Those of an object itself come first, so that none from within displaces them.
    fn table(&mut self) -> Result<Grid, ReadError> {
        let all = 0..self.columns.len();
        let is_own = |column: &usize| self.parent(*column) == Some(0);
        let order: Vec<usize> = all.clone().filter(is_own).chain(all.filter(|column| !is_own(column))).collect();
        let header: Vec<String> = order.iter().map(|column| self.header(*column)).collect();
        let mut grid = std::mem::take(&mut self.grid).headed(&header, &order).map_err(|_| ReadError::TooMuch)?;
        grid.shrink();
        Ok(grid)
    }

    fn named(&self, column: usize) -> Option<&Name> {
        self.names.get(*self.columns.get(column)?)
    }

    fn parent(&self, column: usize) -> Option<usize> {
        self.named(column).map(|name| name.parent)
    }

    /// What a column is called: by its name alone if no other has it, else by those that it stands within too. What
    /// people called their columns stands in `extra` of our own exports, and is called as they called it.
    fn header(&self, column: usize) -> String {
        let Some(name) = self.named(column) else { return String::new() };
        let is_extra = self.names.get(name.parent).is_some_and(|parent| parent.parent == 0 && parent.text == "extra");
        let has_same = |other: usize| other != column && self.named(other).is_some_and(|other| other.text == name.text);
        if name.parent == 0 || is_extra || !(0..self.columns.len()).any(has_same) {
            return name.text.clone();
        }
        let mut path = vec![name.text.as_str()];
        let mut at = name.parent;
        while let Some(within) = self.names.get(at).filter(|_| at != 0) {
            path.push(&within.text);
            at = within.parent;
        }
        path.reverse();
        path.join(".")
    }
}

enum Scalar {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
}

impl Scalar {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Nothing => Cell::Empty,
            Self::Flag(flag) => Cell::Bool(*flag),
            Self::Number(number) => Cell::Number(*number),
            Self::Text(text) => Cell::Text(text),
        }
    }

    fn text(&self) -> String {
        self.cell().text().into_owned()
    }
}

/// The whole text: named lists, or one without a name.
impl<'de> DeserializeSeed<'de> for &mut Reading<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for &mut Reading<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of lists, or a list of objects")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            let is_wanted = self.wanted.is_none_or(|wanted| name.eq_ignore_ascii_case(wanted));
            if is_wanted && self.chosen.is_none() {
                map.next_value_seed(List(Some(self)))?;
                if self.wanted.is_some() || !self.grid.is_empty() {
                    self.chosen = Some(name.clone());
                }
            } else {
                // Beside our lists stands what is to be known about them.
                map.next_value::<IgnoredAny>()?;
            }
            self.lists.push(name);
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        List(Some(self)).visit_seq(list)?;
        if self.wanted.is_none_or(str::is_empty) && !self.grid.is_empty() {
            self.chosen = Some(String::new());
        }
        self.lists.push(String::new());
        Ok(())
    }
}

/// A list of objects that is read, or passed over.
struct List<'r, 'a>(Option<&'r mut Reading<'a>>);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of objects")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some(reading) = self.0 else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(());
        };
        while list.next_element_seed(Object { reading: &mut *reading, at: 0 })?.is_some() {
            reading.end_object()?;
        }
        Ok(())
    }
}

/// An object: one of the list, or one within it.
struct Object<'r, 'a> {
    reading: &'r mut Reading<'a>,
    /// The name that it is the value of, by its place; 0 of one of the list.
    at: usize,
}

impl<'de> DeserializeSeed<'de> for Object<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Object<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { reading, at } = self;
        while let Some(name) = map.next_key_seed(NameIn { reading: &mut *reading, at })? {
            map.next_value_seed(ValueOf { reading: &mut *reading, name })?;
        }
        Ok(())
    }
}

/// A name in an object: its place.
struct NameIn<'r, 'a> {
    reading: &'r mut Reading<'a>,
    at: usize,
}

impl<'de> DeserializeSeed<'de> for NameIn<'_, '_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameIn<'_, '_> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<usize, E> {
        self.reading.name(self.at, name)
    }
}

/// The value of a name.
struct ValueOf<'r, 'a> {
    reading: &'r mut Reading<'a>,
    name: usize,
}

impl<'de> DeserializeSeed<'de> for ValueOf<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueOf<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.reading.put(self.name, Scalar::Nothing);
        Ok(())
    }

    fn visit_bool<E>(self, flag: bool) -> Result<(), E> {
        self.reading.put(self.name, Scalar::Flag(flag));
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "larger ones are kept as texts")]
    fn visit_u64<E>(self, number: u64) -> Result<(), E> {
        let small = number <= LARGEST;
        self.reading
            .put(self.name, if small { Scalar::Number(number as f64) } else { Scalar::Text(number.to_string()) });
        Ok(())
    }

    #[expect(clippy::cast_precision_loss, reason = "larger ones are kept as texts")]
    fn visit_i64<E>(self, number: i64) -> Result<(), E> {
        let small = number.unsigned_abs() <= LARGEST;
        self.reading
            .put(self.name, if small { Scalar::Number(number as f64) } else { Scalar::Text(number.to_string()) });
        Ok(())
    }

    fn visit_f64<E>(self, number: f64) -> Result<(), E> {
        self.reading.put(self.name, Scalar::Number(number));
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.reading.put(self.name, Scalar::Text(text.to_owned()));
        Ok(())
    }

    /// Several values in one cell, as exports write them.
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut texts = Vec::new();
        while let Some(Element(text)) = list.next_element()? {
            texts.push(text);
        }
        self.reading.put(self.name, Scalar::Text(texts.join("; ")));
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<(), A::Error> {
        Object { reading: self.reading, at: self.name }.visit_map(map)
    }
}

/// One of several values in a cell, as text; objects have none.
struct Element(String);

impl<'de> Deserialize<'de> for Element {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Element;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Element, E> {
                Ok(Element(String::new()))
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Element, E> {
                Ok(Element(Scalar::Flag(flag).text()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Element, E> {
                Ok(Element(number.to_string()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Element, E> {
                Ok(Element(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Element, E> {
                Ok(Element(Scalar::Number(number).text()))
            }

            fn visit_str<E>(self, text: &str) -> Result<Element, E> {
                Ok(Element(text.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Element, A::Error> {
                let mut texts = Vec::new();
                while let Some(Element(text)) = list.next_element()? {
                    texts.push(text);
                }
                Ok(Element(texts.join("; ")))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Element, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Element(String::new()))
            }
        }
        deserializer.deserialize_any(One)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, sheet: Option<&str>) -> Result<Sheet, ReadError> {
        let options = ReadOptions { sheet: sheet.map(str::to_owned), ..ReadOptions::default() };
        read_json("all.json", text, &options, &Progress::default())
    }

    #[test]
    fn lists_of_objects_are_tables() {
        let text = r#"{"accounts": [], "contacts": [{"name": "Ann", "age": 30, "left": false},
            {"name": null, "extra": {"Floor": "2"}, "tags": ["a", "b"], "big": 12345678901234567890}]}"#;
        let sheet = read(text, None).unwrap();
        assert_eq!(sheet.sheet.as_deref(), Some("contacts"));
        assert_eq!(sheet.header_cells(), ["name", "age", "left", "tags", "big", "Floor"]);
        let rows: Vec<Vec<Cell<'_>>> = sheet.rows().map(|row| row.cells().collect()).collect();
        let empty = Cell::Empty;
        let (first, second) = (
            vec![Cell::Text("Ann"), Cell::Number(30.0), Cell::Bool(false), empty, empty, empty],
            vec![empty, empty, empty, Cell::Text("a; b"), Cell::Text("12345678901234567890"), Cell::Text("2")],
        );
        assert_eq!(rows, [first, second]);
        assert_eq!(read(r#"[{"a": 1}]"#, None).unwrap().len(), 1);
    }

    #[test]
    fn what_stands_within_displaces_nothing() {
        let text = r#"[{"extra": {"region": "x", "city": "y"}, "region": "North", "manager": {"name": "Bob"}},
            {"name": "Ann", "region": "", "extra": {"region": "z"}}]"#;
        let sheet = read(text, None).unwrap();
        assert_eq!(sheet.header_cells(), ["region", "name", "region", "city", "manager.name"]);
        let rows: Vec<Vec<String>> =
            sheet.rows().map(|row| row.cells().map(|cell| cell.text().into_owned()).collect()).collect();
        assert_eq!(rows, [["North", "", "x", "y", "Bob"], ["", "Ann", "z", "", ""]]);
    }

    #[test]
    fn reading_stops_when_somebody_has_had_enough() {
        let stopped = Progress::default();
        stopped.cancel();
        let read = read_json("", r#"[{"a": 1}]"#, &ReadOptions::default(), &stopped);
        assert_eq!(read, Err(ReadError::Cancelled));
        let many: Vec<String> = (0..=MAX_COLUMNS).map(|name| format!("\"{name}\": 1")).collect();
        let wide = read_json("", &format!("[{{{}}}]", many.join(",")), &ReadOptions::default(), &Progress::default());
        assert!(matches!(wide, Err(ReadError::TooManyColumns { .. })), "{wide:?}");
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let check = |text: &str, sheet, wanted: &str| {
            let said = read(text, sheet).unwrap_err().to_string();
            assert!(said.contains(wanted), "{text}: {said}");
        };
        check("{\"a\": [1]}", None, "expected lists of objects");
        check("{\"a\": [", None, "no table");
        check("{\"a\": []}", None, "empty");
        check("{\"a\": [{\"b\": 1}]}", Some("c"), "no sheet “c”; the file has a");
        check(&"[".repeat(100_000), None, "no table");
    }
}
