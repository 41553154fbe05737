//! The import dialog: the file as it is read, what its columns hold, what would change. Nothing is written before the
//! button of its last step.

mod candidates;
mod cards;
mod check_step;
mod chosen;
mod columns_step;
mod consequences;
mod drop_overlay;
mod file_step;
mod footer;
mod grid;
mod header;
mod matching;
mod parts;
mod row_panel;
mod rows;
mod waiting;

use std::path::PathBuf;
use std::sync::Arc;

use egui::{Id, Ui, vec2};

use crate::jobs::{ImportSource, JobSteps, Planned, RowKind};
use crate::model::RecordKind;
use crate::sheets::{Mapping, NameAnswer, PlanOptions, ReadOptions, Sheet};

use super::view::{Action, Actions, Cx};

pub use chosen::Start;
pub use drop_overlay::drop_overlay_ui;

/// What the dialog shows.
#[derive(Clone, Debug)]
pub struct ImportView {
    /// `None` while it is still looked for.
    pub source: Option<ImportSource>,
    pub file_name: String,
    /// Why it is this file, where nobody chose it.
    pub words: Option<String>,
    /// How the file is asked to be read.
    pub read: ReadOptions,
    pub step: Step,
    pub state: ImportState,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    #[default]
    File,
    Columns,
    Check,
}

#[derive(Clone, Debug)]
pub enum ImportState {
    Reading,
    Failed(String),
    Read(Box<Preview>),
}

/// A sheet that was read, and what importing it would do.
#[derive(Clone, Debug)]
pub struct Preview {
    pub sheet: Arc<Sheet>,
    /// Of each column, the first values that differ.
    pub samples: Arc<[Vec<String>]>,
    pub mapping: Mapping,
    /// What the file seemed to hold before anybody said so.
    pub guessed: RecordKind,
    pub options: PlanOptions,
    /// Mappings that were used before and fit these headers, the newest first.
    pub known: Vec<KnownMapping>,
    /// Which of them is in use, by its place.
    pub used: Option<usize>,
    /// How it was asked to be read.
    pub read_as: ReadOptions,
    /// What was there before anybody chose anything.
    pub start: Start,
    /// The file is being read in another way.
    pub rereading: bool,
    /// Why it could not be read in that way.
    pub read_error: Option<String>,
    /// The plan last made; an old one while another is being made.
    pub planned: Option<Arc<Planned>>,
    pub planning: Planning,
    /// The workspace that the plan is for.
    pub planned_for: usize,
    /// Only rows of this kind are shown.
    pub only: Option<RowKind>,
    pub side: Side,
    /// A cell that somebody is typing into.
    pub editing: Option<CellEdit>,
    /// The name under which the mapping is to be kept, while it is typed.
    pub naming: Option<String>,
    /// A column whose name as an extra field is typed.
    pub extra: Option<(usize, String)>,
}

/// How far the plan is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Planning {
    #[default]
    Waits,
    Runs,
    Done,
    /// Why there is none.
    Failed(String),
    /// Somebody stopped it.
    Stopped,
}

/// What stands beside the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Side {
    #[default]
    Nothing,
    /// The row at this place of the plan.
    Row(usize),
    Consequences,
}

/// A cell and what is typed into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellEdit {
    /// Its place in the grid.
    pub row: u32,
    pub column: u16,
    pub text: String,
}

/// A mapping that was used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownMapping {
    /// Among the remembered ones.
    pub place: usize,
    /// `as last time, 3 May`, or its name.
    pub words: String,
    pub named: bool,
}

/// What the dialog wants done. What it changed itself, it changed before.
#[derive(Clone, Debug)]
pub enum ImportAction {
    /// These files were dropped or chosen; the first is read.
    Files(Vec<PathBuf>),
    /// Rows from the clipboard.
    Text(String),
    /// Reads the file again, in another way.
    Reread,
    /// The header stands in this row of the grid, or nowhere.
    SetHeader(Option<usize>),
    /// Works out anew what would change.
    Replan,
    StopPlanning,
    /// Maps as some time before, by the place among the known ones; `None`: as guessed.
    UseKnown(Option<usize>),
    /// Forgets the mapping in use.
    Forget,
    /// Remembers again what was forgotten last.
    PutBack,
    /// Keeps the mapping under a name.
    KeepAs(String),
    Run,
    SaveRejects,
    /// Saves the rejected rows of the import that was written last.
    SaveLeftBehind,
    /// Closes the dialog unless something was chosen in it.
    Escape,
    Close,
    /// Opens the dialog again as it was closed.
    Reopen,
}

