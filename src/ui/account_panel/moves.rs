//! How the account came to where it stands.

use egui::{RichText, Sense, Ui, vec2};

use crate::model::{Account, Position};
use crate::rules::class::Class;
use crate::ui::theme::{self, space};
use crate::ui::view::Cx;

use super::section::{Section, Sections};

/// The moves that stand, newest first, each with its reason.
pub(super) fn moves_ui(ui: &mut Ui, cx: &Cx<'_>, account: &Account, sections: &mut Sections) {
    let moves: Vec<_> = cx.journal.moves_of(account.id).rev().collect();
    if moves.is_empty() {
        return;
    }
    if !sections.heading_ui(ui, cx, Section::Moves, "Moves", None).open {
        return;
    }
    let lines = cx.portfolio.settings().lines;
    for one in moves {
        let Some(entry) = cx.journal.entry(one.seq) else { continue };
        let (was, is) = (one.from.map(|at| Class::of(at, lines)), one.to.map(|at| Class::of(at, lines)));
        let (dot, _) = ui
            .horizontal(|ui| {
                let (dot, response) = ui.allocate_exact_size(vec2(8.0, 14.0), Sense::hover());
                let name = |class: Option<Class>| class.map_or("Unplaced", Class::name);
                let text = if was == is { name(is).to_owned() } else { format!("{} → {}", name(was), name(is)) };
                ui.label(RichText::new(text).family(theme::medium()));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    ui.label(theme::weak(
                        entry.at.with_timezone(&chrono::Local).format("%-d %b %Y").to_string(),
                        cx.tokens,
                    ));
                });
                (dot, response)
            })
            .inner;
        ui.painter().circle_filled(dot.center(), 3.5, is.map_or(cx.tokens.faint, |class| cx.tokens.dot(class)));
        let place =
            |at: Option<Position>| at.map_or("tray".to_owned(), |at| format!("{}/{}", at.engagement, at.potential));
        let said = cx.journal.reason(one.seq).map(|reason| format!("\n{reason}")).unwrap_or_default();
        let words = format!("{} → {} · {}{said}", place(one.from), place(one.to), entry.by);
        ui.horizontal_top(|ui| {
            ui.add_space(space::L);
            ui.vertical(|ui| ui.label(theme::weak(words, cx.tokens)).on_hover_text("Engagement/potential"));
        });
        ui.add_space(space::S);
    }
}
