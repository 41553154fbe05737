//! What a change did to a row, field by field, in words.

mod records;

use std::collections::BTreeMap;

use super::class::Class;
use crate::model::{
    Account, AccountId, Cadence, Change, ChangeSet, ContactId, EngagementWeights, Extra, FunnelRules, Judgement,
    Likelihood, Lines, Metric, Money, MoreSettings, Portfolio, PotentialWeights, Process, ProcessCard, ProcessStep,
    Pursuit, Qpc, Relevance, RowChange, SavedView, Score, ScoringModel, Settings, Stay, Test, TimeShares, Way,
};
use records::{
    activity_fields, batch_fields, colleague_fields, contact_fields, goal_fields, hand_over_fields, opportunity_fields,
    product_fields, risk_fields, spend_fields, stage_event_fields,
};

/// One field of a row before and after, as people read them; empty is no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    pub field: &'static str,
    pub before: String,
    pub after: String,
}

/// What the accounts and contacts are called that rows name by their keys: as they are called now or, of those that
/// are gone, as the entry that is told of calls them.
#[derive(Clone, Debug)]
pub struct Names<'a> {
    portfolio: &'a Portfolio,
    accounts: BTreeMap<AccountId, String>,
    contacts: BTreeMap<ContactId, String>,
}

impl<'a> Names<'a> {
    #[must_use]
    pub const fn new(portfolio: &'a Portfolio) -> Self {
        Self { portfolio, accounts: BTreeMap::new(), contacts: BTreeMap::new() }
    }

    /// Takes in the names of rows of the same entry that are not there now.
    pub fn learn(&mut self, changes: &ChangeSet) {
        for row in &changes.rows {
            match row {
                RowChange::Account(change) => {
                    if let Some(id) = change.id().filter(|id| self.portfolio.account(*id).is_none()) {
                        self.accounts.insert(id, row.name().to_owned());
                    }
                }
                RowChange::Contact(change) => {
                    if let Some(id) = change.id().filter(|id| self.portfolio.contacts().get(*id).is_none()) {
                        self.contacts.insert(id, row.name().to_owned());
                    }
                }
                RowChange::Activity(_)
                | RowChange::Product(_)
                | RowChange::Opportunity(_)
                | RowChange::Risk(_)
                | RowChange::Colleague(_)
                | RowChange::StageEvent(_)
                | RowChange::HandOver(_)
                | RowChange::Goal(_)
                | RowChange::Spend(_)
                | RowChange::Batch(_)
                | RowChange::Settings(_) => {}
            }
        }
    }

    /// Of the workspace: how figures are written, and where the lines run that classes are by.
    #[must_use]
    pub fn settings(&self) -> &'a Settings {
        self.portfolio.settings()
    }

    fn account(&self, id: AccountId) -> String {
        let gone = || self.accounts.get(&id).map_or("an account that is gone", String::as_str).to_owned();
        self.portfolio.account(id).map_or_else(gone, |account| account.name.clone())
    }

    fn contact(&self, id: ContactId) -> String {
        let gone = || self.contacts.get(&id).map_or("somebody who is gone", String::as_str).to_owned();
        self.portfolio.contacts().get(id).map_or_else(gone, |contact| contact.name.clone())
    }
}

/// The fields that differ; of a row that came or went all that hold something.
#[must_use]
pub fn fields_of(change: &RowChange, names: &Names<'_>) -> Vec<FieldChange> {
    match change {
        RowChange::Account(change) => told(change, |account| account_fields(account, names)),
        RowChange::Contact(change) => told(change, |contact| contact_fields(contact, names)),
        RowChange::Activity(change) => told(change, |activity| activity_fields(activity, names)),
        RowChange::Product(change) => told(change, |product| product_fields(product)),
        RowChange::Opportunity(change) => told(change, |opportunity| opportunity_fields(opportunity, names)),
        RowChange::Risk(change) => told(change, |risk| risk_fields(risk, names)),
        RowChange::Colleague(change) => told(change, |colleague| colleague_fields(colleague)),
        RowChange::StageEvent(change) => told(change, |event| stage_event_fields(event, names)),
        RowChange::HandOver(change) => told(change, |one| hand_over_fields(one, names)),
        RowChange::Goal(change) => told(change, |goal| goal_fields(goal, names)),
        RowChange::Spend(change) => told(change, |spend| spend_fields(spend, names)),
        RowChange::Batch(change) => told(change, |batch| batch_fields(batch, names)),
        RowChange::Settings(change) => told(change, |settings| settings_fields(settings)),
    }
}

