use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::NaiveDate;
use clap::{Args, CommandFactory, Parser, Subcommand, error::ErrorKind};

use super::asked::Asked;
use crate::app::{Options, Renderer, Start};
use crate::model::{Clock, RecordKind, Score};
use crate::report::funnel::pictures::FunnelChart;
use crate::sheets::{
    ExportFormat, ExportWhat, HeaderRow, MatchBy, OnMatch, OnMissing, TextEncoding, WORKER_ARGUMENT, delimiter_named,
};

/// What the arguments ask for.
#[derive(Debug)]
pub enum Parsed {
    Window(Options),
    Headless(Headless),
    /// Not for people: this process reads one workbook for another one of this program.
    ReadWorker(Vec<OsString>),
}

#[derive(Debug)]
pub struct Headless {
    pub command: Command,
    pub clock: Clock,
    /// Whether to print one JSON object instead of sentences.
    pub json: bool,
}

/// Reads the arguments of this process. Help and wrong usage end it, the latter with exit code 2.
#[must_use]
pub fn parse() -> Parsed {
    let mut given = std::env::args_os().skip(1);
    if given.next().is_some_and(|first| first == WORKER_ARGUMENT) {
        return Parsed::ReadWorker(given.collect());
    }
    let Arguments { workspace, demo, renderer, today, json, command } = Arguments::parse();
    let wrong = |what: &str| Arguments::command().error(ErrorKind::ArgumentConflict, what).exit();
    let clock = today.map_or(Clock::System, Clock::Fixed);
    match command {
        Some(_) if workspace.is_some() || demo || renderer.is_some() => {
            wrong("A command opens no window; its workspace stands behind it")
        }
        Some(command) if json && command.writes_to_stdout() && !command.is_export_as_json() => {
            wrong("Standard output cannot hold both the file and what --json says; name a file instead of -")
        }
        Some(Command::Export(Export { what: ExportWanted::Records(_), asked, .. })) if !asked.is_empty() => {
            wrong("--period, --seller, --channel and --region are for --what funnel; records are exported as they are")
        }
        Some(command) => Parsed::Headless(Headless { command, clock, json }),
        None if workspace.as_deref().is_some_and(looks_like_a_command) => {
            wrong("There is neither a command nor a workspace of this name; --help lists the commands")
        }
        None if workspace.is_some() && demo => wrong("--demo opens its own workspace; leave one of the two out"),
        None if json => wrong("--json is for commands without a window"),
        None => {
            let start = if demo { Start::Demo } else { workspace.map_or(Start::Welcome, Start::Workspace) };
            Parsed::Window(Options { start, clock, renderer })
        }
    }
}

/// Every account on one board: engagement upward, potential across.
///
/// Without a command it opens the window.
#[derive(Debug, Parser)]
#[command(name = "fourfold", version = env!("FOURFOLD_VERSION"))]
#[command(after_help = "Exit code: 0 done; 1 refused, and nothing changed; 2 wrong usage.")]
struct Arguments {
    /// The workspace to open in a window
    workspace: Option<PathBuf>,
    /// Open a made-up portfolio in a window
    #[arg(long)]
    demo: bool,
    /// What draws the window, glow or wgpu, when the usual choice does not work
    #[arg(long, value_name = "NAME", value_parser = renderer)]
    renderer: Option<Renderer>,
    /// The day to take for today, such as 2026-11-22
    #[arg(long, global = true, value_name = "DATE")]
    today: Option<NaiveDate>,
    /// Print one JSON object, and nothing else, on standard output
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write a made-up portfolio with a year of history as a new workspace
    Demo(Demo),
    /// Import a spreadsheet, a text file or our own JSON, as one edit that can be undone; makes the workspace when there
    /// is none
    Import(Import),
    /// Show how a file is read, cell by cell, before any mapping
    Read(Read),
    /// Write records of one kind, or of all, to a file; one of that name is replaced, unless it is a workspace
    Export(Export),
    /// Put one account somewhere on the board
    Move(Move),
    /// Take back the last edit that stands
    Undo {
        #[arg(value_parser = workspace_file)]
        workspace: PathBuf,
    },
    /// Do the last edit again that was taken back
    Redo {
        #[arg(value_parser = workspace_file)]
        workspace: PathBuf,
    },
    /// Show the journal
    Log {
        #[arg(value_parser = workspace_file)]
        workspace: PathBuf,
    },
    /// Draw the board as a picture
    Board(Board),
    /// Write a report of a period for people, or one of its charts
    Report(Report),
    /// Read everything and look for damage
    Check {
        #[arg(value_parser = workspace_file)]
        workspace: PathBuf,
    },
    /// Make a verified copy
    Backup(Backup),
}

