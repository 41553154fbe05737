use crate::model::{AccountId, Placement, Position, Score};

/// One of the two scores of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Axis {
    Engagement,
    Potential,
}

impl Axis {
    pub const ALL: [Self; 2] = [Self::Engagement, Self::Potential];

    const fn of(self, position: Position) -> Score {
        match self {
            Self::Engagement => position.engagement,
            Self::Potential => position.potential,
        }
    }

    const fn put(self, position: Position, score: Score) -> Position {
        match self {
            Self::Engagement => Position::new(score, position.potential),
            Self::Potential => Position::new(position.engagement, score),
        }
    }
}

/// All of them at their mean score along one axis, in whole points; the other score stays.
#[must_use]
pub fn align(placed: &[(AccountId, Position)], axis: Axis) -> Vec<Placement> {
    let sum: u64 = placed.iter().map(|(_, position)| u64::from(axis.of(*position).hundredths())).sum();
    let count = u64::try_from(placed.len()).unwrap_or(u64::MAX).max(1);
    // Half a point goes up, as scores on a line belong to the upper half.
    let points = (sum + 50 * count) / (100 * count);
    let mean = Score::whole(u8::try_from(points).unwrap_or(100));
    placed.iter().map(|(account, position)| placement(*account, axis.put(*position, mean))).collect()
}

/// In equal steps (to a hundredth of a point) from the lowest score to the highest along one axis; the other score
/// stays, and so does their order: equals keep the order that they are given in.
#[must_use]
pub fn distribute(placed: &[(AccountId, Position)], axis: Axis) -> Vec<Placement> {
    let mut ordered = placed.to_vec();
    ordered.sort_by_key(|(_, position)| axis.of(*position));
    let ends = ordered.first().zip(ordered.last());
    let Some((low, high)) = ends.map(|(first, last)| (axis.of(first.1), axis.of(last.1))) else { return Vec::new() };
    let span = u64::from(high.hundredths() - low.hundredths());
    let steps = u64::try_from(ordered.len() - 1).unwrap_or(u64::MAX).max(1);
    let along = |step: u64| {
        let hundredths = u64::from(low.hundredths()) + (span * step + steps / 2) / steps;
        u16::try_from(hundredths).ok().and_then(|hundredths| Score::try_from(hundredths).ok()).unwrap_or(high)
    };
    let placements =
        (0..).zip(&ordered).map(|(step, (account, position))| placement(*account, axis.put(*position, along(step))));
    placements.collect()
}

/// These accounts at these scores; a score that is not given stays as it is.
///
/// # Errors
/// How many of the accounts stand nowhere yet, when a score is not given: they have none that could stay.
pub fn put_at(
    accounts: &[(AccountId, Option<Position>)],
    engagement: Option<Score>,
    potential: Option<Score>,
) -> Result<Vec<Placement>, usize> {
    let unplaced = accounts.iter().filter(|(_, position)| position.is_none()).count();
    if unplaced > 0 && (engagement.is_none() || potential.is_none()) {
        return Err(unplaced);
    }
    let placements = accounts.iter().filter_map(|(account, position)| {
        let engagement = engagement.or(position.map(|had| had.engagement))?;
        let potential = potential.or(position.map(|had| had.potential))?;
        Some(placement(*account, Position::new(engagement, potential)))
    });
    Ok(placements.collect())
}

