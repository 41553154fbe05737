//! How change sets reach the rows, and whether two portfolios hold the same.

use std::sync::Arc;

use super::super::{Change, ChangeSet, Opportunity, Product, Record, RowChange, Table};
use super::{FEW_ROWS, Portfolio, REMEMBERED, Touched};

impl Portfolio {
    /// Whether both hold the same rows, whatever way they came by them.
    #[must_use]
    pub fn same_rows(&self, other: &Self) -> bool {
        let Self {
            accounts,
            contacts,
            activities,
            products,
            opportunities,
            risks,
            colleagues,
            stage_events,
            hand_overs,
            goals,
            spends,
            batches,
            stage_events_of: _,
            hand_overs_of: _,
            contacts_of: _,
            activities_of: _,
            opportunities_of: _,
            risks_of: _,
            settings,
            ledger,
            evidence: _,
            bought: _,
            bought_until: _,
            archived: _,
            revision: _,
            recent: _,
        } = self;
        *accounts == other.accounts
            && *contacts == other.contacts
            && *activities == other.activities
            && *products == other.products
            && *opportunities == other.opportunities
            && *risks == other.risks
            && *colleagues == other.colleagues
            && *stage_events == other.stage_events
            && *hand_overs == other.hand_overs
            && *goals == other.goals
            && *spends == other.spends
            && *batches == other.batches
            && *settings == other.settings
            && *ledger == other.ledger
    }

    /// Whether the row is as this change left it.
    #[must_use]
    pub fn stands(&self, row: &RowChange) -> bool {
        match row {
            RowChange::Account(change) => stands(&self.accounts, change),
            RowChange::Contact(change) => stands(&self.contacts, change),
            RowChange::Activity(change) => stands(&self.activities, change),
            RowChange::Product(change) => stands(&self.products, change),
            RowChange::Opportunity(change) => stands(&self.opportunities, change),
            RowChange::Risk(change) => stands(&self.risks, change),
            RowChange::Colleague(change) => stands(&self.colleagues, change),
            RowChange::StageEvent(change) => stands(&self.stage_events, change),
            RowChange::HandOver(change) => stands(&self.hand_overs, change),
            RowChange::Goal(change) => stands(&self.goals, change),
            RowChange::Spend(change) => stands(&self.spends, change),
            RowChange::Batch(change) => stands(&self.batches, change),
            RowChange::Settings(change) => Some(&self.settings) == change.after.as_ref(),
        }
    }

    /// Puts the `after` images in place. When batches came or went, [`Self::set_ledger`] follows.
    pub fn apply(&mut self, changes: &ChangeSet) {
        for row in &changes.rows {
            match row {
                RowChange::Account(change) => {
                    self.archived += usize::from(change.after.as_ref().is_some_and(|account| account.archived));
                    let replaced = put(&mut self.accounts, change);
                    self.archived -= usize::from(replaced.is_some_and(|account| account.archived));
                }
                RowChange::Contact(change) => {
                    let before = put(&mut self.contacts, change);
                    self.contacts_of.replace(before.as_ref(), change.after.as_ref(), |contact| contact.account);
                }
                RowChange::Activity(change) => {
                    let before = put(&mut self.activities, change);
                    self.activities_of.replace(before.as_ref(), change.after.as_ref(), |activity| activity.account);
                }
                RowChange::Product(change) => drop(put(&mut self.products, change)),
                RowChange::Opportunity(change) => {
                    let before = put(&mut self.opportunities, change);
                    let account = |opportunity: &Opportunity| opportunity.account;
                    self.opportunities_of.replace(before.as_ref(), change.after.as_ref(), account);
                }
                RowChange::Risk(change) => {
                    let before = put(&mut self.risks, change);
                    self.risks_of.replace(before.as_ref(), change.after.as_ref(), |risk| risk.account);
                }
                RowChange::Colleague(change) => drop(put(&mut self.colleagues, change)),
                RowChange::StageEvent(change) => {
                    let before = put(&mut self.stage_events, change);
                    self.stage_events_of.replace(before.as_ref(), change.after.as_ref(), |event| event.account);
                }
                RowChange::HandOver(change) => {
                    let before = put(&mut self.hand_overs, change);
                    self.hand_overs_of.replace(before.as_ref(), change.after.as_ref(), |one| one.account);
                }
                RowChange::Goal(change) => drop(put(&mut self.goals, change)),
                RowChange::Spend(change) => drop(put(&mut self.spends, change)),
                RowChange::Batch(change) => drop(put(&mut self.batches, change)),
                RowChange::Settings(change) => self.settings = change.after.clone().unwrap_or_default(),
            }
        }
        self.revision += 1;
        let few = changes.rows.len() <= FEW_ROWS;
        self.remember(few.then(|| Touched {
            rows: changes.rows.iter().map(RowChange::key).collect(),
            accounts: changes.rows.iter().flat_map(RowChange::accounts).collect(),
            categories: changes.rows.iter().any(changes_category),
        }));
    }

    pub(super) fn remember(&mut self, touched: Option<Touched>) {
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(touched);
    }
}

fn changes_category(row: &RowChange) -> bool {
    let RowChange::Product(change) = row else { return false };
    let category = |product: &Option<Arc<Product>>| product.as_ref().map(|product| product.category.clone());
    category(&change.before) != category(&change.after)
}

/// Puts the `after` image in place, and gives back what was there.
fn put<R: Record>(table: &mut Table<R>, change: &Change<Arc<R>>) -> Option<Arc<R>> {
    match (&change.after, &change.before) {
        (Some(after), _) => table.insert(Arc::clone(after)),
        (None, Some(before)) => table.remove(before.id()),
        (None, None) => None,
    }
}

fn stands<R: Record>(table: &Table<R>, change: &Change<Arc<R>>) -> bool {
    change.id().is_some_and(|id| table.get(id) == change.after.as_ref())
}
