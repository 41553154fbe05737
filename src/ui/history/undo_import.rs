//! Taking back an import: what it would come to, and what it came to.

use egui::{Id, RichText, ScrollArea, Ui};

use super::list::{day_words, local};
use crate::model::{FailedRow, ImportUndo, MovedOn, NumberStyle, Seq};
use crate::rules::import_undo::GoingBack;
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const WIDTH: f32 = 520.0;
const LIST_HEIGHT: f32 = 240.0;

/// The dialog about one import.
#[derive(Debug)]
pub struct UndoImport {
    seq: Seq,
    stage: Stage,
    /// The keyboard has not been given to its main button yet.
    fresh: bool,
}

#[derive(Debug)]
enum Stage {
    /// What would happen is being worked out.
    Reading,
    Asked(Outlook),
    /// It is being written.
    Working(Outlook),
    Over(Outlook),
    /// Why it cannot be told what would happen.
    Failed(String),
}

/// What becomes of the rows of an import that is taken back.
#[derive(Clone, Debug, Default)]
pub struct Outlook {
    pub going: GoingBack,
    pub undo: ImportUndo,
}

impl UndoImport {
    /// It is being worked out what would happen.
    #[must_use]
    pub const fn reading(seq: Seq) -> Self {
        Self { seq, stage: Stage::Reading, fresh: true }
    }

    /// Why it cannot be told what would happen.
    #[must_use]
    pub const fn failed(seq: Seq, why: String) -> Self {
        Self { seq, stage: Stage::Failed(why), fresh: true }
    }

    /// What was worked out.
    pub fn tell(&mut self, read: Result<Outlook, String>) {
        if matches!(self.stage, Stage::Reading) {
            self.stage = match read {
                Ok(outlook) => Stage::Asked(outlook),
                Err(why) => Stage::Failed(why),
            };
        }
    }

    /// It is being written now.
    pub fn begin(&mut self) {
        if let Stage::Asked(outlook) = &mut self.stage {
            self.stage = Stage::Working(std::mem::take(outlook));
        }
    }

    #[must_use]
    pub const fn is_working(&self) -> bool {
        matches!(self.stage, Stage::Working(_))
    }

    /// It was taken back: in words, and whether there is more to read than these.
    pub fn end(&mut self, undo: &ImportUndo, numbers: NumberStyle) -> (String, bool) {
        let going = match &mut self.stage {
            Stage::Asked(outlook) | Stage::Working(outlook) | Stage::Over(outlook) => {
                std::mem::take(&mut outlook.going)
            }
            Stage::Reading | Stage::Failed(_) => GoingBack::default(),
        };
        let words = going.words(undo, true, numbers);
        let more = !undo.kept.is_empty() || !undo.failed.is_empty();
        self.stage = Stage::Over(Outlook { going, undo: undo.clone() });
        self.fresh = true;
        (words, more)
    }
}

