//! The work behind an import: reading a table, planning what it would change, finding the next file of its kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::model::{DateStyle, DecimalSeparator, NumberStyle, Portfolio, Progress, RecordKind, Stamp};
use crate::sheets::{
    self, Against, ColumnReading, DateOrder, Format, HeaderRow, How, ImportPlan, Mapping, PlanOptions, Profile,
    ReadOptions, Sheet, TextEncoding,
};
use crate::store::{LedgerReader, is_open_here};

use super::{Outcome, Unit, write_whole};

/// Where a table comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportSource {
    File(PathBuf),
    /// Rows as spreadsheet programs put them there.
    Clipboard(Arc<str>),
}

/// What is asked around an import.
pub enum ImportJob {
    Read {
        source: ImportSource,
        options: ReadOptions,
        /// Mappings that were used before, the one that counts most first.
        known: Arc<[Profile]>,
    },
    /// The same rows with the header elsewhere.
    Reslice {
        sheet: Arc<Sheet>,
        /// Its place in the grid; `None`: all rows are data.
        header: Option<usize>,
        known: Arc<[Profile]>,
    },
    /// The newest file that looks like the one of last time.
    Again {
        last: LastFile,
        known: Arc<[Profile]>,
    },
    Plan(Box<PlanJob>),
    Rejects {
        path: PathBuf,
        sheet: Arc<Sheet>,
        plan: Arc<ImportPlan>,
    },
}

/// A plan to be made.
pub struct PlanJob {
    pub sheet: Arc<Sheet>,
    pub mapping: Mapping,
    pub options: PlanOptions,
    pub portfolio: Arc<Portfolio>,
    /// Where the purchases stand that count already; `None` without a workspace.
    pub ledger: Option<LedgerReader>,
    pub stamp: Stamp,
}

/// The file that was imported last with some mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastFile {
    pub folder: PathBuf,
    pub name: String,
    pub profile: Profile,
    /// How it was read.
    pub read: ReadOptions,
}

/// What came of it.
pub enum ImportOutcome {
    Read(Result<Box<Prepared>, String>),
    Resliced(Box<Prepared>),
    Again(Result<Box<Found>, String>),
    Planned(Result<Box<Planned>, String>),
}

/// The file that comes after the one of last time.
#[derive(Clone, Debug)]
pub struct Found {
    pub source: ImportSource,
    /// How it was read: as the one of last time, if it can be.
    pub read: ReadOptions,
    pub prepared: Box<Prepared>,
    /// Which file it is and why, and which newer ones it is not.
    pub words: String,
}

/// A table as it was read, and what it seems to hold.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub sheet: Arc<Sheet>,
    pub mapping: Mapping,
    /// Of each column, the first values that differ.
    pub samples: Vec<Vec<String>>,
    /// The known mappings that fit these headers, by their place among the known ones. The first is the one in use.
    pub fitting: Vec<usize>,
}

/// A plan, sorted for the eye.
#[derive(Clone, Debug)]
pub struct Planned {
    pub plan: Arc<ImportPlan>,
    /// How each column is read; `None` where it holds no field or no value.
    pub readings: Vec<Option<ColumnReading>>,
    /// Of each ambiguous column, the example in both readings: with a point before the decimals, or the day first; and
    /// with a comma, or the month first.
    pub either: Vec<Option<(String, String)>>,
    /// Which rows come to each outcome, by their place in the plan, in the order of [`RowKind::ALL`].
    by_kind: [Vec<u32>; 5],
}

/// What becomes of a row, without the particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKind {
    New,
    Updated,
    Same,
    Skipped,
    Rejected,
}

