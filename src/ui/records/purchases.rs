//! Purchases: the lines of one account, which are read from the file when they are asked for; of several accounts or of
//! all, the totals of each month, which are in memory. The ledger is never typed into.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Weak};

use chrono::{Datelike as _, NaiveDate};
use egui::{Id, RichText, Sense, Ui, WidgetInfo, accesskit};
use egui_table::{CellInfo, HeaderCellInfo, HeaderRow, Table, TableDelegate};

use crate::command::Command;
use crate::model::{
    AccountId, Ledger, Money, Portfolio, ProductId, PurchaseLines, RecordKind, RowKey, Settings, text::folded,
    year_before,
};
use crate::sheets::{CopiedCell, Field, to_tsv};
use crate::ui::accounts::text_in;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::cells::{HEADER_HEIGHT, ROW_HEIGHT, row_ui};
use super::columns::{columns, usual_width};
use super::typed::Shape;
use super::{begin_with, table_id};

/// So many purchases of an account are shown at most, the newest.
pub const MOST: usize = 20_000;
const MONTH_COLUMNS: usize = 4;

/// What the table of purchases remembers between frames.
#[derive(Debug, Default)]
pub struct PurchasesView {
    made_for: Option<MadeFor>,
    lines: Lines,
    /// Why they could not be read.
    failed: Option<String>,
    /// In words: how many, for how much.
    totals: String,
    months: Option<Months>,
    month_lines: Lines,
    /// Whether the months are shown rather than the lines of one account.
    by_month: bool,
}

/// What the lines of an account were written from.
#[derive(Debug)]
struct MadeFor {
    workspace: usize,
    account: AccountId,
    today: NaiveDate,
    /// Not kept alive, for it is large.
    ledger: Weak<Ledger>,
    settings: Arc<Settings>,
    /// Of the portfolio that named the products.
    revision: u64,
}

/// For which ledger and selection the months were added up, and how they were written.
#[derive(Debug)]
struct Months {
    ledger: Weak<Ledger>,
    settings: Arc<Settings>,
    selection: u64,
}

/// Rows of a table that is read only.
#[derive(Debug, Default)]
struct Lines {
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
    /// Column, and whether descending.
    sort: (usize, bool),
}

#[derive(Clone, Debug)]
struct Head {
    name: String,
    numeric: bool,
    width: f32,
}

#[derive(Clone, Debug)]
struct Cell {
    text: String,
    /// What it is sorted by, where that is not the text.
    number: Option<i64>,
}

impl PurchasesView {
    /// Whether the lines of an account of a workspace are still to be read: they are others when purchases came or went,
    /// and are written otherwise when a product or a setting changed. `today` says what the last 12 months are.
    pub fn wants(&mut self, of: (usize, AccountId), portfolio: &Portfolio, today: NaiveDate) -> bool {
        let Some(made) = &mut self.made_for else { return true };
        let same = (made.workspace, made.account) == of
            && made.today == today
            && is_of(&made.ledger, portfolio.ledger())
            && Arc::ptr_eq(&made.settings, portfolio.settings());
        let changed = portfolio.changed_since(made.revision);
        let named = |rows: &BTreeSet<RowKey>| !rows.iter().any(|row| row.kind() == Some(RecordKind::Products));
        if !same || !changed.as_ref().is_some_and(named) {
            return true;
        }
        made.revision = portfolio.revision();
        false
    }

    /// Takes in the lines that were wanted, newest first, or why they cannot be read.
    pub fn show(
        &mut self,
        (workspace, account): (usize, AccountId),
        portfolio: &Portfolio,
        today: NaiveDate,
        read: Result<PurchaseLines, String>,
    ) {
        let sort = if self.lines.heads.is_empty() { (0, true) } else { self.lines.sort };
        self.made_for = Some(MadeFor {
            workspace,
            account,
            today,
            ledger: Arc::downgrade(portfolio.ledger()),
            settings: Arc::clone(portfolio.settings()),
            revision: portfolio.revision(),
        });
        (self.failed, self.lines) = match read {
            Ok(lines) => (None, lines_of(portfolio, &lines)),
            Err(why) => (Some(why), Lines::default()),
        };
        self.totals = totals(portfolio, account, today, self.lines.rows.len());
        self.lines.sort_by(sort);
    }

