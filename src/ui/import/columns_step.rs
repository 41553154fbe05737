use egui::{Align, Key, Layout, RichText, Ui, WidgetInfo, accesskit};
use egui_extras::{Column, TableBuilder};

use crate::model::DecimalSeparator;
use crate::sheets::{ColumnReading, DateOrder, Field, Holds, How};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::{badge, chip};

use super::{ImportAction, Planning, Preview, matching, parts};

const ROW: f32 = 42.0;
const HEADER: f32 = 28.0;
/// Both readings of a column are shown side by side where there is so much room.
const CHIPS: f32 = 290.0;

/// Each column with its first values, the field that it holds, and how it is read; beside them how rows find what is there.
pub(super) fn columns_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, actions: &mut Actions) {
    let mut left = Vec::new();
    let mut right = Vec::new();
    // Both parts change the one preview, one after the other.
    let shared = std::cell::RefCell::new(preview);
    parts::beside(
        ui,
        "matching",
        |ui| {
            let mut preview = shared.borrow_mut();
            ui.spacing_mut().item_spacing.y = space::S;
            heading_ui(ui, cx, &preview);
            table_ui(ui, cx, &mut preview, &mut left);
        },
        |ui| {
            let mut preview = shared.borrow_mut();
            ui.spacing_mut().item_spacing.y = space::M;
            matching::matching_ui(ui, cx, &mut preview, &mut right);
        },
    );
    actions.append(&mut left);
    actions.append(&mut right);
}

fn heading_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview) {
    let mapped = preview.mapping.columns().iter().filter(|column| column.holds != Holds::Nothing).count();
    let of = preview.sheet.columns();
    ui.horizontal(|ui| {
        ui.label(theme::strong(format!("{mapped} of {of} columns come in")));
        let ambiguous = ambiguous(preview);
        if ambiguous > 0 {
            let words = if ambiguous == 1 {
                "1 column can be read in two ways: choose one".to_owned()
            } else {
                format!("{ambiguous} columns can be read in two ways: choose one for each")
            };
            ui.label(RichText::new(words).size(12.0).color(cx.tokens.warn));
        }
    });
}

/// How many columns can be read in two ways.
pub(super) fn ambiguous(preview: &Preview) -> usize {
    let Some(planned) = &preview.planned else { return 0 };
    planned.readings.iter().flatten().filter(|reading| reading.ambiguous).count()
}

fn table_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, actions: &mut Actions) {
    let height = ui.available_height();
    let room = ui.available_width();
    let header = (room * 0.16).clamp(80.0, 200.0);
    let values = (room * 0.19).clamp(80.0, 300.0);
    let columns = preview.sheet.columns();
    ui.spacing_mut().item_spacing.y = 0.0;
    let lines = parts::RowLines::below(ui, HEADER);
    TableBuilder::new(ui)
        .id_salt("columns")
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(34.0))
        .column(Column::exact(header).clip(true))
        .column(Column::exact(values).clip(true))
        .column(Column::exact(176.0))
        .column(Column::remainder().clip(true))
        .min_scrolled_height((height - HEADER).max(60.0))
        .max_scroll_height((height - HEADER).max(60.0))
        .header(HEADER, |mut row| {
            for name in ["", "Column", "First values", "Comes in as", "How it is read"] {
                row.col(|ui| {
                    ui.label(theme::weak(name, cx.tokens));
                });
            }
        })
        .body(|body| {
            body.rows(ROW, columns, |mut row| {
                let column = row.index();
                let name = preview.sheet.column_name(column);
                let left_out = *preview.mapping.holds(column) == Holds::Nothing;
                row.col(|ui| {
                    ui.label(theme::weak(letters(column), cx.tokens));
                });
                row.col(|ui| {
                    let color = if left_out { cx.tokens.weak } else { cx.tokens.text };
                    parts::short(ui, theme::strong(parts::plain(&name)).color(color));
                });
                row.col(|ui| {
                    let values = preview.samples.get(column).map(|values| values.join("  ·  ")).unwrap_or_default();
                    let values = if values.is_empty() { "nothing in it".to_owned() } else { values };
                    parts::short(ui, RichText::new(values).size(12.0).color(cx.tokens.weak));
                });
                row.col(|ui| field_ui(ui, cx, preview, column, &name, actions));
                row.col(|ui| {
                    if !left_out {
                        reading_ui(ui, cx, preview, column, &name, actions);
                    }
                });
                lines.draw(cx, row.response().rect);
            });
        });
}

