//! The table: names at the left, then a cell for each category. Only what is seen is worked out and laid out.

use std::collections::BTreeSet;

use egui::{Align2, Color32, FontId, Id, Popup, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, vec2};
use egui_table::{CellInfo, HeaderCellInfo, PrefetchInfo, TableDelegate};

use crate::command::Command;
use crate::model::text::capitalised;
use crate::model::{Account, AccountId, AccountValue, AnyRecord, Edit, Opportunity, OpportunityId, RowKey};
use crate::rules::gaps::{GapSheet, not_bought, untapped};
use crate::rules::relevance::is_relevant;
use crate::rules::white_space::{self, Gap, GapState};
use crate::ui::accounts::text_in;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::{BEFORE, HEADER_HEIGHT, ROW_HEIGHT, Spot, header_font, legend};

/// Of what can be done with a cell, in points.
const MENU_WIDTH: f32 = 310.0;
const BEFORE_NAMES: [&str; BEFORE.len()] = ["Account", "Untapped", "Not bought"];
const BEFORE_HOVER: [&str; BEFORE.len()] = [
    "What the filter leaves",
    "The capacity (QPC) less the revenue of the last 12 months",
    "Relevant categories without a purchase in the last 12 months",
];

/// Paints the cells that are seen.
pub struct Cells<'a, 'c> {
    pub cx: &'a Cx<'c>,
    pub sheet: &'a GapSheet,
    /// Of the categories.
    pub names: BTreeSet<&'a str>,
    /// The rows that are seen, from the first on.
    pub seen: Vec<Vec<Gap<'a>>>,
    pub first_row: usize,
    pub selection: &'a BTreeSet<AccountId>,
    pub cursor: Option<Spot>,
    pub keyboard: bool,
    /// The menu under the cursor was asked for by key.
    pub open_menu: bool,
    /// The cell that was clicked.
    pub pointed: Option<Spot>,
    pub actions: &'a mut Actions,
}

impl Cells<'_, '_> {
    fn account(&self, row: u64) -> Option<&Account> {
        let id = self.sheet.rows().get(usize::try_from(row).ok()?)?;
        self.cx.portfolio.account(*id).map(AsRef::as_ref)
    }

    fn before_ui(&mut self, ui: &Ui, account: &Account, column: usize) {
        let (cx, rect) = (self.cx, ui.max_rect());
        let (tokens, settings) = (cx.tokens, cx.portfolio.settings());
        if column > 0 {
            let text = if column == 1 {
                untapped(cx.portfolio, account).map_or_else(String::new, |amount| settings.more.numbers.money(amount))
            } else {
                settings.more.numbers.count(usize::from(not_bought(cx.portfolio, account.id)))
            };
            text_in(ui, rect, &text, true, tokens.text);
            return;
        }
        let response = ui.interact(rect, Id::unique(("white space of", account.id.0)), Sense::CLICK);
        let selected = self.selection.contains(&account.id);
        response.widget_info(|| WidgetInfo::selected(accesskit::Role::RowHeader, true, selected, &account.name));
        text_in(ui, rect, &account.name, false, tokens.text);
        if response.clicked() {
            self.actions.push(Action::Select(BTreeSet::from([account.id])));
        }
    }

    fn gap_ui(&mut self, ui: &Ui, account: &Account, gap: Gap<'_>, category: usize) {
        let (rect, tokens) = (ui.max_rect(), self.cx.tokens);
        let spot = Spot { account: account.id, category };
        let response = ui.interact(rect, Id::unique(("white space", account.id.0, category)), Sense::CLICK);
        legend::spoken(ui, &response, &format!("{} of {}: {}", gap.category, account.name, words(self.cx, gap)));
        let most = self.sheet.categories().get(category).map(|category| category.most).unwrap_or_default();
        let shade = legend::shade(gap.bought_12m.unwrap_or_default(), most);
        legend::paint(ui, rect.shrink2(vec2(3.0, 3.0)), gap.state, shade, tokens);
        let under_cursor = self.cursor == Some(spot);
        if under_cursor && self.keyboard {
            ui.painter().rect_stroke(rect.shrink(1.0), 5.0, Stroke::new(2.0, tokens.accent), StrokeKind::Inside);
        } else if response.hovered() {
            ui.painter().rect_stroke(rect.shrink(1.0), 5.0, Stroke::new(1.0, tokens.faint), StrokeKind::Inside);
        }
        if response.clicked() {
            self.pointed = Some(spot);
        }
        if self.open_menu && under_cursor {
            Popup::open_id(ui.ctx(), Popup::default_response_id(&response));
        }
        Popup::menu(&response).width(MENU_WIDTH).show(|ui| self.menu_ui(ui, account, gap));
        if response.hovered() && !Popup::is_any_open(ui.ctx()) {
            response.on_hover_ui(|ui| {
                ui.label(theme::strong(format!("{} · {}", account.name, gap.category)));
                ui.label(capitalised(&words(self.cx, gap)));
            });
        }
    }

