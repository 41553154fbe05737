//! What an import of contacts, activities, products and opportunities comes to, and what people may say to it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use fourfold::model::{Account, Portfolio, Progress, RecordKind, Settings, Stage, Stamp};
use fourfold::sheets::{
    Against, Amendments, Field, Holds, ImportPlan, Mapping, NameAnswer, OnMatch, OnMissing, Outcome, PlanOptions,
    ReadOptions, Sheet, plan, read_csv,
};

/// Accounts by key and name, in this order.
fn portfolio(accounts: &[(&str, &str)]) -> Portfolio {
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 1);
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

/// Columns with the label of a field hold it; others are kept under their names.
fn mapped(sheet: &Sheet, kind: RecordKind) -> Mapping {
    let mut mapping = Mapping::empty(kind, sheet.columns());
    for column in 0..sheet.columns() {
        let name = sheet.column_name(column);
        let field = Field::of(kind).iter().copied().find(|field| field.label() == name);
        mapping.set(column, field.map_or(Holds::Extra(name), Holds::Field));
    }
    mapping
}

fn planned_with(base: &Portfolio, kind: RecordKind, text: &str, options: &PlanOptions) -> ImportPlan {
    let sheet = sheet(text);
    let against = Against { portfolio: base, purchases: None };
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 2 + base.revision());
    let plan = plan(&sheet, &mapped(&sheet, kind), &against, options, &mut stamp, &Progress::default()).unwrap();
    let counts = plan.counts;
    assert_eq!(counts.rows, counts.new + counts.updated + counts.same + counts.skipped + counts.rejected);
    plan
}

fn planned(base: &Portfolio, kind: RecordKind, text: &str) -> ImportPlan {
    planned_with(base, kind, text, &PlanOptions::default())
}

