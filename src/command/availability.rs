use super::{Command, Env, NotThePresent, Tab};

const READ_ONLY: &str = "This workspace is open for reading only; File → Save a copy…";

fn needs(holds: bool, reason: &'static str) -> Result<(), &'static str> {
    if holds { Ok(()) } else { Err(reason) }
}

impl Env {
    fn open(&self) -> Result<(), &'static str> {
        needs(self.workspace_open, "Open a workspace first")
    }

    /// Of the present, whether a workspace is open or not.
    fn unlocked(&self) -> Result<(), &'static str> {
        needs(!self.read_only, READ_ONLY).and(self.past.map_or(Ok(()), |shown| Err(shown.words())))
    }

    /// Whether what the workspace holds can be changed now: it is open, it may be written, and it is shown as it is today.
    ///
    /// # Errors
    /// Why not, for people.
    pub fn may_write(&self) -> Result<(), &'static str> {
        self.open().and(self.unlocked())
    }
}

impl Command {
    /// Whether the command applies now.
    ///
    /// # Errors
    /// Why not, for people.
    pub fn availability(self, env: &Env) -> Result<(), &'static str> {
        let open = env.open();
        let selected = || open.and(needs(env.selected > 0, "Select an account first"));
        let writable = || env.may_write();
        // Without a workspace, too: it is asked for before anything is written.
        let importable = || env.unlocked().and(needs(!env.writing, "Wait until the present work is written"));
        let idle = || open.and(needs(!env.writing, "Wait until the present work is written"));
        match self {
            Self::NewWorkspace | Self::OpenWorkspace | Self::OpenDemo => {
                needs(!env.writing, "Wait until the present work is written")
                    .and(needs(!env.opening, "Wait until the workspace is open"))
            }
            Self::Import | Self::ImportClipboard => importable(),
            Self::ImportAgain => {
                importable().and(needs(env.import_again, "Nothing was imported from a file on this computer yet"))
            }
            Self::Quit
            | Self::Settings
            | Self::Palette
            | Self::NextPane
            | Self::ThemeSystem
            | Self::ThemeLight
            | Self::ThemeDark
            | Self::Shortcuts
            | Self::About => Ok(()),
            Self::Export | Self::ExportKind(_) | Self::ExportMoves => {
                open.and(needs(env.records, "There is nothing to export yet"))
            }
            Self::FunnelReport | Self::SaveFunnelPicture(_) => open.and(needs(
                env.tab == Tab::Funnel,
                "Show the funnel first: what is written is what is asked for there",
            )),
            Self::Backup | Self::CloseWorkspace | Self::Replay => idle(),
            Self::Undo => writable().and(idle()).and(needs(env.undo.is_some(), "There is nothing to undo")),
            Self::Redo => writable().and(idle()).and(needs(env.redo.is_some(), "There is nothing to redo")),
            Self::UndoImport => {
                writable().and(idle()).and(needs(env.import_to_undo, "There is no import to take back"))
            }
            Self::Deselect | Self::Copy if env.table.is_some() => {
                open.and(needs(env.rows_selected > 0, "Select a row first"))
            }
            Self::Deselect | Self::Copy => selected(),
            Self::Archive | Self::Delete | Self::PlaceAt | Self::ChangeStage | Self::HandOver | Self::MakeLead => {
                writable().and(selected())
            }
            Self::Rename | Self::MakeTarget => {
                writable().and(selected()).and(needs(env.selected == 1, "Select a single account first"))
            }
            Self::DropFromList => {
                writable().and(selected()).and(needs(env.selected_pursued, "Select a target or a lead first"))
            }
            Self::AlignEngagement | Self::AlignPotential => {
                writable().and(needs(env.selected_on_board > 1, "Select two accounts on the board first"))
            }
            Self::DistributeEngagement | Self::DistributePotential => {
                writable().and(needs(env.selected_on_board > 2, "Select three accounts on the board first"))
            }
            // While another model is shown, it closes that.
            Self::ScoringModel if env.past == Some(NotThePresent::OtherModel) => {
                open.and(needs(!env.read_only, READ_ONLY))
            }
            Self::Paste | Self::NewAccount | Self::SaveView | Self::ScoringModel => writable(),
            Self::ClearFilter => open.and(needs(env.filtering, "There is no filter")),
            Self::Unplace => writable()
                .and(needs(env.selected_on_board > 0, "Select an account on the board first"))
                .and(needs(env.selected_judged > 0, "It stands where its evidence puts it already")),
            Self::SuggestedMoves => writable()
                .and(needs(!env.presenting, "The board is presented; Esc ends that"))
                .and(needs(env.suggested > 0, "Nothing is suggested: decisions still fit what the records say")),
            Self::SavePicture
            | Self::PrintProcess
            | Self::CopyPicture
            | Self::Backups
            | Self::SelectAll
            | Self::Find
            | Self::ZoomIn
            | Self::ZoomOut
            | Self::Fit
            | Self::SizeByRevenue
            | Self::SizeByQpc
            | Self::SizeEqual
            | Self::ColorByClass
            | Self::ColorByOwner
            | Self::ColorByStage
            | Self::ColorByList
            | Self::ColorByRegion
            | Self::ColorByRisk
            | Self::Trails
            | Self::ShowEvidence
            | Self::Present
            | Self::ShowBoard
            | Self::ShowAccounts
            | Self::ShowLists
            | Self::ShowGaps
            | Self::ShowFunnel(_)
            | Self::FunnelRules
            | Self::ShowHistory
            | Self::ShowRecords(_)
            | Self::ShowAccount => open,
        }
    }
}
