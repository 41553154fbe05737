//! What belongs to this machine and its user, not to a workspace: never undone, never in a workspace file.

mod file;
mod imports;
mod recent;
mod table;

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::chart::color::DotColor;
use crate::chart::radius::DotSize;

pub use file::{PreferencesFile, folder};
pub use imports::RememberedImport;
pub use recent::{Recent, RememberedView};
pub use table::TableLayout;

/// Kept between runs. What is absent has its default, so that older and newer programs read each other's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    pub theme: Theme,
    /// In percent, 80..=200.
    pub text_scale: u16,
    /// `None` follows the system.
    pub less_motion: Option<bool>,
    /// Where backups go; `None` is a folder of the program's own.
    pub backup_folder: Option<PathBuf>,
    /// Workspaces opened last, the newest first.
    pub recent: Vec<Recent>,
    /// Open the workspace of last time when none is named.
    pub reopen_last: bool,
    /// Commands and accounts chosen last in the palette, by name, the newest first.
    pub recent_commands: Vec<String>,
    /// How the board shows its dots.
    pub board: BoardLook,
    /// Of the panel at the right, in points; `None` until somebody moved its edge.
    pub panel_width: Option<f32>,
    /// Workspaces in places that may damage them, whose warning was read.
    pub risks_read: BTreeSet<PathBuf>,
    /// The newest crash report that was offered and put away, by its file name.
    pub crash_read: Option<String>,
    /// What ended the program before its first frame.
    pub failed_renderer: Option<FailedRenderer>,
    pub table: TableLayout,
    /// How files were mapped that came in, the newest first.
    pub imports: Vec<RememberedImport>,
    /// What a newer program keeps here; it finds it again.
    #[serde(flatten)]
    pub others: serde_json::Map<String, serde_json::Value>,
}

/// Of the text and of all controls, in percent.
pub const TEXT_SCALES: std::ops::RangeInclusive<u16> = 80..=200;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// What size and colour of a dot stand for, and whether the selected leave trails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct BoardLook {
    pub size: DotSize,
    pub color: DotColor,
    pub trails: bool,
    /// The evidence of all accounts is shown.
    pub evidence: bool,
}

/// A renderer by its name, and the program that failed with it: a newer one may do better.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedRenderer {
    pub renderer: String,
    pub version: String,
}

impl Default for Preferences {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            text_scale: 100,
            less_motion: None,
            backup_folder: None,
            recent: Vec::new(),
            reopen_last: true,
            recent_commands: Vec::new(),
            board: BoardLook::default(),
            panel_width: None,
            risks_read: BTreeSet::new(),
            crash_read: None,
            failed_renderer: None,
            others: serde_json::Map::new(),
            table: TableLayout::default(),
            imports: Vec::new(),
        }
    }
}

impl Preferences {
    /// With every value within its bounds, whatever a file said.
    #[must_use]
    pub fn sane(mut self) -> Self {
        self.text_scale = self.text_scale.clamp(*TEXT_SCALES.start(), *TEXT_SCALES.end());
        self.panel_width = self.panel_width.filter(|width| (200.0..=1_000.0).contains(width));
        self.recent.truncate(Recent::MOST);
        self.forget_old_imports();
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mad_file_makes_no_mad_window() {
        let mad = Preferences { text_scale: 9_000, panel_width: Some(f32::NAN), ..Preferences::default() };
        let sane = mad.sane();
        assert_eq!((sane.text_scale, sane.panel_width), (200, None));
    }
}
