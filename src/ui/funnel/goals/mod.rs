//! Goals, set in a grid of months and metrics, with what was reached and last year beside them.

mod grid;
mod raise;
mod sheet;

use egui::{Align, ComboBox, Context, Key, Layout, Modifiers, RichText, ScrollArea, Ui, UiBuilder, vec2};
use egui_material_icons::icons;

use crate::model::{Edit, GoalKey, Metric, Period, PeriodKind, Target, Whose, text::folded};
use crate::rules::funnel::History;
use crate::rules::goals::{scope_of, whose_of, words};
use crate::rules::pursuits;

use super::super::theme::{self, space};
use super::super::view::{Action, Actions, Cx};
use super::Asked;
use super::goal_cards::{NOBODYS, color};
use grid::{Editing, Grid, Spot};
use raise::{Raise, raise_ui};
use sheet::Sheet;

#[derive(Debug, Default)]
pub struct GoalsPage {
    sheet: Sheet,
    /// The cell that what is done to a row goes by.
    cursor: Option<Spot>,
    editing: Option<Editing>,
    /// The cell that shall have the keyboard in the next frame.
    focus: Option<Spot>,
    /// A cell had the keyboard in the frame before.
    focused: bool,
    /// Delete was pressed on it.
    clear: bool,
    raise: Option<Raise>,
    names: Names,
}

/// Everybody and everything that can have goals, found when it is asked for.
#[derive(Debug, Default)]
struct Names {
    made_for: Option<(usize, u64)>,
    sellers: Vec<String>,
    channels: Vec<String>,
}

/// What can be done to the row under the cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RowAction {
    CopyAcross,
    Raise,
    Clear,
}

