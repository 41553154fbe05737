//! Accounts and moves as files of other programs. Archived accounts are among them.

use std::io::{self, Write};
use std::sync::Arc;

use chrono::SecondsFormat;
use serde_json::{Map, Value, json};

use crate::model::{Account, Journal, Lines, Portfolio, Position, Progress};
use crate::rules::class::Class;

use super::Field;
use super::guard::guarded;

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Tsv,
    Json,
}

/// What an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportWhat {
    Accounts,
    /// Who was put where, when and why. Moves that were undone are not among them.
    Moves,
    /// All kinds; in JSON only, because a text file holds one table.
    All,
}

/// So many of so many; they differ only if the export was stopped, which leaves an unfinished file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub written: u64,
    pub of: u64,
}

/// Why an export is not, or not wholly, written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("The file cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("A text file holds one kind of record; export accounts or moves, or everything as JSON")]
    OneKindOnly,
    #[error("The export was stopped")]
    Cancelled,
}

impl ExportFormat {
    pub const ALL: [Self; 3] = [Self::Csv, Self::Tsv, Self::Json];

    /// As a file name ends.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
        }
    }

    /// The format with that [`Self::id`].
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id().eq_ignore_ascii_case(id))
    }
}

impl ExportWhat {
    pub const ALL: [Self; 3] = [Self::Accounts, Self::Moves, Self::All];

    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Moves => "moves",
            Self::All => "all",
        }
    }

    /// What has that [`Self::id`].
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.id().eq_ignore_ascii_case(id))
    }
}

