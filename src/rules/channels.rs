//! What each way of acquiring customers costs, and what it brings.

use std::collections::HashMap;

use chrono::{Months, NaiveDate};

use crate::model::text::folded;
use crate::model::{AccountId, DayTotal, FunnelRules, Money, Period, PeriodKind, Portfolio, Settings, Span, Stage};

use super::funnel::{History, Life, Moved, Scope, fell_back};
use super::worth::{Part, allowable_cost, lifetime_value, margin, payback_months};

/// What can be said of a channel in some days. Accounts count by the channel that they came through.
#[derive(Clone, Debug, PartialEq)]
pub struct ChannelFigures {
    /// Empty: of the accounts that name none, for which nothing can be spent.
    pub name: String,
    /// Of the months that begin in these days and not after today.
    pub spend: Money,
    /// Suspects, prospects, customers and clients created in these days.
    pub found: usize,
    pub qualified: usize,
    pub customers: usize,
    pub clients: usize,
    /// Cohort: accounts that became suspects or prospects in these days.
    pub entered: usize,
    /// Of these, who became a customer or a client since, in these days or later.
    pub converted: usize,
    /// Converted of those that entered, 0..=1.
    pub conversion: Option<f64>,
    /// What it cost to win one: spend ÷ customers. `None` when nobody was won, and when no spend is recorded.
    pub cac: Option<Money>,
    /// The mean of the customers created in these days whose first order's margin is known. An order is a day.
    pub first_order_margin: Option<Money>,
    /// The same less `cac`. Usually below zero: an investment.
    pub first_order_result: Option<Money>,
    /// What a customer earned in the 12 months from its first order, the mean of all whom the channel ever won, whenever
    /// that was, for whom these have passed. While there are none, see `estimated`.
    pub yearly_margin: Option<Money>,
    /// Nobody was won a year ago: the yearly margin is what customers of at least [`ENOUGH_DAYS`] days earned so far,
    /// times 365 ÷ the days that took.
    pub estimated: bool,
    /// Of how many customers the yearly margin is.
    pub timed: usize,
    pub lifetime_value: Option<Money>,
    /// What winning a customer may cost.
    pub allowable_cac: Option<Money>,
    pub payback_months: Option<f64>,
    pub verdict: ChannelVerdict,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChannelVerdict {
    NobodyWon {
        spend: Money,
    },
    NoSpendRecorded,
    /// Of those won the ledger knows no order.
    NoPurchases,
    MarginUnknown,
    PaysWithFirstOrder,
    Investment {
        /// After the first order; `None` where its margin is not known.
        behind: Option<Money>,
        months: f64,
        worth: Money,
        /// What winning a customer may cost, where it costs more.
        over: Option<Money>,
    },
    TooDear {
        cost: Money,
        worth: Money,
    },
    /// Not behind long enough to say what a customer earns in a year.
    TooEarly {
        behind: Money,
    },
}

/// All channels beside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// In the order of their names; accounts without a channel come last, if there are any.
    pub rows: Vec<ChannelFigures>,
    /// All of them together, as if they were one channel.
    pub all: ChannelFigures,
}

/// What customers of fewer days earned says nothing of a year.
pub const ENOUGH_DAYS: u32 = 90;

/// What the channels cost and brought in these days, as far as they have passed, each and all together. One look at all
/// accounts.
#[must_use]
pub fn compare(portfolio: &Portfolio, history: &History, span: Span, today: NaiveDate) -> Comparison {
    let span = Span { to: span.to.min(today), ..span };
    let rules = portfolio.settings().more.funnel;
    let mut names: Vec<String> = portfolio.channels().into_iter().map(str::to_owned).collect();
    names.push(String::new());
    let places: HashMap<String, usize> = names.iter().enumerate().map(|(at, name)| (folded(name), at)).collect();
    let by_number: HashMap<u32, usize> =
        names.iter().enumerate().filter_map(|(at, name)| Some((history.channel(name)?, at))).collect();
    let mut tallies = vec![Tally::default(); names.len()];
    for spend in portfolio.spends().iter().filter(|spend| span.holds(spend.month)) {
        if let Some(tally) = places.get(&folded(&spend.channel)).and_then(|at| tallies.get_mut(*at)) {
            tally.spend = tally.spend.saturating_add(spend.amount);
        }
    }
    for life in history.lives(&Scope::default()) {
        if let Some(tally) = by_number.get(&life.channel()).and_then(|at| tallies.get_mut(*at)) {
            tally.take(portfolio, life, span, today, &rules);
        }
    }
    let mut all = Tally::default();
    for tally in &tallies {
        all.add(tally);
    }
    if tallies.last().is_some_and(|nameless| nameless.accounts == 0) {
        names.pop();
        tallies.pop();
    }
    let rows = names.into_iter().zip(&tallies).map(|(name, tally)| tally.figures(name, &rules)).collect();
    Comparison { rows, all: all.figures(String::new(), &rules) }
}

