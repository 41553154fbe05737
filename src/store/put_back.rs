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
/// under another name; the backup itself stays where it is. Returns where the damaged file is now, if there was one.
///
/// # Errors
/// [`OpenError`]; then the workspace file is where it was.
pub fn put_back(kept: &Kept, workspace: &Path, today: NaiveDate) -> Result<Option<PathBuf>, OpenError> {
    let of_io = |error| OpenError::of_io(error, workspace);
    let workspace = where_it_lies(workspace).map_err(of_io)?;
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
    // A log outlives its file, when only that is deleted; SQLite would replay it into whatever comes in its place.
    let aside = if is_taken(&workspace) { Some(move_aside(&workspace, today).map_err(of_io)?) } else { None };
    let had_file = claim.is_some();
    drop(claim);
    if let Err(error) = copy.persist_noclobber(&workspace) {
        // The damaged file is better in its place than nowhere.
        if let Some(aside) = &aside {
            move_all(aside, &workspace).map_err(of_io)?;
        }
        return Err(of_io(error.error));
    }
    open::sync_folder(folder).map_err(of_io)?;
    Ok(aside.filter(|_| had_file))
}

/// Where the workspace is, or was: a link stays, and what it leads to is replaced, because the log lies beside that.
fn where_it_lies(workspace: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(workspace)?;
    if absolute.exists() {
        return open::real_path(&absolute);
    }
    Ok(match (fs::read_link(&absolute), absolute.parent()) {
        (Ok(target), Some(folder)) => folder.join(target),
        _ => absolute,
    })
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
    let aside = names.map(|name| workspace.with_file_name(name)).find(|path| !is_taken(path)).unwrap_or_default();
    move_all(workspace, &aside)?;
    Ok(aside)
}

/// Whether the file is there, or something of SQLite's that belongs to it.
fn is_taken(path: &Path) -> bool {
    path.exists() || open::companions(path).any(|companion| companion.exists())
}

/// What there is of the file and its companions, all of it or nothing.
fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    let whole = |path: &Path| std::iter::once(path.to_owned()).chain(open::companions(path));
    let mut moved: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (here, there) in whole(from).zip(whole(to)).filter(|(here, _)| here.exists()) {
        if let Err(error) = fs::rename(&here, &there) {
            for (here, there) in moved.into_iter().rev() {
                fs::rename(there, here)?;
            }
            return Err(error);
        }
        moved.push((here, there));
    }
    Ok(())
}
