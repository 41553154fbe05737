use std::collections::HashMap;

use super::Rect;

/// Things found by where they are: a uniform grid over the plane. Only looked up, never iterated, so that the order
/// of its map reaches nothing.
#[derive(Debug)]
pub(super) struct Grid<T> {
    cell_px: f32,
    cells: HashMap<(i32, i32), Vec<T>>,
}

impl<T: Copy> Grid<T> {
    pub(super) fn new(cell_px: f32) -> Self {
        Self { cell_px, cells: HashMap::new() }
    }

    pub(super) fn add_point(&mut self, x: f32, y: f32, thing: T) {
        self.cells.entry((self.cell(x), self.cell(y))).or_default().push(thing);
    }

    /// Puts the thing into every cell that the rectangle touches.
    pub(super) fn add_rect(&mut self, rect: &Rect, thing: T) {
        for key in self.keys(rect) {
            self.cells.entry(key).or_default().push(thing);
        }
    }

    /// The things in the cells that the rectangle touches; one that lies in several cells comes several times.
    pub(super) fn near(&self, rect: &Rect) -> impl Iterator<Item = T> {
        self.keys(rect).filter_map(|key| self.cells.get(&key)).flatten().copied()
    }

    fn keys(&self, rect: &Rect) -> impl Iterator<Item = (i32, i32)> + use<T> {
        let (from_x, to_x) = (self.cell(rect.min_x), self.cell(rect.max_x));
        let (from_y, to_y) = (self.cell(rect.min_y), self.cell(rect.max_y));
        (from_y..=to_y).flat_map(move |y| (from_x..=to_x).map(move |x| (x, y)))
    }

    /// Clamped, so that a dot far outside the plot cannot ask for a million cells.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a range that fits; a NaN becomes 0")]
    fn cell(&self, at: f32) -> i32 {
        (at.clamp(-20_000.0, 20_000.0) / self.cell_px).floor() as i32
    }
}