    /// The rows that are shown with the names of the columns above.
    #[must_use]
    pub fn copied(&self) -> String {
        let lines = if self.by_month { &self.month_lines } else { &self.lines };
        let header = lines.heads.iter().map(|head| CopiedCell { text: head.name.clone(), is_text: true }).collect();
        let rows = lines.rows.iter().map(|row| {
            let cell = |cell: &Cell| CopiedCell { text: cell.text.clone(), is_text: cell.number.is_none() };
            row.iter().map(cell).collect()
        });
        to_tsv(std::iter::once(header).chain(rows))
    }

    /// How many rows are shown.
    #[must_use]
    pub fn rows(&self) -> usize {
        if self.by_month { self.month_lines.rows.len() } else { self.lines.rows.len() }
    }

    pub(super) fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        if cx.portfolio.ledger().lines() == 0 {
            self.by_month = false;
            none_ui(ui, actions);
            return;
        }
        let one = selection.first().copied().filter(|_| selection.len() == 1);
        self.by_month = one.is_none();
        let account = one.and_then(|id| cx.portfolio.account(id));
        if one.is_none() {
            self.add_up(cx, selection);
        }
        let numbers = cx.portfolio.settings().more.numbers;
        let words = match account {
            Some(account) => format!("{} · {}", account.name, self.totals),
            None if selection.is_empty() => {
                let ledger = cx.portfolio.ledger();
                let lines = numbers.count(usize::try_from(ledger.lines()).unwrap_or(usize::MAX));
                let accounts = numbers.count(ledger.bought().len());
                format!("{lines} purchases of {accounts} accounts, by month · Select an account to see each of its own")
            }
            None => format!(
                "Purchases of {} selected accounts, by month · Select one alone to see each",
                numbers.count(selection.len())
            ),
        };
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let export = Command::ExportKind(RecordKind::Purchases);
                if ui.button("Export…").on_hover_text(export.spec().tooltip).clicked() {
                    actions.push(Action::Command(export));
                }
                ui.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
                    let label = egui::Label::new(RichText::new(&words).color(cx.tokens.weak)).truncate();
                    ui.add(label).on_hover_text(&words);
                });
            });
        });
        ui.add_space(space::XS);
        if let Some(why) = self.failed.as_ref().filter(|_| one.is_some()) {
            ui.label(RichText::new(why).color(cx.tokens.danger));
            return;
        }
        let lines = if self.by_month { &mut self.month_lines } else { &mut self.lines };
        if lines.rows.is_empty() {
            ui.add_space(ui.available_height() * 0.3);
            ui.vertical_centered(|ui| {
                ui.label(theme::strong("No purchases yet").size(15.0));
                ui.add_space(space::S);
                ui.label(RichText::new("Select another account, or none to see all by month").color(cx.tokens.weak));
            });
            return;
        }
        lines.ui(ui, cx);
    }

    /// Adds up the months of the selected accounts, or of all when none is selected; once for each ledger and selection,
    /// and for each way to write them.
    fn add_up(&mut self, cx: &Cx<'_>, selection: &BTreeSet<AccountId>) {
        let ledger = cx.portfolio.ledger();
        let generation = if selection.is_empty() { 0 } else { cx.selection_generation };
        let settings = cx.portfolio.settings();
        let same = |months: &Months| {
            is_of(&months.ledger, ledger) && Arc::ptr_eq(&months.settings, settings) && months.selection == generation
        };
        if self.months.as_ref().is_some_and(same) {
            return;
        }
        let sort = if self.month_lines.heads.is_empty() { (0, true) } else { self.month_lines.sort };
        self.month_lines = months_of(cx.portfolio, selection);
        self.month_lines.sort_by(sort);
        let (ledger, settings) = (Arc::downgrade(ledger), Arc::clone(settings));
        self.months = Some(Months { ledger, settings, selection: generation });
    }
}