/// As spreadsheet programs call a column: A, B, …, Z, AA.
fn letters(column: usize) -> String {
    let letter = |place: usize| char::from(b'A' + u8::try_from(place % 26).unwrap_or_default());
    match column.checked_sub(26) {
        None => letter(column).to_string(),
        Some(beyond) => format!("{}{}", letter(beyond / 26), letter(column)),
    }
}

/// What the column holds, to be chosen.
fn field_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, column: usize, name: &str, actions: &mut Actions) {
    if preview.extra.as_ref().is_some_and(|(of, _)| *of == column) {
        extra_name_ui(ui, preview, column, name, actions);
        return;
    }
    let holds = preview.mapping.holds(column).clone();
    let chosen = match &holds {
        Holds::Nothing => RichText::new("Left out").color(cx.tokens.faint),
        Holds::Field(field) => RichText::new(field.label()),
        Holds::Extra(name) => RichText::new(format!("Extra: {}", parts::plain(name))),
    };
    let mut wanted = None;
    ui.set_width(168.0);
    parts::choice(ui, cx, &format!("Field of column {name}"), chosen, |ui| {
        let mut offer = |ui: &mut Ui, words: String, one: Holds| {
            if ui.selectable_label(holds == one, words).clicked() {
                wanted = Some(one);
            }
        };
        offer(ui, "Leave out".to_owned(), Holds::Nothing);
        offer(ui, format!("Keep as “{}”", parts::plain(name)), Holds::Extra(name.to_owned()));
        if ui.selectable_label(false, "Keep under another name…").clicked() {
            preview.extra = Some((column, name.to_owned()));
        }
        ui.separator();
        for field in Field::of(preview.mapping.kind).iter().copied() {
            offer(ui, field.label().to_owned(), Holds::Field(field));
        }
    });
    if let Some(wanted) = wanted
        && wanted != holds
    {
        preview.mapping.set(column, wanted);
        actions.push(Action::Import(ImportAction::Replan));
    }
}

/// The name that an extra field is to have.
fn extra_name_ui(ui: &mut Ui, preview: &mut Preview, column: usize, name: &str, actions: &mut Actions) {
    let Some((_, text)) = &mut preview.extra else { return };
    let label = format!("Name of the extra field for column {name}");
    let field = egui::TextEdit::singleline(text).hint_text("Name of the field").desired_width(150.0);
    let response = ui.add(field.margin(egui::vec2(8.0, 5.0))).accessible_name(label);
    if !response.has_focus() && !response.lost_focus() {
        response.request_focus();
    }
    if response.lost_focus() {
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        if let Some((_, text)) = preview.extra.take().filter(|(_, text)| !escaped && !text.trim().is_empty()) {
            preview.mapping.set(column, Holds::Extra(text.trim().to_owned()));
            actions.push(Action::Import(ImportAction::Replan));
        }
    }
}

