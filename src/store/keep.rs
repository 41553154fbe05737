//! Backups that the program keeps by itself: one folder for each workspace file, and beside each backup a note of what
//! it holds and the SHA-256 that it must have.
//!
//! The note gets its name first and the backup after it, so that whatever has the name of a backup is complete; only
//! then do older ones go.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use chrono::Local;
use rusqlite::{Connection, OptionalExtension as _};
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempPath};

use crate::model::{Journal, KeepReason, Kept, Progress, Stamp};
use crate::rules::keeping;

use super::backup::{self, Uncopied};
use super::error::StoreError;
use super::{open, rows};

/// Of a backup, and what is added to its name for the note beside it.
const ENDING: &str = ".fourfold";
const NOTE: &str = ".json";

/// The folder for the backups of a workspace file, below `base`. It follows from where the file is, so that they are
/// found though the file is damaged, in use or gone.
#[must_use]
pub fn folder_of(base: &Path, workspace: &Path) -> PathBuf {
    let absolute = std::path::absolute(workspace).unwrap_or_else(|_| workspace.to_owned());
    let real = fs::canonicalize(&absolute).ok().or_else(|| {
        let folder = fs::canonicalize(absolute.parent()?).ok()?;
        Some(folder.join(absolute.file_name()?))
    });
    let real = real.unwrap_or(absolute);
    let stem = real.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let stem: String = stem.chars().filter(|letter| letter.is_alphanumeric() || " -_".contains(*letter)).collect();
    let stem: String = stem.trim().chars().take(40).collect();
    let id = hex(&Sha256::digest(real.as_os_str().as_encoded_bytes()));
    base.join(format!("{stem}-{}", id.get(..10).unwrap_or_default()))
}

/// What all copies of a workspace have in common: how its journal begins. Nothing while it is empty.
#[must_use]
pub fn lineage_of(journal: &Journal) -> Option<String> {
    journal.entries().first().map(|first| lineage(&rows::time_text(first.at), &first.by, &first.label))
}

fn lineage(at: &str, by: &str, label: &str) -> String {
    let mut id = hex(&Sha256::digest(format!("{at}\n{by}\n{label}")));
    id.truncate(16);
    id
}

/// The backups in a folder, oldest first. What has no note, or one that cannot be read, is none of ours.
#[must_use]
pub fn kept_in(folder: &Path) -> Vec<Kept> {
    let Ok(files) = fs::read_dir(folder) else { return Vec::new() };
    let mut all: Vec<Kept> = files.filter_map(|file| kept_at(&file.ok()?.path())).collect();
    all.sort_by(|one, other| one.age().cmp(&other.age()));
    all
}

/// What is known of the backup of that name, if it is one.
#[must_use]
pub fn kept_at(backup: &Path) -> Option<Kept> {
    let named = backup.file_name()?.to_str()?.ends_with(ENDING);
    if !named || !backup.is_file() {
        return None;
    }
    let mut text = Vec::new();
    File::open(note_of(backup)).ok()?.take(100_000).read_to_end(&mut text).ok()?;
    let kept: Kept = serde_json::from_slice(&text).ok()?;
    Some(Kept { path: backup.to_owned(), ..kept })
}

/// The backups of a workspace, oldest first: those of its file, and those of the files that it was moved from, which
/// are known by how the journal begins. One in which nothing was done yet has none, though a file of its name had.
#[must_use]
pub fn kept_of(base: &Path, workspace: &Path, lineage: Option<&str>) -> Vec<Kept> {
    let Some(lineage) = lineage else { return Vec::new() };
    let own = folder_of(base, workspace);
    let of_this = |kept: &Kept| kept.lineage == lineage;
    let mut all: Vec<Kept> = kept_in(&own).into_iter().filter(of_this).collect();
    let folders = fs::read_dir(base).into_iter().flatten().filter_map(|folder| Some(folder.ok()?.path()));
    for folder in folders.filter(|folder| *folder != own && folder.is_dir()) {
        // One that is still where it was is another copy, with a history of its own.
        all.extend(kept_in(&folder).into_iter().filter(|kept| of_this(kept) && !Path::new(&kept.source).exists()));
    }
    all.sort_by(|one, other| one.age().cmp(&other.age()));
    all
}

/// Whether the backup is, byte for byte, what was written.
///
/// # Errors
/// What reading it says.
pub fn is_intact(kept: &Kept) -> io::Result<bool> {
    Ok(sha256_of(&kept.path)? == kept.sha256)
}

/// The youngest backup of the workspace file that is intact and opens.
#[must_use]
pub fn newest_good(base: &Path, workspace: &Path) -> Option<Kept> {
    let opens = |kept: &Kept| super::read_only::open(&kept.path).is_ok();
    kept_in(&folder_of(base, workspace)).into_iter().rev().find(|kept| is_intact(kept).unwrap_or(false) && opens(kept))
}

