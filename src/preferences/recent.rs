use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Preferences;
use crate::command::Tab;
use crate::model::Filter;

/// A workspace that was open on this computer, and how it was looked at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recent {
    pub path: PathBuf,
    pub opened: DateTime<Utc>,
    #[serde(default)]
    pub view: RememberedView,
}

/// How a workspace was looked at when it was left.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RememberedView {
    pub tab: Tab,
    pub filter: Filter,
    /// The part of the board that was seen, in points of score: its least and its greatest potential and engagement.
    pub camera: Option<[[f64; 2]; 2]>,
}

impl Recent {
    /// How many are remembered.
    pub const MOST: usize = 20;
    /// How many are offered.
    pub const SHOWN: usize = 10;
}

impl Preferences {
    /// A workspace was opened: it is the newest now, with the view that was remembered of it.
    pub fn opened(&mut self, path: &Path, now: DateTime<Utc>) {
        // A path that is no text cannot be written down; it is opened through the file dialog each time.
        if path.to_str().is_none() {
            return;
        }
        let known = self.recent.iter().position(|recent| recent.path == path).map(|index| self.recent.remove(index));
        let view = known.map(|recent| recent.view).unwrap_or_default();
        self.recent.insert(0, Recent { path: path.to_owned(), opened: now, view });
        self.recent.truncate(Recent::MOST);
    }

    /// What is remembered of a workspace.
    #[must_use]
    pub fn view_of(&self, path: &Path) -> Option<&RememberedView> {
        self.recent.iter().find(|recent| recent.path == path).map(|recent| &recent.view)
    }

    /// Remembers how a workspace is looked at, if it is among the recent ones.
    pub fn remember_view(&mut self, path: &Path, tab: Tab, filter: &Filter, camera: Option<[[f64; 2]; 2]>) {
        let Some(recent) = self.recent.iter_mut().find(|recent| recent.path == path) else { return };
        (recent.view.tab, recent.view.camera) = (tab, camera);
        // Asked in each frame: a filter that names many values is not copied for nothing.
        if recent.view.filter != *filter {
            recent.view.filter = filter.clone();
        }
    }

    /// Takes a workspace off the list; its file is left alone.
    pub fn forget(&mut self, path: &Path) {
        self.recent.retain(|recent| recent.path != path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Clock;

    fn now() -> DateTime<Utc> {
        Clock::Fixed(chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).now()
    }

    #[test]
    fn the_newest_comes_first_once_and_keeps_its_view() {
        let mut preferences = Preferences::default();
        for name in ["a", "b"] {
            preferences.opened(Path::new(name), now());
        }
        let view = RememberedView { tab: Tab::History, ..RememberedView::default() };
        preferences.remember_view(Path::new("a"), view.tab, &view.filter, view.camera);
        preferences.opened(Path::new("a"), now());
        let names: Vec<&Path> = preferences.recent.iter().map(|recent| recent.path.as_path()).collect();
        assert_eq!(names, [Path::new("a"), Path::new("b")]);
        assert_eq!(preferences.view_of(Path::new("a")), Some(&view));
        preferences.forget(Path::new("a"));
        assert_eq!(preferences.view_of(Path::new("a")), None);
    }

    #[test]
    fn no_more_are_remembered_than_a_person_can_use() {
        let mut preferences = Preferences::default();
        for number in 0..50 {
            preferences.opened(Path::new(&format!("{number}")), now());
        }
        assert_eq!(preferences.recent.len(), Recent::MOST);
        assert_eq!(preferences.recent[0].path, Path::new("49"));
    }
}
