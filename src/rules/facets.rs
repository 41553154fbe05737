//! What can be chosen from in a column, and how many accounts each choice would leave.

use std::collections::BTreeMap;

use super::class::Class;
use super::facts::{Facts, touch_word};
use super::judge::Judge;
use super::lists;
use super::touch::TouchState;
use crate::model::{Column, Filter, Journal, Likelihood, Portfolio, SignalKind, Stage, Test, TestKind, text};

/// One value of a column. An empty text stands for no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    pub text: String,
    /// How many accounts have it, of those that the other conditions leave.
    pub accounts: usize,
}

/// The values of a column: classes, lists and stages in their own order, others by name; no value comes last. What
/// the filter asks for is among them, if nobody has it any more too.
#[must_use]
pub fn facets(portfolio: &Portfolio, journal: &Journal, filter: &Filter, facts: Facts, column: Column) -> Vec<Facet> {
    let chosen = filter.condition(column, TestKind::OneOf).map(|condition| condition.test.clone());
    let mut others = filter.clone();
    others.unset(column, TestKind::OneOf);
    let judge = Judge::new(&others, facts, portfolio, journal);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for account in portfolio.accounts().filter(|account| judge.passes(account)) {
        let text = facts.text_of(portfolio, account, column);
        match counts.get_mut(text.as_ref()) {
            Some(count) => *count += 1,
            None => drop(counts.insert(text.into_owned(), 1)),
        }
    }
    if let Some(Test::OneOf(texts)) = chosen {
        for text in texts {
            counts.entry(text).or_default();
        }
    }
    let mut facets: Vec<Facet> = counts.into_iter().map(|(text, accounts)| Facet { text, accounts }).collect();
    facets.sort_by_cached_key(|facet| (facet.text.is_empty(), rank(column, &facet.text), text::folded(&facet.text)));
    facets
}

/// The place of a value that has an order of its own.
fn rank(column: Column, text: &str) -> Option<usize> {
    match column {
        Column::Class => Class::ALL.iter().position(|class| class.name() == text),
        Column::Stage => Stage::ALL.iter().position(|stage| stage.name() == text),
        Column::List => [lists::KEY, lists::SECONDARY].iter().position(|list| *list == text),
        Column::Touch => TOUCHES.iter().position(|state| touch_word(*state) == text),
        Column::Risk => SignalKind::ALL.iter().position(|kind| kind.name() == text),
        Column::Likelihood => Likelihood::ALL.iter().position(|one| one.name() == text),
        Column::Name
        | Column::Key
        | Column::Owner
        | Column::Engagement
        | Column::Potential
        | Column::Revenue
        | Column::RevenuePrior
        | Column::Qpc
        | Column::QpcSource
        | Column::QpcAsOf
        | Column::Region
        | Column::Industry
        | Column::Website
        | Column::Notes
        | Column::Judged
        | Column::JudgedBy
        | Column::LastContact
        | Column::NextDue
        | Column::Overdue
        | Column::MissingRole
        | Column::Breadth
        | Column::BreadthChange
        | Column::EvidenceEngagement
        | Column::EvidencePotential
        | Column::Confidence
        | Column::Drift
        | Column::ShareOfWallet
        | Column::Priority
        | Column::Channel
        | Column::StageSince
        | Column::Pursuit => None,
    }
}

/// The worst first.
const TOUCHES: [TouchState; 5] = [
    TouchState::NeverContacted,
    TouchState::LongNeglected,
    TouchState::Neglected,
    TouchState::PlannedSoon,
    TouchState::OnTime,
];
