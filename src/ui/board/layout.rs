use egui::{Pos2, Rect, Ui, Vec2, pos2, vec2};

use crate::chart;
use crate::chart::labels::{Candidate, Obstacles, Placed, place};
use crate::chart::stacks::{Dot as Disc, Stack, stacks};
use crate::ui::theme;

use super::camera::Stage;
use super::look::BoardScale;
use super::model::BoardModel;

/// Names and counts that are written on the board, computed when the dots or the view of them change.
#[derive(Default)]
pub struct BoardLayout {
    key: Option<Key>,
    /// The stage that `labels` stand for now, which may be ahead of the one that was laid out for.
    stage: Option<Stage>,
    /// When the view last moved, in seconds.
    moved: f64,
    /// As they were laid out.
    placed: Vec<Label>,
    /// As they are written now.
    pub labels: Vec<Label>,
    pub stacks: Vec<StackMark>,
    /// The dots that are seen, most important first.
    pub shown: Vec<usize>,
}

impl std::fmt::Debug for BoardLayout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BoardLayout")
            .field("labels", &self.labels.len())
            .field("stacks", &self.stacks.len())
            .finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq)]
struct Key {
    generation: u64,
    stage: Stage,
    search: String,
    without: Option<usize>,
    /// What floats over the board and stays there.
    floating: Option<Rect>,
    scale: BoardScale,
}

/// What names make room for.
#[derive(Clone, Copy, Debug)]
pub struct Room<'a> {
    /// Headings, which lie differently in each view of the board.
    pub headings: &'a [Rect],
    /// The legend.
    pub floating: Option<Rect>,
    pub scale: BoardScale,
}

/// A name beside its dot.
#[derive(Clone)]
pub struct Label {
    pub dot: usize,
    pub at: Pos2,
    size: Vec2,
    /// From the middle of its dot.
    offset: Vec2,
    /// The text, not its galley: a galley dies with the font atlas that it was laid out for.
    pub text: String,
}

/// How many dots cover each other at one place.
#[derive(Clone, Debug)]
pub struct StackMark {
    pub leader: usize,
    pub members: Vec<usize>,
}

/// While the view moves, names stay beside their dots; they are laid out again when it has rested so long.
const REST_SECONDS: f64 = 0.12;
/// Stacks are counted and written only while so many dots or fewer are seen: more counts than that say nothing.
const STACKS_UP_TO: usize = 3_000;
/// Only so many of the most important ask for a label.
const CANDIDATES: usize = 260;
/// A label for so many square points of the plot.
const AREA_PER_LABEL: f32 = 12_000.0;
const LONGEST_LABEL: usize = 26;
/// Dots that labels keep clear of are large, and the large come first.
const OBSTACLES: usize = 1_500;

impl BoardLayout {
    /// Lays out again if anything moved. `without` is a dot in motion, which is labelled by its readout.
    pub fn refresh(
        &mut self,
        ui: &Ui,
        model: &BoardModel,
        stage: &Stage,
        search: &str,
        room: &Room<'_>,
        without: Option<usize>,
    ) {
        let Room { headings, floating, scale } = *room;
        let now = ui.input(|input| input.time);
        let key =
            Key { generation: model.generation, stage: *stage, search: search.to_owned(), without, floating, scale };
        if self.key.as_ref() == Some(&key) {
            return;
        }
        let only_the_view = self.key.as_ref().is_some_and(|laid_out| {
            laid_out.stage.rect == stage.rect && Key { stage: *stage, ..laid_out.clone() } == key
        });
        if self.stage.replace(*stage) != Some(*stage) {
            self.moved = now;
        }
        let reserved: Vec<Rect> = headings.iter().copied().chain(floating).collect();
        let left = REST_SECONDS - (now - self.moved);
        if only_the_view && left > 0.0 {
            self.keep_up(model, stage, &reserved);
            ui.request_repaint_after(std::time::Duration::from_secs_f64(left));
            return;
        }
        self.key = Some(key);
        self.shown.clear();
        let seen = stage.rect.expand(2.0);
        self.shown.extend(
            (0..)
                .zip(&model.dots)
                .filter(|(index, dot)| model.is_hit(*index) && seen.contains(dot.on_screen(stage)))
                .map(|(index, _)| index),
        );
        let disc = |index: &usize| {
            let dot = model.dots.get(*index)?;
            let at = dot.on_screen(stage);
            Some(Disc { x: at.x, y: at.y, radius_px: dot.radius })
        };
        self.stacks.clear();
        if self.shown.len() <= STACKS_UP_TO {
            let discs: Vec<Disc> = self.shown.iter().filter_map(disc).collect();
            let back = |index: usize| self.shown.get(index).copied();
            let marks = stacks(&discs).into_iter().filter_map(|Stack { leader, members }| {
                Some(StackMark { leader: back(leader)?, members: members.into_iter().filter_map(back).collect() })
            });
            self.stacks.extend(marks.collect::<Vec<_>>());
        }
        self.place_labels(ui, model, stage, &reserved, without, scale);
    }

