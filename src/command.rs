//! Every command that the program knows, once: menus, shortcuts, buttons and help read only this.

mod availability;
mod keys;
mod specs;
mod words;

use egui::KeyboardShortcut;

use crate::chart::color::DotColor;
use crate::chart::radius::DotSize;
use crate::model::RecordKind;

pub use keys::ALSO;

/// Something that a person can ask for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Command {
    NewWorkspace,
    OpenWorkspace,
    OpenDemo,
    Import,
    ImportAgain,
    ImportClipboard,
    Export,
    ExportKind(RecordKind),
    ExportMoves,
    SavePicture,
    FunnelReport,
    SaveFunnelPicture(FunnelPicture),
    PrintProcess,
    Backup,
    Backups,
    Settings,
    ScoringModel,
    FunnelRules,
    CloseWorkspace,
    Quit,
    Undo,
    Redo,
    UndoImport,
    Copy,
    Paste,
    CopyPicture,
    SelectAll,
    Deselect,
    Find,
    Palette,
    ShowBoard,
    ShowAccounts,
    ShowAccount,
    ShowLists,
    ShowGaps,
    ShowFunnel(FunnelPage),
    ShowHistory,
    ShowRecords(RecordKind),
    ZoomIn,
    ZoomOut,
    Fit,
    SizeByRevenue,
    SizeByQpc,
    SizeEqual,
    ColorByClass,
    ColorByOwner,
    ColorByStage,
    ColorByList,
    ColorByRegion,
    ColorByRisk,
    Trails,
    ShowEvidence,
    SuggestedMoves,
    Replay,
    Present,
    ClearFilter,
    SaveView,
    NextPane,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    NewAccount,
    Rename,
    PlaceAt,
    ChangeStage,
    AlignEngagement,
    AlignPotential,
    DistributeEngagement,
    DistributePotential,
    Unplace,
    MakeTarget,
    MakeLead,
    DropFromList,
    HandOver,
    Archive,
    Delete,
    Shortcuts,
    About,
}

/// A place of the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tab {
    #[default]
    Board,
    Accounts,
    /// Key list, targets and leads.
    Lists,
    /// All that is known of one account.
    Account,
    /// Accounts by categories.
    Gaps,
    /// Suspects, prospects, customers, clients; goals and channels.
    Funnel,
    History,
}

/// A page of the funnel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FunnelPage {
    #[default]
    Overview,
    Goals,
    Channels,
    Process,
    HandOvers,
    /// Changes of stage that the records speak for.
    Proposals,
}

/// A chart of the funnel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FunnelPicture {
    /// From suspects to clients.
    Stages,
    Months,
    Channels,
}

/// The menu that a command stands in, in the order of the menu bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Menu {
    File,
    Edit,
    View,
    Account,
    Help,
}

/// What does not change about a command.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    pub label: &'static str,
    pub tooltip: &'static str,
    pub shortcut: Option<KeyboardShortcut>,
    pub menu: Menu,
    /// Whether a line is drawn above it in its menu.
    pub starts_group: bool,
}

/// What a board shows in place of the present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotThePresent {
    PastDay,
    OtherModel,
}

impl NotThePresent {
    /// Why nothing can be changed, and what to do about it.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::PastDay => "This is the board of a past day; go back to today to change anything",
            Self::OtherModel => "The board shows a scoring model that does not hold yet; apply it, or cancel",
        }
    }
}

/// What commands need to know of the moment to say whether they apply.
#[derive(Clone, Debug, Default)]
pub struct Env {
    pub workspace_open: bool,
    /// A workspace is being opened or made.
    pub opening: bool,
    /// A long piece of work (an import, a backup) is being written.
    pub writing: bool,
    /// There is a record of any kind, or a move.
    pub records: bool,
    pub selected: usize,
    /// Whether anything selected is a target or a lead.
    pub selected_pursued: bool,
    /// How many of the selected stand where people put them.
    pub selected_judged: usize,
    /// How many of these go where their evidence puts them once that is taken back.
    pub selected_released: usize,
    /// Whether all that is selected is archived already.
    pub selected_archived: bool,
    pub undo: Option<String>,
    pub redo: Option<String>,
    /// Whether there is an import that stands.
    pub import_to_undo: bool,
    /// How many of the selected stand on the board.
    pub selected_on_board: usize,
    /// The workspace can be read, not written.
    pub read_only: bool,
    /// A file came in before, of which there may be a newer one.
    pub import_again: bool,
    pub filtering: bool,
    pub tab: Tab,
    pub funnel_page: FunnelPage,
    /// The kind of records that the Accounts tab shows in place of accounts, while it is shown.
    pub table: Option<RecordKind>,
    /// How many rows of that table are selected.
    pub rows_selected: usize,
    pub size: DotSize,
    pub color: DotColor,
    pub trails: bool,
    /// The evidence of all accounts is shown.
    pub evidence: bool,
    /// How many moves the records speak for.
    pub suggested: usize,
    pub replaying: bool,
    /// The board shows something else than what holds, on which nothing can be changed.
    pub past: Option<NotThePresent>,
    pub presenting: bool,
    pub theme: egui::ThemePreference,
}

impl Menu {
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::View, Self::Account, Self::Help];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Edit => "Edit",
            Self::View => "View",
            Self::Account => "Account",
            Self::Help => "Help",
        }
    }
}

