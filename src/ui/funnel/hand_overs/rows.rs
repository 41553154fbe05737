//! The rows of the two lists, in columns that fit the width.

use std::collections::BTreeSet;

use egui::{Align2, FontId, Rect, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::model::{AccountId, HandOver, text::folded};
use crate::rules::hand_over::{WaitingHandOver, stays};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

pub const HEIGHT: f32 = 34.0;
const HEAD_HEIGHT: f32 = 22.0;
const CHECK: f32 = 26.0;
const DAY: f32 = 132.0;
const PERSON: f32 = 120.0;
const DAYS: f32 = 76.0;
const BUTTONS: f32 = 176.0;

/// Where the columns of what waits begin, from the left.
#[derive(Clone, Copy)]
pub struct Waiting {
    name: f32,
    width: f32,
}

impl Waiting {
    pub fn of(width: f32) -> Self {
        let name = (width - CHECK - DAY - 2.0 * PERSON - DAYS - BUTTONS - space::M).max(110.0);
        Self { name, width }
    }

    /// The captions; the box at the left picks all, or none.
    pub fn head_ui(
        self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        all: impl ExactSizeIterator<Item = AccountId> + Clone,
        picked: &mut BTreeSet<AccountId>,
    ) {
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, HEAD_HEIGHT), Sense::hover());
        let mut every = all.len() > 0 && picked.len() == all.len();
        let box_rect = Rect::from_min_size(rect.min, vec2(CHECK, HEAD_HEIGHT));
        let check = check_ui(ui, box_rect, &mut every).accessible_name("Pick all that wait");
        if check.changed() {
            *picked = if every { all.collect() } else { BTreeSet::new() };
        }
        let day = CHECK + self.name;
        let captions = [
            (CHECK, "Account", false),
            (day, "Won on", false),
            (day + DAY, "By", false),
            (day + DAY + PERSON, "Owner", false),
            (day + DAY + 2.0 * PERSON + DAYS, "Waits, days", true),
        ];
        for (x, caption, right) in captions {
            caption_ui(ui, cx, rect, x, caption, right);
        }
        line_under(ui, cx, rect);
    }

    /// Paints a row; gives the place of its buttons while it can be seen.
    pub fn row_ui(
        self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        one: &WaitingHandOver,
        selection: &BTreeSet<AccountId>,
        picked: &mut BTreeSet<AccountId>,
        actions: &mut Actions,
    ) -> Option<Rect> {
        let account = cx.portfolio.account(one.account)?;
        let days = (cx.today - one.since).num_days();
        let more = &cx.portfolio.settings().more;
        let day = more.dates.day(one.since);
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, HEIGHT), Sense::hover());
        let pick_rect = Rect::from_min_size(rect.min, vec2(CHECK, HEIGHT));
        let mut on = picked.contains(&one.account);
        let pick = check_ui(ui, pick_rect, &mut on);
        if pick.accessible_name(format!("Pick {}", account.name)).changed() {
            if on {
                picked.insert(one.account)
            } else {
                picked.remove(&one.account)
            };
        }
        let words_rect = Rect::from_min_max(
            pos2(rect.left() + CHECK, rect.top()),
            pos2(rect.right() - BUTTONS - space::S, rect.bottom()),
        );
        let by = if one.won_by.is_empty() { "nobody" } else { &one.won_by };
        let owner = if one.owner.is_empty() { "nobody" } else { &one.owner };
        let now = if folded(owner) == folded(by) { String::new() } else { format!(", now owned by {owner}") };
        let spoken = format!("{}, won on {day} by {by}{now}, waits for {days} days", account.name);
        select_ui(ui, cx, (words_rect, ("waits", one.account.0), one.account), &spoken, selection, actions);
        let at = |x: f32, width: f32| cell(rect, x, width);
        let start = CHECK + self.name;
        text(ui, at(CHECK, self.name), &account.name, body(), cx.tokens.text, false);
        text(ui, at(start, DAY), &day, body(), cx.tokens.text, false);
        text(ui, at(start + DAY, PERSON), by, body(), cx.tokens.text, false);
        text(ui, at(start + DAY + PERSON, PERSON), owner, body(), cx.tokens.text, false);
        let count = more.numbers.count(usize::try_from(days).unwrap_or_default());
        text(ui, at(start + DAY + 2.0 * PERSON, DAYS), &count, body(), cx.tokens.text, true);
        line_under(ui, cx, rect);
        Some(Rect::from_min_max(pos2(rect.right() - BUTTONS, rect.top()), rect.right_bottom()))
    }
}

