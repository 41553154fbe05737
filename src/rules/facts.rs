//! What stands in the columns of an account.

use std::borrow::Cow;

use chrono::{DateTime, Local, NaiveDate, Utc};

use super::class::Class;
use super::lists;
use super::priority::{self, Cuts, Priority};
use super::touch::{self, TouchState};
use super::wallet;
use crate::model::{Account, Column, Lines, Money, Portfolio, Position, Score, Signals};

/// What decides on the columns of every account, and belongs to none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    pub lines: Lines,
    /// How near to a line is on the fence.
    pub fence: Score,
    /// What the key list begins with: as it was fixed, else by today's revenues.
    pub cut_off: Option<Money>,
    /// What the priority groups begin with.
    pub priority: Option<Cuts>,
    pub today: NaiveDate,
}

impl Facts {
    #[must_use]
    pub fn of(portfolio: &Portfolio, today: NaiveDate) -> Self {
        let settings = portfolio.settings();
        Self {
            lines: settings.lines,
            fence: settings.more.fence,
            cut_off: lists::in_force(portfolio),
            priority: priority::cuts(portfolio),
            today,
        }
    }

    /// What stands in a column, plainly: figures without grouping or unit, days as ISO dates; empty for no value.
    #[must_use]
    pub fn text_of<'a>(self, portfolio: &'a Portfolio, account: &'a Account, column: Column) -> Cow<'a, str> {
        let money = |amount: Option<Money>| amount.map_or_else(String::new, |amount| amount.to_string()).into();
        let score = |score: Option<Score>| score.map_or_else(String::new, |score| score.to_string()).into();
        match column {
            Column::Name => account.name.as_str().into(),
            Column::Key => account.key.as_str().into(),
            Column::Owner => account.owner.as_str().into(),
            Column::Class => Class::of_account(portfolio, account, self.lines).map_or("", Class::name).into(),
            Column::List => lists::list_of(portfolio, account, self.cut_off).into(),
            Column::Stage => account.stage.name().into(),
            Column::Engagement => score(portfolio.position(account).map(|at| at.engagement)),
            Column::Potential => score(portfolio.position(account).map(|at| at.potential)),
            Column::Revenue => money(portfolio.revenue_12m(account)),
            Column::RevenuePrior => money(portfolio.revenue_prior_12m(account)),
            Column::Qpc => money(account.qpc.map(|qpc| qpc.amount)),
            Column::QpcSource => account.qpc.map_or("", |qpc| qpc.source.name()).into(),
            Column::QpcAsOf | Column::Judged | Column::LastContact | Column::NextDue | Column::StageSince => {
                self.day_of(portfolio, account, column).map_or_else(String::new, |day| day.to_string()).into()
            }
            Column::Region => account.region.as_str().into(),
            Column::Industry => account.industry.as_str().into(),
            Column::Channel => account.channel.as_str().into(),
            Column::Website => account.website.as_str().into(),
            Column::Notes => account.notes.as_str().into(),
            Column::JudgedBy => account.judgement.as_ref().map_or("", |judgement| judgement.by.as_str()).into(),
            Column::Touch => touch_word(self.touch(portfolio, account).1).into(),
            Column::Risk => signals(portfolio, account).worst().map_or("", |(kind, _)| kind.name()).into(),
            Column::MissingRole => {
                let signals = signals(portfolio, account);
                if signals.missing_roles == 0 {
                    return "".into();
                }
                let required = &portfolio.settings().more.model.required_roles;
                signals.missing_of(required).collect::<Vec<_>>().join(", ").into()
            }
            Column::EvidenceEngagement => score(portfolio.evidence(account.id).map(|evidence| evidence.engagement)),
            Column::EvidencePotential => score(portfolio.evidence(account.id).and_then(|evidence| evidence.potential)),
            Column::Drift => moved(portfolio, account)
                .map_or_else(String::new, |points| super::filter_words::score(i64::from(points)))
                .into(),
            Column::Overdue | Column::Breadth | Column::BreadthChange | Column::Confidence | Column::ShareOfWallet => {
                self.number_of(portfolio, account, column).map_or_else(String::new, |number| number.to_string()).into()
            }
            Column::Priority => priority::of(account, self.priority).map_or("", Priority::name).into(),
            Column::Likelihood => account.likelihood.map_or("", |likelihood| likelihood.name()).into(),
            Column::Pursuit => account.pursuit.map_or("", |pursuit| pursuit.list.name()).into(),
        }
    }

