//! What the records say of stages, to be confirmed by a person: a list by kinds.

use std::collections::BTreeSet;

use egui::{
    Align, Button, Checkbox, Layout, Rect, Response, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, accesskit, pos2,
    vec2,
};

use crate::model::text::capitalised;
use crate::model::{AccountId, Edit, Stage, StageChange};
use crate::rules::funnel::{Proposal, ProposalKind, Proposals};
use crate::ui::theme::{self, space};

use super::super::view::{Action, Actions, Cx};

const ROW_HEIGHT: f32 = 32.0;
const TICK_WIDTH: f32 = 26.0;
const DATE_WIDTH: f32 = 132.0;
const BUTTON_WIDTH: f32 = 80.0;

#[derive(Debug, Default)]
pub struct ProposalsPage {
    all: Proposals,
    /// Of that generation of `all`.
    made_for: u64,
    rows: Vec<Row>,
    ticked: BTreeSet<(AccountId, ProposalKind)>,
}

#[derive(Clone, Copy, Debug)]
enum Row {
    Head(ProposalKind),
    /// The place of a proposal among all.
    One(usize),
}

impl ProposalsPage {
    /// Brings the list up to date; does nothing while the portfolio stays as it is.
    pub fn refresh(&mut self, cx: &Cx<'_>) {
        self.all.refresh(cx.workspace, cx.portfolio, cx.today);
        if self.made_for == self.all.generation() {
            return;
        }
        self.made_for = self.all.generation();
        self.rows.clear();
        let mut kind = None;
        let mut there = BTreeSet::new();
        for (place, one) in self.all.iter().enumerate() {
            if kind != Some(one.kind) {
                self.rows.push(Row::Head(one.kind));
                kind = Some(one.kind);
            }
            self.rows.push(Row::One(place));
            there.insert((one.account, one.kind));
        }
        self.ticked.retain(|ticked| there.contains(ticked));
    }

    /// How many wait for somebody.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.all.waiting()
    }

    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        if self.rows.is_empty() {
            empty_ui(ui, cx);
            return;
        }
        self.head_ui(ui, cx, actions);
        ui.add_space(space::S);
        let Self { all, rows, ticked, .. } = self;
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("proposals").auto_shrink([false, false]).show_rows(
            ui,
            ROW_HEIGHT,
            rows.len(),
            |ui, seen| {
                for row in rows.get(seen).unwrap_or_default() {
                    let width = ui.available_width() - space::S;
                    let (rect, response) = ui.allocate_exact_size(vec2(width, ROW_HEIGHT), Sense::click());
                    match row {
                        Row::Head(kind) => kind_ui(ui, cx, rect, *kind, all, actions),
                        Row::One(place) => {
                            if let Some(one) = all.get(*place) {
                                let selected = selection.contains(&one.account);
                                one_ui(ui, cx, (rect, response), one, selected, ticked, actions);
                            }
                        }
                    }
                }
            },
        );
    }

    /// What it is about, and what confirms all of it.
    fn head_ui(&self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let Self { all, ticked, .. } = self;
        let count = |count| cx.portfolio.settings().more.numbers.count(count);
        ui.horizontal(|ui| {
            ui.set_height(theme::CONTROL_HEIGHT);
            let waiting = all.waiting();
            let words = match waiting {
                0 => "Nothing to confirm but dates".to_owned(),
                1 => "1 change of stage to confirm".to_owned(),
                waiting => format!("{} changes of stage to confirm", count(waiting)),
            };
            ui.label(theme::strong(words));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let all_of_them = |one: &Proposal| one.kind != ProposalKind::Dates;
                let ticked_ones = |one: &Proposal| ticked.contains(&(one.account, one.kind));
                let words = if !ticked.is_empty() {
                    format!("Confirm {} ticked", count(ticked.len()))
                } else if waiting > 0 {
                    format!("Confirm all {}", count(waiting))
                } else {
                    return;
                };
                let button = theme::primary_button(words, cx.tokens);
                if confirm_button(ui, cx, button).clicked() {
                    let wanted = |one: &&Proposal| if ticked.is_empty() { all_of_them(one) } else { ticked_ones(one) };
                    actions.push(confirm(all.iter().filter(wanted)));
                }
                let words = "Purchases say so; confirmed, each counts on its own day";
                ui.add(egui::Label::new(theme::weak(words, cx.tokens)).truncate());
            });
        });
    }
}