/// Whether both are the very same ledger. The place of one that is gone is not given to another while this knows it.
fn is_of(known: &Weak<Ledger>, ledger: &Arc<Ledger>) -> bool {
    std::ptr::eq(known.as_ptr(), Arc::as_ptr(ledger))
}

fn none_ui(ui: &mut Ui, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        ui.label(theme::strong("No purchases yet").size(15.0));
        ui.add_space(space::S);
        ui.label("Bring in what accounts bought: orders or invoices, a line each");
        ui.add_space(space::M);
        if ui.button(Command::Import.spec().label).clicked() {
            actions.push(Action::Command(Command::Import));
        }
    });
}

fn totals(portfolio: &Portfolio, account: AccountId, today: NaiveDate, shown: usize) -> String {
    let (settings, ledger) = (portfolio.settings(), portfolio.ledger());
    let more = &settings.more;
    let days = ledger.days_of(account);
    let all: i64 = days.iter().fold(0, |all, day| all.saturating_add(day.amount.minor_units()));
    let lines: usize = days.iter().map(|day| day.lines as usize).sum();
    let money = |amount| format!("{} {}", more.numbers.money(amount), settings.currency);
    let year = ledger.revenue(account, year_before(today), today).unwrap_or_default();
    let purchases = if lines == 1 { "purchase" } else { "purchases" };
    let mut words = format!(
        "{} {purchases} on {} days · {} in the last 12 months",
        more.numbers.count(lines),
        more.numbers.count(days.len()),
        money(year)
    );
    if let Some(first) = days.first() {
        words = format!("{words} · {} since {}", money(Money::from_minor_units(all)), more.dates.day(first.day));
    }
    if shown < lines {
        words = format!("{words} · the newest {} are shown", more.numbers.count(shown));
    }
    words
}

fn lines_of(portfolio: &Portfolio, lines: &PurchaseLines) -> Lines {
    let more = &portfolio.settings().more;
    let fields = columns(RecordKind::Purchases);
    let heads = fields.iter().map(|field| Head {
        name: match field {
            Field::Amount | Field::Margin => format!("{}, {}", field.label(), portfolio.settings().currency),
            _ => field.label().to_owned(),
        },
        numeric: Shape::of(*field).is_numeric(),
        width: usual_width(*field),
    });
    let product = |id: Option<ProductId>| id.and_then(|id| portfolio.products().get(id));
    let rows = lines.lines.iter().map(|line| {
        let bought = product(lines.product(line));
        let cell = |field: &Field| match field {
            Field::OrderDate => Cell::number(more.dates.day(line.day), i64::from(line.day.num_days_from_ce())),
            Field::Document => Cell::text(lines.document(line)),
            Field::Product => Cell::text(bought.map_or("", |product| &product.name)),
            Field::Category => Cell::text(bought.map_or("", |product| &product.category)),
            Field::Quantity => match line.quantity {
                Some(quantity) => Cell::number(quantity.to_string(), quantity.0),
                None => Cell::text(""),
            },
            Field::Margin => match line.margin {
                Some(margin) => Cell::number(more.numbers.money(margin), margin.minor_units()),
                None => Cell::text(""),
            },
            _ => Cell::number(more.numbers.money(line.amount), line.amount.minor_units()),
        };
        fields.iter().map(cell).collect()
    });
    Lines { heads: heads.collect(), rows: rows.collect(), sort: (0, true) }
}