#[derive(Debug, Args)]
pub struct Demo {
    /// The workspace to make; it must not exist yet
    pub out: PathBuf,
    /// How many accounts
    #[arg(long, default_value_t = 400, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub accounts: u32,
    /// How many purchases, of three years; none where nobody bought anything
    #[arg(long, value_name = "COUNT", default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(0..=10_000_000))]
    pub purchases: u32,
    /// How many activities, with the contacts that they are about
    #[arg(long, value_name = "COUNT", default_value_t = 4_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub activities: u32,
    /// The same number makes the same demo
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

#[derive(Debug, Args)]
pub struct Import {
    #[arg(value_parser = workspace_file)]
    pub workspace: PathBuf,
    /// The spreadsheet or text file; - for standard input
    pub file: PathBuf,
    /// What the rows are: accounts, contacts, activities, purchases, products, opportunities, risks, colleagues,
    /// `stage_events`, `hand_overs`, goals or spend; else it is guessed
    #[arg(long = "as", value_name = "KIND", value_parser = kind)]
    pub kind: Option<RecordKind>,
    /// The sheet of a workbook; a text file has none
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Which field a column holds, such as "Firma=name"; "Firma=none" leaves it out. May be repeated
    #[arg(long = "map", value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// By what rows find their records, in this order: key, name
    #[arg(long = "match", value_name = "FIELD", value_delimiter = ',', value_parser = match_by)]
    pub match_by: Vec<MatchBy>,
    /// What happens to records that are there already: update, fill (only what is blank) or skip
    #[arg(long, value_name = "WHAT", default_value = "update", value_parser = on_match)]
    pub on_match: OnMatch,
    /// What happens when rows name accounts, products or contacts that are not there: create or reject
    #[arg(long, value_name = "WHAT", default_value = "create", value_parser = missing)]
    pub missing: OnMissing,
    /// The row of the header, counted from 1, or none
    #[arg(long, value_name = "ROW", value_parser = header_row)]
    pub header: Option<HeaderRow>,
    /// How a text file is encoded, such as utf-8, utf-16le, windows-1252 or iso-8859-2; else it is found out
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<TextEncoding>,
    /// What stands between the cells of a text file: one letter, or tab; else it is found out
    #[arg(long, value_name = "LETTER", value_parser = delimiter)]
    pub delimiter: Option<char>,
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Write the rejected rows here, with their reasons, to mend and import again
    #[arg(long, value_name = "OUT.csv")]
    pub rejects: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Read {
    /// The file; - for standard input
    pub file: PathBuf,
    /// The sheet of a workbook; a text file has none
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// The row of the header, counted from 1, or none
    #[arg(long, value_name = "ROW", value_parser = header_row)]
    pub header: Option<HeaderRow>,
    /// How a text file is encoded, such as utf-8, utf-16le, windows-1252 or iso-8859-2; else it is found out
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub encoding: Option<TextEncoding>,
    /// What stands between the cells of a text file: one letter, or tab; else it is found out
    #[arg(long, value_name = "LETTER", value_parser = delimiter)]
    pub delimiter: Option<char>,
}

#[derive(Debug, Args)]
pub struct Export {
    #[arg(value_parser = workspace_file)]
    pub workspace: PathBuf,
    /// The file, by its name CSV, TSV, XLSX or JSON; - for standard output. A file of that name is replaced
    #[arg(default_value = "-")]
    pub out: PathBuf,
    /// accounts, contacts, activities, purchases, products, opportunities, risks, colleagues, `stage_events`, `hand_overs`, goals,
    /// spend, moves, or all of them as XLSX or JSON; or scores: what follows from them, with every part; or funnel: every figure of a period, as JSON
    #[arg(long, default_value = "accounts", value_name = "WHAT", value_parser = export_what)]
    pub what: ExportWanted,
    /// csv, tsv, xlsx or json, whatever the file is called; standard output is CSV otherwise, or JSON with --json
    #[arg(long, value_parser = |id: &str| ExportFormat::with_id(id).ok_or("expected csv, tsv, xlsx or json"))]
    pub format: Option<ExportFormat>,
    /// Write texts that begin like a formula as they are; otherwise CSV and TSV guard them with an apostrophe
    #[arg(long)]
    pub raw: bool,
    #[command(flatten)]
    pub asked: Asked,
}

/// What an export holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportWanted {
    Records(ExportWhat),
    /// What the funnel of a period says.
    Funnel,
}

#[derive(Debug, Args)]
pub struct Move {
    #[arg(value_parser = workspace_file)]
    pub workspace: PathBuf,
    /// Its id, its key, or its exact name
    pub account: String,
    /// From 0 to 100, upward
    #[arg(long, allow_negative_numbers = true)]
    pub engagement: Score,
    /// From 0 to 100, rightward
    #[arg(long, allow_negative_numbers = true)]
    pub potential: Score,
    /// Why; kept with the move
    #[arg(long)]
    pub reason: Option<String>,
}

#[derive(Debug, Args)]
pub struct Board {
    #[arg(value_parser = workspace_file)]
    pub workspace: PathBuf,
    /// An .svg or .png file; - for an SVG on standard output
    pub out: PathBuf,
    /// In pixels
    #[arg(long, default_value = "1600x1000", value_name = "WIDTHxHEIGHT")]
    pub size: Size,
    /// Draw the board as it stood at the end of that day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
}

#[derive(Debug, Args)]
pub struct Report {
    #[arg(value_parser = workspace_file)]
    pub workspace: PathBuf,
    /// An .md, .html or .xlsx file, or an .svg or .png of a chart; - for Markdown on standard output, or for an SVG with
    /// --chart. A file of that name is replaced
    pub out: PathBuf,
    /// funnel: who was found, qualified, won and made a client in a period
    #[arg(long, default_value = "funnel", value_name = "WHAT", value_parser = report_what)]
    pub what: ReportWhat,
    #[command(flatten)]
    pub asked: Asked,
    /// md or html, for standard output
    #[arg(long, value_name = "FORMAT", value_parser = text_format)]
    pub format: Option<TextFormat>,
    /// Which chart an .svg or .png shows: funnel, months or channels
    #[arg(long, value_name = "CHART", value_parser = chart)]
    pub chart: Option<FunnelChart>,
    /// Of a chart, in pixels
    #[arg(long, default_value = "1600x1000", value_name = "WIDTHxHEIGHT")]
    pub size: Size,
}

/// What a report tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportWhat {
    Funnel,
}