impl GoalsPage {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, asked: &mut Asked, history: &History, actions: &mut Actions) {
        let fiscal = cx.portfolio.settings().more.fiscal_year_start;
        let period = asked.period(cx);
        let year = Period::holding(PeriodKind::Year, period.start, fiscal);
        let (whose, nobodys) = whose_of(&asked.scope).map_or_else(|| (Whose::Team, true), |whose| (whose, false));
        self.sheet.refresh(cx, history, year, &whose, told_of(period, year, cx));
        let (bar, _) = ui.allocate_exact_size(vec2(ui.available_width(), theme::CONTROL_HEIGHT), egui::Sense::hover());
        ui.add_space(space::XS);
        let mut wanted = None;
        ScrollArea::vertical().id_salt("goals").auto_shrink([false, false]).show(ui, |ui| {
            if nobodys {
                ui.label(RichText::new(format!("{NOBODYS}. These are the team's")).color(cx.tokens.warn));
                ui.add_space(space::XS);
            }
            if self.sheet.empty {
                ui.label(RichText::new(empty_words(&whose, &year.label(fiscal))).color(cx.tokens.weak));
                ui.add_space(space::XS);
            }
            wanted = self.grid_ui(ui, cx, &whose, actions);
            ui.add_space(space::S);
            self.told_ui(ui, cx, told_of(period, year, cx));
        });
        let mut bar = ui.new_child(UiBuilder::new().max_rect(bar).layout(Layout::left_to_right(Align::Center)));
        self.year_ui(&mut bar, cx, year, asked);
        self.whose_ui(&mut bar, cx, &whose, asked);
        wanted = self.row_buttons_ui(&mut bar, cx).or(wanted);
        if let Some(wanted) = wanted {
            self.act(wanted, cx, &whose, year, actions);
        }
    }

    pub fn dialog_ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        raise_ui(ui, cx, &mut self.raise, actions);
    }

    #[must_use]
    pub const fn is_modal(&self) -> bool {
        self.raise.is_some()
    }

    /// Takes the key that means a cell here and accounts elsewhere: Delete. Before commands are looked for.
    pub fn take_keys(&mut self, ctx: &Context) {
        if self.focused && self.editing.is_none() {
            self.clear |= ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Delete));
        }
    }

    fn grid_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, whose: &Whose, actions: &mut Actions) -> Option<RowAction> {
        let Self { sheet, cursor, editing, focus, focused, clear, .. } = self;
        let may = cx.env.may_write().is_ok();
        let grid = Grid { cx, sheet, cursor, editing, focus, may };
        let done = grid.ui(ui);
        *focused = done.focused;
        if std::mem::take(clear)
            && may
            && let Some(key) = cursor.and_then(|spot| sheet.key(spot.row, spot.column, whose))
        {
            actions.push(Action::Edit(Edit::SetGoals(vec![(key, None)])));
        }
        if let Some((spot, target)) = done.set
            && let Some(key) = sheet.key(spot.row, spot.column, whose)
            && sheet.cell(spot.row, spot.column).is_some_and(|cell| cell.own != target)
        {
            actions.push(Action::Edit(Edit::SetGoals(vec![(key, target)])));
            // What is done to the row in this very frame goes by what was typed.
            sheet.put(spot.row, spot.column, target);
        }
        done.copy_across.then_some(RowAction::CopyAcross)
    }

    /// How the goals of one period stand, in words.
    fn told_ui(&self, ui: &mut Ui, cx: &Cx<'_>, told: Period) {
        let told_of = self.sheet.rows.iter().filter_map(|row| row.told.as_ref());
        let mut told_of = told_of.peekable();
        if told_of.peek().is_none() {
            return;
        }
        let settings = cx.portfolio.settings();
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().interact_size.y = 18.0;
            let label = told.label(settings.more.fiscal_year_start);
            ui.label(RichText::new(label).family(theme::semibold()).size(12.0).color(cx.tokens.weak));
            for progress in told_of {
                ui.horizontal(|ui| {
                    let (dot, _) = ui.allocate_exact_size(vec2(8.0, 18.0), egui::Sense::hover());
                    ui.painter().circle_filled(dot.center(), 3.5, color(progress.pace(cx.today), cx));
                    ui.add(egui::Label::new(words(progress, settings, cx.today)).wrap());
                });
            }
        });
    }

    fn year_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, year: Period, asked: &mut Asked) {
        let fiscal = cx.portfolio.settings().more.fiscal_year_start;
        let mut wanted = None;
        for (icon, name, other) in [
            (icons::ICON_CHEVRON_LEFT.codepoint, "Year before", year.previous()),
            (icons::ICON_CHEVRON_RIGHT.codepoint, "Next year", year.next()),
        ] {
            if other == year.next() {
                ui.label(theme::strong(year.label(fiscal)));
            }
            let side = theme::CONTROL_HEIGHT - 2.0;
            let button = ui.add(egui::Button::new(icon).min_size(vec2(side, side))).on_hover_text(name);
            button.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, name));
            if button.clicked() {
                wanted = Some(other);
            }
        }
        if let Some(other) = wanted {
            // The same quarter or month of the other year, so that the other pages stay with it.
            let period = asked.period(cx);
            let moved = if other == year.next() {
                std::iter::successors(Some(period), |one| Some(one.next())).find(|one| one.start >= other.start)
            } else {
                Some(period.year_before())
            };
            asked.period = moved.filter(|moved| moved.fits(fiscal)).or(Some(other));
            (self.cursor, self.editing) = (None, None);
        }
    }

    fn whose_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, whose: &Whose, asked: &mut Asked) {
        let mut wanted = None;
        let words = match whose {
            Whose::Team => "Team".to_owned(),
            Whose::Seller(name) => name.clone(),
            Whose::Channel(name) => format!("{name} (channel)"),
        };
        let combo = ComboBox::from_id_salt("whose goals").selected_text(words).width(150.0);
        let open = combo.show_ui(ui, |ui| {
            self.names.refresh(cx);
            let mut offer = |ui: &mut Ui, one: Whose| {
                if ui.selectable_label(whose.is_same(&one), one.name()).clicked() {
                    wanted = Some(one);
                }
            };
            offer(ui, Whose::Team);
            for (title, names, make) in [
                ("Sellers", &self.names.sellers, Whose::Seller as fn(String) -> Whose),
                ("Channels", &self.names.channels, Whose::Channel),
            ] {
                if !names.is_empty() {
                    ui.label(theme::weak(title, cx.tokens));
                }
                for name in names {
                    offer(ui, make(name.clone()));
                }
            }
        });
        open.response.accessible_name("Whose goals");
        if let Some(wanted) = wanted {
            asked.scope = scope_of(&wanted);
            (self.cursor, self.editing) = (None, None);
        }
    }

    fn row_buttons_ui(&self, ui: &mut Ui, cx: &Cx<'_>) -> Option<RowAction> {
        let mut wanted = None;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for (action, words, what) in [
                (RowAction::Clear, "Clear row", "Takes away all goals of this row in this year"),
                (RowAction::Raise, "From last year…", "Fills the months with what last year came to, and more"),
                (RowAction::CopyAcross, "Copy across", "This goal for all later months of the year too (Ctrl+R)"),
            ] {
                let may = cx.env.may_write().and_then(|()| self.may(action));
                let button = ui.add_enabled(may.is_ok(), egui::Button::new(words));
                let button = match may {
                    Ok(()) => button.on_hover_text(what),
                    Err(why) => button.on_disabled_hover_text(why),
                };
                if button.clicked() {
                    wanted = Some(action);
                }
            }
        });
        wanted
    }

    /// Whether something can be done to the row, else why not.
    fn may(&self, action: RowAction) -> Result<(), &'static str> {
        let Some(spot) = self.cursor else { return Err("Click a cell of the row first") };
        let row = self.sheet.rows.get(spot.row).ok_or("Click a cell of the row first")?;
        match action {
            RowAction::Clear if row.cells.iter().all(|cell| cell.own.is_none()) => Err("No goal is set in this row"),
            RowAction::Raise | RowAction::Clear => Ok(()),
            // What is typed counts as soon as the cell is left.
            RowAction::CopyAcross if self.editing.is_some() => Ok(()),
            RowAction::CopyAcross => match self.sheet.cell(spot.row, spot.column) {
                Some(cell) if cell.own.is_some() => Ok(()),
                Some(_) | None => Err("This cell has no goal of its own; type one first"),
            },
        }
    }

    fn act(&mut self, action: RowAction, cx: &Cx<'_>, whose: &Whose, year: Period, actions: &mut Actions) {
        let Some(Spot { row, column }) = self.cursor else { return };
        if cx.env.may_write().is_err() {
            return;
        }
        let Some(metric) = self.sheet.rows.get(row).map(|row| row.metric) else { return };
        let key = |period: Period| GoalKey { metric, period, whose: whose.clone() };
        let columns = self.sheet.columns.iter().copied().enumerate();
        let cells: Vec<(GoalKey, Option<Target>)> = match action {
            RowAction::Raise => {
                self.raise = Some(Raise::new(metric, year, self.months_before(row, metric, whose)));
                return;
            }
            RowAction::Clear => {
                let own = |at: &usize| self.sheet.cell(row, *at).is_some_and(|cell| cell.own.is_some());
                columns.filter(|(at, _)| own(at)).map(|(_, period)| (key(period), None)).collect()
            }
            RowAction::CopyAcross => {
                let Some(from) = self.sheet.columns.get(column) else { return };
                let Some(own) = self.sheet.cell(row, column).and_then(|cell| cell.own) else { return };
                let later = columns.filter(|(_, period)| period.kind == from.kind && period.start > from.start);
                later.map(|(_, period)| (key(period), Some(own))).collect()
            }
        };
        if !cells.is_empty() {
            actions.push(Action::Edit(Edit::SetGoals(cells)));
        }
    }

    fn months_before(&self, row: usize, metric: Metric, whose: &Whose) -> Vec<(GoalKey, Option<f64>)> {
        let of = |(at, period): (usize, Period)| {
            let key = GoalKey { metric, period, whose: whose.clone() };
            (key, self.sheet.cell(row, at).and_then(|cell| cell.before))
        };
        self.sheet.months().map(of).collect()
    }
}

