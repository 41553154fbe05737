//! What belongs to this machine and its user, not to a workspace: never undone, never in a workspace file.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

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
    pub recent: Vec<PathBuf>,
    /// Open the workspace of last time when none is named.
    pub reopen_last: bool,
    /// Commands and accounts chosen last in the palette, by name, the newest first.
    pub recent_commands: Vec<String>,
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
        }
    }
}
