//! The two lists that a seller begins the week with.

use std::collections::BTreeSet;

use egui::text::LayoutJob;
use egui::{Color32, FontId, Response, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::growing::line;
use super::{money, percent, select, silent_of};
use crate::model::{AccountId, Severity, text};
use crate::rules::key_list::KeyList;
use crate::rules::monday::{AtRisk, Room};
use crate::rules::potential::QpcTrust;
use crate::rules::signals::reasons;
use crate::ui::theme::{self, space};
use crate::ui::view::{Actions, Cx};

/// A reason may need two lines, untapped money never does.
const RISK_HEIGHT: f32 = 78.0;
const ROOM_HEIGHT: f32 = 62.0;
/// Narrower than this, the lists stand one below the other.
const ROOMY: f32 = 640.0;

/// The rows of one seller, picked once for each state of the lists.
#[derive(Debug, Default)]
pub struct Monday {
    made_for: Option<(usize, u64, Option<String>)>,
    at_risk: Vec<AtRisk>,
    room: Vec<Room>,
}

impl Monday {
    fn refresh(&mut self, cx: &Cx<'_>, list: &KeyList, seller: Option<&str>) {
        let same = self.made_for.as_ref().is_some_and(|(workspace, generation, of)| {
            (*workspace, *generation, of.as_deref()) == (cx.workspace, list.generation(), seller)
        });
        if same {
            return;
        }
        let folded = seller.map(text::folded);
        let own = |account: AccountId| {
            let owner = cx.portfolio.account(account).map(|account| account.owner.as_str());
            folded.as_ref().is_none_or(|folded| owner.is_some_and(|owner| text::folded(owner) == *folded))
        };
        self.at_risk = list.at_risk().iter().copied().filter(|row| own(row.account)).collect();
        self.room = list.room().iter().copied().filter(|row| own(row.account)).collect();
        self.made_for = Some((cx.workspace, list.generation(), seller.map(str::to_owned)));
    }

    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        list: &KeyList,
        seller: Option<&str>,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        self.refresh(cx, list, seller);
        let Self { made_for: _, at_risk, room } = &*self;
        let area = ui.available_rect_before_wrap();
        let gap = space::S / 2.0;
        let (first, second) = if area.width() >= ROOMY {
            let (left, right) = area.split_left_right_at_fraction(0.5);
            (left.with_max_x(left.right() - gap), right.with_min_x(right.left() + gap))
        } else {
            let (top, bottom) = area.split_top_bottom_at_fraction(0.5);
            (top.with_max_y(top.bottom() - gap), bottom.with_min_y(bottom.top() + gap))
        };
        let mut ui_at = |rect| ui.new_child(egui::UiBuilder::new().max_rect(rect));
        let count = |count: usize| cx.portfolio.settings().more.numbers.count(count);
        let (mut first, mut second) = (ui_at(first), ui_at(second));
        list_ui(
            &mut first,
            cx,
            Head {
                title: format!("Key accounts at risk: {}", count(at_risk.len())),
                about: "Of the key list, the worst first",
                none: "None is at risk: by orders, revenue, people or a recorded risk",
                height: RISK_HEIGHT,
            },
            at_risk.len(),
            |ui, index| {
                let Some(row) = at_risk.get(index) else { return };
                at_risk_ui(ui, cx, *row, selection, actions);
            },
        );
        list_ui(
            &mut second,
            cx,
            Head {
                title: format!("Key accounts with room to grow: {}", count(room.len())),
                about: "Of the key list, the most untapped money first",
                none: "None is known to buy less than it could; ask for their capacity (QPC)",
                height: ROOM_HEIGHT,
            },
            room.len(),
            |ui, index| {
                let Some(row) = room.get(index) else { return };
                room_ui(ui, cx, *row, selection, actions);
            },
        );
        ui.advance_cursor_after_rect(area);
    }
}

struct Head {
    title: String,
    about: &'static str,
    none: &'static str,
    height: f32,
}

fn list_ui(ui: &mut Ui, cx: &Cx<'_>, head: Head, rows: usize, mut row_ui: impl FnMut(&mut Ui, usize)) {
    let Head { title, about, none, height } = head;
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        ui.label(theme::strong(title.as_str()));
        ui.label(theme::weak(about, cx.tokens));
        ui.add_space(space::S);
        if rows == 0 {
            ui.add(egui::Label::new(theme::weak(none, cx.tokens)).wrap());
            return;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let scroll = ScrollArea::vertical().id_salt(about).auto_shrink([false, false]);
        scroll.show_rows(ui, height, rows, |ui, shown| shown.for_each(|index| row_ui(ui, index)));
    });
}