    /// What can be said of a cell, and done with it.
    fn menu_ui(&mut self, ui: &mut Ui, account: &Account, gap: Gap<'_>) {
        let cx = self.cx;
        ui.set_min_width(MENU_WIDTH);
        ui.label(theme::weak(format!("{} · {}", gap.category, account.name), cx.tokens));
        let said = account.relevance.get(gap.category).copied();
        // Whoever may not save may not do these either.
        let may = Command::SaveView.availability(cx.env).is_ok();
        let as_industry = as_its_industry(cx, account, gap.category);
        for (text, value) in [
            (as_industry.as_str(), None),
            ("Relevant to this account", Some(true)),
            ("Not relevant to this account", Some(false)),
        ] {
            let item = egui::Button::selectable(said == value, text);
            if ui.add_enabled(may, item).clicked() && said != value {
                let values = vec![AccountValue::Relevance(gap.category.to_owned(), value)];
                self.actions.push(Action::Edit(Edit::SetValues { accounts: vec![account.id], values }));
            }
        }
        ui.separator();
        if let Some(chance) = gap.opportunity
            && ui.button("Open the opportunity…").clicked()
        {
            self.actions.push(Action::OpenRecord(RowKey::Opportunity(chance.first)));
        }
        let new = format!("New opportunity: {}", gap.category);
        if ui.add_enabled(may, egui::Button::new(new)).clicked() {
            let fresh = Opportunity::new(OpportunityId::NIL, account.id, gap.category);
            let fresh = Opportunity { category: gap.category.to_owned(), ..fresh };
            self.actions.push(Action::Edit(Edit::PutRecords(vec![AnyRecord::Opportunity(fresh)])));
        }
        if ui.button("Show all about the account").clicked() {
            self.actions.push(Action::Select(BTreeSet::from([account.id])));
            self.actions.push(Action::Command(Command::ShowAccount));
        }
    }
}

impl TableDelegate for Cells<'_, '_> {
    fn prepare(&mut self, info: &PrefetchInfo) {
        let place = |row: u64| usize::try_from(row).unwrap_or(usize::MAX);
        let rows = place(info.visible_rows.start)..place(info.visible_rows.end).min(self.sheet.rows().len());
        self.first_row = rows.start;
        let accounts = self.sheet.rows().get(rows).unwrap_or_default();
        let gaps = |id: &AccountId| {
            let account = self.cx.portfolio.account(*id);
            account.map(|account| white_space::of(self.cx.portfolio, account, self.cx.today, &self.names))
        };
        self.seen = accounts.iter().map(|id| gaps(id).unwrap_or_default()).collect();
    }

    fn header_cell_ui(&mut self, ui: &mut Ui, cell: &HeaderCellInfo) {
        let (rect, tokens) = (ui.max_rect(), self.cx.tokens);
        ui.painter().rect_filled(rect, 0.0, tokens.sunken);
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, tokens.thin_line());
        let column = cell.col_range.start;
        let upper = egui::Rect::from_min_size(rect.min, vec2(rect.width(), HEADER_HEIGHT / 2.0 + 4.0));
        let lower = rect.with_min_y(upper.max.y - 8.0);
        let response = ui.interact(rect, Id::unique(("white space head", column)), Sense::hover());
        let (name, below, hover) = match column.checked_sub(BEFORE.len()) {
            None => {
                let name = BEFORE_NAMES.get(column).copied().unwrap_or_default();
                let below = match column {
                    0 => self.cx.portfolio.settings().more.numbers.count(self.sheet.rows().len()),
                    1 => format!("{}, 12 months", self.cx.portfolio.settings().currency),
                    _ => "categories".to_owned(),
                };
                (name.to_owned(), below, BEFORE_HOVER.get(column).copied().unwrap_or_default().to_owned())
            }
            Some(place) => {
                let Some(category) = self.sheet.categories().get(place) else { return };
                let all = self.sheet.rows().len().max(1);
                let percent = category.buyers * 100 / all;
                let numbers = self.cx.portfolio.settings().more.numbers;
                let (buyers, of) = (numbers.count(category.buyers), numbers.count(self.sheet.rows().len()));
                let hover = format!("{}: {buyers} of {of} accounts bought it in the last 12 months", category.name);
                (category.name.clone(), format!("{percent} % buy"), hover)
            }
        };
        response.widget_info(|| WidgetInfo::labeled(accesskit::Role::ColumnHeader, true, format!("{name}, {below}")));
        // Heads stand where their figures do.
        let align = if (1..BEFORE.len()).contains(&column) { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
        head_text(ui, upper, align, &name, header_font(), tokens.text);
        head_text(ui, lower, align, &below, FontId::proportional(theme::size::SMALL), tokens.weak);
        response.on_hover_text(hover);
    }

