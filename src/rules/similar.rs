//! What accounts like one buy, by category.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::class::Class;
use super::relevance::categories;
use crate::model::{Account, AccountId, Money, Portfolio, ProductId, RowKey, year_before};

/// A comparison with fewer accounts says little, and the next wider one is taken. Our own.
pub const LEAST: usize = 5;

/// In what the accounts of a comparison are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Likeness {
    ClassAndIndustry(Class, String),
    Class(Class),
    /// In nothing.
    All,
}

/// What similar accounts buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    pub likeness: Likeness,
    /// How many others: those that count and bought anything of a category in the last 12 months.
    pub accounts: usize,
    /// Of the categories that any of them bought from.
    categories: BTreeMap<String, Peers>,
}

/// Of one category, among similar accounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Peers {
    pub buyers: usize,
    /// What these bought of it in the last 12 months, in the median; `None` without buyers.
    pub median: Option<Money>,
}

impl Comparison {
    #[must_use]
    pub fn peers(&self, category: &str) -> Peers {
        self.categories.get(category).copied().unwrap_or_default()
    }

    /// The part of the accounts that buy it, 0..=1; nothing when there are none.
    #[must_use]
    pub fn share(&self, category: &str) -> f64 {
        super::engagement::share(self.peers(category).buyers, self.accounts)
    }
}

/// What each account buys by category: worked out once, and then followed edit by edit.
#[derive(Clone, Debug, Default)]
pub struct Buyers {
    made_for: Option<(u64, NaiveDate)>,
    categories: Vec<String>,
    category_of: BTreeMap<ProductId, usize>,
    of: BTreeMap<AccountId, Buyer>,
    /// What was compared last, while none of the others changed.
    last: Option<(Compared, Comparison)>,
}

/// What a comparison depends on, beside the others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Compared {
    account: AccountId,
    class: Option<Class>,
    industry: String,
}

#[derive(Clone, Debug)]
struct Buyer {
    class: Option<Class>,
    industry: String,
    /// Into the categories, with what was bought.
    bought: BTreeMap<usize, Money>,
}

impl Buyers {
    /// Brings it up to date with a later revision of the same portfolio: after an edit of a few records, of the accounts
    /// that these belong to.
    pub fn refresh(&mut self, portfolio: &Portfolio, today: NaiveDate) {
        let wanted = Some((portfolio.revision(), today));
        if self.made_for == wanted {
            return;
        }
        let changed = self.made_for.filter(|(_, day)| *day == today).and_then(|(revision, _)| {
            let rows = portfolio.changed_since(revision)?;
            let one_by_one = |row: &RowKey| !matches!(row, RowKey::Settings | RowKey::Batch(_) | RowKey::Product(_));
            if rows.iter().all(one_by_one) { portfolio.accounts_changed_since(revision) } else { None }
        });
        match changed {
            Some(changed) => {
                let last = self.last.as_ref().map(|(compared, _)| compared.account);
                if changed.iter().any(|id| Some(*id) != last) {
                    self.last = None;
                }
                for id in changed {
                    self.of.remove(&id);
                    if let Some(account) = portfolio.account(id) {
                        self.look(portfolio, account, today);
                    }
                }
            }
            None => self.look_at_all(portfolio, today),
        }
        self.made_for = wanted;
    }

    fn look_at_all(&mut self, portfolio: &Portfolio, today: NaiveDate) {
        let all: BTreeSet<&str> = categories(portfolio);
        let place = |category: &str| all.iter().position(|one| *one == category);
        let of_products = portfolio.products().iter().filter_map(|one| Some((one.id, place(&one.category)?)));
        self.category_of = of_products.collect();
        self.categories = all.iter().map(|category| (*category).to_owned()).collect();
        self.last = None;
        self.of.clear();
        for account in portfolio.accounts() {
            self.look(portfolio, account, today);
        }
    }

    fn look(&mut self, portfolio: &Portfolio, account: &Account, today: NaiveDate) {
        let mut bought: BTreeMap<usize, Money> = BTreeMap::new();
        for one in portfolio.ledger().products_within(account.id, year_before(today), today) {
            if let Some(category) = self.category_of.get(&one.product) {
                let amount = bought.entry(*category).or_default();
                *amount = amount.saturating_add(one.amount);
            }
        }
        if !bought.is_empty() && !account.archived {
            let class = Class::of_account(portfolio, account, portfolio.settings().lines);
            self.of.insert(account.id, Buyer { class, industry: account.industry.clone(), bought });
        }
    }