const fn placement(account: AccountId, to: Position) -> Placement {
    Placement { account, to: Some(to) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    fn id(number: usize) -> AccountId {
        AccountId(Uuid::from_u128(number as u128))
    }

    fn some(hundredths: &[(u16, u16)]) -> Vec<(AccountId, Position)> {
        let score = |hundredths: u16| Score::try_from(hundredths).unwrap();
        let position = |&(engagement, potential): &(u16, u16)| Position::new(score(engagement), score(potential));
        hundredths.iter().map(position).enumerate().map(|(number, position)| (id(number), position)).collect()
    }

    /// Engagements in hundredths, in the order of the input.
    fn engagements(placements: &[Placement]) -> Vec<u16> {
        let by_id: BTreeMap<AccountId, u16> =
            placements.iter().map(|one| (one.account, one.to.unwrap().engagement.hundredths())).collect();
        by_id.into_values().collect()
    }

    #[test]
    fn the_mean_is_a_whole_point_and_a_half_goes_up() {
        let check = |scores: &[u16], wanted: u16| {
            let placed = some(&scores.iter().map(|score| (*score, 1_000)).collect::<Vec<_>>());
            let all = align(&placed, Axis::Engagement);
            assert!(engagements(&all).iter().all(|score| *score == wanted), "{scores:?}: {all:?}");
            assert!(all.iter().all(|one| one.to.unwrap().potential.hundredths() == 1_000));
        };
        check(&[1_000, 2_000], 1_500);
        check(&[1_000, 1_100], 1_100);
        check(&[1_000, 1_000, 1_100], 1_000);
        check(&[10_000, 10_000], 10_000);
        assert!(align(&[], Axis::Engagement).is_empty());
    }

    #[test]
    fn steps_are_equal_and_equals_keep_their_order() {
        let placed = some(&[(3_000, 0), (1_000, 0), (1_000, 0), (10_000, 0)]);
        assert_eq!(engagements(&distribute(&placed, Axis::Engagement)), [7_000, 1_000, 4_000, 10_000]);
        assert!(distribute(&[], Axis::Potential).is_empty());
    }

    #[test]
    fn a_score_that_is_not_given_stays_and_who_has_none_needs_both() {
        let at = |engagement, potential| Position::new(Score::whole(engagement), Score::whole(potential));
        let both = [(id(0), Some(at(10, 20))), (id(1), None)];
        assert_eq!(put_at(&both, Some(Score::whole(64)), None), Err(1));
        let placed = put_at(&both[..1], Some(Score::whole(64)), None).unwrap();
        assert_eq!(placed, [placement(id(0), at(64, 20))]);
        let placed = put_at(&both, Some(Score::whole(64)), Some(Score::whole(71))).unwrap();
        assert_eq!(placed, [placement(id(0), at(64, 71)), placement(id(1), at(64, 71))]);
    }

    proptest! {
        #[test]
        fn nobody_is_lost_or_leaves_the_span_and_the_other_score_stays(
            scores in prop::collection::vec((0_u16..=10_000, 0_u16..=10_000), 1..40),
        ) {
            let placed = some(&scores);
            for axis in Axis::ALL {
                let other = if axis == Axis::Engagement { Axis::Potential } else { Axis::Engagement };
                let before: BTreeMap<AccountId, Position> = placed.iter().copied().collect();
                let low = placed.iter().map(|(_, position)| axis.of(*position)).min().unwrap();
                let high = placed.iter().map(|(_, position)| axis.of(*position)).max().unwrap();
                for after in [align(&placed, axis), distribute(&placed, axis)] {
                    prop_assert_eq!(after.len(), placed.len());
                    for one in &after {
                        prop_assert_eq!(other.of(one.to.unwrap()), other.of(before[&one.account]));
                    }
                }
                let mut spread: Vec<(Score, Score)> = distribute(&placed, axis)
                    .iter()
                    .map(|one| (axis.of(one.to.unwrap()), axis.of(before[&one.account])))
                    .collect();
                spread.sort();
                prop_assert!(spread.iter().map(|(_, before)| before).is_sorted(), "the order stays");
                prop_assert_eq!((spread[0].0, spread[spread.len() - 1].0), (low, high));
                let steps: Vec<u16> =
                    spread.windows(2).map(|pair| pair[1].0.hundredths() - pair[0].0.hundredths()).collect();
                let (least, most) = (steps.iter().min(), steps.iter().max());
                prop_assert!(least.zip(most).is_none_or(|(least, most)| most - least <= 1));
                let mean = axis.of(align(&placed, axis)[0].to.unwrap()).points();
                prop_assert!((low.points() - 0.5..=high.points() + 0.5).contains(&mean));
            }
        }
    }
}
