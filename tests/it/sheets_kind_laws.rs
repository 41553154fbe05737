//! What holds for a file of any kind of record, whatever is written in it.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use fourfold::model::{Portfolio, Progress, RecordKind, Stage, Stamp};
use fourfold::sheets::{
    Against, Amendments, Field, FieldChange, FieldName, Fields, Holds, ImportPlan, Mapping, OnMatch, OnMissing,
    Outcome, PlanOptions, ReadOptions, Sheet, plan, read_csv,
};
use proptest::prelude::*;

const KINDS: [RecordKind; 11] = [
    RecordKind::Accounts,
    RecordKind::Contacts,
    RecordKind::Activities,
    RecordKind::Products,
    RecordKind::Opportunities,
    RecordKind::Risks,
    RecordKind::Colleagues,
    RecordKind::StageEvents,
    RecordKind::HandOvers,
    RecordKind::Goals,
    RecordKind::Spend,
];

/// The fields of a kind that files of others have; one more column is kept under its name.
fn fields(kind: RecordKind) -> Vec<Field> {
    let ours = [Field::Id];
    Field::of(kind).iter().copied().filter(|field| !ours.contains(field)).collect()
}

/// A text that is quoted as a cell. Names come again and again, so that rows mean the same records.
fn cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(String::new()),
        5 => prop::sample::select(vec!["Alpha", "ALPHA GmbH", "Beta", "Ana", "Ana; Bo", "K1", "K2", "é", "e\u{301}"])
            .prop_map(str::to_owned),
        2 => "[='+@-]{0,2}[a-cé,;|\"'\n\r\t ]{0,6}",
        1 => "\\PC{0,6}",
        1 => prop::sample::select(vec!["\u{202e}abc", "=cmd|' /C calc'!A0", "1e5", "00012", "a\0b", "GmbH", "🙂"])
            .prop_map(str::to_owned),
    ]
}

fn value(field: Field) -> BoxedStrategy<String> {
    let of = |words: &'static [&'static str]| prop::sample::select(words.to_vec()).prop_map(str::to_owned);
    match field {
        Field::Revenue12m | Field::RevenuePrior12m | Field::Qpc | Field::Value | Field::Amount => {
            of(&["", "", "1.00", "250.50", "-3.00", "x"]).boxed()
        }
        Field::Engagement | Field::Potential => of(&["", "40", "60", "60", "105"]).boxed(),
        Field::QpcAsOf | Field::Day | Field::Due | Field::Since | Field::Resolved | Field::PursuitSince => {
            of(&["", "1969-04-03", "1969-04-03", "2026-05-04", "soon"]).boxed()
        }
        Field::SuspectSince | Field::ProspectSince | Field::CustomerSince | Field::ClientSince | Field::LostSince => {
            of(&["", "", "", "1968-02-29", "1969-04-03", "1969-04-04", "2026-05-04", "soon"]).boxed()
        }
        Field::PeriodStart | Field::Month => of(&["", "1969-04", "04/1969", "1969-05-04", "soon"]).boxed(),
        Field::FromStage => of(&["", "", "suspect", "prospect"]).boxed(),
        Field::EventSource => of(&["", "import", "evidence"]).boxed(),
        Field::Corrects => of(&["", "", "", "", "x"]).boxed(),
        Field::Metric => of(&["", "customers created", "revenue", "reviews held", "luck"]).boxed(),
        Field::PeriodKind => of(&["", "month", "quarter", "year", "week"]).boxed(),
        Field::Target => of(&["", "12", "2.5", "1,000.00", "-1", "x"]).boxed(),
        Field::Time => of(&["", "", "10:00", "11:30"]).boxed(),
        Field::Stage => of(&["", "customer", "client", "friend"]).boxed(),
        Field::QpcSource => of(&["", "", "asked", "guess"]).boxed(),
        Field::Influence => of(&["", "low", "high"]).boxed(),
        Field::Kind => of(&["", "call", "visit"]).boxed(),
        Field::Status => of(&["", "planned", "done"]).boxed(),
        Field::InitiatedBy => of(&["", "us", "them"]).boxed(),
        Field::Likelihood => of(&["", "likely", "never"]).boxed(),
        Field::Outcome => of(&["", "open", "won"]).boxed(),
        Field::RiskKind => of(&["", "payment", "competitor"]).boxed(),
        Field::Severity => of(&["", "low", "high", "grave"]).boxed(),
        Field::Duty => of(&["", "", "acquires", "grows", "both", "hunts", "rests"]).boxed(),
        Field::Pursuit => of(&["", "", "", "lead", "target"]).boxed(),
        Field::RelevantCategories => of(&["", "Flow: yes", "Flow: no; é: yes", "Ana; Bo", "Flow: perhaps"]).boxed(),
        Field::Judged => of(&["", "", "yes", "no"]).boxed(),
        Field::TargetMoney | Field::TargetAccess | Field::TargetFit => of(&["", "yes", "yes", "no"]).boxed(),
        Field::Champion | Field::Left | Field::Answered | Field::Seller | Field::Archived => {
            of(&["", "yes", "no"]).boxed()
        }
        Field::CadenceDays | Field::Minutes | Field::HoursPerYear => of(&["", "30", "45"]).boxed(),
        _ => text().boxed(),
    }
}

