use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::model::{Kept, Portfolio, Stamp};
use crate::store::{self, OpenError, Store};

use super::Outcome;

/// What is asked about backups.
pub enum BackupJob {
    /// Those of the workspace below these folders.
    List {
        bases: Vec<PathBuf>,
        workspace: PathBuf,
        lineage: Option<String>,
    },
    /// Whether they are still what was written.
    Check(Vec<Kept>),
    /// What it holds, for the workspace of that number.
    Read {
        kept: Box<Kept>,
        workspace: usize,
    },
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
        bases: Vec<PathBuf>,
        workspace: PathBuf,
        kept: Vec<Kept>,
    },
    Checked(Vec<(PathBuf, bool)>),
    Read {
        kept: Box<Kept>,
        /// The one that was open when it was asked for.
        workspace: usize,
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
        /// The folders with backups that were looked into.
        looked_in: Vec<PathBuf>,
    },
}

/// Where backups are kept, and the stamp for one that opening makes.
#[derive(Clone)]
pub struct Keeping {
    /// New ones come into this folder.
    pub base: PathBuf,
    /// Older ones may lie here.
    pub other: Option<PathBuf>,
    pub stamp: Stamp,
}

impl Keeping {
    #[must_use]
    pub fn bases(&self) -> Vec<PathBuf> {
        std::iter::once(&self.base).chain(&self.other).cloned().collect()
    }
}

impl BackupJob {
    /// Of its thread.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::List { .. } => "list backups",
            Self::Check(_) => "check backups",
            Self::Read { .. } => "read backup",
            Self::OpenReadOnly(_) => "open read-only",
            Self::PutBack { .. } => "put back",
        }
    }

    pub(super) const fn opens(&self) -> bool {
        match self {
            Self::OpenReadOnly(_) | Self::PutBack { .. } => true,
            Self::List { .. } | Self::Check(_) | Self::Read { .. } => false,
        }
    }

    pub(super) fn run(self) -> Outcome {
        Outcome::Backups(match self {
            Self::List { bases, workspace, lineage } => {
                let of_base = |base: &PathBuf| store::kept_of(base, &workspace, lineage.as_deref());
                let mut kept: Vec<Kept> = bases.iter().flat_map(of_base).collect();
                kept.sort_by(|one, other| one.age().cmp(&other.age()));
                BackupOutcome::Listed { bases, workspace, kept }
            }
            Self::Check(all) => {
                let checked = |kept: Kept| (store::is_intact(&kept).unwrap_or(false), kept.path);
                BackupOutcome::Checked(all.into_iter().map(checked).map(|(intact, path)| (path, intact)).collect())
            }
            Self::Read { kept, workspace } => {
                let result = store::read_kept(&kept);
                BackupOutcome::Read { kept, workspace, result }
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
            Some(Keeping { base, stamp, .. }) => Store::open_keeping(&path, base, stamp),
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
            Offer::Backup(newest) => {
                let looked_in = keeping.map(Keeping::bases).unwrap_or_default();
                Outcome::Backups(BackupOutcome::Trouble { path, error, newest, looked_in })
            }
            Offer::Nothing => Outcome::Opened(Err(error)),
        },
    }
}

/// What is said of a workspace that did not open.
enum Offer {
    /// Only why.
    Nothing,
    /// Why, and the newest backup, or that there is none.
    Backup(Option<Box<Kept>>),
}

/// The backup to be offered in place of a workspace that did not open; nothing when none could help.
fn trouble(path: &Path, error: &OpenError, keeping: Option<&Keeping>) -> Offer {
    let newest = || {
        let all = keeping?.bases().into_iter().filter_map(|base| store::newest_good(&base, path));
        all.max_by(|one, other| one.age().cmp(&other.age())).map(Box::new)
    };
    match error {
        // It is a workspace, so that it is worth saying that there is no backup.
        OpenError::Damaged { .. } | OpenError::InUse { .. } => Offer::Backup(newest()),
        // It may have been one.
        OpenError::NotFound(_) | OpenError::TooSmall { .. } | OpenError::NotAWorkspace(_) => {
            newest().map_or(Offer::Nothing, |kept| Offer::Backup(Some(kept)))
        }
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
        | OpenError::Sqlite { .. } => Offer::Nothing,
    }
}
