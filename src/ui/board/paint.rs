use std::collections::BTreeSet;
use std::sync::Arc;

use egui::text::LayoutJob;
use egui::{
    Align2, Color32, FontId, Pos2, Rect, Response, Shape, Stroke, StrokeKind, TextFormat, Ui, Vec2, pos2, vec2,
};
use egui_plot::{AxisHints, GridMark, HPlacement, Plot, PlotBounds, VPlacement};

use crate::model::{AccountId, Lines, Position, Score};
use crate::rules::class::Class;
use crate::rules::effort::Load;
use crate::rules::quadrants::{Quadrant, class_changes};
use crate::ui::theme::{self, Tokens};
use crate::ui::view::Cx;

use super::BoardView;
use super::atlas::Atlas;
use super::camera::{Camera, Stage};
use super::gesture::{self, Gesture};
use super::lasso::Lasso;
use super::layout::Room;
use super::look::BoardScale;
use super::paint_dots::{Scene, tell};
use super::readout::Readout;

/// So many dots are ringed while a lasso is drawn; of more, the count says enough.
const MOST_RINGED: usize = 500;

/// Axes, grid and numbers; the response is that of the plot's ground.
pub fn axes_ui(ui: &mut Ui, tokens: &Tokens, camera: Camera, scale: BoardScale) -> Response {
    let number = |mark: GridMark, _: &std::ops::RangeInclusive<f64>| {
        if (-0.001..=100.001).contains(&mark.value) { format!("{:.0}", mark.value) } else { String::new() }
    };
    let tick_font = FontId::proportional(scale.of(11.0));
    let title_size = scale.of(theme::size::SMALL);
    let across = AxisHints::new_x()
        .label(egui::RichText::new("Potential →").size(title_size).color(tokens.weak))
        .formatter(number)
        .tick_label_color(tokens.faint)
        .tick_label_font(tick_font.clone())
        .placement(VPlacement::Bottom);
    let upward = AxisHints::new_y()
        .label(egui::RichText::new("Engagement →").size(title_size).color(tokens.weak))
        .formatter(number)
        .min_thickness(scale.of(48.0))
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

#[expect(clippy::needless_pass_by_value, reason = "the signature that egui_plot asks for")]
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
        let moving = matches!(self.gesture, Gesture::Drag { .. } | Gesture::Nudge { .. });
        let scene = Scene {
            painter: ui.painter_at(stage.rect),
            stage,
            tokens,
            numbers: cx.portfolio.settings().more.numbers,
            lines: self.lines_now(ui, cx, stage),
            load: if moving { *self.load.refresh(cx.workspace, cx.portfolio) } else { Load::default() },
            now: ui.input(|input| input.time),
            scale: self.scale,
        };
        paint_quadrants(&scene);
        let headings = self.paint_headings(&scene);

        self.glides.advance(scene.now);
        let carried = self.carried(ui, stage);
        let lifted = self.lifted(&carried, selection);
        self.atlas = Some(Atlas::fitting(self.atlas.take(), ui.ctx(), tokens, self.color));
        if self.trails {
            self.paint_trails(ui, cx, &scene, selection);
        }
        self.paint_all_ghosts(&scene);
        let Some(atlas) = &self.atlas else { return };
        scene.painter.add(Shape::Mesh(self.resting.mesh(&self.model, stage, atlas, search, &lifted)));

        let grabbed = match &self.gesture {
            Gesture::Drag { grabbed, .. } => self.model.dot_index(*grabbed),
            _ => None,
        };
        let room = Room { headings: &headings, floating: self.legend, scale: self.scale };
        self.layout.refresh(ui, &self.model, stage, search, &room, grabbed);
        self.paint_labels(&scene);
        self.paint_stacks(&scene);
        self.paint_ghosts(&scene, selection, &carried);
        self.paint_lifted(ui, cx, &scene, selection, &carried, &lifted);
        if cx.env.presenting {
            self.paint_presented(&scene);
        }
        if !self.glides.is_empty() {
            ui.request_repaint();
        }
        match &self.gesture {
            Gesture::Select { press, .. } => self.paint_frame(ui, &scene, *press),
            Gesture::Lasso { lasso, .. } => self.paint_lasso(ui, &scene, lasso),
            Gesture::Divide { .. } => {
                let changes = class_changes(cx.portfolio, scene.lines);
                let readout = Readout::of_lines(cx.portfolio.settings().lines, scene.lines, changes, tokens);
                let about = ui.input(|input| input.pointer.latest_pos()).unwrap_or(stage.rect.center());
                tell(ui, &scene, &readout, about, 4.0);
            }
            Gesture::None => {
                if let Some(fan) = &self.fan {
                    self.paint_fan(fan, &scene);
                }
                self.paint_hover(ui, cx, &scene);
            }
            Gesture::Drag { .. }
            | Gesture::Nudge { .. }
            | Gesture::FromTray { .. }
            | Gesture::Pan
            | Gesture::CalledOff => {}
        }
    }

    fn paint_labels(&self, scene: &Scene<'_>) {
        let Scene { painter, tokens, scale, .. } = scene;
        for label in &self.layout.labels {
            let galley = painter.layout_no_wrap(label.text.clone(), super::layout::label_font(*scale), tokens.text);
            // A thin halo in the colour of the surface keeps a name readable over a line or a dot.
            for way in [vec2(1.0, 1.0), vec2(-1.0, 1.0), vec2(1.0, -1.0), vec2(-1.0, -1.0)] {
                let halo = theme::covered(tokens.raised, 0.7);
                painter.galley_with_override_text_color(label.at + way, Arc::clone(&galley), halo);
            }
            painter.galley(label.at, galley, tokens.text);
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

    fn paint_frame(&self, ui: &Ui, scene: &Scene<'_>, press: Pos2) {
        let Scene { painter, stage, tokens, .. } = scene;
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
            let text = Readout::counted(count);
            painter.text(frame.min + vec2(6.0, 4.0), Align2::LEFT_TOP, text, theme::small_font(), tokens.accent);
        }
    }

    /// The way so far, its end tied back to its beginning, and how many it holds.
    fn paint_lasso(&self, ui: &Ui, scene: &Scene<'_>, lasso: &Lasso) {
        let Scene { painter, stage, tokens, .. } = scene;
        let (Some(first), Some(last)) = (lasso.points().first(), lasso.points().last()) else { return };
        painter.add(Shape::line(lasso.points().to_vec(), Stroke::new(1.6, tokens.accent)));
        painter.extend(Shape::dashed_line(&[*last, *first], Stroke::new(1.2, tokens.accent), 4.0, 4.0));
        let caught = self.lassoed(lasso, stage);
        for id in caught.iter().take(MOST_RINGED) {
            if let Some(dot) = self.model.dot(*id) {
                painter.circle_stroke(dot.on_screen(stage), dot.radius + 2.0, Stroke::new(1.2, tokens.accent));
            }
        }
        let readout = Readout::of_count(caught.len(), tokens);
        tell(ui, scene, &readout, *last, 4.0);
    }

    /// Names, counts and shares in the outer corners. Returns the rectangles that they take.
    fn paint_headings(&self, scene: &Scene<'_>) -> Vec<Rect> {
        let Scene { painter, stage, tokens, lines, .. } = scene;
        let mut taken = Vec::new();
        for class in Class::ALL {
            let quadrant = self.model.quadrants.of(class);
            let area = quadrant_rect(stage, class, *lines);
            // Where it is narrow, the share of revenue goes first, then the count; without room there is no heading.
            let galley = [3, 2, 1].into_iter().map(|parts| painter.layout_job(heading(class, quadrant, parts, scene)));
            let fits = |size: Vec2| size.x + 24.0 <= area.width() && size.y + 24.0 <= area.height();
            let Some(galley) = galley.into_iter().find(|galley| fits(galley.size())) else { continue };
            let (high, right) = class.halves();
            let anchor = match (high, right) {
                (true, false) => Align2::LEFT_TOP,
                (true, true) => Align2::RIGHT_TOP,
                (false, false) => Align2::LEFT_BOTTOM,
                (false, true) => Align2::RIGHT_BOTTOM,
            };
            let rect = anchor.anchor_size(anchor.pos_in_rect(&area.shrink(10.0)), galley.size());
            painter.galley(rect.min, galley, tokens.text);
            taken.push(rect.expand(4.0));
        }
        taken
    }
}