/// One line a row: what becomes of it, and why.
fn told(plan: &ImportPlan) -> Vec<String> {
    let tell = |outcome: &Outcome| match outcome {
        Outcome::New => "new".to_owned(),
        Outcome::Updated(changes) => {
            let changes =
                changes.iter().map(|change| format!("{} {}→{}", change.field.label(), change.from, change.to));
            format!("updated {}", changes.collect::<Vec<_>>().join(", "))
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

/// Does what was planned, and plans the same file once more: nothing.
fn done(base: &Portfolio, plan: &ImportPlan, text: &str) -> Portfolio {
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 9);
    let changes = plan.edit().plan(base, &mut stamp).unwrap().changes;
    let mut after = base.clone();
    after.apply(&changes);
    let again = planned(&after, plan.kind, text);
    assert!(again.is_nothing() && again.counts.new + again.counts.updated == 0, "{text}\n{:#?}", told(&again));
    after
}

/// The portfolio after an import.
fn imported(base: &Portfolio, kind: RecordKind, text: &str) -> Portfolio {
    done(base, &planned(base, kind, text), text)
}

/// Each row's outcome contains what is wanted of it.
fn check(base: &Portfolio, kind: RecordKind, text: &str, wanted: &[&str]) {
    let told = told(&planned(base, kind, text));
    let fits = told.len() == wanted.len() && told.iter().zip(wanted).all(|(told, wanted)| told.contains(wanted));
    assert!(fits, "{text}\n{told:#?}\nwanted {wanted:#?}");
}

#[test]
fn contacts_are_found_by_key_and_by_name_within_their_account() {
    let kind = RecordKind::Contacts;
    let base = portfolio(&[("A1", "Alpha"), ("B2", "Beta GmbH")]);
    let text = "Key,Name,Account,Account key,Title,Champion,Hobby\n\
                C1,Maria Anders,Alpha,,Sales,yes,Chess\n\
                ,Ana Trujillo,beta,,Owner,,\n\
                ,Maria Anders,,B2,Buyer,,\n\
                ,,Alpha,,Nobody,,\n\
                ,Hanna Moos,,,,,\n\
                ,ana trujillo,BETA Ltd,,Owner 2,,\n\
                C1,Someone else,Alpha,,,,\n";
    check(
        &base,
        kind,
        text,
        &[
            "2 new",
            "3 new",
            "4 new",
            "5 rejected Name “”: a new contact needs a name",
            "6 rejected Account “”: a new contact needs the account",
            "7 rejected Name “ana trujillo”: row 3 is already about Ana Trujillo",
            "8 rejected Key “C1”: row 2 already has the key",
        ],
    );
    let after = imported(&base, kind, text);
    let names: Vec<(&str, &str)> = after
        .contacts()
        .iter()
        .map(|contact| (contact.name.as_str(), after.account(contact.account).unwrap().name.as_str()))
        .collect();
    assert_eq!(names, [("Maria Anders", "Alpha"), ("Ana Trujillo", "Beta GmbH"), ("Maria Anders", "Beta GmbH")]);
    let maria = after.contacts().iter().next().unwrap();
    assert!(maria.champion && maria.extra == BTreeMap::from([("Hobby".to_owned(), "Chess".to_owned())]));

    let told = |text: &str| told(&planned(&after, kind, text));
    assert_eq!(told("Name,Account,Title\nmaria  anders,ALPHA,Boss\n"), ["2 updated Title Sales→Boss"]);
    assert_eq!(told("Key,Name,Hobby\nC1,Maria A.,Go\n"), ["2 updated Name Maria Anders→Maria A., Hobby Chess→Go"]);
    let moved = "Key,Name,Account\nC1,Maria Anders,Beta\n";
    assert_eq!(told(moved), ["2 updated Account Alpha→Beta GmbH, Account key A1→B2"]);
    let moved = imported(&after, kind, moved);
    assert_eq!(moved.account(moved.contacts().iter().next().unwrap().account).unwrap().name, "Beta GmbH");
}

#[test]
fn accounts_that_are_not_there_come_in_or_keep_their_rows_out() {
    let kind = RecordKind::Contacts;
    let base = portfolio(&[("A1", "Alpha")]);
    let text = "Name,Account,Account key\nMaria,Gamma,G3\nAna,Gamma Ltd,\nHanna,,D4\n";
    let plan = planned(&base, kind, text);
    assert_eq!(told(&plan), ["2 new", "3 new", "4 new"]);
    assert_eq!(plan.consequences.creates, [(RecordKind::Accounts, 2)]);
    assert_eq!(plan.consequences.to_tray, 2);
    let after = done(&base, &plan, text);
    let accounts: Vec<_> = after.accounts().map(|account| (&*account.key, &*account.name, account.stage)).collect();
    assert_eq!(
        accounts,
        [("A1", "Alpha", Stage::Suspect), ("G3", "Gamma", Stage::Suspect), ("D4", "D4", Stage::Suspect)]
    );
    let reject = PlanOptions { missing: OnMissing::Reject, ..PlanOptions::default() };
    let plan = planned_with(&base, kind, text, &reject);
    assert!(
        told(&plan)[0].contains("rejected Account “Gamma”: there is no account “Gamma”; bring in"),
        "{:?}",
        told(&plan)
    );
    assert!(told(&plan)[2].contains("rejected Account key “D4”: there is no account of the key “D4”"));
    assert!(plan.is_nothing() && plan.consequences.creates.is_empty());
    // A row that is rejected brings nobody in.
    let plan = planned(&base, kind, "Name,Account\n,Gamma\n");
    assert!(plan.is_nothing(), "{:?}", plan.import);
    let unclear = portfolio(&[("A1", "Alpha"), ("A2", "Alpha")]);
    check(&unclear, kind, "Name,Account\nMaria,Alpha\n", &["rejected Account “Alpha”: 2 accounts are named “Alpha”"]);
}

#[test]
fn activities_are_told_apart_by_day_kind_subject_and_time() {
    let kind = RecordKind::Activities;
    let base = portfolio(&[("A1", "Alpha")]);
    let base = imported(&base, RecordKind::Contacts, "Name,Account\nMaria Anders,Alpha\n");
    let text = "Account,Kind,Date,Time,Subject,Contacts,Colleagues,Minutes\n\
                Alpha,call,2026-04-03,,Offer,Maria Anders; Ana,Anna; Ben,10\n\
                Alpha,call,2026-04-03,,Offer,,,20\n\
                Alpha,visit,2026-04-03,10:00,Offer,,,\n\
                Alpha,visit,2026-04-03,11:00,Offer,,,\n\
                Alpha,call,2026-04-03,,Offer,,,20\n\
                Alpha,call,,,Offer,,,\n\
                Alpha,call,someday,,Offer,,,\n\
                Alpha,call,2026-04-04,,,,,\n";
    let plan = planned(&base, kind, text);
    let said = told(&plan);
    let wanted = [
        "2 new",
        "3 new",
        "4 new",
        "5 new",
        "6 skipped: row 3 says the same",
        "7 rejected Date “”: a new activity needs its day",
        "8 rejected Date “someday”: ",
        "9 new",
    ];
    assert!(said.iter().zip(wanted).all(|(said, wanted)| said.starts_with(wanted)), "{said:#?}");
    assert_eq!(plan.consequences.creates, [(RecordKind::Contacts, 1)]);
    let after = done(&base, &plan, text);
    let contacts: Vec<&str> = after.contacts().iter().map(|contact| contact.name.as_str()).collect();
    assert_eq!(contacts, ["Maria Anders", "Ana"]);
    assert_eq!(after.activities().len(), 5);
    assert_eq!(
        told(&planned(
            &after,
            kind,
            "Account,Kind,Date,Subject,Contacts,Minutes\nAlpha,call,2026-04-03,offer,Ana,15\n"
        )),
        ["2 updated Contacts Maria Anders; Ana→Ana, Minutes 10→15"]
    );
    let reject = PlanOptions { missing: OnMissing::Reject, ..PlanOptions::default() };
    let plan = planned_with(&after, kind, "Account,Date,Contacts\nAlpha,2026-05-01,Nobody\n", &reject);
    assert!(
        told(&plan)[0].contains("rejected Contacts “Nobody”: the account has no contact “Nobody”"),
        "{:?}",
        told(&plan)
    );
}

#[test]
fn products_and_opportunities_come_and_change() {
    let base = portfolio(&[("A1", "Alpha")]);
    let text = "Key,Name,Category\n11,Queso Cabrales,Dairy\n,Chai,Beverages\n,CHAI,Other\n";
    check(
        &base,
        RecordKind::Products,
        text,
        &["2 new", "3 new", "4 rejected Name “CHAI”: row 3 is already about Chai"],
    );
    let base = imported(&base, RecordKind::Products, text);
    let text = "Key,Name,Category\n11,Queso,Dairy\n12,chai,Beverages\n";
    check(
        &base,
        RecordKind::Products,
        text,
        &["2 updated Name Queso Cabrales→Queso", "3 updated Key →12, Name Chai→chai"],
    );

    let kind = RecordKind::Opportunities;
    let text =
        "Name,Account,Value,Likelihood,Outcome\nCheese,Alpha,1000,likely,open\nCheese,Omega,,,\nBread,Alpha,x,,\n";
    let plan = planned(&base, kind, text);
    let said = told(&plan);
    assert!(said[..2] == ["2 new", "3 new"] && said[2].starts_with("4 rejected Value “x”"), "{said:?}");
    let after = done(&base, &plan, text);
    check(&after, kind, "Name,Account,Value\ncheese,Alpha,2000\n", &["2 updated Value 1000.00→2000.00"]);
}

#[test]
fn a_second_time_changes_nothing_whoever_got_a_key_or_moved() {
    let twice = |base: &Portfolio, kind, text: &str, wanted: &[&str]| {
        check(base, kind, text, wanted);
        imported(base, kind, text);
    };
    let base = portfolio(&[("A1", "Alpha"), ("B2", "Beta")]);
    let kind = RecordKind::Contacts;
    let ann = imported(&base, kind, "Name,Account\nAnn,Alpha\n");
    let text = "Key,Name,Account\nK1,Ann,Alpha\nK2,Ann,Alpha\nK3,ann,Alpha\n";
    twice(&ann, kind, text, &["2 updated Key →K1", "3 new", "4 new"]);
    let ann = imported(&base, kind, "Key,Name,Account\nK1,Ann,Alpha\n");
    twice(&ann, kind, "Key,Name,Account\nK1,Ann,Beta\n,Ann,Alpha\n", &["2 updated Account", "3 new"]);
    twice(&ann, kind, "Key,Name,Account\nK1,Bob,Alpha\n,Ann,Alpha\n", &["2 updated Name", "3 new"]);

    let kind = RecordKind::Products;
    let chai = imported(&base, kind, "Name\nChai\n");
    twice(&chai, kind, "Key,Name\n11,Chai\n12,Chai\n", &["2 updated Key →11", "3 new"]);

    let kind = RecordKind::Opportunities;
    let cheese = imported(&base, kind, "Name,Account\nCheese,Alpha\n");
    let text = "Key,Name,Account\nO1,Cheese,Alpha\nO2,Cheese,Alpha\n";
    twice(&cheese, kind, text, &["2 updated Key →O1", "3 new"]);

    let kind = RecordKind::Activities;
    let call = imported(&base, kind, "Date,Kind,Subject,Account\n2026-04-03,call,Hello,Alpha\n");
    let text = "Key,Date,Kind,Subject,Account\nC1,2026-04-03,call,Hello,Alpha\nC2,2026-04-03,call,Hello,Alpha\n\
                C1,2026-04-03,call,Hello,Alpha\n";
    twice(&call, kind, text, &["2 updated Key →C1", "3 new", "4 skipped"]);
}

#[test]
fn two_keys_beside_one_name_are_two_accounts_and_two_products() {
    let base = imported(&portfolio(&[("", "Media Markt")]), RecordKind::Products, "Name\nChai\n");
    let text = "Account key,Account,Order date,Product key,Product,Amount\n\
                1001,Media Markt,2026-04-03,11,Chai,10\n\
                1002,Media Markt,2026-04-03,12,Chai,20\n\
                1001,Media Markt GmbH,2026-04-04,11,Chai,30\n";
    let plan = planned(&base, RecordKind::Purchases, text);
    assert_eq!(told(&plan), ["2 new", "3 new", "4 new"]);
    assert_eq!(plan.consequences.creates, [(RecordKind::Accounts, 1), (RecordKind::Products, 1)]);
    let lines = plan.import.purchases.as_ref().unwrap().lines.clone();
    let accounts: Vec<_> = lines.lines.iter().map(|line| lines.account(line).unwrap()).collect();
    assert!(accounts[0] == accounts[2] && accounts[0] != accounts[1]);

    let text = "Name,Account key,Account\nAnn,1001,Media Markt\nBob,1002,Media Markt\n";
    let after = imported(&base, RecordKind::Contacts, text);
    assert_eq!(after.accounts().len(), 2);
}

#[test]
fn a_rejected_row_takes_no_account_for_its_key() {
    // The first row has no name; it comes to nothing, so that the account is the third row's as much as the second's.
    let text = "Name,Account,Account key\n,é,Alpha\nAlpha,é,\nAlpha,é,ALPHA GmbH\n";
    let first = planned(&portfolio(&[]), RecordKind::Contacts, text);
    assert_eq!((first.counts.new, first.counts.rejected), (1, 2), "{:?}", told(&first));
    let after = done(&portfolio(&[]), &first, text);
    let again = planned(&after, RecordKind::Contacts, text);
    assert_eq!((again.counts.new, again.counts.same, again.counts.rejected), (0, 1, 2), "{:?}", told(&again));
}

#[test]
fn only_blanks_are_filled_when_that_is_wished() {
    let base =
        imported(&portfolio(&[("A1", "Alpha")]), RecordKind::Contacts, "Name,Account,Title\nMaria,Alpha,Sales\n");
    let blanks = PlanOptions { on_match: OnMatch::FillBlanks, ..PlanOptions::default() };
    let text = "Key,Name,Account,Title,Phone,Champion,Hobby\nC1,Maria,Alpha,Boss,030,yes,Chess\n";
    let plan = planned_with(&base, RecordKind::Contacts, text, &blanks);
    assert_eq!(told(&plan), ["2 updated Key →C1, Phone →030, Hobby →Chess"]);
    let text = "Key,Name,Owner,Region,Engagement,Potential,QPC,QPC source\nA1,Alfa,Ben,North,40,50,10,asked\n";
    let plan = planned_with(&base, RecordKind::Accounts, text, &blanks);
    assert_eq!(
        told(&plan),
        ["2 updated Owner →Ben, Engagement →40, Potential →50, QPC →10.00, QPC source →asked, Region →North"]
    );
    let skip = PlanOptions { on_match: OnMatch::Skip, ..PlanOptions::default() };
    let plan =
        planned_with(&base, RecordKind::Contacts, "Name,Account,Title\nMaria,Alpha,Boss\nMaria,Alpha,Boss\n", &skip);
    assert_eq!(told(&plan), ["2 skipped: Maria is there already", "3 skipped: row 2 says the same"]);
}

#[test]
fn what_is_amended_in_the_preview_counts() {
    let base = portfolio(&[("A1", "Alpha")]);
    let text = "Name,Engagement,Potential\nAlpha,105,50\nBeta,1,1\nGamma,2,2\n";
    let amendments = Amendments {
        cells: BTreeMap::from([((1, 1), "100".to_owned()), ((3, 0), "Delta".to_owned())]),
        left_out: BTreeSet::from([2]),
        included: BTreeSet::new(),
    };
    let options = PlanOptions { amendments, ..PlanOptions::default() };
    let plan = planned_with(&base, RecordKind::Accounts, text, &options);
    assert_eq!(told(&plan), ["2 updated Engagement →100, Potential →50", "3 skipped: left out by you", "4 new"]);
    assert_eq!(plan.title(&plan.rows[2], &sheet(text)).1, "Delta");
    // What was amended and is still wrong stands in the file of what was rejected.
    let amendments = Amendments { cells: BTreeMap::from([((1, 1), "1000".to_owned())]), ..Amendments::default() };
    let options = PlanOptions { amendments, ..PlanOptions::default() };
    let plan = planned_with(&base, RecordKind::Accounts, text, &options);
    let file = String::from_utf8(plan.rejects_csv(&sheet(text))).unwrap();
    assert!(file.contains(",Alpha,1000,50"), "{file}");
}

#[test]
fn a_new_row_says_what_is_read_of_it() {
    let text = "Account;Order date;Amount;Hobby\nAlpha;03/04/2026;1.000,50;Go\nAlpha;13/04/2026;x;\n";
    let plan = planned(&portfolio(&[]), RecordKind::Purchases, text);
    let said = |row: usize| {
        let sheet = sheet(text);
        let values = plan.values(&plan.rows[row], &sheet);
        values.map(|(field, text)| format!("{} {text}", field.label())).collect::<Vec<_>>()
    };
    assert_eq!(said(0), ["Account Alpha", "Order date 2026-04-03", "Amount 1000.50", "Hobby Go"]);
    assert_eq!(said(1), ["Account Alpha", "Order date 2026-04-13"]);
}

#[test]
fn a_footer_is_left_out_unless_it_is_wanted() {
    let base = portfolio(&[]);
    let mut sheet = sheet("Name,QPC\nAlpha,1\nBeta,2\nTotal,3\n");
    sheet.footer = 1;
    let against = Against { portfolio: &base, purchases: None };
    let told_with = |options: &PlanOptions| {
        let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 2);
        let mapping = mapped(&sheet, RecordKind::Accounts);
        told(&plan(&sheet, &mapping, &against, options, &mut stamp, &Progress::default()).unwrap())
    };
    let said = told_with(&PlanOptions::default());
    assert!(said[..2] == ["2 new", "3 new"] && said[2].starts_with("4 skipped: looks like a footer"), "{said:?}");
    let amendments = Amendments { included: BTreeSet::from([3]), ..Amendments::default() };
    assert_eq!(told_with(&PlanOptions { amendments, ..PlanOptions::default() }), ["2 new", "3 new", "4 new"]);
}

#[test]
fn a_name_that_is_nearly_known_is_asked_about_and_the_answer_counts() {
    let base = portfolio(&[("", "Alfreds Futterkiste"), ("B2", "Bon app"), ("", "Shop 12")]);
    let text = "Key,Name,Owner\n,Alfred Futterkiste GmbH,Anna\nB3,Bonn app,\n,Shop 13,\n";
    let plan = planned(&base, RecordKind::Accounts, text);
    assert_eq!(told(&plan), ["2 new", "3 new", "4 new"]);
    let asked: Vec<(&str, &str, usize)> =
        plan.candidates.iter().map(|one| (&*one.name, &*one.account_name, one.rows)).collect();
    assert_eq!(asked, [("Alfred Futterkiste GmbH", "Alfreds Futterkiste", 1)]);
    let account = plan.candidates[0].account;
    let answered = |answer| {
        let same_names = BTreeMap::from([("Alfred Futterkiste GmbH".to_owned(), answer)]);
        planned_with(&base, RecordKind::Accounts, text, &PlanOptions { same_names, ..PlanOptions::default() })
    };
    let plan = answered(NameAnswer::Is(account));
    assert_eq!(told(&plan)[0], "2 updated Owner →Anna");
    assert!(plan.candidates.is_empty());
    let plan = answered(NameAnswer::IsAnother);
    assert_eq!((told(&plan)[0].as_str(), plan.candidates.len()), ("2 new", 0));
    // Those that other records name are asked about too, once for all rows.
    let text = "Name,Account\nMaria,Alfreds Futterkitse\nAna,Alfreds Futterkitse\n";
    let plan = planned(&base, RecordKind::Contacts, text);
    assert_eq!((plan.candidates.len(), plan.candidates[0].rows, plan.candidates[0].account), (1, 2, account));
    assert_eq!(plan.consequences.creates, [(RecordKind::Accounts, 1)]);
}

#[test]
fn names_are_the_same_but_for_their_legal_forms() {
    let base = portfolio(&[("", "Müller & Co. KG"), ("", "Acme Ltd"), ("", "Acme Inc")]);
    let text = "Name,Owner\nMULLER,Anna\nAcme Ltd,Ben\nAcme Corp,Carl\n";
    let plan = planned(&base, RecordKind::Accounts, text);
    let said = told(&plan);
    assert!(said[..2] == ["2 updated Owner →Anna", "3 updated Owner →Ben"], "{said:?}");
    assert!(said[2].starts_with("4 rejected Name “Acme Corp”: 2 accounts are named “Acme Ltd”"), "{said:?}");
    assert_eq!(plan.remarks[&0], "taken for Müller & Co. KG");
    let same_names = BTreeMap::from([("MULLER".to_owned(), NameAnswer::IsAnother)]);
    let plan = planned_with(&base, RecordKind::Accounts, text, &PlanOptions { same_names, ..PlanOptions::default() });
    assert_eq!(told(&plan)[0], "2 new");
}

#[test]
fn extra_columns_are_kept_under_their_names() {
    let base = portfolio(&[("A1", "Alpha")]);
    let text = "Key,Name,Hobby,Car\nA1,Alpha,Chess,\nB2,Beta,,'=red\n";
    let plan = planned(&base, RecordKind::Accounts, text);
    assert_eq!(told(&plan), ["2 updated Hobby →Chess", "3 new"]);
    let after = done(&base, &plan, text);
    let extras: Vec<_> = after.accounts().map(|account| account.extra.clone()).collect();
    let one = |name: &str, text: &str| BTreeMap::from([(name.to_owned(), text.to_owned())]);
    assert_eq!(extras, [one("Hobby", "Chess"), one("Car", "=red")]);
}

#[test]
fn who_changes_list_stage_and_class_is_counted() {
    let base = imported(
        &portfolio(&[]),
        RecordKind::Accounts,
        "Name,Stage,Revenue 12 months,Engagement,Potential\n\
         A,customer,400,90,90\nB,customer,300,90,90\nC,customer,200,,\nD,customer,100,,\n",
    );
    let plan = planned(
        &base,
        RecordKind::Accounts,
        "Name,Stage,Revenue 12 months,Engagement\nA,client,50,\nB,customer,300,10\nE,,10,\n",
    );
    // The key list was A alone; of five buyers it is two: B and C.
    let told = &plan.consequences;
    assert_eq!((told.list_changes, told.stage_changes, told.to_tray), (3, 1, 1));
    assert_eq!((told.leave_key, told.become_key, told.class_changes.len()), (1, 0, 1));
}

#[test]
fn a_place_that_nobody_judged_is_no_judgement_elsewhere() {
    let kind = RecordKind::Accounts;
    let base = portfolio(&[("A1", "Alpha")]);
    let text = "Key,Name,Engagement,Potential,Judged\n\
                A1,Alpha,60,70,no\n\
                B2,Beta,40,,no\n\
                C3,Gamma,40,50,yes\n\
                D4,Delta,20,30,\n";
    check(&base, kind, text, &["2 same", "3 new", "4 new", "5 new"]);
    let after = imported(&base, kind, text);
    let judged: Vec<&str> =
        after.accounts().filter(|one| one.judgement.is_some()).map(|one| one.name.as_str()).collect();
    assert_eq!(judged, ["Gamma", "Delta"], "what says nothing of it is a judgement, as ever");
}

#[test]
fn a_list_is_filled_as_far_as_it_has_places_and_by_those_that_belong_on_it() {
    let kind = RecordKind::Accounts;
    let mut text =
        "Key,Name,Owner,Stage,Pursuit list,Pursued since,Target: money,Target: access,Target: fit,Relevant categories\n"
            .to_owned();
    for number in 0..11 {
        text.push_str(&format!("L{number},Lead {number},Anna,suspect,lead,,,,,\n"));
    }
    text.push_str("T1,Tau,Anna,prospect,target,,yes,no,yes,\n");
    text.push_str("C1,Chi,Anna,customer,lead,,,,,\n");
    text.push_str("O1,Omega,,suspect,lead,,,,,\n");
    text.push_str("T2,Theta,Bert,prospect,target,2026-01-05,yes,yes,yes,Flow: yes; Service: no\n");
    text.push_str("T3,Iota,Bert,prospect,,2026-01-05,,,,Flow: perhaps\n");
    let new = (2..12).map(|line| format!("{line} new"));
    let refused = [
        "12 rejected Pursuit list “lead”: Anna has 10 leads already, of 10; give one up first",
        "13 rejected Pursuit list “target”: it does not pass all three questions",
        "14 rejected Stage “customer”: only a suspect can be a lead",
        "15 rejected Owner “”: nobody owns it",
        "16 new",
        "17 rejected Pursued since “2026-01-05”: the list itself is missing",
    ];
    let wanted: Vec<String> = new.chain(refused.map(str::to_owned)).collect();
    let base = portfolio(&[]);
    check(&base, kind, &text, &wanted.iter().map(String::as_str).collect::<Vec<_>>());
    let after = imported(&base, kind, &text);
    let theta = after.accounts().find(|account| account.name == "Theta").unwrap();
    let told = Field::of(kind).iter().map(|field| (field.label(), field.text_of(theta).into_owned()));
    let told: BTreeMap<&str, String> = told.collect();
    assert_eq!((told["Pursuit list"].as_str(), told["Pursued since"].as_str()), ("target", "2026-01-05"));
    assert_eq!(told["Relevant categories"], "Flow: yes; Service: no");
    let lead = after.accounts().find(|account| account.name == "Lead 3").unwrap();
    assert_eq!(lead.pursuit.unwrap().since, chrono::NaiveDate::default(), "the day of the import");
}

#[test]
fn a_target_that_a_row_says_is_none_any_more_frees_its_place() {
    let kind = RecordKind::Accounts;
    let head = "Key,Name,Owner,Stage,Pursuit list,Pursued since,Target: money,Target: access,Target: fit\n";
    let target = |number: u32| format!("T{number},Tau {number},Anna,prospect,target,2026-01-05,yes,yes,yes\n");
    let all: String = (1..10).map(target).collect();
    let base = imported(&portfolio(&[]), kind, &format!("{head}{all}"));
    let text = "Key,Owner,Stage,Pursuit list,Target: money,Target: access,Target: fit\n\
                T1,Anna,client,,yes,yes,yes\n\
                T2,Anna,prospect,,yes,no,yes\n\
                T3,Anna,client,target,yes,yes,yes\n";
    let freed = "Pursuit list target→, Pursued since 2026-01-05→";
    let told = told(&planned(&base, kind, text));
    assert_eq!(told[0], format!("2 updated Stage prospect→client, {freed}"));
    assert_eq!(told[1], format!("3 updated Target: access yes→no, {freed}"));
    assert_eq!(told[2], "4 rejected Stage “client”: only a prospect can be a target", "it contradicts itself");
    let after = imported(&base, kind, text);
    let pursued = |key: &str| after.accounts().find(|account| account.key == key).unwrap().pursuit.is_some();
    assert!(!pursued("T1") && !pursued("T2") && pursued("T3") && pursued("T4"));
    // Two places are free, and rows below get them.
    let with_new = format!("{head}T1,Tau 1,Anna,client,,,yes,yes,yes\n{}{}", target(10), target(11));
    let tail = "4 rejected Pursuit list “target”: Anna has 9 targets already, of 9; give one up first";
    check(&base, kind, &with_new, &[&format!("2 updated Stage prospect→client, {freed}"), "3 new", tail]);
}

/// Nobody is no seller: what nobody owns takes nobody's place.
#[test]
fn accounts_that_nobody_owns_any_more_are_not_counted_together() {
    let kind = RecordKind::Accounts;
    let lead = |number: u32| {
        let owner = if number < 8 { "Anna" } else { "Bo" };
        format!("L{number},Lead {number},{owner},suspect,lead\n")
    };
    let all: String = (0..16).map(lead).collect();
    let base = imported(&portfolio(&[]), kind, &format!("Key,Name,Owner,Stage,Pursuit list\n{all}"));
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 99);
    let owner = fourfold::model::AccountValue::Owner(String::new());
    let accounts = base.accounts().map(|account| account.id).collect();
    let freed = fourfold::model::Edit::SetValues { accounts, values: vec![owner] }.plan(&base, &mut stamp).unwrap();
    let mut after = base.clone();
    after.apply(&freed.changes);
    let text = ["L0,Cleo\n", "L1,Cleo\n"].concat();
    let wanted = ["2 updated Owner →Cleo", "3 updated Owner →Cleo"];
    check(&after, kind, &format!("Key,Owner\n{text}"), &wanted);
}