    /// What accounts like this one buy: those of its class and industry; when these are fewer than five, those of its
    /// class; when these are too, all. It is not compared with itself, nor with who buys nothing.
    #[must_use]
    pub fn similar_to(&mut self, portfolio: &Portfolio, account: &Account) -> Comparison {
        let class = Class::of_account(portfolio, account, portfolio.settings().lines);
        let wanted = Compared { account: account.id, class, industry: account.industry.clone() };
        if let Some((_, same)) = self.last.as_ref().filter(|(compared, _)| *compared == wanted) {
            return same.clone();
        }
        let comparison = self.compare(account, class);
        self.last = Some((wanted, comparison.clone()));
        comparison
    }

    fn compare(&self, account: &Account, class: Option<Class>) -> Comparison {
        let others = || self.of.iter().filter(|(id, _)| **id != account.id).map(|(_, buyer)| buyer);
        let mut narrower = Vec::new();
        if let Some(class) = class {
            if !account.industry.is_empty() {
                narrower.push(Likeness::ClassAndIndustry(class, account.industry.clone()));
            }
            narrower.push(Likeness::Class(class));
        }
        let enough = |likeness: &Likeness| others().filter(|buyer| likeness.holds(buyer)).take(LEAST).count() == LEAST;
        let likeness = narrower.into_iter().find(enough).unwrap_or(Likeness::All);
        let mut amounts: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        let mut accounts = 0;
        for buyer in others().filter(|buyer| likeness.holds(buyer)) {
            accounts += 1;
            for (category, amount) in &buyer.bought {
                amounts.entry(*category).or_default().push(amount.minor_units());
            }
        }
        let categories = amounts.into_iter().filter_map(|(category, mut amounts)| {
            let peers = Peers { buyers: amounts.len(), median: median(&mut amounts) };
            Some((self.categories.get(category)?.clone(), peers))
        });
        Comparison { categories: categories.collect(), likeness, accounts }
    }
}

impl Likeness {
    fn holds(&self, buyer: &Buyer) -> bool {
        match self {
            Self::ClassAndIndustry(class, industry) => buyer.class == Some(*class) && buyer.industry == *industry,
            Self::Class(class) => buyer.class == Some(*class),
            Self::All => true,
        }
    }
}

