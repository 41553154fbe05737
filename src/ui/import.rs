//! The import dialog: what was read, which column is what, what would happen; nothing is written before the button.

use std::sync::Arc;

use egui::{Align, Button, ComboBox, Id, Layout, Modal, ProgressBar, RichText, ScrollArea, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use crate::rules::class::Class;
use crate::sheets::{Counts, Field, ImportPlan, Mapping, Outcome, PlannedRow, Sheet};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets::badge;

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
    /// Why there is no plan, or the plan; `None` while it is being made.
    pub plan: Option<Result<Arc<ImportPlan>, String>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
            Outcome::New(_) => Self::New,
            Outcome::Updated { .. } => Self::Updated,
            Outcome::Same { .. } => Self::Same,
            Outcome::Skipped { .. } => Self::Skipped,
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
        let size = room.min(vec2(1240.0, 800.0));
        let Self { file_name, state, only } = self;
        let modal =
            Modal::new(Id::unique("import")).frame(cx.tokens.float_frame().inner_margin(0.0)).show(ui.ctx(), |ui| {
                ui.set_width(size.x);
                ui.set_height(size.y);
                ui.spacing_mut().item_spacing.y = 0.0;
                header_ui(ui, cx, file_name, state);
                match state {
                    ImportState::Reading => waiting_ui(ui, cx, "Reading the file…", steps, actions),
                    ImportState::Failed(error) => failed_ui(ui, cx, error, actions),
                    ImportState::Read(preview) => preview_ui(ui, cx, preview, only, steps, actions),
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

fn preview_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &Preview,
    only: &mut Option<RowKind>,
    steps: (u64, u64),
    actions: &mut Actions,
) {
    const FOOTER: f32 = 58.0;
    let body = ui.available_height() - FOOTER;
    ui.allocate_ui(vec2(ui.available_width(), body), |ui| {
        egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 14)).show(ui, |ui| {
            ui.set_min_height(body - 28.0);
            columns_ui(ui, cx, preview, actions);
            ui.add_space(space::M);
            match &preview.plan {
                None => waiting_ui(ui, cx, "Working out what would change…", steps, actions),
                Some(Err(error)) => {
                    ui.add_space(space::XL);
                    ui.vertical_centered(|ui| ui.label(RichText::new(error).color(cx.tokens.danger)));
                }
                Some(Ok(plan)) => {
                    counts_ui(ui, cx, plan, only);
                    ui.add_space(space::M);
                    rows_ui(ui, cx, plan, *only);
                }
            }
        });
    });
    line(ui, cx);
    footer_ui(ui, cx, preview, actions);
}

/// Each column with its field to choose and its first value.
fn columns_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, actions: &mut Actions) {
    ScrollArea::horizontal().id_salt("columns").auto_shrink([false, true]).show(ui, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = space::M;
            for (column, header) in preview.sheet.header.iter().enumerate() {
                ui.vertical(|ui| {
                    ui.set_width(150.0);
                    ui.spacing_mut().item_spacing.y = 4.0;
                    let header =
                        if header.trim().is_empty() { preview.sheet.column_name(column) } else { header.clone() };
                    ui.add(egui::Label::new(theme::strong(header.clone()).size(12.0)).truncate());
                    column_field_ui(ui, column, &header, preview.mapping.field(column), cx, actions);
                    let first =
                        preview.sheet.rows.iter().map(|row| row.cell(column)).find(|cell| !cell.trim().is_empty());
                    let first = first.unwrap_or("empty").replace(['\n', '\r'], " ");
                    ui.add(egui::Label::new(theme::weak(first, cx.tokens)).truncate());
                });
            }
        });
        ui.add_space(space::S);
    });
}

fn column_field_ui(ui: &mut Ui, column: usize, header: &str, field: Option<Field>, cx: &Cx<'_>, actions: &mut Actions) {
    let text = match field {
        Some(field) => RichText::new(field.label()).color(cx.tokens.text),
        None => RichText::new("Leave out").color(cx.tokens.faint),
    };
    let combo = ComboBox::from_id_salt(("column", column)).selected_text(text).width(146.0).height(420.0);
    let response = combo.show_ui(ui, |ui| {
        if ui.selectable_label(field.is_none(), "Leave out").clicked() {
            actions.push(Action::MapColumn { column, field: None });
        }
        for candidate in Field::ALL {
            if ui.selectable_label(field == Some(candidate), candidate.label()).clicked() {
                actions.push(Action::MapColumn { column, field: Some(candidate) });
            }
        }
    });
    response.response.accessible_name(format!("Field of column {header}"));
}

