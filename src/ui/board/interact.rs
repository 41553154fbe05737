use std::collections::BTreeSet;

use egui::{CursorIcon, Key, MouseWheelUnit, PointerButton, Pos2, Response, Ui};

use crate::command::Command;
use crate::model::{AccountId, Edit};
use crate::ui::view::{Action, Actions, Cx};

use super::BoardView;
use super::camera::Stage;
use super::fan::Fan;
use super::gesture::{self, Carried, Gesture};
use super::lasso::Lasso;

impl BoardView {
    /// Reads the pointer and the keys: moves the camera, carries on a gesture, ends it in one action.
    pub(super) fn interact(
        &mut self,
        ui: &Ui,
        cx: &Cx<'_>,
        response: &Response,
        stage: &Stage,
        selection: &BTreeSet<AccountId>,
        actions: &mut Actions,
    ) {
        self.zoom_and_scroll(ui, response, stage);
        let pointer = ui.input(|input| input.pointer.latest_pos());
        self.point(ui, response, stage, pointer);
        let escape = ui.input(|input| input.key_pressed(Key::Escape));
        let keyboard = has_keyboard(ui);
        let keyboard = std::mem::replace(&mut self.had_keyboard, keyboard) && keyboard;
        let modifiers = ui.input(|input| input.modifiers);
        let add = modifiers.shift || modifiers.command;

        // A drag whose end nobody saw, since another place of the window was shown meanwhile, is none.
        let by_pointer = match &self.gesture {
            Gesture::None | Gesture::Nudge { .. } | Gesture::FromTray { .. } | Gesture::CalledOff => false,
            Gesture::Drag { .. }
            | Gesture::Select { .. }
            | Gesture::Lasso { .. }
            | Gesture::Pan
            | Gesture::Divide { .. } => true,
        };
        if by_pointer && !response.dragged() && !response.drag_stopped() {
            self.gesture = Gesture::CalledOff;
        }
        if self.gesture == Gesture::None {
            self.begin(ui, cx, response, stage, selection);
        }
        self.draw_lasso(ui);
        match self.gesture.clone() {
            Gesture::None => {
                if response.double_clicked() {
                    match self.pointed_dot() {
                        None => self.camera = super::Camera::default(),
                        Some(_) if cx.env.presenting || add => self.click(ui, cx, selection, add, actions),
                        Some(account) => {
                            actions.push(Action::Select(BTreeSet::from([account])));
                            actions.push(Action::Command(Command::ShowAccount));
                        }
                    }
                } else if response.clicked() {
                    self.click(ui, cx, selection, add, actions);
                } else if cx.env.presenting {
                    if keyboard {
                        self.presentation_keys(ui, selection, actions);
                    }
                } else if escape && !selection.is_empty() && keyboard {
                    actions.push(Action::Select(BTreeSet::new()));
                } else if keyboard && selection.len() == 1 && enter_is_free(ui) {
                    actions.push(Action::Command(Command::ShowAccount));
                }
                if keyboard && !cx.env.presenting {
                    self.nudge(ui, selection, actions);
                }
            }
            Gesture::Nudge { .. } => self.nudge(ui, selection, actions),
            Gesture::Drag { ids, grabbed, from, .. } => {
                let stands = self.model.dot(grabbed).map(|dot| dot.position);
                // An undo in the middle of a drag takes the ground away from under it.
                if escape || stands != Some(from) {
                    self.gesture = Gesture::CalledOff;
                } else if response.drag_stopped() {
                    let to_tray = pointer.is_some_and(|at| self.tray_rect.is_some_and(|tray| tray.contains(at)));
                    let carried = self.carried(ui, stage);
                    self.gesture = Gesture::None;
                    if to_tray {
                        let placements =
                            ids.iter().map(|account| crate::model::Placement { account: *account, to: None });
                        actions.push(Action::Edit(Edit::Move(placements.collect())));
                    } else if carried.is_anywhere() {
                        // Whoever was moved is what the panel shows next.
                        if !ids.iter().any(|id| selection.contains(id)) {
                            actions.push(Action::Select(ids.iter().copied().collect()));
                        }
                        self.glides.settle(ids);
                        actions.push(Action::Edit(Edit::Move(carried.placements())));
                    }
                } else {
                    ui.set_cursor_icon(CursorIcon::Grabbing);
                }
            }
            Gesture::Select { press, before } => {
                if escape {
                    self.gesture = Gesture::CalledOff;
                } else if response.drag_stopped() {
                    self.gesture = Gesture::None;
                    if let Some(pointer) = pointer {
                        let framed = self.framed(press, pointer, stage);
                        actions.push(Action::Select(gesture::selected(&before, &framed, add, false)));
                    }
                }
            }
            Gesture::Lasso { lasso, before } => {
                if escape {
                    self.gesture = Gesture::CalledOff;
                } else if response.drag_stopped() {
                    self.gesture = Gesture::None;
                    let caught = self.lassoed(&lasso, stage);
                    actions.push(Action::Select(gesture::selected(&before, &caught, add, false)));
                } else {
                    ui.set_cursor_icon(CursorIcon::Crosshair);
                }
            }
            Gesture::Pan => {
                let scale = stage.scale();
                let way = ui.input(|input| input.pointer.delta());
                self.camera.pan([f64::from(-way.x / scale.x), f64::from(way.y / scale.y)]);
                ui.set_cursor_icon(CursorIcon::Grabbing);
                if response.drag_stopped() {
                    self.gesture = Gesture::None;
                }
            }
            Gesture::Divide { engagement, potential } => {
                if escape {
                    self.gesture = Gesture::CalledOff;
                } else {
                    ui.set_cursor_icon(divide_cursor(engagement, potential));
                    if response.drag_stopped() {
                        self.gesture = Gesture::None;
                        if let Some(pointer) = pointer {
                            let lines = cx.portfolio.settings().lines;
                            actions.push(Action::Edit(Edit::SetLines(gesture::divided(
                                lines, engagement, potential, pointer, stage,
                            ))));
                        }
                    }
                }
            }
            Gesture::CalledOff => {
                if !ui.input(|input| input.pointer.any_down()) {
                    self.gesture = Gesture::None;
                }
            }
            Gesture::FromTray { .. } => {}
        }
    }

