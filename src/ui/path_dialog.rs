//! Choosing a file where the system has no dialog of its own to offer.

use std::path::PathBuf;

use egui::{Id, Key, RichText, ScrollArea, Ui, vec2};

use crate::jobs::PathEntry;

use super::theme::{self, space};
use super::view::{Action, Actions, Cx};

/// What the dialog shows; the listing comes from outside, since views read no disks.
#[derive(Clone, Debug)]
pub struct PathDialog {
    pub title: String,
    /// What the button says: Open, Save, Import.
    pub verb: &'static str,
    pub saving: bool,
    /// A folder is wanted: the one that is shown, or one that is typed.
    pub picks_folder: bool,
    pub folder: PathBuf,
    /// Of `folder`, or why it cannot be listed.
    pub entries: Result<Vec<PathEntry>, String>,
    /// A file name, or a whole path.
    pub text: String,
    /// The field should take the keyboard.
    pub fresh: bool,
    /// A file that is there already and would be replaced: to choose it again is to agree.
    pub replaces: Option<PathBuf>,
}

impl PathDialog {
    /// The path that the text means.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join(self.text.trim())
    }

    fn is_complete(&self) -> bool {
        self.picks_folder || !self.text.trim().is_empty()
    }

    /// The entries that begin with what is typed.
    fn fitting(&self) -> Vec<&PathEntry> {
        let typed = self.text.to_lowercase();
        let all = self.entries.iter().flatten();
        let fitting: Vec<&PathEntry> =
            all.clone().filter(|entry| entry.name.to_lowercase().starts_with(&typed)).collect();
        let exact = self.entries.iter().flatten().any(|entry| entry.name == self.text);
        if typed.is_empty() || fitting.is_empty() || exact || self.saving { all.collect() } else { fitting }
    }

    /// The longest text that all fitting entries share: what Tab fills in.
    fn completed(&self) -> Option<String> {
        let fitting = self.fitting();
        let first = &fitting.first()?.name;
        let shared = first.char_indices().map(|(at, letter)| at + letter.len_utf8()).take_while(|end| {
            let start = first.get(..*end);
            fitting.iter().all(|entry| entry.name.get(..*end) == start)
        });
        let end = shared.last()?;
        first.get(..end).filter(|text| text.len() > self.text.len()).map(str::to_owned)
    }

    pub fn ui(&mut self, ui: &Ui, cx: &Cx<'_>, actions: &mut Actions) {
        let modal = cx.tokens.dialog(Id::unique("path dialog")).show(ui.ctx(), |ui| {
            ui.set_width(560.0);
            ui.label(RichText::new(&self.title).heading());
            ui.label(theme::weak("This system offers no file dialog, so here is ours", cx.tokens));
            ui.add_space(space::S);
            ui.horizontal(|ui| {
                let up = ui.add_enabled(self.folder.parent().is_some(), egui::Button::new("Up"));
                if up.clicked()
                    && let Some(parent) = self.folder.parent()
                {
                    actions.push(Action::ListFolder(parent.to_owned()));
                }
                ui.add(
                    egui::Label::new(RichText::new(self.folder.display().to_string()).color(cx.tokens.weak)).truncate(),
                );
            });
            ui.add_space(space::XS);
            let chosen = self.list_ui(ui, cx, actions);
            ui.add_space(space::S);
            let field = egui::TextEdit::singleline(&mut self.text)
                .hint_text(if self.picks_folder { "This folder, or a path" } else { "File name, or a whole path" })
                .lock_focus(true)
                .desired_width(f32::INFINITY)
                .margin(vec2(10.0, 6.0));
            let response = ui.add(field).accessible_name("File name or path");
            if std::mem::take(&mut self.fresh) {
                response.request_focus();
            }
            if response.changed() {
                self.replaces = None;
            }
            if response.has_focus()
                && ui.input(|input| input.key_pressed(Key::Tab))
                && let Some(text) = self.completed()
            {
                self.text = text;
            }
            let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
            ui.add_space(space::S);
            let replaces = self.replaces.is_some();
            let pressed = ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let verb = ui.add_enabled(
                    self.is_complete(),
                    theme::primary_button(if replaces { "Replace" } else { self.verb }, cx.tokens),
                );
                let cancel = ui.button("Cancel");
                if replaces {
                    ui.label(RichText::new("A file of this name is there already").color(cx.tokens.warn));
                }
                (verb.clicked(), cancel.clicked())
            });
            let (verb, cancel) = pressed.inner;
            if cancel {
                actions.push(Action::PathChosen(None));
            } else if (verb || entered || chosen) && self.is_complete() {
                actions.push(Action::PathChosen(Some(self.path())));
            }
        });
        if modal.should_close() {
            actions.push(Action::PathChosen(None));
        }
    }

    /// The folder's entries. Returns whether a file was chosen with a double click.
    fn list_ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) -> bool {
        let mut text = None;
        let mut chosen = false;
        cx.tokens.card_frame().inner_margin(4.0).show(ui, |ui| {
            let fitting = self.fitting();
            let height = ui.spacing().interact_size.y;
            ui.set_min_height(260.0);
            if let Err(error) = &self.entries {
                ui.label(RichText::new(error).color(cx.tokens.danger));
            }
            ScrollArea::vertical().max_height(260.0).auto_shrink([false, true]).show_rows(
                ui,
                height,
                fitting.len(),
                |ui, rows| {
                    for entry in fitting.get(rows).unwrap_or_default() {
                        let label = if entry.is_file { entry.name.clone() } else { format!("{}/", entry.name) };
                        let row = egui::Button::selectable(self.text == entry.name, label)
                            .min_size(vec2(ui.available_width(), height));
                        let response = ui.add(row);
                        if response.clicked() {
                            if entry.is_file {
                                text = Some(entry.name.clone());
                            } else {
                                actions.push(Action::ListFolder(self.folder.join(&entry.name)));
                            }
                        }
                        chosen |= entry.is_file && response.double_clicked();
                    }
                },
            );
        });
        if let Some(text) = text {
            self.text = text;
        }
        chosen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dialog(text: &str) -> PathDialog {
        let entry = |name: &str| PathEntry { is_file: true, name: name.to_owned() };
        PathDialog {
            folder: PathBuf::from("/home/anna"),
            entries: Ok(vec![entry("Kunden 2025.csv"), entry("Kunden 2026.csv"), entry("Möbel.csv")]),
            text: text.to_owned(),
            title: String::new(),
            verb: "Open",
            saving: false,
            picks_folder: false,
            fresh: false,
            replaces: None,
        }
    }

    #[test]
    fn tab_fills_in_what_all_fitting_names_share() {
        assert_eq!(dialog("Ku").completed().as_deref(), Some("Kunden 202"));
        assert_eq!(dialog("Kunden 2026").completed().as_deref(), Some("Kunden 2026.csv"));
        assert_eq!(dialog("M").completed().as_deref(), Some("Möbel.csv"));
        assert_eq!(dialog("Möbel.csv").completed(), None);
        assert_eq!(dialog("zzz").completed(), None);
    }

    #[test]
    fn a_whole_path_may_be_typed() {
        assert_eq!(dialog("/tmp/a.csv").path(), PathBuf::from("/tmp/a.csv"));
        assert_eq!(dialog("a.csv").path(), PathBuf::from("/home/anna/a.csv"));
    }
}
