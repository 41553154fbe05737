use chrono::NaiveDate;

use super::undo_import::Corrected;
use super::{AccountId, PursuitList, RecordKind, Stage, records};

/// Why an edit cannot be: names the rows, changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("This account is not there any more; it may have been deleted")]
    NoSuchAccount(AccountId),
    #[error("An account needs a name")]
    NoName,
    #[error("The key “{key}” already belongs to {holder}; keys are unique")]
    KeyTaken { key: String, holder: String },
    #[error("Every {} needs a name", .0.singular())]
    NoNameOf(RecordKind),
    #[error("{name} cannot go while {by} belongs to it; delete that too, or give it to another account")]
    StillUsed { name: String, by: String },
    #[error("The purchases of {file_name} cannot be written, because {what}; read the file again")]
    LinesDoNotFit { file_name: String, what: String },
    #[error("The purchases of {file_name} are in this workspace already; do their import again with Redo")]
    LinesAreThere { file_name: String },
    #[error(
        "The purchases of {file_name} were never in this copy of the workspace, so they cannot come back; open the \
         backup as a workspace of its own"
    )]
    LinesAreMissing { file_name: String },
    #[error("{0}")]
    Corrected(Corrected),
    #[error("The purchases of {file_name} cannot come back, because {what}")]
    LinesStayOut { file_name: String, what: String },
    #[error("A workspace needs a name")]
    NoWorkspaceName,
    #[error("“{0}” is not a currency code; expected three letters, such as EUR")]
    NotACurrency(String),
    #[error("“{0}” is not a month; expected 1 to 12")]
    NotAMonth(u8),
    #[error("A cadence is at least one day")]
    NoCadence,
    #[error("This {} is not there any more; it may have been deleted", .0.singular())]
    NoSuchRecord(RecordKind),
    #[error("This activity was done already; open it to change it")]
    DoneAlready,
    #[error("{0} was bought, and its purchases name it; rename it, or take back the import that brought them")]
    ProductBought(String),
    #[error("There is a colleague “{0}” already; choose another name")]
    ColleagueNameTaken(String),
    #[error("The scoring model cannot be: {0}")]
    NotAModel(String),
    #[error("A cut-off is more than nothing")]
    NoCutOff,
    #[error(
        "{owner} has {there} {}s already, and {slots} at most; {}", .list.name(), records::room_words(*.too_many)
    )]
    ListFull { owner: String, list: PursuitList, there: usize, slots: u16, too_many: usize },
    #[error("{name} cannot be a {}: {why}", .list.name())]
    NotToBePursued { name: String, list: PursuitList, why: String },
    #[error("{name} cannot come to a stage on {on}, which is not yet")]
    NotYet { name: String, on: NaiveDate },
    #[error("{name} was a {} on {on} already", .stage.name())]
    SameStage { name: String, stage: Stage, on: NaiveDate },
    #[error("This change of stage is not there any more; somebody may have undone it")]
    NoSuchStageEvent,
    #[error("This change of stage of {name} was corrected already; correct what stands in its place")]
    CorrectedAlready { name: String },
    #[error("Stages of {name} were changed or corrected since; correct them there, or take those changes back first")]
    StagesWentOn { name: String },
    #[error("The funnel cannot be judged so: {0}")]
    NotFunnelRules(String),
    #[error("This cannot be a goal: {0}")]
    NotAGoal(String),
    #[error("This cannot be spent on a channel: {0}")]
    NotASpend(String),
    #[error("There is a channel “{0}” already; choose another name")]
    ChannelTaken(String),
    #[error("Nobody takes {name} over; choose a colleague")]
    NobodyTakesOver { name: String },
    #[error("A view needs a name")]
    NoViewName,
    #[error("There is no view “{0}” any more; it may have been renamed or deleted")]
    NoSuchView(String),
    #[error("There is a view “{0}” already; choose another name")]
    ViewNameTaken(String),
}