    fn zoom_and_scroll(&mut self, ui: &Ui, response: &Response, stage: &Stage) {
        // Zooming in the middle of a gesture would pull the ground away from under it.
        if self.gesture != Gesture::None {
            return;
        }
        let Some(pointer) = response.contains_pointer().then(|| ui.input(|input| input.pointer.hover_pos())).flatten()
        else {
            return;
        };
        // A wheel clicks in lines and zooms; a trackpad glides in points and pans, and zooms by pinching.
        let wheel = ui.input(|input| {
            input.raw.events.iter().any(|event| {
                matches!(event, egui::Event::MouseWheel { unit: MouseWheelUnit::Line | MouseWheelUnit::Page, .. })
            })
        });
        if wheel {
            self.wheel_zooms = true;
        }
        let (pinch, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta));
        let touch = ui.input(|input| {
            input
                .raw
                .events
                .iter()
                .any(|event| matches!(event, egui::Event::MouseWheel { unit: MouseWheelUnit::Point, .. }))
        });
        if touch {
            self.wheel_zooms = false;
        }
        let mut factor = f64::from(pinch);
        if scroll != egui::Vec2::ZERO {
            if self.wheel_zooms {
                factor *= f64::from(scroll.y / 200.0).exp();
            } else {
                let scale = stage.scale();
                self.camera.pan([f64::from(-scroll.x / scale.x), f64::from(scroll.y / scale.y)]);
            }
        }
        if (factor - 1.0).abs() > f64::EPSILON {
            self.camera.zoom(factor, stage.from_screen(pointer));
        }
    }

    /// Finds what is under the pointer.
    fn point(&mut self, ui: &Ui, response: &Response, stage: &Stage, pointer: Option<Pos2>) {
        let now = ui.input(|input| input.time);
        if !matches!(self.gesture, Gesture::None) {
            self.hovered = None;
            self.fan = None;
            return;
        }
        let pointer = pointer.filter(|_| response.contains_pointer());
        if let Some(fan) = &self.fan
            && pointer.is_some_and(|at| fan.holds(at))
        {
            self.hovered = pointer.and_then(|at| fan.dot_at(at)).and_then(|id| self.model.dot_index(id));
            return;
        }
        self.fan = None;
        let hovered = pointer.and_then(|at| self.model.dot_at(at, stage));
        if hovered != self.hovered {
            self.hovered_since = now;
        }
        self.hovered = hovered;
        if let Some(index) = hovered {
            let waited = now - self.hovered_since;
            let stack = self.stack_of(index, stage);
            if stack.len() > 1 {
                if waited >= Fan::DELAY_SECONDS {
                    self.fan = Fan::open(&self.model, &stack, stage);
                } else {
                    ui.request_repaint_after(std::time::Duration::from_secs_f64(Fan::DELAY_SECONDS - waited));
                }
            }
        }
    }

    /// The dots that cover each other where this one is, the most important first.
    fn stack_of(&self, index: usize, stage: &Stage) -> Vec<usize> {
        match self.layout.stacks.iter().find(|stack| stack.members.contains(&index)) {
            Some(stack) => stack.members.clone(),
            // Too many dots are shown for all stacks to be counted: look at this place alone.
            None => self.model.dots.get(index).map_or_else(Vec::new, |dot| {
                self.model.dots_within(dot.on_screen(stage), crate::chart::stacks::REACH_PX, stage)
            }),
        }
    }

    /// The account under the pointer, in the fan or on the board.
    pub(super) fn pointed_dot(&self) -> Option<AccountId> {
        self.hovered.and_then(|index| self.model.dots.get(index)).map(super::model::Dot::id)
    }

    fn click(&mut self, ui: &Ui, cx: &Cx<'_>, selection: &BTreeSet<AccountId>, add: bool, actions: &mut Actions) {
        let touched: Vec<AccountId> = self.pointed_dot().into_iter().collect();
        if let Some(id) = touched.first() {
            ui.memory_mut(|memory| memory.request_focus(super::nodes::node_id(*id)));
            if cx.env.presenting {
                self.point_out(*id);
            }
        }
        let after = gesture::selected(selection, &touched, add, true);
        if after != *selection {
            actions.push(Action::Select(after));
        }
    }

    /// A press that has become a drag: of a dot, of a line, of the ground.
    fn begin(&mut self, ui: &Ui, cx: &Cx<'_>, response: &Response, stage: &Stage, selection: &BTreeSet<AccountId>) {
        let Some(press) = ui.input(|input| input.pointer.press_origin()) else { return };
        if response.drag_started_by(PointerButton::Middle) || response.drag_started_by(PointerButton::Secondary) {
            self.gesture = Gesture::Pan;
            return;
        }
        if !response.drag_started_by(PointerButton::Primary) {
            self.hint_lines(ui, cx, response, stage);
            return;
        }
        if ui.input(|input| input.key_down(Key::Space)) {
            self.gesture = Gesture::Pan;
            return;
        }
        if self.lasso || ui.input(|input| input.modifiers.alt) {
            self.gesture = Gesture::Lasso { lasso: Lasso::begun_at(press), before: selection.clone() };
            return;
        }
        let in_fan = self.fan.as_ref().and_then(|fan| fan.dot_at(press));
        let on_dot =
            || self.model.dot_at(press, stage).and_then(|index| self.model.dots.get(index)).map(super::model::Dot::id);
        let grabbed = in_fan.or_else(on_dot);
        let (engagement, potential) = gesture::lines_at(cx.portfolio.settings().lines, press, stage);
        self.gesture = match grabbed.and_then(|id| Some((id, self.model.dot(id)?.position))) {
            Some((grabbed, from)) => {
                let group = selection.contains(&grabbed) && in_fan.is_none();
                let ids = if group {
                    selection.iter().copied().filter(|id| self.model.dot(*id).is_some()).collect()
                } else {
                    vec![grabbed]
                };
                Gesture::Drag { grabbed, from, ids, press }
            }
            None if engagement || potential => Gesture::Divide { engagement, potential },
            None => Gesture::Select { press, before: selection.clone() },
        };
    }

    /// Draws on along every place that the pointer passed in this frame, so that a fast hand cuts no corners.
    fn draw_lasso(&mut self, ui: &Ui) {
        let Gesture::Lasso { lasso, .. } = &mut self.gesture else { return };
        ui.input(|input| {
            for event in &input.events {
                if let egui::Event::PointerMoved(at) = event {
                    lasso.draw_to(*at);
                }
            }
        });
    }

    fn hint_lines(&self, ui: &Ui, cx: &Cx<'_>, response: &Response, stage: &Stage) {
        let Some(at) = response.hover_pos() else { return };
        if self.lasso {
            ui.set_cursor_icon(CursorIcon::Crosshair);
            return;
        }
        if self.hovered.is_some() {
            ui.set_cursor_icon(CursorIcon::Grab);
            return;
        }
        let (engagement, potential) = gesture::lines_at(cx.portfolio.settings().lines, at, stage);
        if engagement || potential {
            ui.set_cursor_icon(divide_cursor(engagement, potential));
        }
    }

    /// Arrow keys walk from a button or a field to the next; from a dot, or when nothing has the focus, they nudge.
    fn arrows_are_free(&self, ui: &Ui, selection: &BTreeSet<AccountId>) -> bool {
        ui.memory(egui::Memory::focused).is_none() || self.focused_dot(ui, selection).is_some()
    }

    /// Arrow keys move what is selected by a point, with Shift by five; one edit when the last of them is let go.
    fn nudge(&mut self, ui: &Ui, selection: &BTreeSet<AccountId>, actions: &mut Actions) {
        const ARROWS: [(Key, [i32; 2]); 4] =
            [(Key::ArrowLeft, [-1, 0]), (Key::ArrowRight, [1, 0]), (Key::ArrowDown, [0, -1]), (Key::ArrowUp, [0, 1])];
        if self.gesture == Gesture::None {
            let pressed = ui.input(|input| ARROWS.iter().any(|(key, _)| input.key_pressed(*key)));
            if !pressed || ui.input(|input| input.modifiers.command || input.modifiers.alt) {
                return;
            }
            let ids: Vec<AccountId> = selection.iter().copied().filter(|id| self.model.dot(*id).is_some()).collect();
            if ids.is_empty() || !self.arrows_are_free(ui, selection) {
                return;
            }
            self.gesture = Gesture::Nudge { ids, by: [0, 0] };
        }
        let Gesture::Nudge { ids, by: [across, upward] } = &mut self.gesture else { return };
        ui.input(|input| {
            for event in &input.events {
                if let egui::Event::Key { key, pressed: true, modifiers, .. } = event
                    && let Some((_, [x, y])) = ARROWS.iter().find(|(arrow, _)| arrow == key)
                {
                    let points = if modifiers.shift { 5 } else { 1 };
                    *across += x * points;
                    *upward += y * points;
                }
            }
        });
        let (ids, by) = (ids.clone(), [*across, *upward]);
        if ui.input(|input| input.key_pressed(Key::Escape)) {
            self.gesture = Gesture::None;
        } else if !ui.input(|input| ARROWS.iter().any(|(key, _)| input.key_down(*key))) {
            self.gesture = Gesture::None;
            let carried = gesture::carried(&self.model, &ids, by.map(|points| points * 100));
            if carried.is_anywhere() {
                self.glides.settle(ids);
                actions.push(Action::Edit(Edit::Move(carried.placements())));
            }
        }
    }

    /// Where the dots under way would go if they were let go now.
    pub(super) fn carried(&self, ui: &Ui, stage: &Stage) -> Carried {
        match &self.gesture {
            Gesture::Drag { from, ids, press, .. } => {
                let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return Carried::default() };
                let lock_axis = ui.input(|input| input.modifiers.shift);
                let way = gesture::travelled(*from, *press, pointer, lock_axis, stage);
                let carried = gesture::carried(&self.model, ids, way);
                let grip = *press - stage.position_to_screen(*from);
                gesture::drawn_to_evidence(carried, &self.model, pointer, grip, stage)
            }
            Gesture::Nudge { ids, by } => gesture::carried(&self.model, ids, by.map(|points| points * 100)),
            Gesture::None
            | Gesture::FromTray { .. }
            | Gesture::Select { .. }
            | Gesture::Lasso { .. }
            | Gesture::Pan
            | Gesture::Divide { .. }
            | Gesture::CalledOff => Carried::default(),
        }
    }

    /// The accounts in a frame, most important first; what the search dims is not caught.
    pub(super) fn framed(&self, press: Pos2, pointer: Pos2, stage: &Stage) -> Vec<AccountId> {
        let caught = self.model.dots_in(gesture::frame(press, pointer), stage);
        let caught = caught.into_iter().filter(|index| self.model.is_hit(*index));
        caught.filter_map(|index| self.model.dots.get(index)).map(super::model::Dot::id).collect()
    }
}

