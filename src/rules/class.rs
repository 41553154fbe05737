use std::fmt;

use crate::model::{Account, Lines, Portfolio, Position};

/// The quadrant of the board that an account stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    Key,
    GrowthPotential,
    Maintenance,
    Service,
}

impl Class {
    pub const ALL: [Self; 4] = [Self::Key, Self::GrowthPotential, Self::Maintenance, Self::Service];

    /// The class of a position. There is no band about the lines: a decision is a decision, and a score on a line
    /// belongs to the upper (right) half.
    #[must_use]
    pub fn of(position: Position, lines: Lines) -> Self {
        Self::of_halves((position.engagement >= lines.engagement, position.potential >= lines.potential))
    }

    /// The class of an account; `None` while it is unplaced. A judgement decides as it is; evidence does not change its
    /// mind within the band about a line, as long as the board is divided where the evidence was worked out for.
    #[must_use]
    pub fn of_account(portfolio: &Portfolio, account: &Account, lines: Lines) -> Option<Self> {
        if let Some(judged) = account.judged() {
            return Some(Self::of(judged, lines));
        }
        let evidence = portfolio.evidence(account.id)?;
        let position = evidence.position()?;
        Some(if lines == portfolio.settings().lines {
            Self::of_halves(evidence.halves)
        } else {
            Self::of(position, lines)
        })
    }

    /// The class above and right of the lines, or not: (engagement high, potential high).
    #[must_use]
    pub const fn of_halves(halves: (bool, bool)) -> Self {
        match halves {
            (true, true) => Self::Key,
            (false, true) => Self::GrowthPotential,
            (true, false) => Self::Maintenance,
            (false, false) => Self::Service,
        }
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "Key",
            Self::GrowthPotential => "Growth Potential",
            Self::Maintenance => "Maintenance",
            Self::Service => "Service",
        }
    }

    /// What the class asks of us, in a few words.
    #[must_use]
    pub const fn stance(self) -> &'static str {
        match self {
            Self::Key => "grow together",
            Self::GrowthPotential => "invest, find the way in",
            Self::Maintenance => "keep, serve well, cheaply",
            Self::Service => "serve on request",
        }
    }

    /// Whether it lies above and right of the lines: (engagement high, potential high).
    #[must_use]
    pub const fn halves(self) -> (bool, bool) {
        match self {
            Self::Key => (true, true),
            Self::GrowthPotential => (false, true),
            Self::Maintenance => (true, false),
            Self::Service => (false, false),
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Score;

    #[test]
    fn a_score_on_a_line_belongs_to_the_upper_half() {
        let check = |engagement: f64, potential: f64, wanted: Class| {
            let position = Position::new(Score::clamped(engagement), Score::clamped(potential));
            assert_eq!(Class::of(position, Lines::default()), wanted, "{engagement}, {potential}");
        };
        check(50.0, 50.0, Class::Key);
        check(49.99, 50.0, Class::GrowthPotential);
        check(50.0, 49.99, Class::Maintenance);
        check(0.0, 0.0, Class::Service);
        check(100.0, 100.0, Class::Key);
    }
}
