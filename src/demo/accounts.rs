use chrono::{Days, NaiveDate};

use crate::model::{Likelihood, Money, Position, Qpc, QpcSource, Score, Stage};
use crate::rules::class::Class;

use super::dice::Dice;
use super::market::{self, INDUSTRIES, Set};
use super::names::{Company, Namer};
use super::stories::{self, Story};

/// An account of the demo as it stands today; how it came there is made up backward from this.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) company: Company,
    pub(super) key: String,
    pub(super) owner: &'static str,
    pub(super) industry: &'static str,
    pub(super) notes: &'static str,
    pub(super) stage: Stage,
    pub(super) revenue_12m: Option<Money>,
    pub(super) revenue_prior_12m: Option<Money>,
    pub(super) qpc: Option<Qpc>,
    pub(super) likelihood: Option<Likelihood>,
    /// Where people put it, in whole points of engagement and potential.
    pub(super) position: Option<(u8, u8)>,
    /// Where its records put it, about; `None` of whom there are none.
    pub(super) records: Option<(u8, u8)>,
    /// The categories that it buys from, and those that it bought from a year before.
    pub(super) buys: Set,
    pub(super) buys_prior: Set,
    pub(super) story: Option<Story>,
}

/// All accounts, and what they have in common.
pub(super) struct Portfolio {
    pub(super) drafts: Vec<Draft>,
    /// The revenue that the key list begins with; `None` where nobody buys.
    pub(super) cut_off: Option<Money>,
}

/// Where accounts gather: the middle and spread of engagement and potential, in points; how many of a hundred; how
/// much more likely than others they are to be large; and how many of them buy.
struct Cluster {
    class: Class,
    of_hundred: usize,
    engagement: (f64, f64),
    potential: (f64, f64),
    size: f64,
    buying: f64,
}

const CLUSTERS: [Cluster; 4] = [
    Cluster {
        class: Class::Service,
        of_hundred: 42,
        engagement: (29.0, 14.0),
        potential: (27.0, 14.0),
        size: -0.5,
        buying: 0.66,
    },
    Cluster {
        class: Class::GrowthPotential,
        of_hundred: 24,
        engagement: (31.0, 13.0),
        potential: (70.0, 13.0),
        size: 0.0,
        buying: 0.62,
    },
    Cluster {
        class: Class::Maintenance,
        of_hundred: 16,
        engagement: (70.0, 13.0),
        potential: (29.0, 13.0),
        size: 0.6,
        buying: 0.96,
    },
    Cluster {
        class: Class::Key,
        of_hundred: 18,
        engagement: (70.0, 12.0),
        potential: (70.0, 12.0),
        size: 1.0,
        buying: 0.94,
    },
];

const NOTES: [&str; 6] = [
    "Prefers a call to an e-mail.",
    "Orders twice a year, after the budget round.",
    "Calibration is done by a sister company.",
    "Visits only with safety shoes; register at the gate a day before.",
    "Two plants, one purchasing department.",
    "Wants the service report in their own language.",
];

/// The median revenue of a buying account, in whole units of the currency.
const MEDIAN_REVENUE: f64 = 46_000.0;
/// The spread of a log-normal distribution whose top quarter, its few giants cut off, has some 77 % of the whole.
const REVENUE_SPREAD: f64 = 1.5;
/// At most so many at the top of the distribution are left out: a giant would shrink all other dots to points.
const GIANTS: f64 = 3.6;
/// Of all accounts, left in the tray.
const UNPLACED_SHARE: f64 = 0.06;
/// Of those that are placed, stand where their records put them, because nobody judged them.
const UNJUDGED_SHARE: f64 = 0.14;
/// How far the records put an account from where people do, in points; the spread of it.
const DISAGREEMENT: f64 = 6.0;

/// Made-up accounts, in the order in which they were imported. Without records all are judged.
pub(super) fn portfolio(count: usize, has_records: bool, dice: &mut Dice, today: NaiveDate) -> Portfolio {
    let mut namer = Namer::new();
    let mut drafts = Vec::with_capacity(count);
    let mut sizes = Vec::new();
    for index in 0..count {
        let company = namer.company(dice);
        let cluster = cluster(index, count, dice);
        let position = (scatter(cluster.engagement, dice), scatter(cluster.potential, dice));
        let stage = stage(cluster, dice);
        let far = company.country.far;
        let owner = dice.pick(company.country.sellers, "Anna Berger");
        let mut draft = Draft {
            company,
            key: String::new(),
            owner,
            industry: dice.pick(&INDUSTRIES, ("Research", None)).0,
            notes: if dice.chance(0.12) { dice.pick(&NOTES, "") } else { "" },
            stage,
            revenue_12m: None,
            revenue_prior_12m: None,
            qpc: None,
            likelihood: None,
            position: Some(position),
            records: None,
            buys: 0,
            buys_prior: 0,
            story: None,
        };
        match stage {
            Stage::Customer | Stage::Client | Stage::Lost => {
                draft.key = format!("C-{:05}", 10_000 + index * 7);
                let bias = if stage == Stage::Client { 0.3 } else { -0.3 };
                let size = dice.normal(cluster.size + bias, 0.9);
                sizes.push((if far { size.min(0.4) } else { size }, index));
            }
            Stage::Suspect | Stage::Prospect => {}
        }
        drafts.push(draft);
    }
    give_revenue(&mut drafts, sizes, dice);
    unplace_some(&mut drafts, dice);
    for draft in &mut drafts {
        draft.records = draft.position.map(|(engagement, potential)| {
            let near = |points: u8, dice: &mut Dice| folded(dice.normal(f64::from(points), DISAGREEMENT));
            (near(engagement, dice), near(potential, dice))
        });
        if has_records && dice.chance(UNJUDGED_SHARE) {
            draft.position = None;
        }
    }
    if has_records {
        stories::cast(&mut drafts);
    }
    let cut_off = cut_off(&drafts);
    for draft in &mut drafts {
        appetite(draft, cut_off, dice, today);
    }
    Portfolio { drafts, cut_off }
}

