//! Records and moves as files of other programs. Archived accounts are among them.
//!
//! Each kind is one [`Table`] of columns and rows; the formats differ only in how they write it.

mod columns;
mod json;
mod moves;
mod purchases;
mod scores;
mod table;
mod xlsx;

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::model::{AccountId, Journal, Portfolio, Progress, PurchaseLines, RecordKind};

use columns::Table;

/// How an export is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExportFormat {
    Csv,
    Tsv,
    Xlsx,
    Json,
}

/// What an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExportWhat {
    Accounts,
    Contacts,
    Activities,
    Purchases,
    Products,
    Opportunities,
    Risks,
    Colleagues,
    /// Every change of stage that was ever written down, corrected ones too.
    StageEvents,
    HandOvers,
    Goals,
    /// What channels cost, month by month.
    Spend,
    /// Who was put where, when and why. Moves that were undone are not among them.
    Moves,
    /// What follows from the records: every account's scores with their parts. Nothing that an import reads.
    Scores,
    /// All kinds: a workbook with a sheet for each, or JSON, because a text file holds one table.
    All,
}

/// How texts of people stand in a text file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextGuard {
    /// A text that a spreadsheet program would run stands behind an apostrophe, which an import takes off again.
    #[default]
    Safe,
    /// As it is, for programs that run nothing.
    Raw,
}

/// What is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportOptions {
    pub what: ExportWhat,
    pub format: ExportFormat,
    /// Of CSV and TSV; the other formats need no guard.
    pub guard: TextGuard,
    /// Of all accounts only these.
    pub only: Option<BTreeSet<AccountId>>,
}

/// Where the records come from.
#[derive(Clone, Copy, Debug)]
pub struct ExportSource<'a> {
    /// Its revenues are those of the day that it was told.
    pub portfolio: &'a Portfolio,
    pub journal: &'a Journal,
    /// The ledger as it counts; `None` where purchases are not wanted, or there are none.
    pub purchases: Option<&'a PurchaseLines>,
}

/// So many records of so many. They differ only where not all were wanted: an export is whole, or an error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    pub written: u64,
    pub of: u64,
    /// The same of each kind.
    pub kinds: Vec<KindExported>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindExported {
    pub what: ExportWhat,
    pub written: u64,
    pub of: u64,
}

/// Why an export is not, or not wholly, written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    #[error("The file cannot be written: {0}")]
    Io(#[from] io::Error),
    #[error("A text file holds one kind of record; choose one, or write everything as a workbook (.xlsx) or JSON")]
    OneKindOnly,
    #[error(
        "{column} of {record} has more than 32,767 characters, which no cell of a workbook holds; shorten it, or export \
         as CSV or JSON"
    )]
    TooLongForACell { column: String, record: String },
    #[error("The workbook cannot be made ({0}); export as CSV or JSON instead")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("The purchases were not read; close the workspace, open it again, and export once more")]
    NoPurchases,
    #[error("The export was stopped")]
    Cancelled,
}

impl ExportFormat {
    pub const ALL: [Self; 4] = [Self::Csv, Self::Tsv, Self::Xlsx, Self::Json];

    /// As a file name ends.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Json => "json",
        }
    }

    /// As a choice.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Xlsx => "Excel workbook",
            Self::Json => "JSON",
        }
    }

    /// The format with that [`Self::id`].
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.id().eq_ignore_ascii_case(id))
    }

    /// Whether it holds one table and no more, as lines of text.
    #[must_use]
    pub const fn is_text(self) -> bool {
        match self {
            Self::Csv | Self::Tsv => true,
            Self::Xlsx | Self::Json => false,
        }
    }
}

impl ExportWhat {
    pub const ALL: [Self; 15] = [
        Self::Accounts,
        Self::Contacts,
        Self::Activities,
        Self::Purchases,
        Self::Products,
        Self::Opportunities,
        Self::Risks,
        Self::Colleagues,
        Self::StageEvents,
        Self::HandOvers,
        Self::Goals,
        Self::Spend,
        Self::Moves,
        Self::Scores,
        Self::All,
    ];

    /// In commands and in JSON.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Accounts => "accounts",
            Self::Contacts => "contacts",
            Self::Activities => "activities",
            Self::Purchases => "purchases",
            Self::Products => "products",
            Self::Opportunities => "opportunities",
            Self::Risks => "risks",
            Self::Colleagues => "colleagues",
            Self::StageEvents => "stage_events",
            Self::HandOvers => "hand_overs",
            Self::Goals => "goals",
            Self::Spend => "spend",
            Self::Moves => "moves",
            Self::Scores => "scores",
            Self::All => "all",
        }
    }

    /// As a choice, and as the name of a sheet.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accounts => "Accounts",
            Self::Contacts => "Contacts",
            Self::Activities => "Activities",
            Self::Purchases => "Purchases",
            Self::Products => "Products",
            Self::Opportunities => "Opportunities",
            Self::Risks => "Risks",
            Self::Colleagues => "Colleagues",
            Self::StageEvents => "Stage events",
            Self::HandOvers => "Hand-overs",
            Self::Goals => "Goals",
            Self::Spend => "Spend",
            Self::Moves => "Moves",
            Self::Scores => "Scores",
            Self::All => "Everything",
        }
    }

    /// After a number: "412 accounts", "5,020 records".
    #[must_use]
    pub const fn noun(self) -> &'static str {
        match self {
            Self::All => "records",
            Self::StageEvents => "stage events",
            Self::HandOvers => "hand-overs",
            Self::Spend => "months of spend",
            one => one.id(),
        }
    }

    /// What has that [`Self::id`].
    #[must_use]
    pub fn with_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.id().eq_ignore_ascii_case(id))
    }

    /// The kinds that it holds: itself, unless it is all of them. What only follows from records is not among all.
    #[must_use]
    pub fn kinds(self) -> Vec<Self> {
        match self {
            Self::All => Self::ALL.into_iter().filter(|what| !matches!(what, Self::All | Self::Scores)).collect(),
            one => vec![one],
        }
    }

    /// Whether [`ExportSource::purchases`] is needed for it.
    #[must_use]
    pub const fn needs_purchases(self) -> bool {
        matches!(self, Self::Purchases | Self::All)
    }

    /// How many there are.
    #[must_use]
    pub fn count(self, portfolio: &Portfolio, journal: &Journal) -> u64 {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        match self {
            Self::Accounts | Self::Scores => count(portfolio.accounts().len()),
            Self::Contacts => count(portfolio.contacts().len()),
            Self::Activities => count(portfolio.activities().len()),
            Self::Purchases => portfolio.ledger().lines(),
            Self::Products => count(portfolio.products().len()),
            Self::Opportunities => count(portfolio.opportunities().len()),
            Self::Risks => count(portfolio.risks().len()),
            Self::Colleagues => count(portfolio.colleagues().len()),
            Self::StageEvents => count(portfolio.stage_events().len()),
            Self::HandOvers => count(portfolio.hand_overs().len()),
            Self::Goals => count(portfolio.goals().len()),
            Self::Spend => count(portfolio.spends().len()),
            Self::Moves => count(journal.moves().len()),
            Self::All => self.kinds().into_iter().map(|kind| kind.count(portfolio, journal)).sum(),
        }
    }
}