fn months_of(portfolio: &Portfolio, selection: &BTreeSet<AccountId>) -> Lines {
    #[derive(Default)]
    struct Month {
        amount: i64,
        lines: u64,
        accounts: u32,
        last: Option<AccountId>,
    }
    let (ledger, numbers) = (portfolio.ledger(), portfolio.settings().more.numbers);
    let mut months: BTreeMap<(i32, u32), Month> = BTreeMap::new();
    let mut add = |account: AccountId, days: &[crate::model::DayTotal]| {
        for day in days {
            let month = months.entry((day.day.year(), day.day.month())).or_default();
            month.amount = month.amount.saturating_add(day.amount.minor_units());
            month.lines += u64::from(day.lines);
            month.accounts += u32::from(month.last != Some(account));
            month.last = Some(account);
        }
    };
    if selection.is_empty() {
        ledger.accounts().for_each(|(account, days)| add(account, days));
    } else {
        for account in selection {
            add(*account, ledger.days_of(*account));
        }
    }
    let head = |name: &str, numeric, width| Head { name: name.to_owned(), numeric, width };
    let rows = months.into_iter().map(|((year, month), of)| {
        let name =
            NaiveDate::from_ymd_opt(year, month, 1).map_or_else(String::new, |day| day.format("%B %Y").to_string());
        let count = |count: u64| numbers.count(usize::try_from(count).unwrap_or(usize::MAX));
        vec![
            Cell::number(name, i64::from(year) * 12 + i64::from(month)),
            Cell::number(numbers.money(Money::from_minor_units(of.amount)), of.amount),
            Cell::number(count(of.lines), i64::try_from(of.lines).unwrap_or(i64::MAX)),
            Cell::number(count(u64::from(of.accounts)), i64::from(of.accounts)),
        ]
    });
    Lines {
        rows: rows.collect(),
        heads: vec![
            head("Month", false, 160.0),
            head(&format!("Amount, {}", portfolio.settings().currency), true, 150.0),
            head("Purchases", true, 120.0),
            head("Accounts", true, 120.0),
        ],
        sort: (0, true),
    }
}

impl Cell {
    fn text(text: &str) -> Self {
        Self { text: text.to_owned(), number: None }
    }

    fn number(text: String, number: i64) -> Self {
        Self { text, number: Some(number) }
    }
}

impl Lines {
    /// What says nothing stands last.
    fn sort_by(&mut self, sort: (usize, bool)) {
        let (column, descending) = sort;
        self.sort = sort;
        let key = |row: &Vec<Cell>| row.get(column).map(|cell| (cell.number, folded(&cell.text)));
        self.rows.sort_by_cached_key(|row| {
            let key = key(row).unwrap_or_default();
            let text = if key.0.is_some() { String::new() } else { key.1 };
            let number = key.0.map(|number| if descending { number.saturating_neg() } else { number });
            (number.is_none() && text.is_empty(), number, text)
        });
        let texts = self.heads.get(column).is_some_and(|head| {
            !head.numeric && self.rows.first().and_then(|row| row.get(column)).is_some_and(|cell| cell.number.is_none())
        });
        if descending && texts {
            let empty = self.rows.partition_point(|row| row.get(column).is_some_and(|cell| !cell.text.is_empty()));
            if let Some(full) = self.rows.get_mut(..empty) {
                full.reverse();
            }
        }
    }

    fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        let rect = ui.available_rect_before_wrap();
        let focus = ui.interact(rect, table_id(), Sense::focusable_noninteractive());
        focus.widget_info(|| WidgetInfo::labeled(accesskit::Role::Table, true, "Purchases"));
        let rows = self.rows.len();
        ui.ctx().accesskit_node_builder(table_id(), |node| node.set_row_count(rows));
        ui.painter().rect(rect, theme::CARD_RADIUS, cx.tokens.raised, cx.tokens.thin_line(), egui::StrokeKind::Outside);
        let inner = egui::UiBuilder::new().max_rect(rect).accessibility_parent(table_id());
        let mut clicked = None;
        ui.scope_builder(inner, |ui| {
            ui.visuals_mut().widgets.noninteractive.bg_stroke.color = cx.tokens.grid;
            let salt = ("purchases table", if self.heads.len() == MONTH_COLUMNS { "months" } else { "lines" });
            let column_id = |place: usize| Id::unique((salt, place));
            begin_with(ui, salt, self.heads.iter().enumerate().map(|(place, head)| (column_id(place), head.width)));
            let columns = self
                .heads
                .iter()
                .enumerate()
                .map(|(place, head)| egui_table::Column::new(head.width).range(56.0..=800.0).id(column_id(place)));
            let table = Table::new()
                .id_salt(salt)
                .columns(columns.collect::<Vec<_>>())
                .num_sticky_cols(1)
                .headers([HeaderRow::new(HEADER_HEIGHT)])
                .num_rows(u64::try_from(rows).unwrap_or(u64::MAX));
            let mut painted = Painted { cx, lines: self, clicked: None };
            table.show(ui, &mut painted);
            clicked = painted.clicked;
        });
        if let Some(column) = clicked {
            self.sort_by((column, self.sort == (column, false)));
        }
    }
}

