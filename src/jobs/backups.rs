use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::model::{Kept, Portfolio, Stamp};
use crate::store::{self, OpenError, Store};

use super::Outcome;

/// What is asked about backups.
pub enum BackupJob {
    /// Those of the workspace below `base`.
    List {
        base: PathBuf,
        workspace: PathBuf,
        lineage: Option<String>,
    },
    /// Whether they are still what was written.
    Check(Vec<Kept>),
    /// What it holds.
    Read(Box<Kept>),
    OpenReadOnly(PathBuf),
    /// In the place of a workspace that is damaged or gone.
    PutBack {
        kept: Box<Kept>,
        workspace: PathBuf,
        today: NaiveDate,
    },
}

/// What came of it.
pub enum BackupOutcome {
    /// Oldest first.
    Listed {
        workspace: PathBuf,
        kept: Vec<Kept>,
    },
    Checked(Vec<(PathBuf, bool)>),
    Read {
        kept: Box<Kept>,
        result: Result<Portfolio, OpenError>,
    },
    /// The damaged file is now `aside`.
    PutBack {
        result: Result<(Box<Store>, Option<PathBuf>), OpenError>,
    },
    /// A workspace did not open, and a backup may help.
    Trouble {
        path: PathBuf,
        error: OpenError,
        newest: Option<Box<Kept>>,
    },
}

/// Where backups are kept, and the stamp for one that opening makes.
pub type Keeping = (PathBuf, Stamp);

impl BackupJob {
    /// Of its thread.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::List { .. } => "list backups",
            Self::Check(_) => "check backups",
            Self::Read(_) => "read backup",
            Self::OpenReadOnly(_) => "open read-only",
            Self::PutBack { .. } => "put back",
        }
    }

    pub(super) const fn opens(&self) -> bool {
        match self {
            Self::OpenReadOnly(_) | Self::PutBack { .. } => true,
            Self::List { .. } | Self::Check(_) | Self::Read(_) => false,
        }
    }

    pub(super) fn run(self) -> Outcome {
        Outcome::Backups(match self {
            Self::List { base, workspace, lineage } => {
                let kept = store::kept_of(&base, &workspace, lineage.as_deref());
                BackupOutcome::Listed { workspace, kept }
            }
            Self::Check(all) => {
                let checked = |kept: Kept| (store::is_intact(&kept).unwrap_or(false), kept.path);
                BackupOutcome::Checked(all.into_iter().map(checked).map(|(intact, path)| (path, intact)).collect())
            }
            Self::Read(kept) => {
                let result = store::read_kept(&kept);
                BackupOutcome::Read { kept, result }
            }
            Self::OpenReadOnly(path) => return Outcome::Opened(Store::open_read_only(&path).map(Box::new)),
            Self::PutBack { kept, workspace, today } => {
                let result = store::put_back(&kept, &workspace, today)
                    .and_then(|aside| Ok((Box::new(Store::open(&workspace)?), aside)));
                BackupOutcome::PutBack { result }
            }
        })
    }
}

/// Opens a workspace for work; where it cannot be written, for reading; and where it does not open at all, looks for a
/// backup of it.
pub(super) fn open(path: PathBuf, keeping: Option<&Keeping>) -> Outcome {
    let opened = if store::kept_at(&path).is_some() {
        // A backup that was worked in would be none any more.
        Store::open_read_only(&path)
    } else {
        let opened = match keeping {
            Some((base, stamp)) => Store::open_keeping(&path, base, stamp),
            None => Store::open(&path),
        };
        match opened {
            Err(OpenError::ReadOnly(_)) => Store::open_read_only(&path),
            opened => opened,
        }
    };
    match opened {
        Ok(store) => Outcome::Opened(Ok(Box::new(store))),
        Err(error) => match trouble(&path, &error, keeping) {
            Some(newest) => Outcome::Backups(BackupOutcome::Trouble { path, error, newest }),
            None => Outcome::Opened(Err(error)),
        },
    }
}

/// The backup to be offered in place of a workspace that did not open; nothing when none could help.
fn trouble(path: &Path, error: &OpenError, keeping: Option<&Keeping>) -> Option<Option<Box<Kept>>> {
    let newest = || store::newest_good(&keeping?.0, path).map(Box::new);
    match error {
        // It is a workspace, so that it is worth saying that there is no backup.
        OpenError::Damaged { .. } | OpenError::InUse { .. } => Some(newest()),
        // It may have been one.
        OpenError::NotFound(_) | OpenError::TooSmall { .. } | OpenError::NotAWorkspace(_) => newest().map(Some),
        OpenError::NotAFile(_)
        | OpenError::Exists(_)
        | OpenError::Leftover(_)
        | OpenError::AnotherProgram(_)
        | OpenError::Newer { .. }
        | OpenError::NotKept { .. }
        | OpenError::NoPermission(_)
        | OpenError::ReadOnly(_)
        | OpenError::OpenHere(_)
        | OpenError::NotDurable { .. }
        | OpenError::Full(_)
        | OpenError::Io { .. }
        | OpenError::Sqlite { .. } => None,
    }
}
