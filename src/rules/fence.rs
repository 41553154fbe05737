use crate::model::{Lines, Position, Score};

/// Whether a position stands within `fence` points of a dividing line, on it or on either side: then a small move
/// would change its class.
#[must_use]
pub fn is_on_the_fence(position: Position, lines: Lines, fence: Score) -> bool {
    let near = |score: Score, line: Score| score.hundredths().abs_diff(line.hundredths()) <= fence.hundredths();
    near(position.engagement, lines.engagement) || near(position.potential, lines.potential)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fence_reaches_as_far_on_both_sides_of_either_line() {
        let check = |engagement: f64, potential: f64, wanted: bool| {
            let position = Position::new(Score::clamped(engagement), Score::clamped(potential));
            let got = is_on_the_fence(position, Lines::default(), Score::whole(3));
            assert_eq!(got, wanted, "{engagement}, {potential}");
        };
        check(50.0, 10.0, true);
        check(47.0, 10.0, true);
        check(46.99, 10.0, false);
        check(10.0, 53.0, true);
        check(10.0, 53.01, false);
        check(10.0, 90.0, false);
    }
}
