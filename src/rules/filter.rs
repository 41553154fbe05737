//! Which accounts a filter leaves.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::class::Class;
use crate::model::{Account, AccountId, Column, Condition, Filter, Journal, Lines, Portfolio, Test, text};

/// What the filter leaves, kept until it or the portfolio changes.
#[derive(Clone, Debug, Default)]
pub struct Filtered {
    made_for: Option<(usize, u64, Filter, NaiveDate)>,
    generation: u64,
    passing: BTreeSet<AccountId>,
    found: BTreeSet<AccountId>,
    of: usize,
}

impl Filtered {
    /// Brings it up to date; does nothing while all is as it was. `workspace` tells one open portfolio from the next.
    pub fn refresh(
        &mut self,
        portfolio: &Portfolio,
        journal: &Journal,
        workspace: usize,
        filter: &Filter,
        today: NaiveDate,
    ) {
        let same = self.made_for.as_ref().is_some_and(|(for_workspace, revision, made, day)| {
            (*for_workspace, *revision, made, *day) == (workspace, portfolio.revision(), filter, today)
        });
        if same {
            return;
        }
        self.made_for = Some((workspace, portfolio.revision(), filter.clone(), today));
        self.generation += 1;
        let lines = portfolio.settings().lines;
        let words: Vec<String> =
            text::folded(&filter.text).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect();
        self.of = portfolio.accounts().filter(|account| account.archived == filter.archived).count();
        let passing = portfolio.accounts().filter(|account| passes(account, filter, lines, journal, today));
        self.passing = passing.map(|account| account.id).collect();
        let found = self.passing.iter().copied().filter(|id| {
            words.is_empty() || portfolio.account(*id).is_some_and(|account| holds_words(account, &words, lines))
        });
        self.found = found.collect();
    }

    /// Grows whenever other accounts may be left.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether the conditions leave the account: then the board shows it.
    #[must_use]
    pub fn passes(&self, account: AccountId) -> bool {
        self.passing.contains(&account)
    }

    /// Whether conditions and words leave the account: then the table shows it, and the board does not dim it.
    #[must_use]
    pub fn finds(&self, account: AccountId) -> bool {
        self.found.contains(&account)
    }

    /// The accounts that conditions and words leave.
    #[must_use]
    pub const fn found(&self) -> &BTreeSet<AccountId> {
        &self.found
    }

    /// How many accounts there are without the filter.
    #[must_use]
    pub const fn of(&self) -> usize {
        self.of
    }
}

fn passes(account: &Account, filter: &Filter, lines: Lines, journal: &Journal, today: NaiveDate) -> bool {
    account.archived == filter.archived
        && filter.conditions.iter().all(|condition| holds(account, condition, lines, today))
        && filter.class_changed_since.is_none_or(|since| class_changed_since(account, journal, lines, since))
}

/// Whether the account stood in another class (or nowhere) at the beginning of that day.
fn class_changed_since(account: &Account, journal: &Journal, lines: Lines, since: NaiveDate) -> bool {
    let later = journal
        .moves_of(account.id)
        .find(|one| journal.entry(one.seq).is_some_and(|entry| entry.at.date_naive() >= since));
    later.is_some_and(|first| {
        first.from.map(|from| Class::of(from, lines)) != account.position().map(|to| Class::of(to, lines))
    })
}

/// Whether a condition holds of an account.
#[must_use]
pub fn holds(account: &Account, condition: &Condition, lines: Lines, today: NaiveDate) -> bool {
    let Condition { column, test } = condition;
    match test {
        Test::OneOf(texts) => texts.contains(text_of(account, *column, lines).as_ref()),
        Test::Contains(part) => text::folded(&text_of(account, *column, lines)).contains(&text::folded(part)),
        Test::AtLeast(least) => number_of(account, *column).is_some_and(|number| number >= *least),
        Test::AtMost(most) => number_of(account, *column).is_some_and(|number| number <= *most),
        Test::Empty => text_of(account, *column, lines).is_empty(),
        Test::NotEmpty => !text_of(account, *column, lines).is_empty(),
        Test::OlderThanDays(days) => {
            day_of(account, *column).is_none_or(|day| (today - day).num_days() >= i64::from(*days))
        }
        Test::Since(first) => day_of(account, *column).is_some_and(|day| day >= *first),
    }
}

fn holds_words(account: &Account, words: &[String], lines: Lines) -> bool {
    let fields =
        [Column::Name, Column::Key, Column::Owner, Column::Region, Column::Industry, Column::Stage, Column::Class];
    let all: Vec<String> = fields.map(|column| text_of(account, column, lines).into_owned()).into();
    let all = text::folded(&all.join("\u{1f}"));
    words.iter().all(|word| all.contains(word.as_str()))
}

/// What stands in a column, plainly: amounts and scores without grouping, days as ISO dates; empty for no value.
#[must_use]
pub fn text_of(account: &Account, column: Column, lines: Lines) -> std::borrow::Cow<'_, str> {
    let position = account.position();
    match column {
        Column::Name => account.name.as_str().into(),
        Column::Key => account.key.as_str().into(),
        Column::Owner => account.owner.as_str().into(),
        Column::Class => position.map_or("", |position| Class::of(position, lines).name()).into(),
        Column::Stage => account.stage.name().into(),
        Column::Engagement => position.map_or_else(String::new, |at| at.engagement.to_string()).into(),
        Column::Potential => position.map_or_else(String::new, |at| at.potential.to_string()).into(),
        Column::Revenue => account.revenue_12m.map_or_else(String::new, |amount| amount.to_string()).into(),
        Column::RevenuePrior => account.revenue_prior_12m.map_or_else(String::new, |amount| amount.to_string()).into(),
        Column::Qpc => account.qpc.map_or_else(String::new, |qpc| qpc.amount.to_string()).into(),
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

/// The figure in a column: hundredths of a score, minor units of money; `None` for no value and for columns of text.
#[must_use]
pub fn number_of(account: &Account, column: Column) -> Option<i64> {
    match column {
        Column::Engagement => account.position().map(|at| i64::from(at.engagement.hundredths())),
        Column::Potential => account.position().map(|at| i64::from(at.potential.hundredths())),
        Column::Revenue => account.revenue_12m.map(crate::model::Money::minor_units),
        Column::RevenuePrior => account.revenue_prior_12m.map(crate::model::Money::minor_units),
        Column::Qpc => account.qpc.map(|qpc| qpc.amount.minor_units()),
        _ => None,
    }
}

/// The day in a column; `None` for no value and for columns without days.
#[must_use]
pub fn day_of(account: &Account, column: Column) -> Option<NaiveDate> {
    match column {
        Column::QpcAsOf => account.qpc.and_then(|qpc| qpc.as_of),
        Column::Judged => account.judgement.as_ref().map(|judgement| judgement.at.date_naive()),
        _ => None,
    }
}
