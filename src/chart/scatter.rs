//! Things by two numbers, each with its name beside it.

use super::Rect;
use super::scale::ticks;

/// One thing: how far across and up it stands, and how wide its name is in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thing {
    pub across: f64,
    pub up: f64,
    pub name_width: f32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Scatter {
    /// One for each thing.
    pub points: Vec<Point>,
    /// A number, and how far across or down it stands.
    pub across: Vec<(f64, f32)>,
    pub up: Vec<(f64, f32)>,
    /// From the lower left corner along `up` = `slope` × `across`, as far as there is room.
    pub slope_ends: (f32, f32),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    pub at: (f32, f32),
    /// Where the base line of its name begins.
    pub name_at: (f32, f32),
}

/// Between a point and its name, and from name to name.
const GAP: f32 = 10.0;
const NAME_HEIGHT: f32 = 15.0;

/// Numbers below zero stand on the axis.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "shares of a length in points")]
pub fn scatter(area: &Rect, things: &[Thing], slope: f64) -> Scatter {
    let largest = |of: fn(&Thing) -> f64| things.iter().map(of).fold(0.0, f64::max);
    let (across, up) = (ticks(largest(|thing| thing.across), 1.0), ticks(largest(|thing| thing.up), 1.0));
    let top = |ticks: &[f64]| ticks.last().copied().unwrap_or(1.0).max(1.0);
    let (most_across, most_up) = (top(&across), top(&up));
    let x = |value: f64| area.min_x + area.width() * (value.clamp(0.0, most_across) / most_across) as f32;
    let y = |value: f64| area.max_y - area.height() * (value.clamp(0.0, most_up) / most_up) as f32;
    let mut taken: Vec<Rect> = Vec::new();
    let mut point = |thing: &Thing| {
        let at = (x(thing.across), y(thing.up));
        let fits_right = at.0 + GAP + thing.name_width <= area.max_x;
        let from = if fits_right { at.0 + GAP } else { at.0 - GAP - thing.name_width };
        let room = |by: f32| Rect::new(from, at.1 - 8.0 + by, from + thing.name_width, at.1 + NAME_HEIGHT - 8.0 + by);
        // The nearest free place above or below.
        let steps =
            (0_u8..40).map(|step| f32::from(step.div_ceil(2)) * NAME_HEIGHT * if step % 2 == 0 { 1.0 } else { -1.0 });
        let mut free = steps.map(room).filter(|room| taken.iter().all(|other| !other.overlaps(room)));
        let room = free.next().unwrap_or_else(|| room(0.0));
        taken.push(room);
        Point { at, name_at: (room.min_x, room.max_y - 3.0) }
    };
    let points = things.iter().map(&mut point).collect();
    let reach = if slope > 0.0 { most_across.min(most_up / slope) } else { most_across };
    Scatter {
        points,
        across: across.iter().map(|tick| (*tick, x(*tick))).collect(),
        up: up.iter().map(|tick| (*tick, y(*tick))).collect(),
        slope_ends: (x(reach), y(reach * slope)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_stand_where_their_numbers_say_and_no_two_names_overlap() {
        let area = Rect::new(0.0, 0.0, 400.0, 200.0);
        let thing = |across, up| Thing { across, up, name_width: 60.0 };
        let things =
            [thing(0.0, 0.0), thing(400.0, 200.0), thing(200.0, 100.0), thing(201.0, 100.0), thing(199.0, 101.0)];
        let drawn = scatter(&area, &things, 1.0);
        assert_eq!(drawn.points[0].at, (0.0, 200.0));
        assert_eq!(drawn.points[1].at, (400.0, 0.0));
        assert_eq!(drawn.points[2].at, (200.0, 100.0));
        assert!(drawn.points[1].name_at.0 < 340.0, "on the left, where there is room");
        let rooms: Vec<Rect> = drawn
            .points
            .iter()
            .map(|point| {
                let (x, y) = point.name_at;
                Rect::new(x, y - 11.9, x + 60.0, y + 2.9)
            })
            .collect();
        for (nth, room) in rooms.iter().enumerate() {
            assert!(rooms[..nth].iter().all(|other| !other.overlaps(room)), "{rooms:?}");
        }
        assert_eq!(drawn.slope_ends, (200.0, 0.0), "up to the top");
    }
}