/// The accounts that became customers in these days through a channel; an empty name: through none.
#[must_use]
pub fn won(history: &History, channel: &str, span: Span) -> Vec<AccountId> {
    let scope = Scope { channel: Some(channel.to_owned()), ..Scope::default() };
    let fits = |moved: &Moved| span.holds(moved.on) && becomes_customer(*moved);
    history.lives(&scope).filter(|life| life.moves.iter().any(fits)).map(|life| life.account).collect()
}

fn becomes_customer(moved: Moved) -> bool {
    moved.to == Stage::Customer && !fell_back(moved)
}

/// Whether it buys from now on and did not before, as a customer or at once as a client.
fn wins(moved: Moved) -> bool {
    let buys = |stage: Stage| matches!(stage, Stage::Customer | Stage::Client);
    buys(moved.to) && !moved.from.is_some_and(buys)
}

/// What is added up for a channel.
#[derive(Clone, Debug)]
struct Tally {
    accounts: usize,
    spend: Money,
    found: usize,
    qualified: usize,
    customers: usize,
    clients: usize,
    entered: usize,
    converted: usize,
    /// First orders of customers created in the span, and of how many of them the margin is known.
    orders: usize,
    first: Part,
    first_of: usize,
    /// Of customers won a year ago.
    years: Part,
    years_of: usize,
    /// Of customers won later, but long enough ago.
    so_far: Part,
    so_far_of: usize,
    so_far_days: u64,
    /// Somebody was won long enough ago whose margin is not known.
    unknown: bool,
}

impl Default for Tally {
    fn default() -> Self {
        let none = Part::NOTHING;
        Self {
            accounts: 0,
            spend: Money::ZERO,
            found: 0,
            qualified: 0,
            customers: 0,
            clients: 0,
            entered: 0,
            converted: 0,
            orders: 0,
            first: none,
            first_of: 0,
            years: none,
            years_of: 0,
            so_far: none,
            so_far_of: 0,
            so_far_days: 0,
            unknown: false,
        }
    }
}

impl Tally {
    fn take(&mut self, portfolio: &Portfolio, life: &Life, span: Span, today: NaiveDate, rules: &FunnelRules) {
        self.accounts += 1;
        let passed = life.moves.partition_point(|moved| moved.on <= today);
        let moves = life.moves.get(..passed).unwrap_or_default();
        let mut lost_on = None;
        let mut entered = None;
        for (at, moved) in moves.iter().enumerate() {
            let here = span.holds(moved.on);
            if here && !fell_back(*moved) {
                match moved.to {
                    Stage::Suspect => self.found += 1,
                    Stage::Prospect => self.qualified += 1,
                    Stage::Customer => self.customers += 1,
                    Stage::Client => self.clients += 1,
                    Stage::Lost => {}
                }
                if matches!(moved.to, Stage::Suspect | Stage::Prospect) {
                    entered.get_or_insert(at);
                }
            }
            if wins(*moved) {
                let days = portfolio.ledger().days_of(life.account);
                let from = lost_on.map_or(0, |lost| days.partition_point(|day| day.day <= lost));
                let to = days.partition_point(|day| day.day <= today).max(from);
                let order_of_span = here && becomes_customer(*moved);
                self.take_customer(days.get(from..to).unwrap_or_default(), order_of_span, today, rules);
            }
            if moved.to == Stage::Lost {
                lost_on = Some(moved.on);
            }
        }
        if let Some(at) = entered {
            self.entered += 1;
            self.converted += usize::from(moves.iter().skip(at + 1).any(|moved| wins(*moved)));
        }
    }

