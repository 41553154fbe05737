//! What commands are called and where they stand.

use egui::Key;

use super::keys::{DELETE, PRESENT, ctrl, ctrl_shift, plain};
use super::{Command, FunnelPage, FunnelPicture, Menu, Spec};
use crate::model::RecordKind;

impl Command {
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
            Self::PrintProcess => (
                Menu::File,
                false,
                "Print process cards…",
                None,
                "The six steps with their people, goals and ways, as a page to print",
            ),
            Self::FunnelReport => (
                Menu::File,
                true,
                "Funnel report…",
                None,
                "The funnel of the period and accounts in view, as HTML, a workbook or Markdown",
            ),
            Self::SaveFunnelPicture(picture) => {
                (Menu::File, false, picture_label(picture), None, "Of the period and accounts in view, as PNG or SVG")
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
            Self::FunnelRules => (
                Menu::File,
                false,
                "Funnel rules…",
                None,
                "What makes a client, who is lost or stuck, and what a customer is worth",
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
            Self::ShowFunnel(page) => (Menu::View, false, funnel_label(page), None, funnel_tooltip(page)),
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
            Self::ChangeStage => {
                (Menu::Account, false, "Change stage…", None, "When the selected came to a stage, who did it and why")
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
            Self::HandOver => {
                (Menu::Account, true, "Hand over…", None, "From who won the account to who makes it grow, on a day")
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
        RecordKind::StageEvents => "Show stage events",
        RecordKind::HandOvers => "Show hand-overs",
        RecordKind::Goals => "Show goals",
        RecordKind::Spend => "Show spend",
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
        RecordKind::StageEvents => "Export stage events…",
        RecordKind::HandOvers => "Export hand-overs…",
        RecordKind::Goals => "Export goals…",
        RecordKind::Spend => "Export spend…",
    }
}

const fn picture_label(picture: FunnelPicture) -> &'static str {
    match picture {
        FunnelPicture::Stages => "Save funnel chart…",
        FunnelPicture::Months => "Save chart of months…",
        FunnelPicture::Channels => "Save chart of channels…",
    }
}

const fn funnel_label(page: FunnelPage) -> &'static str {
    match page {
        FunnelPage::Overview => "Funnel overview",
        FunnelPage::Goals => "Goals",
        FunnelPage::Channels => "Channels",
        FunnelPage::Process => "Process cards",
        FunnelPage::HandOvers => "Hand-overs",
        FunnelPage::Proposals => "Stages to confirm",
    }
}

const fn funnel_tooltip(page: FunnelPage) -> &'static str {
    match page {
        FunnelPage::Overview => "Who was found, qualified, won and made a client in a period",
        FunnelPage::Goals => "What was set out to be reached, month by month",
        FunnelPage::Channels => "What each way of winning customers costs and brings",
        FunnelPage::Process => "How each step is worked here, and what was tried",
        FunnelPage::HandOvers => "Who wins accounts, who makes them grow, and who waits for it",
        FunnelPage::Proposals => "Changes of stage that the purchases speak for",
    }
}