impl From<RecordKind> for ExportWhat {
    fn from(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Accounts => Self::Accounts,
            RecordKind::Contacts => Self::Contacts,
            RecordKind::Activities => Self::Activities,
            RecordKind::Purchases => Self::Purchases,
            RecordKind::Products => Self::Products,
            RecordKind::Opportunities => Self::Opportunities,
            RecordKind::Risks => Self::Risks,
            RecordKind::Colleagues => Self::Colleagues,
            RecordKind::StageEvents => Self::StageEvents,
            RecordKind::HandOvers => Self::HandOvers,
            RecordKind::Goals => Self::Goals,
            RecordKind::Spend => Self::Spend,
        }
    }
}

/// Writes what is wanted. Where it fails, what stands in `out` is no export.
///
/// # Errors
/// When `out` cannot be written to, when the format cannot hold what was wanted, or when it was stopped.
pub fn export(
    out: &mut dyn Write,
    options: &ExportOptions,
    source: ExportSource<'_>,
    progress: &Progress,
) -> Result<Exported, ExportError> {
    let ExportOptions { what, format, guard, only } = options;
    if *what == ExportWhat::All && format.is_text() {
        return Err(ExportError::OneKindOnly);
    }
    if what.needs_purchases() && source.purchases.is_none() && source.portfolio.ledger().lines() > 0 {
        return Err(ExportError::NoPurchases);
    }
    let tables: Vec<Table<'_>> = what.kinds().into_iter().map(|kind| Table::of(kind, source, only.as_ref())).collect();
    let mut exported = Exported::default();
    for table in &tables {
        let written = u64::try_from(table.rows.len()).unwrap_or(u64::MAX);
        exported.kinds.push(KindExported { what: table.what, written, of: table.of });
        exported.written += written;
        exported.of += table.of;
    }
    let mut steps = Steps::new(exported.written, progress);
    match format {
        ExportFormat::Csv => table::write(out, b',', *guard, tables, &mut steps)?,
        ExportFormat::Tsv => table::write(out, b'\t', *guard, tables, &mut steps)?,
        ExportFormat::Xlsx => xlsx::write(out, &source.portfolio.settings().currency, tables, &mut steps)?,
        ExportFormat::Json => {
            let about = if *what == ExportWhat::Scores { scores::about(source.portfolio) } else { Vec::new() };
            json::write(out, tables, &about, &mut steps)?;
        }
    }
    out.flush()?;
    steps.go_on()?;
    Ok(exported)
}

/// Counts rows as they are written, and stops where it was asked to.
struct Steps<'a> {
    done: u64,
    progress: &'a Progress,
}

impl<'a> Steps<'a> {
    fn new(of: u64, progress: &'a Progress) -> Self {
        progress.set_total(of);
        Self { done: 0, progress }
    }

    /// Stops what takes long without being a row.
    fn go_on(&self) -> Result<(), ExportError> {
        if self.progress.is_cancelled() { Err(ExportError::Cancelled) } else { Ok(()) }
    }

    fn step(&mut self) -> Result<(), ExportError> {
        self.go_on()?;
        self.done += 1;
        self.progress.set_done(self.done);
        Ok(())
    }
}

impl Default for ExportOptions {
    /// All accounts as CSV, safe for spreadsheets.
    fn default() -> Self {
        Self { what: ExportWhat::Accounts, format: ExportFormat::Csv, guard: TextGuard::Safe, only: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Somebody stops the export while the last bytes are written.
    struct Stopping(Progress);

    impl Write for Stopping {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.cancel();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn it_can_be_stopped_after_the_last_row() {
        let (portfolio, journal) = (Portfolio::default(), Journal::default());
        let source = ExportSource { portfolio: &portfolio, journal: &journal, purchases: None };
        for format in ExportFormat::ALL {
            let options = ExportOptions { format, ..ExportOptions::default() };
            let progress = Progress::default();
            let stopped = export(&mut Stopping(progress.clone()), &options, source, &progress);
            assert!(matches!(stopped, Err(ExportError::Cancelled)), "{format:?}: {stopped:?}");
        }
    }
}
