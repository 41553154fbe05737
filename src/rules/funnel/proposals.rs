//! Changes of stage that the records speak for. A person confirms them, one or all.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Local, Months, NaiveDate};

use crate::model::{
    Account, AccountId, DateStyle, FunnelRules, Period, PeriodKind, Portfolio, RowKey, Stage, StageChange, StageEvent,
    StageSource, year_before,
};
use crate::rules::rhythm::order_days;

/// What the records say of one account: changes of stage one after the other, to be written down together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub account: AccountId,
    pub kind: ProposalKind,
    /// Where it stands before the first of them; `None`: nobody says.
    pub from: Option<Stage>,
    /// Oldest first, never empty.
    pub changes: Vec<StageChange>,
}

/// What a proposal comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProposalKind {
    /// A purchase of somebody who never bought.
    BecameCustomer,
    /// The client rule was met.
    BecameClient,
    /// No purchase for as long as the rules say.
    Lapsed,
    /// A purchase of somebody who was lost.
    WonBack,
    /// The account stands there already, and nobody says since when. The purchases that are known need not be all, so
    /// that this is offered apart from the others.
    Dates,
}

impl ProposalKind {
    pub const ALL: [Self; 5] = [Self::BecameCustomer, Self::BecameClient, Self::Lapsed, Self::WonBack, Self::Dates];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BecameCustomer => "Became customers",
            Self::BecameClient => "Became clients",
            Self::Lapsed => "Lapsed",
            Self::WonBack => "Won back",
            Self::Dates => "To be dated",
        }
    }

    fn of(from: Option<Stage>, last: Stage) -> Self {
        match last {
            Stage::Client => Self::BecameClient,
            Stage::Lost => Self::Lapsed,
            Stage::Suspect | Stage::Prospect | Stage::Customer if from == Some(Stage::Lost) => Self::WonBack,
            Stage::Suspect | Stage::Prospect | Stage::Customer => Self::BecameCustomer,
        }
    }
}

impl Proposal {
    /// The last of its changes: where it leads.
    #[must_use]
    pub fn last(&self) -> Option<&StageChange> {
        self.changes.last()
    }
}

/// What the purchases of an account say of its stage, until `today`. Our own reading of the client rule and its kin:
///
/// - who never bought, or was lost, is a customer from the first purchase on;
/// - a customer is a client from the day on which `client_orders` orders in 12 months, in `client_quarters` calendar
///   quarters, were reached first; for whoever was lost, orders count anew;
/// - a customer or client who bought, and then did not for `lapse_months`, is lost on the day on which these were over;
///   a purchase on that day is in time.
///
/// What people or files wrote down stands: nothing is proposed for a day before the last of it, and orders until then
/// made nobody a client whom somebody called a customer. What somebody confirmed and then took back is not proposed again.
#[must_use]
pub fn proposals(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Vec<Proposal> {
    if account.archived {
        return Vec::new();
    }
    let orders: Vec<NaiveDate> = order_days(portfolio, account.id, today).collect();
    if orders.is_empty() {
        return Vec::new();
    }
    let more = &portfolio.settings().more;
    let evidence = Evidence { account: account.id, orders: &orders, rules: &more.funnel, style: more.dates, today };
    let path = portfolio.stage_path(account);
    let events = portfolio.stage_events_of(account.id);
    let denied = denied(events);
    let Some(last) = path.steps.last().copied() else {
        if denied.is_none() {
            return evidence.of_undated(account.stage);
        }
        let start = Start { since: denied, lost: None, first_time: true };
        let changes = evidence.changes(Some(account.stage), start);
        return evidence.proposal(Some(account.stage), changes).into_iter().collect();
    };
    // That an account was written down says nothing of the time before.
    let came_in = matches!(events, [only] if only.came_in());
    let start = Start {
        since: denied.max(match last.to {
            Stage::Suspect | Stage::Prospect if came_in => None,
            // Who is qualified and buys on one day did it in this order.
            Stage::Suspect | Stage::Prospect => last.on.pred_opt(),
            Stage::Customer | Stage::Client | Stage::Lost => Some(last.on),
        }),
        lost: path.steps.iter().rev().find(|step| step.to == Stage::Lost).map(|step| step.on),
        first_time: !path.steps.iter().any(|step| matches!(step.to, Stage::Customer | Stage::Client)),
    };
    let changes = evidence.proposal(Some(last.to), evidence.changes(Some(last.to), start));
    let dates = evidence.dates(last.to).filter(|_| came_in).map(|(dates, _)| dates);
    changes.into_iter().chain(dates).collect()
}

/// The last day of which somebody said that what was confirmed never happened. It is not proposed again.
fn denied(events: &[Arc<StageEvent>]) -> Option<NaiveDate> {
    let denials = events.iter().filter(|event| event.to.is_none()).filter_map(|event| event.corrects);
    let denied = denials.filter_map(|id| events.iter().find(|event| event.id == id));
    denied.filter(|event| event.source == StageSource::Evidence).map(|event| event.on).max()
}

/// What speaks for changes of the stage of one account.
struct Evidence<'a> {
    account: AccountId,
    /// Oldest first, at least one.
    orders: &'a [NaiveDate],
    rules: &'a FunnelRules,
    style: DateStyle,
    today: NaiveDate,
}

