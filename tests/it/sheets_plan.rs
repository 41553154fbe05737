//! What an import comes to, row by row.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use chrono::{DateTime, NaiveDate, Utc};
use fourfold::model::{
    Account, Money, Portfolio, Position, Progress, Qpc, QpcSource, RecordKind, Score, Settings, Stamp,
};
use fourfold::rules::class::Class;
use fourfold::sheets::{
    Against, ImportPlan, Mapping, MatchBy, OnMatch, Outcome, PlanError, PlanOptions, ReadOptions, Sheet, SheetJson,
    column_readings, plan, read_csv,
};

fn stamp() -> Stamp {
    Stamp::seeded(DateTime::<Utc>::default(), "Anna", 1)
}

/// Accounts by key and name, in this order.
fn portfolio(accounts: &[(&str, &str)]) -> Portfolio {
    let mut stamp = stamp();
    let accounts = accounts.iter().map(|(key, name)| {
        let mut account = Account::new(stamp.account_id(), *name);
        (*key).clone_into(&mut account.key);
        account
    });
    Portfolio::from_rows(Settings::default(), accounts.collect::<Vec<_>>())
}

fn sheet(text: &str) -> Sheet {
    read_csv("list.csv", text.as_bytes(), &ReadOptions::default(), &Progress::default()).unwrap()
}

/// The keys that a plan makes differ from those of what was there before.
fn worked_out(
    sheet: &Sheet,
    mapping: &Mapping,
    base: &Portfolio,
    options: &PlanOptions,
) -> Result<ImportPlan, PlanError> {
    let against = Against { portfolio: base, purchases: None };
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 2);
    plan(sheet, mapping, &against, options, &mut stamp, &Progress::default())
}

fn planned_with(base: &Portfolio, text: &str, options: &PlanOptions) -> ImportPlan {
    let sheet = sheet(text);
    worked_out(&sheet, &Mapping::guess(&sheet), base, options).unwrap()
}

fn planned(base: &Portfolio, text: &str) -> ImportPlan {
    planned_with(base, text, &PlanOptions::default())
}

/// The portfolio after the import.
fn imported(base: &Portfolio, text: &str) -> Portfolio {
    let edit = planned(base, text).edit();
    let changes = edit.plan(base, &mut stamp()).unwrap().changes;
    let mut after = base.clone();
    after.apply(&changes);
    after
}

/// One line a row: what becomes of it, and why.
fn told(plan: &ImportPlan) -> Vec<String> {
    let tell = |outcome: &Outcome| match outcome {
        Outcome::New => "new".to_owned(),
        Outcome::Updated(fields) => {
            let fields = fields.iter().map(|change| format!("{} {}→{}", change.field.id(), change.from, change.to));
            format!("updated {}", fields.collect::<Vec<_>>().join(", "))
        }
        Outcome::Same => "same".to_owned(),
        Outcome::Skipped(reason) => format!("skipped: {reason}"),
        Outcome::Rejected(rejections) => {
            let told = rejections.iter().map(|one| format!("{} “{}”: {}", one.column, one.value, one.reason));
            format!("rejected {}", told.collect::<Vec<_>>().join("; "))
        }
    };
    plan.rows.iter().map(|row| format!("{} {}", row.line, tell(&row.outcome))).collect()
}

/// Each row's outcome contains what is wanted of it.
fn check(accounts: &[(&str, &str)], text: &str, wanted: &[&str]) {
    let plan = planned(&portfolio(accounts), text);
    let told = told(&plan);
    let fits = told.len() == wanted.len() && told.iter().zip(wanted).all(|(told, wanted)| told.contains(wanted));
    assert!(fits, "{text}\n{told:#?}\nwanted {wanted:#?}");
}