/// Writes accounts, moves or both.
///
/// # Errors
/// When `out` cannot be written to, when a text file was to hold several kinds, or when it was stopped.
pub fn export(
    out: &mut dyn Write,
    what: ExportWhat,
    format: ExportFormat,
    portfolio: &Portfolio,
    journal: &Journal,
    progress: &Progress,
) -> Result<Exported, ExportError> {
    let accounts = || portfolio.accounts().map(Arc::as_ref);
    let lines = portfolio.settings().lines;
    match (what, format) {
        (ExportWhat::Accounts, ExportFormat::Json) => {
            let kinds: [Kind<'_>; 1] = [("accounts", account_objects(accounts(), lines))];
            write_json(out, kinds, progress)
        }
        (ExportWhat::Moves, ExportFormat::Json) => {
            write_json(out, [("moves", move_objects(portfolio, journal))], progress)
        }
        (ExportWhat::All, ExportFormat::Json) => {
            let moves = move_objects(portfolio, journal);
            write_json(out, [("accounts", account_objects(accounts(), lines)), ("moves", moves)], progress)
        }
        (ExportWhat::Accounts, ExportFormat::Csv | ExportFormat::Tsv) => {
            let header = COLUMNS.map(ExportColumn::label);
            let rows = accounts().map(|account| COLUMNS.map(|column| column.text_of(account, lines)).to_vec());
            write_table(out, format, &header, rows, progress)
        }
        (ExportWhat::Moves, ExportFormat::Csv | ExportFormat::Tsv) => {
            let rows = move_objects(portfolio, journal);
            let rows = rows.map(|object| MOVE_COLUMNS.map(|(id, _)| text_of_json(object.get(id))).to_vec());
            write_table(out, format, &MOVE_COLUMNS.map(|(_, label)| label), rows, progress)
        }
        (ExportWhat::All, ExportFormat::Csv | ExportFormat::Tsv) => Err(ExportError::OneKindOnly),
    }
}

/// A column of the account table: a field, or what follows from others and is never imported.
#[derive(Clone, Copy)]
enum ExportColumn {
    Field(Field),
    Class,
    Judged,
    JudgedAt,
    JudgedBy,
}

const COLUMNS: [ExportColumn; 21] = [
    ExportColumn::Field(Field::Id),
    ExportColumn::Field(Field::Key),
    ExportColumn::Field(Field::Name),
    ExportColumn::Field(Field::Owner),
    ExportColumn::Field(Field::Stage),
    ExportColumn::Class,
    ExportColumn::Field(Field::Engagement),
    ExportColumn::Field(Field::Potential),
    ExportColumn::Judged,
    ExportColumn::JudgedAt,
    ExportColumn::JudgedBy,
    ExportColumn::Field(Field::Revenue12m),
    ExportColumn::Field(Field::RevenuePrior12m),
    ExportColumn::Field(Field::Qpc),
    ExportColumn::Field(Field::QpcSource),
    ExportColumn::Field(Field::QpcAsOf),
    ExportColumn::Field(Field::Region),
    ExportColumn::Field(Field::Industry),
    ExportColumn::Field(Field::Website),
    ExportColumn::Field(Field::Notes),
    ExportColumn::Field(Field::Archived),
];

impl ExportColumn {
    const fn label(self) -> &'static str {
        match self {
            Self::Field(field) => field.label(),
            Self::Class => "Class",
            Self::Judged => "Judged",
            Self::JudgedAt => "Judged at",
            Self::JudgedBy => "Judged by",
        }
    }

    const fn id(self) -> &'static str {
        match self {
            Self::Field(field) => field.id(),
            Self::Class => "class",
            Self::Judged => "judged",
            Self::JudgedAt => "judged_at",
            Self::JudgedBy => "judged_by",
        }
    }

    /// As it stands in a text file: texts with their guard, nothing as nothing.
    fn text_of(self, account: &Account, lines: Lines) -> String {
        let judgement = account.judgement.as_ref();
        match self {
            Self::Field(field) if field.is_text() => guarded(&field.text_of(account)).into_owned(),
            Self::Field(field) => field.text_of(account).into_owned(),
            Self::Class => Class::of_account(account, lines).map_or_else(String::new, |class| class.to_string()),
            Self::Judged => (if judgement.is_some() { "yes" } else { "no" }).to_owned(),
            Self::JudgedAt => judgement.map_or_else(String::new, |judgement| iso(judgement.at)),
            Self::JudgedBy => judgement.map_or_else(String::new, |judgement| guarded(&judgement.by).into_owned()),
        }
    }

    fn json_of(self, account: &Account, lines: Lines) -> Value {
        let judgement = account.judgement.as_ref();
        let position = account.position();
        match self {
            Self::Field(Field::Archived) => json!(account.archived),
            Self::Field(Field::Engagement) => json!(position.map(|position| position.engagement.points())),
            Self::Field(Field::Potential) => json!(position.map(|position| position.potential.points())),
            Self::Field(
                field @ (Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc | Field::QpcSource | Field::QpcAsOf),
            ) => {
                let text = field.text_of(account);
                if text.is_empty() { Value::Null } else { json!(text) }
            }
            Self::Field(field) => json!(field.text_of(account)),
            Self::Class => json!(Class::of_account(account, lines).map(Class::name)),
            Self::Judged => json!(judgement.is_some()),
            Self::JudgedAt => json!(judgement.map(|judgement| iso(judgement.at))),
            Self::JudgedBy => json!(judgement.map(|judgement| &judgement.by)),
        }
    }
}

/// The columns of the table of moves: the name in JSON and the header.
const MOVE_COLUMNS: [(&str, &str); 13] = [
    ("entry", "Entry"),
    ("at", "At"),
    ("by", "By"),
    ("account", "Account ID"),
    ("name", "Name"),
    ("from_engagement", "From engagement"),
    ("from_potential", "From potential"),
    ("from_class", "From class"),
    ("to_engagement", "To engagement"),
    ("to_potential", "To potential"),
    ("to_class", "To class"),
    ("key", "Key"),
    ("reason", "Reason"),
];

type Objects<'a> = Box<dyn ExactSizeIterator<Item = Map<String, Value>> + 'a>;
type Kind<'a> = (&'static str, Objects<'a>);

fn account_objects<'a>(accounts: impl ExactSizeIterator<Item = &'a Account> + 'a, lines: Lines) -> Objects<'a> {
    Box::new(accounts.map(move |account| {
        let fields = COLUMNS.into_iter().map(|column| (column.id().to_owned(), column.json_of(account, lines)));
        fields.chain([("version".to_owned(), json!(account.version))]).collect()
    }))
}

