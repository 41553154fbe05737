//! The other side: a process of this program that reads one workbook, says what it finds, and may die of it.
//!
//! The file comes open as its standard input: it opens nothing by name. Memory and time are limited from within, too,
//! so that it ends even when whoever asked is gone.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use calamine::{
    Data, Ods, OdsError, Range, Reader, Sheet, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError, Xlsx, XlsxError,
};

use super::archive::unpacked_bytes;
use super::cells::{Shows, cell_of, open_document_cell};
use super::rows::{Rows, Stop};
use super::wire::{self, Failure, MAX_NAME_BYTES, MAX_SHEETS};
use super::{LATE_CODE, MEMORY_CODE};
use crate::sheets::grid::Cell;
use crate::sheets::{Format, MAX_MEMORY, MAX_SECONDS, SheetName};

/// What may be allocated. Less than may be resident, because allocations take more than they ask for.
const MAX_ALLOCATED: usize = MAX_MEMORY / 32 * 25;
/// What may be resident, in KB; looked at often enough that it stays below [`MAX_MEMORY`].
const MAX_RESIDENT_KB: usize = MAX_MEMORY / 32 * 30 / 1024;
const LOOK_EVERY: Duration = Duration::from_millis(10);
/// Counting merged areas takes as long again as reading a sheet; where that is long, nobody waits for it. In bytes of
/// all sheets, unpacked.
const MAX_COUNTED: u64 = 16 * 1024 * 1024;
/// After whoever asked must have ended it.
const GRACE: Duration = Duration::from_secs(5);

