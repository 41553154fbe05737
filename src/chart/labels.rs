use super::Rect;
use super::grid::Grid;
use super::stacks::Dot;

/// Dots larger than this are not written over, in points of radius.
pub const BIG_PX: f32 = 7.0;
/// Between a dot and its label, in points.
const GAP_PX: f32 = 4.0;
/// Between a label and a big dot that is not its own, in points: else it would seem to be its own.
const CLEAR_PX: f32 = 2.0;
/// So many of the most important are named even where small dots lie under every place for the name.
const NEVER_DROPPED: usize = 24;
/// Between two labels in one line, in points: names that touch read as one.
const SPACE_PX: f32 = 8.0;
/// The side of a grid cell: about the length of a short label.
const CELL_PX: f32 = 48.0;

/// A label that would like a place: the name of a dot, measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The centre of its dot.
    pub x: f32,
    pub y: f32,
    /// Of its dot.
    pub radius_px: f32,
    /// Of its text.
    pub width_px: f32,
    pub height_px: f32,
}

/// A label that got one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Of its candidate.
    pub index: usize,
    /// Where the text goes.
    pub rect: Rect,
}

/// What a label must keep clear of.
#[derive(Clone, Copy, Debug)]
pub struct Obstacles<'a> {
    /// Where labels may be at all.
    pub plot: Rect,
    /// Headings and the like.
    pub reserved: &'a [Rect],
    /// All dots that are drawn, those of the candidates among them. Only those over [`BIG_PX`] are in the way.
    pub dots: &'a [Dot],
}

/// Gives each candidate, in order of importance, the free place right, left, above or below its dot that the fewest
/// small dots lie under, until `most` labels are placed; only the most important are written over small dots at all. A placed label overlaps no other, no reserved rectangle and no big dot but its own, and
/// lies wholly inside the plot.
#[must_use]
pub fn place(candidates: &[Candidate], obstacles: &Obstacles<'_>, most: usize) -> Vec<Placed> {
    let Obstacles { plot, reserved, dots } = obstacles;
    let mut taken: Grid<Rect> = Grid::new(CELL_PX);
    for rect in *reserved {
        taken.add_rect(rect, *rect);
    }
    let mut big: Grid<Dot> = Grid::new(CELL_PX);
    for dot in dots.iter().filter(|dot| dot.radius_px > BIG_PX && plot.meets_disc(dot.x, dot.y, dot.radius_px)) {
        let Dot { x, y, radius_px } = *dot;
        let radius_px = radius_px + CLEAR_PX;
        big.add_rect(&Rect::new(x - radius_px, y - radius_px, x + radius_px, y + radius_px), *dot);
    }
    let mut small: Grid<Dot> = Grid::new(CELL_PX);
    for dot in dots.iter().filter(|dot| dot.radius_px <= BIG_PX) {
        small.add_point(dot.x, dot.y, *dot);
    }
    let mut placed = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        if placed.len() == most {
            break;
        }
        let free = |rect: &Rect| {
            let own = |dot: &Dot| {
                (dot.x - candidate.x).hypot(dot.y - candidate.y) < 0.01 && dot.radius_px <= candidate.radius_px
            };
            plot.holds(rect)
                && !taken.near(rect).any(|other| rect.overlaps(&other))
                && !big.near(rect).any(|dot| !own(&dot) && rect.meets_disc(dot.x, dot.y, dot.radius_px + CLEAR_PX))
        };
        // How many small dots the label would lie on.
        let written_over = |rect: &Rect| {
            let about = Rect::new(rect.min_x - BIG_PX, rect.min_y - BIG_PX, rect.max_x + BIG_PX, rect.max_y + BIG_PX);
            small.near(&about).filter(|dot| rect.meets_disc(dot.x, dot.y, dot.radius_px)).count()
        };
        let most_written_over = if index < NEVER_DROPPED { usize::MAX } else { 0 };
        let best = places(candidate).into_iter().filter(free).map(|rect| (written_over(&rect), rect));
        let best = best.filter(|(over, _)| *over <= most_written_over).min_by_key(|(over, _)| *over);
        if let Some((_, rect)) = best {
            let with_space = Rect::new(rect.min_x - SPACE_PX, rect.min_y, rect.max_x + SPACE_PX, rect.max_y);
            taken.add_rect(&with_space, with_space);
            placed.push(Placed { index, rect });
        }
    }
    placed
}

