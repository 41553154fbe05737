use std::sync::Arc;

use egui::{Align, Layout, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

use crate::jobs::{JobSteps, Planned};
use crate::ui::theme::{self, space};
use crate::ui::view::{Action, Actions, Cx};

use super::waiting::progress_ui;
use super::{
    ImportAction, Planning, Preview, Side, candidates, cards, columns_step, consequences, parts, row_panel, rows,
};

const PANEL: f32 = 324.0;
/// With less height than this the step scrolls as a whole.
const ROOM: f32 = 400.0;
/// Of the rows then, in points.
const LEAST: f32 = 230.0;

/// What the import would do: counts, consequences, and each row.
pub(super) fn check_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &mut Preview, steps: JobSteps, actions: &mut Actions) {
    let Some(planned) = preview.planned.clone() else {
        nothing_yet_ui(ui, cx, preview, steps, actions);
        return;
    };
    if ui.available_height() < ROOM {
        // All of it scrolls, so that the rows have room to be read.
        ScrollArea::vertical().id_salt("check").auto_shrink([false, false]).show(ui, |ui| {
            ui.set_width(ui.available_width() - space::M);
            planned_ui(ui, cx, preview, &planned, (Some(LEAST), steps), actions);
        });
    } else {
        planned_ui(ui, cx, preview, &planned, (None, steps), actions);
    }
}

/// `height` is that of the rows; else they take what is left.
fn planned_ui(
    ui: &mut Ui,
    cx: &Cx<'_>,
    preview: &mut Preview,
    planned: &Arc<Planned>,
    (height, steps): (Option<f32>, JobSteps),
    actions: &mut Actions,
) {
    ui.spacing_mut().item_spacing.y = space::S;
    let stale = !preview.is_planned();
    cards::cards_ui(ui, cx, preview, planned, stale);
    ambiguous_ui(ui, cx, preview, stale);
    match &preview.planning {
        Planning::Failed(error) => {
            parts::note(ui, cx.tokens.danger, error);
            return;
        }
        Planning::Stopped => stopped_ui(ui, cx, actions),
        Planning::Runs | Planning::Waits | Planning::Done => {
            candidates::candidates_ui(ui, cx, preview, planned, actions);
        }
    }
    let room = match height {
        Some(height) => ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover()).0,
        None => ui.available_rect_before_wrap(),
    };
    let panel = match preview.side {
        Side::Nothing => 0.0,
        Side::Row(_) | Side::Consequences => PANEL.min(room.width() * 0.5),
    };
    let mut left = room;
    if panel > 0.0 {
        left.set_right(room.right() - panel - space::L);
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(left).id_salt("rows"));
    child.set_clip_rect(left.intersect(ui.clip_rect()));
    if stale {
        child.set_opacity(0.55);
    }
    rows::rows_ui(&mut child, cx, preview, planned, actions);
    if stale {
        planning_ui(ui, cx, left, preview, steps, actions);
    }
    if panel > 0.0 {
        let right = Rect::from_min_max(pos2(room.right() - panel, room.top()), room.right_bottom());
        let mut child = ui.new_child(UiBuilder::new().max_rect(right).id_salt("beside the rows"));
        child.set_clip_rect(right.expand(1.0).intersect(ui.clip_rect()));
        match preview.side {
            Side::Row(place) => row_panel::row_panel_ui(&mut child, cx, preview, planned, place, actions),
            Side::Consequences => consequences::consequences_ui(&mut child, cx, preview, planned),
            Side::Nothing => {}
        }
    }
}

/// Rows are rejected for what one choice would settle.
fn ambiguous_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, stale: bool) {
    let words = match columns_step::ambiguous(preview) {
        0 => return,
        _ if stale => return,
        1 => "1 column can be read in two ways: choose one in step 2".to_owned(),
        count => format!("{count} columns can be read in two ways: choose one for each in step 2"),
    };
    parts::note(ui, cx.tokens.warn, &words);
}

/// There is no plan, or not yet.
fn nothing_yet_ui(ui: &mut Ui, cx: &Cx<'_>, preview: &Preview, steps: JobSteps, actions: &mut Actions) {
    ui.add_space(ui.available_height() * 0.32);
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing.y = space::S;
        match &preview.planning {
            Planning::Failed(error) => {
                ui.set_max_width(620.0);
                ui.label(RichText::new(error).color(cx.tokens.danger));
                ui.label(theme::weak("Say what the columns hold in step 2", cx.tokens));
            }
            Planning::Stopped => stopped_ui(ui, cx, actions),
            Planning::Waits | Planning::Runs | Planning::Done => {
                let words = "Working out what would change…";
                ui.label(RichText::new(words).color(cx.tokens.weak));
                progress_ui(ui, cx, words, steps, 320.0);
                if ui.button("Stop").clicked() {
                    actions.push(Action::Import(ImportAction::StopPlanning));
                }
            }
        }
    });
}

fn stopped_ui(ui: &mut Ui, cx: &Cx<'_>, actions: &mut Actions) {
    ui.horizontal(|ui| {
        ui.label(RichText::new("What would change was not worked out").color(cx.tokens.warn));
        if ui.button("Work it out").clicked() {
            actions.push(Action::Import(ImportAction::Replan));
        }
    });
}

/// Over the rows of the plan before, while another is made.
fn planning_ui(ui: &mut Ui, cx: &Cx<'_>, over: Rect, preview: &Preview, steps: JobSteps, actions: &mut Actions) {
    let is_running = preview.planning == Planning::Runs || preview.rereading;
    // What takes a moment only needs no words.
    if !is_running || steps.seconds < 0.4 {
        return;
    }
    let words = "Working out what would change…";
    let rect = Rect::from_center_size(over.center(), vec2(320.0, 96.0));
    let mut child = ui.new_child(UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Center)));
    cx.tokens.float_frame().show(&mut child, |ui| {
        ui.set_width(296.0);
        ui.vertical_centered(|ui| {
            ui.spacing_mut().item_spacing.y = space::XS;
            ui.label(words);
            progress_ui(ui, cx, words, steps, 260.0);
            if ui.button("Stop").clicked() {
                actions.push(Action::Import(ImportAction::StopPlanning));
            }
        });
    });
}

/// The rows of the plan that are shown: how many, and the place in the plan of each.
pub(super) struct Shown {
    pub planned: Arc<Planned>,
    pub only: Option<crate::jobs::RowKind>,
}

impl Shown {
    pub fn len(&self) -> usize {
        self.only.map_or(self.planned.plan.rows.len(), |kind| self.planned.rows_of(kind).len())
    }

    pub fn place(&self, index: usize) -> Option<usize> {
        match self.only {
            None => (index < self.planned.plan.rows.len()).then_some(index),
            Some(kind) => self.planned.rows_of(kind).get(index).map(|place| *place as usize),
        }
    }
}
