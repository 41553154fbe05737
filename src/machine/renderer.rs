use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

/// What draws the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Renderer {
    Glow,
    Wgpu,
}

/// Which renderers are tried, in this order, and what is said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    pub order: Vec<Renderer>,
    /// The one that ended the program last time: said, and avoided from now on.
    pub fell: Option<Renderer>,
}

/// A file that stands while a renderer has not yet drawn a frame. A driver that takes the program down with it leaves
/// the file behind.
#[derive(Clone, Debug)]
pub struct Marker(PathBuf);

/// The marker of a start that is under way.
#[derive(Debug)]
pub struct Trying {
    /// Locked for as long as it stands: so a second start does not take a first that is merely slow for a crash.
    file: Option<File>,
    path: PathBuf,
}

impl Renderer {
    pub const ALL: [Self; 2] = [Self::Glow, Self::Wgpu];

    /// As `--renderer` takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Glow => "glow",
            Self::Wgpu => "wgpu",
        }
    }

    #[must_use]
    pub fn with_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|renderer| renderer.name() == name)
    }

    const fn other(self) -> Self {
        match self {
            Self::Glow => Self::Wgpu,
            Self::Wgpu => Self::Glow,
        }
    }
}

/// Decides what is tried. `asked` overrides all; `fell` ended the last start; `avoided` ended an earlier one.
#[must_use]
pub fn plan(asked: Option<Renderer>, fell: Option<Renderer>, avoided: Option<Renderer>, linux: bool) -> Plan {
    if let Some(asked) = asked {
        return Plan { order: vec![asked], fell: None };
    }
    // Without a GPU, OpenGL in software is the surer way on Linux; elsewhere glow cannot start over a remote desktop.
    let usual = if linux { Renderer::Glow } else { Renderer::Wgpu };
    let first = fell.or(avoided).map_or(usual, Renderer::other);
    Plan { order: vec![first, first.other()], fell }
}

impl Marker {
    #[must_use]
    pub fn of(folder: &Path) -> Self {
        Self(folder.join("renderer.trying"))
    }

    /// The renderer that ended the program before it drew anything. The marker is taken away.
    #[must_use]
    pub fn take(&self) -> Option<Renderer> {
        let mut file = File::options().read(true).write(true).open(&self.0).ok()?;
        // Held by a start that is under way.
        file.try_lock().ok()?;
        let mut name = String::new();
        // A name is four letters; whatever is longer was not written by us.
        let read = io::Read::take(&mut file, 100).read_to_string(&mut name);
        drop(file);
        if let Err(error) = fs::remove_file(&self.0) {
            tracing::warn!("the mark of a failed start stays behind: {error}");
        }
        read.ok()?;
        Renderer::with_name(name.trim())
    }

    /// Sets the marker before a window is made.
    ///
    /// # Errors
    /// When it cannot be written, or another start is under way.
    pub fn set(&self, renderer: Renderer) -> io::Result<Trying> {
        if let Some(folder) = self.0.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::options().create(true).truncate(false).write(true).open(&self.0)?;
        file.try_lock().map_err(io::Error::from)?;
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(renderer.name().as_bytes())?;
        file.sync_all()?;
        Ok(Trying { file: Some(file), path: self.0.clone() })
    }
}

/// The first frame stands on the screen, or the renderer said itself that it cannot. A panic of the driver on its way
/// up leaves the marker: that is what it is for.
impl Drop for Trying {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        // Windows removes no file that is open.
        self.file = None;
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!("the mark of this start stays behind: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Renderer::{Glow, Wgpu};

    #[test]
    fn each_system_begins_with_its_surest_and_what_fell_comes_last() {
        let check = |asked, fell, avoided, linux, wanted: &[Renderer]| {
            assert_eq!(plan(asked, fell, avoided, linux).order, wanted);
        };
        check(None, None, None, true, &[Glow, Wgpu]);
        check(None, None, None, false, &[Wgpu, Glow]);
        check(None, Some(Glow), None, true, &[Wgpu, Glow]);
        check(None, Some(Wgpu), Some(Glow), true, &[Glow, Wgpu]);
        check(None, None, Some(Glow), true, &[Wgpu, Glow]);
        check(None, None, Some(Wgpu), false, &[Glow, Wgpu]);
        check(Some(Glow), Some(Glow), Some(Glow), true, &[Glow]);
        check(Some(Wgpu), Some(Wgpu), None, true, &[Wgpu]);
        assert_eq!(plan(Some(Glow), Some(Glow), None, true).fell, None, "who asks for it knows");
        assert_eq!(plan(None, Some(Glow), None, true).fell, Some(Glow));
    }

    #[test]
    fn a_start_that_drew_nothing_is_found_by_the_next_once() {
        let folder = tempfile::tempdir().unwrap();
        let marker = Marker::of(&folder.path().join("config"));
        assert_eq!(marker.take(), None);
        let falling = marker.clone();
        let fallen = std::thread::Builder::new().spawn(move || {
            let _trying = falling.set(Wgpu).unwrap();
            std::panic::resume_unwind(Box::new("the driver"));
        });
        assert!(fallen.unwrap().join().is_err());
        assert_eq!(marker.take(), Some(Wgpu));
        assert_eq!(marker.take(), None);
        drop(marker.set(Glow).unwrap());
        assert_eq!(marker.take(), None);
        fs::write(&marker.0, "quantum").unwrap();
        assert_eq!(marker.take(), None);
    }

    #[test]
    fn a_start_that_is_under_way_is_no_crash() {
        let folder = tempfile::tempdir().unwrap();
        let marker = Marker::of(folder.path());
        let trying = marker.set(Glow).unwrap();
        assert_eq!(marker.take(), None);
        assert!(marker.set(Wgpu).is_err());
        drop(trying);
    }
}