/// An example as the file has it and as it is read, and what can be said about that.
fn reading_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, column: usize, name: &str, actions: &mut Actions) {
    let Some(planned) = preview.planned.clone() else {
        if preview.planning == Planning::Runs {
            ui.label(theme::weak("…", cx.tokens));
        }
        return;
    };
    let Some(Some(reading)) = planned.readings.get(column) else { return };
    let said = preview.mapping.columns().get(column).cloned().unwrap_or_default();
    let before = (said.decimal, said.dates);
    let mut now = before;
    if reading.ambiguous && ui.available_width() < CHIPS {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            way_ui(ui, cx, reading, name, &mut now);
            badge(ui, "Ambiguous", cx.tokens.warn, theme::covered(cx.tokens.warn, 0.12));
        });
    } else if reading.ambiguous {
        let words = format!("“{}” can be read in two ways", parts::plain(&reading.cell));
        badge(ui, "Ambiguous", cx.tokens.warn, theme::covered(cx.tokens.warn, 0.12)).on_hover_text(words);
        let either = planned.either.get(column).cloned().flatten();
        let (first, second) = either.unwrap_or_else(|| ("one way".to_owned(), "the other".to_owned()));
        let (one, other) = match reading.how {
            How::Decimal(_) => ((Some(DecimalSeparator::Point), None), (Some(DecimalSeparator::Comma), None)),
            How::Dates(_) | How::Text | How::Other => {
                ((None, Some(DateOrder::DayFirst)), (None, Some(DateOrder::MonthFirst)))
            }
        };
        for (words, choice) in [(first, one), (second, other)] {
            let response = chip(ui, &words, false, cx.tokens);
            let spoken = format!("{name}: {words}");
            response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, false, &spoken));
            if response.on_hover_text(format!("Read the column {name} so")).clicked() {
                now = choice;
            }
        }
    } else {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            way_ui(ui, cx, reading, name, &mut now);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| example_ui(ui, cx, reading));
        });
    }
    if now != before {
        preview.mapping.set_decimal(column, now.0);
        preview.mapping.set_dates(column, now.1);
        actions.push(Action::Import(ImportAction::Replan));
    }
}

fn example_ui(ui: &mut Ui, cx: &Cx<'_>, reading: &ColumnReading) {
    let cell = parts::plain(&reading.cell);
    let size = 12.0;
    match &reading.read {
        Ok(read) if *read == cell.trim() => {
            let words = if reading.how == How::Text { format!("{cell}  as text") } else { cell };
            parts::short(ui, RichText::new(words).size(size).color(cx.tokens.weak));
        }
        Ok(read) => {
            parts::short(ui, RichText::new(format!("{cell} → {}", parts::plain(read))).size(size));
        }
        Err(reason) => {
            let words = format!("{cell}: {reason}");
            parts::short(ui, RichText::new(words).size(size).color(cx.tokens.danger)).on_hover_text(reason.as_str());
        }
    }
}

/// How numbers or dates of the column are written, found out or said.
fn way_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    reading: &ColumnReading,
    name: &str,
    now: &mut (Option<DecimalSeparator>, Option<DateOrder>),
) {
    const WIDTH: f32 = 104.0;
    let unsaid = if reading.ambiguous { "Choose…" } else { "As found" };
    match reading.how {
        How::Text | How::Other => {}
        How::Decimal(found) => {
            let words = |one: Option<DecimalSeparator>| match one {
                Some(DecimalSeparator::Point) => "1,234.50",
                Some(DecimalSeparator::Comma) => "1.234,50",
                None => unsaid,
            };
            ui.scope(|ui| {
                ui.set_max_width(WIDTH);
                let chosen = RichText::new(words(now.0.or(found))).size(12.0);
                parts::choice(ui, cx, &format!("Numbers of column {name}"), chosen, |ui| {
                    for one in [None, Some(DecimalSeparator::Point), Some(DecimalSeparator::Comma)] {
                        ui.selectable_value(&mut now.0, one, words(one));
                    }
                });
            });
        }
        How::Dates(found) => {
            let words = |one: Option<DateOrder>| match one {
                Some(DateOrder::DayFirst) => "Day first",
                Some(DateOrder::MonthFirst) => "Month first",
                None => unsaid,
            };
            ui.scope(|ui| {
                ui.set_max_width(WIDTH);
                let chosen = RichText::new(words(now.1.or(found))).size(12.0);
                parts::choice(ui, cx, &format!("Dates of column {name}"), chosen, |ui| {
                    for one in [None, Some(DateOrder::DayFirst), Some(DateOrder::MonthFirst)] {
                        ui.selectable_value(&mut now.1, one, words(one));
                    }
                });
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_in_a_spreadsheet() {
        let check = |column: usize, wanted: &str| assert_eq!(letters(column), wanted);
        check(0, "A");
        check(25, "Z");
        check(26, "AA");
        check(52, "BA");
        check(499, "SF");
    }
}
