//! The program without a window: the same edits, plans and reports, for scripts.

mod arguments;
mod asked;
mod edits;
mod exchange;
mod export;
mod import;
mod pictures;
mod report;

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use serde_json::Value;

use crate::model::{Clock, Stamp};
use crate::sheets::{Sheet, SheetJson};
use crate::store::{OpenError, Store};

pub use arguments::{Command, Headless, Parsed, parse};

/// What a command has to say when it is done.
#[derive(Debug)]
struct Reply {
    /// One object, for programs.
    json: Told,
    /// For people.
    text: String,
    /// Whether standard output already holds what was asked for; what is said then goes to standard error.
    output_taken: bool,
    /// What stands against calling it done, though there is something to say: refused, and nothing changed.
    refusal: Option<String>,
}

/// What programs are told.
#[derive(Debug)]
enum Told {
    Value(Value),
    /// A whole table, made into JSON only while it is written.
    Sheet(Box<Sheet>),
}

impl From<Value> for Told {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl Reply {
    fn new(json: impl Into<Told>, text: impl Into<String>) -> Self {
        Self { json: json.into(), text: text.into(), output_taken: false, refusal: None }
    }
}

/// Does what was asked and says so. The exit code is 0 when done, 1 when refused; wrong usage (2) does not come here.
#[must_use]
pub fn run(headless: &Headless) -> ExitCode {
    let Headless { command, clock, json } = headless;
    let done = perform(command, *clock, *json).and_then(|reply| {
        say(&reply, *json)?;
        Ok(reply.refusal)
    });
    let complaint = match done {
        Ok(None) => return ExitCode::SUCCESS,
        Ok(Some(refusal)) => refusal,
        // Whoever read our output has had enough; that is no failure.
        Err(error) if is_broken_pipe(&error) => return ExitCode::SUCCESS,
        Err(error) => format!("{error:#}"),
    };
    // When even standard error is gone, there is nobody left to tell.
    let _ = writeln!(io::stderr(), "fourfold: {complaint}");
    ExitCode::FAILURE
}

fn perform(command: &Command, clock: Clock, json: bool) -> anyhow::Result<Reply> {
    match command {
        Command::Demo(wanted) => edits::demo(wanted, clock),
        Command::Import(wanted) => import::import(wanted, clock),
        Command::Read(wanted) => exchange::read(wanted),
        Command::Export(wanted) => export::export(wanted, clock, json),
        Command::Move(wanted) => edits::move_account(wanted, clock),
        Command::Undo { workspace } => edits::undo(workspace, clock),
        Command::Redo { workspace } => edits::redo(workspace, clock),
        Command::Log { workspace } => edits::log(workspace, clock),
        Command::Board(wanted) => pictures::board(wanted, clock),
        Command::Report(wanted) => report::report(wanted, clock),
        Command::Check { workspace } => edits::check(workspace, clock),
        Command::Backup(wanted) => edits::backup(wanted, clock),
    }
}

fn say(reply: &Reply, json: bool) -> anyhow::Result<()> {
    if json && !reply.output_taken {
        let mut out = BufWriter::new(io::stdout().lock());
        match &reply.json {
            Told::Value(value) => serde_json::to_writer(&mut out, value).map_err(io::Error::from)?,
            Told::Sheet(sheet) => serde_json::to_writer(&mut out, &SheetJson(sheet)).map_err(io::Error::from)?,
        }
        writeln!(out)?;
        out.flush()?;
    } else if reply.output_taken {
        writeln!(io::stderr(), "{}", reply.text)?;
    } else {
        writeln!(io::stdout(), "{}", reply.text)?;
    }
    Ok(())
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let broken = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(broken))
}

/// Opens a workspace to tell what is in it, as it is on the day of the clock. A file of an older format stays as it is.
fn open(workspace: &Path, clock: Clock) -> Result<Store, OpenError> {
    let mut store = Store::open_to_read(workspace)?;
    store.set_today(clock.today());
    Ok(store)
}

/// Opens a workspace to change it. Of a file of an older format a backup comes first, where the window keeps its own.
fn open_to_write(workspace: &Path, clock: Clock) -> Result<Store, OpenError> {
    let mut store = match crate::app::backup_base() {
        Some(base) => Store::open_keeping(workspace, &base, &stamp(clock))?,
        None => Store::open(workspace)?,
    };
    store.set_today(clock.today());
    Ok(store)
}

/// A stamp for one edit made now, by whoever is logged in.
fn stamp(clock: Clock) -> Stamp {
    Stamp::new(clock, crate::app::author())
}

/// Gives the file back; what was written is safe even if that fails, but it would be wrong to be silent about it.
fn close(store: Store) -> anyhow::Result<()> {
    store.close().context("Everything was saved, but the workspace could not be closed in order")
}

/// "1 account", "2 accounts".
fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}
