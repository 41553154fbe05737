use uuid::Uuid;

use super::*;
use crate::model::{
    AccountValue, Activity, AnyRecord, Contact, Edit, Initiator, Likelihood, Placement, Qpc, QpcSource, Rows,
    SettingsValue, Stamp,
};
use crate::rules::class::Class;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euros(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

/// Scores in hundredths: the one of today, those of the months before as far as they are told, and the side.
#[track_caller]
fn check(band: u16, line: u16, now: u16, months: &[u16], wanted: bool) {
    let today = day("2026-07-15");
    let score = |hundredths| Score::try_from(hundredths).unwrap();
    let mut asked = Vec::new();
    let above = side(score(now), score(line), score(band), today, |on| {
        asked.push(on);
        // Beyond what is told it was at nothing, which is clear of the line.
        score(months.get(asked.len() - 1).copied().unwrap_or(0))
    });
    assert_eq!(above, wanted, "{now} after {months:?}");
    let wanted: Vec<NaiveDate> =
        (1..).map_while(|months| today.checked_sub_months(Months::new(months))).take(asked.len()).collect();
    assert_eq!(asked, wanted);
    assert!(asked.len() <= 12);
}

#[test]
fn evidence_changes_its_mind_three_points_beyond_a_line_and_not_before() {
    // Clear of the line, whatever was.
    check(300, 5000, 5300, &[1000], true);
    check(300, 5000, 4700, &[9000], false);
    // Within the band it stays where it came from.
    check(300, 5000, 5299, &[4700], false);
    check(300, 5000, 5299, &[5300], true);
    check(300, 5000, 4701, &[5300], true);
    check(300, 5000, 4701, &[4700], false);
    // The last month that was clear decides, not one before.
    check(300, 5000, 4900, &[5100, 4990, 5301, 1000], true);
    check(300, 5000, 5100, &[5100, 4990, 4699, 9000], false);
    // Within the band for a year: a score on the line belongs above.
    check(300, 5000, 5000, &[5100; 12], true);
    check(300, 5000, 4999, &[5100; 12], false);
    // What was longer ago is not asked.
    check(300, 5000, 4999, &[5100, 5100, 5100, 5100, 5100, 5100, 5100, 5100, 5100, 5100, 5100, 5100, 9000], false);
    // Without a band the line alone decides.
    check(0, 5000, 5000, &[0], true);
    check(0, 5000, 4999, &[9000], false);
    // A line at the edge has a band on one side only.
    check(300, 0, 0, &[9000], true);
    check(300, 10_000, 10_000, &[9000], true);
    check(300, 10_000, 9_999, &[9000], false);
    check(300, 100, 0, &[9000], false);
    check(300, 100, 50, &[9000], true);
}

/// Two accounts that buy and one that does not, each with a contact, and all with a likelihood.
fn portfolio(cut_off: Option<i64>) -> (Portfolio, Vec<AccountId>) {
    let ids: Vec<AccountId> = (1..=3).map(|number| AccountId(Uuid::from_u128(number))).collect();
    let account = |(id, revenue): (&AccountId, Option<i64>)| Account {
        revenue_12m: revenue.map(euros),
        likelihood: Some(Likelihood::Likely),
        qpc: Some(Qpc { amount: euros(60_000), source: QpcSource::Asked, as_of: Some(day("2026-01-01")) }),
        ..Account::new(*id, format!("Account {}", id.0.as_u128()))
    };
    let contact =
        |id: &AccountId| Contact::new(crate::model::ContactId(Uuid::from_u128(id.0.as_u128() + 10)), *id, "Somebody");
    let mut rows = Rows {
        accounts: ids.iter().zip([Some(40_000), Some(10_000), None]).map(account).collect(),
        contacts: ids.iter().map(contact).collect(),
        ..Rows::default()
    };
    rows.settings.more.key_cut_off = cut_off.map(|units| KeyCutOff { amount: euros(units), as_of: day("2026-01-01") });
    let mut portfolio = Portfolio::new(rows);
    portfolio.set_today(day("2026-07-15"));
    settle(&mut portfolio);
    (portfolio, ids)
}

fn perform(portfolio: &mut Portfolio, edit: &Edit) {
    let now = chrono::DateTime::from_timestamp(1_784_100_000, 0).unwrap();
    let mut stamp = Stamp::seeded(now, "Anna", portfolio.revision());
    portfolio.apply(&edit.plan(portfolio, &mut stamp).unwrap().changes);
    settle(portfolio);
}

fn they_called(account: AccountId) -> Edit {
    let activity = Activity {
        initiated_by: Initiator::Them,
        colleagues: vec!["Anna".to_owned()],
        contacts: vec![crate::model::ContactId(Uuid::from_u128(account.0.as_u128() + 10))],
        ..Activity::new(crate::model::ActivityId(Uuid::nil()), account, day("2026-07-15"))
    };
    Edit::PutRecords(vec![AnyRecord::Activity(activity)])
}

fn told(portfolio: &Portfolio) -> Vec<(u16, Option<u16>)> {
    let evidence = portfolio.accounts().map(|account| portfolio.evidence(account.id).unwrap());
    evidence.map(|one| (one.engagement.hundredths(), one.potential.map(Score::hundredths))).collect()
}

#[test]
fn each_account_stands_where_its_records_put_it() {
    let (portfolio, ids) = portfolio(Some(50_000));
    // 60 × 50 × 20 ÷ 50 ÷ 100 + 20 × 75 ÷ 100 = 12 + 15; 30 + 15; 36 + 15.
    assert_eq!(told(&portfolio), [(0, Some(2700)), (0, Some(4500)), (0, Some(5100))]);
    let evidence = portfolio.evidence(ids[2]).unwrap();
    assert_eq!((evidence.confidence, evidence.buys), (80, Money::ZERO));
    // Its potential was within the band all year, as far as the records tell.
    assert_eq!(evidence.halves, (false, true));
    let class =
        |of: usize| Class::of_account(&portfolio, portfolio.account(ids[of]).unwrap(), portfolio.settings().lines);
    assert_eq!((class(0), class(2)), (Some(Class::Service), Some(Class::GrowthPotential)));
}

#[test]
fn an_activity_touches_its_account_alone() {
    for cut_off in [Some(50_000), None] {
        let (mut portfolio, ids) = portfolio(cut_off);
        let (before, revision) = (told(&portfolio), portfolio.revision());
        perform(&mut portfolio, &they_called(ids[1]));
        assert_eq!(portfolio.accounts_changed_since(revision), Some([ids[1]].into()));
        // 40 ÷ 6 + 0 + 20 + 20 = 46.67.
        assert_eq!(told(&portfolio), [before[0], (4667, before[1].1), before[2]]);
        assert_eq!(portfolio.evidence_for().map(|made| made.revision), Some(portfolio.revision()));
    }
}

#[test]
fn a_revenue_moves_its_account_alone_once_the_cut_off_is_fixed() {
    let set = |account, units| Edit::SetValues {
        accounts: vec![account],
        values: vec![AccountValue::Revenue12m(Some(euros(units)))],
    };
    let (mut portfolio, ids) = portfolio(Some(50_000));
    let (before, revision) = (told(&portfolio), portfolio.revision());
    perform(&mut portfolio, &set(ids[2], 50_000));
    // 60 × 50 × 10 ÷ 50 ÷ 100 + 15 = 21.
    assert_eq!(told(&portfolio), [before[0], before[1], (0, Some(2100))]);
    assert_eq!(portfolio.accounts_changed_since(revision), Some([ids[2]].into()));
}

#[test]
fn while_nobody_fixed_the_cut_off_it_follows_the_revenues_and_moves_all() {
    let (mut portfolio, ids) = portfolio(None);
    // The better of the two that buy: 40,000. 60 × 50 × 20 ÷ 40 ÷ 100 + 15 = 30; 37.5 + 15; 45 + 15.
    assert_eq!(portfolio.evidence_for().unwrap().cut_off.unwrap().amount, euros(40_000));
    assert_eq!(told(&portfolio), [(0, Some(3000)), (0, Some(5250)), (0, Some(6000))]);
    let revision = portfolio.revision();
    let values = vec![AccountValue::Revenue12m(Some(euros(50_000)))];
    perform(&mut portfolio, &Edit::SetValues { accounts: vec![ids[0]], values });
    assert_eq!(portfolio.evidence_for().unwrap().cut_off.unwrap().amount, euros(50_000));
    // 60 × 50 × 10 ÷ 50 ÷ 100 + 15 = 21; 30 + 15; 36 + 15.
    assert_eq!(told(&portfolio), [(0, Some(2100)), (0, Some(4500)), (0, Some(5100))]);
    assert_eq!(portfolio.accounts_changed_since(revision), None, "everybody is to be looked at again");
}

#[test]
fn settings_and_products_are_measured_with_and_touch_all() {
    let (mut portfolio, ids) = portfolio(Some(50_000));
    let cut_off = KeyCutOff { amount: euros(25_000), as_of: day("2026-07-15") };
    perform(&mut portfolio, &Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))]));
    // 60 × 50 × 20 ÷ 25 ÷ 100 + 15 = 39; 60 + 15; 60 + 15.
    assert_eq!(told(&portfolio), [(0, Some(3900)), (0, Some(7500)), (0, Some(7500))]);
    let mut tea = crate::model::Product::new(crate::model::ProductId(Uuid::nil()), "Tea");
    tea.category = "Tea".to_owned();
    let relevant = vec![AccountValue::Relevance("Tea".to_owned(), Some(true))];
    perform(&mut portfolio, &Edit::SetValues { accounts: vec![ids[0]], values: relevant });
    assert_eq!(told(&portfolio)[0], (0, Some(3900)), "of a category that no product has nothing is known");
    perform(&mut portfolio, &Edit::PutRecords(vec![AnyRecord::Product(tea)]));
    assert_eq!(told(&portfolio)[0], (0, Some(5900)));
}

