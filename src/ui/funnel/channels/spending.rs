//! What channels cost, a cell for each month of a fiscal year. A cell is saved when it is left.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use egui::{
    Align2, FontId, Id, Key, Rect, RichText, ScrollArea, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, pos2,
    vec2,
};

use crate::model::text::folded;
use crate::model::{Edit, Money, Period, PeriodKind, Portfolio, Settings};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};
use crate::ui::widgets;

const ROW_HEIGHT: f32 = 30.0;
/// With less room than this, in points, figures are written small.
const ROOMY: f32 = 960.0;

/// Where cells stand in a row, in points.
#[derive(Clone, Copy, Debug)]
struct Grid {
    name: f32,
    month: f32,
    total: f32,
    inset: f32,
    size: f32,
}

impl Grid {
    fn new(room: f32) -> Self {
        let (name, total, inset, size, least) = if room < ROOMY {
            (128.0, 66.0, 3.0, theme::size::SMALL, 46.0)
        } else {
            (170.0, 92.0, 6.0, theme::size::BODY, 54.0)
        };
        Self { name, month: ((room - name - total) / 12.0).max(least), total, inset, size }
    }

    fn width(self) -> f32 {
        self.name + 12.0 * self.month + self.total
    }

    fn row(self, ui: &mut Ui) -> Rect {
        ui.allocate_exact_size(vec2(self.width(), ROW_HEIGHT), Sense::hover()).0
    }

    fn of_name(self, row: Rect) -> Rect {
        row.with_max_x(row.left() + self.name)
    }

    fn of_month(self, row: Rect, at: u8) -> Rect {
        let left = row.left() + self.name + f32::from(at) * self.month;
        Rect::from_min_size(pos2(left, row.top()), vec2(self.month, row.height()))
    }

    fn of_total(self, row: Rect) -> Rect {
        row.with_min_x(row.right() - self.total)
    }

    fn paint(self, ui: &Ui, rect: Rect, text: &str, color: egui::Color32, to_the_left: bool) {
        let inner = rect.shrink2(vec2(self.inset, 0.0));
        let font = FontId::proportional(self.size);
        let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
        job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width().max(1.0));
        let galley = ui.painter().layout_job(job);
        let align = if to_the_left { Align2::LEFT_CENTER } else { Align2::RIGHT_CENTER };
        ui.painter().galley(align.align_size_within_rect(galley.size(), inner).min, galley, color);
    }
}

/// A cell: the folded name of the channel, and the first day of the month.
pub type Cell = (String, NaiveDate);

/// What was spent on a channel in a month, as it shall be.
type Amount = (String, NaiveDate, Option<Money>);

#[derive(Debug, Default)]
pub struct Spending {
    /// `None`: the fiscal year that holds today.
    year: Option<Period>,
    sheet: Sheet,
    made_for: Option<(usize, u64)>,
    /// Channels that were named here and have no spend yet.
    named: Vec<String>,
    naming: String,
    /// Cells that are being typed.
    drafts: BTreeMap<Cell, String>,
    /// The cell that could not be read, and why.
    wrong: Option<(Cell, String)>,
}

/// What is written down, in one place.
#[derive(Debug, Default)]
struct Sheet {
    /// As they are spelled, in order.
    channels: Vec<String>,
    amounts: BTreeMap<Cell, Money>,
}

