//! Who is behind a figure: its accounts, in a table below the overview.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use egui::{Align, Id, Key, Layout, Modifiers, Popup, RichText, Ui, UiBuilder, WidgetInfo, accesskit};
use egui_material_icons::icons;
use egui_table::{HeaderRow, Table};

use crate::model::text::folded;
use crate::model::{AccountId, Money, Period, Portfolio, Span, Stage};
use crate::rules::funnel::{Funnel, History, Which, accounts_of, created, created_accounts, fallen_back, undated};
use crate::ui::theme;
use crate::ui::view::{Action, Actions, Cx};

use super::rows::{Cells, HEADER_HEIGHT, columns};
use super::shown::Of;
use super::words::{Words, kind};

/// A figure that accounts are behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Of(Stage, Which),
    /// Who came to the stage in that month, and not from a later one.
    Created(Stage, Period),
    FellBack,
    Undated,
}

/// A column, by which the rows can be sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    Name,
    Owner,
    Stage,
    Since,
    #[default]
    Days,
    Channel,
    Revenue,
}

impl By {
    pub const ALL: [Self; 7] =
        [Self::Name, Self::Owner, Self::Stage, Self::Since, Self::Days, Self::Channel, Self::Revenue];
}

/// One account behind a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    pub account: AccountId,
    /// Where it stands on the day that the list is of.
    pub stage: Option<Stage>,
    /// `None`: since nobody knows when.
    pub since: Option<NaiveDate>,
    pub days: Option<u32>,
}

/// The list, while it is open.
#[derive(Debug)]
pub struct Drill {
    pub figure: Figure,
    by: By,
    descending: bool,
    made_for: Option<(Of, By, bool)>,
    heading: String,
    rows: Vec<Row>,
    /// The day that stages and days are of.
    as_of: Option<NaiveDate>,
}

impl Drill {
    pub const fn new(figure: Figure) -> Self {
        // Who stands there longest comes first.
        let (by, descending) = (By::Days, true);
        Self { figure, by, descending, made_for: None, heading: String::new(), rows: Vec::new(), as_of: None }
    }

    /// Draws it in all the room; says whether it stays open.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        words: Words<'_>,
        history: &History,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) -> bool {
        self.refresh(cx, words, history);
        let mut open = true;
        cx.tokens.card_frame().show(ui, |ui| {
            ui.set_min_size(ui.available_size());
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL_HEIGHT);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let close = ui.add(egui::Button::new(icons::ICON_CLOSE.codepoint).frame(false));
                    close.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, true, "Close the list"));
                    open = !close.on_hover_text("Close the list (Esc)").clicked();
                    let select = ui.add_enabled(!self.rows.is_empty(), egui::Button::new("Select all of them"));
                    let select = select.on_hover_text("In the panel at the right, and on the board");
                    if select.on_disabled_hover_text("There is none to be selected").clicked() {
                        actions.push(Action::Select(self.rows.iter().map(|row| row.account).collect()));
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(egui::Label::new(theme::strong(self.heading.as_str())).truncate());
                    });
                });
            });
            if self.rows.is_empty() {
                ui.label(RichText::new("No account is behind this figure").color(cx.tokens.weak));
            } else {
                self.table_ui(ui, cx, selection, actions);
            }
        });
        let free = !Popup::is_any_open(ui.ctx()) && ui.memory(|memory| memory.top_modal_layer().is_none());
        open && !(free && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)))
    }

    fn table_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        let rect = ui.available_rect_before_wrap();
        let table = Id::unique("funnel accounts");
        let response = ui.interact(rect, table, egui::Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Table, true, &self.heading));
        ui.ctx().accesskit_node_builder(table, |node| node.set_row_count(self.rows.len()));
        let inner = UiBuilder::new().max_rect(rect).accessibility_parent(table);
        ui.scope_builder(inner, |ui| {
            ui.visuals_mut().widgets.noninteractive.bg_stroke.color = cx.tokens.grid;
            let mut cells = Cells {
                cx,
                rows: &self.rows,
                as_of: self.as_of,
                sorted: (self.by, self.descending),
                sort_by: None,
                selection,
                actions,
            };
            Table::new()
                .id_salt("funnel accounts")
                .columns(columns(rect.width()))
                .num_sticky_cols(1)
                .headers([HeaderRow::new(HEADER_HEIGHT)])
                .num_rows(u64::try_from(self.rows.len()).unwrap_or(u64::MAX))
                .show(ui, &mut cells);
            // A frame that is run twice turns it around once.
            if let Some(by) = cells.sort_by.filter(|_| ui.ctx().current_pass_index() == 0) {
                self.descending = if self.by == by { !self.descending } else { matches!(by, By::Days | By::Revenue) };
                self.by = by;
            }
        });
    }

    fn refresh(&mut self, cx: &Cx<'_>, words: Words<'_>, history: &History) {
        let wanted = (words.of.clone(), self.by, self.descending);
        if self.made_for.as_ref() == Some(&wanted) {
            return;
        }
        let Words { of, funnel, .. } = words;
        let as_of = self.figure.as_of(of, funnel);
        let accounts = self.figure.accounts(of, funnel, history);
        self.heading = self.figure.heading(words, history, accounts.len());
        self.rows = accounts.into_iter().map(|account| Row::of(history, account, as_of)).collect();
        sort(&mut self.rows, cx.portfolio, self.by, self.descending);
        self.as_of = Some(as_of);
        self.made_for = Some(wanted);
    }
}

