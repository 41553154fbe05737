//! What stands in the fields of the records that belong to accounts, in words.

use super::{Fields, Names, extra_words};
use chrono::NaiveDate;

use crate::model::{
    Activity, Batch, Colleague, Contact, Duty, Goal, GoalKey, HandOver, Influence, Likelihood, Money, Opportunity,
    Product, Risk, Spend, Stage, StageEvent,
};

pub(super) fn contact_fields(contact: &Contact, names: &Names<'_>) -> Fields {
    let Contact {
        id: _,
        version: _,
        key,
        account,
        name,
        title,
        role,
        influence,
        email,
        phone,
        cadence_days,
        champion,
        left,
        notes,
        extra,
    } = contact;
    vec![
        ("Name", name.clone()),
        ("Account", names.account(*account)),
        ("Title", title.clone()),
        ("Role", role.clone()),
        ("Influence", influence.map_or("", Influence::name).to_owned()),
        ("E-mail", email.clone()),
        ("Phone", phone.clone()),
        ("Cadence", cadence_days.map(|days| format!("every {days} days")).unwrap_or_default()),
        ("Champion", yes(*champion)),
        ("Left", yes(*left)),
        ("Key", key.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn activity_fields(activity: &Activity, names: &Names<'_>) -> Fields {
    let Activity {
        id: _,
        version: _,
        key,
        account,
        kind,
        day,
        time,
        status,
        subject,
        colleagues,
        contacts,
        initiated_by,
        answered,
        minutes,
        notes,
        extra,
    } = activity;
    let people: Vec<String> = contacts.iter().map(|contact| names.contact(*contact)).collect();
    vec![
        ("Subject", subject.clone()),
        ("Account", names.account(*account)),
        ("Kind", kind.name().to_owned()),
        ("Day", names.settings().more.dates.day(*day)),
        ("Time", time.map(|time| time.format("%H:%M").to_string()).unwrap_or_default()),
        ("Status", status.name().to_owned()),
        ("Colleagues", colleagues.join(", ")),
        ("Contacts", people.join(", ")),
        ("Initiated by", initiated_by.name().to_owned()),
        ("Answered", yes(*answered)),
        ("Minutes", minutes.map(|minutes| minutes.to_string()).unwrap_or_default()),
        ("Key", key.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn product_fields(product: &Product) -> Fields {
    let Product { id: _, version: _, key, name, category, notes, extra } = product;
    vec![
        ("Name", name.clone()),
        ("Category", category.clone()),
        ("Key", key.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn risk_fields(risk: &Risk, names: &Names<'_>) -> Fields {
    let Risk { id: _, version: _, key, account, kind, severity, reason, since, resolved, notes, extra } = risk;
    let day = |day: NaiveDate| names.settings().more.dates.day(day);
    vec![
        ("Reason", reason.clone()),
        ("Account", names.account(*account)),
        ("Kind", kind.name().to_owned()),
        ("Severity", severity.name().to_owned()),
        ("Since", day(*since)),
        ("Resolved", resolved.map(day).unwrap_or_default()),
        ("Key", key.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn colleague_fields(colleague: &Colleague) -> Fields {
    let Colleague { id: _, version: _, key, name, team, seller, email, hours_per_year, duty, left, notes, extra } =
        colleague;
    vec![
        ("Name", name.clone()),
        ("Team", team.clone()),
        ("Seller", yes(*seller)),
        ("E-mail", email.clone()),
        ("Duty", duty.map_or("", Duty::name).to_owned()),
        ("Hours a year", hours_per_year.map(|hours| hours.to_string()).unwrap_or_default()),
        ("Left", yes(*left)),
        ("Key", key.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn opportunity_fields(opportunity: &Opportunity, names: &Names<'_>) -> Fields {
    let Opportunity {
        id: _,
        version: _,
        key,
        account,
        name,
        category,
        value,
        likelihood,
        next_step,
        due,
        outcome,
        outcome_reason,
        notes,
        extra,
    } = opportunity;
    vec![
        ("Name", name.clone()),
        ("Account", names.account(*account)),
        ("Category", category.clone()),
        ("Value", value.map(|value| money(value, names)).unwrap_or_default()),
        ("Likelihood", likelihood.map_or("", Likelihood::name).to_owned()),
        ("Next step", next_step.clone()),
        ("Due", due.map(|day| names.settings().more.dates.day(day)).unwrap_or_default()),
        ("Outcome", outcome.name().to_owned()),
        ("Reason of the outcome", outcome_reason.clone()),
        ("Key", key.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn batch_fields(batch: &Batch, names: &Names<'_>) -> Fields {
    let Batch { id: _, version: _, file_name, lines, replaced, total, first_day, last_day } = batch;
    let more = &names.settings().more;
    let count = |count: u64| more.numbers.count(usize::try_from(count).unwrap_or(usize::MAX));
    vec![
        ("File", file_name.clone()),
        ("Purchases", count(*lines)),
        ("In place of earlier ones", if *replaced > 0 { count(*replaced) } else { String::new() }),
        ("Total", money(*total, names)),
        ("First day", more.dates.day(*first_day)),
        ("Last day", more.dates.day(*last_day)),
    ]
}

fn money(amount: Money, names: &Names<'_>) -> String {
    let settings = names.settings();
    format!("{} {}", settings.more.numbers.money(amount), settings.currency)
}

fn yes(holds: bool) -> String {
    if holds { "yes".to_owned() } else { String::new() }
}

pub(super) fn stage_event_fields(event: &StageEvent, names: &Names<'_>) -> Fields {
    let StageEvent { id: _, version: _, account, nth: _, on, from, to, by, channel, reason, source, corrects, extra } =
        event;
    let stage = |stage: &Option<Stage>| stage.map_or("", Stage::name).to_owned();
    vec![
        ("Stage", stage(to)),
        ("Account", names.account(*account)),
        ("From", stage(from)),
        ("On", names.settings().more.dates.day(*on)),
        ("By", by.clone()),
        ("Channel", channel.clone()),
        ("Reason", reason.clone()),
        ("Source", source.name().to_owned()),
        ("Corrects another", yes(corrects.is_some())),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn hand_over_fields(one: &HandOver, names: &Names<'_>) -> Fields {
    let HandOver { id: _, version: _, account, on, from, to, notes, extra } = one;
    vec![
        ("Account", names.account(*account)),
        ("On", names.settings().more.dates.day(*on)),
        ("From", from.clone()),
        ("To", to.clone()),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn goal_fields(goal: &Goal, names: &Names<'_>) -> Fields {
    let Goal { id: _, version: _, of: GoalKey { metric, period, whose }, target, extra } = goal;
    let more = &names.settings().more;
    vec![
        ("Goal", metric.name().to_owned()),
        ("Period", period.label(more.fiscal_year_start)),
        ("For", whose.name().to_owned()),
        ("Target", more.numbers.money(Money::from_minor_units(target.0))),
        ("Extra fields", extra_words(extra)),
    ]
}

pub(super) fn spend_fields(spend: &Spend, names: &Names<'_>) -> Fields {
    let Spend { id: _, version: _, channel, month, amount, notes, extra } = spend;
    vec![
        ("Channel", channel.clone()),
        ("Month", month.format("%B %Y").to_string()),
        ("Amount", money(*amount, names)),
        ("Notes", notes.clone()),
        ("Extra fields", extra_words(extra)),
    ]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use uuid::Uuid;

    use super::super::fields_of;
    use super::*;
    use crate::model::{
        Account, AccountId, ActivityId, ActivityKind, BatchId, Change, ChangeSet, ContactId, Initiator, OpportunityId,
        OpportunityOutcome, Portfolio, ProductId, RowChange, Rows, Settings,
    };

    fn uuid(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn ernst() -> Account {
        Account::new(AccountId(uuid(1)), "Ernst Handel")
    }

    fn roland() -> Contact {
        Contact::new(ContactId(uuid(2)), ernst().id, "Roland Mendel")
    }

    fn day(text: &str) -> chrono::NaiveDate {
        text.parse().unwrap()
    }

    /// What is told of a row in a workspace where Ernst Handel and Roland Mendel are known.
    fn check(change: &RowChange, wanted: &[(&str, &str, &str)]) {
        let rows = Rows { accounts: vec![ernst()], contacts: vec![roland()], ..Rows::default() };
        let portfolio = Portfolio::new(rows);
        let got = fields_of(change, &Names::new(&portfolio));
        let got: Vec<_> = got.iter().map(|one| (one.field, one.before.as_str(), one.after.as_str())).collect();
        assert_eq!(got, wanted);
    }

    fn change<T>(before: T, after: T) -> Change<Arc<T>> {
        Change { before: Some(Arc::new(before)), after: Some(Arc::new(after)) }
    }

    #[test]
    fn a_contact_tells_each_field_that_differs() {
        let other = AccountId(uuid(9));
        let after = Contact {
            account: other,
            title: "Sales Manager".to_owned(),
            influence: Some(Influence::High),
            cadence_days: Some(30),
            champion: true,
            ..roland()
        };
        check(
            &RowChange::Contact(change(roland(), after)),
            &[
                ("Account", "Ernst Handel", "an account that is gone"),
                ("Title", "", "Sales Manager"),
                ("Influence", "", "high"),
                ("Cadence", "", "every 30 days"),
                ("Champion", "", "yes"),
            ],
        );
        let created = RowChange::Contact(Change { before: None, after: Some(Arc::new(roland())) });
        check(&created, &[("Name", "", "Roland Mendel"), ("Account", "", "Ernst Handel")]);
        check(&created.inverse(), &[("Name", "Roland Mendel", ""), ("Account", "Ernst Handel", "")]);
    }

    #[test]
    fn an_activity_names_who_was_there() {
        let before = Activity::new(ActivityId(uuid(3)), ernst().id, day("2026-05-01"));
        let after = Activity {
            kind: ActivityKind::Visit,
            day: day("2026-05-03"),
            time: chrono::NaiveTime::from_hms_opt(9, 30, 0),
            colleagues: vec!["Anna".to_owned(), "Ben".to_owned()],
            contacts: vec![roland().id],
            initiated_by: Initiator::Them,
            minutes: Some(45),
            ..before.clone()
        };
        check(
            &RowChange::Activity(change(before, after)),
            &[
                ("Kind", "call", "visit"),
                ("Day", "1 May 2026", "3 May 2026"),
                ("Time", "", "09:30"),
                ("Colleagues", "", "Anna, Ben"),
                ("Contacts", "", "Roland Mendel"),
                ("Initiated by", "us", "them"),
                ("Minutes", "", "45"),
            ],
        );
    }

    #[test]
    fn products_opportunities_and_purchases_are_told_as_the_workspace_writes_figures() {
        let product = Product::new(ProductId(uuid(4)), "Chai");
        let renamed = Product { name: "Chai tea".to_owned(), category: "Beverages".to_owned(), ..product.clone() };
        check(
            &RowChange::Product(change(product, renamed)),
            &[("Name", "Chai", "Chai tea"), ("Category", "", "Beverages")],
        );
        let chance = Opportunity::new(OpportunityId(uuid(5)), ernst().id, "Cheese for all shops");
        let won = Opportunity {
            value: Some(Money::from_minor_units(1_250_000)),
            likelihood: Some(Likelihood::Likely),
            due: Some(day("2026-06-30")),
            outcome: OpportunityOutcome::Won,
            ..chance.clone()
        };
        check(
            &RowChange::Opportunity(change(chance, won)),
            &[
                ("Value", "", "12,500 EUR"),
                ("Likelihood", "", "likely"),
                ("Due", "", "30 June 2026"),
                ("Outcome", "open", "won"),
            ],
        );
        let batch = Batch {
            id: BatchId(uuid(6)),
            version: 1,
            file_name: "purchases.csv".to_owned(),
            lines: 2_155,
            replaced: 0,
            total: Money::from_minor_units(126_579_301),
            first_day: day("1996-07-04"),
            last_day: day("1998-05-06"),
        };
        check(
            &RowChange::Batch(Change { before: None, after: Some(Arc::new(batch)) }),
            &[
                ("File", "", "purchases.csv"),
                ("Purchases", "", "2,155"),
                ("Total", "", "1,265,793.01 EUR"),
                ("First day", "", "4 July 1996"),
                ("Last day", "", "6 May 1998"),
            ],
        );
    }

    #[test]
    fn who_went_with_the_same_entry_is_named_all_the_same() {
        let (account, contact) = (ernst(), roland());
        let changes = ChangeSet {
            rows: vec![
                RowChange::Account(Change { before: Some(Arc::new(account)), after: None }),
                RowChange::Contact(Change { before: Some(Arc::new(contact)), after: None }),
            ],
        };
        let portfolio = Portfolio::from_rows(Settings::default(), []);
        let mut names = Names::new(&portfolio);
        names.learn(&changes);
        let told = fields_of(&changes.rows[1], &names);
        assert!(told.iter().any(|one| (one.field, one.before.as_str()) == ("Account", "Ernst Handel")), "{told:?}");
    }
}
