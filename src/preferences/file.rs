use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Map, Value};

use super::Preferences;

const NAME: &str = "preferences.json";
const DAMAGED: &str = "preferences.damaged.json";
/// Whoever pans the board changes what is remembered in every frame.
const AT_MOST_EVERY: Duration = Duration::from_secs(1);

/// The folder for what belongs to this computer: `FOURFOLD_CONFIG_DIR`, or where the system keeps such things. Nothing
/// is made here. `None` when there is no home.
#[must_use]
pub fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("FOURFOLD_CONFIG_DIR").filter(|folder| !folder.is_empty());
    match named {
        Some(folder) => std::path::absolute(folder).ok(),
        None => directories::ProjectDirs::from("", "", "fourfold").map(|dirs| dirs.config_dir().to_owned()),
    }
}

/// Preferences as a file. It is written on a thread of its own: a folder on a slow drive must not stop the window.
#[derive(Debug)]
pub struct PreferencesFile {
    sender: Option<Sender<Preferences>>,
    failures: Receiver<String>,
    writer: Option<JoinHandle<()>>,
    /// As they are on disk, or on the way there.
    kept: Preferences,
    last: Option<Instant>,
}

impl PreferencesFile {
    /// Reads the file of a folder; missing, it is made at the first change. A file that cannot be read is put aside,
    /// and the third value says so, for people.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn load(folder: &Path) -> io::Result<(Self, Preferences, Option<String>)> {
        let path = folder.join(NAME);
        let (preferences, complaint) = read(&path);
        let ((sender, wanted), (tell, failures)) = (channel::<Preferences>(), channel());
        let writer = std::thread::Builder::new().name("preferences".to_owned()).spawn(move || {
            while let Ok(mut preferences) = wanted.recv() {
                while let Ok(newer) = wanted.try_recv() {
                    preferences = newer;
                }
                if let Err(error) = write(&path, &preferences) {
                    // Nobody listens any more once the window is closed.
                    drop(tell.send(format!(
                        "What this computer should remember could not be written ({error}); make room or leave to \
                         write there: {}",
                        path.display()
                    )));
                }
            }
        })?;
        let kept = preferences.clone();
        let file = Self { sender: Some(sender), failures, writer: Some(writer), kept, last: None };
        Ok((file, preferences, complaint))
    }

    /// Writes what has changed, at most once a second. What is left to do later, in how long.
    pub fn keep(&mut self, preferences: &Preferences) -> Option<Duration> {
        if *preferences == self.kept {
            return None;
        }
        let left = self.last.and_then(|last| AT_MOST_EVERY.checked_sub(last.elapsed()));
        if left.is_none() {
            self.last = Some(Instant::now());
            self.send(preferences);
        }
        left
    }

    /// Why something could not be written, once.
    pub fn complaint(&mut self) -> Option<String> {
        self.failures.try_recv().ok()
    }

    /// Writes what has changed and waits for it.
    pub fn close(mut self, preferences: &Preferences) {
        if *preferences != self.kept {
            self.send(preferences);
        }
        self.sender = None;
        if let Some(writer) = self.writer.take()
            && writer.join().is_err()
        {
            tracing::warn!("preferences: the writer ended in an internal error");
        }
        if let Some(complaint) = self.complaint() {
            tracing::warn!("{complaint}");
        }
    }

    fn send(&mut self, preferences: &Preferences) {
        self.kept = preferences.clone();
        if let Some(sender) = &self.sender
            && sender.send(preferences.clone()).is_err()
        {
            tracing::warn!("preferences: the writer is gone");
        }
    }
}

/// Never fails: what cannot be read has its default.
fn read(path: &Path) -> (Preferences, Option<String>) {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (Preferences::default(), None),
        Err(_) => return (Preferences::default(), Some(put_aside(path))),
    };
    match serde_json::from_slice::<Map<String, Value>>(&text) {
        Ok(fields) => (lenient(fields).sane(), None),
        Err(_) => (Preferences::default(), Some(put_aside(path))),
    }
}

