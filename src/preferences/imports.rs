use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Preferences;
use crate::sheets::{Profile, ReadOptions};

/// How the columns of some file were mapped, for the next file with the same headers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RememberedImport {
    pub profile: Profile,
    /// When a file came in by it last.
    pub used: DateTime<Utc>,
    /// That file; `None` when it was the clipboard, or none yet.
    #[serde(default)]
    pub file: Option<PathBuf>,
    /// How that file was read, where somebody said so.
    #[serde(default)]
    pub read: ReadOptions,
}

impl RememberedImport {
    /// How many are remembered that nobody gave a name.
    pub const MOST: usize = 50;

    /// Whether somebody gave it a name; such ones are kept until they are forgotten.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !self.profile.name.is_empty()
    }

    fn has_headers_of(&self, other: &Self) -> bool {
        let headers = |one: &Self| one.profile.columns.iter().map(|column| column.header.clone()).collect::<Vec<_>>();
        headers(self) == headers(other)
    }
}

impl Preferences {
    /// A file came in with this mapping, or somebody gave it a name: it is the newest now. There is one for each name,
    /// and one without a name for the same headers.
    ///
    /// What came in from elsewhere than a file does not make it forget the file of before.
    pub fn remember_import(&mut self, mut new: RememberedImport) {
        let is_replaced = |new: &RememberedImport, old: &RememberedImport| {
            new.profile.name == old.profile.name && (new.is_named() || new.has_headers_of(old))
        };
        if new.file.is_none()
            && let Some(old) = self.imports.iter().find(|old| is_replaced(&new, old) && new.has_headers_of(old))
            && old.file.is_some()
        {
            (new.file, new.read) = (old.file.clone(), old.read.clone());
        }
        self.imports.retain(|old| !is_replaced(&new, old));
        self.imports.insert(0, new);
        self.forget_old_imports();
    }

    /// The oldest that nobody named make room.
    pub(super) fn forget_old_imports(&mut self) {
        let mut unnamed = 0;
        self.imports.retain(|one| {
            unnamed += usize::from(!one.is_named());
            one.is_named() || unnamed <= RememberedImport::MOST
        });
    }

    /// The one that came in last from a file: "Import again" looks for its successor.
    #[must_use]
    pub fn last_import(&self) -> Option<&RememberedImport> {
        self.imports.iter().find(|one| one.file.is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Clock, Progress};
    use crate::sheets::{Mapping, PlanOptions, read_csv};

    fn import(headers: &str, name: Option<&str>) -> RememberedImport {
        let text = format!("{headers}\n1,2\n");
        let sheet = read_csv("a.csv", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap();
        let profile = Profile::of(name.unwrap_or_default(), &sheet, &Mapping::guess(&sheet), &PlanOptions::default());
        let used = Clock::Fixed(chrono::NaiveDate::from_ymd_opt(2026, 5, 3).unwrap()).now();
        RememberedImport { profile, used, file: None, read: ReadOptions::default() }
    }

    #[test]
    fn what_is_pasted_does_not_forget_the_file_of_last_time() {
        let mut preferences = Preferences::default();
        let read = ReadOptions { delimiter: Some('|'), ..ReadOptions::default() };
        let file = Some(PathBuf::from("/sales/may.csv"));
        preferences.remember_import(RememberedImport { file: file.clone(), read, ..import("Name,Owner", None) });
        preferences.remember_import(import("Name,Owner", None));
        let [one] = &preferences.imports[..] else { panic!("{:?}", preferences.imports) };
        assert_eq!((&one.file, one.read.delimiter), (&file, Some('|')));
        preferences.remember_import(import("Name,Region", None));
        assert_eq!(preferences.last_import().unwrap().file, file);
        let text = serde_json::to_string(&preferences).unwrap().replace("\"read\"", "\"unknown\"");
        assert_eq!(serde_json::from_str::<Preferences>(&text).unwrap().imports[1].read, ReadOptions::default());
    }

    #[test]
    fn the_newest_mapping_of_the_same_headers_takes_the_place_of_the_one_before() {
        let mut preferences = Preferences::default();
        preferences.remember_import(import("Name,Owner", None));
        preferences.remember_import(import("Name,Region", None));
        preferences.remember_import(import("Name,Owner", None));
        preferences.remember_import(import("Name,Owner", Some("Monthly")));
        preferences.remember_import(import("Name,Region", Some("Monthly")));
        let names: Vec<_> = preferences.imports.iter().map(|one| one.profile.name.as_str()).collect();
        assert_eq!(names, ["Monthly", "", ""]);
        let kept = serde_json::to_string(&preferences).unwrap();
        assert_eq!(serde_json::from_str::<Preferences>(&kept).unwrap(), preferences);
    }

    #[test]
    fn fifty_are_remembered_and_those_with_names_besides() {
        let mut preferences = Preferences::default();
        preferences.remember_import(import("Name,Owner", Some("Monthly")));
        for number in 0..60 {
            preferences.remember_import(import(&format!("Name,Column {number}"), None));
        }
        assert_eq!(preferences.imports.len(), RememberedImport::MOST + 1);
        assert_eq!(preferences.imports.last().unwrap().profile.name, "Monthly");
    }
}
