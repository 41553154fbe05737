use egui::{Align, Frame, Layout, Margin, RichText, Sense, Ui, WidgetInfo, accesskit, vec2};

use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::parts::{self, link};
use super::{ImportAction, ImportState, ImportView, Step};

/// What is imported from where, whether it is mapped as some time before, and the steps.
pub(super) fn header_ui(ui: &mut Ui, cx: &Cx<'_>, import: &mut ImportView, actions: &mut Actions) {
    Frame::new().inner_margin(Margin::symmetric(parts::MARGIN, 13)).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.set_height(26.0);
            ui.spacing_mut().item_spacing.x = space::M;
            let ImportView { file_name, step, state, words, .. } = import;
            let title = match state {
                ImportState::Read(preview) => format!("Import {}", preview.mapping.kind.plural()),
                ImportState::Reading | ImportState::Failed(_) => "Import".to_owned(),
            };
            ui.label(RichText::new(title).heading());
            // The steps have their place before the facts, of which some may be cut off.
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                if let ImportState::Read(_) = state {
                    steps_ui(ui, cx, step);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    if let ImportState::Read(preview) = state
                        && let Some(words) = preview.known_words()
                    {
                        ui.label(RichText::new(words).size(12.0).color(cx.tokens.accent));
                        if link(ui, cx, "Forget").on_hover_text("Maps the columns as their headers tell").clicked() {
                            actions.push(Action::Import(ImportAction::Forget));
                        }
                    }
                    let facts = match state {
                        ImportState::Read(preview) => format!("{file_name} · {}", preview.sheet.facts()),
                        ImportState::Reading | ImportState::Failed(_) => file_name.clone(),
                    };
                    let facts = parts::short(ui, RichText::new(facts).color(cx.tokens.weak));
                    if let Some(words) = words {
                        facts.on_hover_text(words.as_str());
                    }
                });
            });
        });
    });
    parts::line(ui, cx);
}

/// From right to left.
fn steps_ui(ui: &mut Ui, cx: &Cx<'_>, step: &mut Step) {
    ui.spacing_mut().item_spacing.x = space::L;
    for one in Step::ALL.into_iter().rev() {
        let on = one == *step;
        let color = if on { cx.tokens.accent } else { cx.tokens.weak };
        let family = if on { theme::semibold() } else { egui::FontFamily::Proportional };
        let font = egui::FontId::new(theme::size::BODY, family);
        let name = format!("{} {}", one.number(), one.name());
        let galley = ui.painter().layout_no_wrap(name.clone(), font, color);
        let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, 24.0), Sense::click());
        response.widget_info(|| WidgetInfo::selected(accesskit::Role::Tab, true, on, &name));
        let color = if response.hovered() { cx.tokens.text } else { color };
        ui.painter().galley_with_override_text_color(rect.center() - galley.size() / 2.0, galley, color);
        if on {
            let under = egui::Rect::from_min_max(egui::pos2(rect.left(), rect.bottom() - 1.0), rect.right_bottom());
            ui.painter().rect_filled(under, 1.0, cx.tokens.accent);
        }
        if response.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
            *step = one;
        }
    }
}
