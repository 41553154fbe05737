//! Tables of other programs: bytes → [`Sheet`] → [`ImportPlan`] → edit, and accounts → bytes.
//!
//! One plan feeds the preview and the import, so that they cannot disagree.

mod clipboard;
mod column;
mod csv;
mod decode;
mod encoding;
mod export;
mod field;
mod grid;
mod guard;
mod guess;
mod headers;
mod json;
mod kind;
mod mapping;
mod matching;
mod plan;
mod profile;
mod rejects;
mod relevance;
mod shape;
mod sheet;
mod show;
mod source;
mod value;
mod workbook;

pub use self::csv::{delimiter_named, read_csv};
pub use clipboard::{CopiedCell, from_tsv, to_tsv};
pub use column::{ColumnReading, How, column_readings};
pub use encoding::TextEncoding;
pub use export::{
    ExportError, ExportFormat, ExportOptions, ExportSource, ExportWhat, Exported, KindExported, TextGuard, export,
};
pub use field::Field;
pub use grid::{Cell, Grid, GridFull, Row};
pub use mapping::{ColumnMapping, DateOrder, Holds, Mapping, MappingError};
pub use plan::{
    Against, Amendments, Candidate, ClassChange, Consequences, Counts, FieldChange, FieldName, ImportPlan, MatchBy,
    NameAnswer, OnMatch, OnMissing, Outcome, PlanError, PlanOptions, PlannedRow, Rejection, plan,
};
pub use profile::{Profile, ProfileColumn};
pub use sheet::{
    Dialect, Format, HEADER_ROWS, HeaderRow, MAX_BYTES, MAX_CELL_CHARS, MAX_COLUMNS, MAX_MEMORY, MAX_ROWS, MAX_SECONDS,
    ReadError, ReadOptions, Sheet, SheetName,
};
pub use show::{SheetJson, sheet_text};
pub use source::{read_bytes, read_file};
pub use value::{Fields, Value};
pub use workbook::{WORKER_ARGUMENT, read_worker, set_worker_program};
