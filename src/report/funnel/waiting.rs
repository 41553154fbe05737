//! What waits for somebody today: hand-overs to be made, changes of stage to be confirmed.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::Serialize;

use crate::model::{AccountId, Portfolio};
use crate::rules::funnel::{History, Proposal, ProposalKind, Proposals, Scope};
use crate::rules::hand_over;

use super::FunnelReport;
use super::sections::{Cell, Section, figure, text};

/// An account that was won, and of which nobody has said yet who makes it grow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HandOverFigures {
    pub id: String,
    pub key: String,
    pub name: String,
    /// The day on which it was won.
    pub since: NaiveDate,
    pub days: u32,
    pub owner: String,
    pub won_by: String,
}

/// How many accounts the purchases speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ProposalFigures {
    pub became_customer: usize,
    pub became_client: usize,
    pub lapsed: usize,
    pub won_back: usize,
    /// Stand there already, and could be dated; nobody waits for these.
    pub to_be_dated: usize,
    /// The others together.
    pub waiting: usize,
}

/// The accounts in scope; nothing: all.
pub(super) fn within(history: &History, scope: &Scope) -> Option<BTreeSet<AccountId>> {
    (*scope != Scope::default()).then(|| history.lives(scope).map(|life| life.account).collect())
}

pub(super) fn hand_overs(
    portfolio: &Portfolio,
    within: Option<&BTreeSet<AccountId>>,
    today: NaiveDate,
) -> Vec<HandOverFigures> {
    let waiting = hand_over::waiting(portfolio, today);
    let in_scope = waiting.into_iter().filter(|one| within.is_none_or(|within| within.contains(&one.account)));
    in_scope
        .filter_map(|one| {
            let account = portfolio.account(one.account)?;
            Some(HandOverFigures {
                id: one.account.to_string(),
                key: account.key.clone(),
                name: account.name.clone(),
                since: one.since,
                days: u32::try_from((today - one.since).num_days()).unwrap_or_default(),
                owner: one.owner,
                won_by: one.won_by,
            })
        })
        .collect()
}

pub(super) fn proposals(
    portfolio: &Portfolio,
    within: Option<&BTreeSet<AccountId>>,
    today: NaiveDate,
) -> ProposalFigures {
    let mut all = Proposals::default();
    all.refresh(0, portfolio, today);
    let in_scope = |one: &&Proposal| within.is_none_or(|within| within.contains(&one.account));
    let count = |kind: ProposalKind| all.iter().filter(in_scope).filter(|one| one.kind == kind).count();
    let [became_customer, became_client, lapsed, won_back] =
        [ProposalKind::BecameCustomer, ProposalKind::BecameClient, ProposalKind::Lapsed, ProposalKind::WonBack]
            .map(count);
    ProposalFigures {
        became_customer,
        became_client,
        lapsed,
        won_back,
        to_be_dated: count(ProposalKind::Dates),
        waiting: became_customer + became_client + lapsed + won_back,
    }
}

impl FunnelReport {
    pub(super) fn waiting_lists(&self) -> [Section; 2] {
        let row = |one: &HandOverFigures| {
            vec![
                Cell::Name(one.name.clone()),
                Cell::Day(one.since),
                Cell::Days(one.days),
                Cell::Name(one.won_by.clone()),
                Cell::Name(one.owner.clone()),
            ]
        };
        let hand_overs = Section {
            sheet: "Hand-overs",
            title: format!("Hand-overs that wait on {} (snapshot)", self.dates.day(self.today)),
            note: "Accounts that were won, and of which nobody has said yet who makes them grow; the longest first"
                .to_owned(),
            heads: vec![text("Account"), figure("Won on"), figure("Days"), text("Won by"), text("Owner")],
            rows: self.hand_overs.iter().map(row).collect(),
            empty: "No hand-over waits",
            is_list: true,
        };
        let ProposalFigures { became_customer, became_client, lapsed, won_back, to_be_dated, waiting: _ } =
            self.proposals;
        let rows = [
            (ProposalKind::BecameCustomer, became_customer),
            (ProposalKind::BecameClient, became_client),
            (ProposalKind::Lapsed, lapsed),
            (ProposalKind::WonBack, won_back),
            (ProposalKind::Dates, to_be_dated),
        ];
        let proposals = Section {
            sheet: "To confirm",
            title: format!("Changes of stage to be confirmed on {} (snapshot)", self.dates.day(self.today)),
            note: "What purchases say and nobody has confirmed: until then it counts nowhere in this report".to_owned(),
            heads: vec![text("What"), figure("Accounts")],
            rows: rows.map(|(kind, count)| vec![Cell::Word(kind.name().to_owned()), Cell::Count(count)]).to_vec(),
            empty: "",
            is_list: false,
        };
        [hand_overs, proposals]
    }
}
