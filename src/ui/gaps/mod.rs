//! White space of the whole portfolio: accounts by categories, and what each account makes of each.

mod cells;
mod industries;
mod legend;

use std::collections::BTreeSet;

use egui::{Align, EventFilter, Id, Key, Layout, Modifiers, RichText, Sense, Ui, UiBuilder, WidgetInfo, accesskit};
use egui_table::{HeaderRow, Table};

use crate::command::Command;
use crate::model::AccountId;
use crate::rules::gaps::{GapSheet, GapSort};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use super::widgets;
use cells::Cells;
use industries::IndustriesDialog;

const TABLE: &str = "white space table";
const ROW_HEIGHT: f32 = 28.0;
const HEADER_HEIGHT: f32 = 46.0;
/// Of a category, in points.
const NARROWEST: f32 = 76.0;
const WIDEST: f32 = 132.0;

/// The columns before the categories: name, untapped money, how many categories are not bought.
const BEFORE: [f32; 3] = [200.0, 124.0, 92.0];

/// What the keyboard comes to: the table as a whole.
#[must_use]
pub fn table_id() -> Id {
    Id::unique(TABLE)
}

/// A cell: an account, and the place of a category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    account: AccountId,
    category: usize,
}

/// What the view remembers between frames.
#[derive(Debug, Default)]
pub struct GapsView {
    sort: GapSort,
    sheet: GapSheet,
    cursor: Option<Spot>,
    /// The cursor moved and should be seen.
    reveal: bool,
    industries: Option<IndustriesDialog>,
}

