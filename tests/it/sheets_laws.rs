//! What holds for any accounts and any file.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use chrono::{DateTime, NaiveDate, Utc};
use fourfold::model::{
    Account, Journal, Judgement, Money, Portfolio, Position, Progress, Qpc, QpcSource, Score, Settings, Stage, Stamp,
};
use fourfold::sheets::{
    Against, ExportFormat, ExportOptions, ExportSource, ImportPlan, Mapping, Outcome, PlanError, PlanOptions,
    ReadOptions, Sheet, export, plan, read_csv,
};
use proptest::prelude::*;

/// The stamp of what was there before, and of what comes after it: the keys that they make differ.
fn stamp(seed: u64) -> Stamp {
    Stamp::seeded(DateTime::<Utc>::default(), "Anna", seed)
}

fn worked_out(sheet: &Sheet, mapping: &Mapping, base: &Portfolio) -> Result<ImportPlan, PlanError> {
    let against = Against { portfolio: base, purchases: None };
    plan(sheet, mapping, &against, &PlanOptions::default(), &mut stamp(3), &Progress::default())
}

/// A text as a field holds it: without blanks at its ends.
fn text() -> impl Strategy<Value = String> {
    "[='+@-]{0,2}[a-cé,;|\"'\n\r\t ]{0,6}|\\PC{0,8}|".prop_map(|text: String| text.trim().to_owned())
}

fn money() -> impl Strategy<Value = Option<Money>> {
    prop::option::of((-1_000_000_000_i64..1_000_000_000_000).prop_map(Money::from_minor_units))
}

prop_compose! {
    fn judgement()(engagement in 0..=10_000_u16, potential in 0..=10_000_u16, by in text()) -> Judgement {
        let score = |hundredths| Score::try_from(hundredths).unwrap();
        Judgement { position: Position::new(score(engagement), score(potential)), at: DateTime::default(), by, evidence: None }
    }
}

prop_compose! {
    fn qpc()(
        amount in 0_i64..1_000_000_000,
        source in prop::sample::select(QpcSource::ALL.to_vec()),
        day in prop::option::of(0..20_000_i32),
    ) -> Qpc {
        let as_of = day.and_then(NaiveDate::from_epoch_days);
        Qpc { amount: Money::from_minor_units(amount), source, as_of }
    }
}

prop_compose! {
    fn account()(
        keyed in any::<bool>(),
        texts in prop::array::uniform7(text()),
        stage in prop::sample::select(Stage::ALL.to_vec()),
        judgement in prop::option::of(judgement()),
        revenue in (money(), money()),
        qpc in prop::option::of(qpc()),
        archived in any::<bool>(),
    ) -> (bool, Account) {
        let [name, owner, region, industry, website, notes, key] = texts;
        let mut account = Account::new(fourfold::model::AccountId(uuid::Uuid::nil()), name);
        (account.owner, account.region, account.industry) = (owner, region, industry);
        (account.website, account.notes, account.key) = (website, notes, key);
        (account.revenue_12m, account.revenue_prior_12m) = revenue;
        (account.stage, account.judgement, account.qpc, account.archived) = (stage, judgement, qpc, archived);
        (keyed, account)
    }
}

/// Accounts as a workspace may have them: names not empty, though not unique; keys unique where not empty.
fn portfolio() -> impl Strategy<Value = Portfolio> {
    prop::collection::vec(account(), 0..12).prop_map(|accounts| {
        let mut stamp = stamp(1);
        let accounts = accounts.into_iter().enumerate().map(|(index, (keyed, mut account))| {
            account.id = stamp.account_id();
            account.key = if keyed { format!("{}{index}", account.key) } else { String::new() };
            if account.name.is_empty() {
                "A".clone_into(&mut account.name);
            }
            account
        });
        Portfolio::from_rows(Settings::default(), accounts.collect::<Vec<_>>())
    })
}

