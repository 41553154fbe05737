use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::command::{Command, Env, Tab};
use crate::model::{AccountId, Edit, Filter, Journal, Portfolio, Seq};
use crate::preferences::Preferences;
use crate::rules::filter::Filtered;
use crate::sheets::Field;

use super::account_panel::SelectionSummary;
use super::accounts::AccountsView;
use super::backups::{BackupAction, BackupsView};
use super::board::BoardView;
use super::drafts::{DraftKey, Drafts};
use super::history::HistoryView;
use super::import::ImportView;
use super::path_dialog::PathDialog;
use super::theme::Tokens;
use super::toasts::Toasts;
use super::trouble::Trouble;
use super::workspace_form::WorkspaceForm;

/// What survives a frame and is no data: selection, zoom, unfinished text, open dialogs. None of it is undone.
#[derive(Default)]
pub struct View {
    pub selection: BTreeSet<AccountId>,
    /// Grows whenever the selection changes.
    pub selection_generation: u64,
    pub selection_summary: SelectionSummary,
    pub tab: Tab,
    /// The one filter, of the board and of the table.
    pub filter: Filter,
    /// The field of the filter's words should take the keyboard in the next frame.
    pub focus_search: bool,
    pub board: BoardView,
    pub accounts: AccountsView,
    pub history: HistoryView,
    pub drafts: Drafts,
    pub import: Option<ImportView>,
    pub path_dialog: Option<PathDialog>,
    pub toasts: Toasts,
    pub workspace_form: Option<WorkspaceForm>,
    pub about_open: bool,
    /// The list of kept backups.
    pub backups: Option<BackupsView>,
    /// A workspace that did not open.
    pub trouble: Option<Trouble>,
    /// A long write that the status line tells of.
    pub work: Option<Work>,
}

impl View {
    /// Selects these and no others.
    pub fn select(&mut self, selection: BTreeSet<AccountId>) {
        self.selection = selection;
        self.selection_generation += 1;
    }
}

/// What the window shows of a long write.
#[derive(Clone, Debug)]
pub struct Work {
    pub label: String,
    /// Steps done, steps in all (0: unknown).
    pub steps: (u64, u64),
}

/// What views may look at.
#[derive(Clone, Copy)]
pub struct Cx<'a> {
    pub portfolio: &'a Portfolio,
    pub journal: &'a Journal,
    pub tokens: &'a Tokens,
    pub env: &'a Env,
    /// What the filter leaves.
    pub filtered: &'a Filtered,
    pub preferences: &'a Preferences,
    /// Equal generations mean the same selection.
    pub selection_generation: u64,
    /// Tells one open workspace from the next.
    pub workspace: usize,
    pub today: chrono::NaiveDate,
    /// Seconds that something glides; 0 when the system asks for less motion.
    pub glide_seconds: f32,
}

/// What views want done. Pushed on an event, never on a condition: a frame may be run twice.
pub type Actions = Vec<Action>;

#[derive(Clone, Debug)]
pub enum Action {
    Command(Command),
    Edit(Edit),
    Select(BTreeSet<AccountId>),
    /// A field was left: its text becomes an edit.
    CommitDraft(DraftKey),
    GiveReason {
        of: Seq,
        text: String,
    },
    DismissToast(u64),
    ImportFile(PathBuf),
    MapColumn {
        column: usize,
        field: Option<Field>,
    },
    RunImport,
    SaveRejects,
    CloseImport,
    CancelWork,
    OpenWorkspace(PathBuf),
    ListFolder(PathBuf),
    PathChosen(Option<PathBuf>),
    Backup(BackupAction),
}
