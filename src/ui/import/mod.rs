//! The import dialog: what was read, which column is what, what would happen; nothing is written before the button.

use std::collections::BTreeMap;
use std::sync::Arc;

mod preview;

use egui::{Id, ProgressBar, RichText, Sense, Ui, vec2};

use crate::sheets::{ColumnReading, Consequences, ImportPlan, Mapping, Outcome, Sheet};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// What the dialog shows.
#[derive(Clone, Debug)]
pub struct ImportView {
    pub file_name: String,
    pub state: ImportState,
    /// Only rows of this kind are shown.
    pub only: Option<RowKind>,
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
    pub mapping: Mapping,
    /// The workspace that the plan is for.
    pub planned_for: usize,
    /// Why there is no plan, or the plan; `None` while it is being made.
    pub plan: Option<Result<Planned, String>>,
}

/// A plan with what the dialog tells of it, counted once.
#[derive(Clone, Debug)]
pub struct Planned {
    pub plan: Arc<ImportPlan>,
    /// How the first value of each column is read; `None` where it holds no field or no value.
    pub readings: Vec<Option<ColumnReading>>,
    /// Which rows are of each kind, by their place in the plan.
    by_kind: BTreeMap<RowKind, Vec<usize>>,
    change_class: usize,
    leave_key: usize,
    become_key: usize,
    /// New accounts without a place on the board.
    to_tray: usize,
}

impl Planned {
    #[must_use]
    pub fn new(plan: ImportPlan, readings: Vec<Option<ColumnReading>>) -> Self {
        let mut by_kind: BTreeMap<RowKind, Vec<usize>> = BTreeMap::new();
        for (index, row) in plan.rows.iter().enumerate() {
            by_kind.entry(RowKind::of(&row.outcome)).or_default().push(index);
        }
        let Consequences { class_changes, leave_key, become_key, to_tray, .. } = &plan.consequences;
        Self {
            by_kind,
            change_class: class_changes.iter().filter(|change| change.from.is_some()).count(),
            leave_key: *leave_key,
            become_key: *become_key,
            to_tray: *to_tray,
            plan: Arc::new(plan),
            readings,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowKind {
    New,
    Updated,
    Same,
    Skipped,
    Rejected,
}

impl RowKind {
    const fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::New => Self::New,
            Outcome::Updated(_) => Self::Updated,
            Outcome::Same => Self::Same,
            Outcome::Skipped(_) => Self::Skipped,
            Outcome::Rejected(_) => Self::Rejected,
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Updated => "Updated",
            Self::Same => "Same",
            Self::Skipped => "Left out",
            Self::Rejected => "Rejected",
        }
    }
}

impl ImportView {
    #[must_use]
    pub fn reading(file_name: String) -> Self {
        Self { file_name, state: ImportState::Reading, only: None }
    }

    pub fn ui(&mut self, ui: &Ui, cx: &Cx<'_>, steps: (u64, u64), actions: &mut Actions) {
        let room = ui.ctx().content_rect().size() - vec2(120.0, 100.0);
        let size = room.min(vec2(1240.0, 800.0)).max(vec2(320.0, 240.0));
        let Self { file_name, state, only } = self;
        let flush = cx.tokens.float_frame().inner_margin(0.0);
        let modal = cx.tokens.dialog(Id::unique("import")).frame(flush).show(ui.ctx(), |ui| {
            ui.set_width(size.x);
            ui.set_height(size.y);
            ui.spacing_mut().item_spacing.y = 0.0;
            header_ui(ui, cx, file_name, state);
            match state {
                ImportState::Reading => waiting_ui(ui, cx, "Reading the file…", steps, actions),
                ImportState::Failed(error) => failed_ui(ui, cx, error, actions),
                ImportState::Read(preview) => preview::preview_ui(ui, cx, preview, only, steps, actions),
            }
        });
        if modal.should_close() {
            actions.push(Action::CloseImport);
        }
    }
}

fn header_ui(ui: &mut Ui, cx: &Cx<'_>, file_name: &str, state: &ImportState) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 14)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.label(RichText::new("Import accounts").heading());
            let facts = match state {
                ImportState::Read(preview) => format!("{file_name} · {}", preview.sheet.facts()),
                ImportState::Reading | ImportState::Failed(_) => file_name.to_owned(),
            };
            ui.add(egui::Label::new(RichText::new(facts).color(cx.tokens.weak)).truncate());
        });
    });
    line(ui, cx);
}

fn line(ui: &mut Ui, cx: &Cx<'_>) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 1.0), Sense::hover());
    ui.painter().rect_filled(rect, 0.0, cx.tokens.line);
}

fn waiting_ui(ui: &mut Ui, cx: &Cx<'_>, words: &str, (done, total): (u64, u64), actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.35);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new(words).color(cx.tokens.weak));
        ui.add_space(space::M);
        if total > 0 {
            #[expect(clippy::cast_precision_loss, reason = "a bar a few hundred pixels wide")]
            let share = done as f32 / total as f32;
            ui.add(ProgressBar::new(share).desired_width(320.0).desired_height(8.0)).accessible_name(words);
        } else {
            ui.spinner();
        }
        ui.add_space(space::M);
        if ui.button("Cancel").clicked() {
            actions.push(Action::CloseImport);
        }
    });
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, error: &str, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(RichText::new("This file cannot be imported").size(15.0).family(theme::semibold()));
        ui.add_space(space::S);
        ui.set_max_width(560.0);
        ui.label(RichText::new(error).color(cx.tokens.danger));
        ui.add_space(space::L);
        if ui.button("Close").clicked() {
            actions.push(Action::CloseImport);
        }
    });
}