impl FunnelPage {
    pub const ALL: [Self; 6] =
        [Self::Overview, Self::Goals, Self::Channels, Self::Process, Self::HandOvers, Self::Proposals];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Goals => "Goals",
            Self::Channels => "Channels",
            Self::Process => "Process",
            Self::HandOvers => "Hand-overs",
            Self::Proposals => "To confirm",
        }
    }
}

impl Tab {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Board => "Board",
            Self::Accounts => "Accounts",
            Self::Lists => "Lists",
            Self::Account => "Account",
            Self::Gaps => "Gaps",
            Self::Funnel => "Funnel",
            Self::History => "History",
        }
    }

    /// What goes there.
    #[must_use]
    pub const fn command(self) -> Command {
        match self {
            Self::Board => Command::ShowBoard,
            Self::Accounts => Command::ShowAccounts,
            Self::Lists => Command::ShowLists,
            Self::Account => Command::ShowAccount,
            Self::Gaps => Command::ShowGaps,
            Self::Funnel => Command::ShowFunnel(FunnelPage::Overview),
            Self::History => Command::ShowHistory,
        }
    }
}

impl Command {
    /// In the order of the menus.
    pub const ALL: &'static [Self] = &[
        Self::NewWorkspace,
        Self::OpenWorkspace,
        Self::OpenDemo,
        Self::Import,
        Self::ImportAgain,
        Self::ImportClipboard,
        Self::Export,
        Self::ExportKind(RecordKind::Accounts),
        Self::ExportKind(RecordKind::Contacts),
        Self::ExportKind(RecordKind::Activities),
        Self::ExportKind(RecordKind::Purchases),
        Self::ExportKind(RecordKind::Products),
        Self::ExportKind(RecordKind::Opportunities),
        Self::ExportKind(RecordKind::Risks),
        Self::ExportKind(RecordKind::Colleagues),
        Self::ExportKind(RecordKind::StageEvents),
        Self::ExportKind(RecordKind::HandOvers),
        Self::ExportKind(RecordKind::Goals),
        Self::ExportKind(RecordKind::Spend),
        Self::ExportMoves,
        Self::SavePicture,
        Self::FunnelReport,
        Self::SaveFunnelPicture(FunnelPicture::Stages),
        Self::SaveFunnelPicture(FunnelPicture::Months),
        Self::SaveFunnelPicture(FunnelPicture::Channels),
        Self::PrintProcess,
        Self::Backup,
        Self::Backups,
        Self::Settings,
        Self::ScoringModel,
        Self::FunnelRules,
        Self::CloseWorkspace,
        Self::Quit,
        Self::Undo,
        Self::Redo,
        Self::UndoImport,
        Self::Copy,
        Self::Paste,
        Self::CopyPicture,
        Self::SelectAll,
        Self::Deselect,
        Self::Find,
        Self::Palette,
        Self::ShowBoard,
        Self::ShowAccounts,
        Self::ShowAccount,
        Self::ShowLists,
        Self::ShowGaps,
        Self::ShowFunnel(FunnelPage::Overview),
        Self::ShowFunnel(FunnelPage::Goals),
        Self::ShowFunnel(FunnelPage::Channels),
        Self::ShowFunnel(FunnelPage::Process),
        Self::ShowFunnel(FunnelPage::HandOvers),
        Self::ShowFunnel(FunnelPage::Proposals),
        Self::ShowHistory,
        Self::ShowRecords(RecordKind::Contacts),
        Self::ShowRecords(RecordKind::Activities),
        Self::ShowRecords(RecordKind::Purchases),
        Self::ShowRecords(RecordKind::Products),
        Self::ShowRecords(RecordKind::Opportunities),
        Self::ShowRecords(RecordKind::Risks),
        Self::ShowRecords(RecordKind::Colleagues),
        Self::ShowRecords(RecordKind::StageEvents),
        Self::ShowRecords(RecordKind::HandOvers),
        Self::ShowRecords(RecordKind::Goals),
        Self::ShowRecords(RecordKind::Spend),
        Self::ZoomIn,
        Self::ZoomOut,
        Self::Fit,
        Self::SizeByRevenue,
        Self::SizeByQpc,
        Self::SizeEqual,
        Self::ColorByClass,
        Self::ColorByOwner,
        Self::ColorByStage,
        Self::ColorByList,
        Self::ColorByRegion,
        Self::ColorByRisk,
        Self::Trails,
        Self::ShowEvidence,
        Self::SuggestedMoves,
        Self::Replay,
        Self::Present,
        Self::ClearFilter,
        Self::SaveView,
        Self::NextPane,
        Self::ThemeSystem,
        Self::ThemeLight,
        Self::ThemeDark,
        Self::NewAccount,
        Self::Rename,
        Self::PlaceAt,
        Self::ChangeStage,
        Self::AlignEngagement,
        Self::AlignPotential,
        Self::DistributeEngagement,
        Self::DistributePotential,
        Self::Unplace,
        Self::MakeTarget,
        Self::MakeLead,
        Self::DropFromList,
        Self::HandOver,
        Self::Archive,
        Self::Delete,
        Self::Shortcuts,
        Self::About,
    ];
}

#[cfg(test)]
mod tests;
