//! What puts an account at risk, and what else views need to know of it beside its scores.

use std::cmp::Reverse;

use chrono::NaiveDate;

use super::breadth;
use super::engagement::{Engagement, is_done, known_of};
use super::potential::Potential;
use super::rhythm::{Rhythm, rhythm};
use crate::model::text::capitalised;
use crate::model::{
    Account, Activity, ActivityStatus, Contact, OpportunityOutcome, Portfolio, Risk, ScoringModel, Severity,
    SignalKind, Signals, text,
};

/// Why an account is at risk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    pub kind: SignalKind,
    pub severity: Severity,
    /// "Late order: 64 days since the last one, every 23 days usually"
    pub words: String,
}

/// The signals of an account whose scores on that day are known. How severe each is, is our own choice: a recorded
/// risk is as severe as people said; an order that is late and a revenue that fell are of medium severity, and of high
/// severity from twice their limits on; a silent champion is of medium and a single thread of low severity.
///
/// Of revenues, those count that the portfolio knows of the day that it was told.
#[must_use]
pub fn of(
    portfolio: &Portfolio,
    account: &Account,
    engagement: &Engagement,
    potential: &Potential,
    today: NaiveDate,
) -> Signals {
    let model = &portfolio.settings().more.model;
    let activities = portfolio.activities_of(account.id);
    let planned = activities.iter().filter(|one| one.status == ActivityStatus::Planned && one.day >= today);
    let (breadth_now, breadth_before) = breadth::counts(portfolio, account.id, today);
    let count = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    let open = portfolio.opportunities_of(account.id).iter().filter(|one| one.outcome == OpportunityOutcome::Open);
    let recorded = standing_risks(portfolio, account, today);
    let silent = silent_champions(portfolio, account, today).next().is_some();
    Signals {
        last_contact: engagement.last_contact,
        next_planned: planned.map(|activity| activity.day).min(),
        late_order: late_order(rhythm(portfolio, account.id, today), model),
        revenue_drop: Drop::of(portfolio, account).and_then(|drop| drop.severity(model)),
        single_thread: (engagement.threads == 1).then_some(Severity::Low),
        champion_silent: silent.then_some(Severity::Medium),
        recorded: recorded.map(|risk| risk.severity).max(),
        missing_roles: missing_roles(model, &engagement.roles_missing),
        breadth_now: count(breadth_now),
        breadth_before: count(breadth_before),
        open_opportunities: count(open.count()),
        white_space: count(potential.categories_relevant.saturating_sub(potential.categories_bought)),
    }
}

/// Everything that puts an account at risk, in words, the worst first; each recorded risk by itself. The signals are those
/// of the account on that day: whoever asks has them.
#[must_use]
pub fn reasons(portfolio: &Portfolio, account: &Account, signals: &Signals, today: NaiveDate) -> Vec<Reason> {
    let settings = portfolio.settings();
    let model = &settings.more.model;
    let mut reasons = Vec::new();
    for kind in SignalKind::ALL {
        let Some(severity) = signals.severity(kind) else { continue };
        let mut reason = |severity, words| reasons.push(Reason { kind, severity, words });
        match kind {
            SignalKind::Recorded => {
                for risk in standing_risks(portfolio, account, today) {
                    let since = settings.more.dates.day(risk.since);
                    let kind = capitalised(risk.kind.name());
                    reason(risk.severity, format!("{kind}: {}, since {since}", risk.reason.trim_end_matches('.')));
                }
            }
            SignalKind::RevenueDrop => reason(severity, drop_words(portfolio, account)),
            SignalKind::LateOrder => reason(severity, late_words(rhythm(portfolio, account.id, today))),
            SignalKind::ChampionSilent => {
                for (champion, last) in silent_champions(portfolio, account, today) {
                    reason(severity, silent_words(champion, last, today));
                }
            }
            SignalKind::SingleThread => reason(severity, thread_words(portfolio, account, model, today)),
        }
    }
    reasons.sort_by_key(|reason| (Reverse(reason.severity), reason.kind));
    reasons
}

/// The recorded risks that stand on a day: from the day that they are known since, until the day before they were
/// resolved.
fn standing_risks<'a>(portfolio: &'a Portfolio, account: &Account, today: NaiveDate) -> impl Iterator<Item = &'a Risk> {
    let risks = portfolio.risks_of(account.id).iter().map(|risk| &**risk);
    risks.filter(move |risk| risk.since <= today && risk.resolved.is_none_or(|resolved| resolved > today))
}