type Fields = Vec<(&'static str, String)>;

fn told<T>(change: &Change<T>, fields: impl Fn(&T) -> Fields) -> Vec<FieldChange> {
    differences(change.before.as_ref().map(&fields), change.after.as_ref().map(&fields))
}

fn differences(before: Option<Fields>, after: Option<Fields>) -> Vec<FieldChange> {
    let names: Vec<&'static str> = before.iter().chain(&after).take(1).flatten().map(|(field, _)| *field).collect();
    let values = |fields: Option<Fields>| {
        let mut values: Vec<String> = fields.into_iter().flatten().map(|(_, value)| value).collect();
        values.resize(names.len(), String::new());
        values
    };
    let (before, after) = (values(before), values(after));
    names
        .into_iter()
        .zip(before.into_iter().zip(after))
        .filter(|(_, (before, after))| before != after)
        .map(|(field, (before, after))| FieldChange { field, before, after })
        .collect()
}

fn account_fields(account: &Account, names: &Names<'_>) -> Fields {
    let settings = names.settings();
    let Account {
        id: _,
        version: _,
        key,
        name,
        owner,
        stage,
        region,
        industry,
        website,
        notes,
        judgement,
        revenue_12m,
        revenue_prior_12m,
        qpc,
        likelihood,
        relevance,
        answers,
        pursuit,
        stays,
        channel,
        archived,
        extra,
    } = account;
    let score = |score: fn(&Judgement) -> Score| {
        judgement.as_ref().map(|judgement| score(judgement).to_string()).unwrap_or_default()
    };
    let class = account.judged().map_or("Unplaced", |judged| Class::of(judged, settings.lines).name());
    let money = |amount: Money| format!("{} {}", settings.more.numbers.money(amount), settings.currency);
    let maybe = |amount: Option<Money>| amount.map(money).unwrap_or_default();
    let (capacity, source, as_of) = match qpc {
        Some(Qpc { amount, source, as_of }) => (
            money(*amount),
            source.name().to_owned(),
            as_of.map(|day| settings.more.dates.day(day)).unwrap_or_default(),
        ),
        None => Default::default(),
    };
    vec![
        ("Name", name.clone()),
        ("Engagement", score(|judgement| judgement.position.engagement)),
        ("Potential", score(|judgement| judgement.position.potential)),
        ("Class", class.to_owned()),
        ("Key", key.clone()),
        ("Owner", owner.clone()),
        ("Stage", stage.name().to_owned()),
        ("Region", region.clone()),
        ("Industry", industry.clone()),
        ("Website", website.clone()),
        ("Notes", notes.clone()),
        ("Revenue, 12 months", maybe(*revenue_12m)),
        ("Revenue, year before", maybe(*revenue_prior_12m)),
        ("Capacity (QPC)", capacity),
        ("Capacity source", source),
        ("Capacity as of", as_of),
        ("Likelihood", likelihood.map_or("", Likelihood::name).to_owned()),
        ("Relevant categories", yes_no(relevance.iter().map(|(category, said)| (category.as_str(), *said)))),
        ("Target questions", yes_no(answers.iter().map(|(question, said)| (question.name(), *said)))),
        (
            "List of its owner",
            pursuit
                .map(|Pursuit { list, since }| format!("{} since {}", list.name(), settings.more.dates.day(since)))
                .unwrap_or_default(),
        ),
        ("Lists it was on", stays.iter().map(|stay| stay_words(*stay, settings)).collect::<Vec<_>>().join("; ")),
        ("Channel", channel.clone()),
        ("Archived", if *archived { "yes".to_owned() } else { String::new() }),
        ("Extra fields", extra_words(extra)),
    ]
}

/// "money: yes; access: no".
fn yes_no<'a>(said: impl Iterator<Item = (&'a str, bool)>) -> String {
    let words = said.map(|(what, yes)| format!("{what}: {}", if yes { "yes" } else { "no" }));
    words.collect::<Vec<_>>().join("; ")
}

fn extra_words(extra: &Extra) -> String {
    extra.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
}

fn settings_fields(settings: &Settings) -> Fields {
    let Settings { version: _, name, currency, lines: Lines { engagement, potential }, more } = settings;
    let MoreSettings {
        numbers,
        dates,
        fiscal_year_start,
        fence,
        cadence,
        views,
        model,
        key_cut_off,
        relevance,
        funnel,
        process,
    } = more;
    let Cadence { key, growth_potential, maintenance, service } = cadence;
    let days = |days: u16| format!("every {days} days");
    let month = chrono::Month::try_from(*fiscal_year_start).map(|month| month.name().to_owned());
    let third_of_april = chrono::NaiveDate::from_ymd_opt(2026, 4, 3).unwrap_or_default();
    vec![
        ("Name of the workspace", name.clone()),
        ("Currency", currency.clone()),
        ("Line of engagement", engagement.to_string()),
        ("Line of potential", potential.to_string()),
        ("Numbers", numbers.money(Money::from_minor_units(123_450))),
        ("Dates", dates.day(third_of_april)),
        ("Fiscal year begins in", month.unwrap_or_default()),
        ("On the fence within", format!("{fence} points")),
        ("Cadence of Key", days(*key)),
        ("Cadence of Growth Potential", days(*growth_potential)),
        ("Cadence of Maintenance", days(*maintenance)),
        ("Cadence of Service", days(*service)),
        ("Scoring model", model_words(model)),
        (
            "Key list begins at",
            key_cut_off
                .map(|cut_off| format!("{} as of {}", numbers.money(cut_off.amount), dates.day(cut_off.as_of)))
                .unwrap_or_default(),
        ),
        ("Relevant categories", relevance_words(relevance)),
        ("Funnel rules", funnel_words(*funnel)),
        ("Process", process_words(process)),
        ("Views", views.iter().map(view_words).collect::<Vec<_>>().join("; ")),
    ]
}

