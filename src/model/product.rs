use serde::{Deserialize, Serialize};

use super::Extra;
use super::record::{is_record, record_id};

record_id! {
    /// The key of a product.
    ProductId
}

/// Something that we sell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub id: ProductId,
    pub version: u32,
    /// The article number; unique among products where not empty.
    pub key: String,
    /// Never empty.
    pub name: String,
    /// The group of products that it belongs to; empty when it belongs to none.
    pub category: String,
    pub notes: String,
    #[serde(default, skip_serializing_if = "Extra::is_empty")]
    pub extra: Extra,
}

is_record!(Product, ProductId);

impl Product {
    /// A product with a name and nothing else.
    #[must_use]
    pub fn new(id: ProductId, name: impl Into<String>) -> Self {
        Self {
            id,
            version: 1,
            key: String::new(),
            name: name.into(),
            category: String::new(),
            notes: String::new(),
            extra: Extra::new(),
        }
    }
}