#[test]
fn settings_that_measure_nothing_touch_nobody() {
    let (mut portfolio, _) = portfolio(Some(50_000));
    let revision = portfolio.revision();
    perform(&mut portfolio, &Edit::SetSettings(vec![SettingsValue::Name("Nordwind".to_owned())]));
    assert_eq!(portfolio.accounts_changed_since(revision), Some(BTreeSet::new()));
    assert_eq!(portfolio.evidence_for().map(|made| made.revision), Some(portfolio.revision()));
    let lines = crate::model::Lines { engagement: Score::HALF, potential: Score::whole(40) };
    perform(&mut portfolio, &Edit::SetSettings(vec![SettingsValue::Lines(lines)]));
    assert_eq!(portfolio.accounts_changed_since(revision), None, "other sides of a line");
}

#[test]
fn a_new_day_is_looked_at_by_everybody() {
    let (mut portfolio, ids) = portfolio(Some(50_000));
    perform(&mut portfolio, &they_called(ids[1]));
    let revision = portfolio.revision();
    portfolio.set_today(day("2026-07-24"));
    settle(&mut portfolio);
    // Recency is 20 × (1 − 9 ÷ 180) = 19.
    assert_eq!(told(&portfolio)[1].0, 4567);
    assert!(portfolio.revision() > revision);
    assert_eq!(portfolio.accounts_changed_since(revision), None);
}

