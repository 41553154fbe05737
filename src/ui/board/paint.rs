use std::collections::BTreeSet;
use std::sync::Arc;

use egui::{Align2, Color32, FontId, Painter, Pos2, Rect, Response, Shape, Stroke, StrokeKind, Ui, Vec2, pos2, vec2};
use egui_plot::{AxisHints, GridMark, HPlacement, Plot, PlotBounds, VPlacement};

use crate::model::{AccountId, Lines, Position, Score};
use crate::rules::class::Class;
use crate::rules::quadrants::class_changes;
use crate::ui::theme::{self, Tokens};
use crate::ui::view::Cx;

use super::BoardView;
use super::atlas::{Atlas, Rim};
use super::camera::{Camera, Stage};
use super::fan::Fan;
use super::gesture::{self, Gesture};
use super::mesh;
use super::readout::Readout;

/// Axes, grid and numbers; the response is that of the plot's ground.
pub fn axes_ui(ui: &mut Ui, tokens: &Tokens, camera: Camera) -> Response {
    let number = |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        if (-0.001..=100.001).contains(&mark.value) { format!("{:.0}", mark.value) } else { String::new() }
    };
    let tick_font = FontId::proportional(11.0);
    let across = AxisHints::new_x()
        .label(egui::RichText::new("Potential →").size(theme::size::SMALL).color(tokens.weak))
        .formatter(number)
        .tick_label_color(tokens.faint)
        .tick_label_font(tick_font.clone())
        .placement(VPlacement::Bottom);
    let upward = AxisHints::new_y()
        .label(egui::RichText::new("Engagement →").size(theme::size::SMALL).color(tokens.weak))
        .formatter(number)
        .min_thickness(26.0)
        .tick_label_color(tokens.faint)
        .tick_label_font(tick_font)
        .placement(HPlacement::Left);
    Plot::new("board")
        .allow_axis_zoom_drag(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .allow_drag(false)
        .allow_scroll(false)
        .allow_zoom(false)
        .show_background(false)
        .show_x(false)
        .show_y(false)
        .grid_color(tokens.grid)
        .grid_fade(0.0)
        .x_grid_spacer(marks)
        .y_grid_spacer(marks)
        .custom_x_axes(vec![across])
        .custom_y_axes(vec![upward])
        .show(ui, |plot| plot.set_plot_bounds(PlotBounds::from_min_max(camera.min, camera.max)))
        .response
}

/// Grid lines at 0, 25, 50, 75, 100; at tens, fives or ones when close enough.
fn marks(input: egui_plot::GridInput) -> Vec<GridMark> {
    let (from, to) = input.bounds;
    let step = match to - from {
        span if span > 60.0 => 25.0,
        span if span > 25.0 => 10.0,
        span if span > 12.0 => 5.0,
        _ => 1.0,
    };
    let mut marks = Vec::new();
    let mut value = 0.0_f64;
    while value <= 100.0 {
        if (from..=to).contains(&value) {
            marks.push(GridMark { value, step_size: step });
        }
        value += step;
    }
    marks
}

