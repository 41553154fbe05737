//! The tables of all kinds of records but accounts, edited in place.

mod bar;
mod cells;
pub mod choice;
mod colleagues;
mod columns;
mod edit;
mod keys;
mod order;
mod purchases;
pub mod record;
mod typed;

use std::collections::{BTreeMap, BTreeSet};

use egui::{EventFilter, Id, RichText, Sense, Ui, UiBuilder, WidgetInfo, accesskit};
use egui_table::{HeaderRow, Table, TableState};

use crate::command::Command;
use crate::model::{AccountId, AnyRecord, Portfolio, RecordKind, RowKey};
use crate::sheets::{CopiedCell, Field, to_tsv};

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};
use bar::Bulk;
use cells::{Cells, Happened};
use colleagues::People;
use columns::{columns, first_sort, usual_width};
use edit::{Editing, Ended, Step};
use keys::Taken;
use order::{Question, RecordOrder, Sort, Within};
use record::RecordRef;

pub use bar::search_id;
pub use edit::Left;
pub use purchases::{MOST as PURCHASES_SHOWN, PurchasesView};

const TABLE: &str = "records table";

/// What the keyboard comes to: the table as a whole.
#[must_use]
pub fn table_id() -> Id {
    Id::unique(TABLE)
}

/// A cell, whatever place its row has at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub row: RowKey,
    pub field: Field,
}

/// What the tables remember between frames.
#[derive(Debug, Default)]
pub struct RecordsView {
    /// The kind that is shown in place of the accounts.
    kind: Option<RecordKind>,
    sorts: BTreeMap<RecordKind, Sort>,
    search: String,
    within: Within,
    order: RecordOrder,
    /// The rows that are selected.
    selected: BTreeSet<RowKey>,
    cursor: Option<Spot>,
    cursor_row: usize,
    scroll_to_cursor: bool,
    anchor: Option<RowKey>,
    editing: Option<Editing>,
    hint: Option<&'static str>,
    taken: Taken,
    keyboard: bool,
    had_keyboard: bool,
    page_rows: usize,
    bulk: Bulk,
    people: People,
    pub purchases: PurchasesView,
}

impl RecordsView {
    /// The kind that the Accounts tab shows in place of accounts.
    #[must_use]
    pub const fn kind(&self) -> Option<RecordKind> {
        self.kind
    }

    /// How many rows are selected; of purchases all that are shown, for they are copied together.
    #[must_use]
    pub fn selected_count(&self) -> usize {
        if self.kind == Some(RecordKind::Purchases) { self.purchases.rows() } else { self.selected.len() }
    }

    /// Shows those of the selected accounts only, all of them.
    pub fn only_of_selected(&mut self) {
        self.within = Within::Selected;
        self.search.clear();
    }

    /// Shows the records of a kind; `None` shows the accounts. A cell that is typed into is to be left before.
    pub fn show(&mut self, kind: Option<RecordKind>) {
        let kind = kind.filter(|kind| *kind != RecordKind::Accounts);
        if kind == self.kind {
            return;
        }
        let Self { sorts, within, people, purchases, order, .. } = std::mem::take(self);
        *self = Self { kind, sorts, within, order, people, purchases, ..Self::default() };
    }

