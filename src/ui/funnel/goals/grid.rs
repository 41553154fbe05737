//! The grid itself: cells that are read, walked through, and typed into.

use chrono::Datelike;
use egui::text::{CCursor, CCursorRange};
use egui::{
    Align2, Event, FontFamily, FontId, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Stroke, StrokeKind,
    TextEdit, Ui, UiBuilder, WidgetInfo, accesskit, pos2, vec2,
};

use crate::model::{Metric, Money, NumberStyle, Period, PeriodKind, Target, period::month_name};
use crate::rules::goals::amount;
use crate::ui::funnel::goal_cards::notes;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::sheet::{CellFigures, Sheet};

/// A cell, by its row and column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    pub row: usize,
    pub column: usize,
}

/// The one cell that is typed into.
#[derive(Clone, Debug)]
pub struct Editing {
    spot: Spot,
    text: String,
    error: Option<&'static str>,
    /// It has not had the keyboard yet; whether what is there is typed over.
    fresh: Option<Over>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Over {
    All,
    Nothing,
}

/// What came of a frame.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// A cell that was left, with what was typed.
    pub set: Option<(Spot, Option<Target>)>,
    pub copy_across: bool,
    /// A cell, or the field in it, has the keyboard.
    pub focused: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Cancelled,
    /// And the cursor goes so many rows and columns on.
    Committed(isize, isize),
    CopyAcross,
}

pub struct Grid<'a, 'c> {
    pub cx: &'a Cx<'c>,
    pub sheet: &'a Sheet,
    pub cursor: &'a mut Option<Spot>,
    pub editing: &'a mut Option<Editing>,
    pub focus: &'a mut Option<Spot>,
    pub may: bool,
}

const HEADER: f32 = 24.0;
const ROW: f32 = 53.0;
const LINES: [f32; 3] = [13.0, 29.0, 42.0];
/// Of the names of metrics, where there is room and where there is little.
const NAMES: (f32, f32) = (160.0, 132.0);
const ROOMY: f32 = 1_000.0;
const NARROWEST: f32 = 38.0;
const PADDING: f32 = 4.0;

impl Grid<'_, '_> {
    pub fn ui(mut self, ui: &mut Ui) -> Done {
        let room = ui.available_width();
        let names = if room >= ROOMY { NAMES.0 } else { NAMES.1 };
        #[expect(clippy::cast_precision_loss, reason = "17 columns")]
        let columns = self.sheet.columns.len().max(1) as f32;
        let width = ((room - names) / columns).max(NARROWEST);
        let mut done = Done::default();
        ScrollArea::horizontal().id_salt("goals across").show(ui, |ui| {
            let (header, _) = ui.allocate_exact_size(vec2(names + width * columns, HEADER), Sense::hover());
            ui.spacing_mut().item_spacing.y = 0.0;
            self.header_ui(ui, header, names, width);
            for row in 0..self.sheet.rows.len() {
                self.row_ui(ui, row, names, width, &mut done);
            }
        });
        done
    }

