//! What an import of stage events, hand-overs, goals and spending comes to, and of the days since when accounts stand in
//! their stages.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use chrono::NaiveDate;
use fourfold::model::{
    Account, Clock, Edit, Journal, Portfolio, Progress, RecordKind, Settings, Stage, StageCorrection, Stamp,
};
use fourfold::sheets::{
    Against, ExportFormat, ExportOptions, ExportSource, Field, ImportPlan, Mapping, OnMatch, Outcome, PlanOptions,
    ReadOptions, Sheet, TextGuard, export, plan, read_csv,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn stamp(seed: u64) -> Stamp {
    Stamp::seeded(Clock::Fixed(day("2026-11-22")).now(), "Anna", seed)
}

/// Accounts by key, name and stage, of which nobody knows since when they stand there.
fn portfolio(accounts: &[(&str, &str, Stage)]) -> Portfolio {
    let mut stamp = stamp(1);
    let accounts = accounts.iter().map(|(key, name, stage)| Account {
        key: (*key).to_owned(),
        stage: *stage,
        owner: "Bo".to_owned(),
        channel: "Fair".to_owned(),
        ..Account::new(stamp.account_id(), *name)
    });
    Portfolio::from_rows(Settings::default(), accounts.collect::<Vec<_>>())
}

fn sheet(text: &str) -> Sheet {
    read_csv("list.csv", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap()
}

fn planned_with(base: &Portfolio, kind: RecordKind, text: &str, options: &PlanOptions) -> ImportPlan {
    let sheet = sheet(text);
    let against = Against { portfolio: base, purchases: None };
    let mapping = Mapping::guess_as(&sheet, kind);
    plan(&sheet, &mapping, &against, options, &mut stamp(2 + base.revision()), &Progress::default()).unwrap()
}

fn planned(base: &Portfolio, kind: RecordKind, text: &str) -> ImportPlan {
    planned_with(base, kind, text, &PlanOptions::default())
}

/// One line a row: what becomes of it, and why.
fn told(plan: &ImportPlan) -> Vec<String> {
    let tell = |outcome: &Outcome| match outcome {
        Outcome::New => "new".to_owned(),
        Outcome::Updated(changes) => {
            let change = |one: &fourfold::sheets::FieldChange| format!("{} {}→{}", one.field.label(), one.from, one.to);
            format!("updated {}", changes.iter().map(change).collect::<Vec<_>>().join(", "))
        }
        Outcome::Same => "same".to_owned(),
        Outcome::Skipped(reason) => format!("skipped: {reason}"),
        Outcome::Rejected(all) => {
            let reason = |one: &fourfold::sheets::Rejection| format!("{}: {}", one.column, one.reason);
            format!("rejected {}", all.iter().map(reason).collect::<Vec<_>>().join("; "))
        }
    };
    plan.rows.iter().map(|row| format!("{} {}", row.line, tell(&row.outcome))).collect()
}

fn check(base: &Portfolio, kind: RecordKind, text: &str, wanted: &[&str]) {
    assert_eq!(told(&planned(base, kind, text)), wanted, "{text}");
}

fn apply(base: &Portfolio, edit: &Edit) -> Portfolio {
    let mut after = base.clone();
    after.apply(&edit.plan(base, &mut stamp(99 + base.revision())).unwrap().changes);
    after
}

/// Does it, and finds that the same file then does nothing.
fn imported(base: &Portfolio, kind: RecordKind, text: &str) -> Portfolio {
    let after = apply(base, &planned(base, kind, text).edit());
    let again = planned(&after, kind, text);
    assert!(again.is_nothing(), "{text}\n{:#?}", told(&again));
    after
}

fn exported(portfolio: &Portfolio, kind: RecordKind) -> String {
    let journal = Journal::default();
    let source = ExportSource { portfolio, journal: &journal, purchases: None };
    let options = ExportOptions { what: kind.into(), format: ExportFormat::Csv, guard: TextGuard::Safe, only: None };
    let mut bytes = Vec::new();
    export(&mut bytes, &options, source, &Progress::default()).unwrap();
    String::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}').to_owned()
}

fn one<'a>(portfolio: &'a Portfolio, name: &str) -> &'a Account {
    portfolio.accounts().find(|account| account.name == name).unwrap()
}

