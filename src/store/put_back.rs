//! Going back to a backup: as the content of an edit, or as a file in the place of a damaged one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::model::{Kept, Portfolio};

use super::error::OpenError;
use super::lock::Claim;
use super::{keep, open, read_only};

/// What the backup holds, once it has proved to be intact.
///
/// # Errors
/// [`OpenError`], `Damaged` when it is not what was written.
pub fn read_kept(kept: &Kept) -> Result<Portfolio, OpenError> {
    check(kept)?;
    read_only::open(&kept.path).map(|opened| opened.portfolio)
}

/// Puts a copy of the backup in the place of a workspace that is damaged or gone. What is there is kept beside it
/// under another name; the backup itself stays where it is. Returns where the damaged file is now.
///
/// # Errors
/// [`OpenError`]; then the workspace file is where it was.
pub fn put_back(kept: &Kept, workspace: &Path, today: NaiveDate) -> Result<Option<PathBuf>, OpenError> {
    let of_io = |error| OpenError::of_io(error, workspace);
    let workspace = std::path::absolute(workspace).map_err(of_io)?;
    let Some(folder) = workspace.parent() else { return Err(OpenError::NotAFile(workspace)) };
    check(kept)?;
    // Nobody opens it here while it is moved.
    let claim = if workspace.exists() {
        Some(Claim::take(&workspace).map_err(of_io)?.ok_or_else(|| OpenError::OpenHere(workspace.clone()))?)
    } else {
        None
    };
    let mut copy = tempfile::Builder::new().prefix(".new-").suffix(".tmp").tempfile_in(folder).map_err(of_io)?;
    io::copy(&mut File::open(&kept.path).map_err(of_io)?, copy.as_file_mut()).map_err(of_io)?;
    copy.as_file().sync_all().map_err(of_io)?;
    let copy = copy.into_temp_path();
    if keep::sha256_of(&copy).map_err(of_io)? != kept.sha256 {
        return Err(OpenError::Damaged {
            what: "the copy of the backup reads back otherwise".to_owned(),
            path: workspace,
        });
    }
    let aside = if claim.is_some() { Some(move_aside(&workspace, today).map_err(of_io)?) } else { None };
    drop(claim);
    if let Err(error) = copy.persist_noclobber(&workspace) {
        // The damaged file is better in its place than nowhere.
        if let Some(aside) = &aside {
            move_all(aside, &workspace).map_err(of_io)?;
        }
        return Err(of_io(error.error));
    }
    open::sync_folder(folder).map_err(of_io)?;
    Ok(aside)
}

fn check(kept: &Kept) -> Result<(), OpenError> {
    let path = &kept.path;
    if keep::is_intact(kept).map_err(|error| OpenError::of_io(error, path))? {
        return Ok(());
    }
    let what = "it is not what was written when it was made; its SHA-256 is another".to_owned();
    Err(OpenError::Damaged { what, path: path.clone() })
}

/// Gives the file another name beside its own: "team (damaged 2026-11-22).fourfold".
fn move_aside(workspace: &Path, today: NaiveDate) -> io::Result<PathBuf> {
    let stem = workspace.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let ending = workspace.extension().map(|ending| format!(".{}", ending.to_string_lossy())).unwrap_or_default();
    let names = (1..).map(|number: u32| match number {
        1 => format!("{stem} (damaged {today}){ending}"),
        number => format!("{stem} (damaged {today}, {number}){ending}"),
    });
    let aside = names.map(|name| workspace.with_file_name(name)).find(|path| !path.exists()).unwrap_or_default();
    move_all(workspace, &aside)?;
    Ok(aside)
}

/// The file with its companions, which SQLite would otherwise take for those of the file that comes in its place.
fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    for (companion, beside) in open::companions(from).zip(open::companions(to)) {
        if companion.exists() {
            fs::rename(companion, beside)?;
        }
    }
    fs::rename(from, to)
}
