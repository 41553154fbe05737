use std::path::{Component, Path, PathBuf, Prefix};

/// Why a place may damage a workspace that is open there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Risk {
    /// The file is on another computer. Holds what the system calls it: `nfs`, `smb`.
    Network(String),
    /// A program copies the file while it is written. Holds the name of that program.
    Synced(&'static str),
}

/// Kinds of file systems that reach over a network or hand files through from another system.
const NETWORK: [&str; 19] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb",
    "smb2",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "9p",
    "virtiofs",
    "davfs",
    "fuse.sshfs",
    "fuse.gvfsd-fuse",
    "fuse.rclone",
    "fuse.davfs2",
    "fuse.glusterfs",
    "fuse.s3fs",
    "fuse.google-drive-ocamlfuse",
];

/// Folders that a program keeps in step with another computer, by how their names begin, in lower case.
const SYNCED: [(&str, &str); 13] = [
    ("dropbox", "Dropbox"),
    ("onedrive", "OneDrive"),
    ("google drive", "Google Drive"),
    ("googledrive", "Google Drive"),
    ("mobile documents", "iCloud Drive"),
    ("icloud drive", "iCloud Drive"),
    ("iclouddrive", "iCloud Drive"),
    ("nextcloud", "Nextcloud"),
    ("owncloud", "ownCloud"),
    ("pcloud", "pCloud"),
    ("box sync", "Box"),
    ("syncthing", "Syncthing"),
    ("seafile", "Seafile"),
];

/// Whether a workspace is in danger where it lies. `path` is absolute; `mounts` is the table of a Linux system as
/// `/proc/mounts` has it, empty elsewhere: there only the path itself can tell.
#[must_use]
pub fn trouble_with(path: &Path, mounts: &str) -> Option<Risk> {
    if is_unc(path) {
        return Some(Risk::Network("a shared folder".to_owned()));
    }
    if let Some(kind) = file_system(path, mounts).filter(|kind| NETWORK.contains(kind)) {
        return Some(Risk::Network(kind.trim_start_matches("fuse.").to_owned()));
    }
    let folders = path.parent()?.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy().to_lowercase()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    let mut synced = folders.filter_map(|folder| SYNCED.iter().find(|(begin, _)| begins_as_word(&folder, begin)));
    synced.next().map(|(_, program)| Risk::Synced(program))
}

/// The table of mounted file systems; empty where there is none.
#[must_use]
pub fn mounts() -> String {
    if cfg!(target_os = "linux") { std::fs::read_to_string("/proc/mounts").unwrap_or_default() } else { String::new() }
}

/// `\\server\share`, however it is written; also seen on systems that have no such prefix.
fn is_unc(path: &Path) -> bool {
    if let Some(Component::Prefix(prefix)) = path.components().next() {
        return matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..));
    }
    path.to_string_lossy().starts_with(r"\\")
}

/// `OneDrive`, `OneDrive - Nordwind`, `Dropbox (Personal)`, `GoogleDrive-anna@example.org`, but not `Dropboxes`.
fn begins_as_word(folder: &str, begin: &str) -> bool {
    folder.strip_prefix(begin).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// Of the longest mount point that the path lies under; the last of those, which hides the others.
fn file_system<'a>(path: &Path, mounts: &'a str) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (words.next(), words.next()) else { continue };
        let point = unescaped(point);
        let depth = point.components().count();
        if path.starts_with(&point) && best.is_none_or(|(deepest, _)| depth >= deepest) {
            best = Some((depth, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

/// A space in a mount point is written `\040`; so are tab, line feed and backslash.
fn unescaped(point: &str) -> PathBuf {
    let mut plain = String::with_capacity(point.len());
    let mut rest = point;
    while let Some((before, after)) = rest.split_once('\\') {
        plain.push_str(before);
        let code = after.split_at_checked(3).and_then(|(digits, left)| {
            let code = u8::from_str_radix(digits, 8).ok().filter(u8::is_ascii)?;
            Some((char::from(code), left))
        });
        let (letter, left) = code.unwrap_or(('\\', after));
        plain.push(letter);
        rest = left;
    }
    plain.push_str(rest);
    PathBuf::from(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOUNTS: &str = "/dev/sda1 / ext4 rw,relatime 0 0\n\
        server:/team /mnt/team nfs4 rw 0 0\n\
        //nas/sales /mnt/our\\040sales cifs rw 0 0\n\
        gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0\n\
        /dev/sdb1 /mnt/team/local ext4 rw 0 0\n\
        nonsense\n";

    #[test]
    fn places_that_may_damage_a_workspace_are_told_from_those_that_do_not() {
        let network = |kind: &str| Some(Risk::Network(kind.to_owned()));
        let check = |path: &str, wanted: Option<Risk>| {
            assert_eq!(trouble_with(Path::new(path), MOUNTS), wanted, "{path}");
        };
        check("/home/anna/team.fourfold", None);
        check("/mnt/team/team.fourfold", network("nfs4"));
        check("/mnt/teams/team.fourfold", None);
        check("/mnt/team/local/team.fourfold", None);
        check("/mnt/our sales/team.fourfold", network("cifs"));
        check("/run/user/1000/gvfs/smb-share:server=nas/team.fourfold", network("gvfsd-fuse"));
        check(r"\\nas\sales\team.fourfold", network("a shared folder"));
        check("/home/anna/Dropbox/team.fourfold", Some(Risk::Synced("Dropbox")));
        check("/home/anna/Dropbox (Personal)/a/team.fourfold", Some(Risk::Synced("Dropbox")));
        check("/Users/anna/OneDrive - Nordwind/team.fourfold", Some(Risk::Synced("OneDrive")));
        check("/Users/anna/Library/Mobile Documents/x/team.fourfold", Some(Risk::Synced("iCloud Drive")));
        check("/Users/anna/Library/CloudStorage/GoogleDrive-a@b.org/t.fourfold", Some(Risk::Synced("Google Drive")));
        check("/home/anna/Dropboxes/team.fourfold", None);
        check("/home/anna/Dropbox.fourfold", None);
    }

    #[test]
    fn a_mount_over_a_mount_hides_it() {
        let mounts = "server:/team /mnt nfs rw 0 0\n/dev/sdb1 /mnt ext4 rw 0 0\n";
        assert_eq!(trouble_with(Path::new("/mnt/team.fourfold"), mounts), None);
    }

    #[test]
    fn the_table_of_this_system_is_read() {
        assert_eq!(mounts().is_empty(), !cfg!(target_os = "linux"));
    }
}
