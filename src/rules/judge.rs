use super::facts::Facts;
use super::fence::is_on_the_fence;
use super::since::Since;
use crate::model::{Account, Column, Condition, Filter, Journal, Portfolio, Test, text};

/// A filter made ready to judge many accounts.
#[derive(Debug)]
pub struct Judge<'a> {
    filter: &'a Filter,
    facts: Facts,
    portfolio: &'a Portfolio,
    checks: Vec<Check<'a>>,
    since: Option<Since<'a>>,
}

/// One condition, with what it looks for folded once.
#[derive(Debug)]
struct Check<'a> {
    column: Column,
    test: &'a Test,
    part: String,
}

impl<'a> Judge<'a> {
    #[must_use]
    pub fn new(filter: &'a Filter, facts: Facts, portfolio: &'a Portfolio, journal: &'a Journal) -> Self {
        let since = filter.class_changed_since.map(|day| Since::new(journal, day));
        Self { filter, facts, portfolio, checks: filter.conditions.iter().map(Check::new).collect(), since }
    }

    /// Whether the conditions leave the account; the words are not asked.
    #[must_use]
    pub fn passes(&self, account: &Account) -> bool {
        let Self { filter, facts, portfolio, checks, since } = self;
        let near =
            || portfolio.position(account).is_some_and(|position| is_on_the_fence(position, facts.lines, facts.fence));
        account.archived == filter.archived
            && (!filter.on_the_fence || near())
            && checks.iter().all(|check| check.holds(portfolio, account, *facts))
            && since.as_ref().is_none_or(|since| since.changed_class(portfolio, account))
    }
}

impl<'a> Check<'a> {
    fn new(condition: &'a Condition) -> Self {
        let Condition { column, test } = condition;
        let part = if let Test::Contains(part) = test { text::folded(part) } else { String::new() };
        Self { column: *column, test, part }
    }

