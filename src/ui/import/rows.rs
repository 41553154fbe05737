use egui::{Align, Color32, FontFamily, FontId, Label, Layout, RichText, Sense, TextFormat, Ui, text::LayoutJob};
use egui_extras::{Column, TableBuilder};

use crate::jobs::{Planned, RowKind};
use crate::model::RecordKind;
use crate::sheets::{Field, FieldName, Outcome, PlannedRow, Rejection};
use crate::ui::theme;
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets::badge;

use super::check_step::Shown;
use super::{ImportAction, Preview, Side, parts};

/// In whole points, and even: the rows of a table of a million rows stand where they should to the point.
const ROW: f32 = 28.0;
const HEADER: f32 = 26.0;

/// The rows of the plan, however many: a click opens one beside them.
pub(super) fn rows_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &mut Preview,
    planned: &std::sync::Arc<Planned>,
    actions: &mut Actions,
) {
    let shown = Shown { planned: std::sync::Arc::clone(planned), only: preview.only };
    if shown.len() == 0 {
        let words = if preview.only.is_some() { "No such rows" } else { "There are no rows below the header" };
        ui.add_space(ui.available_height() * 0.3);
        ui.vertical_centered(|ui| ui.label(RichText::new(words).color(cx.tokens.weak)));
        return;
    }
    let height = (ui.available_height() - HEADER).max(40.0);
    let room = ui.available_width();
    let (key, name) = ((room * 0.11).clamp(50.0, 120.0), (room * 0.24).clamp(70.0, 260.0));
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.spacing_mut().item_spacing.x = 10.0;
    ui.visuals_mut().selection.bg_fill = cx.tokens.accent_fill();
    ui.visuals_mut().selection.stroke.color = cx.tokens.text;
    let lines = parts::RowLines::below(ui, HEADER);
    TableBuilder::new(ui)
        .id_salt(("planned rows", preview.only))
        .sense(Sense::click())
        .cell_layout(Layout::left_to_right(Align::Center))
        .column(Column::exact(52.0).clip(true))
        .column(Column::exact(78.0).clip(true))
        .column(Column::exact(key).clip(true))
        .column(Column::exact(name).clip(true))
        .column(Column::remainder().clip(true))
        .column(Column::exact(78.0).clip(true))
        .min_scrolled_height(height)
        .max_scroll_height(height)
        .header(HEADER, |mut header| {
            for name in headings(planned.plan.kind) {
                header.col(|ui| {
                    ui.label(theme::weak(name, cx.tokens));
                });
            }
        })
        .body(|body| {
            body.rows(ROW, shown.len(), |mut row| {
                let Some(place) = shown.place(row.index()) else { return };
                let Some(one) = planned.plan.rows.get(place) else { return };
                let open = preview.side == Side::Row(place);
                row.set_selected(open);
                let line = one.line;
                let (key, name) = planned.plan.title(one, &preview.sheet);
                row.col(|ui| {
                    ui.label(theme::weak(line.to_string(), cx.tokens));
                });
                row.col(|ui| outcome_ui(ui, cx, RowKind::of(&one.outcome)));
                row.col(|ui| {
                    parts::short(ui, parts::plain(&key));
                });
                row.col(|ui| {
                    parts::short(ui, parts::plain(&name));
                });
                row.col(|ui| what_ui(ui, cx, preview, planned, place, one));
                row.col(|ui| out_or_in_ui(ui, cx, preview, one, actions));
                let response = row.response();
                lines.draw(cx, response.rect);
                let spoken = format!("Row {line}: {}", parts::plain(&name));
                response.widget_info(|| {
                    egui::WidgetInfo::selected(egui::accesskit::Role::Row, true, open, spoken.as_str())
                });
                if response.clicked() {
                    preview.side = if open { Side::Nothing } else { Side::Row(place) };
                }
            });
        });
}

/// What a plan calls the rows of each kind by.
const fn headings(kind: RecordKind) -> [&'static str; 6] {
    let (key, name) = match kind {
        RecordKind::Accounts | RecordKind::Products | RecordKind::Colleagues => ("Key", "Name"),
        RecordKind::Risks => ("Account", "Reason"),
        RecordKind::StageEvents => ("Account", "Stage"),
        RecordKind::HandOvers => ("Account", "To"),
        RecordKind::Goals => ("Start", "Metric"),
        RecordKind::Spend => ("Month", "Channel"),
        RecordKind::Contacts | RecordKind::Opportunities => ("Account", "Name"),
        RecordKind::Activities => ("Day", "Account"),
        RecordKind::Purchases => ("Order no.", "Account"),
    };
    ["Row", "Outcome", key, name, "Changes, reason", ""]
}

pub(super) fn outcome_ui(ui: &mut Ui, cx: &Cx<'_>, kind: RowKind) {
    let (word, fill) = match kind {
        RowKind::New => (cx.tokens.good, theme::covered(cx.tokens.good, 0.1)),
        RowKind::Updated => (cx.tokens.accent, cx.tokens.accent_fill()),
        RowKind::Same | RowKind::Skipped => (cx.tokens.weak, cx.tokens.sunken),
        RowKind::Rejected => (cx.tokens.danger, theme::covered(cx.tokens.danger, 0.1)),
    };
    badge(ui, kind.name(), word, fill);
}

