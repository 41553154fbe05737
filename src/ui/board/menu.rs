use std::collections::BTreeSet;

use egui::{Response, Ui};

use crate::model::AccountId;
use crate::ui::context_menu::{board_menu, menu_key};
use crate::ui::view::{Action, Actions, Cx};

use super::BoardView;
use super::camera::Stage;

impl BoardView {
    /// The menu of a dot or of the ground: by a click of the right button, which selects the dot first, or by the menu
    /// key for what is selected.
    pub(super) fn menu_ui(
        &self,
        ui: &Ui,
        cx: &Cx<'_>,
        response: &Response,
        stage: &Stage,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        let under = self.pointed_dot();
        if response.secondary_clicked()
            && let Some(account) = under.filter(|account| !selection.contains(account))
        {
            actions.push(Action::Select(BTreeSet::from([account])));
        }
        let free = ui.memory(egui::Memory::focused).is_none() || self.focused_dot(ui, selection).is_some();
        let by_key = free && self.had_keyboard && menu_key(ui.ctx());
        let place = |account: AccountId| self.model.dot(account).map(|dot| dot.on_screen(stage));
        let at = || selection.iter().find_map(|id| place(*id)).unwrap_or_else(|| stage.rect.center());
        let on_ground = if by_key { selection.is_empty() } else { under.is_none() };
        board_menu(response, on_ground, by_key.then(at), cx, actions);
    }
}