/// A file of that kind.
fn file(kind: RecordKind) -> impl Strategy<Value = String> {
    let row: Vec<BoxedStrategy<String>> =
        fields(kind).into_iter().map(value).chain(std::iter::once(text().boxed())).collect();
    prop::collection::vec(row, 0..10).prop_map(move |rows| {
        let labels = fields(kind).into_iter().map(|field| field.label().to_owned());
        let header: Vec<String> = labels.chain(std::iter::once("Hobby".to_owned())).collect();
        let rows = rows.into_iter().map(|row| row.iter().map(|text| cell(text)).collect::<Vec<_>>().join(","));
        let lines: Vec<String> = std::iter::once(header.join(",")).chain(rows).collect();
        lines.join("\n")
    })
}

fn files() -> impl Strategy<Value = (RecordKind, String, String)> {
    prop::sample::select(KINDS.to_vec()).prop_flat_map(|kind| (Just(kind), file(kind), file(kind)))
}

fn options() -> impl Strategy<Value = PlanOptions> {
    let on_match = prop::sample::select(vec![OnMatch::Update, OnMatch::FillBlanks, OnMatch::Skip]);
    let missing = prop::sample::select(vec![OnMissing::Create, OnMissing::Reject]);
    let amended = prop::collection::btree_map((1..10_u32, 0..6_u16), text(), 0..3);
    let left_out = prop::collection::btree_set(1..10_u32, 0..2);
    (on_match, missing, amended, left_out).prop_map(|(on_match, missing, cells, left_out)| PlanOptions {
        on_match,
        missing,
        amendments: Amendments { cells, left_out, included: BTreeSet::new() },
        ..PlanOptions::default()
    })
}

fn mapped(sheet: &Sheet, kind: RecordKind) -> Mapping {
    let mut mapping = Mapping::empty(kind, sheet.columns());
    for column in 0..sheet.columns() {
        let name = sheet.column_name(column);
        let field = fields(kind).into_iter().find(|field| field.label() == name);
        mapping.set(column, field.map_or(Holds::Extra(name), Holds::Field));
    }
    mapping
}

fn read(text: &str) -> Sheet {
    let options =
        ReadOptions { header: fourfold::sheets::HeaderRow::Line(1), delimiter: Some(','), ..ReadOptions::default() };
    read_csv("list.csv", text.as_bytes(), &options, &Progress::default()).unwrap()
}

fn planned(base: &Portfolio, kind: RecordKind, text: &str, options: &PlanOptions, seed: u64) -> (Sheet, ImportPlan) {
    let sheet = read(text);
    let against = Against { portfolio: base, purchases: None };
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", seed);
    let plan = plan(&sheet, &mapped(&sheet, kind), &against, options, &mut stamp, &Progress::default()).unwrap();
    (sheet, plan)
}