/// Medium once an order is late, high once twice as many days have passed.
fn late_order(rhythm: Rhythm, model: &ScoringModel) -> Option<Severity> {
    let limit = rhythm.median_days.filter(|_| rhythm.late)? * f64::from(model.late_order_percent) / 100.0;
    #[expect(clippy::cast_precision_loss, reason = "days since a calendar day are far below 2^52")]
    let days = rhythm.days_since? as f64;
    Some(if days > 2.0 * limit { Severity::High } else { Severity::Medium })
}

fn late_words(rhythm: Rhythm) -> String {
    let since = rhythm.days_since.unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "days within a year")]
    let median = rhythm.median_days.unwrap_or_default().round() as i64;
    format!("Late order: {} since the last one, every {} usually", days(since), days(median))
}

/// The revenues of two years, in minor units; the first is more than nothing.
#[derive(Clone, Copy, Debug)]
struct Drop {
    before: i128,
    now: i128,
}

impl Drop {
    /// `None` where one of the two is unknown, or nothing was bought before.
    fn of(portfolio: &Portfolio, account: &Account) -> Option<Self> {
        let minor_units = |amount: crate::model::Money| i128::from(amount.minor_units());
        let before = minor_units(portfolio.revenue_prior_12m(account)?);
        let now = minor_units(portfolio.revenue_12m(account)?);
        (before > 0).then_some(Self { before, now })
    }

    /// Medium from the limit on, high from twice the limit on.
    fn severity(self, model: &ScoringModel) -> Option<Severity> {
        let Self { before, now } = self;
        let down_by = |percent: i128| (before - now) * 100 >= before * percent && now < before;
        let limit = i128::from(model.revenue_drop_percent);
        down_by(limit).then(|| if down_by(2 * limit) { Severity::High } else { Severity::Medium })
    }

    /// Rounded down, so that what is said is never more than what happened.
    fn percent(self) -> i128 {
        (self.before - self.now) * 100 / self.before
    }
}

fn drop_words(portfolio: &Portfolio, account: &Account) -> String {
    let settings = portfolio.settings();
    let money = |amount: Option<_>| settings.more.numbers.money(amount.unwrap_or_default());
    let percent = Drop::of(portfolio, account).map_or(0, Drop::percent);
    let now = money(portfolio.revenue_12m(account));
    let before = money(portfolio.revenue_prior_12m(account));
    let currency = &settings.currency;
    format!(
        "Revenue drop: down by {percent} %, to {now} {currency} in the last 12 months from {before} in the 12 before"
    )
}

/// The champions who are still there and took part in nothing for as long as the scoring model allows, each with the day
/// of the last activity; one who never took part is among them.
fn silent_champions<'a>(
    portfolio: &'a Portfolio,
    account: &Account,
    today: NaiveDate,
) -> impl Iterator<Item = (&'a Contact, Option<NaiveDate>)> {
    let limit = i64::from(portfolio.settings().more.model.champion_silent_days);
    let activities = portfolio.activities_of(account.id);
    let champions = portfolio.contacts_of(account.id).iter().filter(|contact| !contact.left && is_champion(contact));
    champions.filter_map(move |contact| {
        let with =
            |activity: &&std::sync::Arc<Activity>| is_done(activity, today) && activity.contacts.contains(&contact.id);
        let last = activities.iter().filter(with).map(|activity| activity.day).max();
        last.is_none_or(|last| (today - last).num_days() >= limit).then_some((&**contact, last))
    })
}

fn is_champion(contact: &Contact) -> bool {
    contact.champion || (!contact.role.is_empty() && text::folded(&contact.role) == "champion")
}

fn silent_words(champion: &Contact, last: Option<NaiveDate>, today: NaiveDate) -> String {
    let name = &champion.name;
    match last {
        Some(last) => format!("Champion silent: {name}, {} since the last activity", days((today - last).num_days())),
        None => format!("Champion silent: {name}, who took part in no activity yet"),
    }
}

fn thread_words(portfolio: &Portfolio, account: &Account, model: &ScoringModel, today: NaiveDate) -> String {
    let within = |activity: &Activity| {
        is_done(activity, today) && (today - activity.day).num_days() < i64::from(model.window_days)
    };
    let contacts = portfolio.contacts_of(account.id);
    let name = |id| contacts.iter().find(|contact| contact.id == id).map(|contact| contact.name.as_str());
    let activities = portfolio.activities_of(account.id).iter().filter(|activity| within(activity));
    let mut threads =
        activities.filter_map(|activity| activity.colleagues.first().zip(known_of(activity, contacts).next()));
    let thread = threads.next();
    let window = days(i64::from(model.window_days));
    match thread.and_then(|(colleague, contact)| Some((colleague, name(contact)?))) {
        Some((colleague, contact)) => format!("Single thread: only {colleague} and {contact} met in the last {window}"),
        None => format!("Single thread: only one of us and one of them met in the last {window}"),
    }
}

