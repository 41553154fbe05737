use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A score between 0 and 100, kept in hundredths of a point, so that it compares, hashes and round-trips exactly
/// and can never be a NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct Score(u16);

/// Why a number is no score.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    #[error("“{0}” is not a number; a score is a number from 0 to 100")]
    NotANumber(String),
    #[error("{0} is out of range; a score is a number from 0 to 100")]
    OutOfRange(String),
}

impl Score {
    pub const ZERO: Self = Self(0);
    pub const HALF: Self = Self(50 * Self::HUNDREDTHS);
    pub const MAX: Self = Self(100 * Self::HUNDREDTHS);
    const HUNDREDTHS: u16 = 100;

    /// A whole number of points; more than 100 counts as 100.
    #[must_use]
    pub const fn whole(points: u8) -> Self {
        let points = if points > 100 { 100 } else { points };
        Self(points as u16 * Self::HUNDREDTHS)
    }

    /// The nearest hundredth of a point.
    ///
    /// # Errors
    /// When `points` is not finite or not within 0..=100.
    pub fn from_points(points: f64) -> Result<Self, ScoreError> {
        if !points.is_finite() {
            return Err(ScoreError::NotANumber(points.to_string()));
        }
        if !(0.0..=100.0).contains(&points) {
            return Err(ScoreError::OutOfRange(points.to_string()));
        }
        Ok(Self::clamped(points))
    }

    /// The nearest score to `points`: below 0 is 0, above 100 is 100, not a number is 0.
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to 0..=10,000 before the cast"
    )]
    pub fn clamped(points: f64) -> Self {
        if points.is_nan() {
            return Self::ZERO;
        }
        Self((points.clamp(0.0, 100.0) * f64::from(Self::HUNDREDTHS)).round() as u16)
    }

    /// In points, 0..=100.
    #[must_use]
    pub fn points(self) -> f64 {
        f64::from(self.0) / f64::from(Self::HUNDREDTHS)
    }

    /// In hundredths of a point, 0..=10,000.
    #[must_use]
    pub const fn hundredths(self) -> u16 {
        self.0
    }
}

impl TryFrom<u16> for Score {
    type Error = ScoreError;

    fn try_from(hundredths: u16) -> Result<Self, ScoreError> {
        if hundredths > Self::MAX.0 {
            return Err(ScoreError::OutOfRange((f64::from(hundredths) / 100.0).to_string()));
        }
        Ok(Self(hundredths))
    }
}

impl From<Score> for u16 {
    fn from(score: Score) -> Self {
        score.0
    }
}

impl fmt::Display for Score {
    /// As few digits as tell the truth: `64`, `49.7`, `71.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / Self::HUNDREDTHS, self.0 % Self::HUNDREDTHS);
        let text = match (rest, rest % 10) {
            (0, _) => whole.to_string(),
            (_, 0) => format!("{whole}.{}", rest / 10),
            (..) => format!("{whole}.{rest:02}"),
        };
        f.pad(&text)
    }
}

impl FromStr for Score {
    type Err = ScoreError;

    /// Reads `64`, `49.7` and, because half of Europe writes it so, `49,7`.
    fn from_str(text: &str) -> Result<Self, ScoreError> {
        let trimmed = text.trim();
        let plain = trimmed.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+'));
        let points: f64 = trimmed
            .replace(',', ".")
            .parse()
            .ok()
            .filter(|_| plain)
            .ok_or_else(|| ScoreError::NotANumber(trimmed.to_owned()))?;
        Self::from_points(points).map_err(|_| ScoreError::OutOfRange(trimmed.to_owned()))
    }
}

/// A place on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Upward: how deeply our people work with theirs.
    pub engagement: Score,
    /// Across: how much more they could buy.
    pub potential: Score,
}

impl Position {
    #[must_use]
    pub const fn new(engagement: Score, potential: Score) -> Self {
        Self { engagement, potential }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_score_prints_as_few_digits_as_tell_the_truth() {
        for (points, text) in
            [(64.0, "64"), (49.7, "49.7"), (71.25, "71.25"), (5.05, "5.05"), (100.0, "100"), (0.0, "0")]
        {
            assert_eq!(Score::from_points(points).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_score_reads_what_people_write() {
        let check = |text: &str, wanted: Result<u16, ()>| {
            assert_eq!(text.parse::<Score>().map(Score::hundredths).map_err(|_| ()), wanted, "{text}");
        };
        check("64", Ok(6400));
        check(" 49,7 ", Ok(4970));
        check("100", Ok(10000));
        check("100.01", Err(()));
        check("-1", Err(()));
        check("NaN", Err(()));
        check("1e1", Err(()));
        check("", Err(()));
    }

    #[test]
    fn nothing_is_ever_off_the_board() {
        assert_eq!(Score::clamped(f64::NAN), Score::ZERO);
        assert_eq!(Score::clamped(f64::INFINITY), Score::MAX);
        assert!(Score::from_points(f64::NAN).is_err());
        assert!(serde_json::from_str::<Score>("10001").is_err());
    }
}
