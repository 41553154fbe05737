//! The secondary accounts that can grow.

use std::collections::BTreeSet;

use egui::{FontId, Rect, Response, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{select, silent_of};
use crate::model::AccountId;
use crate::rules::class::Class;
use crate::rules::key_list::KeyList;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const ROW_HEIGHT: f32 = 40.0;

pub fn growing_ui(ui: &mut Ui, cx: &Cx<'_>, list: &KeyList, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
    cx.tokens.card_frame().show(ui, |ui| {
        ui.set_min_size(ui.available_size());
        let growing = list.growing();
        ui.label(theme::strong("Secondary that can grow"));
        ui.label(theme::weak("Of class Growth Potential or Key", cx.tokens));
        ui.add_space(space::XS);
        if growing.is_empty() {
            ui.add(
                egui::Label::new(theme::weak(
                    "None is placed so; place accounts on the board, or record what they could buy",
                    cx.tokens,
                ))
                .wrap(),
            );
            return;
        }
        let all = if growing.len() == 1 {
            "Select it".to_owned()
        } else {
            format!("Select all {}", cx.portfolio.settings().more.numbers.count(growing.len()))
        };
        if ui.link(all).clicked() {
            actions.push(Action::Select(growing.iter().copied().collect()));
        }
        ui.add_space(space::XS);
        ui.spacing_mut().item_spacing.y = 0.0;
        let scroll = egui::ScrollArea::vertical().id_salt("growing").auto_shrink([false, false]);
        scroll.show_rows(ui, ROW_HEIGHT, growing.len(), |ui, rows| {
            for account in growing.get(rows).unwrap_or_default() {
                row_ui(ui, cx, *account, selection, actions);
            }
        });
    });
}

fn row_ui(ui: &mut Ui, cx: &Cx<'_>, account: AccountId, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
    let Some(account) = cx.portfolio.account(account) else { return };
    let settings = cx.portfolio.settings();
    let class = Class::of_account(cx.portfolio, account, settings.lines);
    let revenue = super::money(cx, cx.portfolio.revenue_12m(account).unwrap_or_default());
    let words = format!("{} · {revenue}", class.map_or("Unplaced", Class::name));
    let dot = class.map_or(cx.tokens.faint, |class| cx.tokens.dot(class));
    let on = selection.contains(&account.id);
    let row = two_lines(ui, cx, Two { name: &account.name, words: &words, dot, on, height: ROW_HEIGHT });
    if row.clicked() {
        select(ui, selection, account.id, actions);
    }
    row.on_hover_ui(|ui| {
        ui.label(theme::strong(account.name.as_str()));
        ui.label(format!("{words} in 12 months"));
        ui.label(silent_of(cx, account.id));
    });
}

/// A row that can be clicked, with a name and what there is to say of it.
#[derive(Clone, Copy)]
pub struct Two<'a> {
    pub name: &'a str,
    pub words: &'a str,
    pub dot: egui::Color32,
    pub on: bool,
    pub height: f32,
}

pub fn two_lines(ui: &mut Ui, cx: &Cx<'_>, row: Two<'_>) -> Response {
    let Two { name, words, dot, on, height } = row;
    let tokens = cx.tokens;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::selected(egui::Role::ListItem, true, on, format!("{name}, {words}")));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let painter = ui.painter_at(rect);
    if on {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.accent_fill());
    } else if response.hovered() {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.sunken);
    }
    let inner = rect.shrink2(vec2(space::S, 4.0));
    painter.circle_filled(pos2(inner.left() + 4.0, inner.top() + 8.0), 4.0, dot);
    let text = inner.with_min_x(inner.left() + 16.0);
    line(&painter, text, 0.0, name, FontId::new(theme::size::BODY, theme::medium()), tokens.text);
    line(&painter, text, 17.0, words, theme::small_font(), tokens.weak);
    response
}

/// One line of text in a rectangle, so far down, cut where there is no room.
pub fn line(painter: &egui::Painter, within: Rect, down: f32, text: &str, font: FontId, color: egui::Color32) {
    let mut job = egui::text::LayoutJob::simple_singleline(text.to_owned(), font, color);
    job.wrap = egui::text::TextWrapping::truncate_at_width(within.width().max(0.0));
    let galley = painter.layout_job(job);
    painter.galley(within.left_top() + vec2(0.0, down), galley, color);
}