    fn header_ui(&self, ui: &Ui, rect: Rect, names: f32, width: f32) {
        let cx = self.cx;
        for (period, left) in self.sheet.columns.iter().zip(lefts(rect.left() + names, width)) {
            let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()));
            let now = period.kind == PeriodKind::Month && period.span().holds(cx.today);
            let color = if now { cx.tokens.accent } else { cx.tokens.weak };
            let family = if now { theme::semibold() } else { FontFamily::Proportional };
            let at = pos2(cell.right() - PADDING, cell.center().y);
            let font = FontId::new(theme::size::SMALL, family);
            let response =
                ui.interact(cell, Id::unique(("goals of", period.kind.name(), period.start)), Sense::hover());
            let name = period.label(cx.portfolio.settings().more.fiscal_year_start);
            response.widget_info(|| WidgetInfo::labeled(accesskit::Role::ColumnHeader, true, &name));
            ui.painter().text(at, Align2::RIGHT_CENTER, self.short(*period), font, color);
            response.on_hover_text(name);
        }
    }

    /// "Nov", "Q4", "Year".
    fn short(&self, period: Period) -> String {
        match period.kind {
            PeriodKind::Month => month_name(period.start.month()).chars().take(3).collect(),
            PeriodKind::Quarter => format!("Q{}", period.quarter(self.cx.portfolio.settings().more.fiscal_year_start)),
            PeriodKind::Year => "Year".to_owned(),
        }
    }

    fn row_ui(&mut self, ui: &mut Ui, row: usize, names: f32, width: f32, done: &mut Done) {
        let (tokens, sheet) = (self.cx.tokens, self.sheet);
        let Some(of) = sheet.rows.get(row) else { return };
        #[expect(clippy::cast_precision_loss, reason = "17 columns")]
        let whole = vec2(names + width * sheet.columns.len() as f32, ROW);
        let (rect, _) = ui.allocate_exact_size(whole, Sense::hover());
        ui.painter().rect_filled(rect, 0.0, tokens.raised);
        ui.painter().hline(rect.x_range(), rect.top(), tokens.thin_line());
        if row + 1 == sheet.rows.len() {
            ui.painter().hline(rect.x_range(), rect.bottom(), tokens.thin_line());
        }
        let name = rect.with_max_x(rect.left() + names);
        let response = ui.interact(name, Id::unique(("goals of metric", of.metric.name())), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::RowHeader, true, of.metric.label()));
        let unit = if of.metric.is_money() {
            format!("{}, {}", of.metric.label(), self.cx.portfolio.settings().currency)
        } else {
            of.metric.label().to_owned()
        };
        let reached = if of.metric == Metric::KeyBreadth { "reached, products" } else { "reached" };
        let labels = [
            (unit.as_str(), FontId::new(12.5, theme::medium()), tokens.text),
            (reached, FontId::proportional(11.5), tokens.weak),
            ("the year before", FontId::proportional(11.0), tokens.weak),
        ];
        for ((words, font, color), line) in labels.into_iter().zip(LINES) {
            let at = pos2(name.left() + 6.0, name.top() + line);
            ui.painter().text(at, Align2::LEFT_CENTER, words, font, color);
        }
        response.on_hover_text(notes(of.metric, None).join("\n"));
        for (column, left) in (0..sheet.columns.len()).zip(lefts(rect.left() + names, width)) {
            let cell = Rect::from_min_size(pos2(left, rect.top()), vec2(width, ROW));
            self.cell_ui(ui, Spot { row, column }, cell, done);
        }
    }

    fn cell_ui(&mut self, ui: &mut Ui, spot: Spot, rect: Rect, done: &mut Done) {
        let (cx, sheet) = (self.cx, self.sheet);
        let (tokens, settings) = (cx.tokens, cx.portfolio.settings());
        let (Some(row), Some(period), Some(cell)) =
            (sheet.rows.get(spot.row), sheet.columns.get(spot.column), sheet.cell(spot.row, spot.column))
        else {
            return;
        };
        if period.kind != PeriodKind::Month {
            ui.painter().rect_filled(rect.shrink2(vec2(0.0, 0.5)), 0.0, tokens.sunken);
        }
        let name = format!("{}, {}", row.metric.label(), period.label(settings.more.fiscal_year_start));
        if self.editing.as_ref().is_some_and(|editing| editing.spot == spot) {
            done.focused = true;
            self.editor_ui(ui, spot, rect, &name, done);
            self.lines_ui(ui, row.metric, cell, rect, false);
            return;
        }
        let response = ui.interact(rect, cell_id(spot), Sense::click());
        let spoken = format!("{name}: {}", self.spoken(row.metric, cell));
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, self.may, &spoken));
        if self.focus.is_some_and(|wanted| wanted == spot) {
            response.request_focus();
            *self.focus = None;
        }
        self.lines_ui(ui, row.metric, cell, rect, true);
        let has_keyboard = response.has_focus();
        if has_keyboard {
            (*self.cursor, done.focused) = (Some(spot), true);
            ui.painter().rect_stroke(rect.shrink(1.0), 4.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
            if response.gained_focus() {
                response.scroll_to_me(None);
            }
        } else if *self.cursor == Some(spot) {
            ui.painter().rect_stroke(rect.shrink(1.0), 4.0, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_stroke(rect.shrink(1.0), 4.0, Stroke::new(1.0, tokens.faint), StrokeKind::Inside);
        }
        if has_keyboard && ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::R)) {
            done.copy_across = true;
        }
        let typed = if has_keyboard { typed(ui) } else { None };
        if response.clicked() || typed.is_some() {
            *self.cursor = Some(spot);
            if self.may {
                let fresh = Some(if typed.is_some() { Over::Nothing } else { Over::All });
                let own = cell.own.map(|own| settings.more.numbers.money(Money::from_minor_units(own.0)));
                let text = typed.or(own).unwrap_or_default();
                *self.editing = Some(Editing { spot, text, error: None, fresh });
            }
        }
        response.on_hover_ui(|ui| {
            ui.label(theme::strong(&name));
            ui.label(self.spoken(row.metric, cell));
        });
    }

    /// Goal, reached, and last year, below each other at the right.
    fn lines_ui(&self, ui: &Ui, metric: Metric, cell: &CellFigures, rect: Rect, with_goal: bool) {
        let tokens = self.cx.tokens;
        let numbers = self.cx.portfolio.settings().more.numbers;
        let goal = match (cell.own, cell.parts) {
            (Some(own), _) => Some((own, FontId::new(12.5, theme::semibold()), tokens.text)),
            (None, Some(parts)) => Some((parts, FontId::proportional(12.0), tokens.weak)),
            (None, None) => None,
        };
        let goal = goal.filter(|_| with_goal).map(|(target, font, color)| (target.value(), font, color));
        let lines = [
            goal,
            cell.actual.map(|actual| (actual, FontId::proportional(11.5), tokens.text)),
            cell.before.map(|before| (before, FontId::proportional(11.0), tokens.weak)),
        ];
        for (line, top) in lines.into_iter().zip(LINES) {
            let Some((value, font, color)) = line else { continue };
            let full = amount(metric, value, numbers);
            let lay = |text: String| ui.painter().layout_no_wrap(text, font.clone(), color);
            let mut galley = lay(full);
            if galley.size().x > rect.width() - PADDING - 1.0 {
                galley = lay(compact(value, numbers));
            }
            let at = pos2(rect.right() - PADDING - galley.size().x, rect.top() + top - galley.size().y / 2.0);
            ui.painter().galley(at, galley, color);
        }
        if cell.sellers.is_some() && with_goal {
            ui.painter().circle_filled(rect.left_top() + vec2(5.0, 7.0), 2.0, tokens.warn);
        }
    }

    /// "goal 12 customers, 7 reached, 5 the year before"
    fn spoken(&self, metric: Metric, cell: &CellFigures) -> String {
        let settings = self.cx.portfolio.settings();
        let figure = |value| amount(metric, value, settings.more.numbers);
        let goal = match (cell.own, cell.parts) {
            (Some(own), _) => format!("goal {}", figure(own.value())),
            (None, Some(parts)) if metric.adds_up() => format!("goals of its parts {}", figure(parts.value())),
            (None, Some(parts)) => format!("goal of its last part {}", figure(parts.value())),
            (None, None) => "no goal".to_owned(),
        };
        let actual = cell.actual.map(|actual| format!(", {} reached", figure(actual)));
        let before = cell.before.map(|before| format!(", {} the year before", figure(before)));
        let sellers = cell.sellers.map(|sum| format!("; sellers' goals come to {}", figure(sum.value())));
        let [actual, before, sellers] = [actual, before, sellers].map(Option::unwrap_or_default);
        format!("{goal}{actual}{before}{sellers}")
    }

    fn editor_ui(&mut self, ui: &mut Ui, spot: Spot, rect: Rect, name: &str, done: &mut Done) {
        let Some(editing) = self.editing.as_mut() else { return };
        let (tokens, numbers) = (self.cx.tokens, self.cx.portfolio.settings().more.numbers);
        let id = Id::unique("goal editor");
        let begun = editing.fresh.take();
        // The key that began it must not end it.
        let has_keyboard = ui.memory(|memory| memory.has_focus(id));
        let mut ended = if begun.is_some() || !has_keyboard { None } else { key_pressed(ui) };
        if let Some(over) = begun {
            let mut state = egui::text_edit::TextEditState::load(ui.ctx(), id).unwrap_or_default();
            let end = CCursor::new(editing.text.chars().count());
            let range = match over {
                Over::All => CCursorRange::two(CCursor::new(0), end),
                Over::Nothing => CCursorRange::one(end),
            };
            state.cursor.set_char_range(Some(range));
            state.store(ui.ctx(), id);
        }
        // Wider than its cell, so that an amount can be read while it is typed.
        let field = Rect::from_min_max(
            pos2(rect.left().min(rect.right() - 76.0), rect.top()),
            pos2(rect.right(), rect.top() + 24.0),
        );
        let color = if editing.error.is_some() { tokens.danger } else { tokens.accent };
        let edit = TextEdit::singleline(&mut editing.text)
            .id(id)
            .frame(egui::Frame::NONE)
            .margin(vec2(0.0, 2.0))
            .lock_focus(true)
            .align(Align2::RIGHT_CENTER)
            .desired_width(field.width() - 2.0 * PADDING);
        let mut over = ui.new_child(UiBuilder::new().max_rect(field.shrink2(vec2(PADDING, 2.0))));
        over.spacing_mut().interact_size.y = 18.0;
        over.painter().rect_filled(field, 4.0, tokens.raised);
        over.painter().rect_stroke(field, 4.0, Stroke::new(2.0, color), StrokeKind::Inside);
        let response = over.add(edit).accessible_name(name);
        if begun.is_some() {
            response.request_focus();
        }
        if response.changed() {
            editing.error = None;
        }
        if let Some(error) = editing.error {
            note_ui(ui, field, error, tokens);
        }
        if ended.is_none() && response.lost_focus() {
            let cancelled = ui.input(|input| input.key_pressed(Key::Escape));
            ended = Some(if cancelled { Ended::Cancelled } else { Ended::Committed(0, 0) });
        }
        let Some(ended) = ended else { return };
        self.end(spot, ended, numbers, done, &response);
    }

    fn end(&mut self, spot: Spot, ended: Ended, numbers: NumberStyle, done: &mut Done, field: &Response) {
        let Some(editing) = self.editing.take() else { return };
        if ended == Ended::Cancelled {
            *self.focus = Some(spot);
            return;
        }
        match read(&editing.text, numbers) {
            Err(why) => *self.editing = Some(Editing { error: Some(why), ..editing }),
            Ok(target) => {
                done.set = Some((spot, target));
                if let Ended::Committed(down, right) = ended {
                    if (down, right) != (0, 0) {
                        let next = self.step(spot, down, right);
                        (*self.cursor, *self.focus) = (Some(next), Some(next));
                    }
                } else {
                    done.copy_across = true;
                    *self.focus = Some(spot);
                }
                field.surrender_focus();
            }
        }
    }

    /// The cell so many rows and columns on; at the end of a row the next one begins.
    fn step(&self, from: Spot, down: isize, right: isize) -> Spot {
        let (rows, columns) = (self.sheet.rows.len().max(1), self.sheet.columns.len().max(1));
        let at = (from.row * columns + from.column).saturating_add_signed(right);
        let last = rows * columns - 1;
        let at = at.min(last);
        let row = (at / columns).saturating_add_signed(down).min(rows - 1);
        Spot { row, column: at % columns }
    }
}

