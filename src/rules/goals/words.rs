//! Goals in sentences.

use chrono::NaiveDate;

use super::{GoalProgress, Pace, is_state};
use crate::model::{Metric, Money, NumberStyle, Period, Settings, Whose};

/// "7 of 12 customers created this quarter, 58 % at 62 % of the quarter: behind by half a customer".
#[must_use]
pub fn words(progress: &GoalProgress, settings: &Settings, today: NaiveDate) -> String {
    let GoalProgress { of, target, actual, share, elapsed, .. } = progress;
    let numbers = settings.more.numbers;
    let of_target =
        format!("{} of {}", amount(of.metric, *actual, numbers), amount(of.metric, target.value(), numbers));
    let period = if progress.some_parts {
        format!("in the parts of {} that have goals", of.period.label(settings.more.fiscal_year_start))
    } else {
        when(of.period, settings, today)
    };
    let share = share.map(|share| format!(", {}", percent(share))).unwrap_or_default();
    let passing = progress.counted.holds(today);
    let elapsed = if passing && !share.is_empty() {
        let days = if progress.some_parts { "their days".to_owned() } else { format!("the {}", of.period.kind.name()) };
        format!(" at {} of {days}", percent(*elapsed))
    } else {
        String::new()
    };
    let whose = match &of.whose {
        Whose::Team => String::new(),
        whose => format!(" ({})", whose.name()),
    };
    let noun = noun(of.metric, target.value(), settings);
    let usual = if progress.seasonal && passing { ", as past years went" } else { "" };
    format!("{of_target} {noun} {period}{whose}{share}{elapsed}: {}{usual}", pace_words(progress, settings, today))
}

/// "behind by half a customer", "on pace", "begins on 1 January 2027", "missed by 3 customers".
#[must_use]
pub fn pace_words(progress: &GoalProgress, settings: &Settings, today: NaiveDate) -> String {
    let GoalProgress { of, target, actual, ahead, .. } = progress;
    let by = |difference: f64| amount_words(of.metric, difference.abs(), settings);
    match progress.pace(today) {
        Pace::NotBegun => format!("begins on {}", settings.more.dates.day(progress.counted.from)),
        Pace::OnPace if is_state(of.metric) => "at the goal".to_owned(),
        Pace::OnPace => "on pace".to_owned(),
        Pace::Ahead if is_state(of.metric) => format!("above the goal by {}", by(*ahead)),
        Pace::Behind if is_state(of.metric) => format!("below the goal by {}", by(*ahead)),
        Pace::Ahead => format!("ahead by {}", by(*ahead)),
        Pace::Behind => format!("behind by {}", by(*ahead)),
        Pace::Reached => "reached".to_owned(),
        Pace::Missed => format!("missed by {}", by(target.value() - actual)),
    }
}

/// Where it leads, with its caution: "14 by the end if it goes on like this"; what it goes by is said apart.
#[must_use]
pub fn projection_words(progress: &GoalProgress, settings: &Settings) -> Option<(String, String)> {
    let GoalProgress { of, elapsed, seasonal, some_parts, .. } = progress;
    let at_end = amount(of.metric, progress.projection?.round(), settings.more.numbers);
    let unit = if of.metric.is_money() { format!(" {}", settings.currency) } else { String::new() };
    let kind = of.period.kind.name();
    let short = format!("≈ {at_end}{unit} by the end of the {kind}");
    if *some_parts {
        let short = format!("≈ {at_end}{unit} by the end of its parts that have goals");
        let goes_by = format!("if they go on as their first {} did", percent(*elapsed));
        return Some((short, format!("A projection, not a promise: {at_end}{unit} {goes_by}")));
    }
    let goes_by = if *seasonal {
        format!("if the {kind} goes on as the same {kind} did in past years")
    } else {
        format!("if the {kind} goes on as its first {} did", percent(*elapsed))
    };
    Some((short, format!("A projection, not a promise: {at_end}{unit} {goes_by}")))
}

/// A figure of the metric without its unit: "7", "11.4", "45,200". Money without decimals.
#[must_use]
pub fn amount(metric: Metric, value: f64, numbers: NumberStyle) -> String {
    let tenths = if metric.is_money() { value.round() * 10.0 } else { (value * 10.0).round() };
    #[expect(clippy::cast_possible_truncation, reason = "clamped to what money holds")]
    let tenths = tenths.clamp(-9e15, 9e15) as i64;
    let mut text = numbers.money(Money::from_minor_units(tenths * 10));
    if tenths % 10 != 0 {
        // One decimal says enough, and money has two.
        text.pop();
    }
    text
}

/// A figure of the metric with its unit: "half a customer", "1 customer", "1.2 customers", "45,200 EUR".
#[must_use]
pub fn amount_words(metric: Metric, value: f64, settings: &Settings) -> String {
    let numbers = settings.more.numbers;
    let (one, many) = match metric {
        Metric::Revenue => return format!("{} {}", amount(metric, value, numbers), settings.currency),
        Metric::SuspectsFound => ("suspect", "suspects"),
        Metric::ProspectsQualified => ("prospect", "prospects"),
        Metric::CustomersCreated => ("customer", "customers"),
        Metric::ClientsCreated => ("client", "clients"),
        Metric::KeyBreadth => ("product", "products"),
        Metric::KeyAccountsGrown => ("key account", "key accounts"),
        Metric::ReviewsHeld => ("review", "reviews"),
    };
    if metric != Metric::KeyBreadth && (0.35..0.65).contains(&value) {
        return format!("half a {one}");
    }
    match amount(metric, value, numbers).as_str() {
        "1" => format!("1 {one}"),
        figure => format!("{figure} {many}"),
    }
}

/// What a figure of the metric is of: "customers created".
fn noun(metric: Metric, target: f64, settings: &Settings) -> String {
    let one = amount(metric, target, settings.more.numbers) == "1";
    match (metric, one) {
        (Metric::SuspectsFound, true) => "suspect found",
        (Metric::SuspectsFound, false) => "suspects found",
        (Metric::ProspectsQualified, true) => "prospect qualified",
        (Metric::ProspectsQualified, false) => "prospects qualified",
        (Metric::CustomersCreated, true) => "customer created",
        (Metric::CustomersCreated, false) => "customers created",
        (Metric::ClientsCreated, true) => "client created",
        (Metric::ClientsCreated, false) => "clients created",
        (Metric::Revenue, _) => return format!("{} of revenue", settings.currency),
        (Metric::KeyBreadth, true) => "product a key account",
        (Metric::KeyBreadth, false) => "products a key account",
        (Metric::KeyAccountsGrown, true) => "key account grown",
        (Metric::KeyAccountsGrown, false) => "key accounts grown",
        (Metric::ReviewsHeld, true) => "review held",
        (Metric::ReviewsHeld, false) => "reviews held",
    }
    .to_owned()
}

/// "this quarter", "in Q3 2026".
fn when(period: Period, settings: &Settings, today: NaiveDate) -> String {
    if period.span().holds(today) {
        return format!("this {}", period.kind.name());
    }
    format!("in {}", period.label(settings.more.fiscal_year_start))
}

/// Whole percents; what is not all is never 100 %.
fn percent(share: f64) -> String {
    let whole = (share * 100.0).round();
    let whole = if share < 1.0 { whole.min(99.0) } else { whole };
    format!("{whole:.0} %")
}
