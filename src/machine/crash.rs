use std::backtrace::Backtrace;
use std::fs;
use std::io::Write;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::VERSION;
use crate::model::Clock;

use super::Renderer;

const FOLDER: &str = "crashes";
const KEPT: usize = 10;

/// The folder of the reports. They stay on this computer until somebody sends one.
#[derive(Clone, Debug)]
pub struct Crashes(PathBuf);

/// A report of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrashReport {
    /// Sorts by time: `2026-11-22T14-02-11.txt`.
    pub name: String,
    pub path: PathBuf,
    pub text: String,
}

/// What draws the window now, for whoever writes a report.
#[derive(Clone, Debug, Default)]
pub struct Drawing(Arc<AtomicU8>);

impl Drawing {
    pub fn set(&self, renderer: Renderer) {
        self.0.store(1 + renderer as u8, Ordering::Relaxed);
    }

    fn name(&self) -> &'static str {
        let drawn = self.0.load(Ordering::Relaxed);
        let known = Renderer::ALL.into_iter().find(|renderer| 1 + *renderer as u8 == drawn);
        known.map_or("none yet", Renderer::name)
    }
}

impl Crashes {
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(folder.join(FOLDER))
    }

    /// From now on each panic leaves a report, and then goes its usual way.
    pub fn watch(&self, drawing: Drawing) {
        let (folder, before) = (self.0.clone(), std::panic::take_hook());
        std::panic::set_hook(Box::new(move |info| {
            // There is nobody left to tell when even this fails.
            drop(keep(&folder, &report(info, drawing.name())));
            before(info);
        }));
    }

    /// The newest report, if it is not the one that was read before.
    #[must_use]
    pub fn unread(&self, read: Option<&str>) -> Option<CrashReport> {
        let name = names(&self.0).pop().filter(|name| read.is_none_or(|read| name.as_str() > read))?;
        let path = self.0.join(&name);
        let text = String::from_utf8_lossy(&fs::read(&path).ok()?).into_owned();
        Some(CrashReport { name, path, text })
    }
}

/// What is known without a look at anybody's data. A message put together at run time may hold names and figures, so
/// only one that stands in the source as it is gets in.
fn report(info: &PanicHookInfo<'_>, renderer: &str) -> String {
    let message = info.payload().downcast_ref::<&'static str>().copied().unwrap_or("left out, as it may hold data");
    let place = info.location().map_or_else(|| "unknown".to_owned(), ToString::to_string);
    let thread = std::thread::current();
    format!(
        "Fourfold {VERSION}\nsystem: {} {}\nrenderer: {renderer}\nthread: {}\nplace: {place}\nmessage: {message}\n\n{}\n",
        std::env::consts::OS,
        std::env::consts::ARCH,
        thread.name().unwrap_or("without a name"),
        Backtrace::force_capture(),
    )
}

fn keep(folder: &Path, text: &str) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let now = Clock::System.now().with_timezone(&chrono::Local).format("%Y-%m-%dT%H-%M-%S");
    // Two threads may fall in one second.
    let mut names =
        std::iter::once(format!("{now}.txt")).chain((2..100).map(|number| format!("{now}-{number:02}.txt")));
    let created = names.find_map(|name| match fs::File::create_new(folder.join(name)) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => None,
        created => Some(created),
    });
    if let Some(file) = created {
        let mut file = file?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    let names = self::names(folder);
    for old in names.iter().take(names.len().saturating_sub(KEPT)) {
        fs::remove_file(folder.join(old))?;
    }
    Ok(())
}

/// Of all reports, the oldest first.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let names = entries.filter_map(Result::ok).filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> =
        names.filter(|name| Path::new(name).extension().is_some_and(|it| it == "txt")).collect();
    // 14-02-11.txt comes before 14-02-11-02.txt.
    names.sort_by(|one, other| one.trim_end_matches(".txt").cmp(other.trim_end_matches(".txt")));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All of it in one test: the hook belongs to the whole process.
    #[test]
    fn a_panic_leaves_a_report_without_data_and_the_last_ten_stay() {
        let folder = tempfile::tempdir().unwrap();
        let crashes = Crashes::of(folder.path());
        assert_eq!(crashes.unread(None), None);
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let drawing = Drawing::default();
        crashes.watch(drawing.clone());
        drawing.set(Renderer::Wgpu);
        let fall = |message: Option<&str>| {
            let message = message.map(str::to_owned);
            let thread = std::thread::Builder::new().name("faller".to_owned());
            let fallen = thread.spawn(move || match message {
                Some(message) => panic!("{message}"),
                None => panic!("nothing but source"),
            });
            assert!(fallen.unwrap().join().is_err());
        };
        fall(Some("Ernst Handel owes 4711"));
        let ours = |name: &String| fs::read_to_string(crashes.0.join(name)).unwrap().contains("thread: faller");
        let first = names(&crashes.0).into_iter().find(ours).unwrap();
        let text = fs::read_to_string(crashes.0.join(&first)).unwrap();
        assert!(text.contains(VERSION) && text.contains("renderer: wgpu") && text.contains("crash.rs"), "{text}");
        assert!(!text.contains("Ernst") && !text.contains("4711"), "{text}");

        for _ in 0..12 {
            fall(None);
        }
        std::panic::set_hook(before);
        let kept = names(&crashes.0);
        assert_eq!(kept.len(), KEPT);
        assert!(!kept.contains(&first));
        let newest = crashes.unread(None).unwrap();
        assert!(newest.text.contains("message: nothing but source"), "{}", newest.text);
        assert_eq!(crashes.unread(Some(&newest.name)), None, "it is offered once");
    }
}