fn at_risk_ui(ui: &mut Ui, cx: &Cx<'_>, row: AtRisk, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
    let Some(account) = cx.portfolio.account(row.account) else { return };
    let Some(evidence) = cx.portfolio.evidence(account.id) else { return };
    let reasons = reasons(cx.portfolio, account, &evidence.signals, cx.today);
    let (color, risk) = match row.worst {
        Severity::High => (cx.tokens.danger, "High risk"),
        Severity::Medium => (cx.tokens.warn, "Medium risk"),
        Severity::Low => (cx.tokens.weak, "Low risk"),
    };
    let whole = reasons.iter().map(|reason| reason.words.as_str()).collect::<Vec<_>>().join("\n");
    let first = reasons.first().map_or("", |reason| reason.words.as_str());
    let why = match reasons.len().saturating_sub(1) {
        0 => first.to_owned(),
        more => format!("{first} · and {more} more"),
    };
    let lines = Lines {
        name: &account.name,
        figure: &money(cx, row.revenue),
        why: &why,
        facts: &format!("{risk}{}", of_owner(&account.owner)),
        color,
        height: RISK_HEIGHT,
    };
    let response = row_ui(ui, cx, lines, selection.contains(&row.account));
    if response.clicked() {
        select(ui, selection, row.account, actions);
    }
    response.on_hover_ui(|ui| {
        ui.label(whole);
        ui.label(silent_of(cx, account.id));
    });
}

fn room_ui(ui: &mut Ui, cx: &Cx<'_>, row: Room, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
    let Some(account) = cx.portfolio.account(row.account) else { return };
    let known = match row.trust {
        QpcTrust::Known => "",
        QpcTrust::Old => " · capacity is old, ask again",
        QpcTrust::Guessed => " · capacity is a guess, ask",
        QpcTrust::Unknown => " · capacity unknown",
    };
    let lines = Lines {
        name: &account.name,
        figure: &money(cx, row.revenue),
        why: &format!("{} untapped · {:.1} × the cut-off", money(cx, row.untapped), row.cut_offs),
        facts: &format!("Buys {} of what it could{known}{}", percent(row.wallet), of_owner(&account.owner)),
        color: cx.tokens.good,
        height: ROOM_HEIGHT,
    };
    let whole = format!("{}\n{}", lines.why, lines.facts);
    let response = row_ui(ui, cx, lines, selection.contains(&row.account));
    if response.clicked() {
        select(ui, selection, row.account, actions);
    }
    response.on_hover_ui(|ui| {
        ui.label(whole);
        ui.label(silent_of(cx, account.id));
    });
}

fn of_owner(owner: &str) -> String {
    if owner.is_empty() { String::new() } else { format!(" · {owner}") }
}

/// A name with its revenue of 12 months, the reason why it is here, and what else there is to say.
#[derive(Clone, Copy)]
struct Lines<'a> {
    name: &'a str,
    figure: &'a str,
    why: &'a str,
    facts: &'a str,
    color: Color32,
    height: f32,
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, lines: Lines<'_>, on: bool) -> Response {
    let Lines { name, figure, why, facts, color, height } = lines;
    let tokens = cx.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
    let spoken = format!("{name}, {figure}: {why}. {facts}");
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, on, &spoken));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter_at(rect);
    if on {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.accent_fill());
    } else if response.hovered() {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.sunken);
    }
    painter.hline(rect.x_range(), rect.bottom(), egui::Stroke::new(1.0, tokens.grid));
    let inner = rect.shrink2(vec2(space::S, 6.0));
    painter.circle_filled(pos2(inner.left() + 4.0, inner.top() + 8.0), 4.0, color);
    let text = inner.with_min_x(inner.left() + 16.0);
    let figure = painter.layout_no_wrap(figure.to_owned(), theme::small_font(), tokens.weak);
    let name_room = text.with_max_x(text.right() - figure.size().x - space::S);
    line(&painter, name_room, 0.0, name, FontId::new(theme::size::BODY, theme::semibold()), tokens.text);
    painter.galley(pos2(text.right() - figure.size().x, text.top() + 1.0), figure, tokens.weak);
    let mut why = LayoutJob::simple(why.to_owned(), FontId::proportional(12.0), color, text.width());
    why.wrap.max_rows = 2;
    let why = painter.layout_job(why);
    let below = text.top() + 19.0 + why.size().y + 1.0;
    painter.galley(pos2(text.left(), text.top() + 19.0), why, color);
    line(&painter, text.with_min_y(below), 0.0, facts, theme::small_font(), tokens.weak);
    response
}
