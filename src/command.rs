//! Every command that the program knows, once: menus, shortcuts, buttons and help read only this.

mod availability;
mod keys;
mod words;

use egui::{Key, KeyboardShortcut};

use crate::chart::color::DotColor;
use crate::chart::radius::DotSize;
use crate::model::RecordKind;

pub use keys::ALSO;
use keys::{DELETE, PRESENT, ctrl, ctrl_shift, plain};

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
    Backup,
    Backups,
    Settings,
    ScoringModel,
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
    AlignEngagement,
    AlignPotential,
    DistributeEngagement,
    DistributePotential,
    Unplace,
    MakeTarget,
    MakeLead,
    DropFromList,
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
    History,
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

impl Tab {
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Board => "Board",
            Self::Accounts => "Accounts",
            Self::Lists => "Lists",
            Self::Account => "Account",
            Self::Gaps => "Gaps",
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
        Self::ExportMoves,
        Self::SavePicture,
        Self::Backup,
        Self::Backups,
        Self::Settings,
        Self::ScoringModel,
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
        Self::ShowHistory,
        Self::ShowRecords(RecordKind::Contacts),
        Self::ShowRecords(RecordKind::Activities),
        Self::ShowRecords(RecordKind::Purchases),
        Self::ShowRecords(RecordKind::Products),
        Self::ShowRecords(RecordKind::Opportunities),
        Self::ShowRecords(RecordKind::Risks),
        Self::ShowRecords(RecordKind::Colleagues),
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
        Self::AlignEngagement,
        Self::AlignPotential,
        Self::DistributeEngagement,
        Self::DistributePotential,
        Self::Unplace,
        Self::MakeTarget,
        Self::MakeLead,
        Self::DropFromList,
        Self::Archive,
        Self::Delete,
        Self::Shortcuts,
        Self::About,
    ];

    #[must_use]
    pub const fn spec(self) -> Spec {
        let (menu, starts_group, label, shortcut, tooltip) = match self {
            Self::NewWorkspace => {
                (Menu::File, false, "New workspace…", Some(ctrl(Key::N)), "Start with an empty board in a new file")
            }
            Self::OpenWorkspace => (Menu::File, false, "Open workspace…", Some(ctrl(Key::O)), "Open a .fourfold file"),
            Self::OpenDemo => (Menu::File, false, "Open the demo", None, "Look around in a made-up workspace"),
            Self::Import => (
                Menu::File,
                true,
                "Import…",
                Some(ctrl(Key::I)),
                "Accounts, contacts, purchases… from a spreadsheet, seen before, undone after",
            ),
            Self::ImportAgain => (
                Menu::File,
                false,
                "Import again…",
                Some(ctrl_shift(Key::I)),
                "The newest file like the one of last time, mapped as then",
            ),
            Self::ImportClipboard => {
                (Menu::File, false, "Import from the clipboard…", None, "Rows copied in a spreadsheet")
            }
            Self::Export => {
                (Menu::File, false, "Export…", Some(ctrl(Key::E)), "As a workbook, CSV or JSON, for other programs")
            }
            Self::ExportKind(kind) => (Menu::File, false, export_label(kind), None, "All of them, for other programs"),
            Self::ExportMoves => {
                (Menu::File, false, "Export moves…", None, "Who was put where, when and why, for other programs")
            }
            Self::SavePicture => {
                (Menu::File, false, "Save the board as a picture…", None, "The board as it is seen, as PNG or SVG")
            }
            Self::Backup => {
                (Menu::File, true, "Save a copy…", Some(ctrl_shift(Key::S)), "A checked copy of the whole workspace")
            }
            Self::Backups => (Menu::File, false, "Backups…", None, "What was kept, when, and how to go back to it"),
            Self::Settings => (
                Menu::File,
                true,
                "Settings…",
                Some(ctrl(Key::Comma)),
                "Name, currency and thresholds of the workspace; look and folders of this computer",
            ),
            Self::ScoringModel => (
                Menu::File,
                false,
                "Scoring model…",
                None,
                "Weights, windows, roles and thresholds, with the board in view",
            ),
            Self::CloseWorkspace => (
                Menu::File,
                true,
                "Close workspace",
                Some(ctrl(Key::W)),
                "Back to the start; everything is saved already",
            ),
            Self::Quit => (Menu::File, false, "Quit", Some(ctrl(Key::Q)), "Everything is saved already"),
            Self::Undo => (Menu::Edit, false, "Undo", Some(ctrl(Key::Z)), "Take back the last change"),
            Self::Redo => (Menu::Edit, false, "Redo", Some(ctrl_shift(Key::Z)), "Do again what was taken back"),
            Self::UndoImport => {
                (Menu::Edit, false, "Undo an import…", None, "Takes back what still stands of it, days later too")
            }
            Self::Copy => {
                (Menu::Edit, true, "Copy", Some(ctrl(Key::C)), "The selected accounts, as a spreadsheet takes them")
            }
            Self::Paste => {
                (Menu::Edit, false, "Paste…", Some(ctrl(Key::V)), "Cells from a spreadsheet, seen before they are set")
            }
            Self::CopyPicture => {
                (Menu::Edit, false, "Copy the board as a picture", Some(ctrl_shift(Key::C)), "For a slide or a letter")
            }
            Self::SelectAll => (
                Menu::Edit,
                true,
                "Select all on the board",
                Some(ctrl(Key::A)),
                "Every account that the search leaves",
            ),
            Self::Deselect => (Menu::Edit, false, "Select nothing", None, "Also with Esc"),
            Self::Find => (Menu::Edit, true, "Find…", Some(ctrl(Key::F)), "Dims all accounts but those that match"),
            Self::Palette => (
                Menu::Edit,
                false,
                "Find an account or a command…",
                Some(ctrl(Key::K)),
                "Everything by its name: move ernst handel to 60 70",
            ),
            Self::ShowBoard => (Menu::View, false, "Board", Some(ctrl(Key::Num1)), "Every account as a dot"),
            Self::ShowAccounts => (Menu::View, false, "Accounts", Some(ctrl(Key::Num2)), "Every account as a row"),
            Self::ShowLists => {
                (Menu::View, false, "Lists", None, "Key list, targets, leads, and what to look at on Monday")
            }
            Self::ShowAccount => (
                Menu::View,
                false,
                "Account page",
                Some(ctrl(Key::D)),
                "The selected account: who knows whom, what it buys and what it does not",
            ),
            Self::ShowGaps => {
                (Menu::View, false, "Gaps", None, "White space: who buys which category, and who does not")
            }
            Self::ShowHistory => (Menu::View, false, "History", Some(ctrl(Key::Num3)), "Everything that was ever done"),
            Self::ShowRecords(kind) => (Menu::View, false, show_label(kind), None, "As a table, edited in place"),
            Self::ZoomIn => {
                (Menu::View, false, "Zoom in", Some(ctrl(Key::Plus)), "Also with the wheel, at the pointer")
            }
            Self::ZoomOut => {
                (Menu::View, false, "Zoom out", Some(ctrl(Key::Minus)), "Also with the wheel, at the pointer")
            }
            Self::Fit => (
                Menu::View,
                false,
                "Show the whole board",
                Some(ctrl(Key::Num0)),
                "Also with a double click on empty ground",
            ),
            Self::SizeByRevenue => (
                Menu::View,
                true,
                "Size dots by revenue",
                None,
                "A dot's area follows the revenue of the last 12 months",
            ),
            Self::SizeByQpc => (
                Menu::View,
                false,
                "Size dots by capacity",
                None,
                "A dot's area follows what the account could buy (QPC)",
            ),
            Self::SizeEqual => (Menu::View, false, "Dots of equal size", None, "Every account counts the same"),
            Self::ColorByClass => {
                (Menu::View, false, "Colour by class", None, "Key, Growth Potential, Maintenance, Service")
            }
            Self::ColorByOwner => {
                (Menu::View, false, "Colour by owner", None, "A colour for each of the busiest owners")
            }
            Self::ColorByStage => (Menu::View, false, "Colour by stage", None, "From suspect to client"),
            Self::ColorByList => (Menu::View, false, "Colour by list", None, "Key list and secondary, by revenue"),
            Self::ColorByRegion => {
                (Menu::View, false, "Colour by region", None, "A colour for each of the largest regions")
            }
            Self::ColorByRisk => {
                (Menu::View, false, "Colour by risk", None, "The worst of what puts an account at risk")
            }
            Self::Trails => {
                (Menu::View, true, "Trails of past positions", None, "Where the selected accounts stood before")
            }
            Self::ShowEvidence => (
                Menu::View,
                false,
                "Show the evidence",
                None,
                "Where the records put the accounts that people put elsewhere, the 200 furthest apart; of the selected always",
            ),
            Self::SuggestedMoves => (
                Menu::View,
                false,
                "Suggested moves…",
                None,
                "Where the records say something else than people decided",
            ),
            Self::Replay => (Menu::View, false, "The board as of a date…", None, "Replays how the board came to be"),
            Self::Present => {
                (Menu::View, false, "Present the board", Some(PRESENT), "No panels, larger dots and words; Esc ends it")
            }
            Self::ClearFilter => (Menu::View, true, "Clear the filter", None, "Shows all accounts again"),
            Self::SaveView => {
                (Menu::View, false, "Save this view…", None, "Keeps filter, order and columns under a name")
            }
            Self::NextPane => (
                Menu::View,
                false,
                "Next part of the window",
                Some(plain(Key::F6)),
                "Moves the keyboard from part to part",
            ),
            Self::ThemeSystem => (Menu::View, true, "Theme of the system", None, "Light or dark, as the system says"),
            Self::ThemeLight => (Menu::View, false, "Light theme", None, "Whatever the system says"),
            Self::ThemeDark => (Menu::View, false, "Dark theme", None, "Whatever the system says"),
            Self::NewAccount => (
                Menu::Account,
                false,
                "New account",
                Some(ctrl_shift(Key::N)),
                "It waits in the tray until it is placed",
            ),
            Self::Rename => (Menu::Account, false, "Rename", Some(plain(Key::F2)), "Types over the name"),
            Self::PlaceAt => {
                (Menu::Account, true, "Place at…", None, "Types engagement and potential for all selected")
            }
            Self::AlignEngagement => {
                (Menu::Account, false, "Align on one engagement", None, "All selected at their mean height")
            }
            Self::AlignPotential => {
                (Menu::Account, false, "Align on one potential", None, "All selected at their mean place across")
            }
            Self::DistributeEngagement => {
                (Menu::Account, false, "Distribute over engagement", None, "Equal steps from the lowest to the highest")
            }
            Self::DistributePotential => (
                Menu::Account,
                false,
                "Distribute over potential",
                None,
                "Equal steps from the leftmost to the rightmost",
            ),
            Self::Unplace => (
                Menu::Account,
                true,
                "Take off the board",
                None,
                "Takes the judged position back: the records decide again, and whoever has none goes into the tray",
            ),
            Self::MakeTarget => (
                Menu::Account,
                true,
                "Make a target…",
                None,
                "A prospect that passes three questions: money, access, fit",
            ),
            Self::MakeLead => (Menu::Account, false, "Make a lead", None, "A suspect that its owner looks into"),
            Self::DropFromList => {
                (Menu::Account, false, "Drop from its list", None, "Gives up its place among targets or leads")
            }
            Self::Archive => (Menu::Account, true, "Archive", None, "Kept, but counted nowhere"),
            Self::Delete => (Menu::Account, false, "Delete", Some(DELETE), "Can be undone"),
            Self::Shortcuts => (
                Menu::Help,
                false,
                "Keyboard and pointer",
                Some(plain(Key::F1)),
                "All shortcuts, and what the pointer does",
            ),
            Self::About => (Menu::Help, false, "About Fourfold", None, "Version and licence"),
        };
        Spec { label, tooltip, shortcut, menu, starts_group }
    }
}

const fn show_label(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Accounts => "Show accounts",
        RecordKind::Contacts => "Show contacts",
        RecordKind::Activities => "Show activities",
        RecordKind::Purchases => "Show purchases",
        RecordKind::Products => "Show products",
        RecordKind::Opportunities => "Show opportunities",
        RecordKind::Risks => "Show risks",
        RecordKind::Colleagues => "Show colleagues",
    }
}

const fn export_label(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Accounts => "Export accounts…",
        RecordKind::Contacts => "Export contacts…",
        RecordKind::Activities => "Export activities…",
        RecordKind::Purchases => "Export purchases…",
        RecordKind::Products => "Export products…",
        RecordKind::Opportunities => "Export opportunities…",
        RecordKind::Risks => "Export risks…",
        RecordKind::Colleagues => "Export colleagues…",
    }
}

#[cfg(test)]
mod tests;
