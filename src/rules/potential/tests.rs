use std::collections::BTreeMap;

use uuid::Uuid;

use super::*;
use crate::model::{
    AccountId, Bought, DayTotal, Ledger, MoreSettings, Opportunity, OpportunityId, Product, ProductId, Qpc, Relevance,
    Rows, Settings,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn euros(units: i64) -> Money {
    Money::from_minor_units(units * 100)
}

fn id() -> AccountId {
    AccountId(Uuid::from_u128(1))
}

#[expect(clippy::unnecessary_wraps, reason = "as the tests give it on, where there may be none")]
fn asked(units: i64) -> Option<Qpc> {
    Some(Qpc { amount: euros(units), source: QpcSource::Asked, as_of: Some(day("2026-06-01")) })
}

/// An account, what it bought (day, product, euros), and what else matters. Products 0 and 1 are cheese, 2 wine, 3
/// bread, 4 tea, and 5 has no category.
#[derive(Default)]
struct Case {
    account: Option<Account>,
    bought: Vec<(&'static str, u8, i64)>,
    chances: Vec<(Option<Likelihood>, bool)>,
    relevance: Relevance,
    model: ScoringModel,
    cut_off: Option<i64>,
}

fn account() -> Account {
    Account::new(id(), "Ernst Handel")
}

fn product_id(number: u8) -> ProductId {
    ProductId(Uuid::from_u128(50 + u128::from(number)))
}

impl Case {
    fn read(&self) -> Potential {
        let categories = ["Cheese", "Cheese", "Wine", "Bread", "Tea", ""];
        let products = (0..).zip(categories).map(|(number, category): (u8, &str)| Product {
            category: category.to_owned(),
            ..Product::new(product_id(number), format!("Product {number}"))
        });
        let bought = Bought {
            days: self.bought.iter().map(|(on, _, units)| DayTotal::new(day(on), euros(*units), 1)).collect(),
            products: self
                .bought
                .iter()
                .map(|(on, number, units)| ProductDay {
                    day: day(on),
                    product: product_id(*number),
                    amount: euros(*units),
                })
                .collect(),
        };
        let ledger = if self.bought.is_empty() { BTreeMap::new() } else { [(id(), bought)].into() };
        let chance = |(number, (likelihood, open)): (u128, &(Option<Likelihood>, bool))| Opportunity {
            likelihood: *likelihood,
            outcome: if *open { OpportunityOutcome::Open } else { OpportunityOutcome::Lost },
            ..Opportunity::new(OpportunityId(Uuid::from_u128(number)), id(), "More")
        };
        let more =
            MoreSettings { model: self.model.clone(), relevance: self.relevance.clone(), ..MoreSettings::default() };
        let mut portfolio = Portfolio::new(Rows {
            settings: Settings { more, ..Settings::default() },
            accounts: vec![self.account.clone().unwrap_or_else(account)],
            products: products.collect(),
            opportunities: (200..).zip(&self.chances).map(chance).collect(),
            ledger: Ledger::of(ledger),
            ..Rows::default()
        });
        let today = day("2026-07-01");
        portfolio.set_today(today);
        let cut_off = self.cut_off.map(|units| KeyCutOff { amount: euros(units), as_of: today });
        potential(&portfolio, portfolio.account(id()).unwrap(), cut_off, today)
    }
}

#[track_caller]
fn close(is: Option<f64>, wanted: Option<f64>) {
    match (is, wanted) {
        (Some(is), Some(wanted)) => assert!((is - wanted).abs() < 1e-9, "{is} instead of {wanted}"),
        (is, wanted) => assert_eq!(is, wanted),
    }
}

/// The points of gap, breadth and likelihood, and that they add up.
#[track_caller]
fn check(read: &Potential, wanted: [Option<f64>; 3]) {
    for (part, wanted) in [read.gap, read.breadth, read.likelihood].into_iter().zip(wanted) {
        close(part.map(Part::points), wanted);
    }
    let known = wanted.iter().any(Option::is_some);
    close(read.score, known.then(|| wanted.into_iter().flatten().sum()));
}

#[test]
fn all_three_parts_add_up() {
    let account = Account { qpc: asked(80_000), likelihood: Some(Likelihood::Likely), ..account() };
    let bought = vec![("2025-07-01", 3, 9_000), ("2025-07-02", 0, 12_000), ("2026-02-03", 1, 8_000)];
    let read = Case { account: Some(account), bought, cut_off: Some(50_000), ..Case::default() }.read();
    // Revenue of 2 July 2025 to 1 July 2026: 20,000. Gap 60,000; 60 × min(100, 50 × 60 ÷ 50) ÷ 100 = 36.
    // Breadth: cheese of cheese, wine, bread and tea; 20 × (1 − 1 ÷ 4) = 15. The bread was a day too early.
    // Likelihood: 20 × 75 ÷ 100 = 15.
    check(&read, [Some(36.0), Some(15.0), Some(15.0)]);
    close(read.score, Some(66.0));
    assert_eq!((read.untapped, read.revenue_12m), (Some(euros(60_000)), Some(euros(20_000))));
    assert_eq!((read.categories_bought, read.categories_relevant), (1, 4));
    assert_eq!((read.judged, read.qpc), (Some(Likelihood::Likely), QpcTrust::Known));
    close(Some(read.confidence), Some(1.0));
}

#[test]
fn untapped_spend_of_one_key_account_is_half_the_marks_of_the_gap() {
    let gap = |qpc: i64, revenue: Option<i64>, cut_off: Option<i64>| {
        let account = Account { qpc: asked(qpc), revenue_12m: revenue.map(euros), ..account() };
        Case { account: Some(account), cut_off, ..Case::default() }.read().gap.map(Part::points)
    };
    // 60 × 50 × 50 ÷ 50 ÷ 100 = 30.
    close(gap(50_000, None, Some(50_000)), Some(30.0));
    close(gap(70_000, Some(20_000), Some(50_000)), Some(30.0));
    // Twice as much is full marks, and more is not more.
    close(gap(100_000, None, Some(50_000)), Some(60.0));
    close(gap(900_000, None, Some(50_000)), Some(60.0));
    // Who buys all it can, or more, leaves no gap; that is known, not unknown.
    close(gap(20_000, Some(20_000), Some(50_000)), Some(0.0));
    close(gap(20_000, Some(30_000), Some(50_000)), Some(0.0));
    close(gap(0, None, Some(50_000)), Some(0.0));
    // Without anybody who buys there is no measure, nor with one of nothing.
    close(gap(50_000, None, None), None);
    close(gap(50_000, None, Some(0)), None);
    // More money came back than went: that is room too. 60 × 50 × 60 ÷ 50 ÷ 100 = 36.
    close(gap(50_000, Some(-10_000), Some(50_000)), Some(36.0));
    // Amounts beyond all sense stay within the marks.
    let most = i64::MAX / 100;
    close(gap(most, Some(-most), Some(1)), Some(60.0));
}

#[test]
fn an_account_of_which_nothing_is_known_is_unplaced_and_not_at_nothing() {
    let nothing = Case { cut_off: Some(50_000), ..Case::default() }.read();
    check(&nothing, [None, None, None]);
    assert_eq!((nothing.score, nothing.untapped, nothing.qpc), (None, None, QpcTrust::Unknown));
    close(Some(nothing.confidence), Some(0.0));
    // A revenue alone says nothing of what more there could be.
    let account = Account { revenue_12m: Some(euros(90_000)), ..account() };
    assert_eq!(Case { account: Some(account), cut_off: Some(50_000), ..Case::default() }.read().score, None);
    // A capacity without a measure neither.
    let account = Account { qpc: asked(90_000), ..self::account() };
    assert_eq!(Case { account: Some(account), ..Case::default() }.read().score, None);
}

#[test]
fn each_known_part_alone_places_an_account_and_the_others_count_at_nothing() {
    let never = Account { likelihood: Some(Likelihood::Never), ..account() };
    check(&Case { account: Some(never), ..Case::default() }.read(), [None, None, Some(0.0)]);
    let planned = Account { likelihood: Some(Likelihood::Planned), ..account() };
    check(&Case { account: Some(planned), ..Case::default() }.read(), [None, None, Some(20.0)]);
    // Bought wine alone: 20 × (1 − 1 ÷ 4).
    let bought = vec![("2026-06-01", 2, 10)];
    check(&Case { bought, ..Case::default() }.read(), [None, Some(15.0), None]);
    // A capacity as great as a key account's revenue.
    let qpc = Account { qpc: asked(50_000), ..account() };
    check(&Case { account: Some(qpc), cut_off: Some(50_000), ..Case::default() }.read(), [Some(30.0), None, None]);
}

#[test]
fn breadth_is_of_what_is_relevant_and_of_twelve_months() {
    let said = |industry: &[&str], own: &[(&str, bool)], bought: Vec<(&'static str, u8, i64)>| {
        let categories = industry.iter().map(|category| (*category).to_owned()).collect();
        let account = Account {
            industry: "Food".to_owned(),
            relevance: own.iter().map(|(category, relevant)| ((*category).to_owned(), *relevant)).collect(),
            ..account()
        };
        let relevance: Relevance =
            if industry.is_empty() { Relevance::new() } else { [("Food".to_owned(), categories)].into() };
        let read = Case { account: Some(account), bought, relevance, ..Case::default() }.read();
        (read.breadth.map(Part::points), read.categories_bought, read.categories_relevant)
    };
    // Nobody bought or said anything.
    assert_eq!(said(&[], &[], vec![]), (None, 0, 4));
    // Said of the industry: none of two bought, 20 × 1.
    assert_eq!(said(&["Wine", "Tea"], &[], vec![]), (Some(20.0), 0, 2));
    // One of two; the bread is beside the point. 20 × (1 − 1 ÷ 2).
    assert_eq!(said(&["Wine", "Tea"], &[], vec![("2026-01-01", 2, 1), ("2026-01-02", 3, 1)]), (Some(10.0), 1, 2));
    // The account's own word goes before: wine is not, bread is. 20 × (1 − 1 ÷ 2).
    let own = [("Wine", false), ("Bread", true)];
    assert_eq!(said(&["Wine", "Tea"], &own, vec![("2026-01-01", 2, 1), ("2026-01-02", 3, 1)]), (Some(10.0), 1, 2));
    // What was said of a category that no product has any more counts nowhere.
    assert_eq!(said(&["Salt"], &[], vec![]), (None, 0, 0));
    // All of it bought.
    let all = vec![("2026-01-01", 0, 1), ("2026-01-02", 2, 1), ("2026-01-03", 3, 1), ("2026-01-04", 4, 1)];
    assert_eq!(said(&[], &[], all), (Some(0.0), 4, 4));
    // Bought once, long ago: then it is known that none is bought now.
    assert_eq!(said(&[], &[], vec![("2020-01-01", 0, 1)]), (Some(20.0), 0, 4));
    // A product without a category, and one bought tomorrow.
    assert_eq!(said(&[], &[], vec![("2026-06-01", 5, 1), ("2026-07-02", 0, 1)]), (Some(20.0), 0, 4));
    // The edges of the year: the day of a year ago is before it, the day after is in it, today is.
    assert_eq!(said(&[], &[], vec![("2025-07-01", 0, 1)]).1, 0);
    assert_eq!(said(&[], &[], vec![("2025-07-02", 0, 1)]).1, 1);
    assert_eq!(said(&[], &[], vec![("2026-07-01", 0, 1)]).1, 1);
}

#[test]
fn the_likelihood_is_the_accounts_own_else_that_of_its_best_open_opportunity() {
    let judged = |own: Option<Likelihood>, chances: Vec<(Option<Likelihood>, bool)>| {
        let account = Account { likelihood: own, ..account() };
        let read = Case { account: Some(account), chances, ..Case::default() }.read();
        (read.judged, read.likelihood.map(Part::points))
    };
    let (unlikely, possible, planned) = (Likelihood::Unlikely, Likelihood::Possible, Likelihood::Planned);
    assert_eq!(judged(None, vec![]), (None, None));
    assert_eq!(judged(None, vec![(Some(unlikely), true), (Some(possible), true)]), (Some(possible), Some(10.0)));
    // What is lost says nothing any more, and what nobody judged neither.
    assert_eq!(judged(None, vec![(Some(unlikely), true), (Some(planned), false)]), (Some(unlikely), Some(5.0)));
    assert_eq!(judged(None, vec![(None, true)]), (None, None));
    assert_eq!(judged(Some(unlikely), vec![(Some(planned), true)]), (Some(unlikely), Some(5.0)));
}

#[test]
fn a_capacity_that_is_guessed_or_old_lowers_confidence_and_not_the_score() {
    use QpcSource::{Asked, Formula, Guess};

    let read = |source, as_of: Option<&str>, likelihood| {
        let qpc = Some(Qpc { amount: euros(50_000), source, as_of: as_of.map(day) });
        let account = Account { qpc, likelihood, ..account() };
        let read = Case { account: Some(account), cut_off: Some(50_000), ..Case::default() }.read();
        close(read.gap.map(Part::points), Some(30.0));
        (read.qpc, (read.confidence * 1000.0).round())
    };
    // The weight of what is known: 0.6, with the likelihood 0.8; a doubtful capacity by half.
    assert_eq!(read(Asked, Some("2026-06-01"), None), (QpcTrust::Known, 600.0));
    assert_eq!(read(Formula, Some("2026-06-01"), Some(Likelihood::Never)), (QpcTrust::Known, 800.0));
    assert_eq!(read(Guess, Some("2026-06-01"), None), (QpcTrust::Guessed, 300.0));
    assert_eq!(read(Guess, None, Some(Likelihood::Likely)), (QpcTrust::Guessed, 500.0));
    // 366 days ago is not old yet, 367 days ago is; nobody knows when is old.
    assert_eq!(read(Asked, Some("2025-06-30"), None).0, QpcTrust::Known);
    assert_eq!(read(Asked, Some("2025-06-29"), None).0, QpcTrust::Old);
    assert_eq!(read(Asked, None, None), (QpcTrust::Old, 300.0));
    // Dated tomorrow is fresh.
    assert_eq!(read(Asked, Some("2026-07-02"), None).0, QpcTrust::Known);
}

#[test]
fn other_weights_are_gone_by() {
    let model = ScoringModel {
        potential: PotentialWeights { gap: 20, breadth: 30, likelihood: 50 },
        ..ScoringModel::default()
    };
    let account = Account { qpc: asked(25_000), likelihood: Some(Likelihood::Possible), ..account() };
    let bought = vec![("2024-01-01", 2, 10)];
    let read = Case { account: Some(account), bought, model, cut_off: Some(50_000), ..Case::default() }.read();
    // 20 × 50 × 25 ÷ 50 ÷ 100 = 5; 30 × 1; 50 × 50 ÷ 100 = 25.
    check(&read, [Some(5.0), Some(30.0), Some(25.0)]);
}

#[test]
fn a_capacity_of_twelve_months_ago_is_not_old_whatever_february_lies_between() {
    let trust = |asked: &str, today: &str| {
        let qpc = Some(Qpc { amount: euros(50_000), source: QpcSource::Asked, as_of: Some(day(asked)) });
        trust(&Account { qpc, ..account() }, &ScoringModel::default(), day(today))
    };
    // 2024 has a leap day: 366 days.
    assert_eq!(trust("2024-01-10", "2025-01-10"), QpcTrust::Known);
    assert_eq!(trust("2024-01-10", "2025-01-11"), QpcTrust::Old);
    assert_eq!(trust("2025-01-10", "2026-01-10"), QpcTrust::Known);
}
