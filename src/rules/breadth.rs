//! How many different things an account buys: a client well made buys more kinds of things, not only more.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::class::Class;
use crate::model::{Account, AccountId, Money, Portfolio, ProductId, RowKey, year_before};

/// The products of one account, the last 12 months against the 12 before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breadth {
    /// Bought in the last 12 months and not in the 12 before; the largest amount first, as in the others.
    pub gained: Vec<ProductChange>,
    /// Bought in both.
    pub kept: Vec<ProductChange>,
    /// Bought in the 12 before and not in the last 12.
    pub lost: Vec<ProductChange>,
}

/// What one product came to in two years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductChange {
    pub product: ProductId,
    /// In the last 12 months; `None` when it was not bought in them.
    pub last_12m: Option<Money>,
    pub prior_12m: Option<Money>,
}

/// How many products some accounts buy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Headline {
    pub accounts: usize,
    /// Each account's different products, added up.
    pub last_12m: usize,
    pub prior_12m: usize,
}

impl Breadth {
    /// How many products it bought in the last 12 months.
    #[must_use]
    pub fn last_12m(&self) -> usize {
        self.gained.len() + self.kept.len()
    }

    #[must_use]
    pub fn prior_12m(&self) -> usize {
        self.lost.len() + self.kept.len()
    }
}

impl Headline {
    /// Products an account, in the last 12 months and in the 12 before; `None` of no account.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of products are far below 2^52")]
    pub fn means(self) -> Option<(f64, f64)> {
        let Self { accounts, last_12m, prior_12m } = self;
        (accounts > 0).then(|| (last_12m as f64 / accounts as f64, prior_12m as f64 / accounts as f64))
    }
}