impl ImportSource {
    /// The name of the file, without its folder.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
            Self::Clipboard(_) => "Clipboard".to_owned(),
        }
    }

    fn read(&self, options: &ReadOptions, progress: &Progress) -> Result<Sheet, String> {
        match self {
            // Reading it would, at its closing, give away the lock that keeps the workspace ours.
            Self::File(path) if is_open_here(path) => {
                Err("This is the workspace that is open, not a spreadsheet; choose another file".to_owned())
            }
            Self::File(path) => sheets::read_file(path, options, progress).map_err(|error| error.to_string()),
            Self::Clipboard(text) => {
                // Whatever it looks like, the text came in as Unicode.
                let mut options = ReadOptions { encoding: Some(TextEncoding::Utf8), ..options.clone() };
                if options.delimiter.is_none() && text.contains('\t') {
                    options.delimiter = Some('\t');
                }
                let sheet = sheets::read_csv(&self.name(), text.as_bytes(), &options, progress);
                sheet.map(|sheet| Sheet { format: Format::Clipboard, ..sheet }).map_err(|error| error.to_string())
            }
        }
    }
}

impl RowKind {
    pub const ALL: [Self; 5] = [Self::New, Self::Updated, Self::Same, Self::Skipped, Self::Rejected];

    #[must_use]
    pub const fn of(outcome: &sheets::Outcome) -> Self {
        match outcome {
            sheets::Outcome::New => Self::New,
            sheets::Outcome::Updated(_) => Self::Updated,
            sheets::Outcome::Same => Self::Same,
            sheets::Outcome::Skipped(_) => Self::Skipped,
            sheets::Outcome::Rejected(_) => Self::Rejected,
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Updated => "Updated",
            Self::Same => "Same",
            Self::Skipped => "Left out",
            Self::Rejected => "Rejected",
        }
    }
}

impl Planned {
    #[must_use]
    pub fn new(plan: ImportPlan, readings: Vec<Option<ColumnReading>>, either: Vec<Option<(String, String)>>) -> Self {
        let mut by_kind: [Vec<u32>; 5] = Default::default();
        for (place, row) in (0_u32..).zip(&plan.rows) {
            if let Some(places) = by_kind.get_mut(RowKind::of(&row.outcome) as usize) {
                places.push(place);
            }
        }
        Self { plan: Arc::new(plan), readings, either, by_kind }
    }

    /// The rows of one kind, by their place in the plan; all rows are those from 0 on.
    #[must_use]
    pub fn rows_of(&self, kind: RowKind) -> &[u32] {
        self.by_kind.get(kind as usize).map_or(&[], Vec::as_slice)
    }
}

impl ImportJob {
    /// The names of what the import dialog waits for.
    pub const READING: &str = "read sheet";
    pub const PLANNING: &str = "plan import";

    /// Of its thread.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Read { .. } | Self::Reslice { .. } | Self::Again { .. } => Self::READING,
            Self::Plan(_) => Self::PLANNING,
            Self::Rejects { .. } => "rejected rows",
        }
    }

    pub(super) const fn unit(&self) -> Unit {
        match self {
            Self::Read { .. } | Self::Again { .. } => Unit::Bytes,
            Self::Plan(_) => Unit::Rows,
            Self::Reslice { .. } | Self::Rejects { .. } => Unit::Steps,
        }
    }

    /// Whether somebody in the import dialog waits for it.
    pub(super) const fn is_awaited(&self) -> bool {
        match self {
            Self::Read { .. } | Self::Reslice { .. } | Self::Again { .. } | Self::Plan(_) => true,
            Self::Rejects { .. } => false,
        }
    }

    /// Whether it ends in a file that somebody asked for.
    pub(super) const fn writes_file(&self) -> bool {
        match self {
            Self::Rejects { .. } => true,
            Self::Read { .. } | Self::Reslice { .. } | Self::Again { .. } | Self::Plan(_) => false,
        }
    }

    pub(super) fn run(self, progress: &Progress) -> Outcome {
        Outcome::Import(match self {
            Self::Read { source, options, known } => ImportOutcome::Read(
                source.read(&options, progress).map(|sheet| Box::new(prepared(Arc::new(sheet), &known))),
            ),
            Self::Reslice { sheet, header, known } => {
                let mut sheet = Arc::unwrap_or_clone(sheet);
                sheet.set_header(header);
                ImportOutcome::Resliced(Box::new(prepared(Arc::new(sheet), &known)))
            }
            Self::Again { last, known } => ImportOutcome::Again(again(&last, &known, progress).map(Box::new)),
            Self::Plan(job) => ImportOutcome::Planned(plan(*job, progress)),
            Self::Rejects { path, sheet, plan } => {
                let result = write_whole(&path, |out| out.write_all(&plan.rejects_csv(&sheet)));
                return Outcome::Saved { path, result };
            }
        })
    }
}