#[test]
fn rows_find_their_accounts_by_key_then_by_exact_name() {
    check(&[], "Key,Name\nA1,Alpha\n,Beta\n", &["2 new", "3 new"]);
    check(&[("A1", "Alpha")], "Key,Name\nA1,Alpha\n", &["2 same"]);
    check(&[("A1", "Alpha")], "Key,Name\nA1,Alfa\n", &["2 updated name Alpha→Alfa"]);
    check(&[("A1", "Alpha")], "Key,Name\nA1,\n", &["2 same"]);
    check(&[("", "Alpha")], "Key,Name\nA1,Alpha\n", &["2 updated key →A1"]);
    check(&[("B2", "Alpha")], "Key,Name\nA1,Alpha\n", &["2 new"]);
    check(&[("A1", "Alpha")], "Name\nAlpha\n", &["2 same"]);
    check(&[("A1", "Alpha")], "Name\nalpha\n", &["2 same"]);
    check(&[("", "Caf\u{e9}")], "Name\nCafe\u{301}\n", &["2 same"]);
    check(&[("", "Alpha"), ("", "Alpha")], "Name\nAlpha\n", &["2 rejected Name “Alpha”: 2 accounts are named"]);
    check(&[("A1", "Alpha"), ("", "Alpha")], "Name\nAlpha\n", &["2 same"]);
    check(&[("A1", "Alpha"), ("B2", "Alpha")], "Name\nAlpha\n", &["2 rejected Name “Alpha”: 2 accounts are named"]);
}

#[test]
fn no_two_rows_are_about_the_same_account() {
    check(&[], "Key,Name\nA1,Alpha\nA1,Alpha 2\n", &["2 new", "3 rejected Key “A1”: row 2 already has the key"]);
    check(&[], "Name\nAlpha\n\nAlpha\n", &["2 new", "4 skipped: row 2 says the same"]);
    check(&[], "Name,Owner\nAlpha,\nAlpha,A\n", &["2 new", "3 rejected Name “Alpha”: row 2 already has the name"]);
    check(
        &[("A1", "Alpha")],
        "Key,Name\nA1,Alpha\n,Alpha\n",
        &["2 same", "3 rejected Name “Alpha”: row 2 is already about Alpha"],
    );
    let plan = planned(&portfolio(&[]), "Key,Name\nA1,Alpha\nB2,Alpha\n");
    assert_eq!((plan.counts.rows, plan.counts.new), (2, 2));
    assert_eq!(plan.remarks[&1], "row 2 has the same name and another key");
}

#[test]
fn a_key_is_never_taken_from_another_account() {
    let by_name = PlanOptions { match_by: vec![MatchBy::Name], ..PlanOptions::default() };
    let plan = planned_with(&portfolio(&[("A1", "Alpha"), ("B2", "Beta")]), "Key,Name\nA1,Beta\n", &by_name);
    assert_eq!(told(&plan), ["2 rejected Key “A1”: the key “A1” already belongs to Alpha"]);
}

#[test]
fn a_row_that_cannot_be_is_rejected_with_its_cell_and_what_was_expected() {
    check(&[], "Key,Name\nA1,\n", &["2 rejected Name “”: a new account needs a name"]);
    check(
        &[],
        "Name,Engagement,Potential\nA,105,50\n",
        &["rejected Engagement “105”: 105 is out of range; a score is"],
    );
    check(&[], "Name,Engagement,Potential\nA,NaN,-1\n", &["Engagement “NaN”: “NaN” is not a number; a score is a"]);
    check(&[], "Name,Engagement,Potential\nA,50,\n", &["rejected Engagement “50”: the potential is missing"]);
    check(&[("", "A")], "Name,Potential\nA,50\n", &["rejected Potential “50”: the engagement is missing"]);
    check(&[], "Name,Stage\nA,friend\n", &["rejected Stage “friend”: “friend” is not a stage; expected suspect,"]);
    check(&[], "Name,Umsatz\nA,\"52.245,9O\"\n", &["rejected Umsatz “52.245,9O”: “52.245,9O” is not an amount"]);
    check(&[], "Name,QPC source\nA,asked\n", &["rejected QPC source “asked”: the QPC itself is missing"]);
    check(&[], "Name,Owner\nFoo, Inc,Anna\n", &["rejected Column 3 “Anna”: the row has 3 cells and the header 2"]);
}

