use std::collections::{BTreeMap, BTreeSet};

use egui::{EventFilter, Id, Key, Pos2, Rect, Sense, Ui, Vec2, WidgetInfo, accesskit};

use crate::command::Command;
use crate::model::AccountId;
use crate::ui::panes;
use crate::ui::view::{Action, Actions, Cx};

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
    pub(super) fn nodes_ui(
        &self,
        ui: &Ui,
        cx: &Cx<'_>,
        stage: &Stage,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        let presenting = cx.env.presenting;
        let leaders = self.layout.stacks.iter().map(|stack| (stack.leader, stack.members.len()));
        let stacks: BTreeMap<usize, usize> = leaders.collect();
        let mut focused = None;
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
            ui.ctx().accesskit_node_builder(id, |node| {
                node.add_action(accesskit::Action::Click);
                let stack = stacks.get(&index).map(|count| format!("{count} accounts cover each other here"));
                let about: Vec<String> = dot.ghost_words().into_iter().chain(stack).collect();
                if !about.is_empty() {
                    node.set_description(about.join("; "));
                }
            });
            let pressed = response.has_focus()
                && ui.input(|input| input.key_pressed(Key::Enter) || (!presenting && input.key_pressed(Key::Space)));
            if pressed || ui.input(|input| input.has_accesskit_action_request(id, accesskit::Action::Click)) {
                let add = ui.input(|input| input.modifiers.shift || input.modifiers.command);
                let again = selection.len() == 1 && chosen && !add && !presenting;
                if again && ui.input(|input| input.key_pressed(Key::Enter)) {
                    actions.push(Action::Command(Command::ShowAccount));
                    continue;
                }
                actions.push(Action::Select(gesture::selected(selection, &[account], add, true)));
            }
            if response.has_focus() {
                let arrows = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
                ui.memory_mut(|memory| memory.set_focus_lock_filter(id, arrows));
                focused = Some((index, at));
            }
        }
        // The arrows nudge what is selected or step through a presentation; else they walk from dot to dot.
        if let Some((index, at)) = focused
            && selection.is_empty()
            && !presenting
            && let Some(way) = pressed_arrow(ui)
            && let Some(next) = self.next_dot(index, at, way, stage, selection)
        {
            ui.memory_mut(|memory| memory.request_focus(node_id(next)));
        }
    }

    /// The nearest dot that can be reached within 45 degrees about a way; nearer to the way is nearer.
    fn next_dot(
        &self,
        from: usize,
        at: Pos2,
        way: Vec2,
        stage: &Stage,
        selection: &BTreeSet<AccountId>,
    ) -> Option<AccountId> {
        let others = self.reachable(selection).into_iter().filter(|index| *index != from);
        let candidates = others.filter_map(|index| {
            let dot = self.model.dots.get(index)?;
            let to = dot.on_screen(stage) - at;
            let along = to.normalized().dot(way);
            let near = stage.rect.contains(at + to) && along >= std::f32::consts::FRAC_1_SQRT_2;
            near.then_some((to.length() / (along * along), dot.id()))
        });
        candidates.min_by(|(a, _), (b, _)| a.total_cmp(b)).map(|(_, id)| id)
    }

    /// The dot that the keyboard should come to: the selected one, else the most important.
    #[must_use]
    pub fn dot_for_keyboard(&self, ui: &Ui, selection: &BTreeSet<AccountId>) -> Option<Id> {
        let there = |account: &AccountId| panes::widget(ui.ctx(), node_id(*account)).is_some();
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

fn pressed_arrow(ui: &Ui) -> Option<Vec2> {
    let arrows = [
        (Key::ArrowLeft, Vec2::LEFT),
        (Key::ArrowRight, Vec2::RIGHT),
        (Key::ArrowUp, Vec2::UP),
        (Key::ArrowDown, Vec2::DOWN),
    ];
    ui.input(|input| arrows.into_iter().find(|(key, _)| input.key_pressed(*key) && !input.modifiers.any()))
        .map(|(_, way)| way)
}