fn counts_ui(ui: &mut Ui, cx: &Cx<'_>, plan: &ImportPlan, only: &mut Option<RowKind>) {
    let Counts { rows, new, updated, same, skipped, rejected } = plan.counts;
    let cards = [
        (None, "Read", rows, cx.tokens.text),
        (Some(RowKind::New), "New", new, cx.tokens.good),
        (Some(RowKind::Updated), "Updated", updated, cx.tokens.accent),
        (Some(RowKind::Same), "Same", same, cx.tokens.text),
        (Some(RowKind::Skipped), "Left out", skipped, cx.tokens.text),
        (Some(RowKind::Rejected), "Rejected", rejected, cx.tokens.danger),
    ];
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = space::M;
        let consequences = 300.0;
        let gaps = 6.0 * space::M;
        #[expect(clippy::cast_precision_loss, reason = "six cards")]
        let width = ((ui.available_width() - consequences - gaps) / cards.len() as f32).max(70.0);
        for (kind, label, count, color) in cards {
            let (rect, response) = ui.allocate_exact_size(vec2(width, 74.0), Sense::click());
            response.widget_info(|| {
                egui::WidgetInfo::selected(
                    egui::accesskit::Role::Button,
                    true,
                    *only == kind,
                    format!("{label}: {count}"),
                )
            });
            let on = *only == kind;
            let border = if on || response.has_focus() { cx.tokens.accent } else { cx.tokens.line };
            let fill = if response.hovered() { cx.tokens.sunken } else { cx.tokens.raised };
            ui.painter().rect(rect, theme::CARD_RADIUS, fill, egui::Stroke::new(1.0, border), egui::StrokeKind::Inside);
            let inner = rect.shrink2(vec2(14.0, 10.0));
            ui.painter().text(
                inner.left_top(),
                egui::Align2::LEFT_TOP,
                label,
                egui::FontId::proportional(12.0),
                cx.tokens.weak,
            );
            let color = if count == 0 { cx.tokens.faint } else { color };
            let font = egui::FontId::new(theme::size::FIGURE, theme::semibold());
            ui.painter().text(
                inner.left_bottom(),
                egui::Align2::LEFT_BOTTOM,
                super::board::grouped(count),
                font,
                color,
            );
            if response.on_hover_text("Show only these rows").clicked() {
                *only = if on { None } else { kind };
            }
        }
        consequences_ui(ui, cx, plan);
    });
}

/// Who changes class.
fn consequences_ui(ui: &mut Ui, cx: &Cx<'_>, plan: &ImportPlan) {
    let frame = cx.tokens.card_frame();
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.set_height(54.0);
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.label(RichText::new("What it will change").size(12.0).color(cx.tokens.weak));
        let changes = plan.class_changes.iter().filter(|change| change.from.is_some()).count();
        let leave = plan.class_changes.iter().filter(|change| change.from == Some(Class::Key)).count();
        let become_key =
            plan.class_changes.iter().filter(|change| change.from.is_some() && change.to == Some(Class::Key)).count();
        let words = match changes {
            0 => "Nobody changes class".to_owned(),
            1 => "1 account changes class".to_owned(),
            count => format!("{} accounts change class", super::board::grouped(count)),
        };
        ui.label(theme::strong(words));
        if leave + become_key > 0 {
            ui.horizontal(|ui| {
                ui.label(RichText::new(format!("{leave} leave Key")).color(if leave > 0 {
                    cx.tokens.danger
                } else {
                    cx.tokens.weak
                }));
                ui.label(RichText::new(format!("{become_key} become Key")).color(if become_key > 0 {
                    cx.tokens.good
                } else {
                    cx.tokens.weak
                }));
            });
        } else {
            let unplaced = plan
                .rows
                .iter()
                .filter(|row| matches!(row.outcome, Outcome::New(_)) && row.class_after.is_none())
                .count();
            if unplaced > 0 {
                ui.label(theme::weak(
                    format!("{} go to the tray: they have no place on the board yet", super::board::grouped(unplaced)),
                    cx.tokens,
                ));
            }
        }
    });
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, plan: &ImportPlan, only: Option<RowKind>) {
    const ROW: f32 = 29.0;
    let shown: Vec<&PlannedRow> =
        plan.rows.iter().filter(|row| only.is_none_or(|kind| RowKind::of(&row.outcome) == kind)).collect();
    if shown.is_empty() {
        ui.add_space(space::XL);
        ui.vertical_centered(|ui| ui.label(RichText::new("No such rows").color(cx.tokens.weak)));
        return;
    }
    let height = ui.available_height();
    TableBuilder::new(ui)
        .id_salt("planned rows")
        .striped(false)
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(56.0))
        .column(Column::exact(92.0))
        .column(Column::exact(110.0))
        .column(Column::exact(230.0).clip(true))
        .column(Column::remainder().clip(true))
        .min_scrolled_height(height)
        .max_scroll_height(height)
        .header(26.0, |mut header| {
            for name in ["Row", "Outcome", "Key", "Name", "Changes, consequence, reason"] {
                header.col(|ui| {
                    ui.label(theme::weak(name, cx.tokens));
                });
            }
        })
        .body(|body| {
            body.rows(ROW, shown.len(), |mut row| {
                let Some(planned) = shown.get(row.index()) else { return };
                row.col(|ui| {
                    ui.label(RichText::new(planned.line.to_string()).color(cx.tokens.weak));
                });
                row.col(|ui| outcome_ui(ui, cx, RowKind::of(&planned.outcome)));
                row.col(|ui| {
                    ui.label(&planned.key);
                });
                row.col(|ui| {
                    ui.label(&planned.name);
                });
                row.col(|ui| consequence_ui(ui, cx, planned));
            });
        });
}

