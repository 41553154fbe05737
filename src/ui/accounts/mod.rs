//! The table of accounts.

mod bulk;
mod cells;
mod columns;
mod edit;
mod header;
mod keys;
mod order;
mod paste;
mod paste_dialog;

use std::collections::{BTreeMap, BTreeSet};

use egui::{EventFilter, Id, RichText, Sense, Ui, UiBuilder, WidgetInfo, accesskit};
use egui_table::{HeaderRow, Table, TableState};

use crate::command::Command;
use crate::model::{AccountId, Column, Portfolio, SortBy};
use crate::preferences::TableLayout;
use crate::rules::facts::Facts;
use crate::rules::filter::Filtered;
use crate::sheets::{CopiedCell, to_tsv};

use super::drafts::Drafts;
use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use bulk::Bulk;
use cells::{Cells, Happened, Spot};
pub use cells::{note_ui, text_in};
use edit::{Editing, Ended, Step};
use keys::{Taken, TypeAhead};
use order::RowOrder;
use paste_dialog::PasteView;

/// Of the identity that has the keyboard while the cursor does.
const TABLE: &str = "accounts table";

/// What the keyboard comes to: the table as a whole.
#[must_use]
pub fn table_id() -> Id {
    Id::unique(TABLE)
}

/// What the table remembers between frames.
#[derive(Debug)]
pub struct AccountsView {
    /// Those that are shown, from the left; the name is the first.
    pub columns: Vec<Column>,
    /// In points, where somebody has set them.
    pub widths: BTreeMap<Column, f32>,
    /// The first counts most; empty is the order of making.
    pub sort: Vec<SortBy>,
    /// The layout that was kept has been taken.
    adopted: bool,
    /// The widths were set by something else than a pull at an edge.
    widths_to_set: bool,
    order: RowOrder,
    cursor: Option<Spot>,
    /// Where the cursor's account stood when it was last looked for.
    cursor_row: usize,
    scroll_to_cursor: bool,
    /// Where a range of selected rows begins.
    anchor: Option<AccountId>,
    editing: Option<Editing>,
    hint: Option<&'static str>,
    typed: TypeAhead,
    taken: Taken,
    /// Keys are meant for the table, in this frame and in the one before.
    keyboard: bool,
    had_keyboard: bool,
    /// How many rows are seen at once.
    page_rows: usize,
    bulk: Bulk,
    paste: Option<PasteView>,
}

impl Default for AccountsView {
    fn default() -> Self {
        let TableLayout { columns, widths, sort } = TableLayout::default();
        Self {
            columns,
            widths,
            sort,
            adopted: false,
            widths_to_set: true,
            order: RowOrder::default(),
            cursor: None,
            cursor_row: 0,
            scroll_to_cursor: false,
            anchor: None,
            editing: None,
            hint: None,
            typed: TypeAhead::default(),
            taken: Taken::default(),
            keyboard: false,
            had_keyboard: false,
            page_rows: 1,
            bulk: Bulk::default(),
            paste: None,
        }
    }
}

