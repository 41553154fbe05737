//! The products that purchases name.

use crate::model::text::folded;
use crate::model::{Portfolio, Product, ProductId, Stamp};
use crate::sheets::matching::composed;

use super::MatchBy;
use super::roster::{NOWHERE, Roster};

/// All products, and those that come in along with purchases.
pub(super) struct Products<'a> {
    roster: Roster<'a, Product>,
    match_by: &'a [MatchBy],
}

impl<'a> Products<'a> {
    pub fn new(portfolio: &'a Portfolio, match_by: &'a [MatchBy]) -> Self {
        Self { roster: Roster::new(portfolio), match_by }
    }

    pub fn get(&self, id: ProductId) -> Option<&Product> {
        self.roster.get(id)
    }

    /// The product of this article number or name; either may be empty. `None` when there is none yet. One without a
    /// number is that of the first number beside its name, and no other's.
    ///
    /// # Errors
    /// When several could be meant, and what to do.
    pub fn find(&mut self, key: &str, name: &str) -> Result<Option<ProductId>, String> {
        let by = |by: MatchBy| self.match_by.contains(&by);
        let key_counts = by(MatchBy::Key) && !key.is_empty();
        if let Some(product) = self.roster.holder(key).filter(|_| key_counts) {
            return Ok(Some(product.id));
        }
        if !by(MatchBy::Name) || name.is_empty() {
            return Ok(None);
        }
        let named: Vec<&Product> = self.roster.called(NOWHERE, &folded(name), key_counts).collect();
        let exact: Vec<&Product> =
            named.iter().copied().filter(|product| composed(&product.name) == composed(name)).collect();
        match if exact.is_empty() { named } else { exact }.as_slice() {
            [] => Ok(None),
            [one] => {
                let id = one.id;
                if key_counts {
                    self.roster.take_as(id, key);
                }
                Ok(Some(id))
            }
            several => {
                let count = several.len();
                Err(format!("{count} products are named “{name}”; give the key of the one that is meant"))
            }
        }
    }

    /// Brings a product in: called by its key when it has no name.
    pub fn make(&mut self, key: &str, name: &str, category: &str, stamp: &mut Stamp) -> ProductId {
        let mut product = Product::new(stamp.product_id(), if name.is_empty() { key } else { name });
        key.clone_into(&mut product.key);
        category.clone_into(&mut product.category);
        let id = product.id;
        self.roster.make(product);
        id
    }

    pub fn made(&self) -> usize {
        self.roster.made()
    }

    pub fn into_made(self) -> impl Iterator<Item = Product> {
        self.roster.into_made()
    }
}
