/// Dots by place, for finding what is under the pointer. Built in scores, not in pixels, so that zooming and panning
/// leave it as it is.
#[derive(Clone, Debug, Default)]
pub struct PlaceIndex {
    /// For each cell, where its dots begin in `dots`; one more at the end.
    starts: Vec<u32>,
    dots: Vec<u32>,
}

/// Cells along one side; a cell is 100 / 128 points of score wide.
const SIDE: usize = 128;

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "clamped to the grid"
)]
fn cell(score: f32) -> usize {
    ((score / 100.0 * SIDE as f32).clamp(0.0, (SIDE - 1) as f32)) as usize
}

impl PlaceIndex {
    /// From `(potential, engagement)` of every dot, in the order of the dots. O(n), by counting.
    #[must_use]
    pub fn new(places: impl ExactSizeIterator<Item = (f32, f32)> + Clone) -> Self {
        let mut starts = vec![0_u32; SIDE * SIDE + 1];
        let cell_of = |(potential, engagement): (f32, f32)| cell(engagement) * SIDE + cell(potential);
        for place in places.clone() {
            if let Some(count) = starts.get_mut(cell_of(place) + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut dots = vec![0; places.len()];
        for (dot, place) in (0_u32..).zip(places) {
            if let Some(slot) = next.get_mut(cell_of(place)) {
                if let Some(free) = dots.get_mut(*slot as usize) {
                    *free = dot;
                }
                *slot += 1;
            }
        }
        Self { starts, dots }
    }

    /// All dots in the cells that touch the rectangle, in scores; some may lie just outside it.
    pub fn near(
        &self,
        potential: std::ops::RangeInclusive<f32>,
        engagement: std::ops::RangeInclusive<f32>,
    ) -> impl Iterator<Item = u32> {
        let columns = cell(*potential.start())..=cell(*potential.end());
        (cell(*engagement.start())..=cell(*engagement.end())).flat_map(move |row| {
            let from = self.starts.get(row * SIDE + columns.start()).copied().unwrap_or(0);
            let to = self.starts.get(row * SIDE + columns.end() + 1).copied().unwrap_or(from);
            self.dots.get(from as usize..to as usize).unwrap_or_default().iter().copied()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_there_is_found_and_little_else() {
        let places: Vec<(f32, f32)> =
            (0..=100_u8).flat_map(|x| (0..=100_u8).map(move |y| (f32::from(x), f32::from(y)))).collect();
        let index = PlaceIndex::new(places.iter().copied());
        let found: Vec<u32> = index.near(63.5..=64.5, 70.5..=71.5).collect();
        let wanted = places.iter().position(|place| *place == (64.0, 71.0)).unwrap();
        assert!(found.contains(&u32::try_from(wanted).unwrap()));
        assert!(found.len() <= 16, "{}", found.len());
        assert_eq!(index.near(0.0..=100.0, 0.0..=100.0).count(), places.len());
    }

    #[test]
    fn an_empty_board_has_nothing_near() {
        assert_eq!(PlaceIndex::new([].iter().copied()).near(0.0..=100.0, 0.0..=100.0).count(), 0);
    }
}