/// A bit for each required role that is among the missing.
fn missing_roles(model: &ScoringModel, missing: &[String]) -> u32 {
    let bits = (0..u32::BITS).zip(&model.required_roles).filter(|(_, role)| missing.contains(role));
    bits.fold(0, |bits, (bit, _)| bits | 1 << bit)
}

/// "1 day", "64 days"
fn days(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        AccountId, ActivityId, ContactId, DayTotal, Ledger, Money, Opportunity, Product, ProductDay, ProductId,
        RiskKind, Rows, Stamp,
    };
    use crate::rules::engagement::engagement;
    use crate::rules::potential::potential;

    const TODAY: &str = "2026-07-01";

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// One account, and what is put beside it.
    struct Bench {
        stamp: Stamp,
        account: Account,
        rows: Rows,
        days: Vec<DayTotal>,
        bought: Vec<ProductDay>,
    }

    impl Bench {
        fn new() -> Self {
            let now = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
            let mut stamp = Stamp::seeded(now, "Anna", 1);
            let account = Account::new(stamp.account_id(), "Ernst Handel");
            Self { stamp, account, rows: Rows::default(), days: Vec::new(), bought: Vec::new() }
        }

        fn contact(&mut self, name: &str, change: impl FnOnce(&mut Contact)) -> ContactId {
            let mut contact = Contact::new(self.stamp.contact_id(), self.account.id, name);
            change(&mut contact);
            let id = contact.id;
            self.rows.contacts.push(contact);
            id
        }

        /// Done by a colleague with contacts.
        fn met(&mut self, on: &str, colleague: &str, contacts: &[ContactId]) -> ActivityId {
            let id = self.stamp.activity_id();
            let met = Activity {
                colleagues: vec![colleague.to_owned()],
                contacts: contacts.to_vec(),
                ..Activity::new(id, self.account.id, day(on))
            };
            self.rows.activities.push(met);
            id
        }

        fn ordered(&mut self, on: &str, units: i64) {
            self.days.push(DayTotal::new(day(on), Money::from_minor_units(units * 100), 1));
        }

        fn risk(&mut self, severity: Severity, reason: &str, resolved: Option<&str>) {
            let id = self.stamp.risk_id();
            let kind = RiskKind::Competitor;
            let risk = Risk { kind, severity, ..Risk::new(id, self.account.id, reason, day("2026-03-03")) };
            self.rows.risks.push(Risk { resolved: resolved.map(day), ..risk });
        }

        fn portfolio(&self) -> Portfolio {
            let mut rows = self.rows.clone();
            rows.accounts = vec![self.account.clone()];
            let bought = crate::model::Bought { days: self.days.clone(), products: self.bought.clone() };
            let any = !bought.days.is_empty() || !bought.products.is_empty();
            let of = any.then_some((self.account.id, bought)).into_iter().collect();
            let mut portfolio = Portfolio::new(rows);
            portfolio.set_ledger(Ledger::of(of));
            portfolio.set_today(day(TODAY));
            portfolio
        }

        fn signals(&self) -> Signals {
            let portfolio = self.portfolio();
            let engagement = engagement(&portfolio, &self.account, day(TODAY));
            let potential = potential(&portfolio, &self.account, None, day(TODAY));
            of(&portfolio, &self.account, &engagement, &potential, day(TODAY))
        }

        fn words(&self) -> Vec<String> {
            let reasons = reasons(&self.portfolio(), &self.account, &self.signals(), day(TODAY));
            reasons.into_iter().map(|reason| reason.words).collect()
        }
    }

    #[test]
    fn of_an_account_without_records_nothing_is_said() {
        let signals = Bench::new().signals();
        // Four roles are required, and nobody reached one.
        assert_eq!(signals, Signals { missing_roles: 0b1111, ..Signals::default() });
        assert_eq!((signals.worst(), signals.missing_role_count()), (None, 4));
        assert_eq!(Bench::new().words(), [] as [&str; 0]);
    }

    #[test]
    fn a_revenue_is_down_from_exactly_a_fifth_on() {
        // (before, now) in whole units; what that comes to with the limit at 20 %.
        let check = |before: Option<i64>, now: Option<i64>, wanted: Option<Severity>| {
            let mut bench = Bench::new();
            let money = |units: Option<i64>| units.map(|units| Money::from_minor_units(units * 100));
            (bench.account.revenue_prior_12m, bench.account.revenue_12m) = (money(before), money(now));
            assert_eq!(bench.signals().revenue_drop, wanted, "{before:?} → {now:?}");
        };
        // 1,000 × 20 % = 200: 800 is down by exactly as much, 801 by less.
        check(Some(1_000), Some(800), Some(Severity::Medium));
        check(Some(1_000), Some(801), None);
        // 40 % = 400 is twice the limit.
        check(Some(1_000), Some(601), Some(Severity::Medium));
        check(Some(1_000), Some(600), Some(Severity::High));
        check(Some(1_000), Some(0), Some(Severity::High));
        check(Some(1_000), Some(-50), Some(Severity::High));
        check(Some(1_000), Some(1_000), None);
        // Nothing before, nothing known: no drop.
        check(Some(0), Some(0), None);
        check(Some(0), Some(500), None);
        check(None, Some(500), None);
        check(Some(1_000), None, None);
        let mut bench = Bench::new();
        bench.account.revenue_prior_12m = Some(Money::from_minor_units(1_820_000));
        bench.account.revenue_12m = Some(Money::from_minor_units(1_200_000));
        // 6,200 ÷ 18,200 = 34.06 %.
        let wanted = "Revenue drop: down by 34 %, to 12,000 EUR in the last 12 months from 18,200 in the 12 before";
        assert_eq!(bench.words(), [wanted]);
    }

    #[test]
    fn without_a_limit_every_fall_is_a_drop_and_what_did_not_fall_is_none() {
        let mut bench = Bench::new();
        bench.rows.settings.more.model.revenue_drop_percent = 0;
        bench.account.revenue_prior_12m = Some(Money::from_minor_units(100));
        bench.account.revenue_12m = Some(Money::from_minor_units(100));
        assert_eq!(bench.signals().revenue_drop, None);
        bench.account.revenue_12m = Some(Money::from_minor_units(99));
        assert!(bench.signals().revenue_drop.is_some());
    }

    #[test]
    fn an_order_is_late_after_twice_the_rhythm_and_very_late_after_four_times() {
        // Every 10 days until 23 May: the limit is 20 days, twice that 40.
        let check = |last: [&str; 3], wanted: Option<Severity>| {
            let mut bench = Bench::new();
            for on in last {
                bench.ordered(on, 50);
            }
            assert_eq!(bench.signals().late_order, wanted, "{last:?}");
            bench
        };
        // 11 June is 20 days before 1 July, 10 June 21.
        check(["2026-05-22", "2026-06-01", "2026-06-11"], None);
        check(["2026-05-21", "2026-05-31", "2026-06-10"], Some(Severity::Medium));
        // 22 May is 40 days before, 21 May 41.
        check(["2026-05-02", "2026-05-12", "2026-05-22"], Some(Severity::Medium));
        check(["2026-05-01", "2026-05-11", "2026-05-21"], Some(Severity::High));
        // 23 days each, the last on 28 April: 64 days ago.
        let bench = check(["2026-03-13", "2026-04-05", "2026-04-28"], Some(Severity::Medium));
        assert_eq!(bench.words(), ["Late order: 64 days since the last one, every 23 days usually"]);
        // Two orders are no rhythm.
        let mut two = Bench::new();
        two.ordered("2026-01-01", 50);
        two.ordered("2026-01-02", 50);
        assert_eq!(two.signals().late_order, None);
    }

    #[test]
    fn one_thread_within_the_window_is_a_risk_and_two_are_none() {
        let mut bench = Bench::new();
        let pia = bench.contact("Pia Ortiz", |_| {});
        assert_eq!(bench.signals().single_thread, None, "no thread at all is no single one");
        // 3 January is 179 days before 1 July and within 180 days; the day before is not.
        bench.met("2026-01-03", "Ben", &[pia]);
        bench.met("2026-01-02", "Anna", &[pia]);
        assert_eq!(bench.signals().single_thread, Some(Severity::Low));
        assert_eq!(bench.words(), ["Single thread: only Ben and Pia Ortiz met in the last 180 days"]);
        // The same two again are the same thread; another colleague is another.
        bench.met("2026-06-30", "Ben", &[pia]);
        assert_eq!(bench.signals().single_thread, Some(Severity::Low));
        bench.met("2026-06-30", "Carla", &[pia]);
        assert_eq!(bench.signals().single_thread, None);
    }

    #[test]
    fn a_champion_is_silent_from_exactly_thirty_days_on() {
        let check = |change: fn(&mut Contact), met: Option<&str>, wanted: Option<Severity>| {
            let mut bench = Bench::new();
            let pia = bench.contact("Pia Ortiz", change);
            let other = bench.contact("Otto", |_| {});
            // Somebody else who was met yesterday speaks for nobody.
            bench.met("2026-06-30", "Ben", &[other]);
            if let Some(met) = met {
                bench.met(met, "Ben", &[other, pia]);
            }
            assert_eq!(bench.signals().champion_silent, wanted, "{met:?}");
            bench
        };
        let flagged: fn(&mut Contact) = |contact| contact.champion = true;
        let by_role: fn(&mut Contact) = |contact| contact.role = " Champion".to_owned();
        let left: fn(&mut Contact) = |contact| (contact.champion, contact.left) = (true, true);
        // 1 June is 30 days before 1 July.
        check(flagged, Some("2026-06-02"), None);
        let bench = check(flagged, Some("2026-06-01"), Some(Severity::Medium));
        assert_eq!(bench.words(), ["Champion silent: Pia Ortiz, 30 days since the last activity"]);
        check(by_role, Some("2026-06-02"), None);
        check(by_role, Some("2026-06-01"), Some(Severity::Medium));
        check(left, Some("2025-06-01"), None);
        check(|_| {}, Some("2025-06-01"), None);
        let never = check(flagged, None, Some(Severity::Medium));
        assert!(never.words().contains(&"Champion silent: Pia Ortiz, who took part in no activity yet".to_owned()));
        // What is dated later was not said yet.
        check(flagged, Some("2026-07-02"), Some(Severity::Medium));
    }

    #[test]
    fn the_worst_risk_that_stands_is_recorded_and_each_is_told() {
        let mut bench = Bench::new();
        bench.risk(Severity::High, "Payment moratorium.", Some("2026-06-01"));
        assert_eq!(bench.signals().recorded, None);
        bench.risk(Severity::Low, "Asked for prices elsewhere", None);
        bench.risk(Severity::High, "Tender of a rival.", None);
        bench.account.revenue_prior_12m = Some(Money::from_minor_units(1_000));
        bench.account.revenue_12m = Some(Money::from_minor_units(100));
        let signals = bench.signals();
        assert_eq!(signals.recorded, Some(Severity::High));
        // Of two that are as severe, what people said comes first.
        assert_eq!(signals.worst(), Some((SignalKind::Recorded, Severity::High)));
        let words = bench.words();
        assert_eq!(words[0], "Competitor: Tender of a rival, since 3 March 2026");
        assert!(words[1].starts_with("Revenue drop: down by 90 %"), "{words:?}");
        assert_eq!(words[2], "Competitor: Asked for prices elsewhere, since 3 March 2026");
    }

    #[test]
    fn what_was_signalled_is_told_and_not_worked_out_again() {
        let mut bench = Bench::new();
        bench.account.revenue_prior_12m = Some(Money::from_minor_units(1_000));
        bench.account.revenue_12m = Some(Money::from_minor_units(700));
        let portfolio = bench.portfolio();
        let told = |signals: &Signals| reasons(&portfolio, &bench.account, signals, day(TODAY));
        assert_eq!(told(&Signals::default()), []);
        let severe = Signals { revenue_drop: Some(Severity::High), ..Signals::default() };
        let kinds: Vec<_> = told(&severe).iter().map(|reason| (reason.kind, reason.severity)).collect();
        assert_eq!(kinds, [(SignalKind::RevenueDrop, Severity::High)]);
    }

    #[test]
    fn a_recorded_risk_stands_from_its_day_until_the_day_that_it_was_resolved_on() {
        let check = |since: &str, resolved: Option<&str>, stands: bool| {
            let mut bench = Bench::new();
            bench.risk(Severity::High, "Tender of a rival", resolved);
            bench.rows.risks[0].since = day(since);
            assert_eq!(bench.signals().recorded.is_some(), stands, "{since} to {resolved:?}");
            assert_eq!(bench.words().len(), usize::from(stands), "{since} to {resolved:?}");
        };
        // Today is 1 July.
        check("2026-07-01", None, true);
        check("2026-07-02", None, false);
        check("2026-06-01", Some("2026-07-02"), true);
        check("2026-06-01", Some("2026-07-01"), false);
        check("2026-07-02", Some("2026-07-09"), false);
        // Of two, the one that does not stand is not told either.
        let mut bench = Bench::new();
        bench.risk(Severity::Low, "Asked for prices elsewhere", None);
        bench.risk(Severity::High, "Tender of a rival", None);
        bench.rows.risks[1].since = day("2026-07-02");
        assert_eq!(bench.signals().recorded, Some(Severity::Low));
        assert_eq!(bench.words(), ["Competitor: Asked for prices elsewhere, since 3 March 2026"]);
    }

    #[test]
    fn the_more_severe_is_worse_whatever_kind_it_is() {
        let signals = Signals {
            single_thread: Some(Severity::Low),
            late_order: Some(Severity::High),
            recorded: Some(Severity::Medium),
            ..Signals::default()
        };
        assert_eq!(signals.worst(), Some((SignalKind::LateOrder, Severity::High)));
    }

    #[test]
    fn breadth_contacts_plans_roles_and_opportunities_are_counted() {
        let mut bench = Bench::new();
        let product = |number| ProductId(uuid::Uuid::from_u128(number));
        bench.rows.products = (1..=3).map(|number| Product::new(product(number), format!("P{number}"))).collect();
        // The year runs from 2 July 2025 to 1 July 2026, the one before from 2 July 2024 to 1 July 2025.
        for (on, number) in [
            ("2024-07-01", 3),
            ("2024-07-02", 1),
            ("2025-07-01", 2),
            ("2025-07-01", 3),
            ("2025-07-02", 1),
            ("2026-07-01", 1),
            ("2026-07-01", 2),
            ("2026-07-02", 3),
        ] {
            let amount = Money::from_minor_units(100);
            bench.bought.push(ProductDay { day: day(on), product: product(number), amount });
        }
        let specifier = bench.contact("Uma", |contact| contact.role = "User/Specifier".to_owned());
        bench.met("2026-06-20", "Ben", &[specifier]);
        bench.met("2026-06-25", "Anna", &[]);
        for on in ["2026-06-30", "2026-07-09", "2026-07-01"] {
            bench.met(on, "Ben", &[]);
            bench.rows.activities.last_mut().unwrap().status = ActivityStatus::Planned;
        }
        let account = bench.account.id;
        let opportunity = |bench: &mut Bench| Opportunity::new(bench.stamp.opportunity_id(), account, "More");
        let (open, mut lost) = (opportunity(&mut bench), opportunity(&mut bench));
        lost.outcome = OpportunityOutcome::Lost;
        bench.rows.opportunities = vec![open, lost];
        let signals = bench.signals();
        // Products 1 and 2 this year; 1, 2 and 3 the year before.
        assert_eq!((signals.breadth_now, signals.breadth_before), (2, 3));
        assert_eq!(signals.last_contact, Some(day("2026-06-25")));
        assert_eq!(signals.next_planned, Some(day("2026-07-01")), "what was missed is not next");
        assert_eq!(signals.open_opportunities, 1);
        // Decision maker, economic buyer, user/specifier, champion: all but the third.
        assert_eq!(signals.missing_roles, 0b1011);
        let required = bench.rows.settings.more.model.required_roles.clone();
        let missing: Vec<&str> = signals.missing_of(&required).collect();
        assert_eq!(missing, ["decision maker", "economic buyer", "champion"]);
    }

    #[test]
    fn the_evidence_of_an_account_carries_its_signals_and_follows_an_edit() {
        use crate::model::{AccountValue, Edit};
        let mut bench = Bench::new();
        bench.account.revenue_prior_12m = Some(Money::from_minor_units(1_000));
        let mut portfolio = bench.portfolio();
        super::super::evidence::settle(&mut portfolio);
        let drop = |portfolio: &Portfolio, id: AccountId| portfolio.evidence(id).unwrap().signals.revenue_drop;
        assert_eq!(drop(&portfolio, bench.account.id), None);
        let values = vec![AccountValue::Revenue12m(Some(Money::from_minor_units(700)))];
        let edit = Edit::SetValues { accounts: vec![bench.account.id], values };
        portfolio.apply(&edit.plan(&portfolio, &mut bench.stamp).unwrap().changes);
        super::super::evidence::settle(&mut portfolio);
        assert_eq!(drop(&portfolio, bench.account.id), Some(Severity::Medium));
    }
}
