//! The one filter, over the board and over the table.

mod facet;
mod more;
pub mod save_view;
mod views;

use egui::text::LayoutJob;
use egui::{
    Align, Id, Layout, Response, RichText, Sense, Stroke, StrokeKind, TextFormat, Ui, WidgetInfo, accesskit, vec2,
};
use egui_material_icons::icons;

use super::theme::{self, Tokens, space};
use super::view::{Action, Actions, Cx};
use super::widgets::chevron;
use crate::command::Command;
use crate::model::{Column, Filter};
use crate::rules::filter_words;
use facet::FacetMenu;
use more::MoreMenu;
use save_view::SaveView;

/// The columns that have a menu of their own; the others are under More.
const FACETS: [Column; 5] = [Column::Owner, Column::Class, Column::List, Column::Stage, Column::Region];
/// Of the words' field, in points.
const FIELD_WIDTH: std::ops::RangeInclusive<f32> = 130.0..=220.0;

/// What the bar remembers between frames.
#[derive(Debug, Default)]
pub struct FilterBar {
    facet: FacetMenu,
    more: MoreMenu,
    /// The name of the saved view that was shown last: it is the one to be updated, renamed, deleted.
    shown: Option<String>,
    /// Whether views, menus and conditions are unfolded where there is little room.
    unfolded: bool,
}

/// Below this height of the window views, menus and conditions are folded up, in points.
const ROOMY_HEIGHT: f32 = 560.0;

impl FilterBar {
    /// Views, conditions and words; each takes effect at once.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        cx: &Cx<'_>,
        filter: &mut Filter,
        focus: &mut bool,
        save_view: &mut Option<SaveView>,
        actions: &mut Actions,
    ) {
        let count = count_job(ui, cx, filter);
        if ui.ctx().content_rect().height() < ROOMY_HEIGHT {
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL_HEIGHT);
                self.fold_ui(ui, cx, filter);
                right_ui(ui, cx, filter, count, focus);
            });
            if self.unfolded {
                views::views_ui(ui, cx, filter, &mut self.shown, save_view, actions);
                ui.horizontal_wrapped(|ui| self.menus_ui(ui, cx, filter));
                conditions_ui(ui, cx, filter, actions);
            }
            ui.add_space(space::XS);
            return;
        }
        views::views_ui(ui, cx, filter, &mut self.shown, save_view, actions);
        ui.add_space(2.0);
        let count_width = ui.painter().layout_job(count.clone()).size().x;
        let right = count_width + FIELD_WIDTH.start() + 2.0 * ui.spacing().item_spacing.x;
        let together = menus_width(ui) + right <= ui.available_width();
        if together {
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL_HEIGHT);
                self.menus_ui(ui, cx, filter);
                right_ui(ui, cx, filter, count, focus);
            });
        } else {
            ui.horizontal_wrapped(|ui| self.menus_ui(ui, cx, filter));
            ui.horizontal(|ui| {
                ui.set_height(theme::CONTROL_HEIGHT);
                right_ui(ui, cx, filter, count, focus);
            });
        }
        conditions_ui(ui, cx, filter, actions);
        ui.add_space(space::XS);
    }

    /// Stands for all that is folded up, and says how much of it holds.
    fn fold_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &Filter) {
        let Filter { text: _, conditions, class_changed_since, on_the_fence, archived } = filter;
        let holding = conditions.len()
            + usize::from(class_changed_since.is_some())
            + usize::from(*on_the_fence)
            + usize::from(*archived);
        let words = if holding == 0 { "Filters".to_owned() } else { format!("Filters · {holding}") };
        if toggle(ui, &words, self.unfolded || holding > 0, cx.tokens).clicked() {
            self.unfolded = !self.unfolded;
        }
    }

    fn menus_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter) {
        for column in FACETS {
            self.facet.button_ui(ui, cx, filter, column);
        }
        self.more.button_ui(ui, cx, filter, &mut self.facet);
        let archived = toggle(ui, "Archived", filter.archived, cx.tokens);
        if archived.on_hover_text("The archived accounts instead of the others").clicked() {
            filter.archived = !filter.archived;
        }
    }
}

/// The room that the menus take in one line, in points.
fn menus_width(ui: &Ui) -> f32 {
    let text = |name: &str| {
        let font = egui::FontId::proportional(theme::size::BODY);
        ui.painter().layout_no_wrap(name.to_owned(), font, egui::Color32::PLACEHOLDER).size().x
    };
    let gap = ui.spacing().item_spacing.x;
    let menus = FACETS.map(Column::name).into_iter().chain(["More"]).map(|name| text(name) + ARROW + gap);
    menus.sum::<f32>() + 7.0 * 2.0 * PADDING + text("Archived")
}

/// What stands at the right: the words, and how many accounts are left.
fn right_ui(ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, count: LayoutJob, focus: &mut bool) {
    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
        ui.label(count);
        let hint = format!("{} Find accounts", icons::ICON_SEARCH.codepoint);
        let width = (ui.available_width() - space::S).clamp(*FIELD_WIDTH.start(), *FIELD_WIDTH.end());
        let field = egui::TextEdit::singleline(&mut filter.text)
            .id(Id::unique("find accounts"))
            .hint_text(RichText::new(hint).color(cx.tokens.faint))
            .desired_width(width)
            .margin(vec2(8.0, 5.0));
        let response = ui.add(field).accessible_name("Find accounts");
        if std::mem::take(focus) {
            response.request_focus();
            select_all(ui, response.id);
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
            filter.text.clear();
        }
    });
}

