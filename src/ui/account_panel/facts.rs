//! What the panel says of an account, worked out once for each revision: a frame counts nothing.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::model::text::capitalised;
use crate::model::{
    Account, AccountId, Activity, ActivityKind, ActivityStatus, AnyRecord, ContactId, DateStyle, Edit, Evidence, Money,
    OpportunityOutcome, Portfolio, Risk, RowKey, Severity,
};
use crate::rules::advice::{Advice, advice};
use crate::rules::engagement::{Engagement, engagement, is_done};
use crate::rules::evidence::cut_off;
use crate::rules::hand_over::Standing;
use crate::rules::months::months;
use crate::rules::potential::{Potential, potential};
use crate::rules::touch::{Touch, touch};
use crate::rules::why::{Mood, Why, why};
use crate::ui::view::Cx;

/// So many months of purchases are drawn: this year's against last year's.
const MONTHS: u32 = 24;

/// Everything about one account that follows from its records.
#[derive(Debug, Default)]
pub struct AccountFacts {
    made_for: Option<(usize, u64, AccountId, NaiveDate)>,
    known: Option<Known>,
}

#[derive(Debug)]
pub struct Known {
    pub evidence: Option<Evidence>,
    pub engagement: Engagement,
    pub potential: Potential,
    pub touch: Touch,
    pub why: Vec<Why>,
    /// What would raise the scores, the cheapest first.
    pub advice: Advice,
    /// Of each month what was bought, oldest first; empty without purchases.
    pub months: Vec<(i32, u32, Money)>,
    /// "Purchases: 3, last 2 March 2026"; empty without purchases.
    pub purchases: String,
    pub next: Option<NextStep>,
    pub contacts: Vec<Row>,
    /// Those that are planned after the next one, then those that were done, the last first.
    pub activities: Vec<Row>,
    pub opportunities: Vec<Row>,
    pub risks: Vec<Row>,
    /// The day on which it came to its stage, where somebody wrote that down.
    pub stage_since: Option<NaiveDate>,
    /// What there is to say of its hand-over.
    pub hand_over: Option<Standing>,
    /// Who may own it: names of ours.
    pub owners: Vec<String>,
}

/// What is planned next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextStep {
    pub activity: crate::model::ActivityId,
    pub kind: ActivityKind,
    pub words: String,
    pub when: String,
    pub overdue: bool,
}

/// A record in a list of the panel.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub key: RowKey,
    pub words: String,
    pub detail: String,
    pub mood: Option<Mood>,
    /// A button in the row, and what it does.
    pub quick: Option<(&'static str, Edit)>,
}

impl AccountFacts {
    pub fn refresh(&mut self, cx: &Cx<'_>, account: &Account) {
        let wanted = Some((cx.workspace, cx.portfolio.revision(), account.id, cx.today));
        if self.made_for != wanted || self.known.is_none() {
            self.known = Some(Known::of(cx.portfolio, account, cx.today));
            self.made_for = wanted;
        }
    }

    /// `None` before the first account is shown.
    pub const fn known(&self) -> Option<&Known> {
        self.known.as_ref()
    }
}

impl Known {
    fn of(portfolio: &Portfolio, account: &Account, today: NaiveDate) -> Self {
        let cut_off = portfolio.evidence_for().map_or_else(|| cut_off(portfolio, today), |made| made.cut_off);
        let engagement = engagement(portfolio, account, today);
        let potential = potential(portfolio, account, cut_off, today);
        let touch = touch(portfolio, account, today);
        let why = why(portfolio, account, (&engagement, &potential, &touch), today);
        let days = portfolio.ledger().days_of(account.id);
        let lines: usize = days.iter().map(|day| day.lines as usize).sum();
        let more = &portfolio.settings().more;
        let purchases = days
            .last()
            .map(|last| format!("Purchases: {}, last {}", more.numbers.count(lines), more.dates.day(last.day)));
        let months = if days.is_empty() { Vec::new() } else { months(portfolio, account.id, today, MONTHS) };
        let next = touch.planned.and_then(|(_, id)| portfolio.activities().get(id));
        Self {
            evidence: portfolio.evidence(account.id),
            why,
            advice: advice(portfolio, account, &engagement, &potential, today),
            months,
            purchases: purchases.unwrap_or_default(),
            next: next.map(|activity| NextStep::of(portfolio, activity, today)),
            contacts: contacts(portfolio, account.id, today),
            activities: activities(portfolio, account.id, touch.planned.map(|(_, id)| id), today),
            opportunities: opportunities(portfolio, account.id, today),
            risks: risks(portfolio, account.id, today),
            stage_since: portfolio.stage_path(account).steps.iter().rfind(|step| step.on <= today).map(|step| step.on),
            hand_over: Standing::of(portfolio, account, today),
            owners: owners(portfolio),
            engagement,
            potential,
            touch,
        }
    }
}

