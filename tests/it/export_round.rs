//! Importing one's own export changes nothing, whatever the kind and the format.

use chrono::{DateTime, Utc};
use fourfold::model::{Progress, RecordKind, Stamp};
use fourfold::sheets::{
    Against, ExportFormat, Mapping, PlanOptions, ReadOptions, TextGuard, plan, read_bytes, sheet_text,
};
use proptest::prelude::*;

use crate::export_laws::exported;
use crate::support::everything::{Everything, everything};
use crate::support::use_this_program;

/// What importing the export of this kind would do, if anything.
fn undone(all: &Everything, kind: RecordKind, format: ExportFormat) -> Result<(), String> {
    use_this_program();
    let count = kind_count(all, kind);
    if count == 0 && format == ExportFormat::Json {
        // Without objects there are no names of columns.
        return Ok(());
    }
    let name = format!("out.{}", format.id());
    let bytes = exported(all, kind.into(), format, TextGuard::Safe);
    let sheet = read_bytes(&name, &bytes, &ReadOptions::default(), &Progress::default()).map_err(|e| e.to_string())?;
    let mapping = Mapping::guess(&sheet);
    if count > 0 && mapping.kind != kind {
        return Err(format!("taken for {:?}", mapping.kind));
    }
    let mapping = Mapping::guess_as(&sheet, kind);
    let against = Against { portfolio: &all.portfolio, purchases: Some(&all.purchases) };
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 3);
    let plan = plan(&sheet, &mapping, &against, &PlanOptions::default(), &mut stamp, &Progress::default())
        .map_err(|error| error.to_string())?;
    if plan.counts.same == count && plan.counts.rows == count {
        return Ok(());
    }
    let rows: Vec<_> = plan.rows.iter().map(|row| &row.outcome).collect();
    Err(format!("{:?} of {count}: {rows:?}\n{}", plan.counts, sheet_text(&sheet, 20)))
}

fn kind_count(all: &Everything, kind: RecordKind) -> usize {
    match kind {
        RecordKind::Accounts => all.portfolio.accounts().len(),
        RecordKind::Contacts => all.portfolio.contacts().len(),
        RecordKind::Activities => all.portfolio.activities().len(),
        RecordKind::Purchases => all.purchases.lines.len(),
        RecordKind::Products => all.portfolio.products().len(),
        RecordKind::Opportunities => all.portfolio.opportunities().len(),
        RecordKind::Risks => all.portfolio.risks().len(),
        RecordKind::Colleagues => all.portfolio.colleagues().len(),
        RecordKind::StageEvents => all.portfolio.stage_events().len(),
        RecordKind::HandOvers => all.portfolio.hand_overs().len(),
        RecordKind::Goals => all.portfolio.goals().len(),
        RecordKind::Spend => all.portfolio.spends().len(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn accounts_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Accounts, format), Ok(()));
    }

    #[test]
    fn contacts_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Contacts, format), Ok(()));
    }

    #[test]
    fn activities_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Activities, format), Ok(()));
    }

    #[test]
    fn purchases_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        // A number of JSON is read as a float, which the largest quantities do not fit.
        prop_assume!(format != ExportFormat::Json);
        prop_assert_eq!(undone(&all, RecordKind::Purchases, format), Ok(()));
    }

    #[test]
    fn products_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Products, format), Ok(()));
    }

    #[test]
    fn risks_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Risks, format), Ok(()));
    }

    #[test]
    fn colleagues_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Colleagues, format), Ok(()));
    }

    #[test]
    fn stage_events_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::StageEvents, format), Ok(()));
    }

    #[test]
    fn hand_overs_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::HandOvers, format), Ok(()));
    }

    #[test]
    fn goals_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Goals, format), Ok(()));
    }

    #[test]
    fn spend_comes_back_as_it_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Spend, format), Ok(()));
    }

    #[test]
    fn opportunities_come_back_as_they_went(all in everything(), format in formats()) {
        prop_assume!(holds_no_nul(&all));
        prop_assert_eq!(undone(&all, RecordKind::Opportunities, format), Ok(()));
    }
}

/// No file brings a NUL in: it is taken for damage, and rejected.
fn holds_no_nul(all: &Everything) -> bool {
    !format!("{all:?}").contains("\\0")
}

fn formats() -> impl Strategy<Value = ExportFormat> {
    prop::sample::select(vec![ExportFormat::Csv, ExportFormat::Tsv, ExportFormat::Xlsx, ExportFormat::Json])
}