impl BoardView {
    /// The accounts that a lasso holds, most important first; what the search dims is not caught.
    pub(super) fn lassoed(&self, lasso: &Lasso, stage: &Stage) -> Vec<AccountId> {
        let area = lasso.area();
        let mut caught = self.model.dots_in(area.bounds, stage);
        caught.retain(|index| {
            let dot = self.model.dots.get(*index);
            self.model.is_hit(*index) && dot.is_some_and(|dot| area.holds(dot.on_screen(stage)))
        });
        caught.sort_unstable();
        caught.into_iter().filter_map(|index| self.model.dots.get(index)).map(super::model::Dot::id).collect()
    }
}

/// Whether Enter was pressed and nothing in particular has the keyboard: a dot that has it knows what Enter means.
fn enter_is_free(ui: &Ui) -> bool {
    ui.input(|input| input.key_pressed(Key::Enter)) && ui.memory(|memory| memory.focused().is_none())
}

/// Whether keys are meant for the board: nobody is typing, and neither a menu nor a dialog is open.
fn has_keyboard(ui: &Ui) -> bool {
    let dialog = ui.memory(|memory| memory.top_modal_layer().is_some());
    !dialog && !ui.ctx().text_edit_focused() && !egui::Popup::is_any_open(ui.ctx())
}

fn divide_cursor(engagement: bool, potential: bool) -> CursorIcon {
    match (engagement, potential) {
        (true, true) => CursorIcon::Move,
        (true, false) => CursorIcon::ResizeVertical,
        (false, _) => CursorIcon::ResizeHorizontal,
    }
}
