use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Rect;

/// Things found by where they are: a uniform grid over the plane. Only looked up, never iterated, so that the order
/// of its map reaches nothing.
#[derive(Debug)]
pub(super) struct Grid<T> {
    cell_px: f32,
    /// For each cell, the thing that was put there last, by its place in `things`.
    cells: HashMap<u64, usize, BuildHasherDefault<Mix>>,
    /// Each with the place of the one before it in its cell: one list for all cells, instead of a list for each.
    things: Vec<(T, Option<usize>)>,
}

/// One multiplication for each look-up: cells are our own numbers, nobody attacks them, and a frame has many.
#[derive(Debug, Default)]
struct Mix(u64);

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // The upper bits of the product are the mixed ones; the map looks at both ends.
        let product = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = product ^ product >> 32;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl<T: Copy> Grid<T> {
    pub(super) fn new(cell_px: f32) -> Self {
        Self { cell_px, cells: HashMap::default(), things: Vec::new() }
    }

    pub(super) fn add_point(&mut self, x: f32, y: f32, thing: T) {
        self.add(key(self.cell(x), self.cell(y)), thing);
    }

    /// Puts the thing into every cell that the rectangle touches.
    pub(super) fn add_rect(&mut self, rect: &Rect, thing: T) {
        for key in self.keys(rect) {
            self.add(key, thing);
        }
    }

    /// The things in the cells that the rectangle touches; one that lies in several cells comes several times.
    pub(super) fn near(&self, rect: &Rect) -> impl Iterator<Item = T> {
        self.keys(rect).flat_map(|key| {
            let last = self.cells.get(&key).and_then(|place| self.things.get(*place));
            let chain = std::iter::successors(last, |(_, before)| before.and_then(|place| self.things.get(place)));
            chain.map(|(thing, _)| *thing)
        })
    }

    fn add(&mut self, key: u64, thing: T) {
        let before = self.cells.insert(key, self.things.len());
        self.things.push((thing, before));
    }

    fn keys(&self, rect: &Rect) -> impl Iterator<Item = u64> + use<T> {
        let (from_x, to_x) = (self.cell(rect.min_x), self.cell(rect.max_x));
        let (from_y, to_y) = (self.cell(rect.min_y), self.cell(rect.max_y));
        (from_y..=to_y).flat_map(move |y| (from_x..=to_x).map(move |x| key(x, y)))
    }

    /// Clamped, so that a dot far outside the plot cannot ask for a million cells.
    #[expect(clippy::cast_possible_truncation, reason = "clamped to a range that fits; a NaN becomes 0")]
    fn cell(&self, at: f32) -> i32 {
        (at.clamp(-20_000.0, 20_000.0) / self.cell_px).floor() as i32
    }
}

/// The two numbers of a cell in one, whatever their signs.
fn key(x: i32, y: i32) -> u64 {
    u64::from(x.cast_unsigned()) << 32 | u64::from(y.cast_unsigned())
}
