//! A channel is called otherwise.

use egui::{Align, Id, Key, Layout, RichText, Ui, vec2};

use crate::model::{Edit, text::folded};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

const WIDTH: f32 = 420.0;

/// The dialog while it is open.
#[derive(Debug)]
pub struct Rename {
    from: String,
    to: String,
    fresh: bool,
}

impl Rename {
    #[must_use]
    pub fn new(from: String) -> Self {
        Self { to: from.clone(), from, fresh: true }
    }

    /// Why it cannot be called so.
    fn wrong(&self, cx: &Cx<'_>) -> Option<String> {
        let to = folded(self.to.trim());
        let taken = || cx.portfolio.channels().into_iter().find(|name| folded(name) == to);
        if to.is_empty() {
            Some("A channel needs a name".to_owned())
        } else if to == folded(&self.from) {
            None
        } else {
            taken().map(|name| format!("There is a channel {name} already"))
        }
    }
}

/// The dialog. It closes itself.
pub fn rename_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<Rename>, actions: &mut Actions) {
    let Some(rename) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("rename a channel")).show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 80.0));
        ui.label(RichText::new("Rename channel").heading());
        ui.label(theme::strong(&rename.from));
        ui.label(theme::weak("Accounts, spending, goals and stage events take the new name", cx.tokens));
        ui.add_space(space::S);
        let edit = egui::TextEdit::singleline(&mut rename.to).desired_width(f32::INFINITY).margin(vec2(10.0, 6.0));
        let response = ui.add(edit).accessible_name("New name of the channel");
        if std::mem::take(&mut rename.fresh) {
            response.request_focus();
        }
        let entered = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let wrong = rename.wrong(cx);
        if let Some(wrong) = &wrong {
            ui.label(RichText::new(wrong).size(theme::size::SMALL).color(cx.tokens.danger));
        }
        ui.add_space(space::M);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let may = cx.env.may_write();
            let can = wrong.is_none() && may.is_ok();
            let button = ui.add_enabled(can, theme::primary_button("Rename", cx.tokens));
            let why = may.err().map(str::to_owned).or(wrong).unwrap_or_default();
            if button.on_disabled_hover_text(why).clicked() || (entered && can) {
                let (from, to) = (rename.from.clone(), rename.to.trim().to_owned());
                if from != to {
                    actions.push(Action::Edit(Edit::RenameChannel { from, to }));
                }
                done = true;
            }
            done |= ui.button("Cancel").clicked();
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}