fn plan(job: PlanJob, progress: &Progress) -> Result<Box<Planned>, String> {
    let PlanJob { sheet, mapping, options, portfolio, ledger, mut stamp } = job;
    let ledger = ledger.filter(|_| mapping.kind == RecordKind::Purchases);
    let purchases = ledger.map(|ledger| ledger.purchases(progress)).transpose().map_err(|error| error.to_string())?;
    let against = Against { portfolio: &portfolio, purchases: purchases.as_ref() };
    let plan = sheets::plan(&sheet, &mapping, &against, &options, &mut stamp, progress);
    let plan = plan.map_err(|error| error.to_string())?;
    let style = style_of(&portfolio);
    let readings = sheets::column_readings(&sheet, &mapping, style);
    let either = either(&sheet, &mapping, style, &readings);
    Ok(Box::new(Planned::new(plan, readings, either)))
}

/// Both readings of the columns that can be read in two ways.
fn either(
    sheet: &Sheet,
    mapping: &Mapping,
    style: (NumberStyle, DateStyle),
    readings: &[Option<ColumnReading>],
) -> Vec<Option<(String, String)>> {
    let is_ambiguous = |reading: &Option<ColumnReading>| reading.as_ref().is_some_and(|reading| reading.ambiguous);
    if !readings.iter().any(is_ambiguous) {
        return Vec::new();
    }
    let as_if = |decimal, dates| {
        let mut mapping = mapping.clone();
        for (column, reading) in readings.iter().enumerate() {
            match reading.as_ref().filter(|reading| reading.ambiguous).map(|reading| reading.how) {
                Some(How::Decimal(_)) => mapping.set_decimal(column, Some(decimal)),
                Some(How::Dates(_)) => mapping.set_dates(column, Some(dates)),
                Some(How::Text | How::Other) | None => {}
            }
        }
        sheets::column_readings(sheet, &mapping, style)
    };
    let one = as_if(DecimalSeparator::Point, DateOrder::DayFirst);
    let other = as_if(DecimalSeparator::Comma, DateOrder::MonthFirst);
    let said = |reading: Option<ColumnReading>| reading.map(|reading| reading.read.unwrap_or_else(|wrong| wrong));
    let both = one.into_iter().zip(other).map(|(one, other)| said(one).zip(said(other)));
    both.zip(readings).map(|(both, reading)| both.filter(|_| is_ambiguous(reading))).collect()
}

fn style_of(portfolio: &Portfolio) -> (NumberStyle, DateStyle) {
    let more = &portfolio.settings().more;
    (more.numbers, more.dates)
}

fn prepared(sheet: Arc<Sheet>, known: &[Profile]) -> Prepared {
    let fitting: Vec<usize> =
        known.iter().enumerate().filter(|(_, profile)| profile.fits(&sheet)).map(|(place, _)| place).collect();
    prepared_as(sheet, known, fitting)
}

fn prepared_as(sheet: Arc<Sheet>, known: &[Profile], fitting: Vec<usize>) -> Prepared {
    let last = fitting.first().and_then(|place| known.get(*place));
    let mapping = last.map_or_else(|| Mapping::guess(&sheet), |profile| profile.apply(&sheet));
    let samples = samples(&sheet);
    Prepared { sheet, mapping, samples, fitting }
}

/// The first values of each column that differ.
fn samples(sheet: &Sheet) -> Vec<Vec<String>> {
    const ROWS: usize = 200;
    const VALUES: usize = 3;
    let mut samples = vec![Vec::new(); sheet.columns()];
    for row in sheet.rows().take(ROWS) {
        for (values, cell) in samples.iter_mut().zip(row.cells()) {
            let text = cell.text();
            let text = text.trim();
            if values.len() < VALUES && !text.is_empty() && !values.iter().any(|value| value == text) {
                values.push(text.replace(['\n', '\r', '\t'], " "));
            }
        }
    }
    samples
}

