use egui::{Pos2, Rect, Vec2, pos2};

use crate::model::{Position, Score};

/// Which part of the board is looked at, in points of score: x is potential, y is engagement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    pub min: [f64; 2],
    pub max: [f64; 2],
}

/// How far beyond 0 and 100 the whole board reaches, so that dots on the edge are seen whole.
const MARGIN: f64 = 2.5;
const WIDEST: f64 = 100.0 + 2.0 * MARGIN;
const CLOSEST: f64 = 4.0;

impl Default for Camera {
    fn default() -> Self {
        Self { min: [-MARGIN; 2], max: [100.0 + MARGIN; 2] }
    }
}

impl Camera {
    /// Zooms by `factor` (above 1: closer) so that `center`, in points of score, stays under the pointer.
    pub fn zoom(&mut self, factor: f64, center: [f64; 2]) {
        for axis in 0..2 {
            let (Some(min), Some(max), Some(center)) =
                (self.min.get_mut(axis), self.max.get_mut(axis), center.get(axis))
            else {
                continue;
            };
            let span = ((*max - *min) / factor).clamp(CLOSEST, WIDEST);
            let share = (center - *min) / (*max - *min);
            *min = center - share * span;
            *max = *min + span;
        }
        self.keep_in_sight();
    }

    /// Moves by points of score.
    pub fn pan(&mut self, by: [f64; 2]) {
        for axis in 0..2 {
            if let (Some(min), Some(max), Some(by)) = (self.min.get_mut(axis), self.max.get_mut(axis), by.get(axis)) {
                *min += by;
                *max += by;
            }
        }
        self.keep_in_sight();
    }

    /// The board never leaves the frame: what is shown lies within the board and its margin.
    fn keep_in_sight(&mut self) {
        for axis in 0..2 {
            if let (Some(min), Some(max)) = (self.min.get_mut(axis), self.max.get_mut(axis)) {
                let span = (*max - *min).min(WIDEST);
                *min = min.clamp(-MARGIN, 100.0 + MARGIN - span);
                *max = *min + span;
            }
        }
    }

    #[must_use]
    pub fn is_whole_board(&self) -> bool {
        *self == Self::default()
    }
}

/// A camera with the rectangle on screen that it fills.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stage {
    pub rect: Rect,
    pub camera: Camera,
}

#[expect(clippy::cast_possible_truncation, reason = "screens are small")]
impl Stage {
    /// Pixels (points of the screen) a point of score: across, upward.
    #[must_use]
    pub fn scale(&self) -> Vec2 {
        let [min_x, min_y] = self.camera.min;
        let [max_x, max_y] = self.camera.max;
        Vec2::new(self.rect.width() / (max_x - min_x) as f32, self.rect.height() / (max_y - min_y) as f32)
    }

    #[must_use]
    pub fn to_screen(&self, potential: f32, engagement: f32) -> Pos2 {
        let scale = self.scale();
        let [min_x, min_y] = self.camera.min;
        pos2(
            self.rect.left() + (potential - min_x as f32) * scale.x,
            self.rect.bottom() - (engagement - min_y as f32) * scale.y,
        )
    }

    /// In points of score: `[potential, engagement]`, outside 0..=100 too.
    #[must_use]
    pub fn from_screen(&self, at: Pos2) -> [f64; 2] {
        let scale = self.scale();
        let [min_x, min_y] = self.camera.min;
        [
            f64::from((at.x - self.rect.left()) / scale.x) + min_x,
            f64::from((self.rect.bottom() - at.y) / scale.y) + min_y,
        ]
    }

    #[must_use]
    pub fn position_to_screen(&self, position: Position) -> Pos2 {
        self.to_screen(position.potential.points() as f32, position.engagement.points() as f32)
    }
}

/// The whole-point position nearest to `[potential, engagement]`, kept on the board.
#[must_use]
pub fn snapped([potential, engagement]: [f64; 2]) -> Position {
    Position::new(Score::clamped(engagement.round()), Score::clamped(potential.round()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_keeps_the_point_under_the_pointer() {
        let mut stage =
            Stage { rect: Rect::from_min_size(pos2(10.0, 20.0), Vec2::new(800.0, 600.0)), camera: Camera::default() };
        let pointer = pos2(500.0, 300.0);
        let before = stage.from_screen(pointer);
        stage.camera.zoom(2.0, before);
        let after = stage.from_screen(pointer);
        assert!((before[0] - after[0]).abs() < 1e-4 && (before[1] - after[1]).abs() < 1e-4);
        for _ in 0..50 {
            stage.camera.zoom(0.5, before);
        }
        assert!(stage.camera.is_whole_board());
    }

    #[test]
    fn the_board_never_leaves_the_frame() {
        let mut camera = Camera::default();
        camera.zoom(4.0, [50.0, 50.0]);
        camera.pan([1e6, -1e6]);
        assert!(camera.max[0] <= 102.5 && camera.min[1] >= -2.5);
        camera.pan([f64::MIN_POSITIVE, 0.0]);
        assert!(camera.min[0] < camera.max[0]);
    }

    #[test]
    fn screen_and_score_are_inverse() {
        let stage =
            Stage { rect: Rect::from_min_size(pos2(0.0, 0.0), Vec2::new(1000.0, 500.0)), camera: Camera::default() };
        let position = Position::new(Score::whole(64), Score::whole(71));
        assert_eq!(snapped(stage.from_screen(stage.position_to_screen(position))), position);
        assert_eq!(snapped([200.0, -3.0]), Position::new(Score::ZERO, Score::MAX));
    }
}