impl Spending {
    /// Gives the name of a channel that somebody wants to rename.
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) -> Option<String> {
        self.refresh(cx);
        let fiscal = cx.portfolio.settings().more.fiscal_year_start;
        let now = Period::holding(PeriodKind::Year, cx.today, fiscal);
        let year = self.year.filter(|year| year.fits(fiscal)).unwrap_or(now);
        let mut rename = None;
        let frame = cx.tokens.card_frame().show(ui, |ui| {
            ui.set_width(ui.available_width());
            self.year_ui(ui, cx, year, fiscal);
            ui.add_space(space::S);
            ScrollArea::both().id_salt("spend by month").auto_shrink([false, true]).show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                self.grid_ui(ui, cx, year, actions, &mut rename);
                ui.add_space(space::S);
                self.new_ui(ui, cx);
                ui.add_space(space::XS);
                let words = "A cell is saved when it is left; several copied cells of a row can be pasted into the first. \
                             An empty cell is not known, 0 is nothing spent.";
                ui.label(theme::weak(words, cx.tokens));
            });
        });
        frame.response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Table, true, "Spend by month"));
        rename
    }

    fn refresh(&mut self, cx: &Cx<'_>) {
        let wanted = (cx.workspace, cx.portfolio.revision());
        if self.made_for == Some(wanted) {
            return;
        }
        if self.made_for.is_none_or(|(workspace, _)| workspace != cx.workspace) {
            *self = Self::default();
        }
        self.made_for = Some(wanted);
        let spends = cx.portfolio.spends().iter();
        let amounts = spends.map(|spend| ((folded(&spend.channel), spend.month), spend.amount)).collect();
        let channels: Vec<String> = cx.portfolio.channels().into_iter().map(str::to_owned).collect();
        self.named.retain(|name| channels.iter().all(|known| folded(known) != folded(name)));
        self.sheet = Sheet { channels, amounts };
    }

    fn year_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, year: Period, fiscal: u8) {
        ui.horizontal(|ui| {
            let currency = cx.portfolio.settings().currency.as_str();
            for (words, to) in [("‹", year.previous()), ("›", year.next())] {
                let name = if words == "‹" { "Year before" } else { "Next year" };
                let button = ui.add(egui::Button::new(words).min_size(vec2(theme::CONTROL_HEIGHT, 26.0)));
                button.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, name));
                if button.on_hover_text(name).clicked() {
                    self.year = Some(to);
                }
            }
            ui.label(theme::strong(format!("Spend by month, {}, in {currency}", year.label(fiscal))));
            if let Err(why) = cx.env.may_write() {
                ui.label(theme::weak(why, cx.tokens));
            }
        });
    }

    fn grid_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, year: Period, actions: &mut Actions, rename: &mut Option<String>) {
        let months: Vec<Period> = year.months().collect();
        let grid = Grid::new(ui.available_width());
        let names: Vec<String> = self.sheet.channels.iter().chain(&self.named).cloned().collect();
        let head = grid.row(ui);
        for (at, month) in (0_u8..).zip(&months) {
            let label = month.start.format("%b").to_string();
            grid.paint(ui, grid.of_month(head, at), &label, cx.tokens.weak, false);
        }
        grid.paint(ui, grid.of_total(head), "Year", cx.tokens.weak, false);
        ui.painter().hline(head.x_range(), head.bottom() - 0.5, cx.tokens.thin_line());
        let mut sums = vec![Money::ZERO; months.len()];
        let mut taken = None;
        for name in &names {
            let at = grid.row(ui);
            if self.named.contains(name) {
                taken = taken.or(named_ui(ui, cx, grid, at, name).then(|| name.clone()));
            } else {
                name_ui(ui, cx, grid, at, name, rename);
            }
            let mut sum = Money::ZERO;
            for ((place, month), of_month) in (0_u8..).zip(&months).zip(&mut sums) {
                let key = (folded(name), month.start);
                let amount = self.sheet.amounts.get(&key).copied();
                sum = sum.saturating_add(amount.unwrap_or_default());
                *of_month = of_month.saturating_add(amount.unwrap_or_default());
                let rect = grid.of_month(at, place);
                self.cell_ui(ui, cx, (grid, rect), (name, *month), amount, actions);
            }
            grid.paint(ui, grid.of_total(at), &money(cx, sum), cx.tokens.weak, false);
            ui.painter().hline(at.x_range(), at.bottom() - 0.5, Stroke::new(1.0, cx.tokens.grid));
            if let Some((_, why)) = self.wrong.as_ref().filter(|((wrong, _), _)| *wrong == folded(name)) {
                ui.label(RichText::new(why).size(theme::size::SMALL).color(cx.tokens.danger));
            }
        }
        let foot = grid.row(ui);
        grid.paint(ui, grid.of_name(foot), "All channels", cx.tokens.text, true);
        for ((at, month), sum) in (0_u8..).zip(&months).zip(&sums) {
            let place = grid.of_month(foot, at);
            grid.paint(ui, place, &money(cx, *sum), cx.tokens.text, false);
            let response = ui.interact(place, Id::unique(("spend of all", month.start)), Sense::hover());
            let words = format!("All channels, {}: {}", month.label(1), money(cx, *sum));
            response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, &words));
        }
        let all = sums.iter().fold(Money::ZERO, |all, sum| all.saturating_add(*sum));
        grid.paint(ui, grid.of_total(foot), &money(cx, all), cx.tokens.text, false);
        if let Some(name) = taken {
            self.named.retain(|named| *named != name);
            self.drafts.retain(|(of, _), _| *of != folded(&name));
            self.wrong.take_if(|((of, _), _)| *of == folded(&name));
        }
    }

    fn cell_ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        (grid, rect): (Grid, Rect),
        (name, month): (&str, Period),
        amount: Option<Money>,
        actions: &mut Actions,
    ) {
        let key = (folded(name), month.start);
        let numbers = cx.portfolio.settings().more.numbers;
        let stored = amount.map_or_else(String::new, |amount| numbers.money(amount));
        let label = format!("{name}, {}", month.label(1));
        if cx.env.may_write().is_err() {
            grid.paint(ui, rect, &stored, cx.tokens.text, false);
            let response = ui.interact(rect, Id::unique(("spend shown", &key)), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Label, true, format!("{label}: {stored}")));
            return;
        }
        let id = Id::unique(("spend", &key));
        let mut text = self.drafts.get(&key).cloned().unwrap_or_else(|| stored.clone());
        widgets::keep_cursor_inside(ui.ctx(), id, &text);
        let focused = ui.memory(|memory| memory.has_focus(id));
        let edit = egui::TextEdit::singleline(&mut text)
            .id(id)
            .align(Align2::RIGHT_CENTER)
            .font(FontId::proportional(grid.size))
            .frame(egui::Frame::new().inner_margin(vec2(grid.inset, 4.0)))
            .desired_width(rect.width() - 2.0 * grid.inset)
            .hint_text(RichText::new("–").color(cx.tokens.faint));
        let response = ui.put(rect.shrink(1.0), edit).accessible_name(label);
        let wrong = self.wrong.as_ref().is_some_and(|(of, _)| *of == key);
        let stroke = match (wrong, focused, response.hovered()) {
            (true, ..) => Stroke::new(1.0, cx.tokens.danger),
            (false, true, _) => Stroke::new(1.5, cx.tokens.accent),
            (false, false, true) => cx.tokens.thin_line(),
            (false, false, false) => Stroke::NONE,
        };
        ui.painter().rect_stroke(rect.shrink(1.0), theme::CONTROL_RADIUS, stroke, StrokeKind::Inside);
        if response.changed() {
            self.drafts.insert(key.clone(), text);
        }
        if response.lost_focus() {
            let text = self.drafts.remove(&key);
            let dropped = ui.input(|input| input.key_pressed(Key::Escape));
            if dropped || text.is_none() {
                self.wrong.take_if(|(of, _)| *of == key);
            } else if let Some(text) = text {
                self.commit(cx, name, month, (key, text), amount, actions);
            }
        }
    }

    /// One edit for what was typed, or for a row of cells that was pasted.
    fn commit(
        &mut self,
        cx: &Cx<'_>,
        name: &str,
        month: Period,
        (key, text): (Cell, String),
        stored: Option<Money>,
        actions: &mut Actions,
    ) {
        let cells = match read(name, month, &text, cx.portfolio.settings()) {
            Ok(cells) => cells,
            Err(why) => {
                self.refuse(key, text, why);
                return;
            }
        };
        self.wrong.take_if(|(of, _)| *of == key);
        let changes = match cells.as_slice() {
            [(_, _, amount)] => *amount != stored,
            _ => true,
        };
        if changes {
            actions.push(Action::Edit(Edit::SetSpend(cells)));
        }
    }

    /// What is typed into cells, each as it would be written. What cannot be read stays, and what stands there already
    /// is forgotten.
    pub fn typed(&mut self, portfolio: &Portfolio) -> Vec<(Cell, Edit)> {
        let names: Vec<String> = self.sheet.channels.iter().chain(&self.named).cloned().collect();
        let mut edits = Vec::new();
        for (cell, text) in self.drafts.clone() {
            let name = names.iter().find(|name| folded(name) == cell.0).unwrap_or(&cell.0);
            match read(name, Period::holding(PeriodKind::Month, cell.1, 1), &text, portfolio.settings()) {
                Err(why) => self.refuse(cell, text, why),
                Ok(amounts) => match amounts.as_slice() {
                    [(_, _, amount)] if *amount == self.sheet.amounts.get(&cell).copied() => self.written(&cell),
                    _ => edits.push((cell, Edit::SetSpend(amounts))),
                },
            }
        }
        edits
    }

    /// Forgets what was written.
    pub fn written(&mut self, cell: &Cell) {
        self.drafts.remove(cell);
        self.wrong.take_if(|(of, _)| of == cell);
    }

    /// What is typed, was left, and cannot be read.
    #[must_use]
    pub fn unreadable(&self, portfolio: &Portfolio) -> Vec<String> {
        let settings = portfolio.settings();
        let month = |cell: &Cell| Period::holding(PeriodKind::Month, cell.1, 1);
        let wrong = self.drafts.iter().filter(|(cell, text)| read(&cell.0, month(cell), text, settings).is_err());
        wrong.map(|(_, text)| text.clone()).collect()
    }

    /// What was typed stays, so that it can be mended.
    fn refuse(&mut self, cell: Cell, text: String, why: String) {
        self.drafts.insert(cell.clone(), text);
        self.wrong = Some((cell, why));
    }

    fn new_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>) {
        if cx.env.may_write().is_err() {
            return;
        }
        ui.horizontal(|ui| {
            let edit = egui::TextEdit::singleline(&mut self.naming)
                .hint_text("Trade fair")
                .desired_width(150.0)
                .margin(vec2(8.0, 5.0));
            let response = ui.add(edit).accessible_name("Name of a new channel");
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            let name = self.naming.trim().to_owned();
            let known = self.sheet.channels.iter().chain(&self.named).any(|known| folded(known) == folded(&name));
            let why = if name.is_empty() {
                Some("Write its name first")
            } else {
                known.then_some("There is such a channel already")
            };
            let button = ui.add_enabled(why.is_none(), egui::Button::new("Add channel"));
            let clicked = button.on_disabled_hover_text(why.unwrap_or_default()).clicked();
            if why.is_none() && (clicked || entered) {
                self.named.push(name);
                self.naming.clear();
            }
        });
    }
}