#[test]
fn blank_rows_are_no_rows_and_an_empty_cell_erases_nothing() {
    check(&[], "Name,Owner\n,\nA,Anna\n ,\n", &["3 new"]);
    let mut account = Account::new(stamp().account_id(), "A");
    account.owner = "Anna".to_owned();
    account.judgement = Some(fourfold::model::Judgement {
        position: Position::new(Score::whole(60), Score::whole(70)),
        at: DateTime::default(),
        by: String::new(),
        evidence: None,
    });
    account.qpc = Some(Qpc {
        amount: Money::from_minor_units(100),
        source: QpcSource::Asked,
        as_of: NaiveDate::from_ymd_opt(2026, 1, 2),
    });
    let base = Portfolio::from_rows(Settings::default(), [account]);
    let said = |text: &str| told(&planned(&base, text));
    assert_eq!(said("Name,Owner,Engagement,Potential,QPC\nA,,,,\n"), ["2 same"]);
    assert_eq!(said("Name,Engagement\nA,40\n"), ["2 updated engagement 60→40"]);
    assert_eq!(said("Name,QPC source\nA,guess\n"), ["2 updated qpc_source asked→guess"]);
    let changes = planned(&base, "Name,Engagement\nA,40\n").consequences.class_changes;
    assert_eq!(
        changes.iter().map(|one| (one.from, one.to)).collect::<Vec<_>>(),
        [(Some(Class::Key), Some(Class::GrowthPotential))]
    );
}

#[test]
fn accounts_that_are_there_can_be_left_alone() {
    let skip = PlanOptions { on_match: OnMatch::Skip, ..PlanOptions::default() };
    let plan = planned_with(&portfolio(&[("A1", "Alpha")]), "Key,Name\nA1,Alfa\nB2,Beta\n", &skip);
    assert_eq!(told(&plan), ["2 skipped: Alpha is there already", "3 new"]);
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let text = "Kundennr.;Firma;Umsatz 12M;Engagement;Potential;Stufe;Bemerkung\n\
                1;Ernst;1.250;60;70;Stammkunde;'=1+1\n\
                2;Königlich;1.000,50;40;20;Kunde;-5 %\n\
                ;Folk;7;;;;\n";
    let after = imported(&portfolio(&[]), text);
    let notes: Vec<&str> = after.accounts().map(|account| account.notes.as_str()).collect();
    assert_eq!(notes, ["=1+1", "-5 %", ""]);
    let revenue: Vec<_> = after.accounts().filter_map(|account| account.revenue_12m).map(Money::minor_units).collect();
    assert_eq!(revenue, [125_000, 100_050, 700]);
    let again = planned(&after, text);
    assert_eq!((again.counts.same, again.counts.rows), (3, 3), "{:?}", told(&again));
}

#[test]
fn a_second_time_changes_nothing_whoever_got_a_key_or_another_name() {
    let check = |accounts: &[(&str, &str)], text: &str, wanted: &[&str]| {
        let base = portfolio(accounts);
        check(accounts, text, wanted);
        let again = planned(&imported(&base, text), text);
        assert!(again.is_nothing(), "{text}\n{:#?}", told(&again));
    };
    let media = &[("", "Media Markt")];
    check(media, "Key,Name\nK1,Media Markt\nK2,Media Markt\n", &["2 updated key →K1", "3 new"]);
    check(media, "Key,Name\nK1,Media Markt GmbH\nK2,Media Markt\n", &["2 updated key →K1, name", "3 new"]);
    check(media, "Key,Name,Engagement\nK1,Media Markt,x\nK2,Media Markt,\n", &["2 rejected Engagement", "3 new"]);
    check(media, "Key,Name\n,Media Markt\nK2,Media Markt\n", &["2 same", "3 rejected Key “K2”: row 2 is already"]);
    check(media, "Key,Name\nK1,Media Markt\n,Media Markt\n", &["2 updated key →K1", "3 rejected Name “Media Markt”"]);
    check(&[("K1", "Alpha")], "Key,Name\nK1,Beta\n,Alpha\n", &["2 updated name Alpha→Beta", "3 new"]);
    check(&[("K1", "Alpha")], "Key,Name\nK1,Beta\n,Beta\n", &["2 updated name Alpha→Beta", "3 rejected Name “Beta”"]);
}