/// The columns of what is done.
#[derive(Clone, Copy)]
pub struct Done {
    name: f32,
    width: f32,
}

impl Done {
    pub fn of(width: f32) -> Self {
        Self { name: ((width - DAY) * 0.3).max(110.0), width }
    }

    pub fn head_ui(self, ui: &mut Ui, cx: &Cx<'_>) {
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, HEAD_HEIGHT), Sense::hover());
        let captions = [(0.0, "On"), (DAY, "Account"), (DAY + self.name, "From → to"), (self.notes(), "Notes")];
        for (x, caption) in captions {
            caption_ui(ui, cx, rect, x, caption, false);
        }
        line_under(ui, cx, rect);
    }

    fn notes(self) -> f32 {
        DAY + self.name + (self.width - DAY - self.name) * 0.55
    }

    pub fn row_ui(
        self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        one: &HandOver,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        let Some(account) = cx.portfolio.account(one.account) else { return };
        let (rect, _) = ui.allocate_exact_size(vec2(self.width, HEIGHT), Sense::hover());
        let day = cx.portfolio.settings().more.dates.day(one.on);
        let who = match (stays(one), one.from.is_empty()) {
            (true, _) => format!("stays with {}", one.to),
            (false, true) => format!("nobody → {}", one.to),
            (false, false) => format!("{} → {}", one.from, one.to),
        };
        let notes = if one.notes.is_empty() { String::new() } else { format!(", {}", one.notes) };
        let spoken = format!("{day}: {}, {who}{notes}", account.name);
        select_ui(ui, cx, (rect, ("done", one.id.0), one.account), &spoken, selection, actions);
        let at = |x: f32, width: f32| cell(rect, x, width);
        text(ui, at(0.0, DAY), &day, body(), cx.tokens.text, false);
        text(ui, at(DAY, self.name), &account.name, body(), cx.tokens.text, false);
        text(ui, at(DAY + self.name, self.notes() - DAY - self.name), &who, body(), cx.tokens.text, false);
        text(ui, at(self.notes(), self.width - self.notes()), &one.notes, body(), cx.tokens.weak, false);
        line_under(ui, cx, rect);
    }
}

/// A place of a row that selects its account, with its ground.
fn select_ui(
    ui: &Ui,
    cx: &Cx<'_>,
    (rect, key, account): (Rect, (&str, uuid::Uuid), AccountId),
    spoken: &str,
    selection: &BTreeSet<AccountId>,
    actions: &mut Actions,
) {
    let on = selection.contains(&account);
    let response = ui.interact(rect, ui.scope_id().with(key), Sense::click());
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, on, spoken));
    if on {
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.accent_fill());
    } else if response.hovered() {
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, cx.tokens.sunken);
    }
    if response.clicked() {
        actions.push(Action::Select(BTreeSet::from([account])));
    }
}

/// A box to be ticked, in a place of its own: the row around it stays where it is.
fn check_ui(ui: &mut Ui, within: Rect, on: &mut bool) -> egui::Response {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut inner = ui.new_child(egui::UiBuilder::new().max_rect(within).layout(layout));
    inner.add(egui::Checkbox::without_text(on))
}

fn body() -> FontId {
    FontId::proportional(theme::size::BODY)
}

fn cell(row: Rect, x: f32, width: f32) -> Rect {
    Rect::from_min_size(pos2(row.left() + x + space::XS, row.top()), vec2(width - space::S, row.height()))
}

/// One line, cut where there is no room.
fn text(ui: &Ui, within: Rect, words: &str, font: FontId, color: egui::Color32, right: bool) {
    let mut job = egui::text::LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(within.width().max(0.0));
    let galley = ui.painter().layout_job(job);
    let y = within.center().y - galley.size().y / 2.0;
    let x = if right { within.right() - galley.size().x } else { within.left() };
    ui.painter().galley(pos2(x, y), galley, color);
}

fn caption_ui(ui: &Ui, cx: &Cx<'_>, row: Rect, x: f32, caption: &str, right: bool) {
    let align = if right { Align2::RIGHT_CENTER } else { Align2::LEFT_CENTER };
    let x = if right { row.left() + x - space::XS } else { row.left() + x + space::XS };
    ui.painter().text(pos2(x, row.center().y), align, caption, theme::small_font(), cx.tokens.weak);
}

fn line_under(ui: &Ui, cx: &Cx<'_>, row: Rect) {
    ui.painter().hline(row.x_range(), row.bottom(), cx.tokens.thin_line());
}