/// The name of a quadrant with, as far as `parts` goes, its count and its share of revenue.
fn heading(class: Class, quadrant: Quadrant, parts: usize, scene: &Scene<'_>) -> LayoutJob {
    let Scene { scale, tokens, .. } = scene;
    let bold = FontId::new(scale.of(theme::size::SMALL), theme::semibold());
    let mut job = LayoutJob::default();
    let mut name = TextFormat::simple(bold.clone(), tokens.class_word(class));
    name.extra_letter_spacing = 0.7;
    job.append(&class.name().to_uppercase(), 0.0, name);
    if parts >= 2 {
        job.append(&scene.numbers.count(quadrant.accounts), 8.0, TextFormat::simple(bold, tokens.text));
    }
    if parts >= 3
        && let Some(share) = quadrant.revenue_share
    {
        let format = TextFormat::simple(super::layout::label_font(*scale), tokens.weak);
        job.append(&format!("{:.0} % of revenue", share * 100.0), 6.0, format);
    }
    job
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

fn paint_quadrants(scene: &Scene<'_>) {
    let Scene { painter, stage, tokens, lines, .. } = scene;
    for class in Class::ALL {
        painter.rect_filled(quadrant_rect(stage, class, *lines), 0.0, tokens.class_fill(class));
    }
    let crossing = stage.position_to_screen(Position::new(lines.engagement, lines.potential));
    let stroke = Stroke::new(1.2, theme::covered(tokens.weak, 0.6));
    painter.hline(stage.rect.x_range(), crossing.y, stroke);
    painter.vline(crossing.x, stage.rect.y_range(), stroke);
    painter.rect_filled(Rect::from_center_size(crossing, Vec2::splat(7.0)), 1.5, tokens.weak);
}

/// What to do while nothing stands on the board.
pub fn empty_board(ui: &Ui, cx: &Cx<'_>, stage: &Stage, unplaced: usize) {
    let (title, advice) = if cx.env.filtering && cx.filtered.passing_count() == 0 && cx.portfolio.accounts().len() > 0 {
        ("The filter leaves no account", "Take a condition away, or clear the filter above the board")
    } else if unplaced > 0 {
        ("Nothing is placed yet", "Drag an account from the tray below to where it belongs")
    } else if cx.portfolio.active_count() == 0 && cx.portfolio.accounts().len() > 0 {
        (
            "All accounts are archived",
            "“Archived” above the board shows them; Account → Bring back returns the selected",
        )
    } else {
        ("No accounts yet", "File → Import… brings them in from a spreadsheet; Account → New account makes one")
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