/// From when on the evidence may speak.
#[derive(Clone, Copy, Debug)]
struct Start {
    /// After this day; `None`: since ever.
    since: Option<NaiveDate>,
    /// When the account was lost last: for being a client, orders until then count no more.
    lost: Option<NaiveDate>,
    /// It is not known to have been a customer ever.
    first_time: bool,
}

impl Evidence<'_> {
    /// Since when it stands there, and what followed on that; `None` where purchases lead to other stages.
    fn dates(&self, stands: Stage) -> Option<(Proposal, Vec<StageChange>)> {
        match stands {
            Stage::Suspect | Stage::Prospect => return None,
            Stage::Customer | Stage::Client | Stage::Lost => {}
        }
        let mut changes = self.changes(None, Start { since: None, lost: None, first_time: true });
        let last = changes.iter().rposition(|change| change.to == stands)?;
        let rest = changes.split_off(last + 1);
        Some((Proposal { account: self.account, kind: ProposalKind::Dates, from: None, changes }, rest))
    }

    /// Of an account of which nobody wrote down since when it stands there.
    fn of_undated(&self, stands: Stage) -> Vec<Proposal> {
        if let Some((dates, rest)) = self.dates(stands) {
            return self.proposal(Some(stands), rest).into_iter().chain([dates]).collect();
        }
        let bought = match stands {
            Stage::Suspect | Stage::Prospect => false,
            Stage::Customer | Stage::Client | Stage::Lost => true,
        };
        let since = match stands {
            // Nobody knows when it was lost, but it was by the time that it was written down here.
            Stage::Lost => match made_on(self.account) {
                Some(made) => Some(made),
                None => return Vec::new(),
            },
            Stage::Suspect | Stage::Prospect | Stage::Customer | Stage::Client => None,
        };
        let start = Start { since, lost: since, first_time: !bought };
        self.proposal(Some(stands), self.changes(Some(stands), start)).into_iter().collect()
    }

    fn proposal(&self, from: Option<Stage>, changes: Vec<StageChange>) -> Option<Proposal> {
        let last = changes.last()?;
        let before = changes.iter().rev().nth(1).map_or(from, |change| Some(change.to));
        Some(Proposal { account: self.account, kind: ProposalKind::of(before, last.to), from, changes })
    }

    /// From where it stood on, order by order.
    fn changes(&self, mut stands: Option<Stage>, start: Start) -> Vec<StageChange> {
        let Start { since, mut lost, mut first_time } = start;
        let mut changes = Vec::new();
        let speaks = |on: NaiveDate| since.is_none_or(|since| on > since);
        let mut last_order: Option<NaiveDate> = None;
        for (nth, order) in self.orders.iter().copied().enumerate() {
            if let Some(lapsed) = self.lapsed(stands, last_order, since).filter(|lapsed| *lapsed < order) {
                changes.push(self.change(Stage::Lost, lapsed, self.no_purchase_since(last_order)));
                (stands, lost) = (Some(Stage::Lost), Some(lapsed));
            }
            last_order = Some(order);
            if !speaks(order) {
                continue;
            }
            match stands {
                None | Some(Stage::Suspect | Stage::Prospect | Stage::Lost) => {
                    let why = match stands {
                        Some(Stage::Lost) => "A purchase after it was lost".to_owned(),
                        _ if first_time && nth == 0 => "First purchase".to_owned(),
                        _ => "A purchase".to_owned(),
                    };
                    changes.push(self.change(Stage::Customer, order, why));
                    stands = Some(Stage::Customer);
                    first_time = false;
                }
                Some(Stage::Customer | Stage::Client) => {}
            }
            if stands == Some(Stage::Customer)
                && let Some(why) = self.client(nth, lost)
            {
                changes.push(self.change(Stage::Client, order, why));
                stands = Some(Stage::Client);
            }
        }
        if let Some(lapsed) = self.lapsed(stands, last_order, since).filter(|lapsed| *lapsed < self.today) {
            changes.push(self.change(Stage::Lost, lapsed, self.no_purchase_since(last_order)));
        }
        changes
    }

    /// The day on which so many months without an order were over, counted from the last order or from when somebody said
    /// last where the account stands.
    fn lapsed(
        &self,
        stands: Option<Stage>,
        last_order: Option<NaiveDate>,
        since: Option<NaiveDate>,
    ) -> Option<NaiveDate> {
        let buys = match stands {
            Some(Stage::Customer | Stage::Client) => true,
            None | Some(Stage::Suspect | Stage::Prospect | Stage::Lost) => false,
        };
        let quiet_from = since.map_or(last_order?, |since| since.max(last_order.unwrap_or(since)));
        last_order?;
        buys.then(|| quiet_from.checked_add_months(Months::new(u32::from(self.rules.lapse_months))))?
    }

    fn no_purchase_since(&self, last_order: Option<NaiveDate>) -> String {
        last_order.map_or_else(String::new, |last| format!("No purchase since {}", self.style.day(last)))
    }

    /// Whether this order meets the client rule, in words.
    fn client(&self, nth: usize, lost: Option<NaiveDate>) -> Option<String> {
        let day = *self.orders.get(nth)?;
        let after = lost.map_or(year_before(day), |lost| lost.max(year_before(day)));
        let until = self.orders.get(..=nth)?;
        let within = until.get(until.partition_point(|order| *order <= after)..)?;
        let mut quarters: Vec<Period> = within.iter().map(|order| quarter(*order)).collect();
        quarters.dedup();
        let FunnelRules { client_orders, client_quarters, .. } = self.rules;
        let met = within.len() >= usize::from(*client_orders) && quarters.len() >= usize::from(*client_quarters);
        met.then(|| format!("{} in {}", counted(within.len(), "purchase"), counted(quarters.len(), "quarter")))
    }

    fn change(&self, to: Stage, on: NaiveDate, reason: String) -> StageChange {
        StageChange { reason, source: StageSource::Evidence, ..StageChange::new(self.account, to, on) }
    }
}