/// Right, left, above, below.
fn places(candidate: &Candidate) -> [Rect; 4] {
    let Candidate { x, y, radius_px, width_px: width, height_px: height } = *candidate;
    let away = radius_px + GAP_PX;
    let at = |min_x: f32, min_y: f32| Rect::new(min_x, min_y, min_x + width, min_y + height);
    [
        at(x + away, y - height / 2.0),
        at(x - away - width, y - height / 2.0),
        at(x - width / 2.0, y - radius_px - 2.0 - height),
        at(x - width / 2.0, y + radius_px + 2.0),
    ]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLOT: Rect = Rect::new(0.0, 0.0, 400.0, 300.0);

    fn candidate(x: f32, y: f32) -> Candidate {
        Candidate { x, y, radius_px: 5.0, width_px: 60.0, height_px: 14.0 }
    }

    fn check(candidates: &[Candidate], reserved: &[Rect], dots: &[Dot], wanted: &[(usize, f32, f32)]) {
        let placed = place(candidates, &Obstacles { plot: PLOT, reserved, dots }, 10);
        let corners: Vec<(usize, f32, f32)> =
            placed.iter().map(|one| (one.index, one.rect.min_x, one.rect.min_y)).collect();
        assert_eq!(corners, wanted);
    }

    #[test]
    fn a_label_stands_right_of_its_dot_unless_something_is_there() {
        check(&[candidate(100.0, 100.0)], &[], &[], &[(0, 109.0, 93.0)]);
        let heading = Rect::new(120.0, 95.0, 200.0, 110.0);
        check(&[candidate(100.0, 100.0)], &[heading], &[], &[(0, 31.0, 93.0)]);
        let big = Dot { x: 60.0, y: 104.0, radius_px: 12.0 };
        check(&[candidate(100.0, 100.0)], &[heading], &[big], &[(0, 70.0, 79.0)]);
        check(&[candidate(390.0, 100.0)], &[], &[], &[(0, 321.0, 93.0)]);
    }

    #[test]
    fn small_dots_are_left_free_if_they_can_be_and_the_own_dot_is_not_in_the_way() {
        let small = |x: f32, y: f32| Dot { x, y, radius_px: 6.0 };
        let own = Dot { x: 100.0, y: 100.0, radius_px: 5.0 };
        check(&[candidate(100.0, 100.0)], &[], &[small(130.0, 100.0), own], &[(0, 31.0, 93.0)]);
        let all_about = [small(130.0, 100.0), small(60.0, 100.0), small(100.0, 84.0), small(100.0, 116.0)];
        check(&[candidate(100.0, 100.0)], &[], &all_about, &[(0, 109.0, 93.0)]);
    }

    #[test]
    fn the_more_important_comes_first_and_there_is_an_end() {
        let crowd: Vec<Candidate> = (0..20).map(|_| candidate(200.0, 150.0)).collect();
        let obstacles = Obstacles { plot: PLOT, reserved: &[], dots: &[] };
        assert_eq!(place(&crowd, &obstacles, 10).iter().map(|one| one.index).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert_eq!(place(&crowd, &obstacles, 2).len(), 2);
        assert!(place(&[candidate(f32::NAN, 5.0)], &obstacles, 2).is_empty());
    }

    proptest! {
        #[test]
        fn no_two_labels_ever_overlap_nor_cover_a_heading_or_a_big_dot(
            spots in prop::collection::vec((-20.0_f32..420.0, -20.0_f32..320.0, 4.0_f32..17.0, 5.0_f32..150.0), 0..120),
        ) {
            let candidates: Vec<Candidate> = spots
                .iter()
                .map(|&(x, y, radius_px, width_px)| Candidate { x, y, radius_px, width_px, height_px: 14.0 })
                .collect();
            let dots: Vec<Dot> =
                candidates.iter().map(|one| Dot { x: one.x, y: one.y, radius_px: one.radius_px }).collect();
            let reserved = [Rect::new(0.0, 0.0, 180.0, 30.0), Rect::new(200.0, 270.0, 380.0, 300.0)];
            let placed = place(&candidates, &Obstacles { plot: PLOT, reserved: &reserved, dots: &dots }, 60);
            for (nth, one) in placed.iter().enumerate() {
                prop_assert!(PLOT.holds(&one.rect));
                prop_assert!(!reserved.iter().any(|heading| heading.overlaps(&one.rect)));
                prop_assert!(!placed[..nth].iter().any(|other| other.rect.overlaps(&one.rect)));
                for (index, dot) in dots.iter().enumerate().filter(|(_, dot)| dot.radius_px > BIG_PX) {
                    prop_assert!(index == one.index || !one.rect.meets_disc(dot.x, dot.y, dot.radius_px));
                }
            }
        }
    }
}