/// The way of an account: "suspect; 2024-03-01 customer".
fn way(portfolio: &Portfolio, name: &str) -> String {
    let path = portfolio.stage_path(one(portfolio, name));
    let steps = path.steps.iter().map(|step| format!("{} {}", step.on, step.to.name()));
    let opening = path.opening.map_or("nowhere", Stage::name).to_owned();
    std::iter::once(opening).chain(steps).collect::<Vec<_>>().join("; ")
}

const EVENTS: &str = "Account,Date,From,Stage,By,Reason\n\
    Alpha,2026-04-03,,client,Carl,buys each month\n\
    Alpha,2024-03-01,,customer,,\n\
    Beta,2025-02-28,prospect,customer,Carl,\n\
    Gamma,2026-01-15,,prospect,,\n\
    Alpha,2026-11-23,,lost,,\n\
    Alpha,,,lost,,\n\
    Alpha,2026-05-01,,,,\n";

#[test]
fn events_come_in_and_accounts_stand_where_they_lead() {
    let kind = RecordKind::StageEvents;
    let base = portfolio(&[("A1", "Alpha", Stage::Prospect), ("B1", "Beta", Stage::Suspect)]);
    let wanted = [
        "2 new",
        "3 new",
        "4 new",
        "5 new",
        "6 rejected Date: 2026-11-23 is not yet; an event is dated until today",
        "7 rejected Date: a stage event needs its day; expected year-month-day",
        "8 rejected Stage: a stage event needs the stage that the account came to",
    ];
    check(&base, kind, EVENTS, &wanted);
    let plan = planned(&base, kind, EVENTS);
    assert_eq!(plan.consequences.stage_changes, 2);
    assert_eq!(plan.consequences.creates, [(RecordKind::Accounts, 1)]);
    let after = imported(&base, kind, EVENTS);
    // What the file does not say of who stood where before follows from the days, whatever their order.
    assert_eq!(way(&after, "Alpha"), "prospect; 2024-03-01 customer; 2026-04-03 client");
    assert_eq!(way(&after, "Beta"), "prospect; 2025-02-28 customer");
    assert_eq!((one(&after, "Alpha").stage, one(&after, "Gamma").stage), (Stage::Client, Stage::Prospect));
    let told: Vec<(&str, &str, &str)> =
        after.stage_events().iter().map(|one| (one.by.as_str(), one.channel.as_str(), one.source.name())).collect();
    assert_eq!(told[..3], [("Carl", "Fair", "import"), ("Bo", "Fair", "import"), ("Carl", "Fair", "import")]);

    // One's own export says the same, and nothing of it can be changed.
    let text = exported(&after, kind);
    check(&after, kind, &text, &["2 same", "3 same", "4 same", "5 same"]);
    let kept = "2 rejected Stage: stage events are kept; correct it in the account's stages";
    check(&after, kind, &text.replacen(",client,", ",lost,", 1), &[kept, "3 same", "4 same", "5 same"]);
    check(
        &after,
        kind,
        "Account,Date,Stage\nALPHA,2024-03-01,Kunde\nAlpha,2024-03-02,customer\n",
        &["2 same", "3 new"],
    );
    check(
        &after,
        kind,
        "Account,Date,Stage,By\nAlpha,2026-06-01,lost,Bo\nAlpha,2026-06-01,lost,Carl\n",
        &["2 new", "3 rejected Stage: row 2 is already about this event; keep one of the two"],
    );
}