/// Reads the workbook that is the standard input, and says what is in it on standard output.
///
/// `request` is the format and, where one was asked for, the name of the sheet; `limit_memory` takes a number of bytes
/// beyond which allocating fails, and says whether it could.
pub fn read_worker(request: &[OsString], limit_memory: impl FnOnce(usize) -> bool) -> ExitCode {
    // It is told on the other side that it broke off; nobody reads what a panic says here.
    panic::set_hook(Box::new(|_| {}));
    let guard = std::thread::Builder::new().name("guard".to_owned()).spawn(guard);
    if !limit_memory(MAX_ALLOCATED) || guard.is_err() {
        return ExitCode::FAILURE;
    }
    let mut rows = Rows::new(io::stdout().lock());
    let done = match (request, open_input()) {
        ([format, rest @ ..], Ok(file)) => {
            let sheet = rest.first().and_then(|sheet| sheet.to_str());
            read(file, &format.to_string_lossy(), sheet, &mut rows)
        }
        (_, Err(error)) => Err(Stop::words(format!("The file cannot be read: {error}"))),
        ([], Ok(_)) => return ExitCode::FAILURE,
    };
    let told = match done {
        Ok(()) => rows.flush(),
        Err(Stop::Failed(failure)) => rows.fail(&failure),
        Err(Stop::Gone) => Err(Stop::Gone),
    };
    if told.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Ends the process when it takes too much.
fn guard() {
    let began = Instant::now();
    loop {
        std::thread::sleep(LOOK_EVERY);
        if resident_kb().is_some_and(|kb| kb > MAX_RESIDENT_KB) {
            std::process::exit(i32::from(MEMORY_CODE));
        }
        if began.elapsed() > Duration::from_secs(MAX_SECONDS) + GRACE {
            std::process::exit(i32::from(LATE_CODE));
        }
    }
}

/// What of this process is in memory, where the system says so in a file; elsewhere what is allocated must do.
fn resident_kb() -> Option<usize> {
    let status =
        if cfg!(target_os = "linux") { std::fs::read_to_string("/proc/self/status").ok()? } else { return None };
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

#[cfg(unix)]
fn open_input() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn open_input() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

fn read(mut file: File, format: &str, sheet: Option<&str>, rows: &mut Rows<impl Write>) -> Result<(), Stop> {
    file.seek(SeekFrom::Start(0)).map_err(|error| Stop::words(format!("The file cannot be read: {error}")))?;
    let is = |wanted: Format| wanted.id() == format;
    if is(Format::Xlsx) || is(Format::Xlsm) {
        xlsx(BufReader::new(file), sheet, rows)
    } else if is(Format::Xlsb) {
        xlsb(BufReader::new(file), sheet, rows)
    } else if is(Format::Ods) {
        ods(BufReader::new(file), sheet, rows)
    } else {
        xls(BufReader::new(file), sheet, rows)
    }
}

fn xlsx(mut file: impl Read + Seek, wanted: Option<&str>, rows: &mut Rows<impl Write>) -> Result<(), Stop> {
    let is_large = unpacked_bytes(&mut file, "xl/worksheets/").is_none_or(|bytes| bytes > MAX_COUNTED);
    let mut book = Xlsx::new(file).map_err(|error| match error {
        XlsxError::Password => Stop::Failed(Failure::Protected),
        error => damaged(&error),
    })?;
    let since_1904 = book.has_1904_epoch();
    let (sheets, candidates) = choose(book.sheets_metadata(), wanted, rows)?;
    for index in candidates {
        let Some(SheetName { name, .. }) = sheets.get(index) else { continue };
        rows.begin_sheet(index)?;
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged_at(name, 0, &error))?;
        let shows: Vec<Shows> = cells.styles().iter().map(|style| shows_of(style.number_format.as_ref())).collect();
        while let Some((cell, style)) =
            cells.next_cell_with_style_id().map_err(|error| damaged_at(name, rows.line(), &error))?
        {
            let ((row, column), shows) = (cell.get_position(), shows.get(style).copied().unwrap_or(Shows::Unknown));
            rows.cell(row, column, cell_of(cell.get_value(), shows, since_1904))?;
        }
        drop(cells);
        if rows.any()? {
            let count = || book.merge_cells_by_sheet_name(name).map_or(0, |merged| merged.len());
            return rows.end(if is_large { 0 } else { aside(count) });
        }
    }
    Err(Stop::Failed(Failure::Empty))
}

fn xlsb(file: impl Read + Seek, wanted: Option<&str>, rows: &mut Rows<impl Write>) -> Result<(), Stop> {
    let mut book = Xlsb::new(file).map_err(|error| match error {
        XlsbError::Password => Stop::Failed(Failure::Protected),
        error => damaged(&error),
    })?;
    let since_1904 = book.has_1904_epoch();
    let (sheets, candidates) = choose(book.sheets_metadata(), wanted, rows)?;
    for index in candidates {
        let Some(SheetName { name, .. }) = sheets.get(index) else { continue };
        rows.begin_sheet(index)?;
        let mut cells = book.worksheet_cells_reader(name).map_err(|error| damaged_at(name, 0, &error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| damaged_at(name, rows.line(), &error))? {
            let (row, column) = cell.get_position();
            rows.cell(row, column, cell_of(cell.get_value(), Shows::Unknown, since_1904))?;
        }
        drop(cells);
        if rows.any()? {
            return rows.end(0);
        }
    }
    Err(Stop::Failed(Failure::Empty))
}

/// The reader of this format knows whole sheets only, all of them at once.
fn xls(file: BufReader<File>, wanted: Option<&str>, rows: &mut Rows<impl Write>) -> Result<(), Stop> {
    let again = file.get_ref().try_clone();
    let mut book = Xls::new(file).map_err(|error| match error {
        XlsError::Password => Stop::Failed(Failure::Protected),
        // A workbook of today with a password is packed into a container as those of old were.
        error if again.is_ok_and(is_locked_up) => {
            drop(error);
            Stop::Failed(Failure::Protected)
        }
        error => damaged(&error),
    })?;
    let since_1904 = book.has_1904_epoch();
    let (sheets, candidates) = choose(book.sheets_metadata(), wanted, rows)?;
    for index in candidates {
        let Some(SheetName { name, .. }) = sheets.get(index) else { continue };
        rows.begin_sheet(index)?;
        let range = book.worksheet_range(name).map_err(|error| damaged_at(name, 0, &error))?;
        put_range(&range, rows, |data| cell_of(data, Shows::Unknown, since_1904))?;
        if rows.any()? {
            let merged = book.merge_cells_by_sheet_name(name).map_or(0, |merged| merged.len());
            return rows.end(merged);
        }
    }
    Err(Stop::Failed(Failure::Empty))
}

fn ods(file: impl Read + Seek, wanted: Option<&str>, rows: &mut Rows<impl Write>) -> Result<(), Stop> {
    let mut book = Ods::new(file).map_err(|error| match error {
        OdsError::Password => Stop::Failed(Failure::Protected),
        error => damaged(&error),
    })?;
    let (sheets, candidates) = choose(book.sheets_metadata(), wanted, rows)?;
    for index in candidates {
        let Some(SheetName { name, .. }) = sheets.get(index) else { continue };
        rows.begin_sheet(index)?;
        let range = book.worksheet_range(name).map_err(|error| damaged_at(name, 0, &error))?;
        put_range(&range, rows, open_document_cell)?;
        if rows.any()? {
            return rows.end(0);
        }
    }
    Err(Stop::Failed(Failure::Empty))
}

fn put_range(range: &Range<Data>, rows: &mut Rows<impl Write>, cell: impl Fn(&Data) -> Cell<'_>) -> Result<(), Stop> {
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, cells) in (first_row..).zip(range.rows()) {
        for (column, data) in (first_column..).zip(cells) {
            rows.cell(row, column, cell(data))?;
        }
    }
    Ok(())
}

fn shows_of(format: Option<&calamine::NumberFormat>) -> Shows {
    format.map_or(Shows::Unknown, |format| Shows::of_format(&format.format_code))
}

/// Says the sheets that have cells, hidden ones last, and which of them are tried, in this order: the one that is
/// wanted, or those that can be seen.
fn choose(
    sheets: &[Sheet],
    wanted: Option<&str>,
    rows: &mut Rows<impl Write>,
) -> Result<(Vec<SheetName>, Vec<usize>), Stop> {
    let with_cells = sheets.iter().filter(|sheet| match sheet.typ {
        SheetType::WorkSheet | SheetType::MacroSheet => true,
        SheetType::DialogSheet | SheetType::ChartSheet | SheetType::Vba => false,
    });
    let mut names: Vec<SheetName> = with_cells
        .map(|sheet| SheetName {
            name: sheet.name.clone(),
            hidden: match sheet.visible {
                SheetVisible::Visible => false,
                SheetVisible::Hidden | SheetVisible::VeryHidden => true,
            },
        })
        .collect();
    names.sort_by_key(|sheet| sheet.hidden);
    if names.len() > MAX_SHEETS || names.iter().any(|sheet| sheet.name.len() > MAX_NAME_BYTES) {
        return Err(Stop::words(format!(
            "The workbook has {} sheets, or sheets with very long names; save the one that is wanted as CSV (UTF-8)",
            names.len()
        )));
    }
    rows.say(|out| wire::put_sheets(out, &names))?;
    let folded = |name: &str| name.trim().to_lowercase();
    let candidates = match wanted {
        Some(wanted) => {
            let exact = names.iter().position(|sheet| sheet.name == wanted);
            let alike = || names.iter().position(|sheet| folded(&sheet.name) == folded(wanted));
            vec![exact.or_else(alike).ok_or(Stop::Failed(Failure::NoSuchSheet))?]
        }
        None => (0..names.iter().filter(|sheet| !sheet.hidden).count()).collect(),
    };
    Ok((names, candidates))
}

/// Whether this is the container of a workbook that needs a password.
fn is_locked_up(mut file: File) -> bool {
    file.seek(SeekFrom::Start(0)).is_ok() && matches!(Xlsx::new(BufReader::new(file)), Err(XlsxError::Password))
}

/// A figure that the table can do without: 0 when finding it fails, however it does.
fn aside(find: impl FnOnce() -> usize) -> usize {
    panic::catch_unwind(AssertUnwindSafe(find)).unwrap_or(0)
}

fn damaged(error: &impl std::fmt::Display) -> Stop {
    Stop::words(format!(
        "The workbook is damaged ({}); open it in its own program and save it again as .xlsx, or the sheet as CSV \
         (UTF-8)",
        in_short(error)
    ))
}

fn damaged_at(sheet: &str, line: u32, error: &impl std::fmt::Display) -> Stop {
    let place = if line == 0 { String::new() } else { format!(", in or after row {line}") };
    Stop::words(format!(
        "The sheet “{sheet}” is damaged{place} ({}); open the workbook in its own program and save it again as .xlsx, \
         or the sheet as CSV (UTF-8)",
        in_short(error)
    ))
}

fn in_short(error: &impl std::fmt::Display) -> String {
    const MOST_CHARS: usize = 200;
    error.to_string().chars().take(MOST_CHARS).map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
