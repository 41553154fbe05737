use std::sync::Arc;

use egui::{Color32, Mesh, Pos2, Rect};

use super::atlas::{Atlas, Rim};
use super::camera::Stage;
use super::model::{BoardModel, Dot};
use crate::chart::certainty::Certainty;
use crate::chart::color::Hue;
use crate::ui::theme;

/// The dots at rest as one mesh, kept while nothing that it shows changes: a frame in which nothing moves appends it
/// to the picture and computes nothing.
#[derive(Default)]
pub struct RestingDots {
    key: Option<Key>,
    mesh: Arc<Mesh>,
}

impl std::fmt::Debug for RestingDots {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RestingDots").field("vertices", &self.mesh.vertices.len()).finish_non_exhaustive()
    }
}

#[derive(Clone, PartialEq)]
struct Key {
    generation: u64,
    stage: Stage,
    texture: egui::TextureId,
    search: String,
    lifted: Vec<usize>,
}

/// Above so many dots, those that share a cell of [`CELL_PX`] pixels are drawn as one: nobody could tell them apart.
const MERGE_ABOVE: usize = 20_000;
const CELL_PX: f32 = 4.0;
/// What the search does not find is drawn this thin.
pub const DIMMED: f32 = 0.16;

impl RestingDots {
    /// The mesh of all dots but those in `lifted` (ascending), which are drawn over it.
    pub fn mesh(
        &mut self,
        model: &BoardModel,
        stage: &Stage,
        atlas: &Atlas,
        search: &str,
        lifted: &[usize],
    ) -> Arc<Mesh> {
        let same = self.key.as_ref().is_some_and(|key| {
            key.generation == model.generation
                && key.stage == *stage
                && key.texture == atlas.texture()
                && key.search == search
                && key.lifted == lifted
        });
        if !same {
            self.key = Some(Key {
                generation: model.generation,
                stage: *stage,
                texture: atlas.texture(),
                search: search.to_owned(),
                lifted: lifted.to_vec(),
            });
            // Nobody else holds the mesh once the last frame is painted, so its memory is used again.
            let mut mesh = Arc::try_unwrap(std::mem::take(&mut self.mesh)).unwrap_or_default();
            mesh.clear();
            mesh.texture_id = atlas.texture();
            build(&mut mesh, model, stage, atlas, lifted);
            self.mesh = Arc::new(mesh);
        }
        Arc::clone(&self.mesh)
    }
}

fn build(mesh: &mut Mesh, model: &BoardModel, stage: &Stage, atlas: &Atlas, lifted: &[usize]) {
    let mut cells = (model.dots.len() > MERGE_ABOVE).then(|| Cells::new(stage, model.largest_px()));
    let seen = stage.rect.expand(model.largest_px());
    // What is found lies over what is not.
    let passes: &[bool] = if model.is_searching() { &[false, true] } else { &[true] };
    for wanted in passes {
        if let Some(cells) = &mut cells {
            cells.clear();
        }
        let mut lifted = lifted.iter().copied().peekable();
        for (index, dot) in model.dots.iter().enumerate() {
            if lifted.next_if_eq(&index).is_some() || model.is_hit(index) != *wanted {
                continue;
            }
            let at = dot.on_screen(stage);
            if !seen.contains(at) || cells.as_mut().is_some_and(|cells| !cells.take(dot)) {
                continue;
            }
            push(mesh, atlas, Disc::of(dot, at), Rim::Plain, if *wanted { 1.0 } else { DIMMED });
        }
    }
}

/// What a dot looks like at a place of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Disc {
    pub hue: Hue,
    pub certainty: Certainty,
    /// In points.
    pub radius: f32,
    pub at: Pos2,
}

impl Disc {
    #[must_use]
    pub fn of(dot: &Dot, at: Pos2) -> Self {
        Self { hue: dot.hue, certainty: dot.certainty, radius: dot.radius, at }
    }
}

/// Adds one dot.
pub fn push(mesh: &mut Mesh, atlas: &Atlas, disc: Disc, rim: Rim, opacity: f32) {
    let (uv, size) = atlas.quad(disc.hue, disc.certainty, rim, disc.radius);
    let tint = theme::covered(Color32::WHITE, opacity);
    mesh.add_rect_with_uv(Rect::from_center_size(disc.at, size), uv, tint);
}

/// Which cells of the screen hold a dot already. Cells are fixed to the board, not to the screen, so that nothing
/// flickers while it is panned.
struct Cells {
    taken: Vec<bool>,
    columns: usize,
    per_score: egui::Vec2,
    origin: [i64; 2],
}

#[expect(clippy::cast_possible_truncation, reason = "cells of a screen are few")]
impl Cells {
    fn new(stage: &Stage, largest_px: f32) -> Self {
        let per_score = stage.scale() / CELL_PX;
        let margin = largest_px / CELL_PX + 1.0;
        let first = |score: f64, per_score: f32| (score as f32 * per_score - margin).floor() as i64;
        let count = |pixels: f32| usize::try_from((pixels / CELL_PX + 2.0 * margin) as i64 + 2).unwrap_or(0);
        let (columns, rows) = (count(stage.rect.width()), count(stage.rect.height()));
        let [left, bottom] = stage.camera.min;
        Self {
            taken: vec![false; columns * rows],
            columns,
            per_score,
            origin: [first(left, per_score.x), first(bottom, per_score.y)],
        }
    }

    fn clear(&mut self) {
        self.taken.fill(false);
    }

    /// Whether the cell of the dot was free.
    fn take(&mut self, dot: &Dot) -> bool {
        let along =
            |score: f32, per_score: f32, origin: i64| usize::try_from((score * per_score).floor() as i64 - origin).ok();
        let (Some(column), Some(row)) = (
            along(dot.potential, self.per_score.x, self.origin[0]),
            along(dot.engagement, self.per_score.y, self.origin[1]),
        ) else {
            return true;
        };
        let cell = self.taken.get_mut(row * self.columns + column);
        cell.is_none_or(|taken| !std::mem::replace(taken, true))
    }
}
