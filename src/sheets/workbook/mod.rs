//! Workbooks, read by another process of this program.
//!
//! A damaged workbook can abort whoever reads it, or take all memory there is. So it is read in a process that may die
//! ([`worker`]); this side believes nothing of what that says ([`wire`]), stops it when it takes too long, and says
//! what became of it.

mod archive;
mod cells;
mod rows;
mod wire;
mod worker;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::model::Progress;

use super::grid::{Cell, Grid};
use super::shape::{guess_footer, guess_header};
use super::sheet::{
    Format, HeaderRow, MAX_GRID_BYTES, MAX_MEMORY, MAX_ROWS, MAX_SECONDS, ReadError, ReadOptions, Sheet, SheetName,
};
use wire::{Failure, Hearing, Item, Misheard};

pub(super) use archive::workbook_format;
pub use worker::read_worker;

/// The argument by which this program is told to be a worker.
pub const WORKER_ARGUMENT: &str = "--read-worker";
/// How the worker ends when it took too much memory, or too long.
const MEMORY_CODE: u8 = 86;
const LATE_CODE: u8 = 87;
/// How often a wish to stop is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(20);
const PIPE_BYTES: usize = 256 * 1024;
/// What of a worker's last words is listened to, in bytes.
const LAST_WORDS_BYTES: u64 = 4_096;
/// Progress is told once for so many rows.
const ROWS_PER_STEP: usize = 256;
const SAVE_AGAIN: &str = "open it in its own program and save it again as .xlsx, or the sheet as CSV (UTF-8)";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// Names the program that is started to read workbooks, where it is not the one that runs: for tests. The first name
/// stays.
pub fn set_worker_program(program: PathBuf) {
    // Whoever comes second names the same.
    let _ = PROGRAM.set(program);
}

/// Reads a workbook from a file that is open. The worker is given the file itself, not its name.
pub(super) fn read_workbook(
    name: &str,
    file: File,
    format: Format,
    options: &ReadOptions,
    progress: &Progress,
) -> Result<Sheet, ReadError> {
    let mut worker = start(file, format, options.sheet.as_deref()).map_err(|error| {
        ReadError::Workbook(format!(
            "Workbooks are read by a second copy of this program, which cannot be started ({error}); start the program \
             again"
        ))
    })?;
    let mut heard = Heard::default();
    let (ended, stopped) = match worker.stdout.take() {
        Some(said) => hear_guarded(&mut worker, said, &mut heard, progress),
        None => (Err(Broken::Misheard(Misheard::BrokeOff)), None),
    };
    // It has ended by itself unless something went wrong; then it must not go on.
    if ended.is_err() {
        let _ = worker.kill();
    }
    let status = worker.wait();
    let Heard { sheets, chosen, grid, merged, .. } = match (ended, stopped) {
        (Ok(()), _) => heard,
        (Err(_), Some(Stopped::Cancelled)) => return Err(ReadError::Cancelled),
        (Err(_), Some(Stopped::Late)) => return Err(too_late()),
        (Err(broken), None) => return Err(error_of(broken, &heard, options, &mut worker, status)),
    };
    let header = header_place(&grid, options.header)?;
    let mut notes = Vec::new();
    match merged {
        0 => {}
        1 => notes.push("1 merged area; only its first cell holds the value".to_owned()),
        many => notes.push(format!("{many} merged areas; only their first cells hold the values")),
    }
    let mut sheet = Sheet {
        name: name.to_owned(),
        format,
        dialect: None,
        sheet: sheets.get(chosen).map(|sheet| sheet.name.clone()),
        sheets,
        grid,
        header: None,
        first: 0,
        footer: 0,
        notes,
    };
    sheet.set_header(header);
    sheet.footer = guess_footer(&sheet.grid, sheet.first);
    Ok(sheet)
}

