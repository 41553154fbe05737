//! Goals for a row of months at once.

use crate::model::{Metric, Target};

use super::is_state;

/// The months of a year from what they came to the year before, so many percent higher. Whole numbers, rounded so that the
/// months together come to what the year does. A month in which nothing was reached gets no goal; a state is raised month
/// by month, to the tenth.
#[must_use]
pub fn raised(metric: Metric, before: &[Option<f64>], percent: f64) -> Vec<Option<Target>> {
    let factor = 1.0 + percent / 100.0;
    let (mut exact, mut given) = (0.0, 0.0);
    let month = |before: &Option<f64>| {
        let wanted = before.filter(|before| *before > 0.0)? * factor;
        if is_state(metric) {
            return Some(hundredths((wanted * 10.0).round() / 10.0)).filter(|target| target.0 > 0);
        }
        exact += wanted;
        let whole = exact.round() - given;
        given += whole;
        Some(hundredths(whole.max(0.0)))
    };
    before.iter().map(month).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "kept within what a target holds")]
fn hundredths(value: f64) -> Target {
    Target((value * 100.0).round().clamp(0.0, 9e15) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_year_is_raised_and_comes_to_the_same_in_all() {
        let check = |metric, before: &[f64], percent, wanted: &[f64]| {
            let before: Vec<Option<f64>> =
                before.iter().map(|value| Some(*value).filter(|value| *value >= 0.0)).collect();
            let raised = raised(metric, &before, percent);
            let values: Vec<f64> = raised.iter().map(|target| target.map_or(-1.0, Target::value)).collect();
            assert_eq!(values, wanted, "{metric:?} {before:?}");
        };
        // 4.4, 8.8, 13.2: 4, 9 and 13 so far. −1 stands for nothing.
        check(Metric::CustomersCreated, &[4.0, 4.0, 4.0], 10.0, &[4.0, 5.0, 4.0]);
        check(Metric::CustomersCreated, &[4.0, 0.0, -1.0, 4.0], 0.0, &[4.0, -1.0, -1.0, 4.0]);
        check(Metric::CustomersCreated, &[3.0, 3.0], -50.0, &[2.0, 1.0]);
        check(Metric::Revenue, &[1_000.5, 999.5], 100.0, &[2_001.0, 1_999.0]);
        check(Metric::KeyBreadth, &[11.4, 11.4], 5.0, &[12.0, 12.0]);
        check(Metric::CustomersCreated, &[5.0], -100.0, &[0.0]);
    }
}