/// What is typed into a cell: an amount of a channel in a month, or a row of them that was pasted. Else why it is none.
fn read(name: &str, month: Period, text: &str, settings: &Settings) -> Result<Vec<Amount>, String> {
    let (numbers, fiscal) = (settings.more.numbers, settings.more.fiscal_year_start);
    let year = Period::holding(PeriodKind::Year, month.start, fiscal);
    let mut cells = Vec::new();
    let mut at = month;
    for part in text.split('\t').map(str::trim) {
        // A total that was copied with its months is no spend of the next year.
        if at.start > year.end() {
            return Err(format!("There are more cells than months left in {}", year.label(fiscal)));
        }
        let amount = match part {
            "" | "–" | "-" => None,
            part => Some(numbers.read_amount(part).map_err(|error| error.to_string())?),
        };
        if amount.is_some_and(|amount| amount < Money::ZERO) {
            return Err("What was spent is not below zero".to_owned());
        }
        cells.push((name.to_owned(), at.start, amount));
        at = at.next();
    }
    Ok(cells)
}

fn name_ui(ui: &Ui, cx: &Cx<'_>, grid: Grid, at: Rect, name: &str, rename: &mut Option<String>) {
    let rect = grid.of_name(at);
    let response = ui.interact(rect, Id::unique(("rename channel", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, format!("Rename {name}…")));
    let marked = response.hovered() || response.has_focus();
    grid.paint(ui, rect, name, if marked { cx.tokens.accent } else { cx.tokens.text }, true);
    if response.on_hover_text("Rename…").clicked() {
        *rename = Some(name.to_owned());
    }
}

/// The name of a channel that is written down nowhere yet: there is nothing to rename. Whether it is taken away.
fn named_ui(ui: &Ui, cx: &Cx<'_>, grid: Grid, at: Rect, name: &str) -> bool {
    let rect = grid.of_name(at);
    let response = ui.interact(rect, Id::unique(("take channel away", name)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, format!("Take {name} away")));
    let marked = response.hovered() || response.has_focus();
    let (words, cross) = rect.split_left_right_at_x(rect.right() - 20.0);
    grid.paint(ui, words, name, cx.tokens.text, true);
    grid.paint(ui, cross, "×", if marked { cx.tokens.danger } else { cx.tokens.weak }, false);
    response.on_hover_text("Take it away again; nothing is written down for it yet").clicked()
}

/// Nothing of a sum is left out.
fn money(cx: &Cx<'_>, amount: Money) -> String {
    if amount == Money::ZERO { "–".to_owned() } else { cx.portfolio.settings().more.numbers.money(amount) }
}
