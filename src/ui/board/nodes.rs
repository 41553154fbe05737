use std::collections::BTreeSet;

use egui::{EventFilter, Id, Key, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit};

use crate::model::AccountId;
use crate::ui::view::{Action, Actions};

use super::BoardView;
use super::camera::Stage;
use super::gesture;

/// Up to so many dots shown, all of them can be reached by keyboard; above that the selected, pointed-at and labelled.
const ALL_UP_TO: usize = 400;

/// The identity of a dot for focus and for screen readers.
#[must_use]
pub fn node_id(account: AccountId) -> Id {
    Id::unique(("dot", account.0))
}

impl BoardView {
    /// Gives dots a name and a place in the order of the Tab key. The pointer goes past these: the board itself finds
    /// what it points at.
    pub(super) fn nodes_ui(&self, ui: &Ui, stage: &Stage, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        for index in self.reachable(selection) {
            let Some(dot) = self.model.dots.get(index) else { continue };
            let (account, at) = (dot.id(), dot.on_screen(stage));
            if !stage.rect.contains(at) {
                continue;
            }
            let id = node_id(account);
            let rect = Rect::from_center_size(at, Vec2::splat(2.0 * dot.radius.max(5.0)));
            let response = ui.interact(rect, id, Sense::focusable_noninteractive());
            let chosen = selection.contains(&account);
            response.widget_info(|| WidgetInfo::selected(accesskit::Role::Button, true, chosen, dot.spoken()));
            ui.ctx().accesskit_node_builder(id, |node| node.add_action(accesskit::Action::Click));
            let pressed = response.has_focus()
                && ui.input(|input| input.key_pressed(Key::Enter) || input.key_pressed(Key::Space));
            if pressed || ui.input(|input| input.has_accesskit_action_request(id, accesskit::Action::Click)) {
                let add = ui.input(|input| input.modifiers.shift || input.modifiers.command);
                actions.push(Action::Select(gesture::selected(selection, &[account], add, true)));
            }
            if response.has_focus() {
                // The arrows nudge what is selected; only while nothing is do they walk from dot to dot.
                let arrows = !selection.is_empty();
                let filter =
                    EventFilter { horizontal_arrows: arrows, vertical_arrows: arrows, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
            }
        }
    }

    /// The dot that the keyboard should come to: the selected one, else the most important.
    #[must_use]
    pub fn dot_for_keyboard(&self, ui: &Ui, selection: &BTreeSet<AccountId>) -> Option<Id> {
        let there = |account: &AccountId| ui.ctx().read_response(node_id(*account)).is_some();
        let selected = selection.iter().copied().filter(|id| self.model.dot(*id).is_some()).find(there);
        let shown = || self.layout.shown.iter().filter_map(|index| self.model.dots.get(*index));
        selected.or_else(|| shown().map(super::model::Dot::id).find(there)).map(node_id)
    }

    /// Which dots can be reached, most important first.
    fn reachable(&self, selection: &BTreeSet<AccountId>) -> BTreeSet<usize> {
        if self.layout.shown.len() <= ALL_UP_TO {
            return self.layout.shown.iter().copied().collect();
        }
        let selected = selection.iter().take(ALL_UP_TO).filter_map(|id| self.model.dot_index(*id));
        let labelled = self.layout.labels.iter().map(|label| label.dot);
        selected.chain(labelled).chain(self.hovered).collect()
    }

    /// The dot that has the keyboard: one of those that can be reached, which are few however many are shown.
    pub(super) fn focused_dot(&self, ui: &Ui, selection: &BTreeSet<AccountId>) -> Option<AccountId> {
        let focused = ui.memory(egui::Memory::focused)?;
        let reachable = self.reachable(selection).into_iter().filter_map(|index| self.model.dots.get(index));
        reachable.map(super::model::Dot::id).find(|id| node_id(*id) == focused)
    }
}
