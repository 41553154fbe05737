//! How much is known of one account beyond its fields.

use chrono::NaiveDate;

use crate::model::{AccountId, ActivityStatus, OpportunityOutcome, Portfolio};

/// How many records of each kind belong to an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Those that are still there.
    pub contacts: usize,
    pub contacts_left: usize,
    /// Done.
    pub activities: usize,
    pub last_activity: Option<NaiveDate>,
    pub planned: usize,
    /// The next one, or the one that has waited longest.
    pub next_planned: Option<NaiveDate>,
    /// Lines of the ledger, of all time.
    pub purchases: usize,
    pub last_purchase: Option<NaiveDate>,
    pub opportunities: usize,
    pub open_opportunities: usize,
}

impl Known {
    /// Looks through all contacts, activities and opportunities: to be kept until one of them changes.
    #[must_use]
    pub fn of(portfolio: &Portfolio, account: AccountId) -> Self {
        let mut known = Self::default();
        for contact in portfolio.contacts().iter().filter(|contact| contact.account == account) {
            if contact.left {
                known.contacts_left += 1;
            } else {
                known.contacts += 1;
            }
        }
        for activity in portfolio.activities().iter().filter(|activity| activity.account == account) {
            match activity.status {
                ActivityStatus::Done => {
                    known.activities += 1;
                    known.last_activity = known.last_activity.max(Some(activity.day));
                }
                ActivityStatus::Planned => {
                    known.planned += 1;
                    known.next_planned = Some(known.next_planned.map_or(activity.day, |day| day.min(activity.day)));
                }
            }
        }
        for opportunity in portfolio.opportunities().iter().filter(|opportunity| opportunity.account == account) {
            known.opportunities += 1;
            known.open_opportunities += usize::from(opportunity.outcome == OpportunityOutcome::Open);
        }
        let days = portfolio.ledger().days_of(account);
        known.purchases = days.iter().map(|day| day.lines as usize).sum();
        known.last_purchase = days.last().map(|day| day.day);
        known
    }

    /// What there is any of, each with its figures: ("Activities", "12, last 3 May 2026").
    #[must_use]
    pub fn words(self, portfolio: &Portfolio) -> Vec<(&'static str, String)> {
        let Self {
            contacts,
            contacts_left,
            activities,
            last_activity,
            planned,
            next_planned,
            purchases,
            last_purchase,
            opportunities,
            open_opportunities,
        } = self;
        let more = &portfolio.settings().more;
        let count = |count: usize| more.numbers.count(count);
        let some = |number: usize, words: &str| (number > 0).then(|| format!("{} {words}", count(number)));
        let on = |word: &str, day: Option<NaiveDate>| day.map(|day| format!("{word} {}", more.dates.day(day)));
        let row = |name, number: usize, rest: [Option<String>; 2]| {
            let parts: Vec<String> = Some(count(number)).into_iter().chain(rest.into_iter().flatten()).collect();
            (name, parts.join(", "))
        };
        let next = on("for", next_planned).filter(|_| planned == 1).or_else(|| on("from", next_planned));
        let planned = some(planned, "planned").zip(next).map(|(planned, next)| format!("{planned} {next}"));
        let mut rows = Vec::new();
        if contacts + contacts_left > 0 {
            rows.push(row("Contacts", contacts, [some(contacts_left, "left"), None]));
        }
        if activities > 0 || planned.is_some() {
            rows.push(row("Activities", activities, [on("last", last_activity), planned]));
        }
        if purchases > 0 {
            rows.push(row("Purchases", purchases, [on("last", last_purchase), None]));
        }
        if opportunities > 0 {
            let open = some(open_opportunities, "open").filter(|_| open_opportunities < opportunities);
            rows.push(row("Opportunities", opportunities, [open, None]));
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{
        Account, Activity, ActivityId, Contact, ContactId, DayTotal, Ledger, Money, Opportunity, OpportunityId, Rows,
    };

    #[test]
    fn only_what_there_is_is_told_and_only_of_that_account() {
        let ids = [1, 2].map(|number| AccountId(Uuid::from_u128(number)));
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let contact = |number, of: usize, left| Contact {
            left,
            ..Contact::new(ContactId(Uuid::from_u128(number)), ids[of], "Roland Mendel")
        };
        let activity = |number, on: &str, status| Activity {
            status,
            ..Activity::new(ActivityId(Uuid::from_u128(number)), ids[0], day(on))
        };
        let bought = |on: &str, lines| DayTotal { day: day(on), amount: Money::from_minor_units(1), lines };
        let chance = Opportunity::new(OpportunityId(Uuid::from_u128(20)), ids[1], "Cheese");
        let lost =
            Opportunity { id: OpportunityId(Uuid::from_u128(21)), outcome: OpportunityOutcome::Lost, ..chance.clone() };
        let portfolio = Portfolio::new(Rows {
            accounts: ids.map(|id| Account::new(id, "Ernst Handel")).to_vec(),
            contacts: vec![contact(3, 0, false), contact(4, 0, true), contact(5, 1, false)],
            activities: vec![
                activity(6, "2026-05-03", ActivityStatus::Done),
                activity(7, "2026-04-01", ActivityStatus::Done),
                activity(8, "2026-06-02", ActivityStatus::Planned),
                activity(9, "2026-06-01", ActivityStatus::Planned),
            ],
            opportunities: vec![chance, lost],
            ledger: Ledger::new([(ids[0], vec![bought("2026-04-01", 20), bought("2026-05-01", 3)])].into()),
            ..Rows::default()
        });
        let told = |of: usize| {
            let words = Known::of(&portfolio, ids[of]).words(&portfolio);
            words.into_iter().map(|(name, words)| format!("{name} {words}")).collect::<Vec<_>>()
        };
        assert_eq!(
            told(0),
            [
                "Contacts 1, 1 left",
                "Activities 2, last 3 May 2026, 2 planned from 1 June 2026",
                "Purchases 23, last 1 May 2026"
            ]
        );
        assert_eq!(told(1), ["Contacts 1", "Opportunities 2, 1 open"]);
        assert_eq!(Known::of(&portfolio, AccountId(Uuid::nil())).words(&portfolio), []);
    }
}