/// Of an even number the mean of the middle two, in whole cents. Leaves them in another order.
fn median(amounts: &mut [i64]) -> Option<Money> {
    amounts.sort_unstable();
    let upper = *amounts.get(amounts.len() / 2)?;
    let lower = *amounts.get((amounts.len() - 1) / 2)?;
    Some(Money::from_minor_units(lower.midpoint(upper)))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{
        Bought, Change, ChangeSet, Judgement, Ledger, Position, Product, ProductDay, RowChange, Rows, Score,
    };

    fn id(number: u128) -> AccountId {
        AccountId(Uuid::from_u128(number))
    }

    fn account(number: u128, key: bool, industry: &str) -> Account {
        let score = Score::whole(if key { 80 } else { 20 });
        let at = chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let judgement = Judgement { position: Position::new(score, score), at, by: "Anna".to_owned(), evidence: None };
        Account { judgement: Some(judgement), industry: industry.to_owned(), ..Account::new(id(number), "A") }
    }

    fn today() -> NaiveDate {
        "2026-03-02".parse().unwrap()
    }

    /// Products 10 (cheese), 11 (cheese too), 12 (fish) and 13 (of no category).
    fn portfolio(accounts: Vec<Account>, bought: &[(u128, &str, u128, i64)]) -> Portfolio {
        let product = |(number, category): (u128, &str)| Product {
            category: category.to_owned(),
            ..Product::new(ProductId(Uuid::from_u128(number)), "P")
        };
        let mut ledger: BTreeMap<AccountId, Bought> = BTreeMap::new();
        for (account, on, product, cents) in bought {
            ledger.entry(id(*account)).or_default().products.push(ProductDay {
                day: on.parse().unwrap(),
                product: ProductId(Uuid::from_u128(*product)),
                amount: Money::from_minor_units(*cents),
            });
        }
        Portfolio::new(Rows {
            accounts,
            products: [(10, "Cheese"), (11, "Cheese"), (12, "Fish"), (13, "")].map(product).to_vec(),
            ledger: Ledger::of(ledger),
            ..Rows::default()
        })
    }

    fn of(portfolio: &Portfolio, account: u128) -> Comparison {
        let mut buyers = Buyers::default();
        buyers.refresh(portfolio, today());
        buyers.similar_to(portfolio, portfolio.account(id(account)).unwrap())
    }

    #[test]
    fn the_narrowest_comparison_with_five_others_is_taken() {
        // 1 is compared. 2–6: Key in food; 7–8: Key elsewhere; 9: Service.
        let mut accounts: Vec<Account> = (1..=6).map(|number| account(number, true, "Food")).collect();
        accounts.extend([account(7, true, "Steel"), account(8, true, "Steel"), account(9, false, "Food")]);
        let bought: Vec<_> = (1..=9).map(|number| (number, "2026-01-01", 10, 100)).collect();
        let likeness = |accounts: &[Account], bought: &[(u128, &str, u128, i64)]| {
            let found = of(&portfolio(accounts.to_vec(), bought), 1);
            (found.likeness, found.accounts)
        };
        let food = Likeness::ClassAndIndustry(Class::Key, "Food".to_owned());
        assert_eq!(likeness(&accounts, &bought), (food, 5));
        // One of them is archived: four are too few.
        accounts[1].archived = true;
        assert_eq!(likeness(&accounts, &bought), (Likeness::Class(Class::Key), 6));
        // Two buy nothing any more; then all are taken, 2 and 9 among whom 2 is archived.
        let fewer: Vec<_> = bought.iter().copied().filter(|(number, ..)| ![7, 8].contains(number)).collect();
        assert_eq!(likeness(&accounts, &fewer), (Likeness::All, 5));
        // Who has no industry has no industry in common; who is unplaced no class.
        accounts[0].industry.clear();
        assert_eq!(likeness(&accounts, &bought).0, Likeness::Class(Class::Key));
        accounts[0].judgement = None;
        assert_eq!(likeness(&accounts, &bought), (Likeness::All, 7));
    }

    #[test]
    fn shares_and_medians_are_those_of_the_others() {
        let accounts = (1..=6).map(|number| account(number, true, "Food")).collect();
        let portfolio = portfolio(
            accounts,
            &[
                (1, "2026-01-01", 12, 1_000_000),
                (2, "2025-03-03", 10, 100),
                (2, "2026-01-01", 11, 100),
                (3, "2026-01-01", 10, 401),
                (4, "2026-01-01", 10, 300),
                (5, "2026-01-01", 11, 500),
                (5, "2026-01-02", 12, 7),
                // A year ago to the day, and of no category: neither makes a buyer.
                (6, "2025-03-02", 10, 9_999),
                (6, "2026-01-01", 13, 9_999),
            ],
        );
        let found = of(&portfolio, 1);
        // 2, 3, 4, 5: four only, so all; it is the same four.
        assert_eq!((found.likeness.clone(), found.accounts), (Likeness::All, 4));
        // 200, 300, 401, 500: (300 + 401) ÷ 2, in whole cents.
        assert_eq!(found.peers("Cheese"), Peers { buyers: 4, median: Some(Money::from_minor_units(350)) });
        assert_eq!(found.peers("Fish"), Peers { buyers: 1, median: Some(Money::from_minor_units(7)) });
        assert_eq!(found.peers("Meat"), Peers::default());
        assert!((found.share("Fish") - 0.25).abs() < 1e-12);
    }

    #[test]
    fn an_edit_is_followed() {
        let accounts: Vec<Account> = (1..=7).map(|number| account(number, true, "Food")).collect();
        let bought: Vec<_> = (1..=7).map(|number| (number, "2026-01-01", 10, 100)).collect();
        let mut portfolio = portfolio(accounts, &bought);
        let mut buyers = Buyers::default();
        buyers.refresh(&portfolio, today());
        let before = portfolio.account(id(2)).cloned().unwrap();
        let after = std::sync::Arc::new(Account { archived: true, version: 2, ..Account::clone(&before) });
        let change = Change { before: Some(before), after: Some(after) };
        portfolio.apply(&ChangeSet { rows: vec![RowChange::Account(change)] });
        buyers.refresh(&portfolio, today());
        let followed = buyers.similar_to(&portfolio, portfolio.account(id(1)).unwrap());
        assert_eq!(followed, of(&portfolio, 1));
        assert_eq!(followed.accounts, 5);
    }
}
