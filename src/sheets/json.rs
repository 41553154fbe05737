//! Lists of flat objects, as our own exports are, as tables: an object's names are the columns.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use super::grid::{Cell, Grid};
use super::sheet::{Format, HeaderRow, MAX_COLUMNS, MAX_ROWS, ReadError, ReadOptions, Sheet, SheetName};

/// Whole numbers beyond this size are kept as texts, digit by digit.
const LARGEST: u64 = 1 << 53;

/// Reads one list of objects: the one of the name that is wanted, else the first that is not empty.
///
/// # Errors
/// When the text is no JSON, or no list of objects.
pub(super) fn read_json(name: &str, text: &str, options: &ReadOptions) -> Result<Sheet, ReadError> {
    let Lists(lists) = serde_json::from_str(text).map_err(|error| {
        ReadError::Workbook(format!("This JSON is no table ({error}); expected lists of objects such as accounts"))
    })?;
    let names: Vec<String> = lists.iter().map(|(name, _)| name.clone()).collect();
    let wanted = match &options.sheet {
        Some(wanted) => lists
            .into_iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .ok_or_else(|| ReadError::NoSuchSheet { wanted: wanted.clone(), there: names.clone() })?,
        None => lists.into_iter().find(|(_, objects)| !objects.is_empty()).ok_or(ReadError::Empty)?,
    };
    let (sheet, objects) = wanted;
    if objects.len() >= MAX_ROWS {
        return Err(ReadError::TooManyRows);
    }
    let grid = grid_of(&objects)?;
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

fn grid_of(objects: &[Object]) -> Result<Grid, ReadError> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut columns: Vec<&str> = Vec::new();
    for (name, _) in objects.iter().flat_map(|Object(values)| values) {
        places.entry(name).or_insert_with(|| {
            columns.push(name);
            columns.len() - 1
        });
    }
    if columns.len() > MAX_COLUMNS {
        return Err(ReadError::TooManyColumns { line: 1, columns: columns.len() });
    }
    let mut grid = Grid::default();
    grid.push(1, columns.iter().map(|name| Cell::Text(name))).map_err(|_| ReadError::TooLarge)?;
    let mut row = vec![Cell::Empty; columns.len()];
    for (line, Object(values)) in (2..).zip(objects) {
        row.fill(Cell::Empty);
        for (name, value) in values {
            if let Some(cell) = places.get(name.as_str()).and_then(|place| row.get_mut(*place)) {
                *cell = value.cell();
            }
        }
        grid.push(line, row.iter().copied()).map_err(|_| ReadError::TooLarge)?;
    }
    grid.shrink();
    Ok(grid)
}

/// Named lists, or one without a name.
struct Lists(Vec<(String, Vec<Object>)>);

/// Names and values in their order. What an object holds within stands among its own values.
struct Object(Vec<(String, Scalar)>);

enum Scalar {
    Nothing,
    Flag(bool),
    Number(f64),
    Text(String),
    /// An object within.
    Within(Vec<(String, Scalar)>),
}

impl Scalar {
    fn cell(&self) -> Cell<'_> {
        match self {
            Self::Nothing | Self::Within(_) => Cell::Empty,
            Self::Flag(flag) => Cell::Bool(*flag),
            Self::Number(number) => Cell::Number(*number),
            Self::Text(text) => Cell::Text(text),
        }
    }

    fn text(&self) -> String {
        self.cell().text().into_owned()
    }
}

impl<'de> Deserialize<'de> for Lists {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Top;
        impl<'de> Visitor<'de> for Top {
            type Value = Lists;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of lists, or a list of objects")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Lists, A::Error> {
                let mut lists = Vec::new();
                while let Some(list) = map.next_entry()? {
                    lists.push(list);
                }
                Ok(Lists(lists))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Lists, A::Error> {
                let mut objects = Vec::new();
                while let Some(object) = list.next_element()? {
                    objects.push(object);
                }
                Ok(Lists(vec![(String::new(), objects)]))
            }
        }
        deserializer.deserialize_any(Top)
    }
}

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Flat;
        impl<'de> Visitor<'de> for Flat {
            type Value = Object;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
                let mut values = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Scalar>()? {
                    match value {
                        Scalar::Within(within) => values.extend(within),
                        value => values.push((name, value)),
                    }
                }
                Ok(Object(values))
            }
        }
        deserializer.deserialize_map(Flat)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;
        impl<'de> Visitor<'de> for One {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Nothing)
            }

            fn visit_bool<E>(self, flag: bool) -> Result<Scalar, E> {
                Ok(Scalar::Flag(flag))
            }

            #[expect(clippy::cast_precision_loss, reason = "larger ones are kept as texts")]
            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(if number <= LARGEST { Scalar::Number(number as f64) } else { Scalar::Text(number.to_string()) })
            }

            #[expect(clippy::cast_precision_loss, reason = "larger ones are kept as texts")]
            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                let small = number.unsigned_abs() <= LARGEST;
                Ok(if small { Scalar::Number(number as f64) } else { Scalar::Text(number.to_string()) })
            }

            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar::Number(number))
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<Scalar, E> {
                Ok(Scalar::Text(text))
            }

            /// Several values in one cell, as exports write them.
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
                let mut texts = Vec::new();
                while let Some(value) = list.next_element::<Scalar>()? {
                    texts.push(value.text());
                }
                Ok(Scalar::Text(texts.join("; ")))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                let mut values = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Scalar>()? {
                    match value {
                        Scalar::Within(within) => values.extend(within),
                        value => values.push((name, value)),
                    }
                }
                Ok(Scalar::Within(values))
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
        read_json("all.json", text, &options)
    }

    #[test]
    fn lists_of_objects_are_tables() {
        let text = r#"{"accounts": [], "contacts": [{"name": "Ann", "age": 30, "left": false},
            {"name": null, "extra": {"Floor": "2"}, "tags": ["a", "b"], "big": 12345678901234567890}]}"#;
        let sheet = read(text, None).unwrap();
        assert_eq!(sheet.sheet.as_deref(), Some("contacts"));
        assert_eq!(sheet.header_cells(), ["name", "age", "left", "Floor", "tags", "big"]);
        let rows: Vec<Vec<Cell<'_>>> = sheet.rows().map(|row| row.cells().collect()).collect();
        let empty = Cell::Empty;
        let (first, second) = (
            vec![Cell::Text("Ann"), Cell::Number(30.0), Cell::Bool(false), empty, empty, empty],
            vec![empty, empty, empty, Cell::Text("2"), Cell::Text("a; b"), Cell::Text("12345678901234567890")],
        );
        assert_eq!(rows, [first, second]);
        assert_eq!(read(r#"[{"a": 1}]"#, None).unwrap().len(), 1);
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