impl NextStep {
    fn of(portfolio: &Portfolio, activity: &Activity, today: NaiveDate) -> Self {
        let late = (today - activity.day).num_days();
        let when = match late {
            0 => "today".to_owned(),
            1 => "1 day overdue".to_owned(),
            late if late > 1 => format!("{late} days overdue"),
            -1 => "tomorrow".to_owned(),
            _ => format!("on {}", short_day(portfolio, activity.day, today)),
        };
        Self { activity: activity.id, kind: activity.kind, words: called(portfolio, activity), when, overdue: late > 0 }
    }
}

/// "Call Roland Mendel", "Visit: spring order".
fn called(portfolio: &Portfolio, activity: &Activity) -> String {
    let contacts = activity.contacts.iter().filter_map(|id| portfolio.contacts().get(*id));
    let names: Vec<&str> = contacts.map(|contact| contact.name.as_str()).collect();
    let kind = capitalised(activity.kind.name());
    match (activity.subject.as_str(), names.as_slice()) {
        ("", []) => kind,
        ("", [name]) => format!("{kind} {name}"),
        ("", [name, others @ ..]) => format!("{kind} {name} and {} more", others.len()),
        (subject, _) => format!("{kind}: {subject}"),
    }
}

fn contacts(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> Vec<Row> {
    let mut last: BTreeMap<ContactId, NaiveDate> = BTreeMap::new();
    for activity in portfolio.activities_of(account).iter().filter(|activity| is_done(activity, today)) {
        for id in &activity.contacts {
            let day = last.entry(*id).or_insert(activity.day);
            *day = (*day).max(activity.day);
        }
    }
    let mut all: Vec<_> = portfolio.contacts_of(account).iter().collect();
    // Who is still there comes first, then who was met last.
    all.sort_by_key(|contact| (contact.left, std::cmp::Reverse(last.get(&contact.id).copied())));
    let row = |contact: &std::sync::Arc<crate::model::Contact>| {
        let what = if contact.role.is_empty() { &contact.title } else { &contact.role };
        let when = last.get(&contact.id).map(|day| match (today - *day).num_days() {
            0 => "today".to_owned(),
            ago => format!("{ago} d ago"),
        });
        let champion = contact.champion && contact.role != "champion";
        let parts = [
            Some(what.clone()).filter(|what| !what.is_empty()),
            champion.then(|| "champion".to_owned()),
            contact.left.then(|| "left".to_owned()),
            when.filter(|_| !contact.left),
        ];
        let detail: Vec<String> = parts.into_iter().flatten().collect();
        Row {
            key: RowKey::Contact(contact.id),
            words: contact.name.clone(),
            detail: detail.join(" · "),
            mood: None,
            quick: None,
        }
    };
    all.into_iter().map(row).collect()
}

fn activities(
    portfolio: &Portfolio,
    account: AccountId,
    next: Option<crate::model::ActivityId>,
    today: NaiveDate,
) -> Vec<Row> {
    let all = portfolio.activities_of(account).iter().filter(|activity| Some(activity.id) != next);
    let (mut planned, mut done): (Vec<_>, Vec<_>) =
        all.partition(|activity| activity.status == ActivityStatus::Planned);
    planned.sort_by_key(|activity| (activity.day, activity.time));
    done.sort_by_key(|activity| std::cmp::Reverse((activity.day, activity.time, activity.id)));
    let row = |activity: &std::sync::Arc<Activity>| {
        let day = short_day(portfolio, activity.day, today);
        let is_planned = activity.status == ActivityStatus::Planned;
        Row {
            key: RowKey::Activity(activity.id),
            words: called(portfolio, activity),
            detail: if is_planned { format!("planned {day}") } else { day },
            mood: (is_planned && activity.day < today).then_some(Mood::Warn),
            quick: None,
        }
    };
    planned.into_iter().chain(done).map(row).collect()
}

fn opportunities(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> Vec<Row> {
    let settings = portfolio.settings();
    let mut open: Vec<_> = portfolio
        .opportunities_of(account)
        .iter()
        .filter(|opportunity| opportunity.outcome == OpportunityOutcome::Open)
        .collect();
    open.sort_by_key(|opportunity| std::cmp::Reverse(opportunity.value));
    let row = |opportunity: &std::sync::Arc<crate::model::Opportunity>| {
        let value =
            opportunity.value.map(|value| format!("{} {}", settings.more.numbers.money(value), settings.currency));
        let likelihood = opportunity.likelihood.map(|likelihood| likelihood.name().to_owned());
        let due = opportunity.due.filter(|due| *due < today).map(|_| "overdue".to_owned());
        let detail: Vec<String> = [value, likelihood, due.clone()].into_iter().flatten().collect();
        Row {
            key: RowKey::Opportunity(opportunity.id),
            words: opportunity.name.clone(),
            detail: detail.join(" · "),
            mood: due.map(|_| Mood::Warn),
            quick: None,
        }
    };
    open.into_iter().map(row).collect()
}

fn risks(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> Vec<Row> {
    let mut open: Vec<_> = portfolio.risks_of(account).iter().filter(|risk| risk.resolved.is_none()).collect();
    open.sort_by_key(|risk| (std::cmp::Reverse(risk.severity), risk.since));
    let row = |risk: &std::sync::Arc<Risk>| {
        let resolved = Risk { resolved: Some(today.max(risk.since)), ..Risk::clone(risk) };
        Row {
            key: RowKey::Risk(risk.id),
            words: risk.reason.clone(),
            detail: format!("{} · {}", risk.kind.name(), risk.severity.name()),
            mood: Some(if risk.severity == Severity::High { Mood::Bad } else { Mood::Warn }),
            quick: Some(("Resolve", Edit::PutRecords(vec![AnyRecord::Risk(resolved)]))),
        }
    };
    open.into_iter().map(row).collect()
}

/// Those who sell first, then the others who are still with us.
fn owners(portfolio: &Portfolio) -> Vec<String> {
    let mut all: Vec<_> = portfolio.colleagues().iter().filter(|colleague| !colleague.left).collect();
    all.sort_by_key(|colleague| (!colleague.seller, colleague.name.to_lowercase()));
    all.into_iter().map(|colleague| colleague.name.clone()).collect()
}

/// A day as the workspace writes it; in words without the year when that is this one.
pub fn short_day(portfolio: &Portfolio, day: NaiveDate, today: NaiveDate) -> String {
    match portfolio.settings().more.dates {
        DateStyle::Words if day.year() == today.year() => format!("{} {}", day.day(), day.format("%B")),
        style @ (DateStyle::Words | DateStyle::Iso | DateStyle::DayMonthYear | DateStyle::MonthDayYear) => {
            style.day(day)
        }
    }
}

/// The same with the month cut to its first letters, where there is little room.
pub fn shorter_day(portfolio: &Portfolio, day: NaiveDate, today: NaiveDate) -> String {
    match portfolio.settings().more.dates {
        DateStyle::Words if day.year() == today.year() => format!("{} {}", day.day(), day.format("%b")),
        DateStyle::Words => format!("{} {}", day.day(), day.format("%b %Y")),
        style @ (DateStyle::Iso | DateStyle::DayMonthYear | DateStyle::MonthDayYear) => style.day(day),
    }
}