    /// The figure in a column, in the units of its measure; `None` for no value and for columns of text and days.
    #[must_use]
    pub fn number_of(self, portfolio: &Portfolio, account: &Account, column: Column) -> Option<i64> {
        let evidence = || portfolio.evidence(account.id);
        let score = |score: Score| i64::from(score.hundredths());
        match column {
            Column::Engagement => portfolio.position(account).map(|at| score(at.engagement)),
            Column::Potential => portfolio.position(account).map(|at| score(at.potential)),
            Column::EvidenceEngagement => evidence().map(|evidence| score(evidence.engagement)),
            Column::EvidencePotential => evidence().and_then(|evidence| evidence.potential).map(score),
            Column::Drift => moved(portfolio, account).map(i64::from),
            Column::Revenue => portfolio.revenue_12m(account).map(Money::minor_units),
            Column::RevenuePrior => portfolio.revenue_prior_12m(account).map(Money::minor_units),
            Column::Qpc => account.qpc.map(|qpc| qpc.amount.minor_units()),
            Column::Overdue => self.overdue(portfolio, account),
            Column::Confidence => evidence().map(|evidence| i64::from(evidence.confidence)),
            Column::ShareOfWallet => wallet::percent(account, portfolio.revenue_12m(account)),
            Column::Breadth => breadth(portfolio, account).map(|signals| i64::from(signals.breadth_now)),
            Column::BreadthChange => breadth(portfolio, account)
                .map(|signals| i64::from(signals.breadth_now) - i64::from(signals.breadth_before)),
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
            | Column::JudgedBy
            | Column::LastContact
            | Column::NextDue
            | Column::Touch
            | Column::Risk
            | Column::MissingRole
            | Column::Priority
            | Column::Likelihood
            | Column::Channel
            | Column::StageSince
            | Column::Pursuit => None,
        }
    }

    /// The day in a column, where the user is; `None` for no value and for columns without days.
    #[must_use]
    pub fn day_of(self, portfolio: &Portfolio, account: &Account, column: Column) -> Option<NaiveDate> {
        match column {
            Column::QpcAsOf => account.qpc.and_then(|qpc| qpc.as_of),
            Column::Judged => account.judgement.as_ref().map(|judgement| local_day(judgement.at)),
            Column::LastContact => signals(portfolio, account).last_contact,
            Column::StageSince => portfolio.stage_path(account).steps.last().map(|step| step.on),
            Column::NextDue => {
                let last = signals(portfolio, account).last_contact?;
                Some(touch::days_after(last, touch::cadence_of(portfolio, account)?))
            }
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
            | Column::JudgedBy
            | Column::Touch
            | Column::Overdue
            | Column::Risk
            | Column::MissingRole
            | Column::Breadth
            | Column::BreadthChange
            | Column::EvidenceEngagement
            | Column::EvidencePotential
            | Column::Confidence
            | Column::Drift
            | Column::ShareOfWallet
            | Column::Priority
            | Column::Likelihood
            | Column::Channel
            | Column::Pursuit => None,
        }
    }