#[test]
fn rejected_rows_come_back_as_a_file_to_mend() {
    let sheet = sheet("Name,Engagement,Potential\nA,50,50\nB,105,-3\n=C(),x,\"1,2\"\n");
    let plan = worked_out(&sheet, &Mapping::guess(&sheet), &portfolio(&[]), &PlanOptions::default());
    let file = String::from_utf8(plan.unwrap().rejects_csv(&sheet)).unwrap();
    let lines: Vec<&str> = file.lines().collect();
    assert_eq!(lines.len(), 3, "{file}");
    assert_eq!(lines[0], "\u{feff}Rejection reason,Name,Engagement,Potential");
    assert!(lines[1].ends_with(",B,105,-3") && lines[1].contains("Engagement: 105 is out of range"), "{file}");
    assert!(lines[2].ends_with(",'=C(),x,\"1,2\""), "{file}");
    let mended = file.replace("105", "100").replace("-3", "3").replace(",x,", ",1,");
    let base = portfolio(&[]);
    assert_eq!(planned(&base, &mended).counts.new, 2);
    assert!(imported(&base, &mended).accounts().any(|account| account.name == "=C()"));
}

#[test]
fn rejected_amounts_and_dates_need_no_other_rows_to_be_read() {
    let sheet = sheet("Name;Umsatz;QPC;QPC date\n;1.250;7;03/04/2026\nB;1.000,50;7,5;24/12/2026\n");
    let plan = worked_out(&sheet, &Mapping::guess(&sheet), &portfolio(&[]), &PlanOptions::default()).unwrap();
    let file = String::from_utf8(plan.rejects_csv(&sheet)).unwrap();
    assert!(file.ends_with(",,1250.00,7,2026-04-03\r\n"), "{file}");
}

#[test]
fn a_file_that_names_nobody_has_no_plan() {
    let sheet = sheet("Colour,Size\nred,1\n");
    let said = worked_out(&sheet, &Mapping::guess(&sheet), &portfolio(&[]), &PlanOptions::default());
    assert_eq!(
        said,
        Err(PlanError::NobodyNamed {
            kind: RecordKind::Accounts,
            columns: vec!["Colour".to_owned(), "Size".to_owned()]
        })
    );
}

#[test]
fn a_preview_shows_how_each_column_is_read() {
    let sheet = sheet("Firma;Umsatz;Farbe\nErnst;1.250;rot\nFolk;1.000,50;blau\n");
    let readings = column_readings(&sheet, &Mapping::guess(&sheet), Default::default());
    let told: Vec<(String, String)> = readings.into_iter().flatten().map(|one| (one.cell, one.read.unwrap())).collect();
    assert_eq!(told, [("Ernst".to_owned(), "Ernst".to_owned()), ("1.000,50".to_owned(), "1,000.50".to_owned())]);
}

#[test]
fn a_file_is_shown_cell_by_cell() {
    let shown = serde_json::to_value(SheetJson(&sheet("\na;b\n1;\"x;y\"\n3\n"))).unwrap();
    assert_eq!(
        shown,
        serde_json::json!({
            "format": "csv", "encoding": "utf-8", "delimiter": ";", "quote": "\"", "sheet": null, "sheets": [],
            "header_row": 2, "columns": ["a", "b"], "rows": [["1", "x;y"], ["3"]],
            "escape": null, "confidence": 1.0, "footer": 0, "notes": [],
        })
    );
}

#[test]
fn amounts_that_could_all_be_read_in_two_ways_are_thousands() {
    let revenue = |text: &str| {
        let after = imported(&Portfolio::default(), text);
        after.accounts().map(|account| account.revenue_12m.map(Money::minor_units)).collect::<Vec<_>>()
    };
    assert_eq!(revenue("Name;Umsatz 12M\nA;1.250\nB;2.500\n"), [Some(125_000), Some(250_000)]);
    assert_eq!(revenue("Name;Umsatz 12M\nA;\"1,250\"\nB;\"2,500\"\n"), [Some(125_000), Some(250_000)]);
    let alone = planned(&Portfolio::default(), "Name;Umsatz 12M\nA;1.250\n");
    assert_eq!(alone.counts.rejected, 1, "one alone proves nothing: {:?}", told(&alone));
    assert!(told(&alone).concat().contains("such as 1250.00"), "{:?}", told(&alone));
    let mixed = planned(&Portfolio::default(), "Name;Umsatz 12M\nA;1.250\nB;\"2,500\"\n");
    assert_eq!(mixed.counts.rejected, 2, "two ways of writing decide nothing: {:?}", told(&mixed));
}