/// Selects what is in a text field, so that it can be typed over.
fn select_all(ui: &Ui, field: Id) {
    let mut state = egui::text_edit::TextEditState::load(ui.ctx(), field).unwrap_or_default();
    let all = egui::text::CCursorRange::two(egui::text::CCursor::new(0), egui::text::CCursor::new(usize::MAX));
    state.cursor.set_char_range(Some(all));
    state.store(ui.ctx(), field);
}

/// "412 of 830"
fn count_job(ui: &Ui, cx: &Cx<'_>, filter: &Filter) -> LayoutJob {
    let numbers = cx.portfolio.settings().more.numbers;
    let format = |family, color| TextFormat::simple(egui::FontId::new(theme::size::BODY, family), color);
    let mut job = LayoutJob::default();
    job.append(&numbers.count(cx.filtered.found_count()), 0.0, format(theme::semibold(), cx.tokens.text));
    let archived = if filter.archived { " archived" } else { "" };
    let of = format!(" of {}{archived}", numbers.count(cx.filtered.of()));
    job.append(&of, 0.0, format(egui::FontFamily::Proportional, ui.visuals().weak_text_color()));
    job
}

/// The conditions that hold, each with a way to take it away.
fn conditions_ui(ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, actions: &mut Actions) {
    let any = !filter.conditions.is_empty() || filter.class_changed_since.is_some() || filter.on_the_fence;
    if !any {
        return;
    }
    ui.add_space(2.0);
    ui.horizontal_wrapped(|ui| {
        let mut away = None;
        for (index, condition) in filter.conditions.iter().enumerate() {
            if condition_chip(ui, &filter_words::condition_words(condition, cx.portfolio.settings()), cx.tokens)
                .clicked()
            {
                away = Some(index);
            }
        }
        if let Some(index) = away {
            filter.conditions.remove(index);
        }
        if let Some(day) = filter.class_changed_since
            && condition_chip(ui, &filter_words::class_change_words(day, cx.portfolio.settings()), cx.tokens).clicked()
        {
            filter.class_changed_since = None;
        }
        if filter.on_the_fence && condition_chip(ui, filter_words::ON_THE_FENCE, cx.tokens).clicked() {
            filter.on_the_fence = false;
        }
        let clear = egui::Button::new(RichText::new("Clear filter").color(cx.tokens.weak)).frame(false);
        if ui.add(clear).on_hover_text(Command::ClearFilter.spec().tooltip).clicked() {
            actions.push(Action::Command(Command::ClearFilter));
        }
    });
}

const PADDING: f32 = 10.0;
/// The room for the arrow of what opens downward.
const ARROW: f32 = 14.0;

/// A condition as words; a click takes it away.
fn condition_chip(ui: &mut Ui, words: &str, tokens: &Tokens) -> Response {
    let shown = format!("{}  {}", shortened(words), icons::ICON_CLOSE.codepoint);
    let button = egui::Button::new(RichText::new(shown).color(tokens.accent))
        .fill(tokens.accent_fill())
        .stroke(Stroke::new(1.0, tokens.accent))
        .min_size(vec2(0.0, 26.0));
    let response = ui.add(button).on_hover_text("Click to take this condition away");
    response.accessible_name(format!("Remove {words}"))
}

/// Words that fit a chip.
fn shortened(words: &str) -> String {
    const LONGEST: usize = 48;
    if words.chars().count() <= LONGEST {
        return words.to_owned();
    }
    let cut: String = words.chars().take(LONGEST - 1).collect();
    format!("{}…", cut.trim_end())
}

/// A button that opens a menu; `name` is what it is called by those who do not see it.
pub fn menu_button(ui: &mut Ui, text: &str, name: &str, on: bool, tokens: &Tokens) -> Response {
    button(ui, text, name, on, true, tokens)
}

/// A button that is on or off.
fn toggle(ui: &mut Ui, text: &str, on: bool, tokens: &Tokens) -> Response {
    button(ui, text, &format!("{text} accounts"), on, false, tokens)
}

fn button(ui: &mut Ui, text: &str, name: &str, on: bool, opens: bool, tokens: &Tokens) -> Response {
    let ink = if on { tokens.accent } else { tokens.text };
    let font = egui::FontId::proportional(theme::size::BODY);
    let galley = ui.painter().layout_no_wrap(text.to_owned(), font, ink);
    let arrow = if opens { ARROW } else { 0.0 };
    let size = vec2(galley.size().x + 2.0 * PADDING + arrow, theme::CONTROL_HEIGHT - 2.0);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, on, name));
    if ui.is_rect_visible(rect) {
        let border = match (on || response.has_focus(), response.hovered()) {
            (true, _) => tokens.accent,
            (false, true) => tokens.faint,
            (false, false) => tokens.line,
        };
        let fill = if on { tokens.accent_fill() } else { tokens.raised };
        let width = if response.has_focus() { 1.5 } else { 1.0 };
        ui.painter().rect(rect, theme::CONTROL_RADIUS, fill, Stroke::new(width, border), StrokeKind::Inside);
        let at = egui::pos2(rect.left() + PADDING, rect.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, ink);
        if opens {
            let place = egui::Rect::from_center_size(rect.right_center() - vec2(PADDING + 3.0, 0.0), vec2(8.0, 8.0));
            chevron(ui, place, if on { tokens.accent } else { tokens.faint });
        }
    }
    response
}