    /// The place of an account among the values of a column of text that have an order of their own, the first 0; `None`
    /// for no value and for all other columns.
    #[must_use]
    pub fn rank_of(self, portfolio: &Portfolio, account: &Account, column: Column) -> Option<i64> {
        match column {
            Column::Touch => Some(self.touch(portfolio, account).1)
                .filter(|state| *state != TouchState::NoCadence)
                .map(|state| state as i64),
            // The gravest first.
            Column::Risk => {
                let (kind, severity) = signals(portfolio, account).worst()?;
                Some(kind as i64 - 10 * severity as i64)
            }
            Column::MissingRole => {
                Some(i64::from(signals(portfolio, account).missing_role_count())).filter(|count| *count > 0)
            }
            Column::Priority => priority::of(account, self.priority).map(|group| group as i64),
            Column::Likelihood => account.likelihood.map(|likelihood| likelihood as i64),
            Column::Pursuit => account.pursuit.map(|pursuit| pursuit.list as i64),
            Column::Class => Class::of_account(portfolio, account, self.lines).map(|class| class as i64),
            Column::List => {
                let list = lists::list_of(portfolio, account, self.cut_off);
                [lists::KEY, lists::SECONDARY].iter().position(|name| *name == list).map(|at| i64::from(at > 0))
            }
            Column::Stage => Some(account.stage as i64),
            Column::QpcSource => account.qpc.map(|qpc| qpc.source as i64),
            Column::Name
            | Column::Key
            | Column::Owner
            | Column::Engagement
            | Column::Potential
            | Column::Revenue
            | Column::RevenuePrior
            | Column::Qpc
            | Column::QpcAsOf
            | Column::Region
            | Column::Industry
            | Column::Website
            | Column::Notes
            | Column::Judged
            | Column::JudgedBy
            | Column::LastContact
            | Column::NextDue
            | Column::Overdue
            | Column::Breadth
            | Column::BreadthChange
            | Column::EvidenceEngagement
            | Column::EvidencePotential
            | Column::Confidence
            | Column::Drift
            | Column::Channel
            | Column::StageSince
            | Column::ShareOfWallet => None,
        }
    }

    /// By how many percent of its cadence the account waits too long; `None` where nobody waits, or nobody ever came.
    fn overdue(self, portfolio: &Portfolio, account: &Account) -> Option<i64> {
        let (ratio, state) = self.touch(portfolio, account);
        #[expect(clippy::cast_possible_truncation, reason = "days over days, far below 2^52")]
        let percent = (ratio * 100.0).floor() as i64;
        match state {
            TouchState::NoCadence | TouchState::NeverContacted => None,
            TouchState::OnTime => Some(0),
            // The first day too late is not nothing, however long the cadence.
            TouchState::PlannedSoon | TouchState::Neglected | TouchState::LongNeglected => Some(percent.max(1)),
        }
    }

    /// How the account stands with its cadence, from what is kept of its activities.
    fn touch(self, portfolio: &Portfolio, account: &Account) -> (f64, TouchState) {
        let Signals { last_contact, next_planned, .. } = signals(portfolio, account);
        let cadence = touch::cadence_of(portfolio, account);
        let ratio = touch::overdue_ratio(last_contact, cadence, self.today);
        let soon = touch::last_day_of_soon(portfolio, self.today);
        let planned_soon = next_planned.is_some_and(|day| (self.today..=soon).contains(&day));
        (ratio, touch::state(last_contact, cadence, ratio, planned_soon))
    }
}

/// What a state is called in the column; empty for an account that nobody waits for.
#[must_use]
pub const fn touch_word(state: TouchState) -> &'static str {
    match state {
        TouchState::NoCadence => "",
        TouchState::NeverContacted => "Never contacted",
        TouchState::OnTime => "On time",
        TouchState::PlannedSoon => "Late, planned soon",
        TouchState::Neglected => "Neglected",
        TouchState::LongNeglected => "Long neglected",
    }
}

fn signals(portfolio: &Portfolio, account: &Account) -> Signals {
    portfolio.evidence(account.id).map(|evidence| evidence.signals).unwrap_or_default()
}

/// Of an account with purchases; what others buy is not known by product.
fn breadth(portfolio: &Portfolio, account: &Account) -> Option<Signals> {
    portfolio.has_purchases(account.id).then(|| signals(portfolio, account))
}

/// How far the evidence moved since the account was judged, in hundredths of a point, rounded down.
fn moved(portfolio: &Portfolio, account: &Account) -> Option<u16> {
    let then = account.judgement.as_ref()?.evidence?;
    let Position { engagement, potential } = portfolio.evidence_position(account.id)?;
    let side = |one: Score, other: Score| u32::from(one.hundredths().abs_diff(other.hundredths())).pow(2);
    u16::try_from((side(then.engagement, engagement) + side(then.potential, potential)).isqrt()).ok()
}