/// The revenue at the rank of a quarter, in whole thousands.
fn cut_off(drafts: &[Draft]) -> Option<Money> {
    let mut bought: Vec<Money> = drafts.iter().filter_map(|draft| draft.revenue_12m).collect();
    let amount = crate::rules::lists::cut_off_of(&mut bought)?;
    Some(money(amount.approximate().max(1_000.0), if amount.approximate() < 10_000.0 { 100.0 } else { 1_000.0 }))
}

/// In proportion for any number of accounts, in no visible order.
fn cluster(index: usize, count: usize, dice: &mut Dice) -> &'static Cluster {
    // A few accounts are dealt in turn, so that no quadrant of a small demo stays empty by chance.
    let mut drawn = if count < 200 { (index * 37 + 11) % 100 } else { dice.below(100) };
    for cluster in &CLUSTERS {
        match drawn.checked_sub(cluster.of_hundred) {
            Some(rest) => drawn = rest,
            None => return cluster,
        }
    }
    &CLUSTERS[0]
}

/// A whole score about the middle of its cluster, sometimes anywhere. Reflected at the rims: clamping would line
/// dots up there.
fn scatter((middle, spread): (f64, f64), dice: &mut Dice) -> u8 {
    let points = if dice.chance(0.08) { 4.0 + 92.0 * dice.share() } else { dice.normal(middle, spread) };
    folded(points)
}

fn folded(points: f64) -> u8 {
    let folded = if points < 3.0 { 6.0 - points } else { points };
    let folded = if folded > 97.0 { 194.0 - folded } else { folded };
    u8::try_from(Score::clamped(folded.clamp(3.0, 97.0).round()).hundredths() / 100).unwrap_or(50)
}

fn stage(cluster: &Cluster, dice: &mut Dice) -> Stage {
    let clients = match cluster.class {
        Class::Key => 0.85,
        Class::Maintenance => 0.75,
        Class::GrowthPotential => 0.25,
        Class::Service => 0.3,
    };
    if dice.chance(cluster.buying) {
        if dice.chance(clients) { Stage::Client } else { Stage::Customer }
    } else if dice.chance(0.12) {
        Stage::Lost
    } else if dice.chance(0.55) {
        Stage::Prospect
    } else {
        Stage::Suspect
    }
}

/// Revenue by rank along one smooth curve, so that the shares come out alike for any seed.
fn give_revenue(drafts: &mut [Draft], mut sizes: Vec<(f64, usize)>, dice: &mut Dice) {
    sizes.retain(|(_, index)| drafts.get(*index).is_some_and(|draft| draft.stage != Stage::Lost));
    sizes.sort_by(|(a, i), (b, j)| a.total_cmp(b).then(i.cmp(j)));
    let count = as_f64(sizes.len());
    for (rank, (_, index)) in sizes.iter().enumerate() {
        let Some(draft) = drafts.get_mut(*index) else { continue };
        let at = (as_f64(rank) + 0.2 + 0.6 * dice.share()) / (count + GIANTS.min(count * 0.012));
        let revenue = MEDIAN_REVENUE * (REVENUE_SPREAD * normal_quantile(at)).exp();
        draft.revenue_12m = Some(money(revenue.max(180.0), 1.0));
        let growth = dice.normal(1.05, 0.14).clamp(0.5, 2.0);
        // A young customer bought nothing the year before.
        let young = draft.stage == Stage::Customer && dice.chance(0.3);
        draft.revenue_prior_12m = Some(if young { Money::ZERO } else { money(revenue / growth, 1.0) });
    }
    for draft in drafts.iter_mut().filter(|draft| draft.stage == Stage::Lost) {
        draft.revenue_prior_12m = Some(money(MEDIAN_REVENUE * (0.1 + dice.share()), 1.0));
    }
}

