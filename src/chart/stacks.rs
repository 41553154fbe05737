use std::collections::BTreeMap;

use super::Rect;
use super::grid::Grid;

/// Dots whose centres are at most so far apart cover each other, in points.
pub const REACH_PX: f32 = 4.0;

/// A dot on the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dot {
    pub x: f32,
    pub y: f32,
    pub radius_px: f32,
}

/// Dots that cover each other on the screen: drawn with a count, fanned out when pointed at, never moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stack {
    /// The most important of them, by its index in the input.
    pub leader: usize,
    /// All of them, the leader first, in the order of the input: two or more.
    pub members: Vec<usize>,
}

/// Groups dots, given in order of importance. Each joins the most important leader whose centre lies within
/// [`REACH_PX`] of its own; leaders are those that find none. So a stack never reaches further than that about its
/// leader, and a row of near neighbours does not chain into one.
#[must_use]
pub fn stacks(dots: &[Dot]) -> Vec<Stack> {
    // A square of twice the reach then touches four cells, not nine.
    let mut leaders: Grid<usize> = Grid::new(REACH_PX * 2.0);
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, dot) in dots.iter().enumerate().filter(|(_, dot)| dot.x.is_finite() && dot.y.is_finite()) {
        let about = Rect::new(dot.x - REACH_PX, dot.y - REACH_PX, dot.x + REACH_PX, dot.y + REACH_PX);
        let within = |leader: &usize| {
            dots.get(*leader).is_some_and(|other| (other.x - dot.x).hypot(other.y - dot.y) <= REACH_PX)
        };
        match leaders.near(&about).filter(within).min() {
            Some(leader) => members.entry(leader).or_default().push(index),
            None => leaders.add_point(dot.x, dot.y, index),
        }
    }
    members
        .into_iter()
        .map(|(leader, rest)| Stack { leader, members: std::iter::once(leader).chain(rest).collect() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dots(centres: &[(f32, f32)]) -> Vec<Dot> {
        centres.iter().map(|&(x, y)| Dot { x, y, radius_px: 5.0 }).collect()
    }

    fn members(centres: &[(f32, f32)]) -> Vec<Vec<usize>> {
        stacks(&dots(centres)).into_iter().map(|stack| stack.members).collect()
    }

    #[test]
    fn dots_at_one_place_are_a_stack_and_a_dot_alone_is_none() {
        assert_eq!(members(&[(10.0, 10.0), (50.0, 50.0), (10.0, 10.0), (12.0, 13.0)]), [vec![0, 2, 3]]);
        assert!(members(&[(10.0, 10.0), (14.5, 10.0)]).is_empty());
        assert!(members(&[]).is_empty());
    }

    #[test]
    fn a_row_of_near_neighbours_does_not_chain() {
        let row: Vec<(f32, f32)> = (0_u8..7).map(|step| (f32::from(step) * 3.0, 0.0)).collect();
        assert_eq!(members(&row), [vec![0, 1], vec![2, 3], vec![4, 5]]);
    }

    #[test]
    fn stacks_are_found_across_the_edges_of_the_grid() {
        assert_eq!(members(&[(3.9, 3.9), (4.1, 4.1)]), [vec![0, 1]]);
        assert_eq!(members(&[(-0.1, 0.0), (0.1, 0.0), (f32::NAN, 0.0)]), [vec![0, 1]]);
    }
}