/// A field that this program cannot read has its default; the others stay.
fn lenient(fields: Map<String, Value>) -> Preferences {
    if let Ok(preferences) = serde_json::from_value(Value::Object(fields.clone())) {
        return preferences;
    }
    let mut readable = Map::new();
    for (name, value) in fields {
        let mut tried = readable.clone();
        tried.insert(name.clone(), value);
        if serde_json::from_value::<Preferences>(Value::Object(tried.clone())).is_ok() {
            readable = tried;
        } else {
            tracing::warn!("preferences: “{name}” cannot be read and has its default");
        }
    }
    serde_json::from_value(Value::Object(readable)).unwrap_or_default()
}

fn put_aside(path: &Path) -> String {
    let aside = path.with_file_name(DAMAGED);
    match fs::rename(path, &aside) {
        Ok(()) => format!(
            "What this computer remembered was damaged, and starts anew; the damaged file is kept: {}",
            aside.display()
        ),
        Err(error) => format!(
            "What this computer remembered is damaged and could not be put aside ({error}); move it away: {}",
            path.display()
        ),
    }
}

/// Whole or not at all, and on the disk when it returns.
fn write(path: &Path, preferences: &Preferences) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(file.as_file_mut(), preferences)?;
    file.write_all(b"\n")?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    // The name is on the disk, too; only Unix lets a folder be synced.
    #[cfg(unix)]
    fs::File::open(folder)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preferences::Theme;

    /// Loads, changes, closes; what the file says then.
    fn change(folder: &Path, change: impl FnOnce(&mut Preferences)) -> String {
        let (file, mut preferences, complaint) = PreferencesFile::load(folder).unwrap();
        assert_eq!(complaint, None);
        change(&mut preferences);
        file.close(&preferences);
        fs::read_to_string(folder.join(NAME)).unwrap_or_default()
    }

    fn load(folder: &Path) -> (Preferences, Option<String>) {
        let (file, preferences, complaint) = PreferencesFile::load(folder).unwrap();
        file.close(&preferences);
        (preferences, complaint)
    }

    #[test]
    fn what_is_not_changed_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        assert_eq!(change(&config, |_| {}), "");
        assert!(!config.exists());
        change(&config, |preferences| preferences.theme = Theme::Dark);
        assert_eq!(load(&config).0.theme, Theme::Dark);
        assert_eq!(fs::read_dir(&config).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_a_newer_program_wrote_survives() {
        let folder = tempfile::tempdir().unwrap();
        let newer = r#"{"text_scale": 120, "theme": "sepia", "telepathy": {"range": 7}}"#;
        fs::write(folder.path().join(NAME), newer).unwrap();
        let written = change(folder.path(), |preferences| {
            assert_eq!((preferences.text_scale, preferences.theme), (120, Theme::System));
            preferences.text_scale = 150;
        });
        let written: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(written["telepathy"]["range"], 7);
        assert_eq!(written["text_scale"], 150);
    }

    #[test]
    fn a_damaged_file_is_kept_aside_and_said_once() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(NAME), b"{\"theme\": \"da\xff").unwrap();
        let (preferences, complaint) = load(folder.path());
        assert_eq!(preferences, Preferences::default());
        assert!(complaint.unwrap().contains(DAMAGED));
        assert!(fs::read(folder.path().join(DAMAGED)).unwrap().ends_with(b"\xff"));
        assert_eq!(load(folder.path()).1, None);
    }

    #[test]
    fn many_changes_are_few_writes_and_none_is_lost() {
        let folder = tempfile::tempdir().unwrap();
        let (mut file, mut preferences, _) = PreferencesFile::load(folder.path()).unwrap();
        let (began, mut sent) = (Instant::now(), 0);
        for scale in 101..=200 {
            preferences.text_scale = scale;
            sent += u64::from(file.keep(&preferences).is_none());
        }
        assert!((1..=1 + began.elapsed().as_secs()).contains(&sent), "{sent}; the rest waits for its second");
        file.close(&preferences);
        assert_eq!(load(folder.path()).0.text_scale, 200);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_complained_of() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        fs::write(&config, "a file where the folder should be").unwrap();
        let (mut file, mut preferences, _) = PreferencesFile::load(&config).unwrap();
        preferences.text_scale = 150;
        file.keep(&preferences);
        let began = Instant::now();
        let complaint = loop {
            if let Some(complaint) = file.complaint() {
                break complaint;
            }
            assert!(began.elapsed() < Duration::from_secs(10));
            std::thread::sleep(Duration::from_millis(2));
        };
        assert!(complaint.contains("could not be written"), "{complaint}");
    }
}