impl BoardView {
    pub(super) fn paint(&mut self, ui: &Ui, cx: &Cx<'_>, stage: &Stage, selection: &BTreeSet<AccountId>, search: &str) {
        let tokens = cx.tokens;
        let painter = ui.painter_at(stage.rect);
        let now = ui.input(|input| input.time);
        let lines = self.lines_now(ui, cx, stage);
        paint_quadrants(&painter, stage, lines, tokens);
        let headings = self.paint_headings(&painter, stage, lines, tokens);

        self.glides.advance(now);
        let carried = self.carried(ui, stage);
        let lifted = self.lifted(&carried, selection);
        self.atlas = Some(Atlas::fitting(self.atlas.take(), ui.ctx(), tokens));
        let Some(atlas) = &self.atlas else { return };
        painter.add(Shape::Mesh(self.resting.mesh(&mut self.model, stage, atlas, search, &lifted)));

        let grabbed = match &self.gesture {
            Gesture::Drag { grabbed, .. } => self.model.dot_index(*grabbed),
            _ => None,
        };
        self.layout.refresh(ui, &mut self.model, stage, search, &headings, grabbed);
        for label in &self.layout.labels {
            let galley = painter.layout_no_wrap(label.text.clone(), theme::small_font(), tokens.text);
            // A thin halo in the colour of the surface keeps a name readable over a line or a dot.
            for way in [vec2(1.0, 1.0), vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(-1.0, -1.0)] {
                let halo = theme::covered(tokens.raised, 0.7);
                painter.galley_with_override_text_color(label.at + way, Arc::clone(&galley), halo);
            }
            painter.galley(label.at, galley, tokens.text);
        }
        self.paint_stacks(&painter, stage, tokens);
        self.paint_lifted(ui, cx, &painter, stage, selection, &carried, now);
        if !self.glides.is_empty() {
            ui.request_repaint();
        }
        match &self.gesture {
            Gesture::Select { press, .. } => self.paint_frame(ui, &painter, *press, stage, tokens),
            Gesture::Divide { .. } => {
                let from = cx.portfolio.settings().lines;
                let readout = Readout::of_lines(from, lines, class_changes(cx.portfolio, lines), tokens);
                let about = ui.input(|input| input.pointer.latest_pos()).unwrap_or(stage.rect.center());
                self.tell(ui, &readout, about, 4.0, stage, tokens);
            }
            Gesture::None => {
                if let Some(fan) = self.fan.clone() {
                    self.paint_fan(ui, &fan, stage, tokens);
                }
                self.paint_hover(ui, cx, stage);
            }
            Gesture::Drag { .. }
            | Gesture::Nudge { .. }
            | Gesture::FromTray { .. }
            | Gesture::Pan
            | Gesture::CalledOff => {}
        }
    }

    /// The dividing lines, where they are dragged to while they are.
    fn lines_now(&self, ui: &Ui, cx: &Cx<'_>, stage: &Stage) -> Lines {
        let lines = cx.portfolio.settings().lines;
        match (&self.gesture, ui.input(|input| input.pointer.latest_pos())) {
            (Gesture::Divide { engagement, potential }, Some(pointer)) => {
                gesture::divided(lines, *engagement, *potential, pointer, stage)
            }
            _ => lines,
        }
    }

    /// Dots drawn over the resting ones, by ascending index: those under way, gliding, selected.
    fn lifted(&self, carried: &gesture::Carried, selection: &BTreeSet<AccountId>) -> Vec<usize> {
        let ids = carried.moves.iter().map(|(id, ..)| *id);
        let gliding = self.glides.under_way(0.0).map(|(id, ..)| id);
        let mut lifted: Vec<usize> =
            ids.chain(gliding).chain(selection.iter().copied()).filter_map(|id| self.model.dot_index(id)).collect();
        lifted.sort_unstable();
        lifted.dedup();
        lifted
    }