/// How a report stands on standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextFormat {
    Markdown,
    Html,
}

#[derive(Debug, Args)]
pub struct Backup {
    #[arg(value_parser = workspace_file)]
    pub workspace: PathBuf,
    /// The copy; a file of that name is replaced
    pub out: PathBuf,
}

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u32, pub u32);

impl Command {
    /// What --json asks an export for that goes to standard output: the records themselves are its one object.
    fn is_export_as_json(&self) -> bool {
        match self {
            Self::Export(Export { format, .. }) => matches!(format, None | Some(ExportFormat::Json)),
            Self::Import(_)
            | Self::Report(_)
            | Self::Demo(_)
            | Self::Read(_)
            | Self::Move(_)
            | Self::Undo { .. }
            | Self::Redo { .. }
            | Self::Log { .. }
            | Self::Board(_)
            | Self::Check { .. }
            | Self::Backup(_) => false,
        }
    }

    fn writes_to_stdout(&self) -> bool {
        match self {
            Self::Export(Export { out, .. })
            | Self::Board(Board { out, .. })
            | Self::Report(Report { out, .. })
            | Self::Demo(Demo { out, .. })
            | Self::Backup(Backup { out, .. }) => is_stream(out),
            Self::Import(Import { rejects, .. }) => rejects.as_deref().is_some_and(is_stream),
            Self::Read(_)
            | Self::Move(_)
            | Self::Undo { .. }
            | Self::Redo { .. }
            | Self::Log { .. }
            | Self::Check { .. } => false,
        }
    }
}