    /// Moves the names along with their dots. Those that would leave the plot, lie on a more important one or on a
    /// heading are not written until all are laid out again.
    fn keep_up(&mut self, model: &BoardModel, stage: &Stage, reserved: &[Rect]) {
        self.labels.clear();
        let mut taken: Vec<Rect> = reserved.to_vec();
        let plot = stage.rect.shrink(4.0);
        for label in &self.placed {
            let Some(dot) = model.dots.get(label.dot) else { continue };
            let at = dot.on_screen(stage) + label.offset;
            let rect = Rect::from_min_size(at, label.size);
            if plot.contains_rect(rect) && !taken.iter().any(|other| other.intersects(rect)) {
                taken.push(rect);
                self.labels.push(Label { at, ..label.clone() });
            }
        }
    }

    fn place_labels(
        &mut self,
        ui: &Ui,
        model: &BoardModel,
        stage: &Stage,
        reserved: &[Rect],
        without: Option<usize>,
        scale: BoardScale,
    ) {
        let mut texts = Vec::new();
        let mut candidates = Vec::new();
        for index in self.shown.iter().filter(|index| Some(**index) != without).take(CANDIDATES) {
            let Some(dot) = model.dots.get(*index) else { continue };
            let text = shortened(&dot.account.name);
            let font = label_font(scale);
            let size = ui.painter().layout_no_wrap(text.clone(), font, egui::Color32::PLACEHOLDER).size();
            let at = dot.on_screen(stage);
            candidates.push(Candidate { x: at.x, y: at.y, radius_px: dot.radius, width_px: size.x, height_px: size.y });
            texts.push((*index, text));
        }
        let discs: Vec<Disc> = self
            .shown
            .iter()
            .take(OBSTACLES)
            .filter_map(|index| {
                let dot = model.dots.get(*index)?;
                let at = dot.on_screen(stage);
                Some(Disc { x: at.x, y: at.y, radius_px: dot.radius })
            })
            .collect();
        let reserved: Vec<chart::Rect> = reserved.iter().map(to_chart).collect();
        let obstacles = Obstacles { plot: to_chart(&stage.rect.shrink(4.0)), reserved: &reserved, dots: &discs };
        let most = most_labels(stage.rect / scale.of(1.0));
        let label = |placed: Placed| {
            let (dot, text) = texts.get(placed.index)?;
            let candidate = candidates.get(placed.index)?;
            let at = pos2(placed.rect.min_x, placed.rect.min_y);
            let size = vec2(candidate.width_px, candidate.height_px);
            Some(Label { dot: *dot, at, size, offset: at - pos2(candidate.x, candidate.y), text: text.clone() })
        };
        self.placed = place(&candidates, &obstacles, most).into_iter().filter_map(label).collect();
        self.labels.clone_from(&self.placed);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a screen holds a few hundred labels")]
fn most_labels(rect: Rect) -> usize {
    (rect.area() / AREA_PER_LABEL).max(4.0) as usize
}

fn to_chart(rect: &Rect) -> chart::Rect {
    chart::Rect::new(rect.min.x, rect.min.y, rect.max.x, rect.max.y)
}

/// Of the names on the board.
#[must_use]
pub fn label_font(scale: BoardScale) -> egui::FontId {
    egui::FontId::proportional(scale.of(theme::size::SMALL))
}

/// A long name, cut where a label would get in the way of its neighbours.
#[must_use]
pub fn shortened(name: &str) -> String {
    cut(name, LONGEST_LABEL)
}

/// At most so many letters, the last of them an ellipsis when some are missing.
#[must_use]
pub fn cut(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    let cut: String = name.chars().take(letters.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}