    fn holds(&self, portfolio: &Portfolio, account: &Account, facts: Facts) -> bool {
        let Self { column, test, part } = self;
        match test {
            Test::OneOf(texts) => texts.contains(facts.text_of(portfolio, account, *column).as_ref()),
            Test::Contains(_) => text::folded(&facts.text_of(portfolio, account, *column)).contains(part.as_str()),
            Test::AtLeast(least) => facts.number_of(portfolio, account, *column).is_some_and(|number| number >= *least),
            Test::AtMost(most) => facts.number_of(portfolio, account, *column).is_some_and(|number| number <= *most),
            Test::Empty => facts.text_of(portfolio, account, *column).is_empty(),
            Test::NotEmpty => !facts.text_of(portfolio, account, *column).is_empty(),
            Test::OlderThanDays(days) => facts
                .day_of(portfolio, account, *column)
                .is_none_or(|day| (facts.today - day).num_days() >= i64::from(*days)),
            Test::Since(first) => facts.day_of(portfolio, account, *column).is_some_and(|day| day >= *first),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{DateTime, NaiveDate, TimeZone, Utc};

    use super::*;
    use crate::model::{Judgement, Money, Position, Qpc, QpcSource, Score, Stage, Stamp};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// At noon where the user is.
    fn noon(text: &str) -> DateTime<Utc> {
        chrono::Local.from_local_datetime(&day(text).and_hms_opt(12, 0, 0).unwrap()).unwrap().with_timezone(&Utc)
    }

    fn ernst() -> Account {
        let mut stamp = Stamp::seeded(DateTime::from_timestamp(1_800_000_000, 0).unwrap(), "Anna", 1);
        let position = Position::new(Score::whole(64), Score::whole(71));
        Account {
            key: "AB-1".to_owned(),
            owner: "Anna Berger".to_owned(),
            stage: Stage::Client,
            region: "Steiermark".to_owned(),
            notes: "Likes  Königlich Essen".to_owned(),
            judgement: Some(Judgement { position, at: noon("2026-01-10"), by: "Ben".to_owned(), evidence: None }),
            revenue_12m: Some(Money::from_minor_units(11_324_000)),
            qpc: Some(Qpc {
                amount: Money::from_minor_units(42_000_000),
                source: QpcSource::Asked,
                as_of: Some(day("2025-05-12")),
            }),
            ..Account::new(stamp.account_id(), "Ernst Handel")
        }
    }

    fn facts() -> Facts {
        let cut_off = Some(Money::from_minor_units(10_000_000));
        Facts { fence: Score::whole(3), cut_off, today: day("2026-03-02"), ..Facts::default() }
    }

    fn one_of(texts: &[&str]) -> Test {
        Test::OneOf(texts.iter().map(|text| (*text).to_owned()).collect::<BTreeSet<_>>())
    }

    #[test]
    fn every_test_holds_where_it_should_and_nowhere_else() {
        let (ernst, mut bare) = (ernst(), ernst());
        bare = Account { id: bare.id, ..Account::new(bare.id, "Bare") };
        // For each: of Ernst Handel, and of an account of which only the name is known.
        let check = |column: Column, test: Test, wanted: (bool, bool)| {
            let condition = Condition { column, test };
            let holds = |account: &Account| Check::new(&condition).holds(&Portfolio::default(), account, facts());
            assert_eq!((holds(&ernst), holds(&bare)), wanted, "{condition:?}");
        };
        check(Column::Owner, one_of(&["Anna Berger", "Carl"]), (true, false));
        check(Column::Owner, one_of(&["anna berger"]), (false, false));
        check(Column::Owner, one_of(&[""]), (false, true));
        check(Column::Owner, one_of(&[]), (false, false));
        check(Column::Class, one_of(&["Key"]), (true, false));
        check(Column::Class, one_of(&["", "Key"]), (true, true));
        check(Column::List, one_of(&["Key list"]), (true, false));
        check(Column::Stage, one_of(&["suspect"]), (false, true));
        check(Column::QpcSource, one_of(&["asked"]), (true, false));
        check(Column::Notes, Test::Contains("KONIGLICH  essen".to_owned()), (true, false));
        check(Column::Notes, Test::Contains("essen königlich".to_owned()), (false, false));
        check(Column::Name, Test::Contains(String::new()), (true, true));
        check(Column::Revenue, Test::AtLeast(11_324_000), (true, false));
        check(Column::Revenue, Test::AtLeast(11_324_001), (false, false));
        check(Column::Revenue, Test::AtMost(11_324_000), (true, false));
        check(Column::Revenue, Test::AtMost(11_323_999), (false, false));
        check(Column::Engagement, Test::AtLeast(6_400), (true, false));
        check(Column::Potential, Test::AtMost(7_099), (false, false));
        check(Column::Region, Test::AtLeast(0), (false, false));
        check(Column::Qpc, Test::Empty, (false, true));
        check(Column::RevenuePrior, Test::Empty, (true, true));
        check(Column::JudgedBy, Test::NotEmpty, (true, false));
        // From 10 January to 2 March are 51 days; who was never judged waits longest.
        check(Column::Judged, Test::OlderThanDays(51), (true, true));
        check(Column::Judged, Test::OlderThanDays(52), (false, true));
        check(Column::Judged, Test::Since(day("2026-01-10")), (true, false));
        check(Column::Judged, Test::Since(day("2026-01-11")), (false, false));
        check(Column::QpcAsOf, Test::Since(day("2025-05-12")), (true, false));
        check(Column::QpcAsOf, Test::OlderThanDays(300), (false, true));
    }

    #[test]
    fn the_archived_are_seen_alone_and_the_fence_needs_a_place() {
        let (ernst, portfolio, journal) = (ernst(), Portfolio::default(), Journal::default());
        let archived = Account { archived: true, ..ernst.clone() };
        let passes =
            |filter: &Filter, account: &Account| Judge::new(filter, facts(), &portfolio, &journal).passes(account);
        let (all, old) = (Filter::default(), Filter { archived: true, ..Filter::default() });
        assert_eq!([passes(&all, &ernst), passes(&all, &archived)], [true, false]);
        assert_eq!([passes(&old, &ernst), passes(&old, &archived)], [false, true]);
        let fence = Filter { on_the_fence: true, ..Filter::default() };
        let mut near = ernst.clone();
        near.judgement.as_mut().unwrap().position.engagement = Score::whole(52);
        let unplaced = Account { judgement: None, ..ernst.clone() };
        let got = [&ernst, &near, &unplaced].map(|account| passes(&fence, account));
        assert_eq!(got, [false, true, false]);
    }
}