/// The classes are those of the lines as they stand now. An account deleted since has no name any more.
fn move_objects<'a>(portfolio: &'a Portfolio, journal: &'a Journal) -> Objects<'a> {
    let lines = portfolio.settings().lines;
    Box::new(journal.moves().into_iter().map(move |one| {
        let entry = journal.entry(one.seq);
        let account = portfolio.account(one.account);
        let class = |position: Option<Position>| position.map(|position| Class::of(position, lines).name());
        let engagement = |position: Option<Position>| position.map(|position| position.engagement.points());
        let potential = |position: Option<Position>| position.map(|position| position.potential.points());
        let values = [
            json!(one.seq),
            json!(entry.map(|entry| iso(entry.at))),
            json!(entry.map(|entry| &entry.by)),
            json!(one.account.to_string()),
            json!(account.map(|account| &account.name)),
            json!(engagement(one.from)),
            json!(potential(one.from)),
            json!(class(one.from)),
            json!(engagement(one.to)),
            json!(potential(one.to)),
            json!(class(one.to)),
            json!(account.map(|account| &account.key)),
            json!(journal.reason(one.seq)),
        ];
        MOVE_COLUMNS.into_iter().map(|(id, _)| id.to_owned()).zip(values).collect()
    }))
}

fn text_of_json(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => guarded(text).into_owned(),
        Some(other) => other.to_string(),
    }
}

fn iso(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn write_table(
    out: &mut dyn Write,
    format: ExportFormat,
    header: &[&str],
    rows: impl ExactSizeIterator<Item = Vec<String>>,
    progress: &Progress,
) -> Result<Exported, ExportError> {
    // Without this mark spreadsheet programs take UTF-8 for something else and spoil every accent.
    out.write_all(b"\xef\xbb\xbf")?;
    let delimiter = if format == ExportFormat::Tsv { b'\t' } else { b',' };
    let mut table = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
    let io = |error: csv::Error| ExportError::Io(error.into());
    table.write_record(header).map_err(io)?;
    let mut counter = Counter::new(rows.len(), progress);
    for row in rows {
        counter.step()?;
        table.write_record(&row).map_err(io)?;
    }
    table.flush()?;
    Ok(counter.exported)
}

fn write_json<'a>(
    out: &mut dyn Write,
    kinds: impl IntoIterator<Item = Kind<'a>>,
    progress: &Progress,
) -> Result<Exported, ExportError> {
    let kinds: Vec<Kind<'a>> = kinds.into_iter().collect();
    let mut counter = Counter::new(kinds.iter().map(|(_, objects)| objects.len()).sum(), progress);
    out.write_all(b"{")?;
    for (index, (name, objects)) in kinds.into_iter().enumerate() {
        let comma = if index > 0 { "," } else { "" };
        write!(out, "{comma}\n\"{name}\": [")?;
        for (index, object) in objects.enumerate() {
            counter.step()?;
            out.write_all(if index > 0 { b",\n" } else { b"\n" })?;
            serde_json::to_writer(&mut *out, &object).map_err(io::Error::from)?;
        }
        out.write_all(b"\n]")?;
    }
    out.write_all(b"\n}\n")?;
    out.flush()?;
    Ok(counter.exported)
}

struct Counter<'a> {
    exported: Exported,
    progress: &'a Progress,
}

impl<'a> Counter<'a> {
    fn new(of: usize, progress: &'a Progress) -> Self {
        let of = u64::try_from(of).unwrap_or(u64::MAX);
        progress.set_total(of);
        Self { exported: Exported { written: 0, of }, progress }
    }

    fn step(&mut self) -> Result<(), ExportError> {
        if self.progress.is_cancelled() {
            return Err(ExportError::Cancelled);
        }
        self.exported.written += 1;
        self.progress.set_done(self.exported.written);
        Ok(())
    }
}
