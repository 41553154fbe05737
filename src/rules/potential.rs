//! How much more an account could buy.

use chrono::NaiveDate;

use super::engagement::{Part, share};
use super::relevance::{Catalogue, is_said};
use crate::model::{
    Account, KeyCutOff, Likelihood, Money, OpportunityOutcome, Portfolio, PotentialWeights, ProductDay, QpcSource,
    ScoringModel, year_before,
};

/// Potential with the parts that it is made of, each with its raw figures.
#[derive(Clone, Debug, PartialEq)]
pub struct Potential {
    /// 0..=100: `gap`, `breadth` and `likelihood`, weighted; `None` while nothing of them is known.
    pub score: Option<f64>,
    /// Unknown parts count at nothing.
    pub gap: Option<Part>,
    pub breadth: Option<Part>,
    pub likelihood: Option<Part>,
    /// What it could buy more: the capacity less the revenue of 12 months, at least nothing.
    pub untapped: Option<Money>,
    pub revenue_12m: Option<Money>,
    /// Relevant categories that it bought from in 12 months.
    pub categories_bought: usize,
    pub categories_relevant: usize,
    /// As judged for the account, else the greatest of its open opportunities.
    pub judged: Option<Likelihood>,
    /// 0..=1: how far the score can be trusted.
    pub confidence: f64,
    pub qpc: QpcTrust,
}

/// How well the capacity is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QpcTrust {
    Unknown,
    Guessed,
    /// Asked or worked out, but long ago, or nobody knows when.
    Old,
    Known,
}

/// The potential of an account on a day:
/// 0.6 × min(100, 50 × gap ÷ key cut-off) + 0.2 × 100 × (1 − breadth share) + 0.2 × likelihood, with the weights of the
/// workspace; our own formula. Scaled by the cut-off and never by rank, so that no account moves another.
///
/// - gap: the capacity less the revenue of 12 months, at least nothing; unknown without a capacity, or while nobody buys
///   and so nothing says what a key account is;
/// - breadth share: the relevant categories that it bought from in 12 months ÷ all relevant ones; known once the account
///   bought a product, or somebody said what is relevant to it;
/// - likelihood: as judged for the account, else the greatest of its open opportunities.
///
/// What is unknown counts at nothing, and is not made up for by more weight on the rest.
#[must_use]
pub fn potential(portfolio: &Portfolio, account: &Account, cut_off: Option<KeyCutOff>, today: NaiveDate) -> Potential {
    potential_among(portfolio, account, cut_off, today, &Catalogue::new(portfolio))
}

/// The same, of many accounts: with all categories found once.
#[must_use]
pub fn potential_among(
    portfolio: &Portfolio,
    account: &Account,
    cut_off: Option<KeyCutOff>,
    today: NaiveDate,
    catalogue: &Catalogue<'_>,
) -> Potential {
    let model = &portfolio.settings().more.model;
    let PotentialWeights { gap, breadth, likelihood } = model.potential;
    let revenue_12m = revenue_12m(portfolio, account, today);
    let untapped = untapped(account, revenue_12m);
    let cut_off = cut_off.filter(|cut_off| cut_off.amount > Money::ZERO);
    let gap_share = untapped.zip(cut_off).map(|(untapped, cut_off)| gap_share(untapped, cut_off.amount));

    let products = portfolio.ledger().products_of(account.id);
    let within = ProductDay::within(products, year_before(today), today);
    let (categories_relevant, categories_bought) =
        catalogue.breadth(account, within.iter().map(|bought| bought.product));
    let known = !products.is_empty() || is_said(portfolio, account);
    let breadth_share = (known && categories_relevant > 0).then(|| 1.0 - share(categories_bought, categories_relevant));

    let open = portfolio.opportunities_of(account.id).iter().filter(|one| one.outcome == OpportunityOutcome::Open);
    let judged = account.likelihood.or_else(|| open.filter_map(|one| one.likelihood).max());
    let likelihood_share = judged.map(|judged| f64::from(judged.percent()) / 100.0);

    let part = |share: Option<f64>, weight| share.map(|share| Part { share, weight });
    let (gap, breadth) = (part(gap_share, gap), part(breadth_share, breadth));
    let likelihood = part(likelihood_share, likelihood);
    let parts = [gap, breadth, likelihood];
    let any = parts.iter().any(Option::is_some);
    let qpc = trust(account, model, today);
    Potential {
        score: any.then(|| parts.into_iter().flatten().map(Part::points).sum()),
        gap,
        breadth,
        likelihood,
        untapped,
        revenue_12m,
        categories_bought,
        categories_relevant,
        judged,
        confidence: confidence(qpc, [breadth, likelihood], model.potential),
        qpc,
    }
}

/// What the account bought in the 12 months until a day: by its purchases when there are any; one that was typed is that
/// of every day.
fn revenue_12m(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Option<Money> {
    if portfolio.bought_until().is_none_or(|until| until == today) {
        return portfolio.revenue_12m(account);
    }
    portfolio.ledger().revenue(account.id, year_before(today), today).or(account.revenue_12m)
}

/// What an account could buy more than it does: the capacity less the revenue, at least nothing; `None` while nobody
/// knows the capacity. A revenue that nobody knows is none.
#[must_use]
pub fn untapped(account: &Account, revenue_12m: Option<Money>) -> Option<Money> {
    let bought = revenue_12m.unwrap_or_default().minor_units();
    let gap = |qpc: Money| Money::from_minor_units(qpc.minor_units().saturating_sub(bought).max(0));
    account.qpc.map(|qpc| gap(qpc.amount))
}

/// min(100, 50 × gap ÷ cut-off) ÷ 100: an account that could buy as much more as one key account does is in the middle.
#[expect(clippy::cast_precision_loss, reason = "amounts beyond 2^52 cents are beyond any company")]
fn gap_share(untapped: Money, cut_off: Money) -> f64 {
    (0.5 * untapped.minor_units() as f64 / cut_off.minor_units() as f64).clamp(0.0, 1.0)
}

/// How well the capacity of an account is known on a day: old is one of more days ago than the scoring model says.
#[must_use]
pub fn trust(account: &Account, model: &ScoringModel, today: NaiveDate) -> QpcTrust {
    match account.qpc {
        None => QpcTrust::Unknown,
        Some(qpc) if qpc.source == QpcSource::Guess => QpcTrust::Guessed,
        Some(qpc) => {
            let fresh = qpc.as_of.is_some_and(|as_of| (today - as_of).num_days() <= i64::from(model.qpc_old_days));
            if fresh { QpcTrust::Known } else { QpcTrust::Old }
        }
    }
}

/// The weights of what is known; a capacity that is guessed or old counts by half. Our own.
fn confidence(qpc: QpcTrust, others: [Option<Part>; 2], weights: PotentialWeights) -> f64 {
    let gap = match qpc {
        QpcTrust::Unknown => 0.0,
        QpcTrust::Guessed | QpcTrust::Old => 0.5,
        QpcTrust::Known => 1.0,
    };
    let others: f64 = others.into_iter().flatten().map(|part| f64::from(part.weight)).sum();
    (gap * f64::from(weights.gap) + others) / 100.0
}

#[cfg(test)]
mod tests;