/// Where each column begins.
fn lefts(first: f32, width: f32) -> impl Iterator<Item = f32> {
    std::iter::successors(Some(first), move |left| Some(left + width))
}

fn cell_id(spot: Spot) -> Id {
    Id::unique(("goal cell", spot.row, spot.column))
}

/// What was typed on a cell that has the keyboard: it types over what is there.
fn typed(ui: &Ui) -> Option<String> {
    let figure = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    ui.input(|input| {
        input.events.iter().find_map(|event| match event {
            Event::Text(text) if figure(text) => Some(text.clone()),
            _ => None,
        })
    })
}

fn key_pressed(ui: &Ui) -> Option<Ended> {
    let keys = [
        (Modifiers::COMMAND, Key::R, Ended::CopyAcross),
        (Modifiers::SHIFT, Key::Enter, Ended::Committed(0, -1)),
        (Modifiers::NONE, Key::Enter, Ended::Committed(0, 1)),
        (Modifiers::SHIFT, Key::Tab, Ended::Committed(0, -1)),
        (Modifiers::NONE, Key::Tab, Ended::Committed(0, 1)),
        (Modifiers::NONE, Key::ArrowUp, Ended::Committed(-1, 0)),
        (Modifiers::NONE, Key::ArrowDown, Ended::Committed(1, 0)),
    ];
    ui.input_mut(|input| {
        keys.into_iter().find_map(|(modifiers, key, ended)| input.consume_key(modifiers, key).then_some(ended))
    })
}