/// Looks in the folder of last time for the newest file whose name differs in figures only and whose headers fit.
fn again(last: &LastFile, known: &[Profile], progress: &Progress) -> Result<Found, String> {
    /// Files that are not taken are passed over, so many of them.
    const TRIED: usize = 12;
    let LastFile { folder, name, profile, read: _ } = last;
    let like = like_it(folder, name)
        .map_err(|error| format!("The folder of last time cannot be listed ({error}): {}", folder.display()))?;
    let choose = || format!("choose it with File → Import…, the folder is {}", folder.display());
    if like.is_empty() {
        return Err(format!("There is no file like {name} any more; if it has another name now, {}", choose()));
    }
    let mut passed = Vec::new();
    for path in like.iter().take(TRIED) {
        let source = ImportSource::File(path.clone());
        let (sheet, read) = match read_alike(&source, last, progress) {
            Ok(found) => found,
            Err(why) => {
                passed.push(format!("{} ({why})", source.name()));
                continue;
            }
        };
        let which = match (like.len(), passed.is_empty()) {
            (1, _) => format!("The only file like {name}"),
            (count, true) => format!("The newest of {count} files like {name}"),
            (count, false) => format!("The newest that fits of {count} files like {name}"),
        };
        let newer = match passed.len() {
            0 => String::new(),
            _ => format!(". Newer, but not taken: {}", passed.join(", ")),
        };
        let words = format!("{which} in {}{newer}", folder.display());
        let place = known.iter().position(|one| one == profile);
        let others = known.iter().enumerate().filter(|(_, one)| one.fits(&sheet)).map(|(place, _)| place);
        let fitting = place.into_iter().chain(others.filter(|other| Some(*other) != place)).collect();
        let prepared = Box::new(prepared_as(Arc::new(sheet), known, fitting));
        return Ok(Found { source, read, prepared, words });
    }
    Err(format!("No file like {name} can be taken as the last one: {}; {}", passed.join(", "), choose()))
}

/// Reads a file as the one of last time was read, or as it seems to be. Why it is not to be taken, in a few words.
fn read_alike(
    source: &ImportSource,
    last: &LastFile,
    progress: &Progress,
) -> Result<(Sheet, ReadOptions), &'static str> {
    let mut why = "cannot be read";
    for read in [last.read.clone(), ReadOptions::default()] {
        let Ok(sheet) = source.read(&read, progress) else { continue };
        let is_without = read.header == HeaderRow::None && last.profile.fits_without_header(&sheet);
        if is_without || last.profile.fits(&sheet) {
            return Ok((sheet, read));
        }
        why = "other columns";
    }
    Err(why)
}

/// The files of a folder whose names differ from `name` in figures only, the newest first.
fn like_it(folder: &Path, name: &str) -> std::io::Result<Vec<PathBuf>> {
    let wanted = shape(name);
    let mut like = Vec::new();
    for entry in fs::read_dir(folder)?.filter_map(Result::ok) {
        let Ok(there) = entry.file_name().into_string() else { continue };
        let Ok(about) = entry.metadata() else { continue };
        if about.is_file() && shape(&there) == wanted {
            like.push((about.modified().ok(), there, entry.path()));
        }
    }
    // Of those of one time, the one with the highest figures.
    like.sort_by(|one, other| (&other.0, &other.1).cmp(&(&one.0, &one.1)));
    Ok(like.into_iter().map(|(_, _, path)| path).collect())
}