#[test]
fn corrections_go_along_to_another_workspace() {
    let kind = RecordKind::StageEvents;
    let base = portfolio(&[("A1", "Alpha", Stage::Prospect), ("B1", "Beta", Stage::Suspect)]);
    let first = imported(&base, kind, "Account,Date,Stage\nAlpha,2024-03-01,customer\nBeta,2024-05-01,customer\n");
    let events: Vec<_> = first.stage_events().iter().map(|one| one.id).collect();
    let wrong =
        |event, instead| Edit::CorrectStage(StageCorrection { event, instead, reason: "typed wrong".to_owned() });
    let to = fourfold::model::CorrectedStage {
        to: Stage::Customer,
        on: day("2024-04-01"),
        by: "Bo".to_owned(),
        channel: String::new(),
    };
    let corrected = apply(&apply(&first, &wrong(events[0], Some(to))), &wrong(events[1], None));
    assert_eq!(
        (way(&corrected, "Alpha"), way(&corrected, "Beta")),
        ("prospect; 2024-04-01 customer".into(), "suspect".into())
    );
    let text = exported(&corrected, kind);
    let stands: Vec<&str> = text.lines().skip(1).filter_map(|line| line.rsplit(',').next()).collect();
    assert_eq!(stands, ["no", "yes", "no", "yes"], "by accounts, what corrects after what it corrects");
    check(&corrected, kind, &text, &["2 same", "3 same", "4 same", "5 same"]);
    // Elsewhere the keys are others; what corrects what stays.
    let elsewhere = imported(&portfolio(&[]).apart(7), kind, &text);
    assert_eq!(
        (way(&elsewhere, "Alpha"), way(&elsewhere, "Beta")),
        (way(&corrected, "Alpha"), way(&corrected, "Beta"))
    );
    let lonely = "Account,Date,Stage,Corrects\nAlpha,2024-03-01,lost,00000000-0000-0000-0000-000000000001\n";
    let reason = "2 rejected Corrects: there is no event of this ID here or above; expected the ID of the event that it corrects";
    check(&base, kind, lonely, &[reason]);
}

#[test]
fn days_of_stages_come_to_be_events() {
    let kind = RecordKind::Accounts;
    let base =
        portfolio(&[("A1", "Alpha", Stage::Prospect), ("B1", "Beta", Stage::Client), ("C1", "Gamma", Stage::Lost)]);
    let text = "Kundennr,Name,Kunde seit,Stammkunde seit,Quelle\n\
        A1,Alpha,01.03.2024,,Messe\n\
        B1,Beta,2024-05-01,,\n\
        C1,Gamma,2020-02-29,2021-01-01,\n\
        D1,Delta,2024-05-01,2025-06-30,Empfehlung\n\
        E1,Epsilon,2026-11-23,,\n";
    let wanted = [
        "2 updated Stage prospect→customer, Channel Fair→Messe, Customer since →2024-03-01",
        // Nobody says when else it came to where it stands.
        "3 updated Customer since →2024-05-01, Client since →2024-05-01",
        "4 updated Customer since →2020-02-29, Client since →2021-01-01, Lost since →2021-01-01",
        "5 new",
        "6 rejected Kunde seit: 2026-11-23 is not yet; a stage is dated until today",
    ];
    check(&base, kind, text, &wanted);
    assert_eq!(planned(&base, kind, text).consequences.stage_changes, 1);
    let after = imported(&base, kind, text);
    assert_eq!(way(&after, "Alpha"), "nowhere; 2024-03-01 customer");
    assert_eq!(way(&after, "Beta"), "nowhere; 2024-05-01 customer; 2024-05-01 client");
    assert_eq!(way(&after, "Gamma"), "nowhere; 2020-02-29 customer; 2021-01-01 client; 2021-01-01 lost");
    assert_eq!(way(&after, "Delta"), "nowhere; 2024-05-01 customer; 2025-06-30 client");
    assert_eq!((one(&after, "Delta").stage, one(&after, "Delta").channel.as_str()), (Stage::Client, "Empfehlung"));

    let text = exported(&after, kind);
    check(&after, kind, &text, &["2 same", "3 same", "4 same", "5 same"]);
    // Into an empty workspace each stands where it stood, since the same days.
    let elsewhere = imported(&portfolio(&[]).apart(7), kind, &text);
    for name in ["Alpha", "Beta", "Gamma", "Delta"] {
        assert_eq!((way(&elsewhere, name), one(&elsewhere, name).stage), (way(&after, name), one(&after, name).stage));
    }

    let contradicting = "Name,Prospect since,Customer since,Lost since,Stage\n\
        Alpha,,2024-03-02,,\n\
        Alpha,,,,\n\
        Beta,2025-01-01,,,\n\
        Delta,,,2026-01-01,client\n";
    let wanted = [
        "2 rejected Customer since: it came to this stage on 2024-03-01, as its stages say; correct it there",
        "3 rejected Name: row 2 is already about Alpha; keep one of the two",
        "4 rejected Prospect since: it was a client already on that day, as its stages say; correct it there",
        "5 rejected Stage: its stages lead to lost, not here; say since when it is client",
    ];
    check(&after, kind, contradicting, &wanted);
    let lost = "Name,Lost since\nDelta,2026-01-01\n";
    check(&after, kind, lost, &["2 updated Stage client→lost, Lost since →2026-01-01"]);
    assert_eq!(
        way(&imported(&after, kind, lost), "Delta"),
        "nowhere; 2024-05-01 customer; 2025-06-30 client; 2026-01-01 lost"
    );
}