fn start(file: File, format: Format, sheet: Option<&str>) -> io::Result<Child> {
    let program = match PROGRAM.get() {
        Some(program) => program.clone(),
        None => std::env::current_exe()?,
    };
    let mut command = Command::new(program);
    command.arg(WORKER_ARGUMENT).arg(format.id()).args(sheet);
    command.stdin(Stdio::from(file)).stdout(Stdio::piped()).stderr(Stdio::piped());
    // Where somebody wants to see how programs die, that takes longer than the rest.
    command.env("RUST_BACKTRACE", "0");
    without_console(&mut command);
    command.spawn()
}

#[cfg(windows)]
fn without_console(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    const CREATE_NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(CREATE_NO_WINDOW);
}

#[cfg(not(windows))]
fn without_console(_: &mut Command) {}

/// What was understood so far.
#[derive(Debug, Default)]
struct Heard {
    sheets: Vec<SheetName>,
    chosen: usize,
    grid: Grid,
    /// The last row of it that was complete on the other side, counted from 1; 0 before the first.
    line: u32,
    merged: u32,
}

/// Why the worker was ended before it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stopped {
    Cancelled,
    Late,
}

/// Why there is no table.
#[derive(Debug)]
enum Broken {
    Failed(Failure),
    Misheard(Misheard),
    /// The table is larger than the memory for it.
    TooMuch,
}

impl From<Misheard> for Broken {
    fn from(misheard: Misheard) -> Self {
        Self::Misheard(misheard)
    }
}

/// Listens, while a second thread ends the worker when it takes too long or nobody wants it any more: reading its
/// words cannot be interrupted otherwise.
fn hear_guarded(
    worker: &mut Child,
    said: ChildStdout,
    heard: &mut Heard,
    progress: &Progress,
) -> (Result<(), Broken>, Option<Stopped>) {
    let (done, is_done) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        let guard = std::thread::Builder::new()
            .name("workbook guard".to_owned())
            .spawn_scoped(scope, move || guard(worker, progress, &is_done));
        let Ok(guard) = guard else { return (Err(Broken::Misheard(Misheard::BrokeOff)), None) };
        let ended = hear(BufReader::with_capacity(PIPE_BYTES, said), heard, progress);
        drop(done);
        (ended, guard.join().unwrap_or(None))
    })
}

