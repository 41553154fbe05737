//! Portfolios that hold something of every kind, in texts that programs have stumbled over.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use fourfold::model::{
    Account, Activity, ActivityKind, ActivityStatus, Colleague, Contact, ContactId, DayTotal, Duty, Extra, Goal,
    GoalKey, HandOver, Influence, Initiator, Judgement, Ledger, Likelihood, Line, Metric, Money, Opportunity,
    OpportunityOutcome, Period, PeriodKind, Portfolio, Position, Product, PurchaseLines, Pursuit, PursuitList, Qpc,
    QpcSource, Quantity, Risk, RiskKind, Rows, Score, Settings, Severity, Spend, Stage, StageEvent, StageSource, Stamp,
    Target, TargetQuestion, Whose, first_of_month,
};
use proptest::prelude::*;

/// Texts that programs have stumbled over.
pub fn hostile() -> impl Strategy<Value = String> {
    let known = [
        "=cmd|'/c calc'!A0",
        "'=1+1",
        "+1",
        "-5 °C",
        "@SUM(A1)",
        "＝1",
        "1e5",
        "007",
        "12345678901234567890",
        "March 1",
        "TRUE",
        "say \"so\"",
        "two\nlines",
        "a\r\nb",
        "tab\there",
        "nul\0byte",
        "bell\u{7}",
        "_x0000_",
        "_x005F_",
        "שלום",
        "\u{202e}evil",
        "👩‍👩‍👧",
        "Ångström",
        "A\u{30a}ngstro\u{308}m",
        "a;b,c|d",
        "\u{feff}mark",
        "\u{fffe}",
        "<b>&amp;</b>",
        "#N/A",
        "{\"a\":1}",
        "http://example.com",
    ];
    prop_oneof![
        3 => prop::sample::select(known.to_vec()).prop_map(str::to_owned),
        3 => "\\PC{0,12}".prop_map(|text| text.trim().to_owned()),
        1 => "[='+@\\-]{0,3}[a-z\"\n\r\t]{0,5}".prop_map(|text| text.trim().to_owned()),
        1 => (100..3_000_usize).prop_map(|length| "ä".repeat(length)),
    ]
}

fn name() -> impl Strategy<Value = String> {
    hostile().prop_map(|text| if text.is_empty() { "A".to_owned() } else { text })
}

fn money() -> impl Strategy<Value = Option<Money>> {
    let amounts = prop_oneof![-100_000_i64..100_000, Just(i64::MAX), Just(999_999_999_999_999), any::<i64>()];
    // The smallest of all has no size of its own.
    prop::option::of(amounts.prop_map(|amount| Money::from_minor_units(amount.max(-i64::MAX))))
}

fn day() -> impl Strategy<Value = NaiveDate> {
    let days = prop_oneof![0..40_000_i32, -60_000..80_000_i32];
    days.prop_map(|day| NaiveDate::from_epoch_days(day).unwrap())
}