/// A name without what differs from month to month and from copy to copy: `Sales 2026-10 (1).CSV` is `sales.csv`.
fn shape(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let letters: String = stem.chars().filter(|letter| letter.is_alphabetic()).flat_map(char::to_lowercase).collect();
    format!("{letters}.{}", ending.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_differ_in_figures_only_have_one_shape() {
        let check = |one: &str, other: &str, same: bool| assert_eq!(shape(one) == shape(other), same, "{one} {other}");
        check("Sales 2026-10.csv", "Sales 2026-11 (1).CSV", true);
        check("purchases.csv", "purchases_2.csv", true);
        check("purchases.csv", "purchases.xlsx", false);
        check("purchases.csv", "customers.csv", false);
        check("2026-10.csv", "2026-11.csv", true);
    }

    #[test]
    fn what_comes_from_the_clipboard_is_cells_between_tabs() {
        let source = ImportSource::Clipboard("Name\tOwner\nErnst; Handel\tAnna, Berger\n".into());
        let sheet = source.read(&ReadOptions::default(), &Progress::default()).unwrap();
        assert_eq!((sheet.format, sheet.name.as_str()), (Format::Clipboard, "Clipboard"));
        assert_eq!(sheet.rows().next().unwrap().text(1), "Anna, Berger");
    }

    #[test]
    fn a_workspace_is_not_read_as_a_spreadsheet() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ours.fourfold");
        let _store = crate::store::Store::create(&path, crate::model::Settings::default()).unwrap();
        let read = ImportSource::File(path).read(&ReadOptions::default(), &Progress::default());
        assert!(read.unwrap_err().contains("workspace that is open"));
    }

    #[test]
    fn the_newest_file_that_fits_is_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str, days: u64| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            let at = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(86_400 * days);
            fs::File::options().write(true).open(&path).unwrap().set_modified(at).unwrap();
        };
        write("sales 01.csv", "Name,Owner\na,b\n", 10);
        write("sales 02.csv", "Name,Owner\na,c\n", 30);
        write("sales 03.csv", "Something,else\na,c\n", 40);
        write("other.csv", "Name,Owner\na,c\n", 50);
        let sheet = ImportSource::File(folder.path().join("sales 01.csv"));
        let sheet = sheet.read(&ReadOptions::default(), &Progress::default()).unwrap();
        let profile = Profile::of("", &sheet, &Mapping::guess(&sheet), &PlanOptions::default());
        let known = [profile.clone()];
        let read = ReadOptions::default();
        let last = LastFile { folder: folder.path().to_owned(), name: "sales 01.csv".to_owned(), profile, read };
        let Found { source, words, .. } = again(&last, &known, &Progress::default()).unwrap();
        assert_eq!(source.name(), "sales 02.csv");
        assert!(words.starts_with("The newest that fits of 3 files like sales 01.csv"), "{words}");
        assert!(words.ends_with("Newer, but not taken: sales 03.csv (other columns)"), "{words}");
        write("sales 04.csv", "", 60);
        fs::remove_file(folder.path().join("sales 01.csv")).unwrap();
        fs::remove_file(folder.path().join("sales 02.csv")).unwrap();
        let error = again(&last, &known, &Progress::default()).unwrap_err();
        assert!(error.contains("sales 04.csv (cannot be read), sales 03.csv (other columns)"), "{error}");
    }

    #[test]
    fn the_next_file_is_read_as_the_last_one_was() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sales 01.csv");
        fs::write(&path, "Report|of May\nErnst|Anna\nFolk|Jan\n").unwrap();
        let read = ReadOptions { header: HeaderRow::None, delimiter: Some('|'), ..ReadOptions::default() };
        let sheet = ImportSource::File(path).read(&read, &Progress::default()).unwrap();
        let mut mapping = Mapping::empty(RecordKind::Accounts, 2);
        mapping.set(0, sheets::Holds::Field(sheets::Field::Name));
        mapping.set(1, sheets::Holds::Field(sheets::Field::Owner));
        let profile = Profile::of("", &sheet, &mapping, &PlanOptions::default());
        let last = LastFile { folder: folder.path().to_owned(), name: "sales 01.csv".to_owned(), profile, read };
        let found = again(&last, std::slice::from_ref(&last.profile), &Progress::default()).unwrap();
        assert_eq!((found.read, found.prepared.fitting), (last.read.clone(), vec![0]));
        assert_eq!(found.prepared.mapping, mapping);
        fs::write(folder.path().join("sales 01.csv"), "a|b|c\nErnst|Anna|x\n").unwrap();
        let error = again(&last, std::slice::from_ref(&last.profile), &Progress::default()).unwrap_err();
        assert!(error.contains("other columns"), "{error}");
    }
}