/// A goal as it is typed; nothing takes it away.
fn read(text: &str, numbers: NumberStyle) -> Result<Option<Target>, &'static str> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let amount = numbers.read_amount(text).map_err(|_| "A number is expected, such as 12 or 1250.50")?;
    if amount < Money::ZERO {
        return Err("A goal is not below zero");
    }
    Ok(Some(Target(amount.minor_units())))
}

/// "45k", "1.2M": where there is no room for more.
fn compact(value: f64, numbers: NumberStyle) -> String {
    let size = value.abs();
    let (by, sign) = match size {
        _ if size >= 999_500_000.0 => (1e9, "bn"),
        _ if size >= 999_500.0 => (1e6, "M"),
        _ => (1e3, "k"),
    };
    let scaled = value / by;
    let scaled = if scaled.abs() >= 99.95 { scaled.round() } else { scaled };
    format!("{}{sign}", amount(Metric::CustomersCreated, scaled, numbers))
}

fn note_ui(ui: &Ui, cell: Rect, words: &str, tokens: &theme::Tokens) {
    let area = egui::Area::new(Id::unique("goal note"))
        .order(egui::Order::Foreground)
        .interactable(false)
        .fixed_pos(cell.left_bottom() + vec2(0.0, space::XS))
        .constrain_to(ui.ctx().content_rect());
    area.show(ui.ctx(), |ui| {
        tokens.float_frame().inner_margin(egui::Margin::symmetric(10, 6)).show(ui, |ui| {
            ui.set_max_width(300.0);
            ui.label(egui::RichText::new(words).color(tokens.danger));
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_are_read_as_people_write_them() {
        let check = |text: &str, wanted: Result<Option<i64>, ()>| {
            let read = read(text, NumberStyle::Comma).map(|target| target.map(|target| target.0)).map_err(drop);
            assert_eq!(read, wanted, "{text}");
        };
        check("12", Ok(Some(1_200)));
        check(" 11.5 ", Ok(Some(1_150)));
        check("1,250", Ok(Some(125_000)));
        check("", Ok(None));
        check("-1", Err(()));
        check("many", Err(()));
    }

    #[test]
    fn large_figures_fit_small_cells() {
        let check = |value, wanted: &str| assert_eq!(compact(value, NumberStyle::Comma), wanted);
        check(1_234.0, "1.2k");
        check(45_200.0, "45.2k");
        check(120_400.0, "120k");
        check(999_600.0, "1M");
        check(1_250_000.0, "1.3M");
        check(-45_000.0, "−45k");
        check(2_000_000_000.0, "2bn");
    }
}
