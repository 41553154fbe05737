//! People whom records name as colleagues and who have no record of their own.

use std::collections::{BTreeMap, HashSet};

use crate::model::{AnyRecord, Colleague, ColleagueId, Edit, Portfolio, RowKey, text::folded};

/// The names that are in use, worked out once for as long as nobody is named anew.
#[derive(Debug, Default)]
pub struct People {
    made_for: Option<(usize, u64)>,
    /// As they were written first, by their folded names; whether they own accounts.
    named: BTreeMap<String, (String, bool)>,
    /// Those of them without a record, in order.
    without: Vec<(String, bool)>,
}

impl People {
    /// Those without a record.
    pub fn without_record(&mut self, portfolio: &Portfolio, workspace: usize) -> usize {
        let made_for = (workspace, portfolio.revision());
        if self.made_for != Some(made_for) {
            let changed = self.made_for.filter(|(had, _)| *had == workspace);
            let changed = changed.and_then(|(_, revision)| portfolio.changed_since(revision));
            let names_nobody = |row: &RowKey| match row {
                RowKey::Account(_) | RowKey::Activity(_) => false,
                RowKey::Contact(_)
                | RowKey::Product(_)
                | RowKey::Opportunity(_)
                | RowKey::Risk(_)
                | RowKey::Colleague(_)
                | RowKey::StageEvent(_)
                | RowKey::HandOver(_)
                | RowKey::Goal(_)
                | RowKey::Spend(_)
                | RowKey::Batch(_)
                | RowKey::Settings => true,
            };
            if !changed.is_some_and(|changed| changed.iter().all(names_nobody)) {
                self.named = named(portfolio);
            }
            let known: HashSet<String> = portfolio.colleagues().iter().map(|one| folded(&one.name)).collect();
            let without = self.named.iter().filter(|(folded, _)| !known.contains(*folded));
            self.without = without.map(|(_, person)| person.clone()).collect();
            self.made_for = Some(made_for);
        }
        self.without.len()
    }

    /// A record for each of them. Who owns accounts sells.
    pub fn edit(&self) -> Edit {
        let records = self.without.iter().map(|(name, owner)| {
            AnyRecord::Colleague(Colleague { seller: *owner, ..Colleague::new(ColleagueId::NIL, name.clone()) })
        });
        Edit::PutRecords(records.collect())
    }

    /// Some of their names, to be recognised.
    pub fn some_names(&self) -> String {
        let names: Vec<&str> = self.without.iter().take(6).map(|(name, _)| name.as_str()).collect();
        let more = self.without.len().saturating_sub(names.len());
        if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
    }
}

fn named(portfolio: &Portfolio) -> BTreeMap<String, (String, bool)> {
    // There are few names, and many records that say them: each spelling is folded once.
    let mut spelled: HashSet<&str> = HashSet::new();
    let mut named: BTreeMap<String, (String, bool)> = BTreeMap::new();
    let owners = portfolio.accounts().map(|account| (account.owner.as_str(), true));
    let ours = portfolio.activities().iter().flat_map(|one| &one.colleagues).map(|name| (name.as_str(), false));
    for (name, owner) in owners.chain(ours) {
        if !name.is_empty() && spelled.insert(name) {
            named.entry(folded(name)).or_insert_with(|| (name.to_owned(), owner));
        }
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Account, Activity, Clock, Rows, Stamp};

    #[test]
    fn people_without_a_record_are_those_named_and_not_known() {
        let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        let mut stamp = Stamp::seeded(Clock::Fixed(day).now(), "Anna", 1);
        let account = Account { owner: "Anna Berger".to_owned(), ..Account::new(stamp.account_id(), "Ernst Handel") };
        let colleagues = ["anna berger", "Bo Lind", "Bo Lind", "Clara"].map(str::to_owned).to_vec();
        let activity = Activity { colleagues, ..Activity::new(stamp.activity_id(), account.id, day) };
        let clara = Colleague::new(stamp.colleague_id(), "CLARA");
        let mut portfolio = Portfolio::new(Rows {
            accounts: vec![account],
            activities: vec![activity],
            colleagues: vec![clara],
            ..Rows::default()
        });
        let mut people = People::default();
        assert_eq!(people.without_record(&portfolio, 1), 2);
        assert_eq!(people.some_names(), "Anna Berger, Bo Lind");
        let planned = people.edit().plan(&portfolio, &mut stamp).unwrap();
        assert_eq!(planned.label, "Add 2 colleagues");
        portfolio.apply(&planned.changes);
        assert_eq!(people.without_record(&portfolio, 1), 0);
        let sellers: Vec<(&str, bool)> =
            portfolio.colleagues().iter().map(|one| (one.name.as_str(), one.seller)).collect();
        assert_eq!(sellers, [("CLARA", false), ("Anna Berger", true), ("Bo Lind", false)]);
    }
}
