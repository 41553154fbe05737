//! A workspace is open once: within this process by a registry, across processes by SQLite's own lock. The note
//! beside the file only says who holds it; it is never the lock.

use std::collections::BTreeSet;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::model::Clock;

/// What tells two files apart whatever they are called: a second name for an open file must not be opened either.
#[cfg(unix)]
type FileId = (u64, u64);
#[cfg(not(unix))]
type FileId = PathBuf;

/// The files that this process has open. Looking into one with a handle of our own and closing it again would drop
/// the lock that SQLite holds on it, so whoever wants to look asks here first.
static OPEN: Mutex<BTreeSet<FileId>> = Mutex::new(BTreeSet::new());

/// This process's right to a file; given back when dropped.
#[derive(Debug)]
pub(super) struct Claim(FileId);

impl Claim {
    /// `None` when this process has the file open already.
    #[cfg_attr(unix, expect(clippy::clone_on_copy, reason = "elsewhere it is a path"))]
    pub(super) fn take(path: &Path) -> io::Result<Option<Self>> {
        let id = file_id(path)?;
        let fresh = OPEN.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone());
        // Made only when it is ours: dropping a claim gives the file back.
        Ok(if fresh { Some(Self(id)) } else { None })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// Whether this process has the file open, under whatever name.
#[must_use]
pub fn is_open_here(path: &Path) -> bool {
    file_id(path).is_ok_and(|id| OPEN.lock().unwrap_or_else(PoisonError::into_inner).contains(&id))
}

#[cfg(unix)]
fn file_id(path: &Path) -> io::Result<FileId> {
    use std::os::unix::fs::MetadataExt;

    let metadata = std::fs::metadata(path)?;
    Ok((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn file_id(path: &Path) -> io::Result<FileId> {
    std::fs::canonicalize(path)
}

/// The note beside an open workspace, for whoever finds it in use. Removed when dropped; after a crash it stays and
/// the next holder writes over it.
#[derive(Debug)]
pub(super) struct HolderNote(PathBuf);

impl HolderNote {
    /// Written only by who holds the lock. A note that cannot be written is missed by nobody but the next reader.
    pub(super) fn write(workspace: &Path) -> Option<Self> {
        let path = note_path(workspace)?;
        let text = format!(
            "{}@{}\npid {}\nsince {}\n",
            user(),
            host(),
            std::process::id(),
            Clock::System.now().format("%Y-%m-%d %H:%M UTC")
        );
        match std::fs::write(&path, text) {
            Ok(()) => Some(Self(path)),
            Err(error) => {
                tracing::warn!("no note of who has the workspace open: {error}");
                None
            }
        }
    }

    /// What the note says, in one line: `anna@desk, pid 4711, since 2026-11-22 08:00 UTC`.
    pub(super) fn read(workspace: &Path) -> String {
        let mut text = Vec::new();
        let note = note_path(workspace).and_then(|path| std::fs::File::open(path).ok());
        if let Some(note) = note {
            // A note is three short lines; whatever is longer was not written by us.
            if note.take(500).read_to_end(&mut text).is_err() {
                text.clear();
            }
        }
        let text = String::from_utf8_lossy(&text);
        let line: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(3).collect();
        if line.is_empty() { "another program".to_owned() } else { line.join(", ") }
    }
}

impl Drop for HolderNote {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.0) {
            tracing::warn!("the note of who has the workspace open stays behind: {error}");
        }
    }
}

fn note_path(workspace: &Path) -> Option<PathBuf> {
    let mut name = std::ffi::OsString::from(".~lock.");
    name.push(workspace.file_name()?);
    name.push("#");
    Some(workspace.with_file_name(name))
}

fn user() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "somebody".to_owned())
}

fn host() -> String {
    ["HOSTNAME", "COMPUTERNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
        .or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok())
        .or_else(|| std::fs::read_to_string("/etc/hostname").ok())
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "this computer".to_owned())
}
