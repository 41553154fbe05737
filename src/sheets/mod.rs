//! Tables of other programs: bytes → [`Sheet`] → [`ImportPlan`] → edit, and accounts → bytes.
//!
//! One plan feeds the preview and the import, so that they cannot disagree.

mod clipboard;
mod column;
mod csv;
mod decode;
mod export;
mod field;
mod guard;
mod headers;
mod mapping;
mod matching;
mod plan;
mod rejects;
mod sheet;
mod show;

pub use self::csv::{HeaderRow, read_csv};
pub use clipboard::{CopiedCell, from_tsv, to_tsv};
pub use column::{ColumnReading, column_readings};
pub use decode::TextEncoding;
pub use export::{ExportError, ExportFormat, ExportWhat, Exported, export};
pub use field::Field;
pub use mapping::{Mapping, MappingError};
pub use plan::{
    ClassChange, Counts, FieldChange, ImportPlan, MatchBy, OnMatch, Outcome, PlanError, PlanOptions, PlannedRow,
    Rejection, plan,
};
pub use sheet::{Format, MAX_BYTES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_ROWS, ReadError, Sheet, SheetRow, read_file};
pub use show::sheet_json;