    fn paint_lifted(
        &self,
        ui: &Ui,
        cx: &Cx<'_>,
        painter: &Painter,
        stage: &Stage,
        selection: &BTreeSet<AccountId>,
        carried: &gesture::Carried,
        now: f64,
    ) {
        let (Some(atlas), tokens) = (&self.atlas, cx.tokens) else { return };
        let lines = cx.portfolio.settings().lines;
        let mut over = egui::Mesh::with_texture(atlas.texture());
        let moving: BTreeSet<AccountId> =
            carried.moves.iter().map(|(id, ..)| *id).chain(self.glides.under_way(now).map(|(id, ..)| id)).collect();
        // Most important last would hide the small ones: keep the order of the board.
        let resting = self.lifted(carried, selection);
        for dot in
            resting.iter().filter_map(|index| self.model.dots.get(*index)).filter(|dot| !moving.contains(&dot.id()))
        {
            mesh::push(&mut over, atlas, dot, dot.on_screen(stage), Rim::Selected, 1.0);
        }
        for (id, (potential, engagement), share) in self.glides.under_way(now) {
            let Some(dot) = self.model.dot(id) else { continue };
            let along = |from: f32, to: f32| from + (to - from) * share;
            let at = stage.to_screen(along(potential, dot.potential), along(engagement, dot.engagement));
            mesh::push(
                &mut over,
                atlas,
                dot,
                at,
                if selection.contains(&id) { Rim::Selected } else { Rim::Plain },
                1.0,
            );
        }
        let few = carried.moves.len() <= 60;
        let mut grabbed_at = None;
        for (id, from, to) in &carried.moves {
            let Some(dot) = self.model.dot(*id) else { continue };
            let (start, at) = (stage.position_to_screen(*from), stage.position_to_screen(*to));
            let class = Class::of(*to, lines);
            if few && from != to {
                paint_trail(painter, start, at, dot.radius, tokens.dot(dot.class), tokens);
                painter.circle_filled(at, dot.radius + 6.0, theme::covered(tokens.dot(class), 0.2));
            }
            let moved = super::model::Dot { class, ..dot.clone() };
            mesh::push(&mut over, atlas, &moved, at, Rim::Selected, 1.0);
            let is_grabbed = matches!(&self.gesture, Gesture::Drag { grabbed, .. } if grabbed == id);
            if is_grabbed || grabbed_at.is_none() {
                grabbed_at = Some((at, dot.radius));
            }
        }
        painter.add(Shape::mesh(over));
        if let Some(id) = self.focused_dot(ui)
            && !moving.contains(&id)
            && let Some(dot) = self.model.dot(id)
        {
            painter.circle_stroke(dot.on_screen(stage), dot.radius + 4.0, Stroke::new(2.0, tokens.accent));
        }
        if let Some((at, radius)) = grabbed_at {
            let to_tray = ui
                .input(|input| input.pointer.latest_pos())
                .is_some_and(|pointer| self.tray_rect.is_some_and(|tray| tray.contains(pointer)));
            if !to_tray || matches!(self.gesture, Gesture::Nudge { .. }) {
                let readout = Readout::of_move(&self.model, carried, lines, tokens);
                self.tell(ui, &readout, at, radius, stage, tokens);
            }
        }
    }

