//! Choosing among the values of a column.

use std::collections::BTreeSet;

use egui::{Align2, FontId, Popup, PopupCloseBehavior, Response, Sense, Ui, WidgetInfo, accesskit, pos2, vec2};
use egui_material_icons::icons;

use crate::model::{Column, Filter, Test, TestKind, text};
use crate::rules::facets::{Facet, facets};
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use crate::rules::filter_words;

const WIDTH: f32 = 250.0;
const ROW_HEIGHT: f32 = 26.0;
/// With more values than this there is a field to find one.
const LISTED: usize = 12;

/// The values of the column that is open, counted once for each state of the others.
#[derive(Debug, Default)]
pub struct FacetMenu {
    made_for: Option<(usize, u64, Filter, Column)>,
    facets: Vec<Facet>,
    search: String,
}

impl FacetMenu {
    /// The button of a column, with its menu while that is open.
    pub fn button_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, column: Column) {
        let on = filter.condition(column, TestKind::OneOf).is_some();
        let name = format!("Filter by {}", column.name().to_lowercase());
        let button = super::menu_button(ui, column.name(), &name, on, cx.tokens);
        if button.clicked() {
            self.search.clear();
        }
        let popup = Popup::menu(&button).close_behavior(PopupCloseBehavior::CloseOnClickOutside).width(WIDTH);
        popup.show(|ui| self.list_ui(ui, cx, filter, column));
    }

    /// The values, each with how many accounts have it.
    pub fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, filter: &mut Filter, column: Column) {
        ui.set_width(WIDTH);
        self.refresh(cx, filter, column);
        if self.facets.len() > LISTED {
            let name = format!("Find in {}", column.name().to_lowercase());
            let field = egui::TextEdit::singleline(&mut self.search).hint_text(name.as_str());
            ui.add(field.desired_width(f32::INFINITY).margin(vec2(8.0, 6.0))).accessible_name(name);
        }
        let wanted = text::folded(&self.search);
        let shown: Vec<&Facet> = self
            .facets
            .iter()
            .filter(|facet| {
                wanted.is_empty() || text::folded(&filter_words::value(column, &facet.text)).contains(&wanted)
            })
            .collect();
        let asked = filter.condition(column, TestKind::OneOf).map(|condition| &condition.test);
        let mut chosen = if let Some(Test::OneOf(texts)) = asked { texts.clone() } else { BTreeSet::new() };
        let mut changed = false;
        ui.spacing_mut().item_spacing.y = 0.0;
        let list = egui::ScrollArea::vertical().max_height(320.0).auto_shrink([false, true]);
        list.show_rows(ui, ROW_HEIGHT, shown.len(), |ui, rows| {
            for facet in shown.get(rows).unwrap_or_default() {
                let on = chosen.contains(&facet.text);
                if facet_row(ui, cx, column, facet, on).clicked() {
                    if !chosen.remove(&facet.text) {
                        chosen.insert(facet.text.clone());
                    }
                    changed = true;
                }
            }
        });
        if shown.is_empty() {
            ui.label(theme::weak("No account has such a value", cx.tokens));
        }
        if !chosen.is_empty() {
            ui.add_space(space::XS);
            if ui.button("Any of them").clicked() {
                chosen.clear();
                changed = true;
            }
        }
        if changed && chosen.is_empty() {
            filter.unset(column, TestKind::OneOf);
        } else if changed {
            filter.set(column, Test::OneOf(chosen));
        }
    }

    fn refresh(&mut self, cx: &Cx<'_>, filter: &Filter, column: Column) {
        let wanted = (cx.workspace, cx.portfolio.revision(), Filter { text: String::new(), ..filter.clone() }, column);
        if self.made_for.as_ref() != Some(&wanted) {
            self.facets = facets(cx.portfolio, cx.journal, filter, cx.filtered.facts(), column);
            self.made_for = Some(wanted);
        }
    }
}

fn facet_row(ui: &mut Ui, cx: &Cx<'_>, column: Column, facet: &Facet, on: bool) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let (tokens, name) = (cx.tokens, filter_words::value(column, &facet.text));
    let count = cx.portfolio.settings().more.numbers.count(facet.accounts);
    let spoken = format!("{name}, {count}");
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::CheckBox, true, on, &spoken));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::CONTROL_RADIUS, tokens.sunken);
    }
    let font = FontId::proportional(theme::size::BODY);
    let painter = ui.painter_at(rect);
    if on {
        let at = pos2(rect.left() + 13.0, rect.center().y);
        painter.text(at, Align2::CENTER_CENTER, icons::ICON_CHECK.codepoint, font.clone(), tokens.accent);
    }
    let count = painter.layout_no_wrap(count, font.clone(), tokens.weak);
    let ink = if facet.text.is_empty() { tokens.weak } else { tokens.text };
    let room = rect.width() - 26.0 - count.size().x - 2.0 * space::S;
    let mut job = egui::text::LayoutJob::simple_singleline(name, font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = painter.layout_job(job);
    painter.galley(pos2(rect.left() + 26.0, rect.center().y - galley.size().y / 2.0), galley, ink);
    let at = pos2(rect.right() - space::S - count.size().x, rect.center().y - count.size().y / 2.0);
    painter.galley(at, count, tokens.weak);
    response
}
