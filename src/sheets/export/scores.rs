//! Every account's scores with all their parts, so that another program can check them. Nothing of this is imported: it
//! follows from the records.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::model::{Account, AccountId, KeyCutOff, Likelihood, Money, Portfolio, Severity, SignalKind};
use crate::rules::class::Class;
use crate::rules::engagement::{Engagement, Part, engagement};
use crate::rules::evidence;
use crate::rules::lists;
use crate::rules::potential::{Potential, QpcTrust, potential_among};
use crate::rules::priority::{self, Cuts, Priority};
use crate::rules::relevance::Catalogue;
use crate::rules::rhythm::rhythm;
use crate::rules::touch::{Touch, touch};
use crate::rules::{signals, wallet};

use super::ExportWhat;
use super::columns::{ExportCell, Head, Row, Table, id, words};

/// Scores of evidence are exact here, and rounded to hundredths where an account stands. A part has its share of full
/// marks (0–1) and the points that it adds.
const COLUMNS: [Head; 67] = [
    Head::other("id", "ID"),
    Head::text("key", "Key"),
    Head::text("name", "Name"),
    Head::other("class", "Class"),
    Head::other("judged", "Judged"),
    Head::other("engagement", "Engagement"),
    Head::other("potential", "Potential"),
    Head::other("evidence_engagement", "Evidence engagement"),
    Head::other("evidence_potential", "Evidence potential"),
    Head::other("evidence_class", "Evidence class"),
    Head::other("people_share", "People share"),
    Head::other("people_points", "People points"),
    Head::other("threads", "Threads"),
    Head::other("roles_share", "Roles share"),
    Head::other("roles_points", "Roles points"),
    Head::text("roles_reached", "Roles reached"),
    Head::text("roles_missing", "Roles missing"),
    Head::other("recency_share", "Recency share"),
    Head::other("recency_points", "Recency points"),
    Head::other("last_contact", "Last contact"),
    Head::other("two_way_share", "Two-way share"),
    Head::other("two_way_points", "Two-way points"),
    Head::other("activities", "Activities"),
    Head::other("they_began", "They began"),
    Head::other("responsive", "Responsive"),
    Head::other("gap_share", "Gap share"),
    Head::other("gap_points", "Gap points"),
    Head::other("qpc", "QPC"),
    Head::other("qpc_trust", "QPC trust"),
    Head::other("revenue_12m", "Revenue 12 months"),
    Head::other("untapped", "Untapped"),
    Head::other("cut_off", "Cut-off"),
    Head::other("cut_off_as_of", "Cut-off date"),
    Head::other("cut_off_fixed", "Cut-off fixed"),
    Head::other("breadth_share", "Breadth share"),
    Head::other("breadth_points", "Breadth points"),
    Head::other("categories_bought", "Categories bought"),
    Head::other("categories_relevant", "Categories relevant"),
    Head::other("likelihood", "Likelihood"),
    Head::other("likelihood_share", "Likelihood share"),
    Head::other("likelihood_points", "Likelihood points"),
    Head::other("confidence", "Confidence"),
    Head::other("share_of_wallet", "Share of wallet"),
    Head::other("priority", "Priority"),
    Head::other("list", "List"),
    Head::other("pursuit", "Pursuit list"),
    Head::other("pursued_since", "Pursued since"),
    Head::text("owner", "Owner"),
    Head::other("stage", "Stage"),
    Head::other("archived", "Archived"),
    Head::other("cadence_days", "Cadence (days)"),
    Head::other("next_due", "Next due"),
    Head::other("planned", "Planned"),
    Head::other("overdue_ratio", "Overdue ratio"),
    Head::other("neglected", "Neglected"),
    Head::other("breadth_now", "Breadth now"),
    Head::other("breadth_before", "Breadth before"),
    Head::other("orders_365", "Orders in 365 days"),
    Head::other("median_days", "Median days between orders"),
    Head::other("days_since_last_order", "Days since last order"),
    Head::other("late_order", "Late order"),
    Head::other("risk_recorded", "Risk: recorded"),
    Head::other("risk_revenue_drop", "Risk: revenue drop"),
    Head::other("risk_late_order", "Risk: late order"),
    Head::other("risk_champion_silent", "Risk: champion silent"),
    Head::other("risk_single_thread", "Risk: single thread"),
    Head::text("at_risk_because", "At risk because"),
];

