//! Any text as a list of any kind: what a plan says is what happens, and all rows are accounted for.
#![no_main]
#![allow(dead_code, unused_imports, reason = "rooms are compiled whole")]

#[path = "../../src/model/mod.rs"]
pub mod model;
#[path = "../../src/rules/mod.rs"]
pub mod rules;
#[path = "../../src/sheets/mod.rs"]
pub mod sheets;

use chrono::{DateTime, NaiveDate};
use libfuzzer_sys::fuzz_target;
use model::{DateStyle, NumberStyle, Portfolio, Progress, PurchaseLines, RecordKind, Stamp};
use sheets::{
    Against, Counts, Holds, Mapping, OnMatch, OnMissing, PlanOptions, ReadOptions, column_readings, plan, read_csv,
};

fuzz_target!(|input: (u8, u8, [u8; 6], &[u8])| {
    let (kind, how, fields, bytes) = input;
    let Ok(sheet) = read_csv("fuzz", bytes, &ReadOptions::default(), &Progress::default()) else { return };
    let mut mapping = match RecordKind::ALL.get(usize::from(kind)) {
        Some(kind) => Mapping::guess_as(&sheet, *kind),
        None => Mapping::guess(&sheet),
    };
    let of_kind = sheets::Field::of(mapping.kind);
    for (column, field) in fields.into_iter().enumerate().take(sheet.columns()) {
        if let Some(field) = of_kind.get(usize::from(field)) {
            mapping.set(column, Holds::Field(*field));
        }
    }
    let _ = column_readings(&sheet, &mapping, (NumberStyle::default(), DateStyle::default()));
    let options = PlanOptions {
        on_match: [OnMatch::Update, OnMatch::FillBlanks, OnMatch::Skip][usize::from(how % 3)],
        missing: if how % 2 == 0 { OnMissing::Create } else { OnMissing::Reject },
        ..PlanOptions::default()
    };
    let mut base = Portfolio::default();
    base.set_today(NaiveDate::from_ymd_opt(2026, 11, 22).unwrap());
    let ledger = PurchaseLines::default();
    // Twice: what is there then plans nothing more.
    for round in 0..2 {
        let against = Against { portfolio: &base, purchases: Some(&ledger) };
        let mut stamp = Stamp::seeded(DateTime::default(), "Anna", 1 + round);
        let Ok(planned) = plan(&sheet, &mapping, &against, &options, &mut stamp, &Progress::default()) else { return };
        let Counts { rows, new, updated, same, skipped, rejected } = planned.counts;
        assert_eq!(rows, new + updated + same + skipped + rejected);
        assert_eq!(rows, planned.rows.len());
        let _ = planned.rejects_csv(&sheet);
        if mapping.kind == RecordKind::Purchases {
            return;
        }
        if round == 1 {
            assert_eq!(new + updated, 0, "the same file twice changes nothing");
            return;
        }
        let Ok(done) = planned.edit().plan(&base, &mut stamp) else { panic!("what is planned can be done") };
        base.apply(&done.changes);
    }
});