impl Step {
    pub const ALL: [Self; 3] = [Self::File, Self::Columns, Self::Check];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "File",
            Self::Columns => "Columns",
            Self::Check => "Check",
        }
    }

    const fn number(self) -> u8 {
        self as u8 + 1
    }

    const fn next(self) -> Option<Self> {
        match self {
            Self::File => Some(Self::Columns),
            Self::Columns => Some(Self::Check),
            Self::Check => None,
        }
    }

    const fn back(self) -> Option<Self> {
        match self {
            Self::File => None,
            Self::Columns => Some(Self::File),
            Self::Check => Some(Self::Columns),
        }
    }
}

impl Preview {
    /// What an answer about a name was, if there is one.
    #[must_use]
    pub fn answer(&self, name: &str) -> Option<&NameAnswer> {
        self.options.same_names.get(name)
    }

    /// Whether what is shown of the plan is what would be done.
    #[must_use]
    pub fn is_planned(&self) -> bool {
        self.planning == Planning::Done && !self.rereading
    }
}

impl KnownMapping {
    /// Whether both are the same remembered one.
    #[must_use]
    pub const fn is(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl ImportView {
    #[must_use]
    pub fn reading(source: Option<ImportSource>) -> Self {
        let file_name = source.as_ref().map(ImportSource::name).unwrap_or_default();
        Self {
            source,
            file_name,
            words: None,
            read: ReadOptions::default(),
            step: Step::File,
            state: ImportState::Reading,
        }
    }

    pub fn ui(&mut self, ui: &Ui, cx: &Cx<'_>, steps: JobSteps, actions: &mut Actions) {
        let room = ui.ctx().content_rect().size() - vec2(64.0, 56.0);
        let size = room.min(vec2(1360.0, 900.0)).max(vec2(320.0, 240.0));
        let flush = cx.tokens.float_frame().inner_margin(0.0);
        // Esc puts back a cell or a name that is typed before it closes anything.
        let typing = match &self.state {
            ImportState::Read(preview) => {
                preview.editing.is_some() || preview.naming.is_some() || preview.extra.is_some()
            }
            ImportState::Reading | ImportState::Failed(_) => false,
        };
        let modal = cx.tokens.dialog(Id::unique("import")).frame(flush).show(ui.ctx(), |ui| {
            ui.set_width(size.x);
            ui.set_height(size.y);
            ui.spacing_mut().item_spacing.y = 0.0;
            header::header_ui(ui, cx, self, actions);
            let Self { read, step, state, source, words, .. } = self;
            match state {
                ImportState::Reading => waiting::waiting_ui(ui, cx, "Reading the file…", steps, actions),
                ImportState::Failed(error) => waiting::failed_ui(ui, cx, error, read, source.as_ref(), actions),
                ImportState::Read(preview) => {
                    let height = ui.available_height() - footer::HEIGHT;
                    parts::body(ui, height, |ui| match step {
                        Step::File => file_step::file_ui(ui, cx, preview, read, steps, actions),
                        Step::Columns | Step::Check if preview.rereading => {
                            waiting::rereading_ui(ui, cx, steps, actions);
                        }
                        Step::Columns => columns_step::columns_ui(ui, cx, preview, actions),
                        Step::Check => check_step::check_ui(ui, cx, preview, steps, actions),
                    });
                    parts::line(ui, cx);
                    footer::footer_ui(ui, cx, preview, step, words.as_deref(), actions);
                }
            }
        });
        // A click beside the dialog is no reason to throw away what was chosen in it.
        let escaped = modal.should_close() && !modal.backdrop_response.clicked();
        if escaped && !typing {
            match &mut self.state {
                ImportState::Read(preview) if self.step == Step::Check && preview.side != Side::Nothing => {
                    preview.side = Side::Nothing;
                }
                ImportState::Reading | ImportState::Failed(_) | ImportState::Read(_) => {
                    actions.push(Action::Import(ImportAction::Escape));
                }
            }
        }
    }
}
