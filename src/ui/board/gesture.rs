use std::collections::BTreeSet;

use egui::{Pos2, Rect, Vec2};

use crate::model::{AccountId, Lines, Placement, Position, Score};

use super::camera::{Stage, snapped};
use super::lasso::Lasso;
use super::model::BoardModel;

/// What the pointer or the arrow keys are in the middle of. Nothing is written until it ends, and it ends once.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    #[default]
    None,
    /// Dots under way; `grabbed` is the one under the pointer.
    Drag {
        grabbed: AccountId,
        from: Position,
        ids: Vec<AccountId>,
        press: Pos2,
    },
    /// An unplaced account, dragged out of the tray.
    FromTray {
        account: AccountId,
    },
    /// A rectangle that selects.
    Select {
        press: Pos2,
        before: BTreeSet<AccountId>,
    },
    /// A way drawn around what is to be selected.
    Lasso {
        lasso: Lasso,
        before: BTreeSet<AccountId>,
    },
    Pan,
    /// One dividing line or, at their crossing, both.
    Divide {
        engagement: bool,
        potential: bool,
    },
    /// Arrow keys held down: whole points so far, `[potential, engagement]`.
    Nudge {
        ids: Vec<AccountId>,
        by: [i32; 2],
    },
    /// Called off by Esc; the button is still down.
    CalledOff,
}

/// Where dragged or nudged dots would go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    /// In the order of the dots dragged; who stays where it is is among them.
    pub moves: Vec<(AccountId, Position, Position)>,
    /// It is held over its evidence, and stays there from now on.
    pub released: bool,
}

impl Carried {
    #[must_use]
    pub fn placements(&self) -> Vec<Placement> {
        let placement = |(account, _, to): &(AccountId, Position, Position)| Placement {
            account: *account,
            to: (!self.released).then_some(*to),
        };
        self.moves.iter().map(placement).collect()
    }

    #[must_use]
    pub fn is_anywhere(&self) -> bool {
        self.moves.iter().any(|(_, from, to)| from != to)
    }
}

/// How far the grabbed dot has come, in hundredths of a point, `[potential, engagement]`. It goes in whole points;
/// with `lock_axis` only along the axis that the pointer went further along.
#[must_use]
pub fn travelled(from: Position, press: Pos2, pointer: Pos2, lock_axis: bool, stage: &Stage) -> [i32; 2] {
    let mut way = pointer - press;
    if lock_axis {
        way = if way.x.abs() >= way.y.abs() { Vec2::new(way.x, 0.0) } else { Vec2::new(0.0, way.y) };
    }
    let scale = stage.scale();
    let aim =
        [from.potential.points() + f64::from(way.x / scale.x), from.engagement.points() - f64::from(way.y / scale.y)];
    let to = snapped(aim);
    let by = |to: Score, from: Score| i32::from(to.hundredths()) - i32::from(from.hundredths());
    [
        if way.x == 0.0 { 0 } else { by(to.potential, from.potential) },
        if way.y == 0.0 { 0 } else { by(to.engagement, from.engagement) },
    ]
}

/// All of `ids` moved by the same way, each kept on the board.
#[must_use]
pub fn carried(model: &BoardModel, ids: &[AccountId], by_hundredths: [i32; 2]) -> Carried {
    let [across, upward] = by_hundredths;
    let moves = ids.iter().filter_map(|id| {
        let from = model.dot(*id)?.position;
        Some((*id, from, Position::new(shifted(from.engagement, upward), shifted(from.potential, across))))
    });
    Carried { moves: moves.collect(), released: false }
}

/// A single account, led so near to its evidence on the screen, is led onto it: let go there, it is released.
#[must_use]
pub fn drawn_to_evidence(carried: Carried, model: &BoardModel, pointer: Pos2, grip: Vec2, stage: &Stage) -> Carried {
    const REACH_PX: f32 = 7.0;
    let [(account, from, _)] = carried.moves[..] else { return carried };
    let Some(ghost) = model.dot(account).and_then(|dot| dot.ghost) else { return carried };
    if stage.position_to_screen(ghost).distance(pointer - grip) > REACH_PX {
        return carried;
    }
    Carried { moves: vec![(account, from, ghost)], released: true }
}