/// "target from 3 March 2026 until 4 June 2026".
fn stay_words(stay: Stay, settings: &Settings) -> String {
    let Stay { list, since, until } = stay;
    let day = |day| settings.more.dates.day(day);
    format!("{} from {} until {}", list.name(), day(since), day(until))
}

fn funnel_words(rules: FunnelRules) -> String {
    let FunnelRules {
        client_orders,
        client_quarters,
        lapse_months,
        stuck,
        retention,
        discount,
        worth_over_cost,
        margin,
        projection_from,
    } = rules;
    let percent = |part: u16| format!("{} %", f64::from(part) / 100.0);
    let times = |part: u16| format!("{}", f64::from(part) / 100.0);
    format!(
        "client from {client_orders} orders in {client_quarters} quarters, lost after {lapse_months} months, stuck from \
         {} medians, retention {}, discount {}, worth {} times its cost, margin {}, projected from {}",
        times(stuck),
        percent(retention),
        percent(discount),
        times(worth_over_cost),
        margin.map_or_else(|| "unknown".to_owned(), percent),
        percent(projection_from),
    )
}

fn process_words(process: &Process) -> String {
    let card = |(step, card): (&ProcessStep, &ProcessCard)| {
        let ProcessCard { looks_like, responsible, metric, ways, reviewed } = card;
        let ways = ways.iter().map(|Way { name, since, result, verdict }| {
            let since = since.map(|day| format!(" since {day}")).unwrap_or_default();
            format!("{name}{since}: {result} ({})", verdict.name())
        });
        let metric = metric.map_or("as usual", Metric::name);
        let reviewed = reviewed.map_or_else(|| "never".to_owned(), |day| day.to_string());
        format!(
            "{}: {looks_like}; by {}; measured by {metric}; reviewed {reviewed}; {}",
            step.label(),
            responsible.join(", "),
            ways.collect::<Vec<_>>().join(", ")
        )
    };
    process.iter().map(card).collect::<Vec<_>>().join("; ")
}

/// What differs from the defaults would be a riddle, so all of it.
fn model_words(model: &ScoringModel) -> String {
    let ScoringModel {
        engagement,
        potential,
        window_days,
        full_threads,
        required_roles,
        qpc_old_days,
        band,
        drift,
        late_order_percent,
        rhythm_orders,
        revenue_drop_percent,
        champion_silent_days,
        planned_within_days,
        time_shares,
        seller_hours,
        touch_minutes,
        target_slots,
        lead_slots,
    } = model;
    let EngagementWeights { people, roles, recency, two_way } = engagement;
    let PotentialWeights { gap, breadth, likelihood } = potential;
    let TimeShares { key, growth_potential, maintenance, service } = time_shares;
    [
        format!("people {people} %, roles {roles} %, recency {recency} %, two-way {two_way} %"),
        format!("gap {gap} %, breadth {breadth} %, likelihood {likelihood} %"),
        format!("window {window_days} days, {full_threads} threads"),
        format!("required roles {}", required_roles.join(", ")),
        format!("capacity old after {qpc_old_days} days"),
        format!("band {band}, drift {drift}"),
        format!("late after {late_order_percent} % of the interval, with {rhythm_orders} orders"),
        format!("revenue drop {revenue_drop_percent} %, champion silent {champion_silent_days} days"),
        format!("planned within {planned_within_days} days"),
        format!("time {key}/{growth_potential}/{maintenance}/{service} % of {seller_hours} hours, {touch_minutes} minutes a touch"),
        format!("{target_slots} targets, {lead_slots} leads"),
    ]
    .join("; ")
}

fn relevance_words(relevance: &Relevance) -> String {
    let words = relevance.iter().map(|(industry, categories)| {
        let categories: Vec<&str> = categories.iter().map(String::as_str).collect();
        format!("{industry}: {}", categories.join(", "))
    });
    words.collect::<Vec<_>>().join("; ")
}