#[test]
fn a_judgement_stands_before_the_evidence_until_it_is_released() {
    let (mut portfolio, ids) = portfolio(Some(50_000));
    let judged = crate::model::Position::new(Score::whole(90), Score::whole(10));
    let place = |to| Edit::Move(vec![Placement { account: ids[2], to }]);
    perform(&mut portfolio, &place(Some(judged)));
    let stands = |portfolio: &Portfolio| portfolio.position(portfolio.account(ids[2]).unwrap());
    assert_eq!(stands(&portfolio), Some(judged));
    perform(&mut portfolio, &place(None));
    assert_eq!(stands(&portfolio).map(|position| position.potential), Some(Score::whole(51)));
}

#[test]
fn many_accounts_on_two_threads_are_what_they_are_on_one() {
    let ids = || (1..=u128::try_from(MANY).unwrap() + 1).map(|number| AccountId(Uuid::from_u128(number)));
    let account = |id: AccountId| Account {
        likelihood: (!id.0.as_u128().is_multiple_of(3)).then_some(Likelihood::Possible),
        ..Account::new(id, "A")
    };
    let mut portfolio = Portfolio::new(Rows { accounts: ids().map(account).collect(), ..Rows::default() });
    portfolio.set_today(day("2026-07-15"));
    settle(&mut portfolio);
    let made = portfolio.evidence_for().unwrap();
    let mut reader = Reader::new(&portfolio, made);
    for account in portfolio.accounts() {
        assert_eq!(portfolio.evidence(account.id), Some(reader.of(account)));
    }
}

