//! How sure the potential of an account is, as its dot shows it: the surer, the sharper its edge.

use crate::model::{Account, Portfolio};

/// In three steps, because no eye tells more of them apart on a small dot. Our own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    #[default]
    Known,
    Partly,
    Guessed,
}

/// Of confidence, 0..=100: a capacity that was asked and is recent reaches it with one other part, a guess never does.
const KNOWN_FROM: u8 = 80;
/// A guess reaches it with one other part.
const PARTLY_FROM: u8 = 50;

impl Certainty {
    pub const ALL: [Self; 3] = [Self::Known, Self::Partly, Self::Guessed];

    /// Of the confidence of a potential, 0..=100.
    #[must_use]
    pub const fn of_confidence(confidence: u8) -> Self {
        match confidence {
            KNOWN_FROM.. => Self::Known,
            PARTLY_FROM..KNOWN_FROM => Self::Partly,
            ..PARTLY_FROM => Self::Guessed,
        }
    }

    /// Of an account. Where nothing at all is known of anybody's potential, the board is judgement by intent and every
    /// dot is sharp (`any_known` is false); beside others whose potential has evidence, one without is a guess.
    #[must_use]
    pub fn of(portfolio: &Portfolio, account: &Account, any_known: bool) -> Self {
        let known = portfolio.evidence(account.id).filter(|evidence| evidence.potential.is_some());
        match known {
            Some(evidence) => Self::of_confidence(evidence.confidence),
            None if any_known => Self::Guessed,
            None => Self::Known,
        }
    }

    /// Whether the potential of any account that counts has evidence.
    #[must_use]
    pub fn any_known(portfolio: &Portfolio) -> bool {
        portfolio.active().any(|account| portfolio.evidence_position(account.id).is_some())
    }

    /// What is said of a potential like that; `None` where there is nothing to say.
    #[must_use]
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::Known => None,
            Self::Partly => Some("partly known"),
            Self::Guessed => Some("mostly guessed"),
        }
    }

    /// In the legend.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Known => "Potential known",
            Self::Partly => "partly known",
            Self::Guessed => "mostly guessed",
        }
    }

    /// From which share of its radius on a dot fades, and how opaque it is at its edge, both 0..=1.
    #[must_use]
    pub const fn fade(self) -> (f32, f32) {
        match self {
            Self::Known => (1.0, 1.0),
            Self::Partly => (0.45, 0.35),
            Self::Guessed => (0.15, 0.1),
        }
    }

    /// How opaque a dot is at a share of its radius from its middle, 0..=1.
    #[must_use]
    pub fn opacity_at(self, share: f32) -> f32 {
        let (from, edge) = self.fade();
        if from >= 1.0 {
            return 1.0;
        }
        let way = ((share - from) / (1.0 - from)).clamp(0.0, 1.0);
        1.0 + (edge - 1.0) * way
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_never_sharp_and_a_fresh_answer_with_one_other_part_is() {
        // Weights 60/20/20: a guessed capacity counts half, 30; with both others 70. An asked one with one other 80.
        let check = |confidence, wanted| assert_eq!(Certainty::of_confidence(confidence), wanted, "{confidence}");
        check(100, Certainty::Known);
        check(80, Certainty::Known);
        check(79, Certainty::Partly);
        check(70, Certainty::Partly);
        check(50, Certainty::Partly);
        check(49, Certainty::Guessed);
        check(30, Certainty::Guessed);
        check(0, Certainty::Guessed);
    }

    #[test]
    fn a_dot_fades_outward_and_the_less_sure_the_more() {
        for certainty in Certainty::ALL {
            let along: Vec<f32> = (0_u8..=10).map(|step| certainty.opacity_at(f32::from(step) / 10.0)).collect();
            assert!(along.is_sorted_by(|inner, outer| inner >= outer), "{certainty:?} {along:?}");
            assert!((along[0] - 1.0).abs() < 1e-6);
        }
        let edges = Certainty::ALL.map(|certainty| certainty.opacity_at(1.0));
        assert!(edges[0] > edges[1] && edges[1] > edges[2], "{edges:?}");
    }
}