impl Row {
    fn of(history: &History, account: AccountId, as_of: NaiveDate) -> Self {
        let life = history.life(account);
        let since = life.and_then(|life| life.last_until(as_of)).map(|moved| moved.on);
        let days = since.and_then(|since| u32::try_from((as_of - since).num_days()).ok());
        Self { account, stage: life.and_then(|life| life.at(as_of)), since, days }
    }
}

impl Figure {
    /// The accounts that it counts, each once.
    fn accounts(self, of: &Of, funnel: &Funnel, history: &History) -> Vec<AccountId> {
        let scope = &of.scope;
        match self {
            Self::Of(stage, which) => accounts_of(history, scope, funnel, of.today, stage, which, of.stuck),
            Self::Created(stage, month) => created_accounts(history, scope, stage, month.span()),
            Self::FellBack => fallen_back(history, scope, counted(funnel)),
            Self::Undated => undated(history, scope),
        }
    }

    /// A snapshot is of the end of the period, all else is told as it is today.
    fn as_of(self, of: &Of, funnel: &Funnel) -> NaiveDate {
        match self {
            Self::Of(_, Which::Standing | Which::Stuck) => funnel.until,
            Self::Of(_, Which::Entered | Which::Progressed | Which::Lost | Which::CohortWaiting)
            | Self::Created(..)
            | Self::FellBack
            | Self::Undated => of.today,
        }
    }

    /// What it says, with how many it is: as often as the overview has it, and the accounts if those are fewer.
    fn heading(self, words: Words<'_>, history: &History, accounts: usize) -> String {
        let Words { of, funnel, .. } = words;
        let period = words.period();
        let (what, times) = match self {
            Self::Of(stage, which) => {
                let figures = funnel.of(stage);
                match which {
                    Which::Entered => (format!("{}: entered in {period}", stage.plural()), figures.entered),
                    Which::Standing => (format!("{}: standing {}", stage.plural(), words.at_the_end()), accounts),
                    Which::Progressed if stage == Stage::Lost => (format!("Won back in {period}"), accounts),
                    Which::Progressed => (format!("{}: moved on in {period}", stage.plural()), accounts),
                    Which::Lost => (format!("{}: lost in {period}", stage.plural()), figures.lost),
                    Which::Stuck => (format!("{}: stuck {}", stage.plural(), words.at_the_end()), accounts),
                    Which::CohortWaiting => {
                        (format!("{}: entered in {period} and not moved on since", stage.plural()), accounts)
                    }
                }
            }
            Self::Created(stage, month) => {
                let times = created(history, &of.scope, stage, month.span());
                (format!("{} in {}", created_words(stage), month.label(of.fiscal)), times)
            }
            Self::FellBack => {
                let times = funnel.stages.iter().map(|figures| figures.fell_back).sum();
                (format!("Fell back to an earlier stage in {period}"), times)
            }
            Self::Undated => ("Without a dated stage".to_owned(), accounts),
        };
        if times > accounts {
            format!("{what}: {} times, {}", words.count(times), words.accounts(accounts))
        } else {
            format!("{what}: {}", words.accounts(accounts))
        }
    }
}

/// "Customers created"
pub fn created_words(stage: Stage) -> String {
    match super::shown::metric_of(stage) {
        Some(metric) => metric.label().to_owned(),
        None => format!("Became {}", kind(stage, 1)),
    }
}

/// The days of the period that are counted.
fn counted(funnel: &Funnel) -> Span {
    Span { to: funnel.until, ..funnel.span }
}

/// Of equal ones the order of their keys stays, whichever way they are sorted; what has no value comes last.
fn sort(rows: &mut [Row], portfolio: &Portfolio, by: By, descending: bool) {
    let text = |row: &Row| {
        let account = portfolio.account(row.account);
        let text = account.map_or("", |account| match by {
            By::Name => account.name.as_str(),
            By::Owner => account.owner.as_str(),
            By::Channel => account.channel.as_str(),
            By::Stage | By::Since | By::Days | By::Revenue => "",
        });
        folded(text)
    };
    let number = |row: &Row| match by {
        By::Stage => row.stage.map(|stage| stage as i64),
        By::Since => row.since.map(|since| i64::from(chrono::Datelike::num_days_from_ce(&since))),
        By::Days => row.days.map(i64::from),
        By::Revenue => {
            let account = portfolio.account(row.account);
            account.and_then(|account| portfolio.revenue_12m(account)).map(Money::minor_units)
        }
        By::Name | By::Owner | By::Channel => None,
    };
    match by {
        By::Name | By::Owner | By::Channel if descending => rows.sort_by_cached_key(|row| {
            let text = text(row);
            (text.is_empty(), std::cmp::Reverse(text))
        }),
        By::Name | By::Owner | By::Channel => rows.sort_by_cached_key(|row| {
            let text = text(row);
            (text.is_empty(), text)
        }),
        By::Stage | By::Since | By::Days | By::Revenue => rows.sort_by_cached_key(|row| {
            let number = number(row);
            (number.is_none(), number.map(|number| if descending { -number } else { number }))
        }),
    }
}
