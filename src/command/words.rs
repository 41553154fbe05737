//! What a command is called at this moment, whether it is on, and in which menu within its menu it stands.

use egui::ThemePreference;

use super::{Command, Env, Tab};
use crate::chart::color::DotColor;
use crate::chart::radius::DotSize;

impl Command {
    /// The menu within its menu that the command stands in, if any.
    #[must_use]
    pub const fn submenu(self) -> Option<&'static str> {
        match self {
            Self::ExportKind(_) | Self::ExportMoves => Some("Export one kind"),
            Self::ShowRecords(_) => Some("Tables"),
            Self::ShowFunnel(_) => Some("Funnel"),
            Self::SizeByRevenue | Self::SizeByQpc | Self::SizeEqual => Some("Size"),
            Self::ColorByClass
            | Self::ColorByOwner
            | Self::ColorByStage
            | Self::ColorByList
            | Self::ColorByRegion
            | Self::ColorByRisk => Some("Colour"),
            Self::ThemeSystem | Self::ThemeLight | Self::ThemeDark => Some("Theme"),
            Self::AlignEngagement | Self::AlignPotential | Self::DistributeEngagement | Self::DistributePotential => {
                Some("Align and distribute")
            }
            _ => None,
        }
    }

    /// A name that stays the same from version to version, for what is kept between runs.
    #[must_use]
    pub fn stable_name(self) -> String {
        format!("{self:?}")
    }

    /// The label at this moment: Undo and Redo say what they would do.
    #[must_use]
    pub fn label(self, env: &Env) -> String {
        let spec = self.spec();
        let with = |what: &Option<String>| match what {
            Some(what) => format!("{} {}", spec.label, lower_first(what)),
            None => spec.label.to_owned(),
        };
        match self {
            Self::Undo => with(&env.undo),
            Self::Redo => with(&env.redo),
            Self::Unplace if env.selected_released > 0 => "Release to the evidence".to_owned(),
            Self::Archive if env.selected_archived => "Bring back".to_owned(),
            Self::SelectAll if env.tab == Tab::Accounts => "Select all in the table".to_owned(),
            _ => spec.label.to_owned(),
        }
    }

    /// Whether the command is a choice that is on now; `None` when it is no choice.
    #[must_use]
    pub fn checked(self, env: &Env) -> Option<bool> {
        match self {
            Self::ShowBoard => Some(env.tab == Tab::Board),
            Self::ShowLists => Some(env.tab == Tab::Lists),
            Self::ShowGaps => Some(env.tab == Tab::Gaps),
            Self::ShowFunnel(page) => Some(env.tab == Tab::Funnel && env.funnel_page == page),
            Self::ShowAccounts => Some(env.tab == Tab::Accounts && env.table.is_none()),
            Self::ShowRecords(kind) => Some(env.tab == Tab::Accounts && env.table == Some(kind)),
            Self::ShowAccount => Some(env.tab == Tab::Account),
            Self::ShowHistory => Some(env.tab == Tab::History),
            Self::SizeByRevenue => Some(env.size == DotSize::Revenue),
            Self::SizeByQpc => Some(env.size == DotSize::Qpc),
            Self::SizeEqual => Some(env.size == DotSize::Equal),
            Self::ColorByClass => Some(env.color == DotColor::Class),
            Self::ColorByOwner => Some(env.color == DotColor::Owner),
            Self::ColorByStage => Some(env.color == DotColor::Stage),
            Self::ColorByList => Some(env.color == DotColor::List),
            Self::ColorByRegion => Some(env.color == DotColor::Region),
            Self::ColorByRisk => Some(env.color == DotColor::Risk),
            Self::Trails => Some(env.trails),
            Self::ShowEvidence => Some(env.evidence),
            Self::Replay => Some(env.replaying),
            Self::Present => Some(env.presenting),
            Self::ThemeSystem => Some(env.theme == ThemePreference::System),
            Self::ThemeLight => Some(env.theme == ThemePreference::Light),
            Self::ThemeDark => Some(env.theme == ThemePreference::Dark),
            _ => None,
        }
    }
}

/// "Move Ernst Handel" as it stands after "Undo": "move Ernst Handel".
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