fn empty_ui(ui: &mut Ui, cx: &Cx<'_>) {
    ui.add_space(ui.available_height() * 0.3);
    ui.vertical_centered(|ui| {
        let buys = cx.portfolio.ledger().lines() > 0;
        let (title, words) = if buys {
            (
                "Nothing to confirm",
                "Every stage fits what purchases say; the next purchases are looked at as they come in",
            )
        } else {
            ("Nothing to confirm yet", "Import purchases: they say who became a customer or a client, and who lapsed")
        };
        ui.label(theme::strong(title));
        ui.add_space(space::XS);
        ui.label(theme::weak(words, cx.tokens));
    });
}

/// The heading of a kind, with what confirms all of it.
fn kind_ui(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, kind: ProposalKind, all: &Proposals, actions: &mut Actions) {
    let count = cx.portfolio.settings().more.numbers.count(all.count(kind));
    let inner = rect.with_min_y(rect.top() + space::XS);
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, cx.tokens.thin_line());
    part(ui, inner, |ui| {
        ui.label(theme::strong(kind.name()));
        ui.label(theme::weak(count.as_str(), cx.tokens));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let words = match kind {
                ProposalKind::Dates if all.count(kind) == 1 => "Set the date".to_owned(),
                ProposalKind::Dates => format!("Set all {count} dates"),
                ProposalKind::BecameCustomer
                | ProposalKind::BecameClient
                | ProposalKind::Lapsed
                | ProposalKind::WonBack => format!("Confirm all {count}"),
            };
            let response = confirm_button(ui, cx, Button::new(&words));
            let name = format!("{words}: {}", kind.name().to_lowercase());
            response.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, ui.is_enabled(), &name));
            if response.clicked() {
                actions.push(confirm(all.iter().filter(|one| one.kind == kind)));
            }
            ui.add(egui::Label::new(theme::weak(about(cx, kind), cx.tokens)).truncate());
        });
    });
}

/// What the rules say of it.
fn about(cx: &Cx<'_>, kind: ProposalKind) -> String {
    let rules = &cx.portfolio.settings().more.funnel;
    match kind {
        ProposalKind::BecameCustomer => "A first purchase".to_owned(),
        ProposalKind::BecameClient => {
            let quarters = if rules.client_quarters == 1 { "quarter" } else { "quarters" };
            format!("{} orders in 12 months over {} {quarters}", rules.client_orders, rules.client_quarters)
        }
        ProposalKind::Lapsed => format!("No purchase for {} months", rules.lapse_months),
        ProposalKind::WonBack => "A purchase after it was lost".to_owned(),
        ProposalKind::Dates => "Nobody said since when; purchases that you did not import may be older".to_owned(),
    }
}

