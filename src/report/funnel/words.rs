//! How documents write what stands in a cell.

use crate::model::{DateStyle, Money, NumberStyle};

use super::FunnelReport;
use super::sections::Cell;

/// The ways of a workspace.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub(super) numbers: NumberStyle,
    pub(super) dates: DateStyle,
    pub(super) currency: String,
}

impl FunnelReport {
    pub(super) fn style(&self) -> Style {
        Style { numbers: self.numbers, dates: self.dates, currency: self.currency.clone() }
    }
}

impl Style {
    pub(super) fn count(&self, count: usize) -> String {
        self.numbers.count(count)
    }

    /// Nothing is a dash, so that a blank is never taken for a zero.
    pub(super) fn cell(&self, cell: &Cell) -> String {
        match cell {
            Cell::Nothing => "–".to_owned(),
            Cell::Word(text) | Cell::Name(text) => text.clone(),
            Cell::Count(count) => self.numbers.count(*count),
            Cell::Number(number) => self.number(*number),
            Cell::Share(share) => self.share(*share),
            Cell::Days(days) => self.numbers.count(usize::try_from(*days).unwrap_or(usize::MAX)),
            Cell::Day(day) => self.dates.day(*day),
            Cell::Money(amount) => self.money(*amount),
            Cell::Months(months) => self.number(tenths(*months)),
        }
    }

    /// Two decimals, if there are any.
    pub(super) fn number(&self, number: f64) -> String {
        self.numbers.money(hundredths(number))
    }

    /// "41 %".
    pub(super) fn share(&self, share: f64) -> String {
        format!("{}\u{a0}%", self.numbers.money(hundredths((share * 100.0).round())))
    }

    /// "4,200 EUR".
    pub(super) fn money(&self, amount: Money) -> String {
        format!("{}\u{a0}{}", self.numbers.money(amount), self.currency)
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[expect(clippy::cast_possible_truncation, reason = "it is cut off at the largest amount, which nobody reports")]
pub(super) fn hundredths(number: f64) -> Money {
    Money::from_minor_units((number * 100.0).round() as i64)
}
