//! What became of the accounts that were on the lists of targets and leads: how many were qualified, or won.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::model::{Account, Period, PeriodKind, Portfolio, PursuitList, Settings, Stage, StagePath, Stay, text};

/// A stay on a list and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub list: PursuitList,
    pub since: NaiveDate,
    /// `None`: the account is still on the list.
    pub until: Option<NaiveDate>,
    /// The day on which the account came to what the list is for, while it was on it or on the day that it left.
    pub converted: Option<NaiveDate>,
}

/// What came of several stays on one list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversion {
    /// How many stays ended: converted and dropped.
    pub ended: usize,
    pub converted: usize,
    pub dropped: usize,
    /// Days from the beginning of a stay to the day of the conversion, in the median of those that ended so.
    pub median_days: Option<f64>,
    /// How many accounts are on the list still.
    pub running: usize,
    /// Days that they have been on it, in the median.
    pub median_days_running: Option<f64>,
}

/// The conversion of a list, in total and by the quarters in which stays ended.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OverTime {
    /// All stays that ended, and those that run.
    pub total: Conversion,
    /// Of the fiscal year; the oldest first, without gaps, until the one that holds today. What runs is in the last.
    /// None where no stay ended.
    pub quarters: Vec<(Period, Conversion)>,
}

/// The conversion of both lists of everybody, or of one seller.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ListConversion {
    pub targets: OverTime,
    pub leads: OverTime,
}

/// The conversion of everybody's lists together and of each seller's. Stays are counted with whoever owns the account
/// now: a place goes with its account.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversions {
    pub total: ListConversion,
    /// By the folded name of the seller.
    by_seller: BTreeMap<String, ListConversion>,
}

impl ListConversion {
    #[must_use]
    pub const fn of(&self, list: PursuitList) -> &OverTime {
        match list {
            PursuitList::Target => &self.targets,
            PursuitList::Lead => &self.leads,
        }
    }

    fn from(outcomes: &[Outcome], today: NaiveDate, fiscal_start: u8) -> Self {
        let over_time = |list| {
            let of_list: Vec<Outcome> = outcomes.iter().filter(|one| one.list == list).copied().collect();
            over_time(&of_list, today, fiscal_start)
        };
        Self { targets: over_time(PursuitList::Target), leads: over_time(PursuitList::Lead) }
    }
}

impl Conversions {
    #[must_use]
    pub fn of(portfolio: &Portfolio, today: NaiveDate) -> Self {
        let fiscal = portfolio.settings().more.fiscal_year_start;
        let (mut all, mut by_seller): (Vec<Outcome>, BTreeMap<String, Vec<Outcome>>) = Default::default();
        for account in portfolio.accounts() {
            if account.stays.is_empty() && account.pursuit.is_none() {
                continue;
            }
            let outcomes = outcomes(account, &portfolio.stage_path(account), today);
            all.extend(&outcomes);
            by_seller.entry(text::folded(&account.owner)).or_default().extend(outcomes);
        }
        let by_seller = by_seller.into_iter();
        Self {
            total: ListConversion::from(&all, today, fiscal),
            by_seller: by_seller
                .map(|(seller, outcomes)| (seller, ListConversion::from(&outcomes, today, fiscal)))
                .collect(),
        }
    }

    /// `None` where nothing of the seller's was ever on a list.
    #[must_use]
    pub fn of_seller(&self, seller: &str) -> Option<&ListConversion> {
        self.by_seller.get(&text::folded(seller))
    }
}

/// What came of each stay of an account, and of the one that runs; it counts from the day that it began until today.
/// What the file says to begin later is left out.
#[must_use]
pub fn outcomes(account: &Account, path: &StagePath, today: NaiveDate) -> Vec<Outcome> {
    let ended = account.stays.iter().map(|Stay { list, since, until }| (*list, *since, Some(*until)));
    // Archived accounts hold no place; what they held has not ended either.
    let running = account.pursuit.filter(|_| !account.archived).map(|held| (held.list, held.since, None));
    ended
        .chain(running)
        .filter(|(_, since, until)| *since <= until.unwrap_or(today))
        .map(|(list, since, until)| {
            let converted = came_to(path, list, since, until.unwrap_or(today));
            Outcome { list, since, until, converted }
        })
        .collect()
}

/// The stage that a list is to lead to: a lead is qualified, a target is won.
#[must_use]
pub const fn aim(list: PursuitList) -> Stage {
    match list {
        PursuitList::Lead => Stage::Prospect,
        PursuitList::Target => Stage::Customer,
    }
}

