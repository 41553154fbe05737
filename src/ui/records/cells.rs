//! What stands in the table. Only what is seen is laid out.

use std::collections::BTreeSet;
use std::ops::Range;

use egui::{
    Align2, CursorIcon, FontId, Id, Modifiers, Popup, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit,
    vec2,
};
use egui_table::{CellInfo, HeaderCellInfo, PrefetchInfo, TableDelegate};

use crate::model::{AccountId, RowKey};
use crate::sheets::Field;
use crate::ui::accounts::{note_ui, text_in};
use crate::ui::context_menu::{menu_key, menu_with};
use crate::ui::theme;
use crate::ui::view::{Action, Actions, Cx};

use super::Spot;
use super::edit::{Editing, Ended, editor_ui};
use super::order::Sort;
use super::record::{RecordRef, changed_elsewhere, shown, spoken};
use super::typed::Shape;

pub const HEADER_HEIGHT: f32 = 34.0;
pub const ROW_HEIGHT: f32 = 30.0;

/// What the pointer, or the field in a cell, came to in a frame.
#[derive(Clone, Copy, Debug)]
pub enum Happened {
    Clicked {
        spot: Spot,
        modifiers: Modifiers,
    },
    DoubleClicked(Spot),
    /// What can be done with the row is asked for.
    MenuOpened(Spot),
    /// The selected rows are to go.
    Delete,
    /// The name of an account was clicked.
    Account(AccountId),
    Sort(Field),
    Edited(Ended),
}

/// Paints the cells that are seen.
pub struct Cells<'a, 'c> {
    pub cx: &'a Cx<'c>,
    pub actions: &'a mut Actions,
    pub columns: &'static [Field],
    pub rows: &'a [RowKey],
    pub selected: &'a BTreeSet<RowKey>,
    /// The accounts that are selected in the window.
    pub accounts: &'a BTreeSet<AccountId>,
    pub cursor: Option<Spot>,
    pub keyboard: bool,
    pub hint: Option<&'a str>,
    pub editing: Option<&'a mut Editing>,
    pub sort: Sort,
    pub happened: Vec<Happened>,
    pub visible: Range<u64>,
}

impl Cells<'_, '_> {
    fn row(&self, row: u64) -> Option<RowKey> {
        self.rows.get(usize::try_from(row).ok()?).copied()
    }

    /// What can be done with the row, at the pointer or by the menu key.
    fn menu_ui(&mut self, response: &Response, record: RecordRef<'_>, spot: Spot) {
        let by_key = self.keyboard && self.cursor == Some(spot) && menu_key(&response.ctx);
        if response.secondary_clicked() || by_key {
            self.happened.push(Happened::MenuOpened(spot));
        }
        if !response.secondary_clicked() && !by_key && !Popup::is_any_open(&response.ctx) {
            return;
        }
        let Self { cx, actions, happened, selected, .. } = self;
        menu_with(response, by_key.then(|| response.rect.left_bottom()), |ui| {
            ui.set_min_width(180.0);
            ui.spacing_mut().button_padding = vec2(8.0, 4.0);
            let elsewhere = spot.row.kind().and_then(changed_elsewhere);
            if elsewhere.is_none() && ui.button("Open…").clicked() {
                actions.push(Action::OpenRecord(spot.row));
            }
            if let Some(account) = record.account() {
                if ui.button("Select the account").clicked() {
                    actions.push(Action::Select(BTreeSet::from([account])));
                }
                if ui.button("History of the account").clicked() {
                    actions.push(Action::HistoryOf(account));
                }
            }
            if !cx.env.read_only && elsewhere.is_none() {
                ui.separator();
                let many = selected.contains(&spot.row) && selected.len() > 1;
                let words = if many { format!("Delete {} rows", selected.len()) } else { "Delete".to_owned() };
                if ui.button(words).clicked() {
                    happened.push(Happened::Delete);
                }
            }
        });
    }
}