impl Names {
    fn refresh(&mut self, cx: &Cx<'_>) {
        let wanted = Some((cx.workspace, cx.portfolio.revision()));
        if self.made_for == wanted {
            return;
        }
        let mut sellers: Vec<String> = pursuits::sellers(cx.portfolio).into_iter().map(|seller| seller.name).collect();
        let mut channels: Vec<String> = cx.portfolio.channels().into_iter().map(str::to_owned).collect();
        // Who is gone still has the goals that were set.
        for goal in cx.portfolio.goals().iter() {
            match &goal.of.whose {
                Whose::Team => {}
                Whose::Seller(name) => sellers.push(name.clone()),
                Whose::Channel(name) => channels.push(name.clone()),
            }
        }
        for names in [&mut sellers, &mut channels] {
            names.retain(|name| !name.trim().is_empty());
            names.sort_by_cached_key(|name| folded(name.trim()));
            names.dedup_by_key(|name| folded(name.trim()));
        }
        (self.sellers, self.channels, self.made_for) = (sellers, channels, wanted);
    }
}

/// Whose progress is told: the period that is asked for if it is in this year, and of this year what holds today.
fn told_of(period: Period, year: Period, cx: &Cx<'_>) -> Period {
    if period.kind != PeriodKind::Year {
        return period;
    }
    let fiscal = cx.portfolio.settings().more.fiscal_year_start;
    let now = Period::holding(PeriodKind::Quarter, cx.today, fiscal);
    if year.span().holds(now.start) { now } else { year }
}

fn empty_words(whose: &Whose, year: &str) -> String {
    let whose = match whose {
        Whose::Team => "the team".to_owned(),
        Whose::Seller(name) => name.clone(),
        Whose::Channel(name) => format!("the channel {name}"),
    };
    format!("No goals for {whose} in {year} yet: click a cell and type, or fill a row with last year and some percent")
}