impl GapsView {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        self.sheet.refresh(cx.portfolio, cx.filtered, cx.workspace, cx.today, self.sort);
        self.bar_ui(ui, cx);
        if self.sheet.categories().is_empty() {
            nothing_ui(
                ui,
                cx,
                "There are no categories yet",
                "White space is what an account could buy and does not. Import products with their categories, and purchases",
                Command::Import,
                actions,
            );
        } else if self.sheet.rows().is_empty() {
            nothing_ui(
                ui,
                cx,
                "The filter leaves no account",
                "Take a condition away, or all of them",
                Command::ClearFilter,
                actions,
            );
        } else {
            legend::legend_ui(ui, cx.tokens);
            ui.add_space(space::XS);
            self.table_ui(ui, cx, selection, actions);
        }
    }

    #[must_use]
    pub const fn is_modal(&self) -> bool {
        self.industries.is_some()
    }

    /// The dialog over the window.
    pub fn dialog_ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        industries::industries_ui(ui, cx, &mut self.industries, actions);
    }

    fn bar_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            ui.label(theme::weak("Sort by", cx.tokens));
            for (sort, name) in [
                (GapSort::Untapped, "Untapped money"),
                (GapSort::NotBought, "Categories not bought"),
                (GapSort::Name, "Name"),
            ] {
                if widgets::chip(ui, name, self.sort == sort, cx.tokens).clicked() {
                    self.sort = sort;
                }
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let any = !self.sheet.categories().is_empty();
                let button = ui.add_enabled(any, egui::Button::new("Categories by industry…"));
                let button = button.on_hover_text("Say which categories matter to which industry");
                if button.on_disabled_hover_text("There are no categories yet").clicked() {
                    self.industries = Some(IndustriesDialog::new(cx));
                }
            });
        });
        ui.add_space(space::XS);
    }

    fn table_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let rect = ui.available_rect_before_wrap();
        let focus = ui.interact(rect, table_id(), Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(accesskit::Role::Table, true, "White space"));
        let (rows, categories) = (self.sheet.rows().len(), self.sheet.categories().len());
        ui.ctx().accesskit_node_builder(table_id(), |node| {
            node.set_row_count(rows);
            node.set_column_count(categories);
        });
        if focus.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(table_id(), filter));
        }
        let open_menu = focus.has_focus() && !egui::Popup::is_any_open(ui.ctx()) && self.keys(ui);
        ui.painter().rect(rect, theme::CARD_RADIUS, cx.tokens.raised, cx.tokens.thin_line(), egui::StrokeKind::Outside);
        let widths = self.sheet.categories().iter().map(|category| width(ui, &category.name));
        let columns: Vec<egui_table::Column> = BEFORE.into_iter().chain(widths).map(fixed).collect();
        let inner = UiBuilder::new().max_rect(rect).accessibility_parent(table_id());
        ui.scope_builder(inner, |ui| {
            ui.visuals_mut().widgets.noninteractive.bg_stroke.color = cx.tokens.grid;
            ui.style_mut().scroll_animation = egui::style::ScrollAnimation::none();
            let mut table = Table::new()
                .id_salt(TABLE)
                .columns(columns)
                .num_sticky_cols(1)
                .headers([HeaderRow::new(HEADER_HEIGHT)])
                .num_rows(u64::try_from(rows).unwrap_or(u64::MAX));
            if std::mem::take(&mut self.reveal)
                && let Some(spot) = self.cursor
                && let Some(row) = self.sheet.rows().iter().position(|id| *id == spot.account)
            {
                table = table.scroll_to_row(u64::try_from(row).unwrap_or(u64::MAX), None);
                table = table.scroll_to_column(BEFORE.len() + spot.category, None);
            }
            let names = self.sheet.categories().iter().map(|category| category.name.as_str()).collect();
            let mut cells = Cells {
                cx,
                sheet: &self.sheet,
                names,
                seen: Vec::new(),
                first_row: 0,
                selection,
                cursor: self.cursor,
                keyboard: focus.has_focus(),
                open_menu,
                pointed: None,
                actions,
            };
            table.show(ui, &mut cells);
            if let Some(spot) = cells.pointed {
                self.cursor = Some(spot);
                ui.memory_mut(|memory| memory.request_focus(table_id()));
            }
        });
    }

    /// Walks by the arrow keys. Returns whether the menu of the cell is asked for.
    fn keys(&mut self, ui: &Ui) -> bool {
        let pressed = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let (up, down) = (pressed(Key::ArrowUp), pressed(Key::ArrowDown));
        let (left, right) = (pressed(Key::ArrowLeft), pressed(Key::ArrowRight));
        let (rows, categories) = (self.sheet.rows(), self.sheet.categories().len());
        if up + down + left + right > 0 {
            let at = self.cursor.and_then(|spot| rows.iter().position(|id| *id == spot.account));
            // The first key brings the cursor in, and goes nowhere.
            let (row, category) = match (at, self.cursor) {
                (Some(row), Some(spot)) => (
                    (row + down).saturating_sub(up).min(rows.len().saturating_sub(1)),
                    (spot.category + right).saturating_sub(left).min(categories.saturating_sub(1)),
                ),
                (_, _) => (0, 0),
            };
            self.cursor = rows.get(row).map(|account| Spot { account: *account, category });
            self.reveal = true;
        }
        self.cursor.is_some() && pressed(Key::Enter) > 0
    }
}

fn fixed(width: f32) -> egui_table::Column {
    egui_table::Column::new(width).resizable(false)
}

/// The room that the name of a category takes.
fn width(ui: &Ui, name: &str) -> f32 {
    let galley = ui.painter().layout_no_wrap(name.to_owned(), header_font(), egui::Color32::PLACEHOLDER);
    (galley.size().x + 2.0 * space::S).clamp(NARROWEST, WIDEST)
}

fn header_font() -> egui::FontId {
    egui::FontId::new(12.0, theme::semibold())
}

/// What to do where there is nothing to show.
fn nothing_ui(ui: &mut Ui, cx: &Cx<'_>, title: &str, words: &str, next: Command, actions: &mut Actions) {
    ui.add_space(space::XL * 2.0);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong(title));
        ui.add_space(space::XS);
        ui.label(RichText::new(words).color(cx.tokens.weak));
        ui.add_space(space::S);
        let button = ui.add_enabled(next.availability(cx.env).is_ok(), egui::Button::new(next.spec().label));
        if button.on_hover_text(next.spec().tooltip).clicked() {
            actions.push(Action::Command(next));
        }
    });
}