fn local_day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Local).date_naive()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Activity, ActivityStatus, Bought, DayTotal, Judgement, Ledger, Likelihood, Measure, Product, ProductDay,
        ProductId, Pursuit, PursuitList, Qpc, QpcSource, Rows, Settings, Stamp,
    };
    use crate::rules::evidence;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    const TODAY: &str = "2026-07-01";

    /// Of all columns: the text that stands in one, and the figure behind it.
    struct Told {
        portfolio: Portfolio,
        account: Account,
        facts: Facts,
    }

    impl Told {
        fn of(account: Account, activities: Vec<Activity>, bought: Option<Bought>) -> Self {
            let products = (1..=2).map(|number| Product::new(ProductId(uuid::Uuid::from_u128(number)), "P")).collect();
            let accounts = vec![account.clone()];
            let rows = Rows { settings: Settings::default(), accounts, activities, products, ..Rows::default() };
            let mut portfolio = Portfolio::new(rows);
            portfolio.set_ledger(Ledger::of(bought.into_iter().map(|bought| (account.id, bought)).collect()));
            portfolio.set_today(day(TODAY));
            evidence::settle(&mut portfolio);
            let facts = Facts::of(&portfolio, day(TODAY));
            Self { portfolio, account, facts }
        }

        fn text(&self, column: Column) -> String {
            self.facts.text_of(&self.portfolio, &self.account, column).into_owned()
        }

        fn figure(&self, column: Column) -> Option<i64> {
            self.facts.number_of(&self.portfolio, &self.account, column)
        }
    }

    fn bare() -> (Account, Stamp) {
        let now = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        let mut stamp = Stamp::seeded(now, "Anna", 1);
        (Account::new(stamp.account_id(), "Ernst Handel"), stamp)
    }

    #[test]
    fn of_an_account_of_which_only_the_name_is_known_the_columns_are_empty() {
        let (account, _) = bare();
        let told = Told::of(account, Vec::new(), None);
        for column in Column::ALL {
            let wanted = match column {
                Column::Name => "Ernst Handel",
                Column::Stage => "suspect",
                // Nobody was met: that is known.
                Column::EvidenceEngagement | Column::Confidence => "0",
                Column::MissingRole => "decision maker, economic buyer, user/specifier, champion",
                _ => "",
            };
            assert_eq!(told.text(column), wanted, "{column:?}");
            let has_figure = told.figure(column).is_some();
            assert!(!has_figure || column.is_numeric(), "{column:?}");
            let has_day = told.facts.day_of(&told.portfolio, &told.account, column).is_some();
            assert!(!has_day || column.measure() == Measure::Day, "{column:?}");
        }
    }

    #[test]
    fn each_figure_is_worked_out_by_hand() {
        let (mut account, mut stamp) = bare();
        let judged = Position::new(Score::whole(80), Score::whole(80));
        let then = Position::new(Score::whole(0), Score::whole(20));
        account.judgement =
            Some(Judgement { position: judged, at: stamp.now, by: "Anna".to_owned(), evidence: Some(then) });
        let amount = Money::from_minor_units(40_000);
        account.qpc = Some(Qpc { amount, source: QpcSource::Guess, as_of: None });
        account.likelihood = Some(Likelihood::Possible);
        account.pursuit = Some(Pursuit { list: PursuitList::Lead, since: day("2026-01-01") });
        let activity = Activity::new(stamp.activity_id(), account.id, day("2026-05-17"));
        let missed = Activity {
            status: ActivityStatus::Planned,
            ..Activity::new(stamp.activity_id(), account.id, day("2026-06-30"))
        };
        let product = |number: u128| ProductId(uuid::Uuid::from_u128(number));
        let cents = |cents| Money::from_minor_units(cents);
        let bought = Bought {
            days: [("2025-01-10", 900), ("2026-01-10", 13_300)]
                .map(|(on, amount)| DayTotal::new(day(on), cents(amount), 1))
                .into(),
            products: [("2025-01-10", 1), ("2025-01-10", 2), ("2026-01-10", 1)]
                .map(|(on, number)| ProductDay { day: day(on), product: product(number), amount: cents(450) })
                .into(),
        };
        let told = Told::of(account, vec![activity, missed], Some(bought));
        // Key, every 30 days; 45 days since: 15 ÷ 30 = 50 %. 17 May + 30 days.
        assert_eq!(
            (told.text(Column::Overdue), told.text(Column::NextDue)),
            ("50".to_owned(), "2026-06-16".to_owned())
        );
        assert_eq!(told.text(Column::Touch), "Long neglected");
        assert_eq!(told.text(Column::LastContact), "2026-05-17");
        // 133 ÷ 400 = 33.25 %, rounded down.
        assert_eq!(told.figure(Column::ShareOfWallet), Some(33));
        assert_eq!(told.text(Column::Priority), "A", "who is alone is among the top");
        assert_eq!((told.figure(Column::Breadth), told.figure(Column::BreadthChange)), (Some(1), Some(-1)));
        // One order long ago is no rhythm, and revenue grew: nothing is at risk.
        assert_eq!(told.text(Column::Risk), "");
        assert_eq!(
            (told.text(Column::Likelihood), told.text(Column::Pursuit)),
            ("possible".to_owned(), "lead".to_owned())
        );
        // Recency: 0.2 × (1 − 45 ÷ 180) = 15 points of engagement. The likelihood: 0.2 × 50 = 10 of potential; the gap:
        // 400 − 133 = 267 over the cut-off of 133, its own revenue, × 50 is beyond 100, 60 points: 70.
        let at = Position::new(Score::whole(15), Score::whole(70));
        assert_eq!(told.portfolio.evidence_position(told.account.id), Some(at));
        // From (0, 20) to (15, 70): √(225 + 2,500) = 52.201… points.
        assert_eq!((told.figure(Column::Drift), told.text(Column::Drift)), (Some(5_220), "52.2".to_owned()));
        // Half of 60 for a guess, and 20 for the likelihood.
        assert_eq!(told.figure(Column::Confidence), Some(50));
    }

    #[test]
    fn the_share_of_wallet_is_that_of_the_wallet_whoever_asks() {
        let check = |qpc: Option<i64>, revenue: Option<i64>, archived: bool, wanted: Option<i64>| {
            let (mut account, _) = bare();
            let amount = |units: i64| Money::from_minor_units(units * 100);
            account.qpc = qpc.map(|units| Qpc { amount: amount(units), source: QpcSource::Guess, as_of: None });
            (account.revenue_12m, account.archived) = (revenue.map(amount), archived);
            let told = Told::of(account, Vec::new(), None);
            let share = wallet::share(&told.account, told.portfolio.revenue_12m(&told.account));
            #[expect(clippy::cast_possible_truncation, reason = "whole percent")]
            let percent = share.map(|share| (share * 100.0).round() as i64);
            assert_eq!((told.figure(Column::ShareOfWallet), percent), (wanted, wanted), "{revenue:?} of {qpc:?}");
        };
        check(Some(100_000), Some(29_000), false, Some(29));
        // Who buys nothing that we know of buys nothing of its capacity.
        check(Some(100_000), None, false, Some(0));
        check(Some(100_000), Some(29_000), true, Some(29));
        check(Some(0), Some(29_000), false, None);
        check(None, Some(29_000), false, None);
    }

    #[test]
    fn the_first_day_too_late_is_seen_however_long_the_cadence() {
        let (mut account, mut stamp) = bare();
        let position = Position::new(Score::whole(10), Score::whole(10));
        account.judgement = Some(Judgement { position, at: stamp.now, by: String::new(), evidence: None });
        // Service, every 180 days: 181 days are 0.56 % too many.
        let activity = Activity::new(stamp.activity_id(), account.id, day("2026-01-01"));
        let told = Told::of(account, vec![activity], None);
        assert_eq!((told.text(Column::Overdue), told.text(Column::Touch)), ("1".to_owned(), "Neglected".to_owned()));
    }
}
