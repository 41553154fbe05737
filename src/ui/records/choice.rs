//! The quiet choice of what the table shows, over it.

use egui::{Sense, Stroke, Ui, WidgetInfo, accesskit, vec2};

use crate::command::Command;
use crate::model::RecordKind;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

/// One word for each kind, the one that is shown underlined.
pub fn choice_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    let chosen = cx.env.table.unwrap_or(RecordKind::Accounts);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(space::L, 0.0);
        for kind in RecordKind::ALL {
            let command = match kind {
                RecordKind::Accounts => Command::ShowAccounts,
                kind => Command::ShowRecords(kind),
            };
            let on = kind == chosen;
            let family = if on { theme::semibold() } else { egui::FontFamily::Proportional };
            let font = egui::FontId::new(theme::size::BODY, family);
            let galley = ui.painter().layout_no_wrap(kind.label().to_owned(), font, egui::Color32::PLACEHOLDER);
            // As wide as when it is chosen: the others stay where they are.
            let font = egui::FontId::new(theme::size::BODY, theme::semibold());
            let widest = ui.painter().layout_no_wrap(kind.label().to_owned(), font, egui::Color32::PLACEHOLDER);
            let (rect, response) = ui.allocate_exact_size(vec2(widest.size().x, 26.0), Sense::click());
            let name = format!("Table of {}", kind.plural());
            response.widget_info(|| WidgetInfo::selected(accesskit::Role::Tab, true, on, &name));
            let color = match (on, response.hovered()) {
                (true, _) => cx.tokens.accent,
                (false, true) => cx.tokens.text,
                (false, false) => cx.tokens.weak,
            };
            if on {
                ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, Stroke::new(2.0, cx.tokens.accent));
            }
            let at = rect.center() - galley.size() / 2.0;
            ui.painter().galley_with_override_text_color(at, galley, color);
            if response.clicked() {
                actions.push(Action::Command(command));
            }
        }
    });
    ui.add_space(space::S);
}