#[test]
fn who_was_typed_in_today_was_a_customer_before() {
    let values = vec![
        fourfold::model::AccountValue::Name("Alpha".to_owned()),
        fourfold::model::AccountValue::Stage(Stage::Customer),
    ];
    let base = apply(&portfolio(&[]), &Edit::CreateAccount { values, position: None });
    assert_eq!(way(&base, "Alpha"), "nowhere; 2026-11-22 customer");
    let text = "Name,Prospect since,Customer since\nAlpha,2019-05-01,2020-06-01\n";
    let wanted = "2 updated Prospect since →2019-05-01, Customer since 2026-11-22→2020-06-01";
    check(&base, RecordKind::Accounts, text, &[wanted]);
    let after = imported(&base, RecordKind::Accounts, text);
    assert_eq!(way(&after, "Alpha"), "nowhere; 2019-05-01 prospect; 2020-06-01 customer");
}

#[test]
fn hand_overs_come_in_with_their_day_and_are_found_again() {
    let kind = RecordKind::HandOvers;
    let base = portfolio(&[("A1", "Alpha", Stage::Customer)]);
    let text = "Account,Date,From,To,Notes\n\
        Alpha,2026-04-03,Bo,Carl,introduced at the fair\n\
        Alpha,2026-11-23,Bo,Carl,\n\
        Alpha,2026-04-03,Bo,,\n\
        Alpha,,Bo,Carl,\n";
    let wanted = [
        "2 new",
        "3 rejected Date: 2026-11-23 is not yet; a hand-over is dated until today",
        "4 rejected To: a hand-over needs the colleague who owns the account since",
        "5 rejected Date: a hand-over needs its day; expected year-month-day",
    ];
    check(&base, kind, text, &wanted);
    let after = imported(&base, kind, text);
    assert_eq!(after.hand_overs().len(), 1);
    check(
        &after,
        kind,
        "Account,Date,From,To,Notes\nAlpha,2026-04-03,Bo,CARL,met twice\n",
        &["2 updated Notes introduced at the fair→met twice"],
    );
}

