//! What happened month by month, as bars with a line for what was wanted.

use super::Rect;
use super::scale::ticks;

/// One month: what came of it, what was wanted, and what the same month brought a year before. `None` has no bar, or no
/// line.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Month {
    pub value: Option<f64>,
    pub goal: Option<f64>,
    pub before: Option<f64>,
}

/// Bars in an area.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// One for each month.
    pub bars: Vec<Bar>,
    /// A number and how far down it stands.
    pub ticks: Vec<(f64, f32)>,
    /// The goal as lines from left to right; where it changes, or a month has none, one ends.
    pub goal: Vec<GoalLine>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// The room of the month, as high as the area.
    pub room: Rect,
    pub bar: Option<Rect>,
    /// How far down the year before stands.
    pub before_y: Option<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GoalLine {
    pub from_x: f32,
    pub to_x: f32,
    pub y: f32,
    pub goal: f64,
}

/// Of the room of a month, so much is its bar.
const BAR: f32 = 0.62;

#[must_use]
pub fn bars(area: &Rect, months: &[Month]) -> Bars {
    let all = months.iter().flat_map(|month| [month.value, month.goal, month.before]).flatten();
    let ticks = ticks(all.fold(0.0, f64::max), 1.0);
    let top = ticks.last().copied().unwrap_or(1.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a share of a height in points")]
    let y = |value: f64| area.max_y - area.height() * (value.clamp(0.0, top) / top) as f32;
    let width = area.width() / f32::from(u16::try_from(months.len()).unwrap_or(u16::MAX)).max(1.0);
    let room = |nth: u16| {
        let from = area.min_x + width * f32::from(nth);
        Rect::new(from, area.min_y, from + width, area.max_y)
    };
    let rooms: Vec<(Rect, Month)> = (0..u16::MAX).map(room).zip(months.iter().copied()).collect();
    let bar = |(room, month): &(Rect, Month)| {
        let inset = room.width() * (1.0 - BAR) / 2.0;
        let bar = |value: f64| Rect::new(room.min_x + inset, y(value), room.max_x - inset, area.max_y);
        Bar { room: *room, bar: month.value.map(bar), before_y: month.before.map(y) }
    };
    let mut goal: Vec<GoalLine> = Vec::new();
    for (room, month) in &rooms {
        let Some(wanted) = month.goal else { continue };
        let line = GoalLine { from_x: room.min_x, to_x: room.max_x, y: y(wanted), goal: wanted };
        match goal.last_mut().filter(|last| (last.y - line.y).abs() < 0.01 && (last.to_x - line.from_x).abs() < 0.5) {
            Some(last) => last.to_x = line.to_x,
            None => goal.push(line),
        }
    }
    Bars { bars: rooms.iter().map(bar).collect(), ticks: ticks.iter().map(|tick| (*tick, y(*tick))).collect(), goal }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(value: Option<f64>, goal: Option<f64>) -> Month {
        Month { value, goal, before: None }
    }

    #[test]
    fn bars_are_as_high_as_their_numbers_and_the_goal_is_one_line_while_it_stays() {
        let area = Rect::new(0.0, 0.0, 120.0, 80.0);
        let months = [
            month(Some(4.0), Some(4.0)),
            month(Some(0.0), Some(4.0)),
            month(Some(8.0), Some(6.0)),
            month(None, None),
            month(None, Some(6.0)),
        ];
        let drawn = bars(&area, &months);
        assert_eq!(drawn.ticks.last(), Some(&(8.0, 0.0)));
        let heights: Vec<Option<f32>> = drawn.bars.iter().map(|bar| bar.bar.map(|bar| bar.height())).collect();
        assert_eq!(heights, [Some(40.0), Some(0.0), Some(80.0), None, None]);
        let lines: Vec<(f32, f32, f32)> = drawn.goal.iter().map(|line| (line.from_x, line.to_x, line.y)).collect();
        assert_eq!(lines, [(0.0, 48.0, 40.0), (48.0, 72.0, 20.0), (96.0, 120.0, 20.0)]);
    }

    #[test]
    fn nothing_at_all_still_has_an_axis() {
        let drawn = bars(&Rect::new(0.0, 0.0, 100.0, 50.0), &[]);
        assert_eq!((drawn.bars.len(), drawn.goal.len(), drawn.ticks.len()), (0, 0, 5));
    }
}