/// Who, from where to where, when and why.
fn one_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    (rect, row): (Rect, Response),
    one: &Proposal,
    selected: bool,
    ticked: &mut BTreeSet<(AccountId, ProposalKind)>,
    actions: &mut Actions,
) {
    let (Some(account), Some(last)) = (cx.portfolio.account(one.account), one.last()) else { return };
    let name = account.name.as_str();
    let dates = cx.portfolio.settings().more.dates;
    let (way, day) = (way_words(one), dates.day(last.on));
    let reasons: Vec<&str> = one.changes.iter().map(|change| change.reason.as_str()).collect();
    let why = reasons.join(" · ");
    row.widget_info(|| {
        WidgetInfo::selected(accesskit::Role::Button, true, selected, format!("{name}: {way}, {day}, {why}"))
    });
    if selected {
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.accent_fill());
    } else if row.hovered() || row.has_focus() {
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.sunken);
    }
    let steps = one.changes.iter().map(|change| step_words(cx, change));
    if row.on_hover_ui(|ui| steps.into_iter().for_each(|step| drop(ui.label(step)))).clicked() {
        actions.push(Action::Select([one.account].into()));
    }
    let columns = Columns::of(rect);
    part(ui, columns.tick, |ui| {
        let key = (one.account, one.kind);
        let mut on = ticked.contains(&key);
        let response = ui.add_enabled(cx.env.may_write().is_ok(), Checkbox::without_text(&mut on));
        response.widget_info(|| {
            WidgetInfo::selected(accesskit::Role::CheckBox, ui.is_enabled(), on, format!("Tick {name}"))
        });
        if response.changed() {
            if on {
                ticked.insert(key)
            } else {
                ticked.remove(&key)
            };
        }
    });
    let text = |ui: &mut Ui, rect, text: egui::RichText| {
        part(ui, rect, |ui| ui.add(egui::Label::new(text).truncate().selectable(false)));
    };
    text(ui, columns.name, theme::strong(name));
    text(ui, columns.way, egui::RichText::new(way));
    text(ui, columns.day, egui::RichText::new(day));
    text(ui, columns.why, theme::weak(why, cx.tokens));
    part(ui, columns.button, |ui| {
        let dates = one.kind == ProposalKind::Dates;
        let (verb, spoken) = if dates { ("Set date", "Set the date of") } else { ("Confirm", "Confirm") };
        let button = confirm_button(ui, cx, Button::new(verb).min_size(vec2(BUTTON_WIDTH - space::S, 24.0)));
        let enabled = cx.env.may_write().is_ok();
        button.widget_info(|| WidgetInfo::labeled(accesskit::Role::Button, enabled, format!("{spoken} {name}")));
        if button.clicked() {
            actions.push(confirm([one]));
        }
    });
}

/// Where the parts of a row stand.
struct Columns {
    tick: Rect,
    name: Rect,
    way: Rect,
    day: Rect,
    why: Rect,
    button: Rect,
}

impl Columns {
    fn of(row: Rect) -> Self {
        let row = row.shrink2(vec2(space::XS, 0.0));
        let words = row.width() - TICK_WIDTH - DATE_WIDTH - BUTTON_WIDTH;
        let between = |left: f32, width: f32| {
            Rect::from_min_max(pos2(left, row.top()), pos2(left + width - space::S, row.bottom()))
        };
        let (name, way) = (words * 0.28, words * 0.30);
        let name_at = row.left() + TICK_WIDTH;
        let way_at = name_at + name;
        let day_at = way_at + way;
        let why_at = day_at + DATE_WIDTH;
        let button_at = row.right() - BUTTON_WIDTH + space::S;
        Self {
            tick: between(row.left(), TICK_WIDTH),
            name: between(name_at, name),
            way: between(way_at, way),
            day: between(day_at, DATE_WIDTH),
            why: between(why_at, button_at - why_at),
            button: between(button_at, BUTTON_WIDTH),
        }
    }
}

/// A part of a row, from left to right in the middle of its height.
fn part<R>(ui: &mut Ui, rect: Rect, content: impl FnOnce(&mut Ui) -> R) -> R {
    let part = UiBuilder::new().max_rect(rect).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(part, content).inner
}

/// "Prospect → customer → client".
fn way_words(one: &Proposal) -> String {
    let stages = one.from.into_iter().chain(one.changes.iter().map(|change| change.to));
    let way: Vec<&str> = stages.map(Stage::name).collect();
    let since = if one.kind == ProposalKind::Dates { "Since when: " } else { "" };
    capitalised(&format!("{since}{}", way.join(" → ")))
}

/// "Customer on 3 March 2026: first purchase".
fn step_words(cx: &Cx<'_>, change: &StageChange) -> String {
    let StageChange { to, on, reason, .. } = change;
    let day = cx.portfolio.settings().more.dates.day(*on);
    format!("{} on {day}: {reason}", capitalised(to.name()))
}

fn confirm<'a>(all: impl IntoIterator<Item = &'a Proposal>) -> Action {
    Action::Edit(Edit::RecordStages(all.into_iter().flat_map(|one| one.changes.iter().cloned()).collect()))
}

/// The button, or why it does nothing.
fn confirm_button(ui: &mut Ui, cx: &Cx<'_>, button: Button<'_>) -> Response {
    match cx.env.may_write() {
        Ok(()) => ui.add(button),
        Err(why) => ui.add_enabled(false, button).on_disabled_hover_text(why),
    }
}
