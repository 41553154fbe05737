use egui::{Align, Button, ComboBox, Layout, RichText, ScrollArea, Sense, Ui, vec2};
use egui_extras::{Column, TableBuilder};

use crate::sheets::{ColumnReading, Counts, Field, Outcome, PlannedRow, Sheet};
use crate::ui::board::grouped;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::{badge, chevron};

use super::{Planned, Preview, RowKind, line, waiting_ui};

/// Columns, counts and rows of a sheet that was read.
pub(super) fn preview_ui(
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
                Some(Ok(planned)) => {
                    counts_ui(ui, cx, planned, only);
                    ui.add_space(space::M);
                    rows_ui(ui, cx, &preview.sheet, planned, *only);
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
            for column in 0..preview.sheet.columns() {
                ui.vertical(|ui| {
                    ui.set_width(150.0);
                    ui.spacing_mut().item_spacing.y = 4.0;
                    let header = preview.sheet.column_name(column);
                    ui.add(egui::Label::new(theme::strong(header.clone()).size(12.0)).truncate());
                    column_field_ui(ui, column, &header, preview.mapping.field(column), cx, actions);
                    let reading =
                        preview.plan.as_ref().and_then(|plan| plan.as_ref().ok()?.readings.get(column)?.as_ref());
                    reading_ui(ui, cx, preview, column, reading);
                });
            }
        });
        ui.add_space(space::S);
    });
}

/// The first value of a column as it stands in the file and, where that differs, as it is read.
fn reading_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, column: usize, reading: Option<&ColumnReading>) {
    let plain = |text: &str| text.replace(['\n', '\r'], " ");
    match reading {
        Some(ColumnReading { cell, read: Ok(read), .. }) if cell.trim() != read => {
            let words = format!("{} → {read}", plain(cell));
            ui.add(egui::Label::new(theme::weak(words, cx.tokens)).truncate());
        }
        Some(ColumnReading { cell, read: Err(reason), .. }) => {
            let words = RichText::new(plain(cell)).size(theme::size::SMALL).color(cx.tokens.danger);
            ui.add(egui::Label::new(words).truncate()).on_hover_text(reason);
        }
        Some(_) | None => {
            let first = preview.sheet.rows().take(200).map(|row| row.text(column)).find(|cell| !cell.trim().is_empty());
            let first = first.as_deref().unwrap_or("–");
            ui.add(egui::Label::new(theme::weak(plain(first), cx.tokens)).truncate());
        }
    }
}

fn column_field_ui(ui: &mut Ui, column: usize, header: &str, field: Option<Field>, cx: &Cx<'_>, actions: &mut Actions) {
    let text = match field {
        Some(field) => RichText::new(field.label()).color(cx.tokens.text),
        None => RichText::new("Leave out").color(cx.tokens.faint),
    };
    let combo = ComboBox::from_id_salt(("column", column)).selected_text(text).width(146.0).height(420.0).truncate();
    let faint = cx.tokens.faint;
    let combo = combo.icon(move |ui, rect, _, _| chevron(ui, rect, faint));
    let response = combo.show_ui(ui, |ui| {
        if ui.selectable_label(field.is_none(), "Leave out").clicked() {
            actions.push(Action::MapColumn { column, field: None });
        }
        for candidate in Field::of(crate::model::RecordKind::Accounts).iter().copied() {
            if ui.selectable_label(field == Some(candidate), candidate.label()).clicked() {
                actions.push(Action::MapColumn { column, field: Some(candidate) });
            }
        }
    });
    response.response.accessible_name(format!("Field of column {header}"));
}

fn counts_ui(ui: &mut Ui, cx: &Cx<'_>, planned: &Planned, only: &mut Option<RowKind>) {
    let Counts { rows, new, updated, same, skipped, rejected } = planned.plan.counts;
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
            ui.painter().text(inner.left_bottom(), egui::Align2::LEFT_BOTTOM, grouped(count), font, color);
            if response.on_hover_text("Show only these rows").clicked() {
                *only = if on { None } else { kind };
            }
        }
        consequences_ui(ui, cx, planned);
    });
}