/// A view with what it holds, so that one that was only changed is seen to be.
fn view_words(view: &SavedView) -> String {
    let SavedView { name, filter, sort, columns } = view;
    let mut parts = Vec::new();
    if !filter.text.is_empty() {
        parts.push(format!("“{}”", filter.text));
    }
    parts.extend(filter.conditions.iter().map(|one| format!("{} {}", one.column.name(), test_words(&one.test))));
    parts.extend(filter.class_changed_since.map(|day| format!("class changed since {day}")));
    parts.extend(filter.archived.then(|| "archived".to_owned()));
    parts.extend(
        sort.iter()
            .map(|by| format!("by {}, {}", by.column.name(), if by.descending { "descending" } else { "ascending" })),
    );
    if !columns.is_empty() {
        parts.push(columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", "));
    }
    if parts.is_empty() { name.clone() } else { format!("{name} ({})", parts.join(" · ")) }
}

fn test_words(test: &Test) -> String {
    let hundredths = |units: i64| Money::from_minor_units(units).grouped();
    match test {
        Test::OneOf(texts) => format!("is {}", texts.iter().map(String::as_str).collect::<Vec<_>>().join(" or ")),
        Test::Contains(text) => format!("contains {text}"),
        Test::AtLeast(units) => format!("at least {}", hundredths(*units)),
        Test::AtMost(units) => format!("at most {}", hundredths(*units)),
        Test::Empty => "empty".to_owned(),
        Test::NotEmpty => "not empty".to_owned(),
        Test::OlderThanDays(days) => format!("older than {days} days"),
        Test::Since(day) => format!("since {day}"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{AccountValue, Clock, Position, QpcSource, Stamp};

    fn check(change: &RowChange, wanted: &[(&str, &str, &str)]) {
        let portfolio = Portfolio::default();
        let got = fields_of(change, &Names::new(&portfolio));
        let got: Vec<_> = got.iter().map(|one| (one.field, one.before.as_str(), one.after.as_str())).collect();
        assert_eq!(got, wanted);
    }

    #[test]
    fn an_account_tells_each_field_that_differs() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
        let before = Account::new(stamp.account_id(), "Ernst Handel");
        let mut after = before.clone();
        AccountValue::Owner("Anna".to_owned()).put_into(&mut after);
        after.revenue_12m = Some(Money::from_minor_units(123_450_000));
        after.qpc = Some(Qpc { amount: Money::from_minor_units(100), source: QpcSource::Asked, as_of: Some(day) });
        let position = Position::new(Score::whole(38), Score::whole(55));
        after.judgement = Some(Judgement { position, at: stamp.now, by: "Anna".to_owned(), evidence: None });
        after.archived = true;
        let (before, after) = (Arc::new(before), Arc::new(after));
        check(
            &RowChange::Account(Change { before: Some(Arc::clone(&before)), after: Some(after) }),
            &[
                ("Engagement", "", "38"),
                ("Potential", "", "55"),
                ("Class", "Unplaced", "Growth Potential"),
                ("Owner", "", "Anna"),
                ("Revenue, 12 months", "", "1,234,500 EUR"),
                ("Capacity (QPC)", "", "1 EUR"),
                ("Capacity source", "", "asked"),
                ("Capacity as of", "", "2 March 2026"),
                ("Archived", "", "yes"),
            ],
        );
        let created = RowChange::Account(Change { before: None, after: Some(before) });
        let wanted = [("Name", "Ernst Handel"), ("Class", "Unplaced"), ("Stage", "suspect")];
        check(&created, &wanted.map(|(field, value)| (field, "", value)));
        check(&created.inverse(), &wanted.map(|(field, value)| (field, value, "")));
    }

    #[test]
    fn the_settings_tell_each_that_differs_down_to_a_view() {
        let before = Settings::default();
        let view = SavedView {
            name: "Mine".to_owned(),
            filter: crate::model::Filter::default(),
            sort: Vec::new(),
            columns: Vec::new(),
        };
        let mut after = before.clone();
        after.lines.potential = Score::whole(60);
        after.more.cadence.key = 14;
        after.more.views = vec![view.clone()];
        let mut later = after.clone();
        later.more.views =
            vec![SavedView { filter: crate::model::Filter { text: "bo".to_owned(), ..Default::default() }, ..view }];
        let [before, after, later] = [before, after, later].map(|settings| Some(Arc::new(settings)));
        check(
            &RowChange::Settings(Change { before, after: after.clone() }),
            &[
                ("Line of potential", "50", "60"),
                ("Cadence of Key", "every 30 days", "every 14 days"),
                ("Views", "", "Mine"),
            ],
        );
        check(&RowChange::Settings(Change { before: after, after: later }), &[("Views", "Mine", "Mine (“bo”)")]);
    }
}
