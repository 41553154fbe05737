use rusqlite::{Row, Statement};
use uuid::Uuid;

use crate::model::{Product, ProductId};

use super::Stored;
use super::value::{column, extra_of, extra_text, text, text_or_null, uuid};

impl Stored for Product {
    const TABLE: &'static str = "product";
    const COLUMNS: &'static [&'static str] = &["id", "version", "key", "name", "category", "notes", "extra"];

    fn uuid(&self) -> Uuid {
        self.id.0
    }

    fn key(&self) -> &str {
        &self.key
    }

    fn bind(&self, statement: &mut Statement<'_>) -> rusqlite::Result<()> {
        let Self { id, version, key, name, category, notes, extra } = self;
        statement.raw_bind_parameter(1, id.0.as_bytes().as_slice())?;
        statement.raw_bind_parameter(2, version)?;
        statement.raw_bind_parameter(3, key)?;
        statement.raw_bind_parameter(4, name)?;
        statement.raw_bind_parameter(5, category)?;
        statement.raw_bind_parameter(6, notes)?;
        statement.raw_bind_parameter(7, extra_text(extra)?)
    }

    fn read(row: &Row<'_>) -> Result<Self, String> {
        Ok(Self {
            id: ProductId(uuid(row, 0)?),
            version: column(row, 1)?,
            key: text(row, 2)?.to_owned(),
            name: text(row, 3)?.to_owned(),
            category: text(row, 4)?.to_owned(),
            notes: text(row, 5)?.to_owned(),
            extra: extra_of(text_or_null(row, 6)?)?,
        })
    }
}
