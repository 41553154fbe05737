//! One row with all its cells, to be mended in place.

use egui::{Align, Id, Key, Layout, RichText, ScrollArea, Sense, Stroke, Ui, vec2};

use crate::jobs::{Planned, RowKind};
use crate::sheets::{Holds, Outcome, PlannedRow, Rejection};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::keep_cursor_inside;

use super::{CellEdit, ImportAction, Preview, Side, parts, rows};

pub(super) fn row_panel_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &mut Preview,
    planned: &Planned,
    place: usize,
    actions: &mut Actions,
) {
    let Some(row) = planned.plan.rows.get(place) else {
        preview.side = Side::Nothing;
        return;
    };
    ui.spacing_mut().item_spacing.y = space::XS;
    ui.horizontal(|ui| {
        ui.label(theme::strong(format!("Row {}", row.line)));
        rows::outcome_ui(ui, cx, RowKind::of(&row.outcome));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Close").clicked() {
                preview.side = Side::Nothing;
            }
            if let Some(words) = rows::out_or_in(preview, row)
                && ui.button(format!("{words} this row")).clicked()
            {
                rows::put_out_or_in(preview, row);
                actions.push(Action::Import(ImportAction::Replan));
            }
        });
    });
    if let Some(remark) = planned.plan.remarks.get(&place) {
        parts::note(ui, cx.tokens.warn, remark);
    }
    match &row.outcome {
        Outcome::Skipped(reason) => parts::note(ui, cx.tokens.weak, reason),
        Outcome::Rejected(rejections) => {
            // What is wrong with a cell stands below it; the rest here.
            let columns = preview.sheet.columns();
            let elsewhere = |one: &&Rejection| one.place.is_none_or(|place| place >= columns);
            for Rejection { reason, .. } in rejections.iter().filter(elsewhere) {
                parts::note(ui, cx.tokens.danger, reason);
            }
        }
        Outcome::New | Outcome::Updated(_) | Outcome::Same => {}
    }
    ui.add_space(space::XS);
    ScrollArea::vertical().id_salt(("cells", row.row)).auto_shrink([false, false]).show(ui, |ui| {
        ui.set_width(ui.available_width() - space::S);
        ui.spacing_mut().item_spacing.y = 3.0;
        cells_ui(ui, cx, preview, row, actions);
    });
}

/// All cells of the row. Of hundreds only those are laid out that can be seen, and what is typed into.
fn cells_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, row: &PlannedRow, actions: &mut Actions) {
    /// Beyond what can be seen, so that Tab finds the next one.
    const BEYOND: f32 = 160.0;
    let kept = Id::unique(("heights of the cells of an import", row.row));
    // As high as they were when they were seen last.
    let mut heights: Vec<Option<f32>> = ui.data_mut(|data| data.get_temp(kept)).unwrap_or_default();
    heights.resize(preview.sheet.columns(), None);
    for (column, height) in heights.iter_mut().enumerate() {
        let top = ui.cursor().top();
        let typed = preview.editing.as_ref().is_some_and(|edit| usize::from(edit.column) == column);
        let seen = |height: f32| {
            let clip = ui.clip_rect();
            top + height >= clip.top() - BEYOND && top <= clip.bottom() + BEYOND
        };
        match *height {
            Some(height) if !typed && !seen(height) => {
                ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
            }
            Some(_) | None => {
                let shown = ui.vertical(|ui| cell_ui(ui, cx, preview, row, column, actions));
                *height = Some(shown.response.rect.height());
            }
        }
    }
    ui.data_mut(|data| data.insert_temp(kept, heights));
}