/// What follows from the records of each account.
pub(super) fn table<'a>(portfolio: &'a Portfolio, only: Option<&BTreeSet<AccountId>>) -> Table<'a> {
    let wanted: Vec<&'a Account> = portfolio
        .accounts()
        .map(Arc::as_ref)
        .filter(|account| only.is_none_or(|only| only.contains(&account.id)))
        .collect();
    let common = Common::of(portfolio);
    Table {
        what: ExportWhat::Scores,
        columns: COLUMNS.to_vec(),
        extra: Vec::new(),
        of: u64::try_from(portfolio.accounts().len()).unwrap_or(u64::MAX),
        rows: Box::new(wanted.into_iter().map(move |account| Row {
            cells: common.cells(account),
            extra: None,
            for_programs: Vec::new(),
        })),
    }
}

/// What the scores were computed with, for programs: the day, the model, the lines, the cut-off.
pub(super) fn about(portfolio: &Portfolio) -> Vec<(&'static str, Value)> {
    let settings = portfolio.settings();
    let cut_off = portfolio.bought_until().and_then(|today| evidence::cut_off(portfolio, today));
    vec![
        ("as_of", json!(portfolio.bought_until())),
        ("model", json!(settings.more.model)),
        ("cadence", json!(settings.more.cadence)),
        ("relevance", json!(settings.more.relevance)),
        (
            "lines",
            json!({ "engagement": settings.lines.engagement.points(), "potential": settings.lines.potential.points() }),
        ),
        (
            "cut_off",
            json!({
                "amount": cut_off.map(|cut_off| cut_off.amount.to_string()),
                "as_of": cut_off.map(|cut_off| cut_off.as_of),
                "fixed": settings.more.key_cut_off.is_some(),
            }),
        ),
    ]
}

/// What is the same for all accounts, found once.
struct Common<'a> {
    portfolio: &'a Portfolio,
    today: NaiveDate,
    cut_off: Option<KeyCutOff>,
    catalogue: Catalogue<'a>,
    priorities: Option<Cuts>,
}

impl<'a> Common<'a> {
    fn of(portfolio: &'a Portfolio) -> Self {
        // Without a day nothing follows from records that have one.
        let today = portfolio.bought_until().unwrap_or_default();
        let cut_off = evidence::cut_off(portfolio, today);
        let (catalogue, priorities) = (Catalogue::new(portfolio), priority::cuts(portfolio));
        Self { portfolio, today, cut_off, catalogue, priorities }
    }

    fn cells(&self, account: &'a Account) -> Vec<ExportCell<'a>> {
        let Self { portfolio, today, cut_off, .. } = *self;
        let engaged = engagement(portfolio, account, today);
        let potential = potential_among(portfolio, account, cut_off, today, &self.catalogue);
        let mut cells = self.standing(account, &engaged, &potential);
        cells.extend(of_engagement(&engaged));
        cells.extend(self.of_potential(account, &potential));
        let revenue = potential.revenue_12m;
        let list = lists::list_of(portfolio, account, cut_off.map(|cut_off| cut_off.amount));
        let list = match list {
            lists::KEY => Some("key"),
            lists::SECONDARY => Some("secondary"),
            _ => None,
        };
        cells.extend([
            number(wallet::share(account, revenue)),
            named(priority::of(account, self.priorities).map(Priority::name)),
            named(list),
            named(account.pursuit.map(|pursuit| pursuit.list.name())),
            account.pursuit.map_or(ExportCell::Nothing, |pursuit| ExportCell::Day(pursuit.since)),
            words(&account.owner),
            named(Some(account.stage.name())),
            ExportCell::Flag(account.archived),
        ]);
        cells.extend(self.following(account, &engaged, &potential));
        cells
    }

    /// What follows from cadence and orders, and what puts it at risk.
    fn following(&self, account: &Account, engaged: &Engagement, potential: &Potential) -> Vec<ExportCell<'a>> {
        let Self { portfolio, today, .. } = *self;
        let day = |day: Option<NaiveDate>| day.map_or(ExportCell::Nothing, ExportCell::Day);
        let Touch { cadence_days, next_due, planned, overdue_ratio, state, .. } = touch(portfolio, account, today);
        let orders = rhythm(portfolio, account.id, today);
        let signals = signals::of(portfolio, account, engaged, potential, today);
        let reasons: Vec<String> =
            signals::reasons(portfolio, account, &signals, today).into_iter().map(|reason| reason.words).collect();
        let severity = |severity: Option<Severity>| named(severity.map(Severity::name));
        vec![
            cadence_days.map_or(ExportCell::Nothing, |days| ExportCell::Count(u64::from(days))),
            day(next_due),
            day(planned.map(|(day, _)| day)),
            // Nobody waits for whom there is no cadence, or no contact yet.
            number(next_due.map(|_| overdue_ratio)),
            ExportCell::Flag(state.is_neglected()),
            count(usize::from(signals.breadth_now)),
            count(usize::from(signals.breadth_before)),
            count(orders.orders_365),
            number(orders.median_days),
            orders.days_since.and_then(|days| u64::try_from(days).ok()).map_or(ExportCell::Nothing, ExportCell::Count),
            ExportCell::Flag(orders.late),
            severity(signals.severity(SignalKind::Recorded)),
            severity(signals.severity(SignalKind::RevenueDrop)),
            severity(signals.severity(SignalKind::LateOrder)),
            severity(signals.severity(SignalKind::ChampionSilent)),
            severity(signals.severity(SignalKind::SingleThread)),
            joined(&reasons),
        ]
    }

