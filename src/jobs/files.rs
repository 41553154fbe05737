//! Files that somebody asked for: whole, or not there.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use crate::model::Progress;
use crate::store::is_open_here;

/// Writes a file whole or not at all: under another name first, then renamed. It never replaces a workspace, whatever
/// that is called.
///
/// # Errors
/// What happened, where, and what to do, for people.
pub fn write_whole(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    write_unless_stopped(path, &Progress::default(), write)
}

/// The same, unless it is stopped before the file has its name: then what is there stays as it is.
pub(super) fn write_unless_stopped(
    path: &Path,
    progress: &Progress,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), String> {
    let is_called_so = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("fourfold"));
    // One that is open is told without reading it, which would give away its lock.
    if is_called_so || is_open_here(path) || is_database(path) {
        return Err(format!("A workspace is not written over; choose another name: {}", path.display()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let attempt = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        let mut out = BufWriter::new(file.as_file_mut());
        write(&mut out)?;
        out.flush()?;
        drop(out);
        file.as_file().sync_all()?;
        if progress.is_cancelled() {
            return Err(io::Error::other("it was stopped"));
        }
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    attempt()
        .map_err(|error| format!("The file could not be written ({error}); choose another place: {}", path.display()))
}

/// Whether a database stands there, which every workspace is.
fn is_database(path: &Path) -> bool {
    const MARK: &[u8; 16] = b"SQLite format 3\0";
    let mut mark = [0; MARK.len()];
    fs::File::open(path).is_ok_and(|mut file| io::Read::read_exact(&mut file, &mut mark).is_ok()) && mark == *MARK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Settings;
    use crate::store::Store;

    #[test]
    fn a_file_is_written_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.csv");
        write_whole(&path, |out| out.write_all(b"first")).unwrap();
        let failed = write_whole(&path, |out| {
            out.write_all(b"half of the sec")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(failed.unwrap_err().contains("the disk is full"));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_is_stopped_at_the_last_moment_replaces_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.csv");
        fs::write(&path, "yesterday").unwrap();
        let progress = Progress::default();
        let stopped = write_unless_stopped(&path, &progress, |out| {
            out.write_all(b"all of it")?;
            progress.cancel();
            Ok(())
        });
        assert!(stopped.unwrap_err().contains("stopped"));
        assert_eq!(fs::read(&path).unwrap(), b"yesterday");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_workspace_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ours.fourfold");
        let store = Store::create(&path, Settings::default()).unwrap();
        let alias = folder.path().join("ours.csv");
        fs::hard_link(&path, &alias).unwrap();
        for path in [&path, &alias] {
            assert!(write_whole(path, |out| out.write_all(b"x")).unwrap_err().contains("not written over"));
        }
        drop(store);
        for path in [&path, &alias] {
            assert!(write_whole(path, |out| out.write_all(b"x")).is_err(), "closed or not");
        }
    }
}