/// A cell: its column, what it holds, and what is wrong with it.
fn cell_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, row: &PlannedRow, column: usize, actions: &mut Actions) {
    let Ok(at) = u16::try_from(column) else { return };
    let tokens = cx.tokens;
    let name = preview.sheet.column_name(column);
    let wrong = match &row.outcome {
        Outcome::Rejected(rejections) => rejections.iter().find(|one| one.place == Some(column)).map(|one| &one.reason),
        Outcome::New | Outcome::Updated(_) | Outcome::Same | Outcome::Skipped(_) => None,
    };
    let original = preview.sheet.grid.row(row.row as usize).text(column).into_owned();
    let amended = preview.options.amendments.cells.get(&(row.row, at)).cloned();
    let label = match preview.mapping.holds(column) {
        Holds::Field(field) => format!("{name}  →  {}", field.label()),
        Holds::Extra(extra) if *extra == name => format!("{name}  →  kept"),
        Holds::Extra(extra) => format!("{name}  →  {extra}"),
        Holds::Nothing => name.clone(),
    };
    let left_out = *preview.mapping.holds(column) == Holds::Nothing;
    ui.horizontal(|ui| {
        ui.spacing_mut().interact_size.y = 18.0;
        let color = if left_out { tokens.faint } else { tokens.weak };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if amended.is_some() {
                let back = parts::link(ui, cx, "As in the file").on_hover_text(parts::plain(&original));
                if back.accessible_name(format!("As in the file: {name}")).clicked() {
                    preview.options.amendments.cells.remove(&(row.row, at));
                    actions.push(Action::Import(ImportAction::Replan));
                }
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                parts::short(ui, RichText::new(label).size(theme::size::SMALL).color(color));
            });
        });
    });
    let stands = amended.clone().unwrap_or_else(|| original.clone());
    let typed = preview.editing.as_ref().filter(|edit| (edit.row, edit.column) == (row.row, at));
    let mut text = typed.map_or_else(|| stands.clone(), |edit| edit.text.clone());
    let id = Id::unique(("cell of an import", row.row, at));
    keep_cursor_inside(ui.ctx(), id, &text);
    let rows = text.split('\n').count();
    let edit = if rows > 1 { egui::TextEdit::multiline(&mut text) } else { egui::TextEdit::singleline(&mut text) };
    let ink = if left_out { tokens.faint } else { tokens.text };
    let edit = edit
        .id(id)
        .text_color(ink)
        .desired_rows(rows.min(4))
        .desired_width(f32::INFINITY)
        .margin(vec2(8.0, 4.0))
        .align(egui::Align2::LEFT_CENTER);
    let response = ui.add(edit).accessible_name(format!("Row {}, {name}", row.line));
    let border = match (wrong.is_some(), amended.is_some()) {
        (true, _) => Some(tokens.danger),
        (false, true) => Some(tokens.accent),
        (false, false) => None,
    };
    if let Some(border) = border.filter(|_| !response.has_focus()) {
        let stroke = Stroke::new(1.0, border);
        ui.painter().rect_stroke(response.rect, theme::CONTROL_RADIUS, stroke, egui::StrokeKind::Inside);
    }
    if let Some(wrong) = wrong {
        ui.add(egui::Label::new(RichText::new(wrong).size(theme::size::SMALL).color(tokens.danger)).wrap());
    }
    ui.add_space(3.0);
    if response.changed() {
        preview.editing = Some(CellEdit { row: row.row, column: at, text: text.clone() });
    }
    if response.lost_focus() {
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        let was_typed = preview.editing.take_if(|edit| (edit.row, edit.column) == (row.row, at)).is_some();
        if was_typed && !escaped && text != stands {
            amend(preview, (row.row, at), text, &original);
            actions.push(Action::Import(ImportAction::Replan));
        }
    }
}

/// A cell says something else now; what the file says is no amendment.
fn amend(preview: &mut Preview, cell: (u32, u16), text: String, original: &str) {
    let cells = &mut preview.options.amendments.cells;
    if text == original {
        cells.remove(&cell);
    } else {
        cells.insert(cell, text);
    }
}

impl Preview {
    /// What was typed and not left yet counts, too.
    pub fn finish_editing(&mut self) -> bool {
        let Some(CellEdit { row, column, text }) = self.editing.take() else { return false };
        let original = self.sheet.grid.row(row as usize).text(usize::from(column)).into_owned();
        let before = self.options.amendments.cells.get(&(row, column)).unwrap_or(&original);
        let changed = *before != text;
        amend(self, (row, column), text, &original);
        changed
    }
}
