//! Which categories of products matter to an account.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::model::{Account, Portfolio, ProductId};

/// All categories that products have, in the order of their names.
#[must_use]
pub fn categories(portfolio: &Portfolio) -> BTreeSet<&str> {
    let named = portfolio.products().iter().map(|product| product.category.as_str());
    named.filter(|category| !category.is_empty()).collect()
}

/// Whether a category is relevant to an account: as somebody said of the account, else of its industry; else it is.
#[must_use]
pub fn is_relevant(portfolio: &Portfolio, account: &Account, category: &str) -> bool {
    account.relevance.get(category).copied().unwrap_or_else(|| {
        let industry = portfolio.settings().more.relevance.get(&account.industry);
        industry.is_none_or(|relevant| relevant.contains(category))
    })
}

/// Whether somebody said of the account, or of its industry, what is relevant.
#[must_use]
pub fn is_said(portfolio: &Portfolio, account: &Account) -> bool {
    !account.relevance.is_empty() || portfolio.settings().more.relevance.contains_key(&account.industry)
}

/// All categories and whose they are, found once for many accounts.
pub struct Catalogue<'a> {
    portfolio: &'a Portfolio,
    /// In the order of their names.
    categories: Vec<&'a str>,
    /// The place of its category by product.
    places: HashMap<ProductId, usize>,
}

impl<'a> Catalogue<'a> {
    #[must_use]
    pub fn new(portfolio: &'a Portfolio) -> Self {
        let categories: Vec<&str> = categories(portfolio).into_iter().collect();
        let by_name: BTreeMap<&str, usize> = categories.iter().copied().zip(0..).collect();
        let place = |category: &str| by_name.get(category).copied();
        let products = portfolio.products().iter();
        let places = products.filter_map(|product| Some((product.id, place(&product.category)?))).collect();
        Self { portfolio, categories, places }
    }

    /// How many categories are relevant to an account, and how many of those are among these products.
    pub(super) fn breadth(&self, account: &Account, bought: impl Iterator<Item = ProductId>) -> (usize, usize) {
        let mut places: Vec<usize> = bought.filter_map(|product| self.places.get(&product).copied()).collect();
        places.sort_unstable();
        places.dedup();
        if !is_said(self.portfolio, account) {
            return (self.categories.len(), places.len());
        }
        let is_relevant = |category: &&&str| is_relevant(self.portfolio, account, category);
        let bought = places.into_iter().filter_map(|place| self.categories.get(place));
        (self.categories.iter().filter(is_relevant).count(), bought.filter(is_relevant).count())
    }
}