/// "Targets: 7 of 18 that left became customers, after 94 days in the median".
#[must_use]
pub fn words(list: PursuitList, of_it: &Conversion, settings: &Settings) -> String {
    let Conversion { ended, converted, median_days, .. } = of_it;
    let (list, became) = match list {
        PursuitList::Target => ("Targets", "customers"),
        PursuitList::Lead => ("Leads", "prospects"),
    };
    let count = |count: usize| settings.more.numbers.count(count);
    match (ended, median_days) {
        (0, _) => format!("{list}: none has left the list yet"),
        (ended, None) => format!("{list}: none of {} that left became {became}", count(*ended)),
        (ended, Some(days)) => {
            let (converted, ended, days) = (count(*converted), count(*ended), days_words(*days));
            format!("{list}: {converted} of {ended} that left became {became}, after {days} in the median")
        }
    }
}

/// "7 of 18 targets won", "3 of 4 leads qualified"; nothing while nobody left the list.
#[must_use]
pub fn short_words(list: PursuitList, of_it: &Conversion, settings: &Settings) -> Option<String> {
    let count = |count: usize| settings.more.numbers.count(count);
    let (converted, ended) = (count(of_it.converted), count(of_it.ended));
    let (one, came) = match list {
        PursuitList::Target => ("target", "won"),
        PursuitList::Lead => ("lead", "qualified"),
    };
    let plural = if of_it.ended == 1 { "" } else { "s" };
    (of_it.ended > 0).then(|| format!("{converted} of {ended} {one}{plural} {came}"))
}

/// "94 days", "1 day", "2.5 days".
#[must_use]
pub fn days_words(days: f64) -> String {
    let number = if days.fract().abs() < 0.05 { format!("{days:.0}") } else { format!("{days:.1}") };
    if number == "1" { "1 day".to_owned() } else { format!("{number} days") }
}

/// The first day of these, both among them, on which it came to what the list is for, or beyond.
fn came_to(path: &StagePath, list: PursuitList, from: NaiveDate, until: NaiveDate) -> Option<NaiveDate> {
    let is_there = |stage: Stage| stage.rank() >= aim(list).rank();
    let arrives = path.steps.iter().find(|step| {
        (from..=until).contains(&step.on) && is_there(step.to) && step.from.is_none_or(|from| !is_there(from))
    });
    arrives.map(|step| step.on)
}

fn over_time(outcomes: &[Outcome], today: NaiveDate, fiscal_start: u8) -> OverTime {
    let quarter = |day| Period::holding(PeriodKind::Quarter, day, fiscal_start);
    let mut ended: BTreeMap<Period, Vec<Outcome>> = BTreeMap::new();
    for outcome in outcomes {
        if let Some(until) = outcome.until {
            ended.entry(quarter(until)).or_default().push(*outcome);
        }
    }
    let mut quarters = Vec::new();
    if let Some((first, last)) = ended.keys().next().copied().zip(ended.keys().next_back().copied()) {
        let (mut next, now) = (first, quarter(today));
        let last = last.max(now);
        while next <= last {
            let mut of_it = ended.remove(&next).unwrap_or_default();
            if next == now {
                of_it.extend(outcomes.iter().filter(|outcome| outcome.until.is_none()));
            }
            quarters.push((next, conversion(&of_it, today)));
            next = next.next();
        }
    }
    OverTime { total: conversion(outcomes, today), quarters }
}

fn conversion(outcomes: &[Outcome], today: NaiveDate) -> Conversion {
    let days = |from: NaiveDate, to: NaiveDate| (to - from).num_days().max(0);
    let (mut converted, mut dropped, mut running) = (Vec::new(), 0, Vec::new());
    for Outcome { list: _, since, until, converted: on } in outcomes {
        match (until, on) {
            (None, _) => running.push(days(*since, today)),
            (Some(_), Some(on)) => converted.push(days(*since, *on)),
            (Some(_), None) => dropped += 1,
        }
    }
    Conversion {
        ended: converted.len() + dropped,
        converted: converted.len(),
        dropped,
        running: running.len(),
        median_days: median(converted),
        median_days_running: median(running),
    }
}

/// The middle one, or halfway between the two in the middle.
#[expect(clippy::cast_precision_loss, reason = "days are far below 2^52")]
fn median(mut days: Vec<i64>) -> Option<f64> {
    days.sort_unstable();
    let middle = days.len() / 2;
    let upper = *days.get(middle)?;
    let lower = if days.len().is_multiple_of(2) { *days.get(middle.checked_sub(1)?)? } else { upper };
    Some((lower + upper) as f64 / 2.0)
}

#[cfg(test)]
mod tests;
