//! Where the numbers of an axis stand.

/// From nothing up to `largest` at least, in steps that people count in: 1, 2 or 5 times a power of ten, four to ten of
/// them. Steps are at least `least`, which is 1 where only whole things are counted.
#[must_use]
pub fn ticks(largest: f64, least: f64) -> Vec<f64> {
    let largest = if largest.is_finite() { largest.max(least * 4.0) } else { least * 4.0 };
    let rough = (largest / 6.0).max(least);
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|by| by * power).into_iter().find(|step| *step >= rough * 0.999);
    let step = step.unwrap_or(rough).max(least);
    let mut ticks = vec![0.0];
    while let Some(last) = ticks.last().copied().filter(|last| *last < largest * 0.999_999) {
        ticks.push(last + step);
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round_and_reach_the_largest() {
        let check = |largest, least, wanted: &[f64]| assert_eq!(ticks(largest, least), wanted, "{largest}");
        check(0.0, 1.0, &[0.0, 1.0, 2.0, 3.0, 4.0]);
        check(8.0, 1.0, &[0.0, 2.0, 4.0, 6.0, 8.0]);
        check(9.0, 1.0, &[0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
        check(31.0, 1.0, &[0.0, 10.0, 20.0, 30.0, 40.0]);
        check(f64::NAN, 1.0, &[0.0, 1.0, 2.0, 3.0, 4.0]);
        for largest in [1.0, 7.0, 99.0, 1_001.0, 48_500.0, 1.0e12] {
            let ticks = ticks(largest, 0.01);
            assert!(*ticks.last().unwrap() >= largest && ticks.len() <= 12, "{largest}: {ticks:?}");
        }
    }
}