fn done(base: &Portfolio, plan: &ImportPlan) -> Portfolio {
    let mut after = base.clone();
    let planned = plan.edit().plan(base, &mut Stamp::seeded(DateTime::<Utc>::default(), "Anna", 99)).unwrap();
    after.apply(&planned.changes);
    after
}

/// Every record of the kind, with what files say of it.
fn records(portfolio: &Portfolio, kind: RecordKind) -> BTreeMap<String, BTreeMap<FieldName, String>> {
    fn told<R: Fields>(record: &R, kind: RecordKind) -> BTreeMap<FieldName, String> {
        let text = |field: &Field| record.value(*field).map_or_else(String::new, |value| value.text().into_owned());
        let own = fields(kind).into_iter().map(|field| (FieldName::Field(field), text(&field)));
        let extra = record.extra().iter().map(|(name, text)| (FieldName::Extra(name.clone()), text.clone()));
        own.chain(extra).collect()
    }
    let home = |id| {
        let account = portfolio.account(id).unwrap();
        [
            (FieldName::Field(Field::Account), account.name.clone()),
            (FieldName::Field(Field::AccountKey), account.key.clone()),
        ]
    };
    match kind {
        RecordKind::Accounts => {
            let since = |one: &fourfold::model::Account| {
                let path = portfolio.stage_path(one);
                let day = move |stage| path.last_came_to(stage).map_or_else(String::new, |day| day.to_string());
                Stage::ALL.map(|stage| (FieldName::Field(Field::since(stage)), day(stage)))
            };
            let tell = |one: &fourfold::model::Account| told(one, kind).into_iter().chain(since(one)).collect();
            portfolio.accounts().map(|one| (one.id.to_string(), tell(one))).collect()
        }
        RecordKind::Contacts => portfolio
            .contacts()
            .iter()
            .map(|one| (one.id.to_string(), told(&**one, kind).into_iter().chain(home(one.account)).collect()))
            .collect(),
        RecordKind::Activities => {
            let people = |ids: &[fourfold::model::ContactId]| {
                let names: Vec<&str> =
                    ids.iter().filter_map(|id| portfolio.contacts().get(*id)).map(|one| one.name.as_str()).collect();
                (FieldName::Field(Field::Contacts), names.join("; "))
            };
            let tell = |one: &fourfold::model::Activity| {
                told(one, kind).into_iter().chain(home(one.account)).chain([people(&one.contacts)]).collect()
            };
            portfolio.activities().iter().map(|one| (one.id.to_string(), tell(one))).collect()
        }
        RecordKind::Products => {
            portfolio.products().iter().map(|one| (one.id.to_string(), told(&**one, kind))).collect()
        }
        RecordKind::Opportunities => portfolio
            .opportunities()
            .iter()
            .map(|one| (one.id.to_string(), told(&**one, kind).into_iter().chain(home(one.account)).collect()))
            .collect(),
        RecordKind::Risks => portfolio
            .risks()
            .iter()
            .map(|one| (one.id.to_string(), told(&**one, kind).into_iter().chain(home(one.account)).collect()))
            .collect(),
        RecordKind::Colleagues => {
            portfolio.colleagues().iter().map(|one| (one.id.to_string(), told(&**one, kind))).collect()
        }
        RecordKind::StageEvents => portfolio
            .stage_events()
            .iter()
            .map(|one| (one.id.to_string(), told(&**one, kind).into_iter().chain(home(one.account)).collect()))
            .collect(),
        RecordKind::HandOvers => portfolio
            .hand_overs()
            .iter()
            .map(|one| (one.id.to_string(), told(&**one, kind).into_iter().chain(home(one.account)).collect()))
            .collect(),
        RecordKind::Goals => portfolio.goals().iter().map(|one| (one.id.to_string(), told(&**one, kind))).collect(),
        RecordKind::Spend => portfolio.spends().iter().map(|one| (one.id.to_string(), told(&**one, kind))).collect(),
        RecordKind::Purchases => BTreeMap::new(),
    }
}

