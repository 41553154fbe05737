//! What was reached, of each metric.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Local, NaiveDate};

use super::super::funnel::{Scope, created, fell_back};
use super::super::lists;
use super::{Ground, scope_of};
use crate::model::{AccountId, DayTotal, EntryKind, Journal, Metric, Money, Period, Span, Stage, Whose, year_before};

/// The days on which people put accounts somewhere on the board: what is known of reviews. Imports are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    days: BTreeMap<NaiveDate, BTreeSet<AccountId>>,
}

impl Reviews {
    /// Of the moves that stand.
    #[must_use]
    pub fn of(journal: &Journal) -> Self {
        let mut days: BTreeMap<NaiveDate, BTreeSet<AccountId>> = BTreeMap::new();
        for one in journal.moves_ever().filter(|one| journal.in_effect(one.seq)) {
            let entry = journal.entry(one.seq).filter(|entry| entry.kind == EntryKind::Edit && !entry.is_import());
            if let Some(entry) = entry {
                days.entry(entry.at.with_timezone(&Local).date_naive()).or_default().insert(one.account);
            }
        }
        Self { days }
    }
}

/// What a metric came to in some spans.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Course {
    /// The first day of which anything of the metric is known.
    pub first: Option<NaiveDate>,
    pub sums: Vec<f64>,
}

impl Course {
    fn known_since(&mut self, day: Option<NaiveDate>) {
        self.first = match (self.first, day) {
            (Some(first), Some(day)) => Some(first.min(day)),
            (first, day) => first.or(day),
        };
    }
}

