//! What stands under the menu bar until it is read: it is no answer to anything just done, so it is no toast.

use std::path::Path;

use egui::{Align, Id, Layout, Margin, Panel, RichText, Ui, accesskit, vec2};

use super::theme::{self, Tokens, space};
use super::view::{Action, Actions, Cx};
use crate::command::Command;

/// What is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice<'a> {
    /// The report of an earlier run, and where it is kept.
    Crash { path: &'a Path, text: &'a str },
    /// Where the open workspace lies it may be damaged. What, why, and what to do.
    Risk(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Crash,
    Risk,
}

/// What the notices remember between frames.
#[derive(Debug, Default)]
pub struct NoticesView {
    /// The report is shown.
    pub report_open: bool,
}

impl NoticesView {
    pub fn ui(&mut self, ui: &mut Ui, cx: &Cx<'_>, notices: &[Notice<'_>], actions: &mut Actions) {
        for (index, notice) in notices.iter().enumerate() {
            let frame = egui::Frame::new().fill(cx.tokens.accent_fill()).inner_margin(Margin::symmetric(14, 6));
            Panel::top(("notice", index)).resizable(false).frame(frame).show(ui, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    ui.spacing_mut().item_spacing = vec2(space::S, space::XS);
                    match notice {
                        Notice::Crash { text, .. } => self.crash_buttons_ui(ui, text, actions),
                        Notice::Risk(_) => risk_buttons_ui(ui, cx, actions),
                    }
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| words_ui(ui, cx.tokens, notice.words()));
                });
            });
        }
        let crash = notices.iter().find_map(|notice| match notice {
            Notice::Crash { path, text } => Some((*path, *text)),
            Notice::Risk(_) => None,
        });
        match crash {
            Some((path, text)) if self.report_open => self.report_ui(ui, cx, path, text),
            Some(_) | None => self.report_open = false,
        }
    }

    /// From right to left.
    fn crash_buttons_ui(&mut self, ui: &mut Ui, text: &str, actions: &mut Actions) {
        if ui.button("Dismiss").clicked() {
            actions.push(Action::NoticeRead(NoticeKind::Crash));
        }
        if ui.button("Show the report").clicked() {
            self.report_open = true;
        }
        if ui.button("Copy the report").clicked() {
            ui.ctx().copy_text(text.to_owned());
        }
    }

    fn report_ui(&mut self, ui: &Ui, cx: &Cx<'_>, path: &Path, text: &str) {
        let modal = cx.tokens.dialog(Id::unique("crash report")).show(ui.ctx(), |ui| {
            ui.set_width(640.0);
            ui.label(RichText::new("What was noted").heading());
            ui.label(theme::weak(format!("Nothing of it was sent; it is kept here: {}", path.display()), cx.tokens));
            ui.add_space(space::S);
            egui::ScrollArea::both().max_height(340.0).show(ui, |ui| {
                ui.add(egui::Label::new(RichText::new(text).monospace().size(11.0)).selectable(true).extend());
            });
            ui.add_space(space::M);
            ui.horizontal(|ui| {
                if ui.button("Copy").clicked() {
                    ui.ctx().copy_text(text.to_owned());
                }
                if ui.button("Close").clicked() {
                    self.report_open = false;
                }
            });
        });
        if modal.should_close() {
            self.report_open = false;
        }
    }
}

impl<'a> Notice<'a> {
    fn words(self) -> &'a str {
        match self {
            Self::Crash { .. } => {
                "Fourfold ended unexpectedly, or had to give something up. A report without any of your data was kept \
                 on this computer; nothing was sent"
            }
            Self::Risk(words) => words,
        }
    }
}

fn words_ui(ui: &mut Ui, tokens: &Tokens, words: &str) {
    ui.label(RichText::new("●").color(tokens.warn));
    let label = ui.add(egui::Label::new(words).wrap());
    ui.ctx().accesskit_node_builder(label.id, |node| {
        node.set_role(accesskit::Role::Status);
        node.set_label(words);
        node.set_live(accesskit::Live::Polite);
    });
}

/// From right to left.
fn risk_buttons_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    if ui.button("I know").clicked() {
        actions.push(Action::NoticeRead(NoticeKind::Risk));
    }
    let copy = Command::Backup;
    let available = copy.availability(cx.env);
    let response = ui.add_enabled(available.is_ok(), egui::Button::new(copy.spec().label));
    if response.on_hover_text(copy.spec().tooltip).clicked() {
        actions.push(Action::Command(copy));
    }
}
