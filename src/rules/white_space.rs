//! What an account could buy from us and does not.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::relevance::is_relevant;
use crate::model::{Account, Money, OpportunityId, OpportunityOutcome, Portfolio, text, year_before};

/// How an account stands to a category of products.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GapState {
    /// Bought in the last 12 months.
    Bought,
    /// Not bought in them, and there is an open opportunity for it.
    Opportunity,
    /// Relevant and bought before, not in the last 12 months.
    Stopped,
    /// Relevant and never bought.
    NotBought,
    /// Not bought, and of no use to the account.
    NotRelevant,
}

/// One category for one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap<'a> {
    pub category: &'a str,
    pub state: GapState,
    /// In the 12 months that end today; `None` when nothing was.
    pub bought_12m: Option<Money>,
    /// At any time before those.
    pub bought_before: Option<Money>,
    /// The last time ever, until today.
    pub last_bought: Option<NaiveDate>,
    /// The open opportunities for it.
    pub opportunity: Option<Chance>,
    /// As somebody said of the account, or of its industry; else it is.
    pub relevant: bool,
}

/// The open opportunities of an account for one category.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chance {
    /// The oldest of them.
    pub first: OpportunityId,
    pub count: usize,
    /// Together, as far as they say.
    pub value: Money,
}

impl Gap<'_> {
    /// Whether it is white space: relevant, and not bought. An opportunity for what is said not to be relevant is none.
    #[must_use]
    pub const fn is_white(&self) -> bool {
        match self.state {
            GapState::Bought | GapState::NotRelevant => false,
            GapState::Opportunity | GapState::Stopped | GapState::NotBought => self.relevant,
        }
    }
}

impl GapState {
    pub const ALL: [Self; 5] = [Self::Bought, Self::Opportunity, Self::Stopped, Self::NotBought, Self::NotRelevant];

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bought => "bought",
            Self::Opportunity => "opportunity",
            Self::Stopped => "stopped",
            Self::NotBought => "not bought",
            Self::NotRelevant => "not relevant",
        }
    }
}

/// How the account stands to each of the categories, in their order.
///
/// A purchase in the 12 months that end today says more than any word about relevance, and so does an opportunity that
/// is open. Products without a category are in none.
#[must_use]
pub fn of<'a>(
    portfolio: &Portfolio,
    account: &Account,
    today: NaiveDate,
    categories: &BTreeSet<&'a str>,
) -> Vec<Gap<'a>> {
    let began = year_before(today);
    let fresh = |category: &&'a str| Gap {
        category,
        state: GapState::NotBought,
        bought_12m: None,
        bought_before: None,
        last_bought: None,
        opportunity: None,
        relevant: is_relevant(portfolio, account, category),
    };
    let mut gaps: Vec<Gap<'a>> = categories.iter().map(fresh).collect();
    for one in portfolio.ledger().products_of(account.id).iter().filter(|one| one.day <= today) {
        let Some(product) = portfolio.products().get(one.product) else { continue };
        let found = gaps.binary_search_by(|gap| gap.category.cmp(product.category.as_str()));
        let Some(gap) = found.ok().and_then(|at| gaps.get_mut(at)) else { continue };
        let amount = if one.day > began { &mut gap.bought_12m } else { &mut gap.bought_before };
        *amount = Some(amount.unwrap_or_default().saturating_add(one.amount));
        gap.last_bought = Some(one.day);
    }
    let chances = chances(portfolio, account);
    for gap in &mut gaps {
        // Opportunities name their category in whatever case somebody typed it.
        gap.opportunity = if chances.is_empty() { None } else { chances.get(&text::folded(gap.category)).copied() };
        gap.state = match (gap.bought_12m, gap.opportunity, gap.relevant, gap.bought_before) {
            (Some(_), ..) => GapState::Bought,
            (None, Some(_), ..) => GapState::Opportunity,
            (None, None, false, _) => GapState::NotRelevant,
            (None, None, true, Some(_)) => GapState::Stopped,
            (None, None, true, None) => GapState::NotBought,
        };
    }
    gaps
}