/// Who changes class.
fn consequences_ui(ui: &mut Ui, cx: &Cx<'_>, planned: &Planned) {
    let Planned { change_class, leave_key, become_key, to_tray, .. } = planned;
    cx.tokens.card_frame().show(ui, |ui| {
        ui.vertical(|ui| {
            ui.set_width(ui.available_width());
            ui.set_height(54.0);
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.label(RichText::new("What it will change").size(12.0).color(cx.tokens.weak));
            ui.label(theme::strong(match change_class {
                0 => "Nobody changes class".to_owned(),
                1 => "1 account changes class".to_owned(),
                count => format!("{} accounts change class", grouped(*count)),
            }));
            if leave_key + become_key > 0 {
                ui.horizontal(|ui| {
                    let color = |count: usize, color| if count > 0 { color } else { cx.tokens.weak };
                    let leave = format!("{} leave Key", grouped(*leave_key));
                    ui.label(RichText::new(leave).color(color(*leave_key, cx.tokens.danger)));
                    let become_key_words = format!("{} become Key", grouped(*become_key));
                    ui.label(RichText::new(become_key_words).color(color(*become_key, cx.tokens.good)));
                });
            } else if *to_tray > 0 {
                let words = format!("{} wait in the tray until they are placed", grouped(*to_tray));
                ui.label(theme::weak(words, cx.tokens));
            }
        });
    });
}

fn rows_ui(ui: &mut Ui, cx: &Cx<'_>, sheet: &Sheet, planned: &Planned, only: Option<RowKind>) {
    const ROW: f32 = 29.0;
    let rows = &planned.plan.rows;
    let of_kind = only.map(|kind| planned.by_kind.get(&kind).map(Vec::as_slice).unwrap_or_default());
    let count = of_kind.map_or(rows.len(), <[usize]>::len);
    let plan = &planned.plan;
    let shown = |index: usize| {
        let place = of_kind.map_or(Some(index), |places| places.get(index).copied())?;
        Some((rows.get(place)?, plan.remarks.get(&place)))
    };
    if count == 0 {
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
            body.rows(ROW, count, |mut row| {
                let Some((planned, remark)) = shown(row.index()) else { return };
                let (key, name) = plan.title(planned, sheet);
                row.col(|ui| {
                    ui.label(RichText::new(planned.line.to_string()).color(cx.tokens.weak));
                });
                row.col(|ui| outcome_ui(ui, cx, RowKind::of(&planned.outcome)));
                row.col(|ui| {
                    ui.label(key);
                });
                row.col(|ui| {
                    ui.label(name);
                });
                row.col(|ui| consequence_ui(ui, cx, planned, remark));
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

fn consequence_ui(ui: &mut Ui, cx: &Cx<'_>, row: &PlannedRow, remark: Option<&String>) {
    ui.spacing_mut().item_spacing.x = 5.0;
    match &row.outcome {
        Outcome::New => {}
        Outcome::Updated(changes) => {
            for change in changes {
                ui.label(RichText::new(change.field.label()).color(cx.tokens.weak));
                if !change.from.is_empty() {
                    ui.label(RichText::new(&change.from).color(cx.tokens.faint).strikethrough());
                }
                ui.label(&change.to);
            }
        }
        Outcome::Same => {
            ui.label(RichText::new("as it is").color(cx.tokens.faint));
        }
        Outcome::Skipped(reason) => {
            ui.label(RichText::new(&**reason).color(cx.tokens.weak));
        }
        Outcome::Rejected(rejections) => {
            let reasons: Vec<String> = rejections.iter().map(|one| format!("{}: {}", one.column, one.reason)).collect();
            ui.label(RichText::new(reasons.join("; ")).color(cx.tokens.danger)).on_hover_text(reasons.join("\n"));
        }
    }
    if let Some(remark) = remark {
        ui.label(RichText::new(remark).color(cx.tokens.warn));
    }
}

fn footer_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, actions: &mut Actions) {
    egui::Frame::new().inner_margin(egui::Margin::symmetric(20, 12)).show(ui, |ui| {
        ui.horizontal(|ui| {
            let plan = preview.plan.as_ref().and_then(|planned| planned.as_ref().ok()).map(|planned| &planned.plan);
            let rejected = plan.map_or(0, |plan| plan.counts.rejected);
            if rejected > 0 {
                let label = if rejected == 1 {
                    "Save the rejected row…".to_owned()
                } else {
                    format!("Save the {} rejected rows…", grouped(rejected))
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
                    count => format!("Import {} changes", grouped(count)),
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