fn outcome_ui(ui: &mut Ui, cx: &Cx<'_>, kind: RowKind) {
    let (word, fill) = match kind {
        RowKind::New => (cx.tokens.good, theme::covered(cx.tokens.good, 0.1)),
        RowKind::Updated => (cx.tokens.accent, cx.tokens.accent_fill()),
        RowKind::Same | RowKind::Skipped => (cx.tokens.weak, cx.tokens.sunken),
        RowKind::Rejected => (cx.tokens.danger, theme::covered(cx.tokens.danger, 0.1)),
    };
    badge(ui, kind.name(), word, fill);
}

fn consequence_ui(ui: &mut Ui, cx: &Cx<'_>, row: &PlannedRow) {
    ui.spacing_mut().item_spacing.x = 5.0;
    let name = |class: Option<Class>| class.map_or("unplaced", Class::name);
    match &row.outcome {
        Outcome::New(_) => {
            let color = row.class_after.map_or(cx.tokens.weak, |class| cx.tokens.class_word(class));
            ui.label(RichText::new(name(row.class_after)).color(color));
        }
        Outcome::Updated { fields, .. } => {
            if row.class_before != row.class_after {
                let color = row.class_after.map_or(cx.tokens.weak, |class| cx.tokens.class_word(class));
                ui.label(
                    RichText::new(format!("{} → {}", name(row.class_before), name(row.class_after)))
                        .color(color)
                        .family(theme::medium()),
                );
            }
            for change in fields {
                ui.label(RichText::new(change.field.label()).color(cx.tokens.weak));
                if !change.from.is_empty() {
                    ui.label(RichText::new(&change.from).color(cx.tokens.faint).strikethrough());
                }
                ui.label(&change.to);
            }
        }
        Outcome::Same { .. } => {
            ui.label(RichText::new("as it is").color(cx.tokens.faint));
        }
        Outcome::Skipped { reason, .. } => {
            ui.label(RichText::new(reason).color(cx.tokens.weak));
        }
        Outcome::Rejected(rejections) => {
            let reasons: Vec<String> = rejections.iter().map(|one| format!("{}: {}", one.column, one.reason)).collect();
            ui.label(RichText::new(reasons.join("; ")).color(cx.tokens.danger)).on_hover_text(reasons.join("\n"));
        }
    }
    if let Some(remark) = &row.remark {
        ui.label(RichText::new(remark).color(cx.tokens.warn));
    }
}

fn footer_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, actions: &mut Actions) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 12)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let plan = preview.plan.as_ref().and_then(|plan| plan.as_ref().ok());
            let rejected = plan.map_or(0, |plan| plan.counts.rejected);
            if rejected > 0 {
                let label = if rejected == 1 {
                    "Save the rejected row…".to_owned()
                } else {
                    format!("Save the {} rejected rows…", super::board::grouped(rejected))
                };
                if ui.button(label).clicked() {
                    actions.push(Action::SaveRejects);
                }
            }
            ui.label(
                RichText::new("Nothing has been written yet. Undo takes all of it back, updates too.")
                    .color(cx.tokens.weak),
            );
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let changes = plan.map_or(0, |plan| plan.counts.new + plan.counts.updated);
                let label = match changes {
                    1 => "Import 1 change".to_owned(),
                    count => format!("Import {} changes", super::board::grouped(count)),
                };
                let button = ui.add_enabled(changes > 0, theme::primary_button(label, cx.tokens));
                if button.on_disabled_hover_text("There is nothing to import").clicked() {
                    actions.push(Action::RunImport);
                }
                if ui.add(Button::new("Cancel")).clicked() {
                    actions.push(Action::CloseImport);
                }
            });
        });
    });
}
