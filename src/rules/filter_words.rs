use chrono::NaiveDate;

use super::filter::Filtered;
use crate::model::{Column, Condition, Filter, Measure, Money, Score, Settings, Test};

/// What is within the fence's points of a dividing line.
pub const ON_THE_FENCE: &str = "On the fence";

/// A filter in words, with what it leaves: "Owner: Anna · Not judged for 180 days · 42 of 400 accounts". Nothing for
/// the filter that leaves all.
#[must_use]
pub fn words(filter: &Filter, filtered: &Filtered, settings: &Settings) -> Option<String> {
    if filter.is_empty() {
        return None;
    }
    let Filter { text, conditions, class_changed_since, archived, on_the_fence } = filter;
    let mut parts: Vec<String> = conditions.iter().map(|condition| condition_words(condition, settings)).collect();
    parts.extend(class_changed_since.map(|day| class_change_words(day, settings)));
    if *on_the_fence {
        parts.push(ON_THE_FENCE.to_owned());
    }
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

/// One condition in words: "Owner: Anna, Ben and 2 more", "Revenue, 12 months ≥ 5,000 EUR", "Not judged for 180 days".
#[must_use]
pub fn condition_words(condition: &Condition, settings: &Settings) -> String {
    let Condition { column, test } = condition;
    let name = column.name();
    match test {
        Test::OneOf(texts) => {
            const NAMED: usize = 2;
            let named: Vec<String> = texts.iter().take(NAMED).map(|text| value(*column, text)).collect();
            let more = texts.len() - named.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("{name}: {}{more}", named.join(", "))
        }
        Test::Contains(part) => format!("{name} contains “{part}”"),
        Test::AtLeast(least) => format!("{name} ≥ {}", figure(*column, *least, settings)),
        Test::AtMost(most) => format!("{name} ≤ {}", figure(*column, *most, settings)),
        Test::Empty => {
            let placed = [Column::Class, Column::Engagement, Column::Potential, Column::Judged];
            if *column == Column::Qpc {
                "No capacity known".to_owned()
            } else if *column == Column::EvidencePotential {
                "Potential unknown".to_owned()
            } else if placed.contains(column) {
                "Unplaced".to_owned()
            } else {
                format!("{name}: none")
            }
        }
        Test::NotEmpty if *column == Column::Risk => name.to_owned(),
        Test::NotEmpty => format!("{name}: any"),
        Test::OlderThanDays(days) => {
            let days = if *days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            if *column == Column::Judged {
                format!("Not judged for {days}")
            } else {
                format!("{name}: {days} ago or more, or never")
            }
        }
        Test::Since(day) => format!("{name}: {} or later", settings.more.dates.day(*day)),
    }
}

/// "Class changed since 2 March 2026"
#[must_use]
pub fn class_change_words(day: NaiveDate, settings: &Settings) -> String {
    format!("Class changed since {}", settings.more.dates.day(day))
}

/// A value to choose; who has none is called so.
#[must_use]
pub fn value(column: Column, text: &str) -> String {
    match (column, text) {
        (Column::Class, "") => "Unplaced".to_owned(),
        (Column::List, "") => "On no list".to_owned(),
        (Column::Pursuit, "") => "Not pursued".to_owned(),
        (Column::Risk, "") => "No risk".to_owned(),
        (_, "") => "None".to_owned(),
        (_, text) => text.to_owned(),
    }
}

/// A figure with its unit: "5,000 EUR", "50.5", "40 %", "−2".
fn figure(column: Column, figure: i64, settings: &Settings) -> String {
    match column.measure() {
        Measure::Money => {
            let amount = settings.more.numbers.money(Money::from_minor_units(figure));
            format!("{amount} {}", settings.currency)
        }
        Measure::Percent => format!("{} %", whole(figure, settings)),
        Measure::Count => whole(figure, settings),
        Measure::Score | Measure::Text | Measure::Day => score(figure),
    }
}

/// A figure of a column as it stands in a cell, grouped and with its sign.
#[must_use]
pub fn cell(column: Column, figure: i64, settings: &Settings) -> String {
    match column.measure() {
        Measure::Money => settings.more.numbers.money(Money::from_minor_units(figure)),
        Measure::Percent => format!("{} %", whole(figure, settings)),
        Measure::Count if column == Column::BreadthChange && figure > 0 => format!("+{}", whole(figure, settings)),
        Measure::Count => whole(figure, settings),
        Measure::Score | Measure::Text | Measure::Day => score(figure),
    }
}

fn whole(figure: i64, settings: &Settings) -> String {
    settings.more.numbers.money(Money::from_minor_units(figure.saturating_mul(100)))
}

/// "64", "49.7"
#[must_use]
pub fn score(hundredths: i64) -> String {
    let points = i32::try_from(hundredths).map_or(0.0, |hundredths| f64::from(hundredths) / 100.0);
    Score::clamped(points).to_string()
}

#[cfg(test)]
mod tests {
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
        check(Column::Owner, one_of(&["Ben", "Anna", ""]), "Owner: None, Anna and 1 more");
        check(Column::Region, one_of(&["A", "B", "C", "D", "E"]), "Region: A, B and 3 more");
        check(Column::Name, Test::Contains("gmbh".to_owned()), "Name contains “gmbh”");
        check(Column::Revenue, Test::AtLeast(500_000), "Revenue, 12 months ≥ 5,000 EUR");
        check(Column::Potential, Test::AtMost(5_050), "Potential ≤ 50.5");
        check(Column::Region, Test::Empty, "Region: none");
        check(Column::Qpc, Test::NotEmpty, "Capacity (QPC): any");
        check(Column::Judged, Test::OlderThanDays(180), "Not judged for 180 days");
        check(Column::Judged, Test::Empty, "Unplaced");
        check(Column::QpcAsOf, Test::Since(day), "Capacity as of: 3 April 2026 or later");
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