impl AccountsView {
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        drafts: &mut Drafts,
        actions: &mut Actions,
    ) {
        self.columns = columns::normal(&self.columns);
        self.refresh(cx.portfolio, cx.workspace, cx.filtered);
        if cx.portfolio.accounts().len() == 0 {
            no_accounts_ui(ui, actions);
            return;
        }
        self.bar_ui(ui, cx, selection, actions);
        if self.order.rows().is_empty() {
            none_found_ui(ui, cx, actions);
            return;
        }
        self.keys(ui, cx, selection, drafts, actions);
        let happened = self.table_ui(ui, cx, selection, drafts, actions);
        let edited = happened.iter().any(|happened| matches!(happened, Happened::Edited(_)));
        // Whatever ended the typing comes first, for a click elsewhere ends it too.
        let (first, then): (Vec<_>, Vec<_>) =
            happened.into_iter().partition(|happened| matches!(happened, Happened::Edited(_)));
        let unseen = if edited { None } else { self.notice_unseen(ui) };
        for happened in first.into_iter().chain(unseen.map(Happened::Edited)).chain(then) {
            self.follow(ui, cx, happened, selection, drafts, actions);
        }
    }

    /// Brings the order of the rows up to date.
    pub fn refresh(&mut self, portfolio: &Portfolio, workspace: usize, filtered: &Filtered) {
        if self.order.refresh(portfolio, workspace, filtered, &self.sort) {
            self.settle_cursor();
        }
    }

    /// These accounts and the shown columns, with their names above, as spreadsheet programs take them; for another
    /// place than the table, the usual columns.
    #[must_use]
    pub fn copied(&self, portfolio: &Portfolio, accounts: &BTreeSet<AccountId>, in_table: bool) -> String {
        let usual = TableLayout::default().columns;
        let columns = if in_table { &self.columns } else { &usual };
        let facts = Facts::of(portfolio, portfolio.bought_until().unwrap_or_default());
        let text = |text: String| CopiedCell { text, is_text: true };
        let header = columns.iter().map(|column| text(column.name().to_owned())).collect();
        let arranged = self.order.arranged(accounts);
        let rows = arranged.iter().filter_map(|id| portfolio.account(*id)).map(|account| {
            let cell = |column: &Column| CopiedCell {
                text: facts.text_of(portfolio, account, *column).into_owned(),
                // Neither figures nor days can be mistaken for formulas, and a guard would make them texts.
                is_text: !column.is_numeric(),
            };
            columns.iter().map(cell).collect()
        });
        to_tsv(std::iter::once(header).chain(rows))
    }

    fn table_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        selection: &BTreeSet<AccountId>,
        drafts: &mut Drafts,
        actions: &mut Actions,
    ) -> Vec<Happened> {
        let rect = ui.available_rect_before_wrap();
        let table_id = table_id();
        let focus = ui.interact(rect, table_id, Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(accesskit::Role::Table, true, "Accounts"));
        let rows = self.order.rows().len();
        ui.ctx().accesskit_node_builder(table_id, |node| {
            node.set_row_count(rows);
            node.set_column_count(self.columns.len());
            if let Some(spot) = self.cursor
                && let Some(account) = cx.portfolio.account(spot.account)
            {
                // Where the cursor is, also while its cell is scrolled out of sight.
                node.set_value(cells::spoken(account, spot.column, &cells::shown(account, spot.column, cx)));
            }
        });
        if focus.has_focus() {
            let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(table_id, filter));
        }
        ui.painter().rect(rect, theme::CARD_RADIUS, cx.tokens.raised, cx.tokens.thin_line(), egui::StrokeKind::Outside);
        let inner = UiBuilder::new().max_rect(rect).accessibility_parent(table_id);
        let keyboard = self.keyboard && (focus.has_focus() || ui.memory(|memory| memory.focused().is_none()));
        let place = std::mem::take(&mut self.scroll_to_cursor).then(|| self.place()).flatten();
        let happened = ui.scope_builder(inner, |ui| {
            ui.visuals_mut().widgets.noninteractive.bg_stroke.color = cx.tokens.grid;
            // A cursor that slides is a cursor that is waited for.
            ui.style_mut().scroll_animation = egui::style::ScrollAnimation::none();
            let state_id = TableState::id(ui, egui::IdSalt::new(TABLE));
            if std::mem::take(&mut self.widths_to_set) || TableState::load(ui.ctx(), state_id).is_none() {
                let widths = Column::ALL.map(|column| (column_id(column), self.width(column)));
                TableState { col_widths: widths.into_iter().collect(), parent_width: None }.store(ui.ctx(), state_id);
            }
            let shown = self.columns.iter().map(|column| {
                egui_table::Column::new(self.width(*column))
                    .range(columns::NARROWEST..=columns::WIDEST)
                    .id(column_id(*column))
            });
            let mut table = Table::new()
                .id_salt(TABLE)
                .columns(shown.collect::<Vec<_>>())
                .num_sticky_cols(1)
                .headers([HeaderRow::new(header::HEIGHT)])
                .num_rows(u64::try_from(rows).unwrap_or(u64::MAX));
            if let Some((row, column)) = place {
                table = table.scroll_to_row(u64::try_from(row).unwrap_or(u64::MAX), None);
                if column > 0 {
                    table = table.scroll_to_column(column, None);
                }
            }
            let mut cells = Cells {
                cx,
                columns: &self.columns,
                rows: self.order.rows(),
                selection,
                cursor: self.cursor,
                keyboard,
                hint: self.hint,
                editing: self.editing.as_mut(),
                drafts,
                sort: &self.sort,
                happened: Vec::new(),
                actions,
                visible: 0..0,
            };
            table.show(ui, &mut cells);
            let Cells { happened, visible, .. } = cells;
            self.page_rows = usize::try_from(visible.end - visible.start).unwrap_or(1);
            if let Some(state) = TableState::load(ui.ctx(), state_id) {
                for column in &self.columns {
                    let width = state.col_widths.get(&column_id(*column)).copied();
                    if let Some(width) = width.filter(|width| (width - self.width(*column)).abs() > 0.1) {
                        self.widths.insert(*column, width);
                    }
                }
            }
            happened
        });
        happened.inner
    }

    fn follow(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        happened: Happened,
        selection: &BTreeSet<AccountId>,
        drafts: &mut Drafts,
        actions: &mut Actions,
    ) {
        match happened {
            Happened::Edited(ended) => self.end_edit(ui, cx, ended, selection, drafts, actions),
            Happened::Sort { column, add } => self.sort = order::toggled(&self.sort, column, add),
            Happened::DoubleClicked(spot) => {
                self.put_cursor(spot);
                self.begin_edit(cx, drafts, None);
            }
            Happened::MenuOpened(spot) => {
                if self.editing.is_some() {
                    self.end_edit(ui, cx, Ended::Committed(Step::Stay), selection, drafts, actions);
                }
                self.put_cursor(spot);
                if !selection.contains(&spot.account) {
                    self.anchor = Some(spot.account);
                    actions.push(Action::Select(BTreeSet::from([spot.account])));
                }
            }
            Happened::Clicked { spot, modifiers } => {
                if self.editing.is_some() {
                    self.end_edit(ui, cx, Ended::Committed(Step::Stay), selection, drafts, actions);
                }
                self.put_cursor(spot);
                ui.memory_mut(|memory| memory.request_focus(table_id()));
                let anchor = self.anchor.and_then(|anchor| self.order.row_of(anchor));
                let mut after = if modifiers.command { selection.clone() } else { BTreeSet::new() };
                if let Some(anchor) = anchor.filter(|_| modifiers.shift) {
                    after.extend(self.range(anchor, self.cursor_row));
                } else {
                    self.anchor = Some(spot.account);
                    if !(modifiers.command && after.remove(&spot.account)) {
                        after.insert(spot.account);
                    }
                }
                if after != *selection {
                    actions.push(Action::Select(after));
                }
            }
        }
    }

    fn put_cursor(&mut self, spot: Spot) {
        self.cursor = Some(spot);
        self.hint = None;
        self.settle_cursor();
    }
}

fn column_id(column: Column) -> Id {
    Id::unique(("accounts column", column))
}

fn no_accounts_ui(ui: &mut Ui, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong("No accounts yet").size(15.0));
        ui.add_space(space::S);
        ui.label("Bring them in from a spreadsheet, or make the first one here");
        ui.add_space(space::M);
        for command in [Command::Import, Command::NewAccount] {
            if ui.button(command.spec().label).on_hover_text(command.spec().tooltip).clicked() {
                actions.push(Action::Command(command));
            }
        }
    });
}

fn none_found_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        if !cx.env.filtering {
            ui.label(theme::strong("All accounts are archived").size(15.0));
            return;
        }
        let of = cx.portfolio.settings().more.numbers.count(cx.filtered.of());
        ui.label(theme::strong("The filter finds no account").size(15.0));
        ui.add_space(space::S);
        ui.label(RichText::new(format!("It looks among {of}; ask for less, or clear it")).color(cx.tokens.weak));
        ui.add_space(space::M);
        if ui.button(Command::ClearFilter.spec().label).clicked() {
            actions.push(Action::Command(Command::ClearFilter));
        }
    });
}