    /// Shows a readout and says it to screen readers.
    fn tell(&self, ui: &Ui, readout: &Readout, about: Pos2, clearance: f32, stage: &Stage, tokens: &Tokens) {
        let rect = readout.paint(ui.painter(), about, clearance, stage.rect, tokens);
        let id = ui.scope_id().with("readout");
        let response = ui.interact(rect, id, egui::Sense::hover());
        let spoken = readout.spoken();
        response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Label, true, &spoken));
        ui.ctx().accesskit_node_builder(id, |node| node.set_live(egui::accesskit::Live::Polite));
    }

    fn paint_hover(&self, ui: &Ui, cx: &Cx<'_>, stage: &Stage) {
        let (Some(index), tokens) = (self.hovered, cx.tokens) else { return };
        let Some(dot) = self.model.dots.get(index) else { return };
        let slot = self.fan.as_ref().and_then(|fan| fan.slots.iter().find(|slot| slot.account == dot.id()));
        let (at, radius) = slot.map_or((dot.on_screen(stage), dot.radius), |slot| (slot.at, slot.radius));
        ui.painter_at(stage.rect).circle_stroke(at, radius + 3.0, Stroke::new(1.5, tokens.dot(dot.class)));
        let reason = cx.journal.moves_of(dot.id()).next_back().and_then(|one| cx.journal.reason(one.seq));
        let currency = &cx.portfolio.settings().currency;
        Readout::of_dot(dot, reason, currency, tokens).paint(ui.painter(), at, radius, stage.rect, tokens);
    }

    fn paint_frame(&self, ui: &Ui, painter: &Painter, press: Pos2, stage: &Stage, tokens: &Tokens) {
        let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
        let frame = gesture::frame(press, pointer);
        painter.rect(
            frame,
            2.0,
            theme::covered(tokens.accent, 0.08),
            Stroke::new(1.0, tokens.accent),
            StrokeKind::Inside,
        );
        let count = self.framed(press, pointer, stage).len();
        if count > 0 {
            let text = if count == 1 { "1 account".to_owned() } else { format!("{} accounts", super::grouped(count)) };
            painter.text(frame.min + vec2(6.0, 4.0), Align2::LEFT_TOP, text, theme::small_font(), tokens.accent);
        }
    }

    fn paint_stacks(&self, painter: &Painter, stage: &Stage, tokens: &Tokens) {
        for stack in &self.layout.stacks {
            let Some(dot) = self.model.dots.get(stack.leader) else { continue };
            let at = dot.on_screen(stage) + vec2(dot.radius * 0.7 + 2.0, -dot.radius * 0.7 - 2.0);
            let count = stack.members.len().to_string();
            let galley = painter.layout_no_wrap(count, FontId::new(9.5, theme::semibold()), tokens.weak);
            let rect = Rect::from_center_size(at, vec2((galley.size().x + 6.0).max(13.0), 13.0));
            painter.rect(rect, 6.5, tokens.raised, Stroke::new(1.0, tokens.faint), StrokeKind::Inside);
            painter.galley(rect.center() - galley.size() / 2.0, galley, tokens.weak);
        }
    }

    fn paint_fan(&self, ui: &Ui, fan: &Fan, stage: &Stage, tokens: &Tokens) {
        let painter = ui.painter_at(stage.rect);
        let Some(atlas) = &self.atlas else { return };
        let reach = fan.slots.iter().map(|slot| slot.at.distance(fan.center)).fold(0.0, f32::max) + 18.0;
        painter.circle(fan.center, reach, theme::covered(tokens.raised, 0.9), Stroke::new(1.0, tokens.line));
        let mut over = egui::Mesh::with_texture(atlas.texture());
        for slot in &fan.slots {
            let Some(dot) = self.model.dot(slot.account) else { continue };
            painter.line_segment([fan.center, slot.at], Stroke::new(1.0, tokens.line));
            let copy = super::model::Dot { radius: slot.radius, ..dot.clone() };
            mesh::push(&mut over, atlas, &copy, slot.at, Rim::Plain, 1.0);
        }
        painter.add(Shape::mesh(over));
        painter.circle_filled(fan.center, 2.5, tokens.weak);
        if fan.more > 0 {
            let text = format!("and {} more: zoom in", fan.more);
            painter.text(fan.center + vec2(0.0, 6.0), Align2::CENTER_TOP, text, theme::small_font(), tokens.weak);
        }
    }

    /// Names, counts and shares in the outer corners. Returns the rectangles that they take.
    fn paint_headings(&self, painter: &Painter, stage: &Stage, lines: Lines, tokens: &Tokens) -> Vec<Rect> {
        let mut taken = Vec::new();
        for class in Class::ALL {
            let quadrant = self.model.quadrants.get(&class).copied().unwrap_or_default();
            let area = quadrant_rect(stage, class, lines);
            let mut job = egui::text::LayoutJob::default();
            let mut heading =
                egui::TextFormat::simple(FontId::new(theme::size::SMALL, theme::semibold()), tokens.class_word(class));
            heading.extra_letter_spacing = 0.7;
            job.append(&class.name().to_uppercase(), 0.0, heading);
            let count = egui::TextFormat::simple(FontId::new(theme::size::SMALL, theme::semibold()), tokens.text);
            job.append(&super::grouped(quadrant.accounts), 8.0, count);
            if let Some(share) = quadrant.revenue_share {
                let format = egui::TextFormat::simple(theme::small_font(), tokens.weak);
                job.append(&format!("{:.0} % of revenue", share * 100.0), 6.0, format);
            }
            let galley = painter.layout_job(job);
            let (high, right) = class.halves();
            let anchor = match (high, right) {
                (true, false) => Align2::LEFT_TOP,
                (true, true) => Align2::RIGHT_TOP,
                (false, false) => Align2::LEFT_BOTTOM,
                (false, true) => Align2::RIGHT_BOTTOM,
            };
            let rect = anchor.anchor_size(anchor.pos_in_rect(&area.shrink(10.0)), galley.size());
            if area.width() < galley.size().x + 24.0 || area.height() < galley.size().y + 24.0 {
                continue;
            }
            painter.galley(rect.min, galley, tokens.text);
            taken.push(rect.expand(4.0));
        }
        taken
    }
}