fn exported(portfolio: &Portfolio, format: ExportFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let journal = Journal::default();
    let source = ExportSource { portfolio, journal: &journal, purchases: None };
    let options = ExportOptions { format, ..ExportOptions::default() };
    let told = export(&mut bytes, &options, source, &Progress::default()).unwrap();
    assert_eq!((told.written, told.of), (portfolio.accounts().len() as u64, portfolio.accounts().len() as u64));
    bytes
}

proptest! {
    #[test]
    fn importing_ones_own_export_plans_nothing(portfolio in portfolio(), tabs in any::<bool>()) {
        let format = if tabs { ExportFormat::Tsv } else { ExportFormat::Csv };
        let sheet = read_csv("", &exported(&portfolio, format), &ReadOptions::default(), &Progress::default()).unwrap();
        let mapping = Mapping::guess(&sheet);
        let plan = worked_out(&sheet, &mapping, &portfolio).unwrap();
        prop_assert_eq!(plan.counts.same, portfolio.accounts().len(), "{:?}", plan.rows);
        prop_assert_eq!(plan.counts.rows, plan.counts.same);
    }

    #[test]
    fn an_export_imported_elsewhere_brings_the_same_accounts(portfolio in portfolio()) {
        let sheet = read_csv("", &exported(&portfolio, ExportFormat::Csv), &ReadOptions::default(), &Progress::default()).unwrap();
        let mut elsewhere = Portfolio::default();
        let plan = worked_out(&sheet, &Mapping::guess(&sheet), &elsewhere).unwrap();
        let changes = plan.edit().plan(&elsewhere, &mut stamp(2)).unwrap().changes;
        elsewhere.apply(&changes);
        // Two accounts of one name that no key tells apart become one there, and the plan says so.
        let taken = plan.rows.iter().zip(portfolio.accounts()).filter(|(row, _)| matches!(row.outcome, Outcome::New));
        prop_assert_eq!(elsewhere.accounts().len(), plan.counts.new);
        for ((_, before), after) in taken.zip(elsewhere.accounts()) {
            let mut before = (**before).clone();
            before.id = after.id;
            if let (Some(before), Some(after)) = (&mut before.judgement, &after.judgement) {
                before.by.clone_from(&after.by);
            }
            prop_assert_eq!(&before, &**after);
        }
    }

    #[test]
    fn every_row_is_accounted_for_and_what_was_planned_can_be_done(
        base in portfolio(),
        rows in prop::collection::vec("[ABC]?,[12]?,[0-9.,x\"-]{0,6},(50|105|)?,(60|x|)?(\n|\r\n)", 0..20),
    ) {
        let text = format!("Name,Key,Revenue,Engagement,Potential\n{}", rows.concat());
        let Ok(sheet) = read_csv("", text.as_bytes(), &ReadOptions::default(), &Progress::default()) else { return Ok(()) };
        let plan = match worked_out(&sheet, &Mapping::guess(&sheet), &base) {
            // A line of figures below may be taken for the header instead; then no column names anybody.
            Err(PlanError::NobodyNamed { .. }) => return Ok(()),
            plan => plan.unwrap(),
        };
        let counts = plan.counts;
        let sum = counts.new + counts.updated + counts.same + counts.skipped + counts.rejected;
        prop_assert_eq!(counts.rows, sum);
        prop_assert_eq!(counts.rows, sheet.rows().filter(|row| !row.is_blank()).count());
        let changes = plan.edit().plan(&base, &mut stamp(2)).unwrap().changes;
        prop_assert_eq!(changes.rows.len(), counts.new + counts.updated);
    }

    #[test]
    fn no_bytes_make_planning_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let file = [b"Name,Key,QPC date\n".as_slice(), &bytes].concat();
        if let Ok(sheet) = read_csv("", &file, &ReadOptions::default(), &Progress::default()) {
            let plan = worked_out(&sheet, &Mapping::guess(&sheet), &Portfolio::default());
            prop_assert!(plan.is_ok());
        }
    }
}