fn extra() -> impl Strategy<Value = Extra> {
    let value = hostile().prop_filter("values are never empty", |text| !text.is_empty());
    prop::collection::btree_map(
        prop::sample::select(vec!["Fax", "=Segment", "Notes", "Größe", "name", "key"]),
        value,
        0..3,
    )
    .prop_map(|extra| extra.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn score() -> impl Strategy<Value = Score> {
    (0..=10_000_u16).prop_map(|hundredths| Score::try_from(hundredths).unwrap())
}

prop_compose! {
    fn account()(
        texts in prop::array::uniform7(hostile()),
        name in name(),
        stage in prop::sample::select(Stage::ALL.to_vec()),
        place in prop::option::of((score(), score(), hostile())),
        revenue in (money(), money()),
        qpc in prop::option::of((money(), prop::sample::select(QpcSource::ALL.to_vec()), prop::option::of(day()))),
        archived in any::<bool>(),
        likelihood in prop::option::of(prop::sample::select(Likelihood::ALL.to_vec())),
        relevance in prop::collection::btree_map(name(), any::<bool>(), 0..3),
        answers in prop::collection::btree_map(prop::sample::select(TargetQuestion::ALL.to_vec()), any::<bool>(), 0..4),
        pursuit in prop::option::of((prop::sample::select(PursuitList::ALL.to_vec()), day())),
        extra in extra(),
    ) -> Account {
        let mut account = Account::new(fourfold::model::AccountId(uuid::Uuid::nil()), name);
        let [key, owner, region, industry, website, notes, channel] = texts;
        account.channel = channel;
        (account.key, account.owner, account.region) = (key, owner, region);
        (account.industry, account.website, account.notes) = (industry, website, notes);
        (account.stage, account.archived, account.extra) = (stage, archived, extra);
        (account.revenue_12m, account.revenue_prior_12m) = revenue;
        account.judgement = place.map(|(engagement, potential, by)| Judgement {
            position: Position::new(engagement, potential),
            at: DateTime::<Utc>::default(),
            by,
            evidence: None,
        });
        (account.likelihood, account.relevance, account.answers) = (likelihood, relevance, answers);
        account.pursuit = pursuit.map(|(list, since)| Pursuit { list, since });
        account.qpc = qpc.map(|(amount, source, as_of)| Qpc { amount: amount.unwrap_or_default(), source, as_of });
        account
    }
}

prop_compose! {
    fn contact()(
        texts in prop::array::uniform6(hostile()),
        name in name(),
        influence in prop::option::of(prop::sample::select(Influence::ALL.to_vec())),
        cadence_days in prop::option::of(1..400_u16),
        flags in any::<(bool, bool)>(),
        extra in extra(),
    ) -> Contact {
        let [key, title, role, email, phone, notes] = texts;
        let nobody = fourfold::model::AccountId(uuid::Uuid::nil());
        let (champion, left) = flags;
        Contact {
            key, title, role, email, phone, notes, influence, cadence_days, champion, left, extra,
            ..Contact::new(ContactId(uuid::Uuid::nil()), nobody, name)
        }
    }
}

prop_compose! {
    fn activity()(
        texts in prop::array::uniform3(hostile()),
        kind in prop::sample::select(ActivityKind::ALL.to_vec()),
        day in day(),
        time in prop::option::of((0..24_u32, 0..60_u32, prop::sample::select(vec![0, 0, 7]))),
        status in prop::sample::select(ActivityStatus::ALL.to_vec()),
        colleagues in prop::collection::vec("[A-Zé]{1,6}", 0..3),
        initiated_by in prop::sample::select(Initiator::ALL.to_vec()),
        answered in any::<bool>(),
        minutes in prop::option::of(0..10_000_u32),
        extra in extra(),
    ) -> Activity {
        let [key, subject, notes] = texts;
        let nobody = fourfold::model::AccountId(uuid::Uuid::nil());
        let time = time.map(|(hour, minute, second)| NaiveTime::from_hms_opt(hour, minute, second).unwrap());
        Activity {
            key, subject, notes, kind, time, status, colleagues, initiated_by, answered, minutes, extra,
            ..Activity::new(fourfold::model::ActivityId(uuid::Uuid::nil()), nobody, day)
        }
    }
}

prop_compose! {
    fn opportunity()(
        texts in prop::array::uniform5(hostile()),
        name in name(),
        value in money(),
        likelihood in prop::option::of(prop::sample::select(Likelihood::ALL.to_vec())),
        due in prop::option::of(day()),
        outcome in prop::sample::select(OpportunityOutcome::ALL.to_vec()),
        extra in extra(),
    ) -> Opportunity {
        let [key, category, next_step, outcome_reason, notes] = texts;
        let nobody = fourfold::model::AccountId(uuid::Uuid::nil());
        Opportunity {
            key, category, next_step, outcome_reason, notes, value, likelihood, due, outcome, extra,
            ..Opportunity::new(fourfold::model::OpportunityId(uuid::Uuid::nil()), nobody, name)
        }
    }
}

prop_compose! {
    fn risk()(
        texts in prop::array::uniform2(hostile()),
        reason in name(),
        kind in prop::sample::select(RiskKind::ALL.to_vec()),
        severity in prop::sample::select(Severity::ALL.to_vec()),
        since in day(),
        resolved in prop::option::of(day()),
        extra in extra(),
    ) -> Risk {
        let [key, notes] = texts;
        let nobody = fourfold::model::AccountId(uuid::Uuid::nil());
        Risk {
            key, notes, kind, severity, resolved, extra,
            ..Risk::new(fourfold::model::RiskId(uuid::Uuid::nil()), nobody, reason, since)
        }
    }
}

prop_compose! {
    fn colleague()(
        texts in prop::array::uniform4(hostile()),
        name in name(),
        flags in any::<(bool, bool)>(),
        hours_per_year in prop::option::of(any::<u16>()),
        duty in prop::option::of(prop::sample::select(Duty::ALL.to_vec())),
        extra in extra(),
    ) -> Colleague {
        let [key, team, email, notes] = texts;
        let (seller, left) = flags;
        Colleague {
            key, team, email, notes, seller, left, hours_per_year, duty, extra,
            ..Colleague::new(fourfold::model::ColleagueId(uuid::Uuid::nil()), name)
        }
    }
}

prop_compose! {
    fn stage_event()(
        texts in prop::array::uniform3(hostile()),
        on in day(),
        stages in (prop::option::of(prop::sample::select(Stage::ALL.to_vec())), prop::sample::select(Stage::ALL.to_vec())),
        source in prop::sample::select(StageSource::ALL.to_vec()),
        extra in extra(),
    ) -> StageEvent {
        let [by, channel, reason] = texts;
        let (nothing, nobody) = (uuid::Uuid::nil(), fourfold::model::AccountId(uuid::Uuid::nil()));
        let (from, to) = stages;
        StageEvent {
            by, channel, reason, from, source, extra,
            ..StageEvent::new(fourfold::model::StageEventId(nothing), nobody, on, to)
        }
    }
}

prop_compose! {
    fn hand_over()(
        texts in prop::array::uniform2(hostile()),
        to in name(),
        on in day(),
        extra in extra(),
    ) -> HandOver {
        let [from, notes] = texts;
        let (id, account) = (fourfold::model::HandOverId(uuid::Uuid::nil()), fourfold::model::AccountId(uuid::Uuid::nil()));
        HandOver { id, version: 1, account, on, from, to, notes, extra }
    }
}

prop_compose! {
    fn goal()(
        metric in prop::sample::select(Metric::ALL.to_vec()),
        kind in prop::sample::select(PeriodKind::ALL.to_vec()),
        day in day(),
        whose in (0..3_u8, name()),
        target in money(),
        extra in extra(),
    ) -> Goal {
        let whose = match whose {
            (0, _) => Whose::Team,
            (1, name) => Whose::Seller(name),
            (_, name) => Whose::Channel(name),
        };
        let period = Period { kind, start: first_of_month(day) };
        let target = Target(target.map_or(0, Money::minor_units).max(0));
        Goal { id: fourfold::model::GoalId(uuid::Uuid::nil()), version: 1, of: GoalKey { metric, period, whose }, target, extra }
    }
}

prop_compose! {
    fn spend()(
        channel in name(),
        notes in hostile(),
        day in day(),
        amount in money(),
        extra in extra(),
    ) -> Spend {
        let amount = Money::from_minor_units(amount.map_or(0, Money::minor_units).max(0));
        let id = fourfold::model::SpendId(uuid::Uuid::nil());
        Spend { id, version: 1, channel, month: first_of_month(day), amount, notes, extra }
    }
}

/// Lines before they have an account and a product.
type Bought = (usize, Option<usize>, NaiveDate, Option<i64>, i64, Option<i64>, String, Extra);

fn bought() -> impl Strategy<Value = Bought> {
    let small = -1_000_000_i64..1_000_000;
    let quantity = prop::option::of(prop_oneof![small.clone(), Just(i64::MAX)]);
    (
        0..9_usize,
        prop::option::of(0..9_usize),
        day(),
        quantity,
        small.clone(),
        prop::option::of(small),
        hostile(),
        extra(),
    )
}

/// Everything that a workspace may hold.
#[derive(Clone, Debug)]
pub struct Everything {
    pub portfolio: Portfolio,
    pub purchases: PurchaseLines,
}

prop_compose! {
    pub fn everything()(
        accounts in prop::collection::vec(account(), 1..6),
        contacts in prop::collection::vec((contact(), 0..9_usize), 0..5),
        activities in prop::collection::vec((activity(), 0..9_usize, prop::collection::btree_set(0..9_usize, 0..3)), 0..5),
        products in prop::collection::vec((name(), prop::array::uniform3(hostile()), extra()), 0..4),
        opportunities in prop::collection::vec((opportunity(), 0..9_usize), 0..4),
        risks in prop::collection::vec((risk(), 0..9_usize), 0..4),
        colleagues in prop::collection::vec(colleague(), 0..4),
        bought in prop::collection::vec(bought(), 0..8),
        events in prop::collection::vec((stage_event(), 0..9_usize, prop::option::weighted(0.3, any::<bool>())), 0..8),
        hand_overs in prop::collection::vec((hand_over(), 0..9_usize), 0..4),
        goals in prop::collection::vec(goal(), 0..4),
        spends in prop::collection::vec(spend(), 0..4),
    ) -> Everything {
        let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 1);
        let mut keys = 0;
        let mut key = |text: String| {
            keys += 1;
            // Keys of other systems are unique where there are any.
            if text.is_empty() || keys % 3 == 0 { String::new() } else { format!("{text}{keys}") }
        };
        let accounts: Vec<Account> = accounts
            .into_iter()
            .map(|account| Account { id: stamp.account_id(), key: key(account.key.clone()), ..account })
            .collect();
        let of = |place: usize| accounts[place % accounts.len()].id;
        let contacts: Vec<Contact> = contacts
            .into_iter()
            .map(|(contact, at)| Contact {
                id: stamp.contact_id(), account: of(at), key: key(contact.key.clone()), ..contact
            })
            .collect();
        let activities: Vec<Activity> = activities
            .into_iter()
            .map(|(activity, at, with)| {
                let there: Vec<ContactId> =
                    contacts.iter().filter(|contact| contact.account == of(at)).map(|contact| contact.id).collect();
                let with = with.into_iter().filter_map(|place| there.get(place).copied()).collect();
                Activity {
                    id: stamp.activity_id(),
                    account: of(at),
                    key: key(activity.key.clone()),
                    contacts: with,
                    ..activity
                }
            })
            .collect();
        let products: Vec<Product> = products
            .into_iter()
            .map(|(name, [text, category, notes], extra)| Product {
                key: key(text), category, notes, extra,
                ..Product::new(stamp.product_id(), name)
            })
            .collect();
        let opportunities: Vec<Opportunity> = opportunities
            .into_iter()
            .map(|(one, at)| Opportunity {
                id: stamp.opportunity_id(), account: of(at), key: key(one.key.clone()), ..one
            })
            .collect();
        let risks: Vec<Risk> = risks
            .into_iter()
            .map(|(one, at)| Risk { id: stamp.risk_id(), account: of(at), key: key(one.key.clone()), ..one })
            .collect();
        // No two have the same name, however it is folded.
        let colleagues: Vec<Colleague> = (1..)
            .zip(colleagues)
            .map(|(number, one): (u32, Colleague)| Colleague {
                id: stamp.colleague_id(), key: key(one.key.clone()), name: format!("{} {number}", one.name), ..one
            })
            .collect();
        let mut stage_events: Vec<StageEvent> = Vec::new();
        for (number, (one, at, correction)) in (0_u32..).zip(events) {
            let mut event = StageEvent { id: stamp.stage_event_id(), account: of(at), nth: number, ..one };
            let corrected = |id| stage_events.iter().any(|other| other.corrects == Some(id));
            let wrong = stage_events.iter().find(|other| other.account == event.account && !corrected(other.id));
            if let (Some(voids), Some(wrong)) = (correction, wrong) {
                event.corrects = Some(wrong.id);
                event.to = event.to.filter(|_| !voids);
            }
            stage_events.push(event);
        }
        let hand_overs: Vec<HandOver> = hand_overs
            .into_iter()
            .map(|(one, at)| HandOver { id: stamp.hand_over_id(), account: of(at), ..one })
            .collect();
        // No two are for the same, however it is folded.
        let goals: Vec<Goal> = (1..)
            .zip(goals)
            .map(|(number, one): (u32, Goal)| {
                let whose = match one.of.whose {
                    Whose::Team => Whose::Seller(format!("A {number}")),
                    Whose::Seller(name) => Whose::Seller(format!("{name} {number}")),
                    Whose::Channel(name) if number > 1 => Whose::Channel(format!("{name} {number}")),
                    Whose::Channel(_) => Whose::Team,
                };
                Goal { id: stamp.goal_id(), of: GoalKey { whose, ..one.of }, ..one }
            })
            .collect();
        let spends: Vec<Spend> = (1..)
            .zip(spends)
            .map(|(number, one): (u32, Spend)| Spend {
                id: stamp.spend_id(), channel: format!("{} {number}", one.channel), ..one
            })
            .collect();
        let mut purchases = PurchaseLines {
            accounts: accounts.iter().map(|account| account.id).collect(),
            products: products.iter().map(|product| product.id).collect(),
            batches: vec![stamp.batch_id()],
            ..PurchaseLines::default()
        };
        let mut days: BTreeMap<_, Vec<DayTotal>> = BTreeMap::new();
        for (number, (account, product, day, quantity, amount, margin, document, extra)) in (0_u32..).zip(bought) {
            let account = account % accounts.len();
            let product = product.filter(|_| !products.is_empty()).map(|product| product % products.len());
            let document = purchases.keep_document(&document);
            let amount = Money::from_minor_units(amount);
            purchases.lines.push(Line {
                account: u32::try_from(account).unwrap(),
                product: product.map(|product| u32::try_from(product).unwrap()),
                day,
                quantity: quantity.map(Quantity),
                amount,
                margin: margin.map(Money::from_minor_units),
                document,
                batch: 0,
                line: number + 1,
            });
            if !extra.is_empty() {
                purchases.extra.insert(number, extra);
            }
            days.entry(accounts[account].id).or_default().push(DayTotal::new(day, amount, 1));
        }
        for days in days.values_mut() {
            days.sort_by_key(|day| day.day);
        }
        let rows = Rows {
            settings: Settings::default(), accounts, contacts, activities, products, opportunities, risks, colleagues,
            stage_events, hand_overs, goals, spends,
            batches: Vec::new(), ledger: Ledger::new(days),
        };
        let mut portfolio = Portfolio::new(rows);
        portfolio.set_today(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap());
        Everything { portfolio, purchases }
    }
}