fn shifted(score: Score, hundredths: i32) -> Score {
    Score::clamped(f64::from(i32::from(score.hundredths()) + hundredths) / 100.0)
}

/// The dividing lines with those that are dragged put under the pointer, in whole points from 1 to 99.
#[must_use]
pub fn divided(lines: Lines, engagement: bool, potential: bool, pointer: Pos2, stage: &Stage) -> Lines {
    let at = snapped(stage.from_screen(pointer));
    let within = |score: Score| score.clamp(Score::whole(1), Score::whole(99));
    Lines {
        engagement: if engagement { within(at.engagement) } else { lines.engagement },
        potential: if potential { within(at.potential) } else { lines.potential },
    }
}

/// Which dividing lines lie under the pointer: (engagement, potential).
#[must_use]
pub fn lines_at(lines: Lines, at: Pos2, stage: &Stage) -> (bool, bool) {
    const REACH_PX: f32 = 4.0;
    let crossing = stage.position_to_screen(Position::new(lines.engagement, lines.potential));
    let inside = stage.rect.contains(at);
    (inside && (at.y - crossing.y).abs() <= REACH_PX, inside && (at.x - crossing.x).abs() <= REACH_PX)
}

/// What is selected after dots were clicked or framed: with `add` they join what was, a clicked one that was in
/// leaves.
#[must_use]
pub fn selected(before: &BTreeSet<AccountId>, touched: &[AccountId], add: bool, toggle: bool) -> BTreeSet<AccountId> {
    if !add {
        return touched.iter().copied().collect();
    }
    let mut after = before.clone();
    for id in touched {
        if !after.insert(*id) && toggle {
            after.remove(id);
        }
    }
    after
}

/// The rectangle between two corners, in any order.
#[must_use]
pub fn frame(press: Pos2, pointer: Pos2) -> Rect {
    Rect::from_two_pos(press, pointer)
}

#[cfg(test)]
mod tests {
    use egui::pos2;

    use super::*;
    use crate::ui::board::camera::Camera;

    fn stage() -> Stage {
        // Ten pixels a point.
        let camera = Camera { min: [0.0, 0.0], max: [100.0, 100.0] };
        Stage { rect: Rect::from_min_size(pos2(0.0, 0.0), Vec2::splat(1000.0)), camera }
    }

    #[test]
    fn a_dot_goes_in_whole_points_and_stays_on_the_board() {
        let from = Position::new(Score::from_points(49.7).unwrap(), Score::whole(50));
        let check = |way: Vec2, lock: bool, wanted: [i32; 2]| {
            let press = pos2(500.0, 500.0);
            assert_eq!(travelled(from, press, press + way, lock, &stage()), wanted, "{way:?}");
        };
        check(Vec2::new(103.0, -103.0), false, [1000, 1030]);
        check(Vec2::new(103.0, -103.0), true, [1000, 0]);
        check(Vec2::new(20.0, -103.0), true, [0, 1030]);
        check(Vec2::new(9000.0, 0.0), false, [5000, 0]);
        check(Vec2::ZERO, false, [0, 0]);
    }

    #[test]
    fn lines_are_grabbed_near_and_stay_inside() {
        let lines = Lines::default();
        assert_eq!(lines_at(lines, pos2(200.0, 502.0), &stage()), (true, false));
        assert_eq!(lines_at(lines, pos2(499.0, 498.0), &stage()), (true, true));
        assert_eq!(lines_at(lines, pos2(200.0, 300.0), &stage()), (false, false));
        let moved = divided(lines, true, false, pos2(0.0, -50.0), &stage());
        assert_eq!((moved.engagement, moved.potential), (Score::whole(99), Score::HALF));
    }
}