/// What differs between a record before and after, in the order of the fields.
fn differences(before: &BTreeMap<FieldName, String>, after: &BTreeMap<FieldName, String>) -> Vec<FieldChange> {
    let nothing = String::new();
    let names: BTreeSet<&FieldName> = before.keys().chain(after.keys()).collect();
    names
        .into_iter()
        .map(|field| {
            let (from, to) = (before.get(field).unwrap_or(&nothing), after.get(field).unwrap_or(&nothing));
            FieldChange { field: field.clone(), from: from.clone(), to: to.clone() }
        })
        .filter(|change| change.from != change.to && !follows(change))
        .collect()
}

/// A change of stage is dated today, unless the row says more of it.
fn follows(change: &FieldChange) -> bool {
    let since = Stage::ALL.map(|stage| FieldName::Field(Field::since(stage)));
    change.to == "1970-01-01" && since.contains(&change.field)
}

proptest! {
    #[test]
    fn what_is_previewed_is_what_happens((kind, first, second) in files(), options in options()) {
        let (_, brought) = planned(&Portfolio::default(), kind, &first, &PlanOptions::default(), 1);
        let base = done(&Portfolio::default(), &brought);
        prop_assert_eq!(records(&base, kind).len(), brought.counts.new);
        let (sheet, plan) = planned(&base, kind, &second, &options, 2);
        let counts = plan.counts;
        prop_assert_eq!(counts.rows, counts.new + counts.updated + counts.same + counts.skipped + counts.rejected);
        prop_assert_eq!(counts.rows, sheet.rows().filter(|row| !row.is_blank()).count());
        let after = done(&base, &plan);
        let (before, now) = (records(&base, kind), records(&after, kind));
        prop_assert_eq!(now.len() - before.len(), counts.new);
        let mut happened: Vec<Vec<FieldChange>> = before
            .iter()
            .map(|(id, record)| differences(record, &now[id]))
            .filter(|changes| !changes.is_empty())
            .collect();
        let mut previewed: Vec<Vec<FieldChange>> = plan
            .rows
            .iter()
            .filter_map(|row| match &row.outcome {
                Outcome::Updated(changes) => Some(changes.to_vec()),
                Outcome::New | Outcome::Same | Outcome::Skipped(_) | Outcome::Rejected(_) => None,
            })
            .collect();
        let by_text = |changes: &Vec<FieldChange>| format!("{changes:?}");
        happened.sort_by_cached_key(by_text);
        previewed.sort_by_cached_key(by_text);
        prop_assert_eq!(happened, previewed);
    }

    #[test]
    fn the_same_file_twice_plans_nothing((kind, text, _) in files()) {
        let options = PlanOptions::default();
        let (_, plan) = planned(&Portfolio::default(), kind, &text, &options, 1);
        let after = done(&Portfolio::default(), &plan);
        let (_, again) = planned(&after, kind, &text, &options, 2);
        prop_assert_eq!((again.counts.new, again.counts.updated), (0, 0), "{:#?}\n{:#?}", plan.rows, again.rows);
        prop_assert!(again.is_nothing(), "{:#?}", again.import);
    }

    #[test]
    fn rejected_rows_come_back_as_they_were((kind, text, _) in files()) {
        let options = PlanOptions::default();
        let (sheet, plan) = planned(&Portfolio::default(), kind, &text, &options, 1);
        let rejected = String::from_utf8(plan.rejects_csv(&sheet)).unwrap();
        let back = read(rejected.trim_start_matches('\u{feff}'));
        let rows: Vec<_> =
            plan.rows.iter().filter(|row| matches!(row.outcome, Outcome::Rejected(_))).map(|row| row.row).collect();
        prop_assert_eq!(back.len(), rows.len());
        let mapping = mapped(&back, kind);
        for column in 0..sheet.columns() {
            prop_assert_eq!(mapping.field(column + 1), mapped(&sheet, kind).field(column));
        }
        // Nothing was mended, and each is rejected again or means something by itself.
        let (_, again) = planned(&done(&Portfolio::default(), &plan), kind, rejected.trim_start_matches('\u{feff}'), &options, 2);
        prop_assert_eq!(again.counts.rows, rows.len());
    }
}