    /// Whether the filter of accounts says which rows there are.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.within == Within::Filtered && self.kind.is_some_and(record::belongs_to_accounts)
    }

    /// Selects all rows, or none.
    pub fn select_all(&mut self, all: bool) {
        self.selected = if all { self.order.rows().iter().copied().collect() } else { BTreeSet::new() };
    }

    /// What was typed into this cell could not be written: it is typed on, with the reason under it.
    pub fn refuse(&mut self, spot: Spot, text: String, why: String) {
        self.cursor = Some(spot);
        self.settle_cursor();
        self.editing = Some(Editing::again(spot, text, why));
    }

    /// The selected rows with the names of the columns above, as spreadsheet programs take them.
    #[must_use]
    pub fn copied(&self, portfolio: &Portfolio) -> String {
        let Some(kind) = self.kind else { return String::new() };
        if kind == RecordKind::Purchases {
            return self.purchases.copied();
        }
        let text = |text: String| CopiedCell { text, is_text: true };
        let header = columns(kind).iter().map(|field| text(field.label().to_owned())).collect();
        let rows = self.order.rows().iter().filter(|row| self.selected.contains(row));
        let rows = rows.filter_map(|row| RecordRef::find(portfolio, *row)).map(|record| {
            let cell = |field: &Field| {
                let value = record.value(portfolio, *field);
                let is_text = value.as_ref().is_some_and(crate::sheets::Value::is_text);
                CopiedCell { text: value.map(|value| value.text().into_owned()).unwrap_or_default(), is_text }
            };
            columns(kind).iter().map(cell).collect()
        });
        to_tsv(std::iter::once(header).chain(rows))
    }

    /// The table of the kind that is shown.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let Some(kind) = self.kind else { return };
        if kind == RecordKind::Purchases {
            self.purchases.ui(ui, cx, selection, actions);
            return;
        }
        self.refresh(cx, kind, selection);
        self.bar_ui(ui, cx, kind, selection, actions);
        if self.order.rows().is_empty() {
            self.empty_ui(ui, cx, kind, selection, actions);
            return;
        }
        self.keys(ui, cx, actions);
        let happened = self.table_ui(ui, cx, kind, selection, actions);
        let edited = happened.iter().any(|happened| matches!(happened, Happened::Edited(_)));
        // Whatever ended the typing comes first, for a click elsewhere ends it too.
        let (first, then): (Vec<_>, Vec<_>) =
            happened.into_iter().partition(|happened| matches!(happened, Happened::Edited(_)));
        let unseen = if edited { None } else { self.notice_unseen(ui) };
        for happened in first.into_iter().chain(unseen.map(Happened::Edited)).chain(then) {
            self.follow(ui, cx, kind, happened, actions);
        }
    }

    fn sort(&self, kind: RecordKind) -> Sort {
        self.sorts.get(&kind).copied().unwrap_or_else(|| first_sort(kind))
    }

    fn refresh(&mut self, cx: &Cx<'_>, kind: RecordKind, selection: &BTreeSet<AccountId>) {
        self.order.keep_only(cx.workspace, kind);
        let within = if record::belongs_to_accounts(kind) { self.within } else { Within::All };
        let generation = match within {
            Within::All => 0,
            Within::Selected => cx.selection_generation,
            Within::Filtered => cx.filtered.generation(),
        };
        let question = Question {
            workspace: cx.workspace,
            kind,
            sort: self.sort(kind),
            search: self.search.trim().to_owned(),
            within,
            generation,
        };
        let accounts = || match within {
            Within::All => Vec::new(),
            Within::Selected => selection.iter().copied().collect(),
            Within::Filtered => cx.filtered.found().to_vec(),
        };
        let is_asked = |account| match within {
            Within::All => true,
            Within::Selected => selection.contains(&account),
            Within::Filtered => cx.filtered.finds(account),
        };
        if self.order.refresh(cx.portfolio, &question, accounts, &is_asked) {
            self.settle_cursor();
            // What is not seen must not be deleted along with what is.
            if !self.selected.is_empty() {
                let shown = self.order.rows().iter().filter(|row| self.selected.contains(row));
                self.selected = shown.copied().collect();
            }
        }
    }

    fn table_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        kind: RecordKind,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) -> Vec<Happened> {
        let rect = ui.available_rect_before_wrap();
        let table_id = table_id();
        let focus = ui.interact(rect, table_id, Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(accesskit::Role::Table, true, kind.label()));
        let rows = self.order.rows().len();
        ui.ctx().accesskit_node_builder(table_id, |node| {
            node.set_row_count(rows);
            node.set_column_count(columns(kind).len());
            if let Some(spot) = self.cursor
                && let Some(record) = RecordRef::find(cx.portfolio, spot.row)
            {
                let shown = record::shown(record, cx.portfolio, spot.field);
                node.set_value(record::spoken(record, spot.field, &shown));
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
        let sort = self.sort(kind);
        let shown = ui.scope_builder(inner, |ui| {
            ui.visuals_mut().widgets.noninteractive.bg_stroke.color = cx.tokens.grid;
            ui.style_mut().scroll_animation = egui::style::ScrollAnimation::none();
            let column_id = |field: &Field| Id::unique(("records column", kind.id(), field.id()));
            let widths = columns(kind).iter().map(|field| (column_id(field), usual_width(*field)));
            begin_with(ui, (TABLE, kind.id()), widths);
            let shown = columns(kind)
                .iter()
                .map(|field| egui_table::Column::new(usual_width(*field)).range(56.0..=800.0).id(column_id(field)));
            let mut table = Table::new()
                .id_salt((TABLE, kind.id()))
                .columns(shown.collect::<Vec<_>>())
                .num_sticky_cols(1)
                .headers([HeaderRow::new(cells::HEADER_HEIGHT)])
                .num_rows(u64::try_from(rows).unwrap_or(u64::MAX));
            if let Some((row, column)) = place {
                table = table.scroll_to_row(u64::try_from(row).unwrap_or(u64::MAX), None);
                if column > 0 {
                    table = table.scroll_to_column(column, None);
                }
            }
            let mut cells = Cells {
                cx,
                actions,
                columns: columns(kind),
                rows: self.order.rows(),
                selected: &self.selected,
                accounts: selection,
                cursor: self.cursor,
                keyboard,
                hint: self.hint,
                editing: self.editing.as_mut(),
                sort,
                happened: Vec::new(),
                visible: 0..0,
            };
            table.show(ui, &mut cells);
            let Cells { happened, visible, .. } = cells;
            (happened, usize::try_from(visible.end - visible.start).unwrap_or(1))
        });
        let (happened, page_rows) = shown.inner;
        self.page_rows = page_rows;
        happened
    }

    fn follow(&mut self, ui: &Ui, cx: &Cx<'_>, kind: RecordKind, happened: Happened, actions: &mut Actions) {
        match happened {
            Happened::Edited(ended) => self.end_edit(ui, cx, ended, actions),
            Happened::Sort(field) => {
                let had = self.sort(kind);
                let descending = had.field == field && !had.descending;
                self.sorts.insert(kind, Sort { field, descending });
            }
            Happened::DoubleClicked(spot) => {
                self.put_cursor(spot);
                self.begin_edit(cx, None);
            }
            Happened::MenuOpened(spot) => {
                if self.editing.is_some() {
                    self.end_edit(ui, cx, Ended::Committed(Step::Stay), actions);
                }
                self.put_cursor(spot);
                if !self.selected.contains(&spot.row) {
                    self.anchor = Some(spot.row);
                    self.selected = BTreeSet::from([spot.row]);
                }
            }
            Happened::Delete => self.delete(cx, actions),
            Happened::Account(account) => actions.push(Action::Select(BTreeSet::from([account]))),
            Happened::Clicked { spot, modifiers } => {
                if self.editing.is_some() {
                    self.end_edit(ui, cx, Ended::Committed(Step::Stay), actions);
                    if self.editing.is_some() {
                        // What cannot be is mended first.
                        return;
                    }
                }
                self.put_cursor(spot);
                ui.memory_mut(|memory| memory.request_focus(table_id()));
                let anchor = self.anchor.and_then(|anchor| self.order.row_of(anchor));
                let mut after = if modifiers.command { self.selected.clone() } else { BTreeSet::new() };
                if let Some(anchor) = anchor.filter(|_| modifiers.shift) {
                    after.extend(self.range(anchor, self.cursor_row));
                } else {
                    self.anchor = Some(spot.row);
                    if !(modifiers.command && after.remove(&spot.row)) {
                        after.insert(spot.row);
                    }
                }
                self.selected = after;
            }
        }
    }

    fn put_cursor(&mut self, spot: Spot) {
        self.cursor = Some(spot);
        self.hint = None;
        self.settle_cursor();
    }

    fn empty_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        kind: RecordKind,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        ui.add_space(ui.available_height() * 0.3);
        ui.vertical_centered(|ui| {
            if self.order.looked_at().is_some() {
                ui.label(RichText::new("Sorting…").color(cx.tokens.weak));
                return;
            }
            let weak = |words: String| RichText::new(words).color(cx.tokens.weak);
            if !self.search.trim().is_empty() {
                ui.label(theme::strong(format!("No {} is like that", kind.singular())).size(15.0));
                ui.add_space(space::S);
                ui.label(weak("Every word is looked for in all texts of the row".to_owned()));
                ui.add_space(space::M);
                if ui.button("Clear the search").clicked() {
                    self.search.clear();
                }
                return;
            }
            match self.within {
                Within::Selected if record::belongs_to_accounts(kind) => {
                    let words = match selection.len() {
                        0 => "No account is selected".to_owned(),
                        1 => format!("The selected account has no {} yet", kind.plural()),
                        _ => format!("The selected accounts have no {} yet", kind.plural()),
                    };
                    ui.label(theme::strong(words).size(15.0));
                    ui.add_space(space::S);
                    ui.label(weak("Select another, or look at all accounts".to_owned()));
                    ui.add_space(space::M);
                    if ui.button("Show those of all accounts").clicked() {
                        self.within = Within::All;
                    }
                }
                Within::Filtered if record::belongs_to_accounts(kind) => {
                    ui.label(theme::strong(format!("The filtered accounts have no {}", kind.plural())).size(15.0));
                    ui.add_space(space::M);
                    if ui.button("Show those of all accounts").clicked() {
                        self.within = Within::All;
                    }
                }
                Within::All | Within::Selected | Within::Filtered => {
                    ui.label(theme::strong(format!("No {} yet", kind.plural())).size(15.0));
                    ui.add_space(space::S);
                    let elsewhere = record::changed_elsewhere(kind);
                    let words = match elsewhere {
                        Some(elsewhere) => format!("Bring them in from a spreadsheet. {elsewhere}"),
                        None => "Bring them in from a spreadsheet, or add the first one here".to_owned(),
                    };
                    ui.label(weak(words));
                    ui.add_space(space::M);
                    if ui.button(Command::Import.spec().label).clicked() {
                        actions.push(Action::Command(Command::Import));
                    }
                    if elsewhere.is_none() && ui.button(format!("New {}…", kind.singular())).clicked() {
                        actions.push(Action::NewRecord(kind, only(selection)));
                    }
                }
            }
        });
    }

    /// What one text for many rows comes to: the records to write, or why it can be the value of none.
    fn for_many(&self, cx: &Cx<'_>, field: Field, text: &str) -> Result<Vec<AnyRecord>, String> {
        let records = self.selected.iter().filter_map(|row| RecordRef::find(cx.portfolio, *row));
        let read: Result<Vec<_>, _> = records.map(|record| typed::read(record, cx.portfolio, field, text)).collect();
        Ok(read?.into_iter().flatten().collect())
    }
}

/// Gives a table that is shown for the first time these widths; it would make its columns as narrow as it can.
fn begin_with(ui: &Ui, salt: (&str, &str), widths: impl Iterator<Item = (Id, f32)>) {
    let id = TableState::id(ui, egui::IdSalt::new(salt));
    if TableState::load(ui.ctx(), id).is_none() {
        TableState { col_widths: widths.collect(), parent_width: None }.store(ui.ctx(), id);
    }
}

/// The one account that is selected, if it is one.
fn only(selection: &BTreeSet<AccountId>) -> Option<AccountId> {
    selection.first().copied().filter(|_| selection.len() == 1)
}
