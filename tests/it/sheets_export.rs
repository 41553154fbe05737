//! What exports look like from outside.
#![expect(clippy::unwrap_used, reason = "a test stops at what it did not expect")]

use chrono::{DateTime, Utc};
use fourfold::model::{Account, AccountId, Edit, Entry, EntryKind, Journal, Money, Placement, Portfolio, Position};
use fourfold::model::{DayTotal, Ledger, Progress, Rows, Score, Settings, Stamp};
use fourfold::sheets::{ExportError, ExportFormat, ExportOptions, ExportSource, ExportWhat, TextGuard, export};

/// One account, moved once for a reason.
fn workspace() -> (Portfolio, Journal) {
    let mut stamp = Stamp::seeded(DateTime::<Utc>::default(), "Anna", 1);
    let mut account = Account::new(AccountId(uuid::Uuid::nil()), "=Ernst");
    account.revenue_12m = Some(Money::from_minor_units(-150));
    let mut portfolio = Portfolio::from_rows(Settings::default(), [account.clone()]);
    let to = Some(Position::new(Score::whole(60), Score::whole(70)));
    let edit = Edit::Move(vec![Placement { account: account.id, to }]);
    let changes = edit.plan(&portfolio, &mut stamp).unwrap().changes;
    portfolio.apply(&changes);
    let mut journal = Journal::default();
    let entry = |seq, kind| Entry { seq, at: stamp.now, by: "Anna".to_owned(), kind, label: String::new(), rows: 1 };
    journal.push(entry(1, EntryKind::Edit), Journal::moves_in(1, &changes));
    journal.push(entry(2, EntryKind::Reason { of: 1, text: "new buyer".to_owned() }), []);
    (portfolio, journal)
}

fn exported(what: ExportWhat, format: ExportFormat) -> Result<String, ExportError> {
    exported_as(&ExportOptions { what, format, ..ExportOptions::default() })
}

fn exported_as(options: &ExportOptions) -> Result<String, ExportError> {
    let (portfolio, journal) = workspace();
    let mut bytes = Vec::new();
    let source = ExportSource { portfolio: &portfolio, journal: &journal, purchases: None };
    export(&mut bytes, options, source, &Progress::default())?;
    Ok(String::from_utf8(bytes).unwrap())
}

#[test]
fn a_table_has_readable_headers_and_runs_nothing() {
    let text = exported(ExportWhat::Accounts, ExportFormat::Csv).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[0].starts_with("\u{feff}ID,Key,Name,Owner,Stage,Class,Suspect since,Prospect since,Customer since,"),
        "{text}"
    );
    assert!(
        lines[1].contains(",,\"'=Ernst\",,suspect,Key,,,,,,,60,70,yes,1970-01-01T00:00:00Z,Anna,-1.50,,"),
        "{text}"
    );
    let text = exported(ExportWhat::Moves, ExportFormat::Tsv).unwrap();
    assert!(text.ends_with("\t\"'=Ernst\"\t\t\t\t60\t70\tKey\t\tnew buyer\r\n"), "{text}");
    assert!(matches!(exported(ExportWhat::All, ExportFormat::Csv), Err(ExportError::OneKindOnly)));
    let raw = ExportOptions { guard: TextGuard::Raw, ..ExportOptions::default() };
    assert!(exported_as(&raw).unwrap().contains(",,=Ernst,,suspect,"));
}

#[test]
fn json_has_a_key_for_each_kind_and_amounts_as_texts() {
    let json: serde_json::Value =
        serde_json::from_str(&exported(ExportWhat::All, ExportFormat::Json).unwrap()).unwrap();
    let account = &json["accounts"][0];
    assert_eq!(account["name"], "=Ernst");
    assert_eq!((&account["class"], &account["engagement"]), (&"Key".into(), &60.0.into()));
    assert_eq!((&account["judged"], &account["archived"]), (&true.into(), &false.into()));
    assert_eq!((&account["revenue_12m"], &account["qpc"]), (&"-1.50".into(), &serde_json::Value::Null));
    let moved = &json["moves"][0];
    assert_eq!(
        (&moved["entry"], &moved["reason"], &moved["to_class"]),
        (&1.into(), &"new buyer".into(), &"Key".into())
    );
    assert_eq!(moved["from_engagement"], serde_json::Value::Null);
}

#[test]
fn of_all_accounts_only_those_that_are_wanted() {
    let nobody = ExportOptions { only: Some(std::collections::BTreeSet::new()), ..ExportOptions::default() };
    assert_eq!(exported_as(&nobody).unwrap().lines().count(), 1, "the header");
    let (portfolio, journal) = workspace();
    let source = ExportSource { portfolio: &portfolio, journal: &journal, purchases: None };
    let told = export(&mut Vec::new(), &nobody, source, &Progress::default()).unwrap();
    assert_eq!((told.written, told.of), (0, 1));
}

#[test]
fn an_export_that_is_stopped_is_none() {
    let (portfolio, journal) = workspace();
    let source = ExportSource { portfolio: &portfolio, journal: &journal, purchases: None };
    for format in ExportFormat::ALL {
        let progress = Progress::default();
        progress.cancel();
        let options = ExportOptions { format, ..ExportOptions::default() };
        let stopped = export(&mut Vec::new(), &options, source, &progress);
        assert!(matches!(stopped, Err(ExportError::Cancelled)), "{stopped:?}");
    }
}

#[test]
fn a_text_that_no_cell_holds_is_refused_by_name_and_purchases_are_never_left_out_unsaid() {
    let mut account = Account::new(AccountId(uuid::Uuid::nil()), "Ernst");
    account.notes = "é".repeat(32_768);
    let portfolio = Portfolio::from_rows(Settings::default(), [account]);
    let journal = Journal::default();
    let source = ExportSource { portfolio: &portfolio, journal: &journal, purchases: None };
    let said = |what, format| {
        let options = ExportOptions { what, format, ..ExportOptions::default() };
        export(&mut Vec::new(), &options, source, &Progress::default()).map_err(|error| error.to_string())
    };
    let refused = said(ExportWhat::Accounts, ExportFormat::Xlsx).unwrap_err();
    assert!(refused.starts_with("Notes of Ernst ") && refused.contains("more than 32,767 characters"), "{refused}");
    assert!(said(ExportWhat::Accounts, ExportFormat::Csv).is_ok());

    let day = DayTotal::new(chrono::NaiveDate::default(), Money::ZERO, 3);
    let ledger = Ledger::new([(AccountId(uuid::Uuid::nil()), vec![day])].into());
    let portfolio = Portfolio::new(Rows { ledger, ..Rows::default() });
    let source = ExportSource { portfolio: &portfolio, ..source };
    let options = ExportOptions { what: ExportWhat::Purchases, ..ExportOptions::default() };
    let refused = export(&mut Vec::new(), &options, source, &Progress::default());
    assert!(matches!(refused, Err(ExportError::NoPurchases)), "{refused:?}");
}