fn guard(worker: &mut Child, progress: &Progress, is_done: &Receiver<()>) -> Option<Stopped> {
    let began = Instant::now();
    let stopped = loop {
        match is_done.recv_timeout(LOOK_EVERY) {
            Err(RecvTimeoutError::Timeout) if progress.is_cancelled() => break Stopped::Cancelled,
            Err(RecvTimeoutError::Timeout) if began.elapsed() > Duration::from_secs(MAX_SECONDS) => {
                break Stopped::Late;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return None,
        }
    };
    // It may have ended in this moment.
    let _ = worker.kill();
    Some(stopped)
}

fn hear(said: impl Read, heard: &mut Heard, progress: &Progress) -> Result<(), Broken> {
    let mut hearing = Hearing::new(said)?;
    let Heard { sheets, chosen, grid, line, merged } = heard;
    let nonsense = |what| Err(Broken::Misheard(Misheard::Nonsense(what)));
    let (mut is_begun, mut filled, mut is_chosen) = (false, 0, false);
    progress.set_total(0);
    loop {
        let item = hearing.hear()?;
        if let Item::Row(_) | Item::End(_) = item
            && std::mem::take(&mut is_begun)
        {
            grid.end_row(*line).map_err(|_| Broken::TooMuch)?;
            filled = 0;
            if grid.len() % ROWS_PER_STEP == 0 {
                progress.set_done(grid.len() as u64);
            }
        }
        match item {
            Item::Sheets(names) => *sheets = names,
            Item::Chosen(index) if index < sheets.len() && grid.is_empty() => (*chosen, is_chosen) = (index, true),
            Item::Chosen(_) => return nonsense("a choice"),
            Item::Row(next) if is_chosen && grid.len() < MAX_ROWS => (*line, is_begun) = (next, true),
            Item::Row(_) => return nonsense("a row"),
            Item::Cell(column, cell) => {
                while filled < column {
                    grid.push_cell(Cell::Empty).map_err(|_| Broken::TooMuch)?;
                    filled += 1;
                }
                grid.push_cell(cell).map_err(|_| Broken::TooMuch)?;
                filled += 1;
                if grid.bytes() > MAX_GRID_BYTES {
                    return Err(Broken::TooMuch);
                }
            }
            Item::Merged(count) => *merged = count,
            Item::End(rows) if rows as usize == grid.len() => {
                progress.set_done(u64::from(rows));
                grid.shrink();
                return Ok(());
            }
            Item::End(_) => return nonsense("the end"),
            Item::Failed(failure) => return Err(Broken::Failed(failure)),
        }
    }
}

fn error_of(
    broken: Broken,
    heard: &Heard,
    options: &ReadOptions,
    worker: &mut Child,
    status: io::Result<ExitStatus>,
) -> ReadError {
    let there = || heard.sheets.iter().map(|sheet| sheet.name.clone()).collect();
    match broken {
        Broken::Failed(Failure::Empty) => match &options.sheet {
            Some(sheet) => ReadError::Workbook(format!("The sheet “{sheet}” is empty; choose another one")),
            None => ReadError::Empty,
        },
        Broken::Failed(Failure::NoSuchSheet) => {
            ReadError::NoSuchSheet { wanted: options.sheet.clone().unwrap_or_default(), there: there() }
        }
        Broken::Failed(Failure::TooManyRows) => ReadError::TooManyRows,
        Broken::Failed(Failure::TooManyColumns { line, columns }) => {
            ReadError::TooManyColumns { line, columns: columns as usize }
        }
        Broken::Failed(Failure::Protected) => ReadError::Protected,
        Broken::Failed(Failure::Words(words)) => ReadError::Workbook(words),
        Broken::TooMuch => too_much(),
        Broken::Misheard(Misheard::Nonsense(what)) => ReadError::Workbook(format!(
            "The second copy of this program, which reads workbooks, said something else than {what}; start the \
             program again, or save the sheet as CSV (UTF-8)"
        )),
        Broken::Misheard(Misheard::BrokeOff) => broke_off(heard, worker, status),
    }
}

/// What to say when the worker died.
fn broke_off(heard: &Heard, worker: &mut Child, status: io::Result<ExitStatus>) -> ReadError {
    let code = status.as_ref().ok().and_then(ExitStatus::code);
    let mut last_words = Vec::new();
    if let Some(words) = worker.stderr.take() {
        // What cannot be read was not said.
        let _ = words.take(LAST_WORDS_BYTES).read_to_end(&mut last_words);
    }
    // So the standard library takes leave when an allocation fails.
    let ran_out = String::from_utf8_lossy(&last_words).contains("memory allocation of");
    if ran_out || code == Some(i32::from(MEMORY_CODE)) {
        return too_much();
    }
    if code == Some(i32::from(LATE_CODE)) {
        return too_late();
    }
    let how = status.map_or_else(|error| error.to_string(), |status| status.to_string());
    let place = match (heard.sheets.get(heard.chosen), heard.line) {
        (Some(sheet), 0) => format!("in sheet “{}” ", sheet.name),
        (Some(sheet), line) => format!("in sheet “{}” after row {line} ", sheet.name),
        (None, _) => String::new(),
    };
    ReadError::Workbook(format!("The workbook is damaged: its reader broke off {place}({how}); {SAVE_AGAIN}"))
}

fn too_much() -> ReadError {
    ReadError::Workbook(format!(
        "Reading the workbook takes more than {} MB of memory; split it, or save the sheet as CSV (UTF-8)",
        MAX_MEMORY / 1_048_576
    ))
}

fn too_late() -> ReadError {
    ReadError::Workbook(format!(
        "Reading the workbook takes longer than {MAX_SECONDS} seconds; split it, or save the sheet as CSV (UTF-8)"
    ))
}

fn header_place(grid: &Grid, header: HeaderRow) -> Result<Option<usize>, ReadError> {
    match header {
        HeaderRow::Guess => Ok(guess_header(grid)),
        HeaderRow::Line(line) => {
            grid.rows().position(|row| row.line() == line).map(Some).ok_or(ReadError::NoHeader { line })
        }
        HeaderRow::None => Ok(None),
    }
}