    fn row_ui(&mut self, ui: &mut Ui, row: u64) {
        let (rect, tokens) = (ui.max_rect(), self.cx.tokens);
        let selected = self.account(row).is_some_and(|account| self.selection.contains(&account.id));
        if selected {
            ui.painter().rect_filled(rect, 0.0, tokens.accent_fill());
        } else if ui.rect_contains_pointer(rect) {
            ui.painter().rect_filled(rect, 0.0, theme::covered(tokens.sunken, 0.6));
        }
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.grid));
    }

    fn cell_ui(&mut self, ui: &mut Ui, cell: &CellInfo) {
        let portfolio = self.cx.portfolio;
        let row = usize::try_from(cell.row_nr).unwrap_or(usize::MAX);
        let Some(account) = self.sheet.rows().get(row).and_then(|id| portfolio.account(*id)) else { return };
        let Some(category) = cell.col_nr.checked_sub(BEFORE.len()) else {
            self.before_ui(ui, account, cell.col_nr);
            return;
        };
        let gaps = row.checked_sub(self.first_row).and_then(|at| self.seen.get(at));
        if let Some(gap) = gaps.and_then(|gaps| gaps.get(category)).copied() {
            self.gap_ui(ui, account, gap, category);
        }
    }

    fn default_row_height(&self) -> f32 {
        ROW_HEIGHT
    }
}

/// One line in the head, cut where it is too long.
fn head_text(ui: &Ui, rect: egui::Rect, align: Align2, text: &str, font: FontId, color: Color32) {
    let inner = rect.shrink2(vec2(space::S, 0.0));
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(inner.width().max(1.0));
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(align.align_size_within_rect(galley.size(), inner).min, galley, color);
}

/// "bought for 12,300 EUR in the last 12 months"
fn words(cx: &Cx<'_>, gap: Gap<'_>) -> String {
    let settings = cx.portfolio.settings();
    let money = |amount| format!("{} {}", settings.more.numbers.money(amount), settings.currency);
    let before = gap.bought_before.map(|amount| format!("{} before", money(amount)));
    match gap.state {
        GapState::Bought => {
            let now = money(gap.bought_12m.unwrap_or_default());
            format!("bought for {now} in the last 12 months")
        }
        GapState::Opportunity => match gap.opportunity {
            Some(chance) if chance.count > 1 => {
                format!("{} open opportunities, {} together", chance.count, money(chance.value))
            }
            Some(chance) if chance.value > crate::model::Money::ZERO => {
                format!("open opportunity, {}", money(chance.value))
            }
            Some(_) | None => "open opportunity".to_owned(),
        },
        GapState::Stopped => {
            let last = gap.last_bought.map(|day| settings.more.dates.day(day)).unwrap_or_default();
            format!("stopped, last bought on {last}, {}", before.unwrap_or_default())
        }
        GapState::NotBought => "never bought".to_owned(),
        GapState::NotRelevant => "not relevant".to_owned(),
    }
}

/// "As its industry: relevant to Retail"
fn as_its_industry(cx: &Cx<'_>, account: &Account, category: &str) -> String {
    let mut unsaid = account.clone();
    unsaid.relevance.remove(category);
    let relevant = if is_relevant(cx.portfolio, &unsaid, category) { "relevant" } else { "not relevant" };
    let industry = if account.industry.is_empty() { "accounts without one" } else { account.industry.as_str() };
    format!("As its industry: {relevant} to {industry}")
}