/// The part of the plot that a class has, as far as it is seen.
fn quadrant_rect(stage: &Stage, class: Class, lines: Lines) -> Rect {
    let crossing = stage.position_to_screen(Position::new(lines.engagement, lines.potential));
    let (high, right) = class.halves();
    let corner = pos2(
        if right { stage.rect.right() } else { stage.rect.left() },
        if high { stage.rect.top() } else { stage.rect.bottom() },
    );
    let clamped = crossing.clamp(stage.rect.min, stage.rect.max);
    let rect = Rect::from_two_pos(clamped, corner);
    // A crossing beyond the corner leaves nothing of the quadrant to be seen.
    let gone = (right && crossing.x > stage.rect.right())
        || (!right && crossing.x < stage.rect.left())
        || (high && crossing.y < stage.rect.top())
        || (!high && crossing.y > stage.rect.bottom());
    if gone { Rect::from_min_size(clamped, Vec2::ZERO) } else { rect }
}

fn paint_quadrants(painter: &Painter, stage: &Stage, lines: Lines, tokens: &Tokens) {
    for class in Class::ALL {
        painter.rect_filled(quadrant_rect(stage, class, lines), 0.0, tokens.class_fill(class));
    }
    let crossing = stage.position_to_screen(Position::new(lines.engagement, lines.potential));
    let stroke = Stroke::new(1.2, theme::covered(tokens.weak, 0.6));
    painter.hline(stage.rect.x_range(), crossing.y, stroke);
    painter.vline(crossing.x, stage.rect.y_range(), stroke);
    painter.rect_filled(Rect::from_center_size(crossing, Vec2::splat(7.0)), 1.5, tokens.weak);
}

/// From where a dot came: a dashed ring and a dotted line.
fn paint_trail(painter: &Painter, start: Pos2, at: Pos2, radius: f32, color: Color32, tokens: &Tokens) {
    let ring: Vec<Pos2> =
        (0..=40_u8).map(|step| start + Vec2::angled(f32::from(step) / 40.0 * std::f32::consts::TAU) * radius).collect();
    painter.extend(Shape::dashed_line(&ring, Stroke::new(1.4, color), 3.0, 3.0));
    painter.extend(Shape::dashed_line(&[start, at], Stroke::new(1.2, tokens.weak), 2.0, 4.0));
}

/// What to do while nothing stands on the board.
pub fn empty_board(ui: &Ui, cx: &Cx<'_>, stage: &Stage, unplaced: usize) {
    let (title, advice) = if unplaced > 0 {
        ("Nothing is placed yet", "Drag an account from the tray below to where it belongs")
    } else if cx.portfolio.accounts().len() > 0 {
        ("All accounts are archived", "Bring one back with Edit → Undo, or import more with File → Import accounts…")
    } else {
        (
            "No accounts yet",
            "File → Import accounts… brings them in from a spreadsheet; Account → New account makes one",
        )
    };
    let painter = ui.painter_at(stage.rect);
    let middle = stage.position_to_screen(Position::new(Score::whole(58), Score::whole(50)));
    let plate = |at: Pos2, text: &str, font: FontId, color: Color32| {
        let galley = painter.layout(text.to_owned(), font, color, stage.rect.width() - 80.0);
        let rect = Align2::CENTER_CENTER.anchor_size(at, galley.size());
        painter.rect_filled(rect.expand2(vec2(10.0, 5.0)), theme::CONTROL_RADIUS, cx.tokens.raised);
        painter.galley(rect.min, galley, color);
    };
    plate(middle, title, FontId::new(theme::size::TITLE, theme::semibold()), cx.tokens.text);
    plate(middle + vec2(0.0, 34.0), advice, FontId::proportional(theme::size::BODY), cx.tokens.weak);
}
