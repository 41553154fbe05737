use std::borrow::Cow;

use super::filter::Filtered;
use crate::model::{Column, Condition, Filter, Money, Score, Settings, Test};

/// More values than this are counted, not named.
const MOST_NAMED: usize = 3;

/// A filter in words, with what it leaves: "Owner: Anna · Not judged for 180 days · 42 of 400 accounts". Nothing for
/// the filter that leaves all.
#[must_use]
pub fn words(filter: &Filter, filtered: &Filtered, settings: &Settings) -> Option<String> {
    if filter.is_empty() {
        return None;
    }
    let Filter { text, conditions, class_changed_since, archived } = filter;
    let mut parts: Vec<String> = conditions.iter().map(|condition| condition_words(condition, settings)).collect();
    parts.extend(class_changed_since.map(|day| format!("Class changed since {}", settings.more.dates.day(day))));
    if *archived {
        parts.push("Archived".to_owned());
    }
    if !text.trim().is_empty() {
        parts.push(format!("“{}”", text.trim()));
    }
    let numbers = settings.more.numbers;
    let (left, all) = (numbers.count(filtered.found().len()), numbers.count(filtered.of()));
    parts.push(format!("{left} of {all} accounts"));
    Some(parts.join(" · "))
}

/// One condition in words: "Owner: Anna or Ben", "Revenue, 12 months: at least 5,000 EUR".
#[must_use]
pub fn condition_words(condition: &Condition, settings: &Settings) -> String {
    let Condition { column, test } = condition;
    let name = column.name();
    match (test, column) {
        (Test::OneOf(values), _) => {
            let said: Vec<Cow<'_, str>> = values
                .iter()
                .take(MOST_NAMED)
                .map(|value| if value.is_empty() { "none".into() } else { value.into() })
                .collect();
            match values.len().saturating_sub(MOST_NAMED) {
                0 if said.is_empty() => format!("{name}: nothing"),
                0 => format!("{name}: {}", listed(&said)),
                more => format!("{name}: {} or {} others", said.join(", "), settings.more.numbers.count(more)),
            }
        }
        (Test::Contains(part), _) => format!("{name} holds “{part}”"),
        (Test::AtLeast(least), _) => format!("{name}: at least {}", amount(*column, *least, settings)),
        (Test::AtMost(most), _) => format!("{name}: at most {}", amount(*column, *most, settings)),
        (Test::Empty, Column::Judged) => "Never judged".to_owned(),
        (Test::Empty, _) => format!("No {}", lower_first(name)),
        (Test::NotEmpty, _) => format!("With {}", lower_first(name)),
        (Test::OlderThanDays(days), Column::Judged) => format!("Not judged for {days} days"),
        (Test::OlderThanDays(days), _) => format!("{name}: {days} days ago or longer"),
        (Test::Since(day), _) => format!("{name}: since {}", settings.more.dates.day(*day)),
    }
}

/// "a", "a or b", "a, b or c".
fn listed(values: &[Cow<'_, str>]) -> String {
    match values.split_last() {
        Some((last, [])) => last.to_string(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

fn amount(column: Column, amount: i64, settings: &Settings) -> String {
    if matches!(column, Column::Engagement | Column::Potential) {
        let score = u16::try_from(amount.max(0)).ok().and_then(|hundredths| Score::try_from(hundredths).ok());
        return score.unwrap_or(Score::MAX).to_string();
    }
    format!("{} {}", settings.more.numbers.money(Money::from_minor_units(amount)), settings.currency)
}

/// "Key" within a sentence: "key"; "QPC" stays.
fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;

    use super::*;
    use crate::model::{Account, AccountId, Journal, Portfolio};

    fn check(column: Column, test: Test, wanted: &str) {
        assert_eq!(condition_words(&Condition { column, test }, &Settings::default()), wanted);
    }

    fn one_of(values: &[&str]) -> Test {
        Test::OneOf(values.iter().map(|value| (*value).to_owned()).collect())
    }

    #[test]
    fn each_condition_has_words() {
        let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        check(Column::Owner, one_of(&["Anna"]), "Owner: Anna");
        check(Column::Owner, one_of(&["Ben", "Anna", ""]), "Owner: none, Anna or Ben");
        check(Column::Region, one_of(&["A", "B", "C", "D", "E"]), "Region: A, B, C or 2 others");
        check(Column::Owner, Test::OneOf(BTreeSet::new()), "Owner: nothing");
        check(Column::Name, Test::Contains("gmbh".to_owned()), "Name holds “gmbh”");
        check(Column::Revenue, Test::AtLeast(500_000), "Revenue, 12 months: at least 5,000 EUR");
        check(Column::Potential, Test::AtMost(5_050), "Potential: at most 50.5");
        check(Column::Region, Test::Empty, "No region");
        check(Column::Qpc, Test::NotEmpty, "With capacity (QPC)");
        check(Column::Judged, Test::OlderThanDays(180), "Not judged for 180 days");
        check(Column::Judged, Test::Empty, "Never judged");
        check(Column::QpcAsOf, Test::Since(day), "Capacity as of: since 3 April 2026");
    }

    #[test]
    fn a_filter_says_what_it_leaves() {
        let accounts = ["Anna", "Anna", "Ben"].into_iter().zip(1..).map(|(owner, id)| {
            let mut account = Account::new(AccountId(uuid::Uuid::from_u128(id)), format!("Account {id}"));
            account.owner = owner.to_owned();
            account
        });
        let portfolio = Portfolio::from_rows(Settings::default(), accounts);
        let today = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
        let check = |filter: &Filter, wanted: Option<&str>| {
            let mut filtered = Filtered::default();
            filtered.refresh(&portfolio, &Journal::default(), 1, filter, today);
            assert_eq!(words(filter, &filtered, portfolio.settings()).as_deref(), wanted);
        };
        check(&Filter::default(), None);
        let conditions = vec![Condition { column: Column::Owner, test: one_of(&["Anna"]) }];
        check(&Filter { conditions: conditions.clone(), ..Filter::default() }, Some("Owner: Anna · 2 of 3 accounts"));
        let filter = Filter { text: " account 2 ".to_owned(), conditions, ..Filter::default() };
        check(&filter, Some("Owner: Anna · “account 2” · 1 of 3 accounts"));
        let filter = Filter { class_changed_since: Some(today), archived: true, ..Filter::default() };
        check(&filter, Some("Class changed since 3 April 2026 · Archived · 0 of 0 accounts"));
    }
}