    /// The orders of somebody who was won, from the first on.
    fn take_customer(&mut self, days: &[DayTotal], of_span: bool, today: NaiveDate, rules: &FunnelRules) {
        let Some(first) = days.first() else { return };
        if of_span {
            self.orders += 1;
            if let Some(margin) = margin(std::slice::from_ref(first), rules.margin) {
                self.first = self.first.plus(margin);
                self.first_of += 1;
            }
        }
        let passed = u32::try_from((today - first.day).num_days()).unwrap_or(0);
        let year = first.day.checked_add_months(Months::new(12)).unwrap_or(today);
        if year <= today {
            let within = days.partition_point(|day| day.day < year);
            match margin(days.get(..within).unwrap_or_default(), rules.margin) {
                None => self.unknown = true,
                Some(margin) => {
                    self.years = self.years.plus(margin);
                    self.years_of += 1;
                }
            }
        } else if passed >= ENOUGH_DAYS {
            match margin(days, rules.margin) {
                None => self.unknown = true,
                Some(margin) => {
                    self.so_far = self.so_far.plus(margin);
                    self.so_far_of += 1;
                    self.so_far_days += u64::from(passed);
                }
            }
        }
    }

    fn add(&mut self, other: &Self) {
        let Self {
            accounts,
            spend,
            found,
            qualified,
            customers,
            clients,
            entered,
            converted,
            orders,
            first,
            first_of,
            years,
            years_of,
            so_far,
            so_far_of,
            so_far_days,
            unknown,
        } = other;
        self.accounts += accounts;
        self.spend = self.spend.saturating_add(*spend);
        self.found += found;
        self.qualified += qualified;
        self.customers += customers;
        self.clients += clients;
        self.entered += entered;
        self.converted += converted;
        self.orders += orders;
        self.first = self.first.plus(*first);
        self.first_of += first_of;
        self.years = self.years.plus(*years);
        self.years_of += years_of;
        self.so_far = self.so_far.plus(*so_far);
        self.so_far_of += so_far_of;
        self.so_far_days += so_far_days;
        self.unknown |= unknown;
    }

    fn figures(&self, name: String, rules: &FunnelRules) -> ChannelFigures {
        let spend = Some(self.spend).filter(|spend| *spend > Money::ZERO);
        let cac = spend.and_then(|spend| Part::of(spend.minor_units().into(), count(self.customers)));
        let first = self.first.times(1, count(self.first_of));
        let full_year = self.years.times(1, count(self.years_of));
        let (yearly, timed) = match full_year {
            Some(_) => (full_year, self.years_of),
            None => (self.so_far.times(365, i128::from(self.so_far_days)), self.so_far_of),
        };
        let worth = yearly.and_then(|yearly| lifetime_value(yearly, rules));
        let allowable = worth.and_then(|worth| allowable_cost(worth, rules));
        let payback = cac.and_then(|cac| payback_months(cac, first, yearly));
        let result = first.zip(cac).map(|(first, cac)| first.less(cac));
        ChannelFigures {
            name,
            spend: self.spend,
            found: self.found,
            qualified: self.qualified,
            customers: self.customers,
            clients: self.clients,
            entered: self.entered,
            converted: self.converted,
            conversion: share(self.converted, self.entered),
            cac: cac.map(Part::money),
            first_order_margin: first.map(Part::money),
            first_order_result: result.map(Part::money),
            yearly_margin: yearly.map(Part::money),
            estimated: full_year.is_none() && yearly.is_some(),
            timed,
            lifetime_value: worth.map(Part::money),
            allowable_cac: allowable.map(Part::money),
            payback_months: payback,
            verdict: self.verdict(cac, result, worth, allowable, payback),
        }
    }

