//! What stands in the table: rows, cells, the cursor. Only what is seen is laid out.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Align2, Color32, CornerRadius, FontId, Id, Modifiers, Rect, Response, Sense, Shape, Stroke, StrokeKind, Ui,
    WidgetInfo, accesskit, vec2,
};
use egui_table::{CellInfo, HeaderCellInfo, PrefetchInfo, TableDelegate};

use crate::model::{Account, AccountId, Column, Measure, SortBy};
use crate::rules::bought::Year;
use crate::rules::class::Class;
use crate::rules::filter_words;
use crate::ui::context_menu::{menu_key, row_menu};
use crate::ui::drafts::{DraftKey, Drafts};
use crate::ui::theme::{self, space};
use crate::ui::view::{Actions, Cx};

use super::columns::field_of;
use super::edit::{Editing, Ended, editor_ui};
use super::header;

pub const ROW_HEIGHT: f32 = 30.0;
/// Between the edge of a cell and its text, in points.
const INSET: f32 = 8.0;

/// A cell of the table, whatever row and column it is in at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub account: AccountId,
    pub column: Column,
}

impl Spot {
    pub fn key(self) -> Option<DraftKey> {
        field_of(self.column).ok().map(|field| DraftKey { account: self.account, field })
    }
}

/// What the pointer, or the field in a cell, came to in a frame.
#[derive(Clone, Copy, Debug)]
pub enum Happened {
    Clicked {
        spot: Spot,
        modifiers: Modifiers,
    },
    DoubleClicked(Spot),
    /// What can be done with the account is asked for.
    MenuOpened(Spot),
    Sort {
        column: Column,
        add: bool,
    },
    Edited(Ended),
}

/// Paints the cells that are seen.
pub struct Cells<'a, 'c> {
    pub cx: &'a Cx<'c>,
    pub columns: &'a [Column],
    pub rows: &'a [AccountId],
    pub selection: &'a BTreeSet<AccountId>,
    pub cursor: Option<Spot>,
    /// Whether keys are meant for the table.
    pub keyboard: bool,
    /// Why the cell under the cursor cannot be typed into.
    pub hint: Option<&'a str>,
    pub editing: Option<&'a mut Editing>,
    pub drafts: &'a mut Drafts,
    pub sort: &'a [SortBy],
    pub happened: Vec<Happened>,
    pub actions: &'a mut Actions,
    pub visible: Range<u64>,
}

impl Cells<'_, '_> {
    fn account(&self, row: u64) -> Option<&Account> {
        let id = self.rows.get(usize::try_from(row).ok()?)?;
        self.cx.portfolio.account(*id).map(AsRef::as_ref)
    }

    /// Every row that the pointer did something to passes here.
    fn pointed(&mut self, response: &Response, spot: Spot) {
        if response.double_clicked() {
            self.happened.push(Happened::DoubleClicked(spot));
        } else if response.clicked() {
            let modifiers = response.ctx.input(|input| input.modifiers);
            self.happened.push(Happened::Clicked { spot, modifiers });
        }
        let by_key = self.keyboard && self.cursor == Some(spot) && menu_key(&response.ctx);
        let opened = response.secondary_clicked() || by_key;
        if opened {
            self.happened.push(Happened::MenuOpened(spot));
        }
        if opened || egui::Popup::is_any_open(&response.ctx) {
            row_menu(response, by_key, self.cx, self.actions);
        }
    }
}