/// Which products the account bought in the 12 months that end today, and in the 12 before. Lines that name no product
/// count nowhere; a product that belongs to no category counts as any other.
#[must_use]
pub fn breadth(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> Breadth {
    let began = year_before(today);
    let sum = |from, to| {
        let mut all: BTreeMap<ProductId, Money> = BTreeMap::new();
        for one in portfolio.ledger().products_within(account, from, to) {
            let amount = all.entry(one.product).or_default();
            *amount = amount.saturating_add(one.amount);
        }
        all
    };
    let (last, prior) = (sum(began, today), sum(year_before(began), began));
    let mut breadth = Breadth::default();
    let all: BTreeSet<ProductId> = last.keys().chain(prior.keys()).copied().collect();
    for product in all {
        let change =
            ProductChange { product, last_12m: last.get(&product).copied(), prior_12m: prior.get(&product).copied() };
        match (change.last_12m, change.prior_12m) {
            (Some(_), None) => breadth.gained.push(change),
            (Some(_), Some(_)) => breadth.kept.push(change),
            (None, _) => breadth.lost.push(change),
        }
    }
    let Breadth { gained, kept, lost } = &mut breadth;
    for list in [gained, kept, lost] {
        list.sort_by_key(|change| std::cmp::Reverse(change.last_12m.or(change.prior_12m)));
    }
    breadth
}

/// How many different products the account bought in the last 12 months, and in the 12 before.
#[must_use]
pub fn counts(portfolio: &Portfolio, account: AccountId, today: NaiveDate) -> (usize, usize) {
    let began = year_before(today);
    let mut products: Vec<ProductId> = Vec::new();
    let mut count = |from, to| {
        products.clear();
        products.extend(portfolio.ledger().products_within(account, from, to).iter().map(|one| one.product));
        products.sort_unstable();
        products.dedup();
        products.len()
    };
    (count(began, today), count(year_before(began), began))
}

/// The breadth of the key accounts of the workspace: those of class Key today, in both years, the archived left out.
#[must_use]
pub fn headline(portfolio: &Portfolio, today: NaiveDate) -> Headline {
    KeyBreadth::new(portfolio, today).headline()
}

/// The breadth of each key account: worked out once, and then followed edit by edit.
#[derive(Clone, Debug, Default)]
pub struct KeyBreadth {
    made_for: Option<(u64, NaiveDate)>,
    of: BTreeMap<AccountId, (usize, usize)>,
    headline: Headline,
}

impl KeyBreadth {
    #[must_use]
    pub fn new(portfolio: &Portfolio, today: NaiveDate) -> Self {
        let mut all = Self::default();
        all.refresh(portfolio, today);
        all
    }

    #[must_use]
    pub const fn headline(&self) -> Headline {
        self.headline
    }

    /// Brings it up to date with a later revision of the same portfolio: after an edit of a few records, of the accounts
    /// that these belong to.
    pub fn refresh(&mut self, portfolio: &Portfolio, today: NaiveDate) {
        let wanted = Some((portfolio.revision(), today));
        if self.made_for == wanted {
            return;
        }
        let changed = self.made_for.filter(|(_, day)| *day == today).and_then(|(revision, _)| {
            // What divides the board changes with the settings, and what was bought with a batch.
            let rows = portfolio.changed_since(revision)?;
            let one_by_one = |row: &RowKey| !matches!(row, RowKey::Settings | RowKey::Batch(_) | RowKey::Product(_));
            if rows.iter().all(one_by_one) { portfolio.accounts_changed_since(revision) } else { None }
        });
        if let Some(changed) = changed {
            for id in changed {
                self.of.remove(&id);
                if let Some(account) = portfolio.account(id) {
                    self.look(portfolio, account, today);
                }
            }
        } else {
            self.of.clear();
            for account in portfolio.accounts() {
                self.look(portfolio, account, today);
            }
        }
        let sum = |one: fn(&(usize, usize)) -> usize| self.of.values().map(one).sum();
        self.headline =
            Headline { accounts: self.of.len(), last_12m: sum(|counts| counts.0), prior_12m: sum(|counts| counts.1) };
        self.made_for = wanted;
    }

    fn look(&mut self, portfolio: &Portfolio, account: &Account, today: NaiveDate) {
        let class = Class::of_account(portfolio, account, portfolio.settings().lines);
        if class == Some(Class::Key) && !account.archived {
            self.of.insert(account.id, counts(portfolio, account.id, today));
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{
        Bought, Change, ChangeSet, Judgement, Ledger, Position, ProductDay, RowChange, Rows, Score, Settings,
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn id(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn product(number: u128) -> ProductId {
        ProductId(Uuid::from_u128(number))
    }

    fn account(number: u128, engagement: u8, potential: u8) -> Account {
        let position = Position::new(Score::whole(engagement), Score::whole(potential));
        let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let judgement = Some(Judgement { position, at, by: "Anna".to_owned(), evidence: None });
        Account { judgement, ..Account::new(id(number), "A") }
    }

    fn bought(days: &[(&str, u128, i64)]) -> Bought {
        let one = |(on, number, cents): &(&str, u128, i64)| ProductDay {
            day: day(on),
            product: product(*number),
            amount: Money::from_minor_units(*cents),
        };
        Bought { days: Vec::new(), products: days.iter().map(one).collect() }
    }

    /// 12 months end on 2 March 2026 and begin after 2 March 2025; those before begin after 2 March 2024.
    fn days() -> Bought {
        bought(&[
            ("2024-03-02", 9, 1_000),
            ("2024-03-03", 1, 10),
            ("2025-03-02", 2, 20),
            ("2025-03-02", 3, 30),
            ("2025-03-03", 3, 3),
            ("2025-08-01", 4, 400),
            ("2025-09-01", 5, 50),
            ("2026-03-02", 3, 300),
            ("2026-03-02", 5, 5_000),
            ("2026-03-03", 8, 8_000),
        ])
    }

    #[test]
    fn products_are_gained_kept_and_lost_between_two_years() {
        let portfolio = Portfolio::new(Rows {
            accounts: vec![account(1, 80, 80)],
            ledger: Ledger::of([(id(1), days())].into()),
            ..Rows::default()
        });
        let today = day("2026-03-02");
        let found = breadth(&portfolio, id(1), today);
        let told = |list: &[ProductChange]| {
            let cents = |amount: Option<Money>| amount.map_or(-1, Money::minor_units);
            let one = |change: &ProductChange| (change.product, cents(change.last_12m), cents(change.prior_12m));
            list.iter().map(one).collect::<Vec<_>>()
        };
        assert_eq!(told(&found.gained), [(product(5), 5_050, -1), (product(4), 400, -1)]);
        assert_eq!(told(&found.kept), [(product(3), 303, 30)]);
        assert_eq!(told(&found.lost), [(product(2), -1, 20), (product(1), -1, 10)]);
        assert_eq!((found.last_12m(), found.prior_12m()), (3, 3));
        assert_eq!(counts(&portfolio, id(1), today), (3, 3));
        assert_eq!(counts(&portfolio, id(2), today), (0, 0));
    }

    #[test]
    fn the_headline_is_about_key_accounts_that_count() {
        let archived = Account { archived: true, ..account(4, 90, 90) };
        let ledger = [
            (id(1), days()),
            (id(2), bought(&[("2026-01-01", 1, 1)])),
            (id(3), bought(&[("2026-01-01", 1, 1)])),
            (id(4), bought(&[("2026-01-01", 1, 1)])),
        ];
        let mut portfolio = Portfolio::new(Rows {
            settings: Settings::default(),
            // Key, Key (on both lines), Growth Potential, Key but archived, Key that buys nothing.
            accounts: vec![account(1, 80, 80), account(2, 50, 50), account(3, 49, 80), archived, account(5, 60, 60)],
            ledger: Ledger::of(ledger.into()),
            ..Rows::default()
        });
        let today = day("2026-03-02");
        let mut followed = KeyBreadth::new(&portfolio, today);
        // 3 + 1 + 0 products now, 3 + 0 + 0 then, of three accounts.
        assert_eq!(followed.headline(), Headline { accounts: 3, last_12m: 4, prior_12m: 3 });
        assert_eq!(followed.headline().means(), Some((4.0 / 3.0, 1.0)));
        assert_eq!(Headline::default().means(), None);

        // One account moves out of the class: what was followed says what one made anew says.
        let before = portfolio.account(id(1)).cloned().unwrap();
        let after = std::sync::Arc::new(Account { version: 2, ..account(1, 20, 80) });
        let change = Change { before: Some(before), after: Some(after) };
        portfolio.apply(&ChangeSet { rows: vec![RowChange::Account(change)] });
        assert!(portfolio.accounts_changed_since(portfolio.revision() - 1).is_some(), "it is followed");
        followed.refresh(&portfolio, today);
        assert_eq!(followed.headline(), Headline { accounts: 2, last_12m: 1, prior_12m: 0 });
        assert_eq!(headline(&portfolio, today), followed.headline());
        followed.refresh(&portfolio, day("2027-03-02"));
        assert_eq!(followed.headline(), Headline { accounts: 2, last_12m: 0, prior_12m: 1 });
    }
}
