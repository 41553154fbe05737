//! Accounts worth finding: what is told of them stands in their records, and nowhere else.

use crate::model::{Money, Stage};

use super::accounts::Draft;
use super::market;

/// What an account is an example of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Story {
    /// Visited more than any other, and buys what little it needs from us already.
    Pet,
    /// One of the largest, and one of us knows one of them.
    Giant,
    /// Grows in money and shrinks in kinds of things.
    Shrinking,
    /// Ordered every month, and then no more.
    LateOrder,
    /// Judged to be key when all went well; since then nobody talked.
    Drifted,
    /// The one who speaks for us there is not heard of any more, while others are.
    SilentChampion,
}

/// Fewer accounts tell no stories.
const ENOUGH: usize = 40;

/// Where people see them today, and where the records do: engagement and potential in points.
struct Cast {
    story: Story,
    judged: (u8, u8),
    records: (u8, u8),
    /// Its place among the buyers, the largest first, in thousandths of them.
    rank: usize,
}

const CAST: [Cast; 6] = [
    Cast { story: Story::Giant, judged: (58, 71), records: (24, 72), rank: 0 },
    Cast { story: Story::Shrinking, judged: (74, 66), records: (72, 64), rank: 60 },
    Cast { story: Story::SilentChampion, judged: (69, 61), records: (68, 62), rank: 120 },
    Cast { story: Story::LateOrder, judged: (63, 35), records: (61, 34), rank: 170 },
    Cast { story: Story::Drifted, judged: (78, 74), records: (76, 73), rank: 220 },
    Cast { story: Story::Pet, judged: (86, 14), records: (90, 8), rank: 800 },
];

/// Gives the parts to buyers of the sizes that they need.
pub(super) fn cast(drafts: &mut [Draft]) {
    if drafts.len() < ENOUGH {
        return;
    }
    let mut buyers: Vec<(Money, usize)> = drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| matches!(draft.stage, Stage::Customer | Stage::Client))
        .filter_map(|(place, draft)| Some((draft.revenue_12m?, place)))
        .collect();
    buyers.sort_by(|one, other| other.cmp(one));
    let mut taken = Vec::new();
    for Cast { story, judged, records, rank } in CAST {
        let at = buyers.len() * rank / 1000;
        let free = |(_, place): &&(Money, usize)| !taken.contains(place);
        let Some((_, place)) = buyers.get(at..).and_then(|from| from.iter().find(free)) else { continue };
        taken.push(*place);
        let Some(draft) = drafts.get_mut(*place) else { continue };
        draft.story = Some(story);
        draft.position = Some(judged);
        draft.records = Some(records);
        draft.stage = Stage::Client;
        let revenue = draft.revenue_12m.unwrap_or_default();
        let percent = |percent: i64| Some(Money::from_minor_units(revenue.minor_units() / 10_000 * percent * 100));
        match story {
            Story::Pet => {
                draft.notes = "Always time for us, always coffee.";
                draft.revenue_prior_12m = percent(98);
            }
            Story::Giant => draft.revenue_prior_12m = percent(95),
            Story::Shrinking => {
                draft.industry = "Pharmaceuticals";
                draft.buys_prior = market::ALL;
                draft.revenue_prior_12m = percent(92);
            }
            Story::LateOrder => draft.revenue_prior_12m = percent(96),
            Story::Drifted => draft.revenue_prior_12m = percent(101),
            Story::SilentChampion => draft.revenue_prior_12m = percent(97),
        }
    }
}
