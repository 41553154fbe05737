//! Views that every workspace has.

use std::collections::BTreeSet;

use super::class::Class;
use super::facts::touch_word;
use super::lists;
use super::priority::Priority;
use super::touch::TouchState;
use crate::model::{Column, Condition, Filter, PursuitList, SavedView, ScoringModel, SortBy, Test};

/// So long without a judgement, a place on the board is a memory.
const STALE_DAYS: u32 = 180;

/// The views that are there before anybody has saved one: who is worth most, whom to see to, what to decide, what to find
/// out. `model` says what drifted.
#[must_use]
pub fn ready_made(model: &ScoringModel) -> Vec<SavedView> {
    vec![
        view("All", [], &[], &[]),
        view("Key accounts", [is(Column::Class, Class::Key.name())], &[], &[]),
        view(
            "Top accounts",
            [is(Column::Priority, Priority::A.name())],
            &[down(Column::Qpc)],
            &[Column::Class, Column::Qpc, Column::Revenue, Column::ShareOfWallet, Column::Touch, Column::Risk],
        ),
        view("Key list", [is(Column::List, lists::KEY)], &[], &[]),
        view("Growth Potential", [is(Column::Class, Class::GrowthPotential.name())], &[], &[]),
        view(
            "Neglected",
            [one_of(Column::Touch, [TouchState::Neglected, TouchState::LongNeglected].map(touch_word))],
            &[down(Column::Overdue)],
            &[Column::Class, Column::Touch, Column::Overdue, Column::NextDue, Column::LastContact, Column::Revenue],
        ),
        view(
            "Never contacted",
            [is(Column::Touch, touch_word(TouchState::NeverContacted))],
            &[down(Column::Potential)],
            &[Column::Class, Column::Stage, Column::Potential, Column::Qpc, Column::MissingRole],
        ),
        view(
            "At risk",
            [asked(Column::Risk, Test::NotEmpty)],
            &[up(Column::Risk), down(Column::Revenue)],
            &[Column::Risk, Column::Class, Column::Revenue, Column::RevenuePrior, Column::LastContact],
        ),
        view(
            "Growth Potential, missing role",
            [is(Column::Class, Class::GrowthPotential.name()), asked(Column::MissingRole, Test::NotEmpty)],
            &[down(Column::Potential)],
            &[Column::MissingRole, Column::Engagement, Column::Potential, Column::Qpc, Column::LastContact],
        ),
        view(
            "Key list, shrinking breadth",
            [is(Column::List, lists::KEY), asked(Column::BreadthChange, Test::AtMost(-1))],
            &[up(Column::BreadthChange)],
            &[Column::Breadth, Column::BreadthChange, Column::Revenue, Column::RevenuePrior],
        ),
        view(
            "Targets",
            [is(Column::Pursuit, PursuitList::Target.name())],
            &[up(Column::Owner)],
            &[Column::Stage, Column::Qpc, Column::Likelihood, Column::LastContact, Column::NextDue],
        ),
        view(
            "Leads",
            [is(Column::Pursuit, PursuitList::Lead.name())],
            &[up(Column::Owner)],
            &[Column::Stage, Column::Qpc, Column::Likelihood, Column::LastContact],
        ),
        SavedView { filter: Filter { on_the_fence: true, ..Filter::default() }, ..view("On the fence", [], &[], &[]) },
        view(
            "Drifted",
            [asked(Column::Drift, Test::AtLeast(i64::from(model.drift.hundredths())))],
            &[down(Column::Drift)],
            &[
                Column::Class,
                Column::Drift,
                Column::Engagement,
                Column::EvidenceEngagement,
                Column::Potential,
                Column::EvidencePotential,
                Column::Judged,
            ],
        ),
        view("Not judged for 180 days", [asked(Column::Judged, Test::OlderThanDays(STALE_DAYS))], &[], &[]),
        view(
            "Potential unknown",
            [asked(Column::EvidencePotential, Test::Empty)],
            &[down(Column::Revenue)],
            &[Column::Class, Column::Stage, Column::Revenue, Column::Qpc, Column::Likelihood],
        ),
        view("No capacity known", [asked(Column::Qpc, Test::Empty)], &[], &[]),
        view("Unplaced", [is(Column::Class, "")], &[], &[]),
    ]
}

/// A view whose columns stand behind name and owner; without columns, and without order, the table stays as it is.
fn view<const N: usize>(name: &str, conditions: [Condition; N], sort: &[SortBy], columns: &[Column]) -> SavedView {
    let filter = Filter { conditions: conditions.into(), ..Filter::default() };
    let always: &[Column] = if columns.is_empty() { &[] } else { &[Column::Name, Column::Owner] };
    let columns = always.iter().chain(columns).copied().collect();
    SavedView { name: name.to_owned(), filter, sort: sort.into(), columns }
}

fn asked(column: Column, test: Test) -> Condition {
    Condition { column, test }
}

fn is(column: Column, text: &str) -> Condition {
    one_of(column, [text])
}