    fn verdict(
        &self,
        cac: Option<Part>,
        result: Option<Part>,
        worth: Option<Part>,
        allowable: Option<Part>,
        payback: Option<f64>,
    ) -> ChannelVerdict {
        if self.customers == 0 {
            return ChannelVerdict::NobodyWon { spend: self.spend };
        }
        let Some(cac) = cac else { return ChannelVerdict::NoSpendRecorded };
        if result.is_some_and(|result| !result.is_negative()) {
            return ChannelVerdict::PaysWithFirstOrder;
        }
        let behind = result.map(|result| Part::NOTHING.less(result).money());
        match (worth, payback) {
            (Some(worth), Some(months)) if !worth.less(cac).is_negative() => {
                let over = allowable.filter(|allowable| allowable.less(cac).is_negative()).map(Part::money);
                ChannelVerdict::Investment { behind, months, worth: worth.money(), over }
            }
            (Some(worth), _) => ChannelVerdict::TooDear { cost: cac.money(), worth: worth.money() },
            (None, _) => match behind {
                _ if self.orders == 0 => ChannelVerdict::NoPurchases,
                Some(behind) if !self.unknown => ChannelVerdict::TooEarly { behind },
                Some(_) | None => ChannelVerdict::MarginUnknown,
            },
        }
    }
}

fn count(of: usize) -> i128 {
    i128::try_from(of).unwrap_or(i128::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "numbers of accounts")]
fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

impl ChannelFigures {
    /// As it is called on screen.
    #[must_use]
    pub fn label(&self) -> &str {
        if self.name.is_empty() { "No channel" } else { &self.name }
    }
}

impl ChannelVerdict {
    /// "an investment: 940 EUR behind after the first order, back in 9 months, worth 12,900 EUR"
    #[must_use]
    pub fn words(&self, settings: &Settings) -> String {
        let money = |amount| format!("{} {}", settings.more.numbers.money(whole(amount)), settings.currency);
        match *self {
            Self::NobodyWon { spend } if spend > Money::ZERO => {
                format!("spent {}, nobody won yet", money(spend))
            }
            Self::NobodyWon { .. } => "nobody won yet".to_owned(),
            Self::NoSpendRecorded => "no spend recorded".to_owned(),
            Self::NoPurchases => "no purchases known of those it won".to_owned(),
            Self::MarginUnknown => "margin unknown".to_owned(),
            Self::PaysWithFirstOrder => "pays with the first order".to_owned(),
            Self::Investment { behind, months, worth, over } => {
                let behind = behind
                    .map_or_else(String::new, |behind| format!("{} behind after the first order, ", money(behind)));
                let over = over.map_or_else(String::new, |over| format!("; more than the {} it may cost", money(over)));
                format!("an investment: {behind}back in {}, worth {}{over}", months_words(months), money(worth))
            }
            Self::TooDear { cost, worth } => {
                format!("costs more than a customer is worth: {} against {}", money(cost), money(worth))
            }
            Self::TooEarly { behind } => {
                format!("{} behind after the first order; too early to say what a customer is worth", money(behind))
            }
        }
    }
}

/// Rounded to whole units, half away from zero: cents of a mean say nothing.
#[must_use]
pub fn whole(amount: Money) -> Money {
    Part::of(amount.minor_units().into(), 100)
        .map_or(amount, |part| Money::from_minor_units(part.money().minor_units().saturating_mul(100)))
}

/// "9 months", rounded up to whole ones; "at once" for none, and years from four on.
#[must_use]
pub fn months_words(months: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held within what a person reads")]
    let up = |number: f64| number.ceil().clamp(0.0, 100_000.0) as u32;
    match up(months) {
        0 => "at once".to_owned(),
        1 => "1 month".to_owned(),
        months @ 2..48 => format!("{months} months"),
        months => format!("{} years", months.div_ceil(12)),
    }
}

/// The 12 calendar months until today, the last of which is not over: spending is known by month.
#[must_use]
pub fn last_12_months(today: NaiveDate) -> Span {
    let month = Period::holding(PeriodKind::Month, today, 1).start;
    Span { from: month.checked_sub_months(Months::new(11)).unwrap_or(month), to: today }
}

#[cfg(test)]
mod tests;
