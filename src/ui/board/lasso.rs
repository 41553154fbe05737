use egui::{Pos2, Rect};

/// A way that was drawn around dots, closed from its end to its beginning.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lasso {
    points: Vec<Pos2>,
}

/// Nearer points than this add nothing to the shape.
const STEP_PX: f32 = 3.0;
/// Of the rows that edges are sorted into.
const ROW_PX: f32 = 8.0;

impl Lasso {
    #[must_use]
    pub fn begun_at(press: Pos2) -> Self {
        Self { points: vec![press] }
    }

    /// Draws on to `at`, if that is far enough to matter.
    pub fn draw_to(&mut self, at: Pos2) {
        if self.points.last().is_none_or(|last| last.distance(at) >= STEP_PX) {
            self.points.push(at);
        }
    }

    #[must_use]
    pub fn points(&self) -> &[Pos2] {
        &self.points
    }

    /// What lies inside, ready to be asked about many places.
    #[must_use]
    pub fn area(&self) -> LassoArea {
        LassoArea::new(&self.points)
    }
}

/// The inside of a lasso by the even-odd rule: where the way crosses itself, what is surrounded twice is outside.
#[derive(Clone, Debug)]
pub struct LassoArea {
    pub bounds: Rect,
    /// The edges that reach into each row of [`ROW_PX`], downward from the top.
    rows: Vec<Vec<[Pos2; 2]>>,
}

impl LassoArea {
    fn new(points: &[Pos2]) -> Self {
        let bounds = Rect::from_points(points);
        let mut area = Self { bounds, rows: Vec::new() };
        if !bounds.is_finite() {
            return area;
        }
        area.rows = vec![Vec::new(); area.row(bounds.bottom()) + 1];
        let next = points.iter().cycle().skip(1);
        for (from, to) in points.iter().zip(next) {
            let (first, last) = (area.row(from.y.min(to.y)), area.row(from.y.max(to.y)));
            for row in area.rows.iter_mut().take(last + 1).skip(first) {
                row.push([*from, *to]);
            }
        }
        area
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "screens have few rows")]
    fn row(&self, y: f32) -> usize {
        ((y - self.bounds.top()) / ROW_PX).max(0.0) as usize
    }

    #[must_use]
    pub fn holds(&self, at: Pos2) -> bool {
        if !self.bounds.contains(at) {
            return false;
        }
        let edges = self.rows.get(self.row(at.y)).map(Vec::as_slice).unwrap_or_default();
        // How many edges a ray to the right crosses; an edge owns its upper end but not its lower one.
        let crossed = edges.iter().filter(|[from, to]| {
            (from.y > at.y) != (to.y > at.y) && at.x < from.x + (at.y - from.y) / (to.y - from.y) * (to.x - from.x)
        });
        crossed.count() % 2 == 1
    }
}

#[cfg(test)]
mod tests {
    use egui::pos2;
    use proptest::prelude::*;

    use super::*;

    fn lasso(points: &[(f32, f32)]) -> Lasso {
        Lasso { points: points.iter().map(|&(x, y)| pos2(x, y)).collect() }
    }

    #[test]
    fn what_is_surrounded_is_inside() {
        let horseshoe = [
            (0.0, 0.0),
            (90.0, 0.0),
            (90.0, 90.0),
            (60.0, 90.0),
            (60.0, 30.0),
            (30.0, 30.0),
            (30.0, 90.0),
            (0.0, 90.0),
        ];
        let area = lasso(&horseshoe).area();
        let check = |x: f32, y: f32, wanted: bool| assert_eq!(area.holds(pos2(x, y)), wanted, "{x}, {y}");
        check(15.0, 80.0, true);
        check(45.0, 80.0, false);
        check(75.0, 80.0, true);
        check(45.0, 15.0, true);
        check(45.0, 120.0, false);
        check(f32::NAN, 15.0, false);
    }

    #[test]
    fn what_is_surrounded_twice_is_outside() {
        let eight = lasso(&[(0.0, 0.0), (100.0, 100.0), (100.0, 0.0), (0.0, 100.0)]).area();
        assert!(eight.holds(pos2(20.0, 50.0)) && eight.holds(pos2(80.0, 50.0)));
        assert!(!eight.holds(pos2(50.0, 20.0)) && !eight.holds(pos2(50.0, 80.0)));
    }

    #[test]
    fn a_lasso_without_extent_holds_nothing() {
        assert!(!Lasso::default().area().holds(pos2(0.0, 0.0)));
        let mut still = Lasso::begun_at(pos2(5.0, 5.0));
        still.draw_to(pos2(6.0, 6.0));
        assert_eq!(still.points().len(), 1);
        assert!(!still.area().holds(pos2(5.0, 5.0)));
    }

    proptest! {
        #[test]
        fn rows_leave_out_no_edge(
            points in prop::collection::vec((0.0_f32..300.0, 0.0_f32..300.0), 1..30),
            spots in prop::collection::vec((-10.0_f32..310.0, -10.0_f32..310.0), 1..40),
        ) {
            let area = lasso(&points).area();
            for (x, y) in spots {
                let edges = points.iter().zip(points.iter().cycle().skip(1));
                let crossed = edges.filter(|((ax, ay), (bx, by))| {
                    (*ay > y) != (*by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax)
                });
                prop_assert_eq!(area.holds(pos2(x, y)), crossed.count() % 2 == 1);
            }
        }
    }
}