/// What a row changes, or why it does not come in, in one line.
fn what_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, planned: &Planned, place: usize, row: &PlannedRow) {
    let tokens = cx.tokens;
    let mut line = Line::default();
    match &row.outcome {
        Outcome::New => {
            for (label, value) in first_values(preview, planned, row) {
                line.say(&label, tokens.weak);
                line.say(&value, tokens.text);
                line.gap();
            }
        }
        Outcome::Updated(changes) => {
            for change in changes {
                line.say(change.field.label(), tokens.weak);
                if !change.from.is_empty() {
                    line.strike(&parts::plain(&change.from), tokens.faint);
                }
                let to = if change.to.is_empty() { "empty".to_owned() } else { parts::plain(&change.to) };
                line.say(&to, tokens.text);
                line.gap();
            }
        }
        Outcome::Same => line.say("as it is", tokens.faint),
        Outcome::Skipped(reason) => line.say(reason, tokens.weak),
        Outcome::Rejected(rejections) => {
            for Rejection { column, reason, .. } in rejections {
                let words = if column.is_empty() { reason.clone() } else { format!("{column}: {reason}") };
                line.say(&words, tokens.danger);
                line.gap();
            }
        }
    }
    if let Some(remark) = planned.plan.remarks.get(&place) {
        line.say(remark, tokens.warn);
    }
    ui.add(Label::new(line.0).truncate());
}

/// A line of words in several colours, cut where the room ends.
#[derive(Default)]
struct Line(LayoutJob);

impl Line {
    const SIZE: f32 = 12.5;

    fn say(&mut self, words: &str, color: Color32) {
        self.add(words, TextFormat::simple(FontId::new(Self::SIZE, FontFamily::Proportional), color));
    }

    fn strike(&mut self, words: &str, color: Color32) {
        let format = TextFormat::simple(FontId::new(Self::SIZE, FontFamily::Proportional), color);
        self.add(words, TextFormat { strikethrough: egui::Stroke::new(1.0, color), ..format });
    }

    fn add(&mut self, words: &str, format: TextFormat) {
        let before = if self.0.text.is_empty() { 0.0 } else { 5.0 };
        self.0.append(words, before, format);
    }

    fn gap(&mut self) {
        self.0.append("  ", 0.0, TextFormat::default());
    }
}

/// What a new record begins with, beyond what it is called.
fn first_values(preview: &Preview, planned: &Planned, row: &PlannedRow) -> Vec<(String, String)> {
    const MOST: usize = 5;
    const TOLD: [FieldName; 5] = [
        FieldName::Field(Field::Id),
        FieldName::Field(Field::Key),
        FieldName::Field(Field::Name),
        FieldName::Field(Field::Account),
        FieldName::Field(Field::Document),
    ];
    let values = planned.plan.values(row, &preview.sheet).filter(|(field, _)| !TOLD.contains(field));
    values.map(|(field, text)| (field.label().to_owned(), parts::plain(&text))).take(MOST).collect()
}

/// The button that leaves a row out, or takes it in again.
fn out_or_in_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, row: &PlannedRow, actions: &mut Actions) {
    let Some(words) = out_or_in(preview, row) else { return };
    let text = RichText::new(words).size(theme::size::SMALL).color(cx.tokens.weak);
    let button = egui::Button::new(text).frame_when_inactive(false).small();
    if ui.add(button).accessible_name(format!("{words} row {}", row.line)).clicked() {
        put_out_or_in(preview, row);
        actions.push(Action::Import(ImportAction::Replan));
    }
}

/// What can be done with a row as a whole: "Leave out", "Take in", or nothing.
pub(super) fn out_or_in(preview: &Preview, row: &PlannedRow) -> Option<&'static str> {
    let amendments = &preview.options.amendments;
    let was_left_out = amendments.left_out.contains(&row.row);
    let is_footer = row.row as usize + preview.sheet.footer >= preview.sheet.grid.len();
    match RowKind::of(&row.outcome) {
        RowKind::Skipped if was_left_out => Some("Take in"),
        RowKind::Skipped if is_footer && !amendments.included.contains(&row.row) => Some("Take in"),
        RowKind::Skipped => None,
        RowKind::New | RowKind::Updated | RowKind::Same | RowKind::Rejected => Some("Leave out"),
    }
}

pub(super) fn put_out_or_in(preview: &mut Preview, row: &PlannedRow) {
    let is_footer = row.row as usize + preview.sheet.footer >= preview.sheet.grid.len();
    let amendments = &mut preview.options.amendments;
    if RowKind::of(&row.outcome) == RowKind::Skipped {
        amendments.left_out.remove(&row.row);
        if is_footer {
            amendments.included.insert(row.row);
        }
    } else if !amendments.included.remove(&row.row) {
        amendments.left_out.insert(row.row);
    }
}