/// A bare word that is no file is a mistyped command, not a workspace to open.
fn looks_like_a_command(path: &Path) -> bool {
    path.components().count() == 1 && path.extension().is_none() && !path.exists()
}

/// Whether a path stands for standard input or output.
pub(super) fn is_stream(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// A workspace is a file that is held while it is worked on: no stream can be one.
fn workspace_file(text: &str) -> Result<PathBuf, &'static str> {
    if text == "-" { Err("a workspace is a file, not a stream") } else { Ok(PathBuf::from(text)) }
}

impl FromStr for Size {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |digits: &str| digits.trim().parse().ok().filter(|side| (100..=8_000).contains(side));
        let sides = text.split_once(['x', '×']).and_then(|(width, height)| Some((number(width)?, number(height)?)));
        sides.map(|(width, height)| Self(width, height)).ok_or("expected two sides of 100 to 8000, such as 1600x1000")
    }
}

fn export_what(text: &str) -> Result<ExportWanted, String> {
    if text.eq_ignore_ascii_case("funnel") {
        return Ok(ExportWanted::Funnel);
    }
    let known = || format!("expected {} or funnel", ExportWhat::ALL.map(ExportWhat::id).join(", "));
    ExportWhat::with_id(text).map(ExportWanted::Records).ok_or_else(known)
}

fn report_what(text: &str) -> Result<ReportWhat, &'static str> {
    if text.eq_ignore_ascii_case("funnel") {
        Ok(ReportWhat::Funnel)
    } else {
        Err("expected funnel; there is no other report yet")
    }
}

fn text_format(text: &str) -> Result<TextFormat, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "md" | "markdown" => Ok(TextFormat::Markdown),
        "html" => Ok(TextFormat::Html),
        _ => Err("expected md or html"),
    }
}

fn chart(text: &str) -> Result<FunnelChart, String> {
    FunnelChart::with_id(text).ok_or_else(|| format!("expected {}", FunnelChart::ALL.map(FunnelChart::id).join(", ")))
}

fn renderer(text: &str) -> Result<Renderer, &'static str> {
    Renderer::with_name(text).ok_or("expected glow or wgpu")
}

fn match_by(text: &str) -> Result<MatchBy, &'static str> {
    match text {
        "key" => Ok(MatchBy::Key),
        "name" => Ok(MatchBy::Name),
        _ => Err("records are matched by key, name, or both; an ID of our own export always counts"),
    }
}

fn on_match(text: &str) -> Result<OnMatch, &'static str> {
    match text {
        "update" => Ok(OnMatch::Update),
        "fill" => Ok(OnMatch::FillBlanks),
        "skip" => Ok(OnMatch::Skip),
        _ => Err("expected update, fill or skip"),
    }
}

fn missing(text: &str) -> Result<OnMissing, &'static str> {
    match text {
        "create" => Ok(OnMissing::Create),
        "reject" => Ok(OnMissing::Reject),
        _ => Err("expected create or reject"),
    }
}

fn kind(text: &str) -> Result<RecordKind, String> {
    let known = || format!("expected {}", RecordKind::ALL.map(RecordKind::id).join(", "));
    RecordKind::with_id(text).ok_or_else(known)
}

fn header_row(text: &str) -> Result<HeaderRow, &'static str> {
    match text {
        "none" => Ok(HeaderRow::None),
        row => row.parse().ok().filter(|row| *row > 0).map(HeaderRow::Line).ok_or("expected a row from 1, or none"),
    }
}

fn encoding(name: &str) -> Result<TextEncoding, String> {
    let known = || {
        let mut ids: Vec<&str> = TextEncoding::ALL.iter().map(|encoding| encoding.id()).collect();
        ids.dedup();
        format!("expected one of {}", ids.join(", "))
    };
    TextEncoding::named(name).ok_or_else(known)
}

fn delimiter(name: &str) -> Result<char, &'static str> {
    delimiter_named(name).ok_or("expected one letter that is no quotation mark, or tab, comma, semicolon, pipe, space")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_declaration_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn sizes_are_read_within_reason() {
        assert_eq!("1600x1000".parse(), Ok(Size(1600, 1000)));
        for wrong in ["1600", "0x9", "99999x1000", "axb", "-1600x1000"] {
            assert!(wrong.parse::<Size>().is_err(), "{wrong}");
        }
    }
}