impl Ground<'_> {
    /// As [`super::actual`], reviews among it where they are known. Of archived accounts nothing counts.
    #[must_use]
    pub fn actual(&self, metric: Metric, span: Span, whose: &Whose) -> Option<f64> {
        self.actual_in(metric, span, &scope_of(whose))
    }

    /// The same of the accounts in a scope.
    #[must_use]
    pub fn actual_in(&self, metric: Metric, span: Span, scope: &Scope) -> Option<f64> {
        let until = Span { to: span.to.min(self.today), ..span };
        match metric {
            Metric::SuspectsFound => Some(self.created(Stage::Suspect, until, scope)),
            Metric::ProspectsQualified => Some(self.created(Stage::Prospect, until, scope)),
            Metric::CustomersCreated => Some(self.created(Stage::Customer, until, scope)),
            Metric::ClientsCreated => Some(self.created(Stage::Client, until, scope)),
            Metric::Revenue => self.revenue(until, scope).map(Money::approximate),
            Metric::KeyBreadth => self.key_breadth(until.to, scope),
            Metric::KeyAccountsGrown => self.key_accounts_grown(until, same_days_before(span, self.today), scope),
            Metric::ReviewsHeld => self.reviews_held(until, scope),
        }
    }

    /// The same for each of some periods.
    #[must_use]
    pub fn actuals(&self, metric: Metric, periods: &[Period], whose: &Whose) -> Vec<Option<f64>> {
        let spans: Vec<Span> = periods.iter().map(|period| period.span()).collect();
        match self.course(metric, &spans, &scope_of(whose)) {
            Some(course) => course.sums.into_iter().map(Some).collect(),
            None => spans.iter().map(|span| self.actual(metric, *span, whose)).collect(),
        }
    }

    /// What was reached in each of these spans until today, and since when anything is known, with one look at all
    /// accounts. `None` of what is no sum over moves or purchases.
    pub(super) fn course(&self, metric: Metric, spans: &[Span], scope: &Scope) -> Option<Course> {
        let mut course = Course { first: None, sums: vec![0.0; spans.len()] };
        let from = spans.iter().map(|span| span.from).min()?;
        let to = spans.iter().map(|span| span.to).max()?.min(self.today);
        let stage = match metric {
            Metric::SuspectsFound => Stage::Suspect,
            Metric::ProspectsQualified => Stage::Prospect,
            Metric::CustomersCreated => Stage::Customer,
            Metric::ClientsCreated => Stage::Client,
            Metric::Revenue if self.portfolio.ledger().lines() > 0 => {
                let mut sums = vec![Money::ZERO; spans.len()];
                for days in self.days_in_scope(scope) {
                    course.known_since(days.first().map(|day| day.day));
                    let (start, end) =
                        (days.partition_point(|day| day.day < from), days.partition_point(|day| day.day <= to));
                    for day in days.get(start..end).unwrap_or_default() {
                        for (sum, _) in sums.iter_mut().zip(spans).filter(|(_, span)| span.holds(day.day)) {
                            *sum = sum.saturating_add(day.amount);
                        }
                    }
                }
                course.sums = sums.into_iter().map(Money::approximate).collect();
                return Some(course);
            }
            Metric::ReviewsHeld => {
                course.first = self.reviews?.days.keys().next().copied();
                let until = |span: &Span| Span { to: span.to.min(to), ..*span };
                course.sums = spans.iter().map(|span| self.reviews_held(until(span), scope)).collect::<Option<_>>()?;
                return Some(course);
            }
            Metric::Revenue | Metric::KeyBreadth | Metric::KeyAccountsGrown => return None,
        };
        for moved in self.history.lives(scope).flat_map(|life| life.moves.iter()).filter(|moved| moved.to == stage) {
            course.known_since(Some(moved.on));
            if moved.on >= from && moved.on <= to && !fell_back(*moved) {
                for (sum, _) in course.sums.iter_mut().zip(spans).filter(|(_, span)| span.holds(moved.on)) {
                    *sum += 1.0;
                }
            }
        }
        Some(course)
    }

    fn created(&self, stage: Stage, span: Span, scope: &Scope) -> f64 {
        number(created(self.history, scope, stage, span))
    }

    /// `None` where no purchase is known at all.
    fn revenue(&self, span: Span, scope: &Scope) -> Option<Money> {
        if self.portfolio.ledger().lines() == 0 {
            return None;
        }
        let sums = self.days_in_scope(scope).map(|days| within(days, span));
        Some(sums.fold(Money::ZERO, Money::saturating_add))
    }

    /// Days on which the accounts in scope bought, an account at a time. Ways and ledger are both in the order of accounts.
    fn days_in_scope(&self, scope: &Scope) -> impl Iterator<Item = &[DayTotal]> {
        let mut bought = self.portfolio.ledger().accounts().peekable();
        let lives: Vec<AccountId> = self.history.lives(scope).map(|life| life.account).collect();
        lives.into_iter().filter_map(move |account| {
            while bought.peek().is_some_and(|(id, _)| *id < account) {
                bought.next();
            }
            bought.next_if(|(id, _)| *id == account).map(|(_, days)| days)
        })
    }

    /// The mean number of different products that key accounts in scope bought in the 12 months until that day. Key is who
    /// is on the key list today: of no other day is that known. `None` without such accounts.
    fn key_breadth(&self, until: NaiveDate, scope: &Scope) -> Option<f64> {
        let mut products = Vec::new();
        let mut count = |account| {
            products.clear();
            let bought = self.portfolio.ledger().products_within(account, year_before(until), until);
            products.extend(bought.iter().map(|one| one.product));
            products.sort_unstable();
            products.dedup();
            products.len()
        };
        let counts: Vec<usize> = self.key_accounts(scope).map(&mut count).collect();
        (!counts.is_empty()).then(|| number(counts.iter().sum()) / number(counts.len()))
    }

    /// Accounts on the key list that bought for more in those days than in the same days a year before. Our own measure:
    /// nobody publishes one. `None` without key accounts, and where no purchase is known.
    fn key_accounts_grown(&self, span: Span, before: Span, scope: &Scope) -> Option<f64> {
        let ledger = self.portfolio.ledger();
        if ledger.lines() == 0 || self.key_accounts(scope).next().is_none() {
            return None;
        }
        let grown = |account: &AccountId| {
            let days = ledger.days_of(*account);
            within(days, span) > within(days, before)
        };
        Some(number(self.key_accounts(scope).filter(grown).count()))
    }

    /// Days on which an account in scope was judged.
    fn reviews_held(&self, span: Span, scope: &Scope) -> Option<f64> {
        let Reviews { days } = self.reviews?;
        let days = days.range(span.from..=span.to.max(span.from)).filter(|(day, _)| span.holds(**day));
        if *scope == Scope::default() {
            return Some(number(days.count()));
        }
        let accounts: BTreeSet<AccountId> = self.history.lives(scope).map(|life| life.account).collect();
        Some(number(days.filter(|(_, moved)| !moved.is_disjoint(&accounts)).count()))
    }

    /// Who is on the key list today and in scope.
    fn key_accounts(&self, scope: &Scope) -> impl Iterator<Item = AccountId> {
        let key_list = self.key_list.get_or_init(|| {
            let cut_off = lists::in_force(self.portfolio);
            let is_key = |id: &AccountId| {
                let account = self.portfolio.account(*id);
                account.is_some_and(|account| lists::list_of(self.portfolio, account, cut_off) == lists::KEY)
            };
            self.history.lives(&Scope::default()).map(|life| life.account).filter(is_key).collect()
        });
        let in_scope: Option<BTreeSet<AccountId>> =
            (*scope != Scope::default()).then(|| self.history.lives(scope).map(|life| life.account).collect());
        let counts = move |id: &AccountId| in_scope.as_ref().is_none_or(|all| all.contains(id));
        key_list.iter().copied().filter(counts)
    }
}

/// The same days of the year before; of a period that is over, all of that period then: of a February after one in a leap
/// year, all 29 days.
#[must_use]
pub fn same_days_before(span: Span, today: NaiveDate) -> Span {
    let to = year_before(span.to.min(today));
    let whole = span.to.succ_opt().and_then(|next| year_before(next).pred_opt());
    let to = whole.filter(|whole| today >= span.to && *whole > to).unwrap_or(to);
    Span { from: year_before(span.from), to }
}

/// What these days come to within the span, its first day among them.
fn within(days: &[DayTotal], span: Span) -> Money {
    span.from.pred_opt().map_or(Money::ZERO, |before| DayTotal::sum_within(days, before, span.to.max(before)))
}

#[expect(clippy::cast_precision_loss, reason = "counts of accounts and products are far below 2^52")]
fn number(count: usize) -> f64 {
    count as f64
}