/// The calendar quarter, whatever the fiscal year is.
fn quarter(day: NaiveDate) -> Period {
    Period::holding(PeriodKind::Quarter, day, 1)
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// The day on which the account was written down here, as far as its key tells.
fn made_on(account: AccountId) -> Option<NaiveDate> {
    Some(crate::rules::replay::made_at(account)?.with_timezone(&Local).date_naive())
}

/// All that is proposed of a portfolio, kept up to date as it changes.
#[derive(Clone, Debug, Default)]
pub struct Proposals {
    made_for: Option<MadeFor>,
    of: BTreeMap<AccountId, Vec<Proposal>>,
    /// By kind in the order of [`ProposalKind::ALL`], then the latest first; each with its place among those of its
    /// account.
    order: Vec<(AccountId, usize)>,
    /// How many there are of each kind.
    counts: BTreeMap<ProposalKind, usize>,
    generation: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MadeFor {
    workspace: usize,
    revision: u64,
    today: NaiveDate,
    rules: FunnelRules,
    dates: DateStyle,
}

impl Proposals {
    /// Brings the list up to date: after an edit of a few records, by a look at their accounts alone. `workspace` tells
    /// one portfolio from the next.
    pub fn refresh(&mut self, workspace: usize, portfolio: &Portfolio, today: NaiveDate) {
        let more = &portfolio.settings().more;
        let revision = portfolio.revision();
        let wanted = MadeFor { workspace, revision, today, rules: more.funnel, dates: more.dates };
        let before = self.made_for.replace(wanted);
        if before == Some(wanted) {
            return;
        }
        let same = |before: &MadeFor| MadeFor { revision, ..*before } == wanted;
        let changed = before.filter(same).and_then(|before| {
            let rows = portfolio.changed_since(before.revision)?;
            let of_purchases = rows.iter().any(|row| matches!(row, RowKey::Batch(_)));
            if of_purchases { None } else { portfolio.accounts_changed_since(before.revision) }
        });
        let Some(changed) = changed else {
            let all = portfolio.active().map(|account| (account.id, proposals(portfolio, account, today)));
            self.of = all.filter(|(_, proposals)| !proposals.is_empty()).collect();
            self.sort();
            return;
        };
        let mut others = false;
        for id in changed {
            let after = portfolio.account(id).map(|account| proposals(portfolio, account, today)).unwrap_or_default();
            let before = self.of.remove(&id).unwrap_or_default();
            others |= before != after;
            if !after.is_empty() {
                self.of.insert(id, after);
            }
        }
        if others {
            self.sort();
        }
    }

    fn sort(&mut self) {
        let all = self.of.iter().flat_map(|(id, all)| all.iter().enumerate().map(|(at, one)| (*id, at, one)));
        let mut all: Vec<_> = all.collect();
        all.sort_by_key(|(id, _, one)| (one.kind, Reverse(one.last().map(|change| change.on)), *id));
        self.counts.clear();
        for (_, _, one) in &all {
            *self.counts.entry(one.kind).or_insert(0) += 1;
        }
        self.order = all.into_iter().map(|(id, at, _)| (id, at)).collect();
        self.generation += 1;
    }

    /// By kind in the order of [`ProposalKind::ALL`], of one kind the latest first.
    pub fn iter(&self) -> impl Iterator<Item = &Proposal> {
        self.order.iter().filter_map(|(id, at)| self.of.get(id)?.get(*at))
    }

    /// The one at that place of the order.
    #[must_use]
    pub fn get(&self, place: usize) -> Option<&Proposal> {
        let (id, at) = self.order.get(place)?;
        self.of.get(id)?.get(*at)
    }

    #[must_use]
    pub fn count(&self, kind: ProposalKind) -> usize {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    /// How many wait for somebody; those that only date what is known already do not.
    #[must_use]
    pub fn waiting(&self) -> usize {
        ProposalKind::ALL.into_iter().filter(|kind| *kind != ProposalKind::Dates).map(|kind| self.count(kind)).sum()
    }

    /// Grows whenever the list changes.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }
}

#[cfg(test)]
mod tests;
