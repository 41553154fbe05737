//! Conditions as people say them.

use chrono::NaiveDate;

use crate::model::{Column, Condition, Money, Score, Test};
use crate::ui::view::Cx;

pub const ON_THE_FENCE: &str = "On the fence";

/// "Not judged for 180 days", "Revenue, 12 months ≥ 100,000 EUR", "Owner: Anna, Ben and 2 more".
pub fn of_condition(condition: &Condition, cx: &Cx<'_>) -> String {
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
        Test::AtLeast(least) => format!("{name} ≥ {}", figure(*column, *least, cx)),
        Test::AtMost(most) => format!("{name} ≤ {}", figure(*column, *most, cx)),
        Test::Empty => {
            let placed = [Column::Class, Column::Engagement, Column::Potential, Column::Judged];
            if *column == Column::Qpc {
                "No capacity known".to_owned()
            } else if placed.contains(column) {
                "Unplaced".to_owned()
            } else {
                format!("{name}: none")
            }
        }
        Test::NotEmpty => format!("{name}: any"),
        Test::OlderThanDays(days) => {
            let days = if *days == 1 { "1 day".to_owned() } else { format!("{days} days") };
            if *column == Column::Judged {
                format!("Not judged for {days}")
            } else {
                format!("{name}: {days} ago or more, or never")
            }
        }
        Test::Since(day) => format!("{name}: {} or later", cx.portfolio.settings().more.dates.day(*day)),
    }
}

/// "Class changed since 2 March 2026"
pub fn of_class_change(day: NaiveDate, cx: &Cx<'_>) -> String {
    format!("Class changed since {}", cx.portfolio.settings().more.dates.day(day))
}

/// A value to choose; who has none is called so.
pub fn value(column: Column, text: &str) -> String {
    match (column, text) {
        (Column::Class, "") => "Unplaced".to_owned(),
        (Column::List, "") => "On no list".to_owned(),
        (_, "") => "None".to_owned(),
        (_, text) => text.to_owned(),
    }
}

/// A figure with its unit.
fn figure(column: Column, figure: i64, cx: &Cx<'_>) -> String {
    let settings = cx.portfolio.settings();
    if column.is_money() {
        let amount = settings.more.numbers.money(Money::from_minor_units(figure));
        format!("{amount} {}", settings.currency)
    } else {
        score(figure)
    }
}

/// "64", "49.7"
pub fn score(hundredths: i64) -> String {
    let points = i32::try_from(hundredths).map_or(0.0, |hundredths| f64::from(hundredths) / 100.0);
    Score::clamped(points).to_string()
}
