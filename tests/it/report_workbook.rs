//! The funnel as a workbook, read back by another hand.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use chrono::NaiveDate;
use fourfold::model::{
    Account, AccountId, Extra, Goal, GoalId, GoalKey, Journal, Metric, Period, PeriodKind, Portfolio, Rows, Stage,
    StageEvent, StageEventId, Target, Whose,
};
use fourfold::report::funnel::xlsx::xlsx;
use fourfold::report::funnel::{FunnelReport, Source};
use fourfold::rules::funnel::{History, Scope};
use uuid::Uuid;

const NAMES: [&str; 7] = [
    "Alfreds",
    "'); DROP TABLE accounts;--",
    "=HYPERLINK(\"http://x\",\"y\")",
    "+49 30",
    "a|b\\c\n*d*",
    "<script>alert(1)</script>",
    "شركة",
];

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Prospects since 2025, all of them stuck but the first, who was won in November; one has a name of 40,000 letters.
fn report() -> FunnelReport {
    let mut rows = Rows::default();
    let long = "ÿ".repeat(40_000);
    for (nth, name) in NAMES.into_iter().chain([long.as_str()]).enumerate() {
        let key = |by: u128| Uuid::from_u128(nth as u128 * 10 + by);
        let id = AccountId(key(0));
        let stage = if nth == 0 { Stage::Customer } else { Stage::Prospect };
        let account = Account { owner: name.chars().take(300).collect(), ..Account::new(id, name) };
        rows.accounts.push(Account { stage, ..account });
        let since = if nth == 0 { "2026-08-01" } else { "2025-01-02" };
        rows.stage_events.push(StageEvent::new(StageEventId(key(1)), id, day(since), Stage::Prospect));
        if nth == 0 {
            let won = StageEvent::new(StageEventId(key(2)), id, day("2026-11-01"), Stage::Customer);
            rows.stage_events.push(StageEvent { from: Some(Stage::Prospect), ..won });
        }
    }
    for (number, (metric, kind, hundredths)) in
        [(Metric::CustomersCreated, PeriodKind::Month, 400), (Metric::Revenue, PeriodKind::Quarter, 500_050)]
            .into_iter()
            .enumerate()
    {
        rows.goals.push(Goal {
            id: GoalId(Uuid::from_u128(number as u128 + 1)),
            version: 1,
            of: GoalKey { metric, period: Period::holding(kind, day("2026-11-22"), 1), whose: Whose::Team },
            target: Target(hundredths),
            extra: Extra::new(),
        });
    }
    let portfolio = Portfolio::new(rows);
    let (history, journal) = (History::of(&portfolio), Journal::default());
    let source = Source { portfolio: &portfolio, journal: &journal, history: &history };
    let quarter = Period::holding(PeriodKind::Quarter, day("2026-11-22"), 1);
    FunnelReport::of(source, &Scope::default(), quarter, day("2026-11-22"))
}

#[test]
fn figures_are_numbers_days_are_days_and_texts_are_texts() {
    let report = report();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(xlsx(&report).unwrap())).unwrap();
    let sheets = ["Funnel", "Months", "Goals", "Channels", "Channels 12 months", "Stuck", "Hand-overs", "To confirm"];
    assert_eq!(book.sheet_names(), sheets);
    for sheet in sheets {
        let formulas = book.worksheet_formula(sheet).unwrap();
        assert!(formulas.cells().all(|(_, _, formula)| formula.is_empty()), "{sheet}");
    }
    let range = book.worksheet_range("Stuck").unwrap();
    let rows: Vec<&[Data]> = range.rows().collect();
    assert_eq!((rows.len(), report.stuck.len()), (8, 7), "all of them");
    for (row, account) in rows[1..].iter().zip(&report.stuck) {
        let name: String = account.name.chars().take(999).collect();
        assert!(row[0].to_string().starts_with(&name), "{}", row[0]);
        assert_eq!(row[2].as_date(), Some(day("2025-01-02")));
        assert_eq!(row[3], Data::Float(f64::from(account.days)));
    }
    let months = book.worksheet_range("Months").unwrap();
    assert_eq!(months.get_value((11, 7)), Some(&Data::Float(1.0)), "customers created in November");
    assert_eq!(months.get_value((11, 8)), Some(&Data::Float(4.0)), "their goal");
    assert!(matches!(months.get_value((12, 7)), None | Some(Data::Empty)), "nothing is no zero");
    let goals = book.worksheet_range("Goals").unwrap();
    assert_eq!(goals.get_value((1, 2)), Some(&Data::Float(4.0)), "from its one month");
    assert_eq!(goals.get_value((2, 2)), Some(&Data::Float(5_000.5)));
    let funnel = book.worksheet_range("Funnel").unwrap();
    let prospects: Vec<&[Data]> = funnel.rows().filter(|row| row[0] == Data::String("Prospects".to_owned())).collect();
    let of_report = &report.stages[1];
    let number = |data: &Data| data.get_float().unwrap();
    let whole = |count: usize| f64::from(u16::try_from(count).unwrap());
    let [flow, snapshot, cohort, time] = prospects[..] else { panic!("{prospects:?}") };
    let told: Vec<f64> = flow[1..9].iter().map(number).collect();
    let wanted = &of_report.flow;
    let wanted = [
        wanted.entered,
        wanted.created,
        wanted.fell_back,
        wanted.regained,
        wanted.left,
        wanted.lost,
        wanted.present,
        wanted.progressed,
    ];
    assert_eq!(told, wanted.map(whole));
    assert_eq!(Some(number(&flow[9])), of_report.flow.progressed_of_present);
    assert_eq!((number(&snapshot[1]), number(&snapshot[2]), number(&snapshot[3])), (8.0, 7.0, 7.0));
    assert!((number(&snapshot[4]) - 184.0).abs() < 1e-9, "twice the 92 days that Alfreds took");
    assert!(number(&cohort[1]).abs() < 1e-9);
    assert_eq!((number(&time[1]), number(&time[2])), (92.0, 1.0));
}