fn one_of<const N: usize>(column: Column, texts: [&str; N]) -> Condition {
    asked(column, Test::OneOf(texts.map(str::to_owned).into_iter().collect::<BTreeSet<_>>()))
}

const fn up(column: Column) -> SortBy {
    SortBy { column, descending: false }
}

const fn down(column: Column) -> SortBy {
    SortBy { column, descending: true }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::model::{
        Account, AccountId, Activity, Bought, Contact, DayTotal, Journal, Judgement, Ledger, Money, Portfolio,
        Position, Product, ProductDay, ProductId, Pursuit, Qpc, QpcSource, Risk, Rows, Score, Stamp,
    };
    use crate::rules::evidence;
    use crate::rules::filter::Filtered;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TODAY: &str = "2026-07-01";

    /// A workspace in which accounts are called what they are an example of.
    struct Bench {
        stamp: Stamp,
        rows: Rows,
        ledger: std::collections::BTreeMap<AccountId, Bought>,
    }

    impl Bench {
        fn new() -> Self {
            let now = chrono::DateTime::from_timestamp(1_782_000_000, 0).unwrap();
            Self {
                stamp: Stamp::seeded(now, "Anna", 1),
                rows: Rows::default(),
                ledger: std::collections::BTreeMap::default(),
            }
        }

        /// An account at (engagement, potential), or at its evidence, that was met on these days.
        fn account(&mut self, name: &str, at: Option<(u8, u8)>, met: &[&str]) -> &mut Account {
            let mut account = Account::new(self.stamp.account_id(), name);
            account.judgement = at.map(|(engagement, potential)| Judgement {
                position: Position::new(Score::whole(engagement), Score::whole(potential)),
                at: self.stamp.now,
                by: "Anna".to_owned(),
                evidence: None,
            });
            for on in met {
                let id = self.stamp.activity_id();
                self.rows.activities.push(Activity::new(id, account.id, day(on)));
            }
            self.rows.accounts.push(account);
            self.rows.accounts.last_mut().unwrap()
        }

        fn last(&self) -> AccountId {
            self.rows.accounts.last().unwrap().id
        }

        fn portfolio(&self) -> Portfolio {
            let mut portfolio = Portfolio::new(self.rows.clone());
            portfolio.set_ledger(Ledger::of(self.ledger.clone()));
            portfolio.set_today(day(TODAY));
            evidence::settle(&mut portfolio);
            portfolio
        }
    }

    /// The names that a view leaves, in the order of their making.
    fn left(portfolio: &Portfolio, view: &str) -> Vec<String> {
        let views = ready_made(&portfolio.settings().more.model);
        let view = views.into_iter().find(|one| one.name == view).unwrap();
        let mut filtered = Filtered::default();
        filtered.refresh(portfolio, &Journal::default(), 1, &view.filter, day(TODAY));
        filtered.found().iter().map(|id| portfolio.account(*id).unwrap().name.clone()).collect()
    }

    #[test]
    fn no_two_views_are_called_or_mean_the_same() {
        let views = ready_made(&ScoringModel::default());
        for (index, one) in views.iter().enumerate() {
            for other in &views[index + 1..] {
                assert!(!one.is_called(&other.name) && !one.filter.means(&other.filter), "{one:?}\n{other:?}");
            }
            assert!(one.columns.is_empty() || one.columns[..2] == [Column::Name, Column::Owner], "{one:?}");
            let unique: BTreeSet<Column> = one.columns.iter().copied().collect();
            assert_eq!(unique.len(), one.columns.len(), "{one:?}");
        }
    }

    #[test]
    fn who_waits_too_long_is_neglected_and_who_never_heard_is_apart() {
        let mut bench = Bench::new();
        // Key, every 30 days: 1 June is 30 days back, 31 May 31.
        bench.account("on time", Some((80, 80)), &["2026-06-01"]);
        bench.account("a day late", Some((80, 80)), &["2026-05-31"]);
        bench.account("long late", Some((80, 80)), &["2026-04-01"]);
        bench.account("late but planned", Some((80, 80)), &["2026-04-01"]);
        let (id, account) = (bench.stamp.activity_id(), bench.last());
        let planned = crate::model::ActivityStatus::Planned;
        bench.rows.activities.push(Activity { status: planned, ..Activity::new(id, account, day("2026-07-11")) });
        bench.account("planned too late", Some((80, 80)), &["2026-04-01"]);
        let (id, account) = (bench.stamp.activity_id(), bench.last());
        bench.rows.activities.push(Activity { status: planned, ..Activity::new(id, account, day("2026-07-12")) });
        // Service, every 180 days.
        bench.account("served", Some((10, 10)), &["2026-04-01"]);
        bench.account("never", Some((80, 80)), &[]);
        bench.account("unplaced", None, &[]);
        let portfolio = bench.portfolio();
        assert_eq!(left(&portfolio, "Neglected"), ["a day late", "long late", "planned too late"]);
        assert_eq!(left(&portfolio, "Never contacted"), ["never"]);
        assert_eq!(left(&portfolio, "Potential unknown").len(), 8, "nothing is known that potential follows from");
        assert_eq!(left(&portfolio, "Unplaced"), ["unplaced"]);
    }

    #[test]
    fn at_risk_is_who_has_a_signal_and_missing_roles_matter_where_growth_is() {
        let mut bench = Bench::new();
        bench.account("quiet", Some((10, 80)), &[]);
        let fallen = bench.account("fallen", Some((80, 80)), &[]);
        fallen.revenue_prior_12m = Some(Money::from_minor_units(100));
        fallen.revenue_12m = Some(Money::from_minor_units(80));
        bench.account("feared for", Some((10, 10)), &[]);
        let (id, account) = (bench.stamp.risk_id(), bench.last());
        bench.rows.risks.push(Risk::new(id, account, "A rival", day(TODAY)));
        // All four roles are reached by one person who is met.
        bench.account("grown into", Some((10, 80)), &["2026-06-30"]);
        let account = bench.last();
        for role in ["decision maker", "economic buyer", "user/specifier", "champion"] {
            let contact = Contact { role: role.to_owned(), ..Contact::new(bench.stamp.contact_id(), account, role) };
            let activity = bench.rows.activities.last_mut().unwrap();
            activity.contacts.push(contact.id);
            activity.colleagues = vec!["Anna".to_owned()];
            bench.rows.contacts.push(contact);
        }
        let portfolio = bench.portfolio();
        assert_eq!(left(&portfolio, "At risk"), ["fallen", "feared for"]);
        assert_eq!(left(&portfolio, "Growth Potential, missing role"), ["quiet"]);
        assert_eq!(left(&portfolio, "Growth Potential"), ["quiet", "grown into"]);
    }

    #[test]
    fn the_key_list_shrinks_where_fewer_products_are_bought() {
        let mut bench = Bench::new();
        let product = |number| ProductId(uuid::Uuid::from_u128(number));
        bench.rows.products = (1..=2).map(|number| Product::new(product(number), format!("P{number}"))).collect();
        // Two products before; how many are left, and what they come to. One in four is on the key list: of eight, two.
        for (name, left, units) in [("shrunk", 1, 900), ("kept", 2, 800), ("small and shrunk", 1, 5)]
            .into_iter()
            .chain(["d", "e", "f", "g", "h"].map(|name| (name, 2, 1)))
        {
            bench.account(name, Some((80, 80)), &[]);
            let amount = Money::from_minor_units(units * 100);
            let bought = |on, number| ProductDay { day: day(on), product: product(number), amount };
            let mut products = vec![bought("2025-01-10", 1), bought("2025-01-10", 2)];
            products.extend((1..=left).map(|number| bought("2026-01-10", number)));
            let days = ["2025-01-10", "2026-01-10"].map(|on| DayTotal::new(day(on), amount, 1)).into();
            bench.ledger.insert(bench.last(), Bought { days, products });
        }
        let portfolio = bench.portfolio();
        assert_eq!(left(&portfolio, "Key list"), ["shrunk", "kept"]);
        assert_eq!(left(&portfolio, "Key list, shrinking breadth"), ["shrunk"]);
    }

    #[test]
    fn targets_leads_and_the_top_fifth_are_left_alone() {
        let mut bench = Bench::new();
        let since = day("2026-01-01");
        bench.account("target", None, &[]).pursuit = Some(Pursuit { list: PursuitList::Target, since });
        bench.account("lead", None, &[]).pursuit = Some(Pursuit { list: PursuitList::Lead, since });
        for (name, units) in [("1st", 500), ("2nd", 400), ("3rd", 300), ("4th", 200), ("5th", 100)] {
            let amount = Money::from_minor_units(units);
            bench.account(name, None, &[]).qpc = Some(Qpc { amount, source: QpcSource::Asked, as_of: None });
        }
        let portfolio = bench.portfolio();
        assert_eq!(left(&portfolio, "Targets"), ["target"]);
        assert_eq!(left(&portfolio, "Leads"), ["lead"]);
        assert_eq!(left(&portfolio, "Top accounts"), ["1st"]);
    }

    #[test]
    fn drifted_is_whose_evidence_moved_exactly_as_far_as_the_model_says() {
        let mut bench = Bench::new();
        for (name, then) in [("there", (0, 20)), ("at 15", (9, 32)), ("at 14", (0, 34)), ("nobody knows", (0, 0))] {
            let account = bench.account(name, Some((80, 80)), &[]);
            // A likelihood of 100 of 100 and nothing else: 0.2 × 100 = 20 points of potential, no engagement.
            account.likelihood = Some(crate::model::Likelihood::Planned);
            // (9, 12) from where it is now is √(81 + 144) = 15 away.
            let evidence = Position::new(Score::whole(then.0), Score::whole(then.1));
            account.judgement.as_mut().unwrap().evidence = (name != "nobody knows").then_some(evidence);
        }
        let portfolio = bench.portfolio();
        let first = portfolio.accounts().next().unwrap().id;
        assert_eq!(portfolio.evidence_position(first), Some(Position::new(Score::ZERO, Score::whole(20))));
        assert_eq!(left(&portfolio, "Drifted"), ["at 15"]);
    }
}