    fn standing(&self, account: &'a Account, engaged: &Engagement, potential: &Potential) -> Vec<ExportCell<'a>> {
        let portfolio = self.portfolio;
        let position = portfolio.position(account);
        let class = Class::of_account(portfolio, account, portfolio.settings().lines);
        let by_evidence = portfolio.evidence(account.id).filter(|evidence| evidence.potential.is_some());
        vec![
            id(&account.id),
            words(&account.key),
            words(&account.name),
            named(class.map(Class::name)),
            ExportCell::Flag(account.judgement.is_some()),
            position.map_or(ExportCell::Nothing, |position| ExportCell::Score(position.engagement)),
            position.map_or(ExportCell::Nothing, |position| ExportCell::Score(position.potential)),
            ExportCell::Number(engaged.score),
            number(potential.score),
            named(by_evidence.map(|evidence| Class::of_halves(evidence.halves).name())),
        ]
    }

    fn of_potential(&self, account: &Account, potential: &Potential) -> Vec<ExportCell<'a>> {
        let Potential {
            gap, breadth, likelihood, untapped, revenue_12m, categories_bought, categories_relevant, ..
        } = potential;
        let share = |part: &Option<Part>| number(part.map(|part| part.share));
        let points = |part: &Option<Part>| number(part.map(Part::points));
        let money = |amount: Option<Money>| amount.map_or(ExportCell::Nothing, ExportCell::Money);
        let cut_off = self.cut_off;
        let trust = match potential.qpc {
            QpcTrust::Unknown => None,
            QpcTrust::Guessed => Some("guess"),
            QpcTrust::Old => Some("old"),
            QpcTrust::Known => Some("known"),
        };
        vec![
            share(gap),
            points(gap),
            money(account.qpc.map(|qpc| qpc.amount)),
            named(trust),
            money(*revenue_12m),
            money(*untapped),
            money(cut_off.map(|cut_off| cut_off.amount)),
            cut_off.map_or(ExportCell::Nothing, |cut_off| ExportCell::Day(cut_off.as_of)),
            ExportCell::Flag(self.portfolio.settings().more.key_cut_off.is_some()),
            // What it buys of what matters to it; the score has the rest of that.
            number(breadth.map(|part| 1.0 - part.share)),
            points(breadth),
            count(*categories_bought),
            count(*categories_relevant),
            named(potential.judged.map(Likelihood::name)),
            share(likelihood),
            points(likelihood),
            ExportCell::Number(potential.confidence),
        ]
    }
}

fn of_engagement<'a>(engaged: &Engagement) -> Vec<ExportCell<'a>> {
    let Engagement { people, roles, recency, two_way, threads, roles_reached, roles_missing, .. } = engaged;
    let share = |part: &Part| ExportCell::Number(part.share);
    let points = |part: &Part| ExportCell::Number(part.points());
    vec![
        share(people),
        points(people),
        count(*threads),
        share(roles),
        points(roles),
        joined(roles_reached),
        joined(roles_missing),
        share(recency),
        points(recency),
        engaged.last_contact.map_or(ExportCell::Nothing, ExportCell::Day),
        share(two_way),
        points(two_way),
        count(engaged.activities),
        count(engaged.they_began),
        count(engaged.responsive),
    ]
}

fn number<'a>(number: Option<f64>) -> ExportCell<'a> {
    number.map_or(ExportCell::Nothing, ExportCell::Number)
}

fn count<'a>(count: usize) -> ExportCell<'a> {
    ExportCell::Count(u64::try_from(count).unwrap_or(u64::MAX))
}

fn named<'a>(name: Option<&'static str>) -> ExportCell<'a> {
    name.map_or(ExportCell::Nothing, |name| ExportCell::Word(Cow::Borrowed(name)))
}

/// Several texts in one cell.
fn joined<'a, S: AsRef<str>>(texts: &[S]) -> ExportCell<'a> {
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    if texts.is_empty() { ExportCell::Nothing } else { ExportCell::Text(Cow::Owned(texts.join("; "))) }
}
