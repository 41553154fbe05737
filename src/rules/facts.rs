//! What stands in the columns of an account.

use std::borrow::Cow;

use chrono::{DateTime, Local, NaiveDate, Utc};

use super::class::Class;
use super::lists;
use crate::model::{Account, Column, Lines, Money, Portfolio, Score};

/// What decides on the columns of every account, and belongs to none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub lines: Lines,
    /// How near to a line is on the fence.
    pub fence: Score,
    /// What the key list begins with: as it was fixed, else by today's revenues.
    pub cut_off: Option<Money>,
    pub today: NaiveDate,
}

impl Facts {
    #[must_use]
    pub fn of(portfolio: &Portfolio, today: NaiveDate) -> Self {
        let settings = portfolio.settings();
        Self { lines: settings.lines, fence: settings.more.fence, cut_off: lists::in_force(portfolio), today }
    }

    /// What stands in a column, plainly: amounts and scores without grouping, days as ISO dates; empty for no value.
    #[must_use]
    pub fn text_of<'a>(self, portfolio: &Portfolio, account: &'a Account, column: Column) -> Cow<'a, str> {
        let money = |amount: Option<Money>| amount.map_or_else(String::new, |amount| amount.to_string()).into();
        let position = portfolio.position(account);
        match column {
            Column::Name => account.name.as_str().into(),
            Column::Key => account.key.as_str().into(),
            Column::Owner => account.owner.as_str().into(),
            Column::Class => Class::of_account(portfolio, account, self.lines).map_or("", Class::name).into(),
            Column::List => lists::list_of(portfolio, account, self.cut_off).into(),
            Column::Stage => account.stage.name().into(),
            Column::Engagement => position.map_or_else(String::new, |at| at.engagement.to_string()).into(),
            Column::Potential => position.map_or_else(String::new, |at| at.potential.to_string()).into(),
            Column::Revenue => money(portfolio.revenue_12m(account)),
            Column::RevenuePrior => money(portfolio.revenue_prior_12m(account)),
            Column::Qpc => money(account.qpc.map(|qpc| qpc.amount)),
            Column::QpcSource => account.qpc.map_or("", |qpc| qpc.source.name()).into(),
            Column::QpcAsOf | Column::Judged => {
                day_of(account, column).map_or_else(String::new, |day| day.to_string()).into()
            }
            Column::Region => account.region.as_str().into(),
            Column::Industry => account.industry.as_str().into(),
            Column::Website => account.website.as_str().into(),
            Column::Notes => account.notes.as_str().into(),
            Column::JudgedBy => account.judgement.as_ref().map_or("", |judgement| judgement.by.as_str()).into(),
        }
    }
}

/// The figure in a column: hundredths of a score, minor units of money; `None` for no value and for columns of text.
#[must_use]
pub fn number_of(portfolio: &Portfolio, account: &Account, column: Column) -> Option<i64> {
    match column {
        Column::Engagement => portfolio.position(account).map(|at| i64::from(at.engagement.hundredths())),
        Column::Potential => portfolio.position(account).map(|at| i64::from(at.potential.hundredths())),
        Column::Revenue => portfolio.revenue_12m(account).map(Money::minor_units),
        Column::RevenuePrior => portfolio.revenue_prior_12m(account).map(Money::minor_units),
        Column::Qpc => account.qpc.map(|qpc| qpc.amount.minor_units()),
        Column::Name
        | Column::Key
        | Column::Owner
        | Column::Class
        | Column::List
        | Column::Stage
        | Column::QpcSource
        | Column::QpcAsOf
        | Column::Region
        | Column::Industry
        | Column::Website
        | Column::Notes
        | Column::Judged
        | Column::JudgedBy => None,
    }
}

/// The day in a column, where the user is; `None` for no value and for columns without days.
#[must_use]
pub fn day_of(account: &Account, column: Column) -> Option<NaiveDate> {
    match column {
        Column::QpcAsOf => account.qpc.and_then(|qpc| qpc.as_of),
        Column::Judged => account.judgement.as_ref().map(|judgement| local_day(judgement.at)),
        Column::Name
        | Column::Key
        | Column::Owner
        | Column::Class
        | Column::List
        | Column::Stage
        | Column::Engagement
        | Column::Potential
        | Column::Revenue
        | Column::RevenuePrior
        | Column::Qpc
        | Column::QpcSource
        | Column::Region
        | Column::Industry
        | Column::Website
        | Column::Notes
        | Column::JudgedBy => None,
    }
}

fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Local).date_naive()
}