/// Makes a backup of the workspace `source` behind `conn` in `folder`, and then removes those that it makes
/// superfluous. Returns it, and which are gone.
pub(super) fn keep(
    conn: &Connection,
    source: &Path,
    folder: &Path,
    reason: KeepReason,
    stamp: &Stamp,
    progress: &Progress,
) -> Result<(Kept, Vec<PathBuf>), StoreError> {
    let failed = |what: String| StoreError::NotKept { what, path: folder.to_owned() };
    let of_io = |error: io::Error| failed(words(&error));
    make_private(folder).map_err(of_io)?;
    clear_up(folder);
    let copy = backup::copy_into(conn, folder, progress).map_err(|error| match error {
        Uncopied::Io(error) => of_io(error),
        Uncopied::Unlike(what) | Uncopied::Store(StoreError::Io(what)) => failed(what),
        Uncopied::Store(StoreError::Full) => failed("the disk is full".to_owned()),
        Uncopied::Store(other) => other,
    })?;
    let kept = describe(conn, source, reason, stamp)?;
    let (bytes, sha256) = (copy.metadata().map_err(of_io)?.len(), sha256_of(&copy).map_err(of_io)?);
    let kept = give_name(copy, Kept { bytes, sha256, ..kept }, folder).map_err(of_io)?;
    let alike: Vec<Kept> = kept_in(folder).into_iter().filter(|other| other.lineage == kept.lineage).collect();
    let gone = keeping::plan_prune(&alike, &kept.path, stamp.today);
    for path in &gone {
        open::remove(path);
        open::remove_file(&note_of(path));
    }
    Ok((kept, gone))
}

/// Gives note and backup their names, the backup last.
fn give_name(copy: TempPath, kept: Kept, folder: &Path) -> io::Result<Kept> {
    let time = kept.at.with_timezone(&Local).format("%Y-%m-%d %H-%M-%S");
    let reason = kept.reason.in_file_name();
    let names = (1..).map(|number: u32| match number {
        1 => format!("{time} {reason}{ENDING}"),
        number => format!("{time} {reason} {number}{ENDING}"),
    });
    let path = names.map(|name| folder.join(name)).find(|path| !path.exists()).unwrap_or_default();
    let kept = Kept { path, ..kept };
    let (prefix, suffix) = backup::UNFINISHED;
    let mut note = tempfile::Builder::new().prefix(prefix).suffix(suffix).tempfile_in(folder)?;
    note.write_all(&serde_json::to_vec_pretty(&kept)?)?;
    note.as_file().sync_all()?;
    // A note of this name without its backup is left from a program that was ended in between.
    NamedTempFile::persist(note, note_of(&kept.path)).map_err(|error| error.error)?;
    open::sync_folder(folder)?;
    copy.persist_noclobber(&kept.path).map_err(|error| error.error)?;
    open::sync_folder(folder)?;
    Ok(kept)
}

/// What the note says of what is in the workspace.
fn describe(conn: &Connection, source: &Path, reason: KeepReason, stamp: &Stamp) -> Result<Kept, StoreError> {
    let number = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0));
    let count = |sql: &str| number(sql).map(|count| usize::try_from(count).unwrap_or(0));
    let entry = |order: &str| {
        let sql = format!("SELECT at, \"by\", label FROM journal ORDER BY seq {order} LIMIT 1");
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        conn.query_row(&sql, [], read).optional().map(Option::unwrap_or_default)
    };
    let (first_at, first_by, first_label): (String, String, String) = entry("ASC")?;
    let (last_at, _, last_label): (String, String, String) = entry("DESC")?;
    Ok(Kept {
        path: PathBuf::new(),
        at: stamp.now,
        day: stamp.today,
        reason,
        source: source.to_string_lossy().into_owned(),
        lineage: lineage(&first_at, &first_by, &first_label),
        name: conn.query_row("SELECT name FROM settings", [], |row| row.get(0))?,
        accounts: count("SELECT count(*) FROM account")?,
        entries: count("SELECT count(*) FROM journal")?,
        last_label,
        last_at: rows::time_of(&last_at).unwrap_or(stamp.now),
        bytes: 0,
        sha256: String::new(),
    })
}

/// Makes the folder, for its user alone; one that is there stays as it is.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Removes what a program that was ended in the middle left behind. Nobody else is at work here: the workspace that
/// the folder belongs to is held by us.
fn clear_up(folder: &Path) {
    let Ok(files) = fs::read_dir(folder) else { return };
    for path in files.filter_map(|file| Some(file.ok()?.path())) {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let (prefix, suffix) = backup::UNFINISHED;
        let unfinished = name.starts_with(prefix) && name.contains(suffix);
        let backup = name.strip_suffix(NOTE).filter(|name| name.ends_with(ENDING));
        if unfinished || backup.is_some_and(|backup| !folder.join(backup).exists()) {
            open::remove_file(&path);
        }
    }
}

fn note_of(backup: &Path) -> PathBuf {
    let mut name = backup.as_os_str().to_owned();
    name.push(NOTE);
    name.into()
}

pub(super) fn sha256_of(path: &Path) -> io::Result<String> {
    let mut reader = BufReader::with_capacity(1 << 16, File::open(path)?);
    let mut sha = Sha256::new();
    io::copy(&mut reader, &mut sha)?;
    Ok(hex(&sha.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

/// What stands in the way, for people.
fn words(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        io::ErrorKind::NotFound => "the folder is not there".to_owned(),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => "a file is in the place of a folder".to_owned(),
        io::ErrorKind::PermissionDenied => "the folder may not be written to".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the disk can only be read".to_owned(),
        _ => error.to_string(),
    }
}