#[test]
fn no_two_colleagues_are_called_the_same() {
    let kind = RecordKind::Colleagues;
    let text = "Key,Name,Team,Seller,Hours a year,Duty\n\
                E1,Anna,Sales,yes,1200,Hunter\n\
                E2,anna,Service,no,,\n\
                ,Bert,,no,70000,\n\
                ,Carl,Service,no,,\n\
                ,Dora,Sales,yes,,sleeps\n";
    let base = portfolio(&[]);
    let wanted = [
        "2 new",
        "3 rejected Name “anna”: there is a colleague Anna of the key “E1”; names are unique",
        "4 rejected Hours a year “70000”: expected 0 to 65535 hours",
        "5 new",
        "6 rejected Duty “sleeps”: “sleeps” is not a duty; expected acquires, grows, both",
    ];
    check(&base, kind, text, &wanted);
    let after = imported(&base, kind, text);
    check(
        &after,
        kind,
        "Name,Duty\nAnna,grows\nCARL,beides\n",
        &["2 updated Duty acquires→grows", "3 updated Duty →both"],
    );
    check(&after, kind, "Name,Team,Left\nCARL,Engineering,yes\n", &["2 updated Left no→yes, Team Service→Engineering"]);
    check(&after, kind, "Key,Name\nE1,Carl\n", &["2 rejected Name “Carl”: there is a colleague Carl without a key"]);
}

#[test]
fn what_is_feared_again_is_another_risk() {
    let kind = RecordKind::Risks;
    let base = portfolio(&[("A1", "Alpha")]);
    let text = "Account,Reason,Severity,Since,Resolved\n\
                Alpha,Rival offers,high,2026-01-05,\n\
                Alpha,rival offers,low,2026-03-01,\n\
                Alpha,,low,2026-03-01,\n\
                Nobody,Plant sold,medium,,\n";
    check(&base, kind, text, &["2 new", "3 new", "4 rejected Reason “”: a new risk needs its reason", "5 new"]);
    let after = imported(&base, kind, text);
    assert_eq!((after.risks().len(), after.accounts().len()), (3, 2));
    let over = "Account,Reason,Since,Resolved\nAlpha,Rival offers,2026-01-05,2026-02-01\n";
    check(&after, kind, over, &["2 updated Resolved →2026-02-01"]);
}