impl TableDelegate for Cells<'_, '_> {
    fn prepare(&mut self, info: &PrefetchInfo) {
        self.visible = info.visible_rows.clone();
    }

    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        if let Some(field) = self.columns.get(cell.col_range.start).copied() {
            let descending = (self.sort.field == field).then_some(self.sort.descending);
            let name = header(field, &self.cx.portfolio.settings().currency);
            if head_ui(ui, self.cx, &name, Shape::of(field).is_numeric(), descending) {
                self.happened.push(Happened::Sort(field));
            }
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, row: u64) {
        let rect = ui.max_rect();
        let selected = self.row(row).is_some_and(|row| self.selected.contains(&row));
        row_ui(ui, self.cx, row, selected, rect);
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let (Some(field), Some(row)) = (self.columns.get(cell.col_nr).copied(), self.row(cell.row_nr)) else { return };
        let portfolio = self.cx.portfolio;
        let Some(record) = RecordRef::find(portfolio, row) else { return };
        let spot = Spot { row, field };
        if let Some(editing) = self.editing.as_deref_mut().filter(|editing| editing.spot == spot) {
            if let Some(ended) = editor_ui(ui, self.cx, record, editing) {
                self.happened.push(Happened::Edited(ended));
            }
            return;
        }
        let rect = ui.max_rect();
        // Not in the order of the Tab key: the table is one stop, the arrows walk within it.
        let response = ui.interact(rect, Id::unique(("records cell", spot)), Sense::CLICK);
        let under_cursor = self.cursor == Some(spot);
        let words = shown(record, portfolio, field);
        response.widget_info(|| {
            WidgetInfo::selected(accesskit::Role::Cell, true, under_cursor, spoken(record, field, &words))
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_column_index(cell.col_nr);
            node.set_row_index(usize::try_from(cell.row_nr).unwrap_or(usize::MAX));
        });
        let tokens = self.cx.tokens;
        let is_link = field == Field::Account;
        let color = match field {
            Field::Account if response.hovered() => tokens.accent,
            Field::Account if record.account().is_some_and(|account| self.accounts.contains(&account)) => tokens.accent,
            Field::Notes | Field::Key => tokens.weak,
            _ => tokens.text,
        };
        text_in(ui, rect, &words, Shape::of(field).is_numeric(), color);
        if under_cursor {
            let ring = Stroke::new(2.0, if self.keyboard { tokens.accent } else { tokens.line });
            ui.painter().rect_stroke(rect.shrink2(vec2(1.0, 0.5)), 4.0, ring, StrokeKind::Inside);
            if let Some(hint) = self.hint {
                note_ui(ui, self.cx, rect, hint, false);
            }
        }
        if response.double_clicked() {
            self.happened.push(Happened::DoubleClicked(spot));
        } else if response.clicked() {
            let modifiers = response.ctx.input(|input| input.modifiers);
            self.happened.push(Happened::Clicked { spot, modifiers });
            if let Some(account) = record.account().filter(|_| is_link && modifiers.is_none()) {
                self.happened.push(Happened::Account(account));
            }
        }
        self.menu_ui(&response, record, spot);
        if is_link && !words.is_empty() {
            let response = response.on_hover_cursor(CursorIcon::PointingHand);
            response.on_hover_text("Click to select the account; F2 gives the record to another");
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

/// The ground of a row.
pub fn row_ui(ui: &Ui, cx: &Cx<'_>, row: u64, selected: bool, rect: egui::Rect) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(accesskit::Role::Row);
        node.set_row_index(usize::try_from(row).unwrap_or(usize::MAX));
        node.set_selected(selected);
    });
    if selected {
        ui.painter().rect_filled(rect, 0.0, cx.tokens.accent_fill());
    } else if ui.rect_contains_pointer(rect) {
        ui.painter().rect_filled(rect, 0.0, theme::covered(cx.tokens.sunken, 0.6));
    }
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, cx.tokens.grid));
}

/// The head of a column; `descending` says how it is sorted by, if it is. Whether it was clicked.
pub fn head_ui(ui: &Ui, cx: &Cx<'_>, name: &str, numeric: bool, descending: Option<bool>) -> bool {
    let rect = ui.max_rect();
    let response = ui.interact(rect, Id::unique(("records header", name)), Sense::click());
    response.widget_info(|| {
        let words = match descending {
            Some(false) => format!("{name}, sorted ascending"),
            Some(true) => format!("{name}, sorted descending"),
            None => name.to_owned(),
        };
        WidgetInfo::labeled(accesskit::Role::ColumnHeader, true, words)
    });
    let tokens = cx.tokens;
    let fill = if response.hovered() { theme::mixed(tokens.sunken, tokens.text, 0.05) } else { tokens.sunken };
    ui.painter().rect_filled(rect, 0.0, fill);
    ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, tokens.thin_line());
    let mut room = rect.shrink2(vec2(8.0, 0.0));
    if let Some(descending) = descending {
        let font = FontId::new(theme::size::SMALL, theme::semibold());
        let arrow = if descending { "↓" } else { "↑" };
        let mark = ui.painter().layout_no_wrap(arrow.to_owned(), font, tokens.accent);
        let at = Align2::RIGHT_CENTER.align_size_within_rect(mark.size(), room).min;
        room.max.x = at.x - 4.0;
        ui.painter().galley(at, mark, tokens.accent);
    }
    let color = if descending.is_some() { tokens.text } else { tokens.weak };
    let font = FontId::new(12.0, theme::semibold());
    let mut job = egui::text::LayoutJob::simple_singleline(name.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room.width().max(1.0));
    let galley = ui.painter().layout_job(job);
    let align = if numeric { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    ui.painter().galley(align.align_size_within_rect(galley.size(), room).min, galley, color);
    if response.has_focus() {
        let ring = Stroke::new(1.5, tokens.accent);
        ui.painter().rect_stroke(rect.shrink(1.0), 4.0, ring, StrokeKind::Inside);
    }
    response.clicked()
}

/// The head of a column: as files have it, but for what reads better on screen; amounts have their currency.
fn header(field: Field, currency: &str) -> String {
    match (field, Shape::of(field)) {
        (Field::RiskKind, _) => "Kind".to_owned(),
        (Field::CadenceDays, _) => "Cadence, days".to_owned(),
        (_, Shape::Money) => format!("{}, {currency}", field.label()),
        _ => field.label().to_owned(),
    }
}
