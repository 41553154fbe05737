use uuid::Uuid;

use super::*;
use crate::model::{AccountValue, Edit, Qpc, QpcSource, Settings, Stamp};

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 7, 1).unwrap()
}

fn euros(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

#[expect(clippy::unnecessary_wraps, reason = "as the tests give it on, where there may be none")]
fn qpc(units: i64, source: QpcSource, as_of: Option<&str>) -> Option<Qpc> {
    Some(Qpc { amount: euros(units), source, as_of: as_of.map(|day| day.parse().unwrap()) })
}

fn portfolio(accounts: Vec<(Option<Qpc>, Option<i64>, bool)>) -> Portfolio {
    let account = |(number, (qpc, revenue, archived)): (u128, (Option<Qpc>, Option<i64>, bool))| Account {
        qpc,
        revenue_12m: revenue.map(euros),
        archived,
        ..Account::new(AccountId(Uuid::from_u128(number)), "A")
    };
    Portfolio::from_rows(Settings::default(), (1..).zip(accounts).map(account))
}

#[test]
fn the_headline_is_the_share_of_untapped_money_that_is_guessed_or_old() {
    use QpcSource::{Asked, Formula, Guess};
    let portfolio = portfolio(vec![
        // Known: 70 − 11 = 59.
        (qpc(70_000, Asked, Some("2026-05-01")), Some(11_000), false),
        // Guessed: 30 and 0, because it buys more than somebody guessed.
        (qpc(30_000, Guess, Some("2026-05-01")), None, false),
        (qpc(10_000, Guess, None), Some(20_000), false),
        // Old: 11, of a day that nobody knows.
        (qpc(11_000, Formula, None), None, false),
        (None, Some(90_000), false),
        (None, None, false),
        // Counted nowhere.
        (qpc(900_000, Guess, None), None, true),
        (None, None, true),
    ]);
    let confidence = Confidence::of(&portfolio, today());
    // (30 + 11) ÷ (59 + 30 + 11) = 0.41.
    assert!((confidence.guesswork().unwrap() - 0.41).abs() < 1e-9);
    assert_eq!(confidence.headline().unwrap(), "41 % of our potential money is guesswork");
    assert_eq!(
        confidence.reasons(NumberStyle::default()),
        "2 purchasing capacities are guesses, 1 is old, 2 accounts have none"
    );
    assert_eq!((confidence.known.accounts, confidence.unknown), (1, 2));
}

#[test]
fn of_no_money_there_is_no_headline_and_nearly_all_is_not_all() {
    use QpcSource::{Asked, Guess};
    let told = |accounts| {
        let confidence = Confidence::of(&portfolio(accounts), today());
        (confidence.headline(), confidence.reasons(NumberStyle::default()))
    };
    assert_eq!(told(vec![]), (None, String::new()));
    assert_eq!(told(vec![(None, Some(1), false)]), (None, "1 account has none".to_owned()));
    let fresh = Some("2026-06-01");
    let known = |units| (qpc(units, Asked, fresh), None, false);
    let guess = |units| (qpc(units, Guess, fresh), None, false);
    let headline = |accounts| told(accounts).0.unwrap();
    assert_eq!(headline(vec![known(5)]), "None of our potential money is guesswork");
    assert_eq!(headline(vec![guess(5)]), "All of our potential money is guesswork");
    assert_eq!(headline(vec![guess(1), known(1_000)]), "1 % of our potential money is guesswork");
    assert_eq!(headline(vec![guess(1_000), known(1)]), "99 % of our potential money is guesswork");
}

#[test]
fn what_followed_each_edit_is_what_comes_out_from_the_beginning() {
    use QpcSource::{Asked, Guess};
    let mut portfolio = portfolio((0..4).map(|units| (qpc(units * 10, Asked, None), None, false)).collect());
    let mut kept = KeptConfidence::default();
    let ids: Vec<AccountId> = portfolio.accounts().map(|account| account.id).collect();
    let set = |of: usize, value| Edit::SetValues { accounts: vec![ids[of]], values: vec![value] };
    let edits = [
        set(0, AccountValue::Qpc(qpc(500, Guess, Some("2026-06-01")))),
        set(1, AccountValue::Qpc(None)),
        set(2, AccountValue::Revenue12m(Some(euros(7)))),
        Edit::SetArchived { accounts: vec![ids[3]], archived: true },
        Edit::CreateAccount { values: vec![AccountValue::Name("B".to_owned())], position: None },
        Edit::SetArchived { accounts: vec![ids[3]], archived: false },
        Edit::DeleteAccounts(vec![ids[0]]),
    ];
    assert_eq!(kept.read(&portfolio, 1, today()), Confidence::of(&portfolio, today()));
    for edit in edits {
        let now = chrono::DateTime::from_timestamp(1_784_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", portfolio.revision());
        portfolio.apply(&edit.plan(&portfolio, &mut stamp).unwrap().changes);
        assert_eq!(kept.read(&portfolio, 1, today()), Confidence::of(&portfolio, today()), "{edit:?}");
    }
    let later = NaiveDate::from_ymd_opt(2028, 1, 1).unwrap();
    assert_eq!(kept.read(&portfolio, 1, later), Confidence::of(&portfolio, later));
}

#[test]
fn counts_are_written_as_the_workspace_writes_them() {
    let confidence = Confidence { unknown: 1_200, ..Confidence::default() };
    assert_eq!(confidence.reasons(NumberStyle::Comma), "1,200 accounts have none");
    assert_eq!(confidence.reasons(NumberStyle::Dot), "1.200 accounts have none");
}
