use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::command::{Command, Env, Tab};
use crate::jobs::JobSteps;
use crate::model::{
    AccountId, ActivityId, AnyRecord, Edit, Filter, Journal, Portfolio, RecordKind, RowKey, SavedView, ScoringModel,
    Seq, StageEventId,
};
use crate::preferences::Preferences;
use crate::rules::filter::Filtered;
use crate::sheets::ExportOptions;

use super::account_page::AccountPage;
use super::account_panel::PanelView;
use super::accounts::AccountsView;
use super::backups::{BackupAction, BackupsView};
use super::board::BoardView;
use super::board::replay::Replay;
use super::drafts::{DraftKey, Drafts};
use super::export::ExportDialog;
use super::filter_bar::FilterBar;
use super::filter_bar::save_view::SaveView;
use super::funnel::FunnelView;
use super::gaps::GapsView;
use super::history::HistoryView;
use super::import::{ImportAction, ImportView};
use super::lists::ListsView;
use super::notices::{NoticeKind, NoticesView};
use super::palette::{Palette, Pick};
use super::panes::Panes;
use super::path_dialog::PathDialog;
use super::place_dialog::PlaceDialog;
use super::recents::RecentFile;
use super::record_form::RecordForm;
use super::records::{RecordsView, Spot};
use super::remodel::Remodel;
use super::settings::SettingsView;
use super::stage_dialog::StageDialog;
use super::theme::Tokens;
use super::toasts::Toasts;
use super::trouble::Trouble;

/// What survives a frame and is no data: selection, zoom, unfinished text, open dialogs. None of it is undone.
#[derive(Default)]
pub struct View {
    pub selection: BTreeSet<AccountId>,
    /// Grows whenever the selection changes.
    pub selection_generation: u64,
    pub panel: PanelView,
    pub tab: Tab,
    /// The one filter, of the board and of the table.
    pub filter: Filter,
    pub filter_bar: FilterBar,
    /// The dialog that asks for the name of a view.
    pub save_view: Option<SaveView>,
    /// The field of the filter's words should take the keyboard in the next frame.
    pub focus_search: bool,
    pub board: BoardView,
    /// The board has the window for itself.
    pub presenting: bool,
    /// The board of past days, while it is asked for.
    pub replay: Option<Replay>,
    /// The scoring model, while it is looked at beside the board.
    pub remodel: Option<Remodel>,
    pub accounts: AccountsView,
    pub lists: ListsView,
    /// The tables of the other kinds, in the same tab.
    pub records: RecordsView,
    pub page: AccountPage,
    pub gaps: GapsView,
    pub funnel: FunnelView,
    pub history: HistoryView,
    pub drafts: Drafts,
    pub import: Option<ImportView>,
    /// The dialog that asks what is exported, and how.
    pub export: Option<ExportDialog>,
    pub path_dialog: Option<PathDialog>,
    pub toasts: Toasts,
    pub place_dialog: Option<PlaceDialog>,
    /// Asks when accounts came to a stage, or what is wrong about that.
    pub stage_dialog: Option<StageDialog>,
    pub settings: Option<SettingsView>,
    pub about_open: bool,
    pub notices: NoticesView,
    /// Of the panel at the right, in points, as it was last shown; 0 before that.
    pub panel_width: f32,
    pub shortcuts_open: bool,
    pub palette: Palette,
    pub panes: Panes,
    /// The record that is being written.
    pub record_form: Option<RecordForm>,
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
    pub steps: JobSteps,
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
    /// Workspaces opened lately, the newest first.
    pub recents: &'a [RecentFile],
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
    /// Opens the form of a record; of an account, selects it.
    OpenRecord(RowKey),
    /// Opens the form of a new record, of this account or of one that the form asks for.
    NewRecord(RecordKind, Option<AccountId>),
    /// Opens the form of a new planned activity, on the day that the account is due.
    PlanActivity(AccountId),
    /// Opens the form of a planned activity that was done.
    CompleteActivity(ActivityId),
    /// What the form of a record comes to. It stays open while that is refused.
    SaveRecord(Edit),
    /// Shows the table of a kind with what belongs to the selected accounts.
    ShowRecordsOfSelected(RecordKind),
    /// Shows what a view leaves, ready-made or saved.
    ShowView(SavedView),
    /// Keeps what is seen now under the name of a saved view.
    UpdateView(String),
    /// A field was left: its text becomes an edit.
    CommitDraft(DraftKey),
    /// A cell of a table of records was left: the record as it shall be, and the text that was typed for it.
    PutCell {
        record: Box<AnyRecord>,
        spot: Spot,
        text: String,
    },
    /// Chosen in the palette.
    Pick(Pick),
    /// Cells from the clipboard.
    Paste(String),
    GiveReason {
        of: Seq,
        text: String,
    },
    /// Shows an entry of the journal, with what it changed.
    OpenEntry(Seq),
    /// Takes one edit back, wherever it stands.
    Revert(Seq),
    /// Says what would become of an import that is taken back, and asks.
    AskUndoImport(Seq),
    /// Takes back what still stands of an import.
    UndoImport(Seq),
    /// Takes back every edit after this entry.
    UndoTo(Seq),
    /// Shows what was ever done to one account.
    HistoryOf(AccountId),
    /// Selects all accounts that an entry touched, and shows the board.
    SelectTouched(Seq),
    /// Opens the dialog in which a stage event is corrected.
    CorrectStage(StageEventId),
    /// Gives up the account's place on its list for the edit that waits for one.
    MakeRoom(AccountId),
    /// A field of a process card was left: what is typed on the cards becomes edits.
    KeepProcess,
    DismissToast(u64),
    /// Asks for a path, and exports there. In this view: of all accounts those that it shows.
    Export {
        options: Box<ExportOptions>,
        in_view: bool,
    },
    Import(ImportAction),
    CancelWork,
    OpenWorkspace(PathBuf),
    /// The list of recent workspaces came into sight: are they still there?
    LookForRecents,
    /// Takes a workspace off the list of recent ones; its file stays.
    ForgetRecent(PathBuf),
    NoticeRead(NoticeKind),
    ListFolder(PathBuf),
    PathChosen(Option<PathBuf>),
    /// Preferences of this computer, which hold at once.
    Prefer(Box<Preferences>),
    /// Who would stand elsewhere under this scoring model?
    PreviewModel(Box<ScoringModel>),
    /// Makes it the model of the workspace.
    ApplyModel(Box<ScoringModel>),
    CloseModel,
    ChooseBackupFolder,
    Backup(BackupAction),
}