/// The dialog over the window. It closes itself.
pub fn undo_import_ui(ui: &Ui, cx: &Cx<'_>, asking: &mut Option<UndoImport>, actions: &mut Actions) {
    let Some(UndoImport { seq, stage, fresh }) = asking else { return };
    let seq = *seq;
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("undo import")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH);
        let over = matches!(stage, Stage::Over(_));
        ui.label(RichText::new(if over { "The import is taken back" } else { "Undo an import" }).heading());
        if let Some(entry) = cx.journal.entry(seq) {
            let at = local(entry.at);
            let mut facts =
                vec![entry.label.clone(), format!("{}, {}", day_words(cx, at.date_naive()), at.format("%H:%M"))];
            facts.extend(Some(entry.by.clone()).filter(|by| !by.is_empty()));
            ui.label(theme::weak(facts.join(" · "), cx.tokens));
        }
        ui.add_space(space::S);
        match stage {
            Stage::Failed(why) => {
                ui.label(RichText::new(why.as_str()).color(cx.tokens.danger));
            }
            Stage::Reading => working_ui(ui, "Looking what can go back"),
            Stage::Working(_) => working_ui(ui, "Taking it back"),
            Stage::Asked(outlook) | Stage::Over(outlook) => {
                let numbers = cx.portfolio.settings().more.numbers;
                ui.label(theme::strong(outlook.going.words(&outlook.undo, over, numbers)));
                if !over {
                    let words = "What it brought in goes, what it changed is as before; Undo brings all of it back";
                    ui.label(theme::weak(words, cx.tokens));
                }
                done |= left_ui(ui, cx, &outlook.undo, actions);
            }
        }
        ui.add_space(space::M);
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| match stage {
            Stage::Asked(outlook) => {
                let possible = !outlook.going.is_nothing();
                let button = ui.add_enabled(possible, theme::primary_button("Undo import", cx.tokens));
                if possible && std::mem::take(fresh) {
                    button.request_focus();
                }
                if button.on_disabled_hover_text("Nothing of it can be taken back").clicked() {
                    actions.push(Action::UndoImport(seq));
                }
                done |= ui.button("Cancel").clicked();
            }
            Stage::Reading => done |= ui.button("Cancel").clicked(),
            Stage::Working(_) => {
                if ui.button("Cancel").clicked() {
                    actions.push(Action::CancelWork);
                }
            }
            Stage::Over(_) | Stage::Failed(_) => {
                let button = ui.button("Close");
                if std::mem::take(fresh) {
                    button.request_focus();
                }
                done |= button.clicked();
            }
        });
    });
    // What is being written is not left by a click beside it.
    if done || (modal.should_close() && !matches!(stage, Stage::Working(_))) {
        *asking = None;
    }
}

fn working_ui(ui: &mut Ui, words: &str) {
    ui.horizontal(|ui| {
        ui.spinner();
        ui.label(words);
    });
}

/// The rows that stay, each with why. Whether one was followed to the entry that changed it.
fn left_ui(ui: &mut Ui, cx: &Cx<'_>, undo: &ImportUndo, actions: &mut Actions) -> bool {
    // What cannot be helped comes first: it is what somebody may have to do something about.
    let ImportUndo { reversed: _, kept, failed } = undo;
    let left = failed.len() + kept.len();
    if left == 0 {
        return false;
    }
    ui.add_space(space::S);
    let height = ui.spacing().interact_size.y;
    let mut followed = false;
    cx.tokens.card_frame().show(ui, |ui| {
        let scroll = ScrollArea::vertical().max_height(LIST_HEIGHT).auto_shrink([false, true]);
        scroll.show_rows(ui, height, left, |ui, rows| {
            for place in rows {
                ui.horizontal(|ui| {
                    ui.set_height(height);
                    match place.checked_sub(failed.len()) {
                        None => failed.get(place).into_iter().for_each(|failed| failed_ui(ui, cx, failed)),
                        Some(place) => {
                            followed |= kept.get(place).is_some_and(|moved| kept_ui(ui, cx, moved, actions));
                        }
                    }
                });
            }
        });
    });
    followed
}

fn failed_ui(ui: &mut Ui, cx: &Cx<'_>, failed: &FailedRow) {
    ui.label(RichText::new("Cannot go back:").color(cx.tokens.warn));
    let words = format!("{}: {}", failed.name, failed.why);
    ui.add(egui::Label::new(words.as_str()).truncate());
}

/// Whether somebody followed it.
fn kept_ui(ui: &mut Ui, cx: &Cx<'_>, moved: &MovedOn, actions: &mut Actions) -> bool {
    ui.label(theme::weak("Kept:", cx.tokens));
    let words = moved.words(cx.portfolio.settings().more.dates);
    let followed = ui.link(words).on_hover_text("Opens that later entry").clicked();
    if followed {
        actions.push(Action::OpenEntry(moved.seq));
    }
    followed
}