#[test]
fn goals_and_spending_are_found_by_what_they_are_for() {
    let base = portfolio(&[]);
    let goals = "Metric,Period,Start,Seller,Channel,Target\n\
        Customers created,quarter,2026-10-01,,,12\n\
        revenue,Monat,März 2026,Anna,,\"350,000.00\"\n\
        clients created,month,2026-03,,Fair,2.5\n\
        clients created,quarter,2026-11,,,2\n\
        clients created,month,2026-03,Anna,Fair,2\n\
        clients created,month,2026-03,,FAIR,3\n\
        luck,month,2026-03,,,3\n\
        reviews held,month,2026-03,,,\n\
        reviews held,month,2026-04,,,-1\n";
    let wanted = [
        "2 new",
        "3 new",
        "4 new",
        "5 rejected Start: no quarter of the fiscal year starts then; the one that holds it starts on 2026-10-01",
        "6 rejected Channel: a goal is of a seller or of a channel, not of both",
        "7 rejected Metric: row 4 is already about the goal of FAIR for clients created in the month from 2026-03-01; keep one of the two",
        "8 rejected Metric: “luck” is not something to count; expected suspects found, prospects qualified, customers created, clients created, revenue, breadth of key accounts, key accounts grown, reviews held",
        "9 rejected Target: a goal needs its target",
        "10 rejected Target: a target is not below zero",
    ];
    check(&base, RecordKind::Goals, goals, &wanted);
    let after = imported(&base, RecordKind::Goals, goals);
    let targets: Vec<i64> = after.goals().iter().map(|goal| goal.target.0).collect();
    assert_eq!(targets, [1_200, 35_000_000, 250]);
    check(&after, RecordKind::Goals, &exported(&after, RecordKind::Goals), &["2 same", "3 same", "4 same"]);
    check(
        &after,
        RecordKind::Goals,
        "Metric,Period,Start,Target\ncustomers created,quarter,2026-10-15,15\n",
        &["2 updated Target 12→15"],
    );

    let spend = "Kanal;Monat;Kosten;Notiz\n\
        Messe;03/2026;1.250,00;Stand\n\
        Messe;2026-04;2.000,00;\n\
        messe;2026-03-15;1,00;\n\
        ;2026-03;5,00;\n\
        Messe;2026-05;-5,00;\n\
        Messe;bald;5,00;\n";
    let wanted = [
        "2 new",
        "3 new",
        "4 rejected Kanal: row 2 is already about what messe cost in 2026-03; keep one of the two",
        "5 rejected Kanal: spending needs its channel",
        "6 rejected Kosten: what was spent is not below zero",
        "7 rejected Monat: “bald” is not a month; expected year-month, such as 2026-04",
    ];
    check(&after, RecordKind::Spend, spend, &wanted);
    let spent = imported(&after, RecordKind::Spend, spend);
    check(&spent, RecordKind::Spend, &exported(&spent, RecordKind::Spend), &["2 same", "3 same"]);
    let over = "Channel,Month,Amount\nMESSE,2026-03,1300.00\n";
    check(&spent, RecordKind::Spend, over, &["2 updated Amount 1250.00→1300.00"]);
    let skip = PlanOptions { on_match: OnMatch::Skip, ..PlanOptions::default() };
    let told_of = told(&planned_with(&spent, RecordKind::Spend, over, &skip));
    assert_eq!(told_of, ["2 skipped: what MESSE cost in 2026-03 is there already"]);
}

#[test]
fn headers_tell_these_kinds_from_all_others() {
    let check = |text: &str, wanted: &str| {
        let mapping = Mapping::guess(&sheet(text));
        let fields = (0..mapping.columns().len()).map(|place| mapping.field(place).map_or("-", Field::id));
        assert_eq!(format!("{}: {}", mapping.kind.id(), fields.collect::<Vec<_>>().join(" ")), wanted, "{text}");
    };
    check("Account,Date,From,To\nErnst,2026-04-03,prospect,customer\n", "stage_events: account day from_stage stage");
    check(
        "Kunde;Datum;Neue Stufe;Alte Stufe\nErnst;3.4.2026;Kunde;Lead\n",
        "stage_events: account day stage from_stage",
    );
    check("Account,Date,From,To\nErnst,2026-04-03,Anna,Bo\n", "hand_overs: account day from to");
    check("Date,Customer,Old owner,New owner\n2026-04-03,Ernst,Anna,Bo\n", "hand_overs: day account from to");
    check("KPI,Month,Owner,Target\nnew customers,2026-04,Anna,3\n", "goals: metric start seller target");
    check("Channel,Month,Cost\nFair,2026-04,12.50\n", "spend: channel month amount");
    check("Kanal;Monat;Kosten\nMesse;04/2026;12,50\n", "spend: channel month amount");
    // Lists of accounts say what they came through, and since when they buy.
    check("Company,Lead source,Customer since\nErnst,Fair,2020-04-03\n", "accounts: name channel customer_since");
    check(
        "Firma;Herkunft;Kunde seit;QPC;QPC Quelle\nErnst;Messe;3.4.2020;5;gefragt\n",
        "accounts: name channel customer_since qpc qpc_source",
    );
    check("Société;Origine;Client depuis\nBon app;Salon;3.4.2020\n", "accounts: name channel customer_since");
    check("Empresa;Fuente;Cliente desde\nAna;Feria;3.4.2020\n", "accounts: name channel customer_since");
    check("Company,Source,First order date\nErnst,Fair,2020-04-03\n", "accounts: name channel -");
    check("Company,Stage,Date\nErnst,customer,2020-04-03\nFolk,client,2020-04-03\n", "accounts: name stage -");
    check("Date,Account,Type,Source\n2026-04-03,Ernst,Call,x\n", "activities: day account kind -");
}
