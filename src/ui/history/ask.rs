//! What is asked before many edits are undone at once.

use egui::{Id, RichText, ScrollArea, Ui};

use crate::model::Seq;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

/// The dialog over the window. It closes itself.
pub fn ask_ui(ui: &Ui, cx: &Cx<'_>, asking: &mut Option<Seq>, actions: &mut Actions) {
    let Some(seq) = *asking else { return };
    let edits: Vec<_> = cx.journal.undone_by_going_to(seq).collect();
    let count = match edits.len() {
        1 => "Undo 1 edit".to_owned(),
        many => format!("Undo {} edits", cx.portfolio.settings().more.numbers.count(many)),
    };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("undo to")).show(ui.ctx(), |ui| {
        ui.set_width(440.0);
        ui.label(RichText::new("Undo to here").heading());
        let label = cx.journal.entry(seq).map(|entry| entry.label.as_str()).unwrap_or_default();
        ui.label(theme::weak(
            format!("Everything after “{label}” is taken back; Redo brings it back, one by one"),
            cx.tokens,
        ));
        ui.add_space(space::S);
        let height = ui.spacing().interact_size.y;
        cx.tokens.card_frame().show(ui, |ui| {
            ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show_rows(
                ui,
                height,
                edits.len(),
                |ui, rows| {
                    for edit in edits.get(rows).unwrap_or_default() {
                        ui.add(egui::Label::new(edit.label.as_str()).truncate());
                    }
                },
            );
        });
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            if ui.add(theme::primary_button(count, cx.tokens)).clicked() {
                actions.push(Action::UndoTo(seq));
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    if done || modal.should_close() {
        *asking = None;
    }
}