impl TableDelegate for Cells<'_, '_> {
    fn prepare(&mut self, info: &PrefetchInfo) {
        self.visible = info.visible_rows.clone();
    }

    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        if let Some(column) = self.columns.get(cell.col_range.start)
            && let Some(add) = header::header_ui(ui, self.cx, *column, self.sort)
        {
            self.happened.push(Happened::Sort { column: *column, add });
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, row: u64) {
        let rect = ui.max_rect();
        let selected = self.account(row).is_some_and(|account| self.selection.contains(&account.id));
        ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
            node.set_role(accesskit::Role::Row);
            node.set_row_index(usize::try_from(row).unwrap_or(usize::MAX));
            node.set_selected(selected);
        });
        let tokens = self.cx.tokens;
        if selected {
            ui.painter().rect_filled(rect, 0.0, tokens.accent_fill());
        } else if ui.rect_contains_pointer(rect) {
            ui.painter().rect_filled(rect, 0.0, theme::covered(tokens.sunken, 0.6));
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.grid));
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let Some(column) = self.columns.get(cell.col_nr).copied() else { return };
        let Some(account) = self.rows.get(usize::try_from(cell.row_nr).unwrap_or(usize::MAX)) else { return };
        let Some(account) = self.cx.portfolio.account(*account).cloned() else { return };
        let spot = Spot { account: account.id, column };
        if let Some(editing) = self.editing.as_deref_mut().filter(|editing| editing.spot == spot) {
            if let Some(ended) = editor_ui(ui, self.cx, &account, editing, self.drafts) {
                self.happened.push(Happened::Edited(ended));
            }
            return;
        }
        let rect = ui.max_rect();
        // Not in the order of the Tab key: the table is one stop, the arrows walk within it.
        let response = ui.interact(rect, cell_id(spot), Sense::CLICK);
        let under_cursor = self.cursor == Some(spot);
        let (unsaved, error) = match spot.key().filter(|_| !self.drafts.is_empty()) {
            Some(key) => (self.drafts.text(key).map(str::to_owned), self.drafts.error(key).map(str::to_owned)),
            None => (None, None),
        };
        response.widget_info(|| {
            let shown = unsaved.as_deref().map_or_else(|| shown(&account, column, self.cx), Cow::Borrowed);
            WidgetInfo::selected(accesskit::Role::Cell, true, under_cursor, spoken(&account, column, &shown))
        });
        ui.ctx().accesskit_node_builder(response.id, |node| {
            node.set_column_index(cell.col_nr);
            node.set_row_index(usize::try_from(cell.row_nr).unwrap_or(usize::MAX));
        });
        let tokens = self.cx.tokens;
        let year = Year::of(column).filter(|_| self.cx.portfolio.has_purchases(account.id));
        match &unsaved {
            Some(text) => {
                let color = if error.is_some() { tokens.danger } else { tokens.text };
                text_in(ui, rect, text, column.is_numeric(), color);
                let stroke = Stroke::new(1.0, if error.is_some() { tokens.danger } else { tokens.accent });
                ui.painter().rect_stroke(rect.shrink(2.0), 4.0, stroke, StrokeKind::Inside);
            }
            None if column == Column::Class => badge_in(ui, rect, self.cx, &account),
            None => {
                let color = match column {
                    _ if year.is_some() => tokens.weak,
                    Column::Judged | Column::JudgedBy | Column::QpcAsOf | Column::QpcSource => tokens.weak,
                    _ => tokens.text,
                };
                text_in(ui, rect, &shown(&account, column, self.cx), column.is_numeric(), color);
            }
        }
        if under_cursor {
            let color = if self.keyboard { tokens.accent } else { tokens.line };
            let ring = Stroke::new(2.0, color);
            ui.painter().rect_stroke(rect.shrink2(vec2(1.0, 0.5)), 4.0, ring, StrokeKind::Inside);
            if let Some(words) = error.as_deref().or(self.hint) {
                note_ui(ui, self.cx, rect, words, error.is_some());
            }
        }
        self.pointed(&response, spot);
        if let Some(words) =
            year.filter(|_| response.hovered()).and_then(|year| year.words(self.cx.portfolio, account.id))
        {
            response.clone().on_hover_text(words);
        }
        if let Some(error) = error.filter(|_| !under_cursor) {
            response.on_hover_text(error);
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

/// The identity of a cell for the pointer and for screen readers.
pub fn cell_id(spot: Spot) -> Id {
    Id::unique(("accounts cell", spot.account.0, spot.column))
}

/// What stands in a cell, as people write it here.
pub fn shown<'a>(account: &'a Account, column: Column, cx: &Cx<'a>) -> Cow<'a, str> {
    let (settings, facts) = (cx.portfolio.settings(), cx.filtered.facts());
    match column.measure() {
        Measure::Text | Measure::Score => facts.text_of(cx.portfolio, account, column),
        Measure::Day => {
            let day = facts.day_of(cx.portfolio, account, column);
            day.map_or(Cow::Borrowed(""), |day| settings.more.dates.day(day).into())
        }
        Measure::Money | Measure::Percent | Measure::Count => {
            let figure = facts.number_of(cx.portfolio, account, column);
            figure.map_or(Cow::Borrowed(""), |figure| filter_words::cell(column, figure, settings).into())
        }
    }
}

/// A cell as it is read aloud.
pub fn spoken(account: &Account, column: Column, shown: &str) -> String {
    let shown = if shown.is_empty() { "empty" } else { shown };
    match column {
        Column::Name => format!("Name: {shown}"),
        _ => format!("{} of {}: {shown}", column.name(), account.name),
    }
}

/// One line of text in a cell, cut with an ellipsis where it is too long.
pub fn text_in(ui: &Ui, rect: Rect, text: &str, to_the_right: bool, color: Color32) {
    if text.is_empty() {
        return;
    }
    let inner = rect.shrink2(vec2(INSET, 0.0));
    let text = if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text.to_owned() };
    let mut job = LayoutJob::simple_singleline(text, FontId::proportional(theme::size::BODY), color);
    job.wrap = TextWrapping::truncate_at_width(inner.width());
    let galley = ui.painter().layout_job(job);
    let align = if to_the_right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let at = align.align_size_within_rect(galley.size(), inner).min;
    ui.painter().galley(at, galley, color);
}

fn badge_in(ui: &Ui, rect: Rect, cx: &Cx<'_>, account: &Account) {
    let tokens = cx.tokens;
    let (name, word, fill) = match Class::of_account(cx.portfolio, account, cx.portfolio.settings().lines) {
        Some(class) => (class.name(), tokens.class_word(class), tokens.class_fill(class)),
        None => ("Unplaced", tokens.weak, tokens.sunken),
    };
    let font = FontId::new(theme::size::SMALL, theme::semibold());
    let galley = ui.painter().layout_no_wrap(name.to_owned(), font, word);
    let size = galley.size() + vec2(14.0, 4.0);
    let badge = Align2::LEFT_CENTER.align_size_within_rect(size, rect.shrink2(vec2(INSET, 0.0)));
    ui.painter().add(Shape::rect_filled(badge, CornerRadius::same(5), fill));
    ui.painter().galley(badge.center() - galley.size() / 2.0, galley, word);
}

/// Words under the cell that they are about.
pub fn note_ui(ui: &Ui, cx: &Cx<'_>, cell: Rect, words: &str, is_error: bool) {
    let color = if is_error { cx.tokens.danger } else { cx.tokens.text };
    let area = egui::Area::new(Id::unique("accounts note"))
        .order(egui::Order::Foreground)
        .interactable(false)
        .fixed_pos(cell.left_bottom() + vec2(0.0, space::XS))
        .constrain_to(ui.ctx().content_rect());
    area.show(ui.ctx(), |ui| {
        cx.tokens.float_frame().inner_margin(egui::Margin::symmetric(10, 6)).show(ui, |ui| {
            ui.set_max_width(360.0);
            ui.label(egui::RichText::new(words).color(color));
        });
    });
}