#[test]
fn a_filter_that_followed_the_evidence_leaves_what_one_made_anew_leaves() {
    use crate::model::{Column, Filter, Journal, Test};
    use crate::rules::filter::Filtered;
    let class = |name: &str| {
        let mut filter = Filter::default();
        filter.set(Column::Class, Test::OneOf([name.to_owned()].into()));
        filter
    };
    let mut engaged = Filter::default();
    engaged.set(Column::Engagement, Test::AtLeast(1));
    let set = |account, value| Edit::SetValues { accounts: vec![account], values: vec![value] };
    let more = Some(Qpc { amount: euros(900_000), source: QpcSource::Guess, as_of: None });
    for filter in [class("Growth Potential"), class("Service"), engaged] {
        let (mut portfolio, ids) = portfolio(None);
        let mut followed = Filtered::default();
        let mut compare = |portfolio: &Portfolio, day: &str| {
            let (journal, today) = (Journal::default(), self::day(day));
            followed.refresh(portfolio, &journal, 1, &filter, today);
            let mut anew = Filtered::default();
            anew.refresh(portfolio, &journal, 1, &filter, today);
            assert_eq!(followed.passing(), anew.passing(), "{filter:?}");
        };
        compare(&portfolio, "2026-07-15");
        let cut_off = KeyCutOff { amount: euros(10_000), as_of: day("2026-07-15") };
        let edits = [
            they_called(ids[0]),
            set(ids[1], AccountValue::Qpc(more)),
            set(ids[0], AccountValue::Revenue12m(Some(euros(1_000)))),
            Edit::SetSettings(vec![SettingsValue::KeyCutOff(Some(cut_off))]),
            they_called(ids[2]),
            set(ids[2], AccountValue::Likelihood(None)),
            set(ids[2], AccountValue::Qpc(None)),
            Edit::DeleteAccounts(vec![ids[0]]),
        ];
        for edit in edits {
            perform(&mut portfolio, &edit);
            compare(&portfolio, "2026-07-15");
        }
        portfolio.set_today(day("2027-02-15"));
        settle(&mut portfolio);
        compare(&portfolio, "2027-02-15");
    }
}

#[test]
fn potential_holds_within_the_band_where_its_revenue_brought_it_from() {
    use crate::model::{DayTotal, Ledger};
    let potential = |first: i64, then: i64| {
        let id = AccountId(Uuid::from_u128(1));
        let account = Account {
            likelihood: Some(Likelihood::Planned),
            qpc: Some(Qpc { amount: euros(200_000), source: QpcSource::Asked, as_of: Some(day("2026-01-01")) }),
            ..Account::new(id, "Ernst Handel")
        };
        let mut rows = Rows { accounts: vec![account], ..Rows::default() };
        rows.settings.more.key_cut_off = Some(KeyCutOff { amount: euros(100_000), as_of: day("2026-01-01") });
        let bought = |on, units| DayTotal::new(day(on), euros(units), 1);
        let mut portfolio = Portfolio::new(rows);
        portfolio.set_ledger(Ledger::new([(id, vec![bought("2026-01-10", first), bought("2026-07-01", then)])].into()));
        portfolio.set_today(day("2026-07-15"));
        settle(&mut portfolio);
        let evidence = portfolio.evidence(id).unwrap();
        (evidence.potential.map(Score::hundredths), evidence.halves.1)
    };
    // A month ago 83,000 of 200,000: 60 × 50 × 117 ÷ 100 ÷ 100 + 20 = 55.1, clear above. Now 103,000: 29.1 + 20 = 49.1.
    assert_eq!(potential(83_000, 20_000), (Some(4910), true));
    // A month ago 123,000: 23.1 + 20 = 43.1, clear below. Now, 20,000 having come back, 103,000; or 97,000: 50.9.
    assert_eq!(potential(123_000, -20_000), (Some(4910), false));
    assert_eq!(potential(123_000, -26_000), (Some(5090), false));
}

#[test]
fn of_products_only_being_there_and_their_category_touch_all() {
    let (mut portfolio, _) = portfolio(Some(50_000));
    let product = |name: &str, category: &str| crate::model::Product {
        category: category.to_owned(),
        ..crate::model::Product::new(crate::model::ProductId(Uuid::from_u128(7)), name)
    };
    let mut touched = |edit: Edit| {
        let revision = portfolio.revision();
        let now = chrono::DateTime::from_timestamp(1_784_100_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", revision);
        portfolio.apply(&edit.plan(&portfolio, &mut stamp).unwrap().changes);
        let touched = changed(&portfolio, revision);
        settle(&mut portfolio);
        touched
    };
    let mut put = |product| touched(Edit::PutRecords(vec![AnyRecord::Product(product)]));
    assert_eq!(put(product("Tea", "Drinks")), None, "it came");
    assert_eq!(put(product("Green tea", "Drinks")), Some(BTreeSet::new()), "another name");
    assert_eq!(put(product("Green tea", "Leaves")), None, "another category");
    let id = crate::model::ProductId(Uuid::from_u128(7));
    assert_eq!(touched(Edit::DeleteRecords(vec![RowKey::Product(id)])), None, "it went");
}
