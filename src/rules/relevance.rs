//! Which categories of products matter to an account.

use std::collections::BTreeSet;

use crate::model::{Account, Portfolio};

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
