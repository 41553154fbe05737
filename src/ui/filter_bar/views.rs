//! Views as a row of chips: those that every workspace has, then the saved ones.

use egui::{Popup, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit, vec2};

use crate::command::Command;
use crate::model::{Edit, Filter, SavedView};
use crate::rules::views::ready_made;
use crate::ui::theme::{self, Tokens, space};
use crate::ui::view::{Action, Actions, Cx};

use super::save_view::SaveView;

const PADDING: f32 = 8.0;
const HEIGHT: f32 = 24.0;
/// Between two chips.
const GAP: f32 = 2.0;

/// The chips, as many as fit; the others are in a menu at the end.
pub fn views_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    filter: &Filter,
    shown: &mut Option<String>,
    save_view: &mut Option<SaveView>,
    actions: &mut Actions,
) {
    let saved = &cx.portfolio.settings().more.views;
    let ready_made = ready_made(&cx.portfolio.settings().more.model);
    // A saved view takes the place of a ready-made one of its name.
    let ready_made = ready_made.iter().filter(|view| !saved.iter().any(|other| other.is_called(&view.name)));
    let views: Vec<(&SavedView, bool)> =
        ready_made.map(|view| (view, false)).chain(saved.iter().map(|view| (view, true))).collect();
    let is_on = |view: &SavedView| filter.means(&view.filter);
    let fits = fitting(ui, &views, &is_on);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        ui.set_height(HEIGHT);
        let mut opened = None;
        for ((view, saved), fits) in views.iter().zip(&fits) {
            if !fits {
                continue;
            }
            let chip = view_chip(ui, &view.name, is_on(view), cx.tokens);
            if chip.clicked() {
                opened = Some((*view, *saved));
            }
            if *saved {
                chip.context_menu(|ui| saved_ui(ui, cx, view, save_view, actions));
            }
        }
        let hidden: Vec<_> = views.iter().zip(&fits).filter(|(_, fits)| !**fits).map(|(view, _)| view).collect();
        let some_hidden = !hidden.is_empty();
        let button = super::menu_button(ui, "Views", "All views", false, cx.tokens);
        Popup::menu(&button).show(|ui| {
            ui.set_min_width(220.0);
            for (view, saved) in hidden {
                let item = egui::Button::selectable(is_on(view), super::shortened(&view.name));
                if ui.add(item).accessible_name(spoken(&view.name)).clicked() {
                    opened = Some((*view, *saved));
                }
            }
            if some_hidden {
                ui.separator();
            }
            let save = ui.add_enabled(
                Command::SaveView.availability(cx.env).is_ok(),
                egui::Button::new(Command::SaveView.spec().label),
            );
            if save.on_hover_text(Command::SaveView.spec().tooltip).clicked() {
                actions.push(Action::Command(Command::SaveView));
            }
            // What the context menu of a chip offers, for the keyboard.
            if let Some(view) = shown_view(cx, shown.as_deref()) {
                ui.separator();
                saved_ui(ui, cx, view, save_view, actions);
            }
        });
        if let Some((view, saved)) = opened {
            *shown = saved.then(|| view.name.clone());
            actions.push(Action::ShowView(view.clone()));
        }
    });
}

/// The saved view that was shown last, if it is there still.
fn shown_view<'a>(cx: &Cx<'a>, shown: Option<&str>) -> Option<&'a SavedView> {
    let shown = shown?;
    cx.portfolio.settings().more.views.iter().find(|view| view.is_called(shown))
}

/// What can be done with a saved view.
fn saved_ui(ui: &mut Ui, cx: &Cx<'_>, view: &SavedView, save_view: &mut Option<SaveView>, actions: &mut Actions) {
    let name = super::shortened(&view.name);
    // Whoever may not save may not do these either.
    let may = Command::SaveView.availability(cx.env).is_ok();
    let item = |ui: &mut Ui, text: String| ui.add_enabled(may, egui::Button::new(text)).clicked();
    if item(ui, format!("Update “{name}” to what is seen now")) {
        actions.push(Action::UpdateView(view.name.clone()));
    }
    if item(ui, format!("Rename “{name}”…")) {
        *save_view = Some(SaveView::renaming(view.clone()));
    }
    if item(ui, format!("Delete “{name}”")) {
        actions.push(Action::Edit(Edit::DeleteView(view.name.clone())));
    }
}

/// Which chips there is room for: the one that is on and the saved ones before the others.
fn fitting(ui: &Ui, views: &[(&SavedView, bool)], is_on: &dyn Fn(&SavedView) -> bool) -> Vec<bool> {
    let mut left = ui.available_width() - width(ui, "Views") - space::XL;
    let mut order: Vec<usize> = (0..views.len()).collect();
    order.sort_by_key(|index| {
        views.get(*index).map(|(view, saved)| (*index > 0 && !is_on(view), *index > 0 && !saved, *index))
    });
    let mut fits = vec![false; views.len()];
    for index in order {
        let (Some((view, _)), Some(fits)) = (views.get(index), fits.get_mut(index)) else { continue };
        left -= width(ui, &view.name) + GAP;
        if left < 0.0 {
            break;
        }
        *fits = true;
    }
    fits
}

fn width(ui: &Ui, name: &str) -> f32 {
    let font = theme::small_font();
    let text = super::shortened(name);
    ui.painter().layout_no_wrap(text, font, egui::Color32::PLACEHOLDER).size().x + 2.0 * PADDING
}

fn spoken(name: &str) -> String {
    format!("View {name}")
}

fn view_chip(ui: &mut Ui, name: &str, on: bool, tokens: &Tokens) -> Response {
    let ink = if on { tokens.accent } else { tokens.weak };
    let galley = ui.painter().layout_no_wrap(super::shortened(name), theme::small_font(), ink);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 2.0 * PADDING, HEIGHT), Sense::click());
    response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, on, spoken(name)));
    if ui.is_rect_visible(rect) {
        let painter = ui.painter();
        if on {
            painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.accent_fill());
        } else if response.hovered() {
            painter.rect_filled(rect, theme::CONTROL_RADIUS, tokens.sunken);
        }
        if response.has_focus() {
            let ring = Stroke::new(1.5, tokens.accent);
            painter.rect_stroke(rect, theme::CONTROL_RADIUS, ring, StrokeKind::Inside);
        }
        painter.galley(rect.center() - galley.size() / 2.0, galley, ink);
    }
    response
}