/// What it buys, what it could buy and how likely that is, so that the potential which follows comes near to that of its
/// records.
fn appetite(draft: &mut Draft, cut_off: Option<Money>, dice: &mut Dice, today: NaiveDate) {
    let Some((_, potential)) = draft.records else { return };
    let part = f64::from(potential) / 100.0;
    let said = market::said_of(draft.industry);
    let relevant = said.unwrap_or(market::ALL);
    let all = as_f64(market::size(relevant));
    let ever = draft.revenue_12m.is_some() || draft.revenue_prior_12m.is_some();
    if ever {
        draft.buys = some_of(relevant, (0.95 - 0.6 * part + dice.normal(0.0, 0.12)) * all, dice);
        draft.buys_prior |= if dice.chance(0.6) { draft.buys } else { some_of(relevant, all * 0.6, dice) };
    }
    if draft.story == Some(Story::Shrinking) {
        draft.buys = 0b0_0001;
    }
    let breadth = if ever || said.is_some() { 20.0 * (1.0 - as_f64(market::size(draft.buys)) / all) } else { 0.0 };
    let likely =
        usize::from(Score::clamped((part * 4.0 + dice.normal(0.0, 0.5)).clamp(0.0, 4.0).round()).hundredths() / 100);
    draft.likelihood = Likelihood::ALL.get(likely).copied().filter(|_| dice.chance(0.9));
    let likelihood = draft.likelihood.map_or(0.0, |likelihood| f64::from(likelihood.percent()) / 5.0);
    let rest = ((f64::from(potential) - breadth - likelihood) / 0.6).clamp(0.0, 100.0);
    // Whom nobody expects anything of is not asked either.
    if rest < 6.0 && draft.story.is_none() && dice.chance(0.6) {
        return;
    }
    let gap = rest / 50.0 * cut_off.unwrap_or_default().approximate();
    let total = draft.revenue_12m.unwrap_or_default().approximate() + gap;
    let source = match dice.below(100) {
        0..55 => QpcSource::Asked,
        55..78 => QpcSource::Formula,
        _ => QpcSource::Guess,
    };
    let days = u64::try_from(10 + dice.below(560)).unwrap_or(0);
    let as_of = today.checked_sub_days(Days::new(days)).filter(|_| source != QpcSource::Guess || dice.chance(0.5));
    let step = if total > 20_000.0 { 1_000.0 } else { 100.0 };
    draft.qpc = Some(Qpc { amount: money(total.max(step), step), source, as_of });
}

/// About so many categories of a set, one at least.
fn some_of(set: Set, wanted: f64, dice: &mut Dice) -> Set {
    let mut places: Vec<usize> = market::places(set).collect();
    dice.shuffle(&mut places);
    let rounded = usize::from(Score::clamped(wanted.clamp(1.0, 5.0).round()).hundredths() / 100);
    places.into_iter().take(rounded).fold(0, |set, place| set | 1 << place)
}

/// Those of whom nothing is known yet: strangers, in industries of which nobody said what matters to them.
fn unplace_some(drafts: &mut [Draft], dice: &mut Dice) {
    let wanted = as_f64(drafts.len()) * UNPLACED_SHARE;
    let mut order: Vec<(f64, usize)> = drafts
        .iter()
        .enumerate()
        .filter_map(|(index, draft)| {
            let head_start = match draft.stage {
                Stage::Suspect => 0.35,
                Stage::Prospect => 0.2,
                Stage::Customer | Stage::Client | Stage::Lost => return None,
            };
            Some((dice.share() + head_start, index))
        })
        .collect();
    order.sort_by(|(a, i), (b, j)| b.total_cmp(a).then(i.cmp(j)));
    for (nth, (_, index)) in order.into_iter().enumerate() {
        if as_f64(nth) + 0.5 >= wanted {
            break;
        }
        if let Some(draft) = drafts.get_mut(index) {
            draft.position = None;
            let unsaid = INDUSTRIES.iter().filter(|(_, said)| said.is_none()).map(|(name, _)| *name);
            draft.industry = dice.pick(&unsaid.collect::<Vec<_>>(), "Research");
        }
    }
}

/// Rounded to whole steps of `step` major units.
#[expect(clippy::cast_possible_truncation, reason = "amounts of the demo stay far below 2^53")]
fn money(major_units: f64, step: f64) -> Money {
    Money::from_minor_units(((major_units / step).round() * step) as i64 * 100)
}

/// The value under which the share `at` of a standard normal distribution lies; to 0.01 (Tukey's lambda).
fn normal_quantile(at: f64) -> f64 {
    4.91 * (at.powf(0.14) - (1.0 - at).powf(0.14))
}

#[expect(clippy::cast_precision_loss, reason = "a demo has fewer than 2^53 accounts")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

/// The place that whole points stand for.
pub(super) fn position((engagement, potential): (u8, u8)) -> Position {
    Position::new(Score::whole(engagement), Score::whole(potential))
}
