//! The rows of the table of accounts behind a figure. Only what is seen is laid out.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::{Align2, FontId, Id, Sense, Stroke, Ui, WidgetInfo, accesskit, vec2};
use egui_table::{CellInfo, HeaderCellInfo, TableDelegate};

use crate::model::{Account, AccountId};
use crate::ui::accounts::text_in;
use crate::ui::theme;
use crate::ui::view::{Action, Actions, Cx};

use super::drill::{By, Row};
use super::words::{days, wide};

pub const HEADER_HEIGHT: f32 = 28.0;
const ROW_HEIGHT: f32 = 26.0;
/// Owner, stage, since, days, channel, revenue; the name has what is left.
const WIDTHS: [f32; 6] = [110.0, 80.0, 130.0, 80.0, 120.0, 110.0];
const LEAST_NAME: f32 = 150.0;

/// The columns in so much room.
pub fn columns(room: f32) -> Vec<egui_table::Column> {
    // Not quite all, so that a bar to scroll by has its place.
    let name = (room - WIDTHS.iter().sum::<f32>() - 14.0).max(LEAST_NAME);
    let widths = std::iter::once(name).chain(WIDTHS);
    widths.map(|width| egui_table::Column::new(width).resizable(false)).collect()
}

pub struct Cells<'a, 'c> {
    pub cx: &'a Cx<'c>,
    pub rows: &'a [Row],
    pub as_of: Option<NaiveDate>,
    /// By what, and whether the largest comes first.
    pub sorted: (By, bool),
    /// The head that was clicked.
    pub sort_by: Option<By>,
    pub selection: &'a BTreeSet<AccountId>,
    pub actions: &'a mut Actions,
}

impl Cells<'_, '_> {
    fn row(&self, row: u64) -> Option<(Row, &Account)> {
        let row = *self.rows.get(usize::try_from(row).ok()?)?;
        Some((row, self.cx.portfolio.account(row.account)?))
    }

    fn head(&self, by: By) -> String {
        let settings = self.cx.portfolio.settings();
        match by {
            By::Name => "Account".to_owned(),
            By::Owner => "Owner".to_owned(),
            By::Stage => match self.as_of.filter(|day| *day != self.cx.today) {
                Some(_) => "Stage then".to_owned(),
                None => "Stage".to_owned(),
            },
            By::Since => "In it since".to_owned(),
            By::Days => "Days".to_owned(),
            By::Channel => "Channel".to_owned(),
            By::Revenue => format!("Revenue, {}", settings.currency),
        }
    }

    fn hover(&self, by: By) -> String {
        let settings = self.cx.portfolio.settings();
        let day = self.as_of.map(|day| settings.more.dates.day(day)).unwrap_or_default();
        match by {
            By::Stage => format!("Where it stood at the end of {day}"),
            By::Since => format!("The day on which it came to where it stood at the end of {day}"),
            By::Days => format!("How long it had stood there at the end of {day}"),
            By::Channel => "What it came to us through".to_owned(),
            By::Revenue => "Revenue of the last 12 months".to_owned(),
            By::Name | By::Owner => "Click to sort".to_owned(),
        }
    }

    fn text(&self, row: Row, account: &Account, by: By) -> String {
        let settings = self.cx.portfolio.settings();
        match by {
            By::Name => account.name.clone(),
            By::Owner => account.owner.clone(),
            By::Stage => row.stage.map_or_else(|| "not known".to_owned(), |stage| stage.name().to_owned()),
            By::Since => row.since.map_or_else(|| "no date".to_owned(), |since| settings.more.dates.day(since)),
            By::Days => row.days.map_or_else(String::new, |days| settings.more.numbers.count(wide(days))),
            By::Channel => account.channel.clone(),
            By::Revenue => {
                let revenue = self.cx.portfolio.revenue_12m(account);
                revenue.map_or_else(String::new, |revenue| settings.more.numbers.money(revenue))
            }
        }
    }
}

const fn is_numeric(by: By) -> bool {
    matches!(by, By::Days | By::Revenue)
}

impl TableDelegate for Cells<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let Some(by) = By::ALL.get(cell.col_range.start).copied() else { return };
        let (rect, tokens) = (ui.max_rect(), self.cx.tokens);
        let response = ui.interact(rect, Id::unique(("funnel accounts head", cell.col_range.start)), Sense::click());
        let arrow = match self.sorted {
            (sorted, true) if sorted == by => " ↓",
            (sorted, false) if sorted == by => " ↑",
            _ => "",
        };
        let name = self.head(by);
        response.widget_info(|| {
            let sorted = match arrow {
                " ↓" => ", sorted descending",
                " ↑" => ", sorted ascending",
                _ => "",
            };
            WidgetInfo::labeled(accesskit::Role::ColumnHeader, true, format!("{name}{sorted}"))
        });
        let fill = if response.hovered() { theme::mixed(tokens.sunken, tokens.text, 0.05) } else { tokens.sunken };
        ui.painter().rect_filled(rect, 0.0, fill);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, tokens.thin_line());
        let color = if arrow.is_empty() { tokens.weak } else { tokens.text };
        let align = if is_numeric(by) { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        let galley = ui.painter().layout_no_wrap(format!("{name}{arrow}"), FontId::new(12.0, theme::semibold()), color);
        let at = align.align_size_within_rect(galley.size(), rect.shrink2(vec2(8.0, 0.0))).min;
        ui.painter().galley(at, galley, color);
        if response.on_hover_text(self.hover(by)).clicked() {
            self.sort_by = Some(by);
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, row: u64) {
        let (rect, tokens) = (ui.max_rect(), self.cx.tokens);
        let Some((_, account)) = self.row(row) else { return };
        if self.selection.contains(&account.id) {
            ui.painter().rect_filled(rect, 0.0, tokens.accent_fill());
        } else if ui.rect_contains_pointer(rect) {
            ui.painter().rect_filled(rect, 0.0, theme::covered(tokens.sunken, 0.6));
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.grid));
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let (Some(by), Some((row, account))) = (By::ALL.get(cell.col_nr).copied(), self.row(cell.row_nr)) else {
            return;
        };
        let rect = ui.max_rect();
        // The keyboard comes to each row once.
        let sense = if by == By::Name { Sense::click() } else { Sense::CLICK };
        let response = ui.interact(rect, Id::unique(("funnel account", account.id.0, cell.col_nr)), sense);
        if by == By::Name {
            // The name stands for the whole row.
            let on = self.selection.contains(&account.id);
            response.widget_info(|| {
                let told = [By::Owner, By::Stage, By::Since].map(|by| self.text(row, account, by));
                let stood = row.days.map(|stood| days(stood, self.cx.portfolio.settings().more.numbers));
                let told: Vec<String> = told.into_iter().chain(stood).filter(|text| !text.is_empty()).collect();
                let words = format!("{}: {}", account.name, told.join(", "));
                WidgetInfo::selected(accesskit::Role::RowHeader, true, on, words)
            });
        }
        let known = !matches!((by, row.since, row.stage), (By::Since, None, _) | (By::Stage, _, None));
        let strong = is_numeric(by) || (known && by == By::Name);
        let color = if strong { self.cx.tokens.text } else { self.cx.tokens.weak };
        text_in(ui, rect, &self.text(row, account, by), is_numeric(by), color);
        let account = account.id;
        if response.clicked() {
            let mut wanted = BTreeSet::from([account]);
            if ui.input(|input| input.modifiers.command) {
                wanted.clone_from(self.selection);
                if !wanted.remove(&account) {
                    wanted.insert(account);
                }
            }
            self.actions.push(Action::Select(wanted));
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}
