//! Asks what a view should be called.

use egui::{Id, Key, RichText, Ui, vec2};

use crate::model::{Edit, SavedView};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

/// The dialog while it is open.
#[derive(Clone, Debug, PartialEq)]
pub struct SaveView {
    /// What is to be saved; its name is being typed.
    view: SavedView,
    /// The view that is there already and only gets another name.
    renames: Option<String>,
    /// The field should take the keyboard.
    fresh: bool,
}

impl SaveView {
    /// For a view that is not saved yet.
    #[must_use]
    pub fn of(view: SavedView) -> Self {
        Self { view, renames: None, fresh: true }
    }

    /// For another name of a saved view.
    #[must_use]
    pub fn renaming(view: SavedView) -> Self {
        Self { renames: Some(view.name.clone()), view, fresh: true }
    }

    fn edit(&self) -> Edit {
        match &self.renames {
            Some(from) => Edit::RenameView { from: from.clone(), to: self.view.name.trim().to_owned() },
            None => Edit::SaveView(SavedView { name: self.view.name.trim().to_owned(), ..self.view.clone() }),
        }
    }

    /// Why it cannot be called so; or what becomes of the view that is called so already.
    fn remark(&self, cx: &Cx<'_>) -> Option<Result<String, String>> {
        let name = &self.view.name;
        let views = &cx.portfolio.settings().more.views;
        let other = views.iter().find(|other| other.is_called(name))?;
        match &self.renames {
            Some(from) if other.is_called(from) => None,
            Some(_) => Some(Err(format!("There is a view “{}” already; choose another name", other.name))),
            None => Some(Ok(format!("Replaces the view “{}”; Undo brings it back", other.name))),
        }
    }
}

/// The dialog. It closes itself.
pub fn save_view_ui(ui: &Ui, cx: &Cx<'_>, open: &mut Option<SaveView>, actions: &mut Actions) {
    let Some(form) = open else { return };
    let mut done = false;
    let modal = cx.tokens.dialog(Id::unique("save view")).show(ui.ctx(), |ui| {
        ui.set_width(340.0);
        let title = if form.renames.is_some() { "Rename this view" } else { "Save this view" };
        ui.label(RichText::new(title).heading());
        ui.add_space(space::S);
        ui.label(theme::weak("Name of the view", cx.tokens));
        let field = egui::TextEdit::singleline(&mut form.view.name).hint_text("Key list Anna");
        let field = ui.add(field.desired_width(f32::INFINITY).margin(vec2(10.0, 6.0)));
        let field = field.accessible_name("Name of the view");
        if std::mem::take(&mut form.fresh) {
            field.request_focus();
        }
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let remark = form.remark(cx);
        match &remark {
            Some(Ok(text)) => drop(ui.label(theme::weak(text, cx.tokens))),
            Some(Err(text)) => {
                ui.label(RichText::new(text).size(theme::size::SMALL).color(cx.tokens.danger));
            }
            None => {
                let what = "Keeps the filter and, of the table, order and columns. It can be undone.";
                ui.label(theme::weak(what, cx.tokens));
            }
        }
        ui.add_space(space::M);
        let allowed = !form.view.name.trim().is_empty() && !matches!(remark, Some(Err(_)));
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button = theme::primary_button(if form.renames.is_some() { "Rename" } else { "Save" }, cx.tokens);
            let save = ui.add_enabled(allowed, button).on_disabled_hover_text("Give it a name of its own").clicked();
            let cancel = ui.button("Cancel").clicked();
            let save = save || (entered && allowed);
            if save {
                actions.push(Action::Edit(form.edit()));
            }
            done = save || cancel;
        });
    });
    if done || modal.should_close() {
        *open = None;
    }
}