/// The open opportunities by their categories, folded.
fn chances(portfolio: &Portfolio, account: &Account) -> BTreeMap<String, Chance> {
    let mut chances: BTreeMap<String, Chance> = BTreeMap::new();
    for one in portfolio.opportunities_of(account.id).iter().filter(|one| one.outcome == OpportunityOutcome::Open) {
        let fresh = Chance { first: one.id, count: 0, value: Money::ZERO };
        let chance = chances.entry(text::folded(&one.category)).or_insert(fresh);
        chance.count += 1;
        chance.value = chance.value.saturating_add(one.value.unwrap_or_default());
    }
    chances
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::model::{AccountId, Bought, Ledger, Opportunity, Product, ProductDay, ProductId, Rows, Settings};
    use crate::rules::relevance::categories;

    const ID: AccountId = AccountId(Uuid::from_u128(1));

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn product(number: u128, category: &str) -> Product {
        Product { category: category.to_owned(), ..Product::new(ProductId(Uuid::from_u128(number)), "P") }
    }

    fn bought(product: u128, on: &str, cents: i64) -> ProductDay {
        let product = ProductId(Uuid::from_u128(product));
        ProductDay { day: day(on), product, amount: Money::from_minor_units(cents) }
    }

    fn chance(number: u128, category: &str, outcome: OpportunityOutcome, cents: Option<i64>) -> Opportunity {
        let value = cents.map(Money::from_minor_units);
        let id = OpportunityId(Uuid::from_u128(number));
        Opportunity { category: category.to_owned(), value, outcome, ..Opportunity::new(id, ID, "O") }
    }

    /// Category, state, cents of 12 months, cents before, open opportunities.
    type Told = (&'static str, GapState, Option<i64>, Option<i64>, usize);

    #[test]
    fn every_category_has_one_state() {
        use GapState::{Bought as B, NotBought, NotRelevant, Opportunity as O, Stopped};
        use OpportunityOutcome::{Lost, Open};
        let today = day("2026-03-02");
        let categories_of = ["Cheese", "Drinks", "Fish", "Grain", "Meat", "Sweets", ""];
        let products: Vec<Product> = (10..).zip(categories_of).map(|(n, category)| product(n, category)).collect();
        let mut account = Account::new(ID, "Ernst Handel");
        account.relevance = [("Meat".to_owned(), false), ("Grain".to_owned(), false)].into();
        let days = vec![
            // A year ago to the day is before the last 12 months; the day after is in them.
            bought(10, "2025-03-02", 5),
            bought(11, "2025-03-03", 70),
            bought(16, "2025-06-01", 1_000_000),
            bought(13, "2025-07-01", 40),
            bought(11, "2026-03-02", 700),
            bought(12, "2026-03-03", 9),
        ];
        let portfolio = Portfolio::new(Rows {
            accounts: vec![account.clone()],
            products,
            opportunities: vec![
                chance(30, " fish", Open, Some(500)),
                chance(31, "FISH", Open, None),
                chance(32, "sweets", Lost, Some(900)),
                chance(33, "Drinks", Open, Some(1)),
            ],
            ledger: Ledger::of([(ID, Bought { days: Vec::new(), products: days })].into()),
            ..Rows::default()
        });
        let gaps = of(&portfolio, &account, today, &categories(&portfolio));
        let told = |gap: &Gap<'_>| {
            let cents = |amount: Option<Money>| amount.map(Money::minor_units);
            let chances = gap.opportunity.map_or(0, |chance| chance.count);
            (gap.category.to_owned(), gap.state, cents(gap.bought_12m), cents(gap.bought_before), chances)
        };
        let wanted: [Told; 6] = [
            ("Cheese", Stopped, None, Some(5), 0),
            ("Drinks", B, Some(770), None, 1),
            // Bought tomorrow only.
            ("Fish", O, None, None, 2),
            // Somebody says that it is not relevant, but it is bought.
            ("Grain", B, Some(40), None, 0),
            ("Meat", NotRelevant, None, None, 0),
            ("Sweets", NotBought, None, None, 0),
        ];
        let wanted =
            wanted.map(|(category, state, now, before, chances)| (category.to_owned(), state, now, before, chances));
        assert_eq!(gaps.iter().map(told).collect::<Vec<_>>(), wanted);
        assert_eq!(gaps[2].opportunity.unwrap().value, Money::from_minor_units(500));
        assert_eq!(gaps[2].opportunity.unwrap().first, OpportunityId(Uuid::from_u128(30)));
        assert_eq!(gaps[1].last_bought, Some(today));
    }

    #[test]
    fn the_industry_says_what_is_relevant_unless_the_account_does() {
        let mut settings = Settings::default();
        settings.more.relevance.insert("Food".to_owned(), ["Fish".to_owned()].into());
        let mut account = Account { industry: "Food".to_owned(), ..Account::new(ID, "Ernst Handel") };
        let products = vec![product(10, "Fish"), product(11, "Meat")];
        let states = |account: &Account| {
            let accounts = vec![account.clone()];
            let rows = Rows { settings: settings.clone(), accounts, products: products.clone(), ..Rows::default() };
            let portfolio = Portfolio::new(rows);
            let gaps = of(&portfolio, account, day("2026-03-02"), &categories(&portfolio));
            gaps.iter().map(|gap| gap.state).collect::<Vec<_>>()
        };
        assert_eq!(states(&account), [GapState::NotBought, GapState::NotRelevant]);
        account.relevance = [("Fish".to_owned(), false), ("Meat".to_owned(), true)].into();
        assert_eq!(states(&account), [GapState::NotRelevant, GapState::NotBought]);
        account.industry = "Elsewhere".to_owned();
        account.relevance.clear();
        assert_eq!(states(&account), [GapState::NotBought, GapState::NotBought]);
    }

    #[test]
    fn white_space_is_what_potential_counts() {
        let categories_of = ["Fish", "Grain", "Meat", "Sweets"];
        let products: Vec<Product> = (10..).zip(categories_of).map(|(n, category)| product(n, category)).collect();
        let mut account = Account::new(ID, "Ernst Handel");
        account.relevance = [("Grain".to_owned(), false), ("Meat".to_owned(), false)].into();
        let portfolio = Portfolio::new(Rows {
            accounts: vec![account.clone()],
            products,
            opportunities: ["Fish", "Grain"]
                .into_iter()
                .zip(30..)
                .map(|(category, number)| chance(number, category, OpportunityOutcome::Open, None))
                .collect(),
            ..Rows::default()
        });
        let today = day("2026-03-02");
        let gaps = of(&portfolio, &account, today, &categories(&portfolio));
        let white: Vec<&str> = gaps.iter().filter(|gap| gap.is_white()).map(|gap| gap.category).collect();
        assert_eq!(white, ["Fish", "Sweets"], "grain is not relevant, though there is an opportunity");
        let potential = crate::rules::potential::potential(&portfolio, &account, None, today);
        assert_eq!(potential.categories_relevant - potential.categories_bought, white.len());
    }
}