struct Painted<'a, 'c> {
    cx: &'a Cx<'c>,
    lines: &'a Lines,
    clicked: Option<usize>,
}

impl TableDelegate for Painted<'_, '_> {
    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let place = cell.col_range.start;
        let Some(head) = self.lines.heads.get(place) else { return };
        let descending = (self.lines.sort.0 == place).then_some(self.lines.sort.1);
        if super::cells::head_ui(ui, self.cx, &head.name, head.numeric, descending) {
            self.clicked = Some(place);
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, row: u64) {
        row_ui(ui, self.cx, row, false, ui.max_rect());
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let row = usize::try_from(cell.row_nr).ok().and_then(|row| self.lines.rows.get(row));
        let (Some(row), Some(head)) = (row, self.lines.heads.get(cell.col_nr)) else { return };
        let Some(shown) = row.get(cell.col_nr) else { return };
        let rect = ui.max_rect();
        let id = Id::unique(("purchases cell", cell.row_nr, cell.col_nr));
        let response = ui.interact(rect, id, Sense::hover());
        response.widget_info(|| {
            let text = if shown.text.is_empty() { "empty" } else { &shown.text };
            WidgetInfo::labeled(accesskit::Role::Cell, true, format!("{}: {text}", head.name))
        });
        text_in(ui, rect, &shown.text, head.numeric, self.cx.tokens.text);
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Change, ChangeSet, Contact, Product, RowChange, Rows, Stamp};

    #[test]
    fn lines_are_read_again_only_when_they_would_be_others() {
        let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        let account = Account::new(stamp.account_id(), "Ernst Handel");
        let mut portfolio = Portfolio::new(Rows { accounts: vec![account.clone()], ..Rows::default() });
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (of, today) = ((1, account.id), day("2026-03-02"));
        let mut view = PurchasesView::default();
        assert!(view.wants(of, &portfolio, today), "nothing was read yet");
        view.show(of, &portfolio, today, Ok(PurchaseLines::default()));
        assert!(!view.wants(of, &portfolio, today));
        let put = |portfolio: &mut Portfolio, row: RowChange| portfolio.apply(&ChangeSet { rows: vec![row] });

        let contact = Contact::new(stamp.contact_id(), account.id, "Roland Mendel");
        put(&mut portfolio, RowChange::Contact(Change { before: None, after: Some(Arc::new(contact)) }));
        assert!(!view.wants(of, &portfolio, today), "a contact changes no purchase");
        let product = Product::new(stamp.product_id(), "Chai");
        put(&mut portfolio, RowChange::Product(Change { before: None, after: Some(Arc::new(product)) }));
        assert!(view.wants(of, &portfolio, today), "products are named");
        view.show(of, &portfolio, today, Ok(PurchaseLines::default()));

        assert!(view.wants(of, &portfolio, day("2026-03-03")), "the last 12 months are others");
        assert!(view.wants((2, account.id), &portfolio, today), "another workspace");
        assert!(view.wants((1, AccountId::NIL), &portfolio, today), "another account");
        portfolio.set_ledger(Ledger::default());
        assert!(view.wants(of, &portfolio, today), "purchases came or went");
    }
}
